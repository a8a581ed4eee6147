//! What is known of a person, and what of it is guarded.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::DigestKey;
use crate::access::{Head, Kind, Owner, Subject};
use crate::source::Cite;
use crate::text::{Lang, When};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Id, address, version.
    pub head: Head,
    /// What people enter.
    pub body: Body,
    /// When the guarded part was destroyed.
    pub forgotten_at: Option<String>,
    /// The key of the digests; none until sealed for the first time, and once forgotten.
    pub digest_key: Option<DigestKey>,
    /// Whether what is sealed did not open with the key at hand.
    pub closed: bool,
}

/// What people enter of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// The name. Guarded.
    pub name_uk: Option<String>,
    /// The name. Guarded.
    pub name_en: Option<String>,
    /// How to write to them. Guarded.
    pub mail: Option<String>,
    /// How to call them. Guarded.
    pub phone: Option<String>,
    /// What else to know. Guarded.
    pub note: Option<String>,
    /// The organisation they speak for: an id; a slug in files.
    pub organisation: Option<String>,
    /// Their post.
    pub post_uk: Option<String>,
    /// Their post.
    pub post_en: Option<String>,
    /// Why the office keeps this.
    pub purpose_uk: Option<String>,
    /// Why the office keeps this.
    pub purpose_en: Option<String>,
    /// When it is to be forgotten.
    pub forget_on: Option<When>,
    /// Whether they agreed to be written to when needs are collected from their organisation.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rounds: bool,
    /// What the record rests on.
    pub cites: Vec<Cite>,
}

/// The guarded part, as it is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guarded {
    name_uk: Option<String>,
    name_en: Option<String>,
    mail: Option<String>,
    phone: Option<String>,
    note: Option<String>,
}

/// The names of the guarded fields.
pub const GUARDED: [&str; 5] = ["name_uk", "name_en", "mail", "phone", "note"];

impl Person {
    /// A new one.
    pub fn new(head: Head, body: Body) -> Person {
        Person { head, body, forgotten_at: None, digest_key: None, closed: false }
    }

    /// What the policy must know.
    pub fn subject(&self) -> Subject {
        let organisation = self.body.organisation.iter().cloned().map(Owner::Organisation);
        self.head.subject(Kind::Person).owned_by(organisation)
    }

    /// Whether there is something to edit: not once forgotten, nor while it cannot be read.
    pub fn open(&self) -> bool {
        self.forgotten_at.is_none() && !self.closed
    }

    /// How they are called: by name, else by post.
    pub fn title(&self, lang: Lang) -> String {
        let b = &self.body;
        let name = lang.of(&b.name_uk, &b.name_en);
        let title = if name.is_empty() { lang.of(&b.post_uk, &b.post_en) } else { name };
        if title.is_empty() { "—".to_owned() } else { title.to_owned() }
    }

    /// Whether the day to forget has come.
    pub fn due(&self, today: Date) -> bool {
        self.forgotten_at.is_none() && self.body.forget_on.as_ref().is_some_and(|on| on.last() <= today)
    }

    /// The record as the journal sees it: digests in place of what is guarded, and no address, which may be made of a name.
    pub fn state(&self) -> Value {
        let b = &self.body;
        let mut state = serde_json::json!({
            "id": self.head.id, "published_at": self.head.published_at, "created_by": self.head.created_by, "version": self.head.version,
            "organisation": b.organisation, "post_uk": b.post_uk, "post_en": b.post_en, "purpose_uk": b.purpose_uk,
            "purpose_en": b.purpose_en, "forget_on": b.forget_on, "forgotten_at": self.forgotten_at, "cites": b.cites,
        });
        if b.rounds {
            state["rounds"] = Value::Bool(true);
        }
        for (field, value) in b.guarded_fields() {
            let digest = value.as_ref().and_then(|value| Some(self.digest_key.as_ref()?.digest(field, value)));
            state[field] = digest.map_or(Value::Null, Value::String);
        }
        state
    }

    /// A state of the journal with the guarded fields in plain, as far as `present` or `mine` still says what they were:
    /// the base on which two edits are brought together.
    pub fn base(&self, mut state: Value, mine: &Body) -> Value {
        let Some(key) = &self.digest_key else { return state };
        let known = self.body.guarded_fields().into_iter().zip(mine.guarded_fields());
        for ((field, theirs), (_, mine)) in known {
            let was = state[field].as_str().map(str::to_owned);
            let same = |value: &&Option<String>| value.as_ref().map(|value| key.digest(field, value)) == was;
            if let Some(value) = [theirs, mine].iter().find(|value| same(value)) {
                state[field] = serde_json::json!(value);
            }
        }
        state
    }
}

impl Body {
    /// The guarded part.
    pub fn guarded(&self) -> Guarded {
        let Body { name_uk, name_en, mail, phone, note, .. } = self.clone();
        Guarded { name_uk, name_en, mail, phone, note }
    }

    /// Puts the guarded part in.
    #[must_use]
    pub fn with(self, guarded: Guarded) -> Body {
        let Guarded { name_uk, name_en, mail, phone, note } = guarded;
        Body { name_uk, name_en, mail, phone, note, ..self }
    }

    fn guarded_fields(&self) -> [(&'static str, &Option<String>); 5] {
        let values = [&self.name_uk, &self.name_en, &self.mail, &self.phone, &self.note];
        std::array::from_fn(|index| (GUARDED[index], values[index]))
    }

    /// What is wrong: the field, the message's key, what was written.
    pub fn faults(&self) -> Vec<(String, &'static str, String)> {
        let mut faults = Vec::new();
        if self.name_uk.is_none() && self.name_en.is_none() {
            faults.push(("name_uk".into(), "person-no-name", String::new()));
        }
        if self.purpose_uk.is_none() {
            faults.push(("purpose_uk".into(), "person-no-purpose", String::new()));
        }
        if let Some(mail) = self.mail.as_ref().filter(|mail| !is_mail(mail)) {
            faults.push(("mail".into(), "person-bad-mail", mail.clone()));
        }
        if let Some(phone) = self.phone.as_ref().filter(|phone| !is_phone(phone)) {
            faults.push(("phone".into(), "person-bad-phone", phone.clone()));
        }
        faults
    }
}

/// One `@` between a name and a host with a point. Letters of other scripts look like Latin ones and lead elsewhere.
pub fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"<>()\",;".contains(&b));
    plain
        && !name.is_empty()
        && !host.contains('@')
        && host.split('.').count() > 1
        && host.split('.').all(|part| !part.is_empty())
}

/// Digits with spaces, brackets and hyphens, at least five.
pub fn is_phone(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    rest.bytes().filter(u8::is_ascii_digit).count() >= 5 && rest.chars().all(|c| c.is_ascii_digit() || " ()-\u{a0}".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::reconcile;
    use proptest::prelude::*;

    fn person() -> Person {
        let body = Body {
            name_uk: Some("Марія Приклад".into()),
            mail: Some("maria@dotyk.example".into()),
            purpose_uk: Some("Контакт партнера".into()),
            ..Body::default()
        };
        let head = Head::new("id".into(), "p-1".into(), "test");
        Person { digest_key: Some(DigestKey::of(&[1; 32]).unwrap()), ..Person::new(head, body) }
    }

    #[test]
    fn the_journal_tells_that_and_not_what() {
        let one = person();
        let text = one.state().to_string();
        for word in ["Марія", "maria", "p-1"] {
            assert!(!text.contains(word), "{word} is in {text}");
        }
        let mut two = one.clone();
        two.body.mail = Some("other@dotyk.example".into());
        assert_ne!(one.state()["mail"], two.state()["mail"]);
        assert_eq!(one.state()["name_uk"], two.state()["name_uk"]);
        assert_eq!(one.state()["phone"], Value::Null);
    }

    #[test]
    fn two_editors_of_guarded_fields_lose_nothing() {
        let old = person();
        let (mut theirs, mut mine) = (old.clone(), old.body.clone());
        theirs.body.phone = Some("+380 44 000 00 00".into());
        mine.mail = Some("new@dotyk.example".into());
        let base = theirs.base(old.state(), &mine);
        let (merged, conflicts) = reconcile(Some(&base), &theirs.body, &mine);
        assert_eq!(conflicts, []);
        assert_eq!((merged.phone, merged.mail), (theirs.body.phone.clone(), mine.mail.clone()));
        theirs.body.mail = Some("third@dotyk.example".into());
        let base = theirs.base(old.state(), &mine);
        let (merged, conflicts) = reconcile(Some(&base), &theirs.body, &mine);
        assert_eq!((merged.mail, conflicts.len(), conflicts[0].field.as_str()), (mine.mail, 1, "mail"));
    }

    #[test]
    fn faults_say_the_field() {
        for (mail, sound) in [
            ("a@b.ua", true),
            ("a.b+c@d.e.org", true),
            ("а@b.ua", false),
            ("a@b", false),
            ("a@@b.ua", false),
            ("@b.ua", false),
            ("a b@c.ua", false),
        ] {
            assert_eq!(is_mail(mail), sound, "{mail}");
        }
        for (phone, sound) in [("+380 (6452) 4-00-00", true), ("0800", false), ("ten", false), ("+380 44 OOO", false)] {
            assert_eq!(is_phone(phone), sound, "{phone}");
        }
        let body = Body { mail: Some("x".into()), phone: Some("y".into()), ..Body::default() };
        let fields: Vec<String> = body.faults().into_iter().map(|fault| fault.0).collect();
        assert_eq!(fields, ["name_uk", "purpose_uk", "mail", "phone"]);
        assert!(person().body.faults().is_empty());
    }

    #[test]
    fn the_day_to_forget_comes() {
        let mut person = person();
        person.body.forget_on = When::parse("2021-03");
        assert!(!person.due("2021-03-30".parse().unwrap()) && person.due("2021-03-31".parse().unwrap()));
        person.forgotten_at = Some("2021-03-31T00:00:00.000Z".into());
        assert!(!person.due("2021-04-01".parse().unwrap()) && !person.open());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = (is_mail(&text), is_phone(&text));
        }
    }
}
