//! The pages of people.

use askama::Template;
use serde::Serialize;

use crate::text::When;
use crate::web::schema::{AFTER, KNOWN_ON, MAYBE_RECORD, MAYBE_TEXT, Q};
use crate::web::{About, Asked, Cell, Column, Filled, List, Page, Record, Shape, Sheet};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "person/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// The organisation that the list is about.
    pub of: Option<Record>,
    /// The question that makes a new person one of this organisation.
    #[serde(skip)]
    pub new_for: String,
    /// How many are due to be forgotten, for those who may do it.
    #[serde(skip)]
    pub due: i64,
    /// Whether only those are shown.
    #[serde(skip)]
    pub only_due: bool,
    #[serde(skip)]
    pub may_create: bool,
}

/// A row of it.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    pub post: Option<String>,
    pub organisation: Option<Record>,
    pub draft: bool,
    pub forgotten: bool,
    #[serde(skip)]
    pub due: bool,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The list as a table: what the page shows and no contact.
pub const SHEET: Sheet<Item> = Sheet {
    name: "people",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("post", "person-column-post", 40, |row| Cell::maybe(&row.post)),
        Column::new("organisation", "web-kind-organisation", 40, |row| Cell::label(&row.organisation)),
        Column::new("draft", "person-inside", 10, |row| Cell::Flag(row.draft)),
        Column::new("forgotten", "person-forgotten", 10, |row| Cell::Flag(row.forgotten)),
        Column::URL,
    ],
    points: None,
};

/// The list, as data.
pub const LIST: About = About {
    title: "person-title",
    query: &[Q, ("organisation", "web-kind-organisation", Asked::Text), ("due", "person-due-tag", Asked::Text), AFTER],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &Shape::Named(
            "Person",
            &Shape::Record(&[
                ("post", MAYBE_TEXT),
                ("organisation", MAYBE_RECORD),
                ("draft", Shape::Flag),
                ("forgotten", Shape::Flag),
            ]),
        ),
        &[("of", MAYBE_RECORD)],
    ),
};

/// One person, as data. Their contact is there only for those who may see it.
pub const CARD: About = About {
    title: "web-kind-person",
    query: &[KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("person", Shape::Any),
        ("organisation", MAYBE_RECORD),
        ("sources", Shape::Many(&Shape::Record(&[("locator", MAYBE_TEXT), ("doubt", MAYBE_TEXT)]))),
    ]),
};

/// One person.
#[derive(Template, Serialize)]
#[template(path = "person/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub person: Card,
    pub organisation: Option<Record>,
    /// What the record rests on.
    pub sources: Vec<CiteShown>,
    #[serde(skip)]
    pub slug: String,
    #[serde(skip)]
    pub may_edit: bool,
    #[serde(skip)]
    pub may_publish: bool,
    #[serde(skip)]
    pub may_forget: bool,
}

/// The person: what everybody sees who may see them at all, and the contact for those who may unseal it.
#[derive(Serialize)]
pub struct Card {
    #[serde(flatten)]
    pub record: Record,
    pub name_uk: Option<String>,
    pub name_en: Option<String>,
    pub post_uk: Option<String>,
    pub post_en: Option<String>,
    pub published_at: Option<String>,
    pub forgotten_at: Option<String>,
    /// Whether the data key at hand does not open it.
    #[serde(skip)]
    pub closed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

/// What is guarded.
#[derive(Serialize)]
pub struct Contact {
    pub mail: Option<String>,
    pub phone: Option<String>,
    pub note: Option<String>,
    pub purpose_uk: Option<String>,
    pub purpose_en: Option<String>,
    pub forget_on: Option<When>,
    pub due: bool,
    /// Whether letters of collection rounds may go to them.
    pub rounds: bool,
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
#[template(path = "person/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// Where it is sent.
    pub target: String,
    /// Whether somebody else saved meanwhile.
    pub conflicted: bool,
    /// What both changed: the field's name and theirs.
    pub conflicts: Vec<(String, String)>,
    /// What may be typed, with how it is called.
    pub organisations: Vec<(String, String)>,
    /// What may be typed, with how it is called.
    pub sources: Vec<(String, String)>,
}

/// The page that asks before forgetting.
#[derive(Template)]
#[template(path = "person/forgetting.html")]
pub struct ForgettingView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// Who.
    pub name: String,
    /// Their address.
    pub back: String,
}
