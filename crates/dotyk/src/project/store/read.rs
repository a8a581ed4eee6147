//! Lists of projects, and what others ask of them.

use std::collections::HashMap;

use dotyk_db::{Error, Tx, Value, in_lists, params, row};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::record::{read_aims, read_registration, read_sectors};
use super::sql::*;
use crate::access::{Kind, Ref, Visible};
use crate::figure::Qualifier;
use crate::journal::pattern;
use crate::journal::stored::{self, Listed};
use crate::office::store::opt_when;
use crate::project::model::{Project, Registration, Relation, RelationKind, Stage};
use crate::web::deed::{Deed, Span, What};
use crate::web::{Claim, Label, Touch, find};
use crate::{organisation, place};

/// Projects as a partner is told of them, in the order of their ids: all but who answers for them, what they rest on and
/// their registration. Whether they may be told of is the asker's to know.
///
/// # Errors
/// The database's.
pub fn told(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Project>, Error> {
    let mut told = by_ids(tx, office, ids)?;
    read_aims(tx, office, &mut told)?;
    Ok(told)
}

/// The ids of published projects behind one, as many as asked for.
///
/// # Errors
/// The database's.
pub fn published(tx: &mut Tx, office: &str, after: &str, limit: i64) -> Result<Vec<String>, Error> {
    tx.all(PUBLISHED, params![office, after, limit])?.iter().map(|row| row.get("id")).collect()
}

/// What a list is filtered by.
#[derive(Debug, Default)]
pub struct Filter {
    /// A direction.
    pub direction: Option<String>,
    /// A stage on the day.
    pub stage: Option<Stage>,
    /// A place or one around it.
    pub place: Option<String>,
    /// An organisation that takes part.
    pub organisation: Option<String>,
    /// A DAC purpose code.
    pub sector: Option<String>,
    /// A pattern of the search key.
    pub search: String,
}

impl Filter {
    fn params(&self, visible: &Visible, day: Date) -> Vec<Value> {
        let mut params = visible.params();
        let stage = self.stage.map(Stage::word);
        let (organisation, sector) = (&self.organisation, &self.sector);
        params.extend(row![&self.direction, stage, day.to_string(), &self.place, organisation, sector, &self.search]);
        params
    }

    /// The same as the index asks: each facet with its accepted values. The words are asked apart.
    ///
    /// # Errors
    /// The database's.
    pub fn facets(&self, tx: &mut Tx, office: &str) -> Result<Vec<(String, Vec<String>)>, Error> {
        let stage = self.stage.map(|stage| stage.word().to_owned());
        let single =
            [("direction", &self.direction), ("stage", &stage), ("place", &self.place), ("sector", &self.sector)].into_iter();
        let mut facets: Vec<_> = single.filter_map(|(facet, value)| Some((facet.to_owned(), vec![value.clone()?]))).collect();
        if let Some(id) = &self.organisation {
            // What was merged into it still stands by its own id in the projects.
            facets.push(("organisation".into(), organisation::store::merged(tx, office, id)?));
        }
        Ok(facets)
    }
}

/// A page of the list on a day, after a place in it, and how many there are in all.
///
/// # Errors
/// The database's.
pub fn list(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<(Vec<Listed<Project>>, i64), Error> {
    let total = stored::count(tx, COUNT, &filter.params(visible, day))?;
    Ok((page(tx, visible, filter, day, after, limit)?, total))
}

/// A page of the list alone.
///
/// # Errors
/// The database's.
pub fn page(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Listed<Project>>, Error> {
    stored::page(tx, visible, LIST, filter.params(visible, day), after, limit)
}

/// Projects by their ids, in the order of these. Whether they may be seen was asked of the index.
///
/// # Errors
/// The database's.
pub fn by_ids(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Project>, Error> {
    let mut found: Vec<Project> = stored::by_ids(tx, office, BY_IDS, params![office], ids)?;
    let place: HashMap<&String, usize> = ids.iter().enumerate().map(|(n, id)| (id, n)).collect();
    found.sort_by_cached_key(|project| place.get(&project.head.id).copied());
    Ok(found)
}

/// The newest published projects.
///
/// # Errors
/// The database's.
pub fn newest(tx: &mut Tx, visible: &Visible) -> Result<Vec<Project>, Error> {
    let rows = tx.all(NEWEST, &visible.params())?;
    stored::of_rows(tx, &visible.office, &rows)
}

/// How many projects of each direction were at which stage on a day.
///
/// # Errors
/// The database's.
pub fn by_direction(tx: &mut Tx, visible: &Visible, day: Date) -> Result<Vec<(String, Stage, i64)>, Error> {
    let mut params = visible.params();
    params.extend(row![day.to_string()]);
    tx.all(BY_DIRECTION, &params)?
        .iter()
        .map(|row| Ok((row.get("direction")?, row.word("stage", Stage::parse)?, row.get("n")?)))
        .collect()
}

/// What a count by places asks for.
#[derive(Debug)]
pub struct Within {
    /// The place and the other filters.
    pub filter: Filter,
    /// The day.
    pub day: Date,
    /// The level of the units.
    pub level: place::Level,
}

impl Within {
    fn params(&self, visible: &Visible) -> Vec<Value> {
        self.filter.params(visible, self.day)
    }
}

/// How many projects there are in all, and in each unit; under no unit those whose place lies above the level.
///
/// # Errors
/// The database's.
pub fn by_unit(tx: &mut Tx, visible: &Visible, within: &Within) -> Result<(i64, HashMap<Option<String>, i64>), Error> {
    let mut params = within.params(visible);
    let total = stored::count(tx, COUNT, &params)?;
    params.extend(row![within.level.word()]);
    let rows = tx.all(BY_UNIT, &params)?;
    Ok((total, rows.iter().map(|row| Ok((row.get("unit")?, row.get("n")?))).collect::<Result<_, Error>>()?))
}

/// A sum that is said of a project, in a unit that it lies in.
#[derive(Clone, Debug)]
pub struct Sum {
    /// The project.
    pub project: String,
    /// The figure: it stands in as many rows as the project has units.
    pub figure: String,
    /// The unit; none when the project's place lies above the level.
    pub unit: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// How the number is meant.
    pub qualifier: Qualifier,
    /// Decimal text.
    pub value: Option<String>,
    /// Who says it.
    pub source: Option<String>,
    /// The first day it speaks of; empty when nobody says.
    pub day: String,
}

/// The sums of a measure by units, in the order of projects and days.
///
/// # Errors
/// The database's.
pub fn money_by_unit(tx: &mut Tx, visible: &Visible, within: &Within, measure: &str) -> Result<Vec<Sum>, Error> {
    let mut params = within.params(visible);
    params.extend(row![within.level.word(), measure]);
    let rows = tx.all(MONEY_BY_UNIT, &params)?;
    rows.iter()
        .map(|row| {
            Ok(Sum {
                project: row.get("project")?,
                figure: row.get("figure")?,
                unit: row.get("unit")?,
                currency: row.get("currency")?,
                qualifier: row.word("qualifier", Qualifier::parse)?,
                value: row.get("value")?,
                source: row.get("source")?,
                day: row.get("day")?,
            })
        })
        .collect()
}

/// A project with its stage on a day, where it lies and what it is for.
#[derive(Debug)]
pub struct Spread {
    /// Its id.
    pub id: String,
    /// Its address.
    pub slug: String,
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title.
    pub title_en: Option<String>,
    /// Its stage on the day; none when it had none yet.
    pub stage: Option<Stage>,
    /// Its places.
    pub places: Vec<String>,
    /// Its sectors with their shares in basis points.
    pub sectors: Vec<(String, i64)>,
}

/// All projects with a place that the actor may see, as they stood on a day, in the order of their ids: one statement.
///
/// # Errors
/// The database's.
pub fn spread(tx: &mut Tx, visible: &Visible, day: Date) -> Result<Vec<Spread>, Error> {
    let mut params = visible.params();
    params.extend(row![day.to_string()]);
    let mut all: Vec<Spread> = Vec::new();
    for row in tx.all(SPREAD, &params)? {
        let id: String = row.get("id")?;
        if all.last().is_none_or(|last| last.id != id) {
            let stage: Option<String> = row.get("stage")?;
            all.push(Spread {
                slug: row.get("slug")?,
                title_uk: row.get("title_uk")?,
                title_en: row.get("title_en")?,
                stage: stage.as_deref().and_then(Stage::parse),
                places: Vec::new(),
                sectors: Vec::new(),
                id,
            });
        }
        let Some(one) = all.last_mut() else { continue };
        let place: String = row.get("place")?;
        if !one.places.contains(&place) {
            one.places.push(place);
        }
        if let Some(code) = row.get::<Option<String>>("code")?
            && one.sectors.iter().all(|(known, _)| *known != code)
        {
            one.sectors.push((code, row.get("share")?));
        }
    }
    Ok(all)
}

/// Labels on a day of the projects that the actor may see and that were there.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let found: Vec<Project> = stored::by_ids(tx, &visible.office, LABELS, &visible.params(), ids)?;
    let labels = found.into_iter().filter(|project| project.body.there_on(day)).map(|project| {
        let path = format!("/projects/{}", project.head.slug);
        let mut label = Label::new(project.body.title_uk.clone(), project.body.title_en.clone(), path);
        if let Some(row) = project.body.stage_on(day) {
            label.state = row.stage.word().to_owned();
            label.date.clone_from(&row.date);
        }
        label.places = project.body.places;
        (project.head.id, label)
    });
    Ok(labels.collect())
}

/// What happened to projects within a span.
///
/// # Errors
/// The database's.
pub fn deeds(tx: &mut Tx, visible: &Visible, span: &Span) -> Result<Vec<Deed>, Error> {
    let mut params = visible.params();
    params.extend(row![&span.direction, &span.funder, &span.place, span.from.to_string(), span.until.to_string()]);
    let others = other_directions(tx, &visible.office)?;
    let mut deeds = Vec::new();
    tx.each(DEEDS, &params, |row| {
        let id: String = row.get("id")?;
        let what = match row.word("stage", Stage::parse)? {
            Stage::Completed | Stage::Closed => What::Done,
            Stage::Implementing => What::Started,
            Stage::Agreed | Stage::Registered => What::Agreed,
            Stage::Idea | Stage::Negotiation | Stage::Refused | Stage::Cancelled => What::Other,
        };
        deeds.push(Deed {
            directions: std::iter::once(row.get("direction")?).chain(others.get(&id).into_iter().flatten().cloned()).collect(),
            record: Ref::new(Kind::Project, id),
            what,
            date: opt_when(row.get("date")?)?,
            source: row.get("source")?,
            locator: row.get("locator")?,
        });
        Ok::<_, Error>(())
    })?;
    Ok(deeds)
}

/// The directions of projects by their ids, their own first.
///
/// # Errors
/// The database's.
pub fn directions(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<String>>, Error> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(DIRECTIONS, &params)? {
            found.entry(row.get("id")?).or_default().push(row.get("direction")?);
        }
    }
    Ok(found)
}

/// The directions that projects belong to beside their own, by their ids: of all projects, since few have any.
///
/// # Errors
/// The database's.
pub fn other_directions(tx: &mut Tx, office: &str) -> Result<HashMap<String, Vec<String>>, Error> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for row in tx.all(OTHERS, params![office])? {
        found.entry(row.get("project")?).or_default().push(row.get("direction")?);
    }
    Ok(found)
}

/// What a source says of the stages of projects.
///
/// # Errors
/// The database's.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let rows = tx.all(CLAIMS, params![office, source])?;
    rows.iter()
        .map(|row| {
            let record = Ref::new(Kind::Project, row.get::<String>("project")?);
            Ok(Claim { record, locator: row.get("locator")?, state: row.get("stage")?, date: opt_when(row.get("date")?)? })
        })
        .collect()
}

/// What the index holds of projects on a day.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let mut found: Vec<Project> = stored::by_ids(tx, office, BY_IDS, params![office], ids)?;
    read_sectors(tx, office, &mut found)?;
    let mut codes: Vec<String> = found.iter().flat_map(|project| project.body.places.iter().cloned()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    Ok(found.iter().map(|project| document(project, day, &around)).collect())
}

fn document(project: &Project, day: Date, around: &HashMap<String, Vec<String>>) -> Document {
    let (head, b) = (&project.head, &project.body);
    let mut document = find::document(&Ref::new(Kind::Project, &head.id), &b.title_uk, &b.title_en);
    let above = b.places.iter().filter_map(|code| around.get(code)).flatten();
    document.places = b.places.iter().chain(above).cloned().collect();
    document.places.sort();
    document.places.dedup();
    document.body = [b.about_uk.as_deref(), b.about_en.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut facet = |name: &str, value: &str| document.facets.push((name.to_owned(), value.to_owned()));
    b.directions().for_each(|slug| facet("direction", slug));
    b.places.iter().for_each(|code| facet("lies", code));
    b.stage_on(day).into_iter().for_each(|row| facet("stage", row.stage.word()));
    match head.published_at {
        Some(_) if b.is_exportable() => facet("iati", "complete"),
        Some(_) => {}
        None => facet("draft", "yes"),
    }
    b.sectors.iter().for_each(|sector| facet("sector", &sector.code));
    b.parties.iter().for_each(|party| facet("organisation", &party.organisation));
    let tokens = [format!("account:{}", head.created_by)].into_iter();
    let tokens = tokens.chain(b.parties.iter().map(|party| format!("org:{}", party.organisation)));
    let tokens = tokens.chain(document.places.iter().map(|code| format!("place:{code}")));
    document.visibility = Visibility { public: head.published_at.is_some(), tokens: tokens.collect() };
    document
}

/// The projects in which an organisation takes part, for its card.
///
/// # Errors
/// The database's.
pub fn around(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    match of.kind {
        Kind::Organisation => stored::around::<Project>(tx, visible, AROUND, &of.id),
        _ => Ok(Vec::new()),
    }
}

/// Projects that name this one as related, and what they are to it.
///
/// # Errors
/// The database's.
pub fn related_from(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<Relation>, Error> {
    let rows = tx.all(RELATED_FROM, params![office, id])?;
    rows.iter().map(|row| Ok(Relation { project: row.get("project")?, kind: row.word("kind", RelationKind::parse)? })).collect()
}

/// Other projects whose words contain this title: a warning before the same is entered twice.
///
/// # Errors
/// The database's.
pub fn like(
    tx: &mut Tx,
    office: &str,
    title: &str,
    except: &str,
) -> Result<Vec<(String, Option<String>, Option<String>)>, Error> {
    let rows = tx.all(SAME_TITLE, params![office, pattern(Some(title)), except])?;
    rows.iter().map(|row| Ok((row.get("slug")?, row.get("title_uk")?, row.get("title_en")?))).collect()
}

/// A project that a title names: its id and what to write to mean it.
#[derive(Clone, Debug)]
pub struct Titled {
    /// Its id.
    pub id: String,
    /// Its address and titles.
    pub candidate: place::Candidate,
}

/// Projects by whole titles, as their search keys say them.
///
/// # Errors
/// The database's.
pub fn by_titles(tx: &mut Tx, office: &str, titles: &[String]) -> Result<HashMap<String, Vec<Titled>>, Error> {
    let mut sorts: Vec<String> = titles.iter().map(|title| dotyk_uk::sort_key(title)).filter(|key| !key.is_empty()).collect();
    sorts.sort();
    sorts.dedup();
    let mut found: HashMap<String, Vec<Titled>> = HashMap::new();
    for params in in_lists(params![office], &sorts) {
        for row in tx.all(BY_TITLES, &params)? {
            let (uk, en): (Option<String>, Option<String>) = (row.get("title_uk")?, row.get("title_en")?);
            let candidate = place::Candidate { key: row.get("slug")?, uk, en };
            let titled = Titled { id: row.get("id")?, candidate };
            let title = titled.candidate.uk.as_deref().or(titled.candidate.en.as_deref()).unwrap_or_default();
            found.entry(dotyk_uk::search_key(title)).or_default().push(titled);
        }
    }
    Ok(found)
}

/// A project as official data sets name it.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// Its title, in Ukrainian where there is one.
    pub title: Option<String>,
    /// The number of the registration card in force.
    pub number: Option<String>,
}

/// Titles and registration numbers of projects, by their ids.
///
/// # Errors
/// The database's.
pub fn cards(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Card>, Error> {
    let mut found: Vec<Project> = stored::by_ids(tx, office, BY_IDS, params![office], ids)?;
    read_registration(tx, office, &mut found)?;
    let cards = found.into_iter().map(|project| {
        let number = Registration::number_in_force(&project.body.registration);
        (project.head.id, Card { title: project.body.title_uk.or(project.body.title_en), number })
    });
    Ok(cards.collect())
}

/// Projects by the number of their registration card; a number that several have has several.
///
/// # Errors
/// The database's.
pub fn by_numbers(tx: &mut Tx, office: &str, numbers: &[String]) -> Result<HashMap<String, Vec<String>>, Error> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for params in in_lists(params![office], numbers) {
        for row in tx.all(BY_NUMBERS, &params)? {
            found.entry(row.get("number")?).or_default().push(row.get("project")?);
        }
    }
    Ok(found)
}

/// The projects of organisations, or of one, and the day of their last stage.
///
/// # Errors
/// The database's.
pub fn touched_on(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    Touch::ask(tx, Kind::Project, (TOUCHED, TOUCHED_ONE), office, day, of)
}
