//! The journal: who did what to which record, when, and what the record was after it. The audit trail and the past.
//!
//! Every write goes through [`Write`]: it takes the office's next position first, so there is one writer at a time on
//! both engines and positions become visible in order; it collects a line for each record written; and it commits the
//! rows and their lines together. A line holds the record's whole state after the write; the state before is the line
//! at `previous`. Lines are chained by hash, so [`verify`] finds one that was altered, removed or inserted, and a row
//! that was changed behind the journal's back.
//!
//! What has an address and a version is stored through [`Stored`], which leaves the line with each write.
//!
//! Tables: `journal`, `journal_head`. A line never holds personal data: a guarded field stands as a keyed digest, whose key,
//! like whatever else is guarded, is sealed at rest ([`Seal`]).

mod clock;
pub mod commands;
mod model;
mod seal;
mod slug;
mod store;
pub mod stored;
mod verify;
mod write;

pub use clock::{Clock, Ids, Moment, kyiv};
pub use model::{Change, Line, Merge, changes, hex, merge, reconcile};
pub use seal::{DigestKey, Seal, SealError};
pub use slug::{free_slug, keys, pattern};
pub use store::{
    Entry, STATEMENTS, changed_since, head, history, lately, latest, open_office, state_on, state_version, written_at,
};
pub use stored::Stored;
pub use verify::{Finding, Report, Verifier, verify};
pub use write::{Write, Written};
