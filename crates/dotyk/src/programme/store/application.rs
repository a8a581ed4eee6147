//! Applications to calls.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, Value, in_lists, params, row};
use jiff::civil::Date;

use super::super::model::{Application, ApplicationBody, Progress, ProgressRow};
use super::sql::*;
use super::{head, journal, keepers, slugs};
use crate::access::{Action, Actor, Denied, Kind, Permit, Ref, Subject, Visible};
use crate::journal::{Write, keys};
use crate::office::store::{opt_when, when};
use crate::source::store::{cites, put_cites};
use crate::web::{Claim, Label};

/// An application without its history and sources.
pub(super) fn application(row: &Row) -> Result<Application, Error> {
    let body = ApplicationBody {
        call: row.get("call")?,
        applicant: row.get("applicant")?,
        project: row.get("project")?,
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        asked: row.get("asked")?,
        currency: row.get("currency")?,
        states: Vec::new(),
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
        cites: Vec::new(),
    };
    Ok(Application { head: head(row)?, body })
}

pub(super) fn progress(row: &Row) -> Result<ProgressRow, Error> {
    let state: String = row.get("state")?;
    Ok(ProgressRow {
        state: Progress::parse(&state).ok_or_else(|| Error::Other(format!("an application's state «{state}»")))?,
        date: when(row.get("date")?)?,
        amount: row.get("amount")?,
        note: row.get("note")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
    })
}

/// From slugs to ids of applications.
///
/// # Errors
/// The database's.
pub fn resolve_applications(tx: &mut Tx, office: &str, keys: &[String]) -> Result<HashMap<String, String>, Error> {
    slugs(tx, RESOLVE_APPLICATIONS, office, keys)
}

pub(super) fn histories(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<ProgressRow>>, Error> {
    let mut found: HashMap<String, Vec<ProgressRow>> = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(STATES, &params)? {
            found.entry(row.get("application")?).or_default().push(progress(&row)?);
        }
    }
    Ok(found)
}

/// Applications as rows say, with their histories.
pub(super) fn with_histories(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Application>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
    let mut histories = histories(tx, office, &ids)?;
    let read = |row: &Row| -> Result<Application, Error> {
        let mut application = application(row)?;
        application.body.states = histories.remove(&application.head.id).unwrap_or_default();
        Ok(application)
    };
    rows.iter().map(read).collect()
}

pub(super) fn whole_application(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Application>, Error> {
    let Some(row) = tx.first(sql, params![office, key])? else { return Ok(None) };
    let Some(mut application) = with_histories(tx, office, std::slice::from_ref(&row))?.pop() else { return Ok(None) };
    application.body.cites = cites(tx, office, &Ref::new(Kind::Application, &application.head.id))?;
    Ok(Some(application))
}

/// An application by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take_application(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Application, Permit), Denied> {
    let application = whole_application(tx, &actor.office, APPLICATION_BY_SLUG, slug)?.ok_or(Denied::Missing)?;
    let keepers = keepers(tx, &actor.office, Some(&application.body.applicant))?;
    let permit = actor.may(action, &application.subject(&keepers))?;
    Ok((application, permit))
}

/// An application as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get_application(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Application>, Error> {
    whole_application(tx, office, APPLICATION_BY_ID, id)
}

/// What the policy must know of an application.
///
/// # Errors
/// The database's.
pub fn application_subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    let Some(application) = get_application(tx, office, id)? else { return Ok(None) };
    let keepers = keepers(tx, office, Some(&application.body.applicant))?;
    Ok(Some(application.subject(&keepers)))
}

/// What a list of applications is filtered by.
#[derive(Debug, Default)]
pub struct Applied {
    /// A state on the day.
    pub state: Option<Progress>,
    /// To a call.
    pub call: Option<String>,
    /// To the calls of a programme.
    pub programme: Option<String>,
    /// Of an organisation.
    pub applicant: Option<String>,
    /// For a project.
    pub project: Option<String>,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Applied {
    fn params(&self, visible: &Visible, day: Date) -> Vec<Value> {
        let mut params = visible.params();
        params.extend(row![day.to_string(), self.state.map(Progress::word), &self.call, &self.programme]);
        params.extend(row![&self.applicant, &self.project, &self.search]);
        params
    }
}

/// A row of the list of applications, and where it goes on.
#[derive(Debug)]
pub struct ListedApplication {
    /// The application, without what it rests on.
    pub application: Application,
    /// The key of order.
    pub sort_key: String,
}

/// A page of the list of applications after a sort key and id.
///
/// # Errors
/// The database's.
pub fn applications(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Applied,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<ListedApplication>, Error> {
    let mut params = filter.params(visible, day);
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(APPLICATIONS, &params)?;
    let found = with_histories(tx, &visible.office, &rows)?;
    let with_keys = found.into_iter().zip(&rows);
    with_keys.map(|(application, row)| Ok(ListedApplication { application, sort_key: row.get("sort_key")? })).collect()
}

/// How many there are of them.
///
/// # Errors
/// The database's.
pub fn count_applications(tx: &mut Tx, visible: &Visible, filter: &Applied, day: Date) -> Result<i64, Error> {
    tx.first(COUNT_APPLICATIONS, &filter.params(visible, day))?.map_or(Ok(0), |row| row.get("n"))
}

/// Labels of applications that the actor may see, with their states on a day.
///
/// # Errors
/// The database's.
pub fn application_labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        rows.extend(tx.all(APPLICATION_LABELS, &params)?);
    }
    let found = with_histories(tx, &visible.office, &rows)?;
    let labels = found.into_iter().map(|application| {
        let b = &application.body;
        let path = format!("/applications/{}", application.head.slug);
        let mut label = Label::new(b.title_uk.clone(), b.title_en.clone(), path);
        if let Some(row) = b.row_on(day) {
            (label.state, label.date) = (row.state.word().to_owned(), Some(row.date.clone()));
        }
        (application.head.id.clone(), label)
    });
    Ok(labels.collect())
}

/// What an organisation or a project applied for, as far as the actor may see it.
///
/// # Errors
/// The database's.
pub fn applied(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    let mut params = visible.params();
    params.extend(row![&of.id]);
    tx.all(APPLIED, &params)?.iter().map(|row| Ok(Ref::new(Kind::Application, row.get::<String>("id")?))).collect()
}

/// What some organisations applied for, as far as the actor may see it, the latest first.
///
/// # Errors
/// The database's.
pub fn applied_by(tx: &mut Tx, visible: &Visible, organisations: &[String]) -> Result<Vec<Ref>, Error> {
    let mut ids: Vec<String> = Vec::new();
    for params in in_lists(&visible.params(), organisations) {
        for row in tx.all(APPLIED_BY, &params)? {
            ids.push(row.get("id")?);
        }
    }
    ids.sort_by(|a, b| b.cmp(a));
    ids.dedup();
    Ok(ids.into_iter().map(|id| Ref::new(Kind::Application, id)).collect())
}

/// What a source says of applications: how one stood.
///
/// # Errors
/// The database's.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let claim = |row: &Row| -> Result<Claim, Error> {
        let record = Ref::new(Kind::Application, row.get::<String>("application")?);
        Ok(Claim { record, locator: row.get("locator")?, state: row.get("state")?, date: opt_when(row.get("date")?)? })
    };
    tx.all(CLAIMS, params![office, source])?.iter().map(claim).collect()
}

pub(super) fn application_values(b: &ApplicationBody) -> Vec<Value> {
    let texts = [&b.title_uk, &b.title_en, &b.note_uk, &b.note_en].into_iter().flatten().map(String::as_str);
    let (sort, search) = keys(&b.title_uk, &b.title_en, texts);
    row![&b.call, &b.applicant, &b.project, &b.title_uk, &b.title_en, &b.asked, &b.currency, &b.note_uk, &b.note_en, sort, search]
}

pub(super) const APPLICATION_COLUMNS: [&str; 11] =
    ["call", "applicant", "project", "title_uk", "title_en", "asked", "currency", "note_uk", "note_en", "sort_key", "search_key"];

pub(super) fn put_states(write: &mut Write, application: &str, states: &[ProgressRow]) -> Result<(), Error> {
    let office = write.office().to_owned();
    write.tx().run(CLEAR_STATES, params![&office, application])?;
    let rows = (0_i64..).zip(states).map(|(position, state)| {
        let (word, date, day) = (state.state.word(), state.date.as_str(), state.date.first().to_string());
        let mut row = row![office.as_str(), application, position, word, date, day];
        row.extend(row![&state.amount, &state.note, &state.source, &state.locator]);
        row
    });
    let columns = ["office", "application", "position", "state", "date", "day", "amount", "note", "source", "locator"];
    write.tx().bulk("programme_application_state", &columns, rows).map(drop)
}

/// Adds an application.
///
/// # Errors
/// The database's.
pub fn add_application(write: &mut Write, permit: &Permit, application: &Application) -> Result<(), Error> {
    permit.holds_for(Kind::Application, &application.head.id);
    let head = &application.head;
    let mut row = row![permit.office(), &head.id, &head.slug, &head.published_at, write.stamp(), &head.created_by, 1];
    row.extend(application_values(&application.body));
    let columns = ["office", "id", "slug", "published_at", "created_at", "created_by", "version"];
    let columns: Vec<&'static str> = columns.into_iter().chain(APPLICATION_COLUMNS).collect();
    write.tx().bulk("programme_application", &columns, [row])?;
    put_states(write, &head.id, &application.body.states)?;
    put_cites(write, permit, &application.body.cites)?;
    write.record(permit, application)
}

/// Saves an edit of an application; as [`save`].
///
/// # Errors
/// The database's.
pub fn save_application(write: &mut Write, permit: &Permit, application: &Application) -> Result<bool, Error> {
    permit.holds_for(Kind::Application, &application.head.id);
    let mut params = row![permit.office(), permit.id()];
    params.extend(application_values(&application.body));
    params.extend(row![application.head.version]);
    if write.tx().run(SAVE_APPLICATION, &params)? == 0 {
        return Ok(false);
    }
    put_states(write, permit.id(), &application.body.states)?;
    put_cites(write, permit, &application.body.cites)?;
    journal(write, permit)?;
    Ok(true)
}
