//! The letter that tells a partner what is new: only when there is something, and not more often than they asked for.

use std::collections::HashMap;

use dotyk_db::{Error, Tx};
use jiff::{SignedDuration, Timestamp};

use super::model::{Interest, Often, fits, token};
use super::store;
use crate::access::{Action, Actor, Kind, Ref};
use crate::journal::{Moment, Write};
use crate::letter::{self, Draft, To};
use crate::need::{self, Need};
use crate::office::Office;
use crate::person::Seal;
use crate::place;
use crate::text::Arg;
use crate::web::State;

/// What became public longer ago is no news to anybody: days.
const NEWS: i64 = 15;

/// Needs that are looked at in one read, and interests.
const AT_ONCE: usize = 500;

/// A letter names so many needs; the page has the rest.
const NAMED: usize = 20;

/// As who the program writes.
const COMMAND: &str = "interest letters";

/// The needs that everybody may see, that are open, and that became public of late; and where each lies.
struct News {
    needs: Vec<Need>,
    lies: HashMap<String, Vec<String>>,
}

/// Writes to the partners for whom there is something new. Done once a day; however often it runs, each is told once.
///
/// # Errors
/// The database's.
pub fn digest(state: &State) -> Result<(), Error> {
    let moment = Moment { now: state.clock.now(), ids: state.ids.clone() };
    let office = state.db.read_blocking(|tx| crate::office::store::find(tx, &state.office))?;
    // A letter without a link would be of no use.
    let Some(base) = office.base_url.clone() else { return Ok(()) };
    let news = state.db.read_blocking(|tx| news(tx, state, &moment))?;
    if news.needs.is_empty() {
        return Ok(());
    }
    let mut after = String::new();
    loop {
        let seal = Seal::new(state.data_key);
        let some = state.db.read_blocking(|tx| store::often(tx, &state.office, &seal, &after, AT_ONCE as i64))?;
        let Some(last) = some.last() else { return Ok(()) };
        after.clone_from(&last.id);
        for interest in some.iter().filter(|interest| due(interest, moment.now)) {
            let fitting: Vec<&Need> = news.needs.iter().filter(|need| news.fits(interest, need)).collect();
            if !fitting.is_empty() {
                tell(state, &moment, &office, &base, interest, &fitting)?;
            }
        }
    }
}

impl News {
    fn fits(&self, interest: &Interest, need: &Need) -> bool {
        let fresh = need.head.published_at.as_ref().is_some_and(|at| *at > interest.told_at);
        let place = need.body.place.iter().cloned();
        let lies: Vec<String> =
            place.chain(need.body.place.iter().filter_map(|code| self.lies.get(code)).flatten().cloned()).collect();
        fresh && fits(&interest.body, &need.body, &lies).is_some()
    }
}

fn news(tx: &mut Tx, state: &State, moment: &Moment) -> Result<News, Error> {
    let (office, day) = (&state.office, moment.today());
    let since = moment.now.saturating_sub(SignedDuration::from_hours(24 * NEWS)).unwrap_or(moment.now);
    let since = format!("{since:.3}");
    let renewal = need::store::renewal(tx, office, day)?;
    let mut needs = Vec::new();
    for some in need::store::all_ids(tx, office)?.chunks(AT_ONCE) {
        let some = need::store::by_ids(tx, office, some)?;
        let fresh = |need: &Need| need.head.published_at.as_ref().is_some_and(|at| *at > since);
        needs.extend(some.into_iter().filter(|need| fresh(need) && need.body.state_on(day, renewal).open()));
    }
    // The most pressing first, then the newest.
    needs.sort_by(|a, b| (a.body.priority, &b.head.published_at).cmp(&(b.body.priority, &a.head.published_at)));
    let codes: Vec<String> = needs.iter().filter_map(|need| need.body.place.clone()).collect();
    Ok(News { lies: place::store::ancestors(tx, office, &codes)?, needs })
}

/// Whether it is time to tell a partner again. A week is six days and a half, so that it stays the same day of the week.
fn due(interest: &Interest, now: Timestamp) -> bool {
    let hours = if interest.body.often == Often::Weekly { 156 } else { 12 };
    let told = interest.told_at.parse::<Timestamp>().is_ok_and(|at| now.duration_since(at) < SignedDuration::from_hours(hours));
    // Whoever was never told waits for no week to be over.
    interest.wants_letters(&format!("{now:.3}")) && (!told || interest.told_at == interest.created_at)
}

fn tell(state: &State, moment: &Moment, office: &Office, base: &str, interest: &Interest, needs: &[&Need]) -> Result<(), Error> {
    let Some(mail) = interest.body.mail.clone() else { return Ok(()) };
    let (lang, words) = (interest.body.lang, &state.words);
    let token = token(&state.data_key, &state.office, &interest.id, interest.turn)?;
    let page = format!("{}/{lang}/i/{token}", base.trim_end_matches('/'));
    let listed: String = needs
        .iter()
        .take(NAMED)
        .map(|need| {
            let pressing = words.say(lang, &format!("need-priority-{}", need.body.priority.word()), &[]);
            let title = lang.of(&need.body.title_uk, &need.body.title_en);
            format!("* {title} ({pressing})\n  {}/{lang}/needs/{}\n", base.trim_end_matches('/'), need.head.slug)
        })
        .collect();
    let end = format!("{page}/end");
    let args = [
        ("name", Arg::Text(interest.body.name.as_str())),
        ("list", Arg::Text(listed.trim_end())),
        ("link", Arg::Text(page.as_str())),
        ("end", Arg::Text(end.as_str())),
    ];
    let draft = Draft {
        once: format!("interest:{}:{}", interest.id, moment.today()),
        about: Ref::new(Kind::Interest, &interest.id),
        to: To { name: None, mail },
        lang,
        subject: words.say(lang, "interest-letter-subject", &[("name", Arg::Text(&interest.body.name))]),
        text: letter::framed(words, lang, office, None, &words.say(lang, "interest-letter", &args)),
        unsubscribe: Some(end),
    };
    state.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, &state.office, moment.clone())?;
        // What the partner said meanwhile holds.
        let now = write.stamp();
        let still = store::get(write.tx(), &state.office, &interest.id)?.is_some_and(|one| {
            one.open(&now) && one.ended_at.is_none() && one.turn == interest.turn && one.told_at == interest.told_at
        });
        let permit = Actor::command(&state.office, COMMAND).may(Action::Edit, &interest.subject());
        if let (true, Ok(permit)) = (still, permit) {
            letter::store::put(&mut write, &permit, &Seal::new(state.data_key), &draft)?;
            store::told(&mut write, &permit, &now)?;
        }
        write.finish().map(drop)
    })
}
