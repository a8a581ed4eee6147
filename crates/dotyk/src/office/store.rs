//! The office's SQL.

use dotyk_db::{Error, Tx, params, row, statements};

use super::{Direction, Measure, Office, Rate, Term};
use crate::access::{Kind, Permit};
use crate::journal::{Write, open_office};
use crate::text::When;

statements! {
    const FIND = "SELECT name_uk, name_en, place, mail, base_url, iati_identifier, version FROM office WHERE office = $1";
    const DIRECTIONS = "SELECT slug, name_uk, name_en FROM office_direction WHERE office = $1 ORDER BY position";
    const MEASURES = "SELECT slug, unit, money, named, key_order, name_uk, name_en, forms_uk, forms_en FROM office_measure WHERE office = $1 ORDER BY slug";
    const RATES = "SELECT currency, day, rate, source_uk, set_by FROM office_rate WHERE office = $1 ORDER BY currency, day";
    const TERMS = "SELECT slug, valid_from, days, working, law_uk, law_en, doubt_uk, doubt_en FROM office_term WHERE office = $1 ORDER BY slug, valid_from";
    const OFFICES = "SELECT office FROM office ORDER BY office";
    const ADD = "INSERT INTO office (office, created_at, version) VALUES ($1, $2, 0)";
    const SAVE = "UPDATE office SET name_uk = $2, name_en = $3, place = $4, mail = $5, base_url = $6, iati_identifier = $7, version = version + 1 WHERE office = $1 AND version = $8";
    const PUT_DIRECTION =
        "INSERT INTO office_direction (office, slug, position, name_uk, name_en) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (office, slug) DO UPDATE SET position = excluded.position, name_uk = excluded.name_uk, name_en = excluded.name_en";
    const PUT_MEASURE =
        "INSERT INTO office_measure (office, slug, unit, money, named, name_uk, name_en, forms_uk, forms_en, key_order) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (office, slug) DO UPDATE SET unit = excluded.unit, money = excluded.money, named = excluded.named, name_uk = excluded.name_uk,
           name_en = excluded.name_en, forms_uk = excluded.forms_uk, forms_en = excluded.forms_en, key_order = excluded.key_order";
    const CLEAR_RATES = "DELETE FROM office_rate WHERE office = $1";
    const CLEAR_TERMS = "DELETE FROM office_term WHERE office = $1";
}

/// The ids of all offices in the database.
///
/// # Errors
/// The database's.
pub fn offices(tx: &mut Tx) -> Result<Vec<String>, Error> {
    tx.all(OFFICES, &[])?.iter().map(|row| row.get("office")).collect()
}

/// Makes an office and opens its journal. Its settings come with [`save`].
///
/// # Errors
/// The database's; also when it is there already.
pub fn add(tx: &mut Tx, office: &str, stamp: &str) -> Result<(), Error> {
    tx.run(ADD, params![office, stamp])?;
    open_office(tx, office)
}

/// The office and its settings.
///
/// # Errors
/// The database's; also when there is no such office.
pub fn find(tx: &mut Tx, office: &str) -> Result<Office, Error> {
    let key = params![office];
    let row = tx.first(FIND, key)?.ok_or_else(|| Error::Other(format!("there is no office «{office}» in this database")))?;
    Ok(Office {
        id: office.into(),
        name_uk: row.get("name_uk")?,
        name_en: row.get("name_en")?,
        place: row.get("place")?,
        mail: row.get("mail")?,
        base_url: row.get("base_url")?,
        iati_identifier: row.get("iati_identifier")?,
        version: row.get("version")?,
        directions: directions(tx, office)?,
        measures: measures(tx, office)?,
        rates: rates(tx, office)?,
        terms: terms(tx, office)?,
    })
}

/// The directions, in the office's order.
///
/// # Errors
/// The database's.
pub fn directions(tx: &mut Tx, office: &str) -> Result<Vec<Direction>, Error> {
    let rows = tx.all(DIRECTIONS, params![office])?;
    rows.iter()
        .map(|row| Ok(Direction { slug: row.get("slug")?, name_uk: row.get("name_uk")?, name_en: row.get("name_en")? }))
        .collect()
}

/// What the office counts.
///
/// # Errors
/// The database's.
pub fn measures(tx: &mut Tx, office: &str) -> Result<Vec<Measure>, Error> {
    let rows = tx.all(MEASURES, params![office])?;
    rows.iter()
        .map(|row| {
            Ok(Measure {
                slug: row.get("slug")?,
                unit: row.get("unit")?,
                money: row.get::<i64>("money")? == 1,
                named: row.get::<i64>("named")? == 1,
                key_order: row.get("key_order")?,
                name_uk: row.get("name_uk")?,
                name_en: row.get("name_en")?,
                forms_uk: row.get("forms_uk")?,
                forms_en: row.get("forms_en")?,
            })
        })
        .collect()
}

fn rates(tx: &mut Tx, office: &str) -> Result<Vec<Rate>, Error> {
    let rows = tx.all(RATES, params![office])?;
    rows.iter()
        .map(|row| {
            Ok(Rate {
                currency: row.get("currency")?,
                day: when(row.get::<String>("day")?)?,
                rate: row.get("rate")?,
                source_uk: row.get("source_uk")?,
                set_by: row.get("set_by")?,
            })
        })
        .collect()
}

fn terms(tx: &mut Tx, office: &str) -> Result<Vec<Term>, Error> {
    let rows = tx.all(TERMS, params![office])?;
    rows.iter()
        .map(|row| {
            Ok(Term {
                slug: row.get("slug")?,
                valid_from: when(row.get::<String>("valid_from")?)?,
                days: row.get("days")?,
                working: row.get::<i64>("working")? == 1,
                law_uk: row.get("law_uk")?,
                law_en: row.get("law_en")?,
                doubt_uk: row.get("doubt_uk")?,
                doubt_en: row.get("doubt_en")?,
            })
        })
        .collect()
}

/// A date column.
///
/// # Errors
/// Text in the database that is no date.
pub fn when(text: String) -> Result<When, Error> {
    When::try_from(text).map_err(Error::Other)
}

/// A date column that may be empty.
///
/// # Errors
/// Text in the database that is no date.
pub fn opt_when(text: Option<String>) -> Result<Option<When>, Error> {
    text.map(when).transpose()
}

/// Saves the settings. Directions and measures are put in and never taken away, since records name them.
///
/// # Errors
/// [`Error::Busy`] never; [`Error::Other`] when the version is no longer the one edited.
pub fn save(write: &mut Write, permit: &Permit, office: &Office) -> Result<(), Error> {
    permit.holds_for(Kind::Office, &office.id);
    let key = params![&office.id];
    let saved = write.tx().run(
        SAVE,
        params![
            &office.id,
            &office.name_uk,
            &office.name_en,
            &office.place,
            &office.mail,
            &office.base_url,
            &office.iati_identifier,
            office.version
        ],
    )?;
    if saved == 0 {
        return Err(Error::Other("the settings were changed meanwhile".into()));
    }
    for (position, direction) in office.directions.iter().enumerate() {
        write.tx().run(PUT_DIRECTION, params![&office.id, &direction.slug, position, &direction.name_uk, &direction.name_en])?;
    }
    for m in &office.measures {
        let (money, named) = (i64::from(m.money), i64::from(m.named));
        write.tx().run(
            PUT_MEASURE,
            params![&office.id, &m.slug, &m.unit, money, named, &m.name_uk, &m.name_en, &m.forms_uk, &m.forms_en, m.key_order],
        )?;
    }
    write.tx().run(CLEAR_RATES, key)?;
    write.tx().bulk(
        "office_rate",
        &["office", "currency", "day", "rate", "source_uk", "set_by"],
        office
            .rates
            .iter()
            .map(|rate| row![&office.id, &rate.currency, rate.day.as_str(), &rate.rate, &rate.source_uk, &rate.set_by]),
    )?;
    write.tx().run(CLEAR_TERMS, key)?;
    write.tx().bulk(
        "office_term",
        &["office", "slug", "valid_from", "days", "working", "law_uk", "law_en", "doubt_uk", "doubt_en"],
        office.terms.iter().map(|t| {
            let working = i64::from(t.working);
            row![&office.id, &t.slug, t.valid_from.as_str(), t.days, working, &t.law_uk, &t.law_en, &t.doubt_uk, &t.doubt_en]
        }),
    )?;
    let state = find(write.tx(), &office.id)?;
    write.record(permit, &state)
}
