//! What a report counts, and how achievements are ranked. Pure.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::period::{Part, Period};
use crate::access::{Kind, Ref};
use crate::figure::{self, Maturity, Qualifier, Total};
use crate::office::Office;
use crate::text::{When, words};
use crate::web::deed::{Deed, What};
use crate::web::{Fault, Form};

/// No rule speaks louder.
const LOUDEST: i64 = 5;

/// What happened to a record, told once however many say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// To which.
    pub record: Ref,
    /// What.
    pub what: What,
    /// In which part of the report it stands.
    pub part: Part,
    /// When.
    pub date: Option<When>,
    /// The directions it belongs to.
    pub directions: Vec<String>,
    /// Who says so, and where.
    pub sources: Vec<(String, Option<String>)>,
}

impl Happened {
    /// Whether it is told in a direction; in what belongs to none when the slug is empty.
    pub fn is_in(&self, slug: &str) -> bool {
        is_in(&self.directions, slug)
    }

    /// Whether it is an achievement at all: a promise is none, and a step is a part of something else.
    pub fn achieved(&self) -> bool {
        matches!(self.what, What::Done | What::Started | What::Agreed) && self.record.kind != Kind::Step
    }
}

/// Where what belongs to these directions is told: in each of them, or in what belongs to none (`""`), and in all (`None`).
pub fn told_in(directions: &[String]) -> impl Iterator<Item = Option<&str>> {
    let own = directions.iter().map(|slug| Some(slug.as_str()));
    let none = directions.is_empty().then_some(Some(""));
    own.chain(none).chain([None])
}

/// Whether it is told in this one.
pub fn is_in(directions: &[String], slug: &str) -> bool {
    told_in(directions).any(|of| of == Some(slug))
}

/// What happened, each record once for each thing that happened to it: in the part that is nearest to the period. In the order
/// in which it is told: by part, by what counts most, by day.
pub fn happened(deeds: Vec<Deed>, period: &Period, as_of: jiff::civil::Date) -> Vec<Happened> {
    let mut all: Vec<Happened> = Vec::new();
    let mut known: HashMap<(Ref, What), usize> = HashMap::new();
    for deed in deeds {
        // Those without a day come only when a source of that time speaks of them.
        let Some(part) = period.part(deed.date.as_ref(), as_of, true) else { continue };
        let at = *known.entry((deed.record.clone(), deed.what)).or_insert_with(|| {
            let (record, directions) = (deed.record.clone(), deed.directions.clone());
            all.push(Happened { record, what: deed.what, part, date: deed.date.clone(), directions, sources: Vec::new() });
            all.len() - 1
        });
        let one = &mut all[at];
        let first = |date: &Option<When>| date.as_ref().map(When::first);
        if (part, first(&deed.date)) < (one.part, first(&one.date)) {
            (one.part, one.date) = (part, deed.date);
        }
        one.sources.extend(deed.source.map(|source| (source, deed.locator)));
        one.sources.dedup();
    }
    all.sort_by_cached_key(|one| (one.part, one.what, one.date.as_ref().map(When::first), one.record.clone()));
    all
}

/// So many records of a count are named on the page of a report.
const NAMED: usize = 6;
/// So many achievements of a direction are shown.
const BEST: usize = 5;
/// So many in all.
pub const BEST_IN_ALL: usize = 10;

/// How often something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What.
    pub what: What,
    /// To how many records in each part of the report, where there are any.
    pub parts: Vec<(Part, i64)>,
    /// Those within the period, by the word of their kind.
    pub kinds: BTreeMap<&'static str, i64>,
    /// The first of them: where they stand in what happened.
    pub first: Vec<usize>,
}

impl Tally {
    /// To how many records within the period.
    pub fn within(&self) -> i64 {
        self.parts.iter().find(|(part, _)| *part == Part::Within).map_or(0, |(_, count)| *count)
    }

    fn count(&mut self, at: usize, one: &Happened) {
        // What happened is in the order of parts.
        match self.parts.last_mut().filter(|(part, _)| *part == one.part) {
            Some((_, count)) => *count += 1,
            None => self.parts.push((one.part, 1)),
        }
        if one.part == Part::Within {
            *self.kinds.entry(one.record.kind.word()).or_default() += 1;
        }
        if self.first.len() < NAMED {
            self.first.push(at);
        }
    }
}

/// What a page tells of a direction, or of all, however much happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gist {
    /// What happened and how often, what counts most first.
    pub tallies: Vec<Tally>,
    /// The greatest achievements.
    pub best: Vec<Ranked>,
}

/// The gist of each direction, of what belongs to none (`""`), and of all (`None`), where each record counts once.
pub fn gists(happened: &[Happened], ranking: &[Ranked]) -> HashMap<Option<String>, Gist> {
    let mut gists: HashMap<Option<&str>, Gist> = HashMap::new();
    for (at, one) in happened.iter().enumerate() {
        for of in told_in(&one.directions) {
            let tallies = &mut gists.entry(of).or_default().tallies;
            let known = tallies.iter().position(|tally| tally.what == one.what).unwrap_or_else(|| {
                tallies.push(Tally { what: one.what, parts: Vec::new(), kinds: BTreeMap::new(), first: Vec::new() });
                tallies.len() - 1
            });
            tallies[known].count(at, one);
        }
    }
    for gist in gists.values_mut() {
        gist.tallies.sort_by_key(|tally| tally.what);
    }
    for ranked in ranking {
        for of in told_in(&happened[ranked.at].directions) {
            let best = &mut gists.entry(of).or_default().best;
            if best.len() < if of.is_none() { BEST_IN_ALL } else { BEST } {
                best.push(ranked.clone());
            }
        }
    }
    gists.into_iter().map(|(of, gist)| (of.map(str::to_owned), gist)).collect()
}

/// Figures that are alike, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// What is counted.
    pub measure: String,
    /// Of money.
    pub currency: Option<String>,
    /// Who says so.
    pub source: Option<String>,
    /// Where they stand in the report.
    pub part: Part,
    /// The state of what they speak of on the report's day.
    pub state: String,
    /// How firm they are.
    pub maturity: Option<Maturity>,
    /// How they are meant.
    pub qualifier: Qualifier,
    /// How many figures.
    pub figures: usize,
    /// Of how many records.
    pub subjects: usize,
    /// What they come to.
    pub value: Decimal,
}

/// How often things that are counted are named by one source, and how many different ones they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// How often.
    pub mentions: i64,
    /// How many.
    pub distinct: i64,
    /// How many records the figures speak of.
    pub subjects: i64,
}

/// Measure and source: what figures are added up within.
pub type Said = (String, Option<String>);

/// What one source says of a measure in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// What is counted.
    pub measure: String,
    /// Of money.
    pub currency: Option<String>,
    /// Who says so.
    pub source: Option<String>,
    /// What it comes to, nothing counted twice.
    pub total: Total,
    /// What the source says, each figure for itself.
    pub stated: Decimal,
    /// How many of it the register names; none when what is counted has no names.
    pub recorded: Option<i64>,
    /// How many are named by more than one figure, and counted once.
    pub shared: i64,
    /// Apart by the state of what the figures speak of, and how firm they are.
    pub parts: Vec<figure::Part>,
    /// Apart by where they stand in the report.
    pub spread: Vec<(Part, Total)>,
    /// Of how many records.
    pub subjects: usize,
}

impl Number {
    /// Whether some of what is counted may be counted by several figures, since it is not named.
    pub fn may_overlap(&self) -> bool {
        self.recorded.is_some_and(|named| self.subjects > 1 && Decimal::from(named) < self.total.value)
    }
}

/// What each source says of each measure, in the order of the office's measures. Two sources may speak of the same things, so
/// they are never added together, and neither are two currencies.
pub fn numbers<'s>(sums: impl IntoIterator<Item = &'s Sum>, named: &HashMap<Said, Naming>, office: &Office) -> Vec<Number> {
    let mut groups: BTreeMap<(usize, Option<&str>, Option<&str>), Vec<&Sum>> = BTreeMap::new();
    for sum in sums {
        let Some(order) = office.measures.iter().position(|measure| measure.slug == sum.measure) else { continue };
        groups.entry((order, sum.currency.as_deref(), sum.source.as_deref())).or_default().push(sum);
    }
    let number = |((order, _, _), sums): ((usize, _, _), Vec<&Sum>)| {
        let (first, measure) = (*sums.first()?, &office.measures[order]);
        let stated: Decimal = sums.iter().map(|sum| sum.value).sum();
        let naming = named.get(&(first.measure.clone(), first.source.clone())).cloned().unwrap_or_default();
        let shared = if measure.named { naming.mentions - naming.distinct } else { 0 };
        let mut total = added(&sums)?;
        total.value -= Decimal::from(shared);
        let mut number = Number {
            measure: first.measure.clone(),
            currency: first.currency.clone(),
            source: first.source.clone(),
            total,
            stated,
            recorded: measure.named.then_some(naming.distinct),
            shared,
            parts: by_state(&sums),
            spread: Part::ALL.iter().filter_map(|part| Some((*part, added(&within(&sums, *part))?))).collect(),
            // Parts of one record, such as made and in the making, are of one record.
            subjects: match usize::try_from(naming.subjects) {
                Ok(known) if known > 0 => known,
                _ => sums.iter().map(|sum| sum.subjects).sum(),
            },
        };
        if number.may_overlap() {
            number.total.qualifier = number.total.qualifier.with(Qualifier::AtMost);
        }
        Some(number)
    };
    groups.into_iter().filter_map(number).collect()
}

fn within<'s>(sums: &[&'s Sum], part: Part) -> Vec<&'s Sum> {
    sums.iter().copied().filter(|sum| sum.part == part).collect()
}

/// The sum of sums, as weak as the weakest; none of none.
fn added(sums: &[&Sum]) -> Option<Total> {
    let weakest = sums.iter().map(|sum| sum.qualifier).reduce(Qualifier::with)?;
    let value = sums.iter().map(|sum| sum.value).sum::<Decimal>().normalize();
    Some(Total { qualifier: weakest, value, parts: sums.iter().map(|sum| sum.figures).sum() })
}

/// The states in which it no longer matters how firm a figure was while the work went on.
const DONE: [&str; 2] = ["completed", "closed"];

fn by_state(sums: &[&Sum]) -> Vec<figure::Part> {
    let mut groups: Vec<((&str, Option<Maturity>), Vec<&Sum>)> = Vec::new();
    for sum in sums {
        let key = (sum.state.as_str(), sum.maturity.filter(|_| !DONE.contains(&sum.state.as_str())));
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(sum),
            None => groups.push((key, vec![sum])),
        }
    }
    let part = |((state, maturity), sums): ((&str, _), Vec<&Sum>)| {
        Some(figure::Part { state: state.to_owned(), maturity, total: added(&sums)? })
    };
    groups.into_iter().filter_map(part).collect()
}

/// Of each measure what the source says that speaks of the most records, and how many others speak of it too.
pub fn chief(numbers: Vec<Number>) -> Vec<(Number, usize)> {
    let mut chosen: Vec<(Number, usize)> = Vec::new();
    for number in numbers {
        match chosen.last_mut().filter(|(last, _)| last.measure == number.measure && last.currency == number.currency) {
            None => chosen.push((number, 0)),
            Some((last, others)) => {
                *others += 1;
                if (number.subjects, number.total.value) > (last.subjects, last.total.value) {
                    *last = number;
                }
            }
        }
    }
    chosen
}

words! {
    /// How an agreement of a report stands.
    Stands {
        /// All have signed it
        Signed = "signed",
        /// It is to be signed in the place of an older one
        Renewal = "renewal",
    }
}

words! {
    /// What makes an achievement.
    Rule {
        /// It was finished in the period
        Finished = "finished",
        /// How many people it reached
        People = "people",
        /// How much money it brought
        Money = "money",
        /// Nothing like it was done before
        First = "first",
        /// Something that lasts came of it
        Lasting = "lasting",
    }
}

impl Rule {
    /// The weight that is usual.
    pub fn usual(self) -> &'static str {
        match self {
            Rule::Finished => "3",
            Rule::People | Rule::First | Rule::Lasting => "2",
            Rule::Money => "1",
        }
    }
}

words! {
    /// What somebody decided on an achievement.
    Choice {
        /// It stands first
        Pinned = "pinned",
        /// It is left out of the ranking
        Hidden = "hidden",
    }
}

/// Who put an achievement first, or left it out, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// In the report of which period.
    pub period: String,
    /// What.
    pub record: Ref,
    /// First or left out.
    pub choice: Choice,
    /// Why.
    pub why: String,
    /// The account.
    pub made_by: String,
    /// When.
    pub made_at: String,
}

/// By which rules an office ranks its achievements, as they are kept and as the journal sees them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// The office.
    pub id: String,
    /// Counts its edits; 0 when nothing was ever changed.
    pub version: i64,
    /// The day of a report when nobody asks for one.
    pub as_of: Option<String>,
    /// Decimal text by the word of a rule; what is not named weighs as usual.
    pub weights: BTreeMap<String, String>,
    /// Measures that count people who were reached.
    pub people: Vec<String>,
    /// Measures that count things that last.
    pub lasting: Vec<String>,
    /// What was put first or left out.
    pub choices: Vec<Chosen>,
}

impl Rules {
    /// The weight of a rule, as it is written.
    pub fn written(&self, rule: Rule) -> &str {
        self.weights.get(rule.word()).map_or(rule.usual(), String::as_str)
    }

    /// The weight of a rule.
    pub fn weight(&self, rule: Rule) -> Decimal {
        self.written(rule).parse().unwrap_or_default()
    }

    /// What was decided on a record in the report of a period.
    pub fn chosen(&self, period: &str, record: &Ref) -> Option<&Chosen> {
        self.choices.iter().find(|one| one.period == period && one.record == *record)
    }

    /// The day of a report when nobody asks for one: the office's, unless the period was not over then. What came more than
    /// a year after the period is of other reports.
    pub fn day(&self, period: &Period, today: jiff::civil::Date) -> jiff::civil::Date {
        let own = self.as_of.as_ref().and_then(|day| day.parse().ok()).filter(|day| *day >= period.until);
        own.unwrap_or(today).min(period.year_after())
    }

    /// The fields of the form.
    pub fn fields(&self, office: &Office) -> Vec<(String, String)> {
        let weights = Rule::ALL.iter().map(|rule| (format!("weight.{}", rule.word()), self.written(*rule).to_owned()));
        let counts = office.measures.iter().filter(|measure| !measure.money).map(|measure| {
            let counts = match () {
                () if self.people.contains(&measure.slug) => "people",
                () if self.lasting.contains(&measure.slug) => "lasting",
                () => "",
            };
            (format!("counts.{}", measure.slug), counts.to_owned())
        });
        let own = [("as_of".to_owned(), self.as_of.clone().unwrap_or_default())];
        own.into_iter().chain(weights).chain(counts).collect()
    }

    /// The rules of a form, and what is wrong with them. Only what differs from the usual is kept.
    pub fn read(&self, office: &Office, form: &Form) -> (Rules, Vec<Fault>) {
        let mut rules = Rules { id: self.id.clone(), version: self.version, choices: self.choices.clone(), ..Rules::default() };
        let mut faults = Vec::new();
        for rule in Rule::ALL {
            let field = format!("weight.{}", rule.word());
            let text = form.text(&field).trim().replace(',', ".");
            let fits = text.parse::<Decimal>().ok().filter(|n| *n >= Decimal::ZERO && *n <= LOUDEST.into() && n.scale() <= 3);
            match fits.map(|n| n.normalize().to_string()) {
                None => faults.push((field, "report-bad-weight", text)),
                Some(weight) if weight == rule.usual() => {}
                Some(weight) => drop(rules.weights.insert(rule.word().to_owned(), weight)),
            }
        }
        for measure in &office.measures {
            match form.text(&format!("counts.{}", measure.slug)) {
                "people" => rules.people.push(measure.slug.clone()),
                "lasting" => rules.lasting.push(measure.slug.clone()),
                _ => {}
            }
        }
        rules.as_of = form.some("as_of");
        if let Some(day) = rules.as_of.as_ref().filter(|day| day.parse::<jiff::civil::Date>().is_err()) {
            faults.push(("as_of".to_owned(), "web-bad-date", day.clone()));
        }
        rules.people.sort();
        rules.lasting.sort();
        (rules, faults)
    }
}

/// What speaks for an achievement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merits {
    /// Where in the report it was finished.
    pub finished: Option<Part>,
    /// How many people it reached.
    pub people: Decimal,
    /// What it is worth, in hryvnias.
    pub money: Decimal,
    /// Nothing like it was done before.
    pub first: bool,
    /// How many things that last came of it.
    pub lasting: Decimal,
}

/// A rule that speaks for an achievement: how much of it there is, from 0 to 1, and what that adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Which.
    pub rule: Rule,
    /// What it adds to the score.
    pub adds: Decimal,
}

impl Merits {
    /// How much of a rule there is, from 0 to 1: of numbers by their length, so that ten times as much is one step more.
    pub fn value(&self, rule: Rule) -> Decimal {
        let half = Decimal::new(5, 1);
        match rule {
            Rule::Finished => match self.finished {
                Some(Part::Within) => Decimal::ONE,
                Some(_) => half,
                None => Decimal::ZERO,
            },
            Rule::People => steps(self.people, 6),
            Rule::Money => steps(self.money, 10),
            Rule::First => Decimal::from(u8::from(self.first)),
            Rule::Lasting => half.min(self.lasting) + steps(self.lasting, 6) * half,
        }
    }

    /// What speaks for it in all.
    pub fn score(&self, rules: &Rules) -> Decimal {
        self.reasons(rules).iter().map(|reason| reason.adds).sum()
    }

    /// What speaks for it, the loudest first.
    pub fn reasons(&self, rules: &Rules) -> Vec<Reason> {
        let adds = |rule: &Rule| (self.value(*rule) * rules.weight(*rule)).round_dp(2).normalize();
        let all = Rule::ALL.iter().map(|rule| Reason { rule: *rule, adds: adds(rule) });
        let mut reasons: Vec<Reason> = all.filter(|reason| !reason.adds.is_zero()).collect();
        reasons.sort_by(|one, other| other.adds.cmp(&one.adds).then(one.rule.cmp(&other.rule)));
        reasons
    }
}

/// An achievement with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Where it stands in what happened: what counts most of all that happened to its record.
    pub at: usize,
    /// The sum of what its reasons add.
    pub score: Decimal,
}

/// Achievements of a period, the greatest first: pinned ones before all, hidden ones left out; of those alike the first told.
pub fn ranking(happened: &[Happened], merits: &HashMap<Ref, Merits>, rules: &Rules, period: &str) -> Vec<Ranked> {
    let chosen: HashMap<&Ref, Choice> =
        rules.choices.iter().filter(|one| one.period == period).map(|one| (&one.record, one.choice)).collect();
    let choice = |at: usize| chosen.get(&happened[at].record).copied();
    let mut known: HashSet<&Ref> = HashSet::new();
    // Of what happened to a record what is told first counts most.
    let chief = happened.iter().enumerate().filter(|(_, one)| one.achieved() && known.insert(&one.record));
    let ranked = |(at, one): (usize, &Happened)| Some(Ranked { at, score: merits.get(&one.record)?.score(rules) });
    let mut ranking: Vec<Ranked> = chief.filter_map(ranked).filter(|one| choice(one.at) != Some(Choice::Hidden)).collect();
    ranking.sort_by_key(|one| (choice(one.at) != Some(Choice::Pinned), Reverse(one.score)));
    ranking
}

/// How many times ten goes into a number, as a share of `most` times; between the tens evenly.
fn steps(number: Decimal, most: u32) -> Decimal {
    let (mut tens, mut left) = (0, number);
    while left >= Decimal::TEN && tens < most {
        left /= Decimal::TEN;
        tens += 1;
    }
    let between = ((left - Decimal::ONE) / Decimal::from(9)).clamp(Decimal::ZERO, Decimal::ONE);
    ((Decimal::from(tens) + between) / Decimal::from(most)).min(Decimal::ONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::Measure;
    use jiff::civil::date;

    fn sum(source: &str, value: i64, qualifier: Qualifier, state: &str, maturity: Option<Maturity>) -> Sum {
        Sum {
            measure: "flats".into(),
            currency: None,
            source: Some(source.into()),
            part: Part::Since,
            state: state.into(),
            maturity,
            qualifier,
            figures: 1,
            subjects: 1,
            value: value.into(),
        }
    }

    fn office(named: bool) -> Office {
        let measure = serde_json::json!({"slug": "flats", "unit": "flat", "named": named, "name_uk": "Квартири", "name_en": null,
            "forms_uk": null, "forms_en": null});
        Office { measures: vec![serde_json::from_value::<Measure>(measure).expect("a measure")], ..Office::default() }
    }

    #[test]
    fn what_one_source_says_is_added_up_and_two_sources_never() {
        use Qualifier::{Exact, MoreThan};
        let sums = [
            sum("interview", 19, Exact, "implementing", None),
            sum("interview", 12, Exact, "implementing", None),
            sum("interview", 4, MoreThan, "completed", Some(Maturity::Delivered)),
            sum("register", 400, Exact, "completed", None),
        ];
        let all = numbers(&sums, &HashMap::new(), &office(false));
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].total.qualifier, all[0].total.value, all[0].recorded), (MoreThan, 35.into(), None));
        let parts: Vec<_> = all[0].parts.iter().map(|part| (part.state.as_str(), part.total.value)).collect();
        assert_eq!(parts, [("implementing", 31.into()), ("completed", 4.into())]);
        let chosen = chief(all);
        assert_eq!((chosen.len(), chosen[0].0.source.as_deref(), chosen[0].1), (1, Some("interview"), 1));
    }

    #[test]
    fn what_is_named_twice_counts_once_and_what_is_not_named_may_be_the_same() {
        let sums = [sum("interview", 4, Qualifier::Exact, "", None), sum("interview", 8, Qualifier::Exact, "", None)];
        let said = ("flats".to_owned(), Some("interview".to_owned()));
        let with = |mentions, distinct| {
            numbers(&sums, &HashMap::from([(said.clone(), Naming { mentions, distinct, subjects: 2 })]), &office(true)).remove(0)
        };
        let all = with(12, 11);
        assert_eq!((all.total.value, all.total.qualifier, all.stated, all.shared), (11.into(), Qualifier::Exact, 12.into(), 1));
        let some = with(4, 4);
        assert_eq!((some.total.value, some.total.qualifier, some.recorded), (12.into(), Qualifier::AtMost, Some(4)));
        assert!(some.may_overlap() && !all.may_overlap());
        // Parts of one record do not overlap: 7 made and 6 in the making are 13.
        let one = Naming { mentions: 0, distinct: 0, subjects: 1 };
        let parts = numbers(&sums, &HashMap::from([(said.clone(), one)]), &office(true)).remove(0);
        assert_eq!((parts.total.value, parts.total.qualifier), (12.into(), Qualifier::Exact));
    }

    #[test]
    fn a_record_is_told_once_for_each_thing_that_happened_to_it() {
        let project = Ref::new(Kind::Project, "p");
        let deed = |what, when: &str, source: &str| Deed {
            record: project.clone(),
            what,
            date: When::parse(when),
            directions: vec!["housing".into()],
            source: Some(source.into()),
            locator: None,
        };
        let deeds = vec![
            deed(What::Started, "2021-03", "interview"),
            deed(What::Started, "2020-11", "news"),
            deed(What::Done, "2021-12", "news"),
            deed(What::Done, "", "interview"),
        ];
        let told = happened(deeds, &Period::parse("2020").expect("a period"), date(2021, 3, 31));
        let parts: Vec<_> = told.iter().map(|one| (one.what, one.part, one.sources.len())).collect();
        assert_eq!(parts, [(What::Started, Part::Within, 2), (What::Done, Part::Undated, 1)]);
        assert_eq!(told[0].date, When::parse("2020-11"));
    }

    #[test]
    fn the_gist_of_many_says_how_often_and_names_the_first() {
        let deed = |n: u8, what, when: &str, directions: &[&str]| Deed {
            record: Ref::new(Kind::Project, format!("{n:02}")),
            what,
            date: When::parse(when),
            directions: directions.iter().map(|slug| (*slug).to_owned()).collect(),
            source: None,
            locator: None,
        };
        let mut deeds: Vec<Deed> = (0..20).rev().map(|n| deed(n, What::Done, "2020-05", &["housing"])).collect();
        deeds.push(deed(20, What::Done, "2020-04", &["housing", "energy"]));
        deeds.push(deed(21, What::Promised, "2021-02", &[]));
        deeds.push(deed(3, What::Started, "2020-02", &["housing"]));
        let happened = happened(deeds, &Period::parse("2020").expect("a period"), date(2021, 3, 31));
        let merits = happened.iter().map(|one| (one.record.clone(), Merits::default())).collect();
        let decided = |n: &str, choice| Chosen {
            period: "2020".into(),
            record: Ref::new(Kind::Project, n),
            choice,
            why: String::new(),
            made_by: String::new(),
            made_at: String::new(),
        };
        let choices = vec![decided("07", Choice::Pinned), decided("00", Choice::Hidden)];
        let ranking = ranking(&happened, &merits, &Rules { choices, ..Rules::default() }, "2020");
        // Each record once, by what counts most of it; a promise is no achievement.
        assert_eq!(ranking.len(), 20);
        let gists = gists(&happened, &ranking);
        let named = |of: &[usize]| of.iter().map(|at| happened[*at].record.id.clone()).collect::<Vec<_>>();
        let gist = |of: Option<&str>| &gists[&of.map(str::to_owned)];
        let best = |of| named(&gist(of).best.iter().map(|one| one.at).collect::<Vec<_>>());
        let tally = |of: Option<&str>, what| gist(of).tallies.iter().find(|tally| tally.what == what).expect("it happened");
        assert_eq!(named(&tally(None, What::Done).first), ["20", "00", "01", "02", "03", "04"]);
        assert_eq!((tally(Some("housing"), What::Done).within(), tally(Some("energy"), What::Done).within()), (21, 1));
        assert_eq!((tally(None, What::Done).within(), tally(None, What::Started).within()), (21, 1));
        assert_eq!(tally(Some(""), What::Promised).parts, [(Part::Since, 1)]);
        assert_eq!(tally(Some(""), What::Promised).within(), 0);
        assert_eq!(best(Some("housing")), ["07", "20", "01", "02", "03"]);
        assert_eq!((best(None).len(), best(Some("energy")), best(Some(""))), (BEST_IN_ALL, vec!["20".to_owned()], vec![]));
    }

    #[test]
    fn an_achievement_is_ranked_by_what_speaks_for_it() {
        let rules = Rules { weights: BTreeMap::from([("people".to_owned(), "0".to_owned())]), ..Rules::default() };
        let merits = Merits { finished: Some(Part::Since), people: 1200.into(), first: true, ..Merits::default() };
        let adds = |rules: &Rules| merits.reasons(rules).iter().map(|one| (one.rule, one.adds.to_string())).collect::<Vec<_>>();
        assert_eq!(adds(&rules), [(Rule::First, "2".to_owned()), (Rule::Finished, "1.5".to_owned())]);
        assert_eq!(adds(&Rules::default()).len(), 3);
        for (number, most, share) in [(0, 6, "0"), (1, 6, "0"), (10, 2, "0.5"), (100, 2, "1"), (1_000_000, 2, "1")] {
            assert_eq!(steps(number.into(), most).round_dp(2).normalize().to_string(), share, "{number}");
        }
    }

    #[test]
    fn the_rules_of_a_form_keep_what_differs() {
        let (office, own) = (office(false), Rules { version: 3, ..Rules::default() });
        let mut fields = own.fields(&office);
        let set = |fields: &mut Vec<(String, String)>, name: &str, value: &str| {
            fields.iter_mut().find(|(field, _)| field == name).expect("a field").1 = value.to_owned();
        };
        set(&mut fields, "weight.money", "1,5");
        set(&mut fields, "counts.flats", "lasting");
        let (read, faults) = own.read(&office, &Form::of(fields.clone()));
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!((read.version, &read.lasting), (3, &vec!["flats".to_owned()]));
        assert_eq!(read.weights, BTreeMap::from([("money".to_owned(), "1.5".to_owned())]));
        for wrong in ["", "-1", "6", "багато", "1.2345"] {
            set(&mut fields, "weight.money", wrong);
            let (_, faults) = own.read(&office, &Form::of(fields.clone()));
            assert_eq!(faults.first().map(|fault| fault.1), Some("report-bad-weight"), "{wrong}");
        }
        set(&mut fields, "as_of", "колись");
        assert!(own.read(&office, &Form::of(fields)).1.iter().any(|fault| fault.0 == "as_of"));
    }
}
