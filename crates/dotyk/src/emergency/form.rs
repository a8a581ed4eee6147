//! The emergency's form: from what was sent to a body, and back.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::Tx;

use super::model::{Body, Hazard};
use crate::access::{Kind, Ref};
use crate::source::Cite;
use crate::web::{Ctx, Fault, Form, Labels, Problem, Reader};

/// Everything the form names, by `kind:text`.
fn named(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<HashMap<String, Ref>, Problem> {
    let mut wanted = BTreeSet::new();
    for (rows, field, kind) in [("places", "place", Kind::Place), ("cites", "source", Kind::Source)] {
        let rows = form.rows(rows);
        wanted.extend(rows.iter().filter_map(|(_, row)| row.some(field)).map(|text| format!("{}:{text}", kind.word())));
    }
    Ok(ctx.refers(tx, &wanted.into_iter().collect::<Vec<_>>())?)
}

/// Reads the form; studies, recommendations and talks have forms of their own and stay as in `kept`.
pub fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, kept: &Body) -> Result<(Body, Vec<Fault>), Problem> {
    let named = named(ctx, tx, form)?;
    let mut reader = Reader::new(form);
    let id = |reader: &mut Reader, kind: Kind, field: &str, text: &str| {
        let found = |text: &str| named.get(&format!("{}:{text}", kind.word())).map(|reference| reference.id.clone());
        reader.read_of(field, text, found, "web-bad-ref")
    };
    let mut body = Body {
        name_uk: form.some("name_uk"),
        name_en: form.some("name_en"),
        kind: reader.choice("kind", Hazard::parse).unwrap_or_default(),
        glide: form.some("glide").map(|text| text.to_uppercase()),
        began: reader.when("began"),
        ended: reader.when("ended"),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        studies: kept.studies.clone(),
        recommendations: kept.recommendations.clone(),
        talks: kept.talks.clone(),
        ..Body::default()
    };
    for (index, row) in form.rows("places").iter() {
        body.places.extend(id(&mut reader, Kind::Place, &format!("places.{index}.place"), row.text("place")));
    }
    for (index, row) in form.rows("cites").iter() {
        let source = id(&mut reader, Kind::Source, &format!("cites.{index}.source"), row.text("source"));
        body.cites.extend(source.map(|source| Cite {
            source,
            locator: row.some("locator"),
            doubt_uk: row.some("doubt_uk"),
            doubt_en: row.some("doubt_en"),
        }));
    }
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

/// What the form of a body names.
pub fn refs(body: &Body) -> Vec<Ref> {
    let mut refs: Vec<Ref> = body.places.iter().map(|code| Ref::new(Kind::Place, code)).collect();
    refs.extend(body.cites.iter().map(|cite| Ref::new(Kind::Source, &cite.source)));
    refs
}

/// The last word of a record's address, by which forms name it; its id when it may not be seen, which reads back as itself.
pub fn name(labels: &Labels, kind: Kind, id: &String) -> String {
    let label = labels.get(&Ref::new(kind, id));
    label.and_then(|label| label.path.rsplit('/').next()).unwrap_or(id).to_owned()
}

/// The form of a body.
pub fn fill(labels: &Labels, b: &Body, version: i64) -> Form {
    let mut fields: Vec<(String, Option<String>)> = vec![
        ("version".into(), Some(version.to_string())),
        ("name_uk".into(), b.name_uk.clone()),
        ("name_en".into(), b.name_en.clone()),
        ("kind".into(), Some(b.kind.word().into())),
        ("glide".into(), b.glide.clone()),
        ("began".into(), b.began.as_ref().map(ToString::to_string)),
        ("ended".into(), b.ended.as_ref().map(ToString::to_string)),
        ("about_uk".into(), b.about_uk.clone()),
        ("about_en".into(), b.about_en.clone()),
    ];
    fields.extend(b.places.iter().enumerate().map(|(n, code)| (format!("places.{n}.place"), Some(code.clone()))));
    for (n, cite) in b.cites.iter().enumerate() {
        fields.push((format!("cites.{n}.source"), Some(name(labels, Kind::Source, &cite.source))));
        for (field, value) in [("locator", &cite.locator), ("doubt_uk", &cite.doubt_uk), ("doubt_en", &cite.doubt_en)] {
            fields.push((format!("cites.{n}.{field}"), value.clone()));
        }
    }
    Form::of(fields.into_iter().filter_map(|(name, value)| Some((name, value?))))
}
