//! A collection round: many institutions are asked at once what they need, for some days, each through a private link of its
//! own.
//!
//! ```text
//! draft ──► open ──► closed
//! ```
//!
//! *Opening* makes a link for each institution that was chosen; *chasing* makes another for each that has not answered. The
//! token of a link is kept nowhere, so a link can be shown only when it is made: to send it again is to make a new one. The
//! earlier one goes on working, so that nobody's letter turns stale, until the round is closed or its last day is over: then
//! none of its links opens, without a word to any of them ([`store::gate`] is asked at the door).
//!
//! ```text
//! institution: unlinked ──► silent ──► opened ──► answered | nothing
//! ```
//!
//! Who opened, who answered and who was chased is counted from the links and from the needs stated through them, never kept
//! here. Links that were made together are a *wave*: each institution that gave an address gets its own by letter, the others
//! stand on a sheet that is «to be handed over» until somebody says that it is on its way.
//!
//! Tables: `round`, `round_member`, `round_wave`. Others use [`store::labels`], [`store::resolve`], [`store::gate`].

mod letters;
mod model;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Body, Round, State};
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
