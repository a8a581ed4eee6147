//! What the needs of an emergency come to: counted, never added where they are not alike. Pure.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use crate::figure::Qualifier;
use crate::need::{self, State};

/// How many needs and lines there are, and how they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Needs that were stated and neither withdrawn nor given up.
    pub needs: i64,
    /// Those that still lack something.
    pub open: i64,
    /// Their lines.
    pub lines: i64,
    /// Lines of which nothing is promised or brought.
    pub untouched: i64,
    /// Lines of which some is.
    pub partly: i64,
    /// Lines of which all is promised or brought.
    pub covered: i64,
    /// Lines of which the receiver says that all has come.
    pub received: i64,
}

/// Quantities of one unit. They may be of different things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many lines.
    pub lines: i64,
    /// What was asked; so are the others.
    pub asked: Decimal,
    pub promised: Decimal,
    pub delivered: Decimal,
    pub confirmed: Decimal,
    pub open: Decimal,
}

/// Money of one currency: what lines may cost, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// Of how many lines it is known.
    pub lines: i64,
    /// What they may cost.
    pub asked: Decimal,
    /// The part of it that nobody has promised or brought.
    pub open: Decimal,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// All needs together.
    pub all: Count,
    /// By DAC sector; none when it is not said.
    pub sectors: BTreeMap<Option<String>, Count>,
    /// By the code of the place.
    pub places: BTreeMap<Option<String>, Count>,
    /// By the word of the unit.
    pub units: BTreeMap<&'static str, Sums>,
    /// By currency.
    pub money: BTreeMap<String, Money>,
    /// Needs of which nothing was heard for too long: they may hold, and are not counted among the others.
    pub lapsed: i64,
}

impl Overview {
    /// Adds a need as it stood on a day; says whether it still lacks something.
    pub fn add(&mut self, need: &need::Body, day: Date, renewal: i64) -> bool {
        let state = need.state_on(day, renewal);
        match state {
            State::Draft | State::Withdrawn => return false,
            State::Lapsed => {
                self.lapsed += 1;
                return false;
            }
            _ => {}
        }
        let mut count = Count { needs: 1, open: i64::from(state.open()), ..Count::default() };
        for line in &need.lines {
            let tally = need.tally(line, day);
            count.lines += 1;
            let (asked, open) = (tally.asked, tally.open);
            let stands = if open.is_zero() {
                &mut count.covered
            } else if open < asked {
                &mut count.partly
            } else {
                &mut count.untouched
            };
            *stands += 1;
            count.received += i64::from(tally.confirmed >= asked);
            let sums = self.units.entry(line.unit.word()).or_default();
            sums.lines += 1;
            sums.asked += asked;
            sums.promised += tally.promised;
            sums.delivered += tally.delivered;
            sums.confirmed += tally.confirmed;
            sums.open += open;
            let cost = line.cost.as_ref().and_then(|cost| cost.parse::<Decimal>().ok());
            if let (Some(cost), Some(currency)) = (cost, &line.currency) {
                let money = self.money.entry(currency.clone()).or_default();
                money.lines += 1;
                money.asked += cost;
                money.open += if asked.is_zero() { Decimal::ZERO } else { cost * open / asked };
            }
        }
        self.all.take(&count);
        self.sectors.entry(need.sector.clone()).or_default().take(&count);
        self.places.entry(need.place.clone()).or_default().take(&count);
        state.open()
    }

    /// How the money of a currency is meant: an estimate of all lines, or of some of them alone.
    pub fn qualifier(&self, money: &Money) -> Qualifier {
        if money.lines == self.all.lines { Qualifier::About } else { Qualifier::AtLeast }
    }
}

impl Count {
    /// Adds what another counts.
    pub fn take(&mut self, other: &Count) {
        self.needs += other.needs;
        self.open += other.open;
        self.lines += other.lines;
        self.untouched += other.untouched;
        self.partly += other.partly;
        self.covered += other.covered;
        self.received += other.received;
    }
}

/// An amount as text, to the hundredth.
pub fn cents(amount: Decimal) -> String {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::need::Body;
    use jiff::civil::date;
    use serde_json::json;

    /// A need of two lines, of which the first is promised in part.
    fn need(sector: &str, promised: &str) -> Body {
        let lines = json!([
            {"id": 1, "item_uk": "Апарати", "item_en": null, "unit": "piece", "quantity": "10", "cost": "1000", "currency": "UAH"},
            {"id": 2, "item_uk": "Кисень", "item_en": null, "unit": "litre", "quantity": "2.5"}
        ]);
        let body = json!({
            "sector": sector, "lines": lines, "events": [{"event": "stated", "date": "2021-03-01"}],
            "promises": [{"id": 1, "line": 1, "who": "Фонд", "quantity": promised, "date": "2021-03-02"}],
        });
        serde_json::from_value(body).expect("a need")
    }

    #[test]
    fn needs_are_counted_and_only_one_unit_is_added_up() {
        let mut of = Overview::default();
        let day = date(2021, 3, 31);
        assert!(of.add(&need("12220", "4"), day, 90));
        assert!(of.add(&need("12264", "10"), day, 90));
        assert_eq!(of.all, Count { needs: 2, open: 2, lines: 4, untouched: 2, partly: 1, covered: 1, received: 0 });
        assert_eq!(of.sectors[&Some("12220".into())].partly, 1);
        assert_eq!(of.places[&None].needs, 2);
        let piece = of.units["piece"];
        assert_eq!((piece.lines, piece.asked.to_string(), piece.open.to_string()), (2, "20".into(), "6".into()));
        assert_eq!(of.units["litre"].asked.normalize().to_string(), "5");
        // Half of the lines say what they cost: the sum is a lower bound. Of what is open only its part counts.
        let money = of.money["UAH"];
        assert_eq!((money.lines, cents(money.asked), cents(money.open)), (2, "2000".into(), "600".into()));
        assert_eq!(of.qualifier(&money), Qualifier::AtLeast);
    }

    #[test]
    fn what_is_a_draft_or_silent_is_not_counted() {
        let day = date(2021, 12, 31);
        let mut of = Overview::default();
        assert!(!of.add(&need("12220", "4"), day, 90), "nothing was heard of it for a year");
        assert!(!of.add(&Body { lines: vec![], events: vec![], ..need("12220", "4") }, day, 90), "a draft");
        assert_eq!((of.all, of.lapsed, of.units.len()), (Count::default(), 1, 0));
        let mut whole = Overview::default();
        let mut one = need("12220", "4");
        one.lines.truncate(1);
        whole.add(&one, date(2021, 3, 31), 90);
        assert_eq!(whole.qualifier(&whole.money["UAH"]), Qualifier::About);
    }
}
