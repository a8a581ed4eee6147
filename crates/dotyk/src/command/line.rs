//! What can be said at the terminal: commands, their arguments and their help.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::access::{Kind, Role};
use crate::exchange::terminal;
use crate::journal::commands::parse_expect;
use crate::text::Lang;
use crate::{import, letter, place};

#[derive(Parser)]
#[command(name = "dotyk", version, about = "The working register of a regional office for international cooperation", long_about = None)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
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
pub(super) struct Whole {
    /// sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "DOTYK_DATABASE")]
    pub(super) database: String,
    /// Where uploaded files and the data key lie; beside an SQLite file by default
    #[arg(long, env = "DOTYK_FILES")]
    pub(super) files: Option<PathBuf>,
}

/// Which office, and where it is kept.
#[derive(Args, Clone)]
pub(super) struct At {
    /// sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "DOTYK_DATABASE")]
    pub(super) database: String,
    /// Which office of the database; needed only when it holds several
    #[arg(long, env = "DOTYK_OFFICE")]
    pub(super) office: Option<String>,
    /// Where uploaded files and the data key lie; beside an SQLite file by default
    #[arg(long, env = "DOTYK_FILES")]
    pub(super) files: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(super) enum OfficeCommand {
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
pub(super) enum AccountCommand {
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
pub(super) enum LetterCommand {
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
pub(super) struct Post {
    /// smtp://USER:PASSWORD@HOST:587, smtps://…, or smtp://localhost; without it letters wait to be sent by hand
    #[arg(long, env = "DOTYK_SMTP", hide_env_values = true)]
    pub(super) smtp: Option<String>,
    /// Who letters are from: 'Office <office@example.org>'
    #[arg(long, env = "DOTYK_MAIL_FROM")]
    pub(super) mail_from: Option<String>,
}

impl Post {
    pub(super) fn mail(&self) -> Result<Option<letter::Mail>, String> {
        match (self.smtp.as_deref().filter(|smtp| !smtp.is_empty()), &self.mail_from) {
            (None, _) => Ok(None),
            (Some(smtp), Some(from)) => letter::Mail::parse(smtp, from).map(Some),
            (Some(_), None) => Err("say with --mail-from or DOTYK_MAIL_FROM who the letters are from".to_owned()),
        }
    }
}

/// What every kind of record can do at the terminal.
#[derive(Subcommand)]
pub(super) enum Reading {
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
pub(super) struct Asks {
    /// uk or en
    #[arg(long, default_value = "uk", value_parser = lang)]
    pub(super) lang: Lang,
    #[command(flatten)]
    pub(super) at: At,
}

/// Records that also come in by a table.
#[derive(Subcommand)]
pub(super) enum NounCommand {
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
pub(super) enum AssetCommand {
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
pub(super) enum PlaceCommand {
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
pub(super) struct ReportMake {
    /// 2020, 2020-H1, 2020-Q3, 2020-08 or 2020-03-01..2020-09-30
    #[arg(required = true)]
    pub(super) period: Option<String>,
    /// uk or en
    #[arg(long, default_value = "uk", value_parser = lang)]
    pub(super) lang: Lang,
    /// Only what it comes to, on one page
    #[arg(long)]
    pub(super) summary: bool,
    /// html, json, xlsx, docx or pdf
    #[arg(long, default_value = "html", value_parser = ["html", "json", "xlsx", "docx", "pdf"])]
    pub(super) format: String,
    /// The day whose truth it tells: what came since the period counts up to it
    #[arg(long)]
    pub(super) as_of: Option<String>,
    /// Only of this direction of the office's work
    #[arg(long)]
    pub(super) direction: Option<String>,
    /// Only what this organisation pays for
    #[arg(long)]
    pub(super) funder: Option<String>,
    /// Only what lies in this place
    #[arg(long)]
    pub(super) place: Option<String>,
    /// Another period beside it
    #[arg(long)]
    pub(super) with: Option<String>,
    #[command(flatten)]
    pub(super) over: Over,
}

#[derive(Subcommand)]
pub(super) enum ReportCommand {
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
pub(super) struct Over {
    /// Over the sample office
    #[arg(long)]
    pub(super) sample: bool,
    /// sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "DOTYK_DATABASE", required_unless_present = "sample")]
    pub(super) database: Option<String>,
    /// Which office of the database; needed only when it holds several
    #[arg(long, env = "DOTYK_OFFICE")]
    pub(super) office: Option<String>,
    /// Where uploaded files and the data key lie; beside an SQLite file by default
    #[arg(long, env = "DOTYK_FILES")]
    pub(super) files: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(super) enum JournalCommand {
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
pub(super) enum IatiCommand {
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_command_can_be_asked_for() {
        // Two arguments of one name, a default that does not parse: clap finds them when it builds a command.
        super::Cli::command().debug_assert();
    }
}
