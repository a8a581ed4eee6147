//! `bin/bench portal [PROJECTS] [SECONDS]`: an office of many projects on embedded SQLite, and visitors at an even pace.
//!
//! Open loop: a request is due every 10 ms whatever became of those before, over 50 kept connections; a latency counts
//! from when the request was due, so a server that falls behind cannot hide it. The server is the program itself in a
//! process of its own (`DOTYK_BIN` says where it is), so its memory is its own; client and server share the machine. The
//! journal is read by a signed-in coordinator, everything else by a visitor.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use dotyk::access::{Actor, Head, Kind, Ref, Role};
use dotyk::app;
use dotyk::demo::SignIn;
use dotyk::figure::{self, Figure, Qualifier};
use dotyk::journal::{Clock, Ids, Moment, Stored, Write as Turn};
use dotyk::project::{Body, Project, Stage, StageRow};
use dotyk::text::When;
use dotyk_db::{Db, Options};

use served::{Server, Visitor};

mod served;

/// Pages are asked for as browsers do: compressed.
const GZIP: &str = "Accept-Encoding: gzip\r\n";

/// Requests a second.
const RATE: u32 = 100;

/// Connections that are kept.
const CONNECTIONS: usize = 50;

/// The stated mix, in hundredths: what it is called, how often, its addresses.
const MIX: &[(&str, usize)] = &[("list-3-filters", 30), ("project", 35), ("search", 20), ("map", 5), ("home", 5), ("journal", 5)];

/// Figures of each project, each with a line in the journal as the project itself has: ten lines a project.
const FIGURES: [&str; 9] =
    ["enterprises", "people", "families", "services", "buildings", "people", "families", "services", "participants"];

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let projects: usize = arguments.next().map_or(Ok(100_000), |text| text.parse()).map_err(|_| "PROJECTS is a number")?;
    let seconds: u64 = arguments.next().map_or(Ok(60), |text| text.parse()).map_err(|_| "SECONDS is a number")?;
    let folder = std::env::temp_dir().join(format!("dotyk-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let outcome = bench(&folder, projects, seconds);
    // What cannot be removed is the system's to clean.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn bench(folder: &std::path::Path, projects: usize, seconds: u64) -> Result<(), String> {
    let said = |error: dotyk_db::Error| error.to_string();
    let db = Db::open(&format!("sqlite:{}", folder.join("office.sqlite").display()), Options::default()).map_err(said)?;
    db.migrate(app::MIGRATIONS).map_err(said)?;
    let moment = Moment { now: Clock::System.now(), ids: Ids::Timed };
    let start = Instant::now();
    let coordinator = SignIn { role: Role::Coordinator, login: "bench".into(), password: "bench-of-the-portal".into() };
    let loaded = app::load_demo(&db, &moment, [7; 32], std::slice::from_ref(&coordinator))?;
    let slugs = fill(&db, &loaded.office, &moment, projects)?;
    let lines = db.read_blocking(|tx| dotyk::journal::head(tx, &loaded.office)).map_err(said)?.0;
    drop(db);
    println!("fill {:.1} s\njournal-lines {lines} lines", start.elapsed().as_secs_f64());

    let mut server = Server::start(folder)?;
    let address = server.address;
    let start = Instant::now();
    let mut first = Visitor::new(address)?;
    first.get("/uk/search?q=школа", GZIP)?;
    println!("index {:.1} s", start.elapsed().as_secs_f64());
    println!("home-page {:.1} kB", first.get("/uk/", GZIP)?.len() as f64 / 1000.0);
    first.sign_in(&coordinator)?;
    load(address, &slugs, lines, &first.cookie, seconds)?;
    println!("memory {} MB", server.memory());
    server.stop()
}

/// Adds projects in bounded writes, each with a line in the journal; gives their addresses.
fn fill(db: &Db, office: &str, moment: &Moment, count: usize) -> Result<Vec<String>, String> {
    const WHAT: [&str; 8] =
        ["Ремонт школи", "Обладнання лікарні", "Мобільний центр", "Водогін", "Зарядна станція", "Житло", "Центр молоді", "Бренд"];
    let actor = Actor::command(office, "bench");
    let settings = db.read_blocking(|tx| dotyk::office::store::find(tx, office)).map_err(|error| error.to_string())?;
    let places: Vec<String> = db
        .read_blocking(|tx| {
            Ok::<_, dotyk_db::Error>(dotyk::place::store::options(tx, office)?.into_iter().map(|(code, ..)| code).collect())
        })
        .map_err(|error| error.to_string())?;
    let mut slugs = Vec::with_capacity(count);
    for chunk in (0..count).collect::<Vec<_>>().chunks(1000) {
        db.write_blocking(|tx| {
            let mut turn = Turn::begin(tx, office, moment.clone())?;
            for &number in chunk {
                let slug = format!("bench-{number}");
                let stage = Stage::ALL[number % 7];
                let row = StageRow::new(stage, When::parse(&format!("{}-{:02}", 2016 + number % 9, 1 + number % 12)));
                let body = Body {
                    direction: settings.directions[number % settings.directions.len()].slug.clone(),
                    title_uk: Some(format!("{} № {number}", WHAT[number % WHAT.len()])),
                    title_en: Some(format!("Project number {number}")),
                    about_uk: Some("Допомога громаді, яку вона вважає важливою для себе.".into()),
                    places: vec![places[number % places.len()].clone()],
                    stages: vec![row],
                    ..Body::default()
                };
                let head = Head { published_at: Some(turn.stamp()), ..Head::new(turn.id(), slug.clone(), "bench") };
                let permit =
                    actor.may_create(Kind::Project, &head.id).map_err(|_| dotyk_db::Error::Other("not permitted".into()))?;
                let subject = Ref::new(Kind::Project, &head.id);
                Project::add(&mut turn, &permit, &Project::new(head, body))?;
                for (n, measure) in FIGURES.iter().enumerate() {
                    let figure = Figure {
                        id: turn.id(),
                        subject: subject.clone(),
                        version: 1,
                        removed_at: None,
                        body: figure::Body {
                            measure: (*measure).into(),
                            qualifier: Qualifier::ALL[n % 4],
                            value: Some((1 + number % 90).to_string()),
                            as_of: When::parse(&format!("{}", 2012 + n)),
                            ..figure::Body::default()
                        },
                    };
                    let permit =
                        actor.may_create(Kind::Figure, &figure.id).map_err(|_| dotyk_db::Error::Other("not permitted".into()))?;
                    figure::store::add(&mut turn, &permit, &figure)?;
                }
                slugs.push(slug);
            }
            turn.finish().map(drop)
        })
        .map_err(|error| error.to_string())?;
    }
    Ok(slugs)
}

fn load(address: SocketAddr, slugs: &[String], lines: i64, cookie: &str, seconds: u64) -> Result<(), String> {
    let total = (u64::from(RATE) * seconds) as usize;
    let next = Arc::new(AtomicUsize::new(0));
    let taken: Arc<Mutex<Vec<(usize, Duration)>>> = Arc::default();
    let begin = Instant::now() + Duration::from_millis(200);
    let workers: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (next, taken, slugs, cookie) = (next.clone(), taken.clone(), slugs.to_vec(), cookie.to_owned());
            std::thread::spawn(move || -> Result<(), String> {
                let mut visitor = Visitor::new(address)?;
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= total {
                        return Ok(());
                    }
                    let due = begin + Duration::from_secs(1) * number as u32 / RATE;
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let (kind, path) = request(number, &slugs, lines);
                    visitor.cookie = if MIX[kind].0 == "journal" { cookie.clone() } else { String::new() };
                    visitor.get(&path, GZIP)?;
                    taken.lock().map_err(|_| "a visitor failed")?.push((kind, due.elapsed()));
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().map_err(|_| "a visitor failed")??;
    }
    println!("rate {:.1} requests/s", total as f64 / begin.elapsed().as_secs_f64());
    let taken = taken.lock().map_err(|_| "a visitor failed")?;
    for (kind, (name, _)) in MIX.iter().enumerate() {
        let mut times: Vec<Duration> = taken.iter().filter(|(of, _)| *of == kind).map(|(_, time)| *time).collect();
        times.sort_unstable();
        let at =
            |share: f64| times.get(((times.len() as f64 - 1.0) * share) as usize).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
        println!("{name}-p50 {:.1} ms\n{name}-p95 {:.1} ms", at(0.5), at(0.95));
    }
    Ok(())
}

/// The request of a number: its place in the mix and its address.
fn request(number: usize, slugs: &[String], lines: i64) -> (usize, String) {
    // A step that visits all hundredths in turn without runs of one kind.
    let mut hundredth = number * 37 % 100;
    let kind =
        MIX.iter().position(|(_, share)| hundredth.checked_sub(*share).map(|left| hundredth = left).is_none()).unwrap_or(0);
    let stage = Stage::ALL[number % 7].word();
    let path = match MIX[kind].0 {
        "list-3-filters" => format!("/uk/projects?direction=education&stage={stage}&place=UA44000000000018893"),
        "project" => format!("/uk/projects/{}", slugs[number * 7919 % slugs.len()]),
        "search" => format!("/uk/search?q={}", ["школи", "лікарні", "житло", "молоді"][number % 4]),
        "map" => format!("/uk/map?{}", ["", "level=hromada", "direction=education", "level=settlement"][number % 4]),
        "journal" => format!("/uk/journal?before={}", 1 + (number as i64 * 7919) % lines),
        _ => "/uk/".to_owned(),
    };
    (kind, path)
}
