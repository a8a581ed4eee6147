//! Putting many documents in: made ready on all cores, put in by one.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;

use crate::document::Document;
use crate::index::Index;
use crate::prepare::Batch;

/// Documents that are made ready at a time.
const BATCH: usize = 512;

impl Extend<Document> for Index {
    /// The same as [`put`](Index::put) for each in turn, and faster: the texts are read on as many
    /// threads as there are cores.
    fn extend<I: IntoIterator<Item = Document>>(&mut self, documents: I) {
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
        let mut documents = documents.into_iter();
        let mut batch: Vec<Document> = documents.by_ref().take(BATCH).collect();
        if threads == 1 || batch.len() < BATCH {
            batch.into_iter().chain(documents).for_each(|document| {
                self.put(document);
            });
            return;
        }
        let (give, take) = sync_channel::<(usize, Vec<Document>)>(threads);
        let take = Mutex::new(take);
        let (hand_in, ready) = sync_channel::<(usize, Batch)>(2 * threads);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                let (take, hand_in) = (&take, hand_in.clone());
                scope.spawn(move || {
                    loop {
                        let next = take.lock().map(|take| take.recv());
                        let Ok(Ok((at, batch))) = next else { break };
                        if hand_in.send((at, Batch::new(batch))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(hand_in);
            let mut sorter = Sorter { index: self, next: 0, early: BTreeMap::new() };
            // Never more under way than the channels hold, or both ends would wait for the other.
            let mut sent = 0;
            while !batch.is_empty() {
                if sent - sorter.received() >= 2 * threads {
                    let Ok((at, prepared)) = ready.recv() else { break };
                    sorter.take(at, prepared);
                }
                if give.send((sent, std::mem::take(&mut batch))).is_err() {
                    break;
                }
                sent += 1;
                batch = documents.by_ref().take(BATCH).collect();
            }
            drop(give);
            ready.iter().for_each(|(at, prepared)| sorter.take(at, prepared));
        });
    }
}

/// Brings batches back into order, since of two documents with one key the later counts.
struct Sorter<'a> {
    index: &'a mut Index,
    next: usize,
    early: BTreeMap<usize, Batch>,
}

impl Sorter<'_> {
    fn received(&self) -> usize {
        self.next + self.early.len()
    }

    fn take(&mut self, at: usize, batch: Batch) {
        self.early.insert(at, batch);
        while let Some(batch) = self.early.remove(&self.next) {
            self.next += 1;
            self.index.insert(batch);
        }
    }
}
