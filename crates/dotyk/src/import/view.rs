//! The pages of imports.

use askama::Template;
use serde::Serialize;

use crate::history::Changed;
use crate::web::schema::{AFTER, MAYBE_RECORD, MAYBE_TEXT};
use crate::web::{About, Asked, Filled, List, Page, Record, Shape};

/// All imports, and the way in.
#[derive(Template, Serialize)]
#[template(path = "import/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    #[serde(skip)]
    pub filled: Filled,
    /// What a table may hold: the word and its name.
    #[serde(skip)]
    pub kinds: Vec<(String, String)>,
    /// Megabytes that a file may have.
    #[serde(skip)]
    pub limit: i64,
}

/// The fields of an import, and others behind them.
macro_rules! import_fields {
    ($($more:expr),*) => {
        Shape::Fields(&[
            ("id", Shape::Text),
            ("url", Shape::Text),
            ("kind", Shape::Text),
            ("name", Shape::Text),
            ("state", Shape::Text),
            ("created_at", Shape::Text),
            ("total", Shape::Whole),
            ("done", Shape::Whole),
            ("by", Shape::Text),
            $($more),*
        ])
    };
}

/// All imports, as data.
pub const LIST: About =
    About { title: "import-title", query: &[AFTER], faces: &["json"], shape: &Shape::List(&import_fields!(), &[]) };

/// How many rows there are of a word.
const COUNTED: Shape = Shape::Many(&Shape::Pair(&Shape::Text, &Shape::Whole));

/// One import, as data.
pub const CARD: About = About {
    title: "web-kind-import",
    query: &[("show", "import-rows", Asked::Text), AFTER],
    faces: &["json"],
    shape: &import_fields!(
        ("works", Shape::Flag),
        ("ahead", Shape::Whole),
        ("fault", Shape::Maybe(&Shape::Pair(&Shape::Text, &Shape::Text))),
        ("sheets", Shape::Many(&SHEET)),
        ("outcomes", COUNTED),
        ("results", COUNTED),
        ("rows", Shape::Many(&ROW)),
        ("next", MAYBE_TEXT)
    ),
};

/// A sheet, as data.
const SHEET: Shape = Shape::Fields(&[
    ("name", Shape::Text),
    ("line", Shape::Maybe(&Shape::Whole)),
    ("rows", Shape::Whole),
    ("columns", Shape::Many(&Shape::Fields(&[("letter", Shape::Text), ("heading", Shape::Text), ("column", MAYBE_TEXT)]))),
]);

/// A row, as data.
const ROW: Shape = Shape::Fields(&[
    ("number", Shape::Whole),
    ("sheet", Shape::Text),
    ("line", Shape::Whole),
    ("title", Shape::Text),
    ("outcome", Shape::Text),
    ("record", MAYBE_RECORD),
    ("result", MAYBE_TEXT),
    ("reason", MAYBE_TEXT),
    ("faults", Shape::Many(&Shape::Fields(&[("cell", Shape::Text), ("column", Shape::Text), ("message", Shape::Text)]))),
    ("notes", Shape::Many(&Shape::Fields(&[("column", Shape::Text), ("written", Shape::Text), ("understood", Shape::Text)]))),
    ("changes", Shape::Many(&Shape::Any)),
]);

/// An import in few words.
#[derive(Serialize)]
pub struct Item {
    pub id: String,
    pub url: String,
    pub kind: String,
    #[serde(skip)]
    pub kind_label: String,
    /// What the file was called.
    pub name: String,
    pub state: &'static str,
    pub created_at: String,
    /// Rows of the work at hand, and those behind it.
    pub total: i64,
    pub done: i64,
    /// Who brought it.
    pub by: String,
}

/// One import: how far it is, what was understood, what its rows do.
#[derive(Template, Serialize)]
#[template(path = "import/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub import: Item,
    /// Whether work is going on.
    pub works: bool,
    /// How many others are worked on before it.
    pub ahead: i64,
    /// Why the file cannot be read: heading and help.
    pub fault: Option<(String, String)>,
    pub sheets: Vec<SheetShown>,
    /// Rows by what they will do.
    pub outcomes: Vec<(&'static str, i64)>,
    /// Rows by what they did.
    pub results: Vec<(&'static str, i64)>,
    pub rows: Vec<RowShown>,
    /// Where the rows go on.
    pub next: Option<String>,
    /// What rows are shown.
    #[serde(skip)]
    pub show: String,
    /// Rows that may be written.
    #[serde(skip)]
    pub ready: i64,
    /// Rows that are wrong.
    #[serde(skip)]
    pub refused: i64,
    /// Rows that can be taken back.
    #[serde(skip)]
    pub undoable: i64,
}

/// A sheet, as it was understood.
#[derive(Serialize)]
pub struct SheetShown {
    pub name: String,
    /// The row of its heading; none when it was passed over.
    pub line: Option<u32>,
    pub rows: i64,
    pub columns: Vec<ColumnShown>,
}

/// A column, as it was understood.
#[derive(Serialize)]
pub struct ColumnShown {
    pub letter: String,
    pub heading: String,
    /// The column of the register; none when it is not read.
    pub column: Option<String>,
    #[serde(skip)]
    pub label: Option<String>,
}

/// A row.
#[derive(Serialize)]
pub struct RowShown {
    pub number: i64,
    pub sheet: String,
    pub line: i64,
    pub title: String,
    pub outcome: &'static str,
    pub record: Option<Record>,
    pub result: Option<&'static str>,
    /// Why it did not do what it was to do.
    pub reason: Option<String>,
    pub faults: Vec<FaultShown>,
    pub notes: Vec<NoteShown>,
    pub changes: Vec<Changed>,
}

/// What is wrong in a cell.
#[derive(Serialize)]
pub struct FaultShown {
    /// `Sheet!B12`, as programs of tables write it; the row alone when there is no such column.
    pub cell: String,
    pub column: String,
    #[serde(skip)]
    pub label: String,
    pub message: String,
}

/// What was understood otherwise than it was written.
#[derive(Serialize)]
pub struct NoteShown {
    pub column: String,
    #[serde(skip)]
    pub label: String,
    pub written: String,
    pub understood: String,
}
