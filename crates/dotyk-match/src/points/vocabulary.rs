//! Terms have numbers: a word's stem, a sector, a country …

use hashbrown::HashMap;

use crate::prepare::words;

use super::weights::Signal;

/// What is known by number. Numbers are never given again.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// The name of a term begins with a letter for its signal.
    terms: HashMap<Box<str>, u32>,
    signals: Vec<Signal>,
    /// Words as written, and the term of their stem: stemming is most of the cost of a document.
    written: HashMap<Box<str>, u32>,
}

impl Vocabulary {
    pub(super) fn signal(&self, term: u32) -> Signal {
        self.signals[term as usize]
    }

    pub(super) fn find(&self, signal: Signal, text: &str) -> Option<u32> {
        self.terms.get(name(signal, text).as_str()).copied()
    }

    pub(super) fn intern(&mut self, signal: Signal, text: &str) -> u32 {
        let name = name(signal, text);
        if let Some(term) = self.terms.get(name.as_str()) {
            return *term;
        }
        let term = self.signals.len() as u32;
        self.terms.insert(name.into(), term);
        self.signals.push(signal);
        term
    }

    /// The terms of the words of `text`, in order, as often as they are there.
    pub(super) fn intern_words(&mut self, text: &str) -> Vec<u32> {
        let mut terms = Vec::new();
        words(text, |word| {
            let term = match self.written.get(word) {
                Some(term) => *term,
                None => {
                    let term = self.intern(Signal::Words, &dotyk_uk::stem(word));
                    self.written.insert(word.into(), term);
                    term
                }
            };
            terms.push(term);
        });
        terms
    }

    /// The words of `text` with their terms, where anything has them; each term once. And how many
    /// different words there are, known or not.
    pub(super) fn find_words(&self, text: &str) -> (Vec<(u32, String)>, usize) {
        let mut stems = std::collections::HashSet::new();
        let mut found: Vec<(u32, String)> = Vec::new();
        words(text, |word| {
            let stem = dotyk_uk::stem(word);
            if !stems.contains(&stem) {
                found.extend(self.find(Signal::Words, &stem).map(|term| (term, word.to_owned())));
                stems.insert(stem);
            }
        });
        (found, stems.len())
    }

    pub(super) fn memory(&self) -> usize {
        let maps = [&self.terms, &self.written];
        let names: usize = maps.iter().flat_map(|map| map.keys()).map(|name| name.len() + 8).sum();
        names + maps.iter().map(|map| map.capacity() * 25).sum::<usize>() + self.signals.capacity()
    }
}

fn name(signal: Signal, text: &str) -> String {
    let mut name = String::with_capacity(text.len() + 1);
    name.push((b'a' + signal as u8) as char);
    name.push_str(text);
    name
}
