//! Every field of the model is written and read again.

use super::values::{Text, Value};
use super::{Activity, Extension, Organisation, OtherAttribute, Rest};
use crate::model::element::Element;
use crate::standard::FileType;
use crate::{Header, Item, Options, Reader, Writer, check_all};

/// A list of one, as an optional field or a list of fields.
pub(super) trait IntoField<F> {
    fn into_field(self) -> F;
}

impl<T> IntoField<Option<T>> for Vec<T> {
    fn into_field(self) -> Option<T> {
        self.into_iter().next()
    }
}

impl<T> IntoField<Vec<T>> for Vec<T> {
    fn into_field(self) -> Vec<T> {
        self
    }
}

/// Changes an optional value whose turn it is.
pub(super) fn alter_value<V: Value + for<'a> From<&'a str>>(value: &mut Option<V>, number: &mut usize) -> bool {
    if *number > 0 {
        *number -= 1;
        return false;
    }
    let text = format!("{}2", value.as_ref().map_or("", |v| v.as_str()));
    *value = Some(V::from(&text));
    true
}

/// Changes a text whose turn it is.
pub(super) fn alter_text<V: Value + for<'a> From<&'a str>>(value: &mut V, number: &mut usize) -> bool {
    let mut optional = Some(V::from(value.as_str()));
    let altered = alter_value(&mut optional, number);
    if let Some(new) = optional {
        *value = new;
    }
    altered
}

impl Rest {
    pub(super) fn full() -> Rest {
        Rest {
            attributes: vec![OtherAttribute { name: "x:other".into(), value: "a \"b\" & <c>\n".into() }],
            extensions: vec![Extension { xml: "<x:more a='1'>text &amp; <b/><!-- said --></x:more>".into() }],
        }
    }

    pub(super) fn alter(&mut self, number: &mut usize) -> bool {
        let mut value = self.attributes[0].value.clone();
        let mut xml = Text::from("1");
        if alter_text(&mut value, number) {
            self.attributes[0].value = value;
            return true;
        }
        let altered = alter_text(&mut xml, number);
        if altered {
            self.extensions[0].xml = "<x:less/>".into();
        }
        altered
    }
}

fn written(item: &Item) -> String {
    let file_type = match item {
        Item::Activity(_) => FileType::Activities,
        Item::Organisation(_) => FileType::Organisations,
    };
    let mut writer = Writer::new(Vec::new(), &Header::new(file_type)).expect("a header");
    writer.item(item).expect("an item");
    String::from_utf8(writer.finish().expect("an end")).expect("text")
}

fn read_again(file: &str) -> Item {
    let mut items: Vec<_> = Reader::new(file.as_bytes()).expect("a file").collect::<Result<_, _>>().expect("items");
    assert_eq!(items.len(), 1);
    items.remove(0)
}

fn alter_each(mut make: impl FnMut(&mut usize) -> (bool, Item)) -> usize {
    let (_, whole) = make(&mut usize::MAX.clone());
    let original = written(&whole);
    assert_eq!(read_again(&original), whole);
    for number in 0.. {
        let mut count = number;
        let (altered, item) = make(&mut count);
        if !altered {
            return number;
        }
        let file = written(&item);
        assert_ne!(file, original, "field {number} is not written");
        assert_eq!(read_again(&file), item, "field {number} is not read");
    }
    0
}

#[test]
fn every_field_of_an_activity_is_written_and_read() {
    let fields = alter_each(|number| {
        let mut activity = Activity::full();
        (activity.alter(number), Item::Activity(Box::new(activity)))
    });
    assert!(fields > 500, "only {fields} fields");
}

#[test]
fn every_field_of_an_organisation_is_written_and_read() {
    let fields = alter_each(|number| {
        let mut organisation = Organisation::full();
        (organisation.alter(number), Item::Organisation(Box::new(organisation)))
    });
    assert!(fields > 100, "only {fields} fields");
}

/// All paths of the schema are in the model: a full activity names each of them.
#[test]
fn the_model_is_complete() {
    let activity = written(&Item::Activity(Box::new(Activity::full())));
    let organisation = written(&Item::Organisation(Box::new(Organisation::full())));
    for (file_type, file) in [(FileType::Activities, activity), (FileType::Organisations, organisation)] {
        let named = paths(&file);
        let schema = crate::standard::schema(file_type);
        // Beside the tree of the root there are elements that only wildcards reach.
        for node in schema.nodes.iter().filter(|n| n.path.starts_with("/iati-")) {
            for spec in node.specs.iter().flatten() {
                assert!(named.contains(&node.path), "{} is not in the model", node.path);
                for attr in spec.attrs.iter().filter(|_| node.path.matches('/').count() > 1) {
                    let path = format!("{}/@{}", node.path, attr.name);
                    assert!(named.contains(&path), "{path} is not in the model");
                }
            }
        }
    }
}

/// The paths of all elements and attributes of a file.
fn paths(file: &str) -> std::collections::BTreeSet<String> {
    let mut tokens = crate::xml::Tokenizer::new(file.as_bytes());
    let mut path: Vec<String> = Vec::new();
    let mut found = std::collections::BTreeSet::new();
    loop {
        match tokens.next().expect("well-formed") {
            crate::xml::Token::Start(name) => {
                let parent = path.last().cloned().unwrap_or_default();
                let here = format!("{parent}/{}", tokens.str(name));
                found.extend(tokens.attributes().iter().map(|(name, _)| format!("{here}/@{name}")));
                found.insert(here.clone());
                path.push(here);
            }
            crate::xml::Token::End => drop(path.pop()),
            crate::xml::Token::Eof => return found,
            _ => {}
        }
    }
}

/// The order in which a full activity is written is that of the schema.
#[test]
fn the_order_written_is_that_of_the_schema() {
    let now = "2026-11-22T00:00:00Z".parse().expect("a date");
    let mut options = Options::new(now);
    options.schema_only = true;
    let activity = written(&Item::Activity(Box::new(Activity::full())));
    let organisation = written(&Item::Organisation(Box::new(Organisation::full())));
    for file in [activity, organisation] {
        let file = file.replace("x:other=", "xmlns:x=\"urn:x\" x:other=");
        let report = check_all(file.as_bytes(), &options);
        let misplaced = |m: &String| m.contains("expected") || (m.contains("no attribute") && !m.contains("x:other"));
        let found: Vec<_> = report.findings.iter().map(|f| f.message.to_string()).filter(misplaced).collect();
        assert_eq!(found, Vec::<String>::new());
    }
}
