//! Interests, and which needs fit them. Pure.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::access::{Kind, Owner, Subject};
use crate::journal::{DigestKey, SealError};
use crate::need::{self, Priority};
use crate::text::{Lang, is_currency, is_sector, sectors_over, words};
use crate::web::Fault;

/// A link holds for so many days.
pub const DAYS: i64 = 365;

/// What somebody asked for by themselves is forgotten after so many days, unless they confirm it.
pub const REQUEST_DAYS: i64 = 7;

/// Who made the interests that partners asked for by themselves.
pub const BY_THEMSELVES: &str = "interest request";

/// So many sectors and places one interest may name, of each.
const MOST: usize = 40;

words! {
    /// How often news are sent.
    Often {
        /// Every day on which there are some
        Daily = "daily",
        /// Once a week when there are some
        Weekly = "weekly",
        /// Not at all: the page and the feed are enough
        Never = "never",
    }
}

/// What a partner looks for. What is left empty may be anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// How it is called.
    pub name: String,
    /// The partner.
    pub organisation: Option<String>,
    /// DAC codes of three or five digits.
    pub sectors: Vec<String>,
    /// Codes of places, each with all that lies in it.
    pub places: Vec<String>,
    /// What presses at least so much.
    pub priority: Option<Priority>,
    /// What costs at least so much,
    pub least: Option<i64>,
    /// and at most so much.
    pub most: Option<i64>,
    /// Of which currency.
    pub currency: Option<String>,
    /// In which language the partner reads.
    pub lang: Lang,
    /// How often news are sent.
    pub often: Often,
    /// Where they are sent. Guarded: never in a state of the journal.
    #[serde(skip)]
    pub mail: Option<String>,
}

/// An interest.
#[derive(Clone, Debug, Serialize)]
pub struct Interest {
    /// Its id.
    pub id: String,
    /// What is looked for.
    #[serde(flatten)]
    pub body: Body,
    /// Counts the links.
    pub turn: i64,
    /// Needs that became public since are news.
    #[serde(skip)]
    pub told_at: String,
    /// Since when the partner wants no letters.
    pub ended_at: Option<String>,
    /// Since when the link is taken back.
    pub revoked_at: Option<String>,
    /// Until when the link works.
    pub expires_at: String,
    /// When it was made.
    pub created_at: String,
    /// Who made it.
    pub created_by: String,
}

/// Why a need fits, in a way that can be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", content = "what", rename_all = "snake_case")]
pub enum Reason {
    /// The sector asked for, as it was asked
    Sector(String),
    /// It lies in this place
    Place(String),
    /// It presses so much
    Priority(Priority),
    /// It costs so much, in the currency asked for
    Amount(String),
    /// Nothing was asked for in particular
    Any,
}

/// Whether a need fits, and why. `lies` are the codes of its place and of those above. What is asked for must be so; only
/// what a need costs may be unknown, since few needs say it.
pub fn fits(want: &Body, need: &need::Body, lies: &[String]) -> Option<Vec<Reason>> {
    let mut reasons = Vec::new();
    if !want.sectors.is_empty() {
        let over = sectors_over(need.sector.as_ref()?);
        reasons.push(Reason::Sector(want.sectors.iter().find(|code| over.contains(code))?.clone()));
    }
    if !want.places.is_empty() {
        reasons.push(Reason::Place(want.places.iter().find(|code| lies.contains(code))?.clone()));
    }
    if let Some(least) = want.priority {
        // The most pressing stands first.
        if need.priority > least {
            return None;
        }
        reasons.push(Reason::Priority(need.priority));
    }
    if let Some(cost) = cost(need, want.currency.as_deref()) {
        let within = want.least.is_none_or(|least| cost >= Decimal::from(least))
            && want.most.is_none_or(|most| cost <= Decimal::from(most));
        if !within {
            return None;
        }
        if want.least.is_some() || want.most.is_some() {
            reasons.push(Reason::Amount(cost.normalize().to_string()));
        }
    }
    if reasons.is_empty() {
        reasons.push(Reason::Any);
    }
    Some(reasons)
}

/// What a need costs in a currency; none when one of its lines does not say so, or says it in another.
fn cost(need: &need::Body, currency: Option<&str>) -> Option<Decimal> {
    let costs = need.lines.iter().map(|line| {
        let cost = line.cost.as_ref().filter(|_| currency.is_some() && line.currency.as_deref() == currency)?;
        cost.parse::<Decimal>().ok()
    });
    costs.collect::<Option<Vec<_>>>().filter(|costs| !costs.is_empty()).map(|costs| costs.into_iter().sum())
}

impl Body {
    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults: Vec<Fault> = Vec::new();
        let mut wrong = |field: &str, key: &'static str, what: &str| faults.push((field.to_owned(), key, what.to_owned()));
        if self.name.is_empty() || self.name.chars().count() > 200 {
            wrong("name", "web-required-title", "");
        }
        if let Some(code) = self.sectors.iter().find(|code| !is_sector(code)) {
            wrong("sectors", "web-bad-sector", code);
        }
        for (field, list) in [("sectors", &self.sectors), ("places", &self.places)] {
            if list.len() > MOST {
                wrong(field, "interest-too-many", &MOST.to_string());
            }
        }
        if (self.least.is_some() || self.most.is_some()) && self.currency.is_none() {
            wrong("currency", "web-required", "");
        }
        if let Some(code) = self.currency.as_ref().filter(|code| !is_currency(code)) {
            wrong("currency", "interest-bad-currency", code);
        }
        if self.least.zip(self.most).is_some_and(|(least, most)| least > most) {
            wrong("most", "interest-most-below-least", "");
        }
        match &self.mail {
            Some(mail) if !crate::office::is_mail(mail) => wrong("mail", "interest-bad-mail", mail),
            None if self.often != Often::Never => wrong("mail", "web-required", ""),
            _ => {}
        }
        faults
    }
}

/// Why a link opens nothing. A token that is wrong and one that never was are answered alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shut {
    /// There is none with this token
    Unknown,
    /// Its time is over
    Expired,
    /// The office has taken it back
    Revoked,
}

impl Shut {
    /// The key of the page that says so; what to do stands at `…-help`.
    pub fn key(self) -> &'static str {
        match self {
            Shut::Unknown => "interest-shut-unknown",
            Shut::Expired => "interest-shut-expired",
            Shut::Revoked => "interest-shut-revoked",
        }
    }
}

/// What somebody asked for by themselves, and has not confirmed yet.
#[derive(Clone, Debug)]
pub struct Request {
    /// The id of the interest that it becomes.
    pub id: String,
    /// What is looked for; none once it is confirmed.
    pub body: Option<Body>,
    /// Until when it may be confirmed.
    pub expires_at: String,
}

impl Interest {
    /// Whether nobody of the office has said yet which organisation asked for it.
    pub fn unknown(&self) -> bool {
        self.created_by == BY_THEMSELVES && self.body.organisation.is_none()
    }

    /// Why its link opens nothing at a time.
    pub fn shut(&self, now: &str) -> Option<Shut> {
        match () {
            () if self.revoked_at.is_some() => Some(Shut::Revoked),
            () if self.expires_at.as_str() <= now => Some(Shut::Expired),
            () => None,
        }
    }

    /// What the policy must know of it.
    pub fn subject(&self) -> Subject {
        Subject::new(Kind::Interest, &self.id, false).owned_by(self.body.organisation.iter().cloned().map(Owner::Organisation))
    }

    /// Whether its link opens at a time.
    pub fn open(&self, now: &str) -> bool {
        self.shut(now).is_none()
    }

    /// Whether letters are wanted at a time.
    pub fn wants_letters(&self, now: &str) -> bool {
        self.open(now) && self.ended_at.is_none() && self.body.often != Often::Never && self.body.mail.is_some()
    }
}

/// The token of a link: 160 bits that nobody can make without the data key. It is kept nowhere, and each letter holds it.
///
/// # Errors
/// Never for a key of the right length.
pub fn token(data_key: &[u8; 32], office: &str, id: &str, turn: i64) -> Result<String, SealError> {
    let mut token = DigestKey::of(data_key)?.digest("interest link", &format!("{office}/{id}/{turn}"));
    token.truncate(40);
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::need::{Line, Unit};

    fn want() -> Body {
        Body {
            name: "Медицина".into(),
            organisation: None,
            sectors: Vec::new(),
            places: Vec::new(),
            priority: None,
            least: None,
            most: None,
            currency: None,
            lang: Lang::En,
            often: Often::Never,
            mail: None,
        }
    }

    fn oxygen(cost: Option<&str>) -> need::Body {
        let line = Line {
            id: 1,
            item_uk: None,
            item_en: Some("Oxygen".into()),
            unit: Unit::Piece,
            quantity: "10".into(),
            cost: cost.map(str::to_owned),
            currency: cost.map(|_| "USD".to_owned()),
        };
        need::Body { sector: Some("12220".into()), priority: Priority::High, lines: vec![line], ..need::Body::default() }
    }

    #[test]
    fn what_is_asked_for_must_be_so() {
        let lies = ["UA0101".to_owned(), "UA01".to_owned()];
        let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        let money = |least, most| Body { least, most, currency: Some("USD".into()), ..want() };
        let sector = |code: &str| Some(vec![Reason::Sector(code.into())]);
        for (want, cost, found) in [
            (want(), None, Some(vec![Reason::Any])),
            (Body { sectors: codes(&["110", "122"]), ..want() }, None, sector("122")),
            (Body { sectors: codes(&["12220"]), ..want() }, None, sector("12220")),
            (Body { sectors: codes(&["120"]), ..want() }, None, sector("120")),
            (Body { sectors: codes(&["12230"]), ..want() }, None, None),
            (Body { places: codes(&["UA01"]), ..want() }, None, Some(vec![Reason::Place("UA01".into())])),
            (Body { places: codes(&["UA02"]), ..want() }, None, None),
            (Body { priority: Some(Priority::High), ..want() }, None, Some(vec![Reason::Priority(Priority::High)])),
            (Body { priority: Some(Priority::Urgent), ..want() }, None, None),
            (money(Some(500), Some(1000)), Some("700.5"), Some(vec![Reason::Amount("700.5".into())])),
            (money(Some(500), None), Some("499"), None),
            (money(None, Some(1000)), Some("1001"), None),
            // What is not said excludes nobody.
            (money(Some(500), None), None, Some(vec![Reason::Any])),
        ] {
            assert_eq!(fits(&want, &oxygen(cost), &lies), found, "{want:?} {cost:?}");
        }
        // A need without a sector is in none.
        let none = need::Body { sector: None, ..oxygen(None) };
        assert_eq!(fits(&Body { sectors: codes(&["122"]), ..want() }, &none, &lies), None);
    }

    #[test]
    fn what_is_wrong_is_told_by_field() {
        let fields = |body: Body| body.faults().into_iter().map(|(field, ..)| field).collect::<Vec<_>>();
        assert!(fields(want()).is_empty());
        assert_eq!(fields(Body { sectors: vec!["12".into()], ..want() }), ["sectors"]);
        assert_eq!(fields(Body { often: Often::Weekly, ..want() }), ["mail"]);
        assert_eq!(fields(Body { least: Some(5), most: Some(3), ..want() }), ["currency", "most"]);
        assert_eq!(fields(Body { mail: Some("a b".into()), ..want() }), ["mail"]);
    }

    #[test]
    fn a_link_says_why_it_opens_nothing() {
        let interest = |revoked: Option<&str>| Interest {
            id: "1".into(),
            body: want(),
            turn: 1,
            told_at: String::new(),
            ended_at: None,
            revoked_at: revoked.map(str::to_owned),
            expires_at: "2021-03-31".into(),
            created_at: String::new(),
            created_by: BY_THEMSELVES.into(),
        };
        assert_eq!(interest(None).shut("2021-03-30"), None);
        assert_eq!(interest(None).shut("2021-03-31"), Some(Shut::Expired));
        assert_eq!(interest(Some("2021-01-01")).shut("2021-03-30"), Some(Shut::Revoked));
        assert!(interest(None).unknown());
    }

    #[test]
    fn a_token_is_its_own_and_changes_with_the_turn() {
        let one = token(&[7; 32], "o", "1", 1).unwrap();
        assert_eq!(one.len(), 40);
        assert_eq!(one, token(&[7; 32], "o", "1", 1).unwrap());
        for other in [
            token(&[8; 32], "o", "1", 1),
            token(&[7; 32], "p", "1", 1),
            token(&[7; 32], "o", "2", 1),
            token(&[7; 32], "o", "1", 2),
        ] {
            assert_ne!(one, other.unwrap());
        }
    }
}
