use dotyk_uk::{slug, transliterate};

use crate::shared;

#[test]
fn the_resolution_letter_by_letter() {
    for (uk, en) in [
        ("Алушта, Борщагівка, Вінниця, Гадяч, Ґалаґан", "Alushta, Borshchahivka, Vinnytsia, Hadiach, Galagan"),
        ("Донецьк, Рівне, Єнакієве, Гаєвич, Короп’є", "Donetsk, Rivne, Yenakiieve, Haievych, Koropie"),
        ("Житомир, Закарпаття, Медвин, Іванків, Їжакевич", "Zhytomyr, Zakarpattia, Medvyn, Ivankiv, Yizhakevych"),
        ("Кадиївка, Мар’їне, Йосипівка, Стрий, Олексій", "Kadyivka, Marine, Yosypivka, Stryi, Oleksii"),
        (
            "Феодосія, Харків, Біла Церква, Чернівці, Шостка, Щербухи",
            "Feodosiia, Kharkiv, Bila Tserkva, Chernivtsi, Shostka, Shcherbukhy",
        ),
        ("Юрій, Корюківка, Яготин, Костянтин, Згорани, Розгон", "Yurii, Koriukivka, Yahotyn, Kostiantyn, Zghorany, Rozghon"),
        ("ЩАСТЯ Щастя Є ЄС ЗГУРІВКА", "SHCHASTIA Shchastia Ye YES ZGHURIVKA"),
        ("Івано-Яворівське", "Ivano-Yavorivske"),
        ("«Яблуня» USAID O'Neill 'Юність'", "«Yablunia» USAID O'Neill 'Yunist'"),
        ("Мiсто", "Misto"),
        ("і\u{301}мʼя", "imia"),
    ] {
        assert_eq!(transliterate(uk), en);
    }
}

#[test]
fn all_names_of_the_oblast() {
    let Some(table) = shared::file("data/luhansk/luhansk_katotth.csv") else {
        return;
    };
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let column = |name| header.iter().position(|h| *h == name).expect("the column");
    let (uk, en) = (column("name_uk_2021"), column("name_en"));
    let mut compared = 0;
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[en].is_empty() {
            continue;
        }
        assert_eq!(transliterate(cells[uk]), cells[en]);
        compared += 1;
    }
    assert_eq!(compared, 971);
}

#[test]
fn slugs_are_addresses() {
    for (text, expected) in [
        ("Бельгійський спадок: «Лисичанськ»", "belhiiskyi-spadok-lysychansk"),
        ("  IТ-кластер  ", "it-klaster"),
        ("Straße, Łódź, Botoșani", "strasse-lodz-botosani"),
        ("п’ять об'єктів", "piat-obiektiv"),
        ("日本", ""),
        ("", ""),
    ] {
        assert_eq!(slug(text), expected);
    }
    let long = slug("Сприяння розвитку соціальної інфраструктури та відновлення східних областей України");
    assert_eq!(long, "spryiannia-rozvytku-sotsialnoi-infrastruktury-ta-vidnovlennia-skhidnykh-oblastei");
    assert_eq!(slug(&"щ".repeat(60)).len(), 80);
    assert_eq!(slug(&format!("{} b", "a".repeat(80))), "a".repeat(80));
}
