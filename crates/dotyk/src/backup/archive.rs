//! The archive and its manifest: written piece by piece, read and compared piece by piece.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use dotyk_db::port::{self, Sum};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::Fault;
use super::progress::Progress;
use crate::journal::hex;

/// What a manifest says first.
const FORMAT: &str = "dotyk-backup";

/// The version of the form: counted up when a program of before could not read it.
const VERSION: u32 = 1;

const MANIFEST: &str = "manifest.json";
const README: &str = "README.txt";
const KEY: &str = "data.key";

/// A manifest is not longer than this, in bytes: some millions of files.
const LONGEST_MANIFEST: u64 = 1 << 30;

/// For whoever opens the archive without the program.
const EXPLAINED: &str = "This is a backup of Dotyk, the working register of a regional office.

To restore it:    dotyk restore THIS-FILE --database sqlite:office.sqlite
To check it:      dotyk restore THIS-FILE --check

manifest.json     what is here, with a SHA-256 of each part
tables/*.jsonl    a table each: the first line names the columns, every other is a row; JSON arrays, UTF-8
files/            the contents of uploaded files, named by their SHA-256; their names stand in tables/file.jsonl

It holds accounts and what people entrusted to the office: keep it where only those may read it who may.
";

/// What a backup holds. All hashes are SHA-256 in hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `dotyk-backup`.
    pub format: String,
    /// The version of the form.
    pub version: u32,
    /// The version of the program that made it.
    pub program: String,
    /// When, in UTC.
    pub made_at: String,
    /// The last migration of its tables.
    pub migration: i64,
    /// Where the journal of each office stood.
    pub offices: Vec<OfficeHead>,
    /// Each table, behind those it refers to.
    pub tables: Vec<StoredTable>,
    /// Each content.
    pub files: Vec<StoredFile>,
    /// Contents that a row names and that could not be read: they were lost before.
    pub lost: Vec<Lost>,
    /// A digest of the data key, to know it again; none when there was no key. It tells nothing of the key.
    pub key_check: Option<String>,
    /// SHA-256 of the entry of the key, when it is here.
    pub key_entry: Option<String>,
}

/// Where an office's journal stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeHead {
    /// The office.
    pub office: String,
    /// The position of its last line.
    pub position: i64,
    /// The hash there.
    pub hash: String,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredTable {
    /// Its name.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// The hash of its text.
    pub sha256: String,
}

/// A content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// The hash that is also its name.
    pub sha256: String,
    /// How many bytes.
    pub size: u64,
}

/// A content that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// The hash by which a row names it.
    pub sha256: String,
    /// Why.
    pub why: String,
}

impl From<Sum> for StoredTable {
    fn from(sum: Sum) -> StoredTable {
        StoredTable { table: sum.table, rows: sum.rows, sha256: sum.hash }
    }
}

impl StoredTable {
    /// As the database adds it up.
    pub fn sum(&self) -> Sum {
        Sum { table: self.table.clone(), rows: self.rows, hash: self.sha256.clone() }
    }

    fn entry(&self) -> String {
        table_entry(&self.table)
    }
}

impl Manifest {
    /// Of a database with this last migration; the rest is found on the way.
    pub fn new(made_at: String, migration: i64) -> Manifest {
        Manifest {
            format: FORMAT.into(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").into(),
            made_at,
            migration,
            offices: Vec::new(),
            tables: Vec::new(),
            files: Vec::new(),
            lost: Vec::new(),
            key_check: None,
            key_entry: None,
        }
    }

    /// How many rows in all.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

fn table_entry(table: &str) -> String {
    format!("tables/{table}.jsonl")
}

fn file_entry(hash: &str) -> String {
    format!("files/{}/{hash}", &hash[..2])
}

/// A backup on its way: `NAME.partial` beside the place it will have.
pub struct Draft {
    zip: ZipWriter<BufWriter<File>>,
    partial: Partial,
}

/// A file that is taken away unless it has got its name.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        // Gone already when it has got its name.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Draft {
    /// Begins one. Nobody else may be at it.
    pub fn new(path: &Path) -> Result<Draft, Fault> {
        if path.exists() {
            return Fault::refused(format!(
                "{} is there already: name a new file, a backup is never written over",
                path.display()
            ));
        }
        let name = path.file_name().ok_or_else(|| Fault::Refused(format!("{} is no name for a file", path.display())))?;
        let partial = path.with_file_name(format!("{}.partial", name.to_string_lossy()));
        let said = |error: io::Error| Fault::Refused(format!("{} cannot be written: {error}", partial.display()));
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&partial).map_err(said)?;
        file.try_lock()
            .map_err(|_| Fault::Refused(format!("{} is being written by another backup: wait for it", partial.display())))?;
        file.set_len(0).map_err(said)?;
        let zip = ZipWriter::new(BufWriter::with_capacity(1 << 20, file));
        let mut draft = Draft { zip, partial: Partial(partial) };
        draft.small(README, EXPLAINED.as_bytes())?;
        Ok(draft)
    }

    /// Begins a table.
    pub fn table(&mut self, table: &str) -> Result<(), Fault> {
        self.start(&table_entry(table), CompressionMethod::Deflated)
    }

    /// Goes on with what was begun.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), Fault> {
        self.zip.write_all(piece).map_err(|error| self.full(&error))
    }

    /// Adds a content from where it lies. One that is lost or altered is left out, and why is the answer: a backup
    /// without it is better than none.
    pub fn content(&mut self, hash: &str, from: &Path) -> Result<Result<StoredFile, Lost>, Fault> {
        let lost = |why: String| Ok(Err(Lost { sha256: hash.to_owned(), why }));
        let mut file = match File::open(from) {
            Ok(file) => file,
            Err(error) => return lost(format!("{}: {error}", from.display())),
        };
        // Most are compressed already: pictures, PDF, office documents.
        self.start(&file_entry(hash), CompressionMethod::Stored)?;
        let (mut digest, mut size, mut piece) = (Sha256::new(), 0u64, vec![0; 256 * 1024]);
        let why = loop {
            match file.read(&mut piece) {
                Ok(0) => break None,
                Ok(length) => {
                    digest.update(&piece[..length]);
                    self.write(&piece[..length])?;
                    size += length as u64;
                }
                Err(error) => break Some(format!("{}: {error}", from.display())),
            }
        };
        let altered = hex(&digest.finalize()) != hash;
        match why.or_else(|| altered.then(|| format!("{} was altered: its SHA-256 is not its name", from.display()))) {
            None => Ok(Ok(StoredFile { sha256: hash.to_owned(), size })),
            Some(why) => {
                self.zip.abort_file().map_err(|error| self.full(&error.into()))?;
                lost(why)
            }
        }
    }

    /// Adds the data key, as its file has it.
    pub fn key(&mut self, text: &str) -> Result<String, Fault> {
        self.small(KEY, text.as_bytes())?;
        Ok(hex(&Sha256::digest(text)))
    }

    /// Ends it with the manifest, puts it on the disk, and only then gives it its name; says how many bytes it has.
    pub fn finish(mut self, manifest: &Manifest, path: &Path) -> Result<u64, Fault> {
        let text = serde_json::to_vec_pretty(manifest).map_err(|error| Fault::Refused(error.to_string()))?;
        self.small(MANIFEST, &text)?;
        let Draft { zip, partial } = self;
        let file = zip.finish().map_err(io::Error::from).and_then(|file| file.into_inner().map_err(|error| error.into_error()));
        let done = file.and_then(|file| {
            file.sync_all()?;
            let size = file.metadata()?.len();
            std::fs::rename(&partial.0, path)?;
            sync_folder(path)?;
            Ok(size)
        });
        done.map_err(|error| full(&partial.0, &error))
    }

    fn small(&mut self, name: &str, content: &[u8]) -> Result<(), Fault> {
        self.start(name, CompressionMethod::Deflated)?;
        self.write(content)
    }

    fn start(&mut self, name: &str, method: CompressionMethod) -> Result<(), Fault> {
        // Any entry may grow beyond 4 GiB. The lowest level: a backup that is quick is made often.
        let level = (method == CompressionMethod::Deflated).then_some(1);
        let options = SimpleFileOptions::default().compression_method(method).compression_level(level).large_file(true);
        self.zip.start_file(name, options).map_err(|error| self.full(&error.into()))
    }

    fn full(&self, error: &io::Error) -> Fault {
        full(&self.partial.0, error)
    }
}

fn full(path: &Path, error: &io::Error) -> Fault {
    Fault::Refused(format!("{} cannot be written: {error}. Is the disk full?", path.display()))
}

/// A name is on the disk once its folder is. Elsewhere than on Unix a folder cannot be opened, and need not be.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// A backup that is read.
pub struct Backup {
    zip: ZipArchive<BufReader<File>>,
    path: PathBuf,
    /// What it says it holds.
    pub manifest: Manifest,
}

impl Backup {
    /// Opens one and reads its manifest.
    pub fn open(path: &Path) -> Result<Backup, Fault> {
        let shown = path.display();
        let file =
            File::open(path).map_err(|error| Fault::Refused(format!("{shown} cannot be opened: {error}. Check the path")))?;
        let zip = ZipArchive::new(BufReader::with_capacity(256 * 1024, file)).map_err(|error| {
            Fault::Refused(format!(
                "{shown} is no backup of Dotyk, or its end is missing ({error}): copy it anew from where it was made, or take another one"
            ))
        })?;
        let manifest = Manifest::new(String::new(), 0);
        let mut backup = Backup { zip, path: path.to_owned(), manifest };
        let text = backup.small(MANIFEST, LONGEST_MANIFEST)?;
        let about: serde_json::Value = serde_json::from_slice(&text).map_err(|error| backup.damaged(MANIFEST, &error))?;
        if about["format"] != FORMAT {
            return Fault::refused(format!("{shown} is no backup of Dotyk: its manifest.json is of something else"));
        }
        if about["version"] != VERSION {
            let version = &about["version"];
            return Fault::refused(format!(
                "{shown} is of form {version}, this program reads form {VERSION}: take the program that made it"
            ));
        }
        backup.manifest = serde_json::from_slice(&text).map_err(|error| backup.damaged(MANIFEST, &error))?;
        backup.holds_names()?;
        Ok(backup)
    }

    /// Names become paths, so they are looked at before they are used.
    fn holds_names(&self) -> Result<(), Fault> {
        let word =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        let digest = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let tables: BTreeSet<&str> = self.manifest.tables.iter().map(|table| table.table.as_str()).collect();
        let named = self.manifest.tables.iter().all(|table| word(&table.table)) && tables.len() == self.manifest.tables.len();
        if named && self.manifest.files.iter().all(|file| digest(&file.sha256)) {
            return Ok(());
        }
        Err(self.damaged(MANIFEST, &"a name in it is none"))
    }

    /// Reads everything and compares it with the manifest.
    pub fn check(&mut self) -> Result<(), Fault> {
        let manifest = self.manifest.clone();
        let mut progress = Progress::new(self.zip.decompressed_size().and_then(|size| u64::try_from(size).ok()).unwrap_or(0));
        for table in &manifest.tables {
            let entry = table.entry();
            let measured = port::measure(
                &table.table,
                &mut Told { read: self.entry(&entry)?, count: 0, told: &mut |n| progress.at(&entry, n) },
            );
            let sum = measured.map_err(|error| self.damaged(&entry, &error))?;
            if sum != table.sum() {
                let problem = format!(
                    "it has {} rows and the hash {}, the manifest says {} and {}",
                    sum.rows, sum.hash, table.rows, table.sha256
                );
                return Err(self.damaged(&entry, &problem));
            }
            progress.next();
        }
        for file in &manifest.files {
            self.content(file, &mut io::sink())?;
            progress.at("files", file.size);
            progress.next();
        }
        self.key().map(drop)
    }

    /// The text of a table, to be read line by line.
    pub fn table(&mut self, table: &str) -> Result<BufReader<impl Read + use<'_>>, Fault> {
        Ok(BufReader::with_capacity(256 * 1024, self.entry(&table_entry(table))?))
    }

    /// Writes out a content, which must be what its name says.
    pub fn content(&mut self, file: &StoredFile, out: &mut dyn Write) -> Result<(), Fault> {
        let entry = file_entry(&file.sha256);
        let (mut digest, mut size, mut piece) = (Sha256::new(), 0u64, vec![0; 256 * 1024]);
        let mut read = self.entry(&entry)?;
        loop {
            match read.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => {
                    digest.update(&piece[..length]);
                    size += length as u64;
                    out.write_all(&piece[..length])
                        .map_err(|error| Fault::Refused(format!("a file cannot be written: {error}")))?;
                }
                Err(error) => {
                    drop(read);
                    return Err(self.damaged(&entry, &error));
                }
            }
        }
        drop(read);
        if hex(&digest.finalize()) != file.sha256 || size != file.size {
            return Err(self.damaged(&entry, &"its hash or size is not that of the manifest"));
        }
        Ok(())
    }

    /// The text of the data key, when it is here.
    pub fn key(&mut self) -> Result<Option<String>, Fault> {
        let Some(wanted) = self.manifest.key_entry.clone() else { return Ok(None) };
        let text = self.small(KEY, 1024)?;
        if hex(&Sha256::digest(&text)) != wanted {
            return Err(self.damaged(KEY, &"its hash is not that of the manifest"));
        }
        String::from_utf8(text).map(Some).map_err(|error| self.damaged(KEY, &error))
    }

    fn small(&mut self, name: &str, longest: u64) -> Result<Vec<u8>, Fault> {
        let mut text = Vec::new();
        let read = self.entry(name)?.take(longest).read_to_end(&mut text);
        match read {
            Ok(_) => Ok(text),
            Err(error) => Err(self.damaged(name, &error)),
        }
    }

    fn entry(&mut self, name: &str) -> Result<impl Read + use<'_>, Fault> {
        let path = self.path.clone();
        self.zip.by_name(name).map_err(|error| damaged(&path, name, &error))
    }

    fn damaged(&self, entry: &str, problem: &dyn std::fmt::Display) -> Fault {
        damaged(&self.path, entry, problem)
    }
}

fn damaged(path: &Path, entry: &str, problem: &dyn std::fmt::Display) -> Fault {
    Fault::Refused(format!(
        "{} is damaged or was altered: {entry}: {problem}. Nothing was restored; copy it anew from where it was made, or take another one",
        path.display()
    ))
}

/// Tells how much has been read.
struct Told<'t, R> {
    read: R,
    count: u64,
    told: &'t mut dyn FnMut(u64),
}

impl<R: Read> Read for Told<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.read.read(buffer)?;
        self.count += length as u64;
        (self.told)(self.count);
        Ok(length)
    }
}
