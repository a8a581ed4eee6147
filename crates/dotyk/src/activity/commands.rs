//! `dotyk iati import FILE…`.

use std::io::{IsTerminal, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest, Sha256};

use super::model::State as Stage;
use super::store::{self, Dataset};
use super::{COMMAND, work};
use crate::access::{Actor, Kind};
use crate::journal::{Write, hex};
use crate::text::{Arg, Lang};
use crate::web::{State, content_path};

/// What is to be taken in.
#[derive(Debug)]
pub struct Request {
    /// The files.
    pub files: Vec<PathBuf>,
    /// Who publishes them, where the files do not say it well.
    pub publisher: Option<String>,
    /// One object a file on a line instead of lines for people.
    pub json: bool,
}

/// Takes files in, each whatever became of the one before: 0 all is well; 1 activities of a file could not be kept; 2 a file
/// could not be read.
///
/// # Errors
/// What hindered all of it.
pub fn import(state: &State, request: &Request, out: &mut dyn std::io::Write) -> Result<u8, String> {
    let mut worst = 0;
    for file in &request.files {
        let code = match one(state, file, request, out) {
            Ok(code) => code,
            Err(error) => {
                writeln!(std::io::stderr(), "dotyk: {error}").map_err(|error| error.to_string())?;
                2
            }
        };
        worst = worst.max(code);
    }
    Ok(worst)
}

fn one(state: &State, file: &Path, request: &Request, out: &mut dyn std::io::Write) -> Result<u8, String> {
    let said = |error: dotyk_db::Error| error.to_string();
    let name = file.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy().into_owned());
    let (hash, bytes) = keep(file, &state.files).map_err(|error| format!("{}: {error}", file.display()))?;
    let moment = state.moment();
    let actor = Actor::command(&state.office, COMMAND);
    let taken = state.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, &state.office, moment)?;
        if let Some(same) = store::same(write.tx(), &state.office, &hash)? {
            return Ok((same.id, same.state == Stage::Current));
        }
        let id = write.id();
        let permit = actor.may_create(Kind::Dataset, &id).map_err(|refused| dotyk_db::Error::Other(format!("{refused:?}")))?;
        store::add(&mut write, &permit, &name, &hash, bytes, request.publisher.as_deref())?;
        write.finish()?;
        Ok::<_, dotyk_db::Error>((id, false))
    });
    let (id, known) = taken.map_err(said)?;
    run(state, &id)?;
    let dataset = state.db.read_blocking(|tx| store::get(tx, &state.office, &id)).map_err(said)?.ok_or("the file is gone")?;
    report(state, &dataset, known, request.json, out)
}

/// The file goes where uploads lie, so that reading can go on after a stop; its hash and length. In bounded memory.
fn keep(file: &Path, folder: &Path) -> std::io::Result<(String, i64)> {
    let mut from = std::fs::File::open(file)?;
    let (mut digest, mut buffer, mut length) = (Sha256::new(), vec![0; 256 * 1024], 0);
    std::fs::create_dir_all(folder)?;
    let mut to = tempfile::Builder::new().prefix("incoming-").tempfile_in(folder)?;
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        length += read as i64;
    }
    let hash = hex(&digest.finalize());
    let target = content_path(folder, &hash);
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder)?;
    }
    to.as_file().sync_all()?;
    to.persist(&target).map_err(|error| error.error)?;
    Ok((hash, length))
}

/// Works, with a line of progress on a terminal and none elsewhere.
fn run(state: &State, id: &str) -> Result<(), String> {
    let terminal = std::io::stderr().is_terminal();
    let done = work::finish(state, id, &mut |dataset| {
        if terminal && dataset.bytes > 0 {
            let full = usize::try_from(dataset.read.min(dataset.bytes) * 30 / dataset.bytes).unwrap_or_default();
            // A line that cannot be shown is no reason to stop.
            let _ = write!(std::io::stderr(), "\r{} [{:<30}] {} activities", dataset.name, "#".repeat(full), dataset.kept);
        }
        true
    });
    if terminal {
        let _ = writeln!(std::io::stderr());
    }
    done.map_err(|error| error.to_string())
}

fn message(state: &State, key: &str, what: &str) -> String {
    state.words.say(Lang::En, key, &[("what", Arg::Text(what))])
}

fn report(state: &State, dataset: &Dataset, known: bool, as_json: bool, out: &mut dyn std::io::Write) -> Result<u8, String> {
    let said = |error: std::io::Error| error.to_string();
    let faults = state.db.read_blocking(|tx| store::faults(tx, &state.office, dataset.number, 0, 10_000));
    let faults = faults.map_err(|error| error.to_string())?;
    let why = |key: &str, what: &Option<(String, String)>| message(state, key, what.as_ref().map_or("", |what| &what.1));
    let refused = dataset.fault.as_ref().map(|(key, what)| (key.clone(), message(state, key, what)));
    if as_json {
        let faults: Vec<_> = faults
            .iter()
            .map(|(_, f)| json!({"identifier": f.identifier, "line": f.line, "column": f.column, "code": f.key, "message": why(&f.key, &f.what)}))
            .collect();
        let whole = json!({
            "file": dataset.name, "id": dataset.id, "state": dataset.state.word(), "publisher": dataset.publisher, "known": known,
            "activities": dataset.kept, "new": dataset.fresh, "changed": dataset.changed, "vanished": dataset.vanished,
            "refused": refused.as_ref().map(|(code, message)| json!({"code": code, "message": message})), "faults": faults,
        });
        writeln!(out, "{whole}").map_err(said)?;
    } else if let Some((key, heading)) = &refused {
        writeln!(out, "{}: {heading}. {}", dataset.name, message(state, &format!("{key}-help"), "")).map_err(said)?;
    } else if known {
        writeln!(out, "{}: the same content is there already; nothing was changed", dataset.name).map_err(said)?;
    } else {
        for (_, f) in &faults {
            writeln!(out, "{}:{}:{}: {} {}", dataset.name, f.line, f.column, f.identifier, why(&f.key, &f.what)).map_err(said)?;
        }
        let Dataset { kept, fresh, changed, vanished, faults, .. } = dataset;
        writeln!(
            out,
            "{}: {kept} activities ({fresh} new, {changed} changed, {vanished} no longer published), {faults} with errors",
            dataset.name
        )
        .map_err(said)?;
    }
    Ok(if refused.is_some() { 2 } else { u8::from(dataset.faults > 0 && !known) })
}
