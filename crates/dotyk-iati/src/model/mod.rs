//! Activities and organisations with every element and attribute of the standard.
//!
//! Names are those of the standard, with `_` for `-` and `type_`, `ref_` where Rust has the
//! word for itself. Everything is optional, as published files lack what they should have;
//! values are kept as they stand (see [`Decimal`], [`Date`]). What the standard does not name
//! (extensions, unknown attributes, a second one of what may stand once) is kept in
//! [`Rest`] and written again.
//!
//! Source: activity and organisation standard 2.03, which holds all of 2.01 and 2.02.

mod activity;
mod common;
mod element;
mod finance;
mod organisation;
mod result;
#[cfg(test)]
mod tests;
mod values;

pub use activity::*;
pub use common::*;
pub(crate) use element::{Element, read, stray as stray_text};
pub use finance::*;
pub use organisation::*;
pub use result::*;
pub use values::{Date, DateTime, Decimal, Flag, Integer, Text};

/// An attribute the standard does not name, with its prefix as it stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherAttribute {
    /// The name, such as `dstore:index` or `xmlns:dstore`.
    pub name: Text,
    /// The value.
    pub value: Text,
}

/// An element the standard does not name, as it stood in the file; or text where only elements
/// should stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extension {
    /// The XML, well-formed in itself; its prefixes may be declared further up.
    pub xml: String,
}

/// What an element held beside what the standard names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rest {
    /// Other attributes, in order.
    pub attributes: Vec<OtherAttribute>,
    /// Other elements, in order.
    pub extensions: Vec<Extension>,
}

impl Rest {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.extensions.is_empty()
    }
}
