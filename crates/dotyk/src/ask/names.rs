//! The places, organisations and countries that a question names: looked for in the index, taken when all of the name
//! stands in the question.

use std::collections::HashMap;

use dotyk_db::Tx;
use dotyk_match::{Answer as Found, Field, How, Query};

use super::model::{Asked, What, Word};
use super::vocabulary::VOCABULARY;
use crate::access::{Kind, Ref};
use crate::organisation;
use crate::web::find::record;
use crate::web::{Ctx, Labels, Problem};

/// How many places or organisations one word may bring.
const CANDIDATES: usize = 12;

/// How many organisations may be meant by one name, or be of one country.
const TOGETHER: usize = 50;

/// A record that lies in a place counts for so many within it.
const LIES: u64 = 1000;

/// Something named, and the words that name it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    record: Ref,
    at: Vec<usize>,
    /// How many records have to do with it.
    records: u64,
}

/// Adds the places, organisations and countries that are named.
pub fn name(ctx: &Ctx, tx: &mut Tx, asked: &mut Asked) -> Result<(), Problem> {
    let candidates = candidates(ctx, tx, asked)?;
    let refs: Vec<Ref> = candidates.keys().cloned().collect();
    let labels = ctx.labels(tx, &refs)?;
    let mut named = covered(asked, &candidates, &labels);
    count(ctx, tx, &mut named)?;
    for group in chosen(named) {
        take(ctx, tx, asked, &group)?;
    }
    Ok(())
}

/// What one word of the question or another is a name of, with other names by which it was found.
fn candidates(ctx: &Ctx, tx: &mut Tx, asked: &Asked) -> Result<HashMap<Ref, Vec<String>>, Problem> {
    let queries = asked.terms.iter().filter(|term| !term.light).flat_map(|term| {
        let text = format!("{} ", term.forms.first().map_or("", String::as_str));
        [Kind::Place, Kind::Organisation].map(|kind| Query {
            text: text.clone(),
            kind: Some(kind.word().into()),
            limit: CANDIDATES,
            ..Query::default()
        })
    });
    let mut candidates: HashMap<Ref, Vec<String>> = HashMap::new();
    for answer in ctx.find_all(tx, queries)? {
        for hit in sure(&answer) {
            let Some(record) = record(&hit.key) else { continue };
            candidates.entry(record).or_default().extend(hit.name.clone());
        }
    }
    Ok(candidates)
}

/// The hits by a word as it is, in a title or another name.
fn sure(answer: &Found) -> impl Iterator<Item = &dotyk_match::Hit> {
    let plain = answer.corrected.is_none();
    answer.hits.iter().filter(move |hit| {
        let named = |reason: &dotyk_match::Reason| reason.field != Field::Body && matches!(reason.how, How::Exact | How::Form);
        plain && hit.reasons.iter().all(named)
    })
}

/// Those of which a whole name stands in the question.
fn covered(asked: &Asked, candidates: &HashMap<Ref, Vec<String>>, labels: &Labels) -> Vec<Named> {
    let covers = candidates.iter().filter_map(|(record, others)| {
        let label = labels.get(record)?;
        let names = [&label.uk, &label.en].into_iter().flatten().chain(others);
        let at = names.filter_map(|name| cover(name, &asked.words)).max_by_key(Vec::len)?;
        Some(Named { record: record.clone(), at, records: 0 })
    });
    covers.collect()
}

/// The words of the question that are all of a name: its generic words may be missing, but not stand alone.
fn cover(name: &str, words: &[Word]) -> Option<Vec<usize>> {
    // «Місто Сєвєродонецьк (міська влада)»: what stands in brackets only explains.
    let name = name.split(" (").next().unwrap_or_default();
    let stems = dotyk_uk::stems(name);
    let (generic, own): (Vec<&String>, Vec<&String>) = stems.iter().partition(|stem| VOCABULARY.is_generic(stem));
    let mut at = Vec::new();
    for stem in own {
        at.push(words.iter().position(|word| word.stem == *stem)?);
    }
    // «У місті Кремінна» is all one name; «які міста, крім Кремінної» is not.
    let beside = |place: &usize, at: &[usize]| at.iter().any(|own| own.abs_diff(*place) == 1);
    let met = |stem: &String| (0..words.len()).find(|place| words[*place].stem == *stem && beside(place, &at));
    let more: Vec<usize> = generic.into_iter().filter_map(met).collect();
    let named = !at.is_empty();
    at.extend(more);
    at.sort_unstable();
    at.dedup();
    named.then_some(at)
}

/// Counts the records that have to do with each.
fn count(ctx: &Ctx, tx: &mut Tx, named: &mut [Named]) -> Result<(), Problem> {
    let queries = named.iter().map(|one| {
        // What lies in the place itself counts before what lies within it: a town before a district of that name.
        let facet = if one.record.kind == Kind::Place { "lies" } else { "organisation" };
        [facet, "place"].map(|facet| Query {
            filters: vec![(facet.into(), vec![one.record.id.clone()])],
            facets: vec!["kind".into()],
            limit: 0,
            ..Query::default()
        })
    });
    let answers = ctx.find_all(tx, queries.flatten().collect::<Vec<_>>())?;
    let itself = |kind: &str| matches!(Kind::parse(kind), Some(Kind::Place | Kind::Organisation));
    let records = |answer: &Found| -> u64 {
        let kinds = answer.facets.get("kind").into_iter().flatten();
        kinds.filter(|(kind, _)| !itself(kind)).map(|(_, count)| count).sum()
    };
    for (one, answers) in named.iter_mut().zip(answers.chunks(2)) {
        one.records = LIES * records(&answers[0]) + records(&answers[1]);
    }
    Ok(())
}

/// Of the words of a name, the most go first; of places named alike the one with the most records, and a place before
/// organisations unless the register knows nothing there.
fn chosen(mut named: Vec<Named>) -> Vec<Vec<Named>> {
    let order =
        |one: &Named| (std::cmp::Reverse(one.at.len()), one.at.clone(), std::cmp::Reverse(one.records), one.record.clone());
    named.sort_by_key(order);
    let mut groups: Vec<Vec<Named>> = Vec::new();
    for span in named.chunk_by(|one, next| one.at == next.at) {
        let taken = groups.iter().flatten().any(|one| one.at.iter().any(|place| span[0].at.contains(place)));
        if taken {
            continue;
        }
        let place = span.iter().find(|one| one.record.kind == Kind::Place);
        let organisations: Vec<Named> = span.iter().filter(|one| one.record.kind == Kind::Organisation).cloned().collect();
        match place {
            Some(place) if place.records > 0 || organisations.is_empty() => groups.push(vec![place.clone()]),
            _ => groups.push(organisations),
        }
    }
    groups
}

/// Takes what is named as a part of the question. It outdoes what its words seemed to say by themselves.
fn take(ctx: &Ctx, tx: &mut Tx, asked: &mut Asked, group: &[Named]) -> Result<(), Problem> {
    let Some(first) = group.first() else { return Ok(()) };
    let at = &first.at;
    asked.parts.retain(|part| part.at.is_empty() || !part.at.iter().all(|place| at.contains(place)));
    asked.unread.retain(|unread| !unread.iter().all(|place| at.contains(place)));
    if let Some(country) = country(ctx, tx, asked, first)? {
        asked.say(What::Country, country, at.clone());
        return Ok(());
    }
    if first.record.kind == Kind::Place && first.records == 0 {
        // Nothing is done there, but whoever is from there may take part elsewhere.
        let from = organisations(ctx, tx, "place", &first.record.id)?;
        if !from.is_empty() {
            from.into_iter().for_each(|id| asked.say(What::Organisation, id, at.clone()));
            return Ok(());
        }
    }
    for one in group.iter().take(TOGETHER) {
        let what = if one.record.kind == Kind::Place { What::Place } else { What::Organisation };
        asked.say(what, one.record.id.clone(), at.clone());
    }
    Ok(())
}

/// The code of the country that is named: by itself, or by the name of its government alone.
fn country(ctx: &Ctx, tx: &mut Tx, asked: &Asked, named: &Named) -> Result<Option<String>, Problem> {
    let id = &named.record.id;
    if named.record.kind == Kind::Place {
        let is_country = id.len() == 2 && id.bytes().all(|b| b.is_ascii_uppercase());
        return Ok(is_country.then(|| id.clone()));
    }
    let told = organisation::store::told(tx, &ctx.actor.visible(Kind::Organisation), std::slice::from_ref(id))?;
    let Some(body) = told.get(id).map(|told| &told.body) else { return Ok(None) };
    let bare = named.at.iter().filter(|place| asked.words.get(**place).is_some_and(|word| !VOCABULARY.is_generic(&word.stem)));
    let names = [&body.name_uk, &body.name_en].into_iter().flatten();
    let of_country = names.into_iter().any(|name| {
        let stems = dotyk_uk::stems(name);
        stems.iter().any(|stem| *stem == dotyk_uk::stem("уряд") || *stem == dotyk_uk::stem("government"))
    });
    Ok(body.country.clone().filter(|_| of_country && bare.count() == 1))
}

/// The organisations of a country.
pub fn of_country(ctx: &Ctx, tx: &mut Tx, country: &str) -> Result<Vec<String>, Problem> {
    organisations(ctx, tx, "country", country)
}

fn organisations(ctx: &Ctx, tx: &mut Tx, facet: &str, value: &str) -> Result<Vec<String>, Problem> {
    let query = Query {
        kind: Some(Kind::Organisation.word().into()),
        filters: vec![(facet.to_owned(), vec![value.to_owned()])],
        limit: TOGETHER,
        ..Query::default()
    };
    let found = ctx.find(tx, query)?;
    Ok(found.hits.iter().filter_map(|hit| Some(record(&hit.key)?.id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_met_whole_and_in_any_form() {
        for (name, question, at) in [
            ("Попасна", "що фінансувала Канада в Попасній", Some(vec![4])),
            ("смт Станиця Луганська", "у Станиці Луганській", Some(vec![1, 2])),
            ("смт Станиця Луганська", "на станиці", None),
            ("Уряд Канади", "що фінансувала Канада", Some(vec![2])),
            ("Government of Canada", "what did the government pay", None),
            ("Місто Діжон", "яке місто", None),
            ("Місто Діжон", "у місті Діжоні", Some(vec![1, 2])),
            ("Місто Діжон", "які міста разом із Діжоном", Some(vec![4])),
            ("м. Кремінна", "у Кремінній", Some(vec![1])),
            ("Місто Сєвєродонецьк (міська влада)", "для Сєвєродонецька", Some(vec![1])),
        ] {
            assert_eq!(cover(name, &Word::all(question)), at, "{name}: {question}");
        }
    }

    #[test]
    fn a_longer_name_outdoes_a_shorter_one_within_it() {
        let named = |kind, id: &str, at: &[usize], records| Named { record: Ref::new(kind, id), at: at.to_vec(), records };
        let groups = chosen(vec![
            named(Kind::Place, "oblast", &[1], 9),
            named(Kind::Place, "settlement", &[0, 1], 1),
            named(Kind::Place, "empty", &[3], 0),
            named(Kind::Organisation, "city", &[3], 2),
        ]);
        let ids: Vec<Vec<&str>> = groups.iter().map(|group| group.iter().map(|one| one.record.id.as_str()).collect()).collect();
        assert_eq!(ids, [vec!["settlement"], vec!["city"]]);
    }
}
