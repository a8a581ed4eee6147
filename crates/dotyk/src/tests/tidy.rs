//! The house keeps its order: who may import whom, who writes which table, where the driver is named, and that
//! ARCHITECTURE.md speaks of the rooms that are there. Each rule is a function over texts, and has a test of its own
//! that plants a breach.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::app::{NOUNS, Noun};

/// The rungs, from the ground up. A module imports only from lower rungs.
const RUNGS: &[&[&str]] = &[
    &["text", "access"],
    &["journal"],
    &["web"],
    &["office", "account", "letter"],
    &["file", "source", "figure", "step"],
    &["place", "organisation", "person"],
    &["project", "need", "programme"],
    &["round", "touchpoint", "introduction", "interest", "outcome", "agreement", "partnership", "circle", "event"],
    &["asset", "emergency"],
    &["history", "import", "activity", "matrix", "portal", "report", "ask", "exchange", "backup", "demo"],
    &["app", "records", "command", "testing", "tests", "main", "lib"],
];

/// Who owns the tables that begin with a word.
const TABLES: &[(&str, &str)] = &[
    ("journal", "journal"),
    ("journal_head", "journal"),
    ("office", "office"),
    ("account", "account"),
    ("letter", "letter"),
    ("interest", "interest"),
    ("file", "file"),
    ("source", "source"),
    ("figure", "figure"),
    ("step", "step"),
    ("place", "place"),
    ("organisation", "organisation"),
    ("person", "person"),
    ("project", "project"),
    ("asset", "asset"),
    ("need", "need"),
    ("round", "round"),
    ("emergency", "emergency"),
    ("event", "event"),
    ("touchpoint", "touchpoint"),
    ("introduction", "introduction"),
    ("outcome", "outcome"),
    ("partnership", "partnership"),
    ("programme", "programme"),
    ("circle", "circle"),
    ("agreement", "agreement"),
    ("import", "import"),
    ("report", "report"),
    ("activity", "activity"),
];

/// All texts under a folder with one of these endings: path relative to it, and content.
pub fn sources(root: &Path, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().and_then(|e| e.to_str()).is_some_and(|ending| endings.contains(&ending)) {
                let name = path.strip_prefix(root).expect("under the root").to_string_lossy().replace('\\', "/");
                found.push((name, std::fs::read_to_string(&path).expect("a text")));
            }
        }
    }
    found.sort();
    found
}

fn rung(module: &str) -> Option<usize> {
    RUNGS.iter().position(|rung| rung.contains(&module))
}

/// The module that a path belongs to: its first folder, or its own name.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// The modules that a text imports by `crate::…`.
fn imports(text: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        if let Some(group) = rest.strip_prefix('{') {
            // `use crate::{file, source::Cite}`: names at the first level of the braces.
            let (mut depth, mut name) = (0, String::new());
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        modules.insert(std::mem::take(&mut name));
                    }
                    c if depth == 0 && !c.is_whitespace() => name.push(c),
                    _ => {}
                }
            }
            modules.insert(name);
        } else {
            modules.insert(rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect());
        }
    }
    modules
        .iter()
        .map(|name| name.split("::").next().unwrap_or_default().to_owned())
        .filter(|name| rung(name).is_some())
        .collect()
}

/// Imports upward or sideways. `listed` are the sideways ones that ARCHITECTURE.md gives a reason for.
fn wrong_imports(files: &[(String, String)], listed: &BTreeSet<(String, String)>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        let from = module(path);
        let Some(mine) = rung(from) else {
            wrong.push(format!("{path}: the module {from} stands on no rung"));
            continue;
        };
        // Tests at the end of a file may use the whole house.
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for to in imports(text).into_iter().filter(|to| to != from) {
            let theirs = rung(&to).unwrap_or(usize::MAX);
            let sideways = theirs == mine && listed.contains(&(from.to_owned(), to.clone()));
            if theirs > mine || theirs == mine && !sideways && mine + 1 < RUNGS.len() {
                wrong.push(format!("{path} imports {to}, which does not lie below {from}"));
            }
        }
    }
    wrong
}

/// Whether a file is of the store of its noun: its `store.rs`, or a room of its `store/` where that is too long for one.
fn is_store(path: &str) -> bool {
    path.split('/').nth(1).is_some_and(|room| room == "store.rs" || room == "store")
}

/// The usual statements of a text: their name, the table and those of its parts.
fn usual(text: &str) -> impl Iterator<Item = (&str, &str, Vec<&str>)> {
    let block = text.split("\n    usual {").nth(1).and_then(|rest| rest.split("\n    }").next()).unwrap_or_default();
    block.split(';').filter_map(|one| {
        let (name, rest) = one.split_once(" = ")?;
        let clears = rest.split_once("clears [").and_then(|(_, rest)| rest.split(']').next()).unwrap_or_default();
        Some((name.rsplit(' ').next()?, rest.split(' ').next()?, clears.split(',').map(str::trim).collect()))
    })
}

/// Writes to a table outside the store of its noun.
fn wrong_writes(files: &[(String, String)]) -> Vec<String> {
    let owner = |table: &str| {
        TABLES
            .iter()
            .filter(|(word, _)| table == *word || table.starts_with(&format!("{word}_")))
            .max_by_key(|(word, _)| word.len())
            .map(|(_, owner)| *owner)
    };
    let mut wrong = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with("tests/") && !path.ends_with("tests.rs")) {
        // The table is the first text among the arguments; `journal::stored` is told it by the noun.
        let calls = ["bulk(", "put_rows"].into_iter().flat_map(|call| text.split(call).skip(1));
        let told = calls.filter_map(|rest| rest.split_once('"').filter(|(before, _)| !before.contains([';', '{', '}'])));
        let bulk = told.filter_map(|(_, rest)| rest.split('"').next());
        let usual = usual(text).flat_map(|(_, table, parts)| parts.into_iter().chain([table]));
        let words = ["INSERT INTO ", "UPDATE ", "DELETE FROM "].into_iter().flat_map(|word| text.split(word).skip(1));
        let named = words.filter_map(|rest| rest.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).next());
        for table in bulk.chain(usual).chain(named).filter(|table| owner(table).is_some()) {
            let own = owner(table) == Some(module(path)) && (is_store(path) || path.starts_with("journal/"));
            if !own {
                wrong.push(format!("{path} writes {table}"));
            }
        }
    }
    wrong
}

/// Names of the SQL drivers outside `dotyk-db`.
fn wrong_drivers(files: &[(String, String)]) -> Vec<String> {
    let names = ["rusqlite", "tokio-postgres", "tokio_postgres", "postgres::"];
    let mentions = |text: &str| {
        names.iter().any(|name| text.lines().any(|line| line.contains(name) && !line.trim_start().starts_with("//")))
    };
    files
        .iter()
        .filter(|(path, text)| !path.starts_with("dotyk-db/") && !path.ends_with("tests/tidy.rs") && mentions(text))
        .map(|(path, _)| path.clone())
        .collect()
}

/// Rooms that ARCHITECTURE.md does not name, and names of rooms that are gone: it writes them as `` `room/` ``.
fn wrong_rooms(architecture: &str, rooms: &BTreeSet<String>) -> Vec<String> {
    let named: BTreeSet<String> =
        architecture.split('`').skip(1).step_by(2).filter_map(|word| word.strip_suffix('/')).map(str::to_owned).collect();
    let missing = rooms.difference(&named).map(|room| format!("ARCHITECTURE.md does not name {room}/"));
    // A path within the house is named by its whole way: `demo/luhansk-2020/`.
    let gone = named.difference(rooms).filter(|room| !root().join(room).is_dir());
    missing.chain(gone.map(|room| format!("ARCHITECTURE.md names {room}/, which is gone"))).collect()
}

/// The sideways imports that ARCHITECTURE.md lists: `` - `step` → `source`: why ``.
fn listed(architecture: &str) -> BTreeSet<(String, String)> {
    let pairs = architecture.lines().filter_map(|line| {
        let line = line.trim().strip_prefix("- `")?;
        let (from, rest) = line.split_once("` → `")?;
        let (to, why) = rest.split_once("`: ")?;
        (!why.trim().is_empty()).then(|| (from.to_owned(), to.to_owned()))
    });
    pairs.collect()
}

/// Statements that a noun has and the list of all nouns does not; the usual ones of a table count as one.
fn wrong_lists(files: &[(String, String)], registered: &BTreeMap<&str, usize>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs") && !path.starts_with("tests/")) {
        let count = text
            .split("statements! {")
            .nth(1)
            .map_or(0, |body| body.split("\n}").next().unwrap_or_default().matches("const ").count());
        let count = count + usual(text).count();
        let known = registered.get(module(path)).copied().unwrap_or(0);
        if count > 0 && count != known {
            wrong.push(format!("{path} has {count} statements, app.rs lists {known}"));
        }
        if text.contains("Sql::new") {
            wrong.push(format!("{path} makes a statement outside `statements!`"));
        }
    }
    wrong
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn app() -> Vec<(String, String)> {
    sources(&root().join("crates/dotyk/src"), &["rs"])
}

fn architecture() -> String {
    std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md")
}

#[track_caller]
fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn imports_go_down() {
    none(wrong_imports(&app(), &listed(&architecture())));
}

#[test]
fn only_a_store_writes_its_tables() {
    none(wrong_writes(&app()));
}

#[test]
fn only_dotyk_db_names_the_driver() {
    none(wrong_drivers(&sources(&root().join("crates"), &["rs", "toml"])));
}

#[test]
fn the_architecture_names_every_room() {
    let folders = |path: &Path| -> BTreeSet<String> {
        let entries = std::fs::read_dir(path).expect("a folder").flatten();
        entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    let mut rooms = folders(&root().join("crates/dotyk/src"));
    rooms.extend(folders(&root().join("crates")));
    none(wrong_rooms(&architecture(), &rooms));
    assert!(architecture().lines().count() <= 200, "ARCHITECTURE.md is to be read in one go");
}

#[test]
fn every_statement_is_listed() {
    let names = |noun: &Noun| noun.statements.iter().map(|sql| sql.name().split('.').next()).collect::<BTreeSet<_>>().len();
    let registered: BTreeMap<&str, usize> = NOUNS.iter().map(|noun| (noun.name, names(noun))).collect();
    none(wrong_lists(&app(), &registered));
}

fn file(path: &str, text: &str) -> Vec<(String, String)> {
    vec![(path.to_owned(), text.to_owned())]
}

#[test]
fn a_breach_of_each_rule_is_caught() {
    let up = file("source/routes.rs", "use crate::project::Stage;\nuse crate::{web, figure::{Shown, Body}};\n");
    let wrong = wrong_imports(&up, &BTreeSet::new());
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    let listed = listed("- `source` → `figure`: its page shows them\n- `source` → `project`:\n");
    assert_eq!(wrong_imports(&up, &listed), ["source/routes.rs imports project, which does not lie below source"]);

    assert_eq!(
        wrong_writes(&file("project/routes.rs", "\"DELETE FROM project_stage WHERE\"")),
        ["project/routes.rs writes project_stage"]
    );
    assert_eq!(
        wrong_writes(&file("figure/store.rs", "tx.bulk(\"source_citation\", &c, rows)")),
        ["figure/store.rs writes source_citation"]
    );
    assert_eq!(wrong_writes(&file("project/store.rs", "\"UPDATE project SET\" bulk(\"project_party\",")), Vec::<String>::new());

    assert_eq!(wrong_writes(&file("project/store/stage.rs", "\"DELETE FROM project_stage WHERE\"")), Vec::<String>::new());
    assert_eq!(
        wrong_writes(&file("project/view/store.rs", "\"DELETE FROM project_stage WHERE\"")),
        ["project/view/store.rs writes project_stage"]
    );

    let usual = "statements! {\n    usual {\n        PROJECT = project p: columns!(), saves [name], clears [project_stage, need_event];\n    }
    const A = \"x\";\n}";
    assert_eq!(wrong_writes(&file("project/store.rs", usual)), ["project/store.rs writes need_event"]);
    assert_eq!(wrong_lists(&file("project/store.rs", usual), &BTreeMap::from([("project", 2)])), Vec::<String>::new());
    assert_eq!(
        wrong_writes(&file("need/store.rs", "stored::put_rows::<Self>(write, permit, \"project_stage\", &c, rows)")),
        ["need/store.rs writes project_stage"]
    );

    assert_eq!(wrong_drivers(&file("dotyk/src/place/store.rs", "use rusqlite::Connection;")), ["dotyk/src/place/store.rs"]);
    assert_eq!(wrong_drivers(&file("dotyk-db/src/sqlite.rs", "use rusqlite::Connection;")), Vec::<String>::new());

    let rooms = BTreeSet::from(["web".to_owned(), "place".to_owned()]);
    assert_eq!(
        wrong_rooms("`web/` and `cellar/`", &rooms),
        ["ARCHITECTURE.md does not name place/", "ARCHITECTURE.md names cellar/, which is gone"]
    );

    let store = "statements! {\n    const A = \"x\";\n    const B = \"y\";\n}\nlet x = 1;";
    assert_eq!(
        wrong_lists(&file("place/store.rs", store), &BTreeMap::from([("place", 1)])),
        ["place/store.rs has 2 statements, app.rs lists 1"]
    );
}
