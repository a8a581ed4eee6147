//! The asset's form: from what was sent to a body, and back.

use std::collections::HashMap;

use dotyk_db::Tx;

use super::model::act_number;
use super::{Body, Intent};
use crate::access::{Kind, Ref};
use crate::figure::{Qualifier, read_number};
use crate::source::Cite;
use crate::web::{Ctx, Fault, Form, Labels, Problem, Reader};

/// Fields that name another record, each with its kind.
pub const NAMES: [(&str, Kind); 4] =
    [("project", Kind::Project), ("recipient", Kind::Organisation), ("implementer", Kind::Organisation), ("place", Kind::Place)];

/// Reads the form.
pub fn read(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(Body, Vec<Fault>), Problem> {
    let named = named(ctx, tx, form)?;
    let mut reader = Reader::new(form);
    let mut id = |field: &str, kind: Kind| {
        let found = |text: &str| named.get(&format!("{}:{text}", kind.word())).map(|record| record.id.clone());
        reader.read_of(field, form.text(field), found, "web-bad-ref")
    };
    let [project, recipient, implementer, place] = NAMES.map(|(field, kind)| id(field, kind));
    let mut body = Body {
        name_uk: form.some("name_uk"),
        name_en: form.some("name_en"),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        uid: form.some("uid"),
        quantity: reader.read_of("quantity", form.text("quantity"), read_number, "web-bad-decimal"),
        unit: form.some("unit"),
        value: reader.read_of("value", form.text("value"), read_number, "web-bad-decimal"),
        qualifier: reader.choice("qualifier", Qualifier::parse).filter(|qualifier| *qualifier != Qualifier::Exact),
        currency: form.some("currency").map(|currency| currency.to_uppercase()),
        project,
        recipient,
        implementer,
        place,
        intent: reader.choice("intent", Intent::parse).unwrap_or_default(),
        handed: reader.when("handed"),
        act_number: act_number(form.text("act_number")),
        act_date: reader.when("act_date"),
        balance_date: reader.when("balance_date"),
        announced_date: reader.when("announced_date"),
        announced_link: form.some("announced_link"),
        note_uk: form.some("note_uk"),
        note_en: form.some("note_en"),
        cites: Vec::new(),
    };
    for (index, row) in form.rows("cites").iter() {
        let found = |text: &str| named.get(&format!("source:{text}")).map(|record| record.id.clone());
        if let Some(source) = reader.read_of(&format!("cites.{index}.source"), row.text("source"), found, "web-bad-ref") {
            let (doubt_uk, doubt_en) = (row.some("doubt_uk"), row.some("doubt_en"));
            body.cites.push(Cite { source, locator: row.some("locator"), doubt_uk, doubt_en });
        }
    }
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

/// Everything the form names that the visitor may see, by `kind:text`.
fn named(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<HashMap<String, Ref>, Problem> {
    let mut wanted: Vec<String> =
        NAMES.iter().filter_map(|(field, kind)| Some(format!("{}:{}", kind.word(), form.some(field)?))).collect();
    let cites = form.rows("cites");
    wanted.extend(cites.iter().filter_map(|(_, row)| Some(format!("source:{}", row.some("source")?))));
    wanted.sort();
    wanted.dedup();
    let mut named = ctx.refers(tx, &wanted)?;
    let refs: Vec<Ref> = named.values().cloned().collect();
    let labels = ctx.labels(tx, &refs)?;
    named.retain(|_, record| labels.contains_key(record));
    Ok(named)
}

/// Everything a body names.
pub fn refs(body: &Body) -> Vec<Ref> {
    let named = [&body.project, &body.recipient, &body.implementer, &body.place].into_iter().zip(NAMES);
    let mut refs: Vec<Ref> = named.filter_map(|(id, (_, kind))| Some(Ref::new(kind, id.as_ref()?))).collect();
    refs.extend(body.cites.iter().map(|cite| Ref::new(Kind::Source, &cite.source)));
    refs
}

/// The form of a body.
pub fn fill(labels: &Labels, b: &Body, version: i64) -> Form {
    let name = |kind, id: &Option<String>| {
        let label = labels.get(&Ref::new(kind, id.as_ref()?))?;
        label.path.rsplit('/').next().map(str::to_owned)
    };
    let date = |date: &Option<crate::text::When>| date.as_ref().map(|date| date.to_string());
    let mut fields: Vec<(String, Option<String>)> = vec![
        ("version".into(), Some(version.to_string())),
        ("intent".into(), Some(b.intent.word().into())),
        ("qualifier".into(), b.qualifier.map(|qualifier| qualifier.word().to_owned())),
        ("project".into(), name(Kind::Project, &b.project)),
        ("recipient".into(), name(Kind::Organisation, &b.recipient)),
        ("implementer".into(), name(Kind::Organisation, &b.implementer)),
        ("place".into(), b.place.clone()),
        ("handed".into(), date(&b.handed)),
        ("act_date".into(), date(&b.act_date)),
        ("balance_date".into(), date(&b.balance_date)),
        ("announced_date".into(), date(&b.announced_date)),
    ];
    for (field, value) in [
        ("name_uk", &b.name_uk),
        ("name_en", &b.name_en),
        ("about_uk", &b.about_uk),
        ("about_en", &b.about_en),
        ("uid", &b.uid),
        ("quantity", &b.quantity),
        ("unit", &b.unit),
        ("value", &b.value),
        ("currency", &b.currency),
        ("act_number", &b.act_number),
        ("announced_link", &b.announced_link),
        ("note_uk", &b.note_uk),
        ("note_en", &b.note_en),
    ] {
        fields.push((field.into(), value.clone()));
    }
    for (index, cite) in b.cites.iter().enumerate() {
        fields.push((format!("cites.{index}.source"), name(Kind::Source, &Some(cite.source.clone()))));
        fields.push((format!("cites.{index}.locator"), cite.locator.clone()));
        fields.push((format!("cites.{index}.doubt_uk"), cite.doubt_uk.clone()));
        fields.push((format!("cites.{index}.doubt_en"), cite.doubt_en.clone()));
    }
    Form::of(fields.into_iter().filter_map(|(name, value)| Some((name, value?))))
}
