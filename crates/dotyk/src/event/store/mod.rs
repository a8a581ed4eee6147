//! The event's SQL. Who takes part is in `participant`.

use dotyk_db::{Error, Row, Sql, Tx, Usual, Value, params, row};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::model::{Body, Event, Format, Item, Registration, Series, Sort, State, StateRow};
use super::participant::token;
use crate::access::{Action, Actor, Denied, Head, Kind, Permit, Ref, Subject, Visible};
use crate::journal::stored::{self, Stored};
use crate::journal::{Write, keys};
use crate::need::link::digest;
use crate::office::store::opt_when;
use crate::place;
use crate::source::store::{cites, put_cites};
use crate::text::When;
use crate::web::deed::{Deed, Span, What};
use crate::web::{Claim, Label, Options, Touch, find};

pub mod participant;
mod sql;

pub use sql::STATEMENTS;
use sql::*;

/// The ids of events that somebody takes part in.
pub const ALL_ATTENDED: Sql = ATTENDED;

impl Stored for Event {
    const KIND: Kind = Kind::Event;
    const SQL: Usual = EVENT;

    fn head(&self) -> &Head {
        &self.head
    }
    fn of_row(head: Head, row: &Row) -> Result<Event, Error> {
        let format: Option<String> = row.get("format")?;
        let body = Body {
            title_uk: row.get("title_uk")?,
            title_en: row.get("title_en")?,
            kind: row.word("kind", Sort::parse)?,
            about_uk: row.get("about_uk")?,
            about_en: row.get("about_en")?,
            format: format.as_deref().and_then(Format::parse),
            date: opt_when(row.get("date")?)?,
            starts: row.get("starts")?,
            ends: row.get("ends")?,
            place: row.get("place")?,
            venue_uk: row.get("venue_uk")?,
            venue_en: row.get("venue_en")?,
            link: row.get("link")?,
            organisers: Vec::new(),
            series: row.get("series")?,
            project: row.get("project")?,
            group: row.get("working_group")?,
            items: Vec::new(),
            registration: row.word("registration", Registration::parse)?,
            capacity: row.get("capacity")?,
            closes: opt_when(row.get("closes")?)?,
            closes_hour: row.get("closes_hour")?,
            minutes_uk: row.get("minutes_uk")?,
            minutes_en: row.get("minutes_en")?,
            states: Vec::new(),
            cites: Vec::new(),
        };
        Ok(Event { head, withdrawn_at: row.get("withdrawn_at")?, turn: row.get("turn")?, body })
    }
    fn read_parts(tx: &mut Tx, office: &str, all: &mut [Event]) -> Result<(), Error> {
        stored::parts(tx, office, all, STATES, |one| &mut one.body.states, state)?;
        stored::parts(tx, office, all, ORGANISERS, |one| &mut one.body.organisers, |row| row.get("organisation"))
    }
    /// Its programme comes only with one alone.
    fn read_rest(&mut self, tx: &mut Tx, office: &str) -> Result<(), Error> {
        self.body.items = tx.all(ITEMS, params![office, &self.head.id])?.iter().map(item).collect::<Result<_, _>>()?;
        self.body.cites = cites(tx, office, &Ref::new(Kind::Event, &self.head.id))?;
        Ok(())
    }
    fn as_subject(&self, tx: &mut Tx, office: &str) -> Result<Subject, Error> {
        Ok(self.subject(place::store::owners(tx, office, self.body.place.as_slice())?))
    }
    /// No token has this digest until the first link is made.
    fn born_with(&self, _: &mut Tx, _: &str) -> Result<Vec<(&'static str, Value)>, Error> {
        Ok(vec![("turn", self.turn.into()), ("link_digest", format!("none:{}", self.head.id).into())])
    }
    fn values(&self) -> Vec<Value> {
        let b = &self.body;
        let parts = [&b.title_uk, &b.title_en, &b.about_uk, &b.about_en, &b.venue_uk, &b.venue_en];
        let (_, search) = keys(&b.title_uk, &b.title_en, parts.into_iter().flatten().map(String::as_str));
        let date = |date: &Option<When>| date.as_ref().map(|date| date.as_str().to_owned());
        row![
            &b.title_uk,
            &b.title_en,
            b.kind.word(),
            &b.about_uk,
            &b.about_en,
            b.format.map(Format::word),
            date(&b.date),
            &b.starts,
            &b.ends,
            &b.place,
            &b.venue_uk,
            &b.venue_en,
            &b.link,
            &b.series,
            &b.project,
            &b.group,
            b.registration.word(),
            b.capacity,
            date(&b.closes),
            &b.closes_hour,
            &b.minutes_uk,
            &b.minutes_en,
            b.date.as_ref().map(|date| date.first().to_string()).unwrap_or_default(),
            b.date.as_ref().map(|date| date.last().to_string()).unwrap_or_default(),
            day_key(b),
            search
        ]
    }
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error> {
        let b = &self.body;
        let states = b.states.iter().map(|s| {
            let day = s.date.as_ref().map(|date| date.first().to_string()).unwrap_or_default();
            row![s.state.word(), s.date.as_ref().map(When::as_str), day, &s.source, &s.locator, &s.note_uk, &s.note_en]
        });
        let columns = ["state", "date", "day", "source", "locator", "note_uk", "note_en"];
        stored::put_rows::<Self>(write, permit, "event_state", &columns, states)?;
        let organisers = b.organisers.iter().map(|organisation| row![organisation]);
        stored::put_rows::<Self>(write, permit, "event_organiser", &["organisation"], organisers)?;
        let items =
            b.items.iter().map(|i| row![&i.at, &i.topic_uk, &i.topic_en, &i.person, &i.organisation, &i.role_uk, &i.role_en]);
        let columns = ["at", "topic_uk", "topic_en", "person", "organisation", "role_uk", "role_en"];
        stored::put_rows::<Self>(write, permit, "event_item", &columns, items)?;
        put_cites(write, permit, &b.cites)
    }
}

fn state(row: &Row) -> Result<StateRow, Error> {
    Ok(StateRow {
        state: row.word("state", State::parse)?,
        date: opt_when(row.get("date")?)?,
        source: row.get("source")?,
        locator: row.get("locator")?,
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
    })
}

fn item(row: &Row) -> Result<Item, Error> {
    Ok(Item {
        at: row.get("at")?,
        topic_uk: row.get("topic_uk")?,
        topic_en: row.get("topic_en")?,
        person: row.get("person")?,
        organisation: row.get("organisation")?,
        role_uk: row.get("role_uk")?,
        role_en: row.get("role_en")?,
    })
}

/// An event by its address, and leave for an action on who takes part in it.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take_attendance(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Event, Permit), Denied> {
    let event: Event = stored::one(tx, &actor.office, EVENT.by_slug, slug)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &event.attendance())?;
    Ok((event, permit))
}

/// The event whose private link of registration has this token.
///
/// # Errors
/// The database's.
pub fn by_link(tx: &mut Tx, office: &str, token: &str) -> Result<Option<Event>, Error> {
    stored::one(tx, office, BY_LINK, &digest(token))
}

/// What is to be known of an event before it becomes the series of another.
///
/// # Errors
/// The database's.
pub fn series(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Series>, Error> {
    Ok(Event::get(tx, office, id)?.map(|event| Series { id: event.head.id, is_session: event.body.series.is_some() }))
}

/// How many sessions an event has.
///
/// # Errors
/// The database's.
pub fn count_sessions(tx: &mut Tx, office: &str, id: &str) -> Result<i64, Error> {
    stored::count(tx, SESSION_COUNT, params![office, id])
}

/// What a list is filtered by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A state on the day.
    pub state: Option<State>,
    /// A kind.
    pub kind: Option<Sort>,
    /// Not over before this day,
    pub from: Option<Date>,
    /// and begun by this one.
    pub to: Option<Date>,
    /// A place or one around it.
    pub place: Option<String>,
    /// An organisation that calls it, speaks or takes part.
    pub organisation: Option<String>,
    /// A series.
    pub series: Option<String>,
    /// A project.
    pub project: Option<String>,
    /// Only those of which nothing is written down.
    pub unwritten: bool,
    /// Only those that are still to come, the nearest first; else the latest is.
    pub ahead: bool,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Filter {
    fn params(&self, visible: &Visible, day: Date) -> Vec<Value> {
        let mut params = visible.params();
        params.extend(row![
            day.to_string(),
            self.state.map(State::word),
            self.kind.map(Sort::word),
            self.from.map(|day| day.to_string()),
            self.to.map(|day| day.to_string()),
            &self.place,
            &self.organisation,
            &self.series,
            &self.project,
            i64::from(self.unwritten),
            &self.search,
            i64::from(self.ahead)
        ]);
        params
    }
}

/// The key by which lists are ordered: the first day as digits.
pub fn day_key(body: &Body) -> String {
    body.date.as_ref().map_or_else(|| "0".to_owned(), |date| date.first().strftime("%Y%m%d").to_string())
}

/// How many a filter leaves.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<i64, Error> {
    stored::count(tx, COUNT, &filter.params(visible, day))
}

/// A page of the list, after a key and id; without programmes and what they rest on.
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
) -> Result<Vec<Event>, Error> {
    let mut params = filter.params(visible, day);
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(if filter.ahead { NEAREST } else { LATEST }, &params)?;
    stored::of_rows(tx, &visible.office, &rows)
}

/// The sessions of a series, the first first.
///
/// # Errors
/// The database's.
pub fn sessions(tx: &mut Tx, visible: &Visible, series: &str) -> Result<Vec<Ref>, Error> {
    stored::around::<Event>(tx, visible, SESSIONS, series)
}

/// The events that a project, a working group, a place or an organisation had to do with.
///
/// # Errors
/// The database's.
pub fn around(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    match of.kind {
        Kind::Project | Kind::Group | Kind::Place | Kind::Organisation => stored::around::<Event>(tx, visible, AROUND, &of.id),
        _ => Ok(Vec::new()),
    }
}

/// What was held within a span. An event belongs to the direction of the project that it is a part of.
///
/// # Errors
/// The database's.
pub fn deeds(tx: &mut Tx, visible: &Visible, span: &Span) -> Result<Vec<Deed>, Error> {
    let mut params = visible.params();
    params.extend(row![&span.direction, &span.funder, &span.place, span.from.to_string(), span.until.to_string()]);
    let deed = |row: &Row| {
        Ok(Deed {
            record: Ref::new(Kind::Event, row.get::<String>("id")?),
            what: What::Done,
            date: opt_when(row.get("date")?)?,
            directions: row.get::<Option<String>>("direction")?.into_iter().collect(),
            source: row.get("source")?,
            locator: row.get("locator")?,
        })
    };
    tx.all(DEEDS, &params)?.iter().map(deed).collect()
}

/// Labels of events that the actor may see, with their states on a day.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let found: Vec<Event> = stored::by_ids(tx, &visible.office, LABELS, &visible.params(), ids)?;
    let labelled = found.into_iter().map(|event| {
        let path = format!("/events/{}", event.head.slug);
        let state = event.body.on(day).map(|row| row.state.word().to_owned()).unwrap_or_default();
        let mut label = Label::new(event.body.title_uk, event.body.title_en, path);
        label.state = state;
        label.date = event.body.date;
        label.places = event.body.place.into_iter().collect();
        (event.head.id, label)
    });
    Ok(labelled.collect())
}

/// What a form offers as a series: events that are no session.
///
/// # Errors
/// The database's.
pub fn options(tx: &mut Tx, visible: &Visible) -> Result<Options, Error> {
    let rows = tx.all(OPTIONS, &visible.params())?;
    rows.iter().map(|row| Ok((row.get("slug")?, row.get("title_uk")?, row.get("title_en")?))).collect()
}

/// What a source says of the states of events.
///
/// # Errors
/// The database's.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let rows = tx.all(CLAIMS, params![office, source])?;
    rows.iter()
        .map(|row| {
            let record = Ref::new(Kind::Event, row.get::<String>("event")?);
            Ok(Claim { record, locator: row.get("locator")?, state: row.get("state")?, date: opt_when(row.get("date")?)? })
        })
        .collect()
}

/// What the index holds of events on a day. Minutes and links are not found by anybody's search.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let found: Vec<Event> = stored::by_ids(tx, office, BY_IDS, params![office], ids)?;
    let mut codes: Vec<String> = found.iter().filter_map(|event| event.body.place.clone()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    let documents = found.into_iter().map(|event| {
        let b = &event.body;
        let mut document = find::document(&Ref::new(Kind::Event, &event.head.id), &b.title_uk, &b.title_en);
        document.body = [&b.about_uk, &b.about_en].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        document.facets.extend(b.on(day).map(|row| ("state".to_owned(), row.state.word().to_owned())));
        let above = b.place.iter().filter_map(|code| around.get(code)).flatten().cloned();
        document.places = b.place.iter().cloned().chain(above).collect();
        let organisers = b.organisers.iter().map(|id| format!("org:{id}"));
        let tokens = [format!("account:{}", event.head.created_by)].into_iter().chain(organisers);
        document.visibility = Visibility {
            public: event.head.published_at.is_some(),
            tokens: tokens.chain(document.places.iter().map(|code| format!("place:{code}"))).collect(),
        };
        document
    });
    Ok(documents.collect())
}

/// The token of the private link of registration.
///
/// # Errors
/// Never for a key of the right length.
pub fn link_token(data_key: &[u8; 32], office: &str, event: &Event) -> Result<String, Error> {
    Ok(token(data_key, "event registration", &format!("{office}/{}/{}", event.head.id, event.turn))?)
}

/// Makes a new private link of registration, which ends the one before.
///
/// # Errors
/// The database's.
pub fn turn(write: &mut Write, permit: &Permit, data_key: &[u8; 32], event: &Event) -> Result<(), Error> {
    permit.holds_for(Kind::Event, &event.head.id);
    let next = Event { turn: event.turn + 1, ..event.clone() };
    let token = link_token(data_key, permit.office(), &next)?;
    write.tx().run(TURN, params![permit.office(), permit.id(), next.turn, digest(&token)])?;
    stored::leave_line::<Event>(write, permit)
}

/// The events of organisations, or of one, and the last day on which they met.
///
/// # Errors
/// The database's.
pub fn touched_on(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    Touch::ask(tx, Kind::Event, (TOUCHED, TOUCHED_ONE), office, day, of)
}
