//! Stories of organisations.

use super::store;
use crate::access::{Actor, Kind};
use crate::place::Match;
use crate::testing::{Cast, Client, LISOVA, LISOVE, STEPOVA};

/// Adds an organisation and publishes it; returns its address without language.
fn made(client: &Client, olena: &Client, fields: &[(&str, &str)]) -> String {
    let path = client.post("/uk/organisations", &[&[("kind", "ngo")], fields].concat()).is(303).location;
    let path = path.strip_prefix("/uk").unwrap().to_owned();
    olena.post(&format!("/uk{path}/publication"), &[("state", "public")]).is(303);
    path
}

#[test]
fn a_visitor_sees_published_organisations_only() {
    let cast = Cast::new();
    let draft = cast
        .olena()
        .post("/uk/organisations", &[("kind", "donor"), ("name_uk", "Фонд розвитку"), ("place", LISOVE)])
        .is(303)
        .location;
    cast.visitor().get("/uk/organisations").is(200).shows("Лісова лікарня").hides("Фонд розвитку");
    cast.visitor().get(&draft).is(404);
    cast.vira().get(&draft).is(200).shows("Чернетка").shows("Донор / партнер з розвитку");
    // What lies in the contributor's hromada is theirs.
    cast.ivan().get(&draft).is(200);
    cast.olena().post(&format!("{draft}/publication"), &[("state", "public")]).is(303);
    cast.visitor().get(&draft).is(200).shows("м. Лісове").hides("Змінити");
    let list = cast.visitor().get(&format!("/uk/organisations.json?place={LISOVA}")).is(200).json();
    assert_eq!((&list["total"], &list["items"][0]["label"]), (&1.into(), &"Фонд розвитку".into()));
    assert_eq!(cast.visitor().get(&format!("/uk/organisations.json?place={STEPOVA}")).json()["total"], 0);
    assert_eq!(cast.visitor().get("/uk/organisations.json?kind=donor").json()["total"], 1);
    assert_eq!(cast.visitor().get("/uk/organisations.json?q=розвитку").json()["total"], 1);
    cast.visitor().get("/uk/organisations?kind=friend").is(400);
    let card = cast.visitor().get(&format!("{draft}.json")).is(200).json();
    assert_eq!(
        (&card["organisation"]["kind"], &card["organisation"]["organisation_kind"]),
        (&"organisation".into(), &"donor".into())
    );
}

#[test]
fn a_contributor_keeps_their_own() {
    let cast = Cast::new();
    cast.visitor().get("/uk/organisations/new").is(303);
    cast.vira().post("/uk/organisations", &[("kind", "ngo"), ("name_uk", "X")]).is(403);
    let own = cast.ivan().post("/uk/organisations", &[("kind", "academic"), ("name_uk", "Ліцей «Обрій»")]).is(303).location;
    cast.ivan().get(&format!("{own}/edit")).is(200);
    cast.ivan().post(&format!("{own}/publication"), &[("state", "public")]).is(403);
    cast.ivan().get("/uk/organisations/lisova-hospital/edit").is(200);
    cast.ivan().get("/uk/organisations/un-programme/edit").is(403);
    cast.ivan().get("/uk/organisations/un-programme/merger").is(403);
}

#[test]
fn the_form_says_what_is_wrong_and_keeps_what_was_typed() {
    let cast = Cast::new();
    let fields = [
        ("kind", "ngo"),
        ("edrpou", "3575301З"),
        ("org_id", "ООН-1"),
        ("place", "Ніде"),
        ("parent", "немає такої"),
        ("website", "dotyk.example"),
        ("cites.0.source", "nowhere"),
    ];
    let seen = cast.olena().post("/uk/organisations", &fields).is(422);
    let seen = seen
        .shows("Напишіть назву хоча б однією мовою")
        .shows("рівно 8 цифр")
        .shows("не схоже на org-id")
        .shows("«Ніде» не знайдено");
    let seen = seen.shows("«немає такої» не знайдено").shows("«nowhere» не знайдено");
    assert!(seen.text.contains("value=\"3575301З\"") && seen.text.contains("href=\"#edrpou\""), "{}", seen.text);
}

#[test]
fn an_organisation_is_not_entered_twice() {
    let cast = Cast::new();
    let (olena, ivan) = (cast.olena(), cast.ivan());
    made(
        &olena,
        &olena,
        &[("name_uk", "Центр розвитку"), ("edrpou", "35753017"), ("alias.0.name", "ЦР"), ("alias.0.note_uk", "у газеті")],
    );
    olena
        .post("/uk/organisations", &[("kind", "ngo"), ("name_uk", "Інший"), ("edrpou", "35753017")])
        .is(422)
        .shows("Такий код уже має")
        .shows("Центр розвитку");
    let again = [("kind", "ngo"), ("name_uk", "«Центр розвитку»")];
    ivan.post("/uk/organisations", &again).is(422).shows("Можливо, така організація вже є").shows("Ні, це інша");
    ivan.post("/uk/organisations", &[("kind", "ngo"), ("name_uk", "цр")]).is(422);
    let second = ivan.post("/uk/organisations", &[&again[..], &[("confirm", "1")]].concat()).is(303).location;
    // A name that was there already needs no second confirmation.
    ivan.post(&second, &[("version", "1"), ("kind", "business"), ("name_uk", "«Центр розвитку»")]).is(303);
    let found = cast.db.read_blocking(|tx| store::resolve(tx, "test", &["центр розвитку".to_owned(), "ЦР".to_owned()])).unwrap();
    assert!(matches!(&found["центр розвитку"], Match::Ambiguous(several) if several.len() == 2), "{found:?}");
    assert!(matches!(&found["ЦР"], Match::Found(_)), "{found:?}");
}

#[test]
fn two_editors_lose_nothing() {
    let cast = Cast::new();
    let path = "/uk/organisations/lisova-hospital";
    let (base, mine) =
        ([("version", "1"), ("kind", "government"), ("name_uk", "Лісова лікарня")], [("website", "https://hospital.example")]);
    cast.olena().post(path, &[&base[..], &[("about_uk", "Лікує."), ("place", LISOVE)]].concat()).is(303);
    let seen = cast.ivan().post(path, &[&base[..], &mine, &[("place", STEPOVA)]].concat()).is(409).shows("у них: м. Лісове");
    assert!(
        seen.text.contains("Лікує.") && seen.text.contains("https://hospital.example") && seen.text.contains(STEPOVA),
        "{}",
        seen.text
    );
}

#[test]
fn a_parent_never_stands_below_its_child() {
    let cast = Cast::new();
    let olena = cast.olena();
    let child = made(
        &olena,
        &olena,
        &[
            ("name_uk", "Відділення"),
            ("parent", "Лісова лікарня"),
            ("cites.0.source", "report-2020"),
            ("cites.0.locator", "с. 3"),
        ],
    );
    olena.get("/uk/organisations/lisova-hospital").is(200).shows("Входять до неї").shows("Відділення");
    olena.get(&format!("/uk{child}")).is(200).shows("Входить до Лісова лікарня").shows("Звіт за 2020 рік, с. 3");
    let slug = child.rsplit('/').next().unwrap();
    let fields = [("version", "1"), ("kind", "government"), ("name_uk", "Лісова лікарня"), ("parent", slug)];
    olena.post("/uk/organisations/lisova-hospital", &fields).is(422).shows("не може входити до самої себе");
}

#[test]
fn two_records_of_one_organisation_are_merged_and_the_old_address_leads_on() {
    let cast = Cast::new();
    let olena = cast.olena();
    let first = made(&olena, &olena, &[("name_uk", "Проєкт ДОБРЕ"), ("edrpou", "35753017"), ("cites.0.source", "report-2020")]);
    let second = made(&olena, &olena, &[("name_uk", "Програма USAID DOBRE")]);
    let third = made(&olena, &olena, &[("name_uk", "DOBRE")]);
    olena.get(&format!("/uk{first}/merger")).is(200).shows("Об’єднати");
    olena.post(&format!("/uk{first}/merger"), &[("into", "")]).is(422);
    olena.post(&format!("/uk{first}/merger"), &[("into", "Проєкт ДОБРЕ")]).is(422).shows("той самий запис");
    olena.post(&format!("/uk{first}/merger"), &[("into", "Програма USAID DOBRE")]).is(303);
    olena.post(&format!("/uk{second}/merger"), &[("into", "DOBRE")]).is(303);
    let seen = cast.visitor().get(&format!("/uk{first}")).is(301);
    assert_eq!(seen.location, format!("/uk{third}"));
    assert_eq!(cast.visitor().get(&format!("/en{second}.json")).is(301).location, format!("/en{third}.json"));
    cast.visitor()
        .get(&format!("/uk{third}"))
        .is(200)
        .shows("Проєкт ДОБРЕ")
        .shows("назва запису до об’єднання")
        .shows("35753017");
    assert_eq!(cast.visitor().get("/uk/organisations.json?q=добре").json()["total"], 1);
    // Who named the old record finds the one that stays.
    let slug = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let visible = Actor::public("test").visible(Kind::Organisation);
    let (ids, labels, found) = cast
        .db
        .read_blocking(|tx| {
            let ids = store::ids_of(tx, "test", &slug(&first))?;
            let labels = store::labels(tx, &visible, &ids)?;
            Ok::<_, dotyk_db::Error>((ids, labels, store::resolve(tx, "test", &["проєкт добре".into()])?))
        })
        .unwrap();
    assert_eq!((ids.len(), labels.len()), (3, 3));
    assert!(labels.iter().all(|(_, label)| label.path == third && label.uk.as_deref() == Some("DOBRE")), "{labels:?}");
    assert_eq!(found["проєкт добре"], Match::Found(ids[2].clone()));
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).unwrap();
    assert_eq!(report.findings, []);
}
