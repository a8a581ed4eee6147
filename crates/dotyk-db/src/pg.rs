//! PostgreSQL behind the [`Conn`] trait.

use crate::conn::{Access, Conn};
use crate::pg_value::{Bound, Read, copy_line};
use crate::pool::PATIENCE;
use crate::{Engine, Error, Result, Row, Value};
use postgres::error::{DbError, SqlState};
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::error::Error as StdError;
use std::io::Write;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

/// Bytes of `COPY` text gathered before they are sent.
const COPY_BUFFER: usize = 64 * 1024;

struct Postgres {
    client: Client,
    prepared: HashMap<String, Prepared>,
}

/// A statement the server holds, with the names of its columns.
#[derive(Clone)]
struct Prepared {
    statement: Statement,
    columns: Arc<[String]>,
}

/// Reads the address.
pub(crate) fn config(url: &str) -> Result<Config> {
    let mut config: Config = url
        .parse()
        .map_err(|error: postgres::Error| Error::Unavailable(format!("{}: {}", without_password(url), full(&error))))?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
    if config.get_application_name().is_none() {
        config.application_name("dotyk");
    }
    Ok(config)
}

/// Connects, and holds the server to what the program relies on.
pub(crate) fn open(config: &Config) -> Result<Box<dyn Conn>> {
    let mut client = config.connect(NoTls).map_err(|error| {
        Error::Unavailable(format!(
            "the PostgreSQL server does not answer: {}. Check the address, the user and the password, and that the server runs",
            full(&error)
        ))
    })?;
    client
        .batch_execute(&format!(
            "SET synchronous_commit = on; SET client_encoding = 'UTF8'; SET standard_conforming_strings = on;
             SET client_min_messages = warning; SET lock_timeout = {}",
            PATIENCE.as_millis()
        ))
        .map_err(map)?;
    let mut conn = Postgres { client, prepared: HashMap::new() };
    match conn.show("server_encoding")?.as_str() {
        "UTF8" => Ok(Box::new(conn)),
        other => Err(Error::Unavailable(format!("the PostgreSQL database keeps text as {other}: make it with ENCODING 'UTF8'"))),
    }
}

/// An address fit for people: `postgres://user:secret@host/name` without `:secret`.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let authority = match authority.rsplit_once('@') {
        Some((user, host)) => format!("{}@{host}", user.split(':').next().unwrap_or_default()),
        None => authority.to_owned(),
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let kept: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !part.starts_with("password=")).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{scheme}://{authority}{path}{mark}{}", kept.join("&"))
}

impl Postgres {
    fn prepared(&mut self, sql: &str) -> Result<Prepared> {
        if let Some(known) = self.prepared.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.client.prepare(sql).map_err(map)?;
        let columns = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        let prepared = Prepared { statement, columns };
        self.prepared.insert(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }

    /// The statement, once it is known to want as many parameters as are given.
    fn ready(&mut self, sql: &str, params: &[Value]) -> Result<Prepared> {
        let prepared = self.prepared(sql)?;
        let wanted = prepared.statement.params().len();
        if wanted == params.len() {
            Ok(prepared)
        } else {
            Err(Error::Other(format!("{} parameters given, {wanted} wanted", params.len())))
        }
    }

    fn show(&mut self, setting: &str) -> Result<String> {
        let row = self.client.query_one(&format!("SHOW {setting}"), &[]).map_err(map)?;
        row.try_get(0).map_err(map)
    }
}

/// A statement whose plan no longer fits the tables is prepared anew next time.
fn noting(prepared: &mut HashMap<String, Prepared>, error: postgres::Error) -> Error {
    if error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED) {
        prepared.clear();
    }
    map(error)
}

impl Conn for Postgres {
    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn begin(&mut self, access: Access) -> Result<()> {
        self.client
            .batch_execute(match access {
                Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                Access::Write => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
            })
            .map_err(map)
    }

    fn commit(&mut self) -> Result<()> {
        self.client.batch_execute("COMMIT").map_err(|error| {
            if error.is_closed() || error.as_db_error().is_none() {
                return Error::Unavailable(format!(
                    "the connection was lost while saving: look whether it was saved before trying again ({})",
                    full(&error)
                ));
            }
            map(error)
        })
    }

    fn rollback(&mut self) -> Result<()> {
        self.client.batch_execute("ROLLBACK").map_err(map)
    }

    fn each(&mut self, sql: &str, params: &[Value], take: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<()> {
        let prepared = self.ready(sql, params)?;
        let answer = self.client.query_raw(&prepared.statement, params.iter().map(Bound));
        let mut rows = answer.map_err(|error| noting(&mut self.prepared, error))?;
        while let Some(row) = rows.next().map_err(map)? {
            let values = (0..row.len()).map(|at| match row.try_get::<_, Read>(at) {
                Ok(Read(value)) => Ok(value),
                Err(error) => Err(Error::Column {
                    column: prepared.columns[at].clone(),
                    problem: format!("cannot be read: {}", full(&error)),
                }),
            });
            let row = Row::new(Arc::clone(&prepared.columns), values.collect::<Result<_>>()?);
            if take(row).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        let prepared = self.ready(sql, params)?;
        let bound: Vec<Bound<'_>> = params.iter().map(Bound).collect();
        let bound: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|value| value as _).collect();
        self.client.execute(&prepared.statement, &bound).map_err(|error| noting(&mut self.prepared, error))
    }

    fn bulk(&mut self, table: &str, columns: &[&str], rows: &mut dyn Iterator<Item = Result<Vec<Value>>>) -> Result<u64> {
        let mut copy = self.client.copy_in(&format!("COPY {table} ({}) FROM STDIN", columns.join(", "))).map_err(map)?;
        let lost = |error: std::io::Error| match error.downcast::<postgres::Error>() {
            Ok(error) => map(error),
            Err(error) => Error::Unavailable(format!("the connection to PostgreSQL was lost: {error}")),
        };
        let mut text = String::with_capacity(COPY_BUFFER + 4096);
        for row in rows {
            copy_line(&mut text, &row?);
            if text.len() >= COPY_BUFFER {
                copy.write_all(text.as_bytes()).map_err(lost)?;
                text.clear();
            }
        }
        copy.write_all(text.as_bytes()).map_err(lost)?;
        copy.finish().map_err(map)
    }

    fn prepare(&mut self, sql: &str) -> Result<()> {
        self.client.prepare(sql).map(drop).map_err(map)
    }

    fn durability(&mut self) -> Result<Vec<(String, String)>> {
        ["synchronous_commit", "fsync", "full_page_writes"]
            .into_iter()
            .map(|setting| Ok((setting.to_owned(), self.show(setting)?)))
            .collect()
    }

    fn broken(&self) -> bool {
        self.client.is_closed()
    }
}

/// PostgreSQL's errors in this crate's words.
fn map(error: postgres::Error) -> Error {
    let Some(said) = error.as_db_error() else {
        let text = full(&error);
        return if error.is_closed() || caused_by_io(&error) {
            Error::Unavailable(format!("the connection to PostgreSQL was lost: {text}"))
        } else {
            Error::Other(text)
        };
    };
    let name = |part: Option<&str>| part.unwrap_or_default().to_owned();
    match *said.code() {
        SqlState::UNIQUE_VIOLATION => Error::Unique { table: name(said.table()), columns: key_columns(said) },
        SqlState::FOREIGN_KEY_VIOLATION | SqlState::RESTRICT_VIOLATION => Error::ForeignKey { detail: name(said.constraint()) },
        SqlState::CHECK_VIOLATION => Error::Check { constraint: name(said.constraint()) },
        SqlState::NOT_NULL_VIOLATION => Error::NotNull { table: name(said.table()), column: name(said.column()) },
        SqlState::LOCK_NOT_AVAILABLE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::TOO_MANY_CONNECTIONS => Error::Busy(said.message().to_owned()),
        SqlState::DISK_FULL => Error::Full("the disk of the PostgreSQL server is full: free some space and try again".into()),
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            Error::Unavailable(format!("the PostgreSQL server is stopping or starting: {}", said.message()))
        }
        SqlState::READ_ONLY_SQL_TRANSACTION => {
            Error::Other(format!("written in a transaction that only reads: {}", said.message()))
        }
        _ => Error::Other(said.message().to_owned()),
    }
}

/// The columns of `Key (office, code)=(a, b) already exists.`, in whichever language it is said.
fn key_columns(said: &DbError) -> Vec<String> {
    let key = said.detail().and_then(|detail| detail.split_once('(')?.1.split_once(")=("));
    let columns = key.map_or("", |(columns, _)| columns);
    if columns.contains('(') {
        return Vec::new();
    } // an expression
    columns.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn caused_by_io(error: &postgres::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<std::io::Error>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// An error with its causes: the driver's own words are too short alone.
fn full(error: &postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
