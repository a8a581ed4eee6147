//! What a report is made of, read once and kept until the next write: the same for everybody, in no language.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use dotyk_db::Tx;
use rust_decimal::Decimal;

use super::facts::Facts;
use super::model::{self, Gist, Happened, Merits, Naming, Rules, Said, Stands, Sum};
use super::store::{self, Amount, Scope, Standing};
use crate::access::{Actor, Kind, Ref};
use crate::agreement::{self, Agreement};
use crate::figure::{self, Figure, Qualifier};
use crate::journal;
use crate::office::Office;
use crate::project;
use crate::step::{self, Step};
use crate::text::When;
use crate::web::deed::What;
use crate::web::{Ctx, Labels, Problem};

/// So many reports are kept at a time.
const KEPT: usize = 12;

/// What a report is made of.
pub struct Gathered {
    /// The journal's position that it is of.
    pub position: i64,
    /// What happened, in the order in which it is told.
    pub happened: Vec<Happened>,
    /// The gist of it: of each direction, of what belongs to none, and of all.
    pub gists: HashMap<Option<String>, Gist>,
    /// Figures, added up: within each direction, of what belongs to none, and in all, where each counts once.
    pub sums: HashMap<Option<String>, Vec<Sum>>,
    /// What is named, within each direction and in all.
    pub named: HashMap<Option<String>, HashMap<Said, Naming>>,
    /// The figures one by one, unless they are too many.
    pub few: Option<Vec<(Standing, Figure)>>,
    /// Figures of records that are no projects.
    pub beside: Vec<(Standing, Figure)>,
    /// Money by who pays.
    pub money: Vec<Amount>,
    /// All money, once.
    pub all_money: Vec<Amount>,
    /// Where most happened.
    pub places: Vec<(String, i64)>,
    /// What speaks for each record to which something happened.
    pub merits: HashMap<Ref, Merits>,
    /// How each agreement of the report stands.
    pub agreements: BTreeMap<Ref, Stands>,
    /// Steps that are open on the report's day, the nearest first, each with the directions of its subject.
    pub steps: Vec<(Step, Vec<String>)>,
}

/// Reports that were made of the register as it stands.
#[derive(Default)]
struct Shelf(Mutex<VecDeque<(String, Arc<Gathered>)>>);

/// What a report of this scope is made of.
///
/// # Errors
/// The database's.
pub fn gather(ctx: &Ctx, tx: &mut Tx, office: &Office, scope: &Scope) -> Result<Arc<Gathered>, Problem> {
    let shelf = ctx.remember(tx, "reports", |_| Ok(Shelf::default()))?;
    let (position, _) = journal::head(tx, &office.id)?;
    // What was read at another position is another report.
    let key = format!("{position} {scope:?}");
    let held = |shelf: &Shelf| {
        let kept = shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| *known == key).map(|(_, gathered)| gathered.clone())
    };
    if let Some(gathered) = held(&shelf) {
        return Ok(gathered);
    }
    // Not under the lock: meanwhile others ask for other reports.
    let made = Arc::new(read(ctx, tx, office, scope, position)?);
    let mut kept = shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push_back((key, made.clone()));
    if kept.len() > KEPT {
        kept.pop_front();
    }
    Ok(made)
}

fn read(ctx: &Ctx, tx: &mut Tx, office: &Office, scope: &Scope, position: i64) -> Result<Gathered, Problem> {
    let id = office.id.as_str();
    let deeds = (ctx.state.deeds)(&ctx.state, tx, &scope.span())?;
    let happened = model::happened(deeds, &scope.period, scope.as_of);
    let facts = store::facts(tx, id, scope)?;
    let mut sums = facts.sums();
    let mut few = one_by_one(tx, id, &facts)?;
    let beside = others(ctx, tx, office, scope, &happened)?;
    for (standing, figure) in beside.iter().filter(|(standing, _)| standing.counted) {
        for of in model::told_in(&standing.directions) {
            sums.entry(of.map(str::to_owned)).or_default().push(single(standing, figure));
        }
    }
    few = few.map(|few| few.into_iter().chain(beside.iter().cloned()).collect());
    let (money, all_money) = facts.money();
    let rules = store::rules(tx, id)?;
    let merits = merits(tx, office, (scope, &rules), &facts, &happened)?;
    let ranking = model::ranking(&happened, &merits, &rules, &scope.period.text);
    Ok(Gathered {
        position,
        gists: model::gists(&happened, &ranking),
        merits,
        agreements: agreements(tx, id, scope, &happened)?,
        steps: steps(ctx, tx, office, scope, &happened)?,
        named: facts.naming(),
        places: store::places(tx, id, scope)?,
        happened,
        sums,
        few,
        beside,
        money,
        all_money,
    })
}

fn one_by_one(tx: &mut Tx, office: &str, facts: &Facts) -> Result<Option<Vec<(Standing, Figure)>>, Problem> {
    let Some(standing) = facts.few() else { return Ok(None) };
    let ids: Vec<String> = standing.iter().map(|one| one.id.clone()).collect();
    let mut figures: HashMap<String, Figure> =
        figure::store::by_ids(tx, office, &ids)?.into_iter().map(|figure| (figure.id.clone(), figure)).collect();
    Ok(Some(standing.into_iter().filter_map(|one| figures.remove(&one.id).map(|figure| (one, figure))).collect()))
}

/// Labels as everybody sees them on the report's day.
///
/// # Errors
/// The database's.
pub fn labels(ctx: &Ctx, tx: &mut Tx, scope: &Scope, refs: &[Ref]) -> Result<Labels, Problem> {
    let public = Actor::public(&ctx.state.office);
    Ok((ctx.state.labels)(&ctx.state, tx, &public, scope.as_of, refs)?)
}

/// Figures of records that are no projects, as far as everybody may see them.
fn others(
    ctx: &Ctx,
    tx: &mut Tx,
    office: &Office,
    scope: &Scope,
    happened: &[Happened],
) -> Result<Vec<(Standing, Figure)>, Problem> {
    let ids = store::beside(tx, &office.id, scope)?;
    let figures = figure::store::by_ids(tx, &office.id, &ids)?;
    let seen = labels(ctx, tx, scope, &figure::refs(&figures))?;
    // The upper bound of what has a lower one is no amount of its own.
    let same = |one: &Figure, other: &Figure| {
        (&one.subject, &one.body.measure, &one.body.source) == (&other.subject, &other.body.measure, &other.body.source)
    };
    let lower = |one: &Figure| matches!(one.body.qualifier, Qualifier::AtLeast | Qualifier::MoreThan);
    let bounds: HashSet<String> = figures
        .iter()
        .filter(|one| one.body.qualifier == Qualifier::AtMost && figures.iter().any(|other| same(one, other) && lower(other)))
        .map(|one| one.id.clone())
        .collect();
    let standing = |figure: Figure| {
        let part = scope.period.part(figure.body.as_of.as_ref(), scope.as_of, false)?;
        let told = happened.iter().find(|one| one.record == figure.subject);
        // Of a part of the work is what is said of what is in that part.
        if told.is_none() && !scope.span().whole() {
            return None;
        }
        let counted = figure.body.per.is_none() && !bounds.contains(&figure.id);
        let directions = told.map(|one| one.directions.clone()).unwrap_or_default();
        Some((Standing { id: figure.id.clone(), directions, part, counted }, figure))
    };
    Ok(figures.into_iter().filter(|figure| seen.contains_key(&figure.subject)).filter_map(standing).collect())
}

fn single(standing: &Standing, figure: &Figure) -> Sum {
    let b = &figure.body;
    Sum {
        measure: b.measure.clone(),
        currency: b.currency.clone(),
        source: b.source.clone(),
        part: standing.part,
        state: String::new(),
        maturity: b.maturity,
        qualifier: b.qualifier,
        figures: 1,
        subjects: 1,
        value: b.number().unwrap_or_default(),
    }
}

/// How the agreements stand to which something happened: signed, or to be signed in the place of an older one, which is then
/// told of by the newer.
fn agreements(tx: &mut Tx, office: &str, scope: &Scope, happened: &[Happened]) -> Result<BTreeMap<Ref, Stands>, Problem> {
    let told = happened.iter().filter(|one| one.record.kind == Kind::Agreement).map(|one| one.record.id.clone());
    let ids: Vec<String> = told.collect::<BTreeSet<_>>().into_iter().collect();
    let all = agreement::store::by_ids(tx, office, &ids)?;
    let signed = |one: &Agreement| one.body.all_signed_on().is_some_and(|on| on.is_none_or(|on| on <= scope.as_of));
    let renewed: HashSet<&str> = all.iter().filter(|one| !signed(one)).filter_map(|one| one.body.replaces.as_deref()).collect();
    let stands = all.iter().filter_map(|one| {
        let stands = match signed(one) {
            true if renewed.contains(one.head.id.as_str()) => return None,
            true => Stands::Signed,
            false => one.body.replaces.as_ref().map(|_| Stands::Renewal)?,
        };
        Some((Ref::new(Kind::Agreement, &one.head.id), stands))
    });
    Ok(stands.collect())
}

/// What speaks for each record that was finished, begun or agreed.
fn merits(
    tx: &mut Tx,
    office: &Office,
    (scope, rules): (&Scope, &Rules),
    facts: &Facts,
    happened: &[Happened],
) -> Result<HashMap<Ref, Merits>, Problem> {
    let worth = facts.worth(&rules.people, &rules.lasting);
    let first = store::first(tx, &office.id, scope)?;
    let mut money: HashMap<&str, Decimal> = HashMap::new();
    for (project, currency, day, amount) in &worth.money {
        *money.entry(project).or_default() += hryvnias(office, currency, day.as_ref(), *amount).unwrap_or_default();
    }
    let first: HashSet<&str> = first.iter().map(String::as_str).collect();
    let mut merits: HashMap<Ref, Merits> = HashMap::new();
    let befell = store::befell(tx, &office.id)?;
    for one in happened.iter().filter(|one| one.achieved() && !befell.contains(&one.record.id)) {
        let id = one.record.id.as_str();
        let known = merits.entry(one.record.clone()).or_insert_with(|| Merits {
            finished: None,
            people: worth.people.get(id).copied().unwrap_or_default(),
            money: money.get(id).copied().unwrap_or_default(),
            first: first.contains(id),
            // What was received lasts, whatever it is.
            lasting: if one.record.kind == Kind::Asset {
                Decimal::ONE
            } else {
                worth.lasting.get(id).copied().unwrap_or_default()
            },
        });
        if one.what == What::Done {
            known.finished = Some(one.part);
        }
    }
    Ok(merits)
}

/// An amount in hryvnias at the rate of its day; none without a day or a rate.
pub fn hryvnias(office: &Office, currency: &str, day: Option<&When>, amount: Decimal) -> Option<Decimal> {
    if currency == "UAH" {
        return Some(amount);
    }
    amount.checked_mul(office.rate(currency, day?.last())?.rate.parse().ok()?)
}

/// Steps that are open on the report's day, each with the directions of its subject.
fn steps(
    ctx: &Ctx,
    tx: &mut Tx,
    office: &Office,
    scope: &Scope,
    happened: &[Happened],
) -> Result<Vec<(Step, Vec<String>)>, Problem> {
    let mut open = step::store::nearest(tx, &office.id, None)?;
    open.retain(|step| step.body.on(scope.as_of).is_some_and(|row| row.state.open()));
    let subjects: Vec<Ref> = open.iter().map(|step| step.subject.clone()).collect();
    let seen = labels(ctx, tx, scope, &subjects)?;
    let projects: Vec<String> =
        subjects.iter().filter(|subject| subject.kind == Kind::Project).map(|subject| subject.id.clone()).collect();
    let directions = project::store::directions(tx, &office.id, &projects)?;
    let told: HashMap<&Ref, &Happened> = happened.iter().map(|one| (&one.record, one)).collect();
    let span = scope.span();
    let kept = open.into_iter().filter(|step| seen.contains_key(&step.subject)).filter_map(|step| {
        let known = told.get(&step.subject).map(|one| &one.directions);
        let directions = directions.get(&step.subject.id).or(known).cloned().unwrap_or_default();
        // Of a part of the work are the steps of what is in that part.
        (span.whole() || told.contains_key(&step.subject)).then_some((step, directions))
    });
    let mut kept: Vec<(Step, Vec<String>)> = kept.collect();
    // Those without a day by their names: an id says only which was written first.
    kept.sort_by_cached_key(|(step, _)| (step::store::due_key(&step.body), step.slug.clone()));
    Ok(kept)
}
