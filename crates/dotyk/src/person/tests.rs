//! Stories of people.

use dotyk_db::params;

use super::{Seal, store};
use crate::access::{Actor, Kind, Ref};
use crate::journal::history;
use crate::testing::{Cast, LISOVE};

const MARIA: &[(&str, &str)] = &[
    ("name_uk", "Марія Приклад"),
    ("name_en", "Maria Example"),
    ("organisation", "un-programme"),
    ("post_uk", "Керівниця програми"),
    ("mail", "maria@dotyk.example"),
    ("phone", "+380 44 000 00 00"),
    ("note", "дзвонити зранку"),
    ("purpose_uk", "Контакт партнера"),
];

/// All that the database and the journal hold of a person, as text.
fn kept(cast: &Cast, path: &str) -> String {
    let slug = path.rsplit('/').next().unwrap().to_owned();
    cast.db
        .read_blocking(|tx| {
            let id = store::resolve(tx, "test", std::slice::from_ref(&slug))?[&slug].clone();
            let row = tx.first(store::BY_ID, params!["test", &id])?.unwrap();
            let lines = history(tx, "test", &Ref::new(Kind::Person, id), i64::MAX, 50)?;
            let row: Vec<String> = row.values().iter().map(ToString::to_string).collect();
            Ok::<_, dotyk_db::Error>(format!("{} {lines:?}", row.join(" ")))
        })
        .unwrap()
}

#[test]
fn nothing_of_a_person_is_readable_at_rest() {
    let cast = Cast::new();
    let path = cast.olena().post("/uk/people", MARIA).is(303).location;
    cast.olena()
        .post(&path, &[&[("version", "1")], &MARIA[..4], &[("mail", "new@dotyk.example"), ("purpose_uk", "Контакт")]].concat())
        .is(303);
    let kept = kept(&cast, &path);
    for word in ["Марія", "Maria", "maria", "new@", "+380", "зранку"] {
        assert!(!kept.contains(word), "{word} is in {kept}");
    }
    cast.olena().get(&path).is(200).shows("Марія Приклад").shows("new@dotyk.example").hides("+380");
    assert_eq!(crate::app::verify(&cast.db, "test", [7; 32], None).unwrap().findings, []);
}

#[test]
fn the_public_sees_name_and_post_of_the_published_only() {
    let cast = Cast::new();
    let path = cast.olena().post("/uk/people", MARIA).is(303).location;
    for client in [cast.visitor(), cast.vira(), cast.ivan()] {
        client.get(&path).is(404);
        client.get("/uk/people").is(200).hides("Марія");
    }
    cast.olena().post(&format!("{path}/publication"), &[("state", "public")]).is(303);
    for client in [cast.visitor(), cast.vira(), cast.ivan()] {
        client
            .get(&path)
            .is(200)
            .shows("Марія Приклад")
            .shows("Керівниця програми")
            .shows("Програма ООН")
            .hides("maria@")
            .hides("+380")
            .hides("зранку");
        client.get(&format!("{path}.json")).is(200).hides("maria@").hides("+380").hides("зранку").hides("Контакт партнера");
        client.get("/uk/people").is(200).shows("Марія Приклад");
    }
    cast.olena().get(&format!("{path}.json")).is(200).shows("maria@dotyk.example");
    cast.visitor().get("/uk/people?organisation=un-programme").is(200).shows("Марія Приклад");
    cast.visitor().get("/uk/people?organisation=lisova-hospital").is(200).hides("Марія Приклад");
    cast.visitor().get("/uk/people?organisation=nobody").is(200).hides("Марія Приклад");
    assert_eq!(cast.visitor().get("/uk/people.json?q=керівниця").json()["total"], 1);
    cast.visitor().get(&format!("{path}/edit")).is(303);
    cast.ivan().get(&format!("{path}/edit")).is(403);
    cast.vira().post("/uk/people", MARIA).is(403);
}

#[test]
fn a_contributor_sees_the_people_of_their_own() {
    let cast = Cast::new();
    let mine = cast
        .olena()
        .post(
            "/uk/people",
            &[
                ("name_uk", "Іван Лікар"),
                ("organisation", "Лісова лікарня"),
                ("mail", "i@dotyk.example"),
                ("purpose_uk", "Контакт"),
            ],
        )
        .is(303)
        .location;
    cast.ivan().get(&mine).is(200).shows("Іван Лікар").hides("i@dotyk.example");
    cast.ivan().get("/uk/people").is(200).shows("Іван Лікар");
    let school = cast.olena().post("/uk/organisations", &[("kind", "academic"), ("name_uk", "Ліцей"), ("place", LISOVE)]).is(303);
    let slug = school.location.rsplit('/').next().unwrap().to_owned();
    let here = cast
        .olena()
        .post("/uk/people", &[("name_uk", "Олег Вчитель"), ("organisation", &slug), ("purpose_uk", "Контакт")])
        .is(303)
        .location;
    cast.ivan().get(&here).is(200).shows("Олег Вчитель");
    cast.ivan().get("/uk/people").is(200).shows("Олег Вчитель");
}

#[test]
fn the_form_says_what_is_wrong() {
    let cast = Cast::new();
    let fields = [("mail", "марія@пошта"), ("phone", "подзвоніть"), ("organisation", "Ніхто"), ("forget_on", "колись")];
    let seen =
        cast.olena().post("/uk/people", &fields).is(422).shows("Напишіть ім’я").shows("без мети").shows("не є адресою пошти");
    let seen = seen.shows("не є номером телефону").shows("«Ніхто» не знайдено").shows("«колись» не є датою");
    assert!(seen.text.contains("value=\"марія@пошта\""), "{}", seen.text);
}

#[test]
fn two_editors_of_guarded_fields_lose_nothing() {
    let cast = Cast::new();
    let path = cast.olena().post("/uk/people", MARIA).is(303).location;
    let with = |mail: &'static str, phone: &'static str| {
        [
            &[("version", "1")],
            &MARIA[..4],
            &[("note", "дзвонити зранку"), ("purpose_uk", "Контакт партнера"), ("mail", mail), ("phone", phone)],
        ]
        .concat()
    };
    cast.olena().post(&path, &with("maria@dotyk.example", "+380 44 111 11 11")).is(303);
    let seen = cast.marta().post(&path, &with("m@dotyk.example", "+380 44 000 00 00")).is(409).hides("у них:");
    assert!(seen.text.contains("m@dotyk.example") && seen.text.contains("+380 44 111 11 11"), "{}", seen.text);
    cast.marta().post(&path, &with("maria@dotyk.example", "+380 44 222 22 22")).is(409).shows("у них: +380 44 111 11 11");
}

#[test]
fn a_forgotten_person_is_gone_for_good() {
    let cast = Cast::new();
    let olena = cast.olena();
    let path = olena.post("/uk/people", &[MARIA, &[("forget_on", "2021-03-30")]].concat()).is(303).location;
    olena.post(&format!("{path}/publication"), &[("state", "public")]).is(303);
    olena.get("/uk/people").is(200).shows("Настав час забути дані 1 людини");
    olena.get("/uk/people?due=1").is(200).shows("Марія Приклад");
    cast.visitor().get("/uk/people").is(200).hides("час забути");
    cast.ivan().post(&format!("{path}/forgetting"), &[("confirm", "1")]).is(403);
    olena.get(&format!("{path}/forgetting")).is(200).shows("назавжди");
    olena.post(&format!("{path}/forgetting"), &[]).is(422).shows("Позначте");
    let gone = olena.post(&format!("{path}/forgetting"), &[("confirm", "1")]).is(303).location;
    olena.get(&gone).is(200).shows("знищено").shows("Керівниця програми").hides("Марія").hides("maria@").hides("/edit");
    cast.visitor().get(&gone).is(404);
    olena.get("/uk/people").is(200).hides("Марія").hides("час забути дані").shows("дані забуто");
    // An edit that comes late brings nothing back.
    olena.post(&gone, &[MARIA, &[("version", "2")]].concat()).is(303);
    olena.get(&gone).is(200).hides("Марія");
    let kept = kept(&cast, &gone);
    assert!(!kept.contains("Марія") && kept.contains("forgotten_at"), "{kept}");
    assert_eq!(crate::app::verify(&cast.db, "test", [7; 32], None).unwrap().findings, []);
}

#[test]
fn without_the_data_key_the_register_still_works_and_loses_nothing() {
    let cast = Cast::new();
    let path = cast.olena().post("/uk/people", MARIA).is(303).location;
    let (slug, other) = (path.rsplit('/').next().unwrap().to_owned(), Seal::new([9; 32]));
    let coordinator = Actor::command("test", "test");
    let (person, labels) = cast
        .db
        .read_blocking(|tx| {
            let ids = store::resolve(tx, "test", std::slice::from_ref(&slug))?;
            let id = ids[&slug].clone();
            let person = store::get(tx, "test", &other, &id)?.unwrap();
            Ok::<_, dotyk_db::Error>((person, store::labels(tx, &coordinator.visible(Kind::Person), &other, &[id])?))
        })
        .unwrap();
    assert!(person.closed && !person.open() && person.body.name_uk.is_none());
    assert_eq!(labels[0].1.uk.as_deref(), Some("Керівниця програми"));
}
