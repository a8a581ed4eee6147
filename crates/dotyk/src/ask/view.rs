//! The page of a question and its answer.

use askama::Template;
use serde::Serialize;

use super::model::{Asking, Gap, Standing, What};
use crate::access::Kind;
use crate::agreement::AgreementKind;
use crate::figure::{self, FIGURE};
use crate::office::Office;
use crate::step;
use crate::text::When;
use crate::web::schema::{AS_OF, MAYBE_DATE, MAYBE_RECORD, MAYBE_TEXT, Q, RECORD, RECORDS};
use crate::web::{About, Asked, Page, Record, Shape};

/// A question and its answer.
#[derive(Template, Serialize)]
#[template(path = "ask/ask.html")]
pub struct AskView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// The answer in short.
    pub answer: Vec<String>,
    /// How the question was understood.
    pub parts: Vec<PartShown>,
    /// The words that stand in nothing that the visitor may see.
    pub unknown: Vec<String>,
    /// The records that it is about, best first.
    pub items: Vec<ItemShown>,
    pub total: usize,
    pub next: Option<String>,
    /// What was said in numbers.
    pub figures: Vec<figure::Shown>,
    /// What sources say in all.
    pub totals: Vec<TotalShown>,
    /// What is to be done.
    pub steps: Vec<step::Row>,
    /// Who takes part as what.
    pub roles: Vec<RoleShown>,
    /// What was said, word for word.
    pub said: Vec<SaidShown>,
    /// What the register does not say.
    pub gaps: Vec<GapShown>,
    /// The day of which it is answered, when it is not today.
    pub as_of: Option<String>,
    /// What the parts can be changed to: the parameter, the key of its name, and its values.
    #[serde(skip)]
    pub choices: Vec<Choice>,
}

/// A part that can be changed.
pub struct Choice {
    /// The parameter.
    pub what: &'static str,
    /// What it can be: the value, and how it is called.
    pub values: Vec<(String, String)>,
}

/// A part of the question as it was understood.
#[derive(Serialize)]
pub struct PartShown {
    /// What it says.
    pub what: What,
    /// The word of the data.
    pub value: String,
    /// How it is called.
    pub label: String,
    /// The words that it came from; empty when it was chosen.
    pub from: String,
    /// Whether the opposite is asked for.
    pub denied: bool,
    /// Whether it was let go, since the rest of the question contradicted it.
    pub eased: bool,
    /// The same question without it.
    #[serde(skip)]
    pub drop: String,
}

/// A record that the question is about.
#[derive(Serialize)]
pub struct ItemShown {
    #[serde(flatten)]
    pub record: Record,
    /// Its state on the day.
    pub state: String,
    /// Since when.
    pub date: Option<When>,
    /// Where.
    pub places: Vec<Record>,
    /// The words of the question that speak for it.
    pub words: Vec<String>,
}

impl ItemShown {
    /// The prefix of the words for its state.
    pub fn state_prefix(&self) -> &'static str {
        crate::web::state_prefix(self.record.kind)
    }
}

/// What one source says in all.
#[derive(Serialize)]
pub struct TotalShown {
    /// Who says it.
    pub source: Option<Record>,
    /// The sum: computed, said by none.
    pub total: figure::Shown,
    /// Its parts by the state of what is counted.
    pub by_state: Vec<(String, figure::Shown)>,
}

/// Who takes part as what.
#[derive(Serialize)]
pub struct RoleShown {
    /// As what.
    pub role: &'static str,
    /// Who.
    pub organisations: Vec<Record>,
}

/// A passage of a source.
#[derive(Serialize)]
pub struct SaidShown {
    /// Of which.
    pub source: Record,
    /// Where in it.
    pub locator: String,
    /// What is said.
    pub text: String,
    /// What is doubtful.
    pub doubt: Option<String>,
}

/// What the register does not say.
#[derive(Serialize)]
pub struct GapShown {
    /// What is missing.
    pub gap: Gap,
    /// In words.
    pub text: String,
}

impl GapShown {
    /// Says what is missing, and of what.
    pub fn new(page: &Page, gap: Gap, what: &str) -> GapShown {
        GapShown { gap, text: page.t1(&format!("ask-gap-{}", gap.word()), "what", what).trim_end().to_owned() }
    }
}

impl<'a> AskView<'a> {
    /// Before anything is asked.
    pub fn empty(page: Page<'a>, office: &Office) -> AskView<'a> {
        AskView {
            choices: AskView::choices(&page, office),
            page,
            answer: Vec::new(),
            parts: Vec::new(),
            unknown: Vec::new(),
            items: Vec::new(),
            total: 0,
            next: None,
            figures: Vec::new(),
            totals: Vec::new(),
            steps: Vec::new(),
            roles: Vec::new(),
            said: Vec::new(),
            gaps: Vec::new(),
            as_of: None,
        }
    }

    /// What the parts can be changed to.
    pub fn choices(page: &Page, office: &Office) -> Vec<Choice> {
        let of = |prefix: &str, words: Vec<&'static str>| -> Vec<(String, String)> {
            words.into_iter().map(|word| (word.to_owned(), page.word(prefix, word))).collect()
        };
        let lang = page.lang;
        let measures = office.measures.iter().map(|one| (one.slug.clone(), lang.of(&one.name_uk, &one.name_en).to_owned()));
        let directions = office.directions.iter().map(|one| (one.slug.clone(), lang.of(&one.name_uk, &one.name_en).to_owned()));
        vec![
            Choice { what: "ask", values: of("ask-ask-", Asking::ALL.iter().map(|one| one.word()).collect()) },
            Choice { what: "kind", values: of("web-kind-", KINDS.iter().map(|kind| kind.word()).collect()) },
            Choice { what: "form", values: of("agreement-kind-", AgreementKind::ALL.iter().map(|one| one.word()).collect()) },
            Choice { what: "state", values: of("ask-state-", Standing::ALL.iter().map(|one| one.word()).collect()) },
            Choice { what: "measure", values: measures.collect() },
            Choice { what: "direction", values: directions.collect() },
        ]
    }

    /// The value of a part, for its choice.
    pub fn chosen(&self, what: &str) -> &str {
        self.parts.iter().find(|part| part.what.word() == what && !part.denied).map_or("", |part| part.value.as_str())
    }

    /// Whether anything is asked.
    pub fn asks(&self) -> bool {
        !self.page.query("q").is_empty() || !self.parts.is_empty()
    }

    /// The keys of questions to begin with.
    pub fn examples(&self) -> [String; 4] {
        ["ask-example-1", "ask-example-2", "ask-example-3", "ask-example-4"].map(|key| self.page.t(key))
    }

    /// The address of a question.
    pub fn of(&self, question: &str) -> String {
        self.page.carry("/ask", &[("q", question)], &[])
    }
}

/// The kinds of record that one may choose: those that a word of a question may mean.
const KINDS: &[Kind] = &[
    Kind::Project,
    Kind::Organisation,
    Kind::Step,
    Kind::Agreement,
    Kind::Event,
    Kind::Partnership,
    Kind::Cluster,
    Kind::Group,
    Kind::Need,
    Kind::Asset,
    Kind::Programme,
    Kind::Call,
    Kind::Application,
    Kind::Emergency,
];

fn whats() -> Vec<&'static str> {
    What::ALL.iter().map(|what| what.word()).collect()
}

fn gaps() -> Vec<&'static str> {
    Gap::ALL.iter().map(|gap| gap.word()).collect()
}

/// The question and its answer, as data.
pub const ASK: About = About {
    title: "ask-title",
    query: &[
        Q,
        ("ask", "ask-part-ask", Asked::Text),
        ("role", "ask-part-role", Asked::Text),
        ("kind", "ask-part-kind", Asked::Text),
        ("form", "ask-part-form", Asked::Text),
        ("measure", "ask-part-measure", Asked::Text),
        ("direction", "ask-part-direction", Asked::Text),
        ("state", "ask-part-state", Asked::Text),
        ("place", "ask-part-place", Asked::Text),
        ("organisation", "ask-part-organisation", Asked::Text),
        ("country", "ask-part-country", Asked::Text),
        ("day", "ask-part-day", Asked::Text),
        AS_OF,
    ],
    faces: &["json"],
    shape: &Shape::List(
        &Shape::Record(&[
            ("state", Shape::Text),
            ("date", MAYBE_DATE),
            ("places", RECORDS),
            ("words", Shape::Many(&Shape::Text)),
        ]),
        &[
            ("answer", Shape::Many(&Shape::Text)),
            (
                "parts",
                Shape::Many(&Shape::Fields(&[
                    ("what", Shape::Word(whats)),
                    ("value", Shape::Text),
                    ("label", Shape::Text),
                    ("from", Shape::Text),
                    ("denied", Shape::Flag),
                    ("eased", Shape::Flag),
                ])),
            ),
            ("unknown", Shape::Many(&Shape::Text)),
            ("figures", Shape::Many(&FIGURE)),
            (
                "totals",
                Shape::Many(&Shape::Fields(&[
                    ("source", MAYBE_RECORD),
                    ("total", FIGURE),
                    ("by_state", Shape::Many(&Shape::Pair(&Shape::Text, &FIGURE))),
                ])),
            ),
            ("steps", Shape::Many(&step::ROW)),
            ("roles", Shape::Many(&Shape::Fields(&[("role", Shape::Text), ("organisations", RECORDS)]))),
            (
                "said",
                Shape::Many(&Shape::Fields(&[
                    ("source", RECORD),
                    ("locator", Shape::Text),
                    ("text", Shape::Text),
                    ("doubt", MAYBE_TEXT),
                ])),
            ),
            ("gaps", Shape::Many(&Shape::Fields(&[("gap", Shape::Word(gaps)), ("text", Shape::Text)]))),
            ("as_of", MAYBE_DATE),
        ],
    ),
};
