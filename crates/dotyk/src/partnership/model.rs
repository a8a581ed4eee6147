//! Partnerships and what may happen to them. Pure.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::{Head, Kind, Owner, Subject};
use crate::agreement::store::Bound;
use crate::source::Cite;
use crate::text::{When, words};
use crate::web::Fault;

/// A partnership has so many sides, and so many states.
const MOST: usize = 50;

words! {
    /// Of what kind the two sides are.
    #[derive(Default)]
    Bond {
        /// Cities and hromadas
        #[default]
        City = "city",
        /// Regions
        Region = "region",
        /// Schools, hospitals, companies
        Institution = "institution",
    }
}

words! {
    /// Whose a side is.
    Whose {
        /// Of our oblast
        Ours = "ours",
        /// From abroad
        Theirs = "theirs",
    }
}

words! {
    /// How it stands. The order is the usual way.
    State {
        /// A side was chosen for it
        Chosen = "chosen",
        /// The sides speak with one another
        Talks = "talks",
        /// They agreed
        Agreed = "agreed",
        /// They do things together
        Active = "active",
        /// Nothing is done
        Dormant = "dormant",
        /// It is over
        Ended = "ended",
    }
}

impl State {
    /// Whether `next` may come after this one.
    pub fn leads_to(self, next: State) -> bool {
        use State::{Active, Agreed, Chosen, Dormant, Ended, Talks};
        match next {
            Chosen => false,
            // An agreement may run out and be spoken of anew.
            Talks => self != Talks,
            Agreed => matches!(self, Chosen | Talks),
            Active => matches!(self, Talks | Agreed | Dormant),
            Dormant => !matches!(self, Dormant | Ended),
            Ended => self != Ended,
        }
    }
}

/// Who is tied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Whose.
    pub side: Whose,
    /// The code of a place,
    #[serde(default)]
    pub place: Option<String>,
    /// or who stands for it.
    #[serde(default)]
    pub organisation: Option<String>,
}

/// A state, since when, and what says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateRow {
    /// Which.
    pub state: State,
    /// Since when.
    pub date: When,
    /// A remark.
    #[serde(default)]
    pub note_uk: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note_en: Option<String>,
    /// The source that says so.
    #[serde(default)]
    pub source: Option<String>,
    /// Where in it.
    #[serde(default)]
    pub locator: Option<String>,
}

/// A partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partnership {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// Since when it is taken back: kept for good, shown in no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
}

/// What people enter of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What it is called.
    pub title_uk: Option<String>,
    /// What it is called.
    pub title_en: Option<String>,
    /// What it is about.
    pub about_uk: Option<String>,
    /// What it is about.
    pub about_en: Option<String>,
    /// Of what kind its sides are.
    pub kind: Bond,
    /// The project under which it was tied.
    pub project: Option<String>,
    /// The programme of a funder under which it was tied.
    pub programme: Option<String>,
    /// Who is tied.
    pub sides: Vec<Side>,
    /// Its history.
    pub states: Vec<StateRow>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

words! {
    /// What a partnership lacks.
    Gap {
        /// Nobody abroad is named
        Partner = "partner",
        /// It is not agreed, and no agreement came of it
        Agreement = "agreement",
        /// It is said to be agreed, and the register holds no agreement
        Record = "record",
        /// An agreement came of it, and nobody has signed it
        Signature = "signature",
        /// Of its sides, some are bound by none of the agreements that came of it
        Side = "side",
    }
}

/// Why a change is not made: the message's key and what was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(pub &'static str, pub String);

impl Partnership {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Partnership {
        Partnership { head, withdrawn_at: None, body }
    }

    /// What the policy must know: made by, of its sides, in their places and those around them.
    pub fn subject(&self, around: impl IntoIterator<Item = Owner>) -> Subject {
        let organisations = self.body.sides.iter().filter_map(|side| side.organisation.clone());
        self.head.subject(Kind::Partnership).owned_by(organisations.map(Owner::Organisation)).owned_by(around)
    }
}

impl Body {
    /// The state of a day, with its row: the last that had begun.
    pub fn on(&self, day: Date) -> Option<&StateRow> {
        self.states.iter().rfind(|row| row.date.first() <= day)
    }

    /// Since when the sides are bound to one another, as it stands on a day.
    pub fn since(&self, day: Date) -> Option<&When> {
        let bound = |row: &&StateRow| matches!(row.state, State::Agreed | State::Active) && row.date.first() <= day;
        self.states.iter().find(bound).map(|row| &row.date)
    }

    /// The codes of the places of its sides.
    pub fn places(&self) -> Vec<String> {
        self.sides.iter().filter_map(|side| side.place.clone()).collect()
    }

    /// What it lacks on a day. `agreements` came of it: of each who is bound by it, nobody by one that is not signed.
    pub fn gaps(&self, day: Date, agreements: &[Option<&Bound>]) -> Vec<Gap> {
        let Some(row) = self.on(day).filter(|row| row.state != State::Ended) else { return Vec::new() };
        let mut gaps = Vec::new();
        if !self.sides.iter().any(|side| side.side == Whose::Theirs) {
            gaps.push(Gap::Partner);
        }
        if agreements.is_empty() {
            gaps.push(if matches!(row.state, State::Chosen | State::Talks) { Gap::Agreement } else { Gap::Record });
        } else if agreements.iter().all(Option::is_none) {
            gaps.push(Gap::Signature);
        } else if !self.unbound(agreements).is_empty() {
            gaps.push(Gap::Side);
        }
        gaps
    }

    /// The sides that are bound by none of some agreements; all may be, where it is not known who signed.
    pub fn unbound(&self, agreements: &[Option<&Bound>]) -> Vec<&Side> {
        let binds = |bound: &Bound, side: &Side| {
            let organisation = side.organisation.as_ref().is_some_and(|id| bound.organisations.contains(id));
            bound.unnamed || organisation || side.place.as_ref().is_some_and(|code| bound.places.contains(code))
        };
        let signed = || agreements.iter().flatten();
        self.sides.iter().filter(|side| signed().next().is_some() && !signed().any(|bound| binds(bound, side))).collect()
    }

    /// What may come next.
    pub fn next(&self) -> Vec<State> {
        let now = self.states.last().map(|row| row.state);
        State::ALL.iter().copied().filter(|next| now.is_none_or(|now| now.leads_to(*next))).collect()
    }

    /// Moves it on.
    ///
    /// # Errors
    /// [`Refusal`] when the state does not follow, or is dated before the one it follows or ahead.
    pub fn move_to(&self, row: StateRow, today: Date) -> Result<Body, Refusal> {
        if !self.next().contains(&row.state) {
            let now = self.states.last().map_or("—", |row| row.state.word());
            return Err(Refusal("partnership-does-not-follow", format!("{now} → {}", row.state.word())));
        }
        let before = self.states.last().is_some_and(|last| row.date.last() < last.date.first());
        if before || row.date.first() > today {
            return Err(Refusal("partnership-bad-day", row.date.to_string()));
        }
        let mut body = self.clone();
        body.states.push(row);
        Ok(body)
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: String, key, what: &str| faults.push((field, key, what.to_owned()));
        if self.title_uk.is_none() && self.title_en.is_none() {
            wrong("title_uk".into(), "web-required-title", "");
        }
        for (field, text, most) in [
            ("title_uk", &self.title_uk, 300),
            ("title_en", &self.title_en, 300),
            ("about_uk", &self.about_uk, 20_000),
            ("about_en", &self.about_en, 20_000),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > most) {
                wrong(field.into(), "web-too-long", &most.to_string());
            }
        }
        for (table, count) in [("sides", self.sides.len()), ("states", self.states.len())] {
            if count > MOST {
                wrong(format!("{table}.0"), "partnership-too-many", &MOST.to_string());
            }
        }
        if !self.sides.iter().any(|side| side.side == Whose::Ours) {
            wrong("sides.0.place".into(), "partnership-ours-needed", "");
        }
        for (n, side) in self.sides.iter().enumerate() {
            if side.place.is_none() && side.organisation.is_none() {
                wrong(format!("sides.{n}.place"), "partnership-side-empty", "");
            } else if self.sides[..n].iter().any(|other| (&other.place, &other.organisation) == (&side.place, &side.organisation))
            {
                wrong(format!("sides.{n}.place"), "partnership-side-twice", "");
            }
        }
        for (n, pair) in self.states.windows(2).enumerate() {
            if !pair[0].state.leads_to(pair[1].state) {
                let what = format!("{} → {}", pair[0].state.word(), pair[1].state.word());
                wrong(format!("states.{}.state", n + 1), "partnership-does-not-follow", &what);
            }
            if pair[1].date.last() < pair[0].date.first() {
                wrong(format!("states.{}.date", n + 1), "partnership-bad-day", pair[1].date.as_str());
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn side(side: Whose, place: &str) -> Side {
        Side { side, place: Some(place.into()), organisation: None }
    }

    fn row(state: State, date: &str) -> StateRow {
        let date = When::parse(date).expect("a date");
        StateRow { state, date, note_uk: None, note_en: None, source: None, locator: None }
    }

    fn good() -> Body {
        Body {
            title_uk: Some("Енсхеде – Сєвєродонецьк".into()),
            sides: vec![side(Whose::Ours, "UA1"), side(Whose::Theirs, "NL-enschede")],
            states: vec![row(State::Chosen, "2020"), row(State::Agreed, "2021-03")],
            ..Body::default()
        }
    }

    #[test]
    fn its_state_and_since_when_follow_from_the_rows() {
        let body = good();
        for (day, state, since) in [
            (date(2019, 12, 31), None, None),
            (date(2020, 6, 1), Some(State::Chosen), None),
            (date(2021, 3, 1), Some(State::Agreed), Some("2021-03")),
        ] {
            assert_eq!(body.on(day).map(|row| row.state), state, "{day}");
            assert_eq!(body.since(day).map(When::as_str), since, "{day}");
        }
    }

    #[test]
    fn what_it_lacks_is_computed() {
        let day = date(2021, 3, 31);
        assert_eq!(good().gaps(day, &[]), [Gap::Record]);
        assert_eq!(good().gaps(date(2020, 6, 1), &[]), [Gap::Agreement]);
        assert_eq!(good().gaps(day, &[None]), [Gap::Signature], "a draft binds nobody");
        let bound = |places: &[&str], unnamed| Bound {
            places: places.iter().map(|code| (*code).to_owned()).collect(),
            unnamed,
            ..Bound::default()
        };
        let (one, both, somebody) = (bound(&["UA1"], false), bound(&["UA1", "NL-enschede"], false), bound(&["UA1"], true));
        assert_eq!(good().gaps(day, &[None, Some(&one)]), [Gap::Side]);
        assert_eq!(good().unbound(&[Some(&one)]), [&side(Whose::Theirs, "NL-enschede")]);
        assert_eq!(good().gaps(day, &[Some(&one), Some(&both)]), []);
        assert_eq!(good().gaps(day, &[Some(&somebody)]), [], "who signed is not known");
        let alone = Body { sides: vec![side(Whose::Ours, "UA1")], states: vec![row(State::Chosen, "2020")], ..good() };
        assert_eq!(alone.gaps(day, &[]), [Gap::Partner, Gap::Agreement]);
        let over = Body { states: vec![row(State::Ended, "2020")], ..alone };
        assert_eq!(over.gaps(day, &[]), []);
    }

    #[test]
    fn a_state_follows_the_one_before_it() {
        let today = date(2021, 3, 31);
        let key = |body: &Body, row: StateRow| body.move_to(row, today).err().map(|refusal| refusal.0);
        assert_eq!(key(&good(), row(State::Active, "2021-03-20")), None);
        assert_eq!(key(&good(), row(State::Talks, "2021-03")), None, "spoken of anew");
        assert_eq!(key(&good(), row(State::Chosen, "2021-03-20")), Some("partnership-does-not-follow"));
        assert_eq!(key(&good(), row(State::Active, "2021-02")), Some("partnership-bad-day"));
        assert_eq!(key(&good(), row(State::Active, "2021-04-01")), Some("partnership-bad-day"));
        assert_eq!(key(&Body::default(), row(State::Active, "2021")), None, "a history may begin anywhere");
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        assert_eq!(good().faults(), []);
        for (body, wanted) in [
            (Body { title_uk: None, ..good() }, ("title_uk", "web-required-title")),
            (Body { sides: vec![side(Whose::Theirs, "NL")], ..good() }, ("sides.0.place", "partnership-ours-needed")),
            (
                Body { sides: vec![side(Whose::Ours, "UA1"), side(Whose::Theirs, "UA1")], ..good() },
                ("sides.1.place", "partnership-side-twice"),
            ),
            (
                Body { sides: vec![Side { side: Whose::Ours, place: None, organisation: None }], ..good() },
                ("sides.0.place", "partnership-side-empty"),
            ),
            (
                Body { states: vec![row(State::Agreed, "2020"), row(State::Chosen, "2021")], ..good() },
                ("states.1.state", "partnership-does-not-follow"),
            ),
            (
                Body { states: vec![row(State::Chosen, "2021"), row(State::Talks, "2020")], ..good() },
                ("states.1.date", "partnership-bad-day"),
            ),
        ] {
            let faults = body.faults();
            assert!(faults.iter().any(|(field, key, _)| (field.as_str(), *key) == wanted), "{wanted:?}: {faults:?}");
        }
    }
}
