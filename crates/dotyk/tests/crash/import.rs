//! `kill -9` in the middle of taking in a table: after the next start it goes on by itself, to its end, and nothing is there
//! twice.

use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::{Answer, Browser, PATIENCE};
use crate::kill::listed;
use crate::program::Lab;

/// Several steps of the work, each a write of its own.
const ROWS: usize = 1_500;

/// A table of projects.
pub fn table(rows: usize) -> Vec<u8> {
    let mut table = String::from("key,title_uk,title_en,direction,stage\n");
    for row in 0..rows {
        writeln!(table, "k{row},Рядок {row},Row number {row},health,idea").expect("a row");
    }
    table.into_bytes()
}

/// Sends a table as the page of imports does.
pub fn send(browser: &Browser, content: &[u8]) -> Answer {
    let field = |name: &str, value: &str| format!("--mark\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let file = "--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"t.csv\"\r\n\r\n";
    let start = format!("{}{}{file}", field("_token", &browser.token), field("kind", "project"));
    let body = [start.as_bytes(), content, b"\r\n--mark--\r\n"].concat();
    browser.ask("POST", "/uk/imports", "Content-Type: multipart/form-data; boundary=mark\r\n", &body).expect("an answer")
}

/// An import as its page says it in data.
pub fn look(browser: &Browser, path: &str) -> Value {
    let answer = browser.get(&format!("{path}.json"));
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

/// Looks at it until it is so.
pub fn until(browser: &Browser, path: &str, so: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let seen = look(browser, path);
        if so(&seen) {
            return seen;
        }
        assert!(begun.elapsed() < PATIENCE, "it never comes to that: {seen}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_kill_in_the_middle_of_an_import_is_made_good_by_the_next_start() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let browser = lab.sign_in(&server);
    let sent = send(&browser, &table(ROWS));
    assert_eq!(sent.status, 303, "{sent:?}");
    let path = sent.header("location").to_owned();
    until(&browser, &path, |seen| seen["state"] == "checked");
    assert_eq!(browser.post(&format!("{path}/application"), &[]).expect("an answer").status, 303);

    let (mut server, mut kills, mut reached) = (server, 0, Vec::new());
    for part in [1, 600] {
        let browser = Browser { address: server.address, ..browser.clone() };
        let seen = until(&browser, &path, |seen| seen["state"] != "applying" || seen["done"].as_u64().unwrap_or(0) >= part);
        server.kill();
        kills += usize::from(seen["state"] == "applying");
        reached.push(seen["done"].as_u64().unwrap_or(0));
        lab.verified();
        server = lab.serve(&[]);
    }
    assert!(kills > 0, "it was over before it could be killed: {reached:?}");

    // Nobody does anything but look at the list of imports, or not even that: the start alone begins the work again.
    let browser = Browser { address: server.address, ..browser };
    let seen = until(&browser, &path, |seen| seen["state"] == "applied");
    assert_eq!(seen["results"], serde_json::json!([["applied", ROWS]]), "{seen}");
    let listed = listed(&browser);
    assert_eq!(listed.len(), ROWS);
    assert!((0..ROWS).all(|row| listed.contains_key(&format!("Рядок {row}"))));
    lab.verified();
    println!("killed at {reached:?} of {ROWS} rows");
    drop(server);
    lab.calm();
}
