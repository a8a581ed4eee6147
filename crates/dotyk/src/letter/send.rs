//! The sending of letters: on a thread of its own, each letter taken by a write, handed over outside of any, and settled by
//! another write. Two processes on one database take no letter twice, since each write has the office's turn.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use dotyk_db::Error;
use jiff::civil::Date;

use super::Mail;
use super::model::{After, LEASE, Letter, Outcome, State as Stage};
use super::post::Session;
use super::store;
use crate::journal::{Moment, Seal, Write};
use crate::web::State;

/// How often it is looked whether a letter has fallen due, when nobody says that one was put in.
const LOOK: Duration = Duration::from_secs(20);

/// After the server could not be spoken to, it is left alone: at first for so long, then twice as long, at most [`REST`].
const PAUSE: Duration = Duration::from_secs(5);

/// The longest pause.
const REST: Duration = Duration::from_secs(300);

/// Says that a letter was put in. One of a process: whichever office it is of, looking costs nothing.
static PUT: (Mutex<u64>, Condvar) = (Mutex::new(0), Condvar::new());

/// Work that is done once a day, at the start and when the day begins: what it puts in is put in once, however often it runs.
pub type Tick = fn(&State) -> Result<(), Error>;

/// Says that a letter was put in, before the write that did so is over: whoever looks waits for the office's turn.
pub(super) fn wake() {
    *PUT.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    PUT.1.notify_all();
}

/// What became of the letters that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Drained {
    /// Taken by the server.
    pub sent: usize,
    /// To be tried again.
    pub later: usize,
    /// Given up, or nobody knows.
    pub failed: usize,
    /// Whether the server could not be spoken to.
    pub away: bool,
}

fn moment(state: &State) -> Moment {
    Moment { now: state.clock.now(), ids: state.ids.clone() }
}

/// One write of the program itself.
fn write<T>(state: &State, work: impl FnOnce(&mut Write) -> Result<T, Error>) -> Result<T, Error> {
    state.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, &state.office, moment(state))?;
        let done = work(&mut write)?;
        write.finish()?;
        Ok(done)
    })
}

/// Sends what is due, one letter after the other, until nothing is or the server cannot be spoken to.
///
/// # Errors
/// The database's.
pub fn drain(state: &State, mail: &Mail) -> Result<Drained, Error> {
    drain_while(state, mail, || true)
}

fn drain_while(state: &State, mail: &Mail, goes_on: impl Fn() -> bool) -> Result<Drained, Error> {
    let (mut drained, mut session) = (Drained::default(), Session::default());
    while let Some(letter) = if goes_on() { take(state)? } else { None } {
        let begun = Instant::now();
        let outcome = deliver(&mut session, state, mail, &letter, begun);
        let after = letter.after(outcome.clone(), state.clock.now());
        if let Some(said) = &after.said {
            tracing::warn!(letter = letter.id, state = after.state.word(), said, "a letter was not sent");
        }
        settle(state, &letter, &after)?;
        match after.state {
            Stage::Sent => drained.sent += 1,
            Stage::Waiting => drained.later += 1,
            _ => drained.failed += 1,
        }
        if matches!(outcome, Outcome::Away(..)) {
            drained.away = true;
            break;
        }
        std::thread::sleep(mail.pace.saturating_sub(begun.elapsed()));
    }
    Ok(drained)
}

/// Takes the letter that is due first. From the moment this is committed, nobody else sends it.
fn take(state: &State) -> Result<Option<Letter>, Error> {
    let now = moment(state).stamp();
    // Looking takes nobody's turn.
    if !state.db.read_blocking(|tx| store::is_due(tx, &state.office, &now))? {
        return Ok(None);
    }
    let until = moment(state).now.saturating_add(LEASE).map_err(|error| Error::Other(error.to_string()))?;
    write(state, |write| {
        store::give_up_lost(write)?;
        store::take(write, &Seal::new(state.data_key), &format!("{until:.3}"))
    })
}

fn deliver(session: &mut Session, state: &State, mail: &Mail, letter: &Letter, begun: Instant) -> Outcome {
    let Some(content) = &letter.content else {
        return Outcome::Refused("what is sealed of this letter does not open with the data key at hand".to_owned());
    };
    let now = std::time::SystemTime::from(state.clock.now());
    match mail.message(&state.office, &letter.id, content, now) {
        Ok(message) => {
            // Whoever was held up for long, as on a machine that slept, must not send what others have given up meanwhile.
            let still = || begun.elapsed() < LEASE.unsigned_abs() / 2;
            session.send(mail, message.envelope(), &message.formatted(), still)
        }
        Err(error) => Outcome::Refused(error),
    }
}

/// Says what became of a letter. A letter that was handed over must not look as if it had not: this is tried until it is
/// written, or until the letter is given up as lost anyway.
fn settle(state: &State, letter: &Letter, after: &After) -> Result<(), Error> {
    let mut tries = 0;
    loop {
        let done = write(state, |write| store::settle(write, &Seal::new(state.data_key), letter, after));
        match done {
            Err(error @ (Error::Busy(_) | Error::Unavailable(_) | Error::Full(_))) => {
                tries += 1;
                if tries >= 8 {
                    return Err(error);
                }
                std::thread::sleep(Duration::from_millis(100 << tries));
            }
            done => return done,
        }
    }
}

/// Destroys what is personal in letters that are long settled, drops those that nobody settled, and finds the lost ones.
///
/// # Errors
/// The database's.
pub fn daily(state: &State) -> Result<(), Error> {
    write(state, |write| {
        store::give_up_lost(write)?;
        store::forget(write)
    })
}

/// The thread that sends; it ends when this is dropped.
pub struct Sender {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Sender {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        wake();
        if let Some(thread) = self.thread.take() {
            // What it panicked over is in the log.
            let _ = thread.join();
        }
    }
}

/// Starts the thread that sends letters as they come, when there is a server, and does the daily work in any case.
pub fn start(state: &Arc<State>, mail: Option<Mail>, ticks: &'static [Tick]) -> Sender {
    let (state, stop) = (state.clone(), Arc::new(AtomicBool::new(false)));
    let stopped = stop.clone();
    let thread = std::thread::Builder::new().name("letter".into()).spawn(move || run(&state, mail.as_ref(), ticks, &stopped));
    if let Err(error) = &thread {
        tracing::error!(%error, "letters are not sent");
    }
    Sender { stop, thread: thread.ok() }
}

fn run(state: &State, mail: Option<&Mail>, ticks: &[Tick], stop: &AtomicBool) {
    let (mut day, mut silent, mut seen): (Option<Date>, u32, u64) = (None, 0, 0);
    while !stop.load(Ordering::Acquire) {
        let today = moment(state).today();
        if day != Some(today) && ticks.iter().all(|tick| guarded("the daily work", || tick(state)).is_some()) {
            day = Some(today);
        }
        let drained = mail.and_then(|mail| guarded("letters", || drain_while(state, mail, || !stop.load(Ordering::Acquire))));
        let away = drained.is_some_and(|drained| drained.away);
        silent = if away { (silent + 1).min(16) } else { 0 };
        let pause = if away { PAUSE.saturating_mul(1 << (silent - 1)).min(REST) } else { LOOK };
        let put = rest(stop, seen, pause, away);
        if put != seen {
            // Whoever has put a letter in may not have committed yet: the office's turn comes after that.
            guarded("a turn", || write(state, |_| Ok(())));
        }
        seen = put;
    }
}

/// A fault of one round is logged, and the next round is tried.
fn guarded<T>(what: &str, work: impl FnOnce() -> Result<T, Error>) -> Option<T> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Some(done),
        Ok(Err(error)) => {
            tracing::error!(%error, what, "stopped; it is tried again");
            None
        }
        Err(_) => {
            tracing::error!(what, "broke off; it is tried again");
            None
        }
    }
}

/// Waits until a letter is put in, or for so long. A server that is away is not bothered by letters that are put in.
fn rest(stop: &AtomicBool, seen: u64, pause: Duration, away: bool) -> u64 {
    let until = Instant::now() + pause;
    let mut put = PUT.0.lock().unwrap_or_else(PoisonError::into_inner);
    while !stop.load(Ordering::Acquire) && (away || *put == seen) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        put = PUT.1.wait_timeout(put, left).unwrap_or_else(PoisonError::into_inner).0;
    }
    *put
}
