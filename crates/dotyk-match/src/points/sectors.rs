//! From words to DAC sectors, in Ukrainian and English.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::prepare::words;

/// A sector of which a text speaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    /// The DAC code of five digits.
    pub code: &'static str,
    /// How much: the sum over the keys that speak. A key of one word counts 1, of more words 2,
    /// parted among all codes that have it.
    pub weight: f32,
    /// The words of the text that spoke, as it has them, in lower case.
    pub words: Vec<String>,
}

/// Keys by the stem of their first word.
struct Keys {
    by_stem: HashMap<String, Vec<Key>>,
}

struct Key {
    stems: Vec<String>,
    codes: Vec<&'static str>,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let mut codes: BTreeMap<Vec<String>, Vec<&'static str>> = BTreeMap::new();
    for line in include_str!("../../tables/sectors.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut parts = line.split(" | ");
        let code = parts.next().and_then(|head| head.split(' ').next()).unwrap_or_default();
        for key in parts.flat_map(|keys| keys.split(", ")) {
            let codes = codes.entry(stems(key).into_iter().map(|(stem, _)| stem).collect()).or_default();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    let mut by_stem: HashMap<String, Vec<Key>> = HashMap::new();
    for (stems, codes) in codes.into_iter().filter(|(stems, _)| !stems.is_empty()) {
        by_stem.entry(stems[0].clone()).or_default().push(Key { stems, codes });
    }
    Keys { by_stem }
});

/// Stems with the words they are of.
fn stems(text: &str) -> Vec<(String, String)> {
    let mut stems = Vec::new();
    words(text, |word| stems.push((dotyk_uk::stem(word), word.to_owned())));
    stems
}

/// The DAC sectors of which `text` speaks, most first, then by code.
///
/// ```
/// let spoken = dotyk_match::points::sectors("Кисневі концентратори для районної лікарні");
/// assert_eq!(spoken[0].code, "12191");
/// assert_eq!(spoken[0].words, ["кисневі", "концентратори", "лікарні"]);
/// ```
pub fn sectors(text: &str) -> Vec<Spoken> {
    let mut said: Vec<(String, String)> = stems(text);
    let mut seen = std::collections::HashSet::new();
    said.retain(|(stem, _)| seen.insert(stem.clone()));
    let place: HashMap<&str, usize> = said.iter().enumerate().map(|(at, (stem, _))| (stem.as_str(), at)).collect();
    let mut codes: BTreeMap<&'static str, (f32, Vec<usize>)> = BTreeMap::new();
    for key in said.iter().filter_map(|(stem, _)| KEYS.by_stem.get(stem)).flatten() {
        let Some(places) = key.stems.iter().map(|stem| place.get(stem.as_str()).copied()).collect::<Option<Vec<usize>>>() else {
            continue;
        };
        let worth = if places.len() > 1 { 2.0 } else { 1.0 } / key.codes.len() as f32;
        for code in &key.codes {
            let (weight, all) = codes.entry(code).or_default();
            *weight += worth;
            all.extend(&places);
        }
    }
    let spoken = codes.into_iter().map(|(code, (weight, mut places))| {
        places.sort_unstable();
        places.dedup();
        Spoken { code, weight, words: places.into_iter().map(|at| said[at].1.clone()).collect() }
    });
    let mut spoken: Vec<Spoken> = spoken.collect();
    spoken.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.code.cmp(b.code)));
    spoken
}
