//! The need's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;
use serde_json::Value;

use super::link::{Link, Purpose};
use super::model::{
    Body, Confirmation, Contact, Delivery, Event, EventRow, Line, Need, Priority, Promise, RENEWAL, RENEWAL_TERM, Unit,
};
use crate::access::{Action, Actor, Denied, Kind, Permit, Ref, Subject, Visible};
use crate::journal::stored::head;
use crate::journal::{Write, free_slug as free};
use crate::office::store::{opt_when, when};
use crate::person::{DigestKey, Seal};
use crate::source::store::{cites, put_cites};
use crate::text::When;
use crate::web::{Claim, Label, Touch, find};
use crate::{organisation, place};

/// The columns of a need.
macro_rules! needs {
    () => {
        "SELECT n.id, n.slug, n.title_uk, n.title_en, n.organisation, n.place, n.whom_uk, n.whom_en, n.people, n.spot, n.why_uk, n.why_en, n.needed_by,
           n.sector, n.priority, n.emergency, n.contact, n.digest_key, n.published_at, n.created_by, n.version, n.lines_made, n.round FROM need n "
    };
}

/// The needs `n` that an actor may see (`$2` everything, `$3` account, `$4` organisation, `$5` place), of the emergency `$6`
/// where one is asked for.
macro_rules! shown {
    () => {
        concat!(
            "n.office = $1 AND (n.published_at IS NOT NULL OR $2 = 1 OR n.created_by = $3
               OR n.organisation IN ",
            organisation::merged!("$4"),
            " OR ",
            place::lies_in!("n.place", "$5"),
            ") AND (n.emergency = $6 OR $6 IS NULL)"
        )
    };
}

/// A table of parts `x` of all those needs.
macro_rules! parts_shown {
    ($columns:literal, $table:literal, $order:literal) => {
        concat!(
            "SELECT x.need, ",
            $columns,
            " FROM need n JOIN ",
            $table,
            " x ON x.office = n.office AND x.need = n.id WHERE ",
            shown!(),
            " ORDER BY x.need, x.",
            $order
        )
    };
}

/// How much there is with organisations, and when something happened last.
macro_rules! touched {
    ($one:expr) => {
        concat!(
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(DISTINCT p.need) AS n, max(CASE WHEN d.date > p.date THEN d.date ELSE p.date END) AS latest FROM need_promise p
               JOIN organisation o ON o.office = p.office AND o.id = p.organisation
               LEFT JOIN need_delivery d ON d.office = p.office AND d.need = p.need AND d.promise = p.promise AND d.date <= $2 AND (d.withdrawn IS NULL OR d.withdrawn > $2)
             WHERE p.office = $1 AND p.date <= $2 AND p.withdrawn IS NULL",
            $one,
            " GROUP BY coalesce(o.merged_into, o.id)"
        )
    };
}

statements! {
    const BY_SLUG = concat!(needs!(), "WHERE n.office = $1 AND n.slug = $2");
    /// One, whole: also as it lies, for the test that reads what is kept.
    pub(super) const BY_ID = concat!(needs!(), "WHERE n.office = $1 AND n.id = $2");
    const BY_IDS = concat!(needs!(), "WHERE n.office = $1 AND n.id IN ", in_list!());
    /// Of an organisation and of those merged into it, the newest first: what its private link shows.
    const OF_ORGANISATION = concat!(needs!(),
        "WHERE n.office = $1 AND n.organisation IN ", organisation::merged!("$2"), "
         ORDER BY n.created_at DESC, n.id DESC LIMIT 200");
    const EVENTS = concat!("SELECT need, event, date, note FROM need_event WHERE office = $1 AND need IN ", in_list!(), " ORDER BY need, position");
    const LINES = concat!(
        "SELECT need, line, item_uk, item_en, unit, quantity, cost, currency FROM need_line WHERE office = $1 AND need IN ", in_list!(),
        " ORDER BY need, position");
    const PROMISES = concat!(
        "SELECT need, promise, line, organisation, who, quantity, date, note, source, locator, withdrawn FROM need_promise WHERE office = $1 AND need IN ",
        in_list!(), " ORDER BY need, promise");
    const DELIVERIES = concat!(
        "SELECT need, delivery, line, promise, who, quantity, date, note, withdrawn, reason FROM need_delivery WHERE office = $1 AND need IN ", in_list!(),
        " ORDER BY need, delivery");
    const CONFIRMATIONS = concat!(
        "SELECT need, confirmation, delivery, quantity, dispute, date, note, file, said_by FROM need_confirmation WHERE office = $1 AND need IN ",
        in_list!(), " ORDER BY need, confirmation");
    /// All that are shown, and each table of their parts: one statement a table, however many there are.
    const SHOWN = concat!(needs!(), "WHERE ", shown!(), " ORDER BY n.id");
    const SHOWN_EVENTS = parts_shown!("x.event, x.date, x.note", "need_event", "position");
    const SHOWN_LINES = parts_shown!("x.line, x.item_uk, x.item_en, x.unit, x.quantity, x.cost, x.currency", "need_line", "position");
    const SHOWN_PROMISES = parts_shown!(
        "x.promise, x.line, x.organisation, x.who, x.quantity, x.date, x.note, x.source, x.locator, x.withdrawn", "need_promise", "promise");
    const SHOWN_DELIVERIES = parts_shown!(
        "x.delivery, x.line, x.promise, x.who, x.quantity, x.date, x.note, x.withdrawn, x.reason", "need_delivery", "delivery");
    const SHOWN_CONFIRMATIONS = parts_shown!(
        "x.confirmation, x.delivery, x.quantity, x.dispute, x.date, x.note, x.file, x.said_by", "need_confirmation", "confirmation");
    /// Who knows more of needs of organisations, the newest first: whom they gave when they stated them.
    const CONTACTS_OF = concat!(
        "SELECT id, organisation, contact FROM need WHERE office = $1 AND contact IS NOT NULL AND organisation IN ", in_list!(),
        " ORDER BY created_at DESC, id DESC");
    /// The titles of what organisations need.
    const TITLES_OF = concat!("SELECT id, slug, organisation, title_uk, title_en FROM need WHERE office = $1 AND organisation IN ", in_list!());
    const LABELS = concat!(
        "SELECT n.id, n.slug, n.title_uk, n.title_en, n.place FROM need n
         WHERE n.office = $1 AND (n.published_at IS NOT NULL OR $2 = 1 OR n.created_by = $3
           OR n.organisation IN ", organisation::merged!("$4"), " OR ",
        place::lies_in!("n.place", "$5"), ") AND n.id IN ", in_list!(6));
    const RESOLVE = concat!("SELECT id, slug FROM need WHERE office = $1 AND slug IN ", in_list!());
    const IDS = "SELECT id FROM need WHERE office = $1 ORDER BY id";
    const SLUG_TAKEN = "SELECT 1 AS taken FROM need WHERE office = $1 AND slug = $2";
    /// What a source says was promised.
    const CLAIMS = "SELECT need, date, locator FROM need_promise WHERE office = $1 AND source = $2 ORDER BY need, promise";
    const ADD =
        "INSERT INTO need (office, id, slug, title_uk, title_en, organisation, place, whom_uk, whom_en, people, why_uk, why_en, needed_by, sector,
           priority, emergency, contact, digest_key, published_at, created_at, created_by, version, lines_made, round, spot)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1, $22, $23, $24)";
    const SAVE =
        "UPDATE need SET title_uk = $3, title_en = $4, organisation = $5, place = $6, whom_uk = $7, whom_en = $8, people = $9, why_uk = $10,
           why_en = $11, needed_by = $12, sector = $13, priority = $14, emergency = $15, contact = $16, lines_made = $18, spot = $19, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $17";
    const PUBLISH = "UPDATE need SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2";
    const CLEAR_EVENTS = "DELETE FROM need_event WHERE office = $1 AND need = $2";
    const CLEAR_LINES = "DELETE FROM need_line WHERE office = $1 AND need = $2";
    const CLEAR_PROMISES = "DELETE FROM need_promise WHERE office = $1 AND need = $2";
    const CLEAR_DELIVERIES = "DELETE FROM need_delivery WHERE office = $1 AND need = $2";
    const CLEAR_CONFIRMATIONS = "DELETE FROM need_confirmation WHERE office = $1 AND need = $2";
    const LINK_BY_DIGEST =
        "SELECT id, organisation, need, purposes, created_at, created_by, expires_at, revoked_at, draft, round, nothing_at, seen_at FROM need_link WHERE office = $1 AND digest = $2";
    const LINK_BY_ID =
        "SELECT id, organisation, need, purposes, created_at, created_by, expires_at, revoked_at, draft, round, nothing_at, seen_at FROM need_link WHERE office = $1 AND id = $2";
    /// The links by which a need can be reached: its own and its organisation's.
    const LINKS_OF =
        "SELECT id, organisation, need, purposes, created_at, created_by, expires_at, revoked_at, draft, round, nothing_at, seen_at FROM need_link
         WHERE office = $1 AND (need = $2 OR organisation = $3) ORDER BY created_at DESC, id DESC LIMIT 50";
    /// The links of an organisation, by all ids that it has.
    const LINKS_OF_ORGANISATION = concat!(
        "SELECT id, organisation, need, purposes, created_at, created_by, expires_at, revoked_at, draft, round, nothing_at, seen_at FROM need_link
         WHERE office = $1 AND organisation IN ", in_list!());
    const LINK_IDS = "SELECT id FROM need_link WHERE office = $1 ORDER BY id";
    const ADD_LINK =
        "INSERT INTO need_link (office, id, digest, organisation, need, purposes, created_at, created_by, expires_at, round)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// With what its holder had not sent yet.
    const REVOKE_LINK = "UPDATE need_link SET revoked_at = $3, draft = NULL WHERE office = $1 AND id = $2 AND revoked_at IS NULL";
    /// First looked at.
    const SEEN_LINKS = concat!("UPDATE need_link SET seen_at = $2 WHERE office = $1 AND seen_at IS NULL AND id IN ", in_list!(3));
    const NOTHING = "UPDATE need_link SET nothing_at = $3 WHERE office = $1 AND id = $2";
    /// Of each organisation of a round: its links, and what they were used for.
    const ROUND_LINKS =
        "SELECT organisation, count(*) AS links, max(created_at) AS last_at, min(seen_at) AS seen_at, max(nothing_at) AS nothing_at,
           count(draft) AS drafts
         FROM need_link WHERE office = $1 AND round = $2 AND organisation IS NOT NULL GROUP BY organisation";
    /// The needs stated through each organisation's links of a round.
    const ROUND_NEEDS =
        "SELECT l.organisation, count(*) AS needs, min(n.created_at) AS first_at FROM need n
         JOIN need_link l ON l.office = n.office AND l.id = substr(n.created_by, 6)
         WHERE n.office = $1 AND n.round = $2 GROUP BY l.organisation";
    const KEEP_DRAFT = "UPDATE need_link SET draft = $3 WHERE office = $1 AND id = $2";
    /// What was begun through another link of an organisation in a round.
    const DRAFT_BESIDE = concat!(
        "SELECT id, draft FROM need_link WHERE office = $1 AND round = $2 AND draft IS NOT NULL AND organisation IN ",
        organisation::merged!("$3"),
        " ORDER BY created_at DESC, id DESC LIMIT 1"
    );
    const SENT = "SELECT answer FROM need_sent WHERE office = $1 AND link = $2 AND once = $3";
    const SENT_SINCE = "SELECT count(*) AS n FROM need_sent WHERE office = $1 AND link = $2 AND sent_at > $3";
    const ADD_SENT = "INSERT INTO need_sent (office, link, once, answer, sent_at) VALUES ($1, $2, $3, $4, $5)";
    const SAID = "SELECT number FROM need_said WHERE office = $1 AND need = $2 AND once = $3";
    const ADD_SAID = "INSERT INTO need_said (office, need, once, number, sent_at) VALUES ($1, $2, $3, $4, $5)";
    /// Of every organisation: `$2` the day.
    const TOUCHED = touched!("");
    /// Of one: `$3`.
    const TOUCHED_ONE = touched!(concat!(" AND p.organisation IN ", organisation::merged!("$3")));
    /// Promises that hold and on which nothing has come: `$2` the day, `$3` an organisation.
    const OPEN_PROMISES =
        "SELECT coalesce(o.merged_into, o.id) AS organisation, count(*) AS n FROM need_promise p
           JOIN organisation o ON o.office = p.office AND o.id = p.organisation
         WHERE p.office = $1 AND p.date <= $2 AND (p.withdrawn IS NULL OR p.withdrawn > $2)
           AND NOT EXISTS (SELECT 1 FROM need_delivery d WHERE d.office = p.office AND d.need = p.need AND d.promise = p.promise AND d.date <= $2
             AND (d.withdrawn IS NULL OR d.withdrawn > $2))
           AND (o.id = $3 OR o.merged_into = $3 OR CAST($3 AS TEXT) IS NULL)
         GROUP BY coalesce(o.merged_into, o.id)";
}

/// The ids of all needs.
pub const ALL_IDS: Sql = IDS;

/// The ids of all needs, as texts.
///
/// # Errors
/// The database's.
pub fn all_ids(tx: &mut Tx, office: &str) -> Result<Vec<String>, Error> {
    tx.all(IDS, params![office])?.iter().map(|row| row.get("id")).collect()
}

/// The ids of all private links.
pub const ALL_LINK_IDS: Sql = LINK_IDS;

/// Which record a sealed contact belongs to.
fn at(office: &str, id: &str) -> String {
    format!("{office}/need/{id}")
}

/// Which record a sealed digest key belongs to.
fn key_at(office: &str, id: &str) -> String {
    format!("{office}/need/{id}/digest")
}

/// Needs as their rows say, with all their parts, without what they cite. A contact is opened only where there is a seal.
fn needs(tx: &mut Tx, office: &str, seal: Option<&Seal>, rows: &[Row]) -> Result<Vec<Need>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
    let mut parts = Parts::of(tx, office, &ids)?;
    rows.iter().map(|row| need(office, seal, row, &mut parts)).collect()
}

fn need(office: &str, seal: Option<&Seal>, row: &Row, parts: &mut Parts) -> Result<Need, Error> {
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
struct Parts {
    events: HashMap<String, Vec<EventRow>>,
    lines: HashMap<String, Vec<Line>>,
    promises: HashMap<String, Vec<Promise>>,
    deliveries: HashMap<String, Vec<Delivery>>,
    confirmations: HashMap<String, Vec<Confirmation>>,
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

/// All needs that an actor may see, of one emergency or of all, without contacts and sources: six statements however many
/// there are. For what is counted over all of them; a list reads its page by [`by_ids`].
///
/// # Errors
/// The database's.
pub fn shown(tx: &mut Tx, visible: &Visible, emergency: Option<&str>) -> Result<Vec<Need>, Error> {
    let mut params = visible.params();
    params.extend(row![emergency]);
    let rows = tx.all(SHOWN, &params)?;
    let mut parts = Parts {
        events: grouped(tx, SHOWN_EVENTS, &params, event)?,
        lines: grouped(tx, SHOWN_LINES, &params, line)?,
        promises: grouped(tx, SHOWN_PROMISES, &params, promise)?,
        deliveries: grouped(tx, SHOWN_DELIVERIES, &params, delivery)?,
        confirmations: grouped(tx, SHOWN_CONFIRMATIONS, &params, confirmation)?,
    };
    rows.iter().map(|row| need(&visible.office, None, row, &mut parts)).collect()
}

/// The rows of a table of parts, by their needs.
fn grouped<T>(
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

fn event(row: &Row) -> Result<EventRow, Error> {
    Ok(EventRow { event: row.word("event", Event::parse)?, date: when(row.get("date")?)?, note: row.get("note")? })
}

fn line(row: &Row) -> Result<Line, Error> {
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

fn promise(row: &Row) -> Result<Promise, Error> {
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

fn delivery(row: &Row) -> Result<Delivery, Error> {
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

fn confirmation(row: &Row) -> Result<Confirmation, Error> {
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

/// How many days a need holds without a word.
///
/// # Errors
/// The database's.
pub fn renewal(tx: &mut Tx, office: &str, day: Date) -> Result<i64, Error> {
    let office = crate::office::store::find(tx, office)?;
    Ok(office.term(RENEWAL_TERM, day).map_or(RENEWAL, |term| term.days))
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

/// The needs of an organisation, the newest first, without contacts.
///
/// # Errors
/// The database's.
pub fn of_organisation(tx: &mut Tx, office: &str, organisation: &str) -> Result<Vec<Need>, Error> {
    let rows = tx.all(OF_ORGANISATION, params![office, organisation])?;
    needs(tx, office, None, &rows)
}

/// Labels of the needs that the actor may see and that were there on a day.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(LABELS, &params)? {
            let path = format!("/needs/{}", row.get::<String>("slug")?);
            let mut label = Label::new(row.get("title_uk")?, row.get("title_en")?, path);
            label.places = row.get::<Option<String>>("place")?.into_iter().collect();
            labels.push((row.get::<String>("id")?, label));
        }
    }
    if labels.is_empty() {
        return Ok(labels);
    }
    let seen: Vec<String> = labels.iter().map(|(id, _)| id.clone()).collect();
    let renewal = renewal(tx, &visible.office, day)?;
    let known: HashMap<String, Need> =
        by_ids(tx, &visible.office, &seen)?.into_iter().map(|need| (need.head.id.clone(), need)).collect();
    labels.retain_mut(|(id, label)| {
        let Some(need) = known.get(id) else { return false };
        label.state = need.body.state_on(day, renewal).word().to_owned();
        label.date = need.body.heard(day).map(When::day);
        need.body.there_on(day)
    });
    Ok(labels)
}

/// From slugs to ids.
///
/// # Errors
/// The database's.
pub fn resolve(tx: &mut Tx, office: &str, slugs: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office], slugs) {
        for row in tx.all(RESOLVE, &params)? {
            found.insert(row.get("slug")?, row.get("id")?);
        }
    }
    Ok(found)
}

/// How organisations are written to when needs are collected: by the address of the last need that had one, where whoever gave
/// it agreed. Guarded.
///
/// # Errors
/// The database's.
pub fn contacts_of(tx: &mut Tx, office: &str, seal: &Seal, organisations: &[String]) -> Result<HashMap<String, Contact>, Error> {
    let mut contacts: HashMap<String, Contact> = HashMap::new();
    for params in in_lists(params![office], organisations) {
        for row in tx.all(CONTACTS_OF, &params)? {
            let (id, of, sealed): (String, String, String) = (row.get("id")?, row.get("organisation")?, row.get("contact")?);
            if contacts.contains_key(&of) {
                continue;
            }
            let opened = seal.open(&at(office, &id), &sealed).ok();
            let contact = opened.and_then(|plain| serde_json::from_slice::<Contact>(&plain).ok());
            contacts.extend(contact.filter(|contact| contact.mail.is_some()).map(|contact| (of, contact)));
        }
    }
    // The last word counts: who agreed once and not since is not written to.
    contacts.retain(|_, contact| contact.rounds);
    Ok(contacts)
}

/// Needs by whose they are and what they are called, folded as search folds: ids with addresses.
pub type Titled = HashMap<(String, String), Vec<(String, String)>>;

/// The needs of organisations by their titles in either language.
///
/// # Errors
/// The database's.
pub fn titles_of(tx: &mut Tx, office: &str, organisations: &[String]) -> Result<Titled, Error> {
    let mut titled = Titled::new();
    for params in in_lists(params![office], organisations) {
        for row in tx.all(TITLES_OF, &params)? {
            let (id, slug, whose): (String, String, String) = (row.get("id")?, row.get("slug")?, row.get("organisation")?);
            let titles = [row.get::<Option<String>>("title_uk")?, row.get("title_en")?];
            let mut keys: Vec<String> = titles.iter().flatten().map(|title| dotyk_uk::search_key(title)).collect();
            keys.dedup();
            for key in keys {
                titled.entry((whose.clone(), key)).or_default().push((id.clone(), slug.clone()));
            }
        }
    }
    Ok(titled)
}

/// What a source says of needs: that something was promised.
///
/// # Errors
/// The database's.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let rows = tx.all(CLAIMS, params![office, source])?;
    let claim = |row: &Row| -> Result<Claim, Error> {
        let record = Ref::new(Kind::Need, row.get::<String>("need")?);
        Ok(Claim { record, locator: row.get("locator")?, state: "promised".to_owned(), date: opt_when(row.get("date")?)? })
    };
    rows.iter().map(claim).collect()
}

/// What the index holds of needs on a day. A contact is never in it.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let renewal = renewal(tx, office, day)?;
    let needs = by_ids(tx, office, ids)?;
    let mut codes: Vec<String> = needs.iter().filter_map(|need| need.body.place.clone()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    Ok(needs.iter().map(|need| document(need, &around, day, renewal)).collect())
}

fn document(need: &Need, around: &HashMap<String, Vec<String>>, day: Date, renewal: i64) -> Document {
    let b = &need.body;
    let state = b.state_on(day, renewal);
    let mut document = find::document(&Ref::new(Kind::Need, &need.head.id), &b.title_uk, &b.title_en);
    let above = b.place.iter().filter_map(|code| around.get(code)).flatten().cloned();
    document.places = b.place.iter().cloned().chain(above).collect();
    let items = b.lines.iter().flat_map(|line| [&line.item_uk, &line.item_en]);
    let texts = [&b.whom_uk, &b.whom_en, &b.why_uk, &b.why_en].into_iter().chain(items);
    document.body = texts.flatten().cloned().collect::<Vec<_>>().join(" ");
    let mut facet = |name: &str, value: &str| document.facets.push((name.to_owned(), value.to_owned()));
    facet("need_state", state.word());
    facet("priority", b.priority.word());
    for (name, value) in
        [("sector", &b.sector), ("emergency", &b.emergency), ("organisation", &b.organisation), ("round", &need.round)]
    {
        value.iter().for_each(|value| facet(name, value));
    }
    if state.open() {
        facet("need_open", "yes");
    }
    for (name, holds) in
        [("need_renew", b.to_renew(day, renewal)), ("need_word", b.awaits_word(day)), ("need_promised", b.awaits_delivery(day))]
    {
        if holds {
            facet(name, "yes");
        }
    }
    b.promised_on(day).filter_map(|promise| promise.organisation.as_ref()).for_each(|id| facet("helper", id));
    // The most pressing first, then the one that is needed first.
    let pressing = match b.priority {
        Priority::Urgent => 2,
        Priority::High => 1,
        Priority::Normal => 0,
    };
    let left = b.needed_by.as_ref().map_or(999_999, |by| i64::from((by.last() - Date::ZERO).get_days()).min(999_999));
    document.boost = pressing * 1_000_000 - left;
    let tokens = [format!("account:{}", need.head.created_by)].into_iter();
    let tokens = tokens.chain(b.organisation.iter().map(|id| format!("org:{id}")));
    let tokens = tokens.chain(document.places.iter().map(|code| format!("place:{code}"))).collect();
    document.visibility = Visibility { public: need.head.published_at.is_some(), tokens };
    document
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

fn link(row: &Row) -> Result<Link, Error> {
    let purposes: String = row.get("purposes")?;
    Ok(Link {
        id: row.get("id")?,
        organisation: row.get("organisation")?,
        need: row.get("need")?,
        known_as: Vec::new(),
        purposes: purposes.split(' ').filter_map(Purpose::parse).collect(),
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        expires_at: row.get("expires_at")?,
        revoked_at: row.get("revoked_at")?,
        draft: row.get("draft")?,
        round: row.get("round")?,
        nothing_at: row.get("nothing_at")?,
        seen_at: row.get("seen_at")?,
    })
}

/// The private link whose token has this digest.
///
/// # Errors
/// The database's.
pub fn link_by(tx: &mut Tx, office: &str, digest: &str) -> Result<Option<Link>, Error> {
    tx.first(LINK_BY_DIGEST, params![office, digest])?.as_ref().map(link).transpose()
}

/// A private link by id, as the journal sees it.
///
/// # Errors
/// The database's.
pub fn link_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Link>, Error> {
    tx.first(LINK_BY_ID, params![office, id])?.as_ref().map(link).transpose()
}

/// The private links by which a need can be reached.
///
/// # Errors
/// The database's.
pub fn links_of(tx: &mut Tx, office: &str, need: &Need) -> Result<Vec<Link>, Error> {
    let rows = tx.all(LINKS_OF, params![office, &need.head.id, &need.body.organisation])?;
    rows.iter().map(link).collect()
}

/// The private links of an organisation, the newest first.
///
/// # Errors
/// The database's.
pub fn links_of_organisation(tx: &mut Tx, office: &str, known_as: &[String]) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    for params in in_lists(params![office], known_as) {
        links.extend(tx.all(LINKS_OF_ORGANISATION, &params)?.iter().map(link).collect::<Result<Vec<_>, _>>()?);
    }
    links.sort_by(|a, b| (&b.created_at, &b.id).cmp(&(&a.created_at, &a.id)));
    Ok(links)
}

/// Makes a private link. Only the digest of its token is kept.
///
/// # Errors
/// The database's.
pub fn add_link(write: &mut Write, permit: &Permit, link: &Link, digest: &str) -> Result<(), Error> {
    permit.holds_for(Kind::Link, &link.id);
    let purposes = link.purposes.iter().map(|purpose| purpose.word()).collect::<Vec<_>>().join(" ");
    let values = row![
        permit.office(),
        &link.id,
        digest,
        &link.organisation,
        &link.need,
        purposes,
        &link.created_at,
        &link.created_by,
        &link.expires_at,
        &link.round
    ];
    write.tx().run(ADD_LINK, &values)?;
    write.record(permit, link)
}

/// Makes many links at once, each with its permit and the digest of its token.
///
/// # Errors
/// The database's.
pub fn add_links(write: &mut Write, links: &[(Link, String)], permits: &[Permit]) -> Result<(), Error> {
    let office = write.office().to_owned();
    let rows = links.iter().map(|(link, digest)| {
        let purposes = link.purposes.iter().map(|purpose| purpose.word()).collect::<Vec<_>>().join(" ");
        row![
            &office,
            &link.id,
            digest,
            &link.organisation,
            &link.need,
            purposes,
            &link.created_at,
            &link.created_by,
            &link.expires_at,
            &link.round
        ]
    });
    let columns =
        ["office", "id", "digest", "organisation", "need", "purposes", "created_at", "created_by", "expires_at", "round"];
    write.tx().bulk("need_link", &columns, rows)?;
    for ((link, _), permit) in links.iter().zip(permits) {
        permit.holds_for(Kind::Link, &link.id);
        write.record(permit, link)?;
    }
    Ok(())
}

/// What came of the links of a round, of one organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// How many links it was given: all but the first chased it.
    pub links: i64,
    /// When the last was made.
    pub last_at: Option<String>,
    /// When one was first opened.
    pub seen_at: Option<String>,
    /// When it said that it needs nothing.
    pub nothing_at: Option<String>,
    /// In how many of them it has written something that it has not sent.
    pub drafts: i64,
    /// How many needs it stated,
    pub needs: i64,
    /// and when the first.
    pub first_at: Option<String>,
}

/// What came of the links of a round, by organisation: two questions, however many were asked.
///
/// # Errors
/// The database's.
pub fn came(tx: &mut Tx, office: &str, round: &str) -> Result<HashMap<String, Came>, Error> {
    let mut came: HashMap<String, Came> = HashMap::new();
    for row in tx.all(ROUND_LINKS, params![office, round])? {
        let one = Came {
            links: row.get("links")?,
            last_at: row.get("last_at")?,
            seen_at: row.get("seen_at")?,
            nothing_at: row.get("nothing_at")?,
            drafts: row.get("drafts")?,
            ..Came::default()
        };
        came.insert(row.get("organisation")?, one);
    }
    for row in tx.all(ROUND_NEEDS, params![office, round])? {
        let Some(organisation) = row.get::<Option<String>>("organisation")? else { continue };
        let one = came.entry(organisation).or_default();
        (one.needs, one.first_at) = (row.get("needs")?, row.get("first_at")?);
    }
    Ok(came)
}

/// Remembers that links were opened for the first time. It is no record, so no line speaks of it.
///
/// # Errors
/// The database's.
pub fn links_seen(tx: &mut Tx, office: &str, at: &str, ids: &[String]) -> Result<(), Error> {
    for params in in_lists(params![office, at], ids) {
        tx.run(SEEN_LINKS, &params)?;
    }
    Ok(())
}

/// The holder of a link says that nothing is needed, or takes that back by stating a need.
///
/// # Errors
/// The database's.
pub fn nothing(write: &mut Write, permit: &Permit, at: Option<String>) -> Result<(), Error> {
    write.tx().run(NOTHING, params![permit.office(), permit.id(), at])?;
    let state = link_of(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Takes a private link back.
///
/// # Errors
/// The database's.
pub fn revoke(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let now = write.stamp();
    write.tx().run(REVOKE_LINK, params![permit.office(), permit.id(), &now])?;
    let state = link_of(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Which link a sealed draft belongs to.
fn draft_at(office: &str, link: &str) -> String {
    format!("{office}/need_link/{link}")
}

/// Keeps the form that the holder of a link has not sent yet, sealed; or forgets it. It is no record, so no line speaks of it.
///
/// # Errors
/// The database's; also when nothing can be sealed.
pub fn keep_draft(write: &mut Write, seal: &Seal, link: &str, draft: Option<&str>) -> Result<(), Error> {
    let office = write.office().to_owned();
    let sealed = draft.map(|draft| seal.seal(&draft_at(&office, link), draft.as_bytes())).transpose()?;
    write.tx().run(KEEP_DRAFT, params![&office, link, sealed]).map(drop)
}

/// A form that was begun and not sent.
pub struct Draft {
    /// Its fields, as a form sends them.
    pub fields: String,
    /// By what it is known while it stays as it is: the link that it lies behind, and a digest.
    pub mark: String,
}

fn mark(link: &str, sealed: &str) -> String {
    format!("{link}.{}", super::link::digest(sealed))
}

/// What was begun through a link, opened; or else through another link of the same organisation in the same round, so that
/// whoever is asked again goes on.
///
/// # Errors
/// The database's.
pub fn open_draft(tx: &mut Tx, office: &str, seal: &Seal, link: &Link) -> Result<Option<Draft>, Error> {
    let (id, sealed): (String, String) = match &link.draft {
        Some(sealed) => (link.id.clone(), sealed.clone()),
        None => match tx.first(DRAFT_BESIDE, params![office, &link.round, &link.organisation])? {
            Some(row) => (row.get("id")?, row.get("draft")?),
            None => return Ok(None),
        },
    };
    let fields = seal.open(&draft_at(office, &id), &sealed).ok().and_then(|plain| String::from_utf8(plain).ok());
    Ok(fields.map(|fields| Draft { fields, mark: mark(&id, &sealed) }))
}

/// Forgets the draft behind another link that a form was begun from, unless somebody has gone on with it there.
///
/// # Errors
/// The database's.
pub fn draft_went_on(write: &mut Write, link: &Link, begun: &str) -> Result<(), Error> {
    let office = write.office().to_owned();
    let Some((id, _)) = begun.split_once('.').filter(|(id, _)| *id != link.id) else { return Ok(()) };
    let Some(other) = link_of(write.tx(), &office, id)? else { return Ok(()) };
    let own = other.organisation.as_ref().is_some_and(|of| link.organisation.as_ref() == Some(of) || link.known_as.contains(of));
    let alike = own && link.round.is_some() && other.round == link.round;
    match other.draft.filter(|sealed| alike && mark(id, sealed) == begun) {
        Some(_) => write.tx().run(KEEP_DRAFT, params![&office, id, None::<String>]).map(drop),
        None => Ok(()),
    }
}

/// Where the first sending of a form led; none when it was not sent before.
///
/// # Errors
/// The database's.
pub fn sent(tx: &mut Tx, office: &str, link: &str, once: &str) -> Result<Option<String>, Error> {
    tx.first(SENT, params![office, link, once])?.map(|row| row.get("answer")).transpose()
}

/// How many forms came through a link since a time.
///
/// # Errors
/// The database's.
pub fn sent_since(tx: &mut Tx, office: &str, link: &str, since: &str) -> Result<i64, Error> {
    tx.first(SENT_SINCE, params![office, link, since])?.map_or(Ok(0), |row| row.get("n"))
}

/// Remembers that a form was sent, and where that led.
///
/// # Errors
/// The database's.
pub fn add_sent(write: &mut Write, link: &str, once: &str, answer: &str) -> Result<(), Error> {
    let (office, now) = (write.office().to_owned(), write.stamp());
    write.tx().run(ADD_SENT, params![&office, link, once, answer, now]).map(drop)
}

/// Which number was given to what a form of the staff said when it was first sent; none when it was not sent before.
///
/// # Errors
/// The database's.
pub fn said(tx: &mut Tx, office: &str, need: &str, once: &str) -> Result<Option<Option<i64>>, Error> {
    tx.first(SAID, params![office, need, once])?.map(|row| row.get("number")).transpose()
}

/// Remembers that a form of the staff was sent, and which number what it said was given.
///
/// # Errors
/// The database's.
pub fn add_said(write: &mut Write, permit: &Permit, once: &str, number: Option<i64>) -> Result<(), Error> {
    permit.holds_for(Kind::Need, permit.id());
    let now = write.stamp();
    write.tx().run(ADD_SAID, params![permit.office(), permit.id(), once, number, now]).map(drop)
}

/// The needs that organisations, or one, promised to help with, and the day of the last promise or delivery.
///
/// # Errors
/// The database's.
pub fn touched_on(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    Touch::ask(tx, Kind::Need, (TOUCHED, TOUCHED_ONE), office, day, of)
}

/// How many promises of organisations, or of one, hold on a day without anything having come on them.
///
/// # Errors
/// The database's.
pub fn open_promises(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<(String, i64)>, Error> {
    let rows = tx.all(OPEN_PROMISES, params![office, day.to_string(), of])?;
    rows.iter().map(|row| Ok((row.get("organisation")?, row.get("n")?))).collect()
}
