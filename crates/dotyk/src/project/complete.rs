//! How complete a project is for those who read it as data: what it lacks, and how much that weighs. Pure.
//!
//! What is needed is what IATI refuses an activity without; the rest is what makes it useful to a funder who looks where
//! help is missing.

use std::sync::LazyLock;

use dotyk_iati::CodeLists;

use super::{Body, Role, Stage};

static CODE_LISTS: LazyLock<CodeLists> = LazyLock::new(CodeLists::default);

/// Something that makes a project complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its word in data; the message's key behind `project-part-`.
    pub word: &'static str,
    /// How much of a hundred it is.
    pub weight: i64,
    /// Whether there is no valid export without it.
    pub needed: bool,
    /// The field of the form where it is mended; none where it is a figure.
    pub field: Option<&'static str>,
}

const fn part(word: &'static str, weight: i64, needed: bool, field: Option<&'static str>) -> Part {
    Part { word, weight, needed, field }
}

/// All, the needed ones first.
pub const PARTS: [Part; 11] = [
    part("title", 10, true, Some("title_uk")),
    part("about", 15, true, Some("about_uk")),
    part("stage", 5, true, Some("stages.0.stage")),
    part("start", 15, true, Some("stages.0.date")),
    part("parties", 15, true, Some("parties.0.organisation")),
    part("sectors", 15, true, Some("sectors.0.code")),
    part("english", 5, false, Some("title_en")),
    part("funder", 5, false, Some("parties.0.organisation")),
    part("places", 5, false, Some("places.0.place")),
    part("end", 5, false, Some("stages.0.date")),
    part("money", 5, false, None),
];

impl Body {
    /// Whether a part is there. `money`: whether a figure says what it costs.
    fn has(&self, part: &Part, money: bool) -> bool {
        let party = |roles: &[Role]| self.parties.iter().any(|party| roles.contains(&party.role));
        let dated = |stage: Stage| self.stages.iter().any(|row| row.stage == stage && row.date.is_some());
        match part.word {
            "title" => self.title_uk.is_some() || self.title_en.is_some(),
            "about" => self.about_uk.is_some() || self.about_en.is_some(),
            "stage" => !self.stages.is_empty(),
            "start" => dated(Stage::Implementing),
            "parties" => party(&[Role::Funder, Role::Implementer, Role::Beneficiary]),
            "sectors" => !self.sectors.is_empty() && self.sectors.iter().all(|sector| is_known_purpose(&sector.code)),
            "english" => self.title_uk.is_some() && self.title_en.is_some() && self.about_en.is_some(),
            "funder" => party(&[Role::Funder]),
            "places" => !self.places.is_empty(),
            "end" => {
                dated(Stage::Completed) || self.stages.iter().any(|row| matches!(row.stage, Stage::Refused | Stage::Cancelled))
            }
            "money" => money,
            _ => false,
        }
    }

    /// What it lacks. `money`: whether a figure says what it costs.
    pub fn lacks(&self, money: bool) -> Vec<Part> {
        PARTS.iter().filter(|part| !self.has(part, money)).copied().collect()
    }

    /// Whether it has all that a valid export needs.
    pub fn is_exportable(&self) -> bool {
        PARTS.iter().all(|part| !part.needed || self.has(part, false))
    }
}

/// Whether a purpose is one of the list, so that others understand it.
pub fn is_known_purpose(code: &str) -> bool {
    CODE_LISTS.contains("Sector", code) == Some(true)
}

/// How much of a hundred is there.
pub fn score(lacks: &[Part]) -> i64 {
    100 - lacks.iter().map(|part| part.weight).sum::<i64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Party, Sector, StageRow};
    use crate::text::When;

    fn whole() -> Body {
        let row = |stage, date: &str| StageRow::new(stage, When::parse(date));
        let text = |text: &str| Some(text.to_owned());
        Body {
            title_uk: text("Школа"),
            title_en: text("School"),
            about_uk: text("Будівля"),
            about_en: text("A building"),
            places: vec!["UA01020010000000003".into()],
            parties: vec![Party { organisation: "o".into(), role: Role::Funder }],
            sectors: vec![Sector { code: "11220".into(), share: "100".into() }],
            stages: vec![row(Stage::Implementing, "2020"), row(Stage::Completed, "2021-12")],
            ..Body::default()
        }
    }

    #[test]
    fn the_weights_are_a_hundred() {
        assert_eq!(score(&PARTS), 0);
        assert_eq!(score(&whole().lacks(true)), 100);
        assert_eq!(score(&Body::default().lacks(false)), 0);
    }

    type Spoil = fn(&mut Body);

    #[test]
    fn what_is_taken_away_is_what_lacks() {
        let cases: [(Spoil, &[&str], bool); 11] = [
            (|body| (body.title_uk, body.title_en) = (None, None), &["title", "english"], false),
            (|body| body.title_en = None, &["english"], true),
            (|body| body.about_en = None, &["english"], true),
            (|body| (body.about_uk, body.about_en) = (None, None), &["about", "english"], false),
            (|body| body.stages.clear(), &["stage", "start", "end"], false),
            (|body| body.stages[0].date = None, &["start"], false),
            (|body| drop(body.stages.pop()), &["end"], true),
            (|body| body.parties[0].role = Role::Recipient, &["parties", "funder"], false),
            (|body| body.parties[0].role = Role::Implementer, &["funder"], true),
            (|body| body.sectors[0].code = "99999".into(), &["sectors"], false),
            (|body| body.places.clear(), &["places"], true),
        ];
        for (spoil, lacks, exportable) in cases {
            let mut body = whole();
            spoil(&mut body);
            let words: Vec<&str> = body.lacks(true).iter().map(|part| part.word).collect();
            assert_eq!((words.as_slice(), body.is_exportable()), (lacks, exportable));
        }
        assert_eq!(whole().lacks(false).iter().map(|part| part.word).collect::<Vec<_>>(), ["money"]);
    }
}
