//! A need: what a community or an institution asks for, who promised how much of it, what came, and what is still open.
//!
//! ```text
//! draft ──► stated ──► confirmed ──► partly_covered ──► covered ──► received
//!              │           │               │
//!              └───────────┴───────────────┴──► lapsed | withdrawn      a new word brings it back
//! ```
//!
//! People enter *events* (stated, confirmed by the office, renewed, withdrawn, lapsed), promises, deliveries and what the
//! receiver says of each delivery; whether a need is partly covered, covered or received is computed from its lines, never
//! typed. A need of which nothing was heard for the office's term `renewal` (90 days when it has none) has lapsed.
//!
//! ```text
//! asked 10 ─┬─ promised 6 ─┬─ confirmed 4
//!           │              └─ awaited 2
//!           └─ open 4
//! ```
//!
//! The contact of a need is sealed and stands in no list, export, feed, index or journal line. The institution itself
//! speaks through a private link (`link`), whose holder is an actor with leave for its own needs and nothing else.
//!
//! Tables: `need`, `need_event`, `need_line`, `need_promise`, `need_delivery`, `need_confirmation`, `need_link`,
//! `need_sent`, `need_said`. Others use [`store::labels`], [`store::subject_of`], [`store::documents`], [`remind`].
//! What is told by mail is in `letters`.

mod form;
mod holder;
mod letters;
pub mod link;
mod model;
mod routes;
mod sheet;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use form::refs;
pub use letters::remind;
pub use model::{Body, Change, Contact, Event, EventRow, FEW, Line, Need, Priority, Promise, Refusal, State, Unit};
pub use routes::{item, routes};
pub use sheet::entry;
pub use view::{ITEM, Item, LineShown};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
