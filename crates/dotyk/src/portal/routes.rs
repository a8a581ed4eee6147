//! The address of the home page.

use axum::http::StatusCode;
use dotyk_db::{Error, Tx};
use dotyk_match::Query;

use super::board::{self, Board};
use super::view::{self, Counted, DirectionShown, HomeView, KeyShown};
use crate::access::{Action, Actor, Kind, Ref};
use crate::office::Office;
use crate::project::{self, Stage};
use crate::web::{Answer, Ctx, Page, Problem, Record, Reply, Route, Routes};
use crate::{emergency, figure, office, source, step, web};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/", Kind::Portal, Action::Read, home)
        .about(&view::HOME)
        .get("/search", Kind::Portal, Action::Read, super::search::page)
        .about(&view::SEARCH)
        .get("/places/{code}/board", Kind::Place, Action::Read, board::place)
        .about(&view::BOARD)
        .get("/organisations/{slug}/board", Kind::Organisation, Action::Read, board::organisation)
        .about(&view::BOARD)
        .get("/suggest", Kind::Portal, Action::Read, super::search::suggest)
        .about(&view::SUGGEST)
        .get("/map", Kind::Portal, Action::Read, super::map::map)
        .about(&view::MAP)
        .get("/new", Kind::Portal, Action::Read, super::new::new)
        .about(&super::new::NEW)
        .get("/openapi", Kind::Portal, Action::Read, openapi)
        .about(&view::OPENAPI)
}

/// What we answer in data, as OpenAPI; there is no page of it.
fn openapi(ctx: &Ctx, _: &mut Tx) -> Answer {
    let page = ctx.page(ctx.t("portal-openapi"));
    let public = Actor::public(&ctx.actor.office);
    let open = |route: &Route| public.ever(route.kind, route.action).is_ok();
    Reply::json(StatusCode::OK, &web::schema::openapi(&page, &(ctx.state.routes)().list, open))
}

/// How many projects of each direction stand at which stage today: from the index, however many there are.
fn counts_today(ctx: &Ctx, tx: &mut Tx, office: &Office) -> Result<Vec<(String, Stage, i64)>, Error> {
    let mut counts = Vec::new();
    for direction in &office.directions {
        let found = ctx.find(
            tx,
            Query {
                kind: Some(Kind::Project.word().into()),
                filters: vec![("direction".into(), vec![direction.slug.clone()])],
                facets: vec!["stage".into()],
                limit: 0,
                ..Query::default()
            },
        )?;
        let stages = found.facets.get("stage").into_iter().flatten();
        counts.extend(stages.filter_map(|(word, count)| Some((direction.slug.clone(), Stage::parse(word)?, *count as i64))));
    }
    counts.sort();
    Ok(counts)
}

/// The key numbers of the day as everyone sees them, drafts left out.
fn key_numbers(ctx: &Ctx, tx: &mut Tx, page: &Page, office: &Office) -> Result<Vec<KeyShown>, Problem> {
    let public = Actor::public(&office.id);
    let make = |tx: &mut Tx, day| {
        let labels = |tx: &mut Tx, refs: &[Ref]| Ok((ctx.state.labels)(&ctx.state, tx, &public, day, refs)?);
        figure::key_numbers(tx, office, day, labels)
    };
    let numbers = match ctx.as_of()? {
        None => ctx.remember(tx, "key-numbers", |tx| make(tx, ctx.today()))?,
        Some(day) => make(tx, day)?.into(),
    };
    let sources: Vec<Ref> = numbers.iter().filter_map(|number| number.source.clone()).collect();
    let labels = ctx.labels(tx, &sources)?;
    let shown = numbers.iter().map(|number| {
        let mut shown = figure::computed(page, office, &number.like, &number.total, "sum");
        shown.url = page.carry("/figures", &[("measure", &number.like.measure)], &["as-of"]);
        KeyShown {
            figure: shown,
            by_state: figure::parts(page, office, &number.like, &number.parts),
            source: number.source.as_ref().and_then(|source| page.record(&labels, source)),
            others: number.others as i64,
        }
    });
    Ok(shown.collect())
}

/// How many records of a kind anybody may find.
fn counts(ctx: &Ctx, tx: &mut Tx, page: &Page) -> Result<Vec<Counted>, Problem> {
    let found = ctx.find(tx, Query { facets: vec!["kind".into()], limit: 0, ..Query::default() })?;
    let of = |kind: Kind| found.facets.get("kind").into_iter().flatten().find(|(word, _)| word == kind.word());
    let kinds = [
        (Kind::Project, "project-count", "/projects"),
        (Kind::Need, "need-count", "/needs"),
        (Kind::Emergency, "emergency-count", "/emergencies"),
        (Kind::Event, "event-count", "/events"),
        (Kind::Programme, "programme-count", "/programmes"),
        (Kind::Call, "call-count", "/calls"),
        (Kind::Agreement, "agreement-count", "/agreements"),
        (Kind::Organisation, "organisation-count", "/organisations"),
        (Kind::Source, "source-count", "/sources"),
    ];
    let counted =
        kinds.into_iter().filter_map(|(kind, word, path)| Some(Counted { word, count: of(kind)?.1 as i64, url: page.url(path) }));
    Ok(counted.collect())
}

fn home(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let day = ctx.day()?;
    let office = office::store::find(tx, &ctx.actor.office)?;
    let visible = ctx.actor.visible(Kind::Project);
    let counts = match ctx.as_of()? {
        None => counts_today(ctx, tx, &office)?,
        Some(day) => project::store::by_direction(tx, &visible, day)?,
    };
    let newest = project::store::newest(tx, &visible)?;
    let mut steps = step::store::nearest(tx, &ctx.actor.office, None)?;
    steps.retain(|step| step.body.on(day).is_some_and(|row| row.state.open()));
    // Six are shown; a few more, since some may not be theirs to see.
    steps.truncate(60);
    let (sources, _) = source::store::list(tx, &ctx.actor.visible(Kind::Source), "%", ("", ""), 5)?;
    let mut refs = step::refs(&steps);
    refs.extend(newest.iter().flat_map(project::shown));
    let labels = ctx.labels(tx, &refs)?;
    let page = ctx.page(ctx.t("web-home"));
    let key_numbers = key_numbers(ctx, tx, &page, &office)?;
    let counts_of_kinds = if ctx.as_of()?.is_none() { self::counts(ctx, tx, &page)? } else { Vec::new() };
    let emergencies = emergency::ongoing(ctx, tx, &page, &ctx.actor)?;
    let lang = page.lang;
    let directions = office.directions.iter().map(|direction| {
        let stages: Vec<_> =
            counts.iter().filter(|(slug, ..)| *slug == direction.slug).map(|(_, stage, n)| (stage.word(), *n)).collect();
        DirectionShown {
            label: lang.of(&direction.name_uk, &direction.name_en).to_owned(),
            url: format!("{}?direction={}", page.url("/projects"), direction.slug),
            total: stages.iter().map(|(_, n)| n).sum(),
            stages,
            slug: direction.slug.clone(),
        }
    });
    let mut rows = step::rows(&page, &labels, day, &steps);
    rows.truncate(6);
    let view = HomeView {
        directions: directions.collect(),
        newest: newest.into_iter().map(|project| project::item(&page, &office, &labels, day, project)).collect(),
        steps: rows,
        key_numbers,
        counts: counts_of_kinds,
        emergencies,
        boards: boards(ctx, tx)?,
        sources: sources
            .into_iter()
            .map(|row| Record {
                kind: Kind::Source,
                url: page.url(&format!("/sources/{}", row.slug)),
                label: lang.of(&row.title_uk, &row.title_en).to_owned(),
                id: row.id,
            })
            .collect(),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        page,
    };
    Reply::view(ctx, &view)?.tagged(ctx)
}

/// What waits for this visitor: of the office for who keeps the register, else of their own place and organisation.
fn boards(ctx: &Ctx, tx: &mut Tx) -> Result<Vec<Board>, Problem> {
    if ctx.actor.ever(Kind::Project, Action::Publish).is_ok() {
        return Ok(vec![board::desk(ctx, tx)?]);
    }
    let place = ctx.actor.place.iter().map(|code| Ref::new(Kind::Place, code));
    let own: Vec<Ref> = place.chain(ctx.actor.organisation.iter().map(|id| Ref::new(Kind::Organisation, id))).collect();
    let mut boards = Vec::new();
    // One or two, by what a contributor has.
    for record in &own {
        boards.extend(board::of(ctx, tx, record)?);
    }
    Ok(boards)
}
