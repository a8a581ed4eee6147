//! A fresh migrated database for each test, on the engine the environment names.
//!
//! * `DOTYK_TEST_ENGINE`: `sqlite` (the default) or `postgres`.
//! * `DOTYK_TEST_POSTGRES`: the address of a PostgreSQL server where databases may be made and dropped; the
//!   database it names is only connected to.
//!
//! The migrations run once; each test gets a copy of what they made, so a test costs milliseconds. The template is
//! known by a digest of the migrations: on PostgreSQL a database, on SQLite a file beside the test's executable.
//! Everything here panics when it fails: there is nobody to handle it.

use crate::migrate::hash;
use crate::{Db, Migration, Options, Result, db::aside};
use postgres::error::SqlState;
use postgres::{Client, NoTls};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};
use std::{env, fs, process, thread};

/// Counted up when the tables this crate itself makes change, so that no old template is used.
const FORM: u32 = 1;

/// A database of its own for one test. It is removed when this is dropped.
pub struct TestDb {
    /// The database, migrated and otherwise empty.
    pub db: Db,
    url: String,
    home: Home,
}

enum Home {
    Folder(PathBuf),
    Server { url: String, name: String },
}

impl TestDb {
    /// Its address, for a second process or a second [`Db`].
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl std::ops::Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db.close();
        match &self.home {
            Home::Folder(folder) => drop(fs::remove_dir_all(folder)),
            Home::Server { url, name } => aside(|| {
                if let Ok(mut client) = Client::connect(url, NoTls) {
                    let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                }
            }),
        }
    }
}

/// A database with these migrations applied, on the engine of `DOTYK_TEST_ENGINE`.
pub fn fresh(migrations: &[Migration]) -> TestDb {
    match env::var("DOTYK_TEST_ENGINE").as_deref() {
        Err(_) | Ok("" | "sqlite") => fresh_sqlite(migrations),
        Ok("postgres") => {
            let url = postgres_server().expect("DOTYK_TEST_ENGINE=postgres wants DOTYK_TEST_POSTGRES=postgres://USER@HOST/NAME");
            fresh_postgres(migrations, &url)
        }
        Ok(other) => panic!("DOTYK_TEST_ENGINE is sqlite or postgres, not {other}"),
    }
}

/// A database on SQLite, whatever the environment says: for what compares the engines.
pub fn fresh_sqlite(migrations: &[Migration]) -> TestDb {
    let folder = env::temp_dir().join(unique("dotyk-test"));
    fs::create_dir_all(&folder).expect("a folder for the test's database");
    let file = folder.join("test.sqlite");
    fs::copy(sqlite_template(migrations), &file).expect("a copy of the template database");
    let url = format!("sqlite:{}", file.display());
    TestDb { db: open(&url), url, home: Home::Folder(folder) }
}

/// The server of `DOTYK_TEST_POSTGRES`, if one is named.
pub fn postgres_server() -> Option<String> {
    env::var("DOTYK_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// A database on the PostgreSQL server at `url`, whatever the engine of the environment.
pub fn fresh_postgres(migrations: &[Migration], url: &str) -> TestDb {
    let name = unique("dotyk_test");
    aside(|| {
        let mut client = Client::connect(url, NoTls).expect("the PostgreSQL server of DOTYK_TEST_POSTGRES answers");
        let template = postgres_template(&mut client, migrations, url);
        copy_database(&mut client, &template, &name);
    });
    let own = with_database(url, &name);
    TestDb { db: open(&own), url: own, home: Home::Server { url: url.to_owned(), name } }
}

fn open(url: &str) -> Db {
    Db::open(url, Options { readers: 2 }).expect("the test's database opens")
}

/// A file with the migrations applied. Made under another name and renamed, so that processes may race.
fn sqlite_template(migrations: &[Migration]) -> PathBuf {
    let folder = env::current_exe().ok().and_then(|exe| exe.parent().map(Path::to_owned)).unwrap_or_else(env::temp_dir);
    let name = format!("dotyk-template-{}.sqlite", digest(migrations));
    let template = folder.join(&name);
    if !template.exists() {
        let making = folder.join(unique(&name));
        let db = open(&format!("sqlite:{}", making.display()));
        db.migrate(migrations).expect("the migrations apply");
        db.close();
        fs::rename(&making, &template).expect("the template database gets its name");
    }
    template
}

/// A database with the migrations applied. Made under another name and renamed, one process at a time, so that what
/// an interrupted test left behind is never taken for whole.
fn postgres_template(client: &mut Client, migrations: &[Migration], url: &str) -> String {
    let template = format!("dotyk_template_{}", digest(migrations));
    let exists = |client: &mut Client| {
        let found = client.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&template]);
        !found.expect("the list of databases").is_empty()
    };
    if exists(client) {
        return template;
    }
    let key = hash(&template).cast_signed();
    client.execute("SELECT pg_advisory_lock($1)", &[&key]).expect("the lock of the template");
    if !exists(client) {
        let making = unique("dotyk_making");
        run(client, &format!("CREATE DATABASE {making} TEMPLATE template0 ENCODING 'UTF8'")).expect("a template database");
        let db = open(&with_database(url, &making));
        db.migrate(migrations).expect("the migrations apply");
        db.close();
        insist(client, &format!("ALTER DATABASE {making} RENAME TO {template}"));
    }
    client.execute("SELECT pg_advisory_unlock($1)", &[&key]).expect("the lock of the template");
    template
}

fn copy_database(client: &mut Client, template: &str, name: &str) {
    insist(client, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
}

/// Repeats a statement while somebody else is using the database it is about.
fn insist(client: &mut Client, sql: &str) {
    for _ in 0..300 {
        match run(client, sql) {
            Err(error) if error.code() == Some(&SqlState::OBJECT_IN_USE) => thread::sleep(Duration::from_millis(100)),
            done => return done.expect(sql),
        }
    }
    panic!("{sql}: the template is in use for too long");
}

fn run(client: &mut Client, sql: &str) -> Result<(), postgres::Error> {
    client.batch_execute(sql)
}

fn digest(migrations: &[Migration]) -> String {
    let all: String = migrations.iter().map(|one| format!("{} {} {}\n", one.version, one.name, one.digest())).collect();
    format!("{:016x}", hash(&format!("{FORM} {all}")))
}

/// A name nobody else has: the process, the moment, and a count.
fn unique(start: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let moment = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().subsec_nanos();
    format!("{start}_{}_{moment}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let start = url.find("://").map_or(0, |at| at + 3);
    let (rest, query) = url.split_once('?').map_or((url, String::new()), |(rest, query)| (rest, format!("?{query}")));
    let end = rest[start..].find('/').map_or(rest.len(), |at| start + at);
    format!("{}/{name}{query}", &rest[..end])
}
