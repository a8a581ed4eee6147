//! The time that a report is of. Pure.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::text::{When, words};

/// The years that a report may be of.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// A year, a half-year, a quarter, a month, or any two days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// As it stands in the address: `2020`, `2020-H1`, `2020-Q3`, `2020-08`, `2020-03-01..2020-09-30`.
    pub text: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub until: Date,
}

words! {
    /// When something was, seen from the period of a report.
    Part {
        /// Wholly within it
        Within = "in_period",
        /// Nobody says when, or not closely enough; said of the period
        Undated = "undated",
        /// After it, up to the day of the report
        Since = "since",
    }
}

impl Period {
    /// Reads it from an address.
    pub fn parse(text: &str) -> Option<Period> {
        let (from, until) = match (text.split_once(".."), text.split_once(['H', 'Q'])) {
            (Some((from, until)), _) => (day(from)?, day(until)?),
            (_, Some((year, number))) => months(text, year, number)?,
            _ => {
                // Weeks and intervals are written otherwise; a date as people write it is a date of theirs.
                let when = When::parse(text).filter(|when| when.as_str() == text && !text.contains('/'))?;
                (when.first(), when.last())
            }
        };
        let told = |day: Date| YEARS.contains(&day.year());
        (from <= until && told(from) && told(until)).then(|| Period { text: text.to_owned(), from, until })
    }

    /// The last day of the year after it.
    pub fn year_after(&self) -> Date {
        self.until.checked_add(1.year()).unwrap_or(self.until)
    }

    /// As ISO text that says its own precision: what [`When`] can show.
    pub fn when(&self) -> Option<When> {
        When::parse(&self.text).or_else(|| When::parse(&format!("{}/{}", self.from, self.until)))
    }

    /// Half of a year or a quarter, with its number and year; none for other periods.
    pub fn numbered(&self) -> Option<(char, &str, &str)> {
        let at = self.text.find(['H', 'Q'])?;
        Some((self.text[at..].chars().next()?, &self.text[at + 1..], &self.text[..4]))
    }

    /// The first day on which a date as wide as a year may begin and still reach into the period.
    pub fn wide(&self) -> Date {
        Date::new(self.from.year(), 1, 1).unwrap_or(self.from)
    }

    /// How a report of `other` is read so that both are seen from alike: as many days after its end.
    pub fn alike(&self, as_of: Date, other: &Period) -> Date {
        let days = (as_of - self.until).get_days();
        other.until.checked_add(i64::from(days).days()).unwrap_or(other.until)
    }

    /// Where a date lies; none when the report does not speak of it. `said` is whether something else ties it to the period:
    /// its source is of that time, or its record is in the report.
    pub fn part(&self, date: Option<&When>, as_of: Date, said: bool) -> Option<Part> {
        let Some(date) = date else { return said.then_some(Part::Undated) };
        let (first, last) = (date.first(), date.last());
        match () {
            () if first > as_of || last < self.from => None,
            // «2021» may be after the day of the report.
            () if first > self.until => (last <= as_of).then_some(Part::Since),
            () if first >= self.from && last <= self.until.min(as_of) => Some(Part::Within),
            () => Some(Part::Undated),
        }
    }
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| text.len() == 10)
}

/// `2020-H2`, `2020-Q3`.
fn months(text: &str, year: &str, number: &str) -> Option<(Date, Date)> {
    let year: i16 = year.strip_suffix('-').filter(|year| year.len() == 4)?.parse().ok()?;
    let (size, most) = if text.contains('H') { (6, 2) } else { (3, 4) };
    let number: i8 = number.parse().ok().filter(|n| number.len() == 1 && (1..=most).contains(n))?;
    let from = Date::new(year, (number - 1) * size + 1, 1).ok()?;
    Some((from, Date::new(year, number * size, 1).ok()?.last_of_month()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_period_is_read_from_its_address() {
        for (text, from, until) in [
            ("2020", "2020-01-01", "2020-12-31"),
            ("2020-H1", "2020-01-01", "2020-06-30"),
            ("2020-H2", "2020-07-01", "2020-12-31"),
            ("2020-Q1", "2020-01-01", "2020-03-31"),
            ("2020-Q3", "2020-07-01", "2020-09-30"),
            ("2020-02", "2020-02-01", "2020-02-29"),
            ("2020-03-01..2020-09-30", "2020-03-01", "2020-09-30"),
        ] {
            let period = Period::parse(text).unwrap_or_else(|| panic!("{text} is a period"));
            assert_eq!((period.from.to_string(), period.until.to_string()), (from.to_owned(), until.to_owned()), "{text}");
            assert!(period.when().is_some(), "{text} can be shown");
        }
        for text in [
            "",
            "20",
            "2020-H3",
            "2020-Q0",
            "2020-Q",
            "2020Q1",
            "2020-09-30..2020-03-01",
            "2020..2021",
            "2020/2021",
            "31.12.2020",
            "H1",
            "x",
            "0000",
            "9999",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_closely_enough_is_told_apart() {
        let (year, half) = (Period::parse("2020").unwrap(), Period::parse("2020-H2").unwrap());
        let as_of = jiff::civil::date(2021, 3, 31);
        let of = |period: &Period, text: &str, said| period.part(When::parse(text).as_ref(), as_of, said);
        for (text, in_year, in_half) in [
            ("2020", Some(Part::Within), Some(Part::Undated)),
            ("2020-12-31", Some(Part::Within), Some(Part::Within)),
            ("2020-03", Some(Part::Within), None),
            ("2020-11/2021-02", Some(Part::Undated), Some(Part::Undated)),
            ("2019", None, None),
            ("2021-03", Some(Part::Since), Some(Part::Since)),
            ("2021", None, None),
            ("2021-04", None, None),
        ] {
            assert_eq!((of(&year, text, false), of(&half, text, false)), (in_year, in_half), "{text}");
        }
        let early = jiff::civil::date(2020, 6, 30);
        assert_eq!(year.part(When::parse("2020").as_ref(), early, false), Some(Part::Undated));
        assert_eq!((of(&year, "", true), of(&year, "", false)), (Some(Part::Undated), None));
        assert_eq!(year.alike(as_of, &Period::parse("2019").unwrap()), jiff::civil::date(2020, 3, 30));
    }

    proptest! {
        #[test]
        fn no_address_makes_it_panic(text in "[0-9HQ./-]{0,24}") {
            if let Some(period) = Period::parse(&text) {
                prop_assert!(period.from <= period.until && period.wide() <= period.from);
            }
        }
    }
}
