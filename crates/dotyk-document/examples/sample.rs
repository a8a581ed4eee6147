//! The sample document on standard output: `sample docx`, or `sample json` for `dotyk-pdf`.

use std::io::Write;

use dotyk_document::{docx, sample};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bytes = match std::env::args().nth(1).as_deref() {
        Some("docx") => docx(&sample(), &[])?,
        Some("json") => serde_json::to_vec(&sample())?,
        _ => return Err("say docx or json".into()),
    };
    Ok(std::io::stdout().lock().write_all(&bytes)?)
}
