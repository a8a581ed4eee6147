//! The command line: what is said stands in `line`, what it works on in `open`; here each command is handed to its noun.

mod line;
mod open;
mod report;
mod serve;

use std::io::{IsTerminal, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;

use self::line::*;
use self::open::{Open, data_key, files_folder, known_key};
use crate::access::Kind;
use crate::app::{self, Config};
use crate::backup::commands as backup;
use crate::exchange::commands as exchange;
use crate::exchange::outgoing::Left;
use crate::exchange::terminal::{self, Terminal};
use crate::journal::{Clock, Ids, Moment};
use crate::text::Lang;
use crate::{account, activity, import, letter, office, place};

/// Runs the command that was asked for.
pub fn run() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DOTYK_LOG").unwrap_or_else(|_| "dotyk=info".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match obey(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("dotyk: {error}");
            ExitCode::from(2)
        }
    }
}

/// Reads records for people and programs.
fn read(of: &'static str, reading: Reading) -> Result<ExitCode, String> {
    let of = match (&reading, of) {
        (Reading::Export { hxl: true, .. }, "projects") => "projects/hxl",
        (Reading::Export { hxl: true, .. }, "needs") => "needs/hxl",
        (Reading::Export { hxl: true, .. }, _) => return Err("--hxl is for projects and needs".into()),
        (_, of) => of,
    };
    let (Reading::List { asks, .. } | Reading::Show { asks, .. } | Reading::Export { asks, .. }) = &reading;
    let open = Open::new(&asks.at)?;
    let config = Config::of_command(open.office(&asks.at)?, data_key(&open.files)?, open.files);
    let mut state = app::state(open.db, config)?;
    Arc::get_mut(&mut state).ok_or("the program is in use already")?.door = terminal::door;
    let terminal = Terminal::new(state, &app::routes(), asks.lang, of)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match &reading {
        Reading::List { filters, json, .. } => terminal.list(filters, *json, &mut out)?,
        Reading::Show { key, asked, json, .. } => terminal.show(key, asked, *json, &mut out)?,
        Reading::Export { file, filters, .. } => {
            let length = terminal.export(file, filters)?;
            say(format_args!("{}: {length} bytes", file.display()))?;
        }
    }
    heard(out.flush())?;
    Ok(ExitCode::SUCCESS)
}

/// Says a line.
fn say(line: impl std::fmt::Display) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    heard(writeln!(out, "{line}").and_then(|()| out.flush()))
}

/// Nobody reading any more is an end and not a fault; a line that a full disk did not take is one.
fn heard(said: std::io::Result<()>) -> Result<(), String> {
    match said {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        said => said.map_err(|error| format!("what was to be said could not be written: {error}")),
    }
}

fn noun(of: &'static str, kind: Kind, command: NounCommand) -> Result<ExitCode, String> {
    match command {
        NounCommand::Reading(reading) => read(of, reading),
        NounCommand::Import { file, apply, json, at } => take_in(import::commands::Request { file, kind, apply, json }, &at),
    }
}

fn take_in(request: import::commands::Request, at: &At) -> Result<ExitCode, String> {
    let open = Open::new(at)?;
    let office = open.office(at)?;
    let state = app::state(open.db, Config::of_command(office, data_key(&open.files)?, open.files))?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let outcome = import::commands::import(&state, &request, &mut out)?;
    heard(out.flush())?;
    Ok(ExitCode::from(outcome))
}

fn send_letters(json: bool, post: &Post, at: &At) -> Result<ExitCode, String> {
    let mail = post.mail()?.ok_or("there is no mail server: say with --smtp or DOTYK_SMTP where it is")?;
    let open = Open::new(at)?;
    let office = open.office(at)?;
    let state = app::state(open.db, Config::of_command(office, data_key(&open.files)?, open.files))?;
    for tick in app::DAILY {
        tick(&state).map_err(|error| error.to_string())?;
    }
    let drained = letter::drain(&state, &mail).map_err(|error| error.to_string())?;
    match json {
        true => say(serde_json::to_string(&drained).map_err(|error| error.to_string())?)?,
        false => say(format_args!("{} sent, {} to be tried again, {} given up", drained.sent, drained.later, drained.failed))?,
    }
    Ok(ExitCode::from(u8::from(drained.later + drained.failed > 0)))
}

fn iati_export(projects: &[String], lang: Lang, at: &At) -> Result<ExitCode, String> {
    let open = Open::new(at)?;
    let (office, words, moment) = (open.office(at)?, app::catalogue()?, moment());
    let what = exchange::Export {
        office: &office,
        projects,
        lang,
        moment: &moment,
        words: &words,
        elsewhere: activity::store::elsewhere,
    };
    let out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut missed = 0;
    let mut left = |left: Left| {
        missed += 1;
        eprintln!("{}: {}", left.slug, left.reasons.join("; "));
    };
    let written = open.db.read_blocking(|tx| exchange::export(tx, &what, out, &mut left)).map_err(|error| error.to_string())?;
    eprintln!("{written} written, {missed} left out");
    Ok(ExitCode::from(u8::from(!projects.is_empty() && missed > 0)))
}

fn obey(command: Command) -> Result<ExitCode, String> {
    match command {
        Command::Project(command) => return noun("projects", Kind::Project, command),
        Command::Need(reading) => return read("needs", reading),
        Command::Letter(LetterCommand::List { filters, json, asks }) => {
            return read("letters", Reading::List { filters, json, asks });
        }
        Command::Letter(LetterCommand::Send { json, post, at }) => return send_letters(json, &post, &at),
        Command::Emergency(reading) => return read("emergencies", reading),
        Command::Event(reading) => return read("events", reading),
        Command::Agreement(reading) => return read("agreements", reading),
        Command::Partnership(reading) => return read("partnerships", reading),
        Command::Cluster(reading) => return read("clusters", reading),
        Command::Group(reading) => return read("groups", reading),
        Command::Programme(reading) => return read("programmes", reading),
        Command::Call(reading) => return read("calls", reading),
        Command::Application(reading) => return read("applications", reading),
        Command::Organisation(command) => return noun("organisations", Kind::Organisation, command),
        Command::Figure(command) => return noun("figures", Kind::Figure, command),
        Command::Step(command) => return noun("steps", Kind::Step, command),
        Command::Asset(AssetCommand::Noun(command)) => return noun("assets", Kind::Asset, command),
        Command::Asset(AssetCommand::Annex15 { file, filters, asks }) => {
            return read("assets/annex15", Reading::Export { file, filters, hxl: false, asks });
        }
        Command::Source(reading) => return read("sources", reading),
        Command::Activity(reading) => return read("activities", reading),
        Command::Place(PlaceCommand::Reading(reading)) => return read("places", reading),
        Command::Demo { listen, data } => serve::demo(listen, data.as_deref())?,
        Command::Serve { at, listen, trusted_proxy, secure, upload_limit, post } => {
            let mail = post.mail()?;
            let open = Open::new(&at)?;
            let office = open.office(&at)?;
            let config = Config {
                office,
                data_key: data_key(&open.files)?,
                files: open.files,
                trusted_proxy,
                secure,
                clock: Clock::System,
                ids: Ids::Timed,
                upload_limit: upload_limit * 1024 * 1024,
                sender: mail.as_ref().map(|mail| mail.from.to_string()),
            };
            serve::serve(open.db, config, mail, listen, |address| drop(say(format_args!("Dotyk listens on http://{address}/"))))?;
        }
        Command::Office(OfficeCommand::Add { id, name_uk, name_en, at }) => {
            let open = Open::new(&at)?;
            office::commands::add(&open.db, &moment(), &id, name_uk, name_en).map_err(|error| error.to_string())?;
            say(format_args!(
                "The office «{id}» is there. Invite its administrator: dotyk account add LOGIN --name NAME --database {}",
                at.database
            ))?;
        }
        Command::Account(AccountCommand::Add { login, name, role, at }) => {
            let open = Open::new(&at)?;
            let path = account::commands::add(&open.db, &open.office(&at)?, &moment(), &login, &name, role)
                .map_err(|error| error.to_string())?;
            say(format_args!("One-time link, good for 7 days, behind the address of the office: /uk{path}"))?;
        }
        Command::Account(AccountCommand::Reset { login, at }) => {
            let open = Open::new(&at)?;
            let path =
                account::commands::reset(&open.db, &open.office(&at)?, &moment(), &login).map_err(|error| error.to_string())?;
            say(format_args!("One-time link, good for 7 days, behind the address of the office: /uk{path}"))?;
        }
        Command::Place(PlaceCommand::Import { file, at }) => {
            let open = Open::new(&at)?;
            let imported =
                place::commands::import(&open.db, &open.office(&at)?, moment(), &file).map_err(|error| error.to_string())?;
            say(format_args!("{imported}"))?;
        }
        Command::Place(PlaceCommand::Boundaries { file, attribution, at }) => {
            let open = Open::new(&at)?;
            let bounded = place::commands::import_boundaries(&open.db, &open.office(&at)?, moment(), &file, &attribution)
                .map_err(|error| error.to_string())?;
            say(format_args!("{bounded}"))?;
        }
        Command::Import { file, kind, apply, json, at } => {
            return take_in(import::commands::Request { file, kind, apply, json }, &at);
        }
        Command::Iati(IatiCommand::Check { files, json, now, severity, codelists }) => {
            let now = now.unwrap_or_else(|| Clock::System.now());
            let check = exchange::Check { files, json, now, severity, code_lists: codelists };
            let outcome = exchange::check(&check, &mut std::io::BufWriter::new(std::io::stdout().lock()))?;
            return Ok(ExitCode::from(outcome as u8));
        }
        Command::Iati(IatiCommand::Export { projects, lang, at }) => return iati_export(&projects, lang, &at),
        Command::Iati(IatiCommand::Import { activities, publisher, json, at }) => {
            let open = Open::new(&at)?;
            let office = open.office(&at)?;
            let state = app::state(open.db, Config::of_command(office, data_key(&open.files)?, open.files))?;
            let request = activity::commands::Request { files: activities, publisher, json };
            let outcome = activity::commands::import(&state, &request, &mut std::io::BufWriter::new(std::io::stdout().lock()))?;
            return Ok(ExitCode::from(outcome));
        }
        Command::Backup { file, whole, with_key } => {
            let files = files_folder(&whole.database, whole.files)?;
            let what = backup::Backing {
                file: &file,
                database: &whole.database,
                key: known_key(&files)?,
                files: &files,
                with_key,
                now: Clock::System.now(),
            };
            let backed = backup::backup(&what).map_err(|error| error.to_string())?;
            say(format_args!("{backed}"))?;
            return Ok(ExitCode::from(u8::from(!backed.manifest.lost.is_empty())));
        }
        Command::Restore { file, check: true, .. } => {
            say(backup::check(&file).map_err(|error| error.to_string())?)?;
        }
        Command::Restore { file, database, files, .. } => {
            let database = database.ok_or("say with --database where to restore to")?;
            let files = files_folder(&database, files)?;
            let key = known_key(&files)?;
            let (migrations, verify) = (app::MIGRATIONS, app::verify);
            let what = backup::Restoring { file: &file, database: &database, files: &files, key, migrations, verify };
            let restored = backup::restore(&what).map_err(|error| error.to_string())?;
            say(format_args!("{restored}"))?;
            return Ok(ExitCode::from(u8::from(!restored.is_whole())));
        }
        Command::Port { from, to, files, files_to, with_key } => {
            let no_key = || "there is no data key to copy: name its folder with --files, or leave --with-key out".to_owned();
            let there = if files_to.is_some() { files_folder(&from, files)? } else { PathBuf::new() };
            let what = backup::Moving {
                from: &from,
                to: &to,
                files: files_to.as_deref().map(|to| (there.as_path(), to)),
                key: if with_key { Some(known_key(&there)?.ok_or_else(no_key)?) } else { None },
                migrations: app::MIGRATIONS,
            };
            let moved = backup::port(&what).map_err(|error| error.to_string())?;
            say(format_args!("{moved}"))?;
            return Ok(ExitCode::from(u8::from(moved.written_meanwhile || !moved.lost.is_empty())));
        }
        Command::Report { command: Some(ReportCommand::Verify { file, over }), .. } => return report::verify(&file, &over),
        Command::Report { command: None, make } => report::make(&make)?,
        Command::Journal(JournalCommand::Verify { expect, at }) => {
            let open = Open::new(&at)?;
            let report =
                app::verify(&open.db, &open.office(&at)?, data_key(&open.files)?, expect).map_err(|error| error.to_string())?;
            say(format_args!("{report}"))?;
            return Ok(if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn moment() -> Moment {
    Moment { now: Clock::System.now(), ids: Ids::Timed }
}
