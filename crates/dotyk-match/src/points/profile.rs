//! What each supporter is known for: how much of each term is in what they supported.

use hashbrown::HashMap;

use super::features::{ONE, whole};
use super::weights::Signal;

/// How much of the usual is mixed into what little is known of a supporter, in activities; of words,
/// in words.
const SMOOTHING: f32 = 5.0;
const SMOOTHING_WORDS: f32 = 20.0;

/// Counts of terms, in all and by supporter. All are whole numbers (a weight of 1 is
/// [`ONE`]): what is put in and taken out again leaves nothing.
#[derive(Default)]
pub(super) struct Profiles {
    pub(super) holders: Vec<Holder>,
    by_key: HashMap<Box<str>, u32>,
    /// By term.
    terms: Vec<Term>,
    /// Of all activities, by signal.
    totals: [u64; Signal::COUNT],
}

/// Somebody who supported something.
pub(super) struct Holder {
    pub(super) key: Box<str>,
    /// By number, in the order in which they came.
    pub(super) activities: Vec<u32>,
    pub(super) last: u16,
    totals: [u64; Signal::COUNT],
}

#[derive(Default)]
struct Term {
    total: u64,
    /// By holder, ascending.
    uses: Vec<Use>,
}

/// How a supporter has a term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    holder: u32,
    weight: u32,
    /// In how many activities; for an amount only those of this very step.
    pub(super) count: u32,
    /// The last year of one of them; 0 is unknown.
    pub(super) last: u16,
}

/// A term of a need: its number, signal and weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) term: u32,
    pub(super) signal: Signal,
    pub(super) weight: f32,
}

/// Whether an activity counts for a term: not for the amounts beside its own.
fn counts(signal: Signal, weight: u16) -> bool {
    signal != Signal::Amount || weight > whole(0.5)
}

impl Profiles {
    /// The number of a supporter.
    pub(super) fn holder(&mut self, key: &str) -> u32 {
        if let Some(number) = self.by_key.get(key) {
            return *number;
        }
        let number = self.holders.len() as u32;
        self.holders.push(Holder { key: key.into(), activities: Vec::new(), last: 0, totals: [0; Signal::COUNT] });
        self.by_key.insert(key.into(), number);
        number
    }

    /// Notes an activity: its terms with their signals, who supported it, when.
    pub(super) fn add(&mut self, activity: u32, terms: &[(u32, Signal, u16)], holders: &[u32], year: u16) {
        if holders.is_empty() {
            return;
        }
        for (term, signal, weight) in terms {
            if self.terms.len() <= *term as usize {
                self.terms.resize_with(*term as usize + 1, Term::default);
            }
            let entry = &mut self.terms[*term as usize];
            entry.total += u64::from(*weight);
            self.totals[*signal as usize] += u64::from(*weight);
            for holder in holders {
                self.holders[*holder as usize].totals[*signal as usize] += u64::from(*weight);
                let at = entry.uses.binary_search_by_key(holder, |used| used.holder).unwrap_or_else(|at| {
                    entry.uses.insert(at, Use { holder: *holder, weight: 0, count: 0, last: 0 });
                    at
                });
                let used = &mut entry.uses[at];
                used.weight += u32::from(*weight);
                if counts(*signal, *weight) {
                    used.count += 1;
                    used.last = used.last.max(year);
                }
            }
        }
        for holder in holders {
            let holder = &mut self.holders[*holder as usize];
            holder.activities.push(activity);
            holder.last = holder.last.max(year);
        }
    }

    /// Takes an activity out. `others` tells of another activity its year and the weight of a term,
    /// if it has it: whose last year this was, must be looked for again.
    pub(super) fn remove(
        &mut self,
        activity: u32,
        terms: &[(u32, Signal, u16)],
        holders: &[u32],
        year: u16,
        others: impl Fn(u32, Option<u32>) -> Option<(u16, u16)>,
    ) {
        for holder in holders {
            let holder = &mut self.holders[*holder as usize];
            holder.activities.retain(|other| *other != activity);
            if holder.last == year {
                let years = holder.activities.iter().filter_map(|other| others(*other, None));
                holder.last = years.map(|(year, _)| year).max().unwrap_or(0);
            }
        }
        for (term, signal, weight) in if holders.is_empty() { &[] } else { terms } {
            let entry = &mut self.terms[*term as usize];
            entry.total -= u64::from(*weight);
            self.totals[*signal as usize] -= u64::from(*weight);
            for number in holders {
                let holder = &mut self.holders[*number as usize];
                holder.totals[*signal as usize] -= u64::from(*weight);
                let Ok(at) = entry.uses.binary_search_by_key(number, |used| used.holder) else { continue };
                let used = &mut entry.uses[at];
                used.weight -= u32::from(*weight);
                if counts(*signal, *weight) {
                    used.count -= 1;
                    if used.last == year {
                        let same = holder.activities.iter().filter_map(|other| others(*other, Some(*term)));
                        let same = same.filter(|(_, weight)| counts(*signal, *weight));
                        used.last = same.map(|(year, _)| year).max().unwrap_or(0);
                    }
                }
                if used.weight == 0 {
                    entry.uses.remove(at);
                }
            }
        }
    }

    /// For each signal and supporter the logarithm of how many times more usual is what is asked with
    /// them than with all: by signal, then by holder.
    pub(super) fn values(&self, asked: &[Asked]) -> Vec<Vec<f32>> {
        let mut values = vec![Vec::new(); Signal::COUNT];
        for signal in Signal::ALL {
            let known = asked.iter().filter(|asked| asked.signal == signal && self.total(asked.term) > 0);
            let weight: f32 = known.clone().map(|asked| asked.weight).sum();
            if weight == 0.0 {
                continue;
            }
            let smoothing = smoothing(signal);
            let column = &mut values[signal as usize];
            let base = |holder: &Holder| weight * (smoothing / (smoothing + holder.totals[signal as usize] as f32 / ONE)).ln();
            column.extend(self.holders.iter().map(base));
            for asked in known {
                let term = &self.terms[asked.term as usize];
                let usual = term.total as f32 / self.totals[signal as usize] as f32;
                for used in &term.uses {
                    let times = used.weight as f32 / ONE / usual;
                    column[used.holder as usize] += asked.weight * (1.0 + times / smoothing).ln();
                }
            }
        }
        values
    }

    fn total(&self, term: u32) -> u64 {
        self.terms.get(term as usize).map_or(0, |term| term.total)
    }

    /// How a supporter has a term, if at all.
    pub(super) fn used(&self, term: u32, holder: u32) -> Option<Use> {
        let uses = &self.terms.get(term as usize)?.uses;
        uses.binary_search_by_key(&holder, |used| used.holder).ok().map(|at| uses[at]).filter(|used| used.count > 0)
    }

    pub(super) fn memory(&self) -> usize {
        let holders: usize = self.holders.iter().map(|holder| 2 * holder.key.len() + holder.activities.capacity() * 4).sum();
        let uses: usize = self.terms.iter().map(|term| term.uses.capacity() * size_of::<Use>()).sum();
        holders + uses + self.holders.capacity() * (size_of::<Holder>() + 24) + self.terms.capacity() * size_of::<Term>()
    }
}

fn smoothing(signal: Signal) -> f32 {
    if signal == Signal::Words { SMOOTHING_WORDS } else { SMOOTHING }
}
