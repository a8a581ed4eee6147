//! What no browser of ours would send: a clear answer of the 4xx kind, in the visitor's language where the program gets
//! to see the request at all.

use crate::http::{Answer, Browser, Wire};
use crate::program::Lab;

/// What every answer of the program carries.
const GUARDS: [&str; 7] = [
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
];

/// Holds an answer to its guards, and to telling nothing of the program's inside.
#[track_caller]
pub fn guarded(answer: &Answer) {
    let missing: Vec<_> = GUARDS.iter().filter(|name| answer.header(name).is_empty()).collect();
    assert!(missing.is_empty(), "without {missing:?}: {answer:?}");
    assert!(!answer.header("cache-control").is_empty(), "{answer:?}");
    for inside in ["panicked", "backtrace", ".rs:", "SELECT ", "sqlite", "postgres"] {
        assert!(!answer.body.contains(inside), "«{inside}» in {answer:?}");
    }
}

/// Holds an answer to being a page that says in Ukrainian what is wrong with the request.
#[track_caller]
pub fn clear(answer: &Answer) {
    guarded(answer);
    assert!((400..500).contains(&answer.status), "{answer:?}");
    assert!(answer.body.contains("<html lang=\"uk\"") && answer.body.contains("<h1"), "{answer:?}");
}

#[test]
fn a_body_over_its_limit_is_refused_with_a_page() {
    let lab = Lab::new();
    let server = lab.serve(&["--upload-limit", "1"]);
    let browser = lab.sign_in(&server);
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for megabytes in [1, 8] {
        let body = vec![b'a'; megabytes * 1024 * 1024 + 10];
        let answer = browser.ask("POST", "/uk/projects", form, &body).expect("an answer");
        assert_eq!(answer.status, 413, "{answer:?}");
        clear(&answer);
        let answer = upload(&browser, &body).expect("an answer");
        assert_eq!(answer.status, 413, "{answer:?}");
        clear(&answer);
    }
    assert_eq!(browser.get("/uk/projects").status, 200);
    let left = lab.entries("files").into_iter().filter(|name| name.starts_with("incoming-")).count();
    assert_eq!(left, 0, "a refused file is not kept");
    lab.calm();
}

/// Sends a file as a browser does.
fn upload(browser: &Browser, content: &[u8]) -> std::io::Result<Answer> {
    let token = &browser.token;
    let start = format!(
        "--mark\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{token}\r\n\
         --mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n"
    );
    let body = [start.as_bytes(), content, b"\r\n--mark--\r\n"].concat();
    browser.ask("POST", "/uk/files", "Content-Type: multipart/form-data; boundary=mark\r\n", &body)
}

#[test]
fn a_broken_multipart_body_is_refused_with_a_page() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let browser = lab.sign_in(&server);
    let part = "--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7";
    for (media, body, status) in [
        ("multipart/form-data", "--mark--\r\n", 400),
        ("multipart/form-data; boundary=mark", part, 400),
        ("multipart/form-data; boundary=mark", "no mark at all", 400),
        ("multipart/form-data; boundary=mark", "--mark\r\nContent-Disposition: form-data\r\n", 400),
        ("multipart/form-data; boundary=mark", "--mark\r\n\0\u{1}\r\n\r\n\r\n--mark--\r\n", 400),
        ("application/json", "{", 400),
        // What is not multipart is read as a form, and is none of ours.
        ("text/plain", "name=value", 403),
        ("", "", 403),
    ] {
        let headers = if media.is_empty() { String::new() } else { format!("Content-Type: {media}\r\n") };
        let answer = browser.ask("POST", "/uk/files", &headers, body.as_bytes()).expect("an answer");
        assert_eq!(answer.status, status, "{media} {body:?}: {answer:?}");
        clear(&answer);
    }
    // Likewise a form of bytes that are no text, and one that breaks off.
    let answer = browser.ask("POST", "/uk/projects", "", b"title_uk=\xff\xfe%ff%00&=&&%&_token").expect("an answer");
    clear(&answer);
    lab.calm();
}

#[test]
fn what_is_no_http_is_refused_and_the_next_visitor_is_served() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    for garbage in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a visitor who speaks TLS to us\r\n\r\n"[..],
        b"\0\0\0\0\0\0\0\0\r\n\r\n",
        b"HELLO\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /uk/ HTTP/9.9\r\n\r\n",
        b"GET /uk/\x01 HTTP/1.1\r\nHost: dotyk.test\r\n\r\n",
        b"GET uk HTTP/1.1\r\nHost: dotyk.test\r\n\r\n",
        b"GET /uk/ HTTP/1.1\r\nHost dotyk.test\r\n\r\n",
        b"GET /uk/ HTTP/1.1\r\nX: a\0b\r\n\r\n",
        b"POST /uk/session HTTP/1.1\r\nHost: dotyk.test\r\nContent-Length: many\r\n\r\n",
        b"POST /uk/session HTTP/1.1\r\nHost: dotyk.test\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /uk/session HTTP/1.1\r\nHost: dotyk.test\r\nTransfer-Encoding: unheard-of\r\n\r\n",
        b"POST /uk/session HTTP/1.1\r\nHost: dotyk.test\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT dotyk.test:443 HTTP/1.1\r\nHost: dotyk.test:443\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: dotyk.test\r\n\r\n",
    ] {
        let said = String::from_utf8_lossy(garbage);
        let mut wire = Wire::open(server.address).expect("a connection");
        wire.send(garbage).expect("sent");
        // The fault is the visitor's; where the program itself answers, it does so with its guards.
        match wire.answer(false) {
            Ok(answer) => {
                assert!((400..500).contains(&answer.status), "{said:?}: {answer:?}");
                assert!(answer.body.is_empty() || answer.header("x-frame-options") == "DENY", "{said:?}: {answer:?}");
            }
            // HTTP/2 is cut without a word: it would not be understood.
            Err(_) if garbage.starts_with(b"PRI") => {}
            Err(error) => panic!("{said:?}: {error}"),
        }
        assert_eq!(Browser::new(server.address).get("/healthz").status, 200);
    }
    lab.calm();
}

#[test]
fn methods_that_are_not_for_an_address_are_405_and_head_is_a_get_without_a_body() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let visitor = Browser::new(server.address);
    for (method, target) in [
        ("BREW", "/uk/projects"),
        ("PUT", "/uk/projects"),
        ("DELETE", "/uk/projects/a"),
        ("PATCH", "/en/office"),
        ("TRACE", "/uk/"),
        ("OPTIONS", "/uk/projects"),
        ("POST", "/uk/"),
        ("GET", "/uk/session/end"),
    ] {
        let answer = visitor.ask(method, target, "", b"").expect("an answer");
        assert_eq!(answer.status, 405, "{method} {target}: {answer:?}");
        guarded(&answer);
        assert!(!answer.header("allow").is_empty(), "{method} {target}: {answer:?}");
    }
    for target in ["/uk/", "/uk/projects", "/uk/projects.json", "/uk/nothing", "/", "/healthz", "/static/dotyk.css", "/static/no"]
    {
        let head = visitor.ask("HEAD", target, "", b"").expect("an answer");
        let get = visitor.get(target);
        assert_eq!(head.status, get.status, "{target}");
        guarded(&head);
        guarded(&get);
        assert_eq!(head.header("content-type"), get.header("content-type"), "{target}");
        assert_eq!(head.header("location"), get.header("location"), "{target}");
    }
    lab.calm();
}

/// Addresses that nobody types: a page of the visitor's or a refusal, never a fault.
#[test]
fn strange_addresses_never_are_a_fault() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let signed_in = lab.sign_in(&server);
    let visitor = Browser::new(server.address);
    let mut targets: Vec<String> = Vec::new();
    let pieces = [
        "..",
        ".",
        "%2e%2e",
        "..%2f..%2fetc%2fpasswd",
        "..%5c..%5cdata.key",
        "%2Fetc%2Fpasswd",
        "a%2Fb",
        "%00",
        "a%00b",
        "%ff%fe",
        "%c3%28",
        "%",
        "%zz",
        "%u0041",
        "%0d%0aSet-Cookie:%20a=b",
        "a%0ab",
        "'%20OR%201=1--",
        "%3Cscript%3E",
        "~",
        "*",
        ";",
        "\"",
        "проєкт",
        "%d0%bf%d1%80%d0%be%d1%94%d0%ba%d1%82",
        "%f0%9f%8c%bb",
        "a.b.c.json",
        ".json",
        ".",
        "x.",
        "9223372036854775808",
        "-1",
        "%e2%80%ae",
        "%ed%a0%80",
        "{slug}",
        "new",
    ];
    for piece in pieces {
        for folder in [
            "/",
            "/uk/",
            "/uk/projects/",
            "/uk/places/",
            "/uk/files/",
            "/uk/sources/",
            "/uk/organisations/",
            "/uk/keys/",
            "/uk/accounts/",
            "/static/",
            "/uk/office/",
        ] {
            targets.push(format!("{folder}{piece}"));
        }
        for query in
            ["q", "after", "stage", "direction", "place", "organisation", "sector", "as-of", "known-on", "nobody", "next"]
        {
            targets.push(format!("/uk/projects?{query}={piece}"));
        }
        targets.push(format!("/uk/session/new?next={piece}"));
        targets.push(format!("/uk/projects?{piece}"));
        targets.push(format!("/uk/projects.json?q={piece}&q={piece}"));
        targets.push(format!("/uk/journal?after={piece}"));
        targets.push(format!("/uk/projects/{piece}/edit"));
    }
    for path in [
        "//",
        "//evil.example/",
        "///",
        "/uk//",
        "/uk/./projects",
        "/uk/../projects",
        "/uk/projects/../../../etc/passwd",
        "/.",
        "/..",
        "/uk.json",
        "/uk/.json",
        "/UK/",
        "/ru/",
        "/uk?",
        "/uk/?&&=&",
        "/static/../../Cargo.toml",
        "/static/..%2f..%2fCargo.toml",
        "/uk/projects#part",
        "http://dotyk.test/uk/projects",
        "http://dotyk.test",
        "https://evil.example/uk/",
    ] {
        targets.push(path.to_owned());
    }
    for length in [300, 3_000, 30_000, 60_000, 64_000] {
        let long = "a".repeat(length);
        let turned = "%d0%b0".repeat(length / 6);
        for folder in [
            "/",
            "/uk/projects/",
            "/uk/projects?q=",
            "/uk/projects?stage=",
            "/uk/projects?after=",
            "/uk/projects?as-of=",
            "/uk/projects?place=",
            "/uk/session/new?next=/uk/",
            "/uk/files/",
            "/static/",
        ] {
            targets.push(format!("{folder}{long}"));
            targets.push(format!("{folder}{turned}"));
        }
        targets.push(format!("/uk/projects?{}", "a=b&".repeat(length / 4)));
        targets.push(format!("/uk{}", "/a".repeat(length / 2)));
    }
    let (mut faults, mut unseen): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for target in &targets {
        for browser in [&visitor, &signed_in] {
            let shown: String = target.chars().take(120).collect();
            match browser.ask("GET", target, "", b"") {
                Err(error) => faults.push(format!("{shown}: {error}")),
                // No address at all: refused, with nothing in it, before the program sees it.
                Ok(answer) if answer.status == 400 && answer.headers.len() == 3 && answer.body.is_empty() => unseen.push(shown),
                Ok(answer) => {
                    guarded(&answer);
                    let location = answer.header("location");
                    let ours = location.is_empty() || (location.starts_with('/') && !location.starts_with("//"));
                    let injected = answer.headers.iter().any(|(name, value)| name == "set-cookie" && value.starts_with("a="));
                    if answer.status >= 500 || !ours || injected {
                        faults.push(format!("{shown}: {} {location}", answer.status));
                    }
                    let page = answer.body.contains("<html lang=\"uk\"");
                    if matches!(answer.status, 400..=499) && target.starts_with("/uk/") && !target.contains("json") && !page {
                        faults.push(format!("{shown}: {} without a page: {}", answer.status, answer.body));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    unseen.retain(|target| target.is_ascii() && !target.contains(['"', '{', '*']));
    assert!(unseen.is_empty(), "{unseen:?}");
    // Longer than any address may be: refused before the program sees it.
    for length in [70_000, 200_000, 1_000_000] {
        let answer = visitor.ask("GET", &format!("/uk/{}", "a".repeat(length)), "", b"").expect("an answer");
        assert!(matches!(answer.status, 414 | 431), "{answer:?}");
    }
    lab.calm();
}

#[test]
fn after_signing_in_nobody_is_sent_to_a_strange_place() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let signed_in = lab.sign_in(&server);
    for next in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "/uk/\r\nSet-Cookie: a=b",
        "/uk/%0d%0a\nSet-Cookie: a=b",
        "/uk\u{2028}/x",
        "/uk/\"><script>",
        "/ukraine.evil.example",
        "/uk@evil.example",
        "javascript:alert(1)",
        "/uk\0",
    ] {
        let query: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let answer = signed_in.get(&format!("/uk/session/new?next={query}"));
        assert_eq!((answer.status, answer.header("location")), (303, "/uk/session"), "{next:?}");
        guarded(&answer);
        assert!(answer.header("set-cookie").is_empty(), "{next:?}");
        let form = Browser::new(server.address).get(&format!("/uk/session/new?next={query}"));
        guarded(&form);
        assert_eq!((form.status, &*form.hidden("next")), (200, ""), "{next:?}");
    }
    let kept = signed_in.get("/uk/session/new?next=/uk/projects%3Fq=a");
    assert_eq!(kept.header("location"), "/uk/projects?q=a");
    lab.calm();
}

#[test]
fn what_is_refused_carries_the_same_guards_as_what_is_shown() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let visitor = Browser::new(server.address);
    for (target, status) in [
        ("/", 307),
        ("/uk/", 200),
        ("/en/projects", 200),
        ("/uk/projects.json", 200),
        ("/uk/projects.exe", 404),
        ("/uk/projects?after=nonsense", 400),
        ("/uk/projects?stage=nonsense", 400),
        ("/uk/projects?as-of=2021-99-99", 400),
        ("/uk/projects/nonsense", 404),
        ("/uk/accounts", 303),
        ("/uk/accounts.json", 401),
        ("/static/nonsense", 404),
        ("/healthz", 200),
    ] {
        let answer = visitor.get(target);
        assert_eq!(answer.status, status, "{target}: {answer:?}");
        guarded(&answer);
    }
    let forged = lab.sign_in(&server);
    let forged = Browser { token: "nonsense".into(), ..forged };
    let answer = forged.post("/uk/projects", &[("title_uk", "a")]).expect("an answer");
    assert_eq!(answer.status, 403);
    clear(&answer);
    lab.calm();
}
