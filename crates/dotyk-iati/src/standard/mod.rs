//! The facts of the standard: schemas, code lists, rules. Built in from `tables/`, which
//! `examples/carry_over.rs` makes out of the official files.

mod codes;
mod rules;
mod schema;

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

pub use codes::{CodeListError, CodeLists};
pub use rules::Severity;
pub(crate) use rules::{Rule, rule};
pub(crate) use schema::{CodeRule, Content, DataType, Item, NodeId, Schema, Spec, UNNAMED};

/// A version of the standard that can be read and checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 2.01, of 2014.
    V201,
    /// 2.02, of 2015.
    V202,
    /// 2.03, of 2018: the one that is written.
    V203,
}

impl Version {
    /// All of them, oldest first.
    pub const ALL: [Version; 3] = [Version::V201, Version::V202, Version::V203];

    /// The version by its number, exactly as written in a file.
    ///
    /// ```
    /// use dotyk_iati::Version;
    /// assert_eq!(Version::parse("2.03"), Some(Version::V203));
    /// assert_eq!(Version::parse("1.05"), None);
    /// ```
    pub fn parse(number: &str) -> Option<Version> {
        Version::ALL.into_iter().find(|v| v.number() == number)
    }

    /// Its number, such as `2.03`.
    pub fn number(self) -> &'static str {
        match self {
            Version::V201 => "2.01",
            Version::V202 => "2.02",
            Version::V203 => "2.03",
        }
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

/// The two kinds of IATI files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileType {
    /// `iati-activities`
    Activities,
    /// `iati-organisations`
    Organisations,
}

impl FileType {
    /// The kind of file by the name of its root element.
    pub fn from_root(name: &str) -> Option<FileType> {
        [FileType::Activities, FileType::Organisations].into_iter().find(|t| t.root() == name)
    }

    /// The name of the root element.
    pub fn root(self) -> &'static str {
        match self {
            FileType::Activities => "iati-activities",
            FileType::Organisations => "iati-organisations",
        }
    }

    /// The name of the elements the file is a list of.
    pub fn item(self) -> &'static str {
        match self {
            FileType::Activities => "iati-activity",
            FileType::Organisations => "iati-organisation",
        }
    }

    /// The name of the element that identifies an item.
    pub fn identifier(self) -> &'static str {
        match self {
            FileType::Activities => "iati-identifier",
            FileType::Organisations => "organisation-identifier",
        }
    }
}

/// The schema of a kind of file, all versions in one tree.
pub(crate) fn schema(file_type: FileType) -> &'static Schema {
    static ACTIVITIES: LazyLock<Schema> = LazyLock::new(|| {
        Schema::load([
            include_str!("../../tables/schema-2.01-activities.txt"),
            include_str!("../../tables/schema-2.02-activities.txt"),
            include_str!("../../tables/schema-2.03-activities.txt"),
        ])
    });
    static ORGANISATIONS: LazyLock<Schema> = LazyLock::new(|| {
        Schema::load([
            include_str!("../../tables/schema-2.01-organisations.txt"),
            include_str!("../../tables/schema-2.02-organisations.txt"),
            include_str!("../../tables/schema-2.03-organisations.txt"),
        ])
    });
    match file_type {
        FileType::Activities => &ACTIVITIES,
        FileType::Organisations => &ORGANISATIONS,
    }
}

/// Known identifiers: approved registration agencies, and publishers of the registry.
pub(crate) struct Identifiers {
    pub prefixes: FxHashSet<&'static str>,
    pub publishers: FxHashSet<&'static str>,
}

pub(crate) fn identifiers() -> &'static Identifiers {
    static IDENTIFIERS: LazyLock<Identifiers> = LazyLock::new(|| Identifiers {
        prefixes: include_str!("../../tables/org-id-prefixes.txt").lines().collect(),
        publishers: include_str!("../../tables/publishers.txt").lines().collect(),
    });
    &IDENTIFIERS
}
