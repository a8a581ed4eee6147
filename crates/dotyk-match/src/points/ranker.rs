//! The ranker: activities in, supporters and documents out.

use hashbrown::HashMap;

use super::about::{About, Activity};
use super::features::{ONE, features, what, whole, word_weight};
use super::languages::is_small;
use super::nearest::{Near, Nearest, Sought};
use super::profile::{Asked, Profiles};
use super::ranked::{Evidence, Ranked, Reason, What};
use super::vocabulary::Vocabulary;
use super::weights::{Signal, Table, Weights};

/// So many of the most alike activities speak for their supporters.
const NEIGHBOURS: usize = 200;
/// How much louder the nearer speak.
const NEARER: f32 = 0.4;
/// The share of the neighbours' voice that everyone has.
const UNHEARD: f64 = 1e-3;
/// So many neighbours and words are shown at most in a reason.
const SHOWN: usize = 3;
const SHOWN_WORDS: usize = 5;
/// Replaced or removed documents are swept out when they are more than this and a quarter of all.
const SWEEP: usize = 1000;

/// An index of what was supported by whom, and of what may be offered.
///
/// Plain data: questions borrow it, changes need it alone. One more document changes counts and
/// appends to lists; nothing is built anew. It has no notion of who may see what: an audience that
/// may see less has its own.
#[derive(Default)]
pub struct Ranker {
    vocabulary: Vocabulary,
    profiles: Profiles,
    nearest: Nearest,
    documents: Vec<Kept>,
    by_key: HashMap<Box<str>, u32>,
    kinds: Vec<Box<str>>,
}

/// What is kept of an activity.
#[derive(Default)]
struct Kept {
    key: Box<str>,
    kind: u16,
    /// 0 is unknown.
    year: u16,
    supporters: Box<[u32]>,
    /// The terms of its profile with their weights.
    terms: Box<[(u32, u16)]>,
    /// The words of title and body, each once.
    words: Box<[u32]>,
}

/// A need, ready to be compared.
struct Prepared<'a> {
    about: &'a About,
    has_sector: bool,
    asked: Vec<Asked>,
    sought: Vec<Sought>,
    /// What each term is to a person.
    shown: HashMap<u32, What>,
}

impl Ranker {
    /// An empty ranker.
    pub fn new() -> Ranker {
        Ranker::default()
    }

    /// How many activities there are.
    pub fn len(&self) -> usize {
        self.nearest.live
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes in use, about.
    pub fn memory(&self) -> usize {
        let kept =
            |kept: &Kept| 2 * kept.key.len() + kept.supporters.len() * 4 + kept.terms.len() * 8 + kept.words.len() * 4 + 64;
        self.documents.iter().map(kept).sum::<usize>()
            + self.documents.capacity() * size_of::<Kept>()
            + self.by_key.capacity() * 25
            + self.vocabulary.memory()
            + self.profiles.memory()
            + self.nearest.memory()
    }

    /// Puts an activity in, in place of the one with the same key; says whether there was one.
    pub fn put(&mut self, activity: Activity) -> bool {
        let replaced = self.bury(&activity.key);
        let about = &activity.about;
        let title = self.vocabulary.intern_words(&about.title);
        let mut text = title.clone();
        text.extend(self.vocabulary.intern_words(&about.body));
        let (terms, has_sector) = self.terms(about, &title);
        let mut supporters: Vec<u32> = activity.supporters.iter().map(|key| self.profiles.holder(key)).collect();
        supporters.sort_unstable();
        supporters.dedup();

        let number = self.documents.len() as u32;
        let year = activity.year.unwrap_or(0);
        let alike = |signal| matches!(signal, Signal::Sector | Signal::SectorGroup | Signal::Country | Signal::Place);
        let nothing = self.nothing();
        let others = terms.iter().filter(|(term, signal, _)| alike(*signal) && !nothing.contains(&Some(*term)));
        self.nearest.push(about, &title, &text, others.map(|(term, ..)| *term), has_sector);
        self.profiles.add(number, &terms, &supporters, year);
        self.by_key.insert(activity.key.as_str().into(), number);
        let kind = self.kind(&activity.kind);
        let terms = terms.into_iter().map(|(term, _, weight)| (term, weight)).collect();
        text.sort_unstable();
        text.dedup();
        let (key, supporters, words) = (activity.key.into(), supporters.into(), text.into());
        self.documents.push(Kept { key, kind, year, supporters, terms, words });
        self.sweep();
        replaced
    }

    /// Takes an activity out; says whether it was there.
    pub fn remove(&mut self, key: &str) -> bool {
        let found = self.bury(key);
        self.sweep();
        found
    }

    /// Who would support what `need` is about, best first, `most` of them.
    ///
    /// The score of each is the sum of weight times value over its reasons. With equal scores the
    /// key decides, so the order does not depend on the order in which activities came.
    pub fn rank(&self, need: &About, weights: &Weights, most: usize) -> Vec<Ranked> {
        let need = self.prepare(need);
        let mut values = self.profiles.values(&need.asked);
        let near = self.neighbours(&need, &weights.alike);
        values[Signal::Nearest as usize] = self.voices(&near);
        let experience = self.profiles.holders.iter().map(|holder| (holder.activities.len() as f32 + 0.5).ln());
        values[Signal::Experience as usize] = experience.collect();

        let mut scores = vec![0.0; self.profiles.holders.len()];
        for signal in Signal::ALL {
            let weight = weights.support[signal];
            let column = if weight == 0.0 { &[] } else { values[signal as usize].as_slice() };
            scores.iter_mut().zip(column).for_each(|(score, value)| *score += weight * value);
        }
        let open = self.profiles.holders.iter().zip(0..).filter(|(holder, _)| !holder.activities.is_empty());
        let mut order: Vec<u32> = open.map(|(_, number)| number).collect();
        order.sort_unstable_by(|a, b| {
            let key = |number: &u32| &self.profiles.holders[*number as usize].key;
            scores[*b as usize].total_cmp(&scores[*a as usize]).then_with(|| key(a).cmp(key(b)))
        });
        order.truncate(most);
        let why = |holder| self.support_reasons(&need, &weights.support, &values, &near, holder);
        order
            .into_iter()
            .map(|holder| Ranked {
                key: self.profiles.holders[holder as usize].key.to_string(),
                score: scores[holder as usize],
                reasons: why(holder),
            })
            .collect()
    }

    /// Which documents of one of the `kinds` are most like what `need` is about, best first, `most` of
    /// them: programmes and calls that may fit, projects that already do it, partners who did.
    pub fn alike(&self, need: &About, kinds: &[&str], weights: &Weights, most: usize) -> Vec<Ranked> {
        let kinds: Vec<bool> = self.kinds.iter().map(|kind| kinds.contains(&kind.as_ref())).collect();
        let need = self.prepare(need);
        let wanted = |number: u32| kinds[self.documents[number as usize].kind as usize];
        let mut near = if most == 0 {
            Vec::new()
        } else {
            self.nearest.near(need.about, need.has_sector, &need.sought, &weights.alike, most, wanted)
        };
        let key = |near: &Near| &self.documents[near.document as usize].key;
        near.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then_with(|| key(a).cmp(key(b))));
        near.truncate(most);
        near.into_iter()
            .map(|near| Ranked {
                key: key(&near).to_string(),
                score: near.score,
                reasons: self.alike_reasons(&need, &weights.alike, near.document),
            })
            .collect()
    }

    /// The terms of an activity with their signals and weights, and whether it names a sector.
    fn terms(&mut self, about: &About, title: &[u32]) -> (Vec<(u32, Signal, u16)>, bool) {
        let mut words = title.to_vec();
        words.sort_unstable();
        words.dedup();
        let weight = whole(word_weight(words.len()));
        let mut terms: Vec<(u32, Signal, u16)> = words.into_iter().map(|term| (term, Signal::Words, weight)).collect();
        let (others, has_sector) = features(about);
        terms.extend(others.iter().map(|f| (self.vocabulary.intern(f.signal, &f.text), f.signal, whole(f.weight))));
        (terms, has_sector)
    }

    /// The terms for "no sector is named" and the like, which make no documents alike.
    fn nothing(&self) -> [Option<u32>; 3] {
        [Signal::Sector, Signal::SectorGroup, Signal::Country].map(|signal| self.vocabulary.find(signal, ""))
    }

    fn kind(&mut self, kind: &str) -> u16 {
        let at = self.kinds.iter().position(|known| known.as_ref() == kind);
        at.unwrap_or_else(|| {
            self.kinds.push(kind.into());
            self.kinds.len() - 1
        }) as u16
    }

    /// From here on the activity is in no answer, though lists still hold its number.
    fn bury(&mut self, key: &str) -> bool {
        let Some(number) = self.by_key.remove(key) else { return false };
        let kept = &mut self.documents[number as usize];
        let Kept { terms, supporters, words, year, .. } = std::mem::take(kept);
        let signed: Vec<(u32, Signal, u16)> =
            terms.iter().map(|(term, weight)| (*term, self.vocabulary.signal(*term), *weight)).collect();
        let documents = &self.documents;
        self.profiles.remove(number, &signed, &supporters, year, |other, term| {
            let other = &documents[other as usize];
            let weight =
                term.map_or(Some(0), |term| other.terms.iter().find(|(known, _)| *known == term).map(|(_, weight)| *weight));
            weight.map(|weight| (other.year, weight))
        });
        let others = signed.iter().filter(|(_, signal, _)| *signal != Signal::Words).map(|(term, ..)| *term);
        self.nearest.bury(number, words.iter().copied().chain(others));
        true
    }

    /// Takes the buried out of all lists, when they have become many.
    fn sweep(&mut self) {
        if self.nearest.buried() <= SWEEP.max(self.nearest.live / 4) {
            return;
        }
        let numbers = self.nearest.sweep();
        let mut number = numbers.iter();
        self.documents.retain(|_| number.next().copied().flatten().is_some());
        let moved = |old: &mut u32| *old = numbers[*old as usize].unwrap_or(*old);
        self.by_key.values_mut().for_each(moved);
        self.profiles.holders.iter_mut().flat_map(|holder| &mut holder.activities).for_each(moved);
    }

    fn prepare<'a>(&self, about: &'a About) -> Prepared<'a> {
        let mut shown = HashMap::new();
        let mut asked = Vec::new();
        let (title, count) = self.vocabulary.find_words(&about.title);
        let weight = whole_of(word_weight(count));
        let mut words: Vec<u32> = Vec::new();
        for (term, word) in title {
            asked.push(Asked { term, signal: Signal::Words, weight });
            words.push(term);
            show(&mut shown, term, word);
        }
        for (term, word) in self.vocabulary.find_words(&about.body).0 {
            if !words.contains(&term) {
                words.push(term);
                show(&mut shown, term, word);
            }
        }
        let mut sought: Vec<Sought> = words.iter().filter_map(|term| self.nearest.sought(*term, Signal::Words)).collect();
        let (others, has_sector) = features(about);
        for feature in others {
            let Some(term) = self.vocabulary.find(feature.signal, &feature.text) else { continue };
            asked.push(Asked { term, signal: feature.signal, weight: whole_of(feature.weight) });
            shown.extend(what(feature.signal, &feature.text).map(|what| (term, what)));
            // What nobody has a posting of (an amount, nothing named) is not sought.
            sought.extend(self.nearest.sought(term, feature.signal));
        }
        Prepared { about, has_sector, asked, sought, shown }
    }

    /// The supported activities that are most alike, nearest first.
    fn neighbours(&self, need: &Prepared, weights: &Table) -> Vec<Near> {
        let supported = |number: u32| !self.documents[number as usize].supporters.is_empty();
        let mut near = self.nearest.near(need.about, need.has_sector, &need.sought, weights, NEIGHBOURS, supported);
        near.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(b.document.cmp(&a.document)));
        near
    }

    /// For each supporter the logarithm of its share in the neighbours' voice.
    fn voices(&self, near: &[Near]) -> Vec<f32> {
        let Some(first) = near.first() else { return Vec::new() };
        let mut voices = vec![0.0f64; self.profiles.holders.len()];
        for near in near {
            let voice = f64::from(NEARER * (near.score - first.score)).exp();
            for supporter in &self.documents[near.document as usize].supporters {
                voices[*supporter as usize] += voice;
            }
        }
        let all: f64 = voices.iter().sum();
        // What everyone has counts as 0, so that a voice speaks for somebody and never against.
        voices.into_iter().map(|voice| ((voice / all + UNHEARD) / UNHEARD).ln() as f32).collect()
    }

    fn support_reasons(&self, need: &Prepared, weights: &Table, values: &[Vec<f32>], near: &[Near], holder: u32) -> Vec<Reason> {
        let of = &self.profiles.holders[holder as usize];
        let total = of.activities.len() as u32;
        let mut reasons = Vec::new();
        for signal in Signal::ALL {
            let Some(value) = values[signal as usize].get(holder as usize).copied() else { continue };
            let weight = weights[signal];
            if weight == 0.0 || value == 0.0 {
                continue;
            }
            let mut evidence: Vec<Evidence> = match signal {
                Signal::Nearest => self.near_evidence(near, holder),
                Signal::Experience => vec![Evidence { what: What::All, count: total, of: total, last: known(of.last) }],
                _ => {
                    let asked = need.asked.iter().filter(|asked| asked.signal == signal);
                    let used =
                        asked.filter_map(|asked| Some((self.profiles.used(asked.term, holder)?, need.shown.get(&asked.term)?)));
                    used.map(|(used, what)| Evidence { what: what.clone(), count: used.count, of: total, last: known(used.last) })
                        .collect()
                }
            };
            if signal == Signal::Words {
                evidence.sort_by_key(|evidence| std::cmp::Reverse(evidence.count));
                evidence.truncate(SHOWN_WORDS);
            }
            reasons.push(Reason { signal, weight, value, evidence });
        }
        sorted(reasons)
    }

    /// The nearest activities of a supporter.
    fn near_evidence(&self, near: &[Near], holder: u32) -> Vec<Evidence> {
        let own =
            near.iter().map(|near| &self.documents[near.document as usize]).filter(|kept| kept.supporters.contains(&holder));
        own.take(SHOWN)
            .map(|kept| Evidence { what: What::Activity(kept.key.to_string()), count: 1, of: 1, last: known(kept.year) })
            .collect()
    }

    fn alike_reasons(&self, need: &Prepared, weights: &Table, document: u32) -> Vec<Reason> {
        let last = known(self.documents[document as usize].year);
        let seen = |what: What| Evidence { what, count: 1, of: 1, last };
        let mut values = vec![(0.0, Vec::new()); Signal::COUNT];
        for sought in &need.sought {
            let value = self.nearest.value(sought, document);
            if value > 0.0 {
                values[sought.signal as usize].0 += value;
                values[sought.signal as usize].1.extend(need.shown.get(&sought.term).cloned().map(seen));
            }
        }
        for (signal, value) in self.nearest.shape_values(need.about, need.has_sector, document) {
            values[signal as usize].0 += value;
            if signal == Signal::Amount && value > 0.0 {
                let own = need.asked.iter().filter(|asked| asked.signal == signal).max_by(|a, b| a.weight.total_cmp(&b.weight));
                values[signal as usize].1.extend(own.and_then(|asked| need.shown.get(&asked.term)).cloned().map(seen));
            }
        }
        let reasons = Signal::ALL.into_iter().zip(values).map(|(signal, (value, evidence))| Reason {
            signal,
            weight: weights[signal],
            value,
            evidence,
        });
        sorted(reasons.filter(|reason| reason.weight * reason.value != 0.0).collect())
    }
}

/// What adds most first.
fn sorted(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.sort_by(|a, b| (b.weight * b.value).total_cmp(&(a.weight * a.value)).then(a.signal.cmp(&b.signal)));
    reasons
}

/// A word that both have is a reason only when it tells something: «та» weighs what it weighs and is no point of contact.
fn show(shown: &mut HashMap<u32, What>, term: u32, word: String) {
    if !is_small(&word) {
        shown.insert(term, What::Word(word));
    }
}

fn whole_of(weight: f32) -> f32 {
    f32::from(whole(weight)) / ONE
}

fn known(year: u16) -> Option<u16> {
    (year > 0).then_some(year)
}
