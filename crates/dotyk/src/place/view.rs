//! The pages of places.

use askama::Template;
use serde::Serialize;

use super::Place;
use crate::text::When;
use crate::web::{Filled, List, Page, Record};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "place/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// Choices of the level.
    #[serde(skip)]
    pub levels: Vec<(&'static str, String)>,
    /// The place that the list is about.
    pub within: Option<Record>,
    /// The day asked for.
    pub as_of: Option<String>,
}

/// A row of it.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    pub level: &'static str,
    pub parent: Option<Record>,
    pub population: Option<i64>,
    /// How many places lie right below it.
    pub children: i64,
}

/// One place.
#[derive(Template, Serialize)]
#[template(path = "place/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub place: Card<'a>,
    /// The places above it, the highest first.
    pub parents: Vec<Record>,
    /// The places right below it.
    pub children: Vec<Record>,
    #[serde(skip)]
    pub names: Vec<NameShown>,
    /// Its present name, when the day asked for has another.
    pub name_now: Option<String>,
    /// Latitude and longitude in degrees.
    pub point: Option<(String, String)>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// Where it lies in its oblast.
    #[serde(skip)]
    pub picture: Option<Picture>,
    #[serde(skip)]
    pub may_edit: bool,
}

/// A small map: the hromadas around, and the place itself.
pub struct Picture {
    pub width: i64,
    pub height: i64,
    /// Whether it is the place itself, and the path.
    pub areas: Vec<(bool, String)>,
    /// Likewise, with the middle and the radius.
    pub dots: Vec<(bool, i64, i64, i64)>,
    /// Whose data it shows.
    pub attribution: Vec<String>,
}

/// The place itself.
#[derive(Serialize)]
pub struct Card<'a> {
    #[serde(flatten)]
    pub record: Record,
    #[serde(flatten)]
    pub place: &'a Place,
}

/// A name and when it holds.
pub struct NameShown {
    pub name: String,
    /// The same in the other language.
    pub other: Option<String>,
    pub from: Option<When>,
    pub until: Option<When>,
}

/// The form.
#[derive(Template)]
#[template(path = "place/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// Where it is sent.
    pub target: String,
    /// Whether somebody else saved meanwhile.
    pub conflicted: bool,
    /// What both changed: the field's name and theirs.
    pub conflicts: Vec<(String, String)>,
    /// The code, which no edit changes.
    pub code: String,
}
