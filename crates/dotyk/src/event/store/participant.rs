//! The SQL of those who take part. Whatever is done leaves one line of the journal: numbers, and nobody's name.

use dotyk_db::{Error, Row, Tx, in_lists, params, row};
use jiff::civil::Date;

use super::sql::*;
use crate::access::{Kind, Permit};
use crate::event::participant::{Count, Guarded, Participant, Stand, Tally, token};
use crate::journal::{Seal, Write};
use crate::need::link::digest;

/// Which record a sealed text belongs to.
fn at(office: &str, event: &str, id: &str) -> String {
    format!("{office}/event/{event}/{id}")
}

fn person(office: &str, seal: &Seal, row: &Row) -> Result<Participant, Error> {
    let (id, event): (String, String) = (row.get("id")?, row.get("event")?);
    let (state, sealed): (String, Option<String>) = (row.get("state")?, row.get("sealed")?);
    // Without the right key the register still works: it knows what is not guarded.
    let plain = sealed.and_then(|sealed| seal.open(&at(office, &event, &id), &sealed).ok());
    Ok(Participant {
        organisation: row.get("organisation")?,
        state: Stand::parse(&state).ok_or_else(|| Error::Other(format!("a participant who is «{state}»")))?,
        guarded: plain.and_then(|plain| serde_json::from_slice(&plain).ok()),
        own: row.get::<Option<String>>("digest")?.is_some(),
        forget_on: row.get("forget_on")?,
        id,
    })
}

/// How many take part, by organisation and how they stand.
///
/// # Errors
/// The database's.
pub fn tally(tx: &mut Tx, office: &str, event: &str) -> Result<Tally, Error> {
    let rows = tx.all(TALLY, params![office, event])?;
    let count = |row: &Row| -> Result<Count, Error> {
        let state: String = row.get("state")?;
        let state = Stand::parse(&state).ok_or_else(|| Error::Other(format!("a participant who is «{state}»")))?;
        Ok(Count { organisation: row.get("organisation")?, state, count: row.get("n")? })
    };
    let mut participants = rows.iter().map(count).collect::<Result<Vec<_>, _>>()?;
    // The same on both engines, whatever they hold to be the order of words.
    participants.sort_by(|a, b| (&a.organisation, a.state).cmp(&(&b.organisation, b.state)));
    Ok(Tally { event: event.to_owned(), participants })
}

/// What a list of people is filtered by.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// How they stand.
    pub state: Option<Stand>,
    /// Their organisation.
    pub organisation: Option<String>,
}

/// A page of the people of an event, after an id.
///
/// # Errors
/// The database's.
pub fn page(
    tx: &mut Tx,
    office: &str,
    seal: &Seal,
    event: &str,
    which: &Which,
    after: &str,
    limit: i64,
) -> Result<Vec<Participant>, Error> {
    let values = params![office, event, which.state.map(Stand::word), &which.organisation, after, limit];
    tx.all(PEOPLE, values)?.iter().map(|row| person(office, seal, row)).collect()
}

/// How many there are.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, office: &str, event: &str, which: &Which) -> Result<i64, Error> {
    let values = params![office, event, which.state.map(Stand::word), &which.organisation];
    tx.first(PEOPLE_COUNT, values)?.map_or(Ok(0), |row| row.get("n"))
}

/// Some people of an event.
///
/// # Errors
/// The database's.
pub fn by_ids(tx: &mut Tx, office: &str, seal: &Seal, event: &str, ids: &[String]) -> Result<Vec<Participant>, Error> {
    let mut people = Vec::new();
    for params in in_lists(params![office, event], ids) {
        for row in tx.all(PEOPLE_BY_IDS, &params)? {
            people.push(person(office, seal, &row)?);
        }
    }
    Ok(people)
}

/// Somebody by the token of their own page, and the event.
///
/// # Errors
/// The database's.
pub fn by_token(tx: &mut Tx, office: &str, seal: &Seal, token: &str) -> Result<Option<(Participant, String)>, Error> {
    let Some(row) = tx.first(PERSON_BY_DIGEST, params![office, digest(token)])? else { return Ok(None) };
    Ok(Some((person(office, seal, &row)?, row.get("event")?)))
}

/// Whom this very form put down before.
///
/// # Errors
/// The database's.
pub fn sent(tx: &mut Tx, office: &str, seal: &Seal, event: &str, once: &str) -> Result<Option<Participant>, Error> {
    tx.first(ONCE, params![office, event, once])?.map(|row| person(office, seal, &row)).transpose()
}

/// How many have put themselves down since a time.
///
/// # Errors
/// The database's.
pub fn own_since(tx: &mut Tx, office: &str, event: &str, since: &str) -> Result<i64, Error> {
    tx.first(OWN_SINCE, params![office, event, since])?.map_or(Ok(0), |row| row.get("n"))
}

/// The token of somebody's own page.
///
/// # Errors
/// Never for a key of the right length.
pub fn own_token(data_key: &[u8; 32], office: &str, id: &str) -> Result<String, Error> {
    Ok(token(data_key, "event participant", &format!("{office}/{id}"))?)
}

/// Somebody to put down.
#[derive(Debug)]
pub struct New {
    /// Who.
    pub guarded: Guarded,
    /// Their organisation, when the register knows it.
    pub organisation: Option<String>,
    /// How they stand.
    pub state: Stand,
    /// Who put themselves down: the key of the form.
    pub once: Option<String>,
}

/// Puts people down, in one write however many they are; their ids.
///
/// # Errors
/// The database's; also when nothing can be sealed.
pub fn add(
    write: &mut Write,
    permit: &Permit,
    data_key: &[u8; 32],
    people: Vec<New>,
    forget_on: Date,
) -> Result<Vec<String>, Error> {
    permit.holds_for(Kind::Attendance, permit.id());
    let (office, event, now, seal) = (permit.office(), permit.id(), write.stamp(), Seal::new(*data_key));
    let (mut ids, mut rows) = (Vec::new(), Vec::new());
    for one in people {
        let id = write.id();
        let plain = serde_json::to_vec(&one.guarded).map_err(|error| Error::Other(error.to_string()))?;
        let sealed = seal.seal(&at(office, event, &id), &plain)?;
        let own = match &one.once {
            Some(_) => Some(digest(&own_token(data_key, office, &id)?)),
            None => None,
        };
        let day = forget_on.to_string();
        rows.push(row![office, event, &id, one.organisation, one.state.word(), sealed, own, one.once, day, &now, &now]);
        ids.push(id);
    }
    let columns =
        ["office", "event", "id", "organisation", "state", "sealed", "digest", "once", "forget_on", "created_at", "changed_at"];
    write.tx().bulk("event_participant", &columns, rows)?;
    Ok(ids)
}

/// Says how some people stand now. Whether they may was decided before.
///
/// # Errors
/// The database's.
pub fn mark(write: &mut Write, permit: &Permit, ids: &[String], state: Stand) -> Result<(), Error> {
    permit.holds_for(Kind::Attendance, permit.id());
    let now = write.stamp();
    for params in in_lists(params![permit.office(), permit.id(), state.word(), now], ids) {
        write.tx().run(MARK, &params)?;
    }
    Ok(())
}

/// Destroys what is known of some people; that they were there stays.
///
/// # Errors
/// The database's.
pub fn forget(write: &mut Write, permit: &Permit, ids: &[String]) -> Result<(), Error> {
    permit.holds_for(Kind::Attendance, permit.id());
    let now = write.stamp();
    for params in in_lists(params![permit.office(), permit.id(), now], ids) {
        write.tx().run(FORGET, &params)?;
    }
    Ok(())
}

/// Events with somebody who is to be forgotten by a day.
///
/// # Errors
/// The database's.
pub fn due(tx: &mut Tx, office: &str, day: Date, limit: i64) -> Result<Vec<String>, Error> {
    tx.all(DUE, params![office, day.to_string(), limit])?.iter().map(|row| row.get("event")).collect()
}

/// Destroys what is known of those whose day has come.
///
/// # Errors
/// The database's.
pub fn forget_due(write: &mut Write, permit: &Permit, day: Date) -> Result<(), Error> {
    permit.holds_for(Kind::Attendance, permit.id());
    let now = write.stamp();
    write.tx().run(FORGET_DUE, params![permit.office(), permit.id(), day.to_string(), now])?;
    journal(write, permit)
}

/// Leaves the line of what was done.
///
/// # Errors
/// The database's.
pub fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = tally(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Who takes part as the journal sees it.
///
/// # Errors
/// The database's.
pub fn state(tx: &mut Tx, office: &str, event: &str) -> Result<Option<Tally>, Error> {
    tally(tx, office, event).map(|tally| (!tally.participants.is_empty()).then_some(tally))
}
