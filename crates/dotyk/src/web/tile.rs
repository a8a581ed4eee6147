//! A number of a board: the address of a list of ours, how much that list holds for this visitor, and its first rows.
//!
//! The list itself is asked, so a number and what it opens cannot differ, and nobody is told more by the one than by the
//! other. Why so: `decisions/0031-…`.

use dotyk_db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::route::{Handler, Route, Routes};
use super::schema::{MAYBE_DATE, Shape};
use super::{Ctx, Face, Problem, Record};
use crate::text::When;

/// So many rows stand under a number.
const ROWS: usize = 4;

/// What the lists call the day of a row that somebody waits for.
const DAYS: [&str; 6] = ["due", "day", "closes", "needed_by", "date", "last"];

/// A number that opens a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tile {
    /// The key of what is counted.
    pub word: &'static str,
    /// How many rows the list has in all.
    pub count: i64,
    /// The list.
    pub url: String,
    /// The first rows of it that have a page of their own.
    pub rows: Vec<TileRow>,
}

/// A row under a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TileRow {
    /// Which record.
    #[serde(flatten)]
    pub record: Record,
    /// Its day, as its list knows one.
    pub date: Option<When>,
}

/// A number, as data.
pub const TILE: Shape = Shape::Named(
    "Tile",
    &Shape::Fields(&[
        ("word", Shape::Text),
        ("count", Shape::Whole),
        ("url", Shape::Text),
        ("rows", Shape::Many(&Shape::Record(&[("date", MAYBE_DATE)]))),
    ]),
);

impl Ctx {
    /// Asks one of our lists by its path and question, as if this visitor had opened it. None when it is not for them, when
    /// what the question names is not there for them, or when a past day is asked for and the list knows only today.
    ///
    /// # Errors
    /// Those of the list.
    pub fn tile(&self, tx: &mut Tx, routes: &Routes, word: &'static str, question: &str) -> Result<Option<Tile>, Problem> {
        let (path, asked) = question.split_once('?').unwrap_or((question, ""));
        let mut query: Vec<(String, String)> = form_urlencoded::parse(asked.as_bytes()).into_owned().collect();
        // A whole address goes before one with a part to fill in.
        let known = routes.list.iter().filter(|route| route.get).filter_map(|route| Some((*route, parts(route.path, path)?)));
        let known = known.min_by_key(|(_, parts)| parts.len());
        let Some((Route { kind, action, about: Some(about), handler: Handler::Read(answer), .. }, params)) = known else {
            return Err(Problem::fault(format!("«{path}» is no list")));
        };
        if self.actor.ever(kind, action).is_err() {
            return Ok(None);
        }
        if let Some(day) = self.as_of()? {
            if !about.query.iter().any(|(name, ..)| *name == "as-of") {
                return Ok(None);
            }
            query.push(("as-of".to_owned(), day.to_string()));
        }
        let mut address = form_urlencoded::Serializer::new(String::new());
        let address = address.extend_pairs(&query).finish();
        let url = format!("{}{}{address}", self.url(path), if address.is_empty() { "" } else { "?" });
        let list = Ctx {
            path: path.to_owned(),
            face: Face::Json,
            action: (kind, action),
            about: Some(about),
            params,
            past: std::cell::Cell::new(None),
            query,
            ..self.clone()
        };
        let said = match answer(&list, tx) {
            Err(Problem::NotFound) => return Ok(None),
            answer => answer?.into_bytes()?,
        };
        let said: Value = serde_json::from_slice(&said).map_err(Problem::fault)?;
        let count = said["total"].as_i64().ok_or_else(|| Problem::fault(format!("«{path}» has no total")))?;
        let rows = said["items"].as_array().into_iter().flatten().filter_map(row).take(ROWS).collect();
        Ok(Some(Tile { word, count, url, rows }))
    }
}

/// What a path has where a route has parts to fill in; none when it is not the route's.
fn parts(route: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (mut of, mut own) = (route.split('/'), path.split('/'));
    let mut parts = Vec::new();
    loop {
        match (of.next(), own.next()) {
            (None, None) => return Some(parts),
            (Some(named), Some(part)) => match named.strip_prefix('{').and_then(|named| named.strip_suffix('}')) {
                Some(name) => parts.push((name.to_owned(), part.to_owned())),
                None if named == part => {}
                None => return None,
            },
            _ => return None,
        }
    }
}

/// A row as the list gives it; none for what has no page.
fn row(item: &Value) -> Option<TileRow> {
    let record = Record::deserialize(item).ok()?;
    let date = DAYS.iter().find_map(|name| item[*name].as_str()).and_then(When::parse);
    Some(TileRow { record, date })
}
