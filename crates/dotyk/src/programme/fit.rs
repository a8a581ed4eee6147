//! Whether somebody who needs something may apply to a call: hard rules, each with its name. Pure.
//!
//! What is not said is not failed: a call without a least amount, or an asker of whom the kind is not known, leaves the rule
//! unknown, and a person looks. Only places speak when empty: all of Ukraine.

use jiff::civil::Date;

use super::model::{Call, Scope, Window, minor, moment};
use crate::organisation::OrganisationKind;
use crate::text::{sectors_over, words};

words! {
    /// A hard rule of a call. Its words are `call-rule-…`; those of what came of it, `call-outcome-passed`, `…-failed` and
    /// `…-unknown`.
    Rule {
        /// One may apply on the day
        Window = "window",
        /// The place lies where the call reaches
        Place = "place",
        /// Organisations of this kind may apply
        Applicant = "applicant",
        /// The amount lies within least and most
        Amount = "amount",
        /// A theme of the call meets the sector
        Theme = "theme",
    }
}

/// A call with what it inherits of its programme.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The call itself.
    pub call: Call,
    /// What holds for it: its own scope within its programme's.
    pub scope: Scope,
    /// The programme: its address, its name.
    pub programme_slug: String,
    /// Its name.
    pub programme_uk: Option<String>,
    /// Its name.
    pub programme_en: Option<String>,
    /// Who pays: an organisation's id.
    pub funder: Option<String>,
}

/// Who would apply, and for what: of a need, an idea or a draft project, as far as is known.
#[derive(Clone, Debug, Default)]
pub struct Asker {
    /// What kind of organisation.
    pub kind: Option<OrganisationKind>,
    /// Its places, each with all that lie around it: codes of places and of those above.
    pub places: Vec<String>,
    /// DAC codes of what it is for.
    pub sectors: Vec<String>,
    /// How much: minor units, and ISO 4217.
    pub amount: Option<(i64, String)>,
}

/// How a call fits, rule by rule. Each rule stands in exactly one of the three.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// Rules that hold.
    pub passed: Vec<Rule>,
    /// Rules that do not: one is enough to stop.
    pub failed: Vec<Rule>,
    /// Rules of which too little is known.
    pub unknown: Vec<Rule>,
}

impl Fit {
    /// Whether nothing known stands against it.
    pub fn possible(&self) -> bool {
        self.failed.is_empty()
    }

    /// Whether every rule is known to hold.
    pub fn certain(&self) -> bool {
        self.failed.is_empty() && self.unknown.is_empty()
    }
}

/// Holds a call against an asker on a day.
pub fn fits(offer: &Offer, asker: &Asker, day: Date) -> Fit {
    let mut fit = Fit::default();
    for rule in Rule::ALL {
        let holds = match rule {
            Rule::Window => window(offer, day),
            Rule::Place => place(&offer.scope.places, &asker.places),
            Rule::Applicant => applicant(&offer.scope.applicants, asker.kind),
            Rule::Amount => amount(offer, asker.amount.as_ref()),
            Rule::Theme => theme(&offer.scope.sectors, &asker.sectors),
        };
        let list = match holds {
            Some(true) => &mut fit.passed,
            Some(false) => &mut fit.failed,
            None => &mut fit.unknown,
        };
        list.push(*rule);
    }
    fit
}

/// A partial date leaves the days that it may mean unknown.
fn window(offer: &Offer, day: Date) -> Option<bool> {
    let body = &offer.call.body;
    let opened = body.opens.as_ref().is_none_or(|opens| opens.last() <= day);
    let still = body.closes.as_ref().is_none_or(|closes| day <= closes.first());
    match body.at(&moment(day, None)) {
        Window::Closed | Window::Announced => Some(false),
        Window::Unknown => None,
        Window::Open | Window::ClosingSoon => (opened && still).then_some(true),
    }
}

fn place(reach: &[String], around: &[String]) -> Option<bool> {
    if reach.is_empty() {
        return Some(true);
    }
    if around.is_empty() { None } else { Some(reach.iter().any(|code| around.contains(code))) }
}

fn applicant(allowed: &[OrganisationKind], kind: Option<OrganisationKind>) -> Option<bool> {
    if allowed.is_empty() { None } else { Some(allowed.contains(&kind?)) }
}

/// Amounts in two currencies are not compared: a rate of another day would decide.
fn amount(offer: &Offer, asked: Option<&(i64, String)>) -> Option<bool> {
    let body = &offer.call.body;
    let (least, most) = (body.least.as_deref().and_then(minor), body.most.as_deref().and_then(minor));
    let (asked, currency) = asked?;
    if (least.is_none() && most.is_none()) || body.currency.as_ref() != Some(currency) {
        return None;
    }
    Some(least.is_none_or(|least| least <= *asked) && most.is_none_or(|most| *asked <= most))
}

fn theme(themes: &[String], sectors: &[String]) -> Option<bool> {
    if themes.is_empty() || sectors.is_empty() {
        return None;
    }
    Some(themes.iter().any(|theme| sectors.iter().any(|sector| meets(theme, sector))))
}

/// Whether two codes of the DAC list meet: the same, or one lies under the other. 12220 lies under 122, and both under 120.
pub fn meets(one: &str, other: &str) -> bool {
    let under = |one: &str, other: &str| sectors_over(one).iter().any(|code| code == other);
    under(one, other) || under(other, one)
}

#[cfg(test)]
mod tests {
    use super::super::model::CallBody;
    use super::*;
    use crate::access::Head;
    use crate::text::When;
    use jiff::civil::date;

    fn offer(change: impl Fn(&mut CallBody, &mut Scope)) -> Offer {
        let mut body = CallBody {
            opens: When::parse("2021-03-01"),
            closes: When::parse("2021-04-15"),
            least: Some("1000".into()),
            most: Some("5000".into()),
            currency: Some("EUR".into()),
            ..CallBody::default()
        };
        let mut scope = Scope {
            sectors: vec!["120".into()],
            applicants: vec![OrganisationKind::LocalGovernment, OrganisationKind::Ngo],
            places: vec!["UA44".into()],
            ..Scope::default()
        };
        change(&mut body, &mut scope);
        let call = Call::new(Head::default(), body);
        Offer { call, scope, programme_slug: String::new(), programme_uk: None, programme_en: None, funder: None }
    }

    fn asker() -> Asker {
        Asker {
            kind: Some(OrganisationKind::LocalGovernment),
            places: vec!["UA4401".into(), "UA44".into()],
            sectors: vec!["12220".into()],
            amount: Some((300_000, "EUR".into())),
        }
    }

    #[test]
    fn each_rule_says_yes_no_or_that_it_cannot_be_known() {
        let day = date(2021, 3, 31);
        let all = fits(&offer(|_, _| ()), &asker(), day);
        assert_eq!((all.passed.as_slice(), all.certain()), (Rule::ALL, true));
        let when = |text: &str| When::parse(text);
        type Offered<'a> = &'a dyn Fn(&mut CallBody, &mut Scope);
        type Asked<'a> = &'a dyn Fn(&mut Asker);
        let cases: [(Rule, Option<bool>, Offered, Asked); 18] = [
            (Rule::Window, Some(false), &|call, _| call.closes = when("2021-03-30"), &|_| ()),
            (Rule::Window, Some(false), &|call, _| call.opens = when("2021-04-01"), &|_| ()),
            (Rule::Window, None, &|call, _| call.closes = None, &|_| ()),
            (Rule::Window, None, &|call, _| call.closes = when("2021"), &|_| ()),
            (Rule::Window, None, &|call, _| call.opens = when("2021"), &|_| ()),
            (Rule::Window, Some(true), &|call, _| call.opens = None, &|_| ()),
            (Rule::Place, Some(true), &|_, scope| scope.places.clear(), &|asker| asker.places.clear()),
            (Rule::Place, None, &|_, _| (), &|asker| asker.places.clear()),
            (Rule::Place, Some(false), &|_, _| (), &|asker| asker.places = vec!["UA09".into()]),
            (Rule::Applicant, Some(false), &|_, _| (), &|asker| asker.kind = Some(OrganisationKind::Business)),
            (Rule::Applicant, None, &|_, _| (), &|asker| asker.kind = None),
            (Rule::Applicant, None, &|_, scope| scope.applicants.clear(), &|_| ()),
            (Rule::Amount, Some(false), &|_, _| (), &|asker| asker.amount = Some((99_999, "EUR".into()))),
            (Rule::Amount, Some(false), &|_, _| (), &|asker| asker.amount = Some((500_001, "EUR".into()))),
            (Rule::Amount, None, &|_, _| (), &|asker| asker.amount = Some((300_000, "USD".into()))),
            (Rule::Amount, Some(true), &|call, _| call.most = None, &|asker| asker.amount = Some((900_000_000, "EUR".into()))),
            (Rule::Theme, Some(false), &|_, _| (), &|asker| asker.sectors = vec!["11220".into()]),
            (Rule::Theme, None, &|_, scope| scope.sectors.clear(), &|_| ()),
        ];
        for (number, (rule, holds, offered, asked)) in cases.iter().enumerate() {
            let mut asker = asker();
            asked(&mut asker);
            let fit = fits(&offer(offered), &asker, day);
            let list = match holds {
                Some(true) => &fit.passed,
                Some(false) => &fit.failed,
                None => &fit.unknown,
            };
            assert!(list.contains(rule), "case {number}: {rule:?} {fit:?}");
            assert_eq!(fit.passed.len() + fit.failed.len() + fit.unknown.len(), Rule::ALL.len());
            assert_eq!(fit.possible(), *holds != Some(false), "case {number}");
        }
    }

    #[test]
    fn codes_of_the_dac_list_meet_along_its_tree() {
        for (one, other, meet) in [
            ("12220", "12220", true),
            ("122", "12220", true),
            ("12220", "122", true),
            ("120", "12220", true),
            ("120", "122", true),
            ("12220", "12230", false),
            ("121", "12220", false),
            ("130", "12220", false),
            ("13010", "130", true),
            ("ї", "12220", false),
        ] {
            assert_eq!(meets(one, other), meet, "{one} {other}");
        }
    }
}
