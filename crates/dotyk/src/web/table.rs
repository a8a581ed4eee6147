//! Files of tables that come in, read in bounded memory: XLSX, and text parted by commas, semicolons or tabs. Pure.
//!
//! What is wrong with a file is said in the words of the import, which has most to say of tables.
//!
//! Nothing a file says of itself is believed: how large it unpacks to is counted while unpacking, how many rows a sheet
//! has is counted cell by cell, and a row without content is not kept, whatever its number.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader as _, Xlsx};
use jiff::civil::Date;

/// Why a file is not read: the message's key, and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The message.
    pub key: &'static str,
    /// What stands in it.
    pub what: String,
}

impl Refusal {
    /// Says why.
    pub fn new(key: &'static str, what: impl Into<String>) -> Refusal {
        Refusal { key, what: what.into() }
    }
}

/// How much is read. What is over is refused and not cut.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub file: usize,
    /// Bytes of everything in a workbook when unpacked.
    pub unpacked: u64,
    /// Rows with content, of all sheets.
    pub rows: usize,
    /// Columns; content to the right of them is refused.
    pub columns: usize,
    /// Bytes of a cell.
    pub cell: usize,
    /// Bytes of all cells: one long text may stand in many.
    pub text: usize,
}

/// What an import takes.
pub const LIMITS: Limits = Limits {
    file: 20 * 1024 * 1024,
    unpacked: 200 * 1024 * 1024,
    rows: 20_000,
    columns: 200,
    cell: 32 * 1024,
    text: 100 * 1024 * 1024,
};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text as it was written, without white space around it.
    Text(String),
    /// A number, as decimal text.
    Number(String),
    /// A day that the table's program keeps as one.
    Day(Date),
    /// A formula: what it gives is not what somebody wrote.
    Formula,
    /// An error of the table's program, such as `#REF!`.
    Broken(String),
    /// A text over the limit: its length in kilobytes.
    Long(usize),
}

impl Cell {
    /// The cell as text, for headings and messages.
    pub fn text(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Number(text) | Cell::Broken(text) => text.clone(),
            Cell::Day(day) => day.to_string(),
            Cell::Formula => "=…".into(),
            Cell::Long(size) => format!("{size} KB"),
        }
    }
}

/// A sheet: its rows that have content, in order, each by its number as the table's program counts (from 1).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// What it is called.
    pub name: String,
    /// Cells by column, counted from 0.
    pub rows: Vec<(u32, BTreeMap<u32, Cell>)>,
}

/// Counts what is taken from a file.
struct Taken {
    limits: Limits,
    rows: usize,
    text: usize,
}

impl Taken {
    fn row(&mut self) -> Result<(), Refusal> {
        self.rows += 1;
        if self.rows > self.limits.rows + HEADINGS {
            return Err(Refusal::new("import-too-many-rows", self.limits.rows.to_string()));
        }
        Ok(())
    }

    fn cell(&mut self, text: &str) -> Result<Option<Cell>, Refusal> {
        self.text += text.len();
        if self.text > self.limits.text {
            return Err(Refusal::new("import-too-much-text", (self.limits.text / 1024 / 1024).to_string()));
        }
        if text.len() > self.limits.cell {
            return Ok(Some(Cell::Long(text.len() / 1024)));
        }
        let clean: String = text.chars().filter(|c| !unseen(*c)).collect();
        let clean = clean.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}');
        Ok((!clean.is_empty()).then(|| Cell::Text(clean.to_owned())))
    }

    fn column(&self, column: u32) -> Result<(), Refusal> {
        if column as usize >= self.limits.columns {
            return Err(Refusal::new("import-too-many-columns", self.limits.columns.to_string()));
        }
        Ok(())
    }
}

/// Rows above the first row of data: titles and headings.
const HEADINGS: usize = 40;

/// Marks that nobody sees and no database takes.
fn unseen(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// Reads a file by its content.
///
/// # Errors
/// [`Refusal`]: what it is not, or what is too large.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Vec<Sheet>, Refusal> {
    if bytes.len() > limits.file {
        return Err(Refusal::new("import-too-large", (limits.file / 1024 / 1024).to_string()));
    }
    let mut taken = Taken { limits, rows: 0, text: 0 };
    let sheets = match bytes {
        [] => return Err(Refusal::new("import-empty", "")),
        [b'P', b'K', 3, 4, ..] => workbook(bytes, &mut taken)?,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(Refusal::new("import-old-workbook", "")),
        _ => vec![text(bytes, &mut taken)?],
    };
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(Refusal::new("import-empty", ""));
    }
    Ok(sheets)
}

/// Unpacks everything once into nothing, counting: a directory may lie about how large its files are.
fn check_unpacked(bytes: &[u8], limit: u64) -> Result<(), Refusal> {
    let broken = |error: zip::result::ZipError| Refusal::new("import-broken", error.to_string());
    let too_large = || Refusal::new("import-unpacks-too-large", (limit / 1024 / 1024).to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > 5_000 {
        return Err(too_large());
    }
    if archive.decompressed_size().is_some_and(|size| size > u128::from(limit)) {
        return Err(too_large());
    }
    let mut left = limit;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(broken)?;
        let counted = std::io::copy(&mut file.take(left + 1), &mut std::io::sink());
        let counted = counted.map_err(|error| Refusal::new("import-broken", error.to_string()))?;
        left = left.checked_sub(counted).ok_or_else(too_large)?;
    }
    Ok(())
}

fn workbook(bytes: &[u8], taken: &mut Taken) -> Result<Vec<Sheet>, Refusal> {
    check_unpacked(bytes, taken.limits.unpacked)?;
    let broken = |error: calamine::XlsxError| Refusal::new("import-broken", error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let mut sheet = Sheet { name: name.clone(), rows: Vec::new() };
        let mut reader = match book.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            // A sheet of a chart has no cells.
            Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(broken(error)),
        };
        while let Some(cell) = reader.next_cell_with_formula().map_err(broken)? {
            let value = match (cell.formula.filter(|formula| !formula.is_empty()), &cell.value) {
                (Some(_), _) => Some(Cell::Formula),
                (None, DataRef::Empty) => None,
                (None, DataRef::String(text)) => taken.cell(text)?,
                (None, DataRef::SharedString(text)) => taken.cell(text)?,
                (None, DataRef::Float(number)) => Some(Cell::Number(plain(*number))),
                (None, DataRef::Int(number)) => Some(Cell::Number(number.to_string())),
                (None, DataRef::Bool(truth)) => Some(Cell::Text(if *truth { "1" } else { "0" }.into())),
                (None, DataRef::DateTime(at)) if at.is_datetime() => Some(day(at)),
                (None, DataRef::DateTime(at)) => Some(Cell::Number(plain(at.as_f64()))),
                (None, DataRef::DateTimeIso(text)) => taken.cell(text.split('T').next().unwrap_or_default())?,
                (None, DataRef::DurationIso(text)) => taken.cell(text)?,
                (None, DataRef::Error(error)) => Some(Cell::Broken(error.to_string())),
            };
            let Some(value) = value else { continue };
            let (row, column) = (cell.pos.0 + 1, cell.pos.1);
            taken.column(column)?;
            match sheet.rows.last_mut() {
                Some((last, cells)) if *last == row => drop(cells.insert(column, value)),
                Some((last, _)) if *last > row => return Err(Refusal::new("import-broken", format!("{name}: {row}"))),
                _ => {
                    taken.row()?;
                    sheet.rows.push((row, BTreeMap::from([(column, value)])));
                }
            }
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// A number as people would write it: whole numbers without a point, and no more digits than a table shows.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    // Fifteen digits are what a table's program keeps; the rest is dust of binary fractions.
    let whole = number.abs().log10().max(0.0) as usize + 1;
    let text = format!("{number:.*}", 15usize.saturating_sub(whole));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn day(at: &calamine::ExcelDateTime) -> Cell {
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    let date = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
    match date.map(|((year, month), day)| Date::new(year, month, day)) {
        Some(Ok(date)) => Cell::Day(date),
        _ => Cell::Number(plain(at.as_f64())),
    }
}

/// Text in UTF-8, with or without its mark, in UTF-16 with its mark, or in Windows-1251, as old programs here save it.
fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let utf16 = match bytes {
        [0xff, 0xfe, ..] => Some(encoding_rs::UTF_16LE),
        [0xfe, 0xff, ..] => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf16 {
        return Ok(encoding.decode(bytes).0.into_owned());
    }
    if bytes.contains(&0) {
        return Err(Refusal::new("import-not-a-table", ""));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned());
    }
    let (text, _, wrong) = encoding_rs::WINDOWS_1251.decode(bytes);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let ours = text.chars().filter(|c| c.is_ascii_alphabetic() || dotyk_uk::is_ukrainian_letter(*c)).count();
    if wrong || letters == 0 || ours * 10 < letters * 9 {
        return Err(Refusal::new("import-not-a-table", ""));
    }
    Ok(text.into_owned())
}

/// What parts the cells: the mark that the first lines have most of, outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b';', 0), (b'\t', 0), (b',', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(64 * 1024) {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(mark, _)| *mark == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // Commas stand in numbers and in prose; the others hardly ever do.
    let sure = counts.iter().find(|(mark, count)| *mark != b',' && *count > 0 && *count * 2 >= counts[2].1);
    sure.map_or(b',', |(mark, _)| *mark)
}

fn text(bytes: &[u8], taken: &mut Taken) -> Result<Sheet, Refusal> {
    // Lines are counted by their ends, so there is one kind of end.
    let text = decode(bytes)?.replace("\r\n", "\n");
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter(&text)).from_reader(text.as_bytes());
    let mut sheet = Sheet { name: "CSV".into(), rows: Vec::new() };
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| Refusal::new("import-broken", error.to_string()))? {
        let line = record.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
        let mut cells = BTreeMap::new();
        for (column, cell) in (0u32..).zip(record.iter()) {
            if let Some(cell) = taken.cell(cell)? {
                taken.column(column)?;
                // In text a formula is what begins like one: a program of tables would run it.
                let formula = matches!(&cell, Cell::Text(text) if text.starts_with('=') && text.len() > 1);
                cells.insert(column, if formula { Cell::Formula } else { cell });
            }
        }
        if !cells.is_empty() {
            taken.row()?;
            sheet.rows.push((line, cells));
        }
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first(sheets: &[Sheet]) -> Vec<(u32, Vec<String>)> {
        sheets[0].rows.iter().map(|(line, cells)| (*line, cells.values().map(Cell::text).collect())).collect()
    }

    fn of(text: &[u8]) -> Vec<(u32, Vec<String>)> {
        first(&read(text, LIMITS).expect("a table"))
    }

    fn book(fill: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        fill(book.add_worksheet());
        book.save_to_buffer().expect("a workbook")
    }

    #[test]
    fn text_is_read_whatever_parts_it_and_however_it_is_written() {
        let wanted =
            vec![(1, vec!["назва".to_owned(), "сума".to_owned()]), (3, vec!["Школа, ліцей".to_owned(), "1,5".to_owned()])];
        let (windows, ..) = encoding_rs::WINDOWS_1251.encode("назва;сума\n;\nШкола, ліцей;1,5\n");
        for bytes in [
            "назва;сума\n;\nШкола, ліцей;1,5\n".as_bytes(),
            "\u{feff}назва;сума\r\n;;;;\r\n Школа, ліцей ;1,5;;;\r\n".as_bytes(),
            "назва\tсума\n\t\nШкола, ліцей\t1,5".as_bytes(),
            "назва,сума\n,\n\"Школа, ліцей\",\"1,5\"".as_bytes(),
            &windows,
        ] {
            assert_eq!(of(bytes), wanted, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let long = [b'P', b'K', 3, 4, 0, 0, 0, 0];
        for (bytes, key) in [
            (&b""[..], "import-empty"),
            (b" \n \n", "import-empty"),
            (&long, "import-broken"),
            (b"\xd0\xcf\x11\xe0rest", "import-old-workbook"),
            (b"%PDF\0\0\0", "import-not-a-table"),
            (b"\xff\xd8\xff\xe0\x81\x8d\x90", "import-not-a-table"),
        ] {
            assert_eq!(read(bytes, LIMITS).unwrap_err().key, key, "{bytes:?}");
        }
        let whole = book(|sheet| drop(sheet.write(0, 0, "x").map(drop)));
        for cut in [whole.len() / 2, whole.len() - 10, 40] {
            assert_eq!(read(&whole[..cut], LIMITS).unwrap_err().key, "import-broken", "{cut}");
        }
    }

    #[test]
    fn a_workbook_keeps_numbers_days_and_formulas_apart() {
        let bytes = book(|sheet| {
            let format = rust_xlsxwriter::Format::new().set_num_format("dd.mm.yyyy");
            sheet.write(4, 1, "  Назва ").unwrap();
            sheet.write(4, 2, 1234.5).unwrap();
            sheet.write_with_format(4, 3, rust_xlsxwriter::ExcelDateTime::from_ymd(2020, 12, 31).unwrap(), &format).unwrap();
            sheet.write_formula(4, 4, "=1+1").unwrap();
            sheet.write(4, 5, 0.1 + 0.2).unwrap();
            sheet.write(1_048_575, 0, "далеко").unwrap();
        });
        let sheets = read(&bytes, LIMITS).unwrap();
        let cells: Vec<&Cell> = sheets[0].rows[0].1.values().collect();
        assert_eq!(sheets[0].rows[0].0, 5);
        assert_eq!(
            cells,
            [
                &Cell::Text("Назва".into()),
                &Cell::Number("1234.5".into()),
                &Cell::Day(Date::constant(2020, 12, 31)),
                &Cell::Formula,
                &Cell::Number("0.3".into())
            ]
        );
        assert_eq!(sheets[0].rows[1].0, 1_048_576, "the rows between are not there");
    }

    #[test]
    fn limits_are_counted_and_not_believed() {
        let many = Limits { rows: 10, ..LIMITS };
        let rows: String = (0..60).map(|n| format!("{n};a\n")).collect();
        assert_eq!(read(rows.as_bytes(), many).unwrap_err().key, "import-too-many-rows");
        let wide = "a;".repeat(201);
        assert_eq!(read(wide.as_bytes(), LIMITS).unwrap_err().key, "import-too-many-columns");
        let cell = format!("a;b\n{};x\n", "я".repeat(17_000));
        assert_eq!(read(cell.as_bytes(), LIMITS).unwrap()[0].rows[1].1[&0], Cell::Long(33));
        let packed = book(|sheet| {
            for row in 0..200 {
                sheet.write(row, 0, "a".repeat(900)).unwrap();
                sheet.write(row, 1, row).unwrap();
            }
        });
        let small = Limits { unpacked: 10_000, ..LIMITS };
        assert_eq!(read(&packed, small).unwrap_err().key, "import-unpacks-too-large");
        // The same with a directory that says nothing is in it: every size in it is set to 1.
        let mut lying = packed.clone();
        let marks: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..*at + 4] == *b"PK\x01\x02").collect();
        for at in marks {
            lying[at + 24..at + 28].copy_from_slice(&1u32.to_le_bytes());
        }
        assert!(["import-unpacks-too-large", "import-broken"].contains(&read(&lying, small).unwrap_err().key));
        assert_eq!(read(&packed, Limits { text: 1_000, ..LIMITS }).unwrap_err().key, "import-too-much-text");
        assert_eq!(read(&packed, Limits { file: 1_000, ..LIMITS }).unwrap_err().key, "import-too-large");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes, LIMITS);
            let mut zip = b"PK\x03\x04".to_vec();
            zip.extend(bytes);
            let _ = read(&zip, LIMITS);
        }
    }
}
