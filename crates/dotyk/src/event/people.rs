//! Who takes part, by name: the office's own pages. A list is taken in whole or not at all; people are marked and forgotten.

use axum::http::StatusCode;
use dotyk_db::{Error, Tx};

use super::attendance::{self, Row, RowFault};
use super::model::Event;
use super::participant::{self, MOST, Participant, Settled, Stand, settle};
use super::store;
use super::store::participant::{self as rows, New, Which};
use super::view::{PEOPLE_SHEET, PeopleView, Somebody};
use crate::access::{Action, Actor, Kind, Permit, Ref};
use crate::file::is_hash;
use crate::journal::{Moment, Seal, Stored, Write};
use crate::web::editor::{Edited, words};
use crate::web::table::Refusal;
use crate::web::{
    Answer, BATCH, Ctx, Filled, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Record, Reply, State, content_path,
};

/// So many mistakes of a list are said at once.
const SAID: usize = 20;

/// `GET /events/{slug}/participants`.
pub fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (event, _) = store::take_attendance(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let which = which(ctx, tx)?;
    if !ctx.wants_sheet() {
        return page(ctx, tx, StatusCode::OK, &event, &which, (Filled::default(), Vec::new()));
    }
    let (seal, shown) = (Seal::new(ctx.state.data_key), ctx.page(ctx.t("web-kind-attendance")));
    let mut known = Known::default();
    PEOPLE_SHEET.send(ctx, tx, &shown, |tx, after: Option<String>| {
        let people = rows::page(tx, &ctx.actor.office, &seal, &event.head.id, &which, &after.unwrap_or_default(), BATCH)?;
        let next = if people.len() as i64 >= BATCH { people.last().map(|one| one.id.clone()) } else { None };
        let labels = known.ask(ctx, tx, &organisations(&people))?;
        Ok((people.into_iter().map(|one| somebody(&shown, labels, one)).collect(), next))
    })
}

fn which(ctx: &Ctx, tx: &mut Tx) -> Result<Which, Problem> {
    let state = match ctx.query("state") {
        None => None,
        Some(word) => Some(Stand::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
    };
    let organisation = match ctx.query("organisation") {
        None => None,
        Some(key) => Some(ctx.refer(tx, &format!("organisation:{key}"))?.id),
    };
    Ok(Which { state, organisation })
}

fn organisations(people: &[Participant]) -> Vec<Ref> {
    people.iter().filter_map(|one| one.organisation.as_ref()).map(|id| Ref::new(Kind::Organisation, id)).collect()
}

fn somebody(page: &Page, labels: &Labels, one: Participant) -> Somebody {
    let guarded = one.guarded.unwrap_or_default();
    Somebody {
        organisation: one.organisation.and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id))),
        name: Some(guarded.name).filter(|name| !name.is_empty()),
        organisation_name: guarded.organisation,
        post: guarded.post,
        mail: guarded.mail,
        phone: guarded.phone,
        state: one.state.word(),
        own: one.own,
        forget_on: one.forget_on,
        id: one.id,
    }
}

/// The page of the people; with a list that was refused, and why.
fn page(
    ctx: &Ctx,
    tx: &mut Tx,
    status: StatusCode,
    event: &Event,
    which: &Which,
    (filled, wrong): (Filled, Vec<String>),
) -> Answer {
    let (seal, office) = (Seal::new(ctx.state.data_key), &ctx.actor.office);
    let from = match ctx.query("after") {
        None => 0,
        Some(cursor) => cursor.parse::<usize>().map_err(|_| Problem::bad("web-bad-cursor", cursor))?,
    };
    let everybody = rows::page(tx, office, &seal, &event.head.id, which, "", MOST)?;
    let mut people = by_name(everybody, ctx.query("q").unwrap_or_default());
    let total = people.len() as i64;
    let rest = people.split_off(from.min(people.len()));
    let next = (rest.len() > PAGE_ROWS as usize).then(|| (from + PAGE_ROWS as usize).to_string());
    let people: Vec<Participant> = rest.into_iter().take(PAGE_ROWS as usize).collect();
    let labels = ctx.labels(tx, &organisations(&people))?;
    let page = ctx.page(ctx.t("web-kind-attendance"));
    let number = |name| ctx.query(name).and_then(|number| number.parse::<i64>().ok());
    let view = PeopleView {
        list: List { items: people.into_iter().map(|one| somebody(&page, &labels, one)).collect(), total, next },
        event: Record { kind: Kind::Event, id: event.head.id.clone(), url: page.url(&event.address()), label: event.title(ctx) },
        stands: words(&page, "event-stand-", Stand::ALL.iter().map(|stand| stand.word())),
        most: attendance::ROWS as i64,
        done: number("added").zip(number("marked")),
        filled,
        wrong,
        page,
    };
    if status == StatusCode::OK { Reply::view(ctx, &view) } else { Reply::html(status, &view) }
}

/// In the order of their names, those whose name or organisation holds the words. Names are sealed, so no index knows them:
/// of an event there are so few that they are all read.
fn by_name(mut people: Vec<Participant>, words: &str) -> Vec<Participant> {
    let words = dotyk_uk::search_key(words);
    let name = |one: &Participant| one.guarded.as_ref().map(|known| known.name.clone()).unwrap_or_default();
    let of = |one: &Participant| one.guarded.as_ref().and_then(|known| known.organisation.clone()).unwrap_or_default();
    people.retain(|one| words.is_empty() || dotyk_uk::search_key(&format!("{} {}", name(one), of(one))).contains(&words));
    // Whoever was forgotten has no name and stands last.
    people.sort_by_cached_key(|one| (name(one).is_empty(), dotyk_uk::sort_key(&name(one)), one.id.clone()));
    people
}

/// Says why a list was not taken in, with what was pasted.
fn refused(ctx: &Ctx, tx: &mut Tx, event: &Event, form: &Form, said: String, wrong: Vec<String>) -> Answer {
    let filled = Filled::wrong(form.clone(), vec![("list".to_owned(), said)]);
    page(ctx, tx, StatusCode::UNPROCESSABLE_ENTITY, event, &Which::default(), (filled, wrong))
}

/// `POST /events/{slug}/participants`: takes a list in, pasted or as a file.
pub fn take_in(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (event, permit) = store::take_attendance(write.tx(), &ctx.actor, Action::Create, ctx.param("slug"))?;
    let to = Stand::parse(form.text("as")).ok_or_else(|| Problem::bad("web-bad-query", form.text("as")))?;
    let page = ctx.page(String::new());
    if to == Stand::Attended && event.body.date.as_ref().is_some_and(|date| date.first() > ctx.today()) {
        return refused(ctx, write.tx(), &event, form, page.t("event-not-yet"), Vec::new());
    }
    let bytes = content(ctx, write.tx(), form)?;
    let (list, faults) = match attendance::read(&bytes) {
        Ok(read) => read,
        Err(Refusal { key, what }) => {
            let said = format!("{}. {}", page.t1(key, "what", &what), page.t1(&format!("{key}-help"), "what", &what));
            return refused(ctx, write.tx(), &event, form, said, Vec::new());
        }
    };
    if !faults.is_empty() {
        let wrong = faults.iter().take(SAID).map(|fault| said(&page, fault)).collect();
        return refused(ctx, write.tx(), &event, form, page.n("event-rows-wrong", &(faults.len() as i64)), wrong);
    }
    let known = known(ctx, write.tx(), &list)?;
    let there = everybody(ctx, write.tx(), &event)?;
    let settled = settle(&there, &list, &known, to);
    if there.len() as i64 + settled.add.len() as i64 > MOST {
        let said = page.t1("event-full-list", "n", page.number(&MOST));
        return refused(ctx, write.tx(), &event, form, said, Vec::new());
    }
    put(ctx, form, write, &permit, &event, (list, known, settled), to)
}

/// The list as it came: the file, when there is one. A list of people is not left lying among the files.
fn content(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<Vec<u8>, Problem> {
    let Some(hash) = form.some("file.hash").filter(|hash| is_hash(hash)) else {
        return Ok(form.text("list").as_bytes().to_vec());
    };
    let path = content_path(&ctx.state.files, &hash);
    let bytes = std::fs::read(&path).map_err(Problem::fault)?;
    if !(ctx.state.named)(tx, &ctx.actor.office, &hash)? {
        std::fs::remove_file(&path).map_err(Problem::fault)?;
    }
    Ok(bytes)
}

fn said(page: &Page, (line, key, what): &RowFault) -> String {
    format!("{} {}", page.t1("event-row", "row", line.to_string()), page.t1(key, "what", what))
}

/// The organisations of the rows, as far as the register knows them by name or address.
fn known(ctx: &Ctx, tx: &mut Tx, list: &[Row]) -> Result<Vec<Option<String>>, Problem> {
    let text = |row: &Row| row.guarded.organisation.as_ref().map(|text| format!("organisation:{text}"));
    let mut wanted: Vec<String> = list.iter().filter_map(text).collect();
    wanted.sort();
    wanted.dedup();
    let found = ctx.refers(tx, &wanted)?;
    Ok(list.iter().map(|row| text(row).and_then(|text| found.get(&text)).map(|record| record.id.clone())).collect())
}

fn everybody(ctx: &Ctx, tx: &mut Tx, event: &Event) -> Result<Vec<Participant>, Error> {
    rows::page(tx, &ctx.actor.office, &Seal::new(ctx.state.data_key), &event.head.id, &Which::default(), "", MOST)
}

/// Writes what a list says: whom it adds, whom it marks, and, when asked, that the others were not there.
fn put(
    ctx: &Ctx,
    form: &Form,
    write: &mut Write,
    permit: &Permit,
    event: &Event,
    (mut list, mut known, settled): (Vec<Row>, Vec<Option<String>>, Settled),
    to: Stand,
) -> Answer {
    let forget_on = participant::forget_on(event.body.date.as_ref(), ctx.today());
    let mut people = Vec::with_capacity(settled.add.len());
    for index in settled.add {
        let (mut guarded, organisation) = (std::mem::take(&mut list[index].guarded), known[index].take());
        if organisation.is_some() {
            guarded.organisation = None;
        }
        people.push(New { guarded, organisation, state: to, once: None });
    }
    let added = rows::add(write, permit, &ctx.state.data_key, people, forget_on)?.len();
    rows::mark(write, permit, &settled.mark, to)?;
    let absent = to == Stand::Attended && form.has("rest");
    if absent {
        rows::mark(write, permit, &settled.rest, Stand::Absent)?;
    }
    rows::journal(write, permit)?;
    let marked = settled.mark.len() + if absent { settled.rest.len() } else { 0 };
    Reply::see(ctx, &format!("{}/participants?added={added}&marked={marked}", event.address()))
}

/// The people whom a form has ticked.
fn ticked(ctx: &Ctx, tx: &mut Tx, form: &Form, event: &Event) -> Result<Vec<Participant>, Problem> {
    let ids = form.all("who");
    if ids.is_empty() || ids.len() > PAGE_ROWS as usize {
        return Err(Problem::bad("event-nobody", ""));
    }
    Ok(rows::by_ids(tx, &ctx.actor.office, &Seal::new(ctx.state.data_key), &event.head.id, &ids)?)
}

/// `POST /events/{slug}/attendance`: says how those ticked stand now.
pub fn mark(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (event, permit) = store::take_attendance(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let to = Stand::parse(form.text("state")).ok_or_else(|| Problem::bad("web-bad-query", form.text("state")))?;
    if matches!(to, Stand::Attended | Stand::Absent) && event.body.date.as_ref().is_some_and(|date| date.first() > ctx.today()) {
        return Err(Problem::bad("event-not-yet", ""));
    }
    let people = ticked(ctx, write.tx(), form, &event)?;
    let may: Vec<String> = people.iter().filter(|one| one.state.leads_to(to)).map(|one| one.id.clone()).collect();
    rows::mark(write, &permit, &may, to)?;
    rows::journal(write, &permit)?;
    Reply::see(ctx, &format!("{}/participants?added=0&marked={}", event.address(), may.len()))
}

/// `POST /events/{slug}/forgetting`: destroys what is known of those ticked.
pub fn forget_some(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (event, permit) = store::take_attendance(write.tx(), &ctx.actor, Action::Forget, ctx.param("slug"))?;
    let ids: Vec<String> = ticked(ctx, write.tx(), form, &event)?.into_iter().map(|one| one.id).collect();
    rows::forget(write, &permit, &ids)?;
    rows::journal(write, &permit)?;
    Reply::see(ctx, &format!("{}/participants", event.address()))
}

/// So many events are looked after in a day's turn; the next turn goes on.
const A_DAY: i64 = 200;

/// Destroys what is known of the people whose day has come. Done once a day.
///
/// # Errors
/// The database's.
pub fn forget(state: &State) -> Result<(), Error> {
    let moment = Moment { now: state.clock.now(), ids: state.ids.clone() };
    let due = state.db.read_blocking(|tx| rows::due(tx, &state.office, moment.today(), A_DAY))?;
    for id in due {
        state.db.write_blocking(|tx| {
            let mut write = Write::begin(tx, &state.office, moment.clone())?;
            let event = Event::get(write.tx(), &state.office, &id)?;
            let permit = event.and_then(|event| {
                Actor::command(&state.office, "event forgetting").may(Action::Forget, &event.attendance()).ok()
            });
            if let Some(permit) = permit {
                rows::forget_due(&mut write, &permit, moment.today())?;
            }
            write.finish().map(drop)
        })?;
    }
    Ok(())
}
