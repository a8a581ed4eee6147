//! Points of contact: who might help with a need, a project or an idea, and why; with reasons that a person can check.
//!
//! ```text
//! need ─┐                                      ┌─ funders who paid for the like
//! draft ├─► what it is about ─► Ranker ────────┼─ projects that do it: overlap, or somebody to learn from
//! idea ─┘                        ▲             ├─ others who need the same
//!        what everybody may see ─┘             └─ who carried out the like, from abroad
//! ```
//!
//! What ranks is `dotyk_match::points`, by the weights of the office; the index is that of `web::points` and holds only what
//! is public, so what is asked is ranked and never stored. `about` says what records are about, `ranking` looks up what the
//! answer names, `reasons` puts each reason into words. Why only the office and whose need it is may ask: `decisions/0020-…`.
//!
//! Tables: `touchpoint_weighting`, `touchpoint_weight`. From a result an introduction is made, with its reasons as they were.

mod about;
mod calls;
mod model;
mod ranking;
mod reasons;
mod routes;
pub mod store;
#[cfg(test)]
#[path = "tests.rs"]
pub mod stories;
mod view;
mod weights;

pub use about::{doers, needs, of_ability, projects};
pub use routes::{needs_like, routes};
pub use view::{ITEM, Item};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
