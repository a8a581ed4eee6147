//! Tables of places in files: what is in them, or what is wrong in which cell. Pure.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::model::fits;
use super::{Body, Category, Level, Name, Place, is_code, is_koatuu, micro_degrees, pcode};
use crate::text::When;

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8
    Csv,
    /// A workbook; its first sheet is read
    Xlsx,
}

impl Format {
    /// By the end of a file's name.
    pub fn of(name: &str) -> Option<Format> {
        match name.rsplit_once('.')?.1.to_lowercase().as_str() {
            "csv" => Some(Format::Csv),
            "xlsx" => Some(Format::Xlsx),
            _ => None,
        }
    }
}

/// What a table holds, told by its heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// Places, of the codifier or abroad; a number that a column does not give is none.
    Places(Vec<Place>),
    /// Points of places that are known already.
    Points(Vec<Point>),
}

/// Where a place is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The place.
    pub code: String,
    /// In micro-degrees.
    pub lat: i64,
    /// In micro-degrees.
    pub lon: i64,
    /// Where the point comes from.
    pub source: Option<String>,
    /// The row of the file.
    pub row: usize,
}

/// What is wrong, and where. The heading is row 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// The row.
    pub row: usize,
    /// The column's heading.
    pub column: String,
    /// What is wrong and how to mend it.
    pub problem: String,
}

impl fmt::Display for CellError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, column {}: {}", self.row, self.column, self.problem)
    }
}

const PLACES: &[&str] = &["code", "parent", "level", "name_uk", "name_en"];
const POINTS: &[&str] = &["code", "lat", "lon", "source"];
const EXTRACT: &[&str] = &["code", "parent_code", "category_2021", "name_uk_2021", "name_uk_current"];

/// Reads a table of places: the columns of `places.csv`, of a points file, of a file of places abroad, or of the
/// common extract of the codifier (`category_2021`, `name_uk_2021`, `name_uk_current`, …).
///
/// # Errors
/// Every cell that is wrong. Whether a parent is in the register is for the caller to see.
pub fn parse(bytes: &[u8], format: Format) -> Result<Parsed, Vec<CellError>> {
    let table = match format {
        Format::Csv => read_csv(bytes)?,
        Format::Xlsx => read_xlsx(bytes)?,
    };
    if table.has(EXTRACT) {
        places(&table, extract_row)
    } else if table.has(PLACES) {
        places(&table, place_row)
    } else if table.has(POINTS) {
        points(&table)
    } else {
        let known = [PLACES, POINTS, EXTRACT].map(|columns| columns.join(", ")).join("; or: ");
        Err(vec![CellError {
            row: 1,
            column: table.columns.join(", "),
            problem: format!("not a heading known here. Give the columns: {known}"),
        }])
    }
}

/// A heading and rows of text.
struct Table {
    columns: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    fn new(mut rows: impl Iterator<Item = (usize, Vec<String>)>) -> Table {
        let heading = rows.next().map(|(_, cells)| cells).unwrap_or_default();
        let columns = heading.iter().map(|name| name.trim_start_matches('\u{feff}').to_lowercase()).collect();
        Table { columns, rows: rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).collect() }
    }

    fn has(&self, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.columns.iter().any(|own| own == column))
    }
}

fn read_csv(bytes: &[u8]) -> Result<Table, Vec<CellError>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let wrong = |problem| vec![CellError { row: index + 1, column: "1".into(), problem }];
        let record =
            record.map_err(|e| wrong(format!("not comma-separated text in UTF-8 ({e}): save the table as “CSV UTF-8”")))?;
        let line = record.position().map_or(index + 1, |at| usize::try_from(at.line()).unwrap_or(index + 1));
        rows.push((line, record.iter().map(|cell| cell.trim().to_owned()).collect()));
    }
    Ok(Table::new(rows.into_iter()))
}

fn read_xlsx(bytes: &[u8]) -> Result<Table, Vec<CellError>> {
    let wrong = |problem: String| vec![CellError { row: 1, column: "1".into(), problem }];
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|e| wrong(format!("not an XLSX workbook ({e}): save it as .xlsx again")))?;
    let sheet = book.worksheet_range_at(0).ok_or_else(|| wrong("the workbook has no sheet".into()))?;
    let sheet = sheet.map_err(|e| wrong(format!("the first sheet cannot be read ({e})")))?;
    let first = sheet.start().map_or(1, |(row, _)| row as usize + 1);
    Ok(Table::new(sheet.rows().enumerate().map(|(index, row)| (first + index, row.iter().map(cell_text).collect()))))
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string().trim().to_owned(),
    }
}

/// One row being read: its cells by heading, and what is wrong with them.
struct Cells<'a> {
    table: &'a Table,
    row: usize,
    cells: &'a [String],
    wrong: Vec<CellError>,
}

impl Cells<'_> {
    fn text(&self, column: &str) -> &str {
        let at = self.table.columns.iter().position(|own| own == column);
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    fn some(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn fault(&mut self, column: &str, problem: impl Into<String>) {
        self.wrong.push(CellError { row: self.row, column: column.into(), problem: problem.into() });
    }

    fn read<T>(&mut self, column: &str, wanted: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.some(column)?;
        let value = read(&text);
        if value.is_none() {
            self.fault(column, format!("“{text}” is not {wanted}"));
        }
        value
    }

    fn code(&mut self, column: &str) -> String {
        let code = plain_code(self.text(column));
        if code.is_empty() {
            self.fault(column, "fill in the code");
        } else if !is_code(&code) && !is_foreign_code(&code) {
            self.fault(column, format!("“{code}” is not a code: UA and 17 digits, or abroad PL or PL-warsaw"));
        }
        code
    }

    fn parent(&mut self, column: &str) -> Option<String> {
        self.some(column).map(|_| self.code(column))
    }

    fn point(&mut self) -> Option<(i64, i64)> {
        let wanted = "a number of degrees such as 48.94852";
        let (lat, lon) = (self.read("lat", wanted, micro_degrees), self.read("lon", wanted, micro_degrees));
        match (lat, lon) {
            (Some(lat), Some(lon)) => Some((lat, lon)),
            (None, None) => None,
            _ => {
                let empty = if self.text("lat").is_empty() { "lat" } else { "lon" };
                if self.text(empty).is_empty() {
                    self.fault(empty, "a point needs both lat and lon");
                }
                None
            }
        }
    }
}

/// A code with look-alike letters put right: Cyrillic «А» in `UA`, the letter O among the digits.
pub fn plain_code(text: &str) -> String {
    let plain: String = text.trim().chars().map(|c| if matches!(c, 'А' | 'а') { 'A' } else { c }).collect();
    let upper = plain.to_uppercase();
    let digits = upper.get(2..).unwrap_or_default().replace(['O', 'О'], "0");
    let code = format!("{}{digits}", upper.get(..2).unwrap_or_default());
    if is_code(&code) { code } else { text.trim().to_owned() }
}

/// `PL`, `PL-warsaw`.
fn is_foreign_code(code: &str) -> bool {
    let (country, rest) = code.split_once('-').map_or((code, None), |(country, rest)| (country, Some(rest)));
    country.len() == 2
        && country.bytes().all(|b| b.is_ascii_uppercase())
        && rest.is_none_or(|rest| {
            !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        })
}

fn places(table: &Table, read: impl Fn(&mut Cells) -> Place) -> Result<Parsed, Vec<CellError>> {
    let (mut places, mut wrong) = (Vec::new(), Vec::new());
    let mut rows: HashMap<String, usize> = HashMap::new();
    for (row, cells) in &table.rows {
        let mut cells = Cells { table, row: *row, cells, wrong: Vec::new() };
        let place = read(&mut cells);
        if let Some(first) = rows.insert(place.code.clone(), *row) {
            cells.fault("code", format!("“{}” stands in row {first} too", place.code));
        }
        check(&mut cells, &place);
        wrong.extend(cells.wrong);
        places.push(place);
    }
    if wrong.is_empty() { Ok(Parsed::Places(places)) } else { Err(wrong) }
}

fn check(cells: &mut Cells, place: &Place) {
    let b = &place.body;
    let sound = is_code(&place.code) || is_foreign_code(&place.code);
    if sound && !fits(b.level, &place.code) {
        cells.fault("level", format!("“{}” is not the level of the code {}: see its digits", b.level.word(), place.code));
    }
    if b.category.is_some_and(|category| !category.fits(b.level)) {
        cells.fault("category", format!("the letter is not one of the level “{}”", b.level.word()));
    }
    if let (Some(given), Some(derived)) = (&b.pcode, pcode(b.level, &place.code))
        && *given != derived
    {
        cells.fault("pcode", format!("“{given}” does not follow from the code: {derived} does"));
    }
    if b.names.is_empty() {
        cells.fault("name_uk", "fill in a name in at least one language");
    }
    if b.parent.as_ref() == Some(&place.code) {
        cells.fault("parent", "a place does not lie in itself");
    }
}

/// Columns of `places.csv` and of places abroad.
fn place_row(cells: &mut Cells) -> Place {
    let code = cells.code("code");
    let level = cells.read("level", &format!("a level: {}", level_words()), Level::parse);
    if cells.text("level").is_empty() {
        cells.fault("level", format!("fill in the level: {}", level_words()));
    }
    let level = level.unwrap_or_default();
    let first = Name { name_uk: cells.some("name_uk"), name_en: cells.some("name_en"), valid_from: None };
    let from = cells.read("now_from", "a date: 2023, 2023-05, 2023-05-17 or 2023/2025", When::parse);
    let now = cells.some("name_uk_now");
    if now.is_some() && cells.text("now_from").is_empty() {
        cells.fault("now_from", "say from when the present name holds, if only as 2023/2025");
    }
    let point = cells.point();
    let whole = |text: &str| text.replace([' ', '\u{a0}'], "").parse::<i64>().ok().filter(|number| *number >= 0);
    let country = cells.some("country").unwrap_or_else(|| code.chars().take(2).collect());
    let body = Body {
        parent: cells.parent("parent"),
        level,
        category: category(cells, "category"),
        pcode: cells.some("pcode").or_else(|| pcode(level, &code)),
        koatuu: cells.read("koatuu", "a KOATUU code: ten digits", whole_koatuu),
        country,
        lat: point.map(|point| point.0),
        lon: point.map(|point| point.1),
        point_source: cells.some("source"),
        population: cells.read("population", "a whole number", whole),
        population_year: cells.read("population_year", "a year", whole),
        names: names(first, now, from),
    };
    Place { code, version: 1, boundary: None, body }
}

/// A program of tables eats the zero in front.
fn whole_koatuu(text: &str) -> Option<String> {
    is_koatuu(text).then(|| format!("{text:0>10}"))
}

/// Columns of the common extract of the codifier: two names, without the day between them.
fn extract_row(cells: &mut Cells) -> Place {
    let code = cells.code("code");
    let category = category(cells, "category_2021").or_else(|| category(cells, "category_2024"));
    if category.is_none() {
        cells.fault("category_2021", "fill in the codifier's letter");
    }
    let level = category.map_or(Level::Settlement, Category::level);
    let point = cells.point();
    let (then, now) = (cells.some("name_uk_2021"), cells.some("name_uk_current"));
    let renamed = now.filter(|now| then.as_ref() != Some(now));
    let first = Name { name_uk: then, name_en: cells.some("name_en"), valid_from: None };
    // The extract tells only that the name of 2021 is not the present one.
    let from = renamed.as_ref().and_then(|_| When::parse("2022/2025"));
    let body = Body {
        parent: cells.parent("parent_code"),
        level,
        category,
        pcode: cells.some("pcode").or_else(|| pcode(level, &code)),
        country: "UA".into(),
        lat: point.map(|point| point.0),
        lon: point.map(|point| point.1),
        point_source: cells.some("coord_source").filter(|_| point.is_some()),
        names: names(first, renamed, from),
        ..Body::default()
    };
    Place { code, version: 1, boundary: None, body }
}

fn names(first: Name, now: Option<String>, from: Option<When>) -> Vec<Name> {
    let mut names = Vec::new();
    if first.name_uk.is_some() || first.name_en.is_some() {
        names.push(first);
    }
    if let Some(now) = now {
        // By Resolution 55, as maps and passports write it.
        names.push(Name { name_en: Some(dotyk_uk::transliterate(&now)), name_uk: Some(now), valid_from: from });
    }
    names
}

fn category(cells: &mut Cells, column: &str) -> Option<Category> {
    cells.read(column, "one of the codifier's letters O K P H M T C X B", |text| {
        let latin: String = text.chars().map(latin_letter).collect();
        Category::parse(&latin)
    })
}

/// The codifier's letters are Latin; keyboards write their Cyrillic twins.
fn latin_letter(c: char) -> char {
    match c {
        'О' => 'O',
        'К' => 'K',
        'Р' => 'P',
        'Н' => 'H',
        'М' => 'M',
        'Т' => 'T',
        'С' => 'C',
        'Х' => 'X',
        'В' => 'B',
        other => other,
    }
}

fn level_words() -> String {
    Level::ALL.iter().map(|level| level.word()).collect::<Vec<_>>().join(", ")
}

fn points(table: &Table) -> Result<Parsed, Vec<CellError>> {
    let (mut points, mut wrong) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for (row, cells) in &table.rows {
        let mut cells = Cells { table, row: *row, cells, wrong: Vec::new() };
        let (code, point, source) = (cells.code("code"), cells.point(), cells.some("source"));
        if !seen.insert(code.clone()) {
            cells.fault("code", format!("“{code}” stands twice"));
        }
        match point {
            Some((lat, lon)) => points.push(Point { code, lat, lon, source, row: *row }),
            None if cells.wrong.is_empty() => cells.fault("lat", "fill in the point"),
            None => {}
        }
        wrong.extend(cells.wrong);
    }
    if wrong.is_empty() { Ok(Parsed::Points(points)) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str =
        "code,parent,level,category,pcode,name_uk,name_en,name_uk_now,now_from,population,population_year,koatuu\n";

    fn wrong(rows: &str) -> Vec<String> {
        let errors = parse(format!("{HEAD}{rows}").as_bytes(), Format::Csv).unwrap_err();
        errors.into_iter().map(|error| format!("{}:{}", error.row, error.column)).collect()
    }

    #[test]
    fn the_sample_is_read_whole() {
        let demo = |name: &str| std::fs::read(format!("{}/../../demo/luhansk-2020/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let Parsed::Places(places) = parse(&demo("places.csv"), Format::Csv).unwrap() else { panic!("places") };
        assert_eq!(places.len(), 976);
        let renamed = places.iter().find(|place| place.code == "UA44020010090043107").unwrap();
        assert_eq!(renamed.body.names[1].name_uk.as_deref(), Some("Голубівка"));
        assert_eq!(renamed.body.names[1].name_en.as_deref(), Some("Holubivka"));
        assert!(places.iter().all(|place| place.body.faults().is_empty()));
        let Parsed::Places(abroad) = parse(&demo("foreign-places.csv"), Format::Csv).unwrap() else { panic!("places abroad") };
        assert!(abroad.iter().any(|place| place.code == "PL" && place.body.level == Level::Country));
        for file in ["points.csv", "points-osm.csv"] {
            assert!(matches!(parse(&demo(file), Format::Csv), Ok(Parsed::Points(_))), "{file}");
        }
    }

    /// What the order 290 of 26.11.2020 says of these units, and what holds of all of them.
    #[test]
    fn the_samples_codes_of_before_2020_are_those_of_the_official_table() {
        let demo = format!("{}/../../demo/luhansk-2020/places.csv", env!("CARGO_MANIFEST_DIR"));
        let Parsed::Places(places) = parse(&std::fs::read(demo).unwrap(), Format::Csv).unwrap() else { panic!("places") };
        let of = |code: &str| places.iter().find(|place| place.code == code).unwrap().body.koatuu.as_deref();
        for (code, koatuu) in [
            ("UA44000000000018893", Some("4400000000")),
            ("UA44020000000082097", None),
            ("UA44060010010431242", Some("4410137200")),
            ("UA44120010020096222", Some("4423810800")),
            ("UA44120110000010163", Some("4412900000")),
            ("UA44120110010072887", Some("4412900000")),
            ("UA44120110020082964", Some("4412945200")),
            ("UA44140110200078099", Some("4425184501")),
            ("UA44160090110065786", Some("4423187701")),
        ] {
            assert_eq!(of(code), koatuu, "{code}");
        }
        let (with, without): (Vec<&Place>, Vec<&Place>) = places.iter().partition(|place| place.body.koatuu.is_some());
        assert_eq!(with.len(), 971);
        assert!(without.iter().all(|place| place.body.level == Level::Raion), "only raions were new");
        let mut by_code: HashMap<&str, Vec<&Place>> = HashMap::new();
        for place in with {
            let code = place.body.koatuu.as_deref().unwrap();
            assert!(code.len() == 10 && code.starts_with("44"), "{}: {code}", place.code);
            by_code.entry(code).or_default().push(place);
        }
        for (code, units) in by_code {
            // One unit, or a hromada and its centre.
            match units[..] {
                [_] => {}
                [one, other] => assert_eq!(other.body.parent.as_ref(), Some(&one.code), "{code}"),
                _ => panic!("{code} stands {} times", units.len()),
            }
        }
    }

    #[test]
    fn the_extract_of_the_codifier_is_read_too() {
        let text = "code,pcode,category_2021,category_2024,parent_code,name_uk_2021,name_uk_current,name_en,lat,lon,coord_source\n\
            UA44020010090043107,UA4402001009,T,X,UA44020010000067642,Комісарівка,Голубівка,Komisarivka,48.4,38.7,osm-node\n";
        let Parsed::Places(places) = parse(text.as_bytes(), Format::Csv).unwrap() else { panic!("places") };
        let b = &places[0].body;
        assert_eq!(
            (b.level, b.names.len(), b.lat, b.point_source.as_deref()),
            (Level::Settlement, 2, Some(48_400_000), Some("osm-node"))
        );
    }

    #[test]
    fn a_wrong_cell_is_named_by_row_and_column() {
        let good = "UA44020010000067642,,hromada,H,UA4402001,Алчевська,Alchevska,,,,\n";
        for (row, wanted) in [
            ("UA4402001000006764,,hromada,H,,А,A,,,,\n", "3:code"),
            ("UA44020010000067642,,hromada,H,,А,A,,,,\n", "3:code"),
            ("UA44020000000082097,,hromada,H,,А,A,,,,\n", "3:level"),
            ("UA44020000000082097,,rajon,P,,А,A,,,,\n", "3:level"),
            ("UA44020000000082097,,raion,H,,А,A,,,,\n", "3:category"),
            ("UA44020000000082097,,raion,P,UA4403,А,A,,,,\n", "3:pcode"),
            ("UA44020000000082097,,raion,P,,,,,,,\n", "3:name_uk"),
            ("UA44020000000082097,,raion,P,,А,A,Б,,,\n", "3:now_from"),
            ("UA44020000000082097,,raion,P,,А,A,Б,soon,,\n", "3:now_from"),
            ("UA44020000000082097,,raion,P,,А,A,,,багато,\n", "3:population"),
            ("UA44020000000082097,UA44020000000082097,raion,P,,А,A,,,,\n", "3:parent"),
            ("UA44020000000082097,,raion,P,,А,A,,,,,44\n", "3:koatuu"),
        ] {
            let found = wrong(&format!("{good}{row}"));
            assert!(found.contains(&wanted.to_owned()), "{row} gave {found:?}");
        }
        assert!(parse(b"a,b\n1,2\n", Format::Csv).unwrap_err()[0].problem.contains("not a heading"));
        assert!(parse(b"PK", Format::Xlsx).is_err());
    }

    #[test]
    fn look_alike_letters_in_codes_are_put_right() {
        assert_eq!(plain_code(" UА44O20010000067642"), "UA44020010000067642");
        assert_eq!(plain_code("PL-warsaw"), "PL-warsaw");
        assert_eq!(latin_letter('С'), 'C');
    }

    proptest! {
        #[test]
        fn no_table_makes_it_panic(text in ".{0,120}", rows in "[A-Za-z0-9,\\n\" -]{0,200}") {
            let _ = parse(text.as_bytes(), Format::Csv);
            let _ = parse(format!("{HEAD}{rows}").as_bytes(), Format::Csv);
            let _ = (parse(text.as_bytes(), Format::Xlsx), plain_code(&text));
        }
    }
}
