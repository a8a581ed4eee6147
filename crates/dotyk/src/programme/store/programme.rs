//! Programmes.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, Value, in_lists, params, row};

use super::super::model::{Body, Programme};
use super::sql::*;
use super::{head, journal, keepers, put_scope, reaches, slugs};
use crate::access::{Action, Actor, Denied, Kind, Permit, Ref, Subject, Visible};
use crate::journal::{Write, keys};
use crate::place;
use crate::source::store::{cites, put_cites};
use crate::web::Label;

/// A programme without its scope and sources.
pub(super) fn programme(row: &Row) -> Result<Programme, Error> {
    let body = Body {
        funder: row.get("funder")?,
        name_uk: row.get("name_uk")?,
        name_en: row.get("name_en")?,
        about_uk: row.get("about_uk")?,
        about_en: row.get("about_en")?,
        eligible_uk: row.get("eligible_uk")?,
        eligible_en: row.get("eligible_en")?,
        link: row.get("link")?,
        desk: row.get("desk")?,
        ..Body::default()
    };
    Ok(Programme { head: head(row)?, withdrawn_at: row.get("withdrawn_at")?, body })
}

pub(super) fn whole(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Programme>, Error> {
    let Some(row) = tx.first(sql, params![office, key])? else { return Ok(None) };
    let mut programme = programme(&row)?;
    let reach = reaches(tx, office, std::slice::from_ref(&programme.head.id))?.remove(&programme.head.id).unwrap_or_default();
    (programme.body.scope, programme.body.contacts) = (reach.scope, reach.contacts);
    programme.body.cites = cites(tx, office, &Ref::new(Kind::Programme, &programme.head.id))?;
    Ok(Some(programme))
}

pub(super) fn subject(tx: &mut Tx, office: &str, programme: &Programme) -> Result<Subject, Error> {
    let keepers = keepers(tx, office, programme.body.funder.as_deref())?;
    Ok(programme.subject(&keepers))
}

/// A programme by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Programme, Permit), Denied> {
    let programme = whole(tx, &actor.office, BY_SLUG, slug)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject(tx, &actor.office, &programme)?)?;
    Ok((programme, permit))
}

/// A programme as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Programme>, Error> {
    whole(tx, office, BY_ID, id)
}

/// What the policy must know of a programme.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    let Some(programme) = get(tx, office, id)? else { return Ok(None) };
    subject(tx, office, &programme).map(Some)
}

/// A row of the list of programmes, and where it goes on.
#[derive(Debug)]
pub struct Listed {
    /// The programme, without what it rests on.
    pub programme: Programme,
    /// The key of order.
    pub sort_key: String,
}

/// Programmes as rows say, with their scopes.
pub(super) fn listed(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Listed>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
    let mut reaches = reaches(tx, office, &ids)?;
    let read = |row: &Row| -> Result<Listed, Error> {
        let mut programme = programme(row)?;
        let reach = reaches.remove(&programme.head.id).unwrap_or_default();
        (programme.body.scope, programme.body.contacts) = (reach.scope, reach.contacts);
        Ok(Listed { programme, sort_key: row.get("sort_key")? })
    };
    rows.iter().map(read).collect()
}

/// A page of the programmes of a funder, or of all, after a sort key and id.
///
/// # Errors
/// The database's.
pub fn page(
    tx: &mut Tx,
    visible: &Visible,
    funder: Option<&str>,
    search: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let mut params = visible.params();
    params.extend(row![funder, search, after.0, after.1, limit]);
    let rows = tx.all(LIST, &params)?;
    listed(tx, &visible.office, &rows)
}

/// How many there are of them.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible, funder: Option<&str>, search: &str) -> Result<i64, Error> {
    let mut params = visible.params();
    params.extend(row![funder, search]);
    tx.first(COUNT, &params)?.map_or(Ok(0), |row| row.get("n"))
}

/// Labels of programmes that the actor may see.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(LABELS, &params)? {
            let path = format!("/programmes/{}", row.get::<String>("slug")?);
            labels.push((row.get("id")?, Label::new(row.get("name_uk")?, row.get("name_en")?, path)));
        }
    }
    Ok(labels)
}

/// What a form offers of programmes, or of calls.
///
/// # Errors
/// The database's.
pub fn options(tx: &mut Tx, visible: &Visible, kind: Kind) -> Result<Vec<place::store::Choice>, Error> {
    let rows = tx.all(if kind == Kind::Call { CALL_OPTIONS } else { OPTIONS }, &visible.params())?;
    rows.iter().map(|row| Ok((row.get("slug")?, row.get("name_uk")?, row.get("name_en")?))).collect()
}

/// From slugs to ids of programmes.
///
/// # Errors
/// The database's.
pub fn resolve(tx: &mut Tx, office: &str, keys: &[String]) -> Result<HashMap<String, String>, Error> {
    slugs(tx, RESOLVE, office, keys)
}

/// What people enter of a programme, and its keys, in the order of [`COLUMNS`].
pub(super) fn values(b: &Body) -> Vec<Value> {
    let texts = [&b.name_uk, &b.name_en, &b.about_uk, &b.about_en].into_iter().flatten().map(String::as_str);
    let (sort, search) = keys(&b.name_uk, &b.name_en, texts.chain(b.scope.tags.iter().map(String::as_str)));
    row![
        &b.funder,
        &b.name_uk,
        &b.name_en,
        &b.about_uk,
        &b.about_en,
        &b.eligible_uk,
        &b.eligible_en,
        &b.link,
        &b.desk,
        sort,
        search
    ]
}

pub(super) const COLUMNS: [&str; 11] = [
    "funder",
    "name_uk",
    "name_en",
    "about_uk",
    "about_en",
    "eligible_uk",
    "eligible_en",
    "link",
    "desk",
    "sort_key",
    "search_key",
];

/// Adds a programme.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, programme: &Programme) -> Result<(), Error> {
    permit.holds_for(Kind::Programme, &programme.head.id);
    let head = &programme.head;
    let withdrawn = &programme.withdrawn_at;
    let mut row = row![permit.office(), &head.id, &head.slug, &head.published_at, withdrawn, write.stamp(), &head.created_by, 1];
    row.extend(values(&programme.body));
    let columns = ["office", "id", "slug", "published_at", "withdrawn_at", "created_at", "created_by", "version"];
    let columns: Vec<&'static str> = columns.into_iter().chain(COLUMNS).collect();
    write.tx().bulk("programme", &columns, [row])?;
    put_scope(write, &head.id, &programme.body.scope, &programme.body.contacts)?;
    put_cites(write, permit, &programme.body.cites)?;
    write.record(permit, programme)
}

/// Saves an edit made from the version that `programme` carries; `false` when that is no longer the present one.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, programme: &Programme) -> Result<bool, Error> {
    permit.holds_for(Kind::Programme, &programme.head.id);
    let mut params = row![permit.office(), permit.id()];
    params.extend(values(&programme.body));
    params.extend(row![programme.head.version]);
    if write.tx().run(SAVE, &params)? == 0 {
        return Ok(false);
    }
    put_scope(write, permit.id(), &programme.body.scope, &programme.body.contacts)?;
    put_cites(write, permit, &programme.body.cites)?;
    journal(write, permit)?;
    Ok(true)
}

/// The programmes that an organisation pays for, as far as the actor may see them.
///
/// # Errors
/// The database's.
pub fn funded(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    let mut params = visible.params();
    params.extend(row![&of.id]);
    tx.all(FUNDED, &params)?.iter().map(|row| Ok(Ref::new(Kind::Programme, row.get::<String>("id")?))).collect()
}
