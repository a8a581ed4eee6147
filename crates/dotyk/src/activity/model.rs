//! What is kept of an activity, and of the file it came in. Pure.

use crate::text::words;
use serde::Serialize;

words! {
    /// What a file is.
    State {
        /// It is there and not read yet
        Waiting = "waiting",
        /// It is being read
        Reading = "reading",
        /// What it says is shown
        Current = "current",
        /// A newer file of its publisher is shown
        Replaced = "replaced",
        /// It was taken back
        Undone = "undone",
        /// It cannot be read, or is older than what is shown
        Refused = "refused",
    }
}

words! {
    /// What is to be done with a file.
    Work {
        /// Read it
        Read = "read",
        /// Look for projects that its identifiers name
        Match = "match",
        /// Delete its rows
        Clear = "clear",
    }
}

words! {
    /// What was decided of an activity and a project.
    Decision {
        /// They are the same
        Tied = "tied",
        /// They are not
        Rejected = "rejected",
    }
}

words! {
    /// How it was known.
    How {
        /// The activity's identifier names the project
        Identifier = "identifier",
        /// Another identifier of it does
        Other = "other-identifier",
        /// Somebody said so
        Chosen = "chosen",
        /// The project was made of it
        Made = "made",
    }
}

/// Money beyond this many hundredths is kept as text and in no sum: a million millions.
pub const MOST_CENTS: i64 = 100_000_000_000_000;

/// An activity as a file states it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// 1, 2, 3 … in the file.
    pub number: i64,
    /// Made of the identifier: the address of its page.
    pub id: String,
    /// Its identifier.
    pub identifier: String,
    /// Where it begins in the file.
    pub line: i64,
    /// Who reports it.
    pub reporting_ref: Option<String>,
    /// Likewise.
    pub reporting_name: Option<String>,
    /// Whether they report for others, as it stands.
    pub secondary: Option<String>,
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title: English, else the first of any language.
    pub title_en: Option<String>,
    /// What it is.
    pub about_uk: Option<String>,
    /// What it is.
    pub about_en: Option<String>,
    /// Code of ActivityStatus.
    pub status: Option<String>,
    /// ISO day.
    pub planned_start: Option<String>,
    /// ISO day.
    pub actual_start: Option<String>,
    /// ISO day.
    pub planned_end: Option<String>,
    /// ISO day.
    pub actual_end: Option<String>,
    /// The first year that it speaks of.
    pub first_year: Option<i64>,
    /// The last one.
    pub last_year: Option<i64>,
    /// As it stands.
    pub hierarchy: Option<String>,
    /// The currency of amounts that name none.
    pub currency: Option<String>,
    /// The language of texts that name none.
    pub lang: Option<String>,
    /// When it was last changed, as it stands.
    pub updated_at: Option<String>,
    /// Of all that is kept of it.
    pub digest: String,
    /// Every text.
    pub narratives: Vec<Narrated>,
    /// Who.
    pub parties: Vec<Party>,
    /// Where.
    pub places: Vec<Place>,
    /// What for.
    pub sectors: Vec<Sector>,
    /// Money that moved or was promised.
    pub transactions: Vec<Transaction>,
    /// Money that is meant to be spent.
    pub budgets: Vec<Budget>,
    /// Sums of both.
    pub totals: Vec<Total>,
    /// What came of it.
    pub results: Vec<Outcome>,
    /// Other identifiers and related activities.
    pub links: Vec<Link>,
}

/// A text in a language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Narrated {
    /// The path in the standard.
    pub field: String,
    /// Which of several such parts.
    pub part: i64,
    /// The type of a description.
    pub kind: Option<String>,
    /// Its language.
    pub lang: Option<String>,
    /// The text.
    pub text: String,
}

/// An organisation in a role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Code of OrganisationRole, or `reporting`.
    pub role: String,
    /// Its identifier.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// Code of OrganisationType.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its own activity of the same work.
    pub activity: Option<String>,
}

/// The role of who reports.
pub const REPORTING: &str = "reporting";

/// A country, region or location.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// `country`, `region` or `location`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its code.
    pub code: Option<String>,
    /// Of which vocabulary.
    pub vocabulary: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its share in percent, as it stands.
    pub share: Option<String>,
    /// Micro-degrees.
    #[serde(skip)]
    pub lat: Option<i64>,
    /// Micro-degrees.
    #[serde(skip)]
    pub lon: Option<i64>,
}

/// A purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sector {
    /// Of which vocabulary.
    pub vocabulary: Option<String>,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
    /// Its share in percent, as it stands.
    pub share: Option<String>,
}

/// Money that moved or was promised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Transaction {
    /// Code of TransactionType.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// When.
    pub date: Option<String>,
    /// As it stands.
    pub value: Option<String>,
    /// Hundredths.
    #[serde(skip)]
    pub cents: Option<i64>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// The day of the exchange rate.
    pub value_date: Option<String>,
    /// From whom.
    pub provider_ref: Option<String>,
    /// From whom.
    pub provider_name: Option<String>,
    /// To whom.
    pub receiver_ref: Option<String>,
    /// To whom.
    pub receiver_name: Option<String>,
    /// Its own number.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
}

/// Money that is meant to be spent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// Code of BudgetType.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Code of BudgetStatus.
    pub status: Option<String>,
    /// From when.
    pub period_start: Option<String>,
    /// Until when.
    pub period_end: Option<String>,
    /// As it stands.
    pub value: Option<String>,
    /// Hundredths.
    #[serde(skip)]
    pub cents: Option<i64>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// The day of the exchange rate.
    pub value_date: Option<String>,
}

/// A sum of one kind and currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Code of TransactionType, or `budget`.
    pub kind: String,
    /// ISO 4217; empty when nobody says.
    pub currency: String,
    /// Hundredths.
    pub cents: i64,
    /// Of how many.
    pub parts: i64,
}

/// A result, an indicator of it, and a period of that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Code of ResultType.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// What.
    pub title: Option<String>,
    /// Code of IndicatorMeasure.
    pub measure: Option<String>,
    /// What is measured.
    pub indicator: Option<String>,
    /// Where it began.
    pub baseline: Option<String>,
    /// In which year.
    pub baseline_year: Option<String>,
    /// From when.
    pub period_start: Option<String>,
    /// Until when.
    pub period_end: Option<String>,
    /// What was aimed at.
    pub target: Option<String>,
    /// What was reached.
    pub actual: Option<String>,
}

/// Another identifier, or another activity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// `other` or `related`.
    pub link: String,
    /// The identifier.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Code of its type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Whose identifier it is.
    pub owner_ref: Option<String>,
    /// Likewise.
    pub owner_name: Option<String>,
}

/// Why an activity of a file was not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Line.
    pub line: i64,
    /// Column, in characters.
    pub column: i64,
    /// Its identifier, as far as it has one.
    pub identifier: String,
    /// The message's key.
    #[serde(rename = "code")]
    pub key: String,
    /// What stands in it, in both languages.
    #[serde(skip)]
    pub what: Option<(String, String)>,
}

/// The page of an identifier: sixteen bytes of its digest, in hex, so that any identifier makes an address.
pub fn id_of(identifier: &str) -> String {
    use sha2::{Digest, Sha256};
    crate::journal::hex(&Sha256::digest(identifier.trim().as_bytes())[..16])
}

/// What all files of one publisher have in common.
pub fn publisher_key(publisher: &str) -> String {
    publisher.trim().to_uppercase()
}

/// Whether a newer file takes the place of an older one of the same publisher: whoever reports in the older one does so in
/// the newer one too, something stands in both, and it is called the same or that is at least half of the older one. Else
/// they are two parts of what the publisher has, such as two countries, or one of them is what somebody has gathered of
/// many; and both stand.
pub fn takes_the_place(same_name: bool, same_reporters: bool, older: i64, in_both: i64) -> bool {
    same_reporters && in_both > 0 && (same_name || in_both * 2 >= older)
}

/// Whether what a file says of when it was made is before what another says.
pub fn older(made: Option<&str>, other: Option<&str>) -> bool {
    let moment = |text: Option<&str>| {
        let text = text?.trim();
        let local = || jiff::tz::TimeZone::UTC.to_timestamp(text.parse::<jiff::civil::DateTime>().ok()?).ok();
        text.parse::<jiff::Timestamp>().ok().or_else(local)
    };
    matches!((moment(made), moment(other)), (Some(made), Some(other)) if made < other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_file_takes_the_place_of_what_it_says_again() {
        for (same_name, same_reporters, older, in_both, takes) in [
            (true, true, 10, 1, true),
            (true, true, 10, 0, false),
            (false, true, 10, 1, false),
            (false, true, 10, 10, true),
            (false, true, 10, 5, true),
            (false, true, 10, 4, false),
            // A small file of one reporter is not what was gathered of many.
            (true, false, 100, 60, false),
            (false, false, 100, 100, false),
            (false, true, 100, 1, false),
            (false, true, 0, 0, false),
        ] {
            assert_eq!(takes_the_place(same_name, same_reporters, older, in_both), takes, "{same_name} {older} {in_both}");
        }
    }

    #[test]
    fn files_are_older_only_when_both_say_when() {
        assert!(older(Some("2021-01-01T00:00:00Z"), Some("2021-02-01T00:00:00")));
        assert!(!older(Some("2021-02-01T00:00:00Z"), Some("2021-02-01T00:00:00Z")));
        assert!(!older(None, Some("2021-02-01T00:00:00Z")) && !older(Some("soon"), Some("2021-02-01T00:00:00Z")));
    }

    #[test]
    fn an_identifier_has_one_page_whatever_stands_around_it() {
        assert_eq!(id_of(" XM-1 "), id_of("XM-1"));
        assert_ne!(id_of("XM-1"), id_of("XM-2"));
        assert_eq!(id_of("XM-1").len(), 32);
        assert_eq!(publisher_key(" xm-dac-1 "), "XM-DAC-1");
    }
}
