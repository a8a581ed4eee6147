//! Which documents are like a need: what both have, by how rare it is.

use super::about::About;
use super::features::{Step, step};
use super::weights::{Signal, Table};

/// How soon a word said again adds nothing, and how much the length of a text counts.
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.5;
/// The usual number of words of a title, and of a whole text. Fixed, so that a document's weights
/// do not depend on those that come after it.
const TITLE: f32 = 8.0;
const TEXT: f32 = 80.0;
/// A word of the title counts in the title and, this much, in the whole text.
const IN_TEXT: f32 = 0.5;
/// So many steps of weight to 1.
const STEPS: f32 = 75.0;
/// How alike are amounts of the same step, and one and two steps apart.
const AMOUNTS: [f32; 3] = [2.0, 1.2, 0.6];
/// The lowest and highest step of amounts told apart.
const STEP_MIN: i32 = -3;
const STEP_MAX: i32 = 57;
/// What a shape's bits say: the lower six are the amount.
const HAS_SECTOR: u8 = 1 << 6;
const HAS_COUNTRY: u8 = 1 << 7;

/// Documents by term; documents by number, dead ones among them.
#[derive(Default)]
pub(super) struct Nearest {
    postings: Vec<Posting>,
    shapes: Vec<u8>,
    dead: Vec<bool>,
    pub(super) live: usize,
}

#[derive(Default)]
struct Posting {
    documents: Vec<u32>,
    weights: Vec<u8>,
    /// How many of the documents live.
    live: u32,
}

/// A term of a need with what it is worth by the weights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sought {
    pub(super) term: u32,
    pub(super) signal: Signal,
    /// How rare: the logarithm of one in how many documents has it.
    rarity: f32,
}

/// A document and how alike it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    pub(super) document: u32,
    pub(super) score: f32,
}

impl Nearest {
    /// Puts in the next document: the words of its title and of its whole text, other terms.
    pub(super) fn push(
        &mut self,
        about: &About,
        title: &[u32],
        text: &[u32],
        others: impl Iterator<Item = u32>,
        has_sector: bool,
    ) {
        let number = self.shapes.len() as u32;
        let mut all: Vec<u32> = text.to_vec();
        all.sort_unstable();
        for same in all.chunk_by(|a, b| a == b) {
            let in_title = title.iter().filter(|term| **term == same[0]).count();
            let weight = said(in_title, title.len(), TITLE) + IN_TEXT * said(same.len(), text.len(), TEXT);
            self.posting(same[0]).push(number, (weight * STEPS).min(255.0) as u8);
        }
        others.for_each(|term| self.posting(term).push(number, STEPS as u8));
        self.shapes.push(shape(about, has_sector));
        self.dead.push(false);
        self.live += 1;
    }

    fn posting(&mut self, term: u32) -> &mut Posting {
        if self.postings.len() <= term as usize {
            self.postings.resize_with(term as usize + 1, Posting::default);
        }
        &mut self.postings[term as usize]
    }

    /// From here on a document is in no answer, and its terms, each given once, count as if it had
    /// never been.
    pub(super) fn bury(&mut self, document: u32, terms: impl Iterator<Item = u32>) {
        self.dead[document as usize] = true;
        self.live -= 1;
        for term in terms {
            let Some(posting) = self.postings.get_mut(term as usize) else { continue };
            if posting.documents.binary_search(&document).is_ok() {
                posting.live -= 1;
            }
        }
    }

    /// How many are buried.
    pub(super) fn buried(&self) -> usize {
        self.dead.len() - self.live
    }

    /// Takes the dead out and numbers the others anew; gives the new number of each.
    pub(super) fn sweep(&mut self) -> Vec<Option<u32>> {
        let mut next = 0..;
        let numbers: Vec<Option<u32>> = self.dead.iter().map(|dead| if *dead { None } else { next.next() }).collect();
        for posting in &mut self.postings {
            let kept = posting.documents.iter().zip(&posting.weights);
            let kept = kept.filter_map(|(document, weight)| numbers[*document as usize].map(|number| (number, *weight)));
            (posting.documents, posting.weights) = kept.unzip();
        }
        let mut dead = std::mem::take(&mut self.dead).into_iter();
        self.shapes.retain(|_| !dead.next().unwrap_or(true));
        self.dead = vec![false; self.shapes.len()];
        numbers
    }

    /// Prepares a term; none when no document has it.
    pub(super) fn sought(&self, term: u32, signal: Signal) -> Option<Sought> {
        let having = self.postings.get(term as usize).map_or(0, |posting| posting.live) as f32;
        let all = self.live as f32;
        (having > 0.0).then(|| Sought { term, signal, rarity: (1.0 + (all - having + 0.5) / (having + 0.5)).ln() })
    }

    /// The `most` documents that are most alike among those that `wanted` names, and those that are
    /// just as near as the last of them; in no order.
    pub(super) fn near(
        &self,
        need: &About,
        has_sector: bool,
        sought: &[Sought],
        weights: &Table,
        most: usize,
        wanted: impl Fn(u32) -> bool,
    ) -> Vec<Near> {
        let alike = likeness(shape(need, has_sector), weights);
        let mut scores: Vec<f32> = self.shapes.iter().map(|shape| alike[*shape as usize]).collect();
        for sought in sought {
            let Some(posting) = self.postings.get(sought.term as usize) else { continue };
            let worth = weights[sought.signal] * sought.rarity / STEPS;
            if worth != 0.0 {
                for (document, weight) in posting.documents.iter().zip(&posting.weights) {
                    scores[*document as usize] += worth * f32::from(*weight);
                }
            }
        }
        let open = |number: usize| !self.dead[number] && wanted(number as u32);
        let least = least(&scores, most, open);
        let near = scores.iter().enumerate().filter(|(number, score)| **score >= least && open(*number));
        near.map(|(number, score)| Near { document: number as u32, score: *score }).collect()
    }

    /// How much a document has of a term, before the weight of its signal.
    pub(super) fn value(&self, sought: &Sought, document: u32) -> f32 {
        let Some(posting) = self.postings.get(sought.term as usize) else { return 0.0 };
        let at = posting.documents.binary_search(&document);
        at.map_or(0.0, |at| sought.rarity * f32::from(posting.weights[at]) / STEPS)
    }

    /// How alike the amount is, and what is named at all.
    pub(super) fn shape_values(&self, need: &About, has_sector: bool, document: u32) -> [(Signal, f32); 2] {
        let (one, other) = (shape(need, has_sector), self.shapes[document as usize]);
        [(Signal::Amount, amount_likeness(one, other)), (Signal::Breadth, breadth_likeness(one, other))]
    }

    pub(super) fn memory(&self) -> usize {
        let postings: usize = self.postings.iter().map(|p| p.documents.capacity() * 4 + p.weights.capacity()).sum();
        postings + self.postings.capacity() * size_of::<Posting>() + self.shapes.capacity() + self.dead.capacity()
    }
}

impl Posting {
    fn push(&mut self, document: u32, weight: u8) {
        if weight > 0 && self.documents.last() != Some(&document) {
            self.documents.push(document);
            self.weights.push(weight);
            self.live += 1;
        }
    }
}

/// What a word said `count` times in a text of `length` words is worth: BM25.
fn said(count: usize, length: usize, usual: f32) -> f32 {
    let count = count as f32;
    count * (SATURATION + 1.0) / (count + SATURATION * (1.0 - LENGTH + LENGTH * length as f32 / usual))
}

fn shape(about: &About, has_sector: bool) -> u8 {
    let amount = match step(about.amount) {
        Step::None => 0,
        Step::Back => 1,
        Step::Of(step) => (step.clamp(STEP_MIN, STEP_MAX) - STEP_MIN + 2) as u8,
    };
    let country = if about.countries.is_empty() { 0 } else { HAS_COUNTRY };
    amount | if has_sector { HAS_SECTOR } else { 0 } | country
}

fn amount_likeness(one: u8, other: u8) -> f32 {
    let (one, other) = (one & 63, other & 63);
    if one.min(other) < 2 {
        return if one == other { AMOUNTS[0] } else { 0.0 };
    }
    AMOUNTS.get(usize::from(one.abs_diff(other))).copied().unwrap_or(0.0)
}

fn breadth_likeness(one: u8, other: u8) -> f32 {
    2.0 - ((one ^ other) & (HAS_SECTOR | HAS_COUNTRY)).count_ones() as f32
}

/// How alike each shape is to one.
fn likeness(one: u8, weights: &Table) -> Vec<f32> {
    let alike =
        |other| weights[Signal::Amount] * amount_likeness(one, other) + weights[Signal::Breadth] * breadth_likeness(one, other);
    (0..=u8::MAX).map(alike).collect()
}

/// The score of the last of the `most` greatest.
fn least(scores: &[f32], most: usize, open: impl Fn(usize) -> bool) -> f32 {
    let mut best: Vec<f32> = Vec::with_capacity(2 * most.max(1));
    let mut least = f32::NEG_INFINITY;
    for (number, score) in scores.iter().enumerate() {
        if *score > least && open(number) {
            best.push(*score);
            if best.len() == 2 * most.max(1) {
                best.select_nth_unstable_by(most - 1, |a, b| b.total_cmp(a));
                best.truncate(most);
                least = best[most - 1];
            }
        }
    }
    if best.len() <= most {
        return if best.len() == most { best.iter().copied().fold(f32::INFINITY, f32::min) } else { f32::NEG_INFINITY };
    }
    best.select_nth_unstable_by(most - 1, |a, b| b.total_cmp(a));
    best[most - 1]
}
