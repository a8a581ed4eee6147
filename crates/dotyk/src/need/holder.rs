//! The pages behind a private link: an institution states what it needs, says that it still needs it, and says what came.
//!
//! There is no account and no cookie: the token in the address opens, and what may be done is the leave of the link's own
//! actor ([`Link::holder`]). The pages are made for a phone on a bad line: no navigation, one column, and no script that they
//! need; a small one keeps what is typed.

use std::sync::PoisonError;

use axum::http::{HeaderName, StatusCode, header};
use dotyk_db::Tx;
use jiff::civil::Date;

use super::link::{Link, Purpose, Shut, digest};
use super::model::{Body, Change, Contact, Event, EventRow, Need, State};
use super::routes::{attach, keep, receipt, refusal, said, seal, shown, told_wrong};
use super::view::Item;
use super::{form, store};
use crate::access::{Action, Kind, Permit, Ref};
use crate::account::neighbourhood;
use crate::journal::Write;
use crate::organisation;
use crate::text::When;
use crate::web::{Answer, Ctx, Face, Form, Gate, Page, Problem, Reply, Routes};

macro_rules! opened {
    ($ctx:expr, $tx:expr) => {
        match open($ctx, $tx)? {
            Ok(link) => link,
            Err(shut) => return shut_page($ctx, shut),
        }
    };
}

mod stating;

/// So many forms may come through one link in an hour.
const PER_HOUR: i64 = 60;

/// All of them.
pub fn routes() -> Routes {
    let mut routes = Routes::default()
        .get("/n/{token}", Kind::Link, Action::Read, home)
        .post("/n/{token}/nothing", Kind::Link, Action::Read, nothing)
        .get("/n/{token}/needs/{slug}", Kind::Link, Action::Read, need)
        .post("/n/{token}/needs/{slug}/renewal", Kind::Link, Action::Read, renew)
        .takes(&super::view::RENEWING)
        .guest("/n/{token}/needs/{slug}/confirmations", Kind::Link, Action::Read, knock, confirm)
        .takes(&super::view::CONFIRMING);
    routes.list.extend(stating::routes().list);
    routes
}

/// The link of the address, or why it opens nothing.
fn open(ctx: &Ctx, tx: &mut Tx) -> Result<Result<Link, Shut>, Problem> {
    // What is looked at behind a link is for people; what is sent may come from a program.
    let program = ctx.face == Face::Json && ["/needs", "/renewal", "/confirmations"].iter().any(|end| ctx.path.ends_with(end));
    if ctx.face != Face::Html && !program {
        return Err(Problem::NoSuchForm(ctx.face.suffix().to_owned()));
    }
    let (from, now) = (neighbourhood(&ctx.peer), ctx.moment.now);
    if let Some(seconds) = ctx.state.guesses.wait(&from, now) {
        return Err(Problem::TooMany(seconds));
    }
    let Some(link) = store::link_by(tx, &ctx.actor.office, &digest(ctx.param("token")))? else {
        ctx.state.guesses.missed(&from, now);
        return Ok(Err(Shut::Unknown));
    };
    if let Err(shut) = link.open(&ctx.moment.stamp()) {
        return Ok(Err(shut));
    }
    Ok(Ok(followed(ctx, tx, link)?))
}

/// What the collection round of a link says and allows.
fn gate(ctx: &Ctx, tx: &mut Tx, link: &Link) -> Result<Option<Gate>, Problem> {
    let Some(round) = &link.round else { return Ok(None) };
    Ok((ctx.state.gate)(tx, &ctx.actor.office, round, ctx.today())?)
}

/// That links were opened is written down so long after the first of several: in one write for all of them.
const SOON: std::time::Duration = std::time::Duration::from_millis(200);

/// Remembers that a link was opened for the first time. To look is no write, so it is written down beside the page; and five
/// hundred who open their links at one moment are one write.
fn looked(ctx: &Ctx, link: &Link) {
    let (None, Ok(runtime)) = (&link.seen_at, tokio::runtime::Handle::try_current()) else { return };
    let mut seen = ctx.state.seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.push((link.id.clone(), ctx.moment.stamp()));
    if seen.len() > 1 {
        return;
    }
    let state = ctx.state.clone();
    runtime.spawn(async move {
        tokio::time::sleep(SOON).await;
        let seen = std::mem::take(&mut *state.seen.lock().unwrap_or_else(PoisonError::into_inner));
        let Some(at) = seen.first().map(|(_, at)| at.clone()) else { return };
        let mut ids: Vec<String> = seen.into_iter().map(|(id, _)| id).collect();
        ids.sort();
        ids.dedup();
        let office = state.office.clone();
        if let Err(error) = state.db.write(move |tx| store::links_seen(tx, &office, &at, &ids)).await {
            tracing::warn!(%error, "it is not written down which links were opened");
        }
    });
}

/// A link whose organisation was merged opens what it went into, with all that is called by either.
fn followed(ctx: &Ctx, tx: &mut Tx, link: Link) -> Result<Link, Problem> {
    let Some(id) = &link.organisation else { return Ok(link) };
    let office = &ctx.actor.office;
    let merged = organisation::store::get(tx, office, id)?.and_then(|one| one.merged_into);
    let organisation = merged.unwrap_or_else(|| id.clone());
    let known_as = organisation::store::merged(tx, office, &organisation)?;
    Ok(Link { organisation: Some(organisation), known_as, ..link })
}

/// Before a byte of a file is taken: only through a link that opens, is for this, reaches the need, and has not sent too much.
fn knock(ctx: &Ctx, tx: &mut Tx) -> Result<(), Problem> {
    let link = open(ctx, tx)?.ok().filter(|link| link.is_for(Purpose::Confirm)).ok_or(Problem::NotFound)?;
    take(ctx, tx, &link, Action::Edit)?;
    within_limit(ctx, tx, &link)
}

/// Whether one more form may come through a link within this hour.
fn within_limit(ctx: &Ctx, tx: &mut Tx, link: &Link) -> Result<(), Problem> {
    let since = ctx.moment.now.saturating_sub(jiff::SignedDuration::from_hours(1)).unwrap_or(ctx.moment.now);
    let sent = store::sent_since(tx, &ctx.actor.office, &link.id, &format!("{since:.3}"))?;
    if sent >= PER_HOUR { Err(Problem::TooMany(3600)) } else { Ok(()) }
}

/// What lies behind a link is kept nowhere, shown to no machine, and tells nobody where its visitor came from.
fn private(reply: Reply) -> Reply {
    reply
        .with(header::REFERRER_POLICY, "no-referrer".into())
        .with(header::CACHE_CONTROL, "no-store".into())
        .with(HeaderName::from_static("x-robots-tag"), "noindex, nofollow".into())
}

fn shut_page(ctx: &Ctx, shut: Shut) -> Answer {
    if ctx.face == Face::Json {
        return Err(Problem::NotFound);
    }
    let status = if shut == Shut::Unknown { StatusCode::NOT_FOUND } else { StatusCode::GONE };
    let page = ctx.page(ctx.t(shut.key()));
    let view = ShutView { help: page.t(&format!("{}-help", shut.key())), page };
    Ok(private(Reply::html(status, &view)?))
}

/// What a collection round says on the pages behind its links.
pub struct RoundInside {
    /// What it is called.
    pub title: String,
    /// What is asked.
    pub ask: Option<String>,
    /// Whether anything new may still be stated,
    pub open: bool,
    /// and the last day for it.
    pub until: Option<jiff::civil::Date>,
    /// Since when the holder says that nothing is needed.
    pub nothing: Option<String>,
}

/// What all pages behind a link show.
pub struct Inside {
    /// The collection round that asks.
    pub round: Option<RoundInside>,
    /// The address of the link's own page.
    pub base: String,
    /// Whose needs these are.
    pub name: String,
    /// What the link is for.
    pub may_state: bool,
    pub may_confirm: bool,
    pub may_renew: bool,
    /// Until when it works.
    pub until: String,
}

fn inside(ctx: &Ctx, tx: &mut Tx, link: &Link) -> Result<Inside, Problem> {
    let name = match &link.organisation {
        Some(id) => organisation::store::get(tx, &ctx.actor.office, id)?,
        None => None,
    };
    let gate = gate(ctx, tx, link)?;
    let asks = link.round.is_none() || gate.as_ref().is_some_and(|gate| gate.open);
    let round = gate.map(|gate| RoundInside {
        open: gate.open,
        until: gate.until.filter(|_| gate.open),
        title: ctx.lang.of(&gate.title_uk, &gate.title_en).to_owned(),
        ask: ctx.lang.pick(&gate.ask_uk, &gate.ask_en).map(|(text, _)| text.to_owned()),
        nothing: link.nothing_at.clone(),
    });
    Ok(Inside {
        round,
        base: ctx.url(&base(ctx)),
        name: name.map(|one| ctx.lang.of(&one.body.name_uk, &one.body.name_en).to_owned()).unwrap_or_default(),
        may_state: asks && link.is_for(Purpose::State) && link.organisation.is_some(),
        may_confirm: link.is_for(Purpose::Confirm),
        may_renew: link.is_for(Purpose::Renew),
        until: link.expires_at.clone(),
    })
}

fn base(ctx: &Ctx) -> String {
    format!("/n/{}", ctx.param("token"))
}

fn home(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let link = opened!(ctx, tx);
    looked(ctx, &link);
    home_page(ctx, tx, StatusCode::OK, &link, None)
}

/// The needs that a link is for.
fn reached(ctx: &Ctx, tx: &mut Tx, link: &Link) -> Result<Vec<Need>, Problem> {
    Ok(match (&link.organisation, &link.need) {
        (Some(id), _) => store::of_organisation(tx, &ctx.actor.office, id)?,
        (None, id) => store::by_ids(tx, &ctx.actor.office, &id.iter().cloned().collect::<Vec<_>>())?,
    })
}

/// What its holder has begun to write and not sent: the things, by name.
fn begun(draft: &str) -> Vec<String> {
    let form = Form::parse(draft.as_bytes());
    let lines = form.rows("lines");
    lines.iter().filter_map(|(_, row)| row.some("item_uk").or_else(|| row.some("item_en"))).collect()
}

/// A need that is not stated yet, among what is kept on the device.
const NEW: &str = "new";

/// As what a form is kept on the device of whoever fills it in: a need of an answer. An organisation that is asked again
/// answers the same round through another link.
fn kept_as(link: &Link, need: &str) -> String {
    match (&link.round, &link.organisation) {
        (Some(round), Some(organisation)) => format!("{round}.{organisation}:{need}"),
        _ => format!("{}:{need}", link.id),
    }
}

/// The page of a link; with why something is not done.
fn home_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, link: &Link, wrong: Option<String>) -> Answer {
    let needs = reached(ctx, tx, link)?;
    let inside = inside(ctx, tx, link)?;
    let renewal = store::renewal(tx, &ctx.actor.office, ctx.today())?;
    let labels = labels(ctx, tx, &needs)?;
    let page = ctx.page(ctx.t("need-link-title"));
    let items = shown(&page, &labels, &needs, ctx.today(), renewal);
    let items = items.into_iter().zip(&needs).map(|(item, need)| Mine {
        address: format!("{}/needs/{}", inside.base, need.head.slug),
        asked_again: need.body.to_renew(ctx.today(), renewal),
        may_renew: inside.may_renew && Event::Renewed.follows(need.body.events.last().map(|row| row.event)),
        once: once(ctx),
        item,
    });
    let draft = store::open_draft(tx, &ctx.actor.office, &seal(ctx), link)?;
    let view = HomeView {
        once: once(ctx),
        items: items.collect(),
        may_need_nothing: inside.round.as_ref().is_some_and(|round| round.open && round.nothing.is_none())
            && !stated_in(link, &needs, ctx.today(), renewal),
        begun: draft.as_ref().map(|draft| begun(&draft.fields)).unwrap_or_default(),
        has_draft: draft.is_some(),
        done: ctx.query("done").is_some(),
        arrived: (ctx.query("done") == Some("stated")).then(|| kept_as(link, NEW)),
        wrong,
        inside,
        page,
    };
    Ok(private(Reply::html(status, &view)?))
}

fn labels(ctx: &Ctx, tx: &mut Tx, needs: &[Need]) -> Result<crate::web::Labels, Problem> {
    let refs: Vec<Ref> = needs.iter().flat_map(|need| form::refs(&need.body)).collect();
    ctx.labels(tx, &refs)
}

/// A key of this very form, so that it counts once however often it is sent.
pub(super) fn once(ctx: &Ctx) -> String {
    // Without randomness the id of time still differs from form to form.
    super::link::token().unwrap_or_else(|_| ctx.moment.ids.next(ctx.moment.now))
}

/// Where the first sending of this form led; or nothing, and whether it may be sent at all.
fn sent(ctx: &Ctx, form: &Form, write: &mut Write, link: &Link) -> Result<Option<Reply>, Problem> {
    let office = ctx.actor.office.clone();
    if let Some(once) = same(form)
        && let Some(answer) = store::sent(write.tx(), &office, &link.id, &once)?
    {
        return Reply::see(ctx, &format!("{}{answer}", base(ctx))).map(|reply| Some(private(reply)));
    }
    within_limit(ctx, write.tx(), link)?;
    Ok(None)
}

/// By what a form is known that was sent before: its own key and all that stands in it. A page that comes back from a browser's
/// memory brings the old key with something new, and that is not to be lost.
pub(super) fn same(form: &Form) -> Option<String> {
    form.some("once")?;
    let said = form.fields().iter().filter(|(name, _)| name != "_token");
    Some(digest(&said.map(|(name, value)| format!("{}:{name}{}:{value}", name.len(), value.len())).collect::<String>()))
}

/// Remembers that the form was sent, and leads on.
fn done(ctx: &Ctx, form: &Form, write: &mut Write, link: &Link, answer: &str) -> Answer {
    let once = same(form).unwrap_or_else(|| write.id());
    store::add_sent(write, &link.id, &once, answer)?;
    Reply::see(ctx, &format!("{}{answer}", base(ctx))).map(private)
}

/// Whoever is asked by a collection round may also say that nothing is needed: that is an answer, and nobody chases them.
fn nothing(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let link = opened!(ctx, write.tx());
    if let Some(reply) = sent(ctx, form, write, &link)? {
        return Ok(reply);
    }
    let Some(gate) = gate(ctx, write.tx(), &link)? else { return Err(Problem::NotFound) };
    if !gate.open {
        return shut_page(ctx, Shut::Closed);
    }
    let needs = reached(ctx, write.tx(), &link)?;
    let renewal = store::renewal(write.tx(), &ctx.actor.office, ctx.today())?;
    if stated_in(&link, &needs, ctx.today(), renewal) {
        let wrong = ctx.t("need-link-nothing-after");
        return home_page(ctx, write.tx(), StatusCode::CONFLICT, &link, Some(wrong));
    }
    let permit = link.holder(&ctx.actor.office).may(Action::Edit, &link.subject())?;
    let now = write.stamp();
    store::nothing(write, &permit, Some(now))?;
    done(ctx, form, write, &link, "?done=1")
}

/// Whether something was stated in the round of a link that is still needed: then it is not so that nothing is.
fn stated_in(link: &Link, needs: &[Need], day: Date, renewal: i64) -> bool {
    let stands = |need: &Need| {
        let state = need.body.state_on(day, renewal);
        state.open() || state == State::Covered
    };
    needs.iter().any(|need| need.round.is_some() && need.round == link.round && stands(need))
}

/// A need that the link reaches, for an action of its holder.
fn take(ctx: &Ctx, tx: &mut Tx, link: &Link, action: Action) -> Result<(Need, Permit), Problem> {
    let holder = link.holder(&ctx.actor.office);
    let (need, permit) = store::take(tx, &holder, &seal(ctx), action, ctx.param("slug")).map_err(|denied| match denied {
        // Whether there is such a need elsewhere is none of the holder's business.
        crate::access::Denied::Db(error) => error.into(),
        _ => Problem::NotFound,
    })?;
    // A need that anybody may see is still not the holder's to speak of.
    if link.reaches(&need) { Ok((need, permit)) } else { Err(Problem::NotFound) }
}

fn need(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let link = opened!(ctx, tx);
    looked(ctx, &link);
    let (need, _) = take(ctx, tx, &link, Action::Read)?;
    need_page(ctx, tx, StatusCode::OK, &link, &need, None)
}

/// A need behind its link; after a form that was refused, with why and with what was in it.
fn need_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, link: &Link, need: &Need, wrong: Option<(String, Form)>) -> Answer {
    let (wrong, again) = wrong.unzip();
    let inside = inside(ctx, tx, link)?;
    let renewal = store::renewal(tx, &ctx.actor.office, ctx.today())?;
    let labels = labels(ctx, tx, std::slice::from_ref(need))?;
    let b = &need.body;
    let page = ctx.page(ctx.lang.of(&b.title_uk, &b.title_en).to_owned());
    let item = super::routes::item(&page, &labels, need, ctx.today(), renewal);
    let who = |promise: i64| {
        let promise = b.promises.iter().find(|one| one.id == promise)?;
        let known = promise.organisation.as_ref().and_then(|id| page.record(&labels, &Ref::new(Kind::Organisation, id)));
        known.map(|one| one.label).or_else(|| promise.who.clone())
    };
    let lines = item.lines.iter().zip(&b.lines).map(|(shown, line)| LineInside {
        said: shown.said.clone(),
        item: shown.item.clone(),
        flags: shown.flags.clone(),
        line: line.id,
        seen: b.seen(line.id),
        promises: b
            .promises
            .iter()
            .filter(|one| one.line == line.id && one.withdrawn.is_none())
            .map(|one| (one.id, one.quantity.clone(), who(one.id).unwrap_or_default()))
            .collect(),
        deliveries: b
            .deliveries
            .iter()
            .filter(|one| one.line == line.id && one.holds(ctx.today()))
            .map(|one| DeliveryInside {
                id: one.id,
                quantity: one.quantity.clone(),
                date: one.date.clone(),
                who: one.promise.and_then(who).or_else(|| one.who.clone()).unwrap_or_default(),
                confirmed: b.word_on(one.id, ctx.today()).and_then(|word| word.quantity.clone()),
                dispute: b.word_on(one.id, ctx.today()).and_then(|word| word.dispute.clone()),
            })
            .collect(),
    });
    let view = NeedView {
        address: format!("{}/needs/{}", inside.base, need.head.slug),
        limit: (ctx.state.upload_limit / (1024 * 1024)) as i64,
        may_renew: inside.may_renew && Event::Renewed.follows(b.events.last().map(|row| row.event)),
        asked_again: b.to_renew(ctx.today(), renewal),
        may_confirm: inside.may_confirm && !b.events.is_empty(),
        may_correct: link.is_for(Purpose::State) && link.organisation.is_some() && b.may_be_corrected().is_ok(),
        may_withdraw: (link.is_for(Purpose::State) || inside.may_renew)
            && Event::Withdrawn.follows(b.events.last().map(|row| row.event)),
        why: super::routes::text(&page, &b.why_uk, &b.why_en),
        whom: super::routes::text(&page, &b.whom_uk, &b.whom_en),
        people: b.people,
        spot: b.spot.clone(),
        contact: b.contact.clone(),
        photos: stating::photos(ctx, tx, need)?,
        arrived: (ctx.query("done") == Some("corrected")).then(|| kept_as(link, &need.head.slug)),
        once: once(ctx),
        lines: lines.collect(),
        done: ctx.query("done").is_some(),
        wrong,
        again: again.unwrap_or_default(),
        item,
        inside,
        page,
    };
    Ok(private(Reply::html(status, &view)?))
}

fn renew(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let link = opened!(ctx, write.tx());
    if let Some(reply) = sent(ctx, form, write, &link)? {
        return Ok(reply);
    }
    let (need, permit) = take(ctx, write.tx(), &link, Action::Edit)?;
    if !link.is_for(Purpose::Renew) {
        return Err(Problem::NotFound);
    }
    let row = EventRow { event: Event::Renewed, date: When::day(ctx.today()), note: None };
    let Change(body) = need.body.say(row).map_err(refusal)?;
    keep(ctx, write, &permit, &need, &body)?;
    let reply = done(ctx, form, write, &link, "?done=1")?;
    answered(ctx, &need, None, reply)
}

/// A program is told what came of what it sent; a person is led on.
fn answered(ctx: &Ctx, need: &Need, number: Option<i64>, reply: Reply) -> Answer {
    if ctx.face != Face::Json {
        return Ok(reply);
    }
    said(ctx, need, ctx.url(&format!("{}/needs/{}", base(ctx), need.head.slug)), number).map(private)
}

fn confirm(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let link = opened!(ctx, write.tx());
    if let Some(reply) = sent(ctx, form, write, &link)? {
        return Ok(reply);
    }
    let (need, permit) = take(ctx, write.tx(), &link, Action::Edit)?;
    if !link.is_for(Purpose::Confirm) {
        return Err(Problem::NotFound);
    }
    let form_with_file = with_kept(ctx, form, &link);
    match received(ctx, &form_with_file, write, &link, &need) {
        Ok(body) => {
            keep(ctx, write, &permit, &need, &body)?;
            let reply = done(ctx, form, write, &link, &format!("/needs/{}?done=1", need.head.slug))?;
            answered(ctx, &need, body.confirmations.last().map(|word| word.id), reply)
        }
        Err(Problem::Bad(key, what)) => {
            let status = match key {
                "need-confirmed-meanwhile" => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let wrong = ctx.page(String::new()).t1(&format!("{key}-help"), "what", what);
            if ctx.face == Face::Json {
                return told_wrong(Vec::new(), &wrong).map(private);
            }
            let mut again = form_with_file;
            if key == "need-bad-file" {
                again = Form::of(again.fields().iter().filter(|(name, _)| !name.starts_with("file.")).cloned());
            }
            // A photo that came over a bad line is not to be sent twice.
            ctx.state.shelf.keep(&link.id, &again);
            need_page(ctx, write.tx(), status, &link, &need, Some((wrong, again)))
        }
        Err(problem) => Err(problem),
    }
}

/// The need with what its receiver says.
fn received(ctx: &Ctx, form: &Form, write: &mut Write, link: &Link, need: &Need) -> Result<Body, Problem> {
    let holder = link.holder(&ctx.actor.office);
    let mut receipt = receipt(ctx, form, &holder)?;
    receipt.file = attach(&holder, form, write, need)?;
    let Change(body) = need.body.receive(receipt).map_err(refusal)?;
    Ok(body)
}

/// A form with the file that was kept when it was shown again; a new one goes before.
fn with_kept(ctx: &Ctx, form: &Form, link: &Link) -> Form {
    let kept = form.some("held").filter(|_| form.text("file.hash").is_empty());
    let kept = kept.and_then(|hash| ctx.state.shelf.take(&link.id, &hash));
    Form::of(form.fields().iter().cloned().chain(kept.into_iter().flatten()))
}

/// The first page behind a link.
#[derive(askama::Template)]
#[template(path = "need/holder/home.html")]
pub struct HomeView<'a> {
    pub page: Page<'a>,
    pub inside: Inside,
    pub items: Vec<Mine>,
    pub once: String,
    pub has_draft: bool,
    /// What was begun and is not sent yet.
    pub begun: Vec<String>,
    /// Whether its holder may say that nothing is needed.
    pub may_need_nothing: bool,
    pub done: bool,
    /// Under which name what has arrived was kept on the device.
    pub arrived: Option<String>,
    pub wrong: Option<String>,
}

/// A need of the holder.
pub struct Mine {
    pub item: Item,
    pub address: String,
    pub asked_again: bool,
    pub may_renew: bool,
    pub once: String,
}

/// One need, and what came of it.
#[derive(askama::Template)]
#[template(path = "need/holder/need.html")]
pub struct NeedView<'a> {
    pub page: Page<'a>,
    pub inside: Inside,
    pub item: Item,
    pub lines: Vec<LineInside>,
    pub address: String,
    pub once: String,
    pub may_confirm: bool,
    pub may_renew: bool,
    /// Whether it may be corrected, and taken back.
    pub may_correct: bool,
    pub may_withdraw: bool,
    pub asked_again: bool,
    /// What was written: why, for whom, for how many, where exactly, who knows more, what photos came.
    pub why: Option<String>,
    pub whom: Option<String>,
    pub people: Option<i64>,
    pub spot: Option<String>,
    pub contact: Contact,
    pub photos: Vec<String>,
    pub done: bool,
    /// Under which name what has arrived was kept on the device.
    pub arrived: Option<String>,
    pub wrong: Option<String>,
    /// The form that was refused.
    pub again: Form,
    /// The largest photo, in megabytes.
    pub limit: i64,
}

impl NeedView<'_> {
    /// What a field of a form of this line and delivery (0 for a new one) is shown with: what was in it when it was refused.
    pub fn kept(&self, line: &i64, delivery: &i64, name: &str, else_: &str) -> String {
        let number = |name: &str| self.again.text(name).parse().unwrap_or(0);
        let mine = self.again.has("line") && number("line") == *line && number("delivery") == *delivery;
        if mine { self.again.text(name).to_owned() } else { else_.to_owned() }
    }

    /// The same of the form for what nobody has written down yet.
    pub fn kept_new(&self, line: &i64, name: &str) -> String {
        self.kept(line, &0, name, "")
    }

    /// The hash and the name of the file that is kept for the form that is shown again.
    pub fn held(&self) -> Option<(&str, &str)> {
        Some((self.again.text("file.hash"), self.again.text("file.name"))).filter(|(hash, _)| !hash.is_empty())
    }
}

/// A line of it.
pub struct LineInside {
    pub line: i64,
    pub item: String,
    pub said: String,
    pub flags: Vec<&'static str>,
    pub seen: i64,
    /// Number, quantity and who, of the promises that hold.
    pub promises: Vec<(i64, String, String)>,
    pub deliveries: Vec<DeliveryInside>,
}

/// A delivery of it.
pub struct DeliveryInside {
    pub id: i64,
    pub quantity: String,
    pub date: When,
    pub who: String,
    pub confirmed: Option<String>,
    pub dispute: Option<String>,
}

/// A link that opens nothing.
#[derive(askama::Template)]
#[template(path = "need/holder/shut.html")]
pub struct ShutView<'a> {
    pub page: Page<'a>,
    pub help: String,
}
