//! A letter: what the office writes to somebody by mail.
//!
//! ```text
//! waiting ──► sending ──► sent
//!    ▲ ▲         │ ├────► failed        the server refuses it, or it is too old
//!    │ └─────────┘ └────► unsure        nobody knows whether the server took it
//!    └────── again, from failed or unsure
//! waiting | failed | unsure ──► by_hand | dropped
//! ```
//!
//! A letter is put in by the write that gives rise to it, under a key by which it is never put in twice, and is sent by a
//! thread of its own. Before the first byte goes out a committed write says `sending`; after the server's word another
//! says what became of it. When the program ends in between, nobody knows, and the letter waits as `unsure` for somebody
//! to look: it is not sent again blindly (`decisions/0016-…`). Without a mail server letters wait for the coordinator, who
//! sends them by hand.
//!
//! A letter is no record of the register: the journal would keep for good what is to be destroyed. Address and text are
//! sealed. The text, which may hold a private link, is destroyed once the letter is settled, the address thirty days after.
//!
//! Table: `letter`. Others use [`Draft`], [`framed`], [`store::put`], [`store::known`], [`Mail`], [`start`] and [`drain`].

mod mail;
mod model;
mod post;
mod routes;
mod send;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use mail::Mail;
pub use model::{Draft, State, To, Trouble, framed};
pub use routes::routes;
pub use send::{Drained, Tick, daily, drain, start};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
