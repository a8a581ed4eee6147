//! Where something stands in a file.

/// A place in the text of a file: line and column, both from 1, columns in characters.
///
/// Positions never take part in comparing two models: two activities that say the same are
/// equal wherever they stand. Compare the fields to compare places.
#[derive(Debug, Clone, Copy, Default)]
pub struct Position {
    /// Line, from 1; 0 where the thing was not read from a file.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl PartialEq for Position {
    fn eq(&self, _: &Position) -> bool {
        true
    }
}

impl Eq for Position {}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
