//! Lines, their chain, and what lies between two states of a record. Pure.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// 1, 2, 3 … within the office, without a gap.
    pub position: i64,
    /// When: ISO text with milliseconds, UTC.
    pub at: String,
    /// Account id, or the name of a command.
    pub actor: String,
    /// The action's word.
    pub action: String,
    /// The record's kind.
    pub kind: String,
    /// The record's id.
    pub id: String,
    /// The line that holds the state before this one.
    pub previous: Option<i64>,
    /// The state after it: JSON text.
    pub state: String,
}

impl Line {
    /// The hash that ties this line to the one before: SHA-256 over the hash before and every field, each with its
    /// length before it so that no two lines read alike.
    pub fn hash(&self, before: &str) -> String {
        let mut digest = Sha256::new();
        let position = self.position.to_string();
        let previous = self.previous.map(|p| p.to_string()).unwrap_or_default();
        for part in [before, &position, &self.at, &self.actor, &self.action, &self.kind, &self.id, &previous, &self.state] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part.as_bytes());
        }
        hex(&digest.finalize())
    }
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A field that differs between two states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field's name.
    pub field: String,
    /// Its value before; `Null` when it was absent.
    pub before: Value,
    /// Its value after.
    pub after: Value,
}

/// What differs between two states, field by field. The version counts edits and says nothing by itself.
pub fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let empty = serde_json::Map::new();
    let (before, after) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).filter(|field| *field != "version").collect();
    fields.sort();
    fields.dedup();
    fields
        .into_iter()
        .filter_map(|field| {
            let (before, after) = (before.get(field).unwrap_or(&Value::Null), after.get(field).unwrap_or(&Value::Null));
            (!same(before, after)).then(|| Change { field: field.clone(), before: before.clone(), after: after.clone() })
        })
        .collect()
}

/// Absent, null and an empty list are the same nothing.
fn same(a: &Value, b: &Value) -> bool {
    let nothing = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    a == b || nothing(a) && nothing(b)
}

/// Two edits of one state brought together.
#[derive(Debug, PartialEq, Eq)]
pub struct Merge {
    /// Mine where I changed a field, theirs where they did; mine where both did.
    pub merged: Value,
    /// The fields that both changed, each differently: theirs is shown beside mine.
    pub conflicts: Vec<Change>,
}

/// Brings two edits of the state `base` together, so that two editors of one record lose nothing. Lists are brought together
/// row by row: what either added is there, what either took away is not.
pub fn merge(base: &Value, theirs: &Value, mine: &Value) -> Merge {
    let mut merged = mine.clone();
    let (their_changes, my_changes) = (changes(base, theirs), changes(base, mine));
    let mut conflicts = Vec::new();
    for change in their_changes {
        match my_changes.iter().find(|my| my.field == change.field) {
            None => {
                if let Some(object) = merged.as_object_mut() {
                    object.insert(change.field, change.after);
                }
            }
            Some(my) if same(&my.after, &change.after) => {}
            Some(my) if rows(&change.after).is_some() && rows(&my.after).is_some() => {
                let before = base.get(&change.field).unwrap_or(&Value::Null);
                let (all, clashes) = merge_rows(rows(before), rows(&change.after), rows(&my.after));
                if !clashes.is_empty() {
                    let (before, after) = (Value::Array(clashes), my.after.clone());
                    conflicts.push(Change { field: change.field.clone(), before, after });
                }
                if let Some(object) = merged.as_object_mut() {
                    object.insert(change.field, Value::Array(all));
                }
            }
            Some(my) => conflicts.push(Change { field: change.field, before: change.after, after: my.after.clone() }),
        }
    }
    Merge { merged, conflicts }
}

/// The rows of a list; of nothing none, and no list is none.
fn rows(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Null => Some(&[]),
        Value::Array(rows) => Some(rows),
        _ => None,
    }
}

/// Brings two edits of a list together: all rows, and of theirs those that stand beside a change of mine to the same row.
/// A row with an `id` is the same row as long as that stays.
fn merge_rows(base: Option<&[Value]>, theirs: Option<&[Value]>, mine: Option<&[Value]>) -> (Vec<Value>, Vec<Value>) {
    let [base, theirs, mine] = [base, theirs, mine].map(Option::unwrap_or_default);
    let mut merged = mine.to_vec();
    let mut clashes = Vec::new();
    for (n, before) in base.iter().enumerate().filter(|(_, before)| !theirs.contains(before)) {
        // What stands in its place with them, if it was changed and not taken away.
        let after = match before.get("id") {
            Some(id) => theirs.iter().find(|row| row.get("id") == Some(id)),
            None => theirs.get(n).filter(|row| !base.contains(row)),
        };
        match (merged.iter().position(|row| row == before), after) {
            (Some(at), Some(after)) => merged[at] = after.clone(),
            (Some(at), None) => drop(merged.remove(at)),
            (None, Some(after)) => clashes.extend((!merged.contains(after)).then(|| after.clone())),
            (None, None) => {}
        }
    }
    // A changed row with an id stays mine, with theirs shown beside it; any other of theirs is one more row.
    let numbered = |row: &Value| row.get("id").is_some_and(|id| base.iter().any(|before| before.get("id") == Some(id)));
    let added = theirs.iter().filter(|row| !base.contains(row) && !numbered(row));
    for row in added {
        if !merged.contains(row) {
            merged.push(row.clone());
        }
    }
    (merged, clashes)
}

/// Brings a late edit together with what others saved meanwhile, as values of a record's own type.
///
/// `base` is what the edit was made from, as the journal knows it. A state of an older form that no longer reads as
/// this type leaves mine as it is, with every field that differs from theirs as a conflict.
pub fn reconcile<T: Serialize + DeserializeOwned + Clone>(base: Option<&Value>, theirs: &T, mine: &T) -> (T, Vec<Change>) {
    let value = |of: &T| serde_json::to_value(of).unwrap_or_default();
    let (theirs, mine_value) = (value(theirs), value(mine));
    // Only the fields that both know are compared: a state also holds what nobody edits.
    let base: Value = match base.and_then(Value::as_object) {
        Some(base) => base
            .iter()
            .filter(|(field, _)| mine_value.get(field.as_str()).is_some())
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
        None => Value::Null,
    };
    let merge = merge(&base, &theirs, &mine_value);
    let merged = serde_json::from_value(merge.merged).unwrap_or_else(|_| mine.clone());
    (merged, merge.conflicts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn two_editors_lose_nothing() {
        let base = json!({"title": "Old", "about": "A", "places": ["x"], "version": 1});
        let theirs = json!({"title": "Theirs", "about": "B", "places": ["x"], "version": 2});
        let mine = json!({"title": "Mine", "about": "A", "places": ["x", "y"], "version": 1});
        let merge = merge(&base, &theirs, &mine);
        assert_eq!(merge.merged["about"], "B");
        assert_eq!(merge.merged["places"], json!(["x", "y"]));
        assert_eq!(merge.conflicts, [Change { field: "title".into(), before: json!("Theirs"), after: json!("Mine") }]);
    }

    #[test]
    fn lists_are_brought_together_row_by_row() {
        let list = |rows: &[&str]| json!({"rows": rows});
        let brought = |base: &[&str], theirs: &[&str], mine: &[&str]| {
            let merge = merge(&list(base), &list(theirs), &list(mine));
            (merge.merged["rows"].clone(), merge.conflicts.into_iter().map(|one| one.before).collect::<Vec<_>>())
        };
        assert_eq!(brought(&["a"], &["a", "b"], &["a", "c"]), (json!(["a", "c", "b"]), vec![]), "both added");
        assert_eq!(brought(&[], &["b"], &["c"]), (json!(["c", "b"]), vec![]), "both began");
        assert_eq!(brought(&["a", "b"], &["b"], &["a", "b", "c"]), (json!(["b", "c"]), vec![]), "they took away");
        assert_eq!(brought(&["a", "b"], &["a", "b", "d"], &["a"]), (json!(["a", "d"]), vec![]), "I took away");
        assert_eq!(brought(&["a", "b"], &["a", "z"], &["c", "b"]), (json!(["c", "z"]), vec![]), "each changed another");
        assert_eq!(brought(&["a"], &["x"], &["y"]), (json!(["y", "x"]), vec![json!(["x"])]), "both changed the same");
        assert_eq!(brought(&["a"], &["a", "n"], &["a", "n", "m"]), (json!(["a", "n", "m"]), vec![]), "both added the same");

        let row = |id: i64, name: &str| json!({"id": id, "name": name});
        let both = |theirs: Value, mine: Value| merge(&json!({"rows": [row(1, "a"), row(2, "b")]}), &theirs, &mine);
        let one = both(json!({"rows": [row(1, "t"), row(2, "b")]}), json!({"rows": [row(1, "a"), row(2, "m"), row(3, "c")]}));
        assert_eq!((&one.merged["rows"], one.conflicts.len()), (&json!([row(1, "t"), row(2, "m"), row(3, "c")]), 0));
        let two = both(json!({"rows": [row(1, "t"), row(2, "b")]}), json!({"rows": [row(1, "m"), row(2, "b")]}));
        assert_eq!((&two.merged["rows"], &two.conflicts[0].before), (&json!([row(1, "m"), row(2, "b")]), &json!([row(1, "t")])));
    }

    #[test]
    fn nothing_in_other_words_is_no_change() {
        assert_eq!(changes(&json!({"a": null, "b": []}), &json!({"version": 3})), []);
    }

    #[test]
    fn the_hash_minds_where_a_field_ends() {
        let line = |actor: &str, action: &str| Line {
            position: 1,
            at: String::new(),
            actor: actor.into(),
            action: action.into(),
            kind: String::new(),
            id: String::new(),
            previous: None,
            state: String::new(),
        };
        assert_ne!(line("ab", "c").hash(""), line("a", "bc").hash(""));
    }
}
