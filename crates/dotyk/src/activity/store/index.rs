//! What the index holds of activities, and where and whose they are by the register.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::{Error, Tx};
use dotyk_match::{Document, Span, Visibility};
use jiff::civil::Date;

use super::super::model::{Decision, Party, Sector, Stated};
use super::stated::{Shown, listed};
use super::tie::ties;
use crate::access::{Kind, Ref};
use crate::place;
use crate::text::is_purpose;
use crate::web::find;

/// What a party is found by: its identifier and its name.
pub fn party_keys(party: &Party) -> impl Iterator<Item = String> {
    let reference = party.reference.iter().map(|reference| format!("ref:{}", reference.trim().to_uppercase()));
    let name = party.name.iter().map(|name| format!("name:{}", dotyk_uk::search_key(name)));
    reference.chain(name).collect::<Vec<_>>().into_iter()
}

/// The one key by which a party is counted, and its name: by its identifier, else by its name.
pub fn party_key(party: &Party) -> Option<(String, String)> {
    let key = party_keys(party).next()?;
    let name = party.name.clone().or_else(|| party.reference.clone())?;
    // An identifier or a name of nothing but spaces is nobody.
    key.split_once(':').is_some_and(|(_, rest)| !rest.is_empty()).then_some((key, name))
}

/// Places of the register that locations name: by code, else by a name that only one place has. By file and number.
///
/// # Errors
/// The database's.
pub fn our_places<'s>(
    tx: &mut Tx,
    office: &str,
    day: Date,
    all: impl Iterator<Item = &'s Stated>,
) -> Result<HashMap<String, String>, Error> {
    let mut texts: BTreeSet<String> = BTreeSet::new();
    for place in all.flat_map(|stated| &stated.places).filter(|place| place.kind == "location") {
        texts.extend(place.code.iter().filter(|code| place::is_code(code)).cloned());
        texts.extend(place.name.iter().cloned());
    }
    let texts: Vec<String> = texts.into_iter().collect();
    let found = place::store::resolve(tx, office, day, &texts)?;
    Ok(found.into_iter().filter_map(|(text, found)| Some((text, found.found()?.clone()))).collect())
}

/// The places of the register that an activity lies in.
pub fn places_in(stated: &Stated, known: &HashMap<String, String>) -> Vec<String> {
    let locations = stated.places.iter().filter(|place| place.kind == "location");
    let codes = locations.filter_map(|place| {
        let by = |text: &Option<String>| text.as_ref().and_then(|text| known.get(text)).cloned();
        by(&place.code).or_else(|| by(&place.name))
    });
    let mut codes: Vec<String> = codes.collect();
    codes.sort();
    codes.dedup();
    codes
}

/// What the index holds of activities: what the latest file states, found by all that any of them calls it.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let found = listed(tx, office, ids)?;
    let known = our_places(tx, office, day, found.values().flatten().map(|one| &one.stated))?;
    let codes: Vec<String> = known.values().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let around = place::store::ancestors(tx, office, &codes)?;
    let ties = ties(tx, office, ids)?;
    let documents = found.into_iter().filter_map(|(id, all)| {
        let tied = ties.get(&id).into_iter().flatten().any(|tie| tie.state == Decision::Tied);
        document(&id, &all, &known, &around, tied)
    });
    Ok(documents.collect())
}

fn document(
    id: &str,
    all: &[Shown],
    known: &HashMap<String, String>,
    around: &HashMap<String, Vec<String>>,
    tied: bool,
) -> Option<Document> {
    let s = &all.first()?.stated;
    let mut document = find::document(&Ref::new(Kind::Activity, id), &s.title_uk, &s.title_en);
    document.names = vec![s.identifier.clone()];
    document.names.extend(s.links.iter().filter(|link| link.link == "other").map(|link| link.reference.clone()));
    let names = s.parties.iter().filter_map(|party| party.name.as_deref());
    let about = [&s.about_uk, &s.about_en].into_iter().flatten().map(String::as_str);
    document.body = about.chain(names).collect::<Vec<_>>().join(" ");
    let own = places_in(s, known);
    document.places = own.iter().flat_map(|code| around.get(code).into_iter().flatten().cloned().chain([code.clone()])).collect();
    document.places.sort();
    document.places.dedup();
    let mut facets: BTreeSet<(&str, String)> = BTreeSet::new();
    facets.extend(all.iter().map(|one| ("dataset", one.dataset_id.clone())));
    facets.extend(s.status.iter().map(|status| ("activity-status", status.clone())));
    facets.extend(s.sectors.iter().filter(|sector| is_dac(sector)).map(|sector| ("sector", sector.code.clone())));
    let countries = s.places.iter().filter(|place| place.kind == "country").filter_map(|place| place.code.clone());
    facets.extend(countries.map(|code| ("country", code)));
    for party in &s.parties {
        facets.extend(party_keys(party).map(|key| ("party", key)));
        if party.role == "1" {
            facets.extend(party.name.iter().map(|name| ("funder", name.clone())));
            facets.extend(party_key(party).map(|(key, _)| ("payer", key)));
        }
    }
    facets.insert(("tied", if tied { "yes" } else { "no" }.to_owned()));
    document.facets = facets.into_iter().map(|(facet, value)| (facet.to_owned(), value)).collect();
    if let (Some(from), Some(to)) = (s.first_year, s.last_year) {
        document.spans.push(Span { name: "years".into(), from, to });
    }
    document.visibility = Visibility::public();
    Some(document)
}

/// Whether it is a DAC purpose, as projects have.
pub fn is_dac(sector: &Sector) -> bool {
    is_purpose(&sector.code) && sector.vocabulary.as_deref().is_none_or(|vocabulary| vocabulary == "1")
}
