//! The home page.

use askama::Template;
use serde::Serialize;

use crate::project::Item;
use crate::web::{Page, Record};
use crate::{figure, step};

/// The search.
#[derive(Template, Serialize)]
#[template(path = "portal/search.html")]
pub struct SearchView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub items: Vec<Found>,
    pub total: i64,
    pub next: Option<String>,
    /// What was looked for in place of the words, because they were not found.
    pub corrected: Option<String>,
    pub facets: Vec<Facet>,
}

/// Something found.
#[derive(Serialize)]
pub struct Found {
    #[serde(flatten)]
    pub record: Record,
    pub state: String,
    /// The other name by which it was found.
    pub name: Option<String>,
}

impl Found {
    /// The prefix of the words for its state.
    pub fn state_prefix(&self) -> &'static str {
        if self.record.kind == crate::access::Kind::Step { "step-state-" } else { "project-stage-" }
    }
}

/// A facet and its values.
#[derive(Serialize)]
pub struct Facet {
    /// The parameter of the address.
    pub name: &'static str,
    pub values: Vec<FacetValue>,
}

/// A value that the search can be narrowed to.
#[derive(Serialize)]
pub struct FacetValue {
    pub value: String,
    pub label: String,
    pub count: u64,
    pub chosen: bool,
}

/// What it shows.
#[derive(Template, Serialize)]
#[template(path = "portal/home.html")]
pub struct HomeView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// What came of the work: what one source says in all, of each measure that the office chose.
    pub key_numbers: Vec<KeyShown>,
    /// How many published records of a kind there are: the word of the page's text, the number, the address.
    pub counts: Vec<(&'static str, i64, String)>,
    pub directions: Vec<DirectionShown>,
    pub newest: Vec<Item>,
    pub steps: Vec<step::Row>,
    /// What waits for somebody; for those who keep the register.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk: Option<Desk>,
    /// The newest source: what the register rests on.
    pub sources: Vec<Record>,
    pub as_of: Option<String>,
}

/// A key number.
#[derive(Serialize)]
pub struct KeyShown {
    /// The number; it opens the figures of its measure.
    pub figure: figure::Shown,
    /// Who says it.
    pub source: Option<Record>,
    /// How many others speak of the same.
    pub others: i64,
}

/// The desk of those who keep the register.
#[derive(Serialize)]
pub struct Desk {
    /// What is to be done by then, is late, or was not heard of for long: the word of its heading, all there are, the
    /// first few.
    pub steps: Vec<(&'static str, i64, Vec<step::Row>)>,
    /// Drafts that wait to be published.
    pub drafts: Vec<Record>,
}

/// A direction and how its projects stand.
#[derive(Serialize)]
pub struct DirectionShown {
    pub slug: String,
    pub label: String,
    pub url: String,
    pub total: i64,
    /// The word of a stage and how many are there.
    pub stages: Vec<(&'static str, i64)>,
}
