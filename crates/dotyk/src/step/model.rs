//! Steps and their states. Pure.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Ref;
use crate::source::Cite;
use crate::text::When;

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its id.
    pub id: String,
    /// Its place in the address.
    pub slug: String,
    /// What it belongs to.
    pub subject: Ref,
    /// Which part of it: the number of a recommendation of an emergency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<i64>,
    /// The account or command that made it.
    pub created_by: String,
    /// Counts its edits.
    pub version: i64,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
}

/// What people enter of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What is to be done.
    pub what_uk: Option<String>,
    /// What is to be done.
    pub what_en: Option<String>,
    /// The organisation that is to do it.
    pub organisation: Option<String>,
    /// By when.
    pub due: Option<When>,
    /// How that is known: «скоро».
    pub due_note_uk: Option<String>,
    /// How that is known.
    pub due_note_en: Option<String>,
    /// Its history.
    pub states: Vec<StateRow>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

/// After so many days without a word a promise is asked again whether it holds.
pub const SILENCE: i64 = 90;

/// A state, since when, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateRow {
    /// Which.
    pub state: State,
    /// Since when.
    #[serde(default)]
    pub date: Option<When>,
    /// Who says so.
    #[serde(default)]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default)]
    pub locator: Option<String>,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Somebody said they would
    Promised,
    /// Somebody means to
    Planned,
    /// It is talked about
    Negotiating,
    /// It is time
    Due,
    /// It is done
    Done,
    /// It will not be done
    Dropped,
}

impl State {
    /// All.
    pub const ALL: [State; 6] = [State::Promised, State::Planned, State::Negotiating, State::Due, State::Done, State::Dropped];

    /// The word in tables and data.
    pub fn word(self) -> &'static str {
        match self {
            State::Promised => "promised",
            State::Planned => "planned",
            State::Negotiating => "negotiating",
            State::Due => "due",
            State::Done => "done",
            State::Dropped => "dropped",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether something is still to be done.
    pub fn open(self) -> bool {
        !matches!(self, State::Done | State::Dropped)
    }
}

/// Why a step waits for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// It is not done
    Open,
    /// Its last due day has passed
    Overdue,
    /// It is to be done within [`SOON`] days
    Soon,
    /// Nothing was heard of it for long, and no near day speaks for it
    Silent,
}

/// What is to be done within so many days is soon.
pub const SOON: i64 = 7;

impl Waiting {
    /// All.
    pub const ALL: [Waiting; 4] = [Waiting::Open, Waiting::Overdue, Waiting::Soon, Waiting::Silent];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Waiting::Open => "open",
            Waiting::Overdue => "overdue",
            Waiting::Soon => "soon",
            Waiting::Silent => "silent",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Waiting> {
        Waiting::ALL.into_iter().find(|waiting| waiting.word() == word)
    }

    /// Whether a step waits for this reason on a day.
    pub fn holds(self, step: &Body, day: Date) -> bool {
        match self {
            Waiting::Open => step.on(day).is_some_and(|row| row.state.open()),
            Waiting::Overdue => step.overdue(day),
            Waiting::Soon => step.within(day, SOON),
            Waiting::Silent => step.silent(day) && !step.overdue(day) && !step.within(day, SOON),
        }
    }

    /// Between which last due days the steps lie that may wait for this reason, as rows keep them.
    pub fn due(self, day: Date) -> (String, String) {
        let until = |days: i64| day.saturating_add(days.days()).to_string();
        match self {
            Waiting::Open | Waiting::Silent => (String::new(), "9999-99-99".to_owned()),
            Waiting::Overdue => ("0".to_owned(), until(-1)),
            Waiting::Soon => (day.to_string(), until(SOON)),
        }
    }
}

impl Body {
    /// The state on a day: the last one that began by then, in the order of their beginnings; none before the first.
    pub fn on(&self, day: Date) -> Option<&StateRow> {
        let begun = |row: &&StateRow| row.date.as_ref().is_none_or(|date| date.first() <= day);
        self.states.iter().filter(begun).max_by_key(|row| row.date.as_ref().map(When::first))
    }

    /// Whether its last due day has passed on a day with the step still open.
    pub fn overdue(&self, day: Date) -> bool {
        let late = self.due.as_ref().is_some_and(|due| due.last() < day);
        late && self.on(day).is_some_and(|row| row.state.open())
    }

    /// Whether nothing was heard of it for [`SILENCE`] days although it is still open: time to ask whether it holds.
    pub fn silent(&self, day: Date) -> bool {
        self.on(day).is_some_and(|row| {
            let heard = row.date.as_ref().map(When::last);
            row.state.open() && heard.is_none_or(|heard| (day - heard).get_days() as i64 > SILENCE)
        })
    }

    /// Whether it is to be done within so many days.
    pub fn within(&self, day: Date, days: i64) -> bool {
        let left = self.due.as_ref().map(|due| (due.last() - day).get_days() as i64);
        left.is_some_and(|left| (0..=days).contains(&left)) && self.on(day).is_some_and(|row| row.state.open())
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<(String, &'static str, String)> {
        let mut faults = Vec::new();
        if self.what_uk.is_none() && self.what_en.is_none() {
            faults.push(("what_uk".into(), "step-what-needed", String::new()));
        }
        if self.states.is_empty() {
            faults.push(("state.0.state".into(), "step-state-needed", String::new()));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn row(state: State, date: Option<&str>) -> StateRow {
        StateRow { state, date: date.and_then(When::parse), source: None, locator: None }
    }

    #[test]
    fn a_step_is_overdue_once_its_last_due_day_is_over() {
        let step = Body { due: When::parse("2021-04"), states: vec![row(State::Planned, Some("2021-03"))], ..Body::default() };
        assert_eq!(step.on(date(2021, 2, 28)), None);
        assert!(!step.overdue(date(2021, 4, 30)));
        assert!(step.overdue(date(2021, 5, 1)));
        let done = Body { states: vec![row(State::Planned, Some("2021-03")), row(State::Done, Some("2021-04-29"))], ..step };
        assert!(!done.overdue(date(2021, 5, 1)));
        assert_eq!(done.on(date(2021, 4, 28)).map(|row| row.state), Some(State::Planned));
    }

    #[test]
    fn a_step_without_dates_stands_as_it_was_said_last() {
        let step = Body { states: vec![row(State::Promised, None), row(State::Dropped, None)], ..Body::default() };
        assert_eq!(step.on(date(2000, 1, 1)).map(|row| row.state), Some(State::Dropped));
    }
}
