//! Checks files and prints what it finds: `cargo run --example check -- FILE…`

use std::error::Error;
use std::fs::File;

use dotyk_iati::{Options, check};

fn main() -> Result<(), Box<dyn Error>> {
    // The present is a parameter, so that a check can be repeated.
    let now = std::env::var("NOW").unwrap_or_else(|_| "2026-11-22T19:56:00Z".into());
    let options = Options::new(now.parse()?);
    for path in std::env::args().skip(1) {
        let summary = check(File::open(&path)?, &options, &mut |finding| {
            let (id, severity, at, identifier) = (finding.id, finding.severity, finding.at, finding.identifier.escape_debug());
            println!("{path}:{at}\t{severity}\t{id}\t{identifier}\t{}\t{}", finding.path, finding.message);
        });
        let verdict = if summary.valid() { "valid" } else { "not valid" };
        println!("{path}\t{verdict}: {} critical, {} errors, {} warnings", summary.critical, summary.error, summary.warning);
    }
    Ok(())
}
