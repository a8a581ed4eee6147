//! The database: opened once, cloned freely, read and written in transactions.

use crate::conn::{Access, Conn};
use crate::pool::{Lease, Pool};
use crate::{Engine, Error, Migration, Result, Schema, Sql, Tx, migrate, pg, schema, sqlite};
use std::panic::resume_unwind;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How to open a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many read transactions may run at once; each has a connection. On PostgreSQL as many may write; SQLite
    /// has one writer. At least 1.
    pub readers: usize,
}

/// Four readers.
impl Default for Options {
    fn default() -> Self {
        Self { readers: 4 }
    }
}

/// A database on either engine. A clone is the same database; when the last one goes, it is closed.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    shown: String,
    readers: Lane,
    writers: Lane,
}

/// The connections for one kind of access, and the queue of async callers for them, so that no more threads wait
/// than there are connections.
struct Lane {
    pool: Pool,
    gate: Arc<Semaphore>,
}

impl Lane {
    fn new(size: usize, open: impl Fn() -> Result<Box<dyn Conn>> + Send + Sync + 'static) -> Self {
        let pool = Pool::new(size, open);
        let gate = Arc::new(Semaphore::new(pool.size()));
        Self { pool, gate }
    }
}

impl Db {
    /// Opens a database: `sqlite:PATH` (made when missing) or `postgres://USER:PASSWORD@HOST:PORT/NAME`. Connects
    /// at once, so that what is wrong is said now. Makes no tables: see [`migrate`](Self::migrate).
    ///
    /// # Errors
    /// [`Error::Unavailable`], saying what to do.
    pub fn open(url: &str, options: Options) -> Result<Self> {
        let size = options.readers.max(1);
        let inner = match url.split_once(':') {
            Some(("sqlite", path)) => {
                let path = sqlite::checked_path(path)?;
                let (to_read, to_write) = (path.clone(), path);
                Inner {
                    engine: Engine::Sqlite,
                    shown: url.to_owned(),
                    readers: Lane::new(size, move || sqlite::open(&to_read, Access::Read)),
                    writers: Lane::new(1, move || sqlite::open(&to_write, Access::Write)),
                }
            }
            Some(("postgres" | "postgresql", _)) => {
                let config = Arc::new(pg::config(url)?);
                let again = Arc::clone(&config);
                Inner {
                    engine: Engine::Postgres,
                    shown: pg::without_password(url),
                    readers: Lane::new(size, move || pg::open(&config)),
                    writers: Lane::new(size, move || pg::open(&again)),
                }
            }
            _ => {
                return Err(Error::Unavailable(
                    "the database address must be sqlite:PATH or postgres://USER@HOST/NAME".to_owned(),
                ));
            }
        };
        let db = Self { inner: Arc::new(inner) };
        aside(|| db.inner.writers.pool.lend().map(drop))?;
        Ok(db)
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// Its address without the password, for people and logs.
    pub fn shown(&self) -> &str {
        &self.inner.shown
    }

    /// Brings the tables up to date; returns the versions applied now. Each migration is one transaction. Safe when
    /// two processes do it at once.
    ///
    /// # Errors
    /// [`Error::Migration`] when the text of an applied migration has changed, when the database is newer than the
    /// program, or when the list is out of order; else the error of the statement that failed.
    pub fn migrate(&self, migrations: &[Migration]) -> Result<Vec<i64>> {
        aside(|| migrate::migrate(self, migrations))
    }

    /// Reads in one transaction, on this thread, which must not be an async worker: see [`read`](Self::read).
    ///
    /// # Errors
    /// What `work` returns; [`Error::Busy`], [`Error::Unavailable`].
    pub fn read_blocking<T, E: From<Error>>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.transact(Access::Read, work)
    }

    /// Writes in one transaction, on this thread, which must not be an async worker: see [`write`](Self::write).
    /// Rolled back when `work` returns an error or panics. Do not call it inside another write.
    ///
    /// # Errors
    /// What `work` returns; [`Error::Busy`], [`Error::Unavailable`]; what the commit finds.
    pub fn write_blocking<T, E: From<Error>>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.transact(Access::Write, work)
    }

    /// [`read_blocking`](Self::read_blocking) for async code: on a thread where it may wait.
    ///
    /// # Errors
    /// As there.
    pub async fn read<T, E>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.spawn(Access::Read, work).await
    }

    /// [`write_blocking`](Self::write_blocking) for async code: on a thread where it may wait. Once begun, it runs
    /// to its end even when the caller stops waiting.
    ///
    /// # Errors
    /// As there.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.spawn(Access::Write, work).await
    }

    /// Whether the engine understands a statement with the tables there are: for the test that prepares them all.
    ///
    /// # Errors
    /// [`Error::Other`] with the engine's words and the statement's name.
    pub fn prepare(&self, sql: Sql) -> Result<()> {
        aside(|| self.read_blocking(|tx| tx.attempt(sql.name(), |conn| conn.prepare(sql.text()))))
    }

    /// The tables there are, said alike for both engines.
    ///
    /// # Errors
    /// [`Error`] of the reading.
    pub fn schema(&self) -> Result<Schema> {
        aside(|| self.read_blocking(schema::read))
    }

    /// How committed work is kept, read back from a writing connection: on SQLite `journal_mode` (`wal`) and
    /// `synchronous` (`full`), on PostgreSQL `synchronous_commit`, `fsync` and `full_page_writes` (`on`).
    ///
    /// # Errors
    /// [`Error`] of the reading.
    pub fn durability(&self) -> Result<Vec<(String, String)>> {
        aside(|| self.write_blocking(|tx| tx.attempt("durability", |conn| conn.durability())))
    }

    /// Closes the connections (SQLite folds its log into the file); one in use is closed when its transaction ends.
    /// Later transactions are refused. Dropping the last clone does the same.
    pub fn close(&self) {
        self.inner.close();
    }

    fn lane(&self, access: Access) -> &Lane {
        match access {
            Access::Read => &self.inner.readers,
            Access::Write => &self.inner.writers,
        }
    }

    fn transact<T, E: From<Error>>(&self, access: Access, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut lease = self.begin(access)?;
        let mut tx = Tx::begun(&mut **lease);
        let done = work(&mut tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// A connection with a transaction begun. Those the server dropped while they lay idle are replaced.
    fn begin(&self, access: Access) -> Result<Lease<'_>> {
        loop {
            let mut lease = self.lane(access).pool.lend()?;
            match lease.begin(access) {
                Ok(()) => return Ok(lease),
                Err(_) if lease.used() && lease.broken() => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn spawn<T, E>(&self, access: Access, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let gate = Arc::clone(&self.lane(access).gate);
        let permit = gate.acquire_owned().await.expect("the gate is never closed");
        let db = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            db.transact(access, work)
        });
        match task.await {
            Ok(done) => done,
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            Err(_) => Err(Error::Unavailable("the program is stopping".into()).into()),
        }
    }
}

impl Inner {
    /// Readers first: SQLite's last connection folds the log into the file.
    fn close(&self) {
        aside(|| {
            self.readers.pool.close();
            self.writers.pool.close();
        });
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

/// Does blocking work on a thread of its own, so that it may be asked for anywhere: the PostgreSQL client must not
/// be used or dropped on an async worker.
pub(crate) fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap_or_else(|panic| resume_unwind(panic)))
}
