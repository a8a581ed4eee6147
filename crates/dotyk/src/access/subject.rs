//! What is acted on: the kinds of record, a reference to one, and what the policy must know of it.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $word:literal, $folder:literal;)*) => {
        /// The kinds of record. A lower rung names a thing above it only by its kind and id.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// All of them.
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];

            /// The word in tables, journal and data.
            pub fn word(self) -> &'static str {
                match self { $(Kind::$kind => $word,)* }
            }

            /// What the names of its states begin with in the words of the pages.
            pub fn states(self) -> &'static str {
                match self { $(Kind::$kind => concat!($word, "-state-"),)* }
            }

            /// The word in addresses.
            pub fn folder(self) -> &'static str {
                match self { $(Kind::$kind => $folder,)* }
            }
        }
    };
}

kinds! {
    /// The office and its settings
    Office = "office", "office";
    /// Who may sign in
    Account = "account", "accounts";
    /// One's own sign-in
    Session = "session", "session";
    /// The audit trail
    Journal = "journal", "journal";
    /// An uploaded file
    File = "file", "files";
    /// A document, interview, register, page or person that said something
    Source = "source", "sources";
    /// A number said by a source
    Figure = "figure", "figures";
    /// Something somebody is to do
    Step = "step", "steps";
    /// A territory
    Place = "place", "places";
    /// Anyone who acts
    Organisation = "organisation", "organisations";
    /// Staff or a partner's contact
    Person = "person", "people";
    /// A project
    Project = "project", "projects";
    /// Property received as aid
    Asset = "asset", "assets";
    /// What somebody needs
    Need = "need", "needs";
    /// Many institutions asked at once what they need
    Round = "round", "rounds";
    /// What a partner looks for
    Interest = "interest", "interests";
    /// What the office writes to somebody by mail
    Letter = "letter", "letters";
    /// A disaster: what is needed because of it, and what is done
    Emergency = "emergency", "emergencies";
    /// Companies, universities and authorities of one trade
    Cluster = "cluster", "clusters";
    /// Those who see to one matter
    Group = "group", "groups";
    /// Points of contact, and how they are weighed
    Touchpoint = "touchpoint", "touchpoints";
    /// Who was brought together with whom
    Introduction = "introduction", "introductions";
    /// Somebody pays for things of a kind
    Programme = "programme", "programmes";
    /// When and how one applies to a programme
    Call = "call", "calls";
    /// What somebody applied for
    Application = "application", "applications";
    /// Who is bound by what, and until when
    Agreement = "agreement", "agreements";
    /// Of this came that
    Outcome = "outcome", "outcomes";
    /// A lasting tie of ours with somebody abroad
    Partnership = "partnership", "partnerships";
    /// A forum, a session, a signing, a negotiation, a meeting
    Event = "event", "events";
    /// Who takes part in an event, by name
    Attendance = "attendance", "attendance";
    /// A private link without an account
    Link = "link", "n";
    /// A table that is taken in
    Import = "import", "imports";
    /// A file that others publish by the IATI standard
    Dataset = "dataset", "datasets";
    /// An activity that others publish: reference, never the office's own
    Activity = "activity", "activities";
    /// What was achieved in a time, and by which rules that is ranked
    Report = "report", "reports";
    /// Pages over everything: home
    Portal = "portal", "";
}

impl Kind {
    /// Reads the word of tables and data.
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// A record named from a rung below it: an owner of a step, the subject of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "RefForm")]
pub struct Ref {
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub id: String,
}

/// A reference as data holds it: its two parts, or `kind:key` in a file that people write.
#[derive(Deserialize)]
#[serde(untagged)]
enum RefForm {
    Parts { kind: Kind, id: String },
    Text(String),
}

impl TryFrom<RefForm> for Ref {
    type Error = String;

    fn try_from(form: RefForm) -> Result<Ref, String> {
        match form {
            RefForm::Parts { kind, id } => Ok(Ref { kind, id }),
            RefForm::Text(text) => {
                let parts = text.split_once(':').and_then(|(kind, key)| Some(Ref::new(Kind::parse(kind)?, key)));
                parts.ok_or_else(|| format!("«{text}» is no reference: write kind:key, such as project:school"))
            }
        }
    }
}

impl Ref {
    /// A reference to a record.
    pub fn new(kind: Kind, id: impl Into<String>) -> Ref {
        Ref { kind, id: id.into() }
    }
}

/// What the policy must know of a thing.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Whether the public may see it.
    pub published: bool,
    /// Whose own it is.
    pub owners: Vec<Owner>,
}

impl Subject {
    /// A thing of nobody in particular.
    pub fn new(kind: Kind, id: impl Into<String>, published: bool) -> Subject {
        Subject { kind, id: id.into(), published, owners: Vec::new() }
    }

    /// What belongs to this thing is seen and owned like it.
    #[must_use]
    pub fn part(&self, kind: Kind, id: impl Into<String>) -> Subject {
        Subject { kind, id: id.into(), published: self.published, owners: self.owners.clone() }
    }

    /// The same thing, owned by these.
    #[must_use]
    pub fn owned_by(mut self, owners: impl IntoIterator<Item = Owner>) -> Subject {
        self.owners.extend(owners);
        self
    }
}

/// What makes a thing somebody's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Who made it.
    Account(String),
    /// An organisation that takes part in it.
    Organisation(String),
    /// A place it lies in, or one above that.
    Place(String),
}

/// What every record with an address of its own has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its id.
    pub id: String,
    /// Its place in the address; never changes.
    pub slug: String,
    /// Since when the public may see it; none for a draft.
    pub published_at: Option<String>,
    /// The account or command that made it.
    pub created_by: String,
    /// Counts its edits.
    pub version: i64,
}

impl Head {
    /// The head of a new record: a draft of whoever makes it.
    pub fn new(id: String, slug: String, created_by: &str) -> Head {
        Head { id, slug, published_at: None, created_by: created_by.into(), version: 1 }
    }

    /// What the policy must know of the record.
    pub fn subject(&self, kind: Kind) -> Subject {
        Subject::new(kind, self.id.clone(), self.published_at.is_some()).owned_by([Owner::Account(self.created_by.clone())])
    }
}
