//! The work on imports: on a thread of its own, in bounded steps, each a write of its own.
//!
//! How far it has come is in the table, so it goes on after the page was closed, and after the program was stopped: at the
//! next start, or when somebody looks at an import that works. One import at a time, the one that waits longest first.

use std::sync::Arc;

use dotyk_db::{Error, Tx};

use super::COMMAND;
use super::apply::Hand;
use super::check::{Desk, Line};
use super::model::{Heading, find_heading, headings, twice};
use super::store::{self, Done, Import, State as Stage};
use crate::access::{Action, Actor, Kind, Permit};
use crate::account;
use crate::journal::Write;
use crate::text::Lang;
use crate::web::table::{self, Cell, LIMITS, Refusal, Sheet};
use crate::web::work::{Tried, Tries, Worker};
use crate::web::{State, content_path};

/// Rows of a step: a step must not hold the office's turn for long.
const STEP: i64 = 200;

/// The work on imports: whose waits longest comes first.
static WORKER: Worker = Worker {
    name: "import",
    next: |tx, office| Ok(store::next(tx, office)?.map(|import| import.id)),
    work: |state, id| finish(state, id, &mut |_, _| {}),
};

/// Sees to it that the work of the office is being done.
pub fn kick(state: &Arc<State>) {
    WORKER.kick(state);
}

/// Works on one import until nothing is to be done. `told` hears how far it is: rows behind it, and rows in all.
///
/// # Errors
/// The database's, after it was tried several times.
pub fn finish(state: &State, id: &str, told: &mut dyn FnMut(i64, i64)) -> Result<(), Error> {
    let (mut tries, mut size) = (Tries::default(), STEP);
    loop {
        let import = state.db.read_blocking(|tx| store::get(tx, &state.office, id))?;
        let Some(import) = import.filter(|import| import.state.works()) else { return Ok(()) };
        told(import.done, import.total);
        let checked = !matches!(import.state, Stage::Waiting | Stage::Checking);
        match tries.step(|| step(state, &import, size, told))? {
            Tried::Done => size = STEP,
            Tried::Again => {}
            // A row that the database refuses takes its step with it: one by one, only that row is lost.
            Tried::Failed(error) if checked && size > 1 => {
                tracing::warn!(import = id, %error, "a step failed and is tried row by row");
                size = 1;
            }
            Tried::Failed(error) if checked => {
                tracing::error!(import = id, %error, "a row failed");
                fail(state, &import)?;
            }
            Tried::Failed(error) => {
                tracing::error!(import = id, %error, "a file could not be checked");
                give_up_file(state, &import)?;
            }
        }
    }
}

/// A check that fails would fail again, and hold up all imports behind it.
fn give_up_file(state: &State, import: &Import) -> Result<(), Error> {
    let now = state.db.read_blocking(|tx| store::get(tx, &state.office, &import.id))?;
    let now = now.unwrap_or_else(|| import.clone());
    write(state, &now, |write, _, permit| store::refuse(write, permit, &Refusal::new("import-check-failed", ""))).map(drop)
}

/// In whose name an import works; none when they may no longer.
fn hand(tx: &mut Tx, office: &str, import: &Import) -> Result<Option<(Actor, Permit)>, Error> {
    let Some(actor) = account::store::acting(tx, office, &import.worked_by, COMMAND)? else { return Ok(None) };
    let permit = actor.may(Action::Edit, &store::subject(&import.id)).ok();
    Ok(permit.map(|permit| (actor, permit)))
}

fn step(state: &State, import: &Import, size: i64, told: &mut dyn FnMut(i64, i64)) -> Result<(), Error> {
    match import.state {
        Stage::Waiting | Stage::Checking => check(state, import, told),
        Stage::Applying | Stage::Undoing => put(state, import, size),
        _ => Ok(()),
    }
}

/// One write in the name of whoever put the import to work.
fn write<T>(
    state: &State,
    import: &Import,
    work: impl FnOnce(&mut Write, &Actor, &Permit) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    state.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, &state.office, state.moment())?;
        // Two processes may work on one import: the second finds it further on, and does nothing twice.
        let now = store::get(write.tx(), &state.office, &import.id)?;
        if now.is_none_or(|now| now.state != import.state && !(import.state == Stage::Waiting && now.state == Stage::Checking)) {
            return Ok(None);
        }
        let Some((actor, permit)) = hand(write.tx(), &state.office, import)? else {
            give_up(&mut write, import)?;
            write.finish()?;
            return Ok(None);
        };
        let done = work(&mut write, &actor, &permit)?;
        write.finish()?;
        Ok(Some(done))
    })
}

/// Whoever put it to work may no longer: it waits for somebody who may.
fn give_up(write: &mut Write, import: &Import) -> Result<(), Error> {
    let office = write.office().to_owned();
    let Ok(permit) = Actor::command(&office, COMMAND).may(Action::Edit, &store::subject(&import.id)) else { return Ok(()) };
    match import.state {
        Stage::Applying => store::finish(write, &permit, Stage::Checked),
        Stage::Undoing => store::finish(write, &permit, Stage::Applied),
        _ => store::refuse(write, &permit, &Refusal::new("import-nobody", "")),
    }
}

/// Writes or takes back the next rows.
fn put(state: &State, import: &Import, size: i64) -> Result<(), Error> {
    write(state, import, |write, actor, permit| {
        let hand = Hand { state, actor, permit, import };
        let undo = import.state == Stage::Undoing;
        let take = if undo { store::to_undo } else { store::to_apply };
        let rows = take(write.tx(), &state.office, &import.id, size)?;
        for row in &rows {
            if undo { hand.undo(write, row)? } else { hand.apply(write, row)? }
        }
        if rows.is_empty() {
            return store::finish(write, permit, if undo { Stage::Undone } else { Stage::Applied });
        }
        store::progress(write, permit, import.done + rows.len() as i64)
    })
    .map(drop)
}

/// Marks the next row as failed: it took down even a step of its own.
fn fail(state: &State, import: &Import) -> Result<(), Error> {
    write(state, import, |write, _, permit| {
        let undo = import.state == Stage::Undoing;
        let take = if undo { store::to_undo } else { store::to_apply };
        for row in take(write.tx(), &state.office, &import.id, 1)? {
            let result = if undo { Done::Kept } else { Done::Failed };
            store::settle(write, permit, row.number, result, Some("import-row-failed"))?;
        }
        store::progress(write, permit, import.done + 1)
    })
    .map(drop)
}

/// Reads the file and checks its rows. Begun anew, it forgets what an interrupted check has kept.
fn check(state: &State, import: &Import, told: &mut dyn FnMut(i64, i64)) -> Result<(), Error> {
    let read = std::fs::read(content_path(&state.files, &import.hash));
    let sheets = match read {
        Ok(bytes) => table::read(&bytes, LIMITS),
        Err(_) => Err(Refusal::new("import-file-gone", "")),
    };
    let table = sheets.and_then(|sheets| Ok((understand(state, import.kind, &sheets)?, sheets)));
    let (heads, sheets) = match table {
        Ok(table) => table,
        Err(refusal) => return write(state, import, |write, _, permit| store::refuse(write, permit, &refusal)).map(drop),
    };
    let lines = lines(&heads, &sheets);
    let lines = if import.kind == Kind::Need { super::need::joined(lines) } else { lines };
    let total = lines.len() as i64;
    let begun = write(state, import, |write, actor, permit| {
        store::begin(write, permit, &heads, total)?;
        Ok(actor.clone())
    })?;
    let Some(actor) = begun else { return Ok(()) };
    let import = &Import { state: Stage::Checking, ..import.clone() };
    let today = state.moment().today();
    let mut desk = state.db.read_blocking(|tx| Desk::open(state, tx, &actor, import.kind, today))?;
    let mut done = 0;
    for chunk in lines.chunks(STEP as usize) {
        let rows = state.db.read_blocking(|tx| desk.check(tx, chunk))?;
        done += rows.len() as i64;
        let kept = write(state, import, |write, _, permit| {
            store::put_rows(write, permit, &rows)?;
            store::progress(write, permit, done)
        })?;
        if kept.is_none() {
            return Ok(());
        }
        told(done, total);
    }
    write(state, import, |write, _, permit| store::finish(write, permit, Stage::Checked))?;
    if import.kind == Kind::Need { forget(state, import) } else { Ok(()) }
}

/// A table of needs says who knows more, by name and telephone. What was understood of it is sealed, so the file itself goes as
/// soon as it was read, unless somebody else needs it.
fn forget(state: &State, import: &Import) -> Result<(), Error> {
    state.db.write_blocking(|tx| {
        // The office's turn: whoever brings the same file has it written down by now, or is bringing it still.
        let mut write = Write::begin(tx, &state.office, state.moment())?;
        let needed = state.shelf.is_open(&import.hash)
            || crate::file::store::is_filed(write.tx(), &state.office, &import.hash)?
            || store::still_read(write.tx(), &state.office, import)?;
        if !needed {
            // What cannot be removed now is swept at the next start.
            let _ = std::fs::remove_file(content_path(&state.files, &import.hash));
        }
        write.finish().map(drop)
    })
}

/// The headings of a kind, with the labels of both languages.
pub fn headings_of(state: &State, kind: Kind) -> super::model::Headings {
    let label = |name: &str| {
        let key = format!("import-column-{}", name.replace('_', "-"));
        [Lang::Uk, Lang::En].map(|lang| state.words.say(lang, &key, &[]))
    };
    headings(kind, label)
}

fn understand(state: &State, kind: Kind, sheets: &[Sheet]) -> Result<Vec<Heading>, Refusal> {
    let headings = headings_of(state, kind);
    let heads: Vec<Heading> = sheets.iter().map(|sheet| find_heading(sheet, &headings)).collect();
    if heads.iter().all(|head| head.line.is_none()) {
        let names = heads.iter().map(|head| head.sheet.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Refusal::new("import-no-heading", names));
    }
    for head in &heads {
        if let Some(name) = twice(head) {
            let named = head.columns.iter().filter(|(.., own)| own.as_ref() == Some(&name)).map(|(_, text, _)| text.as_str());
            return Err(Refusal::new("import-column-twice", format!("{}: {}", head.sheet, named.collect::<Vec<_>>().join(", "))));
        }
    }
    let rows = lines(&heads, sheets).len();
    match rows {
        0 => Err(Refusal::new("import-no-rows", "")),
        rows if rows > LIMITS.rows => Err(Refusal::new("import-too-many-rows", LIMITS.rows.to_string())),
        _ => Ok(heads),
    }
}

/// The rows below the headings, without the example of the template.
fn lines<'a>(heads: &'a [Heading], sheets: &'a [Sheet]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for (heading, sheet) in heads.iter().zip(sheets) {
        let Some(at) = heading.line else { continue };
        let keys: Vec<u32> = heading
            .columns
            .iter()
            .filter(|(.., name)| matches!(name.as_deref(), Some("key" | "code")))
            .map(|(column, ..)| *column)
            .collect();
        let read: Vec<u32> = heading.columns.iter().filter(|(.., name)| name.is_some()).map(|(column, ..)| *column).collect();
        for (line, cells) in sheet.rows.iter().filter(|(line, _)| *line > at) {
            let example = |cell: &Cell| matches!(dotyk_uk::search_key(&cell.text()).as_str(), "приклад" | "example");
            let shown = keys.iter().any(|column| cells.get(column).is_some_and(example));
            if !shown && read.iter().any(|column| cells.contains_key(column)) {
                lines.push(Line { heading, line: *line, cells, more: Vec::new() });
            }
        }
    }
    lines
}
