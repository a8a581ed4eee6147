//! The addresses of outcomes, and their part of the cards of others.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::http::{StatusCode, header};
use dotyk_db::Tx;
use dotyk_match::Query;

use super::chain::follow;
use super::layout::draw;
use super::model::reference;
use super::view::{self, ChainShown, ChainView, FormView, Node, PictureView, Row};
use super::{Body, Outcome, store};
use crate::access::{Action, Kind, Ref, Subject};
use crate::journal::Write;
use crate::source;
use crate::web::{
    Answer, Ctx, Face, Fault, Filled, Form, Held, Labels, Page, Problem, Reader, Record, Reply, Routes, Thread, Tied, find,
    refuse,
};

/// What came of a record is looked for so many steps down.
const DEEP: usize = 8;

/// So many records are looked at for one that is called exactly so.
const LIKE: usize = 20;

/// The card of a record shows so many ties of each side.
const ON_CARD: usize = 50;

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/chains/{kind}/{slug}", Kind::Outcome, Action::Read, page)
        .about(&view::CHAIN)
        .get("/outcomes/new", Kind::Outcome, Action::Create, new)
        .post("/outcomes", Kind::Outcome, Action::Create, create)
        .post("/outcomes/{id}/removal", Kind::Outcome, Action::Edit, remove)
}

/// The chain of a record as the visitor may see it: nobody sees past what is hidden from them.
///
/// # Errors
/// The database's, or a day that is none.
pub fn chain(ctx: &Ctx, tx: &mut Tx, of: &Ref) -> Result<ChainShown, Problem> {
    let mut labels = ctx.labels(tx, std::slice::from_ref(of))?;
    let chain = follow(of.clone(), |level| {
        let (mut rows, more) = store::touching(tx, &ctx.actor.office, level)?;
        let (sessions, more_sessions) = store::sessions(tx, &ctx.actor.office, level)?;
        rows.extend(sessions);
        let ends = rows.iter().flat_map(|row| [&row.body.from, &row.body.to]);
        let asked: Vec<Ref> = ends.filter(|end| !labels.contains_key(*end)).cloned().collect();
        labels.extend(ctx.labels(tx, &asked)?);
        rows.retain(|row| labels.contains_key(&row.body.from) && labels.contains_key(&row.body.to));
        Ok::<_, Problem>((rows, more || more_sessions))
    })?;
    let sources: Vec<Ref> = chain.rows.iter().filter_map(|row| source_of(&row.body)).collect();
    labels.extend(ctx.labels(tx, &sources)?);

    let page = ctx.page("");
    let held = page.held(&labels, &chain.records);
    let place = |end: &Ref| held.iter().position(|held| held.record.kind == end.kind && held.record.id == end.id);
    let mut rows: Vec<Row> = chain
        .rows
        .iter()
        .filter_map(|row| {
            Some(Row {
                id: row.id.clone(),
                from: place(&row.body.from)?,
                to: place(&row.body.to)?,
                session: row.version == 0,
                note: if row.version == 0 { Some(page.t("outcome-session")) } else { note(&page, &row.body) },
                source: source_of(&row.body).and_then(|source| page.record(&labels, &source)),
                locator: row.body.locator.clone(),
            })
        })
        .collect();
    let named: Vec<(String, String)> =
        held.iter().map(|held| (page.kind(&held.record.kind), held.record.label.clone())).collect();
    let picture = draw(&named, &rows.iter().map(|row| (row.from, row.to)).collect::<Vec<_>>());
    // As the picture shows them, from what came first on.
    let at = |place: usize| picture.boxes.get(place).map(|placed| (placed.column, placed.y));
    rows.sort_by_key(|row| (at(row.from), at(row.to)));
    let records = held.into_iter().zip(&picture.boxes).enumerate();
    let records = records.map(|(index, (held, placed))| Node { held, column: placed.column, here: index == 0 }).collect();
    Ok(ChainShown { records, rows, cut: chain.cut, picture })
}

fn note(page: &Page, body: &Body) -> Option<String> {
    page.lang.pick(&body.note_uk, &body.note_en).map(|(text, _)| text.to_owned())
}

fn source_of(body: &Body) -> Option<Ref> {
    body.source.as_ref().map(|id| Ref::new(Kind::Source, id))
}

/// What came of each of some records, step by step, as far as the visitor may see it: a question a step for all of them.
///
/// # Errors
/// The database's, or a day that is none.
pub fn below(ctx: &Ctx, tx: &mut Tx, records: &[Ref]) -> Result<HashMap<Ref, HashSet<Ref>>, Problem> {
    let mut came: HashMap<Ref, HashSet<Ref>> = HashMap::new();
    // Of which of the records each of those on the way came.
    let mut of: HashMap<Ref, HashSet<Ref>> = records.iter().map(|one| (one.clone(), HashSet::from([one.clone()]))).collect();
    let mut level = records.to_vec();
    for _ in 0..DEEP {
        let rows = store::after(tx, &ctx.actor.office, &level)?;
        let labels = ctx.labels(tx, &rows.iter().map(|row| row.body.to.clone()).collect::<Vec<_>>())?;
        level.clear();
        for row in rows.iter().filter(|row| labels.contains_key(&row.body.to)) {
            let (to, from) = (&row.body.to, of.get(&row.body.from).cloned().unwrap_or_default());
            for one in &from {
                came.entry(one.clone()).or_default().insert(to.clone());
            }
            let known = of.entry(to.clone()).or_default();
            let before = known.len();
            known.extend(from);
            if known.len() > before && !level.contains(to) {
                level.push(to.clone());
            }
        }
        if level.is_empty() {
            break;
        }
    }
    Ok(came)
}

/// What a record came of and what came of it, for its card.
///
/// # Errors
/// The database's, or a day that is none.
pub fn thread(ctx: &Ctx, tx: &mut Tx, record: &Ref) -> Result<Thread, Problem> {
    let (rows, _) = store::touching(tx, &ctx.actor.office, std::slice::from_ref(record))?;
    let mut wanted = vec![record.clone()];
    wanted.extend(rows.iter().flat_map(|row| [row.body.from.clone(), row.body.to.clone()]));
    wanted.extend(rows.iter().filter_map(|row| source_of(&row.body)));
    wanted.sort();
    wanted.dedup();
    let labels = ctx.labels(tx, &wanted)?;
    let subject = (ctx.state.subject)(tx, &ctx.actor.office, record)?;
    let page = ctx.page("");
    let key = key(&labels, record);
    let tied = |row: &Outcome, other: &Ref| {
        let held = page.held(&labels, std::slice::from_ref(other)).pop()?;
        let source = source_of(&row.body).and_then(|source| page.record(&labels, &source));
        Some(Tied { outcome: row.id.clone(), held, note: note(&page, &row.body), source, locator: row.body.locator.clone() })
    };
    let (after, before): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.body.from == *record);
    let mut before: Vec<Tied> = before.iter().filter_map(|row| tied(row, &row.body.from)).collect();
    let mut after: Vec<Tied> = after.iter().filter_map(|row| tied(row, &row.body.to)).collect();
    let more = before.len().max(after.len()) > ON_CARD;
    let none = before.is_empty()
        && after.is_empty()
        && store::sessions(tx, &ctx.actor.office, std::slice::from_ref(record))?.0.is_empty();
    before.truncate(ON_CARD);
    after.truncate(ON_CARD);
    Ok(Thread {
        chain: (!none).then(|| page.url(&address(record.kind, &key))),
        may_edit: subject.is_some_and(|subject| ctx.actor.could(Action::Edit, &subject)),
        of: format!("{}:{key}", record.kind.word()),
        before,
        after,
        more,
    })
}

/// The last part of a record's address.
fn key(labels: &Labels, record: &Ref) -> String {
    labels.get(record).and_then(|label| label.path.rsplit('/').next()).unwrap_or(&record.id).to_owned()
}

fn address(kind: Kind, key: &str) -> String {
    format!("/chains/{}/{key}", kind.word())
}

fn page(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let of = ctx.refer(tx, &format!("{}:{}", ctx.param("kind"), ctx.param("slug")))?;
    ctx.owner(tx, Action::Read, &of)?;
    let chain = chain(ctx, tx, &of)?;
    let record: Record = refuse(chain.records.first().map(|node: &Node| -> &Held { &node.held }))?.record.clone();
    let page = ctx.page(format!("{}: {}", ctx.t("outcome-chain"), record.label));
    let view = ChainView { of: record, chain, as_of: ctx.as_of()?.map(|day| day.to_string()), page };
    if ctx.face == Face::Svg {
        let headers = vec![(header::CONTENT_TYPE, "image/svg+xml; charset=utf-8".to_owned())];
        let picture = PictureView { picture: &view.chain.picture, view: &view };
        return Ok(Reply { status: StatusCode::OK, headers, body: picture.render().map_err(Problem::fault)?.into() });
    }
    Reply::view(ctx, &view)
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let given = ["from", "to"].iter().filter_map(|name| Some(((*name).to_owned(), ctx.query(name)?.to_owned())));
    form_page(ctx, tx, StatusCode::OK, Filled::new(Form::of(given)))
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let read = read(ctx, write.tx(), form)?;
    let body = match read {
        Ok(body) => body,
        Err(faults) => {
            let filled = Filled::wrong(form.clone(), ctx.errors(faults));
            return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, filled);
        }
    };
    leave(ctx, write.tx(), &body)?;
    let permit = ctx.actor.may_create(Kind::Outcome, &write.id())?;
    store::add(write, &permit, &body)?;
    let labels = ctx.labels(write.tx(), std::slice::from_ref(&body.from))?;
    Reply::see(ctx, &address(body.from.kind, &key(&labels, &body.from)))
}

/// What the form holds, or what is wrong with it.
fn read(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<Result<Body, Vec<Fault>>, Problem> {
    let mut reader = Reader::new(form);
    let written = ["from", "to"].map(|field| reference(form.text(field)));
    let mut found = ctx.refers(tx, &written)?;
    for text in &written {
        if !found.contains_key(text)
            && let Some(record) = titled(ctx, tx, text)?
        {
            found.insert(text.clone(), record);
        }
    }
    let labels = ctx.labels(tx, &found.values().cloned().collect::<Vec<_>>())?;
    let mut ends = ["from", "to"].into_iter().zip(&written).map(|(field, text)| {
        // What nothing comes of is said to be that; what is hidden is not there.
        let end = found.get(text).filter(|end| labels.contains_key(*end) || !super::ENDS.contains(&end.kind));
        match end {
            _ if text.is_empty() => reader.wrong(field, "outcome-end-needed", ""),
            None => reader.wrong(field, "web-bad-ref", form.text(field)),
            Some(_) => {}
        }
        end.cloned()
    });
    let (from, to) = (ends.next().flatten(), ends.next().flatten());
    let source = form.some("source");
    let sources = source::store::resolve(tx, &ctx.actor.office, source.as_slice())?;
    let source = reader.read_of("source", form.text("source"), |slug| sources.get(slug).cloned(), "web-bad-ref");
    let (Some(from), Some(to)) = (from, to) else { return Ok(Err(reader.faults)) };
    let (note_uk, note_en) = (form.some("note_uk"), form.some("note_en"));
    let body = Body { from, to, note_uk, note_en, source, locator: form.some("locator") };
    let mut faults = reader.faults;
    faults.extend(body.faults());
    if faults.is_empty() {
        let (known, above) = (store::joined(tx, &ctx.actor.office, &body)?, store::above(tx, &ctx.actor.office, &body.from)?);
        faults.extend(body.hindered(known, &above));
    }
    Ok(if faults.is_empty() { Ok(body) } else { Err(faults) })
}

/// The record that is called exactly so, when the visitor sees but one.
fn titled(ctx: &Ctx, tx: &mut Tx, title: &str) -> Result<Option<Ref>, Problem> {
    let called = dotyk_uk::search_key(title);
    if called.is_empty() {
        return Ok(None);
    }
    let found = ctx.find(tx, Query { text: title.to_owned(), limit: LIKE, ..Query::default() })?;
    let like: Vec<Ref> =
        found.hits.iter().filter_map(|hit| find::record(&hit.key)).filter(|one| super::ENDS.contains(&one.kind)).collect();
    let labels = ctx.labels(tx, &like)?;
    let is_it = |name: &Option<String>| name.as_ref().is_some_and(|name| dotyk_uk::search_key(name) == called);
    let mut same = like.into_iter().filter(|one| labels.get(one).is_some_and(|label| is_it(&label.uk) || is_it(&label.en)));
    Ok(same.next().filter(|_| same.next().is_none()))
}

/// Whoever sees both ends and may edit one of them may join and part them.
fn leave(ctx: &Ctx, tx: &mut Tx, body: &Body) -> Result<Subject, Problem> {
    ctx.owner(tx, Action::Read, &body.from)?;
    ctx.owner(tx, Action::Read, &body.to)?;
    match ctx.owner(tx, Action::Edit, &body.from) {
        Err(Problem::Forbidden | Problem::SignIn) => ctx.owner(tx, Action::Edit, &body.to),
        other => other,
    }
}

fn remove(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let one = refuse(store::get(write.tx(), &ctx.actor.office, ctx.param("id"))?)?;
    let subject = leave(ctx, write.tx(), &one.body)?;
    let permit = ctx.permit(&subject.part(Kind::Outcome, &one.id))?;
    if !store::remove(write, &permit)? {
        return Err(Problem::bad("outcome-removed", ""));
    }
    let labels = ctx.labels(write.tx(), std::slice::from_ref(&one.body.from))?;
    Reply::see(ctx, &address(one.body.from.kind, &key(&labels, &one.body.from)))
}

fn form_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, filled: Filled) -> Answer {
    let view = FormView { page: ctx.page(ctx.t("outcome-new")), filled, sources: ctx.options(tx, Kind::Source)? };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}
