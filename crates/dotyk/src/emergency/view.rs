//! The pages of emergencies.

use askama::Template;
use serde::Serialize;

use super::map::Map;
use super::model::{Body, Hazard, State, StudyState, TalkState};
use super::overview::Count;
use crate::figure::{self, FIGURE};
use crate::need::{self, LineShown};
use crate::step;
use crate::text::When;
use crate::web::schema::{AFTER, AS_OF, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, RECORDS, THREAD};
use crate::web::{About, Asked, Cell, Column, Filled, List, Page, Record, Shape, Sheet, Thread};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "emergency/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// What the list is narrowed to.
    pub place: Option<Record>,
    /// Words that needs say and no emergency has.
    #[serde(skip)]
    pub nameless: Vec<(String, i64)>,
    #[serde(skip)]
    pub states: Vec<(String, String)>,
    #[serde(skip)]
    pub hazards: Vec<(String, String)>,
    #[serde(skip)]
    pub may_create: bool,
}

/// A row of it.
#[derive(Clone, Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    /// The word by which needs name it.
    pub slug: String,
    /// What kind of hazard it is.
    pub hazard: &'static str,
    pub glide: Option<String>,
    pub state: &'static str,
    pub began: Option<When>,
    pub ended: Option<When>,
    pub places: Vec<Record>,
    /// Needs that still lack something, as far as the visitor may see them.
    pub open_needs: i64,
    pub draft: bool,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "emergencies",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("slug", "emergency-field-slug", 20, |row| Cell::text(&row.slug)),
        Column::new("hazard", "emergency-field-kind", 18, |row| Cell::word("emergency-kind-", row.hazard)),
        Column::new("glide", "emergency-field-glide", 22, |row| Cell::maybe(&row.glide)),
        Column::new("state", "emergency-state", 14, |row| Cell::word("emergency-state-", row.state)),
        Column::new("began", "emergency-field-began", 14, |row| Cell::date(&row.began)),
        Column::new("ended", "emergency-field-ended", 14, |row| Cell::date(&row.ended)),
        Column::new("places", "emergency-field-places", 40, |row| Cell::labels(&row.places)),
        Column::new("place_ids", "emergency-column-place-ids", 40, |row| Cell::ids(&row.places)),
        Column::new("open_needs", "emergency-open-needs", 12, |row| Cell::whole(row.open_needs)),
        Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: None,
};

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

fn hazards() -> Vec<&'static str> {
    Hazard::ALL.iter().map(|hazard| hazard.word()).collect()
}

fn study_states() -> Vec<&'static str> {
    StudyState::ALL.iter().map(|state| state.word()).collect()
}

fn talk_states() -> Vec<&'static str> {
    TalkState::ALL.iter().map(|state| state.word()).collect()
}

/// A row of the list, as data.
const ITEM: Shape = Shape::Named(
    "Emergency",
    &Shape::Record(&[
        ("slug", Shape::Text),
        ("hazard", Shape::Word(hazards)),
        ("glide", MAYBE_TEXT),
        ("state", Shape::Word(states)),
        ("began", MAYBE_DATE),
        ("ended", MAYBE_DATE),
        ("places", RECORDS),
        ("open_needs", Shape::Whole),
        ("draft", Shape::Flag),
    ]),
);

/// The list, as data.
pub const LIST: About = About {
    title: "emergency-title",
    query: &[
        Q,
        ("state", "emergency-state", Asked::Word(states)),
        ("hazard", "emergency-field-kind", Asked::Word(hazards)),
        ("place", "web-kind-place", Asked::Text),
        AS_OF,
        AFTER,
    ],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(&ITEM, &[("as_of", MAYBE_DATE), ("place", MAYBE_RECORD)]),
};

/// A count, as data.
const COUNT: Shape = Shape::Named(
    "NeedCount",
    &Shape::Fields(&[
        ("needs", Shape::Whole),
        ("open", Shape::Whole),
        ("lines", Shape::Whole),
        ("untouched", Shape::Whole),
        ("partly", Shape::Whole),
        ("covered", Shape::Whole),
        ("received", Shape::Whole),
    ]),
);

/// A count of some needs that have something in common, as data.
const GROUP: Shape = Shape::Fields(&[("value", MAYBE_TEXT), ("label", MAYBE_TEXT), ("url", MAYBE_TEXT), ("count", COUNT)]);

/// What needs come to, as data.
const NEEDS: Shape = Shape::Fields(&[
    ("count", COUNT),
    ("lapsed", Shape::Whole),
    ("sectors", Shape::Many(&GROUP)),
    ("places", Shape::Many(&GROUP)),
    (
        "units",
        Shape::Many(&Shape::Fields(&[
            ("unit", Shape::Text),
            ("lines", Shape::Whole),
            ("asked", Shape::Decimal),
            ("promised", Shape::Decimal),
            ("delivered", Shape::Decimal),
            ("confirmed", Shape::Decimal),
            ("open", Shape::Decimal),
        ])),
    ),
    (
        "money",
        Shape::Many(&Shape::Fields(&[
            ("currency", Shape::Text),
            ("lines", Shape::Whole),
            ("qualifier", Shape::Text),
            ("asked", Shape::Decimal),
            ("open", Shape::Decimal),
        ])),
    ),
    ("url", Shape::Text),
]);

/// A study, as data.
const STUDY: Shape = Shape::Fields(&[
    ("id", Shape::Whole),
    ("title", Shape::Text),
    ("state", Shape::Word(study_states)),
    ("organisation", MAYBE_RECORD),
    ("who", MAYBE_TEXT),
    ("date", MAYBE_DATE),
    ("link", MAYBE_TEXT),
    ("covers", MAYBE_TEXT),
    ("source", MAYBE_RECORD),
    ("locator", MAYBE_TEXT),
    (
        "recommendations",
        Shape::Many(&Shape::Fields(&[
            ("id", Shape::Whole),
            ("what", Shape::Text),
            ("locator", MAYBE_TEXT),
            ("steps", Shape::Many(&step::ROW)),
        ])),
    ),
]);

/// A talk, as data: to the public only when it is contracted, and without how it went.
const TALK: Shape = Shape::Fields(&[
    ("id", Shape::Whole),
    ("organisation", MAYBE_RECORD),
    ("who", MAYBE_TEXT),
    ("about", MAYBE_TEXT),
    ("amount", Shape::Maybe(&Shape::Decimal)),
    ("currency", MAYBE_TEXT),
    ("state", Shape::Word(talk_states)),
    ("date", Shape::Date),
    ("next", MAYBE_TEXT),
    ("next_due", MAYBE_DATE),
    ("project", MAYBE_RECORD),
    (
        "states",
        Shape::Many(&Shape::Fields(&[
            ("state", Shape::Word(talk_states)),
            ("date", Shape::Date),
            ("note", MAYBE_TEXT),
            ("source", MAYBE_RECORD),
            ("locator", MAYBE_TEXT),
        ])),
    ),
]);

/// One emergency, as data.
pub const CARD: About = About {
    title: "web-kind-emergency",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("emergency", ITEM),
        ("about", MAYBE_TEXT),
        ("needs", NEEDS),
        ("urgent", Shape::Many(&Shape::Fields(&[("need", need::ITEM), ("waits", Shape::Maybe(&Shape::Whole))]))),
        ("figures", Shape::Many(&FIGURE)),
        ("studies", Shape::Many(&STUDY)),
        ("steps", Shape::Many(&step::ROW)),
        ("talks", Shape::Many(&TALK)),
        ("files", RECORDS),
        ("thread", THREAD),
        ("sources", Shape::Many(&Shape::Pair(&RECORD, &MAYBE_TEXT))),
        ("as_of", MAYBE_DATE),
        ("position", Shape::Maybe(&Shape::Whole)),
    ]),
};

/// What needs come to.
#[derive(Serialize)]
pub struct NeedsShown {
    pub count: Count,
    /// Needs of which nothing was heard for too long.
    pub lapsed: i64,
    pub sectors: Vec<Group>,
    pub places: Vec<Group>,
    pub units: Vec<UnitShown>,
    pub money: Vec<MoneyShown>,
    /// Where all of them are.
    pub url: String,
}

impl NeedsShown {
    /// So many places stand on a page; the data has all.
    pub fn first_places(&self) -> &[Group] {
        &self.places[..self.places.len().min(30)]
    }
}

/// Needs that have something in common.
#[derive(Serialize)]
pub struct Group {
    /// A sector or the code of a place; none when it is not said.
    pub value: Option<String>,
    pub label: Option<String>,
    pub url: Option<String>,
    pub count: Count,
}

/// Quantities of one unit, as decimal text.
#[derive(Serialize)]
pub struct UnitShown {
    pub unit: &'static str,
    /// What one of it is called.
    #[serde(skip)]
    pub name: String,
    pub lines: i64,
    pub asked: String,
    pub promised: String,
    pub delivered: String,
    pub confirmed: String,
    pub open: String,
}

/// Money of one currency, as far as lines say what they may cost.
#[derive(Serialize)]
pub struct MoneyShown {
    pub currency: String,
    /// Of how many lines it is known.
    pub lines: i64,
    /// How it is meant.
    pub qualifier: &'static str,
    pub asked: String,
    /// The part of it that nobody has promised or brought.
    pub open: String,
}

/// A need that presses.
#[derive(Serialize)]
pub struct Urgent {
    pub need: need::Item,
    /// Days since it was first said.
    pub waits: Option<i64>,
}

/// A study.
#[derive(Serialize)]
pub struct StudyShown {
    pub id: i64,
    pub title: String,
    pub state: &'static str,
    pub organisation: Option<Record>,
    pub who: Option<String>,
    pub date: Option<When>,
    pub link: Option<String>,
    pub covers: Option<String>,
    pub source: Option<Record>,
    pub locator: Option<String>,
    pub recommendations: Vec<RecommendationShown>,
}

/// What it recommends.
#[derive(Serialize)]
pub struct RecommendationShown {
    pub id: i64,
    pub what: String,
    pub locator: Option<String>,
    pub steps: Vec<step::Row>,
}

/// A talk with a funder.
#[derive(Serialize)]
pub struct TalkShown {
    pub id: i64,
    pub organisation: Option<Record>,
    pub who: Option<String>,
    pub about: Option<String>,
    pub amount: Option<String>,
    pub currency: Option<String>,
    pub state: &'static str,
    pub date: When,
    pub next: Option<String>,
    pub next_due: Option<When>,
    pub project: Option<Record>,
    pub states: Vec<TalkRowShown>,
    /// What may come after its state.
    #[serde(skip)]
    pub follow: Vec<&'static str>,
}

/// How far it was.
#[derive(Serialize)]
pub struct TalkRowShown {
    pub state: &'static str,
    pub date: When,
    pub note: Option<String>,
    pub source: Option<Record>,
    pub locator: Option<String>,
}

/// What the visitor may do.
#[derive(Clone, Copy, Default)]
pub struct May {
    pub edit: bool,
    pub publish: bool,
    /// Whether they are of the office.
    pub inside: bool,
    pub history: bool,
}

/// One emergency.
#[derive(Template, Serialize)]
#[template(path = "emergency/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub emergency: Item,
    pub about: Option<String>,
    pub needs: NeedsShown,
    #[serde(skip)]
    pub map: Option<Map>,
    pub urgent: Vec<Urgent>,
    pub figures: Vec<figure::Shown>,
    pub studies: Vec<StudyShown>,
    /// Steps that no recommendation asked for.
    pub steps: Vec<step::Row>,
    pub talks: Vec<TalkShown>,
    pub files: Vec<Record>,
    /// What it came of and what came of it.
    pub thread: Thread,
    /// What it rests on: each with its place in the source.
    pub sources: Vec<(Record, Option<String>)>,
    pub as_of: Option<String>,
    /// The journal's position of what is shown, when it is the past.
    pub position: Option<i64>,
    #[serde(skip)]
    pub may: May,
    #[serde(skip)]
    pub withdrawn_at: Option<String>,
    #[serde(skip)]
    pub talk_states: Vec<(String, String)>,
    #[serde(skip)]
    pub emergency_body: &'a Body,
}

impl CardView<'_> {
    /// What may come after a talk's state, with its name.
    pub fn follow(&self, talk: &TalkShown) -> Vec<&(String, String)> {
        self.talk_states.iter().filter(|(word, _)| talk.follow.contains(&word.as_str())).collect()
    }
}

/// A line that still lacks something, with its need.
#[derive(Clone)]
pub struct OpenLine {
    pub need: need::Item,
    pub line: LineShown,
}

/// The sheet to send.
#[derive(Template)]
#[template(path = "emergency/sheet.html")]
pub struct SheetView<'a> {
    pub page: Page<'a>,
    pub emergency: Item,
    pub about: Option<String>,
    pub figures: Vec<figure::Shown>,
    pub needs: NeedsShown,
    pub lines: Vec<OpenLine>,
    /// Where it can be looked at again.
    pub address: String,
    pub csv: String,
    pub xlsx: String,
}

/// The form.
#[derive(Template)]
#[template(path = "emergency/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    /// Whether it is a new one: only then its word is chosen.
    pub fresh: bool,
    pub hazards: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
}

/// A field of a small form.
pub struct Field {
    pub name: &'static str,
    /// The key of its label.
    pub label: &'static str,
    /// The key of its hint; empty when it needs none.
    pub hint: &'static str,
    pub input: Input,
}

impl Field {
    /// A field.
    pub fn new(name: &'static str, label: &'static str, hint: &'static str, input: Input) -> Field {
        Field { name, label, hint, input }
    }
}

/// What a field is filled with.
pub enum Input {
    /// A line of text
    Text,
    /// Longer text
    Area,
    /// One of these: value and name
    Choice(Vec<(String, String)>),
    /// A line that a list of this name helps with
    Listed(&'static str),
    /// What the page itself knows
    Hidden,
}

/// The form of a study, a recommendation or a talk.
#[derive(Template)]
#[template(path = "emergency/part.html")]
pub struct PartView<'a> {
    pub page: Page<'a>,
    /// The emergency.
    pub of: Record,
    pub filled: Filled,
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    pub fields: Vec<Field>,
    pub organisations: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
}
