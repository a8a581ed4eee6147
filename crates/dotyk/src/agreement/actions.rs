//! What happens to an agreement, one thing at a time: the small forms of its card.

use jiff::civil::Date;

use super::model::{Agreement, Amendment, Approval, Body, Event, Prolongation, Refusal, Signature, Termination};
use super::rows::{NAMES, Reading};
use super::store;
use crate::access::{Action, Head, Kind, Permit};
use crate::journal::{Stored, Write};
use crate::text::When;
use crate::web::editor::{self, Edited};
use crate::web::{Answer, Ctx, Form, Problem, Reply};

/// The agreement of the address, to be changed.
fn take(ctx: &Ctx, write: &mut Write) -> Result<(Agreement, Permit), Problem> {
    Ok(Agreement::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?)
}

fn refused(refusal: Refusal) -> Problem {
    Problem::Bad(refusal.0, refusal.1)
}

/// Goes on only when everything in the form could be read.
fn readable(reading: Reading) -> Result<(), Problem> {
    match reading.faults(Vec::new()).into_iter().next() {
        None => Ok(()),
        Some((field, key, what)) => Err(unreadable(&field, key, what)),
    }
}

fn unreadable(field: &str, key: &str, what: String) -> Problem {
    match key {
        "web-bad-day" => Problem::bad("web-bad-date", what),
        _ => Problem::bad("web-bad-query", if what.is_empty() { field.to_owned() } else { what }),
    }
}

/// What is told of a day that has not come is no news.
fn come(ctx: &Ctx, date: &Option<When>) -> Result<(), Problem> {
    match date.as_ref().filter(|date| date.first() > ctx.today()) {
        None => Ok(()),
        Some(date) => Err(Problem::bad("agreement-ahead", date.to_string())),
    }
}

/// Saves a change, and shows what came of it.
fn keep(ctx: &Ctx, write: &mut Write, permit: &Permit, one: &Agreement, change: impl FnOnce(&mut Body)) -> Answer {
    let body = one.body.changed(change).map_err(refused)?;
    editor::keep(write, permit, &one.with(body))?;
    Reply::see(ctx, &one.address())
}

/// `POST /agreements/{slug}/signatures`: a source says when a party signed, or all of them.
pub fn sign(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = take(ctx, write)?;
    let mut reading = Reading::new(ctx, write.tx(), form, &NAMES)?;
    let signature = Signature {
        party: reading.party("party", form.text("party")),
        date: reading.reader.when("date"),
        date_note_uk: form.some("date_note_uk"),
        date_note_en: form.some("date_note_en"),
        place: reading.field("place", Kind::Place),
        source: reading.field("source", Kind::Source),
        locator: form.some("locator"),
        doubt_uk: form.some("doubt_uk"),
        doubt_en: form.some("doubt_en"),
    };
    if form.text("party").is_empty() {
        return Err(Problem::bad("agreement-signer-needed", ""));
    }
    readable(reading)?;
    come(ctx, &signature.date)?;
    keep(ctx, write, &permit, &one, |body| body.signatures.push(signature))
}

/// `POST /agreements/{slug}/approval`: something happened between the parties and the ministry.
pub fn approve(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = take(ctx, write)?;
    let mut reading = Reading::new(ctx, write.tx(), form, &NAMES)?;
    let event = reading.reader.choice("event", Event::parse);
    let date = reading.reader.when("date");
    readable(reading)?;
    come(ctx, &date)?;
    let event = event.ok_or_else(|| Problem::bad("web-bad-query", form.text("event")))?;
    let date = date.unwrap_or_else(|| When::day(ctx.today()));
    let (note_uk, note_en) = (form.some("note_uk"), form.some("note_en"));
    let row = Approval { event, date, number: form.some("number"), note_uk, note_en };
    keep(ctx, write, &permit, &one, |body| body.approval.push(row))
}

/// `POST /agreements/{slug}/prolongations`: the parties made it hold for longer.
pub fn prolong(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = take(ctx, write)?;
    one.signed(ctx.today()).map_err(refused)?;
    let mut reading = Reading::new(ctx, write.tx(), form, &NAMES)?;
    let (until, date) = (reading.reader.when("until"), reading.reader.when("date"));
    let source = reading.field("source", Kind::Source);
    readable(reading)?;
    come(ctx, &date)?;
    let until = until.ok_or_else(|| Problem::bad("web-bad-date", ""))?;
    let row = Prolongation { until, date, source, locator: form.some("locator") };
    keep(ctx, write, &permit, &one, |body| body.prolongations.push(row))
}

/// `POST /agreements/{slug}/amendments`: its text was changed.
pub fn amend(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = take(ctx, write)?;
    one.signed(ctx.today()).map_err(refused)?;
    let mut reading = Reading::new(ctx, write.tx(), form, &NAMES)?;
    let row = Amendment {
        number: form.some("number"),
        date: reading.reader.when("date"),
        what_uk: form.some("what_uk"),
        what_en: form.some("what_en"),
        source: reading.field("source", Kind::Source),
        locator: form.some("locator"),
    };
    readable(reading)?;
    come(ctx, &row.date)?;
    keep(ctx, write, &permit, &one, |body| body.amendments.push(row))
}

/// `POST /agreements/{slug}/termination`: it was broken off, or a party objected to another term. The day may lie ahead.
pub fn terminate(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = take(ctx, write)?;
    one.signed(ctx.today()).map_err(refused)?;
    let mut reading = Reading::new(ctx, write.tx(), form, &NAMES)?;
    let date = reading.reader.when("date");
    let source = reading.field("source", Kind::Source);
    readable(reading)?;
    let date = date.ok_or_else(|| Problem::bad("web-bad-date", ""))?;
    let (note_uk, note_en) = (form.some("note_uk"), form.some("note_en"));
    let termination = Termination { date, note_uk, note_en, source, locator: form.some("locator") };
    keep(ctx, write, &permit, &one, |body| body.termination = Some(termination))
}

/// `POST /agreements/{slug}/renewal`: makes the draft of what is to stand in its place, and opens its form.
pub fn renew(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (one, _) = take(ctx, write)?;
    let today: Date = ctx.today();
    let body = one.renewal(today).map_err(refused)?;
    let others = store::chain(write.tx(), &ctx.actor.office, &one.head.id)?;
    if others.iter().any(|(_, before)| before.as_ref() == Some(&one.head.id)) {
        return Err(Problem::bad("agreement-renewed-already", one.title(ctx)));
    }
    let slug = Agreement::free_slug(write.tx(), &ctx.actor.office, &format!("{}-{}", one.head.slug, today.year()))?;
    let next = Agreement::new(Head::new(write.id(), slug, &ctx.actor.id), body);
    let permit = ctx.actor.may_create(Kind::Agreement, &next.head.id)?;
    Agreement::add(write, &permit, &next)?;
    Reply::see(ctx, &format!("{}/edit", next.address()))
}
