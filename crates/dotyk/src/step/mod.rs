//! Something that somebody is to do.
//!
//! ```text
//! planned ──► promised ──► due ──► done
//!    └──► negotiating ──────┘ └──► dropped
//! ```
//!
//! The arrows are the usual way; any state may follow any other, since life does not ask. States are history, each with
//! its date and source; the state of a day is the last one that began by then. A step is *overdue* when its last due day
//! has passed and it is neither done nor dropped.
//!
//! A step belongs to a subject, known only as a reference, and is seen by whoever may see that. Tables: `step`,
//! `step_state`. Others use [`store::of_subjects`], [`store::labels`] and [`Row`].

mod model;
mod routes;
pub mod store;
mod view;

pub use model::{Body, State, StateRow, Step, Waiting};
pub use routes::routes;
pub use view::{ROW, Row, refs, rows};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
