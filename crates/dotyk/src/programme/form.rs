//! The forms of programmes, calls and applications: from what was sent to a body, and back.

use std::collections::HashMap;

use dotyk_db::Tx;

use super::model::{
    ApplicationBody, Body, CallBody, Progress, ProgressRow, Repetition, Scope, read_hour, read_list, read_share, share_text,
};
use crate::access::{Kind, Ref};
use crate::figure::read_number;
use crate::organisation::OrganisationKind;
use crate::source::Cite;
use crate::web::{Ctx, Fault, Form, Labels, Problem, Reader};

/// Fields that name another record, each with its kind.
const NAMES: [(&str, Kind); 5] = [
    ("funder", Kind::Organisation),
    ("programme", Kind::Programme),
    ("call", Kind::Call),
    ("applicant", Kind::Organisation),
    ("project", Kind::Project),
];

/// Tables of which a field names another record.
const TABLES: [(&str, &str, Kind); 4] = [
    ("places", "place", Kind::Place),
    ("contacts", "person", Kind::Person),
    ("states", "source", Kind::Source),
    ("cites", "source", Kind::Source),
];

/// Everything a form names that the visitor may see: the text as it was typed, with its kind, to the record.
pub struct Named(HashMap<String, Ref>);

impl Named {
    /// Finds all of it at once.
    pub fn find(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<Named, Problem> {
        let single = NAMES.iter().filter_map(|(field, kind)| Some(format!("{}:{}", kind.word(), form.some(field)?)));
        let mut wanted: Vec<String> = single.collect();
        for (table, field, kind) in TABLES {
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

    fn of(&self, reader: &mut Reader, kind: Kind, field: &str, text: &str) -> Option<String> {
        let found = |text: &str| self.0.get(&format!("{}:{text}", kind.word())).map(|record| record.id.clone());
        reader.read_of(field, text, found, "web-bad-ref")
    }

    fn single(&self, reader: &mut Reader, field: &str, kind: Kind) -> Option<String> {
        self.of(reader, kind, field, reader.form.text(field))
    }

    fn rows(&self, reader: &mut Reader, table: &str) -> Vec<String> {
        let Some((_, field, kind)) = TABLES.iter().find(|(name, ..)| *name == table) else { return Vec::new() };
        let mut ids: Vec<String> = Vec::new();
        for (index, row) in reader.form.rows(table).iter() {
            if let Some(id) = self.of(reader, *kind, &format!("{table}.{index}.{field}"), row.text(field))
                && !ids.contains(&id)
            {
                ids.push(id);
            }
        }
        ids
    }

    fn cites(&self, reader: &mut Reader) -> Vec<Cite> {
        let mut cites = Vec::new();
        for (index, row) in reader.form.rows("cites").iter() {
            let source = self.of(reader, Kind::Source, &format!("cites.{index}.source"), row.text("source"));
            cites.extend(source.map(|source| Cite {
                source,
                locator: row.some("locator"),
                doubt_uk: row.some("doubt_uk"),
                doubt_en: row.some("doubt_en"),
            }));
        }
        cites
    }

    fn scope(&self, reader: &mut Reader) -> Scope {
        let mut applicants = Vec::new();
        for word in reader.form.all("applicants") {
            let kind = reader.choice_of("applicants", &word, OrganisationKind::parse);
            applicants.extend(kind.filter(|kind| !applicants.contains(kind)));
        }
        Scope {
            sectors: read_list(reader.form.text("sectors")),
            tags: read_list(reader.form.text("tags")),
            applicants,
            places: self.rows(reader, "places"),
        }
    }
}

/// Reads the form of a programme.
pub fn read(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(Body, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form)?;
    let mut reader = Reader::new(form);
    let body = Body {
        funder: named.single(&mut reader, "funder", Kind::Organisation),
        name_uk: form.some("name_uk"),
        name_en: form.some("name_en"),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        scope: named.scope(&mut reader),
        eligible_uk: form.some("eligible_uk"),
        eligible_en: form.some("eligible_en"),
        link: form.some("link"),
        desk: form.some("desk"),
        contacts: named.rows(&mut reader, "contacts"),
        cites: named.cites(&mut reader),
    };
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

/// Reads the form of a call. Its programme is `kept` once it has one.
pub fn read_call(ctx: &Ctx, tx: &mut Tx, form: &Form, kept: Option<&str>) -> Result<(CallBody, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form)?;
    let mut reader = Reader::new(form);
    let programme = match kept {
        Some(id) => Some(id.to_owned()),
        None => named.single(&mut reader, "programme", Kind::Programme),
    };
    if programme.is_none() && form.text("programme").is_empty() {
        reader.wrong("programme", "web-required", "");
    }
    let body = CallBody {
        programme: programme.unwrap_or_default(),
        title_uk: form.some("title_uk"),
        title_en: form.some("title_en"),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        scope: named.scope(&mut reader),
        eligible_uk: form.some("eligible_uk"),
        eligible_en: form.some("eligible_en"),
        link: form.some("link"),
        opens: reader.when("opens"),
        closes: reader.when("closes"),
        // The end of a day is what a day without an hour has.
        closes_hour: reader
            .read_of("closes_hour", form.text("closes_hour"), read_hour, "call-bad-hour")
            .filter(|hour| hour != "24:00"),
        repetition: reader.choice("repetition", Repetition::parse),
        least: reader.read_of("least", form.text("least"), read_number, "web-bad-decimal"),
        most: reader.read_of("most", form.text("most"), read_number, "web-bad-decimal"),
        currency: form.some("currency").map(|currency| currency.to_uppercase()),
        cofunding: reader.read_of("cofunding", form.text("cofunding"), read_share, "call-bad-cofunding"),
        cites: named.cites(&mut reader),
    };
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

/// Reads the form of an application.
pub fn read_application(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(ApplicationBody, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form)?;
    let mut reader = Reader::new(form);
    let mut body = ApplicationBody {
        call: named.single(&mut reader, "call", Kind::Call).unwrap_or_default(),
        applicant: named.single(&mut reader, "applicant", Kind::Organisation).unwrap_or_default(),
        project: named.single(&mut reader, "project", Kind::Project),
        title_uk: form.some("title_uk"),
        title_en: form.some("title_en"),
        asked: reader.read_of("asked", form.text("asked"), read_number, "web-bad-decimal"),
        currency: form.some("currency").map(|currency| currency.to_uppercase()),
        states: Vec::new(),
        note_uk: form.some("note_uk"),
        note_en: form.some("note_en"),
        cites: named.cites(&mut reader),
    };
    for field in ["call", "applicant"] {
        if form.text(field).is_empty() {
            reader.wrong(field, "web-required", "");
        }
    }
    for (index, _) in form.rows("states").iter() {
        body.states.extend(read_state(&named, &mut reader, &format!("states.{index}.")));
    }
    body.states.sort_by_key(|row| row.date.first());
    let mut faults = reader.faults;
    // A row that could not be read has said so; what follows from its absence is no news.
    let whole = faults.is_empty();
    faults.extend(body.faults().into_iter().filter(|(field, ..)| whole || !field.starts_with("states.")));
    Ok((body, faults))
}

/// Reads a state whose fields begin so.
pub fn read_state(named: &Named, reader: &mut Reader, prefix: &str) -> Option<ProgressRow> {
    let field = |name: &str| format!("{prefix}{name}");
    let form = reader.form;
    let state = reader.choice(&field("state"), Progress::parse);
    let date = reader.when(&field("date"));
    for (name, missing) in [("state", state.is_none()), ("date", date.is_none())] {
        if missing && form.text(&field(name)).is_empty() {
            reader.wrong(&field(name), "web-required", "");
        }
    }
    let amount = reader.read_of(&field("amount"), form.text(&field("amount")), read_number, "web-bad-decimal");
    let source = named.of(reader, Kind::Source, &field("source"), form.text(&field("source")));
    let (note, locator) = (form.some(&field("note")), form.some(&field("locator")));
    Some(ProgressRow { state: state?, date: date?, amount, note, source, locator })
}

fn cited(cites: &[Cite]) -> impl Iterator<Item = Ref> + '_ {
    cites.iter().map(|cite| Ref::new(Kind::Source, &cite.source))
}

fn placed(scope: &Scope) -> impl Iterator<Item = Ref> + '_ {
    scope.places.iter().map(|code| Ref::new(Kind::Place, code))
}

/// Everything a programme names.
pub fn refs(b: &Body) -> Vec<Ref> {
    let mut refs: Vec<Ref> = placed(&b.scope).chain(cited(&b.cites)).collect();
    refs.extend(b.funder.iter().map(|id| Ref::new(Kind::Organisation, id)));
    refs.extend(b.contacts.iter().map(|id| Ref::new(Kind::Person, id)));
    refs
}

/// Everything a call names.
pub fn call_refs(b: &CallBody) -> Vec<Ref> {
    let mut refs: Vec<Ref> = placed(&b.scope).chain(cited(&b.cites)).collect();
    refs.push(Ref::new(Kind::Programme, &b.programme));
    refs
}

/// Everything an application names.
pub fn application_refs(b: &ApplicationBody) -> Vec<Ref> {
    let mut refs: Vec<Ref> = cited(&b.cites).collect();
    refs.extend([Ref::new(Kind::Call, &b.call), Ref::new(Kind::Organisation, &b.applicant)]);
    refs.extend(b.project.iter().map(|id| Ref::new(Kind::Project, id)));
    refs.extend(b.states.iter().filter_map(|row| row.source.as_ref()).map(|id| Ref::new(Kind::Source, id)));
    refs
}

/// The fields of a form, as they are put.
struct Fields<'a> {
    labels: &'a Labels,
    fields: Vec<(String, String)>,
}

impl Fields<'_> {
    fn put(&mut self, name: &str, value: Option<impl Into<String>>) {
        self.fields.extend(value.map(|value| (name.to_owned(), value.into())));
    }

    fn texts(&mut self, texts: &[(&str, &Option<String>)]) {
        for (name, text) in texts {
            self.put(name, (*text).clone());
        }
    }

    /// How a form names a record: the end of its address.
    fn name(&self, kind: Kind, id: &str) -> Option<String> {
        self.labels.get(&Ref::new(kind, id))?.path.rsplit('/').next().map(str::to_owned)
    }

    fn record(&mut self, field: &str, kind: Kind, id: &Option<String>) {
        let name = id.as_ref().and_then(|id| self.name(kind, id));
        self.put(field, name);
    }

    fn scope(&mut self, scope: &Scope) {
        self.put("sectors", Some(scope.sectors.join(", ")));
        self.put("tags", Some(scope.tags.join(", ")));
        for kind in &scope.applicants {
            self.put("applicants", Some(kind.word()));
        }
        for (n, code) in scope.places.iter().enumerate() {
            self.put(&format!("places.{n}.place"), Some(code.clone()));
        }
    }

    fn cites(&mut self, cites: &[Cite]) {
        // Those that the visitor may not see are kept without standing in the form.
        for (n, cite) in cites.iter().enumerate() {
            let Some(source) = self.name(Kind::Source, &cite.source) else { continue };
            self.put(&format!("cites.{n}.source"), Some(source));
            self.put(&format!("cites.{n}.locator"), cite.locator.clone());
            self.put(&format!("cites.{n}.doubt_uk"), cite.doubt_uk.clone());
            self.put(&format!("cites.{n}.doubt_en"), cite.doubt_en.clone());
        }
    }

    fn form(self) -> Form {
        Form::of(self.fields)
    }
}

/// The form of a programme.
pub fn fill(labels: &Labels, b: &Body, version: i64) -> Form {
    let mut fields = Fields { labels, fields: vec![("version".into(), version.to_string())] };
    fields.texts(&[
        ("name_uk", &b.name_uk),
        ("name_en", &b.name_en),
        ("about_uk", &b.about_uk),
        ("about_en", &b.about_en),
        ("eligible_uk", &b.eligible_uk),
        ("eligible_en", &b.eligible_en),
        ("link", &b.link),
        ("desk", &b.desk),
    ]);
    fields.record("funder", Kind::Organisation, &b.funder);
    fields.scope(&b.scope);
    for (n, id) in b.contacts.iter().enumerate() {
        let person = fields.name(Kind::Person, id);
        fields.put(&format!("contacts.{n}.person"), person);
    }
    fields.cites(&b.cites);
    fields.form()
}

/// The form of a call.
pub fn fill_call(labels: &Labels, b: &CallBody, version: i64) -> Form {
    let mut fields = Fields { labels, fields: vec![("version".into(), version.to_string())] };
    fields.texts(&[
        ("title_uk", &b.title_uk),
        ("title_en", &b.title_en),
        ("about_uk", &b.about_uk),
        ("about_en", &b.about_en),
        ("eligible_uk", &b.eligible_uk),
        ("eligible_en", &b.eligible_en),
        ("link", &b.link),
        ("closes_hour", &b.closes_hour),
        ("least", &b.least),
        ("most", &b.most),
        ("currency", &b.currency),
    ]);
    fields.put("opens", b.opens.as_ref().map(|date| date.to_string()));
    fields.put("closes", b.closes.as_ref().map(|date| date.to_string()));
    fields.put("repetition", b.repetition.map(Repetition::word));
    fields.put("cofunding", b.cofunding.map(share_text));
    fields.scope(&b.scope);
    fields.cites(&b.cites);
    fields.form()
}

/// The form of an application.
pub fn fill_application(labels: &Labels, b: &ApplicationBody, version: i64) -> Form {
    let mut fields = Fields { labels, fields: vec![("version".into(), version.to_string())] };
    fields.texts(&[
        ("title_uk", &b.title_uk),
        ("title_en", &b.title_en),
        ("asked", &b.asked),
        ("currency", &b.currency),
        ("note_uk", &b.note_uk),
        ("note_en", &b.note_en),
    ]);
    fields.record("call", Kind::Call, &Some(b.call.clone()));
    fields.record("applicant", Kind::Organisation, &Some(b.applicant.clone()));
    fields.record("project", Kind::Project, &b.project);
    for (n, row) in b.states.iter().enumerate() {
        let source = row.source.as_ref().and_then(|id| fields.name(Kind::Source, id));
        for (field, value) in [
            ("state", Some(row.state.word().to_owned())),
            ("date", Some(row.date.to_string())),
            ("amount", row.amount.clone()),
            ("note", row.note.clone()),
            ("source", source),
            ("locator", row.locator.clone()),
        ] {
            fields.put(&format!("states.{n}.{field}"), value);
        }
    }
    fields.cites(&b.cites);
    fields.form()
}

/// Whether an editor may see a record.
fn seen(labels: &Labels, kind: Kind, id: &str) -> bool {
    labels.contains_key(&Ref::new(kind, id))
}

fn keep_cites(labels: &Labels, old: &[Cite], new: &mut Vec<Cite>) {
    new.extend(old.iter().filter(|cite| !seen(labels, Kind::Source, &cite.source)).cloned());
}

/// What an editor of a programme may not see stood not in their form: it stays.
pub fn keep(labels: &Labels, old: &Body, new: &mut Body) {
    if new.funder.is_none() && old.funder.as_ref().is_some_and(|id| !seen(labels, Kind::Organisation, id)) {
        new.funder.clone_from(&old.funder);
    }
    new.contacts.extend(old.contacts.iter().filter(|id| !seen(labels, Kind::Person, id)).cloned());
    keep_cites(labels, &old.cites, &mut new.cites);
}

/// Likewise of a call.
pub fn keep_call(labels: &Labels, old: &CallBody, new: &mut CallBody) {
    keep_cites(labels, &old.cites, &mut new.cites);
}

/// Likewise of an application; a source that is not seen stays with the state of which it speaks.
pub fn keep_application(labels: &Labels, old: &ApplicationBody, new: &mut ApplicationBody) {
    if new.project.is_none() && old.project.as_ref().is_some_and(|id| !seen(labels, Kind::Project, id)) {
        new.project.clone_from(&old.project);
    }
    for row in old.states.iter().filter(|row| row.source.as_ref().is_some_and(|id| !seen(labels, Kind::Source, id))) {
        if let Some(same) =
            new.states.iter_mut().find(|new| new.state == row.state && new.date == row.date && new.source.is_none())
        {
            same.source.clone_from(&row.source);
        }
    }
    keep_cites(labels, &old.cites, &mut new.cites);
}
