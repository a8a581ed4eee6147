//! The project's form: from what was sent to a body, and back.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::{Error, Tx};

use super::{Body, Party, Relation, RelationKind, Role, Sector, Stage, StageRow};
use crate::access::{Kind, Ref};
use crate::office::Office;
use crate::source::Cite;
use crate::web::{Ctx, Fault, Form, Labels, Problem, Reader};

/// Everything a form names, found in one go: the text as it was typed, with its kind, to the id.
struct Named(HashMap<String, Ref>);

impl Named {
    fn find(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<Named, Error> {
        const NAMES: [(&str, &str, Kind); 6] = [
            ("places", "place", Kind::Place),
            ("parties", "organisation", Kind::Organisation),
            ("responsible", "person", Kind::Person),
            ("related", "project", Kind::Project),
            ("stages", "source", Kind::Source),
            ("cites", "source", Kind::Source),
        ];
        let mut wanted = BTreeSet::new();
        for (table, field, kind) in NAMES {
            let rows = form.rows(table);
            wanted.extend(rows.iter().filter_map(|(_, row)| row.some(field)).map(|text| format!("{}:{text}", kind.word())));
        }
        let wanted: Vec<String> = wanted.into_iter().collect();
        Ok(Named(ctx.refers(tx, &wanted)?))
    }

    /// The id of what a field names; what is not found is said.
    fn id(&self, reader: &mut Reader, kind: Kind, field: &str, text: &str) -> Option<String> {
        let found = |text: &str| self.0.get(&format!("{}:{text}", kind.word())).map(|reference| reference.id.clone());
        reader.read_of(field, text, found, "web-bad-ref")
    }
}

/// Reads the form of a project; what is not in the form (its registration) stays as it is in `kept`.
pub fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, office: &Office, kept: &Body, me: &str) -> Result<(Body, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form)?;
    let mut reader = Reader::new(form);
    let mut body = Body {
        direction: form.text("direction").to_owned(),
        title_uk: form.some("title_uk"),
        title_en: form.some("title_en"),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        registration: kept.registration.clone(),
        ..Body::default()
    };
    body.also_in(form.all("other_directions"));
    for goal in form.all("goals") {
        body.goals.extend(reader.read_of("goals", &goal, |text| text.parse::<i64>().ok(), "project-bad-goal"));
    }
    read_tables(&named, &mut reader, form, &mut body);
    read_stages(&named, &mut reader, form, &mut body);
    body.sort_stages();
    let mut faults = reader.faults;
    faults.extend(body.faults(office, me));
    Ok((body, faults))
}

fn read_tables(named: &Named, reader: &mut Reader, form: &Form, body: &mut Body) {
    for (index, row) in form.rows("places").iter() {
        if let Some(code) = named.id(reader, Kind::Place, &format!("places.{index}.place"), row.text("place"))
            && !body.places.contains(&code)
        {
            body.places.push(code);
        }
    }
    for (index, row) in form.rows("parties").iter() {
        let (who, what) = (format!("parties.{index}.organisation"), format!("parties.{index}.role"));
        let organisation = named.id(reader, Kind::Organisation, &who, row.text("organisation"));
        let role = reader.choice_of(&what, row.text("role"), Role::parse);
        match (organisation, role) {
            (Some(organisation), Some(role)) => body.parties.push(Party { organisation, role }),
            (Some(_), None) if row.text("role").is_empty() => reader.wrong(&what, "web-required", ""),
            (None, Some(_)) if row.text("organisation").is_empty() => reader.wrong(&who, "web-required", ""),
            _ => {}
        }
    }
    for (index, row) in form.rows("sectors").iter() {
        let share = row.some("share").unwrap_or_else(|| "100".into()).replace(',', ".").trim_end_matches('%').trim().to_owned();
        let share = Sector { code: String::new(), share: share.clone() }
            .basis_points()
            .map_or(share, |points| Sector::of(String::new(), points).share);
        if row.text("code").is_empty() {
            reader.wrong(&format!("sectors.{index}.code"), "web-required", "");
        }
        body.sectors.push(Sector { code: row.text("code").to_owned(), share });
    }
    for (index, row) in form.rows("responsible").iter() {
        body.responsible.extend(named.id(reader, Kind::Person, &format!("responsible.{index}.person"), row.text("person")));
    }
    for (index, row) in form.rows("related").iter() {
        let project = named.id(reader, Kind::Project, &format!("related.{index}.project"), row.text("project"));
        let kind = reader
            .choice_of(&format!("related.{index}.kind"), row.text("kind"), RelationKind::parse)
            .unwrap_or(RelationKind::Related);
        body.related.extend(project.map(|project| Relation { project, kind }));
    }
    for (index, row) in form.rows("cites").iter() {
        let source = named.id(reader, Kind::Source, &format!("cites.{index}.source"), row.text("source"));
        body.cites.extend(source.map(|source| Cite {
            source,
            locator: row.some("locator"),
            doubt_uk: row.some("doubt_uk"),
            doubt_en: row.some("doubt_en"),
        }));
    }
}

fn read_stages(named: &Named, reader: &mut Reader, form: &Form, body: &mut Body) {
    for (index, row) in form.rows("stages").iter() {
        let field = |name: &str| format!("stages.{index}.{name}");
        let stage = reader.choice_of(&field("stage"), row.text("stage"), Stage::parse);
        let date = reader.when_of(&field("date"), row.text("date"));
        let source = named.id(reader, Kind::Source, &field("source"), row.text("source"));
        match stage {
            Some(stage) => body.stages.push(StageRow {
                stage,
                date,
                date_note_uk: row.some("date_note_uk"),
                date_note_en: row.some("date_note_en"),
                source,
                locator: row.some("locator"),
                note_uk: row.some("note_uk"),
                note_en: row.some("note_en"),
                doubt_uk: row.some("doubt_uk"),
                doubt_en: row.some("doubt_en"),
            }),
            None if row.text("stage").is_empty() => reader.wrong(&field("stage"), "web-required", ""),
            None => {}
        }
    }
}

/// Everything a body names.
pub fn refs(body: &Body) -> Vec<Ref> {
    let mut refs: Vec<Ref> = body.places.iter().map(|code| Ref::new(Kind::Place, code)).collect();
    refs.extend(body.parties.iter().map(|party| Ref::new(Kind::Organisation, &party.organisation)));
    refs.extend(body.responsible.iter().map(|id| Ref::new(Kind::Person, id)));
    refs.extend(body.related.iter().map(|relation| Ref::new(Kind::Project, &relation.project)));
    refs.extend(body.stages.iter().filter_map(|row| row.source.as_ref()).map(|id| Ref::new(Kind::Source, id)));
    refs.extend(body.cites.iter().map(|cite| Ref::new(Kind::Source, &cite.source)));
    refs.sort();
    refs.dedup();
    refs
}

/// A body in its form. A name that may not be seen stands as its id, which reads back as itself.
pub fn fill(labels: &Labels, body: &Body, version: i64) -> Form {
    let name = |kind: Kind, id: &str| -> Option<String> {
        let label = labels.get(&Ref::new(kind, id));
        Some(label.and_then(|label| label.path.rsplit('/').next()).unwrap_or(id).to_owned())
    };
    let mut fields: Vec<(String, Option<String>)> = vec![
        ("version".into(), Some(version.to_string())),
        ("direction".into(), Some(body.direction.clone())),
        ("title_uk".into(), body.title_uk.clone()),
        ("title_en".into(), body.title_en.clone()),
        ("about_uk".into(), body.about_uk.clone()),
        ("about_en".into(), body.about_en.clone()),
    ];
    fields.extend(body.other_directions.iter().map(|slug| ("other_directions".to_owned(), Some(slug.clone()))));
    fields.extend(body.goals.iter().map(|goal| ("goals".to_owned(), Some(goal.to_string()))));
    let mut put =
        |table: &str, index: usize, field: &str, value: Option<String>| fields.push((format!("{table}.{index}.{field}"), value));
    for (n, code) in body.places.iter().enumerate() {
        put("places", n, "place", Some(code.clone()));
    }
    for (n, party) in body.parties.iter().enumerate() {
        put("parties", n, "organisation", name(Kind::Organisation, &party.organisation));
        put("parties", n, "role", Some(party.role.word().into()));
    }
    for (n, sector) in body.sectors.iter().enumerate() {
        put("sectors", n, "code", Some(sector.code.clone()));
        put("sectors", n, "share", Some(sector.share.clone()));
    }
    for (n, person) in body.responsible.iter().enumerate() {
        put("responsible", n, "person", name(Kind::Person, person));
    }
    for (n, relation) in body.related.iter().enumerate() {
        put("related", n, "project", name(Kind::Project, &relation.project));
        put("related", n, "kind", Some(relation.kind.word().into()));
    }
    for (n, s) in body.stages.iter().enumerate() {
        put("stages", n, "stage", Some(s.stage.word().into()));
        put("stages", n, "date", s.date.as_ref().map(|date| date.to_string()));
        put("stages", n, "source", s.source.as_ref().and_then(|id| name(Kind::Source, id)));
        for (field, value) in [
            ("locator", &s.locator),
            ("date_note_uk", &s.date_note_uk),
            ("date_note_en", &s.date_note_en),
            ("note_uk", &s.note_uk),
            ("note_en", &s.note_en),
            ("doubt_uk", &s.doubt_uk),
            ("doubt_en", &s.doubt_en),
        ] {
            put("stages", n, field, value.clone());
        }
    }
    for (n, cite) in body.cites.iter().enumerate() {
        put("cites", n, "source", name(Kind::Source, &cite.source));
        for (field, value) in [("locator", &cite.locator), ("doubt_uk", &cite.doubt_uk), ("doubt_en", &cite.doubt_en)] {
            put("cites", n, field, value.clone());
        }
    }
    Form::of(fields.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

/// An empty form for a new project.
pub fn empty() -> Form {
    Form::of([("stages.0.stage".to_owned(), Stage::Idea.word().to_owned())])
}
