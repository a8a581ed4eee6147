//! Activities that others publish by the IATI standard: who funds what, where, and what came of it.
//!
//! A file (a *dataset*) is taken in whole, as reference. Nothing of it is the office's own: its money and results stand in
//! tables of their own and in no sum of the register. What the office agrees with, it accepts field by field into a project.
//!
//! ```text
//! waiting ──► reading ──► current ──► replaced   by a newer file of the same publisher, and back when that is undone
//!    └────────────┴──► refused    └──► undone
//! ```
//!
//! Files are read in bounded steps, each a write of its own; rows of a file are seen by nobody until the last step makes it
//! current with one line of the journal. How far the reading is stands in the table, so it goes on after the program was
//! stopped. A newer file takes the place of the older one at once, and an undo gives the place back.
//!
//! `extract` makes rows of what was read, `work` is the thread that does it, `alike` finds projects that may be the same,
//! `compare` says what is ours and what is theirs, `accept` writes what was ticked into the project and takes it back.
//!
//! Tables: `activity`, `activity_dataset`, `activity_narrative`, `activity_party`, `activity_place`, `activity_sector`,
//! `activity_transaction`, `activity_budget`, `activity_total`, `activity_result`, `activity_link`, `activity_fault`,
//! `activity_tie`, `activity_acceptance`. In the journal stand a file as a whole, and what was decided of an activity.

mod accept;
mod alike;
pub mod commands;
mod compare;
mod extract;
mod matching;
mod model;
mod points;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use model::{Decision, Stated, Total};
pub use points::{doers, points};
pub use routes::{aside, routes};
pub use work::kick;

/// The name of the command, as the journal writes it.
pub const COMMAND: &str = "iati import";

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
