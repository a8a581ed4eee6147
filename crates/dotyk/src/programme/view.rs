//! The pages of programmes, calls and applications.

use askama::Template;
use serde::Serialize;

use super::model::{Application, Call, Programme, Progress, Repetition, Rule, Window};
use crate::organisation::OrganisationKind;
use crate::step;
use crate::text::When;
use crate::web::schema::{AFTER, AS_OF, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, RECORDS, THREAD};
use crate::web::{About, Asked, Cell, Column, Filled, List, Page, Record, Shape, Sheet, Thread};

/// What holds for a programme or a call: for what, by whom and where one may apply.
#[derive(Serialize)]
pub struct Reach {
    /// DAC codes.
    pub sectors: Vec<String>,
    pub tags: Vec<String>,
    /// Words of kinds of organisation.
    pub applicants: Vec<&'static str>,
    /// Empty: all of Ukraine.
    pub places: Vec<Record>,
}

fn kinds() -> Vec<&'static str> {
    OrganisationKind::ALL.iter().map(|kind| kind.word()).collect()
}

fn windows() -> Vec<&'static str> {
    Window::ALL.iter().map(|state| state.word()).collect()
}

fn repetitions() -> Vec<&'static str> {
    Repetition::ALL.iter().map(|word| word.word()).collect()
}

fn progresses() -> Vec<&'static str> {
    Progress::ALL.iter().map(|state| state.word()).collect()
}

fn rules() -> Vec<&'static str> {
    Rule::ALL.iter().map(|rule| rule.word()).collect()
}

fn joined(texts: &[String]) -> Cell {
    Cell::text(texts.join("; "))
}

fn number(text: &Option<String>) -> Cell {
    text.clone().map_or(Cell::Empty, Cell::Number)
}

/// A programme, as lists show it.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    pub funder: Option<Record>,
    #[serde(flatten)]
    pub reach: Reach,
    pub link: Option<String>,
    pub draft: bool,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// Programmes as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "programmes",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("funder", "programme-field-funder", 40, |row| Cell::label(&row.funder)),
        Column::new("sectors", "programme-field-sectors", 20, |row| joined(&row.reach.sectors)),
        Column::new("tags", "programme-field-tags", 30, |row| joined(&row.reach.tags)),
        Column::new("applicants", "programme-field-applicants", 30, |row| Cell::text(row.reach.applicants.join("; "))),
        Column::new("places", "programme-field-places", 30, |row| Cell::labels(&row.reach.places)),
        Column::new("link", "programme-field-link", 40, |row| Cell::maybe(&row.link)),
        Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: None,
};

const ITEM: Shape = Shape::Named(
    "Programme",
    &Shape::Record(&[
        ("funder", MAYBE_RECORD),
        ("sectors", Shape::Many(&Shape::Text)),
        ("tags", Shape::Many(&Shape::Text)),
        ("applicants", Shape::Many(&Shape::Word(kinds))),
        ("places", RECORDS),
        ("link", MAYBE_TEXT),
        ("draft", Shape::Flag),
    ]),
);

/// Programmes, as data.
pub const LIST: About = About {
    title: "programme-title",
    query: &[Q, ("funder", "programme-field-funder", Asked::Text), AFTER],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(&ITEM, &[("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD)))]),
};

/// The list of programmes.
#[derive(Template, Serialize)]
#[template(path = "programme/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// What the list is narrowed to.
    pub of: Vec<(&'static str, Record)>,
    #[serde(skip)]
    pub may_create: bool,
}

/// A call, as lists show it: with what holds for it.
#[derive(Serialize)]
pub struct CallItem {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// How it stands on the day.
    pub state: &'static str,
    /// Since when one may apply.
    pub opens: Option<When>,
    /// Until when.
    pub closes: Option<When>,
    /// Until which hour of the last day, in Kyiv.
    pub closes_hour: Option<String>,
    /// Whether it comes again.
    pub repetition: Option<&'static str>,
    /// Of which programme.
    pub programme: Option<Record>,
    /// Who pays.
    pub funder: Option<Record>,
    /// What holds for it.
    #[serde(flatten)]
    pub reach: Reach,
    /// The least that is given.
    pub least: Option<String>,
    /// The most.
    pub most: Option<String>,
    /// Of both.
    pub currency: Option<String>,
    /// The least own share, in percent.
    pub cofunding: Option<String>,
    /// Its page.
    pub link: Option<String>,
    /// Whether the public does not see it.
    pub draft: bool,
    /// The amounts as people read them.
    #[serde(skip)]
    pub worth: Option<String>,
}

impl AsRef<Record> for CallItem {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// Calls as a table.
pub const CALL_SHEET: Sheet<CallItem> = Sheet {
    name: "calls",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("state", "call-state", 16, |row| Cell::word("call-state-", row.state)),
        Column::new("opens", "call-field-opens", 14, |row| Cell::date(&row.opens)),
        Column::new("closes", "call-field-closes", 14, |row| Cell::date(&row.closes)),
        Column::new("closes_hour", "call-field-closes-hour", 10, |row| Cell::maybe(&row.closes_hour)),
        Column::new("repetition", "call-field-repetition", 16, |row| match row.repetition {
            Some(word) => Cell::word("call-repetition-", word),
            None => Cell::Empty,
        }),
        Column::new("programme", "web-kind-programme", 40, |row| Cell::label(&row.programme)),
        Column::new("funder", "programme-field-funder", 40, |row| Cell::label(&row.funder)),
        Column::new("sectors", "programme-field-sectors", 20, |row| joined(&row.reach.sectors)),
        Column::new("tags", "programme-field-tags", 30, |row| joined(&row.reach.tags)),
        Column::new("applicants", "programme-field-applicants", 30, |row| Cell::text(row.reach.applicants.join("; "))),
        Column::new("places", "programme-field-places", 30, |row| Cell::labels(&row.reach.places)),
        Column::new("least", "call-field-least", 14, |row| number(&row.least)),
        Column::new("most", "call-field-most", 14, |row| number(&row.most)),
        Column::new("currency", "call-field-currency", 10, |row| Cell::maybe(&row.currency)),
        Column::new("cofunding", "call-field-cofunding", 12, |row| number(&row.cofunding)),
        Column::new("link", "programme-field-link", 40, |row| Cell::maybe(&row.link)),
        Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: None,
};

/// A row of the list of calls, as data.
pub const CALL_ITEM: Shape = Shape::Named(
    "Call",
    &Shape::Record(&[
        ("state", Shape::Word(windows)),
        ("opens", MAYBE_DATE),
        ("closes", MAYBE_DATE),
        ("closes_hour", MAYBE_TEXT),
        ("repetition", Shape::Maybe(&Shape::Word(repetitions))),
        ("programme", MAYBE_RECORD),
        ("funder", MAYBE_RECORD),
        ("sectors", Shape::Many(&Shape::Text)),
        ("tags", Shape::Many(&Shape::Text)),
        ("applicants", Shape::Many(&Shape::Word(kinds))),
        ("places", RECORDS),
        ("least", Shape::Maybe(&Shape::Decimal)),
        ("most", Shape::Maybe(&Shape::Decimal)),
        ("currency", MAYBE_TEXT),
        ("cofunding", Shape::Maybe(&Shape::Decimal)),
        ("link", MAYBE_TEXT),
        ("draft", Shape::Flag),
    ]),
);

/// Calls, as data.
pub const CALLS: About = About {
    title: "call-title",
    query: &[
        Q,
        ("state", "call-state", Asked::Word(windows)),
        ("open", "call-only-open", Asked::Text),
        ("closing", "call-closing", Asked::Text),
        ("sector", "call-sector", Asked::Text),
        ("place", "web-kind-place", Asked::Text),
        ("applicant", "call-applicant", Asked::Word(kinds)),
        ("amount", "call-amount", Asked::Text),
        ("currency", "call-field-currency", Asked::Text),
        ("programme", "web-kind-programme", Asked::Text),
        ("funder", "programme-field-funder", Asked::Text),
        AS_OF,
        AFTER,
    ],
    faces: &["json", "csv", "xlsx", "ics"],
    shape: &Shape::List(&CALL_ITEM, &[("as_of", MAYBE_DATE), ("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD)))]),
};

/// The list of calls.
#[derive(Template, Serialize)]
#[template(path = "programme/calls.html")]
pub struct CallsView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<CallItem>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// What the list is narrowed to.
    pub of: Vec<(&'static str, Record)>,
    #[serde(skip)]
    pub states: Vec<(String, String)>,
    #[serde(skip)]
    pub kinds: Vec<(String, String)>,
    #[serde(skip)]
    pub may_create: bool,
}

/// An application, as lists show it.
#[derive(Serialize)]
pub struct ApplicationItem {
    #[serde(flatten)]
    pub record: Record,
    /// How it stands on the day; none when it had not begun.
    pub state: Option<&'static str>,
    pub since: Option<When>,
    pub call: Option<Record>,
    pub applicant: Option<Record>,
    pub project: Option<Record>,
    pub asked: Option<String>,
    pub awarded: Option<String>,
    pub currency: Option<String>,
    pub draft: bool,
}

impl AsRef<Record> for ApplicationItem {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// Applications as a table.
pub const APPLICATION_SHEET: Sheet<ApplicationItem> = Sheet {
    name: "applications",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("state", "application-state", 16, |row| match row.state {
            Some(word) => Cell::word("application-state-", word),
            None => Cell::Empty,
        }),
        Column::new("since", "application-since", 14, |row| Cell::date(&row.since)),
        Column::new("call", "web-kind-call", 40, |row| Cell::label(&row.call)),
        Column::new("applicant", "application-field-applicant", 40, |row| Cell::label(&row.applicant)),
        Column::new("project", "web-kind-project", 40, |row| Cell::label(&row.project)),
        Column::new("asked", "application-field-asked", 16, |row| number(&row.asked)),
        Column::new("awarded", "application-awarded", 16, |row| number(&row.awarded)),
        Column::new("currency", "application-field-currency", 10, |row| Cell::maybe(&row.currency)),
        Column::new("draft", "application-not-public", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: None,
};

const APPLICATION_ITEM: Shape = Shape::Named(
    "Application",
    &Shape::Record(&[
        ("state", Shape::Maybe(&Shape::Word(progresses))),
        ("since", MAYBE_DATE),
        ("call", MAYBE_RECORD),
        ("applicant", MAYBE_RECORD),
        ("project", MAYBE_RECORD),
        ("asked", Shape::Maybe(&Shape::Decimal)),
        ("awarded", Shape::Maybe(&Shape::Decimal)),
        ("currency", MAYBE_TEXT),
        ("draft", Shape::Flag),
    ]),
);

/// Applications, as data.
pub const APPLICATIONS: About = About {
    title: "application-title",
    query: &[
        Q,
        ("state", "application-state", Asked::Word(progresses)),
        ("call", "web-kind-call", Asked::Text),
        ("programme", "web-kind-programme", Asked::Text),
        ("applicant", "application-field-applicant", Asked::Text),
        ("project", "web-kind-project", Asked::Text),
        AS_OF,
        AFTER,
    ],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(&APPLICATION_ITEM, &[("as_of", MAYBE_DATE), ("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD)))]),
};

/// The list of applications.
#[derive(Template, Serialize)]
#[template(path = "programme/applications.html")]
pub struct ApplicationsView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<ApplicationItem>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// What the list is narrowed to.
    pub of: Vec<(&'static str, Record)>,
    #[serde(skip)]
    pub states: Vec<(String, String)>,
    #[serde(skip)]
    pub may_create: bool,
}

/// What may be done with a record.
#[derive(Default)]
pub struct May {
    pub edit: bool,
    pub publish: bool,
    pub history: bool,
    pub apply: bool,
}

/// Sources with the places in them.
const SOURCES: Shape = Shape::Many(&Shape::Pair(&RECORD, &MAYBE_TEXT));

/// One programme, as data.
pub const CARD: About = About {
    title: "web-kind-programme",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("programme", Shape::Any),
        ("row", ITEM),
        ("contacts", RECORDS),
        ("calls", Shape::Many(&CALL_ITEM)),
        ("more_calls", Shape::Whole),
        ("applications", Shape::Many(&APPLICATION_ITEM)),
        ("thread", THREAD),
        ("sources", SOURCES),
        ("as_of", MAYBE_DATE),
    ]),
};

/// One programme.
#[derive(Template, Serialize)]
#[template(path = "programme/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub programme: &'a Programme,
    /// As the list shows it.
    pub row: Item,
    /// People who know more, as far as the visitor may see them.
    pub contacts: Vec<Record>,
    /// Its calls: those to come first.
    pub calls: Vec<CallItem>,
    /// How many there are besides.
    pub more_calls: i64,
    pub applications: Vec<ApplicationItem>,
    /// What it came of and what came of it.
    pub thread: Thread,
    /// What it rests on: each with its place in the source.
    pub sources: Vec<(Record, Option<String>)>,
    /// The day asked for.
    pub as_of: Option<String>,
    #[serde(skip)]
    pub may: May,
}

/// One call, as data.
pub const CALL: About = About {
    title: "web-kind-call",
    query: &[
        ("organisation", "web-kind-organisation", Asked::Text),
        ("amount", "call-amount", Asked::Text),
        ("currency", "call-field-currency", Asked::Text),
        ("sector", "call-sector", Asked::Text),
        AS_OF,
        KNOWN_ON,
    ],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("call", Shape::Any),
        ("row", CALL_ITEM),
        ("fit", Shape::Maybe(&FIT)),
        ("applications", Shape::Many(&APPLICATION_ITEM)),
        ("thread", THREAD),
        ("sources", SOURCES),
        ("as_of", MAYBE_DATE),
    ]),
};

const FIT: Shape = Shape::Named(
    "Fit",
    &Shape::Fields(&[
        ("organisation", MAYBE_RECORD),
        ("passed", Shape::Many(&Shape::Word(rules))),
        ("failed", Shape::Many(&Shape::Word(rules))),
        ("unknown", Shape::Many(&Shape::Word(rules))),
    ]),
);

/// How a call fits an organisation.
#[derive(Serialize)]
pub struct FitView {
    pub organisation: Option<Record>,
    /// Words of rules.
    pub passed: Vec<&'static str>,
    pub failed: Vec<&'static str>,
    pub unknown: Vec<&'static str>,
}

impl FitView {
    /// Each rule with its outcome, in the order in which people read them: what stops first.
    pub fn rows(&self) -> Vec<(&'static str, &'static str)> {
        let of = |words: &[&'static str], outcome| words.iter().map(move |word| (*word, outcome)).collect::<Vec<_>>();
        [of(&self.failed, "failed"), of(&self.unknown, "unknown"), of(&self.passed, "passed")].concat()
    }
}

/// One call.
#[derive(Template, Serialize)]
#[template(path = "programme/call.html")]
pub struct CallView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub call: &'a Call,
    /// As the list shows it.
    pub row: CallItem,
    /// How it fits the organisation asked for.
    pub fit: Option<FitView>,
    pub applications: Vec<ApplicationItem>,
    /// What it came of and what came of it.
    pub thread: Thread,
    pub sources: Vec<(Record, Option<String>)>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// Whether its programme is still a draft, so that the public sees neither.
    #[serde(skip)]
    pub hidden: bool,
    #[serde(skip)]
    pub organisations: Vec<(String, String)>,
    #[serde(skip)]
    pub may: May,
}

/// One application, as data.
pub const APPLICATION: About = About {
    title: "web-kind-application",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("application", Shape::Any),
        ("row", APPLICATION_ITEM),
        ("steps", Shape::Many(&step::ROW)),
        ("thread", THREAD),
        ("sources", SOURCES),
        ("as_of", MAYBE_DATE),
    ]),
};

/// A state as the card shows it.
pub struct StateShown {
    pub state: &'static str,
    pub date: When,
    pub amount: Option<String>,
    pub note: Option<String>,
    pub source: Option<(Record, Option<String>)>,
    /// Whether it had not come on the day.
    pub later: bool,
}

/// One application.
#[derive(Template, Serialize)]
#[template(path = "programme/application.html")]
pub struct ApplicationView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub application: &'a Application,
    /// As the list shows it.
    pub row: ApplicationItem,
    /// What is to be done next.
    pub steps: Vec<step::Row>,
    /// What it came of and what came of it.
    pub thread: Thread,
    pub sources: Vec<(Record, Option<String>)>,
    /// The day asked for.
    pub as_of: Option<String>,
    #[serde(skip)]
    pub history: Vec<StateShown>,
    /// States that may come next.
    #[serde(skip)]
    pub following: Vec<(String, String)>,
    #[serde(skip)]
    pub filled: Filled,
    #[serde(skip)]
    pub may: May,
}

/// What every form here needs.
pub struct Frame {
    pub filled: Filled,
    /// Where it is sent.
    pub target: String,
    /// Whether somebody else saved meanwhile.
    pub conflicted: bool,
    /// What both changed: the field's name and theirs.
    pub conflicts: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
    /// Kinds of organisation: the word, its name, whether it is chosen.
    pub kinds: Vec<(String, String, bool)>,
}

/// The form of a programme.
#[derive(Template)]
#[template(path = "programme/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub frame: Frame,
}

/// The form of a call.
#[derive(Template)]
#[template(path = "programme/call_form.html")]
pub struct CallFormView<'a> {
    pub page: Page<'a>,
    pub frame: Frame,
    /// Offered while the call has no programme yet.
    pub programmes: Option<Vec<(String, String)>>,
    pub repetitions: Vec<(String, String)>,
}

/// The form of an application.
#[derive(Template)]
#[template(path = "programme/application_form.html")]
pub struct ApplicationFormView<'a> {
    pub page: Page<'a>,
    pub frame: Frame,
    pub calls: Vec<(String, String)>,
    pub states: Vec<(String, String)>,
}
