//! The pages of projects.

use askama::Template;
use serde::Serialize;

use super::{Project, Stage, StageRow};
use crate::figure::{FIGURE, Shown};
use crate::step;
use crate::text::When;
use crate::web::schema::{AFTER, AS_OF, BESIDE, KNOWN_ON, MAYBE_ASIDE, MAYBE_DATE, MAYBE_TEXT, Q, RECORD, RECORDS, THREAD};
use crate::web::{About, Aside, Asked, Cell, Column, Filled, List, Page, Record, Shape, Sheet, Thread};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "project/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    pub as_of: Option<String>,
    #[serde(skip)]
    pub directions: Vec<(String, String)>,
    #[serde(skip)]
    pub stages: Vec<(String, String)>,
    /// What else the list is filtered by: the parameter and its record.
    pub of: Vec<(&'static str, Record)>,
    /// Who does what, where, when and for whom, with what it understands of the same question.
    #[serde(skip)]
    pub hxl: String,
    /// The map with the same question.
    #[serde(skip)]
    pub map: String,
    /// How many of them a partner can be given as IATI; none when the office has no identifier, or another day is shown.
    #[serde(skip)]
    pub complete: Option<i64>,
    #[serde(skip)]
    pub may_create: bool,
}

/// A row of it.
#[derive(Serialize)]
pub struct Item {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// Its own direction.
    pub direction: String,
    /// Other directions that it belongs to.
    pub other_directions: Vec<String>,
    /// All of them in words, its own first.
    #[serde(skip)]
    pub direction_labels: Vec<String>,
    /// The word of its stage on the day; empty when nobody says.
    pub stage: &'static str,
    /// Since when.
    pub stage_date: Option<When>,
    /// Where.
    pub places: Vec<Record>,
    /// Who pays.
    pub funders: Vec<Record>,
    /// Whether the public does not see it.
    pub draft: bool,
    /// Where its places lie, longitude and latitude in micro-degrees; only for maps.
    #[serde(skip)]
    pub points: Vec<(i64, i64)>,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "projects",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("direction", "project-column-direction", 20, |row| Cell::text(&row.direction)),
        Column::new("direction_label", "project-direction", 30, |row| {
            Cell::text(row.direction_labels.first().map_or("", String::as_str))
        }),
        Column::new("stage", "project-stage", 18, |row| Cell::word("project-stage-", row.stage)),
        Column::new("stage_date", "project-column-stage-date", 14, |row| Cell::date(&row.stage_date)),
        Column::new("places", "project-column-places", 30, |row| Cell::labels(&row.places)),
        Column::new("place_ids", "project-column-place-ids", 22, |row| Cell::ids(&row.places)),
        Column::new("funders", "project-column-funders", 30, |row| Cell::labels(&row.funders)),
        Column::new("other_directions", "project-column-other-directions", 20, |row| Cell::text(row.other_directions.join("; "))),
        Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: Some(|row| row.points.clone()),
};

fn stages() -> Vec<&'static str> {
    Stage::ALL.iter().map(|stage| stage.word()).collect()
}

/// The word of a stage; empty when nobody says.
const STAGE: Shape = Shape::Text;

/// A row of the list, as data.
pub const ITEM: Shape = Shape::Named(
    "Project",
    &Shape::Record(&[
        ("direction", Shape::Text),
        ("other_directions", Shape::Many(&Shape::Text)),
        ("stage", STAGE),
        ("stage_date", MAYBE_DATE),
        ("places", RECORDS),
        ("funders", RECORDS),
        ("draft", Shape::Flag),
    ]),
);

/// The list, as data.
pub const LIST: About = About {
    title: "project-title",
    query: &[
        Q,
        ("direction", "project-direction", Asked::Text),
        ("stage", "project-stage", Asked::Word(stages)),
        ("place", "web-kind-place", Asked::Text),
        ("organisation", "web-kind-organisation", Asked::Text),
        ("sector", "project-column-sector", Asked::Text),
        ("draft", "project-only-drafts", Asked::Text),
        AS_OF,
        AFTER,
    ],
    faces: &["json", "csv", "xlsx", "geojson", "xml"],
    shape: &Shape::List(&ITEM, &[("as_of", MAYBE_DATE), ("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD)))]),
};

/// One project, as data.
pub const CARD: About = About {
    title: "web-kind-project",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json", "xml"],
    shape: &Shape::Record(&[
        ("project", Shape::Any),
        ("stage", STAGE),
        ("stages", Shape::Many(&Shape::Any)),
        ("parties", Shape::Many(&Shape::Pair(&Shape::Text, &RECORDS))),
        ("places", RECORDS),
        ("responsible", RECORDS),
        ("related", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD))),
        ("figures", Shape::Many(&FIGURE)),
        ("totals", Shape::Many(&FIGURE)),
        ("steps", Shape::Many(&step::ROW)),
        ("sources", Shape::Many(&Shape::Fields(&[("source", RECORD), ("places", Shape::Many(&CITED))]))),
        ("beside", BESIDE),
        ("deadlines", Shape::Many(&Shape::Fields(&[("term", Shape::Text), ("until", Shape::Text), ("passed", Shape::Flag)]))),
        ("files", RECORDS),
        ("thread", THREAD),
        ("aside", MAYBE_ASIDE),
        ("as_of", MAYBE_DATE),
        ("position", Shape::Maybe(&Shape::Whole)),
    ]),
};

/// A place in a source, as data.
const CITED: Shape = Shape::Fields(&[("locator", MAYBE_TEXT), ("doubt", MAYBE_TEXT)]);

/// One project.
#[derive(Template, Serialize)]
#[template(path = "project/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub record: Record,
    pub project: &'a Project,
    /// Its directions, its own first: in addresses, and by name.
    #[serde(skip)]
    pub directions: Vec<(String, String)>,
    /// Its stage on the day asked for.
    pub stage: &'static str,
    pub stages: Vec<StageShown>,
    pub parties: Vec<(&'static str, Vec<Record>)>,
    pub places: Vec<Record>,
    pub responsible: Vec<Record>,
    /// Relations from it and to it: the word of the kind and the project.
    pub related: Vec<(String, Record)>,
    pub figures: Vec<Shown>,
    pub totals: Vec<Shown>,
    /// What nouns above have that belongs to it.
    pub beside: Vec<crate::web::Beside>,
    pub steps: Vec<step::Row>,
    pub sources: Vec<SourceShown>,
    pub deadlines: Vec<DeadlineShown>,
    pub files: Vec<Record>,
    /// Whether it can be had as IATI.
    #[serde(skip)]
    pub exported: bool,
    /// What it lacks; only for those who can mend it.
    #[serde(skip)]
    pub lacks: Option<LacksShown>,
    /// What it came of and what came of it.
    pub thread: Thread,
    /// What partners publish about it.
    pub aside: Option<Aside>,
    #[serde(skip)]
    pub may_touch: bool,
    pub as_of: Option<String>,
    /// The journal's position of what is shown, when it is the past.
    pub position: Option<i64>,
    #[serde(skip)]
    pub may_edit: bool,
    #[serde(skip)]
    pub may_publish: bool,
    #[serde(skip)]
    pub may_history: bool,
    #[serde(skip)]
    pub filled: Filled,
    #[serde(skip)]
    pub stage_options: Vec<(String, String)>,
    #[serde(skip)]
    pub event_options: Vec<(String, String)>,
}

/// How complete a project is, for those who edit it.
pub struct LacksShown {
    /// Of a hundred.
    pub score: i64,
    /// Whether it goes out as it is.
    pub exportable: bool,
    /// Whether nothing can, since the office has no identifier.
    pub nameless: bool,
    /// What lacks: its words, where it is mended, whether it is needed.
    pub parts: Vec<(String, String, bool)>,
}

/// A stage in its history.
#[derive(Serialize)]
pub struct StageShown {
    #[serde(flatten)]
    pub row: StageRow,
    #[serde(skip)]
    pub source: Option<Record>,
    /// Whether it had begun on the day asked for.
    pub begun: bool,
}

/// A source that the project rests on.
#[derive(Serialize)]
pub struct SourceShown {
    pub source: Record,
    pub places: Vec<CitedPlace>,
}

/// A place in a source.
#[derive(Serialize)]
pub struct CitedPlace {
    pub locator: Option<String>,
    pub doubt: Option<String>,
}

/// A deadline of the registration.
#[derive(Serialize)]
pub struct DeadlineShown {
    pub term: &'static str,
    pub until: String,
    pub passed: bool,
}

/// The form.
#[derive(Template)]
#[template(path = "project/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    /// Projects that look like this one, when it is new.
    pub like: Vec<Record>,
    pub directions: Vec<(String, String)>,
    pub roles: Vec<(String, String)>,
    pub stages: Vec<(String, String)>,
    pub relations: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
    pub goals: Vec<(i64, bool)>,
    /// Whether it belongs to a direction beside its own; in addresses, and by name.
    pub other_directions: Vec<(bool, String, String)>,
}
