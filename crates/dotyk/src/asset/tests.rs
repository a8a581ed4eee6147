//! Stories of property received, over HTTP.

use crate::testing::{Cast, Client, LISOVA, LISOVE, STEPOVA};

type Fields<'a> = Vec<(&'a str, &'a str)>;

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Fields<'a> {
    let mut fields: Fields = base.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)).copied().collect();
    fields.extend(more);
    fields
}

/// What somebody promised: a van for the hospital.
const VAN: &[(&str, &str)] = &[
    ("name_uk", "Санітарне авто"),
    ("name_en", "Ambulance"),
    ("about_uk", "Авто з обладнанням для виїздів"),
    ("quantity", "1"),
    ("unit", "шт."),
    ("value", "1 234 567,5"),
    ("currency", "uah"),
    ("project", "clinic"),
    ("recipient", "lisova-hospital"),
    ("implementer", "un-programme"),
    ("place", LISOVE),
    ("intent", "promised"),
    ("cites.0.source", "report-2020"),
    ("cites.0.locator", "с. 5"),
];

/// A project with its van, both published.
fn promise(olena: &Client) -> String {
    let project = [("title_uk", "Клініка"), ("title_en", "Clinic"), ("direction", "health"), ("stages.0.stage", "implementing")];
    olena.post("/uk/projects", &with(&project, &[("stages.0.date", "2020-09")])).is(303);
    olena.post("/uk/projects/clinic/publication", &[]).is(303);
    let path = olena.post("/uk/assets", VAN).is(303).location;
    olena.post(&format!("{path}/publication"), &[]).is(303);
    path
}

/// Saves the van with more fields, from whatever version it has.
fn save(client: &Client, path: &str, more: &[(&str, &str)]) {
    let version = client.get(&format!("{path}.json")).json()["asset"]["version"].to_string();
    client.post(path, &with(VAN, &with(&[("version", &version)], more))).is(303);
}

/// The term of paragraph 44, as an office holds it.
fn term(cast: &Cast) {
    let version = cast.marta().get("/uk/office.json").json()["office"]["version"].to_string();
    let fields = [
        ("version", version.as_str()),
        ("term.0.slug", "property-publication"),
        ("term.0.valid_from", "2002-02-15"),
        ("term.0.days", "10"),
    ];
    cast.marta().post("/uk/office/terms", &fields).is(303);
}

#[test]
fn a_promise_becomes_property_on_a_balance_and_is_announced_in_time() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    term(&cast);
    let path = promise(&olena);
    assert_eq!(path, "/uk/assets/ambulance");
    let card = visitor.get(&path).is(200).shows("Санітарне авто").shows("обіцяно").shows("Лісова лікарня").shows("Програма ООН");
    card.shows("1 234 567,5 грн").shows("м. Лісове").shows("Звіт за 2020 рік, с. 5").hides("/edit").hides("Чого бракує");

    save(&olena, &path, &[("act_number", "№ 12-а"), ("act_date", "05.03.2021"), ("uid", "101400001")]);
    visitor.get(&path).is(200).shows("передано").shows("№ 12-а").shows("5 березня 2021");
    // The past says what was true then.
    visitor.get(&format!("{path}?as-of=2021-03-04")).is(200).shows("обіцяно");

    let kept = [("act_number", "12-а"), ("act_date", "2021-03-05"), ("uid", "101400001")];
    save(&olena, &path, &with(&kept, &[("balance_date", "2021-03-15")]));
    visitor
        .get(&path)
        .is(200)
        .shows("на балансі")
        .shows("має оприлюднити")
        .shows("25 березня 2021")
        .shows("строк оприлюднення минув");
    let row = visitor.get("/uk/assets.json").json()["items"][0].clone();
    assert_eq!((&row["state"], &row["until"], &row["overdue"]), (&"on_balance".into(), &"2021-03-25".into(), &true.into()));

    save(
        &olena,
        &path,
        &with(
            &kept,
            &[
                ("balance_date", "2021-03-15"),
                ("announced_date", "2021-03-20"),
                ("announced_link", "https://hospital.example/aid"),
            ],
        ),
    );
    visitor
        .get(&path)
        .is(200)
        .shows("оприлюднено реципієнтом")
        .shows("https://hospital.example/aid")
        .hides("строк оприлюднення минув");

    // It is found from everywhere it belongs to.
    visitor.get("/uk/projects/clinic").is(200).shows("Отримане майно Санітарне авто оприлюднено реципієнтом");
    visitor.get("/uk/organisations/lisova-hospital").is(200).shows("Санітарне авто");
    visitor.get("/uk/sources/report-2020").is(200).shows("Санітарне авто");
    visitor.get("/uk/search?q=санітарного авто").is(200).shows("Санітарне авто");
    let id = olena.get(&format!("{path}.json")).json()["row"]["id"].as_str().expect("an id").to_owned();
    olena.get(&format!("/uk/journal?kind=asset&id={id}")).is(200).shows("Дата акта приймання-передачі").shows("15 березня 2021");
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a check");
    assert_eq!(report.findings, []);
}

#[test]
fn the_list_is_narrowed_and_leaves_whole() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    promise(&olena);
    let pump = [("name_uk", "Насос"), ("place", STEPOVA), ("intent", "planned"), ("handed", "2020-12"), ("quantity", "2")];
    let pump = olena.post("/uk/assets", &pump).is(303).location;
    // A draft is nobody's but the office's.
    visitor.get(&pump).is(404);
    visitor.get("/uk/assets").is(200).shows("Санітарне авто").hides("Насос");
    olena.get("/uk/assets").is(200).shows("Насос").shows("Чернетка");
    olena.post(&format!("{pump}/publication"), &[]).is(303);
    for (query, shown, hidden) in [
        ("state=promised", "Санітарне авто", "Насос"),
        ("state=handed_over", "Насос", "Санітарне авто"),
        ("q=насос", "Насос", "Санітарне авто"),
        ("project=clinic", "Санітарне авто", "Насос"),
        ("organisation=un-programme", "Санітарне авто", "Насос"),
        (&format!("place={LISOVA}"), "Санітарне авто", "Насос"),
    ] {
        visitor.get(&format!("/uk/assets?{query}")).is(200).shows(shown).hides(hidden);
    }
    visitor.get("/uk/assets?as-of=2020-11-30&state=handed_over").is(200).hides("Насос");
    visitor.get("/uk/assets?state=soon").is(400);
    let rows = visitor.get("/uk/assets.csv").is(200).csv();
    assert_eq!(rows.len(), 2);
    let van = rows.iter().find(|row| row["label"] == "Санітарне авто").expect("the van");
    assert_eq!(
        (van["value"].as_str(), van["currency"].as_str(), van["recipient"].as_str()),
        ("1234567.5", "UAH", "Лісова лікарня")
    );
    assert_eq!(visitor.get("/uk/assets.xlsx").is(200).xlsx("data").len(), 3);
    assert_eq!(visitor.get("/en/assets.json").json()["total"], 2);
}

#[test]
fn a_recipient_keeps_its_own_and_sees_nothing_foreign() {
    let cast = Cast::new();
    let (olena, ivan, visitor) = (cast.olena(), cast.ivan(), cast.visitor());
    let path = promise(&olena);
    olena.post(&format!("{path}/publication"), &[("state", "draft")]).is(303);
    visitor.get(&path).is(404);
    // Ivan is of the hospital that receives it.
    ivan.get(&path).is(200).shows("Санітарне авто").shows("Чернетка");
    save(&ivan, &path, &[("uid", "101400001")]);
    ivan.post(&format!("{path}/publication"), &[]).is(403);
    let foreign = olena.post("/uk/assets", &[("name_uk", "Насос"), ("place", STEPOVA), ("intent", "planned")]).is(303).location;
    ivan.get(&foreign).is(404);
    ivan.get("/uk/assets.csv").is(200).hides("Насос").shows("Санітарне авто");
    // A draft project that is not theirs can be neither asked for nor tied to.
    let hidden = [("title_uk", "Таємне"), ("title_en", "Hidden"), ("direction", "health"), ("stages.0.stage", "idea")];
    olena.post("/uk/projects", &hidden).is(303);
    visitor.get("/uk/assets?project=hidden").is(404);
    ivan.post("/uk/assets", &[("name_uk", "Ліжко"), ("project", "hidden"), ("intent", "planned")]).is(422);
}

#[test]
fn a_wrong_form_says_what_is_wrong_and_two_editors_lose_nothing() {
    let cast = Cast::new();
    let (olena, marta) = (cast.olena(), cast.marta());
    let seen =
        olena.post("/uk/assets", &[("quantity", "багато"), ("value", "5"), ("act_date", "2021-03"), ("project", "nowhere")]);
    let seen = seen.is(422).shows("Впишіть назву").shows("потрібен день").shows("nowhere");
    assert!(seen.text.contains("href=\"#quantity\"") && seen.text.contains("value=\"багато\""), "{}", seen.text);
    let path = promise(&olena);
    let version = olena.get(&format!("{path}.json")).json()["asset"]["version"].to_string();
    olena.post(&path, &with(VAN, &[("version", &version), ("uid", "1")])).is(303);
    let seen = marta.post(&path, &with(VAN, &[("version", &version), ("unit", "одиниця")])).is(409);
    assert!(seen.text.contains("value=\"1\"") && seen.text.contains("value=\"одиниця\""), "{}", seen.text);
}

#[test]
fn annex_15_is_made_whole_or_not_at_all() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    // What is only promised is no property: the set is empty.
    let path = promise(&olena);
    let seen = visitor.get("/uk/assets/annex15.csv").is(200);
    let heading = "uid,name,description,quantity,unitName,amountValue,amountCurrency,projectId,projectTitle,recipientId,recipientName,\
        implementerId,implementerAddressAdminUnitL1,implementerName,actId,actDate\r\n";
    assert_eq!(seen.text, heading);
    visitor.get("/uk/assets/annex15").is(200).shows("Ще нічого не передано");

    save(&olena, &path, &[("handed", "2021-02"), ("qualifier", "about")]);
    let lacks =
        ["uid", "exact-value", "registration", "recipient-id", "implementer-id", "implementer-country", "act-number", "act-date"];
    let seen = visitor.get("/uk/assets/annex15.json").is(422).json();
    assert_eq!(seen["items"][0]["lacks"], serde_json::json!(lacks), "{seen}");
    assert!(seen["error"]["help"].as_str().is_some_and(|help| help.starts_with("Санітарне авто: немає інвентарного номера; ")));
    let seen =
        visitor.get("/uk/assets/annex15.csv").is(422).shows("немає номера акта").shows("немає номера державної реєстрації");
    assert!(seen.headers["content-type"].to_str().is_ok_and(|media| media.starts_with("text/html")), "no file");
    visitor.get("/uk/assets/annex15").is(200).shows("Набору ще не можна скласти").shows("вартість відома лише приблизно");
    visitor.get("/en/assets/annex15").is(200).shows("no act number");
    olena.get(&path).is(200).shows("Чого бракує для додатка 15").shows("немає дати акта");

    // Each thing is mended where it belongs.
    olena
        .post("/uk/projects/clinic/registration", &[("event", "registered"), ("date", "2020-10-01"), ("number", "1234-56")])
        .is(303);
    for (slug, name, code) in [("lisova-hospital", "Лісова лікарня", "01234567"), ("un-programme", "Програма ООН", "76543210")]
    {
        let version = olena.get(&format!("/uk/organisations/{slug}.json")).json()["organisation"]["version"].to_string();
        let fields = [("version", version.as_str()), ("name_uk", name), ("kind", "ngo"), ("edrpou", code), ("confirm", "1")];
        olena.post(&format!("/uk/organisations/{slug}"), &fields).is(303);
    }
    save(&olena, &path, &[("uid", "101400001"), ("act_number", "№ 12-а"), ("act_date", "05.03.2021")]);
    let row = "101400001,Санітарне авто,Авто з обладнанням для виїздів,1,шт.,1234567.50,UAH,1234-56,Клініка,01234567,Лісова лікарня,\
        76543210,UKR,Програма ООН,12-а,2021-03-05\r\n";
    let seen = visitor.get("/uk/assets/annex15.csv").is(200);
    assert_eq!(seen.text, format!("{heading}{row}"));
    assert_eq!(visitor.get("/en/assets/annex15.csv?project=clinic").is(200).text, seen.text);
    assert_eq!(visitor.get("/uk/assets/annex15.json").is(200).json()["ready"], 1);
    visitor.get("/uk/assets/annex15").is(200).shows("1 рядок повний");

    // A draft is no part of it, a second thing of the same number is refused, and so is a formula.
    let twin = with(VAN, &[("uid", "101400001"), ("act_number", "13"), ("act_date", "2021-03-06"), ("name_uk", "Друге авто")]);
    let twin = olena.post("/uk/assets", &twin).is(303).location;
    assert_eq!(olena.get("/uk/assets/annex15.csv").is(200).text, seen.text);
    olena.post(&format!("{twin}/publication"), &[]).is(303);
    visitor
        .get("/uk/assets/annex15.csv")
        .is(422)
        .shows("такий самий інвентарний номер")
        .shows("Друге авто")
        .shows("Санітарне авто");
    save(&olena, &twin, &[("uid", "=1+1"), ("act_number", "13"), ("act_date", "2021-03-06")]);
    visitor.get("/uk/assets/annex15.csv").is(422).shows("беруть за формулу").hides("1234-56");

    // An annulled registration is none.
    olena.post(&format!("{twin}/publication"), &[("state", "draft")]).is(303);
    olena.post("/uk/projects/clinic/registration", &[("event", "annulled"), ("date", "2021-01-01")]).is(303);
    visitor.get("/uk/assets/annex15.csv").is(422).shows("немає номера державної реєстрації");
}

/// The five vehicles of the sample office: promised in the interview, at work in the register, and without a single act.
#[test]
fn the_five_vehicles_are_held_and_their_annex_is_refused() {
    let cast = Cast::sample("2021-12-01T09:00:00Z");
    let visitor = cast.visitor();
    let then = visitor.get("/uk/assets.json?project=mobile-tsnap&as-of=2021-03-31").is(200).json();
    assert_eq!(then["total"], 5);
    assert!(then["items"].as_array().expect("rows").iter().all(|row| row["state"] == "promised"), "{then}");
    let now = visitor.get("/uk/assets.json?project=mobile-tsnap").json();
    let worth: i64 =
        now["items"].as_array().expect("rows").iter().filter_map(|row| row["value"].as_str()?.parse::<i64>().ok()).sum();
    assert_eq!(worth, 950_000);
    assert!(
        now["items"].as_array().expect("rows").iter().all(|row| row["state"] == "handed_over" && row["qualifier"] == "about")
    );
    let refused = visitor.get("/uk/assets/annex15.json?project=mobile-tsnap").is(422).json();
    assert_eq!((&refused["total"], &refused["ready"]), (&5.into(), &0.into()));
    for row in refused["items"].as_array().expect("rows") {
        let lacks: Vec<&str> = row["lacks"].as_array().expect("words").iter().filter_map(|word| word.as_str()).collect();
        for lack in ["uid", "exact-value", "registration", "act-number", "act-date"] {
            assert!(lacks.contains(&lack), "{lack} is not said: {row}");
        }
    }
    visitor.get("/uk/sources/interview-2020").is(200).shows("Авто мобільного ЦНАП: Золоте");
    visitor.get("/uk/projects/mobile-tsnap").is(200).shows("Авто мобільного ЦНАП: Попасна передано");
}
