//! The agreement's SQL: `sql` has the statements, `read` and `write` the functions that run them.

mod read;
mod sql;
mod write;

pub use read::*;
pub use sql::STATEMENTS;
pub use write::*;

use dotyk_db::Sql;

/// The ids of all agreements.
pub const ALL_IDS: Sql = sql::IDS;

/// The day of what will not come by itself.
const NEVER: &str = "9999-99-99";
