//! Files that came in with a form whose fate is open: a refused form leaves no bytes behind.
//!
//! A file lies under its hash before its form is decided. When the form is refused, the content is removed at once, unless a
//! row names it, another form has just brought the same, or it lies on the *shelf*: of a person on a bad line the last
//! photo is kept for the form that is shown again, so that it need not be sent twice. The shelf is small and in memory: one
//! file for each link, so many in all, and what falls off is removed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ctx::State;
use super::form::Form;
use super::upload::content_path;

/// So many files lie on the shelf at most.
const SHELF: usize = 64;

/// What is open, and what is kept.
#[derive(Default)]
pub struct Shelf(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    /// By hash: how many forms are bringing it now, and how many ever did while one was.
    open: HashMap<String, (usize, u64)>,
    /// Whose and what: the oldest first.
    kept: Vec<(String, Vec<(String, String)>)>,
    /// Hashes that fell off and are not removed yet.
    fallen: Vec<String>,
}

/// What is said of a file in a form.
const FIELDS: [&str; 5] = ["file.name", "file.hash", "file.size", "file.type", "file.clean"];

impl Shelf {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the file of a form that is shown again, instead of the last one of `whose`.
    pub fn keep(&self, whose: &str, form: &Form) {
        let said = FIELDS.iter().map(|name| ((*name).to_owned(), form.text(name).to_owned())).collect::<Vec<_>>();
        let mut inside = self.inside();
        let Inside { kept, fallen, .. } = &mut *inside;
        if form.text("file.hash").is_empty() {
            return;
        }
        if let Some(at) = kept.iter().position(|(of, _)| of == whose) {
            fallen.extend(hash(&kept.remove(at).1));
        }
        kept.push((whose.to_owned(), said));
        if kept.len() > SHELF {
            fallen.extend(hash(&kept.remove(0).1));
        }
    }

    /// Takes the file of `whose` off the shelf, when it has this hash.
    pub fn take(&self, whose: &str, wanted: &str) -> Option<Vec<(String, String)>> {
        let mut inside = self.inside();
        let at = inside.kept.iter().position(|(of, said)| of == whose && hash(said).as_deref() == Some(wanted))?;
        Some(inside.kept.remove(at).1)
    }

    /// Whether somebody is bringing this content now.
    pub fn is_open(&self, hash: &str) -> bool {
        self.inside().open.contains_key(hash)
    }

    /// Marks a content as being brought.
    fn open(&self, hash: &str) -> u64 {
        let mut inside = self.inside();
        let entry = inside.open.entry(hash.to_owned()).or_default();
        *entry = (entry.0 + 1, entry.1 + 1);
        entry.1
    }

    fn close(&self, hash: &str) {
        let mut inside = self.inside();
        if let Some(entry) = inside.open.get_mut(hash) {
            entry.0 -= 1;
            if entry.0 == 0 {
                inside.open.remove(hash);
            }
        }
    }

    /// Whether a content that no row named a moment ago is still nobody's: only one form has brought it, and none since.
    fn nobodys(inside: &Inside, content: &str, seen: u64) -> bool {
        inside.open.get(content) == Some(&(1, seen))
            && !inside.kept.iter().any(|(_, said)| hash(said).as_deref() == Some(content))
    }
}

fn hash(said: &[(String, String)]) -> Option<String> {
    said.iter().find(|(name, _)| name == "file.hash").map(|(_, hash)| hash.clone())
}

/// The contents that one form brings; they are no longer open when it goes.
pub(super) struct Brought {
    state: Arc<State>,
    hashes: Vec<(String, u64)>,
}

impl Brought {
    pub(super) fn new(state: &Arc<State>) -> Brought {
        Brought { state: state.clone(), hashes: Vec::new() }
    }

    /// Before a content is put in its place.
    pub(super) fn add(&mut self, hash: &str) {
        if !self.hashes.iter().any(|(known, _)| known == hash) {
            let seen = self.state.shelf.open(hash);
            self.hashes.push((hash.to_owned(), seen));
        }
    }

    /// The form was refused: what it brought goes, and what has fallen off the shelf.
    pub(super) async fn refused(mut self) {
        let fallen = std::mem::take(&mut self.state.shelf.inside().fallen);
        fallen.iter().for_each(|hash| self.add(hash));
        if self.hashes.is_empty() {
            return;
        }
        let (state, hashes) = (self.state.clone(), self.hashes.clone());
        let nameless = state.db.read(move |tx| {
            let mut nameless = Vec::new();
            for (hash, seen) in hashes {
                if !(self.state.named)(tx, &self.state.office, &hash)? {
                    nameless.push((hash, seen));
                }
            }
            Ok::<_, dotyk_db::Error>((self, nameless))
        });
        match nameless.await {
            Ok((brought, nameless)) => {
                let inside = brought.state.shelf.inside();
                for (hash, seen) in nameless {
                    if Shelf::nobodys(&inside, &hash, seen) {
                        // What cannot be removed now is swept at the next start.
                        let _ = std::fs::remove_file(content_path(&brought.state.files, &hash));
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "the files of a refused form stay until the next start"),
        }
    }
}

impl Drop for Brought {
    fn drop(&mut self) {
        for (hash, _) in &self.hashes {
            self.state.shelf.close(hash);
        }
    }
}
