//! Of this came that: of a series of meetings an agreement, of the agreement a project.
//!
//! ```text
//! stands ──► removed
//! ```
//!
//! A row joins two records of any kind that something may come of; rows together are a *chain*, a graph without circles that
//! reads the same from any of its ends. Whoever may edit one end may join the two; a row is shown to whoever may see both,
//! and nobody sees past an end that is hidden from them. A row that was removed is kept with its day; the same two may be
//! joined anew.
//!
//! `chain` follows the rows level by level, `layout` finds a place for each record in the picture, `thread` makes the part
//! that the card of a record shows through `web::State`.
//!
//! Tables: `outcome`. Others use [`chain`] and the picture in `picture.html`.

mod chain;
mod layout;
mod model;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Body, ENDS, Outcome};
pub use routes::{below, chain, routes, thread};
pub use view::{CHAIN_SHAPE, ChainShown};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
