//! In which language a title is.

use std::sync::LazyLock;

static LANGUAGES: LazyLock<Vec<(&'static str, Vec<&'static str>)>> = LazyLock::new(|| {
    let lines = include_str!("../../tables/languages.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": ")).map(|(code, words)| (code, words.split(' ').collect())).collect()
});

/// The language most of whose small words are among `words`, lower-case and without accents; the
/// earlier in the table among equals, so English before all.
pub(super) fn language(title: &str) -> Option<&'static str> {
    let words: Vec<String> = plain(title);
    let cyrillic = title.chars().filter(|c| dotyk_uk::is_ukrainian_letter(*c)).count();
    if cyrillic * 2 > title.chars().filter(|c| c.is_alphabetic()).count() {
        return Some("uk");
    }
    let mut best = (0, None);
    for (code, small) in LANGUAGES.iter() {
        let count = words.iter().filter(|word| small.contains(&word.as_str())).count();
        if count > best.0 {
            best = (count, Some(*code));
        }
    }
    best.1
}

/// The code of a language as it is kept.
pub(super) fn named(code: &str) -> Option<&'static str> {
    if code == "uk" { Some("uk") } else { LANGUAGES.iter().map(|(known, _)| *known).find(|known| *known == code) }
}

/// Words in lower case, Latin letters without accents. Not the search key, which writes short Latin
/// words in Cyrillic.
fn plain(title: &str) -> Vec<String> {
    let folded: String = title.chars().flat_map(char::to_lowercase).map(bare).collect();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
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
