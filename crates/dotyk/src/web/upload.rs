//! Takes in a file: streamed to disk in bounded memory, known by its content and never by its name.

use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::answer::Problem;
use super::ctx::State;
use super::form::Form;
use super::picture;
use super::shelf::Brought;
use crate::journal::hex;

/// A file must be there within this time: 25 MB over a line of 512 kbit/s is under seven minutes.
const UPLOAD_TIME: Duration = Duration::from_secs(600);

/// A text field beside the file may be this long, in bytes.
const TEXT_LIMIT: usize = 64 * 1024;

/// So many text fields may stand beside files.
const TEXTS: usize = 64;

/// So many files may come in one form, of somebody whom we know.
pub(super) const FILES: usize = 20;

/// Where the content with a hash lies under the folder of files.
pub fn content_path(files: &Path, hash: &str) -> PathBuf {
    files.join(&hash[..2]).join(hash)
}

/// Reads a multipart body. The content is in its place under its hash when this returns, and stands in `brought`: whoever
/// decides the form removes it when that is refused.
pub(super) async fn take(state: &State, request: Request, files: usize, brought: &mut Brought) -> Result<Form, Problem> {
    let multipart = Multipart::from_request(request, &()).await.map_err(|_| Problem::bad("web-bad-body", ""))?;
    tokio::time::timeout(UPLOAD_TIME, parts(state, multipart, files, brought)).await.map_err(|_| Problem::TooSlow)?
}

async fn parts(state: &State, mut multipart: Multipart, files: usize, brought: &mut Brought) -> Result<Form, Problem> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let (mut taken, mut texts) = (0, 0);
    let broken = |_| Problem::bad("web-bad-body", "");
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let (count, most) = if field.file_name().is_some() { (&mut taken, files) } else { (&mut texts, TEXTS) };
        *count += 1;
        if *count > most {
            return Err(Problem::bad("web-bad-body", ""));
        }
        if field.file_name().is_some() {
            fields.extend(file(state, field, brought).await?);
        } else {
            let text = text(field).await?;
            // What is said of the file is found out here and never believed.
            if !name.starts_with("file.") {
                fields.push((name, text));
            }
        }
    }
    Ok(Form::of(fields))
}

pub(super) async fn text(mut field: Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| Problem::bad("web-bad-body", ""))? {
        if bytes.len() + chunk.len() > TEXT_LIMIT {
            return Err(Problem::TooLarge(TEXT_LIMIT));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Problem::bad("web-bad-text", ""))
}

async fn file(state: &State, mut field: Field<'_>, brought: &mut Brought) -> Result<Vec<(String, String)>, Problem> {
    let name = field.file_name().unwrap_or_default().to_owned();
    std::fs::create_dir_all(&state.files).map_err(full)?;
    let mut kept = Kept::new(&state.files, &state.ids.next(state.clock.now()))?;
    let (mut digest, mut size, mut head) = (Sha256::new(), 0usize, Vec::new());
    while let Some(chunk) = field.chunk().await.map_err(|_| Problem::bad("web-bad-body", ""))? {
        size += chunk.len();
        if size > state.upload_limit {
            return Err(Problem::TooLarge(state.upload_limit));
        }
        if head.len() < 512 {
            head.extend_from_slice(&chunk[..chunk.len().min(512 - head.len())]);
        }
        digest.update(&chunk);
        kept.file.write_all(&chunk).map_err(full)?;
    }
    if size == 0 {
        return Ok(Vec::new());
    }
    let media = media_type(&head);
    let mut hash = hex(&digest.finalize());
    let clean = cleaned(&mut kept, media).await?;
    if let Some((of, length)) = &clean {
        (hash, size) = (of.clone(), *length);
    }
    brought.add(&hash);
    kept.place(&content_path(&state.files, &hash))?;
    Ok(vec![
        ("file.name".into(), clean_name(&name)),
        ("file.hash".into(), hash),
        ("file.size".into(), size.to_string()),
        ("file.type".into(), media.into()),
        ("file.clean".into(), if clean.is_some() { "1" } else { "0" }.into()),
    ])
}

/// Pictures that are cleaned at once: each lies in memory whole, so only a few may.
static CLEANING: Semaphore = Semaphore::const_new(2);

/// Takes out of a picture what it says beside what it shows; its new hash and length. None for what is no picture that is
/// understood: it stays as it came.
async fn cleaned(kept: &mut Kept, media: &str) -> Result<Option<(String, usize)>, Problem> {
    if !media.starts_with("image/") {
        return Ok(None);
    }
    let _turn = CLEANING.acquire().await.map_err(Problem::fault)?;
    let bytes = std::fs::read(&kept.path).map_err(full)?;
    let of = media.to_owned();
    let looked = tokio::task::spawn_blocking(move || {
        let clean = picture::clean(&of, &bytes)?;
        let changed = clean != bytes;
        Some((clean, changed))
    });
    let Some((clean, changed)) = looked.await.map_err(Problem::fault)? else { return Ok(None) };
    if changed {
        kept.file.set_len(0).map_err(full)?;
        kept.file.rewind().map_err(full)?;
        kept.file.write_all(&clean).map_err(full)?;
    }
    Ok(Some((hex(&Sha256::digest(&clean)), clean.len())))
}

/// A file that is removed again unless it is placed.
struct Kept {
    file: std::fs::File,
    path: PathBuf,
}

impl Kept {
    fn new(folder: &Path, id: &str) -> Result<Kept, Problem> {
        let path = folder.join(format!("incoming-{id}"));
        let file = std::fs::File::create(&path).map_err(full)?;
        Ok(Kept { file, path })
    }

    fn place(&mut self, target: &Path) -> Result<(), Problem> {
        self.file.sync_all().map_err(full)?;
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(full)?;
        }
        std::fs::rename(&self.path, target).map_err(full)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // After `place` there is nothing at this path any more.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn full(error: std::io::Error) -> Problem {
    Problem::unwritten(&error)
}

/// The last part of a name, without control characters, at most 120 letters.
pub(super) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if clean.trim().is_empty() { "file".into() } else { clean }
}

/// The media type by the first bytes. What is not known is given out as bytes to keep, never as something to run.
pub fn media_type(head: &[u8]) -> &'static str {
    const KNOWN: &[(&[u8], &str)] = &[
        (b"%PDF-", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"PK\x03\x04", "application/zip"),
        (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    ];
    if head.len() > 11 && &head[..4] == b"RIFF" && &head[8..12] == b"WEBP" {
        return "image/webp";
    }
    KNOWN.iter().find(|(magic, _)| head.starts_with(magic)).map_or("application/octet-stream", |(_, media)| media)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_that_of_the_content() {
        assert_eq!(media_type(b"%PDF-1.7 ..."), "application/pdf");
        assert_eq!(media_type(b"<html><script>"), "application/octet-stream");
        assert_eq!(media_type(b""), "application/octet-stream");
        assert_eq!(media_type(b"RIFF\0\0\0\0WEBPVP8 "), "image/webp");
    }

    #[test]
    fn a_name_is_only_a_name() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\тека\\акт\r\n.pdf"), "акт.pdf");
        assert_eq!(clean_name(""), "file");
    }
}
