//! Stories of imports, over HTTP.

use std::time::{Duration, Instant};

use rust_xlsxwriter::Workbook;
use serde_json::Value;

use super::store::{self, State};
use super::work;
use crate::access::Role;
use crate::testing::{Cast, Client, LISOVE, Seen};

/// A workbook with one sheet of texts.
fn book(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Проєкти").expect("a name");
    for (row, cells) in (0u32..).zip(rows) {
        for (column, text) in (0u16..).zip(cells.iter()).filter(|(_, text)| !text.is_empty()) {
            match text.strip_prefix('=') {
                Some(_) => sheet.write_formula(row, column, *text).map(drop),
                None => sheet.write(row, column, *text).map(drop),
            }
            .expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// Uploads a file.
fn send(client: &Client, kind: &str, name: &str, bytes: &[u8]) -> Seen {
    let field = |name: &str, value: &str| format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let mut body = format!("{}{}", field("_token", &client.token()), field("kind", kind)).into_bytes();
    body.extend(format!("--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes());
    body.extend(bytes);
    body.extend(b"\r\n--part--\r\n");
    client.post_raw("/uk/imports", "multipart/form-data; boundary=part", body)
}

/// Looks at an import until its work is over, as a page left open does.
#[track_caller]
fn wait(client: &Client, path: &str) -> Value {
    let begun = Instant::now();
    loop {
        let seen = client.get(&format!("{path}.json")).is(200).json();
        if seen["works"] == false {
            return seen;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "it never ends: {seen}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Uploads a table and waits for the dry run.
#[track_caller]
fn check(client: &Client, kind: &str, rows: &[&[&str]]) -> (String, Value) {
    let path = send(client, kind, "таблиця.xlsx", &book(rows)).is(303).location;
    let seen = wait(client, &path);
    (path, seen)
}

/// Writes what was checked.
#[track_caller]
fn apply(client: &Client, path: &str) -> Value {
    client.post(&format!("{path}/application"), &[]).is(303);
    wait(client, path)
}

fn count(of: &Value, list: &str, word: &str) -> i64 {
    let pairs = of[list].as_array().expect("a list");
    pairs.iter().find(|pair| pair[0] == word).map_or(0, |pair| pair[1].as_i64().expect("a number"))
}

fn messages(of: &Value) -> Vec<(String, String)> {
    let rows = of["rows"].as_array().expect("rows").iter();
    let faults = rows.flat_map(|row| row["faults"].as_array().expect("faults").clone());
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    faults.map(|fault| (text(&fault["cell"]), text(&fault["message"]))).collect()
}

const HEADING: &[&str] =
    &["№", "Назва проєкту", "Назва англійською", "Напрям", "Стадія", "Стадія від", "Місця", "Донор", "Джерело"];

fn table<'a>(rows: &[&'a [&'a str]]) -> Vec<&'a [&'a str]> {
    [&["Реєстр проєктів"][..], HEADING].into_iter().chain(rows.iter().copied()).collect()
}

const SCHOOL: &[&str] =
    &["1", "Безпечна школа", "Safe school", "Освіта", "перемовини", "вересень 2020", "Лісове", "Програма ООН", "report-2020"];
const CLINIC: &[&str] = &["2", "Лiкарня", "Clinic", "health", "ідея", "31.12.2020", LISOVE, "un-programme", "Звіт за 2020 рік"];

#[test]
fn a_table_is_looked_at_applied_taken_in_again_and_undone() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let rows = table(&[SCHOOL, CLINIC]);
    let (path, seen) = check(&olena, "project", &rows);
    assert_eq!((seen["state"].as_str(), count(&seen, "outcomes", "new")), (Some("checked"), 2), "{seen}");
    // What was understood: the heading's row, a name for a code, a Latin i.
    assert_eq!((&seen["sheets"][0]["line"], &seen["sheets"][0]["columns"][1]["column"]), (&2.into(), &"title_uk".into()));
    olena.get(&path).is(200).shows("зрозуміло як «м. Лісове»").shows("зрозуміло як «Лікарня»").shows("Записати 2 рядки");
    // A dry run changes nothing.
    assert_eq!(olena.get("/uk/projects.json").json()["total"], 0);

    let seen = apply(&olena, &path);
    assert_eq!((seen["state"].as_str(), count(&seen, "results", "applied")), (Some("applied"), 2), "{seen}");
    let card =
        olena.get("/uk/projects/safe-school").is(200).shows("Безпечна школа").shows("перемовини").shows("вересень 2020 р.");
    card.shows("Програма ООН").shows("Звіт за 2020 рік").shows("Чернетка");
    visitor.get("/uk/projects/safe-school").is(404);
    olena.get("/uk/projects/clinic").is(200).shows("Лікарня");
    olena.get("/uk/journal").is(200).shows("Безпечна школа");

    // The same file again says nothing new.
    let (again, seen) = check(&olena, "project", &rows);
    assert_eq!(count(&seen, "outcomes", "same"), 2, "{seen}");
    olena.post(&format!("{again}/application"), &[]).is(400).shows("Записувати нічого");

    // A changed title shows what is ours and what is theirs, field by field.
    let renamed = [&["1", "Найбезпечніша школа"][..], &SCHOOL[2..]].concat();
    let (path, seen) = check(&olena, "project", &table(&[&renamed, CLINIC]));
    assert_eq!((count(&seen, "outcomes", "changed"), count(&seen, "outcomes", "same")), (1, 1), "{seen}");
    let change = &seen["rows"][0]["changes"];
    assert_eq!(
        (&change[0]["field"], &change[0]["before"], &change[0]["after"]),
        (&"title_uk".into(), &"Безпечна школа".into(), &"Найбезпечніша школа".into())
    );
    assert_eq!(change.as_array().map(Vec::len), Some(1));
    apply(&olena, &path);
    olena.get("/uk/projects/safe-school").is(200).shows("Найбезпечніша школа");

    olena.post(&format!("{path}/undoing"), &[]).is(303);
    let seen = wait(&olena, &path);
    assert_eq!((seen["state"].as_str(), count(&seen, "results", "undone")), (Some("undone"), 1), "{seen}");
    olena.get("/uk/projects/safe-school").is(200).shows("Безпечна школа").hides("Найбезпечніша");
    olena.post(&format!("{path}/undoing"), &[]).is(400);
}

/// What an accountant's table of handed-over property looks like.
#[test]
fn a_table_says_to_which_other_directions_a_project_belongs() {
    let cast = Cast::new();
    let olena = cast.olena();
    let heading = ["№", "Назва проєкту", "Напрям", "Інші напрями"];
    let said = |own: &str, others: &str| {
        let (path, seen) = check(&olena, "project", &[&heading, &["1", "Медичний клас", own, others]]);
        let messages = messages(&seen);
        if messages.is_empty() && count(&seen, "outcomes", "same") == 0 {
            apply(&olena, &path);
        }
        let list = olena.get("/uk/projects.json").is(200).json();
        (messages.len(), list["items"][0]["direction"].clone(), list["items"][0]["other_directions"].clone())
    };
    let (health, education) = ("health".into(), "education".into());
    assert_eq!(said("Здоров’я", "Освіта; Здоров’я"), (0, health, serde_json::json!(["education"])));
    // An empty cell says nothing; what becomes its own is no other one any more.
    assert_eq!(said("Здоров’я", "").2, serde_json::json!(["education"]));
    assert_eq!(said("Освіта", ""), (0, education, serde_json::json!([])));
    assert_eq!(said("Освіта", "Кулінарія").0, 1);
    assert_eq!((said("Освіта", "-").2, said("Освіта", "health").2), (serde_json::json!([]), serde_json::json!(["health"])));
    // The register's own workbook is understood as well.
    let book = olena.get("/uk/projects.xlsx").is(200).bytes;
    let seen = wait(&olena, &send(&olena, "project", "projects.xlsx", &book).is(303).location);
    assert_eq!(messages(&seen), [], "{seen}");
    assert_eq!(olena.get("/uk/projects.json").json()["items"][0]["other_directions"], serde_json::json!(["health"]));
}

#[test]
fn property_is_taken_in_changed_and_taken_back() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let heading: &[&str] = &[
        "№",
        "Назва майна",
        "Інвентарний номер",
        "Кількість",
        "Одиниця виміру",
        "Вартість",
        "Реципієнт",
        "Виконавець",
        "Населений пункт",
        "Номер акта",
        "Дата акта",
        "Взято на баланс",
        "Джерело",
        "Опублікувати",
    ];
    let row = |key: &'static str, uid: &'static str, value: &'static str| -> [&'static str; 14] {
        [
            key,
            "Санiтарне авто",
            uid,
            "1",
            "шт.",
            value,
            "Лісова лікарня",
            "un-programme",
            "м. Лісове",
            "№ 12-а",
            "5 березня 2021 р.",
            "15.03.2021",
            "report-2020",
            "так",
        ]
    };
    let (first, second) = (row("1", "101400001", "близько 190 тис. дол. США"), row("2", "101400002", "1 234 567,50 грн"));
    let (path, seen) = check(&olena, "asset", &[heading, &first, &second]);
    assert_eq!(count(&seen, "outcomes", "new"), 2, "{seen}");
    olena.get(&path).is(200).shows("зрозуміло як «Санітарне авто»").shows("зрозуміло як «2021-03-05»");
    let seen = apply(&olena, &path);
    assert_eq!(count(&seen, "results", "applied"), 2, "{seen}");
    let rows = visitor.get("/uk/assets.csv").is(200).csv();
    let of = |uid: &str| rows.iter().find(|row| row["uid"] == uid).expect("a row").clone();
    let (van, other) = (of("101400001"), of("101400002"));
    assert_eq!((van["qualifier"].as_str(), van["value"].as_str(), van["currency"].as_str()), ("about", "190000", "USD"));
    assert_eq!(
        (other["qualifier"].as_str(), other["value"].as_str(), other["currency"].as_str()),
        ("exact", "1234567.50", "UAH")
    );
    assert_eq!(
        (van["state"].as_str(), van["act_number"].as_str(), van["act_date"].as_str()),
        ("on_balance", "12-а", "2021-03-05")
    );

    // The same again is nothing new; the exact value is a change of one record, which is undone.
    let (_, seen) = check(&olena, "asset", &[heading, &first, &second]);
    assert_eq!(count(&seen, "outcomes", "same"), 2, "{seen}");
    let (change, seen) = check(&olena, "asset", &[heading, &row("1", "101400001", "190 250,00 USD")]);
    assert_eq!(count(&seen, "outcomes", "changed"), 1, "{seen}");
    apply(&olena, &change);
    visitor.get("/uk/assets.csv?q=101400001").is(200).shows("190250.00");
    olena.post(&format!("{change}/undoing"), &[]).is(303);
    assert_eq!(count(&wait(&olena, &change), "results", "undone"), 1);
    visitor.get("/uk/assets.csv?q=101400001").is(200).hides("190250.00").shows("190000");

    // What is wrong is said by cell.
    let mut wrong = row("3", "101400003", "1,234");
    (wrong[3], wrong[10], wrong[11]) = ("кілька", "03/04/2021", "2021");
    let (_, seen) = check(&olena, "asset", &[heading, &wrong]);
    let cells: Vec<String> =
        messages(&seen).into_iter().map(|(cell, _)| cell.split('!').next_back().unwrap_or_default().to_owned()).collect();
    assert_eq!(cells, ["D2", "F2", "K2", "L2"], "{seen}");

    // The first table is taken back, but for what was changed since.
    olena.post(&format!("{path}/undoing"), &[]).is(303);
    let seen = wait(&olena, &path);
    assert_eq!((count(&seen, "results", "undone"), count(&seen, "results", "kept")), (1, 1), "{seen}");
    visitor.get("/uk/assets.csv").is(200).shows("101400001").hides("101400002");
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).unwrap();
    assert_eq!(report.findings, []);
}

/// Papers of 2020 name places by KOATUU. A code is read where it can mean one place only.
#[test]
fn codes_of_2020_papers_are_read_where_they_are_certain() {
    let cast = Cast::new();
    let olena = cast.olena();
    // The codes come with a table of places: the city and its hromada share one, the raion's borders are new.
    let codes: &[&[&str]] = &[
        &["Код", "Код вищого рівня", "Рівень", "Назва", "КОАТУУ"],
        &[LISOVE, "UA01020010000000003", "населений пункт", "Лісове", "4411800000"],
        &["UA01020010000000003", "UA01020000000000002", "громада", "Лісова", "4411800000"],
        &["UA01020000000000002", "UA01000000000000001", "район", "Лісостеповий", "4424000000"],
        &["UA01020030010000006", "UA01020030000000004", "населений пункт", "Степове", "4412945200"],
    ];
    let (path, seen) = check(&olena, "place", codes);
    assert_eq!(count(&seen, "outcomes", "refused"), 0, "{seen}");
    apply(&olena, &path);
    olena.get("/uk/places/UA01020030010000006").is(200).shows("КОАТУУ").shows("4412945200");
    olena.get("/uk/places?q=4412945200").is(200).shows("Степове").hides("Лісове");

    let project = |place: &str| check(&olena, "project", &table(&[&["7", "Клініка", "", "health", "", "", place, "", ""]]));
    let (path, seen) = project("4412945200");
    assert_eq!(count(&seen, "outcomes", "new"), 1, "{seen}");
    olena.get(&path).is(200).shows("4412945200").shows("Степове (UA01020030010000006)");
    let written = apply(&olena, &path);
    assert_eq!(count(&written, "results", "applied"), 1, "{written}");

    // The city or its hromada; the raion with other borders; a village whose code had gone before the table was made.
    for (place, message) in [
        ("4411800000", "Код КОАТУУ не каже напевно"),
        ("4424000000", "Код КОАТУУ не каже напевно"),
        ("4420681101", "немає території з таким кодом"),
    ] {
        let (_, seen) = project(place);
        let faults = messages(&seen);
        assert!(faults.len() == 1 && faults[0].1.contains(message) && faults[0].1.contains(place), "{faults:?}");
    }
    let (_, seen) = project("4411800000");
    assert!(messages(&seen)[0].1.contains("Лісова громада") && messages(&seen)[0].1.contains("Лісове"), "{seen}");

    // An organisation has its address in the city.
    let heading: &[&str] = &["Назва", "Вид", "Код КОАТУУ"];
    let (path, seen) = check(&olena, "organisation", &[heading, &["Міська лікарня", "Підприємство", "4411800000"]]);
    assert_eq!(count(&seen, "outcomes", "new"), 1, "{seen}");
    olena.get(&path).is(200).shows(&format!("({LISOVE})"));
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).unwrap();
    assert_eq!(report.findings, []);
}

#[test]
fn an_undo_leaves_what_was_changed_since_and_lists_it() {
    let cast = Cast::new();
    let olena = cast.olena();
    let rows = table(&[SCHOOL, CLINIC]);
    let (path, _) = check(&olena, "project", &rows);
    apply(&olena, &path);
    olena.post("/uk/projects/clinic/stages", &[("stage", "negotiation"), ("date", "2021-03-01")]).is(303);
    olena.post(&format!("{path}/undoing"), &[]).is(303);
    let seen = wait(&olena, &path);
    assert_eq!((count(&seen, "results", "undone"), count(&seen, "results", "kept")), (1, 1), "{seen}");
    olena.get(&format!("{path}?show=kept")).is(200).shows("Лікарня").shows("Після імпорту запис хтось змінив").hides("Безпечна");
    // What was made is withdrawn: in no list, and not destroyed.
    let list = olena.get("/uk/projects.json").json();
    assert_eq!((&list["total"], &list["items"][0]["label"]), (&1.into(), &"Лікарня".into()));
    olena.get("/uk/projects/safe-school").is(200).shows("Цей запис вилучено");
    cast.visitor().get("/uk/projects/safe-school").is(404);
    // Nor can it be shown to the public while it is.
    olena.post("/uk/projects/safe-school/publication", &[("state", "public")]);
    cast.visitor().get("/uk/projects/safe-school").is(404);
    // The same table brings it back, as the same record.
    let (path, seen) = check(&olena, "project", &rows);
    assert_eq!((count(&seen, "outcomes", "changed"), count(&seen, "outcomes", "same")), (1, 1), "{seen}");
    apply(&olena, &path);
    olena.get("/uk/projects/safe-school").is(200).hides("вилучено");
    assert_eq!(olena.get("/uk/projects.json").json()["total"], 2);
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
}

#[test]
fn every_error_is_said_by_sheet_row_and_column() {
    let cast = Cast::new();
    let olena = cast.olena();
    let rows = table(&[
        &["1", "", "", "кулінарія", "перемовини", "03/04/2020", "4411800000", "Програма ОНН"],
        &["2", "=A1", "", "health", "політ", "скоро"],
        &["3", "Школа", "", "health"],
        &["3", "Ліцей", "", "health"],
    ]);
    let (path, seen) = check(&olena, "project", &rows);
    assert_eq!((count(&seen, "outcomes", "refused"), count(&seen, "outcomes", "new")), (3, 1), "{seen}");
    let messages = messages(&seen);
    for (cell, part) in [
        ("Проєкти!B3", "Напишіть назву"),
        ("Проєкти!D3", "немає в списку: кулінарія (Здоров’я, Освіта)"),
        ("Проєкти!F3", "двояко"),
        ("Проєкти!G3", "КОАТУУ"),
        ("Проєкти!H3", "Програма ООН"),
        ("Проєкти!B4", "формула"),
        ("Проєкти!E4", "політ"),
        ("Проєкти!F4", "не є датою"),
        ("Проєкти!A6", "Проєкти!5"),
    ] {
        assert!(messages.iter().any(|(at, message)| at == cell && message.contains(part)), "{cell} {part}: {messages:?}");
    }
    olena.get(&format!("{path}?show=refused")).is(200).shows("Проєкти!D3").shows("Напрям");
    // Nothing is written by half unless that is asked for.
    olena.post(&format!("{path}/application"), &[]).is(400).shows("У файлі є рядки з помилками");
    olena.post(&format!("{path}/application"), &[("partly", "1")]).is(303);
    wait(&olena, &path);
    assert_eq!(olena.get("/uk/projects.json").json()["items"][0]["label"], "Школа");
}

#[test]
fn organisations_figures_steps_and_places_come_by_tables_too() {
    let cast = Cast::new();
    let olena = cast.olena();
    let (path, seen) = check(&olena, "project", &table(&[SCHOOL]));
    assert_eq!(count(&seen, "outcomes", "new"), 1, "{seen}");
    apply(&olena, &path);

    let organisations: &[&[&str]] = &[
        &["Назва", "Вид", "Код ЄДРПОУ", "Громада", "Опублікувати"],
        &["Лісова школа № 1", "Наука", "209789", "Лісова громада", "так"],
        &["ГО «Дія»", "ngo", "", "", "ні"],
    ];
    let kinds = olena.get("/uk/organisations/new").is(200).text;
    assert!(kinds.contains("ngo"));
    let (_, seen) = check(&olena, "organisation", organisations);
    // «Наука» is none of ours: it says so and offers.
    assert_eq!(count(&seen, "outcomes", "refused"), 1, "{seen}");
    let organisations: Vec<Vec<&str>> = organisations
        .iter()
        .map(|row| row.iter().map(|cell| if *cell == "Наука" { "academic" } else { *cell }).collect())
        .collect();
    let organisations: Vec<&[&str]> = organisations.iter().map(Vec::as_slice).collect();
    let (path, seen) = check(&olena, "organisation", &organisations);
    assert_eq!(count(&seen, "outcomes", "new"), 2, "{seen}");
    let seen = apply(&olena, &path);
    assert_eq!(count(&seen, "results", "applied"), 2, "{seen}");
    cast.visitor().get("/uk/organisations?q=школа").is(200).shows("Лісова школа № 1");
    let (_, seen) = check(&olena, "organisation", &organisations);
    assert_eq!(count(&seen, "outcomes", "same"), 2, "{seen}");

    let figures: &[&[&str]] = &[
        &["Проєкт", "Показник", "Сума", "Станом на", "Джерело"],
        &["safe-school", "flats", "понад 130", "2020", "report-2020"],
        &["Безпечна школа", "budget", "близько 190 тис. дол. США", "31 грудня 2020 р.", ""],
    ];
    let (path, seen) = check(&olena, "figure", figures);
    assert_eq!(count(&seen, "outcomes", "new"), 2, "{seen}");
    apply(&olena, &path);
    let card = olena.get("/uk/projects/safe-school").is(200);
    card.shows("понад 130").shows("близько 190 тис. дол. США");
    let (_, seen) = check(&olena, "figure", figures);
    assert_eq!(count(&seen, "outcomes", "same"), 2, "{seen}");
    olena.post(&format!("{path}/undoing"), &[]).is(303);
    assert_eq!(count(&wait(&olena, &path), "results", "undone"), 2);
    olena.get("/uk/projects/safe-school").is(200).hides("130 ");

    let steps: &[&[&str]] = &[
        &["Проєкт", "Що зробити", "Хто", "До коли", "Стан"],
        &["safe-school", "Підписати угоду", "Програма ООН", "квітень 2021", "заплановано"],
    ];
    let (path, seen) = check(&olena, "step", steps);
    assert_eq!(count(&seen, "outcomes", "new"), 1, "{seen}");
    apply(&olena, &path);
    olena.get("/uk/projects/safe-school").is(200).shows("Підписати угоду");
    let (_, seen) = check(&olena, "step", steps);
    assert_eq!(count(&seen, "outcomes", "same"), 1, "{seen}");
    olena.post(&format!("{path}/undoing"), &[]).is(303);
    assert_eq!(count(&wait(&olena, &path), "results", "undone"), 1);

    let places: &[&[&str]] = &[
        &["Код", "Належить до", "Рівень", "Категорія", "Назва", "Населення"],
        &["UA01020050000000006", "Лісостеповий район", "Громада", "H", "Озерна", "1 200"],
        &["UA01020050010000007", "UA01020050000000006", "Населений пункт", "C", "Озерне", ""],
        &["UA01020010000000003", "", "", "", "Лісова", "5100"],
    ];
    let (path, seen) = check(&olena, "place", places);
    assert_eq!((count(&seen, "outcomes", "new"), count(&seen, "outcomes", "changed")), (2, 1), "{seen}");
    let seen = apply(&olena, &path);
    assert_eq!(count(&seen, "results", "applied"), 3, "{seen}");
    olena.get("/uk/places/UA01020050010000007").is(200).shows("с. Озерне");
    olena.post(&format!("{path}/undoing"), &[]).is(303);
    let seen = wait(&olena, &path);
    assert_eq!((count(&seen, "results", "undone"), count(&seen, "results", "kept")), (1, 2), "{seen}");
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
}

#[test]
fn imports_are_for_those_who_keep_the_register() {
    let cast = Cast::new();
    let (path, _) = check(&cast.olena(), "project", &table(&[SCHOOL]));
    for (role, sees, sends) in [(Role::Public, 303, 303), (Role::Viewer, 403, 403), (Role::Contributor, 403, 403)] {
        let client = cast.by_role(role);
        for address in ["/uk/imports", "/uk/imports/templates/project.xlsx", &path] {
            client.get(address).is(sees);
        }
        send(&client, "project", "a.xlsx", &book(&table(&[SCHOOL]))).is(sends);
        client.post(&format!("{path}/application"), &[]).is(sends);
        client.post(&format!("{path}/undoing"), &[]).is(sends);
    }
    assert_eq!(cast.marta().get(&format!("{path}.json")).is(200).json()["state"], "checked");
    cast.olena().get("/uk/imports/no-such-import").is(404);
    cast.olena().get("/uk/imports/templates/person.xlsx").is(404);
    let template = cast.olena().get("/uk/imports/templates/project.xlsx").is(200);
    assert!(template.headers["content-disposition"].to_str().unwrap().contains("dotyk-project-uk.xlsx"));
    cast.olena().get("/uk/imports").is(200).shows("таблиця.xlsx").shows("Шаблони");
    send(&cast.olena(), "person", "a.csv", b"a;b").is(422).shows("Оберіть, що в таблиці");
    send(&cast.olena(), "project", "a.csv", b"").is(422).shows("Оберіть файл");
}

#[test]
fn a_bad_file_is_refused_clearly_and_the_office_answers() {
    let cast = Cast::new();
    let olena = cast.olena();
    let whole = book(&table(&[SCHOOL]));
    let blank = |rows: u32| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let format = rust_xlsxwriter::Format::new().set_bold();
        for (column, text) in (0u16..).zip(HEADING.iter()) {
            sheet.write(0, column, *text).unwrap();
        }
        (1..rows).for_each(|row| drop(sheet.write_blank(row, 0, &format).map(drop)));
        for (column, text) in (0u16..).zip(SCHOOL.iter()) {
            sheet.write(1_048_575, column, *text).unwrap();
        }
        book.save_to_buffer().unwrap()
    };
    let long = format!("Назва проєкту;Напрям\n{};health\n", "я".repeat(200_000));
    for (name, bytes, says) in [
        ("обірвано.xlsx", &whole[..whole.len() / 2], "пошкоджено або обірвано"),
        ("звіт.pdf", &b"%PDF-1.7\0\0\0"[..], "не таблиця"),
        ("стара.xls", b"\xd0\xcf\x11\xe0aaaaaaaaaa", "старого вигляду"),
        ("нотатки.csv", "один;два\nтри;чотири\n".as_bytes(), "Назв стовпців не знайдено"),
        ("порожньо.csv", "Назва проєкту;Напрям\n;\n;\n".as_bytes(), "немає рядків"),
        ("двічі.csv", "Назва;Назва проєкту;Напрям\nа;б;health\n".as_bytes(), "означають те саме"),
    ] {
        let path = send(&olena, "project", name, bytes).is(303).location;
        assert_eq!(wait(&olena, &path)["state"], "refused", "{name}");
        olena.get(&path).is(200).shows(says);
        olena.post(&format!("{path}/application"), &[]).is(400);
    }
    // Blank rows cost nothing, however many there are.
    let path = send(&olena, "project", "далеко.xlsx", &blank(5_000)).is(303).location;
    let seen = wait(&olena, &path);
    assert_eq!((count(&seen, "outcomes", "new"), &seen["rows"][0]["line"]), (1, &1_048_576.into()), "{seen}");
    let path = send(&olena, "project", "довго.csv", long.as_bytes()).is(303).location;
    let seen = wait(&olena, &path);
    assert!(messages(&seen)[0].1.contains("390 КБ"), "{seen}");
    // Over the limit of the door: 413, before anything is read.
    send(&olena, "project", "велике.csv", &vec![b'a'; 1024 * 1024 + 1]).is(413);
    cast.visitor().get("/uk/projects").is(200);
    assert_eq!(olena.get("/uk/projects.json").json()["total"], 0);
}

#[test]
fn what_was_stopped_in_the_middle_goes_on() {
    let cast = Cast::new();
    let olena = cast.olena();
    let names: Vec<[String; 3]> = (0..450).map(|n| [n.to_string(), format!("Проєкт номер {n}"), "health".into()]).collect();
    let rows: Vec<Vec<&str>> = names.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = [&["№", "Назва", "Напрям"][..]].into_iter().chain(rows.iter().map(Vec::as_slice)).collect();
    let (path, seen) = check(&olena, "project", &rows);
    assert_eq!((count(&seen, "outcomes", "new"), seen["next"].is_string()), (450, true));
    let id = path.rsplit('/').next().unwrap().to_owned();
    // As after a kill: the table says that it works, and nobody does.
    let actor = crate::access::Actor { role: Role::Coordinator, id: "acc-olena".into(), ..crate::access::Actor::public("test") };
    let turned: Result<(), dotyk_db::Error> = cast.db.write_blocking(|tx| {
        let moment = crate::journal::Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
        let mut write = crate::journal::Write::begin(tx, "test", moment)?;
        let permit = actor.may(crate::access::Action::Edit, &store::subject(&id)).expect("leave");
        store::turn(&mut write, &permit, State::Applying)?;
        write.finish().map(drop)
    });
    turned.unwrap();
    // A look at it is enough; the page of the work says how far it is, and looks again by itself.
    let seen = olena.get(&path).is(200);
    assert!(seen.headers.contains_key("refresh") && seen.text.contains("<progress"), "{}", seen.plain());
    assert_eq!(count(&wait(&olena, &path), "results", "applied"), 450);
    assert_eq!(olena.get("/uk/projects.json").json()["total"], 450);
    olena.get(&format!("{path}?show=applied&after=100")).is(200).shows("Проєкт номер 100");
    olena.get(&format!("{path}?show=nothing")).is(400);
}

#[test]
fn two_imports_of_one_record_do_not_overwrite_each_other() {
    let cast = Cast::new();
    let (olena, marta) = (cast.olena(), cast.marta());
    let (path, _) = check(&olena, "project", &table(&[SCHOOL]));
    apply(&olena, &path);
    let with = |title: &'static str| [&["1", title][..], &SCHOOL[2..]].concat();
    let (one, two) = (with("Школа Олени"), with("Школа Марти"));
    let (first, _) = check(&olena, "project", &table(&[&one]));
    let (second, _) = check(&marta, "project", &table(&[&two]));
    apply(&olena, &first);
    let seen = apply(&marta, &second);
    assert_eq!(count(&seen, "results", "late"), 1, "{seen}");
    marta.get(&second).is(200).shows("Запис змінили після перевірки");
    olena.get("/uk/projects/safe-school").is(200).shows("Школа Олени");
}

#[test]
fn whoever_lost_their_leave_writes_nothing_more() {
    let cast = Cast::new();
    let olena = cast.olena();
    let (path, _) = check(&olena, "project", &table(&[SCHOOL]));
    let id = path.rsplit('/').next().unwrap().to_owned();
    let actor = crate::access::Actor { role: Role::Coordinator, id: "acc-nobody".into(), ..crate::access::Actor::public("test") };
    let turned: Result<(), dotyk_db::Error> = cast.db.write_blocking(|tx| {
        let moment = crate::journal::Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
        let mut write = crate::journal::Write::begin(tx, "test", moment)?;
        let permit = actor.may(crate::access::Action::Edit, &store::subject(&id)).expect("leave");
        store::turn(&mut write, &permit, State::Applying)?;
        write.finish().map(drop)
    });
    turned.unwrap();
    work::finish(&cast.state, &id, &mut |_, _| {}).unwrap();
    assert_eq!(olena.get(&format!("{path}.json")).json()["state"], "checked");
    assert_eq!(olena.get("/uk/projects.json").json()["total"], 0);
}

#[test]
fn the_command_checks_and_writes_and_says_so_by_its_exit_code() {
    let cast = Cast::new();
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, bytes: &[u8], apply: bool, json: bool| {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let request = super::commands::Request { file, kind: crate::access::Kind::Project, apply, json };
        let mut out = Vec::new();
        let code = super::commands::import(&cast.state, &request, &mut out).unwrap();
        (code, String::from_utf8(out).unwrap())
    };
    let good = book(&table(&[SCHOOL]));
    let (code, said) = run("good.xlsx", &good, false, false);
    assert!(code == 0 && said.contains("1 new, 0 changed") && said.contains("--apply"), "{said}");
    assert_eq!(cast.olena().get("/uk/projects.json").json()["total"], 0);
    let (code, said) = run("bad.csv", "Назва;Напрям\nШкола;кулінарія\n".as_bytes(), true, false);
    assert!(
        code == 1 && said.contains("CSV!2:B: This is not in the list: кулінарія") && said.contains("nothing was written"),
        "{said}"
    );
    let (code, said) = run("good.xlsx", &good, true, true);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, said["state"].as_str(), said["new"].as_i64()), (0, Some("applied"), Some(1)));
    assert_eq!(cast.olena().get("/uk/projects.json").json()["total"], 1);
    let (code, said) = run("broken.xlsx", &good[..200], false, false);
    assert!(code == 2 && said.contains("damaged"), "{said}");
}

const NEEDS: &[&str] = &[
    "Ключ",
    "Назва потреби",
    "Установа",
    "Для кого",
    "До коли",
    "Сектор",
    "Пріоритет",
    "Позиція",
    "Кількість",
    "Одиниця",
    "Вартість",
    "Контактна особа",
    "Телефон",
    "E-mail",
];

#[test]
fn needs_come_by_a_table_of_one_line_a_row() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    olena.get("/uk/imports/templates/need.xlsx").is(200);
    let rows: &[&[&str]] = &[
        &["Заявки лікарень"],
        NEEDS,
        &[
            "1",
            "Кисень",
            "Лісова лікарня",
            "пацієнти",
            "травень 2021",
            "12220",
            "терміново",
            "Концентратори",
            "10",
            "шт.",
            "500 тис. грн",
            "Секретна Марія",
            "+380509998877",
            "sekret@likarnia.example",
        ],
        // The same need, by its key and without it; the second says the institution again.
        &["1", "Кисень", "Лісова лікарня", "", "", "", "", "Маски", "1 200", "уп", "", "", "", ""],
        &["", "", "", "", "", "", "", "Балони", "6", "штук", "", "", "", ""],
        &["2", "Ліжка", "un-programme", "", "", "", "", "Ліжка", "12", "", "", "", "", ""],
    ];
    let (path, seen) = check(&olena, "need", rows);
    assert_eq!((seen["state"].as_str(), count(&seen, "outcomes", "new")), (Some("checked"), 2), "{seen}");
    assert_eq!(olena.get("/uk/needs.json").json()["total"], 0);
    let hidden = ["Секретна", "380509998877", "sekret@"];
    let preview = olena.get(&path).is(200).shows("Кисень").shows("Записати 2 рядки").hides("штука|");
    hidden.iter().fold(preview, |seen, text| seen.hides(text));
    // The file names people, so it goes as soon as it was read.
    let folders = || std::fs::read_dir(&cast.state.files).into_iter().flatten().flatten();
    for _ in 0..100 {
        if folders().all(|folder| std::fs::read_dir(folder.path()).is_ok_and(|mut files| files.next().is_none())) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(folders().all(|folder| std::fs::read_dir(folder.path()).is_ok_and(|mut files| files.next().is_none())));
    apply(&olena, &path);
    let needs = olena.get("/uk/needs.json?q=кисень").json();
    assert_eq!(needs["total"], 1);
    let need = &needs["items"][0];
    let lines: Vec<(&str, &str, &str)> = need["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| {
            (line["item"].as_str().unwrap_or("?"), line["asked"].as_str().unwrap_or("?"), line["unit"].as_str().unwrap_or("?"))
        })
        .collect();
    assert_eq!(lines, [("Концентратори", "10", "piece"), ("Маски", "1200", "pack"), ("Балони", "6", "piece")]);
    assert_eq!(
        (need["state"].as_str(), need["priority"].as_str(), need["needed_by"].as_str()),
        (Some("stated"), Some("urgent"), Some("2021-05"))
    );
    let card = need["url"].as_str().expect("an address").to_owned();
    olena.get(&card).is(200).shows("Секретна Марія").shows("+380509998877").shows("500 тис.");
    for page in ["/uk/journal", "/uk/journal.csv", path.as_str()] {
        let seen = olena.get(page).is(200);
        hidden.iter().fold(seen, |seen, text| seen.hides(text));
    }
    visitor.get(&card).is(404);

    // The table comes again with another number and another telephone: what it does not say stays.
    let again: &[&[&str]] = &[
        &["Ключ", "Назва потреби", "Позиція", "Кількість", "Телефон"],
        &["1", "Кисень", "Концентратори", "8", "+380501112233"],
        &["2", "Ліжка", "Ліжка", "12", ""],
    ];
    let (second, seen) = check(&olena, "need", again);
    assert_eq!((count(&seen, "outcomes", "changed"), count(&seen, "outcomes", "same")), (1, 1), "{seen}");
    apply(&olena, &second);
    assert_eq!(olena.get(&format!("{card}.json")).json()["need"]["lines"][0]["asked"], "8");
    olena.get(&card).is(200).shows("+380501112233").shows("Секретна Марія").shows("Маски");
    // Undone, it is as it was, the telephone too; and the first undone, the needs are withdrawn.
    olena.post(&format!("{second}/undoing"), &[]).is(303);
    wait(&olena, &second);
    olena.get(&card).is(200).shows("+380509998877").hides("380501112233");
    olena.post(&format!("{path}/undoing"), &[]).is(303);
    let seen = wait(&olena, &path);
    // The first need has been changed since by the second table and its undoing: it is theirs.
    assert_eq!((count(&seen, "results", "undone"), count(&seen, "results", "kept")), (1, 1), "{seen}");
    assert_eq!(olena.get("/uk/needs.json?state=withdrawn").json()["total"], 1);
    assert_eq!(crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn what_is_wrong_in_a_table_of_needs_is_said_cell_by_cell() {
    let cast = Cast::new();
    let olena = cast.olena();
    let rows: &[&[&str]] = &[
        &["Ключ", "Назва потреби", "Установа", "Позиція", "Кількість", "Одиниця", "Вартість", "E-mail", "Сектор"],
        &["1", "Кисень", "Лісова лікарня", "Концентратори", "0", "шт", "", "sekret", "12220"],
        &["1", "Кисень", "Лісова лікарня", "Маски", "-5", "гарби", "", "", "11110"],
        &["1", "", "", "концентратори", "3", "", "", "", ""],
        &["2", "Ліжка", "", "Ліжка", "понад 12", "", "", "", ""],
        &["3", "Ковдри", "Лiсова лiкарня", "", "5", "", "10", "", ""],
    ];
    let (_, seen) = check(&olena, "need", rows);
    assert_eq!(count(&seen, "outcomes", "refused"), 3, "{seen}");
    let cells: Vec<String> = messages(&seen).into_iter().map(|(cell, _)| cell).collect();
    for cell in ["E2", "H2", "E3", "F3", "I3", "D4", "C5", "E5", "D6"] {
        assert!(cells.iter().any(|found| found.ends_with(&format!("!{cell}"))), "{cell} is not in {:?}", messages(&seen));
    }
    assert!(!seen.to_string().contains("sekret"), "{seen}");
}

#[test]
fn programmes_and_their_calls_come_by_tables_and_are_taken_back() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    for kind in ["programme", "call"] {
        olena.get(&format!("/uk/imports/templates/{kind}.xlsx")).is(200);
    }
    let programmes: &[&[&str]] = &[
        &[
            "Ключ",
            "Назва програми",
            "Назва англійською",
            "Донор",
            "Сектори",
            "Теми",
            "Хто може подавати",
            "Місця",
            "Посилання",
            "Опублікувати",
        ],
        &[
            "P1",
            "Ліки громадам",
            "Medicine",
            "Програма ООН",
            "122; 12264",
            "кисень, ліки",
            "громадська організація",
            "Лісова",
            "https://a.example",
            "так",
        ],
        &["P2", "Школи", "", "Ніхто", "12", "", "усі охочі", "", "a.example", ""],
    ];
    let (path, seen) = check(&olena, "programme", programmes);
    assert_eq!((count(&seen, "outcomes", "new"), count(&seen, "outcomes", "refused")), (1, 1), "{seen}");
    let wrong: Vec<String> =
        messages(&seen).into_iter().map(|(cell, _)| cell.split('!').next_back().unwrap_or_default().to_owned()).collect();
    assert_eq!(wrong, ["D3", "E3", "G3", "I3"], "{seen}");
    assert_eq!(olena.get("/uk/programmes.json").json()["total"], 0);
    // What is wrong is left out only when somebody says so.
    olena.post(&format!("{path}/application"), &[]).is(400);
    olena.post(&format!("{path}/application"), &[("partly", "1")]).is(303);
    wait(&olena, &path);
    let one = visitor.get("/uk/programmes.json").is(200).json()["items"][0].clone();
    assert_eq!((&one["label"], &one["sectors"]), (&"Ліки громадам".into(), &serde_json::json!(["122", "12264"])));

    let calls: &[&[&str]] = &[
        &[
            "Програма",
            "Назва відбору",
            "Відкривається",
            "Закривається",
            "Година закриття",
            "Сума від",
            "Сума до",
            "Власний внесок",
            "Опублікувати",
        ],
        &["Ліки громадам", "Весна", "1.3.2021", "30.4.2021", "17:00", "від 1 000 євро", "до 50 тис. євро", "10 %", "так"],
        &["Ліки громадам", "Осінь", "1.10.2021", "1.9.2021", "", "5", "3", "", ""],
        &["Інша програма", "Зима", "", "", "о п’ятій", "", "", "", ""],
    ];
    let (second, seen) = check(&olena, "call", calls);
    assert_eq!((count(&seen, "outcomes", "new"), count(&seen, "outcomes", "refused")), (1, 2), "{seen}");
    olena.post(&format!("{second}/application"), &[("partly", "1")]).is(303);
    wait(&olena, &second);
    let call = visitor.get("/uk/calls.json").is(200).json()["items"][0].clone();
    assert_eq!(
        (&call["label"], &call["least"], &call["most"], &call["currency"]),
        (&"Весна".into(), &"1000".into(), &"50000".into(), &"EUR".into())
    );
    // The same again changes nothing; another day is a change of the same call.
    let again: &[&[&str]] = &[&["Програма", "Назва відбору", "Закривається"], &["Ліки громадам", "Весна", "31.5.2021"]];
    let (third, seen) = check(&olena, "call", again);
    assert_eq!(count(&seen, "outcomes", "changed"), 1, "{seen}");
    apply(&olena, &third);
    assert_eq!(visitor.get("/uk/calls.json").json()["items"][0]["closes"], "2021-05-31");
    // What the third table changed since is no longer the second's to take back; with its programme it is in no list.
    for (table, left) in [(&third, 1), (&second, 1), (&path, 0)] {
        olena.post(&format!("{table}/undoing"), &[]).is(303);
        wait(&olena, table);
        assert_eq!(visitor.get("/uk/calls.json").json()["total"], left);
    }
    assert_eq!(visitor.get("/uk/programmes.json").json()["total"], 0);
    assert_eq!(crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}
