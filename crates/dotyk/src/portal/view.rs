//! The home page.

use askama::Template;
use serde::Serialize;

use crate::project::Item;
use crate::step;
use crate::web::{Page, Record};

/// What it shows.
#[derive(Template, Serialize)]
#[template(path = "portal/home.html")]
pub struct HomeView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub directions: Vec<DirectionShown>,
    pub newest: Vec<Item>,
    pub steps: Vec<step::Row>,
    /// The newest source: what the register rests on.
    pub sources: Vec<Record>,
    pub as_of: Option<String>,
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
