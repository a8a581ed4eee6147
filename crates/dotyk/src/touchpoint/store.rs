//! The SQL of how points of contact are weighed.

use dotyk_db::{Error, Sql, Tx, params, row, statements};

use super::model::{Ranking, Weighting};
use crate::access::{Kind, Permit, Subject};
use crate::journal::Write;

statements! {
    const FIND = "SELECT version FROM touchpoint_weighting WHERE office = $1";
    const WEIGHTS = "SELECT ranking, signal, weight FROM touchpoint_weight WHERE office = $1 ORDER BY ranking, signal";
    const IDS = "SELECT office AS id FROM touchpoint_weighting WHERE office = $1";
    const PUT =
        "INSERT INTO touchpoint_weighting (office, version) VALUES ($1, 1)
         ON CONFLICT (office) DO UPDATE SET version = touchpoint_weighting.version + 1";
    const CLEAR = "DELETE FROM touchpoint_weight WHERE office = $1";
}

/// The office, once it has weights of its own.
pub const ALL_IDS: Sql = IDS;

/// What the policy must know of the weights.
pub fn subject(office: &str) -> Subject {
    Subject::new(Kind::Touchpoint, office, false)
}

/// How this office weighs.
///
/// # Errors
/// The database's.
pub fn weighting(tx: &mut Tx, office: &str) -> Result<Weighting, Error> {
    let mut weighting = Weighting { id: office.to_owned(), ..Weighting::default() };
    let Some(row) = tx.first(FIND, params![office])? else { return Ok(weighting) };
    weighting.version = row.get("version")?;
    for row in tx.all(WEIGHTS, params![office])? {
        let of = match Ranking::parse(&row.get::<String>("ranking")?) {
            Some(Ranking::Support) => &mut weighting.support,
            _ => &mut weighting.alike,
        };
        of.insert(row.get("signal")?, row.get("weight")?);
    }
    Ok(weighting)
}

/// As the journal sees it; nothing while the usual weights were never changed.
///
/// # Errors
/// The database's.
pub fn state(tx: &mut Tx, office: &str) -> Result<Option<Weighting>, Error> {
    Ok(Some(weighting(tx, office)?).filter(|weighting| weighting.version > 0))
}

/// Puts weights in place of those before.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, weighting: &Weighting) -> Result<(), Error> {
    permit.holds_for(Kind::Touchpoint, permit.office());
    let office = permit.office();
    write.tx().run(PUT, params![office])?;
    write.tx().run(CLEAR, params![office])?;
    let of = |ranking: Ranking, weights: &std::collections::BTreeMap<String, String>| {
        weights.iter().map(|(signal, weight)| row![office, ranking.word(), signal, weight]).collect::<Vec<_>>()
    };
    let rows = of(Ranking::Support, &weighting.support).into_iter().chain(of(Ranking::Alike, &weighting.alike));
    write.tx().bulk("touchpoint_weight", &["office", "ranking", "signal", "weight"], rows)?;
    let state = self::weighting(write.tx(), office)?;
    write.record(permit, &state)
}
