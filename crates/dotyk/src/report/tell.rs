//! From what was gathered to what a page shows, in the language of the page.

use std::collections::{BTreeMap, HashMap, HashSet};

use dotyk_db::Tx;
use rust_decimal::Decimal;

use super::gather::{self, Gathered};
use super::model::{self, Chosen, Gist, Happened, Merits, Naming, Ranked, Rule, Rules, Said, Stands, Sum, Tally};
use super::period::{Part, Period};
use super::store::{Amount, Scope};
use super::view::{
    Achievement, Agreed, ChosenShown, Compared, Count, CountPart, DirectionShown, Money, Number, NumberPart, PlaceShown,
    ReasonShown, Told, of_figure,
};
use crate::access::{Kind, Ref};
use crate::account;
use crate::figure::{self, Body, Figure, Maturity, Qualifier, Total};
use crate::office::Office;
use crate::step::{self, Step};
use crate::text::Arg;
use crate::web::deed::What;
use crate::web::{Ctx, Labels, Page, Problem};

/// So many steps of a direction.
const STEPS: usize = 8;
/// What leads from one page of a report to another.
const KEPT: [&str; 4] = ["as-of", "direction", "funder", "place"];

/// Says the parts of a report.
pub struct Teller<'a, 'c> {
    pub page: &'a Page<'c>,
    pub office: &'a Office,
    pub scope: &'a Scope,
    pub rules: &'a Rules,
    pub gathered: &'a Gathered,
    pub labels: Labels,
    names: HashMap<String, String>,
}

/// The name of a period.
pub fn name(page: &Page, period: &Period) -> String {
    match period.numbered() {
        Some((mark, number, year)) => {
            let key = if mark == 'H' { "report-half" } else { "report-quarter" };
            page.said(key, &[("number", Arg::Text(number)), ("year", Arg::Text(year))])
        }
        None => page.when(&period.when()),
    }
}

impl<'a, 'c> Teller<'a, 'c> {
    /// With the labels of all that the report will name.
    pub fn new(
        ctx: &Ctx,
        tx: &mut Tx,
        (page, office): (&'a Page<'c>, &'a Office),
        (scope, rules): (&'a Scope, &'a Rules),
        gathered: &'a Gathered,
    ) -> Result<Teller<'a, 'c>, Problem> {
        let mut teller = Teller { page, office, scope, rules, gathered, labels: Labels::new(), names: HashMap::new() };
        teller.labels = gather::labels(ctx, tx, scope, &teller.refs())?;
        if page.signed_in() {
            let who: Vec<String> = rules.choices.iter().map(|one| one.made_by.clone()).collect();
            teller.names = account::store::names(tx, &office.id, &who)?;
        }
        Ok(teller)
    }

    fn refs(&self) -> Vec<Ref> {
        let g = self.gathered;
        let mut refs: Vec<Ref> = Vec::new();
        for gist in g.gists.values() {
            refs.extend(gist.tallies.iter().flat_map(|tally| &tally.first).map(|at| g.happened[*at].record.clone()));
            for one in gist.best.iter().map(|ranked| &g.happened[ranked.at]) {
                refs.push(one.record.clone());
                refs.extend(one.sources.iter().map(|(source, _)| Ref::new(Kind::Source, source)));
            }
        }
        for direction in self.directions() {
            refs.extend(self.steps(Some(&direction)).into_iter().map(|step| step.subject.clone()));
        }
        refs.extend(self.chosen().map(|one| one.record.clone()));
        let few: Vec<Figure> = g.few.iter().flatten().map(|(_, figure)| figure.clone()).collect();
        refs.extend(figure::refs(&few));
        refs.extend(self.sums(None).iter().filter_map(|sum| sum.source.as_ref()).map(|source| Ref::new(Kind::Source, source)));
        refs.extend(g.money.iter().filter_map(|one| one.funder.as_ref()).map(|id| Ref::new(Kind::Organisation, id)));
        refs.extend(g.places.iter().map(|(code, _)| Ref::new(Kind::Place, code)));
        let steps: Vec<Step> = g.steps.iter().take(40).map(|(step, _)| step.clone()).collect();
        refs.extend(step::refs(&steps));
        refs.sort();
        refs.dedup();
        refs
    }

    /// The slugs of directions in the office's order; then what belongs to none. Only one in the report of that one.
    fn directions(&self) -> Vec<String> {
        if let Some(only) = &self.scope.direction {
            return vec![only.clone()];
        }
        self.office.directions.iter().map(|direction| direction.slug.clone()).chain([String::new()]).collect()
    }

    fn chosen(&self) -> impl Iterator<Item = &Chosen> {
        self.rules.choices.iter().filter(|one| one.period == self.scope.period.text)
    }

    /// The gist of a direction, or of all.
    fn gist(&self, direction: Option<&str>) -> Option<&'a Gist> {
        self.gathered.gists.get(&direction.map(str::to_owned))
    }

    fn tallies(&self, direction: Option<&str>) -> &'a [Tally] {
        self.gist(direction).map_or(&[], |gist| &gist.tallies)
    }

    fn sums(&self, direction: Option<&str>) -> &'a [Sum] {
        self.gathered.sums.get(&direction.map(str::to_owned)).map_or(&[], Vec::as_slice)
    }

    fn best(&self, direction: Option<&str>) -> &'a [Ranked] {
        self.gist(direction).map_or(&[], |gist| &gist.best)
    }

    /// The address of the records behind a number.
    fn opens(&self, direction: Option<&str>, set: &[(&str, &str)]) -> String {
        let path = format!("/reports/{}/records", self.scope.period.text);
        match direction {
            Some(slug) if self.scope.direction.is_none() => {
                let slug = if slug.is_empty() { "none" } else { slug };
                let set: Vec<(&str, &str)> = set.iter().copied().chain([("direction", slug)]).collect();
                self.page.carry(&path, &set, &["as-of", "funder", "place"])
            }
            _ => self.page.carry(&path, set, &KEPT),
        }
    }

    /// What happened, counted.
    pub fn counts(&self, direction: Option<&str>) -> Vec<Count> {
        let count = |tally: &Tally| {
            let shown = |at: &usize| {
                let one = &self.gathered.happened[*at];
                let record = self.page.record(&self.labels, &one.record)?;
                Some(Told { record, part: one.part.word(), date: one.date.clone() })
            };
            let opens = |part: Part| self.opens(direction, &[("what", tally.what.word()), ("part", part.word())]);
            let part = |&(part, count): &(Part, i64)| CountPart { part: part.word(), count, url: opens(part) };
            Count {
                what: tally.what.word(),
                count: tally.within(),
                parts: tally.parts.iter().map(part).collect(),
                kinds: tally.kinds.clone().into_iter().collect(),
                url: opens(Part::Within),
                records: tally.first.iter().filter_map(shown).collect(),
            }
        };
        self.tallies(direction).iter().map(count).collect()
    }

    /// The agreements of a direction, by how they stand.
    fn agreements(&self, direction: &str) -> Vec<Agreed> {
        let agreed = self.gathered.happened.iter().filter(|one| one.record.kind == Kind::Agreement && one.is_in(direction));
        let own: HashSet<&Ref> = agreed.map(|one| &one.record).collect();
        let count = |stands: Stands| {
            let alike = self.gathered.agreements.iter().filter(|(record, one)| **one == stands && own.contains(record));
            Agreed {
                stands: stands.word(),
                count: alike.count() as i64,
                url: self.opens(Some(direction), &[("agreements", stands.word())]),
            }
        };
        Stands::ALL.iter().map(|stands| count(*stands)).filter(|agreed| agreed.count > 0).collect()
    }

    /// How many records of the period stand in more than one direction.
    pub fn shared(&self) -> i64 {
        let within = |one: &&Happened| one.directions.len() > 1 && one.part == Part::Within;
        let several = self.gathered.happened.iter().filter(within).map(|one| &one.record);
        several.collect::<HashSet<_>>().len() as i64
    }

    /// A direction with all that is told of it.
    fn direction(&self, slug: &str) -> DirectionShown {
        let known = self.office.direction(slug);
        let name = match known {
            Some(direction) => self.page.lang.of(&direction.name_uk, &direction.name_en).to_owned(),
            None => self.page.t("report-no-direction"),
        };
        let path = format!("/reports/{}", self.scope.period.text);
        DirectionShown {
            slug: slug.to_owned(),
            name,
            url: self.page.carry(&path, &[("direction", slug)], &["as-of", "funder", "place"]),
            counts: self.counts(Some(slug)),
            agreements: self.agreements(slug),
            achievements: self.achievements(Some(slug)),
            figures: self.figures(slug),
            steps: self.rows(&self.steps(Some(slug))),
        }
    }

    /// All directions of which there is something to tell.
    pub fn all_directions(&self) -> Vec<DirectionShown> {
        let slugs = self.directions();
        slugs.iter().map(|slug| self.direction(slug)).filter(|direction| !direction.is_empty()).collect()
    }

    /// The greatest achievements of a direction, or of all.
    pub fn achievements(&self, direction: Option<&str>) -> Vec<Achievement> {
        self.best(direction).iter().filter_map(|ranked| self.achievement(ranked)).collect()
    }

    /// An achievement with its reasons; none when nobody may see it any more.
    fn achievement(&self, ranked: &Ranked) -> Option<Achievement> {
        let one = &self.gathered.happened[ranked.at];
        let merits = self.gathered.merits.get(&one.record)?;
        let record = self.page.record(&self.labels, &one.record)?;
        let mut sources: Vec<Ref> = one.sources.iter().map(|(source, _)| Ref::new(Kind::Source, source)).collect();
        sources.dedup();
        let reasons = merits.reasons(self.rules).into_iter().map(|reason| ReasonShown {
            rule: reason.rule.word(),
            said: self.reason(reason.rule, merits),
            adds: reason.adds.to_string(),
        });
        let pinned = self.rules.chosen(&self.scope.period.text, &one.record).filter(|one| one.choice == model::Choice::Pinned);
        Some(Achievement {
            record,
            what: one.what.word(),
            part: one.part.word(),
            date: one.date.clone(),
            score: ranked.score.normalize().to_string(),
            reasons: reasons.collect(),
            sources: self.page.records(&self.labels, &sources),
            pinned: pinned.and_then(|one| self.choice(one)),
        })
    }

    fn reason(&self, rule: Rule, merits: &Merits) -> String {
        let whole = |number: Decimal| self.page.decimal(&number.round_dp(0).normalize().to_string());
        match rule {
            Rule::Finished => match merits.finished {
                Some(part) => self.page.word("report-finished-", part.word()),
                None => String::new(),
            },
            Rule::People => self.page.t1("report-said-people", "n", whole(merits.people)),
            Rule::Money => self.page.t1("report-said-money", "n", self.page.money(&merits.money.round_dp(0).to_string(), "UAH")),
            Rule::First => self.page.t("report-said-first"),
            Rule::Lasting => self.page.t1("report-said-lasting", "n", whole(merits.lasting)),
        }
    }

    fn choice(&self, one: &Chosen) -> Option<ChosenShown> {
        Some(ChosenShown {
            record: self.page.record(&self.labels, &one.record)?,
            choice: one.choice.word(),
            why: one.why.clone(),
            who: self.page.signed_in().then(|| self.names.get(&one.made_by).cloned().unwrap_or_else(|| one.made_by.clone())),
            at: one.made_at.clone(),
        })
    }

    /// What was left out of the ranking.
    pub fn hidden(&self) -> Vec<ChosenShown> {
        self.chosen().filter(|one| one.choice == model::Choice::Hidden).filter_map(|one| self.choice(one)).collect()
    }

    /// What is said in numbers within a direction: each figure, and what figures of one source come to.
    fn figures(&self, direction: &str) -> Vec<Number> {
        let none = HashMap::new();
        let named = self.gathered.named.get(&Some(direction.to_owned())).unwrap_or(&none);
        let mut shown = Vec::new();
        for number in model::numbers(self.sums(Some(direction)), named, self.office) {
            let single = self.single(direction, &number);
            // A figure that stands alone is its own sum.
            if number.total.parts > 1 || single.is_empty() {
                shown.push(self.number(Some(direction), &number, 0));
            }
            shown.extend(single);
        }
        shown.extend(self.prices(direction));
        shown
    }

    /// The figures behind a number, one by one, when they are few.
    fn single(&self, direction: &str, number: &model::Number) -> Vec<Number> {
        let few = self.gathered.few.iter().flatten().filter(|(standing, figure)| {
            let b = &figure.body;
            let same = b.measure == number.measure && b.currency == number.currency && b.source == number.source;
            standing.is_in(direction) && b.per.is_none() && same
        });
        few.filter_map(|(standing, figure)| {
            let shown = figure::show(self.page, self.office, &self.labels, std::slice::from_ref(figure)).pop()?;
            let state = shown.state.clone();
            let mut one = of_figure(shown);
            one.parts = vec![NumberPart { part: standing.part.word(), label: one.label.clone(), url: one.url.clone() }];
            if !state.is_empty() {
                one.by_state = vec![(state, figure.body.maturity.map(Maturity::word), one.label.clone())];
            }
            let stated = figure.body.number().unwrap_or_default();
            one.difference = one.recorded.and_then(|named| self.difference(stated, named, 0, false));
            if !standing.counted {
                let again = self.page.t("report-not-counted");
                one.difference = Some(one.difference.map_or_else(|| again.clone(), |said| format!("{said}; {again}")));
            }
            Some(one)
        })
        .collect()
    }

    /// Unit prices, and what all units come to: computed, and said by none.
    fn prices(&self, direction: &str) -> Vec<Number> {
        let own = self.gathered.few.iter().flatten().filter(|(standing, _)| standing.is_in(direction));
        let around: Vec<Figure> = own.map(|(_, figure)| figure.clone()).collect();
        let prices: Vec<Figure> = around.iter().filter(|figure| figure.body.per.is_some()).cloned().collect();
        let mut shown: Vec<Number> =
            figure::show(self.page, self.office, &self.labels, &prices).into_iter().map(|price| self.rated(price)).collect();
        for price in &prices {
            let Some(product) = figure::of_units(self.page, self.office, price, &around) else { continue };
            shown.push(Number {
                url: self.opens(Some(direction), &[("price", &price.id)]),
                records: self.page.records(&self.labels, std::slice::from_ref(&price.subject)),
                ..self.rated(product)
            });
        }
        shown
    }

    /// A number whose hryvnias say their rate and its day.
    fn rated(&self, shown: figure::Shown) -> Number {
        let rated = shown.converted.as_ref().map(|converted| {
            let (rate, day) = (self.page.decimal(&converted.rate), self.page.on(&converted.day));
            let said = [("amount", Arg::Text(&converted.label)), ("rate", Arg::Text(&rate)), ("day", Arg::Text(&day))];
            self.page.said("report-at-rate", &said)
        });
        Number { converted: rated, ..of_figure(shown) }
    }

    /// What one source says of a measure in all.
    pub fn number(&self, direction: Option<&str>, number: &model::Number, others: usize) -> Number {
        let like = Body { measure: number.measure.clone(), currency: number.currency.clone(), ..Body::default() };
        let words = |total: &Total| figure::computed(self.page, self.office, &like, total, "sum").label;
        let shown = figure::computed(self.page, self.office, &like, &number.total, "sum");
        let source = number.source.as_ref().map(|id| Ref::new(Kind::Source, id));
        let set = [
            ("measure", number.measure.as_str()),
            ("currency", number.currency.as_deref().unwrap_or_default()),
            ("source", number.source.as_deref().unwrap_or_default()),
        ];
        let named = number.recorded.and_then(|named| self.difference(number.stated, named, number.shared, number.may_overlap()));
        Number {
            stated: Some(number.stated.normalize().to_string()),
            recorded: number.recorded,
            difference: named,
            parts: number
                .spread
                .iter()
                .map(|(part, total)| {
                    let set: Vec<(&str, &str)> = set.iter().copied().chain([("part", part.word())]).collect();
                    NumberPart { part: part.word(), label: words(total), url: self.opens(direction, &set) }
                })
                .collect(),
            by_state: number
                .parts
                .iter()
                .map(|part| (part.state.clone(), part.maturity.map(Maturity::word), words(&part.total)))
                .collect(),
            source: source.and_then(|source| self.page.record(&self.labels, &source)),
            others: others as i64,
            url: self.opens(direction, &set),
            records: self.subjects(direction, number),
            ..of_figure(shown)
        }
    }

    /// The records whose figures a number counts, as far as they are told one by one.
    fn subjects(&self, direction: Option<&str>, number: &model::Number) -> Vec<crate::web::Record> {
        let of = self.gathered.few.iter().flatten().filter(|(standing, figure)| {
            let b = &figure.body;
            let same = b.measure == number.measure && b.currency == number.currency && b.source == number.source;
            standing.counted && same && direction.is_none_or(|slug| standing.is_in(slug))
        });
        let mut seen: HashSet<&Ref> = HashSet::new();
        let subjects: Vec<Ref> = of.map(|(_, figure)| &figure.subject).filter(|one| seen.insert(*one)).cloned().collect();
        self.page.records(&self.labels, &subjects)
    }

    /// Why what is said and what the register names differ.
    fn difference(&self, stated: Decimal, named: i64, shared: i64, overlap: bool) -> Option<String> {
        let said = self.page.decimal(&stated.normalize().to_string());
        let mut words = Vec::new();
        if Decimal::from(named + shared) < stated {
            words.push(match named {
                0 => self.page.t1("report-none-named", "stated", &said),
                _ => self.page.said(
                    "report-some-named",
                    &[("stated", Arg::Text(&said)), ("count", Arg::Count(named)), ("n", Arg::Text(&self.page.number(&named)))],
                ),
            });
        }
        if shared > 0 {
            words.push(self.page.n("report-named-twice", &shared));
        }
        if overlap {
            words.push(self.page.t("report-may-overlap"));
        }
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// The key figures of the whole: of each measure what the source says that speaks of most; the office's key measures first.
    pub fn key_figures(&self) -> Vec<Number> {
        let mut chosen = self.chief();
        let order = |measure: &str| {
            let key = self.office.measure(measure).map_or(0, |measure| measure.key_order);
            if key > 0 { key } else { i64::MAX }
        };
        chosen.sort_by_key(|(number, _)| (order(&number.measure), std::cmp::Reverse(number.subjects)));
        chosen.iter().map(|(number, others)| self.number(None, number, *others)).collect()
    }

    fn chief(&self) -> Vec<(model::Number, usize)> {
        let none = HashMap::new();
        let named: &HashMap<Said, Naming> = self.gathered.named.get(&None).unwrap_or(&none);
        // Money is told by who pays.
        let counted = |sum: &&Sum| sum.currency.is_none();
        model::chief(model::numbers(self.sums(None).iter().filter(counted), named, self.office))
    }

    /// Money of each funder, or all of it.
    pub fn money(&self, amounts: &[Amount]) -> Vec<Money> {
        let mut groups: BTreeMap<(&Option<String>, &str, &str), Vec<&Amount>> = BTreeMap::new();
        for one in amounts {
            groups.entry((&one.funder, &one.measure, &one.currency)).or_default().push(one);
        }
        let mut shown: Vec<Money> = groups.into_values().filter_map(|alike| self.amount(&alike)).collect();
        shown.sort_by(|one, other| {
            let name = |money: &Money| money.funder.as_ref().map(|funder| dotyk_uk::sort_key(&funder.label));
            name(one).is_none().cmp(&name(other).is_none()).then(name(one).cmp(&name(other)))
        });
        shown
    }

    fn amount(&self, alike: &[&Amount]) -> Option<Money> {
        let first = *alike.first()?;
        let value: Decimal = alike.iter().map(|one| one.value).sum();
        let qualifier = alike.iter().map(|one| one.qualifier).reduce(Qualifier::with)?;
        let total = Total { qualifier, value, parts: alike.len() };
        let like = Body { measure: first.measure.clone(), currency: Some(first.currency.clone()), ..Body::default() };
        let shown = figure::computed(self.page, self.office, &like, &total, "sum");
        let rated = |one: &&&Amount| gather::hryvnias(self.office, &one.currency, one.as_of.as_ref(), one.value);
        let converted: Vec<Decimal> = alike.iter().filter_map(|one| rated(&one)).collect();
        let without: i64 = alike.iter().filter(|one| rated(one).is_none()).map(|one| one.figures).sum();
        let foreign = first.currency != "UAH" && !converted.is_empty();
        let hryvnias: Decimal = converted.iter().sum();
        let funder = first.funder.as_ref().and_then(|id| self.page.record(&self.labels, &Ref::new(Kind::Organisation, id)));
        let key = funder.as_ref().and_then(|funder| funder.url.rsplit('/').next()).unwrap_or_default().to_owned();
        let path = format!("/reports/{}", self.scope.period.text);
        Some(Money {
            measure_label: shown.measure_label,
            currency: first.currency.clone(),
            qualifier,
            value: value.normalize().to_string(),
            label: shown.label,
            converted: foreign.then(|| self.page.money(&hryvnias.round_dp(0).normalize().to_string(), "UAH")),
            unconverted: if first.currency == "UAH" { 0 } else { without },
            count: alike.iter().map(|one| one.figures).sum(),
            url: match funder {
                Some(_) => self.page.carry(&path, &[("funder", &key)], &["as-of", "direction", "place"]),
                None => self.opens(None, &[("measure", &first.measure), ("currency", &first.currency)]),
            },
            funder,
        })
    }

    /// Where most happened.
    pub fn places(&self) -> Vec<PlaceShown> {
        let path = format!("/reports/{}", self.scope.period.text);
        let shown = |(code, projects): &(String, i64)| {
            let record = self.page.record(&self.labels, &Ref::new(Kind::Place, code))?;
            let report = self.page.carry(&path, &[("place", code)], &["as-of", "direction", "funder"]);
            Some(PlaceShown { record, projects: *projects, report })
        };
        self.gathered.places.iter().filter_map(shown).collect()
    }

    fn steps(&self, direction: Option<&str>) -> Vec<&'a Step> {
        let own = self.gathered.steps.iter().filter(|(_, of)| direction.is_none_or(|slug| model::is_in(of, slug)));
        own.map(|(step, _)| step).take(STEPS).collect()
    }

    fn rows(&self, steps: &[&Step]) -> Vec<step::Row> {
        let steps: Vec<Step> = steps.iter().map(|step| (*step).clone()).collect();
        step::rows(self.page, &self.labels, self.scope.as_of, &steps)
    }

    /// Steps that are late, and those that are next.
    pub fn late_and_next(&self) -> (Vec<step::Row>, Vec<step::Row>) {
        let all: Vec<&Step> = self.gathered.steps.iter().map(|(step, _)| step).take(40).collect();
        let (late, next): (Vec<_>, Vec<_>) = self.rows(&all).into_iter().partition(|row| row.overdue);
        (late, next.into_iter().take(12).collect())
    }

    /// What can be compared with another period: what happened, and what is said of the same measure.
    pub fn compared(&self, other: &Teller) -> Vec<Compared> {
        let mut rows = Vec::new();
        for what in What::ALL {
            let of = |teller: &Teller| teller.tallies(None).iter().find(|tally| tally.what == *what).map_or(0, Tally::within);
            let (now, then) = (of(self), of(other));
            if now + then > 0 {
                rows.push(Compared {
                    label: self.page.word("report-what-", what.word()),
                    now: self.page.number(&now),
                    then: self.page.number(&then),
                    difference: Some(self.signed((now - then).into())),
                });
            }
        }
        let (mine, theirs) = (self.chief(), other.chief());
        let mut measures: Vec<&str> = mine.iter().chain(&theirs).map(|(number, _)| number.measure.as_str()).collect();
        measures.sort_by_key(|slug| self.office.measures.iter().position(|measure| measure.slug == *slug));
        measures.dedup();
        for measure in measures {
            // Only what is of each period itself: what is said without a day or later would be in both.
            let of = |all: &[(model::Number, usize)]| -> Option<Total> {
                let (number, _) = all.iter().find(|(number, _)| number.measure == measure)?;
                number.spread.iter().find(|(part, _)| *part == Part::Within).map(|(_, total)| total.clone())
            };
            let (now, then) = (of(&mine), of(&theirs));
            if now.is_none() && then.is_none() {
                continue;
            }
            let like = Body { measure: measure.to_owned(), ..Body::default() };
            let words = |total: &Option<Total>| {
                total.as_ref().map(|total| figure::computed(self.page, self.office, &like, total, "sum").label)
            };
            let difference = now.as_ref().zip(then.as_ref()).map(|(now, then)| self.signed(now.value - then.value));
            let label = self.office.measure(measure).map(|m| self.page.lang.of(&m.name_uk, &m.name_en).to_owned());
            let none = self.page.t("report-nobody-says");
            rows.push(Compared {
                label: label.unwrap_or_default(),
                now: words(&now).unwrap_or_else(|| none.clone()),
                then: words(&then).unwrap_or(none),
                difference,
            });
        }
        rows
    }

    fn signed(&self, difference: Decimal) -> String {
        let size = self.page.decimal(&difference.abs().normalize().to_string());
        match () {
            () if difference.is_zero() => self.page.t("report-same"),
            () if difference.is_sign_negative() => format!("−{size}"),
            () => format!("+{size}"),
        }
    }
}
