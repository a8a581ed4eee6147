//! Stories of projects, over HTTP.

use serde_json::json;

use crate::testing::{Cast, LISOVA, LISOVE, STEPOVA};

/// What the form of a new project sends at least.
const SCHOOL: &[(&str, &str)] = &[
    ("title_uk", "Безпечна школа"),
    ("title_en", "Safe school"),
    ("direction", "education"),
    ("stages.0.stage", "negotiation"),
    ("stages.0.date", "2020-09"),
    ("stages.0.source", "report-2020"),
    ("stages.0.locator", "с. 3"),
];

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> = base.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)).copied().collect();
    fields.extend(more);
    fields
}

#[test]
fn olena_registers_a_project_and_the_public_sees_it_once_published() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let fields = with(
        SCHOOL,
        &[
            ("places.0.place", LISOVE),
            ("parties.0.organisation", "un-programme"),
            ("parties.0.role", "funder"),
            ("sectors.0.code", "11220"),
            ("goals", "4"),
        ],
    );
    assert_eq!(olena.post("/uk/projects", &fields).is(303).location, "/uk/projects/safe-school");

    visitor.get("/uk/projects/safe-school").is(404).hides("Безпечна");
    visitor.get("/uk/projects").is(200).hides("Безпечна");
    cast.vira().get("/uk/projects/safe-school").is(200).shows("Чернетка");

    olena.post("/uk/projects/safe-school/publication", &[]).is(303);
    let card =
        visitor.get("/uk/projects/safe-school").is(200).shows("Безпечна школа").shows("перемовини").shows("вересень 2020 р.");
    card.shows("Звіт за 2020 рік").shows("Програма ООН").shows("Якісна освіта").hides("/edit");
    visitor.get("/en/projects/safe-school").is(200).shows("Safe school").shows("Quality education");
    visitor.get(&format!("/uk/projects?place={LISOVA}")).is(200).shows("Безпечна школа");
    visitor.get(&format!("/uk/projects?place={STEPOVA}")).is(200).hides("Безпечна школа").shows("Нічого не знайдено");
    visitor.get("/uk/projects?organisation=un-programme&stage=negotiation&q=шк").is(200).shows("Безпечна школа");
    visitor.get("/uk/projects?stage=completed").is(200).hides("Безпечна школа");
}

#[test]
fn a_project_is_the_same_as_data() {
    let cast = Cast::new();
    cast.olena().post("/uk/projects", SCHOOL).is(303);
    cast.olena().post("/uk/projects/safe-school/publication", &[]).is(303);
    let card = cast.visitor().get("/en/projects/safe-school.json").is(200).json();
    assert_eq!(
        (&card["kind"], &card["label"], &card["url"]),
        (&json!("project"), &json!("Safe school"), &json!("/en/projects/safe-school"))
    );
    assert_eq!(card["stage"], "negotiation");
    let list = cast.visitor().get("/uk/projects.json").is(200).json();
    assert_eq!((&list["total"], &list["next"], &list["items"][0]["label"]), (&json!(1), &json!(null), &json!("Безпечна школа")));
}

#[test]
fn a_project_may_belong_to_several_directions() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    // Its own direction and one named twice say nothing new.
    let also = ["education", "health", "health"].map(|slug| ("other_directions", slug));
    olena.post("/uk/projects", &[SCHOOL, &also].concat()).is(303);
    olena.post("/uk/projects/safe-school/publication", &[]).is(303);
    let card = visitor.get("/uk/projects/safe-school.json").is(200).json();
    assert_eq!((&card["project"]["direction"], &card["project"]["other_directions"]), (&json!("education"), &json!(["health"])));
    visitor.get("/uk/projects/safe-school").is(200).shows("Освіта").shows("Здоров’я");
    for path in
        ["/uk/projects?direction=health", "/uk/projects?direction=health&as-of=2020-12-31", "/uk/search?q=школа&direction=health"]
    {
        visitor.get(path).is(200).shows("Безпечна школа");
    }
    let rows = visitor.get("/uk/projects.csv?direction=education").is(200).csv();
    assert_eq!((rows[0]["direction"].as_str(), rows[0]["other_directions"].as_str()), ("education", "health"));
    for path in ["/uk/.json", "/uk/.json?as-of=2020-12-31"] {
        let home = visitor.get(path).is(200).json();
        let totals: Vec<_> = home["directions"].as_array().expect("directions").iter().map(|one| one["total"].clone()).collect();
        assert_eq!(totals, [json!(1), json!(1)], "{path}");
    }
    let form = olena.get("/uk/projects/safe-school/edit").is(200).text;
    let ticked = |slug: &str| form.contains(&format!("name=\"other_directions\" value=\"{slug}\" checked"));
    assert!(ticked("health") && !ticked("education"), "{form}");
    // Another own direction takes the place of the other one; and what the office does not do is said.
    let moved = with(SCHOOL, &[("version", "2"), ("direction", "health"), ("other_directions", "health")]);
    olena.post("/uk/projects/safe-school", &moved).is(303);
    visitor.get("/uk/projects?direction=education").is(200).hides("Безпечна школа");
    let wrong = with(SCHOOL, &[("version", "3"), ("other_directions", "cooking")]);
    olena.post("/uk/projects/safe-school", &wrong).is(422).shows("«cooking» тут немає");
    let id = card["id"].as_str().expect("an id");
    olena.get(&format!("/uk/journal?kind=project&id={id}")).is(200).shows("Інші напрями");
}

#[test]
fn what_is_wrong_is_said_at_once_and_nothing_typed_is_lost() {
    let cast = Cast::new();
    let fields = [
        ("about_uk", "Довгий текст, який шкода втратити"),
        ("direction", "cooking"),
        ("stages.0.stage", "idea"),
        ("stages.0.date", "колись"),
        ("parties.0.organisation", "Невідома фундація"),
        ("parties.0.role", "funder"),
        ("sectors.0.code", "112"),
        ("sectors.0.share", "60"),
    ];
    let page = cast.olena().post("/uk/projects", &fields).is(422);
    let page = page.shows("Напишіть назву хоча б однією мовою").shows("«cooking» тут немає").shows("«колись» не є датою");
    let page = page.shows("«Невідома фундація» не знайдено").shows("п’ять цифр").shows("дають 60 %");
    assert!(page.text.contains("Довгий текст, який шкода втратити") && page.text.contains("href=\"#title_uk\""));
    cast.olena().get("/uk/projects").is(200).shows("Нічого не знайдено");
}

#[test]
fn two_editors_of_one_project_lose_nothing() {
    let cast = Cast::new();
    let (olena, marta) = (cast.olena(), cast.marta());
    olena.post("/uk/projects", SCHOOL).is(303);
    // Both open version 1. Marta changes the description and the title, Olena the title and the place.
    let marta_says = with(SCHOOL, &[("version", "1"), ("title_uk", "Безпечна школа №1"), ("about_uk", "Огорожа і камери")]);
    marta.post("/uk/projects/safe-school", &marta_says).is(303);
    let olena_says = with(SCHOOL, &[("version", "1"), ("title_uk", "Найбезпечніша школа"), ("places.0.place", LISOVE)]);
    let page = olena.post("/uk/projects/safe-school", &olena_says).is(409);
    let page = page.shows("Поки ви писали, запис змінили").shows("Безпечна школа №1");
    for kept in ["value=\"Найбезпечніша школа\"", "Огорожа і камери", LISOVE, "name=\"version\" value=\"2\""]
    {
        assert!(page.text.contains(kept), "{kept} is lost: {}", page.text);
    }
    let merged = with(&olena_says, &[("version", "2"), ("about_uk", "Огорожа і камери")]);
    olena.post("/uk/projects/safe-school", &merged).is(303);
    olena.get("/uk/projects/safe-school").is(200).shows("Найбезпечніша школа").shows("Огорожа і камери").shows("м. Лісове");
}

#[test]
fn the_same_project_is_not_entered_twice_by_chance() {
    let cast = Cast::new();
    let olena = cast.olena();
    olena.post("/uk/projects", SCHOOL).is(303);
    olena.post("/uk/projects", SCHOOL).is(422).shows("Схожі проєкти вже є").shows("Безпечна школа");
    assert_eq!(olena.post("/uk/projects", &with(SCHOOL, &[("confirm", "1")])).is(303).location, "/uk/projects/safe-school-2");
    // A draft that Ivan may not see does not show itself to him through the warning.
    cast.ivan().post("/uk/projects", SCHOOL).is(303);
}

#[test]
fn a_project_goes_its_way_and_not_back() {
    let cast = Cast::new();
    let olena = cast.olena();
    olena.post("/uk/projects", SCHOOL).is(303);
    let target = "/uk/projects/safe-school/stages";
    olena.post(target, &[("stage", "implementing"), ("date", "2021-02-01")]).is(303);
    olena.post(target, &[("stage", "idea"), ("date", "2021-03-01")]).is(400).shows("Така стадія тут не може настати");
    olena.post(target, &[("stage", "flying")]).is(400);
    olena.post(target, &[("stage", "completed"), ("date", "32.13.2021")]).is(400).shows("Незрозуміла дата");
    olena.get("/uk/projects/safe-school").is(200).shows("виконується");
    olena.get("/uk/projects/safe-school.json?as-of=2020-12-31").is(200);
    let then = olena.get("/uk/projects/safe-school.json?as-of=2020-12-31").json();
    assert_eq!(then["stage"], "negotiation");
    // Before its first stage it was not there.
    assert_eq!(olena.get("/uk/projects.json?as-of=2020-08-31").json()["total"], 0);
    olena.get("/uk/projects?as-of=yesterday").is(400).shows("Незрозуміла дата");
}

#[test]
fn registration_by_resolution_153_is_told_with_its_deadlines() {
    let cast = Cast::new();
    let (olena, marta) = (cast.olena(), cast.marta());
    olena.post("/uk/projects", SCHOOL).is(303);
    olena.get("/uk/projects/safe-school").is(200).shows("Не зареєстровано або невідомо");
    let target = "/uk/projects/safe-school/registration";
    olena.post(target, &[("event", "reregistered"), ("date", "2021-03-12"), ("number", "1")]).is(400).shows("тут неможлива");
    olena.post(target, &[("event", "filed"), ("date", "2021-03-12")]).is(303);
    olena.post(target, &[("event", "registered"), ("date", "2021-03-20")]).is(400).shows("номер");
    olena.post(target, &[("event", "registered"), ("date", "2021-03-20"), ("number", "4567")]).is(303);
    marta.get("/uk/projects/safe-school").is(200).shows("№ 4567").shows("20 березня 2021 р.");
}

#[test]
fn ivan_keeps_only_what_is_his() {
    let cast = Cast::new();
    let (ivan, olena) = (cast.ivan(), cast.olena());
    ivan.post("/uk/projects", SCHOOL).is(303);
    ivan.get("/uk/projects/safe-school/edit").is(200);
    ivan.post("/uk/projects/safe-school/publication", &[]).is(403);
    // In his hromada, by place; of his hospital, by party; elsewhere, not at all.
    let of = |title: &'static str, more: &[(&'static str, &'static str)]| {
        let mut all = vec![("title_en", title), ("title_uk", title)];
        all.extend(more);
        olena.post("/uk/projects", &with(SCHOOL, &all)).is(303);
    };
    of("In town", &[("places.0.place", LISOVE)]);
    of("Hospital", &[("parties.0.organisation", "lisova-hospital"), ("parties.0.role", "recipient")]);
    of("Elsewhere", &[("places.0.place", STEPOVA)]);
    ivan.get("/uk/projects/in-town/edit").is(200);
    ivan.get("/uk/projects/hospital/edit").is(200);
    ivan.get("/uk/projects/elsewhere").is(404);
    olena.post("/uk/projects/elsewhere/publication", &[]).is(303);
    ivan.get("/uk/projects/elsewhere").is(200);
    ivan.get("/uk/projects/elsewhere/edit").is(403);
    assert_eq!(ivan.get("/uk/projects.json").json()["total"], 4);
}

#[test]
fn the_register_remembers_what_it_said() {
    let cast = Cast::new();
    let olena = cast.olena();
    olena.post("/uk/projects", SCHOOL).is(303);
    olena
        .get("/uk/projects/safe-school?known-on=2021-03-31")
        .is(200)
        .shows("Показано, що реєстр говорив на 31 березня 2021 р.")
        .shows("Безпечна школа");
    olena.get("/uk/projects/safe-school?known-on=2021-03-30").is(404);
    olena.get("/uk/sources/report-2020?known-on=2021-03-31").is(200).shows("Показано, що реєстр говорив");
    // What was a draft then is not shown to the public, though it is published now.
    let visitor = cast.visitor();
    visitor.get("/uk/places/UA01020010000000003?known-on=2021-03-31").is(200).shows("Показано, що реєстр говорив");
    olena.get("/uk/projects/safe-school?known-on=soon").is(400);
}

#[test]
fn bad_input_gets_a_clear_page_in_the_visitors_language() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    visitor.get("/en/projects.exe").is(404).shows("This page does not come in that form");
    visitor.get("/uk/projects?after=%27;drop").is(400).shows("Незрозуміле продовження");
    visitor.get("/uk/projects?after=zz~zz").is(400);
    visitor.get("/uk/projects?stage=flying").is(400).shows("Незрозумілий фільтр");
    visitor.get("/uk/projects?place=UA99").is(404);
    visitor.get("/uk/nowhere").is(404).shows("Такої сторінки немає");
    visitor.post("/uk/projects", SCHOOL).is(303);
    assert!(visitor.post("/uk/projects", SCHOOL).location.starts_with("/uk/session/new"));
    let large = vec![b'a'; 2 * 1024 * 1024];
    olena.post_raw("/uk/projects", "application/x-www-form-urlencoded", large).is(413).shows("Завелике надсилання");
    let nul = format!("title_uk=a%00b&direction=health&stages.0.stage=idea&_token={}", olena.token());
    olena.post_raw("/uk/projects", "application/x-www-form-urlencoded", nul.into_bytes()).is(400).shows("недозволені знаки");
    olena
        .post_raw("/uk/projects", "application/x-www-form-urlencoded", b"title_uk=x".to_vec())
        .is(403)
        .shows("Форму не прийнято");
    olena.post("/uk/projects", &with(SCHOOL, &[("title_uk", &"я".repeat(301))])).is(422).shows("Забагато тексту");
    visitor.get("/uk/projects/").is(200);
}

#[test]
fn a_hostile_title_stays_text() {
    let cast = Cast::new();
    let olena = cast.olena();
    olena.post("/uk/projects", &with(SCHOOL, &[("title_uk", "<script>alert('x')</script>"), ("title_en", "x")])).is(303);
    for path in ["/uk/projects", "/uk/projects/x", "/uk/projects/x/edit", "/uk/"] {
        olena.get(path).is(200).hides("<script>alert");
    }
}
