//! Anyone who acts: an authority, a council, a donor, a UN agency, a school, a firm, a programme.
//!
//! An organisation goes by many names: its own, short ones, and those that sources use (aliases, each with a note). Its codes
//! (org-id, EDRPOU) tell it apart, so no two may share one; a name that another has is only warned of. Two records of one
//! organisation are merged: the row that goes keeps its id and says into which it went, readers of the id find the one
//! that stayed, and the old address leads there. No other noun's table is rewritten.
//!
//! ```text
//! draft ⇄ published      either ── merged into another (for good)
//! ```
//!
//! Tables: `organisation`, `organisation_alias`, `organisation_key`. Others use [`Organisation`], [`OrganisationKind`],
//! [`store::labels`], [`store::resolve`], [`store::options`] and [`store::ids_of`] (every id that means one organisation).

mod model;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Alias, Body, Organisation, OrganisationKind, circle, is_edrpou};
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
