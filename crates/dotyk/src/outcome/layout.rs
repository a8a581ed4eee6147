//! A place for each record of a chain: what came first stands left, what came of it in a column farther right. Pure.
//!
//! The column of a record is the longest way to it from a beginning. A row that passes over columns gets a bend in each, so
//! that no line runs through a box. The order within the columns is that with the fewest crossings of some sweeps by the
//! mean place of the neighbours; heights then come as near to the neighbours as the order allows.

use std::fmt::Write;

/// The width of a box.
const WIDTH: i64 = 230;
/// The way between two columns: four of them stand side by side on a desk.
const WAY: i64 = 60;
/// Between two boxes of a column.
const GAP: f64 = 18.0;
/// Around the picture.
const MARGIN: i64 = 10;
/// The height of a line of text.
const LINE: i64 = 20;
/// Above and below the text of a box.
const PAD: i64 = 12;
/// So many letters stand in a line of a box, also where the letters of the system are wide.
const LETTERS: usize = 22;
/// So many lines has a name before it is cut.
const LINES: usize = 4;
/// The height of a bend.
const BEND: i64 = 12;
/// How often the order is swept through, there and back.
const SWEEPS: usize = 6;

/// A picture.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Its width in units.
    pub width: i64,
    /// Its height in units.
    pub height: i64,
    /// A box for each record.
    pub boxes: Vec<Placed>,
    /// A line for each row, with the head of its arrow.
    pub lines: Vec<(String, String)>,
}

/// A box of the picture.
#[derive(Debug, PartialEq, Eq)]
pub struct Placed {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
    /// In which column it stands.
    pub column: usize,
    /// Where the lines of its text stand, and what they say.
    pub lines: Vec<(i64, String)>,
}

/// Draws records, by the lines that stand over their names, and rows between them, by their places in the list.
pub fn draw(records: &[(String, String)], rows: &[(usize, usize)]) -> Picture {
    let texts: Vec<Vec<String>> =
        records.iter().map(|(over, name)| std::iter::once(over.clone()).chain(wrap(name, LETTERS, LINES)).collect()).collect();
    let heights: Vec<i64> = texts.iter().map(|lines| lines.len() as i64 * LINE + 2 * PAD).collect();
    let columns = columns(records.len(), rows);
    let mut plan = Plan::new(&columns, &heights, rows);
    plan.order();
    let middles = plan.settle();
    let x = |column: usize| MARGIN + column as i64 * (WIDTH + WAY);
    let placed = |index: usize| {
        let (height, top) = (heights[index], middles[index] - heights[index] / 2);
        let lines = texts[index].iter().enumerate();
        Placed {
            x: x(columns[index]),
            y: top,
            width: WIDTH,
            height,
            column: columns[index],
            lines: lines.map(|(n, text)| (top + PAD + n as i64 * LINE + 15, text.clone())).collect(),
        }
    };
    let boxes: Vec<Placed> = (0..records.len()).map(placed).collect();
    let lines = plan.ways.iter().map(|way| {
        let points: Vec<(i64, i64)> = way.iter().map(|slot| (x(plan.column[*slot]), middles[*slot])).collect();
        line(&points)
    });
    Picture {
        width: boxes.iter().map(|one| one.x + one.width).max().unwrap_or(0) + MARGIN,
        height: boxes.iter().map(|one| one.y + one.height).max().unwrap_or(0) + MARGIN,
        lines: lines.collect(),
        boxes,
    }
}

/// A line from the right side of its first box through its bends to the left side of the last, and the head of its arrow.
fn line(points: &[(i64, i64)]) -> (String, String) {
    let mut path = String::new();
    let (first, last) = (points[0], points[points.len() - 1]);
    let _ = write!(path, "M{} {}", first.0 + WIDTH, first.1);
    for (index, pair) in points.windows(2).enumerate() {
        let ((from, y), (to, end)) = (pair[0], pair[1]);
        if index > 0 {
            let _ = write!(path, "H{}", from + WIDTH);
        }
        let middle = (from + WIDTH + to) / 2;
        let _ = write!(path, "C{middle} {y} {middle} {end} {to} {end}");
    }
    (path, format!("M{} {}l-9-5v10z", last.0, last.1))
}

/// The column of each record: the longest way to it. Where rows go in a circle, which should not be, the row that closes it
/// does not count.
fn columns(count: usize, rows: &[(usize, usize)]) -> Vec<usize> {
    let mut columns = vec![0; count];
    let mut waits = vec![0; count];
    rows.iter().for_each(|(_, to)| waits[*to] += 1);
    let mut done = vec![false; count];
    for _ in 0..count {
        let open = || (0..count).filter(|index| !done[*index]);
        let Some(next) = open().find(|index| waits[*index] == 0).or_else(|| open().next()) else { break };
        done[next] = true;
        for (_, to) in rows.iter().filter(|(from, to)| *from == next && !done[*to]) {
            waits[*to] -= 1;
            columns[*to] = columns[*to].max(columns[next] + 1);
        }
    }
    columns
}

/// Boxes and bends in their columns. A slot is a box, by its place in the list, or a bend behind them.
struct Plan {
    /// The column of each slot.
    column: Vec<usize>,
    height: Vec<i64>,
    /// The slots of each column, from the top.
    order: Vec<Vec<usize>>,
    /// The slots to the left and to the right of each.
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
    /// The slots that each row passes.
    ways: Vec<Vec<usize>>,
}

impl Plan {
    fn new(columns: &[usize], heights: &[i64], rows: &[(usize, usize)]) -> Plan {
        let (mut column, mut height) = (columns.to_vec(), heights.to_vec());
        let mut ways = Vec::with_capacity(rows.len());
        for &(from, to) in rows {
            let mut way = vec![from];
            for between in columns[from] + 1..columns[to] {
                way.push(column.len());
                column.push(between);
                height.push(BEND);
            }
            way.push(to);
            ways.push(way);
        }
        let mut order = vec![Vec::new(); column.iter().max().map_or(0, |last| last + 1)];
        (0..column.len()).for_each(|slot| order[column[slot]].push(slot));
        let (mut left, mut right) = (vec![Vec::new(); column.len()], vec![Vec::new(); column.len()]);
        for pair in ways.iter().flat_map(|way| way.windows(2)).filter(|pair| column[pair[0]] < column[pair[1]]) {
            right[pair[0]].push(pair[1]);
            left[pair[1]].push(pair[0]);
        }
        Plan { column, height, order, left, right, ways }
    }

    /// Puts the slots of each column in the order with the fewest crossings that the sweeps find.
    fn order(&mut self) {
        let mut best = (self.crossings(), self.order.clone());
        for sweep in 0..2 * SWEEPS {
            let forth = sweep % 2 == 0;
            let near = if forth { &self.left } else { &self.right };
            let mut place = self.places();
            for step in 1..self.order.len() {
                let slots = &mut self.order[if forth { step } else { self.column.iter().max().unwrap_or(&0) - step }];
                let mean = |slot: usize| match near[slot].len() {
                    0 => place[slot],
                    count => near[slot].iter().map(|near| place[*near]).sum::<f64>() / count as f64,
                };
                let mut means: Vec<(f64, usize)> = slots.iter().map(|slot| (mean(*slot), *slot)).collect();
                means.sort_by(|one, other| one.0.total_cmp(&other.0));
                *slots = means.into_iter().map(|(_, slot)| slot).collect();
                slots.iter().enumerate().for_each(|(n, slot)| place[*slot] = n as f64);
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.order.clone());
            }
        }
        self.order = best.1;
    }

    fn places(&self) -> Vec<f64> {
        let mut place = vec![0.0; self.column.len()];
        self.order.iter().flat_map(|slots| slots.iter().enumerate()).for_each(|(n, slot)| place[*slot] = n as f64);
        place
    }

    /// How often lines cross: pairs that begin in one order and end in the other.
    fn crossings(&self) -> usize {
        let place = self.places();
        let mut crossings = 0;
        for slots in &self.order {
            // The ends of all lines that began farther up, sorted: those behind a new end are crossed.
            let mut ends: Vec<f64> = Vec::new();
            for slot in slots {
                let mut mine: Vec<f64> = self.right[*slot].iter().map(|to| place[*to]).collect();
                crossings += mine.iter().map(|end| ends.len() - ends.partition_point(|other| other <= end)).sum::<usize>();
                ends.append(&mut mine);
                ends.sort_by(f64::total_cmp);
            }
        }
        crossings
    }

    /// The middle of each slot: near to its neighbours, in the order of its column, with room between.
    fn settle(&self) -> Vec<i64> {
        let mut middles = vec![0.0; self.column.len()];
        for sweep in 0..2 * SWEEPS {
            let near = if sweep % 2 == 0 { &self.left } else { &self.right };
            let across: Vec<usize> =
                if sweep % 2 == 0 { (0..self.order.len()).collect() } else { (0..self.order.len()).rev().collect() };
            for column in across {
                let slots = &self.order[column];
                let wanted = |slot: &usize| match near[*slot].len() {
                    0 => middles[*slot],
                    count => near[*slot].iter().map(|near| middles[*near]).sum::<f64>() / count as f64,
                };
                let wanted: Vec<f64> = slots.iter().map(wanted).collect();
                let heights: Vec<f64> = slots.iter().map(|slot| self.height[*slot] as f64).collect();
                slots.iter().zip(apart(&wanted, &heights)).for_each(|(slot, middle)| middles[*slot] = middle);
            }
        }
        let top = |slot: usize| middles[slot] - self.height[slot] as f64 / 2.0;
        let highest = (0..middles.len()).map(top).fold(f64::INFINITY, f64::min);
        middles.iter().map(|middle| (middle - highest).round() as i64 + MARGIN).collect()
    }
}

/// Middles as near to the wanted ones as their order and heights allow: what would overlap is moved apart around its mean.
fn apart(wanted: &[f64], heights: &[f64]) -> Vec<f64> {
    let mut behind = 0.0;
    let offsets: Vec<f64> = heights
        .iter()
        .map(|height| {
            let middle = behind + height / 2.0;
            behind += height + GAP;
            middle
        })
        .collect();
    // Blocks that moved together: the sum of their wishes, and how many they are.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(&offsets) {
        blocks.push((wanted - offset, 1));
        while let [.., (above, many), (below, few)] = blocks[..]
            && above / many as f64 >= below / few as f64
        {
            blocks.truncate(blocks.len() - 2);
            blocks.push((above + below, many + few));
        }
    }
    let starts = blocks.iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / *count as f64, *count));
    starts.zip(offsets).map(|(start, offset)| start + offset).collect()
}

/// Words in lines of so many letters, and so many lines; what is too long ends in an ellipsis.
fn wrap(text: &str, letters: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let fits = lines.last().is_some_and(|line| line.chars().count() + 1 + word.chars().count() <= letters);
        match lines.last_mut().filter(|_| fits) {
            Some(line) => *line = format!("{line} {word}"),
            None => lines.push(word.to_owned()),
        }
    }
    let cut = lines.len() > most;
    lines.truncate(most);
    let count = lines.len();
    for (index, line) in lines.iter_mut().enumerate() {
        let long = line.chars().count() > letters;
        if long || cut && index + 1 == count {
            *line = line.chars().take(letters - 1).collect::<String>().trim_end().to_owned() + "…";
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(count: usize) -> Vec<(String, String)> {
        (0..count).map(|n| ("Проєкт".to_owned(), format!("Проєкт номер {n}"))).collect()
    }

    #[test]
    fn a_record_stands_behind_all_that_it_came_of() {
        assert_eq!(columns(5, &[(0, 1), (1, 2), (0, 2), (3, 2)]), [0, 1, 2, 0, 0]);
        // Of a circle, every record stands somewhere.
        assert_eq!(columns(3, &[(0, 1), (1, 2), (2, 0)]), [0, 1, 2]);
    }

    #[test]
    fn crossings_that_need_not_be_are_not() {
        // Two beginnings, each with its own: listed crosswise.
        let picture = draw(&records(4), &[(0, 3), (1, 2)]);
        let above = |one: usize, other: usize| picture.boxes[one].y < picture.boxes[other].y;
        assert_eq!(above(0, 1), above(3, 2), "the lines cross");
        assert_eq!(picture.boxes.iter().map(|one| one.column).collect::<Vec<_>>(), [0, 0, 1, 1]);
    }

    #[test]
    fn a_line_that_passes_a_column_bends_around_its_boxes() {
        let picture = draw(&records(3), &[(0, 1), (1, 2), (0, 2)]);
        let (middle, long) = (&picture.boxes[1], &picture.lines[2].0);
        let bend: i64 =
            long.split('H').next().and_then(|path| path.rsplit(' ').next()).and_then(|y| y.parse().ok()).expect("a bend");
        assert!(bend < middle.y || bend > middle.y + middle.height, "{long} runs through {middle:?}");
    }

    #[test]
    fn what_would_overlap_is_moved_apart_around_its_mean() {
        assert_eq!(apart(&[100.0, 100.0], &[40.0, 40.0]), [71.0, 129.0]);
        assert_eq!(apart(&[0.0, 500.0], &[40.0, 40.0]), [0.0, 500.0]);
    }

    #[test]
    fn long_names_are_cut_and_say_so() {
        assert_eq!(wrap("Меморандум про співпрацю", 12, 4), ["Меморандум", "про", "співпрацю"]);
        assert_eq!(wrap("один два три чотири", 8, 2), ["один два", "три…"]);
        assert_eq!(wrap("Сєвєродонецьк", 8, 2), ["Сєвєрод…"]);
        assert_eq!(wrap("", 8, 2), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn no_two_boxes_overlap_and_all_stand_in_the_picture(pairs in proptest::collection::vec((0usize..25, 0usize..25), 0..60)) {
            let rows: Vec<(usize, usize)> = pairs.into_iter().filter(|(from, to)| from != to).collect();
            let picture = draw(&records(25), &rows);
            prop_assert_eq!(picture.lines.len(), rows.len());
            for (index, one) in picture.boxes.iter().enumerate() {
                prop_assert!(one.x >= 0 && one.y >= 0 && one.x + one.width <= picture.width && one.y + one.height <= picture.height);
                let hits = |other: &Placed| one.column == other.column && one.y < other.y + other.height && other.y < one.y + one.height;
                prop_assert!(!picture.boxes[index + 1..].iter().any(hits));
            }
        }
    }
}
