//! Members of one purpose: a cluster of companies and universities, or a working group. To the register both are one thing, so
//! they are one record of two kinds (`decisions/0026-…`): a name, what it is for, who belongs to it since when, and how it
//! lives. A cluster also says what it can, and is asked which need or call suits which member.
//!
//! ```text
//! planned ──► created ──► active ──► dormant ──► ended
//! dormant ──► active
//! ```
//!
//! States may be left out on the way; what has ended does not begin again. Each is dated and has its source, and two sources
//! may say one state. How many members a source states stands beside how many are named on the day.
//!
//! A person is named only by their own record, so no name of a person is in this table or its lines of the journal, and only
//! the office reads who comes for whom. What a group is to do and decides are its steps; its minutes are its files.
//!
//! Tables: `circle`, `circle_scope`, `circle_member`, `circle_stated`, `circle_state`. Others use [`store::labels`],
//! [`store::beside`], [`store::claims`].

mod form;
mod model;
mod routes;
pub mod store;
mod suits;
#[cfg(test)]
mod tests;
mod view;

pub use model::{Body, Circle, Cluster, Group, Which};
pub use routes::routes;

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
