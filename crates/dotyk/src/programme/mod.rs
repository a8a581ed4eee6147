//! A programme: somebody pays for things of a kind; its calls, by which one applies; and what was applied for.
//!
//! ```text
//! call:         announced ──► open ──► closing_soon ──► closed      unknown: nobody has said from when to when
//!
//! application:  drafted ──► submitted ──► shortlisted ──► awarded
//!                   │            │             └────────► refused
//!                   └────────────┴──────────────────────► withdrawn
//! ```
//!
//! The state of a call on a day follows from its window and is not entered. A call says only what is narrower than its
//! programme: an aspect of its scope (sectors, tags, kinds of applicant, places) that it leaves empty is the programme's. The
//! public sees a call when it sees the programme too. An application is its applicant's own, and a draft until the office
//! shows it.
//!
//! Whether a call fits somebody is decided by hard rules in `fit`, each of which holds, does not hold, or cannot be known.
//!
//! Tables: `programme`, `programme_scope`, `programme_call`, `programme_application`, `programme_application_state`. Others use
//! [`model::fits`], [`store::open_calls`], [`store::labels`], [`store::funded`], [`store::applied`].

mod applications;
mod edited;
mod fit;
mod form;
pub mod model;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use fit::{Asker, Fit, Offer, Rule, fits};
pub use routes::routes;
pub use view::{CALL_ITEM, CallItem};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
