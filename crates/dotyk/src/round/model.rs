//! Collection rounds and what may happen to them. Pure.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::{Head, Kind, Subject};
use crate::need::store::Came;
use crate::text::{is_purpose, words};
use crate::web::{Fault, Gate};

/// No round asks more institutions.
const MOST_MEMBERS: usize = 20_000;

/// No round lasts longer, in days: a link of it must not outlive everybody who knew of it.
const MOST_DAYS: i32 = 366;

words! {
    /// How a round stands.
    State {
        /// Being prepared
        Draft = "draft",
        /// Its links open
        Open = "open",
        /// They open no more
        Closed = "closed",
    }
}

words! {
    /// How an institution stands within a round.
    Status {
        /// It has no link yet
        Unlinked = "unlinked",
        /// It has one and has not opened it
        Silent = "silent",
        /// It has looked
        Opened = "opened",
        /// It has stated needs
        Answered = "answered",
        /// It says that it needs nothing
        Nothing = "nothing",
    }
}

impl Status {
    /// From what came of its links.
    pub fn of(came: &Came) -> Status {
        match came {
            came if came.needs > 0 => Status::Answered,
            came if came.nothing_at.is_some() => Status::Nothing,
            came if came.seen_at.is_some() => Status::Opened,
            came if came.links > 0 => Status::Silent,
            _ => Status::Unlinked,
        }
    }

    /// Whether there is nothing to chase.
    pub fn answered(self) -> bool {
        matches!(self, Status::Answered | Status::Nothing)
    }
}

/// What people enter of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title.
    pub title_en: Option<String>,
    /// What the form says above its fields.
    pub ask_uk: Option<String>,
    /// Likewise.
    pub ask_en: Option<String>,
    /// DAC 5-digit purpose code of what is asked.
    pub sector: Option<String>,
    /// The word of an emergency.
    pub emergency: Option<String>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// Links that were made together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// When.
    pub made_at: String,
    /// How many.
    pub links: i64,
    /// Since when they are on their way.
    pub handed_at: Option<String>,
}

/// A collection round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Id, address, version. A round is never shown to the public.
    #[serde(flatten)]
    pub head: Head,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
    /// Since when it asks.
    pub opened_at: Option<String>,
    /// Since when it asks no more.
    pub closed_at: Option<String>,
    /// The institutions that are asked, by id, in order.
    pub members: Vec<String>,
    /// The opening, and each time that the silent were chased.
    pub waves: Vec<Wave>,
}

/// Why a change is not made: the message's key and what was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(pub &'static str, pub String);

impl Round {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Round {
        Round { head, body, opened_at: None, closed_at: None, members: Vec::new(), waves: Vec::new() }
    }

    /// How it stands.
    pub fn state(&self) -> State {
        match (&self.opened_at, &self.closed_at) {
            (_, Some(_)) => State::Closed,
            (Some(_), None) => State::Open,
            (None, None) => State::Draft,
        }
    }

    /// What the policy must know.
    pub fn subject(&self) -> Subject {
        self.head.subject(Kind::Round)
    }

    /// What its links say and allow on a day.
    pub fn gate(&self, day: Date) -> Gate {
        let b = &self.body;
        Gate {
            title_uk: b.title_uk.clone(),
            title_en: b.title_en.clone(),
            ask_uk: b.ask_uk.clone(),
            ask_en: b.ask_en.clone(),
            sector: b.sector.clone(),
            emergency: b.emergency.clone(),
            until: b.until,
            open: self.state() == State::Open && b.until.is_some_and(|until| day <= until),
        }
    }

    fn not_closed(&self) -> Result<(), Refusal> {
        if self.state() == State::Closed { Err(Refusal("round-is-closed", String::new())) } else { Ok(()) }
    }

    /// Changes what people enter. A later last day lets all its links open again.
    ///
    /// # Errors
    /// [`Refusal`] when it is closed.
    pub fn edit(&self, body: Body) -> Result<Round, Refusal> {
        self.not_closed()?;
        Ok(Round { body, ..self.clone() })
    }

    /// Asks these institutions too; those that are asked already stay. They get their links with the next wave.
    ///
    /// # Errors
    /// [`Refusal`] when it is closed, or they are too many.
    pub fn ask(&self, more: impl IntoIterator<Item = String>) -> Result<Round, Refusal> {
        self.not_closed()?;
        let mut members: Vec<String> = self.members.iter().cloned().chain(more).collect();
        members.sort();
        members.dedup();
        if members.len() > MOST_MEMBERS {
            return Err(Refusal("round-too-many", MOST_MEMBERS.to_string()));
        }
        Ok(Round { members, ..self.clone() })
    }

    /// Asks an institution after all not.
    ///
    /// # Errors
    /// [`Refusal`] once links are out: what was asked cannot be unasked.
    pub fn spare(&self, member: &str) -> Result<Round, Refusal> {
        if self.state() != State::Draft {
            return Err(Refusal("round-asked-already", String::new()));
        }
        let members = self.members.iter().filter(|one| *one != member).cloned().collect();
        Ok(Round { members, ..self.clone() })
    }

    /// Opens it: a wave for all.
    ///
    /// # Errors
    /// [`Refusal`] when it is no draft, asks nobody, or today is none of its days.
    pub fn open(&self, now: String, today: Date) -> Result<Round, Refusal> {
        if self.state() != State::Draft {
            return Err(Refusal("round-is-no-draft", String::new()));
        }
        if self.members.is_empty() {
            return Err(Refusal("round-nobody", String::new()));
        }
        self.in_time(today)?;
        let opened = Round { opened_at: Some(now.clone()), ..self.clone() };
        Ok(opened.with_wave(now, self.members.len()))
    }

    /// Chases those that have not answered: a wave of so many.
    ///
    /// # Errors
    /// [`Refusal`] when it is not open, its last day is over, or all have answered.
    pub fn chase(&self, now: String, today: Date, silent: usize) -> Result<Round, Refusal> {
        if self.state() != State::Open {
            return Err(Refusal("round-is-not-open", String::new()));
        }
        self.in_time(today)?;
        if silent == 0 {
            return Err(Refusal("round-all-answered", String::new()));
        }
        Ok(self.clone().with_wave(now, silent))
    }

    fn in_time(&self, today: Date) -> Result<(), Refusal> {
        match (self.body.from, self.body.until) {
            (Some(from), _) if today < from => Err(Refusal("round-too-early", from.to_string())),
            (_, Some(until)) if today > until => Err(Refusal("round-over", until.to_string())),
            _ => Ok(()),
        }
    }

    fn with_wave(mut self, made_at: String, links: usize) -> Round {
        self.waves.push(Wave { made_at, links: links as i64, handed_at: None });
        self
    }

    /// The newest wave leaves nobody to be handed a link: all of them go by letter.
    #[must_use]
    pub fn by_letter(mut self) -> Round {
        if let Some(wave) = self.waves.last_mut() {
            wave.handed_at = Some(wave.made_at.clone());
        }
        self
    }

    /// The links of all waves are on their way.
    ///
    /// # Errors
    /// [`Refusal`] when none is waiting.
    pub fn hand_over(&self, now: &str) -> Result<Round, Refusal> {
        let mut round = self.clone();
        let mut waiting = round.waves.iter_mut().filter(|wave| wave.handed_at.is_none()).peekable();
        if waiting.peek().is_none() {
            return Err(Refusal("round-nothing-to-hand-over", String::new()));
        }
        waiting.for_each(|wave| wave.handed_at = Some(now.to_owned()));
        Ok(round)
    }

    /// Closes it: none of its links opens any more.
    ///
    /// # Errors
    /// [`Refusal`] when it is not open.
    pub fn close(&self, now: String) -> Result<Round, Refusal> {
        if self.state() != State::Open {
            return Err(Refusal("round-is-not-open", String::new()));
        }
        Ok(Round { closed_at: Some(now), ..self.clone() })
    }
}

impl Body {
    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, key, what: &str| faults.push((field.to_owned(), key, what.to_owned()));
        if self.title_uk.is_none() && self.title_en.is_none() {
            wrong("title_uk", "web-required-title", "");
        }
        for (field, text, limit) in [
            ("title_uk", &self.title_uk, 300),
            ("title_en", &self.title_en, 300),
            ("ask_uk", &self.ask_uk, 2000),
            ("ask_en", &self.ask_en, 2000),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > limit) {
                wrong(field, "web-too-long", &limit.to_string());
            }
        }
        if let Some(code) = self.sector.as_ref().filter(|code| !is_purpose(code)) {
            wrong("sector", "web-bad-purpose", code);
        }
        if let Some(word) = self.emergency.as_ref().filter(|word| !crate::office::is_slug(word)) {
            wrong("emergency", "round-bad-emergency", word);
        }
        for (field, day) in [("from", self.from), ("until", self.until)] {
            if day.is_none() {
                wrong(field, "round-day-needed", "");
            }
        }
        if let (Some(from), Some(until)) = (self.from, self.until) {
            match (until - from).get_days() {
                days if days < 0 => wrong("until", "round-ends-before", &until.to_string()),
                days if days > MOST_DAYS => wrong("until", "round-too-long", &MOST_DAYS.to_string()),
                _ => {}
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn round() -> Round {
        let body = Body {
            title_uk: Some("Збір".into()),
            from: Some(date(2021, 3, 1)),
            until: Some(date(2021, 3, 31)),
            ..Body::default()
        };
        Round::new(Head::new("r".into(), "r".into(), "a"), body)
    }

    fn now() -> String {
        "2021-03-10T08:00:00.000Z".into()
    }

    #[test]
    fn a_round_is_opened_within_its_days_and_asks_somebody() {
        let today = date(2021, 3, 10);
        assert_eq!(round().open(now(), today).unwrap_err().0, "round-nobody");
        let asks = round().ask(["b".to_owned(), "a".to_owned(), "b".to_owned()]).unwrap();
        assert_eq!(asks.members, ["a", "b"]);
        assert_eq!(asks.spare("a").unwrap().members, ["b"]);
        assert_eq!(asks.open(now(), date(2021, 2, 28)).unwrap_err().0, "round-too-early");
        assert_eq!(asks.open(now(), date(2021, 4, 1)).unwrap_err().0, "round-over");
        let open = asks.open(now(), today).unwrap();
        assert_eq!((open.state(), open.waves.len(), open.waves[0].links), (State::Open, 1, 2));
        assert_eq!(open.open(now(), today).unwrap_err().0, "round-is-no-draft");
        assert_eq!(open.spare("a").unwrap_err().0, "round-asked-already");
        assert_eq!(open.chase(now(), today, 0).unwrap_err().0, "round-all-answered");
        assert_eq!(open.chase(now(), today, 1).unwrap().waves[1].links, 1);
        let closed = open.close(now()).unwrap();
        for refused in [
            closed.close(now()).unwrap_err(),
            closed.chase(now(), today, 1).unwrap_err(),
            closed.ask(["c".to_owned()]).unwrap_err(),
            closed.edit(Body::default()).unwrap_err(),
        ] {
            assert!(["round-is-closed", "round-is-not-open"].contains(&refused.0), "{refused:?}");
        }
        let too_many = round().ask((0..=MOST_MEMBERS).map(|n| n.to_string()));
        assert_eq!(too_many.unwrap_err().0, "round-too-many");
    }

    #[test]
    fn its_links_open_while_it_is_open_and_until_the_end_of_its_last_day() {
        let open = round().ask(["a".to_owned()]).unwrap();
        assert!(!open.gate(date(2021, 3, 10)).open);
        let open = open.open(now(), date(2021, 3, 10)).unwrap();
        assert!(open.gate(date(2021, 3, 31)).open && !open.gate(date(2021, 4, 1)).open);
        let longer = open.edit(Body { until: Some(date(2021, 4, 5)), ..open.body.clone() }).unwrap();
        assert!(longer.gate(date(2021, 4, 1)).open);
        assert!(!open.close(now()).unwrap().gate(date(2021, 3, 20)).open);
    }

    #[test]
    fn what_is_waiting_is_handed_over_once() {
        let open = round().ask(["a".to_owned()]).unwrap().open(now(), date(2021, 3, 10)).unwrap();
        let handed = open.hand_over("later").unwrap();
        assert_eq!(handed.waves[0].handed_at.as_deref(), Some("later"));
        assert_eq!(handed.hand_over("again").unwrap_err().0, "round-nothing-to-hand-over");
    }

    #[test]
    fn an_answer_is_the_most_that_is_known() {
        let came = |links, seen: bool, nothing: bool, needs| {
            let some = |yes: bool| yes.then(now);
            Status::of(&Came { links, seen_at: some(seen), nothing_at: some(nothing), needs, ..Came::default() })
        };
        for (status, came) in [
            (Status::Unlinked, came(0, false, false, 0)),
            (Status::Silent, came(1, false, false, 0)),
            (Status::Opened, came(2, true, false, 0)),
            (Status::Nothing, came(1, true, true, 0)),
            (Status::Answered, came(1, true, true, 2)),
        ] {
            assert_eq!(status, came);
        }
    }

    #[test]
    fn the_diagrams_know_every_state() {
        let text = include_str!("mod.rs");
        for word in State::ALL.iter().map(|state| state.word()).chain(Status::ALL.iter().map(|status| status.word())) {
            assert!(text.split("```").any(|part| part.starts_with("text") && part.contains(word)), "{word}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_field_by_field() {
        let keys = |body: Body| body.faults().into_iter().map(|(_, key, _)| key).collect::<Vec<_>>();
        assert_eq!(keys(Body::default()), ["web-required-title", "round-day-needed", "round-day-needed"]);
        assert_eq!(keys(round().body), Vec::<&str>::new());
        assert_eq!(keys(Body { until: Some(date(2021, 2, 1)), ..round().body }), ["round-ends-before"]);
        assert_eq!(keys(Body { until: Some(date(2023, 2, 1)), ..round().body }), ["round-too-long"]);
        assert_eq!(keys(Body { sector: Some("12".into()), emergency: Some("A b".into()), ..round().body }).len(), 2);
    }
}
