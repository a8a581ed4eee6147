//! The page of the journal.

use askama::Template;
use serde::Serialize;
use serde_json::Value;

use crate::web::{List, Page, Record};

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

/// Who did it: an account, or a command by its name.
#[derive(Serialize)]
pub struct Actor {
    pub id: String,
    pub name: String,
}

/// A field before and after.
#[derive(Serialize)]
pub struct Changed {
    pub field: String,
    pub label: String,
    pub before: Value,
    pub after: Value,
    #[serde(skip)]
    pub before_text: String,
    #[serde(skip)]
    pub after_text: String,
}
