//! One need: its row and its parts, its contact sealed; how they are read, and written.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_lists, params, row};
use serde_json::Value;

use super::sql::*;
use crate::access::{Action, Actor, Denied, Kind, Permit, Ref, Subject};
use crate::journal::stored::head;
use crate::journal::{Write, free_slug as free};
use crate::need::model::{Body, Confirmation, Contact, Delivery, Event, EventRow, Line, Need, Priority, Promise, Unit};
use crate::office::store::{opt_when, when};
use crate::person::{DigestKey, Seal};
use crate::place;
use crate::source::store::{cites, put_cites};
use crate::text::When;

/// Which record a sealed contact belongs to.
pub(super) fn at(office: &str, id: &str) -> String {
    format!("{office}/need/{id}")
}

/// Which record a sealed digest key belongs to.
fn key_at(office: &str, id: &str) -> String {
    format!("{office}/need/{id}/digest")
}

/// Needs as their rows say, with all their parts, without what they cite. A contact is opened only where there is a seal.
pub(super) fn needs(tx: &mut Tx, office: &str, seal: Option<&Seal>, rows: &[Row]) -> Result<Vec<Need>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
    let mut parts = Parts::of(tx, office, &ids)?;
    rows.iter().map(|row| need(office, seal, row, &mut parts)).collect()
}

pub(super) fn need(office: &str, seal: Option<&Seal>, row: &Row, parts: &mut Parts) -> Result<Need, Error> {
    let id: String = row.get("id")?;
    let (sealed, key): (Option<String>, String) = (row.get("contact")?, row.get("digest_key")?);
    let contact = seal.zip(sealed.as_ref()).map(|(seal, sealed)| seal.open(&at(office, &id), sealed));
    let key = seal.map(|seal| seal.open(&key_at(office, &id), &key).and_then(|key| DigestKey::of(&key)));
    let closed = matches!(contact, Some(Err(_))) || matches!(key, Some(Err(_)));
    let contact = contact.and_then(Result::ok).and_then(|plain| serde_json::from_slice::<Contact>(&plain).ok());
    let body = Body {
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        organisation: row.get("organisation")?,
        place: row.get("place")?,
        whom_uk: row.get("whom_uk")?,
        whom_en: row.get("whom_en")?,
        people: row.get("people")?,
        spot: row.get("spot")?,
        why_uk: row.get("why_uk")?,
        why_en: row.get("why_en")?,
        needed_by: opt_when(row.get("needed_by")?)?,
        sector: row.get("sector")?,
        priority: row.word("priority", Priority::parse)?,
        emergency: row.get("emergency")?,
        lines: parts.lines.remove(&id).unwrap_or_default(),
        lines_made: row.get("lines_made")?,
        events: parts.events.remove(&id).unwrap_or_default(),
        promises: parts.promises.remove(&id).unwrap_or_default(),
        deliveries: parts.deliveries.remove(&id).unwrap_or_default(),
        confirmations: parts.confirmations.remove(&id).unwrap_or_default(),
        cites: Vec::new(),
        contact: contact.unwrap_or_default(),
    };
    let head = head(row)?;
    Ok(Need { head, body, round: row.get("round")?, digest_key: key.and_then(Result::ok), closed })
}

/// The parts of several needs.
pub(super) struct Parts {
    pub(super) events: HashMap<String, Vec<EventRow>>,
    pub(super) lines: HashMap<String, Vec<Line>>,
    pub(super) promises: HashMap<String, Vec<Promise>>,
    pub(super) deliveries: HashMap<String, Vec<Delivery>>,
    pub(super) confirmations: HashMap<String, Vec<Confirmation>>,
}

impl Parts {
    fn of(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Parts, Error> {
        Ok(Parts {
            events: parts(tx, EVENTS, office, ids, event)?,
            lines: parts(tx, LINES, office, ids, line)?,
            promises: parts(tx, PROMISES, office, ids, promise)?,
            deliveries: parts(tx, DELIVERIES, office, ids, delivery)?,
            confirmations: parts(tx, CONFIRMATIONS, office, ids, confirmation)?,
        })
    }
}

/// The rows of a table of parts, by their needs.
pub(super) fn grouped<T>(
    tx: &mut Tx,
    sql: Sql,
    params: &[dotyk_db::Value],
    read: impl Fn(&Row) -> Result<T, Error>,
) -> Result<HashMap<String, Vec<T>>, Error> {
    let mut found: HashMap<String, Vec<T>> = HashMap::new();
    for row in tx.all(sql, params)? {
        found.entry(row.get("need")?).or_default().push(read(&row)?);
    }
    Ok(found)
}

/// Reads a table of parts of several needs, in one question each fifty.
fn parts<T>(
    tx: &mut Tx,
    sql: Sql,
    office: &str,
    ids: &[String],
    read: impl Fn(&Row) -> Result<T, Error>,
) -> Result<HashMap<String, Vec<T>>, Error> {
    let mut found: HashMap<String, Vec<T>> = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(sql, &params)? {
            found.entry(row.get("need")?).or_default().push(read(&row)?);
        }
    }
    Ok(found)
}

pub(super) fn event(row: &Row) -> Result<EventRow, Error> {
    Ok(EventRow { event: row.word("event", Event::parse)?, date: when(row.get("date")?)?, note: row.get("note")? })
}

pub(super) fn line(row: &Row) -> Result<Line, Error> {
    Ok(Line {
        id: row.get("line")?,
        item_uk: row.get("item_uk")?,
        item_en: row.get("item_en")?,
        unit: row.word("unit", Unit::parse)?,
        quantity: row.get("quantity")?,
        cost: row.get("cost")?,
        currency: row.get("currency")?,
    })
}

pub(super) fn promise(row: &Row) -> Result<Promise, Error> {
    Ok(Promise {
        id: row.get("promise")?,
        line: row.get("line")?,
        organisation: row.get("organisation")?,
        who: row.get("who")?,
        quantity: row.get("quantity")?,
        date: when(row.get("date")?)?,
        note: row.get("note")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
        withdrawn: opt_when(row.get("withdrawn")?)?,
    })
}

pub(super) fn delivery(row: &Row) -> Result<Delivery, Error> {
    Ok(Delivery {
        id: row.get("delivery")?,
        line: row.get("line")?,
        promise: row.get("promise")?,
        who: row.get("who")?,
        quantity: row.get("quantity")?,
        date: when(row.get("date")?)?,
        note: row.get("note")?,
        withdrawn: opt_when(row.get("withdrawn")?)?,
        reason: row.get("reason")?,
    })
}

pub(super) fn confirmation(row: &Row) -> Result<Confirmation, Error> {
    Ok(Confirmation {
        id: row.get("confirmation")?,
        delivery: row.get("delivery")?,
        quantity: row.get("quantity")?,
        dispute: row.get("dispute")?,
        date: when(row.get("date")?)?,
        note: row.get("note")?,
        file: row.get("file")?,
        said_by: row.get("said_by")?,
    })
}

fn whole(tx: &mut Tx, office: &str, seal: &Seal, found: Option<Row>) -> Result<Option<Need>, Error> {
    let Some(row) = found else { return Ok(None) };
    let Some(mut need) = needs(tx, office, Some(seal), std::slice::from_ref(&row))?.pop() else { return Ok(None) };
    need.body.cites = cites(tx, office, &Ref::new(Kind::Need, &need.head.id))?;
    Ok(Some(need))
}

/// What the policy must know of a need.
///
/// # Errors
/// The database's.
pub fn subject(tx: &mut Tx, office: &str, need: &Need) -> Result<Subject, Error> {
    let own: Vec<String> = need.body.place.iter().cloned().collect();
    let around = place::store::ancestors(tx, office, &own)?;
    Ok(need.subject(own.into_iter().chain(around.into_values().flatten())))
}

/// A need by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, seal: &Seal, action: Action, slug: &str) -> Result<(Need, Permit), Denied> {
    let found = tx.first(BY_SLUG, params![&actor.office, slug])?;
    let need = whole(tx, &actor.office, seal, found)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject(tx, &actor.office, &need)?)?;
    Ok((need, permit))
}

/// A need by id.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, seal: &Seal, id: &str) -> Result<Option<Need>, Error> {
    let found = tx.first(BY_ID, params![office, id])?;
    whole(tx, office, seal, found)
}

/// A need as the journal sees it.
///
/// # Errors
/// The database's.
pub fn state(tx: &mut Tx, office: &str, seal: &Seal, id: &str) -> Result<Option<Value>, Error> {
    let need = get(tx, office, seal, id)?;
    need.map(|need| need.state().map_err(|error| Error::Other(error.to_string()))).transpose()
}

/// As [`subject`], by id. Nothing needs to be opened for it.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    match by_ids(tx, office, &[id.to_owned()])?.pop() {
        Some(need) => subject(tx, office, &need).map(Some),
        None => Ok(None),
    }
}

/// Needs by their ids, in their order, without contacts and sources. Whether they may be seen was asked before.
///
/// # Errors
/// The database's.
pub fn by_ids(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Need>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(BY_IDS, &params)?);
    }
    let mut needs = needs(tx, office, None, &rows)?;
    let places: HashMap<&String, usize> = ids.iter().enumerate().map(|(place, id)| (id, place)).collect();
    needs.sort_by_key(|need| places.get(&need.head.id).copied());
    Ok(needs)
}

/// A slug like this that is free. `urgent`, `hxl` and `links` are addresses of their own.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, office: &str, wanted: &str) -> Result<String, Error> {
    let wanted = if matches!(dotyk_uk::slug(wanted).as_str(), "urgent" | "hxl" | "links") { "need" } else { wanted };
    free(tx, SLUG_TAKEN, office, wanted)
}

/// Adds a need, with a new key for the digests.
///
/// # Errors
/// The database's; also when nothing can be sealed.
pub fn add(write: &mut Write, permit: &Permit, seal: &Seal, need: &Need) -> Result<(), Error> {
    permit.holds_for(Kind::Need, &need.head.id);
    let need = Need { digest_key: Some(DigestKey::new()?), ..need.clone() };
    let (office, head, b) = (permit.office(), &need.head, &need.body);
    let key = need.digest_key.as_ref().map(|key| seal.seal(&key_at(office, &head.id), key.bytes())).transpose()?;
    let stamp = write.stamp();
    let values = row![
        office,
        &head.id,
        &head.slug,
        &b.title_uk,
        &b.title_en,
        &b.organisation,
        &b.place,
        &b.whom_uk,
        &b.whom_en,
        b.people,
        &b.why_uk,
        &b.why_en,
        b.needed_by.as_ref().map(When::as_str),
        &b.sector,
        b.priority.word(),
        &b.emergency,
        sealed(office, seal, &head.id, &b.contact)?,
        key,
        &head.published_at,
        stamp,
        &head.created_by,
        b.highest_line(),
        &need.round,
        &b.spot
    ];
    write.tx().run(ADD, &values)?;
    put_parts(write, permit, None, b)?;
    journal(write, permit, seal)
}

fn sealed(office: &str, seal: &Seal, id: &str, contact: &Contact) -> Result<Option<String>, Error> {
    if contact.is_empty() {
        return Ok(None);
    }
    let plain = serde_json::to_vec(contact).map_err(|error| Error::Other(error.to_string()))?;
    Ok(Some(seal.seal(&at(office, id), &plain)?))
}

/// Saves an edit of `before`; `false` when that is no longer the present version.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, seal: &Seal, before: &Need, b: &Body) -> Result<bool, Error> {
    permit.holds_for(Kind::Need, &before.head.id);
    let office = permit.office();
    if before.closed {
        return Err(Error::Other("the contact of this need does not open: give the data key that it was sealed with".into()));
    }
    let values = row![
        office,
        permit.id(),
        &b.title_uk,
        &b.title_en,
        &b.organisation,
        &b.place,
        &b.whom_uk,
        &b.whom_en,
        b.people,
        &b.why_uk,
        &b.why_en,
        b.needed_by.as_ref().map(When::as_str),
        &b.sector,
        b.priority.word(),
        &b.emergency,
        sealed(office, seal, permit.id(), &b.contact)?,
        before.head.version,
        b.highest_line().max(before.body.highest_line()),
        &b.spot
    ];
    if write.tx().run(SAVE, &values)? == 0 {
        return Ok(false);
    }
    put_parts(write, permit, Some(&before.body), b)?;
    journal(write, permit, seal)?;
    Ok(true)
}

/// Shows a need to the public, or hides it.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, seal: &Seal, published_at: Option<String>) -> Result<(), Error> {
    write.tx().run(PUBLISH, params![permit.office(), permit.id(), published_at])?;
    journal(write, permit, seal)
}

fn journal(write: &mut Write, permit: &Permit, seal: &Seal) -> Result<(), Error> {
    let state = state(write.tx(), permit.office(), seal, permit.id())?;
    write.record(permit, &state)
}

/// Puts the tables of parts that changed. Lines, promises, deliveries and confirmations hang together.
fn put_parts(write: &mut Write, permit: &Permit, before: Option<&Body>, b: &Body) -> Result<(), Error> {
    let (office, id) = (permit.office(), permit.id());
    if before.is_none_or(|before| before.events != b.events) {
        if before.is_some() {
            write.tx().run(CLEAR_EVENTS, params![office, id])?;
        }
        let rows = b.events.iter().enumerate();
        let rows = rows.map(|(n, row)| row![office, id, n, row.event.word(), row.date.as_str(), &row.note]);
        write.tx().bulk("need_event", &["office", "need", "position", "event", "date", "note"], rows)?;
    }
    let hanging = |b: &Body| (b.lines.clone(), b.promises.clone(), b.deliveries.clone(), b.confirmations.clone());
    if before.is_none_or(|before| hanging(before) != hanging(b)) {
        if before.is_some() {
            for clear in [CLEAR_CONFIRMATIONS, CLEAR_DELIVERIES, CLEAR_PROMISES, CLEAR_LINES] {
                write.tx().run(clear, params![office, id])?;
            }
        }
        put_lines(write, office, id, b)?;
    }
    if before.is_none_or(|before| before.cites != b.cites) {
        put_cites(write, permit, &b.cites)?;
    }
    Ok(())
}

fn put_lines(write: &mut Write, office: &str, id: &str, b: &Body) -> Result<(), Error> {
    let lines = b.lines.iter().enumerate().map(|(n, line)| {
        row![office, id, line.id, n, &line.item_uk, &line.item_en, line.unit.word(), &line.quantity, &line.cost, &line.currency]
    });
    let columns = ["office", "need", "line", "position", "item_uk", "item_en", "unit", "quantity", "cost", "currency"];
    write.tx().bulk("need_line", &columns, lines)?;
    let promises = b.promises.iter().map(|p| {
        let withdrawn = p.withdrawn.as_ref().map(When::as_str);
        row![
            office,
            id,
            p.id,
            p.line,
            &p.organisation,
            &p.who,
            &p.quantity,
            p.date.as_str(),
            &p.note,
            &p.source,
            &p.locator,
            withdrawn
        ]
    });
    let columns = [
        "office",
        "need",
        "promise",
        "line",
        "organisation",
        "who",
        "quantity",
        "date",
        "note",
        "source",
        "locator",
        "withdrawn",
    ];
    write.tx().bulk("need_promise", &columns, promises)?;
    let deliveries = b.deliveries.iter().map(|d| {
        let withdrawn = d.withdrawn.as_ref().map(When::as_str);
        row![office, id, d.id, d.line, d.promise, &d.who, &d.quantity, d.date.as_str(), &d.note, withdrawn, &d.reason]
    });
    let columns = ["office", "need", "delivery", "line", "promise", "who", "quantity", "date", "note", "withdrawn", "reason"];
    write.tx().bulk("need_delivery", &columns, deliveries)?;
    let words = b
        .confirmations
        .iter()
        .map(|c| row![office, id, c.id, c.delivery, &c.quantity, &c.dispute, c.date.as_str(), &c.note, &c.file, &c.said_by]);
    let columns = ["office", "need", "confirmation", "delivery", "quantity", "dispute", "date", "note", "file", "said_by"];
    write.tx().bulk("need_confirmation", &columns, words).map(drop)
}
