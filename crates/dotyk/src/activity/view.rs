//! The pages of activities and of the files they come in.

use askama::Template;
use serde::Serialize;

use super::model::{Fault, State, Stated};
use crate::web::schema::{AFTER, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, RECORDS};
use crate::web::{About, Asked, Cell, Column, Filled, List, Page, Record, Shape, Sheet};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "activity/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// What the list is filtered by beside words: the parameter and its record.
    pub of: Vec<(&'static str, Record)>,
    #[serde(skip)]
    pub statuses: Vec<(String, String)>,
    #[serde(skip)]
    pub funders: Vec<(String, String)>,
    #[serde(skip)]
    pub countries: Vec<(String, String)>,
    #[serde(skip)]
    pub sectors: Vec<(String, String)>,
    /// Whether whoever looks decides what becomes a project.
    #[serde(skip)]
    pub may_edit: bool,
    /// Directions of the office, for projects that are made.
    #[serde(skip)]
    pub directions: Vec<(String, String)>,
}

/// A row of it.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    pub identifier: String,
    /// Code of ActivityStatus; empty when nobody says.
    pub status: String,
    pub start: Option<String>,
    pub end: Option<String>,
    pub publisher: String,
    pub funders: Vec<String>,
    pub countries: Vec<String>,
    /// DAC purpose codes.
    pub sectors: Vec<String>,
    /// In how many files it stands.
    pub files: i64,
    /// Whether its publisher no longer has it.
    pub vanished: bool,
    /// Projects of the office that it is.
    pub projects: Vec<Record>,
}

/// Funders that a row of the list names; the page of the activity names all.
const MOST_FUNDERS: usize = 5;

impl Item {
    fn first_funders(&self) -> &[String] {
        &self.funders[..self.funders.len().min(MOST_FUNDERS)]
    }

    fn more_funders(&self) -> usize {
        self.funders.len().saturating_sub(MOST_FUNDERS)
    }
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// What a status is called; a code that the standard does not have stands as it is.
pub fn status_word(page: &Page, code: &str) -> String {
    if STATUSES.contains(&code) { page.word("activity-status-", code) } else { code.to_owned() }
}

impl ListView<'_> {
    fn status(&self, code: &str) -> String {
        status_word(&self.page, code)
    }
}

impl CardView<'_> {
    fn status(&self) -> String {
        self.activity.status.as_deref().map(|code| status_word(&self.page, code)).unwrap_or_default()
    }
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "activities",
    columns: &[
        Column::ID,
        Column::new("identifier", "activity-identifier", 30, |row| Cell::text(&row.identifier)),
        Column::LABEL,
        Column::new("status", "activity-status", 18, |row| {
            let known = STATUSES.contains(&row.status.as_str());
            if known { Cell::word("activity-status-", &row.status) } else { Cell::text(&row.status) }
        }),
        Column::new("start", "activity-start", 12, |row| Cell::maybe(&row.start)),
        Column::new("end", "activity-end", 12, |row| Cell::maybe(&row.end)),
        Column::new("publisher", "activity-publisher", 30, |row| Cell::text(&row.publisher)),
        Column::new("funders", "activity-funders", 40, |row| Cell::text(row.funders.join("; "))),
        Column::new("countries", "activity-countries", 16, |row| Cell::text(row.countries.join("; "))),
        Column::new("sectors", "activity-sectors", 20, |row| Cell::text(row.sectors.join("; "))),
        Column::new("files", "activity-files", 10, |row| Cell::whole(row.files)),
        Column::new("vanished", "activity-vanished", 14, |row| Cell::Flag(row.vanished)),
        Column::new("projects", "activity-projects", 40, |row| Cell::labels(&row.projects)),
        Column::new("project_ids", "activity-project-ids", 38, |row| Cell::ids(&row.projects)),
        Column::URL,
    ],
    points: None,
};

/// The codes of ActivityStatus.
pub const STATUSES: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

fn statuses() -> Vec<&'static str> {
    STATUSES.to_vec()
}

fn yes_no() -> Vec<&'static str> {
    vec!["yes", "no"]
}

const TEXTS: Shape = Shape::Many(&Shape::Text);

/// The list, as data.
pub const LIST: About = About {
    title: "activity-title",
    query: &[
        Q,
        ("status", "activity-status", Asked::Word(statuses)),
        ("funder", "activity-funder", Asked::Text),
        ("payer", "activity-payer", Asked::Text),
        ("organisation", "web-kind-organisation", Asked::Text),
        ("country", "activity-country", Asked::Text),
        ("place", "web-kind-place", Asked::Text),
        ("sector", "activity-sector", Asked::Text),
        ("year", "activity-year", Asked::Text),
        ("tied", "activity-tied", Asked::Word(yes_no)),
        AFTER,
    ],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &Shape::Named(
            "Activity",
            &Shape::Record(&[
                ("identifier", Shape::Text),
                ("status", Shape::Text),
                ("start", MAYBE_TEXT),
                ("end", MAYBE_TEXT),
                ("publisher", Shape::Text),
                ("funders", TEXTS),
                ("countries", TEXTS),
                ("sectors", TEXTS),
                ("files", Shape::Whole),
                ("vanished", Shape::Flag),
                ("projects", RECORDS),
            ]),
        ),
        &[("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD)))],
    ),
};

/// So many rows of a table are on the page; all of them are in its data.
const MOST_ROWS: usize = 400;

/// One activity.
#[derive(Template, Serialize)]
#[template(path = "activity/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub record: Record,
    /// What the chosen file states.
    pub activity: Stated,
    /// Who says so: every file that speaks of it.
    pub statements: Vec<StatementShown>,
    pub vanished: bool,
    pub publisher: String,
    /// The number of the file that states it.
    #[serde(skip)]
    pub dataset: i64,
    /// Organisations by their role, as the file calls them.
    #[serde(skip)]
    pub parties: Vec<(&'static str, Vec<String>)>,
    /// Names of its places.
    #[serde(skip)]
    pub places: Vec<String>,
    /// Its places that the register knows.
    pub known_places: Vec<Record>,
    /// Sums by kind and currency, in words.
    #[serde(skip)]
    pub totals: Vec<(String, String)>,
    #[serde(skip)]
    pub links: Vec<LinkShown>,
    #[serde(skip)]
    pub transactions: Vec<MoneyShown>,
    #[serde(skip)]
    pub budgets: Vec<MoneyShown>,
    /// What was decided of it and projects that the visitor may see.
    pub ties: Vec<TieShown>,
    /// Projects that it may be.
    #[serde(skip)]
    pub proposals: Vec<ProposalShown>,
    #[serde(skip)]
    pub directions: Vec<(String, String)>,
    /// Whether it is a project already.
    #[serde(skip)]
    pub decided: bool,
    #[serde(skip)]
    pub may_edit: bool,
}

/// A project that an activity may be.
#[derive(Serialize)]
pub struct ProposalShown {
    pub activity: Record,
    pub project: Record,
    /// Of a hundred.
    pub score: i64,
    /// What they have in common: `title`, `organisation`, `place`, `years`.
    pub reasons: Vec<&'static str>,
}

/// Activities that may be projects of the office.
#[derive(Template, Serialize)]
#[template(path = "activity/proposals.html")]
pub struct ProposalsView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<ProposalShown>,
}

/// The same, as data.
pub const PROPOSALS: About = About {
    title: "activity-proposals",
    query: &[AFTER],
    faces: &["json"],
    shape: &Shape::List(
        &Shape::Fields(&[("activity", RECORD), ("project", RECORD), ("score", Shape::Whole), ("reasons", TEXTS)]),
        &[],
    ),
};

/// What is ours and what is theirs.
#[derive(Template)]
#[template(path = "activity/comparison.html")]
pub struct CompareView<'a> {
    pub page: Page<'a>,
    pub record: Record,
    pub identifier: String,
    pub publisher: String,
    pub project: Record,
    /// The project's address, as the form sends it.
    pub slug: String,
    pub version: i64,
    pub dataset: i64,
    pub digest: String,
    pub rows: Vec<OfferShown>,
    /// Whether somebody changed the project, or a newer file came, since the page was looked at.
    pub late: bool,
    /// `tied` or `rejected`; empty when nothing was decided.
    pub decision: &'static str,
    pub acceptances: Vec<AcceptanceShown>,
}

/// A field that differs.
pub struct OfferShown {
    pub field: String,
    pub label: String,
    pub ours: String,
    pub theirs: String,
    /// Why it cannot be taken.
    pub refused: Option<String>,
}

/// What was accepted before.
pub struct AcceptanceShown {
    pub id: String,
    pub fields: String,
    pub at: String,
    pub by: String,
    pub undone: bool,
    /// Whether the project was not changed since.
    pub undoable: bool,
}

/// What was accepted of an activity that no file has any more.
pub struct OrphanShown {
    pub id: String,
    pub project: Record,
    pub fields: String,
    pub at: String,
    /// Where it is taken back.
    pub url: String,
}

/// A file that speaks of an activity.
#[derive(Serialize)]
pub struct StatementShown {
    /// The file's number, for `?dataset=`.
    pub dataset: i64,
    pub name: String,
    pub publisher: String,
    pub taken_at: String,
    /// Whether this is what is shown.
    pub chosen: bool,
    /// Whether it is who reports of its own work, and not for others.
    pub secondary: bool,
}

/// Another identifier, or an activity that it has to do with.
pub struct LinkShown {
    pub related: bool,
    pub reference: String,
    pub owner: Option<String>,
    /// The other activity, where a file has it.
    pub record: Option<Record>,
}

/// Money, in words.
pub struct MoneyShown {
    pub kind: String,
    pub date: String,
    pub value: String,
    pub from: String,
    pub to: String,
}

/// What was decided.
#[derive(Serialize)]
pub struct TieShown {
    pub project: Record,
    /// `tied` or `rejected`.
    pub state: &'static str,
    /// How it was known.
    pub how: &'static str,
    pub decided_at: String,
    /// The project's address.
    #[serde(skip)]
    pub slug: String,
}

/// One activity, as data.
pub const CARD: About = About {
    title: "web-kind-activity",
    query: &[("dataset", "web-kind-dataset", Asked::Text)],
    faces: &["json"],
    shape: &Shape::Record(&[
        ("activity", Shape::Any),
        (
            "statements",
            Shape::Many(&Shape::Fields(&[
                ("dataset", Shape::Whole),
                ("name", Shape::Text),
                ("publisher", Shape::Text),
                ("taken_at", Shape::Text),
                ("chosen", Shape::Flag),
                ("secondary", Shape::Flag),
            ])),
        ),
        ("vanished", Shape::Flag),
        ("publisher", Shape::Text),
        ("known_places", RECORDS),
        (
            "ties",
            Shape::Many(&Shape::Fields(&[
                ("project", RECORD),
                ("state", Shape::Text),
                ("how", Shape::Text),
                ("decided_at", Shape::Text),
            ])),
        ),
    ]),
};

/// All files, and the way in.
#[derive(Template, Serialize)]
#[template(path = "activity/datasets.html")]
pub struct DatasetsView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<DatasetShown>,
    #[serde(skip)]
    pub filled: Filled,
    /// Megabytes that a file may have here.
    #[serde(skip)]
    pub limit: i64,
}

/// A file.
#[derive(Serialize)]
pub struct DatasetShown {
    #[serde(flatten)]
    pub record: Record,
    pub number: i64,
    pub state: State,
    pub publisher: String,
    pub created_at: String,
    /// Who brought it.
    pub by: String,
    pub bytes: i64,
    /// Bytes that were read.
    pub read: i64,
    pub activities: i64,
    pub faults: i64,
    pub fresh: i64,
    pub changed: i64,
    pub vanished: i64,
}

macro_rules! dataset_fields {
    ($($more:expr),*) => {
        Shape::Record(&[
            ("number", Shape::Whole),
            ("state", Shape::Text),
            ("publisher", Shape::Text),
            ("created_at", Shape::Text),
            ("by", Shape::Text),
            ("bytes", Shape::Whole),
            ("read", Shape::Whole),
            ("activities", Shape::Whole),
            ("faults", Shape::Whole),
            ("fresh", Shape::Whole),
            ("changed", Shape::Whole),
            ("vanished", Shape::Whole),
            $($more),*
        ])
    };
}

/// All files, as data.
pub const DATASETS: About =
    About { title: "activity-datasets", query: &[AFTER], faces: &["json"], shape: &Shape::List(&dataset_fields!(), &[]) };

/// One file.
#[derive(Template, Serialize)]
#[template(path = "activity/dataset.html")]
pub struct DatasetView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub dataset: DatasetShown,
    /// Whether work is going on.
    pub works: bool,
    /// How many are read before it.
    pub ahead: i64,
    /// Why it was refused: heading and help.
    pub refused: Option<(String, String)>,
    /// The files whose place it took.
    pub replaces: Vec<Record>,
    /// The one that took its place.
    pub replaced_by: Option<Record>,
    /// Those of them whose rows are deleted, so that an undo cannot show them again.
    #[serde(skip)]
    pub lost: Vec<Record>,
    pub generated_at: Option<String>,
    pub iati_version: Option<String>,
    pub listed: Vec<FaultShown>,
    pub next: Option<String>,
    #[serde(skip)]
    pub undoable: bool,
    #[serde(skip)]
    pub again: bool,
    /// What stands in projects though no file says it any more.
    #[serde(skip)]
    pub orphans: Vec<OrphanShown>,
}

/// An activity that could not be kept.
#[derive(Serialize)]
pub struct FaultShown {
    #[serde(flatten)]
    pub fault: Fault,
    pub message: String,
}

/// One file, as data.
pub const DATASET: About = About {
    title: "web-kind-dataset",
    query: &[AFTER],
    faces: &["json"],
    shape: &dataset_fields!(
        ("works", Shape::Flag),
        ("ahead", Shape::Whole),
        ("refused", Shape::Maybe(&Shape::Pair(&Shape::Text, &Shape::Text))),
        ("replaces", RECORDS),
        ("replaced_by", MAYBE_RECORD),
        ("generated_at", MAYBE_TEXT),
        ("iati_version", MAYBE_TEXT),
        (
            "listed",
            Shape::Many(&Shape::Fields(&[
                ("line", Shape::Whole),
                ("column", Shape::Whole),
                ("identifier", Shape::Text),
                ("code", Shape::Text),
                ("message", Shape::Text),
            ]))
        ),
        ("next", MAYBE_TEXT)
    ),
};
