//! What changed: the journal for reading, the newest first, field by field in plain words.
//!
//! A page is one question by the journal's own key, or by that of one record, however long the journal is; names of
//! accounts and labels of records are asked for all lines of a page at once. `/journal?kind=project&id=…` is the history
//! of one record, for a link on its card.
//!
//! No table of its own. It reads what the journal hands out, and may name any noun.

mod model;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::refs;
pub use routes::{Say, routes};
pub use view::Changed;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
