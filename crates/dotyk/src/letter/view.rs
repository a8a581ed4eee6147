//! The page of letters.

use askama::Template;
use serde::Serialize;

use super::model::{Letter, State, Trouble};
use crate::web::schema::{AFTER, MAYBE_RECORD, MAYBE_TEXT};
use crate::web::{About, Asked, Labels, List, Page, Record, Shape};

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

fn troubles() -> Vec<&'static str> {
    Trouble::ALL.iter().map(|trouble| trouble.word()).collect()
}

/// All letters, as data. Their texts are not in it: they may hold keys.
pub const LIST: About = About {
    title: "letter-title",
    query: &[("state", "letter-state", Asked::Word(states)), AFTER],
    faces: &["json"],
    shape: &Shape::List(
        &Shape::Fields(&[
            ("id", Shape::Text),
            ("label", Shape::Text),
            ("mail", MAYBE_TEXT),
            ("name", MAYBE_TEXT),
            ("about", MAYBE_RECORD),
            ("state", Shape::Word(states)),
            ("tries", Shape::Whole),
            ("next_at", MAYBE_TEXT),
            ("trouble", Shape::Maybe(&Shape::Word(troubles))),
            ("said", MAYBE_TEXT),
            ("created_at", Shape::Text),
            ("settled_at", MAYBE_TEXT),
        ]),
        &[("states", Shape::Many(&Shape::Pair(&Shape::Word(states), &Shape::Whole))), ("sender", MAYBE_TEXT)],
    ),
};

/// All letters.
#[derive(Template, Serialize)]
#[template(path = "letter/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// How many stand how.
    pub states: Vec<(&'static str, i64)>,
    /// Who they are from; none without a mail server.
    pub sender: Option<String>,
    /// Whether the office has said how the outside reaches it.
    #[serde(skip)]
    pub addressed: bool,
}

/// One letter.
#[derive(Serialize)]
pub struct Item {
    pub id: String,
    /// The subject; empty once it is destroyed.
    pub label: String,
    pub mail: Option<String>,
    pub name: Option<String>,
    pub about: Option<Record>,
    pub state: &'static str,
    pub tries: i64,
    /// When it is tried next.
    pub next_at: Option<String>,
    pub trouble: Option<&'static str>,
    pub said: Option<String>,
    pub created_at: String,
    pub settled_at: Option<String>,
    /// What it says, while somebody may have to send it.
    #[serde(skip)]
    pub text: Option<String>,
    /// Its address in a mail program.
    #[serde(skip)]
    pub mailto: Option<String>,
    /// The language of its text.
    #[serde(skip)]
    pub lang: String,
    #[serde(skip)]
    pub may_again: bool,
    #[serde(skip)]
    pub may_settle: bool,
}

impl Item {
    /// As the page shows it.
    pub fn new(page: &Page, labels: &Labels, letter: &Letter) -> Item {
        let content = letter.content.as_ref();
        let text = content.and_then(|content| content.text.clone());
        Item {
            id: letter.id.clone(),
            label: content.map(|content| content.subject.clone()).unwrap_or_default(),
            mail: content.map(|content| content.mail.clone()),
            name: content.and_then(|content| content.name.clone()),
            about: page.record(labels, &letter.about),
            state: letter.state.word(),
            tries: letter.tries,
            next_at: (letter.state == State::Waiting).then(|| letter.next_at.clone()),
            trouble: letter.trouble.map(Trouble::word),
            said: letter.said.clone(),
            created_at: letter.created_at.clone(),
            settled_at: letter.settled_at.clone(),
            mailto: letter.mailto(),
            lang: letter.lang.to_string(),
            may_again: text.is_some() && letter.state.may_become(State::Waiting).is_ok(),
            may_settle: letter.state.may_become(State::ByHand).is_ok(),
            text,
        }
    }
}
