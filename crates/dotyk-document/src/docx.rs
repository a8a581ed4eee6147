//! DOCX: Office Open XML, ECMA-376 part 1, «transitional», as far as a report needs it.
//!
//! Written here and not by a library: see decision 27. The parts of the package are plain text with every value escaped; the
//! same document gives the same bytes, since nothing in it depends on a clock, a counter or the order of a hash table.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::{Block, Document, Picture, Table, Text};

/// The width between the margins of an A4 page, in twentieths of a point.
const TEXT_WIDTH: u32 = 9638;
/// The same in English Metric Units, which drawings are measured in.
const TEXT_WIDTH_EMU: f64 = TEXT_WIDTH as f64 * 635.0;
/// No picture is taller than this part of the width, so that it stays on one page with its caption.
const TALLEST: f64 = 1.2;

/// What a reader that knows no SVG shows in its place: one transparent point.
const BLANK_PNG: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\
      \x00\x00\x00\x0bIDATx\xdac`\x00\x02\x00\x00\x05\x00\x01\xe9\xfa\xdc\xd8\x00\x00\x00\x00IEND\xaeB\
      `\x82";

/// The bytes of a document for a word processor. `drawn` are its pictures as PNG, in their order, for readers that draw no
/// SVG; where one lacks, they show nothing in its place.
///
/// # Errors
/// None that a document can cause: writing goes to memory.
pub fn docx(document: &Document, drawn: &[Vec<u8>]) -> std::io::Result<Vec<u8>> {
    let mut body = Body::default();
    body.paragraph("Title", &Text::plain(&document.title));
    if let Some(subtitle) = &document.subtitle {
        body.paragraph("Subtitle", &Text::plain(subtitle));
    }
    for block in &document.blocks {
        body.block(block);
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(zip::DateTime::default());
    let mut put = |name: &str, bytes: &[u8]| -> std::io::Result<()> {
        zip.start_file(name, options)?;
        zip.write_all(bytes)
    };
    put("[Content_Types].xml", content_types().as_bytes())?;
    put("_rels/.rels", PACKAGE_RELATIONS.as_bytes())?;
    put("docProps/core.xml", properties(document).as_bytes())?;
    put("word/document.xml", main(&body.xml).as_bytes())?;
    put("word/_rels/document.xml.rels", relations(&body).as_bytes())?;
    put("word/styles.xml", styles(&document.language).as_bytes())?;
    put("word/settings.xml", settings(&document.language).as_bytes())?;
    put("word/numbering.xml", NUMBERING.as_bytes())?;
    put("word/footer1.xml", footer(document).as_bytes())?;
    for (n, picture) in body.pictures.iter().enumerate() {
        put(&format!("word/media/picture{n}.svg"), picture.as_bytes())?;
        let png = drawn.get(n).filter(|png| !png.is_empty());
        put(&format!("word/media/picture{n}.png"), png.map_or(BLANK_PNG, Vec::as_slice))?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The text of a part, with what it refers to.
#[derive(Default)]
struct Body {
    xml: String,
    links: Vec<String>,
    pictures: Vec<String>,
}

impl Body {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => {
                self.paragraph(&format!("Heading{}", level.clamp(&1, &3)), &Text::plain(text));
            }
            Block::Paragraph(text) => self.paragraph("BodyText", text),
            Block::Note(text) => self.paragraph("Note", text),
            Block::List(points) => points.iter().for_each(|point| self.paragraph("ListBullet", point)),
            Block::Table(table) => self.table(table),
            Block::Picture(picture) => self.picture(picture),
            Block::PageBreak => self.xml.push_str(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#),
        }
    }

    fn paragraph(&mut self, style: &str, text: &Text) {
        let _ = write!(self.xml, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>"#);
        self.runs(text);
        self.xml.push_str("</w:p>");
    }

    fn runs(&mut self, text: &Text) {
        for run in &text.0 {
            let look = match (&run.link, run.strong) {
                (Some(_), _) => r#"<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>"#,
                (None, true) => "<w:rPr><w:b/><w:bCs/></w:rPr>",
                (None, false) => "",
            };
            let piece = format!(r#"<w:r>{look}<w:t xml:space="preserve">{}</w:t></w:r>"#, escape(&run.text));
            match &run.link {
                None => self.xml.push_str(&piece),
                Some(address) => {
                    let n = self.links.iter().position(|known| known == address).unwrap_or_else(|| {
                        self.links.push(address.clone());
                        self.links.len() - 1
                    });
                    let _ = write!(self.xml, r#"<w:hyperlink r:id="link{n}">{piece}</w:hyperlink>"#);
                }
            }
        }
    }

    fn table(&mut self, table: &Table) {
        self.paragraph("Caption", &Text::plain(&table.caption));
        let whole: u32 = table.columns.iter().map(|column| u32::from(column.width.max(1))).sum();
        let widths: Vec<u32> =
            table.columns.iter().map(|column| TEXT_WIDTH * u32::from(column.width.max(1)) / whole.max(1)).collect();
        let _ = write!(
            self.xml,
            r#"<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1" w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val="{}"/></w:tblPr><w:tblGrid>"#,
            escape(&table.caption)
        );
        for width in &widths {
            let _ = write!(self.xml, r#"<w:gridCol w:w="{width}"/>"#);
        }
        self.xml.push_str("</w:tblGrid>");
        let names: Vec<Text> = table.columns.iter().map(|column| Text::plain(&column.name)).collect();
        self.row(table, &widths, &names, true);
        for row in &table.rows {
            self.row(table, &widths, row, false);
        }
        // Two tables with nothing between them would become one.
        self.xml.push_str(r#"</w:tbl><w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr></w:p>"#);
    }

    fn row(&mut self, table: &Table, widths: &[u32], cells: &[Text], heading: bool) {
        let repeated = if heading { "<w:tblHeader/>" } else { "" };
        let _ = write!(self.xml, "<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>");
        let empty = Text::default();
        for (n, (column, width)) in table.columns.iter().zip(widths).enumerate() {
            let style = if heading { "TableHeading" } else { "TableText" };
            let side = if column.number { r#"<w:jc w:val="right"/>"# } else { "" };
            let _ = write!(
                self.xml,
                r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>"#
            );
            self.runs(cells.get(n).unwrap_or(&empty));
            self.xml.push_str("</w:p></w:tc>");
        }
        self.xml.push_str("</w:tr>");
    }

    fn picture(&mut self, picture: &Picture) {
        // Each picture has its number, also one that has no size: those that were drawn are in the same order.
        let (width, height) = picture.size().unwrap_or((1.0, 1.0));
        let ratio = height / width;
        let shown = if ratio > TALLEST { TEXT_WIDTH_EMU * TALLEST / ratio } else { TEXT_WIDTH_EMU };
        let (across, down) = (shown as i64, (shown * ratio) as i64);
        let n = self.pictures.len();
        self.pictures.push(picture.svg.clone());
        let (id, alt) = (n + 1, escape(&picture.alt));
        let _ = write!(
            self.xml,
            r#"<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/><wp:docPr id="{id}" name="picture{id}" descr="{alt}"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="{id}" name="picture{id}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="drawn{n}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="picture{n}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
        );
        self.paragraph("Caption", &Text::plain(&picture.caption));
    }
}

/// A value inside XML: what has a meaning there is written out, and what XML 1.0 cannot hold is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const WORD: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn main(body: &str) -> String {
    format!(
        r#"{DECLARATION}<w:document {WORD} xmlns:r="{RELATION}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><w:body>{body}<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>"#
    )
}

fn content_types() -> String {
    const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let parts = [("document", "document.main"), ("styles", "styles"), ("settings", "settings"), ("numbering", "numbering")];
    let mut xml = format!(
        r#"{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="svg" ContentType="image/svg+xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/word/footer1.xml" ContentType="{MAIN}.footer+xml"/>"#
    );
    for (part, name) in parts {
        let _ = write!(xml, r#"<Override PartName="/word/{part}.xml" ContentType="{MAIN}.{name}+xml"/>"#);
    }
    xml.push_str("</Types>");
    xml
}

const PACKAGE_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="document" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="core" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

fn relations(body: &Body) -> String {
    let mut xml = format!(r#"{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#);
    let mut put = |id: &str, kind: &str, target: &str, outside: &str| {
        let _ = write!(xml, r#"<Relationship Id="{id}" Type="{RELATION}/{kind}" Target="{target}"{outside}/>"#);
    };
    for part in ["styles", "settings", "numbering"] {
        put(part, part, &format!("{part}.xml"), "");
    }
    put("footer", "footer", "footer1.xml", "");
    for (n, address) in body.links.iter().enumerate() {
        put(&format!("link{n}"), "hyperlink", &escape(address), r#" TargetMode="External""#);
    }
    for n in 0..body.pictures.len() {
        put(&format!("picture{n}"), "image", &format!("media/picture{n}.svg"), "");
        put(&format!("drawn{n}"), "image", &format!("media/picture{n}.png"), "");
    }
    xml.push_str("</Relationships>");
    xml
}

fn properties(document: &Document) -> String {
    let day = escape(&document.date);
    format!(
        r#"{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:language>{}</dc:language>{}<dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:modified></cp:coreProperties>"#,
        escape(&document.title),
        escape(&document.author),
        locale(&document.language),
        match document.identifier.as_str() {
            "" => String::new(),
            identifier => format!("<dc:identifier>{}</dc:identifier>", escape(identifier)),
        },
    )
}

fn locale(language: &str) -> &'static str {
    if language == "uk" { "uk-UA" } else { "en-GB" }
}

fn settings(language: &str) -> String {
    let locale = locale(language);
    format!(
        r#"{DECLARATION}<w:settings {WORD}><w:autoHyphenation w:val="true"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="{locale}"/></w:settings>"#
    )
}

const NUMBERING: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="397" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;

fn footer(document: &Document) -> String {
    format!(
        r#"{DECLARATION}<w:ftr {WORD}><w:p><w:pPr><w:pStyle w:val="Footer"/><w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs></w:pPr><w:r><w:t xml:space="preserve">{}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t xml:space="preserve">{} </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>"#,
        escape(&document.footer),
        escape(&document.page_word),
    )
}

/// A style of paragraphs: its id, its name among those that every word processor knows, its paragraph and its run.
const STYLES: [(&str, &str, &str, &str); 14] = [
    ("Title", "Title", r#"<w:keepNext/><w:spacing w:after="60"/>"#, r#"<w:b/><w:sz w:val="44"/>"#),
    ("Subtitle", "Subtitle", r#"<w:spacing w:after="360"/>"#, r#"<w:color w:val="4A5568"/><w:sz w:val="24"/>"#),
    (
        "Heading1",
        "heading 1",
        r#"<w:keepNext/><w:spacing w:before="480" w:after="120"/><w:outlineLvl w:val="0"/>"#,
        r#"<w:b/><w:color w:val="1A4B8C"/><w:sz w:val="32"/>"#,
    ),
    (
        "Heading2",
        "heading 2",
        r#"<w:keepNext/><w:spacing w:before="320" w:after="80"/><w:outlineLvl w:val="1"/>"#,
        r#"<w:b/><w:sz w:val="26"/>"#,
    ),
    (
        "Heading3",
        "heading 3",
        r#"<w:keepNext/><w:spacing w:before="240" w:after="60"/><w:outlineLvl w:val="2"/>"#,
        r#"<w:b/><w:sz w:val="23"/>"#,
    ),
    ("BodyText", "Body Text", r#"<w:spacing w:after="120"/>"#, ""),
    ("Note", "Note", r#"<w:spacing w:after="120"/>"#, r#"<w:color w:val="4A5568"/><w:sz w:val="19"/>"#),
    ("ListBullet", "List Bullet", r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/>"#, ""),
    (
        "Caption",
        "caption",
        r#"<w:keepNext/><w:spacing w:before="160" w:after="80"/>"#,
        r#"<w:b/><w:color w:val="4A5568"/><w:sz w:val="20"/>"#,
    ),
    ("Picture", "Picture", r#"<w:keepNext/><w:spacing w:before="160" w:after="0"/>"#, ""),
    ("TableHeading", "Table Heading", r#"<w:spacing w:before="40" w:after="40"/>"#, r#"<w:b/><w:sz w:val="20"/>"#),
    ("TableText", "Table Text", r#"<w:spacing w:before="30" w:after="30"/>"#, r#"<w:sz w:val="20"/>"#),
    ("Footer", "footer", "", r#"<w:color w:val="4A5568"/><w:sz w:val="18"/>"#),
    ("Header", "header", "", ""),
];

fn styles(language: &str) -> String {
    let locale = locale(language);
    let mut xml = format!(
        r#"{DECLARATION}<w:styles {WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Liberation Sans" w:hAnsi="Liberation Sans" w:eastAsia="Liberation Sans" w:cs="Liberation Sans"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>"#
    );
    for (id, name, paragraph, run) in STYLES {
        let _ = write!(
            xml,
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"#
        );
    }
    xml.push_str(r#"<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="1A4B8C"/><w:u w:val="single"/></w:rPr></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style><w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:color="4A5568"/><w:bottom w:val="single" w:sz="8" w:color="4A5568"/><w:insideH w:val="single" w:sz="4" w:color="CBD5E0"/></w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>"#);
    xml
}
