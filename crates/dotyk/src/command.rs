//! The command line: the nouns' own commands, and how the program is started.

use std::io::{IsTerminal, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::{Args, Parser, Subcommand};
use dotyk_db::{Db, Options};

use crate::access::{Kind, Role};
use crate::app::{self, Config};
use crate::backup::commands as backup;
use crate::demo::SignIn;
use crate::exchange::commands as exchange;
use crate::exchange::outgoing::Left;
use crate::exchange::terminal::{self, Terminal};
use crate::journal::{Clock, Ids, Moment, commands::parse_expect};
use crate::report::commands as report;
use crate::text::Lang;
use crate::{account, activity, file, import, letter, office, place, web};

#[derive(Parser)]
#[command(name = "dotyk", version, about = "The working register of a regional office for international cooperation", long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Open a fresh sample office and print its address and three sign-ins
    #[command(after_help = "Examples:\n  dotyk demo\n  dotyk demo --listen 127.0.0.1:8080 --data ./sample")]
    Demo {
        /// Address to listen on; port 0 takes a free one
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        /// Keep the sample office in this folder instead of a temporary one; it must be empty or absent
        #[arg(long)]
        data: Option<PathBuf>,
    },
    /// Serve an office
    #[command(
        after_help = "Examples:\n  dotyk serve --database sqlite:office.sqlite\n  dotyk serve --database postgres://dotyk@localhost/dotyk --listen 0.0.0.0:8080 --secure"
    )]
    Serve {
        #[command(flatten)]
        at: At,
        /// Address to listen on
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Believe X-Forwarded-For of the proxy in front
        #[arg(long)]
        trusted_proxy: bool,
        /// Visitors come over HTTPS: cookies say Secure
        #[arg(long)]
        secure: bool,
        /// Largest upload, in megabytes
        #[arg(long, default_value_t = 25)]
        upload_limit: usize,
        #[command(flatten)]
        post: Post,
    },
    /// The office
    #[command(subcommand)]
    Office(OfficeCommand),
    /// Who may sign in
    #[command(subcommand)]
    Account(AccountCommand),
    /// Projects
    #[command(subcommand)]
    Project(NounCommand),
    /// Needs
    #[command(subcommand)]
    Need(Reading),
    /// Letters to people
    #[command(subcommand)]
    Letter(LetterCommand),
    /// Emergencies
    #[command(subcommand)]
    Emergency(Reading),
    /// Events
    #[command(subcommand)]
    Event(Reading),
    /// Agreements of many parties
    #[command(subcommand)]
    Agreement(Reading),
    /// Partnerships with cities and regions abroad
    #[command(subcommand)]
    Partnership(Reading),
    /// Clusters
    #[command(subcommand)]
    Cluster(Reading),
    /// Working groups
    #[command(subcommand)]
    Group(Reading),
    /// Programmes of funders
    #[command(subcommand)]
    Programme(Reading),
    /// Calls of programmes, by which one applies
    #[command(subcommand)]
    Call(Reading),
    /// What was applied for
    #[command(subcommand)]
    Application(Reading),
    /// Organisations
    #[command(subcommand)]
    Organisation(NounCommand),
    /// Figures
    #[command(subcommand)]
    Figure(NounCommand),
    /// Next steps
    #[command(subcommand)]
    Step(NounCommand),
    /// Property received as aid
    #[command(subcommand)]
    Asset(AssetCommand),
    /// Sources
    #[command(subcommand)]
    Source(Reading),
    /// Activities that partners publish by IATI; taken in with: dotyk iati import
    #[command(subcommand)]
    Activity(Reading),
    /// Territories
    #[command(subcommand)]
    Place(PlaceCommand),
    /// Check a table of records, and with --apply take it in
    #[command(
        after_help = "Exit code 0: all is well; 1: rows are wrong or were left out; 2: the file could not be read\n\nExamples:\n  dotyk import projects.xlsx --kind project --database sqlite:office.sqlite\n  dotyk import figures.csv --kind figure --apply --json --database sqlite:office.sqlite"
    )]
    Import {
        /// An .xlsx or .csv file
        file: PathBuf,
        /// What its rows are: project, organisation, figure, step, asset, need or place
        #[arg(long, value_parser = import::commands::kind)]
        kind: Kind,
        /// Write it; without this it is only checked
        #[arg(long)]
        apply: bool,
        /// One object instead of lines
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        at: At,
    },
    /// Write a report of a time to standard output, or check a file of one
    #[command(
        args_conflicts_with_subcommands = true,
        subcommand_negates_reqs = true,
        after_help = "A report holds what everybody may see.\n\nExamples:\n  dotyk report 2020 --sample > 2020.html\n  dotyk report 2020 --sample --lang en --format pdf > 2020.pdf\n  dotyk report 2020-H1 --format json --as-of 2020-12-31 --database sqlite:office.sqlite > half.json\n  dotyk report verify half.json --database sqlite:office.sqlite"
    )]
    Report {
        #[command(subcommand)]
        command: Option<ReportCommand>,
        #[command(flatten)]
        make: ReportMake,
    },
    /// The audit trail
    #[command(subcommand)]
    Journal(JournalCommand),
    /// The IATI standard
    #[command(subcommand)]
    Iati(IatiCommand),
    /// Put all offices of a database, with their files, into one file; the office may go on meanwhile
    #[command(
        after_help = "Exit code 0: whole; 1: made, but files of the register were lost before; 2: not made\n\nExamples:\n  dotyk backup 2026-11-24.dotyk.zip --database sqlite:office.sqlite\n  dotyk backup all.dotyk.zip --database postgres://dotyk@localhost/dotyk --files /var/lib/dotyk/files --with-key"
    )]
    Backup {
        /// The file to make; it must not be there
        file: PathBuf,
        #[command(flatten)]
        whole: Whole,
        /// Put the data key in as well: whoever has the file can then read what is sealed
        #[arg(long)]
        with_key: bool,
    },
    /// Restore a backup into an empty database, compare all of it, and check the journals
    #[command(
        after_help = "Exit code 0: restored and whole; 1: restored, but something does not fit; 2: refused, and nothing was left\n\nExamples:\n  dotyk restore 2026-11-24.dotyk.zip --database sqlite:restored.sqlite\n  dotyk restore 2026-11-24.dotyk.zip --check"
    )]
    Restore {
        /// The backup
        file: PathBuf,
        /// Only read the backup and compare it with its manifest; no database is touched
        #[arg(long)]
        check: bool,
        /// sqlite:PATH or postgres://USER@HOST/NAME, empty
        #[arg(long, env = "DOTYK_DATABASE", required_unless_present = "check")]
        database: Option<String>,
        /// Where uploaded files and the data key are to lie; beside an SQLite file by default
        #[arg(long, env = "DOTYK_FILES")]
        files: Option<PathBuf>,
    },
    /// Copy a database into an empty one, from SQLite to PostgreSQL or back, and compare both sides
    #[command(
        after_help = "Stop the office first: what is written meanwhile is not copied. Files stay where they are unless --files-to is given.\n\nExit code 0: the same; 1: copied, but something does not fit; 2: refused, and nothing was left\n\nExample:\n  dotyk port --from sqlite:office.sqlite --to postgres://dotyk@localhost/dotyk\n  dotyk serve --database postgres://dotyk@localhost/dotyk --files office.sqlite-files"
    )]
    Port {
        /// The database that is there
        #[arg(long)]
        from: String,
        /// An empty database
        #[arg(long)]
        to: String,
        /// Where uploaded files lie; beside an SQLite file by default
        #[arg(long, env = "DOTYK_FILES")]
        files: Option<PathBuf>,
        /// Copy uploaded files to this folder
        #[arg(long)]
        files_to: Option<PathBuf>,
        /// Copy the data key as well
        #[arg(long, requires = "files_to")]
        with_key: bool,
    },
}

/// A whole database, with all its offices.
#[derive(Args, Clone)]
struct Whole {
    /// sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "DOTYK_DATABASE")]
    database: String,
    /// Where uploaded files and the data key lie; beside an SQLite file by default
    #[arg(long, env = "DOTYK_FILES")]
    files: Option<PathBuf>,
}

/// Which office, and where it is kept.
#[derive(Args, Clone)]
struct At {
    /// sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "DOTYK_DATABASE")]
    database: String,
    /// Which office of the database; needed only when it holds several
    #[arg(long, env = "DOTYK_OFFICE")]
    office: Option<String>,
    /// Where uploaded files and the data key lie; beside an SQLite file by default
    #[arg(long, env = "DOTYK_FILES")]
    files: Option<PathBuf>,
}

#[derive(Subcommand)]
enum OfficeCommand {
    /// Make an office
    #[command(after_help = "Example:\n  dotyk office add luhansk --name-uk 'Департамент …' --database sqlite:office.sqlite")]
    Add {
        /// Short ASCII name
        id: String,
        /// Its name in Ukrainian
        #[arg(long)]
        name_uk: Option<String>,
        /// Its name in English
        #[arg(long)]
        name_en: Option<String>,
        #[command(flatten)]
        at: At,
    },
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Invite somebody; prints the one-time link that sets their password
    #[command(
        after_help = "Example:\n  dotyk account add olena --name 'Олена Коваль' --role administrator --database sqlite:office.sqlite"
    )]
    Add {
        /// What they sign in with
        login: String,
        /// As shown on the page
        #[arg(long)]
        name: String,
        /// administrator, coordinator, contributor or viewer
        #[arg(long, default_value = "administrator", value_parser = role)]
        role: Role,
        #[command(flatten)]
        at: At,
    },
    /// Print a new one-time link; the old password and all sessions end
    Reset {
        /// What they sign in with
        login: String,
        #[command(flatten)]
        at: At,
    },
}

#[derive(Subcommand)]
enum LetterCommand {
    /// List letters: id, state and subject
    #[command(after_help = "Example:\n  dotyk letter list state=failed --json --database sqlite:office.sqlite")]
    List {
        /// NAME=VALUE, as in the page's address
        #[arg(value_parser = terminal::filter)]
        filters: Vec<(String, String)>,
        /// One object instead of lines
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        asks: Asks,
    },
    /// Write the day's reminders and send all letters that are due, once; a server that serves does so by itself
    #[command(
        after_help = "Exit code 0: all are sent; 1: some are to be tried again or were given up; 2: nothing could be done\n\nExample:\n  DOTYK_SMTP='smtp://user:password@mail.example:587' dotyk letter send --mail-from 'Office <office@example.org>' --database sqlite:office.sqlite"
    )]
    Send {
        /// One object instead of a line
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        post: Post,
        #[command(flatten)]
        at: At,
    },
}

/// The mail server.
#[derive(Args, Clone)]
struct Post {
    /// smtp://USER:PASSWORD@HOST:587, smtps://…, or smtp://localhost; without it letters wait to be sent by hand
    #[arg(long, env = "DOTYK_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// Who letters are from: 'Office <office@example.org>'
    #[arg(long, env = "DOTYK_MAIL_FROM")]
    mail_from: Option<String>,
}

impl Post {
    fn mail(&self) -> Result<Option<letter::Mail>, String> {
        match (self.smtp.as_deref().filter(|smtp| !smtp.is_empty()), &self.mail_from) {
            (None, _) => Ok(None),
            (Some(smtp), Some(from)) => letter::Mail::parse(smtp, from).map(Some),
            (Some(_), None) => Err("say with --mail-from or DOTYK_MAIL_FROM who the letters are from".to_owned()),
        }
    }
}

/// What every kind of record can do at the terminal.
#[derive(Subcommand)]
enum Reading {
    /// List records: key, state and name
    #[command(
        after_help = "Filters are those of the page's address.\n\nExamples:\n  dotyk project list stage=completed --database sqlite:office.sqlite\n  dotyk figure list measure=apartments as-of=2021-03-31 --json --database sqlite:office.sqlite"
    )]
    List {
        /// NAME=VALUE, as in the page's address
        #[arg(value_parser = terminal::filter)]
        filters: Vec<(String, String)>,
        /// One object instead of lines
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        asks: Asks,
    },
    /// Show a record with all its fields
    #[command(after_help = "Example:\n  dotyk project show mobile-tsnap --database sqlite:office.sqlite")]
    Show {
        /// As in its page's address
        key: String,
        /// NAME=VALUE, such as as-of=2021-03-31 or known-on=2021-03-31
        #[arg(value_parser = terminal::filter)]
        asked: Vec<(String, String)>,
        /// One object instead of lines
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        asks: Asks,
    },
    /// Write records into a file: .csv, .xlsx, or .geojson where they lie somewhere
    #[command(
        after_help = "Examples:\n  dotyk project export projects.xlsx direction=education --database sqlite:office.sqlite\n  dotyk project export 5w.csv --hxl --database sqlite:office.sqlite"
    )]
    Export {
        /// The file to make; it must not be there
        file: PathBuf,
        /// NAME=VALUE, as in the page's address
        #[arg(value_parser = terminal::filter)]
        filters: Vec<(String, String)>,
        /// With HXL hashtags: of projects who does what, where, when and for whom; of needs each line
        #[arg(long)]
        hxl: bool,
        #[command(flatten)]
        asks: Asks,
    },
}

/// In which language, of which office.
#[derive(Args, Clone)]
struct Asks {
    /// uk or en
    #[arg(long, default_value = "uk", value_parser = lang)]
    lang: Lang,
    #[command(flatten)]
    at: At,
}

/// Records that also come in by a table.
#[derive(Subcommand)]
enum NounCommand {
    #[command(flatten)]
    Reading(Reading),
    /// Check a table of them, and with --apply take it in
    #[command(after_help = "Exit code 0: all is well; 1: rows are wrong or were left out; 2: the file could not be read")]
    Import {
        /// An .xlsx or .csv file
        file: PathBuf,
        /// Write it; without this it is only checked
        #[arg(long)]
        apply: bool,
        /// One object instead of lines
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        at: At,
    },
}

#[derive(Subcommand)]
enum AssetCommand {
    #[command(flatten)]
    Noun(NounCommand),
    /// Write annex 15 of Resolution 835, the open data set of property received; refused while anything lacks in it
    #[command(
        after_help = "Exit code 0: written; 2: refused, with what lacks of each thing\n\nExample:\n  dotyk asset annex15 annex15.csv project=mobile-tsnap --database sqlite:office.sqlite"
    )]
    Annex15 {
        /// The .csv file to make; it must not be there
        file: PathBuf,
        /// NAME=VALUE, as in the page's address
        #[arg(value_parser = terminal::filter)]
        filters: Vec<(String, String)>,
        #[command(flatten)]
        asks: Asks,
    },
}

#[derive(Subcommand)]
enum PlaceCommand {
    #[command(flatten)]
    Reading(Reading),
    /// Take in places, foreign places or points from a table
    #[command(after_help = "Example:\n  dotyk place import places.csv --database sqlite:office.sqlite")]
    Import {
        /// A .csv or .xlsx file
        file: PathBuf,
        #[command(flatten)]
        at: At,
    },
    /// Take in the areas of places for the map, simplified once
    #[command(
        after_help = "The code of each place stands in the properties of its feature under “code” or “katotth”.\nExample:\n  dotyk place boundaries hromadas.geojson --database sqlite:office.sqlite"
    )]
    Boundaries {
        /// A GeoJSON FeatureCollection of Polygon and MultiPolygon
        file: PathBuf,
        /// Whose data it is; shown wherever the areas are
        #[arg(long, default_value = place::commands::OSM)]
        attribution: String,
        #[command(flatten)]
        at: At,
    },
}

#[derive(Args)]
struct ReportMake {
    /// 2020, 2020-H1, 2020-Q3, 2020-08 or 2020-03-01..2020-09-30
    #[arg(required = true)]
    period: Option<String>,
    /// uk or en
    #[arg(long, default_value = "uk", value_parser = lang)]
    lang: Lang,
    /// Only what it comes to, on one page
    #[arg(long)]
    summary: bool,
    /// html, json, xlsx, docx or pdf
    #[arg(long, default_value = "html", value_parser = ["html", "json", "xlsx", "docx", "pdf"])]
    format: String,
    /// The day whose truth it tells: what came since the period counts up to it
    #[arg(long)]
    as_of: Option<String>,
    /// Only of this direction of the office's work
    #[arg(long)]
    direction: Option<String>,
    /// Only what this organisation pays for
    #[arg(long)]
    funder: Option<String>,
    /// Only what lies in this place
    #[arg(long)]
    place: Option<String>,
    /// Another period beside it
    #[arg(long)]
    with: Option<String>,
    #[command(flatten)]
    over: Over,
}

#[derive(Subcommand)]
enum ReportCommand {
    /// Say whether the records still say what a file says, and what has changed since it was made
    #[command(after_help = "Exit code 0: they do; 1: they do not, or somebody changed the file; 2: could not be checked")]
    Verify {
        /// A file that dotyk report made, of any of its formats
        file: PathBuf,
        #[command(flatten)]
        over: Over,
    },
}

/// Over which office.
#[derive(Args, Clone)]
struct Over {
    /// Over the sample office
    #[arg(long)]
    sample: bool,
    /// sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "DOTYK_DATABASE", required_unless_present = "sample")]
    database: Option<String>,
    /// Which office of the database; needed only when it holds several
    #[arg(long, env = "DOTYK_OFFICE")]
    office: Option<String>,
    /// Where uploaded files and the data key lie; beside an SQLite file by default
    #[arg(long, env = "DOTYK_FILES")]
    files: Option<PathBuf>,
}

#[derive(Subcommand)]
enum JournalCommand {
    /// Check the chain of lines, and every record against its last line
    #[command(after_help = "Exit code 0: whole; 1: something does not fit; 2: could not be checked")]
    Verify {
        /// What an earlier check printed: finds a tail that was cut off since
        #[arg(long, value_parser = parse_expect)]
        expect: Option<(i64, String)>,
        #[command(flatten)]
        at: At,
    },
}

#[derive(Subcommand)]
enum IatiCommand {
    /// Check files as the official validator does; findings point into the file
    #[command(
        after_help = "Exit code 0: nothing critical; 1: critical findings; 2: a file could not be read\n\nExamples:\n  dotyk iati check activities.xml\n  dotyk iati check *.xml --json --severity error"
    )]
    Check {
        /// IATI files, 2.01 to 2.03
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// One object a file on a line
        #[arg(long)]
        json: bool,
        /// The present, for dates in the future: 2026-11-22 or 2026-11-22T00:00:00Z
        #[arg(long, value_parser = time)]
        now: Option<jiff::Timestamp>,
        /// Show only findings at least as grave: critical, error or warning
        #[arg(long, default_value = "warning", value_parser = severity)]
        severity: dotyk_iati::Severity,
        /// A folder of newer official code lists
        #[arg(long)]
        codelists: Option<PathBuf>,
    },
    /// Write the published projects as an IATI file; what lacks too much is left out and told
    #[command(
        after_help = "Exit code 0: written; 1: a project that was named is left out; 2: nothing could be written\n\nExamples:\n  dotyk iati export --database sqlite:office.sqlite > activities.xml\n  dotyk iati export --project mobile-tsnap --lang en --database sqlite:office.sqlite > activity.xml"
    )]
    Export {
        /// Only these, by their addresses, also when they are drafts
        #[arg(long = "project")]
        projects: Vec<String>,
        /// The language that stands first: uk or en
        #[arg(long, default_value = "en", value_parser = lang)]
        lang: Lang,
        #[command(flatten)]
        at: At,
    },
    /// Take partners' files of activities in, as reference: read whole, searchable, in no figure of the office
    #[command(
        after_help = "The same content again changes nothing; a newer file of the same publisher takes the place of the older one. Undo it on the page of the file.\n\nExit code 0: all is well; 1: activities could not be kept, each is listed; 2: a file could not be read\n\nExamples:\n  dotyk iati import donor.xml --database sqlite:office.sqlite\n  dotyk iati import *.xml --publisher XM-DAC-41114 --json --database sqlite:office.sqlite"
    )]
    Import {
        /// IATI activity files, 2.01 to 2.03
        #[arg(required = true, value_name = "FILE")]
        activities: Vec<PathBuf>,
        /// Who publishes them, where the first activity does not say
        #[arg(long)]
        publisher: Option<String>,
        /// One object a file on a line
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        at: At,
    },
}

fn lang(word: &str) -> Result<Lang, String> {
    Lang::parse(word).ok_or_else(|| "uk or en".into())
}

fn severity(word: &str) -> Result<dotyk_iati::Severity, String> {
    dotyk_iati::Severity::parse(word).ok_or_else(|| "critical, error or warning".into())
}

fn time(text: &str) -> Result<jiff::Timestamp, String> {
    let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    whole.parse().map_err(|_| "write 2026-11-22 or 2026-11-22T00:00:00Z".into())
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word)
        .filter(|role| *role != Role::Public)
        .ok_or_else(|| "administrator, coordinator, contributor or viewer".into())
}

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
        Command::Demo { listen, data } => demo(listen, data.as_deref())?,
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
            serve(open.db, config, mail, listen, |address| drop(say(format_args!("Dotyk listens on http://{address}/"))))?;
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
        Command::Report { command: Some(ReportCommand::Verify { file, over }), .. } => return report_verify(&file, &over),
        Command::Report { command: None, make } => report_make(&make)?,
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

fn report_make(make: &ReportMake) -> Result<(), String> {
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
        made = report_file(terminal, &address, &asked, make.format == "html").map_err(refused)?;
        Ok(())
    })?;
    let mut out = std::io::stdout().lock();
    heard(out.write_all(&made).and_then(|()| out.flush()))
}

/// A report as a file; a page alone, so that it can be read without the program.
fn report_file(terminal: &Terminal, address: &str, asked: &[(String, String)], alone: bool) -> Result<Vec<u8>, String> {
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

fn report_verify(file: &Path, over: &Over) -> Result<ExitCode, String> {
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
            let (own, said) = match report_file(terminal, &frozen.address(), &frozen.question, alone) {
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

fn moment() -> Moment {
    Moment { now: Clock::System.now(), ids: Ids::Timed }
}

/// An opened and migrated database, and the folder of files that goes with it.
struct Open {
    db: Db,
    files: PathBuf,
}

impl Open {
    fn new(at: &At) -> Result<Open, String> {
        let files = files_folder(&at.database, at.files.clone())?;
        let db = Db::open(&at.database, Options::default()).map_err(|error| error.to_string())?;
        db.migrate(app::MIGRATIONS).map_err(|error| error.to_string())?;
        Ok(Open { db, files })
    }

    /// The office asked for, or the only one there is.
    fn office(&self, at: &At) -> Result<String, String> {
        let offices = self.db.read_blocking(office::store::offices).map_err(|error| error.to_string())?;
        match (&at.office, offices.as_slice()) {
            (Some(office), all) if all.contains(office) => Ok(office.clone()),
            (Some(office), all) => {
                Err(format!("there is no office «{office}» in {}; there is: {}", self.db.shown(), all.join(", ")))
            }
            (None, [only]) => Ok(only.clone()),
            (None, []) => {
                Err(format!("there is no office in {} yet: dotyk office add NAME --database {}", self.db.shown(), at.database))
            }
            (None, several) => Err(format!("say with --office which of {}", several.join(", "))),
        }
    }
}

/// Where uploaded files and the data key lie: as was said, or beside an SQLite file.
fn files_folder(database: &str, said: Option<PathBuf>) -> Result<PathBuf, String> {
    let beside = database.strip_prefix("sqlite:").map(|path| PathBuf::from(format!("{path}-files")));
    said.or(beside).ok_or_else(|| "say with --files where uploaded files and the data key are to lie".into())
}

/// The key that seals personal data: the environment's `DOTYK_DATA_KEY` (64 hex digits), else a file that only its owner
/// may read, made at the first start. Losing it loses what it seals; it is in no backup unless asked for.
fn data_key(files: &Path) -> Result<[u8; 32], String> {
    let text = match std::env::var("DOTYK_DATA_KEY") {
        Ok(text) => text,
        Err(_) => key_file(&files.join("data.key"))?,
    };
    backup::DataKey::parse(&text).map(|key| key.bytes)
}

/// The key if there is one. A copy makes none: a new key in its place would hide that the old one is missing.
fn known_key(files: &Path) -> Result<Option<backup::DataKey>, String> {
    let file = files.join("data.key");
    let text = match std::env::var("DOTYK_DATA_KEY") {
        Ok(text) => text,
        Err(_) if file.exists() => key_file(&file)?,
        Err(_) => return Ok(None),
    };
    backup::DataKey::parse(&text).map(Some)
}

fn key_file(path: &Path) -> Result<String, String> {
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    if path.exists() {
        return std::fs::read_to_string(path).map_err(said);
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    let text = crate::journal::hex(&bytes);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(said)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(said)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(said)?;
    Ok(text)
}

fn demo(listen: SocketAddr, data: Option<&Path>) -> Result<(), String> {
    let temporary = std::env::temp_dir().join(format!("dotyk-demo-{}", Ids::Timed.next(Clock::System.now())));
    let folder = data.unwrap_or(&temporary);
    let database = folder.join("office.sqlite");
    if database.exists() {
        return Err(format!(
            "{} is there already: open it with dotyk serve --database sqlite:{}",
            database.display(),
            database.display()
        ));
    }
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let url = format!("sqlite:{}", database.display());
    let db = Db::open(&url, Options::default()).map_err(|error| error.to_string())?;
    db.migrate(app::MIGRATIONS).map_err(|error| error.to_string())?;
    let files = PathBuf::from(format!("{}-files", database.display()));
    let key = data_key(&files)?;
    let sign_ins = [Role::Administrator, Role::Coordinator, Role::Contributor].map(|role| SignIn {
        role,
        login: role.word().to_owned(),
        password: password(),
    });
    let loaded = app::load_demo(&db, &moment(), key, &sign_ins)?;
    let config = Config {
        office: loaded.office,
        files,
        data_key: key,
        trusted_proxy: false,
        secure: false,
        clock: Clock::System,
        ids: Ids::Timed,
        upload_limit: 25 * 1024 * 1024,
        sender: None,
    };
    let kept = data.is_some();
    let shown = folder.display().to_string();
    let result = serve(db, config, None, listen, move |address| {
        println!("The sample office is open: http://{address}/uk/");
        for sign_in in &sign_ins {
            println!("  {:<14} sign in as {:<14} password {}", sign_in.role.word(), sign_in.login, sign_in.password);
        }
        println!("It lies in {shown}{}. Ctrl-C closes it.", if kept { "" } else { " and is removed at the end" });
    });
    if !kept {
        // A temporary folder that cannot be removed is the system's to clean.
        let _ = std::fs::remove_dir_all(folder);
    }
    result
}

/// A password for the sample office: four groups that can be typed.
fn password() -> String {
    let mut bytes = [0; 8];
    // The sample holds nothing private; without randomness its passwords are those of time.
    let _ = getrandom::fill(&mut bytes);
    let hex = crate::journal::hex(&bytes);
    hex.as_bytes().chunks(4).filter_map(|chunk| std::str::from_utf8(chunk).ok()).collect::<Vec<_>>().join("-")
}

/// Serves until it is told to stop.
fn serve(
    db: Db,
    config: Config,
    mail: Option<letter::Mail>,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    let files = config.files.clone();
    let office = config.office.clone();
    let closing = db.clone();
    let outcome = runtime.block_on(async move {
        let listener =
            tokio::net::TcpListener::bind(listen).await.map_err(|error| format!("cannot listen on {listen}: {error}"))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let state = app::state(db.clone(), config)?;
        let service = web::app(state.clone(), &app::routes());
        let preparing = async move {
            let swept = tokio::task::spawn_blocking(move || file::store::sweep(&db, &office, &files)).await;
            match swept {
                Ok(Ok(0)) => {}
                Ok(Ok(count)) => tracing::info!(count, "contents of files that no record names were removed"),
                Ok(Err(error)) => tracing::warn!(%error, "files were not swept"),
                Err(error) => tracing::warn!(%error, "files were not swept"),
            }
            state.ready.store(true, Ordering::Release);
            // What was being taken in when the program stopped goes on.
            import::kick(&state);
            activity::kick(&state);
            file::kick(&state);
            ready(address);
            letter::start(&state, mail, app::DAILY)
        };
        // `/healthz` answers from the first moment, and says when it is over.
        let (served, sender) = tokio::join!(web::serve(listener, service, stopped()), preparing);
        // A letter that is being handed over is handed over whole.
        drop(sender);
        served.map_err(|error| error.to_string())
    });
    closing.close();
    outcome
}

/// Resolves at Ctrl-C or, on Unix, at SIGTERM.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_command_can_be_asked_for() {
        // Two arguments of one name, a default that does not parse: clap finds them when it builds a command.
        super::Cli::command().debug_assert();
    }
}
