//! The time that a question names: a day, a month, a year; or a month or day of any year, when it names none. Pure.

use jiff::civil::Date;

use super::model::{Asked, Word};
use crate::text::When;

/// A time as a question names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Time {
    /// Of one year.
    Dated(When),
    /// «12 березня», «у квітні»: of any year.
    Yearly {
        /// The month.
        month: i8,
        /// Its day, when it is named.
        day: Option<i8>,
    },
}

impl Time {
    /// Reads what [`find`] writes: a date of the register, `--04` or `--03-12`.
    pub fn parse(value: &str) -> Option<Time> {
        let Some(yearly) = value.strip_prefix("--") else { return When::parse(value).map(Time::Dated) };
        let (month, day) = yearly.split_once('-').map_or((yearly, None), |(month, day)| (month, Some(day)));
        let day = day.map(|day| day.parse().ok());
        Some(Time::Yearly { month: month.parse().ok()?, day: if let Some(day) = day { Some(day?) } else { None } })
    }

    /// Whether all that a date may mean lies within this time: of a wider one nobody knows.
    pub fn holds(&self, date: &When) -> bool {
        let (first, last) = (date.first(), date.last());
        match self {
            Time::Dated(when) => when.first() <= first && last <= when.last(),
            Time::Yearly { month, day } => {
                let one_month = (first.year(), first.month()) == (last.year(), last.month()) && first.month() == *month;
                one_month && day.is_none_or(|day| first == last && first.day() == day)
            }
        }
    }

    /// Its last day, when its year is named.
    pub fn last(&self) -> Option<Date> {
        match self {
            Time::Dated(when) => Some(when.last()),
            Time::Yearly { .. } => None,
        }
    }
}

/// Whether a word is the number of a year.
pub fn is_year(word: &Word) -> bool {
    word.key.len() == 4 && word.key.parse::<u16>().is_ok_and(|year| (1991..2100).contains(&year))
}

/// Whether the word at a place stands beside the number of a year.
pub fn beside_year(asked: &Asked, place: usize) -> bool {
    let near = [place.checked_sub(1), Some(place + 1)];
    near.into_iter().flatten().filter_map(|place| asked.words.get(place)).any(is_year)
}

/// Words before a time that make it a bound of another.
const BOUNDS: [&str; 18] = [
    "до",
    "після",
    "перед",
    "від",
    "з",
    "із",
    "зі",
    "починаючи",
    "раніше",
    "пізніше",
    "after",
    "before",
    "since",
    "until",
    "till",
    "by",
    "from",
    "than",
];

/// Whether a time is only the beginning or end of one that is meant.
pub fn bounded(asked: &Asked, at: &[usize]) -> bool {
    // Both ends of «з 2019 до 2020 року» are told.
    if at.iter().filter(|place| asked.words.get(**place).is_some_and(is_year)).count() > 1 {
        return false;
    }
    let before = at.iter().min().and_then(|first| first.checked_sub(1)).and_then(|place| asked.words.get(place));
    before.is_some_and(|word| BOUNDS.contains(&word.written.to_lowercase().as_str()))
}

/// The number of a word, when it may be one of a day or month.
fn small(word: Option<&Word>, most: u8) -> Option<u8> {
    let key = &word?.key;
    key.parse().ok().filter(|number| key.len() <= 2 && (1..=most).contains(number))
}

/// The first time that a question names, and the places of its words; `months` are those of its months.
pub fn find(asked: &Asked, months: &[(usize, &str)]) -> Option<(String, Vec<usize>)> {
    let words = &asked.words;
    // The year of «Горизонт-2020» is a name.
    let named = |place: usize| asked.terms.iter().any(|term| term.at.len() > 1 && term.at.contains(&place));
    let mut years = (0..words.len()).filter(|place| is_year(&words[*place]) && !named(*place));
    if let Some(at) = years.next() {
        // «12.03.2021»
        let numbers = at.checked_sub(2).and_then(|from| Some((small(words.get(from), 31)?, small(words.get(from + 1), 12)?)));
        if let Some((day, month)) = numbers {
            return Some((format!("{}-{month:02}-{day:02}", words[at].key), vec![at - 2, at - 1, at]));
        }
        // «2019–2020», "from 2019 to 2020"
        if let Some(last) = years.next_back().filter(|last| words[*last].key > words[at].key) {
            return Some((format!("{}/{}", words[at].key, words[last].key), vec![at, last]));
        }
        let Some((place, month)) = months.iter().find(|(place, _)| place.abs_diff(at) <= 2) else {
            return Some((words[at].key.clone(), vec![at]));
        };
        let mut places = vec![*place, at];
        let value = with_day(words, *place, format!("{}-{month}", words[at].key), &mut places);
        return Some((value, places));
    }
    let (place, month) = months.first()?;
    let mut places = vec![*place];
    let value = with_day(words, *place, format!("--{month}"), &mut places);
    Some((value, places))
}

/// Adds the day that stands beside a month.
fn with_day(words: &[Word], month: usize, value: String, places: &mut Vec<usize>) -> String {
    let beside = [month.checked_sub(1), Some(month + 1)];
    let day = beside.into_iter().flatten().find_map(|place| Some((place, small(words.get(place), 31)?)));
    let dated = day.map(|(place, day)| {
        places.push(place);
        format!("{value}-{day:02}")
    });
    places.sort_unstable();
    dated.filter(|value| Time::parse(value).is_some()).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_lies_in_a_time_when_all_of_it_does() {
        for (time, date, holds) in [
            ("2020", "2020-07", true),
            ("2020", "2020-11/2021-02", false),
            ("2020-04", "2020", false),
            ("--03-12", "2021-03-12", true),
            ("--03-12", "2021-03", false),
            ("--04", "2021-04", true),
            ("--04", "2021-04-30", true),
            ("--04", "2021", false),
        ] {
            let time = Time::parse(time).unwrap();
            assert_eq!(time.holds(&When::parse(date).unwrap()), holds, "{time:?} {date}");
        }
        assert_eq!(Time::parse("--x"), None);
        assert_eq!(Time::parse("never"), None);
    }
}
