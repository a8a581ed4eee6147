//! The pages of introductions.

use askama::Template;
use serde::Serialize;

use super::model::{Reason, State};
use crate::step;
use crate::text::When;
use crate::web::schema::{AFTER, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT};
use crate::web::{About, Asked, Cell, Column, Filled, List, Page, Record, Shape, Sheet};

/// A row of the list.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Which: named by the partner.
    #[serde(flatten)]
    pub record: Record,
    /// How it stands.
    pub state: &'static str,
    /// The last day on which something was heard.
    pub heard: Option<When>,
    /// Whether it is time to ask.
    pub silent: bool,
    /// The need or the project.
    pub subject: Option<Record>,
    /// The partner, as the register knows it,
    pub partner: Option<Record>,
    /// or in words.
    pub who: Option<String>,
    /// Through what.
    #[serde(rename = "with")]
    pub through: Option<Record>,
    /// What came of it.
    pub project: Option<Record>,
    /// Who leads it.
    pub lead: Option<String>,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// How many there are in a state.
#[derive(Serialize)]
pub struct Count {
    /// Which.
    pub state: &'static str,
    /// How many.
    pub count: i64,
}

/// The list.
#[derive(Template, Serialize)]
#[template(path = "introduction/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// By state.
    pub counts: Vec<Count>,
    /// Of how many a project came.
    pub projects: i64,
    /// Of whom alone.
    pub partner: Option<Record>,
    #[serde(skip)]
    pub states: Vec<(String, String)>,
    /// The day before which silence is long.
    #[serde(skip)]
    pub silence: String,
}

/// One introduction.
#[derive(Template, Serialize)]
#[template(path = "introduction/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub introduction: Item,
    /// In which part of the points of contact it stood.
    pub part: Option<String>,
    /// Its score at that moment.
    pub score: Option<String>,
    /// Why, as it was shown at that moment.
    pub reasons: Vec<Reason>,
    pub proposed: Option<When>,
    pub note: Option<String>,
    pub states: Vec<StateShown>,
    pub steps: Vec<step::Row>,
    #[serde(skip)]
    pub next: Vec<(String, String)>,
    #[serde(skip)]
    pub may_edit: bool,
    #[serde(skip)]
    pub filled: Filled,
}

/// A state in its history.
#[derive(Serialize)]
pub struct StateShown {
    pub state: &'static str,
    pub date: When,
    pub note: Option<String>,
}

/// The form.
#[derive(Template)]
#[template(path = "introduction/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub target: String,
    pub organisations: Vec<(String, String)>,
    pub leads: Vec<(String, String)>,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
}

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "introductions",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("state", "introduction-state", 16, |row| Cell::word("introduction-state-", row.state)),
        Column::new("heard", "introduction-heard", 14, |row| Cell::date(&row.heard)),
        Column::new("silent", "introduction-silent", 12, |row| Cell::Flag(row.silent)),
        Column::new("subject", "introduction-subject", 50, |row| Cell::label(&row.subject)),
        Column::new("partner", "introduction-partner", 40, |row| Cell::label(&row.partner)),
        Column::new("who", "introduction-who", 40, |row| Cell::maybe(&row.who)),
        Column::new("with", "introduction-with", 40, |row| Cell::label(&row.through)),
        Column::new("project", "introduction-project", 40, |row| Cell::label(&row.project)),
        Column::new("lead", "introduction-lead", 24, |row| Cell::maybe(&row.lead)),
        Column::URL,
    ],
    points: None,
};

const ITEM: Shape = Shape::Named(
    "Introduction",
    &Shape::Record(&[
        ("state", Shape::Word(states)),
        ("heard", MAYBE_DATE),
        ("silent", Shape::Flag),
        ("subject", MAYBE_RECORD),
        ("partner", MAYBE_RECORD),
        ("who", MAYBE_TEXT),
        ("with", MAYBE_RECORD),
        ("project", MAYBE_RECORD),
        ("lead", MAYBE_TEXT),
    ]),
);

/// The list, as data.
pub const LIST: About = About {
    title: "introduction-title",
    query: &[
        ("state", "introduction-state", Asked::Word(states)),
        ("partner", "introduction-partner", Asked::Text),
        ("subject", "introduction-subject", Asked::Text),
        ("open", "introduction-only-open", Asked::Text),
        ("silent-since", "introduction-silent-since", Asked::Day),
        AFTER,
    ],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &ITEM,
        &[
            ("counts", Shape::Many(&Shape::Fields(&[("state", Shape::Word(states)), ("count", Shape::Whole)]))),
            ("projects", Shape::Whole),
            ("partner", MAYBE_RECORD),
        ],
    ),
};

/// One introduction, as data.
pub const CARD: About = About {
    title: "introduction-one",
    query: &[KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("introduction", ITEM),
        ("part", MAYBE_TEXT),
        ("score", Shape::Maybe(&Shape::Decimal)),
        ("reasons", Shape::Many(&Shape::Fields(&[("signal", Shape::Text), ("said", Shape::Text), ("adds", Shape::Number)]))),
        ("proposed", MAYBE_DATE),
        ("note", MAYBE_TEXT),
        ("states", Shape::Many(&Shape::Fields(&[("state", Shape::Word(states)), ("date", Shape::Date), ("note", MAYBE_TEXT)]))),
        ("steps", Shape::Many(&step::ROW)),
    ]),
};

impl CardView<'_> {
    /// A number with its sign.
    fn signed(&self, number: &f64) -> String {
        let shown = self.page.decimal(&format!("{:.2}", number.abs()));
        if *number < 0.0 { format!("−{shown}") } else { format!("+{shown}") }
    }
}
