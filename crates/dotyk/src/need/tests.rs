//! Stories of needs: stated, promised, brought and confirmed; the private link and what it does not open; what stays private.

use super::link::{self, Link, Purpose};
use super::store;
use crate::access::{Actor, Kind};
use crate::app;
use crate::journal::{Moment, Write};
use crate::testing::{Cast, Client, LISOVE, STEPOVA, Seen};
use crate::web::told_jpeg;

const EDGE: &str = "XdotykX";

/// The hospital's need, with a contact that nobody may see.
const OXYGEN: &[(&str, &str)] = &[
    ("title_uk", "Кисневі концентратори для лікарні"),
    ("title_en", "Oxygen"),
    ("organisation", "lisova-hospital"),
    ("place", LISOVE),
    ("why_uk", "Немає чим лікувати"),
    ("whom_uk", "пацієнти"),
    ("people", "7"),
    ("needed_by", "2021-05"),
    ("sector", "12220"),
    ("priority", "urgent"),
    ("emergency", "covid-19-2020"),
    ("lines.0.item_uk", "Кисневі концентратори"),
    ("lines.0.item_en", "Oxygen concentrators"),
    ("lines.0.unit", "piece"),
    ("lines.0.quantity", "10"),
    ("lines.0.cost", "500 000"),
    ("lines.0.currency", "uah"),
    ("contact_name", "Секретна Марія"),
    ("contact_phone", "+380509998877"),
    ("contact_mail", "sekret@likarnia.example"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    kept.chain(more).copied().collect()
}

/// Sends parts: text fields, then a file.
fn upload(client: &Client, path: &str, texts: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Seen {
    let mut body = Vec::new();
    let token = client.token();
    for (name, value) in texts.iter().copied().chain([("_token", token.as_str())]) {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    if let Some((name, content)) = file {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n").into_bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{EDGE}--\r\n").into_bytes());
    client.post_raw(path, &format!("multipart/form-data; boundary={EDGE}"), body)
}

/// A value of the page: of an input with this name.
fn value(seen: &Seen, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    seen.text.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no {name}")).to_owned()
}

/// Makes a private link for the hospital; its path.
fn make_link(cast: &Cast, fields: &[(&str, &str)]) -> String {
    let seen = cast.olena().post("/uk/needs/links", &with(&[("organisation", "lisova-hospital")], fields)).is(200);
    let start = seen.text.find("value=\"/uk/n/").expect("the link is shown once") + 7;
    seen.text[start..].split('"').next().expect("its end").to_owned()
}

/// A link whose time is over; its path.
fn expired(cast: &Cast) -> String {
    let made = Link {
        id: "00000000-0000-0000-0000-0000000000ff".into(),
        organisation: Some("org-hospital".into()),
        need: None,
        known_as: Vec::new(),
        purposes: Purpose::ALL.to_vec(),
        created_at: "2021-03-01T00:00:00.000Z".into(),
        created_by: "acc-olena".into(),
        expires_at: "2021-03-30T00:00:00.000Z".into(),
        revoked_at: None,
        draft: None,
        round: None,
        nothing_at: None,
        seen_at: None,
    };
    let moment = Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
    let written = cast.db.write_blocking(|tx| {
        let mut write = Write::begin(tx, "test", moment)?;
        let permit = Actor::command("test", "a test").may_create(Kind::Link, &made.id).expect("a permit");
        store::add_link(&mut write, &permit, &made, &link::digest("longago"))?;
        write.finish().map(drop)
    });
    written.expect("a link");
    "/uk/n/longago".to_owned()
}

/// The hospital lies in the town, as the register knows.
fn lies_in_town(cast: &Cast) {
    let path = "/uk/organisations/lisova-hospital";
    let version = value(&cast.olena().get(&format!("{path}/edit")).is(200), "version");
    let fields = [("version", version.as_str()), ("name_uk", "Лісова лікарня"), ("kind", "government"), ("place", LISOVE)];
    cast.olena().post(path, &fields).is(303);
}

#[test]
fn a_hospital_needs_oxygen_concentrators() {
    let cast = Cast::new();
    lies_in_town(&cast);
    let (olena, phone, visitor) = (cast.olena(), cast.visitor(), cast.visitor());
    // It opens its link on a phone and states the line, the number and by when.
    let link = make_link(&cast, &[]);
    let home = phone.get(&link).is(200).shows("Лісова лікарня").shows("Заявити нову потребу");
    assert_eq!(home.headers["referrer-policy"], "no-referrer");
    assert_eq!(home.headers["cache-control"], "no-store");
    assert_eq!(home.headers["x-robots-tag"], "noindex, nofollow");
    let form = phone.get(&format!("{link}/new")).is(200).shows("Що саме").shows("Лісове");
    let styles =
        phone.get(form.text.split("rel=\"stylesheet\" href=\"").nth(1).expect("styles").split('"').next().expect("an address"));
    // The one script is ours, lies apart, and only keeps what is typed.
    let script = form.text.split("<script src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a script").to_owned();
    assert!(script.ends_with("draft.js") && form.text.matches("<script").count() == 1);
    let script = phone.get(&script).is(200);
    let weight = [&form, &styles, &script].map(|part| part.bytes.len());
    assert!(weight[0] + weight[1] < 30_000 && weight[2] < 3_000, "{weight:?}");
    let once = value(&form, "once");
    let fields = [
        ("once", once.as_str()),
        ("do", "state"),
        ("lines.0.item_uk", "Кисневі концентратори"),
        ("lines.0.quantity", "10"),
        ("lines.0.unit", "piece"),
        ("needed_by", "2021-04-30"),
        ("priority", "urgent"),
        ("contact_name", "Секретна Марія"),
        ("contact_phone", "+380509998877"),
    ];
    let first = phone.post(&format!("{link}/needs"), &fields).is(303);
    // The line was bad and the phone sent it twice: the second is answered as the first, and nothing is doubled.
    assert_eq!(phone.post(&format!("{link}/needs"), &fields).is(303).location, first.location);
    phone
        .get(&first.location)
        .is(200)
        .shows("Збережено")
        .shows("Потрібно 10 штук, обіцяно 0, підтверджено 0: очікується 0, ще бракує 10");
    assert_eq!(olena.get("/uk/needs.json").json()["total"], 1);

    // The coordinator finds it on the desk, confirms and publishes it.
    olena.get("/uk/").is(200).shows("1 Потреби підтвердити");
    let card = "/uk/needs/kysnevi-kontsentratory";
    visitor.get(card).is(404);
    olena.get(card).is(200).shows("заявлено").shows("Секретна Марія").shows("+380509998877");
    olena.post(&format!("{card}/events"), &[("event", "confirmed")]).is(303);
    olena.post(&format!("{card}/publication"), &[]).is(303);
    visitor.get(card).is(200).shows("підтверджено установою").hides("Секретна").hides("380509998877");

    // A partner promises six of ten; four arrive, and the hospital confirms with a photo.
    let promise = [
        ("line", "1"),
        ("organisation", "un-programme"),
        ("quantity", "6"),
        ("date", "2021-03-20"),
        ("source", "report-2020"),
        ("locator", "с. 5"),
    ];
    olena.post(&format!("{card}/promises"), &promise).is(303);
    visitor.get(card).is(200).shows("Програма ООН").shows("частково закрито");
    let mine = format!("{link}/needs/kysnevi-kontsentratory");
    let page = phone.get(&mine).is(200).shows("Програма ООН, 6");
    assert!(page.bytes.len() + styles.bytes.len() < 30_000);
    let seen = value(&page, "seen");
    let texts = [("once", "once-1"), ("line", "1"), ("promise", "1"), ("quantity", "4"), ("seen", seen.as_str())];
    let photo = told_jpeg();
    let sent = upload(&phone, &format!("{mine}/confirmations"), &texts, Some(("фото.jpg", &photo))).is(303);
    assert_eq!(
        upload(&phone, &format!("{mine}/confirmations"), &texts, Some(("фото.jpg", &photo))).is(303).location,
        sent.location
    );
    let said = "Потрібно 10 штук, обіцяно 6, підтверджено 4: очікуються 2, ще бракує 4";
    phone.get(&sent.location).is(200).shows(said);
    visitor.get(card).is(200).shows(said);
    visitor
        .get("/en/needs/kysnevi-kontsentratory")
        .is(200)
        .shows("10 pieces asked, 6 promised, 4 confirmed: 2 awaited, 4 still open");
    let data = visitor.get(&format!("{card}.json")).json();
    let line = &data["need"]["lines"][0];
    let sums: Vec<&str> = ["asked", "promised", "delivered", "confirmed", "awaited", "open"]
        .iter()
        .map(|key| line[*key].as_str().unwrap_or("?"))
        .collect();
    assert_eq!(sums, ["10", "6", "4", "4", "2", "4"]);
    // The photo is there for the office, and says nothing of where it was taken.
    let file = olena.get(&format!("{card}.json")).json()["deliveries"][0]["words"][0]["file"]["url"]
        .as_str()
        .expect("a photo")
        .to_owned();
    let photo = olena.get(file.trim_end_matches("/about")).is(200);
    assert_eq!(photo.headers["content-type"], "image/jpeg");
    assert!(!photo.bytes.windows(3).any(|window| window == b"GPS"), "the photo says where it was taken");
    visitor.get(file.trim_end_matches("/about")).is(404);
    // What the source says of it is on the page of the source.
    olena.get("/uk/sources/report-2020").is(200).shows("Кисневі концентратори");
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn two_weeks_of_silence_and_the_hospital_is_asked_again() {
    let cast = Cast::new();
    let (olena, phone) = (cast.olena(), cast.visitor());
    let link = make_link(&cast, &[]);
    olena.post("/uk/needs", &with(OXYGEN, &[("state", "draft")])).is(303);
    let card = "/uk/needs/oxygen";
    olena.get(card).is(200).shows("чернетка");
    olena.post(&format!("{card}/promises"), &[("line", "1"), ("who", "хтось"), ("quantity", "1")]).is(400).shows("ще чернетка");
    olena.post(&format!("{card}/publication"), &[]).is(400).shows("Спершу заявіть");
    olena.post(&format!("{card}/events"), &[("event", "stated"), ("date", "2021-03-01")]).is(303);
    olena.get("/uk/").is(200).shows("1 Спитати, чи ще потрібно");
    assert_eq!(olena.get("/uk/needs.json?renew=1").json()["total"], 1);
    let home = phone.get(&link).is(200).shows("Чи ще потрібно?");
    let once = value(&home, "once");
    let renewal = format!("{link}/needs/oxygen/renewal");
    phone.post(&renewal, &[("once", &once)]).is(303);
    phone.post(&renewal, &[("once", &once)]).is(303);
    phone.get(&link).is(200).hides("Чи ще потрібно?");
    let card = olena.get(&format!("{card}.json")).json();
    assert_eq!(card["events"].as_array().map(Vec::len), Some(2));
    assert_eq!(olena.get("/uk/needs.json?renew=1").json()["total"], 0);
    // The office may say in its settings how long a need holds.
    olena.get("/uk/needs/oxygen.json?as-of=2021-03-20").is(200);
    assert_eq!(olena.get("/uk/needs/oxygen.json?as-of=2021-08-01").json()["need"]["state"], "lapsed");
}

#[test]
fn a_link_that_opens_nothing_says_so_and_how_to_get_another() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    olena.post("/uk/needs", OXYGEN).is(303);
    let wrong = visitor
        .get("/uk/n/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
        .is(404)
        .shows("Це посилання не працює")
        .shows("office@dotyk.example");
    let never = visitor.get("/uk/n/x").is(404);
    assert_eq!(wrong.plain(), never.plain(), "a wrong token and one that never was are told apart");
    assert_eq!(wrong.headers["referrer-policy"], "no-referrer");
    for path in ["/uk/n/x/new", "/uk/n/x/needs/oxygen"] {
        visitor.get(path).is(404);
    }
    visitor.post("/uk/n/x/needs", &[("do", "state")]).is(404);
    visitor.post("/uk/n/x/needs/oxygen/renewal", &[]).is(404);
    upload(&visitor, "/uk/n/x/needs/oxygen/confirmations", &[("line", "1")], Some(("a.pdf", b"%PDF-1.7"))).is(404);
    let kept: Vec<_> = std::fs::read_dir(&cast.state.files).expect("files").collect();
    assert!(kept.is_empty(), "bytes of a stranger reached the disk");

    let made = make_link(&cast, &[]);
    visitor.get(&made).is(200);
    olena.get("/uk/needs/oxygen").is(200).shows("усі потреби організації");
    let card = olena.get("/uk/needs/oxygen").text;
    let id = card.split("/links/").nth(1).and_then(|rest| rest.split('/').next()).expect("the link").to_owned();
    cast.ivan().post(&format!("/uk/needs/oxygen/links/{id}/revocation"), &[]).is(403);
    olena.post(&format!("/uk/needs/oxygen/links/{id}/revocation"), &[]).is(303);
    visitor.get(&made).is(410).shows("Це посилання забрано").shows("office@dotyk.example");
    visitor.post(&format!("{made}/needs"), &[("do", "state")]).is(410);

    let made = expired(&cast);
    visitor.get(&made).is(410).shows("Строк цього посилання минув");
    olena.post("/uk/needs/links", &[("organisation", "lisova-hospital"), ("days", "9999")]).is(400).shows("Скільки днів");
    cast.ivan().post("/uk/needs/links", &[("organisation", "lisova-hospital")]).is(403);
    cast.visitor().post("/uk/needs/links", &[("organisation", "lisova-hospital")]).is(303);
    // Whoever keeps trying has to wait.
    for n in 0..30 {
        visitor.get(&format!("/uk/n/guess{n}"));
    }
    assert_eq!(visitor.get("/uk/n/guess").is(429).headers["retry-after"], "60");
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn a_link_opens_its_own_needs_for_its_purposes_and_nothing_else() {
    let cast = Cast::new();
    let (olena, phone) = (cast.olena(), cast.visitor());
    olena.post("/uk/needs", OXYGEN).is(303);
    olena.post("/uk/needs", &with(OXYGEN, &[("title_en", "Elsewhere"), ("organisation", ""), ("place", STEPOVA)])).is(303);
    olena.post("/uk/needs/elsewhere/publication", &[]).is(303);
    let made = make_link(&cast, &[("purpose", "renew")]);
    phone.get(&made).is(200).hides("Заявити нову потребу").hides("Elsewhere");
    phone.get(&format!("{made}/needs/oxygen")).is(200).hides("confirmations");
    phone.get(&format!("{made}/new")).is(404);
    phone.post(&format!("{made}/needs"), &[("do", "state"), ("lines.0.item_uk", "x"), ("lines.0.quantity", "1")]).is(404);
    upload(&phone, &format!("{made}/needs/oxygen/confirmations"), &[("line", "1"), ("quantity", "1"), ("seen", "0")], None)
        .is(404);
    // Also what anybody may look at is not the holder's to speak of.
    for path in ["needs/elsewhere", "needs/no-such"] {
        phone.get(&format!("{made}/{path}")).is(404);
        phone.post(&format!("{made}/{path}/renewal"), &[("once", "a")]).is(404);
    }
    phone.post(&format!("{made}/needs/oxygen/renewal"), &[("once", "b")]).is(303);
    // A link for one need knows of no other.
    let seen = olena.post("/uk/needs/elsewhere/links", &[("purpose", "confirm"), ("reach", "need")]).is(200);
    let start = seen.text.find("value=\"/uk/n/").expect("the link") + 7;
    let narrow = seen.text[start..].split('"').next().expect("its end").to_owned();
    phone.get(&narrow).is(200).shows("Кисневі концентратори для лікарні");
    phone.get(&format!("{narrow}/needs/elsewhere")).is(200);
    phone.get(&format!("{narrow}/needs/oxygen")).is(404);
    phone.get(&format!("{narrow}.json")).is(404);
    // Behind a link nobody is signed in: the rest of the register is as for everybody.
    phone.get("/uk/needs/oxygen").is(404);
    // The token is kept nowhere.
    let token = made.rsplit('/').next().expect("a token").to_owned();
    let by = |digest: &str| cast.db.read_blocking(|tx| store::link_by(tx, "test", digest)).expect("links");
    assert!(by(&link::digest(&token)).is_some() && by(&token).is_none());
    assert!(!olena.get("/uk/journal.csv").text.contains(&token));
}

#[test]
fn a_link_is_taken_back_before_anything_is_stated_and_another_form_is_never_lost() {
    let cast = Cast::new();
    let (olena, phone) = (cast.olena(), cast.visitor());
    let link = make_link(&cast, &[]);
    let state = |once: &str, item: &str| {
        let fields = [("once", once), ("lines.0.item_uk", item), ("lines.0.quantity", "3"), ("lines.0.unit", "piece")];
        phone.post(&format!("{link}/needs"), &fields).is(303);
    };
    // The same form twice is one need; a page from the browser's memory brings the old key with something new.
    for item in ["Ліжка", "Ліжка", "Ковдри"] {
        state("one-and-the-same", item);
    }
    let stated = olena.get("/uk/needs.json?organisation=lisova-hospital").json();
    assert_eq!(stated["total"], 2);
    // The hospital is merged into another; its link goes on for what was and what comes.
    olena.post("/uk/organisations/lisova-hospital/merger", &[("into", "un-programme")]).is(303);
    phone.get(&link).is(200).shows("Програма ООН").shows("Ковдри");
    let slug = stated["items"][0]["url"].as_str().and_then(|url| url.rsplit('/').next()).expect("an address").to_owned();
    phone.get(&format!("{link}/needs/{slug}")).is(200);
    state("next", "Подушки");
    let other = olena.get("/uk/needs?organisation=un-programme").is(200).shows("Подушки").shows("Особисті посилання");
    let revoke = other.text.split("action=\"").find(|rest| rest.contains("/revocation\"")).expect("a button to take it back");
    let revoke = revoke.split('"').next().expect("an address").to_owned();
    cast.visitor().post(&revoke, &[]).is(303);
    let back = olena.post(&revoke, &[]).is(303);
    assert_eq!(back.headers["location"], "/uk/needs?organisation=un-programme");
    phone.get(&link).is(410);
}

#[test]
fn a_draft_waits_for_its_writer_and_only_for_them() {
    let cast = Cast::new();
    let phone = cast.visitor();
    let made = make_link(&cast, &[]);
    let fields =
        [("do", "draft"), ("lines.0.item_uk", "Матраци"), ("lines.0.quantity", "кілька"), ("contact_name", "Секретна Марія")];
    let saved = phone.post(&format!("{made}/needs"), &fields).is(303).location;
    let page = phone.get(&saved).is(200).shows("Чернетку збережено");
    assert!(
        page.text.contains("value=\"Матраци\"")
            && page.text.contains("value=\"Секретна Марія\"")
            && page.text.contains("lines.2.item_uk")
    );
    phone.get(&made).is(200).shows("Продовжити чернетку").shows("ще не надіслано: Матраци");
    assert_eq!(cast.olena().get("/uk/needs.json").json()["total"], 0);
    let digest = link::digest(made.rsplit('/').next().expect("a token"));
    let lies = cast.db.read_blocking(|tx| store::link_by(tx, "test", &digest)).expect("links").expect("the link");
    assert!(lies.draft.is_some_and(|draft| !draft.contains("%D0") && !draft.contains("Марія")), "the draft is not sealed");
    // What is wrong is said at the field, and what was typed stays.
    let again =
        phone.post(&format!("{made}/needs"), &with(&fields, &[("do", "state")])).is(422).shows("Кількість має бути числом");
    assert!(again.text.contains("value=\"Матраци\"") && again.text.contains("href=\"#lines.0.quantity\""));
    phone.post(&format!("{made}/needs"), &with(&fields, &[("do", "state"), ("lines.0.quantity", "5")])).is(303);
    phone.get(&made).is(200).shows("Матраци").hides("Продовжити чернетку");
}

#[test]
fn a_delivery_is_disputed_and_two_do_not_confirm_it_at_once() {
    let cast = Cast::new();
    let (olena, one, two, visitor) = (cast.olena(), cast.visitor(), cast.visitor(), cast.visitor());
    olena.post("/uk/needs", OXYGEN).is(303);
    olena.post("/uk/needs/oxygen/publication", &[]).is(303);
    olena.post("/uk/needs/oxygen/deliveries", &[("line", "1"), ("who", "Фонд"), ("quantity", "4")]).is(303);
    let made = make_link(&cast, &[]);
    let target = format!("{made}/needs/oxygen/confirmations");
    let seen = value(&one.get(&format!("{made}/needs/oxygen")).is(200).shows("Фонд"), "seen");
    let say = |client: &Client, more: &[(&str, &str)]| {
        let texts = with(&[("line", "1"), ("delivery", "1"), ("seen", &seen)], more);
        upload(client, &target, &texts, None)
    };
    say(&one, &[("once", "a"), ("quantity", "4")]).is(303);
    // The second looked before the first had said so.
    say(&two, &[("once", "b"), ("quantity", "3")]).is(409).shows("хтось інший уже записав");
    assert_eq!(visitor.get("/uk/needs/oxygen.json").json()["need"]["lines"][0]["confirmed"], "4");
    let now = value(&two.get(&format!("{made}/needs/oxygen")), "seen");
    say(&two, &[("once", "c"), ("seen", &now), ("dispute", "інша модель, не вмикається")]).is(303);
    visitor.get("/uk/needs/oxygen").is(200).shows("спірне").shows("не зараховане").hides("інша модель");
    visitor.get("/uk/needs/oxygen.json").is(200).hides("інша модель");
    olena.get("/uk/needs/oxygen").is(200).shows("спірне").shows("інша модель, не вмикається");
    let line = visitor.get("/uk/needs/oxygen.json").json()["need"]["lines"][0].clone();
    assert_eq!(
        (line["disputed"].as_str(), line["confirmed"].as_str(), line["open"].as_str()),
        (Some("4"), Some("0"), Some("10"))
    );
    assert_eq!(line["flags"][0], "disputed");
    let now = value(&two.get(&format!("{made}/needs/oxygen")), "seen");
    say(&two, &[("once", "d"), ("seen", &now)]).is(422).shows("Напишіть, скільки надійшло");
    // A page of somebody else's is no photo, whatever it is called.
    for (name, content) in [
        ("photo.jpg", &b"<html><script>alert(1)</script>"[..]),
        ("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("photo.jpg", b"\xff\xd8\xff\xe0 and then <script>"),
        ("photo.gif", b"GIF89a"),
    ] {
        let texts = [("line", "1"), ("delivery", "1"), ("seen", now.as_str()), ("quantity", "4"), ("once", name)];
        upload(&two, &target, &texts, Some((name, content))).is(422).shows("не прийнято");
    }
    let big = vec![0; 1024 * 1024 + 1];
    upload(&two, &target, &[("line", "1")], Some(("big.jpg", &big))).is(413);
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn bad_quantities_are_refused_where_they_stand_and_too_much_is_flagged() {
    let cast = Cast::new();
    let olena = cast.olena();
    for bad in ["0", "-3", "багато", "1000000001", "0,0001"] {
        let seen = olena.post("/uk/needs", &with(OXYGEN, &[("lines.0.quantity", bad)])).is(422);
        let seen = seen.shows("Кількість має бути числом, більшим за нуль");
        assert!(seen.text.contains("href=\"#lines.0.quantity\"") && seen.text.contains("Секретна Марія"), "{bad}");
    }
    olena.post("/uk/needs", &[("title_uk", "Щось")]).is(422).shows("чия це потреба").shows("хоча б одну позицію");
    let more = [("lines.0.cost", "-1"), ("sector", "12"), ("people", "-5"), ("contact_mail", "x"), ("emergency", "Ковід")];
    let seen = olena.post("/uk/needs", &with(OXYGEN, &more)).is(422);
    seen.shows("Вартість — це сума")
        .shows("п’ять цифр")
        .shows("ціле число від 1")
        .shows("не схоже на електронну пошту")
        .shows("Лише латинські");
    olena.post("/uk/needs", OXYGEN).is(303);
    let card = "/uk/needs/oxygen";
    for bad in ["0", "-1", "x"] {
        olena
            .post(&format!("{card}/promises"), &[("line", "1"), ("who", "Фонд"), ("quantity", bad)])
            .is(400)
            .shows("не годиться");
        olena.post(&format!("{card}/deliveries"), &[("line", "1"), ("quantity", bad)]).is(400).shows("не годиться");
    }
    olena.post(&format!("{card}/promises"), &[("line", "1"), ("quantity", "6")]).is(400).shows("Хто обіцяє?");
    let ahead = [("line", "1"), ("who", "Фонд"), ("quantity", "6"), ("date", "2201-03-01")];
    olena.post(&format!("{card}/promises"), &ahead).is(400).shows("Цей день ще не настав");
    olena.post(&format!("{card}/events"), &[("event", "withdrawn"), ("date", "2201-03-01")]).is(400);
    let (note, lines) = ("я".repeat(1001), (0..201).map(|n| (format!("lines.{n}.item_uk"), format!("lines.{n}.quantity"))));
    olena
        .post(&format!("{card}/promises"), &[("line", "1"), ("who", "Фонд"), ("quantity", "6"), ("note", &note)])
        .is(400)
        .shows("Текст задовгий");
    let lines: Vec<(String, String)> = lines.collect();
    let rows = lines.iter().flat_map(|(item, quantity)| [(item.as_str(), "ліжко"), (quantity.as_str(), "1")]);
    let many: Vec<(&str, &str)> = OXYGEN.iter().copied().filter(|(name, _)| !name.starts_with("lines.0.")).chain(rows).collect();
    olena.post("/uk/needs", &many).is(422).shows("щонайбільше 200");
    olena
        .post(&format!("{card}/promises"), &[("line", "9"), ("who", "Фонд"), ("quantity", "6")])
        .is(400)
        .shows("Такої позиції немає");
    olena.post(&format!("{card}/promises"), &[("line", "1"), ("who", "Фонд"), ("quantity", "6")]).is(303);
    olena
        .post(&format!("{card}/deliveries"), &[("line", "1"), ("promise", "7"), ("quantity", "6")])
        .is(400)
        .shows("Такої обіцянки немає");
    olena.post(&format!("{card}/deliveries"), &[("line", "1"), ("promise", "1"), ("quantity", "8")]).is(303);
    olena.get(card).is(200).shows("За однією з обіцянок привезли більше, ніж обіцяли");
    olena.post(&format!("{card}/deliveries"), &[("line", "1"), ("quantity", "5")]).is(303);
    olena.get(card).is(200).shows("Привезли більше, ніж просили").shows("ще бракує 0");
    olena.post(&format!("{card}/promises/1/withdrawal"), &[]).is(303);
    olena.post(&format!("{card}/promises/1/withdrawal"), &[]).is(400);
    // A line that is spoken of stays.
    let version = olena.get(&format!("{card}/edit")).is(200);
    let version = value(&version, "version");
    let other = [("version", version.as_str()), ("lines.0.item_uk", "Інше"), ("lines.0.id", "")];
    olena.post(card, &with(OXYGEN, &other)).is(422).shows("її не можна прибрати");
    let kept = [
        ("version", version.as_str()),
        ("lines.0.id", "1"),
        ("lines.0.quantity", "20"),
        ("lines.1.item_uk", "Маски"),
        ("lines.1.quantity", "100"),
        ("lines.1.unit", "pack"),
    ];
    olena.post(card, &with(OXYGEN, &kept)).is(303);
    olena.get(card).is(200).shows("Потрібно 20 штук").shows("Потрібно 100 упаковок").shows("Секретна Марія");
    olena.post(card, &with(OXYGEN, &kept)).is(409).shows("Поки ви писали, запис змінили");
}

#[test]
fn a_contact_is_in_no_list_export_journal_feed_or_index() {
    let cast = Cast::new();
    let (olena, vira, visitor) = (cast.olena(), cast.vira(), cast.visitor());
    olena.post("/uk/needs", OXYGEN).is(303);
    olena.post("/uk/needs/oxygen/publication", &[]).is(303);
    olena.get("/uk/needs/oxygen").is(200).shows("Секретна Марія").shows("sekret@likarnia.example");
    // Ivan keeps his hospital's needs.
    cast.ivan().get("/uk/needs/oxygen").is(200).shows("Секретна Марія");
    for client in [&olena, &vira, &visitor] {
        for path in [
            "/uk/needs",
            "/uk/needs.json",
            "/uk/needs.csv",
            "/uk/needs.geojson",
            "/uk/needs/oxygen.json",
            "/uk/needs/oxygen/sheet",
            "/uk/needs/oxygen/sheet.csv",
            "/uk/needs/hxl.csv",
            "/uk/needs/urgent",
            "/uk/needs/urgent.json",
            "/uk/needs/urgent.atom",
            "/uk/new.atom",
            "/uk/search?q=Секретна",
            "/uk/search.json?q=380509998877",
            "/uk/",
            "/uk/organisations/lisova-hospital",
        ] {
            let seen = client.get(path).is(200);
            for secret in ["Секретна Марія", "380509998877", "sekret@"] {
                assert!(!seen.text.contains(secret), "{secret} at {path}");
            }
        }
        let rows = format!("{:?}", client.get("/uk/needs.xlsx").is(200).xlsx("data"));
        assert!(!rows.contains("Секретна") && !rows.contains("380509998877"));
    }
    for client in [&vira, &visitor] {
        client.get("/uk/needs/oxygen").is(200).hides("Секретна Марія").hides("sekret@");
        assert_eq!(client.get("/uk/search.json?q=Секретна").json()["total"], 0);
    }
    for path in ["/uk/journal", "/uk/journal.json", "/uk/journal.csv"] {
        olena.get(path).is(200).hides("Секретна").hides("380509998877").hides("sekret@");
    }
    let id = olena.get("/uk/needs/oxygen.json").json()["need"]["id"].as_str().expect("an id").to_owned();
    let row =
        cast.db.read_blocking(|tx| tx.first(store::BY_ID, dotyk_db::params!["test", &id])).expect("a row").expect("the need");
    assert!(!row.get::<String>("contact").expect("sealed").contains("Марія"));
    // So few people could be known by name.
    visitor.get("/uk/needs/oxygen").is(200).shows("менше десяти людей").hides("7 людей");
    assert_eq!(visitor.get("/uk/needs/oxygen.json").json()["people"], serde_json::Value::Null);
    olena.get("/uk/needs/oxygen").is(200).shows("7 людей");
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn names_and_remarks_in_words_are_for_those_who_keep_the_need() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    olena.post("/uk/needs", OXYGEN).is(303);
    let card = "/uk/needs/oxygen";
    olena.post(&format!("{card}/publication"), &[]).is(303);
    let (who, note, driver) = ("Пан Щедрий", "дзвонити 0671234567", "Водій Степан");
    olena.post(&format!("{card}/events"), &[("event", "confirmed"), ("note", "сказала Ганна")]).is(303);
    olena.post(&format!("{card}/promises"), &[("line", "1"), ("who", who), ("quantity", "6"), ("note", note)]).is(303);
    olena.post(&format!("{card}/promises"), &[("line", "1"), ("organisation", "un-programme"), ("quantity", "1")]).is(303);
    let delivery = [("line", "1"), ("promise", "1"), ("who", driver), ("quantity", "4"), ("note", "через Миколу")];
    olena.post(&format!("{card}/deliveries"), &delivery).is(303);
    let secrets = [who, note, driver, "сказала Ганна", "через Миколу"];
    // Whoever keeps it sees all of it: the office, and Ivan for his hospital.
    for client in [&olena, &cast.ivan()] {
        let page = client.get(card).is(200).shows("Бачать лише працівники");
        let data = client.get(&format!("{card}.json")).text;
        for secret in secrets {
            assert!(page.text.contains(secret) && data.contains(secret), "{secret}");
        }
    }
    // The public sees that something was promised and came, and by which organisation.
    visitor.get(card).is(200).shows("Програма ООН").shows("партнер").shows("обіцяно 7").hides("Бачать лише");
    for path in [
        card,
        "/uk/needs/oxygen.json",
        "/uk/needs/oxygen.json?known-on=2021-03-31",
        "/uk/needs/oxygen/sheet",
        "/uk/needs/oxygen/sheet.csv",
        "/uk/needs.csv",
        "/uk/needs.json",
        "/uk/needs/hxl.csv",
        "/uk/projects/hxl.csv",
        "/uk/needs/urgent.atom",
        "/uk/search.json?q=Щедрий",
        "/uk/sitemap.xml",
    ] {
        let seen = visitor.get(path);
        for secret in secrets {
            assert!(!seen.text.contains(secret), "{secret} at {path}");
        }
    }
}

#[test]
fn a_form_of_the_staff_that_comes_twice_counts_once() {
    let cast = Cast::new();
    let olena = cast.olena();
    olena.post("/uk/needs", OXYGEN).is(303);
    let card = "/uk/needs/oxygen";
    let once = value(&olena.get(card).is(200), "once");
    let promise = [("once", once.as_str()), ("line", "1"), ("who", "Фонд"), ("quantity", "6")];
    let delivery = [("once", once.as_str()), ("line", "1"), ("who", "Фонд"), ("quantity", "2")];
    let renewed = [("once", once.as_str()), ("event", "renewed")];
    for _ in 0..2 {
        olena.post(&format!("{card}/promises"), &promise).is(303);
        olena.post(&format!("{card}/deliveries"), &delivery).is(303);
        olena.post(&format!("{card}/events"), &renewed).is(303);
    }
    // The same page brings something else: that is another promise.
    olena.post(&format!("{card}/promises"), &with(&promise, &[("quantity", "1")])).is(303);
    let data = olena.get(&format!("{card}.json")).json();
    let count = |name: &str| data[name].as_array().map(Vec::len);
    assert_eq!((count("promises"), count("deliveries"), count("events")), (Some(2), Some(1), Some(2)));
    // What is not chosen is said by its name.
    olena.post(&format!("{card}/events"), &[("event", "")]).is(400).shows("Не обрано, що сказано").hides("фільтр");
    olena.post(&format!("{card}/promises"), &[("line", ""), ("quantity", "1")]).is(400).shows("про яку позицію");
    olena.post(&format!("{card}/deliveries"), &[("line", "x"), ("quantity", "1")]).is(400).shows("Такого вибору немає");
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn a_delivery_is_taken_back_with_a_reason_and_nobody_is_told_of_a_promise_that_is_none() {
    let cast = Cast::new();
    let (olena, ivan, visitor) = (cast.olena(), cast.ivan(), cast.visitor());
    olena.post("/uk/needs", OXYGEN).is(303);
    let card = "/uk/needs/oxygen";
    olena.post(&format!("{card}/publication"), &[]).is(303);
    let waiting = || olena.get("/uk/letters.json?state=waiting").json()["total"].clone();
    olena.post(&format!("{card}/promises"), &[("line", "1"), ("who", "Фонд"), ("quantity", "6")]).is(303);
    assert_eq!(waiting(), 1);
    olena.post(&format!("{card}/promises/1/withdrawal"), &[]).is(303);
    assert_eq!(waiting(), 0);

    olena.post(&format!("{card}/deliveries"), &[("line", "1"), ("quantity", "4")]).is(303);
    let undo = format!("{card}/deliveries/1/withdrawal");
    visitor.post(&undo, &[("reason", "x")]).is(303);
    olena.post(&undo, &[]).is(400).shows("Не сказано чому");
    ivan.post(&undo, &[("reason", "Це було в Степовій, сказав Петро")]).is(303);
    olena.post(&undo, &[("reason", "вдруге")]).is(400).shows("Такого надходження немає");
    olena.get(card).is(200).shows("запис знято").shows("сказав Петро").shows("ще бракує 10");
    visitor.get(card).is(200).shows("запис знято").hides("сказав Петро");
    let data = visitor.get(&format!("{card}.json")).json();
    assert_eq!(
        (data["need"]["lines"][0]["delivered"].as_str(), data["deliveries"][0]["withdrawn"].as_str()),
        (Some("0"), Some("2021-03-31"))
    );
    assert_eq!(visitor.get("/uk/needs.json?word=1").json()["total"], 0);
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn an_institution_sees_what_it_stated_corrects_it_and_takes_it_back() {
    let cast = Cast::new();
    lies_in_town(&cast);
    let (olena, phone, visitor) = (cast.olena(), cast.visitor(), cast.visitor());
    let link = make_link(&cast, &[]);
    let fields = [
        ("do", "state"),
        ("lines.0.item_uk", "Ліжка"),
        ("lines.0.quantity", "3"),
        ("lines.0.unit", "piece"),
        ("lines.0.cost", "12 000"),
        ("place", LISOVE),
        ("spot", "вул. Тиха, 5, корпус 2"),
        ("why_uk", "Відкриваємо відділення"),
        ("contact_name", "Секретна Марія"),
        ("contact_phone", "+380509998877"),
    ];
    // A photo comes at once, without what it says of where it was taken; what is no photo is said so, and nothing is kept.
    let texts = with(&fields, &[("once", "a")]);
    let wrong = upload(&phone, &format!("{link}/needs"), &texts, Some(("x.jpg", b"<html>"))).is(422).shows("не прийнято");
    assert!(wrong.text.contains("value=\"Ліжка\"") && olena.get("/uk/needs.json").json()["total"] == 0);
    let elsewhere = with(&fields, &[("once", "b"), ("place", STEPOVA)]);
    upload(&phone, &format!("{link}/needs"), &elsewhere, Some(("фото.jpg", &told_jpeg()))).is(422).shows("уже в нас");
    let sent = upload(&phone, &format!("{link}/needs"), &texts, Some(("фото.jpg", &told_jpeg()))).is(303);
    assert_eq!(
        upload(&phone, &format!("{link}/needs"), &texts, Some(("фото.jpg", &told_jpeg()))).is(303).location,
        sent.location
    );
    assert!(phone.get(&sent.location).is(200).shows("Дякуємо").text.contains(":new\""), "the device may forget what has arrived");
    let (card, mine) = ("/uk/needs/lizhka", format!("{link}/needs/lizhka"));
    olena.get(card).is(200).shows("фото.jpg").shows("вул. Тиха").shows("12 тис.");
    let page =
        phone.get(&mine).is(200).shows("Відкриваємо відділення").shows("Секретна Марія").shows("вул. Тиха").shows("фото.jpg");
    page.shows("Виправити").shows("Більше не потрібно");

    // It corrects what it stated: what it is not asked stays.
    let version = || value(&olena.get(&format!("{card}/edit")).is(200), "version");
    let now = version();
    let office = with(
        &fields,
        &[
            ("version", &now),
            ("title_uk", "Ліжка"),
            ("organisation", "lisova-hospital"),
            ("sector", "12220"),
            ("lines.0.id", "1"),
            ("lines.0.item_en", "Beds"),
            ("lines.0.currency", "UAH"),
        ],
    );
    olena.post(card, &office).is(303);
    let form = phone.get(&format!("{mine}/edit")).is(200).shows("Виправити").hides("Зберегти чернетку");
    assert!(form.text.contains("value=\"Ліжка\"") && form.text.contains("value=\"+380509998877\""));
    let now = value(&form, "version");
    let better = with(
        &fields,
        &[
            ("once", "c"),
            ("version", &now),
            ("lines.0.id", "1"),
            ("lines.0.quantity", "4"),
            ("why_uk", "Відкриваємо два відділення"),
        ],
    );
    phone.post(&mine, &better).is(303);
    phone.post(&mine, &with(&better, &[("once", "d")])).is(422).shows("потребу змінили");
    phone
        .post(&mine, &with(&better, &[("once", "e"), ("version", &version()), ("lines.0.quantity", "0")]))
        .is(422)
        .shows("Кількість");
    let data = olena.get(&format!("{card}.json")).json();
    assert_eq!((data["need"]["sector"].as_str(), data["need"]["lines"][0]["asked"].as_str()), (Some("12220"), Some("4")));
    olena.get("/en/needs/lizhka").is(200).shows("Beds").shows("два відділення");
    // Another thing is not called by the old thing's name.
    phone.post(&mine, &with(&better, &[("once", "f"), ("version", &version()), ("lines.0.item_uk", "Кушетки")])).is(303);
    olena.get("/en/needs/lizhka").is(200).hides("Beds").shows("Кушетки");
    // Once the office has confirmed it, it is relied on.
    olena.post(&format!("{card}/events"), &[("event", "confirmed")]).is(303);
    phone.get(&mine).is(200).hides("Виправити");
    phone.get(&format!("{mine}/edit")).is(409).shows("виправити її за посиланням не можна");
    phone.post(&mine, &with(&better, &[("once", "g"), ("version", &version())])).is(409);
    // It is not needed any more, and why.
    olena.post(&format!("{card}/publication"), &[]).is(303);
    phone.post(&format!("{mine}/withdrawal"), &[("once", "h")]).is(422).shows("Напишіть, чому");
    phone.post(&format!("{mine}/withdrawal"), &[("once", "i"), ("reason", "Купили самі, сказав Петро")]).is(303);
    phone.post(&format!("{mine}/withdrawal"), &[("once", "i"), ("reason", "Купили самі, сказав Петро")]).is(303);
    olena.get(card).is(200).shows("знято").shows("сказав Петро");
    visitor.get(card).is(200).hides("сказав Петро").hides("вул. Тиха").hides("фото.jpg");
    phone.get(&mine).is(200).hides("Більше не потрібно");
    // A link that is only to confirm corrects nothing.
    let other = make_link(&cast, &[("purpose", "confirm")]);
    phone.get(&format!("{other}/needs/lizhka/edit")).is(404);
    phone.post(&format!("{other}/needs/lizhka"), &better).is(404);
    phone.post(&format!("{other}/needs/lizhka/withdrawal"), &[("once", "j"), ("reason", "x")]).is(404);
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn codes_are_of_the_lists_and_slips_are_flagged() {
    let cast = Cast::new();
    let olena = cast.olena();
    let wrong = [("sector", "12221"), ("lines.0.currency", "AAA")];
    olena.post("/uk/needs", &with(OXYGEN, &wrong)).is(422).shows("немає в переліку DAC").shows("Такої валюти немає");
    olena.post("/uk/needs", &with(OXYGEN, &[("lines.0.quantity", "2,5"), ("lines.0.cost", "5000000000")])).is(303);
    olena.get("/uk/needs/oxygen").is(200).shows("рахують цілими").shows("незвично велика");
    let flags = olena.get("/uk/needs/oxygen.json").json()["need"]["lines"][0]["flags"].clone();
    assert_eq!(flags, serde_json::json!(["far", "fraction"]));
}

#[test]
fn needs_are_found_filtered_and_taken_away() {
    let cast = Cast::new();
    let (olena, ivan, visitor) = (cast.olena(), cast.ivan(), cast.visitor());
    olena.post("/uk/needs", OXYGEN).is(303);
    olena
        .post(
            "/uk/needs",
            &with(
                OXYGEN,
                &[
                    ("title_en", "Beds"),
                    ("title_uk", "Ліжка"),
                    ("organisation", ""),
                    ("place", STEPOVA),
                    ("priority", "normal"),
                    ("sector", "11220"),
                    ("emergency", ""),
                ],
            ),
        )
        .is(303);
    assert_eq!(visitor.get("/uk/needs.json").json()["total"], 0);
    // What lies in his hospital is Ivan's, what is a draft elsewhere is not.
    assert_eq!(ivan.get("/uk/needs.json").json()["total"], 1);
    ivan.get("/uk/needs/beds").is(404);
    ivan.post("/uk/needs/oxygen/events", &[("event", "confirmed")]).is(403);
    for slug in ["oxygen", "beds"] {
        olena.post(&format!("/uk/needs/{slug}/publication"), &[]).is(303);
    }
    for (question, total) in [
        ("", 2),
        ("state=stated", 2),
        ("state=received", 0),
        ("open=1", 2),
        ("place=UA01020000000000002", 2),
        (&format!("place={STEPOVA}"), 1),
        ("organisation=lisova-hospital", 1),
        ("sector=12220", 1),
        ("priority=urgent", 1),
        ("emergency=covid-19-2020", 1),
        ("q=концентратор", 2),
        ("q=ліжко", 1),
    ] {
        let json = visitor.get(&format!("/uk/needs.json?{question}")).is(200).json();
        assert_eq!(json["total"], total, "{question}");
        assert_eq!(visitor.get(&format!("/uk/needs.csv?{question}")).is(200).csv().len(), total as usize, "{question}");
    }
    // The most pressing comes first.
    assert_eq!(visitor.get("/uk/needs.json").json()["items"][0]["priority"], "urgent");
    visitor.get("/uk/needs?state=flying").is(400);
    visitor.get("/uk/needs?after=x").is(400);
    visitor.get("/uk/search?q=кисневі").is(200).shows("Кисневі концентратори для лікарні").shows("заявлено");
    visitor.get("/uk/organisations/lisova-hospital").is(200).shows("Потреби");
    // A sheet to hand over, in both languages.
    let sheet = visitor.get("/uk/needs/oxygen/sheet").is(200).shows("10 штук").shows("office@dotyk.example").shows("до");
    sheet.shows("500 тис.").shows("Лісова лікарня");
    let sheet = visitor.get("/en/needs/oxygen/sheet").is(200);
    let sheet = sheet.shows("Oxygen concentrators").shows("10 pieces").shows("fewer than ten people").shows("Print");
    // What has no English is marked as what it is.
    assert!(
        sheet.text.contains("<span lang=\"uk\">Немає чим лікувати</span>") && !sheet.text.contains("<span lang=\"uk\">Oxygen")
    );
    let rows = visitor.get("/uk/needs/oxygen/sheet.csv").is(200).csv();
    assert_eq!((rows.len(), rows[0]["item"].as_str(), rows[1]["open"].as_str()), (2, "#item+name", "10"));
    assert!(format!("{:?}", visitor.get("/uk/needs/oxygen/sheet.xlsx").is(200).xlsx("data")).contains("#item+name"));
    // All lines with HXL hashtags.
    let rows = visitor.get("/uk/needs/hxl.csv").is(200).csv();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        (rows[0]["item"].as_str(), rows[0]["sector"].as_str(), rows[0]["adm1_code"].as_str()),
        ("#item+name", "#sector+code+v_dac", "#adm1+code")
    );
    assert_eq!(
        (rows[1]["item"].as_str(), rows[1]["asked"].as_str(), rows[1]["open"].as_str()),
        ("Кисневі концентратори", "10", "10")
    );
    assert_eq!(
        (rows[1]["adm1_code"].as_str(), rows[1]["adm2_code"].as_str(), rows[1]["adm3_code"].as_str()),
        ("UA01", "UA0102", "UA0102001")
    );
    assert_eq!(rows[1]["people"], "");
    visitor.get("/uk/needs/hxl").is(404);
    // What presses, as a feed.
    let feed = visitor.get("/uk/needs/urgent.atom").is(200);
    assert!(
        feed.text.contains("<title>Кисневі концентратори для лікарні</title>") && feed.text.contains("10\u{a0}штук"),
        "{}",
        feed.text
    );
    assert!(!feed.text.contains("Ліжка") && feed.text.contains("<category term=\"12220\"/>"));
    assert_eq!(visitor.get("/uk/needs/urgent.json?sector=11220").json()["total"], 0);
    let narrowed = visitor.get(&format!("/uk/needs/urgent?sector=12220&place={LISOVE}")).is(200).shows("до травня 2021 р.");
    assert!(narrowed.text.contains("name=\"sector\"") && narrowed.text.contains(&format!("value=\"{LISOVE}\"")));
    olena.post("/uk/needs/oxygen/publication", &[("state", "draft")]).is(303);
    assert_eq!(visitor.get("/uk/needs/urgent.atom").is(200).text.matches("<entry>").count(), 0);
    assert_eq!(olena.get("/uk/needs/urgent.atom").is(200).text.matches("<entry>").count(), 0);
}

#[test]
fn the_register_remembers_how_a_need_stood() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    olena.post("/uk/needs", &with(OXYGEN, &[("state", "draft")])).is(303);
    olena.post("/uk/needs/oxygen/events", &[("event", "stated"), ("date", "2021-02-01")]).is(303);
    olena
        .post("/uk/needs/oxygen/promises", &[("line", "1"), ("who", "Фонд"), ("quantity", "10"), ("date", "2021-03-01")])
        .is(303);
    olena.post("/uk/needs/oxygen/publication", &[]).is(303);
    for (day, state, open) in [("2021-02-15", "stated", "10"), ("2021-03-15", "covered", "0")] {
        let then = visitor.get(&format!("/uk/needs/oxygen.json?as-of={day}")).is(200).json();
        assert_eq!(
            (then["need"]["state"].as_str(), then["need"]["lines"][0]["open"].as_str()),
            (Some(state), Some(open)),
            "{day}"
        );
    }
    olena.get("/uk/needs/oxygen?known-on=2021-03-31").is(200).shows("Показано, що реєстр говорив").hides("Секретна Марія");
    olena.get("/uk/needs/oxygen?known-on=2021-03-30").is(404);
    let id = olena.get("/uk/needs/oxygen.json").json()["need"]["id"].as_str().expect("an id").to_owned();
    olena.get(&format!("/uk/journal?kind=need&id={id}")).is(200).shows("Обіцянки").shows("Телефон");
}

#[test]
fn a_program_states_needs_in_json() {
    let cast = Cast::new();
    let (olena, system) = (cast.olena(), cast.visitor());
    let need = |quantity: &str| {
        format!(
            r#"{{"once": "our-17", "priority": "high", "needed_by": "2021-06", "people": 40,
                "lines": [{{"item_uk": "Ліжка", "quantity": {quantity}, "unit": "piece"}}, {{"item_uk": "Матраци", "quantity": "12", "unit": "piece"}}]}}"#
        )
    };
    let made = make_link(&cast, &[]);
    let post =
        |client: &Client, path: &str, body: String| client.post_raw(path, "application/json; charset=utf-8", body.into_bytes());
    let seen = post(&system, &format!("{made}/needs.json"), need("0")).is(422).json();
    assert_eq!(seen["error"]["fields"][0]["field"], "lines.0.quantity");
    let seen = post(&system, &format!("{made}/needs.json"), need("12")).is(201).json();
    assert_eq!((seen["kind"].as_str(), seen["label"].as_str()), (Some("need"), Some("Ліжка")));
    system.get(seen["url"].as_str().expect("an address")).is(200).shows("Матраци");
    post(&system, &format!("{made}/needs.json"), need("12")).is(303);
    assert_eq!(olena.get("/uk/needs.json").json()["total"], 1);
    post(&system, "/uk/n/x/needs.json", need("12")).is(404);
    post(&system, &format!("{made}/needs.json"), "[".into()).is(400);
    // Who is signed in sends the token of their session, as with a form.
    let body = |token: &str| {
        format!(
            r#"{{"_token": "{token}", "title_uk": "Ковдри", "place": "{LISOVE}", "lines": [{{"item_uk": "Ковдри", "quantity": 30, "unit": "piece"}}]}}"#
        )
    };
    post(&olena, "/uk/needs.json", body("")).is(403);
    let seen = post(&olena, "/uk/needs.json", body(&olena.token())).is(201).json();
    assert_eq!(seen["url"], "/uk/needs/kovdry");
    post(&olena, "/uk/needs.json", format!(r#"{{"_token": "{}"}}"#, olena.token())).is(422);
}

#[test]
fn a_photo_of_a_refused_form_is_not_sent_twice_and_nothing_lies_about() {
    let cast = Cast::new();
    let (olena, phone) = (cast.olena(), cast.visitor());
    let link = make_link(&cast, &[]);
    olena.post("/uk/needs", OXYGEN).is(303);
    let mine = format!("{link}/needs/oxygen");
    let files = || -> usize {
        let folders = std::fs::read_dir(&cast.state.files).into_iter().flatten().flatten();
        folders.filter_map(|folder| std::fs::read_dir(folder.path()).ok()).map(Iterator::count).sum()
    };
    let photo = told_jpeg();
    let texts = [("line", "1"), ("quantity", "-4"), ("note", "біля входу"), ("seen", "0")];
    let wrong = upload(&phone, &format!("{mine}/confirmations"), &texts, Some(("фото.jpg", &photo))).is(422);
    let wrong = wrong.shows("Файл «фото.jpg» уже в нас");
    assert!(wrong.text.contains("value=\"-4\"") && wrong.text.contains("value=\"біля входу\""), "{}", wrong.text);
    assert_eq!(files(), 1);
    let held = value(&wrong, "held");
    // Another photo takes its place, and the first is gone; so of one link only one waits.
    let other = b"%PDF-1.7 act".to_vec();
    let wrong = upload(&phone, &format!("{mine}/confirmations"), &texts, Some(("акт.pdf", &other))).is(422);
    let second = value(&wrong, "held");
    assert_ne!(held, second);
    assert_eq!(files(), 1);
    // What lies there is the link's own.
    let stranger = make_link(&cast, &[]);
    let fields = [("line", "1"), ("quantity", "4"), ("seen", "0"), ("held", second.as_str()), ("once", "k")];
    phone.post(&format!("{stranger}/needs/oxygen/confirmations"), &[("held", second.as_str())]).is(409).hides("акт.pdf");
    phone.post(&format!("{mine}/confirmations"), &fields).is(303);
    let card = olena.get("/uk/needs/oxygen.json").json();
    assert_eq!(card["deliveries"][0]["words"][0]["file"]["label"], "акт.pdf");
    assert_eq!(files(), 1);
    // Of a form that is refused for good nothing stays, also not of an account; but what a row names stays.
    let refused = |client: &Client, name: &str, bytes: &[u8]| {
        upload(client, "/uk/needs/oxygen/confirmations", &[("line", "9"), ("quantity", "1"), ("seen", "0")], Some((name, bytes)))
    };
    refused(&olena, "b.pdf", b"%PDF-1.7 other").is(400);
    assert_eq!(files(), 1);
    refused(&olena, "same.pdf", &other).is(400);
    assert_eq!(files(), 1);
    // No script is ever taken, and it does not wait on the shelf either.
    let script = upload(&phone, &format!("{mine}/confirmations"), &texts, Some(("a.html", b"<script>"))).is(422);
    assert!(!script.text.contains("name=\"held\""));
    assert_eq!(files(), 1);
}

#[test]
fn the_list_of_another_day_shows_what_was_true_then() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    for (slug, day) in [("Oxygen", "2021-02-01"), ("Beds", "2021-03-15")] {
        olena.post("/uk/needs", &with(OXYGEN, &[("title_en", slug), ("state", "draft")])).is(303);
        let path = format!("/uk/needs/{}", slug.to_lowercase());
        olena.post(&format!("{path}/events"), &[("event", "stated"), ("date", day)]).is(303);
        olena.post(&format!("{path}/publication"), &[]).is(303);
    }
    olena
        .post("/uk/needs/oxygen/promises", &[("line", "1"), ("who", "Фонд"), ("quantity", "10"), ("date", "2021-03-01")])
        .is(303);
    for (question, total) in [
        ("as-of=2021-01-31", 0),
        ("as-of=2021-02-15", 1),
        ("as-of=2021-02-15&state=stated", 1),
        ("as-of=2021-02-15&open=1", 1),
        ("as-of=2021-03-10&open=1", 0),
        ("as-of=2021-03-10&state=covered", 1),
        ("as-of=2021-03-20", 2),
        ("as-of=2021-03-20&q=кисневі", 2),
        ("as-of=2021-03-20&state=stated", 1),
        ("as-of=2021-03-20&renew=1", 0),
    ] {
        let json = visitor.get(&format!("/uk/needs.json?{question}")).is(200).json();
        assert_eq!(json["total"], total, "{question}");
        assert_eq!(visitor.get(&format!("/uk/needs.csv?{question}")).is(200).csv().len(), total as usize, "{question}");
    }
    let then = visitor.get("/uk/needs.json?as-of=2021-02-15").json();
    assert_eq!(then["as_of"], "2021-02-15");
    assert_eq!((then["items"][0]["state"].as_str(), then["items"][0]["lines"][0]["open"].as_str()), (Some("stated"), Some("10")));
    visitor.get("/uk/needs?as-of=2021-02-15").is(200).shows("Показано, що було правдою");
    let rows = visitor.get("/uk/needs/hxl.csv?as-of=2021-02-15").is(200).csv();
    assert_eq!((rows.len(), rows[1]["open"].as_str()), (2, "10"));
    visitor.get("/uk/needs?as-of=soon").is(400);
}

#[test]
fn a_program_follows_a_need_in_json_alone() {
    let cast = Cast::new();
    let (olena, system) = (cast.olena(), cast.visitor());
    let send = |client: &Client, path: &str, mut body: serde_json::Value| {
        body["_token"] = client.token().into();
        client.post_raw(path, "application/json", body.to_string().into_bytes())
    };
    let need = serde_json::json!({
        "title_uk": "Кисень", "title_en": "Oxygen", "organisation": "lisova-hospital", "priority": "urgent", "sector": "12220",
        "lines": [{"item_uk": "Концентратори", "quantity": 10, "unit": "piece", "cost": 500000, "currency": "UAH"}],
    });
    let made = send(&olena, "/uk/needs.json", need).is(201).json();
    let path = made["url"].as_str().expect("an address").to_owned();
    send(&olena, &format!("{path}/events.json"), serde_json::json!({"event": "confirmed"})).is(201);
    send(&olena, &format!("{path}/publication"), serde_json::json!({})).is(303);
    let promise = serde_json::json!({"line": 1, "organisation": "un-programme", "quantity": "6", "date": "2021-03-20"});
    let promise = send(&olena, &format!("{path}/promises.json"), promise).is(201).json()["number"].clone();
    let delivery = serde_json::json!({"line": 1, "promise": promise, "quantity": 4, "date": "2021-03-25"});
    let delivery = send(&olena, &format!("{path}/deliveries.json"), delivery).is(201).json()["number"].clone();
    // The receiver says so through its link; what does not fit is said in JSON too.
    let link = make_link(&cast, &[]);
    let slug = path.rsplit('/').next().expect("a slug");
    let mine = format!("{link}/needs/{slug}");
    let word = |quantity: i64, seen: i64| serde_json::json!({"line": 1, "delivery": delivery, "quantity": quantity, "seen": seen, "once": "w1"});
    let refused = send(&system, &format!("{mine}/confirmations.json"), word(-1, 1)).is(422).json();
    assert!(refused["error"]["message"].as_str().is_some_and(|message| !message.is_empty()));
    send(&system, &format!("{mine}/confirmations.json"), word(4, 0)).is(422);
    let said = send(&system, &format!("{mine}/confirmations.json"), word(4, 1)).is(201).json();
    assert_eq!((said["kind"].as_str(), said["number"].as_i64()), (Some("need"), Some(1)));
    send(&system, &format!("{mine}/renewal.json"), serde_json::json!({"once": "r1"})).is(201);
    // The office disputes nothing by a delivery that is not there.
    send(&olena, &format!("{path}/deliveries.json"), serde_json::json!({"line": 9, "quantity": 1})).is(400).json();
    let card = system.get(&format!("{path}.json")).is(200).json();
    let line = &card["need"]["lines"][0];
    let sums: Vec<&str> =
        ["asked", "promised", "confirmed", "awaited", "open"].iter().filter_map(|key| line[*key].as_str()).collect();
    assert_eq!(sums, ["10", "6", "4", "2", "4"]);
    // And all of it is described.
    let described = system.get("/en/openapi.json").json();
    for path in [
        "/{lang}/needs.json",
        "/{lang}/needs/{slug}/events.json",
        "/{lang}/needs/{slug}/promises.json",
        "/{lang}/needs/{slug}/deliveries.json",
        "/{lang}/needs/{slug}/confirmations.json",
        "/{lang}/n/{token}/needs.json",
        "/{lang}/n/{token}/needs/{slug}/confirmations.json",
    ] {
        let post = &described["paths"][path]["post"];
        assert!(post["requestBody"]["content"]["application/json"]["schema"].is_object(), "{path} is not described");
    }
}
