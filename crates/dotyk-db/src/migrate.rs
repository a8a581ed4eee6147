//! Making the tables, once and in order.

use crate::{Db, Error, Result, Row, Tx, params, split};

crate::statements! {
    /// Which migrations the database has had. Its own first migration, so to say.
    const MAKE_TABLE = "CREATE TABLE IF NOT EXISTS dotyk_migration (
        version BIGINT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        digest TEXT NOT NULL
    )";
    const APPLIED = "SELECT version, name, digest FROM dotyk_migration ORDER BY version";
    const RECORD = "INSERT INTO dotyk_migration (version, name, digest) VALUES ($1, $2, $3)";
}

// Prepared by every test that runs them; no list of the program needs to name them.
const _: &[crate::Sql] = STATEMENTS;

/// One step of the tables from nothing to now. Once released, its text never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the order: higher than the one before.
    pub version: i64,
    /// What it does, in a few words.
    pub name: &'static str,
    /// One SQL text for both engines, of several statements.
    pub text: &'static str,
}

impl Migration {
    /// A fingerprint of the text, the same whichever way its lines end.
    pub(crate) fn digest(&self) -> String {
        format!("{:016x}", hash(&self.text.replace('\r', "")))
    }
}

/// FNV-1a: 64 bits, the same on every machine and in every version of the program. Finds accidents, not forgers.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

pub(crate) fn migrate(db: &Db, migrations: &[Migration]) -> Result<Vec<i64>> {
    if let Some(pair) = migrations.windows(2).find(|pair| pair[0].version >= pair[1].version) {
        return refuse(format!("migration {} stands before {}: order them by version", pair[0].version, pair[1].version));
    }
    let mut applied = Vec::new();
    while let Some(version) = db.write_blocking(|tx| apply_next(tx, migrations))? {
        applied.push(version);
    }
    Ok(applied)
}

/// Applies the first migration the database lacks. Another process may have applied it while this one waited, so
/// all is read again under the lock.
fn apply_next(tx: &mut Tx<'_>, migrations: &[Migration]) -> Result<Option<i64>> {
    tx.lock("dotyk_migration")?;
    tx.run(MAKE_TABLE, &[])?;
    let applied = tx.all(APPLIED, &[])?;
    compare(&applied, migrations)?;
    let Some(next) = migrations.get(applied.len()) else {
        return Ok(None);
    };
    for (at, statement) in split(next.text).into_iter().enumerate() {
        let name = format!("migration {} «{}», statement {}", next.version, next.name, at + 1);
        tx.attempt(&name, |conn| conn.run(statement, &[]))?;
    }
    tx.run(RECORD, params![next.version, next.name, next.digest()])?;
    Ok(Some(next.version))
}

/// The database's migrations must be the first of the program's, unchanged.
fn compare(applied: &[Row], migrations: &[Migration]) -> Result<()> {
    let newest = migrations.last().map_or(0, |last| last.version);
    for (at, row) in applied.iter().enumerate() {
        let (version, name) = (row.get::<i64>("version")?, row.get::<String>("name")?);
        if version > newest {
            return refuse(format!(
                "the database is newer than this program: it has had migration {version} «{name}», the program knows \
                 up to {newest}. Start the newer program, or restore a backup made before it"
            ));
        }
        let Some(known) = migrations.get(at).filter(|known| known.version == version) else {
            return refuse(format!(
                "the database has had migration {version} «{name}» where the program has another: is it the database \
                 of this program?"
            ));
        };
        if row.get::<String>("digest")? != known.digest() {
            return refuse(format!(
                "migration {version} «{name}» has changed since the database had it: put its text back and write the \
                 change as a new migration"
            ));
        }
    }
    Ok(())
}

fn refuse<T>(problem: String) -> Result<T> {
    Err(Error::Migration(problem))
}
