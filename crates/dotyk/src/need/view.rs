//! The pages of needs.

use askama::Template;
use rust_decimal::Decimal;
use serde::Serialize;

use super::link::Purpose;
use super::model::{Contact, Flag, Line, Priority, State, Tally, Unit};
use crate::text::{Arg, When, form};
use crate::web::schema::{AFTER, AS_OF, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, THREAD};
use crate::web::{About, Asked, Beside, Cell, Column, Filled, List, Page, Record, Shape, Sheet, Takes, Thread};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "need/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// The day whose truth is shown.
    pub as_of: Option<String>,
    #[serde(skip)]
    pub states: Vec<(String, String)>,
    #[serde(skip)]
    pub priorities: Vec<(String, String)>,
    /// What else the list is filtered by: the parameter and its record.
    pub of: Vec<(&'static str, Record)>,
    /// Those that the list may be narrowed to: word and name.
    #[serde(skip)]
    pub emergencies: Vec<(String, String)>,
    #[serde(skip)]
    pub hxl: String,
    #[serde(skip)]
    pub may_create: bool,
    #[serde(skip)]
    pub may_link: bool,
    #[serde(skip)]
    pub may_round: bool,
    /// The private links of the organisation that the list is of.
    #[serde(skip)]
    pub links: Vec<LinkShown>,
}

impl ListView<'_> {
    /// Whether the emergency that the list is narrowed to has a page.
    pub fn named(&self) -> bool {
        self.emergencies.iter().any(|(word, _)| word == self.page.query("emergency"))
    }
}

/// A row of it.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// How it stands.
    pub state: &'static str,
    /// How much it presses.
    pub priority: &'static str,
    /// Whose it is.
    pub organisation: Option<Record>,
    /// Where.
    pub place: Option<Record>,
    /// By when.
    pub needed_by: Option<When>,
    /// DAC purpose code.
    pub sector: Option<String>,
    /// The word of an emergency.
    pub emergency: Option<String>,
    /// What is asked for.
    pub lines: Vec<LineShown>,
    /// The last day on which something was heard of it.
    pub heard: Option<When>,
    /// Whether the public does not see it.
    pub draft: bool,
    /// Where its place lies, longitude and latitude in micro-degrees; only for maps.
    #[serde(skip)]
    pub points: Vec<(i64, i64)>,
}

impl AsRef<Record> for Item {
    fn as_ref(&self) -> &Record {
        &self.record
    }
}

/// A line and how it stands.
#[derive(Clone, Debug, Serialize)]
pub struct LineShown {
    /// Its number within the need.
    pub line: i64,
    /// What.
    pub item: String,
    /// What the quantity counts.
    pub unit: &'static str,
    /// What was asked, as decimal text; so are the others.
    pub asked: String,
    /// What was promised.
    pub promised: String,
    /// What was brought.
    pub delivered: String,
    /// What the receiver says has come.
    pub confirmed: String,
    /// What is disputed.
    pub disputed: String,
    /// What is promised or brought and not confirmed.
    pub awaited: String,
    /// What nobody has promised or brought.
    pub open: String,
    /// What the line may cost.
    pub cost: Option<String>,
    /// Its currency.
    pub currency: Option<String>,
    /// What does not fit.
    pub flags: Vec<&'static str>,
    /// The same in one sentence.
    #[serde(skip)]
    pub said: String,
}

impl LineShown {
    /// A line in the page's language.
    pub fn new(page: &Page, line: &Line, tally: &Tally) -> LineShown {
        let text = |value: &Decimal| value.normalize().to_string();
        LineShown {
            line: line.id,
            item: page.lang.of(&line.item_uk, &line.item_en).to_owned(),
            unit: line.unit.word(),
            asked: text(&tally.asked),
            promised: text(&tally.promised),
            delivered: text(&tally.delivered),
            confirmed: text(&tally.confirmed),
            disputed: text(&tally.disputed),
            awaited: text(&tally.awaited),
            open: text(&tally.open),
            cost: line.cost.clone(),
            currency: line.currency.clone(),
            flags: tally.flags.iter().map(|flag| flag.word()).collect(),
            said: sentence(page, line.unit, tally),
        }
    }

    /// What is open, with its unit.
    pub fn open_said(&self, page: &Page) -> String {
        measure(page, self.unit, &self.open)
    }

    /// What was asked, with its unit.
    pub fn asked_said(&self, page: &Page) -> String {
        measure(page, self.unit, &self.asked)
    }

    /// Whether something of it is still open.
    pub fn is_open(&self) -> bool {
        self.open != "0"
    }
}

/// A quantity with its unit in the right form: «10 штук», «1 літр», «1,5 літра».
pub fn measure(page: &Page, unit: &str, value: &str) -> String {
    let forms = page.word("need-unit-", unit);
    format!("{}\u{a0}{}", page.decimal(value), form(page.lang, &forms, value))
}

/// «Потрібно 10 штук, обіцяно 6, підтверджено 4: очікуються 2, ще бракує 4».
fn sentence(page: &Page, unit: Unit, tally: &Tally) -> String {
    let text = |value: &Decimal| page.decimal(&value.normalize().to_string());
    let asked = measure(page, unit.word(), &tally.asked.normalize().to_string());
    let awaited = tally.awaited.normalize().to_string();
    page.said(
        "need-tally",
        &[
            // A fraction takes the form of many: «очікується 1,5».
            ("count", Arg::Count(awaited.parse().unwrap_or(5))),
            ("asked", Arg::Text(&asked)),
            ("promised", Arg::Text(&text(&tally.promised))),
            ("confirmed", Arg::Text(&text(&tally.confirmed))),
            ("awaited", Arg::Text(&page.decimal(&awaited))),
            ("open", Arg::Text(&text(&tally.open))),
        ],
    )
}

/// The list as a table.
pub const SHEET: Sheet<Item> = Sheet {
    name: "needs",
    columns: &[
        Column::ID,
        Column::LABEL,
        Column::new("state", "need-state", 18, |row| Cell::word("need-state-", row.state)),
        Column::new("priority", "need-priority", 14, |row| Cell::word("need-priority-", row.priority)),
        Column::new("needed_by", "need-needed-by", 14, |row| Cell::date(&row.needed_by)),
        Column::new("organisation", "web-kind-organisation", 36, |row| Cell::label(&row.organisation)),
        Column::new("place", "web-kind-place", 26, |row| Cell::label(&row.place)),
        Column::new("place_id", "need-column-place-id", 22, |row| {
            row.place.as_ref().map_or(Cell::Empty, |place| Cell::text(&place.id))
        }),
        Column::new("sector", "need-sector", 12, |row| Cell::maybe(&row.sector)),
        Column::new("emergency", "need-emergency", 18, |row| Cell::maybe(&row.emergency)),
        Column::new("lines", "need-lines", 80, |row| {
            Cell::text(row.lines.iter().map(|line| format!("{}: {}", line.item, line.said)).collect::<Vec<_>>().join("; "))
        }),
        Column::new("heard", "need-heard", 14, |row| Cell::date(&row.heard)),
        Column::new("draft", "need-not-public", 12, |row| Cell::Flag(row.draft)),
        Column::URL,
    ],
    points: Some(|row| row.points.clone()),
};

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

fn priorities() -> Vec<&'static str> {
    Priority::ALL.iter().map(|priority| priority.word()).collect()
}

fn units() -> Vec<&'static str> {
    Unit::ALL.iter().map(|unit| unit.word()).collect()
}

fn flags() -> Vec<&'static str> {
    Flag::ALL.iter().map(|flag| flag.word()).collect()
}

/// A line, as data.
const LINE: Shape = Shape::Named(
    "NeedLine",
    &Shape::Fields(&[
        ("line", Shape::Whole),
        ("item", Shape::Text),
        ("unit", Shape::Word(units)),
        ("asked", Shape::Decimal),
        ("promised", Shape::Decimal),
        ("delivered", Shape::Decimal),
        ("confirmed", Shape::Decimal),
        ("disputed", Shape::Decimal),
        ("awaited", Shape::Decimal),
        ("open", Shape::Decimal),
        ("cost", Shape::Maybe(&Shape::Decimal)),
        ("currency", MAYBE_TEXT),
        ("flags", Shape::Many(&Shape::Word(flags))),
    ]),
);

/// A row of the list, as data.
pub const ITEM: Shape = Shape::Named(
    "Need",
    &Shape::Record(&[
        ("state", Shape::Word(states)),
        ("priority", Shape::Word(priorities)),
        ("organisation", MAYBE_RECORD),
        ("place", MAYBE_RECORD),
        ("needed_by", MAYBE_DATE),
        ("sector", MAYBE_TEXT),
        ("emergency", MAYBE_TEXT),
        ("lines", Shape::Many(&LINE)),
        ("heard", MAYBE_DATE),
        ("draft", Shape::Flag),
    ]),
);

/// The list, as data.
pub const LIST: About = About {
    title: "need-title",
    query: &[
        Q,
        ("state", "need-state", Asked::Word(states)),
        ("open", "need-only-open", Asked::Text),
        ("renew", "need-only-renew", Asked::Text),
        ("word", "need-only-word", Asked::Text),
        ("promised", "need-only-promised", Asked::Text),
        ("helper", "need-helper", Asked::Text),
        ("place", "web-kind-place", Asked::Text),
        ("organisation", "web-kind-organisation", Asked::Text),
        ("sector", "need-sector", Asked::Text),
        ("priority", "need-priority", Asked::Word(priorities)),
        ("emergency", "need-emergency", Asked::Text),
        ("round", "web-kind-round", Asked::Text),
        AS_OF,
        AFTER,
    ],
    faces: &["json", "csv", "xlsx", "geojson"],
    shape: &Shape::List(&ITEM, &[("of", Shape::Many(&Shape::Pair(&Shape::Text, &RECORD))), ("as_of", MAYBE_DATE)]),
};

fn events() -> Vec<&'static str> {
    super::model::Event::ALL.iter().map(|event| event.word()).collect()
}

/// What a program is answered that has said something of a need: the need, and the number of what was said.
const SAID: Shape = Shape::Named("NeedSaid", &Shape::Record(&[("number", Shape::Maybe(&Shape::Whole))]));

/// A line, as a program states it.
const GIVEN_LINE: Shape = Shape::Given(&[
    ("item_uk", Shape::Text, false),
    ("item_en", Shape::Text, false),
    ("quantity", Shape::Decimal, true),
    ("unit", Shape::Word(units), true),
    ("cost", Shape::Decimal, false),
    ("currency", Shape::Text, false),
]);

/// What a program sends to state a need. `once` keeps a sending from counting twice; `state` is `draft` for what nobody has
/// said yet.
const GIVEN: Shape = Shape::Named(
    "NeedStated",
    &Shape::Given(&[
        ("once", Shape::Text, false),
        ("title_uk", Shape::Text, false),
        ("title_en", Shape::Text, false),
        ("organisation", Shape::Text, false),
        ("place", Shape::Text, false),
        ("spot", Shape::Text, false),
        ("whom_uk", Shape::Text, false),
        ("whom_en", Shape::Text, false),
        ("people", Shape::Whole, false),
        ("why_uk", Shape::Text, false),
        ("why_en", Shape::Text, false),
        ("needed_by", Shape::Date, false),
        ("sector", Shape::Text, false),
        ("priority", Shape::Word(priorities), false),
        ("emergency", Shape::Text, false),
        ("contact_name", Shape::Text, false),
        ("contact_phone", Shape::Text, false),
        ("contact_mail", Shape::Text, false),
        ("contact_rounds", Shape::Flag, false),
        ("state", Shape::Word(|| vec!["draft", "stated"]), false),
        ("lines", Shape::Many(&GIVEN_LINE), true),
    ]),
);

/// To state a need.
pub const STATING: Takes = Takes { title: "need-new", body: &GIVEN, answer: &RECORD };

/// To say that it still holds, is confirmed, is withdrawn.
pub const SAYING: Takes = Takes {
    title: "need-events",
    body: &Shape::Given(&[
        ("once", Shape::Text, false),
        ("event", Shape::Word(events), true),
        ("date", Shape::Date, false),
        ("note", Shape::Text, false),
    ]),
    answer: &SAID,
};

/// To say who would bring how much of which line.
pub const PROMISING: Takes = Takes {
    title: "need-promises",
    body: &Shape::Given(&[
        ("once", Shape::Text, false),
        ("line", Shape::Whole, true),
        ("organisation", Shape::Text, false),
        ("who", Shape::Text, false),
        ("quantity", Shape::Decimal, true),
        ("date", Shape::Date, false),
        ("note", Shape::Text, false),
        ("source", Shape::Text, false),
        ("locator", Shape::Text, false),
    ]),
    answer: &SAID,
};

/// To say what was brought.
pub const BRINGING: Takes = Takes {
    title: "need-deliveries",
    body: &Shape::Given(&[
        ("once", Shape::Text, false),
        ("line", Shape::Whole, true),
        ("promise", Shape::Whole, false),
        ("who", Shape::Text, false),
        ("quantity", Shape::Decimal, true),
        ("date", Shape::Date, false),
        ("note", Shape::Text, false),
    ]),
    answer: &SAID,
};

/// To say as the receiver what came, or to dispute it. `seen` is how many deliveries and words on them the line had when the
/// program looked: so of two who say the same at once the second is told.
pub const CONFIRMING: Takes = Takes {
    title: "need-confirmations",
    body: &Shape::Given(&[
        ("line", Shape::Whole, true),
        ("delivery", Shape::Whole, false),
        ("promise", Shape::Whole, false),
        ("quantity", Shape::Decimal, false),
        ("dispute", Shape::Text, false),
        ("date", Shape::Date, false),
        ("note", Shape::Text, false),
        ("seen", Shape::Whole, true),
    ]),
    answer: &SAID,
};

/// To say through a private link that a need still holds.
pub const RENEWING: Takes =
    Takes { title: "need-link-renew", body: &Shape::Given(&[("once", Shape::Text, false)]), answer: &SAID };

/// What presses most, as data and as a feed.
pub const URGENT: About = About {
    title: "need-urgent",
    query: &[
        ("place", "web-kind-place", Asked::Text),
        ("sector", "need-sector", Asked::Text),
        ("emergency", "need-emergency", Asked::Text),
    ],
    faces: &["json", "atom"],
    shape: &Shape::List(&ITEM, &[]),
};

/// One need, as data.
pub const CARD: About = About {
    title: "web-kind-need",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("need", ITEM),
        ("whom", MAYBE_TEXT),
        ("people", Shape::Maybe(&Shape::Whole)),
        ("few", Shape::Flag),
        ("why", MAYBE_TEXT),
        ("events", Shape::Many(&Shape::Fields(&[("event", Shape::Text), ("date", Shape::Date), ("note", MAYBE_TEXT)]))),
        (
            "promises",
            Shape::Many(&Shape::Fields(&[
                ("id", Shape::Whole),
                ("line", Shape::Whole),
                ("who", MAYBE_TEXT),
                ("organisation", MAYBE_RECORD),
                ("quantity", Shape::Decimal),
                ("date", Shape::Date),
                ("note", MAYBE_TEXT),
                ("source", MAYBE_RECORD),
                ("locator", MAYBE_TEXT),
                ("withdrawn", MAYBE_DATE),
            ])),
        ),
        (
            "deliveries",
            Shape::Many(&Shape::Fields(&[
                ("id", Shape::Whole),
                ("line", Shape::Whole),
                ("promise", Shape::Maybe(&Shape::Whole)),
                ("who", MAYBE_TEXT),
                ("quantity", Shape::Decimal),
                ("date", Shape::Date),
                ("note", MAYBE_TEXT),
                ("withdrawn", MAYBE_DATE),
                ("reason", MAYBE_TEXT),
                ("words", Shape::Many(&WORD)),
            ])),
        ),
        ("thread", THREAD),
        ("sources", Shape::Many(&Shape::Pair(&RECORD, &MAYBE_TEXT))),
        ("as_of", MAYBE_DATE),
        ("position", Shape::Maybe(&Shape::Whole)),
    ]),
};

/// What the receiver says, as data.
const WORD: Shape = Shape::Fields(&[
    ("quantity", Shape::Maybe(&Shape::Decimal)),
    ("disputed", Shape::Flag),
    ("dispute", MAYBE_TEXT),
    ("date", Shape::Date),
    ("note", MAYBE_TEXT),
    ("file", MAYBE_RECORD),
]);

/// One need.
#[derive(Template, Serialize)]
#[template(path = "need/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// What the office alone sees of it.
    #[serde(skip)]
    pub beside: Vec<Beside>,
    pub need: Item,
    /// What it is needed because of, when the register has it.
    #[serde(skip)]
    pub emergency: Option<Record>,
    pub whom: Option<String>,
    /// For how many; none when unknown, or when the public might know so few by name.
    pub people: Option<i64>,
    /// Whether there are so few that their number is not told.
    pub few: bool,
    pub why: Option<String>,
    pub events: Vec<EventShown>,
    pub promises: Vec<PromiseShown>,
    pub deliveries: Vec<DeliveryShown>,
    /// What it came of and what came of it.
    pub thread: Thread,
    pub sources: Vec<(Record, Option<String>)>,
    pub as_of: Option<String>,
    /// The journal's position of what is shown, when it is the past.
    pub position: Option<i64>,
    /// Who knows more; for those who may know.
    #[serde(skip)]
    pub contact: Option<Contact>,
    #[serde(skip)]
    pub closed: bool,
    #[serde(skip)]
    pub slug: String,
    #[serde(skip)]
    pub may: May,
    #[serde(skip)]
    pub events_that_follow: Vec<(String, String)>,
    #[serde(skip)]
    pub organisations: Vec<(String, String)>,
    #[serde(skip)]
    pub links: Vec<LinkShown>,
    /// How many deliveries and words each line has, for whoever says what came.
    #[serde(skip)]
    pub seen: Vec<(i64, i64)>,
    /// The key of this page's forms, so that each counts once however often it is sent.
    #[serde(skip)]
    pub once: String,
    /// Where exactly, for those who keep the register and whose need it is;
    #[serde(skip)]
    pub spot: Option<String>,
    /// and the photos that came with it.
    #[serde(skip)]
    pub photos: Vec<Record>,
    #[serde(skip)]
    pub filled: Filled,
}

impl CardView<'_> {
    /// The promises on a line that hold.
    pub fn promises_on(&self, line: &i64) -> Vec<&PromiseShown> {
        self.promises.iter().filter(|promise| promise.line == *line).collect()
    }

    /// The deliveries on a line.
    pub fn deliveries_on(&self, line: &i64) -> Vec<&DeliveryShown> {
        self.deliveries.iter().filter(|delivery| delivery.line == *line).collect()
    }

    /// What was seen of a line.
    pub fn seen_of(&self, line: &i64) -> i64 {
        self.seen.iter().find(|(known, _)| known == line).map_or(0, |(_, seen)| *seen)
    }
}

/// What the visitor may do with a need.
#[derive(Clone, Copy, Default)]
pub struct May {
    /// Ask who would help with it.
    pub touch: bool,
    pub edit: bool,
    pub publish: bool,
    pub link: bool,
    pub history: bool,
    /// Whether the public sees it.
    pub public: bool,
}

/// Something said of the need.
#[derive(Serialize)]
pub struct EventShown {
    pub event: &'static str,
    pub date: When,
    pub note: Option<String>,
}

/// A promise.
#[derive(Serialize)]
pub struct PromiseShown {
    pub id: i64,
    pub line: i64,
    /// In words, when the register does not know them.
    pub who: Option<String>,
    pub organisation: Option<Record>,
    pub quantity: String,
    pub date: When,
    pub note: Option<String>,
    pub source: Option<Record>,
    pub locator: Option<String>,
    pub withdrawn: Option<When>,
}

impl PromiseShown {
    /// Who promises, by name.
    pub fn name(&self) -> &str {
        self.organisation.as_ref().map(|one| one.label.as_str()).or(self.who.as_deref()).unwrap_or_default()
    }
}

/// A delivery and what the receiver says of it.
#[derive(Serialize)]
pub struct DeliveryShown {
    pub id: i64,
    pub line: i64,
    pub promise: Option<i64>,
    pub who: Option<String>,
    pub quantity: String,
    pub date: When,
    pub note: Option<String>,
    /// Since when it counts no more,
    pub withdrawn: Option<When>,
    /// and why, for those who keep the register and whose need it is.
    pub reason: Option<String>,
    pub words: Vec<WordShown>,
}

/// What the receiver says of a delivery.
#[derive(Serialize)]
pub struct WordShown {
    pub quantity: Option<String>,
    /// Whether the receiver disputes it.
    pub disputed: bool,
    /// Why, for those who keep the register and whose need it is.
    pub dispute: Option<String>,
    pub date: When,
    pub note: Option<String>,
    pub file: Option<Record>,
}

/// A private link, as the office sees it.
pub struct LinkShown {
    pub id: String,
    pub purposes: Vec<Purpose>,
    /// Whether it is for all needs of the organisation.
    pub wide: bool,
    pub expires_at: String,
    pub seen_at: Option<String>,
    pub revoked: bool,
    pub expired: bool,
}

/// The form.
#[derive(Template)]
#[template(path = "need/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    /// Whether it may still be kept as a draft.
    pub draft: bool,
    pub priorities: Vec<(String, String)>,
    pub units: Vec<(String, String)>,
    pub organisations: Vec<(String, String)>,
    /// What it may be needed because of.
    pub emergencies: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
}

/// The one time that a private link can be seen.
#[derive(Template)]
#[template(path = "need/link.html")]
pub struct MadeView<'a> {
    pub page: Page<'a>,
    /// What it is for.
    pub of: Record,
    pub link: String,
    pub whole: bool,
    pub until: String,
}

/// A sheet to hand to a donor.
#[derive(Template)]
#[template(path = "need/sheet.html")]
pub struct SheetView<'a> {
    pub page: Page<'a>,
    pub need: Item,
    pub whom: Option<String>,
    pub people: Option<i64>,
    pub few: bool,
    pub why: Option<String>,
    /// Where it can be looked at again.
    pub address: String,
    /// The same as tables.
    pub csv: String,
    pub xlsx: String,
}

/// What presses most.
#[derive(Template, Serialize)]
#[template(path = "need/urgent.html")]
pub struct UrgentView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub items: Vec<Item>,
    pub total: usize,
    pub next: Option<String>,
    /// Places that the form offers.
    #[serde(skip)]
    pub places: Vec<(String, String)>,
}

/// A choice of words with what each is called.
pub fn choices<'w>(page: &Page, prefix: &str, words: impl Iterator<Item = &'w str>) -> Vec<(String, String)> {
    words.map(|word| (word.to_owned(), page.word(prefix, word))).collect()
}

/// The units, each called as one of it.
pub fn unit_choices(page: &Page) -> Vec<(String, String)> {
    let first = |word: &str| page.word("need-unit-", word).split('|').next().unwrap_or_default().to_owned();
    Unit::ALL.iter().map(|unit| (unit.word().to_owned(), first(unit.word()))).collect()
}
