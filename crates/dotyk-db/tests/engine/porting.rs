//! Whole tables, taken out and in.

use crate::{ADD_PLACE, ADD_PROJECT, MIGRATIONS, PLACE_COLUMNS, database, places};
use dotyk_db::port::{self, Sum};
use dotyk_db::testing::{TestDb, fresh_postgres, fresh_sqlite, postgres_server};
use dotyk_db::{Db, Error, params, statements};

statements! {
    const SET_PARENT = "UPDATE place SET parent = $3 WHERE office = $1 AND id = $2";
}

/// Places in no order, one of them below a later one, and projects that lie in them.
fn fill(db: &Db) {
    let done: Result<(), Error> = db.write_blocking(|tx| {
        tx.bulk("place", PLACE_COLUMNS, places(1000))?;
        for (id, name) in [("ґ", "Ґанок\t\"\\\n"), ("a-b", ""), ("Ab", "x"), ("a b", "z"), ("є", "🏥")] {
            tx.run(ADD_PLACE, params!["x", id, id, name, None::<i64>])?;
        }
        tx.run(SET_PARENT, params!["x", "00000000", "є"])?;
        tx.run(ADD_PLACE, params!["w", "1", "1", "In another office", -7])?;
        tx.run(ADD_PROJECT, params!["x", "p", "ґ", "A project"])?;
        Ok(())
    });
    done.unwrap();
}

fn sums(db: &Db) -> Vec<Sum> {
    db.read_blocking(|tx| port::shapes(tx)?.iter().map(|shape| port::sum(tx, shape)).collect::<Result<_, Error>>()).unwrap()
}

fn texts(db: &Db) -> Vec<Vec<u8>> {
    let texts: Result<Vec<Vec<u8>>, Error> = db.read_blocking(|tx| {
        let mut texts = Vec::new();
        for shape in port::shapes(tx)? {
            let mut text = Vec::new();
            let sum = port::dump(tx, &shape, |piece, _| {
                text.extend_from_slice(piece);
                Ok::<(), Error>(())
            })?;
            assert_eq!(port::measure(&shape.table, &mut text.as_slice()).unwrap(), sum);
            assert_eq!(port::count(tx, &shape)?, sum.rows);
            texts.push(text);
        }
        Ok(texts)
    });
    texts.unwrap()
}

#[test]
fn a_table_taken_out_and_in_is_the_same() {
    let (from, to) = (database(), database());
    fill(&from);
    let texts = texts(&from);
    assert!(
        texts[0].starts_with("[\"office\",\"id\",\"code\",\"kind\",\"name\",\"parent\",\"people\"]\n[\"w\",\"1\",".as_bytes())
    );
    let loaded: Result<(), Error> = to.write_blocking(|tx| {
        port::begin(tx)?;
        for (shape, text) in port::shapes(tx)?.iter().zip(&texts) {
            assert!(port::is_empty(tx, shape)?);
            let mut told = 0;
            let rows = port::load(tx, shape, &mut text.as_slice(), |rows| told = rows)?;
            assert_eq!((rows, told), (port::count(tx, shape)?, rows));
        }
        Ok(())
    });
    loaded.unwrap();
    assert_eq!(sums(&from), sums(&to));
    assert_eq!(sums(&to).iter().map(|sum| sum.rows).collect::<Vec<_>>(), [1006, 1]);
}

#[test]
fn text_that_is_not_of_the_form_is_refused_with_its_line() {
    let to = database();
    let header = "[\"office\",\"id\",\"code\",\"kind\",\"name\",\"parent\",\"people\"]\n";
    for (text, says) in [
        ("", "empty"),
        ("[\"office\",\"id\"]\n", "columns are others"),
        (&*format!("{header}[\"x\",\"1\",\"1\",\"town\",\"N\",null,1]\n[\"x\"]\n"), "line 3 has 1 values for 7 columns"),
        (&*format!("{header}[\"x\",\"1\",\"1\",\"town\",\"N\",null,1"), "line 2: it has no end"),
        (&*format!("{header}[\"x\",\"1\",\"1\",\"town\",\"N\",null,1.5]\n"), "line 2"),
    ] {
        let refused: Result<u64, Error> = to.write_blocking(|tx| {
            let shapes = port::shapes(tx)?;
            port::load(tx, &shapes[0], &mut text.as_bytes(), |_| ())
        });
        let said = refused.unwrap_err().to_string();
        assert!(said.contains(says) && said.contains("table place"), "{said}");
    }
    assert_eq!(sums(&to)[0].rows, 0, "nothing is left of what was refused");
}

#[test]
fn a_reference_to_nowhere_is_refused_at_the_end() {
    let to = database();
    let text =
        "[\"office\",\"id\",\"code\",\"kind\",\"name\",\"parent\",\"people\"]\n[\"x\",\"1\",\"1\",\"town\",\"N\",\"2\",1]\n";
    let refused: Result<u64, Error> = to.write_blocking(|tx| {
        port::begin(tx)?;
        let shapes = port::shapes(tx)?;
        port::load(tx, &shapes[0], &mut text.as_bytes(), |_| ())
    });
    assert!(matches!(refused, Err(Error::ForeignKey { .. })), "{refused:?}");
    assert_eq!(sums(&to)[0].rows, 0);
}

fn copied(from: &Db, to: &Db) {
    let mut told = 0;
    let pairs: Vec<(Sum, Sum)> = to.write_blocking(|tx| port::copy(from, tx, &mut |_, rows| told += rows)).unwrap();
    assert!(pairs.iter().all(|(a, b)| a == b), "{pairs:?}");
    assert!(told >= 1007);
    assert_eq!((sums(from), texts(from)), (sums(to), texts(to)));
}

#[test]
fn a_copy_is_the_same_on_either_engine() {
    let sqlite = fresh_sqlite(MIGRATIONS);
    fill(&sqlite);
    copied(&sqlite, &fresh_sqlite(MIGRATIONS));
    let Some(server) = postgres_server() else { return };
    let there = fresh_postgres(MIGRATIONS, &server);
    copied(&sqlite, &there);
    copied(&there, &fresh_sqlite(MIGRATIONS));
}

#[test]
fn a_copy_that_cannot_be_made_leaves_nothing() {
    let (from, to) = (database(), database());
    fill(&from);
    to.write_blocking(|tx| tx.run(ADD_PROJECT, params!["x", "p", None::<&str>, "In the way"])).unwrap();
    let refused = to.write_blocking(|tx| port::copy(&from, tx, &mut |_, _| ()));
    assert!(matches!(refused, Err(Error::Unique { .. })), "{refused:?}");
    assert_eq!(sums(&to).iter().map(|sum| sum.rows).collect::<Vec<_>>(), [0, 1]);
    let other: TestDb = dotyk_db::testing::fresh(&MIGRATIONS[..1]);
    let refused = other.write_blocking(|tx| port::copy(&from, tx, &mut |_, _| ()));
    assert!(refused.unwrap_err().to_string().contains("differ in the tables project"));
    assert_eq!(other.read_blocking(port::version).unwrap(), Some(1));
}
