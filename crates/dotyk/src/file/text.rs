//! What PDF files say, so that search finds a signed copy by its words.
//!
//! The program `dotyk-pdf` reads them behind the pages, one after the other, as a child without rights to anything: a PDF is
//! somebody else's, and its readers have been fooled before. Where that program is absent files wait until it is there. What
//! cannot be read says nothing, and is not tried again.

use std::sync::Arc;

use dotyk_db::Error;

use super::store;
use crate::access::{Action, Actor, Kind, Subject};
use crate::journal::Write;
use crate::web::work::Worker;
use crate::web::{State, content_path, paper};

/// As whom it writes what was read.
const COMMAND: &str = "read";

static WORKER: Worker = Worker {
    name: "texts",
    next: |tx, office| if paper::setter().is_some() { store::unread(tx, office) } else { Ok(None) },
    work: |state, id| read(state, id),
};

/// Sees to it that what nobody has read is read.
pub fn kick(state: &Arc<State>) {
    WORKER.kick(state);
}

fn read(state: &State, id: &str) -> Result<(), Error> {
    let Some(file) = state.db.read_blocking(|tx| store::get(tx, &state.office, id))? else { return Ok(()) };
    let said = match std::fs::read(content_path(&state.files, &file.hash)) {
        Ok(content) => paper::text(content),
        Err(error) => Err(paper::Unset::Refused(error.to_string())),
    };
    let text = match said {
        Ok(text) => text,
        // The others wait for the program too.
        Err(error @ (paper::Unset::Absent | paper::Unset::Io(_))) => return Err(Error::Other(format!("file {id}: {error}"))),
        Err(error) => {
            tracing::warn!(file = id, %error, "what a file says could not be read");
            String::new()
        }
    };
    state.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, &state.office, state.moment())?;
        let command = Actor::command(&state.office, COMMAND);
        if let Ok(permit) = command.may(Action::Edit, &Subject::new(Kind::File, id, false)) {
            store::put_text(&mut write, &permit, &text)?;
        }
        write.finish().map(drop)
    })
}
