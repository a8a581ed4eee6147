//! The description of the data is true: every address that answers in data is in it, none that does not, and what each
//! answers is of the shape that is said, no field less and none more.

use std::collections::BTreeSet;

use serde_json::Value;

use super::access::{address, things};
use crate::app;
use crate::testing::{Cast, Client};
use crate::web::paper;

/// What is wrong with a value by a schema: the part of JSON Schema that the description speaks.
fn wrong(value: &Value, schema: &Value, root: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/schemas/")) {
        return wrong(value, &root["components"]["schemas"][name], root, at, found);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let tries = any.iter().map(|schema| {
            let mut found = Vec::new();
            wrong(value, schema, root, at, &mut found);
            found
        });
        let tries: Vec<_> = tries.collect();
        if tries.iter().all(|found| !found.is_empty()) {
            found.extend(tries.into_iter().next().unwrap_or_default());
        }
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = kinds.contains(&kind) || kind == "integer" && kinds.contains(&"number");
    if !fits {
        found.push(format!("{at}: {value} is no {kinds:?}"));
        return;
    }
    if let (Some(words), false) = (schema["enum"].as_array(), value.is_null())
        && !words.contains(value)
    {
        found.push(format!("{at}: {value} is none of {words:?}"));
    }
    if let (Some(_), Some(text)) = (schema["pattern"].as_str(), value.as_str()) {
        // The two patterns that we write: a date and a decimal number; both begin with a digit or a minus.
        let fits = text.chars().all(|c| c.is_ascii_digit() || "-./".contains(c)) && !text.is_empty();
        if !fits {
            found.push(format!("{at}: «{text}» is no {}", schema["pattern"]));
        }
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let schema = if schema["prefixItems"].is_array() { &schema["prefixItems"][index] } else { &schema["items"] };
                wrong(item, schema, root, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(fields) if schema["properties"].is_object() => {
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !fields.contains_key(name) {
                    found.push(format!("{at}: {name} is missing"));
                }
            }
            for (name, value) in fields {
                match schema["properties"].get(name) {
                    Some(schema) => wrong(value, schema, root, &format!("{at}/{name}"), found),
                    None => found.push(format!("{at}: {name} is not described")),
                }
            }
        }
        _ => {}
    }
}

/// Holds what an address answers to what is said of it.
#[track_caller]
fn holds(client: &Client, described: &Value, path: &str, address: &str, found: &mut Vec<String>) {
    let schema = &described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    let (folder, question) = address.split_once('?').map_or((address, String::new()), |(path, rest)| (path, format!("?{rest}")));
    let answer = client.get(&format!("{folder}.json{question}")).is(200).json();
    wrong(&answer, schema, described, address, found);
}

#[test]
fn every_address_that_answers_in_data_is_described_and_no_other() {
    let cast = Cast::new();
    things(&cast);
    let marta = cast.marta();
    let described = marta.get("/uk/openapi.json").is(200).json();
    assert_eq!(described["openapi"], "3.1.0");
    let mut paths = BTreeSet::new();
    let mut found = Vec::new();
    for route in app::routes().list.iter().filter(|route| route.get) {
        let Some(at) = ["own", "foreign"].iter().find_map(|thing| address(&cast, route, thing)) else {
            panic!("{} has no address", route.path)
        };
        let at = if at == "/uk/" { at } else { at.trim_end_matches('/').to_owned() };
        let seen = marta.get(&format!("{at}.json"));
        let json =
            seen.status == 200 && seen.headers["content-type"].to_str().is_ok_and(|media| media.contains("application/json"));
        assert_eq!(json, route.about.is_some(), "{} answers {} in JSON: {}", route.path, seen.status, seen.plain());
        let Some(about) = route.about else { continue };
        for face in about.faces {
            let path = if route.path == "/" { format!("/{{lang}}/.{face}") } else { format!("/{{lang}}{}.{face}", route.path) };
            if *face == "pdf" && paper::setter().is_none() {
                marta.get(&format!("{at}.pdf")).is(400).shows("dotyk-pdf");
                paths.insert(path);
                continue;
            }
            let status = marta.get(&format!("{at}.{face}")).status;
            // Whether a record is complete enough for partners is another story: `exchange/tests.rs`.
            assert!(status == 200 || *face == "xml" && status == 404, "{path} answers {status}");
            paths.insert(path);
        }
        // And no face that is not said.
        for face in ["csv", "xlsx", "geojson", "atom", "xml", "ics"].iter().filter(|face| !about.faces.contains(face)) {
            assert_eq!(marta.get(&format!("{at}.{face}")).status, 404, "{}.{face}", route.path);
        }
        let path = if route.path == "/" { "/{lang}/.json".to_owned() } else { format!("/{{lang}}{}.json", route.path) };
        holds(&marta, &described, &path, &at, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let said = described["paths"].as_object().expect("paths").iter().filter(|(_, path)| path["get"].is_object());
    let said: BTreeSet<String> = said.map(|(path, _)| path.clone()).collect();
    assert_eq!(said, paths);
    // What a program may send is described where it may be sent, and nowhere else.
    let sent = described["paths"].as_object().expect("paths").iter().filter(|(_, path)| path["post"].is_object());
    let sent: BTreeSet<String> = sent.map(|(path, _)| path.clone()).collect();
    let taken = app::routes().list.into_iter().filter(|route| !route.get && route.takes.is_some());
    assert_eq!(sent, taken.map(|route| format!("/{{lang}}{}.json", route.path)).collect());
    // Everything that is pointed to is there, and an operation has a name of its own.
    let text = described.to_string();
    for name in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(described["components"]["schemas"][name].is_object(), "{name} is not there");
    }
    let names: Vec<&str> = text.split("\"operationId\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

#[test]
fn what_the_sample_office_answers_is_as_described() {
    let cast = Cast::sample("2026-06-01T09:00:00Z");
    let visitor = cast.visitor();
    let described = visitor.get("/en/openapi.json").is(200).json();
    let mut found = Vec::new();
    for (path, address) in [
        ("/{lang}/.json", "/uk/"),
        ("/{lang}/projects.json", "/uk/projects?direction=education"),
        ("/{lang}/projects.json", "/en/projects?as-of=2021-03-31"),
        ("/{lang}/figures.json", "/uk/figures?measure=apartments&as-of=2021-03-31"),
        ("/{lang}/figures.json", "/uk/figures?measure=budget"),
        ("/{lang}/steps.json", "/uk/steps"),
        ("/{lang}/assets.json", "/uk/assets?as-of=2021-03-31"),
        ("/{lang}/emergencies.json", "/uk/emergencies?as-of=2021-03-31"),
        ("/{lang}/partnerships.json", "/uk/partnerships"),
        ("/{lang}/events.json", "/uk/events?as-of=2021-03-31"),
        ("/{lang}/places.json", "/uk/places"),
        ("/{lang}/search.json", "/uk/search?q=школа"),
        ("/{lang}/suggest.json", "/uk/suggest?q=шко"),
        ("/{lang}/ask.json", "/uk/ask?q=скільки квартир у Кремінній"),
        ("/{lang}/ask.json", "/en/ask?q=who funded the mobile service centres, and what is next"),
        ("/{lang}/map.json", "/uk/map?by=money"),
        ("/{lang}/new.json", "/uk/new"),
    ] {
        if address.contains("measure=budget") && visitor.get(address).status == 400 {
            continue;
        }
        holds(&visitor, &described, path, address, &mut found);
    }
    for (list, card) in [
        ("/uk/projects", "/{lang}/projects/{slug}.json"),
        ("/uk/sources", "/{lang}/sources/{slug}.json"),
        ("/uk/steps", "/{lang}/steps/{slug}.json"),
        ("/uk/assets", "/{lang}/assets/{slug}.json"),
        ("/uk/emergencies", "/{lang}/emergencies/{slug}.json"),
        ("/uk/partnerships", "/{lang}/partnerships/{slug}.json"),
        ("/uk/events", "/{lang}/events/{slug}.json"),
        ("/uk/programmes", "/{lang}/programmes/{slug}.json"),
        ("/uk/calls", "/{lang}/calls/{slug}.json"),
        ("/uk/applications", "/{lang}/applications/{slug}.json"),
        ("/uk/organisations", "/{lang}/organisations/{slug}.json"),
        ("/uk/people", "/{lang}/people/{slug}.json"),
        ("/uk/places", "/{lang}/places/{code}.json"),
        ("/uk/figures", "/{lang}/figures/{id}.json"),
    ] {
        let seen = visitor.get(&format!("{list}.csv")).is(200).csv();
        for row in seen.iter().take(20) {
            holds(&visitor, &described, card, &row["url"], &mut found);
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
