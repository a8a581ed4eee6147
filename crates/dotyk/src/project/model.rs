//! Projects and what may happen to them. Pure.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::{Head, Kind, Owner, Subject};
use crate::office::Office;
use crate::source::Cite;
use crate::text::{When, is_purpose, words};
use crate::web::Fault;

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
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

/// What people enter of a project. References are ids here; slugs and codes in files and forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// The direction of the office's work.
    pub direction: String,
    /// Other directions that it belongs to as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_directions: Vec<String>,
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title.
    pub title_en: Option<String>,
    /// What it is.
    pub about_uk: Option<String>,
    /// What it is.
    pub about_en: Option<String>,
    /// Where: codes of places.
    pub places: Vec<String>,
    /// Who takes part.
    pub parties: Vec<Party>,
    /// What it is for: DAC purpose codes.
    pub sectors: Vec<Sector>,
    /// Sustainable Development Goals, 1 to 17.
    pub goals: Vec<i64>,
    /// Who in the office answers for it.
    pub responsible: Vec<String>,
    /// Other projects.
    pub related: Vec<Relation>,
    /// Its history.
    pub stages: Vec<StageRow>,
    /// Its state registration; empty: not registered, or not known.
    pub registration: Vec<Registration>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

/// An organisation in a role. One organisation may have several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Who.
    pub organisation: String,
    /// As what.
    pub role: Role,
}

/// A purpose and its share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sector {
    /// DAC 5-digit purpose code.
    pub code: String,
    /// Percent of the whole, as decimal text with at most two decimals: `100`, `33.34`.
    pub share: String,
}

impl Sector {
    /// The share in basis points; none when it is no share.
    pub fn basis_points(&self) -> Option<i64> {
        let share: rust_decimal::Decimal = self.share.parse().ok()?;
        let points = share.checked_mul(rust_decimal::Decimal::ONE_HUNDRED)?;
        let whole = points.is_integer() && points > rust_decimal::Decimal::ZERO && points <= rust_decimal::Decimal::from(10_000);
        if whole { points.trunc().normalize().to_string().parse().ok() } else { None }
    }

    /// From basis points back to text.
    pub fn of(code: String, points: i64) -> Sector {
        Sector { code, share: rust_decimal::Decimal::new(points, 2).normalize().to_string() }
    }
}

/// Another project, and what it is to this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// Which.
    pub project: String,
    /// This one is part of that, follows it, or is related.
    pub kind: RelationKind,
}

/// A stage, since when, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageRow {
    /// Which.
    pub stage: Stage,
    /// Since when.
    #[serde(default)]
    pub date: Option<When>,
    /// How that is known.
    #[serde(default)]
    pub date_note_uk: Option<String>,
    /// How that is known.
    #[serde(default)]
    pub date_note_en: Option<String>,
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
    /// What is doubtful.
    #[serde(default)]
    pub doubt_uk: Option<String>,
    /// What is doubtful.
    #[serde(default)]
    pub doubt_en: Option<String>,
}

impl StageRow {
    /// One of which nothing more is known.
    pub fn new(stage: Stage, date: Option<When>) -> StageRow {
        StageRow {
            stage,
            date,
            date_note_uk: None,
            date_note_en: None,
            source: None,
            locator: None,
            note_uk: None,
            note_en: None,
            doubt_uk: None,
            doubt_en: None,
        }
    }
}

/// Something that happened to the registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// What.
    pub event: Event,
    /// When: a day.
    pub date: When,
    /// The registration card's number.
    #[serde(default)]
    pub number: Option<String>,
    /// A remark: what was lacking, what changed.
    #[serde(default)]
    pub note_uk: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note_en: Option<String>,
}

words! {
    /// How far a project is. The order is the usual way.
    Stage {
        /// Somebody thinks of it
        Idea = "idea",
        /// It is talked about with those who could pay or do it
        Negotiation = "negotiation",
        /// It is agreed
        Agreed = "agreed",
        /// It has its state registration
        Registered = "registered",
        /// It is being done
        Implementing = "implementing",
        /// It is done
        Completed = "completed",
        /// It is settled and handed over
        Closed = "closed",
        /// Somebody said no
        Refused = "refused",
        /// It was broken off
        Cancelled = "cancelled",
    }
}

impl Stage {
    /// Whether `next` may come after this stage.
    pub fn leads_to(self, next: Stage) -> bool {
        use Stage::{Cancelled, Closed, Completed, Idea, Refused, Registered};
        match next {
            // Another source for the same stage, with its own date.
            next if next == self => true,
            Refused => self <= Registered,
            Cancelled => self < Completed,
            // What was refused or broken off may be thought of anew.
            Idea => matches!(self, Refused | Cancelled),
            _ if matches!(self, Closed | Refused | Cancelled) => false,
            // The registration may come after the beginning: it is not held up here.
            Registered => self <= Stage::Implementing,
            next => next > self,
        }
    }
}

words! {
    /// As what an organisation takes part; «донор» and «партнер з розвитку» both are *funder*.
    Role {
        /// Pays: donor, development partner
        Funder = "funder",
        /// Does it
        Implementer = "implementer",
        /// The authority in whose field it is done
        Beneficiary = "beneficiary",
        /// Receives it
        Recipient = "recipient",
        /// Helps otherwise
        Partner = "partner",
    }
}

words! {
    /// What this project is to another.
    RelationKind {
        /// A part of it
        PartOf = "part_of",
        /// Comes after it
        Follows = "follows",
        /// Has to do with it
        Related = "related",
    }
}

words! {
    /// Steps of the state registration (Cabinet Resolution 153 of 15.02.2002).
    Event {
        /// The set of papers was filed
        Filed = "filed",
        /// The set was incomplete: suspended with a notice
        Suspended = "suspended",
        /// What lacked was filed
        Resumed = "resumed",
        /// The registration card was given
        Registered = "registered",
        /// Cost, implementers, term, recipients or the procurement plan changed: a new card
        Reregistered = "reregistered",
        /// Registration was refused
        Refused = "refused",
        /// The registration was annulled
        Annulled = "annulled",
    }
}

impl Event {
    /// Whether this may come after `before`; nothing before is the beginning.
    pub fn follows(self, before: Option<Event>) -> bool {
        use Event::{Annulled, Filed, Refused, Registered, Reregistered, Resumed, Suspended};
        match self {
            Filed => matches!(before, None | Some(Refused | Annulled)),
            Suspended => matches!(before, Some(Filed | Resumed)),
            Resumed => before == Some(Suspended),
            // A card is often known without the way to it.
            Registered => matches!(before, None | Some(Filed | Resumed)),
            Reregistered => matches!(before, Some(Registered | Reregistered)),
            Refused => matches!(before, Some(Filed | Suspended | Resumed)),
            Annulled => matches!(before, Some(Registered | Reregistered)),
        }
    }
}

impl Registration {
    /// The number of the card that holds after all events; none when there is none, or when it was annulled.
    pub fn number_in_force(events: &[Registration]) -> Option<String> {
        let given = |event: &&Registration| matches!(event.event, Event::Registered | Event::Reregistered | Event::Annulled);
        events.iter().rfind(given).filter(|last| last.event != Event::Annulled).and_then(|last| last.number.clone())
    }
}

/// A deadline that the law sets, computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Which term of the office: `itr-decision`, `itr-incomplete`.
    pub term: &'static str,
    /// The last day.
    pub until: Date,
}

/// A permitted change, ready for the store.
#[derive(Debug, PartialEq, Eq)]
pub struct Change(pub Body);

/// Why a change is not made: the message's key and what was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(pub &'static str, pub String);

impl Project {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Project {
        Project { head, withdrawn_at: None, body }
    }

    /// What the policy must know: made by, of the organisations in it, in its places and those around them.
    pub fn subject(&self, around: Vec<Owner>) -> Subject {
        self.head
            .subject(Kind::Project)
            .owned_by(self.body.parties.iter().map(|party| Owner::Organisation(party.organisation.clone())))
            .owned_by(around)
    }

    /// Moves it to a stage from a day on.
    ///
    /// # Errors
    /// [`Refusal`] when the stage does not follow the one it had on that day, or does not lead to the one after it.
    pub fn move_to(&self, row: StageRow) -> Result<Change, Refusal> {
        let day = row.date.as_ref().map_or(Date::MIN, When::first);
        let before = self.body.stage_on(day).map(|row| row.stage);
        if let Some(before) = before.filter(|before| !before.leads_to(row.stage)) {
            return Err(Refusal("project-stage-does-not-follow", format!("{} → {}", before.word(), row.stage.word())));
        }
        let mut body = self.body.clone();
        body.stages.push(row);
        body.sort_stages();
        Ok(Change(body))
    }

    /// Adds an event of the registration.
    ///
    /// # Errors
    /// [`Refusal`] when it does not follow the one before, or is dated before it.
    pub fn register(&self, event: Registration) -> Result<Change, Refusal> {
        let last = self.body.registration.last();
        if !event.event.follows(last.map(|last| last.event)) {
            return Err(Refusal("project-registration-does-not-follow", event.event.word().to_owned()));
        }
        if last.is_some_and(|last| last.date.first() > event.date.first()) {
            return Err(Refusal("project-registration-order", event.date.to_string()));
        }
        if matches!(event.event, Event::Registered | Event::Reregistered) && event.number.is_none() {
            return Err(Refusal("project-registration-number", String::new()));
        }
        let mut body = self.body.clone();
        body.registration.push(event);
        Ok(Change(body))
    }

    /// Whether it may be shown to the public.
    ///
    /// # Errors
    /// [`Refusal`] when nobody could tell how far it is.
    pub fn may_be_shown(&self) -> Result<(), Refusal> {
        if self.body.stages.is_empty() { Err(Refusal("project-publish-needs-stage", String::new())) } else { Ok(()) }
    }
}

impl Body {
    /// Stages in order of their beginnings; those of one day in the order they were entered, undated ones first.
    pub fn sort_stages(&mut self) {
        self.stages.sort_by_key(|row| row.date.as_ref().map(When::first));
    }

    /// The stage of a day: the last one that began by then.
    pub fn stage_on(&self, day: Date) -> Option<&StageRow> {
        let begun = |row: &&StageRow| row.date.as_ref().is_none_or(|date| date.first() <= day);
        self.stages.iter().filter(begun).max_by_key(|row| row.date.as_ref().map(When::first))
    }

    /// Whether it was there on a day: nobody says since when, or its first stage had begun.
    pub fn there_on(&self, day: Date) -> bool {
        self.stages.is_empty() || self.stage_on(day).is_some()
    }

    /// Whether this project was registered on a day, and the deadlines then running.
    pub fn deadlines(&self, office: &Office, day: Date) -> Vec<Deadline> {
        let Some(last) = self.registration.iter().rfind(|event| event.date.first() <= day) else { return Vec::new() };
        let terms: &[&'static str] = match last.event {
            Event::Filed | Event::Resumed => &["itr-incomplete", "itr-decision"],
            _ => &[],
        };
        let from = last.date.first();
        terms.iter().filter_map(|term| Some(Deadline { term, until: office.term(term, from)?.until(from) })).collect()
    }

    /// All its directions, its own first.
    pub fn directions(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.direction).chain(&self.other_directions).map(String::as_str)
    }

    /// Puts it into other directions as well; its own and one named twice say nothing new.
    pub fn also_in(&mut self, slugs: impl IntoIterator<Item = String>) {
        self.other_directions.clear();
        for slug in slugs {
            if slug != self.direction && !self.other_directions.contains(&slug) {
                self.other_directions.push(slug);
            }
        }
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self, office: &Office, me: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: String, key, what: &str| faults.push((field, key, what.to_owned()));
        if self.title_uk.is_none() && self.title_en.is_none() {
            wrong("title_uk".into(), "web-required-title", "");
        }
        for (field, text, limit) in [
            ("title_uk", &self.title_uk, 300),
            ("title_en", &self.title_en, 300),
            ("about_uk", &self.about_uk, 20_000),
            ("about_en", &self.about_en, 20_000),
        ] {
            if text.as_ref().is_some_and(|text| text.chars().count() > limit) {
                wrong(field.into(), "web-too-long", &limit.to_string());
            }
        }
        match self.direction.as_str() {
            "" => wrong("direction".into(), "web-required", ""),
            slug if office.direction(slug).is_none() => wrong("direction".into(), "web-bad-choice", slug),
            _ => {}
        }
        if let Some(slug) = self.other_directions.iter().find(|slug| office.direction(slug).is_none()) {
            wrong("other_directions".into(), "web-bad-choice", slug);
        }
        for (index, party) in self.parties.iter().enumerate() {
            if self.parties[..index].contains(party) {
                wrong(format!("parties.{index}.organisation"), "project-party-twice", "");
            }
        }
        for (index, relation) in self.related.iter().enumerate() {
            if relation.project == me {
                wrong(format!("related.{index}.project"), "project-related-to-itself", "");
            } else if self.related[..index].contains(relation) {
                wrong(format!("related.{index}.project"), "project-related-twice", "");
            }
        }
        if let Some(goal) = self.goals.iter().find(|goal| !(1..=17).contains(*goal)) {
            wrong("goals".into(), "project-bad-goal", &goal.to_string());
        }
        self.sector_faults(&mut wrong);
        faults
    }

    fn sector_faults(&self, wrong: &mut impl FnMut(String, &'static str, &str)) {
        let mut sum = 0;
        for (index, sector) in self.sectors.iter().enumerate() {
            if !is_purpose(&sector.code) {
                wrong(format!("sectors.{index}.code"), "web-bad-purpose", &sector.code);
            } else if self.sectors[..index].iter().any(|earlier| earlier.code == sector.code) {
                wrong(format!("sectors.{index}.code"), "project-sector-twice", &sector.code);
            }
            match sector.basis_points() {
                Some(points) => sum += points,
                None => wrong(format!("sectors.{index}.share"), "project-bad-share", &sector.share),
            }
        }
        if !self.sectors.is_empty() && sum != 10_000 {
            wrong("sectors.0.share".into(), "project-shares-not-whole", &Sector::of(String::new(), sum).share);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn row(stage: Stage, date: Option<&str>) -> StageRow {
        StageRow::new(stage, date.and_then(When::parse))
    }

    fn project(stages: &[(Stage, &str)]) -> Project {
        let stages = stages.iter().map(|(stage, date)| row(*stage, Some(date))).collect();
        Project::new(Head::new("p".into(), "p".into(), "me"), Body { stages, ..Body::default() })
    }

    #[test]
    fn stages_follow_one_another() {
        use Stage::{Agreed, Cancelled, Closed, Completed, Idea, Implementing, Negotiation, Refused, Registered};
        for (from, to, may) in [
            (Idea, Negotiation, true),
            (Idea, Implementing, true),
            (Negotiation, Idea, false),
            (Agreed, Registered, true),
            (Implementing, Registered, true),
            (Completed, Registered, false),
            (Completed, Implementing, false),
            (Completed, Closed, true),
            (Closed, Completed, false),
            (Idea, Refused, true),
            (Implementing, Refused, false),
            (Implementing, Cancelled, true),
            (Completed, Cancelled, false),
            (Refused, Idea, true),
            (Refused, Agreed, false),
            (Cancelled, Idea, true),
            (Agreed, Agreed, true),
        ] {
            assert_eq!(from.leads_to(to), may, "{from:?} → {to:?}");
        }
    }

    #[test]
    fn the_stage_of_a_day_is_the_last_that_began() {
        let body = project(&[(Stage::Implementing, "2020"), (Stage::Completed, "2021-12")]).body;
        for (day, stage) in [
            (date(2019, 12, 31), None),
            (date(2020, 1, 1), Some(Stage::Implementing)),
            (date(2021, 3, 31), Some(Stage::Implementing)),
            (date(2021, 12, 1), Some(Stage::Completed)),
        ] {
            assert_eq!(body.stage_on(day).map(|row| row.stage), stage, "{day}");
        }
        assert!(!body.there_on(date(2019, 1, 1)));
        assert!(Body::default().there_on(date(1990, 1, 1)));
    }

    #[test]
    fn two_sources_for_one_stage_are_two_rows() {
        let project = project(&[(Stage::Agreed, "2021-03-12")]);
        let Change(body) = project.move_to(row(Stage::Agreed, Some("2021-03-15"))).unwrap();
        assert_eq!(body.stages.len(), 2);
        assert_eq!(project.move_to(row(Stage::Idea, Some("2021-03-15"))).unwrap_err().0, "project-stage-does-not-follow");
    }

    #[test]
    fn registration_goes_its_way() {
        let mut project = project(&[]);
        let event = |event, date: &str, number: Option<&str>| Registration {
            event,
            date: When::parse(date).unwrap(),
            number: number.map(str::to_owned),
            note_uk: None,
            note_en: None,
        };
        assert_eq!(
            project.register(event(Event::Suspended, "2021-03-12", None)).unwrap_err().0,
            "project-registration-does-not-follow"
        );
        project.body = project.register(event(Event::Filed, "2021-03-12", None)).unwrap().0;
        assert_eq!(
            project.register(event(Event::Registered, "2021-03-11", Some("4567"))).unwrap_err().0,
            "project-registration-order"
        );
        assert_eq!(project.register(event(Event::Registered, "2021-03-20", None)).unwrap_err().0, "project-registration-number");
        project.body = project.register(event(Event::Registered, "2021-03-20", Some("4567"))).unwrap().0;
        assert!(project.register(event(Event::Reregistered, "2021-06-01", Some("4567-01"))).is_ok());
    }

    #[test]
    fn shares_are_whole_basis_points() {
        let share = |text: &str| Sector { code: "43040".into(), share: text.into() }.basis_points();
        assert_eq!((share("100"), share("33.34"), share("0.01")), (Some(10_000), Some(3_334), Some(1)));
        assert_eq!((share("0"), share("100.01"), share("33.333"), share("-5"), share("all")), (None, None, None, None, None));
        assert_eq!(Sector::of("43040".into(), 3_330).share, "33.3");
    }
}
