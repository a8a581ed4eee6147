use dotyk_uk::keyboard;

#[test]
fn the_other_layout_is_recognised() {
    for (typed, meant) in [
        ("ghjtrn", "проект"),
        ("Ghjtrn", "Проект"),
        ("GHJTRN", "ПРОЕКТ"),
        ("gjnht,f", "потреба"),
        ("ghjtrn,", "проект,"),
        ("\"ghjtrn\"", "\"проект\""),
        ("d vscns", "в місті"),
        ("uhjvflf", "громада"),
        ("ghjtrn USAID", "проект USAID"),
        ("rdfhnbhb", "квартири"),
        ("руддщ", "hello"),
        ("руддщ цщкдв", "hello world"),
        ("Пкфте", "Grant"),
    ] {
        assert_eq!(keyboard(typed).as_deref(), Some(meant), "{typed}");
    }
}

#[test]
fn what_makes_sense_is_left() {
    for text in [
        "",
        "проєкт",
        "громада",
        "hello",
        "USAID",
        "UNDP",
        "COVID-19",
        "xlsx",
        "brand.lg.ua",
        "ЦНАП",
        "ВПО",
        "МТД",
        "КНР",
        "КПІ",
        "Kharkiv",
        "Sievierodonetsk",
        "12345",
        "…",
        "Квемо-Картлі",
        "Winterswijk",
        "Енсхеде",
        "Птолемайда",
        "IT",
        "ab",
    ] {
        assert_eq!(keyboard(text), None, "{text}");
    }
}
