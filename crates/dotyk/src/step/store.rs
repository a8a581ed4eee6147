//! The step's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};
use dotyk_match::Document;
use jiff::civil::Date;

use super::{Body, State, StateRow, Step, Waiting};
use crate::access::{Action, Kind, Permit, Ref};
use crate::journal::{Write, free_slug as free};
use crate::office::store::opt_when;
use crate::source::store::{cites, put_cites};
use crate::web::deed::{Deed, Span, What};
use crate::web::{Claim, Label, Touch, find};

macro_rules! columns {
    () => {
        "SELECT id, slug, subject_kind, subject_id, part, what_uk, what_en, organisation, due, due_note_uk, due_note_en, created_by, version
         FROM step WHERE office = $1"
    };
}

/// How much there is with organisations, and when something happened last.
macro_rules! touched {
    ($one:literal) => {
        concat!(
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(DISTINCT p.id) AS n, max(s.day || s.date) AS latest FROM step p
               JOIN organisation o ON o.office = p.office AND o.id = p.organisation
               LEFT JOIN step_state s ON s.office = p.office AND s.step = p.id AND s.day <> '' AND s.day <= $2
             WHERE p.office = $1",
            $one,
            " GROUP BY coalesce(o.merged_into, o.id)"
        )
    };
}

statements! {
    const BY_SLUG = concat!(columns!(), " AND slug = $2");
    const BY_ID = concat!(columns!(), " AND id = $2");
    const BY_IDS = concat!(columns!(), " AND id IN ", in_list!());
    const OF_SUBJECTS = concat!(columns!(), " AND subject_id IN ", in_list!(), " ORDER BY due_day = '', due_day, id");
    /// Bounded: an office has hundreds of steps, and a page shows what is near.
    const NEAREST = concat!(columns!(), " AND (organisation = $2 OR CAST($2 AS TEXT) IS NULL) ORDER BY due_day = '', due_day, id LIMIT 2000");
    /// Those that are open on the day `$5` and whose last due day lies between `$3` and `$4`.
    const WAITING = concat!(
        columns!(),
        " AND (organisation = $2 OR CAST($2 AS TEXT) IS NULL) AND due_day >= $3 AND due_day <= $4
          AND coalesce((SELECT s.state FROM step_state s WHERE s.office = $1 AND s.step = step.id AND s.day <= $5
                        ORDER BY s.day DESC, s.position DESC LIMIT 1), 'done') NOT IN ('done', 'dropped')
          ORDER BY due_day = '', due_day, id LIMIT 2000");
    /// A page of all of them, after a day and id; those without a day stand last.
    const PAGE = concat!(
        columns!(),
        " AND (organisation = $2 OR CAST($2 AS TEXT) IS NULL) AND (CASE WHEN due_day = '' THEN '9999-99-99' ELSE due_day END, id) > ($3, $4)
          ORDER BY CASE WHEN due_day = '' THEN '9999-99-99' ELSE due_day END, id LIMIT $5");
    const IDS = "SELECT id FROM step WHERE office = $1 ORDER BY id";
    const STATES = concat!("SELECT step, state, date, source, locator FROM step_state WHERE office = $1 AND step IN ", in_list!(), " ORDER BY step, position");
    /// What became of steps within a span.
    const DEEDS =
        "SELECT t.step, t.state, t.date, t.source, t.locator, s.subject_kind, s.subject_id FROM step_state t
         JOIN step s ON s.office = t.office AND s.id = t.step
         WHERE t.office = $1 AND t.state IN ('promised', 'planned', 'negotiating', 'due', 'done', 'dropped') AND t.day >= $2 AND t.day <= $3 ORDER BY t.step, t.position";
    /// What a source says of states.
    const CLAIMS = "SELECT step, state, date, locator FROM step_state WHERE office = $1 AND source = $2 ORDER BY step, position";
    const RESOLVE = concat!("SELECT id, slug FROM step WHERE office = $1 AND slug IN ", in_list!());
    const SLUG_TAKEN = "SELECT 1 AS taken FROM step WHERE office = $1 AND slug = $2";
    const ADD =
        "INSERT INTO step (office, id, slug, subject_kind, subject_id, part, what_uk, what_en, organisation, due, due_day, due_note_uk, due_note_en, created_by, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)";
    const SAVE =
        "UPDATE step SET what_uk = $3, what_en = $4, organisation = $5, due = $6, due_day = $7, due_note_uk = $8, due_note_en = $9, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $10";
    const CLEAR_STATES = "DELETE FROM step_state WHERE office = $1 AND step = $2";
    /// Of every organisation: `$2` the day.
    const TOUCHED = touched!("");
    /// Of one: `$3`.
    const TOUCHED_ONE = touched!(
        " AND p.organisation IN (SELECT m.id FROM organisation m WHERE m.office = $1 AND m.id = $3
            UNION ALL SELECT m.id FROM organisation m WHERE m.office = $1 AND m.merged_into = $3)"
    );
    /// Steps whose last due day is over while they are open: `$2` the day, `$3` an organisation.
    const OVERDUE =
        "SELECT coalesce(o.merged_into, o.id) AS organisation, count(*) AS n FROM step p
           JOIN organisation o ON o.office = p.office AND o.id = p.organisation
         WHERE p.office = $1 AND p.due_day <> '' AND p.due_day < $2
           AND coalesce((SELECT s.state FROM step_state s WHERE s.office = p.office AND s.step = p.id AND s.day <= $2
                         ORDER BY s.day DESC, s.position DESC LIMIT 1), 'done') NOT IN ('done', 'dropped')
           AND (o.id = $3 OR o.merged_into = $3 OR CAST($3 AS TEXT) IS NULL)
         GROUP BY coalesce(o.merged_into, o.id)";
}

/// The ids of all steps.
pub const ALL_IDS: Sql = IDS;

fn read(row: &Row) -> Result<Step, Error> {
    let kind: String = row.get("subject_kind")?;
    let kind = Kind::parse(&kind).ok_or_else(|| Error::Other(format!("a step of a «{kind}»")))?;
    Ok(Step {
        id: row.get("id")?,
        slug: row.get("slug")?,
        subject: Ref::new(kind, row.get::<String>("subject_id")?),
        part: row.get("part")?,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
        body: Body {
            what_uk: row.get("what_uk")?,
            what_en: row.get("what_en")?,
            organisation: row.get("organisation")?,
            due: opt_when(row.get("due")?)?,
            due_note_uk: row.get("due_note_uk")?,
            due_note_en: row.get("due_note_en")?,
            states: Vec::new(),
            cites: Vec::new(),
        },
    })
}

/// Reads steps and, in one more question each fifty, their states. What they rest on comes only with [`get`].
fn steps(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Step>, Error> {
    let mut steps: Vec<Step> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let ids: Vec<String> = steps.iter().map(|step| step.id.clone()).collect();
    let mut states: HashMap<String, Vec<StateRow>> = HashMap::new();
    for params in in_lists(params![office], &ids) {
        for row in tx.all(STATES, &params)? {
            let state: String = row.get("state")?;
            states.entry(row.get("step")?).or_default().push(StateRow {
                state: State::parse(&state).ok_or_else(|| Error::Other(format!("a step's state «{state}»")))?,
                date: opt_when(row.get("date")?)?,
                source: row.get("source")?,
                locator: row.get("locator")?,
            });
        }
    }
    for step in &mut steps {
        step.body.states = states.remove(&step.id).unwrap_or_default();
    }
    Ok(steps)
}

fn whole(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Step>, Error> {
    let rows = tx.all(sql, params![office, key])?;
    let Some(mut step) = steps(tx, office, &rows)?.pop() else { return Ok(None) };
    step.body.cites = cites(tx, office, &Ref::new(Kind::Step, &step.id))?;
    Ok(Some(step))
}

/// A step as the journal sees it. Whether it may be seen is up to its subject.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Step>, Error> {
    whole(tx, office, BY_ID, id)
}

/// A step by its address.
///
/// # Errors
/// The database's.
pub fn by_slug(tx: &mut Tx, office: &str, slug: &str) -> Result<Option<Step>, Error> {
    whole(tx, office, BY_SLUG, slug)
}

/// The steps of some subjects.
///
/// # Errors
/// The database's.
pub fn of_subjects(tx: &mut Tx, office: &str, subjects: &[Ref]) -> Result<Vec<Step>, Error> {
    let ids: Vec<String> = subjects.iter().map(|subject| subject.id.clone()).collect();
    let mut rows = Vec::new();
    for params in in_lists(params![office], &ids) {
        rows.extend(tx.all(OF_SUBJECTS, &params)?);
    }
    let mut steps = steps(tx, office, &rows)?;
    steps.retain(|step| subjects.contains(&step.subject));
    Ok(steps)
}

/// The nearest steps of the office or of one organisation.
///
/// # Errors
/// The database's.
pub fn nearest(tx: &mut Tx, office: &str, organisation: Option<&str>) -> Result<Vec<Step>, Error> {
    let rows = tx.all(NEAREST, params![office, organisation])?;
    steps(tx, office, &rows)
}

/// Those of [`nearest`] that wait for a reason on a day.
///
/// # Errors
/// The database's.
pub fn waiting(tx: &mut Tx, office: &str, organisation: Option<&str>, why: Waiting, day: Date) -> Result<Vec<Step>, Error> {
    let (from, to) = why.due(day);
    let rows = tx.all(WAITING, params![office, organisation, from, to, day.to_string()])?;
    let mut steps = steps(tx, office, &rows)?;
    steps.retain(|step| why.holds(&step.body, day));
    Ok(steps)
}

/// Some steps by their ids, in the order of [`nearest`].
///
/// # Errors
/// The database's.
pub fn by_ids(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Step>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(BY_IDS, &params)?);
    }
    let mut steps = steps(tx, office, &rows)?;
    steps.sort_by_cached_key(|step| (due_key(&step.body), step.id.clone()));
    Ok(steps)
}

/// A page of all steps, in the order of [`nearest`].
///
/// # Errors
/// The database's.
pub fn page(tx: &mut Tx, office: &str, organisation: Option<&str>, after: (&str, &str), limit: i64) -> Result<Vec<Step>, Error> {
    let rows = tx.all(PAGE, params![office, organisation, after.0, after.1, limit])?;
    steps(tx, office, &rows)
}

/// What became of steps within a span, each with the subject that decides whether it may be seen.
///
/// # Errors
/// The database's.
pub fn deeds(tx: &mut Tx, office: &str, span: &Span) -> Result<Vec<(Ref, Deed)>, Error> {
    let mut deeds = Vec::new();
    for row in tx.all(DEEDS, params![office, span.from.to_string(), span.until.to_string()])? {
        let what = match State::parse(&row.get::<String>("state")?) {
            Some(State::Done) => What::Done,
            Some(State::Promised) => What::Promised,
            _ => What::Other,
        };
        let Some(kind) = Kind::parse(&row.get::<String>("subject_kind")?) else { continue };
        let deed = Deed {
            record: Ref::new(Kind::Step, row.get::<String>("step")?),
            what,
            date: opt_when(row.get("date")?)?,
            directions: Vec::new(),
            source: row.get("source")?,
            locator: row.get("locator")?,
        };
        deeds.push((Ref::new(kind, row.get::<String>("subject_id")?), deed));
    }
    Ok(deeds)
}

/// The key of a step's place in [`page`]: behind all days when it has none.
pub fn due_key(body: &Body) -> String {
    let day = last_day(body);
    if day.is_empty() { "9999-99-99".to_owned() } else { day }
}

/// Labels of steps with the subjects that decide whether they may be seen.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<(String, Ref, Label)>, Error> {
    Ok(by_ids(tx, office, ids)?
        .into_iter()
        .filter_map(|step| {
            let now = step.body.on(day)?.clone();
            let mut label = Label::new(step.body.what_uk, step.body.what_en, format!("/steps/{}", step.slug));
            label.state = now.state.word().to_owned();
            label.date = now.date;
            Some((step.id, step.subject, label))
        })
        .collect())
}

/// What the index holds of steps, each with its subject: who may find it is up to that.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<(Ref, Document)>, Error> {
    let documents = by_ids(tx, office, ids)?.into_iter().map(|step| {
        let mut document = find::document(&Ref::new(Kind::Step, &step.id), &step.body.what_uk, &step.body.what_en);
        document.facets.extend(step.body.on(day).map(|row| ("state".to_owned(), row.state.word().to_owned())));
        (step.subject, document)
    });
    Ok(documents.collect())
}

/// What a source says of the states of steps.
///
/// # Errors
/// The database's.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let rows = tx.all(CLAIMS, params![office, source])?;
    rows.iter()
        .map(|row| {
            let record = Ref::new(Kind::Step, row.get::<String>("step")?);
            Ok(Claim { record, locator: row.get("locator")?, state: row.get("state")?, date: opt_when(row.get("date")?)? })
        })
        .collect()
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

fn last_day(body: &Body) -> String {
    body.due.as_ref().map(|due| due.last().to_string()).unwrap_or_default()
}

/// Adds a step; its subject's permit was asked before.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, step: &Step) -> Result<(), Error> {
    permit.holds_for(Kind::Step, &step.id);
    let b = &step.body;
    let values = row![
        permit.office(),
        &step.id,
        &step.slug,
        step.subject.kind.word(),
        &step.subject.id,
        step.part,
        &b.what_uk,
        &b.what_en,
        &b.organisation,
        b.due.as_ref().map(|d| d.as_str()),
        last_day(b),
        &b.due_note_uk,
        &b.due_note_en,
        &step.created_by
    ];
    write.tx().run(ADD, &values)?;
    put_states(write, permit, b)?;
    put_cites(write, permit, &b.cites)?;
    write.record(permit, step)
}

/// Saves an edit made from the version that `step` carries; `false` when it is no longer the present one.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, step: &Step) -> Result<bool, Error> {
    permit.holds_for(Kind::Step, &step.id);
    let b = &step.body;
    let values = row![
        permit.office(),
        &step.id,
        &b.what_uk,
        &b.what_en,
        &b.organisation,
        b.due.as_ref().map(|d| d.as_str()),
        last_day(b),
        &b.due_note_uk,
        &b.due_note_en,
        step.version
    ];
    if write.tx().run(SAVE, &values)? == 0 {
        return Ok(false);
    }
    put_states(write, permit, b)?;
    put_cites(write, permit, &b.cites)?;
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)?;
    Ok(true)
}

fn put_states(write: &mut Write, permit: &Permit, body: &Body) -> Result<(), Error> {
    let (office, id) = (permit.office(), permit.id());
    if permit.action() != Action::Create {
        write.tx().run(CLEAR_STATES, params![office, id])?;
    }
    let rows = body.states.iter().enumerate().map(|(position, s)| {
        let first = s.date.as_ref().map(|date| date.first().to_string()).unwrap_or_default();
        row![office, id, position, s.state.word(), s.date.as_ref().map(|d| d.as_str()), first, &s.source, &s.locator]
    });
    let columns = ["office", "step", "position", "state", "date", "day", "source", "locator"];
    write.tx().bulk("step_state", &columns, rows).map(drop)
}

/// The steps of organisations, or of one, and the day of the last word on them.
///
/// # Errors
/// The database's.
pub fn touched_on(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    Touch::ask(tx, Kind::Step, (TOUCHED, TOUCHED_ONE), office, day, of)
}

/// How many steps of organisations, or of one, are overdue on a day.
///
/// # Errors
/// The database's.
pub fn overdue(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<(String, i64)>, Error> {
    let rows = tx.all(OVERDUE, params![office, day.to_string(), of])?;
    rows.iter().map(|row| Ok((row.get("organisation")?, row.get("n")?))).collect()
}
