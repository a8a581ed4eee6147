//! The place's SQL.

use std::collections::{BTreeMap, HashMap, HashSet};

use dotyk_db::{Error, Row, Sql, Tx, Value, in_list, in_lists, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use sha2::{Digest, Sha256};

use super::boundaries::Area;
use super::model::{Asked, asked, subject};
use super::{Body, Candidate, Category, Level, Match, Name, Outline, Place, is_koatuu, lies_in};
use crate::access::{Action, Actor, Denied, Kind, Owner, Permit, Ref};
use crate::journal::{Write, hex};
use crate::office::store::opt_when;
use crate::text::Lang;
use crate::web::{Label, find as web_find};

statements! {
    const PLACES = concat!(
        "SELECT p.code, p.parent, p.level, p.category, p.pcode, p.koatuu, p.country, p.lat, p.lon, p.point_source, p.population, p.population_year, p.version,
           b.digest, b.attribution
         FROM place p LEFT JOIN place_boundary b ON b.office = p.office AND b.code = p.code WHERE p.office = $1 AND p.code IN ", in_list!());
    const NAMES = concat!(
        "SELECT code, name_uk, name_en, valid_from FROM place_name WHERE office = $1 AND code IN ", in_list!(), " ORDER BY code, position");
    /// A page of the list, after a sort key and code.
    const LIST =
        "SELECT p.code, p.parent, p.sort_key FROM place p
         WHERE p.office = $1 AND (p.sort_key > $2 OR (p.sort_key = $2 AND p.code > $3))
           AND (p.level = $4 OR $4 IS NULL) AND (p.parent = $5 OR $5 IS NULL)
           AND EXISTS (SELECT 1 FROM place_name n WHERE n.office = p.office AND n.code = p.code
             AND (n.key_uk LIKE $6 ESCAPE '!' OR n.key_en LIKE $6 ESCAPE '!' OR n.code = $7 OR p.koatuu = $7))
         ORDER BY p.sort_key, p.code LIMIT $8";
    const COUNT =
        "SELECT count(*) AS n FROM place p
         WHERE p.office = $1 AND (p.level = $2 OR $2 IS NULL) AND (p.parent = $3 OR $3 IS NULL)
           AND EXISTS (SELECT 1 FROM place_name n WHERE n.office = p.office AND n.code = p.code
             AND (n.key_uk LIKE $4 ESCAPE '!' OR n.key_en LIKE $4 ESCAPE '!' OR n.code = $5 OR p.koatuu = $5))";
    const CHILDREN = "SELECT code FROM place WHERE office = $1 AND parent = $2 ORDER BY sort_key, code LIMIT 500";
    const CHILD_COUNTS = concat!("SELECT parent, count(*) AS n FROM place WHERE office = $1 AND parent IN ", in_list!(), " GROUP BY parent");
    const ANCESTORS = concat!(
        "SELECT l1.code, l1.parent AS p1, l2.parent AS p2, l3.parent AS p3, l4.parent AS p4 FROM place l1
           LEFT JOIN place l2 ON l2.office = l1.office AND l2.code = l1.parent
           LEFT JOIN place l3 ON l3.office = l2.office AND l3.code = l2.parent
           LEFT JOIN place l4 ON l4.office = l3.office AND l4.code = l3.parent
         WHERE l1.office = $1 AND l1.code IN ", in_list!());
    const BY_KEY = concat!(
        "SELECT n.key_uk, n.key_en, n.code, p.level FROM place_name n JOIN place p ON p.office = n.office AND p.code = n.code
         WHERE n.office = $1 AND (n.key_uk IN ", in_list!(), " OR n.key_en IN ", in_list!(), ") ORDER BY n.code");
    const BY_KOATUU = concat!("SELECT koatuu, code, level FROM place WHERE office = $1 AND koatuu IN ", in_list!());
    /// What a form offers: all but settlements that are no cities.
    const OPTIONS =
        "SELECT code FROM place WHERE office = $1 AND (level <> 'settlement' OR category = 'M') AND level <> 'district'
         ORDER BY sort_key, code LIMIT 1000";
    const IDS = "SELECT code AS id FROM place WHERE office = $1 ORDER BY code";
    const SAVE =
        "UPDATE place SET parent = $3, level = $4, category = $5, pcode = $6, country = $7, lat = $8, lon = $9, point_source = $10,
           population = $11, population_year = $12, sort_key = $13, koatuu = $15, version = version + 1
         WHERE office = $1 AND code = $2 AND version = $14";
    const CLEAR_NAMES = "DELETE FROM place_name WHERE office = $1 AND code = $2";
    /// The levels of a place and of all that lies in it.
    const LEVELS = concat!("SELECT p.level, count(*) AS n FROM place p WHERE p.office = $1 AND ", lies_in!("p.code", "$2"), " GROUP BY p.level");
    /// The places of a level in a place, with where they are. Bounded: a map shows them all at once.
    const UNITS = concat!(
        "SELECT p.code, p.lat, p.lon, p.point_source, b.rings, b.attribution
         FROM place p LEFT JOIN place_boundary b ON b.office = p.office AND b.code = p.code
         WHERE p.office = $1 AND p.level = $3 AND ", lies_in!("p.code", "$2"), " ORDER BY p.sort_key, p.code LIMIT 2000");
    /// The codes of the units alone.
    const UNIT_CODES = concat!("SELECT p.code FROM place p WHERE p.office = $1 AND p.level = $3 AND ", lies_in!("p.code", "$2"), " ORDER BY p.code LIMIT 2000");
    /// Between which degrees lie the points right below places.
    const SPANS = concat!(
        "SELECT parent, min(lat) AS south, max(lat) AS north, min(lon) AS west, max(lon) AS east, min(point_source) AS one, max(point_source) AS other
         FROM place WHERE office = $1 AND lat IS NOT NULL AND parent IN ", in_list!(), " GROUP BY parent");
    const RINGS = "SELECT rings, attribution FROM place_boundary WHERE office = $1 AND code = $2";
    const CLEAR_BOUNDARY = "DELETE FROM place_boundary WHERE office = $1 AND code = $2";
    const TOUCH = "UPDATE place SET version = version + 1 WHERE office = $1 AND code = $2";
}

/// The codes of all places.
pub const ALL_IDS: Sql = IDS;

fn place(row: &Row, names: &mut HashMap<String, Vec<Name>>) -> Result<Place, Error> {
    let code: String = row.get("code")?;
    let body = Body {
        parent: row.get("parent")?,
        level: Level::parse(&row.get::<String>("level")?).unwrap_or_default(),
        category: row.get::<Option<String>>("category")?.and_then(|letter| Category::parse(&letter)),
        pcode: row.get("pcode")?,
        koatuu: row.get("koatuu")?,
        country: row.get("country")?,
        lat: row.get("lat")?,
        lon: row.get("lon")?,
        point_source: row.get("point_source")?,
        population: row.get("population")?,
        population_year: row.get("population_year")?,
        names: names.remove(&code).unwrap_or_default(),
    };
    let digest: Option<String> = row.get("digest")?;
    let boundary = match digest {
        Some(digest) => Some(Outline { digest, attribution: row.get("attribution")? }),
        None => None,
    };
    Ok(Place { version: row.get("version")?, boundary, code, body })
}

/// Places by their codes; those that are not there are not in the answer.
///
/// # Errors
/// The database's.
pub fn find(tx: &mut Tx, office: &str, codes: &[String]) -> Result<HashMap<String, Place>, Error> {
    let codes: Vec<String> = codes.iter().collect::<HashSet<_>>().into_iter().cloned().collect();
    let mut names: HashMap<String, Vec<Name>> = HashMap::new();
    let mut found = HashMap::new();
    for params in in_lists(params![office], &codes) {
        for row in tx.all(NAMES, &params)? {
            let name = Name {
                name_uk: row.get("name_uk")?,
                name_en: row.get("name_en")?,
                valid_from: opt_when(row.get("valid_from")?)?,
            };
            names.entry(row.get("code")?).or_default().push(name);
        }
        for row in tx.all(PLACES, &params)? {
            let place = place(&row, &mut names)?;
            found.insert(place.code.clone(), place);
        }
    }
    Ok(found)
}

/// As [`find`], in the order of the codes.
fn in_order(tx: &mut Tx, office: &str, codes: &[String]) -> Result<Vec<Place>, Error> {
    let mut found = find(tx, office, codes)?;
    Ok(codes.iter().filter_map(|code| found.remove(code)).collect())
}

/// A place as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, code: &str) -> Result<Option<Place>, Error> {
    Ok(find(tx, office, &[code.to_owned()])?.remove(code))
}

/// A place as the check of the journal sees it: the digest is that of the rings that are really there.
///
/// # Errors
/// The database's.
pub fn state(tx: &mut Tx, office: &str, code: &str) -> Result<Option<Place>, Error> {
    let Some(mut place) = get(tx, office, code)? else { return Ok(None) };
    if let Some(outline) = &mut place.boundary
        && let Some(row) = tx.first(RINGS, params![office, code])?
    {
        outline.digest = digest(&row.get::<String>("rings")?);
    }
    Ok(Some(place))
}

fn digest(rings: &str) -> String {
    hex(&Sha256::digest(rings))
}

/// A place by its code, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, code: &str) -> Result<(Place, Permit), Denied> {
    let place = get(tx, &actor.office, code)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &place.subject())?;
    Ok((place, permit))
}

/// What a list asks for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this level.
    pub level: Option<Level>,
    /// Only right below this place.
    pub parent: Option<String>,
    /// A pattern for the name, `%` for any.
    pub pattern: String,
    /// The text itself, when it may be a code.
    pub code: String,
}

/// A row of the list.
#[derive(Debug)]
pub struct Listed {
    /// The place.
    pub place: Place,
    /// How many places lie right below it.
    pub children: i64,
    /// Where the list goes on.
    pub sort_key: String,
}

/// A page of the list after a sort key and code, and how many there are in all.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, office: &str, filter: &Filter, after: (&str, &str), limit: i64) -> Result<(Vec<Listed>, i64), Error> {
    let level = filter.level.map(Level::word);
    let count = tx.first(COUNT, params![office, level, &filter.parent, &filter.pattern, &filter.code])?;
    Ok((page(tx, office, filter, after, limit)?, count.map_or(Ok(0), |row| row.get("n"))?))
}

/// A page of the list alone.
///
/// # Errors
/// The database's.
pub fn page(tx: &mut Tx, office: &str, filter: &Filter, after: (&str, &str), limit: i64) -> Result<Vec<Listed>, Error> {
    let level = filter.level.map(Level::word);
    let rows = tx.all(LIST, params![office, after.0, after.1, level, &filter.parent, &filter.pattern, &filter.code, limit])?;
    let codes = rows.iter().map(|row| row.get("code")).collect::<Result<Vec<String>, Error>>()?;
    let keys = rows.iter().map(|row| row.get("sort_key")).collect::<Result<Vec<String>, Error>>()?;
    let children = child_counts(tx, office, &codes)?;
    let places = in_order(tx, office, &codes)?;
    let listed = places.into_iter().zip(keys).map(|(place, sort_key)| {
        let children = children.get(&place.code).copied().unwrap_or(0);
        Listed { place, children, sort_key }
    });
    Ok(listed.collect())
}

fn child_counts(tx: &mut Tx, office: &str, codes: &[String]) -> Result<HashMap<String, i64>, Error> {
    let mut counts = HashMap::new();
    for params in in_lists(params![office], codes) {
        for row in tx.all(CHILD_COUNTS, &params)? {
            counts.insert(row.get("parent")?, row.get("n")?);
        }
    }
    Ok(counts)
}

/// The places right below one, in order.
///
/// # Errors
/// The database's.
pub fn children(tx: &mut Tx, office: &str, code: &str) -> Result<Vec<Place>, Error> {
    let codes =
        tx.all(CHILDREN, params![office, code])?.iter().map(|row| row.get("code")).collect::<Result<Vec<String>, Error>>()?;
    in_order(tx, office, &codes)
}

/// The places above each, the nearest first; one statement for fifty codes.
///
/// # Errors
/// The database's.
pub fn ancestors(tx: &mut Tx, office: &str, codes: &[String]) -> Result<HashMap<String, Vec<String>>, Error> {
    let mut above = HashMap::new();
    for params in in_lists(params![office], codes) {
        for row in tx.all(ANCESTORS, &params)? {
            let mut line = Vec::new();
            for column in ["p1", "p2", "p3", "p4"] {
                line.extend(row.get::<Option<String>>(column)?);
            }
            above.insert(row.get("code")?, line);
        }
    }
    Ok(above)
}

/// Whose own a thing in these places is: the places' and of all above them.
///
/// # Errors
/// The database's.
pub fn owners(tx: &mut Tx, office: &str, codes: &[String]) -> Result<Vec<Owner>, Error> {
    let above = ancestors(tx, office, codes)?;
    let mut owners: Vec<String> = codes.iter().cloned().chain(above.into_values().flatten()).collect();
    owners.sort();
    owners.dedup();
    Ok(owners.into_iter().map(Owner::Place).collect())
}

/// What the index holds of places: every name they have had, in both languages.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, codes: &[String]) -> Result<Vec<Document>, Error> {
    let found = find(tx, office, codes)?;
    let above = ancestors(tx, office, codes)?;
    let documents = found.into_values().map(|place| {
        let said = |lang| Some(place.title(lang, day)).filter(|title: &String| !title.is_empty());
        let mut document = web_find::document(&Ref::new(Kind::Place, &place.code), &said(Lang::Uk), &said(Lang::En));
        document.names = place.body.names.iter().flat_map(|name| [&name.name_uk, &name.name_en]).flatten().cloned().collect();
        document.names.push(place.code.clone());
        document.names.extend(place.body.koatuu.clone());
        document.facets.push(("level".into(), place.body.level.word().into()));
        document.places = above.get(&place.code).into_iter().flatten().cloned().chain([place.code.clone()]).collect();
        document.visibility = Visibility::public();
        document
    });
    Ok(documents.collect())
}

/// Labels with the names of a day. Everybody may see every place.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, office: &str, day: Date, codes: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let found = find(tx, office, codes)?;
    let labelled = found.into_iter().map(|(code, place)| {
        let label = label(&place, day);
        (code, label)
    });
    Ok(labelled.collect())
}

/// The label of a place on a day.
pub fn label(place: &Place, day: Date) -> Label {
    let said = |lang| Some(place.title(lang, day)).filter(|title: &String| !title.is_empty());
    Label::new(said(Lang::Uk), said(Lang::En), format!("/places/{}", place.code))
}

/// From texts in a form or file to codes: a code, or an exact name of any time in either language, with or without the
/// word of its level («м. Золоте», «Гірська громада», "Hirska"), or a code of KOATUU. What several places are called names
/// none. A KOATUU code of a raion is never certain: the raions of today have other borders.
///
/// # Errors
/// The database's.
pub fn resolve(tx: &mut Tx, office: &str, day: Date, texts: &[String]) -> Result<HashMap<String, Match>, Error> {
    let codes: Vec<String> = texts.iter().map(|text| text.trim().to_owned()).collect();
    let by_code = find(tx, office, &codes)?;
    let wanted: Vec<(String, Vec<Asked>)> =
        texts.iter().filter(|text| !by_code.contains_key(text.trim())).map(|text| (text.clone(), asked(text))).collect();
    let keys: HashSet<&String> =
        wanted.iter().flat_map(|(_, asked)| asked.iter().map(|(key, _)| key)).filter(|key| !key.is_empty()).collect();
    let keys: Vec<String> = keys.into_iter().cloned().collect();
    let named = by_keys(tx, office, &keys)?;
    let mut matches = HashMap::new();
    let mut several: Vec<(String, Vec<String>)> = Vec::new();
    for text in texts.iter().filter(|text| by_code.contains_key(text.trim())) {
        matches.insert(text.clone(), Match::Found(text.trim().to_owned()));
    }
    let old_codes = by_koatuu(tx, office, texts)?;
    for (text, asked) in wanted {
        if let Some(units) = old_codes.get(&text) {
            match &units[..] {
                [(code, level)] if *level != Level::Raion => drop(matches.insert(text, Match::Found(code.clone()))),
                _ => several.push((text, units.iter().map(|(code, _)| code.clone()).collect())),
            }
            continue;
        }
        // The text as it stands goes before what is left of it without a word: «Село» may be a name.
        let codes =
            asked.iter().map(|(key, levels)| fitting(&named, key, levels)).find(|codes| !codes.is_empty()).unwrap_or_default();
        match &codes[..] {
            [] => drop(matches.insert(text, Match::Missing)),
            [only] => drop(matches.insert(text, Match::Found(only.clone()))),
            _ => several.push((text, codes)),
        }
    }
    matches.extend(candidates(tx, office, day, several)?);
    Ok(matches)
}

fn fitting(named: &HashMap<String, BTreeMap<String, Level>>, key: &str, levels: &[Level]) -> Vec<String> {
    let of_key = named.get(key).into_iter().flatten();
    of_key.filter(|(_, level)| levels.is_empty() || levels.contains(level)).map(|(code, _)| code.clone()).collect()
}

/// The units of today that go by codes of KOATUU, by the texts as they were written.
fn by_koatuu(tx: &mut Tx, office: &str, texts: &[String]) -> Result<HashMap<String, Vec<(String, Level)>>, Error> {
    let whole = |text: &str| format!("{:0>10}", text.trim());
    let asked: Vec<&String> = texts.iter().filter(|text| is_koatuu(text.trim())).collect();
    let codes: HashSet<String> = asked.iter().map(|text| whole(text)).collect();
    let codes: Vec<String> = codes.into_iter().collect();
    let mut units: HashMap<String, Vec<(String, Level)>> = HashMap::new();
    for params in in_lists(params![office], &codes) {
        for row in tx.all(BY_KOATUU, &params)? {
            let level = Level::parse(&row.get::<String>("level")?).unwrap_or_default();
            units.entry(row.get("koatuu")?).or_default().push((row.get("code")?, level));
        }
    }
    units.values_mut().for_each(|units| units.sort());
    Ok(asked.into_iter().filter_map(|text| Some((text.clone(), units.get(&whole(text))?.clone()))).collect())
}

fn by_keys(tx: &mut Tx, office: &str, keys: &[String]) -> Result<HashMap<String, BTreeMap<String, Level>>, Error> {
    let mut named: HashMap<String, BTreeMap<String, Level>> = HashMap::new();
    for params in in_lists(params![office], keys) {
        for row in tx.all(BY_KEY, &params)? {
            let (code, level): (String, String) = (row.get("code")?, row.get("level")?);
            let level = Level::parse(&level).unwrap_or_default();
            for column in ["key_uk", "key_en"] {
                named.entry(row.get(column)?).or_default().insert(code.clone(), level);
            }
        }
    }
    Ok(named)
}

/// What several places of one name are called together with the place they lie in.
fn candidates(tx: &mut Tx, office: &str, day: Date, several: Vec<(String, Vec<String>)>) -> Result<Vec<(String, Match)>, Error> {
    let codes: Vec<String> = several.iter().flat_map(|(_, codes)| codes).cloned().collect();
    let mut known = find(tx, office, &codes)?;
    let parents: Vec<String> = known.values().filter_map(|place| place.body.parent.clone()).collect();
    known.extend(find(tx, office, &parents)?);
    let called = |code: &String, lang: Lang| {
        let place = known.get(code)?;
        let above = place.body.parent.as_ref().and_then(|parent| known.get(parent));
        let parts = [Some(place), above].into_iter().flatten().map(|place| place.title(lang, day));
        Some(parts.collect::<Vec<_>>().join(", "))
    };
    let candidate = |code: &String| Candidate { key: code.clone(), uk: called(code, Lang::Uk), en: called(code, Lang::En) };
    Ok(several.into_iter().map(|(text, codes)| (text, Match::Ambiguous(codes.iter().map(candidate).collect()))).collect())
}

/// What a form offers: what to write, and how it is called in both languages.
pub type Choice = (String, Option<String>, Option<String>);

/// What a form offers: codes with the present names. Other settlements are found by typing their name.
///
/// # Errors
/// The database's.
pub fn options(tx: &mut Tx, office: &str) -> Result<Vec<Choice>, Error> {
    let codes = tx.all(OPTIONS, params![office])?.iter().map(|row| row.get("code")).collect::<Result<Vec<String>, Error>>()?;
    let places = in_order(tx, office, &codes)?;
    let shown = places.into_iter().map(|place| {
        let label = label(&place, Date::MAX);
        (place.code, label.uk, label.en)
    });
    Ok(shown.collect())
}

/// Adds a place.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, place: &Place) -> Result<(), Error> {
    permit.holds_for(Kind::Place, &place.code);
    put_new(write, &[place])?;
    write.record(permit, place)
}

fn put_new(write: &mut Write, places: &[&Place]) -> Result<(), Error> {
    let office = write.office().to_owned();
    let columns = [
        "office",
        "code",
        "parent",
        "level",
        "category",
        "pcode",
        "koatuu",
        "country",
        "lat",
        "lon",
        "point_source",
        "population",
        "population_year",
        "sort_key",
        "version",
    ];
    let rows = places.iter().map(|place| {
        let b = &place.body;
        row![
            &office,
            &place.code,
            &b.parent,
            b.level.word(),
            b.category.map(Category::word),
            &b.pcode,
            &b.koatuu,
            &b.country,
            b.lat,
            b.lon,
            &b.point_source,
            b.population,
            b.population_year,
            sort_key(b),
            1
        ]
    });
    write.tx().bulk("place", &columns, rows)?;
    put_names(write, places)
}

fn put_names(write: &mut Write, places: &[&Place]) -> Result<(), Error> {
    let office = write.office().to_owned();
    let columns = ["office", "code", "position", "name_uk", "name_en", "valid_from", "key_uk", "key_en"];
    let key = |name: &Option<String>| name.as_deref().map(dotyk_uk::search_key).unwrap_or_default();
    let rows =
        places.iter().flat_map(|place| place.body.names.iter().enumerate().map(|(position, name)| (&place.code, position, name)));
    let rows = rows.map(|(code, position, name)| -> Vec<Value> {
        let from = name.valid_from.as_ref().map(|from| from.as_str());
        row![&office, code, position, &name.name_uk, &name.name_en, from, key(&name.name_uk), key(&name.name_en)]
    });
    write.tx().bulk("place_name", &columns, rows).map(drop)
}

fn sort_key(body: &Body) -> String {
    let present = body.names.last();
    let name = present.and_then(|name| name.name_uk.as_deref().or(name.name_en.as_deref()));
    dotyk_uk::sort_key(name.unwrap_or_default())
}

/// Saves an edit made from the version that `place` carries.
///
/// # Errors
/// The database's; `Ok(false)` when the version is no longer the present one.
pub fn save(write: &mut Write, permit: &Permit, place: &Place) -> Result<bool, Error> {
    permit.holds_for(Kind::Place, &place.code);
    let b = &place.body;
    let values = row![
        permit.office(),
        &place.code,
        &b.parent,
        b.level.word(),
        b.category.map(Category::word),
        &b.pcode,
        &b.country,
        b.lat,
        b.lon,
        &b.point_source,
        b.population,
        b.population_year,
        sort_key(b),
        place.version,
        &b.koatuu
    ];
    if write.tx().run(SAVE, &values)? == 0 {
        return Ok(false);
    }
    write.tx().run(CLEAR_NAMES, params![permit.office(), &place.code])?;
    put_names(write, &[place])?;
    let saved = Place { version: place.version + 1, ..place.clone() };
    write.record(permit, &saved)?;
    Ok(true)
}

/// What [`put_all`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Put {
    /// New places.
    pub added: usize,
    /// Places that are now otherwise.
    pub changed: usize,
    /// Places that were so already.
    pub same: usize,
}

/// Puts places in: new ones are added, those that differ are saved and journaled, the others are left alone.
/// A place carries what is to stand; see [`Body::over`] for what a file does not say. Parents may stand in any order.
///
/// # Errors
/// [`Denied`] when the actor may not; the database's.
pub fn put_all(write: &mut Write, actor: &Actor, places: &[Place]) -> Result<Put, Denied> {
    let codes: Vec<String> = places.iter().map(|place| place.code.clone()).collect();
    let known = find(write.tx(), &actor.office, &codes)?;
    let mut put = Put::default();
    let mut new: Vec<&Place> = places.iter().filter(|place| !known.contains_key(&place.code)).collect();
    // A parent must be there before its children.
    new.sort_by_key(|place| (depth(place.body.level), place.code.clone()));
    put_new(write, &new)?;
    for place in &new {
        let permit = actor.may_create(Kind::Place, &place.code)?;
        write.record(&permit, &Place { version: 1, ..(*place).clone() })?;
    }
    put.added = new.len();
    for place in places {
        let Some(old) = known.get(&place.code) else { continue };
        if old.body == place.body {
            put.same += 1;
            continue;
        }
        let permit = actor.may(Action::Edit, &subject(&place.code))?;
        save(write, &permit, &Place { version: old.version, boundary: old.boundary.clone(), ..place.clone() })?;
        put.changed += 1;
    }
    Ok(put)
}

fn depth(level: Level) -> usize {
    Level::ALL.iter().position(|one| *one == level).unwrap_or_default()
}

/// Puts areas in, each with the text that must stand beside it: those that differ are saved and journaled. All places
/// must be there.
///
/// # Errors
/// [`Denied`] when the actor may not; the database's.
pub fn put_boundaries(write: &mut Write, actor: &Actor, areas: &[(String, Area)], attribution: &str) -> Result<Put, Denied> {
    let codes: Vec<String> = areas.iter().map(|(code, _)| code.clone()).collect();
    let known = find(write.tx(), &actor.office, &codes)?;
    let mut put = Put::default();
    let mut rows = Vec::new();
    for (code, area) in areas {
        let place = known.get(code).ok_or(Denied::Missing)?;
        let bounds = area.bounds().ok_or(Denied::Missing)?;
        let rings = area.write();
        let outline = Outline { digest: digest(&rings), attribution: attribution.to_owned() };
        match &place.boundary {
            Some(old) if *old == outline => {
                put.same += 1;
                continue;
            }
            Some(_) => put.changed += 1,
            None => put.added += 1,
        }
        let permit = actor.may(Action::Edit, &subject(code))?;
        write.tx().run(CLEAR_BOUNDARY, params![&actor.office, code])?;
        write.tx().run(TOUCH, params![&actor.office, code])?;
        let (digest, b) = (outline.digest.clone(), bounds);
        rows.push(row![&actor.office, code, rings, digest, b.west, b.south, b.east, b.north, attribution]);
        write.record(&permit, &Place { version: place.version + 1, boundary: Some(outline), ..place.clone() })?;
    }
    let columns = ["office", "code", "rings", "digest", "west", "south", "east", "north", "attribution"];
    write.tx().bulk("place_boundary", &columns, rows).map_err(Denied::Db)?;
    Ok(put)
}

/// Where a place is, as far as the register knows.
#[derive(Debug)]
pub struct Unit {
    /// Its code.
    pub code: String,
    /// Longitude and latitude in micro-degrees.
    pub point: Option<(i64, i64)>,
    /// Where the point comes from.
    pub point_sources: Vec<String>,
    /// Its area.
    pub area: Option<Area>,
    /// What must stand beside the area.
    pub attribution: Option<String>,
}

/// The levels that there are in a place, its own with it.
///
/// # Errors
/// The database's.
pub fn levels(tx: &mut Tx, office: &str, code: &str) -> Result<Vec<Level>, Error> {
    let rows = tx.all(LEVELS, params![office, code])?;
    let words = rows.iter().map(|row| row.get("level")).collect::<Result<Vec<String>, Error>>()?;
    Ok(Level::ALL.iter().copied().filter(|level| words.iter().any(|word| word == level.word())).collect())
}

/// The places of a level in a place, with where they are. One without a point of its own stands in the middle of the
/// points right below it.
///
/// # Errors
/// The database's, or rings that are none.
pub fn units(tx: &mut Tx, office: &str, code: &str, level: Level) -> Result<Vec<Unit>, Error> {
    let rows = tx.all(UNITS, params![office, code, level.word()])?;
    let mut units = rows.iter().map(unit).collect::<Result<Vec<Unit>, Error>>()?;
    let bare: Vec<String> = units.iter().filter(|unit| unit.point.is_none()).map(|unit| unit.code.clone()).collect();
    let bare = if level == Level::Settlement { Vec::new() } else { bare };
    let mut spans: HashMap<String, Row> = HashMap::new();
    for params in in_lists(params![office], &bare) {
        for row in tx.all(SPANS, &params)? {
            spans.insert(row.get("parent")?, row);
        }
    }
    for unit in &mut units {
        if let Some(span) = spans.remove(&unit.code) {
            let middle = |from: &str, to: &str| Ok::<i64, Error>((span.get::<i64>(from)? + span.get::<i64>(to)?) / 2);
            unit.point = Some((middle("west", "east")?, middle("south", "north")?));
            for column in ["one", "other"] {
                unit.point_sources.extend(span.get::<Option<String>>(column)?);
            }
        }
    }
    Ok(units)
}

/// The codes of the places of a level in a place.
///
/// # Errors
/// The database's.
pub fn codes(tx: &mut Tx, office: &str, code: &str, level: Level) -> Result<Vec<String>, Error> {
    tx.all(UNIT_CODES, params![office, code, level.word()])?.iter().map(|row| row.get("code")).collect()
}

fn unit(row: &Row) -> Result<Unit, Error> {
    let code: String = row.get("code")?;
    let rings: Option<String> = row.get("rings")?;
    let area = match rings {
        Some(rings) => Some(Area::read(&rings).ok_or_else(|| Error::Other(format!("the rings of {code} cannot be read")))?),
        None => None,
    };
    Ok(Unit {
        point: row.get::<Option<i64>>("lon")?.zip(row.get::<Option<i64>>("lat")?),
        point_sources: row.get::<Option<String>>("point_source")?.into_iter().collect(),
        attribution: row.get("attribution")?,
        area,
        code,
    })
}
