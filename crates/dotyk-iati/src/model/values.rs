//! Values as they stand in the file, with what they mean on request.
//!
//! A published file may say anything where a date or an amount should stand. The model keeps
//! the text, so that nothing is lost from reading to writing, and reads it when asked.

use std::borrow::Cow;

use compact_str::CompactString;
use jiff::civil;
use rust_decimal::Decimal as Number;

/// A text or a code. Short ones live in place, without an allocation.
pub type Text = CompactString;

/// A value that is a text in the file.
pub(crate) trait Value {
    fn as_str(&self) -> &str;
}

impl Value for Text {
    fn as_str(&self) -> &str {
        CompactString::as_str(self)
    }
}

macro_rules! value {
    ($($(#[$meta:meta])* $name:ident;)*) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
        pub struct $name(Text);

        impl $name {
            /// The value as it stands in the file.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// Whether nothing stands there.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }

            #[allow(dead_code)]
            pub(crate) fn push_str(&mut self, text: &str) {
                self.0.push_str(text);
            }
        }

        impl Value for $name {
            fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.into())
            }
        }

        impl From<Cow<'_, str>> for $name {
            fn from(text: Cow<'_, str>) -> Self {
                $name(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )* };
}

value! {
    /// A day (`xs:date`), such as `2014-01-01`.
    Date;
    /// A moment (`xs:dateTime`), such as `2014-01-01T10:00:00Z`.
    DateTime;
    /// A decimal number (`xs:decimal`), such as an amount or a percentage.
    Decimal;
    /// A whole number.
    Integer;
    /// True or false (`xs:boolean`): `1`, `0`, `true`, `false`.
    Flag;
}

impl Date {
    /// The day, without its time zone; `None` where it is not one.
    ///
    /// ```
    /// use dotyk_iati::model::Date;
    /// assert_eq!(Date::from("2014-01-01Z").day().map(|d| d.year()), Some(2014));
    /// assert_eq!(Date::from("soon").day(), None);
    /// ```
    pub fn day(&self) -> Option<civil::Date> {
        self.as_str().trim().get(..10)?.parse().ok()
    }
}

impl From<civil::Date> for Date {
    fn from(day: civil::Date) -> Date {
        Date(day.to_string().into())
    }
}

impl DateTime {
    /// The moment, in UTC where no zone is named; `None` where it is none.
    pub fn moment(&self) -> Option<jiff::Timestamp> {
        let text = self.as_str().trim();
        let local = || jiff::tz::TimeZone::UTC.to_timestamp(text.parse::<civil::DateTime>().ok()?).ok();
        text.parse().ok().or_else(local)
    }
}

impl Decimal {
    /// The number; `None` where it is none or has more digits than can be held.
    ///
    /// ```
    /// use dotyk_iati::model::Decimal;
    /// assert_eq!(Decimal::from(" 12.50 ").number().map(|n| n.to_string()), Some("12.50".into()));
    /// assert_eq!(Decimal::from("1e-10").number(), None);
    /// ```
    pub fn number(&self) -> Option<Number> {
        let text = self.as_str().trim();
        let text = text.strip_prefix('+').unwrap_or(text);
        text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-').then(|| text.parse().ok())?
    }
}

impl From<Number> for Decimal {
    fn from(number: Number) -> Decimal {
        Decimal(number.to_string().into())
    }
}

impl Integer {
    /// The number; `None` where it is none.
    pub fn number(&self) -> Option<i64> {
        self.as_str().trim().parse().ok()
    }
}

impl Flag {
    /// True or false; `None` where it is neither.
    pub fn value(&self) -> Option<bool> {
        match self.as_str().trim() {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        }
    }
}

impl From<bool> for Flag {
    fn from(value: bool) -> Flag {
        Flag::from(if value { "1" } else { "0" })
    }
}
