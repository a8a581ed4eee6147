//! An interest: what a partner looks for, saved, so that they need not look again.
//!
//! ```text
//! open ──► ended      the partner wants no more letters; page and feed go on
//! open | ended ──► revoked | expired      a new link opens it again
//! ```
//!
//! The office writes one down from a partner's words, or the partner does so alone (`request`): they give an address, a letter
//! goes there, and only who opens its link has an interest. Until then nothing of it is one, and after some days it is
//! forgotten. Nobody is told whether an address is known.
//!
//! ```text
//! asked for ──► letter with a link ──► confirmed: an interest of whom the office has yet to say which organisation they are
//!     └──► forgotten after some days
//! ```
//!
//! Whoever has its private link sees the open, published needs that fit, each with why; as a page and as a feed. A letter
//! tells what is new, at most once a day or a week and only when there is something; one click in it ends the letters.
//! Only what everybody may see is ever shown, also when the visitor has an account besides.
//!
//! Tables: `interest`, `interest_request`. Others use [`Body`], [`fits`], [`store::labels`], [`store::of_organisation`],
//! [`digest`] and [`forget`].

mod digest;
mod holder;
mod model;
mod request;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use digest::digest;
pub use model::{Body, Interest, Often, Reason, fits};
pub use request::forget;
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
