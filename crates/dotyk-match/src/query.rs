//! What is asked, and what is answered.

use std::collections::BTreeMap;

use crate::document::Span;

/// Who asks. Nothing a viewer may not find is counted, corrected to, or suggested.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    /// Sees everything, drafts and all.
    pub all: bool,
    /// What the viewer holds, matched with [`Visibility::tokens`](crate::Visibility::tokens).
    pub tokens: Vec<String>,
}

impl Viewer {
    /// Anyone: sees what is public.
    pub fn public() -> Viewer {
        Viewer::default()
    }

    /// Sees everything.
    pub fn all() -> Viewer {
        Viewer { all: true, tokens: Vec::new() }
    }

    /// Sees what is public and what one of `tokens` opens.
    pub fn with<T: Into<String>>(tokens: impl IntoIterator<Item = T>) -> Viewer {
        Viewer { all: false, tokens: tokens.into_iter().map(Into::into).collect() }
    }
}

/// A question. Everything given must hold; an empty query asks for everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// As typed. Every word must be found; the last is a prefix when nothing follows it.
    pub text: String,
    /// Only this kind: the same as a filter of the facet `kind`.
    pub kind: Option<String>,
    /// Facet and accepted values: any of the values, all of the facets. No values is no filter.
    pub filters: Vec<(String, Vec<String>)>,
    /// Spans that must be touched.
    pub spans: Vec<Span>,
    /// Who asks.
    pub viewer: Viewer,
    /// Hits to pass over.
    pub offset: usize,
    /// Hits to give.
    pub limit: usize,
    /// What comes first.
    pub order: Order,
    /// Facets to count; `kind` and `place` are there always.
    pub facets: Vec<String>,
}

impl Default for Query {
    fn default() -> Query {
        Query {
            text: String::new(),
            kind: None,
            filters: Vec::new(),
            spans: Vec::new(),
            viewer: Viewer::default(),
            offset: 0,
            limit: 20,
            order: Order::default(),
            facets: Vec::new(),
        }
    }
}

/// What comes first. Equals always go by title and then by key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The best match, then the greater boost.
    #[default]
    Best,
    /// The greater boost.
    Boost,
    /// By the alphabet.
    Title,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// How many in all.
    pub total: u64,
    /// Those asked for, best first.
    pub hits: Vec<Hit>,
    /// For each facet asked for, its values and their counts, most first. A facet that is filtered
    /// is counted as if it were not, so that another of its values can be chosen.
    pub facets: BTreeMap<String, Vec<(String, u64)>>,
    /// What was looked for in place of the text, because that was not found.
    pub corrected: Option<String>,
}

/// One document found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its key.
    pub key: String,
    /// Its kind.
    pub kind: String,
    /// To be compared within one answer only; 0 without a text.
    pub score: u32,
    /// For each word asked, where and how it was found.
    pub reasons: Vec<Reason>,
    /// The other name by which it was found, if its titles did not tell.
    pub name: Option<String>,
}

/// Why a document was found: one word of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The word as looked for.
    pub word: String,
    /// Where it stands.
    pub field: Field,
    /// How alike.
    pub how: How,
}

/// Where a word was found, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// In a title.
    Title,
    /// In another name.
    Name,
    /// In the rest.
    Body,
}

/// How a word was found, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// As written, but for case, look-alike letters and the like.
    Exact,
    /// In another form.
    Form,
    /// As the beginning of a word.
    Prefix,
    /// A slip of the finger away.
    Typo,
}

/// What type-ahead offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The document's key.
    pub key: String,
    /// Its kind.
    pub kind: String,
    /// The title, in the language that matches.
    pub title: String,
    /// The other name that matches, if no title does.
    pub name: Option<String>,
}
