//! `dotyk import FILE --kind project`.

use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest, Sha256};

use super::store::{self, Done, Import, Outcome, Staged, State as Stage};
use super::template::letter;
use super::work;
use super::{COMMAND, KINDS};
use crate::access::{Actor, Kind};
use crate::journal::{Write, hex};
use crate::text::{Arg, Lang};
use crate::web::{State, content_path};

/// What is to be taken in.
#[derive(Debug)]
pub struct Request {
    /// The file.
    pub file: PathBuf,
    /// What its rows are.
    pub kind: Kind,
    /// Whether it is to be written and not only checked.
    pub apply: bool,
    /// One object for the whole instead of lines for people.
    pub json: bool,
}

/// Reads the word of a kind that a table may hold.
///
/// # Errors
/// What may be written.
pub fn kind(word: &str) -> Result<Kind, String> {
    let known = || KINDS.map(Kind::word).join(", ");
    Kind::parse(word).filter(|kind| KINDS.contains(kind)).ok_or_else(known)
}

/// Checks a file and, when asked, writes its rows: 0 all is well; 1 rows are wrong or were left; 2 the file cannot be read.
///
/// A check leaves an import that may be looked at and applied in the browser, and changes no record.
///
/// # Errors
/// What hindered it.
pub fn import(state: &State, request: &Request, out: &mut dyn std::io::Write) -> Result<u8, String> {
    let said = |error: dotyk_db::Error| error.to_string();
    let bytes = std::fs::read(&request.file).map_err(|error| format!("{}: {error}", request.file.display()))?;
    let name = request.file.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy().into_owned());
    let hash = hex(&Sha256::digest(&bytes));
    keep(&content_path(&state.files, &hash), &bytes)?;
    let moment = state.moment();
    let actor = Actor::command(&state.office, COMMAND);
    let id = state.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, &state.office, moment.clone())?;
        let id = write.id();
        let permit = actor.may_create(Kind::Import, &id).map_err(|refused| dotyk_db::Error::Other(format!("{refused:?}")))?;
        store::add(&mut write, &permit, request.kind, &name, &hash)?;
        write.finish()?;
        Ok::<_, dotyk_db::Error>(id)
    });
    let id = id.map_err(said)?;
    run(state, &id, "checking")?;
    let mut import = find(state, &id)?;
    if import.state == Stage::Refused {
        refused(state, &import, request.json, out)?;
        return Ok(2);
    }
    let outcomes = state.db.read_blocking(|tx| store::outcomes(tx, &state.office, &id)).map_err(said)?;
    let count = |outcome| outcomes.get(&outcome).copied().unwrap_or_default();
    let ready = count(Outcome::New) + count(Outcome::Changed);
    if request.apply && count(Outcome::Refused) == 0 && ready > 0 {
        let turned = state.db.write_blocking(|tx| {
            let mut write = Write::begin(tx, &state.office, moment)?;
            let permit = actor.may(crate::access::Action::Edit, &store::subject(&id));
            let permit = permit.map_err(|refused| dotyk_db::Error::Other(format!("{refused:?}")))?;
            store::turn(&mut write, &permit, Stage::Applying)?;
            write.finish().map(drop)
        });
        turned.map_err(said)?;
        run(state, &id, "writing")?;
        import = find(state, &id)?;
    }
    let left = report(state, &import, request, &outcomes, out)?;
    Ok(u8::from(count(Outcome::Refused) > 0 || left > 0))
}

/// The file goes where uploads lie, so that a check that was stopped can go on.
fn keep(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(said)?;
    }
    std::fs::write(path, bytes).map_err(said)
}

fn find(state: &State, id: &str) -> Result<Import, String> {
    let found = state.db.read_blocking(|tx| store::get(tx, &state.office, id)).map_err(|error| error.to_string())?;
    found.ok_or_else(|| "the import is gone".into())
}

/// Works, with a line of progress on a terminal and none elsewhere.
fn run(state: &State, id: &str, what: &str) -> Result<(), String> {
    let terminal = std::io::stderr().is_terminal();
    let done = work::finish(state, id, &mut |done, total| {
        if terminal && total > 0 {
            let width = 30;
            let full = usize::try_from(done * width / total).unwrap_or_default();
            // A line that cannot be shown is no reason to stop.
            let _ = write!(std::io::stderr(), "\r{what} [{:<30}] {done}/{total}", "#".repeat(full.min(30)));
        }
    });
    if terminal {
        let _ = writeln!(std::io::stderr());
    }
    done.map_err(|error| error.to_string())
}

fn message(state: &State, key: &str, what: &str) -> String {
    state.words.say(Lang::En, key, &[("what", Arg::Text(what))])
}

fn refused(state: &State, import: &Import, as_json: bool, out: &mut dyn std::io::Write) -> Result<(), String> {
    let (key, what) = import.fault.clone().unwrap_or_default();
    let (heading, help) = (message(state, &key, &what), message(state, &format!("{key}-help"), &what));
    let written = if as_json {
        writeln!(out, "{}", json!({"id": import.id, "state": "refused", "code": key, "message": heading, "help": help}))
    } else {
        writeln!(out, "{}: {heading}. {help}", import.name)
    };
    written.map_err(|error| error.to_string())
}

/// What was found and done; how many rows were to be written and were not.
fn report(
    state: &State,
    import: &Import,
    request: &Request,
    outcomes: &std::collections::HashMap<Outcome, i64>,
    out: &mut dyn std::io::Write,
) -> Result<i64, String> {
    let said = |error: std::io::Error| error.to_string();
    let of = |want: (Option<Outcome>, Option<Done>)| -> Result<Vec<Staged>, String> {
        let rows = state.db.read_blocking(|tx| store::rows(tx, &state.office, &import.id, 0, want, 20_000));
        rows.map_err(|error| error.to_string())
    };
    let mut findings = Vec::new();
    for row in of((Some(Outcome::Refused), None))? {
        let sheet = import.sheets.iter().find(|sheet| sheet.sheet == row.sheet);
        for (column, key, what) in &row.faults {
            let columns = sheet.map(|sheet| sheet.columns.as_slice()).unwrap_or_default();
            let (column, line) = super::need::parted(column);
            let at = columns.iter().find(|(.., name)| name.as_deref() == Some(column)).map(|(at, ..)| letter(*at));
            findings.push((row.sheet.clone(), line.unwrap_or(row.line), at, column.to_owned(), message(state, key, what)));
        }
    }
    let mut left = Vec::new();
    for result in [Done::Late, Done::Failed] {
        left.extend(of((None, Some(result)))?);
    }
    let count = |outcome| outcomes.get(&outcome).copied().unwrap_or_default();
    let (new, changed, same, wrong) =
        (count(Outcome::New), count(Outcome::Changed), count(Outcome::Same), count(Outcome::Refused));
    if request.json {
        let findings: Vec<_> = findings
            .iter()
            .map(|(sheet, row, letter, column, message)| {
                json!({"sheet": sheet, "row": row, "letter": letter, "column": column, "message": message})
            })
            .collect();
        let left: Vec<_> = left
            .iter()
            .map(|row| json!({"sheet": row.sheet, "row": row.line, "title": row.title, "message": message(state, row.reason.as_deref().unwrap_or_default(), "")}))
            .collect();
        let whole = json!({
            "id": import.id, "kind": import.kind, "state": import.state.word(),
            "new": new, "changed": changed, "same": same, "refused": wrong, "findings": findings, "left": left,
        });
        writeln!(out, "{whole}").map_err(said)?;
        return Ok(left.len() as i64);
    }
    for (sheet, row, at, column, message) in &findings {
        writeln!(out, "{sheet}!{row}:{}: {message}", at.as_ref().unwrap_or(column)).map_err(said)?;
    }
    for row in &left {
        let why = message(state, row.reason.as_deref().unwrap_or_default(), "");
        writeln!(out, "{}!{}: {}: {why}", row.sheet, row.line, row.title).map_err(said)?;
    }
    writeln!(out, "{}: {new} new, {changed} changed, {same} unchanged, {wrong} with errors", import.name).map_err(said)?;
    let ready = new + changed;
    match import.state {
        Stage::Applied => writeln!(out, "written: {} rows; undo it on the page of the import", ready - left.len() as i64),
        _ if wrong > 0 && request.apply => writeln!(out, "nothing was written: mend the rows with errors first"),
        _ if ready > 0 => writeln!(out, "nothing was written: this was a check; --apply writes it"),
        _ => writeln!(out, "there is nothing to write"),
    }
    .map_err(said)?;
    Ok(left.len() as i64)
}
