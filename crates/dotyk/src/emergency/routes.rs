//! The addresses of emergencies. Forms of studies, recommendations and talks are in `part`, the sheet to send in `sheet`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dotyk_db::Tx;
use dotyk_match::{Order, Query};
use jiff::civil::Date;

use super::form;
use super::model::{Body, Emergency, Hazard, Recommendation, State, Study, Talk, TalkState};
use super::overview::{Count, Overview, cents};
use super::store::{self, Filter};
use super::view::{
    self, CardView, Group, Item, ListView, May, MoneyShown, NeedsShown, RecommendationShown, StudyShown, TalkRowShown, TalkShown,
    UnitShown, Urgent,
};
use super::{map, part, sheet};
use crate::access::{Action, Actor, Kind, Ref};
use crate::journal::{Stored, pattern};
use crate::need::{self, Need};
use crate::source::cites;
use crate::web::editor::{self, Edited, words};
use crate::web::{Answer, BATCH, Ctx, Known, Labels, List, PAGE_ROWS, Page, Problem, Record, Reply, Routes, behind, cut, find};
use crate::{figure, file, office, step};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/emergencies", Kind::Emergency, Action::Read, list)
        .about(&view::LIST)
        .get("/emergencies/new", Kind::Emergency, Action::Create, editor::new::<Emergency>)
        .post("/emergencies", Kind::Emergency, Action::Create, editor::create::<Emergency>)
        .get("/emergencies/{slug}", Kind::Emergency, Action::Read, card)
        .about(&view::CARD)
        .get("/emergencies/{slug}/sheet", Kind::Emergency, Action::Read, sheet::page)
        .get("/emergencies/{slug}/edit", Kind::Emergency, Action::Edit, editor::edit::<Emergency>)
        .post("/emergencies/{slug}", Kind::Emergency, Action::Edit, editor::save::<Emergency>)
        .post("/emergencies/{slug}/publication", Kind::Emergency, Action::Publish, editor::publish::<Emergency>)
        .post("/emergencies/{slug}/withdrawal", Kind::Emergency, Action::Publish, editor::withdraw::<Emergency>)
        .get("/emergencies/{slug}/studies/new", Kind::Emergency, Action::Edit, part::new::<Study>)
        .get("/emergencies/{slug}/studies/{id}/edit", Kind::Emergency, Action::Edit, part::edit::<Study>)
        .post("/emergencies/{slug}/studies", Kind::Emergency, Action::Edit, part::create::<Study>)
        .post("/emergencies/{slug}/studies/{id}", Kind::Emergency, Action::Edit, part::save::<Study>)
        .get("/emergencies/{slug}/recommendations/new", Kind::Emergency, Action::Edit, part::new::<Recommendation>)
        .get("/emergencies/{slug}/recommendations/{id}/edit", Kind::Emergency, Action::Edit, part::edit::<Recommendation>)
        .post("/emergencies/{slug}/recommendations", Kind::Emergency, Action::Edit, part::create::<Recommendation>)
        .post("/emergencies/{slug}/recommendations/{id}", Kind::Emergency, Action::Edit, part::save::<Recommendation>)
        .get("/emergencies/{slug}/talks/new", Kind::Emergency, Action::Edit, part::new::<Talk>)
        .get("/emergencies/{slug}/talks/{id}/edit", Kind::Emergency, Action::Edit, part::edit::<Talk>)
        .post("/emergencies/{slug}/talks", Kind::Emergency, Action::Edit, part::create::<Talk>)
        .post("/emergencies/{slug}/talks/{id}", Kind::Emergency, Action::Edit, part::save::<Talk>)
        .post("/emergencies/{slug}/talks/{id}/states", Kind::Emergency, Action::Edit, part::move_talk)
}

/// The filter that the query asks for, and the place that it names.
fn filter(ctx: &Ctx, tx: &mut Tx) -> Result<(Filter, Option<Ref>), Problem> {
    let place = match ctx.query("place") {
        Some(key) => Some(ctx.refer(tx, &format!("place:{key}"))?),
        None => None,
    };
    let state = match ctx.query("state") {
        None => None,
        Some(word) => Some(State::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
    };
    let kind = match ctx.query("hazard") {
        None => None,
        Some(word) => Some(Hazard::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
    };
    let filter = Filter { state, kind, place: place.as_ref().map(|place| place.id.clone()), search: pattern(ctx.query("q")) };
    Ok((filter, place))
}

/// How many needs each word has: those that still lack something, and all.
fn counts(ctx: &Ctx, tx: &mut Tx, open: bool) -> Result<HashMap<String, i64>, Problem> {
    let filters = if open { vec![("need_open".to_owned(), vec!["yes".to_owned()])] } else { Vec::new() };
    let query =
        Query { kind: Some(Kind::Need.word().into()), filters, facets: vec!["emergency".into()], limit: 0, ..Query::default() };
    let found = ctx.find(tx, query)?;
    Ok(found.facets.get("emergency").into_iter().flatten().map(|(word, count)| (word.clone(), *count as i64)).collect())
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (filter, place) = filter(ctx, tx)?;
    let open = counts(ctx, tx, true)?;
    let (visible, day) = (ctx.actor.visible(Kind::Emergency), ctx.day()?);
    if ctx.wants_sheet() {
        let page = ctx.page(ctx.t("emergency-title"));
        let mut known = Known::default();
        return view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
            let (key, id) = after.unwrap_or_default();
            let rows = store::page(tx, &visible, &filter, day, (&key, &id), BATCH)?;
            let next = behind(&rows, |row| (row.sort_key.clone(), row.one.head.id.clone()));
            let wanted: Vec<Ref> = rows.iter().flat_map(|row| form::refs(&row.one.body)).collect();
            let labels = known.ask(ctx, tx, &wanted)?;
            Ok((rows.iter().map(|row| item(&page, labels, &open, day, &row.one)).collect(), next))
        });
    }
    let total = store::count(tx, &visible, &filter, day)?;
    let mut rows = store::page(tx, &visible, &filter, day, ctx.after()?, PAGE_ROWS + 1)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.one.head.id));
    let mut wanted: Vec<Ref> = rows.iter().flat_map(|row| form::refs(&row.one.body)).collect();
    wanted.extend(place.clone());
    let labels = ctx.labels(tx, &wanted)?;
    let page = ctx.page(ctx.t("emergency-title"));
    let view = ListView {
        list: List { items: rows.iter().map(|row| item(&page, &labels, &open, day, &row.one)).collect(), total, next },
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        place: place.and_then(|place| page.record(&labels, &place)),
        nameless: nameless(ctx, tx, &page)?,
        states: words(&page, "emergency-state-", State::ALL.iter().map(|state| state.word())),
        hazards: words(&page, "emergency-kind-", Hazard::ALL.iter().map(|hazard| hazard.word())),
        may_create: page.can(Kind::Emergency, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

/// Words that needs say and no emergency has: for those who may make its record.
fn nameless(ctx: &Ctx, tx: &mut Tx, page: &Page) -> Result<Vec<(String, i64)>, Problem> {
    if !page.can(Kind::Emergency, Action::Create) {
        return Ok(Vec::new());
    }
    let all: BTreeMap<String, i64> = counts(ctx, tx, false)?.into_iter().collect();
    let slugs: Vec<String> = all.keys().cloned().collect();
    let known = Emergency::resolve(tx, &ctx.actor.office, &slugs)?;
    Ok(all.into_iter().filter(|(slug, _)| !known.contains_key(slug)).collect())
}

/// A row as the list and the card show it.
pub(super) fn item(page: &Page, labels: &Labels, open: &HashMap<String, i64>, day: Date, one: &Emergency) -> Item {
    let b = &one.body;
    let places: Vec<Ref> = b.places.iter().map(|code| Ref::new(Kind::Place, code)).collect();
    Item {
        record: Record {
            kind: Kind::Emergency,
            id: one.head.id.clone(),
            url: page.url(&one.address()),
            label: page.lang.of(&b.name_uk, &b.name_en).to_owned(),
        },
        slug: one.head.slug.clone(),
        hazard: b.kind.word(),
        glide: b.glide.clone(),
        state: b.on(day).word(),
        began: b.began.clone(),
        ended: b.ended.clone(),
        places: page.records(labels, &places),
        open_needs: open.get(&one.head.slug).copied().unwrap_or(0),
        draft: one.head.published_at.is_none(),
    }
}

/// The needs of an emergency, as far as an actor may see them.
pub(super) struct Gathered {
    /// What they come to.
    pub overview: Overview,
    /// Those that press most and still lack something.
    pub urgent: Vec<Need>,
}

/// So many of the most urgent needs are shown.
const URGENT: usize = 10;

/// What presses more comes first: by priority, by when it is needed, by how long it has waited.
fn pressing(need: &Need) -> (need::Priority, Date, Date) {
    let b = &need.body;
    let by = b.needed_by.as_ref().map_or(Date::MAX, |by| by.last());
    (b.priority, by, b.events.first().map_or(Date::MAX, |row| row.date.first()))
}

/// The ids of the needs that name an emergency, as the visitor may find them, the most pressing first.
pub(super) fn need_ids(ctx: &Ctx, tx: &mut Tx, slug: &str) -> Result<Vec<String>, Problem> {
    let filters = vec![("emergency".to_owned(), vec![slug.to_owned()])];
    let query = Query {
        kind: Some(Kind::Need.word().into()),
        filters,
        limit: u32::MAX as usize,
        order: Order::Boost,
        ..Query::default()
    };
    let found = ctx.find(tx, query)?;
    Ok(found.hits.iter().filter_map(|hit| find::record(&hit.key)).map(|record| record.id).collect())
}

/// Reads them all in a few statements and keeps only what they come to.
pub(super) fn gather(ctx: &Ctx, tx: &mut Tx, slug: &str, public: bool) -> Result<Gathered, Problem> {
    let day = ctx.day()?;
    let renewal = need::store::renewal(tx, &ctx.actor.office, day)?;
    let whose = if public { Actor::public(&ctx.actor.office) } else { ctx.actor.clone() };
    let mut gathered = Gathered { overview: Overview::default(), urgent: Vec::new() };
    for need in need::store::shown(tx, &whose.visible(Kind::Need), Some(slug))? {
        if need.body.there_on(day) && gathered.overview.add(&need.body, day, renewal) {
            gathered.urgent.push(need);
        }
    }
    gathered.urgent.sort_by_cached_key(|need| (pressing(need), need.head.id.clone()));
    gathered.urgent.truncate(URGENT);
    Ok(gathered)
}

/// The groups of a count, those that lack most first.
fn groups(counts: &BTreeMap<Option<String>, Count>, shown: impl Fn(&str) -> Option<(String, String)>) -> Vec<Group> {
    let mut groups: Vec<Group> = counts
        .iter()
        .map(|(value, count)| {
            let (label, url) = value.as_deref().and_then(&shown).map_or((None, None), |(label, url)| (Some(label), Some(url)));
            Group { value: value.clone(), label, url, count: *count }
        })
        .collect();
    groups.sort_by_key(|group| (-group.count.open, -group.count.needs));
    groups
}

/// What needs come to, as a page shows it.
pub(super) fn needs_shown(page: &Page, labels: &Labels, slug: &str, of: &Overview) -> NeedsShown {
    let all = format!("{}?emergency={slug}", page.url("/needs"));
    let place = |code: &str| {
        let record = page.record(labels, &Ref::new(Kind::Place, code))?;
        Some((record.label, format!("{all}&place={code}")))
    };
    NeedsShown {
        count: of.all,
        lapsed: of.lapsed,
        sectors: groups(&of.sectors, |code| Some((page.sector(code), format!("{all}&sector={code}")))),
        places: groups(&of.places, place),
        units: of
            .units
            .iter()
            .map(|(unit, sums)| UnitShown {
                unit,
                name: page.word("need-unit-", unit).split('|').next().unwrap_or_default().to_owned(),
                lines: sums.lines,
                asked: sums.asked.normalize().to_string(),
                promised: sums.promised.normalize().to_string(),
                delivered: sums.delivered.normalize().to_string(),
                confirmed: sums.confirmed.normalize().to_string(),
                open: sums.open.normalize().to_string(),
            })
            .collect(),
        money: of
            .money
            .iter()
            .map(|(currency, money)| MoneyShown {
                currency: currency.clone(),
                lines: money.lines,
                qualifier: of.qualifier(money).word(),
                asked: cents(money.asked),
                open: cents(money.open),
            })
            .collect(),
        url: all,
    }
}

/// What needs of an overview name besides.
pub(super) fn place_refs(of: &Overview) -> Vec<Ref> {
    of.places.keys().flatten().map(|code| Ref::new(Kind::Place, code)).collect()
}

fn urgent_shown(page: &Page, labels: &Labels, needs: &[Need], day: Date, renewal: i64) -> Vec<Urgent> {
    let shown = needs.iter().map(|need| {
        let since = need.body.events.first().map(|row| row.date.first());
        Urgent {
            need: need::item(page, labels, need, day, renewal),
            waits: since.map(|since| i64::from((day - since).get_days()).max(0)),
        }
    });
    shown.collect()
}

/// Everything that the card of a body names.
fn refs(body: &Body) -> Vec<Ref> {
    let mut refs: BTreeSet<Ref> = form::refs(body).into_iter().collect();
    let mut name = |kind: Kind, id: &Option<String>| refs.extend(id.iter().map(|id| Ref::new(kind, id)));
    for study in &body.studies {
        name(Kind::Organisation, &study.organisation);
        name(Kind::Source, &study.source);
    }
    for talk in &body.talks {
        name(Kind::Organisation, &talk.organisation);
        name(Kind::Project, &talk.project);
        talk.states.iter().for_each(|row| name(Kind::Source, &row.source));
    }
    refs.into_iter().collect()
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = Emergency::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(Kind::Emergency, &now.head.id);
    let one = ctx.as_known(tx, &me, now.clone())?;
    let (day, office) = (ctx.day()?, office::store::find(tx, &ctx.actor.office)?);
    let renewal = need::store::renewal(tx, &office.id, day)?;
    let gathered = gather(ctx, tx, &one.head.slug, false)?;
    let figures = figure::store::of_subjects(tx, &office.id, day, std::slice::from_ref(&me))?;
    let steps = step::store::of_subjects(tx, &office.id, std::slice::from_ref(&me))?;
    let files = file::store::of_subject(tx, &office.id, &me)?;
    let mut wanted = refs(&one.body);
    wanted.extend(place_refs(&gathered.overview));
    wanted.extend(gathered.urgent.iter().flat_map(|need| need::refs(&need.body)));
    wanted.extend(figure::refs(&figures));
    wanted.extend(step::refs(&steps));
    let files: Vec<Ref> = files.iter().map(|file| Ref::new(Kind::File, &file.id)).collect();
    wanted.extend(files.iter().cloned());
    let labels = ctx.labels(tx, &wanted)?;
    let page = ctx.page(one.title(ctx));
    let needs = needs_shown(&page, &labels, &one.head.slug, &gathered.overview);
    let map = map::map(tx, &page, &office, &needs.url, &gathered.overview.places)?;
    let subject = now.subject();
    let could = |action| ctx.past().is_none() && ctx.actor.could(action, &subject);
    // The office reads everything; whoever is not of it sees only what is signed.
    let inside = ctx.actor.visible(Kind::Emergency).all;
    let open = HashMap::from([(one.head.slug.clone(), gathered.overview.all.open)]);
    let (parts, whole): (Vec<_>, Vec<_>) = steps
        .into_iter()
        .partition(|step| step.part.is_some_and(|part| one.body.recommendations.iter().any(|known| known.id == part)));
    let view = CardView {
        emergency: item(&page, &labels, &open, day, &one),
        about: page.lang.pick(&one.body.about_uk, &one.body.about_en).map(|(text, _)| text.to_owned()),
        needs,
        map,
        urgent: urgent_shown(&page, &labels, &gathered.urgent, day, renewal),
        figures: figure::show(&page, &office, &labels, &figures),
        studies: one.body.studies.iter().map(|study| study_shown(&page, &labels, &one.body, study, &parts, day)).collect(),
        steps: step::rows(&page, &labels, day, &whole),
        talks: one.body.talks.iter().filter_map(|talk| talk_shown(&page, &labels, talk, day, inside)).collect(),
        files: page.records(&labels, &files),
        thread: ctx.thread(tx, &me)?,
        sources: cites::shown(&page, &labels, &one.body.cites),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        position: ctx.past(),
        may: May {
            edit: could(Action::Edit),
            publish: could(Action::Publish),
            inside,
            history: page.can(Kind::Journal, Action::Read),
        },
        withdrawn_at: now.withdrawn_at.clone(),
        talk_states: words(&page, "emergency-talk-", TalkState::ALL.iter().map(|state| state.word())),
        emergency_body: &one.body,
        page,
    };
    Reply::view(ctx, &view)
}

fn record(page: &Page, labels: &Labels, kind: Kind, id: &Option<String>) -> Option<Record> {
    id.as_ref().and_then(|id| page.record(labels, &Ref::new(kind, id)))
}

fn text(page: &Page, uk: &Option<String>, en: &Option<String>) -> Option<String> {
    page.lang.pick(uk, en).map(|(text, _)| text.to_owned())
}

/// A study with what it recommends, and what is done of that.
fn study_shown(page: &Page, labels: &Labels, body: &Body, study: &Study, steps: &[step::Step], day: Date) -> StudyShown {
    let own = body.recommendations.iter().filter(|one| one.study == study.id);
    let recommendations = own.map(|one| {
        let of: Vec<step::Step> = steps.iter().filter(|step| step.part == Some(one.id)).cloned().collect();
        RecommendationShown {
            id: one.id,
            what: page.lang.of(&one.what_uk, &one.what_en).to_owned(),
            locator: one.locator.clone(),
            steps: step::rows(page, labels, day, &of),
        }
    });
    StudyShown {
        id: study.id,
        title: page.lang.of(&study.title_uk, &study.title_en).to_owned(),
        state: study.state.word(),
        organisation: record(page, labels, Kind::Organisation, &study.organisation),
        who: study.who.clone(),
        date: study.date.clone(),
        link: study.link.clone(),
        covers: text(page, &study.covers_uk, &study.covers_en),
        source: record(page, labels, Kind::Source, &study.source),
        locator: study.locator.clone(),
        recommendations: recommendations.collect(),
    }
}

/// A talk as it stood on a day. Whoever is not of the office sees one that is signed, and of it only what was agreed.
fn talk_shown(page: &Page, labels: &Labels, talk: &Talk, day: Date, inside: bool) -> Option<TalkShown> {
    let now = talk.on(day)?;
    if !inside && !talk.contracted(day) {
        return None;
    }
    let rows = talk.states.iter().filter(|row| inside && row.date.first() <= day);
    Some(TalkShown {
        id: talk.id,
        organisation: record(page, labels, Kind::Organisation, &talk.organisation),
        who: talk.who.clone(),
        about: text(page, &talk.about_uk, &talk.about_en),
        amount: talk.amount.clone(),
        currency: talk.currency.clone(),
        state: now.state.word(),
        date: now.date.clone(),
        next: talk.next.clone().filter(|_| inside),
        next_due: talk.next_due.clone().filter(|_| inside),
        project: record(page, labels, Kind::Project, &talk.project),
        states: rows
            .map(|row| TalkRowShown {
                state: row.state.word(),
                date: row.date.clone(),
                note: row.note.clone(),
                source: record(page, labels, Kind::Source, &row.source),
                locator: row.locator.clone(),
            })
            .collect(),
        follow: TalkState::ALL.iter().filter(|state| state.follows(now.state)).map(|state| state.word()).collect(),
    })
}

/// The emergencies that go on on a day, as an actor may see them: for the home page.
///
/// # Errors
/// The database's.
pub fn ongoing(ctx: &Ctx, tx: &mut Tx, page: &Page, actor: &Actor) -> Result<Vec<Record>, Problem> {
    let found = store::ongoing(tx, &actor.visible(Kind::Emergency), ctx.day()?)?;
    let shown = found.iter().map(|one| Record {
        kind: Kind::Emergency,
        id: one.head.id.clone(),
        url: page.url(&one.address()),
        label: page.lang.of(&one.body.name_uk, &one.body.name_en).to_owned(),
    });
    Ok(shown.collect())
}
