//! Exchange with partners in the formats they already use: `dotyk iati check`, the IATI checker at the terminal, and
//! [`terminal`], the nouns as lists and tables.
//!
//! No tables. The standard itself is the crate `dotyk-iati`.

pub mod commands;
pub mod terminal;
