//! One list of tests, run on the engine that `DOTYK_TEST_ENGINE` names: see `dotyk_db::testing`.

mod migrating;
mod porting;
mod schema;
mod statements;
mod transactions;

use dotyk_db::testing::{TestDb, fresh};
use dotyk_db::{Migration, Value, statements};

/// The tables of these tests: composite keys, uniques, checks and references, as the program has them.
const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "places", text: include_str!("places.sql") },
    Migration {
        version: 2,
        name: "projects",
        text: "CREATE TABLE project (
            office TEXT NOT NULL, id TEXT NOT NULL, place TEXT, title TEXT NOT NULL, amount BIGINT,
            PRIMARY KEY (office, id),
            FOREIGN KEY (office, place) REFERENCES place (office, id)
        );
        CREATE INDEX project_by_place ON project (office, place, amount DESC);
        CREATE UNIQUE INDEX project_title ON project (office, title) WHERE amount IS NULL;",
    },
];

statements! {
    const ADD_PLACE = "INSERT INTO place (office, id, code, name, people) VALUES ($1, $2, $3, $4, $5)";
    const ADD_PROJECT = "INSERT INTO project (office, id, place, title) VALUES ($1, $2, $3, $4)";
    const COUNT_PLACES = "SELECT count(*) AS n FROM place WHERE office = $1";
    const LIST_PLACES = "SELECT id, name, people FROM place WHERE office = $1 ORDER BY id";
}

fn database() -> TestDb {
    fresh(MIGRATIONS)
}

/// So many rows for `place` of the office `x`.
fn places(count: usize) -> impl Iterator<Item = Vec<Value>> {
    (0..count).map(|n| {
        let id = format!("{n:08x}");
        dotyk_db::row!["x", &id, &id, format!("Місце {n}"), n]
    })
}

const PLACE_COLUMNS: &[&str] = &["office", "id", "code", "name", "people"];
