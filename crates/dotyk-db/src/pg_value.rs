//! Values on their way to PostgreSQL and back.

use crate::Value;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use std::error::Error as StdError;

/// One line of `COPY` text: tabs between, `\N` for `NULL`, and the four characters that mean something escaped.
pub(crate) fn copy_line(text: &mut String, row: &[Value]) {
    for (at, value) in row.iter().enumerate() {
        if at > 0 {
            text.push('\t');
        }
        match value {
            Value::Null => text.push_str("\\N"),
            Value::Int(number) => text.push_str(&number.to_string()),
            Value::Text(value) => {
                for part in value.split_inclusive(['\\', '\t', '\n', '\r']) {
                    let plain = part.trim_end_matches(['\\', '\t', '\n', '\r']);
                    text.push_str(plain);
                    match part[plain.len()..].chars().next() {
                        Some('\\') => text.push_str("\\\\"),
                        Some('\t') => text.push_str("\\t"),
                        Some('\n') => text.push_str("\\n"),
                        Some('\r') => text.push_str("\\r"),
                        _ => {}
                    }
                }
            }
        }
    }
    text.push('\n');
}

/// A value on its way to the server, written as the kind the statement asks for.
#[derive(Debug)]
pub(crate) struct Bound<'v>(pub(crate) &'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Text(text) if <&str as ToSql>::accepts(kind) => text.as_str().to_sql(kind, out),
            Value::Int(number) => match *kind {
                Type::INT8 => number.to_sql(kind, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
                Type::INT2 => i16::try_from(*number)?.to_sql(kind, out),
                _ => Err(format!("a number was given where the statement wants {kind}").into()),
            },
            Value::Text(_) => Err(format!("a text was given where the statement wants {kind}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true // decided value by value, with a better message
    }

    to_sql_checked!();
}

/// A value on its way from the server. Truth values are 1 and 0, as SQLite has them.
pub(crate) struct Read(pub(crate) Value);

impl<'r> FromSql<'r> for Read {
    fn from_sql(kind: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(match *kind {
            Type::INT8 => Value::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(kind, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(kind, raw)?.into()),
            Type::NUMERIC => return Err("a sum is numeric: write cast(sum(…) AS bigint)".into()),
            _ if <&str as FromSql>::accepts(kind) => Value::Text(String::from_sql(kind, raw)?),
            _ => return Err(format!("{kind}: only TEXT and BIGINT are allowed").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
