//! The index in memory: filled from the stores at start, kept fresh from the journal, the same on every node.
//!
//! There is no index file to mend. Before each question the journal's head is compared with the position the index has
//! reached; what was written since is read again and put in place. When the day changes the index is made anew, since
//! stages that were dated ahead begin.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLockReadGuard};

use dotyk_db::{Error, Tx};
use dotyk_match::{Answer, Document, Index, Query, Suggestion, Viewer};
use jiff::civil::Date;

use super::answer::Problem;
use super::ctx::{Ctx, State};
use crate::access::{Actor, Kind, Ref, Role};
use crate::journal;

/// Beyond so many records at once it is quicker to begin anew.
const MANY: usize = 20_000;

/// The index and how far it has come.
#[derive(Default)]
pub struct Indexed {
    index: Index,
    position: i64,
    day: Option<Date>,
    /// What was computed of the register as it stands at this position; see [`Ctx::remember`].
    remembered: Mutex<HashMap<&'static str, Arc<dyn Any + Send + Sync>>>,
}

impl Indexed {
    /// How many documents it holds.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }
}

/// The key of a record's document.
pub fn key(record: &Ref) -> String {
    format!("{}:{}", record.kind.word(), record.id)
}

/// The record of a key.
pub fn record(key: &str) -> Option<Ref> {
    let (kind, id) = key.split_once(':')?;
    Some(Ref::new(Kind::parse(kind)?, id))
}

/// What an actor may find: as the policy says of reading, in the tokens that documents carry.
pub fn viewer(actor: &Actor) -> Viewer {
    match actor.role {
        Role::Administrator | Role::Coordinator | Role::Viewer => Viewer::all(),
        Role::Public => Viewer::public(),
        Role::Contributor => {
            let account = [format!("account:{}", actor.id)].into_iter();
            let organisation = actor.organisation.iter().map(|id| format!("org:{id}"));
            Viewer::with(account.chain(organisation).chain(actor.place.iter().map(|code| format!("place:{code}"))))
        }
    }
}

/// Brings the index up to the journal's head as this transaction sees it.
///
/// # Errors
/// The database's.
pub fn refresh<'s>(state: &'s State, tx: &mut Tx, today: Date) -> Result<RwLockReadGuard<'s, Indexed>, Error> {
    let (head, _) = journal::head(tx, &state.office)?;
    loop {
        {
            let found = state.found.read().unwrap_or_else(|poisoned| poisoned.into_inner());
            if found.position >= head && found.day == Some(today) {
                return Ok(found);
            }
        }
        let mut found = state.found.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if found.position < head || found.day != Some(today) {
            catch_up(state, tx, &mut found, head, today)?;
        }
    }
}

/// What came out of files that changed: one line of the journal speaks for all of it. What is there now the documents know;
/// what went with the file only the index still knows.
fn of_datasets(index: &Index, changed: &[Ref]) -> Vec<Ref> {
    let files: Vec<String> =
        changed.iter().filter(|record| record.kind == Kind::Dataset).map(|record| record.id.clone()).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let filters = vec![(Kind::Dataset.word().to_owned(), files)];
    let found = index.search(&Query { filters, viewer: Viewer::all(), limit: u32::MAX as usize, ..Query::default() });
    found.hits.iter().filter_map(|hit| record(&hit.key)).collect()
}

fn catch_up(state: &State, tx: &mut Tx, found: &mut Indexed, head: i64, today: Date) -> Result<(), Error> {
    let mut changed = journal::changed_since(tx, &state.office, found.position)?;
    changed.extend(of_datasets(&found.index, &changed));
    if found.day != Some(today) || changed.len() > MANY {
        // The old one goes first, so that there are never two; should the reading fail, the next question begins anew.
        *found = Indexed::default();
        let mut index = Index::new();
        (state.documents)(state, tx, today, None, &mut |documents| index.extend(documents))?;
        *found = Indexed { index, position: head, day: Some(today), ..Indexed::default() };
        return Ok(());
    }
    let mut documents = Vec::with_capacity(changed.len());
    (state.documents)(state, tx, today, Some(&changed), &mut |piece| documents.extend(piece))?;
    for record in &changed {
        found.index.remove(&key(record));
    }
    found.index.extend(documents);
    found.position = head;
    found.remembered = Mutex::default();
    Ok(())
}

impl Ctx {
    /// Asks the index, for this visitor.
    ///
    /// # Errors
    /// The database's.
    pub fn find(&self, tx: &mut Tx, query: Query) -> Result<Answer, Error> {
        let found = refresh(&self.state, tx, self.today())?;
        Ok(found.index.search(&Query { viewer: viewer(&self.actor), ..query }))
    }

    /// Asks the index many things at one moment, for this visitor.
    ///
    /// # Errors
    /// The database's.
    pub fn find_all(&self, tx: &mut Tx, queries: impl IntoIterator<Item = Query>) -> Result<Vec<Answer>, Error> {
        let found = refresh(&self.state, tx, self.today())?;
        let viewer = viewer(&self.actor);
        let answer = |query| found.index.search(&Query { viewer: viewer.clone(), ..query });
        Ok(queries.into_iter().map(answer).collect())
    }

    /// What `make` computes of today's register for everyone alike: computed once, and again after the next write.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn remember<T: Any + Send + Sync>(
        &self,
        tx: &mut Tx,
        name: &'static str,
        make: impl FnOnce(&mut Tx) -> Result<T, Problem>,
    ) -> Result<Arc<T>, Problem> {
        let position = {
            let found = refresh(&self.state, tx, self.today())?;
            let remembered = found.remembered.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
            if let Some(known) = remembered.and_then(|known| known.downcast::<T>().ok()) {
                return Ok(known);
            }
            found.position
        };
        // Not under the lock: meanwhile others ask the index. What was read at another position is not kept.
        let made = Arc::new(make(tx)?);
        let found = refresh(&self.state, tx, self.today())?;
        if found.position == position && journal::head(tx, &self.state.office)?.0 == position {
            found.remembered.lock().unwrap_or_else(PoisonError::into_inner).insert(name, made.clone());
        }
        Ok(made)
    }

    /// What to offer while somebody types.
    ///
    /// # Errors
    /// The database's.
    pub fn suggest(&self, tx: &mut Tx, text: &str, kind: Option<Kind>, limit: usize) -> Result<Vec<Suggestion>, Error> {
        let found = refresh(&self.state, tx, self.today())?;
        Ok(found.index.suggest(text, kind.map(Kind::word), &viewer(&self.actor), limit))
    }
}

/// A document of a record with its title; the noun adds the rest.
pub fn document(record: &Ref, title_uk: &Option<String>, title_en: &Option<String>) -> Document {
    Document {
        key: key(record),
        kind: record.kind.word().to_owned(),
        title_uk: title_uk.clone(),
        title_en: title_en.clone(),
        ..Document::default()
    }
}
