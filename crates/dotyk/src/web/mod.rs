//! The door: from a request to a [`Ctx`], from an [`Answer`] to a response.
//!
//! `address` takes language and suffix out of the address; `route` finds the handler and the action it is for; one
//! blocking closure then holds the whole unit of work: who asks, the permission, the reads or the one write
//! transaction, the view. Handlers are plain functions over a transaction:
//!
//! ```text
//! GET   fn(&Ctx, &mut Tx)            -> Answer     reads one moment of the database
//! POST  fn(&Ctx, &Form, &mut Write)  -> Answer     writes and journals together, or not at all
//! ```

mod address;
mod answer;
mod assets;
mod body;
pub mod calendar;
mod ctx;
pub mod deed;
pub mod editor;
pub mod examine;
pub mod feed;
pub mod fields;
pub mod find;
mod form;
pub mod hxl;
mod page;
pub mod paper;
mod picture;
pub mod points;
mod qr;
mod route;
pub mod schema;
mod server;
pub mod sheet;
mod shelf;
pub mod table;
pub mod tile;
mod touch;
mod upload;
pub mod work;

pub use address::Face;
pub use answer::{Answer, Problem, Reply, refuse};
pub use body::Content;
pub use ctx::{
    Aside, AsideRow, Claim, Ctx, Door, Elsewhere, ElsewhereOf, Gate, Guesses, NextIds, Options, State, Subjects, Thread, Tied,
};
pub use examine::Examined;
#[cfg(test)]
pub use form::mask as mask_token;
pub use form::{Fault, Filled, Form, Reader, Rows};
pub use page::{Beside, Held, Label, Labels, Page, Record, Safe, escape};
#[cfg(test)]
pub use picture::told_jpeg;
pub use qr::qr;
pub use route::{Handler, Route, Routes};
pub use schema::{About, Asked, Shape, Takes};
pub use server::{App, app, serve};
pub use sheet::{BATCH, Batch, Cell, Column, Known, Sheet, Spool, behind, is_formula};
pub use shelf::Shelf;
pub use touch::Touch;
pub use upload::{content_path, media_type};

/// The words of the frame around every page.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];

/// How many rows a page of a list holds.
pub const PAGE_ROWS: i64 = 50;

impl AsRef<Record> for Record {
    fn as_ref(&self) -> &Record {
        self
    }
}

/// A page of a list in data: always these three.
#[derive(Debug, serde::Serialize)]
pub struct List<T> {
    /// The rows.
    pub items: Vec<T>,
    /// How many there are in all that the visitor may see.
    pub total: i64,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Cuts the one row too many that was asked for, and makes of the last one the cursor of the next page.
pub fn cut<T>(items: &mut Vec<T>, cursor: impl Fn(&T) -> String) -> Option<String> {
    let full = items.len() as i64 > PAGE_ROWS;
    items.truncate(PAGE_ROWS as usize);
    if full { items.last().map(cursor) } else { None }
}

/// The prefix of the words for the states of a kind.
pub fn state_prefix(kind: crate::access::Kind) -> &'static str {
    match kind {
        crate::access::Kind::Project => "project-stage-",
        kind => kind.states(),
    }
}

/// A value of a record in plain words, for showing what somebody else wrote.
pub fn plain_value(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "—".into(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(plain_value).collect::<Vec<_>>().join("; "),
        serde_json::Value::Object(fields) => {
            fields.values().filter(|value| !value.is_null()).map(plain_value).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
