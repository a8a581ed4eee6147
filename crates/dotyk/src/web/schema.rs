//! What an address answers in data, said beside its route; and the description of all of them as OpenAPI 3.1.
//!
//! The description is made from the table of routes that answers, so it cannot speak of an address that is not there. A
//! test asks every address for its data and holds the answer to the shape said here: no field less and none more.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Page, Route};

/// What an address answers in data.
#[derive(Debug)]
pub struct About {
    /// The key of what it is called.
    pub title: &'static str,
    /// What may be asked: the parameter, the key of its name, and what it holds.
    pub query: &'static [(&'static str, &'static str, Asked)],
    /// The suffixes of its forms.
    pub faces: &'static [&'static str],
    /// What its JSON holds.
    pub shape: &'static Shape,
}

/// What a program may send to an address, as JSON.
#[derive(Debug)]
pub struct Takes {
    /// The key of what it does.
    pub title: &'static str,
    /// What is sent.
    pub body: &'static Shape,
    /// What is answered with 201.
    pub answer: &'static Shape,
}

/// What a parameter holds.
#[derive(Clone, Copy, Debug)]
pub enum Asked {
    /// Any text
    Text,
    /// A date, also a partial one
    Day,
    /// One of these words
    Word(fn() -> Vec<&'static str>),
}

/// The parameter that nearly every list has: where it goes on, as `next` said.
pub const AFTER: (&str, &str, Asked) = ("after", "web-more", Asked::Text);

/// The day whose truth is asked for.
pub const AS_OF: (&str, &str, Asked) = ("as-of", "web-as-of", Asked::Day);

/// The day whose register is asked for.
pub const KNOWN_ON: (&str, &str, Asked) = ("known-on", "web-known-on", Asked::Day);

/// A search.
pub const Q: (&str, &str, Asked) = ("q", "web-search", Asked::Text);

/// What a value in JSON is.
#[derive(Debug)]
pub enum Shape {
    /// Text
    Text,
    /// A whole number
    Whole,
    /// A number that may have decimals
    Number,
    /// Yes or no
    Flag,
    /// A date as ISO text that may be partial: `2020`, `2020-08`, `2020-12-31`, `2020-11/2021-02`
    Date,
    /// A decimal number as text
    Decimal,
    /// One of these words
    Word(fn() -> Vec<&'static str>),
    /// This, or null
    Maybe(&'static Shape),
    /// A list of these
    Many(&'static Shape),
    /// A pair
    Pair(&'static Shape, &'static Shape),
    /// Exactly these fields
    Fields(&'static [(&'static str, Shape)]),
    /// These fields, of which those marked must be there
    Given(&'static [(&'static str, Shape, bool)]),
    /// A record and these fields
    Record(&'static [(&'static str, Shape)]),
    /// A page of a list: `items`, `total`, `next`, and these
    List(&'static Shape, &'static [(&'static str, Shape)]),
    /// A shape with a name of its own
    Named(&'static str, &'static Shape),
    /// An object whose fields are the columns of its table: see `migrations/`
    Any,
}

/// Text or null.
pub const MAYBE_TEXT: Shape = Shape::Maybe(&Shape::Text);
/// A date or null.
pub const MAYBE_DATE: Shape = Shape::Maybe(&Shape::Date);

/// What nouns above have that belongs to a record, kind by kind.
pub const BESIDE: Shape = Shape::Many(&Shape::Fields(&[
    ("kind", Shape::Text),
    ("title", Shape::Text),
    ("items", Shape::Many(&Shape::Record(&[("state", Shape::Text), ("date", MAYBE_DATE)]))),
]));
/// A record: always these four.
pub const RECORD: Shape = Shape::Named("Record", &Shape::Record(&[]));
/// A record or null.
pub const MAYBE_RECORD: Shape = Shape::Maybe(&RECORD);
/// Some records.
pub const RECORDS: Shape = Shape::Many(&RECORD);

/// What partners publish about a record, or null.
pub const MAYBE_ASIDE: Shape = Shape::Maybe(&Shape::Named(
    "Aside",
    &Shape::Fields(&[
        ("title", Shape::Text),
        ("lead", Shape::Text),
        ("rows", Shape::Many(&Shape::Fields(&[("what", Shape::Text), ("much", Shape::Text), ("list", MAYBE_TEXT)]))),
        ("links", Shape::Many(&Shape::Pair(&Shape::Text, &Shape::Text))),
    ]),
));

/// What a record came of and what came of it.
pub const THREAD: Shape = Shape::Named(
    "Thread",
    &Shape::Fields(&[
        ("before", Shape::Many(&TIED)),
        ("after", Shape::Many(&TIED)),
        ("more", Shape::Flag),
        ("chain", MAYBE_TEXT),
    ]),
);

const TIED: Shape = Shape::Record(&[
    ("outcome", Shape::Text),
    ("state", Shape::Text),
    ("date", MAYBE_DATE),
    ("note", MAYBE_TEXT),
    ("source", MAYBE_RECORD),
    ("locator", MAYBE_TEXT),
]);

const HEAD: [(&str, Shape); 4] = [("kind", Shape::Text), ("id", Shape::Text), ("url", Shape::Text), ("label", Shape::Text)];

impl Shape {
    /// The shape as JSON Schema (2020-12). What has a name is put into `named` and pointed to.
    pub fn schema(&self, named: &mut BTreeMap<&'static str, Value>) -> Value {
        match self {
            Shape::Text => json!({"type": "string"}),
            Shape::Whole => json!({"type": "integer"}),
            Shape::Number => json!({"type": "number"}),
            Shape::Flag => json!({"type": "boolean"}),
            Shape::Date => json!({"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$"}),
            Shape::Decimal => json!({"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}),
            Shape::Word(words) => json!({"type": "string", "enum": words()}),
            Shape::Maybe(shape) => json!({"anyOf": [shape.schema(named), {"type": "null"}]}),
            Shape::Many(shape) => json!({"type": "array", "items": shape.schema(named)}),
            Shape::Pair(first, second) => {
                json!({"type": "array", "prefixItems": [first.schema(named), second.schema(named)], "items": false, "minItems": 2})
            }
            Shape::Fields(fields) => object(fields.iter(), named),
            Shape::Given(fields) => {
                let needed: Vec<&str> = fields.iter().filter(|(.., needed)| *needed).map(|(name, ..)| *name).collect();
                let properties: Map<String, Value> =
                    fields.iter().map(|(name, shape, _)| ((*name).to_owned(), shape.schema(named))).collect();
                json!({"type": "object", "properties": properties, "required": needed})
            }
            Shape::Record(fields) => object(HEAD.iter().chain(*fields), named),
            Shape::List(item, fields) => {
                let mut list = object(fields.iter(), named);
                list["properties"]["items"] = json!({"type": "array", "items": item.schema(named)});
                list["properties"]["total"] = json!({"type": "integer"});
                list["properties"]["next"] = json!({"type": ["string", "null"]});
                if let Some(required) = list["required"].as_array_mut() {
                    required.extend(["items", "total", "next"].map(Value::from));
                }
                list
            }
            Shape::Named(name, shape) => {
                if !named.contains_key(name) {
                    // Before its parts, so that a shape may hold itself.
                    named.insert(name, Value::Null);
                    let schema = shape.schema(named);
                    named.insert(name, schema);
                }
                json!({"$ref": format!("#/components/schemas/{name}")})
            }
            Shape::Any => json!({"type": "object"}),
        }
    }
}

fn object<'s>(fields: impl Iterator<Item = &'s (&'static str, Shape)>, named: &mut BTreeMap<&'static str, Value>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for (name, shape) in fields {
        required.push(Value::from(*name));
        properties.insert((*name).to_owned(), shape.schema(named));
    }
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// The media types of the forms.
pub const MEDIA: [(&str, &str); 10] = [
    ("json", "application/json"),
    ("csv", "text/csv"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("geojson", "application/geo+json"),
    ("atom", "application/atom+xml"),
    ("xml", "application/xml"),
    ("ics", "text/calendar"),
    ("svg", "image/svg+xml"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("pdf", "application/pdf"),
];

/// The description of everything that the office answers in data. `open` says whether a route is for everybody.
pub fn openapi(page: &Page, routes: &[Route], open: impl Fn(&Route) -> bool) -> Value {
    let mut named = BTreeMap::new();
    let mut paths = Map::new();
    for route in routes {
        let Some(about) = route.about else { continue };
        let schema = about.shape.schema(&mut named);
        for face in about.faces {
            let path = if route.path == "/" { format!("/{{lang}}/.{face}") } else { format!("/{{lang}}{}.{face}", route.path) };
            paths.insert(path, json!({"get": operation(page, route, about, face, &schema, open(route))}));
        }
    }
    for route in routes {
        let Some(takes) = route.takes else { continue };
        let path = format!("/{{lang}}{}.json", route.path);
        let post = sending(page, route, takes, &mut named, open(route));
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        entry["post"] = post;
    }
    let problem = json!({"type": "object", "required": ["error"], "properties": {"error": {
        "type": "object", "required": ["status", "code", "message", "help"], "properties": {
            "status": {"type": "integer"}, "code": {"type": "string"}, "message": {"type": "string"}, "help": {"type": "string"}}}}});
    named.insert("Problem", problem);
    json!({
        "openapi": "3.1.0",
        "info": {"title": page.t("web-name"), "summary": page.t("web-api-summary"), "description": page.t("web-api-help"), "version": env!("CARGO_PKG_VERSION")},
        "servers": [{"url": if page.whole("/").len() > 1 { page.whole("") } else { "/".to_owned() }}],
        "paths": paths,
        "components": {
            "schemas": named,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "dotyk"}},
        },
    })
}

/// The parts of an address, as parameters.
fn parameters(path: &str) -> Vec<Value> {
    let text = json!({"type": "string"});
    let lang = json!({"name": "lang", "in": "path", "required": true, "schema": {"type": "string", "enum": ["uk", "en"]}});
    let named = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let named = named.map(|name| json!({"name": name, "in": "path", "required": true, "schema": text}));
    std::iter::once(lang).chain(named).collect()
}

/// A name for an operation, from its address.
fn operation_id(path: &str) -> String {
    let name: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    name.trim_end_matches('_').to_owned()
}

fn sending(page: &Page, route: &Route, takes: &Takes, named: &mut BTreeMap<&'static str, Value>, open: bool) -> Value {
    let (body, answer) = (takes.body.schema(named), takes.answer.schema(named));
    let mut operation = json!({
        "operationId": format!("post{}", operation_id(route.path)),
        "summary": page.t(takes.title),
        "tags": [route.kind.word()],
        "parameters": parameters(route.path),
        "requestBody": {"required": true, "content": {"application/json": {"schema": body}}},
        "responses": {
            "201": {"description": page.t(takes.title), "content": {"application/json": {"schema": answer}}},
            "default": {"description": page.t("web-api-problem"), "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
        },
    });
    if !open {
        operation["security"] = json!([{"session": []}]);
    }
    operation
}

fn operation(page: &Page, route: &Route, about: &About, face: &str, schema: &Value, open: bool) -> Value {
    let text = json!({"type": "string"});
    let mut parameters = parameters(route.path);
    // A sheet has all rows, so it does not go on anywhere.
    let asked = about.query.iter().filter(|(name, ..)| face == "json" || *name != "after");
    parameters.extend(asked.map(|(name, title, asked)| {
        let schema = match asked {
            Asked::Text => text.clone(),
            Asked::Day => Shape::Date.schema(&mut BTreeMap::new()),
            Asked::Word(words) => json!({"type": "string", "enum": words()}),
        };
        json!({"name": name, "in": "query", "description": page.t(title), "schema": schema})
    }));
    let media = MEDIA.iter().find(|(suffix, _)| *suffix == face).map_or("application/octet-stream", |(_, media)| media);
    let content = match face {
        "json" => schema.clone(),
        "geojson" => json!({"type": "object"}),
        _ => text,
    };
    let mut operation = json!({
        "operationId": format!("get{}_{face}", operation_id(route.path)),
        "summary": page.t(about.title),
        "tags": [route.kind.word()],
        "parameters": parameters,
        "responses": {
            "200": {"description": page.t(about.title), "content": {media: {"schema": content}}},
            "default": {"description": page.t("web-api-problem"), "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
        },
    });
    if !open {
        operation["security"] = json!([{"session": []}]);
    }
    operation
}
