//! The outcome's SQL.

use std::collections::HashSet;

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};

use super::{Body, Outcome};
use crate::access::{Kind, Permit, Ref};
use crate::journal::Write;

macro_rules! columns {
    () => {
        "SELECT id, from_kind, from_id, to_kind, to_id, note_uk, note_en, source, locator, removed_at, created_by, version
         FROM outcome WHERE office = $1"
    };
}

statements! {
    const BY_ID = concat!(columns!(), " AND id = $2");
    const IDS = "SELECT id FROM outcome WHERE office = $1 ORDER BY id";
    /// What came of some records, so many at most.
    const AFTER = concat!(columns!(), " AND removed_at IS NULL AND from_id IN ", in_list!(3), " ORDER BY id LIMIT $2");
    /// What they came of.
    const BEFORE = concat!(columns!(), " AND removed_at IS NULL AND to_id IN ", in_list!(3), " ORDER BY id LIMIT $2");
    /// What some records came of, all of it.
    const ABOVE = concat!("SELECT from_kind, from_id FROM outcome WHERE office = $1 AND removed_at IS NULL AND to_id IN ", in_list!());
    /// Of sessions, the series that they are of.
    const SERIES_OF = concat!(
        "SELECT id, series FROM event WHERE office = $1 AND withdrawn_at IS NULL AND series IS NOT NULL AND id IN ", in_list!(3), " ORDER BY id LIMIT $2");
    /// Of series, their sessions.
    const SESSIONS_OF =
        concat!("SELECT id, series FROM event WHERE office = $1 AND withdrawn_at IS NULL AND series IN ", in_list!(3), " ORDER BY id LIMIT $2");
    const JOINED =
        "SELECT id FROM outcome WHERE office = $1 AND removed_at IS NULL AND from_id = $2 AND from_kind = $3 AND to_id = $4 AND to_kind = $5 LIMIT 1";
    const ADD =
        "INSERT INTO outcome (office, id, from_kind, from_id, to_kind, to_id, note_uk, note_en, source, locator, removed_at, created_by, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, $11, 1)";
    const REMOVE = "UPDATE outcome SET removed_at = $3, version = version + 1 WHERE office = $1 AND id = $2 AND removed_at IS NULL";
}

/// The ids of all outcomes, also of those removed.
pub const ALL_IDS: Sql = IDS;

/// So many rows are read at each side of fifty records.
const MOST: i64 = 500;

fn end(row: &Row, kind: &str, id: &str) -> Result<Ref, Error> {
    let word: String = row.get(kind)?;
    let kind = Kind::parse(&word).ok_or_else(|| Error::Other(format!("an outcome of a «{word}»")))?;
    Ok(Ref::new(kind, row.get::<String>(id)?))
}

fn read(row: &Row) -> Result<Outcome, Error> {
    Ok(Outcome {
        id: row.get("id")?,
        removed_at: row.get("removed_at")?,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
        body: Body {
            from: end(row, "from_kind", "from_id")?,
            to: end(row, "to_kind", "to_id")?,
            note_uk: row.get("note_uk")?,
            note_en: row.get("note_en")?,
            source: row.get("source")?,
            locator: row.get("locator")?,
        },
    })
}

/// An outcome by id, also one that was removed.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Outcome>, Error> {
    tx.first(BY_ID, params![office, id])?.map(|row| read(&row)).transpose()
}

/// The rows at any of some records, and whether there are more of them.
///
/// # Errors
/// The database's.
pub fn touching(tx: &mut Tx, office: &str, records: &[Ref]) -> Result<(Vec<Outcome>, bool), Error> {
    let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
    let (mut found, mut more) = (Vec::new(), false);
    for params in in_lists(params![office, MOST], &ids) {
        for sql in [BEFORE, AFTER] {
            let rows = tx.all(sql, &params)?;
            more |= rows.len() as i64 == MOST;
            found.extend(rows.iter().map(read).collect::<Result<Vec<_>, _>>()?);
        }
    }
    // Ids of two kinds may be alike.
    found.retain(|row| records.contains(&row.body.from) || records.contains(&row.body.to));
    Ok((found, more))
}

/// The sessions of the series among some events, and the series of those that are sessions: a session came of its series,
/// though nobody joined the two. Such a row has no version.
///
/// # Errors
/// The database's.
pub fn sessions(tx: &mut Tx, office: &str, records: &[Ref]) -> Result<(Vec<Outcome>, bool), Error> {
    let ids: Vec<String> = records.iter().filter(|one| one.kind == Kind::Event).map(|one| one.id.clone()).collect();
    let (mut found, mut more) = (Vec::new(), false);
    for params in in_lists(params![office, MOST], &ids) {
        for sql in [SERIES_OF, SESSIONS_OF] {
            let rows = tx.all(sql, &params)?;
            more |= rows.len() as i64 == MOST;
            found.extend(rows.iter().map(session).collect::<Result<Vec<_>, _>>()?);
        }
    }
    Ok((found, more))
}

fn session(row: &Row) -> Result<Outcome, Error> {
    let id: String = row.get("id")?;
    let (from, to) = (Ref::new(Kind::Event, row.get::<String>("series")?), Ref::new(Kind::Event, &id));
    let body = Body { from, to, note_uk: None, note_en: None, source: None, locator: None };
    Ok(Outcome { id, removed_at: None, created_by: String::new(), version: 0, body })
}

/// The rows that begin at some records, so many at most.
///
/// # Errors
/// The database's.
pub fn after(tx: &mut Tx, office: &str, records: &[Ref]) -> Result<Vec<Outcome>, Error> {
    let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
    let mut found = Vec::new();
    for params in in_lists(params![office, MOST], &ids) {
        found.extend(tx.all(AFTER, &params)?.iter().map(read).collect::<Result<Vec<_>, _>>()?);
    }
    found.retain(|row| records.contains(&row.body.from));
    Ok(found)
}

/// Everything that a record came of, however far back.
///
/// # Errors
/// The database's.
pub fn above(tx: &mut Tx, office: &str, record: &Ref) -> Result<HashSet<Ref>, Error> {
    let (mut all, mut level) = (HashSet::new(), vec![record.clone()]);
    while !level.is_empty() {
        let ids: Vec<String> = level.iter().map(|record| record.id.clone()).collect();
        level.clear();
        for params in in_lists(params![office], &ids) {
            for row in tx.all(ABOVE, &params)? {
                let from = end(&row, "from_kind", "from_id")?;
                if all.insert(from.clone()) {
                    level.push(from);
                }
            }
        }
    }
    Ok(all)
}

/// Whether the two are joined already.
///
/// # Errors
/// The database's.
pub fn joined(tx: &mut Tx, office: &str, body: &Body) -> Result<bool, Error> {
    let (from, to) = (&body.from, &body.to);
    Ok(tx.first(JOINED, params![office, &from.id, from.kind.word(), &to.id, to.kind.word()])?.is_some())
}

/// Joins two records.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    permit.holds_for(Kind::Outcome, permit.id());
    let values = row![
        permit.office(),
        permit.id(),
        b.from.kind.word(),
        &b.from.id,
        b.to.kind.word(),
        &b.to.id,
        &b.note_uk,
        &b.note_en,
        &b.source,
        &b.locator,
        permit.actor()
    ];
    write.tx().run(ADD, &values)?;
    journal(write, permit)
}

/// Takes a row back; `false` when somebody already has.
///
/// # Errors
/// The database's.
pub fn remove(write: &mut Write, permit: &Permit) -> Result<bool, Error> {
    permit.holds_for(Kind::Outcome, permit.id());
    let stamp = write.stamp();
    if write.tx().run(REMOVE, params![permit.office(), permit.id(), stamp])? == 0 {
        return Ok(false);
    }
    journal(write, permit)?;
    Ok(true)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}
