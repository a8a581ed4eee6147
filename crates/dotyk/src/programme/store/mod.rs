//! The programme's SQL, with that of its calls and of applications to them: `sql` has the statements, the others the functions
//! that run them.

mod application;
mod call;
mod index;
mod programme;
mod sql;

pub use application::*;
pub use call::*;
pub use index::*;
pub use programme::*;
pub use sql::STATEMENTS;
use sql::*;

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_lists, params, row};

use super::model::Scope;
use crate::access::{Head, Kind, Owner, Permit};
use crate::journal::{Write, free_slug as free};
use crate::organisation::{self, OrganisationKind};
use crate::place;

/// The ids of all programmes.
pub const ALL_IDS: Sql = IDS;
/// The ids of all calls.
pub const ALL_CALL_IDS: Sql = CALL_IDS;
/// The ids of all applications.
pub const ALL_APPLICATION_IDS: Sql = APPLICATION_IDS;

fn head(row: &Row) -> Result<Head, Error> {
    Ok(Head {
        id: row.get("id")?,
        slug: row.get("slug")?,
        published_at: row.get("published_at")?,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
    })
}

/// A scope with the people who know more, as rows say it.
#[derive(Clone, Debug, Default)]
struct Reach {
    scope: Scope,
    contacts: Vec<String>,
}

fn gather(rows: &[Row]) -> Result<HashMap<String, Reach>, Error> {
    let mut found: HashMap<String, Reach> = HashMap::new();
    for row in rows {
        let (aspect, value): (String, String) = (row.get("aspect")?, row.get("value")?);
        let reach = found.entry(row.get("owner")?).or_default();
        match aspect.as_str() {
            "sector" => reach.scope.sectors.push(value),
            "tag" => reach.scope.tags.push(value),
            "place" => reach.scope.places.push(value),
            "contact" => reach.contacts.push(value),
            _ => reach.scope.applicants.extend(OrganisationKind::parse(&value)),
        }
    }
    Ok(found)
}

fn reaches(tx: &mut Tx, office: &str, owners: &[String]) -> Result<HashMap<String, Reach>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], owners) {
        rows.extend(tx.all(SCOPE, &params)?);
    }
    gather(&rows)
}

fn put_scope(write: &mut Write, owner: &str, scope: &Scope, contacts: &[String]) -> Result<(), Error> {
    let office = write.office().to_owned();
    write.tx().run(CLEAR_SCOPE, params![&office, owner])?;
    let applicants: Vec<String> = scope.applicants.iter().map(|kind| kind.word().to_owned()).collect();
    let aspects: [(&str, &[String]); 5] = [
        ("sector", &scope.sectors),
        ("tag", &scope.tags),
        ("applicant", &applicants),
        ("place", &scope.places),
        ("contact", contacts),
    ];
    let mut rows = Vec::new();
    for (aspect, values) in aspects {
        for (position, value) in (0_i64..).zip(values) {
            rows.push(row![office.as_str(), owner, aspect, position, value]);
        }
    }
    write.tx().bulk("programme_scope", &["office", "owner", "aspect", "position", "value"], rows).map(drop)
}

/// Those whose own is what an organisation pays or applies for: it, what it was merged into, whoever keeps its place.
fn keepers(tx: &mut Tx, office: &str, organisation: Option<&str>) -> Result<Vec<Owner>, Error> {
    let Some(found) = organisation.map(|id| organisation::store::get(tx, office, id)).transpose()?.flatten() else {
        return Ok(Vec::new());
    };
    let codes: Vec<String> = found.body.place.into_iter().collect();
    let mut owners = if codes.is_empty() { Vec::new() } else { place::store::owners(tx, office, &codes)? };
    owners.extend([Some(found.head.id), found.merged_into].into_iter().flatten().map(Owner::Organisation));
    Ok(owners)
}

fn slugs(tx: &mut Tx, sql: Sql, office: &str, slugs: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office], slugs) {
        for row in tx.all(sql, &params)? {
            found.insert(row.get("slug")?, row.get("id")?);
        }
    }
    Ok(found)
}

/// A slug like this that is free. `new` is an address of its own.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, office: &str, kind: Kind, wanted: &str) -> Result<String, Error> {
    let taken = match kind {
        Kind::Call => CALL_SLUG_TAKEN,
        Kind::Application => APPLICATION_SLUG_TAKEN,
        _ => SLUG_TAKEN,
    };
    free(tx, taken, office, wanted)
}

/// Shows a programme, a call or an application to the public, or hides it. What was taken back is shown to nobody.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
    let sql = match permit.kind() {
        Kind::Call => PUBLISH_CALL,
        Kind::Application => PUBLISH_APPLICATION,
        _ => PUBLISH,
    };
    if write.tx().run(sql, params![permit.office(), permit.id(), published_at])? == 0 {
        return Ok(());
    }
    journal(write, permit)
}

/// Takes a programme or a call back: it stays, and is in no list; or brings it back as a draft.
///
/// # Errors
/// The database's.
pub fn withdraw(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
    let sql = if permit.kind() == Kind::Call { WITHDRAW_CALL } else { WITHDRAW };
    write.tx().run(sql, params![permit.office(), permit.id(), withdrawn_at])?;
    journal(write, permit)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    match permit.kind() {
        Kind::Call => {
            let state = get_call(write.tx(), permit.office(), permit.id())?;
            write.record(permit, &state)
        }
        Kind::Application => {
            let state = get_application(write.tx(), permit.office(), permit.id())?;
            write.record(permit, &state)
        }
        _ => {
            let state = get(write.tx(), permit.office(), permit.id())?;
            write.record(permit, &state)
        }
    }
}
