//! A report as a document: what leaves the house as DOCX and PDF. It says what the page says, in the same order.

use dotyk_document::{Block, Column, Document, Picture, Table, Text};

use super::map::Map;
use super::picture;
use super::view::{Achievement, Count, DirectionShown, Money, Number, ReportView, SummaryView};
use crate::step;
use crate::text::When;
use crate::web::{Page, Record};

/// So many steps of each sort stand on the one sheet of a summary.
const STEPS: usize = 4;

/// The document of a report. `office` is whose it is.
pub fn document(view: &ReportView, office: &str) -> Document {
    let page = &view.page;
    let mut blocks = Vec::new();
    if view.figures.is_empty() && view.counts.is_empty() {
        blocks.push(Block::Paragraph(Text::plain(format!("{}. {}", page.t("report-none"), page.t("report-none-help")))));
    }
    if !view.figures.is_empty() {
        blocks.push(heading(1, page.t("report-key")));
        blocks.push(Block::Table(figures(page, &page.t("report-table-key"), &view.figures)));
    }
    if !view.achievements.is_empty() {
        blocks.push(heading(1, page.t("report-achievements")));
        blocks.push(Block::Note(page.t("report-ranked").into()));
        blocks.push(Block::List(view.achievements.iter().map(|one| achievement(page, one)).collect()));
    }
    if !view.counts.is_empty() {
        blocks.push(heading(1, page.t("report-what-all")));
        blocks.extend(picture(view));
        blocks.push(Block::Table(counts(view)));
        blocks.push(Block::Note(page.t("report-counted-once").into()));
    }
    view.directions.iter().filter(|direction| !direction.is_empty()).for_each(|one| blocks.extend(direction(page, one)));
    if !view.money.is_empty() {
        blocks.push(heading(1, page.t("report-money")));
        blocks.push(Block::Table(money(page, &view.money, &view.all_money)));
        blocks.push(Block::Note(page.t("report-money-help").into()));
    }
    if !view.places.is_empty() {
        blocks.push(heading(1, page.t("report-places")));
        blocks.extend(view.map.as_ref().map(|map| map_of(page, map)));
        let rows = view.places.iter().map(|place| vec![linked(page, &place.record), page.number(&place.projects).into()]);
        let columns = vec![column(page.t("web-kind-place"), 3, false), column(page.t("report-projects"), 1, true)];
        blocks.push(Block::Table(Table { caption: page.t("report-places-help"), columns, rows: rows.collect() }));
    }
    if let Some(with) = &view.with {
        blocks.push(heading(1, page.t1("report-beside", "period", with.label.clone())));
        let columns = [page.t("figure-measure"), view.label.clone(), with.label.clone(), page.t("report-difference")];
        let columns = columns.into_iter().zip([3, 2, 2, 2]).map(|(name, width)| column(name, width, false)).collect();
        let dash = || "—".to_owned();
        let row = |row: &super::view::Compared| {
            [row.label.clone(), row.now.clone(), row.then.clone(), row.difference.clone().unwrap_or_else(dash)]
                .map(Text::from)
                .to_vec()
        };
        let caption = page.t1("report-beside-help", "day", page.day_text(&with.as_of));
        blocks.push(Block::Table(Table { caption, columns, rows: with.rows.iter().map(row).collect() }));
    }
    for (key, rows) in [("step-late", &view.overdue), ("report-next", &view.next)] {
        if !rows.is_empty() {
            blocks.push(heading(1, capital(&page.t(key))));
            blocks.push(steps(page, rows));
        }
    }
    blocks.push(Block::Note(fingerprint(view)));
    let day = format!("{} {}", page.t1("report-as-of", "day", page.day_text(&view.as_of)), page.t("report-public"));
    framed(page, office, (day, &view.as_of), (view.line(), &view.fingerprint), blocks)
}

/// The document of what a report comes to: one sheet.
pub fn sheet(view: &SummaryView, office: &str) -> Document {
    let page = &view.page;
    let counts = view.counts.iter().map(|count| format!("{} {}", page.word("report-what-", count.what), apart(page, count)));
    let mut blocks = vec![Block::Paragraph(Text::plain(counts.collect::<Vec<_>>().join(" · ")))];
    let mut part = |heading_key: &str, points: Vec<Text>| {
        if !points.is_empty() {
            blocks.extend([heading(1, capital(&page.t(heading_key))), Block::List(points)]);
        }
    };
    part("report-key", view.figures.iter().map(|number| key_figure(page, number)).collect());
    let achieved = view.achievements.iter().map(|one| dated(page, linked(page, &one.record), &one.date));
    part("report-achievements", achieved.collect());
    part("report-money", view.money.iter().map(|one| sum(page, one)).collect());
    part("step-overdue", view.overdue.iter().take(STEPS).map(|row| step_of(page, row)).collect());
    part("report-next", view.next.iter().take(STEPS).map(|row| step_of(page, row)).collect());
    let day = page.t1("report-as-of", "day", page.day_text(&view.as_of));
    framed(page, office, (day, &view.as_of), (view.line.clone(), &view.fingerprint), blocks)
}

/// A document with what all papers of a report have: whose it is, of which day, by what it is known.
fn framed(page: &Page, office: &str, day: (String, &str), known: (String, &str), blocks: Vec<Block>) -> Document {
    Document {
        title: page.title.clone(),
        subtitle: Some(day.0),
        author: office.to_owned(),
        language: page.lang.to_string(),
        date: day.1.to_owned(),
        identifier: known.0,
        footer: format!("{} · {} {}", office, page.t("report-fingerprint"), known.1.get(..16).unwrap_or_default()),
        page_word: page.t("report-page"),
        blocks,
    }
}

/// A text with the day that belongs to it.
fn dated(page: &Page, text: Text, date: &Option<When>) -> Text {
    if date.is_some() { text.and(format!(", {}", page.when(date))) } else { text }
}

fn key_figure(page: &Page, number: &Number) -> Text {
    let text = Text::strong(format!("{}: ", number.measure_label)).link(number.label.clone(), &page.whole(&number.url));
    let text = number.difference.iter().fold(text, |text, said| text.and(format!("; {said}")));
    number.source.iter().fold(text, |text, source| text.and(". ").link(source.label.clone(), &page.whole(&source.url)))
}

/// A step in a line: what, by when, of what.
fn step_of(page: &Page, row: &step::Row) -> Text {
    let text = dated(page, linked(page, &row.record), &row.due);
    row.subject.iter().fold(text, |text, subject| text.and(" · ").link(subject.label.clone(), &page.whole(&subject.url)))
}

fn sum(page: &Page, one: &Money) -> Text {
    let text = Text::strong(format!("{}: ", one.measure_label)).link(one.label.clone(), &page.whole(&one.url));
    one.converted.iter().fold(text, |text, converted| text.and(format!("; {converted}")))
}

fn heading(level: u8, text: String) -> Block {
    Block::Heading { level, text }
}

fn column(name: String, width: u16, number: bool) -> Column {
    Column { name, width, number }
}

/// A record's name, leading to its page where the office has an address on the web.
fn linked(page: &Page, record: &Record) -> Text {
    Text::default().link(record.label.clone(), &page.whole(&record.url))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn figures(page: &Page, caption: &str, numbers: &[Number]) -> Table {
    let columns = vec![
        column(page.t("figure-measure"), 4, false),
        column(page.t("figure-value"), 5, false),
        column(page.t("figure-subject"), 6, false),
        column(page.t("report-stated"), 3, true),
        column(page.t("report-recorded"), 3, true),
        column(page.t("web-source"), 6, false),
    ];
    let row = |number: &Number| {
        let mut said = vec![number.label.clone()];
        said.extend(number.converted.clone());
        said.extend(
            number
                .parts
                .iter()
                .filter(|_| number.parts.len() > 1)
                .map(|part| format!("{}: {}", page.word("report-part-", part.part), part.label)),
        );
        said.extend(
            number
                .by_state
                .iter()
                .filter(|(state, ..)| !state.is_empty())
                .map(|(state, _, said)| format!("{}: {said}", page.word("project-stage-", state))),
        );
        said.extend(number.difference.clone());
        let source = match &number.source {
            Some(source) => linked(page, source),
            None if number.computed.is_some() => page.word("figure-computed-", number.computed.unwrap_or_default()).into(),
            None => page.t("web-no-source").into(),
        };
        vec![
            number.measure_label.clone().into(),
            Text::default()
                .link(said.remove(0), &page.whole(&number.url))
                .and(said.iter().map(|more| format!("; {more}")).collect::<String>()),
            about(page, number),
            number.stated.as_ref().map_or_else(|| "—".to_owned(), |stated| page.decimal(stated)).into(),
            number.recorded.map_or_else(|| "—".to_owned(), |named| page.number(&named)).into(),
            source,
        ]
    };
    Table { caption: caption.to_owned(), columns, rows: numbers.iter().map(row).collect() }
}

/// So many records are named in a cell.
const NAMED: usize = 6;

/// What a number is about: the first of its records, and where all are.
fn about(page: &Page, number: &Number) -> Text {
    let one = |text: Text, record: &Record| {
        let text = if text.0.is_empty() { text } else { text.and("; ") };
        text.link(record.label.clone(), &page.whole(&record.url))
    };
    let named = number.records.iter().take(NAMED).fold(Text::default(), one);
    match number.records.len().saturating_sub(NAMED) {
        0 => named,
        more => named.and("; ").link(page.t1("report-and-more", "n", page.number(&(more as i64))), &page.whole(&number.url)),
    }
}

fn achievement(page: &Page, one: &Achievement) -> Text {
    let reasons: Vec<&str> = one.reasons.iter().map(|reason| reason.said.as_str()).collect();
    let what = linked(page, &one.record).and(format!(" ({})", page.word("report-what-", one.what)));
    let mut text = dated(page, what, &one.date);
    text = text.and(format!(": {}", reasons.join("; ")));
    if let Some(pinned) = &one.pinned {
        text = text.and(format!(". {}: {}", page.word("report-choice-", pinned.choice), pinned.why));
    }
    one.sources.iter().fold(text, |text, source| text.and(". ").link(source.label.clone(), &page.whole(&source.url)))
}

/// What happened, by direction: the numbers of the picture.
fn counts(view: &ReportView) -> Table {
    let page = &view.page;
    let whats = view.whats();
    let mut columns = vec![column(page.t("report-direction"), 4, false)];
    columns.extend(whats.iter().map(|what| column(page.word("report-what-", what), 2, true)));
    let cells = |name: &str, counts: &[super::view::Count]| {
        let count = |what: &&str| view.count(counts, what).map_or_else(|| page.number(&0), |count| apart(page, count));
        [Text::from(name)].into_iter().chain(whats.iter().map(|what| count(what).into())).collect::<Vec<Text>>()
    };
    let mut rows: Vec<Vec<Text>> = view.directions.iter().map(|one| cells(&one.name, &one.counts)).collect();
    rows.push(cells(&page.t("report-all"), &view.counts));
    Table { caption: page.t("report-picture"), columns, rows }
}

/// How often something happened within the period, and how often besides.
fn apart(page: &Page, count: &Count) -> String {
    let others = count.parts.iter().filter(|part| part.part != "in_period");
    let others = others.map(|part| format!(" +{} {}", page.number(&part.count), page.word("report-part-short-", part.part)));
    format!("{}{}", page.number(&count.count), others.collect::<String>())
}

fn direction(page: &Page, one: &DirectionShown) -> Vec<Block> {
    let mut blocks = vec![heading(1, one.name.clone())];
    for count in &one.counts {
        blocks.push(heading(2, format!("{}: {}", page.word("report-what-", count.what), apart(page, count))));
        let told = count.records.iter().map(|told| {
            let text = dated(page, linked(page, &told.record), &told.date);
            match told.part {
                "in_period" => text,
                part => text.and(format!(" ({})", page.word("report-part-short-", part))),
            }
        });
        blocks.push(Block::List(told.collect()));
    }
    if !one.agreements.is_empty() {
        let said = one.agreements.iter().map(|agreed| page.n(agreed.key(), &agreed.count));
        let said = said.collect::<Vec<_>>().join(", ");
        blocks.push(Block::Paragraph(Text::plain(format!("{}: {said}.", page.t("report-agreements")))));
    }
    if !one.figures.is_empty() {
        blocks.push(Block::Table(figures(page, &format!("{}: {}", page.t("report-table-figures"), one.name), &one.figures)));
    }
    if !one.steps.is_empty() {
        blocks.push(heading(2, page.t("report-next")));
        blocks.push(steps(page, &one.steps));
    }
    blocks
}

/// Money by who pays; and behind it all of it, each sum once.
fn money(page: &Page, by_funder: &[Money], all: &[Money]) -> Table {
    let columns = vec![
        column(page.t("report-funder"), 3, false),
        column(page.t("figure-measure"), 3, false),
        column(page.t("report-amount"), 3, true),
        column("UAH".to_owned(), 3, true),
    ];
    let row = |one: &Money| {
        let own = (one.currency == "UAH").then(|| one.label.clone());
        let mut hryvnias = one.converted.clone().or(own).unwrap_or_else(|| "—".to_owned());
        if one.unconverted > 0 {
            hryvnias = format!("{hryvnias}; {}", page.n("report-unconverted", &one.unconverted));
        }
        vec![
            one.funder.as_ref().map_or_else(|| page.t("report-no-funder").into(), |funder| linked(page, funder)),
            one.measure_label.clone().into(),
            one.label.clone().into(),
            hryvnias.into(),
        ]
    };
    let total = |one: &Money| {
        let mut cells = row(one);
        cells[0] = Text::strong(page.t("report-money-once"));
        cells
    };
    let rows = by_funder.iter().map(row).chain(all.iter().map(total)).collect();
    Table { caption: page.t("report-table-money"), columns, rows }
}

fn steps(page: &Page, rows: &[step::Row]) -> Block {
    let point = |row: &step::Row| {
        let mut text = linked(page, &row.record).and(format!(" ({})", page.word("step-state-", row.state)));
        if row.due.is_some() {
            let late = if row.overdue { format!(", {}", page.t("step-late")) } else { String::new() };
            text = text.and(format!("; {}: {}{late}", page.t("step-due"), page.when(&row.due)));
        }
        match &row.subject {
            Some(subject) => text.and(" · ").link(subject.label.clone(), &page.whole(&subject.url)),
            None => text,
        }
    };
    Block::List(rows.iter().map(point).collect())
}

/// By what a paper is known, in the words by which `dotyk report verify` is asked about its data.
fn fingerprint(view: &ReportView) -> Text {
    let page = &view.page;
    Text::strong(format!("{}: ", page.t("report-fingerprint")))
        .and(format!("{}; {} ", view.fingerprint, page.t1("report-position", "n", page.number(&view.position))))
        .and(page.t("report-fingerprint-help"))
}

/// The map of the places that stand in the table behind it.
fn map_of(page: &Page, map: &Map) -> Block {
    let mut caption = page.t("report-map");
    if map.left_out > 0 {
        caption = format!("{caption}. {}", page.n("report-map-left-out", &map.left_out));
    }
    if !map.attribution.is_empty() {
        caption = format!("{caption}. {}", map.attribution.join("; "));
    }
    Block::Picture(Picture { svg: map.svg(), alt: format!("{}: {}", page.t("report-map"), map.said()), caption })
}

/// The page's picture with the looks that its style sheet gives it there, and what its colours mean.
fn picture(view: &ReportView) -> Option<Block> {
    const COLOURS: [(&str, &str); 4] =
        [("done", "#2f6f4f"), ("started", "#1a4b8c"), ("agreed", "#c28f00"), ("promised", "#8a94a6")];
    let page = &view.page;
    let drawn = picture::with_legend(page, &view.directions).0;
    if drawn.is_empty() {
        return None;
    }
    let mut svg = drawn
        .replacen(
            "<svg ",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" font-size=\"20\" fill=\"#1a202c\" ",
            1,
        )
        .replace("<text class=\"name\"", "<text text-anchor=\"end\"")
        .replace("<text ", "<text dy=\"7\" ");
    for (what, colour) in COLOURS {
        svg = svg.replace(&format!("<rect class=\"{what}\""), &format!("<rect fill=\"{colour}\""));
    }
    let legend: Vec<String> = view.drawn().iter().map(|what| page.word("report-what-", what)).collect();
    let caption = format!("{}: {}", page.t("report-picture"), legend.join(", "));
    Some(Block::Picture(Picture { svg, alt: caption.clone(), caption }))
}
