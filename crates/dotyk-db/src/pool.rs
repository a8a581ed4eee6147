//! A few connections, lent one at a time.

use crate::conn::Conn;
use crate::{Error, Result};
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a call waits for a connection, a lock or another writer before it is [`Error::Busy`].
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

type Open = dyn Fn() -> Result<Box<dyn Conn>> + Send + Sync;

/// At most `size` connections, opened when first needed, kept until the database is closed.
pub(crate) struct Pool {
    open: Box<Open>,
    size: usize,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Box<dyn Conn>>,
    /// Idle and lent together.
    count: usize,
    closed: bool,
}

impl Pool {
    pub(crate) fn new(size: usize, open: impl Fn() -> Result<Box<dyn Conn>> + Send + Sync + 'static) -> Self {
        Self { open: Box::new(open), size: size.max(1), state: Mutex::default(), returned: Condvar::new() }
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Lends a connection, waiting for one if all are out.
    pub(crate) fn lend(&self) -> Result<Lease<'_>> {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.state();
        loop {
            if state.closed {
                return Err(Error::Unavailable("the database has been closed".into()));
            }
            if let Some(conn) = state.idle.pop() {
                return Ok(Lease { pool: self, conn: Some(conn), used: true });
            }
            if state.count < self.size {
                state.count += 1;
                break;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::Busy(format!("all {} connections in use for {} s", self.size, PATIENCE.as_secs())));
            }
            state = self.returned.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        drop(state);
        let mut lease = Lease { pool: self, conn: None, used: false }; // counted: its drop gives the place back
        lease.conn = Some((self.open)()?);
        Ok(lease)
    }

    /// Closes what is idle, and what is lent as it comes back.
    pub(crate) fn close(&self) {
        let idle = {
            let mut state = self.state();
            state.closed = true;
            std::mem::take(&mut state.idle)
        };
        self.returned.notify_all();
        for mut conn in idle {
            conn.close();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A lent connection; goes back when dropped, unless it is broken.
pub(crate) struct Lease<'p> {
    pool: &'p Pool,
    conn: Option<Box<dyn Conn>>,
    used: bool,
}

impl Lease<'_> {
    /// Whether the connection has lain idle, so that the server may have dropped it meanwhile.
    pub(crate) fn used(&self) -> bool {
        self.used
    }
}

impl Deref for Lease<'_> {
    type Target = Box<dyn Conn>;

    fn deref(&self) -> &Self::Target {
        self.conn.as_ref().expect("a lease holds its connection until dropped")
    }
}

impl DerefMut for Lease<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.conn.as_mut().expect("a lease holds its connection until dropped")
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut going = self.conn.take();
        let mut state = self.pool.state();
        if let Some(conn) = going.take_if(|conn| !state.closed && !conn.broken()) {
            state.idle.push(conn);
        } else {
            state.count -= 1;
        }
        let closed = state.closed;
        drop(state);
        self.pool.returned.notify_one();
        if let Some(mut conn) = going.filter(|_| closed) {
            conn.close();
        }
    }
}
