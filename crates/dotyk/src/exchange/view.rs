//! The page of the checker.

use askama::Template;
use dotyk_iati::Finding;

use super::report::{Seen, short};
use crate::web::Page;

/// The form, and below it what was found in the file that was sent.
#[derive(Template)]
#[template(path = "exchange/check.html")]
pub struct CheckView<'a> {
    pub page: Page<'a>,
    /// The largest file, in megabytes.
    pub limit: String,
    /// Whether this office publishes something itself.
    pub ours: bool,
    pub report: Option<ReportShown>,
}

/// What was found in a file.
pub struct ReportShown {
    pub name: String,
    pub valid: bool,
    /// `iati-activities`, `iati-organisations` or nothing.
    pub kind: &'static str,
    pub version: String,
    pub items: i64,
    /// The key that says how many of a gravity there are, and how many.
    pub counts: Vec<(&'static str, i64)>,
    pub groups: Vec<GroupShown>,
    pub more: i64,
}

/// Findings of one rule at one path.
pub struct GroupShown {
    pub severity: &'static str,
    pub id: &'static str,
    pub path: String,
    pub message: String,
    pub rows: Vec<RowShown>,
}

/// One finding.
pub struct RowShown {
    pub line: u32,
    pub column: u32,
    pub identifier: String,
    pub value: Option<String>,
    /// Its message, where it differs from the group's.
    pub message: Option<String>,
}

fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        dotyk_iati::Severity::Critical => "critical",
        dotyk_iati::Severity::Error => "error",
        dotyk_iati::Severity::Warning => "warning",
    }
}

impl ReportShown {
    /// What was found, by rule and path, in the order of gravity.
    pub fn new(name: String, seen: &Seen, lang: dotyk_iati::Lang) -> ReportShown {
        let mut groups: Vec<GroupShown> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for finding in &seen.findings {
            let (path, message) = (short(&finding.path.to_string()), short(&finding.message.text(lang)));
            let place = *places.entry((finding.id, path.clone())).or_insert(groups.len());
            if place == groups.len() {
                let (severity, message) = (severity(finding), message.clone());
                groups.push(GroupShown { severity, id: finding.id, path, message, rows: Vec::new() });
            }
            let message = Some(message).filter(|message| *message != groups[place].message);
            groups[place].rows.push(RowShown {
                line: finding.at.line,
                column: finding.at.column,
                identifier: short(&finding.identifier),
                value: finding.value.as_deref().map(short),
                message,
            });
        }
        groups.sort_by_key(|group| ["critical", "error", "warning"].iter().position(|word| *word == group.severity));
        let summary = &seen.summary;
        ReportShown {
            name,
            valid: summary.valid(),
            kind: summary.file_type.map_or("", |kind| kind.root()),
            version: short(&summary.version),
            items: summary.items as i64,
            counts: vec![
                ("exchange-count-critical", summary.critical as i64),
                ("exchange-count-error", summary.error as i64),
                ("exchange-count-warning", summary.warning as i64),
            ],
            groups,
            more: seen.more as i64,
        }
    }
}
