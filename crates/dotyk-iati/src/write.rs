//! Writing the model as IATI XML.

use std::io::{self, Write};

use crate::model::{Activity, Element, Organisation};
use crate::read::{Header, Item};
use crate::standard::FileType;
use crate::xml::{escape_attribute, escape_text};

/// Writes a file: the header, then items, then the end.
///
/// Elements come in the order of the schema, whatever order they were read in; extensions
/// follow them as they stood. The same model always gives the same bytes.
///
/// ```
/// use dotyk_iati::model::{Activity, Plain};
/// use dotyk_iati::{FileType, Header, Writer};
///
/// let mut writer = Writer::new(Vec::new(), &Header::new(FileType::Activities))?;
/// let identifier = Plain { text: "UA-EDR-1-bridge".into(), ..Plain::default() };
/// writer.activity(&Activity { iati_identifier: Some(identifier), ..Activity::default() })?;
/// let file = String::from_utf8(writer.finish()?).unwrap();
/// assert!(file.contains("    <iati-identifier>UA-EDR-1-bridge</iati-identifier>\n"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Writer<W> {
    inner: W,
    out: Out,
    file_type: FileType,
    /// What follows the last item.
    extensions: Vec<String>,
}

const FLUSH_AT: usize = 1 << 16;

impl<W: Write> Writer<W> {
    /// Begins a file.
    pub fn new(inner: W, header: &Header) -> io::Result<Writer<W>> {
        let mut out = Out::default();
        out.buf.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.open(header.file_type.root());
        out.attribute("version", &header.version);
        if let Some(date) = &header.generated_datetime {
            out.attribute("generated-datetime", date.as_str());
        }
        if let Some(base) = &header.linked_data_default {
            out.attribute("linked-data-default", base);
        }
        for other in &header.rest.attributes {
            out.attribute(&other.name, &other.value);
        }
        let extensions = header.rest.extensions.iter().map(|e| e.xml.clone()).collect();
        Ok(Writer { inner, out, file_type: header.file_type, extensions })
    }

    /// Writes an activity; an error in a file of organisations.
    pub fn activity(&mut self, activity: &Activity) -> io::Result<()> {
        self.element(FileType::Activities, activity)
    }

    /// Writes an organisation; an error in a file of activities.
    pub fn organisation(&mut self, organisation: &Organisation) -> io::Result<()> {
        self.element(FileType::Organisations, organisation)
    }

    /// Writes an item of either kind, which must be that of the file.
    pub fn item(&mut self, item: &Item) -> io::Result<()> {
        match item {
            Item::Activity(activity) => self.activity(activity),
            Item::Organisation(organisation) => self.organisation(organisation),
        }
    }

    fn element(&mut self, file_type: FileType, element: &impl Element) -> io::Result<()> {
        if file_type != self.file_type {
            let message = format!("<{}> has no place in <{}>", file_type.item(), self.file_type.root());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        element.write(file_type.item(), &mut self.out);
        if self.out.buf.len() >= FLUSH_AT { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.write_all(self.out.buf.as_bytes())?;
        self.out.buf.clear();
        Ok(())
    }

    /// Elements that are to follow the last item, as [`crate::Reader::header`] has them once
    /// all items are read.
    pub fn extensions(&mut self, header: &Header) {
        self.extensions = header.rest.extensions.iter().map(|e| e.xml.clone()).collect();
    }

    /// Ends the file and gives the writer back.
    pub fn finish(mut self) -> io::Result<W> {
        for extension in &self.extensions {
            self.out.raw(extension);
        }
        self.out.close(self.file_type.root());
        self.flush()?;
        self.inner.flush()?;
        Ok(self.inner)
    }
}

/// XML on its way out, indented by two blanks.
#[derive(Default)]
pub(crate) struct Out {
    pub(crate) buf: String,
    depth: usize,
    /// The start tag is still open, for attributes or an empty element.
    in_tag: bool,
    /// The element at hand has text, so that nothing may be added to it.
    in_text: bool,
}

impl Out {
    fn line(&mut self) {
        self.end_tag();
        if !self.in_text {
            (0..self.depth).for_each(|_| self.buf.push_str("  "));
        }
    }

    fn end_tag(&mut self) {
        if self.in_tag {
            self.buf.push_str(if self.in_text { ">" } else { ">\n" });
            self.in_tag = false;
        }
    }

    pub(crate) fn open(&mut self, name: &str) {
        self.line();
        self.buf.push('<');
        self.buf.push_str(name);
        self.in_tag = true;
        self.depth += 1;
    }

    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        self.buf.push(' ');
        self.buf.push_str(name);
        self.buf.push_str("=\"");
        self.buf.push_str(&escape_attribute(value));
        self.buf.push('"');
    }

    /// Writes the text of an element; where more follows, it must follow without a blank.
    pub(crate) fn text(&mut self, text: &str, more: bool) {
        if more || !text.is_empty() {
            self.in_text = true;
            self.end_tag();
            self.buf.push_str(&escape_text(text));
        }
    }

    /// Writes XML as it is.
    pub(crate) fn raw(&mut self, xml: &str) {
        self.line();
        self.buf.push_str(xml);
        if !self.in_text {
            self.buf.push('\n');
        }
    }

    pub(crate) fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        if self.in_tag {
            self.buf.push_str("/>\n");
            self.in_tag = false;
            return;
        }
        if !self.in_text {
            (0..self.depth).for_each(|_| self.buf.push_str("  "));
        }
        self.in_text = false;
        self.buf.push_str("</");
        self.buf.push_str(name);
        self.buf.push_str(">\n");
    }
}
