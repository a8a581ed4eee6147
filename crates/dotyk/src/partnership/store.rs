//! The partnership's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, Value, in_list, in_lists, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::{Body, Bond, Partnership, Side, State, StateRow, Whose};
use crate::access::{Action, Actor, Denied, Head, Kind, Owner, Permit, Ref, Subject, Visible};
use crate::journal::{Write, free_slug as free, keys};
use crate::office::store::when;
use crate::place;
use crate::source::store::{cites, put_cites};
use crate::web::{Claim, Label, Touch, find};

macro_rules! columns {
    () => {
        "SELECT a.id, a.slug, a.title_uk, a.title_en, a.about_uk, a.about_en, a.kind, a.project, a.programme, a.published_at, a.withdrawn_at,
           a.created_by, a.sort_key, a.version
         FROM partnership a WHERE a.office = $1"
    };
}

/// Whether a list may show the partnership `a`: `$2` everything, `$3` account, `$4` organisation, `$5` place.
macro_rules! visible {
    () => {
        concat!(
            "a.withdrawn_at IS NULL AND (a.published_at IS NOT NULL OR $2 = 1 OR a.created_by = $3
               OR EXISTS (SELECT 1 FROM partnership_side v WHERE v.office = a.office AND v.partnership = a.id AND (v.organisation = $4 OR ",
            place::lies_in!("v.place", "$5"),
            ")))"
        )
    };
}

/// The filters of the list behind it: `$6` the day, `$7` state on it, `$8` organisation, `$9` place, `$10` pattern of the search.
/// One that had not begun on the day was not there.
macro_rules! filters {
    () => {
        concat!(
            " AND ((SELECT s.state FROM partnership_state s WHERE s.office = a.office AND s.partnership = a.id AND s.day <= $6 ORDER BY s.position DESC LIMIT 1) = $7
                   OR CAST($7 AS TEXT) IS NULL)
              AND (EXISTS (SELECT 1 FROM partnership_state s WHERE s.office = a.office AND s.partnership = a.id AND s.day <= $6)
                   OR NOT EXISTS (SELECT 1 FROM partnership_state s WHERE s.office = a.office AND s.partnership = a.id))
              AND (EXISTS (SELECT 1 FROM partnership_side f JOIN organisation o ON o.office = f.office AND o.id = f.organisation
                           WHERE f.office = a.office AND f.partnership = a.id AND (o.id = $8 OR o.merged_into = $8)) OR CAST($8 AS TEXT) IS NULL)
              AND (EXISTS (SELECT 1 FROM partnership_side f LEFT JOIN organisation o ON o.office = f.office AND o.id = f.organisation
                           WHERE f.office = a.office AND f.partnership = a.id AND (", place::lies_in!("f.place", "$9"), " OR o.place = $9))
                   OR CAST($9 AS TEXT) IS NULL)
              AND a.search_key LIKE $10 ESCAPE '!'"
        )
    };
}

/// How much there is with organisations, and when something happened last.
macro_rules! touched {
    ($one:literal) => {
        concat!(
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(DISTINCT a.id) AS n, max(s.day) AS latest FROM partnership_side p
               JOIN organisation o ON o.office = p.office AND o.id = p.organisation
               JOIN partnership a ON a.office = p.office AND a.id = p.partnership AND a.withdrawn_at IS NULL
               LEFT JOIN partnership_state s ON s.office = a.office AND s.partnership = a.id AND s.day <= $2
             WHERE p.office = $1",
            $one,
            " GROUP BY coalesce(o.merged_into, o.id)"
        )
    };
}

statements! {
    const BY_SLUG = concat!(columns!(), " AND a.slug = $2");
    const BY_ID = concat!(columns!(), " AND a.id = $2");
    const BY_IDS = concat!(columns!(), " AND a.withdrawn_at IS NULL AND a.id IN ", in_list!());
    /// A page of the list, after a sort key and id.
    const LIST = concat!(
        columns!(), " AND ", visible!(), filters!(), " AND (a.sort_key > $11 OR (a.sort_key = $11 AND a.id > $12)) ORDER BY a.sort_key, a.id LIMIT $13");
    const COUNT = concat!("SELECT count(*) AS n FROM partnership a WHERE a.office = $1 AND ", visible!(), filters!());
    /// How many ties there are with each place abroad: of the side, or of who stands for it and may be seen.
    const ABROAD = concat!(
        "SELECT coalesce(t.place, o.place) AS code, count(DISTINCT a.id) AS n FROM partnership a
           JOIN partnership_side t ON t.office = a.office AND t.partnership = a.id AND t.side = 'theirs'
           LEFT JOIN organisation o ON o.office = t.office AND o.id = t.organisation AND (o.published_at IS NOT NULL OR $2 = 1)
         WHERE a.office = $1 AND ", visible!(), filters!(), " AND coalesce(t.place, o.place) IS NOT NULL
         GROUP BY coalesce(t.place, o.place) ORDER BY n DESC, code LIMIT 500");
    const LABELS = concat!(columns!(), " AND ", visible!(), " AND a.id IN ", in_list!(6));
    /// Of a project, a programme, or an organisation that is one of the sides.
    const OF = concat!(
        "SELECT a.id FROM partnership a WHERE a.office = $1 AND ", visible!(), "
           AND (a.project = $6 OR a.programme = $6
                OR EXISTS (SELECT 1 FROM partnership_side f JOIN organisation o ON o.office = f.office AND o.id = f.organisation
                           WHERE f.office = a.office AND f.partnership = a.id AND (o.id = $6 OR o.merged_into = $6)))
         ORDER BY a.sort_key, a.id LIMIT 200");
    const SIDES = concat!(
        "SELECT partnership, side, place, organisation FROM partnership_side WHERE office = $1 AND partnership IN ", in_list!(), " ORDER BY partnership, position");
    const STATES = concat!(
        "SELECT partnership, state, date, note_uk, note_en, source, locator FROM partnership_state WHERE office = $1 AND partnership IN ",
        in_list!(), " ORDER BY partnership, position");
    /// What a source says of states.
    const CLAIMS = "SELECT partnership, state, date, locator FROM partnership_state WHERE office = $1 AND source = $2 ORDER BY partnership, position";
    const IDS = "SELECT id FROM partnership WHERE office = $1 ORDER BY id";
    const RESOLVE = concat!("SELECT id, slug FROM partnership WHERE office = $1 AND slug IN ", in_list!());
    const SLUG_TAKEN = "SELECT 1 AS taken FROM partnership WHERE office = $1 AND slug = $2";
    const SAVE =
        "UPDATE partnership SET title_uk = $3, title_en = $4, about_uk = $5, about_en = $6, kind = $7, project = $8, programme = $9, sort_key = $10,
           search_key = $11, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $12";
    const CLEAR_SIDES = "DELETE FROM partnership_side WHERE office = $1 AND partnership = $2";
    const CLEAR_STATES = "DELETE FROM partnership_state WHERE office = $1 AND partnership = $2";
    /// What was taken back is shown to nobody, however it is found.
    const PUBLISH = "UPDATE partnership SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2 AND withdrawn_at IS NULL";
    const WITHDRAW = "UPDATE partnership SET withdrawn_at = $3, published_at = NULL, version = version + 1 WHERE office = $1 AND id = $2";
    /// Of every organisation: `$2` the day.
    const TOUCHED = touched!("");
    /// Of one: `$3`.
    const TOUCHED_ONE = touched!(" AND p.organisation IN (SELECT m.id FROM organisation m WHERE m.office = $1 AND (m.id = $3 OR m.merged_into = $3))");
}

/// The ids of all partnerships.
pub const ALL_IDS: Sql = IDS;

fn word<T>(row: &Row, column: &str, parse: fn(&str) -> Option<T>) -> Result<T, Error> {
    let word: String = row.get(column)?;
    parse(&word).ok_or_else(|| Error::Other(format!("a partnership's {column} «{word}»")))
}

fn read(row: &Row) -> Result<Partnership, Error> {
    let head = Head {
        id: row.get("id")?,
        slug: row.get("slug")?,
        published_at: row.get("published_at")?,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
    };
    let body = Body {
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        about_uk: row.get("about_uk")?,
        about_en: row.get("about_en")?,
        kind: word(row, "kind", Bond::parse)?,
        project: row.get("project")?,
        programme: row.get("programme")?,
        ..Body::default()
    };
    Ok(Partnership { head, withdrawn_at: row.get("withdrawn_at")?, body })
}

/// Reads partnerships with their sides and states, in the order of the rows.
fn whole(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Partnership>, Error> {
    let mut all: Vec<Partnership> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let ids: Vec<String> = all.iter().map(|one| one.head.id.clone()).collect();
    let mut sides: HashMap<String, Vec<Side>> = HashMap::new();
    let mut states: HashMap<String, Vec<StateRow>> = HashMap::new();
    for params in in_lists(params![office], &ids) {
        for row in tx.all(SIDES, &params)? {
            let side = Side {
                side: word(&row, "side", Whose::parse)?,
                place: row.get("place")?,
                organisation: row.get("organisation")?,
            };
            sides.entry(row.get("partnership")?).or_default().push(side);
        }
        for row in tx.all(STATES, &params)? {
            let state = StateRow {
                state: word(&row, "state", State::parse)?,
                date: when(row.get("date")?)?,
                note_uk: row.get("note_uk")?,
                note_en: row.get("note_en")?,
                source: row.get("source")?,
                locator: row.get("locator")?,
            };
            states.entry(row.get("partnership")?).or_default().push(state);
        }
    }
    for one in &mut all {
        one.body.sides = sides.remove(&one.head.id).unwrap_or_default();
        one.body.states = states.remove(&one.head.id).unwrap_or_default();
    }
    Ok(all)
}

fn one(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Partnership>, Error> {
    let rows = tx.all(sql, params![office, key])?;
    let Some(mut one) = whole(tx, office, &rows)?.pop() else { return Ok(None) };
    one.body.cites = cites(tx, office, &Ref::new(Kind::Partnership, &one.head.id))?;
    Ok(Some(one))
}

fn subject(tx: &mut Tx, office: &str, one: &Partnership) -> Result<Subject, Error> {
    let codes = one.body.places();
    let around: Vec<Owner> = if codes.is_empty() { Vec::new() } else { place::store::owners(tx, office, &codes)? };
    Ok(one.subject(around))
}

/// A partnership by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Partnership, Permit), Denied> {
    let one = one(tx, &actor.office, BY_SLUG, slug)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject(tx, &actor.office, &one)?)?;
    Ok((one, permit))
}

/// A partnership as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Partnership>, Error> {
    one(tx, office, BY_ID, id)
}

/// What the policy must know of a partnership.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    match get(tx, office, id)? {
        Some(one) => Ok(Some(subject(tx, office, &one)?)),
        None => Ok(None),
    }
}

/// What a list is filtered by.
#[derive(Debug, Default)]
pub struct Filter {
    /// A state on the day.
    pub state: Option<State>,
    /// An organisation that is one of the sides.
    pub organisation: Option<String>,
    /// A place of a side or one around it.
    pub place: Option<String>,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Filter {
    fn params(&self, visible: &Visible, day: Date) -> Vec<Value> {
        let mut params = visible.params();
        params.extend(row![day.to_string(), self.state.map(State::word), &self.organisation, &self.place, &self.search]);
        params
    }
}

/// A row of a list: the partnership, and where the list goes on.
#[derive(Debug)]
pub struct Listed {
    /// The partnership, without what it rests on.
    pub partnership: Partnership,
    /// The key of order.
    pub sort_key: String,
}

/// How many a filter finds.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<i64, Error> {
    tx.first(COUNT, &filter.params(visible, day))?.map_or(Ok(0), |row| row.get("n"))
}

/// A page of the list after a sort key and id.
///
/// # Errors
/// The database's.
pub fn page(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let mut params = filter.params(visible, day);
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(LIST, &params)?;
    let keys = rows.iter().map(|row| row.get("sort_key")).collect::<Result<Vec<String>, _>>()?;
    let all = whole(tx, &visible.office, &rows)?;
    Ok(all.into_iter().zip(keys).map(|(partnership, sort_key)| Listed { partnership, sort_key }).collect())
}

/// With which places abroad there are ties, and how many with each; the most first.
///
/// # Errors
/// The database's.
pub fn abroad(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<Vec<(String, i64)>, Error> {
    tx.all(ABROAD, &filter.params(visible, day))?.iter().map(|row| Ok((row.get("code")?, row.get("n")?))).collect()
}

/// The partnerships of a project, of a programme or of an organisation.
///
/// # Errors
/// The database's.
pub fn tied(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    let mut params = visible.params();
    params.extend(row![&of.id]);
    tx.all(OF, &params)?.iter().map(|row| Ok(Ref::new(Kind::Partnership, row.get::<String>("id")?))).collect()
}

/// Labels of partnerships that the actor may see, with their states on a day.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        let rows = tx.all(LABELS, &params)?;
        for one in whole(tx, &visible.office, &rows)? {
            let b = one.body;
            let mut label = Label::new(b.title_uk.clone(), b.title_en.clone(), format!("/partnerships/{}", one.head.slug));
            if let Some(row) = b.on(day) {
                row.state.word().clone_into(&mut label.state);
                label.date = Some(row.date.clone());
            }
            label.places = b.places();
            labels.push((one.head.id, label));
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

/// What a source says of the states of partnerships.
///
/// # Errors
/// The database's.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let claim = |row: &Row| {
        Ok(Claim {
            record: Ref::new(Kind::Partnership, row.get::<String>("partnership")?),
            locator: row.get("locator")?,
            state: row.get("state")?,
            date: Some(when(row.get("date")?)?),
        })
    };
    tx.all(CLAIMS, params![office, source])?.iter().map(claim).collect()
}

/// What the index holds of partnerships on a day.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for params in in_lists(params![office], ids) {
        let rows = tx.all(BY_IDS, &params)?;
        found.extend(whole(tx, office, &rows)?);
    }
    let mut codes: Vec<String> = found.iter().flat_map(|one| one.body.places()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    let documents = found.into_iter().map(|one| {
        let b = &one.body;
        let mut document = find::document(&Ref::new(Kind::Partnership, &one.head.id), &b.title_uk, &b.title_en);
        document.body = [&b.about_uk, &b.about_en].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        document.facets.extend(b.on(day).map(|row| ("state".into(), row.state.word().into())));
        let mine = b.places();
        let above: Vec<String> = mine.iter().filter_map(|code| around.get(code)).flatten().cloned().collect();
        document.places = mine.into_iter().chain(above).collect();
        let organisations = b.sides.iter().filter_map(|side| Some(format!("org:{}", side.organisation.as_ref()?)));
        let tokens = [format!("account:{}", one.head.created_by)].into_iter().chain(organisations);
        document.visibility = Visibility {
            public: one.head.published_at.is_some(),
            tokens: tokens.chain(document.places.iter().map(|code| format!("place:{code}"))).collect(),
        };
        document
    });
    Ok(documents.collect())
}

/// A slug like this that is free.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, office: &str, wanted: &str) -> Result<String, Error> {
    free(tx, SLUG_TAKEN, office, wanted)
}

/// What people enter, and the keys computed of it, in the order of [`COLUMNS`].
fn values(b: &Body) -> Vec<Value> {
    let parts = [&b.title_uk, &b.title_en, &b.about_uk, &b.about_en];
    let (sort, search) = keys(&b.title_uk, &b.title_en, parts.into_iter().flatten().map(String::as_str));
    row![&b.title_uk, &b.title_en, &b.about_uk, &b.about_en, b.kind.word(), &b.project, &b.programme, sort, search]
}

const COLUMNS: [&str; 9] =
    ["title_uk", "title_en", "about_uk", "about_en", "kind", "project", "programme", "sort_key", "search_key"];

/// Adds a partnership.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, one: &Partnership) -> Result<(), Error> {
    permit.holds_for(Kind::Partnership, &one.head.id);
    let head = &one.head;
    let mut row =
        row![permit.office(), &head.id, &head.slug, &head.published_at, &one.withdrawn_at, write.stamp(), &head.created_by, 1];
    row.extend(values(&one.body));
    let columns: Vec<&'static str> =
        ["office", "id", "slug", "published_at", "withdrawn_at", "created_at", "created_by", "version"]
            .into_iter()
            .chain(COLUMNS)
            .collect();
    write.tx().bulk("partnership", &columns, [row])?;
    put_rows(write, permit, &one.body)?;
    write.record(permit, one)
}

/// Saves an edit made from the version that `one` carries; `false` when that is no longer the present one.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, one: &Partnership) -> Result<bool, Error> {
    permit.holds_for(Kind::Partnership, &one.head.id);
    let mut params = row![permit.office(), permit.id()];
    params.extend(values(&one.body));
    params.extend(row![one.head.version]);
    if write.tx().run(SAVE, &params)? == 0 {
        return Ok(false);
    }
    for sql in [CLEAR_SIDES, CLEAR_STATES] {
        write.tx().run(sql, params![permit.office(), permit.id()])?;
    }
    put_rows(write, permit, &one.body)?;
    journal(write, permit)?;
    Ok(true)
}

fn put_rows(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let (office, id) = (permit.office(), permit.id());
    let sides = b.sides.iter().enumerate();
    let sides = sides.map(|(n, side)| row![office, id, n, side.side.word(), &side.place, &side.organisation]);
    write.tx().bulk("partnership_side", &["office", "partnership", "position", "side", "place", "organisation"], sides)?;
    let states = b.states.iter().enumerate().map(|(n, one)| {
        let day = one.date.first().to_string();
        row![office, id, n, one.state.word(), one.date.as_str(), day, &one.note_uk, &one.note_en, &one.source, &one.locator]
    });
    let columns = ["office", "partnership", "position", "state", "date", "day", "note_uk", "note_en", "source", "locator"];
    write.tx().bulk("partnership_state", &columns, states)?;
    put_cites(write, permit, &b.cites)
}

/// Shows a partnership to the public, or hides it.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
    if write.tx().run(PUBLISH, params![permit.office(), permit.id(), published_at])? == 0 {
        return Ok(());
    }
    journal(write, permit)
}

/// Takes a partnership back: it stays, and is in no list; or brings it back as a draft.
///
/// # Errors
/// The database's.
pub fn withdraw(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
    write.tx().run(WITHDRAW, params![permit.office(), permit.id(), withdrawn_at])?;
    journal(write, permit)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// The partnerships of organisations, or of one, and the day of their last state.
///
/// # Errors
/// The database's.
pub fn touched_on(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    Touch::ask(tx, Kind::Partnership, (TOUCHED, TOUCHED_ONE), office, day, of)
}
