//! Within a tag: names, blanks, attributes.

use super::FaultKind;
use super::attributes::{Attr, Span};

/// Classes of bytes within tags.
/// A byte of a name.
pub(super) const NAME: u8 = 1;
/// White space.
pub(super) const BLANK: u8 = 2;
/// In an attribute's value: a byte that needs a second look.
const LOOK: u8 = 4;

static CLASS: [u8; 256] = {
    let mut class = [0u8; 256];
    let mut b = 0;
    while b < 256 {
        let c = b as u8;
        if c.is_ascii_alphanumeric() || c >= 0x80 || matches!(c, b'-' | b'.' | b'_' | b':') {
            class[b] = NAME;
        }
        if matches!(c, b' ' | b'\n' | b'\t') {
            class[b] |= BLANK;
        }
        if matches!(c, b'"' | b'\'' | b'<' | b'&' | b'\n' | b'\t') {
            class[b] |= LOOK;
        }
        b += 1;
    }
    class
};

/// Whether a byte is of a class.
pub(super) fn is(byte: u8, class: u8) -> bool {
    CLASS[usize::from(byte)] & class != 0
}

/// Whether a name may begin with this byte.
pub(super) fn begins_name(byte: u8) -> bool {
    is(byte, NAME) && !byte.is_ascii_digit() && byte != b'-' && byte != b'.'
}

/// The first place from `from` on whose byte is not of the class.
pub(super) fn skip(bytes: &[u8], from: usize, class: u8) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|&b| !is(b, class)).unwrap_or(rest.len())
}

/// The outcome of reading an attribute.
pub(super) enum Attempt {
    Read(Attr),
    Short,
    Bad(usize, FaultKind),
}

/// Reads `name = "value"` at `from`.
pub(super) fn read_attr(bytes: &[u8], from: usize) -> Attempt {
    let name = Span { start: from, end: skip(bytes, from, NAME) };
    let equals = skip(bytes, name.end, BLANK);
    let open = match bytes.get(equals) {
        Some(b'=') => skip(bytes, equals + 1, BLANK),
        Some(_) => return Attempt::Bad(equals, FaultKind::Tag),
        None => return Attempt::Short,
    };
    let quote = match bytes.get(open) {
        Some(&q @ (b'"' | b'\'')) => q,
        Some(_) => return Attempt::Bad(open, FaultKind::Tag),
        None => return Attempt::Short,
    };
    let mut plain = true;
    let mut at = open + 1;
    while let Some(rest) = bytes.get(at..) {
        let Some(length) = rest.iter().position(|&b| is(b, LOOK)) else { break };
        at += length;
        match rest[length] {
            b if b == quote => {
                let value = Span { start: open + 1, end: at };
                return Attempt::Read(Attr { name, value, plain });
            }
            b'<' => return Attempt::Bad(at, FaultKind::LessThan),
            b'"' | b'\'' => {}
            _ => plain = false,
        }
        at += 1;
    }
    Attempt::Short
}
