//! What comes out: keys with reasons.

use super::weights::Signal;

/// A supporter or a document, with why.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The key of the supporter, or of the document.
    pub key: String,
    /// The sum of weight times value over the reasons. To be compared within one answer only.
    pub score: f32,
    /// Why, what adds most first.
    pub reasons: Vec<Reason>,
}

/// What one signal says.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Which.
    pub signal: Signal,
    /// How loud it may speak.
    pub weight: f32,
    /// How much it says; below zero it speaks against.
    pub value: f32,
    /// What can be looked up.
    pub evidence: Vec<Evidence>,
}

/// What a person can check: `count` of the `of` activities of a supporter have `what`, the last in
/// the year `last`. For a document `count` and `of` are 1, and `last` is its own year.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// What both have.
    pub what: What,
    /// How many activities have it.
    pub count: u32,
    /// Of how many.
    pub of: u32,
    /// When one of them last began.
    pub last: Option<u16>,
}

/// What a need and those who might support it have in common.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A word, as the need has it.
    Word(String),
    /// A DAC code: five digits, or three for a group.
    Sector(String),
    /// No sector is named.
    NoSector,
    /// An ISO 3166 code.
    Country(String),
    /// No country is named.
    NoCountry,
    /// A UN M49 code and its English name.
    Region(&'static str, &'static str),
    /// A code of a place.
    Place(String),
    /// An amount from the one up to the other.
    Amount(f64, f64),
    /// No amount, or nothing.
    NoAmount,
    /// Money going back.
    Refund,
    /// So many sectors and countries; the last steps mean "or more".
    Breadth {
        /// Sectors, 6 or more as 6.
        sectors: usize,
        /// Countries, 4 or more as 4.
        countries: usize,
    },
    /// The language of the title, ISO 639.
    Language(&'static str),
    /// A project number, its digits as `#`.
    Number(String),
    /// An activity of the supporter that is like the need.
    Activity(String),
    /// All activities of the supporter.
    All,
}
