//! `dotyk backup`, `dotyk restore`, `dotyk port`.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use dotyk_db::port::{self, Sum};
use dotyk_db::{Db, Error, Migration};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use super::archive::{Backup, Draft, Manifest, OfficeHead};
use super::place::{Placed, Target, open_existing, register};
use super::progress::Progress;
use super::{Fault, Lost};
use crate::journal::{Report, hex};
use crate::web::content_path;
use crate::{file, journal, office};

/// The data key where the command runs: its bytes, and the text that says them.
#[derive(Clone, PartialEq, Eq)]
pub struct DataKey {
    /// 32 bytes.
    pub bytes: [u8; 32],
    /// 64 hex digits.
    pub text: String,
}

impl DataKey {
    /// A digest to know it by.
    fn check(&self) -> String {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.bytes).expect("HMAC takes a key of any length");
        mac.update(b"dotyk backup: which data key");
        hex(&mac.finalize().into_bytes())
    }

    /// Reads its text.
    ///
    /// # Errors
    /// That it is none.
    pub fn parse(text: &str) -> Result<DataKey, String> {
        let text = text.trim().to_ascii_lowercase();
        let mut bytes = [0; 32];
        let refused = || "the data key is no text of 64 hex digits".to_owned();
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(refused());
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or_else(refused)?;
        }
        Ok(DataKey { bytes, text })
    }
}

/// What to back up, and where to.
pub struct Backing<'a> {
    /// The file to make.
    pub file: &'a Path,
    /// The database.
    pub database: &'a str,
    /// Where contents of files lie.
    pub files: &'a Path,
    /// The data key, if there is one.
    pub key: Option<DataKey>,
    /// Whether it is to be in the backup.
    pub with_key: bool,
    /// The time that the backup says.
    pub now: Timestamp,
}

/// What became of a backup.
#[derive(Debug)]
pub struct Backed {
    /// What it holds.
    pub manifest: Manifest,
    /// How many bytes it has.
    pub size: u64,
    file: PathBuf,
}

/// Makes a backup, while the office goes on.
///
/// # Errors
/// What could not be read or written. There is no file then.
pub fn backup(what: &Backing) -> Result<Backed, Fault> {
    if what.with_key && what.key.is_none() {
        return Fault::refused(format!(
            "there is no data key in {}: name its folder with --files, or leave --with-key out",
            what.files.display()
        ));
    }
    let db = open_existing(what.database)?;
    let mut draft = Draft::new(what.file)?;
    let (mut manifest, contents) = db.read_blocking(|tx| {
        let (migration, shapes) = register(&db, tx)?;
        let mut manifest = Manifest::new(what.now.to_string(), migration);
        let mut whole = 0;
        if Progress::is_shown() {
            for shape in &shapes {
                whole += port::count(tx, shape)?;
            }
        }
        let mut progress = Progress::new(whole);
        for shape in &shapes {
            draft.table(&shape.table)?;
            let sum = port::dump(tx, shape, |piece, rows| {
                progress.at(&shape.table, rows);
                draft.write(piece)
            })?;
            progress.next();
            manifest.tables.push(sum.into());
        }
        for office in office::store::offices(tx)? {
            let (position, hash) = journal::head(tx, &office)?;
            manifest.offices.push(OfficeHead { office, position, hash });
        }
        Ok::<_, Fault>((manifest, file::store::contents(tx)?))
    })?;
    let mut progress = Progress::new(contents.len() as u64);
    for (at, hash) in contents.iter().enumerate() {
        match draft.content(hash, &content_path(what.files, hash))? {
            Ok(stored) => manifest.files.push(stored),
            Err(lost) => manifest.lost.push(lost),
        }
        progress.at("files", at as u64 + 1);
    }
    drop(progress);
    manifest.key_check = what.key.as_ref().map(DataKey::check);
    if let (true, Some(key)) = (what.with_key, &what.key) {
        manifest.key_entry = Some(draft.key(&key.text)?);
    }
    let size = draft.finish(&manifest, what.file)?;
    db.close();
    Ok(Backed { manifest, size, file: what.file.to_owned() })
}

impl fmt::Display for Backed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {:.1} MB, whole and on the disk", self.file.display(), self.size as f64 / 1e6)?;
        write!(f, "{}", Holds(&self.manifest))?;
        write_lost(f, &self.manifest.lost)?;
        match (&self.manifest.key_check, &self.manifest.key_entry) {
            (_, Some(_)) => write!(f, "The data key is in it: whoever has this file can read what is sealed."),
            (Some(_), None) => {
                write!(f, "The data key is not in it: keep data.key elsewhere, without it nobody reads what is sealed.")
            }
            (None, None) => write!(f, "There is no data key here."),
        }
    }
}

/// What a manifest says, in a few lines.
struct Holds<'m>(&'m Manifest);

impl fmt::Display for Holds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Holds(manifest) = self;
        let bytes: u64 = manifest.files.iter().map(|file| file.size).sum();
        writeln!(
            f,
            "{} rows in {} tables, {} files of {:.1} MB; as of {}",
            manifest.rows(),
            manifest.tables.len(),
            manifest.files.len(),
            bytes as f64 / 1e6,
            manifest.made_at
        )?;
        for head in &manifest.offices {
            writeln!(f, "office {}: the journal stands at {}:{}", head.office, head.position, head.hash)?;
        }
        Ok(())
    }
}

fn write_lost(f: &mut fmt::Formatter<'_>, lost: &[Lost]) -> fmt::Result {
    for lost in lost {
        writeln!(f, "  ! a file of the register is not in it: {}", lost.why)?;
    }
    Ok(())
}

/// Reads a whole backup and compares it with its manifest; touches nothing.
///
/// # Errors
/// What is wrong with it.
pub fn check(file: &Path) -> Result<Checked, Fault> {
    let mut backup = Backup::open(file)?;
    backup.check()?;
    Ok(Checked { manifest: backup.manifest, file: file.to_owned() })
}

/// A backup that is whole.
#[derive(Debug)]
pub struct Checked {
    /// What it holds.
    pub manifest: Manifest,
    file: PathBuf,
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Holds(&self.manifest))?;
        write_lost(f, &self.manifest.lost)?;
        write!(f, "{} is whole: every count and hash is that of its manifest", self.file.display())
    }
}

/// How an office's journal is checked: the application supplies it.
pub type Verify = fn(&Db, &str, [u8; 32], Option<(i64, String)>) -> Result<Report, Error>;

/// What to restore, and where to.
pub struct Restoring<'a> {
    /// The backup.
    pub file: &'a Path,
    /// An empty database.
    pub database: &'a str,
    /// Where contents of files are to lie.
    pub files: &'a Path,
    /// The data key that is there already, if any.
    pub key: Option<DataKey>,
    /// The program's migrations.
    pub migrations: &'a [Migration],
    /// How a journal is checked.
    pub verify: Verify,
}

/// What became of a restoration.
#[derive(Debug)]
pub struct Restored {
    /// What was restored.
    pub manifest: Manifest,
    /// Of each office what its journal's check found, or why it could not be done.
    pub journals: Vec<(String, Result<Report, String>)>,
    shown: String,
    files: PathBuf,
    key: bool,
}

/// Restores a backup into an empty database.
///
/// # Errors
/// What is wrong with the backup, or why the database cannot take it. Nothing is left of it then.
pub fn restore(what: &Restoring) -> Result<Restored, Fault> {
    let mut backup = Backup::open(what.file)?;
    let key = key_for(&mut backup, what)?;
    backup.check()?;
    let manifest = backup.manifest.clone();
    let target = Target::open(what.database)?;
    let mut placed = Placed::new(what.files);
    let mut progress = Progress::new(manifest.rows() * 2);
    target.fill(what.migrations, manifest.migration, |tx, shapes| {
        let here: Vec<&str> = shapes.iter().map(|shape| shape.table.as_str()).collect();
        if let Some(table) = manifest.tables.iter().find(|table| !here.contains(&table.table.as_str())) {
            return Fault::refused(format!(
                "the backup has a table {}, which this program has not: it is of another one",
                table.table
            ));
        }
        for shape in shapes {
            let Some(table) = manifest.tables.iter().find(|table| table.table == shape.table) else {
                return Fault::refused(format!("the backup lacks the table {}: it is of another program", shape.table));
            };
            port::load(tx, shape, &mut backup.table(&table.table)?, |rows| progress.at(&shape.table, rows))?;
            progress.next();
        }
        // Read back from the database itself: what it holds, not what it was given.
        for shape in shapes {
            let sum = port::dump(tx, shape, |_, rows| {
                progress.at(&shape.table, rows);
                Ok::<(), Fault>(())
            })?;
            progress.next();
            if !manifest.tables.iter().any(|table| table.sum() == sum) {
                return Fault::refused(format!(
                    "the table {} came out of the database other than it went in ({} rows, {}); nothing was kept",
                    sum.table, sum.rows, sum.hash
                ));
            }
        }
        for file in &manifest.files {
            placed.content(&file.sha256, |out| backup.content(file, out))?;
        }
        match backup.key()? {
            Some(text) => placed.key(&text),
            None => Ok(()),
        }
    })?;
    drop(progress);
    // From here on rows name these contents.
    placed.keep()?;
    let db = target.keep(what.migrations)?;
    let journals = manifest.offices.iter().map(|head| {
        // Without the key an office without people can be checked all the same.
        let bytes = key.as_ref().map_or([0; 32], |key| key.bytes);
        let expect = (head.position > 0).then(|| (head.position, head.hash.clone()));
        let report = (what.verify)(&db, &head.office, bytes, expect);
        (head.office.clone(), report.map_err(|error| error.to_string()))
    });
    let journals = journals.collect();
    let shown = db.shown().to_owned();
    db.close();
    Ok(Restored { manifest, journals, shown, files: what.files.to_owned(), key: key.is_some() })
}

/// The key that goes with the backup: its own, or one that is here already, which must be the same.
fn key_for(backup: &mut Backup, what: &Restoring) -> Result<Option<DataKey>, Fault> {
    let within = backup.key()?.map(|text| DataKey::parse(&text)).transpose().map_err(Fault::Refused)?;
    if let (Some(here), Some(wanted)) = (&what.key, &backup.manifest.key_check)
        && here.check() != *wanted
    {
        return Fault::refused(format!(
            "the data key here (DOTYK_DATA_KEY, or data.key in {}) is not the one of this backup: move it away, or name another folder with --files",
            what.files.display()
        ));
    }
    Ok(within.or_else(|| what.key.clone()))
}

impl Restored {
    /// Whether all is as it should be: every journal agrees with its register, and no file is missing.
    pub fn is_whole(&self) -> bool {
        let agrees = |report: &Result<Report, String>| report.as_ref().is_ok_and(|report| report.findings.is_empty());
        self.manifest.lost.is_empty() && self.journals.iter().all(|(_, report)| agrees(report))
    }
}

impl fmt::Display for Restored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Restored into {}; every count and hash is that of the backup", self.shown)?;
        write!(f, "{}", Holds(&self.manifest))?;
        write_lost(f, &self.manifest.lost)?;
        for (office, report) in &self.journals {
            match report {
                Ok(report) => writeln!(f, "office {office}: {report}")?,
                Err(error) => writeln!(f, "office {office}: the journal could not be checked: {error}")?,
            }
        }
        if !self.key && self.manifest.key_check.is_some() {
            let place = self.files.join("data.key");
            writeln!(
                f,
                "The data key is not in the backup. Before anything else put it at {} (readable by its owner alone) or into DOTYK_DATA_KEY, then run dotyk journal verify",
                place.display()
            )?;
        }
        write!(f, "Uploaded files lie in {}", self.files.display())
    }
}

/// What to copy, and where to.
pub struct Moving<'a> {
    /// The database that is there.
    pub from: &'a str,
    /// An empty one.
    pub to: &'a str,
    /// Where contents of files lie, and where they are to be copied; none when they stay where they are.
    pub files: Option<(&'a Path, &'a Path)>,
    /// The data key to copy with the files, if it was asked for.
    pub key: Option<DataKey>,
    /// The program's migrations.
    pub migrations: &'a [Migration],
}

/// What became of a move.
#[derive(Debug)]
pub struct Moved {
    /// Each table, there and here. Equal, or nothing was kept.
    pub tables: Vec<(Sum, Sum)>,
    /// How many contents were copied.
    pub files: usize,
    /// Contents that a row names and that could not be read.
    pub lost: Vec<Lost>,
    /// Whether somebody wrote to the old database meanwhile: that is not in the new one.
    pub written_meanwhile: bool,
    shown: (String, String),
}

/// Copies a database into an empty one, of either engine.
///
/// # Errors
/// Why not. Nothing is left of it then.
pub fn port(what: &Moving) -> Result<Moved, Fault> {
    let from = open_existing(what.from)?;
    let heads = |db: &Db| {
        db.read_blocking(|tx| {
            let mut heads = Vec::new();
            for office in office::store::offices(tx)? {
                heads.push(journal::head(tx, &office)?);
            }
            Ok::<_, Error>(heads)
        })
    };
    let (migration, whole) = from.read_blocking(|tx| {
        let (migration, shapes) = register(&from, tx)?;
        let counted = if Progress::is_shown() { &shapes[..] } else { &[] };
        let whole = counted.iter().map(|shape| port::count(tx, shape)).sum::<Result<u64, Error>>()?;
        Ok::<_, Fault>((migration, whole))
    })?;
    let before = heads(&from)?;
    let target = Target::open(what.to)?;
    let mut placed = Placed::new(what.files.map_or(Path::new(""), |(_, to)| to));
    let mut lost = Vec::new();
    let (mut progress, mut part) = (Progress::new(whole), String::new());
    let (tables, files) = target.fill(what.migrations, migration, |tx, _| {
        let tables = port::copy(&from, tx, &mut |table, rows| {
            if part != table {
                progress.next();
                table.clone_into(&mut part);
            }
            progress.at(table, rows);
        })?;
        if let Some((there, here)) = tables.iter().find(|(there, here)| there != here) {
            return Fault::refused(format!(
                "the table {} came out other than it went in ({} rows, {}; {} rows, {}); nothing was kept",
                there.table, there.rows, there.hash, here.rows, here.hash
            ));
        }
        let mut files = 0;
        if let Some((there, _)) = what.files {
            for hash in file::store::contents(tx)? {
                match copy_content(&mut placed, there, &hash) {
                    Ok(()) => files += 1,
                    Err(Lose::Lost(why)) => lost.push(Lost { sha256: hash, why }),
                    Err(Lose::Fault(fault)) => return Err(fault),
                }
            }
        }
        if let Some(key) = &what.key {
            placed.key(&key.text)?;
        }
        Ok((tables, files))
    })?;
    drop(progress);
    placed.keep()?;
    let to = target.keep(what.migrations)?;
    let written_meanwhile = heads(&from)? != before;
    let shown = (from.shown().to_owned(), to.shown().to_owned());
    to.close();
    from.close();
    Ok(Moved { tables, files, lost, written_meanwhile, shown })
}

/// Why a content was not copied: it is lost where it was, or it cannot be written here.
enum Lose {
    Lost(String),
    Fault(Fault),
}

fn copy_content(placed: &mut Placed, there: &Path, hash: &str) -> Result<(), Lose> {
    let path = content_path(there, hash);
    let mut content = File::open(&path).map_err(|error| Lose::Lost(format!("{}: {error}", path.display())))?;
    let copied = placed.content(hash, |out| {
        std::io::copy(&mut content, out).map(drop).map_err(|error| Fault::Refused(format!("a file cannot be copied: {error}")))
    });
    copied.map_err(Lose::Fault)
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = &self.shown;
        writeln!(f, "from {from}\nto   {to}\n")?;
        writeln!(f, "{:<24} {:>10}  {:<16}  {:>10}  {:<16}", "table", "rows", "hash", "rows", "hash")?;
        for (there, here) in &self.tables {
            let same = if there == here { "same" } else { "DIFFERS" };
            let (old, new) = (&there.hash[..16], &here.hash[..16]);
            writeln!(f, "{:<24} {:>10}  {old}  {:>10}  {new}  {same}", there.table, there.rows, here.rows)?;
        }
        let rows: u64 = self.tables.iter().map(|(_, here)| here.rows).sum();
        writeln!(f, "\n{rows} rows in {} tables are the same on both sides; {} files copied", self.tables.len(), self.files)?;
        write_lost(f, &self.lost)?;
        if self.written_meanwhile {
            writeln!(f, "  ! somebody wrote to {from} meanwhile, and that is not in {to}: stop the office and do it again")?;
        }
        write!(f, "The old database is as it was")
    }
}
