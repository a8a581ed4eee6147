//! The pages of partnerships.

use askama::Template;
use serde::Serialize;

use super::Partnership;
use super::model::{Bond, State};
use super::picture::Picture;
use super::scorecard::SORTS;
use crate::outcome::{CHAIN_SHAPE, ChainShown};
use crate::step;
use crate::text::When;
use crate::web::schema::{AFTER, AS_OF, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, RECORDS, THREAD};
use crate::web::{About, Asked, Cell, Column, Filled, List, Page, Record, Shape, Sheet, Thread};

/// The list, and with whom abroad.
#[derive(Template, Serialize)]
#[template(path = "partnership/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// Places abroad, the most ties first.
    pub abroad: Vec<Abroad>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// What the list is narrowed to: the parameter and the record.
    pub of: Vec<(&'static str, Record)>,
    #[serde(skip)]
    pub picture: Option<Picture>,
    #[serde(skip)]
    pub states: Vec<(String, String)>,
    #[serde(skip)]
    pub may_create: bool,
    #[serde(skip)]
    pub may_score: bool,
}

/// A place abroad and how many ties there are with it.
#[derive(Serialize)]
pub struct Abroad {
    #[serde(flatten)]
    pub record: Record,
    pub count: i64,
    /// In micro-degrees.
    pub lat: Option<i64>,
    /// In micro-degrees.
    pub lon: Option<i64>,
    /// Which circle of the picture is its.
    #[serde(skip)]
    pub circle: Option<usize>,
    /// The list of them.
    #[serde(skip)]
    pub list: String,
}

/// A row of the list.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    #[serde(rename = "partnership_kind")]
    pub bond: &'static str,
    pub state: Option<&'static str>,
    pub state_date: Option<When>,
    /// Since when the sides are bound.
    pub since: Option<When>,
    pub ours: Vec<Record>,
    pub theirs: Vec<Record>,
    pub project: Option<Record>,
    pub programme: Option<Record>,
    /// What it lacks: words of `partnership-gap-…`.
    pub gaps: Vec<&'static str>,
    /// The sides that no agreement binds, where one binds others.
    pub unbound: Vec<Record>,
    pub draft: bool,
    /// Where its sides abroad lie, in micro-degrees.
    #[serde(skip)]
    pub points: Vec<(i64, i64)>,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "partnerships",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("partnership_kind", "partnership-field-kind", 16, |row| Cell::word("partnership-kind-", row.bond)),
        Column::new("state", "partnership-field-state", 16, |row| {
            Cell::word("partnership-state-", row.state.unwrap_or_default())
        }),
        Column::new("state_date", "partnership-state-since", 14, |row| Cell::date(&row.state_date)),
        Column::new("since", "partnership-since", 14, |row| Cell::date(&row.since)),
        Column::new("ours", "partnership-side-ours", 40, |row| Cell::labels(&row.ours)),
        Column::new("theirs", "partnership-side-theirs", 40, |row| Cell::labels(&row.theirs)),
        Column::new("project", "partnership-field-project", 40, |row| Cell::label(&row.project)),
        Column::new("programme", "partnership-field-programme", 40, |row| Cell::label(&row.programme)),
        Column::new("gaps", "partnership-gaps", 20, |row| Cell::text(row.gaps.join("; "))),
        Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: Some(|row| row.points.clone()),
};

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

fn kinds() -> Vec<&'static str> {
    Bond::ALL.iter().map(|kind| kind.word()).collect()
}

/// A row of the list, as data.
const ITEM: Shape = Shape::Named(
    "Partnership",
    &Shape::Record(&[
        ("partnership_kind", Shape::Word(kinds)),
        ("state", Shape::Maybe(&Shape::Word(states))),
        ("state_date", MAYBE_DATE),
        ("since", MAYBE_DATE),
        ("ours", RECORDS),
        ("theirs", RECORDS),
        ("project", MAYBE_RECORD),
        ("programme", MAYBE_RECORD),
        ("gaps", Shape::Many(&Shape::Text)),
        ("unbound", RECORDS),
        ("draft", Shape::Flag),
    ]),
);

/// The list, as data.
pub const LIST: About = About {
    title: "partnership-title",
    query: &[
        Q,
        ("state", "partnership-field-state", Asked::Word(states)),
        ("organisation", "web-kind-organisation", Asked::Text),
        ("place", "web-kind-place", Asked::Text),
        AS_OF,
        AFTER,
    ],
    faces: &["json", "csv", "xlsx", "geojson"],
    shape: &Shape::List(
        &ITEM,
        &[
            (
                "abroad",
                Shape::Many(&Shape::Record(&[
                    ("count", Shape::Whole),
                    ("lat", Shape::Maybe(&Shape::Whole)),
                    ("lon", Shape::Maybe(&Shape::Whole)),
                ])),
            ),
            ("as_of", MAYBE_DATE),
            ("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD))),
        ],
    ),
};

/// One partnership, as data.
pub const CARD: About = About {
    title: "web-kind-partnership",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("partnership", Shape::Any),
        ("row", ITEM),
        ("sides", Shape::Many(&Shape::Fields(&[("side", Shape::Text), ("place", MAYBE_RECORD), ("organisation", MAYBE_RECORD)]))),
        (
            "states",
            Shape::Many(&Shape::Fields(&[
                ("state", Shape::Word(states)),
                ("date", Shape::Date),
                ("note", MAYBE_TEXT),
                ("source", MAYBE_RECORD),
                ("locator", MAYBE_TEXT),
                ("later", Shape::Flag),
            ])),
        ),
        ("steps", Shape::Many(&step::ROW)),
        ("thread", THREAD),
        ("chain", Shape::Maybe(&CHAIN_SHAPE)),
        ("sources", Shape::Many(&Shape::Pair(&RECORD, &MAYBE_TEXT))),
        ("as_of", MAYBE_DATE),
    ]),
};

/// One partnership.
#[derive(Template, Serialize)]
#[template(path = "partnership/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub partnership: &'a Partnership,
    /// As the list shows it.
    pub row: Item,
    pub sides: Vec<SideShown>,
    pub states: Vec<StateShown>,
    /// What is to be done next.
    pub steps: Vec<step::Row>,
    /// What it came of and what came of it.
    pub thread: Thread,
    /// The same, all the way.
    pub chain: Option<ChainShown>,
    /// What it rests on: each with its place in the source.
    pub sources: Vec<(Record, Option<String>)>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// What may come next.
    #[serde(skip)]
    pub next: Vec<(String, String)>,
    #[serde(skip)]
    pub filled: Filled,
    #[serde(skip)]
    pub may_edit: bool,
    #[serde(skip)]
    pub may_publish: bool,
    #[serde(skip)]
    pub may_history: bool,
}

/// Who is tied.
#[derive(Serialize)]
pub struct SideShown {
    pub side: &'static str,
    pub place: Option<Record>,
    pub organisation: Option<Record>,
}

/// A state in its history.
#[derive(Serialize)]
pub struct StateShown {
    pub state: &'static str,
    pub date: When,
    pub note: Option<String>,
    pub source: Option<Record>,
    pub locator: Option<String>,
    /// Whether it had not begun on the day asked for.
    pub later: bool,
}

/// The form.
#[derive(Template)]
#[template(path = "partnership/form.html")]
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
    pub whose: Vec<(String, String)>,
    pub states: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub programmes: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
}

/// How we stand with organisations.
#[derive(Template, Serialize)]
#[template(path = "partnership/scorecard.html")]
pub struct ScoreView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Score>,
    /// How many of all have gone quiet.
    pub quiet: i64,
    /// The day asked for.
    pub as_of: Option<String>,
    /// What it may be sorted by: the word, the address, the name.
    #[serde(skip)]
    pub sorts: Vec<(&'static str, String, String)>,
}

/// How we stand with one of them.
#[derive(Serialize)]
pub struct Score {
    #[serde(flatten)]
    pub record: Record,
    /// When something happened last.
    pub last: Option<When>,
    /// How many days ago that was.
    pub days: Option<i64>,
    /// Whether that is too long ago.
    pub quiet: bool,
    /// Promises on which nothing has come.
    pub promises: i64,
    /// Steps whose day has passed.
    pub overdue: i64,
    pub projects: i64,
    /// Needs that it promised to help with.
    pub needs: i64,
    pub agreements: i64,
    pub events: i64,
    pub partnerships: i64,
    /// Records of all kinds.
    pub records: i64,
}

impl AsRef<Record> for Score {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The scorecard as a table.
pub const SCORES: Sheet<Score> = Sheet {
    name: "scorecard",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("last", "partnership-last", 14, |row| Cell::date(&row.last)),
        Column::new("days", "partnership-silent-days", 10, |row| Cell::whole(row.days)),
        Column::new("quiet", "partnership-quiet", 10, |row| Cell::Flag(row.quiet)),
        Column::new("promises", "partnership-promises", 10, |row| Cell::whole(row.promises)),
        Column::new("overdue", "partnership-overdue", 10, |row| Cell::whole(row.overdue)),
        Column::new("projects", "web-projects", 10, |row| Cell::whole(row.projects)),
        Column::new("needs", "web-needs", 10, |row| Cell::whole(row.needs)),
        Column::new("agreements", "agreement-title", 10, |row| Cell::whole(row.agreements)),
        Column::new("events", "event-title", 10, |row| Cell::whole(row.events)),
        Column::new("partnerships", "partnership-title", 10, |row| Cell::whole(row.partnerships)),
        Column::new("records", "partnership-records", 10, |row| Cell::whole(row.records)),
        Column::URL,
    ],
    points: None,
};

fn sorts() -> Vec<&'static str> {
    SORTS.to_vec()
}

/// The scorecard, as data.
pub const SCORECARD: About = About {
    title: "partnership-scorecard",
    query: &[("sort", "partnership-sort", Asked::Word(sorts)), ("quiet", "partnership-only-quiet", Asked::Text), AS_OF, AFTER],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &Shape::Named(
            "Score",
            &Shape::Record(&[
                ("last", MAYBE_DATE),
                ("days", Shape::Maybe(&Shape::Whole)),
                ("quiet", Shape::Flag),
                ("promises", Shape::Whole),
                ("overdue", Shape::Whole),
                ("projects", Shape::Whole),
                ("needs", Shape::Whole),
                ("agreements", Shape::Whole),
                ("events", Shape::Whole),
                ("partnerships", Shape::Whole),
                ("records", Shape::Whole),
            ]),
        ),
        &[("quiet", Shape::Whole), ("as_of", MAYBE_DATE)],
    ),
};
