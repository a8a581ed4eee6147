//! The letter's SQL.

use std::collections::HashSet;

use dotyk_db::{Error, Row, Tx, in_list, in_lists, params, row, statements};
use jiff::SignedDuration;

use super::model::{After, Content, Draft, KEPT, LEFT, Letter, State, Trouble, is_writable, subject};
use crate::access::{Action, Actor, Denied, Kind, Permit, Ref};
use crate::journal::{Seal, Write};
use crate::text::Lang;

/// The columns of a letter.
macro_rules! letters {
    () => {
        "SELECT id, kind, record, lang, content, state, tries, next_at, trouble, said, created_at, settled_at, settled_by FROM letter "
    };
}

statements! {
    const BY_ID = concat!(letters!(), "WHERE office = $1 AND id = $2");
    const NEWEST = concat!(letters!(), "WHERE office = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    const NEWEST_OF_STATE = concat!(letters!(), "WHERE office = $1 AND state = $2 AND id < $3 ORDER BY id DESC LIMIT $4");
    const ABOUT = concat!(letters!(), "WHERE office = $1 AND kind = $2 AND record = $3 ORDER BY id DESC LIMIT 20");
    const DUE = "SELECT 1 AS due FROM letter WHERE office = $1 AND (state = 'waiting' OR state = 'sending') AND next_at <= $2 LIMIT 1";
    const NEXT = concat!(letters!(), "WHERE office = $1 AND state = 'waiting' AND next_at <= $2 ORDER BY next_at, id LIMIT 1");
    const COUNTS = "SELECT state, count(*) AS n FROM letter WHERE office = $1 GROUP BY state";
    const COUNTS_ABOUT = "SELECT state, count(*) AS n FROM letter WHERE office = $1 AND kind = $2 AND record = $3 GROUP BY state ORDER BY state";
    const KNOWN = concat!("SELECT once FROM letter WHERE office = $1 AND once IN ", in_list!());
    const TAKE = "UPDATE letter SET state = 'sending', tries = tries + 1, next_at = $3 WHERE office = $1 AND id = $2 AND state = 'waiting'";
    /// Only whoever took it last may say what became of it.
    const SETTLE =
        "UPDATE letter SET state = $3, trouble = $4, said = $5, next_at = $6, settled_at = $7, content = $8
         WHERE office = $1 AND id = $2 AND state = 'sending' AND tries = $9";
    const LOST = "UPDATE letter SET state = 'unsure', trouble = 'lost' WHERE office = $1 AND state = 'sending' AND next_at <= $2";
    const AGAIN =
        "UPDATE letter SET state = 'waiting', tries = 0, next_at = $3, trouble = NULL, said = NULL, created_at = $3
         WHERE office = $1 AND id = $2";
    const BY_HAND =
        "UPDATE letter SET state = $3, settled_at = $4, settled_by = $5, content = $6 WHERE office = $1 AND id = $2";
    const DROP_UNSENT = concat!(
        "UPDATE letter SET state = 'dropped', settled_at = $2, settled_by = $3, content = NULL
         WHERE office = $1 AND state IN ('waiting', 'failed') AND once IN ", in_list!(4));
    const FORGET_SETTLED = "UPDATE letter SET content = NULL WHERE office = $1 AND settled_at < $2 AND content IS NOT NULL";
    const DROP_LEFT =
        "UPDATE letter SET state = 'dropped', settled_at = $3, content = NULL
         WHERE office = $1 AND state IN ('waiting', 'failed', 'unsure') AND created_at < $2";
}

/// Which letter a sealed content belongs to.
fn at(office: &str, id: &str) -> String {
    format!("{office}/letter/{id}")
}

fn sealed(office: &str, seal: &Seal, id: &str, content: &Content) -> Result<String, Error> {
    let plain = serde_json::to_vec(content).map_err(|error| Error::Other(error.to_string()))?;
    Ok(seal.seal(&at(office, id), &plain)?)
}

/// What is left of a content once the letter is settled: the text may hold a key.
fn without_text(office: &str, seal: &Seal, letter: &Letter) -> Result<Option<String>, Error> {
    let Some(content) = &letter.content else { return Ok(None) };
    let content = Content { text: None, unsubscribe: None, ..content.clone() };
    sealed(office, seal, &letter.id, &content).map(Some)
}

fn letter(office: &str, seal: &Seal, row: &Row) -> Result<Letter, Error> {
    let id: String = row.get("id")?;
    let content: Option<String> = row.get("content")?;
    let content = content.and_then(|content| seal.open(&at(office, &id), &content).ok());
    let trouble: Option<String> = row.get("trouble")?;
    Ok(Letter {
        about: Ref::new(row.word("kind", Kind::parse)?, row.get::<String>("record")?),
        lang: row.word("lang", Lang::parse)?,
        state: row.word("state", State::parse)?,
        tries: row.get("tries")?,
        next_at: row.get("next_at")?,
        trouble: trouble.as_deref().and_then(Trouble::parse),
        said: row.get("said")?,
        created_at: row.get("created_at")?,
        settled_at: row.get("settled_at")?,
        settled_by: row.get("settled_by")?,
        content: content.and_then(|plain| serde_json::from_slice(&plain).ok()),
        id,
    })
}

/// Which of these letters were put in before, by their keys.
///
/// # Errors
/// The database's.
pub fn known(tx: &mut Tx, office: &str, keys: &[String]) -> Result<HashSet<String>, Error> {
    let mut known = HashSet::new();
    for params in in_lists(params![office], keys) {
        for row in tx.all(KNOWN, &params)? {
            known.insert(row.get("once")?);
        }
    }
    Ok(known)
}

/// Puts a letter in, unless the same was put in before. A letter follows from a write that somebody was permitted to make:
/// `cause` is the permit of that. A letter to an address that cannot be written to is put in as failed, so that somebody sees.
///
/// # Errors
/// The database's; also when nothing can be sealed.
pub fn put(write: &mut Write, cause: &Permit, seal: &Seal, draft: &Draft) -> Result<bool, Error> {
    Ok(put_all(write, cause, seal, std::slice::from_ref(draft))? > 0)
}

/// Drops these letters, by their keys, while they are not sent: what they tell is no longer so. Why is in the journal of what
/// `cause` is the permit of.
///
/// # Errors
/// The database's.
pub fn drop_unsent(write: &mut Write, cause: &Permit, keys: &[String]) -> Result<(), Error> {
    let now = write.stamp();
    for params in in_lists(params![cause.office(), now, cause.actor()], keys) {
        write.tx().run(DROP_UNSENT, &params)?;
    }
    Ok(())
}

/// As [`put`], many at once; how many were not put in before.
///
/// # Errors
/// The database's; also when nothing can be sealed.
pub fn put_all(write: &mut Write, cause: &Permit, seal: &Seal, drafts: &[Draft]) -> Result<usize, Error> {
    let office = cause.office().to_owned();
    let keys: Vec<String> = drafts.iter().map(|draft| draft.once.clone()).collect();
    let known = known(write.tx(), &office, &keys)?;
    let mut rows = Vec::with_capacity(drafts.len());
    for draft in drafts.iter().filter(|draft| !known.contains(&draft.once)) {
        rows.push(waiting(write, &office, seal, draft)?);
    }
    let count = rows.len();
    let columns =
        ["office", "id", "once", "kind", "record", "lang", "content", "state", "tries", "next_at", "trouble", "created_at"];
    write.tx().bulk("letter", &columns, rows)?;
    if count > 0 {
        super::send::wake();
    }
    Ok(count)
}

/// A letter as it is put in.
fn waiting(write: &Write, office: &str, seal: &Seal, draft: &Draft) -> Result<Vec<dotyk_db::Value>, Error> {
    let (id, now, content) = (write.id(), write.stamp(), draft.content());
    let (state, trouble) = match is_writable(&content.mail) {
        true => (State::Waiting, None),
        false => (State::Failed, Some(Trouble::BadAddress)),
    };
    Ok(row![
        office,
        &id,
        &draft.once,
        draft.about.kind.word(),
        &draft.about.id,
        draft.lang.code(),
        sealed(office, seal, &id, &content)?,
        state.word(),
        0,
        &now,
        trouble.map(Trouble::word),
        &now
    ])
}

/// How many letters about a record stand how.
///
/// # Errors
/// The database's.
pub fn counts_about(tx: &mut Tx, office: &str, about: &Ref) -> Result<Vec<(State, i64)>, Error> {
    let rows = tx.all(COUNTS_ABOUT, params![office, about.kind.word(), &about.id])?;
    rows.iter().map(|row| Ok((row.word("state", State::parse)?, row.get("n")?))).collect()
}

/// Whether something is to be done: a letter is due, or one was lost.
///
/// # Errors
/// The database's.
pub fn is_due(tx: &mut Tx, office: &str, now: &str) -> Result<bool, Error> {
    Ok(tx.first(DUE, params![office, now])?.is_some())
}

/// Takes the letter that is due first, until a time.
///
/// # Errors
/// The database's.
pub(super) fn take(write: &mut Write, seal: &Seal, until: &str) -> Result<Option<Letter>, Error> {
    let (office, now) = (write.office().to_owned(), write.stamp());
    let Some(row) = write.tx().first(NEXT, params![&office, now])? else { return Ok(None) };
    let letter = letter(&office, seal, &row)?;
    write.tx().run(TAKE, params![&office, &letter.id, until])?;
    Ok(Some(Letter { state: State::Sending, tries: letter.tries + 1, next_at: until.to_owned(), ..letter }))
}

/// Says what became of a letter that was taken; nothing when it was given up as lost meanwhile.
///
/// # Errors
/// The database's.
pub(super) fn settle(write: &mut Write, seal: &Seal, taken: &Letter, after: &After) -> Result<(), Error> {
    let (office, now) = (write.office().to_owned(), write.stamp());
    let settled = after.state.settled();
    let content = match (settled, &taken.content) {
        (true, _) => without_text(&office, seal, taken)?,
        (false, Some(content)) => Some(sealed(&office, seal, &taken.id, content)?),
        // What did not open is kept as it is by whoever has the key: it is read again, and not written.
        (false, None) => {
            write.tx().first(BY_ID, params![&office, &taken.id])?.map(|row| row.get("content")).transpose()?.flatten()
        }
    };
    let values = row![
        &office,
        &taken.id,
        after.state.word(),
        after.trouble.map(Trouble::word),
        &after.said,
        format!("{:.3}", after.next_at),
        settled.then_some(now),
        content,
        taken.tries
    ];
    write.tx().run(SETTLE, &values).map(drop)
}

/// Letters that were taken and never settled: whoever took them is gone, and nobody knows how far they came.
///
/// # Errors
/// The database's.
pub(super) fn give_up_lost(write: &mut Write) -> Result<(), Error> {
    let (office, now) = (write.office().to_owned(), write.stamp());
    write.tx().run(LOST, params![office, now]).map(drop)
}

/// Destroys what is personal in letters that are long settled; drops those that nobody settled for too long.
///
/// # Errors
/// The database's.
pub(super) fn forget(write: &mut Write) -> Result<(), Error> {
    let (office, now) = (write.office().to_owned(), write.stamp());
    let ago = |time: SignedDuration| write_time(write, time);
    let (kept, left) = (ago(KEPT), ago(LEFT));
    write.tx().run(FORGET_SETTLED, params![&office, kept])?;
    write.tx().run(DROP_LEFT, params![&office, left, now]).map(drop)
}

fn write_time(write: &Write, ago: SignedDuration) -> String {
    let now = write.moment().now;
    format!("{:.3}", now.saturating_sub(ago).unwrap_or(now))
}

/// A letter, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn of(tx: &mut Tx, actor: &Actor, seal: &Seal, action: Action, id: &str) -> Result<(Letter, Permit), Denied> {
    let row = tx.first(BY_ID, params![&actor.office, id])?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject(id))?;
    Ok((letter(&actor.office, seal, &row)?, permit))
}

/// Letters, the newest first, below an id; all, or those of a state.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, office: &str, seal: &Seal, of: Option<State>, below: &str, limit: i64) -> Result<Vec<Letter>, Error> {
    // Ids are of digits, hyphens and the letters to f.
    let below = if below.is_empty() { "g" } else { below };
    let rows = match of {
        None => tx.all(NEWEST, params![office, below, limit])?,
        Some(state) => tx.all(NEWEST_OF_STATE, params![office, state.word(), below, limit])?,
    };
    rows.iter().map(|row| letter(office, seal, row)).collect()
}

/// The letters about a record, the newest first.
///
/// # Errors
/// The database's.
pub fn about(tx: &mut Tx, office: &str, seal: &Seal, record: &Ref) -> Result<Vec<Letter>, Error> {
    let rows = tx.all(ABOUT, params![office, record.kind.word(), &record.id])?;
    rows.iter().map(|row| letter(office, seal, row)).collect()
}

/// How many letters stand how.
///
/// # Errors
/// The database's.
pub fn counts(tx: &mut Tx, office: &str) -> Result<Vec<(State, i64)>, Error> {
    let rows = tx.all(COUNTS, params![office])?;
    let mut counts =
        rows.iter().map(|row| Ok((row.word("state", State::parse)?, row.get("n")?))).collect::<Result<Vec<_>, Error>>()?;
    counts.sort();
    Ok(counts)
}

/// Brings a letter into another state by hand.
///
/// # Errors
/// The database's.
pub fn turn(write: &mut Write, permit: &Permit, seal: &Seal, letter: &Letter, to: State) -> Result<(), Error> {
    permit.holds_for(Kind::Letter, &letter.id);
    let now = write.stamp();
    if to == State::Waiting {
        write.tx().run(AGAIN, params![permit.office(), permit.id(), now])?;
        super::send::wake();
        return Ok(());
    }
    let content = without_text(permit.office(), seal, letter)?;
    let values = row![permit.office(), permit.id(), to.word(), now, permit.actor(), content];
    write.tx().run(BY_HAND, &values).map(drop)
}
