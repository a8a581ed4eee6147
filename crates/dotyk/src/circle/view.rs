//! The pages of clusters and working groups.

use askama::Template;
use serde::Serialize;

use super::model::{MemberKind, State};
use crate::figure::Qualifier;
use crate::programme::Rule;
use crate::step;
use crate::text::When;
use crate::touchpoint;
use crate::web::schema::{AFTER, AS_OF, BESIDE, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, RECORDS, THREAD};
use crate::web::{About, Asked, Beside, Cell, Column, Filled, Held, List, Page, Record, Shape, Sheet, Thread};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "circle/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// What the words of its kind begin with.
    #[serde(skip)]
    pub words: &'static str,
    #[serde(flatten)]
    pub list: List<Item>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// What the list is narrowed to: the parameter and the record.
    pub of: Vec<(&'static str, Record)>,
    #[serde(skip)]
    pub states: Vec<(String, String)>,
    #[serde(skip)]
    pub new: String,
    #[serde(skip)]
    pub may_create: bool,
}

impl ListView<'_> {
    /// How many there are, in words.
    pub fn counted(&self) -> String {
        self.page.n(&format!("{}count", self.words), &self.list.total)
    }
}

/// A row of it, on the day.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    /// None before anybody says that it is there.
    pub state: Option<&'static str>,
    pub since: Option<When>,
    pub places: Vec<Record>,
    pub sectors: Vec<String>,
    pub tags: Vec<String>,
    /// How many members are named.
    pub members: i64,
    /// How many sources state, beside how many of those are named.
    pub stated: Vec<StatedShown>,
    pub draft: bool,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// So many of a kind, as a source says, and how many of them the register names.
#[derive(Serialize)]
pub struct StatedShown {
    pub kind: &'static str,
    pub qualifier: &'static str,
    pub value: String,
    pub named: i64,
    pub as_of: Option<When>,
    pub source: Option<Record>,
    pub locator: Option<String>,
    /// As people read it: «8 компаній».
    #[serde(skip)]
    pub said: String,
}

fn joined(values: &[String]) -> Cell {
    Cell::text(values.join("; "))
}

const COLUMNS: &[Column<Item>] = &[
    Column::ID,
    Column::LABEL,
    Column::new("state", "circle-state", 14, |row| Cell::word("cluster-state-", row.state.unwrap_or_default())),
    Column::new("since", "circle-since", 14, |row| Cell::date(&row.since)),
    Column::new("places", "circle-field-places", 40, |row| Cell::labels(&row.places)),
    Column::new("place_ids", "circle-column-place-ids", 40, |row| Cell::ids(&row.places)),
    Column::new("sectors", "circle-field-sectors", 20, |row| joined(&row.sectors)),
    Column::new("tags", "circle-field-tags", 30, |row| joined(&row.tags)),
    Column::new("members", "circle-members-named", 12, |row| Cell::whole(row.members)),
    Column::new("stated", "circle-field-stated", 40, |row| {
        Cell::text(row.stated.iter().map(|stated| stated.said.as_str()).collect::<Vec<_>>().join("; "))
    }),
    Column::new("draft", "web-draft", 10, |row| Cell::Flag(row.draft)),
    Column::URL,
];

/// Clusters as a table.
pub const CLUSTERS: Sheet<Item> = Sheet { name: "clusters", columns: COLUMNS, points: None };
/// Working groups as a table.
pub const GROUPS: Sheet<Item> = Sheet { name: "groups", columns: COLUMNS, points: None };

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

fn kinds() -> Vec<&'static str> {
    MemberKind::ALL.iter().map(|kind| kind.word()).collect()
}

fn qualifiers() -> Vec<&'static str> {
    Qualifier::ALL.iter().map(|qualifier| qualifier.word()).collect()
}

const TEXTS: Shape = Shape::Many(&Shape::Text);

const STATED: Shape = Shape::Fields(&[
    ("kind", Shape::Word(kinds)),
    ("qualifier", Shape::Word(qualifiers)),
    ("value", Shape::Decimal),
    ("named", Shape::Whole),
    ("as_of", MAYBE_DATE),
    ("source", MAYBE_RECORD),
    ("locator", MAYBE_TEXT),
]);

/// A row of either list, as data.
const ITEM: Shape = Shape::Named(
    "Circle",
    &Shape::Record(&[
        ("state", Shape::Maybe(&Shape::Word(states))),
        ("since", MAYBE_DATE),
        ("places", RECORDS),
        ("sectors", TEXTS),
        ("tags", TEXTS),
        ("members", Shape::Whole),
        ("stated", Shape::Many(&STATED)),
        ("draft", Shape::Flag),
    ]),
);

const QUERY: &[(&str, &str, Asked)] = &[
    Q,
    ("state", "circle-state", Asked::Word(states)),
    ("organisation", "circle-member", Asked::Text),
    ("place", "web-kind-place", Asked::Text),
    ("sector", "circle-field-sectors", Asked::Text),
    AS_OF,
    AFTER,
];
const LIST: Shape = Shape::List(&ITEM, &[("as_of", MAYBE_DATE), ("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD)))]);
const FACES: &[&str] = &["json", "csv", "xlsx"];

/// The list of clusters, as data.
pub const CLUSTER_LIST: About = About { title: "cluster-title", query: QUERY, faces: FACES, shape: &LIST };
/// The list of working groups, as data.
pub const GROUP_LIST: About = About { title: "group-title", query: QUERY, faces: FACES, shape: &LIST };

const MEMBER: Shape = Shape::Fields(&[
    ("id", Shape::Whole),
    ("organisation", MAYBE_RECORD),
    ("name", MAYBE_TEXT),
    ("person", MAYBE_RECORD),
    ("kind", Shape::Word(kinds)),
    ("role", MAYBE_TEXT),
    ("sectors", TEXTS),
    ("since", MAYBE_DATE),
    ("until", MAYBE_DATE),
]);

const CARD: Shape = Shape::Fields(&[
    ("circle", ITEM),
    ("aims", MAYBE_TEXT),
    ("join", MAYBE_TEXT),
    ("organisation", MAYBE_RECORD),
    ("projects", RECORDS),
    ("members", Shape::Many(&MEMBER)),
    ("former", Shape::Many(&MEMBER)),
    (
        "states",
        Shape::Many(&Shape::Fields(&[
            ("state", Shape::Word(states)),
            ("date", Shape::Date),
            ("note", MAYBE_TEXT),
            ("source", MAYBE_RECORD),
            ("locator", MAYBE_TEXT),
        ])),
    ),
    ("answered", Shape::Many(&Shape::Record(&[("state", Shape::Text), ("date", MAYBE_DATE)]))),
    ("steps", Shape::Many(&step::ROW)),
    ("files", RECORDS),
    ("beside", BESIDE),
    ("thread", THREAD),
    ("sources", Shape::Many(&Shape::Pair(&RECORD, &MAYBE_TEXT))),
    ("as_of", MAYBE_DATE),
    ("position", Shape::Maybe(&Shape::Whole)),
]);

/// A cluster, as data.
pub const CLUSTER_CARD: About = About { title: "web-kind-cluster", query: &[AS_OF, KNOWN_ON], faces: &["json"], shape: &CARD };
/// A working group, as data.
pub const GROUP_CARD: About = About { title: "web-kind-group", query: &[AS_OF, KNOWN_ON], faces: &["json"], shape: &CARD };

/// A member. Who comes for it only the office sees.
#[derive(Serialize)]
pub struct MemberShown {
    pub id: i64,
    pub organisation: Option<Record>,
    pub name: Option<String>,
    pub person: Option<Record>,
    pub kind: &'static str,
    pub role: Option<String>,
    pub sectors: Vec<String>,
    pub since: Option<When>,
    pub until: Option<When>,
}

/// How it stood.
#[derive(Serialize)]
pub struct StateShown {
    pub state: &'static str,
    pub date: When,
    pub note: Option<String>,
    pub source: Option<Record>,
    pub locator: Option<String>,
}

/// What the visitor may do.
#[derive(Clone, Copy, Default)]
pub struct May {
    pub edit: bool,
    pub publish: bool,
    /// Ask which need and call suits which member.
    pub touch: bool,
    pub history: bool,
}

/// One of them.
#[derive(Template, Serialize)]
#[template(path = "circle/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// What the words of its kind begin with.
    #[serde(skip)]
    pub words: &'static str,
    /// By what steps, files and new records name it: `group:belgian-heritage`.
    #[serde(skip)]
    pub reference: String,
    pub circle: Item,
    pub aims: Option<String>,
    pub join: Option<String>,
    /// What it is as a party to agreements.
    pub organisation: Option<Record>,
    pub projects: Vec<Record>,
    pub members: Vec<MemberShown>,
    /// Those that left.
    pub former: Vec<MemberShown>,
    pub states: Vec<StateShown>,
    /// What its members applied for.
    pub answered: Vec<Held>,
    pub steps: Vec<step::Row>,
    pub files: Vec<Record>,
    pub beside: Vec<Beside>,
    /// What it came of and what came of it: its meetings, agreements, projects.
    pub thread: Thread,
    /// What it rests on: each with its place in the source.
    pub sources: Vec<(Record, Option<String>)>,
    #[serde(skip)]
    pub doubts: Vec<String>,
    pub as_of: Option<String>,
    /// The journal's position of what is shown, when it is the past.
    pub position: Option<i64>,
    #[serde(skip)]
    pub may: May,
    #[serde(skip)]
    pub withdrawn_at: Option<String>,
    /// States that may come next, with their names.
    #[serde(skip)]
    pub follow: Vec<(String, String)>,
}

/// The form.
#[derive(Template)]
#[template(path = "circle/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// Where it is sent.
    pub target: String,
    /// Whether somebody else saved meanwhile.
    pub conflicted: bool,
    /// What both changed: the field's name and theirs.
    pub conflicts: Vec<(String, String)>,
    /// Whether persons come for its members.
    pub persons: bool,
    pub kinds: Vec<(String, String)>,
    pub qualifiers: Vec<(String, String)>,
    pub states: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
}

/// A member by name.
#[derive(Clone, Serialize)]
pub struct Named {
    pub organisation: Option<Record>,
    pub name: Option<String>,
}

/// An open need, and who of the members can.
#[derive(Serialize)]
pub struct NeedSuits {
    pub need: touchpoint::Item,
    /// Those of the need's category by their own word.
    pub members: Vec<Named>,
}

/// An open call, and which members nothing known keeps from applying.
#[derive(Serialize)]
pub struct CallSuits {
    #[serde(flatten)]
    pub call: Record,
    pub fits: Vec<FitShown>,
}

/// How a call fits a member; the whole cluster where no member is named.
#[derive(Serialize)]
pub struct FitShown {
    pub member: Option<Named>,
    /// Each hard rule, and whether it holds or too little is known.
    pub rules: Vec<(&'static str, &'static str)>,
}

/// Which need and call suits which member.
#[derive(Template, Serialize)]
#[template(path = "circle/suits.html")]
pub struct SuitsView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub of: Record,
    /// How far the index is filled, in percent, while that goes on.
    pub percent: Option<i64>,
    pub needs: Vec<NeedSuits>,
    pub calls: Vec<CallSuits>,
}

impl SuitsView<'_> {
    /// The first reasons, as a sentence each.
    pub fn first<'i>(&self, item: &'i touchpoint::Item) -> Vec<&'i str> {
        item.reasons.iter().filter(|reason| reason.adds > 0.0).take(3).map(|reason| reason.said.as_str()).collect()
    }
}

fn rules() -> Vec<&'static str> {
    Rule::ALL.iter().map(|rule| rule.word()).collect()
}

const NAMED: Shape = Shape::Fields(&[("organisation", MAYBE_RECORD), ("name", MAYBE_TEXT)]);

/// The same, as data.
pub const SUITS: About = About {
    title: "circle-suits",
    query: &[],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("of", RECORD),
        ("percent", Shape::Maybe(&Shape::Whole)),
        ("needs", Shape::Many(&Shape::Fields(&[("need", touchpoint::ITEM), ("members", Shape::Many(&NAMED))]))),
        (
            "calls",
            Shape::Many(&Shape::Record(&[(
                "fits",
                Shape::Many(&Shape::Fields(&[
                    ("member", Shape::Maybe(&NAMED)),
                    ("rules", Shape::Many(&Shape::Pair(&Shape::Word(rules), &Shape::Text))),
                ])),
            )])),
        ),
    ]),
};
