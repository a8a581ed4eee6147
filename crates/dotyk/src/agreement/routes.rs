//! The addresses of agreements. What happens to one: `actions`; days that must not be missed: `expiring`.

use std::collections::HashMap;

use dotyk_db::Tx;
use jiff::ToSpan;
use jiff::civil::Date;

use super::form::{directions, field_names, is_staff, refs};
use super::life::{Deadline, State, What};
use super::model::{Agreement, AgreementKind, Body, Event, Party, Signature};
use super::store::{self, Filter};
use super::view::{self, CardView, Cited, Item, ListView, May, PartyShown, SignatureShown, Told, Who};
use super::{actions, expiring};
use crate::access::{Action, Kind, Ref};
use crate::journal::{Stored, pattern};
use crate::step::{self, Step};
use crate::text::When;
use crate::web::editor::{self, Edited, words};
use crate::web::{Answer, BATCH, Ctx, Face, Known, Labels, List, PAGE_ROWS, Page, Problem, Record, Reply, Routes, behind, cut};
use crate::{file, office};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/agreements", Kind::Agreement, Action::Read, list)
        .about(&view::LIST)
        .get("/agreements/new", Kind::Agreement, Action::Create, editor::new::<Agreement>)
        .get("/agreements/expiring", Kind::Agreement, Action::Read, expiring::list)
        .about(&view::EXPIRING)
        .post("/agreements/calendar", Kind::Session, Action::Edit, expiring::make_calendar)
        .post("/agreements/calendar/revocation", Kind::Session, Action::Edit, expiring::end_calendar)
        .get("/c/{token}", Kind::Link, Action::Read, expiring::calendar)
        .post("/agreements", Kind::Agreement, Action::Create, editor::create::<Agreement>)
        .get("/agreements/{slug}", Kind::Agreement, Action::Read, card)
        .about(&view::CARD)
        .get("/agreements/{slug}/edit", Kind::Agreement, Action::Edit, editor::edit::<Agreement>)
        .post("/agreements/{slug}", Kind::Agreement, Action::Edit, editor::save::<Agreement>)
        .post("/agreements/{slug}/publication", Kind::Agreement, Action::Publish, editor::publish::<Agreement>)
        .post("/agreements/{slug}/withdrawal", Kind::Agreement, Action::Publish, editor::withdraw::<Agreement>)
        .post("/agreements/{slug}/signatures", Kind::Agreement, Action::Edit, actions::sign)
        .post("/agreements/{slug}/approval", Kind::Agreement, Action::Edit, actions::approve)
        .post("/agreements/{slug}/prolongations", Kind::Agreement, Action::Edit, actions::prolong)
        .post("/agreements/{slug}/amendments", Kind::Agreement, Action::Edit, actions::amend)
        .post("/agreements/{slug}/termination", Kind::Agreement, Action::Edit, actions::terminate)
        .post("/agreements/{slug}/renewal", Kind::Agreement, Action::Edit, actions::renew)
}

/// So many days ahead may be asked for.
const FARTHEST: i64 = 3650;

/// The number of days that a parameter asks for.
pub(super) fn days(ctx: &Ctx, name: &str) -> Result<Option<i64>, Problem> {
    let Some(text) = ctx.query(name) else { return Ok(None) };
    let days = text.parse().ok().filter(|days| (0..=FARTHEST).contains(days));
    days.map(Some).ok_or_else(|| Problem::bad("web-bad-query", text))
}

/// The day so many days on.
pub(super) fn ahead(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(Date::MAX)
}

/// A word of the query that must be one of ours.
fn asked<T>(ctx: &Ctx, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    ctx.query(name).map(|word| parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))).transpose()
}

/// The filter that the query asks for, and the records it names.
pub(super) fn filter(ctx: &Ctx, tx: &mut Tx) -> Result<(Filter, Vec<(&'static str, Ref)>), Problem> {
    let mut of = Vec::new();
    for name in ["organisation", "place"] {
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
    let day = ctx.day()?;
    let filter = Filter {
        state: asked(ctx, "state", State::parse)?,
        kind: asked(ctx, "kind", AgreementKind::parse)?,
        organisation: id(Kind::Organisation),
        place: id(Kind::Place),
        field: ctx.query("field").map(str::to_owned),
        direction: ctx.query("direction").map(str::to_owned),
        until: days(ctx, "expiring")?.map(|days| ahead(day, days)),
        unsigned: ctx.query("unsigned").is_some(),
        search: pattern(ctx.query("q")),
    };
    Ok((filter, of))
}

/// What a row of a list names.
pub(super) fn row_refs(agreement: &Agreement) -> Vec<Ref> {
    let parties = agreement.body.parties.iter().filter_map(|party| party.organisation.as_ref());
    parties.map(|id| Ref::new(Kind::Organisation, id)).collect()
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (filter, of) = filter(ctx, tx)?;
    if ctx.face == Face::Ics {
        return expiring::agenda(ctx, tx, &filter, ctx.t("agreement-title"));
    }
    if ctx.wants_sheet() {
        return sheet(ctx, tx, &filter);
    }
    let (visible, day) = (ctx.actor.visible(Kind::Agreement), ctx.day()?);
    let mut rows = store::page(tx, &visible, &filter, day, ctx.after()?, PAGE_ROWS + 1)?;
    let total = store::count(tx, &visible, &filter, day)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.one.head.id));
    let mut wanted: Vec<Ref> = rows.iter().flat_map(|row| row_refs(&row.one)).collect();
    wanted.extend(of.iter().map(|(_, record)| record.clone()));
    let labels = ctx.labels(tx, &wanted)?;
    let page = ctx.page(ctx.t("agreement-title"));
    let view = ListView {
        list: List { items: rows.iter().map(|row| item(&page, &labels, day, &row.one)).collect(), total, next },
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        of: of.iter().filter_map(|(name, record)| Some((*name, page.record(&labels, record)?))).collect(),
        states: words(&page, "agreement-state-", State::ALL.iter().map(|state| state.word())),
        kinds: words(&page, "agreement-kind-", AgreementKind::ALL.iter().map(|kind| kind.word())),
        directions: directions(ctx, tx)?,
        fields: field_names(ctx, tx)?,
        may_create: page.can(Kind::Agreement, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

/// All rows of the list.
fn sheet(ctx: &Ctx, tx: &mut Tx, filter: &Filter) -> Answer {
    let (visible, day) = (ctx.actor.visible(Kind::Agreement), ctx.day()?);
    let page = ctx.page(ctx.t("agreement-title"));
    let mut known = Known::default();
    view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
        let (key, id) = after.unwrap_or_default();
        let rows = store::page(tx, &visible, filter, day, (&key, &id), BATCH)?;
        let next = behind(&rows, |row| (row.sort_key.clone(), row.one.head.id.clone()));
        let wanted: Vec<Ref> = rows.iter().flat_map(|row| row_refs(&row.one)).collect();
        let labels = known.ask(ctx, tx, &wanted)?;
        Ok((rows.iter().map(|row| item(&page, labels, day, &row.one)).collect(), next))
    })
}

/// The record of an agreement.
pub(super) fn record(page: &Page, agreement: &Agreement) -> Record {
    Record {
        kind: Kind::Agreement,
        id: agreement.head.id.clone(),
        url: page.url(&agreement.address()),
        label: page.lang.of(&agreement.body.title_uk, &agreement.body.title_en).to_owned(),
    }
}

/// A party by its name; one that the visitor may not see and that nobody named in words is only said to be there.
fn who(page: &Page, labels: &Labels, party: &Party) -> Who {
    let record = party.organisation.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id)));
    let words = page.lang.of(&party.who_uk, &party.who_en).to_owned();
    let label = match &record {
        Some(record) => record.label.clone(),
        None if words.is_empty() => page.t("agreement-unnamed"),
        None => words,
    };
    Who { label, record, stated: party.stated }
}

/// The parties of a row of a list: sets stand for their members.
pub(super) fn parties(page: &Page, labels: &Labels, b: &Body) -> Vec<Who> {
    b.parties.iter().filter(|party| party.within.is_none()).map(|party| who(page, labels, party)).collect()
}

fn text(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// A row as the list and the card show it.
fn item(page: &Page, labels: &Labels, day: Date, agreement: &Agreement) -> Item {
    let (b, life) = (&agreement.body, agreement.life());
    let turn = life.at(day);
    let holds = turn.is_some_and(|turn| turn.state.signed() && turn.state < State::Ended);
    let missed = |one: &&Deadline| one.what == What::Signing && one.day < day && one.open(day);
    Item {
        record: record(page, agreement),
        agreement_kind: b.kind.word(),
        number: b.number.clone(),
        state: turn.map_or("", |turn| turn.state.word()),
        since: turn.and_then(|turn| turn.day).map(|day| b.as_told(day)),
        parties: parties(page, labels, b),
        lacking: b.unsigned(day).count() as i64,
        signed: b.days_told(),
        disputed: b.disputed(),
        ends: text(life.ends(day).filter(|_| holds)),
        notice: text(life.notice(day).filter(|_| holds)),
        late: text(life.deadlines.iter().find(missed).map(|one| one.day)),
        draft: agreement.head.published_at.is_none(),
    }
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = Agreement::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(Kind::Agreement, &now.head.id);
    let mut agreement = ctx.as_known(tx, &me, now.clone())?;
    agreement.replaced = now.replaced;
    let (day, staff) = (ctx.day()?, is_staff(ctx));
    if !staff {
        agreement.body.parties.iter_mut().for_each(|party| party.signatory = None);
    }
    let office = office::store::find(tx, &ctx.actor.office)?;
    let steps = step::store::of_subjects(tx, &ctx.actor.office, std::slice::from_ref(&me))?;
    let files = file::store::of_subject(tx, &ctx.actor.office, &me)?;
    let files: Vec<Ref> = files.iter().map(|file| Ref::new(Kind::File, &file.id)).collect();
    let chain = in_order(store::chain(tx, &ctx.actor.office, &me.id)?);
    let after = chain.iter().filter(|(_, before)| before.as_ref() == Some(&me.id));
    let after: Vec<Ref> = after.map(|(id, _)| Ref::new(Kind::Agreement, id)).collect();
    let chain: Vec<Ref> = chain.iter().map(|(id, _)| Ref::new(Kind::Agreement, id)).collect();
    let (beside, thread) = (ctx.beside(tx, &me)?, ctx.thread(tx, &me)?);
    let mut wanted = refs(&agreement.body);
    wanted.extend(step::refs(&steps));
    wanted.extend(files.iter().chain(&chain).cloned());
    let labels = ctx.labels(tx, &wanted)?;
    let may = may(ctx, tx, &me, &agreement)?;
    let b = &agreement.body;
    let page = ctx.page(agreement.title(ctx));
    let direction = b.direction.as_ref().and_then(|slug| office.direction(slug));
    let owed: Vec<(Option<i64>, Step)> = steps.into_iter().map(|step| (owes(&labels, b, &step), step)).collect();
    let last = b.approval.last().map(|one| one.event);
    let view = CardView {
        row: item(&page, &labels, day, &agreement),
        direction: direction.map(|one| page.lang.of(&one.name_uk, &one.name_en).to_owned()).unwrap_or_default(),
        parties: parties_shown(&page, &labels, b, day, &owed),
        signatures: signatures_shown(&page, &labels, b.signatures.iter().filter(|one| one.party.is_none()), day),
        answer_due: text(b.answer_due(&office, day)),
        lacks_approval: b.lacks_approval(&office, day),
        turns: turns_shown(&agreement, day),
        prolongations: told(&page, &labels, b).0,
        amendments: told(&page, &labels, b).1,
        termination: ended(&page, &labels, b),
        // Of a chain of which the visitor sees only this one, nothing is told.
        chain: Some(page.held(&labels, &chain)).filter(|held| held.len() > 1).unwrap_or_default(),
        replaces: b.replaces.as_ref().and_then(|id| page.record(&labels, &Ref::new(Kind::Agreement, id))),
        replaced_by: page.held(&labels, &after),
        places: page.records(&labels, &b.places.iter().map(|code| Ref::new(Kind::Place, code)).collect::<Vec<_>>()),
        steps: step::rows(&page, &labels, day, &owed_by(&owed, None)),
        files: page.records(&labels, &files),
        beside,
        thread,
        sources: sources_shown(&page, &labels, b),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        events: words(&page, "agreement-event-", Event::ALL.iter().filter(|event| event.follows(last)).map(|event| event.word())),
        may,
        agreement: &agreement,
        page,
    };
    Reply::view(ctx, &view)
}

/// A chain, each agreement behind the one that it replaces.
fn in_order(mut chain: Vec<(String, Option<String>)>) -> Vec<(String, Option<String>)> {
    let before: HashMap<String, String> = chain.iter().filter_map(|(id, before)| Some((id.clone(), before.clone()?))).collect();
    let most = chain.len();
    chain.sort_by_cached_key(|(id, _)| std::iter::successors(Some(id), |id| before.get(*id)).take(most).count());
    chain
}

/// What may be done with it now; with a page of the past nothing.
fn may(ctx: &Ctx, tx: &mut Tx, me: &Ref, agreement: &Agreement) -> Result<May, Problem> {
    let subject = (ctx.state.subject)(tx, &ctx.actor.office, me)?;
    let could = |action| ctx.past().is_none() && subject.as_ref().is_some_and(|subject| ctx.actor.could(action, subject));
    Ok(May {
        edit: could(Action::Edit),
        publish: could(Action::Publish),
        history: ctx.actor.ever(Kind::Journal, Action::Read).is_ok(),
        signed: agreement.signed(ctx.today()).is_ok(),
    })
}

/// The states up to the day, and those that will come without anybody's doing, as far as two of them.
fn turns_shown(agreement: &Agreement, day: Date) -> Vec<(Option<When>, &'static str)> {
    let life = agreement.life();
    let come = life.turns.iter().filter(|turn| turn.day <= Some(day)).count();
    let told = |day: Option<Date>| day.map(|day| agreement.body.as_told(day));
    life.turns.iter().take(come + 2).map(|turn| (told(turn.day), turn.state.word())).collect()
}

fn said(page: &Page, uk: &Option<String>, en: &Option<String>) -> Option<String> {
    page.lang.pick(uk, en).map(|(text, _)| text.to_owned())
}

fn source(page: &Page, labels: &Labels, id: &Option<String>) -> Option<Record> {
    page.record(labels, &Ref::new(Kind::Source, id.as_ref()?))
}

/// The number of the party that has to do a step. Organisations that were merged have one address.
fn owes(labels: &Labels, b: &Body, step: &Step) -> Option<i64> {
    let address = |id: &str| labels.get(&Ref::new(Kind::Organisation, id)).map(|label| label.path.clone());
    let doer = step.body.organisation.as_deref();
    let does = |id: &str| doer.is_some_and(|doer| doer == id || address(doer).is_some_and(|at| address(id) == Some(at)));
    b.owes(step.part, does).map(|party| party.id)
}

fn owed_by(owed: &[(Option<i64>, Step)], party: Option<i64>) -> Vec<Step> {
    owed.iter().filter(|(by, _)| *by == party).map(|(_, step)| step.clone()).collect()
}

/// The parties, each with its obligations among those `owed`.
fn parties_shown(page: &Page, labels: &Labels, b: &Body, day: Date, owed: &[(Option<i64>, Step)]) -> Vec<PartyShown> {
    let lacking: Vec<i64> = b.unsigned(day).map(|party| party.id).collect();
    let names: HashMap<i64, String> = b.parties.iter().map(|party| (party.id, who(page, labels, party).label)).collect();
    let shown = |party: &Party| PartyShown {
        number: party.id,
        who: who(page, labels, party),
        named: party.stated.map(|_| b.named(party)),
        within: party.within.and_then(|set| names.get(&set).cloned()),
        role: party.role.word(),
        signatory: party.signatory.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Person, id))),
        copy: party.copy.clone(),
        lacking: lacking.contains(&party.id),
        signatures: signatures_shown(page, labels, b.signatures.iter().filter(|one| one.party == Some(party.id)), day),
        obligations: step::rows(page, labels, day, &owed_by(owed, Some(party.id))),
    };
    b.parties.iter().map(shown).collect()
}

fn signatures_shown<'b>(
    page: &Page,
    labels: &Labels,
    told: impl Iterator<Item = &'b Signature>,
    day: Date,
) -> Vec<SignatureShown> {
    let shown = |one: &Signature| SignatureShown {
        date: one.date.clone(),
        date_note: said(page, &one.date_note_uk, &one.date_note_en),
        place: one.place.as_ref().and_then(|code| page.record(labels, &Ref::new(Kind::Place, code))),
        source: source(page, labels, &one.source),
        locator: one.locator.clone(),
        doubt: said(page, &one.doubt_uk, &one.doubt_en),
        later: one.date.as_ref().is_some_and(|date| date.first() > day),
    };
    told.map(shown).collect()
}

/// How it was prolonged, and how its text was changed.
fn told(page: &Page, labels: &Labels, b: &Body) -> (Vec<Told>, Vec<Told>) {
    let prolongations = b.prolongations.iter().map(|one| Told {
        what: String::new(),
        number: None,
        until: Some(one.until.clone()),
        date: one.date.clone(),
        source: source(page, labels, &one.source),
        locator: one.locator.clone(),
    });
    let amendments = b.amendments.iter().map(|one| Told {
        what: said(page, &one.what_uk, &one.what_en).unwrap_or_default(),
        number: one.number.clone(),
        until: None,
        date: one.date.clone(),
        source: source(page, labels, &one.source),
        locator: one.locator.clone(),
    });
    (prolongations.collect(), amendments.collect())
}

fn ended(page: &Page, labels: &Labels, b: &Body) -> Option<Told> {
    let one = b.termination.as_ref()?;
    Some(Told {
        what: said(page, &one.note_uk, &one.note_en).unwrap_or_default(),
        number: None,
        until: None,
        date: Some(one.date.clone()),
        source: source(page, labels, &one.source),
        locator: one.locator.clone(),
    })
}

fn sources_shown(page: &Page, labels: &Labels, b: &Body) -> Vec<Cited> {
    let shown = b.cites.iter().filter_map(|cite| {
        let source = page.record(labels, &Ref::new(Kind::Source, &cite.source))?;
        Some(Cited { source, locator: cite.locator.clone(), doubt: said(page, &cite.doubt_uk, &cite.doubt_en) })
    });
    shown.collect()
}
