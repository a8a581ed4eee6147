//! An agreement of many parties: who is bound, who has signed and who has not, until when, and what comes after it.
//!
//! ```text
//! draft ──► agreed ──► approved ──► signing ──► signed ──► in_force ──► expiring ──► ended
//!                                                              │           │  ▲
//!                                                              └────────► prolonged
//! signed | in_force | expiring | prolonged | ended ──► renewed | terminated
//! ```
//!
//! Steps on the way may be passed over: few agreements want the approval of the ministry, and of many only the signing is
//! known. No state is entered. What happened is: when it was agreed, what the ministry said, who says when who signed, until
//! when it holds, how it was prolonged, what came in its place; [`life`] makes the states of all days of it, and the days
//! that somebody must not miss. *Expiring* is the time of [`life::AHEAD`] days before the end, or before the last day on
//! which a party may still keep it from prolonging itself.
//!
//! Sources that name different days for one signature are all kept and all shown; the state follows the earliest. A party is
//! an organisation of the register, somebody in words, or a set of which only the number is stated: «8 ІТ-компаній», with
//! those of them that are named. Who signed for a party is a person of the register, shown to the office alone.
//!
//! An agreement that replaces another is a record of its own; the chain has no circle, and nothing that was never signed is
//! renewed. What a party owes is a `step` of the agreement, its documents are `file`s.
//!
//! Tables: `agreement`, `agreement_party`, `agreement_signature`, `agreement_approval`, `agreement_prolongation`,
//! `agreement_amendment`, `agreement_field`, `agreement_place`; and what is computed of them at the write, so that lists can
//! ask for it: `agreement_state`, `agreement_deadline`. Others use [`store::labels`],
//! [`store::documents`], [`store::beside`] and [`remind`].

mod actions;
mod expiring;
mod form;
mod letters;
mod life;
mod model;
mod routes;
mod rows;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use letters::remind;
pub use life::State;
pub use model::{
    Agreement, AgreementKind, Amendment, Approval, Body, Event, Field, Party, Prolongation, Role, Signature, Termination,
    Territorial,
};
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
