//! The emergency's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::model::{Body, Emergency, Hazard, Recommendation, State, Study, StudyState, Talk, TalkRow, TalkState};
use crate::access::{Action, Actor, Denied, Head, Kind, Permit, Ref, Subject, Visible};
use crate::journal::{Write, free_slug as free, keys};
use crate::office::store::{opt_when, when};
use crate::place;
use crate::source::store::{cites, put_cites};
use crate::text::When;
use crate::web::{Label, Options, find};

macro_rules! columns {
    () => {
        "SELECT e.id, e.slug, e.name_uk, e.name_en, e.kind, e.glide, e.began, e.ended, e.about_uk, e.about_en, e.published_at, e.withdrawn_at,
           e.created_by, e.sort_key, e.version FROM emergency e WHERE e.office = $1"
    };
}

/// Whether a list may show the emergency `e`: `$2` everything, `$3` account; `$4` and `$5` own none.
macro_rules! visible {
    () => {
        "e.withdrawn_at IS NULL AND (e.published_at IS NOT NULL OR $2 = 1 OR e.created_by = $3 OR (e.id = $4 AND e.id = $5))"
    };
}

/// The filters of the list behind it: `$6` the day, `$7` state on it, `$8` kind, `$9` place or one around it, `$10` pattern
/// of the search.
macro_rules! filters {
    () => {
        concat!(
            " AND (CASE WHEN e.began_day > $6 THEN 'ahead' WHEN e.ended_day <> '' AND e.ended_day < $6 THEN 'over' ELSE 'ongoing' END = $7 OR $7 IS NULL)
              AND (e.kind = $8 OR $8 IS NULL)
              AND (EXISTS (SELECT 1 FROM emergency_place p WHERE p.office = e.office AND p.emergency = e.id AND ", place::lies_in!("p.place", "$9"), ")
                   OR $9 IS NULL)
              AND e.search_key LIKE $10 ESCAPE '!'"
        )
    };
}

statements! {
    const BY_SLUG = concat!(columns!(), " AND e.slug = $2");
    const BY_ID = concat!(columns!(), " AND e.id = $2");
    const BY_IDS = concat!(columns!(), " AND e.withdrawn_at IS NULL AND e.id IN ", in_list!());
    /// A page of the list, after a sort key and id.
    const LIST = concat!(
        columns!(), " AND ", visible!(), filters!(), " AND (e.sort_key > $11 OR (e.sort_key = $11 AND e.id > $12)) ORDER BY e.sort_key, e.id LIMIT $13");
    const COUNT = concat!("SELECT count(*) AS n FROM emergency e WHERE e.office = $1 AND ", visible!(), filters!());
    const LABELS = concat!(columns!(), " AND ", visible!(), " AND e.id IN ", in_list!(6));
    /// Those that go on, the latest first: an office has a handful.
    const ONGOING = concat!(
        columns!(), " AND ", visible!(), " AND e.began_day <= $6 AND (e.ended_day = '' OR e.ended_day >= $6) ORDER BY e.began_day DESC, e.id LIMIT 20");
    /// What a need may name: the latest first.
    const OPTIONS = concat!("SELECT e.slug, e.name_uk, e.name_en FROM emergency e WHERE e.office = $1 AND ", visible!(), " ORDER BY e.began_day DESC, e.id LIMIT 500");
    const PLACES = concat!("SELECT emergency, place FROM emergency_place WHERE office = $1 AND emergency IN ", in_list!(), " ORDER BY emergency, position");
    const STUDIES =
        "SELECT study, title_uk, title_en, state, organisation, who, date, link, covers_uk, covers_en, source, locator FROM emergency_study
         WHERE office = $1 AND emergency = $2 ORDER BY study";
    const RECOMMENDATIONS =
        "SELECT recommendation, study, what_uk, what_en, locator FROM emergency_recommendation WHERE office = $1 AND emergency = $2 ORDER BY recommendation";
    const TALKS =
        "SELECT talk, organisation, who, about_uk, about_en, amount, currency, next, next_due, project FROM emergency_talk
         WHERE office = $1 AND emergency = $2 ORDER BY talk";
    const TALK_STATES =
        "SELECT talk, state, date, note, source, locator FROM emergency_talk_state WHERE office = $1 AND emergency = $2 ORDER BY talk, position";
    const IDS = "SELECT id FROM emergency WHERE office = $1 ORDER BY id";
    const RESOLVE = concat!("SELECT id, slug FROM emergency WHERE office = $1 AND slug IN ", in_list!());
    const SLUG_TAKEN = "SELECT 1 AS taken FROM emergency WHERE office = $1 AND slug = $2";
    const SAVE =
        "UPDATE emergency SET name_uk = $3, name_en = $4, kind = $5, glide = $6, began = $7, ended = $8, about_uk = $9, about_en = $10, began_day = $11,
           ended_day = $12, sort_key = $13, search_key = $14, version = version + 1 WHERE office = $1 AND id = $2 AND version = $15";
    /// What was taken back is shown to nobody, however it is found.
    const PUBLISH =
        "UPDATE emergency SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2 AND withdrawn_at IS NULL";
    const WITHDRAW = "UPDATE emergency SET withdrawn_at = $3, published_at = NULL, version = version + 1 WHERE office = $1 AND id = $2";
    const CLEAR_PLACES = "DELETE FROM emergency_place WHERE office = $1 AND emergency = $2";
    const CLEAR_RECOMMENDATIONS = "DELETE FROM emergency_recommendation WHERE office = $1 AND emergency = $2";
    const CLEAR_STUDIES = "DELETE FROM emergency_study WHERE office = $1 AND emergency = $2";
    const CLEAR_TALK_STATES = "DELETE FROM emergency_talk_state WHERE office = $1 AND emergency = $2";
    const CLEAR_TALKS = "DELETE FROM emergency_talk WHERE office = $1 AND emergency = $2";
}

/// The ids of all emergencies.
pub const ALL_IDS: Sql = IDS;

fn word<T>(row: &Row, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| Error::Other(format!("«{text}» in {column} of an emergency")))
}

fn read(row: &Row) -> Result<Emergency, Error> {
    let head = Head {
        id: row.get("id")?,
        slug: row.get("slug")?,
        published_at: row.get("published_at")?,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
    };
    let body = Body {
        name_uk: row.get("name_uk")?,
        name_en: row.get("name_en")?,
        kind: word(row, "kind", Hazard::parse)?,
        glide: row.get("glide")?,
        began: opt_when(row.get("began")?)?,
        ended: opt_when(row.get("ended")?)?,
        about_uk: row.get("about_uk")?,
        about_en: row.get("about_en")?,
        ..Body::default()
    };
    Ok(Emergency { head, withdrawn_at: row.get("withdrawn_at")?, body })
}

/// Puts the places into emergencies, in one question each fifty.
fn with_places(tx: &mut Tx, office: &str, mut found: Vec<Emergency>) -> Result<Vec<Emergency>, Error> {
    let ids: Vec<String> = found.iter().map(|one| one.head.id.clone()).collect();
    let mut places: HashMap<String, Vec<String>> = HashMap::new();
    for params in in_lists(params![office], &ids) {
        for row in tx.all(PLACES, &params)? {
            places.entry(row.get("emergency")?).or_default().push(row.get("place")?);
        }
    }
    for one in &mut found {
        one.body.places = places.remove(&one.head.id).unwrap_or_default();
    }
    Ok(found)
}

fn study(row: &Row) -> Result<Study, Error> {
    Ok(Study {
        id: row.get("study")?,
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        state: word(row, "state", StudyState::parse)?,
        organisation: row.get("organisation")?,
        who: row.get("who")?,
        date: opt_when(row.get("date")?)?,
        link: row.get("link")?,
        covers_uk: row.get("covers_uk")?,
        covers_en: row.get("covers_en")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
    })
}

fn recommendation(row: &Row) -> Result<Recommendation, Error> {
    Ok(Recommendation {
        id: row.get("recommendation")?,
        study: row.get("study")?,
        what_uk: row.get("what_uk")?,
        what_en: row.get("what_en")?,
        locator: row.get("locator")?,
    })
}

fn talks(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<Talk>, Error> {
    let mut states: HashMap<i64, Vec<TalkRow>> = HashMap::new();
    for row in tx.all(TALK_STATES, params![office, id])? {
        states.entry(row.get("talk")?).or_default().push(TalkRow {
            state: word(&row, "state", TalkState::parse)?,
            date: when(row.get("date")?)?,
            note: row.get("note")?,
            source: row.get("source")?,
            locator: row.get("locator")?,
        });
    }
    let talk = |row: &Row| {
        let id = row.get("talk")?;
        Ok(Talk {
            id,
            organisation: row.get("organisation")?,
            who: row.get("who")?,
            about_uk: row.get("about_uk")?,
            about_en: row.get("about_en")?,
            amount: row.get("amount")?,
            currency: row.get("currency")?,
            next: row.get("next")?,
            next_due: opt_when(row.get("next_due")?)?,
            project: row.get("project")?,
            states: states.remove(&id).unwrap_or_default(),
        })
    };
    tx.all(TALKS, params![office, id])?.iter().map(talk).collect()
}

fn whole(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Emergency>, Error> {
    let Some(row) = tx.first(sql, params![office, key])? else { return Ok(None) };
    let found = vec![read(&row)?];
    let Some(mut one) = with_places(tx, office, found)?.pop() else { return Ok(None) };
    let id = one.head.id.clone();
    one.body.studies = tx.all(STUDIES, params![office, &id])?.iter().map(study).collect::<Result<_, _>>()?;
    one.body.recommendations =
        tx.all(RECOMMENDATIONS, params![office, &id])?.iter().map(recommendation).collect::<Result<_, _>>()?;
    one.body.talks = talks(tx, office, &id)?;
    one.body.cites = cites(tx, office, &Ref::new(Kind::Emergency, &id))?;
    Ok(Some(one))
}

/// An emergency by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Emergency, Permit), Denied> {
    let one = whole(tx, &actor.office, BY_SLUG, slug)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &one.subject())?;
    Ok((one, permit))
}

/// An emergency as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Emergency>, Error> {
    whole(tx, office, BY_ID, id)
}

/// What the policy must know of an emergency.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    let row = tx.first(BY_ID, params![office, id])?;
    Ok(row.as_ref().map(read).transpose()?.map(|one| one.subject()))
}

/// What a list is filtered by.
#[derive(Debug, Default)]
pub struct Filter {
    /// A state on the day.
    pub state: Option<State>,
    /// A hazard.
    pub kind: Option<Hazard>,
    /// A place or one around it.
    pub place: Option<String>,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Filter {
    fn params(&self, visible: &Visible, day: Date) -> Vec<dotyk_db::Value> {
        let mut params = visible.params();
        params.extend(row![day.to_string(), self.state.map(State::word), self.kind.map(Hazard::word), &self.place, &self.search]);
        params
    }
}

/// A row of a list: the emergency without its parts, and where the list goes on.
#[derive(Debug)]
pub struct Listed {
    /// The emergency with its places.
    pub emergency: Emergency,
    /// The key of order.
    pub sort_key: String,
}

/// A page of the list after a sort key and id, and how many there are in all.
///
/// # Errors
/// The database's.
pub fn list(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    let total = tx.first(COUNT, &filter.params(visible, day))?.map_or(Ok(0), |row| row.get("n"))?;
    Ok((page(tx, visible, filter, day, after, limit)?, total))
}

/// A page of the list alone.
///
/// # Errors
/// The database's.
pub fn page(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let mut params = filter.params(visible, day);
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(LIST, &params)?;
    let keys: Vec<String> = rows.iter().map(|row| row.get("sort_key")).collect::<Result<_, _>>()?;
    let found = rows.iter().map(read).collect::<Result<_, _>>()?;
    let found = with_places(tx, &visible.office, found)?;
    Ok(found.into_iter().zip(keys).map(|(emergency, sort_key)| Listed { emergency, sort_key }).collect())
}

/// Those that go on on a day, the latest first.
///
/// # Errors
/// The database's.
pub fn ongoing(tx: &mut Tx, visible: &Visible, day: Date) -> Result<Vec<Emergency>, Error> {
    let mut params = visible.params();
    params.extend(row![day.to_string()]);
    tx.all(ONGOING, &params)?.iter().map(read).collect()
}

/// What a form offers: the word by which needs name it, and its names.
///
/// # Errors
/// The database's.
pub fn options(tx: &mut Tx, visible: &Visible) -> Result<Options, Error> {
    let rows = tx.all(OPTIONS, &visible.params())?;
    rows.iter().map(|row| Ok((row.get("slug")?, row.get("name_uk")?, row.get("name_en")?))).collect()
}

/// Labels of emergencies that the actor may see, with their states on a day.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut found = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        found.extend(tx.all(LABELS, &params)?.iter().map(read).collect::<Result<Vec<_>, _>>()?);
    }
    let labels = with_places(tx, &visible.office, found)?.into_iter().map(|one| {
        let mut label = Label::new(one.body.name_uk.clone(), one.body.name_en.clone(), format!("/emergencies/{}", one.head.slug));
        label.state = one.body.on(day).word().to_owned();
        label.date.clone_from(&one.body.began);
        label.places = one.body.places;
        (one.head.id, label)
    });
    Ok(labels.collect())
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

/// What the index holds of emergencies on a day. Talks are never in it.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for params in in_lists(params![office], ids) {
        found.extend(tx.all(BY_IDS, &params)?.iter().map(read).collect::<Result<Vec<_>, _>>()?);
    }
    let found = with_places(tx, office, found)?;
    let mut codes: Vec<String> = found.iter().flat_map(|one| one.body.places.clone()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    let documents = found.into_iter().map(|one| {
        let b = &one.body;
        let mut document = find::document(&Ref::new(Kind::Emergency, &one.head.id), &b.name_uk, &b.name_en);
        document.names.extend(b.glide.clone());
        document.names.push(one.head.slug.clone());
        document.body = [&b.about_uk, &b.about_en].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        document.facets.push(("state".into(), b.on(day).word().into()));
        let above = b.places.iter().filter_map(|code| around.get(code)).flatten().cloned();
        document.places = b.places.iter().cloned().chain(above).collect();
        document.places.sort();
        document.places.dedup();
        let tokens = vec![format!("account:{}", one.head.created_by)];
        document.visibility = Visibility { public: one.head.published_at.is_some(), tokens };
        document
    });
    Ok(documents.collect())
}

/// Whether this is a word by which needs may name it, and no emergency has it.
///
/// # Errors
/// The database's.
pub fn is_free(tx: &mut Tx, office: &str, slug: &str) -> Result<bool, Error> {
    Ok(dotyk_uk::slug(slug) == slug && slug != "new" && tx.first(SLUG_TAKEN, params![office, slug])?.is_none())
}

/// A slug like this that is free.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, office: &str, wanted: &str) -> Result<String, Error> {
    free(tx, SLUG_TAKEN, office, wanted)
}

fn text(date: &Option<When>) -> Option<String> {
    date.as_ref().map(|date| date.as_str().to_owned())
}

/// What people enter, and the keys computed of it, in the order of [`COLUMNS`].
fn values(slug: &str, b: &Body) -> Vec<dotyk_db::Value> {
    let parts = [&b.name_uk, &b.name_en, &b.about_uk, &b.about_en, &b.glide].into_iter().flatten().map(String::as_str);
    let (sort, search) = keys(&b.name_uk, &b.name_en, parts.chain([slug]));
    row![
        &b.name_uk,
        &b.name_en,
        b.kind.word(),
        &b.glide,
        text(&b.began),
        text(&b.ended),
        &b.about_uk,
        &b.about_en,
        b.began.as_ref().map(|date| date.first().to_string()).unwrap_or_default(),
        b.ended.as_ref().map(|date| date.last().to_string()).unwrap_or_default(),
        sort,
        search
    ]
}

const COLUMNS: [&str; 12] = [
    "name_uk",
    "name_en",
    "kind",
    "glide",
    "began",
    "ended",
    "about_uk",
    "about_en",
    "began_day",
    "ended_day",
    "sort_key",
    "search_key",
];

/// Adds an emergency.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, emergency: &Emergency) -> Result<(), Error> {
    permit.holds_for(Kind::Emergency, &emergency.head.id);
    let head = &emergency.head;
    let stamp = write.stamp();
    let mut row =
        row![permit.office(), &head.id, &head.slug, &head.published_at, &emergency.withdrawn_at, stamp, &head.created_by, 1];
    row.extend(values(&head.slug, &emergency.body));
    let own = ["office", "id", "slug", "published_at", "withdrawn_at", "created_at", "created_by", "version"];
    let columns: Vec<&'static str> = own.into_iter().chain(COLUMNS).collect();
    write.tx().bulk("emergency", &columns, [row])?;
    put_parts(write, permit, &emergency.body)?;
    journal(write, permit)
}

/// Saves an edit made from the version that `emergency` carries; `false` when that is no longer the present one.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, emergency: &Emergency) -> Result<bool, Error> {
    permit.holds_for(Kind::Emergency, &emergency.head.id);
    let (office, id) = (permit.office(), permit.id());
    let mut params = row![office, id];
    params.extend(values(&emergency.head.slug, &emergency.body));
    params.extend(row![emergency.head.version]);
    if write.tx().run(SAVE, &params)? == 0 {
        return Ok(false);
    }
    for clear in [CLEAR_PLACES, CLEAR_RECOMMENDATIONS, CLEAR_STUDIES, CLEAR_TALK_STATES, CLEAR_TALKS] {
        write.tx().run(clear, params![office, id])?;
    }
    put_parts(write, permit, &emergency.body)?;
    journal(write, permit)?;
    Ok(true)
}

/// Shows an emergency to the public, or hides it.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
    if write.tx().run(PUBLISH, params![permit.office(), permit.id(), published_at])? == 0 {
        return Ok(());
    }
    journal(write, permit)
}

/// Takes an emergency back: it stays, and is in no list; or brings it back as a draft.
///
/// # Errors
/// The database's.
pub fn withdraw(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
    write.tx().run(WITHDRAW, params![permit.office(), permit.id(), withdrawn_at])?;
    journal(write, permit)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Writes the parts of an emergency that has none.
fn put_parts(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let (office, id) = (permit.office(), permit.id());
    let places = b.places.iter().enumerate().map(|(position, place)| row![office, id, position, place]);
    write.tx().bulk("emergency_place", &["office", "emergency", "position", "place"], places)?;
    let studies = b.studies.iter().map(|s| {
        row![
            office,
            id,
            s.id,
            &s.title_uk,
            &s.title_en,
            s.state.word(),
            &s.organisation,
            &s.who,
            text(&s.date),
            &s.link,
            &s.covers_uk,
            &s.covers_en,
            &s.source,
            &s.locator
        ]
    });
    let columns = [
        "office",
        "emergency",
        "study",
        "title_uk",
        "title_en",
        "state",
        "organisation",
        "who",
        "date",
        "link",
        "covers_uk",
        "covers_en",
        "source",
        "locator",
    ];
    write.tx().bulk("emergency_study", &columns, studies)?;
    let recommendations =
        b.recommendations.iter().map(|one| row![office, id, one.id, one.study, &one.what_uk, &one.what_en, &one.locator]);
    let columns = ["office", "emergency", "recommendation", "study", "what_uk", "what_en", "locator"];
    write.tx().bulk("emergency_recommendation", &columns, recommendations)?;
    put_talks(write, permit, b)?;
    put_cites(write, permit, &b.cites)
}

fn put_talks(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let (office, id) = (permit.office(), permit.id());
    let talks = b.talks.iter().map(|t| {
        row![
            office,
            id,
            t.id,
            &t.organisation,
            &t.who,
            &t.about_uk,
            &t.about_en,
            &t.amount,
            &t.currency,
            &t.next,
            text(&t.next_due),
            &t.project
        ]
    });
    let columns = [
        "office",
        "emergency",
        "talk",
        "organisation",
        "who",
        "about_uk",
        "about_en",
        "amount",
        "currency",
        "next",
        "next_due",
        "project",
    ];
    write.tx().bulk("emergency_talk", &columns, talks)?;
    let states = b.talks.iter().flat_map(|t| {
        t.states.iter().enumerate().map(move |(position, s)| {
            row![office, id, t.id, position, s.state.word(), s.date.as_str(), &s.note, &s.source, &s.locator]
        })
    });
    let columns = ["office", "emergency", "talk", "position", "state", "date", "note", "source", "locator"];
    write.tx().bulk("emergency_talk_state", &columns, states).map(drop)
}
