//! The addresses of the matrix, and of the cells that it opens.

use std::collections::HashMap;

use axum::http::{StatusCode, header};
use dotyk_db::Tx;

use super::draw;
use super::gather::{Gathered, Question, gather, question};
use super::model::{Asked, Cell, Column, Row, Table, Thing, What};
use super::view::{self, CellShown, CellView, ColumnShown, Line, ListView, Part, RowShown, Show, ThingShown, cents, money, part};
use crate::access::{Action, Kind};
use crate::place::Place;
use crate::place::draw::classes;
use crate::text::is_sector;
use crate::web::{Answer, Ctx, Face, List, PAGE_ROWS, Page, Problem, Record, Reply, Routes, cut};

/// What leads from the matrix to its cells and back.
const KEPT: [&str; 6] = ["show", "place", "sector", "emergency", "measure", "as-of"];
/// What a cell is of, beside its row and its sector.
const OF_CELL: [&str; 5] = ["show", "place", "emergency", "measure", "as-of"];

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/matrix", Kind::Portal, Action::Read, list)
        .about(&view::LIST)
        .get("/matrix/{row}/{column}", Kind::Portal, Action::Read, one)
        .about(&view::ONE)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let show = match ctx.query("show") {
        None => Show::Needs,
        Some(word) => Show::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?,
    };
    let view = match question(ctx, tx)? {
        Some(question) => {
            let gathered = gather(ctx, tx, &question)?;
            shown(ctx, tx, show, &question, &gathered)?
        }
        None => nothing(ctx, show)?,
    };
    match ctx.face {
        Face::Svg => {
            let headers = vec![(header::CONTENT_TYPE, "image/svg+xml; charset=utf-8".to_owned())];
            Ok(Reply { status: StatusCode::OK, headers, body: draw::picture(&view)?.into() })
        }
        Face::Csv | Face::Xlsx => {
            let page = ctx.page(ctx.t("matrix-title"));
            view::SHEET.send(ctx, tx, &page, |_, _: Option<()>| Ok((lines(&view), None)))
        }
        _ => Reply::view(ctx, &view),
    }
}

/// A table of the cells, in the order of rows and columns.
fn lines(view: &ListView) -> Vec<Line> {
    let of_row = |row: &RowShown| {
        let cells = row.cells.iter().zip(&view.columns).filter_map(|(at, column)| Some((view.cells.get((*at)?)?, column)));
        let line = |(cell, column): (&CellShown, &ColumnShown)| Line {
            row: row.label.clone(),
            column: column.label.clone(),
            population: row.population,
            cell: cell.clone(),
        };
        cells.map(line).collect::<Vec<_>>()
    };
    view.rows.iter().flat_map(of_row).collect()
}

/// Where the records of a cell, a row or a column are.
fn address(page: &Page, row: &str, column: &str) -> String {
    // A sector of the address is narrower than that of the question.
    let kept: &[&str] = if is_sector(column) { &OF_CELL } else { &KEPT };
    page.carry(&format!("/matrix/{row}/{column}"), &[], kept)
}

fn record(page: &Page, place: &Place, day: jiff::civil::Date) -> Record {
    let (id, url) = (place.code.clone(), page.url(&format!("/places/{}", place.code)));
    Record { kind: Kind::Place, id, url, label: place.title(page.lang, day) }
}

fn shown<'c>(ctx: &'c Ctx, tx: &mut Tx, show: Show, question: &Question, of: &Gathered) -> Result<ListView<'c>, Problem> {
    let page = ctx.page(ctx.t("matrix-title"));
    let table = Table::of(&of.things);
    let columns: Vec<(Column, String)> =
        table.columns.keys().map(|column| (column.clone(), view::column_label(&page, column))).collect();
    let mut cells: Vec<CellShown> = Vec::new();
    let mut rows: Vec<RowShown> = Vec::new();
    let above = table.rows.contains_key(&None).then_some(None);
    for place in of.rows.iter().map(Some).chain(above) {
        let row: Row = place.map(|place| place.code.clone());
        let label = place.map_or_else(|| page.t("matrix-above"), |place| place.title(page.lang, question.day));
        let population = place.and_then(|place| place.body.population);
        let at = part(&row, "whole");
        let mut own = Vec::with_capacity(columns.len());
        for (column, name) in &columns {
            let cell = table.cells.get(&(row.clone(), column.clone()));
            own.push(cell.map(|cell| {
                let shown = view::cell(&page, show, (&row, column), population, cell);
                let url = address(&page, &at, &part(column, "unsaid"));
                cells.push(CellShown { url, said: view::said(&page, &label, name, cell), ..shown });
                cells.len() - 1
            }));
        }
        let total = table.rows.get(&row).cloned().unwrap_or_default();
        let (gaps, overlaps) = table.marks(Asked::One(&row), Asked::All);
        let total = view::sum(&page, show, (&row, &None), population, &total, (gaps, overlaps));
        let total = CellShown { url: address(&page, &at, "all"), ..total };
        let place = place.map(|place| record(&page, place, question.day));
        rows.push(RowShown { place, label, population, total, gaps, overlaps, cells: own });
    }
    let legend = classify(&page, show, &mut cells);
    let office = &question.office;
    let lang = page.lang;
    let measures = office.measures.iter().filter(|measure| measure.money);
    let (gaps, overlaps) = table.marks(Asked::All, Asked::All);
    Ok(ListView {
        place: Some(record(&page, &question.place, question.day)),
        show: show.word(),
        sector: question.sector.clone(),
        emergency: question.emergency.clone(),
        measure: question.measure.clone(),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        columns: columns.iter().map(|(column, label)| column_shown(&page, show, &table, column, label)).collect(),
        total: Some(CellShown {
            url: address(&page, "all", "all"),
            ..view::sum(&page, show, (&None, &None), None, &table.all, (gaps, overlaps))
        }),
        gaps,
        overlaps,
        day: page.day(question.day),
        legend,
        shows: Show::ALL.iter().map(|show| (show.word(), page.word("matrix-show-", show.word()))).collect(),
        sectors: sectors(&page, question, &columns),
        emergencies: ctx.options(tx, Kind::Emergency)?,
        measures: measures.map(|m| (m.slug.clone(), lang.of(&m.name_uk, &m.name_en).to_owned())).collect(),
        rows,
        cells,
        page,
    })
}

/// What the form offers: the sectors that there are, and the one that is chosen.
fn sectors(page: &Page, question: &Question, columns: &[(Column, String)]) -> Vec<(String, String)> {
    let there = columns.iter().filter_map(|(column, label)| Some((column.clone()?, label.clone())));
    let mut all: HashMap<String, String> = there.collect();
    if let Some(chosen) = &question.sector {
        all.entry(chosen.clone()).or_insert_with(|| view::column_label(page, &Some(chosen.clone())));
    }
    let mut all: Vec<(String, String)> = all.into_iter().collect();
    all.sort();
    all
}

fn column_shown(page: &Page, show: Show, table: &Table, column: &Column, label: &str) -> ColumnShown {
    let (gaps, overlaps) = table.marks(Asked::All, Asked::One(column));
    let total = view::sum(page, show, (&None, column), None, &table.columns[column], (gaps, overlaps));
    ColumnShown {
        total: CellShown { url: address(page, "all", &part(column, "unsaid")), ..total },
        open: page.with("sector", column.as_deref().unwrap_or_default()),
        sector: column.clone(),
        label: label.to_owned(),
        gaps,
        overlaps,
    }
}

/// Puts the cells into classes; returns the legend.
fn classify(page: &Page, show: Show, cells: &mut [CellShown]) -> Vec<(usize, String)> {
    let (of, legend) = classes(&cells.iter().map(|cell| cell.size).collect::<Vec<_>>());
    for (cell, class) in cells.iter_mut().zip(of) {
        cell.class = class;
    }
    let say = |size: rust_decimal::Decimal| match show {
        Show::Money => page.decimal(&view::whole(size / rust_decimal::Decimal::ONE_THOUSAND)),
        _ => page.decimal(&view::whole(size)),
    };
    let range = |least, greatest| {
        let (least, greatest) = (say(least), say(greatest));
        if least == greatest { least } else { format!("{least} – {greatest}") }
    };
    legend.into_iter().map(|(class, least, greatest)| (class, range(least, greatest))).collect()
}

/// The matrix of an office that knows no places yet.
fn nothing(ctx: &Ctx, show: Show) -> Result<ListView<'_>, Problem> {
    let page = ctx.page(ctx.t("matrix-title"));
    Ok(ListView {
        place: None,
        show: show.word(),
        sector: None,
        emergency: None,
        measure: None,
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        rows: Vec::new(),
        columns: Vec::new(),
        cells: Vec::new(),
        total: None,
        gaps: 0,
        overlaps: 0,
        day: page.day(ctx.day()?),
        legend: Vec::new(),
        shows: Vec::new(),
        sectors: Vec::new(),
        emergencies: Vec::new(),
        measures: Vec::new(),
        page,
    })
}

/// What a cell, a row or a column is made of: exactly what was counted.
fn one(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let mut question = question(ctx, tx)?.ok_or(Problem::NotFound)?;
    let (row, column) = (ctx.param("row"), ctx.param("column"));
    if is_sector(column) {
        question.sector = Some(column.to_owned());
    } else if !matches!(column, "all" | "unsaid") {
        return Err(Problem::NotFound);
    }
    let gathered = gather(ctx, tx, &question)?;
    let place = gathered.rows.iter().find(|place| place.code == row);
    if place.is_none() && !matches!(row, "all" | "whole") {
        return Err(Problem::NotFound);
    }
    let (own, unsaid): (Row, Column) = (place.map(|place| place.code.clone()), None);
    let asked_row = if row == "all" { Asked::All } else { Asked::One(&own) };
    let asked_column = if column == "unsaid" { Asked::One(&unsaid) } else { Asked::All };
    let things: Vec<&Thing> = gathered.things.iter().filter(|thing| thing.counts(asked_row, asked_column)).collect();
    let mut total = Cell::default();
    things.iter().for_each(|thing| total.take(thing, thing.share(asked_column)));

    let sector = is_sector(column).then(|| column.to_owned());
    let (row_label, column_label) = labels(ctx, row, column, place, question.day);
    let page = ctx.page(format!("{row_label}: {column_label}"));
    let list = listed(ctx, things)?;
    let population = place.and_then(|place| place.body.population);
    let url = page.carry(ctx.path.as_str(), &[], &KEPT);
    let alone = row != "all" && column != "all";
    let shown = view::cell(&page, Show::Needs, (&own, &sector), population, &total);
    let shown = CellShown { url, gap: shown.gap.filter(|_| alone), overlap: shown.overlap.filter(|_| alone), ..shown };
    let view = CellView {
        place: place.map(|place| record(&page, place, question.day)),
        emergency: question.emergency.clone(),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        kind: ctx.query("kind").map(str::to_owned),
        parts: What::ALL.map(|what| {
            let count = shown.counted(what);
            let asked = ctx.query("kind").is_none_or(|kind| kind == what.kind().word());
            let here = asked && (count == 0 || list.items.iter().any(|thing| thing.what == what));
            Part { what, count, url: page.with("kind", what.kind().word()), here }
        }),
        cell: shown,
        list: List {
            items: list.items.into_iter().map(|thing| thing_shown(&page, thing, asked_column)).collect(),
            total: list.total,
            next: list.next,
        },
        back: page.carry("/matrix", &[], &KEPT),
        sector,
        row_label,
        column_label,
        page,
    };
    Reply::view(ctx, &view)
}

/// A page of what was counted, of all kinds or of the one that is asked for: needs, then projects, then what partners publish.
fn listed<'t>(ctx: &Ctx, mut things: Vec<&'t Thing>) -> Result<List<&'t Thing>, Problem> {
    if let Some(word) = ctx.query("kind") {
        let what = What::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?;
        things.retain(|thing| thing.what == what);
    }
    things.sort_by_key(|thing| thing.what);
    let total = things.len() as i64;
    let key = |thing: &Thing| (format!("{:x}", thing.what as u8), thing.id.clone());
    let (what, id) = ctx.after()?;
    let begin = match id {
        "" => 0,
        id => match things.iter().position(|thing| key(thing) == (what.to_owned(), id.to_owned())) {
            Some(last) => last + 1,
            None => return Err(Problem::bad("web-bad-cursor", id)),
        },
    };
    let mut items = things.split_off(begin.min(things.len()));
    items.truncate(PAGE_ROWS as usize + 1);
    let next = cut(&mut items, |thing| {
        let (what, id) = key(thing);
        format!("{what}~{id}")
    });
    Ok(List { items, total, next })
}

fn labels(ctx: &Ctx, row: &str, column: &str, place: Option<&Place>, day: jiff::civil::Date) -> (String, String) {
    let page = ctx.page("");
    let row = match place {
        Some(place) => place.title(ctx.lang, day),
        None => ctx.t(if row == "all" { "matrix-all-places" } else { "matrix-above" }),
    };
    let column = match column {
        "all" => ctx.t("matrix-all-sectors"),
        "unsaid" => view::column_label(&page, &None),
        code => view::column_label(&page, &Some(code.to_owned())),
    };
    (row, column)
}

fn thing_shown(page: &Page, thing: &Thing, column: Asked<'_, Column>) -> ThingShown {
    let label = page.lang.of(&thing.title_uk, &thing.title_en).to_owned();
    ThingShown {
        what: thing.what,
        record: Record { kind: thing.what.kind(), id: thing.id.clone(), url: page.url(&thing.path), label },
        state: thing.state.clone(),
        share: cents(rust_decimal::Decimal::new(thing.share(column), 2)),
        places: thing.rows.len(),
        people: thing.people,
        money: money(page, &thing.money),
    }
}
