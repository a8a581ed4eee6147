//! The pages of outcomes.

use askama::Template;
use serde::Serialize;

use super::layout::Picture;
use crate::web::schema::{AS_OF, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, RECORD};
use crate::web::{About, Filled, Held, Page, Record, Shape};

/// A chain: its records, its rows and its picture.
#[derive(Serialize)]
pub struct ChainShown {
    /// The records, the nearest first.
    pub records: Vec<Node>,
    /// What came of what.
    pub rows: Vec<Row>,
    /// Whether there is more than is shown.
    pub cut: bool,
    /// Where all of it stands.
    #[serde(skip)]
    pub picture: Picture,
}

impl ChainShown {
    /// The two records of a row.
    pub fn ends(&self, row: &Row) -> [&Node; 2] {
        [&self.records[row.from], &self.records[row.to]]
    }
}

/// A record of a chain.
#[derive(Serialize)]
pub struct Node {
    #[serde(flatten)]
    pub held: Held,
    /// How many steps from a beginning it stands, at the longest.
    pub column: usize,
    #[serde(skip)]
    pub here: bool,
}

/// Of this came that.
#[derive(Serialize)]
pub struct Row {
    pub id: String,
    /// The places of its ends among the records.
    pub from: usize,
    pub to: usize,
    /// Whether it is a session of a series, which nobody joined to it.
    pub session: bool,
    pub note: Option<String>,
    pub source: Option<Record>,
    pub locator: Option<String>,
}

/// A chain, as data.
pub const CHAIN_SHAPE: Shape = Shape::Named(
    "Chain",
    &Shape::Fields(&[
        ("records", Shape::Many(&Shape::Record(&[("state", Shape::Text), ("date", MAYBE_DATE), ("column", Shape::Whole)]))),
        (
            "rows",
            Shape::Many(&Shape::Fields(&[
                ("id", Shape::Text),
                ("from", Shape::Whole),
                ("to", Shape::Whole),
                ("session", Shape::Flag),
                ("note", MAYBE_TEXT),
                ("source", MAYBE_RECORD),
                ("locator", MAYBE_TEXT),
            ])),
        ),
        ("cut", Shape::Flag),
    ]),
);

/// The page of a chain.
#[derive(Template, Serialize)]
#[template(path = "outcome/chain.html")]
pub struct ChainView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// The record from which it was followed.
    pub of: Record,
    pub chain: ChainShown,
    /// The day asked for.
    pub as_of: Option<String>,
}

/// The picture of a chain alone, with its looks written out.
#[derive(Template)]
#[template(path = "outcome/picture.svg", escape = "html")]
pub struct PictureView<'a> {
    pub view: &'a ChainView<'a>,
    pub picture: &'a Picture,
}

/// The same, as data.
pub const CHAIN: About = About {
    title: "outcome-chain",
    query: &[AS_OF],
    faces: &["json", "svg"],
    shape: &Shape::Fields(&[("of", RECORD), ("chain", CHAIN_SHAPE), ("as_of", MAYBE_DATE)]),
};

/// The form.
#[derive(Template)]
#[template(path = "outcome/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub sources: Vec<(String, String)>,
}
