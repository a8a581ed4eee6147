//! The codes of the world's lists that people type: of currencies, and of the sectors that help is for, with their names.

use std::sync::LazyLock;

use dotyk_iati::CodeLists;

use super::Lang;

static LISTS: LazyLock<CodeLists> = LazyLock::new(CodeLists::default);

/// Sectors with their names, in the order of the codes.
static NAMES: LazyLock<Vec<(&str, [&str; 2])>> = LazyLock::new(|| {
    let lines = include_str!("sectors.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut parts = line.split(" | ");
            Some((parts.next()?, [parts.next()?, parts.next()?]))
        })
        .collect()
});

/// Whether this is a currency of ISO 4217.
pub fn is_currency(code: &str) -> bool {
    LISTS.contains("Currency", code) == Some(true)
}

/// Whether this is a purpose of the DAC list, five digits; also one that was withdrawn since.
pub fn is_purpose(code: &str) -> bool {
    LISTS.contains("Sector", code) == Some(true)
}

/// Whether this is a purpose, a category of them, or a group of those: three digits.
pub fn is_sector(code: &str) -> bool {
    is_purpose(code) || code.len() == 3 && NAMES.binary_search_by_key(&code, |(known, _)| known).is_ok()
}

/// A sector with those it lies under: its category of three digits, and the group of that, which ends in a nought.
pub fn sectors_over(code: &str) -> Vec<String> {
    let mut codes = vec![code.to_owned()];
    if code.is_ascii() && code.len() == 5 {
        codes.push(code[..3].to_owned());
    }
    if code.is_ascii() && matches!(code.len(), 3 | 5) {
        codes.push(format!("{}0", &code[..2]));
    }
    codes.dedup();
    codes
}

/// A sector with its name: «12220 Первинна медична допомога». A purpose without a name of its own is called by its category.
///
/// ```
/// use dotyk::text::{Lang, sector};
/// assert_eq!(sector(Lang::En, "12220"), "12220 Basic health care");
/// ```
pub fn sector(lang: Lang, code: &str) -> String {
    match name(lang, code).or_else(|| name(lang, code.get(..3)?)) {
        Some(name) => format!("{code} {name}"),
        None => code.to_owned(),
    }
}

fn name(lang: Lang, code: &str) -> Option<&'static str> {
    let at = NAMES.binary_search_by_key(&code, |(known, _)| known).ok()?;
    Some(NAMES[at].1[lang as usize])
}

/// All that have a name, with it: what a form offers; purposes alone, or their categories too.
pub fn sectors(lang: Lang, categories: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    let offered = NAMES.iter().filter(move |(code, _)| categories || code.len() == 5);
    offered.map(move |(code, names)| (*code, names[lang as usize]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_list_holds_is_a_code() {
        for (code, purpose, sector) in [
            ("12220", true, true),
            ("12191", true, true),
            ("122", false, true),
            ("120", false, true),
            ("12221", false, false),
            ("999", false, false),
            ("", false, false),
            ("12220 ", false, false),
        ] {
            assert_eq!((is_purpose(code), is_sector(code)), (purpose, sector), "{code}");
        }
    }

    #[test]
    fn a_currency_is_one_of_the_list() {
        for (code, known) in [("UAH", true), ("EUR", true), ("AAA", false), ("uah", false), ("ГРН", false)] {
            assert_eq!(is_currency(code), known, "{code}");
        }
    }

    #[test]
    fn every_name_is_of_a_code_in_both_languages() {
        assert!(NAMES.is_sorted_by_key(|(code, _)| *code));
        for (code, names) in NAMES.iter() {
            let listed = is_purpose(code) || LISTS.contains("SectorCategory", code) == Some(true);
            assert!(listed || code.len() == 3 && code.ends_with('0'), "{code}");
            assert!(names.iter().all(|name| !name.trim().is_empty() && *name == name.trim()), "{code}");
        }
        assert!(sectors(Lang::Uk, false).count() > 290);
        let lines = include_str!("sectors.txt").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.count(), NAMES.len(), "a line without a part of it");
    }

    #[test]
    fn a_purpose_without_a_name_is_called_by_its_category() {
        assert_eq!(sector(Lang::Uk, "12220"), "12220 Первинна медична допомога");
        assert_eq!(sector(Lang::En, "122"), "122 Basic health");
        assert_eq!(sector(Lang::En, "11321"), "11321 Secondary education");
        assert_eq!(sector(Lang::En, "00000"), "00000");
        assert_eq!(sector(Lang::En, "щось"), "щось");
    }
}
