//! A date that may be partial: «2020», «квітень 2021», «12 березня 2021 р.», or an interval of two of those.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Arg, Catalogue, Lang};

/// A day, a month, a year, or an interval `A/B` of them: ISO 8601 text that says its own precision.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct When(String);

impl When {
    /// Reads `2020`, `2020-08`, `2020-12-31`, `2020-11/2021-02`, and the day as people here write it, `31.12.2020`.
    pub fn parse(text: &str) -> Option<When> {
        let text = text.trim();
        let iso = match text.split('.').collect::<Vec<_>>()[..] {
            [day, month, year] => format!("{year:0>4}-{month:0>2}-{day:0>2}"),
            _ => text.to_owned(),
        };
        let mut days = iso.split('/').map(first_and_last);
        let (from, to) = (days.next()??, days.next());
        let in_order = match to {
            None => true,
            Some(to) => from.0 <= to?.1,
        };
        (in_order && days.next().is_none()).then_some(When(iso))
    }

    /// Exactly this day.
    pub fn day(date: Date) -> When {
        When(date.to_string())
    }

    /// The ISO text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first day it may mean.
    pub fn first(&self) -> Date {
        let from = self.0.split('/').next().unwrap_or_default();
        first_and_last(from).map_or(Date::ZERO, |days| days.0)
    }

    /// The last day it may mean.
    pub fn last(&self) -> Date {
        let to = self.0.split('/').next_back().unwrap_or_default();
        first_and_last(to).map_or(Date::ZERO, |days| days.1)
    }

    /// As people write it: «2020 рік», «серпень 2020 р.», «12 березня 2021 р.», "12 March 2021".
    pub fn show(&self, words: &Catalogue, lang: Lang) -> String {
        let mut parts = self.0.split('/').map(|part| show_part(words, lang, part));
        match (parts.next(), parts.next()) {
            (Some(from), Some(to)) => format!("{from} – {to}"),
            (Some(only), None) => only,
            _ => String::new(),
        }
    }

    /// Behind «до», in the genitive: «до 2020 року», «до серпня 2020 р.», «до 12 березня 2021 р.»; of an interval its end.
    pub fn until(&self, words: &Catalogue, lang: Lang) -> String {
        let part = self.0.split('/').next_back().unwrap_or_default();
        match part.split('-').collect::<Vec<_>>()[..] {
            [year] => words.say(lang, "text-until-year", &[("year", Arg::Text(year))]),
            [year, month] => {
                let month = words.say(lang, &format!("text-month-of-{month}"), &[]);
                words.say(lang, "text-month-year", &[("month", Arg::Text(&month)), ("year", Arg::Text(year))])
            }
            _ => show_part(words, lang, part),
        }
    }
}

fn show_part(words: &Catalogue, lang: Lang, part: &str) -> String {
    let mut numbers = part.split('-');
    let year = numbers.next().unwrap_or_default();
    match (numbers.next(), numbers.next()) {
        (Some(month), Some(day)) => {
            let month = words.say(lang, &format!("text-month-of-{month}"), &[]);
            let args = [("day", Arg::Text(day.trim_start_matches('0'))), ("month", Arg::Text(&month)), ("year", Arg::Text(year))];
            words.say(lang, "text-day", &args)
        }
        (Some(month), None) => {
            let month = words.say(lang, &format!("text-month-{month}"), &[]);
            words.say(lang, "text-month-year", &[("month", Arg::Text(&month)), ("year", Arg::Text(year))])
        }
        _ => words.say(lang, "text-year", &[("year", Arg::Text(year))]),
    }
}

/// The first and the last day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn first_and_last(part: &str) -> Option<(Date, Date)> {
    let number = |text: &str, digits: usize| -> Option<i16> {
        (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let mut parts = part.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map(|text| number(text, 2));
    let day = parts.next().map(|text| number(text, 2));
    if parts.next().is_some() {
        return None;
    }
    match (month, day) {
        (None, _) => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
        (Some(month), None) => {
            let first = Date::new(year, i8::try_from(month?).ok()?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        (Some(month), Some(day)) => {
            let date = Date::new(year, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?).ok()?;
            Some((date, date))
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for When {
    type Error = String;

    fn try_from(text: String) -> Result<When, String> {
        When::parse(&text).ok_or_else(|| format!("«{text}» is no date: write 2020, 2020-08, 2020-12-31 or an interval of two"))
    }
}

impl From<When> for String {
    fn from(when: When) -> String {
        when.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_date_says_its_own_precision() {
        for (text, first, last) in [
            ("2020", "2020-01-01", "2020-12-31"),
            ("2020-02", "2020-02-01", "2020-02-29"),
            ("2020-12-31", "2020-12-31", "2020-12-31"),
            ("2020-11/2021-02", "2020-11-01", "2021-02-28"),
            ("31.12.2020", "2020-12-31", "2020-12-31"),
            (" 1.4.2021 ", "2021-04-01", "2021-04-01"),
        ] {
            let when = When::parse(text).unwrap_or_else(|| panic!("{text} is a date"));
            assert_eq!((when.first().to_string(), when.last().to_string()), (first.to_owned(), last.to_owned()), "{text}");
        }
        for text in [
            "",
            "20",
            "2020-13",
            "2020-02-30",
            "2021/2020",
            "2020/2021/2022",
            "2020-1",
            "soon",
            "12.2020",
            "-2020",
            "2020-",
            "+202",
        ] {
            assert_eq!(When::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,24}") {
            if let Some(when) = When::parse(&text) {
                prop_assert!(when.first() <= when.last());
                prop_assert_eq!(When::parse(when.as_str()), Some(when));
            }
        }
    }
}
