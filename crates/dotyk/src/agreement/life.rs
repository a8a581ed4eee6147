//! The life of an agreement: its state on every day, and the days that somebody must not miss. Pure.
//!
//! Computed once at the write from what is known, and kept row by row, so that a list asks for the state of any day in SQL
//! and gets what the page says.

use jiff::ToSpan;
use jiff::civil::Date;

use super::model::{Body, Event};
use crate::text::{When, words};

/// So many days before its end, or before the last day of objecting, an agreement counts as expiring.
pub const AHEAD: i64 = 90;

/// An agreement that prolongs itself is reckoned so many terms ahead.
const TERMS: i64 = 40;

words! {
    /// How an agreement stands. The order is the usual way.
    State {
        /// Its text is being made
        Draft = "draft",
        /// The parties agree on the text
        Agreed = "agreed",
        /// The ministry has approved it
        Approved = "approved",
        /// Some have signed
        Signing = "signing",
        /// All have signed; it is not in force yet, or nobody knows since when it is
        Signed = "signed",
        /// It holds
        InForce = "in_force",
        /// It holds, and will soon end or prolong itself
        Expiring = "expiring",
        /// It holds beyond its first term
        Prolonged = "prolonged",
        /// Its term is over
        Ended = "ended",
        /// Another stands in its place
        Renewed = "renewed",
        /// It was broken off
        Terminated = "terminated",
    }
}

impl State {
    /// Whether all have signed it.
    pub fn signed(self) -> bool {
        self >= State::Signed
    }

    /// Whether `next` may come after this one.
    pub fn leads_to(self, next: State) -> bool {
        use State::{Ended, Expiring, InForce, Prolonged, Renewed, Signed, Terminated};
        match (self, next) {
            (Renewed | Terminated, _) => false,
            (_, Renewed | Terminated) => self.signed(),
            // A term that is over may be prolonged after all.
            (Expiring, Prolonged) | (Prolonged, Expiring) | (Ended, Prolonged) => true,
            // A short term is about to end as soon as it begins.
            (Signed, Expiring | Prolonged) | (InForce, Prolonged) => true,
            _ => next > self,
        }
    }
}

words! {
    /// What somebody must not miss.
    What {
        /// The day by which it was to be signed
        Signing = "signing",
        /// The last day on which a party may keep it from prolonging itself
        Notice = "notice",
        /// The last day of its term
        End = "end",
    }
}

/// Since when an agreement is in a state; no day when nobody knows since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Since when.
    pub day: Option<Date>,
    /// Which.
    pub state: State,
}

/// A day that somebody must not miss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What.
    pub what: What,
    /// The last day.
    pub day: Date,
    /// Since when it troubles nobody any more.
    pub settled: Option<Date>,
}

impl Deadline {
    /// Whether it still stands on a day.
    pub fn open(&self, day: Date) -> bool {
        self.settled.is_none_or(|settled| settled > day)
    }
}

/// A term: since when it is known, its last day, and until when a party may object to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Term {
    since: Option<Date>,
    end: Date,
    notice: Option<Date>,
}

/// All states and days of an agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// In the order of their days.
    pub turns: Vec<Turn>,
    /// In the order of their days.
    pub deadlines: Vec<Deadline>,
    terms: Vec<Term>,
}

fn days_before(day: Date, days: i64) -> Date {
    day.checked_sub(days.days()).unwrap_or(Date::MIN)
}

fn behind(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

impl Life {
    /// The life of an agreement; `replaced` is the day since which another is in force in its place.
    pub fn of(b: &Body, replaced: Option<Date>) -> Life {
        let mut life = Life::default();
        life.prepare(b);
        if let Some(begun) = life.begin(b) {
            life.run(b, begun);
        }
        let signed = b.all_signed_on();
        if let Some(planned) = &b.planned {
            let settled = signed.map(|on| on.unwrap_or(Date::MIN));
            life.deadlines.push(Deadline { what: What::Signing, day: planned.last(), settled });
        }
        let broken = b.termination.as_ref().map(|termination| termination.date.first());
        let end = [replaced.map(|day| (day, State::Renewed)), broken.map(|day| (day, State::Terminated))];
        if let Some((day, state)) = end.into_iter().flatten().min().filter(|_| signed.is_some()) {
            life.cut(day, state);
        }
        life.deadlines.sort_by_key(|deadline| deadline.day);
        life
    }

    /// What went before the last signature.
    fn prepare(&mut self, b: &Body) {
        let first = |date: &Option<When>| date.as_ref().map(When::first);
        let approved = b.approval.iter().rfind(|row| row.event == Event::Approved).map(|row| row.date.first());
        let signing = b.signatures.iter().map(|signature| first(&signature.date)).min();
        let mut known: Vec<Turn> = [
            first(&b.drafted).map(|day| (Some(day), State::Draft)),
            first(&b.agreed).map(|day| (Some(day), State::Agreed)),
            approved.map(|day| (Some(day), State::Approved)),
            signing.map(|day| (day, State::Signing)),
        ]
        .into_iter()
        .flatten()
        .map(|(day, state)| Turn { day, state })
        .collect();
        if known.is_empty() {
            known.push(Turn { day: None, state: State::Draft });
        }
        known.sort_by_key(|turn| (turn.day, turn.state));
        known.into_iter().for_each(|turn| self.turn(turn.day, turn.state));
    }

    /// The last signature, and since when it holds; nothing while somebody has not signed.
    fn begin(&mut self, b: &Body) -> Option<Option<Date>> {
        let signed = b.all_signed_on()?;
        let force = match &b.effective {
            Some(effective) => Some(effective.first()).max(signed),
            None => signed,
        };
        if force.is_none() || signed < force {
            self.turn(signed, State::Signed);
        }
        if force.is_some() {
            self.turn(force, State::InForce);
        }
        Some(force)
    }

    /// Its terms, one after another.
    fn run(&mut self, b: &Body, begun: Option<Date>) {
        let Some(mut end) = b.until.as_ref().map(When::last) else { return };
        let mut since = begun;
        for prolongation in &b.prolongations {
            let at = prolongation.date.as_ref().map_or(behind(end), When::first);
            self.term(since, end, None);
            self.deadlines.push(Deadline { what: What::End, day: end, settled: Some(at) });
            self.turn(since.max(Some(days_before(end, AHEAD))), State::Expiring);
            self.turn(Some(behind(end)), State::Ended);
            since = since.max(Some(at));
            self.turn(since, State::Prolonged);
            end = prolongation.until.last();
        }
        match b.prolongs {
            Some(months) => self.run_on(since, end, months, b.notice),
            None => {
                self.term(since, end, None);
                self.deadlines.push(Deadline { what: What::End, day: end, settled: None });
                self.turn(since.max(Some(days_before(end, AHEAD))), State::Expiring);
                self.turn(Some(behind(end)), State::Ended);
            }
        }
    }

    /// Terms that follow by themselves.
    fn run_on(&mut self, since: Option<Date>, first: Date, months: i64, notice: Option<i64>) {
        let (mut since, mut end) = (since, first);
        for number in 1..=TERMS {
            let objecting = days_before(end, notice.unwrap_or(0));
            self.term(since, end, notice.map(|_| objecting));
            self.deadlines.push(Deadline { what: What::Notice, day: objecting, settled: None });
            self.turn(since.max(Some(days_before(objecting, AHEAD))), State::Expiring);
            // Whoever could not object any more has another term.
            since = Some(behind(end));
            self.turn(since, State::Prolonged);
            // From the first end on, so that the last day of a month stays the last.
            let Some(next) = first.checked_add((number * months).months()).ok() else { return };
            end = next;
        }
    }

    fn term(&mut self, since: Option<Date>, end: Date, notice: Option<Date>) {
        self.terms.push(Term { since, end, notice });
    }

    /// From this day on it is in this state, whatever was thought of later days. What is undone by a day before it is not.
    fn turn(&mut self, day: Option<Date>, state: State) {
        while self.turns.last().is_some_and(|last| last.day >= day) {
            self.turns.pop();
        }
        match self.turns.last() {
            Some(last) if last.state == state || !last.state.leads_to(state) => {}
            _ => self.turns.push(Turn { day, state }),
        }
    }

    /// On this day it is over, whatever would have come.
    fn cut(&mut self, day: Date, state: State) {
        self.turn(Some(day), state);
        for deadline in &mut self.deadlines {
            deadline.settled = Some(deadline.settled.map_or(day, |settled| settled.min(day)));
        }
        self.terms.retain(|term| term.since < Some(day));
    }

    /// The turn that a day stands in; none before the first.
    pub fn at(&self, day: Date) -> Option<Turn> {
        self.turns.iter().rfind(|turn| turn.day <= Some(day)).copied()
    }

    /// The state on a day; none when nothing was there yet.
    pub fn on(&self, day: Date) -> Option<State> {
        self.at(day).map(|turn| turn.state)
    }

    /// The last day of the term that a day stands in, as known on that day.
    pub fn ends(&self, day: Date) -> Option<Date> {
        self.current(day).map(|term| term.end)
    }

    /// The last day on which a party may object to another term.
    pub fn notice(&self, day: Date) -> Option<Date> {
        self.current(day)?.notice
    }

    fn current(&self, day: Date) -> Option<&Term> {
        self.terms.iter().rfind(|term| term.since <= Some(day)).or(self.terms.first())
    }

    /// Since when it is in force.
    pub fn force(&self) -> Option<Date> {
        use State::{Expiring, InForce, Prolonged};
        self.turns.iter().find(|turn| matches!(turn.state, InForce | Expiring | Prolonged)).and_then(|turn| turn.day)
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::{Approval, Prolongation, Signature, Termination};
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn when(text: &str) -> Option<When> {
        When::parse(text)
    }

    fn signed(day: &str, until: &str) -> Body {
        Body {
            title_uk: Some("Угода".into()),
            signatures: vec![Signature { date: when(day), ..Signature::default() }],
            until: when(until),
            ..Body::default()
        }
    }

    fn told(body: &Body, replaced: Option<Date>) -> Vec<String> {
        let shown = |turn: &Turn| {
            let day = turn.day.map_or("—".to_owned(), |day| day.to_string());
            format!("{day} {}", turn.state.word())
        };
        Life::of(body, replaced).turns.iter().map(shown).collect()
    }

    #[test]
    fn the_diagram_knows_every_state_and_no_other() {
        let diagram = include_str!("mod.rs").split("```").nth(1).expect("a diagram");
        for state in State::ALL {
            assert!(diagram.contains(state.word()), "{state:?}");
        }
        let words =
            diagram.split(|c: char| !c.is_ascii_alphabetic() && c != '_').filter(|word| word.len() > 1 && *word != "text");
        for word in words {
            assert!(State::parse(word).is_some(), "{word} is no state");
        }
    }

    #[test]
    fn an_agreement_is_made_signed_holds_and_ends() {
        let body = Body {
            drafted: when("2020-11"),
            agreed: when("2020-12-10"),
            approval: vec![Approval {
                event: Event::Approved,
                date: when("2020-12-20").unwrap(),
                number: None,
                note_uk: None,
                note_en: None,
            }],
            effective: when("2021-02-01"),
            ..signed("2021-01-15", "2021-12-31")
        };
        let whole = [
            "2020-11-01 draft",
            "2020-12-10 agreed",
            "2020-12-20 approved",
            "2021-01-15 signed",
            "2021-02-01 in_force",
            "2021-10-02 expiring",
            "2022-01-01 ended",
        ];
        assert_eq!(told(&body, None), whole);
        let life = Life::of(&body, None);
        assert_eq!((life.on(date(2020, 10, 31)), life.on(date(2021, 12, 31))), (None, Some(State::Expiring)));
        assert_eq!((life.ends(date(2021, 3, 1)), life.force()), (Some(date(2021, 12, 31)), Some(date(2021, 2, 1))));
        // A re-signing comes in its place, or it is broken off.
        assert_eq!(told(&body, Some(date(2021, 6, 1)))[5..], ["2021-06-01 renewed"]);
        let date = when("2021-05-01").unwrap();
        let ends = Termination { date, note_uk: None, note_en: None, source: None, locator: None };
        assert_eq!(told(&Body { termination: Some(ends), ..body }, None)[5..], ["2021-05-01 terminated"]);
    }

    #[test]
    fn what_is_not_known_is_not_made_up() {
        assert_eq!(told(&Body::default(), None), ["— draft"]);
        let undated = Body { signatures: vec![Signature::default()], ..Body::default() };
        assert_eq!(told(&undated, None), ["— signed"], "nobody says since when it is in force");
        assert_eq!(told(&Body { effective: when("2015"), ..undated }, None), ["— signed", "2015-01-01 in_force"]);
        assert_eq!(told(&signed("2021-03", ""), None), ["2021-03-01 in_force"], "no term is told, so none ends");
    }

    #[test]
    fn a_term_is_prolonged_in_time_or_late() {
        let more =
            |date: &str, until: &str| Prolongation { date: when(date), until: when(until).unwrap(), source: None, locator: None };
        let in_time = Body { prolongations: vec![more("2020-12-01", "2022-12-31")], ..signed("2020-01-10", "2020-12-31") };
        assert_eq!(
            told(&in_time, None),
            ["2020-01-10 in_force", "2020-10-02 expiring", "2020-12-01 prolonged", "2022-10-02 expiring", "2023-01-01 ended"]
        );
        let life = Life::of(&in_time, None);
        assert_eq!(
            (life.ends(date(2020, 11, 30)), life.ends(date(2020, 12, 1))),
            (Some(date(2020, 12, 31)), Some(date(2022, 12, 31)))
        );
        let open =
            |day| life.deadlines.iter().filter(|deadline| deadline.open(day)).map(|deadline| deadline.day).collect::<Vec<_>>();
        assert_eq!(open(date(2020, 11, 30)), [date(2020, 12, 31), date(2022, 12, 31)]);
        assert_eq!(open(date(2020, 12, 1)), [date(2022, 12, 31)]);
        let late = Body { prolongations: vec![more("2021-02-01", "2022-12-31")], ..in_time };
        assert_eq!(told(&late, None)[2..4], ["2021-01-01 ended", "2021-02-01 prolonged"]);
    }

    #[test]
    fn what_prolongs_itself_wants_an_objection_in_time() {
        let body = Body { prolongs: Some(12), notice: Some(30), ..signed("2020-01-10", "2020-12-31") };
        assert_eq!(
            told(&body, None)[..5],
            ["2020-01-10 in_force", "2020-09-02 expiring", "2021-01-01 prolonged", "2021-09-02 expiring", "2022-01-01 prolonged"]
        );
        let life = Life::of(&body, None);
        assert_eq!(life.deadlines[0], Deadline { what: What::Notice, day: date(2020, 12, 1), settled: None });
        assert_eq!(
            (life.ends(date(2021, 3, 1)), life.notice(date(2021, 3, 1))),
            (Some(date(2021, 12, 31)), Some(date(2021, 12, 1)))
        );
        let leap = Life::of(&Body { prolongs: Some(1), ..signed("2020-01-10", "2020-01-31") }, None);
        assert_eq!(
            (leap.ends(date(2020, 2, 10)), leap.ends(date(2020, 3, 10))),
            (Some(date(2020, 2, 29)), Some(date(2020, 3, 31)))
        );
    }

    #[test]
    fn a_signing_that_was_planned_is_missed_until_all_have_signed() {
        let planned = Body { planned: when("2021-04"), drafted: when("2021-03"), ..Body::default() };
        let open = |body: &Body, day| Life::of(body, None).deadlines[0].open(day);
        assert_eq!(Life::of(&planned, None).deadlines[0].day, date(2021, 4, 30));
        assert!(open(&planned, date(2021, 5, 1)));
        let done = Body { planned: when("2021-04"), ..signed("2021-05-20", "") };
        assert!(open(&done, date(2021, 5, 19)) && !open(&done, date(2021, 5, 20)));
    }

    fn any_day() -> impl Strategy<Value = Option<When>> {
        prop_oneof![Just(None), (2018i16..2026, 1i8..13, 1i8..28).prop_map(|(y, m, d)| Some(When::day(date(y, m, d))))]
    }

    proptest! {
        #[test]
        fn every_life_goes_the_ways_of_the_diagram(
            days in proptest::collection::vec(any_day(), 8), months in proptest::option::of(1i64..40), notice in 0i64..200,
        ) {
            let [drafted, agreed, signature, effective, until, more, broken, replaced] = &days[..] else { unreachable!() };
            let prolongation = |until: &When| Prolongation { until: until.clone(), date: None, source: None, locator: None };
            let ends = |date: &When| Termination { date: date.clone(), note_uk: None, note_en: None, source: None, locator: None };
            let body = Body {
                drafted: drafted.clone(),
                agreed: agreed.clone(),
                signatures: vec![Signature { date: signature.clone(), ..Signature::default() }],
                effective: effective.clone(),
                until: until.clone(),
                prolongations: more.iter().map(prolongation).collect(),
                prolongs: months,
                notice: Some(notice),
                termination: broken.as_ref().map(ends),
                ..Body::default()
            };
            let life = Life::of(&body, replaced.as_ref().map(When::first));
            prop_assert!(!life.turns.is_empty());
            for pair in life.turns.windows(2) {
                prop_assert!(pair[0].day < pair[1].day, "{:?}", life.turns);
                prop_assert!(pair[0].state.leads_to(pair[1].state), "{:?}", life.turns);
            }
        }
    }
}
