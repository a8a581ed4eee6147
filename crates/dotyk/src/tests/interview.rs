//! The founding document is the acceptance test of the mission: every one of its 58 facts is held as records, and every
//! question beside it is answered by a page. Asked over HTTP, as of 31 March 2021 and as of today.

use serde_json::{Value, json};

use crate::testing::{Cast, Client};

/// After everything that the sample knows.
const TODAY: &str = "2026-06-01T09:00:00Z";

fn office() -> (Cast, Client) {
    let cast = Cast::sample(TODAY);
    let visitor = cast.visitor();
    (cast, visitor)
}

/// The facts as the page of the source lists them, as of a day.
fn facts(visitor: &Client, day: &str) -> Vec<Value> {
    let page = visitor.get(&format!("/uk/sources/interview-2020.json?as-of={day}")).is(200).json();
    page["facts"].as_array().expect("facts").clone()
}

fn fact<'a>(facts: &'a [Value], locator: &str) -> &'a Value {
    facts.iter().find(|fact| fact["locator"] == locator).unwrap_or_else(|| panic!("{locator} is not on the page"))
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn texts(values: &[Value], name: &str) -> Vec<String> {
    values.iter().filter_map(|value| value[name].as_str()).map(str::to_owned).collect()
}

/// Whether figures hold a value with its qualifier.
fn holds(figures: &[Value], measure: &str, qualifier: &str, value: &str) -> bool {
    figures.iter().any(|figure| figure["measure"] == measure && figure["qualifier"] == qualifier && figure["value"] == value)
}

#[test]
fn every_fact_has_a_record_other_than_its_source() {
    let (_cast, visitor) = office();
    let facts = facts(&visitor, "2021-03-31");
    for number in 1..=58 {
        let fact = fact(&facts, &format!("F{number:02}"));
        let records = list(fact, "records");
        assert!(!records.is_empty(), "{} has no record", fact["locator"]);
        for record in records {
            assert_ne!(record["kind"], "source", "{}", fact["locator"]);
            for field in ["kind", "id", "url", "label"] {
                assert!(record[field].as_str().is_some_and(|text| !text.is_empty()), "{}: {field} of {record}", fact["locator"]);
            }
            visitor.get(record["url"].as_str().expect("an address")).is(200);
        }
        assert!(fact["question"].is_string() && fact["text"].is_string(), "{}", fact["locator"]);
    }
    visitor.get("/uk/sources/interview-2020").is(200).shows("F01").shows("F58");
    visitor.get("/en/sources/interview-2020").is(200).shows("more than 130 enterprises");
}

#[test]
fn the_numbers_as_of_31_march_2021() {
    let (_cast, visitor) = office();
    let facts = facts(&visitor, "2021-03-31");
    let f07 = list(fact(&facts, "F07"), "figures");
    assert!(holds(f07, "enterprises", "more_than", "130"), "{f07:?}");
    let enterprises = f07.iter().find(|figure| figure["measure"] == "enterprises").expect("enterprises");
    assert_eq!((enterprises["named"].as_i64(), enterprises["unit"].as_str()), (Some(0), Some("enterprise")));
    assert!(holds(list(fact(&facts, "F18"), "figures"), "brands", "exact", "13"), "7 made and 6 in the making are 13");
    assert!(holds(list(fact(&facts, "F06"), "figures"), "hromadas", "exact", "7"));
    assert_eq!(list(fact(&facts, "F09"), "figures")[0]["named"], 4, "the four hromadas are named");

    let flats = visitor.get("/uk/figures.json?measure=apartments&as-of=2021-03-31").is(200).json();
    let group = list(&flats, "groups")
        .iter()
        .find(|group| group["source"]["url"] == "/uk/sources/interview-2020")
        .expect("the interview")
        .clone();
    assert_eq!(group["total"]["value"], "35");
    let by_state: Vec<(&str, &str)> =
        list(&group, "by_state").iter().map(|pair| (pair[0].as_str().unwrap(), pair[1]["value"].as_str().unwrap())).collect();
    assert!(by_state.contains(&("implementing", "31")) && by_state.contains(&("completed", "4")), "{by_state:?}");

    let mobile = visitor.get("/uk/projects/mobile-tsnap.json?as-of=2021-03-31").is(200).json();
    let total = list(&mobile, "totals").iter().find(|total| total["computed"] == "product").expect("a product").clone();
    assert_eq!((&total["qualifier"], &total["value"], &total["unit"]), (&"about".into(), &"950000".into(), &"USD".into()));
    visitor.get("/uk/projects/mobile-tsnap").is(200).shows("близько 950 тис. дол. США").shows("5 автомобілів");
}

#[test]
fn who_and_where_and_when() {
    let (_cast, visitor) = office();
    // Both dated claims of one memorandum are shown, each with its source.
    visitor.get("/uk/agreements/memorandum-innovation-cluster").is(200).shows("12 березня 2021 р.").shows("15 березня 2021 р.");
    let claims = visitor.get("/uk/agreements/memorandum-innovation-cluster.json").is(200).json();
    assert_eq!((&claims["row"]["signed"], &claims["row"]["disputed"]), (&json!(["2021-03-12", "2021-03-15"]), &json!(true)));
    // Zolote is a town of Hirska hromada.
    visitor.get("/uk/places/UA44120010020096222").is(200).shows("Золоте").shows("Гірська громада");
    // Kreminna takes part in the city partnership and has no memorandum.
    let of_kreminna = visitor.get("/uk/projects.json?place=UA44120030010038707&as-of=2021-03-31").is(200).json();
    let agreed = |place: &str| visitor.get(&format!("/uk/agreements.json?place={place}&as-of=2021-03-31")).is(200).json();
    assert_eq!(agreed("UA44120030010038707")["total"], 0, "Kreminna was chosen and has no memorandum");
    assert_eq!(agreed("UA44120090010096548")["total"], 1, "Rubizhne has one");
    assert!(texts(list(&of_kreminna, "items"), "url").iter().any(|url| url.contains("city-partnership")), "{of_kreminna}");
    // So says its partnership: chosen, with nobody abroad named and no agreement; the two others are agreed.
    let kreminna = visitor.get("/uk/partnerships/kreminna.json?as-of=2021-03-31").is(200).json();
    assert_eq!((&kreminna["row"]["state"], &kreminna["row"]["theirs"]), (&"chosen".into(), &serde_json::json!([])));
    assert_eq!(kreminna["row"]["gaps"], serde_json::json!(["partner", "agreement"]));
    visitor.get("/uk/partnerships/kreminna").is(200).shows("Угоди ще немає").shows("Сторони з-за кордону не названо");
    let agreed = visitor.get("/uk/partnerships.json?state=agreed&as-of=2021-03-31").is(200).json();
    assert_eq!(
        texts(list(&agreed, "items"), "url"),
        ["/uk/partnerships/winterswijk-popasna-rubizhne", "/uk/partnerships/enschede-sievierodonetsk"]
    );
    assert!(list(&agreed, "items").iter().all(|item| item["since"] == "2021-03"), "{agreed}");
    assert!(
        list(&agreed, "items").iter().all(|item| item["gaps"] == serde_json::json!([])),
        "the memoranda came of them: {agreed}"
    );
    // The programme, its meetings and the memoranda are one chain, the same from any of its ends.
    for end in ["project/city-partnership", "partnership/kreminna"] {
        let chain = visitor.get(&format!("/uk/chains/{end}.json")).is(200).json();
        let labels = texts(list(&chain["chain"], "records"), "label");
        for label in ["Перший Форум партнерства міст", "Меморандум про співпрацю: Енсхеде, Сєвєродонецьк"]
        {
            assert!(labels.iter().any(|known| known == label), "{label} is not in {labels:?}");
        }
    }
    // Who is responsible, and where a fact comes from.
    visitor.get("/uk/people").is(200).shows("Валентина Колесник").shows("Михайло Снопенко");
    visitor.get("/uk/sources/interview-2020").is(200).shows("Евеліна Богданова");
    // Re-signing with Kvemo Kartli was for April 2021; the tie itself is in talks.
    visitor.get("/uk/partnerships/kvemo-kartli?as-of=2021-03-31").is(200).shows("перемовини").shows("Квемо-Картлі");
    visitor.get("/uk/steps?as-of=2021-03-31").is(200).shows("Квемо-Картлі").shows("На черзі");
}

#[test]
fn the_forum_and_the_four_sessions_are_events() {
    let (_cast, visitor) = office();
    let series = visitor.get("/uk/events/city-online-sessions.json?as-of=2021-03-31").is(200).json();
    assert_eq!(series["row"]["event_kind"], "session");
    assert_eq!((&series["row"]["state"], &series["row"]["date"]), (&"held".into(), &"2020-11/2021-02".into()));
    // Which sessions were held on gender budgeting? One topic of the four.
    let topics = texts(list(&series, "sessions"), "label");
    assert_eq!(topics.len(), 4, "{topics:?}");
    assert!(topics.iter().any(|topic| topic.contains("Ґендерне")), "{topics:?}");
    // In December they went on, and the four were not over.
    let before = visitor.get("/uk/events/city-online-sessions.json?as-of=2020-12-31").is(200).json();
    assert_eq!(before["row"]["state"], "announced");
    let forum = visitor.get("/uk/events/city-forum-2020.json").is(200).json();
    assert_eq!((&forum["row"]["event_kind"], &forum["row"]["state"]), (&"forum".into(), &"held".into()));
    assert_eq!(forum["participants"]["total"], Value::Null, "nobody who was there is named");
    assert!(holds(list(&forum, "figures"), "participants", "more_than", "150"), "{forum}");
    // An event is no project, and stands at the one that it belongs to.
    visitor.get("/uk/projects/city-forum-2020").is(404);
    visitor.get("/uk/projects/city-partnership").is(200).shows("Події").shows("Перший Форум партнерства міст");
    assert_eq!(visitor.get("/uk/events.json?kind=session&series=city-online-sessions").json()["total"], 4);
}

#[test]
fn at_the_end_of_2020_one_memorandum_was_there_and_the_other_was_not() {
    let (_cast, visitor) = office();
    let urls = |day: &str| {
        let list_of = visitor.get(&format!("/uk/agreements.json?direction=innovation&as-of={day}")).is(200).json();
        texts(list(&list_of, "items"), "url")
    };
    let (before, after) = (urls("2020-12-31"), urls("2021-03-31"));
    assert!(before.iter().any(|url| url.contains("memorandum-it-cluster")), "{before:?}");
    assert!(!before.iter().any(|url| url.contains("memorandum-innovation-cluster")), "{before:?}");
    assert!(after.iter().any(|url| url.contains("memorandum-innovation-cluster")), "{after:?}");
}

#[test]
fn of_ten_signatories_none_is_named_and_the_re_signing_is_late_from_may_on() {
    let (_cast, visitor) = office();
    let memorandum = visitor.get("/uk/agreements/memorandum-it-cluster.json?as-of=2021-03-31").is(200).json();
    let sets: Vec<(i64, i64)> = list(&memorandum, "parties")
        .iter()
        .filter_map(|party| Some((party["stated"].as_i64()?, party["named"].as_i64()?)))
        .collect();
    assert_eq!(sets, [(8, 0), (2, 0)]);
    assert_eq!((&memorandum["row"]["state"], &memorandum["row"]["ends"]), (&json!("in_force"), &Value::Null), "no term is told");
    // The new agreement with Kvemo Kartli replaces one of which only the signing is known.
    let late = |day: &str| visitor.get(&format!("/uk/agreements/agreement-kvemo-kartli-2021.json?as-of={day}")).is(200).json();
    assert_eq!(late("2021-04-30")["row"]["late"], Value::Null);
    let may = late("2021-05-01");
    assert_eq!(
        (&may["row"]["late"], &may["row"]["lacking"], &may["row"]["state"]),
        (&json!("2021-04-30"), &json!(2), &json!("draft"))
    );
    let chain: Vec<(String, String)> =
        texts(list(&may, "chain"), "url").into_iter().zip(texts(list(&may, "chain"), "state")).collect();
    let of = |slug: &str, state: &str| (format!("/uk/agreements/{slug}"), state.to_owned());
    assert_eq!(chain, [of("agreement-kvemo-kartli", "signed"), of("agreement-kvemo-kartli-2021", "draft")]);
    visitor.get("/uk/agreements/expiring").is(200).shows("Прострочено підписання").shows("30 квітня 2021");
}

#[test]
fn as_of_today_the_flats_are_finished_and_the_re_signing_is_late() {
    let (_cast, visitor) = office();
    let flats = visitor.get("/uk/figures.json?measure=apartments").is(200).json();
    let group = list(&flats, "groups")
        .iter()
        .find(|group| group["source"]["url"] == "/uk/sources/interview-2020")
        .expect("the interview")
        .clone();
    let by_state: Vec<(&str, &str)> =
        list(&group, "by_state").iter().map(|pair| (pair[0].as_str().unwrap(), pair[1]["value"].as_str().unwrap())).collect();
    assert_eq!(by_state, [("completed", "35")]);
    visitor.get("/uk/steps").is(200).shows("Прострочено").shows("Квемо-Картлі");
    visitor.get("/uk/projects/mobile-tsnap").is(200).shows("завершено");
    // Names then and now.
    visitor.get("/uk/places/UA44120110010072887").is(200).shows("Сіверськодонецьк").shows("Сєвєродонецьк");
}

/// A cluster is no project: who belongs to it and how many are said to, are asked of it.
#[test]
fn who_belongs_together_and_how_many_are_said_to() {
    let (_cast, visitor) = office();
    let clusters =
        |day: &str| texts(list(&visitor.get(&format!("/uk/clusters.json?as-of={day}")).is(200).json(), "items"), "url");
    assert_eq!(clusters("2020-11-30"), Vec::<String>::new());
    assert_eq!(clusters("2020-12-31"), ["/uk/clusters/it-cluster"]);
    assert_eq!(clusters("2021-03-31").len(), 2, "the Innovation Cluster is planned by then");
    let it = visitor.get("/uk/clusters/it-cluster.json?as-of=2021-03-31").is(200).json();
    let stated: Vec<_> = list(&it["circle"], "stated")
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), one["value"].as_str().unwrap(), one["named"].as_i64().unwrap()))
        .collect();
    assert_eq!(stated, [("company", "8", 0), ("university", "2", 0)]);
    assert_eq!((&it["circle"]["state"], &it["circle"]["since"]), (&"created".into(), &"2020-12".into()));
    assert_eq!(texts(list(&it, "projects"), "url"), ["/uk/projects/usaid-era"]);
    visitor.get("/uk/projects/usaid-era").is(200).shows("Кластери ІТ-кластер Луганщини створено");
    visitor.get("/uk/projects/it-cluster").is(404);
    // Who sits on the working group, and where it works.
    let group = visitor.get("/uk/groups.json?place=UA44120050010021900").is(200).json();
    assert_eq!(texts(list(&group, "items"), "url"), ["/uk/groups/belgian-heritage-working-group"]);
    visitor.get("/uk/projects/belgian-heritage").is(200).shows("Робоча група з відновлення Бельгійської спадщини створено");
    visitor.get("/uk/organisations/department").is(200).shows("Робоча група з відновлення Бельгійської спадщини");
}

#[test]
fn the_sample_office_keeps_its_journal_whole() {
    let (cast, _) = office();
    let report = crate::app::verify(&cast.db, "luhansk", [7; 32], None).expect("a report");
    assert!(report.findings.is_empty(), "{report}");
    assert!(report.records > 1000, "{report}");
}

/// A number of `facts.json`: the measure and qualifier that hold it.
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

/// A status of `facts.json`: the words of stages, states and maturities that say the same.
fn said_as(status: &str) -> &'static [&'static str] {
    match status {
        "created" => &["created"],
        "implemented" | "completed" | "transferred into use" => &["completed"],
        // An event is held; a contest is still a project.
        "held" => &["held", "completed"],
        "in progress" | "connecting equipment" | "running" | "started" | "being implemented" | "works under way" | "in works" => {
            &["implementing"]
        }
        "signed" => &["signed"],
        "won" | "agreed (not contracted)" => &["agreed"],
        "idea/goal" => &["idea"],
        "achieved" | "awarded" => &["delivered"],
        "7 done / 6 in progress" => &["delivered", "planned"],
        "planned re-signing" => &["negotiation", "planned"],
        "planned" => &["planned", "draft"],
        "done / ongoing" => &["implementing", "done"],
        "done" => &["completed", "done"],
        "promised" => &["promised"],
        "negotiating" => &["negotiation", "negotiating"],
        "to be delivered" => &["promised"],
        "held / next stage open" => &["completed", "planned"],
        _ => &[],
    }
}

/// A date of `facts.json` as ISO text; none when it is given only as a note.
fn dated_as(date: &str) -> Option<&'static str> {
    Some(match date {
        "2020" | "2020 (implied)" | "started 2020" => "2020",
        "end of Dec 2020" => "2020-12",
        "12 March [2021]" => "2021-03-12",
        "Aug 2020" => "2020-08",
        "Nov [2020] - Feb [2021]" => "2020-11/2021-02",
        "by Mar 2021" | "now (Mar 2021)" | "after 12 Mar and before/around Apr 2021 (inferred)" => "2021-03",
        "planned Apr [2021]" => "2021-04",
        _ => return None,
    })
}

#[test]
fn the_records_say_what_the_facts_say_field_by_field() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/interview/facts.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: ../shared/interview/facts.json is not there");
        return;
    };
    let told: Value = serde_json::from_str(&text).expect("facts.json");
    let (_cast, visitor) = office();
    let held = facts(&visitor, "2021-03-31");
    let mut wrong = Vec::new();
    for told in list(&told, "facts") {
        let locator = told["id"].as_str().expect("an id");
        wrong.extend(differences(&visitor, told, fact(&held, locator)).into_iter().map(|what| format!("{locator}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a number is held by what an agreement lists: how many a set of its parties is, or its fields of cooperation.
fn counted(visitor: &Client, records: &[Value], key: &str, value: i64) -> bool {
    let agreements = records.iter().filter(|record| record["kind"] == "agreement").filter_map(|record| record["url"].as_str());
    agreements.map(|url| visitor.get(&format!("{url}.json")).is(200).json()).any(|card| match key {
        "fields_named" => list(&card["agreement"], "fields").len() as i64 == value,
        _ => list(&card, "parties").iter().any(|party| party["stated"] == value),
    })
}

/// What a fact as told says and its records do not.
fn differences(visitor: &Client, told: &Value, held: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let (records, figures) = (list(held, "records"), list(held, "figures"));
    for (key, number) in told["numbers"].as_object().into_iter().flatten() {
        let (measure, qualifier) = held_as(key);
        let (value, qualifier) = match number["min_exclusive"].as_i64() {
            Some(bound) => (bound, "more_than"),
            None => (number.as_i64().unwrap_or_default(), qualifier),
        };
        if !holds(figures, measure, qualifier, &value.to_string()) && !counted(visitor, records, key, value) {
            wrong.push(format!("{key}: {number} is not held as {qualifier} {measure}"));
        }
    }
    let codes: Vec<String> = records.iter().flat_map(|record| texts(list(record, "places"), "id")).collect();
    let own: Vec<String> = texts(records, "url");
    for place in list(told, "places") {
        let code = place["katotth"].as_str().unwrap_or_default();
        let in_place = || own.iter().any(|url| visitor.get(&format!("{url}.json")).text.contains(code));
        if !codes.iter().any(|held| held == code) && !in_place() {
            wrong.push(format!("place {}", place["label"]));
        }
    }
    let mut states: Vec<String> = records.iter().flat_map(|record| texts(list(record, "claims"), "state")).collect();
    states.extend(texts(figures, "maturity"));
    states.extend(texts(records, "state"));
    let status = told["status"].as_str().unwrap_or_default();
    if !status.is_empty() && !said_as(status).iter().any(|word| states.iter().any(|state| state == word)) {
        wrong.push(format!("status «{status}» among {states:?}"));
    }
    let date = told["date"].as_str().unwrap_or_default();
    if let Some(iso) = dated_as(date) {
        let mut dates: Vec<String> = records.iter().flat_map(|record| texts(list(record, "claims"), "date")).collect();
        dates.extend(texts(figures, "as_of"));
        let due = || {
            own.iter()
                .any(|url| visitor.get(&format!("{url}.json?as-of=2021-03-31")).text.contains(&format!("\"due\":\"{iso}\"")))
        };
        if !dates.iter().any(|held| held == iso) && !due() {
            wrong.push(format!("date «{date}» as {iso} among {dates:?}"));
        }
    } else if !date.is_empty() && !own.iter().any(|url| visitor.get(&format!("{url}.json")).text.contains(date.trim_matches('"')))
    {
        wrong.push(format!("date «{date}»"));
    }
    wrong
}
