//! The need's SQL: `sql` has the statements, `record` is one with what hangs on it, `link` private links, `read` lists and what
//! others ask.

mod link;
mod read;
mod record;
mod sql;

pub use link::*;
pub use read::*;
pub use record::{add, by_ids, free_slug, get, publish, save, state, subject, subject_of, take};
pub use sql::{BY_ID, STATEMENTS};
