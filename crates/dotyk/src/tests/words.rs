//! Nothing is said in one language only, no page names a message that is not there, and plurals have all their forms.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::tidy::sources;
use crate::app::NOUNS;

/// The messages of a text: key to body.
fn messages(text: &str) -> BTreeMap<String, String> {
    let mut messages: BTreeMap<String, String> = BTreeMap::new();
    let mut last = String::new();
    for line in text.lines() {
        let starts = line.chars().next().is_some_and(|c| c.is_ascii_lowercase());
        if let (true, Some((key, body))) = (starts, line.split_once(" =")) {
            last = key.to_owned();
            messages.insert(last.clone(), body.trim().to_owned());
        } else if let Some(body) = messages.get_mut(&last) {
            body.push('\n');
            body.push_str(line);
        }
    }
    messages
}

/// The arguments that a body names.
fn arguments(body: &str) -> BTreeSet<String> {
    let names = body.split('$').skip(1);
    names.map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()).collect()
}

/// What is wrong between the two texts of a noun.
fn differences(name: &str, uk: &str, en: &str) -> Vec<String> {
    let (uk, en) = (messages(uk), messages(en));
    let mut wrong = Vec::new();
    for key in uk.keys().chain(en.keys()) {
        match (uk.get(key), en.get(key)) {
            (Some(uk), Some(en)) => {
                if arguments(uk) != arguments(en) {
                    wrong.push(format!("{name}: {key} has other arguments in uk and en"));
                }
                if uk.contains("$count ->")
                    && !(uk.contains("[one]") && uk.contains("[few]") && uk.contains("*[many]"))
                    && !uk.contains("*[other]")
                {
                    wrong.push(format!("{name}: {key} lacks a plural form in uk"));
                }
                if uk.is_empty() || en.is_empty() {
                    wrong.push(format!("{name}: {key} is empty"));
                }
            }
            _ => wrong.push(format!("{name}: {key} stands in one language only")),
        }
        // A folder that keeps several kinds of record has the words of each.
        let kinds: &[&str] = match name {
            "programme" => &["programme", "call", "application"],
            "circle" => &["circle", "cluster", "group"],
            "event" => &["event", "attendance"],
            name => &[name],
        };
        if !name.is_empty() && !kinds.iter().any(|kind| key.starts_with(&format!("{kind}-"))) {
            wrong.push(format!("{name}: {key} does not begin with its noun"));
        }
    }
    wrong
}

/// Words of the program's texts that look like keys: `noun-something`.
fn named(text: &str, nouns: &[&str]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for literal in text.split('"').skip(1).step_by(2) {
        let looks = nouns.iter().any(|noun| literal.strip_prefix(noun).is_some_and(|rest| rest.starts_with('-')));
        if looks && literal.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            keys.insert(literal.to_owned());
        }
    }
    keys
}

#[test]
fn both_languages_say_the_same() {
    let wrong: Vec<String> = NOUNS.iter().flat_map(|noun| differences(noun.name, noun.text[0], noun.text[1])).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_list_beside_a_record_has_a_heading() {
    let known: BTreeSet<String> = NOUNS.iter().flat_map(|noun| messages(noun.text[0]).into_keys()).collect();
    let lacking: Vec<String> = crate::records::words_beside().into_iter().filter(|key| !known.contains(key)).collect();
    assert_eq!(lacking, Vec::<String>::new());
}

#[test]
fn no_page_names_a_message_that_is_not_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let nouns: Vec<&str> = NOUNS.iter().filter(|noun| !noun.text[0].is_empty()).map(|noun| noun.name).collect();
    let known: BTreeSet<String> = NOUNS.iter().flat_map(|noun| messages(noun.text[0]).into_keys()).collect();
    let mut missing = Vec::new();
    let mut count = 0;
    for (path, text) in sources(&root, &["rs", "html"]) {
        if path.starts_with("tests/") || path.ends_with("tests.rs") || path == "testing.rs" {
            continue;
        }
        for key in named(&text, &nouns) {
            count += 1;
            let prefix = key.ends_with('-') && known.iter().any(|known| known.starts_with(&key));
            if !prefix && !known.contains(&key) && !NOT_KEYS.contains(&key.as_str()) {
                missing.push(format!("{path}: {key}"));
            }
        }
        // A problem's page has a heading and an explanation.
        for call in text.split("Problem::bad(\"").chain(text.split("Refusal(\"")).skip(1) {
            let key = call.split('"').next().unwrap_or_default();
            if nouns.iter().any(|noun| key.starts_with(&format!("{noun}-")))
                && !key.ends_with('-')
                && !known.contains(&format!("{key}-help"))
            {
                missing.push(format!("{path}: {key}-help"));
            }
        }
    }
    assert!(count > 300, "only {count} keys were found: the search is broken");
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Literals that look like keys and are none.
const NOT_KEYS: &[&str] = &["file-hint"];

#[test]
fn a_missing_word_is_caught() {
    let uk = "project-title = Проєкти\nproject-count = { $count ->\n    [one] { $n } проєкт\n   *[many] { $n } проєктів\n}\n";
    let en = "project-title = Projects\nproject-count = { $count ->\n    [one] { $n } project\n   *[many] { $m } projects\n}\nweb-x = x\n";
    let wrong = differences("project", uk, en).join("\n");
    for text in [
        "project-count has other arguments",
        "project-count lacks a plural form",
        "web-x stands in one language only",
        "web-x does not begin",
    ] {
        assert!(wrong.contains(text), "{text} is not in {wrong}");
    }
    assert!(named("page.t(\"project-nowhere\")", &["project"]).contains("project-nowhere"));
}
