//! Number, severity and category of the rules, and what they say in two languages.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::Lang;

/// How grave a finding is. A file is valid while it has nothing critical.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look.
    Warning,
    /// Against a rule of the standard.
    Error,
    /// The file is not valid.
    Critical,
}

impl Severity {
    /// The severity by its name.
    pub fn parse(name: &str) -> Option<Severity> {
        [Severity::Critical, Severity::Error, Severity::Warning].into_iter().find(|s| s.name() == name)
    }

    /// Its name, as the official validator writes it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A rule of the ruleset or a built-in finding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub id: &'static str,
    pub severity: Severity,
    pub category: &'static str,
    english: &'static str,
    ukrainian: &'static str,
}

impl Rule {
    pub(crate) fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.english,
            Lang::Uk => self.ukrainian,
        }
    }
}

/// Rules that are built into the official validator, not part of its ruleset.
const BUILT_IN: &str = "\
0.1.1 critical iati 123
0.2.1 critical iati 123
0.3.1 critical schema 123
0.6.1 critical documents 123
1.1.2 error identifiers 123
own.1 critical iati 123
";

/// A rule by its number. Every number the checker uses is in the tables; a test proves it.
pub(crate) fn rule(id: &str) -> Option<&'static Rule> {
    static RULES: LazyLock<FxHashMap<&'static str, Rule>> = LazyLock::new(load);
    RULES.get(id)
}

fn load() -> FxHashMap<&'static str, Rule> {
    let texts: FxHashMap<&str, (&str, &str)> = include_str!("../../tables/messages.txt")
        .lines()
        .filter_map(|line| {
            let mut parts = line.split('\t');
            Some((parts.next()?, (parts.next()?, parts.next()?)))
        })
        .collect();
    let table = include_str!("../../tables/rules.txt");
    let rows = BUILT_IN.lines().chain(table.lines().filter(|l| !l.starts_with('#')));
    rows.filter_map(|line| {
        let mut words = line.split_ascii_whitespace();
        let id = words.next()?;
        let (severity, category) = (Severity::parse(words.next()?)?, words.next()?);
        let &(english, ukrainian) = texts.get(id)?;
        Some((id, Rule { id, severity, category, english, ukrainian }))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every rule of the rulesets has a sentence in both languages, and none is left over.
    #[test]
    fn every_rule_has_its_sentences() {
        let ids = |text: &'static str| text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split([' ', '\t']).next());
        let rules: Vec<_> = ids(BUILT_IN).chain(ids(include_str!("../../tables/rules.txt"))).collect();
        for &id in &rules {
            let rule = rule(id).unwrap_or_else(|| panic!("{id} has no sentence"));
            assert!(!rule.text(Lang::En).is_empty() && !rule.text(Lang::Uk).is_empty(), "{id}");
        }
        for id in ids(include_str!("../../tables/messages.txt")) {
            assert!(rules.contains(&id), "{id} is no rule");
        }
    }
}
