//! Keeping the register: a backup in one file, its restoration, and the way from one engine to the other.
//!
//! # The form of a backup
//!
//! A ZIP archive, so that anybody can open it without this program:
//!
//! | entry | what |
//! |---|---|
//! | `README.txt` | what this is, for whoever finds it |
//! | `tables/TABLE.jsonl` | all rows of a table of all offices, as `dotyk_db::port` writes them: a line of column names, then a line for each row |
//! | `files/aa/HASH` | the contents of uploaded files, as they lie in the folder of files: each is named by its SHA-256 |
//! | `data.key` | the key that seals personal data, only when it was asked for |
//! | `manifest.json` | [`Manifest`]: versions, where each journal stands, rows and SHA-256 of each table, size and SHA-256 of each file |
//!
//! All tables are of one moment: they are read in one transaction, while the office goes on writing. Contents of files
//! never change and are never taken away while a row names them, so they may be read after it.
//!
//! The file has its name only when it is whole and on the disk: until then it is `NAME.partial`, which the next backup
//! of that name writes over.
//!
//! # Restoring
//!
//! First everything is read and compared with the manifest; then all tables are filled in one transaction, read back
//! and compared again before it is committed. So what is refused leaves a database as empty as it was. What a backup
//! cannot show, that the register and its journal agree, the journal's own check does at the end.
//!
//! No tables of its own.

mod archive;
pub mod commands;
mod place;
pub mod progress;
#[cfg(test)]
mod tests;

pub use archive::{Lost, Manifest, OfficeHead, StoredFile, StoredTable};

use dotyk_db::Error;

/// Why a backup, a restoration or a move did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] Error),
    /// Anything else: what, where, and how to mend it.
    #[error("{0}")]
    Refused(String),
}

impl Fault {
    fn refused<T>(problem: impl Into<String>) -> Result<T, Fault> {
        Err(Fault::Refused(problem.into()))
    }
}
