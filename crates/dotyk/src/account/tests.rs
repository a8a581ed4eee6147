//! Stories of the door: coming in, being kept out, being let in again.

use axum::body::Body;
use axum::http::header;

use super::store;
use crate::testing::{Cast, Client, Seen};

const PASSWORD: &str = "гусениця на мосту";

fn sign_in(client: &Client, login: &str, password: &str) -> Seen {
    client.post("/uk/session", &[("login", login), ("password", password)])
}

/// The cookie that a sign-in set.
fn cookie(seen: &Seen) -> String {
    let set = seen.headers.get(header::SET_COOKIE).expect("a cookie").to_str().expect("text");
    set.split(';').next().expect("a pair").to_owned()
}

fn get_with(client: &Client, cookie: &str, path: &str) -> Seen {
    client.send(client.request("GET", path).header(header::COOKIE, cookie).body(Body::empty()).expect("a request"))
}

/// The path of the one-time link on a page.
fn link(seen: &Seen) -> String {
    let at = seen.text.find("/uk/keys/").expect("a link");
    seen.text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect()
}

#[test]
fn signing_in_makes_a_session_of_its_own() {
    let cast = Cast::new();
    let visitor = cast.visitor();
    visitor.get("/uk/session").is(303);
    visitor.get("/uk/session/new?next=/uk/sources").is(200).shows("Пароль");
    // A cookie that somebody slipped in is not the one that is used.
    let planted = visitor
        .request("POST", "/uk/session")
        .header(header::COOKIE, "dotyk=planted")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = "login=MARTA&password=marta-has-a-long-password&next=%2Fuk%2Fsources";
    let seen = visitor.send(planted.body(Body::from(body)).expect("a request")).is(303);
    assert_eq!(seen.location, "/uk/sources");
    let set = seen.headers[header::SET_COOKIE].to_str().expect("text").to_owned();
    assert!(set.contains("; HttpOnly; SameSite=Lax; Path=/; Max-Age=604800") && !set.contains("planted"), "{set}");
    let cookie = cookie(&seen);
    get_with(&visitor, &cookie, "/uk/session").is(200).shows("marta").shows("адміністратор");
    get_with(&visitor, "dotyk=planted", "/uk/session").is(303);
    // The database knows the cookie only by its digest.
    let digest = super::password::digest(cookie.trim_start_matches("dotyk="));
    cast.db
        .read_blocking(|tx| {
            let sessions = store::sessions(tx, "test", "acc-marta", "2021")?;
            assert!(sessions.iter().any(|session| session.digest == digest));
            Ok::<(), dotyk_db::Error>(())
        })
        .expect("sessions");
}

#[test]
fn nobody_is_sent_to_another_host() {
    let cast = Cast::new();
    for next in ["//evil.example", "https://evil.example/", "/\\evil.example", "/evil", "javascript:alert(1)"] {
        let form = [("login", "vira"), ("password", "vira-has-a-long-password"), ("next", next)];
        assert_eq!(cast.visitor().post("/uk/session", &form).is(303).location, "/uk/", "{next}");
    }
}

#[test]
fn a_name_that_nobody_has_looks_like_a_wrong_password() {
    let cast = Cast::new();
    let wrong = sign_in(&cast.visitor(), "olena", "not-her-password").is(200).shows("Ім’я або пароль не підходять");
    let nobody = sign_in(&cast.visitor(), "oksan", "not-her-password").is(200);
    assert_eq!(wrong.text.replace("olena", ""), nobody.text.replace("oksan", ""));
    assert!(wrong.headers.get(header::SET_COOKIE).is_none());
    sign_in(&cast.visitor(), "оlena", "x").is(422).shows("змішано кириличні й латинські");
    sign_in(&cast.visitor(), "", "").is(422).shows("Заповніть це поле");
}

#[test]
fn after_five_failures_one_waits() {
    let cast = Cast::new();
    for _ in 0..5 {
        sign_in(&cast.visitor(), "olena", "not-her-password").is(200);
    }
    let waits = sign_in(&cast.visitor(), "olena", "olena-has-a-long-password").is(429);
    assert_eq!(waits.headers[header::RETRY_AFTER], "15");
    sign_in(&cast.visitor(), "vira", "vira-has-a-long-password").is(303);
    // Nor does it help to leave the name alone and go on with others.
    for login in ["a", "b", "c"].iter().flat_map(|a| ["d", "e", "f", "g", "h"].map(|b| format!("{a}{b}x"))) {
        sign_in(&cast.visitor(), &login, "not-a-password");
    }
    sign_in(&cast.visitor(), "vira", "vira-has-a-long-password").is(429);
}

#[test]
fn a_field_of_the_program_cannot_be_sent() {
    let cast = Cast::new();
    let form = [
        ("login", "marta"),
        ("password", "wrong-password"),
        ("account", "acc-marta"),
        ("password_at", "2021-03-31T09:00:00.000Z"),
        ("hash", "x"),
    ];
    cast.visitor().post("/uk/session", &form).is(200).shows("не підходять");
}

#[test]
fn an_invitation_is_used_once() {
    let cast = Cast::new();
    let marta = cast.marta();
    let form = [
        ("login", "Taras.Koval"),
        ("name", "Тарас"),
        ("role", "contributor"),
        ("organisation", "lisova-hospital"),
        ("place", ""),
    ];
    let page = marta.post("/uk/accounts", &form).is(200).shows("Одноразове посилання");
    let link = link(&page);
    marta.post("/uk/accounts", &form).is(422).shows("уже зайняте").shows("Перевірте, будь ласка");
    assert!(cast.visitor().get(&link).is(200).shows("Вітаємо, Тарас").text.contains("value=\"taras.koval\""));
    cast.visitor().post(&link, &[("new", "short")]).is(422).shows("закороткий");
    cast.visitor().post(&link, &[("new", "taras.koval-1")]).is(422).shows("ім’я для входу");
    assert_eq!(cast.visitor().post(&link, &[("new", PASSWORD)]).is(303).location, "/uk/session/new?set=1");
    cast.visitor().get(&link).is(410).shows("вже використано").shows("адміністратор");
    cast.visitor().post(&link, &[("new", "another long password")]).is(410);
    cast.visitor().get("/uk/keys/0000").is(404).shows("Такого посилання немає");
    let seen = sign_in(&cast.visitor(), "taras.koval", PASSWORD).is(303);
    get_with(&cast.visitor(), &cookie(&seen), "/uk/session").is(200).shows("учасник").shows("Лісова лікарня");
    // The journal tells of it and knows no hash.
    marta.get("/uk/journal.json").is(200).hides("argon2").shows("password_at");
}

#[test]
fn what_an_administrator_enters_must_exist() {
    let cast = Cast::new();
    let form = [("login", "taras"), ("name", ""), ("role", "public"), ("organisation", "no-such"), ("place", "UA00")];
    cast.marta()
        .post("/uk/accounts", &form)
        .is(422)
        .shows("«no-such» не знайдено")
        .shows("«UA00» не знайдено")
        .shows("«public» тут немає")
        .shows("Заповніть це поле");
    cast.olena().get("/uk/accounts").is(403);
    cast.olena().post("/uk/accounts", &form).is(403);
    cast.visitor().get("/uk/accounts").is(303);
    cast.marta().get("/uk/accounts.json").is(200).shows("acc-olena").hides("argon2");
    cast.marta().get("/uk/accounts?after=%3C").is(400);
}

#[test]
fn a_reset_ends_sessions_and_the_old_password() {
    let cast = Cast::new();
    let (marta, olena) = (cast.marta(), cast.olena());
    olena.get("/uk/session").is(200);
    let first = link(&marta.post("/uk/accounts/acc-olena/reset", &[]).is(200));
    olena.get("/uk/session").is(303);
    sign_in(&cast.visitor(), "olena", "olena-has-a-long-password").is(200).shows("не підходять");
    let second = link(&marta.post("/uk/accounts/acc-olena/reset", &[]).is(200));
    cast.visitor().get(&first).is(410);
    cast.visitor().post(&second, &[("new", PASSWORD)]).is(303);
    sign_in(&cast.visitor(), "olena", PASSWORD).is(303);
    marta.post("/uk/accounts/acc-marta/reset", &[]).is(400).shows("Для себе посилання не потрібне");
}

#[test]
fn a_disabled_account_is_out_at_once() {
    let cast = Cast::new();
    let (marta, olena) = (cast.marta(), cast.olena());
    let link = link(&marta.post("/uk/accounts", &[("login", "nova"), ("name", "Нова"), ("role", "viewer")]).is(200));
    let nova = cast.db.read_blocking(|tx| store::by_login(tx, "test", "nova")).expect("read").expect("nova").0.id;
    marta.post(&format!("/uk/accounts/{nova}/disabling"), &[("state", "disabled")]).is(303);
    cast.visitor().get(&link).is(404);
    marta.post("/uk/accounts/acc-olena/disabling", &[("state", "disabled")]).is(303);
    olena.get("/uk/session").is(303);
    sign_in(&cast.visitor(), "olena", "olena-has-a-long-password").is(200).shows("не підходять");
    marta.post("/uk/accounts/acc-olena/disabling", &[("state", "active")]).is(303);
    sign_in(&cast.visitor(), "olena", "olena-has-a-long-password").is(303);
}

#[test]
fn the_last_administrator_stays() {
    let cast = Cast::new();
    let marta = cast.marta();
    marta.post("/uk/accounts/acc-marta/disabling", &[("state", "disabled")]).is(400).shows("останній адміністратор");
    let demoted = [("name", "Marta"), ("role", "viewer"), ("version", "1")];
    marta.post("/uk/accounts/acc-marta", &demoted).is(422).shows("останній адміністратор");
    // Somebody who was only invited cannot run the office either.
    marta.post("/uk/accounts", &[("login", "second"), ("name", "Друга"), ("role", "administrator")]).is(200);
    marta.post("/uk/accounts/acc-marta", &demoted).is(422);
    marta.post("/uk/accounts/acc-olena", &[("name", "Olena"), ("role", "administrator"), ("version", "1")]).is(303);
    marta.post("/uk/accounts/acc-marta", &demoted).is(303);
    marta.get("/uk/accounts").is(403);
}

#[test]
fn two_administrators_lose_nothing() {
    let cast = Cast::new();
    let marta = cast.marta();
    marta.post("/uk/accounts/acc-vira", &[("name", "Віра Перша"), ("role", "viewer"), ("version", "1")]).is(303);
    let late = marta.post("/uk/accounts/acc-vira", &[("name", "Віра Друга"), ("role", "coordinator"), ("version", "1")]).is(409);
    late.shows("Віра Перша").hides("value=\"1\"");
}

#[test]
fn a_form_of_another_site_is_refused() {
    let cast = Cast::new();
    let marta = cast.marta();
    let form = || b"state=disabled".to_vec();
    let media = "application/x-www-form-urlencoded";
    marta.post_raw("/uk/accounts/acc-olena/disabling", media, form()).is(403).shows("Форму не прийнято");
    let login = axum::http::Request::builder()
        .method("POST")
        .uri("/uk/session")
        .header("host", "dotyk.test")
        .header("sec-fetch-site", "cross-site");
    let request = login
        .header(header::CONTENT_TYPE, media)
        .body(Body::from("login=vira&password=vira-has-a-long-password"))
        .expect("a request");
    let seen = cast.visitor().send(request).is(403);
    assert!(seen.headers.get(header::SET_COOKIE).is_none());
}

#[test]
fn one_looks_after_ones_own_sessions() {
    let cast = Cast::new();
    let (here, there) = (cast.olena(), cast.olena());
    let page = here.get("/uk/session").is(200).shows("a test").shows("Завершити всі інші");
    assert_eq!(page.text.matches("class=\"tag\"").count(), 1);
    let wrong = here.post("/uk/session/password", &[("old", "not-her-password"), ("new", PASSWORD)]).is(200);
    wrong.shows("Теперішній пароль не підходить").hides(PASSWORD);
    here.post("/uk/session/password", &[("old", ""), ("new", "short")]).is(422).shows("Заповніть це поле").shows("закороткий");
    there.get("/uk/session").is(200);
    here.post("/uk/session/password", &[("old", "olena-has-a-long-password"), ("new", PASSWORD)]).is(303);
    here.get("/uk/session?changed=1").is(200).shows("Пароль змінено");
    there.get("/uk/session").is(303);
    sign_in(&cast.visitor(), "olena", PASSWORD).is(303);
    here.post("/uk/session/others", &[]).is(303);
    // Another's session cannot be ended, whatever is sent.
    let vira = cast.vira();
    let digest = cast.db.read_blocking(|tx| store::sessions(tx, "test", "acc-vira", "2021")).expect("read").remove(0).digest;
    here.post("/uk/session/end", &[("session", &digest[..16])]).is(303);
    vira.get("/uk/session").is(200);
    let out = here.post("/uk/session/end", &[]).is(303);
    assert!(out.headers[header::SET_COOKIE].to_str().expect("text").contains("dotyk=; ") && out.location == "/uk/");
    here.get("/uk/session").is(303);
    cast.visitor().post("/uk/session/end", &[]).is(303);
}

#[test]
fn the_terminal_lets_the_first_one_in() {
    let cast = Cast::new();
    let moment = || crate::journal::Moment { now: cast.state.clock.now(), ids: cast.state.ids.clone() };
    let add = |login: &str| super::commands::add(&cast.db, "test", &moment(), login, "Перша", crate::access::Role::Administrator);
    let path = add("persha").expect("a link");
    assert!(add("persha").is_err() && add("pеrsha").is_err() && add("x").is_err());
    cast.visitor().post(&format!("/uk{path}"), &[("new", PASSWORD)]).is(303);
    sign_in(&cast.visitor(), "persha", PASSWORD).is(303);
    let path = super::commands::reset(&cast.db, "test", &moment(), "persha").expect("a link");
    sign_in(&cast.visitor(), "persha", PASSWORD).is(200);
    cast.visitor().get(&format!("/en{path}")).is(200).shows("Set your password");
}
