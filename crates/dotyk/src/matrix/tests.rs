//! Stories of the matrix, over HTTP: what is counted where, that every number opens the records that were counted, and that
//! nothing is counted which a visitor may not see.

use std::path::Path;

use serde_json::Value;

use crate::testing::{Cast, Client, LISOVA, LISOVE, STEPOVA};

const RAION: &str = "UA01020000000000002";

fn need(client: &Client, title: &str, place: &str, sector: &str, people: &str, cost: (&str, &str)) {
    let fields = [
        ("title_uk", title),
        ("title_en", title),
        ("place", place),
        ("sector", sector),
        ("people", people),
        ("lines.0.item_uk", "Концентратори"),
        ("lines.0.unit", "piece"),
        ("lines.0.quantity", "10"),
        ("lines.0.cost", cost.0),
        ("lines.0.currency", cost.1),
    ];
    client.post("/uk/needs", &fields).is(303);
}

/// A project in some places, of some sectors with their shares, with a budget.
fn project(client: &Client, title: &str, stage: &str, places: &[&str], sectors: &[(&str, &str)], budget: (&str, &str)) {
    let mut fields: Vec<(String, &str)> = [
        ("title_uk", title),
        ("title_en", title),
        ("direction", "health"),
        ("stages.0.stage", stage),
        ("stages.0.date", "2020-06"),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    fields.extend(places.iter().enumerate().map(|(n, place)| (format!("places.{n}.place"), *place)));
    for (n, (code, share)) in sectors.iter().enumerate() {
        fields.extend([(format!("sectors.{n}.code"), *code), (format!("sectors.{n}.share"), *share)]);
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    client.post("/uk/projects", &fields).is(303);
    let subject = format!("project:{}", title.to_lowercase());
    let figure = [
        ("subject", subject.as_str()),
        ("measure", "budget"),
        ("qualifier", "exact"),
        ("value", budget.0),
        ("currency", budget.1),
        ("as_of", "2020-06-01"),
    ];
    client.post("/uk/figures", &figure).is(303);
}

fn publish(client: &Client, what: &str, slugs: &[&str]) {
    for slug in slugs {
        client.post(&format!("/uk/{what}/{slug}/publication"), &[("state", "public")]).is(303);
    }
}

/// Health in Lisova is needed and done twice; a school in Stepova is needed and nobody works there; a draft of each kind.
fn register(cast: &Cast) {
    let (marta, olena) = (cast.marta(), cast.olena());
    for (day, rate) in [("2020-01-01", "25"), ("2021-01-01", "28")] {
        marta.post("/uk/office/rates", &[("currency", "USD"), ("day", day), ("rate", rate)]).is(303);
    }
    need(&olena, "Oxygen", LISOVE, "12220", "40", ("700", "USD"));
    need(&olena, "Beds", LISOVA, "12191", "5", ("300", "USD"));
    need(&olena, "Desks", STEPOVA, "11220", "120", ("50000", "UAH"));
    need(&olena, "Hidden", STEPOVA, "11220", "900", ("9000", "UAH"));
    publish(&olena, "needs", &["oxygen", "beds", "desks"]);
    project(&olena, "Clinic", "implementing", &[LISOVE], &[("12191", "25"), ("12220", "75")], ("1000", "USD"));
    project(&olena, "Ambulance", "agreed", &[LISOVA, STEPOVA], &[("12220", "100")], ("40000", "UAH"));
    project(&olena, "Training", "agreed", &[RAION], &[("15112", "100")], ("7", "EUR"));
    project(&olena, "Dream", "idea", &[STEPOVA], &[("11220", "100")], ("1", "UAH"));
    project(&olena, "Secret", "agreed", &[STEPOVA], &[("11220", "100")], ("5000", "UAH"));
    publish(&olena, "projects", &["clinic", "ambulance", "training", "dream"]);
}

/// Takes in a partner's file of one activity in Lisova, with 30,000 dollars promised; the id of its page.
fn published(client: &Client) -> String {
    let xml = format!(
        "<iati-activities version=\"2.03\"><iati-activity xml:lang=\"en\" default-currency=\"USD\">
<iati-identifier>GB-1-CLINIC</iati-identifier><reporting-org ref=\"GB-1\" type=\"40\"><narrative>A partner</narrative></reporting-org>
<title><narrative>Mobile clinics</narrative></title><activity-status code=\"2\"/>
<activity-date type=\"2\" iso-date=\"2020-09-01\"/><activity-date type=\"3\" iso-date=\"2021-12-31\"/>
<location><location-id vocabulary=\"A1\" code=\"{LISOVA}\"/><name><narrative>Лісова</narrative></name></location>
<sector vocabulary=\"1\" code=\"12220\" percentage=\"100\"/>
<transaction><transaction-type code=\"2\"/><value value-date=\"2020-09-02\">30000</value></transaction>
</iati-activity></iati-activities>"
    );
    let token = client.token();
    let part = |name: &str| format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"");
    let body = format!("{}\r\n\r\n{token}\r\n{}; filename=\"a.xml\"\r\n\r\n{xml}\r\n--part--\r\n", part("_token"), part("file"));
    let file = client.post_raw("/uk/datasets", "multipart/form-data; boundary=part", body.into_bytes()).is(303).location;
    while client.get(&format!("{file}.json")).is(200).json()["works"] == true {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let all = client.get("/uk/activities.json").is(200).json();
    all["items"][0]["id"].as_str().expect("an activity").to_owned()
}

fn cell<'v>(matrix: &'v Value, place: Option<&str>, sector: &str) -> &'v Value {
    let cells = matrix["cells"].as_array().expect("cells");
    let found = cells.iter().find(|cell| cell["place"].as_str() == place && cell["sector"] == sector);
    found.unwrap_or_else(|| panic!("no cell {place:?} {sector} in {matrix:#}"))
}

fn counts(cell: &Value) -> (i64, i64, i64) {
    let n = |key: &str| cell[key].as_i64().expect("a number");
    (n("needs"), n("projects"), n("activities"))
}

#[test]
fn a_cell_says_what_is_needed_what_is_done_and_what_it_costs() {
    let cast = Cast::new();
    register(&cast);
    let visitor = cast.visitor();
    let matrix = visitor.get("/uk/matrix.json").is(200).json();
    let health = cell(&matrix, Some(LISOVA), "122");
    assert_eq!(counts(health), (1, 2, 0));
    assert_eq!((&health["people"], &health["gap"], &health["overlap"]), (&40.into(), &false.into(), &true.into()));
    // The needs at the rate of the day asked for, a budget at that of its own day: 700 × 28; three quarters of 1000 × 25,
    // and 40000, which nobody divides between the communities.
    assert_eq!((&health["cost"]["value"], &health["money"]["value"]), (&"19600".into(), &"58750".into()));
    assert_eq!(health["money"]["said"], serde_json::json!([["UAH", "40000"], ["USD", "750"]]));
    assert_eq!((&health["money"]["qualifier"], &health["per_person"]), (&"exact".into(), &"11.75".into()));
    // Few people are not told.
    assert_eq!(cell(&matrix, Some(LISOVA), "121")["people"], Value::Null);
    let school = cell(&matrix, Some(STEPOVA), "112");
    assert_eq!((counts(school), &school["gap"], &school["people"]), ((1, 0, 0), &true.into(), &120.into()));
    // What is for the whole raion stands in a row of its own; no rate of euros is known.
    let above = cell(&matrix, None, "151");
    assert_eq!((counts(above), &above["money"]["value"]), ((0, 1, 0), &"0".into()));
    assert_eq!((&above["money"]["qualifier"], &above["money"]["unknown"]), (&"at_least".into(), &1.into()));
    // In a sum each counts once, though the ambulance is in two communities.
    assert_eq!(counts(&matrix["total"]), (3, 3, 0));
    assert_eq!((&matrix["total"]["money"]["value"], &matrix["total"]["gap"]), (&"65000".into(), &Value::Null));
    assert_eq!((&matrix["gaps"], &matrix["overlaps"]), (&1.into(), &1.into()));
    let column = matrix["columns"].as_array().and_then(|all| all.iter().find(|one| one["sector"] == "122")).expect("health");
    assert_eq!((counts(&column["total"]), &column["label"]), ((1, 2, 0), &"122 Базова охорона здоров’я".into()));
}

#[test]
fn every_number_opens_the_records_that_were_counted() {
    let cast = Cast::new();
    register(&cast);
    for client in [cast.visitor(), cast.olena(), cast.ivan()] {
        for question in ["", "?sector=122", "?as-of=2020-12-31", "?emergency=flood"] {
            let matrix = client.get(&format!("/uk/matrix.json{question}")).is(200).json();
            let parts = [&matrix["rows"], &matrix["columns"]].map(|list| list.as_array().expect("a list"));
            let sums = parts.into_iter().flatten().map(|one| &one["total"]);
            let cells = matrix["cells"].as_array().expect("cells");
            for cell in cells.iter().chain(sums).chain([&matrix["total"]]) {
                let url = cell["url"].as_str().expect("an address");
                let (path, query) = url.split_once('?').unwrap_or((url, ""));
                let one = client.get(&format!("{path}.json?{query}")).is(200).json();
                let items = one["items"].as_array().expect("a list");
                let listed = |kind: &str| items.iter().filter(|item| item["kind"] == kind).count() as i64;
                assert_eq!((listed("need"), listed("project"), listed("activity")), counts(cell), "{url}");
                assert_eq!(one["total"], items.len());
                for key in ["money", "cost", "people"] {
                    assert_eq!(one["cell"][key], cell[key], "{key} of {url}");
                }
                let alone = client.get(&format!("{path}.json?{query}&kind=project")).is(200).json();
                assert_eq!(alone["total"], counts(cell).1, "{url}");
            }
        }
    }
    let visitor = cast.visitor();
    let page = visitor.get(&format!("/uk/matrix/{LISOVA}/122")).is(200);
    page.shows("Накладання.")
        .shows("Clinic")
        .shows("Ambulance")
        .shows("сюди належить 75 %")
        .shows("у 2 громадах")
        .shows("Oxygen");
    visitor.get(&format!("/uk/matrix/{STEPOVA}/112")).is(200).shows("Прогалина.").shows("Desks").hides("Dream");
    for missing in ["UA99999999999999999/122", &format!("{LISOVA}/abc"), &format!("{RAION}/all")] {
        visitor.get(&format!("/uk/matrix/{missing}")).is(404);
    }
    for wrong in ["show=x", "sector=12", "measure=flats", "as-of=x"] {
        visitor.get(&format!("/uk/matrix?{wrong}")).is(400);
    }
}

#[test]
fn what_is_hidden_is_taken_out_before_anything_is_counted() {
    let cast = Cast::new();
    register(&cast);
    let school = |client: &Client| counts(cell(&client.get("/uk/matrix.json").is(200).json(), Some(STEPOVA), "112"));
    assert_eq!((school(&cast.visitor()), school(&cast.vira())), ((1, 0, 0), (2, 1, 0)));
    for face in ["", ".json", ".csv", ".svg"] {
        cast.visitor().get(&format!("/uk/matrix{face}")).is(200).hides("Secret").hides("900");
    }
    cast.visitor().get(&format!("/uk/matrix/{STEPOVA}/112")).is(200).hides("Hidden").hides("Secret");
    cast.olena().get(&format!("/uk/matrix/{STEPOVA}/112")).is(200).shows("Hidden").shows("Secret");
}

#[test]
fn a_day_of_the_past_shows_what_was_so_then() {
    let cast = Cast::new();
    register(&cast);
    let visitor = cast.visitor();
    let total = |day: &str| counts(&visitor.get(&format!("/uk/matrix.json?as-of={day}")).is(200).json()["total"]);
    assert_eq!((total("2020-05-31"), total("2020-12-31"), total("2021-03-31")), ((0, 0, 0), (0, 3, 0), (3, 3, 0)));
    visitor.get("/uk/matrix?as-of=2020-05-31").is(200).shows("Немає ні відкритих потреб");
}

#[test]
fn what_a_partner_publishes_counts_until_the_office_has_a_project_of_it() {
    let cast = Cast::new();
    register(&cast);
    let olena = cast.olena();
    let id = published(&olena);
    let health = |day: &str| {
        let matrix = cast.visitor().get(&format!("/uk/matrix.json?as-of={day}")).is(200).json();
        counts(cell(&matrix, Some(LISOVA), "122"))
    };
    assert_eq!((health("2021-03-31"), health("2020-08-31")), ((1, 2, 1), (0, 2, 0)));
    let page = cast.visitor().get(&format!("/uk/matrix/{LISOVA}/122")).is(200);
    page.shows("Mobile clinics").shows("840 тис. грн");
    olena.post(&format!("/uk/activities/{id}/ties"), &[("project", "clinic"), ("decision", "tied")]).is(303);
    assert_eq!(health("2021-03-31"), (1, 2, 0), "the office's project speaks for it");
}

#[test]
fn a_page_a_table_and_a_picture_say_the_same() {
    let cast = Cast::new();
    register(&cast);
    let visitor = cast.visitor();
    let page = visitor.get("/uk/matrix").is(200);
    page.shows("Лісова громада").shows("122 Базова охорона здоров’я").shows("3 відкриті потреби");
    for (show, text) in
        [("money", "тис. грн"), ("gaps", "де ніхто не працює"), ("overlaps", "два або більше"), ("person", "мешканців")]
    {
        visitor.get(&format!("/uk/matrix?show={show}")).is(200).shows(text);
    }
    visitor.get("/uk/matrix?sector=122").is(200).shows("12220").hides("15112");
    let book = visitor.get("/uk/matrix.xlsx").is(200).xlsx("data");
    let table = visitor.get("/uk/matrix.csv").is(200);
    assert_eq!(book.len(), table.csv().len() + 1);
    golden("matrix.csv", &table.text);
    let picture = visitor.get("/uk/matrix.svg?show=gaps").is(200);
    assert_eq!(picture.headers["content-type"], "image/svg+xml; charset=utf-8");
    golden("matrix.svg", &picture.text);
    visitor.get("/uk/matrix.geojson").is(404);
    visitor.get("/uk/map.svg").is(404);
    visitor.get("/uk/").is(200).shows("Матриця потреб і допомоги");
}

/// Holds a face to the file that people read. `UPDATE_GOLDEN=1` writes it anew.
fn golden(name: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, now).expect("a golden file");
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        now,
        "{name} is not what is answered (UPDATE_GOLDEN=1 writes it)"
    );
}

#[test]
fn a_cell_with_much_in_it_is_read_page_by_page() {
    let cast = Cast::new();
    let olena = cast.olena();
    for n in 0..53 {
        need(&olena, &format!("Bed {n}"), LISOVA, "12220", "40", ("300", "USD"));
    }
    project(&olena, "Clinic", "implementing", &[LISOVA], &[("12220", "100")], ("1000", "USD"));
    let path = format!("/uk/matrix/{LISOVA}/122");
    let first = olena.get(&format!("{path}.json")).is(200).json();
    assert_eq!((&first["total"], first["items"].as_array().map(Vec::len)), (&54.into(), Some(50)));
    let cursor = first["next"].as_str().expect("there is more");
    let last = olena.get(&format!("{path}.json?after={cursor}")).is(200).json();
    let kinds: Vec<&str> = last["items"].as_array().expect("a list").iter().filter_map(|item| item["kind"].as_str()).collect();
    assert_eq!((kinds, &last["next"]), (vec!["need", "need", "need", "project"], &Value::Null));
    // The projects stand on the next page: until then their number opens them.
    let page = olena.get(&path).is(200).shows("Проєкти, які тривають: 1").hides("Clinic");
    assert!(
        page.text.contains("?kind=project") && page.text.contains(&format!("after={}", cursor.replace('~', "%7E"))),
        "{}",
        page.text
    );
    olena.get(&format!("{path}?kind=project")).is(200).shows("Clinic").hides("Bed").shows("Показати все");
    for wrong in ["kind=bed", "after=x", "after=0~0"] {
        olena.get(&format!("{path}?{wrong}")).is(400);
    }
}
