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

use dotyk_db::{Error, Row, Tx, in_lists, params, row};

use super::model::Scope;
use crate::access::Owner;
use crate::journal::Write;
use crate::organisation::{self, OrganisationKind};
use crate::place;

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
