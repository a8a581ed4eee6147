//! A question in words, read by rules and by the office's own words into filters that everybody sees and may change.
//!
//! ```text
//! question ─► reading: parts (what is asked, of what) and terms ─► names: places, organisations, countries of the index
//!          ─► ranking: records that fit, and passages of sources ─► narrow: those that stand, pay and happened as asked
//!          ─► answer: what is said of them, and what nobody said
//! ```
//!
//! There is no model and no network: `words.txt` holds the words of questions, states, roles and kinds; measures,
//! directions, places and organisations are the office's. Every part says from which words it came, and may be dropped or
//! replaced at the address; what was not understood is listed. A filter that the rest of the question contradicts is eased,
//! and the page says so. What the register does not know is said as a gap, never guessed: decision 0029.
//!
//! No tables.

mod answer;
pub mod model;
mod names;
mod narrow;
mod ranking;
mod reading;
mod routes;
#[cfg(test)]
mod tests;
mod time;
mod view;
mod vocabulary;

pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
