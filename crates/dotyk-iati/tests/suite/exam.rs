//! The exam: the standard's own schema tests, and the official validator's answers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dotyk_iati::{Options, Version, check_all};
use serde_json::Value;

use crate::material::{content, files, material};

/// The day the official answers were made.
fn options() -> Options {
    Options::new("2026-11-22T19:56:00Z".parse().expect("a date"))
}

#[test]
fn schema_tests() {
    let Some(folder) = material("schema tests") else {
        return;
    };
    let all = files(&folder.join("exam/schema-tests"), &[".xml"]);
    let mut options = options();
    options.schema_only = true;
    options.version = Some(Version::V203);
    let mut wrong = Vec::new();
    for path in &all {
        let should_pass = path.to_string_lossy().contains("should-pass");
        let report = check_all(&content(path)[..], &options);
        if report.summary.valid() != should_pass {
            wrong.push((path, report.findings));
        }
    }
    println!("schema tests: agree {} of {}", all.len() - wrong.len(), all.len());
    for (path, findings) in &wrong {
        println!("{}: {:?}", path.display(), findings.first().map(|f| f.message.to_string()));
    }
    assert!(wrong.is_empty() && !all.is_empty());
}

/// Identifier, id and severity of a finding; how often each occurs.
type Counts = BTreeMap<(String, String, String), usize>;

fn ours(file: &Path) -> Counts {
    let mut counts = Counts::new();
    for finding in check_all(&content(file)[..], &options()).findings {
        let key = (finding.identifier.to_string(), finding.id.to_owned(), finding.severity.to_string());
        *counts.entry(key).or_default() += 1;
    }
    counts
}

fn official(answer: &Path) -> Counts {
    let answer: Value = serde_json::from_slice(&content(answer)).expect("an answer is JSON");
    let mut counts = Counts::new();
    for error in answer["errors"].as_array().into_iter().flatten() {
        let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
        let id = text("id");
        // Advisories need the datastore: they stand apart.
        if !id.starts_with("1000.0.") {
            *counts.entry((text("identifier"), id, text("severity"))).or_default() += 1;
        }
    }
    counts
}

/// A place where we and the official validator differ, and why we are right.
#[derive(serde::Serialize, serde::Deserialize, PartialEq, Eq, PartialOrd, Ord, Debug, Clone)]
struct Differ {
    file: String,
    identifier: String,
    id: String,
    ours: usize,
    official: usize,
    reason: String,
}

/// The faults of the official validator by the number they touch. Each has a test in
/// `differs.rs`.
fn reason(file: &str, id: &str) -> &'static str {
    match (file, id) {
        ("integration/iati-org-schema-errors-broken-root-element.xml", _) => {
            "items are cut out of the text by their tags, so that a nested root breaks them apart"
        }
        (_, "0.3.1") => "what follows the last activity is not checked",
        (_, "3.7.1") => "the rule never fires: its condition gives a set of nodes, not true or false",
        (_, "8.8.2" | "8.9.2" | "8.10.2") => "the rule fires also where there is no value",
        (_, "9.1.1" | "9.97.1") => "the version is never looked up in its code list",
        (_, "9.95.1") => "languages are never looked up in their code list",
        (_, "1.1.2") => "only the last of several repeated identifiers is reported",
        _ => "",
    }
}

/// Everything that differs, in all files of the exam; how many files agree, and how many there
/// are.
fn differences(folder: &Path) -> (Vec<Differ>, usize, usize) {
    let (mut found, mut agree, mut total) = (Vec::new(), 0, 0);
    for part in ["integration", "mutants", "real"] {
        for file in files(&folder.join("exam").join(part).join("files"), &[".xml", ".xml.gz"]) {
            let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let plain = name.trim_end_matches(".gz");
            let answers = folder.join("exam").join(part).join("expected");
            let answer = [".json", ".json.gz"].map(|end| answers.join(format!("{plain}{end}")));
            let answer = answer.iter().find(|p| p.exists()).unwrap_or_else(|| panic!("{name} has no answer"));
            let (ours, official) = (ours(&file), official(answer));
            let keys: BTreeSet<_> = ours.keys().chain(official.keys()).collect();
            let before = found.len();
            for key in keys.into_iter().filter(|k| ours.get(*k) != official.get(*k)) {
                let count = |counts: &Counts| counts.get(key).copied().unwrap_or(0);
                let file = format!("{part}/{plain}");
                let reason = reason(&file, &key.1).to_owned();
                let (identifier, id) = (key.0.clone(), key.1.clone());
                found.push(Differ { file, identifier, id, ours: count(&ours), official: count(&official), reason });
            }
            total += 1;
            agree += usize::from(found.len() == before);
        }
    }
    found.sort();
    (found, agree, total)
}

/// Ours and the official answers are equal but for `differs.json`, which is exact: nothing in
/// it may agree by now. `DIFFERS=write` writes it anew, for a look at what changed.
#[test]
fn official_answers() {
    let Some(folder) = material("official answers") else { return };
    let (found, agree, total) = differences(&folder);
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("differs.json");
    if std::env::var("DIFFERS").is_ok_and(|v| v == "write") {
        let lines: Vec<_> = found.iter().map(|d| serde_json::to_string(d).expect("JSON")).collect();
        std::fs::write(&list, format!("[\n{}\n]\n", lines.join(",\n"))).expect("the list can be written");
    }
    let listed: Vec<Differ> = serde_json::from_slice(&content(&list)).expect("the list is JSON");
    let unlisted: Vec<_> = found.iter().filter(|d| !listed.contains(d)).collect();
    let stale: Vec<_> = listed.iter().filter(|d| !found.contains(d)).collect();
    let still: BTreeSet<_> = unlisted.iter().map(|d| &d.file).collect();
    println!("official answers: agree {agree} of {total}; with differs.json {} of {total}", total - still.len());
    assert!(unlisted.is_empty(), "{} not in differs.json, such as {:?}", unlisted.len(), unlisted.first());
    assert!(stale.is_empty(), "{} only in differs.json, such as {:?}", stale.len(), stale.first());
    assert!(found.iter().all(|d| !d.reason.is_empty()), "a difference without a reason");
}
