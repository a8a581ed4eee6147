//! The pages of sources.

use askama::Template;
use serde::Serialize;

use super::Source;
use crate::access::Kind;
use crate::figure::Shown;
use crate::text::When;
use crate::web::{Filled, List, Page, Record};

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
        if self.record.kind == Kind::Step { "step-state-" } else { "project-stage-" }
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
