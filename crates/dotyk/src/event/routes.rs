//! The addresses of events. Who takes part is in `people`, how one registers in `registration`.

use std::io::Write as _;

use dotyk_db::Tx;
use jiff::civil::Date;

use super::form::refs;
use super::model::{Body, Event, Refusal, Registration, Sort, State, StateRow, time};
use super::participant::{Count, Stand, numbers};
use super::store::participant::tally;
use super::store::{self, Filter};
use super::view::{self, CardView, Item, ItemShown, ListView, May, NumbersShown, StateShown, TallyShown};
use super::{people, registration};
use crate::access::{Action, Actor, Kind, Ref};
use crate::journal::{Stored, Write, pattern};
use crate::source::cites;
use crate::text::When;
use crate::web::calendar::{self, Span, Standing};
use crate::web::editor::{self, Edited, words};
use crate::web::sheet::unwritten;
use crate::web::{
    Answer, BATCH, Ctx, Face, Filled, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Reader, Record, Reply, Routes, Spool,
    behind, cut,
};
use crate::{figure, file, office, step};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/events", Kind::Event, Action::Read, list)
        .about(&view::LIST)
        .get("/events/new", Kind::Event, Action::Create, editor::new::<Event>)
        .post("/events", Kind::Event, Action::Create, editor::create::<Event>)
        .get("/events/{slug}", Kind::Event, Action::Read, card)
        .about(&view::CARD)
        .get("/events/{slug}/edit", Kind::Event, Action::Edit, editor::edit::<Event>)
        .post("/events/{slug}", Kind::Event, Action::Edit, editor::save::<Event>)
        .post("/events/{slug}/publication", Kind::Event, Action::Publish, editor::publish::<Event>)
        .post("/events/{slug}/withdrawal", Kind::Event, Action::Publish, editor::withdraw::<Event>)
        .post("/events/{slug}/states", Kind::Event, Action::Edit, add_state)
        .post("/events/{slug}/link", Kind::Event, Action::Edit, turn)
        .get("/events/{slug}/participants", Kind::Attendance, Action::Read, people::list)
        .about(&view::PEOPLE)
        .upload("/events/{slug}/participants", Kind::Attendance, Action::Create, people::take_in)
        .post("/events/{slug}/attendance", Kind::Attendance, Action::Edit, people::mark)
        .post("/events/{slug}/forgetting", Kind::Attendance, Action::Forget, people::forget_some)
        .get("/events/{slug}/registration", Kind::Link, Action::Read, registration::public)
        .post("/events/{slug}/registration", Kind::Link, Action::Read, registration::register_public)
        .get("/e/{token}", Kind::Link, Action::Read, registration::private)
        .post("/e/{token}", Kind::Link, Action::Read, registration::register_private)
        .get("/v/{token}", Kind::Link, Action::Read, registration::mine)
        .post("/v/{token}/withdrawal", Kind::Link, Action::Read, registration::decline)
}

/// Parameters that narrow the list to a record, each with its kind.
const OF: [(&str, &str); 4] = [("place", "place"), ("organisation", "organisation"), ("series", "event"), ("project", "project")];

/// A word of the query that must be one of ours.
fn asked<T>(ctx: &Ctx, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    let Some(word) = ctx.query(name) else { return Ok(None) };
    parse(word).map(Some).ok_or_else(|| Problem::bad("web-bad-query", word))
}

/// The filter that the query asks for, and the records it names.
fn filter(ctx: &Ctx, tx: &mut Tx) -> Result<(Filter, Vec<(&'static str, Ref)>), Problem> {
    let mut of = Vec::new();
    for (name, kind) in OF {
        if let Some(key) = ctx.query(name) {
            of.push((name, ctx.refer(tx, &format!("{kind}:{key}"))?));
        }
    }
    // Whoever may not see a record may not learn what belongs to it either.
    let labels = ctx.labels(tx, &of.iter().map(|(_, record)| record.clone()).collect::<Vec<_>>())?;
    if of.iter().any(|(_, record)| !labels.contains_key(record)) {
        return Err(Problem::NotFound);
    }
    let id = |kind| of.iter().find(|(_, record)| record.kind == kind).map(|(_, record)| record.id.clone());
    let day = |name| match ctx.query(name) {
        None => Ok(None),
        Some(text) => When::parse(text).map(Some).ok_or_else(|| Problem::bad("web-bad-date", text)),
    };
    let (upcoming, from, to) = (ctx.query("upcoming").is_some(), day("from")?, day("to")?);
    let filter = Filter {
        state: asked(ctx, "state", State::parse)?,
        kind: asked(ctx, "kind", Sort::parse)?,
        from: from.map(|when| when.first()).max(if upcoming { Some(ctx.day()?) } else { None }),
        to: to.map(|when| when.last()),
        place: id(Kind::Place),
        organisation: id(Kind::Organisation),
        series: id(Kind::Event),
        project: id(Kind::Project),
        unwritten: ctx.query("unwritten").is_some(),
        ahead: upcoming,
        search: pattern(ctx.query("q")),
    };
    Ok((filter, of))
}

/// Where a list goes on behind an event.
fn cursor(event: &Event) -> (String, String) {
    (store::day_key(&event.body), event.head.id.clone())
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (filter, of) = filter(ctx, tx)?;
    let page = ctx.page(ctx.t("event-title"));
    if ctx.face == Face::Ics {
        return agenda(ctx, tx, &page, &filter);
    }
    if ctx.wants_sheet() {
        return sheet(ctx, tx, &page, &filter);
    }
    let (visible, day) = (ctx.actor.visible(Kind::Event), ctx.day()?);
    let mut events = store::page(tx, &visible, &filter, day, ctx.after()?, PAGE_ROWS + 1)?;
    let total = store::count(tx, &visible, &filter, day)?;
    let next = cut(&mut events, |event| format!("{}~{}", store::day_key(&event.body), event.head.id));
    let mut wanted: Vec<Ref> = events.iter().flat_map(|event| refs(&event.body)).collect();
    wanted.extend(of.iter().map(|(_, record)| record.clone()));
    let labels = ctx.labels(tx, &wanted)?;
    let view = ListView {
        list: List { items: events.iter().map(|event| item(&page, &labels, day, event)).collect(), total, next },
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        of: of.iter().filter_map(|(name, record)| Some((*name, page.record(&labels, record)?))).collect(),
        kinds: words(&page, "event-kind-", Sort::ALL.iter().map(|kind| kind.word())),
        states: words(&page, "event-state-", State::ALL.iter().map(|state| state.word())),
        may_create: page.can(Kind::Event, Action::Create),
        page,
    };
    Reply::view(ctx, &view)
}

/// All rows of the list.
fn sheet(ctx: &Ctx, tx: &mut Tx, page: &Page, filter: &Filter) -> Answer {
    let (visible, day) = (ctx.actor.visible(Kind::Event), ctx.day()?);
    let mut known = Known::default();
    view::SHEET.send(ctx, tx, page, |tx, after: Option<(String, String)>| {
        let (key, id) = after.unwrap_or_default();
        let events = store::page(tx, &visible, filter, day, (&key, &id), BATCH)?;
        let next = behind(&events, cursor);
        let wanted: Vec<Ref> = events.iter().flat_map(|event| refs(&event.body)).collect();
        let labels = known.ask(ctx, tx, &wanted)?;
        Ok((events.iter().map(|event| item(page, labels, day, event)).collect(), next))
    })
}

/// The events of the list as a calendar, as far as they have a day.
fn agenda(ctx: &Ctx, tx: &mut Tx, page: &Page, filter: &Filter) -> Answer {
    let (visible, day) = (ctx.actor.visible(Kind::Event), ctx.day()?);
    let (mut spool, mut out) = Spool::new(ctx)?;
    let name = format!("{}: {}", page.title, ctx.office_name());
    out.write_all(calendar::begin(&name).as_bytes()).map_err(unwritten)?;
    let (mut known, mut after) = (Known::default(), (String::new(), String::new()));
    loop {
        let events = store::page(tx, &visible, filter, day, (&after.0, &after.1), BATCH)?;
        let wanted: Vec<Ref> = events.iter().flat_map(|event| refs(&event.body)).collect();
        let labels = known.ask(ctx, tx, &wanted)?;
        for event in &events {
            if let Some(entry) = entry(ctx, page, &item(page, labels, day, event), &event.body) {
                out.write_all(calendar::event(&entry).as_bytes()).map_err(unwritten)?;
            }
        }
        match behind(&events, cursor) {
            Some(next) => after = next,
            None => break,
        }
        spool.go_on()?;
    }
    out.write_all(calendar::END.as_bytes()).map_err(unwritten)?;
    spool.send(out, calendar::MEDIA, &format!("events-{}.ics", ctx.day()?))
}

/// An event as an entry of a calendar. Never with its link: a calendar is passed on.
fn entry(ctx: &Ctx, page: &Page, item: &Item, b: &Body) -> Option<calendar::Event> {
    let (first, last) = b.days()?;
    let hour = |text: &Option<String>| text.as_deref().and_then(time);
    let span = match (hour(&b.starts), hour(&b.ends)) {
        (Some(starts), Some(ends)) => Span::Between(first.to_datetime(starts), last.to_datetime(ends)),
        (Some(starts), None) if first == last => Span::At(first.to_datetime(starts)),
        _ => Span::Days(first, last),
    };
    let organisers: Vec<&str> = item.organisers.iter().map(|one| one.label.as_str()).collect();
    let told = [page.word("event-kind-", item.event_kind), organisers.join(", ")];
    let location = [item.venue.clone(), item.place.as_ref().map(|place| place.label.clone())];
    let location: Vec<String> = location.into_iter().flatten().collect();
    Some(calendar::Event {
        uid: format!("{}@{}.dotyk", item.record.id, ctx.actor.office),
        stamp: ctx.moment.now,
        span,
        summary: item.record.label.clone(),
        description: told.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n"),
        url: Some(page.whole(&item.record.url)).filter(|url| url.starts_with("http")),
        categories: vec![page.t("web-kind-event")],
        location: (!location.is_empty()).then(|| location.join(", ")),
        standing: match item.state {
            "cancelled" => Standing::Cancelled,
            "announced" | "held" => Standing::Confirmed,
            _ => Standing::Tentative,
        },
    })
}

/// A row as the list and the card show it.
fn item(page: &Page, labels: &Labels, day: Date, event: &Event) -> Item {
    let b = &event.body;
    let record = |kind, id: &Option<String>| page.record(labels, &Ref::new(kind, id.as_ref()?));
    let organisers: Vec<Ref> = b.organisers.iter().map(|id| Ref::new(Kind::Organisation, id)).collect();
    Item {
        record: Record {
            kind: Kind::Event,
            id: event.head.id.clone(),
            url: page.url(&event.address()),
            label: page.lang.of(&b.title_uk, &b.title_en).to_owned(),
        },
        event_kind: b.kind.word(),
        state: b.on(day).map_or("", |row| row.state.word()),
        format: b.format.map(|format| format.word()),
        date: b.date.clone(),
        starts: b.starts.clone(),
        ends: b.ends.clone(),
        place: record(Kind::Place, &b.place),
        venue: page.lang.pick(&b.venue_uk, &b.venue_en).map(|(text, _)| text.to_owned()),
        organisers: page.records(labels, &organisers),
        series: record(Kind::Event, &b.series),
        project: record(Kind::Project, &b.project),
        group: record(Kind::Group, &b.group),
        draft: event.head.published_at.is_none(),
    }
}

/// Everything besides the event that its card is made of.
struct Around {
    sessions: Vec<Ref>,
    steps: Vec<step::Step>,
    figures: Vec<figure::Figure>,
    files: Vec<Ref>,
    counts: Vec<Count>,
}

fn around(ctx: &Ctx, tx: &mut Tx, me: &Ref) -> Result<Around, Problem> {
    let (office, of) = (&ctx.actor.office, std::slice::from_ref(me));
    let files = file::store::of_subject(tx, office, me)?;
    Ok(Around {
        sessions: store::sessions(tx, &ctx.actor.visible(Kind::Event), &me.id)?,
        steps: step::store::of_subjects(tx, office, of)?,
        figures: figure::store::of_subjects(tx, office, ctx.day()?, of)?,
        files: files.iter().map(|file| Ref::new(Kind::File, &file.id)).collect(),
        counts: tally(tx, office, &me.id)?.participants,
    })
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (now, _) = Event::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let me = Ref::new(Kind::Event, &now.head.id);
    let subject = (ctx.state.subject)(tx, &ctx.actor.office, &me)?;
    let could = |action| subject.as_ref().is_some_and(|subject| ctx.actor.could(action, subject));
    let whole = ctx.as_known(tx, &me, now.clone())?;
    // Link and minutes are for the office and whoever may write them.
    let inside = ctx.actor.visible(Kind::Event).all || could(Action::Edit);
    let event = if inside { whole } else { whole.public() };
    let day = ctx.day()?;
    if ctx.face == Face::Ics {
        return calendar_of(ctx, tx, &event, day);
    }
    let around = around(ctx, tx, &me)?;
    let mut wanted = refs(&event.body);
    wanted.extend(around.sessions.iter().chain(&around.files).cloned());
    wanted.extend(step::refs(&around.steps));
    wanted.extend(figure::refs(&around.figures));
    wanted
        .extend(around.counts.iter().filter_map(|count| count.organisation.as_ref()).map(|id| Ref::new(Kind::Organisation, id)));
    let labels = ctx.labels(tx, &wanted)?;
    let (page, office) = (ctx.page(event.title(ctx)), office::store::find(tx, &ctx.actor.office)?);
    let present = ctx.past().is_none() && ctx.as_of()?.is_none();
    let may = May {
        edit: ctx.past().is_none() && could(Action::Edit),
        publish: ctx.past().is_none() && could(Action::Publish),
        attend: present && page.can(Kind::Attendance, Action::Read),
        history: page.can(Kind::Journal, Action::Read),
    };
    let view = CardView {
        row: item(&page, &labels, day, &event),
        programme: programme(&page, &labels, &event.body),
        sessions: page.held(&labels, &around.sessions),
        steps: step::rows(&page, &labels, day, &around.steps),
        figures: figure::show(&page, &office, &labels, &around.figures),
        participants: shown_numbers(ctx, tx, &page, &event, if present { &around.counts } else { &[] })?,
        states: states(&page, &labels, &event.body),
        files: page.records(&labels, &around.files),
        sources: cites::shown(&page, &labels, &event.body.cites),
        beside: ctx.beside(tx, &me)?,
        thread: ctx.thread(tx, &me)?,
        register: registration::address(ctx, &now, &around.counts).filter(|_| present),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        tally: (may.attend && !around.counts.is_empty()).then(|| tally_shown(&page, &labels, &around.counts)),
        link: private_link(ctx, &page, &now, &may)?,
        next: next(&page, &now.body, day),
        filled: Filled::default(),
        may,
        event: &event,
        page,
    };
    Reply::view(ctx, &view)
}

/// One event as a calendar.
fn calendar_of(ctx: &Ctx, tx: &mut Tx, event: &Event, day: Date) -> Answer {
    let labels = ctx.labels(tx, &refs(&event.body))?;
    let page = ctx.page(event.title(ctx));
    let entry = entry(ctx, &page, &item(&page, &labels, day, event), &event.body);
    let entry = entry.ok_or_else(|| Problem::bad("event-no-day", ""))?;
    let (spool, mut out) = Spool::new(ctx)?;
    let text = format!("{}{}{}", calendar::begin(&page.title), calendar::event(&entry), calendar::END);
    out.write_all(text.as_bytes()).map_err(unwritten)?;
    spool.send(out, calendar::MEDIA, &format!("{}.ics", event.head.slug))
}

fn programme(page: &Page, labels: &Labels, b: &Body) -> Vec<ItemShown> {
    let record = |kind, id: &Option<String>| page.record(labels, &Ref::new(kind, id.as_ref()?));
    let items = b.items.iter().map(|item| ItemShown {
        at: item.at.clone(),
        topic: page.lang.of(&item.topic_uk, &item.topic_en).to_owned(),
        person: record(Kind::Person, &item.person),
        organisation: record(Kind::Organisation, &item.organisation),
        role: page.lang.pick(&item.role_uk, &item.role_en).map(|(text, _)| text.to_owned()),
    });
    items.collect()
}

fn states(page: &Page, labels: &Labels, b: &Body) -> Vec<StateShown> {
    let states = b.states.iter().map(|row| StateShown {
        state: row.state.word(),
        date: row.date.clone(),
        source: row.source.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Source, id))),
        locator: row.locator.clone(),
        note: page.lang.pick(&row.note_uk, &row.note_en).map(|(text, _)| text.to_owned()),
    });
    states.collect()
}

/// What everybody may know of who takes part: the same for whoever looks.
fn shown_numbers(ctx: &Ctx, tx: &mut Tx, page: &Page, event: &Event, counts: &[Count]) -> Result<NumbersShown, Problem> {
    let refs: Vec<Ref> =
        counts.iter().filter_map(|count| count.organisation.as_ref()).map(|id| Ref::new(Kind::Organisation, id)).collect();
    let labels = (ctx.state.labels)(&ctx.state, tx, &Actor::public(&ctx.actor.office), ctx.day()?, &refs)?;
    let held = event.body.on(ctx.day()?).is_some_and(|row| row.state == State::Held);
    let numbers = numbers(counts, held, |id| labels.contains_key(&Ref::new(Kind::Organisation, id)));
    let named = numbers.organisations.into_iter();
    Ok(NumbersShown {
        state: numbers.state.word(),
        qualifier: numbers.total.map(|(qualifier, _)| qualifier.word()),
        total: numbers.total.map(|(_, total)| total),
        organisations: named
            .filter_map(|(id, count)| Some((page.record(&labels, &Ref::new(Kind::Organisation, id))?, count)))
            .collect(),
    })
}

fn tally_shown(page: &Page, labels: &Labels, counts: &[Count]) -> TallyShown {
    let column = |state: Stand| Stand::ALL.iter().position(|one| *one == state).unwrap_or_default();
    let mut rows: Vec<(Option<String>, Vec<i64>)> = Vec::new();
    let mut sums = vec![0; Stand::ALL.len()];
    for count in counts {
        if rows.last().is_none_or(|(organisation, _)| *organisation != count.organisation) {
            rows.push((count.organisation.clone(), vec![0; Stand::ALL.len()]));
        }
        if let Some((_, row)) = rows.last_mut() {
            row[column(count.state)] += count.count;
        }
        sums[column(count.state)] += count.count;
    }
    let record = |id: Option<String>| page.record(labels, &Ref::new(Kind::Organisation, id?));
    TallyShown { total: sums.iter().sum(), rows: rows.into_iter().map(|(id, row)| (record(id), row)).collect(), sums }
}

/// The private link of registration, for whoever may give it away.
fn private_link(ctx: &Ctx, page: &Page, event: &Event, may: &May) -> Result<Option<String>, Problem> {
    if !may.edit || event.turn == 0 || event.body.registration != Registration::Private {
        return Ok(None);
    }
    let token = store::link_token(&ctx.state.data_key, &ctx.actor.office, event)?;
    Ok(Some(page.whole(&page.url(&format!("/e/{token}")))))
}

/// The states that may come next.
fn next(page: &Page, b: &Body, day: Date) -> Vec<(String, String)> {
    let now = b.on(day).map(|row| row.state);
    let may = State::ALL.iter().filter(|next| now.is_none_or(|now| now != **next && now.leads_to(**next)));
    words(page, "event-state-", may.map(|state| state.word()))
}

/// `POST /events/{slug}/states`: one more state, the quick way from the card. The history before it stays.
fn add_state(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (event, permit) = Event::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let mut reader = Reader::new(form);
    let state = State::parse(form.text("state")).ok_or_else(|| Problem::bad("web-bad-query", form.text("state")))?;
    let date = reader.when("date").or_else(|| Some(When::day(ctx.today())));
    if let Some((_, _, what)) = reader.faults.pop() {
        return Err(Problem::bad("web-bad-date", what));
    }
    let source = match form.some("source") {
        Some(key) => Some(ctx.refer(write.tx(), &format!("source:{key}"))?.id),
        None => None,
    };
    let (locator, note_uk, note_en) = (form.some("locator"), form.some("note_uk"), form.some("note_en"));
    let row = StateRow { state, date, source, locator, note_uk, note_en };
    if row.told_ahead(ctx.today()) {
        return Err(Problem::bad("event-held-ahead", form.text("date")));
    }
    let refused = |Refusal(key, what)| Problem::bad("event-state-refused", ctx.t1(key, "what", &ctx.told(key, &what)));
    let body = event.body.move_to(row).map_err(refused)?;
    editor::keep(write, &permit, &event.with(body))?;
    Reply::see(ctx, &event.address())
}

/// `POST /events/{slug}/link`: a new private link of registration, which ends the one before.
fn turn(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (event, permit) = Event::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    store::turn(write, &permit, &ctx.state.data_key, &event)?;
    Reply::see(ctx, &event.address())
}
