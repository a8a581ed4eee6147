//! The pages of sources.

use askama::Template;
use serde::Serialize;

use super::{Source, SourceKind};
use crate::figure::{FIGURE, Shown};
use crate::text::When;
use crate::web::schema::{AFTER, AS_OF, KNOWN_ON, MAYBE_DATE, MAYBE_TEXT, Q, RECORDS};
use crate::web::{About, Cell, Column, Filled, List, Page, Record, Shape, Sheet};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "source/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    #[serde(skip)]
    pub may_create: bool,
}

/// A row of it.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    pub source_kind: &'static str,
    pub date: Option<When>,
    pub draft: bool,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "sources",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("source_kind", "source-field-kind", 16, |row| Cell::word("source-kind-", row.source_kind)),
        Column::new("date", "source-field-date", 14, |row| Cell::date(&row.date)),
        Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: None,
};

fn kinds() -> Vec<&'static str> {
    SourceKind::ALL.iter().map(|kind| kind.word()).collect()
}

/// The list, as data.
pub const LIST: About = About {
    title: "source-title",
    query: &[Q, AFTER],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &Shape::Named(
            "Source",
            &Shape::Record(&[("source_kind", Shape::Word(kinds)), ("date", MAYBE_DATE), ("draft", Shape::Flag)]),
        ),
        &[],
    ),
};

/// One source, as data.
pub const CARD: About = About {
    title: "web-kind-source",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[("source", Shape::Any), ("facts", Shape::Many(&FACT)), ("as_of", MAYBE_DATE)]),
};

/// A passage and what rests on it, as data.
const FACT: Shape = Shape::Fields(&[
    ("locator", Shape::Text),
    ("text", MAYBE_TEXT),
    ("question", MAYBE_TEXT),
    ("doubt", MAYBE_TEXT),
    (
        "records",
        Shape::Many(&Shape::Record(&[
            ("state", Shape::Text),
            ("date", MAYBE_DATE),
            ("places", RECORDS),
            ("claims", Shape::Many(&Shape::Fields(&[("state", Shape::Text), ("date", MAYBE_DATE)]))),
            ("doubt", MAYBE_TEXT),
        ])),
    ),
    ("figures", Shape::Many(&FIGURE)),
]);

/// One source, with all that rests on it.
#[derive(Template, Serialize)]
#[template(path = "source/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub source: Card<'a>,
    pub facts: Vec<Fact>,
    /// The day asked for.
    pub as_of: Option<String>,
    #[serde(skip)]
    pub may_edit: bool,
    #[serde(skip)]
    pub may_publish: bool,
}

/// The source itself.
#[derive(Serialize)]
pub struct Card<'a> {
    #[serde(flatten)]
    pub record: Record,
    #[serde(flatten)]
    pub source: &'a Source,
}

/// A passage and what rests on it.
#[derive(Serialize)]
pub struct Fact {
    pub locator: String,
    pub text: Option<String>,
    pub question: Option<String>,
    pub doubt: Option<String>,
    pub records: Vec<FactRecord>,
    pub figures: Vec<Shown>,
}

/// A record that rests on a passage.
#[derive(Serialize, Clone)]
pub struct FactRecord {
    #[serde(flatten)]
    pub record: Record,
    /// Its state on the day asked for: the word of a stage or step state; empty when it has none.
    pub state: String,
    /// The date of that state.
    pub date: Option<When>,
    /// Its places.
    pub places: Vec<Record>,
    /// What this very passage says of its state: the word and the date.
    pub claims: Vec<ClaimShown>,
    /// What is doubtful about reading the passage so.
    pub doubt: Option<String>,
}

/// A state and its date, as a passage says it.
#[derive(Serialize, Clone)]
pub struct ClaimShown {
    pub state: String,
    pub date: Option<When>,
}

impl FactRecord {
    /// The prefix of the words for its state.
    pub fn state_prefix(&self) -> &'static str {
        crate::web::state_prefix(self.record.kind)
    }
}

/// The form.
#[derive(Template)]
#[template(path = "source/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// Where it is sent.
    pub target: String,
    /// Whether somebody else saved meanwhile.
    pub conflicted: bool,
    /// What both changed: the field's name and theirs.
    pub conflicts: Vec<(String, String)>,
    /// Choices of the kind.
    pub kinds: Vec<(String, String)>,
}
