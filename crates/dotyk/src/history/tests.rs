//! Stories of the journal: who changed what, in words.

use crate::testing::Cast;

#[test]
fn a_change_is_told_field_by_field() {
    let cast = Cast::new();
    let (marta, olena) = (cast.marta(), cast.olena());
    marta.post("/uk/accounts/acc-vira", &[("name", "Віра Нова"), ("role", "coordinator"), ("version", "1")]).is(303);
    let page = olena
        .get("/uk/journal?kind=account&id=acc-vira")
        .is(200)
        .shows("Змінено")
        .shows("Віра Нова")
        .shows("координатор")
        .shows("читач")
        .shows("2 рядки");
    assert!(page.text.contains("<del>vira</del>") && page.text.contains("<ins>Віра Нова</ins>"));
    page.hides("argon2");
    let json = olena.get("/uk/journal.json?kind=account&id=acc-vira").is(200).json();
    assert_eq!(json["total"], 2);
    assert_eq!(json["items"][0]["actor"], serde_json::json!({"id": "acc-marta", "name": "marta"}));
    assert_eq!(json["items"][0]["changes"][0]["field"], "name");
    assert_eq!(json["items"][0]["changes"][0]["before"], "vira");
    olena.get("/uk/journal").is(200).shows("Звіт за 2020 рік");
}

#[test]
fn the_journal_goes_on_page_by_page() {
    let cast = Cast::new();
    let marta = cast.marta();
    for day in 1..=28 {
        for month in ["01", "02"] {
            marta
                .post("/uk/office/rates", &[("currency", "USD"), ("day", &format!("2020-{month}-{day:02}")), ("rate", "28")])
                .is(303);
        }
    }
    let first = marta.get("/uk/journal.json").is(200).json();
    let items = first["items"].as_array().expect("a list");
    assert_eq!(items.len(), 50);
    assert_eq!(items[0]["position"], first["total"]);
    let next = first["next"].as_str().expect("more").to_owned();
    let second = marta.get(&format!("/uk/journal.json?before={next}")).is(200).json();
    let after: i64 = second["items"][0]["position"].as_i64().expect("a position");
    assert_eq!(after + 1, next.parse::<i64>().expect("a position"));
    marta.get("/uk/journal?kind=office&id=test").is(200).shows("Курси").shows("1 січня 2020 р.");
}

#[test]
fn a_bad_question_is_refused() {
    let cast = Cast::new();
    let olena = cast.olena();
    for bad in ["before=x", "before=-1", "kind=nothing&id=1", "kind=account", "id=1", "before=99999999999999999999"] {
        olena.get(&format!("/uk/journal?{bad}")).is(400);
    }
    olena.get("/uk/journal?kind=project&id=no-such").is(200).shows("ще нічого не змінювали");
    cast.ivan().get("/uk/journal").is(403);
    cast.vira().get("/uk/journal").is(403);
    cast.visitor().get("/uk/journal").is(303);
}

#[test]
fn what_the_door_the_settings_and_the_files_write_is_in_the_journal() {
    let cast = Cast::new();
    let marta = cast.marta();
    marta.post("/uk/accounts", &[("login", "taras"), ("name", "Тарас"), ("role", "viewer")]).is(200);
    marta.post("/uk/accounts/acc-olena/reset", &[]).is(200);
    marta.post("/uk/accounts/acc-vira/disabling", &[("state", "disabled")]).is(303);
    marta.post("/uk/office/rates", &[("currency", "USD"), ("day", "2020-12-31"), ("rate", "28")]).is(303);
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert_eq!(report.findings, []);
}
