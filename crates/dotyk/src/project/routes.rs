//! The addresses of projects.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::http::StatusCode;
use dotyk_db::Tx;
use dotyk_match::{Order, Query};
use jiff::civil::Date;

use super::complete;
use super::form::{empty, fill, read, refs};
use super::model::{Body, Change, Event, Project, Refusal, Registration, RelationKind, Role, Stage, StageRow};
use super::store::{self, Filter};
use super::view::{self, CardView, CitedPlace, DeadlineShown, FormView, Item, LacksShown, ListView, SourceShown, StageShown};
use crate::access::{Action, Head, Kind, Permit, Ref};
use crate::figure;
use crate::journal::stored::Listed;
use crate::journal::{self, Stored, Write, pattern, reconcile, state_version};
use crate::office::{self, Office};
use crate::text::When;
use crate::web::editor;
use crate::web::{
    Answer, BATCH, Ctx, Face, Filled, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Reader, Record, Reply, Routes, behind,
    cut, find, plain_value,
};
use crate::{file, place, source, step};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/projects", Kind::Project, Action::Read, list)
        .about(&view::LIST)
        .get("/projects/new", Kind::Project, Action::Create, new)
        .post("/projects", Kind::Project, Action::Create, create)
        .get("/projects/{slug}", Kind::Project, Action::Read, card)
        .about(&view::CARD)
        .get("/projects/{slug}/edit", Kind::Project, Action::Edit, edit)
        .post("/projects/{slug}", Kind::Project, Action::Edit, save)
        .post("/projects/{slug}/stages", Kind::Project, Action::Edit, move_to)
        .post("/projects/{slug}/registration", Kind::Project, Action::Edit, register)
        .post("/projects/{slug}/publication", Kind::Project, Action::Publish, publish)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (filter, of) = filter(ctx, tx)?;
    if ctx.wants_sheet() {
        return sheet(ctx, tx, &filter);
    }
    if ctx.face == Face::Xml {
        return exported(ctx, tx, &filter);
    }
    let day = ctx.day()?;
    let page = if ctx.as_of()?.is_none() { list_today(ctx, tx, &filter)? } else { list_then(ctx, tx, &filter, day)? };
    let office = office::store::find(tx, &ctx.actor.office)?;
    let mut refs = of.iter().map(|(_, reference)| reference.clone()).collect::<Vec<_>>();
    refs.extend(page.rows.iter().flat_map(shown));
    let labels = ctx.labels(tx, &refs)?;
    let Listing { rows, total, next, counts } = page;
    let page = ctx.page(ctx.t("project-title"));
    let counted = |facet: &str, options: Vec<(String, String)>| -> Vec<(String, String)> {
        let count = |value: &str| counts.get(facet)?.iter().find(|(known, _)| known == value).map(|(_, count)| *count);
        options
            .into_iter()
            .map(|(value, name)| (value.clone(), count(&value).map_or(name.clone(), |count| format!("{name} ({count})"))))
            .collect()
    };
    let view = ListView {
        list: List { items: rows.into_iter().map(|one| item(&page, &office, &labels, day, one)).collect(), total, next },
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        directions: counted("direction", directions(&page, &office)),
        stages: counted("stage", words(&page, "project-stage-", Stage::ALL.iter().map(|stage| stage.word()))),
        of: of.iter().filter_map(|(name, reference)| Some((*name, page.record(&labels, reference)?))).collect(),
        hxl: page.carry("/projects/hxl.csv", &[], &["place", "sector", "as-of"]),
        map: page.carry("/map", &[], &["place", "direction", "stage", "organisation", "sector", "q", "as-of"]),
        complete: office
            .iati_identifier
            .as_ref()
            .and(counts.get("iati"))
            .map(|counts| counts.iter().map(|(_, n)| *n).sum::<u64>() as i64),
        may_create: page.can(Kind::Project, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

/// All rows of the list: today's in the order of the index, another day's by the dated rows.
fn sheet(ctx: &Ctx, tx: &mut Tx, filter: &Filter) -> Answer {
    let (office, day, visible) = (office::store::find(tx, &ctx.actor.office)?, ctx.day()?, ctx.actor.visible(Kind::Project));
    let found: Option<Vec<String>> = match ctx.as_of()? {
        None => {
            let query = Query { limit: u32::MAX as usize, facets: Vec::new(), ..query(ctx, tx, filter)? };
            Some(ids(&ctx.find(tx, query)?))
        }
        Some(_) => None,
    };
    let page = ctx.page(ctx.t("project-title"));
    let mut known = Known::default();
    let mut read = 0;
    view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
        let (key, id) = after.unwrap_or_default();
        let (rows, next) = match &found {
            Some(ids) => {
                let batch: Vec<String> = ids.iter().skip(read).take(BATCH as usize).cloned().collect();
                read += batch.len();
                (store::by_ids(tx, &ctx.actor.office, &batch)?, (read < ids.len()).then(Default::default))
            }
            None => {
                let rows = store::page(tx, &visible, filter, day, (&key, &id), BATCH)?;
                let next = behind(&rows, |row| (row.sort_key.clone(), row.one.head.id.clone()));
                (ones(rows), next)
            }
        };
        let refs: Vec<Ref> = rows.iter().flat_map(shown).collect();
        let labels = known.ask(ctx, tx, &refs)?;
        let mut points = if ctx.face == Face::GeoJson { points(ctx, tx, &rows)? } else { HashMap::new() };
        let items = rows.into_iter().map(|project| {
            let points = points.remove(&project.head.id).unwrap_or_default();
            Item { points, ..item(&page, &office, labels, day, project) }
        });
        Ok((items.collect(), next))
    })
}

/// All rows of the list as partners exchange them.
fn exported(ctx: &Ctx, tx: &mut Tx, filter: &Filter) -> Answer {
    let found = match ctx.as_of()? {
        None => {
            let query = Query { limit: u32::MAX as usize, facets: Vec::new(), ..query(ctx, tx, filter)? };
            Some(ids(&ctx.find(tx, query)?))
        }
        Some(_) => None,
    };
    let (day, visible) = (ctx.day()?, ctx.actor.visible(Kind::Project));
    let (mut read, mut after) = (0, Some((String::new(), String::new())));
    (ctx.state.activities)(ctx, tx, false, &mut |tx| {
        if let Some(ids) = &found {
            let batch: Vec<String> = ids.iter().skip(read).take(BATCH as usize).cloned().collect();
            read += batch.len();
            return Ok(batch);
        }
        let Some((key, id)) = after.take() else { return Ok(Vec::new()) };
        let rows = store::page(tx, &visible, filter, day, (&key, &id), BATCH)?;
        after = behind(&rows, |row| (row.sort_key.clone(), row.one.head.id.clone()));
        Ok(rows.into_iter().map(|row| row.one.head.id).collect())
    })
}

/// Where projects lie: the points of their places, by the project's id.
fn points(ctx: &Ctx, tx: &mut Tx, rows: &[Project]) -> Result<HashMap<String, Vec<(i64, i64)>>, Problem> {
    let codes: Vec<String> =
        rows.iter().flat_map(|project| project.body.places.iter().cloned()).collect::<BTreeSet<_>>().into_iter().collect();
    let places = place::store::find(tx, &ctx.actor.office, &codes)?;
    let point = |code: &String| places.get(code).and_then(|place| place.body.lon.zip(place.body.lat));
    Ok(rows.iter().map(|one| (one.head.id.clone(), one.body.places.iter().filter_map(point).collect())).collect())
}

/// A page of the list.
struct Listing {
    rows: Vec<Project>,
    total: i64,
    next: Option<String>,
    /// Of each facet, its values and their counts.
    counts: BTreeMap<String, Vec<(String, u64)>>,
}

/// Today's list comes from the index: filters, word forms and counts in one go.
fn list_today(ctx: &Ctx, tx: &mut Tx, filter: &Filter) -> Result<Listing, Problem> {
    let offset = match ctx.query("after") {
        None => 0,
        Some(cursor) => {
            let number = cursor.strip_prefix('n').and_then(|number| number.parse::<u32>().ok());
            number.ok_or_else(|| Problem::bad("web-bad-cursor", cursor))? as usize
        }
    };
    let query = Query { offset, ..query(ctx, tx, filter)? };
    let found = ctx.find(tx, query)?;
    let next = offset + PAGE_ROWS as usize;
    Ok(Listing {
        rows: store::by_ids(tx, &ctx.actor.office, &ids(&found))?,
        total: found.total as i64,
        next: (found.total > next as u64).then(|| format!("n{next}")),
        counts: found.facets,
    })
}

/// The ids of what the index found, in its order.
fn ids(found: &dotyk_match::Answer) -> Vec<String> {
    found.hits.iter().filter_map(|hit| find::record(&hit.key)).map(|record| record.id).collect()
}

/// What the index is asked.
fn query(ctx: &Ctx, tx: &mut Tx, filter: &Filter) -> Result<Query, Problem> {
    let text = ctx.query("q").unwrap_or_default();
    let filters = ctx.query("draft").map(|_| ("draft".to_owned(), vec!["yes".to_owned()])).into_iter();
    Ok(Query {
        text: text.to_owned(),
        kind: Some(Kind::Project.word().into()),
        filters: filters.chain(filter.facets(tx, &ctx.actor.office)?).collect(),
        limit: PAGE_ROWS as usize,
        order: if text.is_empty() { Order::Title } else { Order::Best },
        facets: vec!["direction".into(), "stage".into(), "iati".into()],
        ..Query::default()
    })
}

/// The list of another day comes from the dated rows. Which were drafts then, nobody knows.
fn list_then(ctx: &Ctx, tx: &mut Tx, filter: &Filter, day: Date) -> Result<Listing, Problem> {
    if let Some(word) = ctx.query("draft") {
        return Err(Problem::bad("web-bad-query", word));
    }
    let visible = ctx.actor.visible(Kind::Project);
    let (mut rows, total) = store::list(tx, &visible, filter, day, ctx.after()?, PAGE_ROWS + 1)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.one.head.id));
    Ok(Listing { rows: ones(rows), total, next, counts: BTreeMap::new() })
}

/// The filter that the query asks for, and the records it names.
fn filter(ctx: &Ctx, tx: &mut Tx) -> Result<(Filter, Vec<(&'static str, Ref)>), Problem> {
    let mut of = Vec::new();
    for name in ["place", "organisation"] {
        if let Some(key) = ctx.query(name) {
            of.push((name, ctx.refer(tx, &format!("{name}:{key}"))?));
        }
    }
    let id = |kind| of.iter().find(|(_, reference)| reference.kind == kind).map(|(_, reference)| reference.id.clone());
    let stage = match ctx.query("stage") {
        None => None,
        Some(word) => Some(Stage::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
    };
    let filter = Filter {
        direction: ctx.query("direction").map(str::to_owned),
        stage,
        place: id(Kind::Place),
        organisation: id(Kind::Organisation),
        sector: ctx.query("sector").map(str::to_owned),
        search: pattern(ctx.query("q")),
    };
    Ok((filter, of))
}

/// The projects of a page of the list.
fn ones(rows: Vec<Listed<Project>>) -> Vec<Project> {
    rows.into_iter().map(|row| row.one).collect()
}

/// What a row shows: places, and who pays.
pub fn shown(project: &Project) -> Vec<Ref> {
    let places = project.body.places.iter().map(|code| Ref::new(Kind::Place, code));
    let funders = project.body.parties.iter().filter(|party| party.role == Role::Funder);
    places.chain(funders.map(|party| Ref::new(Kind::Organisation, &party.organisation))).collect()
}

/// A row as the list and the home page show it, with the stage of a day.
pub fn item(page: &Page, office: &Office, labels: &Labels, day: Date, project: Project) -> Item {
    let lang = page.lang;
    let stage = project.body.stage_on(day);
    let shown = shown(&project);
    let records = |kind| -> Vec<Record> {
        let refs: Vec<Ref> = shown.iter().filter(|reference| reference.kind == kind).cloned().collect();
        page.records(labels, &refs)
    };
    Item {
        places: records(Kind::Place),
        funders: records(Kind::Organisation),
        direction_labels: named(page, office, &project.body).into_iter().map(|(_, name)| name).collect(),
        stage: stage.map_or("", |row| row.stage.word()),
        stage_date: stage.and_then(|row| row.date.clone()),
        draft: project.head.published_at.is_none(),
        points: Vec::new(),
        record: Record {
            kind: Kind::Project,
            url: page.url(&format!("/projects/{}", project.head.slug)),
            label: lang.of(&project.body.title_uk, &project.body.title_en).to_owned(),
            id: project.head.id,
        },
        direction: project.body.direction,
        other_directions: project.body.other_directions,
    }
}

/// The directions of a project, its own first: in addresses, and by name.
fn named(page: &Page, office: &Office, body: &Body) -> Vec<(String, String)> {
    let known = body.directions().filter_map(|slug| office.direction(slug));
    known.map(|one| (one.slug.clone(), page.lang.of(&one.name_uk, &one.name_en).to_owned())).collect()
}

fn directions(page: &Page, office: &Office) -> Vec<(String, String)> {
    office.directions.iter().map(|d| (d.slug.clone(), page.lang.of(&d.name_uk, &d.name_en).to_owned())).collect()
}

fn words<'w>(page: &Page, prefix: &str, words: impl Iterator<Item = &'w str>) -> Vec<(String, String)> {
    words.map(|word| (word.to_owned(), page.word(prefix, word))).collect()
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = Project::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let project = ctx.as_known(tx, &Ref::new(Kind::Project, &now.head.id), now.clone())?;
    if ctx.face == Face::Xml {
        if ctx.known_on()?.is_some() {
            return Err(Problem::NoSuchForm(ctx.face.suffix().to_owned()));
        }
        let mut only = vec![now.head.id.clone()];
        return (ctx.state.activities)(ctx, tx, true, &mut |_| Ok(std::mem::take(&mut only)));
    }
    let position = ctx.past();
    let day = ctx.day()?;
    let office = office::store::find(tx, &ctx.actor.office)?;
    let me = Ref::new(Kind::Project, &project.head.id);
    let figures = figure::store::of_subjects(tx, &ctx.actor.office, day, std::slice::from_ref(&me))?;
    let steps = step::store::of_subjects(tx, &ctx.actor.office, std::slice::from_ref(&me))?;
    let files = file::store::of_subject(tx, &ctx.actor.office, &me)?;
    let beside = ctx.beside(tx, &me)?;
    let to_it = store::related_from(tx, &ctx.actor.office, &project.head.id)?;
    let mut wanted = refs(&project.body);
    wanted.extend(figure::refs(&figures));
    wanted.extend(step::refs(&steps));
    wanted.extend(files.iter().map(|file| Ref::new(Kind::File, &file.id)));
    wanted.extend(to_it.iter().map(|relation| Ref::new(Kind::Project, &relation.project)));
    wanted.push(me.clone());
    let labels = ctx.labels(tx, &wanted)?;
    let subject = (ctx.state.subject)(tx, &ctx.actor.office, &me)?;
    let (aside, thread) = (ctx.aside(tx, &me)?, ctx.thread(tx, &me)?);
    let could = |action| position.is_none() && subject.as_ref().is_some_and(|subject| ctx.actor.could(action, subject));

    let body = &project.body;
    let page = ctx.page(ctx.lang.of(&body.title_uk, &body.title_en).to_owned());
    let file_refs: Vec<Ref> = files.iter().map(|file| Ref::new(Kind::File, &file.id)).collect();
    let may_touch =
        |subject: &crate::access::Subject| ctx.actor.could(Action::Read, &subject.part(Kind::Touchpoint, &subject.id));
    let view = CardView {
        may_touch: position.is_none() && subject.as_ref().is_some_and(may_touch),
        record: Record {
            kind: Kind::Project,
            id: me.id.clone(),
            url: page.url(&format!("/projects/{}", project.head.slug)),
            label: page.title.clone(),
        },
        directions: named(&page, &office, body),
        stage: body.stage_on(day).map_or("", |row| row.stage.word()),
        stages: stages_shown(&page, &labels, body, day),
        parties: parties_shown(&page, &labels, body),
        places: page.records(&labels, &body.places.iter().map(|code| Ref::new(Kind::Place, code)).collect::<Vec<_>>()),
        responsible: page.records(&labels, &body.responsible.iter().map(|id| Ref::new(Kind::Person, id)).collect::<Vec<_>>()),
        related: related_shown(&page, &labels, body, &to_it),
        totals: figure::totals(&page, &office, &figures, &figures),
        beside,
        figures: figure::show(&page, &office, &labels, &figures),
        steps: step::rows(&page, &labels, day, &steps),
        exported: body.is_exportable() && office.iati_identifier.is_some() && position.is_none(),
        lacks: (could(Action::Edit) && ctx.as_of()?.is_none()).then(|| lacks_shown(&page, &office, &project, &figures)),
        sources: sources_shown(&page, &labels, body),
        deadlines: deadlines_shown(body, &office, day),
        files: page.records(&labels, &file_refs),
        aside,
        thread,
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        position,
        may_edit: could(Action::Edit),
        may_publish: could(Action::Publish),
        may_history: page.can(Kind::Journal, Action::Read),
        filled: Filled::default(),
        stage_options: words(&page, "project-stage-", Stage::ALL.iter().map(|stage| stage.word())),
        event_options: events_that_follow(&page, body),
        project: &project,
        page,
    };
    Reply::view(ctx, &view)
}

fn stages_shown(page: &Page, labels: &Labels, body: &Body, day: Date) -> Vec<StageShown> {
    let source = |row: &StageRow| row.source.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Source, id)));
    let begun = |row: &StageRow| row.date.as_ref().is_none_or(|date| date.first() <= day);
    body.stages.iter().map(|row| StageShown { source: source(row), begun: begun(row), row: row.clone() }).collect()
}

fn parties_shown(page: &Page, labels: &Labels, body: &Body) -> Vec<(&'static str, Vec<Record>)> {
    let of_role = |role: Role| {
        let refs: Vec<Ref> = body
            .parties
            .iter()
            .filter(|party| party.role == role)
            .map(|p| Ref::new(Kind::Organisation, &p.organisation))
            .collect();
        (role.word(), page.records(labels, &refs))
    };
    Role::ALL.iter().map(|role| of_role(*role)).filter(|(_, records)| !records.is_empty()).collect()
}

/// Relations from the project and to it, each with the key of its word.
fn related_shown(page: &Page, labels: &Labels, body: &Body, to_it: &[super::Relation]) -> Vec<(String, Record)> {
    let from = body.related.iter().map(|relation| (relation.kind.word().to_owned(), relation));
    let back = to_it.iter().map(|relation| (format!("{}-back", relation.kind.word()), relation));
    from.chain(back)
        .filter_map(|(key, relation)| Some((key, page.record(labels, &Ref::new(Kind::Project, &relation.project))?)))
        .collect()
}

/// What the project lacks for those who read it as data, each with where it is mended.
fn lacks_shown(page: &Page, office: &Office, project: &Project, figures: &[figure::Figure]) -> LacksShown {
    let money = figures.iter().any(|figure| figure.body.currency.is_some() && figure.body.as_of.is_some());
    let lacks = project.body.lacks(money);
    let address = format!("/projects/{}", project.head.slug);
    let mended = |field: Option<&str>| match field {
        Some(field) => format!("{address}/edit#{field}"),
        None => format!("/figures/new?subject=project:{}", project.head.slug),
    };
    LacksShown {
        score: complete::score(&lacks),
        exportable: project.body.is_exportable() && office.iati_identifier.is_some(),
        nameless: office.iati_identifier.is_none(),
        parts: lacks
            .into_iter()
            .map(|part| (page.word("project-part-", part.word), page.url(&mended(part.field)), part.needed))
            .collect(),
    }
}

/// The sources that the project rests on, each once with all its places.
fn sources_shown(page: &Page, labels: &Labels, body: &Body) -> Vec<SourceShown> {
    let mut shown: Vec<SourceShown> = Vec::new();
    for cite in &body.cites {
        let Some(source) = page.record(labels, &Ref::new(Kind::Source, &cite.source)) else { continue };
        let doubt = page.lang.pick(&cite.doubt_uk, &cite.doubt_en).map(|(text, _)| text.to_owned());
        let place = CitedPlace { locator: cite.locator.clone(), doubt };
        match shown.iter_mut().find(|known| known.source == source) {
            Some(known) => known.places.push(place),
            None => shown.push(SourceShown { source, places: vec![place] }),
        }
    }
    shown
}

fn deadlines_shown(body: &Body, office: &Office, day: Date) -> Vec<DeadlineShown> {
    let deadlines = body.deadlines(office, day).into_iter();
    deadlines
        .map(|deadline| DeadlineShown { term: deadline.term, until: deadline.until.to_string(), passed: deadline.until < day })
        .collect()
}

fn events_that_follow(page: &Page, body: &Body) -> Vec<(String, String)> {
    let last = body.registration.last().map(|event| event.event);
    words(page, "project-event-", Event::ALL.iter().filter(|event| event.follows(last)).map(|event| event.word()))
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    form_page(ctx, tx, Sent { title: ctx.t("project-new"), target: "/projects".into(), ..Sent::new(Filled::new(empty())) })
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let office = office::store::find(write.tx(), &ctx.actor.office)?;
    let (body, faults) = read(ctx, write.tx(), form, &office, &Body::default(), "")?;
    let again = Sent {
        title: ctx.t("project-new"),
        target: "/projects".into(),
        status: StatusCode::UNPROCESSABLE_ENTITY,
        ..Sent::new(Filled::default())
    };
    if !faults.is_empty() {
        return form_page(ctx, write.tx(), Sent { filled: Filled::wrong(form.clone(), ctx.errors(faults)), ..again });
    }
    let title = body.title_uk.as_deref().or(body.title_en.as_deref()).unwrap_or_default().to_owned();
    if !form.has("confirm") {
        let like = visible_like(ctx, write.tx(), &title)?;
        if !like.is_empty() {
            return form_page(ctx, write.tx(), Sent { filled: Filled::new(form.clone()), like, ..again });
        }
    }
    let slug = Project::free_slug(write.tx(), &ctx.actor.office, body.title_en.as_deref().unwrap_or(&title))?;
    let project = Project::new(Head::new(write.id(), slug, &ctx.actor.id), body);
    let permit = ctx.actor.may_create(Kind::Project, &project.head.id)?;
    Project::add(write, &permit, &project)?;
    Reply::see(ctx, &format!("/projects/{}", project.head.slug))
}

/// Projects that look like a new one, as far as the visitor may see them.
fn visible_like(ctx: &Ctx, tx: &mut Tx, title: &str) -> Result<Vec<Record>, Problem> {
    let like = store::like(tx, &ctx.actor.office, title, "")?;
    let slugs: Vec<String> = like.into_iter().map(|(slug, ..)| slug).collect();
    let ids = Project::resolve(tx, &ctx.actor.office, &slugs)?;
    let refs: Vec<Ref> = ids.into_values().map(|id| Ref::new(Kind::Project, id)).collect();
    let labels = ctx.labels(tx, &refs)?;
    Ok(ctx.page(String::new()).records(&labels, &refs))
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (project, _) = Project::take(tx, &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let labels = ctx.labels(tx, &refs(&project.body))?;
    let filled = Filled::new(fill(&labels, &project.body, project.head.version));
    form_page(ctx, tx, Sent { title: title(ctx, &project), target: address(&project), ..Sent::new(filled) })
}

fn title(ctx: &Ctx, project: &Project) -> String {
    ctx.lang.of(&project.body.title_uk, &project.body.title_en).to_owned()
}

fn address(project: &Project) -> String {
    format!("/projects/{}", project.head.slug)
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (project, permit) = Project::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let office = office::store::find(write.tx(), &ctx.actor.office)?;
    let (body, faults) = read(ctx, write.tx(), form, &office, &project.body, &project.head.id)?;
    let again = Sent { title: title(ctx, &project), target: address(&project), ..Sent::new(Filled::default()) };
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), Sent { filled, status: StatusCode::UNPROCESSABLE_ENTITY, ..again });
    }
    if form.version() != project.head.version {
        let base = state_version(write.tx(), &ctx.actor.office, &Ref::new(Kind::Project, &project.head.id), form.version())?;
        let (merged, conflicts) = reconcile(base.as_ref(), &project.body, &body);
        let labels = ctx.labels(write.tx(), &refs(&merged))?;
        let filled = Filled::new(fill(&labels, &merged, project.head.version));
        return form_page(ctx, write.tx(), Sent { filled, status: StatusCode::CONFLICT, conflicts, ..again });
    }
    keep(write, &permit, &project, body)?;
    Reply::see(ctx, &address(&project))
}

/// Saves a change. The version cannot have moved: this write has the office's turn.
fn keep(write: &mut Write, permit: &Permit, project: &Project, body: Body) -> Result<(), Problem> {
    editor::kept(Project::save(write, permit, &Project { body, ..project.clone() })?)
}

fn move_to(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (project, permit) = Project::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let mut reader = Reader::new(form);
    let stage = reader.choice("stage", Stage::parse);
    let date = reader.when("date").or_else(|| Some(When::day(ctx.today())));
    let slugs = form.all("source");
    let sources = source::store::resolve(write.tx(), &ctx.actor.office, &slugs)?;
    let source = reader.read_of("source", form.text("source"), |slug| sources.get(slug).cloned(), "web-bad-ref");
    if let Some((field, _, what)) = reader.faults.pop() {
        return Err(Problem::bad(if field == "date" { "web-bad-date" } else { "web-bad-query" }, what));
    }
    let stage = stage.ok_or_else(|| Problem::bad("web-bad-query", ""))?;
    let row = StageRow {
        source,
        locator: form.some("locator"),
        note_uk: form.some("note_uk"),
        note_en: form.some("note_en"),
        ..StageRow::new(stage, date)
    };
    let Change(body) = project.move_to(row).map_err(refusal)?;
    keep(write, &permit, &project, body)?;
    Reply::see(ctx, &address(&project))
}

fn register(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (project, permit) = Project::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let mut reader = Reader::new(form);
    let event = reader.choice("event", Event::parse).ok_or_else(|| Problem::bad("web-bad-query", form.text("event")))?;
    let date = reader.when("date").ok_or_else(|| Problem::bad("web-bad-date", form.text("date")))?;
    let event =
        Registration { event, date, number: form.some("number"), note_uk: form.some("note_uk"), note_en: form.some("note_en") };
    let Change(body) = project.register(event).map_err(refusal)?;
    keep(write, &permit, &project, body)?;
    Reply::see(ctx, &address(&project))
}

fn publish(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (project, permit) = Project::take(write.tx(), &ctx.actor, Action::Publish, ctx.param("slug"))?;
    let published_at = match form.text("state") {
        "draft" => None,
        _ => {
            project.may_be_shown().map_err(refusal)?;
            Some(write.stamp())
        }
    };
    Project::publish(write, &permit, published_at)?;
    Reply::see(ctx, &address(&project))
}

fn refusal(refusal: Refusal) -> Problem {
    Problem::Bad(refusal.0, refusal.1)
}

/// A form to show: for the first time, with what is wrong, or after a lost race.
struct Sent {
    title: String,
    target: String,
    status: StatusCode,
    filled: Filled,
    conflicts: Vec<journal::Change>,
    like: Vec<Record>,
}

impl Sent {
    fn new(filled: Filled) -> Sent {
        Sent {
            title: String::new(),
            target: String::new(),
            status: StatusCode::OK,
            filled,
            conflicts: Vec::new(),
            like: Vec::new(),
        }
    }
}

fn form_page(ctx: &Ctx, tx: &mut Tx, sent: Sent) -> Answer {
    let office = office::store::find(tx, &ctx.actor.office)?;
    let page = ctx.page(sent.title);
    let view = FormView {
        target: page.url(&sent.target),
        conflicted: sent.status == StatusCode::CONFLICT,
        conflicts: sent.conflicts.into_iter().map(|change| (change.field, plain_value(&change.before))).collect(),
        like: sent.like,
        other_directions: directions(&page, &office)
            .into_iter()
            .map(|(slug, name)| (sent.filled.all("other_directions").contains(&slug), slug, name))
            .collect(),
        directions: directions(&page, &office),
        roles: words(&page, "project-role-", Role::ALL.iter().map(|role| role.word())),
        stages: words(&page, "project-stage-", Stage::ALL.iter().map(|stage| stage.word())),
        relations: words(&page, "project-relation-", RelationKind::ALL.iter().map(|kind| kind.word())),
        organisations: ctx.options(tx, Kind::Organisation)?,
        places: ctx.options(tx, Kind::Place)?,
        sources: ctx.options(tx, Kind::Source)?,
        goals: (1..=17).map(|goal| (goal, sent.filled.all("goals").contains(&goal.to_string()))).collect(),
        filled: sent.filled,
        page,
    };
    match sent.status {
        StatusCode::OK => Reply::page(ctx, &view),
        status => Reply::html(status, &view),
    }
}
