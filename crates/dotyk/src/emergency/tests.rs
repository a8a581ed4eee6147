//! Stories of emergencies: a page that gathers the needs, studies that lead to steps, talks that stay in the office, a
//! sheet to send.

use crate::testing::{Cast, Client, LISOVE, STEPOVA};

const COVID: &[(&str, &str)] = &[
    ("name_uk", "Пандемія"),
    ("name_en", "Pandemic"),
    ("slug", "covid-19-2020"),
    ("kind", "epidemic"),
    ("glide", "ep-2020-000012-001"),
    ("began", "2020-03"),
    ("places.0.place", STEPOVA),
    ("about_uk", "Хвороба ширилася областю."),
    ("cites.0.source", "report-2020"),
];

const AT: &str = "/uk/emergencies/covid-19-2020";

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    kept.chain(more).copied().collect()
}

/// A published emergency.
fn covid(cast: &Cast) -> Client {
    let olena = cast.olena();
    assert_eq!(olena.post("/uk/emergencies", COVID).is(303).location, AT);
    olena.post(&format!("{AT}/publication"), &[("state", "public")]).is(303);
    olena
}

/// A need because of it, published; its address.
fn need(olena: &Client, title: &str, more: &[(&str, &str)]) -> String {
    let fields = [
        ("title_uk", title),
        ("organisation", "lisova-hospital"),
        ("place", LISOVE),
        ("emergency", "covid-19-2020"),
        ("lines.0.item_uk", title),
        ("lines.0.quantity", "10"),
        ("lines.0.unit", "piece"),
        ("state", "stated"),
        ("contact_name", "Секретна Марія"),
        ("contact_phone", "+380509998877"),
    ];
    let path = olena.post("/uk/needs", &with(&fields, more)).is(303).location;
    olena.post(&format!("{path}/publication"), &[("state", "public")]).is(303);
    path
}

#[test]
fn a_coordinator_gives_the_word_of_needs_a_page() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    need(&olena, "Маски", &[]);
    // The word stands in a need already; the list of emergencies says so to those who can make its record.
    olena.get("/uk/emergencies").is(200).shows("Потреби називають події, яких тут ще немає").shows("covid-19-2020");
    visitor.get("/uk/emergencies").is(200).hides("яких тут ще немає").hides("Маски");
    olena.get("/uk/emergencies/new?slug=covid-19-2020").is(200).shows("Слово, яким її називають потреби");
    olena.post("/uk/emergencies", COVID).is(303);
    olena.get("/uk/emergencies").is(200).hides("яких тут ще немає").shows("Чернетка");
    // A draft is the office's own.
    visitor.get(AT).is(404);
    visitor.get(&format!("{AT}/sheet")).is(404);
    cast.ivan().get(AT).is(404);
    cast.vira().get(AT).is(200);
    visitor.get("/uk/").is(200).hides("Пандемія");
    olena.post(&format!("{AT}/publication"), &[("state", "public")]).is(303);
    visitor
        .get(AT)
        .is(200)
        .shows("Пандемія")
        .shows("EP-2020-000012-001")
        .shows("Хвороба ширилася")
        .shows("Степова")
        .shows("триває");
    visitor.get("/uk/").is(200).shows("Надзвичайні події, що тривають").shows("Пандемія");
    visitor.get("/uk/search?q=пандемія").is(200).shows("Надзвичайна подія");
    // The need leads to it, the form of a need offers it, and the list may be narrowed to it.
    visitor.get("/uk/needs?emergency=covid-19-2020").is(200).shows("Маски").shows("Пандемія");
    assert!(olena.get("/uk/needs/new").is(200).text.contains("<option value=\"covid-19-2020\">Пандемія</option>"));
    assert!(visitor.get("/uk/needs/masky").is(200).text.contains("href=\"/uk/emergencies/covid-19-2020\""));
    // Nobody but the office makes or changes one.
    for (client, status) in [(cast.ivan(), 403), (cast.vira(), 403)] {
        client.post("/uk/emergencies", COVID).is(status);
        client.post(AT, COVID).is(status);
        client.post(&format!("{AT}/withdrawal"), &[]).is(status);
        client.post(&format!("{AT}/talks"), &[]).is(status);
    }
}

#[test]
fn needs_are_counted_by_sector_and_place_and_the_most_urgent_comes_first() {
    let cast = Cast::new();
    let olena = covid(&cast);
    let oxygen = need(
        &olena,
        "Кисень",
        &[
            ("priority", "urgent"),
            ("sector", "12220"),
            ("needed_by", "2021-05"),
            ("lines.0.unit", "litre"),
            ("lines.0.cost", "5000"),
            ("lines.0.currency", "UAH"),
        ],
    );
    need(&olena, "Маски", &[("sector", "12264"), ("place", STEPOVA)]);
    need(&olena, "Ліжка", &[("priority", "urgent"), ("sector", "12220"), ("needed_by", "2021-04-10")]);
    need(&olena, "Чуже", &[("emergency", "inshe-2021")]);
    // One that only the office knows of.
    let draft = [
        ("title_uk", "Потаємне"),
        ("organisation", "lisova-hospital"),
        ("emergency", "covid-19-2020"),
        ("state", "stated"),
        ("lines.0.item_uk", "Потаємне"),
        ("lines.0.quantity", "1"),
        ("lines.0.unit", "piece"),
    ];
    olena.post("/uk/needs", &draft).is(303);
    olena.post(&format!("{oxygen}/promises"), &[("line", "1"), ("who", "Фонд"), ("quantity", "4")]).is(303);
    let visitor = cast.visitor();
    let card = visitor.get(&format!("{AT}.json")).is(200).json();
    let count = &card["needs"]["count"];
    assert_eq!((&count["needs"], &count["open"], &count["lines"]), (&3.into(), &3.into(), &3.into()), "{count}");
    assert_eq!((&count["untouched"], &count["partly"], &count["covered"]), (&2.into(), &1.into(), &0.into()), "{count}");
    let urgent: Vec<&str> =
        card["urgent"].as_array().expect("a list").iter().filter_map(|one| one["need"]["label"].as_str()).collect();
    assert_eq!(urgent, ["Ліжка", "Кисень", "Маски"]);
    let sectors: Vec<_> = card["needs"]["sectors"]
        .as_array()
        .expect("sectors")
        .iter()
        .map(|group| (group["value"].as_str().expect("a code"), group["count"]["needs"].as_i64()))
        .collect();
    assert_eq!(sectors, [("12220", Some(2)), ("12264", Some(1))]);
    visitor.get(AT).is(200).shows("12220 Первинна медична допомога").shows("Закрито обіцянками 0 (з них отримано 0)");
    assert_eq!(card["needs"]["places"][0]["label"], "м. Лісове", "{}", card["needs"]["places"]);
    // Litres and pieces are not added up; what one line costs is a lower bound of what three do.
    let units = card["needs"]["units"].as_array().expect("units");
    assert_eq!(
        units.iter().map(|unit| (unit["unit"].as_str(), unit["asked"].as_str(), unit["open"].as_str())).collect::<Vec<_>>(),
        [(Some("litre"), Some("10"), Some("6")), (Some("piece"), Some("20"), Some("20"))]
    );
    let money = &card["needs"]["money"][0];
    assert_eq!(
        (&money["qualifier"], &money["asked"], &money["open"], &money["lines"]),
        (&"at_least".into(), &"5000".into(), &"3000".into(), &1.into())
    );
    visitor
        .get(AT)
        .is(200)
        .shows("Найнагальніше")
        .shows("не менше 5 тис. грн")
        .shows("вартість відома для 1 позиції")
        .hides("Потаємне");
    // Whoever is of the office counts what it knows.
    assert_eq!(olena.get(&format!("{AT}.json")).is(200).json()["needs"]["count"]["needs"], 4);
    // On a day before any of it was said there was nothing.
    assert_eq!(visitor.get(&format!("{AT}.json?as-of=2021-03-30")).is(200).json()["needs"]["count"]["needs"], 0);
    assert_eq!(visitor.get("/uk/emergencies.csv").is(200).csv()[0]["open_needs"], "3");
    // What is urgent leaves as a feed of this emergency alone.
    need(&olena, "Інше термінове", &[("emergency", "inshe-2021"), ("priority", "urgent")]);
    visitor.get("/uk/needs/urgent.atom?emergency=covid-19-2020").is(200).shows("Кисень").hides("Інше термінове");
}

#[test]
fn the_sheet_says_what_is_needed_and_never_whose_telephone_it_is() {
    let cast = Cast::new();
    let olena = covid(&cast);
    need(&olena, "=Кисень", &[("priority", "urgent"), ("lines.0.cost", "5000"), ("lines.0.currency", "UAH")]);
    olena
        .post(
            "/uk/needs",
            &[
                ("title_uk", "Потаємне"),
                ("place", LISOVE),
                ("emergency", "covid-19-2020"),
                ("state", "stated"),
                ("lines.0.item_uk", "Потаємне"),
                ("lines.0.quantity", "1"),
                ("lines.0.unit", "piece"),
            ],
        )
        .is(303);
    olena.post(&format!("{AT}/talks"), &[("who", "Таємний фонд"), ("state", "idea"), ("date", "2021-03")]).is(303);
    for client in [&olena, &cast.visitor()] {
        for lang in ["uk", "en"] {
            let at = format!("/{lang}/emergencies/covid-19-2020/sheet");
            let seen = client.get(&at).is(200).shows("office@dotyk.example").shows("=Кисень").shows("EP-2020-000012-001");
            let csv = client.get(&format!("{at}.csv")).is(200);
            let book = client.get(&format!("{at}.xlsx")).is(200).xlsx("data");
            assert_eq!((csv.csv().len(), book.len()), (1, 2));
            let row = csv.csv().remove(0);
            assert_eq!(
                (row["item"].as_str(), row["open"].as_str(), row["cost"].as_str(), row["place_id"].as_str()),
                ("'=Кисень", "10", "5000", LISOVE)
            );
            let whole = format!("{}{}{book:?}", seen.text, csv.text);
            for secret in ["Потаємне", "Секретна", "380509998877", "Таємний фонд"] {
                assert!(!whole.contains(secret), "{secret} is in the sheet");
            }
        }
    }
    cast.visitor().get(&format!("{AT}/sheet.json")).is(404);
    cast.visitor().get("/en/emergencies/covid-19-2020/sheet").is(200).shows("What is most needed").shows("Who to ask");
}

#[test]
fn a_study_recommends_and_steps_follow() {
    let cast = Cast::new();
    let olena = covid(&cast);
    let visitor = cast.visitor();
    let study = [
        ("title_uk", "Збитки лікарень"),
        ("state", "under_way"),
        ("organisation", "un-programme"),
        ("source", "report-2020"),
        ("locator", "с. 7"),
    ];
    olena.get(&format!("{AT}/studies/new")).is(200).shows("Хто виконує");
    assert_eq!(olena.post(&format!("{AT}/studies"), &study).is(303).location, AT);
    olena.post(&format!("{AT}/recommendations"), &[("study", "1"), ("what_uk", "Запастися киснем")]).is(303);
    olena.post(&format!("{AT}/recommendations"), &[("study", "1"), ("what_uk", "Навчити лікарів")]).is(303);
    let form = olena.get("/uk/steps/new?subject=emergency:covid-19-2020&part=2").is(200);
    assert!(form.text.contains("name=\"part\" value=\"2\""));
    let step = [
        ("subject", "emergency:covid-19-2020"),
        ("part", "2"),
        ("what_uk", "Провести курс"),
        ("state.0.state", "planned"),
        ("state.0.date", "2021-03"),
    ];
    let path = olena.post("/uk/steps", &step).is(303).location;
    olena
        .post(
            "/uk/steps",
            &[
                ("subject", "emergency:covid-19-2020"),
                ("what_uk", "Звітувати"),
                ("state.0.state", "planned"),
                ("state.0.date", "2021-03"),
            ],
        )
        .is(303);
    let card = visitor.get(&format!("{AT}.json")).is(200).json();
    let advice = &card["studies"][0]["recommendations"];
    assert_eq!(
        (advice[0]["steps"].as_array().map(Vec::len), &advice[1]["steps"][0]["label"]),
        (Some(0), &"Провести курс".into())
    );
    assert_eq!((card["steps"].as_array().map(Vec::len), &card["steps"][0]["label"]), (Some(1), &"Звітувати".into()));
    visitor
        .get(AT)
        .is(200)
        .shows("виконується")
        .shows("Програма ООН")
        .shows("Запастися киснем")
        .shows("Жодного кроку за цією рекомендацією");
    // The step still belongs to its recommendation after it was moved on, and its own page names the emergency.
    olena.post(&format!("{path}/states"), &[("state", "done"), ("date", "2021-03-30")]).is(303);
    visitor.get(&path).is(200).shows("Пандемія").shows("зроблено");
    assert_eq!(visitor.get(&format!("{AT}.json")).json()["studies"][0]["recommendations"][1]["steps"][0]["state"], "done");
    // Published it must be somewhere to read; what is wrong is said beside its field, and nothing typed is lost.
    let refused = olena
        .post(&format!("{AT}/studies"), &[("title_uk", "Друге"), ("state", "published")])
        .is(422)
        .shows("Оприлюднене дослідження десь можна прочитати");
    assert!(refused.text.contains("value=\"Друге\""));
    for (field, value) in
        [("link", "javascript:alert(1)"), ("organisation", "немає-такої"), ("date", "колись"), ("state", "готове")]
    {
        olena.post(&format!("{AT}/studies"), &with(&[("title_uk", "Друге")], &[(field, value)])).is(422);
    }
    olena.post(&format!("{AT}/recommendations"), &[("study", "9"), ("what_uk", "Нізвідки")]).is(422);
    // Two who change the same study: the later one is told; one who changes another part is not.
    let version = olena.get(&format!("{AT}.json")).is(200);
    assert!(version.text.contains("Збитки лікарень"));
    let form = olena.get(&format!("{AT}/studies/1/edit")).is(200);
    let seen = form
        .text
        .split("name=\"version\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a version")
        .to_owned();
    olena.post(&format!("{AT}/recommendations/1"), &[("version", &seen), ("what_uk", "Запастися киснем надовго")]).is(303);
    olena.post(&format!("{AT}/studies/1"), &with(&study, &[("version", &seen), ("title_uk", "Збитки всіх лікарень")])).is(303);
    let late = olena
        .post(&format!("{AT}/studies/1"), &with(&study, &[("version", &seen), ("title_uk", "Інакше")]))
        .is(409)
        .shows("Збитки всіх лікарень");
    assert!(late.text.contains("value=\"Інакше\""));
    olena.get(&format!("{AT}/studies/7/edit")).is(404);
    let figure = [
        ("subject", "emergency:covid-19-2020"),
        ("measure", "vehicles"),
        ("qualifier", "about"),
        ("value", "3"),
        ("source", "report-2020"),
    ];
    olena.post("/uk/figures", &figure).is(303);
    visitor.get(AT).is(200).shows("близько 3 автомобілі").shows("Звіт за 2020 рік");
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
}

#[test]
fn a_talk_is_the_offices_own_until_it_is_contracted() {
    let cast = Cast::new();
    let olena = covid(&cast);
    let talk = [
        ("organisation", "un-programme"),
        ("about_uk", "Апарати для трьох лікарень"),
        ("amount", "120 000"),
        ("currency", "usd"),
        ("next", "Надіслати бюджет Петренкові"),
        ("next_due", "2021-04"),
        ("state", "approached"),
        ("date", "2021-02-01"),
        ("note", "Розмовляли неофіційно"),
    ];
    olena.post(&format!("{AT}/talks"), &talk).is(303);
    let secrets = ["Апарати для трьох лікарень", "120 000", "120000", "Петренкові", "неофіційно", "approached"];
    let everywhere = |client: &Client| {
        let mut pages = vec![
            AT.to_owned(),
            "/uk/".into(),
            "/uk/emergencies".into(),
            "/uk/new".into(),
            "/uk/steps".into(),
            "/uk/search?q=апарати".into(),
        ];
        pages.push("/uk/organisations/un-programme".into());
        let faces = [".json", "/sheet", "/sheet.csv", ".json?known-on=2021-03-31", ".json?as-of=2021-03-31"];
        pages.extend(faces.iter().map(|face| format!("{AT}{face}")));
        pages.iter().map(|page| client.get(page).is(200).text.replace('\u{a0}', " ")).collect::<Vec<_>>().join("\n")
    };
    for client in [cast.visitor(), cast.ivan()] {
        let seen = everywhere(&client);
        for secret in secrets {
            assert!(!seen.contains(secret), "{secret} is told");
        }
    }
    olena.get(AT).is(200).shows("звернулися").shows("120 тис. дол. США").shows("Петренкові");
    cast.vira().get(AT).is(200).shows("Апарати для трьох лікарень");
    // They go on and never back, and no day runs backwards.
    let states = format!("{AT}/talks/1/states");
    olena.post(&states, &[("state", "promised"), ("date", "2021-03-01")]).is(303);
    olena.post(&states, &[("state", "in_talks"), ("date", "2021-03-02")]).is(400).shows("Так перемовини не йдуть");
    olena.post(&states, &[("state", "contracted"), ("date", "2021-02-28")]).is(400).shows("Раніше за попередній стан");
    olena.post(&states, &[("state", "signed")]).is(400);
    olena.post(&states, &[("state", "contracted"), ("date", "учора")]).is(400);
    olena.post(&format!("{AT}/talks/9/states"), &[("state", "contracted")]).is(404);
    assert!(!everywhere(&cast.visitor()).contains("Апарати для трьох лікарень"));
    olena.post(&states, &[("state", "contracted"), ("date", "2021-03-20")]).is(303);
    // Now the public sees what was agreed, and still not how it went.
    let seen =
        cast.visitor().get(AT).is(200).shows("Апарати для трьох лікарень").shows("120 тис. дол. США").shows("угоду укладено");
    for hidden in ["Петренкові", "неофіційно", "звернулися"] {
        assert!(!seen.plain().contains(hidden), "{hidden}");
    }
    let before = cast.visitor().get(&format!("{AT}.json?as-of=2021-03-19")).is(200).json();
    assert_eq!(before["talks"].as_array().map(Vec::len), Some(0));
    // A talk is changed in its form; how it went stays.
    olena.post(&format!("{AT}/talks/1"), &with(&talk, &[("about_uk", "Апарати для чотирьох")])).is(303);
    let card = olena.get(&format!("{AT}.json")).is(200).json();
    assert_eq!(
        (&card["talks"][0]["about"], card["talks"][0]["states"].as_array().map(Vec::len)),
        (&"Апарати для чотирьох".into(), Some(3))
    );
    for (field, value) in
        [("amount", "-5"), ("amount", "багато"), ("currency", "долар"), ("state", ""), ("organisation", "ніхто")]
    {
        olena.post(&format!("{AT}/talks"), &with(&talk, &[(field, value)])).is(422);
    }
}

#[test]
fn an_edit_that_comes_late_is_merged_and_what_is_withdrawn_is_gone_from_lists() {
    let cast = Cast::new();
    let olena = covid(&cast);
    let visitor = cast.visitor();
    let form = olena.get(&format!("{AT}/edit")).is(200);
    let version = form
        .text
        .split("name=\"version\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a version")
        .to_owned();
    olena.post(AT, &with(COVID, &[("version", &version), ("ended", "2021-03-30")])).is(303);
    let late = olena.post(AT, &with(COVID, &[("version", &version), ("name_uk", "Ковід")])).is(409).shows("Поки ви писали");
    assert!(late.text.contains("value=\"Ковід\"") && late.text.contains("value=\"2021-03-30\""), "{}", late.text);
    visitor.get(AT).is(200).shows("минула");
    visitor.get("/uk/").is(200).hides("Надзвичайні події, що тривають");
    assert_eq!(visitor.get("/uk/emergencies.json?state=over").is(200).json()["total"], 1);
    assert_eq!(visitor.get("/uk/emergencies.json?state=over&as-of=2021-03-01").is(200).json()["total"], 0);
    assert_eq!(visitor.get("/uk/emergencies.json?hazard=flood").is(200).json()["total"], 0);
    assert_eq!(visitor.get(&format!("/uk/emergencies.json?place={STEPOVA}")).is(200).json()["total"], 1);
    visitor.get("/uk/emergencies?state=скінчилась").is(400);
    visitor.get("/uk/emergencies?hazard=plague").is(400);
    // What is wrong is said by field.
    for (field, value) in [
        ("name_uk", ""),
        ("kind", "plague"),
        ("glide", "EP-2020"),
        ("glide", "WF-2020-000012-001"),
        ("began", "колись"),
        ("ended", "2019"),
        ("places.0.place", "Атлантида"),
        ("cites.0.source", "немає"),
        ("slug", "Ковід 19"),
        ("slug", "new"),
        ("slug", "covid-19-2020"),
    ] {
        let seen =
            olena.post("/uk/emergencies", &with(&with(COVID, &[("slug", "inshe"), ("name_en", "")]), &[(field, value)])).is(422);
        assert!(seen.text.contains(&format!("href=\"#{field}\"")), "{field} = {value}: {}", seen.plain());
    }
    // Taken back it is in no list, and needs keep their word.
    need(&olena, "Маски", &[]);
    olena.post(&format!("{AT}/withdrawal"), &[]).is(303);
    visitor.get(AT).is(404);
    assert_eq!(olena.get("/uk/emergencies.json").is(200).json()["total"], 0);
    olena.get(AT).is(200).shows("вилучено");
    olena.post(&format!("{AT}/publication"), &[("state", "public")]).is(303);
    visitor.get(AT).is(404);
    visitor.get("/uk/needs/masky").is(200).shows("covid-19-2020");
    olena.post(&format!("{AT}/withdrawal"), &[("state", "back")]).is(303);
    olena.post(&format!("{AT}/publication"), &[("state", "public")]).is(303);
    visitor.get(AT).is(200);
    let report = crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
}

#[test]
fn the_sample_office_holds_what_the_sources_say() {
    let cast = Cast::sample("2026-06-01T09:00:00Z");
    let visitor = cast.visitor();
    let at = "/uk/emergencies/forest-fires-2020";
    visitor
        .get(at)
        .is(200)
        .shows("близько 8000 гектарів")
        .shows("Наслідки лісових пожеж")
        .shows("виконується")
        .hides("Гранти лісовим господарствам");
    let card = visitor.get(&format!("{at}.json?as-of=2021-03-31")).is(200).json();
    assert_eq!(
        (
            card["studies"].as_array().map(Vec::len),
            card["talks"].as_array().map(Vec::len),
            card["figures"].as_array().map(Vec::len)
        ),
        (Some(2), Some(0), Some(3))
    );
    visitor.get("/en/emergencies/covid-19-2020").is(200).shows("COVID-19");
    visitor.get("/uk/sources/interview-2020").is(200).shows("Лісові пожежі 2020 року");
    visitor.get("/uk/?as-of=2021-03-31").is(200).shows("Надзвичайні події, що тривають").shows("COVID-19");
}

#[test]
fn the_needs_stand_on_a_map_by_community() {
    let cast = Cast::new();
    let olena = covid(&cast);
    let visitor = cast.visitor();
    need(&olena, "Маски", &[]);
    need(&olena, "Кисень", &[("place", STEPOVA)]);
    need(&olena, "Ліжка", &[("place", "UA01000000000000001")]);
    // Nobody knows yet where they are: the table says it alone.
    visitor.get(AT).is(200).shows("Лісове").hides("<svg");
    let fields = [("version", "1"), ("name.0.name_uk", "Лісове"), ("lat", "48.7"), ("lon", "38.2"), ("point_source", "osm-node")];
    olena.post(&format!("/uk/places/{LISOVE}"), &fields).is(303);
    // A community stands in the middle of what is known of it.
    let page = visitor.get(AT).is(200).shows("Лісова громада: 1 потреба").shows("2 потреб тут немає");
    let text = page.text.replace("&#38;", "&");
    assert!(text.contains("<circle") && text.contains("/uk/needs?emergency=covid-19-2020&place=UA01020010000000003\""), "{text}");
    page.shows("© учасники OpenStreetMap");
    assert!(olena.get(&format!("{AT}.json")).is(200).json().get("map").is_none());
}
