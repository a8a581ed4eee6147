//! Stories of the home page, over HTTP.

use axum::http::StatusCode;
use serde_json::Value;

use crate::access::{Action, Kind};
use crate::testing::{Cast, Client, LISOVA, LISOVE, STEPOVA};
use crate::web::{self, Reply, Routes};

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
    assert_eq!(cast.visitor().get("/uk/.json").json()["boards"], serde_json::json!([]), "a visitor has no board");
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

/// All numbers of a board: what is counted, how many, where it leads, and the labels under it.
fn tiles(board: &Value) -> Vec<(String, i64, String, Vec<String>)> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let tile = |tile: Value| {
        let rows = list(&tile["rows"]).iter().map(|row| text(&row["label"])).collect();
        (text(&tile["word"]), tile["count"].as_i64().expect("a count"), text(&tile["url"]), rows)
    };
    list(&board["groups"]).iter().flat_map(|group| list(&group["tiles"])).map(tile).collect()
}

/// What a board says of something: how many, and the labels under it.
fn told(board: &Value, word: &str) -> Option<(i64, Vec<String>)> {
    tiles(board).into_iter().find(|(of, ..)| of == word).map(|(_, count, _, rows)| (count, rows))
}

/// Holds every number to the list that it opens, as a page and as data.
fn open(client: &Client, board: &Value) {
    assert!(!tiles(board).is_empty(), "{board}");
    for (word, count, url, rows) in tiles(board) {
        let (path, question) = url.split_once('?').unwrap_or((&url, ""));
        client.get(&url).is(200);
        let list = client.get(&format!("{path}.json?{question}")).is(200).json();
        assert_eq!(list["total"], count, "{word}: {url}");
        assert!(rows.len() as i64 <= count && rows.len() <= 4, "{word}: {rows:?}");
        for row in rows {
            assert!(list["items"].as_array().expect("items").iter().any(|item| item["label"] == row.as_str()), "{word}: {row}");
        }
    }
}

/// A register with something in every number: two needs in Lisova, one in Stepova, a project, steps, agreements, an event,
/// a call, a partner that went quiet.
fn busy() -> Cast {
    let cast = Cast::new();
    let olena = cast.olena();
    let made = |path: &str, fields: &[(&str, &str)]| {
        let at = olena.post(&format!("/uk/{path}"), fields).is(303).location;
        olena.post(&format!("{at}/publication"), &[("state", "public")]);
        at
    };
    for (title, place, organisation, priority) in [
        ("Ліжка", LISOVA, "lisova-hospital", "urgent"),
        ("Кисень", LISOVE, "lisova-hospital", "normal"),
        ("Дошки", STEPOVA, "", "normal"),
    ] {
        let fields = [
            ("title_uk", title),
            ("place", place),
            ("organisation", organisation),
            ("priority", priority),
            ("lines.0.item_uk", "штука"),
            ("lines.0.unit", "piece"),
            ("lines.0.quantity", "10"),
        ];
        made("needs", &fields);
    }
    // Of the beds four came and nobody has confirmed them; of the oxygen something is promised.
    let promise = |need: &str, quantity: &str| {
        let fields = [("line", "1"), ("organisation", "un-programme"), ("quantity", quantity), ("date", "2021-03-20")];
        olena.post(&format!("/uk/needs/{need}/promises"), &fields).is(303);
    };
    promise("lizhka", "4");
    promise("kysen", "2");
    let brought = [("line", "1"), ("promise", "1"), ("quantity", "4"), ("date", "2021-03-25")];
    olena.post("/uk/needs/lizhka/deliveries", &brought).is(303);
    let project = [
        ("title_uk", "Водогін"),
        ("direction", "health"),
        ("places.0.place", LISOVE),
        ("stages.0.stage", "implementing"),
        ("stages.0.date", "2020"),
        ("parties.0.organisation", "un-programme"),
        ("parties.0.role", "funder"),
    ];
    made("projects", &project);
    olena.post("/uk/projects", &[("title_uk", "Чернетка мосту"), ("direction", "health")]).is(303);
    for (what, due, since) in [
        ("Здати звіт", "2021-03-30", "2021-03-01"),
        ("Підписати акт", "2021-04-02", "2021-03-01"),
        ("Надіслати насос", "2021-12-31", "2020-10-01"),
        ("Пофарбувати паркан", "2021-12-31", "2021-03-30"),
    ] {
        let fields = [
            ("subject", "project:vodohin"),
            ("what_uk", what),
            ("organisation", "un-programme"),
            ("due", due),
            ("state.0.state", "planned"),
            ("state.0.date", since),
        ];
        olena.post("/uk/steps", &fields).is(303);
    }
    let agreement = |title: &str, fields: &[(&str, &str)]| {
        let parties = [
            ("title_uk", title),
            ("kind", "memorandum"),
            ("places.0.place", LISOVA),
            ("parties.0.organisation", "lisova-hospital"),
            ("parties.1.organisation", "un-programme"),
        ];
        made("agreements", &[&parties[..], fields].concat());
    };
    let signed = [("signatures.0.party", "*"), ("signatures.0.date", "2020-01-01")];
    agreement("Діє ще місяць", &[&signed[..], &[("until", "2021-04-30")]].concat());
    agreement("Сплив", &[&signed[..], &[("until", "2021-01-31")]].concat());
    agreement("Мали підписати", &[("planned", "2021-03-01")]);
    for (title, date) in [("Нарада", "2021-04-03"), ("Форум", "2021-06-10")] {
        let fields = [
            ("title_uk", title),
            ("kind", "meeting"),
            ("date", date),
            ("place", LISOVE),
            ("organisers.0.organisation", "un-programme"),
            ("states.0.state", "announced"),
            ("states.0.date", "2021-03-01"),
        ];
        made("events", &fields);
    }
    cast
}

fn names(rows: &[&str]) -> Vec<String> {
    rows.iter().map(|row| (*row).to_owned()).collect()
}

#[test]
fn the_coordinators_home_says_what_is_today_overdue_to_confirm_and_quiet() {
    let cast = busy();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let home = olena.get("/uk/.json").is(200).json();
    let board = &home["boards"][0];
    for (word, count, rows) in [
        ("portal-board-events", 1, &["Нарада"][..]),
        ("portal-desk-soon", 1, &["Підписати акт"]),
        ("agreement-desk", 1, &["Діє ще місяць"]),
        ("need-desk-urgent", 1, &["Ліжка"]),
        ("portal-board-steps-overdue", 1, &["Здати звіт"]),
        ("portal-board-unsigned", 1, &["Мали підписати"]),
        ("portal-board-ended", 1, &["Сплив"]),
        ("portal-board-word", 1, &["Ліжка"]),
        ("portal-desk-silent", 1, &["Надіслати насос"]),
        ("portal-desk-drafts", 1, &["Чернетка мосту"]),
        ("portal-board-unknown", 0, &[]),
        ("portal-board-partners", 1, &["Лісова лікарня"]),
    ] {
        assert_eq!(told(board, word), Some((count, names(rows))), "{word}: {board}");
    }
    open(&olena, board);
    olena.get("/uk/").is(200).shows("Прострочено").shows("Замовкли").shows("Чернетка мосту");
    // A day of the past counts what stood then, in the same lists.
    let then = olena.get("/uk/.json?as-of=2021-03-29").is(200).json()["boards"][0].clone();
    assert_eq!(told(&then, "portal-board-steps-overdue"), Some((0, Vec::new())));
    assert_eq!(told(&then, "portal-desk-drafts"), None, "what was a draft then nobody knows");
    open(&olena, &then);

    assert_eq!(visitor.get("/uk/.json").is(200).json()["boards"], serde_json::json!([]), "a visitor has no board");
    visitor.get("/uk/").is(200).hides("Чернетка мосту").hides("Замовкли");
    assert_eq!(cast.vira().get("/uk/.json").is(200).json()["boards"], serde_json::json!([]));
}

#[test]
fn a_contributors_home_is_of_their_own_and_nobody_learns_more_by_a_board() {
    let cast = busy();
    let (olena, ivan, visitor) = (cast.olena(), cast.ivan(), cast.visitor());
    let hidden = [
        ("title_uk", "Таємна потреба"),
        ("place", LISOVE),
        ("lines.0.item_uk", "x"),
        ("lines.0.unit", "piece"),
        ("lines.0.quantity", "1"),
    ];
    olena.post("/uk/needs", &hidden).is(303);
    let elsewhere = [("place", STEPOVA)];
    let fields: Vec<_> = hidden.iter().filter(|(name, _)| *name != "place").chain(&elsewhere).copied().collect();
    olena.post("/uk/needs", &fields).is(303);

    let boards = ivan.get("/uk/.json").is(200).json()["boards"].clone();
    let labels: Vec<_> = boards.as_array().expect("boards").iter().map(|board| board["of"]["label"].clone()).collect();
    assert_eq!(labels, ["Лісова громада", "Лісова лікарня"]);
    let (place, hospital) = (&boards[0], &boards[1]);
    // The draft in their own hromada is theirs to see, the one elsewhere is not.
    assert_eq!(told(place, "portal-board-open").map(|(count, _)| count), Some(3));
    assert_eq!(told(place, "portal-board-word"), Some((1, names(&["Ліжка"]))));
    assert_eq!(told(place, "portal-board-promised"), Some((1, names(&["Кисень"]))));
    assert_eq!(told(place, "portal-board-implementing"), Some((1, names(&["Водогін"]))));
    assert_eq!(told(place, "portal-board-steps").map(|(count, _)| count), Some(4));
    assert_eq!(told(place, "agreement-desk"), Some((1, names(&["Діє ще місяць"]))));
    assert_eq!(told(hospital, "portal-board-open").map(|(count, _)| count), Some(2));
    for board in [place, hospital] {
        open(&ivan, board);
        let own = ivan.get(board["url"].as_str().expect("a page")).is(200);
        own.shows(board["of"]["label"].as_str().expect("a label"));
    }
    ivan.get("/uk/").is(200).shows("Таємна потреба").hides("Замовкли");

    let board = |client: &Client, path: &str| client.get(&format!("/uk/{path}/board.json")).is(200).json();
    for (client, lisova, stepova) in [(&visitor, 2, Some(1)), (&ivan, 3, Some(1)), (&olena, 3, Some(2))] {
        let of = |code: &str| told(&board(client, &format!("places/{code}")), "portal-board-open").map(|(count, _)| count);
        assert_eq!((of(LISOVA), of(STEPOVA)), (Some(lisova), stepova));
        open(client, &board(client, &format!("places/{LISOVA}")));
        open(client, &board(client, "organisations/un-programme"));
    }
    visitor.get(&format!("/uk/places/{LISOVA}/board")).is(200).hides("Таємна потреба");
    ivan.get(&format!("/uk/places/{STEPOVA}/board")).is(200).hides("Таємна потреба");
    visitor.get("/uk/places/UA99/board").is(404);

    let partner = board(&olena, "organisations/un-programme");
    assert_eq!(told(&partner, "portal-board-helped").map(|(count, _)| count), Some(2));
    assert_eq!(told(&partner, "portal-board-projects"), Some((1, names(&["Водогін"]))));
    assert_eq!(told(&partner, "portal-board-steps-owed").map(|(count, _)| count), Some(4));
    assert_eq!(told(&partner, "event-desk-upcoming").map(|(count, _)| count), Some(2));
    assert_eq!(told(&partner, "portal-board-fitting"), None, "nobody wrote down what they look for");
    let wanted = [("name", "Health"), ("organisation", "un-programme"), ("places", LISOVA), ("often", "never"), ("lang", "en")];
    olena.post("/uk/interests", &wanted).is(200);
    let partner = board(&olena, "organisations/un-programme");
    assert_eq!(told(&partner, "portal-board-fitting").map(|(count, _)| count), Some(2), "what is published in Lisova");
    open(&olena, &partner);
    assert_eq!(told(&board(&visitor, "organisations/un-programme"), "portal-board-fitting"), None);
    assert!(!partner["relation"].is_null(), "the office knows of the last word");
    assert!(board(&visitor, "organisations/un-programme")["relation"].is_null(), "and tells nobody");
}

#[test]
fn a_board_that_is_the_same_is_not_sent_again() {
    let cast = busy();
    let olena = cast.olena();
    let path = "/uk/";
    let first = olena.get(path).is(200);
    let tag = first.headers["etag"].to_str().expect("a tag").to_owned();
    let again = |tag: &str| {
        let request = olena.request("GET", path).header("if-none-match", tag);
        olena.send(request.body(axum::body::Body::empty()).expect("a request"))
    };
    let same = again(&tag).is(304);
    assert_eq!((same.bytes.len(), same.headers["etag"].to_str().ok()), (0, Some(tag.as_str())));
    assert_eq!(same.headers["cache-control"], "no-store", "and nothing of it is kept");
    olena.post("/uk/steps/zdaty-zvit/states", &[("state", "done")]).is(303);
    let changed = again(&tag).is(200);
    assert_ne!(changed.headers["etag"].to_str().ok(), Some(tag.as_str()));
}

#[test]
fn a_board_asks_no_more_of_a_large_register() {
    let cast = busy();
    let olena = cast.olena();
    // How many statements the board takes, once the index is there.
    let counting = Routes::default().get("/asked", Kind::Portal, Action::Read, |ctx, tx| {
        super::board::desk(ctx, tx)?;
        let before = tx.asked();
        super::board::desk(ctx, tx)?;
        Reply::json(StatusCode::OK, &serde_json::json!(tx.asked() - before))
    });
    let service = web::app(cast.state.clone(), &counting);
    let asked = || olena.at(&service).get("/uk/asked.json").is(200).json().as_u64().expect("a count");
    let few = asked();
    for number in 0..40 {
        let step = [
            ("subject", "project:vodohin"),
            ("what_uk", &format!("Ще крок {number}")),
            ("due", "2021-03-30"),
            ("state.0.state", "planned"),
            ("state.0.date", "2021-03-01"),
        ];
        olena.post("/uk/steps", &step).is(303);
        let need = [
            ("title_uk", &*format!("Потреба {number}")),
            ("place", LISOVE),
            ("lines.0.item_uk", "x"),
            ("lines.0.unit", "piece"),
            ("lines.0.quantity", "1"),
        ];
        olena.post("/uk/needs", &need).is(303);
    }
    let many = asked();
    assert!(many <= few + 10 && few < 200, "{few} statements, then {many}");
}
