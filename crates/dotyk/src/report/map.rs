//! The map of a report: a circle at each place of its table, as large as the number of projects there, on the raions of the
//! office's own place. What lies elsewhere, or nobody knows where, stands in the table alone; the map says how much that is.

use std::collections::HashMap;
use std::fmt::Write as _;

use dotyk_db::Tx;

use super::view::PlaceShown;
use crate::office::Office;
use crate::place::boundaries::Area;
use crate::place::draw::{self, Drawn, classes};
use crate::place::store::{self, Unit};
use crate::place::{self, Level};
use crate::web::{Page, Problem, escape};

/// What is drawn.
pub struct Map {
    /// Its width in units.
    pub width: i64,
    /// Its height in units.
    pub height: i64,
    /// The paths of the raions, as far as they are known.
    pub ground: Vec<String>,
    /// A circle for each place, the greatest first.
    pub circles: Vec<Circle>,
    /// How many places of the table are not on it.
    pub left_out: i64,
    /// Whose data it shows.
    pub attribution: Vec<String>,
}

/// A place on it.
pub struct Circle {
    /// Where, from the left.
    pub x: i64,
    /// Where, from the top.
    pub y: i64,
    /// Its radius.
    pub r: i64,
    /// Which of the classes `q0` to `q5`.
    pub class: usize,
    /// The number, where there is room for it.
    pub text: String,
    /// Which place.
    pub name: String,
    /// Where its name stands, and whether it ends there; nowhere where too many crowd.
    pub named: Option<(i64, i64, bool)>,
    /// Which place, and how many.
    pub said: String,
    /// The report of this place alone.
    pub url: String,
}

/// The map of the places of a report; none where the register knows of no place where it is.
///
/// # Errors
/// The database's.
pub fn map(tx: &mut Tx, page: &Page, office: &Office, places: &[PlaceShown]) -> Result<Option<Map>, Problem> {
    let (Some(home), false) = (&office.place, places.is_empty()) else { return Ok(None) };
    let codes: Vec<String> = places.iter().map(|place| place.record.id.clone()).collect();
    let points = points(tx, &office.id, home, &codes)?;
    let drawn: Vec<(&PlaceShown, &Unit)> =
        places.iter().filter_map(|place| Some((place, points.get(&place.record.id)?))).collect();
    let ground = ground(tx, &office.id, home)?;
    let circles: Vec<Drawn> =
        drawn.iter().map(|(place, unit)| Drawn { area: None, point: unit.point, size: place.projects as f64 }).collect();
    let areas: Vec<&Area> = ground.iter().filter_map(|unit| unit.area.as_ref()).collect();
    let plan = if drawn.is_empty() { None } else { draw::plan(&circles, &areas) };
    let Some(plan) = plan else { return Ok(None) };
    let (of, _) = classes(&drawn.iter().map(|(place, _)| place.projects).collect::<Vec<_>>());
    let letters: Vec<usize> = plan.circles.iter().map(|circle| drawn[circle.unit].0.record.label.chars().count()).collect();
    let circles: Vec<(i64, i64, i64)> = plan.circles.iter().map(|circle| (circle.x, circle.y, circle.r)).collect();
    let named = draw::names(&circles, &letters, plan.width);
    let circle = |(circle, named): (draw::Circle, Option<(i64, i64, bool)>)| {
        let place = drawn[circle.unit].0;
        Circle {
            text: if circle.roomy() { page.number(&place.projects) } else { String::new() },
            name: place.record.label.clone(),
            named,
            said: format!("{}: {}", place.record.label, page.n("project-count", &place.projects)),
            url: place.report.clone(),
            class: of[circle.unit],
            x: circle.x,
            y: circle.y,
            r: circle.r,
        }
    };
    Ok(Some(Map {
        width: plan.width,
        height: plan.height,
        ground: plan.ground,
        circles: plan.circles.into_iter().zip(named).map(circle).collect(),
        left_out: (places.len() - drawn.len()) as i64,
        attribution: place::attribution(page, drawn.iter().map(|(_, unit)| *unit).chain(&ground)),
    }))
}

/// Where some places stand that lie within the office's own: at their own point, else in the middle of what lies right below
/// them. What is as large as an oblast stands nowhere.
fn points(tx: &mut Tx, office: &str, home: &str, codes: &[String]) -> Result<HashMap<String, Unit>, Problem> {
    let around = store::ancestors(tx, office, codes)?;
    let within = |code: &String| around.get(code).is_some_and(|above| above.iter().any(|code| code == home));
    let known = store::find(tx, office, codes)?;
    let mut points: HashMap<String, Unit> = HashMap::new();
    for level in [Level::Raion, Level::Hromada] {
        let bare = |place: &place::Place| place.body.level == level && place.body.lat.is_none() && within(&place.code);
        if known.values().any(bare) {
            let units = store::units(tx, office, home, level)?;
            points.extend(units.into_iter().filter(|unit| codes.contains(&unit.code)).map(|unit| (unit.code.clone(), unit)));
        }
    }
    for place in known.into_values().filter(|place| !matches!(place.body.level, Level::Country | Level::Oblast)) {
        if let (Some(point), true) = (place.body.lon.zip(place.body.lat), within(&place.code)) {
            let unit = Unit {
                code: place.code.clone(),
                point: Some(point),
                point_sources: place.body.point_source.into_iter().collect(),
                area: None,
                attribution: None,
            };
            points.insert(place.code, unit);
        }
    }
    // What is drawn as a circle is not drawn as an area, whatever is known of it.
    points.retain(|_, unit| unit.point.is_some());
    points.values_mut().for_each(|unit| unit.area = None);
    Ok(points)
}

/// What the circles stand on: the raions whose area is known, else the hromadas.
fn ground(tx: &mut Tx, office: &str, home: &str) -> Result<Vec<Unit>, Problem> {
    for level in [Level::Raion, Level::Hromada] {
        let mut units = store::units(tx, office, home, level)?;
        units.retain(|unit| unit.area.is_some());
        if !units.is_empty() {
            return Ok(units);
        }
    }
    Ok(Vec::new())
}

impl Map {
    /// The same as a picture of its own, with the looks that the style sheet of the page gives it there.
    pub fn svg(&self) -> String {
        const COLOURS: [&str; 6] = ["#ffffff", "#d5e9ee", "#a6d0dc", "#74b4c7", "#34849d", "#0b5f78"];
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" font-size=\"22\" viewBox=\"0 0 {} {}\">",
            self.width, self.height
        );
        for path in &self.ground {
            let _ = write!(svg, "<path d=\"{path}\" fill=\"#ffffff\" stroke=\"#8a94a6\" stroke-width=\"1.5\"/>");
        }
        for circle in &self.circles {
            let Circle { x, y, r, class, .. } = circle;
            let fill = COLOURS[*class];
            let _ =
                write!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"{fill}\" stroke=\"#4a5568\" stroke-width=\"1.5\"/>");
            if !circle.text.is_empty() {
                let ink = if *class > 3 { "#ffffff" } else { "#1a202c" };
                let text = escape(&circle.text);
                let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\" dy=\"8\" text-anchor=\"middle\" fill=\"{ink}\">{text}</text>");
            }
            if let Some((x, y, ends)) = circle.named {
                let (anchor, name) = (if ends { "end" } else { "start" }, escape(&circle.name));
                let _ = write!(
                    svg,
                    "<text x=\"{x}\" y=\"{y}\" dy=\"6\" text-anchor=\"{anchor}\" font-size=\"18\" fill=\"#1a202c\">{name}</text>"
                );
            }
        }
        svg.push_str("</svg>");
        svg
    }

    /// What it shows, in words.
    pub fn said(&self) -> String {
        self.circles.iter().map(|circle| circle.said.as_str()).collect::<Vec<_>>().join("; ")
    }
}
