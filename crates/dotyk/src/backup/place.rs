//! Where a copy is to lie: a database with nothing in it, and a folder of files. What does not succeed is taken away.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use dotyk_db::port::{self, Shape};
use dotyk_db::{Db, Migration, Options, Tx};

use super::Fault;
use super::archive::sync_folder;
use crate::web::content_path;

/// Opens a database that must be there: opening would make an SQLite file.
pub fn open_existing(url: &str) -> Result<Db, Fault> {
    match sqlite_file(url) {
        Some(path) if !path.exists() => Fault::refused(format!("there is no database {url}: check the path")),
        _ => Ok(Db::open(url, Options::default())?),
    }
}

/// The last migration of a register and its tables; refused where there is none.
pub fn register(db: &Db, tx: &mut Tx) -> Result<(i64, Vec<Shape>), Fault> {
    let shapes = port::shapes(tx)?;
    match port::version(tx)? {
        Some(migration) if shapes.iter().any(|shape| shape.table == "office") => Ok((migration, shapes)),
        _ => Fault::refused(format!("{} holds no register: check its address", db.shown())),
    }
}

fn sqlite_file(url: &str) -> Option<PathBuf> {
    url.strip_prefix("sqlite:").map(PathBuf::from)
}

/// A database that is to be filled.
pub struct Target {
    /// The database.
    pub db: Db,
    made: Option<PathBuf>,
}

impl Target {
    /// Opens it, or makes the SQLite file.
    pub fn open(url: &str) -> Result<Target, Fault> {
        let made = sqlite_file(url).filter(|path| !path.exists());
        let db = Db::open(url, Options::default()).inspect_err(|_| made.iter().for_each(|path| remove_sqlite(path)))?;
        Ok(Target { db, made })
    }

    /// Makes the tables as of a migration and lets `work` fill them in one transaction.
    ///
    /// Refused when anything is there already. After an error the database is as it was, but that there may be tables,
    /// with nothing in them.
    pub fn fill<T>(
        &self,
        migrations: &[Migration],
        migration: i64,
        work: impl FnOnce(&mut Tx, &[Shape]) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let newest = migrations.last().map_or(0, |last| last.version);
        if migration > newest {
            return Fault::refused(format!(
                "its tables are of migration {migration}, this program knows up to {newest}: take the program that made it, or a newer one"
            ));
        }
        let there = self.db.read_blocking(|tx| -> Result<Option<i64>, Fault> {
            let version = port::version(tx)?;
            let shapes = port::shapes(tx)?;
            match (version, shapes.first()) {
                (None, Some(shape)) => Fault::refused(format!(
                    "{} is not empty: it holds the table {} of something else. Name a new database",
                    self.db.shown(),
                    shape.table
                )),
                _ => self.is_empty(tx, &shapes).map(|()| version),
            }
        })?;
        if there.is_some_and(|there| there > migration) {
            return Fault::refused(format!(
                "{} has tables of migration {}, what is to come has those of migration {migration}: name a database without tables",
                self.db.shown(),
                there.unwrap_or_default()
            ));
        }
        let until = migrations.iter().take_while(|known| known.version <= migration).count();
        self.db.migrate(&migrations[..until])?;
        self.db.write_blocking(|tx| {
            tx.lock("dotyk_fill")?;
            let shapes = port::shapes(tx)?;
            self.is_empty(tx, &shapes)?;
            port::begin(tx)?;
            work(tx, &shapes)
        })
    }

    fn is_empty(&self, tx: &mut Tx, shapes: &[Shape]) -> Result<(), Fault> {
        for shape in shapes {
            if !port::is_empty(tx, shape)? {
                return Fault::refused(format!(
                    "{} is not empty: its table {} has rows, and nothing is ever written over. Name a new database",
                    self.db.shown(),
                    shape.table
                ));
            }
        }
        Ok(())
    }

    /// It is filled and is to stay: its tables are brought up to date.
    pub fn keep(mut self, migrations: &[Migration]) -> Result<Db, Fault> {
        self.made = None;
        self.db.migrate(migrations)?;
        Ok(self.db.clone())
    }
}

/// A file that was made for nothing is taken away.
impl Drop for Target {
    fn drop(&mut self) {
        if let Some(path) = &self.made {
            self.db.close();
            remove_sqlite(path);
        }
    }
}

fn remove_sqlite(path: &Path) {
    for ending in ["", "-wal", "-shm"] {
        // What cannot be removed is empty, and is said to be so when it is tried again.
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
}

/// Contents and the key on their way into a folder of files: taken away again unless they are kept.
pub struct Placed<'f> {
    files: &'f Path,
    made: Vec<PathBuf>,
}

impl<'f> Placed<'f> {
    /// Nothing yet.
    pub fn new(files: &'f Path) -> Placed<'f> {
        Placed { files, made: Vec::new() }
    }

    /// Puts a content in its place; `write` writes it and says whether it is what it should be. One that is there
    /// already is the same, since its name is its hash.
    pub fn content(&mut self, hash: &str, write: impl FnOnce(&mut File) -> Result<(), Fault>) -> Result<(), Fault> {
        let path = content_path(self.files, hash);
        if path.exists() { Ok(()) } else { self.file(&path, 0o666, write) }
    }

    /// Puts the data key in its place, for its owner alone. Another key that is there already is never written over.
    pub fn key(&mut self, text: &str) -> Result<(), Fault> {
        let path = self.files.join("data.key");
        match std::fs::read_to_string(&path) {
            Ok(there) if there.trim() == text.trim() => Ok(()),
            Ok(_) => {
                Fault::refused(format!("{} holds another key: move it away, or name another folder with --files", path.display()))
            }
            Err(_) => self.file(&path, 0o600, |file| {
                file.write_all(text.as_bytes())
                    .map_err(|error| Fault::Refused(format!("the data key cannot be written: {error}")))
            }),
        }
    }

    fn file(&mut self, path: &Path, mode: u32, write: impl FnOnce(&mut File) -> Result<(), Fault>) -> Result<(), Fault> {
        let said = |error: std::io::Error| Fault::Refused(format!("{} cannot be written: {error}", path.display()));
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(said)?;
        }
        // As an upload's: swept by the server should this end half-way.
        let incoming = self.files.join(format!("incoming-copy-{}", std::process::id()));
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
        let written = options.open(&incoming).map_err(said).and_then(|mut file| {
            write(&mut file)?;
            file.sync_all().map_err(said)?;
            std::fs::rename(&incoming, path).map_err(said)
        });
        match written {
            Ok(()) => {
                self.made.push(path.to_owned());
                Ok(())
            }
            Err(fault) => {
                // What is left is swept.
                let _ = std::fs::remove_file(&incoming);
                Err(fault)
            }
        }
    }

    /// They are to stay: their names are on the disk when this returns.
    pub fn keep(mut self) -> Result<(), Fault> {
        let mut folders: Vec<PathBuf> = self.made.drain(..).collect();
        folders.dedup_by(|a, b| a.parent() == b.parent());
        for path in folders {
            sync_folder(&path).map_err(|error| Fault::Refused(format!("{}: {error}", path.display())))?;
        }
        Ok(())
    }
}

impl Drop for Placed<'_> {
    fn drop(&mut self) {
        for path in &self.made {
            // What cannot be removed is named by no row: the server sweeps it.
            let _ = std::fs::remove_file(path);
        }
    }
}
