//! What needs and projects are about, as the index of points of contact compares them; and what the index holds of them.

use std::collections::HashMap;

use dotyk_db::{Error, Tx};
use dotyk_match::points::{About, Activity};
use jiff::civil::Date;

use crate::access::{Actor, Kind, Ref};
use crate::figure::{self, Figure};
use crate::need::{self, Need};
use crate::office::{self, Office};
use crate::organisation;
use crate::place;
use crate::project::{self, Project, Role};
use crate::web::find;
use crate::web::points::{Doer, Point};

/// So much of a text says what something is about.
const BODY: usize = 4000;

/// The codes of places with all that contain them.
type Around = HashMap<String, Vec<String>>;

fn text<'t>(texts: impl IntoIterator<Item = &'t Option<String>>) -> String {
    texts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ").chars().take(BODY).collect()
}

/// The countries of places: the first two letters of their codes; of the office where no place is named.
pub fn countries(places: &[String], office: &Office) -> Vec<String> {
    let codes = if places.is_empty() { office.place.iter().collect::<Vec<_>>() } else { places.iter().collect() };
    let mut countries: Vec<String> = codes.into_iter().filter_map(|code| Some(code.get(..2)?.to_uppercase())).collect();
    countries.retain(|code| code.bytes().all(|b| b.is_ascii_uppercase()));
    countries.sort();
    countries.dedup();
    countries
}

fn with_around<'c>(codes: impl IntoIterator<Item = &'c String>, around: &Around) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for code in codes {
        all.push(code.clone());
        all.extend(around.get(code).into_iter().flatten().cloned());
    }
    all.sort();
    all.dedup();
    all
}

/// What a need is about. Its amount is the cost of all its lines in dollars, as far as each says one.
pub fn of_need(need: &Need, around: &Around, office: &Office, day: Date) -> About {
    let b = &need.body;
    let places = with_around(&b.place, around);
    let costs: Vec<f64> = b
        .lines
        .iter()
        .filter_map(|line| office.dollars(line.cost.as_ref()?.parse().ok()?, line.currency.as_deref()?, day))
        .collect();
    let items = b.lines.iter().flat_map(|line| [&line.item_uk, &line.item_en]);
    About {
        title: text([&b.title_uk, &b.title_en]),
        body: text([&b.whom_uk, &b.whom_en, &b.why_uk, &b.why_en].into_iter().chain(items)),
        sectors: b.sector.iter().map(|code| (code.clone(), 100.0)).collect(),
        countries: countries(&places, office),
        places,
        amount: (!costs.is_empty()).then(|| costs.iter().sum()),
    }
}

/// What a project is about. Its amount is the greatest sum of money that is said of it, in dollars.
pub fn of_project(project: &Project, money: &[&Figure], around: &Around, office: &Office, day: Date) -> About {
    let b = &project.body;
    let places = with_around(&b.places, around);
    let said = money.iter().filter(|figure| figure.body.per.is_none());
    let said = said
        .filter_map(|figure| office.dollars(figure.body.value.as_ref()?.parse().ok()?, figure.body.currency.as_deref()?, day));
    About {
        title: text([&b.title_uk, &b.title_en]),
        body: text([&b.about_uk, &b.about_en]),
        sectors: b.sectors.iter().map(|sector| (sector.code.clone(), sector.share.parse().unwrap_or(0.0))).collect(),
        countries: countries(&places, office),
        places,
        amount: said.reduce(f64::max),
    }
}

/// What somebody can who would help: by their words, DAC codes, and codes of places.
pub fn of_ability(title: &str, words: &str, sectors: &[String], places: &[String], around: &Around, office: &Office) -> About {
    let places = with_around(places, around);
    About {
        title: title.to_owned(),
        body: words.chars().take(BODY).collect(),
        sectors: sectors.iter().map(|code| (code.clone(), 0.0)).collect(),
        countries: countries(&places, office),
        places,
        amount: None,
    }
}

/// What the index holds of needs on a day: those that are published and open.
///
/// # Errors
/// The database's.
pub fn needs(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Point>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let settings = office::store::find(tx, office)?;
    let renewal = need::store::renewal(tx, office, day)?;
    let mut needs = need::store::by_ids(tx, office, ids)?;
    needs.retain(|need| need.head.published_at.is_some() && need.body.state_on(day, renewal).open());
    let codes: Vec<String> = needs.iter().filter_map(|need| need.body.place.clone()).collect();
    let around = place::store::ancestors(tx, office, &codes)?;
    let point = |need: &Need| Point {
        activity: Activity {
            key: find::key(&Ref::new(Kind::Need, &need.head.id)),
            kind: Kind::Need.word().to_owned(),
            about: of_need(need, &around, &settings, day),
            year: need.body.heard(day).and_then(|day| u16::try_from(day.year()).ok()),
            supporters: Vec::new(),
        },
        names: Vec::new(),
    };
    Ok(needs.iter().map(point).collect())
}

/// What the index holds of projects on a day: those that are published.
///
/// # Errors
/// The database's.
pub fn projects(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Point>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let settings = office::store::find(tx, office)?;
    let mut projects = project::store::told(tx, office, ids)?;
    projects.retain(|project| project.head.published_at.is_some());
    let codes: Vec<String> = projects.iter().flat_map(|project| project.body.places.clone()).collect();
    let around = place::store::ancestors(tx, office, &codes)?;
    let refs: Vec<Ref> = projects.iter().map(|project| Ref::new(Kind::Project, &project.head.id)).collect();
    let figures = figure::store::of_subjects(tx, office, day, &refs)?;
    let payers = parties(tx, office, &projects, &[Role::Funder])?;
    let point = |project: &Project| {
        let payers = payers.get(&project.head.id).map_or(&[][..], Vec::as_slice);
        let mine: Vec<&Figure> = figures.iter().filter(|figure| figure.subject.id == project.head.id).collect();
        let began = project.body.stages.iter().filter_map(|row| row.date.as_ref()).map(|date| date.first().year()).max();
        Point {
            activity: Activity {
                key: find::key(&Ref::new(Kind::Project, &project.head.id)),
                kind: Kind::Project.word().to_owned(),
                about: of_project(project, &mine, &around, &settings, day),
                year: began.and_then(|year| u16::try_from(year).ok()),
                supporters: payers.iter().map(|doer| doer.key.clone()).collect(),
            },
            names: payers.iter().map(|doer| (doer.key.clone(), doer.name.clone())).collect(),
        }
    };
    Ok(projects.iter().map(point).collect())
}

/// Who carried some projects out.
///
/// # Errors
/// The database's.
pub fn doers(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<(Ref, Vec<Doer>)>, Error> {
    let projects = project::store::told(tx, office, ids)?;
    let doers = parties(tx, office, &projects, &[Role::Implementer, Role::Partner])?;
    Ok(doers.into_iter().map(|(id, doers)| (Ref::new(Kind::Project, id), doers)).collect())
}

/// The organisations of some projects in some roles, by the keys that files of partners would have for them.
fn parties(tx: &mut Tx, office: &str, projects: &[Project], roles: &[Role]) -> Result<HashMap<String, Vec<Doer>>, Error> {
    let of = |project: &Project| -> Vec<String> {
        let parties = project.body.parties.iter().filter(|party| roles.contains(&party.role));
        parties.map(|party| party.organisation.clone()).collect()
    };
    let mut ids: Vec<String> = projects.iter().flat_map(of).collect();
    ids.sort();
    ids.dedup();
    // Only what everybody may see is in the index.
    let told = organisation::store::told(tx, &Actor::public(office).visible(Kind::Organisation), &ids)?;
    let doer = |id: &String| -> Option<Doer> {
        let b = &told.get(id)?.body;
        let name = b.name_en.as_ref().or(b.name_uk.as_ref())?;
        let reference = b.org_id.clone().or_else(|| b.edrpou.as_ref().map(|code| format!("UA-EDR-{code}")));
        let key = match reference {
            Some(reference) => format!("ref:{}", reference.trim().to_uppercase()),
            None => format!("name:{}", dotyk_uk::search_key(name)),
        };
        Some(Doer { key, name: name.clone() })
    };
    Ok(projects.iter().map(|project| (project.head.id.clone(), of(project).iter().filter_map(doer).collect())).collect())
}
