//! `bin/bench keep [ROWS] [MEGABYTES]`: a backup while writes go on, its check, its restoration, and the way to the
//! other engine and back.
//!
//! The office has ROWS rows (a project, two stages and a line of the journal, over and over) and uploaded files up to
//! MEGABYTES in all. PostgreSQL is the server of `DOTYK_TEST_POSTGRES`; without one, the way is from SQLite to SQLite.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dotyk::access::{Actor, Head, Kind, Ref};
use dotyk::app::{self, MIGRATIONS};
use dotyk::backup::commands::{self, Backing, Moving, Restoring};
use dotyk::file::{self, File};
use dotyk::journal::{Clock, Ids, Moment, Stored, Write as Turn};
use dotyk::project::{Body, Project};
use dotyk_db::testing::{fresh_postgres, postgres_server};
use dotyk_db::{Db, Error, Options, params, row, statements};
use sha2::{Digest, Sha256};

statements! {
    const HEAD = "SELECT position FROM journal_head WHERE office = $1";
    const SET_HEAD = "UPDATE journal_head SET position = $2 WHERE office = $1";
}

const WORDS: [&str; 24] = [
    "громада",
    "лікарня",
    "школа",
    "ремонт",
    "обладнання",
    "донор",
    "угода",
    "житло",
    "водогін",
    "центр",
    "послуги",
    "області",
    "міжнародної",
    "співпраці",
    "для",
    "та",
    "за",
    "підтримки",
    "програми",
    "розвитку",
    "проєкт",
    "меморандум",
    "переселенців",
    "молоді",
];

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let rows: usize = arguments.next().map_or(Ok(1_000_000), |text| text.parse()).map_err(|_| "ROWS is a number")?;
    let megabytes: u64 = arguments.next().map_or(Ok(1000), |text| text.parse()).map_err(|_| "MEGABYTES is a number")?;
    let folder = std::env::temp_dir().join(format!("dotyk-bench-keep-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let outcome = bench(&folder, rows, megabytes);
    // What cannot be removed is the system's to clean.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn bench(folder: &Path, rows: usize, megabytes: u64) -> Result<(), String> {
    let said = |error: Error| error.to_string();
    let fault = |error: dotyk::backup::Fault| error.to_string();
    let (path, files) = (folder.join("office.sqlite"), folder.join("files"));
    let url = format!("sqlite:{}", path.display());
    let db = Db::open(&url, Options::default()).map_err(said)?;
    db.migrate(MIGRATIONS).map_err(said)?;
    let moment = Moment { now: Clock::System.now(), ids: Ids::Timed };
    let office = app::load_demo(&db, &moment, [7; 32], &[])?.office;
    let start = Instant::now();
    fill(&db, &office, rows / 4).map_err(said)?;
    let database = std::fs::metadata(&path).map_or(0, |about| about.len()) / 1_000_000;
    bring(&db, &office, &moment, &files, megabytes.saturating_sub(database))?;
    println!("fill {:.1} s", start.elapsed().as_secs_f64());
    println!("database {database} MB");
    println!("files {} MB", megabytes.saturating_sub(database));

    let file = folder.join("office.dotyk.zip");
    let over = AtomicBool::new(false);
    let (backed, seconds, (written, longest)) = std::thread::scope(|scope| {
        let writer = scope.spawn(|| write_on(&db, &office, &over));
        let start = Instant::now();
        let now = Clock::System.now();
        let what = Backing { file: &file, database: &url, files: &files, key: None, with_key: false, now };
        let backed = commands::backup(&what).map_err(fault);
        let seconds = start.elapsed().as_secs_f64();
        over.store(true, Ordering::Release);
        Ok::<_, String>((backed?, seconds, writer.join().map_err(|_| "the writer has ended early")?.map_err(said)?))
    })?;
    println!("backup {seconds:.1} s");
    println!("backup-size {} MB", backed.size / 1_000_000);
    println!("backup-rows {} rows", backed.manifest.rows());
    println!("writes-meanwhile {written} writes");
    println!("write-longest {:.0} ms", longest.as_secs_f64() * 1000.0);
    println!("memory {} MB", memory());

    let start = Instant::now();
    commands::check(&file).map_err(fault)?;
    println!("check {:.1} s", start.elapsed().as_secs_f64());

    let start = Instant::now();
    let restored = format!("sqlite:{}", folder.join("restored.sqlite").display());
    let to = folder.join("restored-files");
    // The journal's own check is measured by what it checks, not here: these lines are made up.
    let verify = |_: &Db, _: &str, _: [u8; 32], _: Option<(i64, String)>| Err(Error::Other("not checked".into()));
    let what = Restoring { file: &file, database: &restored, files: &to, key: None, migrations: MIGRATIONS, verify };
    commands::restore(&what).map_err(fault)?;
    println!("restore {:.1} s", start.elapsed().as_secs_f64());
    db.close();

    let there = postgres_server().map(|server| fresh_postgres(MIGRATIONS, &server));
    let other =
        there.as_ref().map_or_else(|| format!("sqlite:{}", folder.join("copy.sqlite").display()), |db| db.url().to_owned());
    let back = format!("sqlite:{}", folder.join("back.sqlite").display());
    for (name, from, to) in [("port", &url, &other), ("port-back", &other, &back)] {
        let start = Instant::now();
        let what = Moving { from, to, files: None, key: None, migrations: MIGRATIONS };
        let moved = commands::port(&what).map_err(fault)?;
        println!("{name} {:.1} s", start.elapsed().as_secs_f64());
        println!("{name}-rows {} rows", moved.tables.iter().map(|(_, here)| here.rows).sum::<u64>());
    }
    println!("memory-most {} MB", memory());
    Ok(())
}

/// Words by chance, the same each time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| WORDS[self.next() % WORDS.len()]).collect::<Vec<_>>().join(" ")
    }
}

/// Rows as the stores would write them, put in at once.
fn fill(db: &Db, office: &str, projects: usize) -> Result<(), Error> {
    let settings = db.read_blocking(|tx| dotyk::office::store::find(tx, office))?;
    let direction = settings.directions[0].slug.as_str();
    let mut dice = Dice(1);
    let stamp = "2021-03-31T09:00:00.000Z";
    let id = |number: usize| format!("01900000-0000-7000-8000-{number:012x}");
    db.write_blocking(|tx| {
        let head: i64 = tx.first(HEAD, params![office])?.map_or(Ok(0), |row| row.get("position"))?;
        let columns: &[&str] = &[
            "office",
            "id",
            "slug",
            "direction",
            "title_uk",
            "about_uk",
            "created_at",
            "created_by",
            "sort_key",
            "search_key",
            "version",
        ];
        tx.bulk(
            "project",
            columns,
            (0..projects).map(|number| {
                let title = dice.words(5);
                let about = dice.words(40);
                row![office, id(number), format!("bench-{number}"), direction, &title, about, stamp, "bench", &title, &title, 1]
            }),
        )?;
        let columns: &[&str] = &["office", "project", "position", "stage", "date", "day", "note_uk"];
        tx.bulk(
            "project_stage",
            columns,
            (0..projects * 2).map(|number| {
                let (stage, day) = [("idea", "2020-08-01"), ("implementing", "2021-02-01")][number % 2];
                row![office, id(number / 2), number % 2, stage, day, day, "Зі слів директора"]
            }),
        )?;
        let columns: &[&str] = &["office", "position", "at", "actor", "action", "kind", "id", "state", "hash"];
        let mut dice = Dice(2);
        tx.bulk(
            "journal",
            columns,
            (0..projects).map(|number| {
                let state = format!("{{\"about_uk\":\"{}\",\"version\":1}}", dice.words(60));
                let hash = format!("{:064x}", dice.next());
                row![office, head + 1 + number as i64, stamp, "bench", "create", "project", id(number), state, hash]
            }),
        )?;
        tx.run(SET_HEAD, params![office, head + projects as i64]).map(drop)
    })
}

/// Files of one megabyte, each with its row, until there are so many megabytes.
fn bring(db: &Db, office: &str, moment: &Moment, files: &Path, megabytes: u64) -> Result<(), String> {
    let actor = Actor::command(office, "bench");
    let mut dice = Dice(3);
    for _ in 0..megabytes {
        let content: Vec<u8> = (0..250_000).flat_map(|_| (dice.next() as u32).to_le_bytes()).collect();
        let hash = dotyk::journal::hex(&Sha256::digest(&content));
        let path = dotyk::web::content_path(files, &hash);
        let folder = path.parent().ok_or("a content lies in a folder")?;
        std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, &content)).map_err(|error| error.to_string())?;
        let done: Result<(), Error> = db.write_blocking(|tx| {
            let mut turn = Turn::begin(tx, office, moment.clone())?;
            let file = File {
                id: turn.id(),
                subject: Ref::new(Kind::Office, office),
                name: "photo.jpg".into(),
                media: "image/jpeg".into(),
                size: content.len() as i64,
                hash,
                created_at: turn.stamp(),
                created_by: "bench".into(),
                published_at: None,
                removed_at: None,
                version: 1,
                letters: None,
            };
            let permit = actor.may_create(Kind::File, &file.id).map_err(|_| Error::Other("not permitted".into()))?;
            file::store::add(&mut turn, &permit, &file)?;
            turn.finish().map(drop)
        });
        done.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Writes a project every 20 ms until told to end: how many, and how long one took at most.
fn write_on(db: &Db, office: &str, over: &AtomicBool) -> Result<(usize, Duration), Error> {
    let actor = Actor::command(office, "bench");
    let settings = db.read_blocking(|tx| dotyk::office::store::find(tx, office))?;
    let (mut written, mut longest) = (0, Duration::ZERO);
    while !over.load(Ordering::Acquire) {
        let start = Instant::now();
        let moment = Moment { now: Clock::System.now(), ids: Ids::Timed };
        db.write_blocking(|tx| {
            let mut turn = Turn::begin(tx, office, moment)?;
            let body = Body {
                direction: settings.directions[0].slug.clone(),
                title_uk: Some(format!("Тим часом {written}")),
                ..Body::default()
            };
            let head = Head::new(turn.id(), format!("meanwhile-{written}"), "bench");
            let permit = actor.may_create(Kind::Project, &head.id).map_err(|_| Error::Other("not permitted".into()))?;
            Project::add(&mut turn, &permit, &Project::new(head, body))?;
            turn.finish().map(drop)
        })?;
        written += 1;
        longest = longest.max(start.elapsed());
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok((written, longest))
}

/// The most memory this process has held, in megabytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().split(' ').next().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) / 1000
}
