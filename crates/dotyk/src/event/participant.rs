//! Who takes part: how they stand, what of them is guarded, and what everybody may know of their numbers. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::attendance::Row;
use crate::figure::Qualifier;
use crate::journal::{DigestKey, SealError};
use crate::person::{is_mail, is_phone};
use crate::text::{When, words};
use crate::web::Fault;

/// A person is forgotten so many days after the event, or after they were put down where it has no day.
pub const KEPT_DAYS: i64 = 365;

/// So many participants one event has at most.
pub const MOST: i64 = 20_000;

/// Fewer than so many people of an organisation are not counted before everybody: who knows the place would know the people.
pub const SMALL: i64 = 5;

words! {
    /// How somebody stands to the event.
    Stand {
        /// The office asked them
        Invited = "invited",
        /// They said that they will come
        Registered = "registered",
        /// They will not come
        Declined = "declined",
        /// They were there
        Attended = "attended",
        /// They were expected and were not there
        Absent = "absent",
    }
}

impl Stand {
    /// Whether `next` may come after this one.
    pub fn leads_to(self, next: Stand) -> bool {
        use Stand::{Absent, Attended, Declined, Invited, Registered};
        match self {
            Invited => next != Invited,
            Registered => matches!(next, Declined | Attended | Absent),
            Declined => matches!(next, Registered | Attended),
            Attended => next == Absent,
            Absent => next == Attended,
        }
    }

    /// Whether they are expected, or were there: what takes a place.
    pub fn counts(self) -> bool {
        matches!(self, Stand::Registered | Stand::Attended)
    }
}

/// What is sealed of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guarded {
    /// Their name.
    pub name: String,
    /// Their organisation in words, when the register does not know it.
    pub organisation: Option<String>,
    /// Their post.
    pub post: Option<String>,
    /// How to write to them.
    pub mail: Option<String>,
    /// How to call them.
    pub phone: Option<String>,
}

/// Somebody who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Their id.
    pub id: String,
    /// Their organisation, when the register knows it.
    pub organisation: Option<String>,
    /// How they stand.
    pub state: Stand,
    /// Who they are; none once forgotten, or with another key.
    pub guarded: Option<Guarded>,
    /// Whether they put themselves down.
    pub own: bool,
    /// When they are forgotten.
    pub forget_on: String,
}

/// How many of an organisation stand in a way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// An organisation of the register; none for all others together.
    pub organisation: Option<String>,
    /// How they stand.
    pub state: Stand,
    /// How many.
    pub count: i64,
}

/// Who takes part in an event, as the journal has it: numbers, and nobody's name.
#[derive(Clone, Debug, Serialize)]
pub struct Tally {
    /// The event.
    pub event: String,
    /// How many there are, by organisation and how they stand.
    pub participants: Vec<Count>,
}

/// What everybody may know: organisations, and how many of each where they are not few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Whether they were there, or are only expected.
    pub state: Stand,
    /// Organisations of the register; no number where it is small.
    pub organisations: Vec<(String, Option<i64>)>,
    /// How many in all: at least so many where something is left out.
    pub total: Option<(Qualifier, i64)>,
}

impl Guarded {
    /// What is wrong: the field, the message's key, what was written. Who registers says how to reach them.
    pub fn faults(&self, reachable: bool) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, key, what: &str| faults.push((field.to_owned(), key, what.to_owned()));
        if self.name.is_empty() {
            wrong("name", "event-name-needed", "");
        }
        let texts = [("name", Some(&self.name)), ("organisation", self.organisation.as_ref()), ("post", self.post.as_ref())];
        for (field, text) in texts {
            if text.is_some_and(|text| text.chars().count() > 300) {
                wrong(field, "web-too-long", "300");
            }
        }
        if let Some(mail) = self.mail.as_ref().filter(|mail| !is_mail(mail) || mail.len() > 200) {
            wrong("mail", "event-bad-mail", mail);
        }
        if let Some(phone) = self.phone.as_ref().filter(|phone| !is_phone(phone) || phone.len() > 60) {
            wrong("phone", "event-bad-phone", phone);
        }
        if reachable && self.mail.is_none() && self.phone.is_none() {
            wrong("mail", "event-reach-needed", "");
        }
        faults
    }
}

/// The day on which whoever is put down today is forgotten.
pub fn forget_on(date: Option<&When>, today: Date) -> Date {
    let from = date.map_or(today, |date| date.last().max(today));
    from.checked_add(jiff::Span::new().days(KEPT_DAYS)).unwrap_or(from)
}

/// The token of a private link that is made again whenever it is shown, and kept nowhere: 160 bits that nobody can make
/// without the data key.
///
/// # Errors
/// Never for a key of the right length.
pub fn token(data_key: &[u8; 32], what: &str, of: &str) -> Result<String, SealError> {
    let mut token = DigestKey::of(data_key)?.digest(what, of);
    token.truncate(40);
    Ok(token)
}

/// How many of some counts stand so.
pub fn standing(counts: &[Count], which: impl Fn(Stand) -> bool) -> i64 {
    counts.iter().filter(|count| which(count.state)).map(|count| count.count).sum()
}

/// What everybody may know of who takes part. `shown` says which organisations everybody may see; all others are left out,
/// and so is every number below [`SMALL`]. As soon as one is left out the sum is only a bound, so that nothing follows from it.
pub fn numbers(counts: &[Count], held: bool, shown: impl Fn(&str) -> bool) -> Numbers {
    let state = if held { Stand::Attended } else { Stand::Registered };
    let mut by: BTreeMap<Option<&str>, i64> = BTreeMap::new();
    for count in counts.iter().filter(|count| count.count > 0 && (count.state == state || !held && count.state.counts())) {
        let known = count.organisation.as_deref().filter(|id| shown(id));
        *by.entry(known).or_default() += count.count;
    }
    let told = |count: i64| (count >= SMALL).then_some(count);
    let sum: i64 = by.values().copied().filter_map(told).sum();
    let whole = by.values().all(|count| told(*count).is_some());
    let qualifier = if whole { Qualifier::Exact } else { Qualifier::AtLeast };
    let organisations = by.iter().filter_map(|(id, count)| Some(((*id)?.to_owned(), told(*count)))).collect();
    Numbers { state, organisations, total: (sum > 0).then_some((qualifier, sum)) }
}

/// What a list makes of those who are there already: whom it marks, and whom it adds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Ids of those who now stand as the list says.
    pub mark: Vec<String>,
    /// Rows of the list that nobody is there for, each person once.
    pub add: Vec<usize>,
    /// Ids of those who were expected and are not on the list.
    pub rest: Vec<String>,
}

/// Puts the rows of a list to those who are there: by name and organisation, or by the name alone where the row has no
/// organisation and only one is called so. `known` are the organisations of the rows, as far as the register knows them.
pub fn settle(there: &[Participant], rows: &[Row], known: &[Option<String>], to: Stand) -> Settled {
    let plain = |text: &str| dotyk_uk::search_key(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    // Who named their organisation in words is of the one that the list means by the same words.
    let meant: HashMap<String, &String> = rows
        .iter()
        .zip(known)
        .filter_map(|(row, known)| Some((plain(row.guarded.organisation.as_deref()?), known.as_ref()?)))
        .collect();
    let of = |id: &Option<String>, text: &Option<String>| match (id, text) {
        (Some(id), _) => id.clone(),
        (None, Some(text)) => meant.get(&plain(text)).map_or_else(|| plain(text), |id| (*id).clone()),
        (None, None) => String::new(),
    };
    let mut exact: HashMap<(String, String), &Participant> = HashMap::new();
    let mut named: HashMap<String, Vec<&Participant>> = HashMap::new();
    for one in there {
        let Some(guarded) = &one.guarded else { continue };
        exact.insert((plain(&guarded.name), of(&one.organisation, &guarded.organisation)), one);
        named.entry(plain(&guarded.name)).or_default().push(one);
    }
    let mut settled = Settled::default();
    let (mut seen, mut new) = (Vec::new(), HashMap::new());
    for (index, row) in rows.iter().enumerate() {
        let (name, organisation) = (plain(&row.guarded.name), of(&known[index], &row.guarded.organisation));
        let alone = || named.get(&name).filter(|of| of.len() == 1 && organisation.is_empty()).map(|of| of[0]);
        match exact.get(&(name.clone(), organisation.clone())).copied().or_else(alone) {
            Some(one) => seen.push(one),
            None => drop(new.entry((name, organisation)).or_insert(index)),
        }
    }
    settled.add = new.into_values().collect();
    settled.add.sort_unstable();
    settled.mark = seen.iter().filter(|one| one.state.leads_to(to)).map(|one| one.id.clone()).collect();
    settled.mark.sort();
    settled.mark.dedup();
    let seen: HashSet<&str> = seen.iter().map(|one| one.id.as_str()).collect();
    let expected = there.iter().filter(|one| one.state == Stand::Registered && !seen.contains(one.id.as_str()));
    settled.rest = expected.map(|one| one.id.clone()).collect();
    settled
}

/// The arrows of a diagram of this noun, each from one state to one.
#[cfg(test)]
pub fn diagram(which: usize) -> Vec<(String, String)> {
    let text = include_str!("mod.rs").split("```").filter(|part| part.starts_with("text")).nth(which).expect("a diagram");
    let lines = text.lines().filter_map(|line| line.trim_start_matches("//!").trim().split_once(" ──► "));
    lines.flat_map(|(from, to)| to.split(" | ").map(move |to| (from.to_owned(), to.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn count(organisation: Option<&str>, state: Stand, count: i64) -> Count {
        Count { organisation: organisation.map(str::to_owned), state, count }
    }

    fn someone(id: &str, name: &str, organisation: Option<&str>, state: Stand) -> Participant {
        let guarded = Guarded { name: name.into(), ..Guarded::default() };
        let organisation = organisation.map(str::to_owned);
        Participant { id: id.into(), organisation, state, guarded: Some(guarded), own: false, forget_on: "2022-03-31".into() }
    }

    fn row(name: &str, organisation: Option<&str>) -> Row {
        let guarded = Guarded { name: name.into(), organisation: organisation.map(str::to_owned), ..Guarded::default() };
        Row { line: 1, guarded }
    }

    #[test]
    fn they_stand_as_in_the_diagram() {
        let diagram = diagram(1);
        for from in Stand::ALL {
            for to in Stand::ALL {
                let drawn = diagram.contains(&(from.word().to_owned(), to.word().to_owned()));
                assert_eq!(from.leads_to(*to), drawn, "{from:?} → {to:?}");
            }
        }
        assert!(diagram.iter().all(|(from, to)| Stand::parse(from).is_some() && Stand::parse(to).is_some()), "{diagram:?}");
    }

    #[test]
    fn small_numbers_are_nobodys_to_see() {
        use Stand::{Absent, Attended, Invited, Registered};
        let counts = [
            count(Some("a"), Attended, 12),
            count(Some("a"), Absent, 3),
            count(Some("b"), Attended, 4),
            count(Some("hidden"), Attended, 7),
            count(None, Attended, 2),
            count(Some("c"), Invited, 30),
        ];
        let seen = numbers(&counts, true, |id| id != "hidden");
        assert_eq!(seen.organisations, [("a".to_owned(), Some(12)), ("b".to_owned(), None)]);
        // Nine of others: seven of an organisation that nobody may see and two of none.
        assert_eq!(seen.total, Some((Qualifier::AtLeast, 21)));
        // Before the event those count who are expected.
        let expected = numbers(&[count(Some("a"), Registered, 5)], false, |_| true);
        assert_eq!(expected.total, Some((Qualifier::Exact, 5)));
        assert_eq!(numbers(&[count(Some("a"), Registered, 4)], false, |_| true).total, None);
    }

    #[test]
    fn a_list_marks_those_who_are_there_and_adds_the_others() {
        use Stand::{Attended, Invited, Registered};
        let worded =
            Guarded { name: "Ганна Слово".into(), organisation: Some("лікарня".into()), ..Guarded::default() };
        let there = [
            Participant { guarded: Some(worded), ..someone("6", "", None, Registered) },
            someone("1", "Марія Приклад", Some("org"), Registered),
            someone("2", "Іван Зразок", None, Invited),
            someone("3", "Олена Приклад", Some("org"), Registered),
            someone("4", "Двоє Одне", Some("org"), Registered),
            someone("5", "Двоє Одне", Some("other"), Registered),
        ];
        let rows = [
            row("марія  приклад", Some("Лікарня")),
            row("Іван Зразок", None),
            row("Нова Людина", Some("Школа")),
            row("Нова Людина", Some("Школа")),
            row("Двоє Одне", None),
            row("Ганна Слово", Some("Лікарня")),
        ];
        let known = [Some("org".to_owned()), None, None, None, None, Some("org".to_owned())];
        let settled = settle(&there, &rows, &known, Attended);
        assert_eq!(settled.mark, ["1", "2", "6"]);
        // Of two who are called alike nobody can say which one it was: the office will see both.
        assert_eq!(settled.add, [2, 4]);
        assert_eq!(settled.rest, ["3", "4", "5"]);
        // Who is there already is not invited anew.
        assert_eq!(settle(&there, &rows, &known, Invited).mark, Vec::<String>::new());
    }

    #[test]
    fn somebody_is_forgotten_a_year_after_the_event() {
        let today = date(2021, 3, 31);
        for (day, wanted) in [(None, "2022-03-31"), (Some("2021-04-15"), "2022-04-15"), (Some("2020-08"), "2022-03-31")] {
            let when = day.and_then(When::parse);
            assert_eq!(forget_on(when.as_ref(), today).to_string(), wanted, "{day:?}");
        }
    }

    #[test]
    fn a_form_without_a_name_or_a_way_to_reach_them_is_refused() {
        let good = Guarded { name: "Марія".into(), mail: Some("m@dotyk.example".into()), ..Guarded::default() };
        assert_eq!(good.faults(true), []);
        for (guarded, wanted) in [
            (Guarded::default(), ("name", "event-name-needed")),
            (Guarded { mail: None, ..good.clone() }, ("mail", "event-reach-needed")),
            (Guarded { mail: Some("я@x".into()), ..good.clone() }, ("mail", "event-bad-mail")),
            (Guarded { phone: Some("десять".into()), ..good.clone() }, ("phone", "event-bad-phone")),
            (Guarded { name: "я".repeat(301), ..good.clone() }, ("name", "web-too-long")),
        ] {
            let faults = guarded.faults(true);
            assert!(faults.iter().any(|(field, key, _)| (field.as_str(), *key) == wanted), "{wanted:?}: {faults:?}");
        }
        assert_eq!(Guarded { name: "Марія".into(), ..Guarded::default() }.faults(false), []);
    }

    #[test]
    fn a_token_is_its_own() {
        let one = token(&[7; 32], "event registration", "o/1/1").expect("a token");
        assert_eq!(one.len(), 40);
        assert_eq!(one, token(&[7; 32], "event registration", "o/1/1").expect("the same"));
        for (key, what, of) in [
            ([8; 32], "event registration", "o/1/1"),
            ([7; 32], "event participant", "o/1/1"),
            ([7; 32], "event registration", "o/1/2"),
        ] {
            assert_ne!(one, token(&key, what, of).expect("a token"));
        }
    }

    proptest! {
        #[test]
        fn from_what_is_shown_no_small_number_follows(counts in prop::collection::vec((0usize..4, 1i64..9), 1..6)) {
            let counts: Vec<Count> =
                counts.into_iter().map(|(org, n)| count(["a", "b", "c"].get(org).copied(), Stand::Attended, n)).collect();
            let seen = numbers(&counts, true, |_| true);
            prop_assert!(seen.organisations.iter().all(|(_, n)| n.is_none_or(|n| n >= SMALL)));
            // A sum that is exact has no part that is left out, so nothing can be taken from it.
            if let Some((Qualifier::Exact, _)) = seen.total {
                prop_assert!(seen.organisations.iter().all(|(_, n)| n.is_some()));
            }
        }
    }
}
