use std::borrow::Cow;

use dotyk_uk::{fold, is_ukrainian_letter, mixed_script, repairs};

use crate::shared;

/// Words as runs of letters and digits, counted the way the founding text was measured.
fn mixed_words(text: &str) -> usize {
    let latin = |c: char| c.is_ascii_alphabetic();
    let cyrillic = |c: char| ('\u{400}'..='\u{4ff}').contains(&c);
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(latin) && word.chars().any(cyrillic)).count()
}

#[test]
fn words_of_two_scripts_become_one() {
    for (written, meant) in [
        ("мiсто", "місто"),
        ("УФСI VI", "УФСІ VI"),
        ("IТ-кластер", "ІТ-кластер"),
        ("матерiально-технiчної", "матеріально-технічної"),
        ("5-рiчний", "5-річний"),
        ("зв’язкi", "зв’язкі"),
        ("Kиїв", "Київ"),
        ("ïжак", "їжак"),
        ("i\u{308}жак", "і\u{308}жак"),
        ("СOVID-19", "COVID-19"),
        ("VІ", "VI"),
        ("ХХI", "ХХІ"),
        ("USAID-проєктi", "USAID-проєкті"),
        ("Brandvilleом", "Brandvilleом"),
        ("пiдтримка\u{ad}мi", "підтримка\u{ad}мі"),
    ] {
        assert_eq!(fold(written), meant);
    }
}

#[test]
fn lone_letters_follow_their_neighbours() {
    for (written, meant) in [
        ("Валентина Колесник i Михайло Снопенко", "Валентина Колесник і Михайло Снопенко"),
        ("(Болгарiя) i Сєвєродонецьк", "(Болгарія) і Сєвєродонецьк"),
        ("Марiя i", "Марія і"),
        ("y Луганську", "у Луганську"),
        ("2020 i 2021 роки", "2020 і 2021 роки"),
        ("проєкт USAID i громада", "проєкт USAID i громада"),
        ("том I книги", "том I книги"),
        ("план A i план Б", "план A i план Б"),
        ("УФСI VI i громада", "УФСІ VI і громада"),
        ("у XIX i XX столітті", "у XIX і XX столітті"),
        ("СV i пошта", "CV і пошта"),
        ("i", "i"),
    ] {
        assert_eq!(fold(written), meant);
    }
}

#[test]
fn initials_belong_to_names() {
    for (written, meant) in [
        ("КПI iм. I. Сiкорського", "КПІ ім. І. Сікорського"),
        ("I. Сікорський", "І. Сікорський"),
        ("I.\u{a0}I. Сікорський", "І.\u{a0}І. Сікорський"),
        ("Сікорський О.I.", "Сікорський О.І."),
        ("розділ I. далі", "розділ I. далі"),
        ("I. Загальне\nII. Окреме", "I. Загальне\nII. Окреме"),
    ] {
        assert_eq!(fold(written), meant);
    }
}

#[test]
fn what_is_right_is_borrowed() {
    for text in ["", "Проєкт USAID та Brandville", "COVID-19", "Сєвєродонецьк", "VI", "Hello i", "№ 5"] {
        assert!(matches!(fold(text), Cow::Borrowed(same) if same == text), "{text}");
        assert_eq!(repairs(text), 0);
    }
}

#[test]
fn the_founding_text_is_repaired_without_residue() {
    let Some(text) = shared::file("interview/interview.uk.txt") else {
        return;
    };
    assert_eq!(mixed_words(&text), 375);
    let folded = fold(&text);
    assert_eq!(mixed_words(&folded), 0);
    assert_eq!(folded.chars().count(), text.chars().count(), "only letters are exchanged");
    for kept in ["USAID", "COVID-19", "Brandville", "УФСІ VI", "Sikorsky Challenge", "Safe school", "brand.lg.ua"] {
        assert!(folded.contains(kept), "{kept}");
    }
    for repaired in ["Колесник і Михайло", "ім. І. Сікорського", "напрямів, і в кожному", "ІТ-кластер"]
    {
        assert!(folded.contains(repaired), "{repaired}");
    }
    assert!(!folded.contains(" i "));
    assert_eq!(fold(&folded), folded);
}

#[test]
fn scripts_are_told_apart() {
    for mixed in ["оlena", "Олена Petrenko", "раypal", "αdmin", "admin.їжак"] {
        assert!(mixed_script(mixed), "{mixed}");
    }
    for pure in ["", "olena_2021", "олена.петренко", "О’Коннор", "żółw", "1+1"] {
        assert!(!mixed_script(pure), "{pure}");
    }
    let alphabet: Vec<char> = ('\u{400}'..='\u{4ff}').filter(|&c| is_ukrainian_letter(c)).collect();
    assert_eq!(alphabet.len(), 66);
    assert!("АаҐґЄєІіЇїЙйЬьЯя".chars().all(is_ukrainian_letter));
    assert!(!"ЁёЪъЫыЭэЎўAi’1".chars().any(is_ukrainian_letter));
}
