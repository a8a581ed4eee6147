//! Every statement is prepared, on whichever engine the tests run; both engines have the same tables; and the migrations
//! run over a database that an earlier program made.

use std::collections::BTreeSet;

use dotyk_db::testing::{fresh, fresh_postgres, fresh_sqlite, postgres_server};

use crate::app::{MIGRATIONS, NOUNS};

#[test]
fn every_statement_can_be_prepared() {
    let db = fresh(MIGRATIONS);
    let mut count = 0;
    for noun in NOUNS {
        let mut names = BTreeSet::new();
        for sql in noun.statements {
            db.prepare(*sql).unwrap_or_else(|error| panic!("{} {}: {error}", noun.name, sql.name()));
            assert!(names.insert(sql.name()), "{} has {} twice", noun.name, sql.name());
            count += 1;
        }
    }
    assert!(count > 100, "only {count} statements are registered");
}

#[test]
fn every_statement_keeps_to_one_office() {
    // Across offices only for who runs the machine: which offices there are, and which contents of files are still named.
    let all = ["dotyk::office::store::OFFICES", "dotyk::file::store::HASHES", "dotyk::file::store::KEPT"];
    for noun in NOUNS {
        for sql in noun.statements.iter().filter(|sql| !all.contains(&sql.name())) {
            let text = sql.text();
            let inserts = text.contains("INSERT INTO") && text.contains("(office");
            assert!(text.contains("office = $1") || inserts, "{} {} does not filter by office: {text}", noun.name, sql.name());
        }
    }
}

#[test]
fn both_engines_have_the_same_tables() {
    let Some(server) = postgres_server() else {
        println!("skipped: no PostgreSQL is named by DOTYK_TEST_POSTGRES; bin/test runs this");
        return;
    };
    let (sqlite, postgres) = (fresh_sqlite(MIGRATIONS), fresh_postgres(MIGRATIONS, &server));
    let (sqlite, postgres) = (sqlite.schema().expect("a schema"), postgres.schema().expect("a schema"));
    assert_eq!(sqlite.tables.keys().collect::<Vec<_>>(), postgres.tables.keys().collect::<Vec<_>>());
    for (name, table) in &sqlite.tables {
        assert_eq!(Some(table), postgres.tables.get(name), "table {name}");
    }
}

#[test]
fn every_key_begins_with_the_office() {
    let db = fresh(MIGRATIONS);
    let schema = db.schema().expect("a schema");
    for (name, table) in schema.tables.iter().filter(|(name, _)| *name != "dotyk_migration") {
        assert_eq!(table.primary_key.first().map(String::as_str), Some("office"), "primary key of {name}");
        for unique in &table.uniques {
            assert_eq!(unique.first().map(String::as_str), Some("office"), "a unique of {name}");
        }
        for column in table.columns.values() {
            assert!(
                matches!(format!("{:?}", column.kind).to_lowercase().as_str(), kind if kind.contains("text") || kind.contains("bigint")),
                "{name}: {column:?}"
            );
        }
    }
}

#[test]
fn migrations_run_over_what_an_earlier_program_made() {
    for made in 1..MIGRATIONS.len() {
        let db = fresh(&MIGRATIONS[..made]);
        let applied = db.migrate(MIGRATIONS).expect("the rest of the migrations");
        assert_eq!(applied.len(), MIGRATIONS.len() - made);
        assert_eq!(db.schema().expect("a schema"), fresh(MIGRATIONS).schema().expect("a schema"));
    }
}

#[test]
fn a_commit_is_on_the_disk_when_it_is_answered() {
    let db = fresh(MIGRATIONS);
    let settings = db.durability().expect("settings");
    let value = |name: &str| settings.iter().find(|(key, _)| key == name).map(|(_, value)| value.to_lowercase());
    match db.engine() {
        dotyk_db::Engine::Sqlite => {
            assert_eq!(value("journal_mode").as_deref(), Some("wal"));
            assert!(matches!(value("synchronous").as_deref(), Some("2" | "full")), "{settings:?}");
        }
        dotyk_db::Engine::Postgres => assert_eq!(value("synchronous_commit").as_deref(), Some("on")),
    }
}
