//! The addresses of people.

use std::collections::HashMap;

use axum::http::StatusCode;
use dotyk_db::Tx;

use super::view::{self, Card, CardView, CiteShown, Contact, ForgettingView, FormView, Item, ListView};
use super::{Body, Person, Seal, store};
use crate::access::{Action, Head, Kind, Ref};
use crate::journal::{Write, reconcile, state_version};
use crate::source::{self, Cite};
use crate::web::editor;
use crate::web::{
    Answer, BATCH, Ctx, Fault, Filled, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Reader, Record, Reply, Routes, cut,
};
use crate::{organisation, place};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/people", Kind::Person, Action::Read, list)
        .about(&view::LIST)
        .get("/people/new", Kind::Person, Action::Create, new)
        .post("/people", Kind::Person, Action::Create, create)
        .get("/people/{slug}", Kind::Person, Action::Read, card)
        .about(&view::CARD)
        .get("/people/{slug}/edit", Kind::Person, Action::Edit, edit)
        .post("/people/{slug}", Kind::Person, Action::Edit, save)
        .post("/people/{slug}/publication", Kind::Person, Action::Publish, publish)
        .get("/people/{slug}/forgetting", Kind::Person, Action::Forget, forgetting)
        .post("/people/{slug}/forgetting", Kind::Person, Action::Forget, forget)
}

fn seal(ctx: &Ctx) -> Seal {
    Seal::new(ctx.state.data_key)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let of = organisation_of(ctx, tx)?;
    let visible = ctx.actor.visible(Kind::Person);
    let mut people = match (&of, ctx.query("organisation")) {
        // An organisation that is not there has nobody.
        (None, Some(_)) => Vec::new(),
        _ => store::list(tx, &visible, &seal(ctx), of.as_deref())?,
    };
    let keeper = ctx.actor.ever(Kind::Person, Action::Forget).is_ok();
    let due = people.iter().filter(|person| keeper && person.due(ctx.today())).count();
    let only_due = keeper && ctx.query("due").is_some();
    people.retain(|person| (!only_due || person.due(ctx.today())) && found(person, ctx.query("q")));
    if ctx.wants_sheet() {
        return sheet(ctx, tx, &people, keeper);
    }
    let total = people.len() as i64;
    let mut people = page_of(ctx, people)?;
    // The cursor holds no key of a name: names are guarded.
    let next = cut(&mut people, |person| format!("~{}", person.head.id));
    let organisations = people.iter().filter_map(|person| person.body.organisation.as_ref()).chain(&of);
    let refs: Vec<Ref> = organisations.map(|id| Ref::new(Kind::Organisation, id)).collect();
    let labels = ctx.labels(tx, &refs)?;
    let page = ctx.page(ctx.t("person-title"));
    let items = people.iter().map(|person| item(ctx, &page, &labels, person, keeper)).collect();
    let question =
        |slug: &str| format!("?{}", form_urlencoded::Serializer::new(String::new()).append_pair("organisation", slug).finish());
    let view = ListView {
        new_for: ctx.query("organisation").map(question).unwrap_or_default(),
        list: List { items, total, next },
        of: of.and_then(|id| page.record(&labels, &Ref::new(Kind::Organisation, id))),
        due: due as i64,
        only_due,
        may_create: page.can(Kind::Person, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

/// All rows of the list. Names are sealed, so it is ordered here and cut into batches here.
fn sheet(ctx: &Ctx, tx: &mut Tx, people: &[Person], keeper: bool) -> Answer {
    let page = ctx.page(ctx.t("person-title"));
    let mut known = Known::default();
    view::SHEET.send(ctx, tx, &page, |tx, from: Option<usize>| {
        let rest = people.get(from.unwrap_or(0)..).unwrap_or_default();
        let batch = &rest[..rest.len().min(BATCH as usize)];
        let organisations = batch.iter().filter_map(|person| person.body.organisation.as_ref());
        let refs: Vec<Ref> = organisations.map(|id| Ref::new(Kind::Organisation, id)).collect();
        let labels = known.ask(ctx, tx, &refs)?;
        let next = (batch.len() < rest.len()).then_some(from.unwrap_or(0) + batch.len());
        Ok((batch.iter().map(|person| item(ctx, &page, labels, person, keeper)).collect(), next))
    })
}

/// The id of the organisation of `?organisation=`.
fn organisation_of(ctx: &Ctx, tx: &mut Tx) -> Result<Option<String>, Problem> {
    let Some(slug) = ctx.query("organisation") else { return Ok(None) };
    let found = organisation::store::resolve(tx, &ctx.actor.office, &[slug.to_owned()])?;
    Ok(found.into_values().next().and_then(|found| found.found().cloned()))
}

/// Names are sealed in the database, so they are searched here.
fn found(person: &Person, search: Option<&str>) -> bool {
    let Some(search) = search else { return true };
    let b = &person.body;
    let texts = [&b.name_uk, &b.name_en, &b.post_uk, &b.post_en].into_iter().flatten();
    let key = texts.map(|text| dotyk_uk::search_key(text)).collect::<Vec<_>>().join(" ");
    dotyk_uk::search_key(search).split(' ').all(|word| key.contains(word))
}

/// What stands behind the cursor, and one more than a page.
fn page_of(ctx: &Ctx, people: Vec<Person>) -> Result<Vec<Person>, Problem> {
    let (_, after) = ctx.after()?;
    let from = people.iter().position(|person| person.head.id == after).map_or(0, |index| index + 1);
    Ok(people.into_iter().skip(from).take(PAGE_ROWS as usize + 1).collect())
}

fn item(ctx: &Ctx, page: &Page, labels: &Labels, person: &Person, keeper: bool) -> Item {
    let b = &person.body;
    Item {
        record: record_of(page, person),
        post: page.lang.pick(&b.post_uk, &b.post_en).map(|post| post.0.to_owned()),
        organisation: b.organisation.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id))),
        draft: person.head.published_at.is_none(),
        forgotten: person.forgotten_at.is_some(),
        due: keeper && person.due(ctx.today()),
    }
}

fn record_of(page: &Page, person: &Person) -> Record {
    Record { kind: Kind::Person, id: person.head.id.clone(), url: page.url(&path(person)), label: person.title(page.lang) }
}

fn path(person: &Person) -> String {
    format!("/people/{}", person.head.slug)
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (person, _) = store::take(tx, &ctx.actor, &seal(ctx), Action::Read, ctx.param("slug"))?;
    let b = &person.body;
    let organisation = b.organisation.as_ref().map(|id| Ref::new(Kind::Organisation, id));
    let sources = b.cites.iter().map(|cite| Ref::new(Kind::Source, &cite.source));
    let refs: Vec<Ref> = organisation.iter().cloned().chain(sources).collect();
    let labels = ctx.labels(tx, &refs)?;
    let subject = store::subject(tx, &ctx.actor.office, &person)?;
    let could = |action| ctx.actor.could(action, &subject);
    let page = ctx.page(person.title(ctx.lang));
    let contact = could(Action::Unseal).then(|| Contact {
        mail: b.mail.clone(),
        phone: b.phone.clone(),
        note: b.note.clone(),
        purpose_uk: b.purpose_uk.clone(),
        purpose_en: b.purpose_en.clone(),
        forget_on: b.forget_on.clone(),
        due: person.due(ctx.today()),
        rounds: b.rounds,
    });
    let view = CardView {
        organisation: organisation.and_then(|reference| page.record(&labels, &reference)),
        sources: b.cites.iter().filter_map(|cite| cite_shown(&page, &labels, cite)).collect(),
        may_edit: person.open() && could(Action::Edit),
        may_publish: person.open() && could(Action::Publish),
        may_forget: person.forgotten_at.is_none() && could(Action::Forget),
        slug: person.head.slug.clone(),
        person: card_of(&page, &person, contact),
        page,
    };
    Reply::view(ctx, &view)
}

fn card_of(page: &Page, person: &Person, contact: Option<Contact>) -> Card {
    let b = &person.body;
    Card {
        record: record_of(page, person),
        name_uk: b.name_uk.clone(),
        name_en: b.name_en.clone(),
        post_uk: b.post_uk.clone(),
        post_en: b.post_en.clone(),
        published_at: person.head.published_at.clone(),
        forgotten_at: person.forgotten_at.clone(),
        closed: person.closed,
        contact,
    }
}

fn cite_shown(page: &Page, labels: &Labels, cite: &Cite) -> Option<CiteShown> {
    Some(CiteShown {
        record: page.record(labels, &Ref::new(Kind::Source, &cite.source))?,
        locator: cite.locator.clone(),
        doubt: page.lang.pick(&cite.doubt_uk, &cite.doubt_en).map(|doubt| doubt.0.to_owned()),
    })
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let organisation = ctx.query("organisation").map(|slug| ("organisation".to_owned(), slug.to_owned()));
    let filled = Filled::new(Form::of(organisation));
    form_page(ctx, tx, StatusCode::OK, ctx.t("person-new"), "/people", filled, Vec::new())
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (body, mut faults) = read(ctx, write.tx(), form, &Body::default())?;
    faults.extend(body.faults());
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, ctx.t("person-new"), "/people", filled, Vec::new());
    }
    let id = write.id();
    let person = Person::new(Head::new(id.clone(), store::slug(&id), &ctx.actor.id), body);
    let permit = ctx.actor.may_create(Kind::Person, &id)?;
    store::add(write, &permit, &seal(ctx), &person)?;
    Reply::see(ctx, &path(&person))
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (person, _) = store::take(tx, &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    if !person.open() {
        return Reply::see(ctx, &path(&person));
    }
    let filled = Filled::new(fill(ctx, tx, &person.body, person.head.version)?);
    form_page(ctx, tx, StatusCode::OK, person.title(ctx.lang), &path(&person), filled, Vec::new())
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut person, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    // What was forgotten meanwhile does not come back, and what cannot be read is not written over.
    if !person.open() {
        return Reply::see(ctx, &path(&person));
    }
    let (title, target) = (person.title(ctx.lang), path(&person));
    let (body, mut faults) = read(ctx, write.tx(), form, &person.body)?;
    faults.extend(body.faults());
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, title, &target, filled, Vec::new());
    }
    if form.version() != person.head.version {
        let base = state_version(write.tx(), &ctx.actor.office, &Ref::new(Kind::Person, &person.head.id), form.version())?;
        let base = base.map(|state| person.base(state, &body));
        let (merged, conflicts) = reconcile(base.as_ref(), &person.body, &body);
        let filled = Filled::new(fill(ctx, write.tx(), &merged, person.head.version)?);
        let theirs = |change: crate::journal::Change| {
            let field = if change.field == "cites" { "cites.0.source".to_owned() } else { change.field };
            (field, crate::web::plain_value(&change.before))
        };
        let conflicts = conflicts.into_iter().map(theirs).collect();
        return form_page(ctx, write.tx(), StatusCode::CONFLICT, title, &target, filled, conflicts);
    }
    person.body = body;
    editor::kept(store::save(write, &permit, &seal(ctx), &person)?)?;
    Reply::see(ctx, &target)
}

fn publish(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (person, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Publish, ctx.param("slug"))?;
    if person.open() {
        let published_at = (form.text("state") != "draft").then(|| write.stamp());
        store::publish(write, &permit, &seal(ctx), published_at)?;
    }
    Reply::see(ctx, &path(&person))
}

fn forgetting(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (person, _) = store::take(tx, &ctx.actor, &seal(ctx), Action::Forget, ctx.param("slug"))?;
    forgetting_page(ctx, StatusCode::OK, &person, Filled::default())
}

fn forget(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (person, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Forget, ctx.param("slug"))?;
    if person.forgotten_at.is_some() {
        return Reply::see(ctx, &path(&person));
    }
    if form.text("confirm") != "1" {
        let faults = vec![("confirm".to_owned(), "person-forget-unconfirmed", String::new())];
        return forgetting_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, &person, Filled::wrong(form.clone(), ctx.errors(faults)));
    }
    store::forget(write, &permit, &seal(ctx))?;
    Reply::see(ctx, &format!("/people/{}", store::slug(&person.head.id)))
}

fn forgetting_page(ctx: &Ctx, status: StatusCode, person: &Person, filled: Filled) -> Answer {
    let page = ctx.page(ctx.t("person-forget"));
    let view = ForgettingView { filled, name: person.title(ctx.lang), back: page.url(&path(person)), page };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

fn form_page(
    ctx: &Ctx,
    tx: &mut Tx,
    status: StatusCode,
    title: String,
    target: &str,
    filled: Filled,
    conflicts: Vec<(String, String)>,
) -> Answer {
    let organisations = organisation::store::options(tx, &ctx.actor.visible(Kind::Organisation))?;
    let sources = source::store::options(tx, &ctx.actor.visible(Kind::Source))?;
    let page = ctx.page(title);
    let named = |options: Vec<place::store::Choice>| -> Vec<(String, String)> {
        options.into_iter().map(|(key, uk, en)| (key, page.lang.of(&uk, &en).to_owned())).collect()
    };
    let view = FormView {
        filled,
        target: page.url(target),
        conflicted: status == StatusCode::CONFLICT,
        conflicts,
        organisations: named(organisations),
        sources: named(sources),
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

/// Reads the form; `old` is what stood there, whose ids a form may send back when their records may not be seen.
fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: &Body) -> Result<(Body, Vec<Fault>), Problem> {
    let organisation = form.some("organisation");
    let found = match &organisation {
        Some(text) => organisation::store::resolve(tx, &ctx.actor.office, std::slice::from_ref(text))?,
        None => HashMap::new(),
    };
    let rows = form.rows("cites");
    let slugs: Vec<String> = rows.iter().map(|(_, row)| row.text("source").to_owned()).collect();
    let sources = source::store::resolve(tx, &ctx.actor.office, &slugs)?;
    let mut reader = Reader::new(form);
    let mut body = Body {
        name_uk: form.some("name_uk"),
        name_en: form.some("name_en"),
        mail: form.some("mail"),
        phone: form.some("phone"),
        note: form.some("note"),
        organisation: None,
        post_uk: form.some("post_uk"),
        post_en: form.some("post_en"),
        purpose_uk: form.some("purpose_uk"),
        purpose_en: form.some("purpose_en"),
        forget_on: reader.when("forget_on"),
        rounds: form.text("rounds") == "1",
        cites: Vec::new(),
    };
    if let Some(text) = organisation {
        let found = found.into_values().next().unwrap_or(place::Match::Missing);
        if old.organisation.as_ref() == Some(&text) {
            body.organisation = Some(text);
        } else {
            if let Some((key, what)) = found.fault(ctx.lang, &text) {
                let key = if key == "place-ambiguous" { "organisation-ambiguous" } else { key };
                reader.wrong("organisation", key, &what);
            }
            body.organisation = found.found().cloned();
        }
    }
    for (index, row) in rows.iter() {
        let text = row.text("source");
        let kept = old.cites.iter().any(|cite| cite.source == text).then(|| text.to_owned());
        match sources.get(text).cloned().or(kept) {
            Some(source) => {
                body.cites.push(Cite {
                    source,
                    locator: row.some("locator"),
                    doubt_uk: row.some("doubt_uk"),
                    doubt_en: row.some("doubt_en"),
                });
            }
            None => {
                reader.wrong(&format!("cites.{index}.source"), if text.is_empty() { "web-required" } else { "web-bad-ref" }, text)
            }
        }
    }
    Ok((body, reader.faults))
}

/// The record in its form: ids stand as slugs, where the visitor may see what they name.
fn fill(ctx: &Ctx, tx: &mut Tx, body: &Body, version: i64) -> Result<Form, Problem> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let own: Vec<String> = body.organisation.iter().cloned().collect();
    let organisations = organisation::store::labels(tx, &ctx.actor.visible(Kind::Organisation), &own)?;
    let organisation = organisations.first().map(|(_, label)| last(&label.path)).or_else(|| body.organisation.clone());
    let ids: Vec<String> = body.cites.iter().map(|cite| cite.source.clone()).collect();
    let sources = source::store::labels(tx, &ctx.actor.visible(Kind::Source), &ids)?;
    let mut fields: Vec<(String, String)> = vec![("version".into(), version.to_string())];
    let mut put = |name: String, value: &Option<String>| fields.extend(value.clone().map(|value| (name, value)));
    for (name, value) in [
        ("name_uk", &body.name_uk),
        ("name_en", &body.name_en),
        ("mail", &body.mail),
        ("phone", &body.phone),
        ("note", &body.note),
        ("organisation", &organisation),
        ("post_uk", &body.post_uk),
        ("post_en", &body.post_en),
        ("purpose_uk", &body.purpose_uk),
        ("purpose_en", &body.purpose_en),
        ("forget_on", &body.forget_on.as_ref().map(ToString::to_string)),
        ("rounds", &body.rounds.then(|| "1".to_owned())),
    ] {
        put(name.into(), value);
    }
    for (index, cite) in body.cites.iter().enumerate() {
        let slug =
            sources.iter().find(|(id, _)| *id == cite.source).map_or_else(|| cite.source.clone(), |(_, label)| last(&label.path));
        put(format!("cites.{index}.source"), &Some(slug));
        for (name, value) in [("locator", &cite.locator), ("doubt_uk", &cite.doubt_uk), ("doubt_en", &cite.doubt_en)] {
            put(format!("cites.{index}.{name}"), value);
        }
    }
    Ok(Form::of(fields))
}
