//! Exchange with partners in the formats they already use. So far: `dotyk iati check`, the IATI checker at the terminal.
//!
//! No tables. The standard itself is the crate `dotyk-iati`.

pub mod commands;
