//! Who does what, where, when and for whom (5W) of projects and of what was delivered on needs, as a table with HXL hashtags.
//!
//! A project stands once for each of its places and sectors, a delivery once. What must not be counted twice (the budget,
//! people) stands only in the first row of its project or need, so a column may be added up. What is unknown is empty; a
//! number of people below ten is never told.

use std::collections::{BTreeSet, HashMap};

use axum::http::StatusCode;
use dotyk_db::Tx;
use dotyk_match::{Order, Query};
use jiff::civil::Date;

use super::vocabulary::Money;
use crate::access::{Kind, Ref};
use crate::figure::{self, Figure, Maturity};
use crate::journal::pattern;
use crate::need::{self, Need};
use crate::office::{self, Office};
use crate::place::{self, Level, Place};
use crate::project::store::{self as projects, Filter};
use crate::project::{Project, Role, Stage};
use crate::text::When;
use crate::web::hxl::{Tagged, column};
use crate::web::{Answer, BATCH, Cell, Ctx, Face, Known, Labels, Page, Problem, Record, Reply, Sheet, behind, find};

/// A row of the table.
type Row = Tagged<Line>;

/// One activity in one place and sector.
#[derive(Clone)]
struct Line {
    /// `project` or `delivery`
    what: &'static str,
    /// The project or the need.
    record: Record,
    funding: Vec<Record>,
    implementing: Vec<Record>,
    receiver: Option<Record>,
    sector: Option<String>,
    crisis: Option<String>,
    /// Codes and names of oblast, raion, hromada and settlement.
    units: [(Cell, Cell); 4],
    place: Option<Record>,
    start: Option<When>,
    end: Option<When>,
    /// The word of the state, and the prefix of the messages that say it.
    status: (&'static str, &'static str),
    whom: Option<String>,
    targeted: Option<String>,
    reached: Option<String>,
    affected: Option<i64>,
    value: Option<(String, String)>,
    /// How the value is meant.
    qualifier: &'static str,
    item: Option<String>,
    unit: &'static str,
    quantity: Option<String>,
}

impl Line {
    fn new(what: &'static str, record: Record) -> Line {
        Line {
            what,
            record,
            funding: Vec::new(),
            implementing: Vec::new(),
            receiver: None,
            sector: None,
            crisis: None,
            units: [(); 4].map(|()| (Cell::Empty, Cell::Empty)),
            place: None,
            start: None,
            end: None,
            status: ("", ""),
            whom: None,
            targeted: None,
            reached: None,
            affected: None,
            value: None,
            qualifier: "",
            item: None,
            unit: "",
            quantity: None,
        }
    }
}

macro_rules! hxl {
    ($($column:tt)*) => { column!(Line, $($column)*) };
}

fn number(text: &Option<String>) -> Cell {
    text.clone().map_or(Cell::Empty, Cell::Number)
}

/// Who does it: those whom the register knows. Names in words stay with the office: people write telephone numbers there.
fn doers(line: &Line) -> Cell {
    Cell::labels(&line.implementing)
}

/// The table. Its second row holds the hashtags.
const TABLE: Sheet<Row> = Sheet {
    name: "5w-hxl",
    columns: &[
        hxl!("kind", "exchange-hxl-kind", 12, "#activity+type", |row| Cell::word("exchange-hxl-", row.what)),
        hxl!("id", "web-column-id", 38, "#activity+id", |row| Cell::text(&row.record.id)),
        hxl!("activity", "exchange-hxl-activity", 50, "#activity+name", |row| Cell::text(&row.record.label)),
        hxl!("funding", "exchange-hxl-funding", 36, "#org+funding", |row| Cell::labels(&row.funding)),
        hxl!("implementing", "exchange-hxl-implementing", 36, "#org+impl", doers),
        hxl!("receiver", "exchange-hxl-receiver", 36, "#org+beneficiary", |row| Cell::label(&row.receiver)),
        hxl!("sector", "need-sector", 12, "#sector+code+v_dac", |row| Cell::maybe(&row.sector)),
        hxl!("emergency", "need-emergency", 18, "#crisis+code", |row| Cell::maybe(&row.crisis)),
        hxl!("adm1_code", "need-column-adm1", 12, "#adm1+code", |row| row.units[0].0.clone()),
        hxl!("adm1", "need-column-adm1", 24, "#adm1+name", |row| row.units[0].1.clone()),
        hxl!("adm2_code", "need-column-adm2", 12, "#adm2+code", |row| row.units[1].0.clone()),
        hxl!("adm2", "need-column-adm2", 24, "#adm2+name", |row| row.units[1].1.clone()),
        hxl!("adm3_code", "need-column-adm3", 12, "#adm3+code", |row| row.units[2].0.clone()),
        hxl!("adm3", "need-column-adm3", 24, "#adm3+name", |row| row.units[2].1.clone()),
        hxl!("adm4_code", "exchange-hxl-adm4", 14, "#adm4+code", |row| row.units[3].0.clone()),
        hxl!("adm4", "exchange-hxl-adm4", 24, "#adm4+name", |row| row.units[3].1.clone()),
        hxl!("place", "need-column-place-id", 22, "#loc+code+v_katottg", |row| {
            row.place.as_ref().map_or(Cell::Empty, |place| Cell::text(&place.id))
        }),
        hxl!("place_name", "web-kind-place", 26, "#loc+name", |row| Cell::label(&row.place)),
        hxl!("start", "exchange-hxl-start", 14, "#date+start", |row| Cell::date(&row.start)),
        hxl!("end", "exchange-hxl-end", 14, "#date+end", |row| Cell::date(&row.end)),
        hxl!("status", "exchange-hxl-status", 16, "#status+code", |row| Cell::word(row.status.0, row.status.1)),
        hxl!("whom", "exchange-hxl-whom", 30, "#beneficiary+type", |row| Cell::maybe(&row.whom)),
        hxl!("affected", "exchange-hxl-affected", 12, "#affected+ind", |row| Cell::whole(row.affected)),
        hxl!("targeted", "exchange-hxl-targeted", 12, "#targeted+ind", |row| number(&row.targeted)),
        hxl!("reached", "exchange-hxl-reached", 12, "#reached+ind", |row| number(&row.reached)),
        hxl!("item", "need-field-item", 40, "#item+name", |row| Cell::maybe(&row.item)),
        hxl!("quantity", "need-field-quantity", 12, "#item+num+delivered", |row| number(&row.quantity)),
        hxl!("unit", "need-field-unit", 14, "#item+unit", |row| Cell::text(row.unit)),
        hxl!("value", "exchange-hxl-value", 16, "#value", |row| {
            row.value.as_ref().map_or(Cell::Empty, |(value, _)| Cell::Number(value.clone()))
        }),
        hxl!("currency", "need-field-currency", 10, "#currency+code", |row| {
            row.value.as_ref().map_or(Cell::Empty, |(_, currency)| Cell::text(currency))
        }),
        hxl!("qualifier", "exchange-hxl-qualifier", 12, "#meta+value+qualifier", |row| {
            Cell::word("figure-qualifier-", row.qualifier)
        }),
        hxl!("url", "web-column-url", 40, "#meta+url", |row| Cell::Link(row.record.url.clone())),
    ],
    points: None,
};

/// Where the table goes on.
enum At {
    Projects(String, String),
    Needs(usize),
}

/// What the table is narrowed to.
struct Asked {
    place: Option<String>,
    sector: Option<String>,
}

/// All of it, in batches.
pub fn five_w(ctx: &Ctx, tx: &mut Tx) -> Answer {
    match ctx.face {
        Face::Csv | Face::Xlsx => {}
        Face::Html => return Ok(Reply::redirect(StatusCode::TEMPORARY_REDIRECT, format!("{}.csv", ctx.url(&ctx.path)))),
        _ => return Err(Problem::NoSuchForm(ctx.face.suffix().to_owned())),
    }
    let place = match ctx.query("place") {
        Some(key) => Some(ctx.refer(tx, &format!("place:{key}"))?.id),
        None => None,
    };
    let asked = Asked { place, sector: ctx.query("sector").map(str::to_owned) };
    let needs = need_ids(ctx, tx, &asked)?;
    let office = office::store::find(tx, &ctx.actor.office)?;
    let page = ctx.page(ctx.t("exchange-hxl-title"));
    let mut known = Known::default();
    TABLE.send(ctx, tx, &page, |tx, at: Option<At>| {
        let mut rows: Vec<Row> = at.is_none().then_some(Row::Tags).into_iter().collect();
        let (lines, next) = match at.unwrap_or_else(|| At::Projects(String::new(), String::new())) {
            At::Projects(key, id) => of_projects(ctx, tx, &page, &office, &mut known, &asked, (&key, &id))?,
            At::Needs(from) => of_needs(ctx, tx, &page, &mut known, &needs, from)?,
        };
        rows.extend(lines.into_iter().map(Row::line));
        Ok((rows, next))
    })
}

/// The needs that the visitor may see.
fn need_ids(ctx: &Ctx, tx: &mut Tx, asked: &Asked) -> Result<Vec<String>, Problem> {
    let filters = [("place", &asked.place), ("sector", &asked.sector)];
    let filters = filters.into_iter().filter_map(|(name, value)| Some((name.to_owned(), vec![value.clone()?])));
    let query = Query {
        kind: Some(Kind::Need.word().into()),
        filters: filters.collect(),
        limit: u32::MAX as usize,
        order: Order::Title,
        ..Query::default()
    };
    let found = ctx.find(tx, query)?;
    Ok(found.hits.iter().filter_map(|hit| find::record(&hit.key)).map(|record| record.id).collect())
}

fn of_projects(
    ctx: &Ctx,
    tx: &mut Tx,
    page: &Page,
    office: &Office,
    known: &mut Known,
    asked: &Asked,
    after: (&str, &str),
) -> Result<(Vec<Line>, Option<At>), Problem> {
    let (visible, day) = (ctx.actor.visible(Kind::Project), ctx.day()?);
    let filter = Filter {
        direction: None,
        stage: None,
        place: asked.place.clone(),
        organisation: None,
        sector: asked.sector.clone(),
        search: pattern(None),
    };
    let listed = projects::page(tx, &visible, &filter, day, after, BATCH)?;
    let next = behind(&listed, |row| (row.sort_key.clone(), row.one.head.id.clone()));
    let next = next.map_or(At::Needs(0), |(key, id)| At::Projects(key, id));
    let ids: Vec<String> = listed.into_iter().map(|row| row.one.head.id).collect();
    let told = projects::told(tx, &office.id, &ids)?;
    let refs: Vec<Ref> = ids.iter().map(|id| Ref::new(Kind::Project, id)).collect();
    let mut figures: HashMap<String, Vec<Figure>> = HashMap::new();
    for figure in figure::store::of_subjects(tx, &office.id, day, &refs)? {
        figures.entry(figure.subject.id.clone()).or_default().push(figure);
    }
    let codes: BTreeSet<String> = told.iter().flat_map(|project| project.body.places.clone()).collect();
    let codes: Vec<String> = codes.into_iter().collect();
    let units = place::units(ctx, tx, &codes)?;
    let mut wanted: Vec<Ref> = codes.iter().map(|code| Ref::new(Kind::Place, code)).collect();
    let parties = told.iter().flat_map(|project| &project.body.parties);
    wanted.extend(parties.map(|party| Ref::new(Kind::Organisation, &party.organisation)));
    let labels = known.ask(ctx, tx, &wanted)?;
    let lines = told.iter().flat_map(|project| {
        let own = figures.get(&project.head.id).map_or(&[][..], Vec::as_slice);
        project_lines(ctx, page, office, labels, &units, project, own, day)
    });
    Ok((lines.collect(), Some(next)))
}

/// The units in which a place lies.
fn lies(ctx: &Ctx, units: &HashMap<String, Vec<Place>>, code: Option<&String>) -> [(Cell, Cell); 4] {
    let lies = code.and_then(|code| units.get(code)).map(Vec::as_slice).unwrap_or_default();
    [Level::Oblast, Level::Raion, Level::Hromada, Level::Settlement].map(|level| place::unit(ctx, lies, level))
}

#[expect(clippy::too_many_arguments, reason = "everything that a row of the table speaks of")]
fn project_lines(
    ctx: &Ctx,
    page: &Page,
    office: &Office,
    labels: &Labels,
    units: &HashMap<String, Vec<Place>>,
    project: &Project,
    figures: &[Figure],
    day: Date,
) -> Vec<Line> {
    let b = &project.body;
    let parties = |role: Role| -> Vec<Record> {
        let of = b.parties.iter().filter(|party| party.role == role);
        page.records(labels, &of.map(|party| Ref::new(Kind::Organisation, &party.organisation)).collect::<Vec<_>>())
    };
    let record = Record {
        kind: Kind::Project,
        id: project.head.id.clone(),
        url: page.url(&format!("/projects/{}", project.head.slug)),
        label: page.lang.of(&b.title_uk, &b.title_en).to_owned(),
    };
    let begun = |stage: Stage| {
        let rows = b.stages.iter().filter(move |row| row.stage == stage && row.date.is_some());
        rows.filter(|row| row.date.as_ref().is_some_and(|date| date.first() <= day)).map(|row| row.date.clone())
    };
    let whole = Line {
        funding: parties(Role::Funder),
        implementing: parties(Role::Implementer),
        receiver: parties(Role::Recipient).into_iter().next(),
        start: begun(Stage::Implementing).next().flatten(),
        end: begun(Stage::Completed).next_back().flatten(),
        status: ("project-stage-", b.stage_on(day).map_or("", |row| row.stage.word())),
        ..Line::new("project", record)
    };
    let places: Vec<Option<&String>> = if b.places.is_empty() { vec![None] } else { b.places.iter().map(Some).collect() };
    let sectors: Vec<Option<String>> =
        if b.sectors.is_empty() { vec![None] } else { b.sectors.iter().map(|sector| Some(sector.code.clone())).collect() };
    let mut lines: Vec<Line> = Vec::with_capacity(places.len() * sectors.len());
    for code in places {
        for sector in &sectors {
            let place = code.and_then(|code| page.record(labels, &Ref::new(Kind::Place, code)));
            lines.push(Line { sector: sector.clone(), units: lies(ctx, units, code), place, ..whole.clone() });
        }
    }
    if let Some(first) = lines.first_mut() {
        tell_numbers(first, office, figures, day);
    }
    lines
}

/// What stands only in the first row of a project: its budget and its people, as far as a figure of the whole says so.
fn tell_numbers(line: &mut Line, office: &Office, figures: &[Figure], day: Date) {
    let said = |figure: &&Figure| {
        let b = &figure.body;
        b.per.is_none() && b.place.is_none() && b.as_of.as_ref().is_none_or(|date| date.first() <= day)
    };
    let latest = |which: &dyn Fn(&Figure) -> bool| {
        figures
            .iter()
            .filter(said)
            .filter(|figure| which(figure))
            .max_by_key(|figure| figure.body.as_of.as_ref().map(When::first))
    };
    let measure = |figure: &Figure| office.measure(&figure.body.measure);
    let budget = latest(&|figure| measure(figure).and_then(Money::of) == Some(Money::Budget) && figure.body.value.is_some());
    if let Some(figure) = budget {
        line.value = figure.body.value.clone().zip(figure.body.currency.clone());
        line.qualifier = figure.body.qualifier.word();
    }
    let people = |delivered: bool| {
        let of = move |figure: &Figure| {
            let counted = measure(figure).is_some_and(|measure| measure.unit == "person");
            counted && (figure.body.maturity == Some(Maturity::Delivered)) == delivered
        };
        let few = |figure: &&Figure| figure.body.number().is_some_and(|number| number >= need::FEW.into());
        latest(&of).filter(few).and_then(|figure| figure.body.value.clone())
    };
    line.reached = people(true);
    line.targeted = people(false);
}

fn of_needs(
    ctx: &Ctx,
    tx: &mut Tx,
    page: &Page,
    known: &mut Known,
    ids: &[String],
    from: usize,
) -> Result<(Vec<Line>, Option<At>), Problem> {
    let day = ctx.day()?;
    let batch = &ids[from.min(ids.len())..(from + BATCH as usize).min(ids.len())];
    let mut needs = need::store::by_ids(tx, &ctx.actor.office, batch)?;
    needs.retain(|need| need.body.delivered_on(day).next().is_some());
    let codes: BTreeSet<String> = needs.iter().filter_map(|need| need.body.place.clone()).collect();
    let units = place::units(ctx, tx, &codes.into_iter().collect::<Vec<_>>())?;
    let wanted: Vec<Ref> = needs.iter().flat_map(|need| need::refs(&need.body)).collect();
    let labels = known.ask(ctx, tx, &wanted)?;
    let lines = needs.iter().flat_map(|need| delivery_lines(ctx, page, labels, &units, need, day));
    let next = from + batch.len();
    Ok((lines.collect(), (next < ids.len()).then_some(At::Needs(next))))
}

/// Each delivery of a need, as it is declared, confirmed or disputed.
fn delivery_lines(
    ctx: &Ctx,
    page: &Page,
    labels: &Labels,
    units: &HashMap<String, Vec<Place>>,
    need: &Need,
    day: Date,
) -> Vec<Line> {
    let b = &need.body;
    let organisation = |id: &Option<String>| id.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id)));
    let record = Record {
        kind: Kind::Need,
        id: need.head.id.clone(),
        url: page.url(&format!("/needs/{}", need.head.slug)),
        label: page.lang.of(&b.title_uk, &b.title_en).to_owned(),
    };
    let whole = Line {
        receiver: organisation(&b.organisation),
        sector: b.sector.clone(),
        crisis: b.emergency.clone(),
        units: lies(ctx, units, b.place.as_ref()),
        place: b.place.as_ref().and_then(|code| page.record(labels, &Ref::new(Kind::Place, code))),
        whom: page.lang.pick(&b.whom_uk, &b.whom_en).map(|(text, _)| text.to_owned()),
        ..Line::new("delivery", record)
    };
    let mut lines: Vec<Line> = b
        .delivered_on(day)
        .map(|delivery| {
            let line = b.lines.iter().find(|line| line.id == delivery.line);
            let promise = delivery.promise.and_then(|id| b.promises.iter().find(|promise| promise.id == id));
            let word = b.word_on(delivery.id, day);
            let (status, quantity) = match word {
                None => ("declared", Some(&delivery.quantity)),
                Some(word) if word.dispute.is_some() => ("disputed", None),
                Some(word) => ("confirmed", word.quantity.as_ref().or(Some(&delivery.quantity))),
            };
            Line {
                implementing: promise.and_then(|promise| organisation(&promise.organisation)).into_iter().collect(),
                start: Some(delivery.date.clone()),
                end: word.filter(|word| word.dispute.is_none()).map(|word| word.date.clone()),
                status: ("exchange-hxl-", status),
                item: line.map(|line| page.lang.of(&line.item_uk, &line.item_en).to_owned()),
                unit: line.map_or("", |line| line.unit.word()),
                quantity: quantity.cloned(),
                ..whole.clone()
            }
        })
        .collect();
    if let Some(first) = lines.first_mut() {
        first.affected = b.people.filter(|people| *people >= need::FEW);
    }
    lines
}
