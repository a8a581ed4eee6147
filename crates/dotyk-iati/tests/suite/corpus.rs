//! The small corpus of the fuzz targets, replayed: each file, and each file with a byte
//! changed, cut off or doubled.

use std::path::Path;

use dotyk_iati::{Item, Options, Reader, Writer, check_all};

use crate::material::{content, files};

/// What the fuzz targets do with some bytes.
fn try_all(file: &[u8], options: &mut Options) {
    options.largest_item = dotyk_iati::LARGEST_ITEM;
    check_all(file, options);
    options.largest_item = 64;
    check_all(file, options);
    let Ok(mut reader) = Reader::new(file) else { return };
    let Ok(items) = reader.by_ref().collect::<Result<Vec<Item>, _>>() else { return };
    let mut writer = Writer::new(Vec::new(), reader.header()).expect("writing to memory");
    items.iter().for_each(|item| writer.item(item).expect("writing to memory"));
    let written = writer.finish().expect("writing to memory");
    let again: Vec<Item> = Reader::new(&written[..]).expect("a header").map(|i| i.expect("an item")).collect();
    assert!(items == again, "{}", String::from_utf8_lossy(file));
}

#[test]
fn the_corpus_and_its_neighbours() {
    let corpus = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus"), &[".xml"]);
    assert!(corpus.len() >= 2);
    let mut options = Options::new("2026-11-22T00:00:00Z".parse().expect("a date"));
    // A small generator of our own: the same numbers every time.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    for path in corpus {
        let file = content(&path);
        try_all(&file, &mut options);
        for _ in 0..600 {
            let mut changed = file.clone();
            let (at, to) = (random(file.len()), random(file.len()));
            match random(5) {
                0 => changed[at] = b"<>&\"'/ =;!-]x0\0\xFF\xC3"[random(17)],
                1 => changed.truncate(at),
                2 => drop(changed.drain(at.min(to)..at.max(to))),
                3 => changed.extend_from_slice(&file[at.min(to)..at.max(to)]),
                _ => changed.splice(at..at, file[at.min(to)..at.max(to)].iter().copied()).for_each(drop),
            }
            try_all(&changed, &mut options);
        }
    }
}
