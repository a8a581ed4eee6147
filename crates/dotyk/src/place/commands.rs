//! `dotyk place import FILE` and `dotyk place boundaries FILE`.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::Path;

use dotyk_db::{Db, Error, Tx};

use super::boundaries::{self, Area, Drawn, FeatureError};
use super::store::{self, Put};
use super::{CellError, Format, Parsed, Place, Point, parse};
use crate::access::{Actor, Denied};
use crate::journal::{Moment, Write};

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Rows of the file.
    pub rows: usize,
    /// What came of them.
    pub put: Put,
}

impl fmt::Display for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} rows: {} places added, {} changed, {} as they were",
            self.rows, self.put.added, self.put.changed, self.put.same
        )
    }
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// Its name does not end in `.csv` or `.xlsx`.
    #[error("{0}: give a .csv or .xlsx file")]
    Format(String),
    /// Cells are wrong.
    #[error("nothing was written; {} to mend:\n{}", .0.len(), .0.iter().map(|error| format!("  {error}")).collect::<Vec<_>>().join("\n"))]
    Cells(Vec<CellError>),
    /// Features of a GeoJSON file are wrong.
    #[error("nothing was written; {} to mend:\n{}", .0.len(), .0.iter().map(|error| format!("  {error}")).collect::<Vec<_>>().join("\n"))]
    Features(Vec<FeatureError>),
    /// Nobody is named whose areas these are.
    #[error("say with --attribution whose data it is, in 1 to 200 characters")]
    Attribution,
    /// The command's role does not allow it.
    #[error("the role of this command does not allow it")]
    Refused,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] Error),
}

/// Imports a table of places or points. All of it or nothing; importing the same file again changes nothing.
///
/// # Errors
/// [`ImportError`], with every wrong cell.
pub fn import(db: &Db, office: &str, moment: Moment, file: &Path) -> Result<Imported, ImportError> {
    let name = file.display().to_string();
    let format = Format::of(&name).ok_or_else(|| ImportError::Format(name.clone()))?;
    let bytes = std::fs::read(file).map_err(|error| ImportError::File(name, error))?;
    let parsed = parse(&bytes, format).map_err(ImportError::Cells)?;
    db.write_blocking(|tx| {
        let mut write = Write::begin(tx, office, moment)?;
        let imported = put(&mut write, &Actor::command(office, "place import"), parsed)?;
        write.finish()?;
        Ok(imported)
    })
}

/// Puts a table that was read into the register, within a write.
///
/// # Errors
/// As [`import`].
pub fn put(write: &mut Write, actor: &Actor, parsed: Parsed) -> Result<Imported, ImportError> {
    let places = match parsed {
        Parsed::Places(places) => over_known(write.tx(), &actor.office, places)?,
        Parsed::Points(points) => with_points(write.tx(), &actor.office, points)?,
    };
    let put = store::put_all(write, actor, &places).map_err(|denied| match denied {
        Denied::Db(error) => ImportError::Db(error),
        Denied::Missing | Denied::Refused(_) => ImportError::Refused,
    })?;
    Ok(Imported { rows: places.len(), put })
}

fn over_known(tx: &mut Tx, office: &str, places: Vec<Place>) -> Result<Vec<Place>, ImportError> {
    let own: HashSet<String> = places.iter().map(|place| place.code.clone()).collect();
    let parents = places.iter().filter_map(|place| place.body.parent.clone());
    let asked: Vec<String> = parents.chain(own.iter().cloned()).collect();
    let mut known = store::find(tx, office, &asked)?;
    let missing: Vec<CellError> = places
        .iter()
        .filter_map(|place| place.body.parent.as_ref().map(|parent| (place, parent)))
        .filter(|(_, parent)| !own.contains(*parent) && !known.contains_key(*parent))
        .map(|(place, parent)| CellError {
            row: row_of(&places, place),
            column: "parent".into(),
            problem: format!("“{parent}” is neither in this file nor in the register: import it first"),
        })
        .collect();
    if !missing.is_empty() {
        return Err(ImportError::Cells(missing));
    }
    let over = |place: Place| match known.remove(&place.code) {
        Some(old) => Place { body: place.body.over(&old.body), ..place },
        None => place,
    };
    Ok(places.into_iter().map(over).collect())
}

/// Rows are in the order of the file, behind its heading.
fn row_of(places: &[Place], place: &Place) -> usize {
    places.iter().position(|one| one.code == place.code).map_or(0, |index| index + 2)
}

fn with_points(tx: &mut Tx, office: &str, points: Vec<Point>) -> Result<Vec<Place>, ImportError> {
    let codes: Vec<String> = points.iter().map(|point| point.code.clone()).collect();
    let mut known: HashMap<String, Place> = store::find(tx, office, &codes)?;
    let mut missing = Vec::new();
    let mut places = Vec::new();
    for point in points {
        let Some(mut place) = known.remove(&point.code) else {
            let problem = format!("“{}” is not in the register: import the places first", point.code);
            missing.push(CellError { row: point.row, column: "code".into(), problem });
            continue;
        };
        (place.body.lat, place.body.lon, place.body.point_source) = (Some(point.lat), Some(point.lon), point.source);
        places.push(place);
    }
    if missing.is_empty() { Ok(places) } else { Err(ImportError::Cells(missing)) }
}

/// Whose areas they are, unless said otherwise.
pub const OSM: &str = "© OpenStreetMap contributors, ODbL";

/// What an import of areas did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounded {
    /// Corners in the file.
    pub before: usize,
    /// Corners that are kept.
    pub after: usize,
    /// What came of the areas.
    pub put: Put,
}

impl fmt::Display for Bounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} areas added, {} changed, {} as they were; {} corners thinned out to {}",
            self.put.added, self.put.changed, self.put.same, self.before, self.after
        )
    }
}

/// Imports the areas of places from a GeoJSON file. All of it or nothing; importing the same file again changes nothing.
///
/// # Errors
/// [`ImportError`], with every wrong feature.
pub fn import_boundaries(db: &Db, office: &str, moment: Moment, file: &Path, attribution: &str) -> Result<Bounded, ImportError> {
    let bytes = std::fs::read(file).map_err(|error| ImportError::File(file.display().to_string(), error))?;
    let drawn = boundaries::parse(&bytes).map_err(ImportError::Features)?;
    db.write_blocking(|tx| {
        let mut write = Write::begin(tx, office, moment)?;
        let bounded = put_drawn(&mut write, &Actor::command(office, "place boundaries"), drawn, attribution)?;
        write.finish()?;
        Ok(bounded)
    })
}

/// Puts areas that were read into the register, within a write.
///
/// # Errors
/// As [`import_boundaries`].
pub fn put_drawn(write: &mut Write, actor: &Actor, drawn: Vec<Drawn>, attribution: &str) -> Result<Bounded, ImportError> {
    let attribution = attribution.trim();
    if attribution.is_empty() || attribution.chars().count() > 200 {
        return Err(ImportError::Attribution);
    }
    let codes: Vec<String> = drawn.iter().map(|one| one.code.clone()).collect();
    let known: HashSet<String> = store::find(write.tx(), &actor.office, &codes)?.into_keys().collect();
    let unknown = boundaries::unknown(&drawn, &known);
    if !unknown.is_empty() {
        return Err(ImportError::Features(unknown));
    }
    let mut areas: Vec<Area> = drawn.into_iter().map(|one| one.area).collect();
    let before = areas.iter().map(Area::corners).sum();
    boundaries::thin(&mut areas);
    let after = areas.iter().map(Area::corners).sum();
    let areas: Vec<(String, Area)> = codes.into_iter().zip(areas).collect();
    let put = store::put_boundaries(write, actor, &areas, attribution).map_err(|denied| match denied {
        Denied::Db(error) => ImportError::Db(error),
        Denied::Missing | Denied::Refused(_) => ImportError::Refused,
    })?;
    Ok(Bounded { before, after, put })
}
