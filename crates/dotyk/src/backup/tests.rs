//! Rehearsals: what is backed up comes back, what is not whole is refused and leaves nothing, and both engines hold the
//! same after a move.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use dotyk_db::port::{self, Sum};
use dotyk_db::testing::{TestDb, fresh, fresh_postgres, fresh_sqlite, postgres_server};
use dotyk_db::{Db, Error, Migration, Options};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::commands::{self, Backed, Backing, DataKey, Moved, Moving, Restored, Restoring};
use super::{Fault, Manifest};
use crate::access::{Actor, Kind, Ref};
use crate::app::{self, MIGRATIONS};
use crate::file::{self, File};
use crate::journal::{Finding, Ids, Moment, Write as Turn, hex};
use crate::testing::{Cast, NOW};
use crate::{office, web};

const CONTENT: &[u8] = b"%PDF-1.7 a report nobody else has";

fn key() -> Option<DataKey> {
    Some(DataKey::parse(&"07".repeat(32)).expect("a key"))
}

/// The sample office, with a file.
fn sample() -> Cast {
    with_file(Cast::sample(NOW))
}

/// An office and a file more.
fn with_file(cast: Cast) -> Cast {
    let hash = hex(&Sha256::digest(CONTENT));
    let path = web::content_path(&cast.state.files, &hash);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, CONTENT).expect("a content");
    let office = cast.state.office.clone();
    let done: Result<(), Error> = cast.db.write_blocking(|tx| {
        let moment = Moment { now: NOW.parse().expect("a time"), ids: Ids::Timed };
        let mut turn = Turn::begin(tx, &office, moment)?;
        let file = File {
            id: turn.id(),
            subject: Ref::new(Kind::Office, office.clone()),
            name: "Звіт.pdf".into(),
            media: "application/pdf".into(),
            size: CONTENT.len() as i64,
            hash,
            created_at: turn.stamp(),
            created_by: "a test".into(),
            published_at: None,
            removed_at: None,
            version: 1,
            letters: None,
        };
        let permit = Actor::command(&office, "a test").may_create(Kind::File, &file.id).expect("a permit");
        file::store::add(&mut turn, &permit, &file)?;
        turn.finish().map(drop)
    });
    done.expect("a file");
    cast
}

fn backup_to(cast: &Cast, file: &Path, with_key: bool) -> Result<Backed, Fault> {
    let now = NOW.parse().expect("a time");
    let files = &cast.state.files;
    commands::backup(&Backing { file, database: cast.db.url(), files, key: key(), with_key, now })
}

fn restore_to(file: &Path, database: &str, files: &Path, key: Option<DataKey>) -> Result<Restored, Fault> {
    commands::restore(&Restoring { file, database, files, key, migrations: MIGRATIONS, verify: app::verify })
}

fn port_to(from: &str, to: &str, files: Option<(&Path, &Path)>) -> Result<Moved, Fault> {
    commands::port(&Moving { from, to, files, key: None, migrations: MIGRATIONS })
}

fn sums(db: &Db) -> Vec<Sum> {
    db.read_blocking(|tx| port::shapes(tx)?.iter().map(|shape| port::sum(tx, shape)).collect::<Result<_, Error>>()).expect("sums")
}

fn assert_empty(db: &Db) {
    assert!(sums(db).iter().all(|sum| sum.rows == 0), "{:?}", sums(db));
}

/// A folder for a test's backups, and a path in it.
fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("office.dotyk.zip");
    (folder, file)
}

/// All files below a folder.
fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { found.extend(all_files(&entry.path())) } else { found.push(entry.path()) }
    }
    found.sort();
    found
}

#[test]
fn what_is_backed_up_comes_back() {
    let cast = sample();
    let (folder, file) = folder();
    let before = sums(&cast.db);
    let backed = backup_to(&cast, &file, true).expect("a backup");
    assert!(backed.manifest.rows() > 500 && backed.manifest.files.len() == 1 && backed.manifest.lost.is_empty(), "{backed}");
    assert_eq!(all_files(folder.path()), std::slice::from_ref(&file), "nothing beside it");
    assert_eq!(commands::check(&file).expect("a whole backup").manifest, backed.manifest);
    let again = backup_to(&cast, &file, false).expect_err("it is there already").to_string();
    assert!(again.contains("is there already"), "{again}");

    let target = fresh(MIGRATIONS);
    let files = folder.path().join("restored-files");
    let restored = restore_to(&file, target.url(), &files, None).expect("restored");
    assert!(restored.is_whole(), "{restored}");
    assert_eq!(sums(&target), before);
    assert_eq!(sums(&cast.db), before, "a backup changes nothing");
    let (_, report) = &restored.journals[0];
    assert!(report.as_ref().is_ok_and(|report| report.records > 100), "{report:?}");
    assert_eq!(std::fs::read(web::content_path(&files, &hex(&Sha256::digest(CONTENT)))).expect("the content"), CONTENT);
    assert_eq!(std::fs::read_to_string(files.join("data.key")).expect("the key"), "07".repeat(32));
    #[cfg(unix)]
    for private in [&file, &files.join("data.key")] {
        let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(private).expect("a file"));
        assert_eq!(mode & 0o077, 0, "{} is its owner's alone", private.display());
    }

    // A backup of what was restored is the same, and it restores into a file that is not there yet.
    let second = folder.path().join("second.dotyk.zip");
    let now = NOW.parse().expect("a time");
    let what = Backing { file: &second, database: target.url(), files: &files, key: key(), with_key: true, now };
    assert_eq!(commands::backup(&what).expect("a backup").manifest, backed.manifest);
    let url = format!("sqlite:{}", folder.path().join("made.sqlite").display());
    assert!(restore_to(&second, &url, &folder.path().join("made-files"), None).expect("restored").is_whole());
    assert_eq!(sums(&Db::open(&url, Options::default()).expect("a database")), before);
}

#[test]
fn writes_go_on_during_a_backup() {
    let cast = Cast::new();
    let (folder, file) = folder();
    let marta = cast.marta();
    let (over, begun) = (AtomicBool::new(false), std::sync::Barrier::new(2));
    let write = |number: usize| {
        let title = format!("Проєкт {number}");
        marta.post("/uk/projects", &[("title_uk", &title), ("direction", "health"), ("stages.0.stage", "idea")]).is(303);
    };
    let (backed, written) = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut written = 0;
            loop {
                write(written);
                written += 1;
                if written == 1 {
                    begun.wait();
                }
                if over.load(Ordering::Acquire) && written > 3 {
                    return written;
                }
            }
        });
        begun.wait();
        let backed = backup_to(&cast, &file, true);
        over.store(true, Ordering::Release);
        (backed, writer.join().expect("a writer"))
    });
    let backed = backed.expect("a backup");
    // Whatever was there when it began, rows and journal are of one moment: the journal's check would say otherwise.
    let target = fresh(MIGRATIONS);
    let restored = restore_to(&file, target.url(), &folder.path().join("files"), None).expect("restored");
    assert!(restored.is_whole(), "{restored}");
    let rows = |db: &Db| sums(db).into_iter().find(|sum| sum.table == "project").expect("a table").rows;
    assert!((1..=written as u64).contains(&rows(&target)), "{backed}");
    assert_eq!(rows(&cast.db), written as u64);
}

/// Tries to restore what is no whole backup: refused with these words, and nothing is left.
#[track_caller]
fn refused(file: &Path, says: &str) {
    let target = fresh(MIGRATIONS);
    let folder = tempfile::tempdir().expect("a folder");
    let files = folder.path().join("files");
    let said = restore_to(file, target.url(), &files, None).expect_err("refused").to_string();
    assert!(said.contains(says) && said.contains(&file.display().to_string()), "{said}");
    assert_empty(&target);
    let made = folder.path().join("made.sqlite");
    restore_to(file, &format!("sqlite:{}", made.display()), &files, None).expect_err("refused");
    assert_eq!(all_files(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn what_is_cut_off_is_refused() {
    let cast = with_file(Cast::new());
    let (folder, file) = folder();
    backup_to(&cast, &file, false).expect("a backup");
    let whole = std::fs::read(&file).expect("a file");
    let cut = folder.path().join("cut.dotyk.zip");
    for length in [0, 1, 30, whole.len() / 2, whole.len() - 1000, whole.len() - 1] {
        std::fs::write(&cut, &whole[..length]).expect("a file");
        refused(&cut, "no backup of Dotyk, or its end is missing");
    }
    let missing = commands::check(&folder.path().join("not-there")).expect_err("refused").to_string();
    assert!(missing.contains("cannot be opened"), "{missing}");
}

#[test]
fn a_flipped_bit_is_found_or_means_nothing() {
    let cast = with_file(Cast::new());
    let (folder, file) = folder();
    let manifest = backup_to(&cast, &file, true).expect("a backup").manifest;
    let mut bytes = std::fs::read(&file).expect("a file");
    let flipped = folder.path().join("flipped.dotyk.zip");
    let (step, mut found, mut harmless) = (bytes.len() / 150, 0, 0);
    for at in (0..bytes.len()).step_by(step.max(1)) {
        bytes[at] ^= 1 << (at % 8);
        std::fs::write(&flipped, &bytes).expect("a file");
        match commands::check(&flipped) {
            // A bit that no reader looks at, as the time of an entry: everything is what it was.
            Ok(checked) => {
                assert_eq!(checked.manifest, manifest, "byte {at}");
                harmless += 1;
            }
            Err(fault) => {
                assert!(fault.to_string().contains("flipped.dotyk.zip"), "{fault}");
                found += 1;
            }
        }
        bytes[at] ^= 1 << (at % 8);
    }
    assert!(found > harmless, "{found} found, {harmless} harmless");
    let content = bytes.windows(CONTENT.len()).position(|window| window == CONTENT).expect("a file is stored as it is");
    bytes[content + 10] ^= 4;
    std::fs::write(&flipped, &bytes).expect("a file");
    refused(&flipped, "is damaged or was altered");
}

/// A copy of a backup in which entries say something else.
fn rewritten(file: &Path, to: &Path, change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) {
    let mut from = zip::ZipArchive::new(std::fs::File::open(file).expect("a file")).expect("an archive");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(to).expect("a file"));
    for at in 0..from.len() {
        let mut entry = from.by_index(at).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("a content");
        if let Some(content) = change(&name, content) {
            zip.start_file(&name, zip::write::SimpleFileOptions::default()).expect("an entry");
            zip.write_all(&content).expect("a content");
        }
    }
    zip.finish().expect("an archive");
}

fn replaced(content: &[u8], from: &str, to: &str) -> Vec<u8> {
    String::from_utf8(content.to_vec()).expect("text").replacen(from, to, 1).into_bytes()
}

#[test]
fn what_was_altered_is_refused() {
    let cast = sample();
    let (folder, file) = folder();
    let manifest = backup_to(&cast, &file, true).expect("a backup").manifest;
    let other = folder.path().join("other.dotyk.zip");
    let forged = |content: &[u8]| replaced(content, "USAID", "UsAID");
    let hash = |content: &[u8]| hex(&Sha256::digest(content));
    for (entry, says) in [
        ("tables/organisation.jsonl", "tables/organisation.jsonl"),
        ("files/", "files/"),
        ("data.key", "data.key"),
        ("manifest.json", "manifest.json"),
    ] {
        rewritten(&file, &other, |name, content| (!name.starts_with(entry)).then_some(content));
        refused(&other, says);
    }
    rewritten(&file, &other, |name, content| Some(if name == "tables/organisation.jsonl" { forged(&content) } else { content }));
    refused(&other, "tables/organisation.jsonl: it has");
    rewritten(&file, &other, |name, content| Some(if name.starts_with("files/") { b"x".to_vec() } else { content }));
    refused(&other, "its hash or size is not that of the manifest");
    rewritten(&file, &other, |name, content| Some(if name == "data.key" { b"0".repeat(64) } else { content }));
    refused(&other, "data.key: its hash");
    for (from, to, says) in [
        ("dotyk-backup", "something-else", "is no backup of Dotyk"),
        ("\"version\": 1", "\"version\": 2", "is of form 2"),
        ("\"table\": \"office\"", "\"table\": \"../office\"", "a name in it is none"),
        ("\"table\": \"office\"", "\"table\": \"journal\"", "a name in it is none"),
    ] {
        let change = |content: Vec<u8>| replaced(&content, from, to);
        rewritten(&file, &other, |name, content| Some(if name == "manifest.json" { change(content) } else { content }));
        refused(&other, says);
    }
    std::fs::write(&other, "A letter.").expect("a file");
    refused(&other, "no backup of Dotyk");

    // Who alters the manifest too is found by the journal.
    let table = manifest.tables.iter().find(|table| table.table == "organisation").expect("a table");
    let of = |name: &str, content: Vec<u8>| match name {
        "tables/organisation.jsonl" => forged(&content),
        "manifest.json" => {
            let mut text = Vec::new();
            let mut archive = zip::ZipArchive::new(std::fs::File::open(&file).expect("a file")).expect("an archive");
            archive.by_name("tables/organisation.jsonl").expect("an entry").read_to_end(&mut text).expect("a text");
            replaced(&content, &table.sha256, &hash(&forged(&text)))
        }
        _ => content,
    };
    rewritten(&file, &other, |name, content| Some(of(name, content)));
    let target = fresh(MIGRATIONS);
    let restored = restore_to(&other, target.url(), &folder.path().join("files"), None).expect("restored");
    assert!(!restored.is_whole());
    let findings = &restored.journals[0].1.as_ref().expect("a report").findings;
    assert!(matches!(&findings[..], [Finding::Differs(record, _)] if record.kind == Kind::Organisation), "{findings:?}");
}

#[test]
fn nothing_is_written_over() {
    let cast = with_file(Cast::new());
    let (folder, file) = folder();
    backup_to(&cast, &file, true).expect("a backup");
    let target = fresh(MIGRATIONS);
    target.write_blocking(|tx| office::store::add(tx, "other", NOW)).expect("an office");
    let before = sums(&target);
    let files = folder.path().join("files");
    for said in [
        restore_to(&file, target.url(), &files, None).expect_err("refused").to_string(),
        port_to(cast.db.url(), target.url(), Some((&cast.state.files, &files))).expect_err("refused").to_string(),
        port_to(cast.db.url(), cast.db.url(), None).expect_err("refused").to_string(),
    ] {
        assert!(said.contains("is not empty: its table office has rows"), "{said}");
    }
    assert_eq!(sums(&target), before);
    assert_eq!(all_files(&files), Vec::<PathBuf>::new());
    let version = MIGRATIONS.last().expect("migrations").version + 1;
    let strange = fresh(&[Migration { version, name: "else", text: "CREATE TABLE thing (office TEXT NOT NULL PRIMARY KEY)" }]);
    let said = restore_to(&file, strange.url(), &files, None).expect_err("refused").to_string();
    assert!(said.contains("name a database without tables"), "{said}");
    // Files that are there already are the same by their name; another key is not.
    std::fs::create_dir_all(&files).expect("a folder");
    std::fs::write(files.join("data.key"), "08".repeat(32)).expect("a key");
    let empty = fresh(MIGRATIONS);
    let said = restore_to(&file, empty.url(), &files, None).expect_err("refused").to_string();
    assert!(said.contains("holds another key"), "{said}");
    let other = DataKey::parse(&"08".repeat(32)).ok();
    let said = restore_to(&file, empty.url(), &files, other).expect_err("refused").to_string();
    assert!(said.contains("is not the one of this backup"), "{said}");
    assert_empty(&empty);
    assert_eq!(all_files(&files), [files.join("data.key")]);
}

#[test]
fn the_data_key_is_left_out_unless_asked_for() {
    let cast = sample();
    let (folder, file) = folder();
    let backed = backup_to(&cast, &file, false).expect("a backup");
    assert!(backed.manifest.key_entry.is_none() && backed.to_string().contains("The data key is not in it"), "{backed}");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&file).expect("a file")).expect("an archive");
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("a content");
        assert!(!String::from_utf8_lossy(&content).contains(&"07".repeat(32)), "{:?}", entry.name());
    }
    let files = folder.path().join("files");
    let (blind, seeing) = (fresh(MIGRATIONS), fresh(MIGRATIONS));
    let without = restore_to(&file, blind.url(), &files, None).expect("restored").to_string();
    assert!(without.contains("The data key is not in the backup") && !files.join("data.key").exists(), "{without}");
    let with = restore_to(&file, seeing.url(), &files, key()).expect("restored");
    assert!(with.is_whole(), "{with}");
    let no_key = Backing {
        file: &folder.path().join("x.zip"),
        database: cast.db.url(),
        files: &cast.state.files,
        key: None,
        with_key: true,
        now: NOW.parse().expect("a time"),
    };
    assert!(commands::backup(&no_key).expect_err("refused").to_string().contains("there is no data key in"));
}

#[test]
fn a_lost_file_is_said_and_does_not_stop_a_backup() {
    for altered in [false, true] {
        let cast = with_file(Cast::new());
        let (folder, file) = folder();
        let content = all_files(&cast.state.files).remove(0);
        if altered {
            std::fs::write(&content, "other").expect("a file")
        } else {
            std::fs::remove_file(&content).expect("a file")
        }
        let backed = backup_to(&cast, &file, true).expect("a backup");
        assert_eq!((backed.manifest.files.len(), backed.manifest.lost.len()), (0, 1));
        assert!(backed.to_string().contains("! a file of the register is not in it"), "{backed}");
        let target = fresh(MIGRATIONS);
        let restored = restore_to(&file, target.url(), &folder.path().join("files"), None).expect("restored");
        assert!(!restored.is_whole() && restored.to_string().contains("is not in it"), "{restored}");
        assert_eq!(sums(&target), sums(&cast.db));
    }
}

#[test]
fn a_backup_of_an_earlier_program_is_brought_up_to_date() {
    let old = fresh(&MIGRATIONS[..3]);
    old.write_blocking(|tx| office::store::add(tx, "old", NOW)).expect("an office");
    let (folder, file) = folder();
    let files = folder.path().join("files");
    let now = NOW.parse().expect("a time");
    let what = Backing { file: &file, database: old.url(), files: &files, key: None, with_key: false, now };
    assert_eq!(commands::backup(&what).expect("a backup").manifest.migration, MIGRATIONS[2].version);
    let target = fresh(&[]);
    restore_to(&file, target.url(), &files, None).expect("restored");
    assert_eq!(target.read_blocking(port::version).expect("a version"), MIGRATIONS.last().map(|last| last.version));
    let offices: Vec<String> = target.read_blocking(office::store::offices).expect("offices");
    assert_eq!(offices, ["old"]);
    // Tables that are newer than the backup cannot be made older.
    let newer = fresh(MIGRATIONS);
    let said = restore_to(&file, newer.url(), &files, None).expect_err("refused").to_string();
    assert!(said.contains("name a database without tables"), "{said}");
    // And an earlier program refuses a later one's.
    let later = folder.path().join("later.zip");
    let change = |content: Vec<u8>| replaced(&content, "\"migration\": 3", "\"migration\": 4000");
    rewritten(&file, &later, |name, content| Some(if name == "manifest.json" { change(content) } else { content }));
    let said = restore_to(&later, fresh(&[]).url(), &files, None).expect_err("refused").to_string();
    assert!(said.contains("take the program that made it"), "{said}");
}

/// Moves the sample from one database to another: both hold the same, and the journal agrees with the register.
fn moved(from: &TestDb, to: &TestDb, files: Option<(&Path, &Path)>) {
    let before = sums(from);
    let moved = port_to(from.url(), to.url(), files).expect("a move");
    assert!(moved.tables.iter().all(|(there, here)| there == here) && moved.tables.len() == before.len(), "{moved}");
    assert!(moved.lost.is_empty() && !moved.written_meanwhile, "{moved}");
    assert_eq!(sums(to), before);
    assert_eq!(sums(from), before);
    for office in to.read_blocking(office::store::offices).expect("offices") {
        let report = app::verify(to, &office, [7; 32], None).expect("a report");
        assert!(report.records > 100 && report.findings.is_empty(), "{report}");
    }
}

#[test]
fn a_register_moves_from_one_engine_to_the_other_and_back() {
    let cast = sample();
    let folder = tempfile::tempdir().expect("a folder");
    let files = folder.path().join("files");
    let sqlite = fresh_sqlite(MIGRATIONS);
    moved(&cast.db, &sqlite, Some((&cast.state.files, &files)));
    assert_eq!(all_files(&files).len(), 1, "the content is copied, the key is not");
    let Some(server) = postgres_server() else {
        println!("skipped: no PostgreSQL is named by DOTYK_TEST_POSTGRES; bin/test runs this");
        return;
    };
    let (there, back) = (fresh_postgres(MIGRATIONS, &server), fresh_sqlite(MIGRATIONS));
    moved(&sqlite, &there, None);
    moved(&there, &back, None);
    assert_eq!(sums(&cast.db), sums(&back));
}

#[test]
fn a_move_that_fails_leaves_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let said = port_to(&at("nowhere.sqlite"), &at("new.sqlite"), None).expect_err("refused").to_string();
    assert!(said.contains("there is no database"), "{said}");
    let not_ours =
        fresh_sqlite(&[Migration { version: 1, name: "else", text: "CREATE TABLE thing (office TEXT NOT NULL PRIMARY KEY)" }]);
    let said = port_to(not_ours.url(), &at("new.sqlite"), None).expect_err("refused").to_string();
    assert!(said.contains("holds no register"), "{said}");
    let file = folder.path().join("x.zip");
    let now = NOW.parse().expect("a time");
    let what = Backing { file: &file, database: not_ours.url(), files: folder.path(), key: None, with_key: false, now };
    assert!(commands::backup(&what).expect_err("refused").to_string().contains("holds no register"));
    assert_eq!(all_files(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_manifest_says_what_its_page_promises() {
    let text = serde_json::to_value(Manifest::new("2021-03-31T09:00:00Z".into(), 5)).expect("JSON");
    let names: Vec<&String> = text.as_object().expect("an object").keys().collect();
    let mut wanted =
        ["format", "version", "program", "made_at", "migration", "offices", "tables", "files", "lost", "key_check", "key_entry"];
    wanted.sort_unstable();
    let mut names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, wanted);
}
