//! Stories of files: brought, shown, taken back, and the ones that mean harm.

use axum::http::header;

use super::{File, store};
use crate::access::{Action, Actor, Kind, Ref, Subject};
use crate::journal::Write;
use crate::testing::{Cast, Client, Seen};

const EDGE: &str = "XdotykX";

/// Sends parts: text fields, then files as (name, content).
fn upload(client: &Client, path: &str, texts: &[(&str, &str)], files: &[(&str, &[u8])]) -> Seen {
    let mut body = Vec::new();
    let token = client.token();
    for (name, value) in texts.iter().copied().chain([("_token", token.as_str())]) {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    for (name, content) in files {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n").into_bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{EDGE}--\r\n").into_bytes());
    client.post_raw(path, &format!("multipart/form-data; boundary={EDGE}"), body)
}

fn attach(client: &Client, name: &str, content: &[u8]) -> Seen {
    upload(client, "/uk/files", &[("subject", "source:report-2020")], &[(name, content)])
}

fn files(cast: &Cast) -> Vec<File> {
    cast.db.read_blocking(|tx| store::of_subject(tx, "test", &Ref::new(Kind::Source, "src-report"))).expect("files")
}

#[test]
fn a_file_is_brought_shown_and_taken_back() {
    let cast = Cast::new();
    let (olena, visitor) = (cast.olena(), cast.visitor());
    olena.get("/uk/files/new?subject=source:report-2020").is(200).shows("Звіт за 2020 рік").shows("Щонайбільше 1 МБ");
    assert_eq!(attach(&olena, "Звіт 2020.pdf", b"%PDF-1.7 the whole report").is(303).location, "/uk/sources/report-2020");
    let file = files(&cast).remove(0);
    assert_eq!((file.name.as_str(), file.media.as_str(), file.size), ("Звіт 2020.pdf", "application/pdf", 25));
    let path = format!("/uk/files/{}", file.id);
    visitor.get(&path).is(404);
    let seen = olena.get(&path).is(200);
    assert_eq!(seen.text, "%PDF-1.7 the whole report");
    assert_eq!(seen.headers[header::CONTENT_TYPE], "application/pdf");
    assert_eq!(seen.headers[header::CONTENT_SECURITY_POLICY], "sandbox; default-src 'none'; frame-ancestors 'none'");
    assert_eq!(seen.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let named = seen.headers[header::CONTENT_DISPOSITION].to_str().expect("text").to_owned();
    assert_eq!(named, "attachment; filename=\"_____2020.pdf\"; filename*=UTF-8''%D0%97%D0%B2%D1%96%D1%82%202020.pdf");

    olena.get(&format!("{path}/about")).is(200).shows("Звіт 2020.pdf").shows("Чернетка").shows("1 КБ");
    cast.vira().post(&format!("{path}/publication"), &[]).is(403);
    olena.post(&format!("{path}/publication"), &[("state", "public")]).is(303);
    visitor.get(&path).is(200);
    visitor.get(&format!("{path}/about")).is(200).hides("removal");
    // What is published of a draft is a draft.
    olena.post("/uk/sources/report-2020/publication", &[("state", "draft")]).is(303);
    visitor.get(&path).is(404);
    olena.post("/uk/sources/report-2020/publication", &[("state", "public")]).is(303);
    olena.post(&format!("{path}/removal"), &[]).is(303);
    visitor.get(&path).is(404);
    cast.vira().get(&path).is(404);
    olena.get(&path).is(200);
    assert!(files(&cast).is_empty());
    assert_eq!(crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
    olena.get(&format!("/uk/journal?kind=file&id={}", file.id)).is(200).shows("Забрано").shows("Звіт 2020.pdf");
}

/// Puts down what a file says, as the thread that reads them does.
fn say(cast: &Cast, id: &str, text: &str) {
    cast.db
        .write_blocking(|tx| {
            let mut write = Write::begin(tx, "test", cast.state.moment())?;
            let permit =
                Actor::command("test", "read").may(Action::Edit, &Subject::new(Kind::File, id, false)).expect("a permit");
            store::put_text(&mut write, &permit, text)?;
            write.finish().map(drop)
        })
        .expect("a text");
}

#[test]
fn a_signed_copy_is_found_by_its_words_by_whoever_may_see_it() {
    let cast = Cast::new();
    let (olena, ivan, visitor) = (cast.olena(), cast.ivan(), cast.visitor());
    attach(&olena, "scan-17.pdf", b"%PDF-1.7 the memorandum").is(303);
    let file = files(&cast).remove(0);
    let unread = || cast.db.read_blocking(|tx| store::unread(tx, "test")).expect("what waits");
    assert_eq!((unread().as_deref(), file.letters), (Some(file.id.as_str()), None));
    say(&cast, &file.id, "Меморандум про очищення Айдару");
    assert_eq!((unread(), files(&cast)[0].letters), (None, Some(30)));

    let path = format!("/uk/files/{}", file.id);
    let found = |client: &Client| {
        let page = client.get("/uk/search?q=очищення+Айдару").is(200);
        let json = client.get("/uk/search.json?q=Айдару").is(200);
        let at = format!("{path}/about");
        assert_eq!(page.text.contains(&at), json.text.contains(&at));
        json.text.contains(&at)
    };
    olena.get(&format!("{path}/about")).is(200).shows("30 літер");
    assert!(found(&olena));
    assert!(found(&cast.vira()), "the viewer sees drafts");
    assert!(!found(&ivan) && !found(&visitor), "nobody else finds a file that is not published");
    olena.post(&format!("{path}/publication"), &[("state", "public")]).is(303);
    assert!(found(&visitor));
    // What is published of a draft is a draft: also for the search.
    olena.post("/uk/sources/report-2020/publication", &[("state", "draft")]).is(303);
    assert!(found(&olena) && !found(&visitor));
    olena.post("/uk/sources/report-2020/publication", &[("state", "public")]).is(303);
    assert!(found(&visitor));
    olena.post(&format!("{path}/removal"), &[]).is(303);
    assert!(!found(&visitor) && !found(&olena));
    // What was taken back is read by nobody, and what it said is gone.
    say(&cast, &file.id, "Меморандум про очищення Айдару");
    let kept = cast.db.read_blocking(|tx| store::documents(tx, "test", std::slice::from_ref(&file.id))).expect("documents");
    assert!(kept.is_empty());
    assert_eq!(crate::app::verify(&cast.db, "test", [7; 32], None).expect("a report").findings, []);
}

#[test]
fn a_picture_of_paper_says_nothing_and_is_not_read_again() {
    let cast = Cast::new();
    let olena = cast.olena();
    attach(&olena, "scan.pdf", b"%PDF-1.7 pixels").is(303);
    let file = files(&cast).remove(0);
    say(&cast, &file.id, "");
    assert_eq!(cast.db.read_blocking(|tx| store::unread(tx, "test")).expect("what waits"), None);
    olena.get(&format!("/uk/files/{}/about", file.id)).is(200).shows("на сторінках лише зображення");
}

#[test]
fn content_that_means_harm_does_none() {
    let cast = Cast::new();
    let olena = cast.olena();
    for (name, content) in [
        ("page.html", &b"<html><script>alert(1)</script>"[..]),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("photo.png", b"<script>alert(1)</script>"),
    ] {
        attach(&olena, name, content).is(303);
        let file = files(&cast).pop().expect("a file");
        let seen = olena.get(&format!("/uk/files/{}", file.id)).is(200);
        assert_eq!(seen.headers[header::CONTENT_TYPE], "application/octet-stream", "{name}");
        assert!(seen.headers[header::CONTENT_DISPOSITION].to_str().expect("text").starts_with("attachment; "), "{name}");
    }
    attach(&olena, "photo.html", b"\x89PNG\r\n\x1a\n....").is(303);
    let file = files(&cast).pop().expect("a file");
    let seen = olena.get(&format!("/uk/files/{}", file.id)).is(200);
    assert_eq!(seen.headers[header::CONTENT_TYPE], "image/png");
    assert!(seen.headers[header::CONTENT_DISPOSITION].to_str().expect("text").starts_with("inline; "));
}

#[test]
fn a_hostile_name_is_only_a_name() {
    let cast = Cast::new();
    let olena = cast.olena();
    for (name, kept) in [
        ("../../../etc/passwd", "passwd"),
        (".htaccess", "htaccess"),
        ("rep\u{202e}fdp.exe", "repfdp.exe"),
        ("C:\\x\\акт.docx", "акт.docx"),
    ] {
        attach(&olena, name, name.as_bytes()).is(303);
        let file = files(&cast).pop().expect("a file");
        assert_eq!(file.name, kept);
        let seen = olena.get(&format!("/uk/files/{}", file.id)).is(200);
        assert_eq!(seen.text, name);
    }
}

#[test]
fn what_is_said_of_a_file_is_found_out_and_not_believed() {
    let cast = Cast::new();
    let olena = cast.olena();
    let lies = [
        ("subject", "source:report-2020"),
        ("file.hash", "../../etc/passwd"),
        ("file.name", "x"),
        ("file.type", "text/html"),
        ("file.size", "1"),
    ];
    upload(&olena, "/uk/files", &lies, &[]).is(422).shows("Оберіть файл");
    upload(&olena, "/uk/files", &lies, &[("a.txt", b"words")]).is(303);
    let file = files(&cast).pop().expect("a file");
    assert_eq!(
        (file.name.as_str(), file.media.as_str(), file.size, file.hash.len()),
        ("a.txt", "application/octet-stream", 5, 64)
    );
}

#[test]
fn a_file_of_some_megabytes_comes_in_where_the_limit_allows_it() {
    let cast = Cast::new();
    let mut state = cast.through(cast.state.door);
    std::sync::Arc::get_mut(&mut state).expect("nobody else has it").upload_limit = 8 << 20;
    let olena = cast.olena().at(&crate::web::app(state, &crate::app::routes()));
    // More than the two megabytes that the framework would take by itself.
    attach(&olena, "scan.pdf", &vec![b'x'; 3 << 20]).is(303);
    assert_eq!(files(&cast).remove(0).size, 3 << 20);
    attach(&olena, "film.bin", &vec![b'x'; (8 << 20) + 1]).is(413);
}

#[test]
fn only_who_may_change_a_record_attaches_to_it() {
    let cast = Cast::new();
    attach(&cast.ivan(), "a.txt", b"words").is(403);
    attach(&cast.vira(), "a.txt", b"words").is(403);
    attach(&cast.visitor(), "a.txt", b"words").is(303);
    upload(&cast.olena(), "/uk/files", &[("subject", "source:no-such")], &[("a.txt", b"words")]).is(404);
    upload(&cast.olena(), "/uk/files", &[("subject", "account:acc-marta")], &[("a.txt", b"words")]).is(404);
    attach(&cast.olena(), "big.bin", &vec![0; 1024 * 1024 + 1]).is(413);
    assert!(files(&cast).is_empty());
}
