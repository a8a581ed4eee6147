//! `bin/bench needs [INSTITUTIONS]`: institutions that answer a collection round, each through a link of its own.
//!
//! Three things are measured against the program in a process of its own, on embedded SQLite: a round of 10,000 institutions
//! is chosen, opened and looked at; 500 answer within one minute, at an even pace, each looking at its page and the form,
//! stating a need, every tenth sending it twice, and looking again; 500 answer in one instant. Then the register is asked what
//! it holds: nothing may be lost and nothing doubled.

use std::net::SocketAddr;
use std::sync::{Arc, Barrier, Mutex};
use std::time::{Duration, Instant};

use dotyk::access::{Actor, Head, Kind, Role};
use dotyk::app;
use dotyk::demo::SignIn;
use dotyk::journal::{Clock, Ids, Moment, Write as Turn};
use dotyk::organisation::{self, Organisation};
use dotyk_db::{Db, Options};

use served::{Server, Visitor};

mod served;

/// Institutions of the large round.
const MANY: usize = 10_000;

fn main() -> Result<(), String> {
    let count = std::env::args().nth(1).map_or(Ok(500), |text| text.parse()).map_err(|_| "INSTITUTIONS is a number")?;
    let folder = std::env::temp_dir().join(format!("dotyk-bench-needs-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let outcome = bench(&folder, count);
    // What cannot be removed is the system's to clean.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn bench(folder: &std::path::Path, count: usize) -> Result<(), String> {
    let said = |error: dotyk_db::Error| error.to_string();
    let db = Db::open(&format!("sqlite:{}", folder.join("office.sqlite").display()), Options::default()).map_err(said)?;
    db.migrate(app::MIGRATIONS).map_err(said)?;
    let moment = Moment { now: Clock::System.now(), ids: Ids::Timed };
    let coordinator = SignIn { role: Role::Coordinator, login: "bench".into(), password: "bench-of-the-needs".into() };
    let loaded = app::load_demo(&db, &moment, [7; 32], std::slice::from_ref(&coordinator))?;
    for (name, count) in [("Лічниця", count), ("Гімназія", MANY)] {
        fill(&db, &loaded.office, &moment, name, count)?;
    }
    drop(db);
    let mut server = Server::start(folder)?;
    let mut office = Visitor::new(server.address)?;
    office.sign_in(&coordinator)?;
    office.page("/uk/search?q=школа")?;

    let (links, times) = round(&mut office, "many", "Гімназія")?;
    println!("asked {} institutions", links.len());
    for (name, time) in ["choose", "open", "card"].iter().zip(times) {
        println!("{name}-of-many {:.0} ms", time.as_secs_f64() * 1000.0);
    }
    let (links, _) = round(&mut office, "minute", "Лічниця")?;
    minute(server.address, &links)?;
    check(&mut office, server.address, ("minute", links.len()))?;
    let (links, _) = round(&mut office, "instant", "Лічниця")?;
    instant(server.address, &links)?;
    check(&mut office, server.address, ("instant", links.len()))?;
    println!("memory {} MB", server.memory());
    server.stop()
}

/// Adds institutions in one write.
fn fill(db: &Db, office: &str, moment: &Moment, name: &str, count: usize) -> Result<(), String> {
    let actor = Actor::command(office, "bench");
    let filled = db.write_blocking(|tx| {
        let mut turn = Turn::begin(tx, office, moment.clone())?;
        for number in 0..count {
            let id = turn.id();
            let slug = format!("bench-{}-{number}", dotyk_uk::slug(name));
            let head = Head { published_at: Some(turn.stamp()), ..Head::new(id, slug, "bench") };
            let body = organisation::Body { name_uk: Some(format!("{name} № {number}")), ..organisation::Body::default() };
            let permit =
                actor.may_create(Kind::Organisation, &head.id).map_err(|_| dotyk_db::Error::Other("not permitted".into()))?;
            organisation::store::add(&mut turn, &permit, &Organisation::new(head, body))?;
        }
        turn.finish().map(drop)
    });
    filled.map_err(|error| error.to_string())
}

/// Makes a round, chooses its institutions by a word of their names, and opens it: the links, and how long each took.
fn round(office: &mut Visitor, slug: &str, name: &str) -> Result<(Vec<String>, [Duration; 3]), String> {
    let today = dotyk::journal::kyiv(Clock::System.now()).date();
    let until = today.saturating_add(jiff::Span::new().days(30));
    office.send("/uk/rounds", &[("title_en", slug), ("from", &today.to_string()), ("until", &until.to_string())], 303)?;
    let card = format!("/uk/rounds/{slug}");
    let begun = Instant::now();
    office.send(&format!("{card}/members"), &[("q", name)], 303)?;
    let choose = begun.elapsed();
    let begun = Instant::now();
    let sheet = office.send(&format!("{card}/opening"), &[("as", "csv")], 200)?;
    let open = begun.elapsed();
    let begun = Instant::now();
    office.page(&card)?;
    let card = begun.elapsed();
    let links = sheet.split("/uk/n/").skip(1).map(|rest| {
        let token: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        format!("/uk/n/{token}")
    });
    Ok((links.collect(), [choose, open, card]))
}

/// What an institution asks of the program: what it is called, and how long it took from when it was due.
type Taken = Arc<Mutex<Vec<(&'static str, Duration)>>>;

/// One institution answers. `due` is when it begins.
fn answer(visitor: &mut Visitor, link: &str, number: usize, due: Instant, taken: &Taken) -> Result<(), String> {
    let mut due = due;
    let mut note = |name| {
        let now = Instant::now();
        taken.lock().map_err(|_| "an institution failed")?.push((name, now - due));
        due = now;
        Ok::<(), String>(())
    };
    visitor.page(link)?;
    note("link")?;
    let form = visitor.page(&format!("{link}/new"))?;
    note("form")?;
    let once = field(&form, "once")?;
    let quantity = (1 + number % 90).to_string();
    let fields = [
        ("once", once.as_str()),
        ("do", "state"),
        ("lines.0.item_uk", "Кисневі концентратори"),
        ("lines.0.quantity", &quantity),
        ("lines.0.unit", "piece"),
        ("needed_by", "2030-04-30"),
        ("contact_phone", "+380501234567"),
    ];
    let body = encoded(&fields);
    visitor.post(&format!("{link}/needs"), &body, 303)?;
    note("state")?;
    if number.is_multiple_of(10) {
        // The line was bad, and the phone sends it again.
        visitor.post(&format!("{link}/needs"), &body, 303)?;
        note("state-again")?;
    }
    if !visitor.page(link)?.contains("Кисневі концентратори") {
        return Err(format!("{number}: what was stated is not there"));
    }
    note("link")
}

fn minute(address: SocketAddr, links: &[String]) -> Result<(), String> {
    let taken: Taken = Arc::default();
    let pace = Duration::from_secs(60) / links.len().max(1) as u32;
    let begin = Instant::now() + Duration::from_millis(200);
    let workers: Vec<_> = (0..50)
        .map(|worker| {
            let (links, taken) = (links.to_vec(), taken.clone());
            std::thread::spawn(move || -> Result<(), String> {
                let mut visitor = Visitor::new(address)?;
                for number in (worker..links.len()).step_by(50) {
                    let due = begin + pace * number as u32;
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    answer(&mut visitor, &links[number], number, due, &taken)?;
                }
                Ok(())
            })
        })
        .collect();
    for worker in workers {
        worker.join().map_err(|_| "an institution failed")??;
    }
    println!("minute-took {:.1} s", begin.elapsed().as_secs_f64());
    tell("minute", &taken)
}

fn instant(address: SocketAddr, links: &[String]) -> Result<(), String> {
    let taken: Taken = Arc::default();
    let start = Arc::new(Barrier::new(links.len() + 1));
    let workers: Vec<_> = links
        .iter()
        .enumerate()
        .map(|(number, link)| {
            let (link, taken, start) = (link.clone(), taken.clone(), start.clone());
            std::thread::Builder::new()
                .stack_size(256 * 1024)
                .spawn(move || -> Result<(), String> {
                    let connected = Visitor::new(address);
                    start.wait();
                    answer(&mut connected?, &link, number, Instant::now(), &taken)
                })
                .map_err(|error| error.to_string())
        })
        .collect::<Result<_, _>>()?;
    start.wait();
    let begin = Instant::now();
    for worker in workers {
        worker.join().map_err(|_| "an institution failed")??;
    }
    println!("instant-all-answered {:.1} s", begin.elapsed().as_secs_f64());
    tell("instant", &taken)
}

fn tell(name: &str, taken: &Taken) -> Result<(), String> {
    let taken = taken.lock().map_err(|_| "an institution failed")?;
    for kind in ["link", "form", "state", "state-again"] {
        let mut times: Vec<Duration> = taken.iter().filter(|(of, _)| *of == kind).map(|(_, time)| *time).collect();
        times.sort_unstable();
        let at =
            |share: f64| times.get(((times.len() as f64 - 1.0) * share) as usize).map_or(0.0, |time| time.as_secs_f64() * 1e3);
        println!(
            "{name}-{kind}-p50 {:.1} ms\n{name}-{kind}-p95 {:.1} ms\n{name}-{kind}-max {:.1} ms",
            at(0.5),
            at(0.95),
            at(1.0)
        );
    }
    Ok(())
}

/// Each institution has answered, with one need, and no more.
fn check(office: &mut Visitor, address: SocketAddr, (slug, wanted): (&str, usize)) -> Result<(), String> {
    *office = office.again(address)?;
    let needs = number(&office.page(&format!("/uk/needs.json?round={slug}"))?, "\"total\":")?;
    let card = office.page(&format!("/uk/rounds/{slug}.json"))?;
    let (answered, stated) = (number(&card, "\"answered\":")?, number(&card, "\"needs\":")?);
    println!("{slug}-lost {}\n{slug}-doubled {}", wanted as i64 - answered, stated - answered);
    if (needs, answered, stated) == (wanted as i64, wanted as i64, wanted as i64) {
        return Ok(());
    }
    Err(format!("{slug}: {wanted} were asked, {answered} answered, {stated} needs were counted and {needs} found"))
}

/// The first number behind a mark that is followed by digits.
fn number(text: &str, mark: &str) -> Result<i64, String> {
    let digits = text.split(mark).skip(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    digits.filter(|digits| !digits.is_empty()).last().and_then(|digits| digits.parse().ok()).ok_or(format!("no {mark}"))
}

/// The value of a hidden field of a page.
fn field(page: &str, name: &str) -> Result<String, String> {
    let found = page.split(&format!("name=\"{name}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next());
    found.map(str::to_owned).ok_or(format!("the page has no {name}"))
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        let keep = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
        text.bytes().map(|b| if keep(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
    };
    fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect::<Vec<_>>().join("&")
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

impl Visitor {
    /// The same visitor over a new connection: one that nothing was asked of for a minute is no longer kept.
    fn again(&self, address: SocketAddr) -> Result<Visitor, String> {
        let mut visitor = Visitor::new(address)?;
        visitor.cookie.clone_from(&self.cookie);
        Ok(visitor)
    }

    fn page(&mut self, path: &str) -> Result<String, String> {
        Ok(text(&self.get(path, "")?))
    }

    fn post(&mut self, path: &str, form: &str, wanted: u16) -> Result<String, String> {
        let line = format!("POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let (status, _, body) = self.ask(&line, form)?;
        let body = text(&body);
        if status == wanted { Ok(body) } else { Err(format!("{path}: {status} {}", &body[..body.len().min(3000)])) }
    }

    /// Sends a form of whoever is signed in, with the token of their pages.
    fn send(&mut self, path: &str, fields: &[(&str, &str)], wanted: u16) -> Result<String, String> {
        let token = field(&self.page("/uk/rounds/new")?, "_token")?;
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("_token", token.as_str())]).collect();
        self.post(path, &encoded(&fields), wanted)
    }
}
