//! The home page.

use askama::Template;
use serde::Serialize;

use super::board::{BOARD as BOARD_SHAPE, Board, GROUP};
use crate::access::Kind;
use crate::figure::{self, FIGURE};
use crate::place::Level;
use crate::project::{self, Item, Stage};
use crate::step;
use crate::web::schema::{AS_OF, MAYBE_ASIDE, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, RECORDS};
use crate::web::{About, Aside, Asked, Cell, Column, Page, Record, Shape, Sheet};

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
        crate::web::state_prefix(self.record.kind)
    }
}

impl AsRef<Record> for Found {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// What was found, as a table.
pub const SHEET: Sheet<Found> = Sheet {
    name: "search",
    columns: &[
        Column::new("kind", "portal-column-kind", 16, |row| Cell::word("web-kind-", row.record.kind.word())),
        Column::ID,
        Column::LABEL,
        Column::new("state", "portal-column-state", 16, |row| Cell::word(row.state_prefix(), &row.state)),
        Column::new("name", "portal-column-name", 30, |row| Cell::maybe(&row.name)),
        Column::URL,
    ],
    points: None,
};

fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.word()).collect()
}

fn stages() -> Vec<&'static str> {
    Stage::ALL.iter().map(|stage| stage.word()).collect()
}

/// The search, as data.
pub const SEARCH: About = About {
    title: "portal-search",
    query: &[
        Q,
        ("kind", "portal-column-kind", Asked::Word(kinds)),
        ("direction", "project-direction", Asked::Text),
        ("stage", "project-stage", Asked::Word(stages)),
        ("need_state", "need-state", Asked::Text),
        ("place", "web-kind-place", Asked::Text),
        ("from", "web-more", Asked::Text),
    ],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &Shape::Record(&[("state", Shape::Text), ("name", MAYBE_TEXT)]),
        &[
            ("corrected", MAYBE_TEXT),
            (
                "facets",
                Shape::Many(&Shape::Fields(&[
                    ("name", Shape::Text),
                    (
                        "values",
                        Shape::Many(&Shape::Fields(&[
                            ("value", Shape::Text),
                            ("label", Shape::Text),
                            ("count", Shape::Whole),
                            ("chosen", Shape::Flag),
                        ])),
                    ),
                ])),
            ),
        ],
    ),
};

/// What is offered while somebody types, as data.
pub const SUGGEST: About = About {
    title: "portal-suggest",
    query: &[Q, ("kind", "portal-column-kind", Asked::Word(kinds))],
    faces: &["json"],
    shape: &Shape::List(&RECORD, &[]),
};

/// The description of our data, itself described.
pub const OPENAPI: About = About { title: "portal-openapi", query: &[], faces: &["json"], shape: &Shape::Any };

/// The home page, as data.
pub const HOME: About = About {
    title: "web-home",
    query: &[AS_OF],
    faces: &["json"],
    shape: &Shape::Fields(&[
        (
            "key_numbers",
            Shape::Many(&Shape::Fields(&[
                ("figure", FIGURE),
                ("by_state", Shape::Many(&Shape::Pair(&Shape::Text, &FIGURE))),
                ("source", MAYBE_RECORD),
                ("others", Shape::Whole),
            ])),
        ),
        ("emergencies", RECORDS),
        ("counts", Shape::Many(&Shape::Fields(&[("word", Shape::Text), ("count", Shape::Whole), ("url", Shape::Text)]))),
        (
            "directions",
            Shape::Many(&Shape::Fields(&[
                ("slug", Shape::Text),
                ("label", Shape::Text),
                ("url", Shape::Text),
                ("total", Shape::Whole),
                ("stages", Shape::Many(&Shape::Pair(&Shape::Text, &Shape::Whole))),
            ])),
        ),
        ("newest", Shape::Many(&project::ITEM)),
        ("steps", Shape::Many(&step::ROW)),
        ("boards", Shape::Many(&BOARD_SHAPE)),
        ("sources", RECORDS),
        ("as_of", MAYBE_DATE),
    ]),
};

fn levels() -> Vec<&'static str> {
    Level::ALL.iter().map(|level| level.word()).collect()
}

/// The map, as data.
pub const MAP: About = About {
    title: "web-map",
    query: &[
        Q,
        ("place", "web-kind-place", Asked::Text),
        ("level", "place-level", Asked::Word(levels)),
        ("by", "portal-column-by", Asked::Word(|| vec!["projects", "money"])),
        ("measure", "figure-measure", Asked::Text),
        ("currency", "office-column-currency", Asked::Text),
        ("direction", "project-direction", Asked::Text),
        ("stage", "project-stage", Asked::Word(stages)),
        ("organisation", "web-kind-organisation", Asked::Text),
        ("sector", "project-column-sector", Asked::Text),
        AS_OF,
    ],
    faces: &["json", "geojson"],
    shape: &Shape::Fields(&[
        ("place", MAYBE_RECORD),
        ("level", Shape::Text),
        ("by", Shape::Word(|| vec!["projects", "money"])),
        ("measure", MAYBE_TEXT),
        ("currency", MAYBE_TEXT),
        ("as_of", MAYBE_DATE),
        ("total", Shape::Whole),
        (
            "units",
            Shape::Many(&Shape::Record(&[
                ("projects", Shape::Whole),
                ("money", Shape::Maybe(&FIGURE)),
                ("lat", Shape::Maybe(&Shape::Whole)),
                ("lon", Shape::Maybe(&Shape::Whole)),
                ("drawn", Shape::Text),
                ("list", Shape::Text),
            ])),
        ),
        ("whole", Shape::Maybe(&Shape::Fields(&[("projects", Shape::Whole), ("money", Shape::Maybe(&FIGURE))]))),
        ("attribution", Shape::Many(&Shape::Text)),
    ]),
};

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
    /// What one source says in all, of each measure that the office chose.
    pub key_numbers: Vec<KeyShown>,
    /// How many records there are of the kinds that a visitor looks for.
    pub counts: Vec<Counted>,
    /// Emergencies that go on.
    pub emergencies: Vec<Record>,
    pub directions: Vec<DirectionShown>,
    pub newest: Vec<Item>,
    pub steps: Vec<step::Row>,
    /// What waits for the visitor: the office's for who keeps the register, a contributor's own.
    pub boards: Vec<Board>,
    /// The newest source: what the register rests on.
    pub sources: Vec<Record>,
    pub as_of: Option<String>,
}

/// A key number.
#[derive(Serialize)]
pub struct KeyShown {
    /// The number; it opens the figures of its measure.
    pub figure: figure::Shown,
    /// Its parts by the state of what is counted and how firm it is, so that what is promised is not read as done.
    pub by_state: Vec<(String, figure::Shown)>,
    /// Who says it.
    pub source: Option<Record>,
    /// How many others speak of the same.
    pub others: i64,
}

/// How many records of a kind there are.
#[derive(Serialize)]
pub struct Counted {
    /// The key of the words that say so.
    pub word: &'static str,
    pub count: i64,
    pub url: String,
}

/// A board on a page of its own.
#[derive(Template, Serialize)]
#[template(path = "portal/board.html")]
pub struct BoardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub board: Board,
    /// How the office stands with the organisation; for the office alone.
    pub relation: Option<Aside>,
    /// The day asked for.
    pub as_of: Option<String>,
}

/// The same, as data.
pub const BOARD: About = About {
    title: "portal-board",
    query: &[AS_OF],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("of", MAYBE_RECORD),
        ("url", MAYBE_TEXT),
        ("groups", Shape::Many(&GROUP)),
        ("relation", MAYBE_ASIDE),
        ("as_of", MAYBE_DATE),
    ]),
};

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
