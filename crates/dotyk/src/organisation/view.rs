//! The pages of organisations.

use askama::Template;
use serde::Serialize;

use super::{Organisation, OrganisationKind};
use crate::web::schema::{AFTER, AS_OF, BESIDE, KNOWN_ON, MAYBE_ASIDE, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORDS};
use crate::web::{About, Aside, Asked, Cell, Column, Filled, List, Page, Record, Shape, Sheet};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "organisation/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// Choices of the kind.
    #[serde(skip)]
    pub kinds: Vec<(String, String)>,
    /// The place that the list is about.
    pub within: Option<Record>,
    #[serde(skip)]
    pub may_create: bool,
}

/// A row of it.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    pub short: Option<String>,
    pub organisation_kind: &'static str,
    pub place: Option<Record>,
    pub draft: bool,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "organisations",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("short", "organisation-column-short", 20, |row| Cell::maybe(&row.short)),
        Column::new("organisation_kind", "organisation-kind", 24, |row| Cell::word("organisation-kind-", row.organisation_kind)),
        Column::new("place", "web-kind-place", 30, |row| Cell::label(&row.place)),
        Column::new("place_id", "organisation-column-place-id", 22, |row| {
            row.place.as_ref().map_or(Cell::Empty, |place| Cell::text(&place.id))
        }),
        Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: None,
};

fn kinds() -> Vec<&'static str> {
    OrganisationKind::ALL.iter().map(|kind| kind.word()).collect()
}

/// The list, as data.
pub const LIST: About = About {
    title: "organisation-title",
    query: &[Q, ("kind", "organisation-kind", Asked::Word(kinds)), ("place", "web-kind-place", Asked::Text), AFTER],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &Shape::Named(
            "Organisation",
            &Shape::Record(&[
                ("short", MAYBE_TEXT),
                ("organisation_kind", Shape::Word(kinds)),
                ("place", MAYBE_RECORD),
                ("draft", Shape::Flag),
            ]),
        ),
        &[("within", MAYBE_RECORD)],
    ),
};

/// One organisation, as data.
pub const CARD: About = About {
    title: "web-kind-organisation",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("organisation", Shape::Any),
        ("parent", MAYBE_RECORD),
        ("children", RECORDS),
        ("place", MAYBE_RECORD),
        ("beside", BESIDE),
        ("sources", Shape::Many(&Shape::Record(&[("locator", MAYBE_TEXT), ("doubt", MAYBE_TEXT)]))),
        ("identifier", MAYBE_TEXT),
        ("relation", MAYBE_ASIDE),
        ("aside", MAYBE_ASIDE),
        ("as_of", MAYBE_DATE),
    ]),
};

/// One organisation.
#[derive(Template, Serialize)]
#[template(path = "organisation/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub organisation: Card<'a>,
    /// The one it belongs to.
    pub parent: Option<Record>,
    /// Those that belong to it.
    pub children: Vec<Record>,
    pub place: Option<Record>,
    /// What nouns above have that belongs to it.
    pub beside: Vec<crate::web::Beside>,
    #[serde(skip)]
    pub aliases: Vec<AliasShown>,
    /// What the record rests on.
    pub sources: Vec<CiteShown>,
    /// Its identifier in data exchange.
    pub identifier: Option<String>,
    /// How the office stands with it; for the office alone.
    pub relation: Option<Aside>,
    /// What partners publish about it.
    pub aside: Option<Aside>,
    /// The day asked for.
    pub as_of: Option<String>,
    #[serde(skip)]
    pub may_edit: bool,
    #[serde(skip)]
    pub may_publish: bool,
    #[serde(skip)]
    pub may_merge: bool,
}

/// The organisation itself.
#[derive(Serialize)]
pub struct Card<'a> {
    #[serde(flatten)]
    pub organisation: &'a Organisation,
    /// After it, since `kind` in data is what the record is.
    #[serde(flatten)]
    pub record: Record,
    pub organisation_kind: &'static str,
}

/// An alias.
pub struct AliasShown {
    pub name: String,
    pub note: Option<String>,
}

/// A place in a source.
#[derive(Serialize)]
pub struct CiteShown {
    #[serde(flatten)]
    pub record: Record,
    pub locator: Option<String>,
    pub doubt: Option<String>,
}

/// The form.
#[derive(Template)]
#[template(path = "organisation/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// Where it is sent.
    pub target: String,
    /// Whether somebody else saved meanwhile.
    pub conflicted: bool,
    /// What both changed: the field's name and theirs.
    pub conflicts: Vec<(String, String)>,
    /// Others that may be the same.
    pub alike: Vec<Record>,
    /// Whether a tick is enough to say that they are not.
    pub confirmable: bool,
    /// Choices of the kind.
    pub kinds: Vec<(String, String)>,
    /// What may be typed, with how it is called.
    pub places: Vec<(String, String)>,
    /// What may be typed, with how it is called.
    pub organisations: Vec<(String, String)>,
    /// What may be typed, with how it is called.
    pub sources: Vec<(String, String)>,
}

/// The form of a merger.
#[derive(Template)]
#[template(path = "organisation/merger.html")]
pub struct MergerView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// The one that goes.
    pub name: String,
    /// Its address.
    pub back: String,
    /// Into which it may go.
    pub organisations: Vec<(String, String)>,
}
