//! What speaks for a match, and how loud.

use std::ops::{Index, IndexMut};

/// What can speak for a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// Words of the title.
    Words,
    /// The DAC sector, five digits.
    Sector,
    /// The group of sectors, three digits.
    SectorGroup,
    /// The country.
    Country,
    /// The region of the world, by UN M49.
    Region,
    /// A place within a country, or one that contains it.
    Place,
    /// The step of 1, 2, 5, 10 … in which the amount lies, and its neighbours.
    Amount,
    /// How many sectors and countries are named.
    Breadth,
    /// The language of the title.
    Language,
    /// The form of a project number in the title: `AID ######`.
    Number,
    /// The activities that are most like it, whoever supported them.
    Nearest,
    /// How many activities somebody supported at all.
    Experience,
}

impl Signal {
    /// How many there are.
    pub const COUNT: usize = 12;

    /// All of them.
    pub const ALL: [Signal; Signal::COUNT] = [
        Signal::Words,
        Signal::Sector,
        Signal::SectorGroup,
        Signal::Country,
        Signal::Region,
        Signal::Place,
        Signal::Amount,
        Signal::Breadth,
        Signal::Language,
        Signal::Number,
        Signal::Nearest,
        Signal::Experience,
    ];

    /// Its name, as a setting or the key of a message spells it.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; Signal::COUNT] = [
            "words",
            "sector",
            "sector-group",
            "country",
            "region",
            "place",
            "amount",
            "breadth",
            "language",
            "number",
            "nearest",
            "experience",
        ];
        NAMES[self as usize]
    }

    /// The signal of this name.
    pub fn named(name: &str) -> Option<Signal> {
        Signal::ALL.into_iter().find(|signal| signal.name() == name)
    }
}

/// A weight for each signal; 0 silences it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Table([f32; Signal::COUNT]);

impl Index<Signal> for Table {
    type Output = f32;

    fn index(&self, signal: Signal) -> &f32 {
        &self.0[signal as usize]
    }
}

impl IndexMut<Signal> for Table {
    fn index_mut(&mut self, signal: Signal) -> &mut f32 {
        &mut self.0[signal as usize]
    }
}

impl Table {
    fn of(weights: &[(Signal, f32)]) -> Table {
        let mut table = Table::default();
        weights.iter().for_each(|(signal, weight)| table[*signal] = *weight);
        table
    }
}

/// How loud each signal speaks: for supporters, and for documents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// For who would support a need. A value is a logarithm: how many times more usual the thing is
    /// with that supporter than with all.
    pub support: Table,
    /// For which documents are like it; also what makes [`Signal::Nearest`]. A value is how rare is
    /// what both have: the logarithm of one in how many has it.
    pub alike: Table,
}

impl Default for Weights {
    /// Found on the history of 15,000 activities by cross-validation; see the README.
    fn default() -> Weights {
        Weights {
            support: Table::of(&[
                (Signal::Words, 0.3),
                (Signal::Sector, 0.65),
                (Signal::SectorGroup, 0.05),
                (Signal::Country, 0.6),
                (Signal::Region, 0.35),
                (Signal::Place, 0.6),
                (Signal::Amount, 1.0),
                (Signal::Breadth, 0.3),
                (Signal::Language, 0.5),
                (Signal::Number, 0.1),
                (Signal::Nearest, 0.4),
                (Signal::Experience, 0.35),
            ]),
            alike: Table::of(&[
                (Signal::Words, 1.0),
                (Signal::Sector, 0.6),
                (Signal::SectorGroup, 0.4),
                (Signal::Country, 0.8),
                (Signal::Place, 0.8),
                (Signal::Amount, 1.0),
                (Signal::Breadth, 2.0),
            ]),
        }
    }
}
