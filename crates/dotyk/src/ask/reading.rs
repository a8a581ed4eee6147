//! From a question to what it says, by the table of words and the office's own. Pure: names of places and organisations
//! come later, from the index.

use super::model::{Asked, Asking, Standing, Term, What, Word};
use super::time;
use super::vocabulary::{Sense, VOCABULARY};
use crate::access::Kind;
use crate::office::Office;

/// More than so many words are not looked for in the records.
const MOST_TERMS: usize = 14;

/// Reads a question.
pub fn read(question: &str, office: &Office) -> Asked {
    let mut asked = Asked { words: Word::all(question), ..Asked::default() };
    let mut months = Vec::new();
    let mut not = None;
    let mut still = Vec::new();
    let mut at = 0;
    while at < asked.words.len() {
        let (taken, senses) = VOCABULARY.at(&asked.words[at..]);
        let places: Vec<usize> = (at..at + taken.max(1)).collect();
        at += taken.max(1);
        if turns(&asked, &senses, &places) {
            asked.unread.extend(not.replace(places));
            continue;
        }
        if senses.contains(&Sense::Vague) {
            asked.unread.push(places);
            continue;
        }
        if senses.contains(&Sense::Still) {
            still.extend(places);
            continue;
        }
        let (within, senses) = denied_within(&asked, &places, senses);
        if within {
            not = Some(Vec::new());
        }
        let denied = denied(&mut asked, &mut not, &senses, &places);
        months.extend(
            senses.iter().filter_map(|sense| if let Sense::Month(month) = sense { Some((places[0], *month)) } else { None }),
        );
        place(&mut asked, office, &senses, &places, denied.as_deref());
        if !silent(&asked, &senses, &places) {
            term(&mut asked, &senses, places);
        }
    }
    asked.unread.extend(not);
    if !still.is_empty() && !asked.parts.iter().any(|part| part.what == What::State) {
        asked.say(What::State, Standing::Open.word(), still);
    }
    measures(&mut asked, office);
    directions(&mut asked, office);
    match time::find(&asked, &months) {
        Some((_, at)) if time::bounded(&asked, &at) => asked.unread.push(at),
        Some((value, at)) => asked.say(What::Day, value, at),
        None => {}
    }
    asked.terms.truncate(MOST_TERMS);
    asked
}

/// Words at the beginning of a question that is answered by yes or no.
const WHETHER: [&str; 12] = ["чи", "is", "are", "was", "were", "has", "have", "had", "did", "do", "does", "will"];

/// Takes a question by yes or no for one of how that stands of which it is asked; where nothing is named, all that stand so
/// are meant.
pub fn whether(asked: &mut Asked) {
    let begins = asked.words.first().is_some_and(|word| WHETHER.contains(&word.written.to_lowercase().as_str()));
    let other = asked.values(What::Ask).next().is_some() || asked.parts.iter().any(|part| part.denied);
    let agreement = asked.values(What::Kind).any(|kind| kind == Kind::Agreement.word());
    let with = [What::Place, What::Organisation, What::Country].into_iter().any(|what| asked.values(what).next().is_some());
    if begins && !other && (asked.names_more() || agreement && with) {
        asked.say(What::Ask, Asking::State.word(), vec![0]);
    }
}

/// Whether these words turn round what follows. "No. 3" is a number, and "he" is no «не», though they look alike.
fn turns(asked: &Asked, senses: &[Sense], at: &[usize]) -> bool {
    let number = |word: &Word| word.key.bytes().all(|b| b.is_ascii_digit());
    let before_number = at.last().and_then(|last| asked.words.get(last + 1)).is_some_and(number);
    let no = at.first().and_then(|first| asked.words.get(*first)).is_some_and(|word| word.key == "no" || word.written == "№");
    let look_alike = senses.contains(&Sense::Empty) && asked.written(at).is_ascii();
    senses.contains(&Sense::Not) && !(no && before_number) && !look_alike
}

/// A state or role that one word denies: «непідписана», "unsigned".
fn denied_within(asked: &Asked, at: &[usize], senses: Vec<Sense>) -> (bool, Vec<Sense>) {
    let [only] = at else { return (false, senses) };
    if !senses.is_empty() {
        return (false, senses);
    }
    let key = &asked.words[*only].key;
    let rest = ["не", "un"].iter().find_map(|start| key.strip_prefix(start)).filter(|rest| rest.chars().count() > 3);
    let Some(rest) = rest else { return (false, senses) };
    let (_, inner) = VOCABULARY.at(&Word::all(rest));
    if inner.iter().any(|sense| matches!(sense, Sense::Part("state" | "role", _))) { (true, inner) } else { (false, senses) }
}

/// What is denied here, if anything is: a word of denial waits for the next state or role, over words that say nothing, and is
/// not understood where another comes first.
fn denied(asked: &mut Asked, not: &mut Option<Vec<usize>>, senses: &[Sense], at: &[usize]) -> Option<Vec<usize>> {
    let waiting = not.as_ref()?;
    if senses.iter().any(|sense| matches!(sense, Sense::Part("state" | "role", _))) {
        return not.take();
    }
    let says_nothing = |sense: &Sense| matches!(sense, Sense::Empty | Sense::Part("ask", _));
    if senses.is_empty() || !senses.iter().all(says_nothing) {
        let unread = waiting.iter().chain(at).copied().collect();
        asked.unread.push(unread);
        *not = None;
    }
    None
}

/// Whether words are not looked for in records: those that only ask or say nothing, and those that say how something
/// should stand or who takes part, since that is a filter already.
fn silent(asked: &Asked, senses: &[Sense], at: &[usize]) -> bool {
    let filters = |sense: &Sense| matches!(sense, Sense::Part("state" | "role", _));
    let says_nothing = |sense: &Sense| match sense {
        Sense::Empty | Sense::Month(_) | Sense::Whole | Sense::Part("ask", _) => true,
        Sense::Year => at.iter().any(|place| time::beside_year(asked, *place)),
        _ => false,
    };
    senses.iter().any(filters) || !senses.is_empty() && senses.iter().all(says_nothing)
}

/// Takes the parts that an entry of the table means; `denied` are the words that turn them round.
fn place(asked: &mut Asked, office: &Office, senses: &[Sense], at: &[usize], denied: Option<&[usize]>) {
    if senses.iter().any(|sense| matches!(sense, Sense::Month(_))) {
        return;
    }
    for sense in senses {
        let (what, value) = match sense {
            Sense::Part("ask", value) => (What::Ask, *value),
            Sense::Part("role", value) => (What::Role, *value),
            Sense::Part("state", value) => (What::State, *value),
            Sense::Part("form", value) => (What::Form, *value),
            Sense::Part("kind", value) if Kind::parse(value).is_some() => (What::Kind, *value),
            Sense::Whole => match &office.place {
                Some(code) => (What::Place, code.as_str()),
                None => continue,
            },
            _ => continue,
        };
        let value = value.to_owned();
        let Some(not) = denied.filter(|_| matches!(what, What::Role | What::State)) else {
            asked.say(what, value, at.to_vec());
            continue;
        };
        let places = not.iter().chain(at).copied().collect();
        // What is not finished is open; what was given up is not meant.
        match Standing::parse(&value).filter(|_| what == What::State) {
            Some(Standing::Finished) => asked.say(what, Standing::Open.word(), places),
            _ => asked.deny(what, value, places),
        }
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
    let light = senses.iter().any(|sense| matches!(sense, Sense::Part("kind" | "form", _)));
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
    // «У 2020 році» counts no years.
    let mut taken: Vec<usize> = (0..asked.words.len()).filter(|place| time::beside_year(asked, *place)).collect();
    taken.retain(|place| VOCABULARY.at(&asked.words[*place..]).1.contains(&Sense::Year));
    for (at, slug, _) in found {
        // "Mobile service centre" counts no services.
        let within = asked.terms.iter().any(|term| term.at.len() > at.len() && at.iter().all(|place| term.at.contains(place)));
        let free = !within && at.iter().all(|place| !taken.contains(place) && !kinds.contains(place));
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
