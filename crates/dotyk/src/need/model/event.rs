//! What is said of a need, and how it stands on a day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Body, Change, Refusal, room, short};
use crate::text::{When, words};

/// How long a need holds without a word, in days, when the office has no term of its own.
pub const RENEWAL: i64 = 90;

/// The office's term that says otherwise.
pub const RENEWAL_TERM: &str = "renewal";

/// After so many days without a word the institution is asked whether the need still holds.
pub const SILENCE: i64 = 14;

words! {
    /// How a need stands on a day. Computed.
    State {
        /// Written down, said by nobody yet
        Draft = "draft",
        /// Said by whoever needs it
        Stated = "stated",
        /// The office has found it so
        Confirmed = "confirmed",
        /// Something of it was promised or came
        PartlyCovered = "partly_covered",
        /// All of it was promised or came
        Covered = "covered",
        /// All of it came, and the receiver says so
        Received = "received",
        /// Taken back
        Withdrawn = "withdrawn",
        /// Nothing was heard of it for too long
        Lapsed = "lapsed",
    }
}

impl State {
    /// Whether somebody who would help should look at it.
    pub fn open(self) -> bool {
        matches!(self, State::Stated | State::Confirmed | State::PartlyCovered)
    }
}

words! {
    /// What is said of a need.
    Event {
        /// It is needed
        Stated = "stated",
        /// The office has found it so
        Confirmed = "confirmed",
        /// It still holds
        Renewed = "renewed",
        /// It is not needed any more
        Withdrawn = "withdrawn",
        /// The office gives it up: nobody answers
        Lapsed = "lapsed",
    }
}

impl Event {
    /// Whether this may come after `before`; nothing before is a draft.
    pub fn follows(self, before: Option<Event>) -> bool {
        use Event::{Confirmed, Lapsed, Renewed, Stated, Withdrawn};
        match self {
            Stated => matches!(before, None | Some(Withdrawn | Lapsed)),
            Confirmed => matches!(before, Some(Stated | Renewed | Lapsed)),
            Renewed => matches!(before, Some(Stated | Confirmed | Renewed | Lapsed)),
            Withdrawn | Lapsed => matches!(before, Some(Stated | Confirmed | Renewed)),
        }
    }

    /// Whether only the office says so.
    pub fn of_the_office(self) -> bool {
        matches!(self, Event::Confirmed | Event::Lapsed)
    }
}

/// Something said of a need, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    /// What.
    pub event: Event,
    /// Since when.
    pub date: When,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

impl Body {
    /// Adds what was said.
    ///
    /// # Errors
    /// [`Refusal`] when it does not follow what was said before, or is dated before it; when a need without lines is stated.
    pub fn say(&self, row: EventRow) -> Result<Change, Refusal> {
        let last = self.events.last();
        if !row.event.follows(last.map(|last| last.event)) {
            return Err(Refusal("need-event-does-not-follow", row.event.word().to_owned()));
        }
        if last.is_some_and(|last| last.date.first() > row.date.first()) {
            return Err(Refusal("need-event-order", row.date.to_string()));
        }
        if self.lines.is_empty() {
            return Err(Refusal("need-no-lines", String::new()));
        }
        room(&self.events)?;
        short([&row.note])?;
        let mut body = self.clone();
        body.events.push(row);
        Ok(Change(body))
    }

    pub(super) fn stands(&self) -> Result<(), Refusal> {
        match self.events.last().map(|row| row.event) {
            None => Err(Refusal("need-is-draft", String::new())),
            Some(Event::Withdrawn) => Err(Refusal("need-is-withdrawn", String::new())),
            Some(_) => Ok(()),
        }
    }

    /// Whether whoever stated it may still say it better.
    ///
    /// # Errors
    /// [`Refusal`] once the office has confirmed it, or somebody promised or brought something: they rely on it.
    pub fn may_be_corrected(&self) -> Result<(), Refusal> {
        self.stands()?;
        let since = self.events.iter().rposition(|row| row.event == Event::Stated).unwrap_or_default();
        let confirmed = self.events.iter().skip(since).any(|row| row.event == Event::Confirmed);
        if confirmed || !self.promises.is_empty() || !self.deliveries.is_empty() {
            return Err(Refusal("need-link-no-correction", String::new()));
        }
        Ok(())
    }

    /// What was said by a day.
    fn said_by(&self, day: Date) -> impl DoubleEndedIterator<Item = &EventRow> {
        self.events.iter().filter(move |row| row.date.first() <= day)
    }

    /// The last day, up to `day`, on which anything was heard of it.
    pub fn heard(&self, day: Date) -> Option<Date> {
        let events = self.said_by(day).map(|row| row.date.first());
        let promises = self.promises.iter().map(|one| one.date.first());
        let deliveries = self.deliveries.iter().map(|one| one.date.first());
        let words = self.confirmations.iter().map(|one| one.date.first());
        events.chain(promises).chain(deliveries).chain(words).filter(|heard| *heard <= day).max()
    }

    /// Whether it is to be asked again: open, and nothing was heard of it for two weeks; also when it has lapsed in silence.
    pub fn to_renew(&self, day: Date, renewal: i64) -> bool {
        let last = self.said_by(day).next_back().map(|row| row.event);
        let state = self.state_on(day, renewal);
        let silent = self.heard(day).is_some_and(|heard| i64::from((day - heard).get_days()) >= SILENCE);
        silent && (state.open() || state == State::Lapsed && last != Some(Event::Lapsed))
    }

    /// How it stands on a day, when a need holds for so many days without a word.
    pub fn state_on(&self, day: Date, renewal: i64) -> State {
        let mut base = State::Draft;
        let mut last = None;
        for row in self.said_by(day) {
            last = Some(row.event);
            match row.event {
                Event::Stated => base = State::Stated,
                Event::Confirmed => base = State::Confirmed,
                Event::Renewed | Event::Withdrawn | Event::Lapsed => {}
            }
        }
        match last {
            None => return State::Draft,
            Some(Event::Withdrawn) => return State::Withdrawn,
            Some(Event::Lapsed) => return State::Lapsed,
            Some(_) => {}
        }
        let tallies = self.tallies(day);
        if !tallies.is_empty() && tallies.iter().all(|tally| tally.confirmed >= tally.asked) {
            return State::Received;
        }
        if !tallies.is_empty() && tallies.iter().all(|tally| tally.open.is_zero()) {
            return State::Covered;
        }
        if self.heard(day).is_some_and(|heard| i64::from((day - heard).get_days()) > renewal) {
            return State::Lapsed;
        }
        // Something is promised, on its way or there: asked and still open are no longer the same.
        if tallies.iter().any(|tally| tally.open < tally.asked) {
            return State::PartlyCovered;
        }
        base
    }

    /// Whether it was there on a day: a draft is there, else it must have been stated by then.
    pub fn there_on(&self, day: Date) -> bool {
        self.events.is_empty() || self.said_by(day).next().is_some()
    }
}
