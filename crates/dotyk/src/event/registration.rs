//! How somebody without an account registers: at the event's page or behind its private link; and their own page, where they
//! find where it is and may say that they will not come.
//!
//! There is no cookie: the token of the address opens. A form that is sent twice counts once. The pages are made for a phone on
//! a bad line: no script, no navigation, one column.

use axum::http::{HeaderName, StatusCode, header};
use dotyk_db::Tx;
use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::model::{Event, Registration, Shut};
use super::participant::{self, Count, Guarded, MOST, Participant, Stand, standing};
use super::store;
use super::store::participant::{self as rows, New};
use super::view::{MineView, RegisterView, ShutView, Told};
use crate::access::{Action, Actor, Kind, Leave, Permit, Ref, Scope};
use crate::account::neighbourhood;
use crate::journal::{Seal, Stored, Write, kyiv};
use crate::need::link::{digest, token};
use crate::web::editor::Edited;
use crate::web::{Answer, Ctx, Face, Fault, Filled, Form, Page, Problem, Reply};

/// So many may put themselves down for one event in an hour.
const PER_HOUR: i64 = 1000;

fn now(ctx: &Ctx) -> DateTime {
    kyiv(ctx.moment.now).datetime()
}

/// Where one registers for an event now, for its card; none where one cannot.
pub fn address(ctx: &Ctx, event: &Event, counts: &[Count]) -> Option<String> {
    let public = event.body.registration == Registration::Public && event.head.published_at.is_some();
    let open = public && event.withdrawn_at.is_none() && event.body.registers(now(ctx), standing(counts, Stand::counts)).is_ok();
    open.then(|| ctx.url(&format!("{}/registration", event.address())))
}

/// Holds a visitor up who tries too often.
fn patience(ctx: &Ctx, what: &str) -> Result<(), Problem> {
    let from = format!("{what}{}", neighbourhood(&ctx.peer));
    ctx.state.guesses.wait(&from, ctx.moment.now).map_or(Ok(()), |seconds| Err(Problem::TooMany(seconds)))
}

fn missed(ctx: &Ctx, what: &str) {
    ctx.state.guesses.missed(&format!("{what}{}", neighbourhood(&ctx.peer)), ctx.moment.now);
}

/// What lies behind a link is kept nowhere, shown to no machine, and tells nobody where its visitor came from.
fn unseen(reply: Reply) -> Reply {
    reply
        .with(header::REFERRER_POLICY, "no-referrer".into())
        .with(header::CACHE_CONTROL, "no-store".into())
        .with(HeaderName::from_static("x-robots-tag"), "noindex, nofollow".into())
}

/// The event that is registered for at its own page. One that is no public's is not there at all.
fn by_page(ctx: &Ctx, tx: &mut Tx) -> Result<Option<Event>, Problem> {
    let (event, _) = Event::take(tx, &Actor::public(&ctx.actor.office), Action::Read, ctx.param("slug"))?;
    let open = event.withdrawn_at.is_none() && event.body.registration == Registration::Public;
    if open { Ok(Some(event)) } else { Err(Problem::NotFound) }
}

/// The event behind a private link. A token that is wrong, one that was ended and one that never was are answered alike.
fn by_link(ctx: &Ctx, tx: &mut Tx) -> Result<Option<Event>, Problem> {
    patience(ctx, "events from ")?;
    let event = store::by_link(tx, &ctx.actor.office, ctx.param("token"))?;
    let event = event.filter(|event| event.body.registration == Registration::Private);
    if event.is_none() {
        missed(ctx, "events from ");
    }
    Ok(event)
}

/// `GET /events/{slug}/registration`.
pub fn public(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let event = by_page(ctx, tx)?;
    form_page(ctx, tx, event)
}

/// `GET /e/{token}`.
pub fn private(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let event = by_link(ctx, tx)?;
    form_page(ctx, tx, event)
}

/// `POST /events/{slug}/registration`.
pub fn register_public(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let event = by_page(ctx, write.tx())?;
    register(ctx, form, write, event)
}

/// `POST /e/{token}`.
pub fn register_private(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let event = by_link(ctx, write.tx())?;
    register(ctx, form, write, event)
}

/// Whether one more may register.
fn open(ctx: &Ctx, tx: &mut Tx, event: &Event) -> Result<Result<(), Shut>, Problem> {
    let counts = rows::tally(tx, &ctx.actor.office, &event.head.id)?.participants;
    if standing(&counts, |_| true) >= MOST {
        return Ok(Err(Shut::Full));
    }
    Ok(event.body.registers(now(ctx), standing(&counts, Stand::counts)))
}

fn form_page(ctx: &Ctx, tx: &mut Tx, event: Option<Event>) -> Answer {
    if ctx.face != Face::Html {
        return Err(Problem::NoSuchForm(ctx.face.suffix().to_owned()));
    }
    let Some(event) = event else { return shut(ctx, Shut::Unknown) };
    match open(ctx, tx, &event)? {
        Ok(()) => shown(ctx, tx, StatusCode::OK, &event, Filled::default()),
        Err(why) => shut(ctx, why),
    }
}

fn shut(ctx: &Ctx, why: Shut) -> Answer {
    let status = if why == Shut::Unknown { StatusCode::NOT_FOUND } else { StatusCode::GONE };
    let page = ctx.page(ctx.t(why.key()));
    let view = ShutView { help: page.t(&format!("{}-help", why.key())), page };
    Ok(unseen(Reply::html(status, &view)?))
}

/// What is told of an event to whoever may come.
fn told(ctx: &Ctx, tx: &mut Tx, page: &Page, event: &Event) -> Result<Told, Problem> {
    let b = &event.body;
    let place: Vec<Ref> = b.place.iter().map(|code| Ref::new(Kind::Place, code)).collect();
    let labels = ctx.labels(tx, &place)?;
    let text = |uk, en| page.lang.pick(uk, en).map(|(text, _): (&str, _)| text.to_owned());
    let hours = |starts: &String| b.ends.as_ref().map_or_else(|| starts.clone(), |ends| format!("{starts}–{ends}"));
    Ok(Told {
        title: event.title(ctx),
        date: b.date.clone(),
        hours: b.starts.as_ref().map(hours),
        venue: text(&b.venue_uk, &b.venue_en),
        place: page.records(&labels, &place).pop().map(|record| record.label),
        about: text(&b.about_uk, &b.about_en),
    })
}

fn shown(ctx: &Ctx, tx: &mut Tx, status: StatusCode, event: &Event, filled: Filled) -> Answer {
    let page = ctx.page(ctx.t("event-register"));
    let once = Some(filled.value("once").to_owned()).filter(|once| !once.is_empty());
    let view = RegisterView {
        told: told(ctx, tx, &page, event)?,
        // Without randomness the id of time still differs from form to form.
        once: once.unwrap_or_else(|| token().unwrap_or_else(|_| ctx.moment.ids.next(ctx.moment.now))),
        target: ctx.url(&ctx.path),
        forget_on: participant::forget_on(event.body.date.as_ref(), ctx.today()).to_string(),
        filled,
        page,
    };
    Ok(unseen(Reply::html(status, &view)?))
}

/// By what a form is known that was sent before: its own key and all that stands in it, so that a page that comes back from a
/// browser's memory with another name in it is not lost.
fn same(form: &Form) -> Option<String> {
    form.some("once")?;
    let said = form.fields().iter().filter(|(name, _)| name != "_token");
    Some(digest(&said.map(|(name, value)| format!("{}:{name}{}:{value}", name.len(), value.len())).collect::<String>()))
}

/// Who registers: the public, with leave to put somebody down for this event and to change that.
fn holder(ctx: &Ctx, event: &Event, action: Action) -> Result<Permit, Problem> {
    let leave = Leave {
        on: Scope::Record(Ref::new(Kind::Attendance, &event.head.id)),
        actions: vec![(Kind::Attendance, Action::Read), (Kind::Attendance, action)],
    };
    let holder = Actor::holder(&ctx.actor.office, format!("event:{}", event.head.id), leave);
    Ok(holder.may(action, &event.attendance())?)
}

fn register(ctx: &Ctx, form: &Form, write: &mut Write, event: Option<Event>) -> Answer {
    let Some(event) = event else { return shut(ctx, Shut::Unknown) };
    let (office, seal) = (ctx.actor.office.clone(), Seal::new(ctx.state.data_key));
    let once = same(form).unwrap_or_else(|| write.id());
    if let Some(one) = rows::sent(write.tx(), &office, &seal, &event.head.id, &once)? {
        return own_page(ctx, &one.id);
    }
    if let Err(why) = open(ctx, write.tx(), &event)? {
        return shut(ctx, why);
    }
    patience(ctx, "registers from ")?;
    within_limit(ctx, write.tx(), &event)?;
    let (guarded, faults) = read(form);
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return shown(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, &event, filled);
    }
    missed(ctx, "registers from ");
    let permit = holder(ctx, &event, Action::Create)?;
    let forget_on = participant::forget_on(event.body.date.as_ref(), ctx.today());
    let organisation = organisation(ctx, write.tx(), &event, &guarded)?;
    let new = New { guarded, organisation, state: Stand::Registered, once: Some(once) };
    let ids = rows::add(write, &permit, &ctx.state.data_key, vec![new], forget_on)?;
    rows::journal(write, &permit)?;
    own_page(ctx, ids.first().map_or("", String::as_str))
}

/// Whether one more may put themselves down within this hour.
fn within_limit(ctx: &Ctx, tx: &mut Tx, event: &Event) -> Result<(), Problem> {
    let since = ctx.moment.now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(ctx.moment.now);
    let sent = rows::own_since(tx, &ctx.actor.office, &event.head.id, &format!("{since:.3}"))?;
    if sent >= PER_HOUR { Err(Problem::TooMany(3600)) } else { Ok(()) }
}

/// What somebody says of themselves, and what is wrong with it.
fn read(form: &Form) -> (Guarded, Vec<Fault>) {
    // One line each: what is pasted into a field brings ends of lines along.
    let line = |name: &str| form.some(name).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let guarded = Guarded {
        name: line("name").unwrap_or_default(),
        organisation: line("organisation"),
        post: line("post"),
        mail: line("mail"),
        phone: line("phone"),
    };
    let mut faults = guarded.faults(true);
    if !form.has("agree") {
        faults.push(("agree".to_owned(), "event-agree-needed", String::new()));
    }
    (guarded, faults)
}

/// The organisation that somebody names, when the register knows it. Only where the office gave the link: at a page that is
/// for everybody anybody could put an organisation's name to the event.
fn organisation(ctx: &Ctx, tx: &mut Tx, event: &Event, guarded: &Guarded) -> Result<Option<String>, Problem> {
    let Some(text) = guarded.organisation.as_ref().filter(|_| event.body.registration == Registration::Private) else {
        return Ok(None);
    };
    Ok(ctx.refers(tx, &[format!("organisation:{text}")])?.into_values().next().map(|record| record.id))
}

fn own_page(ctx: &Ctx, id: &str) -> Answer {
    let token = rows::own_token(&ctx.state.data_key, &ctx.actor.office, id)?;
    Reply::see(ctx, &format!("/v/{token}")).map(unseen)
}

/// Somebody behind the token of their own page, and the event.
fn own(ctx: &Ctx, tx: &mut Tx) -> Result<Option<(Participant, Event)>, Problem> {
    patience(ctx, "events from ")?;
    let found = rows::by_token(tx, &ctx.actor.office, &Seal::new(ctx.state.data_key), ctx.param("token"))?;
    let Some((one, event)) = found else {
        missed(ctx, "events from ");
        return Ok(None);
    };
    let event = Event::get(tx, &ctx.actor.office, &event)?.filter(|event| event.withdrawn_at.is_none());
    Ok(event.map(|event| (one, event)))
}

/// `GET /v/{token}`.
pub fn mine(ctx: &Ctx, tx: &mut Tx) -> Answer {
    if ctx.face != Face::Html {
        return Err(Problem::NoSuchForm(ctx.face.suffix().to_owned()));
    }
    let Some((one, event)) = own(ctx, tx)? else { return shut(ctx, Shut::Unknown) };
    let page = ctx.page(ctx.t("event-mine"));
    let view = MineView {
        told: told(ctx, tx, &page, &event)?,
        link: event.body.link.clone().filter(|_| one.state.counts()),
        may_decline: one.state.leads_to(Stand::Declined),
        target: format!("{}/withdrawal", ctx.url(&ctx.path)),
        name: one.guarded.map(|guarded| guarded.name).unwrap_or_default(),
        state: one.state.word(),
        forget_on: one.forget_on,
        page,
    };
    Ok(unseen(Reply::html(StatusCode::OK, &view)?))
}

/// `POST /v/{token}/withdrawal`: they will not come. Twice is as once.
pub fn decline(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let Some((one, event)) = own(ctx, write.tx())? else { return shut(ctx, Shut::Unknown) };
    if one.state.leads_to(Stand::Declined) {
        let permit = holder(ctx, &event, Action::Edit)?;
        rows::mark(write, &permit, std::slice::from_ref(&one.id), Stand::Declined)?;
        rows::journal(write, &permit)?;
    }
    Reply::see(ctx, &format!("/v/{}", ctx.param("token"))).map(unseen)
}
