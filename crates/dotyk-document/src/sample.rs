//! A document with one of everything, for the tests of whoever writes documents out.

use crate::{Block, Column, Document, Picture, Run, Table, Text};

/// A document in Ukrainian with one of every block, and with text that would do harm where it is not escaped.
pub fn sample() -> Document {
    let column = |name: &str, width, number| Column { name: name.into(), width, number };
    let hostile = "<w:t>&\"#eval(sys) \u{0}]]>";
    Document {
        title: "Ключові досягнення: 2020 рік".into(),
        subtitle: Some("Стан на 31 березня 2021 року".into()),
        author: "Департамент міжнародної технічної допомоги".into(),
        identifier: "dotyk:sample?year=2020&hostile=%3C%22".into(),
        language: "uk".into(),
        date: "2021-03-31".into(),
        footer: "Відбиток 0f1e".into(),
        page_word: "Сторінка".into(),
        blocks: vec![
            Block::Heading { level: 1, text: "Освіта".into() },
            Block::Paragraph(Text(vec![
                Run { text: "Понад 130 підприємств, ".into(), ..Run::default() },
                Run { text: "35 квартир".into(), strong: true, link: None },
                Run { text: ". ".into(), ..Run::default() },
            ])),
            Block::Paragraph(Text::plain("Джерело: ").link("інтерв'ю", "https://dotyk.example/uk/sources/interview-2020#F07")),
            Block::Heading { level: 2, text: "Показники".into() },
            Block::List(vec!["перше".into(), hostile.into()]),
            Block::Table(Table {
                caption: "Показники напряму".into(),
                columns: vec![column("Показник", 3, false), column("Значення", 1, true)],
                rows: (1..=60).map(|n| vec![Text::plain(format!("Рядок {n}")), Text::plain(n.to_string())]).collect(),
            }),
            Block::PageBreak,
            Block::Heading { level: 2, text: "Малюнок".into() },
            Block::Picture(Picture {
                svg: r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><rect x="0" y="10" width="300" height="30" fill="#1a4b8c"/><text x="10" y="80" font-size="20" font-family="sans-serif">Сєвєродонецьк</text></svg>"##.into(),
                alt: "Стовпець: 300 з 400".into(),
                caption: "Квартири за містами".into(),
            }),
            Block::Note(Text::plain("Складено з 12 записів.")),
        ],
    }
}
