//! Lists, and what other nouns ask of needs.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_lists, params, row};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::record::*;
use super::sql::*;
use crate::access::{Kind, Ref, Visible};
use crate::need::model::{Contact, Need, Priority, RENEWAL, RENEWAL_TERM};
use crate::office::store::opt_when;
use crate::person::Seal;
use crate::place;
use crate::text::When;
use crate::web::{Claim, Label, Touch, find};

/// The ids of all needs.
pub const ALL_IDS: Sql = IDS;

/// The ids of all needs, as texts.
///
/// # Errors
/// The database's.
pub fn all_ids(tx: &mut Tx, office: &str) -> Result<Vec<String>, Error> {
    tx.all(IDS, params![office])?.iter().map(|row| row.get("id")).collect()
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

/// How many days a need holds without a word.
///
/// # Errors
/// The database's.
pub fn renewal(tx: &mut Tx, office: &str, day: Date) -> Result<i64, Error> {
    let office = crate::office::store::find(tx, office)?;
    Ok(office.term(RENEWAL_TERM, day).map_or(RENEWAL, |term| term.days))
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
