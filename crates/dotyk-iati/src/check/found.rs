//! The findings of one activity, gathered until its identifier is known.

use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use super::finding::{Detail, Finding, Message, Path, SchemaFault};
use crate::standard::{CodeRule, rule};
use crate::xml::Position;

pub(crate) struct Found {
    nobody: Arc<str>,
    list: Vec<Finding>,
    /// Schema faults already in the list: an equal one only adds a place.
    faults: FxHashMap<SchemaFault, usize>,
    /// The path of the element at hand.
    pub current: &'static str,
}

impl Found {
    pub(crate) fn new() -> Found {
        Found { nobody: Arc::from(""), list: Vec::new(), faults: FxHashMap::default(), current: "" }
    }

    /// A finding of the ruleset.
    pub(crate) fn rule(&mut self, id: &'static str, path: impl Into<Path>, at: Position, value: Option<CompactString>) {
        let Some(rule) = rule(id) else { return };
        self.list.push(Finding {
            identifier: self.nobody.clone(),
            id: rule.id,
            severity: rule.severity,
            category: rule.category,
            path: path.into(),
            at,
            also: Vec::new(),
            value,
            message: Message(Detail::Rule(rule)),
        });
    }

    /// A finding of the ruleset about an attribute of the element at hand.
    pub(crate) fn here(&mut self, id: &'static str, attr: &str, at: Position, value: Option<CompactString>) {
        let path = Path::new(self.current, "").attribute(attr);
        self.rule(id, path, at, value);
    }

    /// One finding of the ruleset for all of some places; none where there are none.
    pub(crate) fn rule_at(&mut self, id: &'static str, path: impl Into<Path>, places: &[Position]) {
        let Some((&at, rest)) = places.split_first() else {
            return;
        };
        self.rule(id, path, at, None);
        if let Some(finding) = self.list.last_mut() {
            finding.also.extend_from_slice(rest);
        }
    }

    /// A finding with words of its own.
    pub(crate) fn detail(&mut self, id: &'static str, path: Path, at: Position, value: Option<CompactString>, detail: Detail) {
        self.rule(id, path, at, value);
        if let Some(finding) = self.list.last_mut() {
            finding.message = Message(detail);
        }
    }

    /// A value that is not in its code list.
    pub(crate) fn code(&mut self, rule: &CodeRule, path: Path, at: Position, value: &str) {
        let value = CompactString::from(value);
        let vocabulary = rule.condition.as_ref().map(|c| c.value);
        self.list.push(Finding {
            identifier: self.nobody.clone(),
            id: rule.id,
            severity: rule.severity,
            category: rule.category,
            path,
            at,
            also: Vec::new(),
            value: Some(value.clone()),
            message: Message(Detail::Code { value, list: rule.list_name, vocabulary }),
        });
    }

    /// Something against the schema.
    pub(crate) fn fault(&mut self, fault: SchemaFault, path: Path, at: Position) {
        if let Some(finding) = self.faults.get(&fault).and_then(|&i| self.list.get_mut(i)) {
            finding.also.push(at);
            return;
        }
        let value = match &fault {
            SchemaFault::Value { value, .. } => Some(value.as_str().into()),
            _ => None,
        };
        self.faults.insert(fault.clone(), self.list.len());
        self.detail("0.3.1", path, at, value, Detail::Schema(fault));
    }

    /// Hands all findings out under an identifier.
    pub(crate) fn drain(&mut self, identifier: &Arc<str>, mut sink: impl FnMut(Finding)) {
        self.faults.clear();
        for mut finding in self.list.drain(..) {
            finding.identifier = identifier.clone();
            sink(finding);
        }
    }

    /// Drops all findings.
    pub(crate) fn clear(&mut self) {
        self.faults.clear();
        self.list.clear();
    }

    /// The schema faults found so far, to be repeated elsewhere.
    pub(crate) fn faults(&self) -> Vec<(SchemaFault, Path, Position)> {
        let fault = |finding: &Finding| match &finding.message.0 {
            Detail::Schema(fault) => Some((fault.clone(), finding.path.clone(), finding.at)),
            _ => None,
        };
        self.list.iter().filter_map(fault).collect()
    }
}
