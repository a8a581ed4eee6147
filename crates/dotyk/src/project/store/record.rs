//! One project: its row and its parts.

use dotyk_db::{Error, Row, Tx, Usual, Value, row};

use super::sql::*;
use crate::access::{Head, Kind, Permit, Ref, Subject};
use crate::journal::stored::{self, Stored};
use crate::journal::{Write, keys};
use crate::office::store::{opt_when, when};
use crate::place;
use crate::project::model::{Body, Event, Party, Project, Registration, Relation, RelationKind, Role, Sector, Stage, StageRow};
use crate::source::store::{cites, put_cites};
use crate::text::When;

impl Stored for Project {
    const KIND: Kind = Kind::Project;
    const SQL: Usual = PROJECT;

    fn head(&self) -> &Head {
        &self.head
    }
    fn of_row(head: Head, row: &Row) -> Result<Project, Error> {
        let body = Body {
            direction: row.get("direction")?,
            title_uk: row.get("title_uk")?,
            title_en: row.get("title_en")?,
            about_uk: row.get("about_uk")?,
            about_en: row.get("about_en")?,
            ..Body::default()
        };
        Ok(Project { head, withdrawn_at: row.get("withdrawn_at")?, body })
    }
    fn read_parts(tx: &mut Tx, office: &str, all: &mut [Project]) -> Result<(), Error> {
        stored::parts(tx, office, all, OTHER_DIRECTIONS, |one| &mut one.body.other_directions, |row| row.get("direction"))?;
        stored::parts(tx, office, all, STAGES, |one| &mut one.body.stages, stage)?;
        stored::parts(tx, office, all, PARTIES, |one| &mut one.body.parties, party)?;
        stored::parts(tx, office, all, PLACES, |one| &mut one.body.places, |row| row.get("place"))
    }
    fn read_rest(&mut self, tx: &mut Tx, office: &str) -> Result<(), Error> {
        let one = std::slice::from_mut(self);
        read_aims(tx, office, one)?;
        read_registration(tx, office, one)?;
        stored::parts(tx, office, one, PEOPLE, |one| &mut one.body.responsible, |row| row.get("person"))?;
        self.body.cites = cites(tx, office, &Ref::new(Kind::Project, &self.head.id))?;
        Ok(())
    }
    /// With the places around its own, so that what lies in a contributor's hromada is theirs.
    fn as_subject(&self, tx: &mut Tx, office: &str) -> Result<Subject, Error> {
        Ok(self.subject(place::store::owners(tx, office, &self.body.places)?))
    }
    fn values(&self) -> Vec<Value> {
        let b = &self.body;
        let parts = [&b.title_uk, &b.title_en, &b.about_uk, &b.about_en];
        let (sort, search) = keys(&b.title_uk, &b.title_en, parts.into_iter().flatten().map(String::as_str));
        row![&b.direction, &b.title_uk, &b.title_en, &b.about_uk, &b.about_en, sort, search]
    }
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error> {
        let b = &self.body;
        let others = b.other_directions.iter().map(|slug| row![slug]);
        stored::put_rows::<Self>(write, permit, "project_other_direction", &["direction"], others)?;
        put_stages(write, permit, b)?;
        let parties = b.parties.iter().map(|party| row![&party.organisation, party.role.word()]);
        stored::put_rows::<Self>(write, permit, "project_party", &["organisation", "role"], parties)?;
        stored::put_rows::<Self>(write, permit, "project_place", &["place"], b.places.iter().map(|code| row![code]))?;
        let sectors = b.sectors.iter().map(|sector| row![&sector.code, sector.basis_points().unwrap_or_default()]);
        stored::put_rows::<Self>(write, permit, "project_sector", &["code", "share"], sectors)?;
        // Goals have a number and need no position.
        let goals = b.goals.iter().map(|goal| row![permit.office(), permit.id(), *goal]);
        write.tx().bulk("project_goal", &["office", "project", "goal"], goals)?;
        stored::put_rows::<Self>(write, permit, "project_person", &["person"], b.responsible.iter().map(|id| row![id]))?;
        let related = b.related.iter().map(|relation| row![&relation.project, relation.kind.word()]);
        stored::put_rows::<Self>(write, permit, "project_relation", &["related", "kind"], related)?;
        let columns = ["event", "date", "number", "note_uk", "note_en"];
        let events =
            b.registration.iter().map(|one| row![one.event.word(), one.date.as_str(), &one.number, &one.note_uk, &one.note_en]);
        stored::put_rows::<Self>(write, permit, "project_registration", &columns, events)?;
        put_cites(write, permit, &b.cites)
    }
}

/// Reads what projects are for and what they have to do with others, as partners are told of it.
///
/// # Errors
/// The database's.
pub(super) fn read_aims(tx: &mut Tx, office: &str, all: &mut [Project]) -> Result<(), Error> {
    read_sectors(tx, office, all)?;
    stored::parts(tx, office, all, GOALS, |one| &mut one.body.goals, |row| row.get("goal"))?;
    stored::parts(tx, office, all, RELATIONS, |one| &mut one.body.related, relation)
}

/// Reads the sectors of projects.
///
/// # Errors
/// The database's.
pub(super) fn read_sectors(tx: &mut Tx, office: &str, all: &mut [Project]) -> Result<(), Error> {
    stored::parts(
        tx,
        office,
        all,
        SECTORS,
        |one| &mut one.body.sectors,
        |row| Ok(Sector::of(row.get("code")?, row.get("share")?)),
    )
}

/// Reads the registration of projects.
///
/// # Errors
/// The database's.
pub(super) fn read_registration(tx: &mut Tx, office: &str, all: &mut [Project]) -> Result<(), Error> {
    stored::parts(tx, office, all, REGISTRATION, |one| &mut one.body.registration, registration)
}

fn stage(row: &Row) -> Result<StageRow, Error> {
    Ok(StageRow {
        stage: row.word("stage", Stage::parse)?,
        date: opt_when(row.get("date")?)?,
        date_note_uk: row.get("date_note_uk")?,
        date_note_en: row.get("date_note_en")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
        doubt_uk: row.get("doubt_uk")?,
        doubt_en: row.get("doubt_en")?,
    })
}

fn party(row: &Row) -> Result<Party, Error> {
    Ok(Party { organisation: row.get("organisation")?, role: row.word("role", Role::parse)? })
}

fn relation(row: &Row) -> Result<Relation, Error> {
    Ok(Relation { project: row.get("related")?, kind: row.word("kind", RelationKind::parse)? })
}

fn registration(row: &Row) -> Result<Registration, Error> {
    Ok(Registration {
        event: row.word("event", Event::parse)?,
        date: when(row.get("date")?)?,
        number: row.get("number")?,
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
    })
}

fn put_stages(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let columns = [
        "stage",
        "date",
        "day",
        "date_note_uk",
        "date_note_en",
        "source",
        "locator",
        "note_uk",
        "note_en",
        "doubt_uk",
        "doubt_en",
    ];
    let stages = b.stages.iter().map(|one| {
        row![
            one.stage.word(),
            one.date.as_ref().map(When::as_str),
            one.date.as_ref().map(|date| date.first().to_string()).unwrap_or_default(),
            &one.date_note_uk,
            &one.date_note_en,
            &one.source,
            &one.locator,
            &one.note_uk,
            &one.note_en,
            &one.doubt_uk,
            &one.doubt_en
        ]
    });
    stored::put_rows::<Project>(write, permit, "project_stage", &columns, stages)
}
