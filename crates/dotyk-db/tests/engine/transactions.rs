//! What a transaction keeps, and what others see of it.

use crate::{ADD_PLACE, COUNT_PLACES, LIST_PLACES, PLACE_COLUMNS, database, places};
use dotyk_db::testing::TestDb;
use dotyk_db::{Db, Engine, Error, Options, Tx, params};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Barrier, atomic::AtomicUsize, atomic::Ordering, mpsc};
use std::thread;

fn count(tx: &mut Tx) -> Result<i64, Error> {
    tx.first(COUNT_PLACES, params!["x"])?.expect("a count").get("n")
}

fn add(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.run(ADD_PLACE, params!["x", id, id, "Назва", None::<i64>]).map(drop)
}

fn counted(db: &Db) -> i64 {
    db.read_blocking(count).unwrap()
}

#[test]
fn an_error_rolls_back() {
    #[derive(Debug, PartialEq)]
    enum Refusal {
        Mine,
        Database,
    }
    impl From<Error> for Refusal {
        fn from(_: Error) -> Self {
            Self::Database
        }
    }
    let db = database();
    let refused = db.write_blocking(|tx| {
        add(tx, "1")?;
        assert_eq!(count(tx)?, 1);
        Err::<(), _>(Refusal::Mine)
    });
    assert_eq!((refused, counted(&db)), (Err(Refusal::Mine), 0));
    let refused: Result<(), Refusal> = db.write_blocking(|tx| Ok(add(tx, "1").and_then(|()| add(tx, "1"))?));
    assert_eq!((refused, counted(&db)), (Err(Refusal::Database), 0));
}

#[test]
fn a_panic_rolls_back_and_the_database_works_on() {
    let db = database();
    for _ in 0..5 {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            db.write_blocking::<(), Error>(|tx| {
                add(tx, "1")?;
                panic!("on purpose");
            })
        }));
        assert!(panicked.is_err());
    }
    db.write_blocking(|tx| add(tx, "2")).unwrap();
    assert_eq!(counted(&db), 1);
}

#[test]
fn an_error_kept_quiet_still_ends_the_transaction() {
    let db = database();
    db.write_blocking(|tx| add(tx, "1")).unwrap();
    let quiet = db.write_blocking(|tx| {
        add(tx, "2")?;
        let _ = add(tx, "1");
        Ok::<_, Error>(())
    });
    assert!(quiet.unwrap_err().to_string().contains("the transaction is over"));
    assert_eq!(counted(&db), 1);
}

#[test]
fn a_reader_cannot_write() {
    let db = database();
    let error = db.read_blocking(|tx| add(tx, "1")).unwrap_err().to_string();
    assert!(error.contains("a transaction that only reads"), "{error}");
    db.write_blocking(|tx| add(tx, "1")).unwrap();
}

#[test]
fn a_reader_sees_one_moment_while_others_write() {
    let db = database();
    db.write_blocking(|tx| add(tx, "1")).unwrap();
    db.read_blocking(|tx| {
        assert_eq!(count(tx)?, 1);
        db.write_blocking(|writer| add(writer, "2"))?;
        assert_eq!(count(tx)?, 1);
        Ok::<_, Error>(())
    })
    .unwrap();
    assert_eq!(counted(&db), 2);
    let seen_uncommitted = db.write_blocking(|tx| {
        add(tx, "3")?;
        Ok::<_, Error>(counted(&db))
    });
    assert_eq!(seen_uncommitted, Ok(2));
}

#[test]
fn writers_take_turns_where_they_must() {
    let db = database();
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for writer in 0..8 {
            let (db, start) = (&db, &start);
            scope.spawn(move || {
                start.wait();
                for turn in 0..10 {
                    db.write_blocking(|tx| {
                        tx.lock("turns")?;
                        let before = count(tx)?;
                        add(tx, &format!("{writer}-{turn}"))?;
                        assert_eq!(count(tx)?, before + 1);
                        Ok::<_, Error>(())
                    })
                    .unwrap();
                }
            });
        }
    });
    assert_eq!(counted(&db), 80);
}

#[test]
fn a_second_process_sees_what_the_first_saved() {
    let db = database();
    let other = Db::open(db.url(), Options { readers: 1 }).unwrap();
    db.write_blocking(|tx| add(tx, "1")).unwrap();
    assert_eq!(counted(&other), 1);
    other.write_blocking(|tx| add(tx, "2")).unwrap();
    assert_eq!(counted(&db), 2);
}

#[test]
fn a_closed_database_refuses_and_keeps_everything() {
    let db = database();
    db.write_blocking(|tx| add(tx, "1")).unwrap();
    db.close();
    assert!(matches!(db.read_blocking(count), Err(Error::Unavailable(_))));
    if let Some(path) = db.url().strip_prefix("sqlite:") {
        assert!(!std::path::Path::new(&format!("{path}-wal")).exists(), "the log is folded into the file");
    }
    assert_eq!(counted(&Db::open(db.url(), Options::default()).unwrap()), 1);
}

#[test]
fn lost_connections_are_replaced() {
    let TestDb { db, .. } = &database();
    if db.engine() == Engine::Sqlite {
        return;
    }
    dotyk_db::statements! {
        const CUT = "SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        const CUT_SELF = "SELECT pg_terminate_backend(pg_backend_pid()) AS gone";
    }
    assert_eq!(STATEMENTS.len(), 2);
    db.read_blocking(|tx| {
        db.read_blocking(count)?;
        db.write_blocking(count)?;
        tx.first(CUT, &[]).map(drop)
    })
    .unwrap();
    thread::sleep(std::time::Duration::from_millis(100));
    assert_eq!((counted(db), counted(db)), (0, 0));
    db.write_blocking(|tx| add(tx, "1")).unwrap();
    let lost = db.write_blocking(|tx| tx.first(CUT_SELF, &[]).map(drop));
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    assert_eq!(counted(db), 1);
}

#[test]
fn durability_is_read_back() {
    let db = database();
    let kept = db.durability().unwrap();
    let wanted: &[(&str, &str)] = match db.engine() {
        Engine::Sqlite => &[("journal_mode", "wal"), ("synchronous", "full")],
        Engine::Postgres => &[("synchronous_commit", "on")],
    };
    for (setting, value) in wanted {
        assert!(kept.contains(&((*setting).into(), (*value).into())), "{kept:?}");
    }
}

#[tokio::test]
async fn async_callers_read_and_write() {
    let db = Arc::new(database());
    let running = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let (db, running) = (Arc::clone(&db), Arc::clone(&running));
            tokio::spawn(async move {
                db.write(move |tx| add(tx, &n.to_string())).await?;
                db.read(move |tx| {
                    assert!(running.fetch_add(1, Ordering::SeqCst) < 2, "no more than the readers there are");
                    let seen = count(tx);
                    running.fetch_sub(1, Ordering::SeqCst);
                    seen
                })
                .await
            })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap().unwrap() > 0);
    }
    assert_eq!(db.read(count).await, Ok(50));
    // The last clone goes on an async thread, which must not disturb it.
    drop(db);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_panic_reaches_the_async_caller() {
    let db = Arc::new(database());
    let panicking = Arc::clone(&db);
    let task = tokio::spawn(async move {
        panicking
            .write::<(), Error>(|tx| {
                add(tx, "1")?;
                panic!("on purpose")
            })
            .await
    });
    assert!(task.await.unwrap_err().is_panic());
    assert_eq!(db.read(count).await, Ok(0));
}

#[test]
fn long_reads_do_not_hold_up_a_writer() {
    let db = database();
    db.write_blocking(|tx| tx.bulk("place", PLACE_COLUMNS, places(1000))).unwrap();
    let (reading, read) = mpsc::channel();
    let (written, writing) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let db = &db;
        scope.spawn(move || {
            let mut seen = 0;
            db.read_blocking(|tx| {
                tx.each(LIST_PLACES, params!["x"], |_| {
                    if seen == 0 {
                        reading.send(()).unwrap();
                        writing.recv().unwrap();
                    }
                    seen += 1;
                    Ok::<_, Error>(())
                })
            })
            .unwrap();
            assert_eq!(seen, 1000);
        });
        read.recv().unwrap();
        db.write_blocking(|tx| add(tx, "ffffffff")).unwrap();
        written.send(()).unwrap();
    });
    assert_eq!(counted(&db), 1001);
}

#[test]
fn addresses_that_cannot_be_opened_say_what_to_do() {
    let folder = std::env::temp_dir();
    let file = std::env::current_exe().unwrap();
    for (url, words) in [
        ("mysql://x".to_owned(), "sqlite:PATH"),
        ("sqlite:".to_owned(), "name a file"),
        ("sqlite::memory:".to_owned(), "name a file"),
        (format!("sqlite:{}", folder.display()), "folder"),
        ("sqlite:no/such/folder/x".to_owned(), "folder is missing"),
        (format!("sqlite:{}", file.display()), "no SQLite database"),
        ("postgres://me:secret@127.0.0.1:1/x".to_owned(), "does not answer"),
    ] {
        let Err(error) = Db::open(&url, Options::default()) else { panic!("{url} opens") };
        let error = error.to_string();
        assert!(error.contains(words) && !error.contains("secret"), "{url}: {error}");
    }
}

#[test]
fn the_password_is_not_shown() {
    let db = database();
    match db.engine() {
        Engine::Sqlite => assert_eq!(db.shown(), db.url()),
        Engine::Postgres => {
            let user = db.url().split_once("://").unwrap().1.split_once('@').unwrap().0;
            let password = user.split_once(':').map_or("(none)", |(_, password)| password);
            assert!(!db.shown().contains(password), "{}", db.shown());
        }
    }
}
