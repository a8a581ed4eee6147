//! Why a file is not well-formed XML, in two languages.

use super::Position;
use crate::Lang;

/// The reason a file could not be read to its end, and where.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where reading stopped.
    pub at: Position,
    /// What was wrong there.
    pub kind: FaultKind,
}

/// What was wrong with the XML.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The file is empty.
    Empty,
    /// The file does not begin with a tag.
    NotXml,
    /// The declared encoding is not known.
    Encoding(String),
    /// Bytes that are not text in the declared encoding.
    Bytes,
    /// A character XML does not allow, such as NUL.
    Character(u32),
    /// A document type definition, refused: nothing is expanded or fetched.
    Doctype,
    /// A tag closed by another name than it was opened with.
    Mismatch {
        /// The element that is open.
        open: String,
        /// The name in the closing tag.
        close: String,
    },
    /// The file ends while this element is open.
    Unclosed(String),
    /// An entity other than the five predefined ones.
    Entity(String),
    /// An `&` that begins no reference, or a reference to no character.
    Reference,
    /// A tag that cannot be read.
    Tag,
    /// An attribute that stands twice.
    Repeated(String),
    /// A `<` in an attribute's value.
    LessThan,
    /// `]]>` in text.
    SectionEnd,
    /// `--` in a comment.
    Hyphens,
    /// Something after the end of the document.
    Extra,
    /// Elements nested too deeply.
    Depth,
    /// A tag of more than eight megabytes.
    TooLong,
    /// The reader failed.
    Io(String),
}

impl FaultKind {
    /// The sentence for people.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.english(),
            Lang::Uk => self.ukrainian(),
        }
    }

    fn english(&self) -> String {
        match self {
            FaultKind::Empty => "the file is empty".into(),
            FaultKind::NotXml => "this is not XML: a tag was expected at the beginning".into(),
            FaultKind::Encoding(name) => format!("the encoding “{name}” is not known"),
            FaultKind::Bytes => "these bytes are not text in the encoding of the file".into(),
            FaultKind::Character(c) => format!("XML does not allow the character U+{c:04X}"),
            FaultKind::Doctype => "a document type definition (DOCTYPE) is refused: remove it".into(),
            FaultKind::Mismatch { open, close } => format!("<{open}> is closed by </{close}>"),
            FaultKind::Unclosed(name) => format!("the file ends before </{name}>"),
            FaultKind::Entity(name) => format!("the entity &{name}; is not defined"),
            FaultKind::Reference => "a bare & or a broken reference: write &amp;".into(),
            FaultKind::Tag => "this tag cannot be read".into(),
            FaultKind::Repeated(name) => format!("the attribute “{name}” stands twice"),
            FaultKind::LessThan => "a < in the value of an attribute: write &lt;".into(),
            FaultKind::SectionEnd => "]]> in text: write ]]&gt;".into(),
            FaultKind::Hyphens => "-- inside a comment".into(),
            FaultKind::Extra => "something follows the end of the document".into(),
            FaultKind::Depth => "elements are nested too deeply".into(),
            FaultKind::TooLong => "a tag of more than eight megabytes".into(),
            FaultKind::Io(why) => format!("the file could not be read: {why}"),
        }
    }

    fn ukrainian(&self) -> String {
        match self {
            FaultKind::Empty => "файл порожній".into(),
            FaultKind::NotXml => "це не XML: на початку мав бути тег".into(),
            FaultKind::Encoding(name) => format!("невідоме кодування «{name}»"),
            FaultKind::Bytes => "ці байти не є текстом у кодуванні файлу".into(),
            FaultKind::Character(c) => format!("XML не дозволяє символу U+{c:04X}"),
            FaultKind::Doctype => "визначення типу документа (DOCTYPE) не приймається: приберіть його".into(),
            FaultKind::Mismatch { open, close } => format!("<{open}> закрито тегом </{close}>"),
            FaultKind::Unclosed(name) => format!("файл закінчується до </{name}>"),
            FaultKind::Entity(name) => format!("сутність &{name}; не визначено"),
            FaultKind::Reference => "самотній & або зламане посилання: пишіть &amp;".into(),
            FaultKind::Tag => "цей тег не вдається прочитати".into(),
            FaultKind::Repeated(name) => format!("атрибут «{name}» стоїть двічі"),
            FaultKind::LessThan => "< у значенні атрибута: пишіть &lt;".into(),
            FaultKind::SectionEnd => "]]> у тексті: пишіть ]]&gt;".into(),
            FaultKind::Hyphens => "-- усередині коментаря".into(),
            FaultKind::Extra => "після кінця документа ще щось є".into(),
            FaultKind::Depth => "елементи вкладено надто глибоко".into(),
            FaultKind::TooLong => "тег довший за вісім мегабайтів".into(),
            FaultKind::Io(why) => format!("файл не вдалося прочитати: {why}"),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.at, self.kind.message(Lang::En))
    }
}

impl std::error::Error for Fault {}
