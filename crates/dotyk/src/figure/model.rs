//! Figures and their sums. Pure.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::access::Ref;
use crate::office::Office;
use crate::text::{When, is_currency, words};

/// A figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Its id.
    pub id: String,
    /// What it speaks of.
    pub subject: Ref,
    /// Counts its edits.
    pub version: i64,
    /// When it was taken back; kept for the past.
    #[serde(default)]
    pub removed_at: Option<String>,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
}

/// What people enter of a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What is counted: a measure of the office.
    pub measure: String,
    /// How the number is meant.
    pub qualifier: Qualifier,
    /// Decimal text; none when the qualifier is *unknown*.
    pub value: Option<String>,
    /// ISO 4217, for money.
    pub currency: Option<String>,
    /// A unit price: for each of this measure of the same subject.
    pub per: Option<String>,
    /// The day it speaks of.
    pub as_of: Option<When>,
    /// How that day is known.
    pub as_of_note_uk: Option<String>,
    /// How that day is known.
    pub as_of_note_en: Option<String>,
    /// How firm it is.
    pub maturity: Option<Maturity>,
    /// Where, when it is about a place within the subject.
    pub place: Option<String>,
    /// Who says it.
    pub source: Option<String>,
    /// Where in the source.
    pub locator: Option<String>,
    /// The named ones among what is counted.
    pub members: Vec<Ref>,
    /// A remark.
    pub note_uk: Option<String>,
    /// A remark.
    pub note_en: Option<String>,
    /// What is doubtful.
    pub doubt_uk: Option<String>,
    /// What is doubtful.
    pub doubt_en: Option<String>,
}

words! {
    /// How a number is meant, from the strongest to the weakest.
    Qualifier {
        /// Counted
        Exact = "exact",
        /// «не менше трьох»
        AtLeast = "at_least",
        /// «понад 130»
        MoreThan = "more_than",
        /// «до 100»
        AtMost = "at_most",
        /// «близько 190 тис.»
        About = "about",
        /// Known to exist, its number is not
        Unknown = "unknown",
    }
}

// The macro writes the enum, so its default cannot be derived there.
#[allow(clippy::derivable_impls)]
impl Default for Qualifier {
    fn default() -> Qualifier {
        Qualifier::Exact
    }
}

impl Qualifier {
    /// The qualifier of a sum of two parts: the weaker one. A lower and an upper bound together bound nothing: *about*.
    pub fn with(self, other: Qualifier) -> Qualifier {
        let lower = |q| matches!(q, Qualifier::AtLeast | Qualifier::MoreThan);
        let upper = |q| q == Qualifier::AtMost;
        if lower(self) && upper(other) || upper(self) && lower(other) { Qualifier::About } else { self.max(other) }
    }
}

words! {
    /// How firm a figure is.
    Maturity {
        /// Somebody means to
        Planned = "planned",
        /// Somebody said they would
        Promised = "promised",
        /// Agreed between the parties
        Agreed = "agreed",
        /// Under a contract
        Contracted = "contracted",
        /// There
        Delivered = "delivered",
    }
}

/// A computed sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// The weakest of its parts.
    pub qualifier: Qualifier,
    /// The sum of the parts that have a value.
    pub value: Decimal,
    /// How many parts it has.
    pub parts: usize,
}

/// The sum of some figures of one unit.
pub fn total<'a>(figures: impl IntoIterator<Item = &'a Body>) -> Option<Total> {
    let mut sum: Option<Total> = None;
    for figure in figures {
        let value = figure.number();
        let next = sum.take().unwrap_or(Total { qualifier: Qualifier::Exact, value: Decimal::ZERO, parts: 0 });
        let qualifier = if value.is_none() { Qualifier::Unknown } else { figure.qualifier };
        sum = Some(Total {
            qualifier: next.qualifier.with(qualifier),
            // A sum past the largest decimal stays at it: no figure of this world comes near.
            value: next.value.checked_add(value.unwrap_or_default()).unwrap_or(Decimal::MAX),
            parts: next.parts + 1,
        });
    }
    sum
}

/// Whether `other` says again what `figure` says, so that only one of them counts in a sum: the last word of a source; the whole
/// before a part of it in a place; a lower bound before an upper one; of money, of which sources seldom mean another, one
/// source. The report's sums follow the same rule.
pub fn says_again(other: &Figure, figure: &Figure) -> bool {
    let (o, f) = (&other.body, &figure.body);
    let alike = other.subject == figure.subject && o.measure == f.measure && o.currency == f.currency && o.per.is_none();
    if !alike {
        return false;
    }
    let day = |body: &Body| body.as_of.as_ref().map(When::first);
    let lower = matches!(o.qualifier, Qualifier::AtLeast | Qualifier::MoreThan);
    let of_one_source = day(o) > day(f) || f.place.is_some() && o.place.is_none() || f.qualifier == Qualifier::AtMost && lower;
    let of_money = day(o) > day(f) || day(o) == day(f) && o.source > f.source;
    o.source == f.source && of_one_source || f.currency.is_some() && of_money
}

/// Those of some figures that count in a sum: nothing twice.
pub fn counted(figures: &[Figure]) -> Vec<&Figure> {
    figures.iter().filter(|figure| !figures.iter().any(|other| says_again(other, figure))).collect()
}

/// What one source says of a measure in all, in one currency.
#[derive(Debug)]
pub struct Saying<'a> {
    /// Who says it.
    pub source: Option<&'a str>,
    /// One of its figures, for measure and currency.
    pub like: &'a Body,
    /// The sum of all.
    pub total: Total,
    /// The sums of its parts, in the order met.
    pub parts: Vec<Part>,
}

/// What a source says of things in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The word of the state of the subjects; empty for those without.
    pub state: String,
    /// How firm its figures are, while the work goes on.
    pub maturity: Option<Maturity>,
    /// Their sum.
    pub total: Total,
}

/// The states in which it no longer matters how firm a figure was while the work went on.
const DONE: [&str; 2] = ["completed", "closed"];

/// What each source says in all, apart by the state of the subject and by how firm it is. Two sources may speak of the same things, so they are never
/// added together, and neither are two currencies. Unit prices are no sums.
pub fn sayings<'a>(figures: impl IntoIterator<Item = (&'a Body, &'a str)>) -> Vec<Saying<'a>> {
    type Parts<'a> = Vec<((&'a str, Option<Maturity>), Vec<&'a Body>)>;
    let mut said: Vec<((Option<&str>, Option<&str>), Parts)> = Vec::new();
    for (body, state) in figures.into_iter().filter(|(body, _)| body.per.is_none()) {
        let parts = entry(&mut said, (body.source.as_deref(), body.currency.as_deref()));
        let maturity = body.maturity.filter(|_| !DONE.contains(&state));
        entry(parts, (state, maturity)).push(body);
    }
    let whole = said.into_iter().filter_map(|((source, _), parts)| {
        let mut all = parts.iter().flat_map(|(_, bodies)| bodies.iter().copied()).peekable();
        let like = *all.peek()?;
        let whole = total(all)?;
        let parts = parts.iter().filter_map(|((state, maturity), bodies)| {
            Some(Part { state: (*state).to_owned(), maturity: *maturity, total: total(bodies.iter().copied())? })
        });
        Some(Saying { source, like, total: whole, parts: parts.collect() })
    });
    whole.collect()
}

/// What stands under a key in a short list, put there when it was not; the order is that of coming.
fn entry<K: PartialEq, V: Default>(list: &mut Vec<(K, V)>, key: K) -> &mut V {
    let at = list.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
        list.push((key, V::default()));
        list.len() - 1
    });
    &mut list[at].1
}

/// A unit price times the number of units: about 190,000 for each of 5 vehicles is about 950,000.
pub fn product(price: &Body, units: &Total) -> Option<Total> {
    Some(Total {
        qualifier: price.qualifier.with(units.qualifier),
        value: price.number()?.checked_mul(units.value)?.normalize(),
        parts: units.parts + 1,
    })
}

impl Body {
    /// The value as a number.
    pub fn number(&self) -> Option<Decimal> {
        self.value.as_ref().and_then(|value| value.parse().ok())
    }

    /// The value in minor units of its currency, for sums in SQL; two decimals, as all currencies held here have.
    pub fn minor(&self) -> Option<i64> {
        self.currency.as_ref()?;
        let minor = self.number()?.checked_mul(Decimal::ONE_HUNDRED)?;
        i64::try_from(minor.round().mantissa() / 10_i128.pow(minor.round().scale())).ok()
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self, office: &Office) -> Vec<(String, &'static str, String)> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, key, what: &str| faults.push((field.to_owned(), key, what.to_owned()));
        let measure = office.measure(&self.measure);
        match (measure, self.measure.as_str()) {
            (None, "") => wrong("measure", "web-required", ""),
            (None, other) => wrong("measure", "web-bad-choice", other),
            (Some(measure), _) => match &self.currency {
                None if measure.money => wrong("currency", "figure-currency-needed", ""),
                Some(currency) if !is_currency(currency) => wrong("currency", "figure-bad-currency", currency),
                Some(currency) if !measure.money => wrong("currency", "figure-no-currency", currency),
                _ => {}
            },
        }
        match (&self.value, self.qualifier) {
            (Some(value), Qualifier::Unknown) => wrong("value", "figure-unknown-value", value),
            (None, Qualifier::Unknown) => {}
            (None, _) => wrong("value", "web-required", ""),
            (Some(value), _) => match self.number() {
                None => wrong("value", "web-bad-decimal", value),
                Some(number) if number.is_sign_negative() && !number.is_zero() => wrong("value", "figure-negative", value),
                Some(_) => {}
            },
        }
        if let Some(per) = self.per.as_ref().filter(|per| office.measure(per).is_none()) {
            wrong("per", "web-bad-choice", per);
        }
        faults
    }
}

/// Reads a number as people write it: «1 234,5», "1,234.5", "1234.50". Only what is certain: "1,234" alone could be
/// either, and is read as a thousand and more, since nobody counts enterprises to three decimals.
pub fn read_number(text: &str) -> Option<String> {
    let clean: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’')).collect();
    let (commas, points) = (clean.matches(',').count(), clean.matches('.').count());
    let thousands = |text: &str, mark: char| text.split(mark).skip(1).all(|group| group.len() == 3);
    let plain = match (commas, points) {
        (0, 0 | 1) => clean,
        (1, 0) if thousands(&clean, ',') => clean.replace(',', ""),
        (1, 0) => clean.replace(',', "."),
        (_, 0) if thousands(&clean, ',') => clean.replace(',', ""),
        (0, _) if thousands(&clean, '.') => clean.replace('.', ""),
        (_, 1) if clean.rfind(',') < clean.find('.') => clean.replace(',', ""),
        (1, _) if clean.rfind('.') < clean.find(',') => clean.replace('.', "").replace(',', "."),
        _ => return None,
    };
    let number: Decimal = plain.parse().ok()?;
    Some(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn figure(qualifier: Qualifier, value: &str) -> Body {
        Body { qualifier, value: Some(value.into()), ..Body::default() }
    }

    #[test]
    fn a_total_is_as_weak_as_its_weakest_part() {
        use Qualifier::{About, AtLeast, AtMost, Exact, MoreThan, Unknown};
        for (parts, qualifier, value) in [
            (vec![figure(Exact, "19"), figure(Exact, "12"), figure(Exact, "4")], Exact, "35"),
            (vec![figure(Exact, "10"), figure(MoreThan, "130")], MoreThan, "140"),
            (vec![figure(AtLeast, "3"), figure(AtMost, "4")], About, "7"),
            (vec![figure(About, "1.5"), figure(MoreThan, "1")], About, "2.5"),
            (vec![Body { qualifier: Unknown, ..Body::default() }, figure(Exact, "2")], Unknown, "2"),
        ] {
            let total = total(&parts).unwrap();
            assert_eq!((total.qualifier, total.value.to_string().as_str(), total.parts), (qualifier, value, parts.len()));
        }
        assert_eq!(total([]), None);
    }

    #[test]
    fn a_range_a_part_and_a_second_source_are_not_added() {
        let of = |qualifier, value: &str, source: &str, place: Option<&str>, day: Option<&str>| Figure {
            id: format!("{value}{source}"),
            subject: Ref::new(crate::access::Kind::Project, "p"),
            version: 1,
            removed_at: None,
            body: Body {
                currency: Some("EUR".into()),
                source: Some(source.into()),
                place: place.map(str::to_owned),
                as_of: day.and_then(When::parse),
                ..figure(qualifier, value)
            },
        };
        for (figures, counts) in [
            (vec![of(Qualifier::AtLeast, "4", "a", None, None), of(Qualifier::AtMost, "5", "a", None, None)], vec!["4"]),
            (vec![of(Qualifier::Exact, "19", "a", None, None), of(Qualifier::Exact, "6", "a", Some("x"), None)], vec!["19"]),
            (
                vec![of(Qualifier::Exact, "60", "a", None, Some("2018")), of(Qualifier::Exact, "325", "b", None, Some("2024"))],
                vec!["325"],
            ),
        ] {
            let kept: Vec<&str> = counted(&figures).iter().filter_map(|figure| figure.body.value.as_deref()).collect();
            assert_eq!(kept, counts);
        }
    }

    #[test]
    fn five_vehicles_at_about_190000_are_about_950000() {
        let units = total(&[figure(Qualifier::Exact, "5")]).unwrap();
        let sum = product(&figure(Qualifier::About, "190000"), &units).unwrap();
        assert_eq!((sum.qualifier, sum.value.to_string()), (Qualifier::About, "950000".into()));
    }

    #[test]
    fn numbers_are_read_in_every_habit() {
        for (text, number) in [
            ("1 234,5", Some("1234.5")),
            ("1,234.5", Some("1234.5")),
            ("1.234,5", Some("1234.5")),
            ("1234.50", Some("1234.50")),
            ("1,234", Some("1234")),
            ("1,23", Some("1.23")),
            ("1\u{a0}000\u{a0}000", Some("1000000")),
            ("12.345.678", Some("12345678")),
            ("", None),
            ("n/a", None),
            ("1.2.3", None),
            ("1,2,3", None),
            ("--1", None),
        ] {
            assert_eq!(read_number(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn money_has_minor_units() {
        let money = |value: &str| Body { value: Some(value.into()), currency: Some("EUR".into()), ..Body::default() }.minor();
        assert_eq!(money("2367582.84"), Some(236_758_284));
        assert_eq!(money("190000"), Some(19_000_000));
        assert_eq!(money("0.005"), Some(0));
        assert_eq!(figure(Qualifier::Exact, "5").minor(), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_a_number_panic(text in ".{0,40}") {
            let _ = read_number(&text);
            let _ = Body { value: Some(text), currency: Some("USD".into()), ..Body::default() }.minor();
        }
    }
}
