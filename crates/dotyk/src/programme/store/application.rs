//! Applications to calls.

use dotyk_db::{Error, Row, Tx, Usual, Value, in_lists, params, row};
use jiff::civil::Date;

use super::super::model::{Application, ApplicationBody, Progress, ProgressRow};
use super::keepers;
use super::sql::*;
use crate::access::{Head, Kind, Permit, Ref, Subject, Visible};
use crate::journal::stored::{self, Listed, Stored};
use crate::journal::{Write, keys};
use crate::office::store::{opt_when, when};
use crate::source::store::{cites, put_cites};
use crate::web::{Claim, Label};

impl Stored for Application {
    const KIND: Kind = Kind::Application;
    const SQL: Usual = APPLICATION;

    fn head(&self) -> &Head {
        &self.head
    }
    fn of_row(head: Head, row: &Row) -> Result<Application, Error> {
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
        Ok(Application { head, body })
    }
    fn read_parts(tx: &mut Tx, office: &str, all: &mut [Application]) -> Result<(), Error> {
        stored::parts(tx, office, all, STATES, |one| &mut one.body.states, progress)
    }
    fn read_rest(&mut self, tx: &mut Tx, office: &str) -> Result<(), Error> {
        self.body.cites = cites(tx, office, &Ref::new(Kind::Application, &self.head.id))?;
        Ok(())
    }
    fn as_subject(&self, tx: &mut Tx, office: &str) -> Result<Subject, Error> {
        Ok(self.subject(&keepers(tx, office, Some(&self.body.applicant))?))
    }
    fn values(&self) -> Vec<Value> {
        let b = &self.body;
        let texts = [&b.title_uk, &b.title_en, &b.note_uk, &b.note_en].into_iter().flatten().map(String::as_str);
        let (sort, search) = keys(&b.title_uk, &b.title_en, texts);
        row![
            &b.call,
            &b.applicant,
            &b.project,
            &b.title_uk,
            &b.title_en,
            &b.asked,
            &b.currency,
            &b.note_uk,
            &b.note_en,
            sort,
            search
        ]
    }
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error> {
        put_states(write, &self.head.id, &self.body.states)?;
        put_cites(write, permit, &self.body.cites)
    }
}

fn progress(row: &Row) -> Result<ProgressRow, Error> {
    Ok(ProgressRow {
        state: row.word("state", Progress::parse)?,
        date: when(row.get("date")?)?,
        amount: row.get("amount")?,
        note: row.get("note")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
    })
}

fn put_states(write: &mut Write, application: &str, states: &[ProgressRow]) -> Result<(), Error> {
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
) -> Result<Vec<Listed<Application>>, Error> {
    stored::page(tx, visible, APPLICATIONS, filter.params(visible, day), after, limit)
}

/// How many there are of them.
///
/// # Errors
/// The database's.
pub fn count_applications(tx: &mut Tx, visible: &Visible, filter: &Applied, day: Date) -> Result<i64, Error> {
    stored::count(tx, COUNT_APPLICATIONS, &filter.params(visible, day))
}

/// Labels of applications that the actor may see, with their states on a day.
///
/// # Errors
/// The database's.
pub fn application_labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let found: Vec<Application> = stored::by_ids(tx, &visible.office, APPLICATION_LABELS, &visible.params(), ids)?;
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
    stored::around::<Application>(tx, visible, APPLIED, &of.id)
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
