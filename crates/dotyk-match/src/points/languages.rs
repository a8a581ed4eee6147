//! In which language a title is.

use std::collections::HashMap;
use std::sync::LazyLock;

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
    use super::language;

    #[test]
    fn small_words_tell() {
        assert_eq!(language("Support to the health system of Kenya"), Some("en"));
        assert_eq!(language("Amélioration de l'accès aux soins pour les réfugiés"), Some("fr"));
        assert_eq!(language("Fortalecimiento de los servicios para la mujer"), Some("es"));
        assert_eq!(language("Kvinnor, fred och säkerhet"), Some("sv"));
        assert_eq!(language("Ремонт школи (UNDP)"), Some("uk"));
        assert_eq!(language("COVID-19 Response"), None);
    }
}
