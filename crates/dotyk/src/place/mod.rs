//! Where: the units of Ukraine's codifier of territories (KATOTTH), and places abroad.
//!
//! A place is its code: the code is its id and its address, and never changes. Names do change, so they are dated; a page
//! shows the name of its day with the present one beside it. Codes are looked up and never built; a p-code (OCHA) follows
//! from the code.
//!
//! ```text
//! country ── place abroad
//! oblast ── raion ── hromada ── settlement ── city district
//! ```
//!
//! Tables: `place`, `place_name`, `place_boundary`. Places come by `dotyk place import`; names, population and point are edited
//! on the page. Areas come by `dotyk place boundaries` and are never needed: a map without them shows points.
//! Others use [`Place`], [`Level`], [`Match`], [`store::labels`], [`store::resolve`], [`store::options`],
//! [`store::ancestors`] and [`store::owners`] (everything in a contributor's hromada is theirs), [`store::put_all`], and
//! the condition [`lies_in!`](crate::place::lies_in) for lists of what lies in a place.

pub mod boundaries;
pub mod commands;
pub mod draw;
mod model;
mod parse;
mod routes;
pub mod store;
#[cfg(test)]
mod tests;
mod units;
mod view;

pub use model::{
    Body, Candidate, Category, Level, Match, Name, Outline, Place, attribution_of, degrees, fits, is_code, is_koatuu,
    micro_degrees, pcode,
};
pub use parse::{CellError, Format, Parsed, Point, parse};
pub use routes::routes;
pub use units::{attribution, unit, units};

/// Its words.
pub const TEXT: [&str; 2] = [include_str!("text.uk.ftl"), include_str!("text.en.ftl")];

/// A condition for a statement: the place in `$column` is the one of `$parameter` or lies in it. `$1` is the office.
///
/// Five joins instead of a recursion, which not every engine that speaks PostgreSQL takes: no tree of places is deeper.
macro_rules! lies_in {
    ($column:literal, $parameter:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM place l1
               LEFT JOIN place l2 ON l2.office = l1.office AND l2.code = l1.parent
               LEFT JOIN place l3 ON l3.office = l2.office AND l3.code = l2.parent
               LEFT JOIN place l4 ON l4.office = l3.office AND l4.code = l3.parent
             WHERE l1.office = $1 AND l1.code = ",
            $column,
            "
               AND (l1.code = ",
            $parameter,
            " OR l1.parent = ",
            $parameter,
            " OR l2.parent = ",
            $parameter,
            " OR l3.parent = ",
            $parameter,
            " OR l4.parent = ",
            $parameter,
            "))"
        )
    };
}
pub(crate) use lies_in;
