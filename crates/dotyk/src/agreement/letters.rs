//! What the office is written by mail: that an agreement ends, prolongs itself or was to be signed, in steps, each once.
//!
//! To whom: coordinators whose name for signing in is a mail address; without any, the office's own address.

use dotyk_db::Error;
use jiff::civil::Date;

use super::life::What;
use super::model::Agreement;
use super::routes::ahead;
use super::store::{self, Due};
use crate::access::{Action, Actor, Kind, Ref, Role};
use crate::account;
use crate::journal::{Moment, Stored, Write};
use crate::letter::{self, Draft, To};
use crate::office::{self, Office, is_mail};
use crate::person::Seal;
use crate::text::{Arg, Lang, When};
use crate::web::State;

/// Days before a day at which the office is reminded of it.
pub const STEPS: [i64; 4] = [15, 30, 60, 90];

/// A signing that is late for longer is spoken of no more: it was told, and stands on the desk.
const LATE: i64 = 60;

/// As who the program writes.
const COMMAND: &str = "agreement letters";

/// The office is written to in Ukrainian.
const LANG: Lang = Lang::Uk;

/// The step that is reached when so many days are left; none while it is too early. A signing that is late has one of its own.
fn step(left: i64) -> Option<String> {
    if left < 0 {
        return Some("late".to_owned());
    }
    STEPS.iter().find(|step| left <= **step).map(ToString::to_string)
}

/// By which a letter is known, so that nobody is told the same twice.
fn once(due: &Due, day: Date, to: &To) -> Option<String> {
    let step = step(i64::from((due.day - day).get_days()))?;
    Some(format!("agreement:{}:{}:{}:{step}:{}", due.id, due.what.word(), due.day, to.mail))
}

/// Writes to the office of the days that come nearer. Done once a day; however often it runs, each is told once a step.
///
/// # Errors
/// The database's.
pub fn remind(state: &State) -> Result<(), Error> {
    let moment = Moment { now: state.clock.now(), ids: state.ids.clone() };
    let day = moment.today();
    let farthest = STEPS.iter().copied().max().unwrap_or_default();
    let (office, to, due) = state.db.read_blocking(|tx| {
        let office = office::store::find(tx, &state.office)?;
        let to = recipients(account::store::signed_in_as(tx, &state.office, Role::Coordinator)?, &office);
        let due = store::troubles(tx, &state.office, day, ahead(day, farthest), ahead(day, -LATE))?;
        Ok::<_, Error>((office, to, due))
    })?;
    let keys: Vec<String> = due.iter().flat_map(|one| to.iter().filter_map(move |to| once(one, day, to))).collect();
    let known = state.db.read_blocking(|tx| letter::store::known(tx, &state.office, &keys))?;
    for one in &due {
        let new = to.iter().filter_map(|to| Some((once(one, day, to)?, to))).filter(|(key, _)| !known.contains(key));
        let new: Vec<(String, &To)> = new.collect();
        // Each in a write of its own, and only when there is something to say: none holds the office's turn for long.
        if !new.is_empty() {
            tell(state, &moment, &office, one, new)?;
        }
    }
    Ok(())
}

/// To whom: those whose name for signing in is an address that can be written to, else the office.
fn recipients(coordinators: Vec<(String, String)>, office: &Office) -> Vec<To> {
    let mut to: Vec<To> =
        coordinators.into_iter().filter(|(login, _)| is_mail(login)).map(|(mail, name)| To { name: Some(name), mail }).collect();
    if to.is_empty() {
        to.extend(office.mail.clone().map(|mail| To { name: None, mail }));
    }
    to
}

fn tell(state: &State, moment: &Moment, office: &Office, due: &Due, to: Vec<(String, &To)>) -> Result<(), Error> {
    state.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, &state.office, moment.clone())?;
        let subject = Agreement::subject_of(write.tx(), &state.office, &due.id)?;
        let agreement = Agreement::get(write.tx(), &state.office, &due.id)?;
        let permit = subject.map(|subject| Actor::command(&state.office, COMMAND).may(Action::Edit, &subject));
        if let (Some(agreement), Some(Ok(permit))) = (agreement, permit) {
            for (once, to) in to {
                let draft = draft(state, office, moment.today(), &agreement, due, once, to);
                letter::store::put(&mut write, &permit, &Seal::new(state.data_key), &draft)?;
            }
        }
        write.finish().map(drop)
    })
}

fn draft(state: &State, office: &Office, day: Date, agreement: &Agreement, due: &Due, once: String, to: &To) -> Draft {
    let words = &state.words;
    let title = LANG.of(&agreement.body.title_uk, &agreement.body.title_en);
    let what = words.say(LANG, &format!("agreement-what-{}", due.what.word()), &[]);
    let on = When::day(due.day).show(words, LANG);
    let link = match &office.base_url {
        Some(base) => format!("{}/{LANG}/agreements/{}", base.trim_end_matches('/'), agreement.head.slug),
        None => String::new(),
    };
    let args = [
        ("title", Arg::Text(title)),
        ("what", Arg::Text(what.as_str())),
        ("day", Arg::Text(on.as_str())),
        ("link", Arg::Text(link.as_str())),
    ];
    let text = match (due.what, due.day < day) {
        (What::Signing, true) => "agreement-letter-late",
        (What::Signing, false) => "agreement-letter-signing",
        (What::Notice, _) => "agreement-letter-notice",
        (What::End, _) => "agreement-letter-end",
    };
    Draft {
        once,
        about: Ref::new(Kind::Agreement, &agreement.head.id),
        to: to.clone(),
        lang: LANG,
        subject: words.say(LANG, "agreement-letter-subject", &args),
        text: letter::framed(words, LANG, office, to.name.as_deref(), words.say(LANG, text, &args).trim()),
        unsubscribe: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_office_is_told_in_steps() {
        for (left, told) in [(91, None), (90, Some("90")), (61, Some("90")), (60, Some("60")), (15, Some("15")), (0, Some("15"))]
        {
            assert_eq!(step(left).as_deref(), told, "{left} days left");
        }
        assert_eq!(step(-1).as_deref(), Some("late"));
    }

    #[test]
    fn whoever_signs_in_by_a_mail_address_is_written_to_there() {
        let office = Office { mail: Some("office@dotyk.example".into()), ..Office::default() };
        let named = |login: &str| (login.to_owned(), "Олена".to_owned());
        let mails = |logins: &[&str]| -> Vec<String> {
            recipients(logins.iter().map(|login| named(login)).collect(), &office).into_iter().map(|to| to.mail).collect()
        };
        assert_eq!(mails(&["olena", "ivan@dotyk.example"]), ["ivan@dotyk.example"]);
        assert_eq!(mails(&["olena"]), ["office@dotyk.example"]);
    }
}
