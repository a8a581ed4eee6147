//! Property received as aid: a vehicle, a generator, a system; who handed it over, who keeps it, and since when.
//!
//! ```text
//! planned ─┐
//!          ├──► handed over ──► on balance ──► announced
//! promised ┘
//! ```
//!
//! The state of a day follows from the dates and is not entered: the day of the act (or what a source says of the hand-over),
//! the day it was put on the recipient's balance, the day the recipient announced it. From the second to the third the law
//! gives a term (Cabinet Resolution 153 of 15.02.2002, paragraph 44), which the office holds as `property-publication`.
//!
//! What was received is also published as data, in the form of annex 15 to Cabinet Resolution 835: `annex` makes its rows, or
//! says of each thing what lacks. Nothing half filled is ever given out.
//!
//! Tables: `asset`. Others use [`store::labels`], [`store::handed`].

mod annex;
mod form;
mod model;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Asset, Body, Intent, State, act_number};
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
