//! A write and its trail, in one transaction.

use std::collections::HashMap;

use dotyk_db::{Error, Tx, params, row};
use serde::Serialize;

use super::store::{LAST_POSITION, SET_HEAD, TAKE_POSITION};
use super::{Line, Moment};
use crate::access::{Kind, Permit};

/// A write transaction of one office: its turn, its time, and the lines it will leave.
///
/// Made by `web` for a request and by a command for itself; a store takes it together with the permit.
pub struct Write<'t, 'c> {
    tx: &'t mut Tx<'c>,
    office: String,
    moment: Moment,
    position: i64,
    hash: String,
    lines: Vec<(Line, String)>,
    last: HashMap<(Kind, String), i64>,
}

/// What a write left: the position of its last line and the hash there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Position of the last line.
    pub position: i64,
    /// Hash of the last line.
    pub hash: String,
    /// How many lines it left.
    pub lines: usize,
}

impl<'t, 'c> Write<'t, 'c> {
    /// Takes the office's next position; waits for whoever has it now.
    ///
    /// # Errors
    /// The database's; also when there is no such office.
    pub fn begin(tx: &'t mut Tx<'c>, office: &str, moment: Moment) -> Result<Write<'t, 'c>, Error> {
        let row = tx
            .first(TAKE_POSITION, params![office])?
            .ok_or_else(|| Error::Other(format!("there is no office «{office}» in this database")))?;
        let (position, hash) = (row.get::<i64>("position")? - 1, row.get("hash")?);
        Ok(Write { tx, office: office.into(), moment, position, hash, lines: Vec::new(), last: HashMap::new() })
    }

    /// The transaction, for a store's own statements.
    pub fn tx(&mut self) -> &mut Tx<'c> {
        self.tx
    }

    /// The office written to.
    pub fn office(&self) -> &str {
        &self.office
    }

    /// The time of this write, as rows keep it.
    pub fn stamp(&self) -> String {
        self.moment.stamp()
    }

    /// The moment of this write.
    pub fn moment(&self) -> &Moment {
        &self.moment
    }

    /// The position of the last line written so far.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// A new id.
    pub fn id(&self) -> String {
        self.moment.ids.next(self.moment.now)
    }

    /// Writes a line: the permitted action has left the record in this state.
    ///
    /// # Errors
    /// The database's, or a state that is no JSON.
    pub fn record(&mut self, permit: &Permit, state: &impl Serialize) -> Result<(), Error> {
        let key = (permit.kind(), permit.id().to_owned());
        let previous = match self.last.get(&key) {
            Some(position) => Some(*position),
            None if permit.action() == crate::access::Action::Create => None,
            None => {
                let row = self.tx.first(LAST_POSITION, params![&self.office, key.0.word(), &key.1])?;
                row.map(|row| row.get::<Option<i64>>("position")).transpose()?.flatten()
            }
        };
        self.position += 1;
        let line = Line {
            position: self.position,
            at: self.stamp(),
            actor: permit.actor().into(),
            action: permit.action().word().into(),
            kind: key.0.word().into(),
            id: key.1.clone(),
            previous,
            state: serde_json::to_string(state).map_err(|e| Error::Other(format!("a state that is no JSON: {e}")))?,
        };
        self.hash = line.hash(&self.hash);
        self.lines.push((line, self.hash.clone()));
        self.last.insert(key, self.position);
        Ok(())
    }

    /// Leaves the lines and moves the head. Whoever began the transaction commits it after this.
    ///
    /// # Errors
    /// The database's.
    pub fn finish(self) -> Result<Written, Error> {
        let Write { tx, office, position, hash, lines, .. } = self;
        let count = lines.len();
        tx.bulk(
            "journal",
            &["office", "position", "at", "actor", "action", "kind", "id", "previous", "state", "hash"],
            lines.into_iter().map(|(line, hash)| {
                row![
                    office.as_str(),
                    line.position,
                    line.at,
                    line.actor,
                    line.action,
                    line.kind,
                    line.id,
                    line.previous,
                    line.state,
                    hash
                ]
            }),
        )?;
        tx.run(SET_HEAD, params![&office, position, &hash])?;
        Ok(Written { position, hash, lines: count })
    }
}
