//! The addresses of points of contact.

use axum::http::header;
use dotyk_db::Tx;
use dotyk_match::points::{About, Weights, sectors};
use dotyk_match::{Order, Query};

use super::model::Part;
use super::ranking::{self, Question, Raw};
use super::view::{self, Guess, Introduced, Item, ListView, PartShown, Row};
use super::{about, store, weights};
use crate::access::{Action, Kind, Owner, Ref, Subject};
use crate::figure;
use crate::introduction::{self, Introduction};
use crate::journal::{Stored, Write};
use crate::need;
use crate::office;
use crate::person::Seal;
use crate::place;
use crate::project::{self, Project};
use crate::text::{Lang, When, is_sector};
use crate::web::{Answer, Ctx, Face, Filled, Form, Page, Problem, Record, Reply, Routes, find, refuse};

/// An idea is told in so many letters.
const TEXT: usize = 4000;
/// So many sectors are read from words.
const READ: usize = 3;
/// So many open needs are offered to begin with.
const NEEDS: usize = 20;

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/touchpoints", Kind::Touchpoint, Action::Read, idea)
        .about(&view::IDEA)
        .get("/needs/{slug}/touchpoints", Kind::Touchpoint, Action::Read, of_need)
        .about(&view::OF)
        .get("/projects/{slug}/touchpoints", Kind::Touchpoint, Action::Read, of_project)
        .about(&view::OF)
        .slow("/needs/{slug}/introductions", Kind::Introduction, Action::Create, propose_need, introduce)
        .slow("/projects/{slug}/introductions", Kind::Introduction, Action::Create, propose_project, introduce)
        .get("/touchpoints/weights", Kind::Touchpoint, Action::Edit, weights::page)
        .post("/touchpoints/weights", Kind::Touchpoint, Action::Edit, weights::save)
        .post("/touchpoints/weights/defaults", Kind::Touchpoint, Action::Edit, weights::restore)
}

/// A question with what is to be said of it.
pub struct Asked {
    pub question: Question,
    /// The record, as the policy knows it.
    pub subject: Subject,
    /// How it is called.
    pub title: String,
    /// Where it is.
    pub path: String,
    guessed: Vec<Guess>,
}

/// Reads sectors from the words where none is given; one that is asked for goes before both.
fn guess(about: &mut About, wanted: Option<&str>) -> Result<Vec<Guess>, Problem> {
    if let Some(code) = wanted {
        if !is_sector(code) {
            return Err(Problem::bad("web-bad-sector", code));
        }
        about.sectors = vec![(code.to_owned(), 100.0)];
    }
    if !about.sectors.is_empty() {
        return Ok(Vec::new());
    }
    let mut spoken = sectors(&format!("{} {}", about.title, about.body));
    spoken.truncate(READ);
    let all: f32 = spoken.iter().map(|one| one.weight).sum();
    about.sectors = spoken.iter().map(|one| (one.code.to_owned(), 100.0 * one.weight / all)).collect();
    Ok(spoken.into_iter().map(|one| Guess { code: one.code.to_owned(), words: one.words }).collect())
}

/// A need as a question, for this route's action.
pub fn ask_need(ctx: &Ctx, tx: &mut Tx, slug: &str) -> Result<Asked, Problem> {
    let (need, _) = need::store::take(tx, &ctx.actor, &Seal::new(ctx.state.data_key), Action::Read, slug)?;
    let subject = need::store::subject(tx, &ctx.actor.office, &need)?;
    let settings = office::store::find(tx, &ctx.actor.office)?;
    let codes: Vec<String> = need.body.place.iter().cloned().collect();
    let around = place::store::ancestors(tx, &ctx.actor.office, &codes)?;
    let mut about = about::of_need(&need, &around, &settings, ctx.today());
    let guessed = guess(&mut about, ctx.query("sector"))?;
    let me = Some(Ref::new(Kind::Need, &need.head.id));
    Ok(Asked {
        question: Question { about, me, organisation: need.body.organisation },
        subject,
        title: ctx.lang.of(&need.body.title_uk, &need.body.title_en).to_owned(),
        path: format!("/needs/{}", need.head.slug),
        guessed,
    })
}

fn ask_project(ctx: &Ctx, tx: &mut Tx) -> Result<Asked, Problem> {
    let (project, _) = Project::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(Kind::Project, &project.head.id);
    let subject = refuse(Project::subject_of(tx, &ctx.actor.office, &me.id)?)?;
    let settings = office::store::find(tx, &ctx.actor.office)?;
    let around = place::store::ancestors(tx, &ctx.actor.office, &project.body.places)?;
    let figures = figure::store::of_subjects(tx, &ctx.actor.office, ctx.today(), std::slice::from_ref(&me))?;
    let figures: Vec<&figure::Figure> = figures.iter().collect();
    let mut about = about::of_project(&project, &figures, &around, &settings, ctx.today());
    let guessed = guess(&mut about, ctx.query("sector"))?;
    Ok(Asked {
        question: Question { about, me: Some(me), organisation: None },
        subject,
        title: ctx.lang.of(&project.body.title_uk, &project.body.title_en).to_owned(),
        path: format!("/projects/{}", project.head.slug),
        guessed,
    })
}

/// Whether the visitor may ask who would help with it: the office, and whose it is.
fn allow(ctx: &Ctx, asked: &Asked) -> Result<(), Problem> {
    ctx.actor.may(Action::Read, &asked.subject.part(Kind::Touchpoint, &asked.subject.id))?;
    Ok(())
}

fn of_need(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let asked = ask_need(ctx, tx, ctx.param("slug"))?;
    allow(ctx, &asked)?;
    answer(ctx, tx, asked, None)
}

fn of_project(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let asked = ask_project(ctx, tx)?;
    allow(ctx, &asked)?;
    answer(ctx, tx, asked, None)
}

/// An idea in a few fields: asked and forgotten, so it is a page to look at and not a record.
fn idea(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let subject = Subject::new(Kind::Touchpoint, "idea", false).owned_by([Owner::Account(ctx.actor.id.clone())]);
    ctx.permit(&subject)?;
    let fields = ["text", "sector", "place", "amount", "currency"];
    let form = Form::of(fields.map(|name| (name.to_owned(), ctx.query(name).unwrap_or_default().to_owned())));
    let settings = office::store::find(tx, &ctx.actor.office)?;
    let (question, guessed, faults) = described(ctx, tx, &form, &settings)?;
    if let (false, Some((_, key, what))) = (ctx.face == Face::Html, faults.first()) {
        return Err(Problem::bad(key, what));
    }
    let nothing = form.text("text").is_empty() && form.text("sector").is_empty();
    let filled = if faults.is_empty() { Filled::new(form) } else { Filled::wrong(form, ctx.errors(faults)) };
    let asked = Asked { question, subject, title: ctx.t("touchpoint-title"), path: "/touchpoints".into(), guessed };
    if nothing || !filled.errors.is_empty() {
        return shown(ctx, tx, asked, Some(filled), None, None);
    }
    answer(ctx, tx, asked, Some(filled))
}

type Described = (Question, Vec<Guess>, Vec<crate::web::Fault>);

fn described(ctx: &Ctx, tx: &mut Tx, form: &Form, settings: &office::Office) -> Result<Described, Problem> {
    let mut faults = Vec::new();
    let text = form.text("text");
    if text.chars().count() > TEXT {
        faults.push(("text".to_owned(), "web-too-long", TEXT.to_string()));
    }
    // The first sentence is what it is called, the rest tells of it.
    let text: String = text.chars().take(TEXT).collect();
    let (title, body) = text.split_once(['.', '\n']).unwrap_or((&text, ""));
    let mut about = About { title: title.to_owned(), body: body.to_owned(), ..About::default() };
    if let Some(named) = form.some("place") {
        let found = ctx.refers(tx, &[format!("place:{named}")])?;
        match found.into_values().next() {
            Some(place) => {
                let around = place::store::ancestors(tx, &ctx.actor.office, std::slice::from_ref(&place.id))?;
                about.places = around.into_values().flatten().chain([place.id]).collect();
            }
            None => faults.push(("place".to_owned(), "web-bad-ref", named)),
        }
    }
    about.countries = about::countries(&about.places, settings);
    if let Some(amount) = form.some("amount") {
        let number = amount.replace([' ', '\u{a0}'], "").replace(',', ".").parse::<f64>().ok().filter(|n| *n > 0.0 && *n < 1e12);
        let currency = form.some("currency").unwrap_or_else(|| "USD".to_owned()).to_uppercase();
        match number.map(|number| settings.dollars(number, &currency, ctx.today())) {
            None => faults.push(("amount".to_owned(), "web-bad-decimal", amount)),
            Some(None) => faults.push(("currency".to_owned(), "touchpoint-no-rate", currency)),
            Some(dollars) => about.amount = dollars,
        }
    }
    let guessed = match guess(&mut about, Some(form.text("sector")).filter(|code| !code.is_empty())) {
        Ok(guessed) => guessed,
        Err(_) => {
            faults.push(("sector".to_owned(), "web-bad-sector", form.text("sector").to_owned()));
            Vec::new()
        }
    };
    Ok((Question { about, me: None, organisation: ctx.actor.organisation.clone() }, guessed, faults))
}

/// The parts of an answer with how many records the index holds, once it is filled; and how far it is while it is not.
type Answered = (Option<(Vec<(Part, Vec<Item>)>, usize)>, Option<i64>);

/// Ranks and looks up. The weights are read each time: who changes them sees the effect at once.
fn ranked(ctx: &Ctx, tx: &mut Tx, page: &Page, question: &Question) -> Result<Answered, Problem> {
    let weights: Weights = store::weighting(tx, &ctx.actor.office)?.weights();
    let looked = ctx.points(tx, |held| ranking::rank(held, question, &weights))?;
    let found = match looked.found {
        None => None,
        Some(raw) => {
            let size = raw.size;
            let mut parts = ranking::parts(ctx, tx, page, question, raw, &weights)?;
            if let (Some(me), true) = (&question.me, ctx.actor.ever(Kind::Introduction, Action::Read).is_ok()) {
                mark(ctx, tx, page, me, &mut parts)?;
            }
            Some((parts, size))
        }
    };
    Ok((found, looked.percent))
}

/// Open needs that are like what somebody can, best first; nothing while the index is filled for the first time, and how far
/// that is.
///
/// # Errors
/// The database's; 429 when too many ask at once.
pub fn needs_like(ctx: &Ctx, tx: &mut Tx, page: &Page, mut about: About) -> Result<(Option<Vec<Item>>, Option<i64>), Problem> {
    guess(&mut about, None)?;
    let (found, percent) = ranked(ctx, tx, page, &Question { about, ..Question::default() })?;
    let needs = |parts: Vec<(Part, Vec<Item>)>| parts.into_iter().find(|(part, _)| *part == Part::Needs).map(|(_, items)| items);
    Ok((found.and_then(|(parts, _)| needs(parts)), percent))
}

/// Marks what somebody was already introduced to, and what came of it.
fn mark(ctx: &Ctx, tx: &mut Tx, page: &Page, me: &Ref, parts: &mut [(Part, Vec<Item>)]) -> Result<(), Problem> {
    let made = introduction::store::of(tx, &ctx.actor.office, me)?;
    for item in parts.iter_mut().flat_map(|(_, items)| items) {
        let organisation = item.record.as_ref().filter(|record| record.kind == Kind::Organisation).map(|record| &record.id);
        let same = |one: &&Introduction| {
            let b = &one.body;
            b.point.as_ref() == Some(&item.key) || organisation.is_some() && b.partner.as_ref() == organisation
        };
        item.introduced = made.iter().find(same).map(|one| Introduced {
            record: Record {
                kind: Kind::Introduction,
                id: one.id.clone(),
                url: page.url(&format!("/introductions/{}", one.id)),
                label: page.t("introduction-one"),
            },
            state: one.body.now().word(),
        });
    }
    Ok(())
}

fn answer(ctx: &Ctx, tx: &mut Tx, asked: Asked, filled: Option<Filled>) -> Answer {
    let page = ctx.page(ctx.t("touchpoint-title"));
    let (found, percent) = ranked(ctx, tx, &page, &asked.question)?;
    if ctx.wants_sheet() {
        let Some((parts, _)) = found else {
            return Err(Problem::Unavailable("the index of points of contact is still being filled".into()));
        };
        let mut rows: Vec<Row> = parts
            .into_iter()
            .flat_map(|(part, items)| items.into_iter().map(move |item| Row { part: part.word(), item }))
            .collect();
        return view::SHEET.send(ctx, tx, &page, |_, _: Option<()>| Ok((std::mem::take(&mut rows), None)));
    }
    shown(ctx, tx, asked, filled, found, percent)
}

fn shown(
    ctx: &Ctx,
    tx: &mut Tx,
    asked: Asked,
    filled: Option<Filled>,
    found: Option<(Vec<(Part, Vec<Item>)>, usize)>,
    percent: Option<i64>,
) -> Answer {
    let page = ctx.page(ctx.t("touchpoint-title"));
    if ctx.wants_sheet() {
        return view::SHEET.send(ctx, tx, &page, |_, _: Option<()>| Ok((Vec::new(), None)));
    }
    let of = asked.question.me.as_ref().map(|me| Record {
        kind: me.kind,
        id: me.id.clone(),
        url: page.url(&asked.path),
        label: asked.title.clone(),
    });
    let (places, needs) = match &filled {
        Some(_) => (ctx.options(tx, Kind::Place)?, open_needs(ctx, tx, &page)?),
        None => (Vec::new(), Vec::new()),
    };
    let (parts, size) = found.unwrap_or_default();
    let staff = ctx.actor.ever(Kind::Introduction, Action::Create).is_ok();
    let view = ListView {
        may_introduce: staff && of.is_some(),
        may_weigh: ctx.actor.ever(Kind::Touchpoint, Action::Edit).is_ok(),
        may_edit: of.is_some() && ctx.actor.could(Action::Edit, &asked.subject),
        of,
        percent,
        size: size as i64,
        guessed: asked.guessed,
        sectors: asked.question.about.sectors.iter().map(|(code, _)| code.clone()).collect(),
        amount: asked.question.about.amount.map(f64::round),
        parts: parts.into_iter().map(|(part, items)| PartShown { part: part.word(), items }).collect(),
        own: !ctx.actor.visible(Kind::Need).all,
        filled,
        places,
        needs,
        page,
    };
    let reply = Reply::view(ctx, &view)?;
    // Without a word of script the page looks again by itself.
    Ok(if percent.is_some() { reply.with(header::REFRESH, "2".into()) } else { reply })
}

/// Open needs that the visitor may see, the most pressing first.
pub fn open_needs(ctx: &Ctx, tx: &mut Tx, page: &Page) -> Result<Vec<Record>, Problem> {
    let query = Query {
        kind: Some(Kind::Need.word().into()),
        filters: vec![("need_open".to_owned(), vec!["yes".to_owned()])],
        order: Order::Boost,
        limit: NEEDS,
        ..Query::default()
    };
    let found = ctx.find(tx, query)?;
    let refs: Vec<Ref> = found.hits.iter().filter_map(|hit| find::record(&hit.key)).collect();
    let labels = ctx.labels(tx, &refs)?;
    let mut needs = page.records(&labels, &refs);
    if !ctx.actor.visible(Kind::Need).all {
        // Of others' needs nobody else may ask who would help.
        let mut own = Vec::new();
        for need in needs {
            let subject = need::store::subject_of(tx, &ctx.actor.office, &need.id)?;
            if subject.is_some_and(|subject| ctx.actor.could(Action::Edit, &subject)) {
                own.push(need);
            }
        }
        needs = own;
    }
    Ok(needs)
}

fn propose_need(ctx: &Ctx, form: &Form, tx: &mut Tx) -> Result<Form, Problem> {
    let asked = ask_need(ctx, tx, ctx.param("slug"))?;
    propose(ctx, form, tx, asked)
}

fn propose_project(ctx: &Ctx, form: &Form, tx: &mut Tx) -> Result<Form, Problem> {
    let asked = ask_project(ctx, tx)?;
    propose(ctx, form, tx, asked)
}

/// What a result says at this moment: ranked again, so that nobody can send reasons of their own; and before the write, so
/// that the index is asked as the register stands and nobody waits for it with the office's turn in hand.
fn propose(ctx: &Ctx, form: &Form, tx: &mut Tx, asked: Asked) -> Result<Form, Problem> {
    ctx.actor.may_create(Kind::Introduction, "")?;
    let me = refuse(asked.question.me.clone())?;
    let key = form.text("key").to_owned();
    // To a call one applies: it has a form of its own.
    let Some(part) = Part::parse(form.text("part")).filter(|part| *part != Part::Calls) else {
        return Err(Problem::bad("touchpoint-no-such-point", form.text("part")));
    };
    let page = ctx.page(String::new());
    let (found, _) = ranked(ctx, tx, &page, &asked.question)?;
    let Some((parts, _)) = found else {
        return Err(Problem::Unavailable("the index of points of contact is still being filled".into()));
    };
    let items = parts.into_iter().find(|(one, _)| *one == part).map(|(_, items)| items).unwrap_or_default();
    let Some(item) = items.into_iter().find(|item| item.key == key) else {
        return Err(Problem::bad("touchpoint-no-such-point", key));
    };
    // The reasons are kept in both languages: who reads them later may read the other.
    let mut page = ctx.page(String::new());
    page.lang = page.lang.other();
    let (found, _) = ranked(ctx, tx, &page, &asked.question)?;
    let items = found.into_iter().flat_map(|(parts, _)| parts).find(|(one, _)| *one == part).map(|(_, items)| items);
    let twin = items.into_iter().flatten().find(|twin| twin.key == item.key).map(|twin| twin.reasons).unwrap_or_default();
    let body = proposed(ctx, tx, me, part, item, (page.lang, twin))?;
    let body = serde_json::to_string(&body).map_err(Problem::fault)?;
    Ok(Form::of([("proposed".to_owned(), body)]))
}

/// Makes the introduction. One that was made before is shown instead, also to whoever pressed twice.
fn introduce(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let body: introduction::Body = serde_json::from_str(form.text("proposed")).map_err(Problem::fault)?;
    let made = introduction::store::of(write.tx(), &ctx.actor.office, &body.subject)?;
    let same = |one: &&Introduction| one.body.point == body.point || body.partner.is_some() && one.body.partner == body.partner;
    if let Some(made) = made.iter().find(same) {
        return Reply::see(ctx, &format!("/introductions/{}", made.id));
    }
    let id = write.id();
    let permit = ctx.actor.may_create(Kind::Introduction, &id)?;
    introduction::store::add(write, &permit, &body)?;
    Reply::see(ctx, &format!("/introductions/{id}"))
}

/// What is kept of a result: who, through what, why; and its reasons in the other language.
fn proposed(
    ctx: &Ctx,
    tx: &mut Tx,
    me: Ref,
    part: Part,
    item: Item,
    (lang, twin): (Lang, Vec<view::ReasonShown>),
) -> Result<introduction::Body, Problem> {
    let of = find::record(&item.key);
    let (partner, who) = match (&item.record, &of) {
        (Some(record), _) if record.kind == Kind::Organisation => (Some(record.id.clone()), None),
        (_, Some(of)) => whose(ctx, tx, of)?,
        _ => (None, Some(item.name.clone())),
    };
    let mut twin = twin.into_iter();
    let mut reason = |one: view::ReasonShown| {
        let other =
            twin.next().filter(|twin| twin.signal == one.signal).map(|twin| introduction::Other { lang, said: twin.said });
        introduction::Reason { signal: one.signal.to_owned(), said: one.said, other, adds: one.adds }
    };
    Ok(introduction::Body {
        who: who.or_else(|| partner.is_none().then(|| item.name.clone())),
        partner,
        point: Some(item.key),
        with: of,
        lead: Some(ctx.actor.id.clone()),
        part: Some(part.word().to_owned()),
        score: Some(format!("{:.2}", item.score)),
        reasons: item.reasons.into_iter().map(&mut reason).collect(),
        ..introduction::Body::new(me, When::day(ctx.today()))
    })
}

/// Who stands behind a project, an activity or a need: an organisation of the register, or in words.
fn whose(ctx: &Ctx, tx: &mut Tx, of: &Ref) -> Result<(Option<String>, Option<String>), Problem> {
    let office = &ctx.actor.office;
    Ok(match of.kind {
        Kind::Need => {
            let need = need::store::by_ids(tx, office, std::slice::from_ref(&of.id))?.pop();
            (need.and_then(|need| need.body.organisation), None)
        }
        Kind::Project => {
            let parties = Project::get(tx, office, &of.id)?.map(|project| project.body.parties).unwrap_or_default();
            let first = [project::Role::Implementer, project::Role::Funder, project::Role::Partner]
                .iter()
                .find_map(|role| parties.iter().find(|party| party.role == *role));
            (first.map(|party| party.organisation.clone()), None)
        }
        _ => {
            let doers = (ctx.state.points.doers)(tx, office, std::slice::from_ref(of))?;
            let first = doers.into_iter().flat_map(|(_, doers)| doers).next();
            (None, first.map(|doer| doer.name))
        }
    })
}

/// Ranks a need by two sets of weights: for the preview.
pub fn compare(
    ctx: &Ctx,
    tx: &mut Tx,
    question: &Question,
    weights: [&Weights; 2],
) -> Result<(Option<[Raw; 2]>, Option<i64>), Problem> {
    let looked = ctx.points(tx, |held| weights.map(|weights| ranking::rank(held, question, weights)))?;
    Ok((looked.found, looked.percent))
}
