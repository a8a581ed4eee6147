//! The tables, read back.

use crate::{MIGRATIONS, database};
use dotyk_db::testing::{fresh_postgres, fresh_sqlite, postgres_server};
use dotyk_db::{Column, ForeignKey, Index, Migration};
use std::collections::BTreeSet;

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn a_table_is_read_as_it_was_made() {
    let schema = database().schema().unwrap();
    assert_eq!(schema.tables.keys().collect::<Vec<_>>(), ["dotyk_migration", "place", "project"]);
    let place = &schema.tables["place"];
    assert_eq!(place.columns.len(), 7);
    assert_eq!(place.columns["people"], Column { kind: "BIGINT".into(), nullable: true });
    assert_eq!(place.columns["kind"], Column { kind: "TEXT".into(), nullable: false });
    assert_eq!(place.primary_key, ["office", "id"]);
    assert_eq!(place.uniques, BTreeSet::from([words(&["office", "code"])]));
    let parent = ForeignKey {
        columns: words(&["office", "parent"]),
        table: "place".into(),
        references: words(&["office", "id"]),
        on_delete: "CASCADE".into(),
    };
    assert_eq!(place.foreign_keys, BTreeSet::from([parent]));
    let project = &schema.tables["project"];
    let by_place = Index { columns: words(&["office", "place", "amount DESC"]), unique: false, partial: false };
    let title = Index { columns: words(&["office", "title"]), unique: true, partial: true };
    assert_eq!((&project.indexes["project_by_place"], &project.indexes["project_title"]), (&by_place, &title));
}

#[test]
fn both_engines_make_the_same_tables() {
    let Some(server) = postgres_server() else {
        return;
    };
    let sqlite = fresh_sqlite(MIGRATIONS).schema().unwrap();
    let postgres = fresh_postgres(MIGRATIONS, &server).schema().unwrap();
    assert_eq!(sqlite, postgres);
}

#[test]
fn a_key_that_may_be_null_on_one_engine_shows() {
    let Some(server) = postgres_server() else {
        return;
    };
    let careless = [Migration { version: 1, name: "careless", text: "CREATE TABLE x (id TEXT PRIMARY KEY)" }];
    let sqlite = fresh_sqlite(&careless).schema().unwrap();
    let postgres = fresh_postgres(&careless, &server).schema().unwrap();
    assert_ne!(sqlite, postgres);
}
