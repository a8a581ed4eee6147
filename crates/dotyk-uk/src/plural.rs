//! Which form of a noun goes with a number.

/// The plural categories of Ukrainian and English, as CLDR names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Plural {
    /// 1 квартира, 21 квартира; 1 flat.
    One,
    /// 2, 3, 4 квартири.
    Few,
    /// 0, 5, 11 квартир.
    Many,
    /// 1,5 квартири; in English everything but one.
    Other,
}

impl Plural {
    /// The name of the category in CLDR and in message files.
    pub fn name(self) -> &'static str {
        match self {
            Plural::One => "one",
            Plural::Few => "few",
            Plural::Many => "many",
            Plural::Other => "other",
        }
    }
}

/// The Ukrainian form for a whole number.
///
/// ```
/// use dotyk_uk::{Plural, plural};
/// assert_eq!(plural(31), Plural::One);
/// assert_eq!(plural(4), Plural::Few);
/// assert_eq!(plural(12), Plural::Many);
/// ```
pub fn plural(n: u64) -> Plural {
    match (n % 10, n % 100) {
        (_, 11..=14) => Plural::Many,
        (1, _) => Plural::One,
        (2..=4, _) => Plural::Few,
        _ => Plural::Many,
    }
}

/// The Ukrainian form for a number as it is written, with `,` or `.` before its decimals.
///
/// A number with decimals takes [`Plural::Other`] even when they are zero («1,0 квартири»). A sign
/// in front and spaces between groups of digits are passed over; what is no number at all takes
/// [`Plural::Other`] too.
///
/// ```
/// use dotyk_uk::{Plural, plural_decimal};
/// assert_eq!(plural_decimal("1,5"), Plural::Other);
/// assert_eq!(plural_decimal("1 221"), Plural::One);
/// ```
pub fn plural_decimal(number: &str) -> Plural {
    let digits = number.trim().trim_start_matches(['-', '−', '+']);
    let mut tail = 0;
    let mut any = false;
    for c in digits.chars() {
        match c.to_digit(10) {
            // Only the last two digits decide.
            Some(digit) => {
                tail = (tail * 10 + u64::from(digit)) % 100;
                any = true;
            }
            None if any && c.is_whitespace() => {}
            None => return Plural::Other,
        }
    }
    if any { plural(tail) } else { Plural::Other }
}

/// The English form for a whole number: [`Plural::One`] or [`Plural::Other`].
///
/// ```
/// use dotyk_uk::{Plural, plural_en};
/// assert_eq!(plural_en(1), Plural::One);
/// assert_eq!(plural_en(21), Plural::Other);
/// ```
pub fn plural_en(n: u64) -> Plural {
    if n == 1 { Plural::One } else { Plural::Other }
}
