use std::cmp::Ordering;

use dotyk_uk::sort_key;
use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;
use proptest::prelude::*;

/// The reference: the Ukrainian order of CLDR with numbers by value.
fn reference() -> CollatorBorrowed<'static> {
    let mut preferences = CollatorPreferences::from(&locale!("uk"));
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    Collator::try_new(preferences, CollatorOptions::default()).expect("data for uk are compiled in")
}

fn order(a: &str, b: &str) -> Ordering {
    sort_key(a).cmp(&sort_key(b))
}

#[test]
fn a_ukrainian_list() {
    let sorted = [
        "",
        "2 школи",
        "10 шкіл",
        "2020",
        "Авдіївка",
        "Бахмут",
        "Вінниця",
        "Гадяч",
        "Ґалаґан",
        "Донецьк",
        "ера",
        "Єнакієве",
        "Житомир",
        "Золоте",
        "Ирій",
        "Ізюм",
        "Їжакевич",
        "Йосипівка",
        "Кремінна",
        "Лисичанськ",
        "мʼята",
        "М’ята",
        "Новоайдар",
        "Новоайдар 2",
        "Новоайдар 10",
        "Новоайдарська громада",
        "Попасна",
        "Рубіжне",
        "«Сватове»",
        "Школа № 2",
        "Школа № 10",
        "шляхи",
        "Щастя",
        "Юність",
        "яблуня",
        "Brandville",
        "USAID",
    ];
    for pair in sorted.windows(2) {
        assert_eq!(order(pair[0], pair[1]), Ordering::Less, "{pair:?}");
    }
}

#[test]
fn small_differences_come_last() {
    for (first, second) in [
        ("іван", "Іван"),
        ("Іван", "ІВАН"),
        ("Іван А", "іван б"),
        ("все", "всё"),
        ("замок", "за\u{301}мок"),
        ("резюме", "резюме\u{301}"),
    ] {
        assert_eq!(order(first, second), Ordering::Less, "{first} {second}");
    }
    for (one, other) in
        [("мята", "м’ята"), ("Мар'їнка", "Марʼїнка"), ("007", "7"), ("Iван", "Іван"), ("«Наша» громада", "Наша громада")]
    {
        assert_eq!(sort_key(one), sort_key(other), "{one} {other}");
    }
    assert_eq!(order(&"9".repeat(300), &format!("1{}", "0".repeat(300))), Ordering::Less);
}

#[test]
fn the_alphabet_agrees_with_cldr() {
    let reference = reference();
    let letters: Vec<String> = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяъыэabcxyz".chars().map(String::from).collect();
    for a in &letters {
        for b in &letters {
            assert_eq!(order(a, b), reference.compare(a, b), "{a} {b}");
        }
    }
}

#[test]
fn keys_are_short() {
    assert_eq!(sort_key("громада").len(), 14);
    assert_eq!(sort_key("Громада").len(), 18);
    assert_eq!(sort_key(""), "");
}

proptest! {
    #![proptest_config(crate::properties::cases(1000))]

    #[test]
    fn cyrillic_agrees_with_cldr(a in "[а-щА-Щґєіїьюяыэ0-9]{1,5}( [а-яґєіїЄІЇ0-9]{1,4}){0,2}", b in "[а-щА-Щґєіїьюяыэ0-9]{1,5}( [а-яґєіїЄІЇ0-9]{1,4}){0,2}") {
        prop_assert_eq!(order(&a, &b), reference().compare(&a, &b), "{} {}", a, b);
    }

    #[test]
    fn scripts_agree_with_cldr(a in "([а-яіїєґА-Я]{1,4}|[a-zA-Zéü]{1,4}|[1-9][0-9]{0,3}) ([а-я]{1,2}|[a-z]{1,2})", b in "([а-яіїєґА-Я]{1,4}|[a-zA-Zéü]{1,4}|[1-9][0-9]{0,3}) ([а-я]{1,2}|[a-z]{1,2})") {
        if dotyk_uk::repairs(&a) + dotyk_uk::repairs(&b) > 0 {
            return Ok(());
        }
        prop_assert_eq!(order(&a, &b), reference().compare(&a, &b), "{} {}", a, b);
    }

    #[test]
    fn near_twins_agree_with_cldr(word in "[абіїАБ]{0,4}", other in "[абіїАБ]{0,4}") {
        prop_assert_eq!(order(&word, &other), reference().compare(&word, &other));
    }
}
