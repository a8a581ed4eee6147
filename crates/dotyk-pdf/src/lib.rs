//! A [`Document`] as a PDF that is tagged for those who read by ear (PDF/UA-1), holds its fonts, and is the same bytes each time;
//! and its pictures as PNG, for word processors that do not draw SVG.

use std::collections::HashMap;
use std::sync::Arc;

use dotyk_document::{Block, Document};
use resvg::{tiny_skia, usvg};
use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

mod reading;

pub use reading::text;

/// How a document is set. It reads the document as data, from `/document.json`.
const TEMPLATE: &str = include_str!("document.typ");

/// The address space that setting a document may take: 2 GiB. Most of it is only reserved.
const MEMORY: u64 = 2 << 30;

/// Takes the memory that this process may have for itself, so that an absurd document ends it and not the machine.
///
/// # Errors
/// The system's.
pub fn limit_memory() -> Result<(), String> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    setrlimit(Resource::As, Rlimit { current: Some(MEMORY), maximum: Some(MEMORY) }).map_err(|error| error.to_string())
}

/// The PDF of a document in JSON.
///
/// # Errors
/// What is wrong with it, in words for whoever keeps the program.
pub fn pdf(json: Vec<u8>) -> Result<Vec<u8>, String> {
    let document: Document = serde_json::from_slice(&json).map_err(|error| format!("this is no document: {error}"))?;
    let world = Desk::new(json)?;
    let pages = typst::compile::<PagedDocument>(&world).output.map_err(|errors| said(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| error.message().to_string())?;
    let options = PdfOptions {
        // The document's own properties make its identity: the same document is the same file.
        ident: Smart::Custom(format!("{} {} {}", document.title, document.date, document.language)),
        creator: Smart::Custom(Some("Dotyk".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages, &options).map_err(|errors| said(&errors))
}

/// How many points a picture is wide: twice what a page of A4 shows on a screen.
const PICTURE_WIDTH: f32 = 1300.0;

/// The pictures of a document in JSON as PNG, in their order; an empty one for what is no SVG.
///
/// # Errors
/// What is wrong with the document.
pub fn pictures(json: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let document: Document = serde_json::from_slice(json).map_err(|error| format!("this is no document: {error}"))?;
    let mut fonts = usvg::fontdb::Database::new();
    typst_assets::fonts().filter(|data| data.len() < 1 << 20).for_each(|data| fonts.load_font_data(data.to_vec()));
    for set in [usvg::fontdb::Database::set_sans_serif_family, usvg::fontdb::Database::set_serif_family] {
        set(&mut fonts, FONT);
    }
    let options = usvg::Options { fontdb: Arc::new(fonts), font_family: FONT.to_owned(), ..usvg::Options::default() };
    let svgs = document.blocks.iter().filter_map(|block| match block {
        Block::Picture(picture) => Some(&picture.svg),
        _ => None,
    });
    Ok(svgs.map(|svg| drawn(svg, &options).unwrap_or_default()).collect())
}

/// The one family of the fonts within this program that has Ukrainian letters in all its weights.
const FONT: &str = "Libertinus Serif";

fn drawn(svg: &str, options: &usvg::Options) -> Option<Vec<u8>> {
    let tree = usvg::Tree::from_str(svg, options).ok()?;
    let scale = PICTURE_WIDTH / tree.size().width();
    let size = tree.size().to_int_size().scale_by(scale)?;
    let mut picture = tiny_skia::Pixmap::new(size.width(), size.height())?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().ok()
}

fn said(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; ")
}

/// What the typesetter may see: the template, the document, the fonts within this program. No file, no network, no clock.
struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: FileId,
    template: Source,
    files: HashMap<FileId, Bytes>,
}

impl Desk {
    fn new(json: Vec<u8>) -> Result<Desk, String> {
        let fonts: Vec<Font> = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).collect();
        let json = shown(&json, &fonts)?;
        let main = id("/document.typ")?;
        Ok(Desk {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main,
            template: Source::new(main, TEMPLATE.to_owned()),
            files: HashMap::from([(id("/document.json")?, Bytes::new(json))]),
        })
    }
}

/// The document with a box for every letter that no font has: a name in a far script must not cost the whole paper, and a box
/// says that something stood there. What is no letter at all is left out.
fn shown(json: &[u8], fonts: &[Font]) -> Result<Vec<u8>, String> {
    let has = |c: char| fonts.iter().any(|font| font.info().coverage.contains(c as u32));
    let mut known: HashMap<char, bool> = HashMap::new();
    // Some fonts say that they have the control characters.
    let mut letter = |c: char| match c {
        '\n' => Some(c),
        c if c.is_control() => None,
        c => Some(if *known.entry(c).or_insert_with(|| has(c)) { c } else { '□' }),
    };
    let mut document: Value = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    each_text(&mut document, &mut |text| *text = text.chars().filter_map(&mut letter).collect());
    serde_json::to_vec(&document).map_err(|error| error.to_string())
}

fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Object(fields) => fields.values_mut().for_each(|field| each_text(field, change)),
        _ => {}
    }
}

fn id(path: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(path).map_err(|error| error.to_string())?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
