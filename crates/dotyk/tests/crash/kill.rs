//! `kill -9` in the middle of writing, fifty times: the client keeps its own list of what was acknowledged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::{Browser, PATIENCE};
use crate::program::Lab;

const ROUNDS: usize = 50;

/// Two, so that one is always waiting for its turn to write.
const WRITERS: usize = 2;

/// What a writer knows of its work.
#[derive(Default)]
struct Work {
    /// Titles sent.
    tried: BTreeSet<String>,
    /// Titles acknowledged by a redirect, with the address of the new page.
    kept: BTreeMap<String, String>,
    /// Answers that are no acknowledgement; there should be none.
    refused: Vec<String>,
}

impl Work {
    fn add(&mut self, other: Work) {
        self.tried.extend(other.tried);
        self.kept.extend(other.kept);
        self.refused.extend(other.refused);
    }
}

/// Creates projects until the server is gone; tells of the first that was acknowledged.
fn write(browser: &Browser, name: &str, first: &mpsc::Sender<()>) -> Work {
    let mut work = Work::default();
    for number in 0.. {
        let title = format!("{name} {number}");
        let fields = [("title_en", &*title), ("direction", "health"), ("stages.0.stage", "idea"), ("confirm", "1")];
        work.tried.insert(title.clone());
        match browser.post("/uk/projects", &fields) {
            Ok(answer) if answer.status == 303 => {
                work.kept.insert(title, answer.header("location").to_owned());
                // Only the first is waited for.
                let _ = first.send(());
            }
            Ok(answer) => work.refused.push(format!("{title}: {} {}", answer.status, answer.body)),
            Err(_) => break,
        }
    }
    work
}

/// Numbers that only look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// All projects as the list shows them: title to address.
pub fn listed(browser: &Browser) -> BTreeMap<String, String> {
    let (mut all, mut target) = (BTreeMap::new(), "/uk/projects.json".to_owned());
    loop {
        let page: Value = serde_json::from_str(&browser.get(&target).body).expect("a list");
        for item in page["items"].as_array().expect("its items") {
            let text = |field: &str| item[field].as_str().expect("a text").to_owned();
            assert_eq!(all.insert(text("label"), text("url")), None, "one title, two projects: {item}");
        }
        match page["next"].as_str() {
            Some(next) => target = format!("/uk/projects.json?after={next}"),
            None => {
                assert_eq!(page["total"], all.len(), "the list counts what it shows");
                return all;
            }
        }
    }
}

#[test]
fn fifty_kills_lose_no_acknowledged_write() {
    let lab = Lab::new();
    let server = lab.serve(&[]);
    let browser = lab.sign_in(&server);
    server.kill();
    let (mut work, mut notes, mut dice) = (Work::default(), vec![lab.verified()], Dice(2020));
    let begun = Instant::now();

    for round in 0..ROUNDS {
        let server = lab.serve(&[]);
        let browser = Browser { address: server.address, ..browser.clone() };
        let (tell, told) = mpsc::channel();
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (browser, tell) = (browser.clone(), tell.clone());
                thread::spawn(move || write(&browser, &format!("Round {round} writer {writer} number"), &tell))
            })
            .collect();
        // Every second time not before something was written, the other times wherever it stands.
        if round % 2 == 0 {
            told.recv_timeout(PATIENCE).expect("a first write is acknowledged");
        }
        thread::sleep(Duration::from_millis(30 + dice.below(121)));
        if round == 9 {
            // A check while others write sees one moment, and that moment is whole.
            notes.push(lab.verified());
        }
        server.kill();
        for writer in writers {
            work.add(writer.join().expect("a writer"));
        }
        if [2, 19, 34].contains(&round) {
            notes.push(lab.verified());
        }
    }

    assert!(work.refused.is_empty(), "{:?}", work.refused);
    let killed = begun.elapsed();
    for note in &notes {
        lab.said(&["journal", "verify", "--expect", note]);
    }
    let checked = begun.elapsed() - killed;

    let server = lab.serve(&[]);
    let listed = listed(&Browser { address: server.address, ..browser });
    let missing: Vec<_> = work.kept.iter().filter(|(title, address)| listed.get(*title) != Some(address)).collect();
    assert!(missing.is_empty(), "acknowledged and lost: {missing:?}");
    let strange: Vec<_> = listed.keys().filter(|title| !work.tried.contains(*title)).collect();
    assert!(strange.is_empty(), "nobody sent: {strange:?}");
    // What was sent and never answered may be there: at most the last of each writer in each round.
    assert!(listed.len() <= work.kept.len() + ROUNDS * WRITERS);
    assert!(work.kept.len() >= ROUNDS / 2);
    let (kept, there) = (work.kept.len(), listed.len());
    println!("{kept} acknowledged, {there} there; {ROUNDS} kills in {killed:?}, {} checks in {checked:?}", notes.len());
    drop(server);
    lab.calm();
}
