//! Programmes.

use dotyk_db::{Error, Row, Tx, Usual, Value, in_lists, row};

use super::super::model::{Body, Programme};
use super::sql::*;
use super::{keepers, put_scope, reaches};
use crate::access::{Head, Kind, Permit, Ref, Subject, Visible};
use crate::journal::stored::{self, Listed, Stored};
use crate::journal::{Write, keys};
use crate::place;
use crate::source::store::{cites, put_cites};
use crate::web::Label;

impl Stored for Programme {
    const KIND: Kind = Kind::Programme;
    const SQL: Usual = PROGRAMME;

    fn head(&self) -> &Head {
        &self.head
    }
    fn of_row(head: Head, row: &Row) -> Result<Programme, Error> {
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
        Ok(Programme { head, withdrawn_at: row.get("withdrawn_at")?, body })
    }
    fn read_parts(tx: &mut Tx, office: &str, all: &mut [Programme]) -> Result<(), Error> {
        let ids: Vec<String> = all.iter().map(|one| one.head.id.clone()).collect();
        let mut reaches = reaches(tx, office, &ids)?;
        for one in all {
            let reach = reaches.remove(&one.head.id).unwrap_or_default();
            (one.body.scope, one.body.contacts) = (reach.scope, reach.contacts);
        }
        Ok(())
    }
    fn read_rest(&mut self, tx: &mut Tx, office: &str) -> Result<(), Error> {
        self.body.cites = cites(tx, office, &Ref::new(Kind::Programme, &self.head.id))?;
        Ok(())
    }
    fn as_subject(&self, tx: &mut Tx, office: &str) -> Result<Subject, Error> {
        Ok(self.subject(&keepers(tx, office, self.body.funder.as_deref())?))
    }
    fn values(&self) -> Vec<Value> {
        let b = &self.body;
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
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error> {
        put_scope(write, &self.head.id, &self.body.scope, &self.body.contacts)?;
        put_cites(write, permit, &self.body.cites)
    }
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
) -> Result<Vec<Listed<Programme>>, Error> {
    let mut params = visible.params();
    params.extend(row![funder, search]);
    stored::page(tx, visible, LIST, params, after, limit)
}

/// How many there are of them.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible, funder: Option<&str>, search: &str) -> Result<i64, Error> {
    let mut params = visible.params();
    params.extend(row![funder, search]);
    stored::count(tx, COUNT, &params)
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

/// The programmes that an organisation pays for, as far as the actor may see them.
///
/// # Errors
/// The database's.
pub fn funded(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    stored::around::<Programme>(tx, visible, FUNDED, &of.id)
}
