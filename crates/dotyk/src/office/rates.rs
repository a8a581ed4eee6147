//! Exchange rates as a table of text: what a national bank or a spreadsheet gives. Pure.

use rust_decimal::Decimal;

use super::Rate;
use crate::text::{When, is_currency};

/// A table may have this many rows: ten years of days in six currencies.
pub const ROWS: usize = 25_000;

/// What is wrong with a row: its number as a spreadsheet counts, the message's key, what stands there.
pub type RowFault = (usize, &'static str, String);

/// Reads rows of currency, day, rate and, if there, who says so; parted by commas, semicolons or tabs. A first row that
/// begins with no currency is the heading. All that is wrong is said, and then nothing is taken.
///
/// # Errors
/// What is wrong, row by row; at most 50.
pub fn read(table: &[u8], set_by: &str) -> Result<Vec<Rate>, Vec<RowFault>> {
    let text = String::from_utf8_lossy(table);
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b'\t', b';'].into_iter().find(|mark| first.as_bytes().contains(mark)).unwrap_or(b',');
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let (mut rates, mut faults) = (Vec::new(), Vec::new());
    for (index, row) in rows.records().enumerate() {
        let cells: Vec<String> = match row {
            Ok(row) => row.iter().map(|cell| cell.trim().to_owned()).collect(),
            Err(_) => {
                faults.push((index + 1, "office-row-broken", String::new()));
                continue;
            }
        };
        // Names of columns: no row of a rate, even of one that is mistyped, has words where its currency and its day are.
        let word = |cell: &String| !cell.is_empty() && !cell.contains(|c: char| c.is_ascii_digit());
        let currency = cells.first().is_some_and(|cell| is_currency(&cell.to_uppercase()));
        let heading = index == 0 && !currency && cells.get(1).is_some_and(word);
        if heading || cells.iter().all(String::is_empty) {
            continue;
        }
        match rate(&cells, set_by) {
            Ok(rate) => rates.push(rate),
            Err((key, what)) => faults.push((index + 1, key, what)),
        }
        if rates.len() > ROWS {
            faults.push((index + 1, "office-rows-many", ROWS.to_string()));
        }
        if faults.len() >= 50 || rates.len() > ROWS {
            break;
        }
    }
    if rates.is_empty() && faults.is_empty() {
        faults.push((1, "office-rows-none", String::new()));
    }
    if faults.is_empty() { Ok(rates) } else { Err(faults) }
}

/// One rate of its cells, or what is wrong with it.
///
/// # Errors
/// The message's key and what stands there.
pub fn rate(cells: &[String], set_by: &str) -> Result<Rate, (&'static str, String)> {
    let cell = |index: usize| cells.get(index).cloned().unwrap_or_default();
    let currency = cell(0).to_uppercase();
    if !is_currency(&currency) {
        return Err(("office-bad-currency", cell(0)));
    }
    // A rate holds from one day on, so a month or a year will not do.
    let day = When::parse(&cell(1)).filter(|day| day.first() == day.last()).ok_or_else(|| ("office-bad-rate-day", cell(1)))?;
    let number = cell(2).replace([' ', '\u{a0}'], "").replace(',', ".");
    let positive = number.parse::<Decimal>().is_ok_and(|rate| rate > Decimal::ZERO) && number.len() <= 24;
    if !positive {
        return Err(("web-bad-decimal", cell(2)));
    }
    let source = cell(3);
    Ok(Rate { currency, day, rate: number, source_uk: (!source.is_empty()).then_some(source), set_by: set_by.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_as_banks_and_spreadsheets_give_it() {
        let rates =
            read("\u{feff}валюта;день;курс\r\nUSD;31.12.2020;28,2746\r\neur;2020-12-31;34,7396;НБУ\r\n;;\r\n".as_bytes(), "a")
                .unwrap();
        assert_eq!(rates.len(), 2);
        assert_eq!((rates[0].rate.as_str(), rates[0].day.as_str()), ("28.2746", "2020-12-31"));
        assert_eq!((rates[1].currency.as_str(), rates[1].source_uk.as_deref()), ("EUR", Some("НБУ")));
        assert_eq!(read(b"USD,2020-12-31,28.27", "a").unwrap().len(), 1);
    }

    #[test]
    fn all_that_is_wrong_is_said_with_its_row() {
        let faults = read(b"currency,day,rate\nUSD,2020,1\nDOLLAR,2020-01-01,1\nUSD,2020-01-01,-1\nUSD,2020-01-01,x\nUSD", "a")
            .unwrap_err();
        let said: Vec<_> = faults.iter().map(|(row, key, _)| (*row, *key)).collect();
        assert_eq!(
            said,
            [
                (2, "office-bad-rate-day"),
                (3, "office-bad-currency"),
                (4, "web-bad-decimal"),
                (5, "web-bad-decimal"),
                (6, "office-bad-rate-day"),
            ]
        );
        // A first row with a slip in it is no heading.
        assert_eq!(read(b"UDS,2020-01-01,27", "a").unwrap_err(), [(1, "office-bad-currency", "UDS".to_owned())]);
        for row in ["USD,,27", "UDS,,27", "USD,yesterday,27"] {
            assert_eq!(read(row.as_bytes(), "a").unwrap_err()[0].0, 1, "{row}");
        }
        assert_eq!(read(b"", "a").unwrap_err()[0].1, "office-rows-none");
        assert!(read(b"\xff\xfe\x00\"", "a").is_err());
    }
}
