//! The project's SQL: `sql` has the statements, `record` is one with what hangs on it, `read` lists and what others ask.

mod read;
mod record;
mod sql;

pub use read::*;
pub use sql::STATEMENTS;
pub(crate) use sql::{any_stage, of_direction, part, visible};
