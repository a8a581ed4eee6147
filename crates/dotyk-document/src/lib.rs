//! A document as plain blocks: what a report is before it becomes DOCX, PDF or anything else.
//!
//! Whoever makes a [`Document`] says what it holds, not how it looks: headings, paragraphs, tables, pictures. `docx` writes it for a
//! word processor; the program `dotyk-pdf` reads it as JSON and answers with a PDF. The same blocks always give the same bytes.

#[cfg(feature = "docx")]
mod docx;
mod sample;

#[cfg(feature = "docx")]
pub use docx::docx;
pub use sample::sample;
use serde::{Deserialize, Serialize};

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its title, over the first page and in its properties.
    pub title: String,
    /// What stands under the title.
    pub subtitle: Option<String>,
    /// Whose it is: the office.
    pub author: String,
    /// The language of its text, `uk` or `en`: hyphenation and reading aloud go by it.
    pub language: String,
    /// The day it speaks of, `2021-03-31`: the only date in its properties, so the same document has the same bytes.
    pub date: String,
    /// What a machine knows it by again, in its properties; empty when nothing need know it.
    #[serde(default)]
    pub identifier: String,
    /// What stands at the foot of each page before its number.
    pub footer: String,
    /// The word before a page's number: «Сторінка».
    pub page_word: String,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A block of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading; level 1 is a part of the document.
    Heading {
        /// From 1 to 3.
        level: u8,
        /// Its text.
        text: String,
    },
    /// A paragraph.
    Paragraph(Text),
    /// Small print: where something is from, what a picture does not show.
    Note(Text),
    /// Points.
    List(Vec<Text>),
    /// A table.
    Table(Table),
    /// A picture.
    Picture(Picture),
    /// What follows begins on a new page.
    PageBreak,
}

/// Running text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub Vec<Run>);

/// A piece of text that looks one way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Whether it stands out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
    /// Where it leads: an address on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A table with one row of headings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What it shows; also for those who hear it.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Text>>,
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// How wide it is beside the others; 0 is taken as 1.
    pub width: u16,
    /// Whether it holds numbers, which end at the same edge.
    pub number: bool,
}

/// A picture, always beside a table of the same data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// A whole SVG with a `viewBox`, its colours written out.
    pub svg: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// What stands under it.
    pub caption: String,
}

impl Picture {
    /// Width and height of the `viewBox`; none for what has no such.
    pub fn size(&self) -> Option<(f64, f64)> {
        let (_, rest) = self.svg.split_once("viewBox=\"")?;
        let (sides, _) = rest.split_once('"')?;
        let mut sides = sides.split([' ', ',']).filter(|side| !side.is_empty()).map(|side| side.parse::<f64>().ok());
        let (width, height) = (sides.nth(2)??, sides.next()??);
        (width > 0.0 && height > 0.0).then_some((width, height))
    }
}

impl Text {
    /// Plain text.
    pub fn plain(text: impl Into<String>) -> Text {
        Text(vec![Run { text: text.into(), ..Run::default() }])
    }

    /// Text that stands out.
    pub fn strong(text: impl Into<String>) -> Text {
        Text(vec![Run { text: text.into(), strong: true, ..Run::default() }])
    }

    /// This text and more of it.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>) -> Text {
        self.0.push(Run { text: text.into(), ..Run::default() });
        self
    }

    /// This text and a link. An address that is not of the web stays plain text: nothing else is to be opened from a paper.
    #[must_use]
    pub fn link(mut self, text: impl Into<String>, address: &str) -> Text {
        let web = address.starts_with("https://") || address.starts_with("http://");
        self.0.push(Run { text: text.into(), strong: false, link: web.then(|| address.to_owned()) });
        self
    }

    /// Without its looks.
    pub fn bare(&self) -> String {
        self.0.iter().map(|run| run.text.as_str()).collect()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::plain(text)
    }
}
