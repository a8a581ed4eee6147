//! What a form sent, and how it is shown again with what is wrong.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::journal::Ids;
use crate::text::When;

/// The fields of a form, in the order they were sent. White space around a value is not kept.
#[derive(Clone, Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// Reads `application/x-www-form-urlencoded`.
    pub fn parse(body: &[u8]) -> Form {
        let fields = form_urlencoded::parse(body)
            .map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n").trim().to_owned()))
            .collect();
        Form { fields }
    }

    /// Reads JSON as the form that it stands for: `{"lines": [{"item_uk": "ліжко", "quantity": 3}]}` is `lines.0.item_uk` and
    /// `lines.0.quantity`; a list of plain values is a field that is sent several times. None for what is no object, and for
    /// what would be far more as a form than it is as JSON.
    pub fn of_json(body: &[u8]) -> Option<Form> {
        let value: Value = serde_json::from_slice(body).ok()?;
        let mut fields = Vec::new();
        for (name, value) in value.as_object()? {
            flatten(name.clone(), value, &mut fields)?;
        }
        Some(Form { fields })
    }

    /// A form of given fields, for tests and for showing a record in its form.
    pub fn of(fields: impl IntoIterator<Item = (String, String)>) -> Form {
        Form { fields: fields.into_iter().collect() }
    }

    /// The value of a field; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The value of a field, unless empty.
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// All values of a field that may be sent several times.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.fields.iter().filter(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.clone()).collect()
    }

    /// Whether a button or box of this name was sent.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    /// The version that an edit was made from; 0 when it was not sent.
    pub fn version(&self) -> i64 {
        self.text("version").parse().unwrap_or(0)
    }

    /// Rows of a table in a form: `party.0.organisation`, `party.0.role`, `party.1.…`, in order of their numbers.
    /// A row whose fields are all empty is left out.
    pub fn rows(&self, prefix: &str) -> Rows {
        let mut rows: BTreeMap<usize, BTreeMap<String, String>> = BTreeMap::new();
        for (name, value) in &self.fields {
            let Some((index, field)) = name.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('.')?.split_once('.')) else {
                continue;
            };
            if let Ok(index) = index.parse() {
                rows.entry(index).or_default().insert(field.to_owned(), value.clone());
            }
        }
        rows.retain(|_, fields| fields.values().any(|value| !value.is_empty()));
        Rows(rows.into_iter().collect())
    }

    /// All fields.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

/// No form has as many fields as this, and no field so long a name: each item of a list repeats it.
const FIELDS: usize = 5000;
const NAME: usize = 200;

fn flatten(name: String, value: &Value, fields: &mut Vec<(String, String)>) -> Option<()> {
    if fields.len() >= FIELDS || name.len() > NAME {
        return None;
    }
    match value {
        Value::Null | Value::Bool(false) => {}
        Value::Bool(true) => fields.push((name, "1".to_owned())),
        Value::Number(number) => fields.push((name, number.to_string())),
        Value::String(text) => fields.push((name, text.trim().to_owned())),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(if item.is_object() { format!("{name}.{index}") } else { name.clone() }, item, fields)?;
            }
        }
        Value::Object(parts) => {
            for (part, value) in parts {
                flatten(format!("{name}.{part}"), value, fields)?;
            }
        }
    }
    Some(())
}

/// Rows of a table in a form, each with its number.
pub struct Rows(Vec<(usize, BTreeMap<String, String>)>);

impl Rows {
    /// Each row: the name of one of its fields (`party.3.role`) by suffix, and the row.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Row<'_>)> {
        self.0.iter().map(|(index, fields)| (*index, Row(fields)))
    }
}

/// One row.
pub struct Row<'a>(&'a BTreeMap<String, String>);

impl Row<'_> {
    /// A field; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A field, unless empty.
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }
}

/// Something wrong with what was entered: the field, the message's key, what was written.
pub type Fault = (String, &'static str, String);

/// Reads typed values out of a form and gathers what is wrong, so that everything is said at once.
pub struct Reader<'a> {
    /// The form.
    pub form: &'a Form,
    /// What is wrong so far.
    pub faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// Begins with nothing wrong.
    pub fn new(form: &'a Form) -> Reader<'a> {
        Reader { form, faults: Vec::new() }
    }

    /// An optional date.
    pub fn when(&mut self, field: &str) -> Option<When> {
        let text = self.form.text(field);
        self.when_of(field, text)
    }

    /// An optional date that stands in a row.
    pub fn when_of(&mut self, field: &str, text: &str) -> Option<When> {
        self.read_of(field, text, When::parse, "web-bad-day")
    }

    /// An optional choice.
    pub fn choice<T>(&mut self, field: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.form.text(field);
        self.read_of(field, text, parse, "web-bad-choice")
    }

    /// An optional choice that stands in a row.
    pub fn choice_of<T>(&mut self, field: &str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.read_of(field, text, parse, "web-bad-choice")
    }

    /// Any optional value; text that does not parse is a fault with this message.
    pub fn read_of<T>(&mut self, field: &str, text: &str, parse: impl Fn(&str) -> Option<T>, key: &'static str) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        let value = parse(text);
        if value.is_none() {
            self.wrong(field, key, text);
        }
        value
    }

    /// Says that something is wrong.
    pub fn wrong(&mut self, field: &str, key: &'static str, what: &str) {
        self.faults.push((field.to_owned(), key, what.to_owned()));
    }
}

/// A form as it is shown: what stands in it, and what is wrong with it.
#[derive(Default)]
pub struct Filled {
    form: Form,
    /// What is wrong: the field's name and the message, in the order of the page.
    pub errors: Vec<(String, String)>,
}

impl Filled {
    /// A form with these values and nothing wrong.
    pub fn new(form: Form) -> Filled {
        Filled { form, errors: Vec::new() }
    }

    /// The same with what is wrong, in the order in which the fields stand on the page: browsers send them so.
    pub fn wrong(form: Form, mut errors: Vec<(String, String)>) -> Filled {
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (place, (name, _)) in form.fields.iter().enumerate() {
            places.entry(name).or_insert(place);
        }
        errors.sort_by_key(|(field, _)| places.get(field.as_str()).copied().unwrap_or(usize::MAX));
        Filled { form, errors }
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> &str {
        self.form.text(name)
    }

    /// The value of a field of a row.
    pub fn value_of(&self, row: &str, field: &str) -> &str {
        self.form.text(&format!("{row}.{field}"))
    }

    /// All values of a field that may stand several times.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.form.all(name)
    }

    /// Whether a choice is the one that stands in the form.
    pub fn chosen(&self, name: &str, value: &str) -> bool {
        self.form.text(name) == value
    }

    /// What is wrong with a field; empty when nothing is.
    pub fn error(&self, name: &str) -> &str {
        self.errors.iter().find(|(field, _)| field == name).map_or("", |(_, message)| message)
    }

    /// Names of the rows to show of a table: those sent, and `spare` empty ones behind them.
    pub fn rows(&self, prefix: &str, spare: usize) -> Vec<String> {
        let mut numbers: Vec<usize> = self.form.rows(prefix).iter().map(|(index, _)| index).collect();
        let next = numbers.last().map_or(0, |last| last + 1);
        numbers.extend(next..next + spare);
        numbers.into_iter().map(|number| format!("{prefix}.{number}")).collect()
    }
}

/// Hides a token so that no two pages hold the same bytes: compressed pages then tell nothing of it (BREACH).
pub fn mask(token: &str) -> String {
    let salt = Ids::Timed.next(jiff::Timestamp::now()).replace('-', "");
    let mut pad = [0; 16];
    // Without randomness the salt of time still differs from page to page.
    let _ = getrandom::fill(&mut pad);
    let salt = format!("{salt}{}", crate::journal::hex(&pad));
    format!("{salt}.{}", seal(&salt, token))
}

/// Whether a masked token is this one.
pub fn unmask(masked: &str, token: &str) -> bool {
    masked.split_once('.').is_some_and(|(salt, sealed)| same(&seal(salt, token), sealed))
}

fn seal(salt: &str, token: &str) -> String {
    crate::journal::hex(&Sha256::digest(format!("{salt}:{token}")))
}

/// Compares without telling by its time where two texts part.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_in_order_and_empty_ones_do_not() {
        let form = Form::parse(b"party.1.role=partner&party.1.organisation=b&party.0.organisation=+a+&party.0.role=funder&party.2.role=&party.x.role=no");
        let rows: Vec<_> = form.rows("party").iter().map(|(n, row)| (n, row.text("organisation").to_owned())).collect();
        assert_eq!(rows, [(0, "a".to_owned()), (1, "b".to_owned())]);
        assert_eq!(Filled::new(form).rows("party", 2), ["party.0", "party.1", "party.2", "party.3"]);
    }

    #[test]
    fn json_is_read_as_the_form_it_stands_for() {
        let body = r#"{"title": " a ", "goals": [1, 3], "lines": [{"item": "x", "n": 1.5}, {"item": "y"}], "no": null, "box": true, "off": false}"#;
        let form = Form::of_json(body.as_bytes()).expect("an object");
        assert_eq!((form.text("title"), form.text("lines.0.n"), form.text("lines.1.item")), ("a", "1.5", "y"));
        assert_eq!(
            (form.all("goals"), form.text("box"), form.has("off"), form.has("no")),
            (vec!["1".into(), "3".into()], "1", false, false)
        );
        for bad in ["", "[]", "1", "{", "\"x\""] {
            assert!(Form::of_json(bad.as_bytes()).is_none(), "{bad}");
        }
        let long = serde_json::json!({ "a".repeat(NAME + 1): [1, 1, 1] }).to_string();
        let many = serde_json::json!({ "a": vec![1; FIELDS + 1] }).to_string();
        for more_than_any_form in [long, many] {
            assert!(Form::of_json(more_than_any_form.as_bytes()).is_none());
        }
    }

    #[test]
    fn a_token_never_looks_the_same_twice() {
        let (one, two) = (mask("secret"), mask("secret"));
        assert_ne!(one, two);
        assert!(unmask(&one, "secret") && unmask(&two, "secret"));
        assert!(!unmask(&one, "other") && !unmask("", "secret") && !unmask("secret", "secret"));
    }
}
