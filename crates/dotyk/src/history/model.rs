//! What a value of a state says: references in it, and what is left of two lists when they are laid side by side. Pure.

use std::collections::HashSet;

use serde_json::Value;

use crate::access::{Kind, Ref};

/// Fields that hold an id or code of a record of this kind.
const POINTERS: &[(&str, Kind)] = &[
    ("organisation", Kind::Organisation),
    ("recipient", Kind::Organisation),
    ("implementer", Kind::Organisation),
    ("source", Kind::Source),
    ("place", Kind::Place),
    ("places", Kind::Place),
    ("parent", Kind::Organisation),
    ("merged_into", Kind::Organisation),
    ("person", Kind::Person),
    ("people", Kind::Person),
    ("funder", Kind::Organisation),
    ("applicant", Kind::Organisation),
    ("programme", Kind::Programme),
    ("call", Kind::Call),
    ("contacts", Kind::Person),
    ("project", Kind::Project),
    ("projects", Kind::Project),
    ("related", Kind::Project),
    ("replaces", Kind::Agreement),
    ("signatory", Kind::Person),
    ("created_by", Kind::Account),
    ("set_by", Kind::Account),
    ("decided_by", Kind::Account),
];

/// The record that a text in this field points to, within a record of this kind.
pub fn pointer(of: Kind, field: &str, text: &str) -> Option<Ref> {
    let (_, kind) = POINTERS.iter().find(|(name, _)| *name == field)?;
    let kind = if of == Kind::Place && field == "parent" { Kind::Place } else { *kind };
    (!text.is_empty()).then(|| Ref::new(kind, text))
}

/// An object that is a reference: `{"kind": …, "id": …}` and nothing else.
pub fn reference(value: &Value) -> Option<Ref> {
    let fields = value.as_object().filter(|fields| fields.len() == 2)?;
    Some(Ref::new(Kind::parse(fields.get("kind")?.as_str()?)?, fields.get("id")?.as_str()?))
}

/// All records that a value points to.
pub fn refs(of: Kind, field: &str, value: &Value, found: &mut Vec<Ref>) {
    match value {
        Value::String(text) => found.extend(pointer(of, field, text)),
        Value::Array(items) => items.iter().for_each(|item| refs(of, field, item, found)),
        Value::Object(fields) => match reference(value) {
            Some(record) => found.push(record),
            None => fields.iter().for_each(|(name, value)| refs(of, name, value, found)),
        },
        _ => {}
    }
}

/// Two lists without what stands in both: what went and what came. Other values stay as they are.
pub fn aside(before: &Value, after: &Value) -> (Value, Value) {
    let (Some(old), Some(new)) = (before.as_array(), after.as_array()) else { return (before.clone(), after.clone()) };
    // Lists may be long, such as an office's exchange rates, so items are looked up by their text.
    let only = |of: &[Value], without: &[Value]| -> Vec<Value> {
        let without: HashSet<String> = without.iter().map(Value::to_string).collect();
        of.iter().filter(|item| !without.contains(&item.to_string())).cloned().collect()
    };
    let (gone, come) = (only(old, new), only(new, old));
    // The same items in another order: then the order is what changed.
    if gone.is_empty() && come.is_empty() { (before.clone(), after.clone()) } else { (gone.into(), come.into()) }
}

/// A text for a page, cut where it becomes unreadable.
pub fn cut(text: String) -> String {
    match text.char_indices().nth(600) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_state_points_to_is_found() {
        let state = json!([{"organisation": "o1", "role": "funder"}, {"kind": "project", "id": "p1"}, {"source": null}]);
        let mut found = Vec::new();
        refs(Kind::Project, "party", &state, &mut found);
        assert_eq!(found, [Ref::new(Kind::Organisation, "o1"), Ref::new(Kind::Project, "p1")]);
        assert_eq!(pointer(Kind::Place, "parent", "UA44"), Some(Ref::new(Kind::Place, "UA44")));
        assert_eq!(pointer(Kind::Project, "title_uk", "x"), None);
    }

    #[test]
    fn of_two_lists_only_the_difference_is_shown() {
        assert_eq!(aside(&json!(["a", "b"]), &json!(["b", "c"])), (json!(["a"]), json!(["c"])));
        assert_eq!(aside(&json!(["a", "b"]), &json!(["b", "a"])), (json!(["a", "b"]), json!(["b", "a"])));
        assert_eq!(aside(&json!(null), &json!(["b"])), (json!(null), json!(["b"])));
        assert_eq!(aside(&json!([]), &json!(["b"])), (json!([]), json!(["b"])));
    }

    #[test]
    fn long_text_is_cut_between_letters() {
        assert_eq!(cut("ї".repeat(700)).chars().count(), 601);
        assert_eq!(cut("ї".into()), "ї");
    }
}
