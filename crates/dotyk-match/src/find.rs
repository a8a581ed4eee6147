//! From a text to the documents that match it, corrected where nothing does.

use roaring::RoaringBitmap;

use crate::index::Index;
use crate::vocabulary::Place;
use crate::words::{Asked, Typed};

/// What a text found among what the viewer may see, before any filter.
pub(crate) struct Found<'a> {
    pub(crate) asked: Vec<Asked<'a>>,
    pub(crate) set: RoaringBitmap,
    /// How many words the text had.
    pub(crate) count: usize,
    pub(crate) corrected: Option<String>,
}

impl Index {
    /// Looks `text` up: as written; else with a word corrected; else as of the other keyboard.
    pub(crate) fn find(&self, text: &str, places: &[Place], visible: &RoaringBitmap) -> Found<'_> {
        let found = self.find_written(text, places, visible);
        if !found.set.is_empty() || found.asked.is_empty() {
            return found;
        }
        if let Some(corrected) = self.correct(text, &found, places, visible) {
            return corrected;
        }
        let other = dotyk_uk::keyboard(text).map(|other| (self.find_written(&other, places, visible), other));
        match other {
            Some((other, meant)) if !other.set.is_empty() && !other.asked.is_empty() => {
                Found { corrected: Some(meant.trim().to_owned()), ..other }
            }
            _ => found,
        }
    }

    fn find_written(&self, text: &str, places: &[Place], visible: &RoaringBitmap) -> Found<'_> {
        let typed = Typed::new(text);
        let asked: Vec<Asked> = typed.words.iter().map(|typing| self.ask(typing, places, visible)).collect();
        let set = common(asked.iter(), visible);
        Found { asked, set, count: typed.count, corrected: None }
    }

    /// Guesses at the words that are not found; at one of them, the rarest first, when each is
    /// found but no document has them all.
    fn correct<'a>(&'a self, text: &str, found: &Found<'a>, places: &[Place], visible: &RoaringBitmap) -> Option<Found<'a>> {
        let asked = &found.asked;
        let missing: Vec<usize> = (0..asked.len()).filter(|&at| asked[at].all.is_empty()).collect();
        let attempts = if missing.is_empty() {
            let mut each: Vec<usize> = (0..asked.len()).collect();
            each.sort_by_key(|&at| asked[at].all.len());
            each.into_iter().map(|at| vec![at]).collect()
        } else {
            vec![missing]
        };
        attempts
            .iter()
            .find_map(|attempt| {
                let others = asked.iter().enumerate().filter(|(at, _)| !attempt.contains(at)).map(|(_, asked)| asked);
                let mut set = common(others, visible);
                let mut guesses = Vec::new();
                for &at in attempt {
                    let guess = self.guess(&asked[at].token, places, &set, visible)?;
                    set &= &guess.all;
                    guesses.push((at, guess));
                }
                (!set.is_empty()).then_some((set, guesses))
            })
            .map(|(set, guesses)| {
                // The words that stay are looked up once more: tiers are not to be copied.
                let mut again: Vec<Asked> = Typed::new(text).words.iter().map(|word| self.ask(word, places, visible)).collect();
                guesses.into_iter().for_each(|(at, guess)| again[at] = guess);
                let corrected = again.iter().map(|asked| asked.token.as_str()).collect::<Vec<_>>().join(" ");
                Found { asked: again, set, count: found.count, corrected: Some(corrected) }
            })
    }
}

/// The documents that have all words; all of `visible` when there are none.
fn common<'a, 'b: 'a>(asked: impl Iterator<Item = &'a Asked<'b>>, visible: &RoaringBitmap) -> RoaringBitmap {
    let mut sets: Vec<&RoaringBitmap> = asked.map(|asked| &asked.all).collect();
    sets.sort_by_key(|set| set.len());
    match sets.as_slice() {
        [] => visible.clone(),
        [first, others @ ..] => others.iter().fold((*first).clone(), |all, set| all & *set),
    }
}
