//! The office and its settings: its name, its territory, the directions of its work, what it counts, exchange rates,
//! and the periods that laws set. Nothing of one oblast stands in code.
//!
//! Tables: `office`, `office_direction`, `office_measure`, `office_rate`, `office_term`. The whole is one record of the
//! journal. Others use [`store::find`], [`Direction`], [`Measure`], [`Office::rate`] and [`Office::term`].

pub mod model;
pub mod store;

pub use model::{Direction, Measure, Office, Rate, Term};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
