//! The picture of a report: what happened by direction, as bars of one length for one record. The same numbers stand in the
//! table beside it.

use std::fmt::Write as _;

use super::view::DirectionShown;
use crate::web::deed::What;
use crate::web::{Page, Safe, escape};

/// The width of all, of the names, and of what is left to the bars, in units.
const WIDTH: i64 = 1000;
const NAMES: i64 = 400;
const BARS: i64 = WIDTH - NAMES - 60;
/// The height of a row and of its bar.
const ROW: i64 = 44;
const BAR: i64 = 26;
/// So many letters fit before a bar, also where the letters of the system are wide.
const LETTERS: usize = 34;

/// What is drawn: what is finished, begun, agreed and promised.
pub const DRAWN: [What; 4] = [What::Done, What::Started, What::Agreed, What::Promised];

/// What happened in each direction.
pub fn directions(page: &Page, directions: &[DirectionShown]) -> Safe {
    bars(page, directions, false)
}

/// The same with what the colours mean, for where nothing else says it.
pub fn with_legend(page: &Page, directions: &[DirectionShown]) -> Safe {
    bars(page, directions, true)
}

fn bars(page: &Page, directions: &[DirectionShown], legend: bool) -> Safe {
    let rows: Vec<(&str, Vec<(What, i64)>)> =
        directions.iter().map(|direction| (direction.name.as_str(), drawn(direction))).collect();
    let of = |bars: &[(What, i64)]| bars.iter().map(|(_, count)| count).sum::<i64>();
    let most = rows.iter().map(|(_, bars)| of(bars)).max().unwrap_or(0);
    if most == 0 {
        return Safe(String::new());
    }
    let below = ROW * rows.len() as i64;
    let height = below + if legend { ROW } else { 0 };
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"picture-title\"><title id=\"picture-title\">{}</title>",
        escape(&page.t("report-picture"))
    );
    for (index, (name, bars)) in rows.iter().enumerate() {
        let top = ROW * index as i64;
        let _ = write!(svg, "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>", NAMES - 14, top + ROW / 2, escape(&cut(name)));
        let mut left = NAMES;
        for (what, count) in bars.iter().filter(|(_, count)| *count > 0) {
            let width = BARS * count / most;
            let _ = write!(
                svg,
                "<rect class=\"{}\" x=\"{left}\" y=\"{}\" width=\"{width}\" height=\"{BAR}\"><title>{}: {count}</title></rect>",
                what.word(),
                top + (ROW - BAR) / 2,
                escape(&page.word("report-what-", what.word()))
            );
            left += width;
        }
        let _ = write!(svg, "<text x=\"{}\" y=\"{}\">{}</text>", left + 10, top + ROW / 2, of(bars));
    }
    for (index, what) in DRAWN.iter().enumerate().filter(|_| legend) {
        let left = WIDTH / DRAWN.len() as i64 * index as i64;
        let (word, said) = (what.word(), escape(&page.word("report-what-", what.word())));
        let _ = write!(
            svg,
            "<rect class=\"{word}\" x=\"{left}\" y=\"{}\" width=\"{BAR}\" height=\"{BAR}\"/><text x=\"{}\" y=\"{}\">{said}</text>",
            below + (ROW - BAR) / 2,
            left + BAR + 10,
            below + ROW / 2,
        );
    }
    svg.push_str("</svg>");
    Safe(svg)
}

fn drawn(direction: &DirectionShown) -> Vec<(What, i64)> {
    let count = |what: What| direction.counts.iter().find(|count| count.what == what.word()).map_or(0, |count| count.count);
    DRAWN.iter().map(|what| (*what, count(*what))).collect()
}

/// A name that fits, with a sign that there is more.
fn cut(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    let short: String = name.chars().take(LETTERS - 1).collect();
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_with_a_sign() {
        assert_eq!(cut("Освіта"), "Освіта");
        let long = cut("Надзвичайні події: COVID-19 і лісові пожежі");
        assert!(long.ends_with('…') && long.chars().count() <= LETTERS, "{long}");
    }
}
