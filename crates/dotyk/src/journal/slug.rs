//! Addresses, sort and search keys: computed once at the write, alike for every noun.

use dotyk_db::{Error, Sql, Tx, params};

/// A free address like `wanted`: itself, or with the first free number behind it. `taken` asks for `(office, slug)`.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, taken: Sql, office: &str, wanted: &str) -> Result<String, Error> {
    let wanted = dotyk_uk::slug(wanted);
    // `new` is the address of the empty form, `annex15` and `hxl` are those of data sets.
    let taken_by_us = ["", "new", "annex15", "hxl"].contains(&wanted.as_str());
    let wanted = if taken_by_us { "record".to_owned() } else { wanted };
    if tx.first(taken, params![office, &wanted])?.is_none() {
        return Ok(wanted);
    }
    for number in 2.. {
        let slug = format!("{wanted}-{number}");
        if tx.first(taken, params![office, &slug])?.is_none() {
            return Ok(slug);
        }
    }
    unreachable!("numbers do not end")
}

/// The sort key of a title and the search key of everything a record may be found by.
pub fn keys<'a>(uk: &Option<String>, en: &Option<String>, parts: impl Iterator<Item = &'a str>) -> (String, String) {
    let title = uk.as_deref().or(en.as_deref()).unwrap_or_default();
    let words: Vec<String> = parts.map(dotyk_uk::search_key).collect();
    (dotyk_uk::sort_key(title), words.join(" "))
}

/// The pattern that finds a word anywhere in a search key; `%` finds everything.
pub fn pattern(search: Option<&str>) -> String {
    let Some(search) = search else { return "%".into() };
    let key = dotyk_uk::search_key(search);
    let mut pattern = String::from("%");
    for c in key.chars() {
        match c {
            '%' | '_' | '!' => pattern.extend(['!', c]),
            ' ' => pattern.push('%'),
            c => pattern.push(c),
        }
    }
    pattern.push('%');
    pattern
}
