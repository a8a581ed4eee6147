//! `bin/bench portal [PROJECTS] [SECONDS]`: an office of many projects on embedded SQLite, and visitors at an even pace.
//!
//! Open loop: a request is due every 10 ms whatever became of those before, over 50 kept connections; a latency counts
//! from when the request was due, so a server that falls behind cannot hide it. The server is the program itself in a
//! process of its own (`DOTYK_BIN` says where it is), so its memory is its own; client and server share the machine. The
//! journal is read by a signed-in coordinator, everything else by a visitor.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use dotyk::access::{Actor, Head, Kind, Ref, Role};
use dotyk::app;
use dotyk::demo::SignIn;
use dotyk::figure::{self, Figure, Qualifier};
use dotyk::journal::{Clock, Ids, Moment, Write as Turn};
use dotyk::project::{self, Body, Project, Stage, StageRow};
use dotyk::text::When;
use dotyk_db::{Db, Options};

/// Requests a second.
const RATE: u32 = 100;

/// Connections that are kept.
const CONNECTIONS: usize = 50;

/// The stated mix, in hundredths: what it is called, how often, its addresses.
const MIX: &[(&str, usize)] = &[("list-3-filters", 30), ("project", 35), ("search", 20), ("map", 5), ("home", 5), ("journal", 5)];

/// Figures of each project, each with a line in the journal as the project itself has: ten lines a project.
const FIGURES: [&str; 9] =
    ["enterprises", "people", "families", "services", "buildings", "people", "families", "services", "participants"];

/// The key that would seal personal data, in hex: there is none.
const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";

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
    first.get("/uk/search?q=школа")?;
    println!("index {:.1} s", start.elapsed().as_secs_f64());
    println!("home-page {:.1} kB", first.get("/uk/")?.len() as f64 / 1000.0);
    let cookie = first.sign_in(&coordinator)?;
    load(address, &slugs, lines, &cookie, seconds)?;
    println!("memory {} MB", server.memory());
    server.stop()
}

/// The program, serving the office.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(folder: &std::path::Path) -> Result<Server, String> {
        let program = std::env::var("DOTYK_BIN").map_err(|_| "DOTYK_BIN says where the program is; bin/bench sets it")?;
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.map_err(|error| error.to_string())?;
        let child = Command::new(program)
            .args(["serve", "--database", &format!("sqlite:{}", folder.join("office.sqlite").display()), "--listen"])
            .arg(address.to_string())
            .env("DOTYK_DATA_KEY", KEY)
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let server = Server { child, address };
        for _ in 0..600 {
            if Visitor::new(address).is_ok_and(|mut visitor| visitor.get("/healthz").is_ok()) {
                return Ok(server);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err("the server did not come up within a minute".into())
    }

    /// The most that it held of the machine's memory, in megabytes; 0 where the system does not tell.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
    }

    fn stop(&mut self) -> Result<(), String> {
        self.child.kill().and_then(|()| self.child.wait()).map(drop).map_err(|error| error.to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already stopped, unless something failed.
        let _ = self.stop();
    }
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
                let row = StageRow {
                    stage,
                    date: When::parse(&format!("{}-{:02}", 2016 + number % 9, 1 + number % 12)),
                    date_note_uk: None,
                    date_note_en: None,
                    source: None,
                    locator: None,
                    note_uk: None,
                    note_en: None,
                    doubt_uk: None,
                    doubt_en: None,
                };
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
                project::store::add(&mut turn, &permit, &Project::new(head, body))?;
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
                    visitor.get(&path)?;
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

/// A kept connection.
struct Visitor {
    stream: BufReader<TcpStream>,
    /// Sent when it is not empty.
    cookie: String,
}

impl Visitor {
    fn new(address: SocketAddr) -> Result<Visitor, String> {
        let stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Visitor { stream: BufReader::new(stream), cookie: String::new() })
    }

    /// Looks at a page; gives its body as it came, compressed.
    fn get(&mut self, path: &str) -> Result<Vec<u8>, String> {
        let path: String =
            path.bytes().map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
        let (status, _, body) = self.ask(&format!("GET {path} HTTP/1.1\r\nAccept-Encoding: gzip\r\n"), "")?;
        if status == 200 { Ok(body) } else { Err(format!("{path}: {status}")) }
    }

    /// Signs in through the form; gives the cookies of the session.
    fn sign_in(&mut self, who: &SignIn) -> Result<String, String> {
        let form = format!("login={}&password={}", who.login, who.password);
        let line = "POST /uk/session HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        let (status, session, _) = self.ask(line, &form)?;
        if status != 303 {
            return Err(format!("the coordinator could not sign in: {status}"));
        }
        Ok(session)
    }

    /// Sends a request; gives the status, the cookies that were set, and the body.
    fn ask(&mut self, head: &str, form: &str) -> Result<(u16, String, Vec<u8>), String> {
        let said = |error: std::io::Error| error.to_string();
        let cookie = if self.cookie.is_empty() { String::new() } else { format!("Cookie: {}\r\n", self.cookie) };
        let request = format!("{head}Host: dotyk.test\r\n{cookie}Content-Length: {}\r\n\r\n{form}", form.len());
        self.stream.get_mut().write_all(request.as_bytes()).map_err(said)?;
        let (mut status, mut length, mut chunked, mut cookies) = (String::new(), 0usize, false, Vec::new());
        self.stream.read_line(&mut status).map_err(said)?;
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).map_err(said)?;
            let Some((name, value)) = line.trim().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().map_err(|_| "a length that is none")?,
                "transfer-encoding" => chunked = value == "chunked",
                "set-cookie" => cookies.push(value.split(';').next().unwrap_or_default().to_owned()),
                _ => {}
            }
        }
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or("no status")?;
        let mut body = Vec::new();
        if !chunked {
            self.take(length, &mut body)?;
            return Ok((status, cookies.join("; "), body));
        }
        loop {
            let mut size = String::new();
            self.stream.read_line(&mut size).map_err(said)?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(|_| "a chunk without its size")?;
            self.take(size, &mut body)?;
            self.take(2, &mut Vec::new())?;
            if size == 0 {
                return Ok((status, cookies.join("; "), body));
            }
        }
    }

    fn take(&mut self, length: usize, into: &mut Vec<u8>) -> Result<(), String> {
        let start = into.len();
        into.resize(start + length, 0);
        self.stream.read_exact(&mut into[start..]).map_err(|error| error.to_string())
    }
}
