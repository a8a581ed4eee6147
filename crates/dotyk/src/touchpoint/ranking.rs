//! From a question to ranked points of contact with their reasons in words. What ranks is [`dotyk_match::points::Ranker`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dotyk_db::Tx;
use dotyk_match::Query;
use dotyk_match::points::{About, Evidence, Ranked, Reason, Signal, Weights, What};

use super::model::{Likeness, Part};
use super::reasons::{self, Said};
use super::view::{Item, ReasonShown};
use crate::access::{Kind, Ref};
use crate::need;
use crate::organisation::{self, OrganisationKind};
use crate::place::{self, Level};
use crate::web::points::{Doer, Held};
use crate::web::{Ctx, Labels, Page, Problem, find};

/// So many are shown in each part.
pub const SHOWN: usize = 10;
/// So many of the nearest projects say who has experience.
const NEAR: usize = 100;
/// How much louder the nearer speak for who carried them out, and what everybody has: as for who paid.
const NEARER: f32 = 0.4;
const UNHEARD: f32 = 1e-3;
/// So many records stand beside a reason.
const BESIDE: usize = 3;
/// What began so many years ago may still go on.
const YEARS: i16 = 3;

/// What is asked.
#[derive(Default)]
pub struct Question {
    /// What it is about.
    pub about: About,
    /// The record itself, which is no answer.
    pub me: Option<Ref>,
    /// Whose it is: their own needs are no answer either.
    pub organisation: Option<String>,
}

/// What the index answers, before anything is looked up.
pub struct Raw {
    funders: Vec<Ranked>,
    near: Vec<Ranked>,
    needs: Vec<Ranked>,
    names: HashMap<String, String>,
    /// How many records the index holds.
    pub size: usize,
}

impl Raw {
    /// The funders, best first: their keys and how they are called.
    pub fn funders(&self) -> impl Iterator<Item = (&str, &str)> {
        self.funders.iter().map(|one| (one.key.as_str(), self.names.get(&one.key).map_or(one.key.as_str(), String::as_str)))
    }
}

/// Asks the index.
pub fn rank(held: &Held, question: &Question, weights: &Weights) -> Raw {
    let funders = held.ranker.rank(&question.about, weights, SHOWN);
    let me = question.me.as_ref().map(find::key).unwrap_or_default();
    let alike = |kinds: &[Kind], most: usize| {
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
        let mut found = held.ranker.alike(&question.about, &kinds, weights, most + 1);
        found.retain(|one| one.key != me && one.score > 0.0);
        found.truncate(most);
        found
    };
    let near = alike(&[Kind::Project, Kind::Activity], NEAR);
    let needs = alike(&[Kind::Need], 3 * SHOWN);
    let names = funders.iter().map(|one| (one.key.clone(), held.name(&one.key).to_owned())).collect();
    Raw { funders, near, needs, names, size: held.ranker.len() }
}

/// Somebody who carried out some of what is near.
struct Experienced {
    doer: Doer,
    voice: f32,
    of: Vec<(Ref, Option<u16>)>,
}

/// Everything that the answer names, looked up once.
struct Known<'p> {
    page: &'p Page<'p>,
    labels: Labels,
    /// Organisations of the register by the keys of the index.
    ours: HashMap<String, String>,
    /// Places that are no oblast.
    narrow: BTreeSet<String>,
    /// Keys of who paid for what partners publish, and organisations that pay for projects of the register.
    pays: (BTreeSet<String>, BTreeSet<String>),
}

/// The answer in parts, each as far as there is something in it.
///
/// # Errors
/// The database's.
pub fn parts(
    ctx: &Ctx,
    tx: &mut Tx,
    page: &Page,
    question: &Question,
    raw: Raw,
    weights: &Weights,
) -> Result<Vec<(Part, Vec<Item>)>, Problem> {
    let experienced = experienced(ctx, tx, &raw.near)?;
    let mut names: HashMap<String, String> = raw.names.clone();
    names.extend(experienced.iter().map(|one| (one.doer.key.clone(), one.doer.name.clone())));
    let ours = ours(tx, &ctx.actor.office, &names)?;
    let experienced = foreign(tx, ctx, experienced, &ours)?;
    let needs = others(tx, ctx, question, raw.needs)?;
    let near: Vec<Ranked> = raw.near.into_iter().take(SHOWN).collect();
    let known = known(ctx, tx, page, (&raw.funders, &near, &needs, &experienced), ours)?;
    let told = |one: &&Ranked| reasons::speaks(&one.reasons);
    let funders = raw.funders.iter().filter(told).map(|one| funder(&known, one, &names)).collect();
    let projects = near.iter().filter(told).filter_map(|one| document(&known, one, true)).collect();
    let needs = needs.iter().filter(told).filter_map(|one| document(&known, one, false)).collect();
    let weight = weights.support[Signal::Nearest];
    let partners = experienced.iter().map(|one| partner(&known, one, weight)).collect();
    let calls = super::calls::calls(ctx, tx, page, question)?;
    let mut parts = vec![
        (Part::Calls, calls),
        (Part::Funders, funders),
        (Part::Projects, projects),
        (Part::Needs, needs),
        (Part::Partners, partners),
    ];
    for (_, items) in &mut parts {
        let items: &mut Vec<Item> = items;
        items.iter_mut().zip(1..).for_each(|(item, rank)| item.rank = rank);
    }
    Ok(parts)
}

/// How the page calls those behind keys: as the register does, else by the name that the index knows.
///
/// # Errors
/// The database's.
pub fn called(ctx: &Ctx, tx: &mut Tx, page: &Page, names: &HashMap<String, String>) -> Result<HashMap<String, String>, Problem> {
    let ours = ours(tx, &ctx.actor.office, names)?;
    let refs: Vec<Ref> = ours.values().map(|id| Ref::new(Kind::Organisation, id)).collect();
    let labels = ctx.labels(tx, &refs)?;
    let label = |key: &String| Some(page.record(&labels, &Ref::new(Kind::Organisation, ours.get(key)?))?.label);
    Ok(names.iter().map(|(key, name)| (key.clone(), label(key).unwrap_or_else(|| name.clone()))).collect())
}

/// Organisations of the register behind keys: by their identifiers, else by a name that only one has.
fn ours(tx: &mut Tx, office: &str, names: &HashMap<String, String>) -> Result<HashMap<String, String>, Problem> {
    let references: Vec<String> = names.keys().filter_map(|key| key.strip_prefix("ref:")).map(str::to_owned).collect();
    let by_reference = organisation::store::by_references(tx, office, &references)?;
    let mut ours: HashMap<String, String> = by_reference.into_iter().map(|(one, id)| (format!("ref:{one}"), id)).collect();
    let rest: Vec<(&String, &String)> = names.iter().filter(|(key, _)| !ours.contains_key(*key)).collect();
    let texts: Vec<String> = rest.iter().map(|(_, name)| (*name).clone()).collect();
    let found = organisation::store::resolve(tx, office, &texts)?;
    let named: Vec<(String, String)> =
        rest.into_iter().filter_map(|(key, name)| Some((key.clone(), found.get(name)?.found()?.clone()))).collect();
    ours.extend(named);
    Ok(ours)
}

/// Who carried out what is near, with what each did of it, the loudest first.
fn experienced(ctx: &Ctx, tx: &mut Tx, near: &[Ranked]) -> Result<Vec<Experienced>, Problem> {
    let Some(first) = near.first().map(|one| one.score) else { return Ok(Vec::new()) };
    let refs: Vec<Ref> = near.iter().filter_map(|one| find::record(&one.key)).collect();
    let doers: HashMap<Ref, Vec<Doer>> = (ctx.state.points.doers)(tx, &ctx.actor.office, &refs)?.into_iter().collect();
    let mut all: BTreeMap<String, Experienced> = BTreeMap::new();
    for (one, record) in near.iter().filter_map(|one| Some((one, find::record(&one.key)?))) {
        let voice = (NEARER * (one.score - first)).exp();
        for doer in doers.get(&record).into_iter().flatten() {
            let known =
                all.entry(doer.key.clone()).or_insert_with(|| Experienced { doer: doer.clone(), voice: 0.0, of: Vec::new() });
            known.voice += voice;
            known.of.push((record.clone(), last(&one.reasons)));
        }
    }
    let sum: f32 = all.values().map(|one| one.voice).sum();
    let mut all: Vec<Experienced> = all.into_values().collect();
    all.iter_mut().for_each(|one| one.voice = ((one.voice / sum + UNHEARD) / UNHEARD).ln());
    all.sort_by(|a, b| b.voice.total_cmp(&a.voice).then_with(|| a.doer.key.cmp(&b.doer.key)));
    Ok(all)
}

/// When a document began.
fn last(reasons: &[Reason]) -> Option<u16> {
    reasons.iter().flat_map(|reason| &reason.evidence).find_map(|evidence| evidence.last)
}

/// Those from abroad: not by a Ukrainian identifier, nor what the register says of them.
fn foreign(
    tx: &mut Tx,
    ctx: &Ctx,
    mut all: Vec<Experienced>,
    ours: &HashMap<String, String>,
) -> Result<Vec<Experienced>, Problem> {
    let ids: Vec<String> = all.iter().filter_map(|one| ours.get(&one.doer.key)).cloned().collect();
    let told = organisation::store::told(tx, &ctx.actor.visible(Kind::Organisation), &ids)?;
    all.retain(|one| {
        let body = ours.get(&one.doer.key).and_then(|id| told.get(id)).map(|told| &told.body);
        let home = body.is_some_and(|body| {
            let authority = matches!(body.kind, OrganisationKind::Government | OrganisationKind::LocalGovernment);
            body.country.as_deref().map_or(authority && body.org_id.is_none(), |country| country == "UA") || body.edrpou.is_some()
        });
        !home && !one.doer.key.starts_with("ref:UA-")
    });
    all.truncate(SHOWN);
    Ok(all)
}

/// Needs of others.
fn others(tx: &mut Tx, ctx: &Ctx, question: &Question, mut found: Vec<Ranked>) -> Result<Vec<Ranked>, Problem> {
    if let Some(own) = &question.organisation {
        let ids: Vec<String> = found.iter().filter_map(|one| find::record(&one.key)).map(|record| record.id).collect();
        let needs = need::store::by_ids(tx, &ctx.actor.office, &ids)?;
        let mine: BTreeSet<String> = needs
            .into_iter()
            .filter(|need| need.body.organisation.as_ref() == Some(own))
            .map(|need| find::key(&Ref::new(Kind::Need, need.head.id)))
            .collect();
        found.retain(|one| !mine.contains(&one.key));
    }
    found.truncate(SHOWN);
    Ok(found)
}

type Found<'f> = (&'f [Ranked], &'f [Ranked], &'f [Ranked], &'f [Experienced]);

fn known<'p>(
    ctx: &Ctx,
    tx: &mut Tx,
    page: &'p Page<'p>,
    (funders, near, needs, experienced): Found,
    ours: HashMap<String, String>,
) -> Result<Known<'p>, Problem> {
    let all = || funders.iter().chain(near).chain(needs);
    let evidence = || all().flat_map(|one| &one.reasons).flat_map(|reason| &reason.evidence);
    let places: BTreeSet<String> = evidence()
        .filter_map(|evidence| match &evidence.what {
            What::Place(code) => Some(code.clone()),
            _ => None,
        })
        .collect();
    let mut refs: Vec<Ref> = places.iter().map(|code| Ref::new(Kind::Place, code)).collect();
    refs.extend(near.iter().chain(needs).filter_map(|one| find::record(&one.key)));
    refs.extend(evidence().filter_map(|evidence| match &evidence.what {
        What::Activity(key) => find::record(key),
        _ => None,
    }));
    refs.extend(experienced.iter().flat_map(|one| one.of.iter().take(BESIDE)).map(|(record, _)| record.clone()));
    refs.extend(ours.values().map(|id| Ref::new(Kind::Organisation, id)));
    refs.sort();
    refs.dedup();
    let labels = ctx.labels(tx, &refs)?;
    let places: Vec<String> = places.into_iter().collect();
    let narrow = place::store::find(tx, &ctx.actor.office, &places)?;
    let narrow = narrow.into_iter().filter(|(_, place)| place.body.level != Level::Oblast).map(|(code, _)| code).collect();
    let mut pays = (BTreeSet::new(), BTreeSet::new());
    for one in funders {
        let filters = vec![("payer".to_owned(), vec![one.key.clone()])];
        let query = Query { kind: Some(Kind::Activity.word().into()), filters, limit: 0, ..Query::default() };
        if ctx.find(tx, query)?.total > 0 {
            pays.0.insert(one.key.clone());
        }
        let Some(id) = ours.get(&one.key) else { continue };
        let filters = vec![("organisation".to_owned(), vec![id.clone()])];
        let query = Query { kind: Some(Kind::Project.word().into()), filters, limit: 0, ..Query::default() };
        if ctx.find(tx, query)?.total > 0 {
            pays.1.insert(one.key.clone());
        }
    }
    Ok(Known { page, labels, ours, narrow, pays })
}

fn round(number: f32) -> f64 {
    (f64::from(number) * 100.0).round() / 100.0
}

impl Known<'_> {
    /// The organisation of the register behind a key.
    fn organisation(&self, key: &str) -> Option<crate::web::Record> {
        self.page.record(&self.labels, &Ref::new(Kind::Organisation, self.ours.get(key)?))
    }

    /// The address of an organisation of the register, without the rest.
    fn slug(&self, key: &str) -> Option<&str> {
        self.labels.get(&Ref::new(Kind::Organisation, self.ours.get(key)?))?.path.rsplit('/').next()
    }

    /// Where the records that a reason counts can be looked at.
    fn opens(&self, key: &str, evidence: &Evidence) -> Vec<(String, String)> {
        let narrowed = match &evidence.what {
            What::Sector(code) if code.len() == 5 => ("sector", code.as_str()),
            What::Country(code) => ("country", code.as_str()),
            What::Place(code) => ("place", code.as_str()),
            What::Word(word) => ("q", word.as_str()),
            What::All => ("", ""),
            _ => return Vec::new(),
        };
        let shown = |of: &str| match narrowed {
            ("", _) => self.page.t(&format!("touchpoint-open-{of}")),
            (_, what) => {
                let place = self.labels.get(&Ref::new(Kind::Place, what)).map(|label| self.page.lang.of(&label.uk, &label.en));
                format!("{}: {}", self.page.t(&format!("touchpoint-open-{of}")), place.unwrap_or(what))
            }
        };
        let mut links = Vec::new();
        let link = |path: &str, name: &str, value: &str| {
            let mut set = vec![(name, value)];
            if !narrowed.0.is_empty() {
                set.push(narrowed);
            }
            self.page.carry(path, &set, &[])
        };
        if self.pays.0.contains(key) {
            links.push((link("/activities", "payer", key), shown("activities")));
        }
        if let Some(slug) = self.slug(key).filter(|_| self.pays.1.contains(key) && narrowed.0 != "country") {
            links.push((link("/projects", "organisation", slug), shown("projects")));
        }
        links
    }

    fn reason(&self, said: Said, reason: &Reason, links: Vec<(String, String)>) -> ReasonShown {
        ReasonShown {
            signal: reason.signal.name(),
            said: reasons::said(self.page, &self.labels, said, reason),
            weight: round(reason.weight),
            value: round(reason.value),
            adds: round(reason.weight * reason.value),
            links,
        }
    }
}

fn funder(known: &Known, one: &Ranked, names: &HashMap<String, String>) -> Item {
    let reason = |reason: &Reason| {
        let links = match reason.signal {
            Signal::Nearest => nearest(known, reason),
            _ => {
                // The narrowest place first: it says most.
                let mut evidence: Vec<&Evidence> = reason.evidence.iter().collect();
                evidence.sort_by(|a, b| reasons::code(b).cmp(reasons::code(a)));
                evidence.into_iter().take(BESIDE).flat_map(|evidence| known.opens(&one.key, evidence)).collect()
            }
        };
        known.reason(Said::Paid, reason, links)
    };
    let record = known.organisation(&one.key);
    let activities = || known.page.carry("/activities", &[("payer", &one.key)], &[]);
    Item {
        url: record.as_ref().map_or_else(activities, |record| record.url.clone()),
        name: match &record {
            Some(record) => record.label.clone(),
            None => names.get(&one.key).cloned().unwrap_or_else(|| one.key.clone()),
        },
        record,
        key: one.key.clone(),
        score: round(one.score),
        reasons: one.reasons.iter().filter(|one| reasons::tells(one)).map(reason).collect(),
        ..Item::default()
    }
}

/// The activities and projects of a funder that are most like it.
fn nearest(known: &Known, reason: &Reason) -> Vec<(String, String)> {
    let records = reason.evidence.iter().filter_map(|evidence| match &evidence.what {
        What::Activity(key) => known.page.record(&known.labels, &find::record(key)?),
        _ => None,
    });
    records.map(|record| (record.url, record.label)).collect()
}

/// A project, an activity or a need. One that may not be seen is none.
fn document(known: &Known, one: &Ranked, likeness: bool) -> Option<Item> {
    let of = find::record(&one.key)?;
    let record = known.page.record(&known.labels, &of)?;
    let telling = one.reasons.iter().filter(|one| reasons::tells(one));
    let reasons = telling.map(|reason| known.reason(Said::Alike, reason, Vec::new()));
    Some(Item {
        url: record.url.clone(),
        name: record.label.clone(),
        key: one.key.clone(),
        score: round(one.score),
        reasons: reasons.collect(),
        likeness: likeness.then(|| self::likeness(known, one, &of).word()),
        record: Some(record),
        ..Item::default()
    })
}

/// Whether it goes on in the same place, or is somebody to learn from.
fn likeness(known: &Known, one: &Ranked, of: &Ref) -> Likeness {
    let here = one.reasons.iter().flat_map(|reason| &reason.evidence).any(|evidence| match &evidence.what {
        What::Place(code) => known.narrow.contains(code),
        _ => false,
    });
    let goes_on = match of.kind {
        Kind::Project => known
            .labels
            .get(of)
            .is_some_and(|label| ["negotiation", "agreed", "registered", "implementing"].contains(&label.state.as_str())),
        _ => {
            let year = known.page.today().year();
            last(&one.reasons).and_then(|began| i16::try_from(began).ok()).is_some_and(|began| began + YEARS >= year)
        }
    };
    if here && goes_on { Likeness::Overlap } else { Likeness::Learn }
}

fn partner(known: &Known, one: &Experienced, weight: f32) -> Item {
    let links = one.of.iter().take(BESIDE).filter_map(|(record, _)| known.page.record(&known.labels, record));
    let record = known.organisation(&one.doer.key);
    let shown = ReasonShown {
        signal: Signal::Nearest.name(),
        said: reasons::did(known.page, one.of.len(), one.of.iter().filter_map(|(_, year)| *year).max()),
        weight: round(weight),
        value: round(one.voice),
        adds: round(weight * one.voice),
        links: links.map(|record| (record.url, record.label)).collect(),
    };
    Item {
        url: match &record {
            Some(record) => record.url.clone(),
            None => known.page.carry("/activities", &[("q", &one.doer.name)], &[]),
        },
        name: record.as_ref().map_or_else(|| one.doer.name.clone(), |record| record.label.clone()),
        record,
        key: one.doer.key.clone(),
        score: round(weight * one.voice),
        reasons: vec![shown],
        ..Item::default()
    }
}
