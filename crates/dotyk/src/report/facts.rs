//! What figures of projects say, read once and added up in memory. The figures of a year are many, and each sum, naming, amount
//! and merit is of the same ones: a statement for each of these would fetch them again and again.
//!
//! Words and ids are kept once and named by number, so that a million figures take some 50 MB for as long as they are added up.

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;

use super::model::{Naming, Said, Sum};
use super::period::Part;
use super::store::{Amount, MANY, Standing, Worth};
use crate::figure::{Maturity, Qualifier};
use crate::text::When;

/// The number of a word.
type Word = u32;

/// Words, each once.
#[derive(Default)]
struct Words {
    known: HashMap<String, Word>,
    all: Vec<String>,
}

impl Words {
    fn number(&mut self, text: &str) -> Word {
        if let Some(number) = self.known.get(text) {
            return *number;
        }
        let number = self.all.len() as Word;
        self.known.insert(text.to_owned(), number);
        self.all.push(text.to_owned());
        number
    }

    fn maybe(&mut self, text: Option<&str>) -> Option<Word> {
        text.map(|text| self.number(text))
    }

    fn text(&self, number: Word) -> String {
        self.all[number as usize].clone()
    }

    fn texts(&self, number: Option<Word>) -> Option<String> {
        number.map(|number| self.text(number))
    }
}

/// What one figure says.
pub struct Fact<'r> {
    /// Which figure.
    pub id: &'r str,
    /// The first day that it may speak of.
    pub day: &'r str,
    /// The project that it speaks of.
    pub subject: &'r str,
    /// The project's own direction.
    pub direction: &'r str,
    /// What is counted.
    pub measure: &'r str,
    /// Of money.
    pub currency: Option<&'r str>,
    /// Who says so.
    pub source: Option<&'r str>,
    /// The day that it speaks of, as it was said.
    pub as_of: Option<&'r str>,
    /// Where it stands in the report.
    pub part: Part,
    /// How firm it is.
    pub maturity: Option<Maturity>,
    /// How it is meant.
    pub qualifier: Qualifier,
    /// Whether it counts in a sum.
    pub counted: bool,
    /// In ten-thousandths.
    pub amount: i64,
    /// Of money, in minor units.
    pub minor: i64,
}

/// The same, as it is kept.
struct Kept {
    subject: Word,
    direction: Word,
    measure: Word,
    currency: Option<Word>,
    source: Option<Word>,
    as_of: Option<Word>,
    part: Part,
    maturity: Option<Maturity>,
    qualifier: Qualifier,
    amount: i64,
    minor: i64,
}

/// All that figures of projects say in a report.
#[derive(Default)]
pub struct Facts {
    words: Words,
    kept: Vec<Kept>,
    /// The stage of each project on the report's day.
    stages: HashMap<Word, Word>,
    /// Who pays for each project.
    funders: HashMap<Word, Vec<Word>>,
    /// The directions that projects belong to beside their own.
    others: HashMap<Word, Vec<Word>>,
    /// What is named, by direction (without one: in all), measure and source: how often, and what.
    named: HashMap<(Option<Word>, Word, Option<Word>), (i64, HashSet<Word>)>,
    /// The figures one by one, with their days, as long as they are few.
    few: Vec<(String, Standing)>,
    seen: usize,
}

impl Facts {
    /// With the directions that projects belong to beside their own.
    pub fn new(others: &HashMap<String, Vec<String>>) -> Facts {
        let mut facts = Facts::default();
        for (project, slugs) in others {
            let slugs = slugs.iter().map(|slug| facts.words.number(slug)).collect();
            facts.others.insert(facts.words.number(project), slugs);
        }
        facts
    }

    /// Where a figure of a project is told: in its own direction, in its others, and in all.
    fn told_in(&self, project: Word, own: Word) -> Vec<Option<Word>> {
        let others = self.others.get(&project).into_iter().flatten().copied().map(Some);
        [Some(own)].into_iter().chain(others).chain([None]).collect()
    }

    /// Takes in a figure.
    pub fn take(&mut self, fact: &Fact) {
        let (subject, direction) = (self.words.number(fact.subject), self.words.number(fact.direction));
        self.seen += 1;
        if self.seen <= MANY {
            let directions = self.told_in(subject, direction).into_iter().flatten().map(|slug| self.words.text(slug)).collect();
            let standing = Standing { id: fact.id.to_owned(), directions, part: fact.part, counted: fact.counted };
            self.few.push((fact.day.to_owned(), standing));
        }
        if !fact.counted {
            return;
        }
        let words = &mut self.words;
        self.kept.push(Kept {
            subject,
            direction,
            measure: words.number(fact.measure),
            currency: words.maybe(fact.currency),
            source: words.maybe(fact.source),
            as_of: words.maybe(fact.as_of),
            part: fact.part,
            maturity: fact.maturity,
            qualifier: fact.qualifier,
            amount: fact.amount,
            minor: fact.minor,
        });
    }

    /// A project reached a stage; the last one that is said counts.
    pub fn reached(&mut self, project: &str, stage: &str) {
        if let Some(project) = self.words.known.get(project).copied() {
            let stage = self.words.number(stage);
            self.stages.insert(project, stage);
        }
    }

    /// Who pays for a project.
    pub fn paid(&mut self, project: &str, funder: &str) {
        if let Some(project) = self.words.known.get(project).copied() {
            let funder = self.words.number(funder);
            self.funders.entry(project).or_default().push(funder);
        }
    }

    /// What a counted figure names of what it counts.
    pub fn named(&mut self, (project, direction): (&str, &str), (measure, source): (&str, Option<&str>), member: &str) {
        let words = &mut self.words;
        let (project, direction) = (words.number(project), words.number(direction));
        let (measure, source, member) = (words.number(measure), words.maybe(source), words.number(member));
        for direction in self.told_in(project, direction) {
            let (mentions, members) = self.named.entry((direction, measure, source)).or_default();
            *mentions += 1;
            members.insert(member);
        }
    }

    /// The figures one by one, when there are no more than [`MANY`].
    pub fn few(&self) -> Option<Vec<Standing>> {
        let mut few = self.few.clone();
        few.sort_by(|(a_day, a), (b_day, b)| (a_day, &a.id).cmp(&(b_day, &b.id)));
        (self.seen <= MANY).then(|| few.into_iter().map(|(_, standing)| standing).collect())
    }

    /// Figures that are alike, added up: within each direction, and in all (without one), where each counts once.
    pub fn sums(&self) -> HashMap<Option<String>, Vec<Sum>> {
        type Key = (Word, Option<Word>, Option<Word>, Part, Option<Word>, Option<Maturity>, Qualifier);
        let mut groups: HashMap<(Option<Word>, Key), (usize, HashSet<Word>, i64)> = HashMap::new();
        for one in &self.kept {
            let state = self.stages.get(&one.subject).copied();
            let key = (one.measure, one.currency, one.source, one.part, state, one.maturity, one.qualifier);
            for direction in self.told_in(one.subject, one.direction) {
                let (figures, subjects, amount) = groups.entry((direction, key)).or_default();
                *figures += 1;
                subjects.insert(one.subject);
                *amount += one.amount;
            }
        }
        let sum = |(measure, currency, source, part, state, maturity, qualifier): Key,
                   (figures, subjects, amount): (usize, HashSet<Word>, i64)| Sum {
            measure: self.words.text(measure),
            currency: self.words.texts(currency),
            source: self.words.texts(source),
            part,
            state: self.words.texts(state).unwrap_or_default(),
            maturity,
            qualifier,
            figures,
            subjects: subjects.len(),
            value: Decimal::new(amount, 4).normalize(),
        };
        let mut sums: HashMap<Option<String>, Vec<Sum>> = HashMap::new();
        for ((direction, key), group) in groups {
            sums.entry(self.words.texts(direction)).or_default().push(sum(key, group));
        }
        for alike in sums.values_mut() {
            alike.sort_by(|a, b| {
                let key =
                    |sum: &Sum| (sum.part.word(), sum.state.clone(), sum.maturity.map(Maturity::word), sum.qualifier.word());
                (&a.measure, &a.currency, &a.source).cmp(&(&b.measure, &b.currency, &b.source)).then_with(|| key(a).cmp(&key(b)))
            });
        }
        sums
    }

    /// What is named of what is counted: within each direction, and of all together (without a direction).
    pub fn naming(&self) -> HashMap<Option<String>, HashMap<Said, Naming>> {
        type Key = (Option<Word>, Word, Option<Word>);
        let mut groups: HashMap<Key, (i64, HashSet<Word>, HashSet<Word>)> = HashMap::new();
        for one in &self.kept {
            for direction in self.told_in(one.subject, one.direction) {
                groups.entry((direction, one.measure, one.source)).or_default().2.insert(one.subject);
            }
        }
        for (key, (mentions, members)) in &self.named {
            let group = groups.entry(*key).or_default();
            group.0 += mentions;
            group.1.extend(members);
        }
        let mut found: HashMap<Option<String>, HashMap<Said, Naming>> = HashMap::new();
        for ((direction, measure, source), (mentions, members, subjects)) in groups {
            let naming = Naming { mentions, distinct: members.len() as i64, subjects: subjects.len() as i64 };
            let said = (self.words.text(measure), self.words.texts(source));
            found.entry(self.words.texts(direction)).or_default().insert(said, naming);
        }
        found
    }

    /// Money by who pays, each day apart since each has its rate, of several funders each with the whole; and all of it once.
    pub fn money(&self) -> (Vec<Amount>, Vec<Amount>) {
        type Key = (Option<String>, String, String, Option<String>, &'static str);
        let mut by: BTreeMap<Key, (i64, i64, Qualifier)> = BTreeMap::new();
        let mut once: BTreeMap<Key, (i64, i64, Qualifier)> = BTreeMap::new();
        for one in &self.kept {
            let Some(currency) = one.currency else { continue };
            let key = |funder: Option<Word>| {
                let [measure, currency] = [one.measure, currency].map(|word| self.words.text(word));
                (self.words.texts(funder), measure, currency, self.words.texts(one.as_of), one.qualifier.word())
            };
            let add = |to: &mut BTreeMap<Key, (i64, i64, Qualifier)>, funder| {
                let entry = to.entry(key(funder)).or_insert((0, 0, one.qualifier));
                (entry.0, entry.1) = (entry.0 + 1, entry.1 + one.minor);
            };
            match self.funders.get(&one.subject) {
                Some(funders) => funders.iter().for_each(|funder| add(&mut by, Some(*funder))),
                None => add(&mut by, None),
            }
            add(&mut once, None);
        }
        let amounts = |groups: BTreeMap<Key, (i64, i64, Qualifier)>| {
            let amount =
                |((funder, measure, currency, as_of, _), (figures, minor, qualifier)): (Key, (i64, i64, Qualifier))| Amount {
                    funder,
                    measure,
                    currency,
                    as_of: as_of.as_deref().and_then(When::parse),
                    qualifier,
                    figures,
                    value: Decimal::new(minor, 2).normalize(),
                };
            groups.into_iter().map(amount).collect()
        };
        (amounts(by), amounts(once))
    }

    /// What figures say of the worth of each project: what is only planned or promised reached nobody yet.
    pub fn worth(&self, people: &[String], lasting: &[String]) -> Worth {
        let mut worth = Worth::default();
        let mut money: BTreeMap<(Word, Word, Option<Word>), i64> = BTreeMap::new();
        for one in &self.kept {
            if let Some(currency) = one.currency {
                *money.entry((one.subject, currency, one.as_of)).or_default() += one.minor;
            }
            if matches!(one.maturity, Some(Maturity::Planned | Maturity::Promised)) {
                continue;
            }
            let measure = &self.words.all[one.measure as usize];
            for (measures, of) in [(people, &mut worth.people), (lasting, &mut worth.lasting)] {
                if measures.contains(measure) {
                    *of.entry(self.words.text(one.subject)).or_default() += Decimal::new(one.amount, 4);
                }
            }
        }
        worth.money = money
            .into_iter()
            .map(|((subject, currency, as_of), minor)| {
                let day = self.words.texts(as_of).as_deref().and_then(When::parse);
                (self.words.text(subject), self.words.text(currency), day, Decimal::new(minor, 2))
            })
            .collect();
        worth
    }
}
