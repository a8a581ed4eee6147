//! The office and its settings: its name, its territory, the directions of its work, what it counts, exchange rates,
//! and the periods that laws set. Nothing of one oblast stands in code.
//!
//! Each section has a form of its own; the whole is one record of the journal with one version, so two people may
//! change two sections at once and lose nothing. Directions and measures are changed and added, never taken away, since
//! records name them. A rate is said once for a currency and a day; saying it again puts it right.
//!
//! Tables: `office`, `office_direction`, `office_measure`, `office_rate`, `office_term`. Others use [`store::find`],
//! [`Direction`], [`Measure`], [`Office::rate`] and [`Office::term`].

pub mod commands;
pub mod model;
mod rates;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Direction, Measure, Office, Rate, Term, is_base_url, is_mail, is_slug};
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
