//! Files that belong to records: photos, signed copies, scans of a source.
//!
//! ```text
//! draft ──published──▶ public
//!   └──── removed ◀──────┘        the content stays for the journal's past
//! ```
//!
//! A file is somebody else's bytes, so nothing about it is believed: its type is found in its content, its name is only
//! a name, and it is given out so that it can do nothing. Only pictures open in the browser, alone and without rights;
//! everything else is a download. A PDF is one too: a browser's reader does not work without rights, and with them a
//! document could act as a page of ours.
//!
//! A file is seen and owned like its subject, and by whoever brought it; the public sees what is published of a subject
//! that is. Removed files are left to those who may publish.
//!
//! What a PDF says is read behind the pages and found by search: see `text`.
//!
//! Table: `file`. Contents lie in the folder of files under their hash, outside the database; [`store::sweep`] takes
//! away what no row names. Others use [`store::of_subject`], [`store::labels`], [`store::documents`] and the form at `/files/new?subject=`.

mod model;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod text;
mod view;

pub use model::{File, clean_name, disposition, is_hash};
pub use routes::routes;
pub use text::kick;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
