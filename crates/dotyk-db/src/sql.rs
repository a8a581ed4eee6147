//! Named statements and their parameters.

/// One SQL statement with a name. Made only by [`statements!`](crate::statements), so that every statement of the
/// program is in a `STATEMENTS` list and can be prepared by a test on both engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sql {
    name: &'static str,
    text: &'static str,
}

impl Sql {
    #[doc(hidden)]
    pub const fn __named(name: &'static str, text: &'static str) -> Self {
        Self { name, text }
    }

    /// Where the statement is written: `dotyk::project::store::FIND_PROJECT`. Errors and logs say it.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The SQL text.
    pub const fn text(self) -> &'static str {
        self.text
    }
}

/// Names the statements of a file: a constant of type [`Sql`] for each, and `pub const STATEMENTS: &[Sql]` of all.
///
/// ```
/// dotyk_db::statements! {
///     /// Every project of an office.
///     pub(crate) const LIST_PROJECTS = "SELECT id, title FROM project WHERE office = $1 ORDER BY sort_key";
///     const COUNT_PROJECTS = "SELECT count(*) AS n FROM project WHERE office = $1";
/// }
/// assert_eq!(STATEMENTS, [LIST_PROJECTS, COUNT_PROJECTS]);
/// assert!(COUNT_PROJECTS.name().ends_with("COUNT_PROJECTS"));
/// ```
///
/// A file with tables of records begins with the [`Usual`](crate::Usual) statements of each: the table and its alias, a
/// condition where the table holds more than one kind, how a row is read, the columns that an edit saves, and the tables of
/// its parts. They are listed with the others.
///
/// ```
/// dotyk_db::statements! {
///     usual {
///         SCHOOL = school s: "SELECT s.id, s.slug, s.name, s.version FROM school s WHERE s.office = $1",
///             saves [name, sort_key], clears [school_class];
///     }
///     const COUNT_SCHOOLS = "SELECT count(*) AS n FROM school WHERE office = $1";
/// }
/// assert!(SCHOOL.save.text().starts_with("UPDATE school SET name = $4, sort_key = $5, version = version + 1 WHERE"));
/// assert!(STATEMENTS.contains(&SCHOOL.save) && STATEMENTS.contains(&COUNT_SCHOOLS));
/// ```
#[macro_export]
macro_rules! statements {
    (
        usual { $(
            $(#[$about:meta])*
            $usual:ident = $table:ident $alias:ident $(where $only:literal)?: $select:expr, saves [$($column:ident),* $(,)?]
            $(, clears [$($part:ident),* $(,)?])? $(, without $no:ident)?;
        )* }
        $($(#[$attribute:meta])* $visible:vis const $name:ident = $text:expr;)*
    ) => {
        $(
            $(#[$about])*
            pub const $usual: $crate::Usual = $crate::__usual!(
                $usual = $table $alias $(where $only)?: $select, saves [$($column),*], clears [$($($part),*)?] without [$($no)?]
            );
        )*
        $(
            $(#[$attribute])*
            $visible const $name: $crate::Sql =
                $crate::Sql::__named(concat!(module_path!(), "::", stringify!($name)), $text);
        )*
        /// Every statement of this file, for the test that prepares them all.
        pub const STATEMENTS: &[$crate::Sql] = &$crate::Usual::__listed::<
            { <[$crate::Sql]>::len(&[$($name),*]) $(+ $usual.__count())* },
        >(&[$($usual),*], &[$($name),*]);
    };
    ($($(#[$attribute:meta])* $visible:vis const $name:ident = $text:expr;)*) => {
        $(
            $(#[$attribute])*
            $visible const $name: $crate::Sql =
                $crate::Sql::__named(concat!(module_path!(), "::", stringify!($name)), $text);
        )*
        /// Every statement of this file, for the test that prepares them all.
        pub const STATEMENTS: &[$crate::Sql] = &[$($name),*];
    };
}

/// The parameters of one statement, each through [`Value::from`](crate::Value): a `&[Value; N]`.
///
/// ```
/// use dotyk_db::{Value, params};
/// let office = String::from("luhansk");
/// let parent: Option<&str> = None;
/// let given: &[Value] = params![&office, parent, 3];
/// assert_eq!(given, [Value::Text(office), Value::Null, Value::Int(3)]);
/// ```
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Value; 0] };
    ($($value:expr),+ $(,)?) => { &[$($crate::Value::from($value)),+] };
}

/// One row for [`Tx::bulk`](crate::Tx::bulk): as [`params!`](crate::params), but an owned `Vec<Value>`.
#[macro_export]
macro_rules! row {
    ($($value:expr),* $(,)?) => { ::std::vec![$($crate::Value::from($value)),*] };
}
