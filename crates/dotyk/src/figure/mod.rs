//! A number said by a source: its qualifier, unit, day, maturity and source.
//!
//! «Понад 130 підприємств» is *more than* 130 and stays so in every total. Two sources that disagree are both kept and
//! both shown. What a figure counts may be named, in part or whole: «7 stated, 4 named». Totals are computed and never
//! stored, and carry the weakest qualifier of their parts.
//!
//! A figure speaks of a subject (a project, an organisation, a place), which it knows only as a reference; it is seen by
//! whoever may see its subject. Tables: `figure`, `figure_member`. Others use [`store::of_subjects`],
//! [`store::of_source`], [`Shown`] and [`total`].

mod key;
mod model;
mod routes;
pub mod store;
mod view;

pub use key::{KeyNumber, key_numbers};
pub use model::{
    Body, Figure, Maturity, Part, Qualifier, Saying, Total, counted, product, read_number, sayings, says_again, total,
};
pub use routes::routes;
pub use view::{FIGURE, Shown, computed, of_units, parts, refs, show, totals, units};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];
