//! The asset's form: from what was sent to a body, and back.

use dotyk_db::Tx;

use super::model::act_number;
use super::view::FormView;
use super::{Asset, Body, Intent};
use crate::access::{Head, Kind, Ref};
use crate::figure::{Qualifier, read_number};
use crate::source::cites;
use crate::web::editor::{self, Edited, Sent, words};
use crate::web::fields::{Fields, Named, Names, keep_field};
use crate::web::{Answer, Ctx, Fault, Form, Labels, Problem, Reader};

impl Edited for Asset {
    type Body = Body;

    const AT: &'static str = "/assets";
    const NEW: &'static str = "asset-new";
    const GIVEN: &'static [&'static str] = &["project", "recipient"];

    fn of(head: Head, body: Body) -> Asset {
        Asset::new(head, body)
    }
    fn body(&self) -> &Body {
        &self.body
    }
    fn with(&self, body: Body) -> Asset {
        Asset { body, ..self.clone() }
    }
    fn name(body: &Body) -> [&Option<String>; 2] {
        [&body.name_uk, &body.name_en]
    }
    fn refs(body: &Body) -> Vec<Ref> {
        refs(body)
    }
    fn begin(_: &Ctx) -> Vec<(&'static str, String)> {
        vec![("intent", Intent::Promised.word().to_owned())]
    }
    fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, _: Option<&Asset>) -> Result<(Body, Vec<Fault>), Problem> {
        read(ctx, tx, form)
    }
    fn keep_unseen(labels: &Labels, old: &Body, body: &mut Body) {
        keep_field(labels, Kind::Project, &old.project, &mut body.project);
        keep_field(labels, Kind::Organisation, &old.recipient, &mut body.recipient);
        keep_field(labels, Kind::Organisation, &old.implementer, &mut body.implementer);
        cites::keep(labels, &old.cites, &mut body.cites);
    }
    fn fill(labels: &Labels, body: &Body, version: i64) -> Form {
        fill(labels, body, version)
    }
    fn page(ctx: &Ctx, tx: &mut Tx, sent: Sent) -> Answer {
        let page = ctx.page(sent.title.clone());
        let view = FormView {
            target: page.url(&sent.target),
            conflicted: sent.conflicted(),
            conflicts: sent.theirs(),
            intents: words(&page, "asset-intent-", Intent::ALL.iter().map(|intent| intent.word())),
            qualifiers: words(&page, "figure-qualifier-", Qualifier::ALL.iter().map(|qualifier| qualifier.word())),
            organisations: ctx.options(tx, Kind::Organisation)?,
            places: ctx.options(tx, Kind::Place)?,
            sources: ctx.options(tx, Kind::Source)?,
            filled: sent.filled,
            page,
        };
        editor::answer(ctx, sent.status, &view)
    }
}

/// What the form names.
const NAMES: Names = Names {
    fields: &[
        ("project", Kind::Project),
        ("recipient", Kind::Organisation),
        ("implementer", Kind::Organisation),
        ("place", Kind::Place),
    ],
    tables: &[cites::NAMES],
};

fn read(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(Body, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form, &NAMES)?;
    let mut reader = Reader::new(form);
    let body = Body {
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
        project: named.field(&mut reader, "project", Kind::Project),
        recipient: named.field(&mut reader, "recipient", Kind::Organisation),
        implementer: named.field(&mut reader, "implementer", Kind::Organisation),
        place: named.field(&mut reader, "place", Kind::Place),
        intent: reader.choice("intent", Intent::parse).unwrap_or_default(),
        handed: reader.when("handed"),
        act_number: act_number(form.text("act_number")),
        act_date: reader.when("act_date"),
        balance_date: reader.when("balance_date"),
        announced_date: reader.when("announced_date"),
        announced_link: form.some("announced_link"),
        note_uk: form.some("note_uk"),
        note_en: form.some("note_en"),
        cites: cites::read(&named, &mut reader),
    };
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

/// Everything a body names.
pub fn refs(b: &Body) -> Vec<Ref> {
    let mut refs: Vec<Ref> = cites::refs(&b.cites).collect();
    refs.extend(b.project.iter().map(|id| Ref::new(Kind::Project, id)));
    refs.extend([&b.recipient, &b.implementer].into_iter().flatten().map(|id| Ref::new(Kind::Organisation, id)));
    refs.extend(b.place.iter().map(|code| Ref::new(Kind::Place, code)));
    refs
}

fn fill(labels: &Labels, b: &Body, version: i64) -> Form {
    let mut fields = Fields::new(labels, version);
    fields.texts(&[
        ("name_uk", &b.name_uk),
        ("name_en", &b.name_en),
        ("about_uk", &b.about_uk),
        ("about_en", &b.about_en),
        ("uid", &b.uid),
        ("quantity", &b.quantity),
        ("unit", &b.unit),
        ("value", &b.value),
        ("currency", &b.currency),
        ("place", &b.place),
        ("act_number", &b.act_number),
        ("announced_link", &b.announced_link),
        ("note_uk", &b.note_uk),
        ("note_en", &b.note_en),
    ]);
    fields.put("intent", Some(b.intent.word()));
    fields.put("qualifier", b.qualifier.map(Qualifier::word));
    fields.record("project", Kind::Project, &b.project);
    fields.record("recipient", Kind::Organisation, &b.recipient);
    fields.record("implementer", Kind::Organisation, &b.implementer);
    for (field, date) in [
        ("handed", &b.handed),
        ("act_date", &b.act_date),
        ("balance_date", &b.balance_date),
        ("announced_date", &b.announced_date),
    ] {
        fields.put(field, date.as_ref().map(ToString::to_string));
    }
    cites::fill(&mut fields, &b.cites);
    fields.form()
}
