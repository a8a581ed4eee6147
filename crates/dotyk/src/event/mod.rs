//! An event: a forum, an online session, a signing, a negotiation, a meeting. Who called it, when and where, what was on its
//! programme, who took part, what was written down and decided. Never an emergency.
//!
//! ```text
//! planned ──► announced | held | postponed | cancelled
//! announced ──► held | postponed | cancelled
//! postponed ──► planned | announced | held | cancelled
//! cancelled ──► planned
//! held ──► (the end)
//! ```
//!
//! A participant:
//!
//! ```text
//! invited ──► registered | declined | attended | absent
//! registered ──► declined | attended | absent
//! declined ──► registered | attended
//! attended ──► absent
//! absent ──► attended
//! ```
//!
//! States are history, each with its date and source; the state of a day is the last one that began by then. An event may be a
//! series, with its sessions as events of their own that name it; a session is no series again. What was decided are steps of
//! the event, each with who is to do it; numbers that somebody stated are its figures; what came of it are outcomes.
//!
//! Who takes part is personal. A name with its contacts is sealed, seen by whoever keeps the register, and destroyed a year
//! after the event; everybody else sees organisations of the register, and a number only where it is not small. Whoever
//! registers has no account: `registration`. Why people stand beside the event and not in it: `decisions/0022-…`.
//!
//! Tables: `event`, `event_state`, `event_organiser`, `event_item`, `event_participant`. Others use [`store::labels`],
//! [`store::around`] and [`forget`].

mod attendance;
mod form;
mod model;
mod participant;
mod people;
mod registration;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Body, Event, Sort, State};
pub use people::forget;
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
