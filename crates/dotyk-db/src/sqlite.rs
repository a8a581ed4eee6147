//! SQLite behind the [`Conn`] trait.

use crate::conn::{Access, Conn};
use crate::pool::PATIENCE;
use crate::{Engine, Error, Result, Row, Value};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ToSql, ffi};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// Statements a connection keeps prepared: more than a program of this size has.
const STATEMENTS_KEPT: usize = 512;

/// Set on every connection. `cache_size` is in KiB (negative), `journal_size_limit` in bytes. `case_sensitive_like`: as
/// PostgreSQL. No `mmap_size`: each connection maps the same pages once more, and the system counts them to the program
/// each time (`bin/bench portal`: 340 MB with 128 MB of it on each, 172 MB without, at the same pace).
const SETTINGS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA case_sensitive_like = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cache_size = -8000;
    PRAGMA journal_size_limit = 67108864;
";

struct Sqlite {
    conn: Connection,
    access: Access,
}

/// The path of a `sqlite:` address, once its folder is known to be there.
pub(crate) fn checked_path(path: &str) -> Result<PathBuf> {
    let refused = |problem: &str| Err(Error::Unavailable(format!("sqlite:{path}: {problem}")));
    if path.is_empty() || path.contains(":memory:") {
        return refused("name a file, as in sqlite:office.sqlite");
    }
    let file = PathBuf::from(path);
    if file.is_dir() {
        return refused("this is a folder: name a file in it");
    }
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => refused("its folder is missing: make it first"),
        _ => Ok(file),
    }
}

/// Opens one connection; the one that writes makes the file, readable by its owner alone.
pub(crate) fn open(path: &Path, access: Access) -> Result<Box<dyn Conn>> {
    let refused = |problem: String| Error::Unavailable(format!("sqlite:{}: {problem}", path.display()));
    if access == Access::Write && !path.exists() {
        make_private(path).map_err(|error| refused(error.to_string()))?;
    }
    let conn = connect(path, access).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => refused("this is no SQLite database: name another file".into()),
        Some(ErrorCode::CannotOpen) => {
            refused("cannot be opened: check that it is there and that you may write to it and its folder".into())
        }
        Some(ErrorCode::ReadOnly) => refused("may not be written: check its owner and its folder's".into()),
        _ => map(error),
    })?;
    Ok(Box::new(Sqlite { conn, access }))
}

fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn connect(path: &Path, access: Access) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(PATIENCE)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    if pragma(&conn, "journal_mode")? != "wal" {
        // Refused at once, not waited for, while another process does the same.
        let deadline = Instant::now() + PATIENCE;
        while let Err(error) = conn.pragma_update(None, "journal_mode", "wal") {
            if error.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) || Instant::now() > deadline {
                return Err(error);
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
    conn.execute_batch(SETTINGS)?;
    if access == Access::Read {
        conn.pragma_update(None, "query_only", true)?;
    }
    Ok(conn)
}

/// A setting as text, whichever type it has.
fn pragma(conn: &Connection, name: &str) -> rusqlite::Result<String> {
    conn.pragma_query_value(None, name, |row| {
        Ok(match row.get_ref(0)? {
            ValueRef::Integer(number) => number.to_string(),
            other => other.as_str()?.to_owned(),
        })
    })
}

impl Sqlite {
    /// The prepared statement with its parameters bound: SQLite numbers `$2` by its first use, not by its name.
    fn bound(&self, sql: &str, params: &[Value]) -> Result<CachedStatement<'_>> {
        let mut statement = self.conn.prepare_cached(sql).map_err(map)?;
        let mut wanted = 0;
        for place in 1..=statement.parameter_count() {
            let number = number(statement.parameter_name(place))?;
            wanted = wanted.max(number);
            if let Some(value) = params.get(number - 1) {
                statement.raw_bind_parameter(place, Bound(value)).map_err(map)?;
            }
        }
        if wanted != params.len() {
            return Err(Error::Other(format!("{} parameters given, {wanted} wanted", params.len())));
        }
        Ok(statement)
    }
}

/// The number of a parameter: 2 of `$2`.
fn number(name: Option<&str>) -> Result<usize> {
    name.and_then(|name| name.strip_prefix('$')?.parse().ok())
        .filter(|&number| number > 0)
        .ok_or_else(|| Error::Other(format!("parameters are written $1, $2, …, not {}", name.unwrap_or("?"))))
}

impl Conn for Sqlite {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn begin(&mut self, access: Access) -> Result<()> {
        let begin = match access {
            Access::Read => "BEGIN DEFERRED",
            Access::Write => "BEGIN IMMEDIATE",
        };
        self.run(begin, &[]).map(drop)
    }

    fn commit(&mut self) -> Result<()> {
        self.run("COMMIT", &[]).map(drop)
    }

    fn rollback(&mut self) -> Result<()> {
        // Some errors (a full disk) have already rolled back.
        if self.conn.is_autocommit() { Ok(()) } else { self.run("ROLLBACK", &[]).map(drop) }
    }

    fn each(&mut self, sql: &str, params: &[Value], take: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<()> {
        let mut statement = self.bound(sql, params)?;
        let columns: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(map)? {
            let values = (0..columns.len()).map(|at| value(&columns[at], row.get_ref(at).map_err(map)?));
            let row = Row::new(Arc::clone(&columns), values.collect::<Result<_>>()?);
            if take(row).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        let mut statement = self.bound(sql, params)?;
        let mut rows = statement.raw_query();
        while rows.next().map_err(map)?.is_some() {}
        Ok(self.conn.changes())
    }

    fn bulk(&mut self, table: &str, columns: &[&str], rows: &mut dyn Iterator<Item = Result<Vec<Value>>>) -> Result<u64> {
        let places: Vec<String> = (1..=columns.len()).map(|number| format!("${number}")).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
        let mut statement = self.conn.prepare(&sql).map_err(map)?;
        let mut added = 0;
        for row in rows {
            for (at, value) in row?.iter().enumerate() {
                statement.raw_bind_parameter(at + 1, Bound(value)).map_err(map)?;
            }
            added += statement.raw_execute().map_err(map)? as u64;
        }
        Ok(added)
    }

    fn prepare(&mut self, sql: &str) -> Result<()> {
        let statement = self.conn.prepare(sql).map_err(map)?;
        (1..=statement.parameter_count()).try_for_each(|place| number(statement.parameter_name(place)).map(drop))
    }

    fn durability(&mut self) -> Result<Vec<(String, String)>> {
        let mode = pragma(&self.conn, "journal_mode").map_err(map)?;
        let synchronous = match pragma(&self.conn, "synchronous").map_err(map)?.as_str() {
            "0" => "off",
            "1" => "normal",
            "2" => "full",
            _ => "extra",
        };
        Ok(vec![("journal_mode".into(), mode), ("synchronous".into(), synchronous.into())])
    }

    fn broken(&self) -> bool {
        !self.conn.is_autocommit() // a transaction that could not be rolled back
    }

    fn close(&mut self) {
        if self.access == Access::Write {
            // Only housekeeping: a reader elsewhere may prevent it, and the next opening does it.
            self.conn.flush_prepared_statement_cache();
            let _ = self.conn.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}

/// A value on its way into a statement, without a copy.
struct Bound<'v>(&'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

fn value(column: &str, value: ValueRef<'_>) -> Result<Value> {
    let refused = |kind: &str| {
        Err(Error::Column { column: column.to_owned(), problem: format!("is {kind}: only TEXT and BIGINT are allowed") })
    };
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Ok(Value::Text(text.to_owned())),
            Err(_) => refused("text that is not UTF-8"),
        },
        ValueRef::Real(_) => refused("REAL"),
        ValueRef::Blob(_) => refused("BLOB"),
    }
}

/// SQLite's errors in this crate's words.
fn map(error: rusqlite::Error) -> Error {
    let (code, said) = match &error {
        rusqlite::Error::SqliteFailure(code, Some(said)) => (code, said.clone()),
        rusqlite::Error::SqliteFailure(code, None) => (code, error.to_string()),
        rusqlite::Error::SqlInputError { error, msg, .. } => (error, msg.clone()),
        _ => return Error::Other(error.to_string()),
    };
    match code.code {
        ErrorCode::ConstraintViolation => constraint(code.extended_code, said),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy(said),
        ErrorCode::DiskFull => Error::Full("the disk is full: free some space and try again".into()),
        ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            Error::Unavailable(format!("the database file cannot be used: {said}"))
        }
        ErrorCode::ReadOnly => {
            Error::Other(format!("written in a transaction that only reads, or to a file that may only be read: {said}"))
        }
        _ => Error::Other(said),
    }
}

/// `UNIQUE constraint failed: place.office, place.code`, `NOT NULL constraint failed: place.name`, `CHECK
/// constraint failed: kind`.
fn constraint(extended_code: i32, said: String) -> Error {
    let subject = said.split_once("constraint failed: ").map_or("", |(_, subject)| subject);
    let split = |column: &str| {
        let (table, name) = column.split_once('.').unwrap_or((column, ""));
        (table.to_owned(), name.to_owned())
    };
    match extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            let (tables, columns): (Vec<_>, Vec<_>) = subject.split(", ").map(split).unzip();
            let columns = columns.into_iter().filter(|name| !name.is_empty()).collect();
            Error::Unique { table: tables.into_iter().next().unwrap_or_default(), columns }
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY | ffi::SQLITE_CONSTRAINT_TRIGGER => Error::ForeignKey { detail: String::new() },
        ffi::SQLITE_CONSTRAINT_CHECK => Error::Check { constraint: subject.to_owned() },
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            let (table, column) = split(subject);
            Error::NotNull { table, column }
        }
        _ => Error::Other(said),
    }
}
