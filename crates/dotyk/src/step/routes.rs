//! The addresses of steps.

use std::collections::HashMap;

use axum::http::StatusCode;
use dotyk_db::Tx;
use dotyk_match::Query;

use super::view::{self, CardView, FormView, ListView, StateShown};
use super::{Body, State, StateRow, Step, Waiting, store};
use crate::access::{Action, Kind, Permit, Ref, Subject};
use crate::journal::{Change, Write, reconcile, state_version};
use crate::source::{self, Cite};
use crate::text::When;
use crate::web::editor;
use crate::web::{Answer, BATCH, Ctx, Fault, Filled, Form, Known, Problem, Reader, Reply, Routes, behind, find, refuse};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/steps", Kind::Step, Action::Read, list)
        .about(&view::LIST)
        .get("/steps/new", Kind::Step, Action::Create, new)
        .post("/steps", Kind::Step, Action::Create, create)
        .get("/steps/{slug}", Kind::Step, Action::Read, card)
        .about(&view::CARD)
        .get("/steps/{slug}/edit", Kind::Step, Action::Edit, edit)
        .post("/steps/{slug}", Kind::Step, Action::Edit, save)
        .post("/steps/{slug}/states", Kind::Step, Action::Edit, add_state)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let day = ctx.day()?;
    let of = match ["organisation", "project", "place"].into_iter().find_map(|name| Some((name, ctx.query(name)?))) {
        Some((name, key)) => Some(ctx.refer(tx, &format!("{name}:{key}"))?),
        None => None,
    };
    let why = match ctx.query("waiting") {
        Some(word) => Some(Waiting::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
        None => None,
    };
    if ctx.wants_sheet() {
        return sheet(ctx, tx, of.as_ref(), why);
    }
    let whole = of.as_ref().filter(|of| of.kind != Kind::Organisation);
    let (office, organisation) = (&ctx.actor.office, of.as_ref().map(|of| of.id.as_str()));
    let steps = match (whole, why) {
        (Some(of), why) => about(ctx, tx, of, why)?,
        (None, Some(why)) => store::waiting(tx, office, organisation, why, day)?,
        (None, None) => store::nearest(tx, office, organisation)?,
    };
    let mut refs = view::refs(&steps);
    refs.extend(of.clone());
    let labels = ctx.labels(tx, &refs)?;
    let page = ctx.page(ctx.t("step-title"));
    let items = view::rows(&page, &labels, day, &steps);
    let of = match of {
        Some(reference) => Some(refuse(page.record(&labels, &reference))?),
        None => None,
    };
    let as_of = ctx.as_of()?.map(|day| day.to_string());
    Reply::view(ctx, &ListView { page, total: items.len(), items, next: None, as_of, of })
}

/// The steps of a project, or of all that lies in a place: those the index finds there today.
fn about(ctx: &Ctx, tx: &mut Tx, of: &Ref, why: Option<Waiting>) -> Result<Vec<Step>, Problem> {
    let (office, day) = (&ctx.actor.office, ctx.day()?);
    let mut steps = if of.kind == Kind::Place {
        let query = Query {
            kind: Some(Kind::Step.word().into()),
            filters: vec![("place".into(), vec![of.id.clone()])],
            limit: u32::MAX as usize,
            ..Query::default()
        };
        let found = ctx.find(tx, query)?;
        let ids: Vec<String> = found.hits.iter().filter_map(|hit| find::record(&hit.key)).map(|record| record.id).collect();
        store::by_ids(tx, office, &ids)?
    } else {
        store::of_subjects(tx, office, std::slice::from_ref(of))?
    };
    steps.retain(|step| why.is_none_or(|why| why.holds(&step.body, day)));
    Ok(steps)
}

/// All rows of the list.
fn sheet(ctx: &Ctx, tx: &mut Tx, of: Option<&Ref>, why: Option<Waiting>) -> Answer {
    let (day, page) = (ctx.day()?, ctx.page(ctx.t("step-title")));
    if let Some(of) = of {
        refuse(ctx.labels(tx, std::slice::from_ref(of))?.remove(of))?;
    }
    let organisation = of.filter(|of| of.kind == Kind::Organisation).map(|of| of.id.as_str());
    let mut known = Known::default();
    view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
        let (due, id) = after.unwrap_or_default();
        let (steps, next) = match of {
            Some(of) if organisation.is_none() => (about(ctx, tx, of, why)?, None),
            _ => {
                let mut steps = store::page(tx, &ctx.actor.office, organisation, (&due, &id), BATCH)?;
                let next = behind(&steps, |step| (store::due_key(&step.body), step.id.clone()));
                steps.retain(|step| why.is_none_or(|why| why.holds(&step.body, day)));
                (steps, next)
            }
        };
        let labels = known.ask(ctx, tx, &view::refs(&steps))?;
        Ok((view::rows(&page, labels, day, &steps), next))
    })
}

/// A step for an action: allowed when its subject allows it.
fn take(ctx: &Ctx, tx: &mut Tx) -> Result<(Step, Permit, Subject), Problem> {
    let step = refuse(store::by_slug(tx, &ctx.actor.office, ctx.param("slug"))?)?;
    let subject = ctx.owner(tx, if ctx.action() == Action::Read { Action::Read } else { Action::Edit }, &step.subject)?;
    let permit = ctx.permit(&subject.part(Kind::Step, &step.id))?;
    Ok((step, permit, subject))
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (step, _, subject) = take(ctx, tx)?;
    let step = ctx.as_known(tx, &Ref::new(Kind::Step, &step.id), step.clone())?;
    let sources =
        step.body.cites.iter().map(|cite| &cite.source).chain(step.body.states.iter().filter_map(|row| row.source.as_ref()));
    let mut refs: Vec<Ref> = sources.map(|id| Ref::new(Kind::Source, id)).collect();
    refs.extend(view::refs(std::slice::from_ref(&step)));
    let labels = ctx.labels(tx, &refs)?;
    let page = ctx.page(ctx.lang.of(&step.body.what_uk, &step.body.what_en).to_owned());
    let row = refuse(view::rows(&page, &labels, ctx.day()?, std::slice::from_ref(&step)).pop())?;
    let source = |id: &Option<String>| id.as_ref().and_then(|id| page.record(&labels, &Ref::new(Kind::Source, id)));
    let states = step.body.states.iter().map(|row| StateShown {
        state: row.state.word(),
        date: row.date.clone(),
        source: source(&row.source),
        locator: row.locator.clone(),
    });
    let cites = step.body.cites.iter().filter_map(|cite| Some((source(&Some(cite.source.clone()))?, cite.locator.clone())));
    let may_edit = ctx.actor.could(Action::Edit, &subject);
    let view = CardView {
        states: states.collect(),
        sources: cites.collect(),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        options: options(&page),
        evidence: if may_edit { ctx.options(tx, Kind::Source)? } else { Vec::new() },
        may_edit,
        filled: Filled::default(),
        row,
        step,
        page,
    };
    Reply::view(ctx, &view)
}

fn options(page: &crate::web::Page) -> Vec<(String, String)> {
    State::ALL.iter().map(|state| (state.word().to_owned(), page.word("step-state-", state.word()))).collect()
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let subject = ctx.refer(tx, ctx.query("subject").unwrap_or_default())?;
    ctx.owner(tx, Action::Edit, &subject)?;
    let given = |name| (name, ctx.query(name).unwrap_or_default().to_owned());
    let state = State::Planned.word().to_owned();
    let fields = [("subject", name(&subject)), given("part"), given("organisation"), ("state.0.state", state)];
    let form = Form::of(fields.map(|(field, value)| (field.to_owned(), value)));
    form_page(ctx, tx, StatusCode::OK, ctx.t("step-new"), "/steps", Filled::new(form), Vec::new())
}

fn name(subject: &Ref) -> String {
    format!("{}:{}", subject.kind.word(), subject.id)
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let subject = ctx.refer(write.tx(), form.text("subject"))?;
    ctx.owner(write.tx(), Action::Edit, &subject)?;
    let (body, faults) = read(ctx, write.tx(), form)?;
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, ctx.t("step-new"), "/steps", filled, Vec::new());
    }
    let title = body.what_en.as_deref().or(body.what_uk.as_deref()).unwrap_or_default();
    let slug = store::free_slug(write.tx(), &ctx.actor.office, title)?;
    let part = form.text("part").parse().ok().filter(|part| *part > 0);
    let step = Step { id: write.id(), slug, subject, part, created_by: ctx.actor.id.clone(), version: 1, body };
    let permit = ctx.actor.may_create(Kind::Step, &step.id)?;
    store::add(write, &permit, &step)?;
    Reply::see(ctx, &format!("/steps/{}", step.slug))
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (step, ..) = take(ctx, tx)?;
    let filled = Filled::new(fill(ctx, tx, &step)?);
    form_page(ctx, tx, StatusCode::OK, ctx.t("step-edit"), &format!("/steps/{}", step.slug), filled, Vec::new())
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut step, permit, _) = take(ctx, write.tx())?;
    let target = format!("/steps/{}", step.slug);
    let (body, faults) = read(ctx, write.tx(), form)?;
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, ctx.t("step-edit"), &target, filled, Vec::new());
    }
    if form.version() != step.version {
        let base = state_version(write.tx(), &ctx.actor.office, &Ref::new(Kind::Step, &step.id), form.version())?;
        let (merged, conflicts) = reconcile(base.as_ref(), &step.body, &body);
        step.body = merged;
        let filled = Filled::new(fill(ctx, write.tx(), &step)?);
        return form_page(ctx, write.tx(), StatusCode::CONFLICT, ctx.t("step-edit"), &target, filled, conflicts);
    }
    step.body = body;
    keep(write, &permit, &step)?;
    Reply::see(ctx, &target)
}

fn keep(write: &mut Write, permit: &Permit, step: &Step) -> Result<(), Problem> {
    editor::kept(store::save(write, permit, step)?)
}

/// One more state: the quick way from the card. The history before it stays.
fn add_state(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut step, permit, _) = take(ctx, write.tx())?;
    let mut reader = Reader::new(form);
    let state = reader.choice("state", State::parse);
    let date = reader.when("date").or_else(|| Some(When::day(ctx.today())));
    let slug = form.text("source");
    let sources = source::store::resolve(write.tx(), &ctx.actor.office, &[slug.to_owned()])?;
    let source = known(&mut reader, &sources, "source", slug);
    let Some(state) = state else { return Err(Problem::bad("web-bad-query", form.text("state"))) };
    if let Some((_, key, what)) = reader.faults.pop() {
        return Err(Problem::bad(if key == "web-bad-ref" { "web-bad-query" } else { "web-bad-date" }, what));
    }
    step.body.states.push(StateRow { state, date, source, locator: None });
    keep(write, &permit, &step)?;
    Reply::see(ctx, &format!("/steps/{}", step.slug))
}

fn form_page(
    ctx: &Ctx,
    tx: &mut Tx,
    status: StatusCode,
    title: String,
    target: &str,
    filled: Filled,
    conflicts: Vec<Change>,
) -> Answer {
    let page = ctx.page(title);
    let sources = ctx.options(tx, Kind::Source)?;
    let of = ctx.refers(tx, &[filled.value("subject").to_owned()])?.into_values().next();
    let labels = ctx.labels(tx, of.as_slice())?;
    let view = FormView {
        subject: of.and_then(|of| page.record(&labels, &of)),
        target: page.url(target),
        conflicted: status == StatusCode::CONFLICT,
        conflicts: conflicts.into_iter().map(|change| (change.field, crate::web::plain_value(&change.before))).collect(),
        states: options(&page),
        sources,
        organisations: ctx.options(tx, Kind::Organisation)?,
        filled,
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

fn read(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(Body, Vec<Fault>), Problem> {
    let mut reader = Reader::new(form);
    let (states, cites) = (form.rows("state"), form.rows("cites"));
    let slugs: Vec<String> = states.iter().chain(cites.iter()).filter_map(|(_, row)| row.some("source")).collect();
    let sources = source::store::resolve(tx, &ctx.actor.office, &slugs)?;
    let mut body = Body {
        what_uk: form.some("what_uk"),
        what_en: form.some("what_en"),
        organisation: None,
        due: reader.when("due"),
        due_note_uk: form.some("due_note_uk"),
        due_note_en: form.some("due_note_en"),
        states: Vec::new(),
        cites: Vec::new(),
    };
    if let Some(slug) = form.some("organisation") {
        let found = ctx.refers(tx, &[format!("organisation:{slug}")])?;
        body.organisation = found.into_values().next().map(|reference| reference.id);
        if body.organisation.is_none() {
            reader.wrong("organisation", "web-bad-ref", &slug);
        }
    }
    for (index, row) in states.iter() {
        let source = known(&mut reader, &sources, &format!("state.{index}.source"), row.text("source"));
        let date = reader.when_of(&format!("state.{index}.date"), row.text("date"));
        if let Some(state) = reader.choice_of(&format!("state.{index}.state"), row.text("state"), State::parse) {
            body.states.push(StateRow { state, date, source, locator: row.some("locator") });
        }
    }
    for (index, row) in cites.iter() {
        if let Some(source) = known(&mut reader, &sources, &format!("cites.{index}.source"), row.text("source")) {
            body.cites.push(Cite {
                source,
                locator: row.some("locator"),
                doubt_uk: row.some("doubt_uk"),
                doubt_en: row.some("doubt_en"),
            });
        }
    }
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

/// The id behind a source's slug.
fn known(reader: &mut Reader, sources: &HashMap<String, String>, field: &str, slug: &str) -> Option<String> {
    reader.read_of(field, slug, |slug| sources.get(slug).cloned(), "web-bad-ref")
}

fn fill(ctx: &Ctx, tx: &mut Tx, step: &Step) -> Result<Form, Problem> {
    let b = &step.body;
    let mut refs: Vec<Ref> = b.organisation.iter().map(|id| Ref::new(Kind::Organisation, id)).collect();
    let sources = b.cites.iter().map(|cite| &cite.source).chain(b.states.iter().filter_map(|row| row.source.as_ref()));
    refs.extend(sources.map(|id| Ref::new(Kind::Source, id)));
    let labels = ctx.labels(tx, &refs)?;
    let slug = |kind, id: &Option<String>| {
        let label = labels.get(&Ref::new(kind, id.as_ref()?))?;
        label.path.rsplit('/').next().map(str::to_owned)
    };
    let mut fields: Vec<(String, Option<String>)> = vec![
        ("version".into(), Some(step.version.to_string())),
        ("subject".into(), Some(name(&step.subject))),
        ("what_uk".into(), b.what_uk.clone()),
        ("what_en".into(), b.what_en.clone()),
        ("organisation".into(), slug(Kind::Organisation, &b.organisation)),
        ("due".into(), b.due.as_ref().map(|due| due.to_string())),
        ("due_note_uk".into(), b.due_note_uk.clone()),
        ("due_note_en".into(), b.due_note_en.clone()),
    ];
    for (index, row) in b.states.iter().enumerate() {
        fields.push((format!("state.{index}.state"), Some(row.state.word().to_owned())));
        fields.push((format!("state.{index}.date"), row.date.as_ref().map(|date| date.to_string())));
        fields.push((format!("state.{index}.source"), slug(Kind::Source, &row.source)));
        fields.push((format!("state.{index}.locator"), row.locator.clone()));
    }
    for (index, cite) in b.cites.iter().enumerate() {
        fields.push((format!("cites.{index}.source"), slug(Kind::Source, &Some(cite.source.clone()))));
        fields.push((format!("cites.{index}.locator"), cite.locator.clone()));
        fields.push((format!("cites.{index}.doubt_uk"), cite.doubt_uk.clone()));
        fields.push((format!("cites.{index}.doubt_en"), cite.doubt_en.clone()));
    }
    Ok(Form::of(fields.into_iter().filter_map(|(name, value)| Some((name, value?)))))
}
