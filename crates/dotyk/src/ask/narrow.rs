//! What is left of the records that fit when what was asked of them is applied: as what somebody takes part, how they stand,
//! when it happened. What leaves nothing is not applied, and says so: then there is no number to give.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::Tx;
use jiff::civil::Date;

use super::model::{Asked, Asking, Standing, What};
use super::names;
use super::ranking::Fit;
use super::time::Time;
use super::vocabulary::VOCABULARY;
use crate::access::{Kind, Ref};
use crate::agreement;
use crate::figure::{self, Body, Figure};
use crate::project;
use crate::step::{self, Step};
use crate::text::When;
use crate::web::{Ctx, Label, Labels, Problem};

/// States in which it no longer matters how firm a number was while the work went on.
const OVER: [&str; 2] = ["completed", "closed"];

/// Whether a record's name holds these words of the question, apart from those that name nothing by themselves.
pub fn called(label: Option<&Label>, asked: &Asked, at: &[usize]) -> bool {
    let names = label.into_iter().flat_map(|label| [&label.uk, &label.en]).flatten();
    let stems: BTreeSet<String> = names.flat_map(|name| dotyk_uk::stems(name)).collect();
    let mut words =
        at.iter().filter_map(|place| asked.words.get(*place)).filter(|word| !VOCABULARY.is_generic(&word.stem)).peekable();
    words.peek().is_some() && words.all(|word| stems.contains(&word.stem))
}

/// The records that are left, and what became of the parts of the question.
#[derive(Debug, Default)]
pub struct Narrow {
    /// The records, best first.
    pub fits: Vec<Fit>,
    /// Whether none stands, or takes part, as asked; then all are here.
    pub none: bool,
    /// Whether something of no time that was named is among them, since nothing else is.
    pub timeless: bool,
    /// Of how many that stand so nobody knows when.
    pub undated: usize,
    /// Whether only those are left of which somebody that is named takes part as asked.
    pub bound: bool,
    /// The denials that were not applied.
    pub unread: Vec<Vec<usize>>,
    /// How the things must stand of which numbers are told; none when that was not applied.
    wanted: Wanted,
    time: Option<Time>,
}

/// How something should stand, and should not.
#[derive(Clone, Debug, Default)]
struct Wanted {
    so: Vec<Standing>,
    not: Vec<Standing>,
}

impl Wanted {
    fn of(asked: &Asked) -> Wanted {
        let so: Vec<Standing> = asked.values(What::State).filter_map(Standing::parse).collect();
        // What is to be signed again is told by the same word as what is signed.
        let again = so.contains(&Standing::Renewal);
        Wanted {
            so: so.into_iter().filter(|standing| !again || *standing == Standing::Renewal).collect(),
            not: asked
                .denied(What::State)
                .filter_map(Standing::parse)
                .filter(|standing| *standing != Standing::Renewal)
                .collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.so.is_empty() && self.not.is_empty()
    }

    fn names(&self, standing: Standing) -> bool {
        self.so.contains(&standing) || self.not.contains(&standing)
    }

    /// Whether what holds of one standing or another is as wanted.
    fn met(&self, holds: impl Fn(Standing) -> bool) -> bool {
        (self.so.is_empty() || self.so.iter().any(|standing| holds(*standing)))
            && !self.not.iter().any(|standing| holds(*standing))
    }
}

impl Narrow {
    /// Whether a number is of what is asked for: of what stands so, in the time that is named.
    pub fn speaks(&self, body: &Body, state: &str) -> bool {
        let firm = body.maturity.filter(|_| !OVER.contains(&state));
        let holds = |standing: Standing| firm.map_or(standing.holds(state), |firm| standing.holds_of_number(firm));
        let stands = self.wanted.is_empty() || state.is_empty() && firm.is_none() || self.wanted.met(holds);
        let then = self.time.as_ref().is_none_or(|time| body.as_of.as_ref().is_none_or(|day| time.holds(day)));
        stands && then
    }

    /// Whether how they stand, or when it was, was applied.
    pub fn narrowed(&self) -> bool {
        !self.wanted.is_empty() || self.time.is_some()
    }
}

/// Applies what is asked of the records that fit, on a day.
pub fn narrow(ctx: &Ctx, tx: &mut Tx, asked: &Asked, day: Date, mut fits: Vec<Fit>) -> Result<Narrow, Problem> {
    let refs: Vec<Ref> = fits.iter().map(|fit| fit.record.clone()).collect();
    let labels = (ctx.state.labels)(&ctx.state, tx, &ctx.actor, day, &refs)?;
    fits.retain(|fit| labels.contains_key(&fit.record));
    let mut narrow = Narrow { fits, ..Narrow::default() };
    narrow.bind(ctx, tx, asked)?;
    let wanted = Wanted::of(asked);
    let seen = Seen::of(ctx, tx, asked, (day, &wanted), &refs, labels)?;
    if asked.asks_which() {
        narrow.stand(asked, &seen, wanted);
        narrow.happen(asked, &seen);
    } else {
        let denied = asked.parts.iter().filter(|part| part.denied && part.what == What::State);
        narrow.unread.extend(denied.map(|part| part.at.clone()));
    }
    Ok(narrow)
}

impl Narrow {
    /// Leaves the projects of which whoever is named takes part as asked; or those of which nobody does, when that is denied.
    fn bind(&mut self, ctx: &Ctx, tx: &mut Tx, asked: &Asked) -> Result<(), Problem> {
        let roles = |values: Vec<&str>| values.into_iter().filter_map(project::Role::parse).collect::<Vec<_>>();
        let (so, not) = (roles(asked.values(What::Role).collect()), roles(asked.denied(What::Role).collect()));
        if asked.asks(Asking::Who) && !not.is_empty() {
            let denied = asked.parts.iter().filter(|part| part.denied && part.what == What::Role);
            self.unread.extend(denied.map(|part| part.at.clone()));
            return Ok(());
        }
        let mut named: BTreeSet<String> = asked.values(What::Organisation).map(str::to_owned).collect();
        for country in asked.values(What::Country) {
            named.extend(names::of_country(ctx, tx, country)?);
        }
        let asks = asked.asks(Asking::Who) || so.is_empty() || named.is_empty();
        if asks && not.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> =
            self.fits.iter().filter(|fit| fit.record.kind == Kind::Project).map(|fit| fit.record.id.clone()).collect();
        let projects = project::store::by_ids(tx, &ctx.actor.office, &ids)?;
        // A mission or project of whom is named bears their name, and pays as they do.
        let whose: Vec<usize> =
            asked.parts.iter().filter(|part| part.what == What::Organisation).flat_map(|part| part.at.clone()).collect();
        let parties = projects.iter().flat_map(|project| &project.body.parties);
        let refs: BTreeSet<Ref> = parties.map(|party| Ref::new(Kind::Organisation, &party.organisation)).collect();
        let refs: Vec<Ref> = refs.into_iter().collect();
        let labels = ctx.labels(tx, &refs)?;
        if !named.is_empty() && !whose.is_empty() {
            named.extend(refs.iter().filter(|one| called(labels.get(one), asked, &whose)).map(|one| one.id.clone()));
        }
        let takes = |party: &project::Party, roles: &[project::Role]| {
            roles.contains(&party.role) && (named.is_empty() || named.contains(&party.organisation))
        };
        let kept = projects.iter().filter(|project| {
            let parties = &project.body.parties;
            let bound = so.is_empty() || parties.iter().any(|party| takes(party, &so));
            bound && !parties.iter().any(|party| takes(party, &not))
        });
        let kept: BTreeSet<&str> = kept.map(|project| project.head.id.as_str()).collect();
        self.bound = true;
        self.leave(|fit| fit.record.kind == Kind::Project && kept.contains(fit.record.id.as_str()));
        Ok(())
    }

    /// Leaves those for which something is true; all, when it is true of none.
    fn leave(&mut self, keep: impl Fn(&Fit) -> bool) {
        let kept: Vec<Fit> = self.fits.iter().filter(|fit| keep(fit)).cloned().collect();
        // Where something is counted, what is left must be among what is counted.
        let counted = |fits: &[Fit]| fits.iter().any(|fit| fit.counted);
        if kept.is_empty() || counted(&self.fits) && !counted(&kept) {
            self.none |= !self.fits.is_empty();
        } else {
            self.fits = kept;
        }
    }

    /// Leaves those that stand as wanted.
    fn stand(&mut self, asked: &Asked, seen: &Seen, wanted: Wanted) {
        if wanted.is_empty() || self.none {
            return;
        }
        let anything = asked.names_more();
        self.leave(|fit| {
            let state = seen.labels.get(&fit.record).map_or("", |label| label.state.as_str());
            let holds = |standing: Standing| seen.holds(standing, &fit.record, state);
            let stateless = state.is_empty() && fit.record.kind != Kind::Organisation;
            if stateless { anything } else { wanted.met(holds) || seen.numbers(&fit.record, &wanted) }
        });
        if !self.none {
            self.wanted = wanted;
        }
    }

    /// Leaves those that happened in the time that is named, where it is said of which things that is asked.
    fn happen(&mut self, asked: &Asked, seen: &Seen) {
        let Some(time) = asked.values(What::Day).find_map(Time::parse) else { return };
        let of = [What::State, What::Kind, What::Measure];
        let said = of.into_iter().any(|what| asked.parts.iter().any(|part| part.what == what)) || !asked.names_more();
        if !said || self.none {
            return;
        }
        let dates = |fit: &Fit| seen.dates(&fit.record);
        let undated = self.fits.iter().filter(|fit| dates(fit).is_empty() && fit.record.kind != Kind::Organisation).count();
        let kept: Vec<Fit> =
            self.fits.iter().filter(|fit| dates(fit).into_iter().any(|date| time.holds(date))).cloned().collect();
        self.undated = undated;
        self.timeless = kept.is_empty() && !self.fits.is_empty();
        if !kept.is_empty() {
            self.fits = kept;
            self.time = Some(time);
        }
    }
}

/// What is known of the records on the day.
struct Seen {
    labels: Labels,
    steps: HashMap<String, Step>,
    /// Records with a step that is late.
    late: BTreeSet<Ref>,
    agreements: HashMap<String, agreement::Agreement>,
    figures: Vec<Figure>,
    day: Date,
}

impl Seen {
    fn of(
        ctx: &Ctx,
        tx: &mut Tx,
        asked: &Asked,
        (day, wanted): (Date, &Wanted),
        refs: &[Ref],
        labels: Labels,
    ) -> Result<Seen, Problem> {
        let office = &ctx.actor.office;
        let ids = |kind: Kind| -> Vec<String> { refs.iter().filter(|one| one.kind == kind).map(|one| one.id.clone()).collect() };
        let timed = asked.parts.iter().any(|part| part.what == What::Day);
        let mut late = BTreeSet::new();
        let itself = if timed || wanted.names(Standing::Overdue) {
            step::store::by_ids(tx, office, &ids(Kind::Step))?
        } else {
            Vec::new()
        };
        if wanted.names(Standing::Overdue) {
            let beside = step::store::of_subjects(tx, office, refs)?;
            let overdue = itself.iter().chain(&beside).filter(|step| step.body.overdue(day));
            late.extend(overdue.flat_map(|step| [Ref::new(Kind::Step, &step.id), step.subject.clone()]));
        }
        let asked_of = timed || wanted.names(Standing::Renewal);
        let agreements = if asked_of { agreement::store::by_ids(tx, office, &ids(Kind::Agreement))? } else { Vec::new() };
        let measures: Vec<&str> = asked.values(What::Measure).collect();
        let mut figures = if measures.is_empty() { Vec::new() } else { figure::store::of_subjects(tx, office, day, refs)? };
        figures.retain(|figure| measures.contains(&figure.body.measure.as_str()));
        Ok(Seen {
            labels,
            steps: itself.into_iter().map(|step| (step.id.clone(), step)).collect(),
            late,
            agreements: agreements.into_iter().map(|one| (one.head.id.clone(), one)).collect(),
            figures,
            day,
        })
    }

    fn holds(&self, standing: Standing, record: &Ref, state: &str) -> bool {
        match standing {
            Standing::Overdue => self.late.contains(record),
            Standing::Renewal => self.agreements.get(&record.id).is_some_and(|one| {
                let signed = one.body.all_signed_on().is_some_and(|on| on.is_none_or(|on| on <= self.day));
                one.body.replaces.is_some() && !signed
            }),
            _ => standing.holds_of(record.kind, state),
        }
    }

    /// Whether a number of what is asked stands so by itself.
    fn numbers(&self, record: &Ref, wanted: &Wanted) -> bool {
        let firm = self.figures.iter().filter(|figure| figure.subject == *record).filter_map(|figure| figure.body.maturity);
        firm.into_iter().any(|maturity| wanted.met(|standing| standing.holds_of_number(maturity)))
    }

    /// When it came to stand as it does, or is to; and of when the numbers are that are asked for.
    fn dates(&self, record: &Ref) -> Vec<&When> {
        let label = self.labels.get(record);
        let of_state = label.and_then(|label| label.date.as_ref());
        let numbers =
            self.figures.iter().filter(|figure| figure.subject == *record).filter_map(|figure| figure.body.as_of.as_ref());
        let own: Vec<&When> = match (self.steps.get(&record.id), self.agreements.get(&record.id)) {
            (Some(step), _) if step.body.on(self.day).is_some_and(|row| row.state.open()) => step.body.due.iter().collect(),
            (_, Some(one)) if one.body.all_signed_on().is_some() => {
                one.body.signatures.iter().filter_map(|signature| signature.date.as_ref()).collect()
            }
            (_, Some(one)) => one.body.planned.iter().collect(),
            _ => of_state.into_iter().collect(),
        };
        own.into_iter().chain(numbers).collect()
    }
}
