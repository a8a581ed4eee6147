//! Reading a file into the model, one activity or organisation at a time.

use std::io::Read;

use crate::model::{self, Activity, DateTime, Extension, Organisation, OtherAttribute, Rest, Text};
use crate::standard::{FileType, Version};
use crate::xml::{Fault, Position, Token, Tokenizer, unescape_text};

/// One thing of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// From an activity file.
    Activity(Box<Activity>),
    /// From an organisation file.
    Organisation(Box<Organisation>),
}

impl Item {
    /// Its identifier, as it stands; empty where it has none.
    pub fn identifier(&self) -> &str {
        match self {
            Item::Activity(activity) => activity.identifier(),
            Item::Organisation(organisation) => organisation.identifier(),
        }
    }

    /// Where it began.
    pub fn at(&self) -> Position {
        match self {
            Item::Activity(activity) => activity.at,
            Item::Organisation(organisation) => organisation.at,
        }
    }
}

/// The root element of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The kind of file.
    pub file_type: FileType,
    /// The version of the standard, as it stands.
    pub version: Text,
    /// When the file was made.
    pub generated_datetime: Option<DateTime>,
    /// A base for linked data; of activity files.
    pub linked_data_default: Option<Text>,
    /// Other attributes, such as declarations of namespaces; elements after the last item.
    pub rest: Rest,
}

impl Header {
    /// The header of a new file, of version 2.03.
    pub fn new(file_type: FileType) -> Header {
        Header {
            file_type,
            version: Version::V203.number().into(),
            generated_datetime: None,
            linked_data_default: None,
            rest: Rest::default(),
        }
    }
}

/// Why a file, or one thing of it, could not be read.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file is not well-formed; nothing more can be read of it.
    #[error("{0}")]
    Fault(#[from] Box<Fault>),
    /// The file is XML but not IATI.
    #[error("the root element is {0}, not iati-activities or iati-organisations")]
    NotIati(String),
    /// A version that is not supported.
    #[error("version {0:?} is not supported; supported are 2.01, 2.02 and 2.03")]
    Version(String),
    /// An activity is too large; it was passed over, and the next one can be read.
    #[error("{at}: an activity of more than {limit} bytes was passed over")]
    TooLarge {
        /// Where it began.
        at: Position,
        /// The limit.
        limit: u64,
    },
}

/// Why reading stopped within an item.
#[derive(Debug)]
pub(crate) enum Stop {
    Fault(Box<Fault>),
    TooLarge,
}

impl From<Box<Fault>> for Stop {
    fn from(fault: Box<Fault>) -> Stop {
        Stop::Fault(fault)
    }
}

/// Any reader. The code that reads is compiled once, here, whatever it reads from.
type Input<'a> = Box<dyn Read + Send + 'a>;

/// Tokens, with a limit to how far an item may go.
pub(crate) struct Source<'a> {
    pub tokens: Tokenizer<Input<'a>>,
    limit: u64,
}

impl Source<'_> {
    pub(crate) fn next(&mut self) -> Result<Token, Stop> {
        let token = self.tokens.next()?;
        if self.tokens.offset() > self.limit { Err(Stop::TooLarge) } else { Ok(token) }
    }

    /// The element whose start tag was the last token, as it stands in the file.
    pub(crate) fn capture(&mut self) -> Result<String, Stop> {
        let depth = self.tokens.depth();
        self.tokens.begin_capture();
        loop {
            let token = self.next()?;
            if matches!(token, Token::Eof) || (matches!(token, Token::End) && self.tokens.depth() < depth) {
                return Ok(self.tokens.end_capture());
            }
        }
    }
}

/// Reads the activities or organisations of a file one after another.
///
/// Memory is bounded by the largest of them, never by the file. An error ends the reading,
/// except [`ReadError::TooLarge`], after which the next item follows.
///
/// ```
/// use dotyk_iati::{Item, Reader};
///
/// let file = r#"<iati-activities version="2.03">
///   <iati-activity default-currency="EUR">
///     <iati-identifier>UA-EDR-1-bridge</iati-identifier>
///     <budget><value value-date="2020-01-01">1250.50</value></budget>
///   </iati-activity>
/// </iati-activities>"#;
/// for item in Reader::new(file.as_bytes())? {
///     let Item::Activity(activity) = item? else { continue };
///     assert_eq!(activity.identifier(), "UA-EDR-1-bridge");
///     assert_eq!(activity.at.line, 2);
///     let amount = activity.budgets[0].value.as_ref().and_then(|v| v.text.number());
///     assert_eq!(amount.map(|n| n.to_string()), Some("1250.50".into()));
/// }
/// # Ok::<(), dotyk_iati::ReadError>(())
/// ```
pub struct Reader<'a> {
    source: Source<'a>,
    header: Header,
    largest: u64,
    done: bool,
}

impl<'a> Reader<'a> {
    /// Begins to read: the root element, which must be one of IATI 2.
    pub fn new(reader: impl Read + Send + 'a) -> Result<Reader<'a>, ReadError> {
        let mut tokens = Tokenizer::new(Box::new(reader) as Input<'a>);
        let header = loop {
            match tokens.next()? {
                Token::Start(name) => break read_header(&tokens, tokens.str(name))?,
                Token::Eof => return Err(ReadError::NotIati(String::new())),
                _ => {}
            }
        };
        let source = Source { tokens, limit: u64::MAX };
        Ok(Reader { source, header, largest: crate::LARGEST_ITEM, done: false })
    }

    /// Sets how many bytes an item may have at most; 32 MB where it is not set.
    pub fn largest_item(mut self, bytes: u64) -> Self {
        self.largest = bytes;
        self
    }

    /// The root element. Elements after the last item are there once all items are read.
    pub fn header(&self) -> &Header {
        &self.header
    }

    fn read_next(&mut self) -> Result<Option<Item>, ReadError> {
        loop {
            let token = self.source.tokens.next()?;
            match token {
                Token::Eof => return Ok(None),
                Token::Start(name) if self.source.tokens.depth() == 2 => {
                    let at = self.source.tokens.position();
                    self.source.limit = self.source.tokens.offset() + self.largest;
                    let item = self.source.tokens.str(name) == self.header.file_type.item();
                    let read = if item { self.read_item().map(Some) } else { self.keep().map(|()| None) };
                    self.source.limit = u64::MAX;
                    match read {
                        Ok(Some(item)) => return Ok(Some(item)),
                        Ok(None) => {}
                        Err(Stop::Fault(fault)) => return Err(fault.into()),
                        Err(Stop::TooLarge) => {
                            self.pass_over()?;
                            return Err(ReadError::TooLarge { at, limit: self.largest });
                        }
                    }
                }
                Token::Text(span, _) | Token::Section(span) => {
                    let text = unescape_text(self.source.tokens.str(span));
                    model::stray_text(&mut self.header.rest, &text);
                }
                _ => {}
            }
        }
    }

    fn read_item(&mut self) -> Result<Item, Stop> {
        Ok(match self.header.file_type {
            FileType::Activities => Item::Activity(Box::new(model::read(&mut self.source)?)),
            FileType::Organisations => Item::Organisation(Box::new(model::read(&mut self.source)?)),
        })
    }

    fn keep(&mut self) -> Result<(), Stop> {
        let xml = self.source.capture()?;
        self.header.rest.extensions.push(Extension { xml });
        Ok(())
    }

    /// Goes on to the end of the item at hand.
    fn pass_over(&mut self) -> Result<(), Box<Fault>> {
        self.source.tokens.end_capture();
        while self.source.tokens.depth() > 1 {
            self.source.tokens.next()?;
        }
        Ok(())
    }
}

fn read_header(tokens: &Tokenizer<Input<'_>>, name: &str) -> Result<Header, ReadError> {
    let attrs = tokens.attributes();
    let Some(file_type) = FileType::from_root(name).filter(|_| !attrs.has("xmlns")) else {
        return Err(ReadError::NotIati(name.into()));
    };
    let mut header = Header::new(file_type);
    header.version = Text::default();
    for (name, value) in attrs.iter() {
        match name {
            "version" => header.version = value.into(),
            "generated-datetime" => header.generated_datetime = Some(value.into()),
            "linked-data-default" if file_type == FileType::Activities => header.linked_data_default = Some(value.into()),
            _ => header.rest.attributes.push(OtherAttribute { name: name.into(), value: value.into() }),
        }
    }
    match Version::parse(&header.version) {
        Some(_) => Ok(header),
        None => Err(ReadError::Version(header.version.to_string())),
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Item, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let read = self.read_next().transpose();
        self.done = !matches!(read, Some(Ok(_) | Err(ReadError::TooLarge { .. })));
        read
    }
}
