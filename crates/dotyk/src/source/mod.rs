//! Who said it, where and when. A fact without a source is marked so.
//!
//! A source has passages (`F07` of an interview), each with what it says in our words, the question it answers and what
//! is doubtful about it. A record cites a passage; the page of a source lists its passages with the records and figures
//! that rest on them: opened from there, every number of the register leads back here.
//!
//! Tables: `source`, `source_passage`, `source_citation`. Citations belong to the write of the record that cites.
//! Others use [`Cite`], [`store::cites`], [`store::put_cites`], [`store::resolve`], and [`cites`] for the table of a form.

pub mod cites;
mod model;
mod routes;
pub mod store;
mod view;

pub use model::{Body, Cite, Passage, Source, SourceKind, is_web_address};
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
