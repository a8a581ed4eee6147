//! The pages of steps.

use askama::Template;
use jiff::civil::Date;
use serde::Serialize;

use super::{State, Step, Waiting};
use crate::access::{Kind, Ref};
use crate::text::When;
use crate::web::schema::{AS_OF, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, RECORD};
use crate::web::{About, Asked, Cell, Column, Filled, Labels, Page, Record, Shape, Sheet};

/// A step as lists and cards show it.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Which, and what is to be done.
    #[serde(flatten)]
    pub record: Record,
    /// Its state on the day asked for.
    pub state: &'static str,
    /// By when.
    pub due: Option<When>,
    /// How that is known.
    pub due_note: Option<String>,
    /// Whether it is late.
    pub overdue: bool,
    /// Whether something is still to be done.
    pub open: bool,
    /// What it belongs to.
    pub subject: Option<Record>,
    /// Who is to do it.
    pub organisation: Option<Record>,
    /// Who says that it stands so: the evidence of what is done.
    pub source: Option<Record>,
}

/// References that showing these steps needs labels of.
pub fn refs(steps: &[Step]) -> Vec<Ref> {
    let mut refs: Vec<Ref> = steps.iter().map(|step| step.subject.clone()).collect();
    refs.extend(steps.iter().filter_map(|step| step.body.organisation.as_ref()).map(|id| Ref::new(Kind::Organisation, id)));
    let states = steps.iter().flat_map(|step| &step.body.states);
    refs.extend(states.filter_map(|row| row.source.as_ref()).map(|id| Ref::new(Kind::Source, id)));
    refs.sort();
    refs.dedup();
    refs
}

/// Steps as they stood on a day; those whose subject may not be seen, or that had not begun, are left out.
pub fn rows(page: &Page, labels: &Labels, day: Date, steps: &[Step]) -> Vec<Row> {
    steps
        .iter()
        .filter_map(|step| {
            let b = &step.body;
            let now = b.on(day)?;
            let state = now.state;
            Some(Row {
                record: Record {
                    kind: Kind::Step,
                    id: step.id.clone(),
                    url: page.url(&format!("/steps/{}", step.slug)),
                    label: page.lang.of(&b.what_uk, &b.what_en).to_owned(),
                },
                state: state.word(),
                due: b.due.clone(),
                due_note: page.lang.pick(&b.due_note_uk, &b.due_note_en).map(|(text, _)| text.to_owned()),
                overdue: b.overdue(day),
                open: state.open(),
                subject: Some(page.record(labels, &step.subject)?),
                organisation: b.organisation.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id))),
                source: now.source.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Source, id))),
            })
        })
        .collect()
}

impl AsRef<Record> for Row {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The list as a table.
pub const SHEET: Sheet<Row> = Sheet {
    name: "steps",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("state", "step-column-state", 16, |row| Cell::word("step-state-", row.state)),
        Column::new("due", "step-due", 14, |row| Cell::date(&row.due)),
        Column::new("due_note", "step-column-due-note", 30, |row| Cell::maybe(&row.due_note)),
        Column::new("overdue", "step-overdue", 12, |row| Cell::Flag(row.overdue)),
        Column::new("open", "step-column-open", 12, |row| Cell::Flag(row.open)),
        Column::new("subject", "step-column-subject", 50, |row| Cell::label(&row.subject)),
        Column::new("subject_url", "step-column-subject-url", 40, |row| Cell::link(&row.subject)),
        Column::new("organisation", "web-kind-organisation", 40, |row| Cell::label(&row.organisation)),
        Column::new("source", "web-source", 40, |row| Cell::label(&row.source)),
        Column::URL,
    ],
    points: None,
};

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

/// A step, as data.
pub const ROW: Shape = Shape::Named(
    "Step",
    &Shape::Record(&[
        ("state", Shape::Word(states)),
        ("due", MAYBE_DATE),
        ("due_note", MAYBE_TEXT),
        ("overdue", Shape::Flag),
        ("open", Shape::Flag),
        ("subject", MAYBE_RECORD),
        ("organisation", MAYBE_RECORD),
        ("source", MAYBE_RECORD),
    ]),
);

fn reasons() -> Vec<&'static str> {
    Waiting::ALL.iter().map(|why| why.word()).collect()
}

/// The list, as data.
pub const LIST: About = About {
    title: "step-title",
    query: &[
        ("organisation", "web-kind-organisation", Asked::Text),
        ("project", "web-kind-project", Asked::Text),
        ("place", "web-kind-place", Asked::Text),
        ("waiting", "step-waiting", Asked::Word(reasons)),
        AS_OF,
    ],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(&ROW, &[("as_of", MAYBE_DATE), ("of", MAYBE_RECORD)]),
};

/// One step, as data.
pub const CARD: About = About {
    title: "web-kind-step",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("row", ROW),
        (
            "states",
            Shape::Many(&Shape::Fields(&[
                ("state", Shape::Word(states)),
                ("date", MAYBE_DATE),
                ("source", MAYBE_RECORD),
                ("locator", MAYBE_TEXT),
            ])),
        ),
        ("sources", Shape::Many(&Shape::Pair(&RECORD, &MAYBE_TEXT))),
        ("as_of", MAYBE_DATE),
    ]),
};

/// What is next and what is overdue.
#[derive(Template, Serialize)]
#[template(path = "step/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub items: Vec<Row>,
    pub total: usize,
    pub next: Option<String>,
    pub as_of: Option<String>,
    /// Of whom or of what alone.
    pub of: Option<Record>,
}

impl ListView<'_> {
    /// The parts of the page: the key of its heading and the steps.
    pub fn parts(&self) -> Vec<(&'static str, Vec<&Row>)> {
        let pick = |test: fn(&Row) -> bool| self.items.iter().filter(|row| test(row)).collect::<Vec<_>>();
        vec![
            ("step-overdue", pick(|row| row.overdue)),
            ("step-next", pick(|row| row.open && !row.overdue && row.due.is_some())),
            ("step-undated", pick(|row| row.open && row.due.is_none())),
            ("step-finished", pick(|row| !row.open)),
        ]
        .into_iter()
        .filter(|(_, rows)| !rows.is_empty())
        .collect()
    }
}

/// One step.
#[derive(Template, Serialize)]
#[template(path = "step/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub row: Row,
    #[serde(skip)]
    pub step: Step,
    pub states: Vec<StateShown>,
    pub sources: Vec<(Record, Option<String>)>,
    #[serde(skip)]
    pub may_edit: bool,
    pub as_of: Option<String>,
    #[serde(skip)]
    pub options: Vec<(String, String)>,
    #[serde(skip)]
    pub evidence: Vec<(String, String)>,
    #[serde(skip)]
    pub filled: Filled,
}

/// A state in its history.
#[derive(Serialize)]
pub struct StateShown {
    pub state: &'static str,
    pub date: Option<When>,
    pub source: Option<Record>,
    pub locator: Option<String>,
}

/// The form.
#[derive(Template)]
#[template(path = "step/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// What it belongs to.
    pub subject: Option<Record>,
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    pub states: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
}
