//! The form of a cluster or a working group: from what was sent to a body, and back.

use dotyk_db::Tx;

use super::model::{Body, Circle, Member, MemberKind, Membership, State, StateRow, Stated, Which};
use super::view::FormView;
use crate::access::{Head, Kind, Ref};
use crate::figure::{Qualifier, read_number};
use crate::programme::model::read_list;
use crate::source::cites;
use crate::web::editor::{self, Edited, Sent, words};
use crate::web::fields::{Fields, Named, Names, keep_field};
use crate::web::{Answer, Ctx, Fault, Form, Labels, Problem, Reader};

impl<K: Which> Edited for Circle<K> {
    type Body = Body;

    const AT: &'static str = K::AT;
    const NEW: &'static str = K::NEW;
    const GIVEN: &'static [&'static str] = &["organisation", "projects.0.project", "places.0.place"];

    fn of(head: Head, body: Body) -> Circle<K> {
        Circle::new(head, body)
    }
    fn body(&self) -> &Body {
        &self.body
    }
    fn with(&self, body: Body) -> Circle<K> {
        Circle::read(self.head.clone(), self.withdrawn_at.clone(), body)
    }
    fn name(body: &Body) -> [&Option<String>; 2] {
        [&body.name_uk, &body.name_en]
    }
    fn refs(body: &Body) -> Vec<Ref> {
        refs(body)
    }
    fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: Option<&Circle<K>>) -> Result<(Body, Vec<Fault>), Problem> {
        read(ctx, tx, form, old.map_or(&[][..], |old| &old.body.members))
    }
    fn keep_unseen(labels: &Labels, old: &Body, body: &mut Body) {
        keep_field(labels, Kind::Organisation, &old.organisation, &mut body.organisation);
        let unseen = |id: &&String| !labels.contains_key(&Ref::new(Kind::Project, *id));
        body.projects.extend(old.projects.iter().filter(unseen).cloned());
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
            persons: K::PEOPLE == Membership::Persons,
            kinds: words(&page, "circle-member-kind-", MemberKind::ALL.iter().map(|kind| kind.word())),
            qualifiers: words(&page, "figure-qualifier-", Qualifier::ALL.iter().map(|qualifier| qualifier.word())),
            states: words(&page, K::KIND.states(), State::ALL.iter().map(|state| state.word())),
            organisations: ctx.options(tx, Kind::Organisation)?,
            places: ctx.options(tx, Kind::Place)?,
            sources: ctx.options(tx, Kind::Source)?,
            filled: sent.filled,
            page,
        };
        editor::answer(ctx, sent.status, &view)
    }

    /// Nobody could tell whether it is there.
    fn unfit(&self) -> Result<(), Problem> {
        if self.body.states.is_empty() { Err(Problem::bad("circle-publish-needs-state", "")) } else { Ok(()) }
    }
}

/// What the form names.
pub const NAMES: Names = Names {
    fields: &[("organisation", Kind::Organisation), ("source", Kind::Source)],
    tables: &[
        ("places", "place", Kind::Place),
        ("projects", "project", Kind::Project),
        ("members", "organisation", Kind::Organisation),
        ("members", "person", Kind::Person),
        ("stated", "source", Kind::Source),
        ("states", "source", Kind::Source),
        cites::NAMES,
    ],
};

fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: &[Member]) -> Result<(Body, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form, &NAMES)?;
    let mut reader = Reader::new(form);
    let body = Body {
        name_uk: form.some("name_uk"),
        name_en: form.some("name_en"),
        aims_uk: form.some("aims_uk"),
        aims_en: form.some("aims_en"),
        join_uk: form.some("join_uk"),
        join_en: form.some("join_en"),
        organisation: named.field(&mut reader, "organisation", Kind::Organisation),
        places: named.column(&mut reader, "places", "place", Kind::Place),
        projects: named.column(&mut reader, "projects", "project", Kind::Project),
        sectors: read_list(form.text("sectors")),
        tags: read_list(form.text("tags")),
        members: members(&named, &mut reader, old),
        stated: stated(&named, &mut reader),
        states: states(&named, &mut reader),
        cites: cites::read(&named, &mut reader),
    };
    let mut faults = reader.faults;
    // What could not be read has been said; its row is not there to be wrong once more.
    let said: Vec<String> = faults.iter().map(|(field, ..)| field.clone()).collect();
    faults.extend(body.faults(ctx.today()).into_iter().filter(|(field, ..)| !said.contains(field)));
    Ok((body.settled(), faults))
}

fn members(named: &Named, reader: &mut Reader, old: &[Member]) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for (index, row) in reader.form.rows("members").iter() {
        let field = |name: &str| format!("members.{index}.{name}");
        // The number is the old member's own, and nobody's twice.
        let kept = row.text("id").parse().ok().and_then(|id: i64| old.iter().find(|member| member.id == id));
        let kept = kept.filter(|kept| members.iter().all(|member| member.id != kept.id));
        let mut of = |name: &str, kind: Kind, before: Option<&String>| {
            // Whom the editor cannot see stands there by its bare id, and stays.
            let unseen = before.filter(|before| *before == row.text(name)).cloned();
            unseen.or_else(|| named.of(reader, kind, &field(name), row.text(name)))
        };
        let organisation = of("organisation", Kind::Organisation, kept.and_then(|kept| kept.organisation.as_ref()));
        let person = of("person", Kind::Person, kept.and_then(|kept| kept.person.as_ref()));
        members.push(Member {
            id: kept.map_or(0, |kept| kept.id),
            organisation,
            person,
            name: row.some("name"),
            kind: reader.choice_of(&field("kind"), row.text("kind"), MemberKind::parse).unwrap_or_default(),
            role_uk: row.some("role_uk"),
            role_en: row.some("role_en"),
            sectors: read_list(row.text("sectors")),
            since: reader.when_of(&field("since"), row.text("since")),
            until: reader.when_of(&field("until"), row.text("until")),
        });
    }
    members
}

fn stated(named: &Named, reader: &mut Reader) -> Vec<Stated> {
    let mut stated = Vec::new();
    for (index, row) in reader.form.rows("stated").iter() {
        let field = |name: &str| format!("stated.{index}.{name}");
        let value = reader.read_of(&field("value"), row.text("value"), read_number, "web-bad-decimal");
        stated.push(Stated {
            kind: reader.choice_of(&field("kind"), row.text("kind"), MemberKind::parse).unwrap_or_default(),
            qualifier: reader.choice_of(&field("qualifier"), row.text("qualifier"), Qualifier::parse).unwrap_or_default(),
            value: value.unwrap_or_default(),
            as_of: reader.when_of(&field("as_of"), row.text("as_of")),
            source: named.of(reader, Kind::Source, &field("source"), row.text("source")),
            locator: row.some("locator"),
        });
    }
    stated
}

fn states(named: &Named, reader: &mut Reader) -> Vec<StateRow> {
    let mut states = Vec::new();
    for (index, row) in reader.form.rows("states").iter() {
        let field = |name: &str| format!("states.{index}.{name}");
        let state = reader.choice_of(&field("state"), row.text("state"), State::parse);
        let date = reader.when_of(&field("date"), row.text("date"));
        let source = named.of(reader, Kind::Source, &field("source"), row.text("source"));
        for (name, lacks) in [("state", row.text("state").is_empty()), ("date", row.text("date").is_empty())] {
            if lacks {
                reader.wrong(&field(name), "web-required", "");
            }
        }
        let (note_uk, note_en, locator) = (row.some("note_uk"), row.some("note_en"), row.some("locator"));
        states.extend(state.zip(date).map(|(state, date)| StateRow { state, date, note_uk, note_en, source, locator }));
    }
    states
}

/// Everything a body names.
pub fn refs(b: &Body) -> Vec<Ref> {
    let mut refs: Vec<Ref> = cites::refs(&b.cites).collect();
    let mut name = |kind: Kind, id: Option<&String>| refs.extend(id.map(|id| Ref::new(kind, id)));
    name(Kind::Organisation, b.organisation.as_ref());
    b.places.iter().for_each(|code| name(Kind::Place, Some(code)));
    b.projects.iter().for_each(|id| name(Kind::Project, Some(id)));
    for member in &b.members {
        name(Kind::Organisation, member.organisation.as_ref());
        name(Kind::Person, member.person.as_ref());
    }
    b.stated.iter().for_each(|stated| name(Kind::Source, stated.source.as_ref()));
    b.states.iter().for_each(|row| name(Kind::Source, row.source.as_ref()));
    refs.sort();
    refs.dedup();
    refs
}

fn fill(labels: &Labels, b: &Body, version: i64) -> Form {
    let mut fields = Fields::new(labels, version);
    fields.texts(&[
        ("name_uk", &b.name_uk),
        ("name_en", &b.name_en),
        ("aims_uk", &b.aims_uk),
        ("aims_en", &b.aims_en),
        ("join_uk", &b.join_uk),
        ("join_en", &b.join_en),
    ]);
    fields.record("organisation", Kind::Organisation, &b.organisation);
    fields.column("projects", "project", Kind::Project, &b.projects);
    for (n, code) in b.places.iter().enumerate() {
        fields.put(&format!("places.{n}.place"), Some(code.clone()));
    }
    fields.put("sectors", Some(b.sectors.join(", ")));
    fields.put("tags", Some(b.tags.join(", ")));
    fill_members(&mut fields, &b.members);
    for (n, stated) in b.stated.iter().enumerate() {
        let field = |name: &str| format!("stated.{n}.{name}");
        fields.put(&field("kind"), Some(stated.kind.word()));
        fields.put(&field("qualifier"), Some(stated.qualifier.word()));
        fields.put(&field("value"), Some(stated.value.clone()));
        fields.put(&field("as_of"), stated.as_of.as_ref().map(ToString::to_string));
        fields.record(&field("source"), Kind::Source, &stated.source);
        fields.put(&field("locator"), stated.locator.clone());
    }
    for (n, row) in b.states.iter().enumerate() {
        let field = |name: &str| format!("states.{n}.{name}");
        fields.put(&field("state"), Some(row.state.word()));
        fields.put(&field("date"), Some(row.date.to_string()));
        fields.record(&field("source"), Kind::Source, &row.source);
        fields.texts(&[(&field("locator"), &row.locator), (&field("note_uk"), &row.note_uk), (&field("note_en"), &row.note_en)]);
    }
    cites::fill(&mut fields, &b.cites);
    fields.form()
}

fn fill_members(fields: &mut Fields, members: &[Member]) {
    for (n, member) in members.iter().enumerate() {
        let field = |name: &str| format!("members.{n}.{name}");
        fields.put(&field("id"), Some(member.id.to_string()));
        for (name, kind, id) in
            [("organisation", Kind::Organisation, &member.organisation), ("person", Kind::Person, &member.person)]
        {
            let shown = id.as_ref().map(|id| fields.name(kind, id).unwrap_or_else(|| id.clone()));
            fields.put(&field(name), shown);
        }
        fields.texts(&[
            (&field("name"), &member.name),
            (&field("role_uk"), &member.role_uk),
            (&field("role_en"), &member.role_en),
        ]);
        fields.put(&field("kind"), Some(member.kind.word()));
        fields.put(&field("sectors"), Some(member.sectors.join(", ")));
        fields.put(&field("since"), member.since.as_ref().map(ToString::to_string));
        fields.put(&field("until"), member.until.as_ref().map(ToString::to_string));
    }
}
