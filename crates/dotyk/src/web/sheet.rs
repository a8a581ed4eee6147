//! A list as a table to take away: CSV, a workbook, or GeoJSON, with all its rows and not just those of one page.
//!
//! A noun says once what the columns of its list are; the faces are made here. Rows come in batches by a cursor inside
//! the request's own read transaction and go to a file without a name; only then does the response begin, with its
//! length. So memory is bounded, a slow client holds a file and no reader of the database, and one that goes away stops
//! the work at the next batch. Why so: `decisions/0008-…`.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{StatusCode, header};
use dotyk_db::Tx;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use serde_json::{Map, Value, json};

use super::body::Content;
use super::{Answer, Ctx, Face, Labels, Page, Problem, Record, Reply};
use crate::access::Ref;
use crate::text::When;

/// How many rows of a sheet are read at once.
pub const BATCH: i64 = 500;

/// Sheets of more than a batch that may be made at once: two of the four readers are always left to pages.
const LONG: usize = 2;

/// A sheet is made within this time, or not at all.
const TIME: jiff::SignedDuration = jiff::SignedDuration::from_mins(15);

/// Rows that one sheet of a workbook holds beside its header; more go on to the next one.
const WORKBOOK_ROWS: u32 = 1_048_575;

/// Characters that a cell of a workbook holds.
const WORKBOOK_TEXT: usize = 32_767;

/// The media type of a workbook.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing
    Empty,
    /// What somebody wrote: never a formula
    Text(String),
    /// A word of the data, and the prefix of the messages that say it to people
    Word(&'static str, String),
    /// A decimal number as text, so that no digit is lost on the way
    Number(String),
    /// A date that may be partial
    Date(When),
    /// Yes or no
    Flag(bool),
    /// The path of a page; whole when the office has said how the outside reaches it
    Link(String),
}

impl Cell {
    /// Text, unless there is none.
    pub fn text(text: impl AsRef<str>) -> Cell {
        if text.as_ref().is_empty() { Cell::Empty } else { Cell::Text(text.as_ref().to_owned()) }
    }

    /// Text that may be missing.
    pub fn maybe(text: &Option<String>) -> Cell {
        text.as_ref().map_or(Cell::Empty, Cell::text)
    }

    /// A word of the data, unless it is empty.
    pub fn word(prefix: &'static str, word: impl AsRef<str>) -> Cell {
        if word.as_ref().is_empty() { Cell::Empty } else { Cell::Word(prefix, word.as_ref().to_owned()) }
    }

    /// A whole number.
    pub fn whole(number: impl Into<Option<i64>>) -> Cell {
        number.into().map_or(Cell::Empty, |number| Cell::Number(number.to_string()))
    }

    /// A date that may be missing.
    pub fn date(date: &Option<When>) -> Cell {
        date.clone().map_or(Cell::Empty, Cell::Date)
    }

    /// How a record is called.
    pub fn label(record: &Option<Record>) -> Cell {
        record.as_ref().map_or(Cell::Empty, |record| Cell::text(&record.label))
    }

    /// Where a record is.
    pub fn link(record: &Option<Record>) -> Cell {
        record.as_ref().map_or(Cell::Empty, |record| Cell::Link(record.url.clone()))
    }

    /// How some records are called, with semicolons between.
    pub fn labels(records: &[Record]) -> Cell {
        Cell::text(records.iter().map(|record| record.label.as_str()).collect::<Vec<_>>().join("; "))
    }

    /// The ids of some records, with semicolons between.
    pub fn ids(records: &[Record]) -> Cell {
        Cell::text(records.iter().map(|record| record.id.as_str()).collect::<Vec<_>>().join("; "))
    }
}

/// A column of a list.
pub struct Column<T> {
    /// Its key for programs, as in JSON; it never changes.
    pub key: &'static str,
    /// The key of its heading for people.
    pub title: &'static str,
    /// Its width in a workbook, in characters.
    pub width: u8,
    /// What stands in it.
    pub cell: fn(&T) -> Cell,
}

impl<T> Column<T> {
    /// A column.
    pub const fn new(key: &'static str, title: &'static str, width: u8, cell: fn(&T) -> Cell) -> Column<T> {
        Column { key, title, width, cell }
    }
}

/// The columns that every list of records has.
impl<T: AsRef<Record>> Column<T> {
    /// Which.
    pub const ID: Column<T> = Column::new("id", "web-column-id", 38, |row| Cell::text(&row.as_ref().id));
    /// How it is called.
    pub const LABEL: Column<T> = Column::new("label", "web-column-label", 60, |row| Cell::text(&row.as_ref().label));
    /// Where it is.
    pub const URL: Column<T> = Column::new("url", "web-column-url", 40, |row| Cell::Link(row.as_ref().url.clone()));
}

/// What one list has: the only place that says its columns.
pub struct Sheet<T: 'static> {
    /// What its file is called, without ending.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column<T>],
    /// Where a row lies, longitude and latitude in micro-degrees; none for a list that is not of places.
    pub points: Option<fn(&T) -> Vec<(i64, i64)>>,
}

/// Where a list goes on that is read by a key and an id: behind the last row of a full batch.
pub fn behind<T>(rows: &[T], key: impl Fn(&T) -> (String, String)) -> Option<(String, String)> {
    if rows.len() as i64 >= BATCH { rows.last().map(key) } else { None }
}

/// A batch of rows, and where the list goes on.
pub type Batch<T, C> = (Vec<T>, Option<C>);

impl<T: 'static> Sheet<T> {
    /// The whole list in the face asked for. `next` reads the rows behind a cursor, [`BATCH`] or so at once.
    ///
    /// # Errors
    /// A face that this list has not; too many long sheets at once; what `next` says; a disk that is full.
    pub fn send<C>(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        page: &Page,
        mut next: impl FnMut(&mut Tx, Option<C>) -> Result<Batch<T, C>, Problem>,
    ) -> Answer {
        let mut writer = self.writer(ctx, page)?;
        let mut cursor = None;
        let mut place = None;
        loop {
            let (rows, more) = next(tx, cursor)?;
            for row in &rows {
                let cells: Vec<Cell> = self.columns.iter().map(|column| (column.cell)(row)).collect();
                let points = self.points.map(|points| points(row)).unwrap_or_default();
                writer.row(page, &cells, &points).map_err(unwritten)?;
            }
            if more.is_none() {
                break;
            }
            cursor = more;
            go_on(ctx, &mut place)?;
        }
        let file = writer.finish(ctx, page, self).map_err(unwritten)?;
        self.reply(ctx, file)
    }

    fn writer(&self, ctx: &Ctx, page: &Page) -> Result<Writer, Problem> {
        let spool = spool(&ctx.state.files).map_err(unwritten)?;
        Ok(match ctx.face {
            Face::Csv => {
                let keys = self.columns.iter().map(|column| column.key);
                Writer::Csv(Box::new(Csv::begin(spool, keys).map_err(unwritten)?))
            }
            Face::Xlsx => {
                let columns = self.columns.iter().map(|column| (page.t(column.title), column.width)).collect();
                Writer::Xlsx(Box::new(Xlsx::begin(spool, &ctx.state.files, columns).map_err(|error| unwritten(unbound(error)))?))
            }
            Face::GeoJson if self.points.is_some() => {
                let keys = self.columns.iter().map(|column| column.key).collect();
                Writer::GeoJson(GeoJson::begin(spool, keys).map_err(unwritten)?)
            }
            _ => return Err(Problem::NoSuchForm(ctx.face.suffix().to_owned())),
        })
    }

    fn reply(&self, ctx: &Ctx, file: File) -> Answer {
        let media = match ctx.face {
            Face::Csv => "text/csv; charset=utf-8; header=present",
            Face::Xlsx => WORKBOOK,
            _ => "application/geo+json",
        };
        let name = match ctx.face {
            Face::GeoJson => None,
            _ => Some(format!("{}-{}.{}", self.name, ctx.day()?, ctx.face.suffix())),
        };
        reply(file, media, name.as_deref())
    }

    /// What stands on the sheet beside the rows: from where they are, of which day, and what was asked.
    fn about(&self, ctx: &Ctx, page: &Page, rows: u64) -> Result<Vec<(String, Cell)>, Problem> {
        let mut about = vec![
            (page.t("web-about-title"), Cell::text(&page.title)),
            (page.t("web-about-office"), Cell::text(page.lang.of(&ctx.office.0, &ctx.office.1))),
            (page.t("web-about-address"), Cell::Link(page.data_url(""))),
            (page.t("web-about-day"), Cell::Date(When::day(ctx.day()?))),
            (page.t("web-about-made"), Cell::text(page.time(&ctx.moment.stamp()))),
            (page.t("web-about-rows"), Cell::Number(rows.to_string())),
        ];
        let asked = ctx.query.iter().filter(|(name, value)| !value.is_empty() && name != "after");
        about.extend(asked.map(|(name, value)| (page.t1("web-about-filter", "name", name), Cell::text(value))));
        about.extend(
            self.columns.iter().map(|column| (page.t1("web-about-column", "key", column.key), Cell::text(page.t(column.title)))),
        );
        Ok(about)
    }
}

/// Labels that a long list has already asked for: many rows speak of the same few records.
#[derive(Default)]
pub struct Known {
    labels: Labels,
    asked: HashSet<Ref>,
}

/// So many labels are remembered; then the memory begins anew.
const KNOWN: usize = 20_000;

impl Known {
    /// Labels of at least these records, as far as the visitor may see them.
    ///
    /// # Errors
    /// The database's.
    pub fn ask(&mut self, ctx: &Ctx, tx: &mut Tx, refs: &[Ref]) -> Result<&Labels, Problem> {
        if self.asked.len() > KNOWN {
            *self = Known::default();
        }
        let new: Vec<Ref> = refs.iter().filter(|record| !self.asked.contains(record)).cloned().collect();
        if !new.is_empty() {
            self.labels.extend(ctx.labels(tx, &new)?);
            self.asked.extend(new);
        }
        Ok(&self.labels)
    }
}

/// Files that are written batch by batch, as a sheet is: the same limits, the same file without a name.
pub struct Spool<'c> {
    ctx: &'c Ctx,
    place: Option<Place<'c>>,
}

impl<'c> Spool<'c> {
    /// A new one, and where it is written.
    ///
    /// # Errors
    /// No room for it.
    pub fn new(ctx: &'c Ctx) -> Result<(Spool<'c>, BufWriter<File>), Problem> {
        let out = BufWriter::new(spool(&ctx.state.files).map_err(unwritten)?);
        Ok((Spool { ctx, place: None }, out))
    }

    /// Between one batch and the next: whether somebody still waits for it, and whether there is a place for a long one.
    ///
    /// # Errors
    /// Nobody waits; too many long ones at once.
    pub fn go_on(&mut self) -> Result<(), Problem> {
        go_on(self.ctx, &mut self.place)
    }

    /// The answer, under the name that it is kept by.
    ///
    /// # Errors
    /// A disk that is full.
    pub fn send(self, out: BufWriter<File>, media: &str, name: &str) -> Answer {
        let file = out.into_inner().map_err(|error| unwritten(error.into_error()))?;
        reply(file, media, Some(name))
    }
}

/// What cannot be written, as a problem.
pub fn unwritten(error: io::Error) -> Problem {
    Problem::unwritten(&error)
}

fn go_on<'c>(ctx: &'c Ctx, place: &mut Option<Place<'c>>) -> Result<(), Problem> {
    if ctx.gone() || ctx.state.clock.now().duration_since(ctx.moment.now) > TIME {
        return Err(Problem::Unavailable("a list that nobody waits for any more".into()));
    }
    // A short list is never refused.
    if place.is_none() {
        *place = Some(Place::take(&ctx.state.long)?);
    }
    Ok(())
}

fn reply(mut file: File, media: &str, name: Option<&str>) -> Answer {
    file.rewind().map_err(Problem::fault)?;
    let size = file.metadata().map_err(Problem::fault)?.len();
    let mut headers = vec![(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_LENGTH, size.to_string())];
    headers.extend(name.map(|name| (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))));
    Ok(Reply { status: StatusCode::OK, headers, body: Body::new(Content::new(file, size)) })
}

/// One of the few places for long sheets; given back when dropped.
struct Place<'a>(&'a AtomicUsize);

impl Place<'_> {
    fn take(taken: &AtomicUsize) -> Result<Place<'_>, Problem> {
        let place = Place(taken);
        // The place is given back by the drop also when there was none.
        if taken.fetch_add(1, Ordering::AcqRel) < LONG { Ok(place) } else { Err(Problem::Crowded) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A file without a name beside the office's files, where there is room; it is gone when it is closed, whatever happens.
fn spool(folder: &Path) -> io::Result<File> {
    tempfile::tempfile_in(folder).or_else(|_| tempfile::tempfile())
}

fn unbound(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

enum Writer {
    Csv(Box<Csv>),
    Xlsx(Box<Xlsx>),
    GeoJson(GeoJson),
}

impl Writer {
    fn row(&mut self, page: &Page, cells: &[Cell], points: &[(i64, i64)]) -> io::Result<()> {
        match self {
            Writer::Csv(csv) => csv.row(page, cells),
            Writer::Xlsx(xlsx) => xlsx.row(page, cells).map_err(unbound),
            Writer::GeoJson(geojson) => geojson.row(page, cells, points),
        }
    }

    fn finish<T>(self, ctx: &Ctx, page: &Page, sheet: &Sheet<T>) -> io::Result<File> {
        match self {
            Writer::Csv(csv) => csv.finish(),
            Writer::Xlsx(xlsx) => {
                let about = sheet.about(ctx, page, xlsx.rows).map_err(|problem| io::Error::other(format!("{problem:?}")))?;
                xlsx.finish(ctx, page, &about).map_err(unbound)
            }
            Writer::GeoJson(geojson) => geojson.finish(),
        }
    }
}

/// RFC 4180 with a byte order mark, since without it a spreadsheet takes Ukrainian for another alphabet.
struct Csv {
    out: csv::Writer<BufWriter<File>>,
}

impl Csv {
    fn begin<'k>(mut spool: File, keys: impl Iterator<Item = &'k str>) -> io::Result<Csv> {
        spool.write_all("\u{feff}".as_bytes())?;
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BufWriter::new(spool));
        out.write_record(keys)?;
        Ok(Csv { out })
    }

    fn row(&mut self, page: &Page, cells: &[Cell]) -> io::Result<()> {
        Ok(self.out.write_record(cells.iter().map(|cell| plain(page, cell)))?)
    }

    fn finish(self) -> io::Result<File> {
        let out = self.out.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        out.into_inner().map_err(|error| error.into_error())
    }
}

/// A cell as CSV holds it.
fn plain(page: &Page, cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Word(_, word) => harmless(word),
        Cell::Number(number) => number.clone(),
        Cell::Date(date) => date.as_str().to_owned(),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Link(path) => page.whole(path),
    }
}

/// Whether a spreadsheet would take a text for a formula.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A text that a spreadsheet would take for a formula begins with an apostrophe: then it is a text everywhere.
fn harmless(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// A workbook: the rows, and a sheet that says what they are.
struct Xlsx {
    workbook: Workbook,
    spool: File,
    columns: Vec<(String, u8)>,
    head: Format,
    day: Format,
    /// The worksheet that is being written, and its next row.
    at: (usize, u32),
    rows: u64,
}

impl Xlsx {
    fn begin(spool: File, folder: &Path, columns: Vec<(String, u8)>) -> Result<Xlsx, XlsxError> {
        let mut workbook = Workbook::new();
        // Where there is no such folder the system's own will do.
        let _ = workbook.set_tempdir(folder);
        let head = Format::new().set_bold();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let mut xlsx = Xlsx { workbook, spool, columns, head, day, at: (0, 0), rows: 0 };
        xlsx.worksheet(0, "data")?;
        xlsx.workbook.add_worksheet().set_name("about")?;
        Ok(xlsx)
    }

    fn worksheet(&mut self, index: usize, name: &str) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (column, (title, width)) in (0..).zip(&self.columns) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, title, &self.head)?;
        }
        self.at = (index, 1);
        Ok(())
    }

    fn row(&mut self, page: &Page, cells: &[Cell]) -> Result<(), XlsxError> {
        if self.at.1 > WORKBOOK_ROWS {
            // The second sheet is the one that says what the rows are.
            let index = self.at.0.max(1) + 1;
            self.worksheet(index, &format!("data-{index}"))?;
        }
        let (index, row) = self.at;
        for (column, cell) in (0..).zip(cells) {
            put(&mut self.workbook, &self.day, page, (index, row, column), cell)?;
        }
        self.at.1 += 1;
        self.rows += 1;
        Ok(())
    }

    fn finish(mut self, ctx: &Ctx, page: &Page, about: &[(String, Cell)]) -> Result<File, XlsxError> {
        let sheet = self.workbook.worksheet_from_index(1)?;
        sheet.set_column_width(0, 30)?.set_column_width(1, 60)?;
        for (row, (name, _)) in (0..).zip(about) {
            sheet.write_string_with_format(row, 0, name, &self.head)?;
        }
        for (row, (_, cell)) in (0..).zip(about) {
            put(&mut self.workbook, &self.day, page, (1, row, 1), cell)?;
        }
        let mut properties = DocProperties::new().set_title(&page.title);
        if let Some(today) = excel_day(&When::day(ctx.today())) {
            properties = properties.set_creation_datetime(&today);
        }
        self.workbook.set_properties(&properties);
        let mut out = BufWriter::new(self.spool);
        self.workbook.save_to_writer(&mut out)?;
        out.into_inner().map_err(|error| XlsxError::IoError(error.into_error()))
    }
}

/// A table of a workbook that has several: the key of its name, its columns, its rows.
pub type Table<T> = (&'static str, &'static [Column<T>], Vec<T>);

/// A workbook of several tables, each on a sheet of its own, and of what is to be known about them. Made anew of the same rows
/// for the same day it is the same file, byte for byte.
///
/// # Errors
/// A disk that is full.
pub fn book<T: 'static>(
    ctx: &Ctx,
    page: &Page,
    (name, day, known): (&str, Date, &str),
    tables: &[Table<T>],
    about: &[(String, Cell)],
) -> Answer {
    let mut out = BufWriter::new(spool(&ctx.state.files).map_err(unwritten)?);
    fill(page, (day, known), tables, about, &mut out).map_err(|error| unwritten(unbound(error)))?;
    let file = out.into_inner().map_err(|error| unwritten(error.into_error()))?;
    reply(file, WORKBOOK, Some(&format!("{name}.xlsx")))
}

fn fill<T: 'static>(
    page: &Page,
    (day, known): (Date, &str),
    tables: &[Table<T>],
    about: &[(String, Cell)],
    out: &mut BufWriter<File>,
) -> Result<(), XlsxError> {
    let (head, dated) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    let mut workbook = Workbook::new();
    for (index, (name, columns, rows)) in tables.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(page.t(name))?.set_freeze_panes(1, 0)?;
        for (at, column) in (0..).zip(*columns) {
            sheet.set_column_width(at, column.width)?;
            sheet.write_string_with_format(0, at, page.t(column.title), &head)?;
        }
        for (at, row) in (1..).zip(rows) {
            for (across, column) in (0..).zip(*columns) {
                put(&mut workbook, &dated, page, (index, at, across), &(column.cell)(row))?;
            }
        }
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(page.t("web-about-sheet"))?.set_column_width(0, 30)?.set_column_width(1, 60)?;
    for (at, (what, cell)) in (0..).zip(about) {
        workbook.worksheet_from_index(tables.len())?.write_string_with_format(at, 0, what, &head)?;
        put(&mut workbook, &dated, page, (tables.len(), at, 1), cell)?;
    }
    let mut properties = DocProperties::new().set_title(&page.title).set_keywords(known);
    if let Some(day) = excel_day(&When::day(day)) {
        properties = properties.set_creation_datetime(&day);
    }
    workbook.set_properties(&properties);
    workbook.save_to_writer(out)
}

/// Writes a cell where it belongs. Texts are written as texts, so none of them is ever a formula.
fn put(workbook: &mut Workbook, day: &Format, page: &Page, at: (usize, u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    let (index, row, column) = at;
    let sheet = workbook.worksheet_from_index(index)?;
    let text = match cell {
        Cell::Empty => return Ok(()),
        Cell::Flag(flag) => return sheet.write_boolean(row, column, *flag).map(drop),
        Cell::Number(number) => match exact(number) {
            Some(number) => return sheet.write_number(row, column, number).map(drop),
            None => number.clone(),
        },
        Cell::Date(date) => match excel_day(date) {
            Some(date) => return sheet.write_datetime_with_format(row, column, &date, day).map(drop),
            None => date.as_str().to_owned(),
        },
        Cell::Word(prefix, word) => page.word(prefix, word),
        Cell::Text(text) => text.clone(),
        Cell::Link(path) => page.whole(path),
    };
    let text = match text.char_indices().nth(WORKBOOK_TEXT - 1) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    };
    sheet.write_string(row, column, text).map(drop)
}

/// The number itself, unless a workbook would lose digits of it.
fn exact(number: &str) -> Option<f64> {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    number.parse().ok().filter(|number: &f64| digits <= 15 && number.is_finite())
}

/// A date as a workbook keeps it: only a whole day of the time it knows.
fn excel_day(date: &When) -> Option<ExcelDateTime> {
    let (first, last) = (date.first(), date.last());
    let year = u16::try_from(first.year()).ok()?;
    if first != last || date.as_str().contains('/') || year < 1900 {
        return None;
    }
    ExcelDateTime::from_ymd(year, u8::try_from(first.month()).ok()?, u8::try_from(first.day()).ok()?).ok()
}

/// RFC 7946, one feature a line.
struct GeoJson {
    out: BufWriter<File>,
    keys: Vec<&'static str>,
    rows: u64,
}

impl GeoJson {
    fn begin(spool: File, keys: Vec<&'static str>) -> io::Result<GeoJson> {
        let mut out = BufWriter::new(spool);
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(GeoJson { out, keys, rows: 0 })
    }

    fn row(&mut self, page: &Page, cells: &[Cell], points: &[(i64, i64)]) -> io::Result<()> {
        let degrees = |micro: i64| micro as f64 / 1e6;
        let at = |(lon, lat): &(i64, i64)| json!([degrees(*lon), degrees(*lat)]);
        let geometry = match points {
            [] => Value::Null,
            [point] => json!({"type": "Point", "coordinates": at(point)}),
            points => json!({"type": "MultiPoint", "coordinates": points.iter().map(at).collect::<Vec<_>>()}),
        };
        let properties: Map<String, Value> =
            self.keys.iter().zip(cells).map(|(key, cell)| ((*key).to_owned(), as_json(page, cell))).collect();
        let id = properties.get("id").cloned().unwrap_or_default();
        let feature = json!({"type": "Feature", "id": id, "geometry": geometry, "properties": properties});
        self.out.write_all(if self.rows == 0 { b"\n" } else { b",\n" })?;
        self.rows += 1;
        Ok(serde_json::to_writer(&mut self.out, &feature)?)
    }

    fn finish(mut self) -> io::Result<File> {
        write!(self.out, "\n],\"total\":{}}}", self.rows)?;
        self.out.into_inner().map_err(|error| error.into_error())
    }
}

fn as_json(page: &Page, cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) | Cell::Word(_, text) => text.as_str().into(),
        Cell::Number(number) => number.parse::<i64>().map_or_else(|_| number.as_str().into(), Value::from),
        Cell::Date(date) => date.as_str().into(),
        Cell::Flag(flag) => (*flag).into(),
        Cell::Link(path) => page.whole(path).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_is_a_text() {
        for (text, kept) in [
            ("=1+1", "'=1+1"),
            ("+380", "'+380"),
            ("-5 градусів", "'-5 градусів"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("школа = 1", "школа = 1"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), kept);
        }
    }

    #[test]
    fn a_workbook_gets_a_number_or_day_only_when_nothing_is_lost() {
        assert_eq!(exact("-12.50"), Some(-12.5));
        assert_eq!(exact("12345678901234567"), None);
        assert_eq!(exact("0.1234567890123456"), None);
        let day = |text: &str| excel_day(&When::parse(text).expect("a date")).is_some();
        assert!(day("2021-03-31") && !day("2021-03") && !day("2021") && !day("2020-11/2021-02") && !day("1899-12-31"));
    }

    #[test]
    fn only_so_many_long_sheets_are_made_at_once() {
        let taken = AtomicUsize::new(0);
        let places: Vec<_> = (0..LONG).map(|_| Place::take(&taken).expect("a place")).collect();
        assert!(matches!(Place::take(&taken), Err(Problem::Crowded)));
        drop(places);
        assert!(Place::take(&taken).is_ok());
        assert_eq!(taken.load(Ordering::Acquire), 0);
    }
}
