//! The portal: the home page (what is happening by direction, what is next), and one search over everything.
//!
//! [`board`] shows what waits for whom, [`map`] what is done where.
//!
//! No tables.

mod board;
mod map;
#[cfg(test)]
mod map_tests;
mod new;
mod routes;
mod search;
#[cfg(test)]
mod tests;
mod view;

pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
