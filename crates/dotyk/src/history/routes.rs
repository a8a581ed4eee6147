//! The address of the journal.

use std::collections::HashMap;

use dotyk_db::Tx;
use serde_json::Value;

use super::model::{aside, cut as shorten, pointer, reference, refs};
use super::store;
use super::view::{self, Actor, Changed, JournalView, Row};
use crate::access::{Action, Kind, Ref};
use crate::account;
use crate::journal::{self, Entry, changes};
use crate::office::{self, Office};
use crate::text::When;
use crate::web::{Answer, BATCH, Ctx, Labels, List, PAGE_ROWS, Page, Problem, Record, Reply, Routes, cut};

/// All of them.
pub fn routes() -> Routes {
    Routes::default().get("/journal", Kind::Journal, Action::Read, list).about(&view::LIST)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (office, of, before) = (ctx.actor.office.as_str(), of(ctx)?, before(ctx)?);
    if ctx.wants_sheet() {
        let page = ctx.page(ctx.t("history-title"));
        return view::SHEET.send(ctx, tx, &page, |tx, from: Option<i64>| {
            let from = from.unwrap_or(before);
            let entries = match &of {
                Some(record) => journal::history(tx, office, record, from, BATCH)?,
                None => journal::latest(tx, office, from, BATCH)?,
            };
            let next = entries.last().filter(|_| entries.len() as i64 >= BATCH).map(|entry| entry.position);
            Ok((lines(ctx, tx, &page, entries, of.as_ref())?.0, next))
        });
    }
    let (mut entries, total) = match &of {
        Some(record) => (journal::history(tx, office, record, before, PAGE_ROWS + 1)?, store::count(tx, office, record)?),
        // Positions have no gaps, so the last one is the number of lines.
        None => (journal::latest(tx, office, before, PAGE_ROWS + 1)?, journal::head(tx, office)?.0),
    };
    let next = cut(&mut entries, |entry| entry.position.to_string());
    let page = ctx.page(ctx.t("history-title"));
    let (items, of) = lines(ctx, tx, &page, entries, of.as_ref())?;
    Reply::view(ctx, &JournalView { list: List { items, total, next }, of, page })
}

/// Lines in words, and the record they are all about when it is one.
fn lines(
    ctx: &Ctx,
    tx: &mut Tx,
    page: &Page,
    entries: Vec<Entry>,
    of: Option<&Ref>,
) -> Result<(Vec<Row>, Option<Record>), Problem> {
    let office = ctx.actor.office.as_str();
    let mut wanted: Vec<Ref> = of.into_iter().cloned().collect();
    for entry in &entries {
        wanted.extend(entry.record.clone());
        let kind = entry.record.as_ref().map_or(Kind::Journal, |record| record.kind);
        changes(&entry.before, &entry.state).iter().for_each(|change| {
            refs(kind, &change.field, &change.before, &mut wanted);
            refs(kind, &change.field, &change.after, &mut wanted);
        });
    }
    wanted.sort();
    wanted.dedup();
    let labels = ctx.labels(tx, &wanted)?;
    let actors: Vec<String> =
        entries.iter().map(|entry| entry.actor.clone()).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let names = account::store::names(tx, office, &actors)?;
    let settings = office::store::find(tx, office)?;
    let say = Say { ctx, page, office: &settings, labels: &labels };
    Ok((entries.into_iter().map(|entry| say.row(entry, &names)).collect(), of.map(|of| say.record(of))))
}

/// The record whose history is asked for; a kind alone would need a search through everything.
fn of(ctx: &Ctx) -> Result<Option<Ref>, Problem> {
    match (ctx.query("kind"), ctx.query("id")) {
        (None, None) => Ok(None),
        (Some(kind), Some(id)) => Ok(Some(Ref::new(Kind::parse(kind).ok_or_else(|| Problem::bad("web-bad-query", kind))?, id))),
        (kind, id) => Err(Problem::bad("web-bad-query", kind.or(id).unwrap_or_default())),
    }
}

fn before(ctx: &Ctx) -> Result<i64, Problem> {
    match ctx.query("before") {
        None => Ok(i64::MAX),
        Some(text) => text.parse().ok().filter(|position| *position > 0).ok_or_else(|| Problem::bad("web-bad-cursor", text)),
    }
}

/// Turns lines into words.
pub struct Say<'a> {
    /// The request.
    pub ctx: &'a Ctx,
    /// The page.
    pub page: &'a Page<'a>,
    /// Its directions and measures have names.
    pub office: &'a Office,
    /// Labels of what the changes name; see [`super::refs`].
    pub labels: &'a Labels,
}

impl Say<'_> {
    fn row(&self, entry: Entry, names: &HashMap<String, String>) -> Row {
        let kind = entry.record.as_ref().map_or(Kind::Journal, |record| record.kind);
        Row {
            position: entry.position,
            first: entry.before.is_null(),
            action: entry.action,
            changes: self.changed(kind, &entry.before, &entry.state),
            record: entry.record.map(|record| self.named(&record, &entry.state)),
            actor: Actor { name: names.get(&entry.actor).cloned().unwrap_or_else(|| entry.actor.clone()), id: entry.actor },
            at: entry.at,
        }
    }

    /// What differs between two states of a record of a kind, field by field.
    pub fn changed(&self, kind: Kind, before: &Value, after: &Value) -> Vec<Changed> {
        let changed = changes(before, after).into_iter().map(|change| {
            let (before, after) = aside(&change.before, &change.after);
            Changed {
                label: self.field(kind, &change.field),
                before_text: self.text(kind, &change.field, &before),
                after_text: self.text(kind, &change.field, &after),
                field: change.field,
                before,
                after,
            }
        });
        changed.collect()
    }

    /// A record with its label; a figure has no name, so it is called by what it says.
    fn named(&self, record: &Ref, state: &Value) -> Record {
        let mut named = self.record(record);
        if let (Kind::Figure, Some(measure)) = (record.kind, state["measure"].as_str()) {
            named.label =
                format!("{measure} {}", self.page.decimal(state["value"].as_str().unwrap_or_default())).trim().to_owned();
        }
        named
    }

    /// A record with its label, or by its bare id where it has none any more: the journal outlives everything.
    fn record(&self, record: &Ref) -> Record {
        self.page.record(self.labels, record).unwrap_or_else(|| Record {
            kind: record.kind,
            id: record.id.clone(),
            url: match record.kind {
                Kind::Office => self.page.url("/office"),
                Kind::Figure => self.page.url(&format!("/figures/{}", record.id)),
                _ => String::new(),
            },
            label: record.id.clone(),
        })
    }

    /// What a field is called: in its own form, else by the words common to many nouns, else by its bare name.
    fn field(&self, kind: Kind, field: &str) -> String {
        let name = field.replace('_', "-");
        let keys = [format!("{}-field-{name}", kind.word()), format!("history-field-{name}"), format!("{}-{name}", kind.word())];
        let known = keys.iter().find(|key| self.ctx.state.words.has(self.page.lang, key));
        known.map_or_else(|| field.replace('_', " "), |key| self.page.t(key))
    }

    /// A value in plain words.
    fn text(&self, kind: Kind, field: &str, value: &Value) -> String {
        shorten(self.value(kind, field, value))
    }

    fn value(&self, kind: Kind, field: &str, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(truth) => self.page.t(if *truth { "history-yes" } else { "history-no" }),
            Value::Number(number) => self.page.decimal(&number.to_string()),
            Value::String(text) => self.word(kind, field, text),
            Value::Array(items) => items.iter().map(|item| self.value(kind, field, item)).collect::<Vec<_>>().join("; "),
            Value::Object(fields) => match reference(value) {
                Some(record) => self.record(&record).label,
                None => {
                    let said = fields
                        .iter()
                        .filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty()));
                    said.map(|(name, value)| self.value(kind, name, value))
                        .filter(|text| !text.is_empty())
                        .collect::<Vec<_>>()
                        .join(", ")
                }
            },
        }
    }

    /// A text: the label of what it points to, a date or a time as people write them, the word of a choice, or as it is.
    fn word(&self, kind: Kind, field: &str, text: &str) -> String {
        if let Some(record) = pointer(kind, field, text) {
            return self.page.record(self.labels, &record).map_or_else(|| text.to_owned(), |record| record.label);
        }
        if text.len() >= 20 && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok() {
            return self.page.time(text);
        }
        if field.contains("date") || field == "day" || field == "due" || field == "as_of" || field == "valid_from" {
            return When::parse(text).map_or_else(|| text.to_owned(), |when| self.page.when(&Some(when)));
        }
        let lang = self.page.lang;
        let named = match field {
            "direction" | "other_directions" => self.office.direction(text).map(|it| lang.of(&it.name_uk, &it.name_en)),
            "measure" | "per" => self.office.measure(text).map(|it| lang.of(&it.name_uk, &it.name_en)),
            _ => None,
        };
        if let Some(name) = named {
            return name.to_owned();
        }
        let word = text.replace('_', "-");
        let plain = !word.is_empty() && word.len() <= 30 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let keys = [format!("{}-{}-{word}", kind.word(), field.replace('_', "-")), format!("web-{field}-{word}")];
        let known = keys.iter().find(|key| plain && self.ctx.state.words.has(self.page.lang, key));
        // Of a word in the forms that numbers ask for the first is what one of it is called.
        let one = |said: String| said.split('|').next().unwrap_or_default().to_owned();
        known.map_or_else(|| text.to_owned(), |key| one(self.page.t(key)))
    }
}
