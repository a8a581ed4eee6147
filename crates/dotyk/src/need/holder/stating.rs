//! Stating a need through a private link, at once with a photo; correcting it while the office has not confirmed it; and
//! saying that it is not needed any more.

use std::collections::HashMap;

use axum::http::StatusCode;
use dotyk_db::Tx;

use super::{
    Inside, NEW, base, done, gate, inside, kept_as, looked, need_page, once, open, private, sent, shut_page, take, with_kept,
    within_limit,
};
use crate::access::{Action, Kind, Permit};
use crate::file;
use crate::journal::Write;
use crate::need::form::{self, read_stated};
use crate::need::link::{Link, Purpose, Shut};
use crate::need::model::{Body, Change, Event, EventRow, Need, Priority};
use crate::need::routes::{add, attach, keep, refusal, seal, stated, told, told_wrong};
use crate::need::store;
use crate::need::view::{choices, unit_choices};
use crate::organisation;
use crate::place::{self, Level};
use crate::text::When;
use crate::web::{Answer, Ctx, Face, Fault, Filled, Form, Page, Problem, Reply, Routes};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/n/{token}/new", Kind::Link, Action::Read, new)
        .guest("/n/{token}/needs", Kind::Link, Action::Read, knock, state)
        .takes(&crate::need::view::STATING)
        .get("/n/{token}/needs/{slug}/edit", Kind::Link, Action::Read, edit)
        .guest("/n/{token}/needs/{slug}", Kind::Link, Action::Read, knock, correct)
        .post("/n/{token}/needs/{slug}/withdrawal", Kind::Link, Action::Read, withdraw)
}

/// Before a byte of a photo is taken: only through a link that is known and has not sent too much. Through one that opens no
/// more the form goes on, so that its holder is told why; what it brought goes with the refusal.
fn knock(ctx: &Ctx, tx: &mut Tx) -> Result<(), Problem> {
    match open(ctx, tx)? {
        Err(Shut::Unknown) => Err(Problem::NotFound),
        Err(_) => Ok(()),
        Ok(link) if !may_state(&link) => Err(Problem::NotFound),
        Ok(link) => within_limit(ctx, tx, &link),
    }
}

/// Whether a link is for stating needs.
fn may_state(link: &Link) -> bool {
    link.is_for(Purpose::State) && link.organisation.is_some()
}

/// Whether anything new may be stated through a link: always, but for the links of a round that is over.
fn asks(ctx: &Ctx, tx: &mut Tx, link: &Link) -> Result<bool, Problem> {
    Ok(link.round.is_none() || gate(ctx, tx, link)?.is_some_and(|gate| gate.open))
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let link = opened!(ctx, tx);
    looked(ctx, &link);
    if may_state(&link) && !asks(ctx, tx, &link)? {
        return shut_page(ctx, Shut::Closed);
    }
    let draft = store::open_draft(tx, &ctx.actor.office, &seal(ctx), &link)?;
    let form = match &draft {
        Some(draft) => Form::parse(format!("{}&begun={}", draft.fields, draft.mark).as_bytes()),
        None => Form::of([("priority".to_owned(), Priority::Normal.word().to_owned())]),
    };
    form_page(ctx, tx, StatusCode::OK, &link, None, Filled::new(form))
}

/// The form: of a new need, or of one that is corrected.
fn form_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, link: &Link, of: Option<&Need>, filled: Filled) -> Answer {
    let inside = inside(ctx, tx, link)?;
    if !may_state(link) {
        return Err(Problem::NotFound);
    }
    let title = of.map_or_else(|| ctx.t("need-link-new"), |_| ctx.t("need-link-correct"));
    let own = whose_place(ctx, tx, link)?;
    let places = places(ctx, tx, own)?;
    let page = ctx.page(title);
    let own = of.map(|need| need.head.slug.clone());
    let once = Some(filled.value("once").to_owned()).filter(|once| !once.is_empty()).unwrap_or_else(|| once(ctx));
    let view = NewView {
        lang: ctx.lang.to_string(),
        priorities: choices(&page, "need-priority-", Priority::ALL.iter().map(|priority| priority.word())),
        units: unit_choices(&page),
        target: own.as_ref().map_or_else(|| format!("{}/needs", inside.base), |slug| format!("{}/needs/{slug}", inside.base)),
        draft: kept_as(link, own.as_deref().unwrap_or(NEW)),
        limit: (ctx.state.upload_limit / (1024 * 1024)) as i64,
        places,
        once,
        saved: ctx.query("saved").is_some(),
        corrects: of.is_some(),
        filled,
        inside,
        page,
    };
    Ok(private(Reply::html(status, &view)?))
}

/// The place of the organisation behind a link.
fn whose_place(ctx: &Ctx, tx: &mut Tx, link: &Link) -> Result<Option<String>, Problem> {
    let Some(id) = &link.organisation else { return Ok(None) };
    Ok(organisation::store::get(tx, &ctx.actor.office, id)?.and_then(|one| one.body.place))
}

/// More settlements than this are not offered: the form is to stay light, and there are words beside it.
const PLACES: usize = 60;

/// The hromada of a place and the settlements in it: code and name. Nothing where there is nothing to choose.
fn places(ctx: &Ctx, tx: &mut Tx, place: Option<String>) -> Result<Vec<(String, String)>, Problem> {
    let (Some(code), office) = (place, &ctx.actor.office) else { return Ok(Vec::new()) };
    let around = place::store::ancestors(tx, office, std::slice::from_ref(&code))?;
    let codes: Vec<String> = std::iter::once(code).chain(around.into_values().flatten()).collect();
    let known = place::store::find(tx, office, &codes)?;
    let hromada = codes.iter().filter_map(|code| known.get(code)).find(|place| place.body.level == Level::Hromada);
    let Some(hromada) = hromada else { return Ok(Vec::new()) };
    let below = place::store::children(tx, office, &hromada.code)?;
    if below.is_empty() || below.len() > PLACES {
        return Ok(Vec::new());
    }
    let named = std::iter::once(hromada).chain(&below).map(|place| {
        let label = place::store::label(place, ctx.today());
        (place.code.clone(), ctx.lang.of(&label.uk, &label.en).to_owned())
    });
    Ok(named.collect())
}

/// What a form states for the organisation of a link, on what is kept; and what is wrong with it.
fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, link: &Link, kept: &Body) -> Result<(Body, Vec<Fault>), Problem> {
    let organisation = kept.organisation.clone().or_else(|| link.organisation.clone()).unwrap_or_default();
    let own = whose_place(ctx, tx, link)?;
    let (mut place, mut wrong) = (kept.place.clone().or_else(|| own.clone()), None);
    if let Some(code) = form.some("place") {
        let known = kept.place.as_ref() == Some(&code) || own.as_ref() == Some(&code);
        match known || places(ctx, tx, own)?.iter().any(|(one, _)| *one == code) {
            true => place = Some(code),
            false => wrong = Some(("place".to_owned(), "web-bad-choice", code)),
        }
    }
    let (mut body, mut faults) = read_stated(form, &organisation, place, kept);
    faults.extend(wrong);
    if body.title_uk.is_none() && body.title_en.is_none() {
        // Whoever writes on a phone need not think of a title: the first thing asked for is one.
        body.title_uk = body.lines.first().and_then(|line| line.item_uk.clone());
        body.title_en = body.lines.first().and_then(|line| line.item_en.clone());
        faults.retain(|(_, key, _)| *key != "web-required-title");
    }
    Ok((body, faults))
}

fn state(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let link = opened!(ctx, write.tx());
    if let Some(reply) = sent(ctx, form, write, &link)? {
        return Ok(reply);
    }
    if !may_state(&link) {
        return Err(Problem::NotFound);
    }
    if !asks(ctx, write.tx(), &link)? {
        return over(ctx);
    }
    if form.text("do") == "draft" {
        let kept = form.fields().iter().filter(|(name, _)| {
            !matches!(name.as_str(), "once" | "do" | "_token" | "held" | "begun") && !name.starts_with("file.")
        });
        let draft = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
        store::keep_draft(write, &seal(ctx), &link.id, Some(&draft))?;
        store::draft_went_on(write, &link, form.text("begun"))?;
        return done(ctx, form, write, &link, "/new?saved=1");
    }
    let (mut body, faults) = read(ctx, write.tx(), form, &link, &Body::default())?;
    let with_file = with_kept(ctx, form, &link);
    if !faults.is_empty() {
        return wrong_page(ctx, write.tx(), &link, None, with_file, faults);
    }
    if let Some(gate) = gate(ctx, write.tx(), &link)? {
        body.sector = body.sector.or(gate.sector);
        body.emergency = body.emergency.or(gate.emergency);
    }
    let body = stated(body, ctx.today())?;
    let holder = link.holder(&ctx.actor.office);
    let need = add(ctx, &holder, write, body, link.round.clone())?;
    if let Some(fault) = photo(ctx, &link, &with_file, write, &need)? {
        return wrong_page(ctx, write.tx(), &link, None, without_file(&with_file), vec![fault]);
    }
    if link.nothing_at.is_some() {
        // Whoever states a need needs something after all.
        let permit = holder.may(Action::Edit, &link.subject())?;
        store::nothing(write, &permit, None)?;
    }
    if ctx.face == Face::Json {
        let address = format!("/needs/{}", need.head.slug);
        done(ctx, form, write, &link, &address)?;
        return told(ctx, &need, ctx.url(&format!("{}{address}", base(ctx)))).map(private);
    }
    store::keep_draft(write, &seal(ctx), &link.id, None)?;
    store::draft_went_on(write, &link, form.text("begun"))?;
    done(ctx, form, write, &link, "?done=stated")
}

/// Nothing new is stated once the round is over; a program is told so in its own way.
fn over(ctx: &Ctx) -> Answer {
    if ctx.face == Face::Json {
        told_wrong(Vec::new(), &ctx.t("need-link-closed-help")).map(private)
    } else {
        shut_page(ctx, Shut::Closed)
    }
}

/// The form again, with what is wrong at its fields. A photo that came over a bad line is not to be sent twice.
fn wrong_page(ctx: &Ctx, tx: &mut Tx, link: &Link, of: Option<&Need>, form: Form, faults: Vec<Fault>) -> Answer {
    if ctx.face == Face::Json {
        return told_wrong(ctx.errors(faults), &ctx.t("web-errors")).map(private);
    }
    ctx.state.shelf.keep(&link.id, &form);
    let filled = Filled::wrong(form, ctx.errors(faults));
    form_page(ctx, tx, StatusCode::UNPROCESSABLE_ENTITY, link, of, filled)
}

fn without_file(form: &Form) -> Form {
    Form::of(form.fields().iter().filter(|(name, _)| !name.starts_with("file.")).cloned())
}

/// Keeps the photo that came with a form; what is wrong with it, if it is none.
fn photo(ctx: &Ctx, link: &Link, form: &Form, write: &mut Write, need: &Need) -> Result<Option<Fault>, Problem> {
    match attach(&link.holder(&ctx.actor.office), form, write, need) {
        Err(Problem::Bad(_, what)) => Ok(Some(("file".to_owned(), "need-bad-file-help", what))),
        kept => kept.map(|_| None),
    }
}

/// A need that may be corrected through the link.
fn take_stated(ctx: &Ctx, tx: &mut Tx, link: &Link) -> Result<(Need, Permit), Problem> {
    let (need, permit) = take(ctx, tx, link, Action::Edit)?;
    if may_state(link) { Ok((need, permit)) } else { Err(Problem::NotFound) }
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let link = opened!(ctx, tx);
    looked(ctx, &link);
    let (need, _) = take_stated(ctx, tx, &link)?;
    if let Err(why) = need.body.may_be_corrected() {
        return refused(ctx, tx, &link, &need, why.0);
    }
    let filled = Filled::new(form::fill(&HashMap::new(), &need.body, need.head.version));
    form_page(ctx, tx, StatusCode::OK, &link, Some(&need), filled)
}

/// The page of the need, with why something is not done.
fn refused(ctx: &Ctx, tx: &mut Tx, link: &Link, need: &Need, key: &str) -> Answer {
    let wrong = ctx.t(&format!("{key}-help"));
    need_page(ctx, tx, StatusCode::CONFLICT, link, need, Some((wrong, Form::default())))
}

/// What was stated is stated better: by the same form, while the office has not confirmed it.
fn correct(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let link = opened!(ctx, write.tx());
    if let Some(reply) = sent(ctx, form, write, &link)? {
        return Ok(reply);
    }
    let (need, permit) = take_stated(ctx, write.tx(), &link)?;
    if let Err(why) = need.body.may_be_corrected() {
        return refused(ctx, write.tx(), &link, &need, why.0);
    }
    let with_file = with_kept(ctx, form, &link);
    if form.version() != need.head.version {
        // What was typed stays; whoever sends it again has been told.
        let newer = with_file.fields().iter().filter(|(name, _)| name != "version").cloned();
        let newer = Form::of(newer.chain([("version".to_owned(), need.head.version.to_string())]));
        let faults = vec![("lines.0.quantity".to_owned(), "need-link-changed", String::new())];
        return wrong_page(ctx, write.tx(), &link, Some(&need), newer, faults);
    }
    let whole = completed(&form::fill(&HashMap::new(), &need.body, need.head.version), form, &need.body);
    let (mut body, faults) = read(ctx, write.tx(), &whole, &link, &need.body)?;
    if !faults.is_empty() {
        return wrong_page(ctx, write.tx(), &link, Some(&need), with_file, faults);
    }
    body.cites.clone_from(&need.body.cites);
    keep(ctx, write, &permit, &need, &body)?;
    if let Some(fault) = photo(ctx, &link, &with_file, write, &need)? {
        return wrong_page(ctx, write.tx(), &link, Some(&need), without_file(&with_file), vec![fault]);
    }
    done(ctx, form, write, &link, &format!("/needs/{}?done=corrected", need.head.slug))
}

/// What was sent, with what the institution is not asked as it was before: the other language, the sector, the emergency. A
/// thing that is called otherwise now loses its name in the other language, and so does a title that was made of it.
fn completed(before: &Form, form: &Form, kept: &Body) -> Form {
    let lines = form.rows("lines");
    let old = before.rows("lines");
    let mut renamed = false;
    let mut more = Vec::new();
    for (index, row) in lines.iter() {
        let Some((_, was)) = old.iter().find(|(_, was)| !row.text("id").is_empty() && was.text("id") == row.text("id")) else {
            continue;
        };
        let names = ["item_uk", "item_en"];
        let same = names.iter().all(|name| row.text(name).is_empty() || row.text(name) == was.text(name));
        let first = kept.lines.first().is_some_and(|line| line.id.to_string() == row.text("id"));
        renamed |= first && !same;
        let fields = names.into_iter().filter(|_| same).chain(["currency"]).filter(|name| row.text(name).is_empty());
        more.extend(fields.map(|name| (format!("lines.{index}.{name}"), was.text(name).to_owned())));
    }
    let titled = |name: &str| renamed && matches!(name, "title_uk" | "title_en");
    let asked = |name: &str| form.has(name) || name.starts_with("lines.") || name == "contact_rounds" || titled(name);
    let stays = before.fields().iter().filter(|(name, _)| !asked(name)).cloned();
    let sent = form.fields().iter().filter(|(name, _)| !more.iter().any(|(filled, _)| filled == name)).cloned();
    Form::of(stays.chain(sent).chain(more.clone()))
}

/// It is not needed any more, and why.
fn withdraw(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let link = opened!(ctx, write.tx());
    if let Some(reply) = sent(ctx, form, write, &link)? {
        return Ok(reply);
    }
    let (need, permit) = take(ctx, write.tx(), &link, Action::Edit)?;
    if !link.is_for(Purpose::State) && !link.is_for(Purpose::Renew) {
        return Err(Problem::NotFound);
    }
    let Some(reason) = form.some("reason") else {
        let wrong = ctx.t("need-link-reason-help");
        return need_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, &link, &need, Some((wrong, Form::default())));
    };
    let row = EventRow { event: Event::Withdrawn, date: When::day(ctx.today()), note: Some(reason) };
    let Change(body) = need.body.say(row).map_err(refusal)?;
    keep(ctx, write, &permit, &need, &body)?;
    done(ctx, form, write, &link, &format!("/needs/{}?done=1", need.head.slug))
}

/// The names of the photos and acts that came with a need.
pub(super) fn photos(ctx: &Ctx, tx: &mut Tx, need: &Need) -> Result<Vec<String>, Problem> {
    let of = crate::access::Ref::new(Kind::Need, &need.head.id);
    Ok(file::store::of_subject(tx, &ctx.actor.office, &of)?.into_iter().map(|file| file.name).collect())
}

/// The form for a new need, or for one that is corrected.
#[derive(askama::Template)]
#[template(path = "need/holder/new.html")]
pub struct NewView<'a> {
    pub page: Page<'a>,
    pub inside: Inside,
    pub filled: Filled,
    pub once: String,
    pub lang: String,
    pub saved: bool,
    /// Where it is sent.
    pub target: String,
    /// Under which name what is typed is kept on the device until it has arrived.
    pub draft: String,
    /// Whether it was stated already.
    pub corrects: bool,
    /// The largest photo, in megabytes.
    pub limit: i64,
    pub priorities: Vec<(String, String)>,
    pub units: Vec<(String, String)>,
    /// The settlements of the hromada: code and name.
    pub places: Vec<(String, String)>,
}

impl NewView<'_> {
    /// The hash and the name of the photo that is kept for the form that is shown again.
    pub fn held(&self) -> Option<(&str, &str)> {
        Some((self.filled.value("file.hash"), self.filled.value("file.name"))).filter(|(hash, _)| !hash.is_empty())
    }
}
