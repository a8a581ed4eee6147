//! Stories of the map, over HTTP.

use serde_json::Value;

use crate::testing::{Cast, Client, LISOVA, LISOVE, STEPOVA};

const RAION: &str = "UA01020000000000002";

/// A project in some places, published or not.
fn project(client: &Client, title: &str, places: &[&str], published: bool) {
    let mut fields = vec![
        ("title_uk", title),
        ("title_en", title),
        ("direction", "health"),
        ("stages.0.stage", "agreed"),
        ("stages.0.date", "2020-06"),
    ];
    let names: Vec<String> = (0..places.len()).map(|n| format!("places.{n}.place")).collect();
    fields.extend(names.iter().map(String::as_str).zip(places.iter().copied()));
    client.post("/uk/projects", &fields).is(303);
    if published {
        client.post(&format!("/uk/projects/{}/publication", title.to_lowercase()), &[("state", "public")]).is(303);
    }
}

/// Says where the two hromadas are.
fn points(olena: &Client) {
    for (code, name, lon) in [(LISOVA, "Лісова", "38.2"), (STEPOVA, "Степова", "38.9")] {
        let fields = [("version", "1"), ("name.0.name_uk", name), ("lat", "48.7"), ("lon", lon), ("point_source", "osm-node")];
        olena.post(&format!("/uk/places/{code}"), &fields).is(303);
    }
}

/// How many projects the map gives a unit.
fn count(client: &Client, address: &str, code: &str) -> Option<i64> {
    let map = client.get(address).is(200).json();
    map["units"].as_array()?.iter().find(|unit| unit["id"] == code)?["projects"].as_i64()
}

#[test]
fn a_draft_moves_no_number() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let hromadas = format!("/uk/map.json?place={RAION}");
    project(&olena, "First", &[LISOVE], true);
    assert_eq!(count(&visitor, &hromadas, LISOVA), Some(1));
    project(&olena, "Secret", &[LISOVE], false);
    let before = visitor.get(&format!("/uk/map?place={RAION}")).is(200).hides("Secret").text;
    assert_eq!(count(&visitor, &hromadas, LISOVA), Some(1));
    assert_eq!(count(&cast.vira(), &hromadas, LISOVA), Some(2));
    assert_eq!(count(&cast.ivan(), &hromadas, LISOVA), Some(2), "what lies in his hromada is his own");
    project(&olena, "Hidden", &[STEPOVA], false);
    assert_eq!(visitor.get(&format!("/uk/map?place={RAION}")).text, before);
    assert_eq!(count(&cast.ivan(), &hromadas, STEPOVA), Some(0));
}

#[test]
fn the_map_leads_down_and_to_the_list() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    visitor.get("/uk/map").is(200).shows("Карта: Тестова область").shows("Немає що намалювати").shows("0 проєктів").hides("<svg");
    points(&olena);
    project(&olena, "Both", &[LISOVE, STEPOVA], true);
    project(&olena, "Everywhere", &["UA01000000000000001"], true);
    // The raion has no point of its own and stands between its hromadas.
    let oblast =
        visitor.get("/uk/map").is(200).shows("2 проєкти").shows("Лісостеповий район: 1 проєкт").shows("Для всієї території");
    assert!(
        oblast.text.contains(&format!("href=\"/uk/map?place={RAION}\"")) && oblast.text.contains("<circle"),
        "{}",
        oblast.text
    );
    oblast.shows("© учасники OpenStreetMap, ODbL");
    let map = visitor.get(&format!("/uk/map?place={RAION}&direction=health&as-of=2020-12-31")).is(200);
    let text = map.text.replace("&#38;", "&");
    assert!(text.contains(&format!("href=\"/uk/map?place={LISOVA}&direction=health&as-of=2020-12-31\"")), "{}", map.text);
    assert!(text.contains(&format!("href=\"/uk/projects?place={STEPOVA}&direction=health&as-of=2020-12-31\"")));
    assert!(!map.text.contains("style="));
    map.shows("Лісова громада: 1 проєкт").shows("Степова громада: 1 проєкт").shows("Тестова область");
    // A town is not a place below it: its shape leads to the list. Lisove has no point and is not drawn.
    visitor.get(&format!("/uk/map?place={LISOVA}")).is(200).shows("м. Лісове").shows("немає на карті");
    assert_eq!(count(&visitor, "/uk/map.json?level=settlement", LISOVE), Some(1));
    assert_eq!(count(&visitor, "/uk/map.json?level=hromada&direction=education", LISOVA), Some(0));
    assert_eq!(count(&visitor, "/uk/map.json?level=hromada&stage=agreed", LISOVA), Some(1));
    assert_eq!(count(&visitor, "/uk/map.json?level=hromada&as-of=2019", LISOVA), Some(0));
    visitor.get(&format!("/uk/projects?place={LISOVA}")).is(200).shows("Показати на карті");
    visitor.get(&format!("/uk/places/{LISOVA}")).is(200).shows("На карті").shows("© учасники OpenStreetMap");
    for wrong in ["level=planet", "level=oblast", "by=weight", "stage=x", "as-of=x", "by=money&measure=x"] {
        visitor.get(&format!("/uk/map?{wrong}")).is(400);
    }
    visitor.get("/uk/map?place=UA99999999999999999").is(404);
    olena.get("/uk/map").is(200).shows("dotyk place boundaries");
    visitor.get("/uk/map").hides("dotyk place boundaries");
}

#[test]
fn money_keeps_to_one_currency() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    points(&olena);
    for (title, place, value, currency) in [
        ("One", LISOVE, "1000", "EUR"),
        ("Two", LISOVA, "500", "EUR"),
        ("Three", STEPOVA, "70", "USD"),
        ("Four", STEPOVA, "9", "EUR"),
    ] {
        project(&olena, title, &[place], title != "Four");
        let subject = format!("project:{}", title.to_lowercase());
        let fields = [
            ("subject", subject.as_str()),
            ("measure", "budget"),
            ("qualifier", "exact"),
            ("value", value),
            ("currency", currency),
        ];
        olena.post("/uk/figures", &fields).is(303);
    }
    let map = visitor.get(&format!("/uk/map.json?place={RAION}&by=money")).is(200).json();
    let money = |map: &Value, code: &str| {
        map["units"]
            .as_array()
            .and_then(|units| units.iter().find(|unit| unit["id"] == code))
            .map(|unit| unit["money"]["value"].clone())
    };
    assert_eq!((&map["currency"], &map["measure"]), (&"EUR".into(), &"budget".into()));
    assert_eq!((money(&map, LISOVA), money(&map, STEPOVA)), (Some("1500".into()), Some(Value::Null)));
    let dollars = visitor.get(&format!("/uk/map.json?place={RAION}&by=money&currency=USD")).is(200).json();
    assert_eq!((money(&dollars, LISOVA), money(&dollars, STEPOVA)), (Some(Value::Null), Some("70".into())));
    visitor.get(&format!("/uk/map?place={RAION}&by=money")).is(200).shows("сума невідома").shows("Валюта");
}

#[test]
fn the_map_is_the_same_as_data() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    points(&olena);
    project(&olena, "First", &[LISOVE], true);
    let seen = visitor.get(&format!("/en/map.geojson?place={RAION}")).is(200);
    assert_eq!(seen.headers["content-type"], "application/geo+json");
    let map = seen.json();
    let lisova = map["features"].as_array().and_then(|all| all.iter().find(|one| one["id"] == LISOVA)).expect("the hromada");
    assert_eq!(lisova["geometry"], serde_json::json!({"type": "Point", "coordinates": [38.2, 48.7]}));
    assert_eq!((&lisova["properties"]["projects"], &lisova["properties"]["name"]), (&1.into(), &"Лісова громада".into()));
    assert_eq!(map["attribution"][0], "© OpenStreetMap contributors, ODbL");
    // Other pages have no such form.
    for page in ["/uk/organisations.geojson", "/uk/projects/first.geojson", "/uk/projects/new.geojson", "/uk/map.kml"] {
        let client = if page.contains("new") { &olena } else { &visitor };
        client.get(page).is(404);
    }
    assert_eq!(visitor.get("/uk/organisations.geojson").json()["error"]["code"], "web-no-such-form");
}

#[test]
fn all_hromadas_weigh_under_forty_kilobytes() {
    let name = "shared/data/luhansk/luhansk_hromadas.geojson";
    let folders = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let Some(file) = folders.map(|folder| folder.join(name)).find(|file| file.is_file()) else {
        eprintln!("SKIPPED: no {name} beside the project");
        return;
    };
    let cast = Cast::sample("2020-12-31T09:00:00Z");
    let moment = || crate::journal::Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
    let take =
        || crate::place::commands::import_boundaries(&cast.db, &cast.state.office, moment(), &file, crate::place::commands::OSM);
    let (first, again) = (take().expect("37 areas"), take().expect("the same"));
    assert_eq!((first.put.added, again.put.added, again.put.same), (37, 0, 37));
    let map = cast.visitor().get("/uk/map?level=hromada").is(200).shows("© OpenStreetMap contributors, ODbL");
    let paths: usize = map.text.split(" d=\"").skip(1).map(|rest| rest.find('"').expect("an end")).sum();
    println!("{first}; paths {paths} bytes, page {} bytes", map.text.len());
    assert_eq!(map.text.matches("<path").count(), 37);
    assert!(paths > 10_000 && paths <= 40_000, "{paths}");
    assert!(map.text.len() < 100_000, "{}", map.text.len());
    let report = crate::app::verify(&cast.db, &cast.state.office, [7; 32], None).expect("a check");
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[test]
fn today_counted_from_the_index_is_today_counted_from_the_tables() {
    let cast = Cast::sample("2026-06-01T09:00:00Z");
    let counts = |question: &str| {
        let mut map = cast.visitor().get(&format!("/uk/map.json?{question}")).is(200).json();
        let units = map["units"].as_array().expect("units").iter();
        let units: std::collections::BTreeMap<String, i64> = units
            .map(|unit| (unit["id"].as_str().expect("a code").to_owned(), unit["projects"].as_i64().expect("a count")))
            .collect();
        (map["total"].as_i64(), units, map["whole"].take()["projects"].as_i64())
    };
    let mut somewhere = 0;
    for place in ["", "place=UA44120000000092852&", "place=UA44120030000094047&"] {
        for level in ["", "level=raion&", "level=hromada&", "level=settlement&"] {
            for narrow in ["", "stage=completed&", "direction=education&", "organisation=un-rpp&", "sector=15112&"] {
                let question = format!("{place}{level}{narrow}");
                if cast.visitor().get(&format!("/uk/map.json?{question}")).status != 200 {
                    continue;
                }
                assert_eq!(counts(&question), counts(&format!("{question}as-of=2026-06-01")), "{question}");
                somewhere += 1;
            }
        }
    }
    assert!(somewhere >= 40, "{somewhere}");
}
