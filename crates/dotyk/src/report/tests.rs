//! Stories of reports: what the year 2020 says, how each number opens, who sees what, and how a file of it is checked.

use serde_json::{Value, json};

use super::commands::{Frozen, text, verdict};
use crate::app;
use crate::testing::{Cast, Client};

/// After everything that the sample knows.
const TODAY: &str = "2026-06-01T09:00:00Z";

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// All figures of all directions, each with the name of its direction.
fn figures(report: &Value) -> Vec<&Value> {
    list(report, "directions").iter().flat_map(|direction| list(direction, "figures")).collect()
}

fn is(figure: &Value, measure: &str, qualifier: &str, value: &str) -> bool {
    figure["measure"] == measure && figure["qualifier"] == qualifier && figure["value"] == value
}

fn direction<'v>(report: &'v Value, slug: &str) -> &'v Value {
    list(report, "directions")
        .iter()
        .find(|direction| direction["slug"] == slug)
        .unwrap_or_else(|| panic!("{slug} is not told of"))
}

fn counted(of: &Value, what: &str) -> i64 {
    list(of, "counts").iter().find(|count| count["what"] == what).map_or(0, |count| count["count"].as_i64().expect("a number"))
}

/// The JSON behind an address that a page shows.
fn open(client: &Client, url: &str) -> Value {
    let (path, question) = url.split_once('?').unwrap_or((url, ""));
    client.get(&format!("{path}.json?{question}")).is(200).json()
}

/// A measure and qualifier by which `facts.json` is held; see `tests/interview.rs`.
fn held_as(key: &str) -> (&str, &str) {
    match key {
        "first_participants" => ("first-participants", "exact"),
        "it_companies" => ("it-companies", "exact"),
        "educational_institutions" => ("educational-institutions", "exact"),
        "fields_named" => ("fields", "exact"),
        "two_room" => ("two-room-apartments", "exact"),
        "one_room" => ("one-room-apartments", "exact"),
        "created" | "in_development" | "total" => ("brands", "exact"),
        "unit_cost_usd_approx" | "derived_total_usd_approx" => ("unit-cost", "about"),
        "administrators_min" => ("administrators", "at_least"),
        "visitors_min" => ("visitors", "at_least"),
        other => (other, "exact"),
    }
}

#[test]
fn the_report_of_2020_holds_every_countable_fact_of_the_interview() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/interview/facts.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: ../shared/interview/facts.json is not there");
        return;
    };
    let told: Value = serde_json::from_str(&text).expect("facts.json");
    let cast = Cast::sample(TODAY);
    let report = cast.visitor().get("/uk/reports/2020.json").is(200).json();
    assert_eq!(report["asOf"], "2021-03-31");
    let held = figures(&report);
    let (mut asked, mut missing) = (0, Vec::new());
    for fact in list(&told, "facts") {
        for (key, number) in fact["numbers"].as_object().into_iter().flatten() {
            asked += 1;
            let (measure, qualifier) = held_as(key);
            let (value, qualifier) = match number["min_exclusive"].as_i64() {
                Some(bound) => (bound, "more_than"),
                None => (number.as_i64().unwrap_or_default(), qualifier),
            };
            if !held.iter().any(|figure| is(figure, measure, qualifier, &value.to_string())) {
                missing.push(format!("{}: {key} {number} is not told as {qualifier} {measure}", fact["id"]));
            }
        }
    }
    assert!(asked > 25, "only {asked} numbers were found in facts.json");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn totals_are_computed_and_say_how_they_stand() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let report = visitor.get("/uk/reports/2020.json").is(200).json();
    let key =
        |measure: &str| list(&report, "figures").iter().find(|one| one["measure"] == measure).expect("a key figure").clone();
    let flats = key("apartments");
    assert!(is(&flats, "apartments", "exact", "35"), "{flats}");
    let states: Vec<String> = list(&flats, "by_state").iter().map(|part| format!("{} {}", part[0], part[2])).collect();
    assert!(states.iter().any(|part| part.contains("implementing") && part.contains("31")), "{states:?}");
    assert!(states.iter().any(|part| part.contains("completed") && part.contains('4')), "{states:?}");
    assert!(is(&key("buildings"), "buildings", "exact", "3"));
    let brands = key("brands");
    assert!(is(&brands, "brands", "exact", "13"), "{brands}");
    let firm: Vec<&Value> = list(&brands, "by_state").iter().map(|part| &part[1]).collect();
    assert_eq!(firm, ["delivered", "planned"], "7 made and 6 in the making");
    assert!(figures(&report).iter().any(|one| is(one, "unit-cost", "about", "950000") && one["computed"] == "product"));
    // What is said and what is named stand side by side; some that are not named may be the same.
    let promotion = list(direction(&report, "promotion"), "figures");
    let stated = promotion.iter().find(|one| is(one, "hromadas", "exact", "7") && one["stated"] == "7").expect("seven hromadas");
    assert_eq!((&stated["recorded"], stated["difference"].as_str()), (&0.into(), Some("сказано 7, жодного не названо")));
    let all = promotion.iter().find(|one| one["measure"] == "hromadas" && one["computed"] == "sum").expect("their sum");
    assert_eq!((&all["qualifier"], &all["value"], &all["recorded"]), (&"at_most".into(), &"11".into(), &4.into()));
    // A city that two projects name counts once.
    let cities = key("cities");
    assert_eq!((&cities["value"], &cities["stated"], &cities["recorded"]), (&"11".into(), &"12".into(), &11.into()));
    assert!(is(&key("enterprises"), "enterprises", "more_than", "130"));
    visitor
        .get("/uk/reports/2020")
        .is(200)
        .shows("35 квартир")
        .shows("понад 130 підприємств")
        .shows("сказано 7, жодного не названо");
    visitor.get("/en/reports/2020").is(200).shows("35 apartments").shows("7 stated, none named");
}

#[test]
fn what_was_signed_and_what_is_to_be_signed_again() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let agreed = visitor.get("/uk/reports/2020/records.json?what=agreed").is(200).json();
    let urls = |seen: &Value| {
        list(seen, "items").iter().map(|item| item["url"].as_str().expect("an address").to_owned()).collect::<Vec<_>>()
    };
    let signed = urls(&agreed).into_iter().filter(|url| url.contains("memorandum-")).count();
    assert_eq!(signed, 4, "{:?}", urls(&agreed));
    let other = visitor.get("/uk/reports/2020/records.json?what=other").is(200).json();
    assert!(urls(&other).iter().any(|url| url.contains("kvemo-kartli")), "{:?}", urls(&other));
    // Two sources that date one signature differently are one memorandum with two sources.
    let innovation = list(&agreed, "items")
        .iter()
        .find(|item| item["url"].as_str().is_some_and(|url| url.contains("innovation")))
        .expect("it");
    assert_eq!(list(innovation, "sources").len(), 2);
    // They stand in their directions: four signed, and one to be signed again in the place of an older one.
    let report = visitor.get("/uk/reports/2020.json").is(200).json();
    let mut told = std::collections::BTreeMap::new();
    for one in list(&report, "directions").iter().flat_map(|direction| list(direction, "agreements")) {
        *told.entry(one["stands"].as_str().expect("how").to_owned()).or_insert(0) += one["count"].as_i64().expect("a number");
        assert_eq!(open(&visitor, one["url"].as_str().expect("an address"))["total"], one["count"], "{one}");
    }
    assert_eq!(told.into_iter().collect::<Vec<_>>(), [("renewal".to_owned(), 1), ("signed".to_owned(), 4)]);
    visitor.get("/uk/reports/2020").is(200).shows("має бути перепідписана");
    // And what is promised and late is on the page.
    visitor.get("/uk/reports/2020?as-of=2021-05-31").is(200).shows("Прострочено").shows("Квемо-Картлі");
}

#[test]
fn every_number_opens_into_the_records_that_it_counts() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let report = visitor.get("/uk/reports/2020.json").is(200).json();
    for of in list(&report, "directions").iter().chain([&report]) {
        for count in list(of, "counts") {
            let opened = open(&visitor, count["url"].as_str().expect("an address"));
            assert_eq!(opened["total"], count["count"], "{} of {}", count["what"], of["name"]);
            for part in list(count, "parts") {
                let opened = open(&visitor, part["url"].as_str().expect("an address"));
                assert_eq!(opened["total"], part["count"], "{} of {}", part["part"], of["name"]);
            }
        }
        for number in list(of, "figures") {
            let opened = open(&visitor, number["url"].as_str().expect("an address"));
            if number["computed"] == "product" {
                assert_eq!((&number["qualifier"], &opened["total"]), (&"about".into(), &2.into()), "the price and the units");
                assert!(!list(number, "records").is_empty(), "{number}");
                assert!(number["converted"].as_str().is_some_and(|said| said.contains("за курсом")), "{number}");
            }
            if number["computed"] == "sum" && number["url"].as_str().is_some_and(|url| url.contains("/records")) {
                let said: Vec<&str> = list(&opened, "items").iter().filter_map(|item| item["url"].as_str()).collect();
                for record in list(number, "records") {
                    assert!(said.contains(&record["url"].as_str().expect("an address")), "{number} opens into {said:?}");
                }
                for item in list(&opened, "items") {
                    assert!(!list(item, "sources").is_empty(), "{item} has no source");
                }
                assert!(opened["total"].as_i64() > Some(0), "{number} opens into nothing");
            }
        }
    }
    // The directions add up to the whole: each project has one.
    for what in ["done", "started", "agreed"] {
        let sum: i64 = list(&report, "directions").iter().map(|of| counted(of, what)).sum();
        assert_eq!(sum, counted(&report, what) + report["shared"].as_i64().expect("a number"), "{what}");
    }
}

#[test]
fn a_report_has_three_parts_and_may_be_of_any_time() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let parts = |path: &str| {
        let seen = visitor.get(path).is(200).json();
        list(&seen, "items")
            .iter()
            .map(|item| item["part"].as_str().expect("a part").to_owned())
            .collect::<std::collections::BTreeSet<_>>()
    };
    let all = parts("/uk/reports/2020/records.json");
    assert!(all.contains("in_period") && all.contains("since") && all.contains("undated"), "{all:?}");
    assert!(!parts("/uk/reports/2020/records.json?as-of=2020-12-31").contains("since"));
    // A year is no half-year: what is said of 2020 may have been in either.
    let half = visitor.get("/uk/reports/2020-H2/records.json?what=done&as-of=2020-12-31").is(200).json();
    let part = |slug: &str| {
        let found = list(&half, "items").iter().find(|item| item["url"].as_str().is_some_and(|url| url.ends_with(slug)));
        found.map(|item| item["part"].as_str().expect("a part").to_owned())
    };
    assert_eq!(part("city-forum-2020").as_deref(), Some("in_period"));
    assert_eq!(part("safe-school-zolote").as_deref(), Some("undated"));
    for period in ["2020-Q3", "2020-08", "2020-03-01..2020-09-30"] {
        visitor.get(&format!("/uk/reports/{period}")).is(200).shows("Перший Форум партнерства міст");
        visitor.get(&format!("/uk/reports/{period}.json")).is(200);
    }
    for (path, status) in [
        ("/uk/reports/2020-H3", 404),
        ("/uk/reports/0000", 404),
        ("/uk/reports?period=soon", 400),
        ("/uk/reports/2020?as-of=2019-12-31", 400),
        ("/uk/reports/2020?direction=nowhere", 400),
        ("/uk/reports/2020?funder=nobody", 400),
        ("/uk/reports/2020?with=soon", 400),
        ("/uk/reports/2020/records?what=nothing", 400),
        ("/uk/reports/2020/records?measure=nothing", 400),
        ("/uk/reports/2020/records?after=soon", 400),
    ] {
        visitor.get(path).is(status);
    }
    visitor.get("/uk/reports/2025").is(200).shows("нічого немає");
    // A form leads to any of them, and what came long after a time is of other reports.
    let asked = |query: &str| visitor.get(&format!("/uk/reports?{query}")).is(303).location;
    assert!(asked("period=2020-H2").ends_with("/uk/reports/2020-H2"));
    assert!(asked("from=2020-03-01&until=2020-09-30").ends_with("/uk/reports/2020-03-01..2020-09-30"));
    visitor.get("/uk/reports/1999").is(200).hides("35 квартир");
}

#[test]
fn the_year_counts_what_is_of_it_and_tells_the_rest_apart() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let report = visitor.get("/uk/reports/2020.json").is(200).json();
    let done = list(&report, "counts").iter().find(|count| count["what"] == "done").expect("what was done");
    let of =
        |part: &str| list(done, "parts").iter().find(|one| one["part"] == part).map_or(0, |one| one["count"].as_i64().unwrap());
    assert_eq!(done["count"], of("in_period"));
    assert!(of("in_period") > 0 && of("since") > 0, "{done}");
    let best: Vec<&str> = list(&report, "achievements").iter().filter_map(|one| one["url"].as_str()).collect();
    assert!(!best.iter().any(|url| url.contains("forest-fires")), "what befell is no achievement: {best:?}");
    // Who pays and the place are chosen by their names.
    let paid = visitor.get("/uk/reports/2020?funder=usaid").is(200);
    assert!(paid.text.contains("<option value=\"usaid\" selected>Агентство США"), "who pays is chosen by its name");
    let order = || list(&visitor.get("/uk/reports/2020.json").is(200).json(), "next").to_vec();
    let next = order();
    let undated: Vec<&str> = next.iter().filter(|step| step["due"].is_null()).filter_map(|step| step["url"].as_str()).collect();
    assert!(undated.is_sorted() && undated.len() > 1, "{undated:?}");
}

#[test]
fn the_same_report_of_a_part_of_the_work_and_beside_another_year() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let whole = visitor.get("/uk/reports/2020.json").is(200).json();
    let housing = visitor.get("/uk/reports/2020.json?direction=idp-housing").is(200).json();
    assert_eq!(list(&housing, "directions").len(), 1);
    for what in ["done", "started"] {
        assert_eq!(counted(&housing, what), counted(direction(&whole, "idp-housing"), what), "{what}");
    }
    let paid = visitor.get("/uk/reports/2020.json?funder=usaid").is(200).json();
    assert!(counted(&paid, "done") < counted(&whole, "done") && counted(&paid, "done") > 0);
    let budget =
        list(&paid, "money").iter().find(|money| money["funder"]["label"].as_str().is_some_and(|name| name.contains("США")));
    assert_eq!(budget.expect("money of USAID")["value"], "2367582.84");
    let kreminna = visitor.get("/uk/reports/2020.json?place=UA44120030010038707").is(200).json();
    assert!(figures(&kreminna).iter().any(|one| is(one, "apartments", "exact", "4")), "the flats of Kreminna");
    assert!(!figures(&kreminna).iter().any(|one| is(one, "apartments", "exact", "19")), "and of no other city");
    let beside = visitor.get("/uk/reports/2020.json?with=2018").is(200).json();
    let other = &beside["with"];
    assert_eq!(other["asOf"], "2019-03-31");
    let done = list(other, "rows").iter().find(|row| row["label"] == "Зроблено").expect("what was done");
    assert_eq!(done["then"], "1", "the brand of the oblast");
    assert!(done["difference"].as_str().is_some_and(|difference| difference.starts_with('+')), "{done}");
    visitor.get("/uk/reports/2020?with=2018").is(200).shows("Поруч: 2018 рік");
    visitor.get("/uk/reports/2020/summary").is(200).shows("35 квартир").shows("Головні досягнення");
}

#[test]
fn a_report_leaves_as_tables_and_is_the_same_for_everybody() {
    let cast = Cast::sample(TODAY);
    let book = cast.visitor().get("/uk/reports/2020.xlsx?as-of=2021-03-31").is(200);
    let flat = |sheet: &str| -> Vec<String> {
        let row = |row: &Vec<calamine::Data>| row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        book.xlsx(sheet).iter().map(|cells| row(cells).replace('\u{a0}', " ")).collect()
    };
    let (key, achievements, places) = (flat("Головні числа"), flat("Досягнення"), flat("Місця"));
    assert!(key.iter().any(|row| row.contains("35 квартир")), "{key:?}");
    assert!(achievements.iter().any(|row| row.contains("раніше не було")), "{achievements:?}");
    assert!(places[0].contains("Проєкт") && places.len() > 1, "{places:?}");
    assert!(flat("Про це").iter().any(|row| row.contains("Відбиток")), "it says by what it is known");
    // Another day, the same report: the same file.
    let later = Cast::sample("2026-07-15T21:30:00Z").visitor().get("/uk/reports/2020.xlsx?as-of=2021-03-31").is(200);
    assert!(later.bytes == book.bytes, "made a month later it is another file");
    let english = cast.visitor().get("/en/reports/2020.xlsx").is(200);
    assert!(english.xlsx("Places")[0].iter().any(|cell| *cell == "Projects"), "{:?}", english.xlsx("Places")[0]);

    let cast = Cast::new();
    let olena = cast.olena();
    for (title, public) in [("Ремонт", true), ("Чернетка", false)] {
        let fields =
            [("title_uk", title), ("direction", "health"), ("stages.0.stage", "completed"), ("stages.0.date", "2020-05")];
        let path = olena.post("/uk/projects", &fields).is(303).location;
        if public {
            olena.post(&format!("{path}/publication"), &[("state", "public")]).is(303);
        }
    }
    let (mine, theirs) =
        (olena.get("/uk/reports/2020.json").is(200).json(), cast.visitor().get("/uk/reports/2020.json").is(200).json());
    assert_eq!((counted(&mine, "done"), &mine["fingerprint"]), (1, &theirs["fingerprint"]), "a draft is in no report");
    olena.get("/uk/reports/2020").is(200).shows("Ремонт").hides("Чернетка");
}

#[test]
fn of_what_is_said_again_the_last_word_counts() {
    let cast = Cast::new();
    let olena = cast.olena();
    let fields =
        [("title_uk", "Ремонт"), ("direction", "health"), ("stages.0.stage", "implementing"), ("stages.0.date", "2020-02")];
    let path = olena.post("/uk/projects", &fields).is(303).location;
    olena.post(&format!("{path}/publication"), &[("state", "public")]).is(303);
    let subject = format!("project:{}", path.rsplit('/').next().expect("a slug"));
    let figure = |measure, (day, value)| {
        [("subject", subject.as_str()), ("measure", measure), ("qualifier", "at_least"), ("value", value), ("as_of", day)]
    };
    let (march, september) = (("2020-03", "3"), ("2020-09", "8"));
    let [_, last] = [march, september].map(|said| olena.post("/uk/figures", &figure("flats", said)).is(303).location);
    let report = cast.visitor().get("/uk/reports/2020.json").is(200).json();
    let key = &list(&report, "figures")[0];
    assert!(is(key, "flats", "at_least", "8"), "{key}");
    let first = figures(&report).into_iter().find(|one| one["value"] == "3").expect("the first word").clone();
    assert!(first["difference"].as_str().is_some_and(|said| said.contains("не пораховано")), "{first}");
    assert_eq!(open(&olena, key["url"].as_str().expect("an address"))["total"], 1);
    // By the middle of the year the first was the last.
    let half = cast.visitor().get("/uk/reports/2020-H1.json?as-of=2020-06-30").is(200).json();
    assert!(is(&list(&half, "figures")[0], "flats", "at_least", "3"));
    // It is the last word again once the other turns out to be of something else, and not while it speaks of the same.
    let now = || cast.visitor().get("/uk/reports/2020.json").is(200).json();
    for (version, measure, value) in [("1", "vehicles", "3"), ("2", "flats", "8")] {
        olena.post(&last, &[&figure(measure, september)[..], &[("version", version)]].concat()).is(303);
        let report = now();
        let flats = list(&report, "figures").iter().find(|one| one["measure"] == "flats").expect("flats");
        assert!(is(flats, "flats", "at_least", value), "{measure}: {flats}");
    }
    olena.post(&format!("{last}/removal"), &[]).is(303);
    assert!(is(&list(&now(), "figures")[0], "flats", "at_least", "3"));
}

#[test]
fn a_project_of_two_directions_is_told_in_both_and_counts_once() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let make = |title: &str, more: &[(&str, &str)]| {
        let said = [("title_uk", title), ("direction", "health"), ("stages.0.stage", "completed"), ("stages.0.date", "2020-05")];
        let path = olena.post("/uk/projects", &[&said[..], more].concat()).is(303).location;
        olena.post(&format!("{path}/publication"), &[("state", "public")]).is(303);
        let subject = format!("project:{}", path.rsplit('/').next().expect("a slug"));
        let flats = [("measure", "flats"), ("qualifier", "exact"), ("value", "3"), ("as_of", "2020-05")];
        olena.post("/uk/figures", &[&flats[..], &[("subject", subject.as_str())]].concat()).is(303);
        let step =
            [("subject", subject.as_str()), ("what_uk", title), ("state.0.state", "planned"), ("state.0.date", "2020-04-01")];
        olena.post("/uk/steps", &step).is(303);
    };
    make("Лікарня", &[]);
    make("Медичний клас", &[("other_directions", "education")]);
    let report = visitor.get("/uk/reports/2020.json").is(200).json();
    let of = |slug: &str| counted(direction(&report, slug), "done");
    assert_eq!((counted(&report, "done"), &report["shared"], of("health"), of("education")), (2, &json!(2), 2, 1));
    // With its step they are two.
    visitor.get("/uk/reports/2020").is(200).shows("2 записи належать до кількох напрямів; у підсумку їх пораховано раз");
    let best = |of: &Value| list(of, "achievements").len();
    assert_eq!((best(&report), best(direction(&report, "education"))), (2, 1));
    assert_eq!((list(direction(&report, "education"), "steps").len(), list(&report, "next").len()), (1, 2));
    // So do its figures.
    let flats = &list(&report, "figures")[0];
    assert!(is(flats, "flats", "at_most", "6") && list(flats, "records").len() == 2, "{flats}");
    let taught = list(direction(&report, "education"), "figures");
    assert!(taught.len() == 1 && is(&taught[0], "flats", "exact", "3"), "{taught:?}");
    let total = |query: &str| visitor.get(&format!("/uk/reports/2020/records.json?{query}")).is(200).json()["total"].clone();
    for (query, n) in [("measure=flats", 2), ("measure=flats&direction=health", 2), ("measure=flats&direction=education", 1)] {
        assert_eq!(total(query), n, "{query}");
    }
    assert_eq!(total("what=done&direction=education"), 1);
    // The report of one direction tells of that one alone.
    let education = visitor.get("/uk/reports/2020.json?direction=education").is(200).json();
    assert_eq!((list(&education, "directions").len(), counted(&education, "done"), list(&education, "figures").len()), (1, 1, 1));
    assert_eq!(counted(direction(&education, "education"), "done"), 1);
}

#[test]
fn a_coordinator_weighs_pins_and_hides_and_everybody_sees_why() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    for (title, stage) in [("Перший", "completed"), ("Другий", "implementing"), ("Третій", "implementing")] {
        let fields = [("title_uk", title), ("direction", "health"), ("stages.0.stage", stage), ("stages.0.date", "2020-05")];
        let path = olena.post("/uk/projects", &fields).is(303).location;
        olena.post(&format!("{path}/publication"), &[("state", "public")]).is(303);
    }
    let order = || -> Vec<String> {
        let report = visitor.get("/uk/reports/2020.json").is(200).json();
        list(&report, "achievements").iter().map(|one| one["label"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(order()[0], "Перший", "what is finished stands first");
    let report = visitor.get("/uk/reports/2020.json").is(200).json();
    let key = |label: &str| {
        let one = list(&report, "achievements").iter().find(|one| one["label"] == label).expect("it");
        format!("project:{}", one["id"].as_str().expect("an id"))
    };
    let (second, first) = (key("Другий"), key("Перший"));
    olena.post("/uk/reports/2020/choices", &[("record", &second), ("choice", "pinned"), ("why", "")]).is(400);
    olena.post("/uk/reports/2020/choices", &[("record", &second), ("choice", "pinned"), ("why", "Про нього питають")]).is(303);
    olena.post("/uk/reports/2020/choices", &[("record", &first), ("choice", "hidden"), ("why", "Повтор")]).is(303);
    assert_eq!(order(), ["Другий", "Третій"]);
    let report = visitor.get("/uk/reports/2020.json").is(200).json();
    assert_eq!(list(&report, "achievements")[0]["pinned"]["why"], "Про нього питають");
    assert_eq!((&list(&report, "hidden")[0]["why"], &list(&report, "hidden")[0]["who"]), (&"Повтор".into(), &Value::Null));
    assert!(olena.get("/uk/reports/2020.json").json()["hidden"][0]["who"].is_string(), "who decided is told within the office");
    // A decision on one year says nothing of another.
    assert_eq!(list(&visitor.get("/uk/reports/2020-Q2.json").json(), "hidden").len(), 0);
    olena.post("/uk/reports/2020/choices", &[("record", &first), ("choice", "")]).is(303);
    assert_eq!(order().len(), 3);

    // Rules are tried before they are kept, and are the office's.
    olena.get("/uk/reports/rules").is(200).shows("Завершено в періоді");
    olena.get("/uk/reports/rules?weight.finished=багато&weight.people=2&weight.money=1&weight.first=2&weight.lasting=2").is(422);
    let rules = [
        ("weight.finished", "0"),
        ("weight.people", "2"),
        ("weight.money", "1"),
        ("weight.first", "0"),
        ("weight.lasting", "2"),
        ("counts.flats", "lasting"),
    ];
    let version = |n: &'static str| [&rules[..], &[("version", n)]].concat();
    olena.post("/uk/reports/rules", &version("0")).is(422);
    olena.post("/uk/reports/rules", &version("3")).is(303);
    let subject = key("Третій");
    let figure = [("subject", subject.as_str()), ("measure", "flats"), ("qualifier", "exact"), ("value", "9"), ("as_of", "2020")];
    olena.post("/uk/figures", &figure).is(303);
    assert_eq!(order()[..2], ["Другий", "Третій"], "pinned first, then what lasts");
    for who in [visitor, cast.ivan(), cast.vira()] {
        assert!([303, 403].contains(&who.post("/uk/reports/rules", &version("4")).status));
        assert!([303, 403].contains(&who.get("/uk/reports/rules").status));
    }
    let report = app::verify(&cast.db, "test", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
}

#[test]
fn a_file_says_whether_the_records_still_say_so() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let (first, again) = (visitor.get("/uk/reports/2020.json").is(200).text, visitor.get("/uk/reports/2020.json").is(200).text);
    assert_eq!(first, again, "the same bytes");
    assert_eq!(visitor.get("/uk/reports/2020").text, cast.visitor().get("/uk/reports/2020").text);
    let frozen = Frozen::read(first.as_bytes()).expect("a report");
    let page = Frozen::read(visitor.get("/uk/reports/2020").text.as_bytes()).expect("a page");
    assert!(!frozen.tampered() && !page.tampered());
    assert_eq!((&frozen.content, &frozen.fingerprint), (&page.content, &page.fingerprint));
    // A paper and a workbook say the same of themselves; a PDF does in `bin/papers`.
    for format in ["docx", "xlsx"] {
        let file = visitor.get(&format!("/uk/reports/2020.{format}")).is(200);
        let known = Frozen::read(&file.bytes).expect(format);
        assert!(!known.tampered(), "{format}");
        assert_eq!(Frozen { said: None, face: page.face, ..known }, page, "{format}");
    }
    // As `report verify` asks: with the day that the file is of, whether it was asked for or is the office's own.
    let day = &frozen.question.iter().find(|(name, _)| name == "as-of").expect("a day").1;
    let now = || visitor.get(&format!("/uk/reports/2020.json?as-of={day}")).is(200).json();
    let changes = || visitor.get(&format!("/uk/reports/2020/changes.json?since={}", frozen.position)).is(200).json();
    assert!(verdict(&frozen, &now(), &changes()).0);

    // A flat more is said to be there.
    change(&cast, "apartments", "19", "20");
    let (same, lines) = verdict(&frozen, &now(), &changes());
    let said = lines.join("\n");
    assert!(!same && said.contains("19 → 20") && said.contains("35 → 36"), "{said}");
    assert!(said.contains("idp-flats-sievierodonetsk"), "{said}");
    visitor
        .get(&format!("/uk/reports/2020/changes?since={}", frozen.position))
        .is(200)
        .shows("Квартири для переселенців у Сєвєродонецьку");
    // Taken back, the content is as it was, though the journal has gone on.
    change(&cast, "apartments", "20", "19");
    assert!(verdict(&frozen, &now(), &changes()).0);
    assert_ne!(now()["fingerprint"], frozen.fingerprint.as_str());
}

/// Changes a figure of the sample, as a command does.
fn change(cast: &Cast, measure: &str, from: &str, to: &str) {
    use crate::access::{Action, Actor, Kind};
    use crate::figure;
    use crate::journal::{Moment, Stored, Write};
    use crate::project::Project;
    let office = cast.state.office.clone();
    let actor = Actor::command(&office, "test");
    let moment = Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
    cast.db
        .write_blocking(|tx| {
            let day = jiff::civil::date(2026, 1, 1);
            let all = figure::store::of_measure(tx, &office, day, measure)?;
            let mut one = all.into_iter().find(|one| one.body.value.as_deref() == Some(from)).expect("the figure");
            let subject = Project::subject_of(tx, &office, &one.subject.id)?.expect("its project");
            let permit = actor.may(Action::Edit, &subject.part(Kind::Figure, &one.id)).expect("a permit");
            one.body.value = Some(to.to_owned());
            let mut write = Write::begin(tx, &office, moment)?;
            assert!(figure::store::save(&mut write, &permit, &one)?);
            write.finish().map(drop)
        })
        .expect("a change");
}

#[test]
fn what_somebody_changed_within_a_file_is_found() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let fetched = |frozen: &Frozen| visitor.get(&format!("/uk/{}", frozen.address())).is(200).bytes;
    for path in ["2020.docx", "2020.xlsx", "2020", "2020/summary.docx", "2020/summary"] {
        let bytes = visitor.get(&format!("/uk/reports/{path}")).is(200).bytes;
        let frozen = Frozen::read(&bytes).expect(path);
        assert_eq!(frozen.address(), format!("reports/{path}"));
        let (same, lines) = text(&frozen, &bytes, &fetched(&frozen));
        assert!(same, "{path}: {lines:?}");
    }
    // The journal goes on, so that the same report has another fingerprint and position: the text is the same.
    let papers = ["2020.docx", "2020", "2020.xlsx"].map(|path| visitor.get(&format!("/uk/reports/{path}")).is(200).bytes);
    change(&cast, "apartments", "19", "20");
    change(&cast, "apartments", "20", "19");
    let now = visitor.get("/uk/reports/2020.json").is(200).json();
    for bytes in &papers {
        let frozen = Frozen::read(bytes).expect("a report");
        assert_ne!(now["fingerprint"], frozen.fingerprint.as_str());
        let (same, lines) = text(&frozen, bytes, &fetched(&frozen));
        assert!(same, "{lines:?}");
    }
    // Somebody makes more of it: in a paper, and in a page.
    let page = String::from_utf8_lossy(&papers[1]);
    let forged = [
        rewritten(&papers[0], "word/document.xml", "35\u{a0}квартир", "53\u{a0}квартири"),
        page.replacen("35\u{a0}квартир", "53\u{a0}квартири", 1).into_bytes(),
        rewritten(&papers[2], "xl/sharedStrings.xml", "35\u{a0}квартир", "53\u{a0}квартири"),
    ];
    for bytes in &forged {
        let frozen = Frozen::read(bytes).expect("a report");
        assert!(!frozen.tampered(), "its line is the old one");
        let (same, lines) = text(&frozen, bytes, &fetched(&frozen));
        let said = lines.join("\n").replace('\u{a0}', " ");
        assert!(!same && said.contains("53 квартири") && said.contains("35 квартир"), "{said}");
    }
    // A number of a sheet, and a part that should not be there.
    for bytes in [
        rewritten(&papers[2], "xl/worksheets/sheet1.xml", "<v>35</v>", "<v>36</v>"),
        rewritten(&papers[0], "word/settings.xml", "</w:settings>", "<w:x/></w:settings>"),
    ] {
        let frozen = Frozen::read(&bytes).expect("a report");
        assert!(!text(&frozen, &bytes, &fetched(&frozen)).0);
    }
}

/// A packed file with other words in one of its parts.
fn rewritten(bytes: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut packed = zip::ZipArchive::new(Cursor::new(bytes)).expect("a packed file");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..packed.len() {
        let mut file = packed.by_index(index).expect("a part");
        let (name, mut content) = (file.name().expect("a name").into_owned(), Vec::new());
        file.read_to_end(&mut content).expect("its content");
        if name == part {
            let text = String::from_utf8(content).expect("text");
            assert!(text.contains(from), "{part} does not say {from}");
            content = text.replacen(from, to, 1).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(&content).expect("its content");
    }
    out.finish().expect("a file").into_inner()
}

/// A file inside a paper for a word processor.
fn inside(bytes: &[u8], name: &str) -> Option<String> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a paper");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name(name).ok()?, &mut text).expect("text");
    Some(text)
}

#[test]
fn the_map_of_a_report_and_of_its_paper_shows_the_places_of_the_table() {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    let report = visitor.get("/uk/reports/2020.json").is(200).json();
    let places: Vec<(String, i64)> = list(&report, "places")
        .iter()
        .map(|place| (place["label"].as_str().expect("a name").to_owned(), place["projects"].as_i64().expect("a number")))
        .collect();
    let page = visitor.get("/uk/reports/2020").is(200);
    let map = page.text.split("<figure class=\"map\">").nth(1).and_then(|rest| rest.split("</figure>").next()).expect("a map");
    let circles = map.matches("<circle").count();
    assert!(circles > 3 && circles <= places.len(), "{circles} of {places:?}");
    // Each circle says its place and number as the table does, and opens the report of that place alone.
    let said: Vec<&str> = map.split("<title>").skip(1).filter_map(|rest| rest.split("</title>").next()).collect();
    assert_eq!(said.len(), circles);
    let plain = |text: &str| text.replace('\u{a0}', " ");
    for said in said.iter().map(|said| plain(said)) {
        assert!(
            places.iter().any(|(label, count)| said.starts_with(&plain(&format!("{label}: {count} ")))),
            "{said}: {places:?}"
        );
    }
    let opens = map
        .split("href=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a link")
        .replace("&#38;", "&")
        .replace("&amp;", "&");
    visitor.get(&opens).is(200).shows("Звіт");
    page.shows("не на мапі");

    let paper = visitor.get("/uk/reports/2020.docx").is(200);
    let drawn: Vec<String> = (0..3).filter_map(|n| inside(&paper.bytes, &format!("word/media/picture{n}.svg"))).collect();
    let drawn: Vec<&String> = drawn.iter().filter(|svg| svg.contains("<circle")).collect();
    assert_eq!(drawn.len(), 1, "one map");
    assert_eq!(drawn[0].matches("<circle").count(), circles);
    assert!(!drawn[0].contains("class=") && !drawn[0].contains("href"), "its looks are written out");
    let text = inside(&paper.bytes, "word/document.xml").expect("a document");
    assert!(
        text.contains(&format!("{}: ", places[0].0)) && text.contains("Скільки проєктів звіту в кожному місці"),
        "with its words"
    );
}
