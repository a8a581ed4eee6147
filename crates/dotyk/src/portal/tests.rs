//! Stories of the home page, over HTTP.

use crate::testing::{Cast, LISOVA};

#[test]
fn the_home_page_begins_with_key_numbers() {
    let cast = Cast::sample("2026-06-01T09:00:00Z");
    let home = cast.visitor().get("/uk/?as-of=2021-03-31").is(200);
    home.shows("Ключові числа").shows("понад 130 підприємств").shows("понад 1200 учасників").shows("35 квартир");
    cast.visitor().get("/en/").is(200).shows("more than 130 enterprises").shows("The register holds");
    let numbers = cast.visitor().get("/uk/.json").is(200).json()["key_numbers"].clone();
    let enterprises = &numbers[0]["figure"];
    assert_eq!((enterprises["qualifier"].as_str(), enterprises["value"].as_str()), (Some("more_than"), Some("130")));
    assert_eq!(numbers[0]["source"]["url"], "/uk/sources/interview-2020");
    let brands = numbers.as_array().expect("numbers").iter().find(|number| number["figure"]["measure"] == "brands");
    let parts = brands.expect("brands")["by_state"].as_array().expect("parts").clone();
    let parts: Vec<_> = parts.iter().map(|part| [&part[0], &part[1]["value"], &part[1]["maturity"]]).collect();
    let stated = serde_json::json!([["implementing", "7", "delivered"], ["implementing", "6", "planned"]]);
    assert_eq!(serde_json::json!(parts), stated, "what is planned is not read as done");
    let opened = cast.visitor().get(enterprises["url"].as_str().expect("an address")).is(200);
    opened.shows("понад 130 підприємств");
    assert!(cast.visitor().get("/uk/.json").json()["desk"].is_null(), "a visitor has no desk");
}

#[test]
fn a_number_of_a_draft_is_no_key_number_and_a_write_is_seen_at_once() {
    let cast = Cast::new();
    let (marta, olena, visitor) = (cast.marta(), cast.olena(), cast.visitor());
    let edit = marta.get("/uk/office/measures/edit").is(200).text;
    let version = edit.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a version");
    let fields = [
        ("version", version),
        ("measure.0.slug", "flats"),
        ("measure.0.known", "1"),
        ("measure.0.unit", "flat"),
        ("measure.0.key_order", "1"),
        ("measure.0.name_uk", "Квартири"),
        ("measure.0.forms_uk", "квартира|квартири|квартир|квартири"),
    ];
    marta.post("/uk/office/measures", &fields).is(303);

    let project = [
        ("title_uk", "Домівка"),
        ("direction", "health"),
        ("places.0.place", LISOVA),
        ("stages.0.stage", "implementing"),
        ("stages.0.date", "2020"),
    ];
    olena.post("/uk/projects", &project).is(303);
    let figure = [("subject", "project:domivka"), ("measure", "flats"), ("qualifier", "at_least"), ("value", "12")];
    olena.post("/uk/figures", &figure).is(303);
    visitor.get("/uk/").is(200).hides("12 квартир");
    olena.get("/uk/").is(200).hides("12 квартир");
    olena.post("/uk/projects/domivka/publication", &[("state", "public")]).is(303);
    visitor.get("/uk/").is(200).shows("не менше 12 квартир");
    let more = [("subject", "project:domivka"), ("measure", "flats"), ("qualifier", "exact"), ("value", "3")];
    olena.post("/uk/figures", &more).is(303);
    visitor.get("/uk/").is(200).shows("не менше 15 квартир");
}

#[test]
fn the_desk_says_what_is_late_what_is_near_and_what_to_ask_again() {
    let cast = Cast::new();
    let olena = cast.olena();
    olena.post("/uk/projects", &[("title_uk", "Водогін"), ("direction", "health")]).is(303);
    for (what, due, state, since) in [
        ("Здати звіт", "2021-03-30", "planned", "2021-03-01"),
        ("Підписати акт", "2021-04-02", "planned", "2021-03-01"),
        ("Надіслати насос", "2021-12-31", "promised", "2020-10-01"),
        ("Пофарбувати паркан", "2021-12-31", "planned", "2021-03-30"),
    ] {
        let fields =
            [("subject", "project:vodohin"), ("what_uk", what), ("due", due), ("state.0.state", state), ("state.0.date", since)];
        olena.post("/uk/steps", &fields).is(303);
    }
    let desk = olena.get("/uk/.json").is(200).json()["desk"].clone();
    let shown = |at: usize| {
        let rows = desk["steps"][at]["rows"].as_array().expect("rows");
        rows.iter().map(|row| row["label"].as_str().expect("a label").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!([shown(0), shown(1), shown(2)], [["Здати звіт"], ["Підписати акт"], ["Надіслати насос"]]);
    assert_eq!(desk["drafts"][0]["label"], "Водогін");
    olena.get("/uk/").shows("Прострочено").shows("Цього тижня").shows("Підтвердити");
    cast.visitor().get("/uk/").hides("Здати звіт").hides("Водогін");
}
