//! Partners abroad as points on a plain grid of degrees: no border is drawn. Pure.

use crate::place::boundaries::Bounds;
use crate::place::draw::{Frame, names, radius};

/// The largest picture, in units.
const SIZE: (i64, i64) = (1000, 600);
/// The radius of the largest circle, in units.
const LARGEST: f64 = 18.0;
/// Around the points, in micro-degrees: so much land that a neighbour has room.
const AROUND: i64 = 2_000_000;
/// A line of the grid each so many degrees.
const STEP: i64 = 5_000_000;

/// The picture.
pub struct Picture {
    /// Its width in units.
    pub width: i64,
    /// Its height in units.
    pub height: i64,
    /// Meridians and parallels.
    pub grid: String,
    /// Where they are named: the place of each, and its degrees.
    pub degrees: Vec<(i64, i64, i64)>,
    /// A circle for each place: where, how large.
    pub circles: Vec<(i64, i64, i64)>,
    /// Where the name of each stands, and whether it ends there; nowhere where too many crowd.
    pub names: Vec<Option<(i64, i64, bool)>>,
}

/// Draws points, in micro-degrees east and north, by how many ties there are with each; with how many letters its name has.
/// Nothing where there is none.
pub fn draw(points: &[((i64, i64), i64, usize)]) -> Option<Picture> {
    let b = Bounds::around(points.iter().map(|(point, ..)| *point))?;
    let bounds = Bounds {
        west: (b.west - AROUND).max(-180_000_000),
        east: (b.east + AROUND).min(180_000_000),
        south: (b.south - AROUND).max(-90_000_000),
        north: (b.north + AROUND).min(90_000_000),
    };
    let frame = Frame::fit(bounds, SIZE, LARGEST as i64);
    let lines = |from: i64, to: i64| (from.div_euclid(STEP) + 1..=to.div_euclid(STEP)).map(|n| n * STEP);
    let (mut grid, mut degrees) = (String::new(), Vec::new());
    for lon in lines(bounds.west, bounds.east) {
        let (x, _) = frame.at((lon, bounds.north));
        grid += &format!("M{x} 0V{}", frame.height);
        degrees.push((x + 4, frame.height - 6, lon / 1_000_000));
    }
    for lat in lines(bounds.south, bounds.north) {
        let (_, y) = frame.at((bounds.west, lat));
        grid += &format!("M0 {y}H{}", frame.width);
        degrees.push((4, y - 4, lat / 1_000_000));
    }
    let greatest = points.iter().map(|(_, count, _)| *count).max().unwrap_or(0) as f64;
    let circle = |(point, count, _): &((i64, i64), i64, usize)| {
        let (x, y) = frame.at(*point);
        (x, y, radius(*count as f64, greatest, LARGEST))
    };
    let circles: Vec<(i64, i64, i64)> = points.iter().map(circle).collect();
    let letters: Vec<usize> = points.iter().map(|(.., letters)| *letters).collect();
    let names = names(&circles, &letters, frame.width);
    Some(Picture { width: frame.width, height: frame.height, grid, degrees, names, circles })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partners_lie_where_they_are_and_as_large_as_their_ties_are_many() {
        let (enschede, rustavi) = ((6_890_000, 52_220_000), (45_000_000, 41_550_000));
        let picture = draw(&[(enschede, 4, 7), (rustavi, 1, 7)]).expect("a picture");
        let [(west, north, large), (east, south, small)] = picture.circles[..] else { panic!("two circles") };
        assert!(west < east && north < south, "{:?}", picture.circles);
        assert_eq!((large, small), (18, 9), "four times the area");
        assert!(
            picture.circles.iter().all(|(x, y, r)| x - r >= 0 && y - r >= 0 && x + r <= picture.width && y + r <= picture.height)
        );
        assert_eq!(
            picture.degrees.iter().map(|line| line.2).collect::<Vec<_>>(),
            [5, 10, 15, 20, 25, 30, 35, 40, 45, 40, 45, 50]
        );
        assert!(draw(&[]).is_none());
    }
}
