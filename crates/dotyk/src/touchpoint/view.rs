//! The pages of points of contact.

use askama::Template;
use dotyk_match::points::Signal;
use serde::Serialize;

use super::model::{Likeness, Part};
use crate::programme::Rule;
use crate::web::schema::MAYBE_RECORD;
use crate::web::{About, Asked, Cell, Column, Filled, Page, Record, Shape, Sheet};

/// A point of contact.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Item {
    /// Its place in its part.
    pub rank: usize,
    /// How the index knows it.
    pub key: String,
    /// How it is called.
    pub name: String,
    /// Where it can be looked at.
    pub url: String,
    /// What it is in the register; nothing for somebody whom only files of partners know.
    pub record: Option<Record>,
    /// The sum of its reasons; to be compared within one part only.
    pub score: f64,
    /// What a project means to the need.
    pub likeness: Option<&'static str>,
    /// Why, what adds most first.
    pub reasons: Vec<ReasonShown>,
    /// The hard rules of a call, and whether each holds.
    pub rules: Vec<RuleShown>,
    /// What became of bringing them together.
    pub introduced: Option<Introduced>,
}

/// A hard rule of a call.
#[derive(Clone, Debug, Serialize)]
pub struct RuleShown {
    /// Which.
    pub rule: &'static str,
    /// `passed`, `failed`, or `unknown` where too little is known.
    pub outcome: &'static str,
}

/// A reason.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonShown {
    /// The signal.
    pub signal: &'static str,
    /// In words.
    pub said: String,
    /// How loud it may speak.
    pub weight: f64,
    /// How much it says.
    pub value: f64,
    /// Both multiplied: what it adds to the score.
    pub adds: f64,
    /// The records behind it: address and name.
    pub links: Vec<(String, String)>,
}

/// An introduction that was made.
#[derive(Clone, Debug, Serialize)]
pub struct Introduced {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// How it stands.
    pub state: &'static str,
}

/// A part of the answer.
#[derive(Serialize)]
pub struct PartShown {
    /// Which.
    pub part: &'static str,
    /// What is in it, best first.
    pub items: Vec<Item>,
}

/// A sector that the words speak of.
#[derive(Clone, Debug, Serialize)]
pub struct Guess {
    /// DAC purpose code.
    pub code: String,
    /// The words.
    pub words: Vec<String>,
}

/// Points of contact of a need, a project or an idea.
#[derive(Template, Serialize)]
#[template(path = "touchpoint/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// Of what; nothing for an idea.
    pub of: Option<Record>,
    /// How far the index is filled, in percent, while that goes on.
    pub percent: Option<i64>,
    /// How many records it holds.
    pub size: i64,
    /// The sectors that were read from the words, since none is given.
    pub guessed: Vec<Guess>,
    /// The sectors that it was ranked by.
    pub sectors: Vec<String>,
    /// The amount in dollars that it was ranked by.
    pub amount: Option<f64>,
    pub parts: Vec<PartShown>,
    /// The form of an idea; nothing on the page of a record.
    #[serde(skip)]
    pub filled: Option<Filled>,
    /// Places that the form offers.
    #[serde(skip)]
    pub places: Vec<(String, String)>,
    /// Whether the needs are only those that the visitor keeps.
    #[serde(skip)]
    pub own: bool,
    /// Open needs, to begin with.
    #[serde(skip)]
    pub needs: Vec<Record>,
    #[serde(skip)]
    pub may_weigh: bool,
    #[serde(skip)]
    pub may_introduce: bool,
    #[serde(skip)]
    pub may_edit: bool,
}

impl ListView<'_> {
    /// Whether something was asked.
    pub fn asked(&self) -> bool {
        self.of.is_some() || !self.parts.is_empty() || self.percent.is_some()
    }

    /// The sectors that it was ranked by, with their names.
    pub fn sectors_said(&self) -> String {
        self.sectors.iter().map(|code| self.page.sector(code)).collect::<Vec<_>>().join("; ")
    }

    /// The first reasons of an item, as a sentence each.
    pub fn first<'i>(&self, item: &'i Item) -> Vec<&'i str> {
        item.reasons.iter().filter(|reason| reason.adds > 0.0).take(3).map(|reason| reason.said.as_str()).collect()
    }

    /// A number with its sign.
    pub fn signed(&self, number: &f64) -> String {
        let shown = self.page.decimal(&format!("{:.2}", number.abs()));
        if *number < 0.0 { format!("−{shown}") } else { format!("+{shown}") }
    }

    /// A number.
    pub fn plain(&self, number: &f64) -> String {
        let shown = self.page.decimal(&format!("{:.2}", number.abs()));
        if *number < 0.0 { format!("−{shown}") } else { shown }
    }

    /// The dollars that it was ranked by.
    pub fn dollars(&self) -> Option<String> {
        self.amount.map(|amount| self.page.money(&format!("{amount:.0}"), "USD"))
    }
}

/// A row of the table to take away.
pub struct Row {
    /// In which part.
    pub part: &'static str,
    /// What.
    pub item: Item,
}

/// The list as a table.
pub const SHEET: Sheet<Row> = Sheet {
    name: "touchpoints",
    columns: &[
        Column::new("part", "touchpoint-part", 24, |row| Cell::word("touchpoint-part-", row.part)),
        Column::new("rank", "touchpoint-rank", 8, |row| Cell::whole(row.item.rank as i64)),
        Column::new("name", "touchpoint-name", 50, |row| Cell::text(&row.item.name)),
        Column::new("score", "touchpoint-score", 10, |row| Cell::Number(format!("{:.2}", row.item.score))),
        Column::new("likeness", "touchpoint-likeness", 20, |row| {
            Cell::word("touchpoint-likeness-", row.item.likeness.unwrap_or_default())
        }),
        Column::new("reasons", "touchpoint-reasons", 80, |row| {
            Cell::text(
                row.item.reasons.iter().map(|one| format!("{} ({:+.2})", one.said, one.adds)).collect::<Vec<_>>().join(" | "),
            )
        }),
        Column::new("rules", "touchpoint-rules", 40, |row| {
            Cell::text(row.item.rules.iter().map(|one| format!("{}: {}", one.rule, one.outcome)).collect::<Vec<_>>().join(" | "))
        }),
        Column::new("introduced", "touchpoint-introduced", 16, |row| {
            Cell::word("introduction-state-", row.item.introduced.as_ref().map_or("", |one| one.state))
        }),
        Column::new("key", "touchpoint-key", 40, |row| Cell::text(&row.item.key)),
        Column::new("url", "web-column-url", 40, |row| Cell::Link(row.item.url.clone())),
    ],
    points: None,
};

fn parts() -> Vec<&'static str> {
    Part::ALL.iter().map(|part| part.word()).collect()
}

fn rules() -> Vec<&'static str> {
    Rule::ALL.iter().map(|rule| rule.word()).collect()
}

fn outcomes() -> Vec<&'static str> {
    vec!["passed", "failed", "unknown"]
}

fn likenesses() -> Vec<&'static str> {
    Likeness::ALL.iter().map(|one| one.word()).collect()
}

fn signals() -> Vec<&'static str> {
    Signal::ALL.iter().map(|signal| signal.name()).collect()
}

const LINKS: Shape = Shape::Many(&Shape::Pair(&Shape::Text, &Shape::Text));

/// A point of contact, as data.
pub const ITEM: Shape = Shape::Named(
    "Touchpoint",
    &Shape::Fields(&[
        ("rank", Shape::Whole),
        ("key", Shape::Text),
        ("name", Shape::Text),
        ("url", Shape::Text),
        ("record", MAYBE_RECORD),
        ("score", Shape::Number),
        ("likeness", Shape::Maybe(&Shape::Word(likenesses))),
        (
            "reasons",
            Shape::Many(&Shape::Named(
                "Reason",
                &Shape::Fields(&[
                    ("signal", Shape::Word(signals)),
                    ("said", Shape::Text),
                    ("weight", Shape::Number),
                    ("value", Shape::Number),
                    ("adds", Shape::Number),
                    ("links", LINKS),
                ]),
            )),
        ),
        ("rules", Shape::Many(&Shape::Fields(&[("rule", Shape::Word(rules)), ("outcome", Shape::Word(outcomes))]))),
        ("introduced", Shape::Maybe(&Shape::Record(&[("state", Shape::Text)]))),
    ]),
);

const ANSWER: Shape = Shape::Named(
    "Touchpoints",
    &Shape::Fields(&[
        ("of", MAYBE_RECORD),
        ("percent", Shape::Maybe(&Shape::Whole)),
        ("size", Shape::Whole),
        ("guessed", Shape::Many(&Shape::Fields(&[("code", Shape::Text), ("words", Shape::Many(&Shape::Text))]))),
        ("sectors", Shape::Many(&Shape::Text)),
        ("amount", Shape::Maybe(&Shape::Number)),
        ("parts", Shape::Many(&Shape::Fields(&[("part", Shape::Word(parts)), ("items", Shape::Many(&ITEM))]))),
    ]),
);

/// What may be asked of a need or a project.
pub const OF: About = About {
    title: "touchpoint-title",
    query: &[("sector", "touchpoint-field-sector", Asked::Text)],
    faces: &["json", "csv"],
    shape: &ANSWER,
};

/// What may be asked of an idea.
pub const IDEA: About = About {
    title: "touchpoint-title",
    query: &[
        ("text", "touchpoint-field-text", Asked::Text),
        ("sector", "touchpoint-field-sector", Asked::Text),
        ("place", "touchpoint-field-place", Asked::Text),
        ("amount", "touchpoint-field-amount", Asked::Text),
        ("currency", "touchpoint-field-currency", Asked::Text),
    ],
    faces: &["json", "csv"],
    shape: &ANSWER,
};

/// A weight in its form.
pub struct WeightShown {
    /// The signal.
    pub signal: &'static str,
    /// The fields: of who pays, and of what is alike where that is weighed; each with the usual weight.
    pub support: (String, String),
    /// Likewise.
    pub alike: Option<(String, String)>,
}

/// A funder before and after.
pub struct Moved {
    /// How they are called.
    pub name: String,
    /// Their place by the weights that are kept.
    pub before: Option<usize>,
    /// Their place by those in the form.
    pub after: Option<usize>,
}

impl Moved {
    /// How many places they went up; below zero, down.
    pub fn by(&self) -> i64 {
        match (self.before, self.after) {
            (Some(before), Some(after)) => before as i64 - after as i64,
            _ => 0,
        }
    }
}

/// The weights.
#[derive(Template)]
#[template(path = "touchpoint/weights.html")]
pub struct WeightsView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub weights: Vec<WeightShown>,
    pub version: i64,
    /// Whether the weights that are kept are the usual ones.
    pub usual: bool,
    pub saved: bool,
    /// The need that the preview is of.
    pub need: Option<Record>,
    /// Open needs to choose from.
    pub needs: Vec<(String, String)>,
    pub moved: Vec<Moved>,
    /// How far the index is filled, while that goes on.
    pub percent: Option<i64>,
}
