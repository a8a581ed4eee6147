//! The one table: role × kind × action.

use serde::{Deserialize, Serialize};

use super::Kind;

/// What somebody is in the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Has not signed in
    Public,
    /// Reads everything but people's contacts, drafts included
    Viewer,
    /// A community or institution: keeps its own records
    Contributor,
    /// The department's staff: keeps the register
    Coordinator,
    /// Runs it: accounts and settings
    Administrator,
}

impl Role {
    /// All, in the order of the table's columns.
    pub const ALL: [Role; 5] = [Role::Public, Role::Viewer, Role::Contributor, Role::Coordinator, Role::Administrator];

    /// The word in tables and data.
    pub fn word(self) -> &'static str {
        match self {
            Role::Public => "public",
            Role::Viewer => "viewer",
            Role::Contributor => "contributor",
            Role::Coordinator => "coordinator",
            Role::Administrator => "administrator",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// What is done to a thing. Nouns of addresses end here: `POST /projects/{id}/publication` is [`Action::Publish`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See it, alone or in a list
    Read,
    /// Make one
    Create,
    /// Change it
    Edit,
    /// Show it to the public, or hide it again
    Publish,
    /// Join two that are one
    Merge,
    /// Destroy what is known of a person
    Forget,
    /// See what is guarded: contacts of people
    Unseal,
}

impl Action {
    /// The word in the journal.
    pub fn word(self) -> &'static str {
        match self {
            Action::Read => "read",
            Action::Create => "create",
            Action::Edit => "edit",
            Action::Publish => "publish",
            Action::Merge => "merge",
            Action::Forget => "forget",
            Action::Unseal => "unseal",
        }
    }
}

/// How far an action reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Not at all
    None,
    /// What is published
    Shown,
    /// One's own
    Own,
    /// Both
    OwnOrShown,
    /// Everything of the office
    All,
}

use Action::{Create, Edit, Forget, Merge, Publish, Read, Unseal};
use Grant::{All, None as No, Own, OwnOrShown, Shown};
use Kind::{
    Account, Activity, Agreement, Application, Asset, Attendance, Call, Cluster, Dataset, Emergency, Event, Figure, File, Group,
    Import, Interest, Introduction, Journal, Letter, Link, Need, Office, Organisation, Outcome, Partnership, Person, Place,
    Portal, Programme, Project, Report, Round, Session, Source, Step, Touchpoint,
};

/// The policy. What does not stand here is not granted.
#[rustfmt::skip]
pub const POLICY: &[(Kind, Action, [Grant; 5])] = &[
    //                      public  viewer contributor  coordinator administrator
    (Portal,       Read,    [All,   All,   All,         All,        All]),
    (Session,      Read,    [All,   All,   All,         All,        All]),
    (Session,      Create,  [All,   All,   All,         All,        All]),
    (Session,      Edit,    [No,    Own,   Own,         Own,        Own]),
    (Office,       Read,    [No,    All,   No,          All,        All]),
    (Office,       Edit,    [No,    No,    No,          No,         All]),
    (Account,      Read,    [No,    No,    No,          No,         All]),
    (Account,      Create,  [No,    No,    No,          No,         All]),
    (Account,      Edit,    [No,    No,    No,          No,         All]),
    (Journal,      Read,    [No,    No,    No,          All,        All]),
    (File,         Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (File,         Create,  [No,    No,    Own,         All,        All]),
    (File,         Edit,    [No,    No,    Own,         All,        All]),
    (File,         Publish, [No,    No,    No,          All,        All]),
    (Source,       Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Source,       Create,  [No,    No,    All,         All,        All]),
    (Source,       Edit,    [No,    No,    Own,         All,        All]),
    (Source,       Publish, [No,    No,    No,          All,        All]),
    (Figure,       Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Figure,       Create,  [No,    No,    Own,         All,        All]),
    (Figure,       Edit,    [No,    No,    Own,         All,        All]),
    (Step,         Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Step,         Create,  [No,    No,    Own,         All,        All]),
    (Step,         Edit,    [No,    No,    Own,         All,        All]),
    (Place,        Read,    [All,   All,   All,         All,        All]),
    (Place,        Create,  [No,    No,    No,          All,        All]),
    (Place,        Edit,    [No,    No,    No,          All,        All]),
    (Organisation, Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Organisation, Create,  [No,    No,    All,         All,        All]),
    (Organisation, Edit,    [No,    No,    Own,         All,        All]),
    (Organisation, Publish, [No,    No,    No,          All,        All]),
    (Organisation, Merge,   [No,    No,    No,          All,        All]),
    (Person,       Read,    [Shown, Shown, OwnOrShown,  All,        All]),
    (Person,       Create,  [No,    No,    No,          All,        All]),
    (Person,       Edit,    [No,    No,    No,          All,        All]),
    (Person,       Publish, [No,    No,    No,          All,        All]),
    (Person,       Unseal,  [No,    No,    No,          All,        All]),
    (Person,       Forget,  [No,    No,    No,          All,        All]),
    (Project,      Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Project,      Create,  [No,    No,    All,         All,        All]),
    (Project,      Edit,    [No,    No,    Own,         All,        All]),
    (Project,      Publish, [No,    No,    No,          All,        All]),
    (Asset,        Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Asset,        Create,  [No,    No,    All,         All,        All]),
    (Asset,        Edit,    [No,    No,    Own,         All,        All]),
    (Asset,        Publish, [No,    No,    No,          All,        All]),
    (Need,         Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Need,         Create,  [No,    No,    All,         All,        All]),
    (Need,         Edit,    [No,    No,    Own,         All,        All]),
    (Need,         Publish, [No,    No,    No,          All,        All]),
    (Need,         Unseal,  [No,    No,    Own,         All,        All]),
    (Round,        Read,    [No,    All,   No,          All,        All]),
    (Round,        Create,  [No,    No,    No,          All,        All]),
    (Round,        Edit,    [No,    No,    No,          All,        All]),
    (Emergency,    Read,    [Shown, All,   Shown,       All,        All]),
    (Emergency,    Create,  [No,    No,    No,          All,        All]),
    (Emergency,    Edit,    [No,    No,    No,          All,        All]),
    (Emergency,    Publish, [No,    No,    No,          All,        All]),
    (Cluster,      Read,    [Shown, All,   Shown,       All,        All]),
    (Cluster,      Create,  [No,    No,    No,          All,        All]),
    (Cluster,      Edit,    [No,    No,    No,          All,        All]),
    (Cluster,      Publish, [No,    No,    No,          All,        All]),
    (Group,        Read,    [Shown, All,   Shown,       All,        All]),
    (Group,        Create,  [No,    No,    No,          All,        All]),
    (Group,        Edit,    [No,    No,    No,          All,        All]),
    (Group,        Publish, [No,    No,    No,          All,        All]),
    // Who might help is for the office and for whose need it is: `decisions/0020-…`. To edit is to change the weights.
    (Touchpoint,   Read,    [No,    All,   Own,         All,        All]),
    (Touchpoint,   Edit,    [No,    No,    No,          All,        All]),
    (Introduction, Read,    [No,    All,   No,          All,        All]),
    (Introduction, Create,  [No,    No,    No,          All,        All]),
    (Introduction, Edit,    [No,    No,    No,          All,        All]),
    (Programme,    Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Programme,    Create,  [No,    No,    All,         All,        All]),
    (Programme,    Edit,    [No,    No,    Own,         All,        All]),
    (Programme,    Publish, [No,    No,    No,          All,        All]),
    (Call,         Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Call,         Create,  [No,    No,    All,         All,        All]),
    (Call,         Edit,    [No,    No,    Own,         All,        All]),
    (Call,         Publish, [No,    No,    No,          All,        All]),
    (Application,  Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Application,  Create,  [No,    No,    All,         All,        All]),
    (Application,  Edit,    [No,    No,    Own,         All,        All]),
    (Application,  Publish, [No,    No,    No,          All,        All]),
    (Partnership,  Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Partnership,  Create,  [No,    No,    All,         All,        All]),
    (Partnership,  Edit,    [No,    No,    Own,         All,        All]),
    (Partnership,  Publish, [No,    No,    No,          All,        All]),
    // Who is in touch with the office and who has gone quiet is told in the office alone.
    (Partnership,  Unseal,  [No,    All,   No,          All,        All]),
    (Agreement,    Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Agreement,    Create,  [No,    No,    All,         All,        All]),
    (Agreement,    Edit,    [No,    No,    Own,         All,        All]),
    (Agreement,    Publish, [No,    No,    No,          All,        All]),
    // To see who signs for a party.
    (Agreement,    Unseal,  [No,    No,    No,          All,        All]),
    // Whoever may edit one of its ends may join and part them, and whoever sees both sees it.
    (Outcome,      Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Outcome,      Create,  [No,    No,    Own,         All,        All]),
    (Outcome,      Edit,    [No,    No,    Own,         All,        All]),
    // To edit is to change the rules of ranking, and to pin or hide an achievement.
    (Report,       Read,    [All,   All,   All,         All,        All]),
    (Report,       Edit,    [No,    No,    No,          All,        All]),
    (Event,        Read,    [Shown, All,   OwnOrShown,  All,        All]),
    (Event,        Create,  [No,    No,    All,         All,        All]),
    (Event,        Edit,    [No,    No,    Own,         All,        All]),
    (Event,        Publish, [No,    No,    No,          All,        All]),
    // Who takes part by name is for whoever keeps the register; numbers stand on the event's page.
    (Attendance,   Read,    [No,    No,    No,          All,        All]),
    (Attendance,   Create,  [No,    No,    No,          All,        All]),
    (Attendance,   Edit,    [No,    No,    No,          All,        All]),
    (Attendance,   Forget,  [No,    No,    No,          All,        All]),
    // To come in by a private link; what may be done behind it is up to the link's own leave.
    (Link,         Read,    [All,   All,   All,         All,        All]),
    (Link,         Create,  [No,    No,    No,          All,        All]),
    (Link,         Edit,    [No,    No,    No,          All,        All]),
    (Interest,     Read,    [No,    No,    Own,         All,        All]),
    (Interest,     Create,  [No,    No,    No,          All,        All]),
    (Interest,     Edit,    [No,    No,    No,          All,        All]),
    // Whoever reads a letter reads the private link in it, which is theirs to make anyway.
    (Letter,       Read,    [No,    No,    No,          All,        All]),
    (Letter,       Edit,    [No,    No,    No,          All,        All]),
    (Import,       Read,    [No,    No,    No,          All,        All]),
    (Import,       Create,  [No,    No,    No,          All,        All]),
    (Import,       Edit,    [No,    No,    No,          All,        All]),
    (Dataset,      Read,    [No,    No,    No,          All,        All]),
    (Dataset,      Create,  [No,    No,    No,          All,        All]),
    (Dataset,      Edit,    [No,    No,    No,          All,        All]),
    (Activity,     Read,    [All,   All,   All,         All,        All]),
    (Activity,     Edit,    [No,    No,    No,          All,        All]),
];

/// Looks a grant up.
pub fn grant(role: Role, kind: Kind, action: Action) -> Grant {
    POLICY.iter().find(|row| row.0 == kind && row.1 == action).map_or(Grant::None, |row| row.2[role as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_stands_twice_and_every_kind_can_be_read() {
        for (index, row) in POLICY.iter().enumerate() {
            assert!(!POLICY[..index].iter().any(|other| (other.0, other.1) == (row.0, row.1)), "{:?} {:?} twice", row.0, row.1);
        }
        for kind in Kind::ALL {
            assert!(POLICY.iter().any(|row| row.0 == *kind && row.1 == Action::Read), "{kind:?} has no Read");
        }
    }

    #[test]
    fn the_public_changes_nothing_but_its_own_sign_in() {
        for (kind, action, grants) in POLICY {
            if !matches!(action, Action::Read) && *kind != Kind::Session {
                assert_eq!(grants[0], Grant::None, "{kind:?} {action:?}");
            }
        }
    }
}
