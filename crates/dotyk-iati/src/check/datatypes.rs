//! The simple types of XML Schema that IATI uses: is a text one of them?
//!
//! Source: XML Schema part 2 (2004), sections 3.2 and 3.3. White space around a value is
//! collapsed first for every type but `string`.

use super::uri::is_uri_reference;
use crate::standard::DataType;

/// Whether `value` is of the type.
pub(crate) fn is_valid(data_type: DataType, value: &str) -> bool {
    if data_type == DataType::String {
        return true;
    }
    if value.is_empty() && data_type == DataType::Language {
        return true;
    }
    let value = value.trim_matches([' ', '\t', '\n', '\r']);
    match data_type {
        DataType::String => true,
        DataType::Decimal => is_decimal(value),
        DataType::Date => is_plain_date(value) || date(value).is_some_and(is_zone),
        DataType::DateTime => is_date_time(value),
        DataType::Boolean => matches!(value, "true" | "false" | "1" | "0"),
        DataType::Uri => is_uri_reference(value),
        DataType::Language => is_language(value),
        DataType::Int => is_integer(value, i32::MIN.into(), i32::MAX.into()),
        DataType::PositiveInteger => is_integer(value, 1, i64::MAX),
        DataType::NonNegativeInteger => is_integer(value, 0, i64::MAX),
        DataType::Token => !value.is_empty() && value.chars().all(is_name_char),
    }
}

fn is_decimal(value: &str) -> bool {
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    !(whole.is_empty() && part.is_empty())
        && whole.bytes().all(|b| b.is_ascii_digit())
        && part.bytes().all(|b| b.is_ascii_digit())
}

fn is_integer(value: &str, least: i64, most: i64) -> bool {
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    match value.parse::<i64>() {
        Ok(n) => (least..=most).contains(&n),
        // Beyond 64 bits: right only where the type has no upper bound.
        Err(_) => most == i64::MAX && !value.starts_with('-'),
    }
}

fn is_language(value: &str) -> bool {
    let part = |p: &str| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = value.split('-').next().unwrap_or_default();
    first.bytes().all(|b| b.is_ascii_alphabetic()) && value.split('-').all(part)
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | ':' | '\u{B7}')
}

fn number(text: &str, digits: usize) -> Option<(u32, &str)> {
    let (head, rest) = text.split_at_checked(digits)?;
    if !head.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((head.parse().ok()?, rest))
}

/// Whether it is `yyyy-mm-dd` of a day that every month has: most dates are.
fn is_plain_date(value: &str) -> bool {
    let two = |a: u8, b: u8| a.wrapping_sub(b'0').wrapping_mul(10).wrapping_add(b.wrapping_sub(b'0'));
    let &[a, b, c, d, b'-', m, n, b'-', x, y] = value.as_bytes() else { return false };
    [a, b, c, d, m, n, x, y].iter().all(u8::is_ascii_digit)
        && [a, b, c, d] != *b"0000"
        && (1..=12).contains(&two(m, n))
        && (1..=28).contains(&two(x, y))
}

/// Reads `yyyy-mm-dd` and gives what follows.
fn date(value: &str) -> Option<&str> {
    let text = value.strip_prefix('-').unwrap_or(value);
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    // Four digits at least, no leading zero beyond four, and no year zero.
    let year = text.get(..length)?;
    if length < 4 || (length > 4 && year.starts_with('0')) || year.bytes().all(|b| b == b'0') {
        return None;
    }
    let last = year.get(length.saturating_sub(4)..)?.parse::<u32>().ok()?;
    let century = year.get(length.saturating_sub(6)..)?.parse::<u32>().unwrap_or(last);
    let leap = last % 4 == 0 && (last % 100 != 0 || century % 400 == 0);
    let (month, rest) = number(text.get(length..)?.strip_prefix('-')?, 2)?;
    let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(rest)
}

/// A time zone or nothing.
fn is_zone(text: &str) -> bool {
    if text.is_empty() || text == "Z" {
        return true;
    }
    let zone = || {
        let (hours, rest) = number(text.strip_prefix(['+', '-'])?, 2)?;
        let (minutes, rest) = number(rest.strip_prefix(':')?, 2)?;
        Some(rest.is_empty() && minutes < 60 && (hours < 14 || (hours == 14 && minutes == 0)))
    };
    zone().unwrap_or(false)
}

fn is_date_time(value: &str) -> bool {
    let time = || {
        let (hours, rest) = number(date(value)?.strip_prefix('T')?, 2)?;
        let (minutes, rest) = number(rest.strip_prefix(':')?, 2)?;
        let (seconds, mut rest) = number(rest.strip_prefix(':')?, 2)?;
        let mut fraction = "";
        if let Some(after) = rest.strip_prefix('.') {
            let length = after.bytes().take_while(u8::is_ascii_digit).count();
            (fraction, rest) = after.split_at_checked(length)?;
            if fraction.is_empty() {
                return None;
            }
        }
        let midnight = hours == 24 && minutes == 0 && seconds == 0 && fraction.bytes().all(|b| b == b'0');
        Some((midnight || hours < 24) && minutes < 60 && seconds < 60 && is_zone(rest))
    };
    time().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn each(data_type: DataType, good: &[&str], bad: &[&str]) {
        for value in good {
            assert!(is_valid(data_type, value), "{value:?} is a {}", data_type.name());
        }
        for value in bad {
            assert!(!is_valid(data_type, value), "{value:?} is no {}", data_type.name());
        }
    }

    #[test]
    fn decimals() {
        each(DataType::Decimal, &["1", " -1.50 ", "+.5", "1.", "007"], &["", ".", "-", "1e-10", "1,5", "NaN", "1 2"]);
    }

    #[test]
    fn dates() {
        let good = ["2014-01-01", "2024-02-29", "2014-01-01Z", "2014-01-01+14:00", "-0001-12-31", "12014-01-01"];
        let bad = [
            "",
            "2014-02-29",
            "2014-1-1",
            "14-01-01",
            "0000-01-01",
            "2014-01-01+15:00",
            "2014-01-01T00:00:00",
            "02014-01-01",
            "2014-13-01",
        ];
        each(DataType::Date, &good, &bad);
    }

    #[test]
    fn date_times() {
        let good = ["2014-01-01T00:00:00", "2014-01-01T24:00:00Z", "2014-01-01T23:59:59.999-05:00"];
        each(
            DataType::DateTime,
            &good,
            &["2014-01-01", "2014-01-01T25:00:00", "2014-01-01T00:00", "2014-01-01 00:00:00", "2014-01-01T00:00:00."],
        );
    }

    #[test]
    fn others() {
        each(DataType::Boolean, &["1", "0", "true", " false"], &["", "TRUE", "yes"]);
        each(
            DataType::Language,
            &["", "en", "uk-UA", "zh-Hant-TW", "English", "EN-1"],
            &[" ", "zz9", "en_GB", "toolonglang", "en-"],
        );
        each(DataType::PositiveInteger, &["1", "2014", "+3", "99999999999999999999"], &["0", "-1", "", "1.0", "x"]);
        each(DataType::Int, &["-2147483648"], &["2147483648"]);
    }
}
