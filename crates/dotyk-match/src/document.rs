//! What goes into the index.

/// One thing that can be found. Only its words are kept, and what a suggestion shows: title and names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What the caller knows it by; unique in an index.
    pub key: String,
    /// "project", "place" …; also the facet `kind`.
    pub kind: String,
    /// The title in Ukrainian.
    pub title_uk: Option<String>,
    /// The title in English.
    pub title_en: Option<String>,
    /// Other names it may be asked for: former names, exonyms, short names, codes.
    pub names: Vec<String>,
    /// The rest of its text, in any language.
    pub body: String,
    /// Facet and value, as many as apply: `("stage", "completed")`.
    pub facets: Vec<(String, String)>,
    /// Codes of its places with all that contain them; also the facet `place`.
    pub places: Vec<String>,
    /// What can be filtered as a span: dates as day numbers, amounts in minor units.
    pub spans: Vec<Span>,
    /// Among equals the greater comes first: the day of the last change, or importance.
    pub boost: i64,
    /// Who may find it.
    pub visibility: Visibility,
}

/// Who may find a document: everyone, or who holds one of the tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visibility {
    /// Everyone may.
    pub public: bool,
    /// Who may besides: `"org:ID"`, `"account:ID"`, `"place:CODE"`, as the caller likes.
    pub tokens: Vec<String>,
}

impl Visibility {
    /// For everyone.
    pub fn public() -> Visibility {
        Visibility { public: true, tokens: Vec::new() }
    }

    /// For those who hold one of `tokens`, and viewers who see all.
    pub fn only<T: Into<String>>(tokens: impl IntoIterator<Item = T>) -> Visibility {
        Visibility { public: false, tokens: tokens.into_iter().map(Into::into).collect() }
    }
}

/// A named stretch of whole numbers, both ends within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// "period", "amount" …; a document has one of a name, the last given.
    pub name: String,
    /// The first number; [`i64::MIN`] when open.
    pub from: i64,
    /// The last number; [`i64::MAX`] when open.
    pub to: i64,
}
