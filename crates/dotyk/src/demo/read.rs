//! The form of the files. A key that no record has is an error, so that nothing written there is silently lost.

use std::collections::BTreeSet;

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::access::Ref;
use crate::outcome;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../demo/luhansk-2020");

/// A record of a file: its address, whether the public sees it, and its body.
#[derive(Debug, Deserialize)]
pub struct Entry<B> {
    /// Its address.
    pub slug: String,
    /// Whether the public sees it; yes, unless it says no.
    #[serde(default = "yes")]
    pub published: bool,
    /// What it speaks of, for figures and steps: `project:slug`.
    #[serde(default)]
    pub subject: String,
    /// Which part of that, for steps: the number of a recommendation.
    #[serde(default)]
    pub part: Option<i64>,
    /// What people enter of it.
    #[serde(flatten)]
    pub body: B,
}

fn yes() -> bool {
    true
}

/// The text of a file.
///
/// # Errors
/// It is not there, or no UTF-8.
pub fn text(name: &str) -> Result<&'static str, String> {
    let file = FILES.get_file(name).ok_or_else(|| format!("{name} is missing"))?;
    file.contents_utf8().ok_or_else(|| format!("{name} is no UTF-8"))
}

/// All records of a kind out of every file whose name begins with `stem`.
///
/// # Errors
/// The file, the record, and what is wrong.
pub fn records<B: DeserializeOwned + Serialize + Default>(stem: &str, table: &str) -> Result<Vec<Entry<B>>, String> {
    let mut names: Vec<&str> = FILES.files().filter_map(|file| file.path().to_str()).collect();
    names.retain(|name| name.starts_with(stem) && name.ends_with(".toml"));
    names.sort_unstable();
    let mut known = known::<B>()?;
    if table == "step" {
        known.insert("part".to_owned());
    }
    let mut all = Vec::new();
    for name in names {
        let mut file: toml::Table = text(name)?.parse().map_err(|error| format!("{name}: {error}"))?;
        let Some(toml::Value::Array(entries)) = file.remove(table) else { return Err(format!("{name} has no [[{table}]]")) };
        if let Some(other) = file.keys().next() {
            return Err(format!("{name}: «{other}» is unknown"));
        }
        for (index, mut entry) in entries.into_iter().enumerate() {
            let place = format!("{name}, {} {table}", index + 1);
            let Some(fields) = entry.as_table_mut() else { return Err(format!("{place} is no table")) };
            // A figure has no address of its own.
            fields.entry("slug").or_insert_with(|| toml::Value::String(String::new()));
            if let Some(field) = fields.keys().find(|field| !known.contains(field.as_str())) {
                return Err(format!("{place}: «{field}» is unknown"));
            }
            all.push(entry.try_into().map_err(|error| format!("{place}: {error}"))?);
        }
    }
    Ok(all)
}

/// The keys that a record of this body may have.
fn known<B: Serialize + Default>() -> Result<BTreeSet<String>, String> {
    let body = serde_json::to_value(B::default()).map_err(|error| error.to_string())?;
    let fields = body.as_object().into_iter().flat_map(|fields| fields.keys().cloned());
    Ok(fields.chain(["slug", "published", "subject"].map(str::to_owned)).collect())
}

/// The office's own file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeFile {
    /// Its name and place.
    pub office: toml::Table,
    /// Directions.
    #[serde(default)]
    pub direction: Vec<crate::office::Direction>,
    /// Measures.
    #[serde(default)]
    pub measure: Vec<crate::office::Measure>,
    /// Rates.
    #[serde(default)]
    pub rate: Vec<crate::office::Rate>,
    /// Terms.
    #[serde(default)]
    pub term: Vec<crate::office::Term>,
}

/// What came of what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeFile {
    /// The rows.
    #[serde(default)]
    pub outcome: Vec<OutcomeRow>,
}

/// Of this came that, by `kind:key`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRow {
    /// What was first.
    pub from: Ref,
    /// What came of it.
    pub to: Ref,
    note_uk: Option<String>,
    note_en: Option<String>,
    source: Option<String>,
    locator: Option<String>,
}

impl OutcomeRow {
    /// The same, as the register holds it.
    pub fn body(self) -> outcome::Body {
        let OutcomeRow { from, to, note_uk, note_en, source, locator } = self;
        outcome::Body { from, to, note_uk, note_en, source, locator }
    }
}
