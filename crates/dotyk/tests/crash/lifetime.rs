//! From the start to the end: ready when it says so, and finished with what it has begun.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use dotyk::app::{self, Config};
use dotyk::journal::{Clock, Ids};
use dotyk::web;

use crate::http::{Browser, Wire};
use crate::program::Lab;

/// The state of a program over the office, as `serve` makes it.
fn config(lab: &Lab) -> Config {
    Config {
        office: "lab".into(),
        files: lab.path("files"),
        data_key: [7; 32],
        trusted_proxy: false,
        secure: false,
        clock: Clock::System,
        ids: Ids::Timed,
        upload_limit: 1024 * 1024,
        sender: None,
    }
}

#[test]
fn health_is_503_until_ready_and_200_then() {
    let lab = Lab::new();
    let state = app::state(lab.db(), config(&lab)).expect("words");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a socket");
    let browser = Browser::new(listener.local_addr().expect("its address"));
    runtime.spawn(web::serve(listener, web::app(state.clone(), &app::routes()), std::future::pending()));

    let before = browser.get("/healthz");
    assert_eq!((before.status, &*before.body), (503, "starting\n"));
    state.ready.store(true, Ordering::Release);
    let after = browser.get("/healthz");
    assert_eq!((after.status, &*after.body), (200, "ok\n"));
    runtime.shutdown_background();
}

#[test]
fn a_request_under_way_is_finished_before_the_end() {
    let lab = Lab::new();
    let mut server = lab.serve(&[]);
    let browser = lab.sign_in(&server);
    let form = format!("title_en=At+the+last+moment&direction=health&stages.0.stage=idea&_token={}", browser.token);
    let mut wire = Wire::open(server.address).expect("a connection");
    let mut idle = Wire::open(server.address).expect("a connection");
    let head = format!(
        "POST /uk/projects HTTP/1.1\r\nHost: dotyk.test\r\nCookie: {}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        browser.cookie,
        form.len()
    );
    wire.send(head).expect("sent");
    // The program says so when it begins to read the body: from here on the request is under way.
    assert_eq!(wire.answer(false).expect("to go on").status, 100);
    wire.send(&form[..20]).expect("sent");

    let asked = Instant::now();
    server.term();
    // Nobody new is let in: at first the connection may still lie in the kernel's queue.
    while Wire::open(server.address).is_ok() {
        assert!(asked.elapsed() < Duration::from_secs(5), "still listening");
        std::thread::sleep(Duration::from_millis(20));
    }
    wire.send(&form[20..]).expect("sent");
    let answer = wire.answer(false).expect("an answer");
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(server.end().code(), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(10), "stopped after {:?}", asked.elapsed());
    assert!(idle.ended(), "who has asked nothing is told that it is over");

    let again = lab.serve(&[]);
    assert_eq!(Browser { address: again.address, ..browser }.get(answer.header("location")).status, 200);
    drop(again);
    lab.verified();
    lab.calm();
}

#[test]
fn a_request_that_never_ends_does_not_keep_the_program_running() {
    let lab = Lab::new();
    let mut server = lab.serve(&[]);
    let mut wire = Wire::open(server.address).expect("a connection");
    wire.send("POST /uk/session HTTP/1.1\r\nHost: dotyk.test\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
        .expect("sent");
    assert_eq!(wire.answer(false).expect("to go on").status, 100);
    let asked = Instant::now();
    server.term();
    assert_eq!(server.end().code(), Some(0));
    // Ten seconds are the program's own bound; the rest is for a busy machine.
    assert!(asked.elapsed() < Duration::from_secs(20), "stopped after {:?}", asked.elapsed());
    lab.calm();
}
