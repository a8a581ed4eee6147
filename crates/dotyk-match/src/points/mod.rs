//! Points of contact: who might support a need, and what is like it, with reasons.
//!
//! [`Activity`]s go into a [`Ranker`]: the history of who supported what, and programmes, calls,
//! projects and partners, which are ranked themselves. [`Ranker::rank`] answers who would support
//! what a need is [`About`]; [`Ranker::alike`] answers which documents are like it. Each answer is
//! a sum over [`Signal`]s of weight times value, and each [`Reason`] shows both, and what a person
//! can check: the sector, how many projects, the last year.
//!
//! ```
//! use dotyk_match::points::{About, Activity, Ranker, Signal, Weights};
//! let school = About {
//!     title: "School repair".into(),
//!     sectors: vec![("11220".into(), 100.0)],
//!     countries: vec!["UA".into()],
//!     ..About::default()
//! };
//! let mut ranker = Ranker::new();
//! ranker.put(Activity {
//!     key: "1".into(),
//!     kind: "project".into(),
//!     about: school.clone(),
//!     year: Some(2019),
//!     supporters: vec!["XM-DAC-6-4".into()],
//! });
//! let best = ranker.rank(&school, &Weights::default(), 10).remove(0);
//! assert_eq!(best.key, "XM-DAC-6-4");
//! assert!(best.reasons.iter().any(|reason| reason.signal == Signal::Sector));
//! ```

mod about;
mod features;
mod languages;
mod nearest;
mod profile;
mod ranked;
mod ranker;
mod regions;
mod sectors;
mod vocabulary;
mod weights;

pub use about::{About, Activity};
pub use ranked::{Evidence, Ranked, Reason, What};
pub use ranker::Ranker;
pub use sectors::{Spoken, sectors};
pub use weights::{Signal, Table, Weights};
