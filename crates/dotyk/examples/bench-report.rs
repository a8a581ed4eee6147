//! `bin/bench report [PROJECTS] [REQUESTS]`: reports over an office of many projects, each with ten figures: 100,000 and 1,000,000.
//!
//! The page of a year is read once after each write and kept, so the first one is told apart from those that follow. The
//! server is the program itself in a process of its own (`DOTYK_BIN` says where it is), so its memory is its own.

use std::time::Instant;

use dotyk::access::{Actor, Head, Kind, Ref};
use dotyk::app;
use dotyk::figure::{self, Figure, Qualifier};
use dotyk::journal::{Clock, Ids, Moment, Stored, Write as Turn};
use dotyk::project::{Body, Project, Sector, Stage, StageRow};
use dotyk::text::When;
use dotyk_db::{Db, Error, Options};

use served::{GZIP, Server, Visitor, measure};

mod served;

/// What each project says in numbers, one a year from 2012 to 2021; money has a currency.
const FIGURES: [&str; 10] =
    ["participants", "people", "families", "services", "buildings", "people", "families", "services", "participants", "budget"];

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let projects: usize = arguments.next().map_or(Ok(100_000), |text| text.parse()).map_err(|_| "PROJECTS is a number")?;
    let requests: usize = arguments.next().map_or(Ok(200), |text| text.parse()).map_err(|_| "REQUESTS is a number")?;
    let folder = std::env::temp_dir().join(format!("dotyk-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let outcome = bench(&folder, projects, requests);
    // What cannot be removed is the system's to clean.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn bench(folder: &std::path::Path, projects: usize, requests: usize) -> Result<(), String> {
    let said = |error: Error| error.to_string();
    let db = Db::open(&format!("sqlite:{}", folder.join("office.sqlite").display()), Options::default()).map_err(said)?;
    db.migrate(app::MIGRATIONS).map_err(said)?;
    let moment = Moment { now: Clock::System.now(), ids: Ids::Timed };
    let start = Instant::now();
    let loaded = app::load_demo(&db, &moment, [7; 32], &[])?;
    fill(&db, &loaded.office, &moment, projects)?;
    drop(db);
    println!("fill {:.1} s", start.elapsed().as_secs_f64());

    let mut server = Server::start(folder)?;
    let mut visitor = Visitor::new(server.address)?;
    let start = Instant::now();
    visitor.get("/uk/search?q=школа", GZIP)?;
    println!("index {:.1} s", start.elapsed().as_secs_f64());
    for (name, path) in
        [("year", "/uk/reports/2020"), ("direction", "/uk/reports/2020?direction=education"), ("half", "/uk/reports/2019-H1")]
    {
        let start = Instant::now();
        let size = visitor.get(path, GZIP)?.len();
        println!("{name}-first {:.0} ms\n{name}-page {:.1} kB", start.elapsed().as_secs_f64() * 1000.0, size as f64 / 1000.0);
    }
    measure("year", &mut visitor, requests, |_| "/uk/reports/2020".to_owned())?;
    measure("year-json", &mut visitor, requests, |_| "/en/reports/2020.json".to_owned())?;
    let wholes = ["participants", "people", "families", "services"];
    measure("records-of-figures", &mut visitor, requests, |n| {
        format!("/uk/reports/2020/records?measure={}", wholes[n % wholes.len()])
    })?;
    let whats = ["done", "started", "agreed"];
    measure("records-of-deeds", &mut visitor, requests, |n| {
        format!("/uk/reports/2020/records?what={}&after={}", whats[n % 3], 50 * (n % 10))
    })?;
    println!("memory {} MB", server.memory());
    server.stop()
}

/// Adds projects in bounded writes, each with ten figures.
fn fill(db: &Db, office: &str, moment: &Moment, count: usize) -> Result<(), String> {
    let actor = Actor::command(office, "bench");
    let refused = |_| Error::Other("not permitted".into());
    let said = |error: Error| error.to_string();
    let settings = db.read_blocking(|tx| dotyk::office::store::find(tx, office)).map_err(said)?;
    let places: Vec<String> = db
        .read_blocking(|tx| {
            Ok::<_, Error>(dotyk::place::store::options(tx, office)?.into_iter().map(|(code, ..)| code).collect())
        })
        .map_err(said)?;
    for chunk in (0..count).collect::<Vec<_>>().chunks(1000) {
        db.write_blocking(|tx| {
            let mut turn = Turn::begin(tx, office, moment.clone())?;
            for &number in chunk {
                let body = Body {
                    direction: settings.directions[number % settings.directions.len()].slug.clone(),
                    title_uk: Some(format!("Проєкт № {number}")),
                    places: vec![places[number % places.len()].clone()],
                    sectors: vec![Sector { code: format!("{}", 11110 + 10 * (number % 40)), share: "100".into() }],
                    stages: vec![stage(Stage::Implementing, number), stage(Stage::Completed, number + 12)],
                    ..Body::default()
                };
                let head = Head { published_at: Some(turn.stamp()), ..Head::new(turn.id(), format!("bench-{number}"), "bench") };
                let permit = actor.may_create(Kind::Project, &head.id).map_err(refused)?;
                let subject = Ref::new(Kind::Project, &head.id);
                Project::add(&mut turn, &permit, &Project::new(head, body))?;
                for (n, measure) in FIGURES.iter().enumerate() {
                    let body = figure::Body {
                        measure: (*measure).into(),
                        qualifier: Qualifier::ALL[n % 4],
                        value: Some((1 + number % 90).to_string()),
                        currency: (*measure == "budget").then(|| "USD".to_owned()),
                        as_of: When::parse(&format!("{}", 2012 + (n + number) % 10)),
                        ..figure::Body::default()
                    };
                    let figure = Figure { id: turn.id(), subject: subject.clone(), version: 1, removed_at: None, body };
                    let permit = actor.may_create(Kind::Figure, &figure.id).map_err(refused)?;
                    figure::store::add(&mut turn, &permit, &figure)?;
                }
            }
            turn.finish().map(drop)
        })
        .map_err(said)?;
    }
    Ok(())
}

/// A stage in some month from 2013 on.
fn stage(stage: Stage, month: usize) -> StageRow {
    let months = month % 120;
    StageRow::new(stage, When::parse(&format!("{}-{:02}", 2013 + months / 12, 1 + months % 12)))
}
