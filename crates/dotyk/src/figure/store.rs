//! The figure's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};
use jiff::civil::Date;

use super::{Body, Figure, Maturity, Qualifier};
use crate::access::{Action, Kind, Permit, Ref};
use crate::journal::Write;
use crate::office::store::opt_when;

macro_rules! columns {
    () => {
        "SELECT id, subject_kind, subject_id, measure, qualifier, value, currency, per, as_of, as_of_note_uk, as_of_note_en, maturity, place, source,
           locator, note_uk, note_en, doubt_uk, doubt_en, removed_at, version
         FROM figure WHERE office = $1 AND "
    };
}

statements! {
    const BY_ID = concat!(columns!(), "id = $2");
    /// Without an order: to save the sorting, SQLite would walk all figures of the office along the index of measures.
    const OF_SUBJECTS = concat!(columns!(), "removed_at IS NULL AND day <= $2 AND subject_id IN ", in_list!(3));
    const OF_SOURCE = concat!(columns!(), "removed_at IS NULL AND source = $2 AND day <= $3 ORDER BY locator, measure, id");
    /// Bounded: a page of figures is read whole, since totals need all of them.
    const OF_MEASURE = concat!(columns!(), "removed_at IS NULL AND measure = $2 AND day <= $3 ORDER BY day, id LIMIT 5000");
    /// A page of the same, after a day and id; by the index `figure_measure`.
    const PAGE_OF_MEASURE = concat!(columns!(), "measure = $2 AND removed_at IS NULL AND day <= $3 AND (day, id) > ($4, $5) ORDER BY day, id LIMIT $6");
    /// Some figures that still stand.
    const BY_IDS = concat!(columns!(), "removed_at IS NULL AND id IN ", in_list!(), " ORDER BY id");
    const IDS = "SELECT id FROM figure WHERE office = $1 ORDER BY id";
    const MEMBERS = concat!("SELECT figure, kind, id FROM figure_member WHERE office = $1 AND figure IN ", in_list!(), " ORDER BY figure, kind, id");
    const ADD =
        "INSERT INTO figure (office, id, subject_kind, subject_id, measure, qualifier, value, minor, currency, per, as_of, day, as_of_note_uk,
           as_of_note_en, maturity, place, source, locator, note_uk, note_en, doubt_uk, doubt_en, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 1)";
    const SAVE =
        "UPDATE figure SET measure = $3, qualifier = $4, value = $5, minor = $6, currency = $7, per = $8, as_of = $9, day = $10,
           as_of_note_uk = $11, as_of_note_en = $12, maturity = $13, place = $14, source = $15, locator = $16, note_uk = $17, note_en = $18,
           doubt_uk = $19, doubt_en = $20, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $21";
    const REMOVE = "UPDATE figure SET removed_at = $3, version = version + 1 WHERE office = $1 AND id = $2";
    const CLEAR_MEMBERS = "DELETE FROM figure_member WHERE office = $1 AND figure = $2";
}

/// The ids of all figures.
pub const ALL_IDS: Sql = IDS;

fn read(row: &Row) -> Result<Figure, Error> {
    let kind: String = row.get("subject_kind")?;
    let kind = Kind::parse(&kind).ok_or_else(|| Error::Other(format!("a figure of a «{kind}»")))?;
    let qualifier: String = row.get("qualifier")?;
    let maturity: Option<String> = row.get("maturity")?;
    Ok(Figure {
        id: row.get("id")?,
        subject: Ref::new(kind, row.get::<String>("subject_id")?),
        version: row.get("version")?,
        removed_at: row.get("removed_at")?,
        body: Body {
            measure: row.get("measure")?,
            qualifier: Qualifier::parse(&qualifier).unwrap_or(Qualifier::Unknown),
            value: row.get("value")?,
            currency: row.get("currency")?,
            per: row.get("per")?,
            as_of: opt_when(row.get("as_of")?)?,
            as_of_note_uk: row.get("as_of_note_uk")?,
            as_of_note_en: row.get("as_of_note_en")?,
            maturity: maturity.and_then(|word| Maturity::parse(&word)),
            place: row.get("place")?,
            source: row.get("source")?,
            locator: row.get("locator")?,
            members: Vec::new(),
            note_uk: row.get("note_uk")?,
            note_en: row.get("note_en")?,
            doubt_uk: row.get("doubt_uk")?,
            doubt_en: row.get("doubt_en")?,
        },
    })
}

/// Reads figures and, in one more question each fifty, their named members.
fn figures(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Figure>, Error> {
    let mut figures: Vec<Figure> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let ids: Vec<String> = figures.iter().map(|figure| figure.id.clone()).collect();
    let mut members: HashMap<String, Vec<Ref>> = HashMap::new();
    for params in in_lists(params![office], &ids) {
        for row in tx.all(MEMBERS, &params)? {
            if let Some(kind) = Kind::parse(&row.get::<String>("kind")?) {
                members.entry(row.get("figure")?).or_default().push(Ref::new(kind, row.get::<String>("id")?));
            }
        }
    }
    for figure in &mut figures {
        figure.body.members = members.remove(&figure.id).unwrap_or_default();
    }
    Ok(figures)
}

/// A figure. Whether it may be seen is up to its subject.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Figure>, Error> {
    let rows = tx.all(BY_ID, params![office, id])?;
    Ok(figures(tx, office, &rows)?.pop())
}

/// The figures of some subjects on a day.
///
/// # Errors
/// The database's.
pub fn of_subjects(tx: &mut Tx, office: &str, day: Date, subjects: &[Ref]) -> Result<Vec<Figure>, Error> {
    let ids: Vec<String> = subjects.iter().map(|subject| subject.id.clone()).collect();
    let mut rows = Vec::new();
    for params in in_lists(params![office, day.to_string()], &ids) {
        rows.extend(tx.all(OF_SUBJECTS, &params)?);
    }
    let mut figures = figures(tx, office, &rows)?;
    figures.retain(|figure| subjects.contains(&figure.subject));
    figures.sort_by_cached_key(|figure| (figure.body.measure.clone(), first_day(&figure.body), figure.id.clone()));
    Ok(figures)
}

/// What a source says in numbers, as far as it speaks of the time up to a day.
///
/// # Errors
/// The database's.
pub fn of_source(tx: &mut Tx, office: &str, day: Date, source: &str) -> Result<Vec<Figure>, Error> {
    let rows = tx.all(OF_SOURCE, params![office, source, day.to_string()])?;
    figures(tx, office, &rows)
}

/// All figures of a measure on a day.
///
/// # Errors
/// The database's.
pub fn of_measure(tx: &mut Tx, office: &str, day: Date, measure: &str) -> Result<Vec<Figure>, Error> {
    let rows = tx.all(OF_MEASURE, params![office, measure, day.to_string()])?;
    figures(tx, office, &rows)
}

/// A page of the figures of a measure on a day, in the order of day and id.
///
/// # Errors
/// The database's.
pub fn page_of_measure(
    tx: &mut Tx,
    office: &str,
    day: Date,
    measure: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Figure>, Error> {
    let rows = tx.all(PAGE_OF_MEASURE, params![office, measure, day.to_string(), after.0, after.1, limit])?;
    figures(tx, office, &rows)
}

/// Some figures that still stand.
///
/// # Errors
/// The database's.
pub fn by_ids(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Figure>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(BY_IDS, &params)?);
    }
    figures(tx, office, &rows)
}

/// The first day that a figure may speak of, as its column keeps it; empty when it has none.
pub fn first_day(body: &Body) -> String {
    body.as_of.as_ref().map(|when| when.first().to_string()).unwrap_or_default()
}

/// Adds a figure; the permit is for the figure, its subject's was asked before.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, figure: &Figure) -> Result<(), Error> {
    permit.holds_for(Kind::Figure, &figure.id);
    let figure = &in_order(figure);
    let b = &figure.body;
    let values = row![
        permit.office(),
        &figure.id,
        figure.subject.kind.word(),
        &figure.subject.id,
        &b.measure,
        b.qualifier.word(),
        &b.value,
        b.minor(),
        &b.currency,
        &b.per,
        b.as_of.as_ref().map(|d| d.as_str()),
        first_day(b),
        &b.as_of_note_uk,
        &b.as_of_note_en,
        b.maturity.map(Maturity::word),
        &b.place,
        &b.source,
        &b.locator,
        &b.note_uk,
        &b.note_en,
        &b.doubt_uk,
        &b.doubt_en
    ];
    write.tx().run(ADD, &values)?;
    put_members(write, permit, b)?;
    write.record(permit, figure)
}

/// Members have no order of their own: they are kept as they are read.
fn in_order(figure: &Figure) -> Figure {
    let mut figure = figure.clone();
    figure.body.members.sort_by(|a, b| (a.kind.word(), &a.id).cmp(&(b.kind.word(), &b.id)));
    figure.body.members.dedup();
    figure
}

/// Saves an edit made from the version that `figure` carries; `false` when it is no longer the present one.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, figure: &Figure) -> Result<bool, Error> {
    permit.holds_for(Kind::Figure, &figure.id);
    let figure = &in_order(figure);
    let b = &figure.body;
    let values = row![
        permit.office(),
        &figure.id,
        &b.measure,
        b.qualifier.word(),
        &b.value,
        b.minor(),
        &b.currency,
        &b.per,
        b.as_of.as_ref().map(|d| d.as_str()),
        first_day(b),
        &b.as_of_note_uk,
        &b.as_of_note_en,
        b.maturity.map(Maturity::word),
        &b.place,
        &b.source,
        &b.locator,
        &b.note_uk,
        &b.note_en,
        &b.doubt_uk,
        &b.doubt_en,
        figure.version
    ];
    if write.tx().run(SAVE, &values)? == 0 {
        return Ok(false);
    }
    put_members(write, permit, b)?;
    journal(write, permit)?;
    Ok(true)
}

/// Takes a figure back. Nothing is deleted: the past still shows it.
///
/// # Errors
/// The database's.
pub fn remove(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let stamp = write.stamp();
    write.tx().run(REMOVE, params![permit.office(), permit.id(), stamp])?;
    journal(write, permit)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

fn put_members(write: &mut Write, permit: &Permit, body: &Body) -> Result<(), Error> {
    let (office, id) = (permit.office(), permit.id());
    if permit.action() != Action::Create {
        write.tx().run(CLEAR_MEMBERS, params![office, id])?;
    }
    if body.members.is_empty() {
        return Ok(());
    }
    let rows = body.members.iter().map(|member| row![office, id, member.kind.word(), &member.id]);
    write.tx().bulk("figure_member", &["office", "figure", "kind", "id"], rows).map(drop)
}
