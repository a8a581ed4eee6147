//! Whether an identifier has been seen before, in sixteen bytes each.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use siphasher::sip128::{Hasher128, SipHasher13};

/// The keys are hashes already.
#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().take(8).fold(0, |n, b| (n << 8) | u64::from(*b));
    }

    fn write_u128(&mut self, n: u128) {
        self.0 = n as u64;
    }
}

/// The identifiers seen so far.
#[derive(Default)]
pub(crate) struct Duplicates {
    seen: HashSet<u128, BuildHasherDefault<Same>>,
    /// How often, for those seen more than once.
    counts: HashMap<u128, u32>,
}

impl Duplicates {
    /// Takes note of an identifier; says how often it has been seen now.
    pub(crate) fn see(&mut self, identifier: &str) -> u32 {
        let mut hasher = SipHasher13::new();
        hasher.write(identifier.as_bytes());
        let key = hasher.finish128().as_u128();
        if self.seen.insert(key) {
            return 1;
        }
        let count = self.counts.entry(key).or_insert(1);
        *count = count.saturating_add(1);
        *count
    }
}
