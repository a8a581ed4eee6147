//! The words by which questions are read: `words.txt`, made ready once. Pure.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::model::Word;

/// What an entry of the table means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sense {
    /// It says nothing of what is sought.
    Empty,
    /// A group of the table with its value: `state`, `finished`.
    Part(&'static str, &'static str),
    /// It turns round what follows: «не», "without".
    Not,
    /// It says when or how much in a way that is no filter: «торік», "the most".
    Vague,
    /// It is not over yet, unless another state is told.
    Still,
    /// The word for a year, which counts nothing beside one.
    Year,
    /// All the office has.
    Whole,
    /// A month, by its two digits.
    Month(&'static str),
    /// Words that mean the same, by their place in the table.
    Same(usize),
}

/// How a word of an entry is met.
#[derive(Debug)]
enum Met {
    Exactly(String),
    Stem(String),
    Beginning(String),
}

impl Met {
    fn by(&self, word: &Word) -> bool {
        match self {
            Met::Exactly(key) => word.key == *key,
            Met::Stem(stem) => word.stem == *stem,
            Met::Beginning(start) => word.key.starts_with(start.as_str()),
        }
    }
}

/// The table.
pub struct Vocabulary {
    entries: Vec<(Vec<Met>, Sense)>,
    /// For each group of words that mean the same, how they are written.
    same: Vec<Vec<&'static str>>,
    /// Stems that are in names and name nothing by themselves.
    generic: HashSet<String>,
    /// Where to look for entries by the first two letters of their first word.
    beginnings: HashMap<String, Vec<usize>>,
}

/// The table, read once.
pub static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::read(include_str!("words.txt")));

/// The first letters of a word, shared by all that could be met by the same entry.
fn beginning(key: &str) -> String {
    key.chars().take(1).collect()
}

/// The words of a text, as they are compared: a compound counts as its parts.
pub fn keys(text: &str) -> impl Iterator<Item = String> {
    dotyk_uk::tokens(text).filter(|token| !token.contains('-'))
}

impl Vocabulary {
    fn read(table: &'static str) -> Vocabulary {
        let mut all = Vocabulary { entries: Vec::new(), same: Vec::new(), generic: HashSet::new(), beginnings: HashMap::new() };
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let Some((head, words)) = line.split_once(": ") else { continue };
            let (group, value) = head.split_once(' ').unwrap_or((head, ""));
            let words: Vec<&'static str> = words.split(", ").map(str::trim).filter(|word| !word.is_empty()).collect();
            let sense = match group {
                "name" => {
                    all.generic.extend(words.iter().flat_map(|word| dotyk_uk::stems(word)));
                    continue;
                }
                "empty" => Sense::Empty,
                "not" => Sense::Not,
                "vague" => Sense::Vague,
                "still" => Sense::Still,
                "year" => Sense::Year,
                "whole" => Sense::Whole,
                "month" => Sense::Month(value),
                "same" => Sense::Same(all.same.len()),
                group => Sense::Part(group, value),
            };
            if group == "same" {
                all.same.push(words.iter().map(|word| word.trim_start_matches('=')).collect());
            }
            for word in words {
                all.add(word, sense.clone(), matches!(group, "empty" | "ask" | "not" | "still" | "vague"));
            }
        }
        all
    }

    fn add(&mut self, text: &str, sense: Sense, exactly: bool) {
        let met = |piece: &str| -> Vec<Met> {
            match piece.strip_suffix('*') {
                Some(start) => vec![Met::Beginning(dotyk_uk::search_key(start))],
                // "Contestant" has the stem of "contest".
                None if exactly || piece.starts_with('=') => keys(piece).map(Met::Exactly).collect(),
                None => keys(piece).map(|key| Met::Stem(dotyk_uk::stem(&key))).collect(),
            }
        };
        let phrase: Vec<Met> = text.split_whitespace().flat_map(met).collect();
        let Some(Met::Exactly(first) | Met::Stem(first) | Met::Beginning(first)) = phrase.first() else { return };
        self.beginnings.entry(beginning(first)).or_default().push(self.entries.len());
        self.entries.push((phrase, sense));
    }

    /// What stands at the beginning of these words: how many words the longest entry takes, and all senses of that length.
    pub fn at(&self, words: &[Word]) -> (usize, Vec<Sense>) {
        let Some(first) = words.first() else { return (0, Vec::new()) };
        let mut best = (0, Vec::new());
        let candidates = [beginning(&first.key), beginning(&first.stem)];
        let known = candidates.iter().take(if candidates[0] == candidates[1] { 1 } else { 2 });
        for index in known.filter_map(|start| self.beginnings.get(start)).flatten() {
            let (phrase, sense) = &self.entries[*index];
            let here = phrase.len() <= words.len() && phrase.iter().zip(words).all(|(met, word)| met.by(word));
            if here && phrase.len() > best.0 {
                best = (phrase.len(), Vec::new());
            }
            if here && phrase.len() == best.0 && !best.1.contains(sense) {
                best.1.push(sense.clone());
            }
        }
        best
    }

    /// How the words of a group that mean the same are written.
    pub fn same(&self, group: usize) -> &[&'static str] {
        self.same.get(group).map_or(&[], Vec::as_slice)
    }

    /// Whether a stem names nothing by itself: «місто», "government".
    pub fn is_generic(&self, stem: &str) -> bool {
        self.generic.contains(stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word> {
        Word::all(text)
    }

    #[test]
    fn the_longest_entry_is_met_in_any_form() {
        let (taken, senses) = VOCABULARY.at(&words("скільки коштує авто"));
        assert_eq!((taken, senses), (2, vec![Sense::Part("ask", "money")]));
        let (taken, senses) = VOCABULARY.at(&words("скільки квартир"));
        assert_eq!((taken, senses), (1, vec![Sense::Part("ask", "count")]));
        let (_, senses) = VOCABULARY.at(&words("меморандумом"));
        assert!(senses.contains(&Sense::Part("kind", "agreement")));
        assert_eq!(VOCABULARY.at(&words("Brandville")), (0, Vec::new()));
        assert!(VOCABULARY.is_generic(&dotyk_uk::stem("Уряду")));
    }

    #[test]
    fn every_value_of_the_table_is_one_that_the_program_knows() {
        use super::super::model::{Asking, Standing};
        use crate::agreement::AgreementKind;
        use crate::project::Role;
        for (_, sense) in &VOCABULARY.entries {
            let known = match sense {
                Sense::Part("ask", value) => Asking::parse(value).is_some(),
                Sense::Part("role", value) => Role::parse(value).is_some(),
                Sense::Part("state", value) => Standing::parse(value).is_some(),
                Sense::Part("form", value) => AgreementKind::parse(value).is_some(),
                // Kinds that are not built yet may have their words.
                Sense::Part(group, _) => *group == "kind",
                _ => true,
            };
            assert!(known, "{sense:?}");
        }
    }
}
