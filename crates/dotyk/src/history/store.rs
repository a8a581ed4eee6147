//! The one question that the journal itself does not answer.

use dotyk_db::{Error, Tx, params, statements};

use crate::access::Ref;

statements! {
    /// How many lines a record has; by the index alone.
    const COUNT = "SELECT count(*) AS n FROM journal WHERE office = $1 AND kind = $2 AND id = $3";
}

/// How many lines a record has.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, office: &str, record: &Ref) -> Result<i64, Error> {
    tx.first(COUNT, params![office, record.kind.word(), &record.id])?.map_or(Ok(0), |row| row.get("n"))
}
