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
#[macro_export]
macro_rules! statements {
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
