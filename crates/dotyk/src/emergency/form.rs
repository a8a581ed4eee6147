//! The emergency's form: from what was sent to a body, and back.

use dotyk_db::Tx;

use super::model::{Body, Emergency, Hazard};
use super::store;
use super::view::FormView;
use crate::access::{Head, Kind, Ref};
use crate::source::cites;
use crate::web::editor::{self, Edited, Sent, words};
use crate::web::fields::{Fields, Named, Names};
use crate::web::{Answer, Ctx, Fault, Form, Labels, Problem, Reader};

impl Edited for Emergency {
    type Body = Body;

    const AT: &'static str = "/emergencies";
    const NEW: &'static str = "emergency-new";
    const GIVEN: &'static [&'static str] = &["slug"];

    fn of(head: Head, body: Body) -> Emergency {
        Emergency::new(head, body)
    }
    fn body(&self) -> &Body {
        &self.body
    }
    fn with(&self, body: Body) -> Emergency {
        Emergency { body, ..self.clone() }
    }
    fn name(body: &Body) -> [&Option<String>; 2] {
        [&body.name_uk, &body.name_en]
    }
    fn refs(body: &Body) -> Vec<Ref> {
        refs(body)
    }
    fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: Option<&Emergency>) -> Result<(Body, Vec<Fault>), Problem> {
        let (body, mut faults) = read(ctx, tx, form, old.map(|old| &old.body))?;
        if let Some(slug) = Self::slug(form).filter(|_| old.is_none())
            && !store::is_free(tx, &ctx.actor.office, &slug)?
        {
            faults.push(("slug".into(), "emergency-bad-slug", slug));
        }
        Ok((body, faults))
    }
    fn keep_unseen(labels: &Labels, old: &Body, body: &mut Body) {
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
            fresh: sent.is_new::<Emergency>(),
            hazards: words(&page, "emergency-kind-", Hazard::ALL.iter().map(|hazard| hazard.word())),
            places: ctx.options(tx, Kind::Place)?,
            sources: ctx.options(tx, Kind::Source)?,
            filled: sent.filled,
            page,
        };
        editor::answer(ctx, sent.status, &view)
    }
    /// An emergency may choose its address: needs name it so before it has a page.
    fn slug(form: &Form) -> Option<String> {
        form.some("slug")
    }
}

/// What the form names.
const NAMES: Names = Names { fields: &[], tables: &[("places", "place", Kind::Place), cites::NAMES] };

/// Reads the form; studies, recommendations and talks have forms of their own and stay as they are.
fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: Option<&Body>) -> Result<(Body, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form, &NAMES)?;
    let mut reader = Reader::new(form);
    let body = Body {
        name_uk: form.some("name_uk"),
        name_en: form.some("name_en"),
        kind: reader.choice("kind", Hazard::parse).unwrap_or_default(),
        glide: form.some("glide").map(|text| text.to_uppercase()),
        began: reader.when("began"),
        ended: reader.when("ended"),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        places: named.column(&mut reader, "places", "place", Kind::Place),
        cites: cites::read(&named, &mut reader),
        ..old.cloned().unwrap_or_default()
    };
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

/// What the form of a body names.
pub fn refs(body: &Body) -> Vec<Ref> {
    body.places.iter().map(|code| Ref::new(Kind::Place, code)).chain(cites::refs(&body.cites)).collect()
}

/// The last word of a record's address, by which forms name it; its id when it may not be seen, which reads back as itself.
pub fn name(labels: &Labels, kind: Kind, id: &String) -> String {
    let label = labels.get(&Ref::new(kind, id));
    label.and_then(|label| label.path.rsplit('/').next()).unwrap_or(id).to_owned()
}

fn fill(labels: &Labels, b: &Body, version: i64) -> Form {
    let mut fields = Fields::new(labels, version);
    fields.texts(&[
        ("name_uk", &b.name_uk),
        ("name_en", &b.name_en),
        ("glide", &b.glide),
        ("about_uk", &b.about_uk),
        ("about_en", &b.about_en),
    ]);
    fields.put("kind", Some(b.kind.word()));
    fields.put("began", b.began.as_ref().map(ToString::to_string));
    fields.put("ended", b.ended.as_ref().map(ToString::to_string));
    for (n, code) in b.places.iter().enumerate() {
        fields.put(&format!("places.{n}.place"), Some(code.clone()));
    }
    cites::fill(&mut fields, &b.cites);
    fields.form()
}
