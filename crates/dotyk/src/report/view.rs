//! The pages of reports.

use askama::Template;
use serde::Serialize;

use super::frozen::{MARK, SUMMED};
use super::map::Map;
use super::model::{Choice, Rule, Stands};
use super::period::Part;
use super::picture::DRAWN;
use crate::figure::{Qualifier, Shown};
use crate::step;
use crate::text::When;
use crate::web::deed::What;
use crate::web::schema::{AFTER, AS_OF, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, RECORD, RECORDS};
use crate::web::{About, Asked, Cell, Column, Filled, Page, Record, Safe, Shape};

/// A number of a report. It opens into the records that it counts.
#[derive(Clone, Debug, Serialize)]
pub struct Number {
    /// What is counted.
    pub measure: String,
    /// What is counted, in words.
    pub measure_label: String,
    /// In words: «понад 130 підприємств».
    pub label: String,
    /// How it is meant: the weakest of its parts.
    pub qualifier: Qualifier,
    /// Decimal text; null when nobody knows.
    pub value: Option<String>,
    /// The unit, or the currency of money.
    pub unit: String,
    /// The same money in hryvnias, at the rate of its day, in words.
    pub converted: Option<String>,
    /// What is said.
    pub stated: Option<String>,
    /// How many of it the register names; null when what is counted has no names.
    pub recorded: Option<i64>,
    /// Why these differ, in words.
    pub difference: Option<String>,
    /// Whether nobody said it: `sum` or `product`.
    pub computed: Option<&'static str>,
    /// How much of it stands in each part of the report.
    pub parts: Vec<NumberPart>,
    /// Apart by the state of what it counts: the word of the state, how firm it is, and how much.
    pub by_state: Vec<(String, Option<&'static str>, String)>,
    /// The day it speaks of.
    pub as_of: Option<When>,
    /// Who says so.
    pub source: Option<Record>,
    /// Where in the source.
    pub locator: Option<String>,
    /// How many other sources speak of the same; never added.
    pub others: i64,
    /// What is doubtful.
    pub doubt: Option<String>,
    /// Where all the records are that it counts, each with its sources.
    pub url: String,
    /// The first of them.
    pub records: Vec<Record>,
}

/// How often something happened.
#[derive(Clone, Debug, Serialize)]
pub struct Count {
    /// What: `done`, `started`, `agreed`, `promised`, `other`.
    pub what: &'static str,
    /// To how many records within the period, each once.
    pub count: i64,
    /// To how many in each part of the report, told apart and never added.
    pub parts: Vec<CountPart>,
    /// Those within the period apart by kind of record.
    pub kinds: Vec<(&'static str, i64)>,
    /// Where those within the period are.
    pub url: String,
    /// The first of them.
    pub records: Vec<Told>,
}

impl Count {
    /// To how many records in all parts.
    pub fn all(&self) -> i64 {
        self.parts.iter().map(|part| part.count).sum()
    }
}

/// How often something happened in a part of the report.
#[derive(Clone, Debug, Serialize)]
pub struct CountPart {
    /// The part.
    pub part: &'static str,
    /// To how many records.
    pub count: i64,
    /// Where they are.
    pub url: String,
}

/// How much of a number stands in a part of the report.
#[derive(Clone, Debug, Serialize)]
pub struct NumberPart {
    /// The part.
    pub part: &'static str,
    /// In words.
    pub label: String,
    /// Where the records are that it counts.
    pub url: String,
}

/// The agreements of a direction that stand alike on the report's day.
#[derive(Clone, Debug, Serialize)]
pub struct Agreed {
    /// How: `signed` or `renewal`.
    pub stands: &'static str,
    /// How many.
    pub count: i64,
    /// Where they are.
    pub url: String,
}

impl Agreed {
    /// The key of how many they are, in words.
    pub fn key(&self) -> &'static str {
        if self.stands == Stands::Signed.word() { "report-agreements-signed" } else { "report-agreements-renewal" }
    }
}

/// A record, with when it happened.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// Where it stands in the report.
    pub part: &'static str,
    /// When.
    pub date: Option<When>,
}

/// A rule that speaks for an achievement.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonShown {
    /// Which.
    pub rule: &'static str,
    /// In words, with what it rests on.
    pub said: String,
    /// What it adds to the score.
    pub adds: String,
}

/// Who put an achievement first, or left it out, and why.
#[derive(Clone, Debug, Serialize)]
pub struct ChosenShown {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// `pinned` or `hidden`.
    pub choice: &'static str,
    /// Why.
    pub why: String,
    /// Who; told to those who are signed in.
    pub who: Option<String>,
    /// When.
    pub at: String,
}

/// An achievement.
#[derive(Clone, Debug, Serialize)]
pub struct Achievement {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// What happened.
    pub what: &'static str,
    /// Where it stands in the report.
    pub part: &'static str,
    /// When.
    pub date: Option<When>,
    /// The sum of what its reasons add.
    pub score: String,
    /// What speaks for it.
    pub reasons: Vec<ReasonShown>,
    /// Who says so.
    pub sources: Vec<Record>,
    /// Whether somebody put it first.
    pub pinned: Option<ChosenShown>,
}

/// A direction of the office's work.
#[derive(Clone, Debug, Serialize)]
pub struct DirectionShown {
    /// In addresses; empty for what belongs to none.
    pub slug: String,
    /// How it is called.
    pub name: String,
    /// The report of it alone.
    pub url: String,
    /// What happened.
    pub counts: Vec<Count>,
    /// Which agreements were signed, and which are to be signed again.
    pub agreements: Vec<Agreed>,
    /// The greatest.
    pub achievements: Vec<Achievement>,
    /// What is said in numbers.
    pub figures: Vec<Number>,
    /// What is next and late.
    pub steps: Vec<step::Row>,
}

impl DirectionShown {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.figures.is_empty() && self.steps.is_empty()
    }
}

/// Money of a funder in a currency.
#[derive(Clone, Debug, Serialize)]
pub struct Money {
    /// Who pays; null when nobody says.
    pub funder: Option<Record>,
    /// What it is, in words.
    pub measure_label: String,
    /// ISO 4217.
    pub currency: String,
    /// The weakest of its parts.
    pub qualifier: Qualifier,
    /// Decimal text.
    pub value: String,
    /// In words.
    pub label: String,
    /// In hryvnias at the rates of the days it speaks of, in words; null when no part has a rate.
    pub converted: Option<String>,
    /// How many of the figures have no day or no rate, so that they are not in it.
    pub unconverted: i64,
    /// How many figures.
    pub count: i64,
    /// The report of this funder alone.
    pub url: String,
}

/// How much happened in a place.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceShown {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// To how many projects there.
    pub projects: i64,
    /// The report of it alone.
    pub report: String,
}

/// A number of two periods.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// What is counted.
    pub label: String,
    /// In this period, in words.
    pub now: String,
    /// In the other.
    pub then: String,
    /// The difference, in words; null when one of both is not known.
    pub difference: Option<String>,
}

/// Another period beside this one.
#[derive(Clone, Debug, Serialize)]
pub struct Beside {
    /// Which.
    pub period: String,
    /// In words.
    pub label: String,
    /// The day it is read on: as many days after its end.
    #[serde(rename = "asOf")]
    pub as_of: String,
    /// Its report.
    pub url: String,
    /// What can be compared.
    pub rows: Vec<Compared>,
}

/// A report.
#[derive(Template, Serialize)]
#[template(path = "report/report.html")]
pub struct ReportView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// As it stands in the address.
    pub period: String,
    /// In words.
    pub label: String,
    /// The day whose truth it tells.
    #[serde(rename = "asOf")]
    pub as_of: String,
    /// Ties the content to the journal's position; see `frozen.rs`.
    pub fingerprint: String,
    /// The digest of the content alone.
    pub content: String,
    /// The journal's position.
    pub position: i64,
    /// The version of the program.
    pub version: &'static str,
    /// The language.
    pub lang: String,
    /// What it was asked with.
    pub question: Vec<(String, String)>,
    /// Of which part of the work it is: the parameter and its name.
    pub of: Vec<(&'static str, String)>,
    /// The key figures: of each measure what the source says that speaks of most.
    pub figures: Vec<Number>,
    /// What happened, each record once.
    pub counts: Vec<Count>,
    /// How many records stand in more than one direction and count once in all.
    pub shared: i64,
    /// The greatest achievements.
    pub achievements: Vec<Achievement>,
    /// What was left out of the ranking.
    pub hidden: Vec<ChosenShown>,
    /// By direction, in the office's order.
    pub directions: Vec<DirectionShown>,
    /// Money by who pays.
    pub money: Vec<Money>,
    /// All money, each figure once.
    pub all_money: Vec<Money>,
    /// Where most happened.
    pub places: Vec<PlaceShown>,
    /// Steps that are late on the report's day.
    pub overdue: Vec<step::Row>,
    /// Steps that are next.
    pub next: Vec<step::Row>,
    /// Another period beside it.
    pub with: Option<Beside>,
    /// Whether figures are too many to be told one by one.
    pub abridged: bool,
    /// The picture of what happened by direction.
    #[serde(skip)]
    pub picture: Safe,
    /// The map of its places; none where nobody reads it as a page, or knows where they are.
    #[serde(skip)]
    pub map: Option<Map>,
    #[serde(skip)]
    pub may_choose: bool,
    #[serde(skip)]
    pub offers: Offers,
}

/// What the filter of the page offers.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// The first and last day of the period.
    pub days: (String, String),
    /// Directions.
    pub directions: Vec<(String, String)>,
    /// Funders that are in the report.
    pub funders: Vec<(String, String)>,
    /// Places that are in the report.
    pub places: Vec<(String, String)>,
}

impl ReportView<'_> {
    /// Whether a part of the period's work, another day or another period beside it was asked for.
    pub fn narrowed(&self) -> bool {
        ["as-of", "direction", "funder", "place", "with"].iter().any(|name| !self.page.query(name).is_empty())
    }

    /// What may happen, as the columns of the table.
    pub fn whats(&self) -> Vec<&'static str> {
        whats()
    }

    /// What of it the picture shows.
    pub fn drawn(&self) -> Vec<&'static str> {
        DRAWN.iter().map(|what| what.word()).collect()
    }

    /// How often something happened, among all that did.
    pub fn count<'c>(&self, counts: &'c [Count], what: &str) -> Option<&'c Count> {
        counts.iter().find(|count| count.what == what)
    }

    /// What the report is of, in one line: by it `dotyk report verify` knows a page or a paper again.
    pub fn line(&self) -> String {
        self.known_by(&[])
    }

    /// The same of its summary.
    pub fn line_of_summary(&self) -> String {
        self.known_by(&[(SUMMED, "1")])
    }

    fn known_by(&self, more: &[(&str, &str)]) -> String {
        let mut line = form_urlencoded::Serializer::for_suffix(MARK.to_owned(), MARK.len());
        let asked = self.question.iter().filter(|(name, _)| name != "as-of");
        line.extend_pairs([("period", &self.period), ("lang", &self.lang), ("as-of", &self.as_of)]);
        line.extend_pairs(asked.map(|(name, value)| (name, value)));
        line.extend_pairs(more);
        line.extend_pairs([("content", &self.content), ("fingerprint", &self.fingerprint)]);
        line.append_pair("position", &self.position.to_string()).finish()
    }

    /// The same report on one page.
    pub fn summary_url(&self) -> String {
        self.page.carry(&format!("/reports/{}/summary", self.period), &[], &ASKED)
    }
}

/// One page of a report.
#[derive(Template, Serialize)]
#[template(path = "report/summary.html")]
pub struct SummaryView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub period: String,
    pub label: String,
    #[serde(rename = "asOf")]
    pub as_of: String,
    pub fingerprint: String,
    pub of: Vec<(&'static str, String)>,
    pub figures: Vec<Number>,
    pub counts: Vec<Count>,
    pub achievements: Vec<Achievement>,
    pub money: Vec<Money>,
    pub overdue: Vec<step::Row>,
    pub next: Vec<step::Row>,
    /// The whole report.
    pub whole: String,
    /// By what it is known again.
    #[serde(skip)]
    pub line: String,
}

/// A record behind a number.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// What happened, as a word; empty for what is said in a number.
    pub what: &'static str,
    /// The number that is said, in words; empty for what happened.
    pub said: String,
    /// Where it stands in the report.
    pub part: &'static str,
    /// When.
    pub date: Option<When>,
    /// The named ones among what is counted.
    pub members: Vec<Record>,
    /// Who says so, and where.
    pub sources: Vec<(Record, Option<String>)>,
}

/// The records behind a number.
#[derive(Template, Serialize)]
#[template(path = "report/records.html")]
pub struct RecordsView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub period: String,
    pub label: String,
    #[serde(rename = "asOf")]
    pub as_of: String,
    pub items: Vec<Item>,
    pub total: i64,
    pub next: Option<String>,
    /// The report.
    pub report: String,
}

/// What has changed since a report was made.
#[derive(Template, Serialize)]
#[template(path = "report/changes.html")]
pub struct ChangesView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub period: String,
    pub label: String,
    #[serde(rename = "asOf")]
    pub as_of: String,
    /// Since which position of the journal.
    pub since: i64,
    pub position: i64,
    /// Records of the report that were written since.
    pub items: Vec<Record>,
    pub total: i64,
    pub next: Option<String>,
    /// The report.
    pub report: String,
}

/// Where reports begin.
#[derive(Template, Serialize)]
#[template(path = "report/index.html")]
pub struct IndexView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// Years of which there is something to tell: the period, its name and its address.
    pub periods: Vec<(String, String, String)>,
}

/// A weight in its form.
pub struct WeightShown {
    /// The rule.
    pub rule: &'static str,
    /// The field.
    pub name: String,
    /// The weight that is usual.
    pub usual: &'static str,
}

/// A place in the ranking before and after.
pub struct Moved {
    /// Which.
    pub record: Record,
    /// Its place by the rules that are kept.
    pub before: Option<usize>,
    /// Its place by those in the form.
    pub after: Option<usize>,
}

impl Moved {
    /// How many places it went up; below zero, down.
    pub fn by(&self) -> i64 {
        match (self.before, self.after) {
            (Some(before), Some(after)) => before as i64 - after as i64,
            _ => 0,
        }
    }
}

/// The rules of ranking.
#[derive(Template)]
#[template(path = "report/rules.html")]
pub struct RulesView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub version: i64,
    pub saved: bool,
    pub weights: Vec<WeightShown>,
    /// Measures that may count people or things: the field and the name.
    pub measures: Vec<(String, String)>,
    pub counts: Vec<(String, String)>,
    /// The period whose ranking shows what the rules do.
    pub period: String,
    pub moved: Vec<Moved>,
}

/// A row of a report as a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which table of the report.
    pub table: &'static str,
    /// The direction's name.
    pub direction: String,
    /// What it is.
    pub label: String,
    /// How it is meant.
    pub qualifier: Option<Qualifier>,
    /// The number.
    pub value: Option<String>,
    /// Its unit.
    pub unit: String,
    /// What is said.
    pub stated: Option<String>,
    /// What is named.
    pub recorded: Option<i64>,
    /// Why they differ, or what speaks for it.
    pub note: String,
    /// When.
    pub date: Option<When>,
    /// Who says so.
    pub source: Option<Record>,
    /// Where it opens.
    pub url: String,
}

const DIRECTION: Column<Row> = Column::new("direction", "report-direction", 30, |row| Cell::text(&row.direction));
const LABEL: Column<Row> = Column::new("label", "web-column-label", 60, |row| Cell::text(&row.label));
const QUALIFIER: Column<Row> = Column::new("qualifier", "figure-qualifier", 14, |row| {
    row.qualifier.map_or(Cell::Empty, |qualifier| Cell::word("figure-qualifier-", qualifier.word()))
});
const VALUE: Column<Row> = valued("figure-value");
const UNIT: Column<Row> = Column::new("unit", "figure-column-unit", 14, |row| Cell::text(&row.unit));
const STATED: Column<Row> =
    Column::new("stated", "report-stated", 14, |row| row.stated.clone().map_or(Cell::Empty, Cell::Number));
const RECORDED: Column<Row> = Column::new("recorded", "report-recorded", 14, |row| Cell::whole(row.recorded));
const NOTE: Column<Row> = Column::new("note", "report-column-note", 50, |row| Cell::text(&row.note));
const DATE: Column<Row> = Column::new("date", "report-when", 14, |row| Cell::date(&row.date));
const SOURCE: Column<Row> = Column::new("source", "web-source", 40, |row| Cell::label(&row.source));
const URL: Column<Row> = Column::new("url", "web-column-url", 40, |row| Cell::Link(row.url.clone()));

/// The number of a row under a heading that says what it is here.
const fn valued(title: &'static str) -> Column<Row> {
    Column::new("value", title, 16, |row| row.value.clone().map_or(Cell::Empty, Cell::Number))
}

/// The tables of a report as sheets of a workbook: the word of each, the key of its name, its columns.
pub static TABLES: [(&str, &str, &[Column<Row>]); 6] = [
    ("key", "report-table-key", &[LABEL, QUALIFIER, VALUE, UNIT, STATED, RECORDED, NOTE, DATE, SOURCE, URL]),
    ("achievements", "report-table-achievements", &[DIRECTION, LABEL, valued("report-column-score"), NOTE, DATE, SOURCE, URL]),
    ("figures", "report-table-figures", &[DIRECTION, LABEL, QUALIFIER, VALUE, UNIT, STATED, RECORDED, NOTE, DATE, SOURCE, URL]),
    ("money", "report-table-money", &[LABEL, QUALIFIER, valued("report-amount"), UNIT, NOTE, URL]),
    ("places", "report-table-places", &[LABEL, valued("report-projects"), URL]),
    ("steps", "report-table-steps", &[DIRECTION, LABEL, NOTE, DATE, URL]),
];

/// What a report may be asked with.
pub const ASKED: [&str; 5] = ["as-of", "direction", "funder", "place", "with"];

fn whats() -> Vec<&'static str> {
    What::ALL.iter().map(|what| what.word()).collect()
}

fn parts() -> Vec<&'static str> {
    Part::ALL.iter().map(|part| part.word()).collect()
}

fn rules() -> Vec<&'static str> {
    Rule::ALL.iter().map(|rule| rule.word()).collect()
}

fn choices() -> Vec<&'static str> {
    Choice::ALL.iter().map(|choice| choice.word()).collect()
}

fn qualifiers() -> Vec<&'static str> {
    Qualifier::ALL.iter().map(|qualifier| qualifier.word()).collect()
}

fn stands() -> Vec<&'static str> {
    Stands::ALL.iter().map(|stands| stands.word()).collect()
}

const NUMBER: Shape = Shape::Named(
    "ReportNumber",
    &Shape::Fields(&[
        ("measure", Shape::Text),
        ("measure_label", Shape::Text),
        ("label", Shape::Text),
        ("qualifier", Shape::Word(qualifiers)),
        ("value", Shape::Maybe(&Shape::Decimal)),
        ("unit", Shape::Text),
        ("converted", MAYBE_TEXT),
        ("stated", Shape::Maybe(&Shape::Decimal)),
        ("recorded", Shape::Maybe(&Shape::Whole)),
        ("difference", MAYBE_TEXT),
        ("computed", MAYBE_TEXT),
        ("parts", Shape::Many(&Shape::Fields(&[("part", Shape::Word(parts)), ("label", Shape::Text), ("url", Shape::Text)]))),
        ("by_state", Shape::Many(&Shape::Many(&MAYBE_TEXT))),
        ("as_of", MAYBE_DATE),
        ("source", MAYBE_RECORD),
        ("locator", MAYBE_TEXT),
        ("others", Shape::Whole),
        ("doubt", MAYBE_TEXT),
        ("url", Shape::Text),
        ("records", RECORDS),
    ]),
);

const COUNT: Shape = Shape::Named(
    "ReportCount",
    &Shape::Fields(&[
        ("what", Shape::Word(whats)),
        ("count", Shape::Whole),
        ("parts", Shape::Many(&Shape::Fields(&[("part", Shape::Word(parts)), ("count", Shape::Whole), ("url", Shape::Text)]))),
        ("kinds", Shape::Many(&Shape::Pair(&Shape::Text, &Shape::Whole))),
        ("url", Shape::Text),
        ("records", Shape::Many(&Shape::Record(&[("part", Shape::Word(parts)), ("date", MAYBE_DATE)]))),
    ]),
);

const CHOSEN: Shape = Shape::Named(
    "ReportChoice",
    &Shape::Record(&[("choice", Shape::Word(choices)), ("why", Shape::Text), ("who", MAYBE_TEXT), ("at", Shape::Text)]),
);

const ACHIEVEMENT: Shape = Shape::Named(
    "Achievement",
    &Shape::Record(&[
        ("what", Shape::Word(whats)),
        ("part", Shape::Word(parts)),
        ("date", MAYBE_DATE),
        ("score", Shape::Decimal),
        (
            "reasons",
            Shape::Many(&Shape::Fields(&[("rule", Shape::Word(rules)), ("said", Shape::Text), ("adds", Shape::Decimal)])),
        ),
        ("sources", RECORDS),
        ("pinned", Shape::Maybe(&CHOSEN)),
    ]),
);

const MONEY: Shape = Shape::Named(
    "ReportMoney",
    &Shape::Fields(&[
        ("funder", MAYBE_RECORD),
        ("measure_label", Shape::Text),
        ("currency", Shape::Text),
        ("qualifier", Shape::Word(qualifiers)),
        ("value", Shape::Decimal),
        ("label", Shape::Text),
        ("converted", MAYBE_TEXT),
        ("unconverted", Shape::Whole),
        ("count", Shape::Whole),
        ("url", Shape::Text),
    ]),
);

const OF: Shape = Shape::Many(&Shape::Pair(&Shape::Text, &Shape::Text));

/// A report, as data.
pub const REPORT: About = About {
    title: "report-title",
    query: &[
        AS_OF,
        ("direction", "report-direction", Asked::Text),
        ("funder", "report-funder", Asked::Text),
        ("place", "web-kind-place", Asked::Text),
        ("with", "report-with", Asked::Text),
    ],
    faces: &["json", "xlsx", "docx", "pdf"],
    shape: &Shape::Fields(&[
        ("period", Shape::Text),
        ("label", Shape::Text),
        ("asOf", Shape::Date),
        ("fingerprint", Shape::Text),
        ("content", Shape::Text),
        ("position", Shape::Whole),
        ("version", Shape::Text),
        ("lang", Shape::Text),
        ("question", OF),
        ("of", OF),
        ("figures", Shape::Many(&NUMBER)),
        ("counts", Shape::Many(&COUNT)),
        ("shared", Shape::Whole),
        ("achievements", Shape::Many(&ACHIEVEMENT)),
        ("hidden", Shape::Many(&CHOSEN)),
        (
            "directions",
            Shape::Many(&Shape::Fields(&[
                ("slug", Shape::Text),
                ("name", Shape::Text),
                ("url", Shape::Text),
                ("counts", Shape::Many(&COUNT)),
                (
                    "agreements",
                    Shape::Many(&Shape::Fields(&[
                        ("stands", Shape::Word(stands)),
                        ("count", Shape::Whole),
                        ("url", Shape::Text),
                    ])),
                ),
                ("achievements", Shape::Many(&ACHIEVEMENT)),
                ("figures", Shape::Many(&NUMBER)),
                ("steps", Shape::Many(&step::ROW)),
            ])),
        ),
        ("money", Shape::Many(&MONEY)),
        ("all_money", Shape::Many(&MONEY)),
        ("places", Shape::Many(&Shape::Record(&[("projects", Shape::Whole), ("report", Shape::Text)]))),
        ("overdue", Shape::Many(&step::ROW)),
        ("next", Shape::Many(&step::ROW)),
        (
            "with",
            Shape::Maybe(&Shape::Fields(&[
                ("period", Shape::Text),
                ("label", Shape::Text),
                ("asOf", Shape::Date),
                ("url", Shape::Text),
                (
                    "rows",
                    Shape::Many(&Shape::Fields(&[
                        ("label", Shape::Text),
                        ("now", Shape::Text),
                        ("then", Shape::Text),
                        ("difference", MAYBE_TEXT),
                    ])),
                ),
            ])),
        ),
        ("abridged", Shape::Flag),
    ]),
};

/// One page of it, as data.
pub const SUMMARY: About = About {
    title: "report-summary",
    query: REPORT.query,
    faces: &["json", "docx", "pdf"],
    shape: &Shape::Fields(&[
        ("period", Shape::Text),
        ("label", Shape::Text),
        ("asOf", Shape::Date),
        ("fingerprint", Shape::Text),
        ("of", OF),
        ("figures", Shape::Many(&NUMBER)),
        ("counts", Shape::Many(&COUNT)),
        ("achievements", Shape::Many(&ACHIEVEMENT)),
        ("money", Shape::Many(&MONEY)),
        ("overdue", Shape::Many(&step::ROW)),
        ("next", Shape::Many(&step::ROW)),
        ("whole", Shape::Text),
    ]),
};

/// The records behind a number, as data.
pub const OPENED: About = About {
    title: "report-records",
    query: &[
        AS_OF,
        ("direction", "report-direction", Asked::Text),
        ("funder", "report-funder", Asked::Text),
        ("place", "web-kind-place", Asked::Text),
        ("what", "report-what", Asked::Word(whats)),
        ("kind", "report-kind", Asked::Text),
        ("agreements", "report-agreements", Asked::Word(stands)),
        ("price", "report-price", Asked::Text),
        ("part", "report-part", Asked::Word(parts)),
        ("measure", "figure-measure", Asked::Text),
        ("currency", "figure-currency", Asked::Text),
        ("source", "web-source", Asked::Text),
        AFTER,
    ],
    faces: &["json"],
    shape: &Shape::List(
        &Shape::Record(&[
            ("what", Shape::Text),
            ("said", Shape::Text),
            ("part", Shape::Word(parts)),
            ("date", MAYBE_DATE),
            ("members", RECORDS),
            ("sources", Shape::Many(&Shape::Pair(&RECORD, &MAYBE_TEXT))),
        ]),
        &[("period", Shape::Text), ("label", Shape::Text), ("asOf", Shape::Date), ("report", Shape::Text)],
    ),
};

/// What has changed, as data.
pub const CHANGES: About = About {
    title: "report-changes",
    query: &[("since", "report-since", Asked::Text), AS_OF],
    faces: &["json"],
    shape: &Shape::List(
        &RECORD,
        &[
            ("period", Shape::Text),
            ("label", Shape::Text),
            ("asOf", Shape::Date),
            ("since", Shape::Whole),
            ("position", Shape::Whole),
            ("report", Shape::Text),
        ],
    ),
};

/// Where reports begin, as data.
pub const INDEX: About = About {
    title: "report-title",
    query: &[
        ("period", "report-period", Asked::Text),
        ("from", "report-from", Asked::Text),
        ("until", "report-until", Asked::Text),
    ],
    faces: &["json"],
    shape: &Shape::Fields(&[("periods", Shape::Many(&Shape::Many(&Shape::Text)))]),
};

/// A figure as a number of a report: what one source says of one record.
pub fn of_figure(shown: Shown) -> Number {
    let stated = shown.value.clone();
    let records = shown.subject.into_iter().chain(shown.members).collect();
    Number {
        measure: shown.measure,
        measure_label: shown.measure_label,
        label: shown.label,
        qualifier: shown.qualifier,
        value: shown.value,
        unit: shown.unit,
        converted: shown.converted.map(|converted| converted.label),
        stated: if shown.computed.is_some() { None } else { stated },
        recorded: shown.named.map(|named| named as i64),
        difference: None,
        computed: shown.computed,
        parts: Vec::new(),
        by_state: Vec::new(),
        as_of: shown.as_of,
        source: shown.source,
        locator: shown.locator,
        others: 0,
        doubt: shown.doubt,
        url: shown.url,
        records,
    }
}
