//! What is written by mail to whoever knows more of a need: that the office has confirmed it, that somebody promised, and,
//! when nothing is heard, whether it still holds, with a private link by which that is said in one step.

use dotyk_db::{Error, Tx};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};

use super::link::{self, Link, MOST_DAYS, Purpose};
use super::model::{Body, Event, Need, Promise, State as Stage};
use super::store;
use crate::access::{Actor, Kind, Permit, Ref};
use crate::journal::{Moment, Write};
use crate::letter::{self, Draft, To};
use crate::office::Office;
use crate::organisation;
use crate::person::Seal;
use crate::text::{Arg, Catalogue, Lang, When, decimal, form};
use crate::web::{Ctx, Problem, State};

/// As who the program makes links for the letters that it writes.
const COMMAND: &str = "need letters";

/// The last reminder goes out so many days before a need lapses.
const LAST: i64 = 7;

/// Needs that are looked at in one read.
const AT_ONCE: usize = 500;

/// Whoever states needs is written to in Ukrainian.
const LANG: Lang = Lang::Uk;

/// What has happened to a need that its contact is told.
#[derive(Debug, PartialEq, Eq)]
enum News<'b> {
    /// The office has found it so; the number of the event
    Confirmed(usize),
    /// Somebody said they would bring something
    Promised(&'b Promise),
}

fn news<'b>(before: &Body, after: &'b Body) -> Vec<News<'b>> {
    let events = after.events.iter().enumerate().skip(before.events.len());
    let confirmed = events.filter(|(_, row)| row.event == Event::Confirmed).map(|(number, _)| News::Confirmed(number));
    let promised = after.promises.iter().filter(|one| !before.promises.iter().any(|known| known.id == one.id));
    confirmed.chain(promised.map(News::Promised)).collect()
}

/// The promises that a change takes back: nobody is to be told of them any more.
fn taken_back<'b>(before: &Body, after: &'b Body) -> impl Iterator<Item = &'b Promise> {
    let held = |id: i64| before.promises.iter().any(|known| known.id == id && known.withdrawn.is_none());
    after.promises.iter().filter(move |one| one.withdrawn.is_some() && held(one.id))
}

/// The key of the letter that tells of a promise.
fn promised_key(need: &Need, promise: &Promise) -> String {
    format!("need-promised:{}:{}", need.head.id, promise.id)
}

/// A reminder: asked for the first time, or for the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reminder {
    last: bool,
    /// Since when nothing was heard.
    heard: Date,
    /// The first day on which the need counts as lapsed.
    lapses: Date,
}

impl Reminder {
    /// Whether somebody is to be asked on a day. A need that has lapsed is the coordinator's to ask.
    fn of(body: &Body, day: Date, renewal: i64) -> Option<Reminder> {
        if !body.to_renew(day, renewal) || body.state_on(day, renewal) == Stage::Lapsed {
            return None;
        }
        let heard = body.heard(day)?;
        let lapses = heard.checked_add((renewal + 1).days()).ok()?;
        Some(Reminder { last: i64::from((lapses - day).get_days()) <= LAST, heard, lapses })
    }

    fn once(self, need: &Need) -> String {
        let kind = if self.last { "last" } else { "renewal" };
        format!("need-{kind}:{}:{}", need.head.id, self.heard)
    }
}

fn title(need: &Need) -> &str {
    LANG.of(&need.body.title_uk, &need.body.title_en)
}

/// A quantity with its unit: «6 штук».
fn measured(words: &Catalogue, unit: &str, value: &str) -> String {
    let forms = words.say(LANG, &format!("need-unit-{}", unit.replace('_', "-")), &[]);
    format!("{} {}", decimal(LANG, value), form(LANG, &forms, value))
}

/// The letter to the contact of a need; none when it has no mail address.
fn draft(
    state: &State,
    office: &Office,
    need: &Need,
    once: String,
    words: (&str, &str),
    args: &[(&str, Arg<'_>)],
) -> Option<Draft> {
    let contact = &need.body.contact;
    let mail = contact.mail.clone()?;
    let mut all = vec![("title", Arg::Text(title(need)))];
    all.extend_from_slice(args);
    let text = state.words.say(LANG, words.1, &all);
    Some(Draft {
        once,
        about: Ref::new(Kind::Need, &need.head.id),
        lang: LANG,
        subject: state.words.say(LANG, words.0, &all),
        text: letter::framed(&state.words, LANG, office, contact.name.as_deref(), &text),
        to: To { name: contact.name.clone(), mail },
        unsubscribe: None,
    })
}

/// After a change: what the contact is told of it.
///
/// # Errors
/// The database's.
pub(super) fn tell(ctx: &Ctx, write: &mut Write, permit: &Permit, before: &Need, after: &Body) -> Result<(), Problem> {
    let gone: Vec<String> = taken_back(&before.body, after).map(|promise| promised_key(before, promise)).collect();
    letter::store::drop_unsent(write, permit, &gone)?;
    let news = news(&before.body, after);
    if news.is_empty() || after.contact.mail.is_none() {
        return Ok(());
    }
    let office = crate::office::store::find(write.tx(), permit.office())?;
    let need = Need { body: after.clone(), ..before.clone() };
    for one in news {
        let draft = match one {
            News::Confirmed(number) => {
                let once = format!("need-confirmed:{}:{number}", need.head.id);
                let words = ("need-letter-confirmed-subject", "need-letter-confirmed");
                draft(&ctx.state, &office, &need, once, words, &[])
            }
            News::Promised(promise) => promised(ctx, write.tx(), &office, &need, promise)?,
        };
        if let Some(draft) = draft {
            letter::store::put(write, permit, &super::routes::seal(ctx), &draft)?;
        }
    }
    Ok(())
}

fn promised(ctx: &Ctx, tx: &mut Tx, office: &Office, need: &Need, promise: &Promise) -> Result<Option<Draft>, Error> {
    let known = match &promise.organisation {
        Some(id) => organisation::store::get(tx, &office.id, id)?.filter(|one| one.head.published_at.is_some()),
        None => None,
    };
    let name = known.map(|one| LANG.of(&one.body.name_uk, &one.body.name_en).to_owned()).or_else(|| promise.who.clone());
    // Who is not public yet is not named.
    let who = name.unwrap_or_else(|| ctx.state.words.say(LANG, "need-letter-somebody", &[]));
    let line = need.body.lines.iter().find(|line| line.id == promise.line);
    let item = line.map(|line| LANG.of(&line.item_uk, &line.item_en)).unwrap_or_default();
    let how_much = line.map(|line| measured(&ctx.state.words, line.unit.word(), &promise.quantity)).unwrap_or_default();
    let day = promise.date.show(&ctx.state.words, LANG);
    let args = [
        ("who", Arg::Text(who.as_str())),
        ("item", Arg::Text(item)),
        ("quantity", Arg::Text(how_much.as_str())),
        ("day", Arg::Text(day.as_str())),
    ];
    let once = promised_key(need, promise);
    Ok(draft(&ctx.state, office, need, once, ("need-letter-promised-subject", "need-letter-promised"), &args))
}

/// Asks the contacts of needs of which nothing was heard: once after two weeks, once more a week before the need lapses.
/// Done once a day; however often it runs, each is asked once.
///
/// # Errors
/// The database's.
pub fn remind(state: &State) -> Result<(), Error> {
    let moment = Moment { now: state.clock.now(), ids: state.ids.clone() };
    let due = state.db.read_blocking(|tx| due(state, tx, moment.today()))?;
    for id in due {
        // Each in a write of its own: none holds the office's turn for long, and one that fails holds up no other day's.
        state.db.write_blocking(|tx| {
            let mut write = Write::begin(tx, &state.office, moment.clone())?;
            ask(state, &mut write, &id)?;
            write.finish().map(drop)
        })?;
    }
    Ok(())
}

/// The needs whose contacts are to be asked, and were not yet. None while nobody knows how the outside reaches the office:
/// a reminder is its link.
fn due(state: &State, tx: &mut Tx, day: Date) -> Result<Vec<String>, Error> {
    if crate::office::store::find(tx, &state.office)?.base_url.is_none() {
        return Ok(Vec::new());
    }
    let renewal = store::renewal(tx, &state.office, day)?;
    let ids: Vec<String> = store::all_ids(tx, &state.office)?;
    let mut due = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let needs = store::by_ids(tx, &state.office, some)?;
        let asked: Vec<(&Need, String)> =
            needs.iter().filter_map(|need| Some((need, Reminder::of(&need.body, day, renewal)?.once(need)))).collect();
        let keys: Vec<String> = asked.iter().map(|(_, once)| once.clone()).collect();
        let known = letter::store::known(tx, &state.office, &keys)?;
        due.extend(asked.into_iter().filter(|(_, once)| !known.contains(once)).map(|(need, _)| need.head.id.clone()));
    }
    Ok(due)
}

fn ask(state: &State, write: &mut Write, id: &str) -> Result<(), Error> {
    let (day, seal) = (write.moment().today(), Seal::new(state.data_key));
    let renewal = store::renewal(write.tx(), &state.office, day)?;
    let Some(need) = store::get(write.tx(), &state.office, &seal, id)? else { return Ok(()) };
    let Some(reminder) = Reminder::of(&need.body, day, renewal).filter(|_| need.body.contact.mail.is_some()) else {
        return Ok(());
    };
    let office = crate::office::store::find(write.tx(), &state.office)?;
    let Some(base) = office.base_url.clone() else { return Ok(()) };
    let once = reminder.once(&need);
    if !letter::store::known(write.tx(), &state.office, std::slice::from_ref(&once))?.is_empty() {
        return Ok(());
    }
    let (permit, token) = make_link(write, &need, reminder)?;
    // The longer address would be broken by mail programs; this one is of letters and digits.
    let link = format!("{}/{LANG}/n/{token}", base.trim_end_matches('/'));
    let lapses = When::day(reminder.lapses).show(&state.words, LANG);
    let heard = When::day(reminder.heard).show(&state.words, LANG);
    let args = [("link", Arg::Text(link.as_str())), ("lapses", Arg::Text(lapses.as_str())), ("heard", Arg::Text(heard.as_str()))];
    let words = match reminder.last {
        true => ("need-letter-last-subject", "need-letter-last"),
        false => ("need-letter-renewal-subject", "need-letter-renewal"),
    };
    if let Some(draft) = draft(state, &office, &need, once, words, &args) {
        letter::store::put(write, &permit, &seal, &draft)?;
    }
    Ok(())
}

/// A link by which this need is renewed and what came is confirmed, until a month after it lapses.
fn make_link(write: &mut Write, need: &Need, reminder: Reminder) -> Result<(Permit, String), Error> {
    let fault = |error: String| Error::Other(error);
    let days = (i64::from((reminder.lapses - write.moment().today()).get_days()) + 30).clamp(30, MOST_DAYS);
    let until = write.moment().now.saturating_add(SignedDuration::from_hours(24 * days)).map_err(|e| fault(e.to_string()))?;
    let made = Link {
        id: write.id(),
        organisation: None,
        need: Some(need.head.id.clone()),
        known_as: Vec::new(),
        purposes: vec![Purpose::Confirm, Purpose::Renew],
        created_at: write.stamp(),
        created_by: COMMAND.to_owned(),
        expires_at: format!("{until:.3}"),
        revoked_at: None,
        draft: None,
        round: None,
        nothing_at: None,
        seen_at: None,
    };
    let token = link::token().map_err(fault)?;
    let permit = Actor::command(write.office(), COMMAND).may_create(Kind::Link, &made.id);
    let permit = permit.map_err(|_| fault("a command may make no link".to_owned()))?;
    store::add_link(write, &permit, &made, &link::digest(&token))?;
    Ok((permit, token))
}

#[cfg(test)]
mod tests {
    use super::super::model::{EventRow, Line, RENEWAL, Unit};
    use super::*;
    use jiff::civil::date;

    fn when(text: &str) -> When {
        When::parse(text).unwrap()
    }

    fn body(events: &[(Event, &str)]) -> Body {
        let line = Line {
            id: 1,
            item_uk: Some("Ліжка".into()),
            item_en: None,
            unit: Unit::Piece,
            quantity: "10".into(),
            cost: None,
            currency: None,
        };
        let events = events.iter().map(|(event, day)| EventRow { event: *event, date: when(day), note: None }).collect();
        Body { lines: vec![line], events, ..Body::default() }
    }

    #[test]
    fn somebody_is_asked_after_two_weeks_and_before_it_lapses() {
        let stated = body(&[(Event::Stated, "2021-03-01")]);
        let at = |day| Reminder::of(&stated, day, RENEWAL).map(|reminder| (reminder.last, reminder.lapses));
        let lapses = date(2021, 5, 31);
        assert_eq!(stated.state_on(lapses, RENEWAL), Stage::Lapsed);
        for (day, wanted) in [
            (date(2021, 3, 14), None),
            (date(2021, 3, 15), Some((false, lapses))),
            (date(2021, 5, 23), Some((false, lapses))),
            (date(2021, 5, 24), Some((true, lapses))),
            (date(2021, 5, 30), Some((true, lapses))),
            (lapses, None),
        ] {
            assert_eq!(at(day), wanted, "{day}");
        }
        let withdrawn = body(&[(Event::Stated, "2021-03-01"), (Event::Withdrawn, "2021-03-02")]);
        assert_eq!(Reminder::of(&withdrawn, date(2021, 5, 24), RENEWAL), None);
    }

    #[test]
    fn only_what_is_new_is_told() {
        let stated = body(&[(Event::Stated, "2021-03-01")]);
        let confirmed = body(&[(Event::Stated, "2021-03-01"), (Event::Confirmed, "2021-03-02")]);
        assert_eq!(news(&stated, &confirmed), [News::Confirmed(1)]);
        assert_eq!(news(&confirmed, &confirmed), []);
        assert_eq!(news(&Body::default(), &stated), []);
    }
}
