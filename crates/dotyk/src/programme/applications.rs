//! The addresses of applications: what somebody applied for, and how it went.

use axum::http::StatusCode;
use dotyk_db::Tx;
use jiff::civil::Date;

use super::form::{application_refs, read_told};
use super::model::{Application, Progress};
use super::routes::{id_of, may, narrowed, shown_of};
use super::store::{self, Applied};
use super::view::{self, ApplicationItem, ApplicationView, ApplicationsView, StateShown};
use crate::access::{Action, Kind, Ref};
use crate::journal::{Stored, Write, pattern};
use crate::source::cites;
use crate::step;
use crate::web::editor::{self, Edited, words};
use crate::web::{
    Answer, BATCH, Ctx, Filled, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Record, Reply, Routes, behind, cut,
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/applications", Kind::Application, Action::Read, list)
        .about(&view::APPLICATIONS)
        .get("/applications/new", Kind::Application, Action::Create, editor::new::<Application>)
        .post("/applications", Kind::Application, Action::Create, editor::create::<Application>)
        .get("/applications/{slug}", Kind::Application, Action::Read, card)
        .about(&view::APPLICATION)
        .get("/applications/{slug}/edit", Kind::Application, Action::Edit, editor::edit::<Application>)
        .post("/applications/{slug}", Kind::Application, Action::Edit, editor::save::<Application>)
        .post("/applications/{slug}/states", Kind::Application, Action::Edit, tell)
        .post("/applications/{slug}/publication", Kind::Application, Action::Publish, editor::publish::<Application>)
}

fn item(page: &Page, labels: &Labels, application: &Application, day: Date) -> ApplicationItem {
    let b = &application.body;
    let row = b.row_on(day);
    ApplicationItem {
        record: Record {
            kind: Kind::Application,
            id: application.head.id.clone(),
            url: page.url(&application.address()),
            label: page.lang.of(&b.title_uk, &b.title_en).to_owned(),
        },
        state: row.map(|row| row.state.word()),
        since: row.map(|row| row.date.clone()),
        call: page.record(labels, &Ref::new(Kind::Call, &b.call)),
        applicant: page.record(labels, &Ref::new(Kind::Organisation, &b.applicant)),
        project: b.project.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Project, id))),
        asked: b.asked.clone(),
        awarded: b.awarded(day).map(str::to_owned),
        currency: b.currency.clone(),
        draft: application.head.published_at.is_none(),
    }
}

/// Parameters that narrow the list to a record.
const OF: [(&str, Kind); 4] =
    [("call", Kind::Call), ("programme", Kind::Programme), ("applicant", Kind::Organisation), ("project", Kind::Project)];

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (of, of_labels) = narrowed(ctx, tx, &OF)?;
    let state = match ctx.query("state") {
        None => None,
        Some(word) => Some(Progress::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
    };
    let filter = Applied {
        state,
        call: id_of(&of, "call"),
        programme: id_of(&of, "programme"),
        applicant: id_of(&of, "applicant"),
        project: id_of(&of, "project"),
        search: pattern(ctx.query("q")),
    };
    let (visible, day) = (ctx.actor.visible(Kind::Application), ctx.day()?);
    let page = ctx.page(ctx.t("application-title"));
    if ctx.wants_sheet() {
        let mut known = Known::default();
        return view::APPLICATION_SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
            let (key, id) = after.unwrap_or_default();
            let rows = store::applications(tx, &visible, &filter, day, (&key, &id), BATCH)?;
            let next = behind(&rows, |row| (row.sort_key.clone(), row.one.head.id.clone()));
            let wanted: Vec<Ref> = rows.iter().flat_map(|row| application_refs(&row.one.body)).collect();
            let labels = known.ask(ctx, tx, &wanted)?;
            Ok((rows.iter().map(|row| item(&page, labels, &row.one, day)).collect(), next))
        });
    }
    let mut rows = store::applications(tx, &visible, &filter, day, ctx.after()?, PAGE_ROWS + 1)?;
    let total = store::count_applications(tx, &visible, &filter, day)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.one.head.id));
    let labels = ctx.labels(tx, &rows.iter().flat_map(|row| application_refs(&row.one.body)).collect::<Vec<_>>())?;
    let view = ApplicationsView {
        list: List { items: rows.iter().map(|row| item(&page, &labels, &row.one, day)).collect(), total, next },
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        of: shown_of(&page, &of_labels, &of),
        states: words(&page, "application-state-", Progress::ALL.iter().map(|state| state.word())),
        may_create: page.can(Kind::Application, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

/// So many applications stand on the card of a programme or a call.
const ON_CARD: i64 = 50;

/// The applications of something, for its card.
pub(super) fn of(
    ctx: &Ctx,
    tx: &mut Tx,
    page: &Page,
    narrow: impl FnOnce(&mut Applied),
) -> Result<Vec<ApplicationItem>, Problem> {
    let mut filter = Applied { search: "%".into(), ..Applied::default() };
    narrow(&mut filter);
    let (visible, day) = (ctx.actor.visible(Kind::Application), ctx.day()?);
    let rows = store::applications(tx, &visible, &filter, day, ("", ""), ON_CARD)?;
    let labels = ctx.labels(tx, &rows.iter().flat_map(|row| application_refs(&row.one.body)).collect::<Vec<_>>())?;
    Ok(rows.iter().map(|row| item(page, &labels, &row.one, day)).collect())
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    show(ctx, tx, StatusCode::OK, Filled::default())
}

fn show(ctx: &Ctx, tx: &mut Tx, status: StatusCode, filled: Filled) -> Answer {
    let (now, _) = Application::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(Kind::Application, &now.head.id);
    let application = ctx.as_known(tx, &me, now.clone())?;
    let (b, day) = (&application.body, ctx.day()?);
    let steps = step::store::of_subjects(tx, &ctx.actor.office, std::slice::from_ref(&me))?;
    let mut wanted = application_refs(b);
    wanted.extend(step::refs(&steps));
    wanted.push(me.clone());
    let labels = ctx.labels(tx, &wanted)?;
    let page = ctx.page(application.title(ctx));
    let source = |id: &String| page.record(&labels, &Ref::new(Kind::Source, id));
    let history = b.states.iter().map(|row| StateShown {
        state: row.state.word(),
        date: row.date.clone(),
        amount: row.amount.as_ref().map(|amount| page.money(amount, b.currency.as_deref().unwrap_or_default())),
        note: row.note.clone(),
        source: row.source.as_ref().and_then(source).map(|record| (record, row.locator.clone())),
        later: row.date.first() > day,
    });
    let last = b.states.last().map(|row| row.state);
    let follows = Progress::ALL.iter().filter(|next| next.follows(last)).map(|next| next.word());
    let view = ApplicationView {
        row: item(&page, &labels, &application, day),
        steps: step::rows(&page, &labels, day, &steps),
        thread: ctx.thread(tx, &me)?,
        sources: cites::shown(&page, &labels, &b.cites),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        history: history.collect(),
        following: words(&page, "application-state-", follows),
        filled,
        may: may(ctx, tx, &page, &me)?,
        application: &application,
        page,
    };
    match status {
        StatusCode::OK => Reply::view(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

/// Says how an application went on.
fn tell(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut application, permit) = Application::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let (row, mut faults) = read_told(ctx, write.tx(), form)?;
    if let Some(row) = row.filter(|_| faults.is_empty()) {
        match application.body.moved(row) {
            Ok(body) => application.body = body,
            // Wherever the row would stand among the others, it is this form's only one.
            Err(wrong) => faults.extend(wrong.into_iter().map(|(field, key, what)| (here(&field), key, what))),
        }
    }
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return show(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, filled);
    }
    editor::keep(write, &permit, &application)?;
    Reply::see(ctx, &application.address())
}

/// A field of any state as the one of the form with a single state; what lacks elsewhere is said at its first field.
fn here(field: &str) -> String {
    let own = field.strip_prefix("states.").and_then(|rest| rest.split_once('.')).map_or("state", |(_, own)| own);
    format!("states.0.{own}")
}
