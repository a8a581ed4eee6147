//! What the checker says.

use std::sync::Arc;

use compact_str::CompactString;

use crate::Lang;
use crate::standard::{FileType, Rule, Severity, Version};
use crate::xml::{Fault, Position};

/// One finding: what is wrong, with what, and where.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The activity or organisation: its identifier, `noIdentifier` where it has none, with
    /// `(2)`, `(3)` … where an earlier one has the same; `file` for the file as a whole.
    pub identifier: Arc<str>,
    /// The official number of the rule. Numbers alone do not name a rule: 9.129.1 and 9.130.1
    /// are each used for two, which differ in category and path.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The official category, such as `financial`.
    pub category: &'static str,
    /// The element or attribute, such as `/iati-activities/iati-activity/sector/@code`.
    pub path: Path,
    /// Where it stands.
    pub at: Position,
    /// Further places of the same finding in the same activity.
    pub also: Vec<Position>,
    /// The value that is wrong, where there is one.
    pub value: Option<CompactString>,
    /// The sentence for people.
    pub message: Message,
}

/// The path of an element or attribute from the root; written out when it is displayed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    /// The part the standard knows.
    pub(crate) known: &'static str,
    /// What follows it.
    pub(crate) below: CompactString,
}

impl Path {
    pub(crate) fn new(known: &'static str, below: &str) -> Path {
        Path { known, below: below.into() }
    }

    pub(crate) fn attribute(mut self, name: &str) -> Path {
        self.below.push_str("/@");
        self.below.push_str(name);
        self
    }
}

impl From<&'static str> for Path {
    fn from(known: &'static str) -> Path {
        Path::new(known, "")
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.known)?;
        f.write_str(&self.below)
    }
}

/// The sentence of a finding; put into words only when asked for.
#[derive(Debug, Clone)]
pub struct Message(pub(crate) Detail);

/// What a sentence is made of.
#[derive(Debug, Clone)]
pub(crate) enum Detail {
    Rule(&'static Rule),
    Code { value: CompactString, list: &'static str, vocabulary: Option<&'static str> },
    Schema(SchemaFault),
    Xml(Fault),
    Version(CompactString),
    Duplicate(Arc<str>),
}

/// Something against the schema. Two that are equal are one finding in an activity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum SchemaFault {
    Unexpected { element: CompactString, expected: String },
    Missing { element: CompactString, expected: String },
    Text { element: CompactString },
    ElementInText { element: CompactString },
    Value { element: CompactString, attr: Option<CompactString>, value: String, data_type: &'static str },
    NotAllowed { element: CompactString, attr: CompactString },
    Required { element: CompactString, attr: &'static str },
}

impl Message {
    /// The sentence in a language.
    pub fn text(&self, lang: Lang) -> String {
        match (&self.0, lang) {
            (Detail::Rule(rule), _) => rule.text(lang).into(),
            (Detail::Xml(fault), _) => fault.kind.message(lang),
            (Detail::Schema(fault), Lang::En) => fault.english(),
            (Detail::Schema(fault), Lang::Uk) => fault.ukrainian(),
            (Detail::Code { value, list, vocabulary }, Lang::En) => {
                let of = vocabulary.map(|v| format!(" (vocabulary {v})")).unwrap_or_default();
                format!("“{value}” is not a code of the list {list}{of}")
            }
            (Detail::Code { value, list, vocabulary }, Lang::Uk) => {
                let of = vocabulary.map(|v| format!(" (словник {v})")).unwrap_or_default();
                format!("«{value}» не є кодом списку {list}{of}")
            }
            (Detail::Version(version), Lang::En) => {
                format!("version “{version}” is not supported; supported are 2.01, 2.02 and 2.03")
            }
            (Detail::Version(version), Lang::Uk) => {
                format!("версія «{version}» не підтримується; підтримуються 2.01, 2.02 і 2.03")
            }
            (Detail::Duplicate(identifier), Lang::En) => {
                format!("the identifier {identifier} stands in this file more than once")
            }
            (Detail::Duplicate(identifier), Lang::Uk) => {
                format!("ідентифікатор {identifier} стоїть у файлі не один раз")
            }
        }
    }
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl SchemaFault {
    fn english(&self) -> String {
        match self {
            SchemaFault::Unexpected { element, expected } if expected.is_empty() => {
                format!("<{element}> is not expected here, nor is anything else")
            }
            SchemaFault::Unexpected { element, expected } => {
                format!("<{element}> is not expected here; expected: {expected}")
            }
            SchemaFault::Missing { element, expected } => {
                format!("<{element}> is not complete; expected: {expected}")
            }
            SchemaFault::Text { element } => format!("<{element}> must hold elements, not text"),
            SchemaFault::ElementInText { element } => {
                format!("<{element}> must hold text, not elements")
            }
            SchemaFault::Value { element, attr: Some(attr), value, data_type } => {
                format!("“{value}” in the attribute “{attr}” of <{element}> is not of the type {data_type}")
            }
            SchemaFault::Value { element, attr: None, value, data_type } => {
                format!("“{value}” in <{element}> is not of the type {data_type}")
            }
            SchemaFault::NotAllowed { element, attr } => {
                format!("<{element}> has no attribute “{attr}”")
            }
            SchemaFault::Required { element, attr } => {
                format!("<{element}> lacks the attribute “{attr}”")
            }
        }
    }

    fn ukrainian(&self) -> String {
        match self {
            SchemaFault::Unexpected { element, expected } if expected.is_empty() => {
                format!("<{element}> тут не очікується, як і будь-що інше")
            }
            SchemaFault::Unexpected { element, expected } => {
                format!("<{element}> тут не очікується; очікується: {expected}")
            }
            SchemaFault::Missing { element, expected } => {
                format!("<{element}> не повний; очікується: {expected}")
            }
            SchemaFault::Text { element } => {
                format!("<{element}> має містити елементи, а не текст")
            }
            SchemaFault::ElementInText { element } => {
                format!("<{element}> має містити текст, а не елементи")
            }
            SchemaFault::Value { element, attr: Some(attr), value, data_type } => {
                format!("«{value}» в атрибуті «{attr}» елемента <{element}> не має типу {data_type}")
            }
            SchemaFault::Value { element, attr: None, value, data_type } => {
                format!("«{value}» у <{element}> не має типу {data_type}")
            }
            SchemaFault::NotAllowed { element, attr } => {
                format!("<{element}> не має атрибута «{attr}»")
            }
            SchemaFault::Required { element, attr } => {
                format!("у <{element}> бракує атрибута «{attr}»")
            }
        }
    }
}

/// What a file was, and how many findings of each severity it has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The kind of file; `None` where it is no IATI file or not even XML.
    pub file_type: Option<FileType>,
    /// The version as the file gives it.
    pub version: String,
    /// The version it was checked by.
    pub checked_as: Option<Version>,
    /// Activities or organisations seen.
    pub items: u64,
    /// Findings that make the file invalid.
    pub critical: u64,
    /// Errors.
    pub error: u64,
    /// Warnings.
    pub warning: u64,
    /// The file could be read to its end.
    pub well_formed: bool,
}

impl Summary {
    /// Whether nothing critical was found.
    pub fn valid(&self) -> bool {
        self.critical == 0
    }

    pub(crate) fn count(&mut self, severity: Severity) {
        let place = match severity {
            Severity::Critical => &mut self.critical,
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
        };
        *place += 1;
    }
}

/// All findings of a file, gathered.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Kind, version and counts of `findings`.
    pub summary: Summary,
    /// The findings. Of a file that is not well-formed, this is the one finding that says so,
    /// as nothing else about it is certain.
    pub findings: Vec<Finding>,
    /// What had been found before a file turned out not to be well-formed.
    pub before_fault: Vec<Finding>,
}
