//! From degrees to a picture: an equirectangular plan in whole units, as wide as its middle is. Pure.

use std::fmt::Write;

use super::boundaries::{Area, Bounds, Corner};

/// A picture may spend so many bytes on the paths of its areas.
pub const BUDGET: usize = 40_000;

/// The largest map, in units.
const SIZE: (i64, i64) = (1000, 1000);
/// The radius of the largest circle on it, in units.
const LARGEST: f64 = 42.0;
/// A letter of a name takes so much room along, in units.
const LETTER: i64 = 10;
/// A name takes so much room up, in units.
const LINE: i64 = 22;
/// A circle of this radius has room for a number.
const ROOM: i64 = 14;

/// What is drawn on a map: where it is, and how much of it there is.
pub struct Drawn<'a> {
    /// Its area.
    pub area: Option<&'a Area>,
    /// Where it stands when its area is not known.
    pub point: Option<Corner>,
    /// How much.
    pub size: f64,
}

/// A map: the ground, areas on it and circles above them, each with the index of what it is.
pub struct Plan {
    /// Its width in units.
    pub width: i64,
    /// Its height in units.
    pub height: i64,
    /// The paths of the ground.
    pub ground: Vec<String>,
    /// What has an area, and its path.
    pub areas: Vec<(usize, String)>,
    /// What has a point alone.
    pub circles: Vec<Circle>,
}

/// A circle on a map.
pub struct Circle {
    /// What it is.
    pub unit: usize,
    /// Where, from the left.
    pub x: i64,
    /// Where, from the top.
    pub y: i64,
    /// Its radius.
    pub r: i64,
}

impl Circle {
    /// Whether a number has room in it.
    pub fn roomy(&self) -> bool {
        self.r >= ROOM
    }
}

/// A map of some units above some ground; none when nobody knows where any of it is. The greatest unit comes first, so that a
/// small circle lies above a large one.
pub fn plan(units: &[Drawn], ground: &[&Area]) -> Option<Plan> {
    let around = |area: &Area| area.bounds().map(|b| [(b.west, b.south), (b.east, b.north)]).into_iter().flatten();
    let corners =
        units.iter().flat_map(|unit| unit.area.into_iter().flat_map(around).chain(unit.point.filter(|_| unit.area.is_none())));
    let bounds = Bounds::around(corners.chain(ground.iter().flat_map(|area| around(area))))?;
    let round = units.iter().any(|unit| unit.area.is_none());
    let frame = Frame::fit(bounds, SIZE, if round { LARGEST as i64 + 4 } else { 4 });
    let (drawn, areas): (Vec<usize>, Vec<&Area>) =
        units.iter().enumerate().filter_map(|(index, unit)| Some((index, unit.area?))).unzip();
    let ground = frame.paths(ground, BUDGET / 2);
    let left = BUDGET - ground.iter().map(String::len).sum::<usize>().min(BUDGET / 2);
    let greatest = units.iter().map(|unit| unit.size).fold(0.0, f64::max);
    let circle = |(index, unit): (usize, &Drawn)| {
        let (x, y) = frame.at(unit.point.filter(|_| unit.area.is_none())?);
        Some(Circle { unit: index, x, y, r: radius(unit.size, greatest, LARGEST) })
    };
    Some(Plan {
        width: frame.width,
        height: frame.height,
        ground,
        areas: drawn.into_iter().zip(frame.paths(&areas, left)).collect(),
        circles: units.iter().enumerate().filter_map(circle).collect(),
    })
}

/// The plan of a picture.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    bounds: Bounds,
    across: f64,
    down: f64,
    margin: i64,
    /// Its width in units.
    pub width: i64,
    /// Its height in units.
    pub height: i64,
}

impl Frame {
    /// The plan of what lies within some bounds, in a picture of at most this width and height and with a margin.
    pub fn fit(bounds: Bounds, (width, height): (i64, i64), margin: i64) -> Frame {
        // A single point is shown with the land around it: a tenth of a degree on each side.
        let least = |from: i64, to: i64| {
            if to - from < 200_000 { ((from + to) / 2 - 100_000, (from + to) / 2 + 100_000) } else { (from, to) }
        };
        let ((west, east), (south, north)) = (least(bounds.west, bounds.east), least(bounds.south, bounds.north));
        let bounds = Bounds { west, south, east, north };
        // A degree of longitude is as much shorter than one of latitude as the cosine says.
        let narrow = ((south + north) as f64 / 2e6).to_radians().cos().max(0.05);
        let room = |whole: i64| (whole - 2 * margin).max(1) as f64;
        let scale = (room(width) / ((east - west) as f64 * narrow)).min(room(height) / (north - south) as f64);
        let units = |degrees: i64, scale: f64| (degrees as f64 * scale).round() as i64 + 2 * margin;
        Frame {
            bounds,
            across: scale * narrow,
            down: scale,
            margin,
            width: units(east - west, scale * narrow),
            height: units(north - south, scale),
        }
    }

    /// Where a point lies in the picture.
    pub fn at(&self, (lon, lat): Corner) -> (i64, i64) {
        let units = |degrees: i64, scale: f64| (degrees as f64 * scale).round() as i64 + self.margin;
        (units(lon - self.bounds.west, self.across), units(self.bounds.north - lat, self.down))
    }

    /// The paths of areas, on a grid coarse enough for all of them to fit into a number of bytes.
    pub fn paths(&self, areas: &[&Area], budget: usize) -> Vec<String> {
        let mut step = 1;
        loop {
            let paths: Vec<String> = areas.iter().map(|area| self.path(area, step)).collect();
            if step >= 16 || paths.iter().map(String::len).sum::<usize>() <= budget {
                return paths;
            }
            step += 1;
        }
    }

    fn path(&self, area: &Area, step: i64) -> String {
        let mut path = String::new();
        for ring in area.rings() {
            let mut corners: Vec<Corner> = Vec::with_capacity(ring.len());
            for corner in ring {
                let (x, y) = self.at(*corner);
                let corner = ((x + step / 2).div_euclid(step) * step, (y + step / 2).div_euclid(step) * step);
                if corners.last() != Some(&corner) {
                    corners.push(corner);
                }
            }
            if corners.len() > 2 {
                draw(&mut path, &corners);
            }
        }
        if let (true, Some(corner)) = (path.is_empty(), area.rings().flatten().next()) {
            // Too small to be drawn true: a dot says that it is there.
            let (x, y) = self.at(*corner);
            let _ = write!(path, "M{x} {y}h3v3h-3z");
        }
        path
    }
}

/// Relative moves; a minus parts numbers as well as a space does.
fn draw(path: &mut String, corners: &[Corner]) {
    let _ = write!(path, "M{} {}l", corners[0].0, corners[0].1);
    for (index, pair) in corners.windows(2).enumerate() {
        for (nth, n) in [pair[1].0 - pair[0].0, pair[1].1 - pair[0].1].into_iter().enumerate() {
            let gap = if n < 0 || index + nth == 0 { "" } else { " " };
            let _ = write!(path, "{gap}{n}");
        }
    }
    path.push('z');
}

/// The names beside their circles, those of large circles first: on the side where there is more room, else on the other, else a
/// line or two off, where no other circle and no other name is; nowhere where too many crowd. `letters` is how long each is.
pub fn names(circles: &[(i64, i64, i64)], letters: &[usize], width: i64) -> Vec<Option<(i64, i64, bool)>> {
    let mut order: Vec<usize> = (0..circles.len()).collect();
    order.sort_by_key(|index| (-circles[*index].2, circles[*index].1));
    let mut names: Vec<Option<(i64, i64, bool)>> = vec![None; circles.len()];
    let mut taken: Vec<Room> = Vec::new();
    for index in order {
        let (middle, y, r) = circles[index];
        let long = letters.get(index).map_or(0, |count| *count as i64) * LETTER;
        let right = middle * 2 <= width;
        let place = |(line, right): (i64, bool)| {
            let (x, at) = (if right { middle + r + 6 } else { middle - r - 6 }, y + line * LINE);
            let from = if right { x } else { x - long };
            let room = Room { from, to: from + long, top: at - LINE / 2, bottom: at + LINE / 2 };
            let others = circles.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, circle)| Room::of(*circle));
            let free = from >= 0 && room.to <= width && !others.chain(taken.iter().copied()).any(|other| room.meets(&other));
            free.then_some((room, (x, at, !right)))
        };
        let mut places = [0, 1, -1, 2, -2].into_iter().flat_map(|line| [(line, right), (line, !right)]);
        if let Some((room, name)) = places.find_map(place) {
            taken.push(room);
            names[index] = Some(name);
        }
    }
    names
}

/// What a name or a circle takes of a map.
#[derive(Clone, Copy)]
struct Room {
    from: i64,
    to: i64,
    top: i64,
    bottom: i64,
}

impl Room {
    fn of((x, y, r): (i64, i64, i64)) -> Room {
        Room { from: x - r, to: x + r, top: y - r, bottom: y + r }
    }

    fn meets(&self, other: &Room) -> bool {
        self.from < other.to && other.from < self.to && self.top < other.bottom && other.top < self.bottom
    }
}

/// The radius of a circle whose area is to its value as the largest circle's is to the greatest.
pub fn radius(value: f64, greatest: f64, largest: f64) -> i64 {
    if value > 0.0 && greatest > 0.0 { ((value / greatest).sqrt() * largest).round().max(7.0) as i64 } else { 4 }
}

/// Sorts values into `q1` to `q5`, equal ones alike and each class of about as many different values; `q0` is nothing.
/// Returns the class of each and, for the legend, the least and greatest value of each class that there is.
pub fn classes<T: Copy + Ord + Default>(values: &[T]) -> (Vec<usize>, Vec<(usize, T, T)>) {
    let mut kinds: Vec<T> = values.iter().copied().filter(|value| *value > T::default()).collect();
    kinds.sort();
    kinds.dedup();
    let class = |index: usize| match kinds.len() {
        1 => 3,
        count => 1 + index * 5 / count,
    };
    let of = |value: &T| kinds.binary_search(value).map_or(0, class);
    let mut legend: Vec<(usize, T, T)> = Vec::new();
    for (index, value) in kinds.iter().enumerate() {
        match legend.last_mut() {
            Some((last, _, greatest)) if *last == class(index) => *greatest = *value,
            _ => legend.push((class(index), *value, *value)),
        }
    }
    (values.iter().map(of).collect(), legend)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OBLAST: Bounds = Bounds { west: 37_800_000, south: 47_800_000, east: 40_200_000, north: 50_100_000 };

    #[test]
    fn a_plan_keeps_the_shape_of_the_land() {
        let frame = Frame::fit(OBLAST, (1000, 1000), 40);
        assert_eq!((frame.height, frame.at((37_800_000, 50_100_000))), (1000, (40, 40)));
        assert_eq!(frame.at((40_200_000, 47_800_000)), (frame.width - 40, 960));
        // 2.4 degrees east at 48.95 north are 1.576 degrees long; 2.3 down.
        assert!((frame.width - 80 - 630).abs() <= 1, "{}", frame.width);
        let point = Bounds { west: 1, south: 1, east: 1, north: 1 };
        assert_eq!(Frame::fit(point, (400, 300), 10).at((1, 1)).1, 150);
    }

    #[test]
    fn paths_are_short_and_closed() {
        let frame = Frame::fit(OBLAST, (1000, 1000), 0);
        let corners = [(38_000_000, 50_000_000), (38_000_000, 49_000_000), (39_000_000, 49_500_000)];
        let area = Area { polygons: vec![vec![corners.to_vec()]] };
        let path = frame.paths(&[&area], BUDGET).remove(0);
        assert_eq!(path, "M57 43l0 435 286-217z");
        let speck =
            Area { polygons: vec![vec![vec![(38_000_000, 50_000_000), (38_000_100, 50_000_000), (38_000_000, 50_000_100)]]] };
        assert_eq!(frame.paths(&[&speck], BUDGET), ["M57 43h3v3h-3z"]);
    }

    #[test]
    fn classes_are_of_different_values() {
        assert_eq!(classes(&[0, 7, 7]), (vec![0, 3, 3], vec![(3, 7, 7)]));
        assert_eq!(classes(&[1, 2, 0]), (vec![1, 3, 0], vec![(1, 1, 1), (3, 2, 2)]));
        let (of, legend) = classes(&(1..=10).collect::<Vec<i64>>());
        assert_eq!(of, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
        assert_eq!(legend[4], (5, 9, 10));
        assert_eq!(classes::<i64>(&[]), (vec![], vec![]));
    }

    #[test]
    fn a_circle_of_twice_the_value_has_twice_the_area() {
        assert_eq!((radius(100.0, 100.0, 40.0), radius(25.0, 100.0, 40.0), radius(0.0, 100.0, 40.0)), (40, 20, 4));
    }

    proptest! {
        #[test]
        fn everything_lies_within_the_frame(lons in (-179i64..178, 1i64..1_000_000), lats in (-80i64..80, 1i64..1_000_000)) {
            let (west, south) = (lons.0 * 1_000_000, lats.0 * 1_000_000);
            let bounds = Bounds { west, south, east: west + lons.1, north: south + lats.1 };
            let frame = Frame::fit(bounds, (1000, 900), 30);
            for corner in [(bounds.west, bounds.south), (bounds.east, bounds.north)] {
                let (x, y) = frame.at(corner);
                prop_assert!((0..=frame.width).contains(&x) && (0..=frame.height).contains(&y));
                prop_assert!(frame.width <= 1001 && frame.height <= 901);
            }
        }
    }

    #[test]
    fn names_lie_on_no_other_name_and_no_other_circle() {
        let near = [(100, 100, 18), (105, 104, 18), (103, 102, 18), (900, 101, 9)];
        assert_eq!(
            names(&near, &[6; 4], 1000),
            [Some((124, 100, false)), Some((129, 126, false)), Some((79, 102, true)), Some((885, 101, true))]
        );
        assert!(names(&[(100, 100, 18); 9], &[8; 9], 1000).iter().flatten().count() < 9, "where many crowd some go without");
        // A small circle right beside a large one keeps the large one's name off.
        let beside = names(&[(500, 100, 30), (560, 100, 10)], &[12, 12], 1000);
        assert_eq!(beside, [Some((464, 100, true)), Some((576, 100, false))]);
        assert_eq!(names(&[(50, 50, 10)], &[200], 1000), [None], "what is wider than the map has no name on it");
    }

    proptest! {
        #[test]
        fn no_two_names_meet(circles in proptest::collection::vec((0i64..1000, 0i64..1000, 4i64..42), 0..40), letters in 1usize..30) {
            let named = names(&circles, &vec![letters; circles.len()], 1000);
            let rooms: Vec<Room> = named.iter().flatten().map(|(x, y, ends)| {
                let from = if *ends { x - letters as i64 * LETTER } else { *x };
                Room { from, to: from + letters as i64 * LETTER, top: y - LINE / 2, bottom: y + LINE / 2 }
            }).collect();
            for (nth, room) in rooms.iter().enumerate() {
                prop_assert!(room.from >= 0 && room.to <= 1000);
                prop_assert!(rooms.iter().skip(nth + 1).all(|other| !room.meets(other)));
            }
        }
    }
}
