//! Stories of the 5W table: each project in each place and sector, each delivery; nothing twice that may be added up,
//! nothing that the visitor may not see.

use std::collections::HashMap;

use crate::access::{Action, Actor, Kind, Subject};
use crate::exchange::terminal::{Terminal, door};
use crate::journal::{Ids, Moment, Write};
use crate::testing::{Cast, Client, LISOVA, LISOVE, STEPOVA};
use crate::text::Lang;

type Rows = Vec<HashMap<String, String>>;

/// The rows behind the one with the hashtags.
fn table(client: &Client, question: &str) -> Rows {
    let mut rows = client.get(&format!("/uk/projects/hxl.csv{question}")).is(200).csv();
    assert!(rows[0].values().all(|tag| tag.starts_with('#')), "{:?}", rows[0]);
    rows.remove(0);
    rows
}

fn of<'r>(rows: &'r Rows, key: &str, value: &str) -> Vec<&'r HashMap<String, String>> {
    rows.iter().filter(|row| row[key] == value).collect()
}

/// The office also counts people.
fn counts_people(cast: &Cast) {
    let moment = Moment { now: cast.state.clock.now(), ids: Ids::Timed };
    let done = cast.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, "test", moment)?;
        let mut office = crate::office::store::find(write.tx(), "test")?;
        let counted = office.measures.iter().find(|measure| !measure.money);
        let mut people = counted.expect("a measure").clone();
        (people.slug, people.unit) = ("people".into(), "person".into());
        office.measures.push(people);
        let permit = Actor::command("test", "a test").may(Action::Edit, &Subject::new(Kind::Office, "test", true));
        crate::office::store::save(&mut write, &permit.expect("a permit"), &office)?;
        write.finish().map(drop)
    });
    done.expect("settings");
}

const SCHOOL: &[(&str, &str)] = &[
    ("title_uk", "=Школа"),
    ("title_en", "School"),
    ("direction", "education"),
    ("places.0.place", LISOVE),
    ("places.1.place", STEPOVA),
    ("sectors.0.code", "11220"),
    ("sectors.0.share", "60"),
    ("sectors.1.code", "12220"),
    ("sectors.1.share", "40"),
    ("parties.0.organisation", "un-programme"),
    ("parties.0.role", "funder"),
    ("parties.1.organisation", "lisova-hospital"),
    ("parties.1.role", "implementer"),
    ("stages.0.stage", "implementing"),
    ("stages.0.date", "2020-09"),
];

/// What the receiver says of a delivery.
fn receive(olena: &Client, need: &str, fields: &[(&str, &str)]) {
    let token = olena.token();
    let mut body = Vec::new();
    for (name, value) in fields.iter().chain(&[("_token", token.as_str())]) {
        body.extend(format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    body.extend(b"--part--\r\n");
    olena.post_raw(&format!("{need}/confirmations"), "multipart/form-data; boundary=part", body).is(303);
}

/// A need with three deliveries: confirmed, disputed, declared.
fn deliveries(olena: &Client) -> String {
    let fields = [
        ("title_uk", "Кисень"),
        ("organisation", "lisova-hospital"),
        ("place", LISOVE),
        ("sector", "12220"),
        ("emergency", "covid-19-2020"),
        ("whom_uk", "пацієнти"),
        ("people", "120"),
        ("lines.0.item_uk", "Концентратори"),
        ("lines.0.quantity", "10"),
        ("lines.0.unit", "piece"),
        ("state", "stated"),
        ("contact_name", "Секретна Марія"),
    ];
    let need = olena.post("/uk/needs", &fields).is(303).location;
    olena.post(&format!("{need}/promises"), &[("line", "1"), ("organisation", "un-programme"), ("quantity", "6")]).is(303);
    for (promise, quantity) in [("1", "4"), ("1", "1"), ("", "2")] {
        let delivery = [("line", "1"), ("promise", promise), ("quantity", quantity), ("who", ""), ("date", "2021-03-20")];
        olena.post(&format!("{need}/deliveries"), &delivery).is(303);
    }
    receive(olena, &need, &[("line", "1"), ("delivery", "1"), ("quantity", "3"), ("date", "2021-03-25"), ("seen", "3")]);
    receive(
        olena,
        &need,
        &[("line", "1"), ("delivery", "2"), ("dispute", "Зламане, каже Петренко"), ("date", "2021-03-26"), ("seen", "4")],
    );
    olena.post(&format!("{need}/publication"), &[("state", "public")]).is(303);
    need
}

#[test]
fn who_does_what_where_when_and_for_whom() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    counts_people(&cast);
    olena.post("/uk/projects", SCHOOL).is(303);
    for (measure, value, day, maturity, money) in [
        ("budget", "1000", "2020", "planned", "UAH"),
        ("budget", "2000", "2021-01", "agreed", "UAH"),
        ("people", "300", "2021-01", "delivered", ""),
        ("people", "9", "2021-01", "planned", ""),
    ] {
        let mut fields = vec![
            ("subject", "project:school"),
            ("measure", measure),
            ("qualifier", "about"),
            ("value", value),
            ("as_of", day),
            ("maturity", maturity),
        ];
        fields.extend((!money.is_empty()).then_some(("currency", money)));
        olena.post("/uk/figures", &fields).is(303);
    }
    // A draft is nobody's but the office's.
    assert_eq!((table(&visitor, "").len(), table(&olena, "").len()), (0, 4));
    olena.post("/uk/projects/school/publication", &[("state", "public")]).is(303);
    let need = deliveries(&olena);
    let rows = table(&visitor, "");
    let projects = of(&rows, "kind", "project");
    let places: Vec<_> = projects.iter().map(|row| (row["place"].as_str(), row["sector"].as_str())).collect();
    assert_eq!(places, [(LISOVE, "11220"), (LISOVE, "12220"), (STEPOVA, "11220"), (STEPOVA, "12220")]);
    let first = projects[0];
    for (key, value) in [
        ("activity", "'=Школа"),
        ("funding", "Програма ООН"),
        ("implementing", "Лісова лікарня"),
        ("adm1_code", "UA01"),
        ("adm2_code", "UA0102"),
        ("adm3_code", "UA0102001"),
        ("adm4_code", "UA0102001001"),
        ("start", "2020-09"),
        ("end", ""),
        ("status", "implementing"),
        ("value", "2000"),
        ("currency", "UAH"),
        ("qualifier", "about"),
        ("reached", "300"),
        ("targeted", ""),
    ] {
        assert_eq!(first[key], value, "{key}");
    }
    assert_eq!((projects[2]["adm3_code"].as_str(), projects[2]["adm4_code"].as_str()), ("UA0102003", ""));
    // The budget and the people stand once, so that a column may be added up.
    assert!(projects[1..].iter().all(|row| row["value"].is_empty() && row["reached"].is_empty() && row["currency"].is_empty()));
    let came = of(&rows, "kind", "delivery");
    let said: Vec<_> =
        came.iter().map(|row| (row["status"].as_str(), row["quantity"].as_str(), row["affected"].as_str())).collect();
    assert_eq!(said, [("confirmed", "3", "120"), ("disputed", "", ""), ("declared", "2", "")]);
    for (key, value) in [
        ("implementing", "Програма ООН"),
        ("receiver", "Лісова лікарня"),
        ("emergency", "covid-19-2020"),
        ("item", "Концентратори"),
        ("unit", "piece"),
        ("start", "2021-03-20"),
        ("end", "2021-03-25"),
        ("whom", "пацієнти"),
    ] {
        assert_eq!(came[0][key], value, "{key}");
    }
    // Neither the contact nor the reason of a dispute is in it, for nobody.
    for client in [&visitor, &olena] {
        client.get("/uk/projects/hxl.csv").is(200).hides("Секретна").hides("Петренко");
    }
    // On a day before, less was known; a place and a sector narrow it.
    assert_eq!(of(&table(&visitor, "?as-of=2021-03-22"), "status", "declared").len(), 3);
    assert_eq!(of(&table(&visitor, "?as-of=2020-12-31"), "kind", "delivery").len(), 0);
    assert_eq!(table(&visitor, "?as-of=2020-12-31")[0]["value"], "1000");
    assert_eq!(of(&table(&visitor, &format!("?place={STEPOVA}")), "kind", "delivery").len(), 0);
    assert_eq!(of(&table(&visitor, &format!("?place={LISOVA}")), "kind", "delivery").len(), 3);
    assert_eq!(of(&table(&visitor, "?sector=99999"), "kind", "project").len(), 0);
    visitor.get("/uk/projects/hxl.csv?place=Атлантида").is(404);
    olena.post(&format!("{need}/publication"), &[("state", "draft")]).is(303);
    assert_eq!((of(&table(&visitor, ""), "kind", "delivery").len(), of(&table(&olena, ""), "kind", "delivery").len()), (0, 3));
}

#[test]
fn the_table_is_a_workbook_too_and_comes_from_the_terminal() {
    let cast = Cast::sample("2026-06-01T09:00:00Z");
    let visitor = cast.visitor();
    let rows = table(&visitor, "");
    let book = visitor.get("/en/projects/hxl.xlsx").is(200).xlsx("data");
    assert_eq!(book.len(), rows.len() + 2);
    assert_eq!((book[0][2].to_string(), book[1][2].to_string()), ("Project or need".into(), "#activity+name".into()));
    let listed = visitor.get("/uk/projects.csv").is(200).csv().len();
    let ids: std::collections::BTreeSet<&String> = of(&rows, "kind", "project").iter().map(|row| &row["id"]).collect();
    assert_eq!(ids.len(), listed, "every project is in it");
    assert_eq!(visitor.get("/uk/projects/hxl").is(307).location, "/uk/projects/hxl.csv");
    visitor.get("/uk/projects/hxl.json").is(404);
    visitor.get("/uk/projects/hxl.geojson").is(404);
    visitor.get("/uk/projects").is(200).shows("CSV з мітками HXL");
    let terminal = Terminal::new(cast.through(door), &crate::app::routes(), Lang::En, "projects/hxl").expect("a terminal");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("5w.csv");
    terminal.export(&file, &[]).expect("a table");
    assert_eq!(std::fs::read_to_string(&file).expect("the table").lines().filter(|line| line.contains("#adm1+code")).count(), 1);
}

#[test]
fn no_project_takes_the_address_of_the_table() {
    let cast = Cast::new();
    let project = [("title_en", "HXL"), ("direction", "health"), ("stages.0.stage", "idea")];
    assert_ne!(cast.olena().post("/uk/projects", &project).is(303).location, "/uk/projects/hxl");
}
