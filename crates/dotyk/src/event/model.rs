//! Events and what may happen to them. Pure.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::access::{Head, Kind, Owner, Subject};
use crate::source::Cite;
use crate::text::{When, words};
use crate::web::Fault;

/// So many rows one table of an event may have.
const MOST: usize = 200;

/// No hall is larger.
const LARGEST: i64 = 100_000;

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// Since when it is taken back: kept for good, shown in no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    /// Counts the private links of its registration: none was made yet at 0.
    pub turn: i64,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
}

/// What people enter of it. References are ids here; slugs and codes in files and forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What it is called.
    pub title_uk: Option<String>,
    /// What it is called.
    pub title_en: Option<String>,
    /// What it is.
    pub kind: Sort,
    /// What it is about.
    pub about_uk: Option<String>,
    /// What it is about.
    pub about_en: Option<String>,
    /// Whether people come, or are on a line.
    pub format: Option<Format>,
    /// When: a day, several, or as much of it as is known.
    pub date: Option<When>,
    /// At what time it begins on the first day, `HH:MM` in Kyiv.
    pub starts: Option<String>,
    /// At what time it ends on the last day.
    pub ends: Option<String>,
    /// Where: the code of a place.
    pub place: Option<String>,
    /// In what house, at what address.
    pub venue_uk: Option<String>,
    /// In what house, at what address.
    pub venue_en: Option<String>,
    /// Where it is on the net. For the office and whoever is registered.
    pub link: Option<String>,
    /// Organisations that call it.
    pub organisers: Vec<String>,
    /// The event of which it is a session.
    pub series: Option<String>,
    /// The project within which it is held.
    pub project: Option<String>,
    /// The working group that meets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Its programme.
    pub items: Vec<Item>,
    /// Who may register.
    pub registration: Registration,
    /// How many may.
    pub capacity: Option<i64>,
    /// The last day on which they may.
    pub closes: Option<When>,
    /// Until what time on that day; none is until its end.
    pub closes_hour: Option<String>,
    /// What was written down. For the office.
    pub minutes_uk: Option<String>,
    /// What was written down. For the office.
    pub minutes_en: Option<String>,
    /// Its history.
    pub states: Vec<StateRow>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

/// A point of the programme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Item {
    /// When, `HH:MM` in Kyiv.
    pub at: Option<String>,
    /// Of what.
    pub topic_uk: Option<String>,
    /// Of what.
    pub topic_en: Option<String>,
    /// Who speaks: a person of the register, whose name is guarded there.
    pub person: Option<String>,
    /// For which organisation.
    pub organisation: Option<String>,
    /// As what: «модератор».
    pub role_uk: Option<String>,
    /// As what.
    pub role_en: Option<String>,
}

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
    /// A remark.
    #[serde(default)]
    pub note_uk: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note_en: Option<String>,
}

words! {
    /// What kind of event.
    #[derive(Default)]
    Sort {
        /// Many meet to hear of one another
        Forum = "forum",
        /// A session on a line
        Session = "session",
        /// Something is signed
        Signing = "signing",
        /// Something is negotiated
        Negotiation = "negotiation",
        /// Any other meeting
        #[default]
        Meeting = "meeting",
    }
}

words! {
    /// Whether people come.
    Format {
        /// They come
        InPerson = "in_person",
        /// They are on a line
        Online = "online",
        /// Some come, some are on a line
        Mixed = "mixed",
    }
}

words! {
    /// Who may register without an account.
    #[derive(Default)]
    Registration {
        /// Nobody: the office puts people down itself
        #[default]
        None = "none",
        /// Everybody, at the event's page
        Public = "public",
        /// Whoever has the private link
        Private = "private",
    }
}

words! {
    /// How it stands.
    State {
        /// The office means to hold it
        Planned = "planned",
        /// Others were told
        Announced = "announced",
        /// It took place
        Held = "held",
        /// It will be on another day
        Postponed = "postponed",
        /// It will not be
        Cancelled = "cancelled",
    }
}

impl State {
    /// Whether `next` may come after this one. Another source for the same state, with its own date, may.
    pub fn leads_to(self, next: State) -> bool {
        use State::{Announced, Cancelled, Held, Planned, Postponed};
        match (self, next) {
            (one, other) if one == other => true,
            (Held, _) => false,
            (Cancelled, next) => next == Planned,
            (Announced, next) => matches!(next, Held | Postponed | Cancelled),
            (Planned | Postponed, _) => true,
        }
    }

    /// Whether it is still to come.
    pub fn ahead(self) -> bool {
        matches!(self, State::Planned | State::Announced | State::Postponed)
    }
}

impl StateRow {
    /// Whether it is told to have taken place on a day that has not come.
    pub fn told_ahead(&self, today: Date) -> bool {
        self.state == State::Held && self.date.as_ref().is_some_and(|date| date.first() > today)
    }
}

/// Why nobody can register. What to do stands at `…-help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shut {
    /// There is no such link, or nobody may register
    Unknown,
    /// It is not known when it will be
    Postponed,
    /// It will not be
    Cancelled,
    /// It is over
    Over,
    /// The time to register is over
    Closed,
    /// All places are taken
    Full,
}

impl Shut {
    /// The key of the page that says so.
    pub fn key(self) -> &'static str {
        match self {
            Shut::Unknown => "event-shut-unknown",
            Shut::Postponed => "event-shut-postponed",
            Shut::Cancelled => "event-shut-cancelled",
            Shut::Over => "event-shut-over",
            Shut::Closed => "event-shut-closed",
            Shut::Full => "event-shut-full",
        }
    }
}

/// Why a change is not made: the message's key and what was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(pub &'static str, pub String);

/// What is known of the event that a session names as its series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Which.
    pub id: String,
    /// Whether it is a session itself.
    pub is_session: bool,
}

/// Whether text is a time of day.
pub fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let two = |text: &str| (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten();
    Time::new(two(hour)?, two(minute)?, 0, 0).ok()
}

/// A time as people write it, `9:30` or `09.30`, as it is kept.
pub fn read_time(text: &str) -> Option<String> {
    let text = text.replace('.', ":");
    let padded = if text.split(':').next().is_some_and(|hour| hour.len() == 1) { format!("0{text}") } else { text };
    time(&padded).map(|_| padded)
}

impl Event {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Event {
        Event { head, withdrawn_at: None, turn: 0, body }
    }

    /// What the policy must know: made by, of its organisers, in its place and those around it.
    pub fn subject(&self, around: impl IntoIterator<Item = Owner>) -> Subject {
        let organisers = self.body.organisers.iter().cloned().map(Owner::Organisation);
        self.head.subject(Kind::Event).owned_by(organisers).owned_by(around)
    }

    /// What the policy must know of who takes part in it: that is the office's alone.
    pub fn attendance(&self) -> Subject {
        Subject::new(Kind::Attendance, &self.head.id, false)
    }

    /// The same without what is not for everybody.
    #[must_use]
    pub fn public(mut self) -> Event {
        self.body.link = None;
        self.body.minutes_uk = None;
        self.body.minutes_en = None;
        self.turn = 0;
        self
    }
}

impl Body {
    /// The state of a day: the last one that began by then.
    pub fn on(&self, day: Date) -> Option<&StateRow> {
        let begun = |row: &&StateRow| row.date.as_ref().is_none_or(|date| date.first() <= day);
        self.states.iter().filter(begun).max_by_key(|row| row.date.as_ref().map(When::first))
    }

    /// States in the order of their beginnings; those of one day in the order they were entered, undated ones first.
    pub fn sort_states(&mut self) {
        self.states.sort_by_key(|row| row.date.as_ref().map(When::first));
    }

    /// Moves it on.
    ///
    /// # Errors
    /// [`Refusal`] when the state does not follow the one of that day, or it is said to be over before it began.
    pub fn move_to(&self, row: StateRow) -> Result<Body, Refusal> {
        let day = row.date.as_ref().map_or(Date::MIN, When::first);
        if let Some(before) = self.on(day).map(|row| row.state).filter(|before| !before.leads_to(row.state)) {
            return Err(Refusal("event-does-not-follow", format!("{} → {}", before.word(), row.state.word())));
        }
        let mut body = self.clone();
        body.states.push(row);
        body.sort_states();
        match body.state_faults().pop() {
            Some((_, key, what)) => Err(Refusal(key, what)),
            None => Ok(body),
        }
    }

    /// Whether it has a day of its own, or several: what a calendar can show.
    pub fn days(&self) -> Option<(Date, Date)> {
        let date = self.date.as_ref().filter(|date| date.as_str().split('/').all(|part| part.len() == 10))?;
        Some((date.first(), date.last()))
    }

    /// Whether anything was written down.
    pub fn has_minutes(&self) -> bool {
        self.minutes_uk.is_some() || self.minutes_en.is_some()
    }

    /// Whether one more may register at a moment, when so many have.
    ///
    /// # Errors
    /// [`Shut`] says why not.
    pub fn registers(&self, now: DateTime, registered: i64) -> Result<(), Shut> {
        let past = |date: &When, hour: &Option<String>| {
            let hour = hour.as_deref().and_then(time).unwrap_or(Time::MAX);
            date.last().to_datetime(hour) < now
        };
        match self.on(now.date()).map(|row| row.state) {
            _ if self.registration == Registration::None => Err(Shut::Unknown),
            Some(State::Held) => Err(Shut::Over),
            Some(State::Cancelled) => Err(Shut::Cancelled),
            Some(State::Postponed) => Err(Shut::Postponed),
            _ if self.date.as_ref().is_some_and(|date| past(date, &self.ends)) => Err(Shut::Over),
            _ if self.closes.as_ref().is_some_and(|closes| past(closes, &self.closes_hour)) => Err(Shut::Closed),
            _ if self.capacity.is_some_and(|capacity| registered >= capacity) => Err(Shut::Full),
            _ => Ok(()),
        }
    }

    /// Whether it may be put among the sessions of a series. `me` is the event itself, none while it is made; `sessions` says
    /// how many it has of its own.
    pub fn series_fault(&self, me: Option<&str>, sessions: i64, series: Option<&Series>) -> Option<Fault> {
        let series = series?;
        let key = match () {
            () if me == Some(series.id.as_str()) => "event-series-itself",
            () if series.is_session => "event-series-of-series",
            () if sessions > 0 => "event-series-has-sessions",
            () => return None,
        };
        Some(("series".to_owned(), key, String::new()))
    }

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
            ("about_uk", &self.about_uk, 20_000),
            ("about_en", &self.about_en, 20_000),
            ("venue_uk", &self.venue_uk, 300),
            ("venue_en", &self.venue_en, 300),
            ("link", &self.link, 2000),
            ("minutes_uk", &self.minutes_uk, 100_000),
            ("minutes_en", &self.minutes_en, 100_000),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > limit) {
                wrong(field, "web-too-long", &limit.to_string());
            }
        }
        if let Some(link) = self.link.as_ref().filter(|link| !link.starts_with("https://") && !link.starts_with("http://")) {
            wrong("link", "event-bad-link", link);
        }
        if let Some(capacity) = self.capacity.filter(|capacity| !(1..=LARGEST).contains(capacity)) {
            wrong("capacity", "event-bad-capacity", &capacity.to_string());
        }
        for (index, organiser) in self.organisers.iter().enumerate() {
            if self.organisers[..index].contains(organiser) {
                wrong(&format!("organisers.{index}.organisation"), "event-organiser-twice", "");
            }
        }
        for (field, rows) in [("organisers", self.organisers.len()), ("items", self.items.len()), ("states", self.states.len())] {
            if rows > MOST {
                wrong(field, "event-too-many-rows", &MOST.to_string());
            }
        }
        faults.extend(self.time_faults());
        faults.extend(self.item_faults());
        faults.extend(self.state_faults());
        faults
    }

    /// What is wrong with when it is and until when one may register.
    fn time_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, key, what: &str| faults.push((field.to_owned(), key, what.to_owned()));
        for (field, text) in [("starts", &self.starts), ("ends", &self.ends), ("closes_hour", &self.closes_hour)] {
            if let Some(text) = text.as_ref().filter(|text| time(text).is_none()) {
                wrong(field, "event-bad-time", text);
            }
        }
        match self.days() {
            None if self.starts.is_some() || self.ends.is_some() => wrong("date", "event-day-needed", ""),
            Some((first, last)) if first == last && self.starts.is_some() && self.ends.is_some() && self.ends <= self.starts => {
                wrong("ends", "event-ends-before", self.ends.as_deref().unwrap_or_default());
            }
            _ => {}
        }
        match (&self.closes, &self.date) {
            (None, _) if self.closes_hour.is_some() => wrong("closes", "web-required", ""),
            (Some(closes), _) if closes.first() != closes.last() => wrong("closes", "event-whole-day", closes.as_str()),
            (Some(closes), Some(date)) if closes.first() > date.last() => {
                wrong("closes", "event-closes-late", closes.as_str());
            }
            _ => {}
        }
        faults
    }

    /// What is wrong with the programme.
    fn item_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (index, item) in self.items.iter().enumerate() {
            if let Some(at) = item.at.as_ref().filter(|at| time(at).is_none()) {
                faults.push((format!("items.{index}.at"), "event-bad-time", at.clone()));
            }
            if item.topic_uk.is_none() && item.topic_en.is_none() {
                faults.push((format!("items.{index}.topic_uk"), "event-topic-needed", String::new()));
            }
            let texts = [&item.topic_uk, &item.topic_en, &item.role_uk, &item.role_en];
            if texts.into_iter().flatten().any(|text| text.chars().count() > 1000) {
                faults.push((format!("items.{index}.topic_uk"), "web-too-long", "1000".to_owned()));
            }
        }
        faults
    }

    /// What is wrong with its history: one state leads to the next, and nothing took place before its time.
    fn state_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (index, row) in self.states.iter().enumerate() {
            if let Some(before) = index.checked_sub(1).map(|before| self.states[before].state)
                && !before.leads_to(row.state)
            {
                let what = format!("{} → {}", before.word(), row.state.word());
                faults.push((format!("states.{index}.state"), "event-does-not-follow", what));
            }
            if let (State::Held, Some(said), Some(date)) = (row.state, &row.date, &self.date)
                && said.last() < date.first()
            {
                faults.push((format!("states.{index}.date"), "event-held-before", said.to_string()));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    fn when(text: &str) -> Option<When> {
        When::parse(text)
    }

    fn row(state: State, day: &str) -> StateRow {
        StateRow { state, date: when(day), source: None, locator: None, note_uk: None, note_en: None }
    }

    fn forum() -> Body {
        Body { title_uk: Some("Форум".into()), kind: Sort::Forum, date: when("2021-04-14/2021-04-15"), ..Body::default() }
    }

    #[test]
    fn states_follow_one_another_as_in_the_diagram() {
        let diagram = crate::event::participant::diagram(0);
        for from in State::ALL {
            for to in State::ALL.iter().filter(|to| *to != from) {
                let drawn = diagram.contains(&(from.word().to_owned(), to.word().to_owned()));
                assert_eq!(from.leads_to(*to), drawn, "{from:?} → {to:?}");
            }
        }
        let known = |word: &String| State::parse(word).is_some();
        assert!(diagram.iter().all(|(from, to)| known(from) && (known(to) || to == "(the end)")), "{diagram:?}");
    }

    #[test]
    fn the_state_of_a_day_is_the_last_that_began_by_then() {
        let body = Body { states: vec![row(State::Planned, "2021-01"), row(State::Announced, "2021-03-02")], ..forum() };
        let on = |day| body.on(day).map(|row| row.state);
        assert_eq!(on(date(2020, 12, 31)), None);
        assert_eq!(on(date(2021, 3, 1)), Some(State::Planned));
        assert_eq!(on(date(2021, 3, 2)), Some(State::Announced));
        let held = body.move_to(row(State::Held, "2021-04-15")).expect("it took place");
        assert_eq!(held.move_to(row(State::Cancelled, "2021-04-16")).unwrap_err().0, "event-does-not-follow");
        // What is entered late must fit between its neighbours too.
        assert_eq!(held.move_to(row(State::Cancelled, "2021-03-10")).unwrap_err().0, "event-does-not-follow");
        assert_eq!(body.move_to(row(State::Held, "2021-04-13")).unwrap_err().0, "event-held-before");
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        assert_eq!(forum().faults(), []);
        let day = || Body { date: when("2021-04-14"), ..forum() };
        let text = |text: &str| Some(text.to_owned());
        for (body, wanted) in [
            (Body { title_uk: None, ..forum() }, ("title_uk", "web-required-title")),
            (Body { link: text("javascript:x"), ..forum() }, ("link", "event-bad-link")),
            (Body { capacity: Some(0), ..forum() }, ("capacity", "event-bad-capacity")),
            (
                Body { organisers: vec!["a".into(), "a".into()], ..forum() },
                ("organisers.1.organisation", "event-organiser-twice"),
            ),
            (Body { starts: text("25:00"), ..day() }, ("starts", "event-bad-time")),
            (Body { starts: text("10:00"), date: when("2021-04"), ..forum() }, ("date", "event-day-needed")),
            (Body { starts: text("10:00"), ends: text("10:00"), ..day() }, ("ends", "event-ends-before")),
            (Body { closes_hour: text("17:00"), ..forum() }, ("closes", "web-required")),
            (Body { closes: when("2021-04"), ..forum() }, ("closes", "event-whole-day")),
            (Body { closes: when("2021-04-16"), ..forum() }, ("closes", "event-closes-late")),
            (Body { items: vec![Item::default()], ..forum() }, ("items.0.topic_uk", "event-topic-needed")),
            (Body { items: vec![Item::default(); MOST + 1], ..forum() }, ("items", "event-too-many-rows")),
            (
                Body { states: vec![row(State::Held, "2021-04-15"), row(State::Planned, "2021-04-16")], ..forum() },
                ("states.1.state", "event-does-not-follow"),
            ),
            (Body { states: vec![row(State::Held, "2021-04-13")], ..forum() }, ("states.0.date", "event-held-before")),
        ] {
            let faults = body.faults();
            assert!(faults.iter().any(|(field, key, _)| (field.as_str(), *key) == wanted), "{wanted:?}: {faults:?}");
        }
        // Over two days it may end earlier in the day than it began.
        assert_eq!(Body { starts: text("14:00"), ends: text("12:00"), ..forum() }.faults(), []);
    }

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for (written, kept) in [
            ("9:30", Some("09:30")),
            ("09.30", Some("09:30")),
            ("23:59", Some("23:59")),
            ("24:00", None),
            ("9", None),
            ("9:5", None),
        ] {
            assert_eq!(read_time(written).as_deref(), kept, "{written}");
        }
    }

    #[test]
    fn registration_ends_by_its_day_its_places_and_the_event_itself() {
        let open = Body { registration: Registration::Public, states: vec![row(State::Announced, "2021-03-01")], ..forum() };
        let closes = Body { closes: when("2021-04-10"), closes_hour: Some("17:00".into()), ..open.clone() };
        let state = |state| Body { states: vec![row(state, "2021-03-01")], date: when("2021"), ..open.clone() };
        let noon = datetime(2021, 3, 31, 12, 0, 0, 0);
        for (body, now, registered, wanted) in [
            (open.clone(), noon, 10_000, Ok(())),
            (forum(), noon, 0, Err(Shut::Unknown)),
            (Body { capacity: Some(2), ..open.clone() }, noon, 1, Ok(())),
            (Body { capacity: Some(2), ..open.clone() }, noon, 2, Err(Shut::Full)),
            (closes.clone(), datetime(2021, 4, 10, 17, 0, 0, 0), 0, Ok(())),
            (closes.clone(), datetime(2021, 4, 10, 17, 1, 0, 0), 0, Err(Shut::Closed)),
            (open.clone(), datetime(2021, 4, 15, 23, 59, 0, 0), 0, Ok(())),
            (open.clone(), datetime(2021, 4, 16, 0, 0, 0, 0), 0, Err(Shut::Over)),
            (state(State::Cancelled), noon, 0, Err(Shut::Cancelled)),
            (state(State::Postponed), noon, 0, Err(Shut::Postponed)),
            (state(State::Held), noon, 0, Err(Shut::Over)),
        ] {
            assert_eq!(body.registers(now, registered), wanted, "{now} {registered} {body:?}");
        }
    }

    #[test]
    fn a_session_is_of_one_series_and_a_series_of_none() {
        let series = |is_session| Series { id: "s".into(), is_session };
        let key = |me, sessions, series: Option<&Series>| forum().series_fault(me, sessions, series).map(|(_, key, _)| key);
        assert_eq!(key(None, 0, Some(&series(false))), None);
        assert_eq!(key(Some("e"), 0, Some(&series(false))), None);
        assert_eq!(key(Some("s"), 0, Some(&series(false))), Some("event-series-itself"));
        assert_eq!(key(Some("e"), 0, Some(&series(true))), Some("event-series-of-series"));
        assert_eq!(key(Some("e"), 2, Some(&series(false))), Some("event-series-has-sessions"));
        assert_eq!(key(Some("e"), 2, None), None);
    }

    #[test]
    fn only_what_has_a_day_stands_in_a_calendar() {
        let days = |text: &str| Body { date: when(text), ..Body::default() }.days();
        assert_eq!(days("2021-04-14"), Some((date(2021, 4, 14), date(2021, 4, 14))));
        assert_eq!(days("2021-04-14/2021-04-15"), Some((date(2021, 4, 14), date(2021, 4, 15))));
        assert_eq!((days("2021-04"), days("2020-11/2021-02"), days("2021")), (None, None, None));
    }

    #[test]
    fn everybody_sees_neither_link_nor_minutes() {
        let body = Body { link: Some("https://room".into()), minutes_uk: Some("хто що казав".into()), ..forum() };
        let shown = serde_json::to_string(&Event::new(Head::default(), body).public()).expect("an event");
        assert!(!shown.contains("https://room") && !shown.contains("хто що казав"), "{shown}");
    }
}
