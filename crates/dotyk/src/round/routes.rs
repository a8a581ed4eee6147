//! The addresses of collection rounds.

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use dotyk_db::Tx;
use jiff::civil::Date;

use super::letters;
use super::model::{Body, Refusal, Round, State, Status};
use super::store::{self, Asked};
use super::view::{self, CardView, Chosen, FormView, Given, Handed, Item, LinksView, ListView, Member, WaveShown};
use crate::access::{Action, Head, Kind, Permit, Ref};
use crate::journal::{Change, Write, pattern, reconcile, state_version};
use crate::letter;
use crate::need::link::{self, Link, MOST_DAYS, Purpose};
use crate::need::store::Came;
use crate::organisation::store::Filter;
use crate::organisation::{self, OrganisationKind};
use crate::web::editor;
use crate::web::{
    Answer, Ctx, Fault, Filled, Form, List, PAGE_ROWS, Page, Problem, Reader, Record, Reply, Routes, cut, is_formula,
    plain_value, qr,
};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/rounds", Kind::Round, Action::Read, list)
        .about(&view::LIST)
        .get("/rounds/new", Kind::Round, Action::Create, new)
        .post("/rounds", Kind::Round, Action::Create, create)
        .get("/rounds/{slug}", Kind::Round, Action::Read, card)
        .about(&view::CARD)
        .get("/rounds/{slug}/edit", Kind::Round, Action::Edit, edit)
        .post("/rounds/{slug}", Kind::Round, Action::Edit, save)
        .post("/rounds/{slug}/members", Kind::Round, Action::Edit, ask)
        .post("/rounds/{slug}/members/removal", Kind::Round, Action::Edit, spare)
        .post("/rounds/{slug}/opening", Kind::Round, Action::Edit, open)
        .post("/rounds/{slug}/reminders", Kind::Round, Action::Edit, chase)
        .post("/rounds/{slug}/handover", Kind::Round, Action::Edit, hand_over)
        .post("/rounds/{slug}/closing", Kind::Round, Action::Edit, close)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (from, id) = match ctx.query("after") {
        None => ("9999", ""),
        Some(cursor) => cursor.split_once('~').ok_or_else(|| Problem::bad("web-bad-cursor", cursor))?,
    };
    let (mut rounds, total) = store::list(tx, &ctx.actor.office, (from, id), PAGE_ROWS + 1)?;
    let next = cut(&mut rounds, |round| format!("{}~{}", day(round.body.from), round.head.id));
    let ids: Vec<String> = rounds.iter().map(|round| round.head.id.clone()).collect();
    let asked = store::how_many(tx, &ctx.actor.office, &ids)?;
    let page = ctx.page(ctx.t("round-title"));
    let items = rounds.iter().map(|round| item(&page, round, asked.get(&round.head.id).copied().unwrap_or_default()));
    let view =
        ListView { list: List { items: items.collect(), total, next }, may_create: page.can(Kind::Round, Action::Create), page };
    Reply::view(ctx, &view)
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn item(page: &Page, round: &Round, asked: i64) -> Item {
    let b = &round.body;
    Item {
        record: Record {
            kind: Kind::Round,
            id: round.head.id.clone(),
            url: page.url(&address(round)),
            label: page.lang.of(&b.title_uk, &b.title_en).to_owned(),
        },
        state: round.state().word(),
        from: day(b.from),
        until: day(b.until),
        asked,
    }
}

fn address(round: &Round) -> String {
    format!("/rounds/{}", round.head.slug)
}

/// The institutions of a round with what came of their links, by name: three questions, however many they are.
fn members(tx: &mut Tx, office: &str, round: &Round) -> Result<Vec<(Asked, Came)>, Problem> {
    let mut came = crate::need::store::came(tx, office, &round.head.id)?;
    let asked = store::asked(tx, office, &round.head.id)?;
    Ok(asked.into_iter().map(|one| (came.remove(&one.id).unwrap_or_default(), one)).map(|(came, one)| (one, came)).collect())
}

fn member(page: &Page, one: &Asked, came: &Came) -> Member {
    Member {
        record: Record {
            kind: Kind::Organisation,
            id: one.id.clone(),
            url: page.url(&format!("/organisations/{}", one.slug)),
            label: page.lang.of(&one.name_uk, &one.name_en).to_owned(),
        },
        slug: one.slug.clone(),
        status: Status::of(came).word(),
        links: came.links,
        last_at: came.last_at.clone(),
        seen_at: came.seen_at.clone(),
        answered_at: came.first_at.clone().or_else(|| came.nothing_at.clone()),
        needs: came.needs,
        draft: came.drafts > 0,
        chased: (came.links - 1).max(0),
    }
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = store::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let status = match ctx.query("status") {
        Some(word) => Some(Status::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
        None => None,
    };
    let all = members(tx, &ctx.actor.office, &now)?;
    let page = ctx.page(ctx.lang.of(&now.body.title_uk, &now.body.title_en).to_owned());
    let shown: Vec<&(Asked, Came)> =
        all.iter().filter(|(_, came)| status.is_none_or(|wanted| Status::of(came) == wanted)).collect();
    if ctx.wants_sheet() {
        return view::SHEET.send(ctx, tx, &page, |_, _: Option<()>| {
            Ok((shown.iter().map(|(one, came)| member(&page, one, came)).collect(), None))
        });
    }
    let offset = match ctx.query("after") {
        None => 0,
        Some(cursor) => {
            let number = cursor.strip_prefix('n').and_then(|number| number.parse::<u32>().ok());
            number.ok_or_else(|| Problem::bad("web-bad-cursor", cursor))? as usize
        }
    };
    let next = offset + PAGE_ROWS as usize;
    let count = |wanted: Status| all.iter().filter(|(_, came)| Status::of(came) == wanted).count() as i64;
    let may_edit = ctx.actor.could(Action::Edit, &now.subject());
    let state = now.state();
    let chosen = if may_edit && state != State::Closed { chosen(ctx, tx, &page)? } else { None };
    let unanswered = all.iter().filter(|(_, came)| !Status::of(came).answered()).count() as i64;
    let items = shown.iter().skip(offset).take(PAGE_ROWS as usize).map(|(one, came)| member(&page, one, came)).collect();
    let view = CardView {
        round: item(&page, &now, now.members.len() as i64),
        ask: page.lang.pick(&now.body.ask_uk, &now.body.ask_en).map(|(text, _)| text.to_owned()),
        sector: now.body.sector.clone(),
        emergency: now.body.emergency.clone(),
        opened_at: now.opened_at.clone(),
        closed_at: now.closed_at.clone(),
        counts: Status::ALL.iter().map(|status| (status.word(), count(*status))).collect(),
        answered: all.len() as i64 - unanswered,
        unanswered,
        needs: all.iter().map(|(_, came)| came.needs).sum(),
        waves: now
            .waves
            .iter()
            .map(|wave| WaveShown { made_at: wave.made_at.clone(), links: wave.links, handed_at: wave.handed_at.clone() })
            .collect(),
        list: List { items, total: shown.len() as i64, next: (shown.len() > next).then(|| format!("n{next}")) },
        letters: letter::store::counts_about(tx, &ctx.actor.office, &Ref::new(Kind::Round, &now.head.id))?
            .into_iter()
            .map(|(state, count)| (state.word(), count))
            .collect(),
        may_letters: page.can(Kind::Letter, Action::Read),
        needs_url: page.url(&format!("/needs?round={}", now.head.slug)),
        to_hand_over: now.waves.iter().any(|wave| wave.handed_at.is_none()),
        kinds: kinds(&page),
        chosen,
        slug: now.head.slug.clone(),
        may_edit,
        may_history: ctx.actor.ever(Kind::Journal, Action::Read).is_ok(),
        page,
    };
    Reply::view(ctx, &view)
}

fn kinds(page: &Page) -> Vec<(String, String)> {
    OrganisationKind::ALL.iter().map(|kind| (kind.word().to_owned(), page.word("organisation-kind-", kind.word()))).collect()
}

/// Which institutions a question means; none when nothing is asked.
fn filter(ctx: &Ctx, tx: &mut Tx, of: impl Fn(&str) -> String) -> Result<Option<Filter>, Problem> {
    let (place, kind, text) = (of("place"), of("kind"), of("q"));
    if place.is_empty() && kind.is_empty() && text.is_empty() {
        return Ok(None);
    }
    let place = match place.as_str() {
        "" => None,
        key => {
            let found = ctx.refers(tx, &[format!("place:{key}")])?;
            Some(found.into_values().next().ok_or_else(|| Problem::bad("round-unknown-place", key))?.id)
        }
    };
    let kind = match kind.as_str() {
        "" => None,
        word => Some(OrganisationKind::parse(word).ok_or_else(|| Problem::bad("round-unknown-kind", word))?),
    };
    let text = Some(text).filter(|text| !text.is_empty());
    Ok(Some(Filter { kind, place, pattern: pattern(text.as_deref()) }))
}

/// The first of those that the question would add.
fn chosen(ctx: &Ctx, tx: &mut Tx, page: &Page) -> Result<Option<Chosen>, Problem> {
    let Some(filter) = filter(ctx, tx, |name| ctx.query(name).unwrap_or_default().to_owned())? else { return Ok(None) };
    let (rows, total) = organisation::store::list(tx, &ctx.actor.visible(Kind::Organisation), &filter, ("", ""), 10)?;
    let names = rows.iter().map(|row| page.lang.of(&row.name_uk, &row.name_en).to_owned()).collect();
    Ok(Some(Chosen { total, names }))
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let fields = [("from", day(Some(ctx.today()))), ("emergency", ctx.query("emergency").unwrap_or_default().to_owned())];
    let filled = Filled::new(Form::of(fields.map(|(name, value)| (name.to_owned(), value))));
    form_page(ctx, tx, StatusCode::OK, ctx.t("round-new"), "/rounds", filled, Vec::new())
}

fn read(form: &Form) -> (Body, Vec<Fault>) {
    let mut reader = Reader::new(form);
    let whole_day = |text: &str| text.parse::<Date>().ok();
    let body = Body {
        title_uk: form.some("title_uk"),
        title_en: form.some("title_en"),
        ask_uk: form.some("ask_uk"),
        ask_en: form.some("ask_en"),
        sector: form.some("sector"),
        emergency: form.some("emergency"),
        from: reader.read_of("from", form.text("from"), whole_day, "round-bad-day"),
        until: reader.read_of("until", form.text("until"), whole_day, "round-bad-day"),
    };
    let mut faults = reader.faults;
    let already: Vec<String> = faults.iter().map(|(field, ..)| field.clone()).collect();
    faults.extend(body.faults().into_iter().filter(|(field, ..)| !already.contains(field)));
    (body, faults)
}

fn fill(body: &Body, version: i64) -> Form {
    let fields = [
        ("version", Some(version.to_string())),
        ("title_uk", body.title_uk.clone()),
        ("title_en", body.title_en.clone()),
        ("ask_uk", body.ask_uk.clone()),
        ("ask_en", body.ask_en.clone()),
        ("sector", body.sector.clone()),
        ("emergency", body.emergency.clone()),
        ("from", Some(day(body.from))),
        ("until", Some(day(body.until))),
    ];
    Form::of(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))))
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (body, faults) = read(form);
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return form_page(ctx, write.tx(), status, ctx.t("round-new"), "/rounds", filled, Vec::new());
    }
    let title = body.title_en.as_deref().or(body.title_uk.as_deref()).unwrap_or_default().to_owned();
    let slug = store::free_slug(write.tx(), &ctx.actor.office, &title)?;
    let round = Round::new(Head::new(write.id(), slug, &ctx.actor.id), body);
    let permit = ctx.actor.may_create(Kind::Round, &round.head.id)?;
    store::add(write, &permit, &round)?;
    Reply::see(ctx, &address(&round))
}

fn title(ctx: &Ctx, round: &Round) -> String {
    ctx.lang.of(&round.body.title_uk, &round.body.title_en).to_owned()
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (round, _) = store::take(tx, &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let filled = Filled::new(fill(&round.body, round.head.version));
    form_page(ctx, tx, StatusCode::OK, title(ctx, &round), &address(&round), filled, Vec::new())
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (round, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let (body, faults) = read(form);
    let target = address(&round);
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, title(ctx, &round), &target, filled, Vec::new());
    }
    if form.version() != round.head.version {
        let base = state_version(write.tx(), &ctx.actor.office, &Ref::new(Kind::Round, &round.head.id), form.version())?;
        let (merged, conflicts) = reconcile(base.as_ref(), &round.body, &body);
        let filled = Filled::new(fill(&merged, round.head.version));
        return form_page(ctx, write.tx(), StatusCode::CONFLICT, title(ctx, &round), &target, filled, conflicts);
    }
    let after = round.edit(body).map_err(refusal)?;
    keep(write, &permit, &round, &after)?;
    Reply::see(ctx, &target)
}

fn form_page(
    ctx: &Ctx,
    tx: &mut Tx,
    status: StatusCode,
    title: String,
    target: &str,
    filled: Filled,
    conflicts: Vec<Change>,
) -> Answer {
    let page = ctx.page(title);
    let view = FormView {
        target: page.url(target),
        conflicted: status == StatusCode::CONFLICT,
        conflicts: conflicts.into_iter().map(|change| (change.field, plain_value(&change.before))).collect(),
        emergencies: ctx.options(tx, Kind::Emergency)?,
        filled,
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        status => Reply::html(status, &view),
    }
}

fn refusal(refusal: Refusal) -> Problem {
    Problem::Bad(refusal.0, refusal.1)
}

/// Saves a change. The version cannot have moved: this write has the office's turn.
fn keep(write: &mut Write, permit: &Permit, before: &Round, after: &Round) -> Result<(), Problem> {
    let kept = store::save(write, permit, before, after)?;
    editor::kept(kept)
}

/// Institutions read at once while they are chosen.
const AT_ONCE: i64 = 5000;

/// Chooses institutions: one by its name or address, or all of a kind, in a place, of a name.
fn ask(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (round, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let mut more = Vec::new();
    if let Some(text) = form.some("organisation") {
        let found = ctx.refers(write.tx(), &[format!("organisation:{text}")])?;
        more.push(found.into_values().next().ok_or_else(|| Problem::bad("round-unknown-organisation", text))?.id);
    } else {
        let filter = filter(ctx, write.tx(), |name| form.text(name).to_owned())?;
        let filter = filter.ok_or_else(|| Problem::bad("round-choose-what", ""))?;
        let visible = ctx.actor.visible(Kind::Organisation);
        let mut after = (String::new(), String::new());
        loop {
            let rows = organisation::store::page(write.tx(), &visible, &filter, (&after.0, &after.1), AT_ONCE)?;
            let full = rows.len() as i64 == AT_ONCE;
            if let Some(last) = rows.last() {
                after = (last.sort_key.clone(), last.id.clone());
            }
            more.extend(rows.into_iter().map(|row| row.id));
            if !full {
                break;
            }
        }
    }
    let after = round.ask(more).map_err(refusal)?;
    keep(write, &permit, &round, &after)?;
    Reply::see(ctx, &address(&round))
}

fn spare(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (round, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let Some(named) = form.some("organisation") else { return Err(Problem::bad("round-choose-what", "")) };
    let member = ctx.refer(write.tx(), &format!("organisation:{named}"))?;
    let after = round.spare(&member.id).map_err(refusal)?;
    keep(write, &permit, &round, &after)?;
    Reply::see(ctx, &address(&round))
}

fn open(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (round, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let after = round.open(write.stamp(), ctx.today()).map_err(refusal)?;
    let asked = store::asked(write.tx(), &ctx.actor.office, &round.head.id)?;
    hand_out(ctx, form, write, &permit, (&round, after), &asked)
}

/// Makes another link for each that has not answered.
fn chase(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (round, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let all = members(write.tx(), &ctx.actor.office, &round)?;
    let silent: Vec<Asked> = all.into_iter().filter(|(_, came)| !Status::of(came).answered()).map(|(one, _)| one).collect();
    let after = round.chase(write.stamp(), ctx.today(), silent.len()).map_err(refusal)?;
    hand_out(ctx, form, write, &permit, (&round, after), &silent)
}

fn hand_over(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (round, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let now = write.stamp();
    let after = round.hand_over(&now).map_err(refusal)?;
    keep(write, &permit, &round, &after)?;
    Reply::see(ctx, &address(&round))
}

fn close(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (round, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let after = round.close(write.stamp()).map_err(refusal)?;
    keep(write, &permit, &round, &after)?;
    Reply::see(ctx, &address(&round))
}

/// A wave: whoever gave an address gets their link by letter, the links of the others are shown.
fn hand_out(
    ctx: &Ctx,
    form: &Form,
    write: &mut Write,
    permit: &Permit,
    (before, after): (&Round, Round),
    asked: &[Asked],
) -> Answer {
    let post = letters::post(ctx, write, asked)?;
    let reached = |one: &Asked| post.as_ref().is_some_and(|post| post.reaches(one));
    let after = if asked.iter().all(reached) { after.by_letter() } else { after };
    keep(write, permit, before, &after)?;
    let tokens = make_links(ctx, write, &after, asked)?;
    let (by_letter, by_hand): (Vec<_>, Vec<_>) = asked.iter().zip(&tokens).partition(|(one, _)| reached(one));
    let sent = match &post {
        Some(post) => letters::send(ctx, write, permit, post, &after, &by_letter)?,
        None => 0,
    };
    give_links(ctx, form, write, &after, &by_hand, sent)
}

/// Makes a link for each of these institutions; their tokens. How long a link opens is up to the round, so its own time is the
/// longest.
fn make_links(ctx: &Ctx, write: &mut Write, round: &Round, to: &[Asked]) -> Result<Vec<String>, Problem> {
    let until = write.moment().now.saturating_add(jiff::SignedDuration::from_hours(24 * MOST_DAYS)).map_err(Problem::fault)?;
    let (mut links, mut permits, mut tokens) = (Vec::new(), Vec::new(), Vec::new());
    for one in to {
        let token = link::token().map_err(Problem::fault)?;
        let made = Link {
            id: write.id(),
            organisation: Some(one.id.clone()),
            need: None,
            known_as: Vec::new(),
            purposes: Purpose::ALL.to_vec(),
            created_at: write.stamp(),
            created_by: ctx.actor.id.clone(),
            expires_at: format!("{until:.3}"),
            revoked_at: None,
            draft: None,
            round: Some(round.head.id.clone()),
            nothing_at: None,
            seen_at: None,
        };
        permits.push(ctx.actor.may_create(Kind::Link, &made.id)?);
        links.push((made, link::digest(&token)));
        tokens.push(token);
    }
    crate::need::store::add_links(write, &links, &permits)?;
    Ok(tokens)
}

/// Shows links: the one time that they can be seen. Not a redirect, since an address is remembered by browsers and logs. `sent`
/// others go by letter.
fn give_links(ctx: &Ctx, form: &Form, write: &mut Write, round: &Round, to: &[(&Asked, &String)], sent: usize) -> Answer {
    let codes: BTreeSet<String> = to.iter().filter_map(|(one, _)| one.place.clone()).collect();
    let places: Vec<Ref> = codes.into_iter().map(|code| Ref::new(Kind::Place, code)).collect();
    let places = ctx.labels(write.tx(), &places)?;
    let page = ctx.page(ctx.t("round-links"));
    let place = |code: &Option<String>| {
        let known = code.as_ref().and_then(|code| page.record(&places, &Ref::new(Kind::Place, code)));
        known.map(|place| place.label).unwrap_or_default()
    };
    let given: Vec<Given> = to
        .iter()
        .map(|(one, token)| Given {
            name: page.lang.of(&one.name_uk, &one.name_en).to_owned(),
            edrpou: one.edrpou.clone().unwrap_or_default(),
            place: place(&one.place),
            // Whoever gets it reads Ukrainian first; the page itself has English beside it.
            link: page.whole(&format!("/uk/n/{token}")),
        })
        .collect();
    let reply = if form.text("as") == "csv" { table(&page, round, &given)? } else { sheet(ctx, page, round, given, sent)? };
    Ok(reply.with(header::REFERRER_POLICY, "no-referrer".into()).with(header::CACHE_CONTROL, "no-store".into()))
}

/// A picture of each link is shown for so many: more would be a page of megabytes.
const PICTURES: usize = 500;

fn sheet(ctx: &Ctx, page: Page, round: &Round, given: Vec<Given>, sent: usize) -> Answer {
    let pictures = ctx.base_url().is_some() && given.len() <= PICTURES;
    let view = LinksView {
        url: page.url(&address(round)),
        name: page.lang.of(&round.body.title_uk, &round.body.title_en).to_owned(),
        ask: page.lang.pick(&round.body.ask_uk, &round.body.ask_en).map(|(text, _)| text.to_owned()),
        until: day(round.body.until),
        whole: ctx.base_url().is_some(),
        sent: sent as i64,
        given: given.into_iter().map(|given| Handed { picture: pictures.then(|| qr(&given.link)).flatten(), given }).collect(),
        page,
    };
    Reply::html(StatusCode::OK, &view)
}

/// The links as a table for a program that writes letters.
fn table(page: &Page, round: &Round, given: &[Given]) -> Answer {
    // A cell that a program of tables would take for a formula is kept a text.
    let safe = |text: &str| if is_formula(text) { format!("'{text}") } else { text.to_owned() };
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let heads = ["web-kind-organisation", "round-edrpou", "web-kind-place", "round-link"].map(|key| page.t(key));
    writer.write_record(heads).map_err(Problem::fault)?;
    for one in given {
        let row = [&one.name, &one.edrpou, &one.place, &one.link].map(|text| safe(text));
        writer.write_record(row).map_err(Problem::fault)?;
    }
    let body = writer.into_inner().map_err(|error| Problem::fault(error.to_string()))?;
    let name = format!("attachment; filename=\"{}-links.csv\"", round.head.slug);
    Ok(Reply {
        status: StatusCode::OK,
        headers: vec![(header::CONTENT_TYPE, "text/csv; charset=utf-8".into()), (header::CONTENT_DISPOSITION, name)],
        body: body.into(),
    })
}
