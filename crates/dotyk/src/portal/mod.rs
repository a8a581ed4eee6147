//! The portal: the home page (what is happening by direction, what is next), and one search over everything.
//!
//! No tables.

mod routes;
mod search;
mod view;

pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
