//! Introductions: a need or a project and a partner who were brought together, why, and what became of it.
//!
//! ```text
//! proposed ──► contacted ──► agreed ──► delivered
//!     │            │           │
//!     └────────────┴───────────┴──► declined      taken up again: contacted
//! ```
//!
//! States are history, each with its day; the present one is the last. The reasons are those that were shown when it was
//! proposed, and stay as they were. An introduction is the office's own business: nobody else reads of it. What is to be
//! done next is a `step` with the introduction as its subject.
//!
//! One is made of a result of `touchpoint`, or by hand with [`store::add`]. Tables: `introduction`, `introduction_state`.
//! Others use [`store::of`], [`store::labels`], [`store::beside`].

mod model;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Body, Introduction, Other, Reason, State, StateRow};
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
