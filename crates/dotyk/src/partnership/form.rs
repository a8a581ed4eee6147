//! The partnership's form: from what was sent to a body, and back.

use dotyk_db::Tx;

use super::model::{Bond, State, Whose};
use super::view::FormView;
use super::{Body, Partnership, Side, StateRow};
use crate::access::{Head, Kind, Ref};
use crate::source::cites;
use crate::web::editor::{self, Edited, Sent, words};
use crate::web::fields::{Fields, Named, Names, keep_field};
use crate::web::{Answer, Ctx, Fault, Form, Labels, Problem, Reader};

impl Edited for Partnership {
    type Body = Body;

    const AT: &'static str = "/partnerships";
    const NEW: &'static str = "partnership-new";
    const GIVEN: &'static [&'static str] = &["project", "programme"];

    fn of(head: Head, body: Body) -> Partnership {
        Partnership::new(head, body)
    }
    fn body(&self) -> &Body {
        &self.body
    }
    fn with(&self, body: Body) -> Partnership {
        Partnership { body, ..self.clone() }
    }
    fn name(body: &Body) -> [&Option<String>; 2] {
        [&body.title_uk, &body.title_en]
    }
    fn refs(body: &Body) -> Vec<Ref> {
        refs(body)
    }
    fn begin(ctx: &Ctx) -> Vec<(&'static str, String)> {
        vec![
            ("sides.0.side", Whose::Ours.word().to_owned()),
            ("sides.1.side", Whose::Theirs.word().to_owned()),
            ("states.0.state", State::Chosen.word().to_owned()),
            ("states.0.date", ctx.today().to_string()),
        ]
    }
    fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, _: Option<&Partnership>) -> Result<(Body, Vec<Fault>), Problem> {
        read(ctx, tx, form)
    }
    fn keep_unseen(labels: &Labels, old: &Body, body: &mut Body) {
        keep_field(labels, Kind::Project, &old.project, &mut body.project);
        keep_field(labels, Kind::Programme, &old.programme, &mut body.programme);
        let unseen =
            |side: &&Side| side.organisation.as_ref().is_some_and(|id| !labels.contains_key(&Ref::new(Kind::Organisation, id)));
        body.sides.extend(old.sides.iter().filter(unseen).cloned());
        for row in &mut body.states {
            let same = old.states.iter().find(|old| (old.state, &old.date) == (row.state, &row.date));
            keep_field(labels, Kind::Source, &same.and_then(|old| old.source.clone()), &mut row.source);
        }
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
            kinds: words(&page, "partnership-kind-", Bond::ALL.iter().map(|kind| kind.word())),
            whose: words(&page, "partnership-side-", Whose::ALL.iter().map(|side| side.word())),
            states: words(&page, "partnership-state-", State::ALL.iter().map(|state| state.word())),
            organisations: ctx.options(tx, Kind::Organisation)?,
            places: ctx.options(tx, Kind::Place)?,
            programmes: ctx.options(tx, Kind::Programme)?,
            sources: ctx.options(tx, Kind::Source)?,
            filled: sent.filled,
            page,
        };
        editor::answer(ctx, sent.status, &view)
    }
}

/// What the form names.
const NAMES: Names = Names {
    fields: &[("project", Kind::Project), ("programme", Kind::Programme)],
    tables: &[
        ("sides", "place", Kind::Place),
        ("sides", "organisation", Kind::Organisation),
        ("states", "source", Kind::Source),
        cites::NAMES,
    ],
};

fn read(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(Body, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form, &NAMES)?;
    let mut reader = Reader::new(form);
    let mut body = Body {
        title_uk: form.some("title_uk"),
        title_en: form.some("title_en"),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        kind: reader.choice("kind", Bond::parse).unwrap_or_default(),
        project: named.field(&mut reader, "project", Kind::Project),
        programme: named.field(&mut reader, "programme", Kind::Programme),
        sides: sides(&named, &mut reader),
        states: states(&named, &mut reader),
        cites: cites::read(&named, &mut reader),
    };
    // A side that nobody named was only offered.
    body.sides.retain(|side| side.place.is_some() || side.organisation.is_some());
    let mut faults = reader.faults;
    if faults.is_empty() {
        faults.extend(body.faults());
    }
    Ok((body, faults))
}

fn sides(named: &Named, reader: &mut Reader) -> Vec<Side> {
    let mut sides = Vec::new();
    for (n, row) in reader.form.rows("sides").iter() {
        let side = reader.choice_of(&format!("sides.{n}.side"), row.text("side"), Whose::parse);
        let place = named.of(reader, Kind::Place, &format!("sides.{n}.place"), row.text("place"));
        let organisation = named.of(reader, Kind::Organisation, &format!("sides.{n}.organisation"), row.text("organisation"));
        sides.extend(side.map(|side| Side { side, place, organisation }));
    }
    sides
}

fn states(named: &Named, reader: &mut Reader) -> Vec<StateRow> {
    let mut states = Vec::new();
    for (n, row) in reader.form.rows("states").iter() {
        let state = reader.choice_of(&format!("states.{n}.state"), row.text("state"), State::parse);
        let date = reader.when_of(&format!("states.{n}.date"), row.text("date"));
        let source = named.of(reader, Kind::Source, &format!("states.{n}.source"), row.text("source"));
        match (state, date) {
            (Some(state), Some(date)) => states.push(StateRow {
                state,
                date,
                note_uk: row.some("note_uk"),
                note_en: row.some("note_en"),
                source,
                locator: row.some("locator"),
            }),
            (Some(_), None) if row.text("date").is_empty() => reader.wrong(&format!("states.{n}.date"), "web-required", ""),
            _ => {}
        }
    }
    states
}

/// Everything a body names.
pub fn refs(b: &Body) -> Vec<Ref> {
    let mut refs: Vec<Ref> = cites::refs(&b.cites).collect();
    refs.extend(b.project.iter().map(|id| Ref::new(Kind::Project, id)));
    refs.extend(b.programme.iter().map(|id| Ref::new(Kind::Programme, id)));
    refs.extend(b.sides.iter().filter_map(|side| Some(Ref::new(Kind::Place, side.place.as_ref()?))));
    refs.extend(b.sides.iter().filter_map(|side| Some(Ref::new(Kind::Organisation, side.organisation.as_ref()?))));
    refs.extend(b.states.iter().filter_map(|row| Some(Ref::new(Kind::Source, row.source.as_ref()?))));
    refs
}

fn fill(labels: &Labels, b: &Body, version: i64) -> Form {
    let mut fields = Fields::new(labels, version);
    fields.texts(&[("title_uk", &b.title_uk), ("title_en", &b.title_en), ("about_uk", &b.about_uk), ("about_en", &b.about_en)]);
    fields.put("kind", Some(b.kind.word()));
    fields.record("project", Kind::Project, &b.project);
    fields.record("programme", Kind::Programme, &b.programme);
    let seen = |side: &&Side| side.organisation.as_ref().is_none_or(|id| labels.contains_key(&Ref::new(Kind::Organisation, id)));
    for (n, side) in b.sides.iter().filter(seen).enumerate() {
        fields.put(&format!("sides.{n}.side"), Some(side.side.word()));
        fields.put(&format!("sides.{n}.place"), side.place.clone());
        fields.record(&format!("sides.{n}.organisation"), Kind::Organisation, &side.organisation);
    }
    for (n, row) in b.states.iter().enumerate() {
        fields.put(&format!("states.{n}.state"), Some(row.state.word()));
        fields.put(&format!("states.{n}.date"), Some(row.date.as_str()));
        fields.put(&format!("states.{n}.note_uk"), row.note_uk.clone());
        fields.put(&format!("states.{n}.note_en"), row.note_en.clone());
        fields.record(&format!("states.{n}.source"), Kind::Source, &row.source);
        fields.put(&format!("states.{n}.locator"), row.locator.clone());
    }
    cites::fill(&mut fields, &b.cites);
    fields.form()
}
