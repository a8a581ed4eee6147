//! The table to fill in: headings with hints, lists to choose from, an example, and a sheet that explains the columns.

use rust_xlsxwriter::{DataValidation, Format, FormatBorder, Formula, Note, Workbook, XlsxError};

use super::model::{Choices, Column, Form, columns};
use crate::access::Kind;

/// What a template says, in the visitor's language.
pub struct Words<'a> {
    /// A message.
    pub say: &'a dyn Fn(&str) -> String,
    /// The choices of columns.
    pub choices: &'a Choices,
}

impl Words<'_> {
    fn label(&self, column: &Column) -> String {
        (self.say)(&format!("import-column-{}", column.name.replace('_', "-")))
    }

    fn hint(&self, column: &Column) -> String {
        let key = match (column.name, column.form) {
            ("key", _) => "import-hint-key",
            ("slug", _) => "import-hint-slug",
            (_, Form::Text) => "import-hint-text",
            (_, Form::Code) => "import-hint-code",
            (_, Form::Date) => "import-hint-date",
            (_, Form::Amount) => "import-hint-amount",
            (_, Form::Whole) => "import-hint-whole",
            (_, Form::Degrees) => "import-hint-degrees",
            (_, Form::Currency) => "import-hint-currency",
            (_, Form::Choice) => "import-hint-choice",
            (_, Form::YesNo) => "import-hint-yes",
            (_, Form::One(Kind::Place)) => "import-hint-place",
            (_, Form::Many(Kind::Place)) => "import-hint-places",
            (_, Form::One(_)) => "import-hint-one",
            (_, Form::Many(_)) => "import-hint-many",
            (_, Form::Subject) => "import-hint-subject",
            (_, Form::Sectors) => "import-hint-sectors",
            (_, Form::Goals) => "import-hint-goals",
            (_, Form::List) => "import-hint-list",
            (_, Form::Several) => "import-hint-several",
        };
        (self.say)(key)
    }

    /// What may be chosen in a column; empty when anything may be written.
    fn offered(&self, column: &Column) -> Vec<String> {
        match column.form {
            Form::Choice => self.choices.get(column.name).into_iter().flatten().map(|choice| choice.shown.clone()).collect(),
            Form::YesNo => vec![(self.say)("import-yes"), (self.say)("import-no")],
            Form::Currency => ["UAH", "USD", "EUR"].map(str::to_owned).to_vec(),
            _ => Vec::new(),
        }
    }

    fn example(&self, column: &Column) -> String {
        match (column.name, column.form) {
            ("key" | "code", _) => (self.say)("import-example"),
            (_, Form::Date) => "31.12.2020".into(),
            (_, Form::Amount) => "1234,5".into(),
            (_, Form::Whole) => "1234".into(),
            (_, Form::Degrees) => "48.94852".into(),
            (_, Form::Sectors) => "11220 60; 43040 40".into(),
            (_, Form::Goals) => "4; 11".into(),
            (_, Form::Choice | Form::YesNo | Form::Currency) => self.offered(column).into_iter().next().unwrap_or_default(),
            (_, Form::One(_) | Form::Many(_) | Form::Subject) => (self.say)("import-example-name"),
            (_, Form::Text) if column.needed => (self.say)("import-example-text"),
            _ => String::new(),
        }
    }
}

/// Rows below the heading that have lists to choose from.
const LISTED: u32 = 20_000;

/// The template of a kind, as a workbook.
///
/// # Errors
/// A fault of the program: a name or a text that no workbook takes.
pub fn write(kind: Kind, words: &Words) -> Result<Vec<u8>, XlsxError> {
    let all = columns(kind);
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap();
    let quiet = Format::new().set_italic().set_font_color(0x6b_6b_6b);
    let wrap = Format::new().set_text_wrap();
    let text = Format::new().set_num_format("@");
    let (table, lists, about) =
        ((words.say)("import-sheet-table"), (words.say)("import-sheet-lists"), (words.say)("import-sheet-about"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(&table)?.set_freeze_panes(1, 0)?;
    let mut offered: Vec<(u16, Vec<String>)> = Vec::new();
    for (n, column) in (0u16..).zip(all) {
        let mark = if column.needed { " *" } else { "" };
        sheet.write_with_format(0, n, format!("{}{mark}", words.label(column)), &bold)?;
        sheet.insert_note(0, n, &Note::new(words.hint(column)).add_author_prefix(false))?;
        sheet.write_with_format(1, n, words.example(column), &quiet)?;
        sheet.set_column_width(n, if matches!(column.form, Form::Text | Form::Many(_)) { 28 } else { 18 })?;
        // What looks like a date or a long number is kept as it was typed.
        if matches!(column.form, Form::Code | Form::Date | Form::Sectors | Form::Goals) || column.name == "key" {
            sheet.set_column_format(n, &text)?;
        }
        let options = words.offered(column);
        if !options.is_empty() {
            let list = (offered.len() as u16, options.len());
            let formula =
                format!("='{}'!${}$1:${}${}", lists.replace('\'', "''"), letter(list.0.into()), letter(list.0.into()), list.1);
            let rule = DataValidation::new()
                .allow_list_formula(Formula::new(formula))
                .set_error_title((words.say)("import-list-title"))?
                .set_error_message((words.say)("import-list-help"))?;
            sheet.add_data_validation(1, n, LISTED, n, &rule)?;
            offered.push((n, options));
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name(&about)?.set_column_width(0, 30)?.set_column_width(1, 80)?;
    sheet.write_with_format(0, 0, (words.say)("import-about"), &wrap)?;
    for (n, column) in (2u32..).zip(all) {
        let mark = if column.needed { " *" } else { "" };
        sheet.write_with_format(n, 0, format!("{}{mark}", words.label(column)), &bold)?;
        sheet.write_with_format(n, 1, words.hint(column), &wrap)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name(&lists)?;
    for (n, (_, options)) in (0u16..).zip(&offered) {
        for (row, option) in (0u32..).zip(options) {
            sheet.write(row, n, option)?;
        }
    }
    book.save_to_buffer()
}

/// The letters of a column, counted from 0: A, B, … Z, AA.
pub fn letter(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::KINDS;
    use crate::import::model::{find_heading, headings};
    use crate::web::table::{LIMITS, read};

    #[test]
    fn columns_are_counted_in_letters() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letter), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_template_reads_back_as_its_own_kind() {
        for kind in KINDS {
            let say = |key: &str| key.to_owned();
            let bytes = write(kind, &Words { say: &say, choices: &Choices::new() }).unwrap();
            let sheets = read(&bytes, LIMITS).unwrap();
            let label = |name: &str| [format!("import-column-{}", name.replace('_', "-")), name.to_owned()];
            let headings = headings(kind, label);
            let found: Vec<_> = sheets.iter().map(|sheet| find_heading(sheet, &headings)).collect();
            assert_eq!(found[0].columns.iter().filter(|(.., name)| name.is_some()).count(), columns(kind).len(), "{kind:?}");
            assert!(found[1..].iter().all(|sheet| sheet.line.is_none()), "{kind:?}: {found:?}");
        }
    }
}
