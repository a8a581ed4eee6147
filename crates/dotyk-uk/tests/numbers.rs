use dotyk_uk::Plural::{self, Few, Many, One, Other};
use dotyk_uk::{plural, plural_decimal, plural_en};

#[test]
fn whole_numbers() {
    for (form, numbers) in [
        (One, &[1, 21, 31, 101, 1_001][..]),
        (Few, &[2, 3, 4, 22, 34, 104, 1_002]),
        (Many, &[0, 5, 10, 11, 12, 13, 14, 15, 20, 111, 112, 1_000_000, u64::MAX]),
    ] {
        for &n in numbers {
            assert_eq!(plural(n), form, "{n}");
            assert_eq!(plural_decimal(&n.to_string()), form, "{n}");
        }
    }
}

#[test]
fn decimals_and_the_unreadable() {
    for (text, form) in [
        ("1,5", Other),
        ("1,0", Other),
        ("2.25", Other),
        ("1 000 002", Few),
        ("1\u{a0}221", One),
        ("-3", Few),
        ("−11", Many),
        ("", Other),
        ("багато", Other),
        ("99999999999999999999999999999991", One),
    ] {
        assert_eq!(plural_decimal(text), form, "{text}");
    }
}

#[test]
fn english_and_names() {
    assert_eq!([0, 1, 2, 21].map(plural_en), [Other, One, Other, Other]);
    assert_eq!([One, Few, Many, Other].map(Plural::name), ["one", "few", "many", "other"]);
}
