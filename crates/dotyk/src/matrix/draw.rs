//! The matrix as a picture that is readable alone: its title, day, office and legend are in it, and its colours are its own.

use askama::Template;

use super::view::{CellShown, ListView};
use crate::web::Problem;

/// The size of a cell, in units.
const CELL: (usize, usize) = (62, 26);
/// Room for the names of rows, and for those of columns, which stand upright.
const NAMES: (usize, usize) = (250, 250);
/// Room above all for the title.
const TITLE: usize = 70;
/// Room below for the legend.
const LEGEND: usize = 90;
/// So many characters of a name have room.
const LETTERS: usize = 34;
/// Light to dark, as on the page in daylight.
const COLOURS: [&str; 6] = ["#ffffff", "#d5e9ee", "#a6d0dc", "#74b4c7", "#2b7389", "#0b5f78"];

#[derive(Template)]
#[template(path = "matrix/picture.svg", escape = "html")]
struct Picture<'a> {
    view: &'a ListView<'a>,
    office: String,
    width: usize,
    height: usize,
    /// Where the cells end.
    bottom: usize,
    columns: Vec<(usize, String)>,
    rows: Vec<(usize, String)>,
    squares: Vec<Square<'a>>,
    legend: Vec<(usize, &'static str, &'a str)>,
}

struct Square<'a> {
    x: usize,
    y: usize,
    cell: &'a CellShown,
    fill: &'static str,
    ink: &'static str,
}

impl Square<'_> {
    fn middle(&self) -> (usize, usize) {
        (self.x + CELL.0 / 2, self.y + CELL.1 / 2 + 5)
    }
}

/// Draws it.
pub fn picture(view: &ListView) -> Result<String, Problem> {
    let top = TITLE + NAMES.1;
    let bottom = top + view.rows.len() * CELL.1;
    let squares = view.rows.iter().enumerate().flat_map(|(at, row)| {
        let cells = row.cells.iter().enumerate();
        cells.filter_map(move |(column, cell)| {
            let cell = view.cell(cell)?;
            let ink = if cell.class > 3 { "#ffffff" } else { "#14252c" };
            Some(Square { x: NAMES.0 + column * CELL.0, y: top + at * CELL.1, cell, fill: COLOURS[cell.class.min(5)], ink })
        })
    });
    let picture = Picture {
        office: view.page.office_name(),
        width: (NAMES.0 + view.columns.len() * CELL.0 + 120).max(700),
        height: bottom + LEGEND,
        bottom,
        columns: view
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| (NAMES.0 + at * CELL.0 + CELL.0 / 2 + 5, short(&column.label)))
            .collect(),
        rows: view.rows.iter().enumerate().map(|(at, row)| (top + at * CELL.1 + CELL.1 / 2 + 5, short(&row.label))).collect(),
        squares: squares.collect(),
        legend: view
            .legend
            .iter()
            .enumerate()
            .map(|(at, (class, range))| (16 + at * 130, COLOURS[(*class).min(5)], range.as_str()))
            .collect(),
        view,
    };
    picture.render().map_err(Problem::fault)
}

/// As much of a name as there is room for.
fn short(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    let cut: String = name.chars().take(LETTERS - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_long_name_is_cut_at_a_letter() {
        assert_eq!(short("Лісова громада"), "Лісова громада");
        assert_eq!(short("151 Врядування та громадянське суспільство"), "151 Врядування та громадянське су…");
    }
}
