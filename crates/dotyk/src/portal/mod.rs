//! The home page: what the office is, what is happening by direction, what is next. More of it comes with the portal.
//!
//! No tables.

mod routes;
mod view;

pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
