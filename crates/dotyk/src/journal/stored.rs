//! What is stored alike: a record with an address and a version, its row, its parts in tables beside it, its line in the
//! journal after each write.
//!
//! A noun says by [`Stored`] what is its own: the table, how a row is read, what an edit saves, how parts are put, whose it is.
//! Taking, adding, saving, publishing and taking back are here, so that none of them can forget the permit, the version or
//! the line. The functions below the trait are for the questions that a noun asks besides: lists, parts, references.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, Usual, Value, in_lists, params, row};
use serde::Serialize;

use super::{Write, free_slug};
use crate::access::{Action, Actor, Denied, Head, Kind, Permit, Ref, Subject, Visible};

/// A kind of record that is stored so.
pub trait Stored: Serialize + Sized {
    /// Its kind.
    const KIND: Kind;
    /// The statements of its table.
    const SQL: Usual;

    /// What every record has.
    fn head(&self) -> &Head;
    /// Reads a row, which has the head's columns besides.
    ///
    /// # Errors
    /// A row that reads as no such record.
    fn of_row(head: Head, row: &Row) -> Result<Self, Error>;
    /// What an edit saves, in the order of the table's columns: what people enter, and what is computed of it.
    fn values(&self) -> Vec<Value>;
    /// What the policy must know of it.
    ///
    /// # Errors
    /// The database's.
    fn as_subject(&self, tx: &mut Tx, office: &str) -> Result<Subject, Error>;
    /// Puts its parts, of which there are none: what it rests on, and what stands in tables beside its row.
    ///
    /// # Errors
    /// The database's.
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error>;

    /// Reads the parts that lists show into all of a list at once; see [`parts`].
    ///
    /// # Errors
    /// The database's.
    fn read_parts(_tx: &mut Tx, _office: &str, _all: &mut [Self]) -> Result<(), Error> {
        Ok(())
    }
    /// Reads the rest, which only one alone has: what it rests on.
    ///
    /// # Errors
    /// The database's.
    fn read_rest(&mut self, _tx: &mut Tx, _office: &str) -> Result<(), Error> {
        Ok(())
    }
    /// Columns that are set once, when it is added.
    ///
    /// # Errors
    /// The database's.
    fn born_with(&self, _tx: &mut Tx, _office: &str) -> Result<Vec<(&'static str, Value)>, Error> {
        Ok(Vec::new())
    }

    /// One by its address, for an action.
    ///
    /// # Errors
    /// [`Denied`] when there is none, or it is not for this actor.
    fn take(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Self, Permit), Denied> {
        let one = one::<Self>(tx, &actor.office, Self::SQL.by_slug, slug)?.ok_or(Denied::Missing)?;
        let permit = actor.may(action, &one.as_subject(tx, &actor.office)?)?;
        Ok((one, permit))
    }
    /// One as the journal sees it.
    ///
    /// # Errors
    /// The database's.
    fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Self>, Error> {
        one(tx, office, Self::SQL.by_id, id)
    }
    /// What the policy must know of one.
    ///
    /// # Errors
    /// The database's.
    fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
        let rows = tx.all(Self::SQL.by_id, params![office, id])?;
        let found = of_rows::<Self>(tx, office, &rows)?.pop();
        found.map(|one| one.as_subject(tx, office)).transpose()
    }
    /// From slugs to ids.
    ///
    /// # Errors
    /// The database's.
    fn resolve(tx: &mut Tx, office: &str, slugs: &[String]) -> Result<HashMap<String, String>, Error> {
        let mut found = HashMap::new();
        for params in in_lists(params![office], slugs) {
            for row in tx.all(Self::SQL.resolve, &params)? {
                found.insert(row.get("slug")?, row.get("id")?);
            }
        }
        Ok(found)
    }
    /// A slug like this that is free.
    ///
    /// # Errors
    /// The database's.
    fn free_slug(tx: &mut Tx, office: &str, wanted: &str) -> Result<String, Error> {
        free_slug(tx, Self::SQL.slug_taken, office, wanted)
    }

    /// Adds one.
    ///
    /// # Errors
    /// The database's.
    fn add(write: &mut Write, permit: &Permit, one: &Self) -> Result<(), Error> {
        insert(write, permit, one)?;
        leave_line::<Self>(write, permit)
    }
    /// Saves an edit made from the version that `one` carries; `false` when that is no longer the present one.
    ///
    /// # Errors
    /// The database's.
    fn save(write: &mut Write, permit: &Permit, one: &Self) -> Result<bool, Error> {
        if !update(write, permit, one)? {
            return Ok(false);
        }
        leave_line::<Self>(write, permit)?;
        Ok(true)
    }
    /// Shows one to the public, or hides it.
    ///
    /// # Errors
    /// The database's.
    fn publish(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
        permit.holds_for(Self::KIND, permit.id());
        match write.tx().run(Self::SQL.publish, params![permit.office(), permit.id(), published_at])? {
            0 => Ok(()),
            _ => leave_line::<Self>(write, permit),
        }
    }
    /// Takes one back: it stays, and is in no list; or brings it back as a draft.
    ///
    /// # Errors
    /// The database's.
    fn withdraw(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
        set_withdrawn::<Self>(write, permit, withdrawn_at)?;
        leave_line::<Self>(write, permit)
    }
}

/// Adds the row of one with its parts, without a line.
///
/// # Errors
/// The database's.
pub fn insert<T: Stored>(write: &mut Write, permit: &Permit, one: &T) -> Result<(), Error> {
    let head = one.head();
    permit.holds_for(T::KIND, &head.id);
    let mut columns = vec!["office", "id", "slug", "published_at", "created_at", "created_by", "version"];
    let mut row = row![permit.office(), &head.id, &head.slug, &head.published_at, write.stamp(), &head.created_by, 1];
    for (column, value) in one.born_with(write.tx(), permit.office())? {
        columns.push(column);
        row.push(value);
    }
    columns.extend(T::SQL.columns);
    row.extend(one.values());
    write.tx().bulk(T::SQL.table, &columns, [row])?;
    one.put_parts(write, permit)
}

/// Saves the row of one with its parts, without a line; `false` when its version is no longer the present one.
///
/// # Errors
/// The database's.
pub fn update<T: Stored>(write: &mut Write, permit: &Permit, one: &T) -> Result<bool, Error> {
    let head = one.head();
    permit.holds_for(T::KIND, &head.id);
    let mut params = row![permit.office(), &head.id, head.version];
    params.extend(one.values());
    if write.tx().run(T::SQL.save, &params)? == 0 {
        return Ok(false);
    }
    for clear in T::SQL.clear {
        write.tx().run(*clear, params![permit.office(), permit.id()])?;
    }
    one.put_parts(write, permit)?;
    Ok(true)
}

/// Takes one back or brings it back, without a line.
///
/// # Errors
/// The database's; also of a kind that is never taken back.
pub fn set_withdrawn<T: Stored>(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
    permit.holds_for(T::KIND, permit.id());
    let sql = T::SQL.withdraw.ok_or_else(|| Error::Other(format!("a {} is never taken back", T::KIND.word())))?;
    write.tx().run(sql, params![permit.office(), permit.id(), withdrawn_at]).map(drop)
}

/// Leaves the line of what one is now, as it reads.
///
/// # Errors
/// The database's.
pub fn leave_line<T: Stored>(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = T::get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Records as rows say, with the parts that lists show, in the order of the rows.
///
/// # Errors
/// The database's.
pub fn of_rows<T: Stored>(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<T>, Error> {
    let mut all: Vec<T> = rows.iter().map(|row| T::of_row(head(row)?, row)).collect::<Result<_, _>>()?;
    T::read_parts(tx, office, &mut all)?;
    Ok(all)
}

/// What every record has, as a row says.
///
/// # Errors
/// A row that lacks it.
pub fn head(row: &Row) -> Result<Head, Error> {
    Ok(Head {
        id: row.get("id")?,
        slug: row.get("slug")?,
        published_at: row.get("published_at")?,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
    })
}

/// The whole of the one that a statement finds by office and key.
///
/// # Errors
/// The database's.
pub fn one<T: Stored>(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<T>, Error> {
    let rows = tx.all(sql, params![office, key])?;
    let Some(mut one) = of_rows::<T>(tx, office, &rows)?.pop() else { return Ok(None) };
    one.read_rest(tx, office)?;
    Ok(Some(one))
}

/// Those that a statement finds by ids, behind its first parameters.
///
/// # Errors
/// The database's.
pub fn by_ids<T: Stored>(tx: &mut Tx, office: &str, sql: Sql, first: &[Value], ids: &[String]) -> Result<Vec<T>, Error> {
    let mut rows = Vec::with_capacity(ids.len());
    for params in in_lists(first, ids) {
        rows.extend(tx.all(sql, &params)?);
    }
    of_rows(tx, office, &rows)
}

/// Reads the rows of a table of parts and adds each to its record's own: the statement says as `owner` whose it is.
///
/// # Errors
/// The database's.
pub fn parts<T: Stored, P>(
    tx: &mut Tx,
    office: &str,
    all: &mut [T],
    sql: Sql,
    own: impl Fn(&mut T) -> &mut Vec<P>,
    read: impl Fn(&Row) -> Result<P, Error>,
) -> Result<(), Error> {
    each_part(tx, office, all, sql, |one, row| {
        own(one).push(read(row)?);
        Ok(())
    })
}

/// Reads the rows of a table of parts, in one question each fifty, as [`parts`]; `put` puts a row into its record.
///
/// # Errors
/// The database's.
pub fn each_part<T: Stored>(
    tx: &mut Tx,
    office: &str,
    all: &mut [T],
    sql: Sql,
    put: impl Fn(&mut T, &Row) -> Result<(), Error>,
) -> Result<(), Error> {
    let ids: Vec<String> = all.iter().map(|one| one.head().id.clone()).collect();
    let mut by_id: HashMap<&String, &mut T> = ids.iter().zip(all).collect();
    for params in in_lists(params![office], &ids) {
        for row in tx.all(sql, &params)? {
            if let Some(one) = by_id.get_mut(&row.get::<String>("owner")?) {
                put(one, &row)?;
            }
        }
    }
    Ok(())
}

/// Puts rows of a table of parts, each behind the office, the record (in the column of the table's name) and its position.
///
/// # Errors
/// The database's.
pub fn put_rows<T: Stored>(
    write: &mut Write,
    permit: &Permit,
    table: &'static str,
    columns: &[&'static str],
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), Error> {
    let mut all = vec!["office", T::SQL.table, "position"];
    all.extend(columns);
    let rows = rows.enumerate().map(|(position, rest)| {
        let mut row = row![permit.office(), permit.id(), position];
        row.extend(rest);
        row
    });
    write.tx().bulk(table, &all, rows).map(drop)
}

/// A row of a list: the record without the rest, and where the list goes on.
#[derive(Debug)]
pub struct Listed<T> {
    /// The record.
    pub one: T,
    /// The key of order.
    pub sort_key: String,
}

/// A page of a list: the statement takes its parameters, then the key and id behind which it goes on, and how many.
///
/// # Errors
/// The database's.
pub fn page<T: Stored>(
    tx: &mut Tx,
    visible: &Visible,
    sql: Sql,
    mut params: Vec<Value>,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Listed<T>>, Error> {
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(sql, &params)?;
    let all = of_rows(tx, &visible.office, &rows)?;
    all.into_iter().zip(&rows).map(|(one, row)| Ok(Listed { one, sort_key: row.get("sort_key")? })).collect()
}

/// What a statement counts as `n`.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, sql: Sql, params: &[Value]) -> Result<i64, Error> {
    tx.first(sql, params)?.map_or(Ok(0), |row| row.get("n"))
}

/// Those that have to do with another record, as far as the actor may see them.
///
/// # Errors
/// The database's.
pub fn around<T: Stored>(tx: &mut Tx, visible: &Visible, sql: Sql, of: &str) -> Result<Vec<Ref>, Error> {
    let mut params = visible.params();
    params.extend(row![of]);
    tx.all(sql, &params)?.iter().map(|row| Ok(Ref::new(T::KIND, row.get::<String>("id")?))).collect()
}
