//! A report that can be shown to be unchanged: its fingerprint, and what a file of it says. Data say all; a page, a paper or a
//! workbook is known by one line, in the page itself or in the properties of the file, and what it says stands in [`wording`].
//!
//! [`wording`]: super::wording
//!
//! The content is all that the report says, as JSON with its fields in order; the fingerprint ties its digest to the journal's
//! position. So the same content at another position is another fingerprint, and what is compared is the content.

use std::io::{Cursor, Read};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::view::ReportView;
use crate::journal::hex;
use crate::web::Problem;

/// How the line begins by which a file is known: what it is of, and its fingerprint.
pub const MARK: &str = "dotyk:report?";

/// The field of that line by which the summary is known from the whole.
pub const SUMMED: &str = "summary";

/// The properties of a workbook or a paper are no longer than this.
const PROPERTIES: u64 = 64 << 10;

/// What is said about the content and is none of it.
const ABOUT: [&str; 4] = ["fingerprint", "content", "position", "version"];

/// The digest of what a report says.
fn content(report: &Value) -> String {
    hex(&Sha256::digest(said(report).to_string().as_bytes()))
}

/// What a report says: without what is said about it, and without what is another for another visitor or another way to ask.
fn said(report: &Value) -> Value {
    let mut said = report.clone();
    if let Some(fields) = said.as_object_mut() {
        fields.retain(|name, _| !ABOUT.contains(&name.as_str()));
    }
    blank(&mut said);
    said
}

/// The names of a decision are told to some and not to others; the decision is told to all. The day may be the office's own or
/// asked for: then it stands in the question, and in the addresses of the report.
fn blank(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                match (name.as_str(), value) {
                    ("who" | "url" | "report", value @ Value::String(_)) => *value = Value::Null,
                    ("question", Value::Array(asked)) => asked.retain(|pair| pair[0] != "as-of"),
                    (_, value) => blank(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(blank),
        _ => {}
    }
}

fn fingerprint(content: &str, position: i64) -> String {
    hex(&Sha256::digest(format!("{content} {position}").as_bytes()))
}

/// Writes into a report what it is known by.
///
/// # Errors
/// A view that is no JSON: a fault of the program.
pub fn seal(view: &mut ReportView) -> Result<(), Problem> {
    let value = serde_json::to_value(&*view).map_err(Problem::fault)?;
    view.content = content(&value);
    view.fingerprint = fingerprint(&view.content, view.position);
    Ok(())
}

/// A report as a file holds it.
#[derive(Debug, PartialEq)]
pub struct Frozen {
    /// Its period.
    pub period: String,
    /// What it was asked with, its day among it.
    pub question: Vec<(String, String)>,
    /// Its language.
    pub lang: String,
    /// The digest of its content.
    pub content: String,
    /// The journal's position.
    pub position: i64,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Whether it is the summary.
    pub summary: bool,
    /// The face that the file is: the ending of its address, `json`, `docx`, `pdf`, `xlsx`; empty for a page.
    pub face: &'static str,
    /// All that it says, when the file is data.
    pub said: Option<Value>,
}

impl Frozen {
    /// Reads a file that `dotyk report` made, of any of its formats.
    ///
    /// # Errors
    /// What hinders it, in words.
    pub fn read(bytes: &[u8]) -> Result<Frozen, String> {
        if let Ok(said) = serde_json::from_slice::<Value>(bytes) {
            return Frozen::of_data(said);
        }
        match properties(bytes)? {
            Some((face, properties)) => Frozen::of_line(&properties, face),
            None if bytes.starts_with(b"%PDF-") => Frozen::of_line(bytes, "pdf"),
            None => Frozen::of_line(bytes, ""),
        }
    }

    fn of_data(said: Value) -> Result<Frozen, String> {
        let text =
            |name: &str| said[name].as_str().map(str::to_owned).ok_or_else(|| format!("this is no report: it has no “{name}”"));
        let pair = |pair: &Value| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned()));
        let mut question: Vec<(String, String)> = said["question"].as_array().into_iter().flatten().filter_map(pair).collect();
        question.retain(|(name, _)| name != "as-of");
        question.push(("as-of".to_owned(), text("asOf")?));
        Ok(Frozen {
            period: text("period")?,
            question,
            lang: text("lang")?,
            content: text("content")?,
            position: said["position"].as_i64().ok_or("this is no report: it has no “position”")?,
            fingerprint: text("fingerprint")?,
            summary: false,
            face: "json",
            said: Some(said),
        })
    }

    /// The line somewhere in a file: in a page's `data-report`, a PDF's keywords, the properties of what is packed.
    fn of_line(bytes: &[u8], face: &'static str) -> Result<Frozen, String> {
        let at = bytes.windows(MARK.len()).position(|window| window == MARK.as_bytes());
        let line = &bytes[at.ok_or("this is no report that dotyk made")? + MARK.len()..];
        // All that such a line consists of, and the ends of the `&` of HTML and XML.
        let own = |byte: &&u8| byte.is_ascii_alphanumeric() || b"%&=+*-._;#".contains(byte);
        let line: Vec<u8> = line.iter().take_while(own).copied().collect();
        let line = String::from_utf8_lossy(&line).replace("&#38;", "&").replace("&amp;", "&");
        let fields: Vec<(String, String)> = form_urlencoded::parse(line.as_bytes()).into_owned().collect();
        let field = |name: &str| {
            let found = fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            found.ok_or_else(|| format!("this is no report: it has no “{name}”"))
        };
        let own = ["period", "lang", "content", "position", "fingerprint", SUMMED];
        Ok(Frozen {
            period: field("period")?,
            question: fields.iter().filter(|(name, _)| !own.contains(&name.as_str())).cloned().collect(),
            lang: field("lang")?,
            content: field("content")?,
            position: field("position")?.parse().map_err(|_| "the position is no number")?,
            fingerprint: field("fingerprint")?,
            summary: field(SUMMED).is_ok(),
            face,
            said: None,
        })
    }

    /// The address of the same file made again, within a language.
    pub fn address(&self) -> String {
        let summary = if self.summary { "/summary" } else { "" };
        let dot = if self.face.is_empty() { "" } else { "." };
        format!("reports/{}{summary}{dot}{}", self.period, self.face)
    }

    /// What is wrong with the file itself: somebody has changed it.
    pub fn tampered(&self) -> bool {
        let own = self.said.as_ref().is_some_and(|said| content(said) != self.content);
        own || fingerprint(&self.content, self.position) != self.fingerprint
    }
}

/// The properties inside a paper for a word processor or a workbook, and which of both it is; none of a file that is not packed.
fn properties(bytes: &[u8]) -> Result<Option<(&'static str, Vec<u8>)>, String> {
    if !bytes.starts_with(b"PK") {
        return Ok(None);
    }
    let broken = |error: &dyn std::fmt::Display| format!("this is no paper and no workbook: {error}");
    let mut packed = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let face = if packed.index_for_name("word/document.xml").is_some() { "docx" } else { "xlsx" };
    let part = packed.by_name("docProps/core.xml").map_err(|error| broken(&error))?;
    let mut properties = Vec::new();
    part.take(PROPERTIES).read_to_end(&mut properties).map_err(|error| broken(&error))?;
    Ok(Some((face, properties)))
}

/// What differs between what a file says and what the records say now: where, before and after; the first of them.
pub fn differences(then: &Value, now: &Value) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    differ(String::new(), &said(then), &said(now), &mut found);
    found
}

/// So many differences are told one by one.
const TOLD: usize = 40;

fn differ(at: String, then: &Value, now: &Value, found: &mut Vec<(String, String, String)>) {
    if then == now || found.len() >= TOLD {
        return;
    }
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            let names: std::collections::BTreeSet<&String> = then.keys().chain(now.keys()).collect();
            for name in names {
                let of = |fields: &serde_json::Map<String, Value>| fields.get(name).cloned().unwrap_or(Value::Null);
                differ(format!("{at}/{name}"), &of(then), &of(now), found);
            }
        }
        (Value::Array(then), Value::Array(now)) => {
            for index in 0..then.len().max(now.len()) {
                let of = |items: &[Value]| items.get(index).cloned().unwrap_or(Value::Null);
                differ(format!("{at}/{index}"), &of(then), &of(now), found);
            }
        }
        _ => found.push((at, plain(then), plain(now))),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "—".to_owned(),
        // A whole record that came or went is known by its name.
        Value::Object(fields) => fields.get("label").map_or_else(|| value.to_string(), plain),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn made(value: &str) -> Value {
        let mut report = json!({"period": "2020", "asOf": "2021-03-31", "lang": "uk", "question": [["direction", "education"]],
            "figures": [{"measure": "flats", "value": value}], "hidden": [{"who": "Олена", "why": "двічі"}]});
        let content = content(&report);
        report["fingerprint"] = fingerprint(&content, 7).into();
        report["content"] = content.into();
        report["position"] = 7.into();
        report
    }

    #[test]
    fn a_file_that_somebody_changed_is_known() {
        let report = made("35");
        let frozen = Frozen::read(report.to_string().as_bytes()).expect("a report");
        assert!(!frozen.tampered());
        assert_eq!(frozen.question, [("direction".into(), "education".into()), ("as-of".into(), "2021-03-31".into())]);
        let mut changed = report.clone();
        changed["figures"][0]["value"] = "36".into();
        assert!(Frozen::read(changed.to_string().as_bytes()).expect("a report").tampered());
        // Who decided is not told to everybody, and is no content.
        let mut public = report.clone();
        public["hidden"][0]["who"] = Value::Null;
        assert!(!Frozen::read(public.to_string().as_bytes()).expect("a report").tampered());
        let page = format!(
            "<p data-report=\"dotyk:report?period=2020&amp;lang=uk&amp;content={}&amp;position=7&amp;fingerprint={}&amp;as-of=2021-03-31\">",
            frozen.content, frozen.fingerprint
        );
        let of_page = Frozen::read(page.as_bytes()).expect("a page");
        assert!(!of_page.tampered());
        assert_eq!(of_page.question, [("as-of".into(), "2021-03-31".into())]);
        for wrong in ["", "{}", "<p>", "[1]", "PK", "PK\u{3}\u{4}dotyk:report?period=2020", MARK] {
            assert!(Frozen::read(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_differs_is_told_by_its_place() {
        let found = differences(&made("35"), &made("36"));
        assert_eq!(found, [("/figures/0/value".to_owned(), "35".to_owned(), "36".to_owned())]);
        assert_eq!(differences(&made("35"), &made("35")), []);
    }
}
