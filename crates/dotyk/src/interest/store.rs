//! The interest's SQL.

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};
use jiff::SignedDuration;

use super::model::{Body, DAYS, Interest, Often, token};
use crate::access::{Action, Actor, Denied, Kind, Permit, Ref, Visible};
use crate::journal::{Seal, Write};
use crate::need::{Priority, link};
use crate::text::Lang;
use crate::web::Label;

/// The columns of an interest.
macro_rules! interests {
    () => {
        "SELECT id, name, organisation, sectors, places, priority, least, most, currency, lang, often, mail, turn, told_at, ended_at, revoked_at,
           expires_at, created_at, created_by FROM interest "
    };
}

statements! {
    const BY_ID = concat!(interests!(), "WHERE office = $1 AND id = $2");
    const BY_DIGEST = concat!(interests!(), "WHERE office = $1 AND digest = $2");
    const NEWEST = concat!(interests!(), "WHERE office = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    const OFTEN = concat!(interests!(), "WHERE office = $1 AND often <> 'never' AND revoked_at IS NULL AND ended_at IS NULL AND id > $2 ORDER BY id LIMIT $3");
    const COUNT = "SELECT count(*) AS n FROM interest WHERE office = $1";
    const LABELS = concat!("SELECT id, name FROM interest WHERE office = $1 AND id IN ", in_list!());
    const OF_ORGANISATION =
        "SELECT id FROM interest WHERE office = $1 AND revoked_at IS NULL
           AND organisation IN (SELECT o.id FROM organisation o WHERE o.office = $1 AND (o.id = $2 OR o.merged_into = $2))
         ORDER BY id LIMIT 20";
    const IDS = "SELECT id FROM interest WHERE office = $1 ORDER BY id";
    const ADD =
        "INSERT INTO interest (office, id, name, organisation, sectors, places, priority, least, most, currency, lang, often, mail, digest, turn,
           told_at, expires_at, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $16, $15, $17)";
    const TURN = "UPDATE interest SET turn = $3, digest = $4, expires_at = $5, revoked_at = NULL, ended_at = NULL WHERE office = $1 AND id = $2";
    const REVOKE = "UPDATE interest SET revoked_at = $3 WHERE office = $1 AND id = $2 AND revoked_at IS NULL";
    const END = "UPDATE interest SET ended_at = $3 WHERE office = $1 AND id = $2 AND ended_at IS NULL";
    const TOLD = "UPDATE interest SET told_at = $3 WHERE office = $1 AND id = $2";
}

/// The ids of all.
pub const ALL_IDS: Sql = IDS;

fn at(office: &str, id: &str) -> String {
    format!("{office}/interest/{id}")
}

fn word<T>(row: &Row, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| Error::Other(format!("«{text}» in {column}")))
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
        lang: word(row, "lang", Lang::parse)?,
        often: word(row, "often", Often::parse)?,
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

/// Interests, the newest first, below an id; with where their news go.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, office: &str, seal: &Seal, below: &str, limit: i64) -> Result<Vec<Interest>, Error> {
    // Ids are of digits, hyphens and the letters to f.
    let below = if below.is_empty() { "g" } else { below };
    tx.all(NEWEST, params![office, below, limit])?.iter().map(|row| interest(office, Some(seal), row)).collect()
}

/// How many there are.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, office: &str) -> Result<i64, Error> {
    tx.first(COUNT, params![office])?.map_or(Ok(0), |row| row.get("n"))
}

/// Interests that want letters, behind an id.
///
/// # Errors
/// The database's.
pub fn often(tx: &mut Tx, office: &str, seal: &Seal, after: &str, limit: i64) -> Result<Vec<Interest>, Error> {
    tx.all(OFTEN, params![office, after, limit])?.iter().map(|row| interest(office, Some(seal), row)).collect()
}

/// Labels, for those who may see all of them.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    if !visible.all {
        return Ok(labels);
    }
    for params in in_lists(params![&visible.office], ids) {
        for row in tx.all(LABELS, &params)? {
            let id: String = row.get("id")?;
            let label = Label::new(Some(row.get("name")?), None, format!("/interests#{id}"));
            labels.push((id, label));
        }
    }
    Ok(labels)
}

/// What an organisation looks for, for those who may see it.
///
/// # Errors
/// The database's.
pub fn of_organisation(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    if !visible.all || of.kind != Kind::Organisation {
        return Ok(Vec::new());
    }
    let rows = tx.all(OF_ORGANISATION, params![&visible.office, &of.id])?;
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
