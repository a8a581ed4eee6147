//! What a command works on: the database, its office, its files and the key that seals personal data.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use dotyk_db::{Db, Options};

use super::line::At;
use crate::backup::commands as backup;
use crate::{app, office};

/// An opened and migrated database, and the folder of files that goes with it.
pub(super) struct Open {
    pub(super) db: Db,
    pub(super) files: PathBuf,
}

impl Open {
    pub(super) fn new(at: &At) -> Result<Open, String> {
        let files = files_folder(&at.database, at.files.clone())?;
        let db = Db::open(&at.database, Options::default()).map_err(|error| error.to_string())?;
        db.migrate(app::MIGRATIONS).map_err(|error| error.to_string())?;
        Ok(Open { db, files })
    }

    /// The office asked for, or the only one there is.
    pub(super) fn office(&self, at: &At) -> Result<String, String> {
        let offices = self.db.read_blocking(office::store::offices).map_err(|error| error.to_string())?;
        match (&at.office, offices.as_slice()) {
            (Some(office), all) if all.contains(office) => Ok(office.clone()),
            (Some(office), all) => {
                Err(format!("there is no office «{office}» in {}; there is: {}", self.db.shown(), all.join(", ")))
            }
            (None, [only]) => Ok(only.clone()),
            (None, []) => {
                Err(format!("there is no office in {} yet: dotyk office add NAME --database {}", self.db.shown(), at.database))
            }
            (None, several) => Err(format!("say with --office which of {}", several.join(", "))),
        }
    }
}

/// Where uploaded files and the data key lie: as was said, or beside an SQLite file.
pub(super) fn files_folder(database: &str, said: Option<PathBuf>) -> Result<PathBuf, String> {
    let beside = database.strip_prefix("sqlite:").map(|path| PathBuf::from(format!("{path}-files")));
    said.or(beside).ok_or_else(|| "say with --files where uploaded files and the data key are to lie".into())
}

/// The key that seals personal data: the environment's `DOTYK_DATA_KEY` (64 hex digits), else a file that only its owner
/// may read, made at the first start. Losing it loses what it seals; it is in no backup unless asked for.
pub(super) fn data_key(files: &Path) -> Result<[u8; 32], String> {
    let text = match std::env::var("DOTYK_DATA_KEY") {
        Ok(text) => text,
        Err(_) => key_file(&files.join("data.key"))?,
    };
    backup::DataKey::parse(&text).map(|key| key.bytes)
}

/// The key if there is one. A copy makes none: a new key in its place would hide that the old one is missing.
pub(super) fn known_key(files: &Path) -> Result<Option<backup::DataKey>, String> {
    let file = files.join("data.key");
    let text = match std::env::var("DOTYK_DATA_KEY") {
        Ok(text) => text,
        Err(_) if file.exists() => key_file(&file)?,
        Err(_) => return Ok(None),
    };
    backup::DataKey::parse(&text).map(Some)
}

fn key_file(path: &Path) -> Result<String, String> {
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    if path.exists() {
        return std::fs::read_to_string(path).map_err(said);
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    let text = crate::journal::hex(&bytes);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(said)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(said)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(said)?;
    Ok(text)
}
