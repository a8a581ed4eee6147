//! The addresses of partnerships.

use std::collections::{BTreeSet, HashMap, HashSet};

use dotyk_db::Tx;
use jiff::civil::Date;

use super::form::refs;
use super::model::{State, StateRow, Whose};
use super::picture::draw;
use super::store::{self, Filter};
use super::view::{self, Abroad, CardView, Item, ListView, SideShown, StateShown};
use super::{Body, Partnership, Side, scorecard};
use crate::access::{Action, Kind, Ref};
use crate::agreement::store::Bound;
use crate::journal::stored::{Listed, Stored};
use crate::journal::{Write, pattern};
use crate::source::cites;
use crate::text::When;
use crate::web::editor::{self, Edited, words};
use crate::web::{
    Answer, BATCH, Ctx, Face, Filled, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Reader, Record, Reply, Routes, behind,
    cut,
};
use crate::{agreement, outcome, place, source, step};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/partnerships", Kind::Partnership, Action::Read, list)
        .about(&view::LIST)
        .get("/partnerships/new", Kind::Partnership, Action::Create, editor::new::<Partnership>)
        .post("/partnerships", Kind::Partnership, Action::Create, editor::create::<Partnership>)
        .get("/partnerships/{slug}", Kind::Partnership, Action::Read, card)
        .about(&view::CARD)
        .get("/partnerships/{slug}/edit", Kind::Partnership, Action::Edit, editor::edit::<Partnership>)
        .post("/partnerships/{slug}", Kind::Partnership, Action::Edit, editor::save::<Partnership>)
        .post("/partnerships/{slug}/states", Kind::Partnership, Action::Edit, move_on)
        .post("/partnerships/{slug}/publication", Kind::Partnership, Action::Publish, editor::publish::<Partnership>)
        .get("/partners/scorecard", Kind::Partnership, Action::Unseal, scorecard::scorecard)
        .about(&view::SCORECARD)
        .post("/partnerships/{slug}/withdrawal", Kind::Partnership, Action::Publish, editor::withdraw::<Partnership>)
}

/// Parameters that narrow the list to a record.
const OF: [&str; 2] = ["organisation", "place"];

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
    let filter = Filter { state, organisation: id(Kind::Organisation), place: id(Kind::Place), search: pattern(ctx.query("q")) };
    // Whoever may not see a record may not learn what belongs to it either.
    let labels = ctx.labels(tx, &of.iter().map(|(_, record)| record.clone()).collect::<Vec<_>>())?;
    if of.iter().any(|(_, record)| !labels.contains_key(record)) {
        return Err(Problem::NotFound);
    }
    Ok((filter, of))
}

/// What came of some partnerships, as far as the visitor may see it.
struct Came {
    of: HashMap<Ref, HashSet<Ref>>,
    /// Who is bound by each agreement among it.
    bound: HashMap<String, Bound>,
}

impl Came {
    /// Of each agreement that came of one who is bound by it, nobody by one that is not signed.
    fn agreements(&self, one: &Partnership) -> Vec<Option<&Bound>> {
        let came = self.of.get(&me(one)).into_iter().flatten().filter(|record| record.kind == Kind::Agreement);
        came.map(|record| self.bound.get(&record.id)).collect()
    }
}

fn me(one: &Partnership) -> Ref {
    Ref::new(Kind::Partnership, &one.head.id)
}

fn came<'p>(ctx: &Ctx, tx: &mut Tx, of: impl Iterator<Item = &'p Partnership>) -> Result<Came, Problem> {
    let of = outcome::below(ctx, tx, &of.map(me).collect::<Vec<_>>())?;
    let agreements = of.values().flatten().filter(|record| record.kind == Kind::Agreement);
    let ids: BTreeSet<String> = agreements.map(|record| record.id.clone()).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    Ok(Came { bound: agreement::store::bound(tx, &ctx.actor.office, ctx.day()?, &ids)?, of })
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (filter, of) = filter(ctx, tx)?;
    if ctx.wants_sheet() {
        return sheet(ctx, tx, &filter);
    }
    let (visible, day) = (ctx.actor.visible(Kind::Partnership), ctx.day()?);
    let total = store::count(tx, &visible, &filter, day)?;
    let mut rows = store::page(tx, &visible, &filter, day, ctx.after()?, PAGE_ROWS + 1)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.one.head.id));
    let mut wanted: Vec<Ref> = rows.iter().flat_map(|row| refs(&row.one.body)).collect();
    wanted.extend(of.iter().map(|(_, record)| record.clone()));
    let labels = ctx.labels(tx, &wanted)?;
    let came = came(ctx, tx, rows.iter().map(|row| &row.one))?;
    let page = ctx.page(ctx.t("partnership-title"));
    let counts = store::abroad(tx, &visible, &filter, day)?;
    let abroad = abroad(&page, tx, &counts, &ctx.actor.office, day)?;
    let letters = |place: &Abroad| place.record.label.chars().count();
    let points: Vec<((i64, i64), i64, usize)> =
        abroad.iter().filter_map(|place| Some((place.lon.zip(place.lat)?, place.count, letters(place)))).collect();
    let view = ListView {
        list: List { items: rows.iter().map(|row| item(&page, &labels, &came, day, &row.one)).collect(), total, next },
        picture: draw(&points),
        abroad,
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        of: of.iter().filter_map(|(name, record)| Some((*name, page.record(&labels, record)?))).collect(),
        states: words(&page, "partnership-state-", State::ALL.iter().map(|state| state.word())),
        may_create: page.can(Kind::Partnership, Action::Create),
        may_score: page.can(Kind::Partnership, Action::Unseal),
        page,
    };
    Reply::view(ctx, &view)
}

/// Places abroad with their names and points, and which circle of the picture each has.
fn abroad(page: &Page, tx: &mut Tx, counts: &[(String, i64)], office: &str, day: Date) -> Result<Vec<Abroad>, Problem> {
    let codes: Vec<String> = counts.iter().map(|(code, _)| code.clone()).collect();
    let places = place::store::find(tx, office, &codes)?;
    let mut circles = 0..;
    let shown = counts.iter().filter_map(|(code, count)| {
        let place = places.get(code)?;
        let point = place.body.lon.zip(place.body.lat);
        Some(Abroad {
            record: Record {
                kind: Kind::Place,
                id: code.clone(),
                url: page.url(&format!("/places/{code}")),
                label: place.title(page.lang, day),
            },
            count: *count,
            lat: place.body.lat,
            lon: place.body.lon,
            circle: point.and_then(|_| circles.next()),
            list: page.with("place", code),
        })
    });
    Ok(shown.collect())
}

/// All rows of the list.
fn sheet(ctx: &Ctx, tx: &mut Tx, filter: &Filter) -> Answer {
    let (visible, day) = (ctx.actor.visible(Kind::Partnership), ctx.day()?);
    let page = ctx.page(ctx.t("partnership-title"));
    let mut known = Known::default();
    view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
        let (key, id) = after.unwrap_or_default();
        let rows = store::page(tx, &visible, filter, day, (&key, &id), BATCH)?;
        let next = behind(&rows, |row| (row.sort_key.clone(), row.one.head.id.clone()));
        let wanted: Vec<Ref> = rows.iter().flat_map(|row| refs(&row.one.body)).collect();
        let points = if ctx.face == Face::GeoJson { points(ctx, tx, &rows)? } else { HashMap::new() };
        let came = came(ctx, tx, rows.iter().map(|row| &row.one))?;
        let labels = known.ask(ctx, tx, &wanted)?;
        let items = rows.iter().map(|row| {
            let theirs = row.one.body.sides.iter().filter(|side| side.side == Whose::Theirs);
            let points = theirs.filter_map(|side| points.get(side.place.as_ref()?).copied()).collect();
            Item { points, ..item(&page, labels, &came, day, &row.one) }
        });
        Ok((items.collect(), next))
    })
}

/// Where the places of the sides lie.
fn points(ctx: &Ctx, tx: &mut Tx, rows: &[Listed<Partnership>]) -> Result<HashMap<String, (i64, i64)>, Problem> {
    let codes: BTreeSet<String> = rows.iter().flat_map(|row| row.one.body.places()).collect();
    let places = place::store::find(tx, &ctx.actor.office, &codes.into_iter().collect::<Vec<_>>())?;
    Ok(places.into_iter().filter_map(|(code, place)| Some((code, place.body.lon.zip(place.body.lat)?))).collect())
}

/// The sides of one kind.
fn sides(page: &Page, labels: &Labels, b: &Body, whose: Whose) -> Vec<Record> {
    let of = b.sides.iter().filter(|side| side.side == whose);
    of.filter_map(|side| named(page, labels, side)).collect()
}

/// A side: its place, or who stands for it.
fn named(page: &Page, labels: &Labels, side: &Side) -> Option<Record> {
    let place = side.place.as_ref().and_then(|code| page.record(labels, &Ref::new(Kind::Place, code)));
    place.or_else(|| page.record(labels, &Ref::new(Kind::Organisation, side.organisation.as_ref()?)))
}

/// A row as the list and the card show it.
fn item(page: &Page, labels: &Labels, came: &Came, day: Date, one: &Partnership) -> Item {
    let b = &one.body;
    let record = |kind, id: &Option<String>| page.record(labels, &Ref::new(kind, id.as_ref()?));
    let (row, agreements) = (b.on(day), came.agreements(one));
    Item {
        record: Record {
            kind: Kind::Partnership,
            id: one.head.id.clone(),
            url: page.url(&one.address()),
            label: page.lang.of(&b.title_uk, &b.title_en).to_owned(),
        },
        bond: b.kind.word(),
        state: row.map(|row| row.state.word()),
        state_date: row.map(|row| row.date.clone()),
        since: b.since(day).cloned(),
        ours: sides(page, labels, b, Whose::Ours),
        theirs: sides(page, labels, b, Whose::Theirs),
        project: record(Kind::Project, &b.project),
        programme: record(Kind::Programme, &b.programme),
        gaps: b.gaps(day, &agreements).into_iter().map(|gap| gap.word()).collect(),
        unbound: b.unbound(&agreements).into_iter().filter_map(|side| named(page, labels, side)).collect(),
        draft: one.head.published_at.is_none(),
        points: Vec::new(),
    }
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = Partnership::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = me(&now);
    let one = ctx.as_known(tx, &me, now.clone())?;
    let (b, day) = (&one.body, ctx.day()?);
    let steps = step::store::of_subjects(tx, &ctx.actor.office, std::slice::from_ref(&me))?;
    let mut wanted = refs(b);
    wanted.extend(step::refs(&steps));
    let labels = ctx.labels(tx, &wanted)?;
    let subject = (ctx.state.subject)(tx, &ctx.actor.office, &me)?;
    let could = |action| ctx.past().is_none() && subject.as_ref().is_some_and(|subject| ctx.actor.could(action, subject));
    let thread = ctx.thread(tx, &me)?;
    let chain = if thread.chain.is_some() { Some(outcome::chain(ctx, tx, &me)?) } else { None };
    let came = came(ctx, tx, std::iter::once(&one))?;
    let page = ctx.page(one.title(ctx));
    let record = |kind, id: &Option<String>| page.record(&labels, &Ref::new(kind, id.as_ref()?));
    let side = |side: &Side| SideShown {
        side: side.side.word(),
        place: record(Kind::Place, &side.place),
        organisation: record(Kind::Organisation, &side.organisation),
    };
    let state = |row: &StateRow| StateShown {
        state: row.state.word(),
        date: row.date.clone(),
        note: page.lang.pick(&row.note_uk, &row.note_en).map(|(text, _)| text.to_owned()),
        source: record(Kind::Source, &row.source),
        locator: row.locator.clone(),
        later: row.date.first() > day,
    };
    let view = CardView {
        row: item(&page, &labels, &came, day, &one),
        sides: b.sides.iter().map(side).collect(),
        states: b.states.iter().map(state).collect(),
        steps: step::rows(&page, &labels, day, &steps),
        sources: cites::shown(&page, &labels, &b.cites),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        next: words(&page, "partnership-state-", b.next().into_iter().map(State::word)),
        filled: Filled::default(),
        may_edit: could(Action::Edit),
        may_publish: could(Action::Publish),
        may_history: page.can(Kind::Journal, Action::Read),
        thread,
        chain,
        partnership: &one,
        page,
    };
    Reply::view(ctx, &view)
}

/// One more state: the quick way from the card. The history before it stays.
fn move_on(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = Partnership::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let mut reader = Reader::new(form);
    let state = reader.choice("state", State::parse);
    let date = reader.when("date").or_else(|| reader.faults.is_empty().then(|| When::day(ctx.today())));
    let Some(state) = state else { return Err(Problem::bad("web-bad-query", form.text("state"))) };
    let Some(date) = date else { return Err(Problem::bad("web-bad-date", form.text("date"))) };
    let slug = form.some("source");
    let source = source::store::resolve(write.tx(), &ctx.actor.office, slug.as_slice())?.into_values().next();
    if let (Some(slug), None) = (slug, &source) {
        return Err(Problem::bad("partnership-no-source", slug));
    }
    let (note_uk, note_en) = (form.some("note_uk"), form.some("note_en"));
    let row = StateRow { state, date, note_uk, note_en, source, locator: form.some("locator") };
    let body = one.body.move_to(row, ctx.today()).map_err(|refusal| Problem::bad(refusal.0, refusal.1))?;
    editor::keep(write, &permit, &one.with(body))?;
    Reply::see(ctx, &one.address())
}
