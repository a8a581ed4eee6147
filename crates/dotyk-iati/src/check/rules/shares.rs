//! Rules about percentages: sectors, countries, regions and budget items within a vocabulary.

use compact_str::CompactString;

use super::facts::Share;
use super::{Found, Path, Position, Rules, xpath_number};
use crate::check::moment::number;

/// Where the vocabulary is absent, empty or `1`: the one of the OECD DAC.
pub(super) fn is_dac(share: &Share) -> bool {
    matches!(share.vocabulary.as_deref(), None | Some("" | "1"))
}

/// The different vocabularies that are named, in order.
pub(super) fn vocabularies(shares: &[Share]) -> Vec<&CompactString> {
    let mut found: Vec<&CompactString> = Vec::new();
    for vocabulary in shares.iter().filter_map(|s| s.vocabulary.as_ref()) {
        if !found.contains(&vocabulary) {
            found.push(vocabulary);
        }
    }
    found
}

/// The shares of one group, as the rules ask for them.
struct Group<'a>(Vec<&'a Share>);

impl<'a> Group<'a> {
    fn of(shares: &'a [Share], member: impl Fn(&Share) -> bool) -> Group<'a> {
        Group(shares.iter().filter(|s| member(s)).collect())
    }

    fn named(shares: &'a [Share], vocabulary: &str) -> Group<'a> {
        Group::of(shares, |s| s.vocabulary.as_deref() == Some(vocabulary))
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn percentages(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter_map(|s| s.percentage.as_deref())
    }

    /// Several members, and not each has a percentage.
    fn incomplete(&self) -> bool {
        self.count() > 1 && self.percentages().count() != self.count()
    }

    /// One member with a percentage other than 100.
    fn single_but_not_whole(&self) -> bool {
        self.count() == 1 && self.percentages().any(|p| xpath_number(p) != 100.0)
    }

    fn at(&self) -> Position {
        self.0.first().map(|s| s.at).unwrap_or_default()
    }
}

/// A sum other than 100, rounded to four decimals; `None` where it is 100.
fn not_whole<'a>(percentages: impl Iterator<Item = &'a str>) -> Option<CompactString> {
    let sum: f64 = percentages.map(number).sum();
    let whole = (sum - 100.0).abs() < 0.000_05;
    (!whole).then(|| format!("{:.4}", sum).trim_end_matches('0').trim_end_matches('.').into())
}

impl Rules {
    pub(super) fn share_rules(&self, out: &mut Found) {
        self.sectors(out);
        self.places(out);
        if self.latest {
            self.budget_items(out);
        }
        let facts = &self.facts;
        let in_range = |path: &str, [bounded, open]: [&'static str; 2], shares: &[Share], out: &mut Found| {
            let wrong = |p: &str| !if self.latest { 0.0..=100.0 } else { 0.0..=f64::INFINITY }.contains(&number(p));
            let mut shares = shares.iter().filter_map(|s| Some((s.percentage.as_deref()?, s.at)));
            if let Some((value, at)) = shares.find(|(p, _)| wrong(p)) {
                let path = Path::new("/iati-activities/iati-activity", path).attribute("percentage");
                out.rule(if self.latest { bounded } else { open }, path, at, Some(value.into()));
            }
        };
        in_range("/recipient-country", ["12.1.1", "12.1.2"], &facts.countries, out);
        in_range("/recipient-region", ["12.1.1", "12.1.2"], &facts.regions, out);
        in_range("/sector", ["12.3.1", "12.3.2"], &facts.sectors, out);
        in_range("/country-budget-items/budget-item", ["12.2.1", "12.2.2"], &facts.budget_items, out);
        let spend: Vec<Share> = facts.capital_spend.iter().map(Share::from).collect();
        in_range("/capital-spend", ["12.2.1", "12.2.2"], &spend, out);
    }

    fn sectors(&self, out: &mut Found) {
        let path = "/iati-activities/iati-activity/sector";
        let sectors = &self.facts.sectors;
        let each = |group: &Group, out: &mut Found| {
            if group.incomplete() {
                out.rule("2.1.1", path, group.at(), None);
            }
            if group.single_but_not_whole() {
                out.rule("2.1.4", path, group.at(), group.percentages().next().map(CompactString::from));
            }
        };
        for vocabulary in vocabularies(sectors).into_iter().filter(|v| *v != "1") {
            // The sum within other vocabularies than the first is not checked: the ruleset
            // has that rule, but with a condition that never holds.
            each(&Group::named(sectors, vocabulary), out);
        }
        let dac = Group::of(sectors, is_dac);
        each(&dac, out);
        if dac.percentages().count() > 1
            && let Some(sum) = not_whole(dac.percentages())
        {
            out.rule("2.1.2", path, dac.at(), Some(sum));
        }
        if dac.count() == 0
            && let Some(sector) = sectors.first()
        {
            out.rule("102.1.1", path, sector.at, None);
        }
        let own = Group::of(sectors, |s| s.vocabulary.as_deref().is_some_and(|v| matches!(xpath_number(v), 98.0 | 99.0)));
        let narratives: u32 = own.0.iter().map(|s| s.narratives).sum();
        if (narratives as usize) < own.count() {
            out.rule("2.2.1", path, own.at(), None);
        }
    }

    fn places(&self, out: &mut Found) {
        let facts = &self.facts;
        let country_path = "/iati-activities/iati-activity/recipient-country";
        let region_path = "/iati-activities/iati-activity/recipient-region";
        let countries = Group::of(&facts.countries, |_| true);
        if facts.regions.is_empty() {
            if countries.count() > 1
                && let Some(sum) = not_whole(countries.percentages())
            {
                out.rule("3.1.2", country_path, countries.at(), Some(sum));
            }
            if countries.incomplete() {
                out.rule("3.1.1", country_path, countries.at(), None);
            }
            if countries.single_but_not_whole() {
                out.rule("3.1.4", country_path, countries.at(), countries.percentages().next().map(CompactString::from));
            }
        }
        for vocabulary in vocabularies(&facts.regions) {
            let regions = Group::named(&facts.regions, vocabulary);
            if regions.incomplete() {
                out.rule("3.4.1", region_path, regions.at(), None);
            }
            if countries.count() == 0 && regions.single_but_not_whole() {
                out.rule("3.4.4", region_path, regions.at(), regions.percentages().next().map(CompactString::from));
            }
            if regions.count() + countries.count() > 1
                && let Some(sum) = not_whole(regions.percentages().chain(countries.percentages()))
            {
                out.rule("3.4.2", region_path, regions.at(), Some(sum));
            }
        }
    }

    fn budget_items(&self, out: &mut Found) {
        let path = "/iati-activities/iati-activity/country-budget-items/budget-item";
        let items = &self.facts.budget_items;
        for vocabulary in vocabularies(items) {
            let group = Group::named(items, vocabulary);
            if group.count() > 1 {
                if let Some(sum) = not_whole(group.percentages()) {
                    out.rule("7.9.2", path, group.at(), Some(sum));
                }
                if group.percentages().next().is_none() {
                    out.rule("7.9.1", path, group.at(), None);
                }
            }
            if group.single_but_not_whole() {
                out.rule("7.9.4", path, group.at(), group.percentages().next().map(CompactString::from));
            }
        }
    }
}

impl From<&super::facts::Named> for Share {
    fn from(named: &super::facts::Named) -> Share {
        Share { vocabulary: None, percentage: Some(named.text.clone()), narratives: 0, at: named.at }
    }
}
