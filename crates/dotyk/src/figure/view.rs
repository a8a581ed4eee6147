//! How a figure is said.

use askama::Template;
use serde::Serialize;

use super::{Body, Figure, Maturity, Part, Qualifier, Total, product, total};
use crate::access::{Kind, Ref};
use crate::office::{Measure, Office};
use crate::text::{Lang, When};
use crate::web::schema::{AS_OF, KNOWN_ON, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, RECORDS};
use crate::web::{About, Asked, Cell, Column, Filled, Labels, Page, Record, Shape, Sheet};

/// A figure, or a total computed of figures, as a page and its data show it.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// Always `figure`.
    pub kind: Kind,
    /// Its id; of a total, empty.
    pub id: String,
    /// Where it opens.
    pub url: String,
    /// In words: «понад 130 підприємств».
    pub label: String,
    /// What is counted.
    pub measure: String,
    /// What is counted, in words.
    pub measure_label: String,
    /// How the number is meant.
    pub qualifier: Qualifier,
    /// Decimal text; null when unknown.
    pub value: Option<String>,
    /// The unit, or the currency of money.
    pub unit: String,
    /// The same money in hryvnias, at the rate of the figure's day.
    pub converted: Option<Converted>,
    /// The unit price is for each of this measure.
    pub per: Option<String>,
    /// The day it speaks of.
    pub as_of: Option<When>,
    /// How firm it is.
    pub maturity: Option<&'static str>,
    /// How many of what it counts are named, when it counts things that have names; else null.
    pub named: Option<usize>,
    /// The named ones that the visitor may see.
    pub members: Vec<Record>,
    /// Whether it is computed from other figures and not said by anyone: `sum` or `product`.
    pub computed: Option<&'static str>,
    /// What it speaks of.
    pub subject: Option<Record>,
    /// The state of the subject on the day asked for.
    pub state: String,
    /// Who says it.
    pub source: Option<Record>,
    /// Where in the source.
    pub locator: Option<String>,
    /// What is doubtful.
    pub doubt: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// Money in hryvnias, and by which rate.
#[derive(Clone, Debug, Serialize)]
pub struct Converted {
    /// In words.
    pub label: String,
    /// Decimal text, two decimals.
    pub value: String,
    /// Always `UAH`.
    pub currency: &'static str,
    /// Hryvnias for one unit.
    pub rate: String,
    /// The day the rate is of.
    pub day: When,
    /// Who says so.
    pub source: Option<String>,
    /// Who entered it.
    pub set_by: String,
}

/// What a source says in all, by the state of the subjects.
#[derive(Serialize)]
pub struct Group {
    /// Who says it.
    pub source: Option<Record>,
    /// The total of each state and firmness: the word of the state, and the sum.
    pub by_state: Vec<(String, Shown)>,
    /// The total of all.
    pub total: Shown,
}

/// The figures of one measure.
#[derive(Template, Serialize)]
#[template(path = "figure/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub measure: String,
    /// The day asked for.
    pub as_of: Option<String>,
    pub items: Vec<Shown>,
    pub total: usize,
    pub next: Option<String>,
    pub groups: Vec<Group>,
    #[serde(skip)]
    pub measures: Vec<(String, String)>,
}

/// One figure.
#[derive(Template, Serialize)]
#[template(path = "figure/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub figure: Shown,
    #[serde(skip)]
    pub body: Body,
    /// Other figures of the same subject that say something of the same.
    pub related: Vec<Shown>,
    pub totals: Vec<Shown>,
    #[serde(skip)]
    pub may_edit: bool,
    pub removed: bool,
}

/// The form.
#[derive(Template)]
#[template(path = "figure/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    pub target: String,
    pub conflicted: bool,
    pub conflicts: Vec<(String, String)>,
    pub measures: Vec<(String, String)>,
    pub qualifiers: Vec<(String, String)>,
    pub maturities: Vec<(String, String)>,
    pub sources: Vec<(String, String)>,
}

/// The figures as a table: what the number is, how it is meant, who says it and of when.
pub const SHEET: Sheet<Shown> = Sheet {
    name: "figures",
    columns: &[
        Column::new("id", "web-column-id", 38, |row| Cell::text(&row.id)),
        Column::new("label", "web-column-label", 40, |row| Cell::text(&row.label)),
        Column::new("measure", "figure-column-measure", 20, |row| Cell::text(&row.measure)),
        Column::new("measure_label", "figure-measure", 30, |row| Cell::text(&row.measure_label)),
        Column::new("qualifier", "figure-qualifier", 14, |row| Cell::word("figure-qualifier-", row.qualifier.word())),
        Column::new("value", "figure-value", 16, |row| row.value.clone().map_or(Cell::Empty, Cell::Number)),
        Column::new("unit", "figure-column-unit", 10, |row| Cell::text(&row.unit)),
        Column::new("per", "figure-per", 16, |row| Cell::maybe(&row.per)),
        Column::new("as_of", "figure-as-of", 14, |row| Cell::date(&row.as_of)),
        Column::new("maturity", "figure-maturity", 14, |row| Cell::word("figure-maturity-", row.maturity.unwrap_or_default())),
        Column::new("value_uah", "figure-column-value-uah", 16, |row| {
            row.converted.as_ref().map_or(Cell::Empty, |converted| Cell::Number(converted.value.clone()))
        }),
        Column::new("named", "figure-column-named", 10, |row| Cell::whole(row.named.map(|named| named as i64))),
        Column::new("members", "figure-members", 30, |row| Cell::labels(&row.members)),
        Column::new("subject", "figure-column-subject", 50, |row| Cell::label(&row.subject)),
        Column::new("subject_url", "figure-column-subject-url", 40, |row| Cell::link(&row.subject)),
        Column::new("state", "figure-column-state", 16, |row| Cell::word("project-stage-", &row.state)),
        Column::new("source", "web-source", 50, |row| Cell::label(&row.source)),
        Column::new("source_url", "figure-column-source-url", 40, |row| Cell::link(&row.source)),
        Column::new("locator", "figure-locator", 12, |row| Cell::maybe(&row.locator)),
        Column::new("note", "figure-note", 30, |row| Cell::maybe(&row.note)),
        Column::new("doubt", "web-doubt", 30, |row| Cell::maybe(&row.doubt)),
        Column::new("url", "web-column-url", 40, |row| Cell::Link(row.url.clone())),
    ],
    points: None,
};

fn qualifiers() -> Vec<&'static str> {
    Qualifier::ALL.iter().map(|qualifier| qualifier.word()).collect()
}

fn maturities() -> Vec<&'static str> {
    Maturity::ALL.iter().map(|maturity| maturity.word()).collect()
}

/// A figure, as data.
pub const FIGURE: Shape = Shape::Named(
    "Figure",
    &Shape::Record(&[
        ("measure", Shape::Text),
        ("measure_label", Shape::Text),
        ("qualifier", Shape::Word(qualifiers)),
        ("value", Shape::Maybe(&Shape::Decimal)),
        ("unit", Shape::Text),
        ("converted", Shape::Maybe(&CONVERTED)),
        ("per", MAYBE_TEXT),
        ("as_of", MAYBE_DATE),
        ("maturity", Shape::Maybe(&Shape::Word(maturities))),
        ("named", Shape::Maybe(&Shape::Whole)),
        ("members", RECORDS),
        ("computed", MAYBE_TEXT),
        ("subject", MAYBE_RECORD),
        ("state", Shape::Text),
        ("source", MAYBE_RECORD),
        ("locator", MAYBE_TEXT),
        ("doubt", MAYBE_TEXT),
        ("note", MAYBE_TEXT),
    ]),
);

/// Money in hryvnias, as data.
const CONVERTED: Shape = Shape::Fields(&[
    ("label", Shape::Text),
    ("value", Shape::Decimal),
    ("currency", Shape::Text),
    ("rate", Shape::Decimal),
    ("day", Shape::Date),
    ("source", MAYBE_TEXT),
    ("set_by", Shape::Text),
]);

/// The figures of one measure, as data. A table without a measure holds those of all.
pub const LIST: About = About {
    title: "figure-title",
    query: &[("measure", "figure-measure", Asked::Text), AS_OF],
    faces: &["json", "csv", "xlsx"],
    shape: &Shape::List(
        &FIGURE,
        &[
            ("measure", Shape::Text),
            ("as_of", MAYBE_DATE),
            (
                "groups",
                Shape::Many(&Shape::Fields(&[
                    ("source", MAYBE_RECORD),
                    ("by_state", Shape::Many(&Shape::Pair(&Shape::Text, &FIGURE))),
                    ("total", FIGURE),
                ])),
            ),
        ],
    ),
};

/// One figure, as data.
pub const CARD: About = About {
    title: "web-kind-figure",
    query: &[AS_OF, KNOWN_ON],
    faces: &["json"],
    shape: &Shape::Fields(&[
        ("figure", FIGURE),
        ("related", Shape::Many(&FIGURE)),
        ("totals", Shape::Many(&FIGURE)),
        ("removed", Shape::Flag),
    ]),
};

/// References that showing these figures needs labels of.
pub fn refs(figures: &[Figure]) -> Vec<Ref> {
    let mut refs = Vec::new();
    for figure in figures {
        refs.push(figure.subject.clone());
        refs.extend(figure.body.source.iter().map(|source| Ref::new(Kind::Source, source)));
        refs.extend(figure.body.members.iter().cloned());
    }
    refs.sort();
    refs.dedup();
    refs
}

/// Figures as the page shows them; those whose subject may not be seen are left out.
pub fn show(page: &Page, office: &Office, labels: &Labels, figures: &[Figure]) -> Vec<Shown> {
    figures
        .iter()
        .filter_map(|figure| {
            let b = &figure.body;
            let subject = page.record(labels, &figure.subject)?;
            let measure = office.measure(&b.measure);
            let lang = page.lang;
            Some(Shown {
                kind: Kind::Figure,
                id: figure.id.clone(),
                url: page.url(&format!("/figures/{}", figure.id)),
                label: in_words(page, measure, b.qualifier, b.value.as_deref(), b.currency.as_deref()),
                measure: b.measure.clone(),
                measure_label: measure.map(|m| lang.of(&m.name_uk, &m.name_en).to_owned()).unwrap_or_default(),
                qualifier: b.qualifier,
                value: b.value.clone(),
                unit: unit(measure, b),
                converted: converted(page, office, b),
                per: b.per.clone(),
                as_of: b.as_of.clone(),
                maturity: b.maturity.map(super::Maturity::word),
                named: measure.filter(|measure| measure.named).map(|_| b.members.len()),
                members: page.records(labels, &b.members),
                computed: None,
                subject: Some(subject),
                // Only a project has stages; what stands for another subject is a word of its own.
                state: labels
                    .get(&figure.subject)
                    .filter(|_| figure.subject.kind == Kind::Project)
                    .map(|label| label.state.clone())
                    .unwrap_or_default(),
                source: b.source.as_ref().and_then(|source| page.record(labels, &Ref::new(Kind::Source, source))),
                locator: b.locator.clone(),
                doubt: lang.pick(&b.doubt_uk, &b.doubt_en).map(|(text, _)| text.to_owned()),
                note: lang.pick(&b.note_uk, &b.note_en).map(|(text, _)| text.to_owned()),
            })
        })
        .collect()
}

/// What is computed of these figures and said by none: the sum of each measure that one source gives in parts, and the
/// price of all units of each unit price. What two sources say, or one source of two days, may be the same things
/// counted twice, so it is not added together; nor is a figure of a place of its own, which is a part of the whole. The units of a price may stand elsewhere: they are looked for in `around`.
pub fn totals(page: &Page, office: &Office, figures: &[Figure], around: &[Figure]) -> Vec<Shown> {
    let mut shown = Vec::new();
    let part = |f: &Figure| {
        (f.subject.clone(), f.body.measure.clone(), f.body.currency.clone(), f.body.source.clone(), f.body.as_of.clone())
    };
    let mut kinds: Vec<_> = Vec::new();
    for kind in figures.iter().map(part) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    for kind in kinds {
        let of_kind =
            figures.iter().filter(|figure| part(figure) == kind && figure.body.per.is_none() && figure.body.place.is_none());
        let parts: Vec<&Body> = of_kind.map(|figure| &figure.body).collect();
        if let (true, Some(sum)) = (parts.len() > 1, total(parts.iter().copied())) {
            shown.push(computed(page, office, parts[0], &sum, "sum"));
        }
    }
    let prices = figures.iter().filter(|figure| figure.body.per.is_some());
    shown.extend(prices.filter_map(|price| of_units(page, office, price, around)));
    shown
}

/// The units that a unit price is of, as the same source counts them.
pub fn units<'f>(price: &Figure, around: &'f [Figure]) -> Vec<&'f Figure> {
    let of = |other: &&Figure| {
        let same = other.subject == price.subject && other.body.source == price.body.source;
        same && Some(&other.body.measure) == price.body.per.as_ref() && other.body.per.is_none()
    };
    around.iter().filter(of).collect()
}

/// What all units of a unit price come to, as weak as its weakest factor, and in hryvnias at the rate of the price's day.
pub fn of_units(page: &Page, office: &Office, price: &Figure, around: &[Figure]) -> Option<Shown> {
    let units = units(price, around);
    let sum = product(&price.body, &total(units.iter().map(|figure| &figure.body))?)?;
    let whole = Body { value: Some(sum.value.normalize().to_string()), ..price.body.clone() };
    Some(Shown { converted: converted(page, office, &whole), ..computed(page, office, &price.body, &sum, "product") })
}

/// A computed figure. It opens the figures of its measure.
pub fn computed(page: &Page, office: &Office, like: &Body, sum: &Total, how: &'static str) -> Shown {
    let measure = office.measure(&like.measure);
    let value = sum.value.normalize().to_string();
    Shown {
        kind: Kind::Figure,
        id: String::new(),
        url: page.url(&format!("/figures?measure={}", like.measure)),
        label: in_words(page, measure, sum.qualifier, Some(&value), like.currency.as_deref()),
        measure: like.measure.clone(),
        measure_label: measure.map(|m| page.lang.of(&m.name_uk, &m.name_en).to_owned()).unwrap_or_default(),
        qualifier: sum.qualifier,
        value: Some(value),
        unit: unit(measure, like),
        converted: None,
        per: like.per.clone(),
        as_of: None,
        maturity: None,
        named: None,
        members: Vec::new(),
        computed: Some(how),
        subject: None,
        state: String::new(),
        source: None,
        locator: None,
        doubt: None,
        note: None,
    }
}

/// The parts of a total: the word of the state, and the sum with how firm it is.
pub fn parts(page: &Page, office: &Office, like: &Body, parts: &[Part]) -> Vec<(String, Shown)> {
    let shown = |part: &Part| {
        let sum = computed(page, office, like, &part.total, "sum");
        (part.state.clone(), Shown { maturity: part.maturity.map(Maturity::word), ..sum })
    };
    parts.iter().map(shown).collect()
}

/// Money of another currency in hryvnias, at the last rate set on or before the day the figure speaks of: never today's.
fn converted(page: &Page, office: &Office, body: &Body) -> Option<Converted> {
    let currency = body.currency.as_deref().filter(|currency| *currency != "UAH")?;
    let rate = office.rate(currency, body.as_of.as_ref()?.last())?;
    let value = body.number()?.checked_mul(rate.rate.parse().ok()?)?.round_dp(2).normalize().to_string();
    Some(Converted {
        label: page.money(&value, "UAH"),
        value,
        currency: "UAH",
        rate: rate.rate.clone(),
        day: rate.day.clone(),
        source: rate.source_uk.clone(),
        set_by: rate.set_by.clone(),
    })
}

fn unit(measure: Option<&Measure>, body: &Body) -> String {
    body.currency.clone().or_else(|| measure.map(|measure| measure.unit.clone())).unwrap_or_default()
}

/// «понад 130 підприємств», «близько 190 тис. дол. США», "at least 3 administrators".
fn in_words(page: &Page, measure: Option<&Measure>, qualifier: Qualifier, value: Option<&str>, currency: Option<&str>) -> String {
    let Some(value) = value else { return page.t("figure-unknown-number") };
    let number = match currency {
        Some(currency) => page.money(value, currency),
        None => {
            // Behind «близько» and its like Ukrainian wants the genitive plural: «не менше 3 адміністраторів».
            let counted = if qualifier == Qualifier::Exact || page.lang == Lang::En { value } else { "5" };
            let word = measure.map(|measure| measure.unit_word(page.lang, counted)).unwrap_or_default();
            format!("{}\u{a0}{word}", page.decimal(value)).trim_end().to_owned()
        }
    };
    page.t1(&format!("figure-said-{}", qualifier.word().replace('_', "-")), "n", &number)
}
