//! Addresses, sort and search keys: computed once at the write, alike for every noun.

use dotyk_db::{Error, Sql, Tx, params};

/// A free address like `wanted`: itself, or with a number behind it, the first one that is free as long as none was left
/// out. `taken` asks for `(office, slug)`. Five hundred institutions that call their needs alike within a minute are no rare
/// thing, so the number is found by halves: of a thousand of one name, the next asks twenty times and not a thousand.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, taken: Sql, office: &str, wanted: &str) -> Result<String, Error> {
    let wanted = dotyk_uk::slug(wanted);
    // `new` is the address of the empty form, `annex15` and `hxl` are those of data sets, the others those of other pages.
    let taken_by_us = ["", "new", "annex15", "hxl", "expiring", "calendar"].contains(&wanted.as_str());
    let wanted = if taken_by_us { "record".to_owned() } else { wanted };
    if tx.first(taken, params![office, &wanted])?.is_none() {
        return Ok(wanted);
    }
    let number = first_free(|number| Ok(tx.first(taken, params![office, format!("{wanted}-{number}")])?.is_some()))?;
    Ok(format!("{wanted}-{number}"))
}

/// A free number from 2 on whose predecessor is taken.
fn first_free(mut is_taken: impl FnMut(u64) -> Result<bool, Error>) -> Result<u64, Error> {
    let (mut taken, mut free) = (1, 2);
    while is_taken(free)? {
        (taken, free) = (free, free * 2);
    }
    while free - taken > 1 {
        let middle = taken + (free - taken) / 2;
        if is_taken(middle)? { taken = middle } else { free = middle }
    }
    Ok(free)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_number_is_found_by_halves() {
        for taken in [1, 2, 3, 7, 8, 9, 499, 1000, 1_000_000] {
            let mut asked = 0;
            let found = first_free(|number| {
                asked += 1;
                Ok(number <= taken)
            });
            assert_eq!(found.expect("a number"), taken + 1);
            assert!(asked <= 42, "{taken}: {asked}");
        }
        // Where one was left out, a free one is found all the same.
        let gaps = [2, 3, 5, 6, 7, 8];
        let found = first_free(|number| Ok(gaps.contains(&number))).expect("a number");
        assert!(!gaps.contains(&found));
    }
}
