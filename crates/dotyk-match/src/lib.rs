//! One index in memory for finding: the search box, its facets, and type-ahead, in Ukrainian and
//! English.
//!
//! [`Document`]s go into an [`Index`]; a [`Query`] is answered by [`Index::search`], a beginning by
//! [`Index::suggest`]. What the [`Viewer`] may not see has no part in an answer: not in totals, not
//! in facets, not in weights, corrections or suggestions.
//!
//! ```
//! use dotyk_match::{Document, Index, Query, Visibility};
//! let mut index = Index::new();
//! let title_uk = Some("Ремонт школи".to_owned());
//! index.put(Document { key: "1".into(), title_uk, visibility: Visibility::public(), ..Document::default() });
//! assert_eq!(index.search(&Query { text: "шкіл".into(), ..Query::default() }).total, 1);
//! ```

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod document;
mod find;
mod index;
mod load;
mod postings;
mod prepare;
mod query;
mod rank;
mod search;
mod vocabulary;
mod words;

pub mod points;

pub use document::{Document, Span, Visibility};
pub use index::Index;
pub use query::{Answer, Field, Hit, How, Order, Query, Reason, Suggestion, Viewer};

/// The examples of the README, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
