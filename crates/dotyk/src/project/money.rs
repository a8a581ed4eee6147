//! What is said of a project's money. Pure.

use std::collections::BTreeMap;

use super::store::Sum;
use crate::figure::Qualifier;

/// The last word among what is said of one project: what one source says of the latest day, each figure once. What another
/// source says may be the same money again. «4–5 млрд» is one sum with a lower and an upper bound, not two.
pub fn last_word<'s>(said: &[&'s Sum]) -> Vec<&'s Sum> {
    let Some(last) = said.iter().max_by_key(|sum| (&sum.day, &sum.source)) else { return Vec::new() };
    let figures: BTreeMap<&str, &Sum> = said
        .iter()
        .filter(|sum| (&sum.day, &sum.source) == (&last.day, &last.source))
        .map(|sum| (sum.figure.as_str(), *sum))
        .collect();
    let lower = figures.values().any(|sum| matches!(sum.qualifier, Qualifier::AtLeast | Qualifier::MoreThan));
    figures.into_values().filter(|sum| !(lower && sum.qualifier == Qualifier::AtMost)).collect()
}
