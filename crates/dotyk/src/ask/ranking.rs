//! Which records a question is about: by the words of records in the index, and by the passages of sources that records
//! rest on. What the visitor may not see has no part in it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use dotyk_db::Tx;
use dotyk_match::{Answer as Found, Field, Query};

use super::model::{Asked, Asking, Standing, Term, What};
use super::names;
use crate::access::{Kind, Ref};
use crate::source::{self, store::Said};
use crate::web::find::{key, record};
use crate::web::{Ctx, Problem};
use crate::{figure, office};

/// How many records one word may bring.
const HITS: usize = 200;

/// How many records a filter without words may bring.
const LISTED: usize = 1000;

/// How many measures of a question are looked up.
const MEASURES: usize = 3;

/// A passage with less of the question says nothing of what rests on it.
const SPEAKS: f64 = 0.25;

/// Of how many sources the passages are read.
const SOURCES: usize = 6;

/// A record is kept as long as it fits at least so well as this part of the best.
const NEAR: f64 = 0.6;

/// What passages add to a record that rests on them.
const PASSAGES: f64 = 0.8;

/// What a figure of the measure asked for adds to its subject.
const COUNTED: f64 = 0.3;

/// Filters hold unless the words name something else so much better.
const CONTRADICTED: f64 = 0.62;

/// Filters in the order in which they are eased: from what one may well have meant otherwise.
const EASED: [What; 5] = [What::Kind, What::Direction, What::Country, What::Organisation, What::Place];

/// A record that fits.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Which.
    pub record: Ref,
    /// How well.
    pub score: f64,
    /// The terms that speak for it.
    pub terms: BTreeSet<usize>,
    /// Whether there is a number of what is asked about it.
    pub counted: bool,
}

/// A passage that fits.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Which.
    pub said: Said,
    /// How well, from 0 to 1.
    pub score: f64,
    /// The terms in it.
    pub terms: BTreeSet<usize>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Ranking {
    /// The records, best first.
    pub fits: Vec<Fit>,
    /// The passages, best first.
    pub passages: Vec<Passage>,
    /// The filters that the rest of the question contradicted.
    pub eased: Vec<What>,
    /// The terms that are in nothing that the visitor may see.
    pub unknown: BTreeSet<usize>,
}

/// Ranks what a question is about.
pub fn rank(ctx: &Ctx, tx: &mut Tx, asked: &Asked) -> Result<Ranking, Problem> {
    let weights = weights(ctx, tx, &asked.terms)?;
    let passages = passages(ctx, tx, asked, &weights)?;
    let seen = seen(ctx, tx, asked, &passages)?;
    let mut filters = filters(ctx, tx, asked)?;
    let best = |fits: &[Fit]| fits.first().map_or(0.0, |fit| fit.score);
    let free = fits(ctx, tx, asked, &weights, &seen, &Filters::default())?;
    let mut found = if filters.0.is_empty() { free.clone() } else { fits(ctx, tx, asked, &weights, &seen, &filters)? };
    let mut eased = Vec::new();
    for what in EASED {
        let counts = |fits: &[Fit]| {
            let near = CONTRADICTED * best(fits);
            fits.iter().any(|fit| fit.score >= near && fit.counted)
        };
        let uncounted = counts(&free) && !counts(&found);
        // Where parts say all, no words are left to contradict them.
        let all = listed(asked, &weights, &filters) && seen.counted.is_empty();
        let fits_well = all || best(&found) >= CONTRADICTED * best(&free);
        if fits_well && !found.is_empty() && !uncounted {
            break;
        }
        if eased.is_empty() && filters.0.len() > 1 {
            // One that stands in the way of all others is let go alone: a word of the title may name what it is not filed under.
            if let Some((alone, without)) = alone(ctx, tx, asked, &weights, &seen, &filters)?
                && best(&without) >= CONTRADICTED * best(&free)
                && (!counts(&free) || counts(&without))
            {
                filters.0.remove(&alone);
                eased.push(alone);
                found = without;
                break;
            }
        }
        if filters.0.remove(&what).is_some() {
            eased.push(what);
            found = fits(ctx, tx, asked, &weights, &seen, &filters)?;
        }
    }
    itself(asked, &mut found);
    // Where parts say all, what they let through is the answer, however its words fit.
    if !(listed(asked, &weights, &filters) && seen.counted.is_empty()) {
        let enough = NEAR * best(&found);
        found.retain(|fit| fit.score >= enough);
    }
    let unknown = weights.iter().enumerate().filter(|(_, weight)| **weight == 0.0).map(|(term, _)| term).collect();
    Ok(Ranking { fits: found, passages, eased, unknown })
}

/// The filter without which the question fits best, and what fits then.
fn alone(
    ctx: &Ctx,
    tx: &mut Tx,
    asked: &Asked,
    weights: &[f64],
    seen: &Seen,
    filters: &Filters,
) -> Result<Option<(What, Vec<Fit>)>, Problem> {
    let mut chosen: Option<(What, Vec<Fit>)> = None;
    let score = |fits: &[Fit]| fits.first().map_or(0.0, |fit| fit.score);
    // No more than the five kinds of filter there are.
    for what in EASED.into_iter().filter(|what| filters.0.contains_key(what)) {
        let mut others = Filters(filters.0.clone());
        others.0.remove(&what);
        let found = fits(ctx, tx, asked, weights, seen, &others)?;
        if chosen.as_ref().is_none_or(|(_, best)| score(&found) > score(best)) {
            chosen = Some((what, found));
        }
    }
    Ok(chosen)
}

/// Whether words look for nothing that parts do not say already.
fn wordless(asked: &Asked, weights: &[f64]) -> bool {
    asked.terms.iter().zip(weights).all(|(term, weight)| term.light || *weight == 0.0)
}

/// Whether all that the parts let through is meant.
fn listed(asked: &Asked, weights: &[f64], filters: &Filters) -> bool {
    wordless(asked, weights) && !filters.0.is_empty()
}

/// Who is asked about is an answer too, before what they have to do with.
fn itself(asked: &Asked, found: &mut Vec<Fit>) {
    let wanted = asked.asks(Asking::Who) || asked.terms.iter().all(|term| term.light);
    let other = asked.values(What::Kind).any(|kind| kind != Kind::Organisation.word());
    if !wanted || other || asked.values(What::Role).next().is_some() {
        return;
    }
    let score = found.first().map_or(1.0, |fit| fit.score);
    for id in asked.values(What::Organisation) {
        let record = Ref::new(Kind::Organisation, id);
        found.retain(|fit| fit.record != record);
        found.insert(0, Fit { record, score, terms: BTreeSet::new(), counted: false });
    }
}

/// Every filter of the index that the parts of a question set: its facet and the accepted values.
#[derive(Debug, Default)]
struct Filters(BTreeMap<What, (String, Vec<String>)>);

impl Filters {
    fn query(&self, text: String, limit: usize) -> Query {
        Query { text, filters: self.0.values().cloned().collect(), limit, ..Query::default() }
    }
}

fn filters(ctx: &Ctx, tx: &mut Tx, asked: &Asked) -> Result<Filters, Problem> {
    let mut filters = Filters::default();
    // Of whom it is denied that they take part, they are to do with nothing that is asked for.
    let turned = asked.denied(What::Role).next().is_some();
    for (what, facet) in [
        (What::Kind, "kind"),
        (What::Form, "agreement_kind"),
        (What::Direction, "direction"),
        (What::Organisation, "organisation"),
        (What::Place, "place"),
    ] {
        let mut values: Vec<String> = asked.values(what).map(str::to_owned).collect();
        if what == What::Organisation && turned {
            continue;
        }
        if what == What::Kind && values.is_empty() {
            values = implied(asked);
        }
        // Who is in a cluster may be told of its organisation.
        let bodies = [Kind::Cluster.word(), Kind::Group.word()];
        if what == What::Kind && asked.asks(Asking::Who) && values.iter().any(|kind| bodies.contains(&kind.as_str())) {
            values.push(Kind::Organisation.word().to_owned());
        }
        if what == What::Place {
            // All that the office has is no narrowing: much of it says no place.
            let office = office::store::find(tx, &ctx.actor.office)?;
            values.retain(|code| office.place.as_ref() != Some(code));
        }
        if !values.is_empty() {
            filters.0.insert(what, (facet.to_owned(), values));
        }
    }
    let mut of_countries = Vec::new();
    for country in asked.values(What::Country).filter(|_| !turned) {
        of_countries.extend(names::of_country(ctx, tx, country)?);
    }
    if !of_countries.is_empty() {
        filters.0.insert(What::Country, ("organisation".to_owned(), of_countries));
    }
    Ok(filters)
}

/// The kinds that are meant where the question names none, and nothing else to look for: projects where it is asked who takes
/// part in them as what, and what may stand as is asked.
fn implied(asked: &Asked) -> Vec<String> {
    let other = [What::Kind, What::Measure].into_iter().any(|what| asked.values(what).next().is_some());
    if asked.names_more() || other || asked.asks(Asking::Who) {
        return Vec::new();
    }
    let named = asked.values(What::Organisation).chain(asked.values(What::Country)).next().is_some();
    let role = asked.parts.iter().any(|part| part.what == What::Role && (named || part.denied));
    let states = asked.parts.iter().filter(|part| part.what == What::State).filter_map(|part| Standing::parse(&part.value));
    let kinds: BTreeSet<Kind> = match role {
        true => BTreeSet::from([Kind::Project]),
        false => states.flat_map(Standing::kinds).copied().collect(),
    };
    // What happened in a time, and nothing else.
    let alone = kinds.is_empty() && !named && asked.values(What::Day).next().is_some();
    let kinds = if alone { BTreeSet::from([Kind::Project, Kind::Step, Kind::Event, Kind::Agreement]) } else { kinds };
    kinds.into_iter().map(|kind| kind.word().to_owned()).collect()
}

/// A text for the index: what follows says that the last word is whole.
fn whole(form: &str) -> String {
    format!("{form} ")
}

/// How much each term says: the rarer, the more; nothing when it is nowhere.
fn weights(ctx: &Ctx, tx: &mut Tx, terms: &[Term]) -> Result<Vec<f64>, Problem> {
    let all = ctx.find(tx, Query { limit: 0, ..Query::default() })?.total as f64;
    let asked = |form: &String| Query { text: whole(form), limit: 0, ..Query::default() };
    let answers = ctx.find_all(tx, terms.iter().flat_map(|term| term.forms.iter().map(asked)).collect::<Vec<_>>())?;
    let mut answers = answers.iter();
    let weights = terms.iter().map(|term| {
        let counts = answers.by_ref().take(term.forms.len()).filter(|answer| answer.corrected.is_none());
        let many = counts.map(|answer| answer.total).max().unwrap_or(0) as f64;
        let rare = if many == 0.0 { 0.0 } else { (1.0 + all / (1.0 + many)).ln() };
        if term.light { rare / 2.0 } else { rare }
    });
    Ok(weights.collect())
}

/// What is known of records besides their words.
struct Seen {
    /// How well passages fit that a record rests on, and their terms.
    resting: HashMap<Ref, (f64, BTreeSet<usize>)>,
    /// The subjects of figures of the measures asked for.
    counted: HashSet<Ref>,
}

/// What passages and figures say of records that the visitor may see: others would tell of themselves by their rank.
fn seen(ctx: &Ctx, tx: &mut Tx, asked: &Asked, passages: &[Passage]) -> Result<Seen, Problem> {
    let mut resting = resting(ctx, tx, passages)?;
    let mut counted = HashSet::new();
    for measure in asked.values(What::Measure).take(MEASURES) {
        let figures = figure::store::of_measure(tx, &ctx.actor.office, ctx.today(), measure)?;
        counted.extend(figures.into_iter().map(|figure| figure.subject).take(LISTED));
    }
    let refs: Vec<Ref> = resting.keys().chain(&counted).cloned().collect();
    let labels = ctx.labels(tx, &refs)?;
    resting.retain(|record, _| labels.contains_key(record));
    counted.retain(|record| labels.contains_key(record));
    Ok(Seen { resting, counted })
}

/// The records that fit under some filters, best first.
fn fits(ctx: &Ctx, tx: &mut Tx, asked: &Asked, weights: &[f64], seen: &Seen, filters: &Filters) -> Result<Vec<Fit>, Problem> {
    let mut found = worded(ctx, tx, &asked.terms, weights, filters)?;
    // Words that parts speak of are filters already: what they let through need not hold them.
    let wordless = wordless(asked, weights);
    let listed_all = listed(asked, weights, filters);
    if !filters.0.is_empty() || wordless {
        let listed = ctx.find(tx, filters.query(String::new(), LISTED))?;
        let listed: HashSet<String> = listed.hits.into_iter().map(|hit| hit.key).collect();
        let others = seen.resting.keys().chain(&seen.counted).filter(|record| listed.contains(&key(record)));
        let others: Vec<Ref> = others.cloned().collect();
        for record in others {
            found.entry(record).or_default();
        }
        if listed_all && seen.counted.is_empty() {
            for record in listed.iter().filter_map(|key| record(key)) {
                found.entry(record).or_default().0 += 1.0;
            }
        }
    } else {
        for record in seen.resting.keys().chain(&seen.counted) {
            found.entry(record.clone()).or_default();
        }
    }
    let mut fits: Vec<Fit> = found
        .into_iter()
        .filter(|(record, _)| !matches!(record.kind, Kind::Place | Kind::Source | Kind::Activity))
        .map(|(record, (words, mut terms))| {
            let (said, more) = seen.resting.get(&record).cloned().unwrap_or_default();
            terms.extend(more);
            let counted = seen.counted.contains(&record);
            let score = words + PASSAGES * said + if counted { COUNTED } else { 0.0 };
            Fit { record, score, terms, counted }
        })
        .filter(|fit| fit.score > 0.0)
        .collect();
    fits.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| one.record.cmp(&other.record)));
    Ok(fits)
}

/// How much of the question stands in each record, from 0 to 1, and which terms.
fn worded(
    ctx: &Ctx,
    tx: &mut Tx,
    terms: &[Term],
    weights: &[f64],
    filters: &Filters,
) -> Result<HashMap<Ref, (f64, BTreeSet<usize>)>, Problem> {
    let known = |index: &usize| weights[*index] > 0.0;
    let asked: Vec<(usize, &String, usize)> = (0..terms.len())
        .filter(known)
        .flat_map(|term| terms[term].forms.iter().enumerate().map(move |(nth, form)| (term, form, nth)))
        .collect();
    let queries: Vec<Query> = asked.iter().map(|(_, form, _)| filters.query(whole(form), HITS)).collect();
    let answers = ctx.find_all(tx, queries)?;
    let mut best: HashMap<Ref, BTreeMap<usize, f64>> = HashMap::new();
    for ((term, _, nth), answer) in asked.iter().zip(&answers) {
        for (record, worth) in worth(answer) {
            let worth = if *nth == 0 { worth } else { 0.9 * worth };
            let place = best.entry(record).or_default().entry(*term).or_default();
            *place = place.max(worth);
        }
    }
    let all: f64 = weights.iter().sum();
    let whole = best.into_iter().map(|(record, terms)| {
        let sum: f64 = terms.iter().map(|(term, worth)| weights[*term] * worth).sum();
        (record, (sum / all, terms.into_keys().collect()))
    });
    Ok(whole.collect())
}

/// What a hit is worth: a title more than a name, a name more than the rest.
fn worth(answer: &Found) -> impl Iterator<Item = (Ref, f64)> {
    let hits = answer.hits.iter().filter(|_| answer.corrected.is_none());
    hits.filter_map(|hit| {
        let field = hit.reasons.iter().map(|reason| reason.field).max()?;
        let worth = match field {
            Field::Title => 1.0,
            Field::Name => 0.95,
            Field::Body => 0.6,
        };
        Some((record(&hit.key)?, worth))
    })
}

/// The passages that hold most of the question, of the sources that hold most of it.
fn passages(ctx: &Ctx, tx: &mut Tx, asked: &Asked, weights: &[f64]) -> Result<Vec<Passage>, Problem> {
    let of_sources = BTreeMap::from([(What::Kind, ("kind".to_owned(), vec![Kind::Source.word().to_owned()]))]);
    let worded = worded(ctx, tx, &asked.terms, weights, &Filters(of_sources))?;
    let mut sources: Vec<(Ref, f64)> = worded.into_iter().map(|(record, (score, _))| (record, score)).collect();
    sources.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    sources.truncate(SOURCES);
    let ids: Vec<String> = sources.into_iter().map(|(record, _)| record.id).collect();
    let said = source::store::said(tx, &ctx.actor.office, &ids)?;
    Ok(weigh(said, &asked.terms, weights))
}

/// Weighs passages by the terms in them, each by how rare it is among these passages. Pure.
fn weigh(said: Vec<Said>, terms: &[Term], weights: &[f64]) -> Vec<Passage> {
    let forms: Vec<Vec<Vec<String>>> =
        terms.iter().map(|term| term.forms.iter().map(|form| dotyk_uk::stems(form)).collect()).collect();
    let holds: Vec<BTreeSet<usize>> = said
        .iter()
        .map(|passage| {
            let texts = [&passage.text_uk, &passage.text_en].into_iter().flatten();
            let stems: HashSet<String> = texts.flat_map(|text| dotyk_uk::stems(text)).collect();
            let here = |forms: &Vec<Vec<String>>| forms.iter().any(|form| form.iter().all(|stem| stems.contains(stem)));
            (0..terms.len()).filter(|term| here(&forms[*term])).collect()
        })
        .collect();
    let count = |term: usize| holds.iter().filter(|terms| terms.contains(&term)).count() as f64;
    let weight = |term: usize| {
        let rare = (1.0 + said.len() as f64 / (1.0 + count(term))).ln();
        if weights[term] == 0.0 {
            0.0
        } else if terms[term].light {
            rare / 2.0
        } else {
            rare
        }
    };
    let each: Vec<f64> = (0..terms.len()).map(weight).collect();
    let all: f64 = each.iter().sum();
    let mut passages: Vec<Passage> = said
        .into_iter()
        .zip(holds)
        .filter(|(_, terms)| !terms.is_empty() && all > 0.0)
        .map(|(said, terms)| Passage { said, score: terms.iter().map(|term| each[*term]).sum::<f64>() / all, terms })
        .collect();
    passages.sort_by(|one, other| other.score.total_cmp(&one.score));
    passages
}

/// How well the passages fit that each record rests on.
fn resting(ctx: &Ctx, tx: &mut Tx, passages: &[Passage]) -> Result<HashMap<Ref, (f64, BTreeSet<usize>)>, Problem> {
    let mut sources: Vec<String> = passages.iter().map(|passage| passage.said.source.clone()).collect();
    sources.sort();
    sources.dedup();
    let by_place: HashMap<(&str, &str), &Passage> =
        passages.iter().map(|passage| ((passage.said.source.as_str(), passage.said.locator.as_str()), passage)).collect();
    let mut resting: HashMap<Ref, (f64, BTreeSet<usize>)> = HashMap::new();
    for (source, cited) in source::store::resting(tx, &ctx.actor.office, &sources)? {
        let locator = cited.locator.as_deref().unwrap_or_default();
        let Some(passage) = by_place.get(&(source.as_str(), locator)).filter(|passage| passage.score >= SPEAKS) else { continue };
        let best = resting.entry(cited.record).or_default();
        if passage.score > best.0 {
            *best = (passage.score, passage.terms.clone());
        }
    }
    Ok(resting)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_passage_with_the_rare_words_comes_first() {
        let said = |locator: &str, text: &str| Said {
            source: "s".into(),
            locator: locator.into(),
            text_uk: Some(text.into()),
            text_en: None,
            doubt_uk: None,
            doubt_en: None,
        };
        let term = |forms: &[&str]| Term {
            written: forms[0].into(),
            forms: forms.iter().map(|form| (*form).to_owned()).collect(),
            at: Vec::new(),
            light: false,
        };
        let passages = vec![said("1", "Ремонт будівлі школи"), said("2", "Ремонт будівлі"), said("3", "Паркан навколо будівлі")];
        let terms = [term(&["fence", "паркан"]), term(&["будівлю"]), term(&["невідоме"])];
        let weighed = weigh(passages, &terms, &[1.0, 1.0, 0.0]);
        assert_eq!(weighed[0].said.locator, "3");
        assert!((weighed[0].score - 1.0).abs() < 1e-9 && weighed[1].score < 0.5, "{weighed:?}");
    }
}
