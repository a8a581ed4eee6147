//! What is remembered of an activity until its rules can be decided.

use compact_str::CompactString;

use crate::check::moment::{Moment, moment};
use crate::xml::Position;

/// A text and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub text: CompactString,
    pub at: Position,
}

/// A share of a whole, within a vocabulary.
#[derive(Debug, Clone)]
pub(super) struct Share {
    pub vocabulary: Option<CompactString>,
    pub percentage: Option<CompactString>,
    pub narratives: u32,
    pub at: Position,
}

/// The first value of its kind; later ones do not count.
#[derive(Debug, Default)]
pub(super) struct First(Option<Named>);

impl First {
    pub(super) fn see(&mut self, text: Option<&str>, at: Position) {
        if let (None, Some(text)) = (&self.0, text) {
            self.0 = Some(Named { text: text.into(), at });
        }
    }

    pub(super) fn moment(&self) -> Option<Moment> {
        self.0.as_ref().and_then(|n| moment(&n.text))
    }

    pub(super) fn at(&self) -> Position {
        self.0.as_ref().map(|n| n.at).unwrap_or_default()
    }

    pub(super) fn text(&self) -> &str {
        self.0.as_ref().map_or("", |n| &n.text)
    }
}

/// The period of a budget or an indicator.
#[derive(Debug, Default)]
pub(super) struct PeriodFacts {
    pub start: First,
    pub end: First,
    /// The date of the first budget line's value.
    pub line: First,
}

/// What the rules ask of the present transaction.
#[derive(Debug, Default)]
pub(super) struct TransactionFacts {
    pub at: Position,
    pub sector: bool,
    /// It names a country or a region.
    pub place: bool,
    pub aid_types: Vec<Share>,
}

/// A title or description that must have a text.
#[derive(Debug)]
pub(super) struct TextHolder {
    pub depth: usize,
    pub at: Position,
    pub title: bool,
    /// A narrative right below it has text.
    pub text: bool,
    /// A narrative right below it is open.
    pub narrative: bool,
}

/// Everything remembered of one activity or organisation.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub at: Position,
    pub language: bool,
    pub currency: bool,
    pub updated: Option<CompactString>,
    pub identifiers: Vec<Named>,
    pub identifier_depth: Option<usize>,
    /// `reporting-org/@ref`.
    pub references: Vec<Named>,
    /// `other-identifier[@type='B1']/@ref`: earlier identifiers of the organisation.
    pub former_references: Vec<Named>,
    /// `other-identifier[@type='A3']/@ref` with blanks at its ends.
    pub former_identifiers: Vec<Named>,
    /// References to other activities (or recipients) with blanks at their ends.
    pub related: Vec<Named>,
    /// The first date of each type 1 to 4.
    pub dates: [First; 4],
    pub start_date: bool,
    pub sectors: Vec<Share>,
    pub countries: Vec<Share>,
    pub regions: Vec<Share>,
    pub budget_items: Vec<Share>,
    pub items_vocabulary: Option<CompactString>,
    pub capital_spend: Vec<Named>,
    pub aid_types: Vec<Share>,
    pub without_language: Vec<Position>,
    pub without_currency: Vec<Position>,
    pub holders: Vec<TextHolder>,
    /// Narratives are counted right below this depth.
    pub narrated_depth: usize,
    pub narratives: u32,
    pub narrative_required: bool,
    pub narrated_at: Position,
    pub period: PeriodFacts,
    pub transaction: TransactionFacts,
    pub transaction_date: First,
    pub value_date: First,
    pub transactions_without_sector: Vec<Position>,
    pub transaction_sector: bool,
    pub transaction_place: bool,
    pub transactions_without_place: Vec<Position>,
    pub transaction_aid_type: bool,
    pub transaction_dac_aid_type: bool,
    pub result_reference: bool,
    pub measure: Option<CompactString>,
    pub indicator: Position,
    pub referring_indicators: Vec<Position>,
}

/// Not within anything whose narratives are counted.
const NOT_NARRATED: usize = usize::MAX - 1;

impl Facts {
    pub(super) fn clear(&mut self) {
        *self = Facts { narrated_depth: NOT_NARRATED, ..Facts::default() };
    }

    pub(super) fn begin_identifier(&mut self, depth: usize, at: Position) {
        self.identifiers.push(Named { text: CompactString::default(), at });
        self.identifier_depth = Some(depth);
    }

    pub(super) fn identifier_text(&mut self, text: &str) {
        if let Some(identifier) = self.identifiers.last_mut() {
            identifier.text.push_str(text);
        }
    }

    pub(super) fn end_identifier(&mut self, depth: usize) {
        if self.identifier_depth == Some(depth) {
            self.identifier_depth = None;
        }
    }

    pub(super) fn activity_date(&mut self, kind: Option<&str>, date: Option<&str>, at: Position) {
        let place = match kind {
            Some("1") => 0,
            Some("2") => 1,
            Some("3") => 2,
            Some("4") => 3,
            _ => return,
        };
        self.start_date |= place < 2;
        self.dates[place].see(date, at);
    }

    /// Narratives right below this depth are counted from now on.
    pub(super) fn narrated(&mut self, depth: usize) {
        self.narrated_depth = depth;
        self.narratives = 0;
    }

    pub(super) fn end_narrated(&mut self) -> u32 {
        self.narrated_depth = NOT_NARRATED;
        std::mem::take(&mut self.narratives)
    }
}
