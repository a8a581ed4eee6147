//! The pages of interests, for those who keep the register.

use askama::Template;
use serde::Serialize;

use super::model::{Interest, Often};
use crate::access::{Kind, Ref};
use crate::need::Priority;
use crate::web::schema::{AFTER, MAYBE_RECORD, MAYBE_TEXT, RECORDS};
use crate::web::{About, Asked, Filled, Labels, List, Page, Record, Shape};

fn often() -> Vec<&'static str> {
    Often::ALL.iter().map(|often| often.word()).collect()
}

fn priorities() -> Vec<&'static str> {
    Priority::ALL.iter().map(|priority| priority.word()).collect()
}

fn states() -> Vec<&'static str> {
    vec!["open", "ended", "revoked", "expired"]
}

/// All of them, as data.
pub const LIST: About = About {
    title: "interest-title",
    query: &[("unknown", "interest-only-unknown", Asked::Text), AFTER],
    faces: &["json"],
    shape: &Shape::List(
        &Shape::Fields(&[
            ("id", Shape::Text),
            ("label", Shape::Text),
            ("state", Shape::Word(states)),
            ("unknown", Shape::Flag),
            ("organisation", MAYBE_RECORD),
            ("sectors", Shape::Many(&Shape::Text)),
            ("places", RECORDS),
            ("priority", Shape::Maybe(&Shape::Word(priorities))),
            ("least", Shape::Maybe(&Shape::Whole)),
            ("most", Shape::Maybe(&Shape::Whole)),
            ("currency", MAYBE_TEXT),
            ("often", Shape::Word(often)),
            ("mail", MAYBE_TEXT),
            ("told_at", Shape::Text),
            ("expires_at", Shape::Text),
        ]),
        &[("unknown", Shape::Whole)],
    ),
};

/// All of them.
#[derive(Template, Serialize)]
#[template(path = "interest/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// How many partners asked by themselves and are not known as an organisation yet.
    pub unknown: i64,
    #[serde(skip)]
    pub organisations: Vec<(String, String)>,
}

/// One of them.
#[derive(Serialize)]
pub struct Item {
    pub id: String,
    pub label: String,
    pub state: &'static str,
    /// Whether the partner asked by themselves, and nobody has said who they are.
    pub unknown: bool,
    pub organisation: Option<Record>,
    pub sectors: Vec<String>,
    pub places: Vec<Record>,
    pub priority: Option<&'static str>,
    pub least: Option<i64>,
    pub most: Option<i64>,
    pub currency: Option<String>,
    pub often: &'static str,
    pub mail: Option<String>,
    pub told_at: String,
    pub expires_at: String,
}

impl Item {
    /// As the page shows it.
    pub fn new(page: &Page, labels: &Labels, interest: &Interest, now: &str) -> Item {
        let b = &interest.body;
        let places: Vec<Ref> = b.places.iter().map(|code| Ref::new(Kind::Place, code)).collect();
        let state = match () {
            () if interest.revoked_at.is_some() => "revoked",
            () if !interest.open(now) => "expired",
            () if interest.ended_at.is_some() => "ended",
            () => "open",
        };
        Item {
            id: interest.id.clone(),
            label: b.name.clone(),
            state,
            unknown: interest.unknown(),
            organisation: b.organisation.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id))),
            sectors: b.sectors.clone(),
            places: page.records(labels, &places),
            priority: b.priority.map(Priority::word),
            least: b.least,
            most: b.most,
            currency: b.currency.clone(),
            often: b.often.word(),
            mail: b.mail.clone(),
            told_at: interest.told_at.clone(),
            expires_at: interest.expires_at.clone(),
        }
    }
}

/// The form.
#[derive(Template)]
#[template(path = "interest/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub priorities: Vec<(String, String)>,
    pub often: Vec<(String, String)>,
    pub langs: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
}

/// The one time that a private link can be seen.
#[derive(Template)]
#[template(path = "interest/made.html")]
pub struct MadeView<'a> {
    pub page: Page<'a>,
    pub name: String,
    pub link: String,
    pub whole: bool,
    pub until: String,
}
