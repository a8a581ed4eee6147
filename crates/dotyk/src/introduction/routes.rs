//! The addresses of introductions.

use axum::http::StatusCode;
use dotyk_db::Tx;
use jiff::ToSpan;

use super::model::{Body, Introduction, Reason, SILENCE, State, StateRow};
use super::store::{self, Filter};
use super::view::{self, CardView, Count, FormView, Item, ListView, StateShown};
use crate::access::{Action, Kind, Permit, Ref, Role};
use crate::account;
use crate::journal::{Change, Write, reconcile, state_version};
use crate::step;
use crate::text::{Lang, When};
use crate::web::editor;
use crate::web::{
    Answer, BATCH, Ctx, Fault, Filled, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Reader, Record, Reply, Routes, cut,
    plain_value,
};

/// All of them. They are made where their reasons are: on the page of points of contact.
pub fn routes() -> Routes {
    Routes::default()
        .get("/introductions", Kind::Introduction, Action::Read, list)
        .about(&view::LIST)
        .get("/introductions/{id}", Kind::Introduction, Action::Read, card)
        .about(&view::CARD)
        .get("/introductions/{id}/edit", Kind::Introduction, Action::Edit, edit)
        .post("/introductions/{id}", Kind::Introduction, Action::Edit, save)
        .post("/introductions/{id}/states", Kind::Introduction, Action::Edit, move_on)
}

/// What the list is asked, and the record that the question names.
fn filter(ctx: &Ctx, tx: &mut Tx) -> Result<(Filter, Option<Ref>), Problem> {
    let partner = match ctx.query("partner") {
        Some(slug) => Some(ctx.refer(tx, &format!("organisation:{slug}"))?),
        None => None,
    };
    let subject = match ctx.query("subject") {
        Some(text) => Some(ctx.refer(tx, text)?.id),
        None => None,
    };
    let state = match ctx.query("state") {
        Some(word) => Some(State::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
        None => None,
    };
    let silent_since = match ctx.query("silent-since") {
        Some(text) => {
            let day = When::parse(text).ok_or_else(|| Problem::bad("web-bad-date", text))?;
            Some(day.first().to_string())
        }
        None => None,
    };
    let id = partner.as_ref().map(|partner| partner.id.clone());
    Ok((Filter { state, partner: id, silent_since, subject, open: ctx.query("open").is_some() }, partner))
}

/// Everything that introductions name.
fn refs<'i>(all: impl IntoIterator<Item = &'i Introduction>) -> Vec<Ref> {
    let mut refs = Vec::new();
    for b in all.into_iter().map(|one| &one.body) {
        refs.push(b.subject.clone());
        refs.extend(b.partner.as_ref().map(|id| Ref::new(Kind::Organisation, id)));
        refs.extend(b.project.as_ref().map(|id| Ref::new(Kind::Project, id)));
        refs.extend(b.with.clone());
    }
    refs.sort();
    refs.dedup();
    refs
}

/// Names of the accounts that lead some introductions.
fn leads(ctx: &Ctx, tx: &mut Tx, all: &[Introduction]) -> Result<std::collections::HashMap<String, String>, Problem> {
    let mut ids: Vec<String> = all.iter().filter_map(|one| one.body.lead.clone()).collect();
    ids.sort();
    ids.dedup();
    Ok(account::store::names(tx, &ctx.actor.office, &ids)?)
}

fn item(page: &Page, labels: &Labels, leads: &std::collections::HashMap<String, String>, one: &Introduction) -> Item {
    let b = &one.body;
    let organisation = b.partner.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id)));
    let named = organisation.as_ref().map(|record| record.label.clone()).or_else(|| b.who.clone());
    Item {
        record: Record {
            kind: Kind::Introduction,
            id: one.id.clone(),
            url: page.url(&format!("/introductions/{}", one.id)),
            label: named.unwrap_or_else(|| page.t("introduction-one")),
        },
        state: b.now().word(),
        heard: b.heard().map(When::day),
        silent: b.silent(page.today()),
        subject: page.record(labels, &b.subject),
        partner: organisation,
        who: b.who.clone(),
        through: b.with.as_ref().and_then(|with| page.record(labels, with)),
        project: b.project.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Project, id))),
        lead: b.lead.as_ref().map(|id| leads.get(id).cloned().unwrap_or_else(|| id.clone())),
    }
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (filter, partner) = filter(ctx, tx)?;
    let page = ctx.page(ctx.t("introduction-title"));
    if ctx.wants_sheet() {
        let mut known = Known::default();
        return view::SHEET.send(ctx, tx, &page, |tx, after: Option<String>| {
            let all = store::list(tx, &ctx.actor.office, &filter, &after.unwrap_or_default(), BATCH)?;
            let leads = leads(ctx, tx, &all)?;
            let labels = known.ask(ctx, tx, &refs(&all))?;
            let next = (all.len() as i64 >= BATCH).then(|| all.last().map(|one| one.id.clone())).flatten();
            Ok((all.iter().map(|one| item(&page, labels, &leads, one)).collect(), next))
        });
    }
    let after = ctx.query("after").unwrap_or_default();
    let mut all = store::list(tx, &ctx.actor.office, &filter, after, PAGE_ROWS + 1)?;
    let next = cut(&mut all, |one| one.id.clone());
    let counts = store::counts(tx, &ctx.actor.office, &filter)?;
    let mut wanted = refs(&all);
    wanted.extend(partner.clone());
    let labels = ctx.labels(tx, &wanted)?;
    let leads = leads(ctx, tx, &all)?;
    let view = ListView {
        list: List {
            items: all.iter().map(|one| item(&page, &labels, &leads, one)).collect(),
            total: counts.iter().map(|(_, count, _)| count).sum(),
            next,
        },
        projects: counts.iter().map(|(.., projects)| projects).sum(),
        counts: counts.iter().map(|(state, count, _)| Count { state: state.word(), count: *count }).collect(),
        partner: partner.and_then(|partner| page.record(&labels, &partner)),
        states: words(&page, State::ALL),
        silence: ctx.today().saturating_sub(SILENCE.days()).to_string(),
        page,
    };
    Reply::view(ctx, &view)
}

fn words(page: &Page, states: &[State]) -> Vec<(String, String)> {
    states.iter().map(|state| (state.word().to_owned(), page.word("introduction-state-", state.word()))).collect()
}

fn take(ctx: &Ctx, tx: &mut Tx) -> Result<(Introduction, Permit), Problem> {
    Ok(store::take(tx, &ctx.actor, ctx.action(), ctx.param("id"))?)
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = take(ctx, tx)?;
    let me = Ref::new(Kind::Introduction, &now.id);
    let one = ctx.as_known(tx, &me, now)?;
    let steps = step::store::of_subjects(tx, &ctx.actor.office, std::slice::from_ref(&me))?;
    let mut wanted = refs([&one]);
    wanted.extend(step::refs(&steps));
    let labels = ctx.labels(tx, &wanted)?;
    let leads = leads(ctx, tx, std::slice::from_ref(&one))?;
    let page = ctx.page(String::new());
    let shown = item(&page, &labels, &leads, &one);
    let states = one.body.states.iter();
    let past = ctx.past().is_some();
    let view = CardView {
        part: one.body.part.clone(),
        score: one.body.score.clone(),
        proposed: one.body.states.first().map(|row| row.date.clone()),
        states: states
            .map(|row| StateShown { state: row.state.word(), date: row.date.clone(), note: row.note.clone() })
            .collect(),
        steps: step::rows(&page, &labels, ctx.today(), &steps),
        next: words(&page, &one.body.next()),
        may_edit: !past && ctx.actor.could(Action::Edit, &one.subject()),
        filled: Filled::default(),
        reasons: one.body.reasons.iter().map(|one| reason_shown(one, ctx.lang)).collect(),
        note: one.body.note,
        page: ctx.page(shown.record.label.clone()),
        introduction: shown,
    };
    Reply::view(ctx, &view)
}

/// A reason in the visitor's language, as far as it is known in it.
fn reason_shown(one: &Reason, lang: Lang) -> Reason {
    Reason { said: one.in_words(lang).to_owned(), other: None, ..one.clone() }
}

/// One more state. The history before it stays.
fn move_on(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = take(ctx, write.tx())?;
    let mut reader = Reader::new(form);
    let state = reader.choice("state", State::parse);
    let date = reader.when("date").or_else(|| reader.faults.is_empty().then(|| When::day(ctx.today())));
    let Some(state) = state else { return Err(Problem::bad("introduction-state-needed", form.text("state"))) };
    let Some(date) = date else { return Err(Problem::bad("web-bad-date", form.text("date"))) };
    let moved = one.body.move_to(StateRow { state, date, note: form.some("note") }, ctx.today());
    let body = moved.map_err(|refusal| match refusal.0 {
        "introduction-does-not-follow" => {
            // The states are said as the page says them.
            let said = |state: State| ctx.page("").word("introduction-state-", state.word());
            Problem::bad(refusal.0, format!("{} → {}", said(one.body.now()), said(state)))
        }
        key => Problem::bad(key, refusal.1),
    })?;
    keep(write, &permit, &one, &body)?;
    Reply::see(ctx, &format!("/introductions/{}", one.id))
}

fn keep(write: &mut Write, permit: &Permit, one: &Introduction, body: &Body) -> Result<(), Problem> {
    editor::kept(store::save(write, permit, one, body)?)
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (one, _) = take(ctx, tx)?;
    let filled = Filled::new(fill(ctx, tx, &one)?);
    form_page(ctx, tx, StatusCode::OK, &one, filled, Vec::new())
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut one, permit) = take(ctx, write.tx())?;
    let (body, faults) = read(ctx, write.tx(), form, &one.body)?;
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, &one, filled, Vec::new());
    }
    if form.version() != one.version {
        let me = Ref::new(Kind::Introduction, &one.id);
        let base = state_version(write.tx(), &ctx.actor.office, &me, form.version())?;
        let (merged, conflicts) = reconcile(base.as_ref(), &one.body, &body);
        one.body = merged;
        let filled = Filled::new(fill(ctx, write.tx(), &one)?);
        return form_page(ctx, write.tx(), StatusCode::CONFLICT, &one, filled, conflicts);
    }
    keep(write, &permit, &one, &body)?;
    Reply::see(ctx, &format!("/introductions/{}", one.id))
}

/// What the form holds; the rest stays as it is.
fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, kept: &Body) -> Result<(Body, Vec<Fault>), Problem> {
    let mut reader = Reader::new(form);
    let named = [("partner", Kind::Organisation), ("project", Kind::Project)];
    let texts: Vec<String> =
        named.iter().filter_map(|(field, kind)| Some(format!("{}:{}", kind.word(), form.some(field)?))).collect();
    let found = ctx.refers(tx, &texts)?;
    let mut id = |field: &str, kind: Kind| {
        let of = |text: &str| found.get(&format!("{}:{text}", kind.word())).map(|one| one.id.clone());
        reader.read_of(field, form.text(field), of, "web-bad-ref")
    };
    let (partner, project) = (id("partner", Kind::Organisation), id("project", Kind::Project));
    let lead = form.some("lead");
    if let Some(id) = lead.as_ref().filter(|id| kept.lead.as_ref() != Some(id)) {
        let known = staff(ctx, tx)?.iter().any(|(one, _)| one == id);
        if !known {
            reader.wrong("lead", "web-bad-choice", id);
        }
    }
    let body = Body { partner, project, lead, who: form.some("who"), note: form.some("note"), ..kept.clone() };
    let mut faults = reader.faults;
    if faults.is_empty() {
        faults.extend(body.faults());
    }
    Ok((body, faults))
}

/// Who of the office may lead: an office has tens of accounts.
fn staff(ctx: &Ctx, tx: &mut Tx) -> Result<Vec<(String, String)>, Problem> {
    let (accounts, _) = account::store::list(tx, &ctx.actor.office, "", 500)?;
    let leads = accounts.into_iter().filter(|one| matches!(one.body.role, Role::Coordinator | Role::Administrator));
    Ok(leads.map(|one| (one.id, one.body.name)).collect())
}

fn fill(ctx: &Ctx, tx: &mut Tx, one: &Introduction) -> Result<Form, Problem> {
    let b = &one.body;
    let labels = ctx.labels(tx, &refs([one]))?;
    let slug = |kind, id: &Option<String>| {
        let id = id.as_ref()?;
        let label = labels.get(&Ref::new(kind, id));
        Some(label.and_then(|label| label.path.rsplit('/').next()).unwrap_or(id).to_owned())
    };
    let fields = [
        ("version", Some(one.version.to_string())),
        ("partner", slug(Kind::Organisation, &b.partner)),
        ("who", b.who.clone()),
        ("project", slug(Kind::Project, &b.project)),
        ("lead", b.lead.clone()),
        ("note", b.note.clone()),
    ];
    Ok(Form::of(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)))))
}

fn form_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, one: &Introduction, filled: Filled, conflicts: Vec<Change>) -> Answer {
    let page = ctx.page(ctx.t("introduction-edit"));
    let view = FormView {
        target: page.url(&format!("/introductions/{}", one.id)),
        organisations: ctx.options(tx, Kind::Organisation)?,
        leads: staff(ctx, tx)?,
        conflicted: status == StatusCode::CONFLICT,
        conflicts: conflicts.into_iter().map(|change| (change.field, plain_value(&change.before))).collect(),
        filled,
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}
