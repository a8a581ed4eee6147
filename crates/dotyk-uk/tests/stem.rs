use std::collections::BTreeMap;

use dotyk_uk::{stem, stems};

const FAMILIES: &str = include_str!("families.txt");
const STRANGERS: &str = include_str!("strangers.txt");

#[test]
fn the_forms_of_a_word_meet() {
    let mut astray = Vec::new();
    for family in FAMILIES.lines() {
        let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for form in family.split(' ') {
            found.entry(stem(form)).or_default().push(form);
        }
        if found.len() > 1 {
            astray.push(format!("{found:?}"));
        }
    }
    assert!(FAMILIES.lines().count() >= 200);
    assert!(astray.is_empty(), "{}", astray.join("\n"));
}

#[test]
fn strangers_do_not_meet() {
    for pair in STRANGERS.lines() {
        let (one, other) = pair.split_once(' ').expect("two words");
        assert_ne!(stem(one), stem(other), "{pair}");
    }
}

#[test]
fn english_goes_its_own_way() {
    for family in
        ["partner partners partner's", "agreement agreements", "funded funding funds", "community communities", "map maps"]
    {
        let mut found: Vec<String> = family.split(' ').map(stem).collect();
        found.dedup();
        assert_eq!(found.len(), 1, "{family}: {found:?}");
    }
    assert_eq!(stem("IT"), stem("ІТ"));
}

#[test]
fn texts_give_the_stems_of_their_parts() {
    assert_eq!(stems("Потреби шкіл"), stems("потреба школи"));
    assert_eq!(stems("IТ-кластери"), [stem("ІТ"), stem("кластер")]);
    assert_eq!(stem("Івано-Франківськ"), stem("івано-франківську"));
    assert_eq!(stem("2021"), "2021");
    assert_eq!(stem(""), "");
    assert!(stems("— … —").is_empty());
}
