//! Exchange with partners in the formats they already use: `dotyk iati check`, the IATI checker at the terminal, and
//! [`terminal`], the nouns as lists and tables.
//!
//! No tables. The standard itself is the crate `dotyk-iati`; [`vocabulary`] is what our words are called there.

pub mod commands;
pub mod terminal;
pub mod vocabulary;
