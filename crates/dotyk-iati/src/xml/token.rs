//! The pull tokenizer.

use std::io::Read;

use super::attributes::{Attr, Attributes, Span};
use super::decode::{Decoded, Filled};
use super::reference::read_reference;
use super::tag::{Attempt, BLANK, NAME, begins_name, is, read_attr, skip};
use super::{Fault, FaultKind, Position};

#[derive(Debug, Clone, Copy)]
pub(crate) enum Token {
    /// A start tag; an empty element is followed by its `End` as well.
    Start(Span),
    End,
    /// Text between tags, possibly one of several pieces; `true` where it holds references.
    Text(Span, bool),
    /// The content of a CDATA section, possibly one of several pieces.
    Section(Span),
    Eof,
}

/// How far one attempt at a token came.
enum Step {
    Done(Token),
    /// Nothing for the caller (a comment, an instruction): go on.
    Again,
    /// The buffer ends within the token.
    Short,
}

/// A run that is passed over or handed out piece by piece until its end mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    None,
    Comment,
    Instruction,
    Section,
}

const LONGEST_TAG: usize = 8 << 20;
const LONGEST_PIECE: usize = 1 << 18;
const DEEPEST: usize = 256;

/// Tokens of an XML document in bounded memory.
pub(crate) struct Tokenizer<R> {
    source: Decoded<R>,
    buf: String,
    /// Where the next token begins.
    pos: usize,
    /// Where the last token began.
    token_start: usize,
    end: Option<Filled>,
    run: Run,
    /// An empty element's end is still to be handed out.
    pending_end: bool,
    /// Attributes of the last start tag.
    pub attrs: Vec<Attr>,
    /// Names of the open elements, one after another, and where each begins.
    names: String,
    open: Vec<u32>,
    root_seen: bool,
    /// The place up to which lines have been counted, and what the count was.
    counted: usize,
    at: Position,
    /// What has been read of an element that is kept as it stands.
    captured: Option<String>,
    /// Characters (bytes of text) dropped from the front of the buffer so far.
    dropped: u64,
}

impl<R: Read> Tokenizer<R> {
    pub(crate) fn new(reader: R) -> Self {
        Tokenizer {
            source: Decoded::new(reader),
            buf: String::new(),
            pos: 0,
            token_start: 0,
            end: None,
            run: Run::None,
            pending_end: false,
            attrs: Vec::new(),
            names: String::new(),
            open: Vec::new(),
            root_seen: false,
            counted: 0,
            at: Position { line: 1, column: 1 },
            captured: None,
            dropped: 0,
        }
    }

    /// The text of a span of the last token.
    pub(crate) fn str(&self, span: Span) -> &str {
        self.buf.get(span.start..span.end).unwrap_or_default()
    }

    /// From the last token on, what is read is kept as it stands in the file.
    pub(crate) fn begin_capture(&mut self) {
        self.captured = Some(self.buf.get(self.token_start..self.pos).unwrap_or_default().to_owned());
    }

    /// What was read since [`Tokenizer::begin_capture`].
    pub(crate) fn end_capture(&mut self) -> String {
        self.captured.take().unwrap_or_default()
    }

    /// The attributes of the start tag just read.
    pub(crate) fn attributes(&self) -> Attributes<'_> {
        Attributes { buf: &self.buf, attrs: &self.attrs }
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// How much text has been read before the next token.
    pub(crate) fn offset(&self) -> u64 {
        self.dropped + self.pos as u64
    }

    /// Where the last token begins.
    pub(crate) fn position(&mut self) -> Position {
        self.count_to(self.token_start);
        self.at
    }

    fn count_to(&mut self, to: usize) {
        let Some(text) = self.buf.as_bytes().get(self.counted..to) else {
            return;
        };
        let tail = match memchr::memrchr(b'\n', text) {
            None => text,
            Some(last) => {
                let lines = memchr::memchr_iter(b'\n', &text[..last]).count() + 1;
                self.at.line = self.at.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
                self.at.column = 1;
                &text[last + 1..]
            }
        };
        // A character is a byte that does not continue one.
        let columns = tail.iter().filter(|&&b| b & 0xC0 != 0x80).count();
        self.at.column = self.at.column.saturating_add(u32::try_from(columns).unwrap_or(u32::MAX));
        self.counted = to;
    }

    #[cold]
    fn fault_at(&mut self, offset: usize, kind: FaultKind) -> Box<Fault> {
        self.count_to(offset.max(self.counted).min(self.buf.len()));
        Box::new(Fault { at: self.at, kind })
    }

    fn fail<T>(&mut self, kind: FaultKind) -> Result<T, Box<Fault>> {
        Err(self.fault_at(self.pos, kind))
    }

    /// The next token, or why the document is not well-formed.
    pub(crate) fn next(&mut self) -> Result<Token, Box<Fault>> {
        if self.pending_end {
            self.pending_end = false;
            self.token_start = self.pos;
            self.pop();
            return Ok(Token::End);
        }
        loop {
            self.token_start = self.pos;
            let step = match self.run {
                Run::None => self.step()?,
                run => self.run_on(run),
            };
            if let Some(captured) = &mut self.captured {
                captured.push_str(self.buf.get(self.token_start..self.pos).unwrap_or_default());
            }
            match step {
                Step::Done(token) => return Ok(token),
                Step::Again => {}
                Step::Short => {
                    if !self.fill()? {
                        return self.finish();
                    }
                }
            }
        }
    }

    /// Brings more text; `false` at the end of the file.
    fn fill(&mut self) -> Result<bool, Box<Fault>> {
        match self.end.take() {
            Some(Filled::Bad(kind)) => {
                // A workbook or an image is better called no XML than XML with a bad character.
                let begun = self.str(Span { start: self.pos, end: self.buf.len() }).trim_ascii();
                if !self.root_seen && !begun.is_empty() && !begun.starts_with('<') {
                    return self.fail(FaultKind::NotXml);
                }
                return Err(self.fault_at(self.buf.len(), kind));
            }
            Some(end) => {
                self.end = Some(end);
                return Ok(false);
            }
            None => {}
        }
        if self.buf.len() - self.pos > LONGEST_TAG {
            return self.fail(FaultKind::TooLong);
        }
        self.count_to(self.pos);
        self.dropped += self.pos as u64;
        self.buf.drain(..self.pos);
        (self.counted, self.pos, self.token_start) = (0, 0, 0);
        match self.source.fill(&mut self.buf) {
            Filled::More => {}
            end => self.end = Some(end),
        }
        Ok(true)
    }

    /// What to say when the file has ended and the next token is not complete.
    fn finish(&mut self) -> Result<Token, Box<Fault>> {
        let rest = self.buf.len() > self.pos || self.run != Run::None;
        if let Some(&start) = self.open.last() {
            let name = self.names.get(start as usize..).unwrap_or_default().to_owned();
            let at = self.buf.len();
            return Err(self.fault_at(at, FaultKind::Unclosed(name)));
        }
        match (rest, self.root_seen) {
            (true, _) => self.fail(FaultKind::Tag),
            (false, true) => Ok(Token::Eof),
            (false, false) if self.offset() == 0 => self.fail(FaultKind::Empty),
            (false, false) => self.fail(FaultKind::NotXml),
        }
    }

    fn step(&mut self) -> Result<Step, Box<Fault>> {
        let rest = &self.buf.as_bytes()[self.pos..];
        match rest {
            [b'<', b'/', ..] => self.end_tag(),
            [b'<', b'!', ..] => self.declaration(),
            [b'<', b'?', ..] => self.instruction(),
            [b'<', _, ..] => self.start_tag(),
            [] | [b'<'] => Ok(Step::Short),
            _ => self.text(),
        }
    }

    fn text(&mut self) -> Result<Step, Box<Fault>> {
        let rest = &self.buf.as_bytes()[self.pos..];
        // Between tags there is mostly a line end and some blanks.
        let short = skip(rest, 0, BLANK);
        let blank = rest.get(short) == Some(&b'<');
        let length = match if blank { Some(0) } else { memchr::memchr(b'<', &rest[short..]) } {
            Some(at) => short + at,
            None if matches!(self.end, Some(Filled::End)) => rest.len(),
            None if rest.len() > LONGEST_PIECE => piece(&self.buf, self.pos),
            None => return Ok(Step::Short),
        };
        let span = Span { start: self.pos, end: self.pos + length };
        if self.open.is_empty() {
            let text = self.str(span);
            if let Some(at) = text.find(|c: char| !c.is_ascii_whitespace()) {
                let kind = if self.root_seen { FaultKind::Extra } else { FaultKind::NotXml };
                return Err(self.fault_at(span.start + at, kind));
            }
            self.pos = span.end;
            return Ok(Step::Again);
        }
        let references = match memchr::memchr2(b'&', b']', &rest[short..length]) {
            None => false,
            Some(at) => self.check_text(Span { start: span.start + short + at, end: span.end })?,
        };
        self.pos = span.end;
        Ok(Step::Done(Token::Text(span, references)))
    }

    /// Proves the references of a text sound; says whether there are any.
    fn check_text(&mut self, span: Span) -> Result<bool, Box<Fault>> {
        let mut found = false;
        let mut at = span.start;
        while let Some(next) = memchr::memchr2(b'&', b']', self.str(Span { start: at, ..span }).as_bytes()) {
            at += next;
            let rest = self.str(Span { start: at, ..span });
            if rest.starts_with("]]>") {
                return Err(self.fault_at(at, FaultKind::SectionEnd));
            }
            if rest.starts_with('&') {
                found = true;
                if let Err(kind) = read_reference(rest) {
                    return Err(self.fault_at(at, kind));
                }
            }
            at += 1;
        }
        Ok(found)
    }

    fn start_tag(&mut self) -> Result<Step, Box<Fault>> {
        self.attrs.clear();
        let bytes = self.buf.as_bytes();
        let start = self.pos + 1;
        if !bytes.get(start).is_some_and(|&b| begins_name(b)) {
            let kind = if self.root_seen || self.depth() > 0 { FaultKind::Tag } else { FaultKind::NotXml };
            return self.fail(kind);
        }
        let mut i = skip(bytes, start, NAME);
        let name = Span { start, end: i };
        let empty = loop {
            let after_blank = skip(bytes, i, BLANK);
            match (bytes.get(after_blank), bytes.get(after_blank + 1)) {
                (Some(b'>'), _) => {
                    i = after_blank + 1;
                    break false;
                }
                (Some(b'/'), Some(b'>')) => {
                    i = after_blank + 2;
                    break true;
                }
                (Some(&b), _) if after_blank > i && begins_name(b) => match read_attr(bytes, after_blank) {
                    Attempt::Read(attr) => {
                        self.attrs.push(attr);
                        i = attr.value.end + 1;
                    }
                    Attempt::Short => return Ok(Step::Short),
                    Attempt::Bad(at, kind) => return Err(self.fault_at(at, kind)),
                },
                (None, _) | (Some(b'/'), None) => return Ok(Step::Short),
                _ => return Err(self.fault_at(after_blank, FaultKind::Tag)),
            }
        };
        self.check_attrs()?;
        if self.open.is_empty() && self.root_seen {
            return self.fail(FaultKind::Extra);
        }
        if self.open.len() >= DEEPEST {
            return self.fail(FaultKind::Depth);
        }
        self.root_seen = true;
        self.open.push(self.names.len() as u32);
        self.names.push_str(self.buf.get(name.start..name.end).unwrap_or_default());
        self.pending_end = empty;
        self.pos = i;
        Ok(Step::Done(Token::Start(name)))
    }

    /// References in values are sound, and no name stands twice.
    fn check_attrs(&mut self) -> Result<(), Box<Fault>> {
        for i in 0..self.attrs.len() {
            let Some(attr) = self.attrs.get(i).copied() else {
                break;
            };
            if !attr.plain {
                let mut at = attr.value.start;
                while let Some(next) = memchr::memchr(b'&', self.str(Span { start: at, ..attr.value }).as_bytes()) {
                    at += next;
                    if let Err(kind) = read_reference(self.str(Span { start: at, ..attr.value })) {
                        return Err(self.fault_at(at, kind));
                    }
                    at += 1;
                }
            }
        }
        let repeated = if self.attrs.len() <= 24 {
            let name = |a: &Attr| &self.buf.as_bytes()[a.name.start..a.name.end];
            let twice = |(i, a): (usize, &Attr)| self.attrs[..i].iter().any(|b| name(a) == name(b));
            self.attrs.iter().enumerate().position(|(i, a)| twice((i, a)))
        } else {
            let mut seen = rustc_hash::FxHashSet::default();
            self.attrs.iter().position(|a| !seen.insert(self.str(a.name)))
        };
        match repeated.and_then(|i| self.attrs.get(i)).copied() {
            None => Ok(()),
            Some(attr) => {
                let name = self.str(attr.name).to_owned();
                Err(self.fault_at(attr.name.start, FaultKind::Repeated(name)))
            }
        }
    }

    fn end_tag(&mut self) -> Result<Step, Box<Fault>> {
        let bytes = self.buf.as_bytes();
        let start = self.pos + 2;
        let expected = self.open.last().and_then(|&at| self.names.as_bytes().get(at as usize..));
        if let (Some(name), Some(rest)) = (expected, bytes.get(start..))
            && rest.starts_with(name)
            && rest.get(name.len()) == Some(&b'>')
        {
            self.pos = start + name.len() + 1;
            self.pop();
            return Ok(Step::Done(Token::End));
        }
        let end = skip(bytes, start, NAME);
        let close = skip(bytes, end, BLANK);
        match bytes.get(close) {
            None => return Ok(Step::Short),
            Some(b'>') => {}
            Some(_) => return self.fail(FaultKind::Tag),
        }
        let name = self.str(Span { start, end });
        let open = self.open.last().and_then(|&at| self.names.get(at as usize..));
        if open != Some(name) {
            let kind = match open {
                None => FaultKind::Extra,
                Some(open) => FaultKind::Mismatch { open: open.into(), close: name.into() },
            };
            return self.fail(kind);
        }
        self.pop();
        self.pos = close + 1;
        Ok(Step::Done(Token::End))
    }

    fn pop(&mut self) {
        if let Some(start) = self.open.pop() {
            self.names.truncate(start as usize);
        }
    }

    fn declaration(&mut self) -> Result<Step, Box<Fault>> {
        let rest = &self.buf.as_bytes()[self.pos..];
        for (mark, run) in [(&b"<!--"[..], Run::Comment), (b"<![CDATA[", Run::Section)] {
            if rest.starts_with(mark) {
                if run == Run::Section && self.open.is_empty() {
                    return self.fail(FaultKind::Extra);
                }
                self.pos += mark.len();
                self.run = run;
                return Ok(Step::Again);
            }
            if mark.starts_with(rest) {
                return Ok(Step::Short);
            }
        }
        let doctype = rest.starts_with(b"<!DOCTYPE");
        if !doctype && b"<!DOCTYPE".starts_with(rest) {
            return Ok(Step::Short);
        }
        self.fail(if doctype { FaultKind::Doctype } else { FaultKind::Tag })
    }

    fn instruction(&mut self) -> Result<Step, Box<Fault>> {
        let rest = &self.buf.as_bytes()[self.pos..];
        if rest.len() < 6 {
            return Ok(Step::Short);
        }
        let declares = rest.starts_with(b"<?xml") && !is(rest[5], NAME);
        if !begins_name(rest[2]) || (declares && self.offset() > 0) {
            return self.fail(FaultKind::Tag);
        }
        self.pos += 2;
        self.run = Run::Instruction;
        Ok(Step::Again)
    }

    /// Goes on within a comment, an instruction or a section.
    fn run_on(&mut self, run: Run) -> Step {
        let rest = &self.buf.as_bytes()[self.pos..];
        let mark: &[u8] = match run {
            Run::Comment => b"--",
            Run::Instruction => b"?>",
            _ => b"]]>",
        };
        let Some(at) = memchr::memmem::find(rest, mark) else {
            // Keep what may be the beginning of the mark.
            let mut length = rest.len().saturating_sub(mark.len() - 1);
            while !self.buf.is_char_boundary(self.pos + length) {
                length -= 1;
            }
            return self.hand_out(run, length, 0);
        };
        if run == Run::Comment {
            match rest.get(at + 2) {
                Some(b'>') => {}
                None => {
                    self.pos += at;
                    return Step::Short;
                }
                // Double hyphens are a fault; it is found where the comment stands.
                Some(_) => {
                    self.end = Some(Filled::Bad(FaultKind::Hyphens));
                    self.buf.truncate(self.pos + at);
                    self.pos += at;
                    return Step::Short;
                }
            }
        }
        self.run = Run::None;
        let mark_length = if run == Run::Comment { 3 } else { mark.len() };
        self.hand_out(run, at, mark_length)
    }

    fn hand_out(&mut self, run: Run, length: usize, mark: usize) -> Step {
        let span = Span { start: self.pos, end: self.pos + length };
        self.pos = span.end + mark;
        match run {
            Run::Section if length > 0 => Step::Done(Token::Section(span)),
            _ if mark > 0 => Step::Again,
            _ => Step::Short,
        }
    }
}

/// The length of a piece of a very long text that splits no reference, no `]]>` and no
/// character.
fn piece(buf: &str, from: usize) -> usize {
    let rest = &buf.as_bytes()[from..];
    let tail = rest.len() - 64;
    let cut = memchr::memchr2(b'&', b']', &rest[tail..]).map_or(rest.len(), |at| tail + at);
    (0..4).map(|back| cut - back).find(|&cut| buf.is_char_boundary(from + cut)).unwrap_or(cut)
}
