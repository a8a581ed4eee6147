//! The only file that lists all nouns: their routes, words and statements, and what lower rungs ask of records above them.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, RwLock};

use dotyk_db::{Db, Error, Migration, Sql, Tx, params};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;
use serde_json::Value;

use crate::access::{Actor, Kind, Ref, Subject};
use crate::journal::{Clock, Ids, Verifier};
use crate::person::Seal;
use crate::text::{self, Catalogue};
use crate::web::{Label, Labels, Routes, State};
use crate::{
    account, activity, asset, demo, exchange, figure, file, history, import, journal, need, office, organisation, person, place,
    portal, project, source, step, web,
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
    Noun { name: "asset", text: &asset::TEXT, statements: asset::store::STATEMENTS, routes: asset::routes },
    Noun { name: "history", text: &history::TEXT, statements: history::store::STATEMENTS, routes: history::routes },
    Noun { name: "import", text: &import::TEXT, statements: import::store::STATEMENTS, routes: import::routes },
    Noun { name: "activity", text: &activity::TEXT, statements: activity::store::STATEMENTS, routes: activity::routes },
    Noun { name: "exchange", text: &exchange::TEXT, statements: &[], routes: exchange::routes },
    Noun { name: "portal", text: &portal::TEXT, statements: &[], routes: portal::routes },
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
}

impl Config {
    /// For a command: nothing is served.
    pub fn of_command(office: String, data_key: [u8; 32], files: PathBuf) -> Config {
        let (clock, ids) = (Clock::System, Ids::Timed);
        Config { office, files, data_key, trusted_proxy: false, secure: false, clock, ids, upload_limit: 0 }
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
        labels,
        activities: exchange::activities,
        aside: activity::aside,
        subject,
        refer,
        options,
        claims,
        handed,
        documents,
        found: RwLock::default(),
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
        routes,
    }))
}

/// Labels of records on a day: those that the actor may see and that were there. A figure, a step or a file is seen by
/// whoever may see its subject.
fn labels(state: &State, tx: &mut Tx, actor: &Actor, day: Date, refs: &[Ref]) -> Result<Labels, Error> {
    let mut labels = Labels::new();
    let mut parts: Vec<(Ref, Ref, Label)> = Vec::new();
    for (kind, ids) in by_kind(refs) {
        let visible = actor.visible(kind);
        let own = match kind {
            Kind::Source => source::store::labels(tx, &visible, &ids)?,
            Kind::Place => place::store::labels(tx, &actor.office, day, &ids)?,
            Kind::Organisation => organisation::store::labels(tx, &visible, &ids)?,
            Kind::Person => person::store::labels(tx, &visible, &Seal::new(state.data_key), &ids)?,
            Kind::Project => project::store::labels(tx, &visible, day, &ids)?,
            Kind::Asset => asset::store::labels(tx, &visible, day, &ids)?,
            Kind::Need => need::store::labels(tx, &visible, day, &ids)?,
            Kind::Account => account::store::labels(tx, actor, &ids)?,
            Kind::Activity => activity::store::labels(tx, &actor.office, &ids)?,
            Kind::Dataset if visible.all => activity::store::dataset_labels(tx, &actor.office, &ids)?,
            Kind::Step => {
                let steps = step::store::labels(tx, &actor.office, day, &ids)?;
                parts.extend(steps.into_iter().map(|(id, subject, label)| (Ref::new(kind, id), subject, label)));
                continue;
            }
            Kind::File => {
                let files = file::store::labels(tx, &visible, &ids)?;
                parts.extend(files.into_iter().map(|(id, subject, label)| (Ref::new(kind, id), subject, label)));
                continue;
            }
            Kind::Figure
            | Kind::Office
            | Kind::Session
            | Kind::Journal
            | Kind::Import
            | Kind::Dataset
            | Kind::Link
            | Kind::Portal => continue,
        };
        labels.extend(own.into_iter().map(|(id, label)| (Ref::new(kind, id), label)));
    }
    if !parts.is_empty() {
        let subjects: Vec<Ref> = parts.iter().map(|(_, subject, _)| subject.clone()).collect();
        // Subjects are no parts themselves, so this goes one level deep.
        let of = self::labels(state, tx, actor, day, &subjects)?;
        for (part, subject, mut label) in parts {
            if let Some(owner) = of.get(&subject) {
                label.places.clone_from(&owner.places);
                labels.insert(part, label);
            }
        }
    }
    Ok(labels)
}

fn by_kind(refs: &[Ref]) -> BTreeMap<Kind, Vec<String>> {
    let mut kinds: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    for reference in refs {
        kinds.entry(reference.kind).or_default().push(reference.id.clone());
    }
    for ids in kinds.values_mut() {
        ids.sort();
        ids.dedup();
    }
    kinds
}

/// What the policy must know of a record.
fn subject(tx: &mut Tx, office: &str, record: &Ref) -> Result<Option<Subject>, Error> {
    let id = &record.id;
    Ok(match record.kind {
        Kind::Project => project::store::subject_of(tx, office, id)?,
        Kind::Need => need::store::subject_of(tx, office, id)?,
        Kind::Source => source::store::get(tx, office, id)?.map(|source| source.subject()),
        Kind::Organisation => organisation::store::subject_of(tx, office, id)?,
        Kind::Place => place::store::get(tx, office, id)?.map(|place| place.subject()),
        Kind::Person => person::store::subject_of(tx, office, id)?,
        Kind::Asset => asset::store::subject_of(tx, office, id)?,
        _ => None,
    })
}

/// From `kind:key` to references: a slug, a code, an exact name, or an id as our own forms write it.
fn refer(tx: &mut Tx, office: &str, day: Date, texts: &[String]) -> Result<HashMap<String, Ref>, Error> {
    let mut found = HashMap::new();
    let mut wanted: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    for text in texts {
        let Some((kind, key)) = text.split_once(':').and_then(|(kind, key)| Some((Kind::parse(kind)?, key))) else { continue };
        // Ids are UUIDs, and nobody calls a thing so.
        if key.len() == 36 && key.bytes().filter(|b| *b == b'-').count() == 4 {
            found.insert(text.clone(), Ref::new(kind, key));
        } else {
            wanted.entry(kind).or_default().push(key.to_owned());
        }
    }
    for (kind, keys) in wanted {
        let ids: Vec<(String, String)> = match kind {
            Kind::Project => project::store::resolve(tx, office, &keys)?.into_iter().collect(),
            Kind::Need => need::store::resolve(tx, office, &keys)?.into_iter().collect(),
            Kind::Source => source::store::resolve(tx, office, &keys)?.into_iter().collect(),
            Kind::Step => step::store::resolve(tx, office, &keys)?.into_iter().collect(),
            Kind::Asset => asset::store::resolve(tx, office, &keys)?.into_iter().collect(),
            Kind::Person => person::store::resolve(tx, office, &keys)?.into_iter().collect(),
            Kind::Place => certain(place::store::resolve(tx, office, day, &keys)?),
            Kind::Organisation => certain(organisation::store::resolve(tx, office, &keys)?),
            _ => Vec::new(),
        };
        found.extend(ids.into_iter().map(|(key, id)| (format!("{}:{key}", kind.word()), Ref::new(kind, id))));
    }
    Ok(found)
}

/// What a form offers of a kind.
fn options(tx: &mut Tx, actor: &Actor, kind: Kind) -> Result<web::Options, Error> {
    match kind {
        Kind::Source => source::store::options(tx, &actor.visible(kind)),
        Kind::Organisation => organisation::store::options(tx, &actor.visible(kind)),
        Kind::Place => place::store::options(tx, &actor.office),
        _ => Ok(Vec::new()),
    }
}

/// What a source says of the states of records.
fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<web::Claim>, Error> {
    let mut claims = project::store::claims(tx, office, source)?;
    claims.extend(step::store::claims(tx, office, source)?);
    claims.extend(need::store::claims(tx, office, source)?);
    Ok(claims)
}

/// What was received within a project, or what an organisation received or gave, as far as the actor may see it.
fn handed(tx: &mut Tx, actor: &Actor, of: &Ref) -> Result<Vec<Ref>, Error> {
    asset::store::handed(tx, &actor.visible(Kind::Asset), of)
}

/// Records whose documents are read and put in at a time: so the memory of a fill is bounded, however large the office.
const AT_ONCE: usize = 4000;

/// What the index holds of these records, or of all, in pieces. What hangs on a changed record is brought along, since who
/// may find a step is up to its subject. People are not in the index: their names are sealed, and their page lists them.
fn documents(
    state: &State,
    tx: &mut Tx,
    day: Date,
    records: Option<&[Ref]>,
    put: &mut dyn FnMut(Vec<Document>),
) -> Result<(), Error> {
    let office = &state.office;
    for kind in
        [Kind::Project, Kind::Need, Kind::Source, Kind::Organisation, Kind::Place, Kind::Asset, Kind::Activity, Kind::Step]
    {
        let mut wanted = match records {
            _ if kind == Kind::Activity => activities(tx, office, records)?,
            None => ids(tx, office, kind)?,
            Some(records) => records.iter().filter(|record| record.kind == kind).map(|record| record.id.clone()).collect(),
        };
        if let (Kind::Step, Some(records)) = (kind, records) {
            wanted.extend(step::store::of_subjects(tx, office, records)?.into_iter().map(|step| step.id));
            wanted.sort();
            wanted.dedup();
        }
        for piece in wanted.chunks(AT_ONCE) {
            put(match kind {
                Kind::Project => project::store::documents(tx, office, day, piece)?,
                Kind::Need => need::store::documents(tx, office, day, piece)?,
                Kind::Source => source::store::documents(tx, office, piece)?,
                Kind::Organisation => organisation::store::documents(tx, office, piece)?,
                Kind::Place => place::store::documents(tx, office, day, piece)?,
                Kind::Asset => asset::store::documents(tx, office, day, piece)?,
                Kind::Activity => activity::store::documents(tx, office, day, piece)?,
                _ => steps(tx, office, day, piece)?,
            });
        }
    }
    Ok(())
}

/// Documents of steps, found by whoever may find what they belong to.
fn steps(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let parts = step::store::documents(tx, office, day, ids)?;
    let mut owners: Vec<Ref> = parts.iter().map(|(subject, _)| subject.clone()).collect();
    owners.sort();
    owners.dedup();
    let visibility = visibilities(tx, office, day, &owners)?;
    let seen = parts.into_iter().filter_map(|(subject, document)| {
        let visibility = visibility.get(&web::find::key(&subject))?.clone();
        Some(Document { visibility, ..document })
    });
    Ok(seen.collect())
}

/// The activities that the index is to hold: all, or those named and those of files named.
fn activities(tx: &mut Tx, office: &str, records: Option<&[Ref]>) -> Result<Vec<String>, Error> {
    let Some(records) = records else { return activity::store::all_ids(tx, office) };
    let mut ids = Vec::new();
    for record in records {
        match record.kind {
            Kind::Activity => ids.push(record.id.clone()),
            Kind::Dataset => ids.extend(activity::store::ids_around(tx, office, &record.id)?),
            _ => {}
        }
    }
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// Who may find some records, by the keys of their documents.
fn visibilities(tx: &mut Tx, office: &str, day: Date, records: &[Ref]) -> Result<HashMap<String, Visibility>, Error> {
    let of = |kind: Kind| -> Vec<String> {
        records.iter().filter(|record| record.kind == kind).map(|record| record.id.clone()).collect()
    };
    let mut documents = project::store::documents(tx, office, day, &of(Kind::Project))?;
    documents.extend(need::store::documents(tx, office, day, &of(Kind::Need))?);
    documents.extend(organisation::store::documents(tx, office, &of(Kind::Organisation))?);
    documents.extend(place::store::documents(tx, office, day, &of(Kind::Place))?);
    documents.extend(source::store::documents(tx, office, &of(Kind::Source))?);
    Ok(documents.into_iter().map(|document| (document.key, document.visibility)).collect())
}

/// Only what is certain: a name that several have is nobody's.
fn certain(matches: HashMap<String, place::Match>) -> Vec<(String, String)> {
    matches.into_iter().filter_map(|(text, found)| Some((text, found.found()?.clone()))).collect()
}

/// The present state of a record, as its last line of the journal should have it.
fn present(state: &Seal, tx: &mut Tx, office: &str, record: &Ref) -> Result<Option<Value>, Error> {
    let id = &record.id;
    let value = |value: Result<Value, serde_json::Error>| value.map_err(|error| Error::Other(error.to_string()));
    Ok(match record.kind {
        Kind::Office => Some(value(serde_json::to_value(office::store::find(tx, office)?))?),
        Kind::Account => account::store::get(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::File => file::store::get(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Source => source::store::get(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Figure => figure::store::get(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Step => step::store::get(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Place => place::store::state(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Organisation => organisation::store::get(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Person => person::store::state(tx, office, state, id)?,
        Kind::Project => project::store::get(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Asset => asset::store::get(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Dataset => activity::store::journaled(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Activity => activity::store::decided(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Need => need::store::state(tx, office, state, id)?,
        Kind::Link => need::store::link_of(tx, office, id)?.map(serde_json::to_value).map(value).transpose()?,
        Kind::Session | Kind::Journal | Kind::Import | Kind::Portal => None,
    })
}

/// The ids of all records of a kind that the journal speaks of.
fn ids(tx: &mut Tx, office: &str, kind: Kind) -> Result<Vec<String>, Error> {
    let sql = match kind {
        Kind::Account => account::store::ALL_IDS,
        Kind::File => file::store::ALL_IDS,
        Kind::Source => source::store::ALL_IDS,
        Kind::Figure => figure::store::ALL_IDS,
        Kind::Step => step::store::ALL_IDS,
        Kind::Place => place::store::ALL_IDS,
        Kind::Organisation => organisation::store::ALL_IDS,
        Kind::Person => person::store::ALL_IDS,
        Kind::Project => project::store::ALL_IDS,
        Kind::Asset => asset::store::ALL_IDS,
        Kind::Dataset => activity::store::ALL_DATASETS,
        Kind::Activity => activity::store::ALL_TIED,
        Kind::Need => need::store::ALL_IDS,
        Kind::Link => need::store::ALL_LINK_IDS,
        Kind::Office => return Ok(vec![office.to_owned()]),
        Kind::Session | Kind::Journal | Kind::Import | Kind::Portal => return Ok(Vec::new()),
    };
    tx.all(sql, params![office])?.iter().map(|row| row.get("id")).collect()
}

/// Checks an office's journal against its register.
///
/// # Errors
/// The database's.
pub fn verify(db: &Db, office: &str, data_key: [u8; 32], expect: Option<(i64, String)>) -> Result<journal::Report, Error> {
    let seal = Seal::new(data_key);
    db.read_blocking(|tx| {
        let state = |tx: &mut Tx, office: &str, record: &Ref| present(&seal, tx, office, record);
        journal::verify(tx, office, expect, &Verifier { state: &state, ids: &ids })
    })
}

/// Loads the sample office; see [`demo`].
pub use demo::load as load_demo;
