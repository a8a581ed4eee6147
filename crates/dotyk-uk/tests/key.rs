use dotyk_uk::{search_key, tokens};

fn words(text: &str) -> Vec<String> {
    tokens(text).collect()
}

#[test]
fn one_key_for_one_word() {
    for same in [
        &["IT", "ІТ", "IТ", "ІT", "it", "іт", "iт", "It"][..],
        &["Інноваційного", "iнновацiйного", "ІННОВАЦІЙНОГО", "іннова\u{ad}ційного", "інноваці\u{301}йного"],
        &["Мар'їнка", "Мар’їнка", "Марʼїнка", "Мар`їнка", "мар‘їнка", "марїнка"],
        &["ґрунт", "Грунт"],
        &["Орёл", "орел"],
        &["Київ", "Ки\u{456}\u{308}в", "Киïв"],
        &["Йосип", "И\u{306}осип"],
        &["м. Кремінна", "м.\u{a0}Кремінна", "м.Кремінна", "«М» — Кремінна"],
        &["Івано-Франківськ", "Івано–Франківськ", "Івано Франківськ", "Івано\u{2011}Франківськ"],
        &["Botoșani", "botosani", "BOTOŞANI"],
        &["№ 5", "№5", "5", "“5”"],
        &["XXI", "ХХІ", "XХI"],
    ] {
        for text in same {
            assert_eq!(search_key(text), search_key(same[0]), "{text} and {}", same[0]);
        }
    }
}

#[test]
fn ordinary_words_keep_their_script() {
    for (one, other) in [("mama", "мама"), ("Kremenna", "Кремінна"), ("atom", "атом"), ("пора", "nopa"), ("USAID", "ЮСАІД")]
    {
        assert_ne!(search_key(one), search_key(other));
    }
    assert_eq!(search_key("USAID, COVID-19"), "usaid covid 19");
}

#[test]
fn keys_are_plain() {
    assert_eq!(search_key("  «Проєкт\u{a0}№ 7 — „Наша громада“»  "), "проєкт 7 наша громада");
    assert_eq!(search_key("…"), "");
    assert_eq!(search_key(""), "");
}

#[test]
fn hyphens_give_the_whole_and_the_parts() {
    assert_eq!(
        words("П’ять IT-компаній, онлайн‑засідання"),
        ["пять", "іт-компаній", "іт", "компаній", "онлайн-засідання", "онлайн", "засідання"]
    );
    assert_eq!(words("2020-й - рік"), ["2020-й", "2020", "й", "рік"]);
    assert_eq!(words(" -а- "), ["а"]);
    assert_eq!(words(""), Vec::<String>::new());
}
