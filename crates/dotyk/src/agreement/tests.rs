//! Stories of agreements over HTTP: four parties of whom three have signed; a renewal; two coordinators at one agreement; who
//! sees who signs; what is refused; days that must not be missed, by mail and as a calendar.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::app::{self, Config};
use crate::journal::{Clock, Ids};
use crate::testing::{Cast, Client, LISOVA, LISOVE, NOW, STEPOVA};
use crate::web;

type Fields<'a> = Vec<(&'a str, &'a str)>;

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Fields<'a> {
    let mut fields: Fields = base.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)).copied().collect();
    fields.extend(more);
    fields
}

/// A memorandum of four parties, one of them a set of which nobody is named.
const FOUR: &[(&str, &str)] = &[
    ("title_uk", "Меморандум про здоров’я громади"),
    ("title_en", "Health memorandum"),
    ("kind", "memorandum"),
    ("number", "№ 12-М"),
    ("direction", "health"),
    ("fields.0.uk", "охорона здоров’я"),
    ("fields.0.en", "health care"),
    ("places.0.place", LISOVE),
    ("parties.0.organisation", "lisova-hospital"),
    ("parties.1.organisation", "un-programme"),
    ("parties.1.role", "funder"),
    ("parties.2.who_uk", "Муніципалітет Енсхеде"),
    ("parties.3.who_uk", "Лікарні області"),
    ("parties.3.stated", "8"),
    ("agreed", "2021-02-01"),
    ("cites.0.source", "report-2020"),
    ("cites.0.locator", "с. 7"),
];

/// The same, signed by all, with a term.
const SIGNED: &[(&str, &str)] =
    &[("signatures.0.party", "*"), ("signatures.0.date", "2020-06-01"), ("agreed", ""), ("until", "2021-06-30")];

fn publish(olena: &Client, path: &str) {
    olena.post(&format!("{path}/publication"), &[]).is(303);
}

fn made(olena: &Client, more: &[(&str, &str)]) -> String {
    let path = olena.post("/uk/agreements", &with(FOUR, more)).is(303).location;
    publish(olena, &path);
    path
}

fn card(client: &Client, path: &str) -> Value {
    client.get(&format!("{path}.json")).is(200).json()
}

fn sound(cast: &Cast) {
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a check").findings, []);
}

#[test]
fn a_memorandum_of_four_parties_with_three_signatures() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = made(&olena, &[]);
    assert_eq!(path, "/uk/agreements/health-memorandum");
    visitor.get(&path).is(200).shows("Меморандум № 12-М").shows("текст погоджено").shows("бракує 4 підписів").hides("Змінити");

    let sign = |party: &str, day: &str| {
        let fields = [("party", party), ("date", day), ("place", LISOVE), ("source", "report-2020"), ("locator", "с. 8")];
        olena.post(&format!("{path}/signatures"), &fields).is(303);
    };
    sign("1", "2021-03-12");
    sign("2", "2021-03-12");
    sign("4", "15.03.2021");
    // Another source names another day for the same signature: both are kept, and the state follows the earlier.
    olena.post(&format!("{path}/signatures"), &[("party", "2"), ("date", "2021-03-14")]).is(303);
    let seen = visitor.get(&path).is(200).shows("підписують 12 березня 2021 р.").shows("бракує 1 підпису");
    seen.shows("Муніципалітет Енсхеде ще не підписано")
        .shows("Лікарні області сторона · заявлено 8, названо 0 15 березня 2021 р.")
        .shows("Джерела називають різні дні підписання")
        .shows("Звіт за 2020 рік, с. 8");
    let row = visitor.get("/uk/agreements.json?unsigned=1").json()["items"][0].clone();
    assert_eq!((&row["lacking"], &row["disputed"], &row["state"]), (&json!(1), &json!(true), &json!("signing")));
    assert_eq!(row["signed"], json!(["2021-03-12", "2021-03-14", "2021-03-15"]));
    // On an earlier day fewer had signed.
    let then = visitor.get(&format!("{path}.json?as-of=2021-03-12")).json();
    assert_eq!((&then["row"]["lacking"], &then["row"]["state"]), (&json!(2), &json!("signing")));
    assert_eq!(visitor.get("/uk/agreements.json?as-of=2021-01-31").json()["total"], 0, "nobody spoke of it yet");

    sign("3", "2021-03-30");
    visitor.get(&path).is(200).shows("діє 30 березня 2021 р.").hides("бракує");
    assert_eq!(visitor.get("/uk/agreements.json?unsigned=1").json()["total"], 0);

    // It is found from everywhere it belongs to.
    for page in ["/uk/organisations/lisova-hospital", &format!("/uk/places/{LISOVE}"), "/uk/sources/report-2020"] {
        visitor.get(page).is(200).shows("Меморандум про здоров’я громади");
    }
    visitor.get("/uk/search?q=меморандум енсхеде").is(200).shows("Меморандум про здоров’я громади");
    sound(&cast);
}

#[test]
fn what_is_owed_stands_under_the_party_that_owes_it() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = made(&olena, &[]);
    // The card offers a form for each party that is bound; it knows of what and by whom.
    let offered =
        olena.get(&path).is(200).shows("Додати зобов’язання: Муніципалітет Енсхеде").shows("Додати спільне зобов’язання");
    let form = "/uk/steps/new?subject=agreement:health-memorandum&amp;part=1&amp;organisation=lisova-hospital";
    assert!(offered.text.contains(form), "{}", offered.text);
    let form = olena.get(&form.replace("&amp;", "&")).is(200).shows("Угода: Меморандум про здоров’я громади");
    assert!(form.text.contains("value=\"lisova-hospital\""), "{}", form.text);
    visitor.get(&path).is(200).hides("Додати спільне").shows("Зобов’язань сторін не записано");

    let owe = |what: &str, more: &[(&str, &str)]| {
        let base = [("subject", "agreement:health-memorandum"), ("what_uk", what), ("state.0.state", "promised")];
        olena.post("/uk/steps", &with(&base, more)).is(303).location
    };
    olena.post("/uk/organisations", &[("kind", "government"), ("name_uk", "Лісова рада"), ("name_en", "Lisova council")]).is(303);
    let given = owe("Передати кисневі станції", &[("part", "3"), ("due", "2021-02-28")]);
    owe("Дати приміщення", &[("organisation", "lisova-hospital"), ("state.0.source", "report-2020")]);
    owe("Зустрічатися щороку", &[]);
    owe("Друкувати бланки", &[("organisation", "lisova-council")]);
    let seen = card(&visitor, &path);
    let labels = |rows: &Value| -> Vec<String> {
        let rows = rows.as_array().expect("rows");
        rows.iter().map(|row| row["label"].as_str().expect("a label").to_owned()).collect()
    };
    let of = |number: usize| labels(&seen["parties"][number - 1]["obligations"]);
    assert_eq!(of(1), ["Дати приміщення"], "the doer is a party");
    assert_eq!(of(3), ["Передати кисневі станції"], "a party that is no organisation of the register");
    assert_eq!((of(2), of(4)), (vec![], vec![]));
    let rest = labels(&seen["steps"]);
    assert!(rest.len() == 2 && rest.contains(&"Друкувати бланки".to_owned()), "of all, and of who is no party: {rest:?}");
    assert_eq!(seen["parties"][0]["obligations"][0]["source"]["label"], "Звіт за 2020 рік");
    assert_eq!(seen["parties"][2]["obligations"][0]["overdue"], true);
    visitor.get(&path).is(200).shows("Усіх сторін разом або іншої організації").shows("прострочено");

    // Who took it over by mistake is corrected by naming the doer; a party that is taken out leaves its number to nobody.
    let wrong = owe("Навчити лікарів", &[("part", "3")]);
    let at = olena.get(&format!("{wrong}/edit")).is(200);
    assert!(at.text.contains("name=\"version\" value=\"1\""));
    let mended =
        [("what_uk", "Навчити лікарів"), ("state.0.state", "promised"), ("version", "1"), ("organisation", "lisova-hospital")];
    olena.post(&wrong, &mended).is(303);
    assert!(labels(&card(&visitor, &path)["parties"][0]["obligations"]).contains(&"Навчити лікарів".to_owned()));

    // It is done, and something proves it.
    let done = [("state", "done"), ("date", "2021-03-20"), ("source", "report-2020")];
    olena.post(&format!("{given}/states"), &[("state", "done"), ("source", "нічого")]).is(400).shows("нічого");
    olena.post(&format!("{given}/states"), &done).is(303);
    let row = card(&visitor, &path)["parties"][2]["obligations"][0].clone();
    assert_eq!((&row["state"], &row["source"]["label"]), (&json!("done"), &json!("Звіт за 2020 рік")));
    sound(&cast);
}

#[test]
fn the_list_is_narrowed_and_leaves_whole() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    made(&olena, &[]);
    made(
        &olena,
        &with(SIGNED, &[("title_en", "Second"), ("kind", "grant"), ("places.0.place", STEPOVA), ("fields.0.uk", "освіта")]),
    );
    olena.post("/uk/agreements", &with(FOUR, &[("title_en", "Draft")])).is(303);
    let total = |query: &str| visitor.get(&format!("/uk/agreements.json?{query}")).is(200).json()["total"].clone();
    for (query, count) in [
        ("", 2),
        ("kind=grant", 1),
        ("state=agreed", 1),
        ("state=in_force", 1),
        ("state=in_force&as-of=2020-12-31", 1),
        ("state=ended&as-of=2021-07-01", 1),
        ("organisation=un-programme", 2),
        ("place=UA01020000000000002", 2),
        (&format!("place={LISOVA}"), 1),
        ("field=Освіта", 1),
        ("field=health care", 2),
        ("direction=health", 2),
        ("expiring=91", 1),
        ("expiring=90", 0),
        ("unsigned=1", 1),
        ("q=12-М", 2),
    ] {
        assert_eq!(total(query), count, "{query}");
    }
    assert_eq!(cast.vira().get("/uk/agreements.json").json()["total"], 3, "a viewer sees drafts");
    for bad in ["state=nowhere", "expiring=soon", "kind=x"] {
        visitor.get(&format!("/uk/agreements?{bad}")).is(400);
    }
    visitor.get("/uk/agreements?organisation=nobody").is(404);
    let rows = visitor.get("/uk/agreements.csv").is(200).csv();
    assert_eq!(
        (rows.len(), rows[0]["parties"].as_str()),
        (2, "Лісова лікарня; Програма ООН; Муніципалітет Енсхеде; Лікарні області")
    );
    assert_eq!(visitor.get("/uk/agreements.xlsx").is(200).xlsx("data").len(), 3);
}

#[test]
fn a_new_agreement_comes_in_the_place_of_the_old_one() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let old = made(&olena, SIGNED);
    olena.get(&old).is(200).shows("діє 1 червня 2020 р., до 30 червня 2021 р.");
    let edit = olena.post(&format!("{old}/renewal"), &[]).is(303).location;
    let new = edit.trim_end_matches("/edit").to_owned();
    assert_eq!(new, "/uk/agreements/health-memorandum-2021");
    olena.get(&edit).is(200).shows("Замінює");
    assert!(olena.get(&edit).text.contains("value=\"health-memorandum\""), "the old one stands in the form");
    let draft = card(&olena, &new);
    assert_eq!(
        (&draft["row"]["state"], &draft["row"]["lacking"], &draft["row"]["draft"]),
        (&json!("draft"), &json!(4), &json!(true))
    );
    // Nobody sees of the old one that a new one is being prepared, and a second one is not made.
    visitor.get(&old).is(200).shows("діє").hides("Попередня і наступна").hides("На заміну:");
    olena.get(&old).is(200).shows("На заміну: Меморандум про здоров’я громади готується");
    olena.post(&format!("{old}/renewal"), &[]).is(400).shows("На заміну вже є інша");

    publish(&olena, &new);
    olena.post(&format!("{new}/signatures"), &[("party", "*"), ("date", "2021-03-20")]).is(303);
    visitor.get(&old).is(200).shows("замінено новою 20 березня 2021 р.").shows("Попередня і наступна");
    visitor.get(&format!("{old}?as-of=2021-03-19")).is(200).shows("діє 1 червня 2020 р.");
    visitor.get(&old).shows("На заміну: Меморандум про здоров’я громади діє");
    visitor.get(&new).shows("Замінює угоду: Меморандум про здоров’я громади");
    let (before, after) = (card(&visitor, &new), card(&visitor, &old));
    assert_eq!((&before["replaces"]["url"], &after["replaced_by"][0]["url"]), (&json!(old), &json!(new)));
    let chain = before["chain"].clone();
    assert_eq!((&chain[0]["url"], &chain[0]["state"], &chain[1]["state"]), (&json!(old), &json!("renewed"), &json!("in_force")));
    // What was to end troubles nobody any more.
    assert_eq!(visitor.get("/uk/agreements.json?expiring=200").json()["total"], 0);
    // When the new one is taken back, the old one holds again.
    olena.post(&format!("{new}/withdrawal"), &[]).is(303);
    visitor.get(&old).is(200).shows("діє 1 червня 2020 р.");
    olena.get("/uk/agreements").is(200).hides("health-memorandum-2021");
    sound(&cast);
}

#[test]
fn a_term_is_prolonged_changed_and_broken_off() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = made(&olena, &with(SIGNED, &[("until", "2021-03-15")]));
    visitor.get(&path).is(200).shows("строк минув 16 березня 2021 р.");
    let fields = [("until", "2022-03-15"), ("date", "2021-03-10"), ("source", "report-2020")];
    olena.post(&format!("{path}/prolongations"), &fields).is(303);
    visitor.get(&path).is(200).shows("продовжено 10 березня 2021 р., до 15 березня 2022 р.");
    olena.post(&format!("{path}/amendments"), &[("number", "1"), ("date", "2021-03-20"), ("what_uk", "Додано освіту")]).is(303);
    olena.post(&format!("{path}/termination"), &[("date", "2021-03-25"), ("note_uk", "За згодою сторін")]).is(303);
    visitor.get(&path).is(200).shows("припинено 25 березня 2021 р.").shows("Додано освіту").shows("За згодою сторін");
    visitor.get(&format!("{path}?as-of=2021-03-24")).is(200).shows("продовжено 10 березня 2021 р.");
    sound(&cast);
}

#[test]
fn what_is_wrong_is_refused_with_its_reason() {
    let cast = Cast::new();
    let olena = cast.olena();
    for (more, wanted) in [
        (vec![("signatures.0.party", "1"), ("signatures.0.date", "2021-01-31")], "раніший за день, коли погодили текст"),
        (vec![("effective", "2021-03-01"), ("until", "2021-02-01")], "раніше, ніж починається"),
        (vec![("parties.2.organisation", "un-programme"), ("parties.2.who_uk", "")], "уже є серед сторін"),
        (vec![("title_uk", ""), ("title_en", "")], "Впишіть назву"),
        (vec![("parties.3.stated", "багато")], "не є цілим числом"),
        (vec![("signatures.5.party", "7"), ("signatures.5.date", "2021-03")], "Сторони з номером «7»"),
        (vec![("until", "2021-12-31"), ("prolongs", "0")], "від 1 до 600"),
        (vec![("until", "2021-01-01")], "раніше, ніж починається"),
        (vec![("drafted", "2021-02-15")], "1 лютого 2021 р.: раніше за день, коли текст склали чи погодили"),
        (vec![("amendments.0.date", "2020-05"), ("amendments.0.what_uk", "Строк")], "травень 2020 р.: раніше за день"),
        (vec![("parties.0.copy", "2021-01-20")], "20 січня 2021 р.: раніше за день"),
        (vec![("signatures.0.party", "1"), ("signatures.0.date", "2021-04-01")], "ще не настав"),
        (vec![("parties.3.who_uk", "Програма ООН"), ("parties.3.stated", "")], "«Програма ООН» уже є серед сторін"),
    ] {
        olena.post("/uk/agreements", &with(FOUR, &more)).is(422).shows(wanted);
    }
    // What is wrong stands at the row in which it was written.
    let seen = olena.post("/uk/agreements", &with(FOUR, &[("signatures.5.party", "7")])).is(422);
    assert!(seen.text.contains("href=\"#signatures.5.party\""), "{}", seen.plain());

    let draft = made(&olena, &[]);
    olena.post(&format!("{draft}/renewal"), &[]).is(400).shows("Підписали ще не всі");
    olena.post(&format!("{draft}/prolongations"), &[("until", "2022-01-01")]).is(400).shows("Підписали ще не всі");
    olena.post(&format!("{draft}/signatures"), &[("party", "1"), ("date", "2021-04-01")]).is(400).shows("ще не настав");
    olena
        .post(&format!("{draft}/signatures"), &[("party", "1"), ("date", "2021-01-31")])
        .is(400)
        .shows("Підпис 31 січня 2021 р. раніший за день");
    olena.post(&format!("{draft}/signatures"), &[("date", "2021-03-01")]).is(400).shows("Хто підписав?");
    olena
        .post(&format!("{draft}/approval"), &[("event", "sent"), ("date", "2021-03-01")])
        .is(400)
        .shows("Міністерство погоджує лише");
    // A draft is not replaced, and nothing replaces itself through others.
    let replaces = |slug: &'static str| with(SIGNED, &[("title_en", "Other"), ("replaces", slug)]);
    olena.post("/uk/agreements", &with(FOUR, &replaces("health-memorandum"))).is(422).shows("чернетку не замінюють");
    let first = made(&olena, &with(SIGNED, &[("title_en", "First")]));
    made(&olena, &with(SIGNED, &[("title_en", "Second"), ("replaces", "first")]));
    made(&olena, &with(SIGNED, &[("title_en", "Third"), ("replaces", "second")]));
    let version = card(&olena, &first)["agreement"]["version"].to_string();
    let fork = with(SIGNED, &[("title_en", "Fork"), ("replaces", "first")]);
    olena.post("/uk/agreements", &with(FOUR, &fork)).is(422).shows("На заміну вже є інша");
    olena.get(&first).is(200).hides("Підготувати нову");
    let circle = with(SIGNED, &[("title_en", "First"), ("replaces", "third"), ("version", &version)]);
    let numbers = [("parties.0.id", "1"), ("parties.1.id", "2"), ("parties.2.id", "3"), ("parties.3.id", "4")];
    olena.post(&first, &with(&with(FOUR, &circle), &numbers)).is(422).shows("сама замінює цю угоду");
    sound(&cast);
}

#[test]
fn two_coordinators_at_one_agreement_lose_nothing() {
    let cast = Cast::new();
    let (olena, marta) = (cast.olena(), cast.marta());
    let path = made(&olena, &[]);
    let version = card(&olena, &path)["agreement"]["version"].to_string();
    let numbers = [("parties.0.id", "1"), ("parties.1.id", "2"), ("parties.2.id", "3"), ("parties.3.id", "4")];
    // While Olena has the form open, Marta records a signature and the number of the copy.
    marta.post(&format!("{path}/signatures"), &[("party", "1"), ("date", "2021-03-12")]).is(303);
    let mine = with(&with(FOUR, &numbers), &[("about_uk", "Разом навчають лікарів"), ("version", &version)]);
    let seen = olena.post(&path, &mine).is(409).shows("Поки ви писали, запис змінили");
    assert!(seen.text.contains("name=\"signatures.0.date\" value=\"2021-03-12\""), "Marta’s signature stands in the form");
    assert!(seen.text.contains("Разом навчають лікарів"), "and so does what Olena wrote");
    let now = card(&olena, &path)["agreement"]["version"].to_string();
    let merged = [("signatures.0.party", "1"), ("signatures.0.date", "2021-03-12"), ("version", now.as_str())];
    olena.post(&path, &with(&mine, &merged)).is(303);
    olena.get(&path).is(200).shows("Разом навчають лікарів").shows("12 березня 2021 р.").shows("бракує 3 підписів");
    sound(&cast);
}

#[test]
fn rows_that_two_coordinators_add_at_once_are_all_kept() {
    let cast = Cast::new();
    let (olena, marta) = (cast.olena(), cast.marta());
    let path = made(&olena, &[]);
    let version = card(&olena, &path)["agreement"]["version"].to_string();
    let numbers = [("parties.0.id", "1"), ("parties.1.id", "2"), ("parties.2.id", "3"), ("parties.3.id", "4")];
    let open = with(&with(FOUR, &numbers), &[("version", version.as_str())]);
    let theirs = [
        ("parties.4.id", "5"),
        ("parties.4.who_uk", "Університет"),
        ("signatures.0.party", "5"),
        ("signatures.0.date", "2021-03-01"),
    ];
    marta.post(&path, &with(&open, &theirs)).is(303);
    let mine =
        [("parties.4.id", "5"), ("parties.4.who_uk", "Фонд"), ("signatures.0.party", "5"), ("signatures.0.date", "2021-03-02")];
    let seen = olena.post(&path, &with(&open, &mine)).is(409);
    // My party got a number of its own, and its signature went with it.
    let merged = [
        ("parties.4.id", "6"),
        ("parties.4.who_uk", "Фонд"),
        ("parties.5.id", "5"),
        ("parties.5.who_uk", "Університет"),
        ("signatures.0.date", "2021-03-02"),
        ("signatures.1.date", "2021-03-01"),
    ];
    for (name, value) in merged {
        assert!(seen.text.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name} {value} in {}", seen.text);
    }
    let now = card(&olena, &path)["agreement"]["version"].to_string();
    let signed = [("signatures.0.party", "6"), ("signatures.1.party", "5"), ("version", now.as_str())];
    olena.post(&path, &with(&with(&open, &merged), &signed)).is(303);
    let kept = card(&olena, &path);
    let who =
        |number: i64| kept["agreement"]["parties"].as_array().expect("parties").iter().find(|one| one["id"] == number).cloned();
    assert_eq!(who(5).expect("theirs")["who_uk"], "Університет");
    assert_eq!(who(6).expect("mine")["who_uk"], "Фонд");
    let signed: Vec<(i64, &str)> = kept["agreement"]["signatures"]
        .as_array()
        .expect("signatures")
        .iter()
        .map(|one| (one["party"].as_i64().expect("a number"), one["date"].as_str().expect("a date")))
        .collect();
    assert_eq!(signed, [(6, "2021-03-02"), (5, "2021-03-01")]);
    sound(&cast);
}

#[test]
fn an_agreement_made_by_mistake_is_taken_back_and_comes_back() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = made(&olena, &[]);
    olena.get(&path).is(200).shows("Вилучити");
    olena.post(&format!("{path}/withdrawal"), &[("state", "withdrawn")]).is(303);
    visitor.get(&path).is(404);
    olena.get(&path).is(200).shows("Повернути").hides("Вилучити");
    olena.post(&format!("{path}/withdrawal"), &[("state", "back")]).is(303);
    olena.get(&path).is(200).shows("Чернетка");
}

#[test]
fn who_signs_is_for_the_office_alone() {
    let cast = Cast::new();
    let olena = cast.olena();
    let person = [("name_uk", "Марія Приклад"), ("organisation", "lisova-hospital"), ("purpose_uk", "підписує за лікарню")];
    let maria = olena.post("/uk/people", &person).is(303).location;
    olena.post(&format!("{maria}/publication"), &[("state", "public"), ("confirm", "1")]).is(303);
    let slug = maria.rsplit('/').next().expect("a slug").to_owned();
    let path = made(&olena, &[("parties.0.signatory", &slug)]);
    olena.get(&path).is(200).shows("підписує Марія Приклад");
    let id = card(&olena, &path)["agreement"]["parties"][0]["signatory"].as_str().expect("an id").to_owned();
    // Even a person whom everybody may know of is not shown here, in no form and to nobody else.
    for client in [cast.visitor(), cast.vira(), cast.ivan()] {
        for address in
            [path.clone(), format!("{path}.json"), format!("{path}.json?known-on=2021-03-31"), "/uk/agreements.csv".into()]
        {
            let seen = client.get(&address).is(200);
            assert!(!seen.text.contains("Марія") && !seen.text.contains(&id) && !seen.text.contains(&slug), "{address}");
        }
        client.get("/uk/search?q=Марія&kind=agreement").is(200).hides("здоров’я громади");
    }
    // Ivan’s hospital is a party: he may edit, does not see her, and does not lose her.
    let ivan = cast.ivan();
    let form = ivan.get(&format!("{path}/edit")).is(200).hides("хто підписує");
    assert!(!form.text.contains(&slug));
    let version = card(&ivan, &path)["agreement"]["version"].to_string();
    let numbers = [("parties.0.id", "1"), ("parties.1.id", "2"), ("parties.2.id", "3"), ("parties.3.id", "4")];
    ivan.post(&path, &with(&with(FOUR, &numbers), &[("version", &version), ("about_uk", "Зміни Івана")])).is(303);
    olena.get(&path).is(200).shows("підписує Марія Приклад").shows("Зміни Івана");
    cast.vira().post(&path, FOUR).is(403);
    sound(&cast);
}

#[test]
fn the_ministry_has_the_term_that_the_office_keeps() {
    let cast = Cast::new();
    let olena = cast.olena();
    let version = cast.marta().get("/uk/office.json").json()["office"]["version"].to_string();
    let term = [
        ("version", version.as_str()),
        ("term.0.slug", "territorial-approval"),
        ("term.0.valid_from", "2021-03-01"),
        ("term.0.days", "30"),
    ];
    cast.marta().post("/uk/office/terms", &term).is(303);
    let path = made(&olena, &[("territorial", "transborder")]);
    olena.get(&path).is(200).shows("потребує погодження міністерства");
    olena.post(&format!("{path}/approval"), &[("event", "sent"), ("date", "2021-03-10"), ("number", "7")]).is(303);
    olena.get(&path).is(200).shows("Міністерство має відповісти до: 9 квітня 2021 р.");
    let seen = olena.get("/uk/agreements/expiring").is(200);
    seen.shows("На погодженні в міністерстві").shows("останній день відповіді міністерства: 9 квітня 2021 р.");
    let again = [("event", "sent"), ("date", "2021-03-11")];
    olena.post(&format!("{path}/approval"), &again).is(400).shows("Крок «надіслано до міністерства» тут не підходить");
    olena.post(&format!("{path}/approval"), &[("event", "approved"), ("date", "2021-03-25"), ("number", "879")]).is(303);
    olena.get(&path).is(200).shows("погоджено міністерством 25 березня 2021 р.").hides("потребує погодження");
    olena.get("/uk/agreements/expiring").is(200).hides("На погодженні");
}

/// The program over the same office, so many days on.
fn later(cast: &Cast, days: i64) -> Arc<web::State> {
    let now: jiff::Timestamp = NOW.parse().expect("a time");
    let config = Config {
        office: "test".into(),
        files: cast.state.files.clone(),
        data_key: [7; 32],
        trusted_proxy: false,
        secure: false,
        clock: Clock::Fixed(now + SignedDuration::from_hours(24 * days)),
        ids: Ids::Timed,
        upload_limit: 1024 * 1024,
        sender: None,
    };
    let state = app::state((*cast.db).clone(), config).expect("words");
    state.ready.store(true, Ordering::Release);
    state
}

#[test]
fn the_office_is_reminded_in_steps_and_never_twice() {
    let cast = Cast::new();
    let olena = cast.olena();
    made(&olena, &with(SIGNED, &[("until", "2021-07-31")]));
    made(&olena, &[("title_uk", "Угода з Квемо-Картлі"), ("title_en", "Late"), ("planned", "2021-03")]);
    let subjects = || {
        let list = olena.get("/uk/letters.json").is(200).json();
        let items = list["items"].as_array().expect("letters").iter();
        items.map(|item| item["label"].as_str().unwrap_or_default().replace('\u{a0}', " ")).collect::<Vec<_>>()
    };
    // On the last day of March the signing is due, and the term ends in four months.
    for (days, wanted) in [(0, 1), (0, 1), (1, 2), (32, 3), (33, 3), (62, 4), (92, 5), (107, 6), (122, 6)] {
        super::remind(&later(&cast, days)).expect("reminded");
        super::remind(&later(&cast, days)).expect("and again");
        assert_eq!(subjects().len(), wanted, "{days} days on: {:?}", subjects());
    }
    let ends = subjects().iter().filter(|subject| subject.contains("останній день строку 31 липня 2021 р.")).count();
    assert_eq!(ends, 4, "at ninety, sixty, thirty and fifteen days");
    assert!(olena.get("/uk/letters").is(200).plain().contains("а підписали ще не всі"));

    // The page of the day and the desk say the same.
    let due = olena.get("/uk/agreements/expiring.json?as-of=2021-05-10").json();
    assert_eq!(
        (&due["late"][0]["what"], &due["late"][0]["day"], &due["late"][0]["left"]),
        (&json!("signing"), &json!("2021-03-31"), &json!(-40))
    );
    assert_eq!((&due["items"][0]["what"], &due["items"][0]["left"], &due["total"]), (&json!("end"), &json!(82), &json!(1)));
    let board = olena.get("/uk/.json?as-of=2021-05-10").json()["boards"][0]["groups"].clone();
    let tiles: Vec<&Value> =
        board.as_array().expect("groups").iter().flat_map(|group| group["tiles"].as_array().expect("tiles")).collect();
    let tile =
        |word: &str| tiles.iter().find(|tile| tile["word"] == word).map(|tile| (&tile["count"], &tile["rows"][0]["label"]));
    assert_eq!(tile("portal-board-unsigned"), Some((&json!(1), &json!("Угода з Квемо-Картлі"))));
    assert_eq!(tile("agreement-desk"), Some((&json!(1), &json!("Меморандум про здоров’я громади"))));
    assert_eq!(cast.visitor().get("/uk/agreements/expiring.csv?within=200").is(200).csv().len(), 2);
    cast.visitor().get("/uk/").is(200).hides("строк яких спливає");
}

/// The events of a calendar as another program reads them: the day and the summary.
fn read(text: &str) -> Vec<(String, String)> {
    let calendars: Vec<_> = ical::IcalParser::new(std::io::Cursor::new(text)).collect::<Result<_, _>>().expect("a calendar");
    assert_eq!(calendars.len(), 1);
    let of = |event: &ical::parser::ical::component::IcalEvent, name: &str| {
        let found = event.properties.iter().find(|property| property.name == name);
        found.and_then(|property| property.value.clone()).unwrap_or_default()
    };
    calendars[0].events.iter().map(|event| (of(event, "DTSTART"), of(event, "SUMMARY"))).collect()
}

#[test]
fn days_leave_as_a_calendar_and_by_a_private_address() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    made(&olena, SIGNED);
    let secret = with(SIGNED, &[("title_uk", "Чернетка; з комою, і рядком"), ("title_en", "Hidden"), ("until", "2021-05-01")]);
    olena.post("/uk/agreements", &with(FOUR, &secret)).is(303);
    let public = visitor.get("/uk/agreements.ics").is(200);
    assert_eq!(public.headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(read(&public.text), [("20210630".to_owned(), "останній день строку: Меморандум про здоров’я громади".to_owned())]);
    assert!(public.text.split("\r\n").all(|line| line.len() <= 75), "no line is longer");

    visitor.post("/uk/agreements/calendar", &[]).is(303);
    let page = olena.post("/uk/agreements/calendar", &[]).is(200);
    let link = page
        .text
        .split("value=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|value| value.contains("/c/"))
        .expect("a link");
    assert!(link.ends_with(".ics"), "{link}");
    // Whoever has the address sees what Olena may see, and no session is needed.
    let own = visitor.get(link).is(200);
    assert_eq!(read(&own.text).len(), 2, "{}", own.text);
    assert_eq!(own.headers["cache-control"], "no-store");
    visitor.get(link.trim_end_matches(".ics")).is(404);
    olena.get("/uk/agreements/expiring").is(200).shows("Адресу видано");
    // A new address ends the one before; the last one is taken back.
    olena.post("/uk/agreements/calendar", &[]).is(200);
    visitor.get(link).is(404);
    let next = olena.post("/uk/agreements/calendar", &[]).is(200);
    let link = next
        .text
        .split("value=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|value| value.contains("/c/"))
        .expect("a link");
    olena.post("/uk/agreements/calendar/revocation", &[]).is(303);
    visitor.get(link).is(404);
}
