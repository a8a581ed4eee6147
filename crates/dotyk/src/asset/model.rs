//! What is known of a thing that was received. Pure.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::access::{Head, Kind, Owner, Subject};
use crate::figure::Qualifier;
use crate::office::Office;
use crate::source::Cite;
use crate::text::{When, is_currency, words};
use crate::web::Fault;

/// The office's term for the recipient's announcement.
pub const TERM: &str = "property-publication";

/// A thing received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
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

/// What people enter of it. References are ids here; slugs and codes in files and forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What it is called.
    pub name_uk: Option<String>,
    /// What it is called.
    pub name_en: Option<String>,
    /// What it is.
    pub about_uk: Option<String>,
    /// What it is.
    pub about_en: Option<String>,
    /// Its inventory number, or another identifier.
    pub uid: Option<String>,
    /// How many, as decimal text.
    pub quantity: Option<String>,
    /// Of what: «шт.»
    pub unit: Option<String>,
    /// What it is worth in all, as decimal text.
    pub value: Option<String>,
    /// How that is meant; none is exactly.
    pub qualifier: Option<Qualifier>,
    /// In which currency, ISO 4217.
    pub currency: Option<String>,
    /// The project it came with.
    pub project: Option<String>,
    /// The organisation that puts it on its balance.
    pub recipient: Option<String>,
    /// The organisation that hands it over.
    pub implementer: Option<String>,
    /// Where it is: the code of a place.
    pub place: Option<String>,
    /// What was said of it before it came.
    pub intent: Intent,
    /// When it was handed over, as far as a source says.
    pub handed: Option<When>,
    /// The number of the act of hand-over, without «№».
    pub act_number: Option<String>,
    /// The day the act was signed.
    pub act_date: Option<When>,
    /// The day the recipient put it on its balance.
    pub balance_date: Option<When>,
    /// The day the recipient announced it.
    pub announced_date: Option<When>,
    /// Where it announced it.
    pub announced_link: Option<String>,
    /// A remark.
    pub note_uk: Option<String>,
    /// A remark.
    pub note_en: Option<String>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

words! {
    /// What was said of a thing before it came.
    #[derive(Default)]
    Intent {
        /// The office or the recipient means to get it
        #[default]
        Planned = "planned",
        /// Somebody said they would give it
        Promised = "promised",
    }
}

words! {
    /// How far a thing is.
    State {
        /// It is meant to come
        Planned = "planned",
        /// Somebody said they would give it
        Promised = "promised",
        /// The recipient has it
        HandedOver = "handed_over",
        /// It is on the recipient's balance
        OnBalance = "on_balance",
        /// The recipient has announced it
        Announced = "announced",
    }
}

/// The number of an act without the sign in front: «№ 12-а» is `12-а`.
pub fn act_number(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches(['№', ' ', '\u{a0}']);
    (!bare.is_empty()).then(|| bare.to_owned())
}

impl Asset {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Asset {
        Asset { head, withdrawn_at: None, body }
    }

    /// What the policy must know: made by, of its recipient and implementer, in its place and those around it.
    pub fn subject(&self, around: impl IntoIterator<Item = Owner>) -> Subject {
        let organisations = [&self.body.recipient, &self.body.implementer].into_iter().flatten().cloned();
        self.head.subject(Kind::Asset).owned_by(organisations.map(Owner::Organisation)).owned_by(around)
    }
}

impl Body {
    /// The first day on which the recipient had it.
    pub fn handed_day(&self) -> Option<Date> {
        [&self.act_date, &self.handed].into_iter().flatten().map(When::first).min()
    }

    /// The state on a day.
    pub fn on(&self, day: Date) -> State {
        let begun = |date: &Option<When>| date.as_ref().is_some_and(|date| date.first() <= day);
        match self.intent {
            _ if begun(&self.announced_date) => State::Announced,
            _ if begun(&self.balance_date) => State::OnBalance,
            _ if self.handed_day().is_some_and(|handed| handed <= day) => State::HandedOver,
            Intent::Promised => State::Promised,
            Intent::Planned => State::Planned,
        }
    }

    /// Since when it is in the state of a day.
    pub fn since(&self, day: Date) -> Option<When> {
        match self.on(day) {
            State::Announced => self.announced_date.clone(),
            State::OnBalance => self.balance_date.clone(),
            State::HandedOver => self.act_date.clone().or_else(|| self.handed.clone()),
            State::Promised | State::Planned => None,
        }
    }

    /// Until when the recipient is to announce it: while it is on the balance and not yet announced.
    pub fn deadline(&self, office: &Office, day: Date) -> Option<Date> {
        let from = self.balance_date.as_ref().filter(|_| self.on(day) == State::OnBalance)?.first();
        Some(office.term(TERM, from)?.until(from))
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, key, what: &str| faults.push((field.to_owned(), key, what.to_owned()));
        if self.name_uk.is_none() && self.name_en.is_none() {
            wrong("name_uk", "asset-name-needed", "");
        }
        for (field, text, limit) in [
            ("name_uk", &self.name_uk, 300),
            ("name_en", &self.name_en, 300),
            ("about_uk", &self.about_uk, 20_000),
            ("about_en", &self.about_en, 20_000),
            ("uid", &self.uid, 100),
            ("unit", &self.unit, 60),
            ("act_number", &self.act_number, 100),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > limit) {
                wrong(field, "web-too-long", &limit.to_string());
            }
        }
        for (field, text) in [("quantity", &self.quantity), ("value", &self.value)] {
            match text.as_ref().map(|text| (text, text.parse::<Decimal>())) {
                Some((text, Err(_))) => wrong(field, "web-bad-decimal", text),
                Some((text, Ok(number))) if number.is_sign_negative() => wrong(field, "asset-negative", text),
                _ => {}
            }
        }
        match (&self.value, &self.currency) {
            (_, Some(currency)) if !is_currency(currency) => wrong("currency", "figure-bad-currency", currency),
            (Some(_), None) => wrong("currency", "figure-currency-needed", ""),
            _ => {}
        }
        if let Some(link) =
            self.announced_link.as_ref().filter(|link| !link.starts_with("https://") && !link.starts_with("http://"))
        {
            wrong("announced_link", "asset-bad-link", link);
        }
        faults.extend(self.date_faults());
        faults
    }

    /// What is wrong with its days: acts and balances are dated to the day, and one thing comes after another.
    fn date_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let days = [("act_date", &self.act_date), ("balance_date", &self.balance_date), ("announced_date", &self.announced_date)];
        for (field, date) in days {
            if let Some(date) = date.as_ref().filter(|date| date.first() != date.last()) {
                faults.push((field.to_owned(), "asset-whole-day", date.to_string()));
            }
        }
        let order =
            [("act_date", &self.act_date), ("balance_date", &self.balance_date), ("announced_date", &self.announced_date)];
        for (index, (field, date)) in order.iter().enumerate() {
            let before = order[..index].iter().rev().find_map(|(_, date)| date.as_ref());
            if let (Some(before), Some(date)) = (before, date)
                && date.last() < before.first()
            {
                faults.push(((*field).to_owned(), "asset-date-order", date.to_string()));
            }
        }
        if self.announced_date.is_some() && self.balance_date.is_none() {
            faults.push(("balance_date".to_owned(), "asset-balance-first", String::new()));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn when(text: &str) -> Option<When> {
        When::parse(text)
    }

    #[test]
    fn the_state_of_a_day_follows_from_the_dates() {
        let body = Body {
            intent: Intent::Promised,
            handed: when("2021-07"),
            act_date: when("2021-07-15"),
            balance_date: when("2021-08-02"),
            announced_date: when("2021-08-10"),
            ..Body::default()
        };
        for (day, state) in [
            (date(2021, 3, 31), State::Promised),
            (date(2021, 7, 1), State::HandedOver),
            (date(2021, 8, 1), State::HandedOver),
            (date(2021, 8, 2), State::OnBalance),
            (date(2021, 8, 9), State::OnBalance),
            (date(2021, 8, 10), State::Announced),
        ] {
            assert_eq!(body.on(day), state, "{day}");
        }
        assert_eq!(Body::default().on(date(2021, 1, 1)), State::Planned);
        assert_eq!(body.since(date(2021, 8, 5)), when("2021-08-02"));
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        let good = Body { name_uk: Some("Авто".into()), ..Body::default() };
        assert_eq!(good.faults(), []);
        for (body, wanted) in [
            (Body::default(), ("name_uk", "asset-name-needed")),
            (Body { quantity: Some("п’ять".into()), ..good.clone() }, ("quantity", "web-bad-decimal")),
            (Body { quantity: Some("-1".into()), ..good.clone() }, ("quantity", "asset-negative")),
            (Body { value: Some("5".into()), ..good.clone() }, ("currency", "figure-currency-needed")),
            (
                Body { value: Some("5".into()), currency: Some("гривня".into()), ..good.clone() },
                ("currency", "figure-bad-currency"),
            ),
            (Body { act_date: when("2021-07"), ..good.clone() }, ("act_date", "asset-whole-day")),
            (
                Body { act_date: when("2021-07-15"), balance_date: when("2021-07-14"), ..good.clone() },
                ("balance_date", "asset-date-order"),
            ),
            (
                Body { act_date: when("2021-07-15"), announced_date: when("2021-07-14"), balance_date: None, ..good.clone() },
                ("announced_date", "asset-date-order"),
            ),
            (Body { announced_date: when("2021-07-14"), ..good.clone() }, ("balance_date", "asset-balance-first")),
            (Body { announced_link: Some("javascript:x".into()), ..good.clone() }, ("announced_link", "asset-bad-link")),
        ] {
            let faults = body.faults();
            assert!(faults.iter().any(|(field, key, _)| (field.as_str(), *key) == wanted), "{wanted:?}: {faults:?}");
        }
    }

    #[test]
    fn an_act_is_numbered_without_its_sign() {
        for (written, read) in [("№ 12-а", Some("12-а")), ("123-45", Some("123-45")), (" №", None), ("", None)] {
            assert_eq!(act_number(written).as_deref(), read, "{written}");
        }
    }
}
