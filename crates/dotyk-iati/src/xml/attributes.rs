//! The attributes of a start tag.

/// A stretch of the tokenizer's buffer; good until the next token is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub start: usize,
    pub end: usize,
}

/// An attribute of the start tag just read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attr {
    pub name: Span,
    /// The value as it stands in the file.
    pub value: Span,
    /// Whether the value has neither references nor white space to resolve.
    pub plain: bool,
}

/// The attributes of the start tag just read.
#[derive(Clone, Copy)]
pub(crate) struct Attributes<'a> {
    pub(super) buf: &'a str,
    pub(super) attrs: &'a [Attr],
}

impl<'a> Attributes<'a> {
    fn str(self, span: Span) -> &'a str {
        self.buf.get(span.start..span.end).unwrap_or_default()
    }

    fn find(self, name: &str) -> Option<&'a Attr> {
        self.attrs.iter().find(|a| self.is(a, name))
    }

    /// All of them, as spans.
    pub(crate) fn all(self) -> &'a [Attr] {
        self.attrs
    }

    /// Whether an attribute has this name.
    pub(crate) fn is(self, attr: &Attr, name: &str) -> bool {
        self.buf.as_bytes().get(attr.name.start..attr.name.end) == Some(name.as_bytes())
    }

    /// The name of an attribute.
    pub(crate) fn name(self, attr: &Attr) -> &'a str {
        self.str(attr.name)
    }

    /// The value of an attribute, references resolved.
    pub(crate) fn value(self, attr: &Attr) -> std::borrow::Cow<'a, str> {
        let raw = self.str(attr.value);
        if attr.plain { raw.into() } else { super::unescape_attribute(raw) }
    }

    /// Whether there is an attribute of this name, even an empty one.
    pub(crate) fn has(self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The value of the attribute of this name.
    pub(crate) fn get(self, name: &str) -> Option<std::borrow::Cow<'a, str>> {
        self.find(name).map(|attr| self.value(attr))
    }

    /// Names and values.
    pub(crate) fn iter(self) -> impl Iterator<Item = (&'a str, std::borrow::Cow<'a, str>)> {
        self.attrs.iter().map(move |a| (self.name(a), self.value(a)))
    }
}
