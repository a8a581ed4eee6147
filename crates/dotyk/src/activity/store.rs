//! The activity's SQL.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use dotyk_db::{Error, Row, Sql, Tx, Value, in_list, in_lists, params, row, statements};
use dotyk_match::{Document, Span, Visibility};
use jiff::civil::Date;
use serde::Serialize;

use super::model::{
    Budget, Decision, Fault, How, Link, Narrated, Outcome, Party, Place, REPORTING, Sector, State, Stated, Total, Transaction,
    Work, older, publisher_key, takes_the_place,
};
use crate::access::{Kind, Permit, Ref, Subject};
use crate::journal::Write;
use crate::place;
use crate::web::{Label, find};

macro_rules! dataset_columns {
    () => {
        "SELECT id, number, name, hash, bytes, said, publisher, publisher_name, publisher_key, iati_version, generated_at, state, work,
           created_at, created_by, worked_by, queued_at, seen, read, kept, faults, fresh, changed, vanished, replaced_by, undone_at,
           cleared_at, source, fault_key, fault_what, version
         FROM activity_dataset WHERE office = $1"
    };
}

/// An activity `a` with the file `d` that states it, as far as it is shown: the file is current, or its newer file no longer has it.
macro_rules! heads {
    () => {
        "SELECT a.dataset, a.number, a.id, a.identifier, a.line, a.reporting_ref, a.reporting_name, a.secondary, a.title_uk, a.title_en,
           a.about_uk, a.about_en, a.status, a.planned_start, a.actual_start, a.planned_end, a.actual_end, a.first_year, a.last_year,
           a.hierarchy, a.currency, a.lang, a.updated_at, a.digest, a.vanished_by,
           d.id AS dataset_id, d.name AS dataset_name, d.publisher, d.publisher_name, d.state, d.created_at
         FROM activity a JOIN activity_dataset d ON d.office = a.office AND d.number = a.dataset
         WHERE a.office = $1 AND (d.state = 'current' OR a.vanished_by IS NOT NULL)"
    };
}

/// The parts of one activity in one file, in their order.
macro_rules! part {
    ($columns:literal, $table:literal) => {
        concat!("SELECT ", $columns, " FROM ", $table, " WHERE office = $1 AND dataset = $2 AND number = $3 ORDER BY position")
    };
}

/// Deletes rows of a file between two numbers, but for activities that a newer file no longer has.
macro_rules! clear {
    ($table:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE office = $1 AND dataset = $2 AND number >= $3 AND number <= $4
               AND NOT EXISTS (SELECT 1 FROM activity k WHERE k.office = ",
            $table,
            ".office AND k.dataset = ",
            $table,
            ".dataset
                 AND k.number = ",
            $table,
            ".number AND k.vanished_by IS NOT NULL)"
        )
    };
}

/// Identifiers and names of an organisation, as statements take them.
macro_rules! who {
    () => {
        "(p.ref IN ($2,$3,$4,$5,$6,$7,$8,$9) OR p.name_key IN ($10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32,$33))"
    };
}

/// Activities `a` of current files in which an organisation has a part `p`; one that stands in several files is that of
/// the latest.
macro_rules! of_party {
    () => {
        concat!(
            "FROM activity_party p
             JOIN activity_dataset d ON d.office = p.office AND d.number = p.dataset AND d.state = 'current'
             JOIN activity a ON a.office = p.office AND a.dataset = p.dataset AND a.number = p.number
             WHERE p.office = $1 AND ", who!(), "
               AND NOT EXISTS (SELECT 1 FROM activity b JOIN activity_dataset e ON e.office = b.office AND e.number = b.dataset AND e.state = 'current'
                 WHERE b.office = a.office AND b.id = a.id AND b.dataset > a.dataset)"
        )
    };
}

statements! {
    const DATASET = concat!(dataset_columns!(), " AND id = $2");
    const DATASETS = concat!(dataset_columns!(), " AND (number < $2 OR $2 IS NULL) ORDER BY number DESC LIMIT $3");
    const COUNT_DATASETS = "SELECT count(*) AS n FROM activity_dataset WHERE office = $1";
    const DATASET_IDS = "SELECT id FROM activity_dataset WHERE office = $1 AND version > 0 ORDER BY id";
    /// The work that waits longest.
    const NEXT = concat!(dataset_columns!(), " AND work IS NOT NULL ORDER BY queued_at, id LIMIT 1");
    const AHEAD = "SELECT count(*) AS n FROM activity_dataset WHERE office = $1 AND work = 'read' AND (queued_at < $2 OR queued_at = $2 AND id < $3)";
    /// One with this content that is shown or on its way.
    const SAME = concat!(dataset_columns!(), " AND hash = $2 AND state IN ('waiting', 'reading', 'current') ORDER BY number DESC LIMIT 1");
    const LAST_NUMBER = "SELECT coalesce(max(number), 0) AS n FROM activity_dataset WHERE office = $1";
    const ADD_DATASET =
        "INSERT INTO activity_dataset (office, id, number, name, hash, bytes, said, state, work, created_at, created_by, worked_by, queued_at,
           seen, read, kept, faults, fresh, changed, vanished, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 'read', $8, $9, $9, $8, 0, 0, 0, 0, 0, 0, 0, 0)";
    const BEGIN =
        "UPDATE activity_dataset SET state = 'reading', publisher = $3, publisher_name = $4, publisher_key = $5, iati_version = $6, generated_at = $7
         WHERE office = $1 AND id = $2";
    const PROGRESS = "UPDATE activity_dataset SET seen = $3, read = $4, kept = $5, faults = $6 WHERE office = $1 AND id = $2";
    const MATCHED = "UPDATE activity_dataset SET seen = $3 WHERE office = $1 AND id = $2";
    const WORK = "UPDATE activity_dataset SET work = $3, seen = 0 WHERE office = $1 AND id = $2";
    const CURRENT =
        "UPDATE activity_dataset SET state = 'current', work = 'match', seen = 0, fresh = $3, changed = $4, vanished = $5, version = version + 1
         WHERE office = $1 AND id = $2";
    const REFUSE = "UPDATE activity_dataset SET state = 'refused', work = 'clear', fault_key = $3, fault_what = $4 WHERE office = $1 AND id = $2";
    const CLEARED = "UPDATE activity_dataset SET work = NULL, cleared_at = $3 WHERE office = $1 AND id = $2";
    const REPLACE = "UPDATE activity_dataset SET state = 'replaced', replaced_by = $3, work = NULL WHERE office = $1 AND id = $2";
    /// The files before those that were just replaced: nobody goes back that far. From here on they count as cleared, though it
    /// takes some steps: what is half gone must not come back.
    const FORGET =
        "UPDATE activity_dataset SET work = 'clear', queued_at = $3, cleared_at = $3 WHERE office = $1 AND state = 'replaced' AND cleared_at IS NULL AND replaced_by = $2";
    const UNDO = "UPDATE activity_dataset SET state = 'undone', work = 'clear', undone_at = $3, worked_by = $4, queued_at = $3, version = version + 1 WHERE office = $1 AND id = $2";
    const RESTORE = "UPDATE activity_dataset SET state = 'current' WHERE office = $1 AND state = 'replaced' AND cleared_at IS NULL AND replaced_by = $2";
    const REPLACED = concat!(dataset_columns!(), " AND replaced_by = $2 ORDER BY number");
    const SET_SOURCE = "UPDATE activity_dataset SET source = $3 WHERE office = $1 AND id = $2";
    /// The other current files of a publisher.
    const RIVALS = concat!(dataset_columns!(), " AND publisher_key = $2 AND state = 'current' AND number <> $3 ORDER BY number");
    /// How much a file has in common with others, and how much of that says something else there.
    const IN_COMMON =
        "SELECT o.dataset, count(*) AS in_both, cast(sum(CASE WHEN n.digest = o.digest THEN 0 ELSE 1 END) AS bigint) AS differ
         FROM activity n JOIN activity o ON o.office = n.office AND o.id = n.id AND o.dataset <> n.dataset
         WHERE n.office = $1 AND n.dataset = $2 GROUP BY o.dataset";
    const VANISH =
        "UPDATE activity SET vanished_by = $3 WHERE office = $1 AND dataset = $2 AND vanished_by IS NULL
           AND NOT EXISTS (SELECT 1 FROM activity n WHERE n.office = activity.office AND n.id = activity.id AND n.dataset = $3)";
    /// What is left of a file that was cleared stays the last statement: that file does not come back.
    const UNVANISH =
        "UPDATE activity SET vanished_by = NULL WHERE office = $1 AND vanished_by = $2
           AND NOT EXISTS (SELECT 1 FROM activity_dataset d WHERE d.office = activity.office AND d.number = activity.dataset AND d.cleared_at IS NOT NULL)";
    /// Who reports in a file: many do in one that somebody has gathered.
    const REPORTERS = "SELECT DISTINCT coalesce(reporting_ref, reporting_name) AS reporter FROM activity WHERE office = $1 AND dataset = $2";
    const IDS_IN = "SELECT id FROM activity WHERE office = $1 AND dataset = $2";
    const FAULTS = "SELECT position, line, col, identifier, fault, what_uk, what_en FROM activity_fault WHERE office = $1 AND dataset = $2 AND position > $3 ORDER BY position LIMIT $4";
    /// The next rows of a file to delete.
    const TO_CLEAR =
        "SELECT max(x.number) AS last, min(x.number) AS first FROM (SELECT number FROM activity WHERE office = $1 AND dataset = $2 AND vanished_by IS NULL ORDER BY number LIMIT $3) x";
    const CLEAR_NARRATIVES = clear!("activity_narrative");
    const CLEAR_PARTIES = clear!("activity_party");
    const CLEAR_PLACES = clear!("activity_place");
    const CLEAR_SECTORS = clear!("activity_sector");
    const CLEAR_TRANSACTIONS = clear!("activity_transaction");
    const CLEAR_BUDGETS = clear!("activity_budget");
    const CLEAR_TOTALS = clear!("activity_total");
    const CLEAR_RESULTS = clear!("activity_result");
    const CLEAR_LINKS = clear!("activity_link");
    const CLEAR_ACTIVITIES =
        "DELETE FROM activity WHERE office = $1 AND dataset = $2 AND number >= $3 AND number <= $4 AND vanished_by IS NULL";
    const HEADS = concat!(heads!(), " AND a.id IN ", in_list!());
    /// All that are shown.
    const IDS =
        "SELECT DISTINCT a.id FROM activity a JOIN activity_dataset d ON d.office = a.office AND d.number = a.dataset
         WHERE a.office = $1 AND (d.state = 'current' OR a.vanished_by IS NOT NULL) ORDER BY a.id";
    /// Those of a file and of the files that it replaced.
    const IDS_AROUND =
        "SELECT DISTINCT a.id FROM activity a JOIN activity_dataset d ON d.office = a.office AND d.number = a.dataset
         WHERE a.office = $1 AND (d.id = $2 OR d.replaced_by = $2)";
    /// A page of a file's activities, by their numbers.
    const OF_DATASET = "SELECT number, id, identifier FROM activity WHERE office = $1 AND dataset = $2 AND number > $3 ORDER BY number LIMIT $4";
    const NARRATIVES = part!("field, part, kind, lang, text", "activity_narrative");
    const PARTIES = part!("role, ref, kind, name, activity", "activity_party");
    const PLACES = part!("kind, code, vocabulary, name, share, lat, lon", "activity_place");
    const SECTORS = part!("vocabulary, code, name, share", "activity_sector");
    const TRANSACTIONS = part!("kind, date, value, cents, currency, value_date, provider_ref, provider_name, receiver_ref, receiver_name, ref", "activity_transaction");
    const BUDGETS = part!("kind, status, period_start, period_end, value, cents, currency, value_date", "activity_budget");
    const RESULTS = part!("kind, title, measure, indicator, baseline, baseline_year, period_start, period_end, target, actual", "activity_result");
    const LINKS = part!("link, ref, kind, owner_ref, owner_name", "activity_link");
    const TOTALS = "SELECT kind, currency, cents, parts FROM activity_total WHERE office = $1 AND dataset = $2 AND number = $3 ORDER BY kind, currency";
    /// Parts of activities by id, for lists and the index.
    const PARTIES_OF = concat!(
        "SELECT a.dataset, a.number, p.role, p.ref, p.kind, p.name, p.name_key, p.activity FROM activity a
         JOIN activity_party p ON p.office = a.office AND p.dataset = a.dataset AND p.number = a.number WHERE a.office = $1 AND a.id IN ", in_list!());
    const PLACES_OF = concat!(
        "SELECT a.dataset, a.number, p.kind, p.code, p.vocabulary, p.name, p.share, p.lat, p.lon FROM activity a
         JOIN activity_place p ON p.office = a.office AND p.dataset = a.dataset AND p.number = a.number WHERE a.office = $1 AND a.id IN ", in_list!());
    const SECTORS_OF = concat!(
        "SELECT a.dataset, a.number, p.vocabulary, p.code, p.name, p.share FROM activity a
         JOIN activity_sector p ON p.office = a.office AND p.dataset = a.dataset AND p.number = a.number WHERE a.office = $1 AND a.id IN ", in_list!());
    const LINKS_OF = concat!(
        "SELECT a.dataset, a.number, p.link, p.ref, p.kind, p.owner_ref, p.owner_name FROM activity a
         JOIN activity_link p ON p.office = a.office AND p.dataset = a.dataset AND p.number = a.number WHERE a.office = $1 AND a.id IN ", in_list!());
    /// What was decided, as it stands today: of a project that was withdrawn nothing is.
    const TIES_OF = concat!(
        "SELECT t.activity, t.project, t.identifier, t.state, t.how, t.decided_at, t.decided_by FROM activity_tie t
         JOIN project p ON p.office = t.office AND p.id = t.project AND p.withdrawn_at IS NULL
         WHERE t.office = $1 AND t.activity IN ", in_list!());
    /// All that was ever decided of one, for the journal.
    const ALL_TIES_OF = "SELECT activity, project, identifier, state, how, decided_at, decided_by FROM activity_tie WHERE office = $1 AND activity = $2 ORDER BY project";
    /// Those of some projects that were not withdrawn.
    const STANDING = concat!("SELECT id FROM project WHERE office = $1 AND withdrawn_at IS NULL AND id IN ", in_list!());
    const TIES_OF_PROJECT = "SELECT activity, project, identifier, state, how, decided_at, decided_by FROM activity_tie WHERE office = $1 AND project = $2 ORDER BY activity";
    const TIED_IDS = "SELECT DISTINCT activity AS id FROM activity_tie WHERE office = $1 ORDER BY activity";
    const PUT_TIE =
        "INSERT INTO activity_tie (office, activity, project, identifier, state, how, decided_at, decided_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (office, activity, project) DO UPDATE SET state = excluded.state, how = excluded.how, decided_at = excluded.decided_at, decided_by = excluded.decided_by";
    const REMOVE_TIE = "DELETE FROM activity_tie WHERE office = $1 AND activity = $2 AND project = $3";
    /// Tied activities by the identifier they go by.
    const TIED_BY = concat!(
        "SELECT t.identifier, t.project FROM activity_tie t
         JOIN project p ON p.office = t.office AND p.id = t.project AND p.withdrawn_at IS NULL
         WHERE t.office = $1 AND t.state = 'tied' AND t.identifier IN ", in_list!());
    const ADD_ACCEPTANCE =
        "INSERT INTO activity_acceptance (office, id, activity, project, fields, figures, version_before, version_after, accepted_at, accepted_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    const ACCEPTANCE = "SELECT id, activity, project, fields, figures, version_before, version_after, accepted_at, accepted_by, undone_at FROM activity_acceptance WHERE office = $1 AND id = $2";
    /// What stands in projects of activities that no file has any more.
    const ORPHANED =
        "SELECT c.id, c.activity, c.project, c.fields, c.figures, c.version_before, c.version_after, c.accepted_at, c.accepted_by, c.undone_at
         FROM activity_acceptance c WHERE c.office = $1 AND c.undone_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM activity a JOIN activity_dataset d ON d.office = a.office AND d.number = a.dataset
             WHERE a.office = c.office AND a.id = c.activity AND (d.state = 'current' OR a.vanished_by IS NOT NULL))
         ORDER BY c.accepted_at DESC, c.id DESC LIMIT 50";
    const ACCEPTANCES = "SELECT id, activity, project, fields, figures, version_before, version_after, accepted_at, accepted_by, undone_at FROM activity_acceptance WHERE office = $1 AND activity = $2 ORDER BY accepted_at DESC, id DESC LIMIT 50";
    const UNDO_ACCEPTANCE = "UPDATE activity_acceptance SET undone_at = $3 WHERE office = $1 AND id = $2";
    /// How many activities an organisation has a part in, by its role.
    const ROLES_OF = concat!("SELECT p.role, count(DISTINCT a.id) AS n ", of_party!(), " GROUP BY p.role ORDER BY p.role");
    /// Sums of the activities in which an organisation has the role `$34`.
    const SUMS_OF = concat!(
        "SELECT t.kind, t.currency, cast(sum(t.cents) AS bigint) AS cents, count(*) AS n FROM (SELECT DISTINCT p.office, p.dataset, p.number ", of_party!(),
        " AND p.role = $34) x JOIN activity_total t ON t.office = x.office AND t.dataset = x.dataset AND t.number = x.number
         GROUP BY t.kind, t.currency ORDER BY t.kind, t.currency");
    /// Countries of the activities in which an organisation has a part.
    const COUNTRIES_OF = concat!(
        "SELECT y.code, count(*) AS n FROM (SELECT DISTINCT p.office, p.dataset, p.number ", of_party!(),
        ") x JOIN activity_place y ON y.office = x.office AND y.dataset = x.dataset AND y.number = x.number AND y.kind = 'country'
         WHERE y.code IS NOT NULL GROUP BY y.code ORDER BY count(*) DESC, y.code LIMIT 12");
}

/// The ids of all files that the journal speaks of.
pub const ALL_DATASETS: Sql = DATASET_IDS;
/// The ids of all activities of which something was decided.
pub const ALL_TIED: Sql = TIED_IDS;

/// A file that was taken in.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Its id.
    pub id: String,
    /// In its rows.
    pub number: i64,
    /// What the file was called.
    pub name: String,
    /// The hash of its content.
    pub hash: String,
    /// Its length.
    pub bytes: i64,
    /// The publisher, as whoever brought it said.
    pub said: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// Likewise, in words.
    pub publisher_name: Option<String>,
    /// The same for all files of one publisher.
    pub publisher_key: Option<String>,
    /// Of the standard.
    pub iati_version: Option<String>,
    /// When it was made, as it says.
    pub generated_at: Option<String>,
    /// What it is.
    pub state: State,
    /// What is to be done with it.
    pub work: Option<Work>,
    /// When it came.
    pub created_at: String,
    /// Who brought it.
    pub created_by: String,
    /// In whose name it is worked on.
    pub worked_by: String,
    /// Since when it waits.
    pub queued_at: String,
    /// Activities behind the work at hand.
    pub seen: i64,
    /// Bytes behind it.
    pub read: i64,
    /// Activities kept.
    pub kept: i64,
    /// Those that could not be.
    pub faults: i64,
    /// Kept ones that no file of the publisher had before.
    pub fresh: i64,
    /// Those that say something else than before.
    pub changed: i64,
    /// Those that the files before had.
    pub vanished: i64,
    /// The newer file.
    pub replaced_by: Option<String>,
    /// When it was taken back.
    pub undone_at: Option<String>,
    /// When its rows were deleted.
    pub cleared_at: Option<String>,
    /// The source that stands for it.
    pub source: Option<String>,
    /// Why it was refused: a message and what stands in it.
    pub fault: Option<(String, String)>,
    /// Counts its lines in the journal.
    pub version: i64,
}

/// A file as the journal sees it.
#[derive(Serialize)]
pub struct Journaled {
    id: String,
    name: String,
    hash: String,
    publisher: Option<String>,
    publisher_name: Option<String>,
    generated_at: Option<String>,
    kept: i64,
    faults: i64,
    fresh: i64,
    changed: i64,
    vanished: i64,
    undone_at: Option<String>,
    version: i64,
}

impl Dataset {
    /// As the journal sees it.
    fn journaled(&self) -> Journaled {
        Journaled {
            id: self.id.clone(),
            name: self.name.clone(),
            hash: self.hash.clone(),
            publisher: self.publisher.clone(),
            publisher_name: self.publisher_name.clone(),
            generated_at: self.generated_at.clone(),
            kept: self.kept,
            faults: self.faults,
            fresh: self.fresh,
            changed: self.changed,
            vanished: self.vanished,
            undone_at: self.undone_at.clone(),
            version: self.version,
        }
    }

    /// Whether it is not yet what it is to be.
    pub fn works(&self) -> bool {
        matches!(self.work, Some(Work::Read | Work::Match))
    }
}

/// What the policy must know of a file.
pub fn subject(id: &str) -> Subject {
    Subject::new(Kind::Dataset, id, false)
}

/// What the policy must know of an activity: everybody may read what its publisher has published.
pub fn activity_subject(id: &str) -> Subject {
    Subject::new(Kind::Activity, id, true)
}

fn word<T>(row: &Row, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| Error::Other(format!("«{text}» in {column}")))
}

fn dataset(row: &Row) -> Result<Dataset, Error> {
    let fault: Option<String> = row.get("fault_key")?;
    Ok(Dataset {
        id: row.get("id")?,
        number: row.get("number")?,
        name: row.get("name")?,
        hash: row.get("hash")?,
        bytes: row.get("bytes")?,
        said: row.get("said")?,
        publisher: row.get("publisher")?,
        publisher_name: row.get("publisher_name")?,
        publisher_key: row.get("publisher_key")?,
        iati_version: row.get("iati_version")?,
        generated_at: row.get("generated_at")?,
        state: word(row, "state", State::parse)?,
        work: row.get::<Option<String>>("work")?.as_deref().and_then(Work::parse),
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        worked_by: row.get("worked_by")?,
        queued_at: row.get("queued_at")?,
        seen: row.get("seen")?,
        read: row.get("read")?,
        kept: row.get("kept")?,
        faults: row.get("faults")?,
        fresh: row.get("fresh")?,
        changed: row.get("changed")?,
        vanished: row.get("vanished")?,
        replaced_by: row.get("replaced_by")?,
        undone_at: row.get("undone_at")?,
        cleared_at: row.get("cleared_at")?,
        source: row.get("source")?,
        fault: match fault {
            Some(key) => Some((key, row.get::<Option<String>>("fault_what")?.unwrap_or_default())),
            None => None,
        },
        version: row.get("version")?,
    })
}

fn count(tx: &mut Tx, sql: Sql, params: &[Value]) -> Result<i64, Error> {
    tx.first(sql, params)?.map_or(Ok(0), |row| row.get("n"))
}

/// A file.
///
/// # Errors
/// The database's; so for all functions here.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Dataset>, Error> {
    tx.first(DATASET, params![office, id])?.as_ref().map(dataset).transpose()
}

/// A file as the journal sees it.
///
/// # Errors
/// The database's.
pub fn journaled(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Journaled>, Error> {
    Ok(get(tx, office, id)?.map(|dataset| dataset.journaled()))
}

/// The newest files before a number, and how many there are.
///
/// # Errors
/// The database's.
pub fn datasets(tx: &mut Tx, office: &str, before: Option<i64>, limit: i64) -> Result<(Vec<Dataset>, i64), Error> {
    let rows = tx.all(DATASETS, params![office, before, limit])?;
    let total = count(tx, COUNT_DATASETS, params![office])?;
    Ok((rows.iter().map(dataset).collect::<Result<_, _>>()?, total))
}

/// The file whose work waits longest.
///
/// # Errors
/// The database's.
pub fn next(tx: &mut Tx, office: &str) -> Result<Option<Dataset>, Error> {
    tx.first(NEXT, params![office])?.as_ref().map(dataset).transpose()
}

/// How many files are to be read before one.
///
/// # Errors
/// The database's.
pub fn ahead(tx: &mut Tx, office: &str, one: &Dataset) -> Result<i64, Error> {
    count(tx, AHEAD, params![office, &one.queued_at, &one.id])
}

/// A file with this content that is shown or on its way.
///
/// # Errors
/// The database's.
pub fn same(tx: &mut Tx, office: &str, hash: &str) -> Result<Option<Dataset>, Error> {
    tx.first(SAME, params![office, hash])?.as_ref().map(dataset).transpose()
}

/// The files that one took the place of.
///
/// # Errors
/// The database's.
pub fn replaced(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<Dataset>, Error> {
    tx.all(REPLACED, params![office, id])?.iter().map(dataset).collect()
}

/// Adds a file, which waits to be read.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, name: &str, hash: &str, bytes: i64, said: Option<&str>) -> Result<(), Error> {
    permit.holds_for(Kind::Dataset, permit.id());
    let stamp = write.stamp();
    let number = count(write.tx(), LAST_NUMBER, params![permit.office()])? + 1;
    let values = row![permit.office(), permit.id(), number, name, hash, bytes, said, stamp, permit.actor()];
    write.tx().run(ADD_DATASET, &values).map(drop)
}

/// Who publishes a file, and what its root says.
#[derive(Debug, Default)]
pub struct Begun {
    /// Who.
    pub publisher: Option<String>,
    /// In words.
    pub publisher_name: Option<String>,
    /// The same for all their files.
    pub publisher_key: Option<String>,
    /// Of the standard.
    pub iati_version: String,
    /// When it was made.
    pub generated_at: Option<String>,
}

/// Its reading begins.
///
/// # Errors
/// The database's.
pub fn begin(write: &mut Write, permit: &Permit, begun: &Begun) -> Result<(), Error> {
    let b = begun;
    let values =
        row![permit.office(), permit.id(), &b.publisher, &b.publisher_name, &b.publisher_key, &b.iati_version, &b.generated_at];
    write.tx().run(BEGIN, &values).map(drop)
}

/// How far the reading is: activities, bytes, those kept and those not.
///
/// # Errors
/// The database's.
pub fn progress(write: &mut Write, permit: &Permit, seen: i64, read: i64, kept: i64, faults: i64) -> Result<(), Error> {
    write.tx().run(PROGRESS, params![permit.office(), permit.id(), seen, read, kept, faults]).map(drop)
}

/// How far the matching is.
///
/// # Errors
/// The database's.
pub fn matched(write: &mut Write, permit: &Permit, seen: i64) -> Result<(), Error> {
    write.tx().run(MATCHED, params![permit.office(), permit.id(), seen]).map(drop)
}

/// What is to be done with it next.
///
/// # Errors
/// The database's.
pub fn work(write: &mut Write, permit: &Permit, work: Option<Work>) -> Result<(), Error> {
    write.tx().run(WORK, params![permit.office(), permit.id(), work.map(Work::word)]).map(drop)
}

/// The file cannot be taken in; what was kept of it is cleared away.
///
/// # Errors
/// The database's.
pub fn refuse(write: &mut Write, permit: &Permit, key: &str, what: &str) -> Result<(), Error> {
    let what: String = what.chars().filter(|c| !c.is_control()).take(300).collect();
    write.tx().run(REFUSE, params![permit.office(), permit.id(), key, what]).map(drop)
}

/// Keeps activities of a file, and those that could not be kept.
///
/// # Errors
/// The database's.
pub fn put(write: &mut Write, permit: &Permit, of: i64, all: &[Stated], faults: &[Fault], first_fault: i64) -> Result<(), Error> {
    permit.holds_for(Kind::Dataset, permit.id());
    let office = permit.office();
    let tx = write.tx();
    tx.bulk("activity", ACTIVITY_COLUMNS, all.iter().map(|a| activity_row(office, of, a)))?;
    macro_rules! parts {
        ($table:literal, [$($column:literal),*], $list:ident, |$one:ident| [$($value:expr),*]) => {
            tx.bulk(
                $table,
                &[OFFICE, "dataset", "number", "position", $($column),*],
                all.iter().flat_map(|a| a.$list.iter().enumerate().map(move |(n, $one)| row![office, of, a.number, n, $($value),*])),
            )?;
        };
    }
    parts!("activity_narrative", ["field", "part", "kind", "lang", "text"], narratives, |n| [
        &n.field, n.part, &n.kind, &n.lang, &n.text
    ]);
    parts!("activity_party", ["role", "ref", "kind", "name", "name_key", "activity"], parties, |p| [
        &p.role,
        &p.reference,
        &p.kind,
        &p.name,
        p.name.as_deref().map(dotyk_uk::search_key),
        &p.activity
    ]);
    parts!("activity_place", ["kind", "code", "vocabulary", "name", "share", "lat", "lon"], places, |p| [
        &p.kind,
        &p.code,
        &p.vocabulary,
        &p.name,
        &p.share,
        p.lat,
        p.lon
    ]);
    parts!("activity_sector", ["vocabulary", "code", "name", "share"], sectors, |s| [&s.vocabulary, &s.code, &s.name, &s.share]);
    parts!(
        "activity_transaction",
        [
            "kind",
            "date",
            "value",
            "cents",
            "currency",
            "value_date",
            "provider_ref",
            "provider_name",
            "receiver_ref",
            "receiver_name",
            "ref"
        ],
        transactions,
        |t| [
            &t.kind,
            &t.date,
            &t.value,
            t.cents,
            &t.currency,
            &t.value_date,
            &t.provider_ref,
            &t.provider_name,
            &t.receiver_ref,
            &t.receiver_name,
            &t.reference
        ]
    );
    parts!(
        "activity_budget",
        ["kind", "status", "period_start", "period_end", "value", "cents", "currency", "value_date"],
        budgets,
        |b| [&b.kind, &b.status, &b.period_start, &b.period_end, &b.value, b.cents, &b.currency, &b.value_date]
    );
    parts!(
        "activity_result",
        ["kind", "title", "measure", "indicator", "baseline", "baseline_year", "period_start", "period_end", "target", "actual"],
        results,
        |r| [
            &r.kind,
            &r.title,
            &r.measure,
            &r.indicator,
            &r.baseline,
            &r.baseline_year,
            &r.period_start,
            &r.period_end,
            &r.target,
            &r.actual
        ]
    );
    parts!("activity_link", ["link", "ref", "kind", "owner_ref", "owner_name"], links, |l| [
        &l.link,
        &l.reference,
        &l.kind,
        &l.owner_ref,
        &l.owner_name
    ]);
    tx.bulk(
        "activity_total",
        &["office", "dataset", "number", "kind", "currency", "cents", "parts"],
        all.iter().flat_map(|a| a.totals.iter().map(move |t| row![office, of, a.number, &t.kind, &t.currency, t.cents, t.parts])),
    )?;
    let positions = (first_fault + 1..).zip(faults);
    tx.bulk(
        "activity_fault",
        &["office", "dataset", "position", "line", "col", "identifier", "fault", "what_uk", "what_en"],
        positions.map(|(n, f)| {
            let (uk, en) = f.what.clone().unzip();
            row![office, of, n, f.line, f.column, &f.identifier, &f.key, uk, en]
        }),
    )?;
    Ok(())
}

/// The first column of every table.
const OFFICE: &str = "office";

const ACTIVITY_COLUMNS: &[&str] = &[
    "office",
    "dataset",
    "number",
    "id",
    "identifier",
    "line",
    "reporting_ref",
    "reporting_name",
    "secondary",
    "title_uk",
    "title_en",
    "about_uk",
    "about_en",
    "status",
    "planned_start",
    "actual_start",
    "planned_end",
    "actual_end",
    "first_year",
    "last_year",
    "hierarchy",
    "currency",
    "lang",
    "updated_at",
    "digest",
];

fn activity_row(office: &str, of: i64, a: &Stated) -> Vec<Value> {
    row![
        office,
        of,
        a.number,
        &a.id,
        &a.identifier,
        a.line,
        &a.reporting_ref,
        &a.reporting_name,
        &a.secondary,
        &a.title_uk,
        &a.title_en,
        &a.about_uk,
        &a.about_en,
        &a.status,
        &a.planned_start,
        &a.actual_start,
        &a.planned_end,
        &a.actual_end,
        a.first_year,
        a.last_year,
        &a.hierarchy,
        &a.currency,
        &a.lang,
        &a.updated_at,
        &a.digest
    ]
}

/// The ids that a file has so far.
///
/// # Errors
/// The database's.
pub fn ids_in(tx: &mut Tx, office: &str, number: i64) -> Result<Vec<String>, Error> {
    tx.all(IDS_IN, params![office, number])?.iter().map(|row| row.get("id")).collect()
}

/// Who reports the activities of a file.
fn reporters(tx: &mut Tx, office: &str, number: i64) -> Result<BTreeSet<String>, Error> {
    let rows = tx.all(REPORTERS, params![office, number])?;
    let all: Vec<Option<String>> = rows.iter().map(|row| row.get("reporter")).collect::<Result<_, _>>()?;
    Ok(all.into_iter().flatten().map(|one| publisher_key(&one)).collect())
}

/// A file that was read is shown from here on, in the place of those before it; or it is refused as older than they are.
/// One line of the journal, whatever it holds.
///
/// # Errors
/// The database's.
pub fn show(write: &mut Write, permit: &Permit, dataset: &Dataset) -> Result<(), Error> {
    permit.holds_for(Kind::Dataset, &dataset.id);
    let (office, stamp) = (permit.office(), write.stamp());
    let rows = write.tx().all(IN_COMMON, params![office, dataset.number])?;
    let in_common: HashMap<i64, (i64, i64)> = rows
        .iter()
        .map(|row| Ok((row.get("dataset")?, (row.get("in_both")?, row.get("differ")?))))
        .collect::<Result<_, Error>>()?;
    let ours = reporters(write.tx(), office, dataset.number)?;
    let mut replaced = Vec::new();
    let (mut known, mut changed) = (0, 0);
    for row in write.tx().all(RIVALS, params![office, &dataset.publisher_key, dataset.number])? {
        let rival = self::dataset(&row)?;
        let (in_both, differ) = in_common.get(&rival.number).copied().unwrap_or_default();
        if in_both == 0 {
            continue;
        }
        // Whose file it is goes by its first activity, unless somebody has said so of both.
        let same_reporters =
            dataset.said.is_some() && rival.said.is_some() || reporters(write.tx(), office, rival.number)?.is_subset(&ours);
        if !takes_the_place(rival.name == dataset.name, same_reporters, rival.kept, in_both) {
            continue;
        }
        if older(dataset.generated_at.as_deref(), rival.generated_at.as_deref()) {
            return refuse(write, permit, "activity-dataset-older", &rival.name);
        }
        known += in_both;
        changed += differ;
        replaced.push((rival.id, rival.number));
    }
    let mut vanished = 0;
    for (id, number) in &replaced {
        write.tx().run(FORGET, params![office, id, &stamp])?;
        write.tx().run(REPLACE, params![office, id, &dataset.id])?;
        vanished += i64::try_from(write.tx().run(VANISH, params![office, *number, dataset.number])?).unwrap_or(i64::MAX);
    }
    let fresh = (dataset.kept - known).max(0);
    write.tx().run(CURRENT, params![office, &dataset.id, fresh, changed, vanished])?;
    journal(write, permit)
}

/// A file is taken back, and those that it replaced are shown again as far as they are still kept.
///
/// # Errors
/// The database's.
pub fn undo(write: &mut Write, permit: &Permit, dataset: &Dataset) -> Result<(), Error> {
    permit.holds_for(Kind::Dataset, &dataset.id);
    let (office, stamp) = (permit.office(), write.stamp());
    write.tx().run(UNVANISH, params![office, dataset.number])?;
    write.tx().run(RESTORE, params![office, &dataset.id])?;
    write.tx().run(UNDO, params![office, &dataset.id, stamp, permit.actor()])?;
    journal(write, permit)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = journaled(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Deletes the next rows of a file that is shown no more; says how many activities there were.
///
/// # Errors
/// The database's.
pub fn clear(write: &mut Write, permit: &Permit, dataset: &Dataset, limit: i64) -> Result<bool, Error> {
    let (office, stamp) = (permit.office(), write.stamp());
    let tx = write.tx();
    let Some(row) = tx.first(TO_CLEAR, params![office, dataset.number, limit])? else { return Ok(false) };
    let (Some(first), Some(last)) = (row.get::<Option<i64>>("first")?, row.get::<Option<i64>>("last")?) else {
        tx.run(CLEARED, params![office, &dataset.id, stamp])?;
        return Ok(false);
    };
    for sql in [
        CLEAR_NARRATIVES,
        CLEAR_PARTIES,
        CLEAR_PLACES,
        CLEAR_SECTORS,
        CLEAR_TRANSACTIONS,
        CLEAR_BUDGETS,
        CLEAR_TOTALS,
        CLEAR_RESULTS,
        CLEAR_LINKS,
        CLEAR_ACTIVITIES,
    ] {
        tx.run(sql, params![office, dataset.number, first, last])?;
    }
    Ok(true)
}

/// The source that stands for a file from here on.
///
/// # Errors
/// The database's.
pub fn set_source(write: &mut Write, permit: &Permit, dataset: &str, source: &str) -> Result<(), Error> {
    write.tx().run(SET_SOURCE, params![permit.office(), dataset, source]).map(drop)
}

/// Faults of a file behind a position.
///
/// # Errors
/// The database's.
pub fn faults(tx: &mut Tx, office: &str, number: i64, after: i64, limit: i64) -> Result<Vec<(i64, Fault)>, Error> {
    let rows = tx.all(FAULTS, params![office, number, after, limit])?;
    rows.iter()
        .map(|row| {
            let what: (Option<String>, Option<String>) = (row.get("what_uk")?, row.get("what_en")?);
            let fault = Fault {
                line: row.get("line")?,
                column: row.get("col")?,
                identifier: row.get("identifier")?,
                key: row.get("fault")?,
                what: what.0.zip(what.1),
            };
            Ok((row.get("position")?, fault))
        })
        .collect()
}

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

fn shown(row: &Row) -> Result<Shown, Error> {
    let stated = Stated {
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
    };
    Ok(Shown {
        stated,
        dataset: row.get("dataset")?,
        dataset_id: row.get("dataset_id")?,
        dataset_name: row.get("dataset_name")?,
        publisher: row.get("publisher")?,
        publisher_name: row.get("publisher_name")?,
        taken_at: row.get("created_at")?,
        vanished: row.get::<String>("state")? != State::Current.word(),
    })
}

/// What files state of activities by id, the latest first; of one that no current file has, only the last statement.
///
/// # Errors
/// The database's.
pub fn heads(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<Shown>>, Error> {
    let mut found: HashMap<String, Vec<Shown>> = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(HEADS, &params)? {
            let one = shown(&row)?;
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
    let mut parties = parts_of(tx, PARTIES_OF, office, ids, party)?;
    let mut places = parts_of(tx, PLACES_OF, office, ids, place_of)?;
    let mut sectors = parts_of(tx, SECTORS_OF, office, ids, sector)?;
    let mut links = parts_of(tx, LINKS_OF, office, ids, link)?;
    for one in found.values_mut().flatten() {
        let key = (one.dataset, one.stated.number);
        one.stated.parties = parties.remove(&key).unwrap_or_default();
        one.stated.places = places.remove(&key).unwrap_or_default();
        one.stated.sectors = sectors.remove(&key).unwrap_or_default();
        one.stated.links = links.remove(&key).unwrap_or_default();
    }
    Ok(found)
}

/// Parts by file and number.
type Parts<T> = HashMap<(i64, i64), Vec<T>>;

fn parts_of<T>(
    tx: &mut Tx,
    sql: Sql,
    office: &str,
    ids: &[String],
    read: fn(&Row) -> Result<T, Error>,
) -> Result<Parts<T>, Error> {
    let mut found: Parts<T> = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(sql, &params)? {
            found.entry((row.get("dataset")?, row.get("number")?)).or_default().push(read(&row)?);
        }
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

/// Labels of files, for those who may read them.
///
/// # Errors
/// The database's.
pub fn dataset_labels(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    // A page of the journal names few files.
    for id in ids {
        if let Some(dataset) = get(tx, office, id)? {
            let name = Some(dataset.name);
            labels.push((dataset.id, Label::new(name.clone(), name, format!("/datasets/{id}"))));
        }
    }
    Ok(labels)
}

/// What a party is found by: its identifier and its name.
pub fn party_keys(party: &Party) -> impl Iterator<Item = String> {
    let reference = party.reference.iter().map(|reference| format!("ref:{}", reference.trim().to_uppercase()));
    let name = party.name.iter().map(|name| format!("name:{}", dotyk_uk::search_key(name)));
    reference.chain(name).collect::<Vec<_>>().into_iter()
}

/// Places of the register that locations name: by code, else by a name that only one place has. By file and number.
///
/// # Errors
/// The database's.
pub fn our_places<'s>(
    tx: &mut Tx,
    office: &str,
    day: Date,
    all: impl Iterator<Item = &'s Stated>,
) -> Result<HashMap<String, String>, Error> {
    let mut texts: BTreeSet<String> = BTreeSet::new();
    for place in all.flat_map(|stated| &stated.places).filter(|place| place.kind == "location") {
        texts.extend(place.code.iter().filter(|code| place::is_code(code)).cloned());
        texts.extend(place.name.iter().cloned());
    }
    let texts: Vec<String> = texts.into_iter().collect();
    let found = place::store::resolve(tx, office, day, &texts)?;
    Ok(found.into_iter().filter_map(|(text, found)| Some((text, found.found()?.clone()))).collect())
}

/// The places of the register that an activity lies in.
pub fn places_in(stated: &Stated, known: &HashMap<String, String>) -> Vec<String> {
    let locations = stated.places.iter().filter(|place| place.kind == "location");
    let codes = locations.filter_map(|place| {
        let by = |text: &Option<String>| text.as_ref().and_then(|text| known.get(text)).cloned();
        by(&place.code).or_else(|| by(&place.name))
    });
    let mut codes: Vec<String> = codes.collect();
    codes.sort();
    codes.dedup();
    codes
}

/// What the index holds of activities: what the latest file states, found by all that any of them calls it.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let found = listed(tx, office, ids)?;
    let known = our_places(tx, office, day, found.values().flatten().map(|one| &one.stated))?;
    let codes: Vec<String> = known.values().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let around = place::store::ancestors(tx, office, &codes)?;
    let ties = ties(tx, office, ids)?;
    let documents = found.into_iter().filter_map(|(id, all)| {
        let tied = ties.get(&id).into_iter().flatten().any(|tie| tie.state == Decision::Tied);
        document(&id, &all, &known, &around, tied)
    });
    Ok(documents.collect())
}

fn document(
    id: &str,
    all: &[Shown],
    known: &HashMap<String, String>,
    around: &HashMap<String, Vec<String>>,
    tied: bool,
) -> Option<Document> {
    let s = &all.first()?.stated;
    let mut document = find::document(&Ref::new(Kind::Activity, id), &s.title_uk, &s.title_en);
    document.names = vec![s.identifier.clone()];
    document.names.extend(s.links.iter().filter(|link| link.link == "other").map(|link| link.reference.clone()));
    let names = s.parties.iter().filter_map(|party| party.name.as_deref());
    let about = [&s.about_uk, &s.about_en].into_iter().flatten().map(String::as_str);
    document.body = about.chain(names).collect::<Vec<_>>().join(" ");
    let own = places_in(s, known);
    document.places = own.iter().flat_map(|code| around.get(code).into_iter().flatten().cloned().chain([code.clone()])).collect();
    document.places.sort();
    document.places.dedup();
    let mut facets: BTreeSet<(&str, String)> = BTreeSet::new();
    facets.extend(all.iter().map(|one| ("dataset", one.dataset_id.clone())));
    facets.extend(s.status.iter().map(|status| ("activity-status", status.clone())));
    facets.extend(s.sectors.iter().filter(|sector| is_dac(sector)).map(|sector| ("sector", sector.code.clone())));
    let countries = s.places.iter().filter(|place| place.kind == "country").filter_map(|place| place.code.clone());
    facets.extend(countries.map(|code| ("country", code)));
    for party in &s.parties {
        facets.extend(party_keys(party).map(|key| ("party", key)));
        if party.role == "1" {
            facets.extend(party.name.iter().map(|name| ("funder", name.clone())));
        }
    }
    facets.insert(("tied", if tied { "yes" } else { "no" }.to_owned()));
    document.facets = facets.into_iter().map(|(facet, value)| (facet.to_owned(), value)).collect();
    if let (Some(from), Some(to)) = (s.first_year, s.last_year) {
        document.spans.push(Span { name: "years".into(), from, to });
    }
    document.visibility = Visibility::public();
    Some(document)
}

/// Whether it is a DAC purpose, as projects have.
pub fn is_dac(sector: &Sector) -> bool {
    let digits = sector.code.len() == 5 && sector.code.bytes().all(|b| b.is_ascii_digit());
    digits && sector.vocabulary.as_deref().is_none_or(|vocabulary| vocabulary == "1")
}

/// What was decided of an activity and a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// The activity.
    #[serde(skip)]
    pub activity: String,
    /// The project.
    pub project: String,
    /// The activity's identifier.
    #[serde(skip)]
    pub identifier: String,
    /// Whether they are the same.
    pub state: Decision,
    /// How that is known.
    pub how: How,
    /// Since when.
    pub decided_at: String,
    /// By whom.
    pub decided_by: String,
}

fn tie(row: &Row) -> Result<Tie, Error> {
    Ok(Tie {
        activity: row.get("activity")?,
        project: row.get("project")?,
        identifier: row.get("identifier")?,
        state: word(row, "state", Decision::parse)?,
        how: word(row, "how", How::parse)?,
        decided_at: row.get("decided_at")?,
        decided_by: row.get("decided_by")?,
    })
}

/// Those of some projects that were not withdrawn.
///
/// # Errors
/// The database's.
pub fn standing(tx: &mut Tx, office: &str, projects: &[String]) -> Result<HashSet<String>, Error> {
    let mut found = HashSet::new();
    for params in in_lists(params![office], projects) {
        for row in tx.all(STANDING, &params)? {
            found.insert(row.get("id")?);
        }
    }
    Ok(found)
}

/// What was decided of activities, by their ids. A project that was withdrawn counts as none.
///
/// # Errors
/// The database's.
pub fn ties(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<Tie>>, Error> {
    let mut found: HashMap<String, Vec<Tie>> = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(TIES_OF, &params)? {
            let tie = tie(&row)?;
            found.entry(tie.activity.clone()).or_default().push(tie);
        }
    }
    found.values_mut().for_each(|ties| ties.sort_by(|a, b| a.project.cmp(&b.project)));
    Ok(found)
}

/// What was decided of a project.
///
/// # Errors
/// The database's.
pub fn ties_of_project(tx: &mut Tx, office: &str, project: &str) -> Result<Vec<Tie>, Error> {
    tx.all(TIES_OF_PROJECT, params![office, project])?.iter().map(tie).collect()
}

/// The projects that activities with these identifiers are tied to.
///
/// # Errors
/// The database's.
pub fn tied_by(tx: &mut Tx, office: &str, identifiers: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office], identifiers) {
        for row in tx.all(TIED_BY, &params)? {
            found.insert(row.get("identifier")?, row.get("project")?);
        }
    }
    Ok(found)
}

/// An activity as the journal sees it: what was decided of it.
#[derive(Serialize)]
pub struct Decided {
    id: String,
    ties: Vec<Tie>,
}

/// What was decided of an activity, as the journal sees it; none when nothing ever was.
///
/// # Errors
/// The database's.
pub fn decided(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Decided>, Error> {
    let ties = tx.all(ALL_TIES_OF, params![office, id])?.iter().map(tie).collect::<Result<_, _>>()?;
    Ok(Some(Decided { id: id.to_owned(), ties }))
}

/// Decides that an activity is a project, or is not.
///
/// # Errors
/// The database's.
pub fn decide(
    write: &mut Write,
    permit: &Permit,
    identifier: &str,
    project: &str,
    state: Decision,
    how: How,
) -> Result<(), Error> {
    permit.holds_for(Kind::Activity, permit.id());
    let stamp = write.stamp();
    let values = row![permit.office(), permit.id(), project, identifier, state.word(), how.word(), stamp, permit.actor()];
    write.tx().run(PUT_TIE, &values)?;
    let state = decided(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Forgets what was decided of an activity and a project.
///
/// # Errors
/// The database's.
pub fn undecide(write: &mut Write, permit: &Permit, project: &str) -> Result<(), Error> {
    permit.holds_for(Kind::Activity, permit.id());
    write.tx().run(REMOVE_TIE, params![permit.office(), permit.id(), project])?;
    let state = decided(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// What was accepted of an activity into a project.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// Its id.
    pub id: String,
    /// Of which activity.
    pub activity: String,
    /// Into which project.
    pub project: String,
    /// Which fields.
    pub fields: Vec<String>,
    /// Figures that it made.
    pub figures: Vec<String>,
    /// The version of the project before.
    pub before: i64,
    /// And after.
    pub after: i64,
    /// When.
    pub accepted_at: String,
    /// By whom.
    pub accepted_by: String,
    /// When it was taken back.
    pub undone_at: Option<String>,
}

/// Remembers what was accepted.
///
/// # Errors
/// The database's.
pub fn add_acceptance(write: &mut Write, permit: &Permit, one: &Acceptance) -> Result<(), Error> {
    let text = |list: &[String]| serde_json::to_string(list).map_err(|error| Error::Other(error.to_string()));
    let (fields, figures) = (text(&one.fields)?, text(&one.figures)?);
    let values = row![
        permit.office(),
        &one.id,
        permit.id(),
        &one.project,
        fields,
        figures,
        one.before,
        one.after,
        &one.accepted_at,
        &one.accepted_by
    ];
    write.tx().run(ADD_ACCEPTANCE, &values).map(drop)
}

/// What was accepted of an activity, the latest first.
///
/// # Errors
/// The database's.
pub fn acceptances(tx: &mut Tx, office: &str, activity: &str) -> Result<Vec<Acceptance>, Error> {
    tx.all(ACCEPTANCES, params![office, activity])?.iter().map(acceptance_of).collect()
}

/// One of them, whether or not a file still has its activity.
///
/// # Errors
/// The database's.
pub fn acceptance(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Acceptance>, Error> {
    tx.first(ACCEPTANCE, params![office, id])?.as_ref().map(acceptance_of).transpose()
}

/// What was accepted, and not taken back, of activities that no file has any more; the latest first.
///
/// # Errors
/// The database's.
pub fn orphaned(tx: &mut Tx, office: &str) -> Result<Vec<Acceptance>, Error> {
    tx.all(ORPHANED, params![office])?.iter().map(acceptance_of).collect()
}

fn acceptance_of(row: &Row) -> Result<Acceptance, Error> {
    let list = |text: String| serde_json::from_str(&text).map_err(|error| Error::Other(error.to_string()));
    Ok(Acceptance {
        id: row.get("id")?,
        activity: row.get("activity")?,
        project: row.get("project")?,
        fields: list(row.get("fields")?)?,
        figures: list(row.get("figures")?)?,
        before: row.get("version_before")?,
        after: row.get("version_after")?,
        accepted_at: row.get("accepted_at")?,
        accepted_by: row.get("accepted_by")?,
        undone_at: row.get("undone_at")?,
    })
}

/// What was accepted is taken back.
///
/// # Errors
/// The database's.
pub fn undo_acceptance(write: &mut Write, permit: &Permit, id: &str) -> Result<(), Error> {
    let stamp = write.stamp();
    write.tx().run(UNDO_ACCEPTANCE, params![permit.office(), id, stamp]).map(drop)
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
