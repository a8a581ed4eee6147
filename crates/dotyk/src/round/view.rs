//! The pages of collection rounds.

use askama::Template;
use serde::Serialize;

use super::model::{State, Status};
use crate::web::schema::{AFTER, MAYBE_TEXT, Q};
use crate::web::{About, Asked, Cell, Column, Filled, List, Page, Record, Safe, Shape, Sheet};

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

fn statuses() -> Vec<&'static str> {
    Status::ALL.iter().map(|status| status.word()).collect()
}

/// A round in a list.
#[derive(Serialize)]
pub struct Item {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    pub state: &'static str,
    /// Its first day.
    pub from: String,
    /// Its last day.
    pub until: String,
    /// How many institutions it asks.
    pub asked: i64,
}

/// The list.
#[derive(Template, Serialize)]
#[template(path = "round/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    #[serde(skip)]
    pub may_create: bool,
}

const ITEM: Shape = Shape::Named(
    "Round",
    &Shape::Record(&[("state", Shape::Word(states)), ("from", Shape::Date), ("until", Shape::Date), ("asked", Shape::Whole)]),
);

/// The list, as data.
pub const LIST: About = About { title: "round-title", query: &[AFTER], faces: &["json"], shape: &Shape::List(&ITEM, &[]) };

/// An institution of a round.
#[derive(Serialize)]
pub struct Member {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    #[serde(skip)]
    pub slug: String,
    pub status: &'static str,
    /// How many links it was given.
    pub links: i64,
    /// When the last was made.
    pub last_at: Option<String>,
    /// When one was first opened.
    pub seen_at: Option<String>,
    /// When it stated its first need, or that it needs nothing.
    pub answered_at: Option<String>,
    /// How many needs it stated.
    pub needs: i64,
    /// Whether it has written something that it has not sent.
    pub draft: bool,
    /// How often it was chased.
    pub chased: i64,
}

impl AsRef<Record> for Member {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The institutions as a table.
pub const SHEET: Sheet<Member> = Sheet {
    name: "round",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("status", "round-status", 18, |row| Cell::word("round-status-", row.status)),
        Column::new("links", "round-column-links", 10, |row| Cell::whole(row.links)),
        Column::new("chased", "round-chased", 10, |row| Cell::whole(row.chased)),
        Column::new("last_at", "round-last-at", 26, |row| Cell::maybe(&row.last_at)),
        Column::new("seen_at", "round-seen-at", 26, |row| Cell::maybe(&row.seen_at)),
        Column::new("answered_at", "round-answered-at", 26, |row| Cell::maybe(&row.answered_at)),
        Column::new("needs", "round-needs", 10, |row| Cell::whole(row.needs)),
        Column::new("draft", "round-draft", 12, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: None,
};

const MEMBER: Shape = Shape::Record(&[
    ("status", Shape::Word(statuses)),
    ("links", Shape::Whole),
    ("last_at", MAYBE_TEXT),
    ("seen_at", MAYBE_TEXT),
    ("answered_at", MAYBE_TEXT),
    ("needs", Shape::Whole),
    ("draft", Shape::Flag),
    ("chased", Shape::Whole),
]);

/// One round, as data: its institutions and what came of their links.
pub const CARD: About = About {
    title: "web-kind-round",
    query: &[
        ("status", "round-status", Asked::Word(statuses)),
        ("place", "web-kind-place", Asked::Text),
        ("kind", "organisation-kind", Asked::Text),
        Q,
        AFTER,
    ],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &MEMBER,
        &[
            ("round", ITEM),
            ("ask", MAYBE_TEXT),
            ("sector", MAYBE_TEXT),
            ("emergency", MAYBE_TEXT),
            ("opened_at", MAYBE_TEXT),
            ("closed_at", MAYBE_TEXT),
            ("counts", Shape::Many(&Shape::Pair(&Shape::Word(statuses), &Shape::Whole))),
            ("answered", Shape::Whole),
            ("unanswered", Shape::Whole),
            ("needs", Shape::Whole),
            (
                "waves",
                Shape::Many(&Shape::Fields(&[("made_at", Shape::Text), ("links", Shape::Whole), ("handed_at", MAYBE_TEXT)])),
            ),
            ("letters", Shape::Many(&Shape::Pair(&Shape::Text, &Shape::Whole))),
        ],
    ),
};

/// Links that were made together.
#[derive(Serialize)]
pub struct WaveShown {
    pub made_at: String,
    pub links: i64,
    pub handed_at: Option<String>,
}

/// Those that a question would add.
pub struct Chosen {
    pub total: i64,
    /// The first of them.
    pub names: Vec<String>,
}

/// One round.
#[derive(Template, Serialize)]
#[template(path = "round/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub round: Item,
    pub ask: Option<String>,
    pub sector: Option<String>,
    pub emergency: Option<String>,
    pub opened_at: Option<String>,
    pub closed_at: Option<String>,
    /// Institutions by how they stand.
    pub counts: Vec<(&'static str, i64)>,
    pub answered: i64,
    pub unanswered: i64,
    /// Needs stated within it.
    pub needs: i64,
    pub waves: Vec<WaveShown>,
    /// How many of its letters stand how.
    pub letters: Vec<(&'static str, i64)>,
    #[serde(skip)]
    pub may_letters: bool,
    #[serde(flatten)]
    pub list: List<Member>,
    #[serde(skip)]
    pub needs_url: String,
    #[serde(skip)]
    pub to_hand_over: bool,
    #[serde(skip)]
    pub kinds: Vec<(String, String)>,
    #[serde(skip)]
    pub chosen: Option<Chosen>,
    #[serde(skip)]
    pub slug: String,
    #[serde(skip)]
    pub may_edit: bool,
    #[serde(skip)]
    pub may_history: bool,
}

/// The form.
#[derive(Template)]
#[template(path = "round/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    /// The words of emergencies with their names.
    pub emergencies: Vec<(String, String)>,
}

/// A link and whose it is.
pub struct Given {
    pub name: String,
    pub edrpou: String,
    pub place: String,
    pub link: String,
}

/// The same with its picture, which a phone reads.
pub struct Handed {
    pub given: Given,
    pub picture: Option<Safe>,
}

/// The one time that the links of a wave can be seen: a sheet to print.
#[derive(Template)]
#[template(path = "round/links.html")]
pub struct LinksView<'a> {
    pub page: Page<'a>,
    pub url: String,
    pub name: String,
    pub ask: Option<String>,
    pub until: String,
    pub whole: bool,
    /// How many others go by letter.
    pub sent: i64,
    pub given: Vec<Handed>,
}
