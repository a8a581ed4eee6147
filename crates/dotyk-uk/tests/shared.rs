//! Material that lies beside the project and is not part of it.

use std::path::Path;

/// A file of the folder `shared` beside the project, or `None`, said aloud, where it is absent.
pub fn file(name: &str) -> Option<String> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared").join(name))
        .find(|path| path.is_file());
    match found {
        Some(path) => Some(std::fs::read_to_string(&path).expect("the shared file is readable text")),
        None => {
            eprintln!("SKIPPED: no folder `shared` with {name} beside the project");
            None
        }
    }
}
