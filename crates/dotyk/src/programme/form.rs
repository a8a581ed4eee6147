//! The forms of programmes, calls and applications: from what was sent to a body, and back.

use dotyk_db::Tx;

use super::model::{
    ApplicationBody, Body, CallBody, Progress, ProgressRow, Repetition, Scope, read_hour, read_list, read_share, share_text,
};
use crate::access::{Kind, Ref};
use crate::figure::read_number;
use crate::organisation::OrganisationKind;
use crate::source::cites;
use crate::web::fields::{Fields, Named, Names};
use crate::web::{Ctx, Fault, Form, Labels, Problem, Reader};

/// What the forms name.
const NAMES: Names = Names {
    fields: &[
        ("funder", Kind::Organisation),
        ("programme", Kind::Programme),
        ("call", Kind::Call),
        ("applicant", Kind::Organisation),
        ("project", Kind::Project),
    ],
    tables: &[
        ("places", "place", Kind::Place),
        ("contacts", "person", Kind::Person),
        ("states", "source", Kind::Source),
        cites::NAMES,
    ],
};

fn read_scope(named: &Named, reader: &mut Reader) -> Scope {
    let mut applicants = Vec::new();
    for word in reader.form.all("applicants") {
        let kind = reader.choice_of("applicants", &word, OrganisationKind::parse);
        applicants.extend(kind.filter(|kind| !applicants.contains(kind)));
    }
    Scope {
        sectors: read_list(reader.form.text("sectors")),
        tags: read_list(reader.form.text("tags")),
        applicants,
        places: named.column(reader, "places", "place", Kind::Place),
    }
}

fn fill_scope(fields: &mut Fields, scope: &Scope) {
    fields.put("sectors", Some(scope.sectors.join(", ")));
    fields.put("tags", Some(scope.tags.join(", ")));
    for kind in &scope.applicants {
        fields.put("applicants", Some(kind.word()));
    }
    for (n, code) in scope.places.iter().enumerate() {
        fields.put(&format!("places.{n}.place"), Some(code.clone()));
    }
}

/// Reads the form of a programme.
pub fn read(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(Body, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form, &NAMES)?;
    let mut reader = Reader::new(form);
    let body = Body {
        funder: named.field(&mut reader, "funder", Kind::Organisation),
        name_uk: form.some("name_uk"),
        name_en: form.some("name_en"),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        scope: read_scope(&named, &mut reader),
        eligible_uk: form.some("eligible_uk"),
        eligible_en: form.some("eligible_en"),
        link: form.some("link"),
        desk: form.some("desk"),
        contacts: named.column(&mut reader, "contacts", "person", Kind::Person),
        cites: cites::read(&named, &mut reader),
    };
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

/// Reads the form of a call. Its programme is `kept` once it has one.
pub fn read_call(ctx: &Ctx, tx: &mut Tx, form: &Form, kept: Option<&str>) -> Result<(CallBody, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form, &NAMES)?;
    let mut reader = Reader::new(form);
    let programme = match kept {
        Some(id) => Some(id.to_owned()),
        None => named.field(&mut reader, "programme", Kind::Programme),
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
        scope: read_scope(&named, &mut reader),
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
        cites: cites::read(&named, &mut reader),
    };
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

/// Reads the form of an application.
pub fn read_application(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(ApplicationBody, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form, &NAMES)?;
    let mut reader = Reader::new(form);
    let mut body = ApplicationBody {
        call: named.field(&mut reader, "call", Kind::Call).unwrap_or_default(),
        applicant: named.field(&mut reader, "applicant", Kind::Organisation).unwrap_or_default(),
        project: named.field(&mut reader, "project", Kind::Project),
        title_uk: form.some("title_uk"),
        title_en: form.some("title_en"),
        asked: reader.read_of("asked", form.text("asked"), read_number, "web-bad-decimal"),
        currency: form.some("currency").map(|currency| currency.to_uppercase()),
        states: Vec::new(),
        note_uk: form.some("note_uk"),
        note_en: form.some("note_en"),
        cites: cites::read(&named, &mut reader),
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

/// Reads the one state of the form that tells how an application went on.
pub fn read_told(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(Option<ProgressRow>, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form, &NAMES)?;
    let mut reader = Reader::new(form);
    let row = read_state(&named, &mut reader, "states.0.");
    Ok((row, reader.faults))
}

fn read_state(named: &Named, reader: &mut Reader, prefix: &str) -> Option<ProgressRow> {
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

fn placed(scope: &Scope) -> impl Iterator<Item = Ref> + '_ {
    scope.places.iter().map(|code| Ref::new(Kind::Place, code))
}

/// Everything a programme names.
pub fn refs(b: &Body) -> Vec<Ref> {
    let mut refs: Vec<Ref> = placed(&b.scope).chain(cites::refs(&b.cites)).collect();
    refs.extend(b.funder.iter().map(|id| Ref::new(Kind::Organisation, id)));
    refs.extend(b.contacts.iter().map(|id| Ref::new(Kind::Person, id)));
    refs
}

/// Everything a call names.
pub fn call_refs(b: &CallBody) -> Vec<Ref> {
    let mut refs: Vec<Ref> = placed(&b.scope).chain(cites::refs(&b.cites)).collect();
    refs.push(Ref::new(Kind::Programme, &b.programme));
    refs
}

/// Everything an application names.
pub fn application_refs(b: &ApplicationBody) -> Vec<Ref> {
    let mut refs: Vec<Ref> = cites::refs(&b.cites).collect();
    refs.extend([Ref::new(Kind::Call, &b.call), Ref::new(Kind::Organisation, &b.applicant)]);
    refs.extend(b.project.iter().map(|id| Ref::new(Kind::Project, id)));
    refs.extend(b.states.iter().filter_map(|row| row.source.as_ref()).map(|id| Ref::new(Kind::Source, id)));
    refs
}

/// The form of a programme.
pub fn fill(labels: &Labels, b: &Body, version: i64) -> Form {
    let mut fields = Fields::new(labels, version);
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
    fill_scope(&mut fields, &b.scope);
    fields.column("contacts", "person", Kind::Person, &b.contacts);
    cites::fill(&mut fields, &b.cites);
    fields.form()
}

/// The form of a call.
pub fn fill_call(labels: &Labels, b: &CallBody, version: i64) -> Form {
    let mut fields = Fields::new(labels, version);
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
    fill_scope(&mut fields, &b.scope);
    cites::fill(&mut fields, &b.cites);
    fields.form()
}

/// The form of an application.
pub fn fill_application(labels: &Labels, b: &ApplicationBody, version: i64) -> Form {
    let mut fields = Fields::new(labels, version);
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
    cites::fill(&mut fields, &b.cites);
    fields.form()
}
