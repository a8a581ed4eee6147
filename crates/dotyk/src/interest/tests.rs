//! Stories of interests: a partner sees what fits behind a private link, and nothing else; is told what is new, and ends it.

use std::sync::Arc;

use crate::app;
use crate::journal::Clock;
use crate::testing::{Cast, Client, LISOVE, STEPOVA, Seen};
use crate::web;

fn need(client: &Client, title: &str, more: &[(&str, &str)]) {
    let fields = [
        ("title_uk", title),
        ("title_en", title),
        ("lines.0.item_en", "Oxygen concentrators"),
        ("lines.0.unit", "piece"),
        ("lines.0.quantity", "10"),
        ("lines.0.cost", "700"),
        ("lines.0.currency", "USD"),
        ("contact_mail", "sekret@likarnia.example"),
    ];
    client.post("/uk/needs", &fields.iter().chain(more).copied().collect::<Vec<_>>()).is(303);
}

fn publish(client: &Client, slug: &str) {
    client.post(&format!("/uk/needs/{slug}/publication"), &[("state", "public")]).is(303);
}

const WANT: &[(&str, &str)] = &[
    ("name", "Health in Lisova"),
    ("organisation", "un-programme"),
    ("sectors", "122"),
    ("places", "UA01020010000000003"),
    ("priority", "high"),
    ("most", "1 000"),
    ("currency", "usd"),
    ("lang", "en"),
    ("often", "weekly"),
    ("mail", "partner@un.example"),
];

/// The path of a link that is shown.
fn link(seen: &Seen) -> String {
    let at = seen.text.find("/en/i/").expect("a link");
    seen.text[at..].split('"').next().expect("its end").to_owned()
}

/// Four needs: one fits; one is elsewhere, one is of another sector, one is a draft.
fn needs(cast: &Cast) {
    let olena = cast.olena();
    let base = [("place", LISOVE), ("sector", "12220"), ("priority", "urgent")];
    need(&olena, "Oxygen", &base);
    need(&olena, "Elsewhere", &[("place", STEPOVA), ("sector", "12220"), ("priority", "urgent")]);
    need(&olena, "School", &[("place", LISOVE), ("sector", "11220"), ("priority", "urgent")]);
    need(&olena, "Hidden", &base);
    for slug in ["oxygen", "elsewhere", "school"] {
        publish(&olena, slug);
    }
}

#[test]
fn who_signs_in_for_a_partner_sees_what_their_organisation_looks_for_and_no_more() {
    let cast = Cast::new();
    needs(&cast);
    let (olena, ivan) = (cast.olena(), cast.ivan());
    olena.post("/uk/interests", WANT).is(200);
    ivan.get("/uk/interests")
        .is(200)
        .shows("Ваша організація ще нічого не шукає")
        .hides("Health in Lisova")
        .hides("Записати зацікавлення");
    let own: Vec<(&str, &str)> =
        WANT.iter().map(|&(name, value)| (name, if value == "un-programme" { "lisova-hospital" } else { value })).collect();
    olena.post("/uk/interests", &own).is(200);
    let list = ivan.get("/uk/interests.json").is(200).json();
    assert_eq!((list["total"].as_i64(), list["items"].as_array().map(Vec::len)), (Some(1), Some(1)));
    let mine = &list["items"][0];
    assert_eq!(mine["organisation"]["label"], "Лісова лікарня");
    assert!(mine["mail"].is_null(), "where a colleague's letters go is not told");
    let path = format!("/uk/interests/{}", mine["id"].as_str().expect("an id"));
    ivan.get(&path).is(200).shows("Oxygen").hides("Hidden");
    let page = ivan.get("/uk/interests").is(200).text;
    assert!(page.contains(&path) && !page.contains("/revocation") && !page.contains(&format!("{path}/link")), "{page}");
    ivan.post(&format!("{path}/revocation"), &[]).is(403);
    // Their board counts what fits, and opens it.
    let board = ivan.get("/uk/organisations/lisova-hospital/board.json").is(200).text;
    assert!(board.contains("portal-board-fitting") && board.contains(&path), "{board}");
    let all = olena.get("/uk/interests.json").is(200).json();
    let other = all["items"].as_array().expect("items").iter().find(|one| one["id"] != mine["id"]).expect("the other");
    let other = format!("/uk/interests/{}", other["id"].as_str().expect("an id"));
    assert!([403, 404].contains(&ivan.get(&other).status));
    cast.visitor().get(&other).is(303);
}

/// Says how the outside reaches the office.
fn reachable(cast: &Cast) {
    let page = cast.marta().get("/uk/office/settings/edit").is(200);
    let version = page.text.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let fields = [("name_uk", "Тестова установа"), ("base_url", "https://dotyk.example"), ("version", &version)];
    cast.marta().post("/uk/office/settings", &fields).is(303);
}

fn later(cast: &Cast, hours: i64) -> Arc<web::State> {
    let mut state = cast.through(crate::account::store::door);
    let now = cast.state.clock.now() + jiff::SignedDuration::from_hours(hours);
    Arc::get_mut(&mut state).expect("nobody else has it").clock = Clock::Fixed(now);
    state
}

#[test]
fn a_partner_sees_what_fits_and_why() {
    let cast = Cast::new();
    needs(&cast);
    let olena = cast.olena();
    let path = link(&olena.post("/uk/interests", WANT).is(200));
    for client in [cast.visitor(), cast.olena()] {
        let page = client.get(&path).is(200).shows("Oxygen").shows("sector 122").shows("Lisova").shows("urgent");
        // What is a draft stays one, also for a partner who has an account.
        page.hides("Hidden").hides("Elsewhere").hides("School").hides("sekret@likarnia.example").hides("partner@un.example");
    }
    let page = cast.visitor().get(&path).is(200);
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    assert_eq!(page.headers["cache-control"], "no-store");
    let feed = cast.visitor().get(&format!("{path}.atom")).is(200).hides("Hidden").hides("Elsewhere");
    assert!(feed.text.contains("<title>Oxygen</title>"), "{}", feed.text);
    cast.visitor().get(&format!("{path}.json")).is(404);
    // On the partner's card, for those who keep the register.
    olena.get("/uk/organisations/un-programme").is(200).shows("Чого шукає цей партнер").shows("Health in Lisova");
    cast.visitor().get("/uk/organisations/un-programme").is(200).hides("Health in Lisova");
    for client in [cast.visitor(), cast.vira()] {
        assert!(client.get("/uk/interests").hides("partner@un.example").status != 200);
    }
    cast.olena().get("/uk/journal.json").is(200).hides("partner@un.example");
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn a_link_that_is_wrong_taken_back_or_replaced_opens_nothing() {
    let cast = Cast::new();
    needs(&cast);
    let olena = cast.olena();
    let first = link(&olena.post("/uk/interests", WANT).is(200));
    let id = olena.get("/uk/interests.json").is(200).json()["items"][0]["id"].as_str().unwrap().to_owned();
    let second = link(&olena.post(&format!("/uk/interests/{id}/link"), &[]).is(200));
    assert_ne!(first, second);
    cast.visitor().get(&first).is(404);
    cast.visitor().get(&second).is(200);
    olena.post(&format!("/uk/interests/{id}/revocation"), &[]).is(303);
    // What became of it is said, and how to have another.
    cast.visitor().get(&second).is(410).shows("The link was taken back").shows("Say what you look for");
    cast.visitor().get(&format!("{second}.atom")).is(410);
    cast.visitor().get(&first).is(404).shows("This link opens nothing").shows("office@dotyk.example");
    let tries = (0..30).map(|n| cast.visitor().get(&format!("/en/i/wrong{n}")).status).collect::<Vec<_>>();
    assert!(tries.contains(&429), "{tries:?}");
    olena
        .post("/uk/interests", &[("name", "x"), ("sectors", "12221"), ("places", "Ніде"), ("often", "daily")])
        .is(422)
        .shows("Такого коду галузі немає в переліку DAC: «12221»");
}

#[test]
fn news_are_told_once_and_one_click_ends_them() {
    let cast = Cast::new();
    needs(&cast);
    let olena = cast.olena();
    reachable(&cast);
    let path = link(&olena.post("/uk/interests", WANT).is(200));
    let letters = || olena.get("/uk/letters.json").json()["total"].as_i64().unwrap();
    // What was there when they came is no news.
    super::digest(&later(&cast, 24)).unwrap();
    assert_eq!(letters(), 0);
    // Something new, published later, at a program whose clock goes on.
    let next = web::app(later(&cast, 24), &app::routes());
    let there = cast.olena().at(&next);
    need(&there, "Ventilators", &[("place", LISOVE), ("sector", "12220"), ("priority", "high")]);
    publish(&there, "ventilators");
    for _ in 0..3 {
        super::digest(&later(&cast, 48)).unwrap();
    }
    super::digest(&later(&cast, 72)).unwrap();
    assert_eq!(letters(), 1);
    let page =
        olena.get("/uk/letters").is(200).shows("New needs: Health in Lisova").shows("https://dotyk.example/en/needs/ventilators");
    assert!(page.text.contains(&format!("https://dotyk.example{path}/end")), "{}", page.plain());
    // A look ends nothing; a mail program's click does, without a page and a cookie, and twice is as once.
    let visitor = cast.visitor();
    visitor.get(&format!("{path}/end")).is(200).shows("End the letters");
    assert_eq!(olena.get("/uk/interests.json").json()["items"][0]["state"], "open");
    for _ in 0..2 {
        visitor
            .post_raw(&format!("{path}/end"), "application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click".to_vec())
            .is(303);
    }
    assert_eq!(olena.get("/uk/interests.json").json()["items"][0]["state"], "ended");
    visitor.at(&next).get(&path).is(200).shows("Ventilators").shows("no more letters");
    need(&there, "Masks", &[("place", LISOVE), ("sector", "12220"), ("priority", "high")]);
    publish(&there, "masks");
    super::digest(&later(&cast, 24 * 9)).unwrap();
    assert_eq!(letters(), 1);
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

/// What somebody says of themselves: whose they are they cannot say.
const MINE: &[(&str, &str)] = &[
    ("name", "Health in Lisova"),
    ("organisation", "un-programme"),
    ("sectors", "122"),
    ("places", "UA01020010000000003"),
    ("lang", "en"),
    ("often", "weekly"),
    ("mail", "partner@un.example"),
];

/// The path of the link in the newest letter that asks to confirm.
fn confirmation(cast: &Cast) -> Option<String> {
    let letters = cast.olena().get("/uk/letters").is(200).text;
    let at = letters.find("https://dotyk.example/en/i/")? + "https://dotyk.example".len();
    letters[at..].split("/confirmation").next().map(|path| format!("{path}/confirmation"))
}

#[test]
fn a_partner_asks_alone_and_is_one_only_when_they_confirm() {
    let cast = Cast::new();
    needs(&cast);
    let (visitor, olena) = (cast.visitor(), cast.olena());
    let letters = || olena.get("/uk/letters.json").json()["total"].as_i64().unwrap();
    let interests = || olena.get("/uk/interests.json").json()["total"].as_i64().unwrap();
    // No letter could hold a link yet, and the page says so.
    visitor.get("/en/i").is(200).shows("cannot take requests now");
    visitor.post("/en/i", MINE).is(400);
    reachable(&cast);
    visitor.get("/en/").is(200).shows("Say what you look for");
    visitor.get("/en/i").is(200).shows("Send me the letter");
    visitor.post("/en/i", &[("name", "x"), ("sectors", "1"), ("mail", "nobody")]).is(422).shows("is no mail address");
    visitor.post("/en/i", &[("name", "x")]).is(422);
    assert_eq!((letters(), interests()), (0, 0));
    // Whatever is known of the address, the answer is the same; and it is written to once.
    let first = visitor.post("/en/i", MINE).is(200).shows("Check your mail").hides("partner@un.example").text;
    assert_eq!(visitor.post("/en/i", MINE).is(200).text, first);
    assert_eq!((letters(), interests()), (1, 0));
    let path = confirmation(&cast).expect("a letter");
    // A machine that looks confirms nothing.
    visitor.get(&path).is(200).shows("Health in Lisova").shows("Confirm");
    assert_eq!(interests(), 0);
    let home = visitor.post(&path, &[]).is(303).location;
    assert_eq!(visitor.post(&path, &[]).is(303).location, home, "twice is as once");
    assert_eq!(visitor.get(&path).is(303).location, home);
    assert_eq!(interests(), 1);
    visitor.get(&home).is(200).shows("Oxygen").hides("Elsewhere").hides("Hidden");
    assert_eq!(visitor.post("/en/i", MINE).is(200).text, first, "an address that is known is answered alike");
    // The office sees who asked, and says which organisation it is.
    olena.get("/uk/interests").is(200).shows("записалися самі").shows("1 партнер записався сам").shows("partner@un.example");
    let of = olena.get("/uk/interests.json").json()["items"][0].clone();
    assert_eq!((&of["organisation"], &of["unknown"]), (&serde_json::Value::Null, &true.into()));
    let id = of["id"].as_str().unwrap();
    olena.post(&format!("/uk/interests/{id}/organisation"), &[("organisation", "nobody")]).is(400);
    olena.post(&format!("/uk/interests/{id}/organisation"), &[("organisation", "un-programme")]).is(303);
    olena.get("/uk/interests").is(200).hides("записалися самі");
    for client in [cast.visitor(), cast.vira(), cast.ivan()] {
        let answer = client.post(&format!("/uk/interests/{id}/organisation"), &[("organisation", "un-programme")]);
        assert!(answer.status != 303 || answer.location.starts_with("/uk/session/new"), "{}", answer.status);
    }
    olena.get("/uk/journal.json").is(200).hides("partner@un.example");
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn what_nobody_confirms_is_forgotten() {
    let cast = Cast::new();
    reachable(&cast);
    cast.visitor().post("/en/i", MINE).is(200);
    let path = confirmation(&cast).expect("a letter");
    let late = web::app(later(&cast, 24 * 8), &app::routes());
    cast.visitor().at(&late).get(&path).is(410).shows("The link has expired");
    cast.visitor().at(&late).post(&path, &[]).is(410);
    super::forget(&later(&cast, 24 * 6)).unwrap();
    cast.visitor().get(&path).is(200);
    super::forget(&later(&cast, 24 * 8)).unwrap();
    cast.visitor().get(&path).is(404).shows("This link opens nothing");
    assert_eq!(cast.olena().get("/uk/interests.json").json()["total"], 0);
}

#[test]
fn a_partner_changes_what_they_look_for_and_nothing_else() {
    let cast = Cast::new();
    needs(&cast);
    let (visitor, olena) = (cast.visitor(), cast.olena());
    let path = link(&olena.post("/uk/interests", WANT).is(200));
    visitor.get(&format!("{path}/edit")).is(200).shows("Change what you look for").hides("partner@un.example");
    let changed = [
        ("name", "Schools"),
        ("sectors", "112"),
        ("lang", "en"),
        ("often", "daily"),
        ("organisation", "lisova-hospital"),
        ("mail", "another@un.example"),
    ];
    visitor.post(&path, &changed).is(303);
    visitor.get(&path).is(200).shows("School").hides("sector 12220");
    let of = olena.get("/uk/interests.json").json()["items"][0].clone();
    assert_eq!((&of["label"], &of["mail"], &of["often"]), (&"Schools".into(), &"partner@un.example".into(), &"daily".into()));
    assert_eq!(of["organisation"]["label"], "Програма ООН");
    visitor.post(&path, &[("name", ""), ("sectors", "1")]).is(422).shows("There is no such sector in the DAC list");
    let id = of["id"].as_str().unwrap();
    olena.post(&format!("/uk/interests/{id}/revocation"), &[]).is(303);
    visitor.post(&path, &changed).is(410);
    visitor.get(&format!("{path}/edit")).is(410);
}

#[test]
fn nobody_is_flooded_with_letters() {
    let cast = Cast::new();
    reachable(&cast);
    let ask = |n: usize| {
        let mail = format!("partner{n}@un.example");
        let fields: Vec<(&str, &str)> =
            MINE.iter().filter(|(name, _)| *name != "mail").copied().chain([("mail", mail.as_str())]).collect();
        cast.visitor().post("/en/i", &fields).status
    };
    let answers: Vec<u16> = (0..30).map(ask).collect();
    assert!(answers[0] == 200 && answers[29] == 429, "{answers:?}");
}
