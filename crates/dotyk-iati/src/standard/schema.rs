//! The schemas as one tree of element paths, each with what every version says of it.

use rustc_hash::FxHashMap;

use super::codes::{ListId, list_id};
use super::rules::Severity;
use crate::check::rules::Hook;

/// An element path, as its place in [`Schema::nodes`].
pub(crate) type NodeId = u16;

/// No such element path.
pub(crate) const NOWHERE: NodeId = NodeId::MAX;

/// The type of an attribute or of simple content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DataType {
    String,
    Date,
    DateTime,
    Decimal,
    Boolean,
    Uri,
    Language,
    Int,
    PositiveInteger,
    NonNegativeInteger,
    Token,
}

impl DataType {
    fn parse(name: &str) -> DataType {
        match name {
            "date" => DataType::Date,
            "dateTime" => DataType::DateTime,
            "decimal" => DataType::Decimal,
            "boolean" => DataType::Boolean,
            "anyURI" => DataType::Uri,
            "language" => DataType::Language,
            "int" => DataType::Int,
            "positiveInteger" => DataType::PositiveInteger,
            "nonNegativeInteger" => DataType::NonNegativeInteger,
            "NMTOKEN" => DataType::Token,
            _ => DataType::String,
        }
    }

    /// Its name in XML Schema.
    pub(crate) fn name(self) -> &'static str {
        match self {
            DataType::String => "string",
            DataType::Date => "date",
            DataType::DateTime => "dateTime",
            DataType::Decimal => "decimal",
            DataType::Boolean => "boolean",
            DataType::Uri => "anyURI",
            DataType::Language => "language",
            DataType::PositiveInteger => "positiveInteger",
            DataType::NonNegativeInteger => "nonNegativeInteger",
            DataType::Int => "int",
            DataType::Token => "NMTOKEN",
        }
    }
}

/// What an element may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Elements in order, no text.
    Elements,
    /// Text of a type, no elements.
    Simple(DataType),
    /// Anything.
    Any,
}

/// An attribute in one version.
#[derive(Debug)]
pub(crate) struct AttrSpec {
    pub name: &'static str,
    pub data_type: DataType,
    pub required: bool,
}

/// One place in the order of an element's children.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Item {
    Element(NodeId),
    /// Elements of other namespaces, any number.
    Other,
}

/// An element in one version.
#[derive(Debug)]
pub(crate) struct Spec {
    /// Its place in the order of its parent.
    pub slot: u16,
    pub required: bool,
    pub many: bool,
    pub content: Content,
    pub attrs: Vec<AttrSpec>,
    /// How many of them are required.
    pub required_attrs: usize,
    /// Attributes of other namespaces are allowed.
    pub open: bool,
    pub items: Vec<Item>,
    /// For each slot, the first slot from there on that must be filled.
    pub next_required: Vec<u16>,
}

/// An attribute (or the text) that is checked against a code list.
#[derive(Debug)]
pub(crate) struct CodeRule {
    /// The versions that have the rule, as bits.
    pub versions: u8,
    /// The attribute; `None` for the element's text.
    pub attr: Option<&'static str>,
    pub condition: Option<Condition>,
    pub list: ListId,
    /// The name of the list.
    pub list_name: &'static str,
    pub id: &'static str,
    pub severity: Severity,
    pub category: &'static str,
}

/// A rule holds only where another attribute has this value.
#[derive(Debug)]
pub(crate) struct Condition {
    pub attr: &'static str,
    /// The other attribute is the parent's.
    pub of_parent: bool,
    pub value: &'static str,
    /// Also where the attribute is absent or empty.
    pub or_absent: bool,
}

/// An element path.
#[derive(Debug)]
pub(crate) struct Node {
    pub name: &'static str,
    pub path: String,
    pub specs: [Option<Spec>; 3],
    pub codes: Vec<CodeRule>,
    /// What the ruleset looks at here.
    pub hook: Hook,
}

/// The tree of all element paths of a kind of file.
#[derive(Debug)]
pub(crate) struct Schema {
    pub nodes: Vec<Node>,
    names: FxHashMap<&'static str, u16>,
    /// For each node and name, the child of that name.
    children: Vec<NodeId>,
    /// For each version and name, a path whose element is declared globally.
    globals: [Vec<NodeId>; 3],
    /// Rules for attributes that may stand anywhere (`xml:lang`).
    pub anywhere: Vec<CodeRule>,
}

/// A name that no schema knows.
pub(crate) const UNNAMED: u16 = u16::MAX;

impl Schema {
    /// Builds the tree out of the tables of the three versions.
    pub(super) fn load(tables: [&'static str; 3]) -> Schema {
        let mut schema = Schema {
            nodes: Vec::new(),
            names: FxHashMap::default(),
            children: Vec::new(),
            globals: Default::default(),
            anywhere: Vec::new(),
        };
        let mut paths: FxHashMap<String, NodeId> = FxHashMap::default();
        let mut links = Vec::new();
        let mut globals = Vec::new();
        for (version, table) in tables.into_iter().enumerate() {
            let mut above: Vec<NodeId> = Vec::new();
            for line in table.lines().filter(|l| !l.starts_with('#')) {
                let Some(row) = Row::parse(line) else {
                    continue;
                };
                above.truncate(row.depth);
                let parent = above.last().copied();
                let Some(name) = row.name else {
                    schema.push_item(parent, version, Item::Other);
                    continue;
                };
                let path = match parent.and_then(|p| schema.nodes.get(usize::from(p))) {
                    Some(parent) => format!("{}/{name}", parent.path),
                    None => format!("/{name}"),
                };
                let count = schema.names.len() as u16;
                let name_id = *schema.names.entry(name).or_insert(count);
                let node = *paths.entry(path.clone()).or_insert_with(|| {
                    let hook = Hook::of(&path);
                    schema.nodes.push(Node { name, path, specs: Default::default(), codes: Vec::new(), hook });
                    (schema.nodes.len() - 1) as NodeId
                });
                let slot = schema.push_item(parent, version, Item::Element(node));
                links.push((parent, name_id, node));
                if row.global {
                    globals.push((version, name_id, node));
                }
                if let Some(place) = schema.nodes.get_mut(usize::from(node)) {
                    place.specs[version] = Some(row.spec(slot));
                }
                above.push(node);
            }
        }
        schema.link(&links, &globals);
        schema.add_code_rules(&paths);
        schema
    }

    fn push_item(&mut self, parent: Option<NodeId>, version: usize, item: Item) -> u16 {
        let Some(spec) = parent.and_then(|p| self.nodes.get_mut(usize::from(p))?.specs[version].as_mut()) else {
            return 0;
        };
        spec.items.push(item);
        (spec.items.len() - 1) as u16
    }

    fn link(&mut self, links: &[(Option<NodeId>, u16, NodeId)], globals: &[(usize, u16, NodeId)]) {
        let width = self.names.len();
        self.children = vec![NOWHERE; width * self.nodes.len()];
        for &(parent, name, child) in links {
            if let Some(place) = parent.and_then(|p| self.children.get_mut(usize::from(p) * width + usize::from(name))) {
                *place = child;
            }
        }
        self.globals = std::array::from_fn(|_| vec![NOWHERE; width]);
        for &(version, name, node) in globals {
            if let Some(place) = self.globals[version].get_mut(usize::from(name)) {
                *place = node;
            }
        }
        for node in 0..self.nodes.len() {
            for version in 0..3 {
                let required = self.required_slots(node, version);
                if let Some(spec) = self.nodes[node].specs[version].as_mut() {
                    spec.next_required = required;
                }
            }
        }
    }

    fn required_slots(&self, node: usize, version: usize) -> Vec<u16> {
        let Some(spec) = &self.nodes[node].specs[version] else {
            return Vec::new();
        };
        let end = spec.items.len();
        let mut next = end as u16;
        let mut slots = vec![next; end + 1];
        for (slot, item) in spec.items.iter().enumerate().rev() {
            if let Item::Element(child) = *item {
                let child = self.nodes.get(usize::from(child)).and_then(|n| n.specs[version].as_ref());
                if child.is_some_and(|c| c.required) {
                    next = slot as u16;
                }
            }
            slots[slot] = next;
        }
        slots
    }

    fn add_code_rules(&mut self, paths: &FxHashMap<String, NodeId>) {
        for line in include_str!("../../tables/code-rules.txt").lines().filter(|l| !l.starts_with('#')) {
            let Some((path, rule)) = parse_code_rule(line) else {
                continue;
            };
            if path == "/" {
                self.anywhere.push(rule);
            } else if let Some(node) = paths.get(path).and_then(|&id| self.nodes.get_mut(usize::from(id))) {
                node.codes.push(rule);
            }
        }
    }

    /// The number of a name, [`UNNAMED`] where no schema knows it.
    pub(crate) fn name_id(&self, name: &str) -> u16 {
        self.names.get(name).copied().unwrap_or(UNNAMED)
    }

    pub(crate) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(usize::from(id))
    }

    pub(crate) fn spec(&self, id: NodeId, version: usize) -> Option<&Spec> {
        self.node(id)?.specs.get(version)?.as_ref()
    }

    /// The child of a node by the number of its name, in any version.
    pub(crate) fn child(&self, node: NodeId, name: u16) -> NodeId {
        if node == NOWHERE || name == UNNAMED {
            return NOWHERE;
        }
        let place = usize::from(node) * self.names.len() + usize::from(name);
        self.children.get(place).copied().unwrap_or(NOWHERE)
    }

    /// A path whose element is the global declaration of a name.
    pub(crate) fn global(&self, version: usize, name: u16) -> NodeId {
        self.globals[version].get(usize::from(name)).copied().unwrap_or(NOWHERE)
    }
}

/// One line of a schema table.
struct Row {
    depth: usize,
    name: Option<&'static str>,
    required: bool,
    many: bool,
    content: Content,
    global: bool,
    attrs: &'static str,
}

impl Row {
    fn parse(line: &'static str) -> Option<Row> {
        let (head, attrs) = line.split_once('|').unwrap_or((line, ""));
        let mut words = head.split_ascii_whitespace();
        let depth = words.next()?.parse().ok()?;
        let name = words.next().filter(|&n| n != "*");
        let required = words.next().is_some_and(|min| min != "0");
        let many = words.next() == Some("*");
        let content = match words.next() {
            None | Some("-") => Content::Elements,
            Some("any") => Content::Any,
            Some(simple) => Content::Simple(DataType::parse(simple)),
        };
        let global = words.next() == Some("global");
        Some(Row { depth, name, required, many, content, global, attrs })
    }

    fn spec(&self, slot: u16) -> Spec {
        let attrs: Vec<AttrSpec> = self
            .attrs
            .split_ascii_whitespace()
            .filter(|&a| a != "~")
            .filter_map(|attr| {
                let (attr, required) = match attr.strip_suffix('!') {
                    Some(attr) => (attr, true),
                    None => (attr, false),
                };
                let (name, kind) = attr.rsplit_once(':')?;
                Some(AttrSpec { name, data_type: DataType::parse(kind), required })
            })
            .collect();
        Spec {
            slot,
            required: self.required,
            many: self.many,
            content: self.content,
            required_attrs: attrs.iter().filter(|a| a.required).count(),
            attrs,
            open: !self.attrs.ends_with('~'),
            items: Vec::new(),
            next_required: Vec::new(),
        }
    }
}

fn parse_code_rule(line: &'static str) -> Option<(&'static str, CodeRule)> {
    let mut words = line.split_ascii_whitespace();
    let versions = words.next()?.bytes().fold(0, |bits, v| bits | 1 << v.wrapping_sub(b'1').min(7));
    let (path, attr, condition) = (words.next()?, words.next()?, words.next()?);
    let condition = match condition.split_once('=') {
        None => None,
        Some((attr, value)) => {
            let (value, or_absent) = match value.strip_suffix('?') {
                Some(value) => (value, true),
                None => (value, false),
            };
            let (attr, of_parent) = match attr.strip_prefix("../@") {
                Some(attr) => (attr, true),
                None => (attr, false),
            };
            Some(Condition { attr, of_parent, value, or_absent })
        }
    };
    let attr = Some(attr).filter(|&a| a != "text()");
    let (list_name, id) = (words.next()?, words.next()?);
    let list = list_id(list_name)?;
    let (severity, category) = (Severity::parse(words.next()?)?, words.next()?);
    Some((path, CodeRule { versions, attr, condition, list, list_name, id, severity, category }))
}
