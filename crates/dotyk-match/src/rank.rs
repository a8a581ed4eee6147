//! The best first: documents parted into groups of equal score, and ordered within a group.
//!
//! Most of what a broad word finds never reaches the page, so groups are made best first and left
//! alone once enough documents are surely better.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use crate::find::Found;
use crate::index::{Index, WHOLE};
use crate::query::{How, Order};
use crate::vocabulary::Place;
use crate::words::Asked;

/// What it adds for each word that the query is a title or name from end to end.
const WHOLE_WORTH: u32 = 500;

/// So many documents are ordered by comparing them all.
const FEW: u64 = 2000;

/// Documents by score, the greatest first.
pub(crate) type Groups = BTreeMap<Reverse<u32>, RoaringBitmap>;

impl Index {
    /// Parts `set` by score, at least until `need` documents are the best.
    pub(crate) fn groups(&self, found: &Found, set: RoaringBitmap, need: usize) -> Groups {
        let mut asked: Vec<&Asked> = found.asked.iter().collect();
        asked.sort_by_key(|asked| asked.all.len());
        let mut groups = Groups::new();
        let whole = self.whole(found, &set);
        if !whole.is_empty() {
            let bonus = asked.iter().map(|asked| WHOLE_WORTH * asked.rarity).sum();
            groups.insert(Reverse(bonus), &set & &whole);
        }
        groups.insert(Reverse(0), set - whole);
        for (at, word) in asked.iter().enumerate() {
            let (most, least) = asked[at + 1..].iter().fold((0, 0), |(most, least), rest| {
                let reach = rest.reach();
                (most + reach.0, least + reach.1)
            });
            groups = part(&groups, word, need as u64, most - least);
        }
        groups
    }

    /// Those of `set` whose title or name is the query and nothing else.
    fn whole(&self, found: &Found, set: &RoaringBitmap) -> RoaringBitmap {
        let mut whole = RoaringBitmap::new();
        if found.asked.is_empty() || !(1..=WHOLE).contains(&found.count) {
            return whole;
        }
        for (lengths, place) in [(&self.titles_of, Place::Title), (&self.names_of, Place::Name)] {
            let mut left = set & &lengths[found.count - 1];
            for word in &found.asked {
                let exact = word.tiers.iter().filter(|tier| tier.how == How::Exact);
                let here = exact.filter(|tier| tier.place == place || tier.place == Place::First && found.count == 1);
                left = here.fold(RoaringBitmap::new(), |all, tier| all | tier.within(&left));
            }
            whole |= left;
        }
        whole
    }

    /// `limit` documents after the first `offset`, with their scores.
    pub(crate) fn page(&self, groups: Groups, offset: usize, limit: usize, order: Order) -> Vec<(u32, u32)> {
        let mut page = Vec::new();
        let mut skip = offset as u64;
        for (Reverse(score), set) in groups {
            let wanted = limit - page.len();
            if wanted == 0 {
                break;
            }
            if set.len() <= skip {
                skip -= set.len();
                continue;
            }
            let numbers = self.first(&set, (skip as usize).saturating_add(wanted), order);
            page.extend(numbers.into_iter().skip(skip as usize).map(|number| (score, number)));
            skip = 0;
        }
        page
    }

    /// The first `count` of `set` in order.
    fn first(&self, set: &RoaringBitmap, count: usize, order: Order) -> Vec<u32> {
        let count = count.min(set.len() as usize);
        if order != Order::Title
            && set.len() > FEW
            && let Some(best) = self.first_by_boost(set, count)
        {
            return best;
        }
        let full = count.saturating_mul(2).max(64);
        let mut best: Vec<u32> = Vec::with_capacity(full.min(set.len() as usize));
        let mut bar = None;
        for number in set {
            if bar.is_some_and(|bar| self.compare(number, bar, order).is_gt()) {
                continue;
            }
            best.push(number);
            if best.len() == full && count > 0 && count < full {
                let (_, worst, _) = best.select_nth_unstable_by(count - 1, |&a, &b| self.compare(a, b, order));
                bar = Some(*worst);
                best.truncate(count);
            }
        }
        best.sort_unstable_by(|&a, &b| self.compare(a, b, order));
        best.truncate(count);
        best
    }

    /// The same for a large set, from the greatest boost down; gives up when that leads too far.
    fn first_by_boost(&self, set: &RoaringBitmap, count: usize) -> Option<Vec<u32>> {
        let mut best = Vec::new();
        let mut patience = set.len() / 16;
        for postings in self.boosts.values().rev() {
            patience = patience.checked_sub(postings.cost())?;
            let from = best.len();
            best.extend(postings.within(set));
            best[from..].sort_unstable_by(|&a, &b| self.compare(a, b, Order::Best));
            if best.len() >= count {
                break;
            }
        }
        best.truncate(count);
        Some(best)
    }

    fn compare(&self, a: u32, b: u32, order: Order) -> Ordering {
        let [(boost_a, start_a), (boost_b, start_b)] = [a, b].map(|number| self.ranks[number as usize]);
        let boost = if order == Order::Title { Ordering::Equal } else { boost_b.cmp(&boost_a) };
        boost.then(start_a.cmp(&start_b)).then_with(|| {
            let [a, b] = [a, b].map(|number| &self.records[number as usize]);
            a.sort().cmp(b.sort()).then_with(|| a.key().cmp(b.key()))
        })
    }
}

/// Parts each group by the tiers of one word. What can no longer come among the first `need` is
/// dropped; the words to come can change the distance of two documents by at most `spread`.
fn part(groups: &Groups, word: &Asked, need: u64, spread: u32) -> Groups {
    let mut parted = Groups::new();
    for (Reverse(before), set) in groups.iter().filter(|(_, set)| !set.is_empty()) {
        let mut rest = set.clone();
        for tier in &word.tiers {
            let score = before + tier.score;
            let bar = Reverse(score.saturating_add(spread));
            if parted.range(..bar).map(|(_, set)| set.len()).sum::<u64>() >= need {
                break;
            }
            let here = tier.within(&rest);
            if here.is_empty() {
                continue;
            }
            rest -= &here;
            *parted.entry(Reverse(score)).or_default() |= here;
            if rest.is_empty() {
                break;
            }
        }
    }
    parted
}
