//! What was achieved in a time: a report that anyone may take apart.
//!
//! ```text
//! period, day, part of the work ─► what happened (every kind of record tells it of its own)
//!                                ─► what is said in numbers, added up by the database
//!                                ─► money by who pays, places, steps that are open
//!                                        │ read once, kept until the next write: `gather`
//!                                        ▼
//!          by direction: what was done, its numbers, each opening into its records; achievements, ranked by `Rules`
//! ```
//!
//! A report is made of what everybody may see, so it is the same for everybody: `decisions/0025-…`. It has three parts: what was
//! within the period, what has no day of its own but is said of it, and what came since, up to the report's day. Nothing of
//! it is kept. Tables: `report_rules`, `report_weight`, `report_measure`, `report_choice`: how achievements are ranked. Other
//! kinds of record come into reports by the `deeds` of their entry in `records.rs`.

pub mod commands;
mod document;
mod facts;
mod frozen;
mod gather;
mod map;
mod model;
mod period;
mod picture;
mod ranking;
mod routes;
pub mod store;
mod tell;
#[cfg(test)]
mod tests;
mod view;
mod wording;

pub use model::Rules;
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
