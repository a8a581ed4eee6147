//! What the office holds leaves whole: a list is the same rows on the page, in JSON, CSV, a workbook and GeoJSON.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use calamine::Data;
use tower::ServiceExt;

use super::access::things;
use crate::access::{Action, Actor, Head, Kind, Ref};
use crate::figure::{self, Figure, Qualifier};
use crate::journal::{Moment, Write};
use crate::organisation::{self, Organisation};
use crate::testing::{Cast, Client, LISOVA};
use crate::text::When;
use crate::web::{self, Answer, Ctx, Routes};

/// The ids of all pages of a list in JSON.
#[track_caller]
fn pages(client: &Client, path: &str, question: &str) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{path}.json?{question}{after}")).is(200).json();
        let items = page["items"].as_array().expect("a list");
        ids.extend(items.iter().map(|item| item["id"].as_str().unwrap_or_default().to_owned()));
        let name = if path.ends_with("search") { "from" } else { "after" };
        match page["next"].as_str() {
            Some(next) => after = format!("&{name}={next}"),
            None => {
                assert_eq!(page["total"], ids.len(), "{path}");
                return ids;
            }
        }
    }
}

/// A column of a workbook by its place.
fn column(rows: &[Vec<Data>], at: usize) -> Vec<String> {
    rows.iter().skip(1).map(|row| row[at].to_string()).collect()
}

#[test]
fn a_list_has_the_same_rows_in_every_face() {
    let cast = Cast::sample("2026-06-01T09:00:00Z");
    let visitor = cast.visitor();
    for (path, question) in [
        ("/uk/projects", ""),
        ("/uk/projects", "direction=education"),
        ("/uk/projects", "q=школа"),
        ("/en/projects", "as-of=2020-12-31"),
        ("/uk/projects", "stage=implementing&as-of=2021-03-31"),
        ("/uk/figures", "measure=apartments&as-of=2021-03-31"),
        ("/en/figures", "measure=apartments"),
        ("/uk/steps", ""),
        ("/uk/steps", "as-of=2020-12-31"),
        ("/uk/places", "level=hromada"),
        ("/uk/places", ""),
        ("/uk/organisations", ""),
        ("/uk/organisations", "q=USAID"),
        ("/uk/sources", ""),
        ("/uk/emergencies", ""),
        ("/en/emergencies", "state=over&hazard=wildfire"),
        ("/uk/clusters", ""),
        ("/uk/clusters", "as-of=2020-12-31"),
        ("/en/groups", ""),
        ("/uk/events", ""),
        ("/en/events", "kind=session&as-of=2021-03-31"),
        ("/uk/events", "upcoming=1&as-of=2020-12-31"),
        ("/uk/people", ""),
        ("/uk/partnerships", ""),
        ("/en/partnerships", "state=chosen"),
        ("/uk/programmes", ""),
        ("/uk/calls", ""),
        ("/en/applications", ""),
        ("/uk/search", "q=мобільний"),
        ("/uk/search", ""),
    ] {
        let mut json = pages(&visitor, path, question);
        let csv = visitor.get(&format!("{path}.csv?{question}")).is(200).csv();
        let mut csv: Vec<String> = csv.into_iter().map(|row| row["id"].clone()).collect();
        let rows = visitor.get(&format!("{path}.xlsx?{question}")).is(200).xlsx("data");
        let mut xlsx = column(&rows, if path.ends_with("search") { 1 } else { 0 });
        if path.ends_with("steps") {
            // The page of steps has parts of its own; they are the same steps.
            for ids in [&mut json, &mut csv, &mut xlsx] {
                ids.sort();
            }
        }
        assert_eq!(json, csv, "{path}?{question}");
        assert_eq!(json, xlsx, "{path}?{question}");
        if path.ends_with("projects") || path.ends_with("places") {
            let map = visitor.get(&format!("{path}.geojson?{question}")).is(200).json();
            let features = map["features"].as_array().expect("features");
            let ids: Vec<&str> = features.iter().filter_map(|feature| feature["id"].as_str()).collect();
            assert_eq!(json, ids, "{path}?{question}");
            assert_eq!(map["total"], json.len());
        }
    }
    assert!(visitor.get("/uk/places.json").json()["total"].as_i64() > Some(50), "the places must fill more than a page");
    // A project lies where its places do.
    let map = visitor.get("/uk/projects.geojson?place=UA44120010020096222").is(200).json();
    assert!(map["features"][0]["geometry"]["coordinates"].is_array(), "{map}");
}

#[test]
fn a_figure_keeps_how_it_was_said_and_by_whom() {
    let cast = Cast::sample("2026-06-01T09:00:00Z");
    let seen = cast.visitor().get("/uk/figures.csv?measure=apartments&as-of=2021-03-31").is(200);
    assert_eq!(seen.headers["content-type"], "text/csv; charset=utf-8; header=present");
    assert_eq!(seen.headers["content-disposition"], "attachment; filename=\"figures-2021-03-31.csv\"");
    let json = cast.visitor().get("/uk/figures.json?measure=apartments&as-of=2021-03-31").json();
    for (row, item) in seen.csv().iter().zip(json["items"].as_array().expect("a list")) {
        for key in ["measure", "qualifier", "value", "unit", "as_of", "locator"] {
            assert_eq!(row[key], item[key].as_str().unwrap_or_default(), "{key}");
        }
        assert_eq!(row["source"], item["source"]["label"].as_str().unwrap_or_default());
        assert!(!row["source"].is_empty() && !row["value"].is_empty());
    }
    // Without a measure the table holds all, each as often as the measures together.
    let all = cast.visitor().get("/uk/figures.csv").is(200).csv();
    let flats = all.iter().filter(|row| row["measure"] == "apartments").count();
    assert_eq!(flats, cast.visitor().get("/uk/figures.csv?measure=apartments").csv().len());
    assert!(all.len() > flats);
    // People read words, days and numbers; the sheet beside says what it is.
    let book = cast.visitor().get("/uk/figures.xlsx?measure=apartments&as-of=2021-03-31").is(200);
    let rows = book.xlsx("data");
    assert_eq!(rows[0][4], Data::String("Як сказано".into()));
    assert!(matches!(rows[1][5], Data::Float(_)), "{:?}", rows[1]);
    let about = format!("{:?}", book.xlsx("about"));
    for text in ["apartments", "Станом на", "/uk/figures?measure=apartments", "Стовпець «qualifier»"] {
        assert!(about.contains(text), "{text} is not in {about}");
    }
}

#[test]
fn a_day_is_a_day_and_a_part_of_one_is_a_text() {
    let cast = Cast::new();
    let olena = cast.olena();
    for (title, date) in [("Перший", "2021-02-03"), ("Другий", "2021-02")] {
        let fields = [("title_uk", title), ("direction", "health"), ("stages.0.stage", "idea"), ("stages.0.date", date)];
        olena.post("/uk/projects", &fields).is(303);
    }
    let rows = olena.get("/uk/projects.xlsx").is(200).xlsx("data");
    let of = |title: &str| rows.iter().find(|row| row[1] == Data::String(title.into())).expect("the project")[5].clone();
    assert!(matches!(of("Перший"), Data::DateTime(day) if day.to_ymd_hms_milli().0 == 2021), "{:?}", of("Перший"));
    assert_eq!(of("Другий"), Data::String("2021-02".into()));
}

#[test]
fn a_title_like_a_formula_does_no_harm() {
    let cast = Cast::new();
    let olena = cast.olena();
    let title = "=HYPERLINK(\"https://evil.example\",\"клац\")";
    olena.post("/uk/projects", &[("title_uk", title), ("direction", "health"), ("stages.0.stage", "idea")]).is(303);
    let rows = olena.get("/uk/projects.csv").is(200).csv();
    assert_eq!(rows[0]["label"], format!("'{title}"));
    // `xlsx` holds that there is no formula anywhere.
    let rows = olena.get("/uk/projects.xlsx").is(200).xlsx("data");
    assert_eq!(rows[1][1], Data::String(title.into()));
    olena.get("/uk/projects.json").is(200).shows("=HYPERLINK");
}

/// A name for each of many.
fn name(number: usize) -> String {
    format!("Організація {number:04}")
}

/// Puts many organisations and figures into the register.
fn crowd(cast: &Cast, count: usize) {
    let fields = [("title_uk", "Житло"), ("title_en", "Homes"), ("direction", "health"), ("stages.0.stage", "idea")];
    cast.olena().post("/uk/projects", &fields).is(303);
    cast.olena().post("/uk/projects/homes/publication", &[]).is(303);
    let project = cast.visitor().get("/uk/projects.json").json()["items"][0]["id"].as_str().expect("an id").to_owned();
    let actor = Actor::command("test", "crowd");
    let moment = Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
    let done: Result<(), dotyk_db::Error> = cast.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, "test", moment)?;
        for number in 0..count {
            let head = Head { published_at: Some(write.stamp()), ..Head::new(write.id(), format!("crowd-{number}"), "crowd") };
            let body = organisation::Body { name_uk: Some(name(number)), ..organisation::Body::default() };
            let permit = actor.may_create(Kind::Organisation, &head.id).expect("a permit");
            organisation::store::add(&mut write, &permit, &Organisation::new(head, body))?;
            let body = figure::Body {
                measure: "flats".into(),
                qualifier: Qualifier::AtLeast,
                value: Some(number.to_string()),
                // Some days are shared and some are missing, since the cursor must pass both.
                as_of: (number % 3 != 0).then(|| When::parse(&format!("2020-{:02}", 1 + number % 12)).expect("a date")),
                ..figure::Body::default()
            };
            let figure =
                Figure { id: write.id(), subject: Ref::new(Kind::Project, &project), version: 1, removed_at: None, body };
            let permit = actor.may_create(Kind::Figure, &figure.id).expect("a permit");
            figure::store::add(&mut write, &permit, &figure)?;
        }
        write.finish().map(drop)
    });
    done.expect("a crowd");
}

#[test]
fn all_rows_leave_and_not_only_those_of_one_page() {
    let cast = Cast::new();
    crowd(&cast, 1200);
    let visitor = cast.visitor();
    let names =
        |path: &str, key: &str| -> Vec<String> { visitor.get(path).is(200).csv().iter().map(|row| row[key].clone()).collect() };
    let organisations = names("/uk/organisations.csv?q=Організація&after=ff~00", "label");
    assert_eq!(organisations, (0..1200).map(name).collect::<Vec<_>>());
    assert_eq!(visitor.get("/uk/organisations.xlsx?q=Організація").is(200).xlsx("data").len(), 1201);
    let mut values: Vec<usize> = names("/uk/figures.csv", "value").iter().map(|value| value.parse().expect("a number")).collect();
    let days = names("/uk/figures.csv?measure=flats", "as_of");
    assert!(days.is_sorted(), "{days:?}");
    values.sort_unstable();
    assert_eq!(values, (0..1200).collect::<Vec<_>>());
    assert_eq!(visitor.get("/uk/search.csv?q=Організація").is(200).csv().len(), 1200);
    assert!(cast.olena().get("/uk/journal.csv").is(200).csv().len() > 2400);
    assert_eq!(cast.state.long.load(Ordering::Acquire), 0);

    // When too many long lists are being made, a long one waits and a short one does not.
    cast.state.long.store(2, Ordering::Release);
    let seen = visitor.get("/uk/organisations.csv").is(503);
    assert_eq!(seen.headers["retry-after"], "60");
    visitor.get(&format!("/uk/organisations.csv?q={}", name(7))).is(200);
    assert_eq!(cast.state.long.load(Ordering::Acquire), 2);
}

#[test]
fn a_visitor_gets_nothing_that_is_guarded() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let fields = [
        ("name_uk", "Марія Лісова"),
        ("post_uk", "координаторка"),
        ("mail", "maria@dotyk.example"),
        ("phone", "+380 44 000 00 00"),
        ("note", "дзвонити зранку"),
        ("purpose_uk", "координація"),
    ];
    let person = olena.post("/uk/people", &fields).is(303).location;
    assert_eq!(visitor.get("/uk/people.csv").is(200).csv().len(), 0);
    assert_eq!(visitor.get("/uk/people.xlsx").is(200).xlsx("data").len(), 1);
    olena.post(&format!("{person}/publication"), &[("state", "public"), ("confirm", "1")]).is(303);
    for client in [&visitor, &olena] {
        let seen = client.get("/uk/people.csv").is(200);
        assert_eq!(seen.csv()[0]["label"], "Марія Лісова");
        let whole = format!("{}{:?}", seen.text, client.get("/uk/people.xlsx").is(200).xlsx("data"));
        for word in ["maria@", "380", "дзвонити", "координація"] {
            assert!(!whole.contains(word), "{word} is in {whole}");
        }
    }
    visitor.get("/uk/new.atom").is(200).hides("Марія");
    // What is for some is for them alone in every face.
    for face in ["csv", "xlsx"] {
        for path in ["journal", "accounts", "office/rates"] {
            assert_ne!(visitor.get(&format!("/uk/{path}.{face}")).status, 200, "{path}.{face}");
        }
        cast.ivan().get(&format!("/uk/journal.{face}")).is(403);
        cast.marta().get(&format!("/uk/accounts.{face}")).is(200);
        cast.marta().get(&format!("/uk/office/rates.{face}")).is(200);
    }
}

#[test]
fn a_list_says_in_which_forms_it_can_be_taken_away() {
    let cast = Cast::new();
    things(&cast);
    let seen = cast.visitor().get("/uk/projects?direction=health&after=").is(200);
    for link in
        ["/uk/projects.csv?direction=health", "/uk/projects.xlsx?direction=health", "/uk/projects.geojson?direction=health"]
    {
        assert!(seen.text.contains(link), "{link} is not in {}", seen.text);
    }
    for path in ["/uk/projects/own.csv", "/uk/organisations.geojson", "/uk/map.csv", "/uk/projects.atom", "/uk/.xlsx"] {
        assert_eq!(cast.visitor().get(path).status, 404, "{path}");
    }
    let moved = cast.visitor().get("/openapi.json").is(307);
    assert_eq!(moved.location, "/uk/openapi.json");
    cast.visitor().get(&format!("/uk/places.csv?parent={LISOVA}")).is(200);
}

static STOPPED: AtomicBool = AtomicBool::new(false);

fn endless(ctx: &Ctx, _: &mut dotyk_db::Tx) -> Answer {
    for _ in 0..1000 {
        if ctx.gone() {
            STOPPED.store(true, Ordering::Release);
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Err(web::Problem::NotFound)
}

#[test]
fn whoever_hangs_up_stops_the_work() {
    let cast = Cast::new();
    let routes = Routes::default().get("/endless", Kind::Portal, Action::Read, endless);
    let service = web::app(cast.state.clone(), &routes);
    let request = cast.visitor().request("GET", "/uk/endless.csv").body(Body::empty()).expect("a request");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let answer = tokio::time::timeout(Duration::from_millis(200), service.oneshot(request)).await;
        assert!(answer.is_err(), "the work ended by itself");
    });
    for _ in 0..500 {
        if STOPPED.load(Ordering::Acquire) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the work goes on for nobody");
}

/// Reads XML to its end; gives the texts and attribute values.
#[track_caller]
fn well_formed(xml: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut depth, mut found) = (0, Vec::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("no XML: {error}\n{xml}")) {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    let attribute = attribute.expect("an attribute");
                    found.push(attribute.value.into_owned());
                }
            }
            Event::Text(text) => found.push(text.to_string()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    found
}

#[test]
fn what_is_new_is_a_feed_that_anybody_may_follow() {
    let cast = Cast::new();
    let (marta, olena, visitor) = (cast.marta(), cast.olena(), cast.visitor());
    things(&cast);
    let version = marta.get("/uk/office.json").json()["office"]["version"].to_string();
    let settings = [
        ("version", version.as_str()),
        ("name_uk", "Тестова установа"),
        ("base_url", "https://dotyk.example"),
        ("place", "UA01000000000000001"),
    ];
    marta.post("/uk/office/settings", &settings).is(303);
    let title = "Школа <«А» & Б>";
    let path =
        olena.post("/uk/projects", &[("title_uk", title), ("direction", "health"), ("stages.0.stage", "idea")]).is(303).location;
    visitor.get("/uk/new.atom").is(200).hides("Школа");
    olena.post(&format!("{path}/publication"), &[]).is(303);

    let feed = visitor.get("/uk/new.atom").is(200);
    assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
    let found = well_formed(&feed.text);
    assert!(feed.text.contains("Школа &lt;«А» &amp; Б&gt;"), "{}", feed.text);
    assert!(found.contains(&format!("https://dotyk.example{path}")), "{found:?}");
    assert!(found.iter().any(|text| text.contains("квартири")), "the figures are not in {found:?}");
    assert!(!feed.text.contains("draft"), "{}", feed.text);
    assert!(feed.text.contains("<updated>2021-03-31T09:00:00"), "{}", feed.text);
    let ids: Vec<&str> = feed.text.split("<id>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len(), "an id twice");
    // The office sees what everybody sees, and the entries keep their names in the other language.
    assert_eq!(olena.get("/uk/new.atom").is(200).text, feed.text);
    let english = visitor.get("/en/new.atom").is(200);
    assert!(ids.iter().skip(1).all(|id| english.text.contains(id)));
    visitor.get("/uk/new").is(200).shows("Школа").shows("Що нового");
    assert!(visitor.get("/uk/").text.contains("application/atom+xml"));

    // Who holds it already is told so, until something changes.
    let tag = feed.headers["etag"].to_str().expect("a tag").to_owned();
    let again = || {
        let request = visitor.request("GET", "/uk/new.atom").header("if-none-match", &tag).body(Body::empty());
        visitor.send(request.expect("a request")).status
    };
    assert_eq!(again(), 304);
    olena.post(&format!("{path}/publication"), &[("state", "draft")]).is(303);
    assert_eq!(again(), 200);
    visitor.get("/uk/new.atom").is(200).hides("Школа");
}
