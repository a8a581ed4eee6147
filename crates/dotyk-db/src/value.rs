//! What goes into a statement and what comes out.

use crate::{Error, Result};
use std::{fmt, sync::Arc};

/// One value of a column or a parameter. There are no others: money, dates, ids and booleans are one of these.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// SQL `NULL`.
    Null,
    /// `BIGINT`.
    Int(i64),
    /// `TEXT`, in UTF-8, without a NUL character.
    Text(String),
}

impl Value {
    /// The name of its kind, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Int(_) => "BIGINT",
            Self::Text(_) => "TEXT",
        }
    }

    /// Refuses what one of the engines cannot hold.
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Self::Text(text) if text.contains('\0') => {
                Err(Error::Nul(text.split('\0').next().unwrap_or_default().chars().take(40).collect()))
            }
            _ => Ok(()),
        }
    }
}

/// For the end of text in a message or a dump: `NULL`, the number, or the text as it is.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Int(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Int(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(number.into())
    }
}

/// Panics above `i64::MAX`, which no count of things in memory reaches.
impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Int(i64::try_from(number).expect("a count fits into BIGINT"))
    }
}

impl From<&Value> for Value {
    fn from(value: &Value) -> Self {
        value.clone()
    }
}

/// `None` is [`Value::Null`].
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<&&str> for Value {
    fn from(text: &&str) -> Self {
        Self::Text((*text).to_owned())
    }
}

impl From<&i64> for Value {
    fn from(number: &i64) -> Self {
        Self::Int(*number)
    }
}

/// A field of a struct, given by reference.
impl From<&Option<String>> for Value {
    fn from(text: &Option<String>) -> Self {
        text.as_deref().into()
    }
}

/// A field of a struct, given by reference.
impl From<&Option<i64>> for Value {
    fn from(number: &Option<i64>) -> Self {
        (*number).into()
    }
}

/// A Rust type that a column can be read as.
pub trait FromValue: Sized {
    /// The value as this type, or `None` when it is of another kind.
    fn from_value(value: &Value) -> Option<Self>;

    /// What a reader is told was wanted: `TEXT`, `BIGINT`.
    fn wanted() -> &'static str;
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn wanted() -> &'static str {
        "TEXT"
    }
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    fn wanted() -> &'static str {
        "BIGINT"
    }
}

impl FromValue for Value {
    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }

    fn wanted() -> &'static str {
        "any value"
    }
}

/// `NULL` is `None`.
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }

    fn wanted() -> &'static str {
        T::wanted()
    }
}

/// One row of an answer. It owns its values, so it can leave the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The value of a column, by the name the statement gives it.
    ///
    /// # Errors
    /// [`Error::Column`] when the answer has no such column, or its value is not of the wanted type (`NULL` for a
    /// plain `String` or `i64`).
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        let refused = |problem| Error::Column { column: column.to_owned(), problem };
        let index = self.columns.iter().position(|name| name == column);
        let value = &self.values[index.ok_or_else(|| refused(format!("is not among: {}", self.columns.join(", "))))?];
        T::from_value(value).ok_or_else(|| refused(format!("is {}, wanted {}", value.kind(), T::wanted())))
    }

    /// The value of a column that holds a word of a closed set.
    ///
    /// # Errors
    /// As [`get`](Self::get); also for a word that `parse` does not know.
    pub fn word<T>(&self, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        let word: String = self.get(column)?;
        let unknown = || Error::Column { column: column.to_owned(), problem: format!("has the unknown word «{word}»") };
        parse(&word).ok_or_else(unknown)
    }

    /// The names of the columns, in the statement's order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The values, in the statement's order.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The values, in the statement's order, given away: a row for [`Tx::bulk`](crate::Tx::bulk).
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }
}
