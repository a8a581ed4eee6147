//! Files: what is known of them, how far the work on them is, and which are shown.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::{Error, Row, Tx, params, row};
use serde::Serialize;

use super::super::model::{Fault, State, Work, older, publisher_key, takes_the_place};
use super::count;
use super::sql::*;
use crate::access::{Kind, Permit};
use crate::journal::Write;
use crate::web::Label;

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
        state: row.word("state", State::parse)?,
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
