//! What the index holds of programmes, calls and applications, and who may find it.

use std::collections::HashMap;

use dotyk_db::{Error, Tx, in_lists, params};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::super::model::{Application, Offer, Programme, Scope, moment};
use super::offers;
use super::sql::*;
use crate::access::{Kind, Ref};
use crate::journal::stored;
use crate::place;
use crate::web::find;

/// Tokens of those whose own is what an organisation pays or applies for, by the organisation; as [`keepers`].
pub(super) fn tokens(tx: &mut Tx, office: &str, organisations: Vec<&String>) -> Result<HashMap<String, Vec<String>>, Error> {
    let mut ids: Vec<String> = organisations.into_iter().cloned().collect();
    ids.sort();
    ids.dedup();
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    let mut lies: Vec<(String, String)> = Vec::new();
    for params in in_lists(params![office], &ids) {
        for row in tx.all(KEEPERS, &params)? {
            let (id, into): (String, Option<String>) = (row.get("id")?, row.get("merged_into")?);
            found.insert(id.clone(), [Some(id.clone()), into].into_iter().flatten().map(|id| format!("org:{id}")).collect());
            lies.extend(row.get::<Option<String>>("place")?.map(|code| (id, code)));
        }
    }
    let mut codes: Vec<String> = lies.iter().map(|(_, code)| code.clone()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    for (id, code) in lies {
        let all = std::iter::once(&code).chain(around.get(&code).into_iter().flatten());
        found.entry(id).or_default().extend(all.map(|code| format!("place:{code}")));
    }
    Ok(found)
}

pub(super) fn theme(document: &mut Document, scope: &Scope, texts: &[&Option<String>]) {
    let texts = texts.iter().copied().flatten().cloned().chain(scope.tags.iter().cloned());
    document.body = texts.collect::<Vec<_>>().join(" ");
    document.facets.extend(scope.sectors.iter().map(|code| ("sector".to_owned(), code.clone())));
    document.places.clone_from(&scope.places);
}

/// What the index holds of programmes.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Document>, Error> {
    let found: Vec<Programme> = stored::by_ids(tx, office, BY_IDS, params![office], ids)?;
    let keepers = tokens(tx, office, found.iter().filter_map(|programme| programme.body.funder.as_ref()).collect())?;
    let document = |programme: &Programme| {
        let (head, b) = (&programme.head, &programme.body);
        let mut document = find::document(&Ref::new(Kind::Programme, &head.id), &b.name_uk, &b.name_en);
        theme(&mut document, &b.scope, &[&b.about_uk, &b.about_en, &b.eligible_uk, &b.eligible_en]);
        let mut tokens = vec![format!("account:{}", head.created_by)];
        tokens.extend(b.funder.iter().filter_map(|id| keepers.get(id)).flatten().cloned());
        document.visibility = Visibility { public: head.published_at.is_some(), tokens };
        document
    };
    Ok(found.iter().map(document).collect())
}

/// What the index holds of calls on a day.
///
/// # Errors
/// The database's.
pub fn call_documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(CALLS_BY_IDS, &params)?);
    }
    let offers = offers(tx, office, &rows)?;
    let mut programmes: Vec<String> = offers.iter().map(|offer| offer.call.body.programme.clone()).collect();
    programmes.sort();
    programmes.dedup();
    let above: HashMap<String, Visibility> =
        documents(tx, office, &programmes)?.into_iter().map(|document| (document.key, document.visibility)).collect();
    let at = moment(day, None);
    let document = |offer: &Offer| {
        let (head, b) = (&offer.call.head, &offer.call.body);
        let mut document = find::document(&Ref::new(Kind::Call, &head.id), &b.title_uk, &b.title_en);
        let texts = [&b.about_uk, &b.about_en, &b.eligible_uk, &b.eligible_en, &offer.programme_uk, &offer.programme_en];
        theme(&mut document, &offer.scope, &texts);
        document.facets.push(("call_state".into(), b.at(&at).word().into()));
        let programme = above.get(&find::key(&Ref::new(Kind::Programme, &b.programme)));
        let mut tokens = vec![format!("account:{}", head.created_by)];
        tokens.extend(programme.map(|above| above.tokens.clone()).unwrap_or_default());
        let public = head.published_at.is_some() && programme.is_some_and(|above| above.public);
        document.visibility = Visibility { public, tokens };
        document
    };
    Ok(offers.iter().map(document).collect())
}

/// What the index holds of applications on a day.
///
/// # Errors
/// The database's.
pub fn application_documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let found: Vec<Application> = stored::by_ids(tx, office, APPLICATIONS_BY_IDS, params![office], ids)?;
    let keepers = tokens(tx, office, found.iter().map(|application| &application.body.applicant).collect())?;
    let document = |application: &Application| {
        let (head, b) = (&application.head, &application.body);
        let mut document = find::document(&Ref::new(Kind::Application, &head.id), &b.title_uk, &b.title_en);
        document.body = [&b.note_uk, &b.note_en].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        document.facets.extend(b.on(day).map(|state| ("application_state".to_owned(), state.word().to_owned())));
        let mut tokens = vec![format!("account:{}", head.created_by)];
        tokens.extend(keepers.get(&b.applicant).into_iter().flatten().cloned());
        document.visibility = Visibility { public: head.published_at.is_some(), tokens };
        document
    };
    Ok(found.iter().map(document).collect())
}
