//! What files state of activities, read back.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dotyk_db::{Error, Row, Sql, Tx, Value, in_lists, params, row};

use super::super::model::{Budget, Link, Narrated, Outcome, Party, Place, REPORTING, Sector, State, Stated, Total, Transaction};
use super::sql::*;
use crate::web::Label;

/// An activity with the file that states it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What it says; its parts are read apart.
    pub stated: Stated,
    /// The file's number.
    pub dataset: i64,
    /// The file.
    pub dataset_id: String,
    /// What the file was called.
    pub dataset_name: String,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// In words.
    pub publisher_name: Option<String>,
    /// When the file came.
    pub taken_at: String,
    /// Whether its publisher no longer has it.
    pub vanished: bool,
}

fn stated(row: &Row) -> Result<Stated, Error> {
    Ok(Stated {
        number: row.get("number")?,
        id: row.get("id")?,
        identifier: row.get("identifier")?,
        line: row.get("line")?,
        reporting_ref: row.get("reporting_ref")?,
        reporting_name: row.get("reporting_name")?,
        secondary: row.get("secondary")?,
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        about_uk: row.get("about_uk")?,
        about_en: row.get("about_en")?,
        status: row.get("status")?,
        planned_start: row.get("planned_start")?,
        actual_start: row.get("actual_start")?,
        planned_end: row.get("planned_end")?,
        actual_end: row.get("actual_end")?,
        first_year: row.get("first_year")?,
        last_year: row.get("last_year")?,
        hierarchy: row.get("hierarchy")?,
        currency: row.get("currency")?,
        lang: row.get("lang")?,
        updated_at: row.get("updated_at")?,
        digest: row.get("digest")?,
        ..Stated::default()
    })
}

/// Files by their numbers.
fn files(tx: &mut Tx, office: &str, numbers: &[i64]) -> Result<HashMap<i64, Row>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office], numbers) {
        for row in tx.all(FILES, &params)? {
            found.insert(row.get("number")?, row);
        }
    }
    Ok(found)
}

fn shown(row: &Row, file: &Row) -> Result<Shown, Error> {
    Ok(Shown {
        stated: stated(row)?,
        dataset: row.get("dataset")?,
        dataset_id: file.get("id")?,
        dataset_name: file.get("name")?,
        publisher: file.get("publisher")?,
        publisher_name: file.get("publisher_name")?,
        taken_at: file.get("created_at")?,
        vanished: file.get::<String>("state")? != State::Current.word(),
    })
}

/// What files state of activities by id, the latest first; of one that no current file has, only the last statement.
///
/// # Errors
/// The database's.
pub fn heads(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<Shown>>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(HEADS, &params)?);
    }
    let numbers: BTreeSet<i64> = rows.iter().map(|row| row.get("dataset")).collect::<Result<_, _>>()?;
    let files = files(tx, office, &numbers.into_iter().collect::<Vec<_>>())?;
    let mut found: HashMap<String, Vec<Shown>> = HashMap::new();
    for row in &rows {
        let Some(file) = files.get(&row.get("dataset")?) else { continue };
        let one = shown(row, file)?;
        // The file is current, or its newer one no longer has it.
        if !one.vanished || row.get::<Option<i64>>("vanished_by")?.is_some() {
            found.entry(one.stated.id.clone()).or_default().push(one);
        }
    }
    for all in found.values_mut() {
        all.sort_by_key(|one| (one.vanished, std::cmp::Reverse(one.dataset)));
        let keep = all.iter().filter(|one| !one.vanished).count().max(1);
        all.truncate(keep);
    }
    Ok(found)
}

/// The same with the parts that a list shows: who, where, what for, other identifiers.
///
/// # Errors
/// The database's.
pub fn listed(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<Shown>>, Error> {
    let mut found = heads(tx, office, ids)?;
    let mut wanted: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for one in found.values().flatten() {
        wanted.entry(one.dataset).or_default().push(one.stated.number);
    }
    let mut parties = parts_of(tx, PARTIES_OF, office, &wanted, party)?;
    let mut places = parts_of(tx, PLACES_OF, office, &wanted, place_of)?;
    let mut sectors = parts_of(tx, SECTORS_OF, office, &wanted, sector)?;
    let mut links = parts_of(tx, LINKS_OF, office, &wanted, link)?;
    for one in found.values_mut().flatten() {
        let key = (one.dataset, one.stated.number);
        one.stated.parties = parties.remove(&key).unwrap_or_default();
        one.stated.places = places.remove(&key).unwrap_or_default();
        one.stated.sectors = sectors.remove(&key).unwrap_or_default();
        one.stated.links = links.remove(&key).unwrap_or_default();
    }
    Ok(found)
}

/// Sums of some activities, by file and number.
///
/// # Errors
/// The database's.
pub fn totals_of(
    tx: &mut Tx,
    office: &str,
    of: impl Iterator<Item = (i64, i64)>,
) -> Result<HashMap<(i64, i64), Vec<Total>>, Error> {
    let mut wanted: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    of.for_each(|(dataset, number)| wanted.entry(dataset).or_default().push(number));
    parts_of(tx, TOTALS_OF, office, &wanted, total)
}

/// Who takes part in some activities, by the latest statement of each.
///
/// # Errors
/// The database's.
pub fn parties(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<Party>>, Error> {
    let latest: Vec<(String, i64, i64)> = heads(tx, office, ids)?
        .into_iter()
        .filter_map(|(id, all)| all.first().map(|one| (id, one.dataset, one.stated.number)))
        .collect();
    let mut wanted: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    latest.iter().for_each(|(_, dataset, number)| wanted.entry(*dataset).or_default().push(*number));
    let mut parties = parts_of(tx, PARTIES_OF, office, &wanted, party)?;
    let of = latest.into_iter().map(|(id, dataset, number)| (id, parties.remove(&(dataset, number)).unwrap_or_default()));
    Ok(of.collect())
}

/// Parts by file and number.
type Parts<T> = HashMap<(i64, i64), Vec<T>>;

/// Parts of activities by the numbers of files and in files, in the order in which they stand there.
fn parts_of<T>(
    tx: &mut Tx,
    sql: Sql,
    office: &str,
    wanted: &BTreeMap<i64, Vec<i64>>,
    read: fn(&Row) -> Result<T, Error>,
) -> Result<Parts<T>, Error> {
    let mut found: HashMap<(i64, i64), Vec<(i64, T)>> = HashMap::new();
    for (dataset, numbers) in wanted {
        for params in in_lists(params![office, *dataset], numbers) {
            for row in tx.all(sql, &params)? {
                found.entry((*dataset, row.get("number")?)).or_default().push((row.get("position")?, read(&row)?));
            }
        }
    }
    found.values_mut().for_each(|parts| parts.sort_by_key(|(position, _)| *position));
    Ok(found.into_iter().map(|(key, parts)| (key, parts.into_iter().map(|(_, part)| part).collect())).collect())
}

/// Other identifiers that a file states of its activities behind a number, up to another; by their numbers, in their order.
///
/// # Errors
/// The database's.
pub fn others(tx: &mut Tx, office: &str, dataset: i64, after: i64, last: i64) -> Result<HashMap<i64, Vec<String>>, Error> {
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    for row in tx.all(OTHERS, params![office, dataset, after, last])? {
        found.entry(row.get("number")?).or_default().push(row.get("ref")?);
    }
    Ok(found)
}

fn party(row: &Row) -> Result<Party, Error> {
    Ok(Party {
        role: row.get("role")?,
        reference: row.get("ref")?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        activity: row.get("activity")?,
    })
}

fn place_of(row: &Row) -> Result<Place, Error> {
    Ok(Place {
        kind: row.get("kind")?,
        code: row.get("code")?,
        vocabulary: row.get("vocabulary")?,
        name: row.get("name")?,
        share: row.get("share")?,
        lat: row.get("lat")?,
        lon: row.get("lon")?,
    })
}

fn sector(row: &Row) -> Result<Sector, Error> {
    Ok(Sector { vocabulary: row.get("vocabulary")?, code: row.get("code")?, name: row.get("name")?, share: row.get("share")? })
}

fn link(row: &Row) -> Result<Link, Error> {
    Ok(Link {
        link: row.get("link")?,
        reference: row.get("ref")?,
        kind: row.get("kind")?,
        owner_ref: row.get("owner_ref")?,
        owner_name: row.get("owner_name")?,
    })
}

fn narrated(row: &Row) -> Result<Narrated, Error> {
    Ok(Narrated {
        field: row.get("field")?,
        part: row.get("part")?,
        kind: row.get("kind")?,
        lang: row.get("lang")?,
        text: row.get("text")?,
    })
}

fn transaction(row: &Row) -> Result<Transaction, Error> {
    Ok(Transaction {
        kind: row.get("kind")?,
        date: row.get("date")?,
        value: row.get("value")?,
        cents: row.get("cents")?,
        currency: row.get("currency")?,
        value_date: row.get("value_date")?,
        provider_ref: row.get("provider_ref")?,
        provider_name: row.get("provider_name")?,
        receiver_ref: row.get("receiver_ref")?,
        receiver_name: row.get("receiver_name")?,
        reference: row.get("ref")?,
    })
}

fn budget(row: &Row) -> Result<Budget, Error> {
    Ok(Budget {
        kind: row.get("kind")?,
        status: row.get("status")?,
        period_start: row.get("period_start")?,
        period_end: row.get("period_end")?,
        value: row.get("value")?,
        cents: row.get("cents")?,
        currency: row.get("currency")?,
        value_date: row.get("value_date")?,
    })
}

fn outcome(row: &Row) -> Result<Outcome, Error> {
    Ok(Outcome {
        kind: row.get("kind")?,
        title: row.get("title")?,
        measure: row.get("measure")?,
        indicator: row.get("indicator")?,
        baseline: row.get("baseline")?,
        baseline_year: row.get("baseline_year")?,
        period_start: row.get("period_start")?,
        period_end: row.get("period_end")?,
        target: row.get("target")?,
        actual: row.get("actual")?,
    })
}

fn total(row: &Row) -> Result<Total, Error> {
    Ok(Total { kind: row.get("kind")?, currency: row.get("currency")?, cents: row.get("cents")?, parts: row.get("parts")? })
}

/// All of it: an activity with every part.
///
/// # Errors
/// The database's.
pub fn fill(tx: &mut Tx, office: &str, one: &mut Shown) -> Result<(), Error> {
    let key = params![office, one.dataset, one.stated.number];
    let s = &mut one.stated;
    s.narratives = tx.all(NARRATIVES, key)?.iter().map(narrated).collect::<Result<_, _>>()?;
    s.parties = tx.all(PARTIES, key)?.iter().map(party).collect::<Result<_, _>>()?;
    s.places = tx.all(PLACES, key)?.iter().map(place_of).collect::<Result<_, _>>()?;
    s.sectors = tx.all(SECTORS, key)?.iter().map(sector).collect::<Result<_, _>>()?;
    s.transactions = tx.all(TRANSACTIONS, key)?.iter().map(transaction).collect::<Result<_, _>>()?;
    s.budgets = tx.all(BUDGETS, key)?.iter().map(budget).collect::<Result<_, _>>()?;
    s.results = tx.all(RESULTS, key)?.iter().map(outcome).collect::<Result<_, _>>()?;
    s.links = tx.all(LINKS, key)?.iter().map(link).collect::<Result<_, _>>()?;
    s.totals = tx.all(TOTALS, key)?.iter().map(total).collect::<Result<_, _>>()?;
    Ok(())
}

/// A step through a file's activities: number, id and identifier of those behind a number.
///
/// # Errors
/// The database's.
pub fn of_dataset(tx: &mut Tx, office: &str, number: i64, after: i64, limit: i64) -> Result<Vec<(i64, String, String)>, Error> {
    let rows = tx.all(OF_DATASET, params![office, number, after, limit])?;
    rows.iter().map(|row| Ok((row.get("number")?, row.get("id")?, row.get("identifier")?))).collect()
}

/// The ids of all activities that are shown.
///
/// # Errors
/// The database's.
pub fn all_ids(tx: &mut Tx, office: &str) -> Result<Vec<String>, Error> {
    tx.all(IDS, params![office])?.iter().map(|row| row.get("id")).collect()
}

/// The activities that a file speaks of, and those of the files whose place it took.
///
/// # Errors
/// The database's.
pub fn ids_around(tx: &mut Tx, office: &str, dataset: &str) -> Result<Vec<String>, Error> {
    tx.all(IDS_AROUND, params![office, dataset])?.iter().map(|row| row.get("id")).collect()
}

/// Labels of activities. What a publisher published, everybody may see.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let found = heads(tx, office, ids)?.into_iter().filter_map(|(id, all)| Some((id, all.into_iter().next()?.stated)));
    let label = |s: Stated| Label::new(s.title_uk, s.title_en, format!("/activities/{}", s.id));
    Ok(found.map(|(id, stated)| (id, label(stated))).collect())
}

/// What files say of an organisation.
#[derive(Debug, Default)]
pub struct Funded {
    /// Activities by its role in them.
    pub roles: Vec<(String, i64)>,
    /// Sums of those that it funds: kind, currency, hundredths, how many activities.
    pub sums: Vec<(String, String, i64, i64)>,
    /// Countries of all of them.
    pub countries: Vec<(String, i64)>,
}

/// What current files say of the organisation with these identifiers and names.
///
/// # Errors
/// The database's.
pub fn funded(tx: &mut Tx, office: &str, references: &[String], names: &[String]) -> Result<Funded, Error> {
    let mut who = row![office];
    who.extend(references.iter().take(8).map(Value::from));
    who.resize(9, Value::Null);
    who.extend(names.iter().take(24).map(Value::from));
    who.resize(33, Value::Null);
    let roles = tx.all(ROLES_OF, &who)?.iter().map(|row| Ok((row.get("role")?, row.get("n")?))).collect::<Result<_, Error>>()?;
    let countries =
        tx.all(COUNTRIES_OF, &who)?.iter().map(|row| Ok((row.get("code")?, row.get("n")?))).collect::<Result<_, Error>>()?;
    who.push(Value::from("1"));
    let sums = tx.all(SUMS_OF, &who)?;
    let sums = sums.iter().map(|row| Ok((row.get("kind")?, row.get("currency")?, row.get("cents")?, row.get("n")?)));
    Ok(Funded { roles, sums: sums.collect::<Result<_, Error>>()?, countries })
}

/// The names under which a role stands on pages: `reporting` and codes that the standard has.
pub fn role_word(role: &str) -> &'static str {
    match role {
        "1" => "funding",
        "2" => "accountable",
        "3" => "extending",
        "4" => "implementing",
        REPORTING => "reporting",
        _ => "other",
    }
}

/// Gathers by a key, in its order.
pub fn grouped<K: Ord, T>(items: impl IntoIterator<Item = (K, T)>) -> BTreeMap<K, Vec<T>> {
    let mut groups: BTreeMap<K, Vec<T>> = BTreeMap::new();
    for (key, item) in items {
        groups.entry(key).or_default().push(item);
    }
    groups
}
