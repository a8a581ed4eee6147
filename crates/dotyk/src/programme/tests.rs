//! Stories of programmes: a community finds a call, applies, is awarded, and the project opens; what the public does not see;
//! the calendar; what is refused.

use super::model::{CallBody, Repetition, SOON, Window, after, moment};
use super::store::{self, Filter};
use crate::access::Actor;
use crate::testing::{Cast, Client, LISOVA, LISOVE, STEPOVA};
use crate::text::When;

/// A programme of the UN for health, open to authorities of Lisova hromada.
const PROGRAMME: &[(&str, &str)] = &[
    ("name_uk", "Здоров’я громад"),
    ("name_en", "Health of communities"),
    ("funder", "un-programme"),
    ("sectors", "120, 14030"),
    ("tags", "здоров’я, вода"),
    ("applicants", "government"),
    ("applicants", "local-government"),
    ("places.0.place", LISOVA),
    ("link", "https://un.example/health"),
    ("desk", "health@un.example"),
];

/// Its call, open on the day of the stories until five o'clock of 12 April.
const CALL: &[(&str, &str)] = &[
    ("programme", "health-of-communities"),
    ("title_uk", "Малі гранти 2021"),
    ("title_en", "Small grants 2021"),
    ("opens", "2021-03-01"),
    ("closes", "12.04.2021"),
    ("closes_hour", "17.00"),
    ("least", "1 000"),
    ("most", "5 000"),
    ("currency", "eur"),
    ("cofunding", "10 %"),
    ("repetition", "yearly"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    kept.chain(more).copied().collect()
}

/// The programme and its call, shown to the public.
fn published(cast: &Cast) -> Client {
    let olena = cast.olena();
    olena.post("/uk/programmes", PROGRAMME).is(303);
    olena.post("/uk/calls", CALL).is(303);
    olena.post("/uk/programmes/health-of-communities/publication", &[("state", "public")]).is(303);
    olena.post("/uk/calls/small-grants-2021/publication", &[("state", "public")]).is(303);
    olena
}

#[test]
fn a_community_finds_a_call_applies_is_awarded_and_the_project_opens() {
    let cast = Cast::new();
    let olena = published(&cast);
    let (ivan, visitor) = (cast.ivan(), cast.visitor());
    let hospital = [("name_uk", "Лісова лікарня"), ("kind", "government"), ("place", LISOVE), ("version", "1")];
    olena.post("/uk/organisations/lisova-hospital", &hospital).is(303);
    // The hospital looks for what it may apply to: a health sector, its place, its kind, an amount.
    let asked = format!("open=1&sector=12220&place={LISOVE}&applicant=government&amount=3000&currency=eur");
    let found = visitor.get(&format!("/uk/calls.json?{asked}")).is(200).json();
    assert_eq!((found["total"].as_i64(), found["items"][0]["state"].as_str()), (Some(1), Some("closing_soon")), "{found}");
    assert_eq!((found["items"][0]["cofunding"].as_str(), found["items"][0]["closes_hour"].as_str()), (Some("10"), Some("17:00")));
    visitor.get(&format!("/uk/calls?{asked}")).is(200).shows("Малі гранти 2021").shows("Здоров’я громад").shows("закривається");
    // Whether it fits is said rule by rule.
    let page = "/uk/calls/small-grants-2021";
    let fit = visitor.get(&format!("{page}.json?organisation=lisova-hospital&sector=12220&amount=9000&currency=EUR")).json();
    assert_eq!(fit["fit"]["failed"], serde_json::json!(["amount"]), "{}", fit["fit"]);
    assert_eq!(fit["fit"]["passed"], serde_json::json!(["window", "place", "applicant", "theme"]));
    // It applies in its own name; in another's it may not, and a visitor may not at all.
    let form = [
        ("call", "small-grants-2021"),
        ("applicant", "lisova-hospital"),
        ("title_uk", "Пандус для лікарні"),
        ("title_en", "A ramp"),
        ("asked", "3 000"),
        ("currency", "eur"),
        ("states.0.state", "drafted"),
        ("states.0.date", "2021-03-20"),
    ];
    ivan.post("/uk/applications", &with(&form, &[("applicant", "un-programme")])).is(422).shows("лише від своєї організації");
    assert!(visitor.post("/uk/applications", &form).is(303).location.contains("/session/new"));
    let ramp = ivan.post("/uk/applications", &form).is(303).location;
    // The draft is the applicant's and the office's.
    visitor.get(&ramp).is(404);
    olena.get(&ramp).is(200).shows("пишуть").shows("3 тис. євро");
    let tell = |fields: &[(&str, &str)]| ivan.post(&format!("{ramp}/states"), fields);
    tell(&[("states.0.state", "awarded"), ("states.0.date", "2021-03-25")]).is(422).shows("неможливий");
    tell(&[("states.0.state", "submitted"), ("states.0.date", "2021-03-25")]).is(303);
    tell(&[("states.0.state", "refused"), ("states.0.date", "2021-03-26"), ("states.0.amount", "5")]).is(422);
    tell(&[("states.0.state", "awarded"), ("states.0.date", "2021-03-30"), ("states.0.amount", "2 500")]).is(303);
    ivan.get(&ramp).is(200).shows("перемога").shows("2500 євро").shows("Грант є, проєкту ще немає");
    // What was true before the award: it was sent.
    let before = olena.get(&format!("{ramp}.json?as-of=2021-03-29")).json();
    assert_eq!((before["row"]["state"].as_str(), before["row"]["awarded"].as_str()), (Some("submitted"), None));
    // The project opens, and the application leads to it and it to the application.
    let project = [
        ("direction", "health"),
        ("title_uk", "Пандус"),
        ("title_en", "Ramp"),
        ("stages.0.stage", "agreed"),
        ("stages.0.date", "2021-03"),
    ];
    ivan.post("/uk/projects", &project).is(303);
    let version = ivan.get(&format!("{ramp}.json")).json()["application"]["version"].to_string();
    let states = [
        ("states.0.state", "drafted"),
        ("states.0.date", "2021-03-20"),
        ("states.1.state", "submitted"),
        ("states.1.date", "2021-03-25"),
        ("states.2.state", "awarded"),
        ("states.2.date", "2021-03-30"),
        ("states.2.amount", "2500"),
    ];
    ivan.post(&ramp, &with(&with(&form, &states), &[("project", "ramp"), ("version", &version)])).is(303);
    ivan.get("/uk/projects/ramp").is(200).shows("Заявки").shows("Пандус для лікарні").shows("перемога");
    ivan.get("/uk/organisations/lisova-hospital").is(200).shows("Пандус для лікарні");
    olena.get(page).is(200).shows("Пандус для лікарні");
    visitor.get("/uk/organisations/lisova-hospital").is(200).hides("Пандус для лікарні");
    visitor.get(page).is(200).hides("Пандус для лікарні");
    assert_eq!(visitor.get("/uk/applications.json").json()["total"], 0);
    // Shown to the public, it is found everywhere; a next step hangs on it.
    olena.post(&format!("{ramp}/publication"), &[("state", "public")]).is(303);
    visitor.get("/uk/organisations/lisova-hospital").is(200).shows("Пандус для лікарні");
    visitor.get("/uk/organisations/un-programme").is(200).shows("Здоров’я громад");
    assert_eq!(visitor.get("/uk/applications.csv?state=awarded").csv()[0]["awarded"], "2500");
    let step = [
        ("subject", "application:a-ramp"),
        ("what_uk", "Підписати угоду"),
        ("state.0.state", "planned"),
        ("state.0.date", "2021-03-30"),
    ];
    ivan.post("/uk/steps", &step).is(303);
    visitor.get(&ramp).is(200).shows("Підписати угоду");
    visitor.get("/uk/search?q=пандус").is(200).shows("Пандус для лікарні");
    let id = olena.get(&format!("{ramp}.json")).json()["application"]["id"].as_str().unwrap_or_default().to_owned();
    olena.get(&format!("/uk/journal?kind=application&id={id}")).is(200).shows("Малі гранти 2021");
}

#[test]
fn a_draft_is_seen_by_its_own_and_a_call_no_more_than_its_programme() {
    let cast = Cast::new();
    let (olena, ivan, visitor) = (published(&cast), cast.ivan(), cast.visitor());
    visitor.get("/uk/search?q=гранти").is(200).shows("Малі гранти 2021");
    let call = "/uk/calls/small-grants-2021";
    // The programme is hidden, and with it the call, wherever it is looked for.
    olena.post("/uk/programmes/health-of-communities/publication", &[("state", "draft")]).is(303);
    for who in [&visitor, &ivan] {
        who.get(call).is(404);
        who.get("/uk/programmes/health-of-communities").is(404);
        assert_eq!(who.get("/uk/calls.json").json()["total"], 0);
        assert_eq!(who.get("/uk/programmes.json").json()["total"], 0);
        who.get("/uk/calls.ics").is(200).hides("BEGIN:VEVENT");
        who.get("/uk/search?q=гранти").is(200).hides("small-grants-2021");
        who.get("/uk/calls?programme=health-of-communities").is(404);
    }
    olena.get(call).is(200).shows("Програма ще чернетка");
    // Nobody but whoever keeps a programme adds a call to it.
    olena.post("/uk/programmes/health-of-communities/publication", &[("state", "public")]).is(303);
    ivan.post("/uk/calls", &with(CALL, &[("title_en", "Mine")])).is(403);
    ivan.post(&format!("{call}/publication"), &[("state", "draft")]).is(403);
    // What is withdrawn is in no list, and comes back as a draft.
    olena.post(&format!("{call}/withdrawal"), &[]).is(303);
    assert_eq!(olena.get("/uk/calls.json").json()["total"], 0);
    visitor.get(call).is(404);
    olena.get(call).is(200).shows("Повернути запис");
    olena.post(&format!("{call}/withdrawal"), &[("state", "back")]).is(303);
    let back = olena.get("/uk/calls.json").json();
    assert_eq!((back["total"].as_i64(), back["items"][0]["draft"].as_bool()), (Some(1), Some(true)));
    // A programme of whoever lies in a contributor's place is theirs, also while it is a draft.
    let own = [("name_uk", "Бюджет участі"), ("name_en", "Own"), ("funder", "lisova-hospital")];
    olena.post("/uk/programmes", &own).is(303);
    ivan.get("/uk/programmes/own").is(200);
    ivan.post("/uk/calls", &[("programme", "own"), ("title_uk", "Ідеї"), ("title_en", "Ideas")]).is(303);
    visitor.get("/uk/programmes/own").is(404);
}

#[test]
fn a_contact_is_a_person_and_seen_as_one() {
    let cast = Cast::new();
    let (olena, visitor) = (published(&cast), cast.visitor());
    let person = [
        ("name_uk", "Ганна Прихована"),
        ("name_en", "Hanna Hidden"),
        ("purpose_uk", "координація"),
        ("mail", "hanna@un.example"),
    ];
    let place = olena.post("/uk/people", &person).is(303).location;
    let slug = place.rsplit('/').next().expect("a slug").to_owned();
    let page = "/uk/programmes/health-of-communities";
    let version = olena.get(&format!("{page}.json")).json()["programme"]["version"].to_string();
    olena.post(page, &with(PROGRAMME, &[("contacts.0.person", &slug), ("version", &version)])).is(303);
    olena.get(page).is(200).shows("Ганна Прихована").shows("health@un.example");
    for face in ["", ".json"] {
        visitor.get(&format!("{page}{face}")).is(200).hides("Прихована").hides("hanna@").shows("health@un.example");
    }
}

#[test]
fn filters_find_what_may_be_applied_to() {
    let cast = Cast::new();
    let olena = published(&cast);
    let more = [
        ("title_uk", "Вода"),
        ("title_en", "Water"),
        ("sectors", "14030"),
        ("places.0.place", STEPOVA),
        ("opens", "2021-05"),
        ("closes", "2021-06"),
    ];
    olena.post("/uk/calls", &with(&with(CALL, &more), &[("closes_hour", ""), ("repetition", "")])).is(303);
    let closed =
        [("title_uk", "Минуле"), ("title_en", "Past"), ("opens", "2020-03-01"), ("closes", "2020-04-01"), ("closes_hour", "")];
    olena.post("/uk/calls", &with(CALL, &closed)).is(303);
    let none = [("title_uk", "Колись"), ("title_en", "Someday"), ("programme", "health-of-communities"), ("applicants", "ngo")];
    olena.post("/uk/calls", &none).is(303);
    let titles = |question: &str| -> Vec<String> {
        let list = olena.get(&format!("/en/calls.json?{question}")).is(200).json();
        list["items"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|item| item["label"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    // The nearest deadline first, what has no window after it, what has closed last.
    assert_eq!(titles(""), ["Small grants 2021", "Water", "Someday", "Past"]);
    for (question, found) in [
        ("open=1", vec!["Small grants 2021"]),
        ("open=1&as-of=2021-05-20", vec!["Water"]),
        ("open=1&as-of=2020-03-10", vec!["Past"]),
        ("state=announced", vec!["Water"]),
        ("state=closed", vec!["Past"]),
        ("state=unknown", vec!["Someday"]),
        ("closing=14", vec!["Small grants 2021"]),
        ("closing=11", vec![]),
        ("sector=14030", vec!["Small grants 2021", "Water", "Someday", "Past"]),
        ("sector=12220", vec!["Small grants 2021", "Someday", "Past"]),
        ("sector=122", vec!["Small grants 2021", "Someday", "Past"]),
        ("sector=140", vec!["Small grants 2021", "Water", "Someday", "Past"]),
        ("sector=11220", vec![]),
        (&format!("place={STEPOVA}"), vec!["Water"]),
        (&format!("place={LISOVE}"), vec!["Small grants 2021", "Someday", "Past"]),
        ("applicant=ngo", vec!["Someday"]),
        ("amount=5001&currency=EUR", vec!["Someday"]),
        ("amount=999.99&currency=EUR", vec!["Someday"]),
        ("amount=1000&currency=USD", vec!["Someday"]),
        ("amount=1000&currency=EUR", vec!["Small grants 2021", "Water", "Someday", "Past"]),
        ("funder=un-programme&q=вода", vec!["Water"]),
        ("funder=lisova-hospital", vec![]),
    ] {
        assert_eq!(titles(question), found, "{question}");
    }
    for (question, wrong) in [
        ("amount=5", "Сума без валюти"),
        ("sector=health", "немає в переліку DAC"),
        ("state=soon", ""),
        ("closing=-1", ""),
        ("applicant=x", ""),
    ] {
        olena.get(&format!("/uk/calls?{question}")).is(400).shows(wrong);
    }
    // The desk says what closes soon, and nobody else has a desk.
    olena.get("/uk/").is(200).shows("Відбори, що закриваються за 14 днів").shows("Малі гранти 2021");
    cast.visitor().get("/uk/").is(200).hides("закриваються за 14 днів");
}

#[test]
fn the_list_and_the_model_say_the_same_state_and_order() {
    let cast = Cast::new();
    let olena = published(&cast);
    let windows = [
        ("", ""),
        ("2021-03-31", ""),
        ("2021", "2021"),
        ("", "2021-04"),
        ("2021-03-01", "2021-03-31"),
        ("2021-04-01", "2021-04-20"),
        ("2020", "2020-12-31"),
    ];
    for (n, (opens, closes)) in windows.iter().enumerate() {
        for repetition in ["", "continuous"] {
            let title = format!("Call {n} {repetition}");
            let fields = [
                ("title_en", title.as_str()),
                ("opens", opens),
                ("closes", closes),
                ("closes_hour", ""),
                ("repetition", repetition),
            ];
            let both = !closes.is_empty() && !repetition.is_empty();
            olena.post("/uk/calls", &with(CALL, &fields)).is(if both { 422 } else { 303 });
        }
    }
    for day in ["2020-12-31", "2021-01-01", "2021-03-30", "2021-03-31", "2021-04-01", "2021-04-30", "2021-12-20", "2022-01-01"] {
        for state in Window::ALL {
            let list = olena.get(&format!("/uk/calls.json?as-of={day}&state={}", state.word())).json();
            for item in list["items"].as_array().expect("a list") {
                assert_eq!(item["state"], state.word(), "{item} on {day}");
            }
        }
        let all = olena.get(&format!("/uk/calls.json?as-of={day}")).json();
        let states: usize = Window::ALL
            .iter()
            .filter_map(|state| olena.get(&format!("/uk/calls.json?as-of={day}&state={}", state.word())).json()["total"].as_u64())
            .sum::<u64>() as usize;
        assert_eq!(all["total"], states, "on {day}");
        // The keys that the program computes are those that the statement orders by.
        let found = cast.db.read_blocking(|tx| {
            let filter = Filter { at: moment(day.parse().expect("a day"), None), search: "%".into(), ..Filter::default() };
            store::calls(tx, &Actor::command("test", "a test").visible(crate::access::Kind::Call), &filter, ("", ""), 100)
        });
        let keys: Vec<String> = found.expect("calls").into_iter().map(|row| row.sort_key).collect();
        assert!(keys.is_sorted() && keys.len() > 7, "{keys:?}");
    }
    assert_eq!(after("2021-03-31T12:00", SOON), "2021-04-14T24:00");
    let continuous = CallBody { repetition: Some(Repetition::Continuous), opens: When::parse("2021"), ..CallBody::default() };
    assert_eq!(continuous.at("2021-03-31T12:00"), Window::Open);
}

#[test]
fn open_calls_are_read_with_what_they_inherit() {
    let cast = Cast::new();
    let olena = published(&cast);
    olena
        .post("/uk/calls", &with(CALL, &[("title_en", "Past"), ("opens", "2020"), ("closes", "2020-04-01"), ("closes_hour", "")]))
        .is(303);
    olena.post("/uk/calls", &with(CALL, &[("title_en", "Water"), ("sectors", "14030")])).is(303);
    let read = |actor: &Actor| {
        let visible = actor.visible(crate::access::Kind::Call);
        cast.db.read_blocking(|tx| store::open_calls(tx, &visible, "2021-03-31".parse().expect("a day"))).expect("calls")
    };
    let office = read(&Actor::command("test", "a test"));
    let said: Vec<(&str, &[String])> =
        office.iter().map(|offer| (offer.call.head.slug.as_str(), offer.scope.sectors.as_slice())).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.contains(&("small-grants-2021", &["120".to_owned(), "14030".to_owned()])), "{said:?}");
    assert!(said.contains(&("water", &["14030".to_owned()])), "{said:?}");
    assert!(office.iter().all(|offer| offer.scope.places == [LISOVA] && offer.funder.as_deref() == Some("org-un")));
    let public = read(&Actor::public("test"));
    assert_eq!(public.iter().map(|offer| offer.call.head.slug.as_str()).collect::<Vec<_>>(), ["small-grants-2021"]);
}

#[test]
fn the_calendar_of_calls_is_read_by_another_program() {
    let cast = Cast::new();
    let olena = published(&cast);
    let hostile = "Гранти; \"усі\", \\n\r\nEND:VCALENDAR\r\nBEGIN:VEVENT";
    olena
        .post(
            "/uk/calls",
            &with(
                CALL,
                &[("title_uk", hostile), ("title_en", "Hostile"), ("opens", "2021-05"), ("closes", ""), ("closes_hour", "")],
            ),
        )
        .is(303);
    let seen = olena.get("/uk/calls.ics").is(200);
    assert_eq!(seen.headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(seen.headers["content-disposition"], "attachment; filename=\"calls-2021-03-31.ics\"");
    assert!(seen.text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{}", seen.text);
    let calendars: Vec<_> =
        ical::IcalParser::new(std::io::Cursor::new(seen.text.clone())).collect::<Result<_, _>>().expect("a calendar");
    assert_eq!(calendars.len(), 1);
    let value = |event: &ical::parser::ical::component::IcalEvent, name: &str| {
        event
            .properties
            .iter()
            .find(|property| property.name == name)
            .and_then(|property| property.value.clone())
            .unwrap_or_default()
    };
    let mut days: Vec<(String, String, String)> = calendars[0]
        .events
        .iter()
        .map(|event| (value(event, "DTSTART"), value(event, "DTEND"), value(event, "DTSTAMP")))
        .collect();
    days.sort();
    let stamp = "20210331T090000Z".to_owned();
    assert_eq!(
        days,
        [
            ("20210301".to_owned(), "20210302".to_owned(), stamp.clone()),
            ("20210412T170000".to_owned(), String::new(), stamp.clone()),
            ("20210501".to_owned(), "20210601".to_owned(), stamp),
        ]
    );
    // The same events have the same names tomorrow, and in the other language.
    let names = |path: &str| -> Vec<String> {
        olena.get(path).text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect()
    };
    assert_eq!(names("/uk/calls.ics"), names("/en/calls.ics"));
    assert_eq!(names("/uk/calls.ics").len(), 3);
    assert_eq!(names("/uk/calls.ics?open=1").len(), 2);
    // A calendar is asked of the list, and of nothing else.
    olena.get("/uk/calls/small-grants-2021.ics").is(404);
    olena.get("/uk/programmes.ics").is(404);
}

#[test]
fn what_is_wrong_is_refused_and_said() {
    let cast = Cast::new();
    let olena = published(&cast);
    let long = "я".repeat(100_000);
    for (more, said) in [
        (&[("closes", "2021-02-01")][..], "раніше, ніж відбір відкривається"),
        (&[("least", "6000")][..], "менша за найменшу"),
        (&[("least", "0")][..], "більша за нуль"),
        (&[("most", "багато")][..], "багато"),
        (&[("cofunding", "100.01")][..], "від 0 до 100"),
        (&[("cofunding", "усе")][..], "від 0 до 100"),
        (&[("link", "javascript:alert(1)")][..], "https://"),
        (&[("about_uk", long.as_str())][..], "20000"),
        (&[("closes", "2021-04")][..], "коли відомий день"),
        (&[("closes_hour", "25:00")][..], "не є годиною"),
        (&[("sectors", "12220, здоров’я")][..], "немає в переліку DAC"),
        (&[("applicants", "king")][..], "king"),
        (&[("programme", "nobody")][..], "nobody"),
        (&[("programme", "")][..], "Програма"),
        (&[("title_uk", ""), ("title_en", "")][..], "Впишіть назву"),
        (&[("currency", "гривня")][..], "ГРИВНЯ"),
    ] {
        olena.post("/uk/calls", &with(CALL, more)).is(422).shows(said);
    }
    assert_eq!(olena.get("/uk/calls.json").json()["total"], 1);
    // What was typed stays in the form, also when it is hostile.
    let seen =
        olena.post("/uk/programmes", &with(PROGRAMME, &[("name_uk", ""), ("name_en", ""), ("tags", "<script>x</script>")]));
    seen.is(422).hides("<script>x").shows("Впишіть назву");
    // Two who edit at once: the second is shown what the first wrote.
    let page = "/uk/calls/small-grants-2021";
    olena.post(page, &with(CALL, &[("version", "2"), ("most", "6000")])).is(303);
    olena.post(page, &with(CALL, &[("version", "2"), ("most", "7000")])).is(409).shows("6000");
    olena.post(page, &with(CALL, &[("version", "3"), ("most", "7000")])).is(303);
    let id = olena.get(&format!("{page}.json")).json()["call"]["id"].as_str().unwrap_or_default().to_owned();
    olena.get(&format!("/uk/journal?kind=call&id={id}")).is(200).shows("7");
}
