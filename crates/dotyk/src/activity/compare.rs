//! What is ours and what is theirs, field by field. Pure.
//!
//! What already agrees is not offered. What is accepted is added where the register keeps several sources beside each other
//! (stages, parties, places, figures of money), and put in the place of ours where there is one text (titles, descriptions)
//! or one whole (shares of sectors).

use std::collections::HashMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::extract::{counted, is_english};
use super::model::{Party, Stated};
use super::store::is_dac;
use crate::access::{Kind, Ref};
use crate::exchange::vocabulary;
use crate::figure::{self, Figure, Maturity, Qualifier};
use crate::office::{Measure, Office};
use crate::project::{Body, Project, Role, Sector, Stage, StageRow};
use crate::source::Cite;
use crate::text::{When, is_currency};

/// What is known of an activity besides itself.
pub struct Found {
    /// Places of the register that it lies in.
    pub places: Vec<String>,
    /// Organisations of the register, by the keys of parties.
    pub organisations: HashMap<String, String>,
    /// Keys of parties that several organisations of the register go by: their ids, and how they are called.
    pub ambiguous: HashMap<String, Vec<(String, String)>>,
    /// The day that its file speaks of.
    pub day: Date,
}

impl Found {
    /// The organisation of the register that a party is.
    pub fn organisation(&self, party: &Party) -> Option<&String> {
        super::store::party_keys(party).find_map(|key| self.organisations.get(&key))
    }

    /// The organisations that a party may be, where its name says no more: nobody but a person can tell which.
    pub fn candidates(&self, party: &Party) -> Option<&[(String, String)]> {
        if self.organisation(party).is_some() {
            return None;
        }
        super::store::party_keys(party).find_map(|key| self.ambiguous.get(&key)).map(Vec::as_slice)
    }
}

/// One side of a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// As they are written.
    pub texts: Vec<String>,
    /// Records of the register.
    pub refs: Vec<Ref>,
    /// Stages, with their days.
    pub stages: Vec<(Stage, Option<When>)>,
    /// Money: how sure it is, decimal text and currency.
    pub money: Vec<(Qualifier, String, String)>,
}

/// What accepting does.
#[derive(Clone, Debug, PartialEq)]
pub enum Take {
    /// The title in Ukrainian
    TitleUk(String),
    /// The title in English
    TitleEn(String),
    /// The description in Ukrainian
    AboutUk(String),
    /// The description in English
    AboutEn(String),
    /// One more row of the history
    Stage(Stage, Date),
    /// More organisations in a role: of the register, or to be made
    Parties(Role, Vec<Party>),
    /// More places
    Places(Vec<String>),
    /// These purposes in place of ours
    Sectors(Vec<Sector>),
    /// A figure of money
    Money(Box<figure::Body>),
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Which: `title_uk`, `funder`, `money-EUR` …
    pub field: String,
    /// What the register has.
    pub ours: Side,
    /// What the file has.
    pub theirs: Side,
    /// What accepting it does; or why it cannot be: a message and what stands in it.
    pub take: Result<Take, (&'static str, String)>,
}

/// A title may be this long in the register.
const LONGEST_TITLE: usize = 300;
/// A description.
const LONGEST_ABOUT: usize = 20_000;

/// The measure that holds what a project may cost. Money of another kind (a loss, what was paid out) is none of it: where
/// the office has no such measure, no sum is offered.
pub fn measure(office: &Office) -> Option<&Measure> {
    office.measures.iter().find(|measure| vocabulary::Money::of(measure) == Some(vocabulary::Money::Budget))
}

/// What differs.
pub fn differences(
    project: &Project,
    figures: &[Figure],
    office: &Office,
    stated: &Stated,
    found: &Found,
    today: Date,
) -> Vec<Offer> {
    let body = &project.body;
    let mut offers = texts(body, stated);
    offers.extend(stages(project, stated, found.day.min(today), today));
    offers.extend(parties(body, stated, found));
    offers.extend(places(body, found));
    offers.extend(sectors(body, stated));
    offers.extend(money(figures, office, stated, found.day));
    offers
}

fn text(field: &str, ours: &Option<String>, theirs: &str, longest: usize, take: fn(String) -> Take) -> Option<Offer> {
    if ours.as_deref().map(str::trim) == Some(theirs.trim()) {
        return None;
    }
    let long = theirs.chars().count() > longest;
    Some(Offer {
        field: field.to_owned(),
        ours: Side { texts: ours.iter().cloned().collect(), ..Side::default() },
        theirs: Side { texts: vec![theirs.to_owned()], ..Side::default() },
        take: if long { Err(("web-too-long", longest.to_string())) } else { Ok(take(theirs.to_owned())) },
    })
}

fn texts(body: &Body, s: &Stated) -> Vec<Offer> {
    // Where there is no English the first of any other language stands in its column: that is no English of ours.
    let english = |field: &str, text: &Option<String>| text.clone().filter(|text| is_english(s, field, text));
    [
        s.title_uk.as_ref().and_then(|text_uk| text("title_uk", &body.title_uk, text_uk, LONGEST_TITLE, Take::TitleUk)),
        english("title", &s.title_en).and_then(|en| text("title_en", &body.title_en, &en, LONGEST_TITLE, Take::TitleEn)),
        s.about_uk.as_ref().and_then(|text_uk| text("about_uk", &body.about_uk, text_uk, LONGEST_ABOUT, Take::AboutUk)),
        english("description", &s.about_en).and_then(|en| text("about_en", &body.about_en, &en, LONGEST_ABOUT, Take::AboutEn)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Beginning, end and status. The beginning of the work and its completion are stages with their days here.
fn stages(project: &Project, s: &Stated, said: Date, today: Date) -> Vec<Offer> {
    let body = &project.body;
    let day = |day: &Option<String>| day.as_ref().and_then(|day| day.parse::<Date>().ok());
    let (start, end) = (day(&s.actual_start).filter(|day| *day <= today), day(&s.actual_end).filter(|day| *day <= today));
    // Of what was cancelled, closed or completed (the standard's finalisation: only accounts are open) nothing lies ahead,
    // whatever days once were planned.
    let status = s.status.as_deref().unwrap_or_default();
    let over = matches!(vocabulary::stage(status), Some(Stage::Cancelled | Stage::Closed | Stage::Completed));
    // A plan that lies ahead is a stage dated ahead, as it also goes out; one that has passed says nothing of what happened.
    let ahead =
        |planned: &Option<String>, actual: Option<Date>| day(planned).filter(|day| !over && actual.is_none() && *day > today);
    let mut offers = Vec::new();
    for (field, stage, day) in [
        ("start", Stage::Implementing, start),
        ("planned_start", Stage::Implementing, ahead(&s.planned_start, start)),
        ("end", Stage::Completed, end),
        ("planned_end", Stage::Completed, ahead(&s.planned_end, end)),
    ] {
        let Some(day) = day else { continue };
        let rows: Vec<&StageRow> = body.stages.iter().filter(|row| row.stage == stage).collect();
        let says = |row: &&StageRow| row.date.as_ref().is_some_and(|date| date.first() <= day && day <= date.last());
        if !rows.iter().any(says) {
            let ours = rows.iter().map(|row| (stage, row.date.clone())).collect();
            offers.push(stage_offer(project, field, ours, stage, day));
        }
    }
    let held = body.stage_on(today);
    let known = held.is_some_and(|row| vocabulary::says_same(row.stage, status));
    // A beginning or an end that is offered says it already.
    let said_by = |stage: Stage| offers.iter().any(|offer| matches!(offer.take, Ok(Take::Stage(offered, _)) if offered == stage));
    if let Some(stage) = vocabulary::stage(status).filter(|stage| !known && !said_by(*stage)) {
        let since = match stage {
            Stage::Implementing => start,
            Stage::Completed | Stage::Closed => end,
            _ => None,
        };
        let ours = held.map(|row| (row.stage, row.date.clone())).into_iter().collect();
        offers.push(stage_offer(project, "stage", ours, stage, since.unwrap_or(said)));
    }
    offers
}

fn stage_offer(project: &Project, field: &str, ours: Vec<(Stage, Option<When>)>, stage: Stage, day: Date) -> Offer {
    let may = project.move_to(stage_row(stage, day, None, None));
    Offer {
        field: field.to_owned(),
        ours: Side { stages: ours, ..Side::default() },
        theirs: Side { stages: vec![(stage, Some(When::day(day)))], ..Side::default() },
        take: may.map(|_| Take::Stage(stage, day)).map_err(|refusal| (refusal.0, refusal.1)),
    }
}

fn stage_row(stage: Stage, day: Date, source: Option<String>, locator: Option<String>) -> StageRow {
    StageRow { source, locator, ..StageRow::new(stage, Some(When::day(day))) }
}

/// Organisations by role: those that ours lacks.
fn parties(body: &Body, s: &Stated, found: &Found) -> Vec<Offer> {
    let roles = [
        ("funder", Role::Funder),
        ("implementer", Role::Implementer),
        ("beneficiary", Role::Beneficiary),
        ("partner", Role::Partner),
    ];
    let offers = roles.into_iter().filter_map(|(field, role)| {
        let ours: Vec<&String> =
            body.parties.iter().filter(|party| party.role == role).map(|party| &party.organisation).collect();
        let mut theirs = Side::default();
        let mut lacking: Vec<Party> = Vec::new();
        let mut unclear: Vec<&str> = Vec::new();
        for party in s.parties.iter().filter(|party| vocabulary::role(&party.role) == Some(role)) {
            let known = found.organisation(party);
            match known {
                Some(id) => theirs.refs.push(Ref::new(Kind::Organisation, id)),
                None => theirs.texts.extend(party.name.clone().or_else(|| party.reference.clone())),
            }
            if let Some(candidates) = found.candidates(party) {
                if !candidates.iter().any(|(id, _)| ours.contains(&id)) {
                    unclear.extend(candidates.iter().map(|(_, name)| name.as_str()));
                }
                continue;
            }
            let same = |other: &Party| (&other.reference, &other.name) == (&party.reference, &party.name);
            if known.is_none_or(|id| !ours.contains(&id)) && !lacking.iter().any(same) {
                lacking.push(party.clone());
            }
        }
        theirs.refs.sort();
        theirs.refs.dedup();
        let ours = Side { refs: ours.into_iter().map(|id| Ref::new(Kind::Organisation, id)).collect(), ..Side::default() };
        // Those that are clear are offered; then the others remain, with what they may be.
        let take = match (lacking.is_empty(), unclear.is_empty()) {
            (false, _) => Ok(Take::Parties(role, lacking)),
            (true, false) => Err(("activity-several-organisations", unclear.join("; "))),
            (true, true) => return None,
        };
        Some(Offer { field: field.to_owned(), ours, theirs, take })
    });
    offers.collect()
}

fn places(body: &Body, found: &Found) -> Option<Offer> {
    let lacking: Vec<String> = found.places.iter().filter(|code| !body.places.contains(code)).cloned().collect();
    let side =
        |codes: &[String]| Side { refs: codes.iter().map(|code| Ref::new(Kind::Place, code)).collect(), ..Side::default() };
    (!lacking.is_empty()).then(|| Offer {
        field: "places".into(),
        ours: side(&body.places),
        theirs: side(&found.places),
        take: Ok(Take::Places(lacking)),
    })
}

fn sectors(body: &Body, s: &Stated) -> Option<Offer> {
    let parts: Vec<(&str, Option<Decimal>)> = s
        .sectors
        .iter()
        .filter(|sector| is_dac(sector))
        .map(|sector| (sector.code.as_str(), sector.share.as_ref().and_then(|share| share.parse().ok())))
        .collect();
    let theirs = vocabulary::shares(&parts)?;
    let points = |all: &[Sector]| {
        let mut points: Vec<(String, Option<i64>)> = all.iter().map(|one| (one.code.clone(), one.basis_points())).collect();
        points.sort();
        points
    };
    let side = |all: &[Sector]| {
        let texts =
            all.iter().map(|one| if one.share == "100" { one.code.clone() } else { format!("{} ({} %)", one.code, one.share) });
        Side { texts: texts.collect(), ..Side::default() }
    };
    (points(&body.sectors) != points(&theirs)).then(|| Offer {
        field: "sectors".into(),
        ours: side(&body.sectors),
        theirs: side(&theirs),
        take: Ok(Take::Sectors(theirs)),
    })
}

/// What the whole may cost: commitments, else budgets, of each currency.
fn money(figures: &[Figure], office: &Office, s: &Stated, day: Date) -> Vec<Offer> {
    let Some(measure) = measure(office) else { return Vec::new() };
    let of = |kind: &str| s.totals.iter().filter(|sum| sum.kind == kind && !sum.currency.is_empty()).collect::<Vec<_>>();
    let committed = of("2");
    let (sums, maturity) =
        if committed.is_empty() { (of("budget"), Maturity::Planned) } else { (committed, Maturity::Contracted) };
    // What is no number is in no sum: the whole is at least what is.
    let unread = |currency: &str| {
        let of = |kind: &Option<String>, cents: Option<i64>, other: &Option<String>| {
            cents.is_none() && other.as_deref() == Some(currency) && kind.as_deref() == Some("2")
        };
        match maturity {
            Maturity::Contracted => s.transactions.iter().any(|one| of(&one.kind, one.cents, &one.currency)),
            _ => counted(&s.budgets).any(|one| one.cents.is_none() && one.currency.as_deref() == Some(currency)),
        }
    };
    let offers = sums.into_iter().filter_map(|sum| {
        let value = Decimal::new(sum.cents, 2).normalize();
        let ours: Vec<&figure::Body> = figures
            .iter()
            .map(|figure| &figure.body)
            .filter(|body| body.measure == measure.slug && body.currency.as_deref() == Some(sum.currency.as_str()))
            .collect();
        if ours.iter().any(|body| body.number() == Some(value)) || value.is_sign_negative() || !is_currency(&sum.currency) {
            return None;
        }
        let qualifier = if unread(&sum.currency) { Qualifier::AtLeast } else { Qualifier::Exact };
        let side = |qualifier: Qualifier, value: String| (qualifier, value, sum.currency.clone());
        let held = ours.iter().filter_map(|body| Some(side(body.qualifier, body.value.clone()?)));
        let body = figure::Body {
            measure: measure.slug.clone(),
            qualifier,
            value: Some(value.to_string()),
            currency: Some(sum.currency.clone()),
            as_of: Some(When::day(day)),
            maturity: Some(maturity),
            ..figure::Body::default()
        };
        Some(Offer {
            field: format!("money-{}", sum.currency),
            ours: Side { money: held.collect(), ..Side::default() },
            theirs: Side { money: vec![side(qualifier, value.to_string())], ..Side::default() },
            take: Ok(Take::Money(Box::new(body))),
        })
    });
    offers.collect()
}

/// The project with what was accepted, and the source that says so. `made` are the organisations of parties, by their keys.
///
/// # Errors
/// Why the project does not take it: a message and what stands in it.
pub fn accepted(
    project: &Project,
    takes: &[Take],
    source: &str,
    stated: &Stated,
    made: &dyn Fn(&Party) -> Option<String>,
) -> Result<Body, (&'static str, String)> {
    let mut next = project.clone();
    for take in takes {
        let body = &mut next.body;
        match take {
            Take::TitleUk(text) => body.title_uk = Some(text.clone()),
            Take::TitleEn(text) => body.title_en = Some(text.clone()),
            Take::AboutUk(text) => body.about_uk = Some(text.clone()),
            Take::AboutEn(text) => body.about_en = Some(text.clone()),
            Take::Places(codes) => body.places.extend(codes.iter().cloned()),
            Take::Sectors(sectors) => body.sectors.clone_from(sectors),
            Take::Parties(role, parties) => {
                for organisation in parties.iter().filter_map(made) {
                    let party = crate::project::Party { organisation, role: *role };
                    if !body.parties.contains(&party) {
                        body.parties.push(party);
                    }
                }
            }
            Take::Stage(stage, day) => {
                let row = stage_row(*stage, *day, Some(source.to_owned()), Some(stated.identifier.clone()));
                let crate::project::Change(moved) = next.move_to(row).map_err(|refusal| (refusal.0, refusal.1))?;
                next.body = moved;
            }
            Take::Money(_) => {}
        }
    }
    let cite = Cite { source: source.to_owned(), locator: Some(stated.identifier.clone()), ..Cite::default() };
    if !next.body.cites.iter().any(|known| (&known.source, &known.locator) == (&cite.source, &cite.locator)) {
        next.body.cites.push(cite);
    }
    Ok(next.body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Head;
    use jiff::civil::date;

    fn stated() -> Stated {
        Stated {
            identifier: "XM-1".into(),
            title_en: Some("A safe school".into()),
            title_uk: Some("Безпечна школа".into()),
            status: Some("2".into()),
            actual_start: Some("2020-09-01".into()),
            actual_end: Some("2022-01-01".into()),
            planned_end: Some("2021-12-31".into()),
            planned_start: Some("2020-08-01".into()),
            sectors: vec![super::super::model::Sector { code: "11220".into(), ..Default::default() }],
            ..Stated::default()
        }
    }

    fn found() -> Found {
        Found { places: vec!["UA01".into()], organisations: HashMap::new(), ambiguous: HashMap::new(), day: date(2021, 1, 1) }
    }

    fn fields(offers: &[Offer]) -> Vec<&str> {
        offers.iter().map(|offer| offer.field.as_str()).collect()
    }

    #[test]
    fn what_agrees_is_not_offered_and_what_was_accepted_agrees() {
        let (stated, found, today) = (stated(), found(), date(2021, 3, 31));
        let mut project =
            Project::new(Head::new("p".into(), "p".into(), "me"), Body { title_uk: Some("Школа".into()), ..Body::default() });
        let offers = differences(&project, &[], &Office::default(), &stated, &found, today);
        // No narratives say that the title is English; an end that lies ahead is a plan; the beginning says the status.
        assert_eq!(fields(&offers), ["title_uk", "start", "planned_end", "places", "sectors"]);
        let takes: Vec<Take> = offers.into_iter().filter_map(|offer| offer.take.ok()).collect();
        project.body = accepted(&project, &takes, "src", &stated, &|_| None).unwrap();
        assert_eq!(differences(&project, &[], &Office::default(), &stated, &found, today), []);
        assert_eq!(project.body.stages[0].source.as_deref(), Some("src"));
        assert_eq!(project.body.cites.len(), 1);
    }

    #[test]
    fn of_what_was_cancelled_nothing_lies_ahead() {
        let project = Project::new(Head::new("p".into(), "p".into(), "me"), Body::default());
        let (found, today) = (Found { places: vec![], ..found() }, date(2021, 3, 31));
        for (status, ahead) in [("1", true), ("2", true), ("3", false), ("4", false), ("5", false)] {
            let planned = || Some("2021-12-31".into());
            let stated =
                Stated { status: Some(status.into()), planned_start: planned(), planned_end: planned(), ..Stated::default() };
            let offers = differences(&project, &[], &Office::default(), &stated, &found, today);
            assert_eq!(fields(&offers).iter().any(|field| field.starts_with("planned")), ahead, "{status}: {offers:?}");
        }
    }

    #[test]
    fn a_name_of_several_organisations_makes_no_new_one() {
        let project = Project::new(Head::new("p".into(), "p".into(), "me"), Body::default());
        let party = |name: &str| Party { role: "1".into(), name: Some(name.into()), ..Party::default() };
        let both = vec![("a".to_owned(), "Фонд (fund-a)".to_owned()), ("b".to_owned(), "Фонд (fund-b)".to_owned())];
        let ambiguous = super::super::store::party_keys(&party("Фонд")).map(|key| (key, both.clone())).collect();
        let (found, today) = (Found { places: vec![], ambiguous, ..found() }, date(2021, 3, 31));
        let offers = |project: &Project, parties: Vec<Party>| {
            let stated = Stated { parties, ..Stated::default() };
            differences(project, &[], &Office::default(), &stated, &found, today)
        };
        let alone = offers(&project, vec![party("Фонд")]);
        let why = ("activity-several-organisations", "Фонд (fund-a); Фонд (fund-b)".to_owned());
        assert_eq!((fields(&alone), &alone[0].take), (vec!["funder"], &Err(why)));
        // What is clear beside it can be taken.
        let beside = offers(&project, vec![party("Фонд"), party("Інший")]);
        assert_eq!(beside[0].take, Ok(Take::Parties(Role::Funder, vec![party("Інший")])));
        // Somebody has said which of them it is.
        let ours = crate::project::Party { organisation: "b".into(), role: Role::Funder };
        let said = Project::new(Head::new("p".into(), "p".into(), "me"), Body { parties: vec![ours], ..Body::default() });
        assert_eq!(offers(&said, vec![party("Фонд")]), []);
    }

    #[test]
    fn a_sum_of_which_a_part_is_no_number_is_at_least_that() {
        use super::super::model::{Total, Transaction};
        let project = Project::new(Head::new("p".into(), "p".into(), "me"), Body::default());
        let measure = serde_json::from_value(serde_json::json!({"slug": "budget", "unit": "sum", "money": true})).unwrap();
        let office = Office { measures: vec![measure], ..Office::default() };
        let part = |cents: Option<i64>| Transaction {
            kind: Some("2".into()),
            currency: Some("EUR".into()),
            cents,
            ..Transaction::default()
        };
        for (parts, qualifier) in [(vec![Some(100)], Qualifier::Exact), (vec![Some(100), None], Qualifier::AtLeast)] {
            let totals = vec![Total { kind: "2".into(), currency: "EUR".into(), cents: 100, parts: 1 }];
            let stated = Stated { totals, transactions: parts.into_iter().map(part).collect(), ..Stated::default() };
            let found = Found { places: vec![], ..found() };
            let offers = differences(&project, &[], &office, &stated, &found, date(2021, 3, 31));
            let Ok(Take::Money(body)) = &offers[0].take else { panic!("{offers:?}") };
            assert_eq!(body.qualifier, qualifier);
            assert_eq!(offers[0].theirs.money, [(qualifier, "1".to_owned(), "EUR".to_owned())], "the table says it too");
        }
    }

    #[test]
    fn only_a_budget_takes_what_a_file_says_it_costs() {
        let project = Project::new(Head::new("p".into(), "p".into(), "me"), Body::default());
        let total = super::super::model::Total { kind: "2".into(), currency: "EUR".into(), cents: 100, parts: 1 };
        let stated = Stated { totals: vec![total], ..Stated::default() };
        let (found, today) = (Found { places: vec![], ..found() }, date(2021, 3, 31));
        let measure = |slug: &str, unit: &str| -> Measure {
            serde_json::from_value(serde_json::json!({"slug": slug, "unit": unit, "money": true})).unwrap()
        };
        for (measures, offered) in [
            (vec![measure("loss", "loss")], false),
            (vec![measure("loss", "loss"), measure("budget", "sum")], true),
            (vec![measure("loss", "loss"), measure("cost", "budget")], true),
        ] {
            let office = Office { measures, ..Office::default() };
            let offers = differences(&project, &[], &office, &stated, &found, today);
            assert_eq!(!offers.is_empty(), offered, "{office:?}");
        }
    }

    #[test]
    fn a_stage_that_does_not_follow_is_shown_and_cannot_be_taken() {
        let rows = vec![stage_row(Stage::Closed, date(2020, 1, 1), None, None)];
        let project = Project::new(Head::new("p".into(), "p".into(), "me"), Body { stages: rows, ..Body::default() });
        let stated = Stated { status: Some("2".into()), ..Stated::default() };
        let offers =
            differences(&project, &[], &Office::default(), &stated, &Found { places: vec![], ..found() }, date(2021, 3, 31));
        assert_eq!(fields(&offers), ["stage"]);
        assert_eq!(offers[0].take.as_ref().unwrap_err().0, "project-stage-does-not-follow");
    }
}
