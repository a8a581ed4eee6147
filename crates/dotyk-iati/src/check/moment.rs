//! Dates and numbers as the official validator reads them (ECMAScript's `Date` and `Number`,
//! XPath's `number()`): the rules compare what these make of a text, valid or not.

/// A moment in milliseconds since 1970 in UTC.
pub(crate) type Moment = i64;

/// The length of a day.
pub(crate) const DAY: Moment = 86_400_000;

/// The moment a text names. A date alone is midnight in UTC; 30 February rolls over into
/// March; a date with an offset but no time is nothing.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    standard(text).or_else(|| legacy(text))
}

fn two(bytes: &[u8]) -> Option<i64> {
    match *bytes {
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Some(i64::from(a - b'0') * 10 + i64::from(b - b'0')),
        _ => None,
    }
}

/// `yyyy-mm-dd` with or without a time.
fn standard(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    let year = two(bytes.get(0..2)?)? * 100 + two(bytes.get(2..4)?)?;
    let (month, day, rest) = match bytes.get(4..)? {
        [] => (1, 1, &[][..]),
        [b'-', a, b] => (two(&[*a, *b])?, 1, &[][..]),
        [b'-', a, b, b'-', c, d, rest @ ..] => (two(&[*a, *b])?, two(&[*c, *d])?, rest),
        _ => return None,
    };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let time = match rest {
        [] => 0,
        [b'T', time @ ..] => time_of_day(time)?,
        _ => return None,
    };
    Some(days(year, month, day) * DAY + time)
}

/// `hh:mm[:ss[.fraction]]` with or without an offset.
fn time_of_day(bytes: &[u8]) -> Option<Moment> {
    let (hours, minutes) = (two(bytes.get(0..2)?)?, two(bytes.get(3..5)?)?);
    let (mut seconds, mut millis) = (0, 0);
    let mut rest = bytes.get(5..)?;
    if bytes.get(2) != Some(&b':') {
        return None;
    }
    if let [b':', a, b, after @ ..] = rest {
        seconds = two(&[*a, *b])?;
        rest = after;
        if let [b'.', after @ ..] = rest {
            let length = after.iter().take_while(|b| b.is_ascii_digit()).count();
            let digits = after.get(..length).filter(|d| !d.is_empty())?;
            millis = (0..3).fold(0, |n, i| n * 10 + digits.get(i).map_or(0, |b| i64::from(b - b'0')));
            rest = after.get(length..)?;
        }
    }
    let midnight = hours == 24 && minutes == 0 && seconds == 0 && millis == 0;
    if !(hours < 24 || midnight) || minutes > 59 || seconds > 59 {
        return None;
    }
    let offset = match *rest {
        [] | [b'Z'] => 0,
        [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
            let minutes = two(&[a, b])? * 60 + two(&[c, d])?;
            if sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    Some((((hours * 60 + minutes - offset) * 60) + seconds) * 1000 + millis)
}

/// What browsers also take: `2014-1-5`, `1/5/2014`, blanks around a date, a closing `Z`, a
/// time after a blank.
fn legacy(text: &str) -> Option<Moment> {
    let mut text = text.trim();
    text = text.strip_suffix('Z').map_or(text, str::trim_end);
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date, time_of_day(pad(time.trim()).as_bytes())?),
        None => (text, 0),
    };
    let mut parts = [0; 3];
    let mut count = 0;
    for part in date.split(['-', '/', '.']) {
        if part.is_empty() || part.len() > 6 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *parts.get_mut(count)? = part.parse::<i64>().ok()?;
        count += 1;
    }
    if count != 3 {
        return None;
    }
    let (year, month, day) =
        if (1..=31).contains(&parts[0]) { (parts[2], parts[0], parts[1]) } else { (parts[0], parts[1], parts[2]) };
    let year = match year {
        0..=49 => year + 2000,
        50..=99 => year + 1900,
        year => year,
    };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    Some(days(year, month, day) * DAY + time)
}

fn pad(time: &str) -> String {
    if time.as_bytes().get(1) == Some(&b':') { format!("0{time}") } else { time.to_owned() }
}

/// Days since 1970 of a day of the Gregorian calendar; days beyond a month's end roll over.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // The count of days before 1 March of a year, in eras of 400 years.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * m + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// ECMAScript's `Number(text)`; not a number is NaN.
pub(crate) fn number(text: &str) -> f64 {
    let text = trim(text);
    if text.is_empty() {
        return 0.0;
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits == "Infinity" {
        return if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b"eE+-.".contains(&b));
    if plain { text.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

/// XPath's `number(text)` as the official validator has it: no exponent, no plus.
pub(crate) fn xpath_number(text: &str) -> f64 {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or(("", digits));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if part.is_empty() || !plain(whole) || !plain(part) { f64::NAN } else { text.parse().unwrap_or(f64::NAN) }
}

/// A text without white space at its ends, as ECMAScript counts white space.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c == '\u{FEFF}' || (c.is_whitespace() && c != '\u{85}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(moment("1970-01-02"), Some(DAY));
        assert_eq!(moment("2024-02-30"), moment("2024-03-01"));
        assert_eq!(moment("2014-01-01Z"), moment("2014-01-01"));
        assert_eq!(moment("2014-01-01+02:00"), None);
        assert_eq!(moment("2014-01-01T02:00:00+02:00"), moment("2014-01-01"));
        assert_eq!(moment("1/5/2014"), moment("2014-01-05"));
        assert_eq!(moment(" 2014-1-5 "), moment("2014-01-05"));
        assert_eq!(moment("2014-01-05 10:00:00"), moment("2014-01-05T10:00:00Z"));
        for bad in ["", "x", "2014-13-01", "2014-01-32", "2014-01-01T25:00:00", "5 May", "2014--1"] {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(number(" 50 "), 50.0);
        assert_eq!(number(""), 0.0);
        assert!(number("50%").is_nan() && number("inf").is_nan() && number("nan").is_nan());
        assert!(xpath_number("1e2").is_nan() && xpath_number("").is_nan() && xpath_number("+1").is_nan());
        assert_eq!(xpath_number("-1.5"), -1.5);
    }
}
