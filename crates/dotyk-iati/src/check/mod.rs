//! Checking a file against schema, code lists and rules, with the official numbers.
//!
//! [`check`] reads once from front to back, in memory bounded by one activity, and hands
//! findings out as each activity ends; [`check_all`] gathers them.

mod checker;
mod datatypes;
mod duplicates;
mod finding;
mod found;
mod moment;
mod namespace;
pub(crate) mod rules;
mod schema;
mod uri;

use std::io::Read;

pub use finding::{Finding, Message, Path, Report, Summary};

use crate::standard::{CodeLists, Severity, Version};

/// How to check.
#[derive(Debug, Clone)]
pub struct Options {
    /// The present: dates after it lie in the future.
    pub now: jiff::Timestamp,
    /// The code lists to check against.
    pub code_lists: CodeLists,
    /// Check by the schema alone.
    pub schema_only: bool,
    /// Check by this version whatever the file says; `None` goes by the file.
    pub version: Option<Version>,
    /// An activity longer than this many bytes gets one finding and is passed over.
    pub largest_item: u64,
}

impl Options {
    /// Everything is checked, by the version of the file, with the built-in code lists.
    pub fn new(now: jiff::Timestamp) -> Options {
        Options { now, code_lists: CodeLists::default(), schema_only: false, version: None, largest_item: crate::LARGEST_ITEM }
    }
}

/// Checks a file; findings go to `sink` as they are made.
///
/// A file that turns out not to be well-formed ends with the finding 0.1.1: what came before
/// it was found in the part that could be read, and nothing of it is certain.
///
/// ```
/// use dotyk_iati::{Options, check};
///
/// let options = Options::new("2026-11-22T00:00:00Z".parse()?);
/// let file = r#"<iati-activities version="2.03"/>"#;
/// let mut ids = Vec::new();
/// let summary = check(file.as_bytes(), &options, &mut |finding| ids.push(finding.id));
/// assert_eq!(ids, ["0.3.1"]);
/// assert!(!summary.valid());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(mut reader: impl Read, options: &Options, sink: &mut dyn FnMut(Finding)) -> Summary {
    checker::run(&mut reader, options, sink)
}

/// Checks a file and gathers the findings.
///
/// ```
/// use dotyk_iati::{Lang, Options, check_all};
///
/// let options = Options::new("2026-11-22T00:00:00Z".parse()?);
/// let report = check_all("<html>".as_bytes(), &options);
/// assert_eq!(report.findings[0].id, "0.1.1");
/// assert_eq!(report.findings[0].message.text(Lang::Uk), "файл закінчується до </html>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_all(mut reader: impl Read, options: &Options) -> Report {
    let mut findings = Vec::new();
    let mut summary = checker::run(&mut reader, options, &mut |finding| findings.push(finding));
    let mut before_fault = Vec::new();
    if !summary.well_formed {
        before_fault = findings;
        findings = before_fault.pop().into_iter().collect();
        (summary.critical, summary.error, summary.warning) = (0, 0, 0);
        findings.iter().for_each(|f: &Finding| summary.count(f.severity));
    }
    Report { summary, findings, before_fault }
}

impl Report {
    /// The findings at least as grave as `severity`.
    pub fn at_least(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |f| f.severity >= severity)
    }
}
