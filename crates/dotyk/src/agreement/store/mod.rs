//! The agreement's SQL: `sql` has the statements, `record` is one with what hangs on it, `read` lists and what others ask.

mod read;
mod record;
mod sql;

pub use read::*;
pub use sql::STATEMENTS;

/// The day of what will not come by itself.
const NEVER: &str = "9999-99-99";
