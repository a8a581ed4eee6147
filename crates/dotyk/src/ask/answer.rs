//! What the register says to a question: of the records it is about, what was asked of them, and what nobody said.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::Tx;
use jiff::civil::Date;

use super::model::{Asked, Asking, Gap, Standing, What};
use super::names;
use super::ranking::{self, Fit, Ranking};
use super::reading;
use super::view::{AskView, GapShown, ItemShown, PartShown, RoleShown, SaidShown, TotalShown};
use crate::access::{Kind, Ref};
use crate::figure::{self, Figure, Maturity};
use crate::office::{self, Office};
use crate::project;
use crate::source;
use crate::step::{self, Step};
use crate::text::{Arg, When};
use crate::web::{Ctx, Labels, Page, Problem};

/// How many records an answer shows.
const SHOWN: usize = 20;

/// Of how many of them figures, steps, parties and passages are told.
const TOLD: usize = 8;

/// How many passages are shown.
const SAID: usize = 8;

/// A passage is shown as long as it fits at least so well as this part of the best.
const NEAR: f64 = 0.7;

/// What the choices of the address replace.
const CHOICES: [What; 7] = [What::Ask, What::Kind, What::Measure, What::State, What::Direction, What::Place, What::Organisation];

/// Reads the question of the address with what was chosen there.
pub fn asked(ctx: &Ctx, tx: &mut Tx, office: &Office) -> Result<Asked, Problem> {
    let mut asked = reading::read(ctx.query("q").unwrap_or_default(), office);
    names::name(ctx, tx, &mut asked)?;
    for what in What::ALL {
        if let Some(value) = ctx.query(what.word()).filter(|value| *value == "-" || CHOICES.contains(what)) {
            asked.choose(*what, value);
        }
    }
    Ok(asked)
}

/// What is known of the records that are told of.
struct Known {
    labels: Labels,
    figures: Vec<Figure>,
    steps: Vec<Step>,
    parties: Vec<project::Party>,
}

/// Answers.
pub fn answer<'a>(ctx: &'a Ctx, tx: &mut Tx) -> Result<AskView<'a>, Problem> {
    let office = office::store::find(tx, &ctx.actor.office)?;
    let asked = asked(ctx, tx, &office)?;
    let day = day(ctx, &asked)?;
    let page = ctx.page(ctx.t("ask-title"));
    if asked.words.is_empty() && asked.parts.is_empty() {
        return Ok(AskView::empty(page, &office));
    }
    let mut ranking = ranking::rank(ctx, tx, &asked)?;
    let mut gaps = Vec::new();
    let (fits, missed) = standing(ctx, tx, &asked, day, std::mem::take(&mut ranking.fits))?;
    gaps.extend(missed.then_some((Gap::State, String::new())));
    let known = known(ctx, tx, &asked, &office, day, &fits)?;
    let figures = figure::show(&page, &office, &known.labels, &known.figures);
    let steps = step::rows(&page, &known.labels, day, &known.steps);
    let (said, evidence) = said(ctx, tx, &page, &ranking, &fits)?;
    let items = items(&page, &asked, &known.labels, &fits);
    let roles = roles(&page, &asked, &known);
    let totals = totals(&page, &office, &known, &asked);
    gaps.extend(gaps_of(&page, &asked, &known, &fits, &figures, &steps, &roles));
    gaps.extend(unsaid(&asked, &fits, &evidence));
    let unknown = ranking.unknown.iter().map(|term| asked.terms[*term].written.clone()).collect();
    Ok(AskView {
        answer: sentences(&page, &asked, (&items, fits.len()), &figures, &totals, &steps, &roles),
        parts: parts(&page, &asked, &office, &of_parts(ctx, tx, &asked)?, &ranking.eased),
        unknown,
        total: fits.len(),
        next: None,
        items,
        figures,
        totals,
        steps,
        roles,
        said,
        gaps: gaps.into_iter().map(|(gap, what)| GapShown::new(&page, gap, &what)).collect(),
        as_of: (day != ctx.today()).then(|| day.to_string()),
        choices: AskView::choices(&page, &office),
        page,
    })
}

/// The day of which it is asked: what was true at the end of a year or month that is named.
fn day(ctx: &Ctx, asked: &Asked) -> Result<Date, Problem> {
    if let Some(day) = ctx.as_of()? {
        return Ok(day);
    }
    let named = asked.values(What::Day).find_map(When::parse).map(|when| when.last());
    Ok(named.filter(|day| *day < ctx.today()).unwrap_or_else(|| ctx.today()))
}

fn labels_on(ctx: &Ctx, tx: &mut Tx, day: Date, refs: &[Ref]) -> Result<Labels, Problem> {
    Ok((ctx.state.labels)(&ctx.state, tx, &ctx.actor, day, refs)?)
}

/// Labels of what the parts name.
fn of_parts(ctx: &Ctx, tx: &mut Tx, asked: &Asked) -> Result<Labels, Problem> {
    let places = asked.values(What::Place).map(|code| Ref::new(Kind::Place, code));
    let countries = asked.values(What::Country).map(|code| Ref::new(Kind::Place, code));
    let organisations = asked.values(What::Organisation).map(|id| Ref::new(Kind::Organisation, id));
    ctx.labels(tx, &places.chain(countries).chain(organisations).collect::<Vec<_>>())
}

/// Those that were there on the day and stand as asked. Where none does, all stay, and that is said.
fn standing(ctx: &Ctx, tx: &mut Tx, asked: &Asked, day: Date, mut fits: Vec<Fit>) -> Result<(Vec<Fit>, bool), Problem> {
    let refs: Vec<Ref> = fits.iter().map(|fit| fit.record.clone()).collect();
    let labels = labels_on(ctx, tx, day, &refs)?;
    fits.retain(|fit| labels.contains_key(&fit.record));
    let wanted: Vec<Standing> = asked.values(What::State).filter_map(Standing::parse).collect();
    let bare = asked.values(What::Ask).next().is_none() && asked.values(What::Kind).next().is_some();
    let which = asked.asks(Asking::List) || asked.asks(Asking::Count) || bare;
    if wanted.is_empty() || !which {
        return Ok((fits, false));
    }
    let late = late(ctx, tx, day, &wanted, &refs)?;
    let firm = firm(ctx, tx, asked, day, &wanted, &refs)?;
    let stands = |fit: &Fit| {
        let state = labels.get(&fit.record).map_or("", |label| label.state.as_str());
        state.is_empty() && fit.record.kind != Kind::Organisation
            || wanted.iter().any(|standing| standing.holds(state))
            || late.contains(&fit.record)
            || firm.contains(&fit.record)
    };
    let standing: Vec<Fit> = fits.iter().filter(|fit| stands(fit)).cloned().collect();
    // Where something is counted, what stands so must be among what is counted.
    let counted = |fits: &[Fit]| fits.iter().any(|fit| fit.counted);
    let missed = standing.is_empty() || counted(&fits) && !counted(&standing);
    if missed { Ok((fits, true)) } else { Ok((standing, false)) }
}

/// Of which of these records a number of what is asked stands so by itself: seven brands are made while the work goes on.
fn firm(ctx: &Ctx, tx: &mut Tx, asked: &Asked, day: Date, wanted: &[Standing], refs: &[Ref]) -> Result<BTreeSet<Ref>, Problem> {
    if asked.values(What::Measure).next().is_none() {
        return Ok(BTreeSet::new());
    }
    let figures = figure::store::of_subjects(tx, &ctx.actor.office, day, refs)?;
    let stands = |maturity: Maturity| {
        let done = maturity == Maturity::Delivered;
        wanted.iter().any(|standing| standing.holds(if done { "done" } else { "planned" }))
    };
    let firm = figures.into_iter().filter(|figure| asked.values(What::Measure).any(|measure| measure == figure.body.measure));
    Ok(firm.filter(|figure| figure.body.maturity.is_some_and(stands)).map(|figure| figure.subject).collect())
}

/// Which of these records have a step that is late, when that is asked for.
fn late(ctx: &Ctx, tx: &mut Tx, day: Date, wanted: &[Standing], refs: &[Ref]) -> Result<BTreeSet<Ref>, Problem> {
    if !wanted.contains(&Standing::Overdue) {
        return Ok(BTreeSet::new());
    }
    let office = &ctx.actor.office;
    let mut steps = step::store::of_subjects(tx, office, refs)?;
    if refs.iter().any(|record| record.kind == Kind::Step) {
        steps.extend(step::store::nearest(tx, office, None)?);
    }
    let late = steps.into_iter().filter(|step| step.body.overdue(day));
    Ok(late.flat_map(|step| [Ref::new(Kind::Step, &step.id), step.subject]).collect())
}

/// Reads what is told of the first records: each kind of thing in one question.
fn known(ctx: &Ctx, tx: &mut Tx, asked: &Asked, office: &Office, day: Date, fits: &[Fit]) -> Result<Known, Problem> {
    let shown: Vec<Ref> = fits.iter().take(SHOWN).map(|fit| fit.record.clone()).collect();
    let told = &shown[..shown.len().min(TOLD)];
    let mut figures = figure::store::of_subjects(tx, &office.id, day, told)?;
    figures.retain(|figure| wanted(asked, office, figure));
    let mut steps = step::store::of_subjects(tx, &office.id, told)?;
    // A step that is itself an answer is shown with its day.
    let itself: BTreeSet<&str> = told.iter().filter(|one| one.kind == Kind::Step).map(|one| one.id.as_str()).collect();
    if !itself.is_empty() {
        let others = step::store::nearest(tx, &office.id, None)?.into_iter().filter(|step| itself.contains(step.id.as_str()));
        let known: BTreeSet<String> = steps.iter().map(|step| step.id.clone()).collect();
        steps.extend(others.filter(|step| !known.contains(&step.id)));
    }
    let projects: Vec<String> = told.iter().filter(|one| one.kind == Kind::Project).map(|one| one.id.clone()).collect();
    let mut parties = Vec::new();
    if asked.asks(Asking::Who) || asked.values(What::Role).next().is_some() {
        parties.extend(project::store::by_ids(tx, &office.id, &projects)?.into_iter().flat_map(|project| project.body.parties));
    }
    let mut refs = shown.clone();
    refs.extend(figure::refs(&figures));
    refs.extend(step::refs(&steps));
    refs.extend(parties.iter().map(|party| Ref::new(Kind::Organisation, &party.organisation)));
    let mut labels = labels_on(ctx, tx, day, &refs)?;
    let places: BTreeSet<String> =
        shown.iter().filter_map(|one| labels.get(one)).flat_map(|label| label.places.clone()).collect();
    let places: Vec<Ref> = places.into_iter().map(|code| Ref::new(Kind::Place, code)).collect();
    labels.extend(labels_on(ctx, tx, day, &places)?);
    Ok(Known { labels, figures, steps, parties })
}

/// Whether a figure speaks of what was asked: of its measure; of money; else all that is counted.
fn wanted(asked: &Asked, office: &Office, figure: &Figure) -> bool {
    let measure = &figure.body.measure;
    let money = office.measure(measure).is_some_and(|measure| measure.money);
    let named = asked.values(What::Measure).any(|value| value == measure);
    match asked.asks(Asking::Money) {
        true => money,
        false => named || asked.asks(Asking::Count) && asked.values(What::Measure).next().is_none(),
    }
}

fn items(page: &Page, asked: &Asked, labels: &Labels, fits: &[Fit]) -> Vec<ItemShown> {
    let items = fits.iter().take(SHOWN).filter_map(|fit| {
        let label = labels.get(&fit.record)?;
        let places: Vec<Ref> = label.places.iter().map(|code| Ref::new(Kind::Place, code)).collect();
        Some(ItemShown {
            record: page.record(labels, &fit.record)?,
            state: label.state.clone(),
            date: label.date.clone(),
            places: page.records(labels, &places),
            words: fit.terms.iter().map(|term| asked.terms[*term].written.clone()).collect(),
        })
    });
    items.collect()
}

/// Who takes part as what: in the roles asked for, else in all.
fn roles(page: &Page, asked: &Asked, known: &Known) -> Vec<RoleShown> {
    let wanted: Vec<&str> = asked.values(What::Role).collect();
    let roles = project::Role::ALL.iter().filter(|role| wanted.is_empty() || wanted.contains(&role.word()));
    let shown = roles.map(|role| {
        let mut refs: Vec<Ref> = Vec::new();
        for party in known.parties.iter().filter(|party| party.role == *role) {
            let record = Ref::new(Kind::Organisation, &party.organisation);
            if !refs.contains(&record) {
                refs.push(record);
            }
        }
        RoleShown { role: role.word(), organisations: page.records(&known.labels, &refs) }
    });
    shown.filter(|role| !role.organisations.is_empty()).collect()
}

/// What each source says of a measure in all, where it says more than one number of it.
fn totals(page: &Page, office: &Office, known: &Known, asked: &Asked) -> Vec<TotalShown> {
    let mut totals = Vec::new();
    for measure in asked.values(What::Measure) {
        let visible = known.figures.iter().filter(|figure| figure.body.measure == measure);
        let stated = visible.filter_map(|figure| Some((&figure.body, known.labels.get(&figure.subject)?.state.as_str())));
        for saying in figure::sayings(stated).into_iter().filter(|saying| saying.total.parts > 1) {
            let source = saying.source.and_then(|source| page.record(&known.labels, &Ref::new(Kind::Source, source)));
            totals.push(TotalShown {
                source,
                total: figure::computed(page, office, saying.like, &saying.total, "sum"),
                by_state: figure::parts(page, office, saying.like, &saying.parts),
            });
        }
    }
    totals
}

/// The passages that answer: those that hold the question's words, and those that the first records rest on. With them,
/// the terms that stand in them.
fn said(
    ctx: &Ctx,
    tx: &mut Tx,
    page: &Page,
    ranking: &Ranking,
    fits: &[Fit],
) -> Result<(Vec<SaidShown>, BTreeSet<usize>), Problem> {
    let office = &ctx.actor.office;
    let best = ranking.passages.first().map_or(0.0, |passage| passage.score);
    let near = ranking.passages.iter().take_while(|passage| passage.score >= NEAR * best).take(SAID / 2);
    let mut chosen: Vec<source::store::Said> = Vec::new();
    let mut evidence = BTreeSet::new();
    for passage in near {
        evidence.extend(&passage.terms);
        chosen.push(passage.said.clone());
    }
    let first: Vec<Ref> = fits.iter().take(2).map(|fit| fit.record.clone()).collect();
    let cites = source::store::cites_of(tx, office, &first)?;
    let ids: Vec<String> = cites.iter().map(|(source, _)| source.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let passages: HashMap<(String, String), source::store::Said> = source::store::said(tx, office, &ids)?
        .into_iter()
        .map(|said| ((said.source.clone(), said.locator.clone()), said))
        .collect();
    for (source, cited) in cites {
        let Some(mut said) = cited.locator.and_then(|locator| passages.get(&(source, locator)).cloned()) else { continue };
        said.doubt_uk = said.doubt_uk.or(cited.doubt_uk);
        said.doubt_en = said.doubt_en.or(cited.doubt_en);
        let again = chosen.iter().any(|one| (&one.source, &one.locator) == (&said.source, &said.locator));
        if !again && chosen.len() < SAID {
            chosen.push(said);
        }
    }
    let sources: Vec<Ref> = chosen.iter().map(|said| Ref::new(Kind::Source, &said.source)).collect();
    let labels = ctx.labels(tx, &sources)?;
    let shown = chosen.into_iter().filter_map(|said| {
        let source = page.record(&labels, &Ref::new(Kind::Source, &said.source))?;
        Some(SaidShown {
            source,
            locator: said.locator,
            text: page.lang.of(&said.text_uk, &said.text_en).to_owned(),
            doubt: page.lang.pick(&said.doubt_uk, &said.doubt_en).map(|(text, _)| text.to_owned()),
        })
    });
    Ok((shown.collect(), evidence))
}

/// What was asked and is not said, each with what it is about.
fn gaps_of(
    page: &Page,
    asked: &Asked,
    known: &Known,
    fits: &[Fit],
    figures: &[figure::Shown],
    steps: &[step::Row],
    roles: &[RoleShown],
) -> Vec<(Gap, String)> {
    if fits.is_empty() {
        return vec![(Gap::Nothing, String::new())];
    }
    let mut gaps = Vec::new();
    let whose = asked.asks(Asking::List) || asked.asks(Asking::Who);
    let unnamed = figures.iter().filter(|figure| figure.named.is_some_and(|named| fewer(named, figure.value.as_deref())));
    if whose {
        gaps.extend(unnamed.map(|figure| {
            (
                Gap::Members,
                page.said(
                    "ask-stated-named",
                    &[("stated", Arg::Text(&figure.label)), ("named", Arg::Text(&figure.named.unwrap_or_default().to_string()))],
                ),
            )
        }));
    }
    let role = asked.values(What::Role).next();
    let people = fits.iter().any(|fit| matches!(fit.record.kind, Kind::Organisation | Kind::Person));
    if roles.is_empty() && (role.is_some() && !known.parties.is_empty() || asked.asks(Asking::Who) && !people) {
        gaps.push((Gap::Nobody, role.map(|role| page.word("project-role-", role)).unwrap_or_default()));
    }
    let first = known.labels.get(&fits[0].record);
    let ahead = first.is_some_and(|label| Standing::Open.holds(&label.state)) && !steps.iter().any(|row| row.due.is_some());
    let undated = ahead || first.is_some_and(|label| label.date.is_none());
    let says = [
        (Asking::Count, Gap::Number, figures.is_empty() && (asked.values(What::Kind).next().is_none() || fits.len() == 1)),
        (Asking::Money, Gap::Money, figures.is_empty()),
        (Asking::When, Gap::Date, undated),
        (Asking::Where, Gap::Place, first.is_none_or(|label| label.places.is_empty())),
        (Asking::Next, Gap::Step, !steps.iter().any(|row| row.open)),
    ];
    gaps.extend(
        says.into_iter().filter(|(asking, _, missing)| *missing && asked.asks(*asking)).map(|(_, gap, _)| (gap, String::new())),
    );
    gaps
}

/// Whether fewer are named than were counted.
fn fewer(named: usize, value: Option<&str>) -> bool {
    value.and_then(|value| value.parse::<f64>().ok()).is_some_and(|stated| (named as f64) < stated)
}

/// The words of which neither the first records nor their passages speak.
fn unsaid(asked: &Asked, fits: &[Fit], evidence: &BTreeSet<usize>) -> Option<(Gap, String)> {
    let mut here = evidence.clone();
    fits.iter().take(3).for_each(|fit| here.extend(&fit.terms));
    let missing = (0..asked.terms.len()).filter(|term| !here.contains(term) && !asked.terms[*term].light);
    let words: Vec<String> = missing.map(|term| format!("«{}»", asked.terms[term].written)).collect();
    (!words.is_empty() && !fits.is_empty()).then(|| (Gap::Words, words.join(", ")))
}

/// The answer in short.
fn sentences(
    page: &Page,
    asked: &Asked,
    (items, all): (&[ItemShown], usize),
    figures: &[figure::Shown],
    totals: &[TotalShown],
    steps: &[step::Row],
    roles: &[RoleShown],
) -> Vec<String> {
    let mut said = Vec::new();
    let by = |source: &Option<crate::web::Record>, number: &str| match source {
        Some(source) => page.said("ask-says", &[("source", Arg::Text(&source.label)), ("number", Arg::Text(number))]),
        None => page.t1("ask-says-unsourced", "number", number),
    };
    said.extend(totals.iter().take(2).map(|total| by(&total.source, &total.total.label)));
    if totals.is_empty() {
        said.extend(figures.iter().take(3).map(|figure| by(&figure.source, &figure.label)));
    }
    if asked.asks(Asking::Count) && figures.is_empty() && asked.values(What::Kind).next().is_some() {
        said.push(page.n("ask-found", &(all as i64)));
    }
    for role in roles {
        let names: Vec<&str> = role.organisations.iter().map(|one| one.label.as_str()).collect();
        let role = page.word("project-role-", role.role);
        said.push(page.said("ask-who", &[("role", Arg::Text(&role)), ("names", Arg::Text(&names.join("; ")))]));
    }
    let Some(first) = items.first() else { return said };
    let stands = asked.asks(Asking::State) || asked.asks(Asking::When) || asked.values(What::State).next().is_some();
    if stands && !first.state.is_empty() {
        said.push(page.said(
            "ask-stands",
            &[
                ("name", Arg::Text(&first.record.label)),
                ("state", Arg::Text(&page.word(first.state_prefix(), &first.state))),
                ("date", Arg::Text(&page.when(&first.date))),
            ],
        ));
    }
    if asked.asks(Asking::When) || asked.asks(Asking::Next) {
        said.extend(steps.iter().filter(|row| row.open).take(2).map(|row| match &row.due {
            Some(due) => page.said("ask-due", &[("step", Arg::Text(&row.record.label)), ("day", Arg::Text(&page.on(due)))]),
            None => page.t1("ask-undated", "step", &row.record.label),
        }));
    }
    if asked.asks(Asking::Where) && !first.places.is_empty() {
        let places: Vec<&str> = first.places.iter().map(|place| place.label.as_str()).collect();
        said.push(page.said("ask-where", &[("name", Arg::Text(&first.record.label)), ("places", Arg::Text(&places.join(", ")))]));
    }
    said
}

/// The parts of the question as links and words.
fn parts(page: &Page, asked: &Asked, office: &Office, labels: &Labels, eased: &[What]) -> Vec<PartShown> {
    let lang = page.lang;
    let shown = asked.parts.iter().map(|part| {
        let value = part.value.as_str();
        let from = asked.written(&part.at);
        let named = |kind| page.record(labels, &Ref::new(kind, value)).map(|record| record.label);
        let label = match part.what {
            What::Ask => Some(page.word("ask-ask-", value)),
            What::Role => Some(page.word("project-role-", value)),
            What::Kind => Some(page.t(&format!("web-kind-{value}"))),
            What::State => Some(page.word("ask-state-", value)),
            What::Measure => office.measure(value).map(|measure| lang.of(&measure.name_uk, &measure.name_en).to_owned()),
            What::Direction => office.direction(value).map(|one| lang.of(&one.name_uk, &one.name_en).to_owned()),
            What::Place | What::Country => named(Kind::Place),
            What::Organisation => named(Kind::Organisation),
            What::Day => When::parse(value).map(|when| page.on(&when)),
        };
        PartShown {
            what: part.what,
            value: value.to_owned(),
            label: label.unwrap_or_else(|| if from.is_empty() { value.to_owned() } else { from.clone() }),
            from,
            eased: eased.contains(&part.what),
            drop: page.with(part.what.word(), "-"),
        }
    });
    shown.collect()
}
