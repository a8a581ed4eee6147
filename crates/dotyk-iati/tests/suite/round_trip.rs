//! Read, write, read: equal for every file of the exam and the samples.

use dotyk_iati::{Item, Options, ReadError, Reader, Writer, check_all};

use crate::material::{content, files, material};

/// Items, and the file written of them; `None` where the file cannot be read at all.
fn read_and_write(file: &[u8]) -> Option<(Vec<Item>, Vec<u8>)> {
    let mut reader = Reader::new(file).ok()?;
    let items: Vec<Item> = reader.by_ref().collect::<Result<_, ReadError>>().ok()?;
    let mut writer = Writer::new(Vec::new(), reader.header()).expect("writing to memory");
    for item in &items {
        writer.item(item).expect("writing to memory");
    }
    Some((items, writer.finish().expect("writing to memory")))
}

#[test]
fn read_write_read_is_equal() {
    let Some(folder) = material("round trip") else {
        return;
    };
    let (mut total, mut things) = (0, 0);
    let mut all = files(&folder.join("exam"), &[".xml", ".xml.gz"]);
    all.extend(files(&folder.join("sample"), &[".xml", ".xml.gz"]));
    for path in all {
        let Some((first, file)) = read_and_write(&content(&path)) else {
            continue;
        };
        let Some((second, again)) = read_and_write(&file) else {
            panic!("{} cannot be read again", path.display());
        };
        for (a, b) in first.iter().zip(&second) {
            assert!(a == b, "{}: {} changed", path.display(), a.identifier());
        }
        assert_eq!(first.len(), second.len(), "{}", path.display());
        assert!(file == again, "{}: written twice, it differs", path.display());
        total += 1;
        things += first.len();
    }
    println!("round trip: {total} files, {things} activities and organisations equal");
    assert!(total > 100);
}

/// What was valid stays valid, and says the same: the checker finds the same things in the
/// file that was written.
#[test]
fn written_files_have_the_same_findings() {
    let Some(folder) = material("findings of written files") else {
        return;
    };
    let options = Options::new("2026-11-22T19:56:00Z".parse().expect("a date"));
    for path in files(&folder.join("exam/real"), &[".xml.gz"]) {
        let file = content(&path);
        let Some((_, written)) = read_and_write(&file) else {
            continue;
        };
        let ids = |file: &[u8]| {
            let mut ids: Vec<_> = check_all(file, &options).findings.iter().map(|f| (f.identifier.clone(), f.id)).collect();
            ids.sort();
            ids
        };
        let before = ids(&file);
        if before.iter().all(|(_, id)| *id != "0.3.1") {
            assert!(before == ids(&written), "{}", path.display());
        }
    }
}
