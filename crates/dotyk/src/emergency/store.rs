//! The emergency's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Tx, Usual, Value, in_list, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::model::{Body, Emergency, Hazard, Recommendation, State, Study, StudyState, Talk, TalkRow, TalkState};
use crate::access::{Head, Kind, Permit, Ref, Subject, Visible};
use crate::journal::stored::{self, Listed, Stored};
use crate::journal::{Write, keys};
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
    usual {
        /// The usual ones.
        EMERGENCY = emergency e: columns!(),
            saves [name_uk, name_en, kind, glide, began, ended, about_uk, about_en, began_day, ended_day, sort_key, search_key],
            clears [emergency_place, emergency_recommendation, emergency_study, emergency_talk_state, emergency_talk];
    }
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
    const PLACES = concat!("SELECT emergency AS owner, place FROM emergency_place WHERE office = $1 AND emergency IN ", in_list!(), " ORDER BY emergency, position");
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
}

impl Stored for Emergency {
    const KIND: Kind = Kind::Emergency;
    const SQL: Usual = EMERGENCY;

    fn head(&self) -> &Head {
        &self.head
    }
    fn of_row(head: Head, row: &Row) -> Result<Emergency, Error> {
        let body = Body {
            name_uk: row.get("name_uk")?,
            name_en: row.get("name_en")?,
            kind: row.word("kind", Hazard::parse)?,
            glide: row.get("glide")?,
            began: opt_when(row.get("began")?)?,
            ended: opt_when(row.get("ended")?)?,
            about_uk: row.get("about_uk")?,
            about_en: row.get("about_en")?,
            ..Body::default()
        };
        Ok(Emergency { head, withdrawn_at: row.get("withdrawn_at")?, body })
    }
    fn read_parts(tx: &mut Tx, office: &str, all: &mut [Emergency]) -> Result<(), Error> {
        stored::parts(tx, office, all, PLACES, |one| &mut one.body.places, |row| row.get("place"))
    }
    fn read_rest(&mut self, tx: &mut Tx, office: &str) -> Result<(), Error> {
        let (id, body) = (&self.head.id, &mut self.body);
        body.studies = tx.all(STUDIES, params![office, id])?.iter().map(study).collect::<Result<_, _>>()?;
        body.recommendations =
            tx.all(RECOMMENDATIONS, params![office, id])?.iter().map(recommendation).collect::<Result<_, _>>()?;
        body.talks = talks(tx, office, id)?;
        body.cites = cites(tx, office, &Ref::new(Kind::Emergency, id))?;
        Ok(())
    }
    fn as_subject(&self, _: &mut Tx, _: &str) -> Result<Subject, Error> {
        Ok(self.subject())
    }
    fn values(&self) -> Vec<Value> {
        let b = &self.body;
        let parts = [&b.name_uk, &b.name_en, &b.about_uk, &b.about_en, &b.glide].into_iter().flatten().chain([&self.head.slug]);
        let (sort, search) = keys(&b.name_uk, &b.name_en, parts.map(String::as_str));
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
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error> {
        let b = &self.body;
        stored::put_rows::<Self>(write, permit, "emergency_place", &["place"], b.places.iter().map(|place| row![place]))?;
        put_studies(write, permit, b)?;
        put_talks(write, permit, b)?;
        put_cites(write, permit, &b.cites)
    }
}

fn study(row: &Row) -> Result<Study, Error> {
    Ok(Study {
        id: row.get("study")?,
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        state: row.word("state", StudyState::parse)?,
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
            state: row.word("state", TalkState::parse)?,
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
    fn params(&self, visible: &Visible, day: Date) -> Vec<Value> {
        let mut params = visible.params();
        params.extend(row![day.to_string(), self.state.map(State::word), self.kind.map(Hazard::word), &self.place, &self.search]);
        params
    }
}

/// How many a filter finds.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<i64, Error> {
    stored::count(tx, COUNT, &filter.params(visible, day))
}

/// A page of the list after a sort key and id.
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
) -> Result<Vec<Listed<Emergency>>, Error> {
    stored::page(tx, visible, LIST, filter.params(visible, day), after, limit)
}

/// Those that go on on a day, the latest first.
///
/// # Errors
/// The database's.
pub fn ongoing(tx: &mut Tx, visible: &Visible, day: Date) -> Result<Vec<Emergency>, Error> {
    let mut params = visible.params();
    params.extend(row![day.to_string()]);
    let rows = tx.all(ONGOING, &params)?;
    stored::of_rows(tx, &visible.office, &rows)
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
    let found: Vec<Emergency> = stored::by_ids(tx, &visible.office, LABELS, &visible.params(), ids)?;
    let labels = found.into_iter().map(|one| {
        let mut label = Label::new(one.body.name_uk.clone(), one.body.name_en.clone(), format!("/emergencies/{}", one.head.slug));
        label.state = one.body.on(day).word().to_owned();
        label.date.clone_from(&one.body.began);
        label.places = one.body.places;
        (one.head.id, label)
    });
    Ok(labels.collect())
}

/// What the index holds of emergencies on a day. Talks are never in it.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let found: Vec<Emergency> = stored::by_ids(tx, office, BY_IDS, params![office], ids)?;
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
    Ok(dotyk_uk::slug(slug) == slug && slug != "new" && tx.first(EMERGENCY.slug_taken, params![office, slug])?.is_none())
}

fn text(date: &Option<When>) -> Option<String> {
    date.as_ref().map(|date| date.as_str().to_owned())
}

fn put_studies(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let (office, id) = (permit.office(), permit.id());
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
    write.tx().bulk("emergency_recommendation", &columns, recommendations).map(drop)
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
