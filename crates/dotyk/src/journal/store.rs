//! The journal's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Tx, in_list, in_lists, params, statements};
use serde_json::Value;

use super::Line;
use crate::access::{Kind, Ref};

statements! {
    /// Opens the journal of a new office.
    pub(super) const OPEN_HEAD = "INSERT INTO journal_head (office, position, hash) VALUES ($1, 0, '')";
    /// Takes the next position, and with it the office's turn to write.
    pub(super) const TAKE_POSITION = "UPDATE journal_head SET position = position + 1 WHERE office = $1 RETURNING position, hash";
    /// Moves the head past the lines of a write.
    pub(super) const SET_HEAD = "UPDATE journal_head SET position = $2, hash = $3 WHERE office = $1";
    /// The head.
    pub(super) const HEAD = "SELECT position, hash FROM journal_head WHERE office = $1";
    /// The position of a record's last line.
    pub(super) const LAST_POSITION =
        "SELECT max(position) AS position FROM journal WHERE office = $1 AND kind = $2 AND id = $3";
    /// When records of a kind were last written.
    const WRITTEN_AT = concat!("SELECT id, max(at) AS at FROM journal WHERE office = $1 AND kind = $2 AND id IN ", in_list!(3), " GROUP BY id");
    /// The records written since a position.
    const CHANGED_SINCE = "SELECT DISTINCT kind, id FROM journal WHERE office = $1 AND position > $2 ORDER BY kind, id LIMIT 50000";
    /// The newest lines about what the public is told of, before a position.
    const LATELY =
        "SELECT position, at, kind, id FROM journal
         WHERE office = $1 AND position < $2 AND kind IN ('project', 'need', 'source', 'figure', 'step') ORDER BY position DESC LIMIT $3";
    /// All lines in order.
    pub(super) const ALL_LINES =
        "SELECT position, at, actor, action, kind, id, previous, state, hash FROM journal WHERE office = $1 ORDER BY position";
    /// The last line of each record.
    pub(super) const LAST_STATES =
        "SELECT j.kind, j.id, j.position, j.state FROM journal j
         JOIN (SELECT kind, id, max(position) AS position FROM journal WHERE office = $1 GROUP BY kind, id) l ON l.position = j.position
         WHERE j.office = $1 ORDER BY j.kind, j.id";
    /// What a record was at a moment.
    const STATE_ON =
        "SELECT position, at, state FROM journal
         WHERE office = $1 AND kind = $2 AND id = $3 AND at < $4 ORDER BY position DESC LIMIT 1";
    /// The newest lines before a position, each with the state before it.
    const PAGE =
        "SELECT j.position, j.at, j.actor, j.action, j.kind, j.id, j.state, p.state AS before
         FROM journal j LEFT JOIN journal p ON p.office = j.office AND p.position = j.previous
         WHERE j.office = $1 AND j.position < $2 ORDER BY j.position DESC LIMIT $3";
    /// The newest lines of one record before a position.
    const RECORD_PAGE =
        "SELECT j.position, j.at, j.actor, j.action, j.kind, j.id, j.state, p.state AS before
         FROM journal j LEFT JOIN journal p ON p.office = j.office AND p.position = j.previous
         WHERE j.office = $1 AND j.kind = $2 AND j.id = $3 AND j.position < $4 ORDER BY j.position DESC LIMIT $5";
}

/// Opens the journal of a new office; part of making the office.
///
/// # Errors
/// The database's, also when it is open already.
pub fn open_office(tx: &mut Tx, office: &str) -> Result<(), Error> {
    tx.run(OPEN_HEAD, params![office]).map(drop)
}

/// The position and hash of the last line.
///
/// # Errors
/// The database's.
pub fn head(tx: &mut Tx, office: &str) -> Result<(i64, String), Error> {
    match tx.first(HEAD, params![office])? {
        Some(row) => Ok((row.get("position")?, row.get("hash")?)),
        None => Ok((0, String::new())),
    }
}

/// The records written since a position; at most 50,000 of them.
///
/// # Errors
/// The database's.
pub fn changed_since(tx: &mut Tx, office: &str, position: i64) -> Result<Vec<Ref>, Error> {
    let mut changed = Vec::new();
    for row in tx.all(CHANGED_SINCE, params![office, position])? {
        if let Some(kind) = Kind::parse(&row.get::<String>("kind")?) {
            changed.push(Ref::new(kind, row.get::<String>("id")?));
        }
    }
    Ok(changed)
}

/// When records of a kind were last written, by their ids.
///
/// # Errors
/// The database's.
pub fn written_at(tx: &mut Tx, office: &str, kind: Kind, ids: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office, kind.word()], ids) {
        for row in tx.all(WRITTEN_AT, &params)? {
            found.insert(row.get("id")?, row.get("at")?);
        }
    }
    Ok(found)
}

/// The newest lines about projects, sources, figures and steps before a position: the position, the time, the record.
///
/// # Errors
/// The database's.
pub fn lately(tx: &mut Tx, office: &str, before: i64, limit: i64) -> Result<Vec<(i64, String, Ref)>, Error> {
    let mut lines = Vec::new();
    for row in tx.all(LATELY, params![office, before, limit])? {
        if let Some(kind) = Kind::parse(&row.get::<String>("kind")?) {
            lines.push((row.get("position")?, row.get("at")?, Ref::new(kind, row.get::<String>("id")?)));
        }
    }
    Ok(lines)
}

pub(super) fn line(row: &Row) -> Result<(Line, String), Error> {
    let line = Line {
        position: row.get("position")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        action: row.get("action")?,
        kind: row.get("kind")?,
        id: row.get("id")?,
        previous: row.get("previous")?,
        state: row.get("state")?,
    };
    Ok((line, row.get("hash")?))
}

/// What the register said of a record before the moment `before` (ISO text, UTC): the line's position, its time, the state.
///
/// # Errors
/// The database's.
pub fn state_on(tx: &mut Tx, office: &str, record: &Ref, before: &str) -> Result<Option<(i64, String, Value)>, Error> {
    let Some(row) = tx.first(STATE_ON, params![office, record.kind.word(), &record.id, before])? else { return Ok(None) };
    Ok(Some((row.get("position")?, row.get("at")?, read_state(&row.get::<String>("state")?))))
}

/// What a record was when it had a version: the base of an edit that came too late.
///
/// # Errors
/// The database's.
pub fn state_version(tx: &mut Tx, office: &str, record: &Ref, version: i64) -> Result<Option<Value>, Error> {
    let entries = history(tx, office, record, i64::MAX, 50)?;
    Ok(entries.into_iter().map(|entry| entry.state).find(|state| state["version"] == version))
}

/// A line as the history shows it.
#[derive(Debug)]
pub struct Entry {
    /// Its position.
    pub position: i64,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub record: Option<Ref>,
    /// The state before; null when there was none.
    pub before: Value,
    /// The state after.
    pub state: Value,
}

fn entry(row: &Row) -> Result<Entry, Error> {
    let kind: String = row.get("kind")?;
    let id: String = row.get("id")?;
    Ok(Entry {
        position: row.get("position")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        action: row.get("action")?,
        record: Kind::parse(&kind).map(|kind| Ref::new(kind, id)),
        before: row.get::<Option<String>>("before")?.map_or(Value::Null, |text| read_state(&text)),
        state: read_state(&row.get::<String>("state")?),
    })
}

/// The newest `limit` lines before `position`.
///
/// # Errors
/// The database's.
pub fn latest(tx: &mut Tx, office: &str, position: i64, limit: i64) -> Result<Vec<Entry>, Error> {
    tx.all(PAGE, params![office, position, limit])?.iter().map(entry).collect()
}

/// The newest `limit` lines of one record before `position`.
///
/// # Errors
/// The database's.
pub fn history(tx: &mut Tx, office: &str, record: &Ref, position: i64, limit: i64) -> Result<Vec<Entry>, Error> {
    tx.all(RECORD_PAGE, params![office, record.kind.word(), &record.id, position, limit])?.iter().map(entry).collect()
}

/// A state that cannot be read is shown as null here and reported by `journal verify`.
fn read_state(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}
