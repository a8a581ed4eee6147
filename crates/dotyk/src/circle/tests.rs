//! Stories of clusters and working groups, over HTTP.

use crate::testing::{Cast, Client, LISOVA, LISOVE};

type Fields<'a> = Vec<(&'a str, &'a str)>;

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Fields<'a> {
    let mut fields: Fields = base.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)).copied().collect();
    fields.extend(more);
    fields
}

/// A cluster of eight companies, of which one is named, and a hospital.
const CLUSTER: &[(&str, &str)] = &[
    ("name_uk", "ІТ-кластер Лісової області"),
    ("name_en", "IT cluster"),
    ("aims_uk", "Розвивати ІТ в області"),
    ("join_uk", "Напишіть координатору"),
    ("places.0.place", LISOVE),
    ("sectors", "22040, 121"),
    ("tags", "розробка програм, телемедицина"),
    ("members.0.name", "ТОВ «Лісовий код»"),
    ("members.0.kind", "company"),
    ("members.0.sectors", "22040"),
    ("members.0.since", "2020-12"),
    ("members.1.organisation", "lisova-hospital"),
    ("members.1.kind", "other"),
    ("members.1.role_uk", "Випробовує"),
    ("members.1.sectors", "12191"),
    ("members.1.since", "2021-02-01"),
    ("stated.0.kind", "company"),
    ("stated.0.qualifier", "more_than"),
    ("stated.0.value", "8"),
    ("stated.0.source", "report-2020"),
    ("stated.0.locator", "с. 7"),
    ("states.0.state", "created"),
    ("states.0.date", "2020-12"),
    ("states.0.source", "report-2020"),
    ("states.0.locator", "с. 7"),
    ("cites.0.source", "report-2020"),
    ("cites.0.locator", "с. 7"),
];

fn publish(olena: &Client, fields: &[(&str, &str)], folder: &str) -> String {
    let path = olena.post(&format!("/uk/{folder}"), fields).is(303).location;
    olena.post(&format!("{path}/publication"), &[]).is(303);
    path
}

/// The version of a record, as a form would carry it.
fn version(client: &Client, path: &str) -> String {
    let page = client.get(&format!("{path}/edit")).is(200).text;
    let rest = page.split("name=\"version\" value=\"").nth(1).expect("a version");
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn how_many_are_stated_stands_beside_how_many_are_named() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = olena.post("/uk/clusters", CLUSTER).is(303).location;
    assert_eq!(path, "/uk/clusters/it-cluster");
    visitor.get(&path).is(404);
    visitor.get("/uk/clusters").is(200).hides("ІТ-кластер");
    olena.post(&format!("{path}/publication"), &[]).is(303);

    let seen = visitor.get(&path).is(200).shows("понад 8 підприємств , названо 1").shows("Звіт за 2020 рік, с. 7");
    seen.shows("ТОВ «Лісовий код»").shows("Лісова лікарня").shows("Випробовує").shows("Напишіть координатору").hides("/edit");
    // On the last day of 2020 the hospital was no member yet, and before December there was no cluster.
    visitor.get(&format!("{path}?as-of=2020-12-31")).is(200).shows("ТОВ «Лісовий код»").hides("Лісова лікарня");
    for (question, total) in [
        ("as-of=2020-11-30", 0),
        ("as-of=2020-12-31", 1),
        ("state=created", 1),
        ("state=active", 0),
        ("organisation=lisova-hospital", 1),
        ("organisation=lisova-hospital&as-of=2020-12-31", 0),
        ("organisation=un-programme", 0),
        ("sector=22040", 1),
        ("sector=220", 1),
        ("sector=121", 1),
        ("sector=12110", 0),
        ("q=телемедицина", 1),
    ] {
        assert_eq!(visitor.get(&format!("/uk/clusters.json?{question}")).is(200).json()["total"], total, "{question}");
    }
    assert_eq!(visitor.get(&format!("/uk/clusters.json?place={LISOVA}")).json()["total"], 1, "the town lies in its hromada");
    visitor.get("/uk/clusters.json?sector=ІТ").is(400);
    visitor.get("/uk/clusters.json?state=asleep").is(400);
    let rows = visitor.get("/uk/clusters.csv").is(200).csv();
    assert_eq!((rows[0]["members"].as_str(), rows[0]["stated"].as_str()), ("2", "понад 8 підприємств"));

    // It is found from everywhere it belongs to, and leaves no trace in the other list.
    visitor.get("/uk/organisations/lisova-hospital").is(200).shows("Кластери ІТ-кластер Лісової області створено");
    visitor.get(&format!("/uk/places/{LISOVE}")).is(200).shows("ІТ-кластер Лісової області");
    visitor.get("/uk/search?q=телемедицини").is(200).shows("ІТ-кластер");
    visitor.get("/uk/groups/it-cluster").is(404);
    assert_eq!(crate::app::verify(&cast.db, "test", [7; 32], None).expect("a check").findings, []);
}

#[test]
fn it_goes_on_and_rests_and_is_not_founded_tomorrow() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = publish(&olena, CLUSTER, "clusters");
    let states = format!("{path}/states");
    olena.post(&states, &[("state", "active"), ("date", "2021-02-10"), ("source", "report-2020")]).is(303);
    visitor.get(&path).is(200).shows("працює 10 лютого 2021");
    visitor.get(&format!("{path}?as-of=2021-02-09")).is(200).shows("створено").hides("працює");
    // What is refused says why and changes nothing.
    olena.post(&states, &[("state", "planned"), ("date", "2021-03-01")]).is(400).shows("не може йти після попереднього");
    olena.post(&states, &[("state", "dormant"), ("date", "2021-04-01")]).is(400).shows("ще не настало");
    olena.post(&states, &[("state", "dormant"), ("date", "колись")]).is(400);
    olena.post(&states, &[("state", "asleep")]).is(400);
    cast.ivan().post(&states, &[("state", "dormant")]).is(403);
    olena.post(&states, &[("state", "dormant"), ("date", "2021-03-01")]).is(303);
    olena.post(&states, &[("state", "active")]).is(303);
    let json = visitor.get(&format!("{path}.json")).json();
    assert_eq!((&json["circle"]["state"], &json["circle"]["since"]), (&"active".into(), &"2021-03-31".into()));
    assert_eq!(json["states"].as_array().map(Vec::len), Some(4));
    let report = visitor.get("/uk/sources/report-2020").is(200);
    report.shows("ІТ-кластер Лісової області");
    // Taken back it is nowhere, and comes back as a draft.
    olena.post(&format!("{path}/withdrawal"), &[]).is(303);
    visitor.get(&path).is(404);
    olena.get("/uk/clusters").is(200).hides("ІТ-кластер");
    olena.post(&format!("{path}/withdrawal"), &[("state", "back")]).is(303);
    olena.get("/uk/clusters").is(200).shows("Чернетка");
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let cast = Cast::new();
    let olena = cast.olena();
    for (more, message) in [
        (&[("name_uk", ""), ("name_en", "")][..], "Дайте назву"),
        (&[("sectors", "ІТ")], "немає в переліку DAC"),
        (&[("members.0.sectors", "12345678")], "немає в переліку DAC"),
        (&[("members.2.organisation", "lisova-hospital")], "уже є за той самий час"),
        (&[("members.2.organisation", "no-such")], "не знайдено"),
        (&[("members.2.role_uk", "Голова")], "Хто це"),
        (&[("members.0.until", "2020-11")], "раніше за початок участі"),
        (&[("states.0.date", "2022")], "ще не настало"),
        (&[("states.0.date", "")], "Заповніть це поле"),
        (&[("states.1.state", "planned"), ("states.1.date", "2021")], "не може йти після попереднього"),
        (&[("stated.0.value", "0")], "ціле число"),
        (&[("stated.0.value", "вісім")], "не є числом"),
    ] {
        olena.post("/uk/clusters", &with(CLUSTER, more)).is(422).shows(message).shows("Напишіть координатору");
    }
    let many: Vec<(String, String)> = (0..400).map(|n| (format!("members.{n}.name"), format!("Фірма {n}"))).collect();
    let many: Fields = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    olena.post("/uk/clusters", &with(&[("name_uk", "Натовп")], &many)).is(422).shows("Щонайбільше 300");
    assert_eq!(olena.get("/uk/clusters.json").json()["total"], 0);
    // Nobody could tell whether what has no state is there.
    let path = olena.post("/uk/clusters", &[("name_uk", "Задум")]).is(303).location;
    olena.post(&format!("{path}/publication"), &[]).is(400).shows("який це має стан");
}

#[test]
fn two_who_edit_one_lose_nothing() {
    let cast = Cast::new();
    let (olena, marta) = (cast.olena(), cast.marta());
    let path = publish(&olena, CLUSTER, "clusters");
    let seen = version(&olena, &path);
    // A form shows all that it was sent: members keep their numbers.
    let numbered = [("version", seen.as_str()), ("members.0.id", "1"), ("members.1.id", "2")];
    let form = with(CLUSTER, &numbered);
    marta.post(&path, &with(&form, &[("tags", "хмарні служби")])).is(303);
    // What each changed alone stands in the form together; what both changed is shown with theirs beside it.
    let both = [("join_uk", "Приходьте у вівторок"), ("tags", "штучний розум")];
    let lost = olena.post(&path, &with(&form, &both[..1])).is(409).shows("Приходьте у вівторок");
    assert!(lost.text.contains("value=\"хмарні служби\""), "{}", lost.text);
    let clash = olena.post(&path, &with(&form, &both[1..])).is(409).shows("хмарні служби");
    assert!(clash.text.contains("value=\"штучний розум, хмарні служби\""), "{}", clash.text);
    let members = olena.get(&format!("{path}.json")).json()["members"].clone();
    assert_eq!((&members[0]["id"], &members[1]["id"]), (&1.into(), &2.into()));
}

#[test]
fn who_comes_for_a_member_only_the_office_reads() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let person = [("name_uk", "Тарас Лісовий"), ("name_en", "Taras Lisovyi"), ("purpose_uk", "координація")];
    let person = olena.post("/uk/people", &person).is(303).location;
    olena.post(&format!("{person}/publication"), &[("state", "public"), ("confirm", "1")]).is(303);
    let key = person.rsplit('/').next().expect("an address");
    let group = [
        ("name_uk", "Група з відновлення парку"),
        ("aims_uk", "Відновити парк"),
        ("members.0.organisation", "lisova-hospital"),
        ("members.0.person", key),
        ("members.0.kind", "other"),
        ("members.0.role_uk", "Голова групи"),
        ("states.0.state", "active"),
        ("states.0.date", "2021-01"),
    ];
    let path = publish(&olena, &group, "groups");
    olena.get(&path).is(200).shows("Тарас Лісовий").shows("Голова групи");
    for (who, address) in [(&visitor, path.clone()), (&visitor, format!("{path}.json")), (&cast.ivan(), path.clone())] {
        who.get(&address).is(200).shows("Лісова лікарня").shows("Голова групи").hides("Тарас").hides(key);
    }
    for list in ["/uk/groups.json", "/uk/groups.csv", "/uk/groups"] {
        visitor.get(list).is(200).shows("Група з відновлення парку").hides("Тарас").hides(key);
    }
    visitor.get("/uk/search?q=Тарас").is(200).hides("Група з відновлення парку");
    let id = olena.get(&format!("{path}.json")).json()["circle"]["id"].as_str().expect("an id").to_owned();
    let kept: String = cast
        .db
        .read_blocking(|tx| {
            crate::journal::state_version(tx, "test", &crate::access::Ref::new(crate::access::Kind::Group, &id), 1)
        })
        .expect("a state")
        .expect("a state")
        .to_string();
    assert!(kept.contains("Голова групи") && !kept.contains("Тарас"), "{kept}");

    // Its tasks and decisions are steps, and come to the list of all steps.
    let slug = path.rsplit('/').next().expect("a slug");
    let subject = format!("group:{slug}");
    let task = [
        ("subject", subject.as_str()),
        ("what_uk", "Обрати проєктанта"),
        ("due", "2021-03-01"),
        ("state.0.state", "planned"),
        ("state.0.date", "2021-01-20"),
    ];
    olena.post("/uk/steps", &task).is(303);
    visitor.get(&path).is(200).shows("Завдання та рішення Обрати проєктанта");
    visitor.get("/uk/steps").is(200).shows("Обрати проєктанта").shows("Група з відновлення парку");
}

#[test]
fn what_members_applied_for_is_what_it_answered() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = publish(&olena, CLUSTER, "clusters");
    olena.post("/uk/programmes", &[("name_uk", "Програма розвитку"), ("name_en", "growth")]).is(303);
    let call = [("programme", "growth"), ("title_uk", "Відбір ідей"), ("title_en", "ideas"), ("sectors", "220")];
    let call = with(&call, &[("opens", "2021-01-01"), ("closes", "2021-06-30")]);
    olena.post("/uk/calls", &call).is(303);
    for shown in ["programmes/growth", "calls/ideas"] {
        olena.post(&format!("/uk/{shown}/publication"), &[]).is(303);
    }
    let apply = |applicant: &'static str, title: &'static str| {
        let fields = [
            ("call", "ideas"),
            ("applicant", applicant),
            ("title_uk", title),
            ("states.0.state", "submitted"),
            ("states.0.date", "2021-02"),
        ];
        publish(&olena, &fields, "applications");
    };
    apply("lisova-hospital", "Телемедицина");
    apply("un-programme", "Чужа заявка");
    visitor.get(&path).is(200).shows("На які відбори відгукнулися учасники Телемедицина").hides("Чужа заявка");
}

#[test]
fn needs_and_calls_are_suggested_to_members_with_reasons() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = publish(&olena, CLUSTER, "clusters");
    let need = [
        ("title_uk", "Розробка програм для лікарні"),
        ("title_en", "software"),
        ("place", LISOVE),
        ("sector", "22040"),
        ("lines.0.item_uk", "Програма"),
        ("lines.0.quantity", "1"),
        ("lines.0.unit", "piece"),
        ("contact_mail", "who@likarnia.example"),
    ];
    publish(&olena, &need, "needs");
    olena.post("/uk/programmes", &[("name_uk", "Програма розвитку"), ("name_en", "growth")]).is(303);
    let calls = [("Відбір для ІТ", "it", "22040"), ("Відбір для шкіл", "schools", "11220")];
    for (title, slug, sector) in calls {
        let call = [("programme", "growth"), ("title_uk", title), ("title_en", slug), ("sectors", sector)];
        olena.post("/uk/calls", &with(&call, &[("opens", "2021-01-01"), ("closes", "2021-06-30")])).is(303);
        olena.post(&format!("/uk/calls/{slug}/publication"), &[]).is(303);
    }
    olena.post("/uk/programmes/growth/publication", &[]).is(303);

    let asked = format!("{path}/touchpoints");
    let seen = crate::touchpoint::stories::ask(&olena, &asked);
    let need = &seen["needs"][0];
    assert_eq!(need["need"]["name"], "Розробка програм для лікарні", "{seen}");
    assert_eq!(need["members"][0]["name"], "ТОВ «Лісовий код»");
    assert!(need["need"]["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()), "{need}");
    let fit = &seen["calls"][0];
    assert!(seen["calls"].as_array().is_none_or(|calls| calls.iter().all(|call| call["label"] != "Відбір для шкіл")), "{seen}");
    assert_eq!(seen["calls"].as_array().map(Vec::len), Some(0), "the hospital is of another theme: {fit}");
    // With a competence that meets the call the hospital may apply, and each rule is named.
    let form = [("version", version(&olena, &path)), ("members.0.id", "1".into()), ("members.1.id", "2".into())];
    let form: Fields = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    olena.post(&path, &with(CLUSTER, &with(&form, &[("members.1.sectors", "22040")]))).is(303);
    let seen = crate::touchpoint::stories::ask(&olena, &asked);
    assert_eq!(seen["calls"][0]["label"], "Відбір для ІТ", "{seen}");
    assert_eq!(seen["calls"][0]["fits"][0]["member"]["organisation"]["label"], "Лісова лікарня");
    olena.get(&asked).is(200).shows("Відбір для ІТ").shows("Розробка програм для лікарні").shows("ТОВ «Лісовий код»");
    // Who might help is for the office.
    visitor.get(&asked).is(303);
    cast.ivan().get(&asked).is(404);
    olena.get(&path).is(200).shows("Що підходить учасникам");
    visitor.get(&path).is(200).hides("touchpoints");
}
