//! What is written.

use std::collections::HashSet;

use dotyk_db::{Error, Tx, Value, in_lists, params, row};
use jiff::civil::Date;

use super::sql::*;
use super::{NEVER, chain, get};
use crate::access::{Kind, Permit};
use crate::agreement::model::{Agreement, Body, Event, Role, Territorial};
use crate::journal::{Write, free_slug as free, keys};
use crate::source::store::put_cites;
use crate::text::When;

/// A slug like this that is free.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, office: &str, wanted: &str) -> Result<String, Error> {
    free(tx, SLUG_TAKEN, office, wanted)
}

fn date(date: &Option<When>) -> Option<String> {
    date.as_ref().map(|date| date.as_str().to_owned())
}

/// What people enter, and the keys computed of it, in the order of [`COLUMNS`].
fn values(agreement: &Agreement) -> Vec<Value> {
    let b = &agreement.body;
    let words = b.parties.iter().flat_map(|party| [&party.who_uk, &party.who_en]);
    let fields = b.fields.iter().flat_map(|field| [&field.uk, &field.en]);
    let parts = [&b.title_uk, &b.title_en, &b.about_uk, &b.about_en, &b.number].into_iter().chain(words).chain(fields);
    let (sort, search) = keys(&b.title_uk, &b.title_en, parts.flatten().map(String::as_str));
    let ended = b.termination.as_ref();
    row![
        b.kind.word(),
        b.territorial.map(Territorial::word),
        &b.number,
        &b.title_uk,
        &b.title_en,
        &b.about_uk,
        &b.about_en,
        &b.direction,
        date(&b.drafted),
        date(&b.agreed),
        date(&b.planned),
        date(&b.effective),
        date(&b.until),
        &b.term_note_uk,
        &b.term_note_en,
        b.prolongs,
        b.notice,
        ended.map(|ended| ended.date.as_str()),
        ended.and_then(|ended| ended.note_uk.as_deref()),
        ended.and_then(|ended| ended.note_en.as_deref()),
        ended.and_then(|ended| ended.source.as_deref()),
        ended.and_then(|ended| ended.locator.as_deref()),
        &b.replaces,
        agreement.life().force().map(|day| day.to_string()).unwrap_or_default(),
        sort,
        search
    ]
}

const COLUMNS: [&str; 26] = [
    "kind",
    "territorial",
    "number",
    "title_uk",
    "title_en",
    "about_uk",
    "about_en",
    "direction",
    "drafted",
    "agreed",
    "planned",
    "effective",
    "until",
    "term_note_uk",
    "term_note_en",
    "prolongs",
    "notice",
    "ended",
    "ended_note_uk",
    "ended_note_en",
    "ended_source",
    "ended_locator",
    "replaces",
    "force_day",
    "sort_key",
    "search_key",
];

/// Adds an agreement.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, agreement: &Agreement) -> Result<(), Error> {
    permit.holds_for(Kind::Agreement, &agreement.head.id);
    let (head, office) = (&agreement.head, permit.office());
    let chain = match &agreement.body.replaces {
        Some(before) => chain_of(write.tx(), office, before)?,
        None => head.id.clone(),
    };
    let mut row = row![office, &head.id, &head.slug, chain, "", &head.published_at, &agreement.withdrawn_at, write.stamp()];
    row.extend(row![&head.created_by, 1]);
    row.extend(values(agreement));
    let columns =
        ["office", "id", "slug", "chain", "replaced_day", "published_at", "withdrawn_at", "created_at", "created_by", "version"];
    write.tx().bulk("agreement", &columns.into_iter().chain(COLUMNS).collect::<Vec<_>>(), [row])?;
    put_parts(write, permit, agreement)?;
    put_cites(write, permit, &agreement.body.cites)?;
    refresh(write, office, agreement.body.replaces.as_deref())?;
    write.record(permit, agreement)
}

/// Saves an edit made from the version that `agreement` carries; `false` when that is no longer the present one.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, agreement: &Agreement) -> Result<bool, Error> {
    permit.holds_for(Kind::Agreement, &agreement.head.id);
    let office = permit.office();
    let now = agreement.body.replaces.as_deref();
    let before: Option<String> =
        write.tx().first(CHAIN_OF, params![office, permit.id()])?.map_or(Ok(None), |row| row.get("replaces"))?;
    let mut params = row![office, permit.id()];
    params.extend(values(agreement));
    params.extend(row![agreement.head.version]);
    if before.as_deref() != now {
        move_chain(write.tx(), office, permit.id(), now)?;
    }
    if write.tx().run(SAVE, &params)? == 0 {
        return Ok(false);
    }
    let clear =
        [CLEAR_PARTIES, CLEAR_SIGNATURES, CLEAR_APPROVALS, CLEAR_PROLONGATIONS, CLEAR_AMENDMENTS, CLEAR_FIELDS, CLEAR_PLACES];
    for sql in clear {
        write.tx().run(sql, params![office, permit.id()])?;
    }
    put_parts(write, permit, agreement)?;
    put_cites(write, permit, &agreement.body.cites)?;
    refresh(write, office, now)?;
    if before.as_deref() != now {
        refresh(write, office, before.as_deref())?;
    }
    journal(write, permit)?;
    Ok(true)
}

/// Shows an agreement to the public, or hides it.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
    if write.tx().run(PUBLISH, params![permit.office(), permit.id(), published_at])? == 0 {
        return Ok(());
    }
    journal(write, permit)
}

/// Takes an agreement back: it stays, and is in no list; or brings it back as a draft. What it replaced holds again.
///
/// # Errors
/// The database's.
pub fn withdraw(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
    write.tx().run(WITHDRAW, params![permit.office(), permit.id(), withdrawn_at])?;
    let before = get(write.tx(), permit.office(), permit.id())?.and_then(|agreement| agreement.body.replaces);
    refresh(write, permit.office(), before.as_deref())?;
    journal(write, permit)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

fn chain_of(tx: &mut Tx, office: &str, id: &str) -> Result<String, Error> {
    tx.first(CHAIN_OF, params![office, id])?.map_or_else(|| Ok(id.to_owned()), |row| row.get("chain"))
}

/// Hangs an agreement and all that replace it behind another, or behind none.
fn move_chain(tx: &mut Tx, office: &str, id: &str, behind: Option<&str>) -> Result<(), Error> {
    let known = chain(tx, office, id)?;
    let mut moved: HashSet<String> = HashSet::from([id.to_owned()]);
    // As often as the chain is long, since a successor may stand before the one it replaces.
    while let Some((next, _)) =
        known.iter().find(|(next, before)| !moved.contains(next) && before.as_ref().is_some_and(|before| moved.contains(before)))
    {
        moved.insert(next.clone());
    }
    let chain = match behind {
        Some(before) => chain_of(tx, office, before)?,
        None => id.to_owned(),
    };
    let moved: Vec<String> = moved.into_iter().collect();
    for params in in_lists(params![office, chain], &moved) {
        tx.run(SET_CHAIN, &params)?;
    }
    Ok(())
}

/// Computes anew what depends on those that replace an agreement. Its own state does not change, so no line speaks of it.
fn refresh(write: &mut Write, office: &str, id: Option<&str>) -> Result<(), Error> {
    let Some(id) = id else { return Ok(()) };
    let day: Option<String> = write.tx().first(REPLACED, params![office, id])?.map_or(Ok(None), |row| row.get("day"))?;
    write.tx().run(SET_REPLACED, params![office, id, day.unwrap_or_default()])?;
    match get(write.tx(), office, id)? {
        Some(agreement) => put_life(write, office, &agreement),
        None => Ok(()),
    }
}

/// Puts the states and days of an agreement.
fn put_life(write: &mut Write, office: &str, agreement: &Agreement) -> Result<(), Error> {
    let (id, life) = (&agreement.head.id, agreement.life());
    for sql in [CLEAR_STATES, CLEAR_DEADLINES] {
        write.tx().run(sql, params![office, id])?;
    }
    let text = |day: Option<Date>, none: &str| day.map_or_else(|| none.to_owned(), |day| day.to_string());
    let states = life.turns.iter().map(|turn| row![office, id, text(turn.day, ""), turn.state.word()]);
    write.tx().bulk("agreement_state", &["office", "agreement", "day", "state"], states)?;
    let deadlines =
        life.deadlines.iter().enumerate().map(|(n, deadline)| {
            row![office, id, n, deadline.what.word(), deadline.day.to_string(), text(deadline.settled, NEVER)]
        });
    let columns = ["office", "agreement", "position", "what", "day", "settled_day"];
    write.tx().bulk("agreement_deadline", &columns, deadlines).map(drop)
}

/// Puts rows of a part, each behind office, agreement and position.
fn put(
    write: &mut Write,
    permit: &Permit,
    table: &'static str,
    columns: &[&'static str],
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), Error> {
    let all: Vec<&'static str> = ["office", "agreement", "position"].into_iter().chain(columns.iter().copied()).collect();
    let rows = rows.enumerate().map(|(n, rest)| {
        let mut row = row![permit.office(), permit.id(), n];
        row.extend(rest);
        row
    });
    write.tx().bulk(table, &all, rows).map(drop)
}

fn put_parts(write: &mut Write, permit: &Permit, agreement: &Agreement) -> Result<(), Error> {
    let b = &agreement.body;
    put_parties(write, permit, b)?;
    put_signatures(write, permit, b)?;
    let approvals =
        b.approval.iter().map(|one| row![Event::word(one.event), one.date.as_str(), &one.number, &one.note_uk, &one.note_en]);
    put(write, permit, "agreement_approval", &["event", "date", "number", "note_uk", "note_en"], approvals)?;
    let prolongations = b.prolongations.iter().map(|one| row![one.until.as_str(), date(&one.date), &one.source, &one.locator]);
    put(write, permit, "agreement_prolongation", &["until", "date", "source", "locator"], prolongations)?;
    let amendments =
        b.amendments.iter().map(|one| row![&one.number, date(&one.date), &one.what_uk, &one.what_en, &one.source, &one.locator]);
    put(write, permit, "agreement_amendment", &["number", "date", "what_uk", "what_en", "source", "locator"], amendments)?;
    let key = |name: &Option<String>| name.as_deref().map(dotyk_uk::search_key).unwrap_or_default();
    let fields = b.fields.iter().map(|one| row![&one.uk, &one.en, key(&one.uk), key(&one.en)]);
    put(write, permit, "agreement_field", &["uk", "en", "key_uk", "key_en"], fields)?;
    put(write, permit, "agreement_place", &["place"], b.places.iter().map(|code| row![code]))?;
    put_life(write, permit.office(), agreement)
}

fn put_parties(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let lacks_until = |party| match b.signed_on(party) {
        Some(Some(day)) => day.to_string(),
        Some(None) => String::new(),
        None => NEVER.to_owned(),
    };
    let parties = b.parties.iter().map(|party| {
        row![
            party.id,
            &party.organisation,
            &party.who_uk,
            &party.who_en,
            party.stated,
            party.within,
            Role::word(party.role),
            &party.signatory,
            date(&party.copy),
            if party.role.signs() { lacks_until(party) } else { String::new() }
        ]
    });
    let columns = ["party", "organisation", "who_uk", "who_en", "stated", "within", "role", "signatory", "copy", "lacks_until"];
    put(write, permit, "agreement_party", &columns, parties)
}

fn put_signatures(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let signatures = b.signatures.iter().map(|one| {
        row![
            one.party,
            date(&one.date),
            &one.date_note_uk,
            &one.date_note_en,
            &one.place,
            &one.source,
            &one.locator,
            &one.doubt_uk,
            &one.doubt_en
        ]
    });
    let columns = ["party", "date", "date_note_uk", "date_note_en", "place", "source", "locator", "doubt_uk", "doubt_en"];
    put(write, permit, "agreement_signature", &columns, signatures)
}
