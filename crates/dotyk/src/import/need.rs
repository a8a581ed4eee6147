//! Tables of needs: one row is one line of a need, and the rows of one need stand together as one.
//!
//! Rows are of one need when they have its key, else when they name the same institution, place and title; a row that names
//! none of these goes on with the need above it. What people write of who knows more is sealed before it is kept with the
//! row, and stands in no preview, note or line of the journal.

use std::collections::HashMap;

use dotyk_db::{Error, Tx};
use jiff::civil::Date;

use super::check::{Desk, Line, Old};
use super::model::{Column, Fault, Form, Heading, KEY, PLACE, PUBLISHED, SLUG, SOURCE, Said, column, needed};
use super::plan::Row;
use crate::access::Kind;
use crate::figure::Qualifier;
use crate::need::{self, Body, Contact, Event, EventRow, Need, Priority, Unit};
use crate::person::Seal;
use crate::text::When;
use crate::web::table::Cell;

/// Its columns.
pub const COLUMNS: &[Column] = &[
    KEY,
    SLUG,
    needed("title_uk", Form::Text, &["назва", "назва потреби", "потреба", "заявка"]),
    column("title_en", Form::Text, &["title", "need"]),
    column(
        "organisation",
        Form::One(Kind::Organisation),
        &["установа", "організація", "заклад", "заявник", "institution", "єдрпоу", "код єдрпоу"],
    ),
    PLACE,
    column("whom_uk", Form::Text, &["для кого"]),
    column("whom_en", Form::Text, &["for whom"]),
    column("people", Form::Whole, &["скільки людей", "людей"]),
    column("why_uk", Form::Text, &["навіщо", "обґрунтування"]),
    column("why_en", Form::Text, &["why"]),
    column("needed_by", Form::Date, &["до коли", "строк", "термін", "deadline"]),
    column("sector", Form::Code, &["dac"]),
    column("priority", Form::Choice, &["пріоритет", "терміновість потреби"]),
    column("emergency", Form::Code, &["подія"]),
    needed("item_uk", Form::Text, &["позиція", "найменування", "що саме"]),
    column("item_en", Form::Text, &["item"]),
    column("unit", Form::Choice, &["одиниця", "од вим", "в чому рахуємо"]),
    needed("quantity", Form::Amount, &["к-сть", "скільки"]),
    column("cost", Form::Amount, &["вартість", "сума", "орієнтовна вартість рядка"]),
    column("currency", Form::Currency, &["грошова одиниця"]),
    column("contact_name", Form::Text, &["контактна особа", "контакт"]),
    column("contact_phone", Form::Text, &["телефон контакту", "phone"]),
    column("contact_mail", Form::Text, &["пошта", "e-mail", "email"]),
    SOURCE,
    PUBLISHED,
];

/// What a row says of its line, and not of the need.
const OF_LINE: [&str; 6] = ["item_uk", "item_en", "unit", "quantity", "cost", "currency"];

/// Columns of people: nothing that stands in them is shown again.
pub const GUARDED: [&str; 3] = ["contact_name", "contact_phone", "contact_mail"];

fn text_of(heading: &Heading, cells: &std::collections::BTreeMap<u32, Cell>, name: &str) -> String {
    let at = heading.columns.iter().find(|(.., own)| own.as_deref() == Some(name)).map(|(at, ..)| *at);
    at.and_then(|at| cells.get(&at)).map(|cell| dotyk_uk::search_key(&cell.text())).unwrap_or_default()
}

/// By what the rows of one need know each other; none for a row that goes on with the need above.
fn mark(heading: &Heading, cells: &std::collections::BTreeMap<u32, Cell>) -> Option<String> {
    let of = |name: &str| text_of(heading, cells, name);
    for own in ["key", "slug"] {
        if !of(own).is_empty() {
            return Some(format!("{own}:{}", of(own)));
        }
    }
    let named = ["title_uk", "title_en", "organisation", "place"].map(of);
    named.iter().any(|text| !text.is_empty()).then(|| named.join("\n"))
}

/// The rows of each need as one, where its first row stands.
pub fn joined(lines: Vec<Line>) -> Vec<Line> {
    let mut whole: Vec<Line> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    let mut last: Option<usize> = None;
    for line in lines {
        let sheet = line.heading.sheet.clone();
        let mark = mark(line.heading, line.cells);
        let at = match &mark {
            Some(mark) => known.get(&(sheet.clone(), mark.clone())).copied(),
            None => last.filter(|at| whole[*at].heading.sheet == sheet),
        };
        match at {
            Some(at) => {
                whole[at].more.push((line.line, line.cells));
                last = Some(at);
            }
            None => {
                last = Some(whole.len());
                known.extend(mark.map(|mark| ((sheet, mark), whole.len())));
                whole.push(line);
            }
        }
    }
    whole
}

/// Where a fault of a further row stands: the column with its line.
pub fn at_line(column: &str, line: u32) -> String {
    format!("{column}@{line}")
}

/// The column of a fault, and the line when it is not the first of its need.
pub fn parted(column: &str) -> (&str, Option<i64>) {
    match column.split_once('@') {
        Some((column, line)) => (column, line.parse().ok()),
        None => (column, None),
    }
}

/// What a need is to be.
pub fn plan(before: Option<&Need>, row: &Row, today: Date) -> (Body, Vec<Fault>) {
    let old = before.map(|need| need.body.clone()).unwrap_or_default();
    let mut body = old.clone();
    let mut faults = Vec::new();
    for (column, field) in [
        ("title_uk", &mut body.title_uk),
        ("title_en", &mut body.title_en),
        ("whom_uk", &mut body.whom_uk),
        ("whom_en", &mut body.whom_en),
        ("why_uk", &mut body.why_uk),
        ("why_en", &mut body.why_en),
        ("sector", &mut body.sector),
        ("emergency", &mut body.emergency),
        ("contact_name", &mut body.contact.name),
        ("contact_phone", &mut body.contact.phone),
        ("contact_mail", &mut body.contact.mail),
    ] {
        row.put(column, field);
    }
    row.put_ref("organisation", &mut body.organisation);
    row.put_ref("place", &mut body.place);
    row.put_whole("people", &mut body.people);
    row.put_when("needed_by", &mut body.needed_by);
    if let Some(priority) = row.text("priority").as_deref().and_then(Priority::parse) {
        body.priority = priority;
    }
    row.cite(&mut body.cites);
    let mut said_in: HashMap<usize, Option<u32>> = HashMap::new();
    let firsts = std::iter::once((None, row)).chain(row.more.iter().map(|(line, row)| (Some(*line), row)));
    for (line, row) in firsts {
        let column = |name: &str| line.map_or(name.to_owned(), |line| at_line(name, line));
        differs(row, line, &mut faults);
        let item = row.text("item_uk").or_else(|| row.text("item_en"));
        let Some(item) = item else {
            if OF_LINE.iter().any(|name| row.said.contains_key(name)) {
                faults.push((column("item_uk"), "import-needed", String::new()));
            }
            continue;
        };
        let key = dotyk_uk::search_key(&item);
        let same = |text: &Option<String>| text.as_ref().is_some_and(|text| dotyk_uk::search_key(text) == key);
        let at = match body.lines.iter().position(|line| same(&line.item_uk) || same(&line.item_en)) {
            Some(at) => at,
            None => {
                body.lines.push(new_line());
                body.lines.len() - 1
            }
        };
        if said_in.contains_key(&at) {
            faults.push((column("item_uk"), "import-item-twice", item));
            continue;
        }
        said_in.insert(at, line);
        put_line(row, &mut body.lines[at], &column, &mut faults);
    }
    body.number_lines(&old);
    state(&mut body, today, &mut faults);
    for (field, key, what) in body.faults() {
        faults.push(placed(&field, key, what, &said_in));
    }
    (body, faults)
}

/// A row that goes on with a need may say again what the first said, and nothing else.
fn differs(row: &Row, line: Option<u32>, faults: &mut Vec<Fault>) {
    let Some(line) = line else { return };
    for name in &row.torn {
        faults.push((at_line(name, line), "import-need-differs", String::new()));
    }
}

fn new_line() -> need::Line {
    need::Line { id: 0, item_uk: None, item_en: None, unit: Unit::Piece, quantity: String::new(), cost: None, currency: None }
}

fn put_line(row: &Row, line: &mut need::Line, column: &impl Fn(&str) -> String, faults: &mut Vec<Fault>) {
    row.put("item_uk", &mut line.item_uk);
    row.put("item_en", &mut line.item_en);
    if let Some(unit) = row.text("unit").as_deref().and_then(Unit::parse) {
        line.unit = unit;
    }
    match row.said.get("quantity") {
        Some(Said::Amount(quantity, None | Some(Qualifier::Exact), None)) => line.quantity.clone_from(quantity),
        Some(Said::Amount(quantity, ..)) => faults.push((column("quantity"), "import-bad-number", quantity.clone())),
        _ => {}
    }
    match row.said.get("cost") {
        Some(Said::Amount(cost, _, money)) => {
            let written = row.text("currency");
            if let (Some(money), Some(written)) = (money, &written)
                && money != written
            {
                faults.push((column("currency"), "import-currencies-differ", format!("{money}, {written}")));
            }
            line.cost = Some(cost.clone());
            line.currency = money.clone().or(written).or(line.currency.take());
        }
        Some(Said::Nothing | Said::Unknown) => (line.cost, line.currency) = (None, None),
        _ => {}
    }
}

/// What a table brings was said, on the day of the check; what was withdrawn or has lapsed by word is needed again.
fn state(body: &mut Body, today: Date, faults: &mut Vec<Fault>) {
    let new = body.events.is_empty() && body.lines.iter().all(|line| line.id > 0) && !body.lines.is_empty();
    let gone = body.events.last().is_some_and(|row| matches!(row.event, Event::Withdrawn | Event::Lapsed));
    if new || gone {
        match body.say(EventRow { event: Event::Stated, date: When::day(today), note: None }) {
            Ok(need::Change(said)) => *body = said,
            Err(need::Refusal(key, what)) => faults.push(("title_uk".to_owned(), key, what)),
        }
    }
}

/// A model's fault as a column of the row where it was written. What was written of people is not repeated.
fn placed(field: &str, key: &'static str, what: String, said_in: &HashMap<usize, Option<u32>>) -> Fault {
    let key = if key == "web-required" { "import-needed" } else { key };
    let mut parts = field.split('.');
    match (parts.next(), parts.next().and_then(|n| n.parse::<usize>().ok()), parts.next()) {
        (Some("lines"), Some(n), Some(column)) => {
            let line = said_in.get(&n).copied().flatten();
            (line.map_or(column.to_owned(), |line| at_line(column, line)), key, what)
        }
        _ if GUARDED.contains(&field) => (field.to_owned(), key, String::new()),
        _ => (field.to_owned(), key, what),
    }
}

/// What a further row of a need says: its line; and the columns in which it speaks of the need otherwise than the first row.
pub fn further(first: &Row, mut row: Row) -> Row {
    let of_need = |name: &str| !OF_LINE.contains(&name);
    let torn = row.said.iter().filter(|(name, said)| of_need(name) && first.said.get(*name) != Some(said));
    row.torn = torn.map(|(name, _)| *name).collect();
    row.said.retain(|name, _| !of_need(name));
    row
}

/// Which record a sealed contact of a row belongs to.
fn at(office: &str) -> String {
    format!("{office}/import/need")
}

/// The contact before and after, sealed; none when the row leaves it as it is.
///
/// # Errors
/// Nothing can be sealed.
pub fn sealed(seal: &Seal, office: &str, before: &Contact, after: &Contact) -> Result<Option<String>, Error> {
    if before == after {
        return Ok(None);
    }
    let plain = serde_json::to_vec(&(before, after)).map_err(|error| Error::Other(error.to_string()))?;
    Ok(Some(seal.seal(&at(office), &plain)?))
}

/// The contact before and after, opened.
///
/// # Errors
/// It was sealed with another key.
pub fn opened(seal: &Seal, office: &str, sealed: &str) -> Result<(Contact, Contact), Error> {
    let plain = seal.open(&at(office), sealed).map_err(|error| Error::Other(error.to_string()))?;
    serde_json::from_slice(&plain).map_err(|error| Error::Other(error.to_string()))
}

impl Desk<'_> {
    /// By key and address; without any, the one of that title of the same institution.
    pub(super) fn find_needs(
        &self,
        tx: &mut Tx,
        rows: &mut [Row],
        keys: &HashMap<String, String>,
    ) -> Result<Vec<Option<Old>>, Error> {
        let office = &self.actor.office;
        let slugs: Vec<String> = rows.iter().filter_map(|row| row.text("slug")).collect();
        let slugs = need::store::resolve(tx, office, &slugs)?;
        let mut whose: Vec<String> = rows.iter().filter_map(|row| row.one("organisation")).map(|one| one.id).collect();
        whose.sort();
        whose.dedup();
        let titles = need::store::titles_of(tx, office, &whose)?;
        let mut olds = Vec::with_capacity(rows.len());
        for row in rows {
            let mut ids: Vec<String> = Vec::new();
            ids.extend(row.text("key").and_then(|key| keys.get(&key).cloned()));
            ids.extend(row.text("slug").and_then(|slug| slugs.get(&slug).cloned()));
            let title = row.text("title_uk").or_else(|| row.text("title_en"));
            let alike = title.zip(row.one("organisation")).map(|(title, whose)| (whose.id, dotyk_uk::search_key(&title)));
            let alike = alike.and_then(|mark| titles.get(&mark)).cloned().unwrap_or_default();
            olds.push(self.one(tx, row, ids, alike, "title_uk")?);
        }
        Ok(olds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_in_which_row_it_stands() {
        assert_eq!(parted(&at_line("quantity", 7)), ("quantity", Some(7)));
        assert_eq!(parted("quantity"), ("quantity", None));
        let said_in = HashMap::from([(0, None), (1, Some(5))]);
        let of = |field: &str| placed(field, "need-bad-quantity", "0".into(), &said_in).0;
        assert_eq!(
            (of("lines.0.quantity"), of("lines.1.quantity"), of("lines.2.unit")),
            ("quantity".into(), "quantity@5".into(), "unit".into())
        );
        assert_eq!(placed("contact_mail", "need-bad-mail", "secret@".into(), &said_in).2, "");
    }

    #[test]
    fn a_contact_is_sealed_with_its_row() {
        let seal = Seal::new([3; 32]);
        let known = Contact { name: Some("Марія".into()), ..Contact::default() };
        assert_eq!(sealed(&seal, "o", &known, &known).unwrap(), None);
        let kept = sealed(&seal, "o", &Contact::default(), &known).unwrap().unwrap();
        assert!(!kept.contains("Марія"));
        assert_eq!(opened(&seal, "o", &kept).unwrap(), (Contact::default(), known));
        assert!(opened(&Seal::new([4; 32]), "o", &kept).is_err() && opened(&seal, "p", &kept).is_err());
    }
}
