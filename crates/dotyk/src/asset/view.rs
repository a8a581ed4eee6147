//! The pages of assets.

use askama::Template;
use serde::Serialize;

use super::{Asset, State};
use crate::text::When;
use crate::web::schema::{AFTER, AS_OF, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, THREAD};
use crate::web::{About, Asked, Cell, Column, Filled, List, Page, Record, Shape, Sheet, Thread};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "asset/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// What the list is narrowed to: the parameter and the record.
    pub of: Vec<(&'static str, Record)>,
    /// Choices of the state.
    #[serde(skip)]
    pub states: Vec<(String, String)>,
    /// The annex with the same filters.
    #[serde(skip)]
    pub annex: String,
    #[serde(skip)]
    pub may_create: bool,
}

/// A row of it.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    pub state: &'static str,
    pub since: Option<When>,
    pub uid: Option<String>,
    pub quantity: Option<String>,
    pub unit: Option<String>,
    /// How the value is meant.
    pub qualifier: &'static str,
    pub value: Option<String>,
    pub currency: Option<String>,
    pub project: Option<Record>,
    pub recipient: Option<Record>,
    pub implementer: Option<Record>,
    pub place: Option<Record>,
    pub act_number: Option<String>,
    pub act_date: Option<When>,
    pub balance_date: Option<When>,
    /// Until when the recipient is to announce it.
    pub until: Option<String>,
    /// Whether that day has passed.
    pub overdue: bool,
    pub draft: bool,
    /// The value as people read it.
    #[serde(skip)]
    pub worth: Option<String>,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

fn number(text: &Option<String>) -> Cell {
    text.clone().map_or(Cell::Empty, Cell::Number)
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "assets",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("state", "asset-state", 16, |row| Cell::word("asset-state-", row.state)),
        Column::new("since", "asset-since", 14, |row| Cell::date(&row.since)),
        Column::new("uid", "asset-field-uid", 18, |row| Cell::maybe(&row.uid)),
        Column::new("quantity", "asset-field-quantity", 10, |row| number(&row.quantity)),
        Column::new("unit", "asset-field-unit", 10, |row| Cell::maybe(&row.unit)),
        Column::new("qualifier", "asset-field-qualifier", 12, |row| Cell::word("figure-qualifier-", row.qualifier)),
        Column::new("value", "asset-field-value", 16, |row| number(&row.value)),
        Column::new("currency", "asset-field-currency", 10, |row| Cell::maybe(&row.currency)),
        Column::new("project", "asset-field-project", 40, |row| Cell::label(&row.project)),
        Column::new("recipient", "asset-field-recipient", 40, |row| Cell::label(&row.recipient)),
        Column::new("implementer", "asset-field-implementer", 40, |row| Cell::label(&row.implementer)),
        Column::new("place", "asset-field-place", 30, |row| Cell::label(&row.place)),
        Column::new("act_number", "asset-field-act-number", 16, |row| Cell::maybe(&row.act_number)),
        Column::new("act_date", "asset-field-act-date", 14, |row| Cell::date(&row.act_date)),
        Column::new("balance_date", "asset-field-balance-date", 14, |row| Cell::date(&row.balance_date)),
        Column::new("until", "asset-until", 14, |row| Cell::maybe(&row.until)),
        Column::new("overdue", "step-overdue", 10, |row| Cell::Flag(row.overdue)),
        Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: None,
};

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

/// A row of the list, as data.
const ITEM: Shape = Shape::Named(
    "Asset",
    &Shape::Record(&[
        ("state", Shape::Word(states)),
        ("since", MAYBE_DATE),
        ("uid", MAYBE_TEXT),
        ("quantity", Shape::Maybe(&Shape::Decimal)),
        ("unit", MAYBE_TEXT),
        ("qualifier", Shape::Text),
        ("value", Shape::Maybe(&Shape::Decimal)),
        ("currency", MAYBE_TEXT),
        ("project", MAYBE_RECORD),
        ("recipient", MAYBE_RECORD),
        ("implementer", MAYBE_RECORD),
        ("place", MAYBE_RECORD),
        ("act_number", MAYBE_TEXT),
        ("act_date", MAYBE_DATE),
        ("balance_date", MAYBE_DATE),
        ("until", MAYBE_DATE),
        ("overdue", Shape::Flag),
        ("draft", Shape::Flag),
    ]),
);

/// The list, as data.
pub const LIST: About = About {
    title: "asset-title",
    query: &[
        Q,
        ("state", "asset-state", Asked::Word(states)),
        ("project", "web-kind-project", Asked::Text),
        ("organisation", "web-kind-organisation", Asked::Text),
        ("place", "web-kind-place", Asked::Text),
        AS_OF,
        AFTER,
    ],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(&ITEM, &[("as_of", MAYBE_DATE), ("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD)))]),
};

/// One asset, as data.
pub const CARD: About = About {
    title: "web-kind-asset",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("asset", Shape::Any),
        ("row", ITEM),
        ("sources", Shape::Many(&Shape::Pair(&RECORD, &MAYBE_TEXT))),
        ("lacks", Shape::Many(&Shape::Text)),
        ("thread", THREAD),
        ("as_of", MAYBE_DATE),
    ]),
};

/// The annex, as data.
pub const ANNEX: About = About {
    title: "asset-annex",
    query: LIST.query,
    faces: &["json", "csv"],
    shape: &Shape::List(
        &Shape::Record(&[("lacks", Shape::Many(&Shape::Text)), ("said", Shape::Text)]),
        &[("ready", Shape::Whole)],
    ),
};

/// One asset.
#[derive(Template, Serialize)]
#[template(path = "asset/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub asset: &'a Asset,
    /// As the list shows it.
    pub row: Item,
    /// What it rests on: each with its place in the source.
    pub sources: Vec<(Record, Option<String>)>,
    /// What lacks for the annex: words of `asset-lack-…`; empty when nothing does, or when it is not received yet.
    pub lacks: Vec<&'static str>,
    /// What it came of and what came of it.
    pub thread: Thread,
    /// The day asked for.
    pub as_of: Option<String>,
    #[serde(skip)]
    pub may_edit: bool,
    #[serde(skip)]
    pub may_publish: bool,
    #[serde(skip)]
    pub may_history: bool,
}

/// The annex: how many rows it has, or what hinders it.
#[derive(Template, Serialize)]
#[template(path = "asset/annex.html")]
pub struct AnnexView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Lacking>,
    /// Rows that are whole.
    pub ready: usize,
    /// Said when it is refused: the status, the message and its help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Said>,
}

/// What a refusal says, as every refusal in data does.
#[derive(Serialize)]
pub struct Said {
    pub status: u16,
    pub code: &'static str,
    pub message: String,
    pub help: String,
}

/// An asset of which something lacks.
#[derive(Serialize)]
pub struct Lacking {
    #[serde(flatten)]
    pub record: Record,
    /// Words of `asset-lack-…`.
    pub lacks: Vec<&'static str>,
    /// The same in the visitor's language.
    pub said: String,
}

/// The form.
#[derive(Template)]
#[template(path = "asset/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// Where it is sent.
    pub target: String,
    /// Whether somebody else saved meanwhile.
    pub conflicted: bool,
    /// What both changed: the field's name and theirs.
    pub conflicts: Vec<(String, String)>,
    pub intents: Vec<(String, String)>,
    pub qualifiers: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
}
