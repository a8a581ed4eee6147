//! Stories of events, over HTTP.

use crate::app;
use crate::journal::Clock;
use crate::testing::{Cast, Client, LISOVA, LISOVE};
use crate::web::State;

type Fields<'a> = Vec<(&'a str, &'a str)>;

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Fields<'a> {
    let mut fields: Fields = base.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)).copied().collect();
    fields.extend(more);
    fields
}

/// A forum that is announced for two days of April.
const FORUM: &[(&str, &str)] = &[
    ("title_uk", "Форум громад"),
    ("title_en", "Forum of hromadas"),
    ("kind", "forum"),
    ("date", "2021-04-14/2021-04-15"),
    ("starts", "10:00"),
    ("ends", "16:30"),
    ("format", "mixed"),
    ("place", LISOVE),
    ("venue_uk", "Будинок культури"),
    ("link", "https://room.example/secret"),
    ("organisers.0.organisation", "un-programme"),
    ("minutes_uk", "Хто що казав"),
    ("states.0.state", "announced"),
    ("states.0.date", "2021-03-01"),
    ("states.0.source", "report-2020"),
    ("states.0.locator", "с. 5"),
    ("cites.0.source", "report-2020"),
];

/// Makes an event and publishes it; its address.
fn event(olena: &Client, more: &[(&str, &str)]) -> String {
    let path = olena.post("/uk/events", &with(FORUM, more)).is(303).location;
    olena.post(&format!("{path}/publication"), &[]).is(303);
    path
}

/// What somebody fills in to register.
const MARIA: &[(&str, &str)] = &[
    ("name", "Марія Приклад"),
    ("organisation", "Лісова лікарня"),
    ("mail", "maria@dotyk.example"),
    ("agree", "1"),
    ("once", "key-1"),
];

/// The names and how they stand, as the office sees them.
fn people(olena: &Client, path: &str) -> Vec<(String, String)> {
    let list = olena.get(&format!("{path}/participants.json")).is(200).json();
    let text = |item: &serde_json::Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    let mut people: Vec<_> =
        list["items"].as_array().expect("items").iter().map(|item| (text(item, "name"), text(item, "state"))).collect();
    people.sort();
    people
}

/// A multipart form with a file.
fn upload(client: &Client, path: &str, fields: &[(&str, &str)], file: &[u8]) -> crate::testing::Seen {
    let field = |name: &str, value: &str| format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let mut body = field("_token", &client.token());
    fields.iter().for_each(|(name, value)| body.push_str(&field(name, value)));
    body.push_str("--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"list\"\r\n\r\n");
    let body = [body.as_bytes(), file, b"\r\n--part--\r\n"].concat();
    client.post_raw(path, "multipart/form-data; boundary=part", body)
}

fn whole(cast: &Cast) {
    assert_eq!(app::verify(&cast.db, "test", [7; 32], None).expect("a check").findings, []);
}

#[test]
fn a_series_is_called_registered_for_attended_and_decided() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let series = event(&olena, &[("title_uk", "Онлайн-засідання"), ("title_en", "Online sessions"), ("kind", "session")]);
    // Sessions are parts of a series, and a part has no parts.
    let session = event(
        &olena,
        &[
            ("title_uk", "Ґендерний бюджет"),
            ("title_en", "Gender budget"),
            ("series", "online-sessions"),
            ("registration", "private"),
            ("date", "2021-03-31"),
            ("ends", "18:00"),
        ],
    );
    visitor.get(&series).is(200).shows("Засідання Ґендерний бюджет оголошено");
    visitor.get(&session).is(200).shows("Серія Онлайн-засідання").hides("/e/").hides("secret").hides("Хто що казав");
    olena.get(&session).is(200).shows("https://room.example/secret").shows("Хто що казав");
    let nested = with(FORUM, &[("title_uk", "Частина"), ("series", "gender-budget")]);
    olena.post("/uk/events", &nested).is(422).shows("сама є засіданням серії");

    // The office gives a private link away; nothing opens before and nothing but it.
    olena.post(&format!("{session}/link"), &[]).is(303);
    let card = olena.get(&session).is(200);
    let link = card.text.split("value=\"").find(|part| part.starts_with("/uk/e/")).expect("a link");
    let link = link.split('"').next().expect("its end").to_owned();
    visitor.get("/uk/e/no-such-token").is(404).shows("Тут немає реєстрації");
    let page = visitor.get(&link).is(200).shows("Ґендерний бюджет").shows("31 березня 2022").hides("secret");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    assert_eq!(page.headers["cache-control"], "no-store");

    // Sent twice it counts once; the own page shows where it is.
    let own = visitor.post(&link, MARIA).is(303).location;
    assert_eq!(visitor.post(&link, MARIA).is(303).location, own);
    visitor.get(&own).is(200).shows("Марія Приклад").shows("зареєстровано").shows("Перейти до трансляції");
    let other = visitor.post(&link, &with(MARIA, &[("name", "Іван Зразок"), ("once", "key-2")])).is(303).location;
    visitor.post(&format!("{other}/withdrawal"), &[]).is(303);
    visitor.post(&format!("{other}/withdrawal"), &[]).is(303);
    visitor.get(&other).is(200).shows("відмова").hides("room.example");
    let stand = |name: &str, state: &str| (name.to_owned(), state.to_owned());
    assert_eq!(people(&olena, &session), [stand("Іван Зразок", "declined"), stand("Марія Приклад", "registered")]);

    // A list says who was there; who is known already is only marked, and the register knows the organisation by its name.
    let list = "ПІБ;Організація\nМарія  Приклад;Лісова лікарня\nОлег Новий;Лісова лікарня\nОлег Новий;Лісова лікарня\n";
    let done = olena.post(&format!("{session}/participants"), &[("as", "attended"), ("list", list), ("rest", "1")]).is(303);
    olena.get(&done.location).is(200).shows("Додано 1 людину. Позначено 1 людину.");
    let wanted = [stand("Іван Зразок", "declined"), stand("Марія Приклад", "attended"), stand("Олег Новий", "attended")];
    assert_eq!(people(&olena, &session), wanted);
    olena.get(&session).is(200).shows("Лісова лікарня 0 0 1 2 0");

    // It was held; what was decided becomes a step with its owner.
    let held = [("state", "held"), ("date", "2021-03-31"), ("source", "report-2020"), ("locator", "с. 7")];
    olena.post(&format!("{session}/states"), &held).is(303);
    visitor.get(&link).is(410).shows("Подія вже відбулася");
    let step = [
        ("subject", "event:gender-budget"),
        ("what_uk", "Перерахувати бюджет"),
        ("organisation", "lisova-hospital"),
        ("due", "2021-05"),
        ("state.0.state", "planned"),
        ("state.0.date", "2021-03-31"),
    ];
    olena.post("/uk/steps", &step).is(303);
    visitor.get(&session).is(200).shows("відбулося").shows("Перерахувати бюджет").shows("Лісова лікарня").shows("с. 7");
    visitor.get("/uk/steps").is(200).shows("Перерахувати бюджет").shows("Ґендерний бюджет");
    visitor.get("/uk/sources/report-2020").is(200).shows("Ґендерний бюджет");
    whole(&cast);
}

#[test]
fn everybody_sees_organisations_and_nobody_names() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = event(&olena, &[("date", "2021-03-30"), ("starts", ""), ("ends", "")]);
    let mut list: String = (0..6).map(|n| format!("Таємна Особа {n};Лісова лікарня\n")).collect();
    list.push_str("Єдина Людина;Програма ООН\nПриватна Людина;ФОП Приватна\n");
    olena.post(&format!("{path}/participants"), &[("as", "attended"), ("list", &list)]).is(303);
    olena.post(&format!("{path}/states"), &[("state", "held"), ("date", "2021-03-30")]).is(303);
    for client in [&visitor, &cast.vira(), &cast.ivan()] {
        let card = client.get(&path).is(200).shows("Лісова лікарня : 6").shows("Програма ООН").shows("не менше 6");
        card.hides("Особа").hides("Людина").hides("Приватна").hides("Програма ООН</a>: 1");
        let json = client.get(&format!("{path}.json")).is(200);
        assert_eq!(json.json()["participants"]["total"], 6);
        json.hides("Особа").hides("Людина");
    }
    visitor.get(&format!("{path}.json")).is(200).hides("room.example").hides("Хто що казав");
    // An organisation finds what it took part in.
    visitor.get("/uk/organisations/lisova-hospital").is(200).shows("Події Форум громад");
    visitor.get("/uk/events?organisation=lisova-hospital").is(200).shows("Форум громад");
    for page in [format!("{path}/participants"), format!("{path}/participants.csv"), format!("{path}/participants.json")] {
        assert!([303, 401].contains(&visitor.get(&page).status), "{page}");
        cast.ivan().get(&page).is(403);
        cast.vira().get(&page).is(403);
    }
    cast.ivan().post(&format!("{path}/participants"), &[("as", "attended"), ("list", "Чужа;Школа")]).is(403);
    // No line of the journal, no feed, no table and no search has a name.
    for page in ["/uk/events.csv", "/uk/events.json", "/uk/events.ics", "/uk/new.atom", "/uk/search?q=Таємна"] {
        visitor.get(page).is(200).hides("Таємна Особа").hides("Єдина");
    }
    olena.get("/uk/journal").is(200).shows("Учасники події").hides("Таємна Особа").hides("Єдина").hides("Приватна");
    let csv = olena.get(&format!("{path}/participants.csv")).is(200).csv();
    assert_eq!(csv.iter().filter(|row| row["organisation"] == "Лісова лікарня").count(), 6);
    assert_eq!(olena.get(&format!("{path}/participants.xlsx")).is(200).xlsx("data").len(), 9);
    whole(&cast);
}

#[test]
fn registration_for_everybody_holds_to_its_places_and_its_day() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let open = [("registration", "public"), ("capacity", "1"), ("closes", "2021-04-10"), ("closes_hour", "17:00")];
    let path = event(&olena, &open);
    visitor.get(&path).is(200).shows("Зареєструватися").shows("Реєстрація до 10 квітня 2021 р., 17:00");
    let page = format!("{path}/registration");
    // What lacks is said by field, and what was typed is kept.
    let wrong = visitor.post(&page, &[("name", "Марія <b>"), ("once", "k")]).is(422).shows("Залиште пошту або телефон");
    assert!(wrong.text.contains("Марія &#60;b&#62;") && wrong.text.contains("Без згоди"), "{}", wrong.plain());
    assert_eq!(people(&olena, &path), []);
    visitor.post(&page, MARIA).is(303);
    // The only place is taken, for another form too; not for the same one sent again.
    visitor.post(&page, &with(MARIA, &[("once", "key-2")])).is(410).shows("Усі місця зайнято");
    visitor.post(&page, MARIA).is(303);
    visitor.get(&path).is(200).hides("/registration\"");
    assert_eq!(people(&olena, &path).len(), 1);
    // Somebody named an organisation at a page for everybody: it is not put to the event in public.
    visitor.get(&path).is(200).hides("Лісова лікарня");

    for (more, said) in [
        (&[("closes", "2021-03-30")][..], "Реєстрацію закрито"),
        (&[("date", "2021-03-30"), ("starts", ""), ("ends", ""), ("closes", ""), ("closes_hour", "")], "Подія вже відбулася"),
        (&[("states.1.state", "cancelled"), ("states.1.date", "2021-03-02")], "Подію скасовано"),
        (&[("states.1.state", "postponed"), ("states.1.date", "2021-03-02")], "Подію перенесено"),
    ] {
        let path = event(&olena, &with(&open, more));
        visitor.get(&format!("{path}/registration")).is(410).shows(said);
        visitor.post(&format!("{path}/registration"), MARIA).is(410).shows(said);
    }
    // A draft, and an event that nobody registers for, are not there.
    let draft = olena.post("/uk/events", &with(FORUM, &open)).is(303).location;
    visitor.get(&format!("{draft}/registration")).is(404);
    let closed = event(&olena, &[]);
    visitor.post(&format!("{closed}/registration"), MARIA).is(404);
    whole(&cast);
}

#[test]
fn a_new_link_ends_the_one_before_and_guessing_is_slowed_down() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let path = event(&olena, &[("registration", "private")]);
    let link = || {
        olena.post(&format!("{path}/link"), &[]).is(303);
        let card = olena.get(&path).is(200);
        let link = card.text.split("value=\"").find(|part| part.starts_with("/uk/e/")).expect("a link").to_owned();
        link.split('"').next().expect("its end").to_owned()
    };
    let (first, second) = (link(), link());
    assert_ne!(first, second);
    visitor.get(&first).is(404);
    visitor.get(&second).is(200);
    // Nobody finds it by trying.
    let tries = (0..30).map(|n| visitor.get(&format!("/uk/e/guess-{n}")).status).collect::<Vec<_>>();
    assert!(tries.contains(&404) && tries.ends_with(&[429]), "{tries:?}");
}

#[test]
fn a_list_is_taken_whole_or_refused_with_its_reason() {
    let cast = Cast::new();
    let olena = cast.olena();
    let path = event(&olena, &[("date", "2021-03-30"), ("starts", ""), ("ends", "")]);
    let list = format!("{path}/participants");
    let many: String = (0..10_000).map(|n| format!("Osoba {n};Shkola\n")).collect();
    let refused = olena.post(&list, &[("as", "attended"), ("list", &many)]).is(422);
    refused.shows("Забагато людей в одному списку").shows("Щонайбільше 2000 за раз");
    olena
        .post(&list, &[("as", "invited"), ("list", "ПІБ;Пошта\nМарія;m@dotyk.example\n;x\nІван;=1+1")])
        .is(422)
        .shows("Рядок 3: Напишіть ім’я")
        .shows("Рядок 4: у клітинці формула");
    olena.post(&list, &[("as", "attended"), ("list", "")]).is(422).shows("порожній");
    olena.post(&list, &[("as", "everybody"), ("list", "Марія")]).is(400);
    assert_eq!(people(&olena, &path), []);

    // As many as may be, at once; a workbook and a text of a file alike. The file itself is not kept.
    let most: String = (0..2000).map(|n| format!("Особа {n};Школа {}\n", n % 7)).collect();
    upload(&olena, &list, &[("as", "invited")], most.as_bytes()).is(303);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["Name", "Organisation", "E-mail"].into_iter().enumerate() {
        sheet.write(0, column as u16, text).expect("a cell");
    }
    sheet.write(1, 0, "Особа 1").expect("a cell");
    sheet.write(1, 1, "Школа 1").expect("a cell");
    upload(&olena, &list, &[("as", "attended")], &book.save_to_buffer().expect("a book")).is(303);
    let count = |query: &str| olena.get(&format!("{list}.json?{query}")).is(200).json()["total"].as_i64();
    assert_eq!((count(""), count("state=attended"), count("state=invited")), (Some(2000), Some(1), Some(1999)));
    let left: Vec<_> = walk(&cast.state.files);
    assert!(left.is_empty(), "{left:?}");

    // Who will be there is not known before the day.
    let ahead = event(&olena, &[]);
    let early = [("as", "attended"), ("list", "Марія")];
    olena.post(&format!("{ahead}/participants"), &early).is(422).shows("Подія ще не почалася");
    whole(&cast);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.flat_map(|entry| if entry.path().is_dir() { walk(&entry.path()) } else { vec![entry.path()] }).collect()
}

#[test]
fn people_are_marked_and_forgotten_and_their_number_stays() {
    let cast = Cast::new();
    let olena = cast.olena();
    let path = event(&olena, &[("date", "2021-03-30"), ("starts", ""), ("ends", "")]);
    olena.post(&format!("{path}/participants"), &[("as", "invited"), ("list", "Марія;Школа\nІван;Школа\nОлег;Школа")]).is(303);
    let id = |name: &str| {
        let list = olena.get(&format!("{path}/participants.json")).json();
        let items = list["items"].as_array().expect("items").clone();
        let one = items.iter().find(|item| item["name"] == name).expect("somebody");
        one["id"].as_str().expect("an id").to_owned()
    };
    let (maria, ivan) = (id("Марія"), id("Іван"));
    olena.post(&format!("{path}/attendance"), &[("who", &maria), ("who", &ivan), ("state", "attended")]).is(303);
    olena.post(&format!("{path}/attendance"), &[("state", "attended")]).is(400).shows("Нікого не позначено");
    // Whoever was there cannot be invited any more: that is left out, and the rest is done.
    let seen = olena.post(&format!("{path}/attendance"), &[("who", &maria), ("state", "declined")]).is(303);
    assert!(seen.location.ends_with("marked=0"), "{}", seen.location);
    cast.ivan().post(&format!("{path}/forgetting"), &[("who", &maria)]).is(403);
    olena.post(&format!("{path}/forgetting"), &[("who", &maria)]).is(303);
    let seen = olena.get(&format!("{path}/participants")).is(200).shows("дані забуто").shows("Іван").hides("Марія");
    let at = |name: &str| seen.plain().find(name).expect("a name");
    assert!(at("Іван") < at("Олег") && at("Олег") < at("дані забуто"), "in the order of names");
    olena.get(&format!("{path}/participants?q=олег")).is(200).shows("Олег").hides("Іван");
    assert_eq!(olena.get(&format!("{path}/participants.json?state=attended")).json()["total"], 2);

    // A year after the event everybody is forgotten by itself, and not a day before.
    let at = |day: &str| State { clock: Clock::Fixed(format!("{day}T09:00:00Z").parse().expect("a time")), ..other(&cast) };
    super::forget(&at("2022-03-30")).expect("a day's work");
    olena.get(&format!("{path}/participants")).is(200).shows("Іван");
    super::forget(&at("2022-03-31")).expect("a day's work");
    olena.get(&format!("{path}/participants")).is(200).hides("Іван").hides("Олег");
    assert_eq!(olena.get(&format!("{path}/participants.json")).json()["total"], 3);
    whole(&cast);
}

/// Another state over the same office.
fn other(cast: &Cast) -> State {
    let config = app::Config {
        office: "test".into(),
        files: cast.state.files.clone(),
        data_key: [7; 32],
        trusted_proxy: false,
        secure: false,
        clock: cast.state.clock.clone(),
        ids: cast.state.ids.clone(),
        upload_limit: 1024,
        sender: None,
    };
    std::sync::Arc::into_inner(app::state((*cast.db).clone(), config).expect("words")).expect("nobody else has it")
}

#[test]
fn two_editors_lose_nothing() {
    let cast = Cast::new();
    let (olena, marta) = (cast.olena(), cast.marta());
    let path = event(&olena, &[]);
    let version = olena.get(&format!("{path}.json")).json()["event"]["version"].to_string();
    let mine = with(FORUM, &[("version", &version), ("venue_uk", "Палац"), ("title_uk", "Форум наш")]);
    let theirs = with(FORUM, &[("version", &version), ("ends", "18:00"), ("title_uk", "Форум їхній")]);
    marta.post(&path, &theirs).is(303);
    // Registrations meanwhile are no edits of the event.
    olena.post(&format!("{path}/participants"), &[("as", "invited"), ("list", "Марія")]).is(303);
    let conflict = olena.post(&path, &mine).is(409).shows("Форум їхній");
    assert!(conflict.text.contains("value=\"18:00\"") && conflict.text.contains("value=\"Палац\""), "{}", conflict.plain());
    let now = olena.get(&format!("{path}.json")).json()["event"]["version"].to_string();
    let merged = with(FORUM, &[("version", &now), ("venue_uk", "Палац"), ("title_uk", "Форум наш"), ("ends", "18:00")]);
    olena.post(&path, &merged).is(303);
    olena.get(&path).is(200).shows("Форум наш").shows("10:00–18:00").shows("Палац");
    whole(&cast);
}

#[test]
fn wrong_input_is_refused_with_its_reason() {
    let cast = Cast::new();
    let olena = cast.olena();
    for (more, said) in [
        (&[("title_uk", ""), ("title_en", "")][..], "Напишіть назву хоча б однією мовою"),
        (&[("date", "колись")], "не є датою"),
        (&[("date", "2021-04"), ("starts", "10:00")], "спершу назвіть день"),
        (&[("ends", "26:00")], "не є часом"),
        (&[("link", "javascript:alert(1)")], "має починатися з https://"),
        (&[("capacity", "багато")], "не є кількістю місць"),
        (&[("organisers.1.organisation", "немає такої")], "не знайдено"),
        (&[("items.0.at", "10:00")], "Напишіть тему"),
        (&[("states.0.state", "held"), ("states.0.date", "2021-04-01")], "не могла відбутися раніше"),
        (&[("states.1.state", "planned"), ("states.1.date", "2021-03-05")], "Так не буває"),
        (&[("closes", "2021-05-01")], "не може закритися після події"),
        (&[("states.1.state", "held"), ("states.1.date", "2021-04-15")], "«15 квітня 2021 р.» ще не настало"),
    ] {
        olena.post("/uk/events", &with(FORUM, more)).is(422).shows(said);
    }
    let path = event(&olena, &[("title_uk", "<script>x</script>"), ("title_en", "")]);
    olena.get(&path).is(200).hides("<script>x");
    olena
        .post(&format!("{path}/states"), &[("state", "planned"), ("date", "2021-03-05")])
        .is(400)
        .shows("оголошено → заплановано");
    olena.post(&format!("{path}/states"), &[("state", "held"), ("date", "ніколи")]).is(400);
    let own = olena.get(&format!("{path}.json")).json();
    let (version, slug) = (own["event"]["version"].to_string(), own["event"]["slug"].as_str().expect("a slug").to_owned());
    let itself = with(FORUM, &[("version", &version), ("series", &slug)]);
    olena.post(&path, &itself).is(422).shows("частиною самої себе");
    // Without a state nobody could tell what it is.
    let stateless = olena.post("/uk/events", &with(FORUM, &[("states.0.state", ""), ("states.0.date", "")])).is(303).location;
    olena.post(&format!("{stateless}/publication"), &[]).is(400).shows("Спершу запишіть стан");
}

#[test]
fn ten_thousand_pasted_at_once_are_refused_by_their_number_and_stay_in_the_form() {
    let cast = Cast::new();
    let olena = cast.olena();
    let path = event(&olena, &[]);
    let list: String = (0..10_000).map(|n| format!("Учасниця Номер {n};Лісова громада\n")).collect();
    let seen = olena.post(&format!("{path}/participants"), &[("as", "invited"), ("list", &list)]).is(422);
    seen.shows("Щонайбільше 2000 за раз").shows("Учасниця Номер 9999");
    assert_eq!(people(&olena, &path), []);
    let form = olena.post(&format!("{path}/states"), &[("state", "held"), ("note_uk", &list)]);
    assert_eq!(form.status, 413, "no other form takes so much");
}

#[test]
fn a_group_meets_and_a_session_is_traced_to_its_series() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let group = [("name_uk", "Спадщина"), ("name_en", "Heritage"), ("states.0.state", "active"), ("states.0.date", "2021-01")];
    let group = olena.post("/uk/groups", &group).is(303).location;
    olena.post(&format!("{group}/publication"), &[]).is(303);
    olena.get(&group).is(200).shows("Нова зустріч");
    visitor.get(&group).is(200).hides("Нова зустріч");
    olena.get("/uk/events/new?kind=meeting&group=heritage").is(200);
    let series = event(&olena, &[("title_uk", "Зустрічі групи"), ("title_en", "Meetings")]);
    let first = event(
        &olena,
        &[("title_uk", "Перша зустріч"), ("title_en", "First meeting"), ("series", "meetings"), ("group", "heritage")],
    );
    visitor.get(&group).is(200).shows("Перша зустріч").hides("Зустрічі групи");
    visitor.get(&first).is(200).shows("Робоча група Спадщина");

    // What came of the series is seen from each of its sessions.
    let deal =
        [("title_uk", "Меморандум"), ("title_en", "Memo"), ("kind", "memorandum"), ("parties.0.organisation", "un-programme")];
    let deal = olena.post("/uk/agreements", &deal).is(303).location;
    olena.post(&format!("{deal}/publication"), &[]).is(303);
    olena.post("/uk/outcomes", &[("from", "event:meetings"), ("to", "agreement:memo")]).is(303);
    let chain = visitor.get("/uk/chains/event/first-meeting.json").is(200).json();
    let labels: Vec<&str> = chain["chain"]["records"]
        .as_array()
        .expect("records")
        .iter()
        .map(|one| one["label"].as_str().expect("a label"))
        .collect();
    assert_eq!(labels, ["Перша зустріч", "Зустрічі групи", "Меморандум"]);
    visitor.get("/uk/chains/event/first-meeting").is(200).shows("Зустріч цієї серії");
    visitor.get(&first).is(200).shows("Увесь ланцюжок");
    visitor.get(&series).is(200);
    whole(&cast);
}

#[test]
fn the_list_is_narrowed_and_leaves_whole() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    let hostile = "Довга назва; з комою, і \\ знаком\nEND:VEVENT\nBEGIN:VEVENT, яка не вміститься в один рядок календаря";
    event(&olena, &[("title_uk", hostile), ("title_en", "Long")]);
    let past = [("date", "2020-08"), ("starts", ""), ("ends", ""), ("states.0.state", "held"), ("states.0.date", "2020-08")];
    event(&olena, &with(&past, &[("title_uk", "Минулий форум"), ("title_en", "Past"), ("minutes_uk", "")]));
    let cancelled = [("states.0.state", "cancelled"), ("title_uk", "Скасована"), ("title_en", "Cancelled"), ("kind", "meeting")];
    event(&olena, &with(&cancelled, &[("place", LISOVA), ("date", "2021-06-01")]));
    let slugs = |query: &str| -> Vec<String> {
        let list = visitor.get(&format!("/uk/events.json?{query}")).is(200).json();
        let url = |item: &serde_json::Value| item["url"].as_str().expect("a url").rsplit('/').next().expect("a slug").to_owned();
        list["items"].as_array().expect("items").iter().map(url).collect()
    };
    for (query, wanted) in [
        ("", &["cancelled", "long", "past"][..]),
        ("upcoming=1", &["long"]),
        ("kind=forum", &["long", "past"]),
        ("state=held", &["past"]),
        ("from=2020-08-15&to=2020-12-31", &["past"]),
        ("from=2021-04-15", &["cancelled", "long"]),
        (&format!("place={LISOVE}"), &["long", "past"]),
        (&format!("place={LISOVA}"), &["cancelled", "long", "past"]),
        ("organisation=un-programme", &["cancelled", "long", "past"]),
        ("as-of=2020-12-31", &["past"]),
        ("state=held&unwritten=1", &["past"]),
        ("q=минулий", &["past"]),
    ] {
        assert_eq!(slugs(query), wanted, "{query}");
        let csv = visitor.get(&format!("/uk/events.csv?{query}")).is(200).csv();
        assert_eq!(csv.len(), wanted.len(), "{query}");
    }
    visitor.get("/uk/events?kind=emergency").is(400);
    visitor.get(&format!("/uk/places/{LISOVE}")).is(200).shows("Минулий форум");

    // Another program reads the calendar: only what has a day, no line too long, nothing that a title could add.
    let seen = visitor.get("/uk/events.ics").is(200);
    assert_eq!(seen.headers["content-type"], "text/calendar; charset=utf-8");
    assert!(seen.text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    assert!(!seen.text.contains("room.example"));
    let calendars: Vec<_> =
        ical::IcalParser::new(std::io::Cursor::new(seen.text.clone())).collect::<Result<_, _>>().expect("a calendar");
    let value = |event: &ical::parser::ical::component::IcalEvent, name: &str| {
        event.properties.iter().find(|property| property.name == name).and_then(|property| property.value.clone())
    };
    assert_eq!(calendars[0].events.len(), 2);
    let forum =
        calendars[0].events.iter().find(|event| value(event, "STATUS").as_deref() == Some("CONFIRMED")).expect("the forum");
    assert_eq!(value(forum, "DTSTART").as_deref(), Some("20210414T100000"));
    assert_eq!(value(forum, "DTEND").as_deref(), Some("20210415T163000"));
    assert_eq!(value(forum, "LOCATION").as_deref(), Some("Будинок культури\\, м. Лісове"));
    assert!(value(forum, "SUMMARY").is_some_and(|text| text.contains("\\nEND:VEVENT\\n")));
    assert!(seen.text.contains("STATUS:CANCELLED"));
    visitor.get("/uk/events/long.ics").is(200).shows("BEGIN:VEVENT");
    visitor.get("/uk/events/past.ics").is(400).shows("Подія ще не має дня");

    // The desk knows what is ahead and what nobody wrote down.
    olena.get("/uk/").is(200).shows("Події цього тижня").shows("1 Відбулося, а протоколу немає").shows("Минулий форум");
    visitor.get("/uk/").is(200).hides("Відбулося, а протоколу немає");
}

#[test]
fn a_draft_is_its_makers_and_what_is_taken_back_is_in_no_list() {
    let cast = Cast::new();
    let (olena, ivan, visitor) = (cast.olena(), cast.ivan(), cast.visitor());
    let path = ivan.post("/uk/events", &with(FORUM, &[("minutes_uk", "")])).is(303).location;
    ivan.get(&path).is(200).shows("Чернетка");
    visitor.get(&path).is(404);
    ivan.post(&format!("{path}/publication"), &[]).is(403);
    olena.post(&format!("{path}/publication"), &[]).is(303);
    visitor.get(&path).is(200).shows("Форум громад");
    visitor.get("/uk/search?q=форуму").is(200).shows("Форум громад");
    olena.post(&format!("{path}/withdrawal"), &[]).is(303);
    visitor.get("/uk/events").is(200).hides("Форум громад");
    olena.post(&format!("{path}/withdrawal"), &[("state", "back")]).is(303);
    olena.get(&path).is(200).shows("Чернетка");
    whole(&cast);
}
