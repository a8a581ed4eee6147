//! `bin/bench points [RECORDS]`: points of contact, an emergency and the matrix over an office of many records.
//!
//! A tenth of the records are needs, all of one emergency, half of them promised in part; the others are projects. Asked of
//! the program in a process of its own, on embedded SQLite: how long the index of points of contact takes to be filled, the
//! points of contact of needs and of an idea, the emergency's page, the matrix; then what memory it held.

use std::time::{Duration, Instant};

use dotyk::access::{Actor, Head, Kind, Role};
use dotyk::app;
use dotyk::demo::SignIn;
use dotyk::emergency::Emergency;
use dotyk::journal::{Clock, Ids, Moment, Seal, Stored, Write as Turn};
use dotyk::need::{self, Event, EventRow, Line, Need, Promise, Unit};
use dotyk::project::{self, Project, Sector, Stage, StageRow};
use dotyk::text::When;
use dotyk_db::{Db, Error, Options};

use served::{GZIP, Server, Visitor, measure};

mod served;

/// Records in one write.
const AT_ONCE: usize = 1000;

/// What is asked for, and built: each word meets every other.
const THINGS: [&str; 10] = [
    "Кисневі концентратори",
    "Шкільний автобус",
    "Ремонт амбулаторії",
    "Житло для переселенців",
    "Насос для водогону",
    "Комп’ютери для класу",
    "Пожежний автомобіль",
    "Утеплення дитячого садка",
    "Обладнання лабораторії",
    "Генератор",
];

/// What they are of, in the same order: purposes of the list of the DAC.
const SECTORS: [&str; 10] = ["12220", "11220", "12230", "16030", "14030", "11220", "74020", "11240", "12264", "23630"];

fn main() -> Result<(), String> {
    let records = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse()).map_err(|_| "RECORDS is a number")?;
    let folder = std::env::temp_dir().join(format!("dotyk-bench-points-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let outcome = bench(&folder, records);
    // What cannot be removed is the system's to clean.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn bench(folder: &std::path::Path, records: usize) -> Result<(), String> {
    let said = |error: Error| error.to_string();
    let db = Db::open(&format!("sqlite:{}", folder.join("office.sqlite").display()), Options::default()).map_err(said)?;
    db.migrate(app::MIGRATIONS).map_err(said)?;
    let moment = Moment { now: Clock::System.now(), ids: Ids::Timed };
    let coordinator = SignIn { role: Role::Coordinator, login: "bench".into(), password: "bench-of-the-points".into() };
    let loaded = app::load_demo(&db, &moment, [7; 32], std::slice::from_ref(&coordinator))?;
    emergency(&db, &loaded.office, &moment).map_err(said)?;
    let start = Instant::now();
    for from in (0..records).step_by(AT_ONCE) {
        fill(&db, &loaded.office, &moment, from..records.min(from + AT_ONCE)).map_err(said)?;
    }
    println!("filled {records} records in {:.1} s", start.elapsed().as_secs_f64());
    drop(db);

    let mut server = Server::start(folder)?;
    let mut visitor = Visitor::new(server.address)?;
    visitor.sign_in(&coordinator)?;
    let start = Instant::now();
    visitor.get("/uk/search?q=школа", GZIP)?;
    println!("index-of-search {:.1} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    while visitor.get("/uk/needs/bench-0/touchpoints.json", GZIP).is_err() {
        if start.elapsed() > Duration::from_secs(600) {
            return Err("the index of points of contact was not filled in ten minutes".into());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    println!("index-of-points {:.1} s\nmemory-of-both {} MB", start.elapsed().as_secs_f64(), server.memory());
    let needs = records / 10;
    for (name, path) in [("emergency-first", "/uk/emergencies/bench"), ("matrix-first", "/uk/matrix")] {
        let start = Instant::now();
        let size = visitor.get(path, GZIP)?.len();
        println!("{name} {:.0} ms, {:.1} kB", start.elapsed().as_secs_f64() * 1000.0, size as f64 / 1000.0);
    }
    measure("points-of-a-need", &mut visitor, 100, |n| format!("/uk/needs/bench-{}/touchpoints", 10 * (n * 37 % needs)))?;
    measure("points-of-an-idea", &mut visitor, 100, |n| format!("/uk/touchpoints?text={}", THINGS[n % 10].replace(' ', "+")))?;
    measure("emergency", &mut visitor, 20, |_| "/uk/emergencies/bench".to_owned())?;
    measure("emergency-sheet", &mut visitor, 20, |_| "/uk/emergencies/bench/sheet".to_owned())?;
    measure("matrix", &mut visitor, 20, |_| "/uk/matrix".to_owned())?;
    measure("matrix-of-emergency", &mut visitor, 20, |_| "/uk/matrix?emergency=bench".to_owned())?;
    println!("memory {} MB", server.memory());
    server.stop()
}

/// Adds the emergency that all needs are of.
fn emergency(db: &Db, office: &str, moment: &Moment) -> Result<(), Error> {
    db.write_blocking(|tx| {
        let mut turn = Turn::begin(tx, office, moment.clone())?;
        let head = Head::new(turn.id(), "bench".into(), "bench");
        let head = Head { published_at: Some(turn.stamp()), ..head };
        let permit = Actor::command(office, "bench").may_create(Kind::Emergency, &head.id).map_err(|_| refused())?;
        let body = dotyk::emergency::Body { name_uk: Some("Буревій".into()), ..dotyk::emergency::Body::default() };
        Emergency::add(&mut turn, &permit, &Emergency::new(head, body))?;
        turn.finish().map(drop)
    })
}

fn refused() -> Error {
    Error::Other("not permitted".into())
}

/// Adds some records in one write: every tenth is a need.
fn fill(db: &Db, office: &str, moment: &Moment, numbers: std::ops::Range<usize>) -> Result<(), Error> {
    let (actor, seal) = (Actor::command(office, "bench"), Seal::new([7; 32]));
    let settings = db.read_blocking(|tx| dotyk::office::store::find(tx, office))?;
    let places: Vec<String> = db.read_blocking(|tx| {
        Ok::<_, Error>(dotyk::place::store::options(tx, office)?.into_iter().map(|(code, ..)| code).collect())
    })?;
    let today = When::day(moment.today());
    db.write_blocking(|tx| {
        let mut turn = Turn::begin(tx, office, moment.clone())?;
        for number in numbers {
            let (thing, place) = (number / 10 % THINGS.len(), places[number * 7 % places.len()].clone());
            let head = Head::new(turn.id(), format!("bench-{number}"), "bench");
            let head = Head { published_at: Some(turn.stamp()), ..head };
            let kind = if number.is_multiple_of(10) { Kind::Need } else { Kind::Project };
            let permit = actor.may_create(kind, &head.id).map_err(|_| refused())?;
            if kind == Kind::Need {
                let need = Need::new(head, need(number, thing, place, &today));
                need::store::add(&mut turn, &permit, &seal, &need)?;
                continue;
            }
            let body = project::Body {
                direction: settings.directions[number % settings.directions.len()].slug.clone(),
                title_uk: Some(format!("{} № {number}", THINGS[thing])),
                places: vec![place],
                sectors: vec![Sector { code: SECTORS[thing].into(), share: "100".into() }],
                stages: vec![StageRow::new(Stage::Implementing, When::parse(&format!("{}", 2018 + number % 8)))],
                ..project::Body::default()
            };
            Project::add(&mut turn, &permit, &Project::new(head, body))?;
        }
        turn.finish().map(drop)
    })
}

/// A need of two lines, stated today; of every other a part is promised.
fn need(number: usize, thing: usize, place: String, today: &When) -> need::Body {
    let line = |id: i64, item: &str, unit| Line {
        id,
        item_uk: Some(item.into()),
        item_en: None,
        unit,
        quantity: (2 + number / 10 % 90).to_string(),
        cost: Some((1000 + number).to_string()),
        currency: Some("UAH".into()),
    };
    let promise = |line| Promise {
        line,
        id: 1,
        organisation: None,
        who: Some("Фонд".into()),
        quantity: "1".into(),
        date: today.clone(),
        note: None,
        source: None,
        locator: None,
        withdrawn: None,
    };
    need::Body {
        title_uk: Some(format!("{} № {number}", THINGS[thing])),
        place: Some(place),
        sector: Some(SECTORS[thing].into()),
        emergency: Some("bench".into()),
        people: Some(number as i64 % 5000),
        lines: vec![line(1, THINGS[thing], Unit::Piece), line(2, "Доставлення", Unit::Service)],
        lines_made: 2,
        events: vec![EventRow { event: Event::Stated, date: today.clone(), note: None }],
        promises: if number.is_multiple_of(20) { vec![promise(1)] } else { Vec::new() },
        ..need::Body::default()
    }
}
