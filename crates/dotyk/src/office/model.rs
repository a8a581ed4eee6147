//! What an office sets for itself.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::text::{Lang, When, form, is_currency};

/// The office and all its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Short ASCII name, such as `luhansk`.
    pub id: String,
    /// Its name.
    pub name_uk: Option<String>,
    /// Its name.
    pub name_en: Option<String>,
    /// The code of its territory.
    pub place: Option<String>,
    /// Where ideas and corrections are sent.
    pub mail: Option<String>,
    /// How the outside reaches it.
    #[serde(default)]
    pub base_url: Option<String>,
    /// Its identifier as a publisher of IATI, by org-id.guide: `UA-EDR-…`.
    #[serde(default)]
    pub iati_identifier: Option<String>,
    /// The directions of its work, in its order.
    #[serde(default)]
    pub directions: Vec<Direction>,
    /// What it counts.
    #[serde(default)]
    pub measures: Vec<Measure>,
    /// Exchange rates.
    #[serde(default)]
    pub rates: Vec<Rate>,
    /// Periods that laws set.
    #[serde(default)]
    pub terms: Vec<Term>,
    /// Counts its edits.
    #[serde(default)]
    pub version: i64,
}

/// A direction of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Direction {
    /// In addresses.
    pub slug: String,
    /// Its name.
    pub name_uk: Option<String>,
    /// Its name.
    pub name_en: Option<String>,
}

/// Something that is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// In addresses and data.
    pub slug: String,
    /// The unit in data, singular: `enterprise`.
    pub unit: String,
    /// Whether it is an amount of money.
    #[serde(default)]
    pub money: bool,
    /// Whether what it counts has names that could be listed: «7 stated, 4 named».
    #[serde(default)]
    pub named: bool,
    /// Its place among the key numbers of the home page; 0 is none.
    #[serde(default)]
    pub key_order: i64,
    /// Heading of a column.
    pub name_uk: Option<String>,
    /// Heading of a column.
    pub name_en: Option<String>,
    /// `підприємство|підприємства|підприємств|підприємства`.
    pub forms_uk: Option<String>,
    /// `enterprise|enterprises`.
    pub forms_en: Option<String>,
}

impl Measure {
    /// The unit's word behind a number in a language.
    pub fn unit_word(&self, lang: Lang, value: &str) -> &str {
        let forms = lang.pick(&self.forms_uk, &self.forms_en);
        forms.map_or("", |(forms, lang)| form(lang, forms, value))
    }
}

/// How many hryvnias one unit of a currency was worth on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// ISO 4217.
    pub currency: String,
    /// The day it holds from.
    pub day: When,
    /// Decimal text.
    pub rate: String,
    /// Who says so.
    pub source_uk: Option<String>,
    /// Who entered it.
    #[serde(default)]
    pub set_by: String,
}

/// A period that a law sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What it is for, such as `itr-decision`.
    pub slug: String,
    /// From when it holds.
    pub valid_from: When,
    /// How long, in days.
    pub days: i64,
    /// Whether only working days count.
    #[serde(default)]
    pub working: bool,
    /// The law.
    pub law_uk: Option<String>,
    /// The law.
    pub law_en: Option<String>,
    /// What is not certain about it.
    pub doubt_uk: Option<String>,
    /// What is not certain about it.
    pub doubt_en: Option<String>,
}

impl Office {
    /// The direction with a slug.
    pub fn direction(&self, slug: &str) -> Option<&Direction> {
        self.directions.iter().find(|direction| direction.slug == slug)
    }

    /// The measure with a slug.
    pub fn measure(&self, slug: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.slug == slug)
    }

    /// The rate of a currency that held on a day: the last one set on or before it.
    pub fn rate(&self, currency: &str, day: Date) -> Option<&Rate> {
        self.rates.iter().filter(|rate| rate.currency == currency && rate.day.first() <= day).max_by_key(|rate| rate.day.first())
    }

    /// About how many dollars an amount was worth on a day, so that amounts can be compared; none without rates for it.
    pub fn dollars(&self, amount: f64, currency: &str, day: Date) -> Option<f64> {
        let worth = |currency: &str| match currency {
            "UAH" => Some(1.0),
            other => self.rate(other, day)?.rate.parse::<f64>().ok().filter(|rate| *rate > 0.0),
        };
        if currency == "USD" { Some(amount) } else { Some(amount * worth(currency)? / worth("USD")?) }
    }

    /// How many hryvnias an amount was worth on a day, by the last rate set on or before it; none without a rate.
    pub fn hryvnias(&self, amount: Decimal, currency: &str, day: Date) -> Option<Decimal> {
        if currency == "UAH" { Some(amount) } else { amount.checked_mul(self.rate(currency, day)?.rate.parse().ok()?) }
    }

    /// The period of a kind that held on a day.
    pub fn term(&self, slug: &str, day: Date) -> Option<&Term> {
        self.terms
            .iter()
            .filter(|term| term.slug == slug && term.valid_from.first() <= day)
            .max_by_key(|term| term.valid_from.first())
    }

    /// Sets the rate of a currency from a day on; one that was set for that day is replaced.
    pub fn set_rate(&mut self, rate: Rate) {
        self.set_rates(vec![rate]);
    }

    /// Sets many rates, as [`Office::set_rate`] sets one; the last word on a day counts.
    pub fn set_rates(&mut self, rates: Vec<Rate>) {
        let all = std::mem::take(&mut self.rates).into_iter().chain(rates);
        let by_day: BTreeMap<(String, String), Rate> =
            all.map(|rate| ((rate.currency.clone(), rate.day.to_string()), rate)).collect();
        self.rates = by_day.into_values().collect();
    }

    /// What is wrong with the settings: each a field and the message's key.
    pub fn faults(&self) -> Vec<(String, &'static str, String)> {
        let mut faults = Vec::new();
        if self.name_uk.is_none() && self.name_en.is_none() {
            faults.push(("name_uk".into(), "web-required-title", String::new()));
        }
        for rate in &self.rates {
            let positive = rate.rate.parse::<rust_decimal::Decimal>().is_ok_and(|rate| rate > rust_decimal::Decimal::ZERO);
            if !positive {
                faults.push(("rate".into(), "web-bad-decimal", rate.rate.clone()));
            }
            if !is_currency(&rate.currency) {
                faults.push(("currency".into(), "office-bad-currency", rate.currency.clone()));
            }
        }
        if let Some(mail) = self.mail.as_ref().filter(|mail| !is_mail(mail)) {
            faults.push(("mail".into(), "office-bad-mail", mail.clone()));
        }
        if let Some(url) = self.base_url.as_ref().filter(|url| !is_base_url(url)) {
            faults.push(("base_url".into(), "office-bad-base-url", url.clone()));
        }
        if let Some(id) = self.iati_identifier.as_ref().filter(|id| !is_org_id(id)) {
            faults.push(("iati_identifier".into(), "office-bad-iati-identifier", id.clone()));
        }
        faults
    }
}

/// What is wrong with one row: the field, the message's key, what was written.
type RowFault = (&'static str, &'static str, String);

impl Direction {
    /// What is wrong with it.
    pub fn faults(&self) -> Vec<RowFault> {
        let mut faults = slug_faults(&self.slug);
        if self.name_uk.is_none() && self.name_en.is_none() {
            faults.push(("name_uk", "web-required-title", String::new()));
        }
        faults
    }
}

impl Measure {
    /// What is wrong with it.
    pub fn faults(&self) -> Vec<RowFault> {
        let mut faults = slug_faults(&self.slug);
        if !is_slug(&self.unit) {
            faults.push(("unit", "office-bad-slug", self.unit.clone()));
        }
        if self.name_uk.is_none() && self.name_en.is_none() {
            faults.push(("name_uk", "web-required-title", String::new()));
        }
        if !(0..=99).contains(&self.key_order) {
            faults.push(("key_order", "office-bad-key-order", self.key_order.to_string()));
        }
        for (field, forms, count) in [("forms_uk", &self.forms_uk, 4), ("forms_en", &self.forms_en, 2)] {
            let whole = |forms: &str| forms.split('|').count() == count && forms.split('|').all(|form| !form.trim().is_empty());
            if let Some(forms) = forms.as_ref().filter(|forms| !whole(forms)) {
                faults.push((field, "office-bad-forms", forms.clone()));
            }
        }
        faults
    }
}

impl Term {
    /// What is wrong with it.
    pub fn faults(&self) -> Vec<RowFault> {
        let mut faults = slug_faults(&self.slug);
        if !(1..=3660).contains(&self.days) {
            faults.push(("days", "office-bad-days", self.days.to_string()));
        }
        faults
    }
}

fn slug_faults(slug: &str) -> Vec<RowFault> {
    if is_slug(slug) { Vec::new() } else { vec![("slug", "office-bad-slug", slug.to_owned())] }
}

/// Whether text can stand in an address: lower-case Latin letters, digits and hyphens between them.
pub fn is_slug(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.len() <= 60 && text.bytes().all(fits) && !text.starts_with('-') && !text.ends_with('-')
}

/// Whether text has the form of a mail address that can stand in a link: one `@` with something on both sides.
pub fn is_mail(text: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "._+-'".contains(c));
    text.len() < 200 && text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host) && host.contains('.'))
}

/// Whether text has the form of an address that the outside reaches us by: a scheme, a host, nothing to be asked for.
pub fn is_base_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:/[]_~".contains(&b));
    text.len() < 200 && rest.is_some_and(plain)
}

/// Whether text has the form `PREFIX-CODE` of org-id.guide: a country or `X…`, a register, a code: `UA-EDR-35753017`,
/// `XM-DAC-41114`.
pub fn is_org_id(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let upper = |part: &str| part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let place = parts.next().is_some_and(|part| part.len() == 2 && upper(part));
    let register = parts.next().is_some_and(|part| (2..=12).contains(&part.len()) && upper(part));
    // IATI forbids these in identifiers.
    let code =
        parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && !b"/&|?".contains(&b)));
    place && register && code && text.len() < 100
}

impl Term {
    /// The last day of the period that begins on `from`. Saturdays and Sundays are no working days; holidays are not
    /// known here, so the day is the earliest it can be and is shown as computed.
    pub fn until(&self, from: Date) -> Date {
        let mut day = from;
        let mut left = self.days;
        while left > 0 {
            let Ok(next) = day.tomorrow() else { return day };
            day = next;
            if !self.working || !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
                left -= 1;
            }
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_stands_in_links_and_addresses_is_plain() {
        assert!(is_slug("it-cluster-2") && !is_slug("IT") && !is_slug("-a") && !is_slug("") && !is_slug("a/b"));
        assert!(
            is_mail("ideas@loga.gov.ua")
                && !is_mail("a@b@c.ua")
                && !is_mail("a b@c.ua")
                && !is_mail("a@c?bcc=x@y.z")
                && !is_mail("a@host")
        );
        assert!(
            is_base_url("https://dotyk.example:8443")
                && !is_base_url("javascript:x")
                && !is_base_url("https://a b")
                && !is_base_url("https://")
        );
    }

    #[test]
    fn a_measure_has_all_its_forms_or_none() {
        let measure = |uk: &str| Measure {
            slug: "flats".into(),
            unit: "flat".into(),
            key_order: 0,
            named: false,
            money: false,
            name_uk: Some("Квартири".into()),
            name_en: None,
            forms_uk: Some(uk.into()),
            forms_en: None,
        };
        assert!(measure("квартира|квартири|квартир|квартири").faults().is_empty());
        assert_eq!(measure("квартира|квартири").faults()[0].0, "forms_uk");
    }

    #[test]
    fn working_days_pass_over_weekends() {
        let term = |days, working| Term {
            slug: "t".into(),
            valid_from: When::parse("2002").unwrap(),
            days,
            working,
            law_uk: None,
            law_en: None,
            doubt_uk: None,
            doubt_en: None,
        };
        // 2021-03-12 is a Friday.
        assert_eq!(term(5, true).until(date(2021, 3, 12)), date(2021, 3, 19));
        assert_eq!(term(10, true).until(date(2021, 3, 12)), date(2021, 3, 26));
        assert_eq!(term(10, false).until(date(2021, 3, 12)), date(2021, 3, 22));
    }
}
