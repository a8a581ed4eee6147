//! What can go wrong, said alike for both engines.

/// What can go wrong with a database. Both engines' errors are mapped to the same few cases.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A row with these columns' values is already there (primary key, `UNIQUE`, or a unique index).
    #[error("{table} already has a row with the same {}", columns.join(", "))]
    Unique {
        /// The table.
        table: String,
        /// The columns of the unique, in its order; empty when it is made of expressions.
        columns: Vec<String>,
    },
    /// A row points to one that is not there, or one that others point to was to go.
    #[error("a reference to another row would be broken ({detail})")]
    ForeignKey {
        /// What the engine said: the constraint (PostgreSQL) or the statement (SQLite tells no more).
        detail: String,
    },
    /// A `CHECK` refused the row.
    #[error("the rule {constraint} of the table refuses the row")]
    Check {
        /// The constraint's name, or (SQLite, unnamed) its expression.
        constraint: String,
    },
    /// A column that must have a value was given none.
    #[error("{table}.{column} must have a value")]
    NotNull {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// Another writer, or too many readers, held the database for longer than the program waits; or the engine
    /// rolled this transaction back in favour of another. Nothing was written: the same work may be tried again.
    #[error("the database is busy: try again ({0})")]
    Busy(String),
    /// The database cannot be reached or opened. The text says what to do.
    #[error("{0}")]
    Unavailable(String),
    /// The database's disk is full. Nothing was written; the text says what to do.
    #[error("{0}")]
    Full(String),
    /// A column of the answer is missing or of another type: a fault of the program.
    #[error("column {column} {problem}")]
    Column {
        /// The column's name.
        column: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A text holds a NUL character, which PostgreSQL cannot store, so neither engine is given it.
    #[error("a text holds a NUL character (U+0000) after «{0}»: remove it")]
    Nul(String),
    /// The program's migrations and the database's do not fit together. The text says what to do.
    #[error("{0}")]
    Migration(String),
    /// Anything else, with the name of the statement: mostly a fault of the program.
    #[error("{0}")]
    Other(String),
}

impl Error {
    /// Says which statement met the error, where the case has no better thing to say.
    pub(crate) fn in_statement(self, name: &str) -> Self {
        match self {
            Self::Other(text) => Self::Other(format!("{name}: {text}")),
            Self::ForeignKey { detail } if detail.is_empty() => Self::ForeignKey { detail: name.to_owned() },
            other => other,
        }
    }
}
