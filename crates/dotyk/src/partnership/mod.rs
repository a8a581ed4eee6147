//! A lasting tie of ours with somebody abroad: city to city, region to region.
//!
//! ```text
//! chosen ──► talks ──► agreed ──► active ◄──► dormant ──► ended
//!               ▲                    │           │          │
//!               └────────────────────┴───────────┴──────────┘  talks begin anew
//! ```
//!
//! States are dated rows, each with its source; that of a day is the last that had begun. A tie holds since it was first agreed
//! or at work, which is computed. So is what it lacks: a side abroad, an agreement among what came of it, its signature, or one that
//! binds each side.
//!
//! What came of it — events, agreements, projects — is in `outcome`; its card draws that chain. The list is also a picture of
//! partners abroad: points on a plain grid, for no border is ours to draw.
//!
//! `scorecard` says how the office stands with each organisation, over all kinds of record: who is in touch, who has gone quiet.
//!
//! Tables: `partnership`, `partnership_side`, `partnership_state`. Others use [`store::labels`], [`store::tied`],
//! [`relation`].

mod form;
mod model;
mod picture;
mod routes;
mod scorecard;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Body, Bond, Partnership, Side, State, StateRow, Whose};
pub use routes::routes;
pub use scorecard::relation;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
