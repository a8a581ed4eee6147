//! Staff and partners' contacts: few, and guarded.
//!
//! Who somebody is and how to reach them is sealed with the office's data key and never stands in the journal: there a
//! guarded field is a keyed digest, so that a change shows as changed and tells nothing. The key of the digests belongs to
//! one person and is sealed too. Forgetting destroys both, and what the journal holds is then a word without meaning. The
//! public sees the name and post of published people only; mail, phone and note are for those who may unseal.
//!
//! ```text
//! draft ⇄ published      either ── forgotten (for good)
//! ```
//!
//! Table: `person`. Others use [`Person`], [`Seal`], [`store::labels`], [`store::resolve`] and [`store::of_organisation`].

mod model;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use crate::journal::{DigestKey, Seal, SealError};
pub use model::{Body, Person, is_mail, is_phone};
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
