//! Who is slow, or says nothing at all, is cut in time and holds up nobody else.

use std::thread;
use std::time::{Duration, Instant};

use crate::bad_input::clear;
use crate::http::{Browser, PATIENCE, Wire};
use crate::program::Lab;

#[test]
fn a_slow_body_is_answered_in_time_and_holds_up_nobody() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let address = server.address;
    let slow: Vec<_> = (0..20)
        .map(|_| {
            thread::spawn(move || {
                let mut wire = Wire::open(address).expect("a connection");
                wire.send("POST /uk/session HTTP/1.1\r\nHost: dotyk.test\r\nContent-Length: 5000\r\n\r\nlogin=").expect("sent");
                let mut heard = wire.again();
                let dripping = thread::spawn(move || {
                    while wire.send("a").is_ok() {
                        thread::sleep(Duration::from_millis(250));
                    }
                });
                let answer = heard.answer(false).expect("an answer");
                assert!(heard.ended());
                dripping.join().expect("the body is taken no more");
                answer
            })
        })
        .collect();
    let visitor = Browser::new(address);
    while slow.iter().any(|slow| !slow.is_finished()) {
        let asked = Instant::now();
        assert_eq!(visitor.get("/uk/").status, 200);
        assert!(asked.elapsed() < Duration::from_secs(10), "held up for {:?}", asked.elapsed());
        thread::sleep(Duration::from_millis(500));
    }
    for slow in slow {
        let answer = slow.join().expect("an answer");
        assert_eq!(answer.status, 408);
        clear(&answer);
    }
    lab.calm();
}

#[test]
fn slow_headers_are_cut_and_idle_connections_stop_nobody() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let open = || Wire::open(server.address).expect("a connection");
    let mut silent: Vec<Wire> = (0..200).map(|_| open()).collect();
    let mut half = open();
    half.send("GET /uk/ HTTP/1.1\r\nHost: dotyk.test\r\nX-Slow: ").expect("sent");
    let mut kept = open();
    kept.send("GET /healthz HTTP/1.1\r\nHost: dotyk.test\r\n\r\n").expect("sent");
    assert_eq!(kept.answer(false).expect("an answer").status, 200);

    let asked = Instant::now();
    assert_eq!(Browser::new(server.address).get("/uk/").status, 200);
    assert!(asked.elapsed() < PATIENCE / 2, "the visitor waited {:?}", asked.elapsed());

    let mut heard = half.again();
    let dripping = thread::spawn(move || {
        while half.send("a").is_ok() {
            thread::sleep(Duration::from_millis(250));
        }
    });
    assert!(heard.ended(), "slow headers are not cut");
    dripping.join().expect("nothing is taken any more");
    assert!(kept.ended(), "a kept connection stays for good");
    for wire in &mut silent {
        assert!(wire.ended(), "silent connections stay for good");
    }
    lab.calm();
}
