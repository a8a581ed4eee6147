//! The line of a file that a finding points at, as a compiler shows it.
//!
//! While a file is read, the number of the line and the place in the file are kept of each piece: sixteen bytes for
//! sixty-four thousand. A line is then found again by one seek, so nothing of the file itself is held.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A line longer than this is not shown: it is no line that people wrote.
const LONGEST: usize = 64 * 1024;

/// Characters that are shown before and behind the place.
const AROUND: usize = 60;

#[derive(Default)]
struct Index {
    /// Of each piece: the line it begins in, and where it begins.
    pieces: Vec<(u64, u64)>,
    line: u64,
    offset: u64,
}

/// A file that remembers where its lines are while it is read, and counts what is read of it.
pub struct Counted<'a> {
    file: File,
    index: Rc<RefCell<Index>>,
    read: &'a AtomicU64,
}

/// Finds lines again.
pub struct Lines {
    file: Option<File>,
    index: Rc<RefCell<Index>>,
    buffer: Vec<u8>,
}

/// A file to read, and its lines. `read` counts on.
///
/// # Errors
/// The system's.
pub fn open<'a>(path: &Path, read: &'a AtomicU64) -> io::Result<(Counted<'a>, Lines)> {
    let file = File::open(path)?;
    let index = Rc::new(RefCell::new(Index { line: 1, ..Index::default() }));
    // A pipe cannot be read twice: its findings stand without their lines.
    let again = if file.metadata()?.is_file() { File::open(path).ok() } else { None };
    Ok((Counted { file, index: index.clone(), read }, Lines { file: again, index, buffer: Vec::new() }))
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let mut index = self.index.borrow_mut();
        let begins = (index.line, index.offset);
        index.pieces.push(begins);
        index.line += buffer[..count].iter().filter(|byte| **byte == b'\n').count() as u64;
        index.offset += count as u64;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Lines {
    /// The line of a place and, below it, a mark at the column, or at the attribute that is meant of the element there; none
    /// where it cannot be shown.
    pub fn excerpt(&mut self, line: u32, column: u32, attribute: Option<&str>) -> Option<(String, String)> {
        let text = self.line(u64::from(line))?;
        let text = std::str::from_utf8(&text).ok()?.trim_end_matches('\r');
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let at = (column as usize).checked_sub(1)?;
        let at = attribute.and_then(|name| attribute_behind(text, at, name)).unwrap_or(at);
        let from = at.saturating_sub(AROUND);
        let shown: String = text.chars().skip(from).take(2 * AROUND).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if at > text.chars().count() {
            return None;
        }
        let begun = if from > 0 { "…" } else { "" };
        let goes_on = if text.chars().count() > from + 2 * AROUND { "…" } else { "" };
        let mark = format!("{}^", " ".repeat(at - from + begun.chars().count()));
        Some((format!("{begun}{shown}{goes_on}"), mark))
    }

    /// The bytes of a line, without its end.
    fn line(&mut self, line: u64) -> Option<Vec<u8>> {
        let file = self.file.as_mut()?;
        let index = self.index.borrow();
        let piece = index.pieces.partition_point(|(begins, _)| *begins < line).checked_sub(1);
        // A line may begin within the piece before the one that begins in it.
        let (mut at, offset) = piece.map_or(Some((1, 0)), |piece| index.pieces.get(piece).copied())?;
        drop(index);
        file.seek(SeekFrom::Start(offset)).ok()?;
        let mut found = Vec::new();
        self.buffer.resize(LONGEST, 0);
        loop {
            let count = file.read(&mut self.buffer).ok().filter(|count| *count > 0);
            let Some(count) = count else { return (at == line).then_some(found) };
            let mut rest = &self.buffer[..count];
            while at < line {
                let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
                rest = &rest[end + 1..];
                at += 1;
            }
            if at == line {
                let end = rest.iter().position(|byte| *byte == b'\n');
                found.extend_from_slice(&rest[..end.unwrap_or(rest.len())]);
                if found.len() > LONGEST {
                    return None;
                }
                if end.is_some() {
                    return Some(found);
                }
            }
        }
    }
}

/// The column of an attribute of the element that begins at one, both from nought.
fn attribute_behind(text: &str, at: usize, name: &str) -> Option<usize> {
    let begins = text.char_indices().nth(at)?.0;
    let tag = text.get(begins..)?.split('>').next()?;
    let found = tag.find(&format!(" {name}="))?;
    Some(at + tag.get(..found)?.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_again_whatever_was_read_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lines.txt");
        let text: String = (1..=5000).map(|n| format!("рядок {n}{}\r\n", "·".repeat(n % 50))).collect();
        std::fs::write(&path, format!("{text}\nкінець")).expect("a file");
        for at_once in [1000, 4096, 70_000] {
            let read = AtomicU64::new(0);
            let (mut counted, mut lines) = open(&path, &read).expect("opened");
            let mut buffer = vec![0; at_once];
            while counted.read(&mut buffer).expect("read") > 0 {}
            for n in [1, 2, 49, 1000, 4999, 5000] {
                let (line, mark) = lines.excerpt(n, 3, None).expect("a line");
                assert!(line.starts_with(&format!("рядок {n}·")) || n % 50 == 0, "{line}");
                assert_eq!(mark, "  ^");
            }
            assert_eq!(lines.excerpt(5002, 1, None), Some(("кінець".into(), "^".into())));
            assert_eq!((lines.excerpt(5003, 1, None), lines.excerpt(1, 99, None), lines.excerpt(0, 0, None)), (None, None, None));
            assert_eq!(read.load(Ordering::Relaxed), std::fs::metadata(&path).expect("a file").len());
        }
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("long.txt");
        std::fs::write(&path, format!("{}X{}\n{}", "a".repeat(300), "b".repeat(300), "c".repeat(200_000))).expect("a file");
        let read = AtomicU64::new(0);
        let (mut counted, mut lines) = open(&path, &read).expect("opened");
        io::copy(&mut counted, &mut io::sink()).expect("read");
        let (line, mark) = lines.excerpt(1, 301, None).expect("a line");
        assert_eq!(line.chars().nth(mark.chars().count() - 1), Some('X'));
        assert!(line.starts_with('…') && line.ends_with('…') && line.chars().count() < 130);
        assert_eq!(lines.excerpt(2, 1, None), None);
    }

    #[test]
    fn the_mark_stands_at_the_attribute() {
        let line = "  <в код=\"1\"/><b code=\"2\" lang=\"uk\"/> code=";
        for (at, name, found) in
            [(2, "код", Some(5)), (14, "code", Some(17)), (14, "lang", Some(26)), (2, "code", None), (99, "x", None)]
        {
            assert_eq!(attribute_behind(line, at, name), found, "{name} behind {at}");
        }
    }
}
