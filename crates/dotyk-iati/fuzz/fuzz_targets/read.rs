//! What can be read can be written, and reads the same again.
#![no_main]

use dotyk_iati::{Header, Item, Reader, Writer};
use libfuzzer_sys::fuzz_target;

fn read(file: &[u8]) -> Option<(Header, Vec<Item>)> {
    let mut reader = Reader::new(file).ok()?;
    let items = reader.by_ref().collect::<Result<_, _>>().ok()?;
    Some((reader.header().clone(), items))
}

fuzz_target!(|file: &[u8]| {
    let Some((header, items)) = read(file) else { return };
    let mut writer = Writer::new(Vec::new(), &header).expect("writing to memory");
    for item in &items {
        writer.item(item).expect("an item of the kind of the file");
    }
    let written = writer.finish().expect("writing to memory");
    let (again, same) = read(&written).expect("what was written can be read");
    assert_eq!((header.version, items), (again.version, same));
});
