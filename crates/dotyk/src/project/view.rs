//! The pages of projects.

use askama::Template;
use serde::Serialize;

use super::{Project, StageRow};
use crate::figure::Shown;
use crate::step;
use crate::text::When;
use crate::web::{Filled, List, Page, Record};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "project/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    pub as_of: Option<String>,
    #[serde(skip)]
    pub directions: Vec<(String, String)>,
    #[serde(skip)]
    pub stages: Vec<(String, String)>,
    /// What else the list is filtered by: the parameter and its record.
    pub of: Vec<(&'static str, Record)>,
    /// The map with the same question.
    #[serde(skip)]
    pub map: String,
    #[serde(skip)]
    pub may_create: bool,
}

/// A row of it.
#[derive(Serialize)]
pub struct Item {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// Its direction.
    pub direction: String,
    /// Its direction, in words.
    #[serde(skip)]
    pub direction_label: String,
    /// The word of its stage on the day; empty when nobody says.
    pub stage: &'static str,
    /// Since when.
    pub stage_date: Option<When>,
    /// Where.
    pub places: Vec<Record>,
    /// Who pays.
    pub funders: Vec<Record>,
    /// Whether the public does not see it.
    pub draft: bool,
}

/// One project.
#[derive(Template, Serialize)]
#[template(path = "project/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub record: Record,
    pub project: &'a Project,
    #[serde(skip)]
    pub direction: String,
    /// Its stage on the day asked for.
    pub stage: &'static str,
    pub stages: Vec<StageShown>,
    pub parties: Vec<(&'static str, Vec<Record>)>,
    pub places: Vec<Record>,
    pub responsible: Vec<Record>,
    /// Relations from it and to it: the word of the kind and the project.
    pub related: Vec<(String, Record)>,
    pub figures: Vec<Shown>,
    pub totals: Vec<Shown>,
    pub steps: Vec<step::Row>,
    pub sources: Vec<SourceShown>,
    pub deadlines: Vec<DeadlineShown>,
    pub files: Vec<Record>,
    pub as_of: Option<String>,
    /// The journal's position of what is shown, when it is the past.
    pub position: Option<i64>,
    #[serde(skip)]
    pub may_edit: bool,
    #[serde(skip)]
    pub may_publish: bool,
    #[serde(skip)]
    pub may_history: bool,
    #[serde(skip)]
    pub filled: Filled,
    #[serde(skip)]
    pub stage_options: Vec<(String, String)>,
    #[serde(skip)]
    pub event_options: Vec<(String, String)>,
}

/// A stage in its history.
#[derive(Serialize)]
pub struct StageShown {
    #[serde(flatten)]
    pub row: StageRow,
    #[serde(skip)]
    pub source: Option<Record>,
    /// Whether it had begun on the day asked for.
    pub begun: bool,
}

/// A source that the project rests on.
#[derive(Serialize)]
pub struct SourceShown {
    pub source: Record,
    pub places: Vec<CitedPlace>,
}

/// A place in a source.
#[derive(Serialize)]
pub struct CitedPlace {
    pub locator: Option<String>,
    pub doubt: Option<String>,
}

/// A deadline of the registration.
#[derive(Serialize)]
pub struct DeadlineShown {
    pub term: &'static str,
    pub until: String,
    pub passed: bool,
}

/// The form.
#[derive(Template)]
#[template(path = "project/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    /// Projects that look like this one, when it is new.
    pub like: Vec<Record>,
    pub directions: Vec<(String, String)>,
    pub roles: Vec<(String, String)>,
    pub stages: Vec<(String, String)>,
    pub relations: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
    pub goals: Vec<(i64, bool)>,
}
