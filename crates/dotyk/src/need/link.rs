//! A private link: what it opens, for how long, and who its holder is. Pure.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Need;
use crate::access::{Action, Actor, Kind, Leave, Owner, Ref, Scope, Subject};
use crate::journal::hex;

/// A link holds for so many days when nobody says otherwise.
pub const DAYS: i64 = 90;

/// No link holds longer.
pub const MOST_DAYS: i64 = 400;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// To state needs
    State,
    /// To confirm or dispute deliveries
    Confirm,
    /// To say that a need still holds
    Renew,
}

impl Purpose {
    /// All.
    pub const ALL: [Purpose; 3] = [Purpose::State, Purpose::Confirm, Purpose::Renew];

    /// The word in tables and data.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::State => "state",
            Purpose::Confirm => "confirm",
            Purpose::Renew => "renew",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.word() == word)
    }
}

/// A private link. Its token is known to its holder alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Its id.
    pub id: String,
    /// All needs of this organisation,
    pub organisation: Option<String>,
    /// or this one.
    pub need: Option<String>,
    /// All ids by which the organisation stands in needs: its own and of those merged into it. Known once it was opened.
    #[serde(skip)]
    pub known_as: Vec<String>,
    /// What it is for.
    pub purposes: Vec<Purpose>,
    /// When it was made.
    pub created_at: String,
    /// Who made it.
    pub created_by: String,
    /// Until when it works.
    pub expires_at: String,
    /// Since when it is taken back.
    pub revoked_at: Option<String>,
    /// The sealed form that its holder has not sent yet.
    #[serde(skip)]
    pub draft: Option<String>,
    /// The collection round that it is for; new needs are stated by it only while that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<String>,
    /// Since when its holder says that nothing is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing_at: Option<String>,
    /// When it was first opened.
    #[serde(skip)]
    pub seen_at: Option<String>,
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
    /// The collection round that it was for is over, and nothing new is stated
    Closed,
}

impl Shut {
    /// The key of the page that says so; what to do stands at `…-help`.
    pub fn key(self) -> &'static str {
        match self {
            Shut::Unknown => "need-link-unknown",
            Shut::Expired => "need-link-expired",
            Shut::Revoked => "need-link-revoked",
            Shut::Closed => "need-link-closed",
        }
    }
}

impl Link {
    /// Whether it opens at a time.
    ///
    /// # Errors
    /// [`Shut`] says why not.
    pub fn open(&self, now: &str) -> Result<(), Shut> {
        match () {
            () if self.revoked_at.is_some() => Err(Shut::Revoked),
            () if self.expires_at.as_str() <= now => Err(Shut::Expired),
            () => Ok(()),
        }
    }

    /// Whether it is for this.
    pub fn is_for(&self, purpose: Purpose) -> bool {
        // Whoever was asked by a round sees what came of it too, also after it is over.
        self.purposes.contains(&purpose) || self.round.is_some()
    }

    /// Its holder: the public, with leave for these needs and what the link is for.
    pub fn holder(&self, office: &str) -> Actor {
        let on = match (&self.organisation, &self.need) {
            (Some(id), _) => Scope::Owned([id].into_iter().chain(&self.known_as).cloned().map(Owner::Organisation).collect()),
            (None, id) => Scope::Record(Ref::new(Kind::Need, id.clone().unwrap_or_default())),
        };
        let mut actions = vec![(Kind::Need, Action::Read)];
        if self.is_for(Purpose::State) && self.organisation.is_some() {
            actions.push((Kind::Need, Action::Create));
        }
        if self.is_for(Purpose::Confirm) || self.is_for(Purpose::State) {
            actions.push((Kind::File, Action::Create));
        }
        if self.round.is_some() {
            // To say of this link that nothing is needed.
            actions.extend([(Kind::Link, Action::Read), (Kind::Link, Action::Edit)]);
        }
        // What each purpose may do with a need is asked by the page of it.
        actions.push((Kind::Need, Action::Edit));
        Actor::holder(office, format!("link:{}", self.id), Leave { on, actions })
    }

    /// What the policy must know of the link itself.
    pub fn subject(&self) -> Subject {
        Subject::new(Kind::Link, &self.id, false).owned_by(self.organisation.iter().cloned().map(Owner::Organisation))
    }

    /// Whether a need can be reached by it.
    pub fn reaches(&self, need: &Need) -> bool {
        match (&self.organisation, &self.need) {
            (Some(id), _) => need.body.organisation.as_ref().is_some_and(|of| of == id || self.known_as.contains(of)),
            (None, id) => id.as_ref() == Some(&need.head.id),
        }
    }
}

/// A new token: 160 random bits in base 32, as people can still read it over the phone.
///
/// # Errors
/// The machine has no randomness.
pub fn token() -> Result<String, String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// What is kept of a token.
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_cannot_be_guessed_and_is_read_without_doubt() {
        let (one, two) = (token().unwrap(), token().unwrap());
        assert_ne!(one, two);
        assert!(one.len() == 32 && one.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{one}");
        assert!(!one.contains(['l', 'o', '0', '1']));
        assert_eq!(digest(&one).len(), 64);
    }

    #[test]
    fn a_link_opens_until_its_time_is_over_or_it_is_taken_back() {
        let link = Link {
            id: "1".into(),
            organisation: None,
            need: Some("n".into()),
            known_as: Vec::new(),
            purposes: vec![Purpose::Renew],
            created_at: "2021-03-01".into(),
            created_by: "a".into(),
            expires_at: "2021-04-01T00:00:00.000Z".into(),
            revoked_at: None,
            draft: Some("x".into()),
            round: None,
            nothing_at: None,
            seen_at: None,
        };
        assert_eq!(link.open("2021-03-31T23:59:59.999Z"), Ok(()));
        assert_eq!(link.open("2021-04-01T00:00:00.000Z"), Err(Shut::Expired));
        assert_eq!(Link { revoked_at: Some("x".into()), ..link.clone() }.open("2021-03-31"), Err(Shut::Revoked));
        assert!(!serde_json::to_string(&link).unwrap().contains("draft"));
        let holder = link.holder("o");
        assert!(holder.may_create(Kind::Need, "x").is_err() && holder.may_create(Kind::File, "x").is_err());
    }
}
