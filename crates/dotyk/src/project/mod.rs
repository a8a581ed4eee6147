//! A project: what is done, by whom, where, with what money, and what came of it. The model noun: others copy its shape.
//!
//! ```text
//! idea ──► negotiation ──► agreed ──► registered ──► implementing ──► completed ──► closed
//!   └───────────┴────────────┴───────────┴──► refused        └──► cancelled
//! ```
//!
//! A stage may be passed over (most small grants are never *registered*), never gone back to; *refused* and *cancelled*
//! end it, and a new idea may follow. Stages are history: each row has its date and its source, two sources that
//! disagree are two rows, and the stage of a day is the last one that began by then.
//!
//! Registration by Cabinet Resolution 153 is a part of a project that may be absent; its deadlines are computed from the
//! office's dated terms. Money and results are figures of the project; what is next are its steps.
//!
//! Tables: `project`, `project_stage`, `project_party`, `project_place`, `project_sector`, `project_goal`,
//! `project_person`, `project_relation`, `project_registration`. Others use [`store::labels`], [`store::told`],
//! [`Stage`].

pub mod complete;
mod form;
mod model;
mod money;
mod routes;
pub mod store;
mod view;

pub use model::{
    Body, Change, Event, Party, Project, Refusal, Registration, Relation, RelationKind, Role, Sector, Stage, StageRow,
};
pub use money::last_word;
pub use routes::{item, routes, shown};
pub use view::{ITEM, Item};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];

#[cfg(test)]
mod tests;
