//! The frame around every page, and how a template says things.

use std::collections::HashMap;
use std::fmt::{self, Display, Write};

use askama::filters::HtmlSafe;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Ctx, assets};
use crate::access::{Action, Kind, Ref};
use crate::journal::kyiv;
use crate::text::{Arg, Lang, When, decimal, group, money, sector, sectors};

/// HTML that is already escaped.
pub struct Safe(pub String);

impl Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Safe {}

/// How a record is called and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name in Ukrainian.
    pub uk: Option<String>,
    /// Its name in English.
    pub en: Option<String>,
    /// Its path without language; none for what has no page of its own.
    pub path: String,
    /// What it was on the day asked for: the word of a stage or state; empty when it has none.
    pub state: String,
    /// The date of that state.
    pub date: Option<When>,
    /// The codes of its places.
    pub places: Vec<String>,
}

impl Label {
    /// A label of something that has neither state nor places.
    pub fn new(uk: Option<String>, en: Option<String>, path: String) -> Label {
        Label { uk, en, path, state: String::new(), date: None, places: Vec::new() }
    }
}

/// Labels of the records that the visitor may see.
pub type Labels = HashMap<Ref, Label>;

/// A record in data: always these four.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub id: String,
    /// Where, in the language of the page.
    pub url: String,
    /// How it is called in that language.
    pub label: String,
}

/// A record with its state on the page's day.
#[derive(Clone, Debug, Serialize)]
pub struct Held {
    /// Which.
    #[serde(flatten)]
    pub record: Record,
    /// The word of its state; see [`super::state_prefix`].
    pub state: String,
    /// Since when.
    pub date: Option<When>,
}

/// Records of a noun above that are shown on a card: what was received in a project, what is asked within an emergency.
#[derive(Clone, Debug, Serialize)]
pub struct Beside {
    /// Of which kind.
    pub kind: Kind,
    /// The heading over them.
    pub title: String,
    /// They, in the order of their noun.
    pub items: Vec<Held>,
}

/// The sections of the navigation: groups of kin, each named by its first. A page belongs to the section its path begins
/// with.
const SECTIONS: &[&[(&str, &str, Kind)]] = &[
    &[("/projects", "web-projects", Kind::Project), ("/steps", "web-steps", Kind::Step), ("/assets", "web-assets", Kind::Asset)],
    &[
        ("/needs", "web-needs", Kind::Need),
        ("/emergencies", "web-emergencies", Kind::Emergency),
        ("/calls", "call-title", Kind::Call),
        ("/programmes", "programme-title", Kind::Programme),
        ("/rounds", "web-rounds", Kind::Round),
        ("/touchpoints", "touchpoint-title", Kind::Touchpoint),
        ("/introductions", "introduction-title", Kind::Introduction),
        ("/interests", "web-interests", Kind::Interest),
    ],
    &[
        ("/agreements", "agreement-title", Kind::Agreement),
        ("/events", "event-title", Kind::Event),
        ("/partnerships", "partnership-title", Kind::Partnership),
        ("/clusters", "cluster-title", Kind::Cluster),
        ("/groups", "group-title", Kind::Group),
    ],
    &[("/organisations", "web-organisations", Kind::Organisation), ("/people", "web-people", Kind::Person)],
    &[("/places", "web-places", Kind::Place), ("/map", "web-map", Kind::Portal), ("/matrix", "matrix-title", Kind::Portal)],
    &[
        ("/reports", "report-title", Kind::Report),
        ("/figures", "web-figures", Kind::Figure),
        ("/sources", "web-sources", Kind::Source),
        ("/activities", "web-activities", Kind::Activity),
        ("/datasets", "web-datasets", Kind::Dataset),
        ("/imports", "web-imports", Kind::Import),
    ],
    &[
        ("/office", "web-office", Kind::Office),
        ("/accounts", "web-accounts", Kind::Account),
        ("/letters", "web-letters", Kind::Letter),
        ("/journal", "web-journal", Kind::Journal),
    ],
];

/// A section of the navigation.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its path, without language.
    pub path: &'static str,
    /// The key of its name.
    pub key: &'static str,
    /// Whether we are in it.
    pub here: bool,
}

/// Sections that are near to one another, named by the first that the visitor may see.
#[derive(Clone, Debug)]
pub struct Group {
    /// The one that names it.
    pub first: Section,
    /// Whether we are in one of them.
    pub here: bool,
    /// All of them.
    pub sections: Vec<Section>,
}

/// What every page carries: language, visitor, office, and the means to say things.
pub struct Page<'a> {
    /// The page's title.
    pub title: String,
    /// The language.
    pub lang: Lang,
    ctx: &'a Ctx,
}

impl<'a> Page<'a> {
    pub(super) fn new(ctx: &'a Ctx, title: String) -> Page<'a> {
        Page { title, lang: ctx.lang, ctx }
    }

    /// A sector with its name.
    pub fn sector(&self, code: &str) -> String {
        sector(self.lang, code)
    }

    /// What a form offers of sectors: purposes alone, or their categories too.
    pub fn sectors(&self, categories: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
        sectors(self.lang, categories)
    }

    /// A message.
    pub fn t(&self, key: &str) -> String {
        self.ctx.state.words.say(self.lang, key, &[])
    }

    /// Whether there is such a word.
    pub fn has_word(&self, key: &str) -> bool {
        self.ctx.state.words.has(self.lang, key)
    }

    /// A message whose key is made of a prefix and a word of the data, such as `project-stage-` and `agreed`.
    pub fn word(&self, prefix: &str, word: impl AsRef<str>) -> String {
        // A field of a row (`party.0.role`) is called like its table.
        let word = word.as_ref().split('.').next().unwrap_or_default();
        self.t(&format!("{prefix}{}", word.replace('_', "-")))
    }

    /// A message with one text.
    pub fn t1(&self, key: &str, name: &str, value: impl AsRef<str>) -> String {
        self.ctx.state.words.say(self.lang, key, &[(name, Arg::Text(value.as_ref()))])
    }

    /// A message with several arguments, each already as people write it.
    pub fn said(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.ctx.state.words.say(self.lang, key, args)
    }

    /// A message with a count: `$count` chooses the form, `$n` is written.
    pub fn n(&self, key: &str, count: &i64) -> String {
        let shown = group(self.lang, *count);
        self.ctx.state.words.say(self.lang, key, &[("count", Arg::Count(*count)), ("n", Arg::Text(&shown))])
    }

    /// The address of a page in this language.
    pub fn url(&self, path: &str) -> String {
        self.ctx.url(path)
    }

    /// This page in the other language, with the same question.
    pub fn other_url(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.ctx.query);
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/{}{}{mark}{query}", self.lang.other(), self.ctx.path)
    }

    /// This page as data, with the same question.
    pub fn json_url(&self) -> String {
        self.data_url("json")
    }

    /// This page in another form, by its suffix, with the same question.
    pub fn data_url(&self, suffix: &str) -> String {
        // A sheet has all rows, so where this page began does not matter to it.
        let all = !matches!(suffix, "json");
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.ctx.query.iter().filter(|(name, _)| !(all && name == "after")));
        let query = query.finish();
        let (mark, dot) = (if query.is_empty() { "" } else { "?" }, if suffix.is_empty() { "" } else { "." });
        format!("{}{dot}{suffix}{mark}{query}", self.ctx.url(self.ctx.path.trim_end_matches('/')))
    }

    /// The forms in which this page can be taken away, with the same question: the address and the name of each.
    pub fn faces(&self) -> Vec<(String, String)> {
        let faces = self.ctx.about.map_or(&[][..], |about| about.faces);
        // A file for partners has a link of its own, which says what is in it.
        // Nor is a paper offered that nobody sets here.
        let offered = |face: &&&str| **face != "xml" && (**face != "pdf" || super::paper::setter().is_some());
        let named = faces.iter().filter(offered).map(|face| (self.data_url(face), self.t(&format!("web-as-{face}"))));
        named.collect()
    }

    /// The whole address of a path, when the office has said how the outside reaches it; else the path.
    pub fn whole(&self, path: &str) -> String {
        let base = self.ctx.base_url().filter(|_| path.starts_with('/')).unwrap_or_default();
        format!("{base}{path}")
    }

    /// This page with one parameter of its question set or, when empty, taken away.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.ctx.query.iter().filter(|(key, _)| key != name && key != "after"));
        if !value.is_empty() {
            query.append_pair(name, value);
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{query}", self.ctx.url(&self.ctx.path))
    }

    /// Another page with these parameters, and those of this page's question that are named.
    pub fn carry(&self, path: &str, set: &[(&str, &str)], names: &[&str]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(set.iter().filter(|(_, value)| !value.is_empty()));
        let kept = self.ctx.query.iter().filter(|(key, value)| names.contains(&key.as_str()) && !value.is_empty());
        query.extend_pairs(kept);
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{query}", self.ctx.url(path))
    }

    /// Text in the page's language, or the other one marked as such.
    pub fn say(&self, uk: &Option<String>, en: &Option<String>) -> Safe {
        match self.lang.pick(uk, en) {
            None => Safe(String::new()),
            Some((text, lang)) if lang == self.lang => Safe(escape(text)),
            Some((text, lang)) => {
                let hint = escape(&self.t(if lang == Lang::Uk { "text-only-in-uk" } else { "text-only-in-en" }));
                Safe(format!(
                    "<span lang=\"{lang}\">{}</span> <small class=\"other-lang\" title=\"{hint}\">{lang}</small>",
                    escape(text)
                ))
            }
        }
    }

    /// Text of which nobody knows any more in which language it is: what stands in Ukrainian letters on an English page is
    /// marked, so that it is read out as what it is.
    pub fn spoken(&self, text: &str) -> Safe {
        let ukrainian = self.lang == Lang::En && text.chars().any(|c| ('\u{400}'..='\u{52f}').contains(&c));
        Safe(if ukrainian { format!("<span lang=\"uk\">{}</span>", escape(text)) } else { escape(text) })
    }

    /// Longer text: blank lines part paragraphs.
    pub fn prose(&self, uk: &Option<String>, en: &Option<String>) -> Safe {
        let Some((text, lang)) = self.lang.pick(uk, en) else { return Safe(String::new()) };
        let mark = if lang == self.lang { String::new() } else { format!(" lang=\"{lang}\"") };
        let mut html = String::new();
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            let _ = write!(html, "<p{mark}>{}</p>", escape(paragraph.trim()));
        }
        Safe(html)
    }

    /// Whether there is text in either language.
    pub fn has(&self, uk: &Option<String>, en: &Option<String>) -> bool {
        uk.is_some() || en.is_some()
    }

    /// A partial date with its note: «грудень 2020 р. (кінець грудня)».
    pub fn when(&self, date: &Option<When>) -> String {
        date.as_ref().map_or_else(String::new, |when| when.show(&self.ctx.state.words, self.lang))
    }

    /// A partial date behind «до»: «до березня 2027 р.».
    pub fn until(&self, date: &Option<When>) -> String {
        date.as_ref().map_or_else(String::new, |when| when.until(&self.ctx.state.words, self.lang))
    }

    /// A partial date that is there.
    pub fn on(&self, date: &When) -> String {
        date.show(&self.ctx.state.words, self.lang)
    }

    /// A day.
    pub fn day(&self, date: impl std::borrow::Borrow<Date>) -> String {
        When::day(*date.borrow()).show(&self.ctx.state.words, self.lang)
    }

    /// A day kept as ISO text.
    pub fn day_text(&self, day: &str) -> String {
        day.parse::<Date>().map_or_else(|_| day.to_owned(), |day| self.day(day))
    }

    /// The day whose register is shown, in words, when it is not today's.
    pub fn known_on(&self) -> Option<String> {
        self.ctx.past().and_then(|_| self.ctx.known_on().ok().flatten()).map(|day| self.day(day))
    }

    /// A time kept as ISO text, as people in Ukraine see it.
    pub fn time(&self, stamp: &str) -> String {
        match stamp.parse::<Timestamp>() {
            Ok(at) => {
                let here = kyiv(at);
                format!("{}, {:02}:{:02}", self.day(here.date()), here.hour(), here.minute())
            }
            Err(_) => stamp.to_owned(),
        }
    }

    /// A whole number.
    pub fn number(&self, n: &i64) -> String {
        group(self.lang, *n)
    }

    /// A decimal text.
    pub fn decimal(&self, value: &str) -> String {
        decimal(self.lang, value)
    }

    /// An amount of money.
    pub fn money(&self, value: &str, currency: &str) -> String {
        let key = format!("text-currency-{currency}");
        let name = if self.has_word(&key) { self.t(&key) } else { currency.to_owned() };
        money(self.lang, value, currency, &name)
    }

    /// The hidden field that says the form is ours.
    pub fn token(&self) -> Safe {
        match &self.ctx.csrf {
            Some(csrf) => Safe(format!("<input type=\"hidden\" name=\"_token\" value=\"{}\">", super::form::mask(csrf))),
            None => Safe(String::new()),
        }
    }

    /// What a button carries as `_token` that sends by POST what its form else asks by GET; see [`Page::token`].
    pub fn token_value(&self) -> String {
        self.ctx.csrf.as_deref().map(super::form::mask).unwrap_or_default()
    }

    /// The address of an asset, with a digest of its content.
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    /// Whether the visitor may ever take an action on a kind; for showing a way in.
    pub fn can(&self, kind: Kind, action: Action) -> bool {
        self.ctx.actor.ever(kind, action).is_ok()
    }

    /// Whether somebody is signed in.
    pub fn signed_in(&self) -> bool {
        self.ctx.actor.signed_in()
    }

    /// Who is signed in.
    pub fn visitor(&self) -> &str {
        &self.ctx.actor.name
    }

    /// The role of who is signed in.
    pub fn role(&self) -> String {
        self.t(&format!("web-role-{}", self.ctx.actor.role.word()))
    }

    /// The office's name.
    pub fn office_name(&self) -> String {
        self.ctx.office_name()
    }

    /// The office's name, with its language where it has none in ours.
    pub fn office(&self) -> Safe {
        self.say(&self.ctx.office.0, &self.ctx.office.1)
    }

    /// The office's mail address; empty when it has none.
    pub fn mail(&self) -> &str {
        self.ctx.office.2.as_deref().unwrap_or_default()
    }

    /// The path of the page, without language.
    pub fn path(&self) -> &str {
        &self.ctx.path
    }

    /// Whether a section of the navigation is where we are.
    pub fn here(&self, section: &str) -> bool {
        let path = &self.ctx.path;
        path == section || path.strip_prefix(section).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The first words of the navigation: of each group the first section that is for this visitor, with whether we are in it
    /// and whether its row of kin is shown below.
    pub fn groups(&self) -> Vec<Group> {
        SECTIONS.iter().filter_map(|group| self.group(group)).collect()
    }

    /// The sections of the group where we are; none where it has only one.
    pub fn kin(&self) -> Vec<Section> {
        self.groups()
            .into_iter()
            .find(|group| group.here)
            .map(|group| group.sections)
            .filter(|kin| kin.len() > 1)
            .unwrap_or_default()
    }

    fn group(&self, group: &[(&'static str, &'static str, Kind)]) -> Option<Group> {
        let mine = group.iter().filter(|(.., kind)| self.can(*kind, Action::Read));
        let sections: Vec<Section> = mine.map(|(path, key, _)| Section { path, key, here: self.here(path) }).collect();
        let here = sections.iter().any(|section| section.here);
        let first = *sections.first()?;
        Some(Group { first, here, sections })
    }

    /// Today.
    pub fn today(&self) -> Date {
        self.ctx.today()
    }

    /// What the query said, for filling a filter again.
    pub fn query(&self, name: &str) -> &str {
        self.ctx.query(name).unwrap_or_default()
    }

    /// The records of some references, in their order; those that may not be seen are left out.
    pub fn records(&self, labels: &Labels, refs: &[Ref]) -> Vec<Record> {
        refs.iter().filter_map(|reference| self.record(labels, reference)).collect()
    }

    /// As [`Page::records`], with their states.
    pub fn held(&self, labels: &Labels, refs: &[Ref]) -> Vec<Held> {
        let held = |reference: &Ref| {
            let label = labels.get(reference)?;
            Some(Held { record: self.record(labels, reference)?, state: label.state.clone(), date: label.date.clone() })
        };
        refs.iter().filter_map(held).collect()
    }

    /// One record.
    pub fn record(&self, labels: &Labels, reference: &Ref) -> Option<Record> {
        labels.get(reference).map(|label| Record {
            kind: reference.kind,
            id: reference.id.clone(),
            url: self.url(&label.path),
            label: self.lang.of(&label.uk, &label.en).to_owned(),
        })
    }

    /// The name of a record's state.
    pub fn state(&self, held: &Held) -> String {
        self.word(super::state_prefix(held.record.kind), &held.state)
    }

    /// The name of a kind of record.
    pub fn kind(&self, kind: &Kind) -> String {
        self.t(&format!("web-kind-{}", kind.word()))
    }
}

/// Escapes text for HTML, in content and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
