//! Areas of places, as a GeoJSON file draws them: read, checked, thinned out once and kept small. Pure.
//!
//! Borders that two areas share are thinned out as one: the corners of all rings make one net, a corner is taken out of
//! the net and so of every ring it stands in, and where three borders meet the corner stays. The corner that spans the
//! smallest triangle goes first (Visvalingam and Whyatt, 1993), unless something would lie in that triangle.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::fmt;

use serde_json::Value;

/// The largest file, in bytes.
const BYTES: usize = 64 * 1024 * 1024;
/// The most areas of a file.
const FEATURES: usize = 5000;
/// The most corners of a file.
const CORNERS: usize = 1_000_000;
/// Corners lie on a grid of so many micro-degrees, about ten metres, so that a shared border reads alike on both sides.
const GRID: i64 = 100;
/// How many corners an area keeps on average; 37 hromadas then weigh under 40 kB as SVG.
const KEPT: usize = 160;
/// A file of few areas keeps at least so many.
const KEPT_AT_LEAST: usize = 1500;
/// How many faults are listed.
const FAULTS: usize = 50;
/// Properties that may hold the code, the likeliest first.
const KEYS: [&str; 6] = ["code", "katotth", "katottg", "KATOTTH", "KATOTTG", "id"];

/// A corner: longitude and latitude in micro-degrees, WGS 84.
pub type Corner = (i64, i64);

/// The smallest box around something, in micro-degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Least longitude
    pub west: i64,
    /// Least latitude
    pub south: i64,
    /// Greatest longitude
    pub east: i64,
    /// Greatest latitude
    pub north: i64,
}

impl Bounds {
    /// The box around some corners; none around nothing.
    pub fn around(corners: impl IntoIterator<Item = Corner>) -> Option<Bounds> {
        corners.into_iter().fold(None, |bounds: Option<Bounds>, (lon, lat)| {
            let b = bounds.unwrap_or(Bounds { west: lon, south: lat, east: lon, north: lat });
            Some(Bounds { west: b.west.min(lon), south: b.south.min(lat), east: b.east.max(lon), north: b.north.max(lat) })
        })
    }
}

/// The area of a place: polygons of rings, the outer one first; a ring does not repeat its first corner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Its polygons.
    pub polygons: Vec<Vec<Vec<Corner>>>,
}

impl Area {
    /// All rings.
    pub fn rings(&self) -> impl Iterator<Item = &Vec<Corner>> {
        self.polygons.iter().flatten()
    }

    /// How many corners it has.
    pub fn corners(&self) -> usize {
        self.rings().map(Vec::len).sum()
    }

    /// The box around it.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.rings().flatten().copied())
    }

    /// As the table keeps it: micro-degrees, the first corner of a ring whole and each next as the way from the one
    /// before; rings parted by `|`, polygons by `;`.
    pub fn write(&self) -> String {
        let ring = |ring: &Vec<Corner>| {
            let mut last = (0, 0);
            let numbers = ring.iter().map(|corner| {
                let way = (corner.0 - last.0, corner.1 - last.1);
                last = *corner;
                format!("{} {}", way.0, way.1)
            });
            numbers.collect::<Vec<_>>().join(" ")
        };
        let polygon = |rings: &Vec<Vec<Corner>>| rings.iter().map(ring).collect::<Vec<_>>().join("|");
        self.polygons.iter().map(polygon).collect::<Vec<_>>().join(";")
    }

    /// Reads what [`Area::write`] wrote.
    pub fn read(text: &str) -> Option<Area> {
        let ring = |text: &str| -> Option<Vec<Corner>> {
            let numbers: Vec<i64> = text.split(' ').map(|number| number.parse().ok()).collect::<Option<_>>()?;
            let mut at = (0_i64, 0_i64);
            let pairs = numbers.chunks(2).map(|pair| {
                let [lon, lat] = pair else { return None };
                at = (at.0.checked_add(*lon)?, at.1.checked_add(*lat)?);
                Some(at)
            });
            pairs.collect()
        };
        let polygon = |text: &str| text.split('|').map(ring).collect::<Option<Vec<_>>>();
        Some(Area { polygons: text.split(';').map(polygon).collect::<Option<_>>()? })
    }

    /// As the coordinates of a GeoJSON MultiPolygon (RFC 7946), in degrees.
    pub fn coordinates(&self) -> Value {
        let degrees = |micro: i64| Value::from(micro as f64 / 1e6);
        let ring = |ring: &Vec<Corner>| -> Value {
            ring.iter().chain(ring.first()).map(|(lon, lat)| Value::from(vec![degrees(*lon), degrees(*lat)])).collect()
        };
        self.polygons.iter().map(|rings| rings.iter().map(ring).collect::<Value>()).collect()
    }
}

/// An area and the code its feature gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Which feature of the file, from 1.
    pub feature: usize,
    /// The code of the place.
    pub code: String,
    /// The area.
    pub area: Area,
}

/// What is wrong with a feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureError {
    /// Which, from 1; 0 for the file as a whole.
    pub feature: usize,
    /// Its code, when it has one.
    pub code: String,
    /// What, and how to mend it.
    pub problem: String,
}

impl fmt::Display for FeatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.feature, self.code.as_str()) {
            (0, _) => write!(f, "file: {}", self.problem),
            (n, "") => write!(f, "feature {n}: {}", self.problem),
            (n, code) => write!(f, "feature {n} ({code}): {}", self.problem),
        }
    }
}

/// Reads the areas of a GeoJSON FeatureCollection, as exact as the grid.
///
/// # Errors
/// What is wrong with which feature; at most fifty of them.
pub fn parse(bytes: &[u8]) -> Result<Vec<Drawn>, Vec<FeatureError>> {
    let whole = |problem: String| vec![FeatureError { feature: 0, code: String::new(), problem }];
    if bytes.len() > BYTES {
        return Err(whole(format!("larger than {} MB: simplify it first", BYTES / 1024 / 1024)));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let file: Value = serde_json::from_slice(bytes).map_err(|error| whole(format!("no JSON: {error}")))?;
    let features = file["features"].as_array().filter(|_| file["type"] == "FeatureCollection");
    let features = features.ok_or_else(|| whole("no GeoJSON FeatureCollection".into()))?;
    if features.is_empty() {
        return Err(whole("it has no features".into()));
    }
    if features.len() > FEATURES {
        return Err(whole(format!("more than {FEATURES} features: give it in parts")));
    }
    let (mut drawn, mut faults, mut corners) = (Vec::new(), Vec::new(), 0);
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (index, feature) in features.iter().enumerate() {
        let (code, read) = match code(&feature["properties"]) {
            Ok(code) => (code, area(&feature["geometry"], &mut corners)),
            Err(problem) => (String::new(), Err(problem)),
        };
        let twice = seen.insert(code.clone(), index + 1).filter(|_| !code.is_empty());
        let read = match twice {
            Some(first) => Err(format!("its code stands at feature {first} too: one feature a place")),
            None => read,
        };
        match read {
            Ok(area) => drawn.push(Drawn { feature: index + 1, code, area }),
            Err(problem) => faults.push(FeatureError { feature: index + 1, code, problem }),
        }
        if faults.len() >= FAULTS || corners > CORNERS {
            break;
        }
    }
    if corners > CORNERS {
        return Err(whole(format!("more than {CORNERS} corners: simplify it first")));
    }
    if faults.is_empty() { Ok(drawn) } else { Err(faults) }
}

fn code(properties: &Value) -> Result<String, String> {
    let known = KEYS.iter().find_map(|key| properties[*key].as_str()).map(str::trim).filter(|code| !code.is_empty());
    known.map(str::to_owned).ok_or_else(|| {
        let has: Vec<&str> = properties.as_object().into_iter().flat_map(|map| map.keys()).map(String::as_str).take(12).collect();
        let has = if has.is_empty() { "nothing".to_owned() } else { has.join(", ") };
        format!("no code among its properties ({has}): put the codifier's code under “code” or “katotth”")
    })
}

fn area(geometry: &Value, count: &mut usize) -> Result<Area, String> {
    let list = |value: &Value, what: &str| value.as_array().cloned().ok_or_else(|| format!("{what} is no list"));
    let coordinates = &geometry["coordinates"];
    let polygons = match geometry["type"].as_str() {
        Some("Polygon") => vec![coordinates.clone()],
        Some("MultiPolygon") => list(coordinates, "its coordinates")?,
        Some(other) => return Err(format!("a {other}: an area is a Polygon or a MultiPolygon")),
        None => return Err("no geometry".into()),
    };
    let mut area = Area::default();
    for (p, polygon) in polygons.iter().enumerate() {
        let mut rings = Vec::new();
        for (r, positions) in list(polygon, "a polygon")?.iter().enumerate() {
            let at = format!("ring {} of polygon {}", r + 1, p + 1);
            let positions = positions.as_array().ok_or_else(|| format!("{at} is no list"))?;
            *count += positions.len();
            if *count > CORNERS {
                return Ok(area);
            }
            let corners = ring(positions).map_err(|problem| format!("{at} {problem}"))?;
            match (oriented(corners, r == 0), r) {
                (Some(corners), _) => rings.push(corners),
                // An island or a lake too small for the grid is left out, a lake with its island.
                (None, 0) => break,
                (None, _) => {}
            }
        }
        if !rings.is_empty() {
            area.polygons.push(rings);
        }
    }
    if area.polygons.is_empty() { Err("no area: nothing of it is larger than ten metres".into()) } else { Ok(area) }
}

fn ring(positions: &[Value]) -> Result<Vec<Corner>, String> {
    if positions.len() < 4 {
        return Err(format!("has {} positions: a ring has at least four", positions.len()));
    }
    if positions.first() != positions.last() {
        return Err("is not closed: its last position must be its first".into());
    }
    let mut corners: Vec<Corner> = Vec::with_capacity(positions.len());
    for (index, position) in positions.iter().enumerate() {
        let degrees = |n: usize, most: f64| position[n].as_f64().filter(|value| value.abs() <= most);
        let (Some(lon), Some(lat)) = (degrees(0, 180.0), degrees(1, 90.0)) else {
            return Err(format!("has no longitude and latitude in degrees at position {}: {position}", index + 1));
        };
        let on_grid = |degrees: f64| (degrees * 1e6 / GRID as f64).round() as i64 * GRID;
        let corner = (on_grid(lon), on_grid(lat));
        if corners.last() != Some(&corner) {
            corners.push(corner);
        }
    }
    corners.pop();
    Ok(corners)
}

/// The ring with the area on its left when it is an outer one, on its right when a hole (RFC 7946); none without area.
fn oriented(mut ring: Vec<Corner>, outer: bool) -> Option<Vec<Corner>> {
    let next = ring.iter().cycle().skip(1);
    let twice: i128 =
        ring.iter().zip(next).map(|(a, b)| i128::from(a.0) * i128::from(b.1) - i128::from(b.0) * i128::from(a.1)).sum();
    if (twice > 0) != outer {
        ring.reverse();
    }
    (twice != 0 && ring.len() > 2).then_some(ring)
}

/// Thins the areas of a file out together, to what [`KEPT`] says.
pub fn thin(areas: &mut [Area]) {
    let budget = (areas.len() * KEPT).max(KEPT_AT_LEAST);
    let mut net = Net::of(areas);
    net.thin(budget);
    for ring in areas.iter_mut().flat_map(|area| &mut area.polygons).flatten() {
        ring.retain(|corner| net.corners[net.of[corner]].stays);
    }
}

/// The corners of all rings, each once, with the corners they are joined to.
struct Net {
    of: HashMap<Corner, usize>,
    corners: Vec<Joined>,
    cells: HashMap<(i64, i64), Vec<usize>>,
    cell: i64,
    /// Corners of all rings, shared ones as often as they are shared.
    count: usize,
}

struct Joined {
    at: Corner,
    joins: Vec<usize>,
    /// In how many rings it stands.
    rings: usize,
    stays: bool,
    /// How often its neighbours have changed: older entries of the queue are void.
    turn: usize,
}

impl Net {
    fn of(areas: &[Area]) -> Net {
        let mut net = Net { of: HashMap::new(), corners: Vec::new(), cells: HashMap::new(), cell: 1, count: 0 };
        for ring in areas.iter().flat_map(Area::rings) {
            let ids: Vec<usize> = ring.iter().map(|at| net.corner(*at)).collect();
            for (a, b) in ids.iter().zip(ids.iter().cycle().skip(1)) {
                net.corners[*a].rings += 1;
                net.join(*a, *b);
                net.join(*b, *a);
            }
            net.count += ids.len();
        }
        if let Some(b) = Bounds::around(net.corners.iter().map(|corner| corner.at)) {
            let across = (b.east - b.west).max(b.north - b.south);
            net.cell = (across / (net.corners.len() as f64).sqrt().ceil() as i64).max(GRID);
        }
        for (id, corner) in net.corners.iter().enumerate() {
            net.cells.entry((corner.at.0.div_euclid(net.cell), corner.at.1.div_euclid(net.cell))).or_default().push(id);
        }
        net
    }

    fn corner(&mut self, at: Corner) -> usize {
        let next = self.corners.len();
        let id = *self.of.entry(at).or_insert(next);
        if id == next {
            self.corners.push(Joined { at, joins: Vec::new(), rings: 0, stays: true, turn: 0 });
        }
        id
    }

    fn join(&mut self, a: usize, b: usize) {
        if a != b && !self.corners[a].joins.contains(&b) {
            self.corners[a].joins.push(b);
        }
    }

    /// Takes corners out, the least first, until no more than `budget` are left; those on a straight line always.
    fn thin(&mut self, budget: usize) {
        let mut queue = BinaryHeap::new();
        for id in 0..self.corners.len() {
            queue.extend(self.entry(id));
        }
        while let Some(Reverse((size, id, turn))) = queue.pop() {
            if size > 0 && self.count <= budget {
                break;
            }
            let corner = &self.corners[id];
            let [a, b] = corner.joins[..] else { continue };
            if !corner.stays || corner.turn != turn || self.corners[a].joins.contains(&b) || self.holds_any(a, id, b) {
                continue;
            }
            self.corners[id].stays = false;
            self.count -= self.corners[id].rings;
            for (one, other) in [(a, b), (b, a)] {
                let joined = &mut self.corners[one];
                joined.turn += 1;
                for join in joined.joins.iter_mut().filter(|join| **join == id) {
                    *join = other;
                }
                queue.extend(self.entry(one));
            }
        }
    }

    /// The triangle it spans, twice its size; none where borders meet.
    fn entry(&self, id: usize) -> Option<Reverse<(i128, usize, usize)>> {
        let corner = &self.corners[id];
        let [a, b] = corner.joins[..] else { return None };
        Some(Reverse((turn(self.corners[a].at, corner.at, self.corners[b].at).abs(), id, corner.turn)))
    }

    /// Whether another corner lies in a triangle: a border would then run over another.
    fn holds_any(&self, a: usize, v: usize, b: usize) -> bool {
        let at = [a, v, b].map(|id| self.corners[id].at);
        let Some(bounds) = Bounds::around(at) else { return false };
        let inside = |p: Corner| {
            let turns = [turn(at[0], at[1], p), turn(at[1], at[2], p), turn(at[2], at[0], p)];
            let flat = turn(at[0], at[1], at[2]) == 0;
            !flat && (turns.iter().all(|turn| *turn >= 0) || turns.iter().all(|turn| *turn <= 0))
        };
        let cells = |from: i64, to: i64| from.div_euclid(self.cell)..=to.div_euclid(self.cell);
        cells(bounds.west, bounds.east)
            .flat_map(|x| cells(bounds.south, bounds.north).map(move |y| (x, y)))
            .filter_map(|cell| self.cells.get(&cell))
            .flatten()
            .any(|id| ![a, v, b].contains(id) && self.corners[*id].stays && inside(self.corners[*id].at))
    }
}

/// Twice the size of a triangle, with the sign of its turn. Shrinking one axis would change all sizes alike.
fn turn(a: Corner, b: Corner, c: Corner) -> i128 {
    let wide = |n: i64| i128::from(n);
    wide(b.0 - a.0) * wide(c.1 - a.1) - wide(c.0 - a.0) * wide(b.1 - a.1)
}

/// Codes that stand in a file and not in a register.
pub fn unknown(drawn: &[Drawn], known: &HashSet<String>) -> Vec<FeatureError> {
    let missing = drawn.iter().filter(|one| !known.contains(&one.code));
    let fault = |one: &Drawn| FeatureError {
        feature: one.feature,
        code: one.code.clone(),
        problem: "the register has no place with this code: import the places first".into(),
    };
    missing.map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn file(features: Value) -> Vec<u8> {
        json!({"type": "FeatureCollection", "features": features}).to_string().into_bytes()
    }

    fn feature(code: &str, rings: Value) -> Value {
        json!({"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": rings}})
    }

    fn square(x: f64, y: f64, side: f64) -> Value {
        json!([[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]])
    }

    #[test]
    fn a_square_with_a_hole_is_read() {
        // The outer ring comes in clockwise and is turned.
        let outer = json!([[38.0, 48.0], [38.0, 49.0], [39.0, 49.0], [39.0, 48.0], [38.0, 48.0]]);
        let read = parse(&file(json!([feature("X", json!([outer, square(38.2, 48.2, 0.1)]))]))).unwrap();
        assert_eq!((read.len(), read[0].code.as_str(), read[0].area.corners()), (1, "X", 8));
        let area = &read[0].area;
        assert_eq!(area.polygons[0][0][0], (39_000_000, 48_000_000));
        assert_eq!(area.bounds(), Some(Bounds { west: 38_000_000, south: 48_000_000, east: 39_000_000, north: 49_000_000 }));
        assert_eq!(Area::read(&area.write()).as_ref(), Some(area));
        assert_eq!(area.coordinates()[0][0][4], json!([39.0, 48.0]));
    }

    #[test]
    fn what_is_wrong_is_said_of_the_feature() {
        let open = json!([[[38, 48], [39, 48], [39, 49], [38, 49]]]);
        let point = json!({"properties": {"code": "P"}, "geometry": {"type": "Point", "coordinates": [38, 48]}});
        let nameless =
            json!({"properties": {"name": "x"}, "geometry": {"type": "Polygon", "coordinates": [square(1.0, 1.0, 1.0)]}});
        for (features, said) in [
            (json!([feature("A", open)]), "feature 1 (A): ring 1 of polygon 1 is not closed"),
            (
                json!([feature("A", json!([square(1.0, 1.0, 1.0)])), feature("A", json!([square(1.0, 1.0, 1.0)]))]),
                "feature 2 (A): its code stands at feature 1",
            ),
            (json!([feature("A", json!([[[1, 1], [1, 1], [1, 1]]]))]), "has 3 positions"),
            (
                json!([feature("A", json!([square(179.5, 1.0, 1.0)]))]),
                "no longitude and latitude in degrees at position 2: [180.5,1.0]",
            ),
            (json!([feature("A", json!([square(1.0, 1.0, 0.000_001)]))]), "nothing of it is larger"),
            (json!([feature("A", json!("x"))]), "a polygon is no list"),
            (json!([point]), "feature 1 (P): a Point"),
            (json!([nameless]), "feature 1: no code among its properties (name)"),
            (json!([json!({"properties": {"code": "N"}, "geometry": null})]), "feature 1 (N): no geometry"),
            (json!([]), "file: it has no features"),
        ] {
            let faults = parse(&file(features)).unwrap_err();
            assert!(faults[0].to_string().contains(said), "{said} is not in {}", faults[0]);
        }
        assert!(parse(b"{").unwrap_err()[0].to_string().contains("no JSON"));
        assert!(parse(b"{\"type\": \"Feature\"}").unwrap_err()[0].to_string().contains("no GeoJSON FeatureCollection"));
    }

    #[test]
    fn neighbours_keep_their_border() {
        // Two areas on both sides of a wavy border, each with the border in its own direction.
        let wave: Vec<Corner> = (0..=2000).map(|n| ((n * 7919) % 1300 * GRID, n * 2 * GRID)).collect();
        let (top, bottom) = (4000 * GRID, 0);
        let far = 4_000_000;
        let west: Vec<Corner> = [(-far, bottom)].into_iter().chain(wave.clone()).chain([(-far, top)]).collect();
        let east: Vec<Corner> = [(far, top)].into_iter().chain(wave.iter().rev().copied()).chain([(far, bottom)]).collect();
        let mut areas = [west, east].map(|ring| Area { polygons: vec![vec![ring]] });
        thin(&mut areas);
        let border =
            |area: &Area| -> HashSet<Corner> { area.rings().flatten().copied().filter(|(lon, _)| lon.abs() < far).collect() };
        assert_eq!(border(&areas[0]), border(&areas[1]));
        let left: usize = areas.iter().map(Area::corners).sum();
        assert!(left <= KEPT_AT_LEAST, "{left}");
        assert!(border(&areas[0]).contains(&wave[0]) && border(&areas[0]).contains(&wave[2000]));
    }

    #[test]
    fn thinning_again_changes_nothing() {
        let ring: Vec<Corner> = (0..5000_i64)
            .map(|n| {
                let angle = n as f64 / 5000.0 * std::f64::consts::TAU;
                let far = 900_000.0 + (n * 7919 % 997) as f64 * 100.0;
                ((angle.cos() * far) as i64, (angle.sin() * far) as i64)
            })
            .collect();
        let mut once = [Area { polygons: vec![vec![ring]] }];
        thin(&mut once);
        let mut twice = once.clone();
        thin(&mut twice);
        assert_eq!(once, twice);
        assert!(once[0].corners() <= KEPT_AT_LEAST && once[0].corners() > KEPT_AT_LEAST / 2);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
            let _ = Area::read(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn no_ring_makes_it_panic(corners in proptest::collection::vec((-200_i32..200, -100_i32..100), 0..40), close in any::<bool>()) {
            let mut positions: Vec<Value> = corners.iter().map(|(lon, lat)| json!([f64::from(*lon) / 1e3, f64::from(*lat) / 1e3])).collect();
            if let (true, Some(first)) = (close, positions.first().cloned()) {
                positions.push(first);
            }
            if let Ok(read) = parse(&file(json!([feature("A", json!([positions]))]))) {
                let mut areas = [read[0].area.clone()];
                thin(&mut areas);
                prop_assert!(areas[0].rings().all(|ring| ring.len() > 2), "{areas:?}");
                prop_assert_eq!(Area::read(&areas[0].write()), Some(areas[0].clone()));
            }
        }
    }
}
