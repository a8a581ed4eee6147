//! Checking against the schema: order, occurrence, attributes, types.
//!
//! What counts as one error follows the reference validator: after an element that is not
//! expected, the rest of its parent is passed over.

use compact_str::CompactString;

use super::datatypes::is_valid;
use super::finding::SchemaFault;
use super::namespace::{Namespaces, Space};
use crate::standard::{Content, DataType, Item, NodeId, Schema, Spec};
use crate::xml::Attributes;

/// How an element is being checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// By the declaration at a path; the slot reached (one more than its number, 0 before the
    /// first) among its children.
    Declared { node: NodeId, reached: u16 },
    /// Anything goes; what is declared globally is checked.
    Lax,
    /// Not at all: something above was wrong already.
    Skipped,
}

/// The schema of one version.
#[derive(Clone, Copy)]
pub(crate) struct Checked {
    pub schema: &'static Schema,
    pub version: usize,
}

/// The outcome for a child: how to check it, or why it must not stand there.
pub(crate) type Child = Result<State, SchemaFault>;

impl Checked {
    fn spec(&self, node: NodeId) -> Option<&'static Spec> {
        self.schema.spec(node, self.version)
    }

    /// An element of this name begins below a parent, whose state is moved on.
    pub(crate) fn child(&self, parent: &mut State, parent_name: &str, name: &str, name_id: u16, space: Space) -> Child {
        let State::Declared { node, reached } = parent else {
            return Ok(if *parent == State::Lax { self.lax(name_id, space) } else { State::Skipped });
        };
        let Some(spec) = self.spec(*node) else {
            return Ok(State::Skipped);
        };
        let outcome = match spec.content {
            Content::Any => return Ok(self.lax(name_id, space)),
            Content::Simple(_) => Err(SchemaFault::ElementInText { element: parent_name.into() }),
            Content::Elements => self
                .in_order(*node, spec, reached, name_id, space)
                .ok_or_else(|| SchemaFault::Unexpected { element: name.into(), expected: self.expected(spec, *reached) }),
        };
        if outcome.is_err() {
            *parent = State::Skipped;
        }
        outcome
    }

    fn lax(&self, name_id: u16, space: Space) -> State {
        match self.schema.global(self.version, name_id) {
            node if space == Space::None && self.schema.node(node).is_some() => State::Declared { node, reached: 0 },
            _ => State::Lax,
        }
    }

    fn in_order(&self, parent: NodeId, spec: &Spec, reached: &mut u16, name_id: u16, space: Space) -> Option<State> {
        let open_from =
            |slot: u16| slot + 1 >= *reached && spec.next_required.get(usize::from(*reached)).is_some_and(|&r| r >= slot);
        if space != Space::None {
            let other = |(slot, item): (usize, &Item)| matches!(item, Item::Other).then_some(slot as u16);
            let slot = spec.items.iter().enumerate().filter_map(other).find(|&slot| open_from(slot))?;
            *reached = slot + 1;
            return Some(State::Lax);
        }
        let node = self.schema.child(parent, name_id);
        let child = self.spec(node)?;
        if !open_from(child.slot) || (child.slot + 1 == *reached && !child.many) {
            return None;
        }
        *reached = child.slot + 1;
        Some(State::Declared { node, reached: 0 })
    }

    /// What may come next, at most ten names.
    fn expected(&self, spec: &Spec, reached: u16) -> String {
        let again = usize::from(reached).checked_sub(1).and_then(|slot| spec.items.get(slot)).filter(|item| match item {
            Item::Element(node) => self.spec(*node).is_some_and(|s| s.many),
            Item::Other => true,
        });
        let mut names = Vec::new();
        for item in again.into_iter().chain(spec.items.iter().skip(reached.into())) {
            let Item::Element(node) = item else {
                names.push("##other*");
                continue;
            };
            names.push(self.schema.node(*node).map_or("", |n| n.name));
            let required = self.spec(*node).is_some_and(|s| s.required);
            let seen = again.is_some_and(|a| std::ptr::eq(a, item));
            if required && !seen {
                break;
            }
        }
        names.truncate(10);
        names.join(", ")
    }

    /// An element ends: is it complete?
    pub(crate) fn complete(&self, state: State, name: &str) -> Option<SchemaFault> {
        let State::Declared { node, reached } = state else {
            return None;
        };
        let spec = self.spec(node)?;
        let missing = spec.next_required.get(usize::from(reached)).is_some_and(|&r| usize::from(r) < spec.items.len());
        let due = spec.content == Content::Elements && missing;
        due.then(|| SchemaFault::Missing { element: name.into(), expected: self.expected(spec, reached) })
    }

    /// The type of an element's text where it must be checked.
    pub(crate) fn text_type(&self, state: State) -> Option<DataType> {
        let State::Declared { node, .. } = state else {
            return None;
        };
        match self.spec(node)?.content {
            Content::Simple(data_type) if data_type != DataType::String => Some(data_type),
            _ => None,
        }
    }

    /// Whether text is wrong here.
    pub(crate) fn forbids_text(&self, state: State) -> bool {
        let State::Declared { node, .. } = state else {
            return false;
        };
        self.spec(node).is_some_and(|s| s.content == Content::Elements)
    }

    /// The attributes of an element; each fault goes to `fault` with the attribute's name.
    pub(crate) fn attributes(
        &self,
        state: State,
        name: &str,
        attrs: Attributes<'_>,
        spaces: &Namespaces,
        mut fault: impl FnMut(SchemaFault, Option<&str>),
    ) {
        let spec = match state {
            State::Declared { node, .. } => self.spec(node).filter(|s| s.content != Content::Any),
            State::Lax => None,
            State::Skipped => return,
        };
        let mut required = spec.map_or(0, |s| s.required_attrs);
        for given in attrs.all() {
            let declared = spec.and_then(|s| s.attrs.iter().find(|a| attrs.is(given, a.name)));
            required -= usize::from(declared.is_some_and(|d| d.required));
            let attr = declared.map_or_else(|| attrs.name(given), |d| d.name);
            let data_type = match declared {
                Some(declared) => declared.data_type,
                None if attr == "xmlns" || attr.starts_with("xmlns:") => continue,
                None => {
                    let space = spaces.of_attribute(attr);
                    let allowed = spec.is_none_or(|s| s.open) && space != Space::None;
                    if spec.is_some() && !allowed && space != Space::Instance {
                        fault(SchemaFault::NotAllowed { element: name.into(), attr: attr.into() }, Some(attr));
                        continue;
                    }
                    match (space, attr) {
                        // The one global attribute of IATI that has a type to be checked.
                        (Space::None, "value-date") => DataType::Date,
                        (Space::Xml, "xml:lang") => DataType::Language,
                        (Space::Xml, "xml:base") => DataType::Uri,
                        _ => continue,
                    }
                }
            };
            if data_type == DataType::String {
                continue;
            }
            let value = attrs.value(given);
            if !is_valid(data_type, &value) {
                let element = CompactString::from(name);
                let value = value.into_owned();
                fault(SchemaFault::Value { element, attr: Some(attr.into()), value, data_type: data_type.name() }, Some(attr));
            }
        }
        if required == 0 {
            return;
        }
        for required in spec.into_iter().flat_map(|s| &s.attrs).filter(|a| a.required) {
            if !attrs.has(required.name) {
                fault(SchemaFault::Required { element: name.into(), attr: required.name }, Some(required.name));
            }
        }
    }
}
