//! Which prefixes are bound, and whether a default namespace is in force.

use compact_str::CompactString;

use crate::xml::Attributes;

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What namespace a name is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// None: the names of IATI.
    None,
    /// The namespace of XML itself (`xml:lang`).
    Xml,
    /// The one of `xsi:` attributes.
    Instance,
    /// Any other.
    Other,
}

struct Binding {
    depth: usize,
    prefix: CompactString,
    space: Space,
}

/// The bindings in force.
#[derive(Default)]
pub(crate) struct Namespaces(Vec<Binding>);

impl Namespaces {
    /// Takes in what a start tag at a depth declares.
    pub(crate) fn enter(&mut self, depth: usize, attrs: Attributes<'_>) {
        for attr in attrs.all() {
            let Some(rest) = attrs.name(attr).strip_prefix("xmlns") else {
                continue;
            };
            let prefix = match rest.strip_prefix(':') {
                Some(prefix) => prefix,
                None if rest.is_empty() => "",
                None => continue,
            };
            let space = match attrs.value(attr).as_ref() {
                "" => Space::None,
                INSTANCE => Space::Instance,
                _ => Space::Other,
            };
            self.0.push(Binding { depth, prefix: prefix.into(), space });
        }
    }

    /// Forgets what was declared at a depth.
    pub(crate) fn leave(&mut self, depth: usize) {
        while self.0.last().is_some_and(|b| b.depth >= depth) {
            self.0.pop();
        }
    }

    fn bound(&self, prefix: &str) -> Option<Space> {
        self.0.iter().rev().find(|b| b.prefix == prefix).map(|b| b.space)
    }

    /// Whether names without a prefix are in no namespace.
    pub(crate) fn plain(&self) -> bool {
        self.0.is_empty() || self.bound("").is_none_or(|space| space == Space::None)
    }

    /// The namespace of an element. A prefix that is not bound is part of the name.
    pub(crate) fn of_element(&self, name: &str) -> Space {
        match name.split_once(':') {
            None if self.0.is_empty() => Space::None,
            None => self.bound("").unwrap_or(Space::None),
            Some((prefix, _)) => self.bound(prefix).unwrap_or(Space::None),
        }
    }

    /// The namespace of an attribute.
    pub(crate) fn of_attribute(&self, name: &str) -> Space {
        match name.split_once(':') {
            None => Space::None,
            Some(("xml", _)) => Space::Xml,
            Some((prefix, _)) => self.bound(prefix).unwrap_or(Space::None),
        }
    }
}
