//! Links of a round that go by letter: to those who agreed to be written to when needs are collected. The links of the other
//! institutions stand on the sheet (decision 32).

use std::collections::HashMap;

use super::Round;
use super::store::Asked;
use crate::access::{Kind, Permit, Ref};
use crate::journal::{Seal, Write};
use crate::letter::{self, Draft, To};
use crate::need;
use crate::office::{self, Office};
use crate::person;
use crate::text::{Arg, Lang, When};
use crate::web::{Ctx, Problem};

/// Institutions are written to in Ukrainian.
const LANG: Lang = Lang::Uk;

/// Where links can be sent, and what a letter must know of the office.
pub struct Post {
    office: Office,
    base: String,
    to: HashMap<String, To>,
}

impl Post {
    /// Whether an institution is written to.
    pub fn reaches(&self, one: &Asked) -> bool {
        self.to.contains_key(&one.id)
    }
}

/// How these institutions are written to: to whom they named when they stated a need, else to one of their people, and only
/// to those who agreed to such letters. None as long as nobody knows how the outside reaches the office: the letter is its link.
pub fn post(ctx: &Ctx, write: &mut Write, asked: &[Asked]) -> Result<Option<Post>, Problem> {
    let office = office::store::find(write.tx(), &ctx.actor.office)?;
    let Some(base) = office.base_url.clone() else { return Ok(None) };
    let (seal, ids) = (Seal::new(ctx.state.data_key), asked.iter().map(|one| one.id.clone()).collect::<Vec<_>>());
    let people = person::store::mails_of(write.tx(), &office.id, &seal, &ids)?;
    let mut to: HashMap<String, To> = people.into_iter().map(|(id, (name, mail))| (id, To { name, mail })).collect();
    let contacts = need::store::contacts_of(write.tx(), &office.id, &seal, &ids)?;
    to.extend(contacts.into_iter().filter_map(|(id, contact)| Some((id, To { name: contact.name, mail: contact.mail? }))));
    Ok(Some(Post { office, base, to }))
}

/// Puts in a letter for each of these links, once a wave; how many there are.
pub fn send(
    ctx: &Ctx,
    write: &mut Write,
    cause: &Permit,
    post: &Post,
    round: &Round,
    links: &[(&Asked, &String)],
) -> Result<usize, Problem> {
    let wave = round.waves.len();
    let key = if wave > 1 { "round-letter-again" } else { "round-letter" };
    let title = LANG.of(&round.body.title_uk, &round.body.title_en);
    let ask = LANG.pick(&round.body.ask_uk, &round.body.ask_en).map(|(text, _)| text).unwrap_or_default();
    let words = &ctx.state.words;
    let until = round.body.until.map(|day| When::day(day).show(words, LANG)).unwrap_or_default();
    let draft = |(one, token): &(&Asked, &String)| {
        let to = post.to.get(&one.id)?.clone();
        let link = format!("{}/{LANG}/n/{token}", post.base.trim_end_matches('/'));
        let name = LANG.of(&one.name_uk, &one.name_en);
        let args = [
            ("title", Arg::Text(title)),
            ("name", Arg::Text(name)),
            ("ask", Arg::Text(ask)),
            ("until", Arg::Text(until.as_str())),
            ("link", Arg::Text(link.as_str())),
        ];
        Some(Draft {
            once: format!("round:{}:{wave}:{}", round.head.id, one.id),
            about: Ref::new(Kind::Round, &round.head.id),
            lang: LANG,
            subject: words.say(LANG, &format!("{key}-subject"), &args),
            text: letter::framed(words, LANG, &post.office, to.name.as_deref(), &words.say(LANG, key, &args)),
            to,
            unsubscribe: None,
        })
    };
    let drafts: Vec<Draft> = links.iter().filter_map(draft).collect();
    Ok(letter::store::put_all(write, cause, &Seal::new(ctx.state.data_key), &drafts)?)
}
