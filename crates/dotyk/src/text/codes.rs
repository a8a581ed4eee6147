//! The codes of the world's lists that people type: of sectors and of currencies.

use std::sync::LazyLock;

use dotyk_iati::CodeLists;

static LISTS: LazyLock<CodeLists> = LazyLock::new(CodeLists::default);

/// Whether this is a purpose code of the DAC list, five digits; also one that was withdrawn since.
pub fn is_sector(code: &str) -> bool {
    LISTS.contains("Sector", code) == Some(true)
}

/// Whether this is a currency of ISO 4217.
pub fn is_currency(code: &str) -> bool {
    LISTS.contains("Currency", code) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_lists_hold_is_a_code() {
        for (code, known) in [("12220", true), ("12191", true), ("12221", false), ("122", false), ("", false), ("12220 ", false)]
        {
            assert_eq!(is_sector(code), known, "{code}");
        }
        for (code, known) in [("UAH", true), ("EUR", true), ("AAA", false), ("uah", false), ("ГРН", false)] {
            assert_eq!(is_currency(code), known, "{code}");
        }
    }
}
