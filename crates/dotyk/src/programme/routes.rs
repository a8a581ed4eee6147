//! The addresses of programmes and calls. Those of applications: `applications`.

use std::io::Write as _;

use dotyk_db::Tx;
use jiff::civil::Time;

use super::applications;
use super::form::{call_refs, refs};
use super::model::{Asker, Call, CallBody, Offer, Programme, Repetition, Scope, Window, fits, minor, moment, share_text};
use super::store::{self, Filter, ListedCall};
use super::view::{self, CallItem, CallView, CallsView, CardView, FitView, Item, ListView, May, Reach};
use crate::access::{Action, Kind, Ref};
use crate::figure::read_number;
use crate::journal::{Stored, kyiv, pattern};
use crate::organisation::{self, OrganisationKind};
use crate::place;
use crate::source::cites;
use crate::text::is_sector;
use crate::web::calendar::{self, Span};
use crate::web::editor::{self, Edited, words};
use crate::web::sheet::unwritten;
use crate::web::{
    Answer, BATCH, Ctx, Face, Known, Labels, List, PAGE_ROWS, Page, Problem, Record, Reply, Routes, Spool, behind, cut,
};

/// All of them.
pub fn routes() -> Routes {
    let mut all = Routes::default()
        .get("/programmes", Kind::Programme, Action::Read, list)
        .about(&view::LIST)
        .get("/programmes/new", Kind::Programme, Action::Create, editor::new::<Programme>)
        .post("/programmes", Kind::Programme, Action::Create, editor::create::<Programme>)
        .get("/programmes/{slug}", Kind::Programme, Action::Read, card)
        .about(&view::CARD)
        .get("/programmes/{slug}/edit", Kind::Programme, Action::Edit, editor::edit::<Programme>)
        .post("/programmes/{slug}", Kind::Programme, Action::Edit, editor::save::<Programme>)
        .post("/programmes/{slug}/publication", Kind::Programme, Action::Publish, editor::publish::<Programme>)
        .post("/programmes/{slug}/withdrawal", Kind::Programme, Action::Publish, editor::withdraw::<Programme>)
        .get("/calls", Kind::Call, Action::Read, calls)
        .about(&view::CALLS)
        .get("/calls/new", Kind::Call, Action::Create, editor::new::<Call>)
        .post("/calls", Kind::Call, Action::Create, editor::create::<Call>)
        .get("/calls/{slug}", Kind::Call, Action::Read, call)
        .about(&view::CALL)
        .get("/calls/{slug}/edit", Kind::Call, Action::Edit, editor::edit::<Call>)
        .post("/calls/{slug}", Kind::Call, Action::Edit, editor::save::<Call>)
        .post("/calls/{slug}/publication", Kind::Call, Action::Publish, editor::publish::<Call>)
        .post("/calls/{slug}/withdrawal", Kind::Call, Action::Publish, editor::withdraw::<Call>);
    all.list.extend(applications::routes().list);
    all
}

/// The records that parameters name: whoever may not see one may not learn what belongs to it either.
pub(super) fn narrowed(
    ctx: &Ctx,
    tx: &mut Tx,
    names: &[(&'static str, Kind)],
) -> Result<(Vec<(&'static str, Ref)>, Labels), Problem> {
    let mut of = Vec::new();
    for (name, kind) in names {
        if let Some(key) = ctx.query(name) {
            of.push((*name, ctx.refer(tx, &format!("{}:{key}", kind.word()))?));
        }
    }
    let labels = ctx.labels(tx, &of.iter().map(|(_, record)| record.clone()).collect::<Vec<_>>())?;
    if of.iter().any(|(_, record)| !labels.contains_key(record)) {
        return Err(Problem::NotFound);
    }
    Ok((of, labels))
}

pub(super) fn id_of(of: &[(&'static str, Ref)], name: &str) -> Option<String> {
    of.iter().find(|(known, _)| *known == name).map(|(_, record)| record.id.clone())
}

pub(super) fn shown_of(page: &Page, labels: &Labels, of: &[(&'static str, Ref)]) -> Vec<(&'static str, Record)> {
    of.iter().filter_map(|(name, record)| Some((*name, page.record(labels, record)?))).collect()
}

/// What may be done with a record now; with a page of the past nothing.
pub(super) fn may(ctx: &Ctx, tx: &mut Tx, page: &Page, me: &Ref) -> Result<May, Problem> {
    let subject = (ctx.state.subject)(tx, &ctx.actor.office, me)?;
    let could = |action| ctx.past().is_none() && subject.as_ref().is_some_and(|subject| ctx.actor.could(action, subject));
    Ok(May {
        edit: could(Action::Edit),
        publish: could(Action::Publish),
        history: page.can(Kind::Journal, Action::Read),
        apply: ctx.past().is_none() && page.can(Kind::Application, Action::Create),
    })
}

fn reach(page: &Page, labels: &Labels, scope: &Scope) -> Reach {
    Reach {
        sectors: scope.sectors.clone(),
        tags: scope.tags.clone(),
        applicants: scope.applicants.iter().map(|kind| kind.word()).collect(),
        places: page.records(labels, &scope.places.iter().map(|code| Ref::new(Kind::Place, code)).collect::<Vec<_>>()),
    }
}

// Programmes.

fn item(page: &Page, labels: &Labels, programme: &Programme) -> Item {
    let b = &programme.body;
    Item {
        record: Record {
            kind: Kind::Programme,
            id: programme.head.id.clone(),
            url: page.url(&programme.address()),
            label: page.lang.of(&b.name_uk, &b.name_en).to_owned(),
        },
        funder: b.funder.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id))),
        reach: reach(page, labels, &b.scope),
        link: b.link.clone(),
        draft: programme.head.published_at.is_none(),
    }
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (of, of_labels) = narrowed(ctx, tx, &[("funder", Kind::Organisation)])?;
    let (funder, search) = (id_of(&of, "funder"), pattern(ctx.query("q")));
    let visible = ctx.actor.visible(Kind::Programme);
    let page = ctx.page(ctx.t("programme-title"));
    if ctx.wants_sheet() {
        let mut known = Known::default();
        return view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
            let (key, id) = after.unwrap_or_default();
            let rows = store::page(tx, &visible, funder.as_deref(), &search, (&key, &id), BATCH)?;
            let next = behind(&rows, |row| (row.sort_key.clone(), row.one.head.id.clone()));
            let wanted: Vec<Ref> = rows.iter().flat_map(|row| refs(&row.one.body)).collect();
            let labels = known.ask(ctx, tx, &wanted)?;
            Ok((rows.iter().map(|row| item(&page, labels, &row.one)).collect(), next))
        });
    }
    let mut rows = store::page(tx, &visible, funder.as_deref(), &search, ctx.after()?, PAGE_ROWS + 1)?;
    let total = store::count(tx, &visible, funder.as_deref(), &search)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.one.head.id));
    let labels = ctx.labels(tx, &rows.iter().flat_map(|row| refs(&row.one.body)).collect::<Vec<_>>())?;
    let view = ListView {
        list: List { items: rows.iter().map(|row| item(&page, &labels, &row.one)).collect(), total, next },
        of: shown_of(&page, &of_labels, &of),
        may_create: page.can(Kind::Programme, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

/// So many calls stand on the card of a programme.
const ON_CARD: i64 = 30;

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = Programme::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(Kind::Programme, &now.head.id);
    let programme = ctx.as_known(tx, &me, now.clone())?;
    let filter = Filter { at: at(ctx)?, programme: Some(me.id.clone()), search: "%".into(), ..Filter::default() };
    let visible = ctx.actor.visible(Kind::Call);
    let rows = store::calls(tx, &visible, &filter, ("", ""), ON_CARD)?;
    let count = store::count_calls(tx, &visible, &filter)?;
    let mut wanted = refs(&programme.body);
    wanted.extend(rows.iter().flat_map(|row| offer_refs(&row.offer)));
    let labels = ctx.labels(tx, &wanted)?;
    let page = ctx.page(programme.title(ctx));
    let contacts: Vec<Ref> = programme.body.contacts.iter().map(|id| Ref::new(Kind::Person, id)).collect();
    let view = CardView {
        row: item(&page, &labels, &programme),
        contacts: page.records(&labels, &contacts),
        more_calls: count - rows.len() as i64,
        calls: rows.iter().map(|row| call_item(&page, &labels, &row.offer, &filter.at)).collect(),
        applications: applications::of(ctx, tx, &page, |filter| filter.programme = Some(me.id.clone()))?,
        thread: ctx.thread(tx, &me)?,
        sources: cites::shown(&page, &labels, &programme.body.cites),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        may: may(ctx, tx, &page, &me)?,
        programme: &programme,
        page,
    };
    Reply::view(ctx, &view)
}

// Calls.

/// The moment whose truth a page shows: this one, or the beginning of the day of `?as-of=`.
pub(super) fn at(ctx: &Ctx) -> Result<String, Problem> {
    let hour: Option<Time> = ctx.as_of()?.is_none().then(|| kyiv(ctx.moment.now).time());
    Ok(moment(ctx.day()?, hour))
}

/// Everything a row of the list of calls names.
fn offer_refs(offer: &Offer) -> Vec<Ref> {
    let mut refs: Vec<Ref> = offer.scope.places.iter().map(|code| Ref::new(Kind::Place, code)).collect();
    refs.push(Ref::new(Kind::Programme, &offer.call.body.programme));
    refs.extend(offer.funder.iter().map(|id| Ref::new(Kind::Organisation, id)));
    refs
}

fn call_item(page: &Page, labels: &Labels, offer: &Offer, at: &str) -> CallItem {
    let (head, b) = (&offer.call.head, &offer.call.body);
    CallItem {
        record: Record {
            kind: Kind::Call,
            id: head.id.clone(),
            url: page.url(&offer.call.address()),
            label: page.lang.of(&b.title_uk, &b.title_en).to_owned(),
        },
        state: b.at(at).word(),
        opens: b.opens.clone(),
        closes: b.closes.clone(),
        closes_hour: b.closes_hour.clone(),
        repetition: b.repetition.map(Repetition::word),
        programme: page.record(labels, &Ref::new(Kind::Programme, &b.programme)),
        funder: offer.funder.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id))),
        reach: reach(page, labels, &offer.scope),
        least: b.least.clone(),
        most: b.most.clone(),
        currency: b.currency.clone(),
        cofunding: b.cofunding.map(share_text),
        link: b.link.clone(),
        draft: head.published_at.is_none(),
        worth: worth(page, b),
    }
}

/// The amounts as people read them: «1 000 – 5 000 EUR», «до 5 000 EUR».
fn worth(page: &Page, b: &CallBody) -> Option<String> {
    let currency = b.currency.as_deref().unwrap_or_default();
    let money = |text: &Option<String>| text.as_ref().map(|text| page.money(text, currency));
    Some(match (money(&b.least), money(&b.most)) {
        (Some(least), Some(most)) if b.least == b.most => return Some(least).filter(|_| !most.is_empty()),
        (Some(least), Some(most)) => format!("{least} – {most}"),
        (Some(least), None) => page.t1("call-from", "amount", &least),
        (None, Some(most)) => page.t1("call-up-to", "amount", &most),
        (None, None) => return None,
    })
}

/// Parameters that narrow the list to a record.
const OF: [(&str, Kind); 3] = [("programme", Kind::Programme), ("funder", Kind::Organisation), ("place", Kind::Place)];

type Of = Vec<(&'static str, Ref)>;

/// The filter that the query asks for, and the records it names.
fn filter(ctx: &Ctx, tx: &mut Tx) -> Result<(Filter, Of, Labels), Problem> {
    let (of, labels) = narrowed(ctx, tx, &OF)?;
    let word = |name: &'static str| ctx.query(name);
    let bad = |word: &str| Problem::bad("web-bad-query", word);
    let state = word("state").map(|word| Window::parse(word).ok_or_else(|| bad(word))).transpose()?;
    let applicant = word("applicant").map(|word| OrganisationKind::parse(word).ok_or_else(|| bad(word))).transpose()?;
    let days = |word: &str| word.parse::<i64>().ok().filter(|days| (0..=3660).contains(days));
    let closing = word("closing").map(|word| days(word).ok_or_else(|| bad(word))).transpose()?;
    if let Some(sector) = word("sector").filter(|word| !is_sector(word)) {
        return Err(Problem::bad("web-bad-sector", sector));
    }
    let (amount, currency) = amount(ctx)?.unzip();
    let mut places: Vec<String> = id_of(&of, "place").into_iter().collect();
    let around = place::store::ancestors(tx, &ctx.actor.office, &places)?;
    places.extend(around.into_values().flatten());
    let filter = Filter {
        at: at(ctx)?,
        state,
        open: word("open") == Some("1"),
        closing,
        programme: id_of(&of, "programme"),
        funder: id_of(&of, "funder"),
        sector: word("sector").map(str::to_owned),
        places,
        applicant,
        amount,
        currency,
        search: pattern(word("q")),
    };
    Ok((filter, of, labels))
}

/// The amount asked for, which says nothing without its currency.
fn amount(ctx: &Ctx) -> Result<Option<(i64, String)>, Problem> {
    let Some(text) = ctx.query("amount") else { return Ok(None) };
    let units = read_number(text).as_deref().and_then(minor).filter(|units| *units > 0);
    let units = units.ok_or_else(|| Problem::bad("web-bad-query", text))?;
    let currency = ctx.query("currency").map(str::to_uppercase).ok_or_else(|| Problem::bad("call-amount-currency", text))?;
    Ok(Some((units, currency)))
}

fn calls(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (filter, of, of_labels) = filter(ctx, tx)?;
    let visible = ctx.actor.visible(Kind::Call);
    let page = ctx.page(ctx.t("call-title"));
    if ctx.face == Face::Ics {
        return agenda(ctx, tx, &page, &filter);
    }
    if ctx.wants_sheet() {
        let mut known = Known::default();
        return view::CALL_SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
            let (key, id) = after.unwrap_or_default();
            let rows = store::calls(tx, &visible, &filter, (&key, &id), BATCH)?;
            let next = behind(&rows, cursor);
            let wanted: Vec<Ref> = rows.iter().flat_map(|row| offer_refs(&row.offer)).collect();
            let labels = known.ask(ctx, tx, &wanted)?;
            Ok((rows.iter().map(|row| call_item(&page, labels, &row.offer, &filter.at)).collect(), next))
        });
    }
    let mut rows = store::calls(tx, &visible, &filter, ctx.after()?, PAGE_ROWS + 1)?;
    let total = store::count_calls(tx, &visible, &filter)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.offer.call.head.id));
    let labels = ctx.labels(tx, &rows.iter().flat_map(|row| offer_refs(&row.offer)).collect::<Vec<_>>())?;
    let view = CallsView {
        list: List { items: rows.iter().map(|row| call_item(&page, &labels, &row.offer, &filter.at)).collect(), total, next },
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        of: shown_of(&page, &of_labels, &of),
        states: words(&page, "call-state-", Window::ALL.iter().map(|state| state.word())),
        kinds: words(&page, "organisation-kind-", OrganisationKind::ALL.iter().map(|kind| kind.word())),
        may_create: page.can(Kind::Call, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

fn cursor(row: &ListedCall) -> (String, String) {
    (row.sort_key.clone(), row.offer.call.head.id.clone())
}

/// The calls of the list as a calendar: when each opens and when it closes.
fn agenda(ctx: &Ctx, tx: &mut Tx, page: &Page, filter: &Filter) -> Answer {
    let visible = ctx.actor.visible(Kind::Call);
    let (mut spool, mut out) = Spool::new(ctx)?;
    let name = format!("{}: {}", page.title, ctx.office_name());
    out.write_all(calendar::begin(&name).as_bytes()).map_err(unwritten)?;
    let (mut known, mut after) = (Known::default(), (String::new(), String::new()));
    loop {
        let rows = store::calls(tx, &visible, filter, (&after.0, &after.1), BATCH)?;
        let wanted: Vec<Ref> = rows.iter().flat_map(|row| offer_refs(&row.offer)).collect();
        let labels = known.ask(ctx, tx, &wanted)?;
        for row in &rows {
            for event in events(ctx, page, &call_item(page, labels, &row.offer, &filter.at), &row.offer) {
                out.write_all(calendar::event(&event).as_bytes()).map_err(unwritten)?;
            }
        }
        match behind(&rows, cursor) {
            Some(next) => after = next,
            None => break,
        }
        spool.go_on()?;
    }
    out.write_all(calendar::END.as_bytes()).map_err(unwritten)?;
    spool.send(out, calendar::MEDIA, &format!("calls-{}.ics", ctx.day()?))
}

/// When a call opens and when it closes, as far as either is known.
fn events(ctx: &Ctx, page: &Page, item: &CallItem, offer: &Offer) -> Vec<calendar::Event> {
    let b = &offer.call.body;
    let record = |record: &Option<Record>| record.as_ref().map(|record| record.label.clone());
    let told = [record(&item.programme), record(&item.funder), item.worth.clone(), item.link.clone()];
    let make = |what: &str, key: &str, span: Span| calendar::Event {
        uid: format!("{}-{what}@{}.dotyk", item.record.id, ctx.actor.office),
        stamp: ctx.moment.now,
        span,
        summary: page.t1(key, "call", &item.record.label),
        description: told.iter().flatten().cloned().collect::<Vec<_>>().join("\n"),
        url: Some(page.whole(&item.record.url)).filter(|url| url.starts_with("http")),
        categories: vec![page.t("web-kind-call")],
        location: None,
        standing: calendar::Standing::Reminder,
    };
    let opens = b.opens.as_ref().map(|opens| make("opens", "call-opens", Span::Days(opens.first(), opens.last())));
    let closes = b.closes.as_ref().map(|closes| {
        let hour = b.closes_hour.as_deref().and_then(|hour| hour.parse::<Time>().ok());
        let span = hour.map_or(Span::Days(closes.first(), closes.last()), |hour| Span::At(closes.last().to_datetime(hour)));
        make("closes", "call-closes", span)
    });
    [opens, closes].into_iter().flatten().collect()
}

/// A call with what holds for it, as the card shows it; of the past the call's own words with today's programme.
fn offer_of(tx: &mut Tx, office: &str, call: &Call) -> Result<Offer, Problem> {
    let programme = Programme::get(tx, office, &call.body.programme)?.ok_or(Problem::NotFound)?;
    Ok(Offer {
        scope: call.body.scope.within(&programme.body.scope),
        call: call.clone(),
        programme_slug: programme.head.slug,
        programme_uk: programme.body.name_uk,
        programme_en: programme.body.name_en,
        funder: programme.body.funder,
    })
}

fn call(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = Call::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(Kind::Call, &now.head.id);
    let call = ctx.as_known(tx, &me, now.clone())?;
    let offer = offer_of(tx, &ctx.actor.office, &call)?;
    let labels = ctx.labels(tx, &[offer_refs(&offer), call_refs(&call.body)].concat())?;
    let programme = Programme::subject_of(tx, &ctx.actor.office, &call.body.programme)?;
    let page = ctx.page(call.title(ctx));
    let view = CallView {
        row: call_item(&page, &labels, &offer, &at(ctx)?),
        fit: fit(ctx, tx, &page, &offer)?,
        applications: applications::of(ctx, tx, &page, |filter| filter.call = Some(me.id.clone()))?,
        thread: ctx.thread(tx, &me)?,
        sources: cites::shown(&page, &labels, &call.body.cites),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        hidden: call.head.published_at.is_some() && !programme.is_some_and(|programme| programme.published),
        organisations: ctx.options(tx, Kind::Organisation)?,
        may: may(ctx, tx, &page, &me)?,
        call: &call,
        page,
    };
    Reply::view(ctx, &view)
}

/// How the call fits the organisation, sector and amount that the page is asked for; none when it is asked for none of them.
fn fit(ctx: &Ctx, tx: &mut Tx, page: &Page, offer: &Offer) -> Result<Option<FitView>, Problem> {
    let (of, labels) = narrowed(ctx, tx, &[("organisation", Kind::Organisation)])?;
    let sectors: Vec<String> = ctx.query("sector").map(str::to_owned).into_iter().collect();
    let amount = amount(ctx)?;
    if of.is_empty() && sectors.is_empty() && amount.is_none() {
        return Ok(None);
    }
    let asker = match id_of(&of, "organisation") {
        Some(id) => asker(tx, &ctx.actor.office, &id)?,
        None => Asker::default(),
    };
    let fit = fits(offer, &Asker { sectors, amount, ..asker }, ctx.day()?);
    let words = |rules: &[super::model::Rule]| rules.iter().map(|rule| rule.word()).collect();
    Ok(Some(FitView {
        organisation: of.first().and_then(|(_, record)| page.record(&labels, record)),
        passed: words(&fit.passed),
        failed: words(&fit.failed),
        unknown: words(&fit.unknown),
    }))
}

/// What is known of an organisation that would apply: its kind, its place and those around it.
fn asker(tx: &mut Tx, office: &str, id: &str) -> Result<Asker, Problem> {
    let Some(organisation) = organisation::store::get(tx, office, id)? else { return Ok(Asker::default()) };
    let mut places: Vec<String> = organisation.body.place.into_iter().collect();
    let around = place::store::ancestors(tx, office, &places)?;
    places.extend(around.into_values().flatten());
    Ok(Asker { kind: Some(organisation.body.kind), places, ..Asker::default() })
}
