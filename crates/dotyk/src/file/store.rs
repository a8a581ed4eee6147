//! The files' SQL, and the folder beside it.

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, SystemTime};

use dotyk_db::{Db, Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};
use dotyk_match::{Document, Visibility};

use super::File;
use super::model::is_hash;
use crate::access::{Kind, Permit, Ref, Visible};
use crate::journal::Write;
use crate::web::{Label, find};

statements! {
    const BY_ID =
        "SELECT id, subject_kind, subject_id, name, type, size, hash, created_at, created_by, published_at, removed_at, version, letters
         FROM file WHERE office = $1 AND id = $2";
    const OF_SUBJECT =
        "SELECT id, subject_kind, subject_id, name, type, size, hash, created_at, created_by, published_at, removed_at, version, letters
         FROM file WHERE office = $1 AND subject_kind = $2 AND subject_id = $3 AND removed_at IS NULL ORDER BY id LIMIT 500";
    const IDS = "SELECT id FROM file WHERE office = $1 ORDER BY id";
    /// Who may see the subject is asked by whoever asks for labels.
    const LABELS = concat!(
        "SELECT id, subject_kind, subject_id, name FROM file
         WHERE office = $1 AND removed_at IS NULL
           AND (published_at IS NOT NULL OR $2 = 1 OR created_by = $3 OR subject_id = $4 OR subject_id = $5) AND id IN ", in_list!(6));
    const ADD =
        "INSERT INTO file (office, id, subject_kind, subject_id, name, type, size, hash, created_at, created_by, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
    const PUBLISH = "UPDATE file SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2";
    /// What it says goes too: nobody finds it any more.
    const REMOVE =
        "UPDATE file SET removed_at = $3, text = NULL, version = version + 1 WHERE office = $1 AND id = $2 AND removed_at IS NULL";
    /// The PDF that waits longest to be read.
    const UNREAD =
        "SELECT id FROM file WHERE office = $1 AND type = 'application/pdf' AND letters IS NULL AND removed_at IS NULL ORDER BY id LIMIT 1";
    const PUT_TEXT =
        "UPDATE file SET text = $3, letters = $4, version = version + 1 WHERE office = $1 AND id = $2 AND removed_at IS NULL";
    /// What was read, of those that say something.
    const TEXTS = concat!(
        "SELECT id, subject_kind, subject_id, name, created_by, published_at, text FROM file
         WHERE office = $1 AND text IS NOT NULL AND id IN ", in_list!());
    const READ_OF = concat!("SELECT id, subject_kind, subject_id FROM file WHERE office = $1 AND text IS NOT NULL AND subject_id IN ", in_list!());
    const READ = "SELECT id FROM file WHERE office = $1 AND text IS NOT NULL ORDER BY id";
    /// Of all offices: one folder may hold the contents of several, and what one names must not be swept for another.
    const HASHES = "SELECT DISTINCT hash FROM file";
    /// Contents of partners' files: they can be read again.
    /// A content that is to stay: of a file, or of what a partner publishes.
    const FILED =
        "SELECT 1 AS named FROM office WHERE office = $1
           AND (EXISTS (SELECT 1 FROM file WHERE hash = $2) OR EXISTS (SELECT 1 FROM activity_dataset WHERE hash = $2))";
    const NAMED =
        "SELECT 1 AS named FROM office WHERE office = $1
           AND (EXISTS (SELECT 1 FROM file WHERE hash = $2) OR EXISTS (SELECT 1 FROM activity_dataset WHERE hash = $2)
             OR EXISTS (SELECT 1 FROM import WHERE hash = $2))";
    const KEPT = "SELECT DISTINCT hash FROM activity_dataset";
}

/// The ids of all files, those taken back included.
pub const ALL_IDS: Sql = IDS;

fn file(row: &Row) -> Result<File, Error> {
    let kind: String = row.get("subject_kind")?;
    let kind = Kind::parse(&kind).ok_or_else(|| Error::Other(format!("a file belongs to a «{kind}», which there is not")))?;
    Ok(File {
        id: row.get("id")?,
        subject: Ref::new(kind, row.get::<String>("subject_id")?),
        name: row.get("name")?,
        media: row.get("type")?,
        size: row.get("size")?,
        hash: row.get("hash")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        published_at: row.get("published_at")?,
        removed_at: row.get("removed_at")?,
        version: row.get("version")?,
        letters: row.get("letters")?,
    })
}

/// A file as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<File>, Error> {
    tx.first(BY_ID, params![office, id])?.as_ref().map(file).transpose()
}

/// The files of a record, the oldest first, without those taken back. Which of them a visitor may see, [`labels`] says.
///
/// # Errors
/// The database's.
pub fn of_subject(tx: &mut Tx, office: &str, subject: &Ref) -> Result<Vec<File>, Error> {
    tx.all(OF_SUBJECT, params![office, subject.kind.word(), &subject.id])?.iter().map(file).collect()
}

/// Labels of files that the actor may see if they may see the subject, each with its subject.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, ids: &[String]) -> Result<Vec<(String, Ref, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(LABELS, &params)? {
            let (id, name): (String, String) = (row.get("id")?, row.get("name")?);
            let Some(kind) = Kind::parse(&row.get::<String>("subject_kind")?) else { continue };
            let label = Label::new(Some(name.clone()), Some(name), format!("/files/{id}/about"));
            labels.push((id, Ref::new(kind, row.get::<String>("subject_id")?), label));
        }
    }
    Ok(labels)
}

/// Adds a file whose content is in its place already.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, file: &File) -> Result<(), Error> {
    permit.holds_for(Kind::File, &file.id);
    let values = row![
        permit.office(),
        &file.id,
        file.subject.kind.word(),
        &file.subject.id,
        &file.name,
        &file.media,
        file.size,
        &file.hash,
        &file.created_at,
        &file.created_by
    ];
    write.tx().run(ADD, &values)?;
    journal(write, permit)
}

/// Shows a file to the public, or hides it.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
    write.tx().run(PUBLISH, params![permit.office(), permit.id(), published_at])?;
    journal(write, permit)
}

/// Takes a file back. Its content stays, since the journal speaks of it.
///
/// # Errors
/// The database's.
pub fn remove(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let now = write.stamp();
    write.tx().run(REMOVE, params![permit.office(), permit.id(), &now])?;
    journal(write, permit)
}

/// The PDF that waits longest to be read.
///
/// # Errors
/// The database's.
pub fn unread(tx: &mut Tx, office: &str) -> Result<Option<String>, Error> {
    tx.first(UNREAD, params![office])?.map(|row| row.get("id")).transpose()
}

/// Keeps what a file says; nothing when it was taken back meanwhile. The journal tells how much it is.
///
/// # Errors
/// The database's.
pub fn put_text(write: &mut Write, permit: &Permit, text: &str) -> Result<(), Error> {
    let letters = text.chars().count() as i64;
    let kept = (letters > 0).then_some(text);
    if write.tx().run(PUT_TEXT, params![permit.office(), permit.id(), kept, letters])? == 0 {
        return Ok(());
    }
    journal(write, permit)
}

/// What the index holds of files that say something, each with what it belongs to: whoever may find that may find the file,
/// as far as this document says.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<(Ref, Document)>, Error> {
    let mut documents = Vec::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(TEXTS, &params)? {
            let Some(kind) = Kind::parse(&row.get::<String>("subject_kind")?) else { continue };
            let name: Option<String> = row.get("name")?;
            let mut document = find::document(&Ref::new(Kind::File, row.get::<String>("id")?), &name, &name);
            document.body = row.get("text")?;
            document.visibility = Visibility {
                public: row.get::<Option<String>>("published_at")?.is_some(),
                tokens: vec![format!("account:{}", row.get::<String>("created_by")?)],
            };
            documents.push((Ref::new(kind, row.get::<String>("subject_id")?), document));
        }
    }
    Ok(documents)
}

/// Files that say something: of some records, or all.
///
/// # Errors
/// The database's.
pub fn read_of(tx: &mut Tx, office: &str, subjects: Option<&[Ref]>) -> Result<Vec<String>, Error> {
    let Some(subjects) = subjects else {
        return tx.all(READ, params![office])?.iter().map(|row| row.get("id")).collect();
    };
    let ids: Vec<String> = subjects.iter().map(|subject| subject.id.clone()).collect();
    let mut found = Vec::new();
    for params in in_lists(params![office], &ids) {
        for row in tx.all(READ_OF, &params)? {
            let (kind, id): (String, String) = (row.get("subject_kind")?, row.get("subject_id")?);
            if subjects.iter().any(|subject| subject.kind.word() == kind && subject.id == id) {
                found.push(row.get("id")?);
            }
        }
    }
    Ok(found)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// The hashes of all contents that a row of any office names, in order.
///
/// # Errors
/// The database's; a hash that is none, and so might be a path to elsewhere.
pub fn contents(tx: &mut Tx) -> Result<Vec<String>, Error> {
    let mut hashes = Vec::new();
    tx.each(HASHES, &[], |row| {
        let hash: String = row.get("hash")?;
        if !is_hash(&hash) {
            return Err(Error::Other(format!("a file of the register has «{hash}» for a hash, which is none")));
        }
        hashes.push(hash);
        Ok(())
    })?;
    hashes.sort_unstable();
    Ok(hashes)
}

/// Whether this content is to stay: a row of any office names it for a file, or for what a partner publishes.
///
/// # Errors
/// The database's.
pub fn is_filed(tx: &mut Tx, office: &str, hash: &str) -> Result<bool, Error> {
    Ok(tx.first(FILED, params![office, hash])?.is_some())
}

/// Whether a row of any office names this content: a file, what a partner publishes, or a table that is taken in.
///
/// # Errors
/// The database's.
pub fn is_named(tx: &mut Tx, office: &str, hash: &str) -> Result<bool, Error> {
    Ok(tx.first(NAMED, params![office, hash])?.is_some())
}

/// What lies in the folder may be this young without a row: it may be on its way, here or on another node.
const YOUNG: Duration = Duration::from_secs(24 * 60 * 60);

/// Takes away contents that no row of any office names, and what an interrupted upload left; says how many.
///
/// # Errors
/// The database's, or the folder cannot be read.
pub fn sweep(db: &Db, _office: &str, files: &Path) -> Result<usize, Error> {
    let mut named: HashSet<String> = db.read_blocking(contents)?.into_iter().collect();
    let kept = db.read_blocking(|tx| tx.all(KEPT, &[]))?;
    named.extend(kept.iter().map(|row| row.get("hash")).collect::<Result<Vec<String>, Error>>()?);
    sweep_folder(files, &named, SystemTime::now() - YOUNG)
        .map_err(|error| Error::Other(format!("the folder of files cannot be swept: {error}")))
}

/// Two levels: `incoming-…` at the top, contents in folders of two letters. Anything else there is not ours.
fn sweep_folder(files: &Path, named: &HashSet<String>, before: SystemTime) -> std::io::Result<usize> {
    let mut swept = 0;
    let Ok(top) = std::fs::read_dir(files) else { return Ok(0) };
    for entry in top {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() && name.len() == 2 {
            for content in std::fs::read_dir(entry.path())? {
                let content = content?;
                let hash = content.file_name().to_string_lossy().into_owned();
                swept += usize::from(
                    is_hash(&hash)
                        && !named.contains(&hash)
                        && stale(&content, before)?
                        && std::fs::remove_file(content.path()).is_ok(),
                );
            }
        } else if name.starts_with("incoming-") {
            swept += usize::from(stale(&entry, before)? && std::fs::remove_file(entry.path()).is_ok());
        }
    }
    Ok(swept)
}

fn stale(entry: &std::fs::DirEntry, before: SystemTime) -> std::io::Result<bool> {
    let about = entry.metadata()?;
    Ok(about.is_file() && about.modified()? < before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_names_and_nobody_brings_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        };
        let (kept, orphan) = ("aa".repeat(32), "bb".repeat(32));
        for path in [format!("aa/{kept}"), format!("bb/{orphan}"), "incoming-1".into(), "readme".into(), "bb/notes".into()] {
            put(&path);
        }
        let named = HashSet::from([kept.clone()]);
        assert_eq!(sweep_folder(folder.path(), &named, SystemTime::now() - YOUNG).unwrap(), 0);
        assert_eq!(sweep_folder(folder.path(), &named, SystemTime::now() + YOUNG).unwrap(), 2);
        assert!(folder.path().join(format!("aa/{kept}")).exists() && folder.path().join("readme").exists());
        assert!(!folder.path().join(format!("bb/{orphan}")).exists());
        assert_eq!(sweep_folder(Path::new("/nowhere/at/all"), &named, SystemTime::now()).unwrap(), 0);
    }
}
