//! Reports as files, and whether the records still say what a file says.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use dotyk_db::{Db, Options};

use super::line::{At, Over, ReportMake};
use super::open::{Open, data_key};
use super::{heard, say};
use crate::app::{self, Config};
use crate::exchange::terminal::Terminal;
use crate::journal::{Clock, Ids, Moment};
use crate::report::commands as report;
use crate::text::Lang;
use crate::web;

/// Asks an office, or the sample, as anybody may: what a report holds leaves the house.
fn with_public<T>(over: &Over, lang: Lang, work: impl FnOnce(&Terminal) -> Result<T, String>) -> Result<T, String> {
    let ask = |state: Arc<web::State>| work(&Terminal::new(state, &app::routes(), lang, "reports")?);
    if !over.sample {
        let database = over.database.clone().ok_or("say with --database where the office is, or --sample")?;
        let at = At { database, office: over.office.clone(), files: over.files.clone() };
        let open = Open::new(&at)?;
        let config = Config::of_command(open.office(&at)?, data_key(&open.files)?, open.files);
        return ask(app::state(open.db, config)?);
    }
    // The sample is made anew each time, always at the same moment and with the same ids: so it is always the same.
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let url = format!("sqlite:{}", folder.path().join("office.sqlite").display());
    let db = Db::open(&url, Options::default()).map_err(|error| error.to_string())?;
    db.migrate(app::MIGRATIONS).map_err(|error| error.to_string())?;
    let now = "2021-03-31T09:00:00Z".parse().map_err(|error: jiff::Error| error.to_string())?;
    let moment = Moment { now, ids: Ids::Counted(Arc::default()) };
    let loaded = app::load_demo(&db, &moment, [0; 32], &[])?;
    let config = Config { clock: Clock::Fixed(now), ..Config::of_command(loaded.office, [0; 32], folder.path().to_owned()) };
    ask(app::state(db, config)?)
}

pub(super) fn make(make: &ReportMake) -> Result<(), String> {
    let period = make.period.as_deref().unwrap_or_default();
    let given = [
        ("as-of", &make.as_of),
        ("direction", &make.direction),
        ("funder", &make.funder),
        ("place", &make.place),
        ("with", &make.with),
    ];
    let asked: Vec<(String, String)> =
        given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect();
    if make.summary && matches!(make.format.as_str(), "json" | "xlsx") {
        return Err("a summary is made as html, docx or pdf; the whole report as json and xlsx too".to_owned());
    }
    let mut made = Vec::new();
    with_public(&make.over, make.lang, |terminal| {
        let summary = if make.summary { "/summary" } else { "" };
        let face = if make.format == "html" { String::new() } else { format!(".{}", make.format) };
        // A refusal is a page then; the same refusal as data can be said here.
        let refused = |error| terminal.data(&format!("reports/{period}.json"), &asked).err().unwrap_or(error);
        let address = format!("reports/{period}{summary}{face}");
        made = as_file(terminal, &address, &asked, make.format == "html").map_err(refused)?;
        Ok(())
    })?;
    let mut out = std::io::stdout().lock();
    heard(out.write_all(&made).and_then(|()| out.flush()))
}

/// A report as a file; a page alone, so that it can be read without the program.
fn as_file(terminal: &Terminal, address: &str, asked: &[(String, String)], alone: bool) -> Result<Vec<u8>, String> {
    let mut made = Vec::new();
    terminal.fetch(address, asked, &mut made)?;
    if alone {
        let page = String::from_utf8_lossy(&made).into_owned();
        let mut style = Vec::new();
        if let Some(path) = report::style(&page) {
            terminal.fetch(path, &[], &mut style)?;
        }
        made = report::alone(&page, &String::from_utf8_lossy(&style)).into_bytes();
    }
    Ok(made)
}

pub(super) fn verify(file: &Path, over: &Over) -> Result<ExitCode, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let frozen = report::Frozen::read(&bytes).map_err(|error| format!("{}: {error}", file.display()))?;
    if frozen.tampered() {
        say(format_args!(
            "{}: the file was changed after it was made: its content does not fit its fingerprint",
            file.display()
        ))?;
        return Ok(ExitCode::from(1));
    }
    let lang = Lang::parse(&frozen.lang).ok_or("the file is in no language of ours")?;
    let (same, lines) = with_public(over, lang, |terminal| {
        let now = terminal.data(&format!("reports/{}.json", frozen.period), &frozen.question)?;
        let since = [("since".to_owned(), frozen.position.to_string())];
        let asked: Vec<(String, String)> =
            frozen.question.iter().filter(|(name, _)| name != "with").cloned().chain(since).collect();
        let changes = terminal.data(&format!("reports/{}/changes.json", frozen.period), &asked)?;
        let (mut same, mut lines) = report::verdict(&frozen, &now, &changes);
        // Where the records say something else, the text does too.
        if same && frozen.said.is_none() {
            // A page that stands alone has its style in it.
            let alone = frozen.face.is_empty() && String::from_utf8_lossy(&bytes).contains("<style>");
            let (own, said) = match as_file(terminal, &frozen.address(), &frozen.question, alone) {
                Ok(again) => report::text(&frozen, &bytes, &again),
                Err(reason) => (true, vec![format!("the text of the file could not be compared: {reason}")]),
            };
            same = own;
            lines.extend(said);
        }
        Ok((same, lines))
    })?;
    for line in lines {
        say(line)?;
    }
    Ok(ExitCode::from(u8::from(!same)))
}
