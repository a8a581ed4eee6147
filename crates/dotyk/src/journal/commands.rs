//! `dotyk journal verify`.

use std::fmt;

use super::{Finding, Report};

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Altered(position) => write!(f, "line {position} was altered: its hash is not that of its content"),
            Finding::Removed(position) => write!(f, "line {position} is missing, or lines stand out of order"),
            Finding::Head(head, last) => {
                write!(f, "the head stands at {head}, the last line is {last}: lines were cut off or added behind it")
            }
            Finding::Expected(position) => {
                write!(f, "the line noted at {position} is not there: the journal was cut or rewritten")
            }
            Finding::Differs(record, fields) => {
                write!(f, "{} {} differs from its last line in {}", record.kind.word(), record.id, fields.join(", "))
            }
            Finding::Missing(record) => {
                write!(f, "{} {} is in the journal and not in the register", record.kind.word(), record.id)
            }
            Finding::Unwritten(record) => {
                write!(f, "{} {} is in the register and not in the journal", record.kind.word(), record.id)
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} lines, {} records compared", self.lines, self.records)?;
        for finding in &self.findings {
            writeln!(f, "  ! {finding}")?;
        }
        let verdict = if self.findings.is_empty() { "the journal is whole" } else { "the journal and the register do not agree" };
        writeln!(f, "{verdict}")?;
        write!(f, "note for next time: --expect {}:{}", self.position, self.hash)
    }
}

/// Reads `POSITION:HASH` as [`Report`] prints it.
///
/// # Errors
/// What is wrong with it.
pub fn parse_expect(text: &str) -> Result<(i64, String), String> {
    let (position, hash) = text.split_once(':').ok_or("write it as POSITION:HASH, as `journal verify` prints it")?;
    let position = position.parse().map_err(|_| format!("«{position}» is no position"))?;
    Ok((position, hash.to_owned()))
}
