//! One small face over SQLite and PostgreSQL.
//!
//! The only crate of Dotyk that names an SQL driver. Everything above it writes one SQL text for both engines,
//! as named constants, and runs it inside a transaction:
//!
//! ```no_run
//! use dotyk_db::{Db, Error, Options, Row, Tx, params, statements};
//!
//! statements! {
//!     /// A place of one office by its code.
//!     const FIND_PLACE = "SELECT name FROM place WHERE office = $1 AND code = $2";
//! }
//!
//! fn place_name(tx: &mut Tx, office: &str, code: &str) -> Result<Option<String>, Error> {
//!     tx.first(FIND_PLACE, params![office, code])?.map(|row| row.get("name")).transpose()
//! }
//!
//! let db = Db::open("sqlite:office.sqlite", Options::default())?;
//! let name = db.read_blocking(|tx| place_name(tx, "luhansk", "UA44"))?;
//! # let _ = name;
//! # Ok::<(), Error>(())
//! ```
//!
//! # The rules both engines keep
//!
//! * Columns are `TEXT` or `BIGINT`; parameters are `$1`, `$2`, …, each used at least once, in any order.
//!   PostgreSQL learns a parameter's kind from its first use: write `(name = $2 OR $2 IS NULL)`, not the other way
//!   round, or say `cast($2 AS text)`. Sums are cast too: `cast(sum(amount) AS bigint)`. Truths come back as 1 and 0.
//! * A transaction that met an error is over: return the error, and everything is rolled back. (PostgreSQL demands
//!   it; SQLite is held to it, so that code tried on one works on the other.)
//! * A read sees one moment from its first statement to its end, whatever others write meanwhile.
//! * `LIKE` minds the case and `"x"` is never a text, on both.
//! * The blocking functions that take a closure must not run on an async worker thread: there use [`Db::read`] and
//!   [`Db::write`].
//!
//! # The rooms
//!
//! `value`, `sql` and `usual` hold the words a store uses, `tx` the transaction, `db` the database with its `pool`;
//! `sqlite` and `pg` (with `pg_value`) are the two drivers behind the `conn` trait; `migrate` (with `split`) makes the tables and
//! `schema` reads them back; `port` takes whole tables out and in, for backups and from one engine to the other; `testing` (a feature) gives each test a database of its own.

#![warn(missing_docs)]

mod conn;
mod db;
mod error;
mod list;
mod migrate;
mod pg;
mod pg_value;
mod pool;
pub mod port;
mod schema;
mod split;
mod sql;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod tx;
mod usual;
mod value;

pub use db::{Db, Options};
pub use error::Error;
pub use list::{LIST, in_lists};
pub use migrate::Migration;
pub use schema::{Column, ForeignKey, Index, Schema, Table};
pub use split::split;
pub use sql::Sql;
pub use tx::Tx;
pub use usual::Usual;
pub use value::{FromValue, Row, Value};

/// What the functions here return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Which of the two engines a database runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// One file beside the program, written by one process at a time.
    Sqlite,
    /// A PostgreSQL server, or a server that speaks its protocol.
    Postgres,
}
