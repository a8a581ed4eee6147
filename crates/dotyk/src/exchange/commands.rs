//! `dotyk iati check FILE…`: what a publisher must know of a file, pointing into it as a compiler does; and
//! `dotyk iati export`: what the office publishes.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use dotyk_db::{Error, Tx};
use dotyk_iati::{CodeLists, FileType, Finding, Options, Severity, Summary};
use jiff::Timestamp;
use serde_json::Value;
use tempfile::SpooledTempFile;

use super::outgoing::{self, Barred, Left, Outgoing};
use super::pointing::{self, Counted, Lines};
use super::report;
use crate::backup::progress::Progress;
use crate::journal::{Moment, Stored};
use crate::project::{self, Project};
use crate::text::{Catalogue, Lang};
use crate::web::ElsewhereOf;

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

/// So many files are checked at once.
const AT_ONCE: usize = 2;

/// So many bytes of what is said of a file wait in memory for the files before it; the rest on the disk.
const WAITING: usize = 1 << 20;

/// How often the bar moves.
const MOVES: Duration = Duration::from_millis(100);

/// Checks the files, two at once, each whatever became of the others. What is said of them comes in their order.
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
    let (read, next, stop) = (AtomicU64::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let whole = check.files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|about| about.len()).sum();
    let (tell, told) = std::sync::mpsc::sync_channel::<(usize, Said)>(AT_ONCE);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(check.files.len()) {
            let (tell, options) = (tell.clone(), &options);
            let (read, next, stop) = (&read, &next, &stop);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = check.files.get(at).filter(|_| !stop.load(Ordering::Relaxed)) else { return };
                    if tell.send((at, say(check, path, options, read))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(tell);
        let outcome = gather(check, &told, &read, whole, out);
        // Nobody hears any more: whoever is at work ends with its file.
        stop.store(true, Ordering::Relaxed);
        drop(told);
        outcome
    })
}

/// What is said of a file, when it is its turn.
struct Said {
    outcome: Outcome,
    text: SpooledTempFile,
    error: Option<String>,
}

/// Writes what is said of the files in their order, and moves the bar meanwhile.
fn gather(
    check: &Check,
    told: &Receiver<(usize, Said)>,
    read: &AtomicU64,
    whole: u64,
    out: &mut impl Write,
) -> Result<Outcome, String> {
    let (mut outcome, mut waiting) = (Outcome::Valid, BTreeMap::new());
    let mut bar = Some(Progress::new(whole));
    for (at, path) in check.files.iter().enumerate() {
        while !waiting.contains_key(&at) {
            match told.recv_timeout(MOVES) {
                Ok((at, said)) => drop(waiting.insert(at, said)),
                Err(RecvTimeoutError::Timeout) => {
                    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                    bar.get_or_insert_with(|| Progress::new(whole)).at(&name, read.load(Ordering::Relaxed));
                }
                Err(RecvTimeoutError::Disconnected) => return Err(format!("{}: was not checked", path.display())),
            }
        }
        let Some(mut said) = waiting.remove(&at) else { continue };
        // The bar gives way to what is said.
        bar = None;
        if let Some(error) = said.error {
            let _ = writeln!(io::stderr(), "dotyk: {}: {error}", path.display());
        }
        said.text.rewind().and_then(|()| io::copy(&mut said.text, out)).map_err(|error| error.to_string())?;
        out.flush().map_err(|error| error.to_string())?;
        outcome = outcome.max(said.outcome);
    }
    Ok(outcome)
}

/// Checks one file and says what was found.
fn say(check: &Check, path: &Path, options: &Options, read: &AtomicU64) -> Said {
    let mut text = SpooledTempFile::new(WAITING);
    let said = pointing::open(path, read).map_err(|error| (Outcome::Unread, error.to_string())).and_then(|(file, lines)| {
        let mut teller = Teller { check, path, lines, out: BufWriter::new(&mut text), last: None, count: 0, failed: None };
        let summary = teller.tell(file, options);
        match teller.failed {
            Some(error) => Err((Outcome::Unread, error)),
            None => Ok(if summary.valid() { Outcome::Valid } else { Outcome::Critical }),
        }
    });
    match said {
        Ok(outcome) => Said { outcome, text, error: None },
        Err((outcome, error)) => Said { outcome, text: SpooledTempFile::new(WAITING), error: Some(error) },
    }
}

/// Says findings as they are made, so that none need be held.
struct Teller<'a> {
    check: &'a Check,
    path: &'a Path,
    lines: Lines,
    out: BufWriter<&'a mut SpooledTempFile>,
    /// The fault that ends a file comes last.
    last: Option<Finding>,
    count: u64,
    failed: Option<String>,
}

impl Teller<'_> {
    fn tell(&mut self, file: Counted, options: &Options) -> Summary {
        let mut failing = Failing { file, failed: None };
        let mut summary = dotyk_iati::check(&mut failing, options, &mut |finding| {
            self.finding(&finding);
            self.last = Some(finding);
        });
        self.failed = failing.failed.take().or(self.failed.take());
        if !summary.well_formed {
            // What came before the fault was found in a part; nothing of it is certain.
            self.begin_anew();
            let fault = self.last.take();
            (summary.critical, summary.error, summary.warning) = (u64::from(fault.is_some()), 0, 0);
            fault.iter().for_each(|fault| self.finding(fault));
        }
        self.end(&summary);
        summary
    }

    /// Takes back what was said so far.
    fn begin_anew(&mut self) {
        self.count = 0;
        let taken = self.out.flush().and_then(|()| self.out.get_mut().rewind()).and_then(|()| self.out.get_mut().set_len(0));
        self.written(taken);
    }

    fn written(&mut self, written: io::Result<()>) {
        if let Err(error) = written {
            self.failed.get_or_insert(error.to_string());
        }
    }

    fn finding(&mut self, finding: &Finding) {
        if finding.severity < self.check.severity {
            return;
        }
        let written = if self.check.json { self.as_json(finding) } else { self.as_text(finding) };
        self.written(written);
        self.count += 1;
    }

    fn as_json(&mut self, finding: &Finding) -> io::Result<()> {
        let before = if self.count == 0 { format!("{{\"file\":{},\"findings\":[", self.name()) } else { ",".to_owned() };
        write!(self.out, "{before}{}", report::finding(finding, dotyk_iati::Lang::En))
    }

    fn name(&self) -> Value {
        Value::from(self.path.display().to_string())
    }

    fn as_text(&mut self, finding: &Finding) -> io::Result<()> {
        let (file, at, path) = (self.path.display(), finding.at, finding.path.to_string());
        write!(self.out, "{file}:{at}: {} {}: {}", finding.severity, finding.id, finding.message)?;
        if let Some(value) = &finding.value {
            write!(self.out, " «{}»", value.escape_debug())?;
        }
        writeln!(self.out)?;
        if let Some((line, mark)) = self.lines.excerpt(at.line, at.column, path.rsplit_once("/@").map(|(_, name)| name)) {
            writeln!(self.out, "{:>6} | {line}\n       | {mark}", at.line)?;
        }
        writeln!(self.out, "       = {path} in {}", finding.identifier.escape_debug())
    }

    fn end(&mut self, summary: &Summary) {
        let written = if self.check.json {
            let begin = if self.count == 0 { format!("{{\"file\":{},\"findings\":[", self.name()) } else { String::new() };
            // An object without its brace, to go on with.
            let rest = report::about(summary).to_string();
            writeln!(self.out, "{begin}],{}", rest.trim_start_matches('{'))
        } else {
            let verdict = if summary.valid() { "valid" } else { "not valid" };
            let kind = summary.file_type.map_or("no IATI file", |kind| kind.root());
            let version = if summary.version.is_empty() { String::new() } else { format!(" {}", summary.version) };
            writeln!(
                self.out,
                "{}: {verdict} ({kind}{version}, {} items): {} critical, {} errors, {} warnings",
                self.path.display(),
                summary.items,
                summary.critical,
                summary.error,
                summary.warning
            )
        };
        let written = written.and_then(|()| self.out.flush());
        self.written(written);
    }
}

/// A file whose reading may fail: to the checker that is an end, to the caller no answer.
struct Failing<'a> {
    file: Counted<'a>,
    failed: Option<String>,
}

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer).inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                self.failed = Some(error.to_string());
            }
        })
    }
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
    /// Under which identifiers others publish projects.
    pub elsewhere: ElsewhereOf,
}

/// Writes a file of projects in batches within one reading transaction. Gives how many are in it; those that are left out
/// are told as they come.
///
/// # Errors
/// An office without identifier; no project that could go out; a project that is not there; what hinders reading or
/// writing. Nothing is written when no project goes out.
pub fn export(tx: &mut Tx, what: &Export, out: impl Write, left: &mut dyn FnMut(Left)) -> Result<u64, Error> {
    let (lang, now, today) = (what.lang, what.moment.now, what.moment.today());
    let leaving =
        Outgoing::new(tx, what.office, what.words, lang, now, today, what.elsewhere).map_err(|barred| match barred {
            Barred::Db(error) => error,
            Barred::Nameless => {
                Error::Other(format!("nothing can be exported without {}", what.words.say(Lang::En, "exchange-nameless", &[])))
            }
        })?;
    let mut file = leaving.begin(out, FileType::Activities).map_err(said)?;
    let mut written = 0;
    if what.projects.is_empty() {
        let mut after = String::new();
        loop {
            let ids = project::store::published(tx, what.office, &after, outgoing::AT_ONCE)?;
            let Some(last) = ids.last() else { break };
            after.clone_from(last);
            written += leaving.write(tx, &ids, false, &mut file, left)?;
        }
    } else {
        let known = Project::resolve(tx, what.office, what.projects)?;
        let ids: Vec<String> = what.projects.iter().map(|key| known.get(key).unwrap_or(key).clone()).collect();
        let there = project::store::told(tx, what.office, &ids)?;
        if let Some(absent) = ids.iter().zip(what.projects).find(|(id, _)| !there.iter().any(|project| project.head.id == **id)) {
            return Err(Error::Other(format!("there is no project «{}»", absent.1)));
        }
        for batch in ids.chunks(outgoing::AT_ONCE as usize) {
            written += leaving.write(tx, batch, true, &mut file, left)?;
        }
    }
    if written == 0 {
        return Err(Error::Other(what.words.say(Lang::En, "exchange-none-complete", &[])));
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
    use serde_json::json;

    const VALID: &str = r#"<iati-activities version="2.03">
  <iati-activity xml:lang="en" default-currency="EUR">
    <iati-identifier>UA-EDR-1-bridge</iati-identifier>
    <reporting-org ref="UA-EDR-1" type="10"><narrative>An office</narrative></reporting-org>
    <title><narrative>A bridge</narrative></title>
    <description><narrative>It spans the river.</narrative></description>
    <participating-org role="4"><narrative>A builder</narrative></participating-org>
    <activity-status code="9"/>
    <activity-date type="1" iso-date="2020-01-01"/>
    <recipient-country code="UA"/>
    <sector code="21020"/>
  </iati-activity>
</iati-activities>
"#;

    fn of(folder: &Path, files: &[&str], json: bool) -> Check {
        Check {
            files: files.iter().map(|name| folder.join(name)).collect(),
            json,
            now: "2026-11-22T00:00:00Z".parse().expect("a time"),
            severity: Severity::Error,
            code_lists: None,
        }
    }

    /// A folder with a valid file, one that is not, one that ends too early, and one that is no XML.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [
            ("valid.xml", VALID),
            ("wrong.xml", "<iati-activities version=\"2.03\"><wrong/></iati-activities>"),
            ("cut.xml", &VALID[..VALID.len() / 2]),
            ("page.xml", "<html>"),
        ] {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        folder
    }

    fn run(files: &[&str], json: bool) -> (Outcome, String) {
        let folder = folder();
        let mut out = Vec::new();
        let outcome = super::check(&of(folder.path(), files, json), &mut out).expect("checked");
        (outcome, String::from_utf8(out).expect("UTF-8"))
    }

    #[test]
    fn the_gravest_of_several_files_decides() {
        for (files, outcome, code) in [
            (&["valid.xml"][..], Outcome::Valid, 0),
            (&["valid.xml", "valid.xml", "valid.xml"], Outcome::Valid, 0),
            (&["wrong.xml"], Outcome::Critical, 1),
            (&["valid.xml", "cut.xml", "valid.xml"], Outcome::Critical, 1),
            (&["page.xml", "valid.xml"], Outcome::Critical, 1),
            (&["absent.xml", "wrong.xml", "valid.xml"], Outcome::Unread, 2),
            (&["valid.xml", "."], Outcome::Unread, 2),
        ] {
            let (said, text) = run(files, false);
            assert_eq!((said, said as u8), (outcome, code), "{files:?}: {text}");
            // A file that is not there does not stop the rest, and each is said in its turn.
            let verdicts: Vec<&str> = text.lines().filter(|line| line.ends_with("warnings")).collect();
            let there: Vec<&&str> = files.iter().filter(|name| !matches!(**name, "absent.xml" | ".")).collect();
            assert_eq!(verdicts.len(), there.len(), "{text}");
            for (verdict, name) in verdicts.iter().zip(there) {
                assert!(verdict.contains(*name), "{verdict} is not of {name}");
            }
        }
    }

    #[test]
    fn a_finding_points_into_the_file() {
        let (_, text) = run(&["valid.xml"], false);
        assert!(text.contains("valid.xml:8:5: error 9.5.1: “9” is not a code of the list ActivityStatus «9»\n"), "{text}");
        assert!(text.contains("\n     8 |     <activity-status code=\"9\"/>\n       |                      ^\n"), "{text}");
        assert!(text.contains("       = /iati-activities/iati-activity/activity-status/@code in UA-EDR-1-bridge\n"), "{text}");
    }

    #[test]
    fn a_file_that_breaks_off_has_one_finding() {
        let (_, text) = run(&["cut.xml"], false);
        assert_eq!(text.matches(" critical 0.1.1: ").count(), 1, "{text}");
        assert!(!text.contains("9.5.1") && text.ends_with("1 critical, 0 errors, 0 warnings\n"), "{text}");
    }

    #[test]
    fn the_same_as_json_is_one_object_on_a_line() {
        let (_, text) = run(&["page.xml", "valid.xml", "cut.xml", "absent.xml"], true);
        let objects: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("one object")).collect();
        let [page, valid, cut] = objects.as_slice() else { panic!("{} objects", objects.len()) };
        assert_eq!((&page["valid"], &page["fileType"], &page["findings"][0]["id"]), (&json!(false), &json!(""), &json!("0.1.1")));
        assert_eq!(cut["findings"].as_array().map(Vec::len), Some(1));
        // The same as what gathers all findings first.
        let all = dotyk_iati::check_all(VALID.as_bytes(), &Options::new("2026-11-22T00:00:00Z".parse().expect("a time")));
        let whole = report::as_json("", &all.summary, all.at_least(Severity::Error), 0, dotyk_iati::Lang::En);
        let mut valid = valid.clone();
        assert!(valid["file"].as_str().is_some_and(|file| file.ends_with("valid.xml")));
        valid["file"] = "".into();
        assert_eq!(valid, whole);
    }
}
