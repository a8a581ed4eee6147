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
//! [`store::labels`], [`store::resolve`], [`store::options`], [`store::ids_of`] (every id that means one organisation), and
//! in statements the set [`merged!`](crate::organisation::merged) of these.

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

/// A set for a statement: the organisation of `$parameter` and those that were merged into it. `$1` is the office. Whoever
/// asks for what is an organisation's asks `IN` this set: a join to its row would not be found from the organisation on. It
/// asks twice, each by an index, since for an `OR` of two columns SQLite may go through all organisations.
macro_rules! merged {
    ($parameter:literal) => {
        concat!(
            "(SELECT y1.id FROM organisation y1 WHERE y1.office = $1 AND y1.id = ",
            $parameter,
            " UNION ALL SELECT y2.id FROM organisation y2 WHERE y2.office = $1 AND y2.merged_into = ",
            $parameter,
            ")"
        )
    };
}
pub(crate) use merged;
