//! The index: documents in, documents out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use roaring::RoaringBitmap;

use crate::document::Document;
use crate::postings::{Postings, bitmap_memory, union};
use crate::prepare::{Batch, Prepared, Record};
use crate::query::Viewer;
use crate::vocabulary::Vocabulary;

/// Titles of more words are not looked at for being the query and nothing else.
pub(crate) const WHOLE: usize = 8;
/// Documents replaced or removed leave their numbers behind; they are swept out when they are
/// more than this and more than a quarter of those that live.
const SWEEP: u64 = 1000;

/// An index in memory. Plain data: questions borrow it, changes need it alone.
///
/// Everything found is found through numbers: a document has one from being put in until it is
/// replaced or removed, and words, facet values and tokens keep sets of numbers.
#[derive(Default)]
pub struct Index {
    hasher: DefaultHashBuilder,
    pub(crate) records: Vec<Record>,
    /// For each number the boost, and the first eight bytes of the sort key.
    pub(crate) ranks: Vec<(i64, u64)>,
    /// Documents by boost, dead ones among them.
    pub(crate) boosts: BTreeMap<i64, Postings>,
    by_key: HashTable<u32>,
    /// Numbers that can be given again.
    free: Vec<u32>,
    live: RoaringBitmap,
    dead: RoaringBitmap,
    /// Live documents for everyone.
    public: RoaringBitmap,
    /// Documents by token, dead ones among them.
    tokens: BTreeMap<String, Postings>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) facets: BTreeMap<String, BTreeMap<String, Postings>>,
    /// For each name the ends by number; (MAX, MIN) where there is none.
    pub(crate) spans: BTreeMap<String, Vec<(i64, i64)>>,
    /// Documents that have a title (a name) of one word, two words …
    pub(crate) titles_of: [RoaringBitmap; WHOLE],
    pub(crate) names_of: [RoaringBitmap; WHOLE],
}

impl Index {
    /// An empty index.
    pub fn new() -> Index {
        Index::default()
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.live.len() as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    /// Whether there is a document `key`, seen or not.
    pub fn contains(&self, key: &str) -> bool {
        self.number(key).is_some()
    }

    /// Puts a document in, in place of the one with the same key; says whether there was one.
    pub fn put(&mut self, document: Document) -> bool {
        self.insert(Batch::new([document])) > 0
    }

    /// Takes a document out; says whether it was there.
    pub fn remove(&mut self, key: &str) -> bool {
        let found = self.number(key);
        if let Some(number) = found {
            self.bury(number);
            self.sweep();
        }
        found.is_some()
    }

    /// Bytes in use, about.
    pub fn memory(&self) -> usize {
        let records: usize = self.records.iter().map(Record::memory).sum();
        let tokens = self.tokens.iter().map(|(token, set)| entry(token, set));
        let facets = self.facets.values().flatten().map(|(value, set)| entry(value, set));
        let lengths = self.titles_of.iter().chain(&self.names_of).map(bitmap_memory);
        let sets = [&self.live, &self.dead, &self.public].map(bitmap_memory);
        records
            + self.ranks.capacity() * size_of::<(i64, u64)>()
            + self.boosts.values().map(|set| 40 + set.memory()).sum::<usize>()
            + self.by_key.capacity() * 6
            + self.free.capacity() * 4
            + tokens.chain(facets).chain(lengths).chain(sets).sum::<usize>()
            + self.spans.values().map(|column| column.capacity() * 16).sum::<usize>()
            + self.vocabulary.memory()
    }

    /// How many different words there are, of all documents whoever may see them.
    pub fn words(&self) -> usize {
        self.vocabulary.len()
    }

    /// What `viewer` may see.
    pub(crate) fn visible(&self, viewer: &Viewer) -> Cow<'_, RoaringBitmap> {
        if viewer.all {
            return Cow::Borrowed(&self.live);
        }
        let own: Vec<&Postings> = viewer.tokens.iter().filter_map(|token| self.tokens.get(token)).collect();
        if own.is_empty() {
            return Cow::Borrowed(&self.public);
        }
        let mut visible = union(own) & &self.live;
        visible |= &self.public;
        Cow::Owned(visible)
    }

    /// Puts a batch in; says how many documents were replaced.
    pub(crate) fn insert(&mut self, batch: Batch) -> usize {
        let before = self.dead.len();
        let numbers: Vec<u32> = batch.documents.into_iter().map(|document| self.number_of(document)).collect();
        for (word, places) in batch.words {
            let postings = self.vocabulary.postings(&word);
            for (postings, documents) in postings.iter_mut().zip(places) {
                documents.into_iter().for_each(|at| postings.insert(numbers[at as usize]));
            }
        }
        let replaced = self.dead.len() - before;
        self.sweep();
        replaced as usize
    }

    /// Gives a document a number and notes all but its words.
    fn number_of(&mut self, document: Prepared) -> u32 {
        if let Some(number) = self.number(document.record.key()) {
            self.bury(number);
        }
        let number = self.free.pop().unwrap_or(self.records.len() as u32);
        let rank = (document.boost, first_eight(document.record.sort()));
        for (name, value) in document.facets {
            self.facets.entry(name).or_default().entry(value).or_default().insert(number);
        }
        if document.visibility.public {
            self.public.insert(number);
        }
        for token in document.visibility.tokens {
            self.tokens.entry(token).or_default().insert(number);
        }
        for span in document.spans {
            let column = self.spans.entry(span.name).or_default();
            column.resize(column.len().max(number as usize + 1), (i64::MAX, i64::MIN));
            column[number as usize] = (span.from, span.to);
        }
        for (counts, sets) in [(document.titles, &mut self.titles_of), (document.names, &mut self.names_of)] {
            for count in counts.into_iter().filter(|count| (1..=WHOLE).contains(count)) {
                sets[count - 1].insert(number);
            }
        }
        self.boosts.entry(rank.0).or_default().insert(number);
        self.keep(number, document.record, rank);
        number
    }

    fn keep(&mut self, number: u32, record: Record, rank: (i64, u64)) {
        let hash = self.hasher.hash_one(record.key());
        if number as usize == self.records.len() {
            self.records.push(record);
            self.ranks.push(rank);
        } else {
            self.records[number as usize] = record;
            self.ranks[number as usize] = rank;
        }
        let (records, hasher) = (&self.records, &self.hasher);
        self.by_key.insert_unique(hash, number, |&number| hasher.hash_one(records[number as usize].key()));
        self.live.insert(number);
    }

    fn number(&self, key: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(key);
        self.by_key.find(hash, |&number| self.records[number as usize].key() == key).copied()
    }

    /// From here on `number` is in no answer, though sets still hold it.
    fn bury(&mut self, number: u32) {
        let hash = self.hasher.hash_one(self.records[number as usize].key());
        if let Ok(entry) = self.by_key.find_entry(hash, |&other| other == number) {
            entry.remove();
        }
        self.live.remove(number);
        self.public.remove(number);
        self.dead.insert(number);
        self.records[number as usize] = Record::default();
    }

    /// Takes the dead out of all sets, when they have become many.
    fn sweep(&mut self) {
        if self.dead.len() <= SWEEP.max(self.live.len() / 4) {
            return;
        }
        let dead = std::mem::take(&mut self.dead);
        self.vocabulary.sweep(&dead);
        clean(&mut self.tokens, &dead);
        clean(&mut self.boosts, &dead);
        self.facets.values_mut().for_each(|values| clean(values, &dead));
        self.facets.retain(|_, values| !values.is_empty());
        self.titles_of.iter_mut().chain(&mut self.names_of).for_each(|set| *set -= &dead);
        for column in self.spans.values_mut() {
            let held = column.len();
            dead.iter().map(|n| n as usize).filter(|n| *n < held).for_each(|n| column[n] = (i64::MAX, i64::MIN));
        }
        self.free.extend(dead.iter().rev());
    }
}

fn clean<K: Ord>(sets: &mut BTreeMap<K, Postings>, dead: &RoaringBitmap) {
    sets.retain(|_, set| {
        set.remove_all(dead);
        !set.is_empty()
    });
}

fn entry(key: &str, set: &Postings) -> usize {
    key.len() + size_of::<String>() + size_of::<Postings>() + 16 + set.memory()
}

fn first_eight(bytes: &[u8]) -> u64 {
    let mut first = [0; 8];
    first.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    u64::from_be_bytes(first)
}
