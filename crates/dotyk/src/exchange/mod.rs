//! Exchange with partners in the formats they already use.
//!
//! What leaves: [`outgoing`] gathers projects in batches, `activity` makes of each an IATI activity, and none is written that
//! our own checker finds an error in. What is checked: `dotyk iati check` at the terminal, and a page where a partner drops
//! a file and nothing of it is kept. `hxl` has who does what, where, when and for whom, with hashtags. [`terminal`] has the nouns as lists and tables.
//!
//! No tables. The standard itself is the crate `dotyk-iati`; [`vocabulary`] is what our words are called there.

mod activity;
pub mod commands;
mod hxl;
pub mod outgoing;
mod pointing;
mod report;
mod routes;
pub mod terminal;
mod view;
pub mod vocabulary;

pub use routes::{activities, routes};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];

#[cfg(test)]
mod hxl_tests;
#[cfg(test)]
mod tests;
