//! An upload of two gigabytes is refused once it is over the limit, wherever it is sent, and costs no memory.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crate::bad_input::clear;
use crate::http::{Answer, Browser, Wire};
use crate::import::send;
use crate::program::Lab;

const HUGE: u64 = 2 * 1024 * 1024 * 1024;

/// Sends zeros as a file, as long as the other side takes them: what was answered, and how many bytes were taken.
fn pour(browser: &Browser, target: &str, chunked: bool) -> (Answer, u64) {
    let field = |name: &str, value: &str| format!("--mark\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let start = format!(
        "{}{}--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n",
        field("_token", &browser.token),
        field("kind", "project"),
    );
    let length =
        if chunked { "Transfer-Encoding: chunked".to_owned() } else { format!("Content-Length: {}", HUGE + start.len() as u64) };
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: dotyk.test\r\nConnection: close\r\nCookie: {}\r\nContent-Type: multipart/form-data; \
         boundary=mark\r\n{length}\r\n\r\n",
        browser.cookie
    );
    let mut wire = Wire::open(browser.address).expect("a connection");
    let mut heard = wire.again();
    let pouring = thread::spawn(move || {
        let frame = |bytes: &[u8]| match chunked {
            true => [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat(),
            false => bytes.to_vec(),
        };
        let zeros = frame(&[0; 256 * 1024]);
        let send = || -> io::Result<u64> {
            wire.send(head)?;
            wire.send(frame(start.as_bytes()))?;
            let mut taken = 0;
            while taken < HUGE && wire.send(&zeros).is_ok() {
                taken += 256 * 1024;
            }
            Ok(taken)
        };
        send().unwrap_or(0)
    });
    let answer = heard.answer(false).expect("an answer");
    drop(heard);
    (answer, pouring.join().expect("the zeros"))
}

#[test]
fn two_gigabytes_are_refused_early_in_bounded_memory() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let browser = lab.sign_in(&server);
    // A file below the limit is taken, however large.
    let large = send(&browser, &vec![0; 24 * 1024 * 1024]);
    assert_eq!(large.status, 303, "{large:?}");
    let before = server.peak();
    let begun = Instant::now();
    for (target, chunked) in [("/uk/imports", false), ("/uk/files", false), ("/uk/imports", true), ("/uk/files", true)] {
        let (answer, taken) = pour(&browser, target, chunked);
        assert_eq!(answer.status, 413, "{target}: {answer:?}");
        clear(&answer);
        // The limit of the program as it is shipped is 25 MB; beyond it go only the buffers of the line.
        assert!(taken < 128 * 1024 * 1024, "{target}: {taken} bytes were taken");
        assert_eq!(browser.get("/uk/projects").status, 200);
        println!("{target}, chunked {chunked}: refused after {} MB", taken / 1024 / 1024);
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    if let (Some(before), Some(after)) = (before, server.peak()) {
        println!("the most memory: {before} kB before, {after} kB after");
        assert!(after < before + 64 * 1024, "from {before} to {after} kB");
    }
    let left = lab.entries("files").into_iter().filter(|name| name.starts_with("incoming-")).count();
    assert_eq!(left, 0, "a refused file is not kept");
    lab.verified();
    drop(server);
    lab.calm();
}
