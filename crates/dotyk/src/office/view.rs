//! The pages of the office's settings.

use askama::Template;
use serde::Serialize;

use super::{Office, Rate};
use crate::web::schema::{MAYBE_RECORD, MAYBE_TEXT};
use crate::web::{About, Asked, Cell, Column, Filled, Page, Record, Shape, Sheet};

/// A part of the settings with a form of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Settings,
    Directions,
    Measures,
    Terms,
}

/// All of them.
pub const SECTIONS: [Section; 4] = [Section::Settings, Section::Directions, Section::Measures, Section::Terms];

impl Section {
    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Section::Settings => "settings",
            Section::Directions => "directions",
            Section::Measures => "measures",
            Section::Terms => "terms",
        }
    }

    /// The key of its heading.
    pub fn title(self) -> &'static str {
        match self {
            Section::Settings => "office-settings",
            Section::Directions => "office-directions",
            Section::Measures => "office-measures",
            Section::Terms => "office-terms",
        }
    }
}

/// All settings.
#[derive(Template, Serialize)]
#[template(path = "office/card.html")]
pub struct OfficeView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub office: Office,
    pub place: Option<Record>,
    /// The newest rate of each currency.
    #[serde(skip)]
    pub rates: Vec<Rate>,
    #[serde(skip)]
    pub may_edit: bool,
}

/// The settings, as data.
pub const SHOW: About = About {
    title: "web-kind-office",
    query: &[],
    faces: &["json"],
    shape: &Shape::Fields(&[("office", Shape::Any), ("place", MAYBE_RECORD)]),
};

/// Exchange rates as a table.
pub const SHEET: Sheet<Rate> = Sheet {
    name: "rates",
    columns: &[
        Column::new("currency", "office-column-currency", 10, |row| Cell::text(&row.currency)),
        Column::new("day", "office-column-day", 14, |row| Cell::Date(row.day.clone())),
        Column::new("rate", "office-field-rate", 14, |row| Cell::Number(row.rate.clone())),
        Column::new("source_uk", "office-column-source", 40, |row| Cell::maybe(&row.source_uk)),
        Column::new("set_by", "office-column-set-by", 38, |row| Cell::text(&row.set_by)),
    ],
    points: None,
};

/// Exchange rates, as data.
pub const RATES: About = About {
    title: "office-rates",
    query: &[("currency", "office-column-currency", Asked::Text)],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &Shape::Fields(&[
            ("currency", Shape::Text),
            ("day", Shape::Date),
            ("rate", Shape::Decimal),
            ("source_uk", MAYBE_TEXT),
            ("set_by", Shape::Text),
        ]),
        &[],
    ),
};

/// The form of a section.
#[derive(Template)]
#[template(path = "office/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub section: Section,
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    pub yes_no: Vec<(String, String)>,
}

/// Exchange rates, the newest first.
#[derive(Template, Serialize)]
#[template(path = "office/rates.html")]
pub struct RatesView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub items: Vec<Rate>,
    pub total: usize,
    pub next: Option<String>,
    #[serde(skip)]
    pub filled: Filled,
    /// What is wrong with a table that was sent, row by row.
    #[serde(skip)]
    pub wrong_rows: Vec<String>,
    /// How many have just been taken in.
    #[serde(skip)]
    pub added: Option<i64>,
    #[serde(skip)]
    pub may_edit: bool,
}
