//! The IATI standard: read, check and write activity and organisation files of 2.03, and read
//! and check those of 2.01 and 2.02.
//!
//! - [`check`] (or [`check_all`]) tests a file against the schema, the code lists and the
//!   standard ruleset, with the official numbers and severities, in one pass.
//! - [`Reader`] gives one typed [`model::Activity`] or [`model::Organisation`] after another.
//! - [`Writer`] writes them: what was read and written again reads the same.
//!
//! Everything streams: memory is bounded by the largest activity, never by the file, and an
//! activity beyond 32 MB is passed over with one finding. No network, no database, no files but
//! those that are given; a document type definition is refused, so nothing is expanded or
//! fetched. Any bytes are an acceptable input: the answer is a finding, never a panic.
//!
//! ```
//! use dotyk_iati::{Lang, Options, Severity, check_all};
//!
//! let file = r#"<?xml version="1.0"?>
//! <iati-activities version="2.03">
//!   <iati-activity xml:lang="en" default-currency="EUR">
//!     <iati-identifier>UA-EDR-1-bridge</iati-identifier>
//!     <reporting-org ref="UA-EDR-1" type="10"><narrative>An office</narrative></reporting-org>
//!     <title><narrative>A bridge</narrative></title>
//!     <description><narrative>It spans the river.</narrative></description>
//!     <participating-org role="4"><narrative>A builder</narrative></participating-org>
//!     <activity-status code="9"/>
//!     <activity-date type="1" iso-date="2020-01-01"/>
//!     <recipient-country code="UA"/>
//!     <sector code="21020"/>
//!   </iati-activity>
//! </iati-activities>"#;
//!
//! let options = Options::new("2026-11-22T00:00:00Z".parse()?);
//! let report = check_all(file.as_bytes(), &options);
//! assert!(report.summary.valid());
//!
//! let finding = report.at_least(Severity::Error).next().unwrap();
//! assert_eq!((finding.id, finding.at.line), ("9.5.1", 9));
//! assert_eq!(finding.path.to_string(), "/iati-activities/iati-activity/activity-status/@code");
//! assert_eq!(finding.message.text(Lang::En), "“9” is not a code of the list ActivityStatus");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
pub mod model;
mod read;
mod standard;
mod write;
pub mod xml;

pub use check::{Finding, Message, Options, Path, Report, Summary, check, check_all};
pub use read::{Header, Item, ReadError, Reader};
pub use standard::{CodeListError, CodeLists, FileType, Severity, Version};
pub use write::Writer;

/// The example of the README is one that compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The languages findings are put into words in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Українська.
    Uk,
}

/// How many bytes an activity may have at most where nothing else is said: 32 MB.
pub const LARGEST_ITEM: u64 = 32 << 20;
