//! `dotyk-pdf`: a document in JSON on standard input, a tagged PDF on standard output. `dotyk-pdf pictures` answers with its
//! pictures instead: each as the length of its PNG, four bytes, the greatest first, and the PNG. `dotyk-pdf text` takes a PDF
//! and answers with what it says.
//!
//! A program of its own, because what sets the type is many times the size of `dotyk` and because a child process can be given
//! a limit of time and memory, and be lost without harm. Whoever calls it writes a [`dotyk_document::Document`], closes the
//! input and reads the output; it says what is wrong on standard error, and ends with 1.
//!
//! The template is fixed and the document is read by it as data, so no text of the document is ever a command of the typesetter.

use std::io::{Read, Write};
use std::process::ExitCode;

use dotyk_pdf::{pdf, pictures, text};

/// What is longer is neither set nor read: 32 MiB.
const LONGEST: u64 = 32 << 20;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("dotyk-pdf: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let word = std::env::args().nth(1);
    match word.as_deref() {
        None | Some("pictures" | "text") => {}
        Some("--version" | "-V") => {
            println!("dotyk-pdf {}", env!("CARGO_PKG_VERSION"));
            return Ok(());
        }
        Some(_) => {
            return Err("a document in JSON on standard input becomes a PDF on standard output; `pictures`: its pictures; `text`: what a PDF says".into());
        }
    }
    dotyk_pdf::limit_memory()?;
    let mut input = Vec::new();
    std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut input).map_err(|error| error.to_string())?;
    if input.len() as u64 > LONGEST {
        return Err(format!("the input is longer than {LONGEST} bytes"));
    }
    let mut out = std::io::stdout().lock();
    let written = match word.as_deref() {
        Some("text") => out.write_all(text(&input)?.as_bytes()),
        Some(_) => pictures(&input)?.iter().try_for_each(|png| {
            out.write_all(&(png.len() as u32).to_be_bytes())?;
            out.write_all(png)
        }),
        None => out.write_all(&pdf(input)?),
    };
    written.map_err(|error| error.to_string())
}
