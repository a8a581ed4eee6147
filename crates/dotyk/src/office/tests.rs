//! Stories of the settings: changed by two at once, and rates taken in from a table.

use crate::testing::Cast;

#[test]
fn only_an_administrator_changes_settings() {
    let cast = Cast::new();
    cast.olena().get("/uk/office").is(200).shows("Тестова установа").shows("Здоров’я").hides("/uk/office/settings/edit");
    cast.vira().get("/uk/office.json").is(200).shows("directions");
    cast.olena().get("/uk/office/settings/edit").is(403);
    cast.ivan().get("/uk/office").is(403);
    cast.visitor().get("/uk/office").is(303);
    cast.marta().get("/uk/office/settings/edit").is(200);
    cast.marta().get("/uk/office/nothing/edit").is(404);
}

#[test]
fn two_administrators_change_two_things_and_lose_neither() {
    let cast = Cast::new();
    let marta = cast.marta();
    let version = marta.get("/uk/office.json").json()["office"]["version"].to_string();
    let place = ("place", "UA01000000000000001");
    let named = [
        ("version", version.as_str()),
        ("name_uk", "Нова назва"),
        ("name_en", "Test office"),
        place,
        ("mail", "office@dotyk.example"),
    ];
    marta.post("/uk/office/settings", &named).is(303);
    // Another section, from the older version: nothing both changed, so the form comes back whole, to be sent again.
    let directions = [
        ("version", version.as_str()),
        ("direction.0.order", "2"),
        ("direction.0.slug", "health"),
        ("direction.0.name_uk", "Здоров’я"),
        ("direction.1.order", "1"),
        ("direction.1.slug", "education"),
        ("direction.1.name_uk", "Освіта"),
        ("direction.2.order", "3"),
        ("direction.2.slug", "it"),
        ("direction.2.name_uk", "ІТ"),
    ];
    marta.post("/uk/office/directions", &directions).is(409).shows("Поки ви писали").shows("education").hides("<q>");
    let now = marta.get("/uk/office.json").json()["office"]["version"].to_string();
    let mut again = directions;
    again[0].1 = &now;
    marta.post("/uk/office/directions", &again).is(303);
    let office = marta.get("/uk/office.json").json();
    let slugs: Vec<_> = office["office"]["directions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|d| d["slug"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(slugs, ["education", "health", "it"]);
    assert_eq!(office["office"]["name_uk"], "Нова назва");
    // The same field changed by both: theirs is shown, mine stays in the form.
    let late = [("version", version.as_str()), ("name_uk", "Моя назва"), ("name_en", "Test office"), place];
    marta.post("/uk/office/settings", &late).is(409).shows("у них: Нова назва").hides("value=\"Нова назва\"");
}

#[test]
fn what_is_wrong_is_said_beside_its_field() {
    let cast = Cast::new();
    let marta = cast.marta();
    let version = marta.get("/uk/office.json").json()["office"]["version"].to_string();
    let wrong = [("version", version.as_str()), ("mail", "not a mail"), ("base_url", "javascript:alert(1)"), ("place", "UA99")];
    marta.post("/uk/office/settings", &wrong).is(422).shows("Напишіть назву").shows("«not a mail»").shows("«UA99» не знайдено");
    let row = [
        ("version", version.as_str()),
        ("measure.4.slug", "Bad Slug"),
        ("measure.4.unit", "x"),
        ("measure.4.name_uk", "Щось"),
        ("measure.4.forms_uk", "а|б"),
    ];
    let page = marta.post("/uk/office/measures", &row).is(422).shows("«Bad Slug» не годиться").shows("не всі форми");
    assert!(page.text.contains("href=\"#measure.4.slug\"") && page.text.contains("id=\"measure.4.slug\""));
    let term = [
        ("version", version.as_str()),
        ("term.0.slug", "itr-decision"),
        ("term.0.valid_from", "2002-02-15"),
        ("term.0.days", "10"),
        ("term.0.working", "1"),
    ];
    marta.post("/uk/office/terms", &term).is(303);
    marta.get("/uk/office").is(200).shows("itr-decision: 10 робочих днів");
}

#[test]
fn a_rate_is_set_and_put_right() {
    let cast = Cast::new();
    let marta = cast.marta();
    marta
        .post("/uk/office/rates", &[("currency", "usd"), ("day", "31.12.2020"), ("rate", "28,2746"), ("source_uk", "НБУ")])
        .is(303);
    marta.post("/uk/office/rates", &[("currency", "USD"), ("day", "2020-12-31"), ("rate", "28.2747")]).is(303);
    marta.get("/uk/office/rates").is(200).shows("28,2747").shows("Усього 1 курс");
    marta.get("/uk/office/rates.json").is(200).hides("28.2746");
    let wrong = [("currency", "USD"), ("day", "2020"), ("rate", "28")];
    marta.post("/uk/office/rates", &wrong).is(422).shows("«2020» не є днем").shows("Перевірте, будь ласка");
    cast.olena().post("/uk/office/rates", &wrong).is(403);
}

#[test]
fn a_table_of_rates_comes_in_whole_or_not_at_all() {
    let cast = Cast::new();
    let marta = cast.marta();
    let send = |table: &str, file: bool| {
        let part = if file { "name=\"file\"; filename=\"rates.csv\"" } else { "name=\"csv\"" };
        let body = format!(
            "--E\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{}\r\n--E\r\nContent-Disposition: form-data; {part}\r\n\r\n{table}\r\n--E--\r\n",
            marta.token()
        );
        marta.post_raw("/uk/office/rates/import", "multipart/form-data; boundary=E", body.into_bytes())
    };
    send("валюта;день;курс\nUSD;31.12.2020;28,2746\nEUR;31.12.2020;тридцять\nUSD;31.12;1", false)
        .is(422)
        .shows("2 рядки з помилками")
        .shows("Рядок 3: «тридцять» не є числом")
        .shows("Рядок 4: «31.12» не є днем");
    marta.get("/uk/office/rates.json").is(200).shows("\"total\":0");
    assert_eq!(send("USD,2020-12-31,28.2746\nEUR,2020-12-31,34.7396\n", true).is(303).location, "/uk/office/rates?added=2");
    marta.get("/uk/office/rates?added=2").is(200).shows("Внесено 2 курси").shows("34,7396");
    send("", false).is(422).shows("немає жодного курсу");
}
