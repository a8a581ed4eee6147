//! `dotyk iati check FILE…`: what a publisher must know of a file, pointing into it as a compiler does; and
//! `dotyk iati export`: what the office publishes.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use dotyk_db::{Error, Tx};
use dotyk_iati::{CodeLists, FileType, Finding, Options, Report, Severity, check_all};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::outgoing::{AT_ONCE, Barred, Left, Outgoing};
use crate::journal::Moment;
use crate::project;
use crate::text::{Catalogue, Lang};

/// What to check and how to say it.
pub struct Check {
    /// The files.
    pub files: Vec<PathBuf>,
    /// One object a file on a line, instead of text.
    pub json: bool,
    /// The present: dates after it lie in the future.
    pub now: Timestamp,
    /// Only findings at least as grave.
    pub severity: Severity,
    /// Newer official code lists.
    pub code_lists: Option<PathBuf>,
}

/// What came of all files, for the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing critical.
    Valid,
    /// A file has critical findings.
    Critical,
    /// A file could not be read.
    Unread,
}

/// Checks the files, each whatever became of the one before.
///
/// # Errors
/// Code lists that cannot be read, or an output that cannot be written.
pub fn check(check: &Check, out: &mut impl Write) -> Result<Outcome, String> {
    let mut options = Options::new(check.now);
    if let Some(folder) = &check.code_lists {
        let mut lists = CodeLists::default();
        lists.read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        options.code_lists = lists;
    }
    let mut outcome = Outcome::Valid;
    for path in &check.files {
        let said = match File::open(path) {
            Err(error) => {
                outcome = Outcome::Unread;
                writeln!(io::stderr(), "dotyk: {}: {error}", path.display())
            }
            Ok(file) => {
                let report = check_all(BufReader::new(file), &options);
                if !report.summary.valid() {
                    outcome = outcome.max(Outcome::Critical);
                }
                if check.json {
                    writeln!(out, "{}", as_json(path, &report, check.severity))
                } else {
                    as_text(out, path, &report, check.severity)
                }
            }
        };
        said.map_err(|error| error.to_string())?;
    }
    Ok(outcome)
}

fn as_json(path: &Path, report: &Report, severity: Severity) -> Value {
    let summary = &report.summary;
    let finding = |finding: &Finding| {
        json!({
            "identifier": &*finding.identifier,
            "id": finding.id,
            "severity": finding.severity.to_string(),
            "category": finding.category,
            "path": finding.path.to_string(),
            "line": finding.at.line,
            "column": finding.at.column,
            "value": finding.value.as_deref(),
            "message": finding.message.to_string(),
        })
    };
    json!({
        "file": path.display().to_string(),
        "fileType": summary.file_type.map_or("", |kind| kind.root()),
        "version": summary.version,
        "findings": report.at_least(severity).map(finding).collect::<Vec<_>>(),
        "summary": {"critical": summary.critical, "error": summary.error, "warning": summary.warning},
        "valid": summary.valid(),
    })
}

fn as_text(out: &mut impl Write, path: &Path, report: &Report, severity: Severity) -> io::Result<()> {
    let (file, summary) = (path.display(), &report.summary);
    for finding in report.at_least(severity) {
        write!(out, "{file}:{}: {} {}: {}", finding.at, finding.severity, finding.id, finding.message)?;
        if let Some(value) = &finding.value {
            write!(out, " «{}»", value.escape_debug())?;
        }
        writeln!(out, "\n    {} in {}", finding.path, finding.identifier.escape_debug())?;
    }
    let verdict = if summary.valid() { "valid" } else { "not valid" };
    let kind = summary.file_type.map_or("no IATI file", |kind| kind.root());
    let version = if summary.version.is_empty() { String::new() } else { format!(" {}", summary.version) };
    writeln!(
        out,
        "{file}: {verdict} ({kind}{version}, {} items): {} critical, {} errors, {} warnings",
        summary.items, summary.critical, summary.error, summary.warning
    )
}

/// What to export.
pub struct Export<'a> {
    /// The office.
    pub office: &'a str,
    /// These projects by their addresses or ids, whatever their state; all published ones when empty.
    pub projects: &'a [String],
    /// The language that stands first.
    pub lang: Lang,
    /// The present.
    pub moment: &'a Moment,
    /// All words.
    pub words: &'a Catalogue,
}

/// Writes a file of projects in batches within one reading transaction. Gives how many are in it; those that are left out
/// are told as they come.
///
/// # Errors
/// An office without identifier; no project that could go out; a project that is not there; what hinders reading or
/// writing. Nothing is written when no project goes out.
pub fn export(tx: &mut Tx, what: &Export, out: impl Write, left: &mut dyn FnMut(Left)) -> Result<u64, Error> {
    let (lang, now, today) = (what.lang, what.moment.now, what.moment.today());
    let outgoing = Outgoing::new(tx, what.office, what.words, lang, now, today).map_err(|barred| match barred {
        Barred::Db(error) => error,
        Barred::Nameless => Error::Other(what.words.say(lang, "exchange-nameless", &[])),
    })?;
    let mut file = outgoing.begin(out, FileType::Activities).map_err(said)?;
    let mut written = 0;
    if what.projects.is_empty() {
        let mut after = String::new();
        loop {
            let ids = project::store::published(tx, what.office, &after, AT_ONCE)?;
            let Some(last) = ids.last() else { break };
            after.clone_from(last);
            written += outgoing.write(tx, &ids, false, &mut file, left)?;
        }
    } else {
        let known = project::store::resolve(tx, what.office, what.projects)?;
        let ids: Vec<String> = what.projects.iter().map(|key| known.get(key).unwrap_or(key).clone()).collect();
        let there = project::store::told(tx, what.office, &ids)?;
        if let Some(absent) = ids.iter().zip(what.projects).find(|(id, _)| !there.iter().any(|project| project.head.id == **id)) {
            return Err(Error::Other(format!("there is no project «{}»", absent.1)));
        }
        for batch in ids.chunks(AT_ONCE as usize) {
            written += outgoing.write(tx, batch, true, &mut file, left)?;
        }
    }
    if written == 0 {
        return Err(Error::Other(what.words.say(lang, "exchange-none-complete", &[])));
    }
    file.finish().map_err(said)?;
    Ok(written)
}

fn said(error: io::Error) -> Error {
    Error::Other(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str, text: &str, json: bool) -> (Outcome, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(name);
        std::fs::write(&file, text).expect("a file");
        let now = "2026-11-22T00:00:00Z".parse().expect("a time");
        let check = Check {
            files: vec![file, folder.path().join("absent.xml")],
            json,
            now,
            severity: Severity::Warning,
            code_lists: None,
        };
        let mut out = Vec::new();
        let outcome = super::check(&check, &mut out).expect("checked");
        (outcome, String::from_utf8(out).expect("UTF-8"))
    }

    #[test]
    fn a_finding_points_into_the_file_and_a_file_that_is_not_there_does_not_stop_the_rest() {
        let (outcome, text) = run("a.xml", "<iati-activities version=\"2.03\"><wrong/></iati-activities>", false);
        assert_eq!(outcome, Outcome::Unread);
        assert!(text.contains("a.xml:1:") && text.contains("not valid") && text.contains("critical 0.3.1"), "{text}");
    }

    #[test]
    fn the_same_as_json_is_one_object_on_a_line() {
        let (_, text) = run("b.xml", "<html>", true);
        let value: Value = serde_json::from_str(text.trim()).expect("one object");
        assert_eq!(
            (&value["valid"], &value["fileType"], &value["findings"][0]["id"]),
            (&json!(false), &json!(""), &json!("0.1.1"))
        );
        assert_eq!(text.lines().count(), 1);
    }
}
