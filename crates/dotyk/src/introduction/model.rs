//! Introductions and what may happen to them. Pure.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::{Kind, Ref, Subject};
use crate::text::{Lang, When, words};
use crate::web::Fault;

/// After so many days without a word the office asks.
pub const SILENCE: i64 = 14;

/// A remark may have so many letters.
const LETTERS: usize = 2000;

/// So many states it may have had.
const STATES: usize = 200;

words! {
    /// How it stands. The order is the usual way.
    State {
        /// Somebody found that they should meet
        Proposed = "proposed",
        /// The partner was spoken to
        Contacted = "contacted",
        /// The partner means to help
        Agreed = "agreed",
        /// Help came
        Delivered = "delivered",
        /// Nothing will come of it
        Declined = "declined",
    }
}

impl State {
    /// Whether something is still to come of it.
    pub fn open(self) -> bool {
        matches!(self, State::Proposed | State::Contacted | State::Agreed)
    }

    /// Whether `next` may come after this one.
    pub fn leads_to(self, next: State) -> bool {
        use State::{Agreed, Contacted, Declined, Delivered, Proposed};
        match next {
            Proposed => false,
            // One may call more than once, and again after a refusal.
            Contacted => matches!(self, Proposed | Contacted | Declined),
            Agreed => matches!(self, Proposed | Contacted),
            Delivered => matches!(self, Agreed),
            Declined => self.open(),
        }
    }
}

/// A state, since when, and a remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateRow {
    /// Which.
    pub state: State,
    /// Since when: a day.
    pub date: When,
    /// What was said.
    #[serde(default)]
    pub note: Option<String>,
}

/// A reason, as it was shown when the introduction was proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The signal.
    pub signal: String,
    /// In words, as they were shown to whoever proposed it.
    pub said: String,
    /// The same in the other language; none of what was proposed before both were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Other>,
    /// What it added to the score.
    pub adds: f64,
}

/// The words of a reason in the language that it was not shown in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Other {
    /// That language.
    pub lang: Lang,
    /// The words.
    pub said: String,
}

impl Reason {
    /// The words in a language, as far as they are known in it.
    pub fn in_words(&self, lang: Lang) -> &str {
        self.other.as_ref().filter(|other| other.lang == lang).map_or(&self.said, |other| &other.said)
    }
}

/// An introduction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Introduction {
    /// Its id and its address.
    pub id: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: String,
    /// Counts its edits.
    pub version: i64,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
}

/// What is said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The need or the project.
    pub subject: Ref,
    /// The partner: an organisation of the register,
    pub partner: Option<String>,
    /// or in words.
    pub who: Option<String>,
    /// The key by which the ranking knew the partner.
    pub point: Option<String>,
    /// Through what: a call, a project, another need, an activity.
    #[serde(rename = "with")]
    pub with: Option<Ref>,
    /// The project that came of it.
    pub project: Option<String>,
    /// The account that leads it.
    pub lead: Option<String>,
    /// In which part of the points of contact it stood.
    pub part: Option<String>,
    /// Its score at that moment, as decimal text.
    pub score: Option<String>,
    /// Why, as it was shown at that moment.
    pub reasons: Vec<Reason>,
    /// A remark.
    pub note: Option<String>,
    /// Its history.
    pub states: Vec<StateRow>,
}

/// Why a change is not made: the message's key and what was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(pub &'static str, pub String);

impl Body {
    /// One that is proposed on a day.
    pub fn new(subject: Ref, day: When) -> Body {
        Body {
            subject,
            partner: None,
            who: None,
            point: None,
            with: None,
            project: None,
            lead: None,
            part: None,
            score: None,
            reasons: Vec::new(),
            note: None,
            states: vec![StateRow { state: State::Proposed, date: day, note: None }],
        }
    }

    /// How it stands.
    pub fn now(&self) -> State {
        self.states.last().map_or(State::Proposed, |row| row.state)
    }

    /// The last day on which something was heard of it.
    pub fn heard(&self) -> Option<Date> {
        self.states.last().map(|row| row.date.last())
    }

    /// Whether nothing was heard of it for [`SILENCE`] days although something is to come.
    pub fn silent(&self, day: Date) -> bool {
        self.now().open() && self.heard().is_none_or(|heard| i64::from((day - heard).get_days()) > SILENCE)
    }

    /// What may come next.
    pub fn next(&self) -> Vec<State> {
        State::ALL.iter().copied().filter(|next| self.now().leads_to(*next)).collect()
    }

    /// Moves it on.
    ///
    /// # Errors
    /// [`Refusal`] when the state does not follow, is dated before the one it follows or ahead, or says too much.
    pub fn move_to(&self, row: StateRow, today: Date) -> Result<Body, Refusal> {
        let now = self.now();
        if !now.leads_to(row.state) {
            return Err(Refusal("introduction-does-not-follow", format!("{} → {}", now.word(), row.state.word())));
        }
        let day = row.date.first();
        if day != row.date.last() || day > today || self.heard().is_some_and(|heard| day < heard) {
            return Err(Refusal("introduction-bad-day", row.date.to_string()));
        }
        if row.note.as_ref().is_some_and(|note| note.chars().count() > LETTERS) {
            return Err(Refusal("introduction-note-too-long", LETTERS.to_string()));
        }
        if self.states.len() >= STATES {
            return Err(Refusal("introduction-too-many-states", STATES.to_string()));
        }
        let mut body = self.clone();
        body.states.push(row);
        Ok(body)
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.partner.is_none() && self.who.is_none() {
            faults.push(("partner".to_owned(), "introduction-who-needed", String::new()));
        }
        for (field, text, most) in [("who", &self.who, 300), ("note", &self.note, LETTERS)] {
            if text.as_ref().is_some_and(|text| text.chars().count() > most) {
                faults.push((field.to_owned(), "web-too-long", most.to_string()));
            }
        }
        faults
    }
}

impl Introduction {
    /// What the policy must know: it is the office's own.
    pub fn subject(&self) -> Subject {
        Subject::new(Kind::Introduction, &self.id, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn on(day: &str) -> When {
        When::parse(day).expect("a day")
    }

    fn proposed() -> Body {
        Body { who: Some("Фонд".into()), ..Body::new(Ref::new(Kind::Need, "n"), on("2021-03-01")) }
    }

    fn row(state: State, day: &str) -> StateRow {
        StateRow { state, date: on(day), note: None }
    }

    #[test]
    fn states_follow_one_another_as_in_the_diagram() {
        use State::{Agreed, Contacted, Declined, Delivered, Proposed};
        let allowed = [
            (Proposed, Contacted),
            (Proposed, Agreed),
            (Proposed, Declined),
            (Contacted, Contacted),
            (Contacted, Agreed),
            (Contacted, Declined),
            (Agreed, Delivered),
            (Agreed, Declined),
            (Declined, Contacted),
        ];
        for from in State::ALL {
            for to in State::ALL {
                assert_eq!(from.leads_to(*to), allowed.contains(&(*from, *to)), "{from:?} → {to:?}");
            }
        }
    }

    #[test]
    fn the_diagram_knows_every_state_and_no_other() {
        let diagram = include_str!("mod.rs").split("```").nth(1).expect("a diagram");
        for state in State::ALL {
            assert!(diagram.contains(state.word()), "{state:?}");
        }
    }

    #[test]
    fn a_day_is_neither_before_what_it_follows_nor_ahead() {
        let today = date(2021, 3, 31);
        for bad in ["2021-02-28", "2021-04-01", "2021-03"] {
            let refused = proposed().move_to(row(State::Contacted, bad), today);
            assert_eq!(refused, Err(Refusal("introduction-bad-day", bad.into())), "{bad}");
        }
        let body = proposed().move_to(row(State::Contacted, "2021-03-01"), today).expect("the same day will do");
        assert_eq!((body.now(), body.states.len()), (State::Contacted, 2));
    }

    #[test]
    fn it_is_silent_when_nothing_was_heard_for_two_weeks() {
        let today = date(2021, 3, 31);
        assert!(!proposed().silent(date(2021, 3, 15)) && proposed().silent(date(2021, 3, 16)));
        let declined = proposed().move_to(row(State::Declined, "2021-03-02"), today).expect("declined");
        assert!(!declined.silent(today));
    }
}
