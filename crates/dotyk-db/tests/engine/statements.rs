//! Values, parameters, answers and errors of single statements.

use crate::{ADD_PLACE, ADD_PROJECT, COUNT_PLACES, LIST_PLACES, PLACE_COLUMNS, database, places};
use dotyk_db::{Error, Row, Value, params, statements};

statements! {
    const ECHO = "SELECT cast($1 AS text) AS word, cast($2 AS bigint) AS number, cast($3 AS text) AS missing";
    const TWICE = "SELECT cast($2 AS text) AS second, cast($1 AS text) AS first, cast($2 AS text) AS again";
    const MANY = "SELECT cast($10 AS bigint) - cast($1 AS bigint) AS n, $2 || $3 || $4 || $5 || $6 || $7 || $8 || $9 AS w";
    const TRUTH = "SELECT 2 > 1 AS yes, count(*) AS none, cast(sum(people) AS bigint) AS people FROM place";
    const LIKE = "SELECT count(*) AS n FROM place WHERE name LIKE $1";
    const PAGE = "SELECT id FROM place WHERE office = $1 AND (name = $2 OR $2 IS NULL) ORDER BY people IS NULL, id LIMIT $3 OFFSET $4";
    const RENAME = "UPDATE place SET name = $3 WHERE office = $1 AND id >= $2";
    const UPSERT = "INSERT INTO place (office, id, code, name) VALUES ($1, $2, $2, $3)
        ON CONFLICT (office, id) DO UPDATE SET name = excluded.name RETURNING name, people";
    const IGNORE = "INSERT INTO place (office, id, code, name) VALUES ($1, $2, $2, $2) ON CONFLICT DO NOTHING";
    const REMOVE = "DELETE FROM place WHERE office = $1 AND id = $2";
    const BAD_KIND = "INSERT INTO place (office, id, code, name, kind) VALUES ($1, $1, $1, $1, 'sea')";
    const NO_TABLE = "SELECT one FROM nowhere";
    const QUOTED = "SELECT \"no such column\" AS one FROM place";
    const UNNUMBERED = "SELECT name FROM place WHERE office = ?";
    const REAL = "SELECT 1.5 AS half";
}

#[test]
fn values_come_back_as_they_went() {
    let db = database();
    let long = "ї".repeat(100_000);
    for word in ["", "x", "'; DROP TABLE place; --", "a\tb\\n\r\n\\N", "Їжак 🦔 \u{301}", &long] {
        for number in [0, -1, i64::MIN, i64::MAX] {
            let row = db.read_blocking(|tx| tx.first(ECHO, params![word, number, None::<&str>])).unwrap().unwrap();
            assert_eq!(row.get::<String>("word").unwrap(), word);
            assert_eq!(row.get::<i64>("number").unwrap(), number);
            assert_eq!(row.get::<Option<String>>("missing").unwrap(), None);
            assert_eq!(row.columns(), ["word", "number", "missing"]);
        }
    }
}

#[test]
fn parameters_are_bound_by_number() {
    let db = database();
    let row = db.read_blocking(|tx| tx.first(TWICE, params!["one", "two"])).unwrap().unwrap();
    assert_eq!(row.into_values(), dotyk_db::row!["two", "one", "two"]);
    let given = params![1, "a", "b", "c", "d", "e", "f", "g", "h", 10];
    let row = db.read_blocking(|tx| tx.first(MANY, given)).unwrap().unwrap();
    assert_eq!(row.values(), dotyk_db::row![9, "abcdefgh"]);
}

#[test]
fn fields_are_given_by_reference() {
    let (some, none, word) = (Some(String::from("x")), None::<i64>, "y");
    let given = params![&some, &none, &word, some.as_deref(), &7_i64, 3_u32, vec![1, 2].len()];
    let wanted = ["x", "NULL", "y", "x", "7", "3", "2"];
    assert_eq!(given.iter().map(ToString::to_string).collect::<Vec<_>>(), wanted);
}

#[test]
fn parameters_must_be_as_many_as_the_statement_has() {
    let db = database();
    for given in [params!["one"].to_vec(), params!["one", "two", "three"].to_vec()] {
        let error = db.read_blocking(|tx| tx.first(TWICE, &given)).unwrap_err().to_string();
        assert!(error.contains("TWICE") && error.contains("2 wanted"), "{error}");
    }
}

#[test]
fn truths_are_numbers_and_sums_are_cast() {
    let row = database().read_blocking(|tx| tx.first(TRUTH, &[])).unwrap().unwrap();
    assert_eq!(row.values(), [Value::Int(1), Value::Int(0), Value::Null]);
}

#[test]
fn a_column_is_named_by_its_error() {
    let row: Row = database().read_blocking(|tx| tx.first(TRUTH, &[])).unwrap().unwrap();
    let missing = row.get::<i64>("nowhere").unwrap_err().to_string();
    assert_eq!(missing, "column nowhere is not among: yes, none, people");
    assert_eq!(row.get::<String>("yes").unwrap_err().to_string(), "column yes is BIGINT, wanted TEXT");
    assert_eq!(row.get::<i64>("people").unwrap_err().to_string(), "column people is NULL, wanted BIGINT");
    assert_eq!(row.get::<Option<i64>>("people"), Ok(None));
}

#[test]
fn a_kind_that_is_not_allowed_is_refused() {
    let error = database().read_blocking(|tx| tx.all(REAL, &[])).unwrap_err();
    assert!(matches!(&error, Error::Column { column, .. } if column == "half"), "{error}");
}

#[test]
fn changed_rows_are_counted() {
    let db = database();
    db.write_blocking(|tx| {
        assert_eq!(tx.bulk("place", PLACE_COLUMNS, places(10))?, 10);
        assert_eq!(tx.run(RENAME, params!["x", "00000004", "Нове"])?, 6);
        assert_eq!(tx.run(IGNORE, params!["x", "00000004"])?, 0);
        assert_eq!(tx.run(UPSERT, params!["x", "00000004", "Ще"])?, 1);
        let row = tx.first(UPSERT, params!["x", "00000004", "Інше"])?.unwrap();
        assert_eq!(row.values(), dotyk_db::row!["Інше", 4]);
        let page = tx.all(PAGE, params!["x", None::<&str>, 2, 3])?;
        assert_eq!(page.iter().map(|row| row.get("id")).collect::<Result<Vec<String>, _>>()?, ["00000003", "00000004"]);
        Ok::<_, Error>(())
    })
    .unwrap();
}

#[test]
fn like_minds_the_case() {
    let db = database();
    db.write_blocking(|tx| tx.run(ADD_PLACE, params!["x", "1", "1", "Rubizhne", 1])).unwrap();
    let count = |like| db.read_blocking(|tx| tx.first(LIKE, params![like])?.unwrap().get::<i64>("n"));
    assert_eq!((count("Rub%"), count("rub%")), (Ok(1), Ok(0)));
}

#[test]
fn constraints_are_told_alike() {
    let db = database();
    let place = |id, code| db.write_blocking(|tx| tx.run(ADD_PLACE, params!["x", id, code, "Назва", 1]));
    let columns = |names: [&str; 2]| Error::Unique { table: "place".into(), columns: names.map(String::from).into() };
    place("1", "A").unwrap();
    assert_eq!(place("1", "B"), Err(columns(["office", "id"])));
    assert_eq!(place("2", "A"), Err(columns(["office", "code"])));
    assert_eq!(
        db.write_blocking(|tx| tx.run(ADD_PLACE, params!["x", "3", "C", None::<&str>, 1])),
        Err(Error::NotNull { table: "place".into(), column: "name".into() })
    );
    assert_eq!(db.write_blocking(|tx| tx.run(BAD_KIND, params!["y"])), Err(Error::Check { constraint: "place_kind".into() }));
    let project = |place| db.write_blocking(|tx| tx.run(ADD_PROJECT, params!["x", "1", place, "Школа"]));
    assert!(matches!(project("nowhere"), Err(Error::ForeignKey { .. })));
    project("1").unwrap();
    assert!(matches!(db.write_blocking(|tx| tx.run(REMOVE, params!["x", "1"])), Err(Error::ForeignKey { .. })));
}

#[test]
fn a_nul_character_is_refused() {
    let db = database();
    let error = db.write_blocking(|tx| tx.run(ADD_PLACE, params!["x", "1", "1", "a\0b", 1])).unwrap_err();
    assert_eq!(error, Error::Nul("a".into()));
    let rows = vec![dotyk_db::row!["x", "1", "1", "\0", 1]];
    assert_eq!(db.write_blocking(|tx| tx.bulk("place", PLACE_COLUMNS, rows)), Err(Error::Nul(String::new())));
    let echoed = db.read_blocking(|tx| tx.first(ECHO, params!["\0", 1, None::<&str>]));
    assert_eq!(echoed, Err(Error::Nul(String::new())));
}

#[test]
fn bulk_keeps_every_character() {
    let db = database();
    let words = ["", "\\", "\\N", "\\.", "\t\t\\\t", "a\r\nb\n", "«Їжа»", "NULL", "\u{1}"];
    let rows = words.iter().enumerate().map(|(n, &word)| dotyk_db::row!["x", format!("{n}"), n.to_string(), word, None::<i64>]);
    assert_eq!(db.write_blocking(|tx| tx.bulk("place", PLACE_COLUMNS, rows)), Ok(words.len() as u64));
    let read = db.read_blocking(|tx| tx.all(LIST_PLACES, params!["x"])).unwrap();
    let read: Vec<String> = read.iter().map(|row| row.get("name").unwrap()).collect();
    assert_eq!(read, words);
}

#[test]
fn bulk_refuses_what_a_table_refuses() {
    let db = database();
    let twice = || places(3).chain(places(3));
    let error = db.write_blocking(|tx| tx.bulk("place", PLACE_COLUMNS, twice())).unwrap_err();
    assert!(matches!(error, Error::Unique { .. }), "{error}");
    let short = vec![dotyk_db::row!["x"]];
    let error = db.write_blocking(|tx| tx.bulk("place", PLACE_COLUMNS, short)).unwrap_err();
    assert_eq!(error.to_string(), "place: a row of 1 values for 5 columns");
    let count = db.read_blocking(|tx| tx.first(COUNT_PLACES, params!["x"])).unwrap().unwrap();
    assert_eq!(count.get("n"), Ok(0));
}

#[test]
fn a_hundred_thousand_rows_stream_by() {
    let db = database();
    assert_eq!(db.write_blocking(|tx| tx.bulk("place", PLACE_COLUMNS, places(100_000))), Ok(100_000));
    let (mut count, mut people) = (0_i64, 0);
    db.read_blocking(|tx| {
        tx.each(LIST_PLACES, params!["x"], |row| {
            count += 1;
            people += row.get::<i64>("people")?;
            Ok::<_, Error>(())
        })
    })
    .unwrap();
    assert_eq!((count, people), (100_000, 100_000 * 99_999 / 2));
    let stopped = db.read_blocking(|tx| {
        let stopped = tx.each(LIST_PLACES, params!["x"], |_| Err(Error::Other("enough".into())));
        assert_eq!(tx.first(COUNT_PLACES, params!["x"])?.unwrap().get("n"), Ok(100_000));
        stopped
    });
    assert_eq!(stopped, Err(Error::Other("enough".into())));
}

#[test]
fn preparing_tells_good_statements_from_bad() {
    let db = database();
    for sql in crate::STATEMENTS {
        db.prepare(*sql).unwrap();
    }
    for (sql, name) in [(NO_TABLE, "NO_TABLE"), (QUOTED, "QUOTED"), (UNNUMBERED, "UNNUMBERED")] {
        let error = db.prepare(sql).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
    }
    assert_eq!(STATEMENTS.len(), 15);
}
