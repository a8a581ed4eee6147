//! The words of a query, and where each of them stands.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::LazyLock;

use roaring::RoaringBitmap;

use crate::index::Index;
use crate::postings::{Postings, union};
use crate::prepare::words;
use crate::query::{Field, How};
use crate::vocabulary::Place;

/// More words are not looked at.
const MOST_WORDS: usize = 16;
/// More sets than this are made one before they are compared with anything.
const MANY: usize = 8;

/// Words that say nothing about what is sought, and are left out while there are others.
static EMPTY: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let list = "в у і й та а на з із зі до для від за по о об про при під над що як не або чи це \
                a an the of in on at to for from and or by with is";
    let mut all = HashSet::new();
    words(list, |word| {
        all.insert(word.to_owned());
    });
    all
});

/// What was typed.
pub(crate) struct Typed {
    pub(crate) words: Vec<Typing>,
    /// How many words there were, empty ones too.
    pub(crate) count: usize,
}

/// One word as typed.
pub(crate) struct Typing {
    token: String,
    /// Nothing follows it: it may be only the beginning. A short Latin one is kept as written
    /// beside its [`search_key`](dotyk_uk::search_key), which is Cyrillic.
    open: bool,
    latin: Option<String>,
}

fn one_letter(token: &str) -> bool {
    let mut chars = token.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

impl Typed {
    pub(crate) fn new(text: &str) -> Typed {
        let mut tokens: Vec<String> = Vec::new();
        let count = words(text, |word| tokens.push(word.to_owned()));
        let last = tokens.last().cloned();
        if tokens.iter().any(|token| !EMPTY.contains(token)) {
            tokens.retain(|token| !EMPTY.contains(token));
        }
        let mut seen = HashSet::new();
        tokens.retain(|token| seen.insert(token.clone()));
        tokens.truncate(MOST_WORDS);
        let ends = text.chars().next_back().is_some_and(char::is_alphanumeric);
        // The first letter of a further word tells too little to wait for.
        if ends && tokens.len() > 1 {
            tokens.pop_if(|token| last.as_ref() == Some(token) && one_letter(token));
        }
        let tail = text.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        let typing = |token: String| {
            let open = ends && last.as_ref() == Some(&token);
            let same_length = token.chars().count() == tail.len();
            let latin = (open && same_length && token != tail).then(|| tail.clone());
            Typing { token, open, latin }
        };
        Typed { words: tokens.into_iter().map(typing).collect(), count }
    }
}

/// One word of a query with the documents that hold it, in tiers from the best.
pub(crate) struct Asked<'a> {
    pub(crate) token: String,
    pub(crate) tiers: Vec<Tier<'a>>,
    /// All that the viewer may see of them.
    pub(crate) all: RoaringBitmap,
    /// By what tiers are multiplied: at least 169, for a word that every document has.
    pub(crate) rarity: u32,
}

/// Documents that hold a word in one place and one way, and what that is worth.
pub(crate) struct Tier<'a> {
    pub(crate) score: u32,
    pub(crate) place: Place,
    pub(crate) how: How,
    sets: Sets<'a>,
}

enum Sets<'a> {
    Each(Vec<&'a Postings>),
    One(RoaringBitmap),
}

impl<'a> Tier<'a> {
    fn new(place: Place, how: How, sets: Vec<&'a Postings>, visible: &RoaringBitmap) -> Tier<'a> {
        let sets = if sets.len() > MANY { Sets::One(union(sets) & visible) } else { Sets::Each(sets) };
        Tier { score: worth(place, how), place, how, sets }
    }

    /// Those of `set` that are here.
    pub(crate) fn within(&self, set: &RoaringBitmap) -> RoaringBitmap {
        match &self.sets {
            Sets::One(one) => one & set,
            Sets::Each(each) => match each.as_slice() {
                [one] => one.within(set),
                _ => each.iter().fold(RoaringBitmap::new(), |all, one| all | one.within(set)),
            },
        }
    }

    pub(crate) fn contains(&self, number: u32) -> bool {
        match &self.sets {
            Sets::One(one) => one.contains(number),
            Sets::Each(each) => each.iter().any(|one| one.contains(number)),
        }
    }

    pub(crate) fn field(&self) -> Field {
        match self.place {
            Place::First | Place::Title => Field::Title,
            Place::Name => Field::Name,
            Place::Body => Field::Body,
        }
    }
}

/// A title before a name before the rest; as written before another form before a beginning
/// before a slip. For type-ahead, all first words before all others.
fn worth(place: Place, how: How) -> u32 {
    let [exact, form, prefix, typo] = match place {
        Place::First => [1300, 1250, 1200, 1100],
        Place::Title => [1000, 900, 700, 600],
        Place::Name => [950, 850, 650, 550],
        Place::Body => [400, 350, 250, 200],
    };
    match how {
        How::Exact => exact,
        How::Form => form,
        How::Prefix => prefix,
        How::Typo => typo,
    }
}

impl<'a> Asked<'a> {
    /// Weighs the tiers by how rare the word is among what the viewer may see.
    fn new(token: String, mut tiers: Vec<Tier<'a>>, visible: &RoaringBitmap) -> Asked<'a> {
        let mut each = Vec::new();
        let mut all = RoaringBitmap::new();
        for tier in &tiers {
            match &tier.sets {
                Sets::Each(sets) => each.extend(sets.iter().copied()),
                Sets::One(one) => all |= one,
            }
        }
        all |= union(each) & visible;
        let odds = visible.len() as f64 / (all.len() as f64).max(1.0);
        let rarity = (100.0 * (1.0 + (1.0 + odds).ln())).round() as u32;
        tiers.iter_mut().for_each(|tier| tier.score *= rarity);
        tiers.sort_by_key(|tier| Reverse(tier.score));
        Asked { token, tiers, all, rarity }
    }

    /// The most and the least that this word can add to a score.
    pub(crate) fn reach(&self) -> (u32, u32) {
        (self.tiers.first().map_or(0, |tier| tier.score), self.tiers.last().map_or(0, |tier| tier.score))
    }

    /// Whether `text` holds this word in some form.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let stem = dotyk_uk::stem(&self.token);
        let mut here = false;
        words(text, |word| here |= word.starts_with(&self.token) || dotyk_uk::stem(word) == stem);
        here
    }
}

impl Index {
    /// Looks one word up.
    pub(crate) fn ask(&self, typing: &Typing, places: &[Place], visible: &RoaringBitmap) -> Asked<'_> {
        let token = &typing.token;
        let exact = self.vocabulary.find(token);
        let mut forms = self.vocabulary.forms(&dotyk_uk::stem(token));
        forms.retain(|id| Some(*id) != exact);
        let mut longer = Vec::new();
        if typing.open {
            for prefix in [Some(token), typing.latin.as_ref()].into_iter().flatten() {
                longer.extend(self.vocabulary.beginning(prefix));
            }
            longer.retain(|id| Some(*id) != exact && !forms.contains(id));
        }
        let mut tiers = self.tiers(&[(How::Exact, exact.into_iter().collect()), (How::Form, forms)], places, visible);
        // Of one letter, only beginnings of titles and names: it is inside everything.
        let places = if one_letter(token) { &[Place::First] } else { places };
        tiers.extend(self.tiers(&[(How::Prefix, longer)], places, visible));
        Asked::new(token.clone(), tiers, visible)
    }

    fn tiers(&self, found: &[(How, Vec<u32>)], places: &[Place], visible: &RoaringBitmap) -> Vec<Tier<'_>> {
        let mut tiers = Vec::new();
        for (how, ids) in found {
            for &place in places {
                let sets = ids.iter().map(|&id| &self.vocabulary.word(id).postings[place as usize]);
                let sets: Vec<&Postings> = sets.filter(|set| !set.is_empty()).collect();
                if !sets.is_empty() {
                    tiers.push(Tier::new(place, *how, sets, visible));
                }
            }
        }
        tiers
    }

    /// The word a slip or two away that stands in `context`: the nearest, then the most frequent.
    pub(crate) fn guess(
        &self,
        token: &str,
        places: &[Place],
        context: &RoaringBitmap,
        visible: &RoaringBitmap,
    ) -> Option<Asked<'_>> {
        let most = match token.chars().count() {
            0..=3 => return None,
            _ if token.chars().any(char::is_numeric) => return None,
            4..=7 => 1,
            _ => 2,
        };
        let count = |id: &u32| -> u64 {
            let postings = &self.vocabulary.word(*id).postings;
            places.iter().map(|&place| postings[place as usize].count_in(context)).sum()
        };
        let text = |id: &u32| &*self.vocabulary.word(*id).text;
        let first = token.chars().next();
        let guesses = self.vocabulary.similar(token, &dotyk_uk::stem(token), most).into_iter().filter_map(|(slips, ids)| {
            let total: u64 = ids.iter().map(count).sum();
            // The word to show: one that the viewer may know.
            let seen = ids.iter().filter(|id| count(id) > 0);
            let shown =
                seen.min_by_key(|id| (dotyk_uk::distance(token, text(id), 8).unwrap_or(9), Reverse(count(id)), text(id)))?;
            let elsewhere = text(shown).chars().next() != first;
            Some(((slips, elsewhere, Reverse(total), text(shown)), ids))
        });
        let ((.., shown), ids) = guesses.min_by(|a, b| a.0.cmp(&b.0))?;
        Some(Asked::new(shown.to_owned(), self.tiers(&[(How::Typo, ids)], places, visible), visible))
    }
}
