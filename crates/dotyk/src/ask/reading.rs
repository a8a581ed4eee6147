//! From a question to what it says, by the table of words and the office's own. Pure: names of places and organisations
//! come later, from the index.

use super::model::{Asked, Term, What, Word};
use super::vocabulary::{Sense, VOCABULARY};
use crate::access::Kind;
use crate::office::Office;

/// More than so many words are not looked for in the records.
const MOST_TERMS: usize = 14;

/// Reads a question.
pub fn read(question: &str, office: &Office) -> Asked {
    let mut asked = Asked { words: Word::all(question), ..Asked::default() };
    let mut months = Vec::new();
    let mut at = 0;
    while at < asked.words.len() {
        let (taken, senses) = VOCABULARY.at(&asked.words[at..]);
        let places: Vec<usize> = (at..at + taken.max(1)).collect();
        let is_month = senses.iter().any(|sense| matches!(sense, Sense::Month(_)));
        for sense in &senses {
            if let Sense::Month(month) = sense {
                months.push((at, *month));
            }
        }
        if !is_month {
            place(&mut asked, office, &senses, &places);
        }
        // What only asks, or says nothing, is not looked for.
        let silent = |sense: &Sense| match sense {
            Sense::Empty | Sense::Month(_) | Sense::Whole => true,
            Sense::Part(group, _) => matches!(*group, "ask" | "state" | "role"),
            Sense::Same(_) => false,
        };
        if senses.is_empty() || !senses.iter().all(silent) {
            term(&mut asked, &senses, places.clone());
        }
        at += taken.max(1);
    }
    measures(&mut asked, office);
    directions(&mut asked, office);
    days(&mut asked, &months);
    asked.terms.truncate(MOST_TERMS);
    asked
}

/// Takes the parts that an entry of the table means.
fn place(asked: &mut Asked, office: &Office, senses: &[Sense], at: &[usize]) {
    for sense in senses {
        let (what, value) = match sense {
            Sense::Part("ask", value) => (What::Ask, *value),
            Sense::Part("role", value) => (What::Role, *value),
            Sense::Part("state", value) => (What::State, *value),
            Sense::Part("kind", value) if Kind::parse(value).is_some() => (What::Kind, *value),
            Sense::Whole => match &office.place {
                Some(code) => (What::Place, code.as_str()),
                None => continue,
            },
            _ => continue,
        };
        asked.say(what, value.to_owned(), at.to_vec());
    }
}

/// Takes a word, or several that the table knows together, as something to look for.
fn term(asked: &mut Asked, senses: &[Sense], at: Vec<usize>) {
    let written = asked.written(&at);
    let keys: Vec<&str> = at.iter().filter_map(|place| asked.words.get(*place)).map(|word| word.key.as_str()).collect();
    let mut forms = vec![keys.join(" ")];
    for group in senses.iter().filter_map(|sense| if let Sense::Same(group) = sense { Some(*group) } else { None }) {
        for other in VOCABULARY.same(group).iter().map(|other| (*other).to_owned()) {
            if !forms.contains(&other) {
                forms.push(other);
            }
        }
    }
    let light = senses.iter().any(|sense| matches!(sense, Sense::Part("kind", _)));
    let same = |term: &Term| term.forms.first() == forms.first();
    if !asked.terms.iter().any(same) {
        asked.terms.push(Term { written, forms, at, light });
    }
}

/// Where a row of stems stands in the question.
fn stands(asked: &Asked, wanted: &[String]) -> Option<Vec<usize>> {
    if wanted.is_empty() {
        return None;
    }
    let here = |words: &[Word]| words.iter().zip(wanted).all(|(word, stem)| word.stem == *stem);
    let start = asked.words.windows(wanted.len()).position(here)?;
    Some((start..start + wanted.len()).collect())
}

/// What the office counts, by the names and forms of its measures; or by a word that means the same as one of them.
fn measures(asked: &mut Asked, office: &Office) {
    let mut found: Vec<(Vec<usize>, String, bool)> = Vec::new();
    for measure in &office.measures {
        let forms = [&measure.forms_uk, &measure.forms_en].into_iter().flatten().flat_map(|forms| forms.split('|'));
        let names = [&measure.name_uk, &measure.name_en].into_iter().flatten().map(String::as_str);
        for name in forms.chain(names) {
            let wanted = dotyk_uk::stems(name);
            if let Some(at) = stands(asked, &wanted) {
                found.push((at, measure.slug.clone(), true));
            }
            // A term that the table knows under several words may be known to the office by another of them.
            let meant = asked.terms.iter().filter(|term| term.forms.iter().skip(1).any(|form| dotyk_uk::stems(form) == wanted));
            found.extend(meant.map(|term| (term.at.clone(), measure.slug.clone(), false)));
        }
    }
    // The longest name first, what was said before what only means the same.
    found.sort_by_key(|(at, _, said)| (std::cmp::Reverse(at.len()), !said));
    let kinds: Vec<usize> = asked.parts.iter().filter(|part| part.what == What::Kind).flat_map(|part| part.at.clone()).collect();
    let mut taken: Vec<usize> = Vec::new();
    for (at, slug, _) in found {
        let free = at.iter().all(|place| !taken.contains(place) && !kinds.contains(place));
        let again = asked.values(What::Measure).any(|known| known == slug);
        if free && !again {
            taken.extend(&at);
            asked.say(What::Measure, slug, at);
        }
    }
}

/// The directions of work, by their whole names.
fn directions(asked: &mut Asked, office: &Office) {
    for direction in &office.directions {
        let names = [&direction.name_uk, &direction.name_en];
        let at = names.into_iter().flatten().find_map(|name| stands(asked, &dotyk_uk::stems(name)));
        if let Some(at) = at {
            asked.say(What::Direction, direction.slug.clone(), at);
        }
    }
}

/// A year, or a month and its year.
fn days(asked: &mut Asked, months: &[(usize, &str)]) {
    let is_year = |word: &Word| word.key.parse::<u16>().is_ok_and(|year| (1991..2100).contains(&year));
    let Some(at) = asked.words.iter().position(is_year) else { return };
    let year = asked.words[at].key.clone();
    let month = months.iter().find(|(place, _)| place.abs_diff(at) <= 2);
    match month {
        Some((place, month)) => asked.say(What::Day, format!("{year}-{month}"), vec![*place.min(&at), *place.max(&at)]),
        None => asked.say(What::Day, year, vec![at]),
    }
}
