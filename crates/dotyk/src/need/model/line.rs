//! What is asked for, line by line, and how each line stands.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Body, Refusal};
use crate::text::{is_currency, words};

/// No line asks for more; whoever writes more has slipped.
const MOST: i64 = 1_000_000_000;

/// A need has no more lines than this: what is longer is two needs, or a slip.
pub const MOST_LINES: usize = 200;

words! {
    /// What a quantity counts.
    Unit {
        /// Pieces
        Piece = "piece",
        /// Sets
        Set = "set",
        /// Packs
        Pack = "pack",
        /// Boxes
        Box = "box",
        /// Kilograms
        Kilogram = "kilogram",
        /// Tonnes
        Tonne = "tonne",
        /// Litres
        Litre = "litre",
        /// Metres
        Metre = "metre",
        /// Square metres
        SquareMetre = "square_metre",
        /// Services
        Service = "service",
        /// Courses of treatment or of training
        Course = "course",
    }
}

impl Unit {
    /// Whether there is no half of one.
    fn counted(self) -> bool {
        matches!(self, Unit::Piece | Unit::Set | Unit::Pack | Unit::Box | Unit::Service | Unit::Course)
    }

    /// Nobody has asked for more: whoever writes more has most likely slipped.
    fn most(self) -> i64 {
        match self {
            Unit::Service | Unit::Course => 100_000,
            Unit::Set | Unit::Pack | Unit::Box | Unit::Tonne => 1_000_000,
            Unit::Piece | Unit::Kilogram | Unit::Litre | Unit::Metre | Unit::SquareMetre => 10_000_000,
        }
    }
}

/// A line of a need has hardly ever cost more, in whatever currency.
const DEAR: i64 = 1_000_000_000;

words! {
    /// What does not fit about a line, and is shown beside it.
    Flag {
        /// A quantity or a sum far beyond what was ever asked
        Far = "far",
        /// A fraction of what is counted in pieces
        Fraction = "fraction",
        /// More is promised than was asked
        OverPromised = "over_promised",
        /// More came than was asked
        OverDelivered = "over_delivered",
        /// More came than this promise said
        AbovePromise = "above_promise",
        /// The receiver counts less than was said to be brought
        Short = "short",
        /// The receiver counts more than was said to be brought
        OverConfirmed = "over_confirmed",
        /// The receiver disputes a delivery
        Disputed = "disputed",
    }
}

/// A position: what is asked for, and how much of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number within the need, its own for good.
    pub id: i64,
    /// What.
    pub item_uk: Option<String>,
    /// What.
    pub item_en: Option<String>,
    /// What the quantity counts.
    pub unit: Unit,
    /// How much: decimal text above zero.
    pub quantity: String,
    /// What the whole line may cost: decimal text.
    #[serde(default)]
    pub cost: Option<String>,
    /// Its currency (ISO 4217).
    #[serde(default)]
    pub currency: Option<String>,
}

/// How a line stands on a day. All but `asked` is a sum; nothing is ever below zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// What was asked.
    pub asked: Decimal,
    /// What was promised and not taken back.
    pub promised: Decimal,
    /// What was brought, without what is disputed.
    pub delivered: Decimal,
    /// What the receiver says has come.
    pub confirmed: Decimal,
    /// What is disputed.
    pub disputed: Decimal,
    /// What is promised or brought, and not confirmed.
    pub awaited: Decimal,
    /// What nobody has promised or brought.
    pub open: Decimal,
    /// What does not fit.
    pub flags: Vec<Flag>,
}

/// Reads a quantity: above zero, at most a billion, at most three decimals.
pub fn quantity(text: &str) -> Option<Decimal> {
    let value: Decimal = text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit() || b == b'.'))?;
    let sane = value > Decimal::ZERO && value <= Decimal::from(MOST) && value.normalize().scale() <= 3;
    sane.then(|| value.normalize())
}

/// A number as people type it: «1 200,5».
pub fn plain_number(text: &str) -> String {
    let number: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == ',' { '.' } else { c }).collect();
    quantity(&number).map_or(number, |value| value.to_string())
}

fn amount(text: &str) -> Decimal {
    text.parse().unwrap_or_default()
}

pub(super) fn sound(text: &str) -> Result<(), Refusal> {
    if quantity(text).is_some() { Ok(()) } else { Err(Refusal("need-bad-quantity", text.to_owned())) }
}

impl Line {
    /// What looks like a slip of whoever wrote it; it is said, and not refused.
    fn slips(&self) -> Vec<Flag> {
        let (quantity, cost) = (amount(&self.quantity), self.cost.as_deref().map(amount).unwrap_or_default());
        let far = quantity > Decimal::from(self.unit.most()) || cost > Decimal::from(DEAR);
        let fraction = self.unit.counted() && !quantity.fract().is_zero();
        [(Flag::Far, far), (Flag::Fraction, fraction)].into_iter().filter_map(|(flag, is)| is.then_some(flag)).collect()
    }

    pub(super) fn faults(&self, row: &str, wrong: &mut impl FnMut(String, &'static str, &str)) {
        if self.item_uk.is_none() && self.item_en.is_none() {
            wrong(format!("{row}.item_uk"), "need-item-needed", "");
        }
        for (field, text) in [("item_uk", &self.item_uk), ("item_en", &self.item_en)] {
            if text.as_ref().is_some_and(|text| text.chars().count() > 300) {
                wrong(format!("{row}.{field}"), "web-too-long", "300");
            }
        }
        if quantity(&self.quantity).is_none() {
            wrong(format!("{row}.quantity"), "need-bad-quantity", &self.quantity);
        }
        if let Some(cost) = &self.cost {
            let sane = cost.parse::<Decimal>().is_ok_and(|cost| {
                cost >= Decimal::ZERO && cost <= Decimal::from(1_000_000_000_000_i64) && cost.normalize().scale() <= 2
            });
            if !sane {
                wrong(format!("{row}.cost"), "need-bad-cost", cost);
            }
            match &self.currency {
                None => wrong(format!("{row}.currency"), "web-required", ""),
                Some(code) if !is_currency(code) => {
                    wrong(format!("{row}.currency"), "need-bad-currency", code);
                }
                Some(_) => {}
            }
        }
    }
}

impl Body {
    pub(super) fn line(&self, id: i64) -> Result<&Line, Refusal> {
        self.lines.iter().find(|line| line.id == id).ok_or_else(|| Refusal("need-no-such-line", id.to_string()))
    }

    /// How a line stands on a day.
    pub fn tally(&self, line: &Line, day: Date) -> Tally {
        let mut tally = Tally { asked: amount(&line.quantity), flags: line.slips(), ..Tally::default() };
        let flag = |flags: &mut Vec<Flag>, flag: Flag| {
            if !flags.contains(&flag) {
                flags.push(flag);
            }
        };
        // What came on each promise, or on none.
        let mut came: Vec<(Option<i64>, Decimal)> = Vec::new();
        for delivery in self.delivered_on(day).filter(|one| one.line == line.id) {
            let said = amount(&delivery.quantity);
            let word = self.word_on(delivery.id, day);
            if word.is_some_and(|word| word.dispute.is_some()) {
                tally.disputed += said;
                flag(&mut tally.flags, Flag::Disputed);
                continue;
            }
            let confirmed = word.and_then(|word| word.quantity.as_deref()).map(amount);
            if confirmed.is_some_and(|confirmed| confirmed < said) {
                flag(&mut tally.flags, Flag::Short);
            }
            if confirmed.is_some_and(|confirmed| confirmed > said) {
                flag(&mut tally.flags, Flag::OverConfirmed);
            }
            tally.delivered += said;
            tally.confirmed += confirmed.unwrap_or_default();
            // The receiver's count is the better one: what did not come is open or awaited again.
            came.push((delivery.promise, confirmed.unwrap_or(said)));
        }
        let on = |promise: Option<i64>| came.iter().filter(|(of, _)| *of == promise).map(|(_, q)| *q).sum::<Decimal>();
        let mut committed = on(None);
        for promise in self.promises.iter().filter(|one| one.line == line.id) {
            let said = amount(&promise.quantity);
            let holds = promise.withdrawn.as_ref().is_none_or(|since| since.first() > day);
            let came = on(Some(promise.id));
            // It came before anybody wrote down that it was promised: it is there all the same.
            if promise.date.first() > day {
                committed += came;
                continue;
            }
            if came > said {
                flag(&mut tally.flags, Flag::AbovePromise);
            }
            let held = if holds { said } else { Decimal::ZERO };
            tally.promised += held;
            committed += held.max(came);
        }
        if tally.promised > tally.asked {
            flag(&mut tally.flags, Flag::OverPromised);
        }
        if tally.delivered > tally.asked {
            flag(&mut tally.flags, Flag::OverDelivered);
        }
        tally.awaited = (committed - tally.confirmed).max(Decimal::ZERO);
        tally.open = (tally.asked - committed).max(Decimal::ZERO);
        tally
    }

    /// The tallies of all lines, in their order.
    pub fn tallies(&self, day: Date) -> Vec<Tally> {
        self.lines.iter().map(|line| self.tally(line, day)).collect()
    }

    /// Gives lines that have no number yet the next ones. Numbers of lines that are gone are not used again.
    pub fn number_lines(&mut self, before: &Body) {
        self.lines_made = before.highest_line().max(self.highest_line());
        for line in self.lines.iter_mut().filter(|line| line.id == 0) {
            self.lines_made += 1;
            line.id = self.lines_made;
        }
    }

    /// The highest number that a line has or has ever had.
    pub fn highest_line(&self) -> i64 {
        let lines = self.lines.iter().map(|line| line.id);
        lines.chain(self.promises.iter().map(|one| one.line)).max().unwrap_or(0).max(self.lines_made)
    }

    /// Whether a line of `before` that was promised or delivered is gone.
    pub fn lost_line<'b>(&self, before: &'b Body) -> Option<&'b Line> {
        let used =
            |id: i64| before.promises.iter().any(|one| one.line == id) || before.deliveries.iter().any(|one| one.line == id);
        before.lines.iter().find(|line| used(line.id) && !self.lines.iter().any(|kept| kept.id == line.id))
    }
}
