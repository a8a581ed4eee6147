//! What came of what, and what may be said so. Pure.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::access::{Kind, Ref};
use crate::web::Fault;

/// What something may come of, and what may come of something.
pub const ENDS: &[Kind] = &[
    Kind::Project,
    Kind::Need,
    Kind::Programme,
    Kind::Call,
    Kind::Application,
    Kind::Asset,
    Kind::Emergency,
    Kind::Agreement,
    Kind::Partnership,
    Kind::Cluster,
    Kind::Group,
    Kind::Event,
];

/// A remark may have so many letters.
const LETTERS: usize = 2000;

/// Of one record came another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// Since when it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_at: Option<String>,
    /// Who said so.
    pub created_by: String,
    /// Counts its changes.
    pub version: i64,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
}

/// What people enter of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// What was first.
    pub from: Ref,
    /// What came of it.
    pub to: Ref,
    /// A remark.
    #[serde(default)]
    pub note_uk: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note_en: Option<String>,
    /// The source that says so.
    #[serde(default)]
    pub source: Option<String>,
    /// Where in it.
    #[serde(default)]
    pub locator: Option<String>,
}

impl Body {
    /// What is wrong with it alone: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, key, what: &str| faults.push((field.to_owned(), key, what.to_owned()));
        for (field, end) in [("from", &self.from), ("to", &self.to)] {
            if !ENDS.contains(&end.kind) {
                wrong(field, "outcome-no-end", end.kind.word());
            }
        }
        if self.from == self.to {
            wrong("to", "outcome-itself", "");
        }
        for (field, text, most) in
            [("note_uk", &self.note_uk, LETTERS), ("note_en", &self.note_en, LETTERS), ("locator", &self.locator, 200)]
        {
            if text.as_ref().is_some_and(|text| text.chars().count() > most) {
                wrong(field, "web-too-long", &most.to_string());
            }
        }
        faults
    }

    /// What hinders it beside what stands: `known` is whether the two are joined already, `above` all that the first came of.
    pub fn hindered(&self, known: bool, above: &HashSet<Ref>) -> Option<Fault> {
        let key = match () {
            () if known => "outcome-twice",
            () if above.contains(&self.to) => "outcome-circle",
            () => return None,
        };
        Some(("to".to_owned(), key, String::new()))
    }
}

/// The reference that somebody wrote: `project:school` as it is, and the address of a page as `kind:key`, so that an address
/// may be put in as it was copied.
pub fn reference(text: &str) -> String {
    let bare = text.trim().split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let mut parts = bare.rsplit('/');
    let (key, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let kind = Kind::ALL.iter().find(|kind| !folder.is_empty() && kind.folder() == folder);
    match kind {
        Some(kind) => format!("{}:{}", kind.word(), key.split('.').next().unwrap_or_default()),
        None => text.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(id: &str) -> Ref {
        Ref::new(Kind::Project, id)
    }

    fn of(from: Ref, to: Ref) -> Body {
        Body { from, to, note_uk: None, note_en: None, source: None, locator: None }
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        assert_eq!(of(project("a"), Ref::new(Kind::Asset, "a")).faults(), []);
        for (body, wanted) in [
            (of(project("a"), project("a")), ("to", "outcome-itself")),
            (of(Ref::new(Kind::Place, "UA1"), project("a")), ("from", "outcome-no-end")),
            (of(project("a"), Ref::new(Kind::Account, "a")), ("to", "outcome-no-end")),
            (Body { note_uk: Some("а".repeat(2001)), ..of(project("a"), project("b")) }, ("note_uk", "web-too-long")),
        ] {
            let faults = body.faults();
            assert!(faults.iter().any(|(field, key, _)| (field.as_str(), *key) == wanted), "{wanted:?}: {faults:?}");
        }
    }

    #[test]
    fn nothing_comes_of_what_came_of_it_and_nothing_twice() {
        let body = of(project("a"), project("b"));
        let key = |known, above: &[Ref]| body.hindered(known, &above.iter().cloned().collect()).map(|fault| fault.1);
        assert_eq!(key(false, &[project("c")]), None);
        assert_eq!(key(true, &[]), Some("outcome-twice"));
        assert_eq!(key(false, &[project("c"), project("b")]), Some("outcome-circle"));
        assert_eq!(key(false, &[Ref::new(Kind::Asset, "b")]), None, "the same id of another kind is another record");
    }

    #[test]
    fn an_address_is_as_good_as_a_key() {
        for (written, read) in [
            ("project:school", "project:school"),
            (" project:school ", "project:school"),
            ("https://office.example/uk/projects/school", "project:school"),
            ("/uk/projects/school.json?as-of=2020#top", "project:school"),
            ("/en/emergencies/fires/", "emergency:fires"),
            ("школа", "школа"),
            ("/uk/nowhere/school", "/uk/nowhere/school"),
            ("", ""),
        ] {
            assert_eq!(reference(written), read, "{written}");
        }
    }
}
