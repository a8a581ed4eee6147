//! Making the tables.

use crate::MIGRATIONS;
use dotyk_db::testing::fresh;
use dotyk_db::{Db, Engine, Error, Migration, Options, split};
use std::sync::Barrier;
use std::thread;

fn refused(db: &Db, migrations: &[Migration]) -> String {
    match db.migrate(migrations) {
        Err(Error::Migration(problem)) => problem,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn each_is_applied_once() {
    let db = fresh(&[]);
    assert_eq!(db.migrate(&MIGRATIONS[..1]), Ok(vec![1]));
    assert_eq!(db.migrate(MIGRATIONS), Ok(vec![2]));
    assert_eq!(db.migrate(MIGRATIONS), Ok(vec![]));
}

#[test]
fn line_ends_do_not_matter() {
    let db = fresh(MIGRATIONS);
    let text: &'static str = MIGRATIONS[0].text.replace('\n', "\r\n").leak();
    assert_eq!(db.migrate(&[Migration { text, ..MIGRATIONS[0] }, MIGRATIONS[1]]), Ok(vec![]));
}

#[test]
fn a_changed_text_is_refused() {
    let db = fresh(MIGRATIONS);
    let changed = [MIGRATIONS[0], Migration { text: "CREATE TABLE project (id TEXT)", ..MIGRATIONS[1] }];
    assert!(refused(&db, &changed).contains("migration 2 «projects» has changed"));
}

#[test]
fn a_newer_database_is_refused() {
    let db = fresh(MIGRATIONS);
    let problem = refused(&db, &MIGRATIONS[..1]);
    assert!(problem.contains("newer than this program") && problem.contains("up to 1"), "{problem}");
}

#[test]
fn a_strange_list_is_refused() {
    let between = Migration { version: 3, name: "between", text: "CREATE TABLE between_them (id TEXT)" };
    let last = Migration { version: 9, ..MIGRATIONS[1] };
    let db = fresh(&[MIGRATIONS[0], last]);
    assert!(refused(&db, &[MIGRATIONS[0], between, last]).contains("has another"));
    assert!(refused(&db, &[last, MIGRATIONS[0]]).contains("order them"));
}

#[test]
fn one_that_fails_leaves_nothing() {
    let db = fresh(&[]);
    let half = Migration { version: 1, name: "half", text: "CREATE TABLE whole (id TEXT); CREATE TABLE whole (id TEXT);" };
    let error = db.migrate(&[half]).unwrap_err().to_string();
    assert!(error.contains("migration 1 «half», statement 2"), "{error}");
    assert!(!db.schema().unwrap().tables.contains_key("whole"));
    assert_eq!(db.migrate(MIGRATIONS), Ok(vec![1, 2]));
}

#[test]
fn two_programs_may_start_at_once() {
    let db = fresh(&[]);
    let url = match db.engine() {
        Engine::Sqlite => format!("{}-new", db.url()), // not even the file is there
        Engine::Postgres => db.url().to_owned(),
    };
    let start = Barrier::new(4);
    let migrate = || {
        start.wait();
        Db::open(&url, Options { readers: 1 }).unwrap().migrate(MIGRATIONS).unwrap()
    };
    let mut applied: Vec<i64> = thread::scope(|scope| {
        let starting: Vec<_> = (0..4).map(|_| scope.spawn(migrate)).collect();
        starting.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    applied.sort_unstable();
    assert_eq!(applied, [1, 2]);
}

#[test]
fn statements_are_split_where_they_end() {
    for (text, parts) in [
        ("", vec![]),
        (" ;; ; \n", vec![]),
        ("-- only words; here", vec![]),
        ("/* only; words */ ; -- here", vec![]),
        ("a", vec!["a"]),
        ("a;b ; c;", vec!["a", "b", "c"]),
        ("a ';' b; c", vec!["a ';' b", "c"]),
        ("a 'it''s; so'; c", vec!["a 'it''s; so'", "c"]),
        ("a \"x;y\"; c", vec!["a \"x;y\"", "c"]),
        ("a -- no; end\n b; c", vec!["a -- no; end\n b", "c"]),
        ("a /* no; 'end */ b; c", vec!["a /* no; 'end */ b", "c"]),
        ("a '-- ;' ; '/*' ; c", vec!["a '-- ;'", "'/*'", "c"]),
        ("a - b / c; d", vec!["a - b / c", "d"]),
        ("-- про місця; усі\nї 'є;'; ґ", vec!["-- про місця; усі\nї 'є;'", "ґ"]),
        ("a 'never closed;", vec!["a 'never closed;"]),
        ("a /* never closed;", vec!["a /* never closed;"]),
        ("/*/; */ a", vec!["/*/; */ a"]),
    ] {
        assert_eq!(split(text), parts, "{text}");
    }
}
