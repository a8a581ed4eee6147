//! The page of the journal.

use askama::Template;
use serde::Serialize;
use serde_json::Value;

use crate::web::schema::MAYBE_RECORD;
use crate::web::{About, Asked, Cell, Column, List, Page, Record, Shape, Sheet};

/// A page of lines, the newest first.
#[derive(Template, Serialize)]
#[template(path = "history/list.html")]
pub struct JournalView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// The record whose history it is; none for the whole journal.
    pub of: Option<Record>,
    #[serde(flatten)]
    pub list: List<Row>,
}

/// A line.
#[derive(Serialize)]
pub struct Row {
    pub position: i64,
    pub at: String,
    pub actor: Actor,
    pub action: String,
    pub record: Option<Record>,
    pub changes: Vec<Changed>,
    /// Whether it is the record's first.
    #[serde(skip)]
    pub first: bool,
}

impl Row {
    /// Whether so much changed at once that it is folded away.
    pub fn long(&self) -> bool {
        self.changes.len() > 6
    }
}

/// The journal as a table: a line a row.
pub const SHEET: Sheet<Row> = Sheet {
    name: "journal",
    columns: &[
        Column::new("position", "history-column-position", 12, |row| Cell::whole(row.position)),
        Column::new("at", "history-column-at", 26, |row| Cell::text(&row.at)),
        Column::new("actor", "history-column-actor", 24, |row| Cell::text(&row.actor.name)),
        Column::new("actor_id", "history-column-actor-id", 38, |row| Cell::text(&row.actor.id)),
        Column::new("action", "history-column-action", 16, |row| Cell::word("history-action-", &row.action)),
        Column::new("kind", "history-field-kind", 16, |row| {
            row.record.as_ref().map_or(Cell::Empty, |record| Cell::word("web-kind-", record.kind.word()))
        }),
        Column::new("id", "web-column-id", 38, |row| row.record.as_ref().map_or(Cell::Empty, |record| Cell::text(&record.id))),
        Column::new("label", "web-column-label", 50, |row| Cell::label(&row.record)),
        Column::new("changes", "history-column-changes", 80, |row| Cell::text(row.said())),
        Column::new("url", "web-column-url", 40, |row| Cell::link(&row.record)),
    ],
    points: None,
};

/// The journal, as data.
pub const LIST: About = About {
    title: "history-title",
    query: &[
        ("kind", "history-field-kind", Asked::Text),
        ("id", "web-column-id", Asked::Text),
        ("before", "web-more", Asked::Text),
    ],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &Shape::Fields(&[
            ("position", Shape::Whole),
            ("at", Shape::Text),
            ("actor", Shape::Fields(&[("id", Shape::Text), ("name", Shape::Text)])),
            ("action", Shape::Text),
            ("record", MAYBE_RECORD),
            ("changes", Shape::Many(&Shape::Any)),
        ]),
        &[("of", MAYBE_RECORD)],
    ),
};

impl Row {
    /// What changed, in one text.
    fn said(&self) -> String {
        let change = |change: &Changed| format!("{}: {} → {}", change.label, change.before_text, change.after_text);
        self.changes.iter().map(change).collect::<Vec<_>>().join("; ")
    }
}

/// Who did it: an account, or a command by its name.
#[derive(Serialize)]
pub struct Actor {
    pub id: String,
    pub name: String,
}

/// A field before and after.
#[derive(Serialize)]
pub struct Changed {
    /// Its name.
    pub field: String,
    /// What it is called.
    pub label: String,
    /// Its value before, without what stayed.
    pub before: Value,
    /// Its value after.
    pub after: Value,
    /// The same in plain words.
    #[serde(skip)]
    pub before_text: String,
    /// The same in plain words.
    #[serde(skip)]
    pub after_text: String,
}
