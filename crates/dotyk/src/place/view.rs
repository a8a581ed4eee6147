//! The pages of places.

use askama::Template;
use serde::Serialize;

use super::{Level, Place, degrees};
use crate::text::When;
use crate::web::schema::{AFTER, AS_OF, BESIDE, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORDS};
use crate::web::{About, Asked, Beside, Cell, Column, Filled, List, Page, Record, Shape, Sheet};

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
    /// Where it lies, longitude and latitude in micro-degrees.
    #[serde(skip)]
    pub point: Option<(i64, i64)>,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "places",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("level", "place-level", 16, |row| Cell::word("place-level-", row.level)),
        Column::new("parent", "place-column-parent", 30, |row| Cell::label(&row.parent)),
        Column::new("parent_id", "place-column-parent-id", 22, |row| {
            row.parent.as_ref().map_or(Cell::Empty, |parent| Cell::text(&parent.id))
        }),
        Column::new("population", "place-column-population", 12, |row| Cell::whole(row.population)),
        Column::new("children", "place-column-children", 12, |row| Cell::whole(row.children)),
        Column::new("lat", "place-column-lat", 12, |row| row.point.map_or(Cell::Empty, |(_, lat)| Cell::Number(degrees(lat)))),
        Column::new("lon", "place-column-lon", 12, |row| row.point.map_or(Cell::Empty, |(lon, _)| Cell::Number(degrees(lon)))),
        Column::URL,
    ],
    points: Some(|row| row.point.into_iter().collect()),
};

fn levels() -> Vec<&'static str> {
    Level::ALL.iter().map(|level| level.word()).collect()
}

/// The list, as data.
pub const LIST: About = About {
    title: "place-title",
    query: &[Q, ("level", "place-level", Asked::Word(levels)), ("parent", "place-column-parent-id", Asked::Text), AS_OF, AFTER],
    faces: &["json", "csv", "xlsx", "geojson"],
    shape: &Shape::List(
        &Shape::Named(
            "Place",
            &Shape::Record(&[
                ("level", Shape::Word(levels)),
                ("parent", MAYBE_RECORD),
                ("population", Shape::Maybe(&Shape::Whole)),
                ("children", Shape::Whole),
            ]),
        ),
        &[("within", MAYBE_RECORD), ("as_of", MAYBE_DATE)],
    ),
};

/// One place, as data.
pub const CARD: About = About {
    title: "web-kind-place",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("place", Shape::Any),
        ("parents", RECORDS),
        ("children", RECORDS),
        ("beside", BESIDE),
        ("name_now", MAYBE_TEXT),
        ("point", Shape::Maybe(&Shape::Pair(&Shape::Decimal, &Shape::Decimal))),
        ("as_of", MAYBE_DATE),
    ]),
};

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
    /// What nouns above have that lies here.
    pub beside: Vec<Beside>,
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
