//! Programmes, their calls, and what was applied for. Pure.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::access::{Head, Kind, Owner, Subject};
use crate::organisation::OrganisationKind;
use crate::source::Cite;
use crate::text::{When, is_currency, is_sector, words};
use crate::web::Fault;

pub use super::fit::{Asker, Fit, Offer, Rule, fits, meets};

/// A call that closes within so many days is said to close soon.
pub const SOON: i64 = 14;

/// No aspect of a scope has more values than this: what is longer says nothing.
const MOST_VALUES: usize = 60;

/// An application has no longer a history than this.
const MOST_STATES: usize = 60;

words! {
    /// How a call stands on a day. Computed from its window.
    Window {
        /// It is known that it will open
        Announced = "announced",
        /// One may apply
        Open = "open",
        /// One may apply, and soon no more
        ClosingSoon = "closing_soon",
        /// One may not apply any more
        Closed = "closed",
        /// Nobody has said from when to when
        Unknown = "unknown",
    }
}

impl Window {
    /// Whether one may apply.
    pub fn open(self) -> bool {
        matches!(self, Window::Open | Window::ClosingSoon)
    }
}

words! {
    /// Whether a call comes again.
    Repetition {
        /// Every year, as far as is known
        Yearly = "yearly",
        /// It never closes: one applies at any time
        Continuous = "continuous",
    }
}

words! {
    /// How an application stands. The order is the usual way.
    Progress {
        /// It is being written
        Drafted = "drafted",
        /// It was sent
        Submitted = "submitted",
        /// It is among those chosen from
        Shortlisted = "shortlisted",
        /// It is to be paid for
        Awarded = "awarded",
        /// It is not
        Refused = "refused",
        /// The applicant took it back
        Withdrawn = "withdrawn",
    }
}

impl Progress {
    /// Whether this may come after `before`. The way to an award is often not known, so a history may begin late; only
    /// what was there can be withdrawn.
    pub fn follows(self, before: Option<Progress>) -> bool {
        use Progress::{Awarded, Drafted, Refused, Shortlisted, Submitted, Withdrawn};
        match (before, self) {
            (None, next) => next != Withdrawn,
            (Some(_), Drafted) | (Some(Refused | Withdrawn), _) => false,
            (Some(Drafted), next) => matches!(next, Submitted | Withdrawn),
            (Some(Submitted), next) => matches!(next, Shortlisted | Awarded | Refused | Withdrawn),
            (Some(Shortlisted), next) => matches!(next, Awarded | Refused | Withdrawn),
            // A grant that was won may still be declined.
            (Some(Awarded), next) => next == Withdrawn,
        }
    }

    /// Whether something is still to come of it.
    pub fn pending(self) -> bool {
        matches!(self, Progress::Drafted | Progress::Submitted | Progress::Shortlisted)
    }
}

/// For what, by whom and where one may apply. What is not said is empty; of places that means all of Ukraine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// DAC codes: purposes of five digits, or categories of three.
    pub sectors: Vec<String>,
    /// Themes in words.
    pub tags: Vec<String>,
    /// Kinds of organisation that may apply.
    pub applicants: Vec<OrganisationKind>,
    /// Codes of places.
    pub places: Vec<String>,
}

impl Scope {
    /// What holds for a call: its own where it says something, else its programme's.
    #[must_use]
    pub fn within(&self, programme: &Scope) -> Scope {
        fn or<T: Clone>(own: &[T], other: &[T]) -> Vec<T> {
            if own.is_empty() { other.to_vec() } else { own.to_vec() }
        }
        Scope {
            sectors: or(&self.sectors, &programme.sectors),
            tags: or(&self.tags, &programme.tags),
            applicants: or(&self.applicants, &programme.applicants),
            places: or(&self.places, &programme.places),
        }
    }

    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, key, what: &str| faults.push((field.to_owned(), key, what.to_owned()));
        for code in &self.sectors {
            if !is_sector(code) {
                wrong("sectors", "web-bad-sector", code);
            }
        }
        if self.tags.iter().any(|tag| tag.chars().count() > 60) {
            wrong("tags", "web-too-long", &60.to_string());
        }
        for (field, count) in [("sectors", self.sectors.len()), ("tags", self.tags.len()), ("places", self.places.len())] {
            if count > MOST_VALUES {
                wrong(field, "programme-too-many-values", &MOST_VALUES.to_string());
            }
        }
        faults
    }
}

/// A programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// Since when it is taken back: kept for good, shown in no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
}

/// What people enter of a programme. References are ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Who pays.
    pub funder: Option<String>,
    /// What it is called.
    pub name_uk: Option<String>,
    /// What it is called.
    pub name_en: Option<String>,
    /// What it is.
    pub about_uk: Option<String>,
    /// What it is.
    pub about_en: Option<String>,
    /// For what, by whom and where one may apply.
    #[serde(flatten)]
    pub scope: Scope,
    /// Who may apply, in words.
    pub eligible_uk: Option<String>,
    /// Who may apply, in words.
    pub eligible_en: Option<String>,
    /// Its page.
    pub link: Option<String>,
    /// How to reach its public desk: an address or a number that is no person's.
    pub desk: Option<String>,
    /// People who know more: seen by whoever may see the person.
    pub contacts: Vec<String>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

/// A call of a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// Since when it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    /// What people enter.
    #[serde(flatten)]
    pub body: CallBody,
}

/// What people enter of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallBody {
    /// Of which programme; never changes.
    pub programme: String,
    /// What it is called.
    pub title_uk: Option<String>,
    /// What it is called.
    pub title_en: Option<String>,
    /// What is asked for.
    pub about_uk: Option<String>,
    /// What is asked for.
    pub about_en: Option<String>,
    /// What is narrower than the programme's.
    #[serde(flatten)]
    pub scope: Scope,
    /// Who may apply, in words.
    pub eligible_uk: Option<String>,
    /// Who may apply, in words.
    pub eligible_en: Option<String>,
    /// Its page.
    pub link: Option<String>,
    /// Since when one may apply.
    pub opens: Option<When>,
    /// Until when.
    pub closes: Option<When>,
    /// Until which hour of that day, in Kyiv: `17:00`.
    pub closes_hour: Option<String>,
    /// Whether it comes again.
    pub repetition: Option<Repetition>,
    /// The least that is given, as decimal text.
    pub least: Option<String>,
    /// The most.
    pub most: Option<String>,
    /// Of both, ISO 4217.
    pub currency: Option<String>,
    /// The least own share of the applicant, in basis points.
    pub cofunding: Option<i64>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// What people enter.
    #[serde(flatten)]
    pub body: ApplicationBody,
}

/// What people enter of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationBody {
    /// To which call.
    pub call: String,
    /// Who applies.
    pub applicant: String,
    /// The project it is for, or that the award became.
    pub project: Option<String>,
    /// With what one applies.
    pub title_uk: Option<String>,
    /// With what one applies.
    pub title_en: Option<String>,
    /// How much is asked, as decimal text.
    pub asked: Option<String>,
    /// In which currency, also of the award.
    pub currency: Option<String>,
    /// How it went.
    pub states: Vec<ProgressRow>,
    /// A remark.
    pub note_uk: Option<String>,
    /// A remark.
    pub note_en: Option<String>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

/// A state of an application, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressRow {
    /// Which.
    pub state: Progress,
    /// Since when.
    pub date: When,
    /// What was awarded, as decimal text.
    #[serde(default)]
    pub amount: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Who says so.
    #[serde(default)]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default)]
    pub locator: Option<String>,
}

/// A moment as windows are compared with: the day in Kyiv and the hour on it. Of another day than today, its beginning.
pub fn moment(day: Date, hour: Option<Time>) -> String {
    let hour = hour.unwrap_or(Time::midnight());
    format!("{day}T{:02}:{:02}", hour.hour(), hour.minute())
}

/// The last moment of the day that is so many days after a moment.
pub fn after(moment: &str, days: i64) -> String {
    let day: Date = moment.get(..10).and_then(|day| day.parse().ok()).unwrap_or(Date::MAX);
    let last = day.checked_add(jiff::Span::new().try_days(days).unwrap_or_default()).unwrap_or(Date::MAX);
    format!("{last}T24:00")
}

/// An amount in minor units: two decimals, as all currencies held here have.
pub fn minor(text: &str) -> Option<i64> {
    let units = text.parse::<Decimal>().ok()?.checked_mul(Decimal::ONE_HUNDRED)?.round();
    i64::try_from(units.mantissa() / 10_i128.checked_pow(units.scale())?).ok()
}

/// Reads an hour: `17:00`, `9:30`, `17.00`, `24:00`.
pub fn read_hour(text: &str) -> Option<String> {
    let (hour, minute) = text.trim().split_once([':', '.'])?;
    let number = |text: &str| -> Option<u8> {
        (matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let (hour, minute) = (number(hour)?, number(minute).filter(|_| minute.len() == 2)?);
    (hour < 24 && minute < 60 || (hour, minute) == (24, 0)).then(|| format!("{hour:02}:{minute:02}"))
}

/// Reads a share: `10`, `12,5`, `10 %`, as basis points.
pub fn read_share(text: &str) -> Option<i64> {
    let number = crate::figure::read_number(text.trim().trim_end_matches('%'))?;
    let points = number.parse::<Decimal>().ok()?.checked_mul(Decimal::ONE_HUNDRED)?.normalize();
    if points.is_integer() { points.to_string().parse().ok() } else { None }
}

/// A share as people write it: `12.5`.
pub fn share_text(points: i64) -> String {
    Decimal::new(points, 2).normalize().to_string()
}

/// Lines or a list with commas, each value once.
pub fn read_list(text: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for value in text.split(['\n', ',', ';']).map(str::trim).filter(|value| !value.is_empty()) {
        if !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
    values
}

fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}

/// What is wrong with texts, each with its field and the most letters of it.
fn too_long(texts: &[(&str, &Option<String>, usize)]) -> Vec<Fault> {
    let long = texts.iter().filter(|(_, text, limit)| text.as_ref().is_some_and(|text| text.chars().count() > *limit));
    long.map(|(field, _, limit)| ((*field).to_owned(), "web-too-long", limit.to_string())).collect()
}

/// What is wrong with amounts and their currency.
fn bad_money(amounts: &[(&str, &Option<String>)], currency: &Option<String>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for (field, text) in amounts {
        let Some(text) = text else { continue };
        match minor(text) {
            None => faults.push(((*field).to_owned(), "web-bad-decimal", text.clone())),
            Some(units) if units <= 0 => faults.push(((*field).to_owned(), "programme-not-above-zero", text.clone())),
            Some(_) => {}
        }
    }
    match currency {
        Some(currency) if !is_currency(currency) => faults.push(("currency".into(), "figure-bad-currency", currency.clone())),
        None if amounts.iter().any(|(_, text)| text.is_some()) => {
            faults.push(("currency".into(), "figure-currency-needed", String::new()));
        }
        _ => {}
    }
    faults
}

impl Programme {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Programme {
        Programme { head, withdrawn_at: None, body }
    }

    /// What the policy must know: made by, of its funder and whoever keeps the funder.
    pub fn subject(&self, keepers: &[Owner]) -> Subject {
        self.head.subject(Kind::Programme).owned_by(keepers.to_vec())
    }
}

impl Body {
    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = self.scope.faults();
        if self.name_uk.is_none() && self.name_en.is_none() {
            faults.push(("name_uk".into(), "programme-name-needed", String::new()));
        }
        faults.extend(too_long(&[
            ("name_uk", &self.name_uk, 300),
            ("name_en", &self.name_en, 300),
            ("about_uk", &self.about_uk, 20_000),
            ("about_en", &self.about_en, 20_000),
            ("eligible_uk", &self.eligible_uk, 5000),
            ("eligible_en", &self.eligible_en, 5000),
            ("link", &self.link, 500),
            ("desk", &self.desk, 300),
        ]));
        if let Some(link) = self.link.as_ref().filter(|link| !is_web(link)) {
            faults.push(("link".into(), "programme-bad-link", link.chars().take(80).collect()));
        }
        faults
    }
}

impl Call {
    /// A new one.
    pub fn new(head: Head, body: CallBody) -> Call {
        Call { head, withdrawn_at: None, body }
    }

    /// What the policy must know: the public sees it when its programme is seen too; whose the programme is, theirs it is.
    pub fn subject(&self, programme: &Subject) -> Subject {
        let mut subject = self.head.subject(Kind::Call).owned_by(programme.owners.clone());
        subject.published &= programme.published;
        subject
    }
}

impl CallBody {
    /// The first moment of the window; empty when it is not known. A partial date is read for the applicant: from its first
    /// day to its last.
    pub fn opens_at(&self) -> String {
        self.opens.as_ref().map(|opens| moment(opens.first(), None)).unwrap_or_default()
    }

    /// The last moment of the window; empty when it is not known.
    pub fn closes_at(&self) -> String {
        let hour = self.closes_hour.as_deref().unwrap_or("24:00");
        self.closes.as_ref().map(|closes| format!("{}T{hour}", closes.last())).unwrap_or_default()
    }

    /// How it stands at a moment; see [`moment`]. The list asks the same in SQL: `window!` in the store.
    pub fn at(&self, moment: &str) -> Window {
        let (opens, closes) = (self.opens_at(), self.closes_at());
        if !closes.is_empty() && closes.as_str() < moment {
            Window::Closed
        } else if !opens.is_empty() && opens.as_str() > moment {
            Window::Announced
        } else if !closes.is_empty() && closes <= after(moment, SOON) {
            Window::ClosingSoon
        } else if !closes.is_empty() || self.repetition == Some(Repetition::Continuous) {
            Window::Open
        } else {
            Window::Unknown
        }
    }

    /// The keys of order: of what is to come the nearest first, of what is behind the latest first. Digits only.
    pub fn order(&self) -> (String, String) {
        let digits: String = self.closes_at().chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() {
            return ("9".repeat(12), "9".repeat(12));
        }
        (digits.clone(), digits.bytes().map(|b| char::from(b'9' - (b - b'0'))).collect())
    }

    /// What is wrong.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = self.scope.faults();
        if self.title_uk.is_none() && self.title_en.is_none() {
            faults.push(("title_uk".into(), "call-title-needed", String::new()));
        }
        faults.extend(too_long(&[
            ("title_uk", &self.title_uk, 300),
            ("title_en", &self.title_en, 300),
            ("about_uk", &self.about_uk, 20_000),
            ("about_en", &self.about_en, 20_000),
            ("eligible_uk", &self.eligible_uk, 5000),
            ("eligible_en", &self.eligible_en, 5000),
            ("link", &self.link, 500),
        ]));
        if let Some(link) = self.link.as_ref().filter(|link| !is_web(link)) {
            faults.push(("link".into(), "programme-bad-link", link.chars().take(80).collect()));
        }
        faults.extend(bad_money(&[("least", &self.least), ("most", &self.most)], &self.currency));
        if let (Some(least), Some(most)) = (self.least.as_deref().and_then(minor), self.most.as_deref().and_then(minor))
            && least > most
        {
            faults.push(("most".into(), "call-least-above-most", self.most.clone().unwrap_or_default()));
        }
        if let Some(points) = self.cofunding.filter(|points| !(0..=10_000).contains(points)) {
            faults.push(("cofunding".into(), "call-bad-cofunding", share_text(points)));
        }
        faults.extend(self.window_faults());
        faults
    }

    fn window_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let (Some(opens), Some(closes)) = (&self.opens, &self.closes)
            && closes.last() < opens.first()
        {
            faults.push(("closes".into(), "call-closes-before-opening", closes.to_string()));
        }
        if let Some(hour) = &self.closes_hour {
            let whole = self.closes.as_ref().is_some_and(|closes| closes.first() == closes.last());
            if !whole {
                faults.push(("closes".into(), "call-hour-without-day", hour.clone()));
            }
        }
        if self.repetition == Some(Repetition::Continuous)
            && let Some(closes) = &self.closes
        {
            faults.push(("repetition".into(), "call-continuous-closes", closes.to_string()));
        }
        faults
    }
}

impl ApplicationBody {
    /// The row of a day: the last that had begun.
    pub fn row_on(&self, day: Date) -> Option<&ProgressRow> {
        self.states.iter().rfind(|row| row.date.first() <= day)
    }

    /// How it stood on a day; none before it began.
    pub fn on(&self, day: Date) -> Option<Progress> {
        self.row_on(day).map(|row| row.state)
    }

    /// What was awarded by a day.
    pub fn awarded(&self, day: Date) -> Option<&str> {
        let row = self.row_on(day).filter(|row| row.state == Progress::Awarded)?;
        row.amount.as_deref()
    }

    /// Adds a state: the body with it, or why not.
    ///
    /// # Errors
    /// The fault of the row, as of a form.
    pub fn moved(&self, row: ProgressRow) -> Result<ApplicationBody, Vec<Fault>> {
        let mut body = self.clone();
        body.states.push(row);
        body.states.sort_by_key(|row| row.date.first());
        let faults = body.faults();
        if faults.is_empty() { Ok(body) } else { Err(faults) }
    }

    /// What is wrong.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = too_long(&[
            ("title_uk", &self.title_uk, 300),
            ("title_en", &self.title_en, 300),
            ("note_uk", &self.note_uk, 5000),
            ("note_en", &self.note_en, 5000),
        ]);
        if self.title_uk.is_none() && self.title_en.is_none() {
            faults.push(("title_uk".into(), "application-title-needed", String::new()));
        }
        let amounts: Vec<(String, &Option<String>)> =
            self.states.iter().enumerate().map(|(n, row)| (format!("states.{n}.amount"), &row.amount)).collect();
        let money: Vec<(&str, &Option<String>)> =
            [("asked", &self.asked)].into_iter().chain(amounts.iter().map(|(field, amount)| (field.as_str(), *amount))).collect();
        faults.extend(bad_money(&money, &self.currency));
        if self.states.is_empty() {
            faults.push(("states.0.state".into(), "application-state-needed", String::new()));
        }
        if self.states.len() > MOST_STATES {
            faults.push(("states.0.state".into(), "programme-too-many-values", MOST_STATES.to_string()));
        }
        for (n, row) in self.states.iter().enumerate() {
            let before = n.checked_sub(1).map(|before| &self.states[before]);
            if !row.state.follows(before.map(|row| row.state)) {
                faults.push((format!("states.{n}.state"), "application-bad-order", row.date.to_string()));
            }
            if before.is_some_and(|before| row.date.last() < before.date.first()) {
                faults.push((format!("states.{n}.date"), "application-date-order", row.date.to_string()));
            }
            if row.amount.is_some() && row.state != Progress::Awarded {
                faults.push((format!("states.{n}.amount"), "application-amount-of-award", String::new()));
            }
            if row.note.as_ref().is_some_and(|note| note.chars().count() > 1000) {
                faults.push((format!("states.{n}.note"), "web-too-long", 1000.to_string()));
            }
        }
        faults
    }
}

impl Application {
    /// A new one.
    pub fn new(head: Head, body: ApplicationBody) -> Application {
        Application { head, body }
    }

    /// What the policy must know: made by, of its applicant and whoever keeps the applicant.
    pub fn subject(&self, keepers: &[Owner]) -> Subject {
        self.head.subject(Kind::Application).owned_by(keepers.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn when(text: &str) -> Option<When> {
        When::parse(text)
    }

    fn call(opens: &str, closes: &str) -> CallBody {
        CallBody { title_uk: Some("Відбір".into()), opens: when(opens), closes: when(closes), ..CallBody::default() }
    }

    #[test]
    fn the_state_of_a_call_follows_from_its_window() {
        use Window::{Announced, Closed, ClosingSoon, Open, Unknown};
        let continuous = CallBody { repetition: Some(Repetition::Continuous), ..call("2021-03-01", "") };
        let hour = CallBody { closes_hour: Some("17:00".into()), ..call("", "2021-03-31") };
        let cases = [
            (call("2021-04-01", "2021-05-01"), date(2021, 3, 31), Announced),
            (call("2021-03-31", "2021-05-01"), date(2021, 3, 31), Open),
            (call("2021-03-01", "2021-04-14"), date(2021, 3, 31), ClosingSoon),
            (call("2021-03-01", "2021-04-15"), date(2021, 3, 31), Open),
            (call("2021-03-01", "2021-03-31"), date(2021, 3, 31), ClosingSoon),
            (call("2021-03-01", "2021-03-30"), date(2021, 3, 31), Closed),
            (call("", "2021-05"), date(2021, 5, 31), ClosingSoon),
            (call("", "2021"), date(2021, 3, 31), Open),
            (call("2021-05", ""), date(2021, 3, 31), Announced),
            (call("2020-05", ""), date(2021, 3, 31), Unknown),
            (call("", ""), date(2021, 3, 31), Unknown),
            (continuous.clone(), date(2021, 2, 28), Announced),
            (continuous, date(2031, 3, 31), Open),
            (hour.clone(), date(2021, 3, 31), ClosingSoon),
        ];
        for (body, day, state) in cases {
            assert_eq!(body.at(&moment(day, None)), state, "{:?}–{:?} on {day}", body.opens, body.closes);
        }
        assert_eq!(hour.at(&moment(date(2021, 3, 31), Some(time(17, 0, 0, 0)))), ClosingSoon);
        assert_eq!(hour.at(&moment(date(2021, 3, 31), Some(time(17, 1, 0, 0)))), Closed);
    }

    #[test]
    fn what_is_to_come_stands_before_what_is_behind() {
        let keys = |closes| call("", closes).order();
        assert!(keys("2021-04-15").0 < keys("2021-05").0 && keys("2021-05").0 < keys("").0);
        assert!(keys("2021-02").1 < keys("2021-01").1 && keys("2021-01").1 < keys("").1);
    }

    #[test]
    fn what_is_wrong_with_a_call_is_said_by_field() {
        let good = call("2021-03-01", "2021-04-15");
        assert_eq!(good.faults(), []);
        let money = |least: &str, most: &str| CallBody {
            least: Some(least.into()),
            most: Some(most.into()),
            currency: Some("EUR".into()),
            ..good.clone()
        };
        assert_eq!(money("1000", "1000").faults(), []);
        for (body, wanted) in [
            (call("2021-04-15", "2021-03-01"), ("closes", "call-closes-before-opening")),
            (money("1000.01", "1000"), ("most", "call-least-above-most")),
            (money("-1", "1000"), ("least", "programme-not-above-zero")),
            (money("79228162514264337593543950335", "1"), ("least", "web-bad-decimal")),
            (CallBody { cofunding: Some(10_001), ..good.clone() }, ("cofunding", "call-bad-cofunding")),
            (CallBody { cofunding: Some(-1), ..good.clone() }, ("cofunding", "call-bad-cofunding")),
            (CallBody { least: Some("5".into()), ..good.clone() }, ("currency", "figure-currency-needed")),
            (CallBody { link: Some("javascript:alert(1)".into()), ..good.clone() }, ("link", "programme-bad-link")),
            (CallBody { about_uk: Some("я".repeat(100_000)), ..good.clone() }, ("about_uk", "web-too-long")),
            (CallBody { closes_hour: Some("17:00".into()), ..call("", "2021-04") }, ("closes", "call-hour-without-day")),
            (CallBody { repetition: Some(Repetition::Continuous), ..good.clone() }, ("repetition", "call-continuous-closes")),
            (CallBody { title_uk: None, ..good.clone() }, ("title_uk", "call-title-needed")),
            (
                CallBody { scope: Scope { sectors: vec!["12".into()], ..Scope::default() }, ..good.clone() },
                ("sectors", "web-bad-sector"),
            ),
        ] {
            let faults = body.faults();
            assert!(faults.iter().any(|(field, key, _)| (field.as_str(), *key) == wanted), "{wanted:?}: {faults:?}");
        }
    }

    #[test]
    fn an_application_goes_its_way_and_no_other() {
        use Progress::{Awarded, Drafted, Refused, Shortlisted, Submitted, Withdrawn};
        for (before, next, may) in [
            (None, Drafted, true),
            (None, Awarded, true),
            (None, Withdrawn, false),
            (Some(Drafted), Submitted, true),
            (Some(Drafted), Awarded, false),
            (Some(Submitted), Drafted, false),
            (Some(Submitted), Shortlisted, true),
            (Some(Submitted), Refused, true),
            (Some(Shortlisted), Awarded, true),
            (Some(Awarded), Refused, false),
            (Some(Awarded), Withdrawn, true),
            (Some(Refused), Submitted, false),
            (Some(Withdrawn), Submitted, false),
        ] {
            assert_eq!(next.follows(before), may, "{before:?} → {next:?}");
        }
        let row = |state, date: &str, amount: Option<&str>| ProgressRow {
            state,
            date: When::parse(date).expect("a date"),
            amount: amount.map(str::to_owned),
            note: None,
            source: None,
            locator: None,
        };
        let body = ApplicationBody {
            title_uk: Some("Пандус".into()),
            currency: Some("EUR".into()),
            states: vec![row(Submitted, "2021-03-10", None)],
            ..ApplicationBody::default()
        };
        assert_eq!(body.faults(), []);
        let won = body.moved(row(Awarded, "2021-05", Some("5000"))).expect("it may be awarded");
        assert_eq!((won.on(date(2021, 4, 30)), won.awarded(date(2021, 5, 1))), (Some(Submitted), Some("5000")));
        assert_eq!((won.on(date(2021, 3, 9)), won.awarded(date(2021, 4, 30))), (None, None));
        // An award before the application was sent stands before it, and the order is wrong.
        assert!(body.moved(row(Awarded, "2021-02", None)).is_err());
        assert!(body.moved(row(Refused, "2021-05", Some("5"))).is_err());
    }

    #[test]
    fn hours_shares_and_lists_are_read_as_people_write_them() {
        for (text, read) in [
            ("17:00", Some("17:00")),
            ("9.30", Some("09:30")),
            ("24:00", Some("24:00")),
            ("24:01", None),
            ("17", None),
            ("17:5", None),
            ("-1:00", None),
            ("5 pm", None),
        ] {
            assert_eq!(read_hour(text).as_deref(), read, "{text}");
        }
        for (text, read) in [("10", Some(1000)), ("12,5 %", Some(1250)), ("0.005", None), ("x", None), ("101%", Some(10_100))] {
            assert_eq!(read_share(text), read, "{text}");
        }
        assert_eq!(read_list("вода, тепло;вода\n енергія"), ["вода", "тепло", "енергія"]);
        assert_eq!(minor("1000.5"), Some(100_050));
        assert_eq!(minor("тисяча"), None);
    }
}
