//! The shared material, where it is there: `shared/iati` in a folder above the crate.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The folder of the material; says so where it is absent, and the test is skipped.
pub fn material(test: &str) -> Option<PathBuf> {
    let mut folder = Some(Path::new(env!("CARGO_MANIFEST_DIR")));
    while let Some(here) = folder {
        let found = here.join("shared/iati");
        if found.is_dir() {
            return Some(found);
        }
        folder = here.parent();
    }
    println!("SKIPPED {test}: there is no folder shared/iati above the crate");
    None
}

/// The content of a file, unpacked where it is packed.
pub fn content(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).expect("a file of the material can be read");
    if path.extension().is_none_or(|e| e != "gz") {
        return bytes;
    }
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut unpacked).expect("a packed file can be unpacked");
    unpacked
}

/// All files below a folder whose names end in one of the endings, in order.
pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for path in entries.filter_map(Result::ok).map(|e| e.path()) {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if endings.iter().any(|e| name.ends_with(e)) {
            found.push(path);
        }
    }
    found.sort();
    found
}
