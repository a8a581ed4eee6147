//! Where the needs of an emergency are: communities as areas where those are known, else as circles, by how many of their
//! needs are open. The table beside it holds the same; what is not known is not drawn.

use std::collections::{BTreeMap, HashMap};

use dotyk_db::Tx;

use super::overview::Count;
use crate::office::Office;
use crate::place::boundaries::{Area, Bounds};
use crate::place::draw::{BUDGET, Frame, classes, radius};
use crate::place::store::Unit;
use crate::place::{self, Level};
use crate::web::{Page, Problem};

/// The largest picture, in units.
const SIZE: (i64, i64) = (1000, 700);
/// The radius of the largest circle, in units.
const LARGEST: f64 = 42.0;

/// The picture.
pub struct Map {
    pub width: i64,
    pub height: i64,
    /// The area of the office's place, below all.
    pub ground: Option<String>,
    pub shapes: Vec<Shape>,
    /// The classes that there are, with what they hold.
    pub legend: Vec<(usize, String)>,
    /// Whose data it shows.
    pub attribution: Vec<String>,
    /// Needs whose place is not drawn.
    pub undrawn: i64,
}

/// A community in it: a path, or a circle.
pub struct Shape {
    pub class: usize,
    pub url: String,
    pub said: String,
    pub path: Option<String>,
    pub x: i64,
    pub y: i64,
    pub r: i64,
    /// The number in a circle that has room for it.
    pub text: String,
}

/// Draws the communities in which there are needs; none when nothing can be drawn. `url` is the list of the needs.
pub fn map(
    tx: &mut Tx,
    page: &Page,
    office: &Office,
    url: &str,
    places: &BTreeMap<Option<String>, Count>,
) -> Result<Option<Map>, Problem> {
    let Some(of) = &office.place else { return Ok(None) };
    let codes: Vec<String> = places.keys().flatten().cloned().collect();
    let above = place::store::ancestors(tx, &office.id, &codes)?;
    let mut units = place::store::units(tx, &office.id, of, Level::Hromada)?;
    let counts = by_unit(&units, places, &above);
    units.retain(|unit| counts.contains_key(&unit.code) && (unit.area.is_some() || unit.point.is_some()));
    if units.is_empty() {
        return Ok(None);
    }
    let names = place::store::find(tx, &office.id, &units.iter().map(|unit| unit.code.clone()).collect::<Vec<_>>())?;
    let ground = match place::store::get(tx, &office.id, of)? {
        Some(whole) => place::store::units(tx, &office.id, of, whole.body.level)?.into_iter().find(|unit| unit.area.is_some()),
        None => None,
    };
    let name = |unit: &Unit| names.get(&unit.code).map(|place| place.title(page.lang, page.today())).unwrap_or_default();
    let said = |unit: &Unit| {
        let count = counts[&unit.code];
        format!("{}: {}, {}", name(unit), page.n("need-count", &count.needs), page.n("emergency-open-count", &count.open))
    };
    let link = |unit: &Unit| format!("{url}&place={}", unit.code);
    let drawn: i64 = units.iter().map(|unit| counts[&unit.code].needs).sum();
    let all: i64 = places.values().map(|count| count.needs).sum();
    let open: Vec<i64> = units.iter().map(|unit| counts[&unit.code].open).collect();
    let (of_class, legend) = classes(&open);
    let attribution = place::attribution(page, units.iter().chain(&ground));
    let ground = ground.and_then(|unit| unit.area);
    let Some(frame) = frame(&units, ground.as_ref()) else { return Ok(None) };
    let path = ground.and_then(|area| frame.paths(&[&area], BUDGET / 2).pop());
    let areas: Vec<&Area> = units.iter().filter_map(|unit| unit.area.as_ref()).collect();
    let mut paths = frame.paths(&areas, BUDGET / 2).into_iter();
    let greatest = open.iter().copied().max().unwrap_or_default() as f64;
    let shapes = units.iter().zip(&open).zip(of_class).map(|((unit, open), class)| {
        let path = unit.area.as_ref().and_then(|_| paths.next());
        let (x, y) = unit.point.map_or((0, 0), |point| frame.at(point));
        let r = radius(*open as f64, greatest, LARGEST);
        let text = if r >= 14 { page.number(open) } else { String::new() };
        Shape { class, url: link(unit), said: said(unit), path, x, y, r, text }
    });
    // Circles stand above areas, the greatest first so that a small one stays within reach.
    let mut shapes: Vec<Shape> = shapes.collect();
    shapes.sort_by_key(|shape| (shape.path.is_none(), std::cmp::Reverse(shape.r)));
    let range = |least: i64, greatest: i64| match least == greatest {
        true => page.number(&least),
        false => format!("{} – {}", page.number(&least), page.number(&greatest)),
    };
    Ok(Some(Map {
        width: frame.width,
        height: frame.height,
        ground: path,
        shapes,
        legend: legend.into_iter().map(|(class, least, greatest)| (class, range(least, greatest))).collect(),
        attribution,
        undrawn: all - drawn,
    }))
}

/// The counts of places, put together by the communities that they lie in.
fn by_unit(
    units: &[Unit],
    places: &BTreeMap<Option<String>, Count>,
    above: &HashMap<String, Vec<String>>,
) -> HashMap<String, Count> {
    let mut counts: HashMap<String, Count> = HashMap::new();
    for (code, count) in places {
        let Some(code) = code else { continue };
        let mut line = std::iter::once(code).chain(above.get(code).into_iter().flatten());
        if let Some(unit) = line.find(|code| units.iter().any(|unit| unit.code == **code)) {
            counts.entry(unit.clone()).or_default().take(count);
        }
    }
    counts
}

fn frame(units: &[Unit], ground: Option<&Area>) -> Option<Frame> {
    let corners = |area: &Area| area.bounds().map(|b| [(b.west, b.south), (b.east, b.north)]);
    let of_units = units.iter().flat_map(|unit| {
        let area = unit.area.as_ref().and_then(corners);
        area.into_iter().flatten().chain(unit.point.filter(|_| unit.area.is_none()))
    });
    let bounds = Bounds::around(of_units.chain(ground.and_then(corners).into_iter().flatten()))?;
    let round = units.iter().any(|unit| unit.area.is_none());
    Some(Frame::fit(bounds, SIZE, if round { LARGEST as i64 + 4 } else { 4 }))
}
