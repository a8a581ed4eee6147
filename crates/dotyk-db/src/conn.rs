//! What a driver does for the rest of the crate: one connection, one transaction at a time.

use crate::{Engine, Result, Row, Value};
use std::ops::ControlFlow;

/// Whether a transaction may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// One connection of either engine. Statements come as text, already checked by [`Tx`](crate::Tx).
pub(crate) trait Conn: Send {
    fn engine(&self) -> Engine;

    /// Begins a transaction: a snapshot to read, or the right to write.
    fn begin(&mut self, access: Access) -> Result<()>;

    fn commit(&mut self) -> Result<()>;

    /// Undoes the transaction, if there is one.
    fn rollback(&mut self) -> Result<()>;

    /// Calls `take` with each row of the answer, as it comes, until it breaks.
    fn each(&mut self, sql: &str, params: &[Value], take: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<()>;

    /// Runs a statement and says how many rows it changed.
    fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64>;

    /// Adds many rows; each has been checked to be as wide as `columns`.
    fn bulk(&mut self, table: &str, columns: &[&str], rows: &mut dyn Iterator<Item = Result<Vec<Value>>>) -> Result<u64>;

    /// Prepares a statement and forgets it.
    fn prepare(&mut self, sql: &str) -> Result<()>;

    /// How committed work is kept, as the engine itself says: pairs of setting and value.
    fn durability(&mut self) -> Result<Vec<(String, String)>>;

    /// Whether the connection is lost and must not be used again.
    fn broken(&self) -> bool;

    /// The last thing before the connection goes, when the database is closed.
    fn close(&mut self) {}
}
