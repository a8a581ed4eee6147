//! A list of people, pasted or as a file: one a row, with organisation, post and contacts as far as they stand there. Pure.

use std::collections::BTreeMap;

use super::participant::Guarded;
use crate::web::table::{self, Cell, Limits, Refusal};

/// So many people one list may have; more are refused and not cut.
pub const ROWS: usize = 2000;

/// What is read of a file.
const LIMITS: Limits = Limits {
    file: 2 * 1024 * 1024,
    unpacked: 40 * 1024 * 1024,
    rows: 20_000,
    columns: 40,
    cell: 4 * 1024,
    text: 8 * 1024 * 1024,
};

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, as the table's program counts.
    pub line: u32,
    /// Who it is.
    pub guarded: Guarded,
}

/// What is wrong with a row: its number, the message's key, what was written.
pub type RowFault = (u32, &'static str, String);

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Surname,
    Organisation,
    Post,
    Mail,
    Phone,
}

/// The words by which the heading of a column is known, as [`dotyk_uk::search_key`] has them.
const HEADINGS: &[(Column, &[&str])] = &[
    (Column::Surname, &["прізвище", "surname", "last name", "family name"]),
    (
        Column::Name,
        &[
            "піб",
            "п і б",
            "ім'я",
            "ім'я та прізвище",
            "прізвище та ім'я",
            "прізвище, ім'я",
            "учасник",
            "name",
            "full name",
            "first name",
            "participant",
        ],
    ),
    (Column::Organisation, &["організація", "установа", "громада", "компанія", "organisation", "organization", "company"]),
    (Column::Post, &["посада", "post", "position", "title", "job title"]),
    (Column::Mail, &["пошта", "електронна пошта", "email", "e-mail", "mail", "ел. пошта"]),
    (Column::Phone, &["телефон", "тел.", "phone", "telephone", "mobile"]),
];

/// Reads a list: columns by their headings, or name and organisation in this order where there are none.
///
/// # Errors
/// [`Refusal`] when it is no table, or has too much in it.
pub fn read(bytes: &[u8]) -> Result<(Vec<Row>, Vec<RowFault>), Refusal> {
    let sheet = table::read(bytes, LIMITS)?.into_iter().find(|sheet| !sheet.rows.is_empty());
    let rows = sheet.map(|sheet| sheet.rows).unwrap_or_default();
    let headed = rows.first().and_then(|(_, cells)| headings(cells));
    let start = usize::from(headed.is_some());
    if rows.len() - start > ROWS {
        return Err(Refusal::new("event-too-many-people", ROWS.to_string()));
    }
    let columns = headed.unwrap_or_else(|| BTreeMap::from([(0, Column::Name), (1, Column::Organisation)]));
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for (line, cells) in &rows[start..] {
        match row(&columns, cells) {
            Ok(guarded) => {
                faults.extend(guarded.faults(false).into_iter().map(|(_, key, what)| (*line, key, what)));
                read.push(Row { line: *line, guarded });
            }
            Err((key, what)) => faults.push((*line, key, what)),
        }
    }
    Ok((read, faults))
}

/// The columns by the first row, when it names that of the names.
fn headings(cells: &BTreeMap<u32, Cell>) -> Option<BTreeMap<u32, Column>> {
    let known = |text: &str| {
        let key = dotyk_uk::search_key(text);
        HEADINGS.iter().find(|(_, words)| words.iter().any(|word| dotyk_uk::search_key(word) == key)).map(|(column, _)| *column)
    };
    let columns: BTreeMap<u32, Column> = cells.iter().filter_map(|(at, cell)| Some((*at, known(&cell.text())?))).collect();
    columns.values().any(|column| matches!(column, Column::Name | Column::Surname)).then_some(columns)
}

fn row(columns: &BTreeMap<u32, Column>, cells: &BTreeMap<u32, Cell>) -> Result<Guarded, (&'static str, String)> {
    let mut guarded = Guarded::default();
    let mut surname = String::new();
    for (at, column) in columns {
        let text = match cells.get(at) {
            None => continue,
            Some(Cell::Formula) => return Err(("event-row-formula", String::new())),
            Some(Cell::Long(size)) => return Err(("event-row-long", size.to_string())),
            Some(cell) => cell.text(),
        };
        match column {
            Column::Name => guarded.name = text,
            Column::Surname => surname = text,
            Column::Organisation => guarded.organisation = Some(text),
            Column::Post => guarded.post = Some(text),
            Column::Mail => guarded.mail = Some(text),
            Column::Phone => guarded.phone = Some(text),
        }
    }
    if !surname.is_empty() {
        guarded.name = format!("{surname} {}", guarded.name).trim().to_owned();
    }
    Ok(guarded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn people(text: &str) -> Vec<(String, Option<String>, Option<String>)> {
        let (rows, faults) = read(text.as_bytes()).expect("a list");
        assert_eq!(faults, [], "{text}");
        rows.into_iter().map(|row| (row.guarded.name, row.guarded.organisation, row.guarded.mail)).collect()
    }

    #[test]
    fn a_list_is_read_with_headings_and_without() {
        let maria = |mail: Option<&str>| vec![("Приклад Марія".to_owned(), Some("Лікарня".to_owned()), mail.map(str::to_owned))];
        for (text, wanted) in [
            ("Приклад Марія;Лікарня\n", maria(None)),
            ("Приклад Марія\tЛікарня", maria(None)),
            ("Організація;ПІБ;E-mail\nЛікарня;Приклад Марія;m@dotyk.example", maria(Some("m@dotyk.example"))),
            ("Surname,Name,Organisation\nПриклад,Марія,Лікарня", maria(None)),
            ("№;Ім’я та прізвище;Установа;Підпис\n1;Приклад Марія;Лікарня;\n", maria(None)),
        ] {
            assert_eq!(people(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_by_row() {
        let (rows, faults) =
            read("ПІБ;Пошта\nМарія;m@dotyk.example\n;x@dotyk.example\nІван;ivan\nОлена;=1+1\n".as_bytes()).expect("a list");
        let told: Vec<(u32, &str)> = faults.iter().map(|(line, key, _)| (*line, *key)).collect();
        assert_eq!(told, [(3, "event-name-needed"), (4, "event-bad-mail"), (5, "event-row-formula")]);
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn too_many_are_refused_and_not_cut() {
        let list = |people: usize| (0..people).map(|n| format!("Особа {n};Школа\n")).collect::<String>();
        assert_eq!(read(list(ROWS).as_bytes()).expect("as many as may be").0.len(), ROWS);
        for people in [ROWS + 1, 10_000] {
            assert_eq!(read(list(people).as_bytes()).unwrap_err(), Refusal::new("event-too-many-people", ROWS.to_string()));
        }
        assert_eq!(read(b"").unwrap_err().key, "import-empty");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,200}") {
            let _ = read(text.as_bytes());
        }
    }
}
