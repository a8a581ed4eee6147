//! The matrix: community by sector. What is needed and open, what money works there on a day, where a need meets nobody
//! (a gap), where two or more do the like in one place at one time (an overlap), and how much it is a person.
//!
//! ```text
//! needs that are open ─────┐
//! projects that are active ┼─► things: rows × columns × money ─► cells, and sums in which each thing counts once
//! partners' activities ────┘
//! ```
//!
//! A thing of several places or sectors counts in each of them; where its shares are known, its money is divided by them.
//! A column is a category of DAC purposes (the first three digits), and its purposes where one category is asked for. What
//! lies above a community stands in a row of its own. What a visitor may not see is taken out before anything is counted.
//!
//! `gather` asks the stores once for each kind of thing; `model` counts; every cell opens its records.
//!
//! No tables.

mod draw;
mod gather;
mod model;
mod routes;
#[cfg(test)]
mod tests;
mod view;

pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
