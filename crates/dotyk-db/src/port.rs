//! Whole tables as streams of rows, in a form that belongs to neither engine: for backups, and from one engine to the
//! other.
//!
//! # The form
//!
//! A table is a text of lines. Each line is an array of JSON: the first holds the names of the columns, every other is
//! a row with its values in that order, each `null`, a whole number of 64 bits, or a text. The columns of the primary
//! key come first, in its order, then the others by name; the rows are ordered by the primary key, texts byte by byte.
//! So the same rows are the same bytes on both engines, and a table's hash is plainly the SHA-256 of its text.
//!
//! # Order
//!
//! [`shapes`] gives the tables so that each comes behind those it refers to: found from the foreign keys, never listed.
//!
//! SQL is made here of names that the database itself gave; nothing else of it differs between the engines than how the
//! order of bytes is asked for and how a reference within a table may wait for its row.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use sha2::{Digest, Sha256};

use crate::{Db, Engine, Error, Result, Row, Schema, Tx, Value, params, schema};

crate::statements! {
    const VERSION = "SELECT max(version) AS version FROM dotyk_migration";
}

// Prepared by every test that runs it; no list of the program needs to name it.
const _: &[crate::Sql] = STATEMENTS;

/// This crate's own table: which migrations the database has had. A copy is migrated, so it has its own.
const OURS: &str = "dotyk_migration";

/// Text gathered before it is handed on, in bytes.
const PIECE: usize = 64 * 1024;

/// A row longer than this, in bytes, is none of ours: what reads it must not fill the memory.
const LONGEST: u64 = 256 * 1024 * 1024;

/// A table as it is taken out and in: its name, and its columns in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The name of the table.
    pub table: String,
    /// The columns of the primary key in its order, then the others by name.
    pub columns: Vec<String>,
    /// The columns that give the order, each with whether it is a text: the primary key, or all when there is none.
    order: Vec<(String, bool)>,
}

/// What a table holds, so that two can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The name of the table.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 of its text, in hex.
    pub hash: String,
}

impl Shape {
    fn of(name: &str, table: &schema::Table) -> Shape {
        let mut columns = table.primary_key.clone();
        columns.extend(table.columns.keys().filter(|column| !table.primary_key.contains(column)).cloned());
        let ordering = if table.primary_key.is_empty() { &columns } else { &table.primary_key };
        let text = |column: &String| table.columns.get(column).is_some_and(|column| column.kind == "TEXT");
        let order = ordering.iter().map(|column| (column.clone(), text(column))).collect();
        Shape { table: name.to_owned(), columns, order }
    }

    /// All rows in the order of the form. PostgreSQL sorts texts by the database's language unless told otherwise;
    /// SQLite sorts their bytes.
    fn select(&self, engine: Engine) -> String {
        let bytes = |text: bool| if text && engine == Engine::Postgres { " COLLATE \"C\"" } else { "" };
        let order: Vec<String> = self.order.iter().map(|(column, text)| format!("{}{}", quoted(column), bytes(*text))).collect();
        let columns: Vec<String> = self.columns.iter().map(|column| quoted(column)).collect();
        format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), quoted(&self.table), order.join(", "))
    }

    fn header(&self) -> Vec<u8> {
        let names: Vec<Value> = self.columns.iter().map(Value::from).collect();
        let mut line = Vec::new();
        write_line(&mut line, &names);
        line
    }

    /// How an error calls it.
    fn named(&self) -> String {
        format!("table {}", self.table)
    }
}

/// A name as SQL may hold any.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The tables there are, each behind those it refers to, without this crate's own.
///
/// # Errors
/// The database's; tables that refer to each other in a circle, which no order can fill.
pub fn shapes(tx: &mut Tx<'_>) -> Result<Vec<Shape>> {
    ordered(&schema::read(tx)?)
}

fn ordered(schema: &Schema) -> Result<Vec<Shape>> {
    let mut shapes: Vec<Shape> = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let wanted = schema.tables.keys().filter(|name| *name != OURS).count();
    while shapes.len() < wanted {
        let ready = schema.tables.iter().find(|(name, table)| {
            let waits = |key: &schema::ForeignKey| key.table != **name && !done.contains(key.table.as_str());
            *name != OURS && !done.contains(name.as_str()) && !table.foreign_keys.iter().any(waits)
        });
        let Some((name, table)) = ready else {
            let left = schema.tables.keys().filter(|name| *name != OURS && !done.contains(name.as_str()));
            let left = left.cloned().collect::<Vec<_>>().join(", ");
            return Err(Error::Other(format!("these tables refer to each other in a circle: {left}")));
        };
        done.insert(name);
        shapes.push(Shape::of(name, table));
    }
    Ok(shapes)
}

/// The last migration the database has had; none when it was never migrated.
///
/// # Errors
/// The database's.
pub fn version(tx: &mut Tx<'_>) -> Result<Option<i64>> {
    if !schema::read(tx)?.tables.contains_key(OURS) {
        return Ok(None);
    }
    tx.first(VERSION, params![])?.map_or(Ok(None), |row| row.get("version"))
}

/// How many rows a table has.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx<'_>, shape: &Shape) -> Result<u64> {
    let sql = format!("SELECT count(*) AS n FROM {}", quoted(&shape.table));
    let row = first(tx, shape, &sql)?.ok_or_else(|| Error::Other("a count has no row".into()))?;
    Ok(row.get::<i64>("n")?.unsigned_abs())
}

/// Whether a table has no row.
///
/// # Errors
/// The database's.
pub fn is_empty(tx: &mut Tx<'_>, shape: &Shape) -> Result<bool> {
    Ok(first(tx, shape, &format!("SELECT 1 AS n FROM {} LIMIT 1", quoted(&shape.table)))?.is_none())
}

fn first(tx: &mut Tx<'_>, shape: &Shape, sql: &str) -> Result<Option<Row>> {
    let mut found = None;
    tx.attempt(&shape.named(), |conn| {
        conn.each(sql, &[], &mut |row| {
            found = Some(row);
            ControlFlow::Break(())
        })
    })?;
    Ok(found)
}

/// Reads a table as text, piece by piece, in bounded memory: `take` is given each piece and how many rows there were.
///
/// # Errors
/// The database's, or what `take` returned.
pub fn dump<E: From<Error>>(tx: &mut Tx<'_>, shape: &Shape, mut take: impl FnMut(&[u8], u64) -> Result<(), E>) -> Result<Sum, E> {
    let mut sum = Adding::new();
    let mut piece = shape.header();
    let mut refused = None;
    rows(tx, shape, &mut |row| {
        write_line(&mut piece, row.values());
        sum.rows += 1;
        if piece.len() >= PIECE {
            sum.digest.update(&piece);
            if let Err(error) = take(&piece, sum.rows) {
                refused = Some(error);
                return ControlFlow::Break(());
            }
            piece.clear();
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = refused {
        return Err(error);
    }
    sum.digest.update(&piece);
    take(&piece, sum.rows)?;
    Ok(sum.of(&shape.table))
}

/// What a table holds now.
///
/// # Errors
/// The database's.
pub fn sum(tx: &mut Tx<'_>, shape: &Shape) -> Result<Sum> {
    dump(tx, shape, |_, _| Ok(()))
}

/// What a text of [`dump`] holds, wherever it is kept. What comes back is of that text alone: nothing is parsed.
///
/// # Errors
/// Those of reading.
pub fn measure(table: &str, text: &mut dyn Read) -> io::Result<Sum> {
    let mut sum = Adding::new();
    let mut piece = vec![0; PIECE];
    let mut lines = 0;
    loop {
        match text.read(&mut piece)? {
            0 => break,
            length => {
                sum.digest.update(&piece[..length]);
                lines += piece[..length].iter().filter(|byte| **byte == b'\n').count() as u64;
            }
        }
    }
    sum.rows = lines.saturating_sub(1);
    Ok(sum.of(table))
}

/// Makes a write transaction ready to be filled: SQLite looks at references at the end, as a row may refer to a later
/// one of its table. PostgreSQL looks when a table is full.
///
/// # Errors
/// The database's.
pub fn begin(tx: &mut Tx<'_>) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite => tx.attempt("references", |conn| conn.run("PRAGMA defer_foreign_keys = ON", &[]).map(drop)),
        Engine::Postgres => Ok(()),
    }
}

/// Fills a table from a text of [`dump`], line by line; says how many rows. `told` hears how many there are so far.
/// Whether it now holds what the text says, [`sum`] tells.
///
/// # Errors
/// The database's; text that is not of the form, or of other columns.
pub fn load(tx: &mut Tx<'_>, shape: &Shape, text: &mut dyn BufRead, mut told: impl FnMut(u64)) -> Result<u64> {
    let mut lines = Lines { text, line: Vec::new(), number: 0 };
    let header = lines.next().unwrap_or_else(|| Err(Error::Other("the text is empty".into())));
    let wanted: Vec<Value> = shape.columns.iter().map(Value::from).collect();
    let mut rows = lines.enumerate().map(|(at, row)| {
        told(at as u64 + 1);
        row.and_then(|row| if row.len() == shape.columns.len() { Ok(row) } else { Err(width(at + 2, row.len(), shape)) })
    });
    tx.attempt(&shape.named(), |conn| {
        if header? != wanted {
            return Err(Error::Other(format!("its columns are others than those here: {}", shape.columns.join(", "))));
        }
        add(conn, shape, &mut rows)
    })
}

fn width(line: usize, found: usize, shape: &Shape) -> Error {
    Error::Other(format!("line {line} has {found} values for {} columns", shape.columns.len()))
}

fn add(conn: &mut dyn crate::conn::Conn, shape: &Shape, rows: &mut dyn Iterator<Item = Result<Vec<Value>>>) -> Result<u64> {
    let columns: Vec<String> = shape.columns.iter().map(|column| quoted(column)).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    conn.bulk(&quoted(&shape.table), &columns, rows)
}

/// Copies all tables of one database into another, which has the same tables with nothing in them, and adds up both
/// sides; the target's are read back from it. Whoever began the write transaction must not commit unless each pair is
/// equal. `told` hears the table and how many of its rows have been copied.
///
/// # Errors
/// Either database's; tables that are not the same.
pub fn copy(from: &Db, to: &mut Tx<'_>, told: &mut dyn FnMut(&str, u64)) -> Result<Vec<(Sum, Sum)>> {
    let shapes = shapes(to)?;
    begin(to)?;
    let read = std::thread::scope(|scope| {
        let (send, sent) = sync_channel(8);
        let wanted = &shapes;
        let reader = scope.spawn(move || from.read_blocking(|tx| send_all(tx, wanted, &send)));
        let taken = shapes.iter().try_fold(Vec::new(), |mut sums, shape| {
            sums.push(take_table(to, shape, &sent, told)?);
            Ok(sums)
        });
        drop(sent);
        // What went wrong on the reading side is the cause; the writing side only missed its rows.
        match reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)) {
            Err(error) if !matches!(error, Error::Unavailable(ref text) if text == GONE) => Err(error),
            _ => taken,
        }
    })?;
    read.into_iter().zip(&shapes).map(|(of, shape)| Ok((of, sum(to, shape)?))).collect()
}

/// What the reading side says when the writing side has given up.
const GONE: &str = "the copy has ended before all was read";

enum Sent {
    Rows(Vec<Vec<Value>>),
    Whole(Sum),
}

fn send_all(tx: &mut Tx<'_>, wanted: &[Shape], send: &SyncSender<Sent>) -> Result<()> {
    let here = shapes(tx)?;
    if here != wanted {
        let differs = |of: &[Shape], other: &[Shape]| -> Vec<String> {
            of.iter().filter(|shape| !other.contains(shape)).map(|shape| shape.table.clone()).collect()
        };
        let mut tables = differs(&here, wanted);
        tables.extend(differs(wanted, &here));
        tables.sort();
        tables.dedup();
        return Err(Error::Other(format!("the two databases differ in the tables {}", tables.join(", "))));
    }
    let gone = |_| Error::Unavailable(GONE.into());
    for shape in wanted {
        let (mut sum, mut piece, mut batch, mut refused) = (Adding::new(), shape.header(), Vec::new(), None);
        rows(tx, shape, &mut |row| {
            write_line(&mut piece, row.values());
            sum.rows += 1;
            batch.push(row.into_values());
            if piece.len() >= PIECE {
                sum.digest.update(&piece);
                piece.clear();
                if let Err(error) = send.send(Sent::Rows(std::mem::take(&mut batch))) {
                    refused = Some(error);
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        })?;
        if let Some(error) = refused {
            return Err(gone(error));
        }
        sum.digest.update(&piece);
        send.send(Sent::Rows(batch)).map_err(gone)?;
        send.send(Sent::Whole(sum.of(&shape.table))).map_err(gone)?;
    }
    Ok(())
}

/// Fills a table with what is sent until it is said to be whole.
fn take_table(to: &mut Tx<'_>, shape: &Shape, sent: &Receiver<Sent>, told: &mut dyn FnMut(&str, u64)) -> Result<Sum> {
    let mut whole = None;
    let mut batch = Vec::new().into_iter();
    let mut count = 0;
    let mut rows = std::iter::from_fn(|| {
        loop {
            if let Some(row) = batch.next() {
                return Some(Ok(row));
            }
            match sent.recv() {
                Ok(Sent::Rows(rows)) => {
                    count += rows.len() as u64;
                    told(&shape.table, count);
                    batch = rows.into_iter();
                }
                Ok(Sent::Whole(sum)) => {
                    whole = Some(sum);
                    return None;
                }
                Err(_) => return Some(Err(Error::Unavailable("the database to copy from gives no more rows".into()))),
            }
        }
    });
    to.attempt(&shape.named(), |conn| add(conn, shape, &mut rows))?;
    whole.ok_or_else(|| Error::Other(format!("{}: it was not sent whole", shape.named())))
}

/// Each row of a table, in the order of the form.
fn rows(tx: &mut Tx<'_>, shape: &Shape, take: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<()> {
    let engine = tx.engine();
    tx.attempt(&shape.named(), |conn| {
        if engine == Engine::Postgres {
            // Sorted by bytes, so no index serves: memory for it spares the server's disk.
            conn.run("SET LOCAL work_mem = '64MB'", &[])?;
        }
        conn.each(&shape.select(engine), &[], take)
    })
}

/// A sum that is being made.
struct Adding {
    digest: Sha256,
    rows: u64,
}

impl Adding {
    fn new() -> Self {
        Self { digest: Sha256::new(), rows: 0 }
    }

    fn of(self, table: &str) -> Sum {
        let hash = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Sum { table: table.to_owned(), rows: self.rows, hash }
    }
}

fn write_line(line: &mut Vec<u8>, values: &[Value]) {
    line.push(b'[');
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            line.push(b',');
        }
        match value {
            Value::Null => line.extend_from_slice(b"null"),
            Value::Int(number) => line.extend_from_slice(number.to_string().as_bytes()),
            Value::Text(text) => serde_json::to_writer(&mut *line, text).expect("a text can be written to memory"),
        }
    }
    line.extend_from_slice(b"]\n");
}

/// The lines of a text, each as its values.
struct Lines<'t> {
    text: &'t mut dyn BufRead,
    line: Vec<u8>,
    number: usize,
}

impl Iterator for Lines<'_> {
    type Item = Result<Vec<Value>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.line.clear();
        self.number += 1;
        let refused = |problem: String| Some(Err(Error::Other(format!("line {}: {problem}", self.number))));
        match (&mut *self.text).take(LONGEST).read_until(b'\n', &mut self.line) {
            Ok(0) => None,
            Ok(_) if self.line.last() != Some(&b'\n') => refused("it has no end".into()),
            Ok(_) => match read_line(&self.line) {
                Ok(values) => Some(Ok(values)),
                Err(problem) => refused(problem),
            },
            Err(error) => refused(error.to_string()),
        }
    }
}

fn read_line(line: &[u8]) -> Result<Vec<Value>, String> {
    let values: Vec<serde_json::Value> = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let value = |value: serde_json::Value| match value {
        serde_json::Value::Null => Ok(Value::Null),
        serde_json::Value::Number(number) => {
            number.as_i64().map(Value::Int).ok_or_else(|| format!("{number} is no whole number of 64 bits"))
        }
        serde_json::Value::String(text) => {
            let text = Value::Text(text);
            text.check().map_err(|error| error.to_string()).map(|()| text)
        }
        other => Err(format!("{other} is neither null, a number nor a text")),
    };
    values.into_iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split;

    #[test]
    fn a_line_comes_back_as_it_was() {
        let row = vec![
            Value::Null,
            Value::Int(i64::MIN),
            Value::Int(i64::MAX),
            Value::from(""),
            Value::from("«Дотик»\t\"\\\n\r\u{1}\u{2028}🏥"),
        ];
        let mut line = Vec::new();
        write_line(&mut line, &row);
        assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1, "a row is one line");
        assert_eq!(read_line(&line), Ok(row));
        for wrong in ["[1.5]", "[true]", "[[]]", "[\"\\u0000\"]", "[9223372036854775808]", "{}", "[1", "[1] 2"] {
            assert!(read_line(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn tables_come_behind_those_they_refer_to() {
        let text = "CREATE TABLE a (id TEXT PRIMARY KEY, c TEXT REFERENCES c (id), up TEXT REFERENCES a (id));
            CREATE TABLE b (id TEXT PRIMARY KEY, a TEXT REFERENCES a (id));
            CREATE TABLE c (id TEXT PRIMARY KEY)";
        let schema = schema_of(text);
        let names: Vec<String> = ordered(&schema).expect("an order").into_iter().map(|shape| shape.table).collect();
        assert_eq!(names, ["c", "a", "b"]);
        let circle = "CREATE TABLE a (id TEXT PRIMARY KEY, b TEXT REFERENCES b (id));
            CREATE TABLE b (id TEXT PRIMARY KEY, a TEXT REFERENCES a (id))";
        assert!(ordered(&schema_of(circle)).is_err_and(|error| error.to_string().contains("circle: a, b")));
    }

    fn schema_of(text: &str) -> Schema {
        let mut schema = Schema::default();
        for statement in split(text) {
            let name = statement.split_whitespace().nth(2).expect("a name");
            let mut table = schema::Table { primary_key: vec!["id".into()], ..schema::Table::default() };
            for target in statement.split("REFERENCES ").skip(1).filter_map(|rest| rest.split(' ').next()) {
                table.foreign_keys.insert(schema::ForeignKey {
                    columns: vec![format!("to_{target}")],
                    table: target.into(),
                    references: vec!["id".into()],
                    on_delete: "NO ACTION".into(),
                });
            }
            schema.tables.insert(name.into(), table);
        }
        schema
    }
}
