//! Tables of programmes and of their calls: one row is one of them.

use std::collections::HashMap;

use dotyk_db::{Error, Tx};

use super::check::{Desk, Old};
use super::model::{Column, Fault, Form, KEY, PUBLISHED, SLUG, SOURCE, Said, column, needed};
use super::plan::Row;
use crate::access::Kind;
use crate::figure::Qualifier;
use crate::journal::Stored;
use crate::organisation::OrganisationKind;
use crate::place::Match;
use crate::programme;
use crate::programme::model::{Body, Call, CallBody, Programme, Repetition, Scope, read_hour, read_share};

const ABOUT_UK: Column = column("about_uk", Form::Text, &["опис", "про що"]);
const ABOUT_EN: Column = column("about_en", Form::Text, &["description", "about"]);
const SECTORS: Column = column("sectors", Form::List, &["сектор", "сектори", "галузі", "dac"]);
const TAGS: Column = column("tags", Form::List, &["теми", "мітки", "tags", "themes"]);
const APPLICANTS: Column = column("applicants", Form::Several, &["заявники", "хто може", "applicants"]);
const PLACES: Column = column("places", Form::Many(Kind::Place), &["де", "місця", "території", "громади", "where"]);
const ELIGIBLE_UK: Column = column("eligible_uk", Form::Text, &["умови", "умови участі"]);
const ELIGIBLE_EN: Column = column("eligible_en", Form::Text, &["eligibility"]);
const LINK: Column = column("link", Form::Code, &["посилання", "сайт", "url"]);

/// The columns of programmes.
pub const PROGRAMMES: &[Column] = &[
    KEY,
    SLUG,
    needed("name_uk", Form::Text, &["назва", "назва програми", "програма"]),
    column("name_en", Form::Text, &["name", "programme"]),
    column("funder", Form::One(Kind::Organisation), &["донор", "хто платить", "funder"]),
    ABOUT_UK,
    ABOUT_EN,
    SECTORS,
    TAGS,
    APPLICANTS,
    PLACES,
    ELIGIBLE_UK,
    ELIGIBLE_EN,
    LINK,
    column("desk", Form::Text, &["куди звертатися", "відділ", "desk"]),
    SOURCE,
    PUBLISHED,
];

/// The columns of calls.
pub const CALLS: &[Column] = &[
    KEY,
    SLUG,
    needed("programme", Form::One(Kind::Programme), &["програма", "назва програми"]),
    needed("title_uk", Form::Text, &["назва", "назва відбору", "відбір", "конкурс"]),
    column("title_en", Form::Text, &["title", "call"]),
    ABOUT_UK,
    ABOUT_EN,
    SECTORS,
    TAGS,
    APPLICANTS,
    PLACES,
    ELIGIBLE_UK,
    ELIGIBLE_EN,
    LINK,
    column("opens", Form::Date, &["відкрито з", "початок", "opens"]),
    column("closes", Form::Date, &["закривається", "кінець", "строк", "deadline", "closes"]),
    column("closes_hour", Form::Code, &["година", "о котрій"]),
    column("repetition", Form::Choice, &["повторюється", "repetition"]),
    column("least", Form::Amount, &["сума від", "найменше", "мінімум"]),
    column("most", Form::Amount, &["сума до", "найбільше", "максимум"]),
    column("currency", Form::Currency, &["валюта"]),
    column("cofunding", Form::Code, &["співфінансування", "власний внесок", "own share"]),
    SOURCE,
    PUBLISHED,
];

/// Texts of a list, also where commas part them.
fn put_list(row: &Row, column: &str, field: &mut Vec<String>) {
    match row.said.get(column) {
        Some(Said::Nothing) => field.clear(),
        Some(Said::List(texts)) => {
            let parts = texts.iter().flat_map(|text| text.split(',')).map(str::trim).filter(|text| !text.is_empty());
            field.clear();
            for part in parts {
                if !field.iter().any(|known| known == part) {
                    field.push(part.to_owned());
                }
            }
        }
        _ => {}
    }
}

fn put_scope(row: &Row, scope: &mut Scope) {
    put_list(row, "sectors", &mut scope.sectors);
    put_list(row, "tags", &mut scope.tags);
    match row.said.get("applicants") {
        Some(Said::Nothing) => scope.applicants.clear(),
        Some(Said::List(words)) => scope.applicants = words.iter().filter_map(|word| OrganisationKind::parse(word)).collect(),
        _ => {}
    }
    match row.said.get("places") {
        Some(Said::Nothing) => scope.places.clear(),
        Some(Said::Names(_)) => {
            scope.places = row.refs.get("places").into_iter().flatten().map(|place| place.id.clone()).collect();
            scope.places.sort();
            scope.places.dedup();
        }
        _ => {}
    }
}

/// What a programme is to be.
pub fn programme(before: &Body, row: &Row) -> (Body, Vec<Fault>) {
    let mut body = before.clone();
    for (column, field) in [
        ("name_uk", &mut body.name_uk),
        ("name_en", &mut body.name_en),
        ("about_uk", &mut body.about_uk),
        ("about_en", &mut body.about_en),
        ("eligible_uk", &mut body.eligible_uk),
        ("eligible_en", &mut body.eligible_en),
        ("link", &mut body.link),
        ("desk", &mut body.desk),
    ] {
        row.put(column, field);
    }
    row.put_ref("funder", &mut body.funder);
    put_scope(row, &mut body.scope);
    row.cite(&mut body.cites);
    let faults = body.faults();
    (body, faults)
}

/// What a call is to be. It stays with its programme.
pub fn call(before: Option<&CallBody>, row: &Row) -> (CallBody, Vec<Fault>) {
    let mut body = before.cloned().unwrap_or_default();
    let mut faults: Vec<Fault> = Vec::new();
    for (column, field) in [
        ("title_uk", &mut body.title_uk),
        ("title_en", &mut body.title_en),
        ("about_uk", &mut body.about_uk),
        ("about_en", &mut body.about_en),
        ("eligible_uk", &mut body.eligible_uk),
        ("eligible_en", &mut body.eligible_en),
        ("link", &mut body.link),
    ] {
        row.put(column, field);
    }
    if let Some(programme) = row.one("programme") {
        match before {
            Some(before) if before.programme != programme.id => {
                faults.push(("programme".into(), "import-other-programme", String::new()));
            }
            _ => body.programme = programme.id,
        }
    }
    put_scope(row, &mut body.scope);
    row.put_when("opens", &mut body.opens);
    row.put_when("closes", &mut body.closes);
    match row.said.get("closes_hour") {
        Some(Said::Nothing) => body.closes_hour = None,
        Some(Said::Text(text)) => match read_hour(text) {
            Some(hour) => body.closes_hour = Some(hour),
            None => faults.push(("closes_hour".into(), "call-bad-hour", text.clone())),
        },
        _ => {}
    }
    match row.said.get("repetition") {
        Some(Said::Nothing) => body.repetition = None,
        Some(Said::Text(word)) => body.repetition = Repetition::parse(word),
        _ => {}
    }
    row.put("currency", &mut body.currency);
    put_amounts(row, &mut body, &mut faults);
    match row.said.get("cofunding") {
        Some(Said::Nothing) => body.cofunding = None,
        Some(Said::Text(text)) => match read_share(text) {
            Some(points) => body.cofunding = Some(points),
            None => faults.push(("cofunding".into(), "import-bad-number", text.clone())),
        },
        _ => {}
    }
    row.cite(&mut body.cites);
    faults.extend(body.faults());
    (body, faults)
}

/// From how much to how much: «до 5000 доларів» in the column of the most says no more than the column does.
fn put_amounts(row: &Row, body: &mut CallBody, faults: &mut Vec<Fault>) {
    let mut currencies: Vec<String> = row.text("currency").into_iter().collect();
    for (column, field, fits) in [("least", &mut body.least, Qualifier::AtLeast), ("most", &mut body.most, Qualifier::AtMost)] {
        match row.said.get(column) {
            Some(Said::Nothing | Said::Unknown) => *field = None,
            Some(Said::Amount(value, meant, money)) if meant.is_none_or(|meant| meant == fits || meant == Qualifier::Exact) => {
                *field = Some(value.clone());
                currencies.extend(money.clone());
            }
            Some(Said::Amount(value, ..)) => faults.push((column.to_owned(), "import-bad-number", value.clone())),
            _ => {}
        }
    }
    currencies.dedup();
    match &currencies[..] {
        [] => {}
        [one] => body.currency = Some(one.clone()),
        several => faults.push(("currency".into(), "import-currencies-differ", several.join(", "))),
    }
}

impl Desk<'_> {
    /// By key and address; without any, the one programme of that name.
    pub(super) fn find_programmes(
        &mut self,
        tx: &mut Tx,
        rows: &mut [Row],
        keys: &HashMap<String, String>,
    ) -> Result<Vec<Option<Old>>, Error> {
        let names: Vec<String> = rows.iter().filter_map(|row| row.text("name_uk").or_else(|| row.text("name_en"))).collect();
        let named = self.titled(tx, Kind::Programme, &names)?;
        let slugs: Vec<String> = rows.iter().filter_map(|row| row.text("slug")).collect();
        let slugs = Programme::resolve(tx, &self.actor.office, &slugs)?;
        let mut olds = Vec::with_capacity(rows.len());
        for row in rows {
            let ids = own_ids(row, keys, &slugs);
            let name = row.text("name_uk").or_else(|| row.text("name_en"));
            let alike = match name.as_ref().and_then(|name| named.get(name)) {
                Some(Match::Found(id)) => vec![(id.clone(), name.unwrap_or_default())],
                Some(Match::Ambiguous(several)) => several.iter().map(|one| (one.key.clone(), one.key.clone())).collect(),
                _ => Vec::new(),
            };
            olds.push(self.one(tx, row, ids, alike, "name_uk")?);
        }
        Ok(olds)
    }

    /// By key and address; without any, the one call of that title in the same programme.
    pub(super) fn find_calls(
        &self,
        tx: &mut Tx,
        rows: &mut [Row],
        keys: &HashMap<String, String>,
    ) -> Result<Vec<Option<Old>>, Error> {
        let office = &self.actor.office;
        let slugs: Vec<String> = rows.iter().filter_map(|row| row.text("slug")).collect();
        let slugs = Call::resolve(tx, office, &slugs)?;
        let mut programmes: Vec<String> = rows.iter().filter_map(|row| row.one("programme")).map(|one| one.id).collect();
        programmes.sort();
        programmes.dedup();
        let titles = programme::store::titles_of_calls(tx, office, &programmes)?;
        let mut olds = Vec::with_capacity(rows.len());
        for row in rows {
            let ids = own_ids(row, keys, &slugs);
            let title = row.text("title_uk").or_else(|| row.text("title_en"));
            let mark = title.zip(row.one("programme")).map(|(title, of)| (of.id, dotyk_uk::search_key(&title)));
            let alike = mark.and_then(|mark| titles.get(&mark)).cloned().unwrap_or_default();
            olds.push(self.one(tx, row, ids, alike, "title_uk")?);
        }
        Ok(olds)
    }
}

fn own_ids(row: &Row, keys: &HashMap<String, String>, slugs: &HashMap<String, String>) -> Vec<String> {
    let by_key = row.text("key").and_then(|key| keys.get(&key).cloned());
    by_key.into_iter().chain(row.text("slug").and_then(|slug| slugs.get(&slug).cloned())).collect()
}
