//! What a person types, and what must come.

use dotyk_match::*;

fn document(key: &str, title: &str) -> Document {
    Document {
        key: key.into(),
        kind: "project".into(),
        title_uk: Some(title.into()),
        visibility: Visibility::public(),
        ..Document::default()
    }
}

fn sample() -> Index {
    let city = Document {
        kind: "place".into(),
        names: ["Сєвєродонецьк", "Sievierodonetsk", "UA44120150010078604"].map(String::from).to_vec(),
        ..document("city", "Сіверськодонецьк")
    };
    let hub = Document {
        title_en: Some("Innovation hub of Kreminna".into()),
        body: "Меморандум із USAID: обладнання, навчання вчителів, IT-клас".into(),
        ..document("hub", "Створення iнновацiйного хабу у Кремінній")
    };
    let draft = Document { visibility: Visibility::only(["org:7"]), ..document("draft", "Таємниця громади") };
    let mut index = Index::new();
    index.extend([
        city,
        hub,
        draft,
        document("it", "Розвиток ІТ кластера"),
        document("school", "Капітальний ремонт школи № 12"),
        document("library", "Утеплення бібліотеки у громаді"),
        Document { body: "Поруч школа і лікарня".into(), ..document("road", "Ремонт дороги") },
    ]);
    index
}

fn ask(index: &Index, text: &str) -> Answer {
    index.search(&Query { text: text.into(), ..Query::default() })
}

fn keys(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.key.as_str()).collect()
}

#[test]
fn queries_find_what_was_meant() {
    let index = sample();
    for (text, expected, corrected) in [
        ("«iнновацiйного»", &["hub"][..], None),
        ("«Інноваційного»", &["hub"], None),
        ("інноваційний хаб", &["hub"], None),
        ("Sievierodonetsk", &["city"], None),
        ("Сіверськодонецьк", &["city"], None),
        ("северодонецьк", &["city"], None),
        ("у Сєвєродонецьку", &["city"], None),
        ("IT", &["it", "hub"], None),
        ("ІТ", &["it", "hub"], None),
        ("it-клас ", &["hub"], None),
        ("шкіл", &["school", "road"], None),
        ("ремонт шк", &["school", "road"], None),
        ("Inn", &["hub"], None),
        ("kreminna hub", &["hub"], None),
        ("UA44120150010078604", &["city"], None),
        ("бібілотека", &["library"], Some("бібліотеки")),
        ("ремонт дроги", &["road"], Some("ремонт дороги")),
        (",s,ksjntrf", &["library"], Some("бібліотека")),
        ("ірщз", &[], None),
        ("", &["school", "road", "it", "city", "hub", "library"], None),
        ("щось зовсім інше", &[], None),
    ] {
        let answer = ask(&index, text);
        let mut found = keys(&answer);
        let mut expected = expected.to_vec();
        if text.is_empty() {
            found.sort_unstable();
            expected.sort_unstable();
        }
        assert_eq!(found, expected, "{text}");
        assert_eq!(answer.corrected.as_deref(), corrected, "{text}");
        assert_eq!(answer.total, expected.len() as u64, "{text}");
    }
}

#[test]
fn a_hit_says_why() {
    let index = sample();
    let former = &ask(&index, "северодонецьк").hits[0];
    assert_eq!(former.name.as_deref(), Some("Сєвєродонецьк"));
    assert_eq!((former.reasons[0].field, former.reasons[0].how), (Field::Name, How::Form));
    let body = &ask(&index, "школа").hits[1];
    assert_eq!((body.key.as_str(), body.reasons[0].field, body.reasons[0].how), ("road", Field::Body, How::Exact));
    assert_eq!(ask(&index, "бібілотека").hits[0].reasons[0].how, How::Typo);
}

#[test]
fn the_better_match_comes_first() {
    let mut index = Index::new();
    index.extend([
        Document { body: "вода".into(), boost: 9, ..document("body", "А") },
        document("prefix", "Водадвісті"),
        document("form", "Води багато"),
        document("exact", "Свіжа вода"),
        Document { boost: 5, ..document("newer", "Чиста вода") },
        document("whole", "Вода"),
        Document { names: vec!["вода здалека".into()], ..document("name", "Джерело") },
    ]);
    assert_eq!(keys(&ask(&index, "вода")), ["whole", "newer", "exact", "name", "form", "prefix", "body"]);
    // A rare word weighs more: all have one of the two words in the title and the other below.
    let mut index = Index::new();
    index.extend((0..20).map(|n| document(&format!("{n}"), "Ремонт")));
    index.put(Document { body: "ремонт".into(), ..document("rare", "Спектрометр") });
    index.put(Document { body: "спектрометр".into(), ..document("common", "Ремонт") });
    assert_eq!(keys(&ask(&index, "ремонт спектрометр")), ["rare", "common"]);
    // Titles by the alphabet, and pages without gap or double.
    let by_title = |offset| Query { order: Order::Title, offset, limit: 1, ..Query::default() };
    let mut index = Index::new();
    index.extend(["Ялта", "Ґрунт", "Дім", "Школа 10", "Школа 2"].map(|title| document(title, title)));
    let pages: Vec<String> = (0..6).flat_map(|offset| index.search(&by_title(offset)).hits).map(|hit| hit.key).collect();
    assert_eq!(pages, ["Ґрунт", "Дім", "Школа 2", "Школа 10", "Ялта"]);
}

#[test]
fn spans_are_touched() {
    let mut index = Index::new();
    let span = |from, to| vec![Span { name: "period".into(), from, to }];
    index.put(Document { spans: span(10, 20), ..document("a", "А") });
    index.put(Document { spans: span(30, i64::MAX), ..document("b", "Б") });
    index.put(document("c", "В"));
    let ask = |from, to| {
        let answer = index.search(&Query { spans: span(from, to), ..Query::default() });
        answer.hits.into_iter().map(|hit| hit.key).collect::<String>()
    };
    assert_eq!([ask(20, 29), ask(0, 9), ask(15, 90), ask(99, 99)], ["a", "", "ab", "b"]);
}

#[test]
fn type_ahead_offers_beginnings_first() {
    let index = sample();
    let offers = |text: &str, kind: Option<&str>| -> Vec<String> {
        index.suggest(text, kind, &Viewer::public(), 5).into_iter().map(|offer| offer.title).collect()
    };
    assert_eq!(offers("ре", None), ["Ремонт дороги", "Капітальний ремонт школи № 12"]);
    assert_eq!(offers("р", None), ["Ремонт дороги", "Розвиток ІТ кластера"]);
    assert_eq!(offers("innov", None), ["Innovation hub of Kreminna"]);
    assert_eq!(offers("", None), [""; 0]);
    assert_eq!(offers("таєм", None), [""; 0]);
    assert_eq!(offers("с", Some("place")), ["Сіверськодонецьк"]);
    let former = &index.suggest("сєвєр", None, &Viewer::public(), 5)[0];
    assert_eq!((former.title.as_str(), former.name.as_deref()), ("Сіверськодонецьк", Some("Сєвєродонецьк")));
}

#[test]
fn a_draft_is_for_its_own() {
    let index = sample();
    let of = |viewer: Viewer, text: &str| index.search(&Query { viewer, text: text.into(), ..Query::default() });
    for text in ["таємниця", "таємницю", "таєм", "таємнця", "nf'vybwz"] {
        assert_eq!(of(Viewer::public(), text), Answer::default(), "{text}");
        assert_eq!(of(Viewer::with(["org:8"]), text), Answer::default(), "{text}");
        assert_eq!(keys(&of(Viewer::with(["org:7"]), text)), ["draft"], "{text}");
        assert_eq!(keys(&of(Viewer::all(), text)), ["draft"], "{text}");
    }
}

#[test]
fn a_document_is_replaced_and_removed() {
    let mut index = sample();
    let before = index.len();
    assert!(index.put(document("it", "Зовсім інша назва")));
    assert!(keys(&ask(&index, "кластер")).is_empty());
    assert_eq!(keys(&ask(&index, "назви")), ["it"]);
    assert!(index.remove("it") && !index.remove("it") && !index.contains("it"));
    assert_eq!(index.len(), before - 1);
    // Many edits do not pile up.
    for round in 0..5000 {
        index.put(document("it", &format!("Назва {round}")));
    }
    assert_eq!(ask(&index, "назва").total, 1);
    assert!(index.words() < 2000, "{}", index.words());
}
