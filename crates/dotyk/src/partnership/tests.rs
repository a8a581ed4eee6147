//! Stories of partnerships.

use crate::testing::{Cast, Client, LISOVA, STEPOVA};

/// A partnership of Lisova with somebody abroad.
const TIE: &[(&str, &str)] = &[
    ("title_uk", "Лісова – Енсхеде"),
    ("title_en", "Lisova – Enschede"),
    ("kind", "city"),
    ("sides.0.side", "ours"),
    ("sides.0.place", LISOVA),
    ("sides.1.side", "theirs"),
    ("sides.1.organisation", "enschede"),
    ("states.0.state", "chosen"),
    ("states.0.date", "2020"),
];

fn tie(who: &Client) -> String {
    who.post(
        "/uk/organisations",
        &[("kind", "foreign-government"), ("name_uk", "Енсхеде"), ("name_en", "Enschede"), ("confirm", "1")],
    )
    .is(303);
    who.post("/uk/organisations/enschede/publication", &[]).is(303);
    who.post("/uk/partnerships", TIE).is(303).location
}

fn project(who: &Client, title: &str, slug: &str) {
    let fields = [("title_uk", title), ("title_en", slug), ("direction", "health"), ("stages.0.stage", "idea")];
    who.post("/uk/projects", &fields).is(303);
    who.post(&format!("/uk/projects/{slug}/publication"), &[]).is(303);
}

#[test]
fn a_tie_is_chosen_agreed_and_its_chain_stands_on_its_card() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = tie(&olena);
    visitor.get(&path).is(404);
    visitor.get("/uk/partnerships").is(200).hides("Лісова – Енсхеде");
    olena.post(&format!("{path}/publication"), &[]).is(303);
    visitor.get(&path).is(200).shows("обрано").shows("Угоди ще немає").hides("Сторони з-за кордону не названо");

    // The quick way from the card, and what does not follow.
    olena.post(&format!("{path}/states"), &[("state", "agreed"), ("date", "2021-03-01")]).is(303);
    olena.post(&format!("{path}/states"), &[("state", "chosen"), ("date", "2021-03-02")]).is(400).shows("не настає");
    olena.post(&format!("{path}/states"), &[("state", "active"), ("date", "2021-02")]).is(400).shows("не підходить");
    olena.post(&format!("{path}/states"), &[("state", "active"), ("source", "nowhere")]).is(400).shows("Такого джерела немає");
    let card = visitor.get(&format!("{path}.json")).json();
    assert_eq!((&card["row"]["state"], &card["row"]["since"]), (&"agreed".into(), &"2021-03-01".into()));
    // Of another day it is what it was then; before it began it is in no list.
    let then = visitor.get(&format!("{path}.json?as-of=2020-12-31")).json();
    assert_eq!((&then["row"]["state"], &then["row"]["since"]), (&"chosen".into(), &serde_json::Value::Null));
    assert_eq!(visitor.get("/uk/partnerships.json?as-of=2019-12-31").json()["total"], 0);
    assert_eq!(visitor.get("/uk/partnerships.json?state=agreed").json()["total"], 1);
    assert_eq!(visitor.get("/uk/partnerships.json?state=agreed&as-of=2020-12-31").json()["total"], 0);

    // tie → meeting → project, drawn on the card and told on each other's.
    project(&olena, "Зустріч", "meeting");
    project(&olena, "Спільний проєкт", "joint");
    let me = format!("partnership:{}", path.rsplit('/').next().expect("an address"));
    olena.post("/uk/outcomes", &[("from", &me), ("to", "project:meeting")]).is(303);
    olena.post("/uk/outcomes", &[("from", "project:meeting"), ("to", "project:joint")]).is(303);
    let seen =
        visitor.get(&path).is(200).shows("З цього вийшло").shows("Партнерство, події, угоди, проєкти").shows("Спільний проєкт");
    assert_eq!(seen.text.matches("<rect ").count(), 3);
    visitor.get("/uk/projects/meeting").shows("Вийшло з").shows("Лісова – Енсхеде");
    visitor.get("/uk/organisations/enschede").shows("Партнерства").shows("Лісова – Енсхеде");
    assert_eq!(visitor.get("/uk/search.json?q=Енсхеде").json()["items"].as_array().map(|items| items.len() >= 2), Some(true));

    olena.post(&format!("{path}/withdrawal"), &[]).is(303);
    visitor.get(&path).is(404);
    assert_eq!(visitor.get("/uk/partnerships.json").json()["total"], 0);
    visitor.get("/uk/projects/meeting").hides("Лісова – Енсхеде");
}

#[test]
fn a_wrong_form_says_what_is_wrong_and_two_editors_lose_nothing() {
    let cast = Cast::new();
    let (olena, marta, ivan) = (cast.olena(), cast.marta(), cast.ivan());
    let seen = olena.post("/uk/partnerships", &[("sides.0.side", "theirs"), ("sides.0.place", LISOVA), ("title_en", "Tie")]);
    seen.is(422).shows("хоча б одна наша сторона");
    let rows = [
        ("title_uk", "Зв’язок"),
        ("sides.0.side", "ours"),
        ("sides.0.place", LISOVA),
        ("sides.1.side", "ours"),
        ("sides.1.place", LISOVA),
        ("states.0.state", "agreed"),
        ("states.0.date", "2021"),
        ("states.1.state", "chosen"),
        ("states.1.date", "2020"),
    ];
    olena.post("/uk/partnerships", &rows).is(422).shows("Ця сторона вже є").shows("не настає").shows("не підходить");
    olena.post("/uk/partnerships", &[("title_uk", "Зв’язок"), ("states.0.state", "chosen")]).is(422).shows("Заповніть це поле");

    let path = tie(&olena);
    let version = olena.get(&format!("{path}.json")).json()["partnership"]["version"].to_string();
    let with = |more: &[(&'static str, &'static str)]| {
        let mut fields: Vec<(&str, &str)> = TIE.to_vec();
        fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        fields.extend(more);
        fields
    };
    let first = [with(&[("about_uk", "Про міста")]), vec![("version", version.as_str())]].concat();
    olena.post(&path, &first).is(303);
    let second = [with(&[("kind", "region")]), vec![("version", version.as_str())]].concat();
    let seen = marta.post(&path, &second).is(409);
    assert!(seen.text.contains("Про міста") && seen.text.contains("value=\"region\" selected"), "{}", seen.text);

    // It lies in Ivan's place, so it is his; what lies in another is not.
    ivan.get(&path).is(200).shows("Лісова – Енсхеде");
    ivan.post(&format!("{path}/publication"), &[]).is(403);
    let foreign = [("title_uk", "Чуже"), ("sides.0.side", "ours"), ("sides.0.place", STEPOVA)];
    let foreign = olena.post("/uk/partnerships", &foreign).is(303).location;
    ivan.get(&foreign).is(404);
    ivan.get("/uk/partnerships.csv").is(200).hides("Чуже").shows("Лісова – Енсхеде");
}

/// The sample office: four ties, with whom abroad, and what each lacks.
#[test]
fn partners_abroad_stand_on_a_grid_beside_their_table() {
    let cast = Cast::sample("2026-06-01T09:00:00Z");
    let visitor = cast.visitor();
    let seen = visitor.get("/uk/partnerships").is(200).shows("Партнери за кордоном").shows("Енсхеде").shows("Квемо-Картлі");
    assert_eq!(seen.text.matches("<circle ").count(), 3);
    let json = visitor.get("/en/partnerships.json").json();
    assert_eq!((&json["total"], json["abroad"].as_array().map(Vec::len)), (&4.into(), Some(3)));
    assert!(json["abroad"].as_array().expect("places").iter().all(|place| place["count"] == 1 && place["lat"].is_i64()));
    let map = visitor.get("/uk/partnerships.geojson").is(200).json();
    let lies = map["features"].as_array().expect("features").iter().filter(|one| one["geometry"].is_object()).count();
    assert_eq!(lies, 3, "Kreminna has nobody abroad");
    let rows = visitor.get("/uk/partnerships.csv?place=NL").is(200).csv();
    assert_eq!(rows.len(), 2);
    assert_eq!(visitor.get("/uk/partnerships.xlsx").is(200).xlsx("data").len(), 5);
    visitor.get("/uk/sources/interview-2020").is(200).shows("Енсхеде – Сєвєродонецьк");
}

#[test]
fn the_scorecard_says_who_has_gone_quiet_and_only_to_the_office() {
    let cast = Cast::sample("2021-03-31T09:00:00Z");
    cast.visitor().get("/uk/partners/scorecard").is(303);
    cast.visitor().get("/uk/organisations/enschede").is(200).hides("Наші стосунки");

    let cast = Cast::new();
    let (olena, vira, ivan, visitor) = (cast.olena(), cast.vira(), cast.ivan(), cast.visitor());
    ivan.get("/uk/partners/scorecard").is(403);
    for (name, slug) in [("Фонд", "fund"), ("Тихий фонд", "silent-fund")] {
        olena.post("/uk/organisations", &[("kind", "ngo"), ("name_uk", name), ("name_en", slug), ("confirm", "1")]).is(303);
        olena.post(&format!("/uk/organisations/{slug}/publication"), &[]).is(303);
    }
    for (title, slug, date, who) in [("Свіжий", "fresh", "2021-03-01", "fund"), ("Давній", "old", "2019-05-01", "silent-fund")]
    {
        let fields = [
            ("title_uk", title),
            ("title_en", slug),
            ("direction", "health"),
            ("stages.0.stage", "idea"),
            ("stages.0.date", date),
            ("parties.0.organisation", who),
            ("parties.0.role", "funder"),
        ];
        olena.post("/uk/projects", &fields).is(303);
    }
    let step = [
        ("subject", "project:old"),
        ("what_uk", "Надіслати звіт"),
        ("organisation", "silent-fund"),
        ("due", "2020-12"),
        ("state.0.state", "promised"),
        ("state.0.date", "2019-06-01"),
    ];
    olena.post("/uk/steps", &step).is(303);
    let need = [
        ("title_uk", "Ліжка"),
        ("title_en", "beds"),
        ("place", LISOVA),
        ("lines.0.item_uk", "Ліжка"),
        ("lines.0.quantity", "3"),
        ("lines.0.unit", "piece"),
    ];
    olena.post("/uk/needs", &need).is(303);
    olena.post("/uk/needs/beds/publication", &[]).is(303);
    let promise = [("line", "1"), ("organisation", "fund"), ("quantity", "2"), ("date", "2021-03-20")];
    olena.post("/uk/needs/beds/promises", &promise).is(303);

    let seen = vira.get("/uk/partners/scorecard.json").is(200).json();
    let of = |slug: &str| {
        seen["items"]
            .as_array()
            .expect("rows")
            .iter()
            .find(|row| row["url"].as_str().is_some_and(|url| url.ends_with(slug)))
            .cloned()
            .expect(slug)
    };
    let (fund, silent) = (of("/fund"), of("/silent-fund"));
    assert_eq!((&fund["last"], &fund["days"], &fund["quiet"]), (&"2021-03-20".into(), &11.into(), &false.into()), "{fund}");
    assert_eq!(
        (&fund["promises"], &fund["needs"], &fund["projects"], &fund["overdue"]),
        (&1.into(), &1.into(), &1.into(), &0.into())
    );
    assert_eq!(
        (&silent["last"], &silent["quiet"], &silent["overdue"]),
        (&"2019-06-01".into(), &true.into(), &1.into()),
        "{silent}"
    );
    assert_eq!(seen["items"][0]["label"], "Тихий фонд", "the longest silence stands first");
    assert_eq!(olena.get("/uk/partners/scorecard.json?sort=promises").json()["items"][0]["label"], "Фонд");
    olena.get("/uk/partners/scorecard?sort=cheese").is(400);
    // As of a day before the promise, it was not there.
    let then = olena.get("/uk/partners/scorecard.json?sort=name&as-of=2021-03-10").json();
    assert!(then["items"].as_array().expect("rows").iter().all(|row| row["promises"] == 0), "{then}");
    assert_eq!(olena.get("/uk/partners/scorecard.csv").is(200).csv().len() as i64, seen["total"].as_i64().expect("a total"));

    // The card says the same of its own, with what is next, to the office alone.
    olena.get("/uk/organisations/silent-fund").shows("Наші стосунки").shows("час нагадати про себе").shows("Надіслати звіт");
    olena.get("/uk/organisations/fund").shows("11 днів тому").shows("Відкриті обіцянки");
    visitor.get("/uk/organisations/fund").is(200).hides("Наші стосунки").hides("Відкриті обіцянки");
    // Two that become one are one here too.
    olena.post("/uk/organisations/silent-fund/merger", &[("into", "fund"), ("confirm", "1")]).is(303);
    let merged = olena.get("/uk/partners/scorecard.json").json();
    assert_eq!(
        merged["items"].as_array().map(|rows| rows.iter().filter(|row| row["url"] == "/uk/organisations/fund").count()),
        Some(1),
        "{merged}"
    );
}

#[test]
fn a_signature_and_a_meeting_are_words_of_those_who_signed_and_met() {
    let cast = Cast::new();
    let olena = cast.olena();
    let last = |day: &str| {
        let seen = olena.get(&format!("/uk/partners/scorecard.json?as-of={day}")).is(200).json();
        let of = |slug: &str| {
            let row = seen["items"].as_array().expect("rows").iter().find(|row| row["url"].as_str() == Some(slug)).cloned();
            row.map(|row| (row["last"].as_str().unwrap_or_default().to_owned(), row["quiet"] == true))
        };
        (of("/uk/organisations/lisova-hospital").expect("the hospital"), of("/uk/organisations/un-programme").expect("the UN"))
    };
    let said = |day: &str, quiet: bool| (day.to_owned(), quiet);
    let agreement = [
        ("title_uk", "Меморандум"),
        ("title_en", "Memo"),
        ("kind", "memorandum"),
        ("parties.0.organisation", "lisova-hospital"),
        ("parties.1.organisation", "un-programme"),
        ("agreed", "2020-02-01"),
    ];
    olena.post("/uk/agreements", &agreement).is(303);
    assert_eq!(last("2021-03-31"), (said("2020-02-01", true), said("2020-02-01", true)), "a text agreed by all");
    olena.post("/uk/agreements/memo/signatures", &[("party", "2"), ("date", "2021-02-10")]).is(303);
    assert_eq!(last("2021-03-31"), (said("2020-02-01", true), said("2021-02-10", false)), "one of them signed");
    assert_eq!(last("2021-02-09").1, said("2020-02-01", true), "not signed before");

    let event = |title: &'static str, date: &'static str, state: &'static str| {
        let fields = [
            ("title_uk", title),
            ("title_en", title),
            ("kind", "meeting"),
            ("date", date),
            ("organisers.0.organisation", "un-programme"),
            ("items.0.topic_uk", "Про лікарню"),
            ("items.0.organisation", "lisova-hospital"),
            ("states.0.state", state),
            ("states.0.date", "2021-01-01"),
        ];
        olena.post("/uk/events", &fields).is(303);
    };
    event("Off", "2021-03-30", "cancelled");
    event("Ahead", "2021-04-14", "announced");
    assert_eq!(last("2021-03-31").0, said("2020-02-01", true), "what was called off or is to come is no meeting");
    event("Met", "2021-03-20", "announced");
    assert_eq!(last("2021-03-31"), (said("2021-03-20", false), said("2021-03-20", false)), "they have met");
    assert_eq!(last("2021-04-20").0, said("2021-04-14", false));
    olena.get("/uk/organisations/lisova-hospital").is(200).shows("Угоди 1").shows("Події 2");
}

#[test]
fn a_draft_binds_nobody_and_a_signature_binds_its_own_side_alone() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    tie(&olena);
    let path = olena.post("/uk/partnerships", &[TIE, &[("sides.0.organisation", "lisova-hospital")]].concat()).is(303).location;
    olena.post(&format!("{path}/publication"), &[]).is(303);
    let row = |day: &str| visitor.get(&format!("{path}.json?as-of={day}")).is(200).json()["row"].clone();
    let today = "2021-03-31";
    assert_eq!(row(today)["gaps"], serde_json::json!(["agreement"]));
    let agreement = [
        ("title_uk", "Меморандум Лісової та Енсхеде"),
        ("title_en", "Memorandum"),
        ("kind", "memorandum"),
        ("parties.0.organisation", "lisova-hospital"),
        ("parties.0.role", "party"),
        ("parties.1.organisation", "enschede"),
        ("parties.1.role", "party"),
    ];
    olena.post("/uk/agreements", &agreement).is(303);
    olena.post("/uk/agreements/memorandum/publication", &[]).is(303);
    let me = format!("partnership:{}", path.rsplit('/').next().expect("an address"));
    olena.post("/uk/outcomes", &[("from", &me), ("to", "agreement:memorandum")]).is(303);
    assert_eq!(row(today)["gaps"], serde_json::json!(["signature"]));
    visitor.get(&path).is(200).shows("Угоду ще не підписано");
    // Enschede signs; the side of Lisova is bound by nobody.
    olena.post("/uk/agreements/memorandum/signatures", &[("party", "2"), ("date", "2021-02-10")]).is(303);
    let lacks = row(today);
    assert_eq!((&lacks["gaps"], &lacks["unbound"][0]["id"]), (&serde_json::json!(["side"]), &LISOVA.into()), "{lacks}");
    visitor.get(&path).is(200).shows("Угода пов’язує не всі сторони").shows("яку підписала сторона: Лісова");
    assert_eq!(row("2021-02-01")["gaps"], serde_json::json!(["agreement"]), "of the agreement nothing was known by then");
    olena.post("/uk/agreements/memorandum/signatures", &[("party", "1"), ("date", "2021-02-12")]).is(303);
    assert_eq!(row(today)["gaps"], serde_json::json!([]));
}
