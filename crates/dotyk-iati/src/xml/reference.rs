//! References (`&amp;`, `&#8211;`) in and out.

use std::borrow::Cow;

use super::FaultKind;

/// Reads the reference at the beginning of `text`, which starts with `&`: the character and
/// the length of the reference.
pub(super) fn read_reference(text: &str) -> Result<(char, usize), FaultKind> {
    // The longest sensible reference is `&#x10FFFF;`; leading zeros are allowed within reason.
    let bytes = &text.as_bytes()[..text.len().min(64)];
    let Some(end) = memchr::memchr(b';', bytes) else {
        return Err(FaultKind::Reference);
    };
    let Some(name) = text.get(1..end) else {
        return Err(FaultKind::Reference);
    };
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => match name.strip_prefix('#') {
            Some(number) => numeric(number).ok_or(FaultKind::Reference)?,
            None if is_name(name) => return Err(FaultKind::Entity(name.into())),
            None => return Err(FaultKind::Reference),
        },
    };
    Ok((c, end + 1))
}

fn numeric(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let c = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
    is_xml_char(c).then_some(c)
}

/// Whether XML 1.0 allows the character at all.
pub(super) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_' || b == b':' || b >= 0x80)
        && bytes.all(|b| b.is_ascii_alphanumeric() || b"-._:".contains(&b) || b >= 0x80)
}

/// Text with its references resolved. The tokenizer has proved them sound.
pub(crate) fn unescape_text(raw: &str) -> Cow<'_, str> {
    match memchr::memchr(b'&', raw.as_bytes()) {
        None => Cow::Borrowed(raw),
        Some(first) => Cow::Owned(resolve(raw, first, false)),
    }
}

/// The value of an attribute: references resolved, white space made blanks.
pub(crate) fn unescape_attribute(raw: &str) -> Cow<'_, str> {
    match raw.bytes().position(|b| matches!(b, b'&' | b'\n' | b'\t' | b'\r')) {
        None => Cow::Borrowed(raw),
        Some(first) => Cow::Owned(resolve(raw, first, true)),
    }
}

fn resolve(raw: &str, first: usize, blanks: bool) -> String {
    let mut out = String::with_capacity(raw.len());
    let (head, mut rest) = raw.split_at(first);
    out.push_str(head);
    while let Some(c) = rest.chars().next() {
        let (c, length) = match c {
            '&' => read_reference(rest).unwrap_or(('&', 1)),
            '\n' | '\t' | '\r' if blanks => (' ', 1),
            c => (c, c.len_utf8()),
        };
        out.push(c);
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// Text made safe to stand between tags.
///
/// ```
/// assert_eq!(dotyk_iati::xml::escape_text("a < b & c"), "a &lt; b &amp; c");
/// ```
pub fn escape_text(text: &str) -> Cow<'_, str> {
    escape(text, |b| match b {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'\r' => Some("&#13;"),
        _ => None,
    })
}

/// Text made safe to stand in a double-quoted attribute.
pub fn escape_attribute(text: &str) -> Cow<'_, str> {
    escape(text, |b| match b {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'"' => Some("&quot;"),
        b'\n' => Some("&#10;"),
        b'\t' => Some("&#9;"),
        b'\r' => Some("&#13;"),
        _ => None,
    })
}

fn escape(text: &str, entity: impl Fn(u8) -> Option<&'static str>) -> Cow<'_, str> {
    if text.bytes().all(|b| entity(b).is_none()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(reference) = entity(byte) {
            out.push_str(text.get(from..at).unwrap_or_default());
            out.push_str(reference);
            from = at + 1;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}
