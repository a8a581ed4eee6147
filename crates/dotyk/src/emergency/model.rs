//! What is known of an emergency, and what may happen to its studies and talks. Pure.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::access::{Head, Kind, Subject};
use crate::source::{Cite, is_web_address};
use crate::text::{When, is_currency, words};
use crate::web::Fault;

/// So many places, studies, recommendations and talks an emergency has at most.
pub const MOST: usize = 200;

/// An emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
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

/// What people enter of it. References are ids here; slugs and codes in files and forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What it is called.
    pub name_uk: Option<String>,
    /// What it is called.
    pub name_en: Option<String>,
    /// What kind of hazard it is.
    pub kind: Hazard,
    /// Its GLIDE number.
    pub glide: Option<String>,
    /// Since when.
    pub began: Option<When>,
    /// Until when; none while it goes on.
    pub ended: Option<When>,
    /// The codes of the places that it touched.
    pub places: Vec<String>,
    /// What happened.
    pub about_uk: Option<String>,
    /// What happened.
    pub about_en: Option<String>,
    /// Studies of damage and impact.
    pub studies: Vec<Study>,
    /// What they recommend.
    pub recommendations: Vec<Recommendation>,
    /// Talks with funders: the office's own.
    pub talks: Vec<Talk>,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

words! {
    /// Hazards, as the GLIDE numbers tell them apart.
    #[derive(Default)]
    Hazard {
        /// An illness that spreads
        Epidemic = "epidemic",
        /// Forest, steppe or peat on fire
        Wildfire = "wildfire",
        /// A fire in a town or a building
        Fire = "fire",
        /// A flood
        Flood = "flood",
        /// A flood that comes at once
        FlashFlood = "flash_flood",
        /// A severe local storm
        Storm = "storm",
        /// A violent wind
        Wind = "wind",
        /// A cold wave
        ColdWave = "cold_wave",
        /// A heat wave
        HeatWave = "heat_wave",
        /// A drought
        Drought = "drought",
        /// A landslide
        Landslide = "landslide",
        /// An earthquake
        Earthquake = "earthquake",
        /// Insects
        Infestation = "infestation",
        /// An accident of technology: a plant, a mine, a dam
        Technological = "technological",
        /// War and what comes with it: a complex emergency
        Conflict = "conflict",
        /// Anything else
        #[default]
        Other = "other",
    }
}

impl Hazard {
    /// The two letters of GLIDE.
    pub fn glide(self) -> &'static str {
        match self {
            Hazard::Epidemic => "EP",
            Hazard::Wildfire => "WF",
            Hazard::Fire => "FR",
            Hazard::Flood => "FL",
            Hazard::FlashFlood => "FF",
            Hazard::Storm => "ST",
            Hazard::Wind => "VW",
            Hazard::ColdWave => "CW",
            Hazard::HeatWave => "HT",
            Hazard::Drought => "DR",
            Hazard::Landslide => "LS",
            Hazard::Earthquake => "EQ",
            Hazard::Infestation => "IN",
            Hazard::Technological => "AC",
            Hazard::Conflict => "CE",
            Hazard::Other => "OT",
        }
    }
}

words! {
    /// Where an emergency stands on a day.
    State {
        /// It is expected
        Ahead = "ahead",
        /// It goes on
        Ongoing = "ongoing",
        /// It is over; what it did may not be
        Over = "over",
    }
}

/// A study of damage and impact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Study {
    /// Its number within the emergency; 0 for one that is new.
    pub id: i64,
    /// What it is called.
    pub title_uk: Option<String>,
    /// What it is called.
    pub title_en: Option<String>,
    /// How far it is.
    pub state: StudyState,
    /// The organisation that makes it.
    pub organisation: Option<String>,
    /// Who makes it, in words.
    pub who: Option<String>,
    /// When it came out, or is to.
    pub date: Option<When>,
    /// Where it can be read.
    pub link: Option<String>,
    /// What it covers.
    pub covers_uk: Option<String>,
    /// What it covers.
    pub covers_en: Option<String>,
    /// The study itself, or who says of it.
    pub source: Option<String>,
    /// Where in the source.
    pub locator: Option<String>,
}

words! {
    /// How far a study is.
    #[derive(Default)]
    StudyState {
        /// Somebody means to make it
        #[default]
        Planned = "planned",
        /// It is being made
        UnderWay = "under_way",
        /// It is out
        Published = "published",
    }
}

/// What a study recommends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recommendation {
    /// Its number within the emergency; 0 for one that is new. Steps name it by that.
    pub id: i64,
    /// The study.
    pub study: i64,
    /// What is to be done.
    pub what_uk: Option<String>,
    /// What is to be done.
    pub what_en: Option<String>,
    /// Where in the study.
    pub locator: Option<String>,
}

/// A talk with a funder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Talk {
    /// Its number within the emergency; 0 for one that is new.
    pub id: i64,
    /// The funder.
    pub organisation: Option<String>,
    /// The funder, in words.
    pub who: Option<String>,
    /// What it is about.
    pub about_uk: Option<String>,
    /// What it is about.
    pub about_en: Option<String>,
    /// How much, as decimal text.
    pub amount: Option<String>,
    /// In which currency, ISO 4217.
    pub currency: Option<String>,
    /// What the office does next.
    pub next: Option<String>,
    /// By when.
    pub next_due: Option<When>,
    /// The project that came of it.
    pub project: Option<String>,
    /// How it went.
    pub states: Vec<TalkRow>,
}

/// How far a talk came, when, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TalkRow {
    /// How far.
    pub state: TalkState,
    /// Since when.
    pub date: When,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Who says so.
    #[serde(default)]
    pub source: Option<String>,
    /// Where in the source.
    #[serde(default)]
    pub locator: Option<String>,
}

words! {
    /// How far a talk with a funder is.
    TalkState {
        /// The office means to ask
        Idea = "idea",
        /// It has asked
        Approached = "approached",
        /// They talk
        InTalks = "in_talks",
        /// The funder has said yes
        Promised = "promised",
        /// It is signed
        Contracted = "contracted",
        /// The funder has said no, or nobody talks any more
        Declined = "declined",
    }
}

impl TalkState {
    /// Whether this may come after `before`. Steps may be left out, none is gone back; what was declined may be taken up.
    pub fn follows(self, before: TalkState) -> bool {
        match before {
            TalkState::Contracted => false,
            TalkState::Declined => matches!(self, TalkState::Approached | TalkState::InTalks),
            _ => self > before,
        }
    }
}

/// A permitted change, ready for the store.
#[derive(Debug, PartialEq, Eq)]
pub struct Change(pub Body);

/// What is wrong with a part: the field, the message's key, what was written.
pub type Wrong = Vec<Fault>;

/// A GLIDE number: two letters of the hazard, the year, a number in it, and the country, as ISO 3166 alpha-3 or `001` for
/// the whole world.
pub fn glide(text: &str) -> Option<String> {
    let clean: String = text.trim().to_uppercase();
    let parts: Vec<&str> = clean.split('-').collect();
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let letters = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_uppercase());
    match parts.as_slice() {
        [hazard, year, number, country] => {
            let whole = letters(hazard, 2) && digits(year, 4) && digits(number, 6);
            (whole && (letters(country, 3) || digits(country, 3))).then_some(clean)
        }
        _ => None,
    }
}

impl Emergency {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Emergency {
        Emergency { head, withdrawn_at: None, body }
    }

    /// What the policy must know.
    pub fn subject(&self) -> Subject {
        self.head.subject(Kind::Emergency)
    }
}

impl Talk {
    /// How far it is on a day; none before it began.
    pub fn on(&self, day: Date) -> Option<&TalkRow> {
        self.states.iter().rfind(|row| row.date.first() <= day)
    }

    /// Whether it is no longer the office's own on a day.
    pub fn contracted(&self, day: Date) -> bool {
        self.on(day).is_some_and(|row| row.state == TalkState::Contracted)
    }
}

/// Texts that are longer than they may be.
fn too_long(texts: &[(&str, &Option<String>, usize)]) -> Wrong {
    let long = texts.iter().filter(|(_, text, limit)| text.as_ref().is_some_and(|text| text.chars().count() > *limit));
    long.map(|(field, _, limit)| ((*field).to_owned(), "web-too-long", limit.to_string())).collect()
}

fn fault(field: &str, key: &'static str, what: &str) -> Fault {
    (field.to_owned(), key, what.to_owned())
}

impl Study {
    /// What is wrong with it.
    pub fn faults(&self) -> Wrong {
        let mut faults = too_long(&[
            ("title_uk", &self.title_uk, 300),
            ("title_en", &self.title_en, 300),
            ("who", &self.who, 300),
            ("link", &self.link, 1000),
            ("covers_uk", &self.covers_uk, 5000),
            ("covers_en", &self.covers_en, 5000),
        ]);
        if self.title_uk.is_none() && self.title_en.is_none() {
            faults.push(fault("title_uk", "web-required-title", ""));
        }
        if let Some(link) = self.link.as_ref().filter(|link| !is_web_address(link)) {
            faults.push(fault("link", "emergency-bad-link", link));
        }
        if self.state == StudyState::Published && self.link.is_none() && self.source.is_none() {
            faults.push(fault("link", "emergency-study-where", ""));
        }
        faults
    }
}

impl Recommendation {
    /// What is wrong with it.
    pub fn faults(&self) -> Wrong {
        let mut faults =
            too_long(&[("what_uk", &self.what_uk, 2000), ("what_en", &self.what_en, 2000), ("locator", &self.locator, 100)]);
        if self.what_uk.is_none() && self.what_en.is_none() {
            faults.push(fault("what_uk", "emergency-what-needed", ""));
        }
        faults
    }
}

impl Talk {
    /// What is wrong with it.
    pub fn faults(&self) -> Wrong {
        let mut faults = too_long(&[
            ("who", &self.who, 300),
            ("about_uk", &self.about_uk, 5000),
            ("about_en", &self.about_en, 5000),
            ("next", &self.next, 2000),
        ]);
        if [&self.organisation, &self.who, &self.about_uk, &self.about_en].iter().all(|text| text.is_none()) {
            faults.push(fault("organisation", "emergency-talk-needed", ""));
        }
        match self.amount.as_ref().map(|text| (text, text.parse::<Decimal>())) {
            Some((text, Err(_))) => faults.push(fault("amount", "web-bad-decimal", text)),
            Some((text, Ok(amount))) if amount <= Decimal::ZERO => {
                faults.push(fault("amount", "emergency-amount-above-zero", text))
            }
            _ => {}
        }
        match (&self.amount, &self.currency) {
            (_, Some(currency)) if !is_currency(currency) => faults.push(fault("currency", "figure-bad-currency", currency)),
            (Some(_), None) => faults.push(fault("currency", "figure-currency-needed", "")),
            _ => {}
        }
        faults.extend(self.order_faults());
        faults
    }

    /// What is wrong with the order of its states.
    fn order_faults(&self) -> Wrong {
        if self.states.is_empty() {
            return vec![fault("state", "emergency-talk-state-needed", "")];
        }
        let pairs = self.states.windows(2).filter_map(|pair| move_fault(&pair[0], &pair[1]));
        pairs.collect()
    }
}

/// Why a talk does not go on so.
fn move_fault(before: &TalkRow, next: &TalkRow) -> Option<Fault> {
    if next.date.last() < before.date.first() {
        return Some(fault("date", "emergency-talk-date-order", next.date.as_str()));
    }
    (!next.state.follows(before.state)).then(|| fault("state", "emergency-talk-not-so", next.state.word()))
}

impl Body {
    /// The state on a day. What has no beginning is taken to have begun.
    pub fn on(&self, day: Date) -> State {
        if self.began.as_ref().is_some_and(|began| began.first() > day) {
            return State::Ahead;
        }
        match &self.ended {
            Some(ended) if ended.last() < day => State::Over,
            _ => State::Ongoing,
        }
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = too_long(&[
            ("name_uk", &self.name_uk, 300),
            ("name_en", &self.name_en, 300),
            ("about_uk", &self.about_uk, 20_000),
            ("about_en", &self.about_en, 20_000),
        ]);
        if self.name_uk.is_none() && self.name_en.is_none() {
            faults.push(fault("name_uk", "web-required-title", ""));
        }
        match self.glide.as_ref().map(|text| (text, glide(text))) {
            Some((text, None)) => faults.push(fault("glide", "emergency-bad-glide", text)),
            Some((text, Some(number))) if !number.starts_with(self.kind.glide()) => {
                faults.push(fault("glide", "emergency-other-hazard", text));
            }
            _ => {}
        }
        if let (Some(began), Some(ended)) = (&self.began, &self.ended)
            && ended.last() < began.first()
        {
            faults.push(fault("ended", "emergency-ended-before", ended.as_str()));
        }
        let mut seen = BTreeSet::new();
        for (index, place) in self.places.iter().enumerate() {
            if !seen.insert(place) {
                faults.push(fault(&format!("places.{index}.place"), "emergency-place-twice", place));
            }
        }
        if self.places.len() > MOST {
            faults.push(fault("places.0.place", "emergency-too-many", &MOST.to_string()));
        }
        faults
    }

    /// What is wrong with all of it, its parts too: for data that comes whole.
    pub fn all_faults(&self) -> Vec<Fault> {
        let mut faults = self.faults();
        faults.extend(self.studies.iter().flat_map(Study::faults));
        faults.extend(self.talks.iter().flat_map(Talk::faults));
        for one in &self.recommendations {
            faults.extend(one.faults());
            if !self.studies.iter().any(|study| study.id == one.study) {
                faults.push(fault("study", "web-bad-ref", &one.study.to_string()));
            }
        }
        faults
    }

    /// The same with a study that is new or changed.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn put_study(&self, mut study: Study) -> Result<Change, Wrong> {
        let mut faults = study.faults();
        let mut body = self.clone();
        match body.studies.iter_mut().find(|known| known.id == study.id) {
            Some(known) => *known = study,
            None => {
                study.id = next(body.studies.iter().map(|known| known.id));
                body.studies.push(study);
            }
        }
        faults.extend(crowded(body.studies.len(), "title_uk"));
        if faults.is_empty() { Ok(Change(body)) } else { Err(faults) }
    }

    /// The same with a recommendation that is new or changed. It stays with its study.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn put_recommendation(&self, mut one: Recommendation) -> Result<Change, Wrong> {
        let mut faults = one.faults();
        let mut body = self.clone();
        match body.recommendations.iter_mut().find(|known| known.id == one.id) {
            Some(known) => *known = Recommendation { study: known.study, ..one },
            None => {
                if !self.studies.iter().any(|study| study.id == one.study) {
                    faults.push(fault("study", "web-bad-ref", &one.study.to_string()));
                }
                one.id = next(body.recommendations.iter().map(|known| known.id));
                body.recommendations.push(one);
            }
        }
        faults.extend(crowded(body.recommendations.len(), "what_uk"));
        if faults.is_empty() { Ok(Change(body)) } else { Err(faults) }
    }

    /// The same with a talk that is new or changed. Of one that is known the states stay; they only go on.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn put_talk(&self, mut talk: Talk) -> Result<Change, Wrong> {
        let mut body = self.clone();
        let known = body.talks.iter_mut().find(|known| known.id == talk.id);
        if let Some(known) = &known {
            talk.states.clone_from(&known.states);
        }
        let mut faults = talk.faults();
        match known {
            Some(known) => *known = talk,
            None => {
                talk.id = next(body.talks.iter().map(|known| known.id));
                body.talks.push(talk);
            }
        }
        faults.extend(crowded(body.talks.len(), "organisation"));
        if faults.is_empty() { Ok(Change(body)) } else { Err(faults) }
    }

    /// The same with a talk that has come further.
    ///
    /// # Errors
    /// Why it does not go on so; the talk that is not there.
    pub fn move_talk(&self, id: i64, row: TalkRow) -> Result<Change, Wrong> {
        let mut body = self.clone();
        let Some(talk) = body.talks.iter_mut().find(|talk| talk.id == id) else {
            return Err(vec![fault("talk", "web-bad-ref", &id.to_string())]);
        };
        if let Some(fault) = talk.states.last().and_then(|before| move_fault(before, &row)) {
            return Err(vec![fault]);
        }
        talk.states.push(row);
        Ok(Change(body))
    }
}

fn next(known: impl Iterator<Item = i64>) -> i64 {
    known.max().unwrap_or(0) + 1
}

fn crowded(count: usize, field: &str) -> Option<Fault> {
    (count > MOST).then(|| fault(field, "emergency-too-many", &MOST.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn when(text: &str) -> Option<When> {
        When::parse(text)
    }

    fn row(state: TalkState, day: &str) -> TalkRow {
        TalkRow { state, date: When::parse(day).expect("a date"), note: None, source: None, locator: None }
    }

    #[test]
    fn a_glide_number_names_hazard_year_number_and_country() {
        for (written, read) in [
            ("EP-2020-000012-001", Some("EP-2020-000012-001")),
            (" wf-2020-000201-ukr ", Some("WF-2020-000201-UKR")),
            ("EP-2020-000012", None),
            ("EP-2020-12-001", None),
            ("E1-2020-000012-001", None),
            ("ЕР-2020-000012-001", None),
            ("EP-2020-000012-0X1", None),
            ("EP-2020-000012-001-2", None),
            ("", None),
        ] {
            assert_eq!(glide(written).as_deref(), read, "{written}");
        }
        let letters: BTreeSet<&str> = Hazard::ALL.iter().map(|hazard| hazard.glide()).collect();
        assert_eq!(letters.len(), Hazard::ALL.len());
    }

    #[test]
    fn it_goes_on_from_its_first_day_through_its_last() {
        let fires = Body { began: when("2020-07-06"), ended: when("2020-10"), ..Body::default() };
        for (day, state) in [
            (date(2020, 7, 5), State::Ahead),
            (date(2020, 7, 6), State::Ongoing),
            (date(2020, 10, 31), State::Ongoing),
            (date(2020, 11, 1), State::Over),
        ] {
            assert_eq!(fires.on(day), state, "{day}");
        }
        assert_eq!(Body { began: when("2020-03"), ..Body::default() }.on(date(2026, 1, 1)), State::Ongoing);
        assert_eq!(Body::default().on(date(2020, 1, 1)), State::Ongoing);
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        let good = Body { name_uk: Some("Пожежі".into()), kind: Hazard::Wildfire, ..Body::default() };
        assert_eq!(good.faults(), []);
        for (body, wanted) in [
            (Body { name_uk: None, ..good.clone() }, ("name_uk", "web-required-title")),
            (Body { name_uk: Some("я".repeat(301)), ..good.clone() }, ("name_uk", "web-too-long")),
            (Body { glide: Some("WF-2020".into()), ..good.clone() }, ("glide", "emergency-bad-glide")),
            (Body { glide: Some("EP-2020-000012-001".into()), ..good.clone() }, ("glide", "emergency-other-hazard")),
            (Body { began: when("2020-07"), ended: when("2020-06"), ..good.clone() }, ("ended", "emergency-ended-before")),
            (Body { places: vec!["UA1".into(), "UA1".into()], ..good.clone() }, ("places.1.place", "emergency-place-twice")),
        ] {
            let faults = body.faults();
            assert!(faults.iter().any(|(field, key, _)| (field.as_str(), *key) == wanted), "{wanted:?}: {faults:?}");
        }
    }

    #[test]
    fn a_talk_goes_on_and_never_back() {
        use TalkState::{Approached, Contracted, Declined, Idea, InTalks, Promised};
        for (before, next, may) in [
            (Idea, Approached, true),
            (Idea, Promised, true),
            (InTalks, InTalks, false),
            (InTalks, Approached, false),
            (Promised, Contracted, true),
            (Promised, Declined, true),
            (Contracted, Declined, false),
            (Declined, InTalks, true),
            (Declined, Contracted, false),
        ] {
            assert_eq!(next.follows(before), may, "{before:?} → {next:?}");
        }
        let talk = Talk { who: Some("Фонд".into()), states: vec![row(Idea, "2021-01")], ..Talk::default() };
        let Change(body) = Body::default().put_talk(talk).expect("a talk");
        let Change(body) = body.move_talk(1, row(InTalks, "2021-02-10")).expect("they talk");
        let late = body.move_talk(1, row(Promised, "2021-02-09")).expect_err("before they talked");
        assert_eq!(late[0].1, "emergency-talk-date-order");
        assert_eq!(body.move_talk(1, row(Idea, "2021-03")).expect_err("back")[0].1, "emergency-talk-not-so");
        assert_eq!(body.move_talk(7, row(Promised, "2021-03")).expect_err("no such talk")[0].1, "web-bad-ref");
        let Change(body) = body.move_talk(1, row(Contracted, "2021-03-01")).expect("signed");
        assert!(!body.talks[0].contracted(date(2021, 2, 28)) && body.talks[0].contracted(date(2021, 3, 1)));
        // What is said of a talk anew does not undo how it went.
        let Change(body) = body.put_talk(Talk { id: 1, who: Some("Інший фонд".into()), ..Talk::default() }).expect("renamed");
        assert_eq!((body.talks.len(), body.talks[0].states.len()), (1, 3));
    }

    #[test]
    fn parts_keep_their_numbers_and_are_checked() {
        let study = |state, link: Option<&str>| Study {
            title_uk: Some("Збитки".into()),
            state,
            link: link.map(str::to_owned),
            ..Study::default()
        };
        let Change(body) = Body::default().put_study(study(StudyState::Planned, None)).expect("a study");
        let Change(body) = body.put_study(study(StudyState::UnderWay, None)).expect("another");
        assert_eq!(body.studies.iter().map(|study| study.id).collect::<Vec<_>>(), [1, 2]);
        for (bad, wanted) in [
            (study(StudyState::Published, None), ("link", "emergency-study-where")),
            (study(StudyState::Planned, Some("javascript:alert(1)")), ("link", "emergency-bad-link")),
            (Study::default(), ("title_uk", "web-required-title")),
        ] {
            let faults = body.put_study(bad).expect_err("refused");
            assert!(faults.iter().any(|(field, key, _)| (field.as_str(), *key) == wanted), "{wanted:?}: {faults:?}");
        }
        let advice = |study| Recommendation { study, what_uk: Some("Садити ліс".into()), ..Recommendation::default() };
        assert_eq!(body.put_recommendation(advice(9)).expect_err("no such study")[0].1, "web-bad-ref");
        let Change(body) = body.put_recommendation(advice(2)).expect("advice");
        let Change(body) = body.put_recommendation(Recommendation { id: 1, study: 1, ..advice(1) }).expect("said anew");
        assert_eq!((body.recommendations.len(), body.recommendations[0].study), (1, 2));
        for (bad, wanted) in [
            (Talk { states: vec![row(TalkState::Idea, "2021")], ..Talk::default() }, "emergency-talk-needed"),
            (Talk { who: Some("Ф".into()), ..Talk::default() }, "emergency-talk-state-needed"),
            (
                Talk { who: Some("Ф".into()), amount: Some("0".into()), currency: Some("EUR".into()), ..Talk::default() },
                "emergency-amount-above-zero",
            ),
            (Talk { who: Some("Ф".into()), amount: Some("5".into()), ..Talk::default() }, "figure-currency-needed"),
        ] {
            let faults = body.put_talk(bad).expect_err("refused");
            assert!(faults.iter().any(|(_, key, _)| *key == wanted), "{wanted}: {faults:?}");
        }
    }
}
