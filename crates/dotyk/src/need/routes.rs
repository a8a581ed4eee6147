//! The addresses of needs, for those who sign in or only look. Those behind a private link are in `holder`.

use std::collections::{BTreeSet, HashMap};

use axum::http::StatusCode;
use dotyk_db::Tx;
use dotyk_match::{Order, Query};
use jiff::civil::Date;
use serde_json::json;

use super::form::{empty, fill, read, refs};
use super::holder::{self, once, same};
use super::link::{self, Link, Purpose};
use super::model::{
    Body, Change, Delivery, Event, EventRow, FEW, Need, Priority, Promise, Receipt, Refusal, State, plain_number,
};
use super::view::{
    self, CardView, DeliveryShown, EventShown, FormView, Item, LineShown, LinkShown, ListView, MadeView, May, PromiseShown,
    WordShown, choices, unit_choices,
};
use super::{letters, sheet, store};
use crate::access::{Action, Actor, Head, Kind, Permit, Ref};
use crate::file::{self, File, clean_name, is_hash};
use crate::journal::{self, Write, reconcile, state_version};
use crate::organisation;
use crate::person::Seal;
use crate::place;
use crate::text::When;
use crate::web::editor;
use crate::web::{
    Answer, BATCH, Ctx, Face, Filled, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Reader, Record, Reply, Routes, find,
    plain_value, refuse,
};

/// All of them.
pub fn routes() -> Routes {
    let mut routes = Routes::default()
        .get("/needs", Kind::Need, Action::Read, list)
        .about(&view::LIST)
        .get("/needs/urgent", Kind::Need, Action::Read, sheet::urgent)
        .about(&view::URGENT)
        .get("/needs/hxl", Kind::Need, Action::Read, sheet::hxl)
        .get("/needs/new", Kind::Need, Action::Create, new)
        .post("/needs", Kind::Need, Action::Create, create)
        .takes(&view::STATING)
        .get("/needs/{slug}", Kind::Need, Action::Read, card)
        .about(&view::CARD)
        .get("/needs/{slug}/sheet", Kind::Need, Action::Read, sheet::page)
        .get("/needs/{slug}/edit", Kind::Need, Action::Edit, edit)
        .post("/needs/{slug}", Kind::Need, Action::Edit, save)
        .post("/needs/{slug}/events", Kind::Need, Action::Edit, say)
        .takes(&view::SAYING)
        .post("/needs/{slug}/promises", Kind::Need, Action::Edit, promise)
        .takes(&view::PROMISING)
        .post("/needs/{slug}/promises/{id}/withdrawal", Kind::Need, Action::Edit, take_back)
        .post("/needs/{slug}/deliveries", Kind::Need, Action::Edit, deliver)
        .takes(&view::BRINGING)
        .post("/needs/{slug}/deliveries/{id}/withdrawal", Kind::Need, Action::Edit, undo)
        .upload("/needs/{slug}/confirmations", Kind::Need, Action::Edit, confirm)
        .takes(&view::CONFIRMING)
        .post("/needs/{slug}/publication", Kind::Need, Action::Publish, publish)
        .post("/needs/links", Kind::Link, Action::Create, make_wide_link)
        .post("/needs/links/{id}/revocation", Kind::Link, Action::Edit, revoke_wide)
        .post("/needs/{slug}/links", Kind::Link, Action::Create, make_link)
        .post("/needs/{slug}/links/{id}/revocation", Kind::Link, Action::Edit, revoke);
    routes.list.extend(holder::routes().list);
    routes
}

pub(super) fn seal(ctx: &Ctx) -> Seal {
    Seal::new(ctx.state.data_key)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let asked = asked(ctx, tx)?;
    if ctx.wants_sheet() {
        return rows(ctx, tx, &asked);
    }
    let day = ctx.day()?;
    let Found { ids, total, next } = found(ctx, tx, &asked)?;
    let needs = store::by_ids(tx, &ctx.actor.office, &ids)?;
    let of = &asked.of;
    let mut wanted: Vec<Ref> = of.iter().map(|(_, reference)| reference.clone()).collect();
    wanted.extend(needs.iter().flat_map(|need| refs(&need.body)));
    let labels = ctx.labels(tx, &wanted)?;
    let renewal = store::renewal(tx, &ctx.actor.office, day)?;
    let may_link = ctx.actor.ever(Kind::Link, Action::Create).is_ok();
    let whose = of.iter().find(|(name, _)| may_link && *name == "organisation");
    let links = match whose {
        Some((_, reference)) => {
            let known_as = organisation::store::merged(tx, &ctx.actor.office, &reference.id)?;
            store::links_of_organisation(tx, &ctx.actor.office, &known_as)?
        }
        None => Vec::new(),
    };
    let now = ctx.moment.stamp();
    let page = ctx.page(ctx.t("need-title"));
    let items = needs.iter().map(|need| item(&page, &labels, need, day, renewal)).collect();
    let view = ListView {
        list: List { items, total, next },
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        states: choices(&page, "need-state-", State::ALL.iter().map(|state| state.word())),
        priorities: choices(&page, "need-priority-", Priority::ALL.iter().map(|priority| priority.word())),
        of: of.iter().filter_map(|(name, reference)| Some((*name, page.record(&labels, reference)?))).collect(),
        emergencies: ctx.options(tx, Kind::Emergency)?,
        hxl: page.carry(
            "/needs/hxl.csv",
            &[],
            &[
                "q",
                "state",
                "open",
                "word",
                "promised",
                "place",
                "organisation",
                "helper",
                "sector",
                "priority",
                "emergency",
                "round",
                "as-of",
            ],
        ),
        may_create: page.can(Kind::Need, Action::Create),
        may_link,
        may_round: page.can(Kind::Round, Action::Read),
        links: links.iter().map(|link| link_shown(link, &now)).collect(),
        page,
    };
    Reply::view(ctx, &view)
}

/// What a list is asked: of the index, and of the day.
pub(super) struct Asked {
    /// What the index is asked that does not change from day to day.
    query: Query,
    /// The records that the question names.
    of: Vec<(&'static str, Ref)>,
    /// How the needs are to stand.
    state: Option<State>,
    /// Only what is open.
    open: bool,
    /// Only what is to be asked again.
    renew: bool,
    /// Only that of which something was brought and not confirmed.
    word: bool,
    /// Only that of which something is promised and has not come.
    promised: bool,
    /// The ids of the organisation that promised something.
    helper: Option<Vec<String>>,
}

impl Asked {
    /// The question to the index, which knows how needs stand today.
    pub(super) fn today(&self) -> Query {
        let mut query = self.query.clone();
        let words =
            [(self.open, "need_open"), (self.renew, "need_renew"), (self.word, "need_word"), (self.promised, "need_promised")];
        query.filters.extend(self.helper.clone().map(|ids| ("helper".to_owned(), ids)));
        query.filters.extend(self.state.map(|state| ("need_state".to_owned(), vec![state.word().to_owned()])));
        let yes = words.into_iter().filter(|(asked, _)| *asked).map(|(_, facet)| (facet.to_owned(), vec!["yes".to_owned()]));
        query.filters.extend(yes);
        query
    }

    /// Whether a need was there on a day and stood as is asked.
    fn holds(&self, body: &Body, day: Date, renewal: i64) -> bool {
        let state = body.state_on(day, renewal);
        body.there_on(day)
            && self.state.is_none_or(|asked| asked == state)
            && (!self.open || state.open())
            && (!self.renew || body.to_renew(day, renewal))
            && (!self.word || body.awaits_word(day))
            && (!self.promised || body.awaits_delivery(day))
            && self.helper.as_ref().is_none_or(|ids| {
                body.promised_on(day).any(|promise| promise.organisation.as_ref().is_some_and(|id| ids.contains(id)))
            })
    }
}

/// What the index is asked, and the records that the question names.
pub(super) fn asked(ctx: &Ctx, tx: &mut Tx) -> Result<Asked, Problem> {
    let mut of = Vec::new();
    for (name, kind) in [("place", "place"), ("organisation", "organisation"), ("round", "round"), ("helper", "organisation")] {
        if let Some(key) = ctx.query(name) {
            of.push((name, ctx.refer(tx, &format!("{kind}:{key}"))?));
        }
    }
    if of.iter().any(|(name, _)| *name == "round") && ctx.actor.ever(Kind::Round, Action::Read).is_err() {
        return Err(Problem::NotFound);
    }
    let (mut filters, mut helper): (Vec<(String, Vec<String>)>, _) = (Vec::new(), None);
    for (name, reference) in &of {
        let ids = match reference.kind {
            // What was merged into it still stands by its own id in the needs.
            Kind::Organisation => organisation::store::merged(tx, &ctx.actor.office, &reference.id)?,
            _ => vec![reference.id.clone()],
        };
        // Who helps differs from day to day.
        match *name {
            "helper" => helper = Some(ids),
            name => filters.push((name.to_owned(), ids)),
        }
    }
    let state = match ctx.query("state") {
        Some(word) => Some(State::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
        None => None,
    };
    if let Some(word) = ctx.query("priority") {
        Priority::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?;
    }
    for name in ["sector", "priority", "emergency"] {
        filters.extend(ctx.query(name).map(|value| (name.to_owned(), vec![value.to_owned()])));
    }
    let offset = match ctx.query("after") {
        None => 0,
        Some(cursor) => {
            let number = cursor.strip_prefix('n').and_then(|number| number.parse::<u32>().ok());
            number.ok_or_else(|| Problem::bad("web-bad-cursor", cursor))? as usize
        }
    };
    let text = ctx.query("q").unwrap_or_default().to_owned();
    let order = if text.is_empty() { Order::Boost } else { Order::Best };
    let query = Query {
        text,
        kind: Some(Kind::Need.word().into()),
        filters,
        offset,
        limit: PAGE_ROWS as usize,
        order,
        ..Query::default()
    };
    let only = |name| ctx.query(name).is_some();
    let (open, renew, word, promised) = (only("open"), only("renew"), only("word"), only("promised"));
    Ok(Asked { query, of, state, open, renew, word, promised, helper })
}

/// A page of the list.
struct Found {
    ids: Vec<String>,
    total: i64,
    next: Option<String>,
}

/// The needs of a page of the list. Today's come from the index alone; of another day the index says which may be meant, and
/// their dated rows say which are.
fn found(ctx: &Ctx, tx: &mut Tx, asked: &Asked) -> Result<Found, Problem> {
    let offset = asked.query.offset;
    let next = offset + PAGE_ROWS as usize;
    let (ids, total) = if ctx.as_of()?.is_some() {
        let all = all_found(ctx, tx, asked)?;
        (all[offset.min(all.len())..next.min(all.len())].to_vec(), all.len())
    } else {
        let found = ctx.find(tx, asked.today())?;
        (ids(&found), found.total as usize)
    };
    Ok(Found { ids, total: total as i64, next: (total > next).then(|| format!("n{next}")) })
}

/// The ids of all needs that the list is of, in its order.
pub(super) fn all_found(ctx: &Ctx, tx: &mut Tx, asked: &Asked) -> Result<Vec<String>, Problem> {
    let whole = |query: Query| Query { offset: 0, limit: u32::MAX as usize, ..query };
    let Some(day) = ctx.as_of()? else { return Ok(ids(&ctx.find(tx, whole(asked.today()))?)) };
    let may_be = ids(&ctx.find(tx, whole(asked.query.clone()))?);
    let renewal = store::renewal(tx, &ctx.actor.office, day)?;
    let mut all = Vec::new();
    for batch in may_be.chunks(BATCH as usize) {
        let needs = store::by_ids(tx, &ctx.actor.office, batch)?;
        all.extend(needs.into_iter().filter(|need| asked.holds(&need.body, day, renewal)).map(|need| need.head.id));
    }
    Ok(all)
}

/// The ids of what the index found, in its order.
pub(super) fn ids(found: &dotyk_match::Answer) -> Vec<String> {
    found.hits.iter().filter_map(|hit| find::record(&hit.key)).map(|record| record.id).collect()
}

/// All rows of the list.
fn rows(ctx: &Ctx, tx: &mut Tx, asked: &Asked) -> Answer {
    let found = all_found(ctx, tx, asked)?;
    let (day, page) = (ctx.day()?, ctx.page(ctx.t("need-title")));
    let renewal = store::renewal(tx, &ctx.actor.office, day)?;
    let mut known = Known::default();
    view::SHEET.send(ctx, tx, &page, |tx, from: Option<usize>| {
        let from = from.unwrap_or(0);
        let batch = &found[from.min(found.len())..(from + BATCH as usize).min(found.len())];
        let needs = store::by_ids(tx, &ctx.actor.office, batch)?;
        let wanted: Vec<Ref> = needs.iter().flat_map(|need| refs(&need.body)).collect();
        let labels = known.ask(ctx, tx, &wanted)?;
        let points = if ctx.face == Face::GeoJson { points(ctx, tx, &needs)? } else { HashMap::new() };
        let items = needs.iter().map(|need| {
            let lies = need.body.place.as_ref().and_then(|code| points.get(code)).copied();
            Item { points: lies.into_iter().collect(), ..item(&page, labels, need, day, renewal) }
        });
        let next = from + batch.len();
        Ok((items.collect(), (next < found.len()).then_some(next)))
    })
}

/// Where the places of some needs lie.
fn points(ctx: &Ctx, tx: &mut Tx, needs: &[Need]) -> Result<HashMap<String, (i64, i64)>, Problem> {
    let codes: BTreeSet<String> = needs.iter().filter_map(|need| need.body.place.clone()).collect();
    let places = place::store::find(tx, &ctx.actor.office, &codes.into_iter().collect::<Vec<_>>())?;
    Ok(places.into_iter().filter_map(|(code, place)| Some((code, place.body.lon.zip(place.body.lat)?))).collect())
}

/// A need as the list shows it.
pub fn item(page: &Page, labels: &Labels, need: &Need, day: Date, renewal: i64) -> Item {
    let b = &need.body;
    Item {
        record: Record {
            kind: Kind::Need,
            id: need.head.id.clone(),
            url: page.url(&address(need)),
            label: page.lang.of(&b.title_uk, &b.title_en).to_owned(),
        },
        state: b.state_on(day, renewal).word(),
        priority: b.priority.word(),
        organisation: b.organisation.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id))),
        place: b.place.as_ref().and_then(|code| page.record(labels, &Ref::new(Kind::Place, code))),
        needed_by: b.needed_by.clone(),
        sector: b.sector.clone(),
        emergency: b.emergency.clone(),
        lines: b.lines.iter().map(|line| LineShown::new(page, line, &b.tally(line, day))).collect(),
        heard: b.heard(day).map(When::day),
        draft: need.head.published_at.is_none(),
        points: Vec::new(),
    }
}

/// For how many people, as far as it is told; and whether there are too few to tell.
pub(super) fn people(body: &Body, staff: bool) -> (Option<i64>, bool) {
    match body.people {
        Some(people) if people < FEW && !staff => (None, true),
        people => (people, false),
    }
}

pub(super) fn text(page: &Page, uk: &Option<String>, en: &Option<String>) -> Option<String> {
    page.lang.pick(uk, en).map(|(text, _)| text.to_owned())
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = store::take(tx, &ctx.actor, &seal(ctx), Action::Read, ctx.param("slug"))?;
    let need = ctx.as_known(tx, &Ref::new(Kind::Need, &now.head.id), now.clone())?;
    let (position, day) = (ctx.past(), ctx.day()?);
    let renewal = store::renewal(tx, &ctx.actor.office, day)?;
    let labels = ctx.labels(tx, &refs(&need.body))?;
    let subject = store::subject(tx, &ctx.actor.office, &now)?;
    let could = |action| position.is_none() && ctx.actor.could(action, &subject);
    let touch = position.is_none() && ctx.actor.could(Action::Read, &subject.part(Kind::Touchpoint, &now.head.id));
    let beside = match position {
        None if ctx.as_of()?.is_none() => ctx.beside(tx, &Ref::new(Kind::Need, &now.head.id))?,
        _ => Vec::new(),
    };
    let may = May {
        touch,
        edit: could(Action::Edit),
        publish: could(Action::Publish),
        link: position.is_none() && ctx.actor.ever(Kind::Link, Action::Create).is_ok(),
        history: ctx.actor.ever(Kind::Journal, Action::Read).is_ok(),
        public: now.head.published_at.is_some(),
    };
    let links = if may.link { store::links_of(tx, &ctx.actor.office, &now)? } else { Vec::new() };
    let organisations = if may.edit { ctx.options(tx, Kind::Organisation)? } else { Vec::new() };
    let b = &need.body;
    let page = ctx.page(ctx.lang.of(&b.title_uk, &b.title_en).to_owned());
    let source = |id: &Option<String>| id.as_ref().and_then(|id| page.record(&labels, &Ref::new(Kind::Source, id)));
    let inside = ctx.actor.could(Action::Edit, &subject) || ctx.actor.visible(Kind::Need).all;
    let (people, few) = people(b, inside);
    let last = b.events.last().map(|row| row.event);
    let follow = Event::ALL.iter().filter(|event| event.follows(last) && (may.publish || !event.of_the_office()));
    let unsealed = could(Action::Unseal) && !b.contact.is_empty();
    let view = CardView {
        emergency: emergency(ctx, tx, &page, &need.body)?,
        beside,
        thread: ctx.thread(tx, &Ref::new(Kind::Need, &now.head.id))?,
        need: item(&page, &labels, &need, day, renewal),
        whom: text(&page, &b.whom_uk, &b.whom_en),
        people,
        few,
        why: text(&page, &b.why_uk, &b.why_en),
        events: b.events.iter().filter(|row| row.date.first() <= day).map(|row| event_shown(row, inside)).collect(),
        promises: b
            .promises
            .iter()
            .filter(|one| one.date.first() <= day)
            .map(|one| promise_shown(&page, &labels, one, inside))
            .collect(),
        deliveries: b
            .deliveries
            .iter()
            .filter(|one| one.date.first() <= day)
            .map(|one| delivery_shown(&page, &labels, b, one, day, inside))
            .collect(),
        sources: b.cites.iter().filter_map(|cite| Some((source(&Some(cite.source.clone()))?, cite.locator.clone()))).collect(),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        position,
        contact: unsealed.then(|| b.contact.clone()),
        closed: now.closed && may.edit,
        slug: now.head.slug.clone(),
        may,
        events_that_follow: choices(&page, "need-event-", follow.map(|event| event.word())),
        organisations,
        links: links.iter().map(|link| link_shown(link, &ctx.moment.stamp())).collect(),
        seen: b.lines.iter().map(|line| (line.id, b.seen(line.id))).collect(),
        once: once(ctx),
        spot: b.spot.clone().filter(|_| inside),
        photos: if inside { photos(ctx, tx, &page, &now)? } else { Vec::new() },
        filled: Filled::default(),
        page,
    };
    Reply::view(ctx, &view)
}

/// The photos and acts that came with a need and with no word on a delivery.
fn photos(ctx: &Ctx, tx: &mut Tx, page: &Page, need: &Need) -> Result<Vec<Record>, Problem> {
    let files = file::store::of_subject(tx, &ctx.actor.office, &Ref::new(Kind::Need, &need.head.id))?;
    let said = |id: &String| need.body.confirmations.iter().any(|word| word.file.as_ref() == Some(id));
    let refs: Vec<Ref> = files.iter().filter(|file| !said(&file.id)).map(|file| Ref::new(Kind::File, &file.id)).collect();
    Ok(page.records(&ctx.labels(tx, &refs)?, &refs))
}

/// What it is needed because of, when the register has it and the visitor may see it.
fn emergency(ctx: &Ctx, tx: &mut Tx, page: &Page, body: &Body) -> Result<Option<Record>, Problem> {
    let Some(word) = &body.emergency else { return Ok(None) };
    let found = ctx.refers(tx, &[format!("emergency:{word}")])?;
    let Some(found) = found.into_values().next() else { return Ok(None) };
    let labels = ctx.labels(tx, std::slice::from_ref(&found))?;
    Ok(page.record(&labels, &found))
}

/// Something said of it. A remark is for those who keep the register and whose need it is: people write names and telephone
/// numbers there. So it is with all that is written in words of promises and deliveries.
fn event_shown(row: &EventRow, inside: bool) -> EventShown {
    EventShown { event: row.event.word(), date: row.date.clone(), note: row.note.clone().filter(|_| inside) }
}

fn promise_shown(page: &Page, labels: &Labels, one: &Promise, inside: bool) -> PromiseShown {
    let record = |kind, id: &Option<String>| id.as_ref().and_then(|id| page.record(labels, &Ref::new(kind, id)));
    PromiseShown {
        id: one.id,
        line: one.line,
        who: one.who.clone().filter(|_| inside),
        organisation: record(Kind::Organisation, &one.organisation),
        quantity: one.quantity.clone(),
        date: one.date.clone(),
        note: one.note.clone().filter(|_| inside),
        source: record(Kind::Source, &one.source),
        locator: one.locator.clone(),
        withdrawn: one.withdrawn.clone(),
    }
}

/// A delivery and what is said of it. Who brought it in words, why it is disputed or was taken back, and every remark is for
/// those who keep the register and whose need it is.
fn delivery_shown(page: &Page, labels: &Labels, body: &Body, one: &Delivery, day: Date, inside: bool) -> DeliveryShown {
    let words = body.confirmations.iter().filter(|word| word.delivery == one.id && word.date.first() <= day);
    DeliveryShown {
        id: one.id,
        line: one.line,
        promise: one.promise,
        who: one.who.clone().filter(|_| inside),
        quantity: one.quantity.clone(),
        date: one.date.clone(),
        note: one.note.clone().filter(|_| inside),
        withdrawn: one.withdrawn.clone().filter(|since| since.first() <= day),
        reason: one.reason.clone().filter(|_| inside),
        words: words
            .map(|word| WordShown {
                quantity: word.quantity.clone(),
                disputed: word.dispute.is_some(),
                dispute: word.dispute.clone().filter(|_| inside),
                date: word.date.clone(),
                note: word.note.clone().filter(|_| inside),
                file: word.file.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::File, id))),
            })
            .collect(),
    }
}

fn link_shown(link: &Link, now: &str) -> LinkShown {
    LinkShown {
        id: link.id.clone(),
        purposes: link.purposes.clone(),
        wide: link.organisation.is_some(),
        expires_at: link.expires_at.clone(),
        seen_at: link.seen_at.clone(),
        revoked: link.revoked_at.is_some(),
        expired: link.open(now) == Err(link::Shut::Expired),
    }
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let mut fields = empty().fields().to_vec();
    for name in ["organisation", "place", "emergency"] {
        fields.extend(ctx.query(name).map(|value| (name.to_owned(), value.to_owned())));
    }
    let filled = Filled::new(Form::of(fields));
    form_page(ctx, tx, Sent { title: ctx.t("need-new"), target: "/needs".into(), draft: true, ..Sent::new(filled) })
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut body, mut faults) = read(ctx, write.tx(), form, &Body::default())?;
    let draft = form.text("state") == "draft";
    faults.retain(|(_, key, _)| !(draft && *key == "need-line-needed"));
    if !faults.is_empty() && ctx.face == Face::Json {
        return told_wrong(ctx.errors(faults), &ctx.t("web-errors"));
    }
    if !faults.is_empty() {
        let sent = Sent {
            title: ctx.t("need-new"),
            target: "/needs".into(),
            status: StatusCode::UNPROCESSABLE_ENTITY,
            draft: true,
            ..Sent::new(Filled::wrong(form.clone(), ctx.errors(faults)))
        };
        return form_page(ctx, write.tx(), sent);
    }
    if !draft {
        body = stated(body, ctx.today())?;
    }
    let need = add(ctx, &ctx.actor, write, body, None)?;
    match ctx.face {
        Face::Json => told(ctx, &need, ctx.url(&address(&need))),
        _ => Reply::see(ctx, &address(&need)),
    }
}

/// What a program is told that has stated a need.
pub(super) fn told(ctx: &Ctx, need: &Need, url: String) -> Answer {
    let record = Record { kind: Kind::Need, id: need.head.id.clone(), url, label: title(ctx, need) };
    Reply::json(StatusCode::CREATED, &serde_json::to_value(record).map_err(Problem::fault)?)
}

/// What somebody is told who has said something of a need: where it stands; a program also which number what it said was given.
fn answered(ctx: &Ctx, need: &Need, number: Option<i64>) -> Answer {
    if ctx.face != Face::Json {
        return Reply::see(ctx, &address(need));
    }
    said(ctx, need, ctx.url(&address(need)), number)
}

/// The same for a program alone, with an address of its own.
pub(super) fn said(ctx: &Ctx, need: &Need, url: String, number: Option<i64>) -> Answer {
    let record = Record { kind: Kind::Need, id: need.head.id.clone(), url, label: title(ctx, need) };
    let mut value = serde_json::to_value(record).map_err(Problem::fault)?;
    value["number"] = json!(number);
    Reply::json(StatusCode::CREATED, &value)
}

/// What a program is told that has stated one with faults: each with its field.
pub(super) fn told_wrong(errors: Vec<(String, String)>, message: &str) -> Answer {
    let fields: Vec<_> = errors.into_iter().map(|(field, message)| json!({"field": field, "message": message})).collect();
    Reply::json(
        StatusCode::UNPROCESSABLE_ENTITY,
        &json!({"error": {"status": 422, "code": "web-errors", "message": message, "help": "", "fields": fields}}),
    )
}

/// The same need, said on a day.
pub(super) fn stated(body: Body, day: Date) -> Result<Body, Problem> {
    let Change(body) = body.say(EventRow { event: Event::Stated, date: When::day(day), note: None }).map_err(refusal)?;
    Ok(body)
}

/// Adds a need in somebody's name.
pub(super) fn add(ctx: &Ctx, actor: &Actor, write: &mut Write, body: Body, round: Option<String>) -> Result<Need, Problem> {
    let title = body.title_en.as_deref().or(body.title_uk.as_deref()).unwrap_or_default().to_owned();
    let slug = store::free_slug(write.tx(), &actor.office, &title)?;
    let need = Need { round, ..Need::new(Head::new(write.id(), slug, &actor.id), body) };
    let permit = actor.may_create(Kind::Need, &need.head.id)?;
    store::add(write, &permit, &seal(ctx), &need)?;
    Ok(need)
}

pub(super) fn address(need: &Need) -> String {
    format!("/needs/{}", need.head.slug)
}

fn title(ctx: &Ctx, need: &Need) -> String {
    ctx.lang.of(&need.body.title_uk, &need.body.title_en).to_owned()
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (need, _) = store::take(tx, &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    let labels = ctx.labels(tx, &refs(&need.body))?;
    let filled = Filled::new(fill(&labels, &need.body, need.head.version));
    let draft = need.body.events.is_empty();
    form_page(ctx, tx, Sent { title: title(ctx, &need), target: address(&need), draft, ..Sent::new(filled) })
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (need, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    let (mut body, mut faults) = read(ctx, write.tx(), form, &need.body)?;
    let draft = need.body.events.is_empty();
    let states = draft && form.text("state") == "stated";
    faults.retain(|(_, key, _)| !(draft && !states && *key == "need-line-needed"));
    let again = Sent { title: title(ctx, &need), target: address(&need), draft, ..Sent::new(Filled::default()) };
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), Sent { filled, status: StatusCode::UNPROCESSABLE_ENTITY, ..again });
    }
    if form.version() != need.head.version {
        let base = state_version(write.tx(), &ctx.actor.office, &Ref::new(Kind::Need, &need.head.id), form.version())?;
        let (mut merged, conflicts) = reconcile(base.as_ref(), &need.body, &body);
        // A contact stands in no state, so there is nothing to bring together: what was typed last is kept.
        merged.contact = body.contact;
        let labels = ctx.labels(write.tx(), &refs(&merged))?;
        let filled = Filled::new(fill(&labels, &merged, need.head.version));
        return form_page(ctx, write.tx(), Sent { filled, status: StatusCode::CONFLICT, conflicts, ..again });
    }
    if states {
        body = stated(body, ctx.today())?;
    }
    keep(ctx, write, &permit, &need, &body)?;
    Reply::see(ctx, &address(&need))
}

/// Saves a change. The version cannot have moved: this write has the office's turn.
pub(super) fn keep(ctx: &Ctx, write: &mut Write, permit: &Permit, need: &Need, body: &Body) -> Result<(), Problem> {
    editor::kept(store::save(write, permit, &seal(ctx), need, body)?)?;
    letters::tell(ctx, write, permit, need, body)
}

/// The day that a form names; today when it names none. What was said or came, was said or came by today: a slip of the year
/// would lock the need until then.
pub(super) fn day_of(ctx: &Ctx, form: &Form) -> Result<When, Problem> {
    let mut reader = Reader::new(form);
    let date = reader.when("date");
    if let Some((_, _, what)) = reader.faults.pop() {
        return Err(Problem::bad("web-bad-date", what));
    }
    match date {
        Some(ahead) if ahead.first() > ctx.today() => Err(Problem::bad("need-date-ahead", ahead.to_string())),
        date => Ok(date.unwrap_or_else(|| When::day(ctx.today()))),
    }
}

fn number(form: &Form, field: &str) -> Result<Option<i64>, Problem> {
    match form.text(field) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Problem::bad("need-no-such-choice", text)),
    }
}

fn say(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (need, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    let word = form.text("event");
    let event = Event::parse(word).ok_or_else(|| Problem::bad(chosen(word, "need-event-needed"), word))?;
    let said = Said::of(form, "event");
    if let Some(number) = said.before(write.tx(), &permit)? {
        return answered(ctx, &need, number);
    }
    if event.of_the_office() {
        ctx.actor.may(Action::Publish, &store::subject(write.tx(), &ctx.actor.office, &need)?)?;
    }
    let row = EventRow { event, date: day_of(ctx, form)?, note: form.some("note") };
    let Change(body) = need.body.say(row).map_err(refusal)?;
    keep(ctx, write, &permit, &need, &body)?;
    said.keep(write, &permit, None)?;
    answered(ctx, &need, None)
}

/// The message for a choice that is none: nothing was chosen, or something that nobody offers.
fn chosen(word: &str, empty: &'static str) -> &'static str {
    if word.is_empty() { empty } else { "need-no-such-choice" }
}

/// By what a form of the staff is known when it comes twice; nothing of one without a key of its own, which counts each time.
struct Said(Option<String>);

impl Said {
    fn of(form: &Form, what: &str) -> Said {
        Said(same(form).map(|once| format!("{what}-{once}")))
    }

    /// The number that what it said was given when it was first sent.
    fn before(&self, tx: &mut Tx, permit: &Permit) -> Result<Option<Option<i64>>, Problem> {
        let Some(once) = &self.0 else { return Ok(None) };
        Ok(store::said(tx, permit.office(), permit.id(), once)?)
    }

    fn keep(&self, write: &mut Write, permit: &Permit, number: Option<i64>) -> Result<(), Problem> {
        let Some(once) = &self.0 else { return Ok(()) };
        Ok(store::add_said(write, permit, once, number)?)
    }
}

/// Which line a form means.
fn line(form: &Form) -> Result<i64, Problem> {
    number(form, "line")?.ok_or_else(|| Problem::bad("need-line-chosen", ""))
}

fn promise(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (need, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    let said = Said::of(form, "promise");
    if let Some(number) = said.before(write.tx(), &permit)? {
        return answered(ctx, &need, number);
    }
    let id = |tx: &mut Tx, kind: Kind, field: &str| match form.some(field) {
        Some(text) => {
            let found = ctx.refers(tx, &[format!("{}:{text}", kind.word())])?;
            found.into_values().next().map(|found| Some(found.id)).ok_or_else(|| Problem::bad("need-promise-unknown", text))
        }
        None => Ok(None),
    };
    let promise = Promise {
        id: 0,
        line: line(form)?,
        organisation: id(write.tx(), Kind::Organisation, "organisation")?,
        who: form.some("who"),
        quantity: plain_number(form.text("quantity")),
        date: day_of(ctx, form)?,
        note: form.some("note"),
        source: id(write.tx(), Kind::Source, "source")?,
        locator: form.some("locator"),
        withdrawn: None,
    };
    let Change(body) = need.body.promise(promise).map_err(refusal)?;
    keep(ctx, write, &permit, &need, &body)?;
    let number = body.promises.last().map(|one| one.id);
    said.keep(write, &permit, number)?;
    answered(ctx, &need, number)
}

fn take_back(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (need, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    let id = ctx.param("id").parse().map_err(|_| Problem::bad("need-no-such-promise", ctx.param("id")))?;
    let Change(body) = need.body.take_back(id, day_of(ctx, form)?).map_err(refusal)?;
    keep(ctx, write, &permit, &need, &body)?;
    answered(ctx, &need, None)
}

fn deliver(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (need, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    let said = Said::of(form, "delivery");
    if let Some(number) = said.before(write.tx(), &permit)? {
        return answered(ctx, &need, number);
    }
    let delivery = Delivery {
        id: 0,
        line: line(form)?,
        promise: number(form, "promise")?,
        who: form.some("who"),
        quantity: plain_number(form.text("quantity")),
        date: day_of(ctx, form)?,
        note: form.some("note"),
        withdrawn: None,
        reason: None,
    };
    let Change(body) = need.body.deliver(delivery).map_err(refusal)?;
    keep(ctx, write, &permit, &need, &body)?;
    let number = body.deliveries.last().map(|one| one.id);
    said.keep(write, &permit, number)?;
    answered(ctx, &need, number)
}

/// A delivery that was written down by mistake is taken back, with the reason.
fn undo(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (need, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    let id = ctx.param("id").parse().map_err(|_| Problem::bad("need-no-such-delivery", ctx.param("id")))?;
    let Change(body) = need.body.undo(id, day_of(ctx, form)?, form.some("reason")).map_err(refusal)?;
    keep(ctx, write, &permit, &need, &body)?;
    answered(ctx, &need, None)
}

fn confirm(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (need, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    let mut receipt = receipt(ctx, form, &ctx.actor)?;
    receipt.file = attach(&ctx.actor, form, write, &need)?;
    let Change(body) = need.body.receive(receipt).map_err(refusal)?;
    keep(ctx, write, &permit, &need, &body)?;
    answered(ctx, &need, body.confirmations.last().map(|one| one.id))
}

/// What the receiver says, from the form; its file comes with [`attach`].
pub(super) fn receipt(ctx: &Ctx, form: &Form, actor: &Actor) -> Result<Receipt, Problem> {
    let dispute = form.some("dispute");
    Ok(Receipt {
        line: number(form, "line")?.unwrap_or_default(),
        delivery: number(form, "delivery")?,
        promise: number(form, "promise")?,
        quantity: form.some("quantity").map(|quantity| plain_number(&quantity)).filter(|_| dispute.is_none()),
        dispute,
        date: day_of(ctx, form)?,
        note: form.some("note"),
        file: None,
        said_by: actor.id.clone(),
        seen: number(form, "seen")?.unwrap_or(-1),
    })
}

/// Keeps the photo or act that came with a form. Only what can do nothing, and pictures that say nothing of where they were
/// taken, since whoever sends one on a phone does not know what is in it.
pub(super) fn attach(actor: &Actor, form: &Form, write: &mut Write, need: &Need) -> Result<Option<String>, Problem> {
    let Some(hash) = form.some("file.hash").filter(|hash| is_hash(hash)) else { return Ok(None) };
    let media = form.text("file.type");
    match media {
        "application/pdf" => {}
        "image/jpeg" | "image/png" | "image/webp" if form.text("file.clean") == "1" => {}
        _ => return Err(Problem::bad("need-bad-file", form.text("file.name"))),
    }
    let file = File {
        id: write.id(),
        subject: Ref::new(Kind::Need, &need.head.id),
        name: clean_name(form.text("file.name")),
        media: media.to_owned(),
        size: form.text("file.size").parse().map_err(Problem::fault)?,
        hash,
        created_at: write.stamp(),
        created_by: actor.id.clone(),
        published_at: None,
        removed_at: None,
        version: 1,
        letters: None,
    };
    let permit = actor.may_create(Kind::File, &file.id)?;
    file::store::add(write, &permit, &file)?;
    Ok(Some(file.id))
}

fn publish(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (need, permit) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Publish, ctx.param("slug"))?;
    let published_at = match form.text("state") {
        "draft" => None,
        _ => {
            need.may_be_shown().map_err(refusal)?;
            Some(write.stamp())
        }
    };
    store::publish(write, &permit, &seal(ctx), published_at)?;
    Reply::see(ctx, &address(&need))
}

/// A link for a need, or for its organisation.
fn make_link(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (need, _) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Edit, ctx.param("slug"))?;
    let organisation = need.body.organisation.clone().filter(|_| form.text("reach") != "need");
    let of = Record { kind: Kind::Need, id: need.head.id.clone(), url: ctx.url(&address(&need)), label: title(ctx, &need) };
    let need = organisation.is_none().then_some(need.head.id);
    make(ctx, form, write, (organisation, need), of)
}

/// A link for an organisation that may have stated nothing yet.
fn make_wide_link(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let organisation = ctx.refer(write.tx(), &format!("organisation:{}", form.text("organisation")))?;
    let labels = ctx.labels(write.tx(), std::slice::from_ref(&organisation))?;
    let of = refuse(ctx.page(String::new()).record(&labels, &organisation))?;
    make(ctx, form, write, (Some(organisation.id), None), of)
}

/// Makes a private link and shows it: the one time that it can be seen. Not a redirect, since an address is remembered
/// by browsers and logs.
fn make(ctx: &Ctx, form: &Form, write: &mut Write, (organisation, need): (Option<String>, Option<String>), of: Record) -> Answer {
    let days = number(form, "days")?.unwrap_or(link::DAYS);
    if !(1..=link::MOST_DAYS).contains(&days) {
        return Err(Problem::bad("need-bad-days", days.to_string()));
    }
    let mut purposes: Vec<Purpose> =
        Purpose::ALL.into_iter().filter(|purpose| form.all("purpose").contains(&purpose.word().to_owned())).collect();
    if purposes.is_empty() {
        purposes = Purpose::ALL.to_vec();
    }
    let until = write.moment().now.saturating_add(jiff::SignedDuration::from_hours(24 * days)).map_err(Problem::fault)?;
    let made = Link {
        id: write.id(),
        need,
        organisation,
        known_as: Vec::new(),
        purposes,
        created_at: write.stamp(),
        created_by: ctx.actor.id.clone(),
        expires_at: format!("{until:.3}"),
        revoked_at: None,
        draft: None,
        round: None,
        nothing_at: None,
        seen_at: None,
    };
    let token = link::token().map_err(Problem::fault)?;
    let permit = ctx.actor.may_create(Kind::Link, &made.id)?;
    store::add_link(write, &permit, &made, &link::digest(&token))?;
    // Whoever gets it reads Ukrainian first; the page itself has English beside it.
    let path = format!("/uk/n/{token}");
    let page = ctx.page(ctx.t("need-link-made"));
    let view = MadeView { of, link: page.whole(&path), whole: ctx.base_url().is_some(), until: made.expires_at, page };
    let reply = Reply::html(StatusCode::OK, &view)?;
    Ok(reply.with(axum::http::header::REFERRER_POLICY, "no-referrer".into()))
}

/// Takes a link of an organisation back, also one that has stated nothing yet.
fn revoke_wide(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let link = refuse(store::link_of(write.tx(), &ctx.actor.office, ctx.param("id"))?)?;
    let organisation = Ref::new(Kind::Organisation, refuse(link.organisation.clone())?);
    let permit = ctx.permit(&link.subject())?;
    store::revoke(write, &permit)?;
    let labels = ctx.labels(write.tx(), std::slice::from_ref(&organisation))?;
    let slug = labels.get(&organisation).and_then(|label| label.path.rsplit('/').next()).map(str::to_owned);
    Reply::see(ctx, &slug.map_or("/needs".to_owned(), |slug| format!("/needs?organisation={slug}")))
}

fn revoke(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (need, _) = store::take(write.tx(), &ctx.actor, &seal(ctx), Action::Read, ctx.param("slug"))?;
    let link = refuse(store::link_of(write.tx(), &ctx.actor.office, ctx.param("id"))?.filter(|link| link.reaches(&need)))?;
    let permit = ctx.permit(&link.subject())?;
    store::revoke(write, &permit)?;
    Reply::see(ctx, &address(&need))
}

pub(super) fn refusal(refusal: Refusal) -> Problem {
    Problem::Bad(refusal.0, refusal.1)
}

/// A form to show: for the first time, with what is wrong, or after a lost race.
struct Sent {
    title: String,
    target: String,
    status: StatusCode,
    filled: Filled,
    conflicts: Vec<journal::Change>,
    draft: bool,
}

impl Sent {
    fn new(filled: Filled) -> Sent {
        Sent { title: String::new(), target: String::new(), status: StatusCode::OK, filled, conflicts: Vec::new(), draft: false }
    }
}

fn form_page(ctx: &Ctx, tx: &mut Tx, sent: Sent) -> Answer {
    let page = ctx.page(sent.title);
    let view = FormView {
        target: page.url(&sent.target),
        conflicted: sent.status == StatusCode::CONFLICT,
        conflicts: sent.conflicts.into_iter().map(|change| (change.field, plain_value(&change.before))).collect(),
        draft: sent.draft,
        priorities: choices(&page, "need-priority-", Priority::ALL.iter().map(|priority| priority.word())),
        units: unit_choices(&page),
        organisations: ctx.options(tx, Kind::Organisation)?,
        emergencies: ctx.options(tx, Kind::Emergency)?,
        places: ctx.options(tx, Kind::Place)?,
        sources: ctx.options(tx, Kind::Source)?,
        filled: sent.filled,
        page,
    };
    match sent.status {
        StatusCode::OK => Reply::page(ctx, &view),
        status => Reply::html(status, &view),
    }
}

/// Several needs as lists show them.
pub(super) fn shown(page: &Page, labels: &Labels, needs: &[Need], day: Date, renewal: i64) -> Vec<Item> {
    needs.iter().map(|need| item(page, labels, need, day, renewal)).collect()
}
