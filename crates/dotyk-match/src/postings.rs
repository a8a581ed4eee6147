//! Which documents hold a word: four numbers in place, a compressed bitmap beyond.

use roaring::{MultiOps, RoaringBitmap};

/// Stands in a free place; no document has this number.
const FREE: u32 = u32::MAX;

/// The numbers of the documents that hold something. Most words stand in few documents, and a
/// bitmap of one number costs over a hundred bytes.
#[derive(Clone, Debug)]
pub(crate) enum Postings {
    /// Ascending, the free places last.
    Few([u32; 4]),
    Many(RoaringBitmap),
}

impl Default for Postings {
    fn default() -> Postings {
        Postings::Few([FREE; 4])
    }
}

impl Postings {
    pub(crate) fn insert(&mut self, number: u32) {
        match self {
            Postings::Many(map) => {
                // Numbers mostly ascend, and the end is found at once.
                if map.try_push(number).is_err() {
                    map.insert(number);
                }
            }
            Postings::Few(few) => {
                if few.contains(&number) {
                    return;
                }
                if few[3] == FREE {
                    few[3] = number;
                    few.sort_unstable();
                } else {
                    let mut map: RoaringBitmap = few.iter().copied().collect();
                    map.insert(number);
                    *self = Postings::Many(map);
                }
            }
        }
    }

    pub(crate) fn remove_all(&mut self, dead: &RoaringBitmap) {
        match self {
            Postings::Many(map) => {
                *map -= dead;
                if map.len() <= 4 {
                    *self = few(map.iter());
                }
            }
            Postings::Few(few_numbers) => *self = few(few_numbers.iter().copied().filter(|n| !dead.contains(*n))),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Postings::Few(few) => few[0] == FREE,
            Postings::Many(map) => map.is_empty(),
        }
    }

    pub(crate) fn contains(&self, number: u32) -> bool {
        match self {
            Postings::Few(few) => few.contains(&number),
            Postings::Many(map) => map.contains(number),
        }
    }

    /// How many of `set` are here.
    pub(crate) fn count_in(&self, set: &RoaringBitmap) -> u64 {
        match self {
            Postings::Few(few) => few.iter().filter(|&&n| set.contains(n)).count() as u64,
            Postings::Many(map) => map.intersection_len(set),
        }
    }

    /// Those of `set` that are here.
    pub(crate) fn within(&self, set: &RoaringBitmap) -> RoaringBitmap {
        match self {
            Postings::Few(few) => few.iter().copied().filter(|&n| set.contains(n)).collect(),
            Postings::Many(map) => map & set,
        }
    }

    /// What it takes to meet them with a set, about, in steps.
    pub(crate) fn cost(&self) -> u64 {
        match self {
            Postings::Few(_) => 4,
            Postings::Many(map) => map.len(),
        }
    }

    /// Bytes on the heap, about.
    pub(crate) fn memory(&self) -> usize {
        match self {
            Postings::Few(_) => 0,
            Postings::Many(map) => bitmap_memory(map),
        }
    }
}

fn few(numbers: impl Iterator<Item = u32>) -> Postings {
    let mut few = [FREE; 4];
    few.iter_mut().zip(numbers.filter(|n| *n != FREE)).for_each(|(place, number)| *place = number);
    Postings::Few(few)
}

/// Bytes on the heap of a bitmap, about: what it would take on disk and the heads of its containers.
pub(crate) fn bitmap_memory(map: &RoaringBitmap) -> usize {
    let containers = map.statistics().n_containers as usize;
    map.serialized_size() + containers * 48
}

/// The union of many postings.
pub(crate) fn union<'a>(sets: impl IntoIterator<Item = &'a Postings>) -> RoaringBitmap {
    let mut loose = Vec::new();
    let mut maps = Vec::new();
    for set in sets {
        match set {
            Postings::Few(few) => loose.extend(few.iter().copied().filter(|n| *n != FREE)),
            Postings::Many(map) => maps.push(map),
        }
    }
    loose.sort_unstable();
    let mut all = match maps.as_slice() {
        [] => RoaringBitmap::new(),
        [one] => (*one).clone(),
        _ => maps.union(),
    };
    all.extend(loose);
    all
}
