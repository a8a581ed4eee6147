//! Tables of queries, and properties: no leak, no drift, no wrong count, no panic.

mod points;
mod property;
mod table;
