//! `bin/bench activities FILE`: an IATI file taken into an office on embedded SQLite, and on the PostgreSQL of
//! DOTYK_TEST_POSTGRES when that is set: `name value unit` lines. A file may be repeated to a size, with a suffix on each
//! identifier, so that every activity is one of its own: `bench-activities FILE [MEGABYTES]`.
//!
//! The goals: 15 MB/s into SQLite, 4 MB/s into PostgreSQL, 25,000 activities with every narrative, transaction and result.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use dotyk::activity::commands::{Request, import};
use dotyk::app::{self, Config};
use dotyk::journal::{Clock, Ids, Moment};
use dotyk_db::testing::{fresh_postgres, postgres_server};
use dotyk_db::{Db, Options};
use dotyk_iati::model::Activity;
use dotyk_iati::{Header, Item, Reader, Writer};

fn main() -> Result<(), String> {
    let mut args = std::env::args().skip(1);
    let file = args.next().map(PathBuf::from).ok_or("bench-activities FILE [MEGABYTES]")?;
    let size = args.next().map(|text| text.parse::<u64>()).transpose().map_err(|_| "MEGABYTES is a number")?;
    let folder = std::env::temp_dir().join(format!("dotyk-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let outcome = bench(&folder, &file, size);
    // What cannot be removed is the system's to clean.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn bench(folder: &Path, file: &Path, size: Option<u64>) -> Result<(), String> {
    let file = match size {
        None => file.to_owned(),
        Some(size) => repeated(file, folder, size * 1_000_000)?,
    };
    let db = Db::open(&format!("sqlite:{}", folder.join("office.sqlite").display()), Options::default())
        .map_err(|error| error.to_string())?;
    db.migrate(app::MIGRATIONS).map_err(|error| error.to_string())?;
    one("sqlite", &db, folder, &file)?;
    db.close();
    match postgres_server() {
        Some(server) => {
            let db = fresh_postgres(app::MIGRATIONS, &server);
            one("postgres", &(*db).clone(), folder, &file)
        }
        None => {
            println!("postgres skipped: DOTYK_TEST_POSTGRES names no server");
            Ok(())
        }
    }
}

/// The file again and again, each time with other identifiers, until it has this many bytes.
fn repeated(file: &Path, folder: &Path, size: u64) -> Result<PathBuf, String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let path = folder.join("repeated.xml");
    let out = std::io::BufWriter::new(File::create(&path).map_err(|error| said(&error))?);
    let mut writer: Option<Writer<_>> = None;
    let mut out = Some(out);
    for round in 0.. {
        let reader = Reader::new(open(file)?).map_err(|error| said(&error))?;
        let header: Header = reader.header().clone();
        for item in reader {
            let Item::Activity(mut activity) = item.map_err(|error| said(&error))? else {
                return Err("not a file of activities".into());
            };
            rename(&mut activity, round);
            if let Some(out) = out.take() {
                writer = Some(Writer::new(out, &header).map_err(|error| said(&error))?);
            }
            if let Some(writer) = &mut writer {
                writer.activity(&activity).map_err(|error| said(&error))?;
            }
        }
        if std::fs::metadata(&path).map_err(|error| said(&error))?.len() >= size {
            break;
        }
    }
    if let Some(writer) = writer {
        writer.finish().and_then(|mut out| out.flush()).map_err(|error| said(&error))?;
    }
    Ok(path)
}

fn open(file: &Path) -> Result<Box<dyn Read + Send>, String> {
    let opened = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(Box::new(BufReader::new(opened)))
}

fn rename(activity: &mut Activity, round: u32) {
    if let Some(identifier) = activity.iati_identifier.as_mut().filter(|_| round > 0) {
        identifier.text = format!("{}-{round}", identifier.text).as_str().into();
    }
}

fn one(name: &str, db: &Db, folder: &Path, file: &Path) -> Result<(), String> {
    let moment = Moment { now: Clock::System.now(), ids: Ids::Timed };
    let loaded = app::load_demo(db, &moment, [7; 32], &[])?;
    let state = app::state(db.clone(), Config::of_command(loaded.office, [7; 32], folder.join("files")))?;
    let bytes = std::fs::metadata(file).map_err(|error| error.to_string())?.len() as f64;
    let request = Request { files: vec![file.to_owned()], publisher: None, json: false };
    for again in [false, true] {
        let start = Instant::now();
        let mut out = Vec::new();
        let code = import(&state, &request, &mut out)?;
        let (seconds, text) = (start.elapsed().as_secs_f64(), String::from_utf8_lossy(&out).into_owned());
        let last = text.lines().last().unwrap_or_default();
        if code == 2 {
            return Err(text);
        }
        if again {
            println!("activities-{name}-again {seconds:.2} s: {last}");
        } else {
            println!("activities-{name} {seconds:.2} s: {last}");
            println!("activities-{name}-speed {:.1} MB/s", bytes / 1e6 / seconds);
        }
    }
    Ok(())
}
