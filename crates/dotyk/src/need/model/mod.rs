//! Needs, their lines and what became of each. Pure.
//!
//! `line` is what is asked and the sums of it, `promise` who would help and what came, `event` what is said of a need and how it
//! stands.

mod event;
mod line;
mod promise;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::{Head, Kind, Owner, Subject};
use crate::person::DigestKey;
use crate::source::Cite;
use crate::text::{When, is_purpose, words};
use crate::web::Fault;

pub use event::{Event, EventRow, RENEWAL, RENEWAL_TERM, State};
pub use line::{Flag, Line, MOST_LINES, Tally, Unit, plain_number};
pub use promise::{Confirmation, Delivery, Promise, Receipt};

/// Fewer people than this are not told to the public: so few could be known by name.
pub const FEW: i64 = 10;

/// A remark, a name in words, a reason may have so many letters.
const LETTERS: usize = 1000;

/// So many promises, deliveries and words on them there may be of one need, of each.
const MOST_SAID: usize = 500;

words! {
    /// How much it presses.
    Priority {
        /// Lives depend on it
        Urgent = "urgent",
        /// Soon
        High = "high",
        /// When it can be had
        Normal = "normal",
    }
}

/// A need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
    /// The collection round in which it was stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<String>,
    /// The key of the digests; none until sealed for the first time, or when it does not open.
    #[serde(skip)]
    pub digest_key: Option<DigestKey>,
    /// Whether the contact did not open with the key at hand.
    #[serde(skip)]
    pub closed: bool,
}

/// What people enter of a need. References are ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title.
    pub title_en: Option<String>,
    /// Whose it is.
    pub organisation: Option<String>,
    /// Where: the code of a place.
    pub place: Option<String>,
    /// For whom.
    pub whom_uk: Option<String>,
    /// For whom.
    pub whom_en: Option<String>,
    /// For how many people.
    pub people: Option<i64>,
    /// Where exactly, in words: an address may name a person, so it is for those who keep the need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spot: Option<String>,
    /// Why.
    pub why_uk: Option<String>,
    /// Why.
    pub why_en: Option<String>,
    /// By when.
    pub needed_by: Option<When>,
    /// DAC 5-digit purpose code.
    pub sector: Option<String>,
    /// How much it presses.
    pub priority: Priority,
    /// The word of an emergency: `covid-19-2020`.
    pub emergency: Option<String>,
    /// What is asked for.
    pub lines: Vec<Line>,
    /// The highest number that a line was ever given: it is not given again. What nobody enters is in no state.
    #[serde(skip)]
    pub lines_made: i64,
    /// What was said of it, in the order of days.
    pub events: Vec<EventRow>,
    /// Who said they would help.
    pub promises: Vec<Promise>,
    /// What was brought.
    pub deliveries: Vec<Delivery>,
    /// What the receiver says.
    pub confirmations: Vec<Confirmation>,
    /// What it rests on.
    pub cites: Vec<Cite>,
    /// Who knows more. Guarded: never in a state of the journal.
    #[serde(skip)]
    pub contact: Contact,
}

impl Default for Body {
    fn default() -> Body {
        Body {
            title_uk: None,
            title_en: None,
            organisation: None,
            place: None,
            whom_uk: None,
            whom_en: None,
            people: None,
            spot: None,
            why_uk: None,
            why_en: None,
            needed_by: None,
            sector: None,
            priority: Priority::Normal,
            emergency: None,
            lines: Vec::new(),
            lines_made: 0,
            events: Vec::new(),
            promises: Vec::new(),
            deliveries: Vec::new(),
            confirmations: Vec::new(),
            cites: Vec::new(),
            contact: Contact::default(),
        }
    }
}

/// Who knows more of a need, as it is sealed. Guarded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// The name.
    pub name: Option<String>,
    /// How to call them.
    pub phone: Option<String>,
    /// How to write to them.
    pub mail: Option<String>,
    /// Whether they may also be written to when needs are next collected; else only about this need.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rounds: bool,
}

impl Contact {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.phone.is_none() && self.mail.is_none()
    }

    fn fields(&self) -> [(&'static str, &Option<String>); 3] {
        [("contact_name", &self.name), ("contact_phone", &self.phone), ("contact_mail", &self.mail)]
    }
}

/// A permitted change, ready for the store.
#[derive(Debug, PartialEq, Eq)]
pub struct Change(pub Body);

/// Why a change is not made: the message's key and what was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(pub &'static str, pub String);

impl Need {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Need {
        Need { head, body, round: None, digest_key: None, closed: false }
    }

    /// What the policy must know: made by, of its organisation, in its place and those around it.
    pub fn subject(&self, around: impl IntoIterator<Item = String>) -> Subject {
        self.head
            .subject(Kind::Need)
            .owned_by(self.body.organisation.iter().cloned().map(Owner::Organisation))
            .owned_by(around.into_iter().map(Owner::Place))
    }

    /// The record as the journal sees it: digests in place of the contact.
    pub fn state(&self) -> Result<Value, serde_json::Error> {
        let mut state = serde_json::to_value(self)?;
        for (field, value) in self.body.contact.fields() {
            let digest = value.as_ref().and_then(|value| Some(self.digest_key.as_ref()?.digest(field, value)));
            state[field] = digest.map_or(Value::Null, Value::String);
        }
        if self.body.contact.rounds {
            state["contact_rounds"] = Value::Bool(true);
        }
        Ok(state)
    }

    /// Whether it may be shown to the public.
    ///
    /// # Errors
    /// [`Refusal`] for a draft: nobody has said yet that it is needed.
    pub fn may_be_shown(&self) -> Result<(), Refusal> {
        if self.body.events.is_empty() { Err(Refusal("need-publish-draft", String::new())) } else { Ok(()) }
    }
}

impl Body {
    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: String, key, what: &str| faults.push((field, key, what.to_owned()));
        if self.title_uk.is_none() && self.title_en.is_none() {
            wrong("title_uk".into(), "web-required-title", "");
        }
        if self.organisation.is_none() && self.place.is_none() {
            wrong("organisation".into(), "need-whose", "");
        }
        for (field, text, limit) in [
            ("title_uk", &self.title_uk, 300),
            ("title_en", &self.title_en, 300),
            ("whom_uk", &self.whom_uk, 500),
            ("whom_en", &self.whom_en, 500),
            ("spot", &self.spot, 300),
            ("why_uk", &self.why_uk, 5000),
            ("why_en", &self.why_en, 5000),
            ("contact_name", &self.contact.name, 200),
            ("contact_phone", &self.contact.phone, 60),
            ("contact_mail", &self.contact.mail, 200),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > limit) {
                wrong(field.into(), "web-too-long", &limit.to_string());
            }
        }
        if let Some(people) = self.people.filter(|people| !(1..=50_000_000).contains(people)) {
            wrong("people".into(), "need-bad-people", &people.to_string());
        }
        if let Some(code) = self.sector.as_ref().filter(|code| !is_purpose(code)) {
            wrong("sector".into(), "web-bad-purpose", code);
        }
        if let Some(word) = self.emergency.as_ref().filter(|word| !crate::office::is_slug(word)) {
            wrong("emergency".into(), "need-bad-emergency", word);
        }
        if let Some(mail) = self.contact.mail.as_ref().filter(|mail| !crate::office::is_mail(mail)) {
            wrong("contact_mail".into(), "need-bad-mail", mail);
        }
        for (index, line) in self.lines.iter().enumerate() {
            line.faults(&format!("lines.{index}"), &mut wrong);
        }
        if self.lines.is_empty() {
            wrong("lines.0.item_uk".into(), "need-line-needed", "");
        }
        faults
    }
}

/// Whether one more may be said.
fn room<T>(said: &[T]) -> Result<(), Refusal> {
    if said.len() < MOST_SAID { Ok(()) } else { Err(Refusal("need-too-much-said", MOST_SAID.to_string())) }
}

/// Whether texts are as short as remarks are.
fn short<const N: usize>(texts: [&Option<String>; N]) -> Result<(), Refusal> {
    let long = texts.into_iter().flatten().any(|text| text.chars().count() > LETTERS);
    if long { Err(Refusal("need-too-long", LETTERS.to_string())) } else { Ok(()) }
}

fn next(numbers: impl Iterator<Item = i64>) -> i64 {
    numbers.max().unwrap_or(0) + 1
}
