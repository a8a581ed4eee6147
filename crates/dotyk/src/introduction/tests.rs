//! Stories of introductions: from a need to a delivery that its receiver confirms; and that nobody else hears of it.

use serde_json::Value;

use crate::app;
use crate::testing::{Cast, Client};
use crate::touchpoint::stories::{OXYGEN, ask, history, part, state, take_in};

/// A need, and its first funder introduced: both addresses.
fn introduced(olena: &Client) -> (String, String) {
    take_in(olena, &history());
    let need = state(olena, OXYGEN);
    ask(olena, &format!("{need}/touchpoints"));
    let path = olena.post(&format!("{need}/introductions"), &[("part", "funders"), ("key", "ref:XM-DAC-9")]).is(303).location;
    (need, path)
}

fn moves(client: &Client, path: &str, state: &str, date: &str) -> u16 {
    client.post(&format!("{path}/states"), &[("state", state), ("date", date), ("note", "дзвонили")]).status
}

#[test]
fn from_a_need_to_a_delivery_that_is_confirmed() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    // A need, points of contact, and with one click an introduction, whose reasons stay as they were.
    let (need, path) = introduced(&olena);
    let card = olena.get(&path).is(200).shows("Health Fund").shows("запропоновано").shows("olena");
    let card = card.shows("той самий сектор 12220: 3 проєкти з 3, останній 2019").shows("лише для установи");
    card.shows("Кисневі концентратори для лікарні");
    // Whoever reads English reads the reasons so too, and not in the language in which they were first shown.
    let english = path.replacen("/uk/", "/en/", 1);
    olena.get(&english).is(200).shows("same sector 12220").hides("той самий сектор");
    // What is not chosen, and what cannot follow, is said in words.
    olena.post(&format!("{path}/states"), &[("state", "")]).is(400).shows("Не обрано, що сталося").hides("фільтр");
    olena.post(&format!("{path}/states"), &[("state", "delivered")]).is(400).shows("запропоновано → ").hides("proposed");
    // Pressed twice, it is the same one.
    let again = olena.post(&format!("{need}/introductions"), &[("part", "funders"), ("key", "ref:XM-DAC-9")]).is(303);
    assert_eq!(again.location, path);
    // The ranking says that they were introduced already, and the need's card too.
    let answer = ask(&olena, &format!("{need}/touchpoints"));
    assert_eq!(part(&answer, "funders")[0]["introduced"]["state"], "proposed", "{answer}");
    assert_eq!(part(&answer, "funders")[1]["introduced"], Value::Null);
    olena.get(&format!("{need}/touchpoints")).is(200).shows("знайомство запропоновано");
    olena.get(&need).is(200).shows("Health Fund · Кисневі концентратори для лікарні запропоновано");
    // What is to be done next is a step of it.
    let id = path.rsplit('/').next().expect("an id").to_owned();
    let step = [
        ("subject", format!("introduction:{id}")),
        ("what_uk", "Подзвонити до фонду".to_owned()),
        ("state.0.state", "planned".to_owned()),
        ("due", "2021-04-05".to_owned()),
    ];
    let step: Vec<(&str, &str)> = step.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let step = olena.post("/uk/steps", &step).is(303).location;
    olena.get(&path).is(200).shows("Подзвонити до фонду");
    olena.get(&step).is(200);
    visitor.get(&step).is(404);
    visitor.get("/uk/steps").is(200).hides("Подзвонити до фонду");
    // They talk and agree; the partner turns out to be in the register.
    assert_eq!(moves(&olena, &path, "contacted", "2021-03-31"), 303);
    assert_eq!(moves(&olena, &path, "agreed", "2021-03-31"), 303);
    let edit = [("version", "3"), ("partner", "un-programme"), ("lead", "acc-marta"), ("note", "Готові дати шість")];
    olena.post(&path, &edit).is(303);
    olena.get(&path).is(200).shows("Програма ООН").shows("marta").shows("Готові дати шість").shows("Обіцянку й надходження");
    olena.get("/uk/organisations/un-programme").is(200).shows("Програма ООН · Кисневі концентратори для лікарні домовлено");
    // A promise of six, four arrive, the hospital confirms.
    olena.post(&format!("{need}/promises"), &[("line", "1"), ("organisation", "un-programme"), ("quantity", "6")]).is(303);
    olena.post(&format!("{need}/deliveries"), &[("line", "1"), ("promise", "1"), ("quantity", "4")]).is(303);
    let token = olena.token();
    let field = |name: &str, value: &str| format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let seen = olena.get(&need).is(200).text;
    let seen = seen.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("seen").to_owned();
    let body = [("_token", token.as_str()), ("line", "1"), ("delivery", "1"), ("quantity", "4"), ("seen", &seen)]
        .map(|(name, value)| field(name, value))
        .concat();
    let confirmed = format!("{body}--part--\r\n").into_bytes();
    olena.post_raw(&format!("{need}/confirmations"), "multipart/form-data; boundary=part", confirmed).is(303);
    olena.get(&need).is(200).shows("Потрібно 10 штук, обіцяно 6, підтверджено 4: очікуються 2, ще бракує 4");
    assert_eq!(moves(&olena, &path, "delivered", "2021-03-31"), 303);
    // What became of all of them.
    let list = olena.get("/uk/introductions.json").is(200).json();
    assert_eq!((&list["total"], &list["projects"]), (&1.into(), &0.into()));
    assert_eq!(list["counts"], serde_json::json!([{"state": "delivered", "count": 1}]));
    assert_eq!(list["items"][0]["label"], "Програма ООН");
    let answer = ask(&olena, &format!("{need}/touchpoints"));
    assert_eq!(part(&answer, "funders")[0]["introduced"]["state"], "delivered");
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn a_refusal_is_marked_and_may_be_taken_up_again() {
    let cast = Cast::new();
    let olena = cast.olena();
    let (need, path) = introduced(&olena);
    assert_eq!(moves(&olena, &path, "delivered", "2021-03-31"), 400);
    assert_eq!(moves(&olena, &path, "declined", "2021-04-01"), 400);
    assert_eq!(moves(&olena, &path, "declined", "2021-03-31"), 303);
    olena.get(&format!("{need}/touchpoints")).is(200).shows("відмовилися");
    assert_eq!(moves(&olena, &path, "agreed", "2021-03-31"), 400);
    assert_eq!(moves(&olena, &path, "contacted", "2021-03-31"), 303);
    let history = olena.get(&format!("{path}.json")).json()["states"].as_array().map(Vec::len);
    assert_eq!(history, Some(3));
}

#[test]
fn nobody_but_the_office_hears_of_an_introduction() {
    let cast = Cast::new();
    let (olena, ivan, visitor) = (cast.olena(), cast.ivan(), cast.visitor());
    let (need, path) = introduced(&olena);
    olena.post(&format!("{need}/publication"), &[("state", "public")]).is(303);
    olena.post(&path, &[("version", "1"), ("partner", "un-programme")]).is(303);
    for stranger in [&ivan, &visitor] {
        assert!(matches!(stranger.get(&path).status, 303 | 403));
        assert!(matches!(stranger.get("/uk/introductions").status, 303 | 403));
        assert!(matches!(stranger.get(&format!("{path}.json")).status, 401 | 403));
        stranger.get(&need).is(200).hides("Знайомства");
        stranger.get("/uk/organisations/un-programme").is(200).hides("Знайомства");
        stranger.get("/uk/search?q=Знайомство").is(200).hides("introductions/");
    }
    ivan.get(&format!("{need}/touchpoints")).is(200).hides("знайомство запропоновано");
    let vira = cast.vira();
    vira.get(&path).is(200).hides("/edit");
    vira.post(&format!("{path}/states"), &[("state", "contacted")]).is(403);
    assert!(matches!(ivan.post(&format!("{need}/introductions"), &[("part", "funders"), ("key", "ref:XM-DAC-9")]).status, 403));
}

#[test]
fn the_list_is_filtered_and_leaves_whole() {
    let cast = Cast::new();
    let olena = cast.olena();
    let (need, path) = introduced(&olena);
    let second = olena.post(&format!("{need}/introductions"), &[("part", "funders"), ("key", "ref:XM-DAC-8")]).is(303).location;
    assert_ne!(path, second);
    olena.post(&path, &[("version", "1"), ("partner", "un-programme")]).is(303);
    moves(&olena, &second, "declined", "2021-03-31");
    let total = |query: &str| olena.get(&format!("/uk/introductions.json?{query}")).is(200).json()["total"].as_i64();
    assert_eq!(
        (total(""), total("open=1"), total("state=declined"), total("state=agreed")),
        (Some(2), Some(1), Some(1), Some(0))
    );
    assert_eq!(
        (total("partner=un-programme"), total("silent-since=2021-03-31"), total("silent-since=2021-04-01")),
        (Some(1), Some(0), Some(1))
    );
    assert_eq!(total(&format!("subject=need:{}", need.rsplit('/').next().expect("a slug"))), Some(2));
    olena.get("/uk/introductions?state=x").is(400);
    let csv = olena.get("/uk/introductions.csv").is(200).csv();
    assert_eq!((csv.len(), csv[0]["state"].as_str(), csv[1]["partner"].as_str()), (2, "declined", "Програма ООН"));
    assert_eq!(olena.get("/uk/introductions.xlsx").is(200).xlsx("data").len(), 3);
    // A result that is not there, or a part that is none, makes nothing.
    for (part, key) in [("funders", "ref:XX"), ("nowhere", "ref:XM-DAC-9"), ("", "")] {
        olena.post(&format!("{need}/introductions"), &[("part", part), ("key", key)]).is(400);
    }
    // An edit made from an older version is merged or shown.
    olena.post(&path, &[("version", "1"), ("partner", "un-programme"), ("note", "інше")]).is(409);
    olena.post(&path, &[("version", "2"), ("partner", "nobody")]).is(422);
    olena.post(&path, &[("version", "2")]).is(422).shows("Вкажіть партнера");
    assert_eq!(total(""), Some(2));
}
