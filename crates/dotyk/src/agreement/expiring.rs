//! Days that must not be missed: the page of what ends soon and of what was to be signed, and calendars, of which one is
//! private.

use std::collections::HashMap;
use std::io::Write as _;

use axum::http::{HeaderName, StatusCode, header};
use dotyk_db::Tx;
use jiff::civil::Date;

use super::life::AHEAD;
use super::model::Agreement;
use super::routes::{ahead, days, filter, parties, record, row_refs};
use super::store::{self, Due, Filter};
use super::view::{self, CalendarView, DueItem, ExpiringView};
use crate::access::{Kind, Owner, Ref, Subject};
use crate::account::{self, neighbourhood, password};
use crate::journal::Write;
use crate::office::{self, Office};
use crate::web::calendar::{self, Span};
use crate::web::sheet::unwritten;
use crate::web::{Answer, BATCH, Ctx, Face, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Reply, Spool};

/// A calendar looks so many days ahead.
const CALENDAR: i64 = 5 * 366;

/// The agreements of some days, by id.
fn agreements(tx: &mut Tx, office: &str, due: &[Due]) -> Result<HashMap<String, Agreement>, Problem> {
    let mut ids: Vec<String> = due.iter().map(|one| one.id.clone()).collect();
    ids.sort();
    ids.dedup();
    Ok(store::by_ids(tx, office, &ids)?.into_iter().map(|one| (one.head.id.clone(), one)).collect())
}

fn refs(agreements: &HashMap<String, Agreement>) -> Vec<Ref> {
    agreements.values().flat_map(row_refs).collect()
}

fn items(page: &Page, labels: &Labels, day: Date, due: &[Due], agreements: &HashMap<String, Agreement>) -> Vec<DueItem> {
    let item = |one: &Due| {
        let agreement = agreements.get(&one.id)?;
        Some(DueItem {
            record: record(page, agreement),
            what: one.what.word(),
            day: one.day.to_string(),
            left: i64::from((one.day - day).get_days()),
            state: agreement.life().on(day).map_or("", |state| state.word()),
            parties: parties(page, labels, &agreement.body),
        })
    };
    due.iter().filter_map(item).collect()
}

/// The days by which the ministry is to answer, the nearest first.
fn answers(page: &Page, labels: &Labels, day: Date, office: &Office, sent: &[Agreement]) -> Vec<DueItem> {
    let item = |agreement: &Agreement| {
        let due = agreement.body.answer_due(office, day)?;
        Some(DueItem {
            record: record(page, agreement),
            what: view::ANSWER,
            day: due.to_string(),
            left: i64::from((due - day).get_days()),
            state: agreement.life().on(day).map_or("", |state| state.word()),
            parties: parties(page, labels, &agreement.body),
        })
    };
    let mut answers: Vec<DueItem> = sent.iter().filter_map(item).collect();
    answers.sort_by(|a, b| a.day.cmp(&b.day));
    answers
}

/// Where a page of days goes on: the day, the agreement and which of its days.
fn after(ctx: &Ctx) -> Result<Option<Due>, Problem> {
    let Some(cursor) = ctx.query("after") else { return Ok(None) };
    let parts = || {
        let mut parts = cursor.split('~');
        let (day, id, position) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?.parse().ok()?);
        let ours = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        ours.then(|| Due { id: id.to_owned(), position, what: super::life::What::End, day })
    };
    parts().map(Some).ok_or_else(|| Problem::bad("web-bad-cursor", cursor))
}

/// `GET /agreements/expiring`.
pub fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (filter, _) = filter(ctx, tx)?;
    let (visible, day) = (ctx.actor.visible(Kind::Agreement), ctx.day()?);
    let within = days(ctx, "within")?.unwrap_or(AHEAD);
    let span = (day, ahead(day, within));
    if ctx.face == Face::Ics {
        return agenda(ctx, tx, &filter, ctx.t("agreement-expiring"));
    }
    if ctx.wants_sheet() {
        return sheet(ctx, tx, &filter, span);
    }
    let office = &ctx.actor.office;
    let (after, only_late) = (after(ctx)?, only_late(ctx));
    let late = if after.is_none() { store::late(tx, &visible, &filter, day)? } else { Vec::new() };
    let (mut due, late, total) = match only_late {
        true => (late.clone(), Vec::new(), late.len() as i64),
        false => (
            store::due(tx, &visible, &filter, day, span, after.as_ref(), PAGE_ROWS + 1)?,
            late,
            store::count_due(tx, &visible, &filter, day, span)?,
        ),
    };
    // Those that are late are few, and stand on one page.
    let next = match only_late {
        true => None,
        false => crate::web::cut(&mut due, |one| format!("{}~{}~{}", one.day, one.id, one.position)),
    };
    let known = agreements(tx, office, &[due.clone(), late.clone()].concat())?;
    let sent = if after.is_none() && !only_late { store::sent(tx, &visible)? } else { Vec::new() };
    let wanted: Vec<Ref> = refs(&known).into_iter().chain(sent.iter().flat_map(row_refs)).collect();
    let (labels, own) = (ctx.labels(tx, &wanted)?, office::store::find(tx, office)?);
    let calendar = match ctx.actor.signed_in() {
        true => account::store::calendar(tx, office, &ctx.actor.id)?,
        false => None,
    };
    let page = ctx.page(ctx.t("agreement-expiring"));
    let view = ExpiringView {
        list: List { items: items(&page, &labels, day, &due, &known), total, next },
        late: items(&page, &labels, day, &late, &known),
        answers: answers(&page, &labels, day, &own, &sent),
        within,
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        calendar,
        page,
    };
    Reply::view(ctx, &view)
}

/// Whether only signings are asked for whose planned day has passed.
fn only_late(ctx: &Ctx) -> bool {
    ctx.query("late").is_some()
}

/// The same days as a table, those that are late first.
fn sheet(ctx: &Ctx, tx: &mut Tx, filter: &Filter, span: (Date, Date)) -> Answer {
    let (visible, day) = (ctx.actor.visible(Kind::Agreement), ctx.day()?);
    let page = ctx.page(ctx.t("agreement-expiring"));
    let mut names = Known::default();
    view::DUE_SHEET.send(ctx, tx, &page, |tx, last: Option<Due>| {
        let mut due = match only_late(ctx) {
            true => Vec::new(),
            false => store::due(tx, &visible, filter, day, span, last.as_ref(), BATCH)?,
        };
        let next = if due.len() as i64 >= BATCH { due.last().cloned() } else { None };
        if last.is_none() {
            due.splice(0..0, store::late(tx, &visible, filter, day)?);
        }
        let known = agreements(tx, &ctx.actor.office, &due)?;
        let labels = names.ask(ctx, tx, &refs(&known))?;
        Ok((items(&page, labels, day, &due, &known), next))
    })
}

/// The days ahead as a calendar, sent as they are read.
pub fn agenda(ctx: &Ctx, tx: &mut Tx, filter: &Filter, name: String) -> Answer {
    let (visible, day) = (ctx.actor.visible(Kind::Agreement), ctx.day()?);
    let page = ctx.page(name);
    let (mut spool, mut out) = Spool::new(ctx)?;
    let title = format!("{}: {}", page.title, ctx.office_name());
    out.write_all(calendar::begin(&title).as_bytes()).map_err(unwritten)?;
    let (mut names, mut last): (Known, Option<Due>) = (Known::default(), None);
    loop {
        let due = store::due(tx, &visible, filter, day, (day, ahead(day, CALENDAR)), last.as_ref(), BATCH)?;
        let known = agreements(tx, &ctx.actor.office, &due)?;
        let labels = names.ask(ctx, tx, &refs(&known))?;
        for one in items(&page, labels, day, &due, &known) {
            out.write_all(calendar::event(&event(ctx, &page, &one)).as_bytes()).map_err(unwritten)?;
        }
        if (due.len() as i64) < BATCH {
            break;
        }
        last = due.last().cloned();
        spool.go_on()?;
    }
    out.write_all(calendar::END.as_bytes()).map_err(unwritten)?;
    spool.send(out, calendar::MEDIA, &format!("agreements-{day}.ics"))
}

/// A day of an agreement. Its name for programs holds the day, since each term has an end of its own.
fn event(ctx: &Ctx, page: &Page, one: &DueItem) -> calendar::Event {
    let day: Date = one.day.parse().unwrap_or_default();
    let parties: Vec<&str> = one.parties.iter().map(|party| party.label.as_str()).collect();
    calendar::Event {
        uid: format!("{}-{}-{}@{}.dotyk", one.record.id, one.what, one.day, ctx.actor.office),
        stamp: ctx.moment.now,
        span: Span::Days(day, day),
        summary: format!("{}: {}", page.word("agreement-what-", one.what), one.record.label),
        description: parties.join("\n"),
        url: Some(page.whole(&one.record.url)).filter(|url| url.starts_with("http")),
        categories: vec![page.t("web-kind-agreement")],
        location: None,
        standing: calendar::Standing::Reminder,
    }
}

// A private calendar.

/// One's own account, which the permit is for.
fn own(ctx: &Ctx) -> Subject {
    Subject::new(Kind::Session, &ctx.actor.id, true).owned_by([Owner::Account(ctx.actor.id.clone())])
}

/// `POST /agreements/calendar`: a new private address, which ends the one before. It is shown this once, and not by a redirect,
/// since addresses are remembered by browsers and logs.
pub fn make_calendar(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let permit = ctx.permit(&own(ctx))?;
    let token = password::token().map_err(Problem::fault)?;
    account::store::set_calendar(write, permit.office(), permit.id(), &password::digest(&token))?;
    let page = ctx.page(ctx.t("agreement-calendar"));
    let link = page.whole(&format!("{}.ics", page.url(&format!("/c/{token}"))));
    let view = CalendarView { link, whole: ctx.base_url().is_some(), page };
    Ok(Reply::html(StatusCode::OK, &view)?.with(header::REFERRER_POLICY, "no-referrer".into()))
}

/// `POST /agreements/calendar/revocation`: the address opens nothing any more.
pub fn end_calendar(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let permit = ctx.permit(&own(ctx))?;
    account::store::end_calendar(write, permit.office(), permit.id())?;
    Reply::see(ctx, "/agreements/expiring")
}

/// `GET /c/{token}.ics`: the days of whoever the address belongs to, as far as they may see them now. A token that is wrong, one
/// that was taken back and one of an account that is disabled are answered alike.
pub fn calendar(ctx: &Ctx, tx: &mut Tx) -> Answer {
    if ctx.face != Face::Ics {
        return Err(Problem::NoSuchForm(ctx.face.suffix().to_owned()));
    }
    let (from, now) = (neighbourhood(&ctx.peer), ctx.moment.now);
    if let Some(seconds) = ctx.state.guesses.wait(&from, now) {
        return Err(Problem::TooMany(seconds));
    }
    let office = &ctx.actor.office;
    let owner = account::store::calendar_owner(tx, office, &password::digest(ctx.param("token")))?;
    let actor = match owner {
        Some(id) => account::store::acting(tx, office, &id, "")?,
        None => None,
    };
    let Some(actor) = actor else {
        ctx.state.guesses.missed(&from, now);
        return Err(Problem::NotFound);
    };
    let filter = Filter { search: "%".into(), ..Filter::default() };
    let reply = agenda(&ctx.seen_by(actor), tx, &filter, ctx.t("agreement-expiring"))?;
    Ok(reply
        .with(header::REFERRER_POLICY, "no-referrer".into())
        .with(header::CACHE_CONTROL, "no-store".into())
        .with(HeaderName::from_static("x-robots-tag"), "noindex, nofollow".into()))
}
