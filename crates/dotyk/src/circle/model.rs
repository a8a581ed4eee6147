//! Who belongs together, for what, since when. Pure.

use std::marker::PhantomData;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::{Head, Kind, Subject};
use crate::figure::Qualifier;
use crate::source::Cite;
use crate::text::{When, is_sector, words};
use crate::web::Fault;

/// So many members, stated sets, states, places, projects, sectors and tags it has at most, each.
pub const MOST: usize = 300;
/// No source states more members.
const CROWD: u32 = 1_000_000;

/// Which of the two it is.
pub trait Which: Clone + std::fmt::Debug + 'static {
    /// Its kind.
    const KIND: Kind;
    /// The address of all of them.
    const AT: &'static str;
    /// The word over an empty form.
    const NEW: &'static str;
    /// What its own words begin with.
    const WORDS: &'static str;
    /// Whether its members are also persons.
    const PEOPLE: Membership;
}

/// Who may belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// Organisations
    Organisations,
    /// Organisations, and the persons who come for them
    Persons,
}

/// A cluster: companies, universities and authorities of one trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster;

impl Which for Cluster {
    const KIND: Kind = Kind::Cluster;
    const AT: &'static str = "/clusters";
    const NEW: &'static str = "cluster-new";
    const WORDS: &'static str = "cluster-";
    const PEOPLE: Membership = Membership::Organisations;
}

/// A working group: those who see to one matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group;

impl Which for Group {
    const KIND: Kind = Kind::Group;
    const AT: &'static str = "/groups";
    const NEW: &'static str = "group-new";
    const WORDS: &'static str = "group-";
    const PEOPLE: Membership = Membership::Persons;
}

/// Members of one purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Circle<K> {
    /// Id, address, version.
    #[serde(flatten)]
    pub head: Head,
    /// Since when it is taken back: kept for good, shown in no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    /// What people enter.
    #[serde(flatten)]
    pub body: Body,
    #[serde(skip)]
    which: PhantomData<K>,
}

/// What people enter of it. References are ids here; slugs and codes in files and forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What it is called.
    pub name_uk: Option<String>,
    /// What it is called.
    pub name_en: Option<String>,
    /// What it is for.
    pub aims_uk: Option<String>,
    /// What it is for.
    pub aims_en: Option<String>,
    /// How one joins it.
    pub join_uk: Option<String>,
    /// How one joins it.
    pub join_en: Option<String>,
    /// The organisation that it is as a party to agreements.
    pub organisation: Option<String>,
    /// Where: codes of places.
    pub places: Vec<String>,
    /// What it works on, or what helped it into being.
    pub projects: Vec<String>,
    /// What it can: DAC codes, purposes of five digits or categories of three.
    pub sectors: Vec<String>,
    /// The same in words.
    pub tags: Vec<String>,
    /// Who belongs to it, or did.
    pub members: Vec<Member>,
    /// How many sources say there are.
    pub stated: Vec<Stated>,
    /// How it lived.
    pub states: Vec<StateRow>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

/// A member: an organisation of the register or in words, and in a group the person who comes for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Member {
    /// Its number in the circle; 0 for one that is new.
    pub id: i64,
    /// The organisation.
    pub organisation: Option<String>,
    /// Who comes for it.
    pub person: Option<String>,
    /// An organisation in words, when the register does not know it. Never the name of a person.
    pub name: Option<String>,
    /// What kind of member.
    pub kind: MemberKind,
    /// As what.
    pub role_uk: Option<String>,
    /// As what.
    pub role_en: Option<String>,
    /// What it can: DAC codes.
    pub sectors: Vec<String>,
    /// Since when.
    pub since: Option<When>,
    /// Until when; none while it belongs.
    pub until: Option<When>,
}

/// So many of a kind, as a source says: «8 ІТ-компаній», named or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stated {
    /// Of which kind.
    pub kind: MemberKind,
    /// How the number is meant.
    pub qualifier: Qualifier,
    /// How many, as decimal text.
    pub value: String,
    /// Of which day.
    pub as_of: Option<When>,
    /// Who says so.
    pub source: Option<String>,
    /// Where in the source.
    pub locator: Option<String>,
}

/// A state, since when, and who says so.
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
    /// Who says so.
    #[serde(default)]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default)]
    pub locator: Option<String>,
}

words! {
    /// What kind of member.
    #[derive(Default)]
    MemberKind {
        /// A firm
        Company = "company",
        /// A school, a university, an institute
        University = "university",
        /// An authority of the state or a community
        Authority = "authority",
        /// Anyone else
        #[default]
        Other = "other",
    }
}

words! {
    /// How a circle lives. The order is the usual way.
    State {
        /// Somebody means to found it
        Planned = "planned",
        /// It is founded
        Created = "created",
        /// It is at work
        Active = "active",
        /// It is silent
        Dormant = "dormant",
        /// It is over
        Ended = "ended",
    }
}

impl State {
    /// Whether this may come after `before`. Another source for the same state has its own date.
    pub fn follows(self, before: State) -> bool {
        match (before, self) {
            (before, now) if before == now => true,
            (State::Dormant, State::Active) => true,
            (before, now) => now > before,
        }
    }
}

/// A permitted change, ready for the store.
#[derive(Debug, PartialEq, Eq)]
pub struct Change(pub Body);

impl<K: Which> Circle<K> {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Circle<K> {
        Circle::read(head, None, body)
    }

    /// One that is there.
    pub fn read(head: Head, withdrawn_at: Option<String>, body: Body) -> Circle<K> {
        Circle { head, withdrawn_at, body, which: PhantomData }
    }

    /// What the policy must know.
    pub fn subject(&self) -> Subject {
        self.head.subject(K::KIND)
    }
}

fn fault(field: impl Into<String>, key: &'static str, what: &str) -> Fault {
    (field.into(), key, what.to_owned())
}

impl Member {
    /// Whether it belongs to the circle on a day.
    pub fn there_on(&self, day: Date) -> bool {
        let begun = self.since.as_ref().is_none_or(|since| since.first() <= day);
        begun && !self.left_by(day)
    }

    /// Whether it belonged to it and does no more.
    pub fn left_by(&self, day: Date) -> bool {
        self.until.as_ref().is_some_and(|until| until.last() < day)
    }

    /// Whether both are the same member at a time: one that left may come back.
    fn meets(&self, other: &Member) -> bool {
        let name = |member: &Member| member.name.as_deref().map(dotyk_uk::search_key);
        let same = self.organisation == other.organisation && self.person == other.person && name(self) == name(other);
        let before = |one: &Member, other: &Member| match (&one.until, &other.since) {
            (Some(until), Some(since)) => until.last() < since.first(),
            _ => false,
        };
        same && !before(self, other) && !before(other, self)
    }

    fn faults(&self, row: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.organisation.is_none() && self.person.is_none() && self.name.is_none() {
            faults.push(fault(format!("{row}.organisation"), "circle-member-nobody", ""));
        }
        for (field, text) in [("name", &self.name), ("role_uk", &self.role_uk), ("role_en", &self.role_en)] {
            if text.as_ref().is_some_and(|text| text.chars().count() > 300) {
                faults.push(fault(format!("{row}.{field}"), "web-too-long", "300"));
            }
        }
        if let Some(code) = self.sectors.iter().find(|code| !is_sector(code)) {
            faults.push(fault(format!("{row}.sectors"), "web-bad-sector", code));
        }
        if let (Some(since), Some(until)) = (&self.since, &self.until)
            && until.last() < since.first()
        {
            faults.push(fault(format!("{row}.until"), "circle-until-before", until.as_str()));
        }
        faults
    }
}

impl Body {
    /// Puts states in the order of their beginnings, and numbers members that are new.
    #[must_use]
    pub fn settled(mut self) -> Body {
        self.states.sort_by_key(|row| row.date.first());
        let mut next = self.members.iter().map(|member| member.id).max().unwrap_or(0);
        for member in self.members.iter_mut().filter(|member| member.id == 0) {
            next += 1;
            member.id = next;
        }
        self
    }

    /// The state of a day: the last that began by then.
    pub fn on(&self, day: Date) -> Option<&StateRow> {
        self.states.iter().rfind(|row| row.date.first() <= day)
    }

    /// Whether it was there on a day: nobody says since when, or its first state had begun.
    pub fn there_on(&self, day: Date) -> bool {
        self.states.is_empty() || self.on(day).is_some()
    }

    /// Its members on a day.
    pub fn members_on(&self, day: Date) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |member| member.there_on(day))
    }

    /// How many organisations of a kind are named on a day.
    pub fn named(&self, kind: MemberKind, day: Date) -> usize {
        let named = |member: &&Member| member.kind == kind && (member.organisation.is_some() || member.name.is_some());
        self.members_on(day).filter(named).count()
    }

    /// The members of a day whose own competence is of this DAC code's category. One that says none is not guessed at.
    pub fn able(&self, sector: &str, day: Date) -> Vec<&Member> {
        let category = |code: &str| code.get(..3).map(str::to_owned);
        let wanted = category(sector);
        self.members_on(day).filter(|member| member.sectors.iter().any(|code| category(code) == wanted)).collect()
    }

    /// Moves it to a state from a day on.
    ///
    /// # Errors
    /// Why it does not go on so.
    pub fn move_to(&self, row: StateRow, today: Date) -> Result<Change, Vec<Fault>> {
        let mut body = self.clone();
        body.states.push(row);
        let body = body.settled();
        let faults = body.state_faults(today);
        if faults.is_empty() { Ok(Change(body)) } else { Err(faults) }
    }

    /// What is wrong on a day: the field, the message's key, what was written.
    pub fn faults(&self, today: Date) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.name_uk.is_none() && self.name_en.is_none() {
            faults.push(fault("name_uk", "circle-name-needed", ""));
        }
        for (field, text, limit) in [
            ("name_uk", &self.name_uk, 300),
            ("name_en", &self.name_en, 300),
            ("aims_uk", &self.aims_uk, 20_000),
            ("aims_en", &self.aims_en, 20_000),
            ("join_uk", &self.join_uk, 5000),
            ("join_en", &self.join_en, 5000),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > limit) {
                faults.push(fault(field, "web-too-long", &limit.to_string()));
            }
        }
        if let Some(code) = self.sectors.iter().find(|code| !is_sector(code)) {
            faults.push(fault("sectors", "web-bad-sector", code));
        }
        for (field, count) in [
            ("sectors", self.sectors.len()),
            ("tags", self.tags.len()),
            ("places.0.place", self.places.len()),
            ("projects.0.project", self.projects.len()),
            ("members.0.organisation", self.members.len()),
            ("stated.0.value", self.stated.len()),
            ("states.0.state", self.states.len()),
        ] {
            if count > MOST {
                faults.push(fault(field, "circle-too-many", &MOST.to_string()));
            }
        }
        // What is far too long is not compared each with each.
        if faults.iter().all(|(_, key, _)| *key != "circle-too-many") {
            faults.extend(self.member_faults());
        }
        faults.extend(self.stated_faults());
        faults.extend(self.state_faults(today));
        faults
    }

    fn member_faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (index, member) in self.members.iter().enumerate() {
            faults.extend(member.faults(&format!("members.{index}")));
            if self.members[..index].iter().any(|earlier| earlier.meets(member)) {
                faults.push(fault(format!("members.{index}.organisation"), "circle-member-twice", ""));
            }
        }
        faults
    }

    fn stated_faults(&self) -> Vec<Fault> {
        let fine = |text: &str| text.parse::<u32>().is_ok_and(|number| (1..=CROWD).contains(&number));
        let wrong = self.stated.iter().enumerate().filter(|(_, stated)| !fine(&stated.value));
        wrong.map(|(index, stated)| fault(format!("stated.{index}.value"), "circle-bad-number", &stated.value)).collect()
    }

    /// What is wrong with its states, in whatever order they were typed.
    fn state_faults(&self, today: Date) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut order: Vec<(usize, &StateRow)> = self.states.iter().enumerate().collect();
        order.sort_by_key(|(_, row)| row.date.first());
        for (index, row) in &order {
            if row.state != State::Planned && row.date.first() > today {
                faults.push(fault(format!("states.{index}.date"), "circle-state-ahead", row.date.as_str()));
            }
        }
        for pair in order.windows(2).filter(|pair| !pair[1].1.state.follows(pair[0].1.state)) {
            faults.push(fault(format!("states.{}.state", pair[1].0), "circle-state-not-so", ""));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    const TODAY: Date = date(2021, 3, 31);

    fn when(text: &str) -> Option<When> {
        When::parse(text)
    }

    fn row(state: State, day: &str) -> StateRow {
        StateRow { state, date: when(day).expect("a date"), note_uk: None, note_en: None, source: None, locator: None }
    }

    fn member(name: &str, since: &str, until: &str) -> Member {
        Member { name: Some(name.into()), since: when(since), until: when(until), ..Member::default() }
    }

    fn named(members: Vec<Member>) -> Body {
        Body { name_uk: Some("Кластер".into()), members, ..Body::default() }
    }

    /// The arrows of the diagram in `mod.rs`, as pairs of words.
    fn diagram() -> Vec<(&'static str, &'static str)> {
        let lines =
            include_str!("mod.rs").lines().filter_map(|line| line.strip_prefix("//! ")).filter(|line| line.contains("──►"));
        let pairs = |line: &'static str| {
            let words: Vec<&str> = line.split("──►").map(str::trim).collect();
            words.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
        };
        lines.flat_map(pairs).collect()
    }

    #[test]
    fn the_diagram_is_what_the_states_do() {
        let arrows = diagram();
        let drawn: BTreeSet<&str> = arrows.iter().flat_map(|(from, to)| [*from, *to]).collect();
        assert_eq!(drawn, State::ALL.iter().map(|state| state.word()).collect());
        // What the arrows reach, directly or through others, is exactly what may follow.
        for from in State::ALL {
            let mut reached = BTreeSet::from([from.word()]);
            while let Some((_, to)) = arrows.iter().find(|(a, b)| reached.contains(a) && !reached.contains(b)) {
                reached.insert(to);
            }
            let follow: BTreeSet<&str> = State::ALL.iter().filter(|to| to.follows(*from)).map(|state| state.word()).collect();
            assert_eq!(reached, follow, "from {from:?}");
        }
    }

    #[test]
    fn the_state_of_a_day_is_the_last_that_began() {
        let body =
            Body { states: vec![row(State::Active, "2021-02"), row(State::Created, "2020-12")], ..Body::default() }.settled();
        for (day, state) in [
            (date(2020, 11, 30), None),
            (date(2020, 12, 1), Some(State::Created)),
            (date(2021, 1, 31), Some(State::Created)),
            (date(2021, 2, 1), Some(State::Active)),
        ] {
            assert_eq!(body.on(day).map(|row| row.state), state, "{day}");
        }
        assert!(!body.there_on(date(2020, 11, 30)) && Body::default().there_on(date(1990, 1, 1)));
    }

    #[test]
    fn it_goes_on_and_is_not_founded_tomorrow() {
        let body = Body { states: vec![row(State::Created, "2020-12")], ..named(Vec::new()) };
        let moved = |state, day| body.move_to(row(state, day), TODAY).map(|Change(body)| body.states.len());
        assert_eq!(moved(State::Active, "2021-01"), Ok(2));
        assert_eq!(moved(State::Created, "2020-12-28"), Ok(2), "another source for the same");
        assert_eq!(moved(State::Planned, "2020-06"), Ok(2), "what came before may be learnt later");
        for (state, day, key) in [
            (State::Planned, "2021-01", "circle-state-not-so"),
            (State::Active, "2020-11", "circle-state-not-so"),
            (State::Active, "2021-04-01", "circle-state-ahead"),
        ] {
            assert_eq!(moved(state, day).expect_err("refused")[0].1, key, "{state:?} {day}");
        }
        let idea = Body { states: vec![row(State::Planned, "2022")], ..named(Vec::new()) };
        assert_eq!(idea.faults(TODAY), []);
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        assert_eq!(named(vec![member("А", "2020", "2021")]).faults(TODAY), []);
        let with = |member: Member| named(vec![member]);
        let stated =
            |value: &str| Body { stated: vec![Stated { value: value.into(), ..Stated::default() }], ..named(Vec::new()) };
        for (body, wanted) in [
            (Body::default(), ("name_uk", "circle-name-needed")),
            (Body { name_uk: Some("я".repeat(301)), ..Body::default() }, ("name_uk", "web-too-long")),
            (Body { sectors: vec!["IT".into()], ..named(Vec::new()) }, ("sectors", "web-bad-sector")),
            (with(Member::default()), ("members.0.organisation", "circle-member-nobody")),
            (with(Member { sectors: vec!["1234".into()], ..member("А", "", "") }), ("members.0.sectors", "web-bad-sector")),
            (with(member("А", "2021-02", "2021-01")), ("members.0.until", "circle-until-before")),
            (named(vec![member("Софт", "", ""), member(" софт", "2020", "")]), ("members.1.organisation", "circle-member-twice")),
            (named(vec![Member::default(); MOST + 1]), ("members.0.organisation", "circle-too-many")),
            (stated("0"), ("stated.0.value", "circle-bad-number")),
            (stated("8,5"), ("stated.0.value", "circle-bad-number")),
        ] {
            let faults = body.faults(TODAY);
            assert!(faults.iter().any(|(field, key, _)| (field.as_str(), *key) == wanted), "{wanted:?}: {faults:?}");
        }
    }

    #[test]
    fn one_that_left_may_come_back_and_two_may_come_for_one() {
        assert_eq!(named(vec![member("А", "2019", "2020"), member("А", "2021", "")]).faults(TODAY), []);
        let person = |id: &str| Member { organisation: Some("o".into()), person: Some(id.into()), ..Member::default() };
        assert_eq!(named(vec![person("p"), person("q")]).faults(TODAY), []);
        assert_eq!(named(vec![person("p"), person("p")]).faults(TODAY).len(), 1);
    }

    #[test]
    fn who_is_named_is_counted_by_kind_on_the_day() {
        let company = |name: &str, since, until| Member { kind: MemberKind::Company, ..member(name, since, until) };
        let members = vec![company("А", "2020", ""), company("Б", "", "2020"), company("В", "2022", ""), member("Г", "", "")];
        let body = named(members).settled();
        assert_eq!(body.named(MemberKind::Company, TODAY), 1);
        assert_eq!(body.named(MemberKind::Company, date(2020, 6, 1)), 2);
        assert_eq!(body.members.iter().map(|member| member.id).collect::<Vec<_>>(), [1, 2, 3, 4]);
    }

    #[test]
    fn those_are_able_who_say_so() {
        let can = |name: &str, sectors: &[&str]| Member {
            sectors: sectors.iter().map(ToString::to_string).collect(),
            ..member(name, "", "")
        };
        let body = named(vec![can("А", &["22040"]), can("Б", &["321"]), can("В", &[])]).settled();
        let able = |sector: &str| body.able(sector, TODAY).iter().filter_map(|one| one.name.clone()).collect::<Vec<_>>();
        assert_eq!(able("22040"), ["А"]);
        assert_eq!(able("22010"), ["А"], "of the same category");
        assert_eq!(able("32130"), ["Б"]);
        assert!(able("12220").is_empty());
    }
}
