//! Bytes of any declared encoding to clean text: UTF-8, with line ends made `\n`.

use std::io::Read;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::FaultKind;
use super::reference::is_xml_char;

const CHUNK: usize = 128 * 1024;

/// What one filling brought.
pub(super) enum Filled {
    /// There may be more.
    More,
    /// The file is at its end.
    End,
    /// The text up to here is sound; what follows is not.
    Bad(FaultKind),
}

/// A reader of text over a reader of bytes.
pub(super) struct Decoded<R> {
    inner: R,
    bytes: Vec<u8>,
    /// Bytes at the front of `bytes` that wait for the rest of their character.
    kept: usize,
    mode: Mode,
    /// The last character was a carriage return, already written as `\n`.
    after_return: bool,
}

enum Mode {
    Unknown,
    Utf8,
    Other(Box<Decoder>),
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(inner: R) -> Self {
        Decoded { inner, bytes: Vec::new(), kept: 0, mode: Mode::Unknown, after_return: false }
    }

    /// Appends some text to `out`.
    pub(super) fn fill(&mut self, out: &mut String) -> Filled {
        let (got, end) = match self.read_some() {
            Ok(got) => got,
            Err(error) => return Filled::Bad(FaultKind::Io(error.to_string())),
        };
        let mut start = 0;
        if matches!(self.mode, Mode::Unknown) {
            match detect(&self.bytes[..got]) {
                Ok((mode, bom)) => (self.mode, start) = (mode, bom),
                Err(kind) => return Filled::Bad(kind),
            }
        }
        match &mut self.mode {
            Mode::Other(_) => self.convert(got, end, out),
            Mode::Unknown | Mode::Utf8 => self.take_utf8(start, got, end, out),
        }
    }

    /// Reads until there are a few bytes to look at; says how many are valid and whether the
    /// file ended.
    fn read_some(&mut self) -> std::io::Result<(usize, bool)> {
        self.bytes.resize(CHUNK + 8, 0);
        let least = if matches!(self.mode, Mode::Unknown) { 1024 } else { 1 };
        let mut got = self.kept;
        while got < self.kept + least {
            match self.inner.read(&mut self.bytes[got..]) {
                Ok(0) => return Ok((got, true)),
                Ok(n) => got += n,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok((got, false))
    }

    fn take_utf8(&mut self, start: usize, got: usize, end: bool, out: &mut String) -> Filled {
        let slice = &self.bytes[start..got];
        let (sound, broken) = match std::str::from_utf8(slice) {
            Ok(text) => (text, false),
            Err(error) => {
                let (good, _) = slice.split_at(error.valid_up_to());
                // An incomplete character at the end of a chunk waits for the next one.
                let incomplete = error.error_len().is_none() && !end;
                (std::str::from_utf8(good).unwrap_or_default(), !incomplete)
            }
        };
        let consumed = start + sound.len();
        if let Some(kind) = append(sound, &mut self.after_return, out) {
            return Filled::Bad(kind);
        }
        if broken {
            return Filled::Bad(FaultKind::Bytes);
        }
        self.bytes.copy_within(consumed..got, 0);
        self.kept = got - consumed;
        if end { Filled::End } else { Filled::More }
    }

    fn convert(&mut self, got: usize, end: bool, out: &mut String) -> Filled {
        let Mode::Other(decoder) = &mut self.mode else {
            return Filled::End;
        };
        let needed = decoder.max_utf8_buffer_length_without_replacement(got).unwrap_or(got * 3);
        let mut text = String::with_capacity(needed);
        let (result, _) = decoder.decode_to_string_without_replacement(&self.bytes[..got], &mut text, end);
        self.kept = 0;
        if let Some(kind) = append(&text, &mut self.after_return, out) {
            return Filled::Bad(kind);
        }
        match result {
            DecoderResult::Malformed(..) => Filled::Bad(FaultKind::Bytes),
            _ if end => Filled::End,
            _ => Filled::More,
        }
    }
}

/// The encoding of a file by its first bytes, and how many of them are a byte order mark.
fn detect(bytes: &[u8]) -> Result<(Mode, usize), FaultKind> {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        // The decoder takes the byte order mark of UTF-16 away itself.
        return Ok(if encoding == UTF_8 { (Mode::Utf8, bom) } else { (other(encoding), 0) });
    }
    match bytes {
        [b'<', 0, ..] => return Ok((other(UTF_16LE), 0)),
        [0, b'<', ..] => return Ok((other(UTF_16BE), 0)),
        _ => {}
    }
    let Some(label) = declared(bytes) else {
        return Ok((Mode::Utf8, 0));
    };
    match Encoding::for_label(label.as_bytes()) {
        None => Err(FaultKind::Encoding(label)),
        // Text that could be read this far is not UTF-16, whatever it declares.
        Some(e) if e == UTF_8 || e == UTF_16LE || e == UTF_16BE => Ok((Mode::Utf8, 0)),
        Some(encoding) => Ok((other(encoding), 0)),
    }
}

fn other(encoding: &'static Encoding) -> Mode {
    Mode::Other(Box::new(encoding.new_decoder_with_bom_removal()))
}

/// The encoding named in the XML declaration.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.strip_prefix(b"<?xml")?;
    let head = &head[..memchr::memchr(b'>', head)?];
    let after = &head[memchr::memmem::find(head, b"encoding")? + 8..];
    let quote = after.iter().position(|b| matches!(b, b'"' | b'\''))?;
    let value = &after[quote + 1..];
    let value = &value[..memchr::memchr(after[quote], value)?];
    Some(String::from_utf8_lossy(value).into_owned())
}

/// Appends text with `\r\n` and `\r` made `\n`; stops at a character XML does not allow.
fn append(text: &str, after_return: &mut bool, out: &mut String) -> Option<FaultKind> {
    let bad = first_bad(text);
    let sound = match bad {
        Some((at, _)) => text.get(..at).unwrap_or_default(),
        None => text,
    };
    let mut rest = sound;
    if *after_return && !rest.is_empty() {
        rest = rest.strip_prefix('\n').unwrap_or(rest);
        *after_return = false;
    }
    while let Some(at) = memchr::memchr(b'\r', rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        out.push('\n');
        rest = rest.get(at + 1..).unwrap_or_default();
        *after_return = rest.is_empty();
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    out.push_str(rest);
    bad.map(|(_, c)| FaultKind::Character(c.into()))
}

fn first_bad(text: &str) -> Option<(usize, char)> {
    // One quick pass without branches; the exact search runs only where it is needed. Bytes
    // below a blank are bad but for three; U+FFFE and U+FFFF begin with EF BF.
    let odd = |b: u8| u8::from((b < 0x20) & (b != b'\n') & (b != b'\t') & (b != b'\r')) | u8::from(b == 0xEF);
    let mut from = 0usize;
    for block in text.as_bytes().chunks(1024) {
        if block.iter().fold(0, |any, &b| any | odd(b)) != 0 {
            // The block may cut a character: the search goes by whole ones from before it.
            let start = (0..4).map(|back| from.saturating_sub(back)).find(|&at| text.is_char_boundary(at))?;
            let end = from + block.len();
            let tail = text.get(start..)?;
            let found = tail.char_indices().take_while(|&(at, _)| start + at < end).find(|&(_, c)| !is_xml_char(c));
            if let Some((at, c)) = found {
                return Some((start + at, c));
            }
        }
        from += block.len();
    }
    None
}
