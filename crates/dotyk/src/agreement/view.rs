//! The pages of agreements.

use askama::Template;
use serde::Serialize;

use super::life::{State, What};
use super::model::{Agreement, AgreementKind, Role};
use crate::step;
use crate::text::When;
use crate::web::schema::{AFTER, AS_OF, BESIDE, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, RECORDS, THREAD};
use crate::web::{About, Asked, Beside, Cell, Column, Filled, Held, List, Page, Record, Shape, Sheet, Thread};

/// A row of the list.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    pub agreement_kind: &'static str,
    pub number: Option<String>,
    /// The state on the day asked for; empty when nothing was there yet.
    pub state: &'static str,
    pub since: Option<When>,
    /// Who is bound by it or has to do with it, without members of sets.
    pub parties: Vec<Who>,
    /// How many signatures it lacks.
    pub lacking: i64,
    /// Days that are told for signatures.
    pub signed: Vec<When>,
    /// Whether sources name different days for one signature.
    pub disputed: bool,
    /// The last day of its present term.
    pub ends: Option<String>,
    /// The last day on which a party may object to another term.
    pub notice: Option<String>,
    /// The day by which it was to be signed, when it has passed.
    pub late: Option<String>,
    pub draft: bool,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// A party by its name.
#[derive(Serialize)]
pub struct Who {
    pub label: String,
    pub record: Option<Record>,
    /// How many they are, when it is a set.
    pub stated: Option<i64>,
}

impl Who {
    /// What forms call it by, when it is an organisation of the register.
    pub fn key(&self) -> &str {
        self.record.as_ref().and_then(|record| record.url.rsplit('/').next()).unwrap_or_default()
    }
}

/// Filters and rows of the list.
#[derive(Template, Serialize)]
#[template(path = "agreement/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// What the list is narrowed to: the parameter and the record.
    pub of: Vec<(&'static str, Record)>,
    #[serde(skip)]
    pub states: Vec<(String, String)>,
    #[serde(skip)]
    pub kinds: Vec<(String, String)>,
    #[serde(skip)]
    pub directions: Vec<(String, String)>,
    /// Fields of cooperation that were named so far.
    #[serde(skip)]
    pub fields: Vec<String>,
    #[serde(skip)]
    pub may_create: bool,
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "agreements",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("agreement_kind", "agreement-field-kind", 22, |row| Cell::word("agreement-kind-", row.agreement_kind)),
        Column::new("number", "agreement-field-number", 16, |row| Cell::maybe(&row.number)),
        Column::new("state", "agreement-state", 18, |row| Cell::word("agreement-state-", row.state)),
        Column::new("since", "agreement-since", 14, |row| Cell::date(&row.since)),
        Column::new("parties", "agreement-field-parties", 60, |row| {
            Cell::text(row.parties.iter().map(|party| party.label.as_str()).collect::<Vec<_>>().join("; "))
        }),
        Column::new("lacking", "agreement-lacking", 12, |row| Cell::whole(row.lacking)),
        Column::new("signed", "agreement-signed", 24, |row| {
            Cell::text(row.signed.iter().map(When::as_str).collect::<Vec<_>>().join("; "))
        }),
        Column::new("disputed", "agreement-disputed", 12, |row| Cell::Flag(row.disputed)),
        Column::new("ends", "agreement-ends", 14, |row| Cell::maybe(&row.ends)),
        Column::new("notice", "agreement-notice-day", 14, |row| Cell::maybe(&row.notice)),
        Column::new("late", "agreement-late", 14, |row| Cell::maybe(&row.late)),
        Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: None,
};

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

fn states_or_none() -> Vec<&'static str> {
    states().into_iter().chain([""]).collect()
}

fn kinds() -> Vec<&'static str> {
    AgreementKind::ALL.iter().map(|kind| kind.word()).collect()
}

/// What a day is of: those of the agreement's own life, and the ministry's answer, whose term the office keeps.
fn whats() -> Vec<&'static str> {
    What::ALL.iter().map(|what| what.word()).chain([ANSWER]).collect()
}

/// The ministry's answer, as a day that must not be missed.
pub const ANSWER: &str = "answer";

/// A party by its name, as data.
const WHO: Shape = Shape::Fields(&[("label", Shape::Text), ("record", MAYBE_RECORD), ("stated", Shape::Maybe(&Shape::Whole))]);

/// A row of the list, as data.
const ITEM: Shape = Shape::Named(
    "Agreement",
    &Shape::Record(&[
        ("agreement_kind", Shape::Word(kinds)),
        ("number", MAYBE_TEXT),
        ("state", Shape::Word(states_or_none)),
        ("since", MAYBE_DATE),
        ("parties", Shape::Many(&WHO)),
        ("lacking", Shape::Whole),
        ("signed", Shape::Many(&Shape::Date)),
        ("disputed", Shape::Flag),
        ("ends", MAYBE_DATE),
        ("notice", MAYBE_DATE),
        ("late", MAYBE_DATE),
        ("draft", Shape::Flag),
    ]),
);

/// What a list may be asked for.
const ASKED: &[(&str, &str, Asked)] = &[
    Q,
    ("state", "agreement-state", Asked::Word(states)),
    ("kind", "agreement-field-kind", Asked::Word(kinds)),
    ("organisation", "web-kind-organisation", Asked::Text),
    ("place", "web-kind-place", Asked::Text),
    ("field", "agreement-field-fields", Asked::Text),
    ("direction", "agreement-field-direction", Asked::Text),
    ("expiring", "agreement-within", Asked::Text),
    ("unsigned", "agreement-only-unsigned", Asked::Text),
    AS_OF,
    AFTER,
];

/// The list, as data.
pub const LIST: About = About {
    title: "agreement-title",
    query: ASKED,
    faces: &["json", "csv", "xlsx", "ics"],
    shape: &Shape::List(&ITEM, &[("as_of", MAYBE_DATE), ("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD)))]),
};

/// A day that must not be missed.
#[derive(Serialize)]
pub struct DueItem {
    /// The agreement.
    #[serde(flatten)]
    pub record: Record,
    /// What must not be missed.
    pub what: &'static str,
    pub day: String,
    /// How many days are left; negative when it has passed.
    pub left: i64,
    pub state: &'static str,
    pub parties: Vec<Who>,
}

impl AsRef<Record> for DueItem {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// Days that must not be missed, as data.
const DUE: Shape = Shape::Named(
    "AgreementDue",
    &Shape::Record(&[
        ("what", Shape::Word(whats)),
        ("day", Shape::Date),
        ("left", Shape::Whole),
        ("state", Shape::Word(states_or_none)),
        ("parties", Shape::Many(&WHO)),
    ]),
);

/// Days that must not be missed, near ones first.
#[derive(Template, Serialize)]
#[template(path = "agreement/expiring.html")]
pub struct ExpiringView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// Those ahead; those late stand apart.
    #[serde(flatten)]
    pub list: List<DueItem>,
    /// Signings that were planned for a day that has passed.
    pub late: Vec<DueItem>,
    /// What the ministry is to answer.
    pub answers: Vec<DueItem>,
    /// How many days ahead are shown.
    pub within: i64,
    pub as_of: Option<String>,
    /// When the visitor's private calendar was made; none when there is none.
    #[serde(skip)]
    pub calendar: Option<String>,
}

impl ExpiringView<'_> {
    /// The days ahead in the steps in which the office is reminded of them: the last day of each step, and its rows.
    pub fn steps(&self) -> Vec<(i64, Vec<&DueItem>)> {
        let mut steps: Vec<(i64, Vec<&DueItem>)> = Vec::new();
        for item in &self.list.items {
            let step = super::letters::STEPS.iter().copied().find(|step| item.left <= *step).unwrap_or(self.within);
            match steps.last_mut().filter(|(last, _)| *last == step) {
                Some((_, items)) => items.push(item),
                None => steps.push((step, vec![item])),
            }
        }
        steps
    }
}

/// The same as a table.
pub const DUE_SHEET: Sheet<DueItem> = Sheet {
    name: "agreements-expiring",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("what", "agreement-what", 24, |row| Cell::word("agreement-what-", row.what)),
        Column::new("day", "agreement-day", 14, |row| Cell::text(&row.day)),
        Column::new("left", "agreement-left", 12, |row| Cell::whole(row.left)),
        Column::new("state", "agreement-state", 18, |row| Cell::word("agreement-state-", row.state)),
        Column::new("parties", "agreement-field-parties", 60, |row| {
            Cell::text(row.parties.iter().map(|party| party.label.as_str()).collect::<Vec<_>>().join("; "))
        }),
        Column::URL,
    ],
    points: None,
};

/// Days that must not be missed, as data.
pub const EXPIRING: About = About {
    title: "agreement-expiring",
    query: &[
        ("within", "agreement-within", Asked::Text),
        ("late", "agreement-late", Asked::Text),
        ("kind", "agreement-field-kind", Asked::Word(kinds)),
        ("organisation", "web-kind-organisation", Asked::Text),
        ("place", "web-kind-place", Asked::Text),
        AS_OF,
        AFTER,
    ],
    faces: &["json", "csv", "xlsx", "ics"],
    shape: &Shape::List(
        &DUE,
        &[("late", Shape::Many(&DUE)), ("answers", Shape::Many(&DUE)), ("within", Shape::Whole), ("as_of", MAYBE_DATE)],
    ),
};

/// A party on the card.
#[derive(Serialize)]
pub struct PartyShown {
    pub number: i64,
    #[serde(flatten)]
    pub who: Who,
    /// How many of a set are named.
    pub named: Option<i64>,
    /// The set that it is one of.
    pub within: Option<String>,
    pub role: &'static str,
    /// The person who signs; for the office alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatory: Option<Record>,
    pub copy: Option<When>,
    /// Whether its signature is lacking.
    pub lacking: bool,
    pub signatures: Vec<SignatureShown>,
    /// What it is to do under the agreement.
    pub obligations: Vec<step::Row>,
}

/// What a source says of a signature.
#[derive(Serialize)]
pub struct SignatureShown {
    pub date: Option<When>,
    pub date_note: Option<String>,
    pub place: Option<Record>,
    pub source: Option<Record>,
    pub locator: Option<String>,
    pub doubt: Option<String>,
    /// Whether it lies ahead of the page's day.
    pub later: bool,
}

/// Something else that a source says: a prolongation, an amendment.
#[derive(Serialize)]
pub struct Told {
    pub what: String,
    pub number: Option<String>,
    pub until: Option<When>,
    pub date: Option<When>,
    pub source: Option<Record>,
    pub locator: Option<String>,
}

/// A source that it rests on.
#[derive(Serialize)]
pub struct Cited {
    pub source: Record,
    pub locator: Option<String>,
    pub doubt: Option<String>,
}

/// What may be done with it now.
#[derive(Default)]
pub struct May {
    pub edit: bool,
    pub publish: bool,
    pub history: bool,
    /// Whether all have signed, so that it can be prolonged, renewed, changed and broken off.
    pub signed: bool,
}

/// One agreement.
#[derive(Template, Serialize)]
#[template(path = "agreement/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub agreement: &'a Agreement,
    /// As the list shows it.
    pub row: Item,
    pub direction: String,
    pub parties: Vec<PartyShown>,
    /// What is said of the signatures of all.
    pub signatures: Vec<SignatureShown>,
    /// Until when the ministry is to answer.
    pub answer_due: Option<String>,
    /// Whether its approval is lacking.
    pub lacks_approval: bool,
    /// The states that it was and will be in.
    pub turns: Vec<(Option<When>, &'static str)>,
    pub prolongations: Vec<Told>,
    pub amendments: Vec<Told>,
    pub termination: Option<Told>,
    /// Those that replace one another, this one among them, when there are others.
    pub chain: Vec<Held>,
    /// The one before it.
    pub replaces: Option<Record>,
    /// Those made to stand in its place: one, but for two that were begun at once.
    pub replaced_by: Vec<Held>,
    pub places: Vec<Record>,
    /// What is to be done by no party alone.
    pub steps: Vec<step::Row>,
    pub files: Vec<Record>,
    pub beside: Vec<Beside>,
    /// What it came of and what came of it.
    pub thread: Thread,
    pub sources: Vec<Cited>,
    pub as_of: Option<String>,
    #[serde(skip)]
    pub may: May,
    /// What the ministry may do next.
    #[serde(skip)]
    pub events: Vec<(String, String)>,
}

impl CardView<'_> {
    /// Whether anybody has anything to do.
    pub fn any_owed(&self) -> bool {
        !self.steps.is_empty() || self.parties.iter().any(|party| !party.obligations.is_empty())
    }

    /// The parties that are bound by it, as many as may be offered at once.
    pub fn bound(&self) -> impl Iterator<Item = &PartyShown> {
        let signs = |party: &&PartyShown| Role::parse(party.role).is_some_and(Role::signs);
        self.parties.iter().filter(signs).take(12)
    }
}

const SIGNATURE: Shape = Shape::Fields(&[
    ("date", MAYBE_DATE),
    ("date_note", MAYBE_TEXT),
    ("place", MAYBE_RECORD),
    ("source", MAYBE_RECORD),
    ("locator", MAYBE_TEXT),
    ("doubt", MAYBE_TEXT),
    ("later", Shape::Flag),
]);

const TOLD: Shape = Shape::Fields(&[
    ("what", Shape::Text),
    ("number", MAYBE_TEXT),
    ("until", MAYBE_DATE),
    ("date", MAYBE_DATE),
    ("source", MAYBE_RECORD),
    ("locator", MAYBE_TEXT),
]);

/// A party on the card, as data; who signs stands there for the office alone.
const PARTY: Shape = Shape::Given(&[
    ("number", Shape::Whole, true),
    ("label", Shape::Text, true),
    ("record", MAYBE_RECORD, true),
    ("stated", Shape::Maybe(&Shape::Whole), true),
    ("named", Shape::Maybe(&Shape::Whole), true),
    ("within", MAYBE_TEXT, true),
    ("role", Shape::Text, true),
    ("signatory", RECORD, false),
    ("copy", MAYBE_DATE, true),
    ("lacking", Shape::Flag, true),
    ("signatures", Shape::Many(&SIGNATURE), true),
    ("obligations", Shape::Many(&step::ROW), true),
]);

/// One agreement, as data.
pub const CARD: About = About {
    title: "web-kind-agreement",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("agreement", Shape::Any),
        ("row", ITEM),
        ("direction", Shape::Text),
        ("parties", Shape::Many(&PARTY)),
        ("signatures", Shape::Many(&SIGNATURE)),
        ("answer_due", MAYBE_DATE),
        ("lacks_approval", Shape::Flag),
        ("turns", Shape::Many(&Shape::Pair(&MAYBE_DATE, &Shape::Word(states)))),
        ("prolongations", Shape::Many(&TOLD)),
        ("amendments", Shape::Many(&TOLD)),
        ("termination", Shape::Maybe(&TOLD)),
        ("chain", Shape::Many(&Shape::Record(&[("state", Shape::Text), ("date", MAYBE_DATE)]))),
        ("replaces", MAYBE_RECORD),
        ("replaced_by", Shape::Many(&Shape::Record(&[("state", Shape::Text), ("date", MAYBE_DATE)]))),
        ("places", RECORDS),
        ("steps", Shape::Many(&step::ROW)),
        ("files", RECORDS),
        ("beside", BESIDE),
        ("thread", THREAD),
        ("sources", Shape::Many(&Shape::Fields(&[("source", RECORD), ("locator", MAYBE_TEXT), ("doubt", MAYBE_TEXT)]))),
        ("as_of", MAYBE_DATE),
    ]),
};

/// The form.
#[derive(Template)]
#[template(path = "agreement/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// Where it is sent.
    pub target: String,
    /// Whether somebody else saved meanwhile.
    pub conflicted: bool,
    /// What both changed: the field's name and theirs.
    pub conflicts: Vec<(String, String)>,
    /// Whether the visitor sees who signs.
    pub staff: bool,
    pub kinds: Vec<(String, String)>,
    pub territorials: Vec<(String, String)>,
    pub directions: Vec<(String, String)>,
    pub roles: Vec<(String, String)>,
    pub events: Vec<(String, String)>,
    pub fields: Vec<String>,
    pub agreements: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
}

/// The one time that the address of a private calendar can be seen.
#[derive(Template)]
#[template(path = "agreement/calendar.html")]
pub struct CalendarView<'a> {
    pub page: Page<'a>,
    pub link: String,
    /// Whether the office has said how the outside reaches it.
    pub whole: bool,
}
