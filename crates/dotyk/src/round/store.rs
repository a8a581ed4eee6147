//! The round's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};
use jiff::civil::Date;

use super::model::{Body, Round, Wave};
use crate::access::{Action, Actor, Denied, Head, Kind, Permit, Subject, Visible};
use crate::journal::{Write, free_slug as free};
use crate::text::When;
use crate::web::{Gate, Label};

/// The columns of a round.
macro_rules! rounds {
    () => {
        "SELECT id, slug, title_uk, title_en, ask_uk, ask_en, sector, emergency, from_day, until_day, opened_at, closed_at, created_by, version
         FROM round "
    };
}

statements! {
    const BY_SLUG = concat!(rounds!(), "WHERE office = $1 AND slug = $2");
    const BY_ID = concat!(rounds!(), "WHERE office = $1 AND id = $2");
    /// The newest first, behind one.
    const LIST = concat!(rounds!(),
        "WHERE office = $1 AND (from_day < $2 OR from_day = $2 AND id < $3) ORDER BY from_day DESC, id DESC LIMIT $4");
    const COUNT = "SELECT count(*) AS n FROM round WHERE office = $1";
    const LABELS = concat!("SELECT id, slug, title_uk, title_en FROM round WHERE office = $1 AND $2 = 1 AND id IN ", in_list!(3));
    const RESOLVE = concat!("SELECT id, slug FROM round WHERE office = $1 AND slug IN ", in_list!());
    const IDS = "SELECT id FROM round WHERE office = $1 ORDER BY id";
    const SLUG_TAKEN = "SELECT 1 AS taken FROM round WHERE office = $1 AND slug = $2";
    const ADD =
        "INSERT INTO round (office, id, slug, title_uk, title_en, ask_uk, ask_en, sector, emergency, from_day, until_day, created_at, created_by, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    const SAVE =
        "UPDATE round SET title_uk = $3, title_en = $4, ask_uk = $5, ask_en = $6, sector = $7, emergency = $8, from_day = $9, until_day = $10,
           opened_at = $11, closed_at = $12, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $13";
    const MEMBERS = "SELECT organisation FROM round_member WHERE office = $1 AND round = $2 ORDER BY organisation";
    /// Those that are asked, by name.
    const ASKED =
        "SELECT o.id, o.slug, o.name_uk, o.name_en, o.edrpou, o.place, o.sort_key FROM round_member m
         JOIN organisation o ON o.office = m.office AND o.id = m.organisation
         WHERE m.office = $1 AND m.round = $2 ORDER BY o.sort_key, o.id";
    const HOW_MANY = concat!("SELECT round, count(*) AS n FROM round_member WHERE office = $1 AND round IN ", in_list!(), " GROUP BY round");
    const CLEAR_MEMBERS = "DELETE FROM round_member WHERE office = $1 AND round = $2";
    const WAVES = "SELECT made_at, links, handed_at FROM round_wave WHERE office = $1 AND round = $2 ORDER BY wave";
    const CLEAR_WAVES = "DELETE FROM round_wave WHERE office = $1 AND round = $2";
}

/// The ids of all rounds.
pub const ALL_IDS: Sql = IDS;

fn day(row: &Row, column: &str) -> Result<Option<Date>, Error> {
    let text: String = row.get(column)?;
    text.parse().map(Some).map_err(|_| Error::Other(format!("«{text}» in {column}")))
}

/// A round without its members and waves.
fn bare(row: &Row) -> Result<Round, Error> {
    let head = Head {
        id: row.get("id")?,
        slug: row.get("slug")?,
        published_at: None,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
    };
    let body = Body {
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        ask_uk: row.get("ask_uk")?,
        ask_en: row.get("ask_en")?,
        sector: row.get("sector")?,
        emergency: row.get("emergency")?,
        from: day(row, "from_day")?,
        until: day(row, "until_day")?,
    };
    Ok(Round { opened_at: row.get("opened_at")?, closed_at: row.get("closed_at")?, ..Round::new(head, body) })
}

fn whole(tx: &mut Tx, office: &str, found: Option<Row>) -> Result<Option<Round>, Error> {
    let Some(row) = found else { return Ok(None) };
    let mut round = bare(&row)?;
    let id = round.head.id.clone();
    round.members = tx.all(MEMBERS, params![office, &id])?.iter().map(|row| row.get("organisation")).collect::<Result<_, _>>()?;
    let wave = |row: &Row| {
        Ok::<_, Error>(Wave { made_at: row.get("made_at")?, links: row.get("links")?, handed_at: row.get("handed_at")? })
    };
    round.waves = tx.all(WAVES, params![office, &id])?.iter().map(wave).collect::<Result<_, _>>()?;
    Ok(Some(round))
}

/// A round by id.
///
/// # Errors
/// The database's; so for all functions here.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Round>, Error> {
    let found = tx.first(BY_ID, params![office, id])?;
    whole(tx, office, found)
}

/// A round by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Round, Permit), Denied> {
    let found = tx.first(BY_SLUG, params![&actor.office, slug])?;
    let round = whole(tx, &actor.office, found)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &round.subject())?;
    Ok((round, permit))
}

/// What the policy must know of a round.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    let found = tx.first(BY_ID, params![office, id])?;
    found.map(|row| bare(&row).map(|round| round.subject())).transpose()
}

/// What a round lays on its private links on a day. One row is read: this is asked with every page behind them.
///
/// # Errors
/// The database's.
pub fn gate(tx: &mut Tx, office: &str, id: &str, day: Date) -> Result<Option<Gate>, Error> {
    let found = tx.first(BY_ID, params![office, id])?;
    found.map(|row| bare(&row).map(|round| round.gate(day))).transpose()
}

/// The newest rounds behind one, without members, and how many there are in all.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, office: &str, before: (&str, &str), limit: i64) -> Result<(Vec<Round>, i64), Error> {
    let rows = tx.all(LIST, params![office, before.0, before.1, limit])?;
    let total = tx.first(COUNT, params![office])?.map_or(Ok(0), |row| row.get("n"))?;
    Ok((rows.iter().map(bare).collect::<Result<_, _>>()?, total))
}

/// How many institutions each of these rounds asks.
///
/// # Errors
/// The database's.
pub fn how_many(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, i64>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(HOW_MANY, &params)? {
            found.insert(row.get("round")?, row.get("n")?);
        }
    }
    Ok(found)
}

/// An institution that is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its id.
    pub id: String,
    /// Its address.
    pub slug: String,
    /// Its name.
    pub name_uk: Option<String>,
    /// Its name.
    pub name_en: Option<String>,
    /// Its code of the state register.
    pub edrpou: Option<String>,
    /// The code of its place.
    pub place: Option<String>,
}

/// The institutions that a round asks, by name: one question for all of them.
///
/// # Errors
/// The database's.
pub fn asked(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<Asked>, Error> {
    let asked = |row: &Row| {
        Ok(Asked {
            id: row.get("id")?,
            slug: row.get("slug")?,
            name_uk: row.get("name_uk")?,
            name_en: row.get("name_en")?,
            edrpou: row.get("edrpou")?,
            place: row.get("place")?,
        })
    };
    tx.all(ASKED, params![office, id])?.iter().map(asked).collect()
}

/// Labels of rounds, for those who may see them: the office's own.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(params![&visible.office, i64::from(visible.all)], ids) {
        for row in tx.all(LABELS, &params)? {
            let path = format!("/rounds/{}", row.get::<String>("slug")?);
            labels.push((row.get::<String>("id")?, Label::new(row.get("title_uk")?, row.get("title_en")?, path)));
        }
    }
    Ok(labels)
}

/// From slugs to ids.
///
/// # Errors
/// The database's.
pub fn resolve(tx: &mut Tx, office: &str, slugs: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office], slugs) {
        for row in tx.all(RESOLVE, &params)? {
            found.insert(row.get("slug")?, row.get("id")?);
        }
    }
    Ok(found)
}

/// A slug like this that is free.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, office: &str, wanted: &str) -> Result<String, Error> {
    free(tx, SLUG_TAKEN, office, wanted)
}

fn iso(day: Option<Date>) -> Option<String> {
    day.map(|day| When::day(day).as_str().to_owned())
}

/// Adds a round, a draft that asks nobody yet.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, round: &Round) -> Result<(), Error> {
    permit.holds_for(Kind::Round, &round.head.id);
    let (head, b, stamp) = (&round.head, &round.body, write.stamp());
    let values = row![
        permit.office(),
        &head.id,
        &head.slug,
        &b.title_uk,
        &b.title_en,
        &b.ask_uk,
        &b.ask_en,
        &b.sector,
        &b.emergency,
        iso(b.from),
        iso(b.until),
        stamp,
        &head.created_by
    ];
    write.tx().run(ADD, &values)?;
    write.record(permit, round)
}

/// Saves a round as it is after a change; `false` when `before` is no longer the present version.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, before: &Round, after: &Round) -> Result<bool, Error> {
    permit.holds_for(Kind::Round, &before.head.id);
    let (office, id, b) = (permit.office(), permit.id(), &after.body);
    let values = row![
        office,
        id,
        &b.title_uk,
        &b.title_en,
        &b.ask_uk,
        &b.ask_en,
        &b.sector,
        &b.emergency,
        iso(b.from),
        iso(b.until),
        &after.opened_at,
        &after.closed_at,
        before.head.version
    ];
    if write.tx().run(SAVE, &values)? == 0 {
        return Ok(false);
    }
    if before.members != after.members {
        write.tx().run(CLEAR_MEMBERS, params![office, id])?;
        let rows = after.members.iter().map(|member| row![office, id, member]);
        write.tx().bulk("round_member", &["office", "round", "organisation"], rows)?;
    }
    if before.waves != after.waves {
        write.tx().run(CLEAR_WAVES, params![office, id])?;
        let rows = (1i64..).zip(&after.waves).map(|(n, wave)| row![office, id, n, &wave.made_at, wave.links, &wave.handed_at]);
        write.tx().bulk("round_wave", &["office", "round", "wave", "made_at", "links", "handed_at"], rows)?;
    }
    let state = get(write.tx(), office, id)?;
    write.record(permit, &state)?;
    Ok(true)
}
