//! What a form names, found at once; and a record as the fields of its form.

use std::collections::HashMap;

use dotyk_db::Tx;

use super::{Ctx, Form, Labels, Problem, Reader};
use crate::access::{Kind, Ref};

/// Which fields of a form name other records.
pub struct Names {
    /// Fields, each with the kind it names.
    pub fields: &'static [(&'static str, Kind)],
    /// Tables of which a field names a record: the table, the field, the kind.
    pub tables: &'static [(&'static str, &'static str, Kind)],
}

/// Everything a form names that the visitor may see: the text as it was typed, with its kind, to the record.
pub struct Named(HashMap<String, Ref>);

impl Named {
    /// Finds all of it at once.
    ///
    /// # Errors
    /// The database's.
    pub fn find(ctx: &Ctx, tx: &mut Tx, form: &Form, names: &Names) -> Result<Named, Problem> {
        let single = names.fields.iter().filter_map(|(field, kind)| Some(format!("{}:{}", kind.word(), form.some(field)?)));
        let mut wanted: Vec<String> = single.collect();
        for (table, field, kind) in names.tables {
            let rows = form.rows(table);
            wanted.extend(rows.iter().filter_map(|(_, row)| Some(format!("{}:{}", kind.word(), row.some(field)?))));
        }
        wanted.sort();
        wanted.dedup();
        let mut named = ctx.refers(tx, &wanted)?;
        let labels = ctx.labels(tx, &named.values().cloned().collect::<Vec<_>>())?;
        named.retain(|_, record| labels.contains_key(record));
        Ok(Named(named))
    }

    /// The id of what a text names in a field; what is not found is said there.
    pub fn of(&self, reader: &mut Reader, kind: Kind, field: &str, text: &str) -> Option<String> {
        let found = |text: &str| self.0.get(&format!("{}:{text}", kind.word())).map(|record| record.id.clone());
        reader.read_of(field, text, found, "web-bad-ref")
    }

    /// The id of what a field names.
    pub fn field(&self, reader: &mut Reader, field: &str, kind: Kind) -> Option<String> {
        self.of(reader, kind, field, reader.form.text(field))
    }

    /// The ids that a table names by one field, each once.
    pub fn column(&self, reader: &mut Reader, table: &str, field: &str, kind: Kind) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for (index, row) in reader.form.rows(table).iter() {
            if let Some(id) = self.of(reader, kind, &format!("{table}.{index}.{field}"), row.text(field))
                && !ids.contains(&id)
            {
                ids.push(id);
            }
        }
        ids
    }
}

/// The fields of a record's form, as they are put.
pub struct Fields<'a> {
    labels: &'a Labels,
    fields: Vec<(String, String)>,
}

impl Fields<'_> {
    /// Begins with the version that an edit will be made from.
    pub fn new(labels: &Labels, version: i64) -> Fields<'_> {
        Fields { labels, fields: vec![("version".into(), version.to_string())] }
    }

    /// A field, where there is a value.
    pub fn put(&mut self, name: &str, value: Option<impl Into<String>>) {
        self.fields.extend(value.map(|value| (name.to_owned(), value.into())));
    }

    /// Fields that hold text.
    pub fn texts(&mut self, texts: &[(&str, &Option<String>)]) {
        for (name, text) in texts {
            self.put(name, (*text).clone());
        }
    }

    /// How a form names a record that the visitor may see: the end of its address.
    pub fn name(&self, kind: Kind, id: &str) -> Option<String> {
        self.labels.get(&Ref::new(kind, id))?.path.rsplit('/').next().map(str::to_owned)
    }

    /// A field that names a record.
    pub fn record(&mut self, field: &str, kind: Kind, id: &Option<String>) {
        let name = id.as_ref().and_then(|id| self.name(kind, id));
        self.put(field, name);
    }

    /// A table of which one field names a record.
    pub fn column(&mut self, table: &str, field: &str, kind: Kind, ids: &[String]) {
        for (n, id) in ids.iter().enumerate() {
            let name = self.name(kind, id);
            self.put(&format!("{table}.{n}.{field}"), name);
        }
    }

    /// The form.
    pub fn form(self) -> Form {
        Form::of(self.fields)
    }
}

/// Keeps what an editor could not see, so stood empty in their form.
pub fn keep_field(labels: &Labels, kind: Kind, old: &Option<String>, new: &mut Option<String>) {
    if new.is_none() && old.as_ref().is_some_and(|id| !labels.contains_key(&Ref::new(kind, id))) {
        new.clone_from(old);
    }
}
