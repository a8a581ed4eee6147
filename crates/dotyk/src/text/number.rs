//! Numbers and money as people write them.

use super::Lang;

/// A no-break space: a number must not fall apart at the end of a line.
const NBSP: char = '\u{a0}';

/// Groups the digits of a whole number: «1 234 567», "1,234,567".
pub fn group(lang: Lang, n: i64) -> String {
    decimal(lang, &n.to_string())
}

/// A decimal text ("1234567.89") as it is written in a language: «1 234 567,89», "1,234,567.89".
/// Text that is no decimal comes back as it is.
pub fn decimal(lang: Lang, value: &str) -> String {
    let (sign, digits) = value.strip_prefix('-').map_or(("", value), |rest| ("−", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return value.to_owned();
    }
    let (separator, point) = match lang {
        Lang::Uk => (NBSP, ','),
        Lang::En => (',', '.'),
    };
    let mut out = String::with_capacity(value.len() + whole.len() / 3 + 2);
    out.push_str(sign);
    for (index, digit) in whole.chars().enumerate() {
        // Ukrainian leaves four digits together: 2020, 1200; from five on they are grouped.
        if index > 0 && (whole.len() - index) % 3 == 0 && (lang == Lang::En || whole.len() > 4) {
            out.push(separator);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    out
}

/// An amount with its currency: «190 тис. дол. США», «57 051 252 дол. США», "USD 190,000".
///
/// `name` is the currency's name in the language's own words («дол. США»); English writes the ISO 4217 code.
pub fn money(lang: Lang, value: &str, currency: &str, name: &str) -> String {
    match lang {
        Lang::En => format!("{currency}{NBSP}{}", decimal(lang, value)),
        Lang::Uk => {
            let (short, scale) = shortened(value);
            format!("{}{scale}{NBSP}{name}", decimal(lang, &short))
        }
    }
}

/// Whole thousands, millions and milliards are said in words when nothing is lost by it.
fn shortened(value: &str) -> (String, &'static str) {
    let whole = value.strip_suffix(".00").unwrap_or(value);
    for (zeros, scale) in [("000000000", "\u{a0}млрд"), ("000000", "\u{a0}млн"), ("000", "\u{a0}тис.")] {
        if let Some(head) = whole.strip_suffix(zeros)
            && !head.is_empty()
            && head != "-"
            && head.bytes().all(|b| b.is_ascii_digit())
        {
            return (head.to_owned(), scale);
        }
    }
    (whole.to_owned(), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spaced(text: &str) -> String {
        text.replace(NBSP, " ")
    }

    #[test]
    fn numbers_are_written_as_in_each_language() {
        for (value, uk, en) in [
            ("0", "0", "0"),
            ("2020", "2020", "2,020"),
            ("19820169", "19 820 169", "19,820,169"),
            ("1234567.89", "1 234 567,89", "1,234,567.89"),
            ("-12345.5", "−12 345,5", "−12,345.5"),
            ("more", "more", "more"),
        ] {
            assert_eq!(spaced(&decimal(Lang::Uk, value)), uk);
            assert_eq!(decimal(Lang::En, value), en);
        }
    }

    #[test]
    fn money_is_short_where_nothing_is_lost() {
        for (value, uk) in [
            ("190000", "190 тис. дол. США"),
            ("950000.00", "950 тис. дол. США"),
            ("9000000", "9 млн дол. США"),
            ("57051252", "57 051 252 дол. США"),
            ("2367582.84", "2 367 582,84 дол. США"),
            ("0", "0 дол. США"),
        ] {
            assert_eq!(spaced(&money(Lang::Uk, value, "USD", "дол. США")), uk);
        }
        assert_eq!(spaced(&money(Lang::En, "190000", "USD", "")), "USD 190,000");
    }
}
