//! A page as a paper: DOCX is written here, PDF by the program `dotyk-pdf` beside this one, which also reads what PDF files say.
//!
//! What sets type is many times the size of Dotyk, so it is a program of its own, and need not be there: then the page says so
//! and prints well from the browser. It is a child process without an environment, with a limit of time here and of memory on
//! its own side; a paper that would take more is refused, and nothing else suffers.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{StatusCode, header};
use dotyk_document::{Block, Document};

use super::{Answer, Face, Problem, Reply};

/// A paper that is not set by then is not set at all.
const PATIENCE: Duration = Duration::from_secs(30);
/// No paper is longer than this: 64 MiB.
const LONGEST: u64 = 64 << 20;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum Unset {
    /// The program that sets type is not there.
    #[error("the program dotyk-pdf is not beside dotyk, nor named by DOTYK_PDF")]
    Absent,
    /// It took too long.
    #[error("dotyk-pdf took longer than {} s", PATIENCE.as_secs())]
    Late,
    /// It said no.
    #[error("dotyk-pdf: {0}")]
    Refused(String),
    /// It could not be run.
    #[error("dotyk-pdf: {0}")]
    Io(#[from] std::io::Error),
}

/// Where the program is that sets type: where `DOTYK_PDF` says, or beside this program.
pub fn setter() -> Option<&'static PathBuf> {
    static SETTER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = SETTER.get_or_init(|| {
        let named = std::env::var_os("DOTYK_PDF").map(PathBuf::from);
        let beside =
            std::env::current_exe().ok().map(|own| own.with_file_name(format!("dotyk-pdf{}", std::env::consts::EXE_SUFFIX)));
        named.into_iter().chain(beside).find(|path| path.is_file())
    });
    found.as_ref()
}

/// The PDF of a document.
///
/// # Errors
/// Why there is none.
pub fn pdf(document: &Document) -> Result<Vec<u8>, Unset> {
    set(document, &[])
}

/// The DOCX of a document. Its pictures are SVG, and where the program is there that draws them, PNG too.
///
/// # Errors
/// None that a document can cause.
pub fn docx(document: &Document) -> std::io::Result<Vec<u8>> {
    let pictured = document.blocks.iter().any(|block| matches!(block, Block::Picture(_)));
    let drawn = if pictured { set(document, &["pictures"]).unwrap_or_default() } else { Vec::new() };
    dotyk_document::docx(document, &pieces(&drawn))
}

/// Pictures as the program writes them: the length in four bytes, and so many bytes.
fn pieces(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
        let Some((piece, rest)) = rest.split_at_checked(u32::from_be_bytes(*length) as usize) else { break };
        pieces.push(piece.to_vec());
        bytes = rest;
    }
    pieces
}

/// What a PDF says, as running text; nothing of what is only pictures.
///
/// # Errors
/// Why it could not be read.
pub fn text(pdf: Vec<u8>) -> Result<String, Unset> {
    Ok(String::from_utf8_lossy(&call(&["text"], pdf)?).into_owned())
}

fn set(document: &Document, words: &[&str]) -> Result<Vec<u8>, Unset> {
    call(words, serde_json::to_vec(document).map_err(std::io::Error::other)?)
}

/// Gives the program its input, and takes what it answers.
fn call(words: &[&str], bytes: Vec<u8>) -> Result<Vec<u8>, Unset> {
    let program = setter().ok_or(Unset::Absent)?;
    let mut child = Command::new(program)
        .args(words)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (input, output, said) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    // Each stream has a thread, so that neither side waits for the other with a full pipe.
    std::thread::scope(|scope| {
        // A child that ends early breaks the pipe; what it said is then the news.
        scope.spawn(move || input.map(|mut input| input.write_all(&bytes)));
        let paper = scope.spawn(move || read(output, LONGEST));
        let said = scope.spawn(move || read(said, 4096));
        let ended = wait(&mut child);
        let (paper, said) = (joined(paper.join())?, joined(said.join())?);
        if ended? { Ok(paper) } else { Err(Unset::Refused(String::from_utf8_lossy(&said).trim().to_owned())) }
    })
}

/// Waits for a child; kills it when it is late. Whether it ended well.
fn wait(child: &mut Child) -> Result<bool, Unset> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if Instant::now() > until {
            child.kill()?;
            child.wait()?;
            return Err(Unset::Late);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn read(stream: Option<impl Read>, longest: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(stream) = stream {
        stream.take(longest).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn joined(read: std::thread::Result<std::io::Result<Vec<u8>>>) -> std::io::Result<Vec<u8>> {
    read.map_err(|_| std::io::Error::other("a stream's thread ended"))?
}

/// A document as the file that was asked for, by a name without its ending.
///
/// # Errors
/// [`Problem::NotFound`] for what is no paper; what is wrong with the program that sets type.
pub fn answer(face: &Face, name: &str, document: &Document) -> Answer {
    let (media, bytes) = match face {
        Face::Docx => {
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx(document).map_err(Problem::fault)?)
        }
        Face::Pdf => match pdf(document) {
            Ok(bytes) => ("application/pdf", bytes),
            Err(Unset::Absent) => return Err(Problem::bad("web-no-pdf", "")),
            Err(other) => return Err(Problem::Unavailable(other.to_string())),
        },
        _ => return Err(Problem::NotFound),
    };
    let headers = vec![
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_LENGTH, bytes.len().to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{}\"", face.suffix())),
    ];
    Ok(Reply { status: StatusCode::OK, headers, body: Body::from(bytes) })
}
