//! Thirty needs as communities write them, and the DAC sectors they should meet.

use dotyk_match::points::sectors;

/// One of the sectors must be first; all must be among the first five.
const NEEDS: [(&str, &[&str]); 30] = [
    ("Кисневі концентратори для лікарні", &["12191"]),
    ("Потрібен автомобіль швидкої допомоги", &["12230"]),
    ("Апарати ШВЛ та засоби індивідуального захисту для боротьби з коронавірусом", &["12191", "12264"]),
    ("Обладнання для сільської амбулаторії та ФАПу", &["12220"]),
    ("Холодильники для вакцин", &["12250"]),
    ("Психологічна допомога дітям, які пережили обстріли", &["12340"]),
    ("Ліки для хворих на туберкульоз", &["12263"]),
    ("Шкільний автобус для опорної школи", &["11120", "11220"]),
    ("Меблі та іграшки для дитячого садка", &["11240"]),
    ("Комп'ютери для ліцею", &["11320", "22040"]),
    ("Майстерня для професійно-технічного училища", &["11330"]),
    ("Гуртожиток переміщеного університету", &["11420", "16030"]),
    ("Капітальний ремонт водогону", &["14020"]),
    ("Свердловини й очищення питної води у селах", &["14030"]),
    ("Сміттєвоз і контейнери для сортування сміття", &["14050"]),
    ("Відкриття ЦНАПу в об'єднаній громаді", &["15112"]),
    ("Притулок для жінок, що постраждали від домашнього насильства", &["15180"]),
    ("Розмінування полів", &["15250"]),
    ("Пандус для людей з інвалідністю та обладнання територіального центру", &["16010"]),
    ("Житло для внутрішньо переміщених осіб", &["16030", "72010"]),
    ("Ремонт будинку культури і бібліотеки", &["16061"]),
    ("Ремонт дороги та мосту через Айдар", &["21020"]),
    ("Сонячні панелі на даху школи", &["23230"]),
    ("Утеплення фасаду та заміна вікон у лікарні", &["23183", "12191"]),
    ("Реконструкція котельні й тепломережі", &["23620"]),
    ("Генератори на час відключень електропостачання", &["23630"]),
    ("Трактор і насіння для фермерів", &["31120"]),
    ("Гранти для малого бізнесу переселенців", &["32130", "72010"]),
    ("Відновлення лісів після пожеж: саджанці", &["31220"]),
    ("Пожежний автомобіль для гасіння лісових пожеж", &["74020"]),
];

#[test]
fn needs_meet_their_sectors() {
    let mut wrong = Vec::new();
    for (need, expected) in NEEDS {
        let spoken = sectors(need);
        let codes: Vec<&str> = spoken.iter().take(5).map(|spoken| spoken.code).collect();
        let first = codes.first().is_some_and(|code| expected.contains(code));
        if !first || !expected.iter().all(|code| codes.contains(code)) {
            wrong.push(format!("{need}: {expected:?}, but {spoken:?}"));
        }
        assert!(spoken.iter().all(|spoken| spoken.weight > 0.0 && !spoken.words.is_empty()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn both_languages_meet() {
    for (uk, en) in [
        ("Ремонт лікарні", "Hospital repair"),
        ("Сонячна електростанція для водоканалу", "Solar power for the waterworks"),
        ("Дитячі садки", "Kindergartens"),
        ("Розмінування", "Mine clearance"),
        ("Допомога переселенцям", "Support to displaced people"),
    ] {
        assert_eq!(sectors(uk)[0].code, sectors(en)[0].code, "{uk} and {en}");
    }
    assert!(sectors("Лист від 12 березня").is_empty());
    assert!(sectors("").is_empty());
}

/// The table is what it seems: codes of five digits, once each, names and keys in both languages.
#[test]
fn the_table_is_whole() {
    let mut codes = std::collections::BTreeSet::new();
    for line in include_str!("../../tables/sectors.txt").lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split(" | ").collect();
        let (code, name) = parts[0].split_once(' ').expect("a code and a name");
        assert!(code.len() == 5 && code.bytes().all(|c| c.is_ascii_digit()) && !name.is_empty(), "{line}");
        assert!(codes.insert(code), "{code} is there twice");
        assert_eq!(parts.len(), 3, "{line}");
        for (text, cyrillic) in [(parts[1], true), (parts[2], false)] {
            let keys: Vec<&str> = text.split(", ").collect();
            assert!(keys.iter().all(|key| !key.trim().is_empty()), "{line}");
            let any = keys.iter().any(|key| key.chars().any(dotyk_uk::is_ukrainian_letter));
            assert_eq!(any, cyrillic, "{line}");
        }
    }
    assert!(codes.len() > 70);
}
