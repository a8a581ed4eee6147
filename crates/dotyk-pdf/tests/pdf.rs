//! A document becomes a PDF that says what it says, tagged, with its fonts in it.

use std::io::Write;
use std::process::{Command, Stdio};

use dotyk_document::{Block, Document, Picture, sample};
use dotyk_pdf::{pdf, pictures, text};

fn set(document: &Document) -> Result<Vec<u8>, String> {
    pdf(serde_json::to_vec(document).unwrap())
}

/// Whether the bytes hold these, wherever.
fn holds(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes())
}

#[test]
fn it_is_tagged_has_a_title_a_language_and_fonts() {
    let bytes = set(&sample()).unwrap();
    assert!(bytes.starts_with(b"%PDF-1."));
    for mark in ["/StructTreeRoot", "/Lang(uk)", "/DisplayDocTitle true", "pdfuaid:part", "/FontFile3"] {
        assert!(holds(&bytes, mark) || holds(&bytes, &mark.replace('(', " (")), "{mark} lacks");
    }
    assert!(holds(&bytes, "Ключові досягнення: 2020 рік"), "the title stands in the properties");
}

#[test]
fn it_says_by_what_a_machine_knows_it_again() {
    let bytes = set(&sample()).unwrap();
    assert!(holds(&bytes, &sample().identifier) || holds(&bytes, &sample().identifier.replace('&', "&amp;")));
    let unknown = set(&Document { identifier: String::new(), ..sample() }).unwrap();
    assert!(!holds(&unknown, "dotyk:"));
}

#[test]
fn what_it_says_is_read_again() {
    let said = text(&set(&sample()).unwrap()).unwrap();
    for words in ["Ключові досягнення: 2020 рік", "Стан на 31 березня 2021 року"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("  ") && !said.contains('\n'));
    for wrong in [&b""[..], b"%PDF-1.7 no more than this", b"{}"] {
        assert!(text(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn the_same_document_is_the_same_bytes() {
    assert_eq!(set(&sample()).unwrap(), set(&sample()).unwrap());
}

#[test]
fn text_is_never_a_command() {
    let hostile = r#"#read("/etc/passwd") #panic() $ * _ @a <b> \\ // /*"#;
    let mut document = sample();
    document.title = hostile.into();
    document.footer = hostile.into();
    document.blocks.insert(0, Block::Heading { level: 1, text: hostile.into() });
    document.blocks.insert(1, Block::Paragraph(hostile.into()));
    set(&document).unwrap();
}

#[test]
fn a_letter_of_a_far_script_is_a_box_and_costs_nothing_else() {
    let mut document = sample();
    document.title = "東京 😀 Київ".into();
    let bytes = set(&document).unwrap();
    assert!(holds(&bytes, "□□ □ Київ"));
}

#[test]
fn what_is_no_document_is_said() {
    assert!(pdf(b"{}".to_vec()).unwrap_err().contains("no document"));
    let picture = Picture { svg: "<svg".into(), alt: "a".into(), caption: "c".into() };
    let document = Document { blocks: vec![Block::Picture(picture)], ..sample() };
    set(&document).unwrap_err();
}

#[test]
fn pictures_are_drawn_in_their_order() {
    let broken = Picture { svg: "<svg".into(), ..Picture::default() };
    let document = Document { blocks: vec![Block::Picture(broken), sample().blocks.remove(8)], ..sample() };
    let drawn = pictures(&serde_json::to_vec(&document).unwrap()).unwrap();
    assert_eq!(drawn.len(), 2);
    assert!(drawn[0].is_empty() && drawn[1].starts_with(b"\x89PNG"));
}

#[test]
fn the_program_reads_and_writes_streams() {
    let run = |json: &[u8]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dotyk-pdf"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(json).unwrap();
        child.wait_with_output().unwrap()
    };
    let good = run(&serde_json::to_vec(&sample()).unwrap());
    assert!(good.status.success() && good.stdout.starts_with(b"%PDF"), "{}", String::from_utf8_lossy(&good.stderr));
    let bad = run(b"[]");
    assert!(!bad.status.success() && bad.stdout.is_empty() && !bad.stderr.is_empty());
}
