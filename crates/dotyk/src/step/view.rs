//! The pages of steps.

use askama::Template;
use jiff::civil::Date;
use serde::Serialize;

use super::Step;
use crate::access::{Kind, Ref};
use crate::text::When;
use crate::web::{Filled, Labels, Page, Record};

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
}

/// References that showing these steps needs labels of.
pub fn refs(steps: &[Step]) -> Vec<Ref> {
    let mut refs: Vec<Ref> = steps.iter().map(|step| step.subject.clone()).collect();
    refs.extend(steps.iter().filter_map(|step| step.body.organisation.as_ref()).map(|id| Ref::new(Kind::Organisation, id)));
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
            let state = b.on(day)?.state;
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
            })
        })
        .collect()
}

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
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    pub states: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
}
