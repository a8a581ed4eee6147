//! Letters, and what becomes of them. Pure.

use jiff::{SignedDuration, Timestamp};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::access::{Kind, Ref, Subject};
use crate::office::Office;
use crate::text::{Arg, Catalogue, Lang, words};

/// A text has no more letters than this; what is longer is cut.
const TEXT: usize = 20_000;

/// A subject or a name has no more letters than this.
const LINE: usize = 200;

/// Whoever has taken a letter to be sent must say within this time what became of it.
pub const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// A letter that could not be sent for so long is given up.
const OLDEST: SignedDuration = SignedDuration::from_hours(5 * 24);

/// After each try the next one waits longer: minutes.
const WAITS: [i64; 8] = [1, 5, 15, 60, 180, 360, 720, 1440];

/// The address of a letter that is settled is kept for so long.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A letter that nobody has settled is dropped after this: the links in it have expired.
pub const LEFT: SignedDuration = SignedDuration::from_hours(90 * 24);

words! {
    /// How a letter stands.
    State {
        /// To be sent
        Waiting = "waiting",
        /// Taken to be sent
        Sending = "sending",
        /// The server took it
        Sent = "sent",
        /// Given up
        Failed = "failed",
        /// Nobody knows whether the server took it
        Unsure = "unsure",
        /// Somebody has sent it by hand
        ByHand = "by_hand",
        /// Not to be sent
        Dropped = "dropped",
    }
}

impl State {
    /// Whether nothing more is to be done.
    pub fn settled(self) -> bool {
        matches!(self, State::Sent | State::ByHand | State::Dropped)
    }

    /// Whether somebody may bring it into another state by hand.
    ///
    /// # Errors
    /// [`Refusal`] when it is on its way at this moment, settled already, or waits anyway.
    pub fn may_become(self, to: State) -> Result<(), Refusal> {
        let fits = match to {
            State::Waiting => matches!(self, State::Failed | State::Unsure),
            State::ByHand | State::Dropped => matches!(self, State::Waiting | State::Failed | State::Unsure),
            _ => false,
        };
        if fits { Ok(()) } else { Err(Refusal("letter-moved-on", self.word().to_owned())) }
    }
}

words! {
    /// Why a letter was not sent.
    Trouble {
        /// The server does not answer
        Unreachable = "unreachable",
        /// The server does not let us in
        Settings = "settings",
        /// The server asks to come again
        Later = "later",
        /// The server refuses it for good
        Refused = "refused",
        /// The address is none that can be written to
        BadAddress = "bad_address",
        /// The server asked to come again for too long
        TooOld = "too_old",
        /// What became of it is not known
        Lost = "lost",
    }
}

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct To {
    /// Their name.
    pub name: Option<String>,
    /// Their address.
    pub mail: String,
}

/// A letter that is put in.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it is about, said so that the same letter has the same key: it is never put in twice.
    pub once: String,
    /// The record it is about.
    pub about: Ref,
    /// To whom.
    pub to: To,
    /// In which language.
    pub lang: Lang,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Where one click ends letters of this kind (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// What is sealed of a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The address.
    pub mail: String,
    /// The name that stands before it.
    pub name: Option<String>,
    /// The subject.
    pub subject: String,
    /// The text; none once the letter is settled.
    pub text: Option<String>,
    /// Where one click ends letters of this kind.
    pub unsubscribe: Option<String>,
}

/// A letter.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its id.
    pub id: String,
    /// The record it is about.
    pub about: Ref,
    /// In which language.
    pub lang: Lang,
    /// How it stands.
    pub state: State,
    /// How often it was taken to be sent.
    pub tries: i64,
    /// When it is tried next, or until when whoever took it has it.
    pub next_at: String,
    /// Why it was not sent.
    pub trouble: Option<Trouble>,
    /// What the server said.
    pub said: Option<String>,
    /// When it was put in.
    pub created_at: String,
    /// Since when it is settled.
    pub settled_at: Option<String>,
    /// Who settled it.
    pub settled_by: Option<String>,
    /// What is sealed of it; none when destroyed, or when it does not open.
    pub content: Option<Content>,
}

/// Why a change is not made: the message's key and what was asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(pub &'static str, pub String);

/// What the policy must know of a letter.
pub fn subject(id: &str) -> Subject {
    Subject::new(Kind::Letter, id, false)
}

/// One line: no sign that ends a header, no run of spaces, not too long.
pub fn line(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LINE).collect()
}

/// A text of lines: nothing that is neither a letter nor an end of a line, not too long.
pub fn prose(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    unix.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(TEXT).collect()
}

/// Whether an address can be written to by any server: the form, and no sign outside ASCII.
pub fn is_writable(mail: &str) -> bool {
    mail.is_ascii() && crate::office::is_mail(mail) && mail.parse::<lettre::Address>().is_ok()
}

impl Draft {
    /// What is sealed of it.
    pub fn content(&self) -> Content {
        Content {
            mail: line(&self.to.mail),
            name: self.to.name.as_deref().map(line).filter(|name| !name.is_empty()),
            subject: line(&self.subject),
            text: Some(prose(&self.text)),
            unsubscribe: self.unsubscribe.clone().filter(|url| crate::office::is_base_url(url)),
        }
    }
}

/// A text between a greeting and who writes.
pub fn framed(words: &Catalogue, lang: Lang, office: &Office, name: Option<&str>, text: &str) -> String {
    let greeting = match name {
        Some(name) => words.say(lang, "letter-greeting-name", &[("name", Arg::Text(&line(name)))]),
        None => words.say(lang, "letter-greeting", &[]),
    };
    let own = lang.of(&office.name_uk, &office.name_en);
    let foot = match &office.mail {
        Some(mail) => words.say(lang, "letter-foot-mail", &[("office", Arg::Text(own)), ("mail", Arg::Text(mail))]),
        None => words.say(lang, "letter-foot", &[("office", Arg::Text(own))]),
    };
    format!("{greeting}\n\n{}\n\n-- \n{foot}\n{}\n", text.trim(), words.say(lang, "letter-foot-why", &[]))
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it.
    Sent,
    /// The server, or the way to it, has something against this letter, for now.
    Later(String),
    /// The server refuses this letter for good.
    Refused(String),
    /// The letter was handed over whole, and the server's word did not come.
    Unsure(String),
    /// No letter can be sent now.
    Away(Trouble, String),
}

/// How a letter stands after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The state.
    pub state: State,
    /// Why it was not sent.
    pub trouble: Option<Trouble>,
    /// What the server said.
    pub said: Option<String>,
    /// When it is tried next.
    pub next_at: Timestamp,
}

impl Letter {
    /// What a try makes of it. When no letter can be sent it only goes to the end of the queue, for as long as it takes.
    pub fn after(&self, outcome: Outcome, now: Timestamp) -> After {
        let of = |state, trouble, said: Option<String>| After {
            state,
            trouble,
            said: said.map(|said| self.scrub(&said)),
            next_at: now,
        };
        let wait = WAITS[usize::try_from(self.tries - 1).unwrap_or(0).min(WAITS.len() - 1)];
        let next_at = now.saturating_add(SignedDuration::from_mins(wait)).unwrap_or(now);
        let too_old = self.created_at.parse::<Timestamp>().is_ok_and(|made| now.duration_since(made) > OLDEST);
        match outcome {
            Outcome::Sent => of(State::Sent, None, None),
            Outcome::Refused(said) => of(State::Failed, Some(Trouble::Refused), Some(said)),
            Outcome::Unsure(said) => of(State::Unsure, Some(Trouble::Lost), Some(said)),
            Outcome::Away(trouble, said) => of(State::Waiting, Some(trouble), Some(said)),
            Outcome::Later(said) if too_old => of(State::Failed, Some(Trouble::TooOld), Some(said)),
            Outcome::Later(said) => After { next_at, ..of(State::Waiting, Some(Trouble::Later), Some(said)) },
        }
    }

    /// What a server said, as it may be kept in the open: one line, without the address.
    fn scrub(&self, said: &str) -> String {
        let said = line(said);
        match &self.content {
            Some(content) => said.replace(&content.mail, "…"),
            None => said,
        }
    }

    /// The address that opens the letter in a mail program.
    pub fn mailto(&self) -> Option<String> {
        let content = self.content.as_ref()?;
        const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');
        let encoded = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
        let text = content.text.as_deref()?.replace('\n', "\r\n");
        let at = content.mail.split_once('@').map(|(name, host)| format!("{}@{}", encoded(name), encoded(host)))?;
        Some(format!("mailto:{at}?subject={}&body={}", encoded(&content.subject), encoded(&text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(tries: i64) -> Letter {
        Letter {
            id: "1".into(),
            about: Ref::new(Kind::Need, "n"),
            lang: Lang::Uk,
            state: State::Sending,
            tries,
            next_at: String::new(),
            trouble: None,
            said: None,
            created_at: "2021-03-31T09:00:00.000Z".into(),
            settled_at: None,
            settled_by: None,
            content: Some(Content {
                mail: "m@a.example".into(),
                name: None,
                subject: "Потреба & інше".into(),
                text: Some("Рядок\nдругий".into()),
                unsubscribe: None,
            }),
        }
    }

    #[test]
    fn a_try_leads_on() {
        let now: Timestamp = "2021-03-31T10:00:00Z".parse().unwrap();
        let late: Timestamp = "2021-04-30T10:00:00Z".parse().unwrap();

        let whole = |tries| letter(tries).after(Outcome::Later("450".into()), now).next_at.duration_since(now).as_mins();
        assert_eq!((whole(1), whole(2), whole(3), whole(99)), (1, 5, 15, 1440));
        let table = [
            (Outcome::Sent, now, State::Sent, None),
            (Outcome::Refused("550".into()), now, State::Failed, Some(Trouble::Refused)),
            (Outcome::Unsure("gone".into()), now, State::Unsure, Some(Trouble::Lost)),
            (Outcome::Later("450".into()), now, State::Waiting, Some(Trouble::Later)),
            (Outcome::Later("450".into()), late, State::Failed, Some(Trouble::TooOld)),
            // A server that is away for a month takes no letter with it.
            (Outcome::Away(Trouble::Unreachable, "x".into()), late, State::Waiting, Some(Trouble::Unreachable)),
        ];
        for (outcome, at, state, trouble) in table {
            let after = letter(3).after(outcome.clone(), at);
            assert_eq!((after.state, after.trouble), (state, trouble), "{outcome:?}");
        }
        let said = letter(1).after(Outcome::Refused("550 <m@a.example>\r\nunknown".into()), now).said.unwrap();
        assert_eq!(said, "550 <…> unknown");
    }

    #[test]
    fn what_may_be_done_by_hand() {
        use State::{ByHand, Dropped, Failed, Sending, Sent, Unsure, Waiting};
        for from in State::ALL {
            for to in State::ALL {
                let may = match to {
                    Waiting => matches!(from, Failed | Unsure),
                    ByHand | Dropped => matches!(from, Waiting | Failed | Unsure),
                    Sending | Sent | Failed | Unsure => false,
                };
                assert_eq!(from.may_become(*to).is_ok(), may, "{from:?} {to:?}");
            }
        }
    }

    #[test]
    fn a_line_ends_no_header() {
        assert_eq!(line("Потреба\r\nBcc: x@y.z\u{2028}\0"), "Потреба Bcc: x@y.z");
        assert_eq!(line(&"а".repeat(500)).chars().count(), 200);
        assert_eq!(prose("a\r\nb\rc\u{7}"), "a\nb\nc");
        for (mail, good) in [
            ("maria@likarnia.example", true),
            ("марія@лікарня.укр", false),
            ("a@b", false),
            ("a@b.c\r\nBcc: x@y.z", false),
            ("a b@c.example", false),
            ("a..b@c.example", false),
        ] {
            assert_eq!(is_writable(mail), good, "{mail}");
        }
    }

    #[test]
    fn a_mail_program_opens_it() {
        let mailto = letter(1).mailto().unwrap();
        assert!(mailto.starts_with("mailto:m@a.example?subject=%D0%9F"), "{mailto}");
        assert!(mailto.contains("%20%26%20") && mailto.contains("%0D%0A") && !mailto.contains(' '), "{mailto}");
    }

    #[test]
    fn the_diagram_knows_every_state() {
        let diagram = include_str!("mod.rs").split("```text").nth(1).unwrap().split("```").next().unwrap();
        for state in State::ALL {
            assert!(diagram.contains(state.word()), "{state:?} is not in the diagram");
        }
    }
}
