//! The standard ruleset: what activities and organisations must, must not and should say
//! beyond the schema.
//!
//! Source: the rulesets 2.01 to 2.03 of the standard. Every rule there is written as XPath over
//! a whole activity; here the facts it needs are gathered while the activity streams past, and
//! the rules are decided at its end (or at the end of the element they are about).

mod activity;
mod facts;
mod hook;
mod identifiers;
mod item;
mod shares;

use compact_str::CompactString;

pub(crate) use hook::Hook;
use hook::{Measured, PeriodOf};

use super::finding::Path;
use super::found::Found;
use super::moment::{Moment, moment, trim, xpath_number};
use crate::standard::{FileType, Version};
use crate::xml::{Attributes, Position};
use facts::{Facts, Named, PeriodFacts, Share, TextHolder, TransactionFacts};

/// Elements the rules look for at any depth, by name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anywhere {
    Title,
    Description,
    Narrative,
    /// `value`, `forecast`, `loan-status`: they have a currency.
    Money,
    Other,
}

impl Anywhere {
    pub(crate) fn of(name: &str) -> Anywhere {
        match name {
            "narrative" => Anywhere::Narrative,
            "title" => Anywhere::Title,
            "description" => Anywhere::Description,
            "value" | "forecast" | "loan-status" => Anywhere::Money,
            _ => Anywhere::Other,
        }
    }
}

/// The rules at work on one activity or organisation after another.
pub(crate) struct Rules {
    file_type: FileType,
    /// The rules that came with 2.03 hold.
    latest: bool,
    now: Moment,
    facts: Facts,
}

impl Rules {
    pub(crate) fn new(file_type: FileType, version: Version, now: Moment) -> Rules {
        Rules { file_type, latest: version == Version::V203, now, facts: Facts::default() }
    }

    fn activities(&self) -> bool {
        self.file_type == FileType::Activities
    }

    /// Begins an activity or organisation.
    pub(crate) fn begin(&mut self, attrs: Attributes<'_>, at: Position) {
        self.facts.clear();
        self.facts.at = at;
        self.facts.language = attrs.has("xml:lang");
        self.facts.currency = attrs.has("default-currency");
        self.facts.updated = attrs.get("last-updated-datetime").map(|v| v.as_ref().into());
    }

    /// An element begins, at a depth, known by its path (`hook`) and by its name.
    pub(crate) fn start(
        &mut self,
        hook: Hook,
        name: Anywhere,
        depth: usize,
        attrs: Attributes<'_>,
        at: Position,
        out: &mut Found,
    ) {
        match name {
            Anywhere::Other => {}
            Anywhere::Narrative => self.narrative(depth, attrs, at),
            Anywhere::Money if !attrs.has("currency") => self.facts.without_currency.push(at),
            Anywhere::Money => {}
            Anywhere::Title | Anywhere::Description => {
                let title = name == Anywhere::Title;
                self.facts.holders.push(TextHolder { depth, at, title, text: false, narrative: false });
            }
        }
        if hook != Hook::None {
            self.hooked(hook, depth, attrs, at, out);
        }
    }

    fn narrative(&mut self, depth: usize, attrs: Attributes<'_>, at: Position) {
        if !attrs.has("xml:lang") {
            self.facts.without_language.push(at);
        }
        if let Some(holder) = self.facts.holders.last_mut() {
            holder.narrative |= holder.depth + 1 == depth;
        }
        if self.facts.narrated_depth + 1 == depth {
            self.facts.narratives += 1;
        }
    }

    /// An element begins whose path the rules know: a table, one entry for each kind of path.
    fn hooked(&mut self, hook: Hook, depth: usize, attrs: Attributes<'_>, at: Position, out: &mut Found) {
        let text = |name: &str| attrs.get(name).map(|v| CompactString::from(v.as_ref()));
        let facts = &mut self.facts;
        match hook {
            Hook::None | Hook::Item | Hook::Transaction => {
                if hook == Hook::Transaction {
                    facts.transaction = TransactionFacts { at, ..TransactionFacts::default() };
                }
            }
            Hook::Identifier => facts.begin_identifier(depth, at),
            Hook::ReportingOrg => facts.references.extend(text("ref").map(|text| Named { text, at })),
            Hook::OtherIdentifier => self.other_identifier(attrs, at),
            Hook::Org(role) => self.organisation(role, depth, attrs, at, out),
            Hook::ActivityDate => facts.activity_date(text("type").as_deref(), text("iso-date").as_deref(), at),
            Hook::RecipientCountry => {
                facts.countries.push(Share { vocabulary: None, percentage: text("percentage"), narratives: 0, at })
            }
            Hook::RecipientRegion => {
                facts.regions.push(Share { vocabulary: text("vocabulary"), percentage: text("percentage"), narratives: 0, at })
            }
            Hook::Sector => {
                facts.sectors.push(Share { vocabulary: text("vocabulary"), percentage: text("percentage"), narratives: 0, at });
                facts.narrated(depth);
            }
            Hook::CapitalSpend => facts.capital_spend.extend(text("percentage").map(|text| Named { text, at })),
            Hook::CountryBudgetItems => facts.items_vocabulary = text("vocabulary"),
            Hook::BudgetItem => {
                let vocabulary = facts.items_vocabulary.clone();
                facts.budget_items.push(Share { vocabulary, percentage: text("percentage"), narratives: 0, at });
            }
            Hook::PolicyMarker => {
                facts.narrated(depth);
                let vocabulary = text("vocabulary");
                let dac = matches!(vocabulary.as_deref(), None | Some("" | "1"));
                facts.narrative_required = vocabulary.as_deref() == Some("99");
                facts.narrated_at = at;
                if dac && !attrs.has("significance") {
                    out.rule("6.14.1", "/iati-activities/iati-activity/policy-marker/@significance", at, None);
                }
            }
            Hook::DefaultAidType => {
                facts.aid_types.push(Share { vocabulary: text("vocabulary"), percentage: None, narratives: 0, at })
            }
            Hook::Period(_) => facts.period = PeriodFacts::default(),
            Hook::PeriodStart => facts.period.start.see(text("iso-date").as_deref(), at),
            Hook::PeriodEnd => facts.period.end.see(text("iso-date").as_deref(), at),
            Hook::BudgetLineValue => facts.period.line.see(text("value-date").as_deref(), at),
            Hook::TransactionDate => facts.transaction_date.see(text("iso-date").as_deref(), at),
            Hook::TransactionValue => facts.value_date.see(text("value-date").as_deref(), at),
            Hook::TransactionSector => facts.transaction.sector = true,
            Hook::TransactionPlace => facts.transaction.place = true,
            Hook::TransactionAidType => {
                facts.transaction.aid_types.push(Share { vocabulary: text("vocabulary"), percentage: None, narratives: 0, at })
            }
            Hook::RelatedActivity => facts.related.extend(text("ref").filter(|t| trim(t) != t).map(|text| Named { text, at })),
            Hook::Result => {
                facts.result_reference = false;
                facts.referring_indicators.clear();
            }
            Hook::ResultReference => facts.result_reference = true,
            Hook::Indicator => {
                facts.measure = text("measure");
                facts.indicator = at;
            }
            Hook::IndicatorReference => {
                let indicator = facts.indicator;
                if facts
                    .referring_indicators
                    .last()
                    .is_none_or(|last| (last.line, last.column) != (indicator.line, indicator.column))
                {
                    facts.referring_indicators.push(indicator);
                }
            }
            Hook::Measured(what) => self.measured(what, text("value"), at, out),
            Hook::RecipientOrg => facts.related.extend(text("ref").filter(|t| trim(t) != t).map(|text| Named { text, at })),
        }
    }

    fn other_identifier(&mut self, attrs: Attributes<'_>, at: Position) {
        let Some(reference) = attrs.get("ref") else {
            return;
        };
        let named = Named { text: reference.as_ref().into(), at };
        match attrs.get("type").as_deref() {
            Some("B1") => self.facts.former_references.push(named),
            Some("A3") if trim(&named.text) != named.text => self.facts.former_identifiers.push(named),
            _ => {}
        }
    }

    /// Values of indicators: needed where the measure is a number, not wanted where it is not.
    fn measured(&mut self, what: Measured, value: Option<CompactString>, at: Position, out: &mut Found) {
        if !self.latest {
            return;
        }
        let (path, missing, no_number, unwanted) = match what {
            Measured::Baseline => ("/result/indicator/baseline/@value", "8.8.1", "8.8.2", "8.8.3"),
            Measured::Target => ("/result/indicator/period/target/@value", "8.9.1", "8.9.2", "8.9.3"),
            Measured::Actual => ("/result/indicator/period/actual/@value", "8.10.1", "8.10.2", "8.10.3"),
        };
        let id = match (self.facts.measure.as_deref(), value.as_deref()) {
            (Some("1" | "2" | "3" | "4"), None) => missing,
            (Some("1" | "2" | "3" | "4"), Some(value)) if xpath_number(value).is_nan() => no_number,
            (Some("5"), Some(_)) => unwanted,
            _ => return,
        };
        out.rule(id, Path::new("/iati-activities/iati-activity", path), at, value);
    }

    /// Text at a depth.
    pub(crate) fn text(&mut self, text: &str, depth: usize) {
        if let Some(holder) = self.facts.holders.last_mut() {
            holder.text |= holder.narrative && holder.depth + 1 == depth;
        }
        if self.facts.identifier_depth.is_some() {
            self.facts.identifier_text(text);
        }
    }

    /// The element that began at this depth with this hook ends.
    pub(crate) fn end(&mut self, hook: Hook, depth: usize, path: &'static str, out: &mut Found) {
        if self.facts.holders.last().is_some_and(|h| h.depth == depth) {
            if let Some(holder) = self.facts.holders.pop().filter(|h| !h.text) {
                out.rule(if holder.title { "4.3.1" } else { "4.4.1" }, path, holder.at, None);
            }
        } else if let Some(holder) = self.facts.holders.last_mut() {
            // Text after a narrative is not the narrative's.
            holder.narrative &= holder.depth + 1 != depth;
        }
        match hook {
            Hook::Identifier => self.facts.end_identifier(depth),
            Hook::Org(role) => self.end_organisation(role, path, out),
            Hook::Sector => {
                let narratives = self.facts.end_narrated();
                if let Some(sector) = self.facts.sectors.last_mut() {
                    sector.narratives = narratives;
                }
            }
            Hook::PolicyMarker if self.facts.end_narrated() == 0 && self.facts.narrative_required => {
                out.rule("6.13.1", "/iati-activities/iati-activity/policy-marker", self.facts.narrated_at, None);
            }
            Hook::CountryBudgetItems => self.facts.items_vocabulary = None,
            Hook::Period(of) => self.end_period(of, path, out),
            Hook::Transaction => self.end_transaction(out),
            Hook::Result if self.facts.result_reference => {
                for &at in &self.facts.referring_indicators {
                    out.rule("8.11.1", "/iati-activities/iati-activity/result/indicator/reference", at, None);
                }
            }
            _ => {}
        }
    }

    fn end_period(&mut self, of: PeriodOf, path: &'static str, out: &mut Found) {
        let period = &self.facts.period;
        let (start, end) = (period.start.moment(), period.end.moment());
        if let (Some(start), Some(end)) = (start, end) {
            let at = period.start.at();
            let value = || Some(compact_str::format_compact!("{} – {}", period.start.text(), period.end.text()));
            if start > end {
                let id = if of == PeriodOf::Indicator { "8.6.1" } else { "8.6.3" };
                out.rule(id, path, at, value());
            }
            let limited = matches!(of, PeriodOf::Budget | PeriodOf::CountryBudget);
            if limited && (end - start) / super::moment::DAY > 365 {
                out.rule("7.5.3", path, at, value());
            }
            if of == PeriodOf::CountryBudget && period.line.moment().is_some_and(|line| line < start || line > end) {
                let path = Path::new(path, "/budget-line/value/@value-date");
                out.rule("11.3.1", path, period.line.at(), Some(period.line.text().into()));
            }
        }
    }

    /// The identifier of the item so far: the text of the first identifying element.
    pub(crate) fn identifier(&self) -> &str {
        self.facts.identifiers.first().map_or("", |i| &i.text)
    }

    /// The item ends: decides all rules about the item as a whole.
    pub(crate) fn finish(&mut self, out: &mut Found) {
        self.item_rules(out);
        self.identifier_rules(out);
        if self.activities() {
            self.share_rules(out);
            self.activity_rules(out);
        }
    }

    /// A date must not lie after today; texts that are no dates are passed over.
    fn not_in_future(&self, text: &str) -> bool {
        moment(text).is_none_or(|m| m <= self.now)
    }
}

impl Rules {
    /// The vocabulary of the `country-budget-items` that are open.
    pub(crate) fn items_vocabulary(&self) -> Option<&str> {
        self.facts.items_vocabulary.as_deref()
    }
}
