//! What the register holds of the relation with an organisation, kind by kind.

use dotyk_db::{Error, Row, Sql, Tx, params};
use jiff::civil::Date;

use crate::access::Kind;

/// How much there is with an organisation of one kind of record, and the day of what happened last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// With whom; of one that was merged, the one it went into.
    pub organisation: String,
    /// Of which kind.
    pub kind: Kind,
    /// How many records.
    pub count: i64,
    /// The date of what happened last, as far as it is dated.
    pub last: Option<String>,
}

impl Touch {
    /// Asks a store: `all` takes office and day and speaks of every organisation, `one` takes an organisation besides. Both
    /// answer with `organisation`, `n` and `latest`: a day, behind which the date may stand that it is the first day of.
    ///
    /// # Errors
    /// The database's.
    pub fn ask(
        tx: &mut Tx,
        kind: Kind,
        (all, one): (Sql, Sql),
        office: &str,
        day: Date,
        of: Option<&str>,
    ) -> Result<Vec<Touch>, Error> {
        let day = day.to_string();
        let rows = match of {
            None => tx.all(all, params![office, &day])?,
            Some(of) => tx.all(one, params![office, &day, of])?,
        };
        let read = |row: &Row| {
            let latest: Option<String> = row.get("latest")?;
            let last = latest.map(|latest| match latest.get(10..) {
                Some(date) if !date.is_empty() => date.to_owned(),
                _ => latest,
            });
            Ok(Touch { organisation: row.get("organisation")?, kind, count: row.get("n")?, last })
        };
        rows.iter().map(read).collect()
    }
}
