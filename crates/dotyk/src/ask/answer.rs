//! What the register says to a question: of the records it is about, what was asked of them, and what nobody said.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::Tx;
use jiff::civil::Date;

use super::model::{Asked, Asking, Gap, Part, Standing, What};
use super::names;
use super::narrow::{self, Narrow};
use super::ranking::{self, Fit, Ranking};
use super::reading;
use super::time::Time;
use super::view::{AskView, GapShown, ItemShown, PartShown, RoleShown, SaidShown, TotalShown};
use crate::access::{Kind, Ref};
use crate::figure::{self, Figure, Qualifier};
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

/// Of a record that is named a number or name is told, and of others that fit at least so well as this part of it.
const LEADS: f64 = 0.85;

/// How many records are named in the answer in short.
const NAMED: usize = 5;

/// The kinds whose records are counted by their name.
const COUNTED: [Kind; 9] = [
    Kind::Project,
    Kind::Agreement,
    Kind::Event,
    Kind::Organisation,
    Kind::Partnership,
    Kind::Need,
    Kind::Asset,
    Kind::Programme,
    Kind::Emergency,
];

/// What the choices of the address replace.
const CHOICES: [What; 8] =
    [What::Ask, What::Kind, What::Form, What::Measure, What::State, What::Direction, What::Place, What::Organisation];

/// Reads the question of the address with what was chosen there.
pub fn asked(ctx: &Ctx, tx: &mut Tx, office: &Office) -> Result<Asked, Problem> {
    let mut asked = reading::read(ctx.query("q").unwrap_or_default(), office);
    names::name(ctx, tx, &mut asked)?;
    reading::whether(&mut asked);
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
    /// Those of them that stand and were when it was asked.
    speaking: Vec<Figure>,
    steps: Vec<Step>,
    /// With the project.
    parties: Vec<(Ref, project::Party)>,
    /// Of whom a number or name is told in short.
    leads: BTreeSet<Ref>,
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
    let narrow = narrow::narrow(ctx, tx, &asked, day, std::mem::take(&mut ranking.fits))?;
    let fits = &narrow.fits;
    let known = known(ctx, tx, &asked, &office, day, &narrow)?;
    let figures = figure::show(&page, &office, &known.labels, &known.figures);
    let steps = step::rows(&page, &known.labels, day, &known.steps);
    let (said, evidence) = said(ctx, tx, &page, &ranking, fits)?;
    let items = items(&page, &asked, &known.labels, fits);
    // Where somebody is found, they are who was asked for, and not the parties of what else fits.
    let somebody = fits.first().is_some_and(|fit| matches!(fit.record.kind, Kind::Organisation | Kind::Person));
    let somebody = somebody && asked.values(What::Role).next().is_none();
    let roles = if narrow.bound || somebody { Vec::new() } else { roles(&page, &asked, &known) };
    let totals = if narrow.none { Vec::new() } else { totals(&page, &office, &known, &asked) };
    let parts = parts(&page, &asked, &office, &of_parts(ctx, tx, &asked)?, &ranking.eased);
    let mut gaps = doubts(&page, &asked, &narrow, (&parts, &known));
    gaps.extend(unsaid(&asked, fits, &evidence));
    let unknown: Vec<usize> = ranking.unknown.iter().copied().collect();
    let sure = gaps.is_empty() && unknown.iter().all(|term| asked.terms[*term].light);
    let told = figure::show(&page, &office, &known.labels, &told(&asked, &office, &known));
    let answer = match (sure, narrow.none) {
        (true, false) => sentences(&page, &asked, (&items, &narrow), &told, &totals, &steps, &roles),
        (true, true) => vec![page.t1("ask-none", "what", denied_or_wanted(&parts))],
        (false, _) => Vec::new(),
    };
    gaps.extend(narrow.none.then_some((Gap::State, String::new())));
    let undated = narrow.undated.to_string();
    gaps.extend((narrow.undated > 0 && !narrow.timeless).then_some((Gap::Undated, undated)));
    gaps.extend(gaps_of(&page, &asked, &known, &narrow, &figures, &steps, &roles));
    Ok(AskView {
        answer,
        parts,
        unknown: unknown.into_iter().map(|term| asked.terms[term].written.clone()).collect(),
        total: fits.len(),
        next: None,
        items,
        figures,
        totals: if sure { totals } else { Vec::new() },
        steps,
        roles,
        said,
        gaps: gaps.into_iter().map(|(gap, what)| GapShown::new(&page, gap, &what)).collect(),
        as_of: (day != ctx.today()).then(|| day.to_string()),
        choices: AskView::choices(&page, &office),
        page,
    })
}

/// What of the question was not understood or not applied: then no number and no sentence answers it.
fn doubts(page: &Page, asked: &Asked, narrow: &Narrow, (parts, known): (&[PartShown], &Known)) -> Vec<(Gap, String)> {
    let unread = asked.unread.iter().chain(&narrow.unread);
    let mut doubts: Vec<(Gap, String)> = unread.map(|at| (Gap::Unread, format!("«{}»", asked.written(at)))).collect();
    // A kind or direction may have been meant otherwise; what is counted may not.
    let counts = asked.asks(Asking::Count) && asked.values(What::Measure).next().is_none();
    let matters = |what: What| counts || !matches!(what, What::Kind | What::Direction);
    // Nor is it let go when those that are told of are called so.
    let called = |at: &[usize]| {
        !known.leads.is_empty() && known.leads.iter().all(|lead| narrow::called(known.labels.get(lead), asked, at))
    };
    let unmet = |shown: &PartShown, at: &[usize]| {
        shown.eased && matters(shown.what) && !called(at) || narrow.timeless && shown.what == What::Day
    };
    let eased = parts.iter().zip(&asked.parts).filter(|(shown, part)| unmet(shown, &part.at));
    doubts.extend(eased.map(|(part, _)| (Gap::Eased, format!("{}: {}", page.word("ask-part-", part.what.word()), part.label))));
    doubts
}

/// How nothing stands, or as what nobody takes part.
fn denied_or_wanted(parts: &[PartShown]) -> String {
    let words = parts.iter().filter(|part| matches!(part.what, What::State | What::Role)).map(|part| part.label.as_str());
    words.collect::<Vec<_>>().join(", ")
}

/// The day of which it is asked: what was true at the end of a year or month that is named.
fn day(ctx: &Ctx, asked: &Asked) -> Result<Date, Problem> {
    if let Some(day) = ctx.as_of()? {
        return Ok(day);
    }
    let named = asked.values(What::Day).find_map(Time::parse).and_then(|time| time.last());
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

/// Reads what is told of the first records: each kind of thing in one question.
fn known(ctx: &Ctx, tx: &mut Tx, asked: &Asked, office: &Office, day: Date, narrow: &Narrow) -> Result<Known, Problem> {
    let shown: Vec<Ref> = narrow.fits.iter().take(SHOWN).map(|fit| fit.record.clone()).collect();
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
        for project in project::store::by_ids(tx, &office.id, &projects)? {
            let record = Ref::new(Kind::Project, &project.head.id);
            parties.extend(project.body.parties.into_iter().map(|party| (record.clone(), party)));
        }
    }
    let mut refs = shown.clone();
    refs.extend(figure::refs(&figures));
    refs.extend(step::refs(&steps));
    refs.extend(parties.iter().map(|(_, party)| Ref::new(Kind::Organisation, &party.organisation)));
    let mut labels = labels_on(ctx, tx, day, &refs)?;
    let places: BTreeSet<String> =
        shown.iter().filter_map(|one| labels.get(one)).flat_map(|label| label.places.clone()).collect();
    let places: Vec<Ref> = places.into_iter().map(|code| Ref::new(Kind::Place, code)).collect();
    labels.extend(labels_on(ctx, tx, day, &places)?);
    let speaks = |figure: &&Figure| {
        let state = labels.get(&figure.subject).map_or("", |label| label.state.as_str());
        narrow.speaks(&figure.body, state)
    };
    let speaking = figures.iter().filter(speaks).cloned().collect();
    let leads = leads(asked, &narrow.fits, &labels);
    Ok(Known { labels, figures, speaking, steps, parties, leads })
}

/// The records of which a number or name is told. Where the question names one: those that are called so; else those that fit
/// about as well as the best of their kind.
fn leads(asked: &Asked, fits: &[Fit], labels: &Labels) -> BTreeSet<Ref> {
    let named = asked.names_more();
    let words: Vec<usize> = asked.terms.iter().filter(|term| !term.light).flat_map(|term| term.at.clone()).collect();
    let told = || fits.iter().take(TOLD).map(|fit| fit.record.clone());
    let called: BTreeSet<Ref> = told().filter(|record| named && narrow::called(labels.get(record), asked, &words)).collect();
    if !called.is_empty() {
        return called;
    }
    let best =
        |kind: Option<Kind>| fits.iter().find(|fit| kind.is_none_or(|kind| fit.record.kind == kind)).map_or(0.0, |fit| fit.score);
    let (all, projects) = (best(None), best(Some(Kind::Project)));
    let near = |fit: &&Fit| {
        let best = if fit.record.kind == Kind::Project { projects } else { all };
        !named || fit.score >= LEADS * best
    };
    fits.iter().take(TOLD).filter(near).map(|fit| fit.record.clone()).collect()
}

/// The figures that are told in short: of what is named, what was asked for; a range by both its ends, nothing twice.
fn told(asked: &Asked, office: &Office, known: &Known) -> Vec<Figure> {
    let named = asked.asks(Asking::Money) || numbered(asked, office);
    let of_leads: Vec<&Figure> = known.speaking.iter().filter(|figure| named && known.leads.contains(&figure.subject)).collect();
    let again = |figure: &Figure| {
        let of_source = |other: &&&Figure| other.body.source == figure.body.source && figure::says_again(other, figure);
        figure.body.qualifier != Qualifier::AtMost && of_leads.iter().any(|other| of_source(&other))
    };
    of_leads.iter().filter(|figure| !again(figure)).map(|figure| (*figure).clone()).collect()
}

/// Whether a number is asked for, and not only one thing named that is counted elsewhere: "the building".
fn numbered(asked: &Asked, office: &Office) -> bool {
    if asked.asks(Asking::Count) || asked.asks(Asking::List) {
        return asked.values(What::Measure).next().is_some();
    }
    let single = |part: &Part| {
        let Some(measure) = office.measure(&part.value).filter(|measure| !measure.money) else { return false };
        let written = asked.written(&part.at).to_lowercase();
        let forms = [&measure.forms_uk, &measure.forms_en].into_iter().flatten();
        forms.filter_map(|forms| forms.split('|').next()).any(|one| one == written)
    };
    let counted = |part: &Part| part.what == What::Measure && !part.denied && !single(part);
    !asked.asks(Asking::State) && asked.parts.iter().any(counted)
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
        for (_, party) in known.parties.iter().filter(|(of, party)| party.role == *role && known.leads.contains(of)) {
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
    let counted = figure::counted(&known.speaking);
    for measure in asked.values(What::Measure) {
        let visible = counted.iter().filter(|figure| figure.body.measure == measure && known.leads.contains(&figure.subject));
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
    narrow: &Narrow,
    figures: &[figure::Shown],
    steps: &[step::Row],
    roles: &[RoleShown],
) -> Vec<(Gap, String)> {
    let fits = &narrow.fits;
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
    if roles.is_empty() && !narrow.bound && (role.is_some() && !known.parties.is_empty() || asked.asks(Asking::Who) && !people) {
        gaps.push((Gap::Nobody, role.map(|role| page.word("project-role-", role)).unwrap_or_default()));
    }
    let first = known.labels.get(&fits[0].record);
    let ahead = first.is_some_and(|label| Standing::Open.holds(&label.state)) && !steps.iter().any(|row| row.due.is_some());
    let undated = ahead || first.is_some_and(|label| label.date.is_none());
    let measured = asked.values(What::Measure).next().is_some();
    let says = [
        (Asking::Count, Gap::Number, (figures.is_empty() || !measured) && asked.values(What::Kind).next().is_none()),
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
    (items, narrow): (&[ItemShown], &Narrow),
    told: &[figure::Shown],
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
        said.extend(told.iter().take(3).map(|figure| by(&figure.source, &figure.label)));
    }
    let measured = asked.values(What::Measure).next().is_some();
    let counts = asked.asks(Asking::Count);
    if counts && !measured && asked.values(What::Kind).next().is_some() {
        said.push(found(page, asked, narrow.fits.len()));
    }
    for role in roles {
        let names: Vec<&str> = role.organisations.iter().map(|one| one.label.as_str()).collect();
        let role = page.word("project-role-", role.role);
        said.push(page.said("ask-who", &[("role", Arg::Text(&role)), ("names", Arg::Text(&names.join("; ")))]));
    }
    let which = asked.asks_which() && (narrow.bound || narrow.narrowed());
    if which && !counts && !items.is_empty() {
        let names: Vec<&str> = items.iter().take(NAMED).map(|item| item.record.label.as_str()).collect();
        let more = if narrow.fits.len() > NAMED { "; …" } else { "" };
        let found = found(page, asked, narrow.fits.len());
        said.push(
            page.said("ask-these", &[("found", Arg::Text(&found)), ("names", Arg::Text(&format!("{}{more}", names.join("; "))))]),
        );
    }
    said.extend(items.first().map(|first| of_first(page, asked, first, which || counts, steps)).unwrap_or_default());
    if said.is_empty() && !counts && !items.is_empty() {
        said.push(page.n("ask-found", &(narrow.fits.len() as i64)));
    }
    said
}

/// How many were found, of the kind that was asked for.
fn found(page: &Page, asked: &Asked, count: usize) -> String {
    let mut kinds = asked.values(What::Kind);
    match (kinds.next().and_then(Kind::parse), kinds.next()) {
        (Some(kind), None) if COUNTED.contains(&kind) => page.n(&format!("{}-count", kind.word()), &(count as i64)),
        _ => page.n("ask-records-count", &(count as i64)),
    }
}

/// What is asked of the record that fits best: how it stands, what follows, where it is.
fn of_first(page: &Page, asked: &Asked, first: &ItemShown, many: bool, steps: &[step::Row]) -> Vec<String> {
    let mut said = Vec::new();
    let of_one = !many && (asked.asks(Asking::State) || asked.values(What::State).next().is_some());
    let stands = of_one || asked.asks(Asking::When);
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
            What::Form => Some(page.word("agreement-kind-", value)),
        };
        let label = label.unwrap_or_else(|| if from.is_empty() { value.to_owned() } else { from.clone() });
        PartShown {
            what: part.what,
            value: value.to_owned(),
            label: if part.denied { page.t1("ask-not", "what", &label) } else { label },
            denied: part.denied,
            from,
            eased: eased.contains(&part.what),
            drop: page.with(part.what.word(), "-"),
        }
    });
    shown.collect()
}
