//! The nouns at the terminal: `dotyk project list`, `show` and `export`.
//!
//! A command asks the program itself for the page that a browser would ask for, in one of its faces, as the administrator
//! of this machine. So the terminal has the same filters, the same columns and the same words as the pages, and no second
//! way to read a record.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use dotyk_db::{Error, Tx};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::access::Actor;
use crate::account;
use crate::text::Lang;
use crate::web::{self, App, Door, Routes, State};

/// Whoever may open the database is its administrator.
///
/// # Errors
/// The database's.
pub fn door(tx: &mut Tx, office: &str, _: Option<&str>, now: &str) -> Result<Door, Error> {
    let door = account::store::door(tx, office, None, now)?;
    Ok(Door { actor: Actor::command(office, "terminal"), ..door })
}

/// The records of a kind, asked from the terminal.
pub struct Terminal {
    app: App,
    runtime: tokio::runtime::Runtime,
    lang: Lang,
    /// The address of the list, such as `projects`.
    of: &'static str,
}

impl Terminal {
    /// Over a program whose door is [`door`].
    ///
    /// # Errors
    /// The system's, when it has no thread to give.
    pub fn new(state: Arc<State>, routes: &Routes, lang: Lang, of: &'static str) -> Result<Terminal, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        Ok(Terminal { app: web::app(state, routes), runtime, lang, of })
    }

    /// All records that the filters leave: a line each with its key, its state and its name, or one object.
    ///
    /// # Errors
    /// What the page would say; what hinders the writing.
    pub fn list(&self, filters: &[(String, String)], as_json: bool, out: &mut dyn Write) -> Result<(), String> {
        let (mut items, mut after) = (Vec::new(), None);
        let total = loop {
            let mut asked = filters.to_vec();
            asked.extend(after.take().map(|after| ("after".to_owned(), after)));
            let mut page = self.data(&format!("{}.json", self.of), &asked)?;
            items.extend(page["items"].as_array_mut().map(std::mem::take).unwrap_or_default());
            match page["next"].as_str() {
                Some(next) => after = Some(next.to_owned()),
                None => break page["total"].take(),
            }
        };
        if as_json {
            return line(out, &json!({"items": items, "total": total}).to_string());
        }
        let rows: Vec<[&str; 3]> = items.iter().map(|item| [key(item), state(item), word(item, "label")]).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (keys, states) = (width(0), width(1));
        for [key, state, label] in &rows {
            line(out, format!("{key:<keys$}  {state:<states$}  {label}").trim_end())?;
        }
        Ok(())
    }

    /// One record: its fields indented, or as one object.
    ///
    /// # Errors
    /// What the page would say; what hinders the writing.
    pub fn show(&self, key: &str, asked: &[(String, String)], as_json: bool, out: &mut dyn Write) -> Result<(), String> {
        let key: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
        let card = self.data(&format!("{}/{key}.json", self.of), asked)?;
        if as_json {
            return line(out, &card.to_string());
        }
        let mut text = String::new();
        indent(&card, 0, &mut text);
        line(out, text.trim_end())
    }

    /// All records as a table or a file, in the face that the file's name ends in. The file has its name only once it is
    /// whole, and one that is there is not touched.
    ///
    /// # Errors
    /// A name that ends in no face; a file that is there; what the page would say; what hinders the writing.
    pub fn export(&self, file: &Path, filters: &[(String, String)]) -> Result<u64, String> {
        let face = file.extension().and_then(|face| face.to_str()).filter(|face| ["csv", "xlsx", "geojson"].contains(face));
        let face = face.ok_or_else(|| format!("{}: end it in .csv, .xlsx or .geojson", file.display()))?;
        let said = |error: std::io::Error| format!("{}: {error}", file.display());
        if file.exists() {
            return Err(format!("{} is there already; name another file or move it away", file.display()));
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut partial = tempfile::NamedTempFile::new_in(folder).map_err(said)?;
        // A refusal is a page then; the same refusal as data can be said here.
        let length = self
            .ask(&format!("{}.{face}", self.of), filters, &mut partial)
            .map_err(|error| self.data(&format!("{}.json", self.of), filters).err().unwrap_or(error))?;
        partial.as_file().sync_all().map_err(said)?;
        partial.persist_noclobber(file).map_err(|error| said(error.error))?;
        Ok(length)
    }

    /// A page in the face that its address ends in, as it comes.
    ///
    /// # Errors
    /// What the page would say; what hinders the writing.
    pub fn fetch(&self, path: &str, asked: &[(String, String)], out: &mut dyn Write) -> Result<u64, String> {
        self.ask(path, asked, out)
    }

    /// A page as data.
    ///
    /// # Errors
    /// What the page would say.
    pub fn data(&self, path: &str, asked: &[(String, String)]) -> Result<Value, String> {
        let mut body = Vec::new();
        self.ask(path, asked, &mut body)?;
        serde_json::from_slice(&body).map_err(|error| error.to_string())
    }

    /// Asks for an address and writes what comes, as it comes; gives its length.
    fn ask(&self, path: &str, asked: &[(String, String)], out: &mut dyn Write) -> Result<u64, String> {
        let question = form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
        let address = format!("/{}/{path}?{question}", self.lang.code());
        let request = Request::get(address).body(Body::empty()).map_err(|error| error.to_string())?;
        self.runtime.block_on(async {
            let response = self.app.clone().oneshot(request).await.map_err(|error| error.to_string())?;
            let status = response.status();
            let mut body = response.into_body();
            if !status.is_success() {
                let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
                return Err(refusal(status.as_u16(), &body));
            }
            let mut length = 0;
            while let Some(frame) = body.frame().await {
                if let Ok(piece) = frame.map_err(|error| error.to_string())?.into_data() {
                    out.write_all(&piece).map_err(|error| error.to_string())?;
                    length += piece.len() as u64;
                }
            }
            Ok(length)
        })
    }
}

/// `name=value` of the command line: the filters are those of the page's address.
///
/// # Errors
/// What is to be written instead.
pub fn filter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("write «{text}» as name=value, such as stage=completed"))?;
    Ok((name.to_owned(), value.to_owned()))
}

/// What a page would say of its refusal.
fn refusal(status: u16, body: &[u8]) -> String {
    let said: Value = serde_json::from_slice(body).unwrap_or_default();
    match (said["error"]["message"].as_str(), said["error"]["help"].as_str()) {
        (Some(message), Some(help)) if !help.is_empty() => format!("{message}. {help}"),
        (Some(message), _) => message.to_owned(),
        _ => format!("refused with status {status}"),
    }
}

fn word<'a>(item: &'a Value, name: &str) -> &'a str {
    item[name].as_str().unwrap_or_default()
}

/// What a record is called in its address.
fn key(item: &Value) -> &str {
    word(item, "url").rsplit('/').next().unwrap_or_default()
}

/// Its state, by whichever word its kind has for that.
fn state(item: &Value) -> &str {
    let stage = item["stage"]["stage"].as_str();
    stage.or_else(|| ["state", "stage", "level", "kind_of"].iter().find_map(|name| item[*name].as_str())).unwrap_or_default()
}

/// A line; nobody reading any more is an end and not a fault.
fn line(out: &mut dyn Write, text: &str) -> Result<(), String> {
    match writeln!(out, "{text}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| error.to_string()),
    }
}

/// Data for people: what is empty is left out.
fn indent(value: &Value, depth: usize, text: &mut String) {
    let space = "  ".repeat(depth);
    let empty = |value: &Value| {
        value.is_null()
            || value.as_str().is_some_and(str::is_empty)
            || value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(serde_json::Map::is_empty)
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(_, value)| !empty(value)) {
                match value {
                    Value::Object(_) | Value::Array(_) => {
                        text.push_str(&format!("{space}{name}:\n"));
                        indent(value, depth + 1, text);
                    }
                    value => text.push_str(&format!("{space}{name}: {}\n", plain(value))),
                }
            }
        }
        Value::Array(items) => {
            for item in items.iter().filter(|item| !empty(item)) {
                match item {
                    Value::Object(_) | Value::Array(_) => {
                        let mut inner = String::new();
                        indent(item, depth + 1, &mut inner);
                        text.push_str(&format!("{space}- {}", inner.trim_start()));
                    }
                    item => text.push_str(&format!("{space}- {}\n", plain(item))),
                }
            }
        }
        value => text.push_str(&format!("{space}{}\n", plain(value))),
    }
}

/// A value without quotation marks, and without what could command the terminal.
fn plain(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Cast;

    fn terminal(cast: &Cast, of: &'static str) -> Terminal {
        Terminal::new(cast.through(door), &crate::app::routes(), Lang::Uk, of).expect("a terminal")
    }

    fn said(work: impl FnOnce(&mut dyn Write) -> Result<(), String>) -> String {
        let mut out = Vec::new();
        work(&mut out).expect("an answer");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn records_are_listed_shown_and_exported_with_the_filters_of_their_page() {
        let cast = Cast::sample("2026-06-01T09:00:00Z");
        let projects = terminal(&cast, "projects");
        let all = said(|out| projects.list(&[], false, out));
        let json: Value = serde_json::from_str(&said(|out| projects.list(&[], true, out))).expect("json");
        assert_eq!(all.lines().count() as i64, json["total"].as_i64().expect("a total"), "every page of the list");
        assert!(all.contains("belgian-heritage"), "{all}");
        let then = filter("as-of=2020-12-31").expect("a filter");
        assert!(!said(|out| projects.list(&[then], false, out)).contains("belgian-heritage-design"));
        let card = said(|out| projects.show("mobile-tsnap", &[], false, out));
        assert!(card.contains("Мобільні ЦНАП") && card.contains("- "), "{card}");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("projects.csv");
        projects.export(&file, &[]).expect("a table");
        let table = std::fs::read_to_string(&file).expect("the table");
        assert_eq!(table.lines().count(), all.lines().count() + 1);
        assert!(projects.export(&file, &[]).expect_err("it is there").contains("already"));
        assert!(projects.export(&folder.path().join("projects.doc"), &[]).expect_err("no face").contains(".csv"));
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside it");
    }

    #[test]
    fn every_noun_that_the_command_reads_is_listed_and_exported() {
        let cast = Cast::sample("2026-06-01T09:00:00Z");
        for (of, known) in [
            ("agreements", "Меморандум"),
            ("partnerships", "Попасна"),
            ("clusters", "кластер"),
            ("groups", "група"),
            ("events", "форум"),
        ] {
            let noun = terminal(&cast, of);
            let all = said(|out| noun.list(&[], false, out));
            assert!(all.to_lowercase().contains(&known.to_lowercase()), "{of}: {all}");
            let key = all.split_whitespace().next().expect("a key").to_owned();
            assert!(!said(|out| noun.show(&key, &[], true, out)).is_empty(), "{of}: {key}");
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("all.csv");
            noun.export(&file, &[]).expect(of);
            assert!(std::fs::read_to_string(&file).expect("the table").lines().count() > 1, "{of}");
        }
    }

    #[test]
    fn a_refusal_is_said_as_the_page_says_it() {
        let cast = Cast::new();
        let projects = terminal(&cast, "projects");
        assert!(projects.show("nobody", &[], false, &mut Vec::new()).is_err());
        let stage = filter("stage=жодна").expect("a filter");
        let error = projects.list(&[stage], false, &mut Vec::new()).expect_err("no such stage");
        assert!(error.contains("жодна"), "{error}");
        assert!(filter("stage").expect_err("no value").contains("name=value"));
    }
}
