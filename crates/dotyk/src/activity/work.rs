//! The work on files: on a thread of its own, in bounded steps, each a write of its own.
//!
//! A file is read and made into rows by one thread while another writes what was made before, so that neither waits long. How
//! far it is stands in the table: after a stop it is read again from its beginning, and what is there already is passed
//! over. The last step shows all of it at once.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use dotyk_db::{Error, Tx};
use dotyk_iati::xml::Position;
use dotyk_iati::{Item, Lang, ReadError, Reader};

use super::COMMAND;
use super::extract;
use super::model::{Decision, Fault, How, Stated, Work, publisher_key};
use super::store::{self, Begun, Dataset};
use crate::access::{Action, Actor, Permit};
use crate::journal::{Stored, Write};
use crate::project::{self, Project};
use crate::web::work::{Tried, Tries, Worker};
use crate::web::{State, content_path};
use crate::{account, office};

/// Activities of a step, and their rows: a step must not hold the office's turn for long.
const STEP: usize = 500;
/// So many rows make a step, however few activities they are of.
const STEP_ROWS: usize = 20_000;
/// Faults that are listed of one file; more are only counted.
const FAULTS: i64 = 10_000;

/// The work on files: whose waits longest comes first.
static WORKER: Worker = Worker {
    name: "datasets",
    next: |tx, office| Ok(store::next(tx, office)?.map(|dataset| dataset.id)),
    work: |state, id| finish(state, id, &mut |_| true),
};

/// Sees to it that the work of the office is being done.
pub fn kick(state: &Arc<State>) {
    WORKER.kick(state);
}

/// Hears how far a file is, and says whether to go on.
pub type Told<'a> = dyn FnMut(&Dataset) -> bool + 'a;

/// Works on one file until nothing is to be done, or until `told` says to stop: what is done by then stays.
///
/// # Errors
/// The database's, after it was tried several times.
pub fn finish(state: &State, id: &str, told: &mut Told) -> Result<(), Error> {
    let (mut tries, mut stopped) = (Tries::default(), false);
    let mut told = |dataset: &Dataset| {
        stopped |= !told(dataset);
        !stopped
    };
    loop {
        let dataset = state.db.read_blocking(|tx| store::get(tx, &state.office, id))?;
        let Some(dataset) = dataset.filter(|dataset| dataset.work.is_some()) else { return Ok(()) };
        if !told(&dataset) {
            return Ok(());
        }
        match tries.step(|| step(state, &dataset, &mut told))? {
            Tried::Done | Tried::Again => {}
            // What failed would fail again, and hold up all files behind it.
            Tried::Failed(error) if dataset.work == Some(Work::Read) => {
                tracing::error!(dataset = id, %error, "a file could not be read");
                write(state, &dataset, |write, _, permit| store::refuse(write, permit, "activity-dataset-failed", ""))?;
            }
            Tried::Failed(error) => return Err(error),
        }
    }
}

fn step(state: &State, dataset: &Dataset, told: &mut Told) -> Result<(), Error> {
    match dataset.work {
        Some(Work::Read) => read(state, dataset, told),
        Some(Work::Match) => matching(state, dataset),
        Some(Work::Clear) => {
            write(state, dataset, |write, _, permit| store::clear(write, permit, dataset, STEP as i64)).map(drop)
        }
        None => Ok(()),
    }
}

/// In whose name a file is worked on; none when they no longer may.
fn hand(write: &mut Write, dataset: &Dataset) -> Result<Option<(Actor, Permit)>, Error> {
    let office = write.office().to_owned();
    let Some(actor) = account::store::acting(write.tx(), &office, &dataset.worked_by, COMMAND)? else { return Ok(None) };
    let permit = actor.may(Action::Edit, &store::subject(&dataset.id)).ok();
    Ok(permit.map(|permit| (actor, permit)))
}

/// One write in the name of whoever brought the file; none when somebody else has worked on it meanwhile.
fn write<T>(
    state: &State,
    dataset: &Dataset,
    work: impl FnOnce(&mut Write, &Actor, &Permit) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    state.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, &state.office, state.moment())?;
        // Two processes may work on one file: the second finds it further on, and does nothing twice.
        let now = store::get(write.tx(), &state.office, &dataset.id)?;
        if now.is_none_or(|now| (now.work, now.seen) != (dataset.work, dataset.seen)) {
            return Ok(None);
        }
        let Some((actor, permit)) = hand(&mut write, dataset)? else {
            // What is shown stays; what was being read waits for nobody.
            let command = Actor::command(&state.office, COMMAND);
            if let Ok(permit) = command.may(Action::Edit, &store::subject(&dataset.id)) {
                match dataset.work {
                    Some(Work::Read) => store::refuse(&mut write, &permit, "activity-dataset-nobody", "")?,
                    _ => store::work(&mut write, &permit, None)?,
                }
            }
            write.finish()?;
            return Ok(None);
        };
        let done = work(&mut write, &actor, &permit)?;
        write.finish()?;
        Ok(Some(done))
    })
}

/// What the reading thread hands over.
enum Said {
    /// The root and the first activity were read.
    Begun(Begun),
    /// The next activities.
    Batch(Batch),
    /// The file is no IATI file of activities: a message and what stands in it.
    Refused(&'static str, String),
    /// All of it was read.
    End,
}

/// Some activities, ready to be written.
#[derive(Default)]
struct Batch {
    all: Vec<Stated>,
    faults: Vec<Fault>,
    /// Activities of the file up to here.
    seen: i64,
    /// Bytes up to here.
    read: i64,
    rows: usize,
}

fn read(state: &State, dataset: &Dataset, told: &mut Told) -> Result<(), Error> {
    let ids = state.db.read_blocking(|tx| store::ids_in(tx, &state.office, dataset.number))?;
    let known = ids.iter().map(|id| digits(id)).collect();
    let path = content_path(&state.files, &dataset.hash);
    std::thread::scope(|scope| {
        // Two batches wait at most: memory stays bounded however slow the database is.
        let (sender, receiver) = sync_channel(2);
        let said = dataset.said.clone();
        let seen = dataset.seen;
        scope.spawn(move || {
            // Whoever listens no more has its reasons.
            let _ = parse(&path, said.as_deref(), seen, known, &sender);
        });
        keep(state, dataset, &receiver, told)
    })
}

/// An activity's id in sixteen bytes: all that is remembered of it while a file is read.
fn digits(id: &str) -> u128 {
    u128::from_str_radix(id, 16).unwrap_or_default()
}

/// About how many rows an activity makes. Long texts count as several: a step is bounded in memory too.
fn rows(stated: &Stated) -> usize {
    let texts: usize = stated.narratives.iter().map(|narrated| 1 + narrated.text.len() / 400).sum();
    12 + texts + stated.transactions.len() + stated.results.len() + stated.sectors.len() + stated.places.len()
}

/// Counts the bytes that go by.
struct Counted<R> {
    inner: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Nobody listens any more.
struct Gone;

fn tell(sender: &SyncSender<Said>, said: Said) -> Result<(), Gone> {
    sender.send(said).map_err(|_| Gone)
}

/// Reads a file and makes rows of it, without those that were kept before.
fn parse(
    path: &std::path::Path,
    said: Option<&str>,
    passed: i64,
    mut known: HashSet<u128>,
    sender: &SyncSender<Said>,
) -> Result<(), Gone> {
    let bytes = Arc::new(AtomicU64::new(0));
    let Ok(file) = File::open(path) else { return tell(sender, Said::Refused("activity-dataset-gone", String::new())) };
    let reader = match Reader::new(BufReader::with_capacity(256 * 1024, Counted { inner: file, bytes: bytes.clone() })) {
        Ok(reader) => reader,
        Err(error) => return tell(sender, refused(error)),
    };
    if reader.header().file_type != dotyk_iati::FileType::Activities {
        return tell(sender, Said::Refused("activity-dataset-organisations", String::new()));
    }
    let mut begun = Begun {
        iati_version: reader.header().version.to_string(),
        generated_at: reader.header().generated_datetime.as_ref().map(|moment| moment.as_str().to_owned()),
        ..Begun::default()
    };
    if let Some(said) = said {
        (begun.publisher, begun.publisher_key) = (Some(said.to_owned()), Some(publisher_key(said)));
    }
    let (mut begun, mut batch, mut seen) = (Some(begun), Batch::default(), 0);
    for item in reader {
        seen += 1;
        let made = match item {
            Ok(Item::Activity(activity)) => {
                let made = extract::stated(&activity, seen);
                if let Some(begun) = begun.take() {
                    tell(sender, Said::Begun(publisher(begun, &activity)))?;
                }
                made
            }
            Ok(Item::Organisation(_)) => continue,
            Err(error) => Err(unread(&error)),
        };
        if seen <= passed {
            continue;
        }
        match made {
            Ok(stated) if !known.insert(digits(&stated.id)) => batch.faults.push(twice(&stated)),
            Ok(stated) => {
                batch.rows += rows(&stated);
                batch.all.push(stated);
            }
            Err(fault) => batch.faults.push(fault),
        }
        (batch.seen, batch.read) = (seen, bytes.load(Ordering::Relaxed).cast_signed());
        if batch.all.len() + batch.faults.len() >= STEP || batch.rows >= STEP_ROWS {
            tell(sender, Said::Batch(std::mem::take(&mut batch)))?;
        }
    }
    if let Some(begun) = begun.take() {
        tell(sender, Said::Begun(begun))?;
    }
    if batch.seen > 0 {
        tell(sender, Said::Batch(batch))?;
    }
    tell(sender, Said::End)
}

/// Who publishes a file: who was said to, else who reports its first activity.
fn publisher(begun: Begun, activity: &dotyk_iati::model::Activity) -> Begun {
    let org = activity.reporting_org.as_ref();
    let reference = org.and_then(|org| org.ref_.as_deref()).map(str::trim).filter(|text| !text.is_empty());
    let name = org.and_then(|org| org.narratives.iter().map(|name| name.text.trim()).find(|name| !name.is_empty()));
    let short = |text: &str| text.chars().take(300).collect::<String>();
    let mut begun = Begun { publisher_name: name.map(short), ..begun };
    if begun.publisher.is_none() {
        begun.publisher = reference.or(name).map(short);
        begun.publisher_key = reference.or(name).map(publisher_key);
    }
    begun
}

fn refused(error: ReadError) -> Said {
    match error {
        ReadError::NotIati(root) => Said::Refused("activity-dataset-not-iati", root),
        ReadError::Version(version) => Said::Refused("activity-dataset-version", version),
        ReadError::Fault(fault) => Said::Refused("activity-dataset-not-xml", fault.to_string()),
        other => Said::Refused("activity-dataset-not-xml", other.to_string()),
    }
}

fn fault(at: Position, key: &str, what: Option<(String, String)>) -> Fault {
    Fault { line: at.line.into(), column: at.column.into(), identifier: String::new(), key: key.to_owned(), what }
}

/// Why the file could not be read from somewhere on, or one activity of it could not be.
fn unread(error: &ReadError) -> Fault {
    match error {
        ReadError::TooLarge { at, .. } => fault(*at, "activity-fault-too-large", None),
        ReadError::Fault(broken) => {
            let what = (broken.kind.message(Lang::Uk), broken.kind.message(Lang::En));
            fault(broken.at, "activity-fault-broken", Some(what))
        }
        other => fault(Position { line: 0, column: 0 }, "activity-fault-broken", Some((other.to_string(), other.to_string()))),
    }
}

fn twice(stated: &Stated) -> Fault {
    Fault { line: stated.line, column: 1, identifier: stated.identifier.clone(), key: "activity-fault-twice".into(), what: None }
}

/// Writes what the other thread has made ready, step by step, and shows the file when all of it is there.
fn keep(state: &State, dataset: &Dataset, receiver: &Receiver<Said>, told: &mut Told) -> Result<(), Error> {
    let mut now = dataset.clone();
    loop {
        // A reading thread that broke off says nothing any more.
        let said = receiver.recv().map_err(|_| Error::Other("a file could not be read to its end".into()))?;
        let done = match said {
            Said::Refused(key, what) => {
                return write(state, &now, |write, _, permit| store::refuse(write, permit, key, &what)).map(drop);
            }
            Said::Begun(begun) => write(state, &now, |write, _, permit| store::begin(write, permit, &begun))?,
            Said::Batch(batch) => {
                let next = Dataset {
                    seen: batch.seen,
                    read: batch.read,
                    kept: now.kept + batch.all.len() as i64,
                    faults: now.faults + batch.faults.len() as i64,
                    ..now.clone()
                };
                let list = batch.faults.len().min(usize::try_from((FAULTS - now.faults).max(0)).unwrap_or_default());
                let done = write(state, &now, |write, _, permit| {
                    store::put(write, permit, now.number, &batch.all, &batch.faults[..list], now.faults)?;
                    store::progress(write, permit, next.seen, next.read, next.kept, next.faults)
                })?;
                now = next;
                if !told(&now) {
                    return Ok(());
                }
                done
            }
            Said::End => return write(state, &now, |write, _, permit| end(write, permit)).map(drop),
        };
        if done.is_none() {
            return Ok(());
        }
    }
}

/// The last step of the reading.
fn end(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let office = permit.office().to_owned();
    let Some(dataset) = store::get(write.tx(), &office, permit.id())? else { return Ok(()) };
    if dataset.kept == 0 {
        return store::refuse(write, permit, "activity-dataset-empty", &dataset.faults.to_string());
    }
    store::show(write, permit, &dataset)
}

/// Ties activities to the projects that their identifiers name: what was decided by somebody is left as it is.
fn matching(state: &State, dataset: &Dataset) -> Result<(), Error> {
    write(state, dataset, |write, actor, permit| {
        let office = permit.office().to_owned();
        let rows = store::of_dataset(write.tx(), &office, dataset.number, dataset.seen, STEP as i64)?;
        let Some(last) = rows.last().map(|row| row.0) else { return store::work(write, permit, None) };
        for (id, identifier, project, how) in named(write, &office, dataset, &rows)? {
            let Ok(permit) = actor.may(Action::Edit, &store::activity_subject(&id)) else { continue };
            store::decide(write, &permit, &identifier, &project, Decision::Tied, how)?;
        }
        store::matched(write, permit, last)
    })
    .map(drop)
}

/// Activities whose identifiers name a project: id, identifier, project, and which identifier it was.
type Named = Vec<(String, String, String, How)>;

/// By what the file at hand says: what other files say of them was matched when these came.
fn named(write: &mut Write, office: &str, dataset: &Dataset, rows: &[(i64, String, String)]) -> Result<Named, Error> {
    let last = rows.last().map_or(dataset.seen, |row| row.0);
    let ids: Vec<String> = rows.iter().map(|row| row.1.clone()).collect();
    let known = store::ties(write.tx(), office, &ids)?;
    let others = store::others(write.tx(), office, dataset.number, dataset.seen, last)?;
    let mut asked: Vec<String> = others.values().flatten().cloned().collect();
    asked.sort();
    asked.dedup();
    let tied = store::tied_by(write.tx(), office, &asked)?;
    let numbers = project::store::by_numbers(write.tx(), office, &asked)?;
    let own = own(write.tx(), office, rows.iter().map(|row| &row.2).chain(&asked))?;
    let mut named = Vec::new();
    for (number, id, identifier) in rows.iter().filter(|row| !known.contains_key(&row.1)) {
        let by_number =
            |other: &String| numbers.get(other).filter(|projects| projects.len() == 1).map(|projects| projects[0].clone());
        let by_own = own.get(identifier).map(|project| (project.clone(), How::Identifier));
        let by_other = || {
            let mut found = others
                .get(number)
                .into_iter()
                .flatten()
                .filter_map(|other| own.get(other).or_else(|| tied.get(other)).cloned().or_else(|| by_number(other)));
            found.next().map(|project| (project, How::Other))
        };
        named.extend(by_own.or_else(by_other).map(|(project, how)| (id.clone(), identifier.clone(), project, how)));
    }
    let projects: Vec<String> = named.iter().map(|one| one.2.clone()).collect::<HashSet<_>>().into_iter().collect();
    let standing = store::standing(write.tx(), office, &projects)?;
    named.retain(|one| standing.contains(&one.2));
    Ok(named)
}

/// Projects by the identifiers under which this office publishes them: its own, and their address behind it.
fn own<'i>(tx: &mut Tx, office: &str, all: impl Iterator<Item = &'i String>) -> Result<HashMap<String, String>, Error> {
    let Some(ours) = office::store::find(tx, office)?.iati_identifier else { return Ok(HashMap::new()) };
    let slug = |one: &String| one.strip_prefix(&ours)?.strip_prefix('-').map(str::to_owned);
    let slugs: Vec<(String, String)> = all.filter_map(|one| Some((one.clone(), slug(one)?))).collect();
    let asked: Vec<String> = slugs.iter().map(|(_, slug)| slug.clone()).collect();
    let found = Project::resolve(tx, office, &asked)?;
    Ok(slugs.into_iter().filter_map(|(one, slug)| Some((one, found.get(&slug)?.clone()))).collect())
}
