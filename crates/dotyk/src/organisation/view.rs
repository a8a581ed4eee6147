//! The pages of organisations.

use askama::Template;
use serde::Serialize;

use super::Organisation;
use crate::web::{Filled, List, Page, Record};

/// The list.
#[derive(Template, Serialize)]
#[template(path = "organisation/list.html")]
pub struct ListView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    #[serde(flatten)]
    pub list: List<Item>,
    /// Choices of the kind.
    #[serde(skip)]
    pub kinds: Vec<(String, String)>,
    /// The place that the list is about.
    pub within: Option<Record>,
    #[serde(skip)]
    pub may_create: bool,
}

/// A row of it.
#[derive(Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub record: Record,
    pub short: Option<String>,
    pub organisation_kind: &'static str,
    pub place: Option<Record>,
    pub draft: bool,
}

/// One organisation.
#[derive(Template, Serialize)]
#[template(path = "organisation/card.html")]
pub struct CardView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub organisation: Card<'a>,
    /// The one it belongs to.
    pub parent: Option<Record>,
    /// Those that belong to it.
    pub children: Vec<Record>,
    pub place: Option<Record>,
    #[serde(skip)]
    pub aliases: Vec<AliasShown>,
    /// What the record rests on.
    pub sources: Vec<CiteShown>,
    /// Its identifier in data exchange.
    pub identifier: Option<String>,
    /// The day asked for.
    pub as_of: Option<String>,
    #[serde(skip)]
    pub may_edit: bool,
    #[serde(skip)]
    pub may_publish: bool,
    #[serde(skip)]
    pub may_merge: bool,
}

/// The organisation itself.
#[derive(Serialize)]
pub struct Card<'a> {
    #[serde(flatten)]
    pub organisation: &'a Organisation,
    /// After it, since `kind` in data is what the record is.
    #[serde(flatten)]
    pub record: Record,
    pub organisation_kind: &'static str,
}

/// An alias.
pub struct AliasShown {
    pub name: String,
    pub note: Option<String>,
}

/// A place in a source.
#[derive(Serialize)]
pub struct CiteShown {
    #[serde(flatten)]
    pub record: Record,
    pub locator: Option<String>,
    pub doubt: Option<String>,
}

/// The form.
#[derive(Template)]
#[template(path = "organisation/form.html")]
pub struct FormView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// Where it is sent.
    pub target: String,
    /// Whether somebody else saved meanwhile.
    pub conflicted: bool,
    /// What both changed: the field's name and theirs.
    pub conflicts: Vec<(String, String)>,
    /// Others that may be the same.
    pub alike: Vec<Record>,
    /// Whether a tick is enough to say that they are not.
    pub confirmable: bool,
    /// Choices of the kind.
    pub kinds: Vec<(String, String)>,
    /// What may be typed, with how it is called.
    pub places: Vec<(String, String)>,
    /// What may be typed, with how it is called.
    pub organisations: Vec<(String, String)>,
    /// What may be typed, with how it is called.
    pub sources: Vec<(String, String)>,
}

/// The form of a merger.
#[derive(Template)]
#[template(path = "organisation/merger.html")]
pub struct MergerView<'a> {
    pub page: Page<'a>,
    pub filled: Filled,
    /// The one that goes.
    pub name: String,
    /// Its address.
    pub back: String,
    /// Into which it may go.
    pub organisations: Vec<(String, String)>,
}
