//! The introduction's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};
use jiff::civil::Date;

use super::model::{Body, Introduction, State, StateRow};
use crate::access::{Action, Actor, Denied, Kind, Permit, Ref, Subject, Visible};
use crate::journal::Write;
use crate::office::store::when;
use crate::organisation;
use crate::text::When;
use crate::web::{Label, Touch};

macro_rules! columns {
    () => {
        "SELECT i.id, i.subject_kind, i.subject_id, i.partner, i.who, i.point, i.with_kind, i.with_id, i.project, i.lead, i.part, i.score,
           i.reasons, i.note, i.state, i.created_at, i.created_by, i.version FROM introduction i WHERE i.office = $1"
    };
}

/// What a list is filtered by: `$2` state, `$3` partner, `$4` heard last before, `$5` the need or project, `$6` 1 for open ones.
macro_rules! filtered {
    () => {
        concat!(
            " AND (i.state = $2 OR CAST($2 AS TEXT) IS NULL)
              AND (i.partner IN ",
            organisation::merged!("$3"),
            " OR CAST($3 AS TEXT) IS NULL)
              AND (i.heard < $4 OR CAST($4 AS TEXT) IS NULL)
              AND (i.subject_id = $5 OR CAST($5 AS TEXT) IS NULL)
              AND (i.state IN ('proposed', 'contacted', 'agreed') OR $6 = 0)"
        )
    };
}

/// How much there is with organisations, and when something happened last.
macro_rules! touched {
    ($one:expr) => {
        concat!(
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(*) AS n, max(CASE WHEN i.heard <= $2 THEN i.heard ELSE '' END) AS latest FROM introduction i
               JOIN organisation o ON o.office = i.office AND o.id = i.partner
             WHERE i.office = $1",
            $one,
            " GROUP BY coalesce(o.merged_into, o.id)"
        )
    };
}

statements! {
    const BY_ID = concat!(columns!(), " AND i.id = $2");
    /// Named by the partner and by whose need or which project it was.
    const LABELS = concat!(
        "SELECT i.id, i.who, i.state, o.name_uk, o.name_en, coalesce(n.title_uk, p.title_uk) AS of_uk, coalesce(n.title_en, p.title_en) AS of_en
         FROM introduction i
         LEFT JOIN organisation o ON o.office = i.office AND o.id = i.partner
         LEFT JOIN need n ON n.office = i.office AND n.id = i.subject_id
         LEFT JOIN project p ON p.office = i.office AND p.id = i.subject_id
         WHERE i.office = $1 AND i.id IN ", in_list!());
    const IDS = "SELECT id FROM introduction WHERE office = $1 ORDER BY id";
    /// Newest first: ids are in the order of time.
    const LIST = concat!(columns!(), filtered!(), " AND (i.id < $7 OR $7 = '') ORDER BY i.id DESC LIMIT $8");
    const COUNT = concat!(
        "SELECT i.state, count(*) AS n, count(i.project) AS projects FROM introduction i WHERE i.office = $1", filtered!(), " GROUP BY i.state ORDER BY i.state");
    /// What a record was part of: as the one who asks, as the partner, as what came of it or what it went through.
    const OF = concat!(
        columns!(), " AND (i.subject_id = $2 OR i.project = $2 OR i.with_id = $2
          OR i.partner IN ", organisation::merged!("$2"), ") ORDER BY i.id DESC LIMIT 200");
    const STATES = concat!(
        "SELECT introduction, state, date, note FROM introduction_state WHERE office = $1 AND introduction IN ", in_list!(), " ORDER BY introduction, position");
    const ADD =
        "INSERT INTO introduction (office, id, subject_kind, subject_id, partner, who, point, with_kind, with_id, project, lead, part, score, reasons, note,
           state, heard, created_at, created_by, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1)";
    const SAVE =
        "UPDATE introduction SET partner = $3, who = $4, project = $5, lead = $6, note = $7, state = $8, heard = $9, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $10";
    const CLEAR_STATES = "DELETE FROM introduction_state WHERE office = $1 AND introduction = $2";
    /// Of every organisation: `$2` the day.
    const TOUCHED = touched!("");
    /// Of one: `$3`.
    const TOUCHED_ONE = touched!(concat!(" AND i.partner IN ", organisation::merged!("$3")));
}

/// The ids of all introductions.
pub const ALL_IDS: Sql = IDS;

/// What a list is filtered by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// How it stands.
    pub state: Option<State>,
    /// The organisation that is the partner.
    pub partner: Option<String>,
    /// The ISO day before which it was heard of last.
    pub silent_since: Option<String>,
    /// The need or the project.
    pub subject: Option<String>,
    /// Only those of which something is to come.
    pub open: bool,
}

impl Filter {
    fn params(&self, office: &str) -> Vec<dotyk_db::Value> {
        // Silence is a question only where something is to come.
        let open = i64::from(self.open || self.silent_since.is_some());
        row![office, self.state.map(State::word), &self.partner, &self.silent_since, &self.subject, open]
    }
}

fn broken(what: &str) -> Error {
    Error::Other(format!("an introduction with «{what}»"))
}

fn reference(row: &Row, kind: &str, id: &str) -> Result<Option<Ref>, Error> {
    let (kind, id): (Option<String>, Option<String>) = (row.get(kind)?, row.get(id)?);
    let Some((kind, id)) = kind.zip(id) else { return Ok(None) };
    Ok(Some(Ref::new(Kind::parse(&kind).ok_or_else(|| broken(&kind))?, id)))
}

fn read(row: &Row) -> Result<Introduction, Error> {
    let subject = reference(row, "subject_kind", "subject_id")?.ok_or_else(|| broken("no subject"))?;
    let reasons: String = row.get("reasons")?;
    Ok(Introduction {
        id: row.get("id")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        version: row.get("version")?,
        body: Body {
            subject,
            partner: row.get("partner")?,
            who: row.get("who")?,
            point: row.get("point")?,
            with: reference(row, "with_kind", "with_id")?,
            project: row.get("project")?,
            lead: row.get("lead")?,
            part: row.get("part")?,
            score: row.get("score")?,
            reasons: serde_json::from_str(&reasons).map_err(|error| Error::Other(error.to_string()))?,
            note: row.get("note")?,
            states: Vec::new(),
        },
    })
}

/// Reads introductions with their states, in the order of the rows.
fn whole(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Introduction>, Error> {
    let mut all: Vec<Introduction> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let ids: Vec<String> = all.iter().map(|one| one.id.clone()).collect();
    let mut states: HashMap<String, Vec<StateRow>> = HashMap::new();
    for params in in_lists(params![office], &ids) {
        for row in tx.all(STATES, &params)? {
            let state: String = row.get("state")?;
            let state = State::parse(&state).ok_or_else(|| broken(&state))?;
            let row_of = StateRow { state, date: when(row.get("date")?)?, note: row.get("note")? };
            states.entry(row.get("introduction")?).or_default().push(row_of);
        }
    }
    all.iter_mut().for_each(|one| one.body.states = states.remove(&one.id).unwrap_or_default());
    Ok(all)
}

/// An introduction by id.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Introduction>, Error> {
    let rows = tx.all(BY_ID, params![office, id])?;
    Ok(whole(tx, office, &rows)?.pop())
}

/// An introduction by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, id: &str) -> Result<(Introduction, Permit), Denied> {
    let one = get(tx, &actor.office, id)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &one.subject())?;
    Ok((one, permit))
}

/// What the policy must know of an introduction.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    Ok(get(tx, office, id)?.map(|one| one.subject()))
}

/// A page of the list behind an id, the newest first.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, office: &str, filter: &Filter, after: &str, limit: i64) -> Result<Vec<Introduction>, Error> {
    let mut params = filter.params(office);
    params.extend(row![after, limit]);
    let rows = tx.all(LIST, &params)?;
    whole(tx, office, &rows)
}

/// How many there are in each state, and of how many a project came.
///
/// # Errors
/// The database's.
pub fn counts(tx: &mut Tx, office: &str, filter: &Filter) -> Result<Vec<(State, i64, i64)>, Error> {
    let rows = tx.all(COUNT, &filter.params(office))?;
    let count = |row: &Row| -> Result<(State, i64, i64), Error> {
        let state: String = row.get("state")?;
        Ok((State::parse(&state).ok_or_else(|| broken(&state))?, row.get("n")?, row.get("projects")?))
    };
    let mut counts = rows.iter().map(count).collect::<Result<Vec<_>, _>>()?;
    counts.sort_by_key(|(state, ..)| *state);
    Ok(counts)
}

/// The introductions that a record was part of, the newest first.
///
/// # Errors
/// The database's.
pub fn of(tx: &mut Tx, office: &str, record: &Ref) -> Result<Vec<Introduction>, Error> {
    let rows = tx.all(OF, params![office, &record.id])?;
    whole(tx, office, &rows)
}

/// Labels of introductions, for those who may read them.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    if !visible.all {
        return Ok(labels);
    }
    for params in in_lists(params![&visible.office], ids) {
        for row in tx.all(LABELS, &params)? {
            let text = |name: &str| row.get::<Option<String>>(name);
            let (uk, en, who) = (text("name_uk")?, text("name_en")?, text("who")?);
            let (of_uk, of_en) = (text("of_uk")?, text("of_en")?);
            let named = |name: &Option<String>, other: &Option<String>, of: &Option<String>, else_of: &Option<String>| {
                let parts = [name.as_ref().or(other.as_ref()).or(who.as_ref()), of.as_ref().or(else_of.as_ref())];
                Some(parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · "))
            };
            let id: String = row.get("id")?;
            let mut label =
                Label::new(named(&uk, &en, &of_uk, &of_en), named(&en, &uk, &of_en, &of_uk), format!("/introductions/{id}"));
            label.state = row.get("state")?;
            labels.push((id, label));
        }
    }
    Ok(labels)
}

/// The introductions that a card of a record shows, for those who may read them.
///
/// # Errors
/// The database's.
pub fn beside(tx: &mut Tx, visible: &Visible, record: &Ref) -> Result<Vec<Ref>, Error> {
    if !visible.all {
        return Ok(Vec::new());
    }
    let made = of(tx, &visible.office, record)?;
    Ok(made.into_iter().map(|one| Ref::new(Kind::Introduction, one.id)).collect())
}

fn heard(body: &Body) -> String {
    body.heard().map(|day| day.to_string()).unwrap_or_default()
}

/// Makes an introduction.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    permit.holds_for(Kind::Introduction, permit.id());
    let (stamp, reasons) = (write.stamp(), serde_json::to_string(&b.reasons).map_err(|error| Error::Other(error.to_string()))?);
    let values = row![
        permit.office(),
        permit.id(),
        b.subject.kind.word(),
        &b.subject.id,
        &b.partner,
        &b.who,
        &b.point,
        b.with.as_ref().map(|with| with.kind.word()),
        b.with.as_ref().map(|with| with.id.as_str()),
        &b.project,
        &b.lead,
        &b.part,
        &b.score,
        reasons,
        &b.note,
        b.now().word(),
        heard(b),
        stamp,
        permit.actor()
    ];
    write.tx().run(ADD, &values)?;
    put_states(write, permit, b)?;
    journal(write, permit)
}

/// Saves an edit of `before`; `false` when that is no longer the present version.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, before: &Introduction, b: &Body) -> Result<bool, Error> {
    permit.holds_for(Kind::Introduction, &before.id);
    let values = row![
        permit.office(),
        permit.id(),
        &b.partner,
        &b.who,
        &b.project,
        &b.lead,
        &b.note,
        b.now().word(),
        heard(b),
        before.version
    ];
    if write.tx().run(SAVE, &values)? == 0 {
        return Ok(false);
    }
    if before.body.states != b.states {
        write.tx().run(CLEAR_STATES, params![permit.office(), permit.id()])?;
        put_states(write, permit, b)?;
    }
    journal(write, permit)?;
    Ok(true)
}

fn put_states(write: &mut Write, permit: &Permit, b: &Body) -> Result<(), Error> {
    let rows = b
        .states
        .iter()
        .enumerate()
        .map(|(n, one)| row![permit.office(), permit.id(), n, one.state.word(), When::as_str(&one.date), &one.note]);
    write.tx().bulk("introduction_state", &["office", "introduction", "position", "state", "date", "note"], rows).map(drop)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// The introductions of organisations, or of one, and the day of the last word on them.
///
/// # Errors
/// The database's.
pub fn touched_on(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    Touch::ask(tx, Kind::Introduction, (TOUCHED, TOUCHED_ONE), office, day, of)
}
