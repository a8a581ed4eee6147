//! The chain around a record, level by level: first what touches it, then what touches that. Pure.

use std::collections::{BTreeMap, HashSet};

use super::Outcome;
use crate::access::Ref;

/// A chain shows so many records; who needs more begins at another.
pub const MOST: usize = 200;

/// And so many rows between them.
const MOST_ROWS: usize = 400;

/// Everything that hangs together with a record.
#[derive(Debug, PartialEq, Eq)]
pub struct Chain {
    /// The records, the nearest first; the one that was asked for leads.
    pub records: Vec<Ref>,
    /// The rows between them, in the order in which they were made.
    pub rows: Vec<Outcome>,
    /// Whether there is more.
    pub cut: bool,
}

/// Follows rows from a record. `touching` gives the rows at any of some records, and whether there are more of them.
///
/// # Errors
/// Those of `touching`.
pub fn follow<E>(from: Ref, mut touching: impl FnMut(&[Ref]) -> Result<(Vec<Outcome>, bool), E>) -> Result<Chain, E> {
    let mut known = HashSet::from([from.clone()]);
    let mut rows = BTreeMap::new();
    let (mut records, mut level, mut cut) = (vec![from.clone()], vec![from], false);
    while !level.is_empty() {
        let (found, more) = touching(&level)?;
        cut |= more;
        level = Vec::new();
        for row in found {
            for end in [&row.body.from, &row.body.to] {
                if known.len() < MOST && known.insert(end.clone()) {
                    level.push(end.clone());
                }
            }
            let whole = known.contains(&row.body.from) && known.contains(&row.body.to);
            if rows.contains_key(&row.id) {
                continue;
            }
            match whole && rows.len() < MOST_ROWS {
                true => drop(rows.insert(row.id.clone(), row)),
                false => cut = true,
            }
        }
        records.extend(level.iter().cloned());
    }
    Ok(Chain { records, rows: rows.into_values().collect(), cut })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Kind;
    use crate::outcome::Body;

    fn record(n: usize) -> Ref {
        Ref::new(Kind::Project, format!("{n:04}"))
    }

    fn rows(pairs: impl IntoIterator<Item = (usize, usize)>) -> Vec<Outcome> {
        let row = |(from, to)| Outcome {
            id: format!("{from:04}-{to:04}"),
            removed_at: None,
            created_by: "test".into(),
            version: 1,
            body: Body { from: record(from), to: record(to), note_uk: None, note_en: None, source: None, locator: None },
        };
        pairs.into_iter().map(row).collect()
    }

    /// Follows, and counts the questions.
    fn chain(all: &[Outcome], from: usize) -> (Chain, usize) {
        let mut asked = 0;
        let chain = follow(record(from), |level| {
            asked += 1;
            let touching = all.iter().filter(|row| level.contains(&row.body.from) || level.contains(&row.body.to));
            Ok::<_, ()>((touching.cloned().collect(), false))
        });
        (chain.expect("no error"), asked)
    }

    #[test]
    fn a_chain_is_the_same_from_any_of_its_ends() {
        let all = rows([(1, 2), (2, 3), (2, 4), (5, 4), (8, 9)]);
        let (first, asked) = chain(&all, 1);
        assert_eq!(first.records, [1, 2, 3, 4, 5].map(record));
        assert_eq!((first.rows.len(), first.cut, asked), (4, false, 4), "a question for each level");
        for end in 2..=5 {
            let (other, _) = chain(&all, end);
            assert_eq!(other.records[0], record(end));
            assert_eq!(other.rows, first.rows, "from {end}");
        }
        assert_eq!(chain(&all, 7).0.records, [record(7)]);
    }

    #[test]
    fn a_chain_too_long_is_cut_and_says_so() {
        let (chain, _) = chain(&rows((1..300).map(|to| (0, to))), 0);
        assert_eq!((chain.records.len(), chain.rows.len(), chain.cut), (MOST, MOST - 1, true));
        // A circle that should not be there does not hold it up.
        assert_eq!(self::chain(&rows([(1, 2), (2, 1)]), 1).0.rows.len(), 2);
    }
}
