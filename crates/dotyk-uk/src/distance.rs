//! How many slips of the finger lie between two words.

use std::collections::HashMap;

/// The Damerau-Levenshtein distance of `a` and `b`, or `None` when it is more than `max`.
///
/// Counted in characters: a character left out, put in, exchanged for another, or two neighbours
/// swapped. The unrestricted distance, so letters may also be put in between swapped ones. Compare
/// [`search_key`](crate::search_key)s rather than raw text. The cost grows with the product of
/// both lengths, and stops early when `max` is passed.
///
/// ```
/// use dotyk_uk::distance;
/// assert_eq!(distance("громада", "гормада", 2), Some(1));
/// assert_eq!(distance("лікарня", "лікарня", 0), Some(0));
/// assert_eq!(distance("місто", "село", 2), None);
/// ```
pub fn distance(a: &str, b: &str, max: usize) -> Option<usize> {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > max {
        return None;
    }
    let max = max.min(a.len().max(b.len()));
    let far = max + 1;

    // A swap reaches back over at most `max` rows, so no more are kept: a ring.
    let kept = max + 2;
    let mut rows = vec![vec![far; b.len() + 1]; kept.min(a.len() + 1)];
    let ring = rows.len();
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j.min(far);
    }
    // For each character of `a`, the last row (from 1) where it stood.
    let mut last_row: HashMap<char, usize> = HashMap::new();
    for i in 1..=a.len() {
        let mut row = vec![far; b.len() + 1];
        row[0] = i.min(far);
        let mut last_column = 0;
        let mut best = row[0];
        for j in 1..=b.len() {
            let above = &rows[(i - 1) % ring];
            let same = a[i - 1] == b[j - 1];
            let mut cell = (above[j - 1] + usize::from(!same)).min(above[j] + 1).min(row[j - 1] + 1);
            let k = last_row.get(&b[j - 1]).copied().unwrap_or(0);
            if k > 0 && last_column > 0 && i - k <= max {
                let between = (i - k - 1) + (j - last_column - 1);
                cell = cell.min(rows[(k - 1) % ring][last_column - 1] + between + 1);
            }
            if same {
                last_column = j;
            }
            row[j] = cell.min(far);
            best = best.min(row[j]);
        }
        last_row.insert(a[i - 1], i);
        if best > max {
            // Later rows grow from this one, or swap over it at no smaller cost.
            return None;
        }
        let slot = i % ring;
        rows[slot] = row;
    }
    let found = rows[a.len() % ring][b.len()];
    (found <= max).then_some(found)
}
