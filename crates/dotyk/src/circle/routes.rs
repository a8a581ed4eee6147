//! The addresses of clusters and working groups. Which need and call suits which member is in `suits`.

use std::collections::BTreeSet;

use dotyk_db::Tx;
use jiff::civil::Date;

use super::form::{self, NAMES};
use super::model::{Body, Change, Circle, Cluster, Group, Member, State, StateRow, Stated, Which};
use super::store::{self, Filter};
use super::suits;
use super::view::{self, CardView, Item, ListView, May, MemberShown, StateShown, StatedShown};
use crate::access::{Action, Kind, Ref};
use crate::figure::Qualifier;
use crate::journal::stored::{Listed, Stored};
use crate::journal::{Write, pattern};
use crate::source::cites;
use crate::text::{When, is_sector};
use crate::web::editor::{self, Edited, words};
use crate::web::fields::Named;
use crate::web::{
    Answer, BATCH, Ctx, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Reader, Record, Reply, Routes, Sheet, behind, cut,
};
use crate::{file, programme, step};

/// The addresses of one of the two.
macro_rules! addresses {
    ($at:literal, $kind:ident, $list:path, $card:path, $sheet:path) => {
        Routes::default()
            .get($at, Kind::$kind, Action::Read, |ctx, tx| list::<$kind>(ctx, tx, &$sheet))
            .about(&$list)
            .get(concat!($at, "/new"), Kind::$kind, Action::Create, editor::new::<Circle<$kind>>)
            .post($at, Kind::$kind, Action::Create, editor::create::<Circle<$kind>>)
            .get(concat!($at, "/{slug}"), Kind::$kind, Action::Read, card::<$kind>)
            .about(&$card)
            .get(concat!($at, "/{slug}/edit"), Kind::$kind, Action::Edit, editor::edit::<Circle<$kind>>)
            .post(concat!($at, "/{slug}"), Kind::$kind, Action::Edit, editor::save::<Circle<$kind>>)
            .post(concat!($at, "/{slug}/states"), Kind::$kind, Action::Edit, move_on::<$kind>)
            .post(concat!($at, "/{slug}/publication"), Kind::$kind, Action::Publish, editor::publish::<Circle<$kind>>)
            .post(concat!($at, "/{slug}/withdrawal"), Kind::$kind, Action::Publish, editor::withdraw::<Circle<$kind>>)
    };
}

/// All of them.
pub fn routes() -> Routes {
    let mut all = addresses!("/clusters", Cluster, view::CLUSTER_LIST, view::CLUSTER_CARD, view::CLUSTERS)
        .get("/clusters/{slug}/touchpoints", Kind::Touchpoint, Action::Read, suits::page)
        .about(&view::SUITS);
    all.list.extend(addresses!("/groups", Group, view::GROUP_LIST, view::GROUP_CARD, view::GROUPS).list);
    all
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
    // Whoever may not see a record may not learn what belongs to it either.
    let labels = ctx.labels(tx, &of.iter().map(|(_, record)| record.clone()).collect::<Vec<_>>())?;
    if of.iter().any(|(_, record)| !labels.contains_key(record)) {
        return Err(Problem::NotFound);
    }
    let id = |kind| of.iter().find(|(_, record)| record.kind == kind).map(|(_, record)| record.id.clone());
    let state = match ctx.query("state") {
        None => None,
        Some(word) => Some(State::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
    };
    let sector = ctx.query("sector").map(str::to_owned);
    if let Some(code) = sector.as_ref().filter(|code| !is_sector(code)) {
        return Err(Problem::bad("web-bad-query", code));
    }
    let filter =
        Filter { state, member: id(Kind::Organisation), place: id(Kind::Place), sector, search: pattern(ctx.query("q")) };
    Ok((filter, of))
}

/// What a row of a list names.
fn row_refs(body: &Body) -> Vec<Ref> {
    let places = body.places.iter().map(|code| Ref::new(Kind::Place, code));
    places.chain(body.stated.iter().filter_map(|one| Some(Ref::new(Kind::Source, one.source.as_ref()?)))).collect()
}

fn list<K: Which>(ctx: &Ctx, tx: &mut Tx, sheet: &'static Sheet<Item>) -> Answer {
    let (filter, of) = filter(ctx, tx)?;
    let (visible, day) = (ctx.actor.visible(K::KIND), ctx.day()?);
    let page = ctx.page(ctx.t(&format!("{}title", K::WORDS)));
    if ctx.wants_sheet() {
        let mut known = Known::default();
        return sheet.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
            let (key, id) = after.unwrap_or_default();
            let rows: Vec<Listed<Circle<K>>> = store::page(tx, &visible, &filter, day, (&key, &id), BATCH)?;
            let next = behind(&rows, |row| (row.sort_key.clone(), row.one.head.id.clone()));
            let wanted: Vec<Ref> = rows.iter().flat_map(|row| row_refs(&row.one.body)).collect();
            let labels = known.ask(ctx, tx, &wanted)?;
            Ok((rows.iter().map(|row| item(&page, labels, day, &row.one)).collect(), next))
        });
    }
    let total = store::count::<K>(tx, &visible, &filter, day)?;
    let mut rows: Vec<Listed<Circle<K>>> = store::page(tx, &visible, &filter, day, ctx.after()?, PAGE_ROWS + 1)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.one.head.id));
    let mut wanted: Vec<Ref> = rows.iter().flat_map(|row| row_refs(&row.one.body)).collect();
    wanted.extend(of.iter().map(|(_, record)| record.clone()));
    let labels = ctx.labels(tx, &wanted)?;
    let view = ListView {
        words: K::WORDS,
        list: List { items: rows.iter().map(|row| item(&page, &labels, day, &row.one)).collect(), total, next },
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        of: of.iter().filter_map(|(name, record)| Some((*name, page.record(&labels, record)?))).collect(),
        states: words(&page, K::KIND.states(), State::ALL.iter().map(|state| state.word())),
        new: page.url(&format!("{}/new", K::AT)),
        may_create: page.can(K::KIND, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

/// A row as the list and the card show it.
fn item<K: Which>(page: &Page, labels: &Labels, day: Date, one: &Circle<K>) -> Item {
    let b = &one.body;
    let now = b.on(day);
    Item {
        record: Record {
            kind: K::KIND,
            id: one.head.id.clone(),
            url: page.url(&one.address()),
            label: page.lang.of(&b.name_uk, &b.name_en).to_owned(),
        },
        state: now.map(|row| row.state.word()),
        since: now.map(|row| row.date.clone()),
        places: page.records(labels, &b.places.iter().map(|code| Ref::new(Kind::Place, code)).collect::<Vec<_>>()),
        sectors: b.sectors.clone(),
        tags: b.tags.clone(),
        members: b.members_on(day).count() as i64,
        stated: b.stated.iter().map(|stated| stated_shown(page, labels, b, stated, day)).collect(),
        draft: one.head.published_at.is_none(),
    }
}

fn record(page: &Page, labels: &Labels, kind: Kind, id: &Option<String>) -> Option<Record> {
    id.as_ref().and_then(|id| page.record(labels, &Ref::new(kind, id)))
}

fn text(page: &Page, uk: &Option<String>, en: &Option<String>) -> Option<String> {
    page.lang.pick(uk, en).map(|(text, _)| text.to_owned())
}

fn stated_shown(page: &Page, labels: &Labels, body: &Body, stated: &Stated, day: Date) -> StatedShown {
    let count: i64 = stated.value.parse().unwrap_or(0);
    let number = page.n(&format!("circle-stated-{}", stated.kind.word()), &count);
    StatedShown {
        kind: stated.kind.word(),
        qualifier: stated.qualifier.word(),
        value: stated.value.clone(),
        named: body.named(stated.kind, day) as i64,
        as_of: stated.as_of.clone(),
        source: record(page, labels, Kind::Source, &stated.source),
        locator: stated.locator.clone(),
        said: match stated.qualifier {
            Qualifier::Exact => number,
            other => format!("{} {number}", page.word("figure-qualifier-", other.word())),
        },
    }
}

/// A member; who comes for it only for those `inside`.
fn member_shown(page: &Page, labels: &Labels, member: &Member, inside: bool) -> MemberShown {
    MemberShown {
        id: member.id,
        organisation: record(page, labels, Kind::Organisation, &member.organisation),
        name: member.name.clone(),
        person: record(page, labels, Kind::Person, &member.person).filter(|_| inside),
        kind: member.kind.word(),
        role: text(page, &member.role_uk, &member.role_en),
        sectors: member.sectors.clone(),
        since: member.since.clone(),
        until: member.until.clone(),
    }
}

fn card<K: Which>(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = Circle::<K>::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(K::KIND, &now.head.id);
    let one = ctx.as_known(tx, &me, now.clone())?;
    let (day, office, body) = (ctx.day()?, &ctx.actor.office, &one.body);
    let steps = step::store::of_subjects(tx, office, std::slice::from_ref(&me))?;
    let files: Vec<Ref> = file::store::of_subject(tx, office, &me)?.iter().map(|file| Ref::new(Kind::File, &file.id)).collect();
    let answered = answered(ctx, tx, body, day)?;
    let (beside, thread) = (ctx.beside(tx, &me)?, ctx.thread(tx, &me)?);
    let mut wanted = form::refs(body);
    wanted.extend(step::refs(&steps));
    wanted.extend(files.iter().chain(&answered).cloned());
    let labels = ctx.labels(tx, &wanted)?;
    let page = ctx.page(one.title(ctx));
    let subject = now.subject();
    let could = |action| ctx.past().is_none() && ctx.actor.could(action, &subject);
    // Whoever reads every draft is of the office.
    let inside = ctx.actor.visible(K::KIND).all;
    let shown = |member: &Member| member_shown(&page, &labels, member, inside);
    let view = CardView {
        words: K::WORDS,
        reference: format!("{}:{}", K::KIND.word(), one.head.slug),
        circle: item(&page, &labels, day, &one),
        aims: text(&page, &body.aims_uk, &body.aims_en),
        join: text(&page, &body.join_uk, &body.join_en),
        organisation: record(&page, &labels, Kind::Organisation, &body.organisation),
        projects: page.records(&labels, &body.projects.iter().map(|id| Ref::new(Kind::Project, id)).collect::<Vec<_>>()),
        members: body.members_on(day).map(shown).collect(),
        former: body.members.iter().filter(|member| member.left_by(day)).map(shown).collect(),
        states: states_shown(&page, &labels, body, day),
        answered: page.held(&labels, &answered),
        steps: step::rows(&page, &labels, day, &steps),
        files: page.records(&labels, &files),
        beside,
        thread,
        sources: cites::shown(&page, &labels, &body.cites),
        doubts: body.cites.iter().filter_map(|cite| text(&page, &cite.doubt_uk, &cite.doubt_en)).collect(),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        position: ctx.past(),
        may: May {
            edit: could(Action::Edit),
            publish: could(Action::Publish),
            touch: K::KIND == Kind::Cluster && ctx.past().is_none() && suits::allowed(ctx, &subject),
            history: page.can(Kind::Journal, Action::Read),
        },
        withdrawn_at: now.withdrawn_at.clone(),
        follow: follow(&page, K::KIND, body),
        page,
    };
    Reply::view(ctx, &view)
}

/// What its members of the day applied for.
fn answered(ctx: &Ctx, tx: &mut Tx, body: &Body, day: Date) -> Result<Vec<Ref>, Problem> {
    let ids: BTreeSet<String> = body.members_on(day).filter_map(|member| member.organisation.clone()).collect();
    let ids: Vec<String> = ids.into_iter().chain(body.organisation.clone()).collect();
    Ok(programme::store::applied_by(tx, &ctx.actor.visible(Kind::Application), &ids)?)
}

fn states_shown(page: &Page, labels: &Labels, body: &Body, day: Date) -> Vec<StateShown> {
    let rows = body.states.iter().filter(|row| row.date.first() <= day);
    let shown = rows.map(|row| StateShown {
        state: row.state.word(),
        date: row.date.clone(),
        note: text(page, &row.note_uk, &row.note_en),
        source: record(page, labels, Kind::Source, &row.source),
        locator: row.locator.clone(),
    });
    shown.collect()
}

/// The states that may come after its last.
fn follow(page: &Page, kind: Kind, body: &Body) -> Vec<(String, String)> {
    let last = body.states.last().map(|row| row.state);
    let may = State::ALL.iter().filter(|state| last.is_none_or(|last| state.follows(last)));
    words(page, kind.states(), may.map(|state| state.word()))
}

/// It goes on: the quick way from the card.
fn move_on<K: Which>(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = Circle::<K>::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let named = Named::find(ctx, write.tx(), form, &NAMES)?;
    let mut reader = Reader::new(form);
    let state = reader.choice("state", State::parse);
    let date = reader.when("date").unwrap_or_else(|| When::day(ctx.today()));
    let source = named.field(&mut reader, "source", Kind::Source);
    if let Some((field, key, what)) = reader.faults.pop() {
        return Err(Problem::bad(if field == "date" { "web-bad-date" } else { "web-bad-query" }, format!("{what} ({key})")));
    }
    let Some(state) = state else { return Err(Problem::bad("web-bad-query", form.text("state"))) };
    let (note_uk, note_en, locator) = (form.some("note_uk"), form.some("note_en"), form.some("locator"));
    let row = StateRow { state, date, note_uk, note_en, source, locator };
    let Change(body) = one.body.move_to(row, ctx.today()).map_err(refused)?;
    editor::keep(write, &permit, &one.with(body))?;
    Reply::see(ctx, &one.address())
}

fn refused(faults: Vec<crate::web::Fault>) -> Problem {
    match faults.into_iter().next() {
        Some((_, key, what)) => Problem::Bad(key, what),
        None => Problem::NotFound,
    }
}
