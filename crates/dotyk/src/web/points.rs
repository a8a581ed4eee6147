//! The index of points of contact in memory: who paid for what, and what is public of needs, projects and calls.
//!
//! One for all visitors, so it holds only what everybody may see; a draft is ranked as a question and never stored. It is
//! filled when somebody first asks, by a thread of its own and in pieces, each a short read transaction; whoever asks
//! meanwhile waits for a moment and is then told how far it is. From then on it follows the journal as the search does:
//! little is put right within the question, much by the thread, and until that is done the older state answers and says so.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use dotyk_db::{Error, Tx};
use dotyk_match::points::{Activity, Ranker};
use jiff::civil::Date;

use super::answer::Problem;
use super::ctx::{Ctx, State};
use super::{Face, find};
use crate::access::{Kind, Ref};
use crate::journal;

/// So many records are read and put in at a time.
const PIECE: usize = 500;
/// Up to so many changed records are put right within a question.
const FEW: usize = 200;
/// Beyond so many changes it is quicker to read all again. The journal tells of no more at once.
const MANY: usize = 20_000;
/// So many questions are ranked at once; what comes beyond is told to come again.
const ASKING: usize = 8;
/// A name is kept up to here.
const NAME: usize = 300;

/// What the index holds of a record.
#[derive(Clone, Debug, Default)]
pub struct Point {
    /// What it is about, and the keys of who paid for it.
    pub activity: Activity,
    /// How those keys are called.
    pub names: Vec<(String, String)>,
}

/// Somebody who did what an activity or a project is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doer {
    /// The key by which the index would know them.
    pub key: String,
    /// How they are called.
    pub name: String,
}

/// What the index is made of; `app` says what each noun gives.
#[derive(Clone, Copy)]
pub struct Gather {
    /// The records that it may hold: all, or those to be read again since these changed.
    pub records: fn(&mut Tx, &str, Option<&[Ref]>) -> Result<Vec<Ref>, Error>,
    /// What it holds of these on a day. A record that is not public, or no more to be found, is not in the answer.
    pub points: fn(&mut Tx, &str, Date, &[Ref]) -> Result<Vec<Point>, Error>,
    /// Who did what these are about.
    pub doers: fn(&mut Tx, &str, &[Ref]) -> Result<Vec<(Ref, Vec<Doer>)>, Error>,
}

/// The index and the work on it.
#[derive(Default)]
pub struct Ranked {
    held: RwLock<Held>,
    work: Mutex<Work>,
    done: Condvar,
    asking: AtomicUsize,
}

/// What is held.
#[derive(Default)]
pub struct Held {
    /// Who ranks.
    pub ranker: Ranker,
    names: HashMap<String, String>,
    known: HashSet<Box<str>>,
    position: i64,
    day: Option<Date>,
    filled: bool,
}

#[derive(Default)]
struct Work {
    busy: bool,
    done: usize,
    of: usize,
    failed: Option<String>,
}

impl Work {
    fn percent(&self) -> i64 {
        (self.done * 100).checked_div(self.of).map_or(0, |percent| percent.min(99) as i64)
    }
}

/// An answer, as far as there is one yet.
pub struct Looked<T> {
    /// What was found; nothing while the index is filled for the first time.
    pub found: Option<T>,
    /// How far the filling is, in percent, while it goes on.
    pub percent: Option<i64>,
}

impl Held {
    /// How a key of somebody who paid is called; the key when nobody says.
    pub fn name<'h>(&'h self, key: &'h str) -> &'h str {
        self.names.get(key).map_or_else(|| key.split_once(':').map_or(key, |(_, name)| name), String::as_str)
    }

    fn forget(&mut self, key: &str) {
        if self.known.remove(key) {
            self.ranker.remove(key);
        }
    }

    fn put(&mut self, points: Vec<Point>) {
        for point in points {
            for (key, name) in point.names {
                self.names.entry(key).or_insert_with(|| name.chars().take(NAME).collect());
            }
            self.known.insert(point.activity.key.as_str().into());
            self.ranker.put(point.activity);
        }
    }
}

/// A place among those who ask; left when dropped.
struct Turn<'s>(&'s AtomicUsize);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn turn(asking: &AtomicUsize) -> Result<Turn<'_>, Problem> {
    let turn = Turn(asking);
    if turn.0.fetch_add(1, Ordering::AcqRel) >= ASKING { Err(Problem::TooMany(5)) } else { Ok(turn) }
}

impl Ctx {
    /// Looks into the index of points of contact as the register stands now.
    ///
    /// # Errors
    /// The database's; 429 when too many ask at once; a fault of the filling.
    pub fn points<T>(&self, tx: &mut Tx, look: impl FnOnce(&Held) -> T) -> Result<Looked<T>, Problem> {
        let ranked = &self.state.ranked;
        let _turn = turn(&ranked.asking)?;
        let (head, _) = journal::head(tx, &self.state.office)?;
        // A page can say how far it is and look again by itself; a table cannot.
        let until = Instant::now() + Duration::from_millis(if self.face == Face::Html { 700 } else { 8000 });
        loop {
            let held = ranked.held.read().unwrap_or_else(PoisonError::into_inner);
            if held.filled && held.position >= head && held.day == Some(self.today()) {
                return Ok(Looked { found: Some(look(&held)), percent: None });
            }
            drop(held);
            if catch_up(&self.state, tx, head, self.today())? {
                continue;
            }
            start(&self.state, self.today())?;
            if !ranked.wait(until) {
                let percent = ranked.work.lock().unwrap_or_else(PoisonError::into_inner).percent();
                let held = ranked.held.read().unwrap_or_else(PoisonError::into_inner);
                return Ok(Looked { found: held.filled.then(|| look(&held)), percent: Some(percent) });
            }
        }
    }
}

impl Ranked {
    /// Waits until nobody works on it; says whether that came in time.
    fn wait(&self, until: Instant) -> bool {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        while work.busy {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            work = self.done.wait_timeout(work, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

/// Puts right what little changed; says whether that was all.
fn catch_up(state: &State, tx: &mut Tx, head: i64, day: Date) -> Result<bool, Error> {
    let from = {
        let held = state.ranked.held.read().unwrap_or_else(PoisonError::into_inner);
        if !held.filled || held.day != Some(day) {
            return Ok(false);
        }
        held.position
    };
    let changed = journal::changed_since(tx, &state.office, from)?;
    // What went with a file only the thread finds out.
    if changed.len() > FEW || changed.iter().any(|record| record.kind == Kind::Dataset) {
        return Ok(false);
    }
    let records = (state.points.records)(tx, &state.office, Some(&changed))?;
    if records.len() > FEW {
        return Ok(false);
    }
    let points = (state.points.points)(tx, &state.office, day, &records)?;
    let mut held = state.ranked.held.write().unwrap_or_else(PoisonError::into_inner);
    if held.position < head {
        changed.iter().chain(&records).for_each(|record| held.forget(&find::key(record)));
        held.put(points);
        held.position = head;
    }
    Ok(true)
}

/// Sees to it that the thread works.
fn start(state: &Arc<State>, day: Date) -> Result<(), Problem> {
    let mut work = state.ranked.work.lock().unwrap_or_else(PoisonError::into_inner);
    if work.busy {
        return Ok(());
    }
    if let Some(failed) = work.failed.take() {
        return Err(Problem::Unavailable(failed));
    }
    *work = Work { busy: true, ..Work::default() };
    drop(work);
    let working = Working(state.clone());
    let thread = std::thread::Builder::new().name("points".into()).spawn(move || {
        let state = working.0.clone();
        if let Err(error) = fill(&state, day) {
            tracing::error!(%error, "the index of points of contact is not filled");
            state.ranked.work.lock().unwrap_or_else(PoisonError::into_inner).failed = Some(error.to_string());
        }
    });
    thread.map(drop).map_err(Problem::fault)
}

/// Says that the work is over, whatever became of it.
struct Working(Arc<State>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.ranked.work.lock().unwrap_or_else(PoisonError::into_inner).busy = false;
        self.0.ranked.done.notify_all();
    }
}

fn fill(state: &State, day: Date) -> Result<(), Error> {
    let (ranked, office) = (&state.ranked, &state.office);
    let (filled, from, then) = {
        let held = ranked.held.read().unwrap_or_else(PoisonError::into_inner);
        (held.filled, held.position, held.day)
    };
    let (head, wanted, all) = state.db.read_blocking(|tx| -> Result<_, Error> {
        let (head, _) = journal::head(tx, office)?;
        let all = (state.points.records)(tx, office, None)?;
        let changed = if filled { journal::changed_since(tx, office, from)? } else { Vec::new() };
        if !filled || changed.len() > MANY {
            return Ok((head, all.clone(), all));
        }
        let mut wanted = (state.points.records)(tx, office, Some(&changed))?;
        if then != Some(day) {
            // What partners publish does not change with the day; what needs and calls are open does.
            wanted.extend(all.iter().filter(|record| record.kind != Kind::Activity).cloned());
        }
        wanted.sort();
        wanted.dedup();
        Ok((head, wanted, all))
    })?;
    {
        let alive: HashSet<String> = all.iter().map(find::key).collect();
        let mut held = ranked.held.write().unwrap_or_else(PoisonError::into_inner);
        let gone: Vec<Box<str>> = held.known.iter().filter(|key| !alive.contains(&***key)).cloned().collect();
        gone.iter().for_each(|key| held.forget(key));
    }
    ranked.work.lock().unwrap_or_else(PoisonError::into_inner).of = wanted.len();
    for piece in wanted.chunks(PIECE) {
        let points = state.db.read_blocking(|tx| (state.points.points)(tx, office, day, piece))?;
        let mut held = ranked.held.write().unwrap_or_else(PoisonError::into_inner);
        piece.iter().for_each(|record| held.forget(&find::key(record)));
        held.put(points);
        drop(held);
        ranked.work.lock().unwrap_or_else(PoisonError::into_inner).done += piece.len();
    }
    let mut held = ranked.held.write().unwrap_or_else(PoisonError::into_inner);
    held.position = head;
    held.day = Some(day);
    held.filled = true;
    Ok(())
}
