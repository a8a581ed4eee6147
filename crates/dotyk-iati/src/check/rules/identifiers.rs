//! Rules about the identifier of an activity or organisation and its reporting organisation.

use super::facts::Named;
use super::{Found, Path, Rules, trim};
use crate::standard::identifiers;

/// Whether an identifier holds one of `/`, `&`, `|`, `?`.
pub(super) fn has_symbol(text: &str) -> bool {
    text.contains(['/', '&', '|', '?'])
}

/// Whether it is the identifier of a known publisher.
pub(super) fn is_publisher(text: &str) -> bool {
    identifiers().publishers.contains(text)
}

/// Whether it begins with a known publisher's identifier and a hyphen.
fn is_of_publisher(text: &str) -> bool {
    text.match_indices('-').any(|(at, _)| text.get(..at).is_some_and(is_publisher))
}

/// Whether it begins with the prefix of an approved registration agency: what stands before
/// the second hyphen.
fn has_approved_prefix(text: &str) -> bool {
    let prefix = text.match_indices('-').nth(1).and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    identifiers().prefixes.contains(prefix)
}

fn first(named: &[Named], wrong: impl Fn(&str) -> bool) -> Option<&Named> {
    named.iter().find(|n| wrong(&n.text))
}

fn spaced(text: &str) -> bool {
    trim(text) != text
}

impl Rules {
    pub(super) fn identifier_rules(&self, out: &mut Found) {
        let facts = &self.facts;
        let refs = &facts.references;
        let (item, [prefix, symbol, space]) = if self.activities() {
            ("/iati-activities/iati-activity", ["1.14.8", "1.14.13", "1.14.1"])
        } else {
            ("/iati-organisations/iati-organisation", ["1.18.8", "1.18.13", "1.18.1"])
        };
        let say = |out: &mut Found, id: &'static str, path: &str, wrong: Option<&Named>| {
            let path = || Path::new(item, path);
            if let Some(wrong) = wrong {
                out.rule(id, path(), wrong.at, Some(wrong.text.clone()));
            }
        };
        let path = "/reporting-org/@ref";
        if !refs.iter().any(|r| is_publisher(&r.text)) {
            say(out, prefix, path, first(refs, |r| !has_approved_prefix(r)));
            say(out, symbol, path, first(refs, has_symbol));
        }
        say(out, space, path, first(refs, spaced));
        if self.activities() {
            self.activity_identifiers(out, say);
        } else {
            let path = "/organisation-identifier";
            if !facts.identifiers.iter().any(|i| is_publisher(&i.text)) {
                say(out, "1.12.13", path, first(&facts.identifiers, has_symbol));
            }
            say(out, "1.12.1", path, first(&facts.identifiers, spaced));
            say(out, "1.17.1", "/recipient-org-budget/recipient-org/@ref", facts.related.first());
        }
    }

    fn activity_identifiers(&self, out: &mut Found, say: impl Fn(&mut Found, &'static str, &str, Option<&Named>)) {
        let facts = &self.facts;
        let path = "/iati-identifier";
        let all: Vec<&Named> = facts.references.iter().chain(&facts.identifiers).collect();
        let twice = all.iter().enumerate().find(|(i, a)| all[..*i].iter().any(|b| a.text == b.text));
        say(out, "1.1.3", path, twice.map(|(_, named)| *named));
        let owners = facts.references.iter().chain(&facts.former_references);
        let owned = |identifier: &str, owner: &str| identifier.strip_prefix(owner).is_some_and(|rest| rest.starts_with('-'));
        let astray = first(&facts.identifiers, |i| !owners.clone().any(|owner| owned(i, &owner.text)));
        say(out, "1.1.21", path, astray);
        if !facts.identifiers.iter().any(|i| is_of_publisher(&i.text)) {
            say(out, "1.3.13", path, first(&facts.identifiers, has_symbol));
        }
        say(out, "1.3.1", path, first(&facts.identifiers, spaced));
        let other = "/other-identifier/@ref";
        say(out, "1.16.1", other, first(&facts.former_references, spaced));
        say(out, "1.6.1", other, facts.former_identifiers.first());
        say(out, "1.7.1", "/related-activity/@ref", facts.related.first());
    }
}
