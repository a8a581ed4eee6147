//! Reads the whole journal and the register beside it, and says what does not fit.

use std::collections::HashSet;

use dotyk_db::{Error, Tx, params};
use serde_json::Value;

use super::model::changes;
use super::store::{ALL_LINES, LAST_STATES, head, line};
use crate::access::{Kind, Ref};

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A line's hash is not that of its content and the line before it.
    Altered(i64),
    /// Positions jump: lines are missing here.
    Removed(i64),
    /// The head does not stand at the last line.
    Head(i64, i64),
    /// A position and hash noted earlier are not in the journal: its tail was cut, or it was rewritten.
    Expected(i64),
    /// A row differs from its last journalled state in these fields.
    Differs(Ref, Vec<String>),
    /// A journalled record is not in the register.
    Missing(Ref),
    /// A row that no line speaks of.
    Unwritten(Ref),
}

/// What the check found.
#[derive(Debug)]
pub struct Report {
    /// Lines read.
    pub lines: i64,
    /// Position of the last line.
    pub position: i64,
    /// Hash of the last line.
    pub hash: String,
    /// Records compared with their rows.
    pub records: usize,
    /// What does not fit; empty when all is well.
    pub findings: Vec<Finding>,
}

/// How the register shows its present state to the check. The application supplies it.
pub struct Verifier<'a> {
    /// The present state of a record as it would be journalled; `None` when there is none.
    pub state: &'a dyn Fn(&mut Tx, &str, &Ref) -> Result<Option<Value>, Error>,
    /// The ids of all records of a kind.
    pub ids: &'a dyn Fn(&mut Tx, &str, Kind) -> Result<Vec<String>, Error>,
}

/// Checks the chain, then every record against its last line.
///
/// `expect` is a position and hash noted earlier (`journal verify` prints them): without such a note nobody can tell
/// that the newest lines were cut off.
///
/// # Errors
/// The database's. What does not fit is a [`Finding`].
pub fn verify(tx: &mut Tx, office: &str, expect: Option<(i64, String)>, register: &Verifier) -> Result<Report, Error> {
    let mut report = Report { lines: 0, position: 0, hash: String::new(), records: 0, findings: Vec::new() };
    let mut expected = expect.is_none();
    tx.each(ALL_LINES, params![office], |row| {
        let (line, hash) = line(row)?;
        if line.position != report.position + 1 {
            report.findings.push(Finding::Removed(report.position + 1));
        } else if line.hash(&report.hash) != hash {
            report.findings.push(Finding::Altered(line.position));
        }
        expected |= expect.as_ref().is_some_and(|(position, noted)| line.position == *position && hash == *noted);
        report.lines += 1;
        report.position = line.position;
        // The chain goes on from what is written, so that one altered line is one finding.
        report.hash = hash;
        Ok::<(), Error>(())
    })?;
    let (position, hash) = head(tx, office)?;
    if (position, &hash) != (report.position, &report.hash) {
        report.findings.push(Finding::Head(position, report.position));
    }
    if let (false, Some((position, _))) = (expected, expect) {
        report.findings.push(Finding::Expected(position));
    }
    compare_rows(tx, office, register, &mut report)?;
    Ok(report)
}

fn compare_rows(tx: &mut Tx, office: &str, register: &Verifier, report: &mut Report) -> Result<(), Error> {
    let mut spoken: HashSet<Ref> = HashSet::new();
    for row in tx.all(LAST_STATES, params![office])? {
        let Some(kind) = Kind::parse(&row.get::<String>("kind")?) else { continue };
        let record = Ref::new(kind, row.get::<String>("id")?);
        let last: Value = serde_json::from_str(&row.get::<String>("state")?).unwrap_or(Value::Null);
        match (register.state)(tx, office, &record)? {
            None => report.findings.push(Finding::Missing(record.clone())),
            Some(now) => {
                let fields: Vec<String> = changes(&last, &now).into_iter().map(|change| change.field).collect();
                if !fields.is_empty() || last["version"] != now["version"] {
                    report.findings.push(Finding::Differs(record.clone(), fields));
                }
            }
        }
        report.records += 1;
        spoken.insert(record);
    }
    for kind in Kind::ALL {
        for id in (register.ids)(tx, office, *kind)? {
            let record = Ref::new(*kind, id);
            if !spoken.contains(&record) {
                report.findings.push(Finding::Unwritten(record));
            }
        }
    }
    Ok(())
}
