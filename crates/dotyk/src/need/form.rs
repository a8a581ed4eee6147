//! The need's form: from what was sent to a body, and back.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::{Error, Tx};

use super::model::{Body, Contact, Line, MOST_LINES, Priority, Unit, plain_number};
use crate::access::{Kind, Ref};
use crate::organisation;
use crate::source::Cite;
use crate::text::When;
use crate::web::{Ctx, Fault, Form, Labels, Problem, Reader};

/// Everything a form names, found in one go.
fn named(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<HashMap<String, Ref>, Error> {
    let mut wanted = BTreeSet::new();
    for (field, kind) in [("organisation", Kind::Organisation), ("place", Kind::Place)] {
        wanted.extend(form.some(field).map(|text| format!("{}:{text}", kind.word())));
    }
    let cites = form.rows("cites");
    wanted.extend(cites.iter().filter_map(|(_, row)| row.some("source")).map(|text| format!("source:{text}")));
    ctx.refers(tx, &wanted.into_iter().collect::<Vec<_>>())
}

/// Reads the form of a need; what is not in the form (what was said, promised and brought) stays as it is in `kept`.
pub fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, kept: &Body) -> Result<(Body, Vec<Fault>), Problem> {
    let named = named(ctx, tx, form)?;
    let mut reader = Reader::new(form);
    let id = |reader: &mut Reader, kind: Kind, field: &str, text: &str| {
        let found = |text: &str| named.get(&format!("{}:{text}", kind.word())).map(|reference| reference.id.clone());
        reader.read_of(field, text, found, "web-bad-ref")
    };
    let mut body = said(&mut reader, form, kept);
    body.organisation = id(&mut reader, Kind::Organisation, "organisation", form.text("organisation"));
    body.place = id(&mut reader, Kind::Place, "place", form.text("place"));
    for (index, row) in form.rows("cites").iter() {
        let source = id(&mut reader, Kind::Source, &format!("cites.{index}.source"), row.text("source"));
        body.cites.extend(source.map(|source| Cite {
            source,
            locator: row.some("locator"),
            doubt_uk: row.some("doubt_uk"),
            doubt_en: row.some("doubt_en"),
        }));
    }
    if let (Some(organisation), None) = (&body.organisation, &body.place) {
        // Where nobody says, it is needed where the institution is.
        body.place = organisation::store::get(tx, &ctx.actor.office, organisation)?.and_then(|one| one.body.place);
    }
    let faults = finish(reader, &mut body, kept);
    Ok((body, faults))
}

/// Reads the form of a private link: the need of one organisation, in one language.
pub fn read_stated(form: &Form, organisation: &str, place: Option<String>, kept: &Body) -> (Body, Vec<Fault>) {
    let mut reader = Reader::new(form);
    let mut body = said(&mut reader, form, kept);
    for line in body.lines.iter_mut().filter(|line| line.cost.is_some() && line.currency.is_none()) {
        // Whoever reckons on a phone reckons in hryvnias, and the form says so.
        line.currency = Some("UAH".to_owned());
    }
    body.organisation = Some(organisation.to_owned());
    body.place = place;
    let faults = finish(reader, &mut body, kept);
    (body, faults)
}

fn finish(reader: Reader, body: &mut Body, kept: &Body) -> Vec<Fault> {
    body.number_lines(kept);
    let mut faults = reader.faults;
    let already: Vec<String> = faults.iter().map(|(field, ..)| field.clone()).collect();
    faults.extend(body.faults().into_iter().filter(|(field, ..)| !already.contains(field)));
    if let Some(line) = body.lost_line(kept) {
        let item = line.item_uk.as_deref().or(line.item_en.as_deref()).unwrap_or_default().to_owned();
        faults.push(("lines.0.item_uk".into(), "need-line-in-use", item));
    }
    faults
}

/// What both forms have.
fn said(reader: &mut Reader, form: &Form, kept: &Body) -> Body {
    let whole = |text: &str| text.split_whitespace().collect::<String>().parse::<i64>().ok();
    let mut body = Body {
        title_uk: form.some("title_uk"),
        title_en: form.some("title_en"),
        whom_uk: form.some("whom_uk"),
        whom_en: form.some("whom_en"),
        people: reader.read_of("people", form.text("people"), whole, "need-bad-people"),
        spot: form.some("spot"),
        why_uk: form.some("why_uk"),
        why_en: form.some("why_en"),
        needed_by: reader.when("needed_by"),
        sector: form.some("sector"),
        priority: reader.choice("priority", Priority::parse).unwrap_or(Priority::Normal),
        emergency: form.some("emergency"),
        contact: Contact {
            name: form.some("contact_name"),
            phone: form.some("contact_phone"),
            mail: form.some("contact_mail"),
            rounds: form.text("contact_rounds") == "1",
        },
        events: kept.events.clone(),
        promises: kept.promises.clone(),
        deliveries: kept.deliveries.clone(),
        confirmations: kept.confirmations.clone(),
        lines_made: kept.lines_made,
        ..Body::default()
    };
    for (index, row) in form.rows("lines").iter() {
        // A unit alone is what an empty row is sent with.
        if ["item_uk", "item_en", "quantity", "cost"].iter().all(|field| row.text(field).is_empty()) {
            continue;
        }
        if body.lines.len() == MOST_LINES {
            reader.wrong(&format!("lines.{index}.item_uk"), "need-too-many-lines", &MOST_LINES.to_string());
            break;
        }
        let known = row.text("id").parse().ok().filter(|id| kept.lines.iter().any(|line| line.id == *id));
        let unit = reader.choice_of(&format!("lines.{index}.unit"), row.text("unit"), Unit::parse).unwrap_or(Unit::Piece);
        let cost = row.some("cost").map(|cost| plain_number(&cost));
        body.lines.push(Line {
            id: known.filter(|id| !body.lines.iter().any(|line| line.id == *id)).unwrap_or(0),
            item_uk: row.some("item_uk"),
            item_en: row.some("item_en"),
            unit,
            quantity: plain_number(row.text("quantity")),
            currency: row.some("currency").map(|code| code.to_uppercase()).filter(|_| cost.is_some()),
            cost,
        });
    }
    body
}

/// Everything a body names.
pub fn refs(body: &Body) -> Vec<Ref> {
    let mut refs: Vec<Ref> = body.organisation.iter().map(|id| Ref::new(Kind::Organisation, id)).collect();
    refs.extend(body.place.iter().map(|code| Ref::new(Kind::Place, code)));
    refs.extend(body.promises.iter().filter_map(|one| one.organisation.as_ref()).map(|id| Ref::new(Kind::Organisation, id)));
    refs.extend(body.promises.iter().filter_map(|one| one.source.as_ref()).map(|id| Ref::new(Kind::Source, id)));
    refs.extend(body.confirmations.iter().filter_map(|one| one.file.as_ref()).map(|id| Ref::new(Kind::File, id)));
    refs.extend(body.cites.iter().map(|cite| Ref::new(Kind::Source, &cite.source)));
    refs.sort();
    refs.dedup();
    refs
}

/// A body in its form. A name that may not be seen stands as its id, which reads back as itself.
pub fn fill(labels: &Labels, body: &Body, version: i64) -> Form {
    let name = |kind: Kind, id: &String| -> String {
        let label = labels.get(&Ref::new(kind, id));
        label.and_then(|label| label.path.rsplit('/').next()).unwrap_or(id).to_owned()
    };
    let text = |value: &Option<When>| value.as_ref().map(ToString::to_string);
    let mut fields: Vec<(String, Option<String>)> = vec![
        ("version".into(), Some(version.to_string())),
        ("title_uk".into(), body.title_uk.clone()),
        ("title_en".into(), body.title_en.clone()),
        ("organisation".into(), body.organisation.as_ref().map(|id| name(Kind::Organisation, id))),
        ("place".into(), body.place.clone()),
        ("whom_uk".into(), body.whom_uk.clone()),
        ("whom_en".into(), body.whom_en.clone()),
        ("people".into(), body.people.map(|people| people.to_string())),
        ("spot".into(), body.spot.clone()),
        ("why_uk".into(), body.why_uk.clone()),
        ("why_en".into(), body.why_en.clone()),
        ("needed_by".into(), text(&body.needed_by)),
        ("sector".into(), body.sector.clone()),
        ("priority".into(), Some(body.priority.word().into())),
        ("emergency".into(), body.emergency.clone()),
        ("contact_name".into(), body.contact.name.clone()),
        ("contact_phone".into(), body.contact.phone.clone()),
        ("contact_mail".into(), body.contact.mail.clone()),
        ("contact_rounds".into(), body.contact.rounds.then(|| "1".to_owned())),
    ];
    for (n, line) in body.lines.iter().enumerate() {
        for (field, value) in [
            ("id", Some(line.id.to_string())),
            ("item_uk", line.item_uk.clone()),
            ("item_en", line.item_en.clone()),
            ("unit", Some(line.unit.word().into())),
            ("quantity", Some(line.quantity.clone())),
            ("cost", line.cost.clone()),
            ("currency", line.currency.clone()),
        ] {
            fields.push((format!("lines.{n}.{field}"), value));
        }
    }
    for (n, cite) in body.cites.iter().enumerate() {
        fields.push((format!("cites.{n}.source"), Some(name(Kind::Source, &cite.source))));
        for (field, value) in [("locator", &cite.locator), ("doubt_uk", &cite.doubt_uk), ("doubt_en", &cite.doubt_en)] {
            fields.push((format!("cites.{n}.{field}"), value.clone()));
        }
    }
    Form::of(fields.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

/// An empty form for a new need.
pub fn empty() -> Form {
    Form::of([
        ("priority".to_owned(), Priority::Normal.word().to_owned()),
        ("lines.0.unit".to_owned(), Unit::Piece.word().to_owned()),
    ])
}
