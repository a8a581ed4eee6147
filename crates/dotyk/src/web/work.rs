//! Work that goes on behind the pages: on a thread of its own, one thing after the other, in steps that are tried again.
//!
//! What waits stands in a table of its noun, so nothing is lost when the program stops: a [`Worker`] asks for what waits
//! longest, and does it, until nothing waits. It is woken by [`Worker::kick`] when something was put into that table, when
//! the program starts, and when somebody looks at what is not done. [`Tries`] are for the steps of one thing.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dotyk_db::{Error, Tx};

use super::State;
use crate::journal::Write;

/// How often a step is tried again when the database is busy, away, or its disk is full.
const TRIES: u32 = 6;

/// Work of one kind.
pub struct Worker {
    /// What its thread is called, and the log calls it.
    pub name: &'static str,
    /// Of an office: the thing whose work waits longest.
    pub next: fn(&mut Tx, &str) -> Result<Option<String>, Error>,
    /// Does all there is to do with one thing, so that it waits no more. An error ends the work until the next kick.
    pub work: fn(&State, &str) -> Result<(), Error>,
}

/// The workers of this process by name, database and office; and whether one was called again since it last looked.
static WORKING: LazyLock<Mutex<HashMap<String, bool>>> = LazyLock::new(Mutex::default);

fn working() -> MutexGuard<'static, HashMap<String, bool>> {
    WORKING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The mark of a worker, which goes whatever happens to the work.
struct Mark {
    name: String,
    held: bool,
}

impl Mark {
    /// The worker's mark; none when it is at work already, and then it looks once more before it ends.
    fn set(name: String) -> Option<Self> {
        let mut working = working();
        if let Some(again) = working.get_mut(&name) {
            *again = true;
            return None;
        }
        working.insert(name.clone(), false);
        Some(Self { name, held: true })
    }

    /// Whether it was called again. If not, it is over: who calls from here on finds no mark and begins anew.
    fn again(&mut self) -> bool {
        let mut working = working();
        if working.get_mut(&self.name).is_some_and(std::mem::take) {
            return true;
        }
        working.remove(&self.name);
        self.held = false;
        false
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        if self.held {
            working().remove(&self.name);
        }
    }
}

impl Worker {
    /// Sees to it that the work of the office is being done. May be called from within the write that makes it.
    pub fn kick(&'static self, state: &Arc<State>) {
        let Some(mut mark) = Mark::set(format!("{} {}#{}", self.name, state.db.shown(), state.office)) else { return };
        let state = state.clone();
        let thread = std::thread::Builder::new().name(self.name.into()).spawn(move || {
            loop {
                self.all(&state);
                if !mark.again() {
                    return;
                }
            }
        });
        if let Err(error) = thread {
            tracing::error!(work = self.name, %error, "no thread for the work");
        }
    }

    /// Does what waits, to its end or to an error.
    fn all(&self, state: &State) {
        // Whoever asked for the work may not have committed yet: the office's turn comes after that.
        let turn = state.db.write_blocking(|tx| Write::begin(tx, &state.office, state.moment())?.finish().map(drop));
        if let Err(error) = turn {
            tracing::warn!(work = self.name, %error, "the work waits");
        }
        loop {
            match state.db.read_blocking(|tx| (self.next)(tx, &state.office)) {
                Ok(None) => return,
                Ok(Some(id)) => {
                    if let Err(error) = (self.work)(state, &id) {
                        tracing::error!(work = self.name, id, %error, "the work stopped; it goes on when somebody looks at it");
                        return;
                    }
                }
                Err(error) => return tracing::error!(work = self.name, %error, "the work is not done"),
            }
        }
    }
}

/// Tries at the steps of one thing.
#[derive(Default)]
pub struct Tries {
    failures: u32,
}

/// What became of a step.
pub enum Tried {
    /// It is done.
    Done,
    /// The database could not, for a while: after a pause, the same is to be tried again.
    Again,
    /// It failed, and would fail again.
    Failed(Error),
}

impl Tries {
    /// Takes one step. One that panics has failed: a file may break the library that reads it, and that ends the work on it,
    /// not the work on others.
    ///
    /// # Errors
    /// The database's, after it could not for several times in a row.
    pub fn step(&mut self, step: impl FnOnce() -> Result<(), Error>) -> Result<Tried, Error> {
        let stepped = catch_unwind(AssertUnwindSafe(step));
        match stepped.unwrap_or_else(|_| Err(Error::Other("the work broke off".into()))) {
            Ok(()) => {
                self.failures = 0;
                Ok(Tried::Done)
            }
            Err(error @ (Error::Busy(_) | Error::Unavailable(_) | Error::Full(_))) => {
                self.failures += 1;
                if self.failures >= TRIES {
                    return Err(error);
                }
                std::thread::sleep(Duration::from_millis(100 << self.failures));
                Ok(Tried::Again)
            }
            Err(error) => Ok(Tried::Failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_is_called_while_it_works_looks_once_more() {
        let name = "a worker of this test".to_owned();
        let mut mark = Mark::set(name.clone()).expect("nobody works yet");
        assert!(Mark::set(name.clone()).is_none(), "one at a time");
        assert!(mark.again(), "it was called meanwhile");
        assert!(!mark.again(), "and only once");
        let next = Mark::set(name.clone()).expect("it has ended");
        drop(mark);
        assert!(Mark::set(name.clone()).is_none(), "the mark that has ended takes none away");
        drop(next);
        assert!(Mark::set(name).is_some(), "one that was dropped at work leaves nothing behind");
    }

    #[test]
    fn a_step_is_tried_again_only_while_the_database_cannot() {
        let mut tries = Tries::default();
        assert!(matches!(tries.step(|| Err(Error::Busy("a".into()))), Ok(Tried::Again)));
        assert!(matches!(tries.step(|| Ok(())), Ok(Tried::Done)));
        assert_eq!(tries.failures, 0, "what succeeds begins anew");
        assert!(matches!(tries.step(|| Err(Error::Other("a".into()))), Ok(Tried::Failed(_))));
        let broken = tries.step(|| panic!("a library breaks"));
        assert!(matches!(broken, Ok(Tried::Failed(Error::Other(said))) if said == "the work broke off"));
        tries.failures = TRIES - 1;
        assert!(matches!(tries.step(|| Err(Error::Full("a".into()))), Err(Error::Full(_))), "in the end it is said");
    }
}
