//! What the checker found, in bounded memory and in the shape that goes out: the same object at the terminal and on the
//! web.

use std::io::Read;

use dotyk_iati::{Finding, Lang, Options, Severity, Summary, check};
use serde_json::{Value, json};

/// Findings that are shown at most.
pub const SHOWN: usize = 2000;
/// The largest activity that the web looks into. All findings of one activity are held until its identifier is known, and a
/// few bytes make one: smaller than for whoever checks a file on their own machine.
pub const LARGEST_ITEM: u64 = 4 << 20;
/// Characters of a value, a name or a message that the web shows.
const LONG: usize = 200;

/// How the web checks a stranger's file.
pub fn options(now: jiff::Timestamp) -> Options {
    Options { largest_item: LARGEST_ITEM, ..Options::new(now) }
}

/// A text of a stranger's file as the web shows it: its beginning. A value may be as long as the file, and a page or an
/// answer has thousands of them.
pub fn short(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(LONG).collect();
    if text.chars().nth(LONG).is_some() { format!("{clean}…") } else { clean }
}

/// What came of a file: the counts of all, and as many findings as are shown, the gravest first.
pub struct Seen {
    /// Kind, version and counts.
    pub summary: Summary,
    /// The findings in the order in which they were made; where there are too many, the gravest of them.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: u64,
}

impl Seen {
    /// Checks a file. Of each gravity no more findings are held than are shown, however many there are.
    pub fn new(file: impl Read, options: &Options) -> Seen {
        let mut kept: [Vec<(u64, Finding)>; 3] = Default::default();
        let (mut last, mut count) = (None, 0);
        let mut summary = check(file, options, &mut |finding| {
            let of = match finding.severity {
                Severity::Critical => 0,
                Severity::Error => 1,
                Severity::Warning => 2,
            };
            // The fault that ends a file comes last, however many came before it.
            if kept[of].len() < SHOWN {
                kept[of].push((count, finding));
            } else if of == 0 {
                last = Some((count, finding));
            }
            count += 1;
        });
        if !summary.well_formed {
            // Nothing else is certain of such a file: this one finding is said, as in every report of it.
            let fault = last.or_else(|| kept.into_iter().find_map(|mut of| of.pop()));
            (summary.critical, summary.error, summary.warning) = (u64::from(fault.is_some()), 0, 0);
            return Seen { summary, findings: fault.into_iter().map(|(_, fault)| fault).collect(), more: 0 };
        }
        let mut shown: Vec<(u64, Finding)> = kept.into_iter().flatten().collect();
        shown.truncate(SHOWN);
        shown.sort_by_key(|(count, _)| *count);
        let findings: Vec<Finding> = shown.into_iter().map(|(_, finding)| finding).collect();
        let more = (summary.critical + summary.error + summary.warning).saturating_sub(findings.len() as u64);
        Seen { summary, findings, more }
    }
}

/// A finding as an object.
pub fn finding(finding: &Finding, lang: Lang) -> Value {
    json!({
        "identifier": &*finding.identifier,
        "id": finding.id,
        "severity": finding.severity.to_string(),
        "category": finding.category,
        "path": finding.path.to_string(),
        "line": finding.at.line,
        "column": finding.at.column,
        "value": finding.value.as_deref(),
        "message": finding.message.text(lang),
    })
}

/// What is said of the file as a whole.
pub fn about(summary: &Summary) -> Value {
    json!({
        "fileType": summary.file_type.map_or("", |kind| kind.root()),
        "version": summary.version,
        "summary": {"critical": summary.critical, "error": summary.error, "warning": summary.warning},
        "valid": summary.valid(),
    })
}

/// A finding as an object of bounded length.
fn short_finding(finding: &Finding, lang: Lang) -> Value {
    json!({
        "identifier": short(&finding.identifier),
        "id": finding.id,
        "severity": finding.severity.to_string(),
        "category": finding.category,
        "path": short(&finding.path.to_string()),
        "line": finding.at.line,
        "column": finding.at.column,
        "value": finding.value.as_deref().map(short),
        "message": short(&finding.message.text(lang)),
    })
}

/// One object for a file, as the web answers it: long values only begin in it. The terminal writes them whole.
pub fn as_json<'f>(file: &str, summary: &Summary, findings: impl Iterator<Item = &'f Finding>, more: u64, lang: Lang) -> Value {
    let mut object = about(summary);
    object["file"] = file.into();
    object["version"] = short(&summary.version).into();
    object["findings"] = findings.map(|one| short_finding(one, lang)).collect();
    if more > 0 {
        object["more"] = more.into();
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn options() -> Options {
        Options::new("2026-11-22T00:00:00Z".parse().expect("a time"))
    }

    #[test]
    fn ten_thousand_errors_are_counted_and_the_gravest_shown() {
        let mut file = String::from("<iati-activities version=\"2.03\">\n");
        for n in 0..4000 {
            let _ = writeln!(file, "<iati-activity><iati-identifier>x-{n}</iati-identifier><wrong/></iati-activity>");
        }
        let whole = format!("{file}</iati-activities>");
        let seen = Seen::new(whole.as_bytes(), &options());
        let all = dotyk_iati::check_all(whole.as_bytes(), &options());
        assert_eq!(seen.findings.len(), SHOWN);
        assert_eq!(seen.more as usize + SHOWN, all.findings.len());
        assert_eq!(seen.summary.critical, all.summary.critical);
        assert!(seen.findings.iter().all(|finding| finding.severity == Severity::Critical));
        // Cut off in the middle there is one fault, and it is the last that was found.
        let seen = Seen::new(file.as_bytes(), &options());
        assert_eq!((seen.findings.len(), seen.findings[0].id, seen.summary.critical), (1, "0.1.1", 1));
    }

    #[test]
    fn the_webs_answer_is_bounded_whatever_the_file_says() {
        let long = "я".repeat(400_000);
        let wrong = "<activity-status code=\"y\"/>".repeat(3000);
        let file = format!(
            "<iati-activities version=\"2.03\"><iati-activity><iati-identifier>{long}</iati-identifier>
             <title xml:lang=\"{long}\"/>{wrong}</iati-activity></iati-activities>"
        );
        let seen = Seen::new(file.as_bytes(), &super::options(options().now));
        assert_eq!(seen.findings.len(), SHOWN);
        let answer = as_json("f", &seen.summary, seen.findings.iter(), seen.more, Lang::En);
        let text = answer.to_string();
        assert!(text.len() < 2_500_000, "{} bytes", text.len());
        let identifier = answer["findings"][0]["identifier"].as_str().expect("an identifier");
        assert_eq!(identifier.chars().count(), LONG + 1);
        // The terminal's is whole.
        assert_eq!(finding(&seen.findings[0], Lang::En)["identifier"], long.as_str());
    }

    #[test]
    fn an_activity_too_large_for_the_web_is_one_finding() {
        let sectors = "<sector/>".repeat(LARGEST_ITEM as usize / 9 + 1);
        let file = format!("<iati-activities version=\"2.03\"><iati-activity>{sectors}</iati-activity></iati-activities>");
        let seen = Seen::new(file.as_bytes(), &super::options(options().now));
        assert!(seen.findings.iter().any(|finding| finding.id == "own.1"), "{:?}", seen.findings);
        assert!(seen.findings.len() < 5, "{}", seen.findings.len());
    }

    #[test]
    fn a_short_report_is_the_whole_one() {
        for file in ["<html>", "", "<iati-activities version=\"2.03\"/>", "<iati-activities version=\"1.03\"/>", "a\0b"] {
            let (seen, all) = (Seen::new(file.as_bytes(), &options()), dotyk_iati::check_all(file.as_bytes(), &options()));
            let of = |summary: &Summary, findings: &[Finding]| as_json("f", summary, findings.iter(), 0, Lang::Uk);
            assert_eq!(of(&seen.summary, &seen.findings), of(&all.summary, &all.findings), "{file:?}");
            assert_eq!(seen.more, 0);
        }
    }
}
