//! The tables as the database has them, said alike for both engines.

use crate::{Engine, Result, Row, Tx, params};
use std::collections::{BTreeMap, BTreeSet};

crate::statements! {
    const SQLITE_TABLES = "SELECT name FROM sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    const SQLITE_COLUMNS = "SELECT name, upper(type) AS kind, \"notnull\" AS required, pk FROM pragma_table_info($1)";
    const SQLITE_INDEXES = "SELECT name, origin, \"unique\" AS is_unique, partial FROM pragma_index_list($1)";
    const SQLITE_INDEX_COLUMNS = "SELECT name, \"desc\" AS downward FROM pragma_index_xinfo($1) WHERE key = 1 ORDER BY seqno";
    const SQLITE_FOREIGN_KEYS = "SELECT id, \"table\" AS target, \"from\" AS own, \"to\" AS other, on_delete
        FROM pragma_foreign_key_list($1) ORDER BY id, seq";

    const PG_TABLES = "SELECT c.relname::text AS name FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1";
    const PG_COLUMNS = "SELECT a.attname::text AS name, upper(format_type(a.atttypid, a.atttypmod)) AS kind,
            a.attnotnull AS required
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relname::text = $1
            AND a.attnum > 0 AND NOT a.attisdropped";
    // One row for each column of each index; `origin` as SQLite has it: p, u, or c when made by CREATE INDEX.
    const PG_INDEXES = "SELECT n.relname::text AS name, coalesce(k.contype::text, 'c') AS origin,
            i.indisunique AS is_unique, i.indpred IS NOT NULL AS partial,
            a.attname::text AS column_name, i.indoption[p.n] & 1 AS downward
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_class n ON n.oid = i.indexrelid
        LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u')
        CROSS JOIN LATERAL generate_series(0, i.indnkeyatts - 1) AS p(n)
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[p.n] AND a.attnum > 0
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relname::text = $1
        ORDER BY n.relname, p.n";
    const PG_FOREIGN_KEYS = "SELECT k.oid::bigint AS id, t.relname::text AS target, o.attname::text AS own,
            r.attname::text AS other,
            CASE k.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
                WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END AS on_delete
        FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_class t ON t.oid = k.confrelid
        CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS p(own, other, n)
        JOIN pg_attribute o ON o.attrelid = k.conrelid AND o.attnum = p.own
        JOIN pg_attribute r ON r.attrelid = k.confrelid AND r.attnum = p.other
        WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace AND c.relname::text = $1
        ORDER BY k.oid, p.n";
}

// Prepared by every test that runs them; no list of the program needs to name them.
const _: &[crate::Sql] = STATEMENTS;

/// All tables. Equal on both engines when made by the same SQL text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// By name.
    pub tables: BTreeMap<String, Table>,
}

/// One table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// By name.
    pub columns: BTreeMap<String, Column>,
    /// The columns of the primary key, in its order; empty when there is none.
    pub primary_key: Vec<String>,
    /// The columns of each `UNIQUE`, in its order.
    pub uniques: BTreeSet<Vec<String>>,
    /// Each reference to another table.
    pub foreign_keys: BTreeSet<ForeignKey>,
    /// Each `CREATE INDEX`, by name.
    pub indexes: BTreeMap<String, Index>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// `TEXT` or `BIGINT`; anything else as it was declared.
    pub kind: String,
    /// Whether it may be `NULL`. SQLite lets a column of a primary key be so unless it says `NOT NULL`: where a
    /// migration forgets that, the engines differ, and so do their schemas.
    pub nullable: bool,
}

/// One reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKey {
    /// The columns here, in order.
    pub columns: Vec<String>,
    /// The table there.
    pub table: String,
    /// The columns there, in order.
    pub references: Vec<String>,
    /// `NO ACTION`, `RESTRICT`, `CASCADE`, `SET NULL` or `SET DEFAULT`.
    pub on_delete: String,
}

/// One index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Its columns in order: `name`, `name DESC`, or `(expression)`.
    pub columns: Vec<String>,
    /// Whether it refuses equal rows.
    pub unique: bool,
    /// Whether it has a `WHERE`.
    pub partial: bool,
}

pub(crate) fn read(tx: &mut Tx<'_>) -> Result<Schema> {
    let tables = match tx.engine() {
        Engine::Sqlite => tx.all(SQLITE_TABLES, &[])?,
        Engine::Postgres => tx.all(PG_TABLES, &[])?,
    };
    let mut schema = Schema::default();
    for row in tables {
        let name: String = row.get("name")?;
        let table = read_table(tx, &name)?;
        schema.tables.insert(name, table);
    }
    name_implied_targets(&mut schema);
    Ok(schema)
}

fn read_table(tx: &mut Tx<'_>, name: &str) -> Result<Table> {
    let (columns, foreign_keys) = match tx.engine() {
        Engine::Sqlite => (SQLITE_COLUMNS, SQLITE_FOREIGN_KEYS),
        Engine::Postgres => (PG_COLUMNS, PG_FOREIGN_KEYS),
    };
    let mut table = Table::default();
    let rows = tx.all(columns, params![name])?;
    for row in &rows {
        let column = Column { kind: row.get("kind")?, nullable: row.get::<i64>("required")? == 0 };
        table.columns.insert(row.get("name")?, column);
    }
    if tx.engine() == Engine::Sqlite {
        table.primary_key = sqlite_primary_key(&rows)?;
    }
    for (name, origin, index) in indexes(tx, name)? {
        match origin.as_str() {
            "p" | "pk" => table.primary_key = index.columns,
            "u" => drop(table.uniques.insert(index.columns)),
            _ => drop(table.indexes.insert(name, index)),
        }
    }
    table.foreign_keys = gather_foreign_keys(&tx.all(foreign_keys, params![name])?)?;
    Ok(table)
}

/// From the columns' own numbers: a key that is the rowid has no index.
fn sqlite_primary_key(columns: &[Row]) -> Result<Vec<String>> {
    let mut key = BTreeMap::new();
    for row in columns {
        key.insert(row.get::<i64>("pk")?, row.get::<String>("name")?);
    }
    key.remove(&0);
    Ok(key.into_values().collect())
}

/// The name, origin and content of each index of a table.
fn indexes(tx: &mut Tx<'_>, table: &str) -> Result<Vec<(String, String, Index)>> {
    let mut indexes: Vec<(String, String, Index)> = Vec::new();
    let by_engine = match tx.engine() {
        Engine::Sqlite => SQLITE_INDEXES,
        Engine::Postgres => PG_INDEXES,
    };
    for row in tx.all(by_engine, params![table])? {
        let (name, origin): (String, String) = (row.get("name")?, row.get("origin")?);
        if indexes.last().is_none_or(|(last, ..)| *last != name) {
            let (unique, partial) = (row.get::<i64>("is_unique")? != 0, row.get::<i64>("partial")? != 0);
            indexes.push((name.clone(), origin, Index { columns: Vec::new(), unique, partial }));
        }
        let columns = &mut indexes.last_mut().expect("just pushed").2.columns;
        match tx.engine() {
            Engine::Sqlite => {
                for part in tx.all(SQLITE_INDEX_COLUMNS, params![name])? {
                    columns.push(index_column(&part, "name")?);
                }
            }
            Engine::Postgres => columns.push(index_column(&row, "column_name")?),
        }
    }
    Ok(indexes)
}

fn index_column(row: &Row, name: &str) -> Result<String> {
    let column = row.get::<Option<String>>(name)?.unwrap_or_else(|| "(expression)".to_owned());
    Ok(if row.get::<i64>("downward")? != 0 { column + " DESC" } else { column })
}

/// One row for each column of each key, those of a key together.
fn gather_foreign_keys(rows: &[Row]) -> Result<BTreeSet<ForeignKey>> {
    let mut keys: BTreeMap<i64, ForeignKey> = BTreeMap::new();
    for row in rows {
        let (table, on_delete) = (row.get("target")?, row.get("on_delete")?);
        let key =
            keys.entry(row.get("id")?).or_insert(ForeignKey { columns: Vec::new(), table, references: Vec::new(), on_delete });
        key.columns.push(row.get("own")?);
        key.references.extend(row.get::<Option<String>>("other")?);
    }
    Ok(keys.into_values().collect())
}

/// `REFERENCES place` means its primary key: SQLite leaves that unsaid.
fn name_implied_targets(schema: &mut Schema) {
    let keys: BTreeMap<String, Vec<String>> =
        schema.tables.iter().map(|(name, table)| (name.clone(), table.primary_key.clone())).collect();
    for table in schema.tables.values_mut() {
        let said = std::mem::take(&mut table.foreign_keys);
        table.foreign_keys = said
            .into_iter()
            .map(|mut key| {
                if key.references.is_empty() {
                    key.references = keys.get(&key.table).cloned().unwrap_or_default();
                }
                key
            })
            .collect();
    }
}
