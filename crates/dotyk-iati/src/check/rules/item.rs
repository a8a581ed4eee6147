//! Rules about an activity or organisation as a whole, and about the organisations in it.

use super::hook::OrgRole;
use super::identifiers::{has_symbol, is_publisher};
use super::{Attributes, Found, Path, Position, Rules, trim};

impl Rules {
    /// Language, currency and date of change.
    pub(super) fn item_rules(&self, out: &mut Found) {
        let facts = &self.facts;
        let (item, language, currency, updated) = if self.activities() {
            ("/iati-activities/iati-activity", "4.1.1", "7.8.1", "11.1.1")
        } else {
            ("/iati-organisations/iati-organisation", "4.5.1", "7.8.2", "11.4.1")
        };
        if !facts.language {
            out.rule_at(language, Path::new(item, "/@xml:lang"), &facts.without_language);
        }
        if !facts.currency {
            out.rule_at(currency, Path::new(item, "/@default-currency"), &facts.without_currency);
        }
        if let Some(date) = facts.updated.as_deref().filter(|d| !self.not_in_future(d)) {
            out.rule(updated, Path::new(item, "/@last-updated-datetime"), facts.at, Some(date.into()));
        }
    }

    /// An organisation within an activity begins: its identifiers.
    pub(super) fn organisation(&mut self, role: OrgRole, depth: usize, attrs: Attributes<'_>, at: Position, out: &mut Found) {
        let (spaces, symbols, activity) = match role {
            OrgRole::Owner => ("1.11.1", "1.11.13", None),
            OrgRole::Participating => ("1.8.1", "1.8.13", Some(("activity-id", "1.9.1"))),
            OrgRole::Provider => ("1.10.1", "1.10.13", Some(("provider-activity-id", "1.4.1"))),
            OrgRole::Receiver => ("1.15.1", "1.15.13", Some(("receiver-activity-id", "1.5.1"))),
        };
        let reference = attrs.get("ref");
        if let Some(reference) = &reference {
            if trim(reference) != reference {
                out.here(spaces, "ref", at, Some(reference.as_ref().into()));
            }
            if has_symbol(reference) && !is_publisher(reference) {
                out.here(symbols, "ref", at, Some(reference.as_ref().into()));
            }
        }
        if let Some((name, id)) = activity
            && let Some(other) = attrs.get(name).filter(|v| trim(v) != v)
        {
            out.here(id, name, at, Some(other.as_ref().into()));
        }
        self.facts.narrated(depth);
        self.facts.narrative_required = reference.is_none();
        self.facts.narrated_at = at;
    }

    /// It must have had a `ref` or a narrative.
    pub(super) fn end_organisation(&mut self, role: OrgRole, path: &'static str, out: &mut Found) {
        if self.facts.end_narrated() == 0 && self.facts.narrative_required {
            let id = match role {
                OrgRole::Owner => "6.8.1",
                OrgRole::Participating => "6.10.1",
                OrgRole::Provider => "6.9.1",
                OrgRole::Receiver => "6.9.2",
            };
            out.rule(id, path, self.facts.narrated_at, None);
        }
    }
}
