//! One transaction.

use crate::conn::Conn;
use crate::{Engine, Error, Result, Row, Sql, Value};
use std::ops::ControlFlow;

/// One transaction, given to the closure of [`Db::read`](crate::Db::read) or [`Db::write`](crate::Db::write).
///
/// It is rolled back unless the closure returns `Ok`. After an error of the database it does no more work: every
/// further call, and the commit, is refused.
pub struct Tx<'c> {
    conn: &'c mut dyn Conn,
    open: bool,
    failed: Option<String>,
    asked: u64,
}

impl<'c> Tx<'c> {
    /// On a connection whose transaction has begun.
    pub(crate) fn begun(conn: &'c mut dyn Conn) -> Self {
        Self { conn, open: true, failed: None, asked: 0 }
    }

    pub(crate) fn commit(mut self) -> Result<()> {
        self.usable()?;
        self.conn.commit()?;
        self.open = false;
        Ok(())
    }

    /// Which engine this is: for the few named functions whose SQL must differ.
    pub fn engine(&self) -> Engine {
        self.conn.engine()
    }

    /// How many statements it has run so far: for tests that hold a page to a number, however much the register holds.
    pub fn asked(&self) -> u64 {
        self.asked
    }

    /// All rows of the answer.
    ///
    /// # Errors
    /// [`Error`], naming the statement; so for all functions here.
    pub fn all(&mut self, sql: Sql, params: &[Value]) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.stream(sql, params, &mut |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

    /// The first row of the answer, if any. Let the statement ask for one row.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn first(&mut self, sql: Sql, params: &[Value]) -> Result<Option<Row>> {
        let mut first = None;
        self.stream(sql, params, &mut |row| {
            first = Some(row);
            ControlFlow::Break(())
        })?;
        Ok(first)
    }

    /// Runs a statement that writes; says how many rows it changed.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn run(&mut self, sql: Sql, params: &[Value]) -> Result<u64> {
        self.attempt(sql.name(), |conn| {
            params.iter().try_for_each(Value::check)?;
            conn.run(sql.text(), params)
        })
    }

    /// Calls `take` with each row as it comes, in bounded memory however long the answer is. An error of `take`
    /// stops it and is returned.
    ///
    /// # Errors
    /// As [`all`](Self::all), or what `take` returned.
    pub fn each<E: From<Error>>(
        &mut self,
        sql: Sql,
        params: &[Value],
        mut take: impl FnMut(&Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut refused = None;
        self.stream(sql, params, &mut |row| match take(&row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                refused = Some(error);
                ControlFlow::Break(())
            }
        })?;
        refused.map_or(Ok(()), Err)
    }

    /// Adds many rows at once, the fastest way the engine has (`COPY`, or one prepared insert); says how many.
    /// Each row has as many values as there are columns.
    ///
    /// # Errors
    /// As [`all`](Self::all); a row too short or too long.
    pub fn bulk(
        &mut self,
        table: &'static str,
        columns: &[&'static str],
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) -> Result<u64> {
        let mut checked = rows.into_iter().map(|row| {
            if row.len() != columns.len() {
                return Err(Error::Other(format!("a row of {} values for {} columns", row.len(), columns.len())));
            }
            row.iter().try_for_each(Value::check)?;
            Ok(row)
        });
        self.attempt(table, |conn| conn.bulk(table, columns, &mut checked))
    }

    /// Holds a name until the transaction ends: a second transaction that asks for the same name waits. For work
    /// that must not run twice at once. On SQLite a write transaction is alone anyway, so nothing is done.
    ///
    /// # Errors
    /// [`Error::Busy`] when the other holds it too long.
    pub fn lock(&mut self, name: &str) -> Result<()> {
        match self.engine() {
            Engine::Sqlite => self.usable(),
            Engine::Postgres => {
                let key = Value::Int(crate::migrate::hash(name).cast_signed());
                self.attempt(name, |conn| conn.run("SELECT pg_advisory_xact_lock($1)", &[key]).map(drop))
            }
        }
    }

    /// Work on the connection itself; an error ends the transaction.
    pub(crate) fn attempt<T>(&mut self, name: &str, work: impl FnOnce(&mut dyn Conn) -> Result<T>) -> Result<T> {
        self.usable()?;
        self.asked += 1;
        work(self.conn).map_err(|error| {
            let error = error.in_statement(name);
            self.failed = Some(error.to_string());
            error
        })
    }

    fn stream(&mut self, sql: Sql, params: &[Value], take: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<()> {
        self.attempt(sql.name(), |conn| {
            params.iter().try_for_each(Value::check)?;
            conn.each(sql.text(), params, take)
        })
    }

    fn usable(&self) -> Result<()> {
        self.failed.as_ref().map_or(Ok(()), |error| {
            Err(Error::Other(format!("the transaction is over since an earlier error, which was to be returned: {error}")))
        })
    }
}

/// Rolled back, unless committed: also when the closure panics.
impl Drop for Tx<'_> {
    fn drop(&mut self) {
        if self.open {
            // A connection that cannot roll back says that it is broken, and its pool lets it go.
            let _ = self.conn.rollback();
        }
    }
}
