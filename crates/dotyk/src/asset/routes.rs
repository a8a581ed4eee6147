//! The addresses of assets.

use std::collections::HashMap;

use axum::body::Body as Content;
use axum::http::{StatusCode, header};
use dotyk_db::Tx;
use jiff::civil::Date;

use super::annex::{self, Lack, Others};
use super::form::refs;
use super::store::{self, Filter};
use super::view::{self, AnnexView, CardView, Item, Lacking, ListView, Said};
use super::{Asset, Body, State};
use crate::access::{Action, Actor, Kind, Ref, Visible};
use crate::figure::Qualifier;
use crate::journal::{Stored, pattern};
use crate::office::{self, Office};
use crate::web::editor::{self, Edited};
use crate::web::{Answer, BATCH, Ctx, Face, Known, Labels, List, PAGE_ROWS, Page, Problem, Record, Reply, Routes, behind, cut};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/assets", Kind::Asset, Action::Read, list)
        .about(&view::LIST)
        .get("/assets/new", Kind::Asset, Action::Create, editor::new::<Asset>)
        .get("/assets/annex15", Kind::Asset, Action::Read, annex)
        .about(&view::ANNEX)
        .post("/assets", Kind::Asset, Action::Create, editor::create::<Asset>)
        .get("/assets/{slug}", Kind::Asset, Action::Read, card)
        .about(&view::CARD)
        .get("/assets/{slug}/edit", Kind::Asset, Action::Edit, editor::edit::<Asset>)
        .post("/assets/{slug}", Kind::Asset, Action::Edit, editor::save::<Asset>)
        .post("/assets/{slug}/publication", Kind::Asset, Action::Publish, editor::publish::<Asset>)
}

/// Parameters that narrow the list to a record.
const OF: [&str; 3] = ["project", "organisation", "place"];

/// The filter that the query asks for, and the records it names.
fn filter(ctx: &Ctx, tx: &mut Tx) -> Result<(Filter, Vec<(&'static str, Ref)>), Problem> {
    let mut of = Vec::new();
    for name in OF {
        if let Some(key) = ctx.query(name) {
            of.push((name, ctx.refer(tx, &format!("{name}:{key}"))?));
        }
    }
    let id = |kind| of.iter().find(|(_, record)| record.kind == kind).map(|(_, record)| record.id.clone());
    let state = match ctx.query("state") {
        None => None,
        Some(word) => Some(State::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
    };
    let filter = Filter {
        state,
        project: id(Kind::Project),
        organisation: id(Kind::Organisation),
        place: id(Kind::Place),
        search: pattern(ctx.query("q")),
    };
    // Whoever may not see a record may not learn what belongs to it either.
    let labels = ctx.labels(tx, &of.iter().map(|(_, record)| record.clone()).collect::<Vec<_>>())?;
    if of.iter().any(|(_, record)| !labels.contains_key(record)) {
        return Err(Problem::NotFound);
    }
    Ok((filter, of))
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (filter, of) = filter(ctx, tx)?;
    if ctx.wants_sheet() {
        return sheet(ctx, tx, &filter);
    }
    let (visible, day) = (ctx.actor.visible(Kind::Asset), ctx.day()?);
    let total = store::count(tx, &visible, &filter, day)?;
    let mut rows = store::page(tx, &visible, &filter, day, ctx.after()?, PAGE_ROWS + 1)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.one.head.id));
    let mut wanted: Vec<Ref> = rows.iter().flat_map(|row| refs(&row.one.body)).collect();
    wanted.extend(of.iter().map(|(_, record)| record.clone()));
    let labels = ctx.labels(tx, &wanted)?;
    let office = office::store::find(tx, &ctx.actor.office)?;
    let page = ctx.page(ctx.t("asset-title"));
    let view = ListView {
        list: List { items: rows.iter().map(|row| item(&page, &office, &labels, day, &row.one)).collect(), total, next },
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        of: of.iter().filter_map(|(name, record)| Some((*name, page.record(&labels, record)?))).collect(),
        states: editor::words(&page, "asset-state-", State::ALL.iter().map(|state| state.word())),
        annex: page.carry("/assets/annex15", &[], &["q", "project", "organisation", "place"]),
        may_create: page.can(Kind::Asset, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

/// All rows of the list.
fn sheet(ctx: &Ctx, tx: &mut Tx, filter: &Filter) -> Answer {
    let (visible, day) = (ctx.actor.visible(Kind::Asset), ctx.day()?);
    let office = office::store::find(tx, &ctx.actor.office)?;
    let page = ctx.page(ctx.t("asset-title"));
    let mut known = Known::default();
    view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
        let (key, id) = after.unwrap_or_default();
        let rows = store::page(tx, &visible, filter, day, (&key, &id), BATCH)?;
        let next = behind(&rows, |row| (row.sort_key.clone(), row.one.head.id.clone()));
        let wanted: Vec<Ref> = rows.iter().flat_map(|row| refs(&row.one.body)).collect();
        let labels = known.ask(ctx, tx, &wanted)?;
        Ok((rows.iter().map(|row| item(&page, &office, labels, day, &row.one)).collect(), next))
    })
}

/// A row as the list and the card show it.
fn item(page: &Page, office: &Office, labels: &Labels, day: Date, asset: &Asset) -> Item {
    let b = &asset.body;
    let record = |kind, id: &Option<String>| page.record(labels, &Ref::new(kind, id.as_ref()?));
    let until = b.deadline(office, day);
    let exact = b.qualifier.unwrap_or(Qualifier::Exact);
    let worth = b.value.as_ref().map(|value| {
        let qualifier = if exact == Qualifier::Exact { String::new() } else { page.word("figure-qualifier-", exact.word()) };
        format!("{qualifier} {}", page.money(value, b.currency.as_deref().unwrap_or_default())).trim().to_owned()
    });
    Item {
        record: Record {
            kind: Kind::Asset,
            id: asset.head.id.clone(),
            url: page.url(&asset.address()),
            label: page.lang.of(&b.name_uk, &b.name_en).to_owned(),
        },
        state: b.on(day).word(),
        since: b.since(day),
        uid: b.uid.clone(),
        quantity: b.quantity.clone(),
        unit: b.unit.clone(),
        qualifier: if b.value.is_some() { exact.word() } else { "" },
        value: b.value.clone(),
        currency: b.currency.clone(),
        project: record(Kind::Project, &b.project),
        recipient: record(Kind::Organisation, &b.recipient),
        implementer: record(Kind::Organisation, &b.implementer),
        place: record(Kind::Place, &b.place),
        act_number: b.act_number.clone(),
        act_date: b.act_date.clone(),
        balance_date: b.balance_date.clone(),
        overdue: until.is_some_and(|until| until < day),
        until: until.map(|until| until.to_string()),
        draft: asset.head.published_at.is_none(),
        worth,
    }
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = Asset::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(Kind::Asset, &now.head.id);
    let asset = ctx.as_known(tx, &me, now.clone())?;
    let (day, office) = (ctx.day()?, office::store::find(tx, &ctx.actor.office)?);
    let labels = ctx.labels(tx, &refs(&asset.body))?;
    let subject = (ctx.state.subject)(tx, &ctx.actor.office, &me)?;
    let could = |action| ctx.past().is_none() && subject.as_ref().is_some_and(|subject| ctx.actor.could(action, subject));
    let others = store::others(tx, &ctx.actor.office, std::slice::from_ref(&asset))?;
    let annexed = public(ctx, tx, std::slice::from_ref(&asset))?;
    let made = if received(&asset.body, day) { rows(&annexed, &others, &[&asset]).pop() } else { None };
    let lacks = made.and_then(Result::err).unwrap_or_default();
    let page = ctx.page(asset.title(ctx));
    let source = |id: &str| page.record(&labels, &Ref::new(Kind::Source, id));
    let view = CardView {
        row: item(&page, &office, &labels, day, &asset),
        sources: asset.body.cites.iter().filter_map(|cite| Some((source(&cite.source)?, cite.locator.clone()))).collect(),
        lacks,
        thread: ctx.thread(tx, &me)?,
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        may_edit: could(Action::Edit),
        may_publish: could(Action::Publish),
        may_history: page.can(Kind::Journal, Action::Read),
        asset: &asset,
        page,
    };
    Reply::view(ctx, &view)
}

/// Whether the annex speaks of it: what is only promised is no property yet.
fn received(body: &Body, day: Date) -> bool {
    !matches!(body.on(day), State::Planned | State::Promised)
}

/// Labels of what assets name, as the public sees them: the annex is the same for everybody.
fn public(ctx: &Ctx, tx: &mut Tx, assets: &[Asset]) -> Result<Labels, Problem> {
    let refs: Vec<Ref> = assets.iter().flat_map(|asset| refs(&asset.body)).collect();
    Ok((ctx.state.labels)(&ctx.state, tx, &Actor::public(&ctx.actor.office), ctx.day()?, &refs)?)
}

/// The rows of the annex, or what lacks in each. What the public may not see of a project or an organisation lacks.
fn rows(labels: &Labels, others: &HashMap<String, Others>, assets: &[&Asset]) -> Vec<Result<[String; 16], Vec<Lack>>> {
    let seen = |kind, id: &Option<String>| id.as_ref().is_some_and(|id| labels.contains_key(&Ref::new(kind, id)));
    let row = |asset: &&Asset| {
        let mut others = others.get(&asset.head.id).cloned().unwrap_or_default();
        if !seen(Kind::Project, &asset.body.project) {
            (others.project_number, others.project_title) = (None, None);
        }
        if !seen(Kind::Organisation, &asset.body.recipient) {
            others.recipient = annex::Party::default();
        }
        if !seen(Kind::Organisation, &asset.body.implementer) {
            others.implementer = annex::Party::default();
        }
        annex::row(&asset.body, &others)
    };
    assets.iter().map(row).collect()
}

/// More than so many assets are asked for with a filter.
const MOST: usize = 20_000;

/// What was received and is published, with all that the annex says of it, in the order of the list.
fn annexed(ctx: &Ctx, tx: &mut Tx, filter: &Filter) -> Result<Vec<(Asset, Result<[String; 16], Vec<Lack>>)>, Problem> {
    let visible =
        Visible { all: false, account: String::new(), organisation: None, place: None, ..ctx.actor.visible(Kind::Asset) };
    let day = ctx.day()?;
    let (mut found, mut after) = (Vec::new(), (String::new(), String::new()));
    loop {
        let batch = store::page(tx, &visible, filter, day, (&after.0, &after.1), BATCH)?;
        let next = behind(&batch, |row| (row.sort_key.clone(), row.one.head.id.clone()));
        let assets: Vec<Asset> = batch.into_iter().map(|row| row.one).filter(|asset| received(&asset.body, day)).collect();
        let others = store::others(tx, &ctx.actor.office, &assets)?;
        let labels = public(ctx, tx, &assets)?;
        let made = rows(&labels, &others, &assets.iter().collect::<Vec<_>>());
        found.extend(assets.into_iter().zip(made));
        if found.len() > MOST {
            return Err(Problem::bad("asset-annex-too-many", MOST.to_string()));
        }
        match next {
            Some(next) => after = next,
            None => return Ok(found),
        }
    }
}

/// Annex 15: as CSV when every row of it is whole; else what lacks in each, in whatever face it was asked for.
fn annex(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (filter, _) = filter(ctx, tx)?;
    let mut found = annexed(ctx, tx, &filter)?;
    let whole: Vec<usize> = (0..found.len()).filter(|index| found[*index].1.is_ok()).collect();
    let made: Vec<[String; 16]> = found.iter().filter_map(|(_, row)| row.clone().ok()).collect();
    for twice in annex::twice(&made) {
        found[whole[twice]].1 = Err(vec!["uid-twice"]);
    }
    let page = ctx.page(ctx.t("asset-annex"));
    let lacking: Vec<Lacking> = found.iter().filter_map(|(asset, row)| lacking(&page, asset, row.as_ref().err()?)).collect();
    if lacking.is_empty() && ctx.face == Face::Csv {
        return csv(ctx, &made);
    }
    let ready = found.len() - lacking.len();
    let total = lacking.len() as i64;
    let error = (!lacking.is_empty()).then(|| Said {
        status: StatusCode::UNPROCESSABLE_ENTITY.as_u16(),
        code: "asset-annex-lacks",
        message: page.t("asset-annex-lacks"),
        help: lacking.iter().map(|one| format!("{}: {}", one.record.label, one.said)).collect::<Vec<_>>().join("\n"),
    });
    let view = AnnexView { list: List { items: lacking, total, next: None }, ready, error, page };
    match (&view.error, &ctx.face) {
        (None, _) => Reply::view(ctx, &view),
        (Some(_), Face::Json) => {
            Reply::json(StatusCode::UNPROCESSABLE_ENTITY, &serde_json::to_value(&view).map_err(Problem::fault)?)
        }
        // The page says what lacks, which is its use; whoever asked for the file has not got it.
        (Some(_), Face::Html) => Reply::html(StatusCode::OK, &view),
        (Some(_), _) => Reply::html(StatusCode::UNPROCESSABLE_ENTITY, &view),
    }
}

fn lacking(page: &Page, asset: &Asset, lacks: &[Lack]) -> Option<Lacking> {
    let said: Vec<String> = lacks.iter().map(|lack| page.word("asset-lack-", lack)).collect();
    let record = Record {
        kind: Kind::Asset,
        id: asset.head.id.clone(),
        url: page.url(&asset.address()),
        label: page.lang.of(&asset.body.name_uk, &asset.body.name_en).to_owned(),
    };
    Some(Lacking { record, lacks: lacks.to_vec(), said: said.join("; ") })
}

/// RFC 4180 in UTF-8 without a byte order mark: this file is for programs.
fn csv(ctx: &Ctx, rows: &[[String; 16]]) -> Answer {
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    out.write_record(annex::COLUMNS).map_err(Problem::fault)?;
    for row in rows {
        out.write_record(row).map_err(Problem::fault)?;
    }
    let bytes = out.into_inner().map_err(Problem::fault)?;
    let headers = vec![
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_LENGTH, bytes.len().to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"annex15-{}.csv\"", ctx.day()?)),
    ];
    Ok(Reply { status: StatusCode::OK, headers, body: Content::from(bytes) })
}
