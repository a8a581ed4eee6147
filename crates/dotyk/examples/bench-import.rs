//! `bin/bench exchange`: a table of projects as XLSX taken into an office on embedded SQLite: checked, written,
//! taken in again, undone. The goal for 10,000 projects is five seconds from the file to the register.

use std::path::Path;
use std::time::Instant;

use dotyk::access::Kind;
use dotyk::app::{self, Config};
use dotyk::import::commands::{Request, import};
use dotyk::journal::{Clock, Ids, Moment};
use dotyk_db::{Db, Options};
use rust_xlsxwriter::Workbook;

fn main() -> Result<(), String> {
    let count = std::env::args().nth(1).map_or(Ok(10_000), |text| text.parse()).map_err(|_| "PROJECTS is a number")?;
    let folder = std::env::temp_dir().join(format!("dotyk-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let outcome = bench(&folder, count);
    // What cannot be removed is the system's to clean.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn bench(folder: &Path, count: u32) -> Result<(), String> {
    let said = |error: dotyk_db::Error| error.to_string();
    let db = Db::open(&format!("sqlite:{}", folder.join("office.sqlite").display()), Options::default()).map_err(said)?;
    db.migrate(app::MIGRATIONS).map_err(said)?;
    let loaded = app::load_demo(&db, &Moment { now: Clock::System.now(), ids: Ids::Timed }, [7; 32], &[])?;
    let settings = db.read_blocking(|tx| dotyk::office::store::find(tx, &loaded.office)).map_err(said)?;
    let places = db.read_blocking(|tx| dotyk::place::store::options(tx, &loaded.office)).map_err(said)?;
    let file = folder.join("projects.xlsx");
    table(&file, count, &settings, &places).map_err(|error| error.to_string())?;
    println!("import-file {:.0} kB", std::fs::metadata(&file).map_err(|error| error.to_string())?.len() as f64 / 1000.0);
    let state = app::state(db.clone(), Config::of_command(loaded.office, [7; 32], folder.join("files")))?;
    let run = |name: &str, apply: bool| -> Result<(), String> {
        let request = Request { file: file.clone(), kind: Kind::Project, apply, json: false };
        let start = Instant::now();
        let mut out = Vec::new();
        let code = import(&state, &request, &mut out)?;
        if code != 0 {
            return Err(String::from_utf8_lossy(&out).chars().take(2_000).collect());
        }
        println!("{name} {:.2} s", start.elapsed().as_secs_f64());
        Ok(())
    };
    run("import-check", false)?;
    run("import-check-and-write", true)?;
    run("import-again-unchanged", true)
}

type Places = [dotyk::place::store::Choice];

fn table(file: &Path, count: u32, settings: &dotyk::office::Office, places: &Places) -> Result<(), rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in (0u16..).zip(["Ключ", "Назва", "Напрям", "Стадія", "Стадія від", "Місця", "Опис"])
    {
        sheet.write(0, column, text)?;
    }
    for number in 1..=count {
        let direction = &settings.directions[number as usize % settings.directions.len()];
        let day = format!("{}.{:02}.{}", 1 + number % 28, 1 + number % 12, 2016 + number % 9);
        let cells = [
            format!("B-{number}"),
            format!("Ремонт школи № {number}"),
            direction.name_uk.clone().unwrap_or_else(|| direction.slug.clone()),
            ["ідея", "перемовини", "виконується", "завершено"][number as usize % 4].to_owned(),
            day,
            places[number as usize % places.len()].0.clone(),
            "Допомога громаді, яку вона вважає важливою для себе.".to_owned(),
        ];
        for (column, text) in (0u16..).zip(cells) {
            sheet.write(number, column, text)?;
        }
    }
    book.save(file)
}
