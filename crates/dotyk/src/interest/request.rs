//! A partner says alone what they look for: a form for everybody, a letter with a link, and only who opens it has an
//! interest. On its page they change it themselves.
//!
//! The answer to the form is the same whatever is known of the address, so that nobody learns by it who is a partner. One
//! address is written to once an hour, and so many letters go out in all: nobody's mailbox is filled from here.

use axum::http::StatusCode;
use dotyk_db::{Error, Tx};
use jiff::SignedDuration;

use super::holder::{knock, leave, missed, open, private, shut_page};
use super::model::{BY_THEMSELVES, Body, Interest, Often, REQUEST_DAYS, Request, Shut, token};
use super::routes::{priorities, read};
use super::store;
use crate::access::{Actor, Kind, Ref};
use crate::account::neighbourhood;
use crate::journal::{Moment, Write};
use crate::letter::{self, Draft, To};
use crate::need::link;
use crate::office;
use crate::person::Seal;
use crate::text::Arg;
use crate::web::{Answer, Ctx, Fault, Filled, Form, Page, Problem, Reply, State};

/// So many may ask within an hour, all together.
const PER_HOUR: i64 = 60;

/// `GET /i`.
pub fn form(ctx: &Ctx, _: &mut Tx) -> Answer {
    let first = [("often", "weekly"), ("lang", ctx.lang.code())];
    let form = Form::of(first.map(|(name, value)| (name.to_owned(), value.to_owned())));
    form_page(ctx, StatusCode::OK, Filled::new(form), true)
}

/// The form: of a request, or of the interest whose link this is.
fn form_page(ctx: &Ctx, status: StatusCode, filled: Filled, asks_mail: bool) -> Answer {
    let page = ctx.page(ctx.t(if asks_mail { "interest-request" } else { "interest-edit" }));
    let choices = |prefix: &str, words: &[&'static str]| -> Vec<(String, String)> {
        words.iter().map(|word| ((*word).to_owned(), page.word(prefix, word))).collect()
    };
    let target = ctx.url(&ctx.path);
    let view = OwnView {
        lead: if asks_mail { "interest-request-lead" } else { "interest-edit-lead" },
        // Without the office's address in the net a letter could hold no link.
        ready: !asks_mail || ctx.base_url().is_some(),
        target: target.trim_end_matches("/edit").to_owned(),
        priorities: priorities(&page),
        often: choices("interest-often-", &Often::ALL.iter().map(|one| one.word()).collect::<Vec<_>>()),
        langs: choices("interest-lang-", &["en", "uk"]),
        asks_mail,
        filled,
        page,
    };
    Ok(private(Reply::html(status, &view)?))
}

fn wrong(ctx: &Ctx, form: &Form, faults: Vec<Fault>, asks_mail: bool) -> Answer {
    let filled = Filled::wrong(form.clone(), ctx.errors(faults));
    form_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, filled, asks_mail)
}

/// `POST /i`: the same answer, whatever is known of the address.
pub fn ask(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    throttle(ctx, write.tx())?;
    let (body, mut faults) = read(ctx, write.tx(), form, false)?;
    if body.mail.is_none() && faults.iter().all(|(field, ..)| field != "mail") {
        faults.push(("mail".to_owned(), "web-required", String::new()));
    }
    if !faults.is_empty() {
        return wrong(ctx, form, faults, true);
    }
    let office = office::store::find(write.tx(), &ctx.actor.office)?;
    let base = office.base_url.clone().ok_or_else(|| Problem::bad("interest-request-closed", ""))?;
    let permit = Actor::command(&ctx.actor.office, BY_THEMSELVES).may_create(Kind::Interest, &write.id())?;
    let token = link::token().map_err(Problem::fault)?;
    if store::ask(write, &permit, &ctx.state.data_key, &body, &token, &an_hour_ago(ctx))? {
        let draft = letter(ctx, &office, &base, permit.id(), &body, &token);
        letter::store::put(write, &permit, &Seal::new(ctx.state.data_key), &draft)?;
    }
    let page = ctx.page(ctx.t("interest-request-sent"));
    Ok(private(Reply::html(StatusCode::OK, &SentView { page, days: REQUEST_DAYS })?))
}

fn an_hour_ago(ctx: &Ctx) -> String {
    let since = ctx.moment.now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(ctx.moment.now);
    format!("{since:.3}")
}

/// Whether one more may be asked for: by this neighbourhood, and by all together.
fn throttle(ctx: &Ctx, tx: &mut Tx) -> Result<(), Problem> {
    let (from, now) = (format!("interest:{}", neighbourhood(&ctx.peer)), ctx.moment.now);
    if let Some(seconds) = ctx.state.guesses.wait(&from, now) {
        return Err(Problem::TooMany(seconds));
    }
    ctx.state.guesses.missed(&from, now);
    let asked = store::requested(tx, &ctx.actor.office, &an_hour_ago(ctx))?;
    if asked >= PER_HOUR { Err(Problem::TooMany(3600)) } else { Ok(()) }
}

fn letter(ctx: &Ctx, office: &office::Office, base: &str, id: &str, body: &Body, token: &str) -> Draft {
    let (lang, words) = (body.lang, &ctx.state.words);
    let link = format!("{}/{lang}/i/{token}/confirmation", base.trim_end_matches('/'));
    let days = REQUEST_DAYS.to_string();
    let args = [
        ("name", Arg::Text(body.name.as_str())),
        ("link", Arg::Text(link.as_str())),
        ("count", Arg::Count(REQUEST_DAYS)),
        ("n", Arg::Text(days.as_str())),
    ];
    Draft {
        once: format!("interest-request:{id}"),
        about: Ref::new(Kind::Interest, id),
        to: To { name: None, mail: body.mail.clone().unwrap_or_default() },
        lang,
        subject: words.say(lang, "interest-request-letter-subject", &[]),
        text: letter::framed(words, lang, office, None, &words.say(lang, "interest-request-letter", &args)),
        unsubscribe: None,
    }
}

/// The request of the address, or why its link opens nothing.
fn requested(ctx: &Ctx, tx: &mut Tx) -> Result<Result<Request, Shut>, Problem> {
    knock(ctx)?;
    let found = store::request(tx, &ctx.actor.office, &Seal::new(ctx.state.data_key), ctx.param("token"))?;
    Ok(match found {
        None => Err(missed(ctx)),
        Some(request) if request.expires_at <= ctx.moment.stamp() => Err(Shut::Expired),
        Some(request) => Ok(request),
    })
}

/// `GET /i/{token}/confirmation`: what the letter leads to. A look changes nothing, since machines look too.
pub fn look(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let request = match requested(ctx, tx)? {
        Ok(request) => request,
        Err(shut) => return shut_page(ctx, shut),
    };
    let Some(body) = request.body else { return to_page(ctx, tx, &request.id) };
    let view = ConfirmationView { name: body.name, target: ctx.url(&ctx.path), page: ctx.page(ctx.t("interest-confirm")) };
    Ok(private(Reply::html(StatusCode::OK, &view)?))
}

/// `POST /i/{token}/confirmation`: from here on it is an interest. Twice is as once.
pub fn confirm(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let request = match requested(ctx, write.tx())? {
        Ok(request) => request,
        Err(shut) => return shut_page(ctx, shut),
    };
    if let Some(body) = &request.body {
        let permit = Actor::command(&ctx.actor.office, BY_THEMSELVES).may_create(Kind::Interest, &request.id)?;
        store::confirm(write, &permit, &ctx.state.data_key, body)?;
    }
    to_page(ctx, write.tx(), &request.id)
}

/// To the private page of an interest, as long as its link opens.
fn to_page(ctx: &Ctx, tx: &mut Tx, id: &str) -> Answer {
    let Some(interest) = store::get(tx, &ctx.actor.office, id)? else { return shut_page(ctx, Shut::Unknown) };
    if let Some(shut) = interest.shut(&ctx.moment.stamp()) {
        return shut_page(ctx, shut);
    }
    let token = token(&ctx.state.data_key, &ctx.actor.office, id, interest.turn).map_err(Problem::fault)?;
    Ok(private(Reply::see(ctx, &format!("/i/{token}"))?))
}

/// `GET /i/{token}/edit`.
pub fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    match open(ctx, tx)? {
        Ok(interest) => form_page(ctx, StatusCode::OK, Filled::new(fill(&interest)), false),
        Err(shut) => shut_page(ctx, shut),
    }
}

fn fill(interest: &Interest) -> Form {
    let b = &interest.body;
    let fields = [
        ("name", Some(b.name.clone())),
        ("sectors", Some(b.sectors.join(", "))),
        ("places", Some(b.places.join(", "))),
        ("priority", b.priority.map(|priority| priority.word().to_owned())),
        ("least", b.least.map(|least| least.to_string())),
        ("most", b.most.map(|most| most.to_string())),
        ("currency", b.currency.clone()),
        ("lang", Some(b.lang.code().to_owned())),
        ("often", Some(b.often.word().to_owned())),
    ];
    Form::of(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))))
}

/// `POST /i/{token}`: the partner's own change. Where letters go is changed by asking anew, since an address is confirmed.
pub fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let interest = match open(ctx, write.tx())? {
        Ok(interest) => interest,
        Err(shut) => return shut_page(ctx, shut),
    };
    let seal = Seal::new(ctx.state.data_key);
    let known = store::whole(write.tx(), &ctx.actor.office, &seal, &interest.id)?.and_then(|known| known.body.mail);
    let without = Form::of(
        form.fields().iter().filter(|(name, _)| name != "mail").cloned().chain(known.map(|mail| ("mail".to_owned(), mail))),
    );
    let (body, faults) = read(ctx, write.tx(), &without, false)?;
    if !faults.is_empty() {
        // There is no field for the address here: who has none chooses page and feed.
        let at = |(field, key, what): Fault| {
            if field == "mail" { ("often".to_owned(), "interest-no-mail", what) } else { (field, key, what) }
        };
        return wrong(ctx, form, faults.into_iter().map(at).collect(), false);
    }
    store::save(write, &leave(ctx, &interest)?, &body)?;
    Reply::see(ctx, &ctx.path).map(private)
}

/// Deletes what nobody confirmed in time. Done once a day.
///
/// # Errors
/// The database's.
pub fn forget(state: &State) -> Result<(), Error> {
    let moment = Moment { now: state.clock.now(), ids: state.ids.clone() };
    state.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, &state.office, moment)?;
        store::forget(&mut write)?;
        write.finish().map(drop)
    })
}

/// What somebody says of themselves.
#[derive(askama::Template)]
#[template(path = "interest/own.html")]
pub struct OwnView<'a> {
    pub page: Page<'a>,
    pub lead: &'static str,
    pub ready: bool,
    pub target: String,
    pub asks_mail: bool,
    pub filled: Filled,
    pub priorities: Vec<(String, String)>,
    pub often: Vec<(String, String)>,
    pub langs: Vec<(String, String)>,
}

/// That a letter is on its way, if it is.
#[derive(askama::Template)]
#[template(path = "interest/sent.html")]
pub struct SentView<'a> {
    pub page: Page<'a>,
    pub days: i64,
}

/// What the letter leads to.
#[derive(askama::Template)]
#[template(path = "interest/confirmation.html")]
pub struct ConfirmationView<'a> {
    pub page: Page<'a>,
    pub name: String,
    pub target: String,
}
