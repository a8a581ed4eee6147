//! How loud each signal speaks in this office, and what points of contact are shown in which part. Pure.

use std::collections::BTreeMap;

use dotyk_match::points::{Signal, Table, Weights};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::text::words;
use crate::web::{Fault, Form};

/// No signal speaks louder.
const LOUDEST: i64 = 5;

words! {
    /// What a point of contact is.
    Part {
        /// Calls that one may apply to
        Calls = "calls",
        /// Funders who paid for the like
        Funders = "funders",
        /// Projects that do it already, or did
        Projects = "projects",
        /// Others who need the same
        Needs = "needs",
        /// Who carried out the like, from abroad
        Partners = "partners",
    }
}

words! {
    /// What is weighed: who pays, or what is alike.
    Ranking {
        /// Who would support it
        Support = "support",
        /// What is like it
        Alike = "alike",
    }
}

/// What a project that is like a need means to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// It is going on in the same place: agree who does what
    Overlap,
    /// It was done or is done elsewhere: somebody to learn from
    Learn,
}

impl Likeness {
    /// Both.
    pub const ALL: [Likeness; 2] = [Likeness::Overlap, Likeness::Learn];

    /// The word in data.
    pub fn word(self) -> &'static str {
        match self {
            Likeness::Overlap => "overlap",
            Likeness::Learn => "learn",
        }
    }
}

/// The weights of an office, as they are kept and as the journal sees them. What is not named weighs as usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weighting {
    /// The office.
    pub id: String,
    /// Counts its edits; 0 when the usual weights were never changed.
    pub version: i64,
    /// Decimal text by the name of a signal.
    pub support: BTreeMap<String, String>,
    /// Likewise.
    pub alike: BTreeMap<String, String>,
}

/// The signals that a ranking weighs.
pub fn signals(ranking: Ranking) -> Vec<Signal> {
    let usual = Weights::default();
    let of = |signal: &Signal| ranking == Ranking::Support || usual.alike[*signal] != 0.0;
    Signal::ALL.into_iter().filter(of).collect()
}

fn table(weights: &Weights, ranking: Ranking) -> &Table {
    match ranking {
        Ranking::Support => &weights.support,
        Ranking::Alike => &weights.alike,
    }
}

/// A weight as people write it.
pub fn plain(weight: f32) -> String {
    // Three decimals are all that is taken, so a step in between is only how a computer holds it.
    format!("{weight:.3}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The usual weight of a signal.
pub fn usual(ranking: Ranking, signal: Signal) -> String {
    plain(table(&Weights::default(), ranking)[signal])
}

impl Weighting {
    fn of(&self, ranking: Ranking) -> &BTreeMap<String, String> {
        match ranking {
            Ranking::Support => &self.support,
            Ranking::Alike => &self.alike,
        }
    }

    /// What the ranker takes.
    pub fn weights(&self) -> Weights {
        let mut weights = Weights::default();
        for ranking in Ranking::ALL {
            for (name, value) in self.of(*ranking) {
                let (Some(signal), Ok(value)) = (Signal::named(name), value.parse::<f32>()) else { continue };
                match ranking {
                    Ranking::Support => weights.support[signal] = value,
                    Ranking::Alike => weights.alike[signal] = value,
                }
            }
        }
        weights
    }

    /// Each weight by the name of its field: `support.sector`.
    pub fn fields(&self) -> Vec<(String, String)> {
        let weights = self.weights();
        let of = |ranking: &Ranking| -> Vec<(String, String)> {
            let field = |signal: Signal| format!("{}.{}", ranking.word(), signal.name());
            signals(*ranking).into_iter().map(|signal| (field(signal), plain(table(&weights, *ranking)[signal]))).collect()
        };
        Ranking::ALL.iter().flat_map(of).collect()
    }

    /// Reads the form: only what differs from the usual is kept.
    pub fn read(&self, form: &Form) -> (Weighting, Vec<Fault>) {
        let mut read = Weighting { id: self.id.clone(), version: self.version, ..Weighting::default() };
        let mut faults = Vec::new();
        for ranking in Ranking::ALL {
            let mut all_silent = true;
            for signal in signals(*ranking) {
                let field = format!("{}.{}", ranking.word(), signal.name());
                match weight(form.text(&field)) {
                    None => faults.push((
                        field,
                        "touchpoint-bad-weight",
                        form.text(&format!("{}.{}", ranking.word(), signal.name())).to_owned(),
                    )),
                    Some(value) => {
                        all_silent &= value.is_zero();
                        let text = value.normalize().to_string();
                        if text != usual(*ranking, signal) {
                            let kept = match ranking {
                                Ranking::Support => &mut read.support,
                                Ranking::Alike => &mut read.alike,
                            };
                            kept.insert(signal.name().to_owned(), text);
                        }
                    }
                }
            }
            if all_silent && faults.is_empty() {
                faults.push((format!("{}.words", ranking.word()), "touchpoint-all-silent", String::new()));
            }
        }
        (read, faults)
    }
}

/// A weight that somebody wrote: from 0 to 5, three decimals at most.
fn weight(text: &str) -> Option<Decimal> {
    let value: Decimal = text.trim().replace(',', ".").parse().ok()?;
    let fits = value >= Decimal::ZERO && value <= Decimal::from(LOUDEST) && value.normalize().scale() <= 3;
    fits.then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Form {
        let mut all = Weighting::default().fields();
        for (name, value) in fields {
            all.iter_mut().filter(|(field, _)| field == name).for_each(|(_, kept)| (*value).clone_into(kept));
        }
        Form::of(all)
    }

    #[test]
    fn the_usual_weights_are_kept_as_nothing() {
        let (read, faults) = Weighting::default().read(&sent(&[]));
        assert_eq!((read, faults), (Weighting::default(), Vec::new()));
        assert_eq!(Weighting::default().weights(), Weights::default());
    }

    #[test]
    fn only_what_differs_is_kept_and_weighs() {
        let (read, faults) = Weighting::default().read(&sent(&[("support.sector", "2,5"), ("alike.place", "0")]));
        assert_eq!(faults, []);
        assert_eq!((read.support.len(), read.alike.len(), read.support["sector"].as_str()), (1, 1, "2.5"));
        assert_eq!(read.weights().support[Signal::Sector], 2.5);
        assert_eq!(read.weights().alike[Signal::Place], 0.0);
        assert_eq!(read.weights().support[Signal::Country], Weights::default().support[Signal::Country]);
    }

    #[test]
    fn a_weight_is_from_nothing_to_five() {
        for bad in ["", "-1", "5.01", "1e3", "NaN", "0.1234", "багато", "inf"] {
            assert_eq!(Weighting::default().read(&sent(&[("support.amount", bad)])).1.len(), 1, "{bad}");
        }
        for good in ["0", "5", "0.125", "5.000", " 1 "] {
            assert_eq!(Weighting::default().read(&sent(&[("support.amount", good)])).1, [], "{good}");
        }
    }

    #[test]
    fn a_ranking_that_hears_nothing_is_refused() {
        let silent: Vec<(String, String)> =
            Weighting::default().fields().into_iter().map(|(field, _)| (field, "0".to_owned())).collect();
        let faults = Weighting::default().read(&Form::of(silent)).1;
        assert!(faults.iter().any(|(_, key, _)| *key == "touchpoint-all-silent"), "{faults:?}");
    }
}
