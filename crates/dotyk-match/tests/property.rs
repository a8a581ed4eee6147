//! Properties over many small registers.

use std::collections::BTreeMap;

use dotyk_match::*;
use proptest::prelude::*;

const WORDS: [&str; 18] = [
    "школа",
    "школи",
    "шкіл",
    "лікарня",
    "лікарень",
    "громада",
    "громади",
    "ремонт",
    "ремонту",
    "IT",
    "iнновацiйний",
    "hospital",
    "hospitals",
    "repair",
    "12",
    "UA-44",
    "та",
    "сховище",
];
const TYPED: [&str; 14] = [
    "шкоал",
    "гормада",
    "ремнот",
    "ghjtrn",
    "kbrfhyz",
    "шко",
    "г",
    "hosp",
    "лікарнь",
    "сховще",
    "рем",
    "«ІТ»",
    "зошит",
    "repiar",
];
const VALUES: [&str; 3] = ["a", "b", "c"];
const TOKENS: [&str; 3] = ["org:1", "org:2", "place:3"];

fn cases(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(cases), failure_persistence: None, ..ProptestConfig::default() }
}

fn some_of(from: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop::sample::select(from).prop_map(String::from), 0..=most)
}

fn words(most: usize) -> impl Strategy<Value = String> {
    some_of(&WORDS, most).prop_map(|words| words.join(" "))
}

fn document() -> impl Strategy<Value = Document> {
    let texts = (words(3), prop::option::of(words(3)), prop::collection::vec(words(2), 0..2), words(5));
    let filed = (some_of(&VALUES, 2), some_of(&VALUES, 1), 0..3i64, prop::option::of((0..9i64, 0..9i64)));
    let seen = (any::<bool>(), some_of(&TOKENS, 2));
    (0..12u8, texts, filed, seen).prop_map(
        |(key, (title, english, names, body), (stages, places, boost, span), (public, tokens))| Document {
            key: format!("k{key}"),
            kind: VALUES[usize::from(key) % 3].into(),
            title_uk: Some(title),
            title_en: english,
            names,
            body,
            facets: stages.into_iter().map(|value| ("stage".into(), value)).collect(),
            places,
            spans: span.into_iter().map(|(from, length)| Span { name: "period".into(), from, to: from + length }).collect(),
            boost,
            visibility: Visibility { public, tokens },
        },
    )
}

fn viewer() -> impl Strategy<Value = Viewer> {
    (prop::bool::weighted(0.2), some_of(&TOKENS, 2)).prop_map(|(all, tokens)| Viewer { all, tokens })
}

fn query() -> impl Strategy<Value = Query> {
    let text = prop_oneof![3 => words(2), 2 => prop::sample::select(&TYPED[..]).prop_map(String::from), 1 => words(1).prop_map(|word| word + " ")];
    let span = prop::option::of((0..12i64, 0..4i64));
    let filed = (prop::option::weighted(0.2, prop::sample::select(&VALUES[..])), some_of(&VALUES, 2), some_of(&VALUES, 1), span);
    (text, filed, viewer(), 0..3usize, 0..8usize, 0..3u8).prop_map(
        |(text, (kind, stages, places, span), viewer, offset, limit, order)| Query {
            text,
            kind: kind.map(String::from),
            filters: vec![("stage".into(), stages), ("place".into(), places)],
            spans: span.into_iter().map(|(from, length)| Span { name: "period".into(), from, to: from + length }).collect(),
            viewer,
            offset,
            limit,
            order: [Order::Best, Order::Boost, Order::Title][usize::from(order)],
            facets: ["kind", "stage", "place", "none"].map(String::from).to_vec(),
        },
    )
}

fn register() -> impl Strategy<Value = Vec<Document>> {
    prop::collection::vec(document(), 0..24)
}

/// What is left when later documents replace earlier ones.
fn latest(documents: &[Document]) -> BTreeMap<String, Document> {
    documents.iter().map(|document| (document.key.clone(), document.clone())).collect()
}

fn sees(viewer: &Viewer, document: &Document) -> bool {
    viewer.all || document.visibility.public || document.visibility.tokens.iter().any(|token| viewer.tokens.contains(token))
}

fn built(documents: impl IntoIterator<Item = Document>) -> Index {
    let mut index = Index::new();
    index.extend(documents);
    index
}

fn offers(index: &Index, text: &str, viewer: &Viewer) -> Vec<Suggestion> {
    index.suggest(text, None, viewer, 4)
}

fn fits(query: &Query, document: &Document, but: &str) -> bool {
    let values = |name: &str| -> Vec<&str> {
        match name {
            "kind" => vec![&document.kind],
            "place" => document.places.iter().map(String::as_str).collect(),
            _ => document.facets.iter().filter(|(facet, _)| facet == name).map(|(_, value)| value.as_str()).collect(),
        }
    };
    let kind = query.kind.iter().map(|kind| ("kind".to_owned(), vec![kind.clone()]));
    let mut filters = query.filters.iter().cloned().chain(kind).filter(|(name, accepted)| name != but && !accepted.is_empty());
    let span = |wanted: &Span| document.spans.iter().any(|span| span.from <= wanted.to && wanted.from <= span.to);
    filters.all(|(name, accepted)| values(&name).iter().any(|value| accepted.iter().any(|a| a == value)))
        && query.spans.iter().all(span)
}

proptest! {
    #![proptest_config(cases(600))]

    /// The whole answer, with scores, corrections and offers, is that of an index that never held
    /// what the viewer may not see.
    #[test]
    fn what_is_hidden_has_no_part(documents in register(), query in query()) {
        let whole = built(documents.clone());
        let seen = built(latest(&documents).into_values().filter(|document| sees(&query.viewer, document)));
        prop_assert_eq!(whole.search(&query), seen.search(&query));
        prop_assert_eq!(offers(&whole, &query.text, &query.viewer), offers(&seen, &query.text, &query.viewer));
    }

    #[test]
    fn edits_equal_a_new_build(documents in register(), removed in prop::collection::vec(0..12u8, 0..6), query in query()) {
        let mut edited = Index::new();
        let mut left = latest(&documents);
        for document in documents {
            let before = edited.contains(&document.key);
            prop_assert_eq!(edited.put(document), before);
        }
        for key in removed.iter().map(|key| format!("k{key}")) {
            prop_assert_eq!(edited.remove(&key), left.remove(&key).is_some());
        }
        prop_assert_eq!(edited.len(), left.len());
        let fresh = built(left.into_values().rev());
        prop_assert_eq!(edited.search(&query), fresh.search(&query));
        prop_assert_eq!(offers(&edited, &query.text, &query.viewer), offers(&fresh, &query.text, &query.viewer));
    }

    #[test]
    fn counts_equal_counting(documents in register(), query in query()) {
        let left = latest(&documents);
        let index = built(documents);
        let query = Query { limit: 50, offset: 0, ..query };
        let answer = index.search(&query);
        let text = Query { text: query.text.clone(), viewer: query.viewer.clone(), limit: 50, ..Query::default() };
        let matching: Vec<&Document> = index.search(&text).hits.iter().map(|hit| &left[&hit.key]).collect();
        prop_assert_eq!(answer.total, matching.iter().filter(|document| fits(&query, document, "")).count() as u64);
        prop_assert_eq!(answer.total, answer.hits.len() as u64);
        for (name, counted) in &answer.facets {
            let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
            for document in matching.iter().filter(|document| fits(&query, document, name)) {
                let stages = document.facets.iter().map(|(_, value)| value.as_str());
                let mut values: Vec<&str> = match name.as_str() {
                    "kind" => vec![&document.kind],
                    "place" => document.places.iter().map(String::as_str).collect(),
                    "stage" => stages.collect(),
                    _ => Vec::new(),
                };
                values.sort_unstable();
                values.dedup();
                values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
            }
            prop_assert_eq!(counted.iter().map(|(value, count)| (value.as_str(), *count)).collect::<BTreeMap<_, _>>(), counts);
            prop_assert!(counted.is_sorted_by(|a, b| (b.1, &a.0) <= (a.1, &b.0)));
        }
    }

    /// Groups left alone are groups that could not have come first.
    #[test]
    fn pages_are_parts_of_the_whole(documents in register(), query in query()) {
        let index = built(documents);
        let all = index.search(&Query { offset: 0, limit: usize::MAX, ..query.clone() });
        let page = index.search(&query);
        let expected: Vec<Hit> = all.hits.into_iter().skip(query.offset).take(query.limit).collect();
        prop_assert_eq!(page.hits, expected);
    }

    #[test]
    fn any_text_is_answered(title in any::<String>(), body in "\\PC{0,80}", text in any::<String>(), key in any::<String>()) {
        let document = Document {
            key: key.clone(),
            title_uk: Some(title.clone()),
            names: vec![text.clone()],
            body,
            visibility: Visibility::public(),
            ..Document::default()
        };
        let mut index = built([document]);
        for text in [&text, &title] {
            let answer = index.search(&Query { text: text.clone(), ..Query::default() });
            prop_assert!(answer.hits.iter().all(|hit| hit.key == key));
            offers(&index, text, &Viewer::public());
        }
        let own = index.search(&Query { text: title, ..Query::default() });
        prop_assert_eq!(own.total, 1);
        prop_assert!(own.corrected.is_none());
        prop_assert!(index.memory() > 0 && index.remove(&key));
    }
}

/// Enough documents for the threads, the sets that are bitmaps, and the sweep.
#[test]
fn a_large_build_equals_putting_one_by_one() {
    let documents: Vec<Document> = (0..6000u32)
        .map(|n| Document {
            key: format!("{}", n % 4000),
            kind: VALUES[n as usize % 3].into(),
            title_uk: Some(format!("{} {}", WORDS[n as usize % WORDS.len()], n % 97)),
            body: WORDS[(n / 7) as usize % WORDS.len()].into(),
            boost: i64::from(n * 7919 % 1000),
            visibility: Visibility { public: n % 5 > 0, tokens: vec![TOKENS[n as usize % 3].into()] },
            ..Document::default()
        })
        .collect();
    let together = built(documents.clone());
    let mut single = Index::new();
    documents.iter().cloned().for_each(|document| {
        single.put(document);
    });
    let fresh = built(latest(&documents).into_values());
    for text in ["", "школа", "шкіл", "ремнот", "громада 5", "h", "it"] {
        for viewer in [Viewer::public(), Viewer::with(["org:1"]), Viewer::all()] {
            let facets = vec!["kind".to_owned()];
            let query = Query { text: text.into(), viewer, facets, offset: 3, ..Query::default() };
            assert_eq!(together.search(&query), single.search(&query), "{text}");
            assert_eq!(together.search(&query), fresh.search(&query), "{text}");
            let all = together.search(&Query { limit: usize::MAX, offset: 0, ..query.clone() });
            assert_eq!(together.search(&query).hits[..], all.hits[3.min(all.hits.len())..all.hits.len().min(23)], "{text}");
        }
    }
}
