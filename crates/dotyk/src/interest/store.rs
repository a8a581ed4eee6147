//! The interest's SQL.

use dotyk_db::{Error, Row, Sql, Tx, Value, in_list, in_lists, params, row, statements};
use jiff::SignedDuration;

use super::model::{BY_THEMSELVES, Body, DAYS, Interest, Often, REQUEST_DAYS, Request, token};
use crate::access::{Action, Actor, Denied, Kind, Permit, Ref, Visible};
use crate::journal::{DigestKey, Seal, Write};
use crate::need::{Priority, link};
use crate::organisation;
use crate::text::Lang;
use crate::web::Label;

/// The columns of an interest.
macro_rules! interests {
    () => {
        "SELECT id, name, organisation, sectors, places, priority, least, most, currency, lang, often, mail, turn, told_at, ended_at, revoked_at,
           expires_at, created_at, created_by FROM interest "
    };
}

/// Whether a list may show an interest: `$2` everything, `$3` the organisation whose it is.
macro_rules! visible {
    () => {
        concat!("($2 = 1 OR organisation IN ", organisation::merged!("$3"), ")")
    };
}

/// The parameters of it.
fn seen(visible: &Visible) -> Vec<Value> {
    row![&visible.office, i64::from(visible.all), &visible.organisation]
}

statements! {
    const BY_ID = concat!(interests!(), "WHERE office = $1 AND id = $2");
    const BY_DIGEST = concat!(interests!(), "WHERE office = $1 AND digest = $2");
    /// A page of the list below the id `$4`: `$5` by whom those were asked for of whom nobody knows who they are.
    const NEWEST = concat!(interests!(), "WHERE office = $1 AND ", visible!(), " AND id < $4
           AND ((created_by = $5 AND organisation IS NULL AND revoked_at IS NULL) OR $5 IS NULL) ORDER BY id DESC LIMIT $6");
    const OFTEN = concat!(interests!(), "WHERE office = $1 AND often <> 'never' AND revoked_at IS NULL AND ended_at IS NULL AND id > $2 ORDER BY id LIMIT $3");
    const COUNT = concat!("SELECT count(*) AS n FROM interest WHERE office = $1 AND ", visible!());
    const LABELS = concat!("SELECT id, name FROM interest WHERE office = $1 AND ", visible!(), " AND id IN ", in_list!(4));
    const OF_ORGANISATION = concat!(
        "SELECT id FROM interest WHERE office = $1 AND ", visible!(), " AND revoked_at IS NULL AND organisation IN ", organisation::merged!("$4"),
        " ORDER BY id LIMIT 20");
    const IDS = "SELECT id FROM interest WHERE office = $1 ORDER BY id";
    const ADD =
        "INSERT INTO interest (office, id, name, organisation, sectors, places, priority, least, most, currency, lang, often, mail, digest, turn,
           told_at, expires_at, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $16, $15, $17)";
    const TURN = "UPDATE interest SET turn = $3, digest = $4, expires_at = $5, revoked_at = NULL, ended_at = NULL WHERE office = $1 AND id = $2";
    const REVOKE = "UPDATE interest SET revoked_at = $3 WHERE office = $1 AND id = $2 AND revoked_at IS NULL";
    const END = "UPDATE interest SET ended_at = $3 WHERE office = $1 AND id = $2 AND ended_at IS NULL";
    /// What the partner changes on their own page; whose it is and where letters go stays.
    const SAVE =
        "UPDATE interest SET name = $3, sectors = $4, places = $5, priority = $6, least = $7, most = $8, currency = $9, lang = $10, often = $11
         WHERE office = $1 AND id = $2";
    const NAME = "UPDATE interest SET organisation = $3 WHERE office = $1 AND id = $2";
    const UNKNOWN = "SELECT count(*) AS n FROM interest WHERE office = $1 AND created_by = $2 AND organisation IS NULL AND revoked_at IS NULL";
    const REQUEST = "SELECT id, sealed, expires_at FROM interest_request WHERE office = $1 AND digest = $2";
    const REQUESTED = "SELECT count(*) AS n FROM interest_request WHERE office = $1 AND created_at > $2";
    const REQUESTED_BY = "SELECT 1 AS found FROM interest_request WHERE office = $1 AND mail_key = $2 AND created_at > $3 LIMIT 1";
    const ADD_REQUEST =
        "INSERT INTO interest_request (office, id, digest, sealed, mail_key, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    const CONFIRM = "UPDATE interest_request SET sealed = NULL, confirmed_at = $3 WHERE office = $1 AND id = $2";
    const FORGET = "DELETE FROM interest_request WHERE office = $1 AND expires_at <= $2";
    const TOLD = "UPDATE interest SET told_at = $3 WHERE office = $1 AND id = $2";
}

/// The ids of all.
pub const ALL_IDS: Sql = IDS;

fn at(office: &str, id: &str) -> String {
    format!("{office}/interest/{id}")
}

fn interest(office: &str, seal: Option<&Seal>, row: &Row) -> Result<Interest, Error> {
    let id: String = row.get("id")?;
    let list = |text: String| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let sealed: Option<String> = row.get("mail")?;
    let mail = seal.zip(sealed).and_then(|(seal, sealed)| seal.open(&at(office, &id), &sealed).ok());
    let priority: Option<String> = row.get("priority")?;
    let body = Body {
        name: row.get("name")?,
        organisation: row.get("organisation")?,
        sectors: list(row.get("sectors")?),
        places: list(row.get("places")?),
        priority: priority.as_deref().and_then(Priority::parse),
        least: row.get("least")?,
        most: row.get("most")?,
        currency: row.get("currency")?,
        lang: row.word("lang", Lang::parse)?,
        often: row.word("often", Often::parse)?,
        mail: mail.and_then(|mail| String::from_utf8(mail).ok()),
    };
    Ok(Interest {
        body,
        turn: row.get("turn")?,
        told_at: row.get("told_at")?,
        ended_at: row.get("ended_at")?,
        revoked_at: row.get("revoked_at")?,
        expires_at: row.get("expires_at")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        id,
    })
}

/// An interest by id, as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Interest>, Error> {
    tx.first(BY_ID, params![office, id])?.map(|row| interest(office, None, &row)).transpose()
}

/// An interest with where its letters go.
///
/// # Errors
/// The database's.
pub fn whole(tx: &mut Tx, office: &str, seal: &Seal, id: &str) -> Result<Option<Interest>, Error> {
    tx.first(BY_ID, params![office, id])?.map(|row| interest(office, Some(seal), &row)).transpose()
}

/// How many partners asked by themselves and are not known as an organisation yet.
///
/// # Errors
/// The database's.
pub fn unknown(tx: &mut Tx, office: &str) -> Result<i64, Error> {
    tx.first(UNKNOWN, params![office, BY_THEMSELVES])?.map_or(Ok(0), |row| row.get("n"))
}

/// The interest whose link has this token.
///
/// # Errors
/// The database's.
pub fn by_token(tx: &mut Tx, office: &str, token: &str) -> Result<Option<Interest>, Error> {
    tx.first(BY_DIGEST, params![office, link::digest(token)])?.map(|row| interest(office, None, &row)).transpose()
}

/// An interest, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, id: &str) -> Result<(Interest, Permit), Denied> {
    let interest = get(tx, &actor.office, id)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &interest.subject())?;
    Ok((interest, permit))
}

/// Interests, the newest first, below an id; with where their news go, for those who keep the register.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, visible: &Visible, seal: &Seal, of: Which, below: &str, limit: i64) -> Result<Vec<Interest>, Error> {
    // Ids are of digits, hyphens and the letters to f.
    let below = if below.is_empty() { "g" } else { below };
    let mut params = seen(visible);
    params.extend(row![below, (of == Which::Unknown).then_some(BY_THEMSELVES), limit]);
    let seal = visible.all.then_some(seal);
    tx.all(NEWEST, &params)?.iter().map(|row| interest(&visible.office, seal, row)).collect()
}

/// Which interests a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those of partners who asked by themselves, of whom nobody has said yet who they are.
    Unknown,
}

/// How many there are.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible) -> Result<i64, Error> {
    tx.first(COUNT, &seen(visible))?.map_or(Ok(0), |row| row.get("n"))
}

/// Interests that want letters, behind an id.
///
/// # Errors
/// The database's.
pub fn often(tx: &mut Tx, office: &str, seal: &Seal, after: &str, limit: i64) -> Result<Vec<Interest>, Error> {
    tx.all(OFTEN, params![office, after, limit])?.iter().map(|row| interest(office, Some(seal), row)).collect()
}

/// Labels of those that the actor may see.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(&seen(visible), ids) {
        for row in tx.all(LABELS, &params)? {
            let id: String = row.get("id")?;
            let label = Label::new(Some(row.get("name")?), None, format!("/interests#{id}"));
            labels.push((id, label));
        }
    }
    Ok(labels)
}

/// What an organisation looks for, as far as the actor may see it.
///
/// # Errors
/// The database's.
pub fn of_organisation(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    if of.kind != Kind::Organisation {
        return Ok(Vec::new());
    }
    let mut params = seen(visible);
    params.extend(row![&of.id]);
    let rows = tx.all(OF_ORGANISATION, &params)?;
    rows.iter().map(|row| Ok(Ref::new(Kind::Interest, row.get::<String>("id")?))).collect()
}

fn until(write: &Write) -> Result<String, Error> {
    let until = write.moment().now.saturating_add(SignedDuration::from_hours(24 * DAYS));
    until.map(|until| format!("{until:.3}")).map_err(|error| Error::Other(error.to_string()))
}

/// Saves what a partner looks for; the token of its link.
///
/// # Errors
/// The database's; also when nothing can be sealed.
pub fn add(write: &mut Write, permit: &Permit, data_key: &[u8; 32], b: &Body) -> Result<String, Error> {
    let (office, id) = (permit.office(), permit.id());
    let token = token(data_key, office, id, 1)?;
    let mail = b.mail.as_ref().map(|mail| Seal::new(*data_key).seal(&at(office, id), mail.as_bytes())).transpose()?;
    let (now, until) = (write.stamp(), until(write)?);
    let values = row![
        office,
        id,
        &b.name,
        &b.organisation,
        b.sectors.join(" "),
        b.places.join(" "),
        b.priority.map(Priority::word),
        b.least,
        b.most,
        &b.currency,
        b.lang.code(),
        b.often.word(),
        mail,
        link::digest(&token),
        now,
        until,
        permit.actor()
    ];
    write.tx().run(ADD, &values)?;
    journal(write, permit)?;
    Ok(token)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Makes a new link, which ends the one before; its token.
///
/// # Errors
/// The database's.
pub fn turn(write: &mut Write, permit: &Permit, data_key: &[u8; 32], interest: &Interest) -> Result<String, Error> {
    permit.holds_for(Kind::Interest, &interest.id);
    let token = token(data_key, permit.office(), permit.id(), interest.turn + 1)?;
    let until = until(write)?;
    let values = params![permit.office(), permit.id(), interest.turn + 1, link::digest(&token), until];
    write.tx().run(TURN, values)?;
    journal(write, permit)?;
    Ok(token)
}

/// Takes the link back.
///
/// # Errors
/// The database's.
pub fn revoke(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let now = write.stamp();
    write.tx().run(REVOKE, params![permit.office(), permit.id(), now])?;
    journal(write, permit)
}

/// Ends the letters: the partner's own word.
///
/// # Errors
/// The database's.
pub fn end(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let now = write.stamp();
    write.tx().run(END, params![permit.office(), permit.id(), now])?;
    journal(write, permit)
}

/// Remembers until when the partner was told what is new. It is no part of the record, so no line speaks of it.
///
/// # Errors
/// The database's.
pub fn told(write: &mut Write, permit: &Permit, until: &str) -> Result<(), Error> {
    write.tx().run(TOLD, params![permit.office(), permit.id(), until]).map(drop)
}

/// Saves what a partner has changed on their own page.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let values = row![
        permit.office(),
        permit.id(),
        &b.name,
        b.sectors.join(" "),
        b.places.join(" "),
        b.priority.map(Priority::word),
        b.least,
        b.most,
        &b.currency,
        b.lang.code(),
        b.often.word()
    ];
    write.tx().run(SAVE, &values)?;
    journal(write, permit)
}

/// Says which organisation an interest is of.
///
/// # Errors
/// The database's.
pub fn name(write: &mut Write, permit: &Permit, organisation: &str) -> Result<(), Error> {
    write.tx().run(NAME, params![permit.office(), permit.id(), organisation])?;
    journal(write, permit)
}

/// Which request something sealed belongs to.
fn request_at(office: &str, id: &str) -> String {
    format!("{office}/interest-request/{id}")
}

/// What is asked for under an address, as it is sealed.
type Asked = (Body, Option<String>);

/// The request whose letter has this token.
///
/// # Errors
/// The database's.
pub fn request(tx: &mut Tx, office: &str, seal: &Seal, token: &str) -> Result<Option<Request>, Error> {
    let Some(row) = tx.first(REQUEST, params![office, link::digest(token)])? else { return Ok(None) };
    let id: String = row.get("id")?;
    let sealed: Option<String> = row.get("sealed")?;
    let opened = sealed.and_then(|sealed| seal.open(&request_at(office, &id), &sealed).ok());
    let asked: Option<Asked> = opened.and_then(|plain| serde_json::from_slice(&plain).ok());
    Ok(Some(Request { body: asked.map(|(body, mail)| Body { mail, ..body }), expires_at: row.get("expires_at")?, id }))
}

/// How many asked since a time.
///
/// # Errors
/// The database's.
pub fn requested(tx: &mut Tx, office: &str, since: &str) -> Result<i64, Error> {
    tx.first(REQUESTED, params![office, since])?.map_or(Ok(0), |row| row.get("n"))
}

/// Keeps what somebody asks for until it is confirmed; `false`, and nothing is kept, when the same address was given since a
/// time. No record, so no line of the journal: an address that nobody has confirmed must not stay in it.
///
/// # Errors
/// The database's; also when nothing can be sealed.
pub fn ask(write: &mut Write, permit: &Permit, data_key: &[u8; 32], b: &Body, token: &str, since: &str) -> Result<bool, Error> {
    permit.holds_for(Kind::Interest, permit.id());
    let (office, id) = (permit.office(), permit.id());
    let mail = b.mail.as_deref().unwrap_or_default().to_lowercase();
    let mail_key = DigestKey::of(data_key)?.digest("interest request", &format!("{office}/{mail}"));
    if write.tx().first(REQUESTED_BY, params![office, &mail_key, since])?.is_some() {
        return Ok(false);
    }
    let plain = serde_json::to_vec(&(b, &b.mail)).map_err(|error| Error::Other(error.to_string()))?;
    let sealed = Seal::new(*data_key).seal(&request_at(office, id), &plain)?;
    let until = write.moment().now.saturating_add(SignedDuration::from_hours(24 * REQUEST_DAYS));
    let until = until.map(|until| format!("{until:.3}")).map_err(|error| Error::Other(error.to_string()))?;
    let now = write.stamp();
    write.tx().run(ADD_REQUEST, params![office, id, link::digest(token), sealed, mail_key, now, until])?;
    Ok(true)
}

/// Makes an interest of a request; the token of its link. What was sealed of the request is destroyed.
///
/// # Errors
/// The database's.
pub fn confirm(write: &mut Write, permit: &Permit, data_key: &[u8; 32], b: &Body) -> Result<String, Error> {
    let now = write.stamp();
    write.tx().run(CONFIRM, params![permit.office(), permit.id(), now])?;
    add(write, permit, data_key, b)
}

/// Deletes requests that nobody confirmed in time.
///
/// # Errors
/// The database's.
pub fn forget(write: &mut Write) -> Result<(), Error> {
    let (office, now) = (write.office().to_owned(), write.stamp());
    write.tx().run(FORGET, params![office, now]).map(drop)
}
