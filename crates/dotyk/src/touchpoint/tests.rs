//! Stories of points of contact: who is found, why, for whom; and what the weights do.

use serde_json::Value;

use crate::app;
use crate::testing::{Cast, Client, LISOVE, STEPOVA};

/// An activity of a partner's file: who paid, who did it, when, what for.
pub fn activity(id: &str, title: &str, payer: (&str, &str), doer: (&str, &str), year: u16, sector: &str, more: &str) -> String {
    let (payer_ref, payer) = payer;
    let (doer_ref, doer) = doer;
    let amount = if sector == "21020" { 900_000 } else { 7000 };
    format!(
        "<iati-activity xml:lang=\"en\" default-currency=\"USD\"><iati-identifier>{id}</iati-identifier>
  <reporting-org ref=\"XM-DAC-1\" type=\"40\"><narrative>A programme</narrative></reporting-org>
  <title><narrative>{title}</narrative></title>
  <participating-org role=\"1\" ref=\"{payer_ref}\"><narrative>{payer}</narrative></participating-org>
  <participating-org role=\"4\" ref=\"{doer_ref}\"><narrative>{doer}</narrative></participating-org>
  <activity-status code=\"4\"/><activity-date type=\"2\" iso-date=\"{year}-02-01\"/>
  <recipient-country code=\"UA\"/>{more}
  <sector vocabulary=\"1\" code=\"{sector}\" percentage=\"100\"/>
  <transaction><transaction-type code=\"2\"/><transaction-date iso-date=\"{year}-03-01\"/><value value-date=\"{year}-03-01\">{amount}</value></transaction>
</iati-activity>"
    )
}

const HEALTH: (&str, &str) = ("XM-DAC-9", "Health Fund");
const ROADS: (&str, &str) = ("XM-DAC-8", "Roads Fund");
const DOCTORS: (&str, &str) = ("FR-RNA-1", "Doctors abroad");
const OURS: (&str, &str) = ("UA-EDR-12345678", "Our own fund");
const IN_LISOVE: &str = "<location><name><narrative>Лісове</narrative></name></location>";

/// A file of what two funders paid for.
pub fn history() -> String {
    let all = [
        activity("XM-1", "Oxygen for a hospital", HEALTH, DOCTORS, 2017, "12220", IN_LISOVE),
        activity("XM-2", "Equipment of clinics", HEALTH, DOCTORS, 2018, "12220", IN_LISOVE),
        activity("XM-3", "Oxygen concentrators", HEALTH, OURS, 2019, "12220", ""),
        activity("XM-4", "Repair of roads", ROADS, OURS, 2020, "21020", ""),
        activity("XM-5", "A bridge", ROADS, OURS, 2020, "21020", ""),
    ];
    format!("<iati-activities version=\"2.03\">{}</iati-activities>", all.concat())
}

/// Takes a partner's file in; its page.
pub fn take_in(client: &Client, xml: &str) -> String {
    let body = format!(
        "--part\r\ncontent-disposition: form-data; name=\"_token\"\r\n\r\n{}\r\n--part\r\ncontent-disposition: form-data; \
         name=\"file\"; filename=\"a.xml\"\r\n\r\n{xml}\r\n--part--\r\n",
        client.token()
    );
    let path = client.post_raw("/uk/datasets", "multipart/form-data; boundary=part", body.into_bytes()).is(303).location;
    while client.get(&format!("{path}.json")).json()["works"] == true {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    path
}

/// The need that all stories are about.
pub const OXYGEN: &[(&str, &str)] = &[
    ("title_uk", "Кисневі концентратори для лікарні"),
    ("title_en", "Oxygen concentrators for a hospital"),
    ("organisation", "lisova-hospital"),
    ("place", LISOVE),
    ("sector", "12220"),
    ("lines.0.item_uk", "Кисневі концентратори"),
    ("lines.0.unit", "piece"),
    ("lines.0.quantity", "10"),
    ("lines.0.cost", "6000"),
    ("lines.0.currency", "USD"),
];

/// States it; its address.
pub fn state(client: &Client, fields: &[(&str, &str)]) -> String {
    let path = client.post("/uk/needs", fields).is(303).location;
    client.post(&format!("{path}/events"), &[("event", "stated"), ("date", "2021-03-01")]);
    path
}

/// The answer as data, once the index is filled.
#[track_caller]
pub fn ask(client: &Client, path: &str) -> Value {
    let (folder, question) = path.split_once('?').unwrap_or((path, ""));
    for _ in 0..100 {
        let seen = client.get(&format!("{folder}.json?{question}")).is(200).json();
        if seen["percent"].is_null() {
            return seen;
        }
    }
    panic!("the index is never filled");
}

/// What stands in a part.
#[track_caller]
pub fn part<'v>(answer: &'v Value, word: &str) -> &'v Vec<Value> {
    let parts = answer["parts"].as_array().expect("parts");
    let part = parts.iter().find(|part| part["part"] == word).unwrap_or_else(|| panic!("no {word} in {answer}"));
    part["items"].as_array().expect("items")
}

fn names(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| item["name"].as_str()).collect()
}

fn reason<'v>(item: &'v Value, signal: &str) -> &'v Value {
    let reasons = item["reasons"].as_array().expect("reasons");
    reasons.iter().find(|reason| reason["signal"] == signal).unwrap_or_else(|| panic!("no {signal} in {item}"))
}

#[test]
fn who_paid_for_the_like_stands_first_with_reasons_that_open() {
    let cast = Cast::new();
    let olena = cast.olena();
    take_in(&olena, &history());
    let need = state(&olena, OXYGEN);
    let answer = ask(&olena, &format!("{need}/touchpoints"));
    let funders = part(&answer, "funders");
    assert_eq!(names(funders), ["Health Fund", "Roads Fund"], "{answer}");
    let health = &funders[0];
    assert_eq!((&health["key"], &health["record"]), (&"ref:XM-DAC-9".into(), &Value::Null));
    // A person can check each: what, how many of how many, the last.
    assert_eq!(reason(health, "sector")["said"], "той самий сектор 12220: 3 проєкти з 3, останній 2019");
    assert!(
        reason(health, "place")["said"].as_str().expect("text").contains("м. Лісове: підтримали 2 проєкти з 3, останній 2018"),
        "{health}"
    );
    assert!(reason(health, "amount")["said"].as_str().expect("text").contains("сума в межах 5000–10\u{a0}000 USD"), "{health}");
    // The score is what the reasons add up to.
    let sum: f64 = health["reasons"].as_array().expect("reasons").iter().filter_map(|one| one["adds"].as_f64()).sum();
    assert!((sum - health["score"].as_f64().expect("a score")).abs() < 0.1, "{sum} {health}");
    // And the records behind a reason are as many as it says.
    let opens = |signal: &str| {
        let url = reason(health, signal)["links"][0][0].as_str().unwrap_or_else(|| panic!("nothing opens {signal}: {health}"));
        olena.get(&url.replacen('?', ".json?", 1)).is(200).json()["total"].as_i64()
    };
    assert_eq!((opens("sector"), opens("place"), opens("experience")), (Some(3), Some(2), Some(3)));
    let near = reason(health, "nearest")["links"].as_array().expect("links");
    assert!(near.iter().any(|link| link[1] == "Oxygen concentrators"), "{near:?}");
    olena.get(near[0][0].as_str().expect("an address")).is(200);
    // Whoever carried it out from abroad; who is from here is no foreign partner.
    assert_eq!(names(part(&answer, "partners")), ["Doctors abroad"]);
    assert!(names(part(&answer, "projects")).contains(&"Oxygen concentrators"));

    // The page says the same in words, in both languages.
    let page = olena.get(&format!("{need}/touchpoints")).is(200).shows("Health Fund").shows("Чому");
    page.shows("той самий сектор 12220: 3 проєкти з 3, останній 2019").hides("touchpoint-");
    let english = olena.get(&format!("{}/touchpoints", need.replacen("/uk/", "/en/", 1))).is(200).hides("touchpoint-");
    english.shows("the same sector 12220: 3 projects of 3, last 2019").shows("amount within 5,000–10,000 USD");
    // And as a table.
    let rows = olena.get(&format!("{need}/touchpoints.csv")).is(200).csv();
    assert_eq!((rows[0]["part"].as_str(), rows[0]["name"].as_str(), rows[0]["rank"].as_str()), ("funders", "Health Fund", "1"));

    // A funder that the register knows by its identifier is that organisation.
    let form = [("name_uk", "Фонд здоров'я"), ("kind", "donor"), ("org_id", "XM-DAC-9"), ("confirm", "1")];
    olena.post("/uk/organisations", &form).is(303);
    let answer = ask(&olena, &format!("{need}/touchpoints"));
    assert_eq!(part(&answer, "funders")[0]["record"]["label"], "Фонд здоров'я", "{answer}");
}

#[test]
fn what_is_taken_back_is_no_reason_any_more() {
    let cast = Cast::new();
    let olena = cast.olena();
    let file = take_in(&olena, &history());
    let need = state(&olena, OXYGEN);
    assert_eq!(part(&ask(&olena, &format!("{need}/touchpoints")), "funders").len(), 2);
    olena.post(&format!("{file}/undoing"), &[]).is(303);
    let answer = ask(&olena, &format!("{need}/touchpoints"));
    assert_eq!((part(&answer, "funders").len(), part(&answer, "projects").len()), (0, 0), "{answer}");
    olena.get(&format!("{need}/touchpoints")).is(200).shows("Історію грантів можна взяти з файлів IATI");
}

#[test]
fn a_draft_is_ranked_as_a_question_and_found_by_nobody() {
    let cast = Cast::new();
    let (olena, ivan) = (cast.olena(), cast.ivan());
    let other = cast.second_process();
    let there = cast.olena().at(&other);
    let mine = state(&olena, OXYGEN);
    let fields: Vec<_> = OXYGEN
        .iter()
        .map(|(name, value)| match *name {
            "title_uk" => ("title_uk", "Кисневі концентратори для Степової"),
            "title_en" => ("title_en", "Oxygen for Stepova"),
            "place" => ("place", STEPOVA),
            "organisation" => ("organisation", "un-programme"),
            name => (name, *value),
        })
        .collect();
    let theirs = state(&olena, &fields);
    // A draft project is asked about too.
    let form = [("title_uk", "Кисень для лікарень"), ("title_en", "Oxygen"), ("direction", "health"), ("stages.0.stage", "idea")];
    let project = olena.post("/uk/projects", &form).is(303).location;
    for client in [&olena, &there] {
        let answer = ask(client, &format!("{mine}/touchpoints"));
        assert_eq!((part(&answer, "needs").len(), part(&answer, "projects").len()), (0, 0), "{answer}");
    }
    assert_eq!(part(&ask(&olena, &format!("{project}/touchpoints")), "needs").len(), 0);
    // Published, both are found at once, also by another process; its own organisation does not meet itself.
    olena.post(&format!("{theirs}/publication"), &[("state", "public")]).is(303);
    olena.post(&format!("{mine}/publication"), &[("state", "public")]).is(303);
    olena.post(&format!("{project}/publication"), &[("state", "public")]).is(303);
    for client in [&olena, &there] {
        let answer = ask(client, &format!("{mine}/touchpoints"));
        assert_eq!(names(part(&answer, "needs")), ["Кисневі концентратори для Степової"], "{answer}");
        assert_eq!(names(part(&answer, "projects")), ["Кисень для лікарень"], "{answer}");
    }
    assert_eq!(part(&ask(&olena, &format!("{project}/touchpoints")), "needs").len(), 2);
    // Whose need it is asks as well; of others' needs nobody but the office does.
    assert_eq!(names(part(&ask(&ivan, &format!("{mine}/touchpoints")), "needs")), ["Кисневі концентратори для Степової"]);
    ivan.get(&format!("{theirs}/touchpoints")).is(404);
    olena.post(&format!("{theirs}/publication"), &[("state", "draft")]).is(303);
    for client in [&olena, &there, &ivan] {
        assert_eq!(part(&ask(client, &format!("{mine}/touchpoints")), "needs").len(), 0);
    }
    // What was withdrawn is not open, so nobody can apply together with it.
    olena.post(&format!("{theirs}/publication"), &[("state", "public")]).is(303);
    olena.post(&format!("{theirs}/events"), &[("event", "withdrawn"), ("date", "2021-03-31")]).is(303);
    assert_eq!(part(&ask(&olena, &format!("{mine}/touchpoints")), "needs").len(), 0);
}

#[test]
fn who_would_help_is_for_the_office_and_whose_it_is() {
    let cast = Cast::new();
    let olena = cast.olena();
    let need = state(&olena, OXYGEN);
    olena.post(&format!("{need}/publication"), &[("state", "public")]).is(303);
    let page = format!("{need}/touchpoints");
    assert!(cast.visitor().get(&page).is(303).location.starts_with("/uk/session/new"));
    cast.visitor().get("/uk/touchpoints").is(303);
    cast.visitor().get(&format!("{page}.json")).is(401);
    cast.visitor().get(&need).is(200).hides("/touchpoints");
    for client in [cast.vira(), cast.marta(), cast.ivan()] {
        client.get(&page).is(200);
        client.get(&need).is(200).shows("Точки дотику");
        client.get("/uk/touchpoints").is(200).shows("Кисневі концентратори");
    }
    cast.ivan().get("/uk/touchpoints").is(200).shows("Ваші відкриті потреби");
    cast.vira().get("/uk/touchpoints").is(200).hides("Ваші відкриті потреби");
    // Only who keeps the register brings people together or weighs.
    for client in [cast.vira(), cast.ivan()] {
        client.get(&page).is(200).hides("Познайомити");
        client.get("/uk/touchpoints/weights").is(403);
        client.post("/uk/touchpoints/weights", &[]).is(403);
    }
}

#[test]
fn an_idea_is_described_in_a_few_words_and_kept_nowhere() {
    let cast = Cast::new();
    let olena = cast.olena();
    take_in(&olena, &history());
    let before = olena.get("/uk/journal.json").json()["total"].clone();
    let idea =
        "/uk/touchpoints?text=Кисневі концентратори для районної лікарні&place=UA01020010010000005&amount=6 000&currency=USD";
    let answer = ask(&olena, idea);
    assert_eq!(answer["guessed"][0]["code"], "12191", "{answer}");
    assert_eq!((&answer["of"], &answer["amount"]), (&Value::Null, &6000.0.into()));
    assert_eq!(part(&answer, "funders")[0]["name"], "Health Fund", "{answer}");
    olena.get(idea).is(200).shows("Сектор не вказано. За словами це схоже на 12191").hides("Познайомити");
    // A guess is put right by choosing.
    let answer = ask(&olena, &format!("{idea}&sector=21020"));
    assert_eq!((&answer["guessed"], &answer["sectors"][0]), (&Value::Array(Vec::new()), &"21020".into()));
    for (bad, said) in [
        ("text=x&sector=12", "немає в переліку DAC"),
        ("text=x&place=Ніде", "не знайдено"),
        ("text=x&amount=-1", "amount"),
        ("text=x&amount=5&currency=XYZ", "Немає курсу"),
    ] {
        olena.get(&format!("/uk/touchpoints.json?{bad}")).is(400);
        let page = olena.get(&format!("/uk/touchpoints?{bad}")).is(200);
        assert!(page.text.contains(said), "{said} is not said of {bad}: {}", page.plain());
    }
    let long = "ї".repeat(4001);
    olena.get(&format!("/uk/touchpoints?text={long}")).is(200).shows("Забагато тексту");
    assert_eq!(olena.get("/uk/journal.json").json()["total"], before);
}

#[test]
fn weights_are_tried_kept_and_restored() {
    let cast = Cast::new();
    let olena = cast.olena();
    take_in(&olena, &history());
    let need = state(&olena, OXYGEN);
    ask(&olena, &format!("{need}/touchpoints"));
    let slug = need.rsplit('/').next().expect("a slug");
    let page = olena.get(&format!("/uk/touchpoints/weights?need={slug}")).is(200).shows("зазвичай 0,65").shows("Health Fund");
    assert!(page.text.contains("name=\"version\" value=\"0\""));
    // All silent but how much somebody paid for, turned over by nobody: what the form would do stands beside it.
    let fields = |sector: &str| -> Vec<(String, String)> {
        let usual = super::model::Weighting::default().fields();
        usual
            .into_iter()
            .map(|(name, value)| if name == "support.sector" { (name, sector.to_owned()) } else { (name, value) })
            .collect()
    };
    let query = |sector: &str| {
        let mut query = form_urlencoded::Serializer::new(format!("need={slug}"));
        query.extend_pairs(fields(sector));
        query.finish()
    };
    olena.get(&format!("/uk/touchpoints/weights?{}", query("3"))).is(200).shows("Було").shows("Roads Fund");
    assert_eq!(reason(&part(&ask(&olena, &format!("{need}/touchpoints")), "funders")[0], "sector")["weight"], 0.65);
    olena.get(&format!("/uk/touchpoints/weights?{}", query("9"))).is(422).shows("число від 0 до 5");
    // Kept: the next answer is weighed by them.
    let send = |sector: &str, version: &str| {
        let mut sent = fields(sector);
        sent.extend([("version".to_owned(), version.to_owned()), ("need".to_owned(), slug.to_owned())]);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        olena.post("/uk/touchpoints/weights", &sent)
    };
    send("0", "0").is(303);
    let answer = ask(&olena, &format!("{need}/touchpoints"));
    let silent = part(&answer, "funders")[0]["reasons"].as_array().expect("reasons").iter().any(|one| one["signal"] == "sector");
    assert!(!silent, "{answer}");
    send("2", "0").is(422).shows("Хтось щойно змінив ваги");
    send("x", "1").is(422);
    send("2,5", "1").is(303);
    assert_eq!(reason(&part(&ask(&olena, &format!("{need}/touchpoints")), "funders")[0], "sector")["weight"], 2.5);
    // The journal remembers, and the usual ones come back.
    olena.get("/uk/journal").is(200).shows("2.5");
    olena.post("/uk/touchpoints/weights/defaults", &[]).is(303);
    assert_eq!(reason(&part(&ask(&olena, &format!("{need}/touchpoints")), "funders")[0], "sector")["weight"], 0.65);
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn an_open_call_stands_with_its_rules_and_one_for_something_else_does_not() {
    let cast = Cast::new();
    let olena = cast.olena();
    let programme = |name: &str, slug: &str, sectors: &str| {
        olena.post("/uk/programmes", &[("name_en", name), ("funder", "un-programme"), ("sectors", sectors)]).is(303);
        olena.post(&format!("/uk/programmes/{slug}/publication"), &[("state", "public")]).is(303);
    };
    let call = |programme: &str, title: &str, slug: &str, more: &[(&str, &str)]| {
        let fields = [("programme", programme), ("title_en", title), ("opens", "2021-03-01"), ("currency", "usd")];
        olena.post("/uk/calls", &[&fields[..], more].concat()).is(303);
        olena.post(&format!("/uk/calls/{slug}/publication"), &[("state", "public")]).is(303);
    };
    programme("Health of communities", "health-of-communities", "120");
    programme("Roads of communities", "roads-of-communities", "210");
    let until = ("closes", "2021-04-30");
    call("health-of-communities", "Health grants", "health-grants", &[until, ("least", "1000"), ("most", "9000")]);
    call("health-of-communities", "Small grants", "small-grants", &[until, ("most", "500")]);
    call("health-of-communities", "Last year", "last-year", &[("closes", "2021-03-15")]);
    call("roads-of-communities", "Roads grants", "roads-grants", &[until]);
    let need = state(&olena, OXYGEN);
    let answer = ask(&olena, &format!("{need}/touchpoints"));
    let calls = part(&answer, "calls");
    // 6000 dollars are within the first and above the most of the second, which is named; the closed one and roads are no answer.
    assert_eq!(names(calls), ["Health grants", "Small grants"], "{answer}");
    let outcome = |item: &Value, rule: &str| {
        let rules = item["rules"].as_array().expect("rules");
        rules.iter().find(|one| one["rule"] == rule).map(|one| one["outcome"].as_str().unwrap_or_default().to_owned())
    };
    for (rule, first, second) in [("window", "passed", "passed"), ("theme", "passed", "passed"), ("amount", "passed", "failed")] {
        assert_eq!(outcome(&calls[0], rule).as_deref(), Some(first), "{rule} {answer}");
        assert_eq!(outcome(&calls[1], rule).as_deref(), Some(second), "{rule} {answer}");
    }
    olena.get(&format!("{need}/touchpoints")).is(200).shows("Відбори, на які можна податися").shows("Small grants");
    // To a call one applies; nobody is introduced to it.
    let key = calls[0]["key"].as_str().expect("a key");
    olena.post(&format!("{need}/introductions"), &[("part", "calls"), ("key", key)]).is(400);
}
