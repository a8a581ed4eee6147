//! The addresses of reports.

use dotyk_db::Tx;
use jiff::civil::Date;
use std::collections::HashSet;
use std::sync::Arc;

use super::document::{document, sheet};
use super::gather::{self, Gathered};
use super::model::{Happened, Rules, Stands, Sum};
use super::period::{Part, Period};
use super::store::{self, Opened, Scope};
use super::tell::{self, Teller};
use super::view::{self, Beside, ChangesView, IndexView, Item, Offers, RecordsView, ReportView, Row, SummaryView};
use super::{frozen, map, picture, ranking};
use crate::access::{Action, Kind, Ref};
use crate::figure::{self, Figure};
use crate::journal;
use crate::office::{self, Office};
use crate::text::When;
use crate::web::deed::What;
use crate::web::sheet::book;
use crate::web::{Answer, Cell, Ctx, Face, PAGE_ROWS, Page, Problem, Record, Reply, Routes, paper, refuse};

/// So many years back are offered to begin with.
const YEARS: i16 = 8;
/// What one page shows of key figures and steps.
const ON_ONE_PAGE: usize = 6;

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/reports", Kind::Report, Action::Read, index)
        .about(&view::INDEX)
        .get("/reports/rules", Kind::Report, Action::Edit, ranking::page)
        .post("/reports/rules", Kind::Report, Action::Edit, ranking::save)
        .get("/reports/{period}", Kind::Report, Action::Read, report)
        .about(&view::REPORT)
        .get("/reports/{period}/summary", Kind::Report, Action::Read, summary)
        .about(&view::SUMMARY)
        .get("/reports/{period}/records", Kind::Report, Action::Read, records)
        .about(&view::OPENED)
        .get("/reports/{period}/changes", Kind::Report, Action::Read, changes)
        .about(&view::CHANGES)
        .post("/reports/{period}/choices", Kind::Report, Action::Edit, ranking::choose)
}

/// The period that the form asks for: as it is written, or from one day until another.
fn wanted(ctx: &Ctx) -> Result<Option<Period>, Problem> {
    let text = match (ctx.query("period"), ctx.query("from"), ctx.query("until")) {
        (Some(period), ..) => period.trim().to_owned(),
        (None, Some(from), Some(until)) => format!("{from}..{until}"),
        (None, Some(day), None) | (None, None, Some(day)) => day.to_owned(),
        (None, None, None) => return Ok(None),
    };
    Period::parse(&text).map(Some).ok_or_else(|| Problem::bad("web-bad-query", text))
}

fn index(ctx: &Ctx, tx: &mut Tx) -> Answer {
    if let Some(period) = wanted(ctx)? {
        return Reply::see(ctx, &format!("/reports/{}", period.text));
    }
    let rules = store::rules(tx, &ctx.actor.office)?;
    let page = ctx.page(ctx.t("report-title"));
    // The office's own day says of when there is most to tell.
    let last = rules.as_of.as_ref().and_then(|day| day.parse().ok()).unwrap_or_else(|| ctx.today()).year();
    let period = |year: i16| {
        let period = Period::parse(&year.to_string())?;
        Some((period.text.clone(), tell::name(&page, &period), page.url(&format!("/reports/{}", period.text))))
    };
    let periods = (0..YEARS).filter_map(|back| period(last - back)).collect();
    Reply::view(ctx, &IndexView { periods, page })
}

/// Reads what a report is of.
pub fn scope(ctx: &Ctx, tx: &mut Tx, office: &Office, rules: &Rules) -> Result<Scope, Problem> {
    let period = refuse(Period::parse(ctx.param("period")))?;
    let as_of = ctx.as_of()?.unwrap_or_else(|| rules.day(&period, ctx.today()));
    if as_of < period.from {
        return Err(Problem::bad("report-not-begun", period.text));
    }
    let direction = ctx.query("direction").map(str::to_owned);
    if let Some(unknown) = direction.as_ref().filter(|slug| office.direction(slug).is_none() && *slug != "none") {
        return Err(Problem::bad("web-bad-query", unknown));
    }
    Ok(Scope {
        funder: named(ctx, tx, "funder", "organisation")?,
        place: named(ctx, tx, "place", "place")?,
        period,
        as_of,
        direction,
    })
}

/// The id of what a parameter names.
fn named(ctx: &Ctx, tx: &mut Tx, name: &str, kind: &str) -> Result<Option<String>, Problem> {
    let Some(key) = ctx.query(name) else { return Ok(None) };
    let found = ctx.refers(tx, &[format!("{kind}:{key}")])?.into_values().next();
    found.map(|found| Some(found.id)).ok_or_else(|| Problem::bad("web-bad-query", key))
}

/// What a report is of, in words: the parameter and the name.
fn of(ctx: &Ctx, tx: &mut Tx, page: &Page, office: &Office, scope: &Scope) -> Result<Vec<(&'static str, String)>, Problem> {
    let mut of = Vec::new();
    if let Some(direction) = scope.direction.as_ref().and_then(|slug| office.direction(slug)) {
        of.push(("direction", page.lang.of(&direction.name_uk, &direction.name_en).to_owned()));
    }
    let refs: Vec<Ref> = [(Kind::Organisation, &scope.funder), (Kind::Place, &scope.place)]
        .into_iter()
        .filter_map(|(kind, id)| Some(Ref::new(kind, id.as_ref()?)))
        .collect();
    let labels = gather::labels(ctx, tx, scope, &refs)?;
    let name = |kind: Kind| if kind == Kind::Place { "place" } else { "funder" };
    of.extend(page.records(&labels, &refs).into_iter().map(|record| (name(record.kind), record.label)));
    Ok(of)
}

/// What the visitor asked with, apart from how much of it is shown.
fn question(ctx: &Ctx) -> Vec<(String, String)> {
    let asked = view::ASKED.iter().filter_map(|name| Some(((*name).to_owned(), ctx.query(name)?.to_owned())));
    asked.collect()
}

fn title(page: &Page, label: &str, of: &[(&str, String)]) -> String {
    let mut title = page.t1("report-of", "period", label);
    for (_, name) in of {
        title.push_str(": ");
        title.push_str(name);
    }
    title
}

/// The report with all that a page shows of it.
fn told<'c>(ctx: &'c Ctx, tx: &mut Tx) -> Result<ReportView<'c>, Problem> {
    let office = office::store::find(tx, &ctx.actor.office)?;
    let rules = store::rules(tx, &office.id)?;
    let scope = scope(ctx, tx, &office, &rules)?;
    if scope.direction.as_deref() == Some("none") {
        return Err(Problem::bad("web-bad-query", "none"));
    }
    let gathered = gather::gather(ctx, tx, &office, &scope)?;
    let mut page = ctx.page(String::new());
    let of = of(ctx, tx, &page, &office, &scope)?;
    let label = tell::name(&page, &scope.period);
    page.title = title(&page, &label, &of);
    let teller = Teller::new(ctx, tx, (&page, &office), (&scope, &rules), &gathered)?;
    let with = beside(ctx, tx, &teller)?;
    let directions = teller.all_directions();
    let (overdue, next) = teller.late_and_next();
    let money = teller.money(&gathered.money);
    let places = teller.places();
    let drawn = matches!(ctx.face, Face::Html | Face::Docx | Face::Pdf);
    let map = if drawn { map::map(tx, &page, &office, &places)? } else { None };
    let mut view = ReportView {
        period: scope.period.text.clone(),
        as_of: scope.as_of.to_string(),
        fingerprint: String::new(),
        content: String::new(),
        position: gathered.position,
        version: env!("CARGO_PKG_VERSION"),
        lang: page.lang.to_string(),
        question: question(ctx),
        figures: teller.key_figures(),
        counts: teller.counts(None),
        shared: teller.shared(),
        achievements: teller.achievements(None),
        hidden: teller.hidden(),
        picture: picture::directions(&page, &directions),
        map,
        offers: offers(&page, &office, &scope.period, (&money, &places), &chosen(ctx, &of)),
        directions,
        all_money: teller.money(&gathered.all_money),
        money,
        places,
        overdue,
        next,
        with,
        abridged: gathered.few.is_none(),
        may_choose: ctx.actor.ever(Kind::Report, Action::Edit).is_ok(),
        of,
        label,
        page: ctx.page(page.title.clone()),
    };
    frozen::seal(&mut view)?;
    Ok(view)
}

/// Who pays and which place was chosen: the parameter, its value and its name.
fn chosen<'o>(ctx: &Ctx, of: &'o [(&'static str, String)]) -> Vec<(&'static str, String, &'o str)> {
    of.iter().filter_map(|(name, label)| Some((*name, ctx.query(name)?.to_owned(), label.as_str()))).collect()
}

fn offers(
    page: &Page,
    office: &Office,
    period: &Period,
    (money, places): (&[view::Money], &[view::PlaceShown]),
    chosen: &[(&'static str, String, &str)],
) -> Offers {
    let key = |record: &Record| record.url.rsplit('/').next().unwrap_or_default().to_owned();
    // What was chosen is offered by its name, also where the report says nothing of it.
    let offered = |name: &str, mut known: Vec<(String, String)>| {
        known.dedup();
        for (_, value, label) in chosen.iter().filter(|(of, ..)| *of == name) {
            if !known.iter().any(|(key, _)| key == value) {
                known.insert(0, (value.clone(), (*label).to_owned()));
            }
        }
        known
    };
    let funders: Vec<(String, String)> =
        money.iter().filter_map(|one| one.funder.as_ref()).map(|funder| (key(funder), funder.label.clone())).collect();
    let places = places.iter().map(|one| (one.record.id.clone(), one.record.label.clone())).collect();
    let directions = office.directions.iter();
    Offers {
        directions: directions.map(|one| (one.slug.clone(), page.lang.of(&one.name_uk, &one.name_en).to_owned())).collect(),
        days: (period.from.to_string(), period.until.to_string()),
        funders: offered("funder", funders),
        places: offered("place", places),
    }
}

/// The other period of `?with=`, read from as far away as this one.
fn beside(ctx: &Ctx, tx: &mut Tx, mine: &Teller) -> Result<Option<Beside>, Problem> {
    let Some(text) = ctx.query("with") else { return Ok(None) };
    let period = Period::parse(text).ok_or_else(|| Problem::bad("web-bad-query", text))?;
    let as_of = mine.scope.period.alike(mine.scope.as_of, &period);
    let scope = Scope { period, as_of, ..mine.scope.clone() };
    let gathered = gather::gather(ctx, tx, mine.office, &scope)?;
    let theirs = Teller::new(ctx, tx, (mine.page, mine.office), (&scope, mine.rules), &gathered)?;
    let path = format!("/reports/{}", scope.period.text);
    Ok(Some(Beside {
        label: tell::name(mine.page, &scope.period),
        url: mine.page.carry(&path, &[("as-of", &as_of.to_string())], &["direction", "funder", "place"]),
        rows: mine.compared(&theirs),
        as_of: as_of.to_string(),
        period: scope.period.text,
    }))
}

fn report(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let view = told(ctx, tx)?;
    if ctx.wants_sheet() {
        return workbook(ctx, &view);
    }
    if is_paper(ctx) {
        return paper::answer(&ctx.face, &format!("report-{}-{}", view.period, view.lang), &document(&view, &ctx.office_name()));
    }
    Reply::view(ctx, &view)
}

fn is_paper(ctx: &Ctx) -> bool {
    matches!(ctx.face, Face::Docx | Face::Pdf)
}

/// The tables of a report that have rows, each as a sheet; and by what it is known.
fn workbook(ctx: &Ctx, view: &ReportView) -> Answer {
    let page = &view.page;
    let day: Date = view.as_of.parse().map_err(Problem::fault)?;
    let mut rows = rows(view);
    let tables = view::TABLES
        .iter()
        .map(|(word, name, columns)| (*name, *columns, rows.extract_if(.., |row| row.table == *word).collect::<Vec<Row>>()));
    let tables: Vec<_> = tables.filter(|(.., rows)| !rows.is_empty()).collect();
    let about = [
        (page.t("web-about-title"), Cell::text(&page.title)),
        (page.t("web-about-office"), Cell::text(ctx.office_name())),
        (page.t("web-about-address"), Cell::Link(page.data_url(""))),
        (page.t("web-about-day"), Cell::Date(When::day(day))),
        (page.t("report-fingerprint"), Cell::text(&view.fingerprint)),
    ];
    book(ctx, page, (&format!("report-{}-{}", view.period, view.lang), day, &view.line()), &tables, &about)
}

/// The rows of all tables of a report.
fn rows(view: &ReportView) -> Vec<Row> {
    let number = |table, direction: &str, number: &view::Number| Row {
        table,
        direction: direction.to_owned(),
        label: format!("{}: {}", number.measure_label, number.label),
        qualifier: Some(number.qualifier),
        value: number.value.clone(),
        unit: number.unit.clone(),
        stated: number.stated.clone(),
        recorded: number.recorded,
        note: number.difference.clone().unwrap_or_default(),
        date: number.as_of.clone(),
        source: number.source.clone(),
        url: number.url.clone(),
    };
    let plain = |table, direction: &str, record: &Record, note: String| Row {
        table,
        direction: direction.to_owned(),
        label: record.label.clone(),
        qualifier: None,
        value: None,
        unit: String::new(),
        stated: None,
        recorded: None,
        note,
        date: None,
        source: None,
        url: record.url.clone(),
    };
    let mut rows: Vec<Row> = view.figures.iter().map(|one| number("key", "", one)).collect();
    for direction in &view.directions {
        rows.extend(direction.achievements.iter().map(|one| {
            let said: Vec<&str> = one.reasons.iter().map(|reason| reason.said.as_str()).collect();
            let row = plain("achievements", &direction.name, &one.record, said.join("; "));
            Row { value: Some(one.score.clone()), date: one.date.clone(), source: one.sources.first().cloned(), ..row }
        }));
        rows.extend(direction.figures.iter().map(|one| number("figures", &direction.name, one)));
        rows.extend(direction.steps.iter().map(|step| {
            let note = view.page.word("step-state-", step.state);
            Row { date: step.due.clone(), ..plain("steps", &direction.name, &step.record, note) }
        }));
    }
    rows.extend(view.money.iter().map(|one| {
        let label = one.funder.as_ref().map_or_else(|| view.page.t("report-no-funder"), |funder| funder.label.clone());
        Row {
            table: "money",
            direction: String::new(),
            label,
            qualifier: Some(one.qualifier),
            value: Some(one.value.clone()),
            unit: one.currency.clone(),
            stated: None,
            recorded: None,
            note: one.converted.clone().unwrap_or_default(),
            date: None,
            source: None,
            url: one.url.clone(),
        }
    }));
    rows.extend(view.places.iter().map(|one| {
        let row = plain("places", "", &one.record, String::new());
        Row { value: Some(one.projects.to_string()), url: one.report.clone(), ..row }
    }));
    rows
}

fn summary(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let whole = told(ctx, tx)?;
    let path = format!("/reports/{}", whole.period);
    let few = |rows: Vec<crate::step::Row>| rows.into_iter().take(ON_ONE_PAGE).collect();
    let view = SummaryView {
        line: whole.line_of_summary(),
        whole: whole.page.carry(&path, &[], &view::ASKED),
        figures: whole.figures.into_iter().take(ON_ONE_PAGE).collect(),
        achievements: whole.achievements.into_iter().take(ON_ONE_PAGE).collect(),
        money: whole.all_money,
        overdue: few(whole.overdue),
        next: few(whole.next),
        counts: whole.counts,
        fingerprint: whole.fingerprint,
        period: whole.period,
        label: whole.label,
        as_of: whole.as_of,
        of: whole.of,
        page: whole.page,
    };
    if is_paper(ctx) {
        let name = format!("report-{}-summary-{}", view.period, view.page.lang);
        return paper::answer(&ctx.face, &name, &sheet(&view, &ctx.office_name()));
    }
    Reply::view(ctx, &view)
}

/// The records behind a number: what happened, or what is said of a measure.
fn records(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let office = office::store::find(tx, &ctx.actor.office)?;
    let rules = store::rules(tx, &office.id)?;
    let scope = scope(ctx, tx, &office, &rules)?;
    let part = word(ctx, "part", Part::parse)?;
    let mut page = ctx.page(String::new());
    let label = tell::name(&page, &scope.period);
    let (items, total, next, what) = match (ctx.query("measure"), ctx.query("price")) {
        (Some(measure), _) => said(ctx, tx, &page, &office, &scope, (measure, part))?,
        (None, Some(price)) => factors(ctx, tx, &page, &office, &scope, price)?,
        (None, None) => done(ctx, tx, &page, &office, &scope, part)?,
    };
    page.title = format!("{}: {what}", page.t1("report-of", "period", &label));
    let report = page.carry(&format!("/reports/{}", scope.period.text), &[], &view::ASKED[..4]);
    let title = page.title.clone();
    Reply::view(
        ctx,
        &RecordsView {
            page: ctx.page(title),
            period: scope.period.text.clone(),
            label,
            as_of: scope.as_of.to_string(),
            items,
            total,
            next,
            report,
        },
    )
}

fn word<T>(ctx: &Ctx, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    let Some(text) = ctx.query(name) else { return Ok(None) };
    parse(text).map(Some).ok_or_else(|| Problem::bad("web-bad-query", text))
}

type Opening = (Vec<Item>, i64, Option<String>, String);

/// Those to which something happened, page by page.
fn done(ctx: &Ctx, tx: &mut Tx, page: &Page, office: &Office, scope: &Scope, part: Option<Part>) -> Result<Opening, Problem> {
    let what = word(ctx, "what", What::parse)?;
    let kind = word(ctx, "kind", Kind::parse)?;
    let from = word(ctx, "after", |text| text.parse::<usize>().ok())?.unwrap_or_default();
    let gathered = all_directions(ctx, tx, office, scope)?;
    let stands = word(ctx, "agreements", Stands::parse)?;
    let mut seen: HashSet<&Ref> = HashSet::new();
    let fits = |one: &&Happened| {
        stands.is_none_or(|stands| gathered.agreements.get(&one.record) == Some(&stands))
            && what.is_none_or(|what| one.what == what)
            && kind.is_none_or(|kind| one.record.kind == kind)
            && part.is_none_or(|part| one.part == part)
            && scope.direction.as_ref().is_none_or(|slug| one.is_in(of_none(slug)))
    };
    let mut told: Vec<&Happened> = gathered.happened.iter().filter(fits).collect();
    // An agreement counts once, whatever happened to it.
    told.retain(|one| stands.is_none() || seen.insert(&one.record));
    let rows = &told[from.min(told.len())..from.saturating_add(PAGE_ROWS as usize).min(told.len())];
    let source = |(id, _): &(String, Option<String>)| Ref::new(Kind::Source, id);
    let refs: Vec<Ref> = rows.iter().flat_map(|one| one.sources.iter().map(source).chain([one.record.clone()])).collect();
    let labels = gather::labels(ctx, tx, scope, &refs)?;
    let item = |one: &&Happened| {
        let sources = one.sources.iter();
        Some(Item {
            record: page.record(&labels, &one.record)?,
            what: one.what.word(),
            said: String::new(),
            part: one.part.word(),
            date: one.date.clone(),
            members: Vec::new(),
            sources: sources.filter_map(|at| Some((page.record(&labels, &source(at))?, at.1.clone()))).collect(),
        })
    };
    let end = from.saturating_add(rows.len());
    let next = (end < told.len()).then(|| end.to_string());
    let words = what.map_or_else(|| page.t("report-what-all"), |what| page.word("report-what-", what.word()));
    Ok((rows.iter().filter_map(item).collect(), told.len() as i64, next, words))
}

/// The figures that a number counts, page by page.
fn said(
    ctx: &Ctx,
    tx: &mut Tx,
    page: &Page,
    office: &Office,
    scope: &Scope,
    (measure, part): (&str, Option<Part>),
) -> Result<Opening, Problem> {
    let known = office.measure(measure).ok_or_else(|| Problem::bad("web-bad-query", measure))?;
    let name = page.lang.of(&known.name_uk, &known.name_en).to_owned();
    let opened = Opened {
        measure: measure.to_owned(),
        currency: ctx.query("currency").map(str::to_owned),
        source: ctx.query("source").map(str::to_owned),
        part,
    };
    let after = ctx.query("after").unwrap_or_default();
    let (day, id) = after.split_once('~').unwrap_or_default();
    let mut rows = store::counted(tx, &office.id, scope, &opened, (day, id), PAGE_ROWS + 1)?;
    let full = rows.len() as i64 > PAGE_ROWS;
    rows.truncate(PAGE_ROWS as usize);
    let next = if full { rows.last().map(|one| format!("{}~{}", one.day, one.id)) } else { None };
    let ids: Vec<String> = rows.iter().map(|one| one.id.clone()).collect();
    let mut figures = figure::store::by_ids(tx, &office.id, &ids)?;
    figures.sort_by_cached_key(|figure| (figure::store::first_day(&figure.body), figure.id.clone()));
    let mut parts: Vec<(String, Part)> = rows.into_iter().map(|one| (one.id, one.part)).collect();
    let gathered = all_directions(ctx, tx, office, scope)?;
    if after.is_empty() {
        let beside = beside_projects(&gathered, scope, &opened);
        parts.extend(beside.iter().map(|(standing, figure)| (figure.id.clone(), standing.part)));
        figures.extend(beside.into_iter().map(|(_, figure)| figure.clone()));
    }
    let counted = |sum: &&Sum| opened.fits(&sum.measure, sum.currency.as_ref(), sum.source.as_ref(), sum.part);
    let sums = gathered.sums.get(&scope.direction.as_ref().map(|slug| of_none(slug).to_owned()));
    let total = sums.into_iter().flatten().filter(counted).map(|sum| sum.figures as i64).sum();
    let labels = gather::labels(ctx, tx, scope, &figure::refs(&figures))?;
    let shown = figure::show(page, office, &labels, &figures);
    let part = |id: &str| parts.iter().find(|(known, _)| known == id).map_or(Part::Within, |(_, part)| *part);
    Ok((shown.into_iter().filter_map(|shown| item(shown, &part)).collect(), total, next, name))
}

/// The figures that a computed price is made of: the unit price, and the units.
fn factors(ctx: &Ctx, tx: &mut Tx, page: &Page, office: &Office, scope: &Scope, price: &str) -> Result<Opening, Problem> {
    let gathered = all_directions(ctx, tx, office, scope)?;
    let few: Vec<&(store::Standing, Figure)> = gathered.few.iter().flatten().collect();
    let around: Vec<Figure> = few.iter().map(|(_, figure)| figure.clone()).collect();
    let price = around.iter().find(|figure| figure.id == price && figure.body.per.is_some());
    let price = refuse(price)?;
    let figures: Vec<Figure> = std::iter::once(price).chain(figure::units(price, &around)).cloned().collect();
    let labels = gather::labels(ctx, tx, scope, &figure::refs(&figures))?;
    let part = |id: &str| few.iter().find(|(standing, _)| standing.id == id).map_or(Part::Within, |(standing, _)| standing.part);
    let shown = figure::show(page, office, &labels, &figures);
    let name = shown.first().map(|shown| shown.measure_label.clone()).unwrap_or_default();
    let items: Vec<Item> = shown.into_iter().filter_map(|shown| item(shown, &part)).collect();
    Ok((items, figures.len() as i64, None, name))
}

/// A figure as a record that a number counts.
fn item(shown: figure::Shown, part: &impl Fn(&str) -> Part) -> Option<Item> {
    Some(Item {
        record: shown.subject?,
        what: "",
        said: shown.label,
        part: part(&shown.id).word(),
        date: shown.as_of,
        members: shown.members,
        sources: shown.source.map(|source| (source, shown.locator)).into_iter().collect(),
    })
}

/// What is gathered of all directions: its parts are told apart here, so that no direction is read for itself.
fn all_directions(ctx: &Ctx, tx: &mut Tx, office: &Office, scope: &Scope) -> Result<Arc<Gathered>, Problem> {
    gather::gather(ctx, tx, office, &Scope { direction: None, ..scope.clone() })
}

/// The slug of a direction; of what belongs to none it is empty.
fn of_none(slug: &str) -> &str {
    if slug == "none" { "" } else { slug }
}

/// Figures of records that are no projects, of which there are few.
fn beside_projects<'g>(gathered: &'g Gathered, scope: &Scope, opened: &Opened) -> Vec<&'g (store::Standing, Figure)> {
    let fits = |(standing, figure): &&(store::Standing, Figure)| {
        let b = &figure.body;
        standing.counted
            && scope.direction.as_ref().is_none_or(|slug| standing.is_in(of_none(slug)))
            && opened.fits(&b.measure, b.currency.as_ref(), b.source.as_ref(), standing.part)
    };
    gathered.beside.iter().filter(fits).collect()
}

/// Which records of a report were written since a position of the journal.
fn changes(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let office = office::store::find(tx, &ctx.actor.office)?;
    let rules = store::rules(tx, &office.id)?;
    let scope = scope(ctx, tx, &office, &rules)?;
    let since = word(ctx, "since", |text| text.parse::<i64>().ok().filter(|since| *since >= 0))?.unwrap_or_default();
    let gathered = gather::gather(ctx, tx, &office, &scope)?;
    let own = members(&gathered);
    let mut changed: Vec<Ref> = journal::changed_since(tx, &office.id, since)?;
    // A figure is told of by what it speaks of.
    let figures: Vec<String> = changed.iter().filter(|one| one.kind == Kind::Figure).map(|one| one.id.clone()).collect();
    changed.extend(figure::store::by_ids(tx, &office.id, &figures)?.into_iter().map(|figure| figure.subject));
    changed.retain(|one| own.contains(one));
    changed.sort();
    changed.dedup();
    let total = changed.len() as i64;
    changed.truncate(PAGE_ROWS as usize);
    let labels = gather::labels(ctx, tx, &scope, &changed)?;
    let page = ctx.page(ctx.t("report-changes"));
    let (label, items) = (tell::name(&page, &scope.period), page.records(&labels, &changed));
    let report = page.carry(&format!("/reports/{}", scope.period.text), &[], &view::ASKED);
    Reply::view(
        ctx,
        &ChangesView {
            period: scope.period.text.clone(),
            as_of: scope.as_of.to_string(),
            position: gathered.position,
            next: None,
            since,
            label,
            items,
            total,
            report,
            page,
        },
    )
}

/// All records that a report tells of.
fn members(gathered: &Gathered) -> HashSet<Ref> {
    let told = gathered.happened.iter().map(|one| one.record.clone());
    let figures = gathered.few.iter().flatten().map(|(_, figure)| figure.subject.clone());
    let steps = gathered.steps.iter().map(|(step, _)| Ref::new(Kind::Step, &step.id));
    told.chain(figures).chain(steps).collect()
}
