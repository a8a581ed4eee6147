//! What a source is.

use serde::{Deserialize, Serialize};

use crate::access::{Head, Kind, Subject};
use crate::text::When;

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
}

/// What people enter of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What kind of source.
    pub kind: SourceKind,
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title.
    pub title_en: Option<String>,
    /// Who issued it.
    pub issuer_uk: Option<String>,
    /// Who issued it.
    pub issuer_en: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who speaks in it.
    pub speakers: Vec<String>,
    /// Its date.
    pub date: Option<When>,
    /// How the date is known.
    pub date_note_uk: Option<String>,
    /// How the date is known.
    pub date_note_en: Option<String>,
    /// Where it is.
    pub link: Option<String>,
    /// Under which licence.
    pub licence: Option<String>,
    /// What is doubtful about it.
    pub doubt_uk: Option<String>,
    /// What is doubtful about it.
    pub doubt_en: Option<String>,
    /// Its passages, in order.
    #[serde(rename = "passage")]
    pub passages: Vec<Passage>,
}

/// What kind of source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A paper, a report, an order
    #[default]
    Document,
    /// Somebody was asked
    Interview,
    /// A register of the state or a database
    Register,
    /// A page of the web
    Web,
    /// Somebody said it to us
    Person,
}

impl SourceKind {
    /// All.
    pub const ALL: [SourceKind; 5] =
        [SourceKind::Document, SourceKind::Interview, SourceKind::Register, SourceKind::Web, SourceKind::Person];

    /// The word in tables and data.
    pub fn word(self) -> &'static str {
        match self {
            SourceKind::Document => "document",
            SourceKind::Interview => "interview",
            SourceKind::Register => "register",
            SourceKind::Web => "web",
            SourceKind::Person => "person",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<SourceKind> {
        SourceKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A place in a source and what stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passage {
    /// How the place is named: `F07`, `p. 12`.
    pub locator: String,
    /// What it says.
    pub text_uk: Option<String>,
    /// What it says.
    pub text_en: Option<String>,
    /// The question it answers.
    pub question_uk: Option<String>,
    /// The question it answers.
    pub question_en: Option<String>,
    /// What is doubtful about it.
    pub doubt_uk: Option<String>,
    /// What is doubtful about it.
    pub doubt_en: Option<String>,
}

/// On which place of which source a record rests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cite {
    /// The source's id; its slug in files and forms.
    pub source: String,
    /// The place in it.
    pub locator: Option<String>,
    /// What is doubtful about reading it so.
    pub doubt_uk: Option<String>,
    /// What is doubtful about reading it so.
    pub doubt_en: Option<String>,
}

impl Source {
    /// What the policy must know.
    pub fn subject(&self) -> Subject {
        self.head.subject(Kind::Source)
    }
}

impl Body {
    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<(String, &'static str, String)> {
        let mut faults = Vec::new();
        if self.title_uk.is_none() && self.title_en.is_none() {
            faults.push(("title_uk".into(), "web-required-title", String::new()));
        }
        if let Some(link) = self.link.as_ref().filter(|link| !is_web_address(link)) {
            faults.push(("link".into(), "source-bad-link", link.clone()));
        }
        for (index, passage) in self.passages.iter().enumerate() {
            if self.passages[..index].iter().any(|earlier| earlier.locator == passage.locator) {
                faults.push((format!("passage.{index}.locator"), "source-locator-twice", passage.locator.clone()));
            }
        }
        faults
    }
}

/// Only addresses that a browser opens as a page; never `javascript:`.
pub fn is_web_address(link: &str) -> bool {
    (link.starts_with("https://") || link.starts_with("http://")) && !link.contains(char::is_whitespace) && link.len() < 2000
}
