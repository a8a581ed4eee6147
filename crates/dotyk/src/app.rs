//! The list of all nouns: their routes, words and statements. What their records give to one another is in `records.rs`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, RwLock};

use dotyk_db::{Db, Migration, Sql};

use crate::journal::{Clock, Ids};
use crate::text::{self, Catalogue};
use crate::web::points::{Gather, Ranked};
use crate::web::{Routes, State};
use crate::{
    account, activity, agreement, ask, asset, circle, demo, emergency, event, exchange, figure, file, history, import, interest,
    introduction, journal, letter, matrix, need, office, organisation, outcome, partnership, person, place, portal, programme,
    project, records, report, round, source, step, touchpoint, web,
};

/// The tables, in the order in which they came to be.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "base", text: include_str!("../../../migrations/0001_base.sql") },
    Migration { version: 2, name: "said", text: include_str!("../../../migrations/0002_said.sql") },
    Migration { version: 3, name: "who", text: include_str!("../../../migrations/0003_who.sql") },
    Migration { version: 4, name: "project", text: include_str!("../../../migrations/0004_project.sql") },
    Migration { version: 5, name: "boundary", text: include_str!("../../../migrations/0005_boundary.sql") },
    Migration { version: 6, name: "key_numbers", text: include_str!("../../../migrations/0006_key_numbers.sql") },
    Migration { version: 7, name: "sheet", text: include_str!("../../../migrations/0007_sheet.sql") },
    Migration { version: 8, name: "import", text: include_str!("../../../migrations/0008_import.sql") },
    Migration { version: 9, name: "subject", text: include_str!("../../../migrations/0009_subject.sql") },
    Migration { version: 10, name: "activity", text: include_str!("../../../migrations/0010_activity.sql") },
    Migration { version: 11, name: "iati", text: include_str!("../../../migrations/0011_iati.sql") },
    Migration { version: 12, name: "asset", text: include_str!("../../../migrations/0012_asset.sql") },
    Migration { version: 13, name: "need", text: include_str!("../../../migrations/0013_need.sql") },
    Migration { version: 15, name: "letter", text: include_str!("../../../migrations/0015_letter.sql") },
    Migration { version: 16, name: "round", text: include_str!("../../../migrations/0016_round.sql") },
    Migration { version: 17, name: "programme", text: include_str!("../../../migrations/0017_programme.sql") },
    Migration { version: 18, name: "emergency", text: include_str!("../../../migrations/0018_emergency.sql") },
    Migration { version: 19, name: "touchpoint", text: include_str!("../../../migrations/0019_touchpoint.sql") },
    Migration { version: 20, name: "interest", text: include_str!("../../../migrations/0020_interest.sql") },
    Migration { version: 21, name: "agreement", text: include_str!("../../../migrations/0021_agreement.sql") },
    Migration { version: 22, name: "event", text: include_str!("../../../migrations/0022_event.sql") },
    Migration { version: 23, name: "outcome", text: include_str!("../../../migrations/0023_outcome.sql") },
    Migration { version: 24, name: "interest_request", text: include_str!("../../../migrations/0024_interest_request.sql") },
    Migration { version: 25, name: "report", text: include_str!("../../../migrations/0025_report.sql") },
    Migration { version: 26, name: "circle", text: include_str!("../../../migrations/0026_circle.sql") },
    Migration { version: 29, name: "partnership", text: include_str!("../../../migrations/0029_partnership.sql") },
    Migration { version: 30, name: "agreed", text: include_str!("../../../migrations/0030_agreed.sql") },
    Migration { version: 31, name: "text", text: include_str!("../../../migrations/0031_text.sql") },
    Migration { version: 32, name: "said", text: include_str!("../../../migrations/0032_said.sql") },
    Migration { version: 33, name: "meeting", text: include_str!("../../../migrations/0033_meeting.sql") },
    Migration { version: 34, name: "other_direction", text: include_str!("../../../migrations/0034_other_direction.sql") },
];

/// A noun, as the program sees it.
pub struct Noun {
    /// Its folder.
    pub name: &'static str,
    /// Its words, uk and en.
    pub text: &'static [&'static str; 2],
    /// Its statements.
    pub statements: &'static [Sql],
    /// Its routes.
    pub routes: fn() -> Routes,
}

/// All of them, from the lowest rung up.
pub const NOUNS: &[Noun] = &[
    Noun { name: "text", text: &text::TEXT, statements: &[], routes: Routes::default },
    Noun { name: "journal", text: &["", ""], statements: journal::STATEMENTS, routes: Routes::default },
    Noun { name: "web", text: &web::TEXT, statements: &[], routes: Routes::default },
    Noun { name: "office", text: &office::TEXT, statements: office::store::STATEMENTS, routes: office::routes },
    Noun { name: "account", text: &account::TEXT, statements: account::store::STATEMENTS, routes: account::routes },
    Noun { name: "letter", text: &letter::TEXT, statements: letter::store::STATEMENTS, routes: letter::routes },
    Noun { name: "file", text: &file::TEXT, statements: file::store::STATEMENTS, routes: file::routes },
    Noun { name: "source", text: &source::TEXT, statements: source::store::STATEMENTS, routes: source::routes },
    Noun { name: "figure", text: &figure::TEXT, statements: figure::store::STATEMENTS, routes: figure::routes },
    Noun { name: "step", text: &step::TEXT, statements: step::store::STATEMENTS, routes: step::routes },
    Noun { name: "place", text: &place::TEXT, statements: place::store::STATEMENTS, routes: place::routes },
    Noun {
        name: "organisation",
        text: &organisation::TEXT,
        statements: organisation::store::STATEMENTS,
        routes: organisation::routes,
    },
    Noun { name: "person", text: &person::TEXT, statements: person::store::STATEMENTS, routes: person::routes },
    Noun { name: "project", text: &project::TEXT, statements: project::store::STATEMENTS, routes: project::routes },
    Noun { name: "need", text: &need::TEXT, statements: need::store::STATEMENTS, routes: need::routes },
    Noun { name: "programme", text: &programme::TEXT, statements: programme::store::STATEMENTS, routes: programme::routes },
    Noun { name: "round", text: &round::TEXT, statements: round::store::STATEMENTS, routes: round::routes },
    Noun { name: "interest", text: &interest::TEXT, statements: interest::store::STATEMENTS, routes: interest::routes },
    Noun { name: "agreement", text: &agreement::TEXT, statements: agreement::store::STATEMENTS, routes: agreement::routes },
    Noun { name: "event", text: &event::TEXT, statements: event::store::STATEMENTS, routes: event::routes },
    Noun { name: "asset", text: &asset::TEXT, statements: asset::store::STATEMENTS, routes: asset::routes },
    Noun { name: "emergency", text: &emergency::TEXT, statements: emergency::store::STATEMENTS, routes: emergency::routes },
    Noun { name: "touchpoint", text: &touchpoint::TEXT, statements: touchpoint::store::STATEMENTS, routes: touchpoint::routes },
    Noun {
        name: "introduction",
        text: &introduction::TEXT,
        statements: introduction::store::STATEMENTS,
        routes: introduction::routes,
    },
    Noun { name: "outcome", text: &outcome::TEXT, statements: outcome::store::STATEMENTS, routes: outcome::routes },
    Noun {
        name: "partnership",
        text: &partnership::TEXT,
        statements: partnership::store::STATEMENTS,
        routes: partnership::routes,
    },
    Noun { name: "circle", text: &circle::TEXT, statements: circle::store::STATEMENTS, routes: circle::routes },
    Noun { name: "history", text: &history::TEXT, statements: history::store::STATEMENTS, routes: history::routes },
    Noun { name: "import", text: &import::TEXT, statements: import::store::STATEMENTS, routes: import::routes },
    Noun { name: "activity", text: &activity::TEXT, statements: activity::store::STATEMENTS, routes: activity::routes },
    Noun { name: "matrix", text: &matrix::TEXT, statements: &[], routes: matrix::routes },
    Noun { name: "exchange", text: &exchange::TEXT, statements: &[], routes: exchange::routes },
    Noun { name: "portal", text: &portal::TEXT, statements: &[], routes: portal::routes },
    Noun { name: "report", text: &report::TEXT, statements: report::store::STATEMENTS, routes: report::routes },
    Noun { name: "ask", text: &ask::TEXT, statements: &[], routes: ask::routes },
    Noun { name: "demo", text: &["", ""], statements: &[], routes: Routes::default },
];

/// All routes.
pub fn routes() -> Routes {
    let mut all = Routes::default();
    for noun in NOUNS {
        all.list.extend((noun.routes)().list);
    }
    all
}

/// All words.
///
/// # Errors
/// What is wrong with which text.
pub fn catalogue() -> Result<Catalogue, String> {
    Catalogue::new(NOUNS.iter().map(|noun| noun.text))
}

/// What is done once a day: what is personal is destroyed, and who is to be reminded is written to.
pub const DAILY: &[letter::Tick] =
    &[letter::daily, need::remind, interest::digest, interest::forget, agreement::remind, event::forget];

/// How the program is to run.
pub struct Config {
    /// The office served.
    pub office: String,
    /// Where file contents lie.
    pub files: PathBuf,
    /// The key that seals personal data.
    pub data_key: [u8; 32],
    /// Whether a proxy in front may be believed.
    pub trusted_proxy: bool,
    /// Whether the outside speaks HTTPS to us.
    pub secure: bool,
    /// Time.
    pub clock: Clock,
    /// Ids.
    pub ids: Ids,
    /// The largest upload, in bytes.
    pub upload_limit: usize,
    /// Who letters are from; none without a mail server.
    pub sender: Option<String>,
}

impl Config {
    /// For a command: nothing is served.
    pub fn of_command(office: String, data_key: [u8; 32], files: PathBuf) -> Config {
        let (clock, ids) = (Clock::System, Ids::Timed);
        Config { office, files, data_key, trusted_proxy: false, secure: false, clock, ids, upload_limit: 0, sender: None }
    }
}

/// The running program over a database.
///
/// # Errors
/// What is wrong with the words.
pub fn state(db: Db, config: Config) -> Result<Arc<State>, String> {
    Ok(Arc::new(State {
        db,
        office: config.office,
        words: catalogue()?,
        clock: config.clock,
        ids: config.ids,
        labels: records::labels,
        activities: exchange::activities,
        aside: activity::aside,
        thread: outcome::thread,
        touched: records::touched,
        relation: partnership::relation,
        elsewhere: activity::store::elsewhere,
        subject: records::subject,
        refer: records::refer,
        options: records::options,
        claims: records::claims,
        deeds: records::deeds,
        beside: records::beside,
        gate: round::store::gate,
        named: file::store::is_named,
        documents: records::documents,
        found: RwLock::default(),
        points: Gather { records: records::point_records, points: records::points, doers: records::doers },
        ranked: Ranked::default(),
        door: account::store::door,
        files: config.files,
        data_key: config.data_key,
        trusted_proxy: config.trusted_proxy,
        secure: config.secure,
        ready: AtomicBool::new(false),
        upload_limit: config.upload_limit,
        long: AtomicUsize::new(0),
        places: web::examine::Places::default(),
        guesses: web::Guesses::default(),
        shelf: web::Shelf::default(),
        seen: std::sync::Mutex::default(),
        sender: config.sender,
        routes,
    }))
}

/// Checks an office's journal against its register; see [`records`].
pub use records::verify;

/// Loads the sample office; see [`demo`].
pub use demo::load as load_demo;
