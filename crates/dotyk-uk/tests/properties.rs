use dotyk_uk::*;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// Texts of the kind that breaks things: two scripts, marks, apostrophes, hyphens, digits.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[а-яіїєґА-ЯІЇЄҐёa-zA-Z0-9 '’ʼ`.,;:«»№\u{ad}\u{301}\u{308}\u{a0}–-]{0,40}",
        "([aioyIiVX]|[іаоА-Я]|[.,]|[ -]|\u{308}|\u{301}|'){0,16}",
        "[аеіоуbhktTBHiIOoсС sSёЁґłßïİ\u{307}\u{308}\u{301}.-]{0,12}",
    ]
}

/// Enough for every run; no file of past failures is kept, they become tests.
pub fn cases(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    let cases = asked.unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn fold_is_idempotent_and_exchanges_letters_only(text in text()) {
        let once = fold(&text).into_owned();
        prop_assert_eq!(fold(&once), once.as_str());
        prop_assert_eq!(once.chars().count(), text.chars().count());
        prop_assert_eq!(repairs(&text) == 0, once == text);
    }

    #[test]
    fn search_keys_are_settled(text in text()) {
        let key = search_key(&text);
        prop_assert_eq!(search_key(&key), key.as_str());
        prop_assert!(!key.contains("  ") && key.trim() == key);
        let parts: Vec<String> = tokens(&text).filter(|word| !word.contains('-')).collect();
        prop_assert_eq!(parts.join(" "), key);
    }

    #[test]
    fn decomposed_text_has_the_same_key(text in text()) {
        prop_assert_eq!(search_key(&text.nfd().collect::<String>()), search_key(&text));
    }

    #[test]
    fn case_does_not_matter_to_search(text in "[а-щьюяіїєґА-ЩЬЮЯІЇЄҐ '’-]{0,20}") {
        prop_assert_eq!(search_key(&text.to_uppercase()), search_key(&text));
    }

    #[test]
    fn sort_keys_are_hex_and_ordered(a in text(), b in text()) {
        let (first, second) = (sort_key(&a), sort_key(&b));
        prop_assert!(first.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c)));
        prop_assert_eq!(first.len() % 2, 0);
        // What follows a text never moves it before the text, and equal keys stay equal.
        let longer = |text: &str| sort_key(&format!("{text} 9"));
        prop_assert!(longer(&a) >= first);
        if first == second {
            prop_assert_eq!(longer(&a), longer(&b));
        }
    }

    #[test]
    fn numbers_sort_by_value(a in any::<u64>(), b in any::<u64>()) {
        let key = |n: u64| sort_key(&format!("Школа {n}"));
        prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
    }

    #[test]
    fn stems_never_panic(text in text()) {
        prop_assert_eq!(stems(&text).join("-"), stem(&text));
        prop_assert!(stems(&text).iter().all(|stem| !stem.is_empty()));
    }

    #[test]
    fn slugs_are_ascii(text in text()) {
        let slug = slug(&text);
        prop_assert!(slug.len() <= 80);
        prop_assert!(slug.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-'));
        prop_assert!(!slug.contains("--") && !slug.starts_with('-') && !slug.ends_with('-'));
        prop_assert_eq!(dotyk_uk::slug(&slug), slug);
    }

    #[test]
    fn ukrainian_becomes_ascii(text in "[а-щьюяіїєґА-ЩЬЮЯІЇЄҐ 0-9.-]{0,40}") {
        prop_assert!(transliterate(&text).is_ascii());
    }

    #[test]
    fn nothing_panics(text in text()) {
        let _ = (keyboard(&text), mixed_script(&text), plural_decimal(&text), transliterate(&text));
    }

    #[test]
    fn distances_behave(a in "[абв]{0,7}", b in "[абв]{0,7}", c in "[абв]{0,7}", max in 0usize..8) {
        let whole = |a: &str, b: &str| distance(a, b, 99).expect("within reach");
        let d = whole(&a, &b);
        prop_assert_eq!(d, whole(&b, &a));
        prop_assert_eq!(d == 0, a == b);
        prop_assert!(d <= whole(&a, &c) + whole(&c, &b));
        prop_assert_eq!(distance(&a, &b, max), (d <= max).then_some(d));
    }
}
