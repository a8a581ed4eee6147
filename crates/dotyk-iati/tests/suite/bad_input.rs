//! Whatever comes in, the answer is a finding, in bounded time and memory.

use std::io::Read;

use dotyk_iati::model::Plain;
use dotyk_iati::{CodeLists, Header, Item, Lang, Options, ReadError, Reader, Writer, check, check_all};

fn options() -> Options {
    Options::new("2026-11-22T00:00:00Z".parse().expect("a date"))
}

/// The numbers of the findings; the reader is run as well, which must not panic either.
fn ids(file: &[u8]) -> Vec<&'static str> {
    if let Ok(reader) = Reader::new(file) {
        reader.for_each(drop);
    }
    check_all(file, &options()).findings.iter().map(|f| f.id).collect()
}

/// The file is refused with one finding, whose sentences in both languages are these.
#[track_caller]
fn refused(file: &[u8], english: &str, ukrainian: &str) {
    let report = check_all(file, &options());
    let [finding] = report.findings.as_slice() else { panic!("{} findings", report.findings.len()) };
    assert_eq!((finding.id, finding.identifier.as_ref()), ("0.1.1", "file"));
    assert!(!report.summary.valid() && !report.summary.well_formed);
    assert_eq!(finding.message.text(Lang::En), english);
    assert_eq!(finding.message.text(Lang::Uk), ukrainian);
    assert!(!matches!(Reader::new(file).map(|r| r.collect::<Result<Vec<_>, _>>()), Ok(Ok(_))));
}

#[test]
fn not_xml() {
    let tag = ("this is not XML: a tag was expected at the beginning", "це не XML: на початку мав бути тег");
    refused(b"", "the file is empty", "файл порожній");
    refused(b"  \n", tag.0, tag.1);
    refused(b"just words", tag.0, tag.1);
    refused(b"PK\x03\x04 a workbook", tag.0, tag.1);
    refused(
        b"<!DOCTYPE html><html></html>",
        "a document type definition (DOCTYPE) is refused: remove it",
        "визначення типу документа (DOCTYPE) не приймається: приберіть його",
    );
    refused(b"\xff\xfe\x00", "these bytes are not text in the encoding of the file", "ці байти не є текстом у кодуванні файлу");
}

#[test]
fn a_billion_laughs() {
    let mut file = String::from("<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a0 \"ha\">");
    for i in 1..30 {
        let before = format!("&a{};", i - 1).repeat(10);
        file += &format!("<!ENTITY a{i} \"{before}\">");
    }
    file += "]><iati-activities version=\"2.03\">&a29;</iati-activities>";
    assert_eq!(ids(file.as_bytes()), ["0.1.1"]);
    // Without a definition, the entity is simply unknown.
    refused(b"<a>&a29;</a>", "the entity &a29; is not defined", "сутність &a29; не визначено");
}

#[test]
fn truncated_in_the_middle_of_an_activity() {
    let file = "<iati-activities version=\"2.03\"><iati-activity><iati-identifier>a</iati-identifier></iati-activity><iati-activity><title>";
    for end in 1..file.len() {
        assert_eq!(ids(&file.as_bytes()[..end]), ["0.1.1"], "{}", &file[..end]);
    }
    let report = check_all(file.as_bytes(), &options());
    assert_eq!(report.findings[0].message.to_string(), "the file ends before </title>");
    assert!(!report.before_fault.is_empty(), "what was found before is kept apart");
}

#[test]
fn not_well_formed() {
    let cases = [
        ("<a><b></a>", "<b> is closed by </a>"),
        ("<a/><b/>", "something follows the end of the document"),
        ("<a/>text", "something follows the end of the document"),
        ("<a x='1' x='2'/>", "the attribute “x” stands twice"),
        ("<a x='<'/>", "a < in the value of an attribute: write &lt;"),
        ("<a>]]></a>", "]]> in text: write ]]&gt;"),
        ("<a><!-- -- --></a>", "-- inside a comment"),
        ("<a>&</a>", "a bare & or a broken reference: write &amp;"),
        ("<a>&#0;</a>", "a bare & or a broken reference: write &amp;"),
        ("<a x='&nbsp;'/>", "the entity &nbsp; is not defined"),
        ("<a x=1/>", "this tag cannot be read"),
        ("<a x='1'y='2'/>", "this tag cannot be read"),
        ("<a><1/></a>", "this tag cannot be read"),
        ("<a>\u{0}</a>", "XML does not allow the character U+0000"),
        ("<a>\u{FFFF}</a>", "XML does not allow the character U+FFFF"),
        ("<?xml version='1.0' encoding='klingon'?><a/>", "the encoding “klingon” is not known"),
    ];
    for (file, sentence) in cases {
        let report = check_all(file.as_bytes(), &options());
        assert_eq!(report.findings[0].message.to_string(), sentence, "{file}");
        assert_eq!(report.findings.len(), 1, "{file}");
    }
}

#[test]
fn other_roots_and_versions() {
    assert_eq!(ids(b"<html><body/></html>"), ["0.2.1"]);
    assert_eq!(ids(b"<iati-activities version='1.05'><iati-activity/></iati-activities>"), ["0.6.1"]);
    assert_eq!(ids(b"<iati-activities/>"), ["0.6.1"]);
    assert_eq!(ids(b"<iati-activities xmlns='urn:x' version='2.03'/>"), ["0.6.1"]);
    // A file that is not even well-formed is nothing else.
    assert_eq!(ids(b"<html><body></html>"), ["0.1.1"]);
}

#[test]
fn deeply_nested_junk() {
    assert_eq!(ids("<a>".repeat(1_000_000).as_bytes()), ["0.1.1"]);
    let deep = "<x:a xmlns:x='urn:x'>".repeat(200) + &"</x:a>".repeat(200);
    let file = format!("<iati-activities version='2.03'><iati-activity>{deep}</iati-activity></iati-activities>");
    assert!(ids(file.as_bytes()).contains(&"0.3.1"));
}

/// A reader that makes an activity of any size without holding it.
struct Endless {
    head: &'static [u8],
    filling: usize,
    tail: &'static [u8],
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        for part in [&mut self.head, &mut self.tail] {
            if !part.is_empty() && (part.starts_with(b"<iati-activities") || self.filling == 0) {
                return part.read(out);
            }
        }
        let length = out.len().min(self.filling);
        out[..length].fill(b'x');
        self.filling -= length;
        Ok(length)
    }
}

fn endless(megabytes: usize) -> Endless {
    Endless {
        head: b"<iati-activities version='2.03'><iati-activity><iati-identifier>large</iati-identifier><title><narrative>",
        filling: megabytes << 20,
        tail: b"</narrative></title></iati-activity><iati-activity><iati-identifier>next</iati-identifier></iati-activity></iati-activities>",
    }
}

#[test]
fn an_activity_of_120_megabytes_is_passed_over() {
    let mut found = Vec::new();
    let summary = check(endless(120), &options(), &mut |f| found.push((f.identifier.to_string(), f.id)));
    assert_eq!(summary.items, 2);
    assert_eq!(found.iter().filter(|(name, _)| name == "large").map(|(_, id)| *id).collect::<Vec<_>>(), ["own.1"]);
    assert!(found.contains(&("next".into(), "0.3.1")), "the next activity is checked");

    let read: Vec<_> = Reader::new(endless(120)).expect("a header").collect();
    assert!(matches!(read[0], Err(ReadError::TooLarge { .. })));
    assert!(matches!(&read[1], Ok(item) if item.identifier() == "next"));
    assert_eq!(read.len(), 2);
}

#[test]
fn ten_thousand_errors() {
    let one = "<iati-activity default-currency='ZZZ'><iati-identifier>i</iati-identifier></iati-activity>";
    let file = format!("<iati-activities version='2.03'>{}</iati-activities>", one.repeat(10_000));
    let report = check_all(file.as_bytes(), &options());
    assert_eq!(report.findings.iter().filter(|f| f.id == "9.3.1").count(), 10_000);
    // The same fault many times over in one activity is one finding with many places.
    let many = "<sector foo='1'/>".repeat(10_000);
    let file = format!("<iati-activities version='2.03'><iati-activity>{many}</iati-activity></iati-activities>");
    assert!(check_all(file.as_bytes(), &options()).findings.len() < 40);
    let many: String = (0..2000).map(|i| format!("<sector code='1' a{i}='1'/>")).collect();
    let file = format!("<iati-activities version='2.03'><x:a xmlns:x='urn:x'>{many}</x:a><iati-activity/></iati-activities>");
    assert!(!ids(file.as_bytes()).is_empty());
}

#[test]
fn decimals_with_exponents() {
    let file = "<iati-activities version='2.03'><iati-activity><budget><value value-date='2020-01-01'>1e-10</value></budget></iati-activity></iati-activities>";
    assert!(ids(file.as_bytes()).contains(&"0.3.1"));
    let Some(Ok(Item::Activity(activity))) = Reader::new(file.as_bytes()).expect("a header").next() else { panic!() };
    let amount = &activity.budgets[0].value.as_ref().expect("a value").text;
    assert_eq!((amount.number(), amount.as_str()), (None, "1e-10"));
}

#[test]
fn encodings() {
    let body = "<iati-organisations version='2.03'><iati-organisation><organisation-identifier>Ї-é</organisation-identifier></iati-organisation></iati-organisations>";
    let latin: Vec<u8> = format!("<?xml version='1.0' encoding='ISO-8859-1'?>{}", body.replace('Ї', "I"))
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("a Latin letter"))
        .collect();
    let wide = |order: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        let mark = if mark { "\u{FEFF}" } else { "" };
        format!("{mark}<?xml version='1.0' encoding='UTF-16'?>{body}").encode_utf16().flat_map(order).collect()
    };
    let files = [
        (body.as_bytes().to_vec(), "Ї-é"),
        (format!("\u{FEFF}{body}").into_bytes(), "Ї-é"),
        (wide(u16::to_le_bytes, true), "Ї-é"),
        (wide(u16::to_be_bytes, true), "Ї-é"),
        (wide(u16::to_le_bytes, false), "Ї-é"),
        (wide(u16::to_be_bytes, false), "Ї-é"),
        (latin, "I-é"),
        // Declared as something it is not.
        (format!("<?xml version='1.0' encoding='UTF-16'?>{body}").into_bytes(), "Ї-é"),
    ];
    for (number, (file, name)) in files.iter().enumerate() {
        let Some(Ok(item)) = Reader::new(&file[..]).expect("a header").next() else { panic!("file {number}") };
        assert_eq!(item.identifier(), *name, "file {number}");
        assert!(check_all(&file[..], &options()).summary.well_formed, "file {number}");
    }
}

/// A reader that gives one byte at a time.
struct Drops<'a>(&'a [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let length = self.0.len().min(out.len()).min(1);
        self.0.read(&mut out[..length])
    }
}

#[test]
fn line_ends_and_small_reads() {
    let file = "<iati-activities version='2.03'>\r\n<iati-activity>\r<iati-identifier>a\r\nb</iati-identifier>\r\n</iati-activity>\n</iati-activities>";
    for read in [Reader::new(file.as_bytes()), Reader::new(Drops(file.as_bytes()))] {
        let Some(Ok(Item::Activity(activity))) = read.expect("a header").next() else { panic!() };
        assert_eq!(activity.identifier(), "a\nb");
        assert_eq!((activity.at.line, activity.at.column), (2, 1));
        assert_eq!(activity.iati_identifier.expect("one").at.line, 3);
    }
}

#[test]
fn a_reader_that_fails() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let report = check_all(Broken, &options());
    assert_eq!(report.findings[0].message.to_string(), "the file could not be read: the disk is gone");
    assert!(matches!(Reader::new(Broken), Err(ReadError::Fault(_))));
}

#[test]
fn newer_code_lists() {
    let mut options = options();
    let list =
        "<codelist name='Currency'><codelist-items><codelist-item><code>ZZZ</code></codelist-item></codelist-items></codelist>";
    assert!(options.code_lists.read_list(list.as_bytes()).expect("a list"));
    assert!(!options.code_lists.read_list("<codelist name='Colours'/>".as_bytes()).expect("a list"));
    assert!(options.code_lists.read_list("<codelist".as_bytes()).is_err());
    assert_eq!(options.code_lists.contains("Currency", "ZZZ"), Some(true));
    assert_eq!(options.code_lists.contains("Currency", "EUR"), Some(false));
    let file = b"<iati-activities version='2.03'><iati-activity default-currency='ZZZ'/></iati-activities>";
    assert!(!check_all(&file[..], &options).findings.iter().any(|f| f.id == "9.3.1"));
    assert_eq!(CodeLists::default().contains("Currency", "ZZZ"), Some(false));
}

#[test]
fn the_writer_escapes_and_refuses() {
    let mut writer = Writer::new(Vec::new(), &Header::new(dotyk_iati::FileType::Activities)).expect("a header");
    let text = "a < b & \"c\" ]]> \r\n\t é";
    let identifier = Plain { text: text.into(), ..Plain::default() };
    let activity = dotyk_iati::model::Activity { iati_identifier: Some(identifier), ..Default::default() };
    writer.activity(&activity).expect("written");
    assert!(writer.organisation(&Default::default()).is_err(), "an organisation has no place among activities");
    let file = writer.finish().expect("written");
    let Some(Ok(item)) = Reader::new(&file[..]).expect("a header").next() else { panic!() };
    assert_eq!(item.identifier(), text);
}
