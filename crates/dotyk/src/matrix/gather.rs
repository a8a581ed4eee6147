//! What the matrix counts, asked of the stores: each kind of thing once, never a cell.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use dotyk_db::Tx;
use dotyk_match::Query;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::model::{Column, Money, Row, Thing, WHOLE, What, columns, goes_on};
use crate::access::Kind;
use crate::activity::{self, Decision, Total};
use crate::figure::Qualifier;
use crate::journal::pattern;
use crate::need::{self, FEW, Need};
use crate::office::{self, Office};
use crate::place::{self, Level, Place};
use crate::project::store::{self as projects, Filter, Spread, Sum, Within};
use crate::project::{Stage, last_word};
use crate::text::is_sector;
use crate::web::{Ctx, Problem, find};

/// What is asked.
pub struct Question {
    pub office: Office,
    /// In which place the communities lie.
    pub place: Place,
    /// A category of purposes, or one purpose.
    pub sector: Option<String>,
    /// Only needs of this emergency.
    pub emergency: Option<String>,
    /// What money is.
    pub measure: Option<String>,
    pub day: Date,
}

/// What there is.
pub struct Gathered {
    /// The communities, in the order of their names.
    pub rows: Vec<Place>,
    pub things: Vec<Thing>,
}

/// Gathers it all, as far as the visitor may see it.
pub fn gather(ctx: &Ctx, tx: &mut Tx, question: &Question) -> Result<Gathered, Problem> {
    let id = question.office.id.as_str();
    let codes = place::store::codes(tx, id, &question.place.code, Level::Hromada)?;
    let mut rows: Vec<Place> = place::store::find(tx, id, &codes)?.into_values().collect();
    rows.sort_by_cached_key(|row| (dotyk_uk::sort_key(&row.title(ctx.lang, question.day)), row.code.clone()));
    let needs = open_needs(ctx, tx, question)?;
    let spread = projects::spread(tx, &ctx.actor.visible(Kind::Project), question.day)?;
    let worth = worth(ctx, tx, question)?;
    let published = ctx.remember(tx, "matrix-activities", |tx| published(ctx, tx, &question.office))?;

    let of_projects = spread.iter().flat_map(|one| &one.places);
    let of_activities = published.iter().flat_map(|one| &one.places);
    let lie: BTreeSet<&String> =
        needs.iter().filter_map(|need| need.body.place.as_ref()).chain(of_projects).chain(of_activities).collect();
    let lie: Vec<String> = lie.into_iter().cloned().collect();
    let map =
        Map { above: place::store::ancestors(tx, id, &lie)?, rows: codes.into_iter().collect(), place: &question.place.code };
    let known: HashSet<&str> = spread.iter().map(|one| one.id.as_str()).collect();
    let mut things: Vec<Thing> = needs.iter().map(|need| of_need(question, &map, need)).collect();
    things.extend(spread.iter().filter(|one| under_way(one.stage)).map(|one| of_project(question, &map, one, &worth)));
    let day = question.day.to_string();
    let alone = published.iter().filter(|one| {
        // Of what the office has a project of, the project speaks.
        let ours = one.projects.iter().any(|project| known.contains(project.as_str()));
        !ours && goes_on(one.status.as_deref(), one.start.as_deref(), one.end.as_deref(), &day)
    });
    things.extend(alone.map(|one| of_activity(question, &map, one)));
    things.retain(|thing| !thing.rows.is_empty() && !thing.columns.is_empty());
    Ok(Gathered { rows, things })
}

/// Whether money is meant to move at a stage: agreed, and not yet done.
fn under_way(stage: Option<Stage>) -> bool {
    matches!(stage, Some(Stage::Agreed | Stage::Registered | Stage::Implementing))
}

/// Where places lie.
struct Map<'a> {
    above: HashMap<String, Vec<String>>,
    rows: HashSet<String>,
    place: &'a str,
}

impl Map<'_> {
    /// The rows that some places stand in; what lies beside the place asked for stands in none.
    fn rows<'c>(&self, codes: impl Iterator<Item = &'c String>) -> BTreeSet<Row> {
        codes.filter_map(|code| self.row(code)).collect()
    }

    fn row(&self, code: &String) -> Option<Row> {
        let mut line = std::iter::once(code).chain(self.above.get(code).into_iter().flatten());
        match line.clone().find(|code| self.rows.contains(*code)) {
            Some(community) => Some(Some(community.clone())),
            None => line.any(|code| code == self.place).then_some(None),
        }
    }
}

fn open_needs(ctx: &Ctx, tx: &mut Tx, question: &Question) -> Result<Vec<Need>, Problem> {
    let renewal = need::store::renewal(tx, &question.office.id, question.day)?;
    let mut needs = need::store::shown(tx, &ctx.actor.visible(Kind::Need), question.emergency.as_deref())?;
    needs.retain(|need| need.body.there_on(question.day) && need.body.state_on(question.day, renewal).open());
    Ok(needs)
}

fn of_need(question: &Question, map: &Map, need: &Need) -> Thing {
    let b = &need.body;
    let purposes: Vec<(String, Option<i64>)> = b.sector.iter().map(|code| (code.clone(), None)).collect();
    Thing {
        what: What::Need,
        id: need.head.id.clone(),
        path: format!("/needs/{}", need.head.slug),
        title_uk: b.title_uk.clone(),
        title_en: b.title_en.clone(),
        state: b.priority.word().to_owned(),
        rows: map.rows(b.place.iter()),
        columns: columns(&purposes, question.sector.as_deref()),
        // Few people are not told, and a sum must not tell them either.
        people: b.people.filter(|people| *people >= FEW),
        money: cost(question, need),
    }
}

/// What the open part of a need may cost.
fn cost(question: &Question, need: &Need) -> Money {
    let mut money = Money::default();
    for line in &need.body.lines {
        let tally = need.body.tally(line, question.day);
        let cost = line.cost.as_ref().and_then(|cost| cost.parse::<Decimal>().ok());
        let Some((cost, currency)) = cost.zip(line.currency.as_ref()) else {
            money.unknown = 1;
            continue;
        };
        let open = if tally.asked.is_zero() { Decimal::ZERO } else { cost * tally.open / tally.asked };
        money.say(currency, open, question.office.hryvnias(open, currency, question.day), Qualifier::About);
    }
    money
}

/// What is said of each project's money by the last word on it.
fn worth(ctx: &Ctx, tx: &mut Tx, question: &Question) -> Result<HashMap<String, Money>, Problem> {
    let Some(measure) = &question.measure else { return Ok(HashMap::new()) };
    let filter = Filter { place: Some(question.place.code.clone()), search: pattern(None), ..Filter::default() };
    let within = Within { filter, day: question.day, level: Level::Hromada };
    let sums = projects::money_by_unit(tx, &ctx.actor.visible(Kind::Project), &within, measure)?;
    let mut said: BTreeMap<&str, Vec<&Sum>> = BTreeMap::new();
    for sum in &sums {
        said.entry(&sum.project).or_default().push(sum);
    }
    let money = said.into_iter().map(|(project, said)| (project.to_owned(), last_said(question, &said)));
    Ok(money.collect())
}

/// The last word in hryvnias, at the rate of the day it speaks of.
fn last_said(question: &Question, said: &[&Sum]) -> Money {
    let mut money = Money::default();
    for sum in last_word(said) {
        let day = sum.day.parse().unwrap_or(question.day);
        match sum.value.as_ref().and_then(|value| value.parse::<Decimal>().ok()) {
            Some(value) => {
                let uah = question.office.hryvnias(value, &sum.currency, day);
                money.say(&sum.currency, value, uah, sum.qualifier);
            }
            None => money.unknown = 1,
        }
    }
    money
}

fn of_project(question: &Question, map: &Map, one: &Spread, worth: &HashMap<String, Money>) -> Thing {
    let purposes: Vec<(String, Option<i64>)> = one.sectors.iter().map(|(code, share)| (code.clone(), Some(*share))).collect();
    Thing {
        what: What::Project,
        id: one.id.clone(),
        path: format!("/projects/{}", one.slug),
        title_uk: one.title_uk.clone(),
        title_en: one.title_en.clone(),
        state: one.stage.map(|stage| stage.word().to_owned()).unwrap_or_default(),
        rows: map.rows(one.places.iter()),
        columns: columns(&purposes, question.sector.as_deref()),
        people: None,
        money: worth.get(&one.id).cloned().unwrap_or_else(Money::unknown),
    }
}

/// What a partner publishes, as much of it as the matrix counts.
struct Published {
    id: String,
    title_uk: Option<String>,
    title_en: Option<String>,
    status: Option<String>,
    start: Option<String>,
    end: Option<String>,
    places: Vec<String>,
    purposes: Vec<(String, Option<i64>)>,
    /// The office's projects that are the same.
    projects: Vec<String>,
    /// In hundredths.
    money: Vec<(String, i64)>,
}

/// All activities in the office's place, by the latest file that states each. Everybody sees them.
fn published(ctx: &Ctx, tx: &mut Tx, office: &Office) -> Result<Vec<Published>, Problem> {
    let query = Query {
        kind: Some(Kind::Activity.word().into()),
        filters: office.place.iter().map(|code| ("place".to_owned(), vec![code.clone()])).collect(),
        limit: u32::MAX as usize,
        ..Query::default()
    };
    let found = ctx.find(tx, query)?;
    let ids: Vec<String> = found.hits.iter().filter_map(|hit| find::record(&hit.key)).map(|record| record.id).collect();
    let stated = activity::store::listed(tx, &office.id, &ids)?;
    let known = activity::store::our_places(tx, &office.id, ctx.today(), stated.values().flatten().map(|one| &one.stated))?;
    let latest = stated.values().filter_map(|all| all.first()).map(|one| (one.dataset, one.stated.number));
    let totals = activity::store::totals_of(tx, &office.id, latest)?;
    let ties = activity::store::ties(tx, &office.id, &ids)?;
    let all = stated.iter().filter_map(|(id, all)| {
        let one = all.first()?;
        let s = &one.stated;
        let dac = s.sectors.iter().filter(|sector| activity::store::is_dac(sector));
        let tied = ties.get(id).into_iter().flatten().filter(|tie| tie.state == Decision::Tied);
        Some(Published {
            id: id.clone(),
            title_uk: s.title_uk.clone(),
            title_en: s.title_en.clone(),
            status: s.status.clone(),
            start: s.actual_start.clone().or_else(|| s.planned_start.clone()),
            end: s.actual_end.clone().or_else(|| s.planned_end.clone()),
            places: activity::store::places_in(s, &known),
            purposes: dac.map(|sector| (sector.code.clone(), sector.share.as_deref().and_then(percent))).collect(),
            projects: tied.map(|tie| tie.project.clone()).collect(),
            money: totals.get(&(one.dataset, s.number)).map(|totals| given(totals)).unwrap_or_default(),
        })
    });
    let mut all: Vec<Published> = all.collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// A percentage as it stands, in basis points.
fn percent(text: &str) -> Option<i64> {
    let points = (text.trim().parse::<Decimal>().ok()? * Decimal::ONE_HUNDRED).round();
    i64::try_from(points).ok().filter(|points| (0..=WHOLE).contains(points))
}

/// What was promised for it, else planned, else spent, by currency.
fn given(totals: &[Total]) -> Vec<(String, i64)> {
    for kinds in [&["2"][..], &["budget"], &["3", "4"], &["11"]] {
        let of = totals.iter().filter(|total| kinds.contains(&total.kind.as_str()));
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        of.for_each(|total| *sums.entry(total.currency.clone()).or_default() += total.cents);
        if !sums.is_empty() {
            return sums.into_iter().collect();
        }
    }
    Vec::new()
}

fn of_activity(question: &Question, map: &Map, one: &Published) -> Thing {
    let mut money = if one.money.is_empty() { Money::unknown() } else { Money::default() };
    for (currency, cents) in &one.money {
        let value = Decimal::new(*cents, 2);
        money.say(currency, value, question.office.hryvnias(value, currency, question.day), Qualifier::Exact);
    }
    let columns: BTreeMap<Column, i64> = columns(&one.purposes, question.sector.as_deref());
    Thing {
        what: What::Activity,
        id: one.id.clone(),
        path: format!("/activities/{}", one.id),
        title_uk: one.title_uk.clone(),
        title_en: one.title_en.clone(),
        state: String::new(),
        rows: map.rows(one.places.iter()),
        columns,
        people: None,
        money,
    }
}

/// Reads what is asked; none when the office's own place is not in the register.
pub fn question(ctx: &Ctx, tx: &mut Tx) -> Result<Option<Question>, Problem> {
    let office = office::store::find(tx, &ctx.actor.office)?;
    let code = match (ctx.query("place"), &office.place) {
        (Some(key), _) => ctx.refer(tx, &format!("place:{key}"))?.id,
        (None, Some(code)) => code.clone(),
        (None, None) => return Ok(None),
    };
    let Some(place) = place::store::get(tx, &office.id, &code)? else { return Ok(None) };
    let sector = ctx.query("sector").map(str::to_owned);
    if let Some(code) = sector.as_deref().filter(|code| !is_sector(code)) {
        return Err(Problem::bad("web-bad-query", code));
    }
    let measure = match ctx.query("measure") {
        Some(slug) => {
            let known = office.measure(slug).filter(|measure| measure.money);
            Some(known.ok_or_else(|| Problem::bad("web-bad-query", slug))?.slug.clone())
        }
        None => office.measures.iter().find(|measure| measure.money).map(|measure| measure.slug.clone()),
    };
    let emergency = ctx.query("emergency").map(str::to_owned);
    Ok(Some(Question { office, place, sector, emergency, measure, day: ctx.day()? }))
}
