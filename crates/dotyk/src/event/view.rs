//! The pages of events.

use askama::Template;
use serde::Serialize;

use super::model::{Event, Format, Sort, State};
use super::participant::Stand;
use crate::figure::{self, FIGURE};
use crate::step;
use crate::text::When;
use crate::web::schema::{AFTER, AS_OF, BESIDE, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, RECORDS, THREAD};
use crate::web::{About, Asked, Beside, Cell, Column, Filled, Held, List, Page, Record, Shape, Sheet, Thread};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "event/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// What the list is narrowed to: the parameter and the record.
    pub of: Vec<(&'static str, Record)>,
    #[serde(skip)]
    pub kinds: Vec<(String, String)>,
    #[serde(skip)]
    pub states: Vec<(String, String)>,
    #[serde(skip)]
    pub may_create: bool,
}

/// An event, as lists show it.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    /// What kind of event.
    pub event_kind: &'static str,
    /// The word of its state; none before the first.
    pub state: &'static str,
    /// Whether people come or are on a line.
    pub format: Option<&'static str>,
    pub date: Option<When>,
    pub starts: Option<String>,
    pub ends: Option<String>,
    pub place: Option<Record>,
    pub venue: Option<String>,
    pub organisers: Vec<Record>,
    pub series: Option<Record>,
    pub project: Option<Record>,
    /// The working group that meets.
    pub group: Option<Record>,
    pub draft: bool,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

impl Item {
    /// Its hours, as people write them.
    pub fn hours(&self) -> Option<String> {
        let starts = self.starts.as_ref()?;
        Some(self.ends.as_ref().map_or_else(|| starts.clone(), |ends| format!("{starts}–{ends}")))
    }
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "events",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("event_kind", "event-kind", 16, |row| Cell::word("event-kind-", row.event_kind)),
        Column::new("state", "event-state", 14, |row| Cell::word("event-state-", row.state)),
        Column::new("date", "event-field-date", 22, |row| Cell::date(&row.date)),
        Column::new("starts", "event-field-starts", 8, |row| Cell::maybe(&row.starts)),
        Column::new("ends", "event-field-ends", 8, |row| Cell::maybe(&row.ends)),
        Column::new("format", "event-field-format", 12, |row| Cell::word("event-format-", row.format.unwrap_or_default())),
        Column::new("place", "event-field-place", 30, |row| Cell::label(&row.place)),
        Column::new("venue", "event-field-venue-uk", 30, |row| Cell::maybe(&row.venue)),
        Column::new("organisers", "event-field-organisers", 50, |row| Cell::labels(&row.organisers)),
        Column::new("series", "event-field-series", 40, |row| Cell::label(&row.series)),
        Column::new("project", "event-field-project", 40, |row| Cell::label(&row.project)),
        Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: None,
};

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

fn sorts() -> Vec<&'static str> {
    Sort::ALL.iter().map(|kind| kind.word()).collect()
}

fn formats() -> Vec<&'static str> {
    Format::ALL.iter().map(|format| format.word()).collect()
}

fn stands() -> Vec<&'static str> {
    Stand::ALL.iter().map(|stand| stand.word()).collect()
}

/// An event, as data.
pub const ITEM: Shape = Shape::Named(
    "Event",
    &Shape::Record(&[
        ("event_kind", Shape::Word(sorts)),
        ("state", Shape::Text),
        ("format", Shape::Maybe(&Shape::Word(formats))),
        ("date", MAYBE_DATE),
        ("starts", MAYBE_TEXT),
        ("ends", MAYBE_TEXT),
        ("place", MAYBE_RECORD),
        ("venue", MAYBE_TEXT),
        ("organisers", RECORDS),
        ("series", MAYBE_RECORD),
        ("project", MAYBE_RECORD),
        ("group", MAYBE_RECORD),
        ("draft", Shape::Flag),
    ]),
);

/// The list, as data.
pub const LIST: About = About {
    title: "event-title",
    query: &[
        Q,
        ("kind", "event-kind", Asked::Word(sorts)),
        ("state", "event-state", Asked::Word(states)),
        ("from", "event-from", Asked::Day),
        ("to", "event-to", Asked::Day),
        ("upcoming", "event-upcoming", Asked::Word(|| vec!["1"])),
        ("unwritten", "event-unwritten", Asked::Word(|| vec!["1"])),
        ("place", "web-kind-place", Asked::Text),
        ("organisation", "web-kind-organisation", Asked::Text),
        ("series", "event-field-series", Asked::Text),
        ("project", "web-kind-project", Asked::Text),
        AS_OF,
        AFTER,
    ],
    faces: &["json", "csv", "xlsx", "ics"],
    shape: &Shape::List(&ITEM, &[("as_of", MAYBE_DATE), ("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD)))]),
};

/// One event.
#[derive(Template, Serialize)]
#[template(path = "event/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// What is entered, as far as the visitor may see it.
    pub event: &'a Event,
    /// As the list shows it.
    pub row: Item,
    /// Its programme.
    pub programme: Vec<ItemShown>,
    /// Its sessions, when it is a series.
    pub sessions: Vec<Held>,
    /// What was decided and who is to do it.
    pub steps: Vec<step::Row>,
    /// What somebody stated in numbers.
    pub figures: Vec<figure::Shown>,
    /// Who takes part, as everybody may know it.
    pub participants: NumbersShown,
    pub states: Vec<StateShown>,
    pub files: Vec<Record>,
    /// What it rests on: each with its place in the source.
    pub sources: Vec<(Record, Option<String>)>,
    /// What nouns above have that belongs to it.
    pub beside: Vec<Beside>,
    /// What it came of and what came of it.
    pub thread: Thread,
    /// Where one registers now; none where one cannot.
    pub register: Option<String>,
    pub as_of: Option<String>,
    /// All numbers of those who take part, for whoever may see who they are.
    #[serde(skip)]
    pub tally: Option<TallyShown>,
    /// The private link of registration.
    #[serde(skip)]
    pub link: Option<String>,
    #[serde(skip)]
    pub next: Vec<(String, String)>,
    #[serde(skip)]
    pub filled: Filled,
    #[serde(skip)]
    pub may: May,
}

/// What the visitor may do.
pub struct May {
    pub edit: bool,
    pub publish: bool,
    /// See who takes part.
    pub attend: bool,
    pub history: bool,
}

/// A point of the programme.
#[derive(Serialize)]
pub struct ItemShown {
    pub at: Option<String>,
    pub topic: String,
    /// A person whom the visitor may see.
    pub person: Option<Record>,
    pub organisation: Option<Record>,
    pub role: Option<String>,
}

/// A state in its history.
#[derive(Serialize)]
pub struct StateShown {
    pub state: &'static str,
    pub date: Option<When>,
    pub source: Option<Record>,
    pub locator: Option<String>,
    pub note: Option<String>,
}

/// Who takes part, as everybody may know it.
#[derive(Serialize)]
pub struct NumbersShown {
    /// Whether they were there, or are only expected.
    pub state: &'static str,
    /// How the sum is meant; none when there is nothing to tell.
    pub qualifier: Option<&'static str>,
    pub total: Option<i64>,
    /// Organisations of the register; no number where it is small.
    pub organisations: Vec<(Record, Option<i64>)>,
}

/// All numbers: a row for each organisation, a column for each way they stand.
pub struct TallyShown {
    pub rows: Vec<(Option<Record>, Vec<i64>)>,
    pub sums: Vec<i64>,
    pub total: i64,
}

impl TallyShown {
    /// The words of the columns.
    pub fn stands(&self) -> Vec<&'static str> {
        stands()
    }
}

/// One event, as data.
pub const CARD: About = About {
    title: "web-kind-event",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json", "ics"],
    shape: &Shape::Fields(&[
        ("event", Shape::Any),
        ("row", ITEM),
        (
            "programme",
            Shape::Many(&Shape::Fields(&[
                ("at", MAYBE_TEXT),
                ("topic", Shape::Text),
                ("person", MAYBE_RECORD),
                ("organisation", MAYBE_RECORD),
                ("role", MAYBE_TEXT),
            ])),
        ),
        ("sessions", Shape::Many(&Shape::Record(&[("state", Shape::Text), ("date", MAYBE_DATE)]))),
        ("steps", Shape::Many(&step::ROW)),
        ("figures", Shape::Many(&FIGURE)),
        (
            "participants",
            Shape::Fields(&[
                ("state", Shape::Word(stands)),
                ("qualifier", MAYBE_TEXT),
                ("total", Shape::Maybe(&Shape::Whole)),
                ("organisations", Shape::Many(&Shape::Pair(&RECORD, &Shape::Maybe(&Shape::Whole)))),
            ]),
        ),
        (
            "states",
            Shape::Many(&Shape::Fields(&[
                ("state", Shape::Word(states)),
                ("date", MAYBE_DATE),
                ("source", MAYBE_RECORD),
                ("locator", MAYBE_TEXT),
                ("note", MAYBE_TEXT),
            ])),
        ),
        ("files", RECORDS),
        ("sources", Shape::Many(&Shape::Pair(&RECORD, &MAYBE_TEXT))),
        ("beside", BESIDE),
        ("thread", THREAD),
        ("register", MAYBE_TEXT),
        ("as_of", MAYBE_DATE),
    ]),
};

/// The form.
#[derive(Template)]
#[template(path = "event/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// Where it is sent.
    pub target: String,
    /// Whether somebody else saved meanwhile.
    pub conflicted: bool,
    /// What both changed: the field's name and theirs.
    pub conflicts: Vec<(String, String)>,
    pub kinds: Vec<(String, String)>,
    pub formats: Vec<(String, String)>,
    pub registrations: Vec<(String, String)>,
    pub states: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub events: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
}

/// Who takes part, by name: for whoever keeps the register.
#[derive(Template, Serialize)]
#[template(path = "event/people.html")]
pub struct PeopleView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Somebody>,
    pub event: Record,
    #[serde(skip)]
    pub stands: Vec<(String, String)>,
    #[serde(skip)]
    pub filled: Filled,
    /// What is wrong with a list, row by row.
    #[serde(skip)]
    pub wrong: Vec<String>,
    /// How many one list may have, and how many megabytes a file.
    #[serde(skip)]
    pub most: i64,
    /// How many were added and marked by the list that was just taken in.
    #[serde(skip)]
    pub done: Option<(i64, i64)>,
}

/// Somebody who takes part.
#[derive(Serialize)]
pub struct Somebody {
    pub id: String,
    /// None once forgotten.
    pub name: Option<String>,
    pub organisation: Option<Record>,
    /// In words, when the register does not know it.
    pub organisation_name: Option<String>,
    pub post: Option<String>,
    pub mail: Option<String>,
    pub phone: Option<String>,
    pub state: &'static str,
    /// Whether they put themselves down.
    pub own: bool,
    pub forget_on: String,
}

/// People as a table.
pub const PEOPLE_SHEET: Sheet<Somebody> = Sheet {
    name: "participants",
    columns: &[
        Column::new("id", "web-column-id", 38, |row| Cell::text(&row.id)),
        Column::new("name", "event-person-name", 40, |row| Cell::maybe(&row.name)),
        Column::new("organisation", "web-kind-organisation", 40, |row| Cell::label(&row.organisation)),
        Column::new("organisation_name", "event-person-organisation", 40, |row| Cell::maybe(&row.organisation_name)),
        Column::new("post", "event-person-post", 30, |row| Cell::maybe(&row.post)),
        Column::new("mail", "event-person-mail", 30, |row| Cell::maybe(&row.mail)),
        Column::new("phone", "event-person-phone", 20, |row| Cell::maybe(&row.phone)),
        Column::new("state", "event-stand", 16, |row| Cell::word("event-stand-", row.state)),
        Column::new("own", "event-person-own", 10, |row| Cell::Flag(row.own)),
        Column::new("forget_on", "event-person-forget-on", 14, |row| Cell::text(&row.forget_on)),
    ],
    points: None,
};

/// People, as data.
pub const PEOPLE: About = About {
    title: "web-kind-attendance",
    query: &[("state", "event-stand", Asked::Word(stands)), ("organisation", "web-kind-organisation", Asked::Text), Q, AFTER],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &Shape::Fields(&[
            ("id", Shape::Text),
            ("name", MAYBE_TEXT),
            ("organisation", MAYBE_RECORD),
            ("organisation_name", MAYBE_TEXT),
            ("post", MAYBE_TEXT),
            ("mail", MAYBE_TEXT),
            ("phone", MAYBE_TEXT),
            ("state", Shape::Word(stands)),
            ("own", Shape::Flag),
            ("forget_on", Shape::Date),
        ]),
        &[("event", RECORD)],
    ),
};

/// What is told of an event to whoever may register.
pub struct Told {
    pub title: String,
    pub date: Option<When>,
    pub hours: Option<String>,
    pub venue: Option<String>,
    pub place: Option<String>,
    pub about: Option<String>,
}

/// The form of registration.
#[derive(Template)]
#[template(path = "event/register.html")]
pub struct RegisterView<'a> {
    pub page: Page<'a>,
    pub told: Told,
    pub filled: Filled,
    pub once: String,
    pub target: String,
    /// When what is entered is destroyed.
    pub forget_on: String,
}

/// Why nobody can register.
#[derive(Template)]
#[template(path = "event/shut.html")]
pub struct ShutView<'a> {
    pub page: Page<'a>,
    pub help: String,
}

/// The page of whoever has registered.
#[derive(Template)]
#[template(path = "event/mine.html")]
pub struct MineView<'a> {
    pub page: Page<'a>,
    pub told: Told,
    pub name: String,
    pub state: &'static str,
    /// Where the event is on the net.
    pub link: Option<String>,
    pub may_decline: bool,
    pub target: String,
    pub forget_on: String,
}
