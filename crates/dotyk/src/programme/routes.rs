//! The addresses of programmes and calls. Those of applications: `applications`.

use std::io::Write as _;

use axum::http::StatusCode;
use dotyk_db::Tx;
use jiff::civil::Time;
use serde::Serialize;

use super::applications;
use super::form::{call_refs, fill, fill_call, keep, keep_call, read, read_call, refs};
use super::model::{
    Asker, Body, Call, CallBody, Offer, Programme, Repetition, SOON, Scope, Window, fits, minor, moment, share_text,
};
use super::store::{self, Filter, ListedCall};
use super::view::{
    self, CallFormView, CallItem, CallView, CallsView, CardView, FitView, FormView, Frame, Item, ListView, May, Reach,
};
use crate::access::{Action, Head, Kind, Ref};
use crate::figure::read_number;
use crate::journal::{Change, Write, kyiv, pattern, reconcile, state_version};
use crate::organisation::{self, OrganisationKind};
use crate::place;
use crate::source::Cite;
use crate::web::calendar::{self, Span};
use crate::web::sheet::unwritten;
use crate::web::{
    Answer, BATCH, Ctx, Face, Filled, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Record, Reply, Routes, Spool, behind,
    cut, plain_value,
};

/// All of them.
pub fn routes() -> Routes {
    let mut all = Routes::default()
        .get("/programmes", Kind::Programme, Action::Read, list)
        .about(&view::LIST)
        .get("/programmes/new", Kind::Programme, Action::Create, new)
        .post("/programmes", Kind::Programme, Action::Create, create)
        .get("/programmes/{slug}", Kind::Programme, Action::Read, card)
        .about(&view::CARD)
        .get("/programmes/{slug}/edit", Kind::Programme, Action::Edit, edit)
        .post("/programmes/{slug}", Kind::Programme, Action::Edit, save)
        .post("/programmes/{slug}/publication", Kind::Programme, Action::Publish, publish)
        .post("/programmes/{slug}/withdrawal", Kind::Programme, Action::Publish, withdraw)
        .get("/calls", Kind::Call, Action::Read, calls)
        .about(&view::CALLS)
        .get("/calls/new", Kind::Call, Action::Create, new_call)
        .post("/calls", Kind::Call, Action::Create, create_call)
        .get("/calls/{slug}", Kind::Call, Action::Read, call)
        .about(&view::CALL)
        .get("/calls/{slug}/edit", Kind::Call, Action::Edit, edit_call)
        .post("/calls/{slug}", Kind::Call, Action::Edit, save_call)
        .post("/calls/{slug}/publication", Kind::Call, Action::Publish, publish_call)
        .post("/calls/{slug}/withdrawal", Kind::Call, Action::Publish, withdraw_call);
    all.list.extend(applications::routes().list);
    all
}

pub(super) fn words<'w>(page: &Page, prefix: &str, words: impl Iterator<Item = &'w str>) -> Vec<(String, String)> {
    words.map(|word| (word.to_owned(), page.word(prefix, word))).collect()
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

pub(super) fn sources_shown(page: &Page, labels: &Labels, cites: &[Cite]) -> Vec<(Record, Option<String>)> {
    let shown = |cite: &Cite| Some((page.record(labels, &Ref::new(Kind::Source, &cite.source))?, cite.locator.clone()));
    cites.iter().filter_map(shown).collect()
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

/// The answer to a form that came back: again the form, with its status.
pub(super) fn again<V: askama::Template>(ctx: &Ctx, status: StatusCode, view: &V) -> Answer {
    match status {
        StatusCode::OK => Reply::page(ctx, view),
        _ => Reply::html(status, view),
    }
}

pub(super) fn frame(
    ctx: &Ctx,
    tx: &mut Tx,
    page: &Page,
    status: StatusCode,
    target: &str,
    filled: Filled,
    conflicts: Vec<Change>,
) -> Result<Frame, Problem> {
    let chosen = filled.all("applicants");
    let kinds = words(page, "organisation-kind-", OrganisationKind::ALL.iter().map(|kind| kind.word()));
    Ok(Frame {
        target: page.url(target),
        conflicted: status == StatusCode::CONFLICT,
        conflicts: conflicts.into_iter().map(|change| (change.field, plain_value(&change.before))).collect(),
        organisations: ctx.options(tx, Kind::Organisation)?,
        places: ctx.options(tx, Kind::Place)?,
        sources: ctx.options(tx, Kind::Source)?,
        kinds: kinds.into_iter().map(|(word, name)| (chosen.contains(&word), word, name)).map(|(c, w, n)| (w, n, c)).collect(),
        filled,
    })
}

/// What stands in the way of an edit that was made from an older version: the merged body with what both changed.
pub(super) fn merged<T>(ctx: &Ctx, tx: &mut Tx, me: &Ref, version: i64, now: &T, mine: &T) -> Result<(T, Vec<Change>), Problem>
where
    T: Serialize + serde::de::DeserializeOwned + Clone,
{
    let base = state_version(tx, &ctx.actor.office, me, version)?;
    Ok(reconcile(base.as_ref(), now, mine))
}

fn late<T>() -> Result<T, Problem> {
    Err(Problem::Unavailable("a write passed the office's turn".into()))
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

fn address(programme: &Programme) -> String {
    format!("/programmes/{}", programme.head.slug)
}

fn title(ctx: &Ctx, programme: &Programme) -> String {
    ctx.lang.of(&programme.body.name_uk, &programme.body.name_en).to_owned()
}

fn item(page: &Page, labels: &Labels, programme: &Programme) -> Item {
    let b = &programme.body;
    Item {
        record: Record {
            kind: Kind::Programme,
            id: programme.head.id.clone(),
            url: page.url(&address(programme)),
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
            let next = behind(&rows, |row| (row.sort_key.clone(), row.programme.head.id.clone()));
            let wanted: Vec<Ref> = rows.iter().flat_map(|row| refs(&row.programme.body)).collect();
            let labels = known.ask(ctx, tx, &wanted)?;
            Ok((rows.iter().map(|row| item(&page, labels, &row.programme)).collect(), next))
        });
    }
    let mut rows = store::page(tx, &visible, funder.as_deref(), &search, ctx.after()?, PAGE_ROWS + 1)?;
    let total = store::count(tx, &visible, funder.as_deref(), &search)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.programme.head.id));
    let labels = ctx.labels(tx, &rows.iter().flat_map(|row| refs(&row.programme.body)).collect::<Vec<_>>())?;
    let view = ListView {
        list: List { items: rows.iter().map(|row| item(&page, &labels, &row.programme)).collect(), total, next },
        of: shown_of(&page, &of_labels, &of),
        may_create: page.can(Kind::Programme, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

/// So many calls stand on the card of a programme.
const ON_CARD: i64 = 30;

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = store::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(Kind::Programme, &now.head.id);
    let programme = ctx.as_known(tx, &me, now.clone())?;
    let filter = Filter { at: at(ctx)?, programme: Some(me.id.clone()), search: "%".into(), ..Filter::default() };
    let visible = ctx.actor.visible(Kind::Call);
    let rows = store::calls(tx, &visible, &filter, ("", ""), ON_CARD)?;
    let count = store::count_calls(tx, &visible, &filter)?;
    let mut wanted = refs(&programme.body);
    wanted.extend(rows.iter().flat_map(|row| offer_refs(&row.offer)));
    let labels = ctx.labels(tx, &wanted)?;
    let page = ctx.page(title(ctx, &programme));
    let contacts: Vec<Ref> = programme.body.contacts.iter().map(|id| Ref::new(Kind::Person, id)).collect();
    let view = CardView {
        row: item(&page, &labels, &programme),
        contacts: page.records(&labels, &contacts),
        more_calls: count - rows.len() as i64,
        calls: rows.iter().map(|row| call_item(&page, &labels, &row.offer, &filter.at)).collect(),
        applications: applications::of(ctx, tx, &page, |filter| filter.programme = Some(me.id.clone()))?,
        sources: sources_shown(&page, &labels, &programme.body.cites),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        may: may(ctx, tx, &page, &me)?,
        programme: &programme,
        page,
    };
    Reply::view(ctx, &view)
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
    let frame = frame(ctx, tx, &page, status, target, filled, conflicts)?;
    again(ctx, status, &FormView { page, frame })
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let given = ["funder"].iter().filter_map(|name| Some(((*name).to_owned(), ctx.query(name)?.to_owned())));
    form_page(ctx, tx, StatusCode::OK, ctx.t("programme-new"), "/programmes", Filled::new(Form::of(given)), Vec::new())
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (body, faults) = read(ctx, write.tx(), form)?;
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        let (status, title) = (StatusCode::UNPROCESSABLE_ENTITY, ctx.t("programme-new"));
        return form_page(ctx, write.tx(), status, title, "/programmes", filled, Vec::new());
    }
    let name = body.name_en.as_deref().or(body.name_uk.as_deref()).unwrap_or_default().to_owned();
    let slug = store::free_slug(write.tx(), &ctx.actor.office, Kind::Programme, &name)?;
    let programme = Programme::new(Head::new(write.id(), slug, &ctx.actor.id), body);
    let permit = ctx.actor.may_create(Kind::Programme, &programme.head.id)?;
    store::add(write, &permit, &programme)?;
    Reply::see(ctx, &address(&programme))
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (programme, _) = store::take(tx, &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let labels = ctx.labels(tx, &refs(&programme.body))?;
    let filled = Filled::new(fill(&labels, &programme.body, programme.head.version));
    form_page(ctx, tx, StatusCode::OK, title(ctx, &programme), &address(&programme), filled, Vec::new())
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut programme, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let (title, target) = (title(ctx, &programme), address(&programme));
    let (mut body, faults): (Body, _) = read(ctx, write.tx(), form)?;
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, title, &target, filled, Vec::new());
    }
    let labels = ctx.labels(write.tx(), &refs(&programme.body))?;
    keep(&labels, &programme.body, &mut body);
    if form.version() != programme.head.version {
        let me = Ref::new(Kind::Programme, &programme.head.id);
        let (merged, conflicts) = merged(ctx, write.tx(), &me, form.version(), &programme.body, &body)?;
        let labels = ctx.labels(write.tx(), &refs(&merged))?;
        let filled = Filled::new(fill(&labels, &merged, programme.head.version));
        return form_page(ctx, write.tx(), StatusCode::CONFLICT, title, &target, filled, conflicts);
    }
    programme.body = body;
    if !store::save(write, &permit, &programme)? {
        return late();
    }
    Reply::see(ctx, &target)
}

fn publish(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (programme, permit) = store::take(write.tx(), &ctx.actor, Action::Publish, ctx.param("slug"))?;
    let published_at = (form.text("state") != "draft").then(|| write.stamp());
    store::publish(write, &permit, published_at)?;
    Reply::see(ctx, &address(&programme))
}

fn withdraw(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (programme, permit) = store::take(write.tx(), &ctx.actor, Action::Publish, ctx.param("slug"))?;
    let withdrawn_at = (form.text("state") != "back").then(|| write.stamp());
    store::withdraw(write, &permit, withdrawn_at)?;
    Reply::see(ctx, &address(&programme))
}

// Calls.

/// The moment whose truth a page shows: this one, or the beginning of the day of `?as-of=`.
pub(super) fn at(ctx: &Ctx) -> Result<String, Problem> {
    let hour: Option<Time> = ctx.as_of()?.is_none().then(|| kyiv(ctx.moment.now).time());
    Ok(moment(ctx.day()?, hour))
}

fn call_address(call: &Call) -> String {
    format!("/calls/{}", call.head.slug)
}

fn call_title(ctx: &Ctx, call: &Call) -> String {
    ctx.lang.of(&call.body.title_uk, &call.body.title_en).to_owned()
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
            url: page.url(&call_address(&offer.call)),
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
    let code = |word: &str| matches!(word.len(), 3 | 5) && word.bytes().all(|b| b.is_ascii_digit());
    if let Some(sector) = word("sector").filter(|word| !code(word)) {
        return Err(Problem::bad("call-bad-sector", sector));
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
    let programme = store::get(tx, office, &call.body.programme)?.ok_or(Problem::NotFound)?;
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
    let (now, _) = store::take_call(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(Kind::Call, &now.head.id);
    let call = ctx.as_known(tx, &me, now.clone())?;
    let offer = offer_of(tx, &ctx.actor.office, &call)?;
    let labels = ctx.labels(tx, &[offer_refs(&offer), call_refs(&call.body)].concat())?;
    let programme = store::subject_of(tx, &ctx.actor.office, &call.body.programme)?;
    let page = ctx.page(call_title(ctx, &call));
    let view = CallView {
        row: call_item(&page, &labels, &offer, &at(ctx)?),
        fit: fit(ctx, tx, &page, &offer)?,
        applications: applications::of(ctx, tx, &page, |filter| filter.call = Some(me.id.clone()))?,
        sources: sources_shown(&page, &labels, &call.body.cites),
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

/// `new` when the call has no programme yet, so that its form offers some.
fn call_form(
    ctx: &Ctx,
    tx: &mut Tx,
    status: StatusCode,
    title: String,
    target: &str,
    filled: Filled,
    conflicts: Vec<Change>,
) -> Answer {
    let page = ctx.page(title);
    let frame = frame(ctx, tx, &page, status, target, filled, conflicts)?;
    let programmes = if target == "/calls" { Some(ctx.options(tx, Kind::Programme)?) } else { None };
    let repetitions = words(&page, "call-repetition-", Repetition::ALL.iter().map(|word| word.word()));
    again(ctx, status, &CallFormView { page, frame, programmes, repetitions })
}

fn new_call(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let given = ["programme"].iter().filter_map(|name| Some(((*name).to_owned(), ctx.query(name)?.to_owned())));
    call_form(ctx, tx, StatusCode::OK, ctx.t("call-new"), "/calls", Filled::new(Form::of(given)), Vec::new())
}

fn create_call(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (body, faults) = read_call(ctx, write.tx(), form, None)?;
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return call_form(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, ctx.t("call-new"), "/calls", filled, Vec::new());
    }
    // A call is a part of what somebody else may keep: whoever adds one must be able to change the programme.
    ctx.owner(write.tx(), Action::Edit, &Ref::new(Kind::Programme, &body.programme))?;
    let name = body.title_en.as_deref().or(body.title_uk.as_deref()).unwrap_or_default().to_owned();
    let slug = store::free_slug(write.tx(), &ctx.actor.office, Kind::Call, &name)?;
    let call = Call::new(Head::new(write.id(), slug, &ctx.actor.id), body);
    let permit = ctx.actor.may_create(Kind::Call, &call.head.id)?;
    store::add_call(write, &permit, &call)?;
    Reply::see(ctx, &call_address(&call))
}

fn edit_call(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (call, _) = store::take_call(tx, &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let labels = ctx.labels(tx, &call_refs(&call.body))?;
    let filled = Filled::new(fill_call(&labels, &call.body, call.head.version));
    call_form(ctx, tx, StatusCode::OK, call_title(ctx, &call), &call_address(&call), filled, Vec::new())
}

fn save_call(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut call, permit) = store::take_call(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let (title, target) = (call_title(ctx, &call), call_address(&call));
    let (mut body, faults) = read_call(ctx, write.tx(), form, Some(&call.body.programme))?;
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return call_form(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, title, &target, filled, Vec::new());
    }
    let labels = ctx.labels(write.tx(), &call_refs(&call.body))?;
    keep_call(&labels, &call.body, &mut body);
    if form.version() != call.head.version {
        let me = Ref::new(Kind::Call, &call.head.id);
        let (merged, conflicts) = merged(ctx, write.tx(), &me, form.version(), &call.body, &body)?;
        let labels = ctx.labels(write.tx(), &call_refs(&merged))?;
        let filled = Filled::new(fill_call(&labels, &merged, call.head.version));
        return call_form(ctx, write.tx(), StatusCode::CONFLICT, title, &target, filled, conflicts);
    }
    call.body = body;
    if !store::save_call(write, &permit, &call)? {
        return late();
    }
    Reply::see(ctx, &target)
}

fn publish_call(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (call, permit) = store::take_call(write.tx(), &ctx.actor, Action::Publish, ctx.param("slug"))?;
    let published_at = (form.text("state") != "draft").then(|| write.stamp());
    store::publish(write, &permit, published_at)?;
    Reply::see(ctx, &call_address(&call))
}

fn withdraw_call(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (call, permit) = store::take_call(write.tx(), &ctx.actor, Action::Publish, ctx.param("slug"))?;
    let withdrawn_at = (form.text("state") != "back").then(|| write.stamp());
    store::withdraw(write, &permit, withdrawn_at)?;
    Reply::see(ctx, &call_address(&call))
}

// The desk.

/// What waits of calls on the desk of those who keep the register.
#[derive(Serialize)]
pub struct Waiting {
    /// The key of what they are.
    pub word: &'static str,
    /// How many there are in all.
    pub count: i64,
    /// The first few, the nearest to close first.
    pub calls: Vec<CallItem>,
    /// All of them.
    pub url: String,
}

/// How many calls the desk shows.
const ON_DESK: i64 = 5;

/// The calls that close soon.
///
/// # Errors
/// The database's.
pub fn desk(ctx: &Ctx, tx: &mut Tx) -> Result<Waiting, Problem> {
    let visible = ctx.actor.visible(Kind::Call);
    let filter = Filter { at: at(ctx)?, closing: Some(SOON), search: "%".into(), ..Filter::default() };
    let rows = store::calls(tx, &visible, &filter, ("", ""), ON_DESK)?;
    let labels = ctx.labels(tx, &rows.iter().flat_map(|row| offer_refs(&row.offer)).collect::<Vec<_>>())?;
    let page = ctx.page(String::new());
    Ok(Waiting {
        word: "call-desk-closing",
        count: store::count_calls(tx, &visible, &filter)?,
        calls: rows.iter().map(|row| call_item(&page, &labels, &row.offer, &filter.at)).collect(),
        url: format!("{}?closing={SOON}", ctx.url("/calls")),
    })
}
