//! The map: what is done where. Circles at points, areas where they were taken in, and the same numbers in a table.
//!
//! A page shows the units of one level within one place; each leads on to its own map, and its number to the list. What
//! is not known is not drawn: a unit without point and area stands in the table alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use askama::Template;
use dotyk_db::Tx;
use dotyk_match::Query;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

use crate::access::{Action, Kind};
use crate::figure::{self, Body, Shown, Total};
use crate::journal::pattern;
use crate::office::{self, Office};
use crate::place::boundaries::Area;
use crate::place::draw::{Drawn, classes, plan};
use crate::place::store::Unit;
use crate::place::{self, Level, Place, degrees};
use crate::project::store::{self as projects, Filter, Sum, Within};
use crate::project::{Stage, last_word};
use crate::web::{Answer, Ctx, Page, Problem, Record, Reply};

/// What a map and a list both understand.
const SHARED: [&str; 6] = ["direction", "stage", "organisation", "sector", "q", "as-of"];
/// What leads from map to map.
const KEPT: [&str; 8] = ["by", "measure", "currency", "direction", "stage", "organisation", "sector", "as-of"];

/// What it shows.
#[derive(Template, Serialize)]
#[template(path = "portal/map.html")]
pub struct MapView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// What it is a map of.
    pub place: Option<Record>,
    /// The level of the units.
    pub level: &'static str,
    /// `projects` or `money`.
    pub by: &'static str,
    /// The measure of the money.
    pub measure: Option<String>,
    /// Its one currency.
    pub currency: Option<String>,
    /// The day asked for.
    pub as_of: Option<String>,
    /// All projects in the place, each once.
    pub total: i64,
    /// The greatest first.
    pub units: Vec<UnitShown>,
    /// What lies in no single unit.
    pub whole: Option<Amount>,
    /// Whose data the picture shows.
    pub attribution: Vec<String>,
    #[serde(skip)]
    pub picture: Option<Picture>,
    #[serde(skip)]
    pub legend: Vec<(usize, String)>,
    #[serde(skip)]
    pub above: Vec<(String, String)>,
    #[serde(skip)]
    pub levels: Vec<(&'static str, String, bool)>,
    #[serde(skip)]
    pub directions: Vec<(String, String)>,
    #[serde(skip)]
    pub stages: Vec<(&'static str, String)>,
    #[serde(skip)]
    pub measures: Vec<(String, String)>,
    #[serde(skip)]
    pub currencies: Vec<String>,
    #[serde(skip)]
    pub list: String,
    /// Whether somebody who may change it should be told how areas come in.
    #[serde(skip)]
    pub teach: bool,
}

/// A number on the map.
#[derive(Serialize)]
pub struct Amount {
    /// How many projects.
    pub projects: i64,
    /// What is said of their money.
    pub money: Option<Shown>,
    #[serde(skip)]
    size: Decimal,
}

/// A unit in the table.
#[derive(Serialize)]
pub struct UnitShown {
    #[serde(flatten)]
    pub record: Record,
    #[serde(flatten)]
    pub amount: Amount,
    /// In micro-degrees.
    pub lat: Option<i64>,
    /// In micro-degrees.
    pub lon: Option<i64>,
    /// `area`, `circle`, or `none` when nobody knows where it is.
    pub drawn: &'static str,
    /// The list of its projects.
    pub list: String,
    /// Its own map, or its list when nothing lies in it.
    #[serde(skip)]
    pub open: String,
    /// Which of the classes `q0` to `q5`.
    #[serde(skip)]
    pub class: usize,
    /// In words.
    #[serde(skip)]
    pub said: String,
    #[serde(skip)]
    area: Option<Area>,
}

/// The picture.
pub struct Picture {
    pub width: i64,
    pub height: i64,
    /// The area of the whole place, below circles.
    pub ground: Option<String>,
    pub areas: Vec<Shape>,
    pub circles: Vec<Shape>,
}

/// A shape in it: a path, or a circle with its number.
pub struct Shape {
    /// Which of the units.
    pub unit: usize,
    pub path: String,
    pub x: i64,
    pub y: i64,
    pub r: i64,
    /// The number in a circle that has room for it.
    pub text: String,
}

/// The question that the address asks.
struct Asked {
    place: Place,
    level: Level,
    levels: Vec<Level>,
    money: bool,
    within: Within,
}

pub(super) fn map(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let office = office::store::find(tx, &ctx.actor.office)?;
    let Some(asked) = asked(ctx, tx, &office)? else { return reply(ctx, &nothing(ctx)?) };
    let id = ctx.actor.office.as_str();
    let visible = ctx.actor.visible(Kind::Project);
    let units = place::store::units(tx, id, &asked.place.code, asked.level)?;
    let ground =
        place::store::units(tx, id, &asked.place.code, asked.place.body.level)?.into_iter().find(|unit| unit.area.is_some());
    let (total, counts) = match ctx.as_of()? {
        None => counts_today(ctx, tx, &asked)?,
        Some(_) => projects::by_unit(tx, &visible, &asked.within)?,
    };
    let measures: Vec<&office::Measure> = office.measures.iter().filter(|measure| measure.money).collect();
    let measure = match ctx.query("measure") {
        Some(slug) => Some(measures.iter().find(|m| m.slug == slug).ok_or_else(|| Problem::bad("web-bad-query", slug))?),
        None => measures.first(),
    };
    let sums = match measure.filter(|_| asked.money) {
        Some(measure) => projects::money_by_unit(tx, &visible, &asked.within, &measure.slug)?,
        None => Vec::new(),
    };
    // There are many settlements, and most have no project: they are neither drawn nor listed.
    let shown = |unit: &Unit| asked.level != Level::Settlement || counts.contains_key(&Some(unit.code.clone()));
    let units: Vec<Unit> = units.into_iter().filter(shown).collect();
    let mut codes: Vec<String> = units.iter().map(|unit| unit.code.clone()).collect();
    let above =
        place::store::ancestors(tx, id, std::slice::from_ref(&asked.place.code))?.into_values().next().unwrap_or_default();
    codes.extend(above.iter().cloned());
    let known = place::store::find(tx, id, &codes)?;

    let day = asked.within.day;
    let title = asked.place.title(ctx.lang, day);
    let page = ctx.page(ctx.t("portal-map-title"));
    let currencies = currencies(&sums);
    let currency = ctx.query("currency").map(str::to_owned).or_else(|| currencies.first().cloned());
    let money = in_units(&sums, currency.as_deref().unwrap_or_default());
    let like = |currency: &str| Body {
        measure: measure.map(|measure| measure.slug.clone()).unwrap_or_default(),
        currency: Some(currency.to_owned()),
        ..Body::default()
    };
    let amount = |code: &Option<String>| {
        let sum = money.get(code);
        let projects = counts.get(code).copied().unwrap_or(0);
        Amount {
            projects,
            size: if asked.money { sum.map_or(Decimal::ZERO, |sum| sum.value) } else { Decimal::from(projects) },
            money: sum.map(|sum| figure::computed(&page, &office, &like(currency.as_deref().unwrap_or_default()), sum, "sum")),
        }
    };
    let drills = !matches!(asked.level, Level::Settlement | Level::District | Level::Foreign);
    let mut rows: Vec<(UnitShown, Unit)> = Vec::new();
    for unit in units {
        let Some(place) = known.get(&unit.code) else { continue };
        let amount = amount(&Some(unit.code.clone()));
        let label = place.title(page.lang, day);
        let list = page.carry("/projects", &[("place", &unit.code)], &SHARED);
        let value = value(&page, asked.money, &amount);
        let shown = UnitShown {
            lat: unit.point.map(|(_, lat)| lat),
            lon: unit.point.map(|(lon, _)| lon),
            drawn: if unit.area.is_some() {
                "area"
            } else if unit.point.is_some() {
                "circle"
            } else {
                "none"
            },
            open: if drills { page.carry("/map", &[("place", &unit.code)], &KEPT) } else { list.clone() },
            said: format!("{label}: {value}"),
            class: 0,
            area: None,
            list,
            amount,
            record: Record { kind: Kind::Place, id: unit.code.clone(), url: page.url(&format!("/places/{}", unit.code)), label },
        };
        rows.push((shown, unit));
    }
    rows.sort_by(|(a, _), (b, _)| b.amount.size.cmp(&a.amount.size).then(b.amount.projects.cmp(&a.amount.projects)));
    let (of, legend) = classes(&rows.iter().map(|(unit, _)| unit.amount.size).collect::<Vec<_>>());
    for ((unit, _), class) in rows.iter_mut().zip(of) {
        unit.class = class;
    }
    let range = |least: Decimal, greatest: Decimal| {
        let say = |n: Decimal| match (&currency, asked.money) {
            (Some(currency), true) => page.money(&n.normalize().to_string(), currency),
            _ => page.decimal(&n.to_string()),
        };
        if least == greatest { say(least) } else { format!("{} – {}", say(least), say(greatest)) }
    };
    // Circles stand on the ground of the place, where its area is known.
    let ground = if rows.iter().any(|(_, unit)| unit.area.is_none()) { ground } else { None };
    let attribution = place::attribution(&page, rows.iter().map(|(_, unit)| unit).chain(&ground));
    let picture = picture(&page, asked.money, &rows, ground.and_then(|unit| unit.area));
    let whole = amount(&None);
    let lang = page.lang;
    let view = MapView {
        place: Some(Record {
            kind: Kind::Place,
            id: asked.place.code.clone(),
            url: page.url(&format!("/places/{}", asked.place.code)),
            label: title,
        }),
        level: asked.level.word(),
        by: if asked.money { "money" } else { "projects" },
        measure: measure.filter(|_| asked.money).map(|measure| measure.slug.clone()),
        currency: currency.clone().filter(|_| asked.money),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        total,
        whole: Some(whole).filter(|whole| whole.projects > 0 || whole.money.is_some()),
        legend: legend.iter().map(|(class, least, greatest)| (*class, range(*least, *greatest))).collect(),
        above: above
            .iter()
            .rev()
            .filter_map(|code| known.get(code))
            .map(|place| (page.carry("/map", &[("place", &place.code)], &KEPT), place.title(lang, day)))
            .collect(),
        levels: asked
            .levels
            .iter()
            .map(|level| {
                let url = page.carry("/map", &[("place", &asked.place.code), ("level", level.word())], &KEPT);
                (level.word(), url, *level == asked.level)
            })
            .collect(),
        directions: office.directions.iter().map(|d| (d.slug.clone(), lang.of(&d.name_uk, &d.name_en).to_owned())).collect(),
        stages: Stage::ALL.iter().map(|stage| (stage.word(), page.word("project-stage-", stage.word()))).collect(),
        measures: measures.iter().map(|m| (m.slug.clone(), lang.of(&m.name_uk, &m.name_en).to_owned())).collect(),
        currencies,
        list: page.carry("/projects", &[("place", &asked.place.code)], &SHARED),
        teach: page.can(Kind::Place, Action::Edit) && rows.iter().all(|(_, unit)| unit.area.is_none()),
        units: rows.into_iter().map(|(shown, unit)| UnitShown { area: unit.area, ..shown }).collect(),
        attribution,
        picture,
        page,
    };
    reply(ctx, &view)
}

fn reply(ctx: &Ctx, view: &MapView) -> Answer {
    Reply::map(ctx, view, features)
}

/// The map of an office that knows no places yet.
fn nothing(ctx: &Ctx) -> Result<MapView<'_>, Problem> {
    let page = ctx.page(ctx.t("portal-map-title"));
    Ok(MapView {
        place: None,
        level: "",
        by: "projects",
        measure: None,
        currency: None,
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        total: 0,
        units: Vec::new(),
        whole: None,
        attribution: Vec::new(),
        picture: None,
        legend: Vec::new(),
        above: Vec::new(),
        levels: Vec::new(),
        directions: Vec::new(),
        stages: Vec::new(),
        measures: Vec::new(),
        currencies: Vec::new(),
        list: page.url("/projects"),
        teach: true,
        page,
    })
}

/// Reads the question; none when the office's own place is not in the register.
fn asked(ctx: &Ctx, tx: &mut Tx, office: &Office) -> Result<Option<Asked>, Problem> {
    let id = ctx.actor.office.as_str();
    let code = match (ctx.query("place"), &office.place) {
        (Some(key), _) => ctx.refer(tx, &format!("place:{key}"))?.id,
        (None, Some(code)) => code.clone(),
        (None, None) => return Ok(None),
    };
    let Some(place) = place::store::get(tx, id, &code)? else { return Ok(None) };
    let mut levels = place::store::levels(tx, id, &code)?;
    if levels.len() > 1 {
        levels.retain(|level| *level != place.body.level);
    }
    let level = match ctx.query("level") {
        Some(word) => {
            Level::parse(word).filter(|level| levels.contains(level)).ok_or_else(|| Problem::bad("web-bad-query", word))?
        }
        None => levels.first().copied().unwrap_or(place.body.level),
    };
    let money = match ctx.query("by") {
        None | Some("projects") => false,
        Some("money") => true,
        Some(other) => return Err(Problem::bad("web-bad-query", other)),
    };
    let stage = match ctx.query("stage") {
        None => None,
        Some(word) => Some(Stage::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
    };
    let organisation = match ctx.query("organisation") {
        None => None,
        Some(key) => Some(ctx.refer(tx, &format!("organisation:{key}"))?.id),
    };
    let filter = Filter {
        direction: ctx.query("direction").map(str::to_owned),
        stage,
        place: Some(code),
        organisation,
        sector: ctx.query("sector").map(str::to_owned),
        search: pattern(ctx.query("q")),
    };
    Ok(Some(Asked { level, levels, money, within: Within { filter, day: ctx.day()?, level }, place }))
}

/// How many projects there are today, in all and in each unit: from the index, however many there are. Under no unit
/// stand those with a place above the level of the units.
fn counts_today(ctx: &Ctx, tx: &mut Tx, asked: &Asked) -> Result<(i64, HashMap<Option<String>, i64>), Problem> {
    let id = ctx.actor.office.as_str();
    let query = Query {
        text: ctx.query("q").unwrap_or_default().to_owned(),
        kind: Some(Kind::Project.word().into()),
        filters: asked.within.filter.facets(tx, id)?,
        limit: 0,
        ..Query::default()
    };
    let mut found = ctx.find(tx, Query { facets: vec!["place".into()], ..query.clone() })?;
    let places = found.facets.remove("place").unwrap_or_default();
    let mut counts: HashMap<Option<String>, i64> = places.into_iter().map(|(code, count)| (Some(code), count as i64)).collect();

    let mut above = vec![asked.place.code.clone()];
    for level in asked.levels.iter().take_while(|level| **level != asked.level) {
        above.extend(place::store::codes(tx, id, &asked.place.code, *level)?);
    }
    if asked.level != asked.place.body.level {
        let mut filters = query.filters.clone();
        filters.push(("lies".into(), above));
        counts.insert(None, ctx.find(tx, Query { filters, ..query })?.total as i64);
    }
    Ok((found.total as i64, counts))
}

/// The currencies of some sums, that of the most projects first.
fn currencies(sums: &[Sum]) -> Vec<String> {
    let mut of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for sum in sums {
        of.entry(&sum.currency).or_default().insert(&sum.project);
    }
    let mut order: Vec<(&str, usize)> = of.into_iter().map(|(currency, projects)| (currency, projects.len())).collect();
    order.sort_by_key(|(currency, projects)| (std::cmp::Reverse(*projects), *currency));
    order.into_iter().map(|(currency, _)| currency.to_owned()).collect()
}

/// What is said in one currency of the projects in each unit. Of each project the last word counts. The money of a project
/// in several units is not divided by guess: it stands under no unit.
fn in_units(sums: &[Sum], currency: &str) -> HashMap<Option<String>, Total> {
    let mut of_project: BTreeMap<&str, Vec<&Sum>> = BTreeMap::new();
    for sum in sums.iter().filter(|sum| sum.currency == currency) {
        of_project.entry(&sum.project).or_default().push(sum);
    }
    let mut units: HashMap<Option<String>, Vec<Body>> = HashMap::new();
    for rows in of_project.values() {
        let lies_in: BTreeSet<&Option<String>> = rows.iter().map(|sum| &sum.unit).collect();
        let unit = match lies_in.iter().collect::<Vec<_>>()[..] {
            [only] => (*only).clone(),
            _ => None,
        };
        units.entry(unit).or_default().extend(last_word(rows).into_iter().map(|sum| Body {
            qualifier: sum.qualifier,
            value: sum.value.clone(),
            currency: Some(sum.currency.clone()),
            ..Body::default()
        }));
    }
    units.into_iter().filter_map(|(unit, parts)| Some((unit, figure::total(&parts)?))).collect()
}

fn value(page: &Page, money: bool, amount: &Amount) -> String {
    match (&amount.money, money) {
        (Some(shown), true) => shown.label.clone(),
        (None, true) => page.t("portal-map-no-money"),
        _ => page.n("project-count", &amount.projects),
    }
}

/// Areas below, circles above them.
fn picture(page: &Page, money: bool, rows: &[(UnitShown, Unit)], ground: Option<Area>) -> Option<Picture> {
    let drawn = rows.iter().map(|(shown, unit)| Drawn {
        area: unit.area.as_ref(),
        point: unit.point,
        size: f64::try_from(shown.amount.size).unwrap_or_default(),
    });
    let plan = plan(&drawn.collect::<Vec<_>>(), &ground.iter().collect::<Vec<_>>())?;
    let shape = |unit: usize, path: String| Shape { unit, path, x: 0, y: 0, r: 0, text: String::new() };
    let circles = plan.circles.into_iter().map(|circle| {
        let shown = circle.roomy() && !money;
        let text = if shown { page.number(&rows[circle.unit].0.amount.projects) } else { String::new() };
        Shape { x: circle.x, y: circle.y, r: circle.r, text, ..shape(circle.unit, String::new()) }
    });
    Some(Picture {
        width: plan.width,
        height: plan.height,
        ground: plan.ground.into_iter().next(),
        areas: plan.areas.into_iter().map(|(unit, path)| shape(unit, path)).collect(),
        circles: circles.collect(),
    })
}

/// The same as GeoJSON. A unit that nobody knows the place of has no geometry.
fn features(view: &MapView) -> Value {
    let feature = |unit: &UnitShown| {
        let point = unit.lon.zip(unit.lat).and_then(|(lon, lat)| {
            let number = |micro: i64| degrees(micro).parse::<f64>().ok();
            Some(json!({"type": "Point", "coordinates": [number(lon)?, number(lat)?]}))
        });
        let area = unit.area.as_ref().map(|area| json!({"type": "MultiPolygon", "coordinates": area.coordinates()}));
        json!({
            "type": "Feature",
            "id": unit.record.id,
            "geometry": area.or(point),
            "properties": {
                "code": unit.record.id,
                "name": unit.record.label,
                "level": view.level,
                "url": unit.record.url,
                "projects": unit.amount.projects,
                "money": unit.amount.money.as_ref().and_then(|money| money.value.clone()),
                "qualifier": unit.amount.money.as_ref().map(|money| money.qualifier),
                "currency": unit.amount.money.as_ref().and(view.currency.clone()),
            },
        })
    };
    json!({
        "type": "FeatureCollection",
        "features": view.units.iter().map(feature).collect::<Vec<_>>(),
        "attribution": view.attribution,
        "place": view.place,
        "as_of": view.as_of,
        "total": view.total,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Qualifier;

    fn sum(project: &str, unit: Option<&str>, currency: &str, said: (Qualifier, &str, &str, &str)) -> Sum {
        let (qualifier, value, source, day) = said;
        Sum {
            project: project.into(),
            figure: format!("{project}-{value}-{source}"),
            unit: unit.map(str::to_owned),
            currency: currency.into(),
            qualifier,
            value: Some(value.into()),
            source: Some(source.into()),
            day: day.into(),
        }
    }

    #[test]
    fn money_is_added_as_far_as_it_is_one_money() {
        use Qualifier::{About, AtLeast, AtMost, Exact};
        let sums = [
            // Said again a year later: the last word counts.
            sum("a", Some("x"), "USD", (About, "60", "rada", "2018-11-01")),
            sum("a", Some("x"), "USD", (Exact, "325", "sva", "2024-01-01")),
            // Two parts of one source, and what another says of the same day.
            sum("b", Some("x"), "USD", (Exact, "10", "s", "2020-01-01")),
            sum("b", Some("x"), "USD", (About, "5", "s", "2020-01-01")),
            sum("b", Some("x"), "USD", (Exact, "14", "r", "2020-01-01")),
            // In two units: not divided.
            sum("c", Some("x"), "USD", (Exact, "7", "s", "")),
            sum("c", Some("y"), "USD", (Exact, "7", "s", "")),
            // From four to five is one sum.
            sum("d", Some("y"), "UAH", (AtLeast, "4", "s", "")),
            sum("d", Some("y"), "UAH", (AtMost, "5", "s", "")),
        ];
        let said = |currency: &str, unit: Option<&str>| {
            let total = in_units(&sums, currency).remove(&unit.map(str::to_owned))?;
            Some((total.qualifier, total.value.to_string()))
        };
        assert_eq!(said("USD", Some("x")), Some((About, "340".into())));
        assert_eq!(said("USD", Some("y")), None);
        assert_eq!(said("USD", None), Some((Exact, "7".into())));
        assert_eq!(said("UAH", Some("y")), Some((AtLeast, "4".into())));
        assert_eq!(currencies(&sums), ["USD", "UAH"]);
    }
}
