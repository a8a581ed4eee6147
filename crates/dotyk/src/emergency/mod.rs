//! An emergency: an epidemic, a forest fire, a flood. What it brought, what is needed and covered, who studies it, what they
//! recommend, and how the talks with funders go.
//!
//! ```text
//! ahead ──► ongoing ──► over                                      by its dates, never typed
//! study:  planned ──► under way ──► published ──► recommendations ──► steps
//! talk:   idea ──► approached ──► in talks ──► promised ──► contracted
//!           └───────────┴────────────┴────────────┴──────► declined ──► approached …
//! ```
//!
//! Needs name it by its slug, a word that may be older than its record; so there is no foreign key, and a need says as much
//! before the record is made (`decisions/0019-…`). All that it shows of needs is computed of them: needs and lines are
//! counted, quantities are added within one unit only, and money is shown as far as it is known.
//!
//! A talk is the office's own: nobody else sees it, in no face and no list, until it is contracted.
//!
//! Tables: `emergency`, `emergency_place`, `emergency_study`, `emergency_recommendation`, `emergency_talk`,
//! `emergency_talk_state`. Others use [`store::labels`], [`store::ongoing`], [`store::options`].

mod form;
mod map;
mod model;
mod overview;
mod part;
mod routes;
mod sheet;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Body, Emergency, Hazard, State, Study, Talk};
pub use routes::{ongoing, routes};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
