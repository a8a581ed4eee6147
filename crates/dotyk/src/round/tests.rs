//! Stories of collection rounds: many are asked, some answer, the silent are chased, and it is over.

use crate::app;
use crate::testing::{Cast, Client, Seen};

const ROUND: &[(&str, &str)] = &[
    ("title_uk", "Що потрібно лікарням"),
    ("title_en", "Hospitals"),
    ("ask_uk", "Заявіть, чого бракує відділенням"),
    ("sector", "12220"),
    ("emergency", "covid-19-2020"),
    ("from", "2021-03-01"),
    ("until", "2021-04-15"),
];

const CARD: &str = "/uk/rounds/hospitals";

/// The links on a page that shows them, by name of the institution.
fn links(seen: &Seen) -> Vec<(String, String)> {
    let rows = seen.text.split("<tr><th>").skip(2).map(|row| {
        let name = row.split(['<']).next().unwrap_or_default().to_owned();
        let link = row.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap_or_default();
        (name, link.trim_start_matches("https://dotyk.example").to_owned())
    });
    rows.collect()
}

fn link_of(links: &[(String, String)], name: &str) -> String {
    links.iter().find(|(of, _)| of == name).unwrap_or_else(|| panic!("no link of {name} in {links:?}")).1.clone()
}

/// A round that asks the hospital and the programme, and their links.
fn opened(cast: &Cast) -> Vec<(String, String)> {
    let olena = cast.olena();
    assert_eq!(olena.post("/uk/rounds", ROUND).is(303).location, CARD);
    olena.post(&format!("{CARD}/opening"), &[]).is(400).shows("Нікого не обрано");
    olena.post(&format!("{CARD}/members"), &[]).is(400).shows("Не сказано, кого запитати");
    olena.get(&format!("{CARD}?q=лікарня")).is(200).shows("Така 1 установа").shows("Запитати 1 установу");
    olena.post(&format!("{CARD}/members"), &[("q", "лікарня")]).is(303);
    olena.post(&format!("{CARD}/members"), &[("organisation", "un-programme")]).is(303);
    olena.get(CARD).is(200).shows("Запитано: 2").shows("ще без посилання");
    links(&olena.post(&format!("{CARD}/opening"), &[]).is(200).shows("Лісова лікарня"))
}

fn state(phone: &Client, link: &str, once: &str) -> Seen {
    let fields = [("once", once), ("lines.0.item_uk", "Ліжка"), ("lines.0.quantity", "3"), ("lines.0.unit", "piece")];
    phone.post(&format!("{link}/needs"), &fields)
}

/// How many institutions stand so.
fn count(olena: &Client, status: &str) -> i64 {
    let json = olena.get(&format!("{CARD}.json")).is(200).json();
    let counts = json["counts"].as_array().expect("counts").clone();
    counts.iter().find(|pair| pair[0] == status).and_then(|pair| pair[1].as_i64()).expect("a count")
}

/// Waits until it is written down that links were opened.
fn until_seen(olena: &Client, status: &str, wanted: i64) {
    for _ in 0..100 {
        if count(olena, status) == wanted {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("{} are {status}, not {wanted}", count(olena, status));
}

#[test]
fn hospitals_are_asked_answer_are_chased_and_the_round_is_closed() {
    let cast = Cast::new();
    let (olena, phone) = (cast.olena(), cast.visitor());
    let given = opened(&cast);
    assert_eq!(given.len(), 2);
    assert_eq!(count(&olena, "silent"), 2);
    olena.get(CARD).is(200).shows("триває").shows("2 посилання, треба передати");
    olena.post(&format!("{CARD}/handover"), &[]).is(303);
    olena.get(CARD).is(200).shows("передано").hides("треба передати");

    // The hospital looks, and is no longer silent; then it states a need, and the round gives what the form does not ask.
    let hospital = link_of(&given, "Лісова лікарня");
    let home = phone.get(&hospital).is(200).shows("Що потрібно лікарням").shows("Заявіть, чого бракує відділенням");
    home.shows("Нове можна заявити до кінця дня 15 квітня 2021 р.");
    until_seen(&olena, "opened", 1);
    phone.get(&format!("{hospital}/new")).is(200).shows("Заявіть, чого бракує відділенням");
    phone.post(&format!("{hospital}/needs"), &[("once", "d"), ("do", "draft"), ("lines.0.item_uk", "Ковдри")]).is(303);
    olena.get(CARD).is(200).shows("є ненадіслана чернетка").hides("Ковдри");
    phone.get(&hospital).is(200).shows("ще не надіслано: Ковдри");
    state(&phone, &hospital, "a").is(303);
    state(&phone, &hospital, "a").is(303);
    olena.get(CARD).is(200).hides("є ненадіслана чернетка");
    // What is needed is not nothing, until it is needed no more.
    phone.get(&hospital).is(200).hides("/nothing\"");
    phone.post(&format!("{hospital}/nothing"), &[("once", "n")]).is(409).shows("Ви вже заявили потреби");
    let needs = olena.get("/uk/needs.json?round=hospitals").is(200).json();
    assert_eq!(needs["total"], 1);
    assert_eq!(
        (needs["items"][0]["sector"].as_str(), needs["items"][0]["emergency"].as_str()),
        (Some("12220"), Some("covid-19-2020"))
    );
    assert_eq!((count(&olena, "answered"), count(&olena, "silent")), (1, 1));
    olena.get(CARD).is(200).shows("Відповіла 1 установа").shows("1 заявлена потреба").shows("Нагадати 1 установі");

    // The silent one is chased, while it has begun to write: it gets another link, and the letter on its table still works.
    let begun = [("once", "e"), ("do", "draft"), ("lines.0.item_uk", "Намети")];
    phone.post(&format!("{}/needs", link_of(&given, "Програма ООН")), &begun).is(303);
    let again = links(&olena.post(&format!("{CARD}/reminders"), &[]).is(200));
    assert_eq!(again.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Програма ООН"]);
    let (old, new) = (link_of(&given, "Програма ООН"), link_of(&again, "Програма ООН"));
    assert_ne!(old, new);
    for link in [&old, &new] {
        phone.get(link).is(200).shows("ще не надіслано: Намети");
    }
    // What goes on through the new link is the same draft, on the server and on the device, and of this institution alone.
    let form = phone.get(&format!("{new}/new")).is(200).text;
    let kept = |page: &str| page.split("data-draft=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    assert!(form.contains("value=\"Намети\"") && kept(&form).is_some());
    assert_eq!(kept(&form), kept(&phone.get(&format!("{old}/new")).is(200).text));
    let begun = form.split("name=\"begun\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("what it goes on");
    let more = |once, begun| [("once", once), ("do", "draft"), ("lines.0.item_uk", "Великі намети"), ("begun", begun)];
    phone.post(&format!("{new}/needs"), &more("f", begun)).is(303);
    phone.get(&old).is(200).shows("ще не надіслано: Великі намети").hides("Намети");
    // What somebody else of the institution begins meanwhile through the first link is theirs, and stays.
    phone.post(&format!("{old}/needs"), &[("once", "g"), ("do", "draft"), ("lines.0.item_uk", "Ковдри")]).is(303);
    phone.post(&format!("{new}/needs"), &more("h", begun)).is(303);
    phone.get(&old).is(200).shows("ще не надіслано: Ковдри");
    phone.get(&new).is(200).shows("ще не надіслано: Великі намети");
    let other = phone.get(&format!("{hospital}/new")).is(200).hides("Великі намети").text;
    assert_ne!(kept(&other), kept(&form));
    let rows = olena.get(&format!("{CARD}.csv")).is(200).csv();
    let chased: Vec<(&str, &str)> = rows.iter().map(|row| (row["label"].as_str(), row["chased"].as_str())).collect();
    assert_eq!(chased, [("Лісова лікарня", "0"), ("Програма ООН", "1")]);

    // It needs nothing, and says so twice on a bad line; later it needs something after all.
    let nothing = [("once", "n")];
    phone.post(&format!("{new}/nothing"), &nothing).is(303);
    phone.post(&format!("{new}/nothing"), &nothing).is(303);
    phone.get(&new).is(200).shows("нічого не потрібно").hides("/nothing\"");
    assert_eq!(count(&olena, "nothing"), 1);
    olena.post(&format!("{CARD}/reminders"), &[]).is(400).shows("Усі відповіли");
    state(&phone, &new, "b").is(303);
    phone.get(&old).is(200).shows("ще не надіслано: Ковдри").hides("Великі намети");
    assert_eq!((count(&olena, "answered"), count(&olena, "nothing")), (2, 0));
    olena.get(&format!("{CARD}?status=answered")).is(200).shows("Програма ООН");

    // Closed, nothing new is stated by its links; what was stated is still the institution's to look after.
    olena.post(&format!("{CARD}/closing"), &[]).is(303);
    for link in [&hospital, &old, &new] {
        let home = phone.get(link).is(200).shows("Цей збір потреб завершено").shows("office@dotyk.example").shows("Ліжка");
        home.hides("Заявити нову потребу");
        phone.get(&format!("{link}/new")).is(410).shows("Збір потреб завершено").shows("office@dotyk.example");
        phone.post(&format!("{link}/nothing"), &[("once", "z")]).is(410);
    }
    state(&phone, &hospital, "c").is(410).shows("Збір потреб завершено");
    let mine = format!("{hospital}/needs/lizhka");
    let page = phone.get(&mine).is(200).shows("Так, ще потрібно");
    let seen = page.text.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("it").to_owned();
    phone.post(&format!("{mine}/renewal"), &[("once", "r")]).is(303);
    let came = [("once", "k"), ("line", "1"), ("quantity", "1"), ("seen", &seen)];
    phone.post(&format!("{mine}/confirmations"), &came).is(303);
    olena.post(&format!("{CARD}/closing"), &[]).is(400).shows("Збір не триває");
    assert_eq!(olena.get("/uk/needs.json?round=hospitals").json()["total"], 2);
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn a_round_is_the_offices_own() {
    let cast = Cast::new();
    let given = opened(&cast);
    let (ivan, vira, visitor) = (cast.ivan(), cast.vira(), cast.visitor());
    for path in ["/uk/rounds", CARD] {
        ivan.get(path).is(403);
        visitor.get(path).is(303);
        vira.get(path).is(200).hides("/opening").hides("/members");
    }
    for path in ["members", "opening", "reminders", "handover", "closing", "members/removal"] {
        vira.post(&format!("{CARD}/{path}"), &[]).is(403);
        ivan.post(&format!("{CARD}/{path}"), &[]).is(403);
    }
    visitor.get("/uk/needs.json?round=hospitals").is(404);
    ivan.get("/uk/needs.json?round=hospitals").is(404);
    // A link of a round reaches the needs of its institution, and of no other.
    let phone = cast.visitor();
    let link = link_of(&given, "Лісова лікарня");
    state(&phone, &link, "a").is(303);
    let another = link_of(&given, "Програма ООН");
    for path in ["", "/edit"] {
        phone.get(&format!("{another}/needs/lizhka{path}")).is(404);
    }
    phone.post(&format!("{another}/needs/lizhka/renewal"), &[("once", "r")]).is(404);
    // A link that belongs to no round cannot say that nothing is needed.
    let seen = cast.olena().post("/uk/needs/links", &[("organisation", "lisova-hospital")]).is(200);
    let start = seen.text.find("value=\"/uk/n/").expect("a link") + 7;
    let other = seen.text[start..].split('"').next().expect("its end").to_owned();
    phone.post(&format!("{other}/nothing"), &[("once", "x")]).is(404);
    // No token is kept.
    assert!(!cast.olena().get("/uk/journal.csv").text.contains(link.rsplit('/').next().expect("a token")));
}

#[test]
fn a_round_has_its_days_and_is_edited_with_care() {
    let cast = Cast::new();
    let olena = cast.olena();
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
        ROUND.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)).chain(more).copied().collect()
    };
    olena.post("/uk/rounds", &with(&[("until", "2021-02-01")])).is(422).shows("Останній день раніше за перший");
    olena.post("/uk/rounds", &with(&[("from", "весна")])).is(422).shows("«весна» не день");
    olena.post("/uk/rounds", &with(&[("from", "2021-04-10")])).is(303);
    olena.post(&format!("{CARD}/members"), &[("organisation", "lisova-hospital")]).is(303);
    olena.post(&format!("{CARD}/members"), &[("organisation", "un-programme")]).is(303);
    olena.post(&format!("{CARD}/members/removal"), &[("organisation", "un-programme")]).is(303);
    olena.post(&format!("{CARD}/opening"), &[]).is(400).shows("Ще зарано");
    let version = olena.get(&format!("{CARD}/edit")).is(200);
    let version = version.text.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("it");
    olena.post(CARD, &with(&[("version", "1"), ("ask_uk", "Інше")])).is(409);
    let fields: Vec<(&str, &str)> = with(&[]).into_iter().chain([("version", version)]).collect();
    olena.post(CARD, &fields).is(303);
    // As a table for whoever writes the letters.
    let seen = olena.post(&format!("{CARD}/opening"), &[("as", "csv")]).is(200);
    assert!(seen.headers["content-type"].to_str().is_ok_and(|media| media.starts_with("text/csv")));
    assert!(seen.text.contains("Лісова лікарня") && seen.text.contains("/uk/n/") && !seen.text.contains("Програма"));
    olena.post(&format!("{CARD}/members/removal"), &[("organisation", "lisova-hospital")]).is(400).shows("вже запитано");
    // Who is asked later gets a link with the next wave.
    olena.post(&format!("{CARD}/members"), &[("organisation", "un-programme")]).is(303);
    assert_eq!((count(&olena, "unlinked"), count(&olena, "silent")), (1, 1));
    assert_eq!(links(&olena.post(&format!("{CARD}/reminders"), &[]).is(200)).len(), 2);
    assert_eq!(olena.get("/uk/rounds.json").json()["items"][0]["asked"], 2);
    olena.get("/uk/needs").is(200).shows("Збори потреб");
}

#[test]
fn a_sheet_of_links_has_pictures_once_the_office_says_where_it_is() {
    let picture = crate::web::qr("https://dotyk.example/uk/n/abcdefghijkmnpqrstuvwxyz23456789").expect("a picture").0;
    // The finder in the corner: seven dark modules in the first row, behind a quiet zone of four.
    assert!(picture.contains("d=\"M4 4h7v1h-7z") && picture.len() < 8_000, "{picture}");
    assert!(crate::web::qr(&"x".repeat(5000)).is_none());
}

#[test]
fn who_agreed_to_be_asked_gets_the_link_by_letter() {
    let cast = Cast::new();
    let olena = cast.olena();
    ready_to_ask(&cast);
    olena.post("/uk/needs", &[BEDS, &[("contact_name", "Марія"), ("contact_rounds", "1")]].concat()).is(303);
    let letters = || olena.get("/uk/letters.json").json()["total"].as_i64().expect("a number");
    // The sheet holds the one without an address; the other's link stands nowhere but in the letter.
    let sheet = olena.post(&format!("{CARD}/opening"), &[]).is(200).shows("1 установа отримає посилання листом");
    let sheet = sheet.shows("Програма ООН").hides("maria@likarnia.example");
    assert!(!sheet.text.contains("<tr><th>Лісова лікарня"), "{}", sheet.plain());
    assert_eq!(letters(), 1);
    let letter = olena.get("/uk/letters").is(200).shows("Що потрібно лікарням").shows("maria@likarnia.example").text;
    let link =
        letter.split("https://dotyk.example").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link").to_owned();
    cast.visitor().get(&link).is(200).shows("Лісова лікарня");
    olena.get(CARD).is(200).shows("Листів із посиланнями: чекає 1").shows("треба передати").hides("maria@likarnia.example");
    // Whoever is silent is reminded by letter once more.
    olena.post(&format!("{CARD}/reminders"), &[]).is(200).shows("отримає посилання листом");
    assert_eq!(letters(), 2);
    olena.get("/uk/letters").is(200).shows("Нагадуємо: Що потрібно лікарням");
    state(&cast.visitor(), &link, "a").is(303);
    olena.post(&format!("{CARD}/reminders"), &[("as", "csv")]).is(200).hides("Лісова лікарня");
    assert_eq!(letters(), 2, "who has answered is not written to");
    assert_eq!(olena.get(&format!("{CARD}.json")).json()["letters"], serde_json::json!([["waiting", 2]]));
    olena.get("/uk/journal.json").is(200).hides("maria@likarnia.example");
    // Where all of them go by letter, nothing is to be handed over.
    let alone: Vec<(&str, &str)> =
        ROUND.iter().map(|(name, value)| if *name == "title_en" { (*name, "Alone") } else { (*name, *value) }).collect();
    olena.post("/uk/rounds", &alone).is(303);
    olena.post("/uk/rounds/alone/members", &[("organisation", "lisova-hospital")]).is(303);
    olena.post("/uk/rounds/alone/opening", &[]).is(200).shows("Передавати нікому нічого не треба");
    olena.get("/uk/rounds/alone").is(200).hides("треба передати");
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

/// A need with the address of whoever stated it.
const BEDS: &[(&str, &str)] = &[
    ("title_uk", "Ліжка"),
    ("organisation", "lisova-hospital"),
    ("lines.0.item_uk", "Ліжка"),
    ("lines.0.unit", "piece"),
    ("lines.0.quantity", "3"),
    ("contact_mail", "maria@likarnia.example"),
];

/// An office that the outside reaches, and its round between two institutions.
fn ready_to_ask(cast: &Cast) {
    let page = cast.marta().get("/uk/office/settings/edit").is(200);
    let version = page.text.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("it");
    let fields = [("name_uk", "Тестова установа"), ("base_url", "https://dotyk.example"), ("version", version)];
    cast.marta().post("/uk/office/settings", &fields).is(303);
    cast.olena().post("/uk/rounds", ROUND).is(303);
    for slug in ["lisova-hospital", "un-programme"] {
        cast.olena().post(&format!("{CARD}/members"), &[("organisation", slug)]).is(303);
    }
}

#[test]
fn who_did_not_agree_to_be_asked_is_written_to_by_nobody() {
    let cast = Cast::new();
    let olena = cast.olena();
    ready_to_ask(&cast);
    // She agreed once, and gave her address without it later: the last word counts.
    olena.post("/uk/needs", &[BEDS, &[("contact_rounds", "1")]].concat()).is(303);
    olena.post("/uk/needs", BEDS).is(303);
    let person = |name, organisation, mail| {
        [("name_uk", name), ("organisation", organisation), ("mail", mail), ("purpose_uk", "підписує угоди")]
    };
    olena.post("/uk/people", &person("Ганна Приклад", "lisova-hospital", "hanna@likarnia.example")).is(303);
    let agreed = person("Олег Приклад", "un-programme", "oleh@un.example");
    let oleh = olena.post("/uk/people", &[&agreed[..], &[("rounds", "1")]].concat()).is(303).location;
    olena.get(&oleh).is(200).shows("Погоджується отримувати листи, коли збирають потреби");
    cast.visitor().get(&oleh).is(404);
    let sheet = olena.post(&format!("{CARD}/opening"), &[]).is(200).shows("1 установа отримає посилання листом");
    sheet.shows("Лісова лікарня");
    olena.get("/uk/letters").is(200).shows("oleh@un.example").shows("бо ви погодилися").hides("likarnia.example");
    // He changes his mind: what stands in his form is what holds.
    olena.post(&oleh, &[&agreed[..], &[("version", "1")]].concat()).is(303);
    olena.get(&oleh).is(200).hides("Погоджується отримувати листи");
    olena.post(&format!("{CARD}/reminders"), &[]).is(200).hides("отримає посилання листом").shows("Програма ООН");
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}
