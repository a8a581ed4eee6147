//! The addresses of organisations.

use std::collections::HashMap;

use axum::http::StatusCode;
use dotyk_db::Tx;

use super::store::{self, Filter};
use super::view::{self, AliasShown, Card, CardView, CiteShown, FormView, Item, ListView, MergerView};
use super::{Alias, Body, Organisation, OrganisationKind, circle};
use crate::access::{Action, Head, Kind, Ref};
use crate::journal::{Change, Write, pattern, reconcile, state_version};
use crate::place;
use crate::source::{self, Cite};
use crate::text::Lang;
use crate::web::editor;
use crate::web::{
    Answer, BATCH, Ctx, Face, Fault, Filled, Form, Known, Labels, List, Page, Problem, Record, Reply, Routes, behind, cut,
};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/organisations", Kind::Organisation, Action::Read, list)
        .about(&view::LIST)
        .get("/organisations/new", Kind::Organisation, Action::Create, new)
        .post("/organisations", Kind::Organisation, Action::Create, create)
        .get("/organisations/{slug}", Kind::Organisation, Action::Read, card)
        .about(&view::CARD)
        .get("/organisations/{slug}/edit", Kind::Organisation, Action::Edit, edit)
        .post("/organisations/{slug}", Kind::Organisation, Action::Edit, save)
        .post("/organisations/{slug}/publication", Kind::Organisation, Action::Publish, publish)
        .get("/organisations/{slug}/merger", Kind::Organisation, Action::Merge, merger)
        .post("/organisations/{slug}/merger", Kind::Organisation, Action::Merge, merge)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let visible = ctx.actor.visible(Kind::Organisation);
    let kind = match ctx.query("kind") {
        Some(word) => Some(OrganisationKind::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
        None => None,
    };
    let filter = Filter { kind, place: ctx.query("place").map(str::to_owned), pattern: pattern(ctx.query("q")) };
    if ctx.wants_sheet() {
        return sheet(ctx, tx, &filter);
    }
    let (mut rows, total) = store::list(tx, &visible, &filter, ctx.after()?, crate::web::PAGE_ROWS + 1)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.id));
    let places = rows.iter().filter_map(|row| row.place.as_ref()).chain(&filter.place).map(|code| Ref::new(Kind::Place, code));
    let labels = ctx.labels(tx, &places.collect::<Vec<_>>())?;
    let page = ctx.page(ctx.t("organisation-title"));
    let place_of = |code: &Option<String>| page.record(&labels, &Ref::new(Kind::Place, code.as_ref()?));
    let items = rows.into_iter().map(|row| item(&page, &labels, row));
    let list = List { items: items.collect(), total, next };
    let within = place_of(&filter.place);
    let (kinds, may_create) = (kinds(&page), page.can(Kind::Organisation, Action::Create));
    Reply::view(ctx, &ListView { list, kinds, within, may_create, page })
}

/// All rows of the list.
fn sheet(ctx: &Ctx, tx: &mut Tx, filter: &Filter) -> Answer {
    let (visible, page) = (ctx.actor.visible(Kind::Organisation), ctx.page(ctx.t("organisation-title")));
    let mut known = Known::default();
    view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
        let (key, id) = after.unwrap_or_default();
        let rows = store::page(tx, &visible, filter, (&key, &id), BATCH)?;
        let next = behind(&rows, |row| (row.sort_key.clone(), row.id.clone()));
        let places: Vec<Ref> = rows.iter().filter_map(|row| row.place.as_ref()).map(|code| Ref::new(Kind::Place, code)).collect();
        let labels = known.ask(ctx, tx, &places)?;
        Ok((rows.into_iter().map(|row| item(&page, labels, row)).collect(), next))
    })
}

fn item(page: &Page, labels: &Labels, row: store::Listed) -> Item {
    Item {
        place: row.place.as_ref().and_then(|code| page.record(labels, &Ref::new(Kind::Place, code))),
        record: Record {
            kind: Kind::Organisation,
            url: page.url(&format!("/organisations/{}", row.slug)),
            label: page.lang.of(&row.name_uk, &row.name_en).to_owned(),
            id: row.id,
        },
        short: page.lang.pick(&row.short_uk, &row.short_en).map(|short| short.0.to_owned()),
        organisation_kind: row.kind.word(),
        draft: row.draft,
    }
}

fn kinds(page: &Page) -> Vec<(String, String)> {
    OrganisationKind::ALL.iter().map(|kind| (kind.word().to_owned(), page.word("organisation-kind-", kind.word()))).collect()
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (organisation, _) = store::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    if organisation.head.slug != ctx.param("slug") {
        return Ok(moved(ctx, &organisation));
    }
    let organisation = ctx.as_known(tx, &Ref::new(Kind::Organisation, &organisation.head.id), organisation.clone())?;
    let b = &organisation.body;
    let children = store::children(tx, &ctx.actor.visible(Kind::Organisation), &organisation.head.id)?;
    let children: Vec<Ref> = children.into_iter().map(|id| Ref::new(Kind::Organisation, id)).collect();
    let sources = b.cites.iter().map(|cite| Ref::new(Kind::Source, &cite.source));
    let (parent, place) =
        (b.parent.as_ref().map(|id| Ref::new(Kind::Organisation, id)), b.place.as_ref().map(|code| Ref::new(Kind::Place, code)));
    let beside = ctx.beside(tx, &Ref::new(Kind::Organisation, &organisation.head.id))?;
    let refs: Vec<Ref> = children.iter().cloned().chain(sources).chain(parent.clone()).chain(place.clone()).collect();
    let labels = ctx.labels(tx, &refs)?;
    let subject = store::subject(tx, &ctx.actor.office, &organisation)?;
    let me = Ref::new(Kind::Organisation, &organisation.head.id);
    let (aside, relation) = (ctx.aside(tx, &me)?, (ctx.state.relation)(ctx, tx, &me)?);
    let page = ctx.page(name(ctx.lang, b));
    let view = CardView {
        parent: parent.and_then(|parent| page.record(&labels, &parent)),
        place: place.and_then(|place| page.record(&labels, &place)),
        children: page.records(&labels, &children),
        beside,
        aliases: b.aliases.iter().map(|alias| alias_shown(ctx.lang, alias)).collect(),
        sources: b.cites.iter().filter_map(|cite| cite_shown(&page, &labels, cite)).collect(),
        identifier: b.identifier(),
        aside,
        relation,
        may_edit: ctx.actor.could(Action::Edit, &subject),
        may_publish: ctx.actor.could(Action::Publish, &subject),
        may_merge: ctx.actor.could(Action::Merge, &subject),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        organisation: Card {
            record: record_of(&page, &organisation),
            organisation_kind: b.kind.word(),
            organisation: &organisation,
        },
        page,
    };
    Reply::view(ctx, &view)
}

/// The old address leads on for good.
fn moved(ctx: &Ctx, organisation: &Organisation) -> Reply {
    let suffix = if ctx.face == Face::Json { ".json" } else { "" };
    Reply::redirect(StatusCode::MOVED_PERMANENTLY, format!("{}{suffix}", ctx.url(&path(organisation))))
}

fn path(organisation: &Organisation) -> String {
    format!("/organisations/{}", organisation.head.slug)
}

fn name(lang: Lang, body: &Body) -> String {
    lang.of(&body.name_uk, &body.name_en).to_owned()
}

fn alias_shown(lang: Lang, alias: &Alias) -> AliasShown {
    AliasShown { name: alias.name.clone(), note: lang.pick(&alias.note_uk, &alias.note_en).map(|note| note.0.to_owned()) }
}

fn cite_shown(page: &Page, labels: &Labels, cite: &Cite) -> Option<CiteShown> {
    Some(CiteShown {
        record: page.record(labels, &Ref::new(Kind::Source, &cite.source))?,
        locator: cite.locator.clone(),
        doubt: page.lang.pick(&cite.doubt_uk, &cite.doubt_en).map(|doubt| doubt.0.to_owned()),
    })
}

fn record_of(page: &Page, organisation: &Organisation) -> Record {
    Record {
        kind: Kind::Organisation,
        id: organisation.head.id.clone(),
        url: page.url(&path(organisation)),
        label: name(page.lang, &organisation.body),
    }
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    form_page(ctx, tx, StatusCode::OK, ctx.t("organisation-new"), "/organisations", Sent::of(Filled::default()))
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (body, mut faults) = read(ctx, write.tx(), form, &Body::default())?;
    faults.extend(body.faults());
    let id = write.id();
    let alike = alike(ctx, write.tx(), form, &id, &body, &[], &mut faults)?;
    if !faults.is_empty() || alike.stops() {
        let sent = Sent { alike, ..Sent::of(Filled::wrong(form.clone(), ctx.errors(faults))) };
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, ctx.t("organisation-new"), "/organisations", sent);
    }
    let wanted = body.short_en.as_deref().or(body.name_en.as_deref()).or(body.name_uk.as_deref()).unwrap_or_default().to_owned();
    let slug = store::free_slug(write.tx(), &ctx.actor.office, &wanted)?;
    let organisation = Organisation::new(Head::new(id, slug, &ctx.actor.id), body);
    let permit = ctx.actor.may_create(Kind::Organisation, &organisation.head.id)?;
    store::add(write, &permit, &organisation)?;
    Reply::see(ctx, &path(&organisation))
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (organisation, _) = store::take(tx, &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let filled = Filled::new(fill(ctx, tx, &organisation.body, organisation.head.version)?);
    form_page(ctx, tx, StatusCode::OK, name(ctx.lang, &organisation.body), &path(&organisation), Sent::of(filled))
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut organisation, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let (title, target, id) = (name(ctx.lang, &organisation.body), path(&organisation), organisation.head.id.clone());
    let (body, mut faults) = read(ctx, write.tx(), form, &organisation.body)?;
    faults.extend(body.faults());
    faults.extend(in_circle(write.tx(), ctx, &id, &body)?);
    let alike = alike(ctx, write.tx(), form, &id, &body, &organisation.body.keys(), &mut faults)?;
    if !faults.is_empty() || alike.stops() {
        let sent = Sent { alike, ..Sent::of(Filled::wrong(form.clone(), ctx.errors(faults))) };
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, title, &target, sent);
    }
    if form.version() != organisation.head.version {
        let base = state_version(write.tx(), &ctx.actor.office, &Ref::new(Kind::Organisation, &id), form.version())?;
        let (merged, conflicts) = reconcile(base.as_ref(), &organisation.body, &body);
        let filled = Filled::new(fill(ctx, write.tx(), &merged, organisation.head.version)?);
        let conflicts = theirs(ctx, write.tx(), conflicts)?;
        return form_page(ctx, write.tx(), StatusCode::CONFLICT, title, &target, Sent { conflicts, ..Sent::of(filled) });
    }
    organisation.body = body;
    editor::kept(store::save(write, &permit, &organisation)?)?;
    Reply::see(ctx, &target)
}

/// Nobody stands above itself, however far up.
fn in_circle(tx: &mut Tx, ctx: &Ctx, id: &str, body: &Body) -> Result<Faults, Problem> {
    let Some(parent) = &body.parent else { return Ok(Faults::new()) };
    let round = circle(&store::parents(tx, &ctx.actor.office)?, id, parent);
    Ok(if round { vec![("parent".into(), "organisation-circle", String::new())] } else { Faults::new() })
}

/// Others that may be the same organisation.
#[derive(Default)]
struct Alike {
    records: Vec<Record>,
    /// Whether only a box must be ticked: names are alike, codes are not.
    confirmable: bool,
    confirmed: bool,
}

impl Alike {
    fn stops(&self) -> bool {
        self.confirmable && !self.confirmed
    }
}

/// A code that another has is a fault; a new name that another has must be confirmed.
fn alike(
    ctx: &Ctx,
    tx: &mut Tx,
    form: &Form,
    id: &str,
    body: &Body,
    known: &[String],
    faults: &mut Faults,
) -> Result<Alike, Problem> {
    let visible = ctx.actor.visible(Kind::Organisation);
    let page = ctx.page("");
    let records = |tx: &mut Tx, ids: &[String]| -> Result<Vec<Record>, Problem> {
        let labels: Labels =
            store::labels(tx, &visible, ids)?.into_iter().map(|(id, label)| (Ref::new(Kind::Organisation, id), label)).collect();
        Ok(labels.keys().filter_map(|reference| page.record(&labels, reference)).collect())
    };
    if let Some(other) = store::same_code(tx, &ctx.actor.office, id, body)? {
        let field = if body.edrpou.is_some() { "edrpou" } else { "org_id" };
        faults.push((field.into(), "organisation-same-code", String::new()));
        return Ok(Alike { records: records(tx, &[other])?, ..Alike::default() });
    }
    let new: Vec<String> = body.keys().into_iter().filter(|key| !known.contains(key)).collect();
    let others = store::same_name(tx, &ctx.actor.office, id, &new)?;
    let records = records(tx, &others)?;
    Ok(Alike { confirmable: !records.is_empty(), confirmed: form.text("confirm") == "1", records })
}

/// What others wrote, as people read it: a place and a parent by their names.
fn theirs(ctx: &Ctx, tx: &mut Tx, conflicts: Vec<Change>) -> Result<Vec<(String, String)>, Problem> {
    let kind = |field: &str| match field {
        "parent" => Some(Kind::Organisation),
        "place" => Some(Kind::Place),
        _ => None,
    };
    let named = |change: &Change| Some(Ref::new(kind(&change.field)?, change.before.as_str()?));
    let refs: Vec<Ref> = conflicts.iter().filter_map(named).collect();
    let labels = ctx.labels(tx, &refs)?;
    let said = conflicts.iter().map(|change| {
        let label =
            named(change).and_then(|reference| labels.get(&reference).map(|label| ctx.lang.of(&label.uk, &label.en).to_owned()));
        let field = match change.field.as_str() {
            "aliases" => "alias.0.name",
            "cites" => "cites.0.source",
            field => field,
        };
        (field.to_owned(), label.unwrap_or_else(|| crate::web::plain_value(&change.before)))
    });
    Ok(said.collect())
}

fn publish(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (organisation, permit) = store::take(write.tx(), &ctx.actor, Action::Publish, ctx.param("slug"))?;
    let published_at = (form.text("state") != "draft").then(|| write.stamp());
    store::publish(write, &permit, published_at)?;
    Reply::see(ctx, &path(&organisation))
}

fn merger(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (organisation, _) = store::take(tx, &ctx.actor, Action::Merge, ctx.param("slug"))?;
    merger_page(ctx, tx, StatusCode::OK, &organisation, Filled::default())
}

fn merge(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (from, _) = store::take(write.tx(), &ctx.actor, Action::Merge, ctx.param("slug"))?;
    let text = form.text("into").to_owned();
    let found = one(store::resolve(write.tx(), &ctx.actor.office, std::slice::from_ref(&text))?);
    let into = match found.found() {
        Some(id) => store::get(write.tx(), &ctx.actor.office, id)?,
        None => None,
    };
    let fault = match (&into, found) {
        (None, _) if text.is_empty() => Some(("web-required", String::new())),
        (None, found) => fault(&found, ctx.lang, &text),
        (Some(into), _) if into.head.id == from.head.id => Some(("organisation-merge-self", String::new())),
        (Some(into), _) => in_circle_of(write.tx(), ctx, &from, into)?,
    };
    let Some(into) = into.filter(|_| fault.is_none()) else {
        let faults = fault.map(|(key, what)| ("into".to_owned(), key, what)).into_iter().collect();
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return merger_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, &from, filled);
    };
    let note = |lang| Some(ctx.state.words.say(lang, "organisation-merged-note", &[]));
    store::merge(write, &ctx.actor, &from, &into, &(note(Lang::Uk), note(Lang::En)))?;
    Reply::see(ctx, &path(&into))
}

/// The one that stays must not lie below the one that goes: it would come to stand above itself.
fn in_circle_of(
    tx: &mut Tx,
    ctx: &Ctx,
    from: &Organisation,
    into: &Organisation,
) -> Result<Option<(&'static str, String)>, Problem> {
    let round = circle(&store::parents(tx, &ctx.actor.office)?, &from.head.id, &into.head.id);
    Ok(round.then(|| ("organisation-merge-below", String::new())))
}

fn merger_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, organisation: &Organisation, filled: Filled) -> Answer {
    let options = store::options(tx, &ctx.actor.visible(Kind::Organisation))?;
    let page = ctx.page(ctx.t("organisation-merge"));
    let view = MergerView {
        filled,
        back: page.url(&path(organisation)),
        name: name(ctx.lang, &organisation.body),
        organisations: options
            .into_iter()
            .filter(|option| option.0 != organisation.head.slug)
            .map(|option| shown(&page, option))
            .collect(),
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

fn shown(page: &Page, (key, uk, en): place::store::Choice) -> (String, String) {
    (key, page.lang.of(&uk, &en).to_owned())
}

/// A form on its way back to who sent it.
struct Sent {
    filled: Filled,
    conflicts: Vec<(String, String)>,
    alike: Alike,
}

impl Sent {
    fn of(filled: Filled) -> Sent {
        Sent { filled, conflicts: Vec::new(), alike: Alike::default() }
    }
}

fn form_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, title: String, target: &str, sent: Sent) -> Answer {
    let places = place::store::options(tx, &ctx.actor.office)?;
    let organisations = store::options(tx, &ctx.actor.visible(Kind::Organisation))?;
    let sources = source::store::options(tx, &ctx.actor.visible(Kind::Source))?;
    let page = ctx.page(title);
    let view = FormView {
        filled: sent.filled,
        target: page.url(target),
        conflicted: status == StatusCode::CONFLICT,
        conflicts: sent.conflicts,
        confirmable: sent.alike.confirmable,
        alike: sent.alike.records,
        kinds: kinds(&page),
        places: places.into_iter().map(|option| shown(&page, option)).collect(),
        organisations: organisations.into_iter().map(|option| shown(&page, option)).collect(),
        sources: sources.into_iter().map(|option| shown(&page, option)).collect(),
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

/// What is wrong so far.
type Faults = Vec<Fault>;

/// The answer to one question.
fn one(found: HashMap<String, place::Match>) -> place::Match {
    found.into_values().next().unwrap_or(place::Match::Missing)
}

/// What is said of a text that names no organisation or several.
fn fault(found: &place::Match, lang: Lang, text: &str) -> Option<(&'static str, String)> {
    found
        .fault(lang, text)
        .map(|(key, what)| if key == "place-ambiguous" { ("organisation-ambiguous", what) } else { (key, what) })
}

/// Reads the form; `old` is what stood there, whose ids a form may send back when their records may not be seen.
fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: &Body) -> Result<(Body, Faults), Problem> {
    let mut faults = Faults::new();
    let kind = OrganisationKind::parse(form.text("kind")).unwrap_or_else(|| {
        faults.push(("kind".into(), "web-bad-choice", form.text("kind").into()));
        OrganisationKind::default()
    });
    let aliases = form.rows("alias");
    let aliases = aliases.iter().map(|(_, row)| Alias {
        name: row.text("name").to_owned(),
        note_uk: row.some("note_uk"),
        note_en: row.some("note_en"),
    });
    let body = Body {
        kind,
        name_uk: form.some("name_uk"),
        name_en: form.some("name_en"),
        short_uk: form.some("short_uk"),
        short_en: form.some("short_en"),
        org_id: form.some("org_id"),
        edrpou: form.some("edrpou"),
        parent: read_parent(ctx, tx, form, old, &mut faults)?,
        place: read_place(ctx, tx, form, &mut faults)?,
        country: form.some("country").map(|code| code.to_uppercase()),
        website: form.some("website"),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        aliases: aliases.collect(),
        cites: read_cites(ctx, tx, form, &old.cites, &mut faults)?,
    };
    Ok((body, faults))
}

fn read_parent(ctx: &Ctx, tx: &mut Tx, form: &Form, old: &Body, faults: &mut Faults) -> Result<Option<String>, Problem> {
    let Some(text) = form.some("parent") else { return Ok(None) };
    if old.parent.as_ref() == Some(&text) {
        return Ok(Some(text));
    }
    let found = one(store::resolve(tx, &ctx.actor.office, std::slice::from_ref(&text))?);
    faults.extend(fault(&found, ctx.lang, &text).map(|(key, what)| ("parent".into(), key, what)));
    Ok(found.found().cloned())
}

fn read_place(ctx: &Ctx, tx: &mut Tx, form: &Form, faults: &mut Faults) -> Result<Option<String>, Problem> {
    let Some(text) = form.some("place") else { return Ok(None) };
    let found = one(place::store::resolve(tx, &ctx.actor.office, ctx.today(), std::slice::from_ref(&text))?);
    faults.extend(found.fault(ctx.lang, &text).map(|(key, what)| ("place".into(), key, what)));
    Ok(found.found().cloned())
}

fn read_cites(ctx: &Ctx, tx: &mut Tx, form: &Form, old: &[Cite], faults: &mut Faults) -> Result<Vec<Cite>, Problem> {
    let rows = form.rows("cites");
    let slugs: Vec<String> = rows.iter().map(|(_, row)| row.text("source").to_owned()).collect();
    let found = source::store::resolve(tx, &ctx.actor.office, &slugs)?;
    let mut cites = Vec::new();
    for (index, row) in rows.iter() {
        let text = row.text("source");
        let kept = old.iter().any(|cite| cite.source == text).then(|| text.to_owned());
        match found.get(text).cloned().or(kept) {
            Some(source) => cites.push(Cite {
                source,
                locator: row.some("locator"),
                doubt_uk: row.some("doubt_uk"),
                doubt_en: row.some("doubt_en"),
            }),
            None if text.is_empty() => faults.push((format!("cites.{index}.source"), "web-required", String::new())),
            None => faults.push((format!("cites.{index}.source"), "web-bad-ref", text.to_owned())),
        }
    }
    Ok(cites)
}

/// The record in its form: ids stand as slugs, where the visitor may see what they name.
fn fill(ctx: &Ctx, tx: &mut Tx, body: &Body, version: i64) -> Result<Form, Problem> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let parent = match &body.parent {
        Some(id) => {
            let labels = store::labels(tx, &ctx.actor.visible(Kind::Organisation), std::slice::from_ref(id))?;
            Some(labels.first().map_or_else(|| id.clone(), |(_, label)| last(&label.path)))
        }
        None => None,
    };
    let ids: Vec<String> = body.cites.iter().map(|cite| cite.source.clone()).collect();
    let sources = source::store::labels(tx, &ctx.actor.visible(Kind::Source), &ids)?;
    let mut fields: Vec<(String, String)> =
        vec![("version".into(), version.to_string()), ("kind".into(), body.kind.word().into())];
    let mut put = |name: String, value: &Option<String>| fields.extend(value.clone().map(|value| (name, value)));
    for (name, value) in [
        ("name_uk", &body.name_uk),
        ("name_en", &body.name_en),
        ("short_uk", &body.short_uk),
        ("short_en", &body.short_en),
        ("org_id", &body.org_id),
        ("edrpou", &body.edrpou),
        ("parent", &parent),
        ("place", &body.place),
        ("country", &body.country),
        ("website", &body.website),
        ("about_uk", &body.about_uk),
        ("about_en", &body.about_en),
    ] {
        put(name.into(), value);
    }
    for (index, alias) in body.aliases.iter().enumerate() {
        put(format!("alias.{index}.name"), &Some(alias.name.clone()));
        put(format!("alias.{index}.note_uk"), &alias.note_uk);
        put(format!("alias.{index}.note_en"), &alias.note_en);
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
