//! The statements that every table of records has alike, made of its name and its columns.

use crate::Sql;

/// The usual statements of a table whose rows have an address, count their edits, are shown to the public and taken back.
/// Each takes the office as `$1`. Made by the `usual` part of [`statements!`](crate::statements).
///
/// Besides what it is told, such a table has `office`, `id`, `slug`, `published_at`, `created_at`, `created_by`, `version`
/// and, unless it is `without withdrawal`, `withdrawn_at`.
#[derive(Clone, Copy, Debug)]
pub struct Usual {
    /// The table.
    pub table: &'static str,
    /// The columns that an edit saves: what people enter, and what is computed of it.
    pub columns: &'static [&'static str],
    /// The row of the slug `$2`.
    pub by_slug: Sql,
    /// The row of the id `$2`.
    pub by_id: Sql,
    /// All ids.
    pub ids: Sql,
    /// From slugs, a list behind `$1`, to ids.
    pub resolve: Sql,
    /// Whether the slug `$2` is taken.
    pub slug_taken: Sql,
    /// Saves an edit of the id `$2`, made from the version `$3`; the columns follow.
    pub save: Sql,
    /// Shows the id `$2` since `$3`, or hides it. What was taken back is shown to nobody, however it is found.
    pub publish: Sql,
    /// Takes the id `$2` back since `$3`, or brings it back hidden.
    pub withdraw: Option<Sql>,
    /// Empties the tables of its parts for the id `$2`, in their order.
    pub clear: &'static [Sql],
}

impl Usual {
    const fn single(&self) -> [Option<Sql>; 8] {
        let Usual { by_slug, by_id, ids, resolve, slug_taken, save, publish, withdraw, .. } = *self;
        [Some(by_slug), Some(by_id), Some(ids), Some(resolve), Some(slug_taken), Some(save), Some(publish), withdraw]
    }

    #[doc(hidden)]
    pub const fn __count(&self) -> usize {
        self.single().len() - (self.withdraw.is_none() as usize) + self.clear.len()
    }

    #[doc(hidden)]
    pub const fn __listed<const N: usize>(usual: &[Usual], own: &[Sql]) -> [Sql; N] {
        let mut all = [Sql::__named("", ""); N];
        let (mut count, mut table) = (0, 0);
        while table < usual.len() {
            let (single, mut n) = (usual[table].single(), 0);
            while n < single.len() {
                if let Some(sql) = single[n] {
                    all[count] = sql;
                    count += 1;
                }
                n += 1;
            }
            count = copied(&mut all, count, usual[table].clear);
            table += 1;
        }
        assert!(copied(&mut all, count, own) == N, "a list of statements of another length");
        all
    }
}

const fn copied(all: &mut [Sql], mut count: usize, from: &[Sql]) -> usize {
    let mut n = 0;
    while n < from.len() {
        all[count] = from[n];
        count += 1;
        n += 1;
    }
    count
}

/// The usual statements of one table: a [`Usual`]. A part of [`statements!`](crate::statements).
#[doc(hidden)]
#[macro_export]
macro_rules! __usual {
    (
        $usual:ident = $table:ident $alias:ident $(where $only:literal)?: $select:expr, saves [$($column:ident),*],
        clears [$($part:ident),*] without [$($no:ident)?]
    ) => {
        $crate::Usual {
            table: stringify!($table),
            columns: &[$(stringify!($column)),*],
            by_slug: $crate::__usual!(@sql $usual by_slug $select, " AND ", stringify!($alias), ".slug = $2"
                $(, " AND ", stringify!($alias), ".", $only)?),
            by_id: $crate::__usual!(@sql $usual by_id $select, " AND ", stringify!($alias), ".id = $2"
                $(, " AND ", stringify!($alias), ".", $only)?),
            ids: $crate::__usual!(@sql $usual ids
                "SELECT id FROM ", stringify!($table), " WHERE office = $1" $(, " AND ", $only)?, " ORDER BY id"),
            resolve: $crate::__usual!(@sql $usual resolve
                "SELECT id, slug FROM ", stringify!($table), " WHERE office = $1" $(, " AND ", $only)?, " AND slug IN ", $crate::in_list!()),
            slug_taken: $crate::__usual!(@sql $usual slug_taken
                "SELECT 1 AS taken FROM ", stringify!($table), " WHERE office = $1 AND slug = $2" $(, " AND ", $only)?),
            save: $crate::__usual!(@sql $usual save
                "UPDATE ", stringify!($table), " SET ",
                $crate::__usual!(@set () [
                    4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40
                ] $($column)*),
                "version = version + 1 WHERE office = $1 AND id = $2 AND version = $3"),
            publish: $crate::__usual!(@publish $usual $table $($no)?),
            withdraw: $crate::__usual!(@withdraw $usual $table $($no)?),
            clear: &[$(
                $crate::__usual!(@sql $usual $part
                    "DELETE FROM ", stringify!($part), " WHERE office = $1 AND ", stringify!($table), " = $2")
            ),*],
        }
    };
    (@sql $usual:ident $what:ident $($text:expr),+) => {
        $crate::Sql::__named(concat!(module_path!(), "::", stringify!($usual), ".", stringify!($what)), concat!($($text),+))
    };
    // `a = $4, b = $5, `: a column and a number at a time.
    (@set ($($text:expr,)*) [$($numbers:literal)*]) => { concat!($($text,)*) };
    (@set ($($text:expr,)*) [$number:literal $($numbers:literal)*] $column:ident $($columns:ident)*) => {
        $crate::__usual!(@set ($($text,)* stringify!($column), " = $", $number, ", ",) [$($numbers)*] $($columns)*)
    };
    (@publish $usual:ident $table:ident) => {
        $crate::__usual!(@sql $usual publish "UPDATE ", stringify!($table),
            " SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2 AND withdrawn_at IS NULL")
    };
    (@publish $usual:ident $table:ident withdrawal) => {
        $crate::__usual!(@sql $usual publish "UPDATE ", stringify!($table),
            " SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2")
    };
    (@withdraw $usual:ident $table:ident) => {
        Some($crate::__usual!(@sql $usual withdraw "UPDATE ", stringify!($table),
            " SET withdrawn_at = $3, published_at = NULL, version = version + 1 WHERE office = $1 AND id = $2"))
    };
    (@withdraw $usual:ident $table:ident withdrawal) => {
        None
    };
}

#[cfg(test)]
mod tests {
    mod store {
        crate::statements! {
            usual {
                /// Schools.
                SCHOOL = school s: "SELECT s.id, s.name FROM school s WHERE s.office = $1", saves [name, places], clears [school_class, school_bell];
                WORD = word w where "kind = 'noun'": "SELECT w.id FROM word w WHERE w.office = $1", saves [], without withdrawal;
            }
            /// How many schools there are.
            pub(super) const COUNT = "SELECT count(*) AS n FROM school WHERE office = $1";
        }
    }
    use store::{COUNT, SCHOOL, STATEMENTS, WORD};

    #[test]
    fn usual_statements_are_made_of_a_table_and_its_columns() {
        assert_eq!(SCHOOL.columns, ["name", "places"]);
        assert_eq!(SCHOOL.by_slug.text(), "SELECT s.id, s.name FROM school s WHERE s.office = $1 AND s.slug = $2");
        assert_eq!(
            SCHOOL.save.text(),
            "UPDATE school SET name = $4, places = $5, version = version + 1 WHERE office = $1 AND id = $2 AND version = $3"
        );
        assert_eq!(SCHOOL.clear[1].text(), "DELETE FROM school_bell WHERE office = $1 AND school = $2");
        assert!(SCHOOL.withdraw.is_some() && SCHOOL.publish.text().ends_with("AND withdrawn_at IS NULL"));
        assert!(WORD.withdraw.is_none() && !WORD.publish.text().contains("withdrawn_at"));
        assert_eq!(WORD.by_id.text(), "SELECT w.id FROM word w WHERE w.office = $1 AND w.id = $2 AND w.kind = 'noun'");
        assert_eq!(WORD.ids.text(), "SELECT id FROM word WHERE office = $1 AND kind = 'noun' ORDER BY id");
    }

    #[test]
    fn all_of_them_are_listed_with_those_beside_them() {
        let names: Vec<&str> = STATEMENTS.iter().filter_map(|sql| sql.name().rsplit("::").next()).collect();
        assert_eq!(names.len(), 8 + 2 + 7 + 1, "{names:?}");
        assert_eq!([names[0], names[9], names[16]], ["SCHOOL.by_slug", "SCHOOL.school_bell", "WORD.publish"]);
        assert_eq!(STATEMENTS.last(), Some(&COUNT));
    }
}
