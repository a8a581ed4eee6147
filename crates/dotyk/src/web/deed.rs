//! What happened to a record, as each kind of record tells it of its own: what reports are made of.

use jiff::civil::Date;

use crate::access::Ref;
use crate::text::{When, words};

words! {
    /// What happened, in the words of a report; from what counts most.
    What {
        /// It is finished, held, handed over
        Done = "done",
        /// It is being done
        Started = "started",
        /// It is agreed or signed
        Agreed = "agreed",
        /// Somebody said they would
        Promised = "promised",
        /// It is thought of, talked about, broken off
        Other = "other",
    }
}

/// What happened to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// To which.
    pub record: Ref,
    /// What.
    pub what: What,
    /// When, as exactly as it is known.
    pub date: Option<When>,
    /// The directions of the office's work that it belongs to.
    pub directions: Vec<String>,
    /// Who says so.
    pub source: Option<String>,
    /// Where in the source.
    pub locator: Option<String>,
}

/// Of what time and of what part of the work deeds are asked for.
#[derive(Clone, Debug)]
pub struct Span {
    /// The first day, so early that a date as wide as a year may still reach into the time that is meant.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Only of this direction.
    pub direction: Option<String>,
    /// Only what this organisation pays for.
    pub funder: Option<String>,
    /// Only what lies in this place.
    pub place: Option<String>,
}

impl Span {
    /// Whether it is of the whole work of the office, so that what belongs to none of its parts is in it too.
    pub fn whole(&self) -> bool {
        self.direction.is_none() && self.funder.is_none() && self.place.is_none()
    }
}

/// What happened to records within a span, as far as everybody may see it.
pub type Deeds = fn(&super::State, &mut dotyk_db::Tx, &Span) -> Result<Vec<Deed>, dotyk_db::Error>;
