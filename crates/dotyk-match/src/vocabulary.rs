//! The words of all documents: found by spelling, by stem, by prefix, and by likeness.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};
use roaring::RoaringBitmap;

use crate::postings::Postings;

/// Where in a document a word stands. A title's first word is kept by itself for type-ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    First = 0,
    Title = 1,
    Name = 2,
    Body = 3,
}

/// How many [`Place`]s there are.
pub(crate) const PLACES: usize = 4;
/// Letters beyond this are cut off: what is pasted without spaces must not grow the vocabulary.
const LONGEST: usize = 48;
/// No word.
const NONE: u32 = u32::MAX;

pub(crate) struct Word {
    pub(crate) text: Arc<str>,
    /// The next word of the same stem, or [`NONE`].
    next: u32,
    stem: u32,
    pub(crate) postings: [Postings; PLACES],
}

/// A stem and the chain of its words.
struct Stem {
    text: Box<str>,
    first: u32,
}

/// What a scan for similar words reads: which letters, and how many.
#[derive(Clone, Copy)]
struct Shape {
    letters: u64,
    length: u8,
}

#[derive(Default)]
pub(crate) struct Vocabulary {
    hasher: DefaultHashBuilder,
    words: Vec<Word>,
    by_text: HashTable<u32>,
    in_order: BTreeMap<Arc<str>, u32>,
    stems: Vec<Stem>,
    stem_shapes: Vec<Shape>,
    word_shapes: Vec<Shape>,
    by_stem: HashTable<u32>,
}

/// `token` without what is beyond the longest word.
pub(crate) fn shortened(token: &str) -> &str {
    if token.len() <= LONGEST {
        return token;
    }
    token.char_indices().nth(LONGEST).map_or(token, |(end, _)| &token[..end])
}

impl Vocabulary {
    /// The postings of `token`, a new word if need be.
    pub(crate) fn postings(&mut self, token: &str) -> &mut [Postings; PLACES] {
        let id = self.id(token);
        &mut self.words[id as usize].postings
    }

    pub(crate) fn word(&self, id: u32) -> &Word {
        &self.words[id as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    pub(crate) fn find(&self, token: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(token);
        self.by_text.find(hash, |&id| *self.words[id as usize].text == *token).copied()
    }

    /// The words that have the stem `stem`.
    pub(crate) fn forms(&self, stem: &str) -> Vec<u32> {
        self.find_stem(stem).map(|stem| self.chain(stem)).unwrap_or_default()
    }

    /// The words that begin with `prefix`.
    pub(crate) fn beginning(&self, prefix: &str) -> Vec<u32> {
        let from = self.in_order.range::<str, _>((std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded));
        from.take_while(|(text, _)| text.starts_with(prefix)).map(|(_, &id)| id).collect()
    }

    /// For each stem that is at most `most` slips from `stem`, or has a word as near to `token`: how
    /// many slips, and its words.
    pub(crate) fn similar(&self, token: &str, stem: &str, most: usize) -> Vec<(usize, Vec<u32>)> {
        let mut near = BTreeMap::new();
        let stems = alike(&self.stem_shapes, stem, most).map(|id| (id, &*self.stems[id as usize].text, stem));
        let words = alike(&self.word_shapes, token, most).map(|id| {
            let word = &self.words[id as usize];
            (word.stem, &*word.text, token)
        });
        for (id, text, wanted) in stems.chain(words) {
            if let Some(slips) = dotyk_uk::distance(wanted, text, most) {
                near.entry(id).and_modify(|least: &mut usize| *least = slips.min(*least)).or_insert(slips);
            }
        }
        near.into_iter().map(|(id, slips)| (slips, self.chain(id))).collect()
    }

    /// Takes documents out of all postings, and words that stand nowhere any more out of the vocabulary.
    pub(crate) fn sweep(&mut self, dead: &RoaringBitmap) {
        let swept = std::mem::take(self);
        self.hasher = swept.hasher;
        for mut word in swept.words {
            word.postings.iter_mut().for_each(|postings| postings.remove_all(dead));
            if word.postings.iter().any(|postings| !postings.is_empty()) {
                self.push(word.text, &swept.stems[word.stem as usize].text, word.postings);
            }
        }
    }

    /// Bytes on the heap, about.
    pub(crate) fn memory(&self) -> usize {
        let words = self.words.iter().map(|word| {
            // The text with its two counts, and its entry in the ordered map.
            word.text.len() + 16 + 36 + word.postings.iter().map(Postings::memory).sum::<usize>()
        });
        let stems = self.stems.iter().map(|stem| stem.text.len() + 16);
        words.sum::<usize>()
            + stems.sum::<usize>()
            + self.words.capacity() * size_of::<Word>()
            + self.stems.capacity() * size_of::<Stem>()
            + (self.stem_shapes.capacity() + self.word_shapes.capacity()) * size_of::<Shape>()
            + (self.by_text.capacity() + self.by_stem.capacity()) * 6
    }

    fn id(&mut self, token: &str) -> u32 {
        match self.find(token) {
            Some(id) => id,
            None => self.push(token.into(), &dotyk_uk::stem(token), Default::default()),
        }
    }

    fn push(&mut self, text: Arc<str>, stem: &str, postings: [Postings; PLACES]) -> u32 {
        let id = self.words.len() as u32;
        let stem = self.stem_id(stem);
        let next = std::mem::replace(&mut self.stems[stem as usize].first, id);
        self.in_order.insert(Arc::clone(&text), id);
        let hash = self.hasher.hash_one(&*text);
        self.word_shapes.push(shape(&text));
        self.words.push(Word { text, next, stem, postings });
        let (words, hasher) = (&self.words, &self.hasher);
        self.by_text.insert_unique(hash, id, |&id| hasher.hash_one(&*words[id as usize].text));
        id
    }

    fn find_stem(&self, stem: &str) -> Option<u32> {
        self.by_stem.find(self.hasher.hash_one(stem), |&id| *self.stems[id as usize].text == *stem).copied()
    }

    fn stem_id(&mut self, stem: &str) -> u32 {
        if let Some(id) = self.find_stem(stem) {
            return id;
        }
        let id = self.stems.len() as u32;
        self.stems.push(Stem { text: stem.into(), first: NONE });
        self.stem_shapes.push(shape(stem));
        let (stems, hasher) = (&self.stems, &self.hasher);
        self.by_stem.insert_unique(hasher.hash_one(stem), id, |&id| hasher.hash_one(&*stems[id as usize].text));
        id
    }

    fn chain(&self, stem: u32) -> Vec<u32> {
        let first = self.stems[stem as usize].first;
        let some = |id: u32| (id != NONE).then_some(id);
        std::iter::successors(some(first), |&id| some(self.words[id as usize].next)).collect()
    }
}

/// Those that may be at most `most` slips from `wanted`, by their letters and length.
fn alike(shapes: &[Shape], wanted: &str, most: usize) -> impl Iterator<Item = u32> {
    let wanted = shape(wanted);
    let near = move |shape: &Shape| {
        usize::from(shape.length.abs_diff(wanted.length)) <= most
            && (shape.letters ^ wanted.letters).count_ones() as usize <= 2 * most
    };
    shapes.iter().zip(0..).filter(move |(shape, _)| near(shape)).map(|(_, id)| id)
}

fn shape(text: &str) -> Shape {
    let letters = text.chars().fold(0, |letters, c| letters | 1 << (c as u32 % 64));
    Shape { letters, length: u8::try_from(text.chars().count()).unwrap_or(u8::MAX) }
}
