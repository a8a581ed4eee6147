//! The pass over the file.

use std::io::Read;
use std::sync::Arc;

use compact_str::CompactString;

use super::Options;
use super::datatypes::is_valid;
use super::duplicates::Duplicates;
use super::finding::{Detail, Finding, Path, SchemaFault, Summary};
use super::found::Found;
use super::namespace::{Namespaces, Space};
use super::rules::{Anywhere, Hook, Rules};
use super::schema::{Checked, State};
use crate::standard::{CodeRule, DataType, FileType, NodeId, UNNAMED, Version, schema};
use crate::xml::{Attributes, Fault, Position, Token, Tokenizer, unescape_text};

/// Bytes of a path that are unknown to the standard.
const LONGEST_PATH: usize = 4096;

/// An element that is open.
struct Frame {
    /// Its path, where the standard knows one.
    node: NodeId,
    /// Its name, where the standard knows none.
    name: CompactString,
    hook: Hook,
    state: State,
    at: Position,
    /// Its text must be checked at its end.
    text: Option<TextCheck>,
}

#[derive(Clone, Copy)]
struct TextCheck {
    data_type: Option<DataType>,
    code: Option<&'static CodeRule>,
}

/// What the file turned out to be.
enum File {
    Unknown,
    /// Not IATI, or of a version that is not supported: only read on to see whether it is XML.
    Refused,
    Known(Box<Known>),
}

struct Known {
    file_type: FileType,
    checked: Checked,
    bit: u8,
    rules: Rules,
}

struct Checker<'a> {
    options: &'a Options,
    sink: &'a mut dyn FnMut(Finding),
    summary: Summary,
    file: Arc<str>,
    frames: Vec<Frame>,
    spaces: Namespaces,
    found: Found,
    /// Faults of the root's attributes: they are said of each item, as the reference does.
    root_faults: Vec<(SchemaFault, Path, Position)>,
    duplicates: Duplicates,
    /// The text of the element whose text is checked.
    text: String,
    /// Where the present item began.
    item_start: u64,
    /// The present item is too large: it is passed over.
    passing: bool,
}

pub(super) fn run(reader: &mut dyn Read, options: &Options, sink: &mut dyn FnMut(Finding)) -> Summary {
    let mut checker = Checker {
        options,
        sink,
        summary: Summary::default(),
        file: Arc::from("file"),
        frames: Vec::new(),
        spaces: Namespaces::default(),
        found: Found::new(),
        root_faults: Vec::new(),
        duplicates: Duplicates::default(),
        text: String::new(),
        item_start: 0,
        passing: false,
    };
    let mut file = File::Unknown;
    let mut xml = Tokenizer::new(reader);
    match checker.read(&mut xml, &mut file) {
        Ok(()) => checker.summary.well_formed = true,
        Err(fault) => {
            checker.found.clear();
            let at = fault.at;
            checker.found.detail("0.1.1", Path::default(), at, None, Detail::Xml(*fault));
        }
    }
    checker.flush_to_file();
    checker.summary
}

impl Checker<'_> {
    fn read(&mut self, xml: &mut Tokenizer<&mut dyn Read>, file: &mut File) -> Result<(), Box<Fault>> {
        loop {
            let token = xml.next()?;
            let known = match file {
                File::Known(known) => known,
                _ => {
                    match token {
                        Token::Eof => return Ok(()),
                        Token::Start(name) if matches!(file, File::Unknown) => {
                            let at = xml.position();
                            *file = self.root(xml.str(name), xml.attributes(), at);
                        }
                        _ => {}
                    }
                    continue;
                }
            };
            if self.passing {
                self.passing = !(matches!(token, Token::End) && xml.depth() <= 1);
                continue;
            }
            match token {
                Token::Eof => return Ok(()),
                Token::Start(name) => {
                    let at = xml.position();
                    if xml.depth() == 2 {
                        self.item_start = xml.offset();
                    }
                    self.start(known, xml.str(name), xml.attributes(), at);
                }
                Token::Text(span, references) => {
                    let raw = xml.str(span);
                    if references { self.text(known, &unescape_text(raw)) } else { self.text(known, raw) }
                }
                Token::Section(span) => self.text(known, xml.str(span)),
                Token::End => self.end(known),
            }
            if xml.depth() > 1 && xml.offset() - self.item_start > self.options.largest_item {
                self.pass_over(known);
            }
        }
    }

    /// The root element: which kind of file, which version.
    fn root(&mut self, name: &str, attrs: Attributes<'_>, at: Position) -> File {
        self.spaces.enter(1, attrs);
        let local = name.rsplit(':').next().unwrap_or(name);
        let Some(file_type) = FileType::from_root(local) else {
            self.found.rule("0.2.1", Path::new("", &format!("/{name}")), at, Some(name.into()));
            return File::Refused;
        };
        self.summary.file_type = Some(file_type);
        let space = self.spaces.of_element(name);
        let known = space == Space::None && local == name;
        let number = attrs.get("version").filter(|_| known);
        self.summary.version = number.as_deref().unwrap_or_default().into();
        let path = Path::new("", &format!("/{local}/@version"));
        let list_rule = if file_type == FileType::Activities { "9.1.1" } else { "9.97.1" };
        let schema = schema(file_type);
        if let Some(number) = &number {
            let rule = schema.node(0).and_then(|n| n.codes.iter().find(|c| c.id == list_rule));
            if let Some(rule) = rule.filter(|r| !self.options.schema_only && !self.options.code_lists.has(r.list, number)) {
                self.found.code(rule, path.clone(), at, number);
            }
        }
        let Some(version) = self.options.version.or_else(|| Version::parse(&self.summary.version)) else {
            let number = CompactString::from(self.summary.version.as_str());
            self.found.detail("0.6.1", path, at, Some(number.clone()), Detail::Version(number));
            return File::Refused;
        };
        self.summary.checked_as = Some(version);
        let checked = Checked { schema, version: version.index() };
        let now = self.options.now.as_millisecond();
        let known = Known { file_type, checked, bit: 1 << version.index(), rules: Rules::new(file_type, version, now) };
        let state = State::Declared { node: 0, reached: 0 };
        self.frames.push(Frame { node: 0, name: CompactString::default(), hook: Hook::None, state, at, text: None });
        self.languages(&known, attrs, at);
        self.flush_to_file();
        self.attributes(&known, name, attrs, at);
        self.root_faults = self.found.faults();
        self.found.clear();
        File::Known(Box::new(known))
    }

    fn start(&mut self, known: &mut Known, name: &str, attrs: Attributes<'_>, at: Position) {
        let depth = self.frames.len() + 1;
        self.spaces.enter(depth, attrs);
        let schema = known.checked.schema;
        // Names that the standard knows have no prefix: mostly there is nothing to look up.
        let name_id = schema.name_id(name);
        let (name_id, space) = match name_id {
            UNNAMED => (UNNAMED, self.spaces.of_element(name)),
            _ if self.spaces.plain() => (name_id, Space::None),
            _ => (UNNAMED, Space::Other),
        };
        let Some(parent) = self.frames.last_mut() else {
            return;
        };
        let node_id = schema.child(parent.node, name_id);
        let node = schema.node(node_id);
        let item = depth == 2 && node.is_some();
        let parent_name = schema.node(parent.node).map_or(parent.name.as_str(), |n| n.name);
        let child = known.checked.child(&mut parent.state, parent_name, name, name_id, space);
        if item {
            self.begin_item(known, attrs, at);
        }
        let state = match child {
            Ok(state) => state,
            Err(fault) => {
                let path = self.path(known, name);
                self.found.fault(fault, path, at);
                State::Skipped
            }
        };
        let hook = node.map_or(Hook::None, |n| n.hook);
        self.found.current = node.map_or(self.found.current, |n| n.path.as_str());
        let unknown = if node.is_some() { CompactString::default() } else { name.into() };
        self.frames.push(Frame { node: node_id, name: unknown, hook, state, at, text: None });
        self.attributes(known, name, attrs, at);
        let mut code = None;
        if !self.options.schema_only {
            if let Some(node) = node {
                code = self.codes(known, &node.codes, attrs, at);
            }
            self.languages(known, attrs, at);
            if depth >= 2 {
                let anywhere = if space == Space::None { Anywhere::of(name) } else { Anywhere::Other };
                known.rules.start(hook, anywhere, depth, attrs, at, &mut self.found);
            }
        }
        let data_type = known.checked.text_type(state);
        if data_type.is_some() || code.is_some() {
            self.text.clear();
            if let Some(frame) = self.frames.last_mut() {
                frame.text = Some(TextCheck { data_type, code });
            }
        }
    }

    fn begin_item(&mut self, known: &mut Known, attrs: Attributes<'_>, at: Position) {
        self.summary.items += 1;
        for (fault, path, at) in &self.root_faults {
            self.found.fault(fault.clone(), path.clone(), *at);
        }
        known.rules.begin(attrs, at);
    }

    fn attributes(&mut self, known: &Known, name: &str, attrs: Attributes<'_>, at: Position) {
        let Some(state) = self.frames.last().map(|f| f.state) else {
            return;
        };
        let mut faults = Vec::new();
        known.checked.attributes(state, name, attrs, &self.spaces, |fault, attr| {
            faults.push((fault, attr.map(str::to_owned)));
        });
        for (fault, attr) in faults {
            let path = self.path(known, "");
            let path = match attr {
                Some(attr) => path.attribute(&attr),
                None => path,
            };
            self.found.fault(fault, path, at);
        }
    }

    /// Checks attributes against code lists; gives back the rule for the element's text.
    fn codes(
        &mut self,
        known: &Known,
        rules: &'static [CodeRule],
        attrs: Attributes<'_>,
        at: Position,
    ) -> Option<&'static CodeRule> {
        let mut text = None;
        for rule in rules.iter().filter(|r| r.versions & known.bit != 0) {
            if let Some(condition) = &rule.condition {
                let other =
                    if condition.of_parent { known.rules.items_vocabulary().map(Into::into) } else { attrs.get(condition.attr) };
                let holds = match other.as_deref() {
                    None | Some("") => condition.or_absent,
                    Some(value) => value == condition.value,
                };
                if !holds {
                    continue;
                }
            }
            let Some(attr) = rule.attr else {
                text = Some(rule);
                continue;
            };
            if let Some(value) = attrs.get(attr)
                && !self.options.code_lists.has(rule.list, &value)
            {
                let path = self.path(known, "").attribute(attr);
                self.found.code(rule, path, at, &value);
            }
        }
        text
    }

    /// `xml:lang`, wherever it stands.
    fn languages(&mut self, known: &Known, attrs: Attributes<'_>, at: Position) {
        if self.options.schema_only {
            return;
        }
        let Some(value) = attrs.get("xml:lang") else {
            return;
        };
        for rule in known.checked.schema.anywhere.iter().filter(|r| r.attr == Some("xml:lang")) {
            if !self.options.code_lists.has(rule.list, &value) {
                let path = self.path(known, "").attribute("xml:lang");
                self.found.code(rule, path, at, &value);
            }
        }
    }

    fn text(&mut self, known: &mut Known, text: &str) {
        let depth = self.frames.len();
        let Some(frame) = self.frames.last() else {
            return;
        };
        if frame.text.is_some() {
            self.text.push_str(text);
        } else if !text.bytes().all(|b| b.is_ascii_whitespace()) && known.checked.forbids_text(frame.state) {
            let element = known.checked.schema.node(frame.node).map_or(frame.name.as_str(), |n| n.name).into();
            let (path, at) = (self.path(known, ""), frame.at);
            self.found.fault(SchemaFault::Text { element }, path, at);
        }
        known.rules.text(text, depth);
    }

    fn end(&mut self, known: &mut Known) {
        let depth = self.frames.len();
        self.end_text(known);
        let Some(frame) = self.frames.last() else {
            return;
        };
        let node = known.checked.schema.node(frame.node);
        if let Some(fault) = known.checked.complete(frame.state, node.map_or(frame.name.as_str(), |n| n.name)) {
            let (path, at) = (self.path(known, ""), frame.at);
            if depth > 1 || self.summary.items == 0 {
                self.found.fault(fault, path, at);
            }
        }
        let (hook, at) = (frame.hook, frame.at);
        if depth == 1 && self.summary.items == 0 {
            for (fault, path, at) in std::mem::take(&mut self.root_faults) {
                self.found.fault(fault, path, at);
            }
        }
        if depth >= 2 && !self.options.schema_only {
            let path = node.map_or(self.found.current, |n| n.path.as_str());
            known.rules.end(hook, depth, path, &mut self.found);
        }
        self.spaces.leave(depth);
        self.frames.pop();
        if hook == Hook::Item && depth == 2 {
            self.end_item(known, at);
        }
    }

    /// The text of an element with a type or a code is complete.
    fn end_text(&mut self, known: &Known) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        let Some(check) = frame.text else { return };
        let at = frame.at;
        if let Some(data_type) = check.data_type.filter(|t| frame.state != State::Skipped && !is_valid(*t, &self.text)) {
            let element = known.checked.schema.node(frame.node).map_or(frame.name.as_str(), |n| n.name).into();
            let fault = SchemaFault::Value { element, attr: None, value: self.text.clone(), data_type: data_type.name() };
            let path = self.path(known, "");
            self.found.fault(fault, path, at);
        }
        if let Some(rule) = check.code.filter(|r| !self.options.code_lists.has(r.list, &self.text)) {
            let path = self.path(known, "");
            self.found.code(rule, path, at, &self.text);
        }
    }

    fn end_item(&mut self, known: &mut Known, at: Position) {
        if !self.options.schema_only {
            known.rules.finish(&mut self.found);
        }
        let identifier = self.identify(known, at);
        let (sink, summary) = (&mut self.sink, &mut self.summary);
        self.found.drain(&identifier, |finding| {
            summary.count(finding.severity);
            sink(finding);
        });
        self.renew_root();
    }

    /// The next item is judged on its own, whatever stood before this one.
    fn renew_root(&mut self) {
        if let Some(root) = self.frames.first_mut() {
            root.state = State::Declared { node: 0, reached: 1 };
        }
    }

    /// The name an item goes by in findings; a repeated identifier is a finding itself.
    fn identify(&mut self, known: &Known, at: Position) -> Arc<str> {
        let identifier = match known.rules.identifier() {
            "" => "noIdentifier",
            identifier => identifier,
        };
        let count = self.duplicates.see(identifier);
        if count == 1 {
            return Arc::from(identifier);
        }
        if !self.options.schema_only {
            let file_type = known.file_type;
            let path = Path::new("", &format!("/{}/{}/{}", file_type.root(), file_type.item(), file_type.identifier()));
            let mut found = Found::new();
            found.detail("1.1.2", path, at, Some(identifier.into()), Detail::Duplicate(Arc::from(identifier)));
            let (sink, summary) = (&mut self.sink, &mut self.summary);
            found.drain(&self.file, |finding| {
                summary.count(finding.severity);
                sink(finding);
            });
        }
        format!("{identifier}({count})").into()
    }

    /// The present item is too large: one finding, and nothing more of it.
    fn pass_over(&mut self, known: &mut Known) {
        let at = self.frames.get(1).map(|f| f.at).unwrap_or_default();
        let path =
            Path::new(self.frames.get(1).and_then(|f| known.checked.schema.node(f.node)).map_or("", |n| n.path.as_str()), "");
        self.found.clear();
        self.found.rule("own.1", path, at, None);
        let identifier = self.identify(known, at);
        let (sink, summary) = (&mut self.sink, &mut self.summary);
        self.found.drain(&identifier, |finding| {
            summary.count(finding.severity);
            sink(finding);
        });
        self.frames.truncate(1);
        self.spaces.leave(2);
        self.renew_root();
        self.passing = true;
    }

    fn flush_to_file(&mut self) {
        let (sink, summary) = (&mut self.sink, &mut self.summary);
        self.found.drain(&self.file, |finding| {
            summary.count(finding.severity);
            sink(finding);
        });
    }

    /// The path of the element at hand, or of an element `below` it.
    fn path(&self, known: &Known, below: &str) -> Path {
        let schema = known.checked.schema;
        let last = self.frames.iter().rposition(|f| schema.node(f.node).is_some()).unwrap_or(0);
        let mut path = Path::new(self.frames.get(last).and_then(|f| schema.node(f.node)).map_or("", |n| n.path.as_str()), "");
        for name in self.frames.iter().skip(last + 1).map(|f| f.name.as_str()).chain(Some(below)).filter(|n| !n.is_empty()) {
            // Names that nobody knows may be as long as the file, and every finding below has them in its path.
            if path.below.len() + name.len() > LONGEST_PATH {
                path.below.push_str("/…");
                break;
            }
            path.below.push('/');
            path.below.push_str(name);
        }
        path
    }
}
