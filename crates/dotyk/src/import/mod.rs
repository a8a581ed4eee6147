//! Tables that are taken in: projects, organisations, figures, steps, property, needs, programmes, calls and
//! places from XLSX and CSV.
//!
//! ```text
//! waiting ──► checking ──► checked ──► applying ──► applied ──► undoing ──► undone
//!    └──────────────┴──► refused
//! ```
//!
//! A file is read and checked first, and nothing is written but what was understood of it: what each row would make, change
//! or leave, and what is wrong in which cell. Then its rows are written in bounded steps, each a write of its own, through
//! the records' own models, stores and permits; a row writes exactly what was shown, or is left and listed. An undo brings
//! back what was, except where somebody has changed the record since. How far an import is stands in its table, so the work
//! goes on after a page was closed or the program stopped.
//!
//! `web::table` reads files in bounded memory, `model` says what columns and cells mean, `plan` what a row makes of a record,
//! `need` what tables of needs have of their own, `programme` those of programmes and calls,
//! `check` finds the records and runs the check, `apply` writes and takes back, `work` is the thread that does it.
//!
//! Tables: `import`, `import_row`, `import_key`. They are a workbench and not in the journal; what becomes of records is.

mod apply;
mod check;
pub mod commands;
mod model;
mod need;
mod plan;
mod programme;
mod routes;
pub mod store;
mod template;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use model::KINDS;
pub use routes::routes;
pub use work::kick;

/// The name of the command, as the journal writes it.
pub const COMMAND: &str = "import";

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
