//! A document becomes a package that any reader of XML and any word processor takes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use dotyk_document::{Block, Document, Text, docx, sample};

/// The parts of a package, by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package is a ZIP archive");
    let mut parts = BTreeMap::new();
    for n in 0..zip.len() {
        let mut part = zip.by_index(n).expect("each part can be read");
        let name = part.name().expect("UTF-8").into_owned();
        if name.ends_with(".png") {
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text).expect("each part is text");
        parts.insert(name, text);
    }
    parts
}

/// What a part says, without its marks; fails on what is no XML.
fn text_of(xml: &str) -> String {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut text = String::new();
    loop {
        match reader.read_event().expect("a part is well-formed XML") {
            Event::Eof => return text,
            Event::Text(piece) => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(name) => match &*name {
                "amp" => text.push('&'),
                "lt" => text.push('<'),
                "gt" => text.push('>'),
                "quot" => text.push('"'),
                other => panic!("&{other};"),
            },
            _ => {}
        }
    }
}

#[test]
fn every_part_is_xml_and_says_what_the_document_says() {
    let parts = parts(&docx(&sample(), &[]).unwrap());
    for (name, xml) in &parts {
        text_of(xml);
        assert!(!xml.is_empty(), "{name}");
    }
    let text = text_of(&parts["word/document.xml"]);
    for said in ["Ключові досягнення: 2020 рік", "35 квартир", "Рядок 60", "<w:t>&\"#eval(sys) ]]>", "Квартири за містами"]
    {
        assert!(text.contains(said), "{said} lacks");
    }
    assert!(text_of(&parts["word/footer1.xml"]).contains("Відбиток 0f1e"));
}

#[test]
fn it_can_be_found_read_aloud_and_printed() {
    let parts = parts(&docx(&sample(), &[]).unwrap());
    let (main, core) = (&parts["word/document.xml"], &parts["docProps/core.xml"]);
    assert!(
        core.contains("<dc:title>Ключові досягнення: 2020 рік</dc:title>") && core.contains("<dc:language>uk-UA</dc:language>")
    );
    assert!(parts["word/styles.xml"].contains(r#"<w:lang w:val="uk-UA""#), "the language of the text is known");
    assert!(main.contains(r#"<w:pStyle w:val="Heading1"/>"#), "headings are headings");
    assert_eq!(main.matches("<w:tblHeader/>").count(), 1, "the row of headings is repeated on each page");
    assert!(main.contains(r#"descr="Стовпець: 300 з 400""#), "a picture has its words");
    assert!(parts["word/media/picture0.svg"].contains("Сєвєродонецьк"));
}

#[test]
fn the_same_document_is_the_same_bytes() {
    assert_eq!(docx(&sample(), &[]).unwrap(), docx(&sample(), &[]).unwrap());
}

#[test]
fn only_the_web_is_linked_to() {
    let text =
        Text::plain("").link("one", "https://dotyk.example/").link("two", "javascript:alert(1)").link("three", "file:///etc");
    let document = Document { blocks: vec![Block::Paragraph(text)], date: "2021-03-31".into(), ..Document::default() };
    let parts = parts(&docx(&document, &[]).unwrap());
    let relations = &parts["word/_rels/document.xml.rels"];
    assert_eq!(relations.matches("hyperlink").count(), 1, "{relations}");
    assert!(text_of(&parts["word/document.xml"]).contains("onetwothree"));
}

#[test]
fn it_goes_through_json_unchanged() {
    let json = serde_json::to_string(&sample()).unwrap();
    assert_eq!(serde_json::from_str::<Document>(&json).unwrap(), sample());
}
