//! What points of contact learn from what partners publish: who paid for what, and who did it.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::{Error, Tx};
use dotyk_match::points::{About, Activity};
use jiff::civil::Date;

use super::model::{Party, Stated, Total};
use super::store;
use crate::access::{Kind, Ref};
use crate::office::{self, Office};
use crate::place;
use crate::web::find;
use crate::web::points::{Doer, Point};

/// The role of who pays, and those of who does it: extending and implementing.
const PAYS: &str = "1";
const DOES: [&str; 2] = ["4", "3"];

/// So much of a text says what something is about.
const BODY: usize = 4000;

/// What the index of points of contact holds of activities: what the latest file states of each.
///
/// # Errors
/// The database's.
pub fn points(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Point>, Error> {
    let settings = office::store::find(tx, office)?;
    let found = store::listed(tx, office, ids)?;
    let known = store::our_places(tx, office, day, found.values().flatten().map(|one| &one.stated))?;
    let codes: Vec<String> = known.values().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let around = place::store::ancestors(tx, office, &codes)?;
    let latest = found.values().filter_map(|all| all.first()).map(|one| (one.dataset, one.stated.number));
    let totals = store::totals_of(tx, office, latest)?;
    let points = found.values().filter_map(|all| {
        let one = all.first()?;
        let totals = totals.get(&(one.dataset, one.stated.number)).map_or(&[][..], Vec::as_slice);
        Some(point(&one.stated, totals, &known, &around, &settings, day))
    });
    Ok(points.collect())
}

fn point(
    s: &Stated,
    totals: &[Total],
    known: &HashMap<String, String>,
    around: &HashMap<String, Vec<String>>,
    office: &Office,
    day: Date,
) -> Point {
    let own = store::places_in(s, known);
    let mut places: Vec<String> =
        own.iter().flat_map(|code| around.get(code).into_iter().flatten().cloned().chain([code.clone()])).collect();
    places.sort();
    places.dedup();
    let mut countries: Vec<String> = s.places.iter().filter(|place| place.kind == "country").filter_map(country).collect();
    countries.sort();
    countries.dedup();
    let payers: BTreeSet<(String, String)> =
        s.parties.iter().filter(|party| party.role == PAYS).filter_map(store::party_key).collect();
    let text = |texts: [&Option<String>; 2]| texts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let began = s.actual_start.as_ref().or(s.planned_start.as_ref()).and_then(|day| day.get(..4)?.parse().ok());
    Point {
        activity: Activity {
            key: find::key(&Ref::new(Kind::Activity, &s.id)),
            kind: Kind::Activity.word().to_owned(),
            about: About {
                title: text([&s.title_uk, &s.title_en]),
                body: text([&s.about_uk, &s.about_en]).chars().take(BODY).collect(),
                sectors: sectors(s),
                countries,
                places,
                amount: amount(totals, office, day),
            },
            year: began.or_else(|| s.first_year.and_then(|year| u16::try_from(year).ok())),
            supporters: payers.iter().map(|(key, _)| key.clone()).collect(),
        },
        names: payers.into_iter().collect(),
    }
}

fn country(place: &super::model::Place) -> Option<String> {
    let code = place.code.as_ref()?.trim().to_uppercase();
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())).then_some(code)
}

/// The purposes by DAC with their shares.
fn sectors(s: &Stated) -> Vec<(String, f32)> {
    let share = |text: &Option<String>| text.as_ref().and_then(|text| text.trim().parse::<f32>().ok()).filter(|s| s.is_finite());
    let dac = s.sectors.iter().filter(|sector| store::is_dac(sector));
    dac.map(|sector| (sector.code.clone(), share(&sector.share).unwrap_or(0.0).clamp(0.0, 100.0))).collect()
}

/// What was promised for it, else planned, else spent, in dollars.
fn amount(totals: &[Total], office: &Office, day: Date) -> Option<f64> {
    for kinds in [&["2"][..], &["budget"], &["3", "4"], &["11"]] {
        let of = totals.iter().filter(|total| kinds.contains(&total.kind.as_str()));
        let sums: Vec<f64> = of.filter_map(|total| office.dollars(total.cents as f64 / 100.0, &total.currency, day)).collect();
        if !sums.is_empty() {
            return Some(sums.iter().sum());
        }
    }
    None
}

/// Who did what some activities are about.
///
/// # Errors
/// The database's.
pub fn doers(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<(Ref, Vec<Doer>)>, Error> {
    let doer = |party: &Party| store::party_key(party).map(|(key, name)| Doer { key, name });
    let found = store::parties(tx, office, ids)?.into_iter().map(|(id, parties)| {
        let mut doers: Vec<Doer> =
            DOES.iter().flat_map(|role| parties.iter().filter(move |party| party.role == *role)).filter_map(doer).collect();
        let mut seen = BTreeSet::new();
        doers.retain(|doer| seen.insert(doer.key.clone()));
        (Ref::new(Kind::Activity, id), doers)
    });
    Ok(found.collect())
}
