//! `bin/bench exchange`: how long it takes to take everything away, and how much memory that needs.
//!
//! An office on embedded SQLite with many figures of one measure, over HTTP as a client would ask for them. Client and
//! server are one process, so its memory is that of both; the figures are put in without journal, which no list reads.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use dotyk::access::{Actor, Head, Kind};
use dotyk::app::{self, Config};
use dotyk::journal::{Clock, Ids, Moment, Stored, Write as Turn};
use dotyk::project::{Body, Project};
use dotyk_db::{Db, Options, row};

/// How many projects the figures speak of.
const PROJECTS: usize = 10_000;

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let figures: usize = arguments.next().map_or(Ok(1_000_000), |text| text.parse()).map_err(|_| "FIGURES is a number")?;
    let folder = std::env::temp_dir().join(format!("dotyk-bench-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("files")).map_err(|error| error.to_string())?;
    let outcome = bench(&folder, figures);
    // What cannot be removed is the system's to clean.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn bench(folder: &std::path::Path, figures: usize) -> Result<(), String> {
    let said = |error: dotyk_db::Error| error.to_string();
    let db = Db::open(&format!("sqlite:{}", folder.join("office.sqlite").display()), Options::default()).map_err(said)?;
    db.migrate(app::MIGRATIONS).map_err(said)?;
    let moment = Moment { now: Clock::System.now(), ids: Ids::Timed };
    let start = Instant::now();
    let loaded = app::load_demo(&db, &moment, [7; 32], &[])?;
    let subjects = projects(&db, &loaded.office, &moment)?;
    fill(&db, &loaded.office, &subjects, figures).map_err(said)?;
    println!("fill {:.1} s", start.elapsed().as_secs_f64());

    let config = Config {
        office: loaded.office,
        files: folder.join("files"),
        data_key: [7; 32],
        trusted_proxy: false,
        secure: false,
        clock: Clock::System,
        ids: Ids::Timed,
        upload_limit: 1 << 20,
        sender: None,
    };
    let state = app::state(db.clone(), config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    let address = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        tokio::spawn(dotyk::web::serve(listener, dotyk::web::app(state, &app::routes()), std::future::pending()));
        Ok::<SocketAddr, String>(address)
    })?;
    // The first page fills the index and the caches, which are not what is measured.
    get(address, "/uk/")?;
    println!("memory-before {} MB", memory("VmRSS:"));
    for (name, path) in [("csv", "/uk/figures.csv?measure=apartments"), ("xlsx", "/uk/figures.xlsx?measure=apartments")] {
        // Linux begins the peak anew; elsewhere it is that of the whole run.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        let start = Instant::now();
        let (bytes, lines) = get(address, path)?;
        println!("{name} {:.1} s", start.elapsed().as_secs_f64());
        println!("{name}-size {:.1} MB", bytes as f64 / 1e6);
        if name == "csv" {
            println!("{name}-rows {} rows", lines.saturating_sub(1));
        }
        println!("{name}-peak-memory {} MB", memory("VmHWM:"));
    }
    Ok(())
}

/// Adds published projects; gives their ids.
fn projects(db: &Db, office: &str, moment: &Moment) -> Result<Vec<String>, String> {
    let actor = Actor::command(office, "bench");
    let mut ids = Vec::with_capacity(PROJECTS);
    for chunk in (0..PROJECTS).collect::<Vec<_>>().chunks(1000) {
        db.write_blocking(|tx| {
            let mut turn = Turn::begin(tx, office, moment.clone())?;
            for number in chunk {
                let body =
                    Body { direction: "education".into(), title_uk: Some(format!("Житло № {number}")), ..Body::default() };
                let head = Head { published_at: Some(turn.stamp()), ..Head::new(turn.id(), format!("bench-{number}"), "bench") };
                let permit =
                    actor.may_create(Kind::Project, &head.id).map_err(|_| dotyk_db::Error::Other("not permitted".into()))?;
                ids.push(head.id.clone());
                Project::add(&mut turn, &permit, &Project::new(head, body))?;
            }
            turn.finish().map(drop)
        })
        .map_err(|error: dotyk_db::Error| error.to_string())?;
    }
    Ok(ids)
}

fn fill(db: &Db, office: &str, subjects: &[String], count: usize) -> Result<(), dotyk_db::Error> {
    const COLUMNS: [&str; 11] =
        ["office", "id", "subject_kind", "subject_id", "measure", "qualifier", "value", "as_of", "day", "maturity", "version"];
    let ids = Ids::Timed;
    let now = Clock::System.now();
    let rows = (0..count).map(|number| {
        let day = format!("{}-{:02}-{:02}", 2016 + number % 9, 1 + number % 12, 1 + number % 28);
        let (subject, value) = (&subjects[number * 7919 % subjects.len()], (number % 500).to_string());
        row![office, ids.next(now), "project", subject, "apartments", "about", value, &day, &day, "delivered", 1i64].to_vec()
    });
    db.write_blocking(|tx| tx.bulk("figure", &COLUMNS, rows).map(drop))
}

/// Asks for an address and throws away what comes, as it comes; gives the bytes and lines of the body.
fn get(address: SocketAddr, path: &str) -> Result<(u64, u64), String> {
    let said = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(address).map_err(said)?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: dotyk.test\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(said)?;
    let mut stream = BufReader::new(stream);
    let mut status = String::new();
    stream.read_line(&mut status).map_err(said)?;
    if !status.contains(" 200") {
        return Err(format!("{path}: {}", status.trim()));
    }
    let mut line = String::new();
    while stream.read_line(&mut line).map_err(said)? > 2 {
        line.clear();
    }
    let (mut bytes, mut lines, mut piece) = (0, 0, vec![0; 64 * 1024]);
    loop {
        match stream.read(&mut piece).map_err(said)? {
            0 => return Ok((bytes, lines)),
            read => {
                bytes += read as u64;
                lines += piece[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
            }
        }
    }
}

/// Memory of this process in megabytes, by its name in `/proc`; 0 where the system does not tell.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
