//! What the columns of a table mean, and what stands in its cells. Pure.
//!
//! Only what is certain is read. A text that could mean two things is refused with what to write instead; what was read
//! otherwise than it was written is noted, so that whoever looks at the dry run sees what was understood.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use crate::access::Kind;
use crate::figure::Qualifier;
use crate::project::Sector;
use crate::text::When;
use crate::web::table::{Cell, Sheet};

/// What is wrong in a row: the column, the message's key, what was written.
pub type Fault = (String, &'static str, String);

/// The kinds of record that a table may hold.
pub const KINDS: [Kind; 9] = [
    Kind::Project,
    Kind::Organisation,
    Kind::Figure,
    Kind::Step,
    Kind::Asset,
    Kind::Need,
    Kind::Programme,
    Kind::Call,
    Kind::Place,
];

/// What may stand in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text of one or more lines
    Text,
    /// An address, a code: no letters but Latin ones
    Code,
    /// A day, a month, a year or an interval
    Date,
    /// A number, with words that say how it is meant
    Amount,
    /// A whole number
    Whole,
    /// Degrees of latitude or longitude
    Degrees,
    /// A currency
    Currency,
    /// One of a list
    Choice,
    /// Several of a list, parted by semicolons or commas
    Several,
    /// Yes or no
    YesNo,
    /// A record of a kind, by its address, code or name
    One(Kind),
    /// Several of them, parted by semicolons
    Many(Kind),
    /// A record of any kind: `kind:key`, or a project
    Subject,
    /// DAC purpose codes with shares: `11220 60; 43040 40`
    Sectors,
    /// Whole numbers, parted by semicolons or commas
    Goals,
    /// Texts, parted by semicolons
    List,
}

/// A column that a table of a kind may have. Its label is the message `import-column-…`.
#[derive(Debug)]
pub struct Column {
    /// The word of tables and data.
    pub name: &'static str,
    /// What may stand there.
    pub form: Form,
    /// Whether a new record needs it.
    pub needed: bool,
    /// Other headings that it goes by, as people here write them.
    pub also: &'static [&'static str],
}

pub(super) const fn column(name: &'static str, form: Form, also: &'static [&'static str]) -> Column {
    Column { name, form, needed: false, also }
}

pub(super) const fn needed(name: &'static str, form: Form, also: &'static [&'static str]) -> Column {
    Column { name, form, needed: true, also }
}

pub(super) const KEY: Column = column("key", Form::Text, &["ключ", "№", "номер з/п", "no", "external key"]);
pub(super) const SLUG: Column = column("slug", Form::Code, &["адреса в реєстрі", "slug"]);
pub(super) const SOURCE: Column = column("source", Form::One(Kind::Source), &["джерело", "джерело інформації"]);
pub(super) const PUBLISHED: Column = column("published", Form::YesNo, &["опублікувати", "показувати"]);
pub(super) const PLACE: Column = column(
    "place",
    Form::One(Kind::Place),
    &["місце", "громада", "населений пункт", "територія", "катоттг", "katotth", "коатуу", "код коатуу", "koatuu"],
);

const PROJECT: &[Column] = &[
    KEY,
    SLUG,
    column("number", Form::Text, &["реєстраційний номер", "номер картки", "registration number"]),
    needed("title_uk", Form::Text, &["назва", "назва проєкту", "назва проекту", "проєкт", "назва українська"]),
    column("title_en", Form::Text, &["title", "project title", "назва англійська"]),
    needed("direction", Form::Choice, &["напрямок", "напрям роботи"]),
    column("other_directions", Form::Several, &["коди інших напрямів", "keys of other directions"]),
    column("stage", Form::Choice, &["стадія", "статус", "стан", "стан виконання"]),
    column("stage_date", Form::Date, &["дата", "дата стадії", "з якого часу", "since"]),
    column("stage_source", Form::One(Kind::Source), &["хто каже про стадію"]),
    column("about_uk", Form::Text, &["опис", "опис проєкту", "зміст"]),
    column("about_en", Form::Text, &["description"]),
    column(
        "places",
        Form::Many(Kind::Place),
        &["де", "місце", "місця", "громади", "територія", "катоттг", "katotth", "коатуу", "koatuu"],
    ),
    column("funders", Form::Many(Kind::Organisation), &["донор", "донори", "партнер з розвитку", "funder", "donor"]),
    column("implementers", Form::Many(Kind::Organisation), &["виконавець", "виконавці", "implementer"]),
    column("beneficiaries", Form::Many(Kind::Organisation), &["бенефіціар", "бенефіціари", "beneficiary"]),
    column("recipients", Form::Many(Kind::Organisation), &["реципієнт", "реципієнти", "отримувач", "recipient"]),
    column("partners", Form::Many(Kind::Organisation), &["партнер", "партнери", "partner"]),
    column("sectors", Form::Sectors, &["сектор", "сектори", "dac"]),
    column("goals", Form::Goals, &["цср", "цілі сталого розвитку", "sdg"]),
    SOURCE,
    PUBLISHED,
];

const ORGANISATION: &[Column] = &[
    KEY,
    SLUG,
    needed("name_uk", Form::Text, &["назва", "організація", "повна назва", "назва українська"]),
    column("name_en", Form::Text, &["name", "назва англійська"]),
    needed("kind", Form::Choice, &["вид", "тип", "type"]),
    column("short_uk", Form::Text, &["скорочена назва", "скорочення"]),
    column("short_en", Form::Text, &["short name", "acronym"]),
    column("edrpou", Form::Code, &["єдрпоу", "код єдрпоу", "код"]),
    column("org_id", Form::Code, &["iati", "org-id", "ідентифікатор"]),
    column("parent", Form::One(Kind::Organisation), &["належить до", "головна організація"]),
    PLACE,
    column("country", Form::Code, &["країна"]),
    column("website", Form::Text, &["сайт", "вебсайт", "веб-сайт"]),
    column("about_uk", Form::Text, &["опис"]),
    column("about_en", Form::Text, &["description"]),
    column("aliases", Form::List, &["інші назви"]),
    SOURCE,
    PUBLISHED,
];

const FIGURE: &[Column] = &[
    KEY,
    column("id", Form::Code, &["ідентифікатор"]),
    needed("subject", Form::Subject, &["проєкт", "проект", "project", "про що"]),
    needed("measure", Form::Choice, &["міра", "показник", "indicator"]),
    column("qualifier", Form::Choice, &["уточнення", "точність"]),
    needed("value", Form::Amount, &["значення", "сума", "кількість", "amount", "вартість"]),
    column("currency", Form::Currency, &["валюта"]),
    column("per", Form::Choice, &["за одиницю"]),
    column("as_of", Form::Date, &["станом на", "дата", "date"]),
    column("maturity", Form::Choice, &["певність"]),
    PLACE,
    SOURCE,
    column("locator", Form::Text, &["сторінка", "місце в джерелі"]),
    column("note_uk", Form::Text, &["примітка", "примітки"]),
    column("note_en", Form::Text, &["note", "remarks"]),
    column("doubt_uk", Form::Text, &["сумнів"]),
    column("doubt_en", Form::Text, &["doubt"]),
];

const STEP: &[Column] = &[
    KEY,
    SLUG,
    needed("subject", Form::Subject, &["проєкт", "проект", "project", "про що"]),
    needed("what_uk", Form::Text, &["що зробити", "крок", "завдання", "захід"]),
    column("what_en", Form::Text, &["what", "task", "step"]),
    column("organisation", Form::One(Kind::Organisation), &["хто", "виконавець", "відповідальний", "who"]),
    column("due", Form::Date, &["до коли", "строк", "термін", "deadline"]),
    needed("state", Form::Choice, &["стан", "статус", "status"]),
    column("state_date", Form::Date, &["з якого часу", "дата стану", "since"]),
    SOURCE,
];

const ASSET: &[Column] = &[
    KEY,
    SLUG,
    needed("name_uk", Form::Text, &["назва", "назва майна", "найменування", "назва об’єкта", "майно"]),
    column("name_en", Form::Text, &["name", "назва англійська"]),
    column("about_uk", Form::Text, &["опис", "опис майна"]),
    column("about_en", Form::Text, &["description"]),
    column("uid", Form::Text, &["інвентарний номер", "інв №", "inventory number", "ідентифікатор"]),
    column("quantity", Form::Amount, &["кількість", "к-сть", "quantity"]),
    column("unit", Form::Text, &["одиниця виміру", "одиниця", "од вим", "unit name"]),
    column("value", Form::Amount, &["вартість", "сума", "amount"]),
    column("currency", Form::Currency, &["валюта"]),
    column("project", Form::One(Kind::Project), &["проєкт", "проект", "програма"]),
    column("recipient", Form::One(Kind::Organisation), &["реципієнт", "отримувач", "балансоутримувач"]),
    column("implementer", Form::One(Kind::Organisation), &["виконавець", "передав"]),
    PLACE,
    column("intent", Form::Choice, &["до передання"]),
    column("handed", Form::Date, &["передано", "дата передання"]),
    column("act_number", Form::Text, &["номер акта", "№ акта", "акт"]),
    column("act_date", Form::Date, &["дата акта"]),
    column("balance_date", Form::Date, &["взято на баланс", "дата взяття на баланс"]),
    column("announced_date", Form::Date, &["оприлюднено", "дата оприлюднення"]),
    column("announced_link", Form::Code, &["де оприлюднено", "посилання"]),
    column("note_uk", Form::Text, &["примітка", "примітки"]),
    column("note_en", Form::Text, &["note", "remarks"]),
    SOURCE,
    PUBLISHED,
];

const PLACE_COLUMNS: &[Column] = &[
    needed("code", Form::Code, &["код", "катоттг", "katotth"]),
    needed("parent", Form::One(Kind::Place), &["код вищого рівня", "належить до"]),
    needed("level", Form::Choice, &["рівень"]),
    column("category", Form::Choice, &["категорія"]),
    column("koatuu", Form::Code, &["коатуу", "код коатуу"]),
    needed("name_uk", Form::Text, &["назва", "назва українська"]),
    column("name_en", Form::Text, &["name", "назва англійська"]),
    column("population", Form::Whole, &["населення"]),
    column("population_year", Form::Whole, &["рік населення"]),
    column("lat", Form::Degrees, &["широта", "latitude"]),
    column("lon", Form::Degrees, &["довгота", "longitude"]),
    column("point_source", Form::Text, &["джерело точки"]),
];

/// The columns of a kind; none for a kind that no table holds.
pub fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Project => PROJECT,
        Kind::Organisation => ORGANISATION,
        Kind::Figure => FIGURE,
        Kind::Step => STEP,
        Kind::Asset => ASSET,
        Kind::Need => super::need::COLUMNS,
        Kind::Programme => super::programme::PROGRAMMES,
        Kind::Call => super::programme::CALLS,
        Kind::Place => PLACE_COLUMNS,
        _ => &[],
    }
}

/// The headings that a column goes by, as search keys: its word, its labels, and what people write.
pub type Headings = Vec<(&'static str, Vec<String>)>;

/// A heading without what stands around it: «Назва *», «Сума (грн)».
fn heading_key(text: &str) -> String {
    let key = dotyk_uk::search_key(text.trim_end_matches(['*', ':', ' ']));
    // A sign alone has no letters to be found by.
    if key.is_empty() && text.trim_start().starts_with('№') { "№".into() } else { key }
}

/// All headings of a kind; `label` gives a column's labels in both languages.
pub fn headings(kind: Kind, label: impl Fn(&str) -> [String; 2]) -> Headings {
    let of = |column: &Column| {
        let mut keys = vec![heading_key(column.name), heading_key(&column.name.replace('_', " "))];
        keys.extend(label(column.name).iter().map(|label| heading_key(label)));
        keys.extend(column.also.iter().map(|also| heading_key(also)));
        keys.dedup();
        (column.name, keys)
    };
    columns(kind).iter().map(of).collect()
}

/// What was understood of a sheet's heading.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Heading {
    /// The sheet.
    pub sheet: String,
    /// The row that names the columns; none when there is none: the sheet is passed over.
    pub line: Option<u32>,
    /// Columns of the sheet from 0: the heading, and the column of the record; none when it is not read.
    pub columns: Vec<(u32, String, Option<String>)>,
    /// Rows below it that hold something.
    pub rows: usize,
}

/// Finds the row that names the columns among the first rows. A heading may be merged over several columns, with a second
/// row below that parts it («Назва» over «українською» and «англійською»): both rows are then read together.
pub fn find_heading(sheet: &Sheet, headings: &Headings) -> Heading {
    let mut best: (usize, Option<Heading>) = (1, None);
    for (index, (line, cells)) in sheet.rows.iter().take(20).enumerate() {
        let above = index.checked_sub(1).and_then(|above| sheet.rows.get(above)).filter(|(upper, _)| upper + 1 == *line);
        let spread = above.map(|(_, cells)| spread(cells)).unwrap_or_default();
        let width = cells.keys().chain(spread.keys()).max().map_or(0, |last| last + 1);
        let mut found: Vec<(u32, String, Option<String>)> = Vec::new();
        for column in 0..width {
            let own = cells.get(&column).map(Cell::text).unwrap_or_default();
            let over = spread.get(&column).cloned().unwrap_or_default();
            let real = above.and_then(|(_, cells)| cells.get(&column)).map(Cell::text).unwrap_or_default();
            let candidates = if own.is_empty() { vec![real] } else { vec![format!("{over} {own}"), own] };
            let known = candidates.iter().find_map(|text| Some((text.trim().to_owned(), name_of(text, headings)?)));
            match known {
                Some((text, name)) => found.push((column, text, Some(name.to_owned()))),
                None => found
                    .extend(candidates.into_iter().next_back().filter(|text| !text.is_empty()).map(|text| (column, text, None))),
            }
        }
        let count = found.iter().filter(|(.., name)| name.is_some()).count();
        // A row with a second heading above it is better than that one alone only when it names more.
        if count > best.0 {
            let heading =
                Heading { sheet: sheet.name.clone(), line: Some(*line), columns: found, rows: sheet.rows.len() - index - 1 };
            best = (count, Some(heading));
        }
    }
    best.1.unwrap_or_else(|| Heading { sheet: sheet.name.clone(), ..Heading::default() })
}

/// A merged heading stands in its first cell: it is spread over the empty cells to the right of it.
fn spread(cells: &BTreeMap<u32, Cell>) -> BTreeMap<u32, String> {
    let mut spread = BTreeMap::new();
    let last = cells.keys().max().map_or(0, |last| last + 8);
    let mut now = String::new();
    for column in 0..=last {
        if let Some(cell) = cells.get(&column) {
            now = cell.text();
        }
        if !now.is_empty() {
            spread.insert(column, now.clone());
        }
    }
    spread
}

fn name_of(text: &str, headings: &Headings) -> Option<&'static str> {
    let whole = heading_key(text);
    let bare = heading_key(text.split('(').next().unwrap_or_default());
    let named = |key: &str| headings.iter().find(|(_, keys)| !key.is_empty() && keys.iter().any(|own| own == key));
    named(&whole).or_else(|| named(&bare)).map(|(name, _)| *name)
}

/// Two columns that mean the same: nobody can say which one holds.
pub fn twice(heading: &Heading) -> Option<String> {
    let names: Vec<&String> = heading.columns.iter().filter_map(|(.., name)| name.as_ref()).collect();
    let again = names.iter().enumerate().find(|(index, name)| names[..*index].contains(name));
    again.map(|(_, name)| (*name).clone())
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// The field is to be emptied: `-` was written.
    Nothing,
    /// A text, a word of a list, a code.
    Text(String),
    /// A date.
    When(When),
    /// A number, how it is meant when it says so, and its currency when it says so.
    Amount(String, Option<Qualifier>, Option<String>),
    /// A number that nobody knows.
    Unknown,
    /// A whole number, or degrees in millionths.
    Whole(i64),
    /// Yes or no.
    Yes(bool),
    /// Names of records, each with its kind.
    Names(Vec<(Kind, String)>),
    /// Sectors with their shares.
    Sectors(Vec<Sector>),
    /// Whole numbers.
    Goals(Vec<i64>),
    /// Texts.
    List(Vec<String>),
}

/// What was read, and what to say of it when it is not what was written.
pub type Reading = Result<(Said, Option<String>), (&'static str, String)>;

/// One of a list: its word, what it goes by, and how it is offered.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The word of tables and data.
    pub word: String,
    /// Search keys of its names.
    pub keys: Vec<String>,
    /// Its name as people write it.
    pub shown: String,
}

/// The choices of columns.
pub type Choices = HashMap<&'static str, Vec<Choice>>;

/// Reads a cell of a column.
///
/// # Errors
/// The message's key and what was written.
pub fn read_cell(column: &Column, cell: &Cell, choices: &Choices) -> Reading {
    let text = match cell {
        Cell::Formula => return Err(("import-formula", String::new())),
        Cell::Broken(error) => return Err(("import-broken-cell", error.clone())),
        Cell::Long(size) => return Err(("import-long-cell", size.to_string())),
        Cell::Day(day) if column.form == Form::Date => return Ok((Said::When(When::day(*day)), None)),
        Cell::Text(text) | Cell::Number(text) => text.clone(),
        Cell::Day(day) => day.to_string(),
    };
    if matches!(text.as_str(), "-" | "–" | "—") {
        return Ok((Said::Nothing, None));
    }
    let number = matches!(cell, Cell::Number(_));
    match column.form {
        Form::Text => Ok(read_text(&text)),
        Form::Code => Ok(noted(Said::Text(latin(&text)), &text, &latin(&text))),
        Form::Date => {
            let when = read_date(&text)?;
            // What the register itself would write so needs no word.
            let note = (When::parse(&text).as_ref() != Some(&when)).then(|| when.as_str().to_owned());
            Ok((Said::When(when), note))
        }
        Form::Amount if number => Ok((Said::Amount(text, None, None), None)),
        Form::Amount => read_amount(&text),
        Form::Whole => whole(&text).map(|n| (Said::Whole(n), None)).ok_or(("import-bad-whole", text)),
        Form::Degrees => crate::place::micro_degrees(&text).map(|n| (Said::Whole(n), None)).ok_or(("import-bad-degrees", text)),
        Form::Currency => {
            currency(&text).map(|code| noted(Said::Text(code.clone()), &text, &code)).ok_or(("import-bad-currency", text))
        }
        Form::Choice => read_choice(column.name, &text, choices),
        Form::Several => read_several(column.name, &text, choices),
        Form::YesNo => yes_no(&text).map(|yes| (Said::Yes(yes), None)).ok_or(("import-bad-yes", text)),
        Form::One(kind) => Ok((Said::Names(vec![name(kind, &text)]), None)),
        Form::Many(kind) => Ok((Said::Names(parts(&text).map(|one| name(kind, one)).collect()), None)),
        Form::Subject => Ok((Said::Names(vec![subject(&text)]), None)),
        Form::Sectors => read_sectors(&text),
        Form::Goals => {
            let goals: Option<Vec<i64>> =
                text.split([';', ',', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect();
            goals.map(|goals| (Said::Goals(goals), None)).ok_or(("import-bad-goals", text))
        }
        Form::List => Ok((Said::List(parts(&text).map(str::to_owned).collect()), None)),
    }
}

fn noted(said: Said, written: &str, understood: &str) -> (Said, Option<String>) {
    (said, (written.trim() != understood).then(|| understood.to_owned()))
}

/// Texts parted by semicolons or lines.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

/// A text with its look-alike letters mended: a Latin `i` within a Ukrainian word finds nothing.
fn read_text(text: &str) -> (Said, Option<String>) {
    let text = text.replace("\r\n", "\n").replace('\t', " ");
    let mended = dotyk_uk::fold(&text).into_owned();
    noted(Said::Text(mended.clone()), &text, &mended)
}

/// A code in Latin letters, where Cyrillic ones that look the same were typed.
fn latin(text: &str) -> String {
    const ALIKE: [(char, char); 24] = [
        ('А', 'A'),
        ('В', 'B'),
        ('С', 'C'),
        ('Е', 'E'),
        ('Н', 'H'),
        ('І', 'I'),
        ('Ј', 'J'),
        ('К', 'K'),
        ('М', 'M'),
        ('О', 'O'),
        ('Р', 'P'),
        ('Т', 'T'),
        ('Х', 'X'),
        ('У', 'Y'),
        ('Ѕ', 'S'),
        ('а', 'a'),
        ('с', 'c'),
        ('е', 'e'),
        ('і', 'i'),
        ('о', 'o'),
        ('р', 'p'),
        ('х', 'x'),
        ('у', 'y'),
        ('ѕ', 's'),
    ];
    let swap = |c: char| ALIKE.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
    // A letter that has no twin means that this is no code but a word: it stays as it is and is refused where it matters.
    let swapped: String = text.chars().map(swap).collect();
    if swapped.is_ascii() { swapped } else { text.to_owned() }
}

fn whole(text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    digits.parse().ok()
}

fn yes_no(text: &str) -> Option<bool> {
    match dotyk_uk::search_key(text).as_str() {
        "так" | "yes" | "true" | "1" | "y" => Some(true),
        "ні" | "no" | "false" | "0" | "n" => Some(false),
        _ => None,
    }
}

fn read_choice(column: &str, text: &str, choices: &Choices) -> Reading {
    let key = dotyk_uk::search_key(text);
    let none = Vec::new();
    let options = choices.get(column).unwrap_or(&none);
    let fits = |choice: &&Choice| choice.word == text || choice.keys.contains(&key);
    let found: Vec<&Choice> = options.iter().filter(fits).collect();
    match found[..] {
        [choice] => Ok((Said::Text(choice.word.clone()), None)),
        [] => {
            let near = options.iter().filter(|choice| choice.keys.iter().any(|name| dotyk_uk::distance(name, &key, 2).is_some()));
            let near: Vec<&str> = near.map(|choice| choice.shown.as_str()).take(3).collect();
            let all = || options.iter().map(|choice| choice.shown.as_str()).take(12).collect();
            let offer: Vec<&str> = if near.is_empty() { all() } else { near };
            Err(("import-bad-choice", format!("{text} ({})", offer.join(", "))))
        }
        _ => Err(("import-bad-choice", text.to_owned())),
    }
}

/// A name of a record of a kind.
/// Words of a list, each as [`read_choice`] reads it.
fn read_several(column: &str, text: &str, choices: &Choices) -> Reading {
    let mut words = Vec::new();
    for part in text.split([';', ',', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        if let (Said::Text(word), _) = read_choice(column, part, choices)?
            && !words.contains(&word)
        {
            words.push(word);
        }
    }
    Ok((Said::List(words), None))
}

fn name(kind: Kind, text: &str) -> (Kind, String) {
    let text = text.trim();
    if kind == Kind::Place {
        let code = latin(text).to_uppercase();
        if crate::place::is_code(&code) {
            return (kind, code);
        }
    }
    (kind, text.to_owned())
}

/// `kind:key`, as the register writes it; else a project.
fn subject(text: &str) -> (Kind, String) {
    match text.split_once(':').and_then(|(kind, key)| Some((Kind::parse(kind.trim())?, key.trim()))) {
        Some((kind, key)) => (kind, key.to_owned()),
        None => (Kind::Project, text.trim().to_owned()),
    }
}

fn read_sectors(text: &str) -> Reading {
    let mut sectors = Vec::new();
    for part in text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let mut words = part.split([' ', ':', '\u{a0}']).filter(|word| !word.is_empty() && *word != "–" && *word != "-");
        let code = words.next().unwrap_or_default().to_owned();
        let share = words.next().map_or_else(|| "100".to_owned(), |share| share.trim_end_matches('%').replace(',', "."));
        if words.next().is_some_and(|rest| rest != "%") {
            return Err(("import-bad-sectors", text.to_owned()));
        }
        let share = Sector { code: String::new(), share: share.clone() }
            .basis_points()
            .map_or(share, |points| Sector::of(String::new(), points).share);
        sectors.push(Sector { code, share });
    }
    Ok((Said::Sectors(sectors), None))
}

/// ISO 4217, or as people call it here.
fn currency(text: &str) -> Option<String> {
    const NAMES: &[(&str, &[&str])] = &[
        ("UAH", &["грн", "гривня", "гривні", "гривень", "₴", "uah"]),
        ("USD", &["дол", "дол сша", "долар", "долари", "доларів", "долар сша", "$", "usd", "us$"]),
        ("EUR", &["євро", "€", "eur", "euro", "euros"]),
        ("GBP", &["фунт", "фунтів", "£", "gbp"]),
        ("CHF", &["швейцарський франк", "швейцарських франків", "chf"]),
        ("PLN", &["злотий", "злотих", "zł", "pln"]),
        ("CAD", &["канадський долар", "канадських доларів", "cad"]),
        ("JPY", &["єна", "єн", "¥", "jpy"]),
    ];
    let text = text.trim().trim_end_matches('.');
    let code = latin(text).to_uppercase();
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Some(code);
    }
    let lower = text.to_lowercase().replace('.', "");
    NAMES.iter().find(|(_, names)| names.contains(&lower.trim())).map(|(code, _)| (*code).to_owned())
}

const MEANT: &[(Qualifier, &[&str])] = &[
    (Qualifier::AtLeast, &["не менше ніж", "не менше", "щонайменше", "мінімум", "від", "at least", "≥", ">="]),
    (Qualifier::MoreThan, &["понад", "більше ніж", "більше", "more than", "over", ">"]),
    (Qualifier::AtMost, &["не більше ніж", "не більше", "щонайбільше", "максимум", "до", "at most", "up to", "≤", "<="]),
    (
        Qualifier::About,
        &[
            "близько",
            "приблизно",
            "орієнтовно",
            "майже",
            "бл.",
            "about",
            "approximately",
            "approx.",
            "approx",
            "circa",
            "ca.",
            "~",
            "≈",
        ],
    ),
];

/// Reads a number with what people write around it: «понад 130», «близько 190 тис. дол. США», "EUR 1,234.5".
///
/// # Errors
/// No number, or one that could be two: «1,234» is a thousand and more in one language and one and a bit in the other.
pub fn read_amount(text: &str) -> Reading {
    let lower = text.trim().to_lowercase();
    if matches!(lower.as_str(), "невідомо" | "unknown" | "?" | "н/д" | "n/a") {
        return Ok((Said::Unknown, None));
    }
    let words = MEANT.iter().flat_map(|(qualifier, words)| words.iter().map(move |word| (*qualifier, *word)));
    let mut meant = words.filter(|(_, word)| lower.starts_with(word)).max_by_key(|(_, word)| word.len());
    let mut rest = lower.as_str();
    if let Some((_, word)) = meant {
        let behind = &rest[word.len()..];
        // «дорого» begins with «до».
        let ends = behind.starts_with(|c: char| c.is_whitespace() || c.is_ascii_digit() || c == '\u{a0}')
            || !word.chars().all(char::is_alphabetic);
        if ends { rest = behind.trim() } else { meant = None }
    }
    let from = rest.find(|c: char| c.is_ascii_digit() || c == '-').unwrap_or(rest.len());
    let to = rest.rfind(|c: char| c.is_ascii_digit()).map_or(from, |at| at + 1);
    if to <= from {
        return Err(("import-bad-number", text.to_owned()));
    }
    let (before, digits, behind) = (rest[..from].trim(), &rest[from..to], rest[to..].trim());
    if !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | ',' | '.' | '\'' | '’' | '-')) {
        return Err(("import-bad-number", text.to_owned()));
    }
    if could_be_two(digits) {
        return Err(("import-two-numbers", text.to_owned()));
    }
    // «0,125» begins with a nought, so its comma parts no thousands.
    let digits = &if digits.starts_with("0,") { digits.replacen(',', ".", 1) } else { digits.to_owned() };
    let number = crate::figure::read_number(digits).ok_or(("import-bad-number", text.to_owned()))?;
    const TIMES: [(&str, i64); 8] = [
        ("тисяч", 1_000),
        ("тис", 1_000),
        ("млн", 1_000_000),
        ("мільйон", 1_000_000),
        ("млрд", 1_000_000_000),
        ("мільярд", 1_000_000_000),
        ("thousand", 1_000),
        ("million", 1_000_000),
    ];
    let (times, unit) = TIMES.iter().find(|(word, _)| behind.starts_with(word)).map_or((1, behind), |(word, times)| {
        (*times, behind[word.len()..].trim_start_matches(|c: char| c.is_alphabetic() || c == '.').trim())
    });
    let said: Vec<&str> = [before, unit].into_iter().filter(|part| !part.is_empty()).collect();
    let money = match said[..] {
        [] => None,
        [one] => Some(currency(one).ok_or(("import-bad-number", text.to_owned()))?),
        _ => return Err(("import-bad-number", text.to_owned())),
    };
    let value = number
        .parse::<Decimal>()
        .ok()
        .and_then(|number| number.checked_mul(times.into()))
        .ok_or(("import-bad-number", text.to_owned()))?;
    let value = if times == 1 { number } else { value.normalize().to_string() };
    let understood = format!("{value}{}", money.as_ref().map(|money| format!(" {money}")).unwrap_or_default());
    Ok(noted(Said::Amount(value, meant.map(|(qualifier, _)| qualifier), money), text, &understood))
}

/// One mark with three digits behind it and at most three before: thousands for some, decimals for others.
fn could_be_two(digits: &str) -> bool {
    let marks: Vec<usize> = digits.char_indices().filter(|(_, c)| matches!(c, ',' | '.')).map(|(at, _)| at).collect();
    let [at] = marks[..] else { return false };
    let (before, behind) = (&digits[..at], &digits[at + 1..]);
    behind.len() == 3
        && before.len() <= 3
        && before.trim_start_matches('-') != "0"
        && before.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

const MONTHS: [&[&str]; 12] = [
    &["січня", "січень", "january", "jan"],
    &["лютого", "лютий", "february", "feb"],
    &["березня", "березень", "march", "mar"],
    &["квітня", "квітень", "april", "apr"],
    &["травня", "травень", "may"],
    &["червня", "червень", "june", "jun"],
    &["липня", "липень", "july", "jul"],
    &["серпня", "серпень", "august", "aug"],
    &["вересня", "вересень", "september", "sep", "sept"],
    &["жовтня", "жовтень", "october", "oct"],
    &["листопада", "листопад", "november", "nov"],
    &["грудня", "грудень", "december", "dec"],
];

/// Reads a date in the habits that are met here: `31.12.2020`, `2020-12-31`, «31 грудня 2020 р.», "December 31, 2020",
/// «грудень 2020», «IV квартал 2020», `2020–2021`, and with slashes where only one reading is possible.
///
/// # Errors
/// No date; or one that could be two: `03/04/2020`.
pub fn read_date(text: &str) -> Result<When, (&'static str, String)> {
    let bad = || ("import-bad-date", text.to_owned());
    let lower = dotyk_uk::fold(text).to_lowercase().replace(['\u{a0}', '\u{202f}'], " ");
    let mut plain = lower.trim();
    for ending in ["року", "рік", "роки", "рр.", "р.", "р"] {
        if let Some(rest) = plain.strip_suffix(ending).map(str::trim).filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
        {
            plain = rest;
        }
    }
    let plain = plain.trim_end_matches([',', '.']).trim();
    let when = dated(plain, text)?.or_else(|| worded(plain)).ok_or_else(bad)?;
    // A slip of the hand, such as 0202 or 20210: nothing in a register is that old or that far ahead.
    if when.first().year() < 1900 || when.last().year() > 2100 { Err(bad()) } else { Ok(when) }
}

/// Dates in digits.
fn dated(plain: &str, text: &str) -> Result<Option<When>, (&'static str, String)> {
    let dashed = plain.replace(['–', '—'], "-");
    let years: Vec<&str> = dashed.split('-').map(str::trim).collect();
    if let [from, to] = years[..]
        && from.len() == 4
        && to.len() == 4
    {
        return Ok(When::parse(&format!("{from}/{to}")));
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    for mark in ['.', '/', '-'] {
        let parts: Vec<&str> = dashed.split(mark).map(str::trim).collect();
        if !parts.iter().all(|part| digits(part)) {
            continue;
        }
        match parts[..] {
            [one, two, year] if year.len() == 4 && one.len() <= 2 && two.len() <= 2 => {
                let (day, month) = match (mark, one.parse::<u8>(), two.parse::<u8>()) {
                    // A point is never used for the month before the day.
                    ('.', ..) => (one, two),
                    (_, Ok(first), Ok(second)) if first > 12 || first == second => (one, two),
                    (_, Ok(_), Ok(second)) if second > 12 => (two, one),
                    _ => return Err(("import-two-dates", text.to_owned())),
                };
                return Ok(When::parse(&format!("{year}-{month:0>2}-{day:0>2}")));
            }
            [month, year] if mark != '-' && year.len() == 4 && month.len() <= 2 => {
                return Ok(When::parse(&format!("{year}-{month:0>2}")));
            }
            [year, month, day] if year.len() == 4 => return Ok(When::parse(&format!("{year}-{month:0>2}-{day:0>2}"))),
            _ => {}
        }
    }
    let iso = plain.split('t').next().unwrap_or_default();
    Ok((iso.len() >= 4 && iso.starts_with(|c: char| c.is_ascii_digit()) && !iso.contains('.'))
        .then(|| When::parse(iso))
        .flatten())
}

/// Dates in words.
fn worded(plain: &str) -> Option<When> {
    let words: Vec<&str> =
        plain.split([' ', ',']).map(|word| word.trim_matches(['«', '»', '"', '.'])).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| MONTHS.iter().position(|names| names.contains(&word)).map(|at| at + 1);
    let year = |word: &str| (word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.to_owned());
    match words[..] {
        [day, name, of] if month(name).is_some() => Some(When::parse(&format!("{}-{:02}-{:0>2}", year(of)?, month(name)?, day))?),
        [name, day, of] if month(name).is_some() => Some(When::parse(&format!("{}-{:02}-{:0>2}", year(of)?, month(name)?, day))?),
        [name, of] if month(name).is_some() => When::parse(&format!("{}-{:02}", year(of)?, month(name)?)),
        [number, "квартал" | "кв" | "quarter", of] => {
            let quarter = match number.trim_start_matches('q') {
                "1" | "i" | "і" => 1,
                "2" | "ii" | "іі" => 2,
                "3" | "iii" | "ііі" => 3,
                "4" | "iv" | "іv" => 4,
                _ => return None,
            };
            let year = year(of)?;
            When::parse(&format!("{year}-{:02}/{year}-{:02}", quarter * 3 - 2, quarter * 3))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_in_the_habits_that_are_met() {
        for (text, wanted) in [
            ("31.12.2020", Ok("2020-12-31")),
            ("1.4.2021", Ok("2021-04-01")),
            ("31 грудня 2020", Ok("2020-12-31")),
            ("31 грудня 2020 р.", Ok("2020-12-31")),
            ("«12» березня 2021 року", Ok("2021-03-12")),
            // A Latin i and o in a Ukrainian word.
            ("5 квiтня 2021", Ok("2021-04-05")),
            ("December 31, 2020", Ok("2020-12-31")),
            ("31 Dec 2020", Ok("2020-12-31")),
            ("2020-12-31", Ok("2020-12-31")),
            ("2020-12-31T00:00:00", Ok("2020-12-31")),
            ("грудень 2020", Ok("2020-12")),
            ("12.2020", Ok("2020-12")),
            ("2020-12", Ok("2020-12")),
            ("2020", Ok("2020")),
            ("2020 рік", Ok("2020")),
            ("2020–2021 рр.", Ok("2020/2021")),
            ("2020-11/2021-02", Ok("2020-11/2021-02")),
            ("IV квартал 2020", Ok("2020-10/2020-12")),
            ("31/12/2020", Ok("2020-12-31")),
            ("12/31/2020", Ok("2020-12-31")),
            ("05/05/2020", Ok("2020-05-05")),
            ("03/04/2020", Err("import-two-dates")),
            ("03-04-2020", Err("import-two-dates")),
            ("1.4.21", Err("import-bad-date")),
            ("31.02.2020", Err("import-bad-date")),
            ("скоро", Err("import-bad-date")),
            ("кінець грудня 2020", Err("import-bad-date")),
            ("20210", Err("import-bad-date")),
            ("0202-01-01", Err("import-bad-date")),
            ("", Err("import-bad-date")),
        ] {
            let read = read_date(text).map(|when| when.as_str().to_owned()).map_err(|(key, _)| key);
            assert_eq!(read, wanted.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn numbers_are_read_with_what_stands_around_them() {
        use Qualifier::{About, AtLeast, AtMost, MoreThan};
        let amount = |value: &str, meant, money: Option<&str>| Ok(Said::Amount(value.into(), meant, money.map(str::to_owned)));
        for (text, wanted) in [
            ("1 234,5", amount("1234.5", None, None)),
            ("1,234.5", amount("1234.5", None, None)),
            ("1.234,5", amount("1234.5", None, None)),
            ("1\u{a0}234\u{a0}567", amount("1234567", None, None)),
            ("1,234,567", amount("1234567", None, None)),
            ("0,125", amount("0.125", None, None)),
            ("понад 130", amount("130", Some(MoreThan), None)),
            ("більше ніж 130", amount("130", Some(MoreThan), None)),
            ("не менше 3", amount("3", Some(AtLeast), None)),
            ("до 100", amount("100", Some(AtMost), None)),
            ("~5", amount("5", Some(About), None)),
            ("близько 190 тис. дол. США", amount("190000", Some(About), Some("USD"))),
            ("9 млн євро", amount("9000000", None, Some("EUR"))),
            ("€ 2 367 582,84", amount("2367582.84", None, Some("EUR"))),
            ("12 500 грн.", amount("12500", None, Some("UAH"))),
            ("невідомо", Ok(Said::Unknown)),
            ("1,234", Err("import-two-numbers")),
            ("1.234", Err("import-two-numbers")),
            ("дорого", Err("import-bad-number")),
            ("багато", Err("import-bad-number")),
            ("5 шкіл", Err("import-bad-number")),
            ("1-2", Err("import-bad-number")),
            ("3 з 5", Err("import-bad-number")),
        ] {
            assert_eq!(read_amount(text).map(|(said, _)| said).map_err(|(key, _)| key), wanted, "{text}");
        }
    }

    fn cell(name: &str, kind: Kind, text: &str) -> Reading {
        let choices = Choices::from([(
            "stage",
            vec![Choice { word: "idea".into(), keys: vec!["ідея".into(), "idea".into()], shown: "ідея".into() }],
        )]);
        let column = columns(kind).iter().find(|column| column.name == name).expect("a column");
        read_cell(column, &Cell::Text(text.into()), &choices)
    }

    #[test]
    fn look_alike_letters_are_mended_and_noted() {
        let (said, note) = cell("title_uk", Kind::Project, "Лiкарня у Лиcoвому").unwrap();
        assert_eq!(said, Said::Text("Лікарня у Лисовому".into()));
        assert_eq!(note.as_deref(), Some("Лікарня у Лисовому"));
        assert_eq!(cell("title_uk", Kind::Project, "Safe school").unwrap(), (Said::Text("Safe school".into()), None));
        // А КАТОТТГ code with a Cyrillic А.
        let (said, _) = cell("places", Kind::Project, "UА01020010000000003; Лісове").unwrap();
        assert_eq!(said, Said::Names(vec![(Kind::Place, "UA01020010000000003".into()), (Kind::Place, "Лісове".into())]));
        assert_eq!(cell("edrpou", Kind::Organisation, "3575301З").unwrap().0, Said::Text("3575301З".into()), "never guessed");
    }

    #[test]
    fn other_cells() {
        assert_eq!(cell("stage", Kind::Project, "Iдея").unwrap().0, Said::Text("idea".into()));
        assert_eq!(cell("stage", Kind::Project, "ідеї").unwrap_err(), ("import-bad-choice", "ідеї (ідея)".into()));
        assert_eq!(cell("published", Kind::Project, "Так").unwrap().0, Said::Yes(true));
        assert_eq!(cell("about_uk", Kind::Project, "—").unwrap().0, Said::Nothing);
        assert_eq!(
            cell("subject", Kind::Figure, "organisation:un").unwrap().0,
            Said::Names(vec![(Kind::Organisation, "un".into())])
        );
        assert_eq!(
            cell("subject", Kind::Figure, "Проєкт: школа").unwrap().0,
            Said::Names(vec![(Kind::Project, "Проєкт: школа".into())])
        );
        let sector = |code: &str, share: &str| Sector { code: code.into(), share: share.into() };
        assert_eq!(
            cell("sectors", Kind::Project, "11220 60; 43040 – 40 %").unwrap().0,
            Said::Sectors(vec![sector("11220", "60"), sector("43040", "40")])
        );
        assert_eq!(cell("goals", Kind::Project, "4; 11").unwrap().0, Said::Goals(vec![4, 11]));
        assert_eq!(cell("currency", Kind::Figure, "ЕUR").unwrap().0, Said::Text("EUR".into()));
        assert_eq!(cell("population", Kind::Place, "5 000").unwrap().0, Said::Whole(5000));
        let formula = read_cell(&columns(Kind::Project)[3], &Cell::Formula, &Choices::new());
        assert_eq!(formula.unwrap_err().0, "import-formula");
    }

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let row = |cells: &&[&str]| -> BTreeMap<u32, Cell> {
            (0u32..)
                .zip(cells.iter())
                .filter(|(_, text)| !text.is_empty())
                .map(|(n, text)| (n, Cell::Text((*text).to_owned())))
                .collect()
        };
        Sheet { name: "A".into(), rows: (1u32..).zip(rows.iter().map(row)).collect() }
    }

    fn names(heading: &Heading) -> Vec<(u32, &str)> {
        heading.columns.iter().filter_map(|(n, _, name)| Some((*n, name.as_deref()?))).collect()
    }

    #[test]
    fn the_heading_is_found_below_titles_and_with_merged_cells() {
        let headings = headings(Kind::Project, |name| match name {
            "title_uk" => ["Назва українською".into(), "Title in Ukrainian".into()],
            "title_en" => ["Назва англійською".into(), "Title in English".into()],
            _ => [name.into(), name.into()],
        });
        let plain = sheet(&[
            &["Реєстр проєктів"],
            &["", "2020 рік"],
            &["№", "Назва проєкту *", "Напрям роботи", "Нотатки"],
            &["1", "Школа", "освіта", "x"],
        ]);
        let found = find_heading(&plain, &headings);
        assert_eq!((found.line, found.rows), (Some(3), 1));
        assert_eq!(names(&found), [(0, "key"), (1, "title_uk"), (2, "direction")]);
        assert_eq!(found.columns[3], (3, "Нотатки".into(), None));

        let merged = sheet(&[
            &["№", "Назва", "", "Напрям роботи", "Стадія", ""],
            &["", "українською", "англійською", "", "стадія", "дата"],
            &["1", "Школа", "School", "освіта", "ідея", "2020"],
        ]);
        let found = find_heading(&merged, &headings);
        assert_eq!(found.line, Some(2));
        assert_eq!(
            names(&found),
            [(0, "key"), (1, "title_uk"), (2, "title_en"), (3, "direction"), (4, "stage"), (5, "stage_date")]
        );

        assert_eq!(find_heading(&sheet(&[&["a", "b"], &["c", "d"]]), &headings).line, None);
        let again = sheet(&[&["Назва", "Назва проєкту", "Напрям роботи"]]);
        assert_eq!(twice(&find_heading(&again, &headings)).as_deref(), Some("title_uk"));
    }

    #[test]
    fn no_heading_means_two_columns_of_one_kind() {
        for kind in KINDS {
            let all = headings(kind, |name| [name.into(), name.into()]);
            for (index, (name, keys)) in all.iter().enumerate() {
                for (other, theirs) in &all[..index] {
                    let both: Vec<&String> = keys.iter().filter(|key| theirs.contains(key)).collect();
                    assert!(both.is_empty(), "{kind:?}: {name} and {other} are both called {both:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = (read_date(&text), read_amount(&text));
            for kind in KINDS {
                for column in columns(kind) {
                    let _ = read_cell(column, &Cell::Text(text.clone()), &Choices::new());
                }
            }
        }

        #[test]
        fn a_day_is_read_as_it_is_written(days in 0i32..60_000) {
            let day = Date::constant(1930, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let read = |text: String| read_date(&text).unwrap().as_str().to_owned();
            prop_assert_eq!(read(day.to_string()), day.to_string());
            prop_assert_eq!(read(format!("{}.{:02}.{}", day.day(), day.month(), day.year())), day.to_string());
        }
    }
}
