//! The addresses of figures.

use std::collections::HashMap;

use axum::http::StatusCode;
use dotyk_db::Tx;

use super::model::read_number;
use super::view::{self, CardView, FormView, Group, ListView, Shown};
use super::{Body, Figure, Maturity, Qualifier, sayings, store};
use crate::access::{Action, Kind, Ref};
use crate::journal::{Change, Write, reconcile, state_version};
use crate::office::{self, Office};
use crate::web::editor;
use crate::web::{Answer, BATCH, Ctx, Filled, Form, Known, Page, Problem, Reader, Reply, Routes, behind, refuse};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/figures", Kind::Figure, Action::Read, list)
        .about(&view::LIST)
        .get("/figures/new", Kind::Figure, Action::Create, new)
        .post("/figures", Kind::Figure, Action::Create, create)
        .get("/figures/{id}", Kind::Figure, Action::Read, card)
        .about(&view::CARD)
        .get("/figures/{id}/edit", Kind::Figure, Action::Edit, edit)
        .post("/figures/{id}", Kind::Figure, Action::Edit, save)
        .post("/figures/{id}/removal", Kind::Figure, Action::Edit, remove)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let office = office::store::find(tx, &ctx.actor.office)?;
    let measure = ctx.query("measure").unwrap_or_default();
    if !measure.is_empty() && office.measure(measure).is_none() {
        return Err(Problem::bad("web-bad-query", measure));
    }
    if ctx.wants_sheet() {
        return sheet(ctx, tx, &office, measure);
    }
    let figures = match measure {
        "" => Vec::new(),
        measure => store::of_measure(tx, &ctx.actor.office, ctx.day()?, measure)?,
    };
    let labels = ctx.labels(tx, &view::refs(&figures))?;
    let page = ctx.page(match office.measure(measure) {
        Some(measure) => ctx.lang.of(&measure.name_uk, &measure.name_en).to_owned(),
        None => ctx.t("figure-title"),
    });
    let items = view::show(&page, &office, &labels, &figures);
    let groups = groups(&page, &office, &figures, &items);
    let measures = office.measures.iter().map(|m| (m.slug.clone(), page.lang.of(&m.name_uk, &m.name_en).to_owned())).collect();
    let as_of = ctx.as_of()?.map(|day| day.to_string());
    Reply::view(
        ctx,
        &ListView { total: items.len(), items, groups, measures, measure: measure.to_owned(), as_of, next: None, page },
    )
}

/// All figures of the measure, or of every measure when none is chosen: then the page shows none, and the table all.
fn sheet(ctx: &Ctx, tx: &mut Tx, office: &Office, measure: &str) -> Answer {
    let (day, page) = (ctx.day()?, ctx.page(ctx.t("figure-title")));
    let measures = office.measures.iter().map(|known| known.slug.as_str());
    let mut measures = measures.filter(|slug| measure.is_empty() || measure == *slug).collect::<Vec<_>>().into_iter();
    let Some(mut of) = measures.next() else {
        return view::SHEET.send(ctx, tx, &page, |_, _: Option<()>| Ok((Vec::new(), None)));
    };
    let mut known = Known::default();
    view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
        let (from, id) = after.unwrap_or_default();
        let figures = store::page_of_measure(tx, &ctx.actor.office, day, of, (&from, &id), BATCH)?;
        let key = |figure: &Figure| (store::first_day(&figure.body), figure.id.clone());
        let next = match behind(&figures, key) {
            None => measures.next().map(|next| {
                of = next;
                Default::default()
            }),
            next => next,
        };
        let labels = known.ask(ctx, tx, &view::refs(&figures))?;
        Ok((view::show(&page, office, labels, &figures), next))
    })
}

/// What each source says in all of what the visitor may see, apart by the state of the subject on the day.
fn groups(page: &Page, office: &Office, figures: &[Figure], items: &[Shown]) -> Vec<Group> {
    let visible: HashMap<&str, &Shown> = items.iter().map(|item| (item.id.as_str(), item)).collect();
    let seen = figures.iter().filter_map(|figure| Some((&figure.body, visible.get(figure.id.as_str())?.state.as_str())));
    let shown = sayings(seen).into_iter().map(|saying| Group {
        source: saying.source.and_then(|id| items.iter().filter_map(|item| item.source.clone()).find(|record| record.id == id)),
        by_state: view::parts(page, office, saying.like, &saying.parts),
        total: view::computed(page, office, saying.like, &saying.total, "sum"),
    });
    shown.collect()
}

/// A figure for an action: allowed when its subject allows it.
fn take(ctx: &Ctx, tx: &mut Tx) -> Result<(Figure, crate::access::Permit), Problem> {
    let figure = refuse(store::get(tx, &ctx.actor.office, ctx.param("id"))?)?;
    let subject = ctx.owner(tx, if ctx.action() == Action::Read { Action::Read } else { Action::Edit }, &figure.subject)?;
    let permit = ctx.permit(&subject.part(Kind::Figure, &figure.id))?;
    Ok((figure, permit))
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (figure, _) = take(ctx, tx)?;
    let figure = ctx.as_known(tx, &Ref::new(Kind::Figure, &figure.id), figure.clone())?;
    let office = office::store::find(tx, &ctx.actor.office)?;
    let siblings = store::of_subjects(tx, &ctx.actor.office, ctx.day()?, std::slice::from_ref(&figure.subject))?;
    let labels = ctx.labels(tx, &view::refs(&siblings))?;
    let page = ctx.page(String::new());
    let shown = view::show(&page, &office, &labels, std::slice::from_ref(&figure)).pop();
    let shown = refuse(shown)?;
    let others: Vec<Figure> = siblings
        .into_iter()
        .filter(|other| other.body.measure == figure.body.measure || Some(&other.body.measure) == figure.body.per.as_ref())
        .collect();
    let related = view::show(&page, &office, &labels, &others).into_iter().filter(|other| other.id != figure.id).collect();
    let totals = view::totals(&page, &office, &others, &others);
    let page = ctx.page(shown.label.clone());
    let may_edit = (ctx.state.subject)(tx, &ctx.actor.office, &figure.subject)?
        .is_some_and(|subject| ctx.actor.could(Action::Edit, &subject));
    Reply::view(
        ctx,
        &CardView { page, figure: shown, body: figure.body, related, totals, may_edit, removed: figure.removed_at.is_some() },
    )
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let subject = subject(ctx, tx, ctx.query("subject").unwrap_or_default())?;
    let form = Form::of([("subject".to_owned(), name(&subject)), ("qualifier".to_owned(), Qualifier::Exact.word().to_owned())]);
    form_page(ctx, tx, StatusCode::OK, ctx.t("figure-new"), "/figures", Filled::new(form), Vec::new())
}

/// The subject of a new figure, which the actor must be allowed to edit.
fn subject(ctx: &Ctx, tx: &mut Tx, text: &str) -> Result<Ref, Problem> {
    let subject = ctx.refer(tx, text)?;
    ctx.owner(tx, Action::Edit, &subject)?;
    Ok(subject)
}

/// `project:0192…`: a reference as forms keep it.
fn name(subject: &Ref) -> String {
    format!("{}:{}", subject.kind.word(), subject.id)
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let subject = subject(ctx, write.tx(), form.text("subject"))?;
    let (body, faults) = read(ctx, write.tx(), form)?;
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, ctx.t("figure-new"), "/figures", filled, Vec::new());
    }
    let figure = Figure { id: write.id(), subject, version: 1, removed_at: None, body };
    let permit = ctx.actor.may_create(Kind::Figure, &figure.id)?;
    store::add(write, &permit, &figure)?;
    Reply::see(ctx, &format!("/figures/{}", figure.id))
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (figure, _) = take(ctx, tx)?;
    let filled = Filled::new(fill(ctx, tx, &figure)?);
    form_page(ctx, tx, StatusCode::OK, ctx.t("figure-edit"), &format!("/figures/{}", figure.id), filled, Vec::new())
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut figure, permit) = take(ctx, write.tx())?;
    let target = format!("/figures/{}", figure.id);
    let (body, faults) = read(ctx, write.tx(), form)?;
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, ctx.t("figure-edit"), &target, filled, Vec::new());
    }
    if form.version() != figure.version {
        let base = state_version(write.tx(), &ctx.actor.office, &Ref::new(Kind::Figure, &figure.id), form.version())?;
        let (merged, conflicts) = reconcile(base.as_ref(), &figure.body, &body);
        figure.body = merged;
        let filled = Filled::new(fill(ctx, write.tx(), &figure)?);
        return form_page(ctx, write.tx(), StatusCode::CONFLICT, ctx.t("figure-edit"), &target, filled, conflicts);
    }
    figure.body = body;
    editor::kept(store::save(write, &permit, &figure)?)?;
    Reply::see(ctx, &target)
}

fn remove(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (figure, permit) = take(ctx, write.tx())?;
    store::remove(write, &permit)?;
    let subject = ctx.labels(write.tx(), std::slice::from_ref(&figure.subject))?.remove(&figure.subject);
    Reply::see(ctx, &subject.map_or_else(|| "/figures".to_owned(), |label| label.path))
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
    let office = office::store::find(tx, &ctx.actor.office)?;
    let lang = page.lang;
    let sources = ctx.options(tx, Kind::Source)?;
    let view = FormView {
        target: page.url(target),
        conflicted: status == StatusCode::CONFLICT,
        conflicts: conflicts.into_iter().map(|change| (change.field, crate::web::plain_value(&change.before))).collect(),
        measures: office.measures.iter().map(|m| (m.slug.clone(), lang.of(&m.name_uk, &m.name_en).to_owned())).collect(),
        qualifiers: Qualifier::ALL.iter().map(|q| (q.word().to_owned(), page.word("figure-qualifier-", q.word()))).collect(),
        maturities: Maturity::ALL.iter().map(|m| (m.word().to_owned(), page.word("figure-maturity-", m.word()))).collect(),
        sources,
        filled,
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

fn read(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(Body, Vec<crate::web::Fault>), Problem> {
    let mut reader = Reader::new(form);
    let members: Vec<String> = form.text("members").split_whitespace().map(str::to_owned).collect();
    let found = ctx.refers(tx, &members)?;
    for member in members.iter().filter(|member| !found.contains_key(*member)) {
        reader.wrong("members", "web-bad-ref", member);
    }
    let source = match form.some("source") {
        None => None,
        Some(slug) => {
            let id = ctx.refers(tx, &[format!("source:{slug}")])?.into_values().next().map(|source| source.id);
            if id.is_none() {
                reader.wrong("source", "web-bad-ref", &slug);
            }
            id
        }
    };
    let text = form.text("value");
    let body = Body {
        measure: form.text("measure").to_owned(),
        qualifier: reader.choice("qualifier", Qualifier::parse).unwrap_or_default(),
        value: reader.read_of("value", text, read_number, "web-bad-decimal"),
        currency: form.some("currency").map(|code| code.to_uppercase()),
        per: form.some("per"),
        as_of: reader.when("as_of"),
        as_of_note_uk: form.some("as_of_note_uk"),
        as_of_note_en: form.some("as_of_note_en"),
        maturity: reader.choice("maturity", Maturity::parse),
        place: form.some("place"),
        source,
        locator: form.some("locator"),
        members: members.iter().filter_map(|member| found.get(member).cloned()).collect(),
        note_uk: form.some("note_uk"),
        note_en: form.some("note_en"),
        doubt_uk: form.some("doubt_uk"),
        doubt_en: form.some("doubt_en"),
    };
    let mut faults = reader.faults;
    let unread = faults.iter().any(|(field, ..)| field == "value");
    faults.extend(
        body.faults(&office::store::find(tx, &ctx.actor.office)?).into_iter().filter(|(field, ..)| !(unread && field == "value")),
    );
    Ok((body, faults))
}

fn fill(ctx: &Ctx, tx: &mut Tx, figure: &Figure) -> Result<Form, Problem> {
    let b = &figure.body;
    let sources: Vec<Ref> = b.source.iter().map(|id| Ref::new(Kind::Source, id)).collect();
    let labels = ctx.labels(tx, &sources)?;
    let source = labels.into_values().next().and_then(|label| label.path.rsplit('/').next().map(str::to_owned));
    let when = |date: &Option<crate::text::When>| date.as_ref().map(|date| date.to_string());
    let members: Vec<String> = b.members.iter().map(name).collect();
    let fields = [
        ("version", Some(figure.version.to_string())),
        ("subject", Some(name(&figure.subject))),
        ("measure", Some(b.measure.clone())),
        ("qualifier", Some(b.qualifier.word().to_owned())),
        ("value", b.value.clone()),
        ("currency", b.currency.clone()),
        ("per", b.per.clone()),
        ("as_of", when(&b.as_of)),
        ("as_of_note_uk", b.as_of_note_uk.clone()),
        ("as_of_note_en", b.as_of_note_en.clone()),
        ("maturity", b.maturity.map(|m| m.word().to_owned())),
        ("place", b.place.clone()),
        ("source", source),
        ("locator", b.locator.clone()),
        ("members", Some(members.join("\n"))),
        ("note_uk", b.note_uk.clone()),
        ("note_en", b.note_en.clone()),
        ("doubt_uk", b.doubt_uk.clone()),
        ("doubt_en", b.doubt_en.clone()),
    ];
    Ok(Form::of(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)))))
}
