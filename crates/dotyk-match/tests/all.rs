//! Tables of queries, and properties: no leak, no drift, no wrong count, no panic.

mod property;
mod table;
