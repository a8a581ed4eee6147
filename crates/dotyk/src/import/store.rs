//! The import's SQL: the workbench. What becomes of records is the business of their own stores.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Tx, in_list, in_lists, params, row, statements};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::Heading;
use crate::access::{Kind, Permit, Ref, Subject};
use crate::journal::Write;
use crate::text::words;
use crate::web::table::Refusal;

macro_rules! columns {
    () => {
        "SELECT id, kind, name, hash, state, created_at, created_by, worked_by, queued_at, total, done, sheets, fault_key, fault_what
         FROM import WHERE office = $1"
    };
}

macro_rules! row_columns {
    () => {
        "SELECT number, sheet, line, title, outcome, record, version_before, plan, faults, notes, result, reason, version_after
         FROM import_row WHERE office = $1 AND import = $2"
    };
}

statements! {
    const BY_ID = concat!(columns!(), " AND id = $2");
    const LIST = concat!(columns!(), " AND (created_at < $2 OR created_at = $2 AND id < $3) ORDER BY created_at DESC, id DESC LIMIT $4");
    const COUNT = "SELECT count(*) AS n FROM import WHERE office = $1";
    /// The work that waits longest.
    const NEXT = concat!(columns!(), " AND state IN ('waiting', 'checking', 'applying', 'undoing') ORDER BY queued_at, id LIMIT 1");
    /// How many wait before one.
    const BEFORE =
        "SELECT count(*) AS n FROM import WHERE office = $1 AND state IN ('waiting', 'checking', 'applying', 'undoing')
           AND (queued_at < $2 OR queued_at = $2 AND id < $3)";
    /// Others that still have this file to read.
    const STILL_READ =
        "SELECT 1 AS waits FROM import WHERE office = $1 AND hash = $2 AND id <> $3 AND state IN ('waiting', 'checking')";
    const ADD =
        "INSERT INTO import (office, id, kind, name, hash, state, created_at, created_by, worked_by, queued_at, total, done, sheets)
         VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, $7, $6, 0, 0, '[]')";
    const TURN = "UPDATE import SET state = $3, worked_by = $4, queued_at = $5, total = $6, done = 0 WHERE office = $1 AND id = $2";
    const BEGUN = "UPDATE import SET state = 'checking', sheets = $3, total = $4, done = 0 WHERE office = $1 AND id = $2";
    const STATE = "UPDATE import SET state = $3 WHERE office = $1 AND id = $2";
    const DONE = "UPDATE import SET done = $3 WHERE office = $1 AND id = $2";
    const REFUSE = "UPDATE import SET state = 'refused', fault_key = $3, fault_what = $4 WHERE office = $1 AND id = $2";
    const CLEAR_ROWS = "DELETE FROM import_row WHERE office = $1 AND import = $2";
    const OUTCOMES = "SELECT outcome, count(*) AS n FROM import_row WHERE office = $1 AND import = $2 GROUP BY outcome";
    const RESULTS = "SELECT result, count(*) AS n FROM import_row WHERE office = $1 AND import = $2 AND result IS NOT NULL GROUP BY result";
    /// Rows of an outcome and of a result, after a number.
    const ROWS = concat!(
        row_columns!(), " AND number > $3 AND (outcome = $4 OR $4 IS NULL) AND (result = $5 OR $5 IS NULL) ORDER BY number LIMIT $6");
    const TO_APPLY = concat!(row_columns!(), " AND outcome IN ('new', 'changed') AND result IS NULL ORDER BY number LIMIT $3");
    /// The last first, so that what stands on another row goes before it.
    const TO_UNDO = concat!(row_columns!(), " AND result = 'applied' ORDER BY number DESC LIMIT $3");
    const COUNT_TO_APPLY =
        "SELECT count(*) AS n FROM import_row WHERE office = $1 AND import = $2 AND outcome IN ('new', 'changed') AND result IS NULL";
    const COUNT_TO_UNDO = "SELECT count(*) AS n FROM import_row WHERE office = $1 AND import = $2 AND result = 'applied'";
    const APPLIED =
        "UPDATE import_row SET result = 'applied', record = $4, position = $5, version_after = $6
         WHERE office = $1 AND import = $2 AND number = $3";
    const SETTLE = "UPDATE import_row SET result = $4, reason = $5 WHERE office = $1 AND import = $2 AND number = $3";
    const KEYS = concat!("SELECT own_key, record FROM import_key WHERE office = $1 AND kind = $2 AND own_key IN ", in_list!(3));
    const PUT_KEY =
        "INSERT INTO import_key (office, kind, own_key, record) VALUES ($1, $2, $3, $4)
         ON CONFLICT (office, kind, own_key) DO UPDATE SET record = excluded.record";
}

words! {
    /// How far an import is.
    State {
        /// The file is there and not read yet
        Waiting = "waiting",
        /// Its rows are being checked
        Checking = "checking",
        /// The dry run can be looked at
        Checked = "checked",
        /// The file cannot be read
        Refused = "refused",
        /// Its rows are being written
        Applying = "applying",
        /// They are written
        Applied = "applied",
        /// They are being taken back
        Undoing = "undoing",
        /// They are taken back
        Undone = "undone",
    }
}

impl State {
    /// Whether there is work to be done.
    pub fn works(self) -> bool {
        matches!(self, State::Waiting | State::Checking | State::Applying | State::Undoing)
    }
}

words! {
    /// What a row will do.
    Outcome {
        /// Makes a record
        New = "new",
        /// Changes one
        Changed = "changed",
        /// Says what is known already
        Same = "same",
        /// Is wrong
        Refused = "refused",
    }
}

words! {
    /// What a row did.
    Done {
        /// It was written
        Applied = "applied",
        /// Its record was changed since the dry run: it was left
        Late = "late",
        /// It could not be written
        Failed = "failed",
        /// It was written and taken back
        Undone = "undone",
        /// It was written and not taken back, since the record was changed afterwards
        Kept = "kept",
    }
}

/// An import.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its id.
    pub id: String,
    /// What its rows are.
    pub kind: Kind,
    /// What the file was called.
    pub name: String,
    /// The hash of its content.
    pub hash: String,
    /// How far it is.
    pub state: State,
    /// When it came.
    pub created_at: String,
    /// Who brought it.
    pub created_by: String,
    /// In whose name it works.
    pub worked_by: String,
    /// Since when its work waits.
    pub queued_at: String,
    /// Rows of the work at hand.
    pub total: i64,
    /// Those behind it.
    pub done: i64,
    /// What was understood of its sheets.
    pub sheets: Vec<Heading>,
    /// Why it is refused: a message and what stands in it.
    pub fault: Option<(String, String)>,
}

/// What the policy must know of an import.
pub fn subject(id: &str) -> Subject {
    Subject::new(Kind::Import, id, false)
}

/// What a row is to make of its record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// The table's own key for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The address that a new one is to have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// What a figure or a step belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Ref>,
    /// Whether the public is to see it, where the table says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<bool>,
    /// What the row says of people, sealed: before and after. In no preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
    /// Its body before, for the preview; null when it is new.
    pub before: Value,
    /// Its body after.
    pub body: Value,
}

/// A row of a file.
#[derive(Clone, Debug)]
pub struct Staged {
    /// 1, 2, 3 … through all sheets.
    pub number: i64,
    /// The sheet.
    pub sheet: String,
    /// The row in it.
    pub line: i64,
    /// What it is about.
    pub title: String,
    /// What it will do.
    pub outcome: Outcome,
    /// Its record.
    pub record: Option<String>,
    /// The version of that when it was checked.
    pub before: Option<i64>,
    /// What it makes of it.
    pub plan: Plan,
    /// What is wrong: column, message, what was written.
    pub faults: Vec<(String, String, String)>,
    /// What was understood: column, what was written, what was read; `@kind:id` for a record.
    pub notes: Vec<(String, String, String)>,
    /// What it did.
    pub result: Option<Done>,
    /// Why it did not.
    pub reason: Option<String>,
    /// The version of the record that it left.
    pub after: Option<i64>,
}

fn json<T: for<'a> Deserialize<'a>>(row: &Row, column: &str) -> Result<T, Error> {
    serde_json::from_str(&row.get::<String>(column)?).map_err(|error| Error::Other(format!("{column}: {error}")))
}

fn text(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Other(error.to_string()))
}

fn import(row: &Row) -> Result<Import, Error> {
    let fault: Option<String> = row.get("fault_key")?;
    Ok(Import {
        id: row.get("id")?,
        kind: row.word("kind", Kind::parse)?,
        name: row.get("name")?,
        hash: row.get("hash")?,
        state: row.word("state", State::parse)?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        worked_by: row.get("worked_by")?,
        queued_at: row.get("queued_at")?,
        total: row.get("total")?,
        done: row.get("done")?,
        sheets: json(row, "sheets")?,
        fault: match fault {
            Some(key) => Some((key, row.get::<Option<String>>("fault_what")?.unwrap_or_default())),
            None => None,
        },
    })
}

fn staged(row: &Row) -> Result<Staged, Error> {
    let result: Option<String> = row.get("result")?;
    Ok(Staged {
        number: row.get("number")?,
        sheet: row.get("sheet")?,
        line: row.get("line")?,
        title: row.get("title")?,
        outcome: row.word("outcome", Outcome::parse)?,
        record: row.get("record")?,
        before: row.get("version_before")?,
        plan: json(row, "plan")?,
        faults: json(row, "faults")?,
        notes: json(row, "notes")?,
        result: result.as_deref().and_then(Done::parse),
        reason: row.get("reason")?,
        after: row.get("version_after")?,
    })
}

/// An import.
///
/// # Errors
/// The database's; so for all functions here.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Import>, Error> {
    tx.first(BY_ID, params![office, id])?.as_ref().map(import).transpose()
}

/// The newest imports behind one, and how many there are in all.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, office: &str, before: (&str, &str), limit: i64) -> Result<(Vec<Import>, i64), Error> {
    let rows = tx.all(LIST, params![office, before.0, before.1, limit])?;
    let total = tx.first(COUNT, params![office])?.map_or(Ok(0), |row| row.get("n"))?;
    Ok((rows.iter().map(import).collect::<Result<_, _>>()?, total))
}

/// The import whose work waits longest.
///
/// # Errors
/// The database's.
pub fn next(tx: &mut Tx, office: &str) -> Result<Option<Import>, Error> {
    tx.first(NEXT, params![office])?.as_ref().map(import).transpose()
}

/// How many imports are to be worked on before one.
///
/// # Errors
/// The database's.
pub fn before(tx: &mut Tx, office: &str, one: &Import) -> Result<i64, Error> {
    tx.first(BEFORE, params![office, &one.queued_at, &one.id])?.map_or(Ok(0), |row| row.get("n"))
}

/// Whether another import still has the file of this one to read.
///
/// # Errors
/// The database's.
pub fn still_read(tx: &mut Tx, office: &str, one: &Import) -> Result<bool, Error> {
    Ok(tx.first(STILL_READ, params![office, &one.hash, &one.id])?.is_some())
}

/// How many rows have each outcome.
///
/// # Errors
/// The database's.
pub fn outcomes(tx: &mut Tx, office: &str, id: &str) -> Result<HashMap<Outcome, i64>, Error> {
    let rows = tx.all(OUTCOMES, params![office, id])?;
    rows.iter().map(|row| Ok((row.word("outcome", Outcome::parse)?, row.get("n")?))).collect()
}

/// How many rows have each result.
///
/// # Errors
/// The database's.
pub fn results(tx: &mut Tx, office: &str, id: &str) -> Result<HashMap<Done, i64>, Error> {
    let rows = tx.all(RESULTS, params![office, id])?;
    rows.iter().map(|row| Ok((row.word("result", Done::parse)?, row.get("n")?))).collect()
}

/// Rows after a number, of an outcome and a result.
///
/// # Errors
/// The database's.
pub fn rows(
    tx: &mut Tx,
    office: &str,
    id: &str,
    after: i64,
    of: (Option<Outcome>, Option<Done>),
    limit: i64,
) -> Result<Vec<Staged>, Error> {
    let rows = tx.all(ROWS, params![office, id, after, of.0.map(Outcome::word), of.1.map(Done::word), limit])?;
    rows.iter().map(staged).collect()
}

/// The next rows to write.
///
/// # Errors
/// The database's.
pub fn to_apply(tx: &mut Tx, office: &str, id: &str, limit: i64) -> Result<Vec<Staged>, Error> {
    tx.all(TO_APPLY, params![office, id, limit])?.iter().map(staged).collect()
}

/// The next rows to take back.
///
/// # Errors
/// The database's.
pub fn to_undo(tx: &mut Tx, office: &str, id: &str, limit: i64) -> Result<Vec<Staged>, Error> {
    tx.all(TO_UNDO, params![office, id, limit])?.iter().map(staged).collect()
}

/// The records behind a table's own keys.
///
/// # Errors
/// The database's.
pub fn keys(tx: &mut Tx, office: &str, kind: Kind, keys: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office, kind.word()], keys) {
        for row in tx.all(KEYS, &params)? {
            found.insert(row.get("own_key")?, row.get("record")?);
        }
    }
    Ok(found)
}

/// Adds an import, which waits to be read.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, kind: Kind, name: &str, hash: &str) -> Result<(), Error> {
    let stamp = write.stamp();
    let values = row![permit.office(), permit.id(), kind.word(), name, hash, stamp, permit.actor()];
    write.tx().run(ADD, &values).map(drop)
}

/// Puts an import to work, behind those that wait already.
///
/// # Errors
/// The database's.
pub fn turn(write: &mut Write, permit: &Permit, state: State) -> Result<(), Error> {
    let (office, id, stamp) = (permit.office(), permit.id(), write.stamp());
    let count = if state == State::Undoing { COUNT_TO_UNDO } else { COUNT_TO_APPLY };
    let total: i64 = write.tx().first(count, params![office, id])?.map_or(Ok(0), |row| row.get("n"))?;
    write.tx().run(TURN, params![office, id, state.word(), permit.actor(), stamp, total]).map(drop)
}

/// The check of its rows begins, or begins anew.
///
/// # Errors
/// The database's.
pub fn begin(write: &mut Write, permit: &Permit, sheets: &[Heading], total: i64) -> Result<(), Error> {
    write.tx().run(CLEAR_ROWS, params![permit.office(), permit.id()])?;
    let sheets = text(&sheets)?;
    write.tx().run(BEGUN, params![permit.office(), permit.id(), sheets, total]).map(drop)
}

/// How many rows are behind it.
///
/// # Errors
/// The database's.
pub fn progress(write: &mut Write, permit: &Permit, done: i64) -> Result<(), Error> {
    write.tx().run(DONE, params![permit.office(), permit.id(), done]).map(drop)
}

/// The work is over.
///
/// # Errors
/// The database's.
pub fn finish(write: &mut Write, permit: &Permit, state: State) -> Result<(), Error> {
    write.tx().run(STATE, params![permit.office(), permit.id(), state.word()]).map(drop)
}

/// The file cannot be read.
///
/// # Errors
/// The database's.
pub fn refuse(write: &mut Write, permit: &Permit, refusal: &Refusal) -> Result<(), Error> {
    // What a file says of itself may be long, and may hold what no text may.
    let what: String = refusal.what.chars().filter(|c| !c.is_control()).take(300).collect();
    write.tx().run(REFUSE, params![permit.office(), permit.id(), refusal.key, what]).map(drop)
}

/// Keeps checked rows.
///
/// # Errors
/// The database's.
pub fn put_rows(write: &mut Write, permit: &Permit, rows: &[Staged]) -> Result<(), Error> {
    let columns = [
        "office",
        "import",
        "number",
        "sheet",
        "line",
        "title",
        "outcome",
        "record",
        "version_before",
        "plan",
        "faults",
        "notes",
    ];
    let mut values = Vec::with_capacity(rows.len());
    for r in rows {
        let (plan, faults, notes) = (text(&r.plan)?, text(&r.faults)?, text(&r.notes)?);
        let (office, id, outcome) = (permit.office(), permit.id(), r.outcome.word());
        values.push(row![office, id, r.number, &r.sheet, r.line, &r.title, outcome, &r.record, r.before, plan, faults, notes]);
    }
    write.tx().bulk("import_row", &columns, values).map(drop)
}

/// A row was written: to which record, and which version it left.
///
/// # Errors
/// The database's.
pub fn applied(write: &mut Write, permit: &Permit, number: i64, record: &str, version: i64) -> Result<(), Error> {
    let position = write.position();
    write.tx().run(APPLIED, params![permit.office(), permit.id(), number, record, position, version]).map(drop)
}

/// A row was not written, or was taken back, or was not.
///
/// # Errors
/// The database's.
pub fn settle(write: &mut Write, permit: &Permit, number: i64, result: Done, reason: Option<&str>) -> Result<(), Error> {
    write.tx().run(SETTLE, params![permit.office(), permit.id(), number, result.word(), reason]).map(drop)
}

/// Remembers which record a table means by its own key.
///
/// # Errors
/// The database's.
pub fn put_key(write: &mut Write, permit: &Permit, kind: Kind, key: &str, record: &str) -> Result<(), Error> {
    write.tx().run(PUT_KEY, params![permit.office(), kind.word(), key, record]).map(drop)
}
