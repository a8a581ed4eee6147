//! What the matrix shows, as pages and as data.

use askama::Template;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use super::model::{self, Column, Row, What};
use crate::figure::Qualifier;
use crate::text::Arg;
use crate::web::schema::{AFTER, AS_OF, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT};
use crate::web::{About, Asked, Cell, Column as SheetColumn, List, Page, Record, Shape, Sheet};

/// What its cells say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// How many needs are open
    Needs,
    /// What money works
    Money,
    /// Where a need meets nobody
    Gaps,
    /// Where two or more do the like
    Overlaps,
    /// Money for each who lives there
    Person,
}

impl Show {
    /// All, in the order of the form.
    pub const ALL: [Show; 5] = [Show::Needs, Show::Money, Show::Gaps, Show::Overlaps, Show::Person];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Show::Needs => "needs",
            Show::Money => "money",
            Show::Gaps => "gaps",
            Show::Overlaps => "overlaps",
            Show::Person => "person",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Show> {
        Show::ALL.into_iter().find(|show| show.word() == word)
    }
}

/// Money in hryvnias, and as it was said.
#[derive(Clone, Serialize)]
pub struct MoneyShown {
    /// Decimal text.
    pub value: String,
    /// Always `UAH`.
    pub currency: &'static str,
    /// How it is meant.
    pub qualifier: &'static str,
    /// Of how many things it is not known.
    pub unknown: i64,
    /// As it was said: currency and decimal text.
    pub said: Vec<(String, String)>,
    /// In words.
    #[serde(skip)]
    pub label: String,
}

/// A cell, a sum of a row or a column, or of all.
#[derive(Clone, Serialize)]
pub struct CellShown {
    /// The community; none for what lies above, and in sums of columns.
    pub place: Option<String>,
    /// The sector; none when nobody says, and in sums of rows.
    pub sector: Option<String>,
    pub needs: i64,
    /// For how many people at least.
    pub people: Option<i64>,
    pub cost: Option<MoneyShown>,
    pub projects: i64,
    pub activities: i64,
    pub money: Option<MoneyShown>,
    /// Hryvnias for each who lives there.
    pub per_person: Option<String>,
    /// Whether a need meets nobody; none in a sum.
    pub gap: Option<bool>,
    /// Whether two or more do the like; none in a sum.
    pub overlap: Option<bool>,
    /// Its records.
    pub url: String,
    /// What stands in it.
    #[serde(skip)]
    pub text: String,
    /// In words.
    #[serde(skip)]
    pub said: String,
    /// Which of the classes `q0` to `q5`.
    #[serde(skip)]
    pub class: usize,
    /// What the class is made of.
    #[serde(skip)]
    pub size: Decimal,
}

/// A row.
#[derive(Serialize)]
pub struct RowShown {
    /// The community; none for what lies above.
    pub place: Option<Record>,
    pub label: String,
    /// How many live there.
    pub population: Option<i64>,
    pub total: CellShown,
    /// How many of its cells are gaps.
    pub gaps: i64,
    /// How many are overlaps.
    pub overlaps: i64,
    /// The cells of the columns, in their order.
    #[serde(skip)]
    pub cells: Vec<Option<usize>>,
}

/// A column.
#[derive(Serialize)]
pub struct ColumnShown {
    pub sector: Option<String>,
    pub label: String,
    pub total: CellShown,
    /// How many of its cells are gaps.
    pub gaps: i64,
    /// How many are overlaps.
    pub overlaps: i64,
    /// The same page with its purposes as columns.
    #[serde(skip)]
    pub open: String,
}

/// The matrix.
#[derive(Template, Serialize)]
#[template(path = "matrix/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// In which place the communities lie.
    pub place: Option<Record>,
    pub show: &'static str,
    pub sector: Option<String>,
    pub emergency: Option<String>,
    /// What money is.
    pub measure: Option<String>,
    pub as_of: Option<String>,
    pub rows: Vec<RowShown>,
    pub columns: Vec<ColumnShown>,
    /// Cells in which there is anything.
    pub cells: Vec<CellShown>,
    /// Each thing once.
    pub total: Option<CellShown>,
    /// How many cells are gaps.
    pub gaps: i64,
    /// How many are overlaps.
    pub overlaps: i64,
    #[serde(skip)]
    pub day: String,
    #[serde(skip)]
    pub legend: Vec<(usize, String)>,
    #[serde(skip)]
    pub shows: Vec<(&'static str, String)>,
    #[serde(skip)]
    pub sectors: Vec<(String, String)>,
    #[serde(skip)]
    pub emergencies: Vec<(String, String)>,
    #[serde(skip)]
    pub measures: Vec<(String, String)>,
}

impl ListView<'_> {
    /// A cell that says something in this view.
    pub fn cell(&self, at: &Option<usize>) -> Option<&CellShown> {
        at.and_then(|at| self.cells.get(at)).filter(|cell| !cell.text.is_empty())
    }
}

/// Something that is counted, on the page of a cell.
#[derive(Serialize)]
pub struct ThingShown {
    #[serde(skip)]
    pub what: What,
    #[serde(flatten)]
    pub record: Record,
    /// A need's priority, a project's stage.
    pub state: String,
    /// The part of it that counts here, in percent.
    pub share: String,
    /// In how many communities it counts.
    pub places: usize,
    pub people: Option<i64>,
    /// What it may cost or what is given, whole.
    pub money: Option<MoneyShown>,
}

/// What a cell is made of.
#[derive(Template, Serialize)]
#[template(path = "matrix/cell.html")]
pub struct CellView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// The community; none for what lies above, and for all.
    pub place: Option<Record>,
    pub sector: Option<String>,
    pub emergency: Option<String>,
    pub as_of: Option<String>,
    /// What it comes to.
    pub cell: CellShown,
    /// Of which kind only.
    pub kind: Option<String>,
    #[serde(skip)]
    pub parts: [Part; 3],
    #[serde(flatten)]
    pub list: List<ThingShown>,
    #[serde(skip)]
    pub row_label: String,
    #[serde(skip)]
    pub column_label: String,
    #[serde(skip)]
    pub back: String,
}

impl CellShown {
    /// How many of a kind were counted.
    pub fn counted(&self, what: What) -> i64 {
        match what {
            What::Need => self.needs,
            What::Project => self.projects,
            What::Activity => self.activities,
        }
    }
}

/// What was counted of one kind.
pub struct Part {
    pub what: What,
    /// How many.
    pub count: i64,
    /// Where they alone are listed.
    pub url: String,
    /// Whether it has a heading here: not where only others are asked for, nor where all of it stands on other pages.
    pub here: bool,
}

impl Part {
    /// The heading.
    pub fn title(&self) -> &'static str {
        match self.what {
            What::Need => "matrix-open-needs",
            What::Project => "matrix-projects",
            What::Activity => "matrix-published",
        }
    }

    /// What is said where there is none.
    pub fn nothing(&self) -> &'static str {
        match self.what {
            What::Need => "matrix-no-needs",
            What::Project => "matrix-no-projects",
            What::Activity => "matrix-no-activities",
        }
    }

    /// The prefix of the words of their states.
    pub fn states(&self) -> &'static str {
        match self.what {
            What::Need => "need-priority-",
            What::Project => "project-stage-",
            What::Activity => "",
        }
    }
}

impl CellView<'_> {
    /// Those of a part on this page.
    pub fn of(&self, part: &Part) -> Vec<&ThingShown> {
        self.list.items.iter().filter(|thing| thing.what == part.what).collect()
    }

    /// Whether something was said in another currency.
    pub fn foreign(&self, money: &MoneyShown) -> bool {
        money.said.iter().any(|(currency, _)| currency != "UAH")
    }
}

/// To the hundredth.
pub fn cents(value: Decimal) -> String {
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize().to_string()
}

/// Money, unless none is known.
pub fn money(page: &Page, of: &model::Money) -> Option<MoneyShown> {
    if !of.known() {
        return None;
    }
    let qualifier = of.meant();
    let said: Vec<(String, String)> = of.said.iter().map(|(currency, value)| (currency.clone(), cents(*value))).collect();
    let label = match of.worth() {
        Some(uah) => page.money(&whole(uah), "UAH"),
        None => said.iter().map(|(currency, value)| page.money(value, currency)).collect::<Vec<_>>().join("; "),
    };
    let exact = qualifier == Qualifier::Exact;
    Some(MoneyShown {
        value: cents(of.uah),
        currency: "UAH",
        qualifier: qualifier.word(),
        unknown: of.unknown,
        said,
        label: if exact || of.worth().is_none() {
            label
        } else {
            format!("{} {label}", page.word("figure-qualifier-", qualifier.word()))
        },
    })
}

/// Without hundredths: a reader of a sum does not ask for them.
pub fn whole(value: Decimal) -> String {
    value.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).normalize().to_string()
}

/// How a column is called.
pub fn column_label(page: &Page, column: &Column) -> String {
    match column {
        None => page.t("matrix-unsaid"),
        Some(code) => page.sector(code),
    }
}

/// The part of an address that names a row or a column.
pub fn part(of: &Option<String>, none: &'static str) -> String {
    of.clone().unwrap_or_else(|| none.to_owned())
}

/// What a cell says in words: «Лісова громада, 122 …: 2 потреби, нікого».
pub fn said(page: &Page, row: &str, column: &str, cell: &model::Cell) -> String {
    let mut parts = Vec::new();
    let mut count = |key: &str, n: i64| {
        if n > 0 {
            parts.push(page.n(key, &n));
        }
    };
    count("matrix-needs", cell.needs);
    count("project-count", cell.projects);
    count("matrix-activities", cell.activities);
    if cell.gap() {
        parts.push(page.t("matrix-nobody"));
    }
    page.said(
        "matrix-cell-said",
        &[("row", Arg::Text(row)), ("column", Arg::Text(column)), ("what", Arg::Text(&parts.join(", ")))],
    )
}

/// A cell as it is shown. `population` is of its community.
pub fn cell(page: &Page, show: Show, (row, column): (&Row, &Column), population: Option<i64>, of: &model::Cell) -> CellShown {
    let worth = of.money.worth();
    let person = worth.zip(population.filter(|people| *people > 0)).map(|(uah, people)| uah / Decimal::from(people));
    let number = |n: i64| if n > 0 { page.number(&n) } else { String::new() };
    let amount = |known: bool, size: Decimal| match (of.active() > 0, known) {
        (false, _) => String::new(),
        (true, false) => page.t("matrix-unknown"),
        (true, true) => page.decimal(&whole(size)),
    };
    let (size, text) = match show {
        Show::Needs => (of.needs.into(), number(of.needs)),
        Show::Money => (of.money.uah, amount(worth.is_some(), of.money.uah / Decimal::ONE_THOUSAND)),
        Show::Gaps => {
            let needs = if of.gap() { of.needs } else { 0 };
            (needs.into(), number(needs))
        }
        Show::Overlaps => {
            let active = if of.overlap() { of.active() } else { 0 };
            (active.into(), number(active))
        }
        Show::Person => (person.unwrap_or_default(), amount(person.is_some(), person.unwrap_or_default())),
    };
    CellShown {
        place: row.clone(),
        sector: column.clone(),
        needs: of.needs,
        people: of.people,
        cost: money(page, &of.cost),
        projects: of.projects,
        activities: of.activities,
        money: money(page, &of.money),
        per_person: person.map(cents),
        gap: Some(of.gap()),
        overlap: Some(of.overlap()),
        url: String::new(),
        text,
        said: String::new(),
        class: 0,
        size,
    }
}

/// A sum as it is shown: of gaps and overlaps it says how many cells are.
pub fn sum(
    page: &Page,
    show: Show,
    at: (&Row, &Column),
    population: Option<i64>,
    of: &model::Cell,
    (gaps, overlaps): (i64, i64),
) -> CellShown {
    let number = |n: i64| if n > 0 { page.number(&n) } else { String::new() };
    let shown = cell(page, show, at, population, of);
    let text = match show {
        Show::Gaps => number(gaps),
        Show::Overlaps => number(overlaps),
        _ => shown.text.clone(),
    };
    CellShown { text, gap: None, overlap: None, ..shown }
}

/// A row of the table that is taken away.
pub struct Line {
    pub row: String,
    pub column: String,
    pub population: Option<i64>,
    pub cell: CellShown,
}

fn uah(money: &Option<MoneyShown>) -> Cell {
    money.as_ref().map_or(Cell::Empty, |money| Cell::Number(money.value.clone()))
}

fn meant(money: &Option<MoneyShown>) -> Cell {
    Cell::word("figure-qualifier-", money.as_ref().map_or("", |money| money.qualifier))
}

fn as_said(money: &Option<MoneyShown>) -> Cell {
    let said = money.iter().flat_map(|money| &money.said).map(|(currency, value)| format!("{currency} {value}"));
    Cell::text(said.collect::<Vec<_>>().join("; "))
}

macro_rules! column {
    ($key:literal, $title:literal, $width:literal, $cell:expr) => {
        SheetColumn::new($key, $title, $width, $cell)
    };
}

/// The matrix, a cell a row.
pub const SHEET: Sheet<Line> = Sheet {
    name: "matrix",
    columns: &[
        column!("place", "matrix-column-code", 22, |row| Cell::maybe(&row.cell.place)),
        column!("place_name", "matrix-community", 30, |row| Cell::text(&row.row)),
        column!("population", "matrix-population", 12, |row| Cell::whole(row.population)),
        column!("sector", "matrix-sector", 10, |row| Cell::maybe(&row.cell.sector)),
        column!("sector_name", "matrix-column-sector-name", 36, |row| Cell::text(&row.column)),
        column!("needs", "matrix-open-needs", 10, |row| Cell::whole(row.cell.needs)),
        column!("people", "matrix-people", 10, |row| Cell::whole(row.cell.people)),
        column!("cost_uah", "matrix-column-cost", 16, |row| uah(&row.cell.cost)),
        column!("cost_qualifier", "matrix-column-cost-meant", 14, |row| meant(&row.cell.cost)),
        column!("cost_said", "matrix-column-cost-said", 24, |row| as_said(&row.cell.cost)),
        column!("projects", "matrix-projects", 10, |row| Cell::whole(row.cell.projects)),
        column!("activities", "matrix-published", 10, |row| Cell::whole(row.cell.activities)),
        column!("money_uah", "matrix-column-money", 16, |row| uah(&row.cell.money)),
        column!("money_qualifier", "matrix-column-money-meant", 14, |row| meant(&row.cell.money)),
        column!("money_said", "matrix-column-money-said", 24, |row| as_said(&row.cell.money)),
        column!("per_person_uah", "matrix-column-person", 14, |row| {
            row.cell.per_person.clone().map_or(Cell::Empty, Cell::Number)
        }),
        column!("gap", "matrix-gap", 8, |row| Cell::Flag(row.cell.gap == Some(true))),
        column!("overlap", "matrix-overlap", 8, |row| Cell::Flag(row.cell.overlap == Some(true))),
        column!("url", "web-column-url", 40, |row| Cell::Link(row.cell.url.clone())),
    ],
    points: None,
};

const MONEY: Shape = Shape::Maybe(&Shape::Fields(&[
    ("value", Shape::Decimal),
    ("currency", Shape::Text),
    ("qualifier", Shape::Text),
    ("unknown", Shape::Whole),
    ("said", Shape::Many(&Shape::Pair(&Shape::Text, &Shape::Decimal))),
]));

const CELL: Shape = Shape::Fields(&[
    ("place", MAYBE_TEXT),
    ("sector", MAYBE_TEXT),
    ("needs", Shape::Whole),
    ("people", Shape::Maybe(&Shape::Whole)),
    ("cost", MONEY),
    ("projects", Shape::Whole),
    ("activities", Shape::Whole),
    ("money", MONEY),
    ("per_person", Shape::Maybe(&Shape::Decimal)),
    ("gap", Shape::Maybe(&Shape::Flag)),
    ("overlap", Shape::Maybe(&Shape::Flag)),
    ("url", Shape::Text),
]);

const THING: Shape = Shape::Record(&[
    ("state", Shape::Text),
    ("share", Shape::Decimal),
    ("places", Shape::Whole),
    ("people", Shape::Maybe(&Shape::Whole)),
    ("money", MONEY),
]);

fn kinds() -> Vec<&'static str> {
    What::ALL.iter().map(|what| what.kind().word()).collect()
}

fn shows() -> Vec<&'static str> {
    Show::ALL.iter().map(|show| show.word()).collect()
}

/// The matrix, as data.
pub const LIST: About = About {
    title: "matrix-title",
    query: &[
        ("show", "matrix-show", Asked::Word(shows)),
        ("place", "web-kind-place", Asked::Text),
        ("sector", "matrix-sector", Asked::Text),
        ("emergency", "need-emergency", Asked::Text),
        ("measure", "figure-measure", Asked::Text),
        AS_OF,
    ],
    faces: &["json", "csv", "xlsx", "svg"],
    shape: &Shape::Fields(&[
        ("place", MAYBE_RECORD),
        ("show", Shape::Word(shows)),
        ("sector", MAYBE_TEXT),
        ("emergency", MAYBE_TEXT),
        ("measure", MAYBE_TEXT),
        ("as_of", MAYBE_DATE),
        (
            "rows",
            Shape::Many(&Shape::Fields(&[
                ("place", MAYBE_RECORD),
                ("label", Shape::Text),
                ("population", Shape::Maybe(&Shape::Whole)),
                ("total", CELL),
                ("gaps", Shape::Whole),
                ("overlaps", Shape::Whole),
            ])),
        ),
        (
            "columns",
            Shape::Many(&Shape::Fields(&[
                ("sector", MAYBE_TEXT),
                ("label", Shape::Text),
                ("total", CELL),
                ("gaps", Shape::Whole),
                ("overlaps", Shape::Whole),
            ])),
        ),
        ("cells", Shape::Many(&CELL)),
        ("total", Shape::Maybe(&CELL)),
        ("gaps", Shape::Whole),
        ("overlaps", Shape::Whole),
    ]),
};

/// A cell with what it is made of, as data.
pub const ONE: About = About {
    title: "matrix-cell",
    query: &[
        ("place", "web-kind-place", Asked::Text),
        ("sector", "matrix-sector", Asked::Text),
        ("emergency", "need-emergency", Asked::Text),
        ("measure", "figure-measure", Asked::Text),
        ("kind", "matrix-kind", Asked::Word(kinds)),
        AS_OF,
        AFTER,
    ],
    faces: &["json"],
    shape: &Shape::List(
        &THING,
        &[
            ("place", MAYBE_RECORD),
            ("sector", MAYBE_TEXT),
            ("emergency", MAYBE_TEXT),
            ("as_of", MAYBE_DATE),
            ("kind", MAYBE_TEXT),
            ("cell", CELL),
        ],
    ),
};
