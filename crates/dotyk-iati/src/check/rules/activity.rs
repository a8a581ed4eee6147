//! Rules about dates, transactions and aid types of an activity.

use compact_str::format_compact;

use super::facts::{First, Share};
use super::shares::{is_dac, vocabularies};
use super::{Found, Path, Rules, xpath_number};

/// The path of what stands in an activity.
fn within(below: &str) -> Path {
    Path::new("/iati-activities/iati-activity", below)
}

impl Rules {
    pub(super) fn activity_rules(&self, out: &mut Found) {
        self.dates(out);
        self.either_activity_or_transactions(out);
        if self.latest {
            let path = "/default-aid-type";
            one_each("107.1.2", path, &self.facts.aid_types, out);
            if let Some(first) = self.facts.aid_types.first().filter(|_| !self.facts.aid_types.iter().any(is_dac)) {
                out.rule("107.1.1", within(path), first.at, None);
            }
            if self.facts.transaction_aid_type && !self.facts.transaction_dac_aid_type {
                out.rule("107.2.1", within("/transaction/aid-type"), self.facts.at, None);
            }
        }
    }

    fn dates(&self, out: &mut Found) {
        let facts = &self.facts;
        let [planned_start, actual_start, planned_end, actual_end] = &facts.dates;
        let path = "/activity-date";
        if !facts.start_date {
            out.rule("6.11.1", within(path), facts.at, None);
        }
        for (id, start, end) in [("11.1.2", planned_start, planned_end), ("11.1.3", actual_start, actual_end)] {
            if let (Some(a), Some(b)) = (start.moment(), end.moment())
                && a > b
            {
                out.rule(id, within(path), start.at(), Some(format_compact!("{} – {}", start.text(), end.text())));
            }
        }
        let future = |id, path: &str, date: &First, out: &mut Found| {
            if date.moment().is_some_and(|m| m > self.now) {
                out.rule(id, within(path), date.at(), Some(date.text().into()));
            }
        };
        future("11.1.4", path, actual_start, out);
        future("11.1.5", path, actual_end, out);
        future("11.2.1", "/transaction/transaction-date/@iso-date", &facts.transaction_date, out);
        future("11.2.2", "/transaction/value/@value-date", &facts.value_date, out);
    }

    /// Sectors and places are said of the activity, or of each of its transactions.
    fn either_activity_or_transactions(&self, out: &mut Found) {
        let facts = &self.facts;
        if facts.sectors.is_empty() {
            if !facts.transaction_sector {
                out.rule("6.2.2", within("/sector"), facts.at, None);
            }
            out.rule_at("6.7.2", within("/transaction/sector"), &facts.transactions_without_sector);
        } else if facts.transaction_sector {
            out.rule("6.6.2", within("/sector"), facts.sectors.first().map(|s| s.at).unwrap_or_default(), None);
        }
        let place = facts.countries.iter().chain(&facts.regions).next();
        match place {
            Some(first) if facts.transaction_place => out.rule("3.6.2", within("/recipient-country"), first.at, None),
            Some(_) => {}
            None => {
                if !facts.transaction_place {
                    out.rule("3.7.1", within("/recipient-country"), facts.at, None);
                }
                out.rule_at("3.7.2", within("/transaction/recipient-country"), &facts.transactions_without_place);
            }
        }
    }

    /// A transaction ends.
    pub(super) fn end_transaction(&mut self, out: &mut Found) {
        let facts = &mut self.facts;
        let transaction = std::mem::take(&mut facts.transaction);
        facts.transaction_sector |= transaction.sector;
        facts.transaction_place |= transaction.place;
        if !transaction.sector {
            facts.transactions_without_sector.push(transaction.at);
        }
        if !transaction.place {
            facts.transactions_without_place.push(transaction.at);
        }
        if self.latest && !transaction.aid_types.is_empty() {
            facts.transaction_aid_type = true;
            facts.transaction_dac_aid_type |= transaction.aid_types.iter().any(is_dac);
            one_each("107.2.2", "/transaction/aid-type", &transaction.aid_types, out);
        }
    }
}

/// At most one of each vocabulary.
fn one_each(id: &'static str, path: &str, shares: &[Share], out: &mut Found) {
    if shares.len() < 2 {
        return;
    }
    let second = |member: &dyn Fn(&Share) -> bool| shares.iter().filter(|s| member(s)).nth(1).map(|s| s.at);
    if let Some(at) = second(&is_dac) {
        out.rule(id, within(path), at, None);
    }
    for vocabulary in vocabularies(shares).into_iter().filter(|v| xpath_number(v) != 1.0) {
        if let Some(at) = second(&|s| s.vocabulary.as_ref() == Some(vocabulary)) {
            out.rule(id, within(path), at, None);
        }
    }
}
