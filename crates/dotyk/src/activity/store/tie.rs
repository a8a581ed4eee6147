//! What was decided of activities and projects, and what was accepted.

use std::collections::{HashMap, HashSet};

use dotyk_db::{Error, Row, Tx, in_lists, params, row};
use serde::Serialize;

use super::super::model::{Decision, How, id_of};
use super::sql::*;
use super::stated::heads;
use crate::access::{Kind, Permit};
use crate::journal::Write;
use crate::web::Elsewhere;

/// What was decided of an activity and a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// The activity.
    #[serde(skip)]
    pub activity: String,
    /// The project.
    pub project: String,
    /// The activity's identifier.
    #[serde(skip)]
    pub identifier: String,
    /// Whether they are the same.
    pub state: Decision,
    /// How that is known.
    pub how: How,
    /// Since when.
    pub decided_at: String,
    /// By whom.
    pub decided_by: String,
}

fn tie(row: &Row) -> Result<Tie, Error> {
    Ok(Tie {
        activity: row.get("activity")?,
        project: row.get("project")?,
        identifier: row.get("identifier")?,
        state: row.word("state", Decision::parse)?,
        how: row.word("how", How::parse)?,
        decided_at: row.get("decided_at")?,
        decided_by: row.get("decided_by")?,
    })
}

/// Those of some projects that were not withdrawn.
///
/// # Errors
/// The database's.
pub fn standing(tx: &mut Tx, office: &str, projects: &[String]) -> Result<HashSet<String>, Error> {
    let mut found = HashSet::new();
    for params in in_lists(params![office], projects) {
        for row in tx.all(STANDING, &params)? {
            found.insert(row.get("id")?);
        }
    }
    Ok(found)
}

/// What was decided of activities, by their ids. A project that was withdrawn counts as none.
///
/// # Errors
/// The database's.
pub fn ties(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<Tie>>, Error> {
    let mut found: HashMap<String, Vec<Tie>> = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(TIES_OF, &params)? {
            let tie = tie(&row)?;
            found.entry(tie.activity.clone()).or_default().push(tie);
        }
    }
    found.values_mut().for_each(|ties| ties.sort_by(|a, b| a.project.cmp(&b.project)));
    Ok(found)
}

/// What was decided of a project.
///
/// # Errors
/// The database's.
pub fn ties_of_project(tx: &mut Tx, office: &str, project: &str) -> Result<Vec<Tie>, Error> {
    tx.all(TIES_OF_PROJECT, params![office, project])?.iter().map(tie).collect()
}

/// Ties of activities to some projects, whatever became of these.
///
/// # Errors
/// The database's.
pub fn tied_to(tx: &mut Tx, office: &str, projects: &[String]) -> Result<Vec<Tie>, Error> {
    let mut found = Vec::new();
    for params in in_lists(params![office], projects) {
        for row in tx.all(TIED_TO, &params)? {
            found.push(tie(&row)?);
        }
    }
    Ok(found)
}

/// Under which identifiers others publish projects, as far as somebody holds them to be the same; the first known first.
///
/// # Errors
/// The database's.
pub fn elsewhere(tx: &mut Tx, office: &str, projects: &[String]) -> Result<HashMap<String, Vec<Elsewhere>>, Error> {
    let mut ties = tied_to(tx, office, projects)?;
    ties.sort_by(|a, b| (&a.decided_at, &a.identifier).cmp(&(&b.decided_at, &b.identifier)));
    let ids: Vec<String> = ties.iter().map(|tie| tie.activity.clone()).collect();
    let heads = heads(tx, office, &ids)?;
    let mut found: HashMap<String, Vec<Elsewhere>> = HashMap::new();
    for tie in ties {
        let stated = heads.get(&tie.activity).and_then(|all| all.first()).map(|one| &one.stated);
        found.entry(tie.project).or_default().push(Elsewhere {
            identifier: tie.identifier,
            owner: stated.and_then(|stated| stated.reporting_ref.clone()),
            owner_name: stated.and_then(|stated| stated.reporting_name.clone()),
            since: tie.decided_at,
        });
    }
    Ok(found)
}

/// The projects that activities with these identifiers are tied to.
///
/// # Errors
/// The database's.
pub fn tied_by(tx: &mut Tx, office: &str, identifiers: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    let ids: Vec<String> = identifiers.iter().map(|identifier| id_of(identifier)).collect();
    for params in in_lists(params![office], &ids) {
        for row in tx.all(TIED_BY, &params)? {
            found.insert(row.get("identifier")?, row.get("project")?);
        }
    }
    Ok(found)
}

/// An activity as the journal sees it: what was decided of it.
#[derive(Serialize)]
pub struct Decided {
    id: String,
    ties: Vec<Tie>,
}

/// What was decided of an activity, as the journal sees it; none when nothing ever was.
///
/// # Errors
/// The database's.
pub fn decided(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Decided>, Error> {
    let ties = tx.all(ALL_TIES_OF, params![office, id])?.iter().map(tie).collect::<Result<_, _>>()?;
    Ok(Some(Decided { id: id.to_owned(), ties }))
}

/// Decides that an activity is a project, or is not.
///
/// # Errors
/// The database's.
pub fn decide(
    write: &mut Write,
    permit: &Permit,
    identifier: &str,
    project: &str,
    state: Decision,
    how: How,
) -> Result<(), Error> {
    permit.holds_for(Kind::Activity, permit.id());
    let stamp = write.stamp();
    let values = row![permit.office(), permit.id(), project, identifier, state.word(), how.word(), stamp, permit.actor()];
    write.tx().run(PUT_TIE, &values)?;
    let state = decided(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Forgets what was decided of an activity and a project.
///
/// # Errors
/// The database's.
pub fn undecide(write: &mut Write, permit: &Permit, project: &str) -> Result<(), Error> {
    permit.holds_for(Kind::Activity, permit.id());
    write.tx().run(REMOVE_TIE, params![permit.office(), permit.id(), project])?;
    let state = decided(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// What was accepted of an activity into a project.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// Its id.
    pub id: String,
    /// Of which activity.
    pub activity: String,
    /// Into which project.
    pub project: String,
    /// Which fields.
    pub fields: Vec<String>,
    /// Figures that it made.
    pub figures: Vec<String>,
    /// The version of the project before.
    pub before: i64,
    /// And after.
    pub after: i64,
    /// When.
    pub accepted_at: String,
    /// By whom.
    pub accepted_by: String,
    /// When it was taken back.
    pub undone_at: Option<String>,
}

/// Remembers what was accepted.
///
/// # Errors
/// The database's.
pub fn add_acceptance(write: &mut Write, permit: &Permit, one: &Acceptance) -> Result<(), Error> {
    let text = |list: &[String]| serde_json::to_string(list).map_err(|error| Error::Other(error.to_string()));
    let (fields, figures) = (text(&one.fields)?, text(&one.figures)?);
    let values = row![
        permit.office(),
        &one.id,
        permit.id(),
        &one.project,
        fields,
        figures,
        one.before,
        one.after,
        &one.accepted_at,
        &one.accepted_by
    ];
    write.tx().run(ADD_ACCEPTANCE, &values).map(drop)
}

/// What was accepted of an activity, the latest first.
///
/// # Errors
/// The database's.
pub fn acceptances(tx: &mut Tx, office: &str, activity: &str) -> Result<Vec<Acceptance>, Error> {
    tx.all(ACCEPTANCES, params![office, activity])?.iter().map(acceptance_of).collect()
}

/// One of them, whether or not a file still has its activity.
///
/// # Errors
/// The database's.
pub fn acceptance(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Acceptance>, Error> {
    tx.first(ACCEPTANCE, params![office, id])?.as_ref().map(acceptance_of).transpose()
}

/// What was accepted, and not taken back, of activities that no file has any more; the latest first.
///
/// # Errors
/// The database's.
pub fn orphaned(tx: &mut Tx, office: &str) -> Result<Vec<Acceptance>, Error> {
    tx.all(ORPHANED, params![office])?.iter().map(acceptance_of).collect()
}

fn acceptance_of(row: &Row) -> Result<Acceptance, Error> {
    let list = |text: String| serde_json::from_str(&text).map_err(|error| Error::Other(error.to_string()));
    Ok(Acceptance {
        id: row.get("id")?,
        activity: row.get("activity")?,
        project: row.get("project")?,
        fields: list(row.get("fields")?)?,
        figures: list(row.get("figures")?)?,
        before: row.get("version_before")?,
        after: row.get("version_after")?,
        accepted_at: row.get("accepted_at")?,
        accepted_by: row.get("accepted_by")?,
        undone_at: row.get("undone_at")?,
    })
}

/// What was accepted is taken back.
///
/// # Errors
/// The database's.
pub fn undo_acceptance(write: &mut Write, permit: &Permit, id: &str) -> Result<(), Error> {
    let stamp = write.stamp();
    write.tx().run(UNDO_ACCEPTANCE, params![permit.office(), id, stamp]).map(drop)
}
