//! The activity's SQL, in rooms of its own: `sql` has the statements, the others the functions that run them.

mod dataset;
mod index;
mod rows;
mod sql;
mod stated;
mod tie;

use dotyk_db::{Error, Sql, Tx, Value};

pub use dataset::*;
pub use index::*;
pub use rows::put;
pub use sql::STATEMENTS;
pub use stated::*;
pub use tie::*;

use crate::access::{Kind, Subject};

/// The ids of all files that the journal speaks of.
pub const ALL_DATASETS: Sql = sql::DATASET_IDS;
/// The ids of all activities of which something was decided.
pub const ALL_TIED: Sql = sql::TIED_IDS;

/// What the policy must know of a file.
pub fn subject(id: &str) -> Subject {
    Subject::new(Kind::Dataset, id, false)
}

/// What the policy must know of an activity: everybody may read what its publisher has published.
pub fn activity_subject(id: &str) -> Subject {
    Subject::new(Kind::Activity, id, true)
}

fn count(tx: &mut Tx, sql: Sql, params: &[Value]) -> Result<i64, Error> {
    tx.first(sql, params)?.map_or(Ok(0), |row| row.get("n"))
}
