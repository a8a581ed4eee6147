//! In which language a title is.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::prepare::words;

/// Codes in the order of the table, and for each small word a bit for each language that has it.
static LANGUAGES: LazyLock<(Vec<&'static str>, HashMap<&'static str, u16>)> = LazyLock::new(|| {
    let (mut codes, mut small) = (Vec::new(), HashMap::new());
    let lines = include_str!("../../tables/languages.txt").lines().filter(|line| !line.starts_with('#'));
    for (at, (code, words)) in lines.filter_map(|line| line.split_once(": ")).enumerate() {
        codes.push(code);
        words.split(' ').for_each(|word| *small.entry(word).or_default() |= 1 << at);
    }
    (codes, small)
});

/// Ukrainian words that stand in any title and tell nothing of it.
const UKRAINIAN: &str = "а або аби без би був було були в вже від він вона вони до для за з зі із й і їх її його коли ми на над не \
                         ні о об по при під після перед про та так також те ти то того тому у це цей ця через чи ще що щоб як який \
                         яка які";
/// English ones beside those of the table.
const ENGLISH: &str = "a an at as be or is it its their this that these those are was were not";

/// The small words of all languages, as words of a text are written.
static SMALL: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut all = HashSet::new();
    for list in [UKRAINIAN, ENGLISH].into_iter().chain(LANGUAGES.1.keys().copied()) {
        words(list, |word| {
            all.insert(word.to_owned());
        });
    }
    all
});

/// Whether a word tells nothing of what two texts have in common, though both have it.
pub(super) fn is_small(word: &str) -> bool {
    SMALL.contains(word)
}

/// The language most of whose small words stand in `title`; the earlier in the table among equals,
/// so English before all. Cyrillic is Ukrainian.
pub(super) fn language(title: &str) -> Option<&'static str> {
    let (letters, cyrillic) = title
        .chars()
        .filter(|c| c.is_alphabetic())
        .fold((0, 0), |(letters, cyrillic), c| (letters + 1, cyrillic + usize::from(dotyk_uk::is_ukrainian_letter(c))));
    if cyrillic * 2 > letters {
        return Some("uk");
    }
    let (codes, small) = &*LANGUAGES;
    let mut counts = vec![0; codes.len()];
    for bits in plain(title).split(|c: char| !c.is_alphanumeric()).filter_map(|word| small.get(word)) {
        counts.iter_mut().enumerate().for_each(|(at, count)| *count += bits >> at & 1);
    }
    let best = counts.iter().max().copied().filter(|best| *best > 0)?;
    counts.iter().position(|count| *count == best).map(|at| codes[at])
}

/// The code of a language as it is kept.
pub(super) fn named(code: &str) -> Option<&'static str> {
    if code == "uk" { Some("uk") } else { LANGUAGES.0.iter().find(|known| **known == code).copied() }
}

/// In lower case, Latin letters without accents. Not the search key, which writes short Latin words
/// in Cyrillic.
fn plain(title: &str) -> String {
    title.chars().flat_map(char::to_lowercase).map(bare).collect()
}

fn bare(c: char) -> char {
    match c {
        'à'..='å' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_small, language};
    use crate::prepare::words;

    #[test]
    fn small_words_tell() {
        assert_eq!(language("Support to the health system of Kenya"), Some("en"));
        assert_eq!(language("Amélioration de l'accès aux soins pour les réfugiés"), Some("fr"));
        assert_eq!(language("Fortalecimiento de los servicios para la mujer"), Some("es"));
        assert_eq!(language("Kvinnor, fred och säkerhet"), Some("sv"));
        assert_eq!(language("Ремонт школи (UNDP)"), Some("uk"));
        assert_eq!(language("COVID-19 Response"), None);
    }

    #[test]
    fn what_is_left_of_a_title_tells_of_it() {
        let telling = |title: &str| {
            let mut left = Vec::new();
            words(title, |word| left.extend((!is_small(word)).then(|| word.to_owned())));
            left.len()
        };
        for (title, count) in [
            ("Кисень для лікарні та школи", 3),
            ("Oxygen for the hospital and the school", 3),
            ("Les soins pour les réfugiés", 2),
            ("Це для тих і в", 1),
        ] {
            assert_eq!(telling(title), count, "{title}");
        }
    }
}
