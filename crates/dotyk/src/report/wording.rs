//! What a file of a report says, beside the same file made again. So a number that somebody changed within a page, a paper or a
//! workbook is found, though the line by which the file is known is the old one.
//!
//! The same report makes the same file but for four things, which are set aside here: the fingerprint, with the journal's
//! position behind it; addresses, which differ by how and where the report was asked for; what a file tells of itself in its
//! properties; and, in a PDF, the letters of that one line, which may break elsewhere. All else is compared: markup, styles,
//! pictures, parts that should not be there. Of a PDF only the words are.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use sha2::{Digest, Sha256};

use super::frozen::Frozen;
use crate::journal::hex;
use crate::web::paper;

/// All that is unpacked of a file: 64 MiB.
const LONGEST: u64 = 64 << 20;
/// Where the fingerprint stood, and where its beginning: no letters of any text, and compared as such.
const STOOD: char = '\u{1}';
const BEGUN: char = '\u{2}';
/// So many letters behind the fingerprint its own line goes on, with the journal's position in it: of a PDF to its end.
const LINE: usize = 48;
const LINE_OF_PDF: usize = 160;
/// A picture in points that nobody drew is smaller.
const DRAWN: usize = 200;
/// So many pieces are told before and behind what differs.
const AROUND: usize = 6;

/// What a file says: its parts by their names, each in pieces.
type Said = BTreeMap<String, Vec<String>>;

/// How a file and the same file made again differ: how it stands in the file, and how in the report; nothing when they do not.
///
/// # Errors
/// Why one of both cannot be read, in words.
pub fn differs(frozen: &Frozen, bytes: &[u8], again: &[u8]) -> Result<Option<(String, String)>, String> {
    let print = Frozen::read(again)?.fingerprint;
    let (mut file, mut now) = (said(frozen.face, bytes, &frozen.fingerprint)?, said(frozen.face, again, &print)?);
    undrawn(&mut file, &mut now);
    let of = |said: &Said, part: &String| said.get(part).cloned().unwrap_or_default();
    let differing = file.keys().chain(now.keys()).find(|part| file.get(*part) != now.get(*part));
    Ok(differing.map(|part| first(&of(&file, part), &of(&now, part))))
}

fn said(face: &str, bytes: &[u8], fingerprint: &str) -> Result<Said, String> {
    let whole = |pieces: Vec<String>| Said::from([(String::new(), pieces)]);
    Ok(match face {
        "pdf" => {
            let text = paper::text(bytes.to_vec()).map_err(|error| error.to_string())?;
            whole(blanked_words(&text, fingerprint).split_whitespace().map(str::to_owned).collect())
        }
        "docx" => packed(bytes, fingerprint, LINE)?,
        // A workbook does not tell the position.
        "xlsx" => packed(bytes, fingerprint, 0)?,
        _ => whole(blanked(pieces(&String::from_utf8_lossy(bytes)), fingerprint, LINE)),
    })
}

/// The parts of what is packed: markup in pieces, of the rest a digest. Where links lead stands in parts of their own.
fn packed(bytes: &[u8], fingerprint: &str, line: usize) -> Result<Said, String> {
    let broken = |error: &dyn std::fmt::Display| format!("this cannot be unpacked: {error}");
    let mut packed = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let (mut said, mut left) = (Said::new(), LONGEST);
    for index in 0..packed.len() {
        let mut part = packed.by_index(index).map_err(|error| broken(&error))?;
        let name = part.name().map_err(|error| broken(&error))?.into_owned();
        if name.starts_with("docProps/") || name.ends_with(".rels") {
            continue;
        }
        let mut content = Vec::new();
        part.by_ref().take(left).read_to_end(&mut content).map_err(|error| broken(&error))?;
        left -= content.len() as u64;
        let pieces = match name.ends_with(".xml") {
            true => blanked(pieces(&String::from_utf8_lossy(&content)), fingerprint, line),
            false if name.ends_with(".png") && content.len() < DRAWN => Vec::new(),
            false => vec![format!("{name} {}", hex(&Sha256::digest(&content)))],
        };
        if said.insert(name, pieces).is_some() {
            return Err(broken(&"it has a part twice"));
        }
    }
    Ok(said)
}

/// Pictures in points are drawn by the program that sets type: where it was absent on one side, they cannot be compared.
fn undrawn(one: &mut Said, other: &mut Said) {
    for (name, pieces) in one.iter_mut().filter(|(name, _)| name.ends_with(".png")) {
        if let Some(theirs) = other.get_mut(name).filter(|theirs| theirs.is_empty() || pieces.is_empty()) {
            (*pieces, *theirs) = (Vec::new(), Vec::new());
        }
    }
}

/// Tags and the texts between them, one after the other.
fn pieces(markup: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in markup.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let linked = tag.starts_with("w:hyperlink") || tag == "/w:hyperlink" || tag == r#"w:rStyle w:val="Hyperlink"/"#;
        let asked = tag.starts_with("script") || tag == "/script" || tag.starts_with("link rel=\"alternate\"");
        if !tag.is_empty() && !linked && !asked {
            found.push(format!("<{}>", bare(tag)));
        }
        let text = text.trim();
        let address = ["http://", "https://", "/uk/", "/en/"].iter().any(|start| text.starts_with(start));
        if !text.is_empty() && (!address || text.contains(char::is_whitespace)) {
            found.push(unescaped(text));
        }
    }
    // What makes a link look like one goes with the link; the face that needs the program that sets type, with that.
    drop_runs(&mut found, &["<w:rPr>", "</w:rPr>"]);
    drop_runs(&mut found, &["·", "<a>", "PDF", "</a>"]);
    found
}

/// Takes out these pieces wherever they follow one another.
fn drop_runs(pieces: &mut Vec<String>, run: &[&str]) {
    let mut at = 0;
    while let Some(window) = pieces.get(at..at + run.len()) {
        if window.iter().eq(run) {
            pieces.drain(at..at + run.len());
        } else {
            at += 1;
        }
    }
}

/// A tag without what differs by how a page was asked for.
fn bare(tag: &str) -> String {
    const ASKED: [&str; 7] = ["href", "action", "value", "data-report", "data-suggest", "open", "selected"];
    let keeps = tag.starts_with("link rel=\"stylesheet\"");
    let mut kept = String::with_capacity(tag.len());
    for (index, piece) in tag.split_inclusive('"').collect::<Vec<_>>().chunks(2).enumerate() {
        let (names, value) = (piece[0], piece.get(1).copied().unwrap_or_default());
        let (flags, name) = match names.strip_suffix("=\"") {
            Some(before) => before.rsplit_once(' ').unwrap_or((before, "")),
            None => (names, ""),
        };
        let mut flags = flags.split_whitespace();
        kept.extend(flags.by_ref().take(usize::from(index == 0)));
        flags.filter(|flag| !ASKED.contains(flag)).for_each(|flag| kept.extend([" ", flag]));
        if !name.is_empty() && (keeps || !ASKED.contains(&name)) {
            kept.extend([" ", name, "=\"", value]);
        }
    }
    kept
}

fn unescaped(text: &str) -> String {
    let marks =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&apos;", "'"), ("&#38;", "&")];
    let text = marks.iter().fold(text.to_owned(), |text, (mark, letter)| text.replace(mark, letter));
    text.replace("&amp;", "&")
}

/// Pieces without the fingerprint, its beginning, and the digits of the position that stands behind it.
fn blanked(pieces: Vec<String>, fingerprint: &str, line: usize) -> Vec<String> {
    let begun = fingerprint.get(..16).unwrap_or(fingerprint);
    let mut left = 0;
    let blank = |piece: String| {
        if piece.starts_with('<') {
            return piece;
        }
        let mut kept = String::with_capacity(piece.len());
        let marked = piece.replace(fingerprint, &STOOD.to_string()).replace(begun, &BEGUN.to_string());
        for letter in marked.chars() {
            left = if letter == STOOD { line } else { left };
            // Groups of the position's digits are parted as the language does.
            if left > 0 && (letter.is_ascii_digit() || matches!(letter, ',' | ' ' | '\u{a0}' | '\u{202f}')) {
                continue;
            }
            left = left.saturating_sub(1);
            kept.push(letter);
        }
        kept
    };
    pieces.into_iter().map(blank).collect()
}

/// Running text without the fingerprint, wherever its line breaks, and with the rest of that line as one word without digits.
fn blanked_words(text: &str, fingerprint: &str) -> String {
    let begun = fingerprint.get(..16).unwrap_or(fingerprint);
    let parts = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{ad}' | '\u{2010}');
    let mut letters: Vec<char> = text.chars().filter(|c| *c != '\u{ad}').collect();
    for (phrase, mark) in [(fingerprint, STOOD), (begun, BEGUN)] {
        let phrase: Vec<char> = phrase.chars().collect();
        let mut at = 0;
        while !phrase.is_empty() && at < letters.len() {
            let (mut end, mut met) = (at, 0);
            while end < letters.len() && met < phrase.len() {
                match letters[end] {
                    letter if letter == phrase[met] => met += 1,
                    letter if met > 0 && parts(letter) => {}
                    _ => break,
                }
                end += 1;
            }
            if met == phrase.len() {
                letters.splice(at..end, [mark]);
            }
            at += 1;
        }
    }
    let mut left = 0;
    letters.retain(|letter| {
        left = if *letter == STOOD { LINE_OF_PDF } else { left };
        let dropped = left > 0 && (letter.is_ascii_digit() || *letter == ',' || parts(*letter));
        left -= usize::from(left > 0 && !dropped);
        !dropped
    });
    letters.into_iter().collect()
}

/// What is told of the first difference: the texts around it, without markup.
fn first(file: &[String], now: &[String]) -> (String, String) {
    let at = file.iter().zip(now).take_while(|(one, other)| one == other).count();
    let told = |pieces: &[String]| {
        let text = |piece: &&String| !piece.starts_with('<');
        let before = pieces[..at.min(pieces.len())].iter().rev().filter(text).take(AROUND).collect::<Vec<_>>().into_iter().rev();
        let behind = pieces[at.min(pieces.len())..].iter().filter(text).take(AROUND);
        before.chain(behind).map(|piece| piece.trim_matches([STOOD, BEGUN])).collect::<Vec<_>>().join(" ")
    };
    (told(file), told(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "aaaabbbbccccddddeeee";
    const NEW: &str = "1111222233334444ffff";

    fn words(text: &str, fingerprint: &str) -> Vec<String> {
        blanked_words(text, fingerprint).split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn of_a_pdf_the_words_are_compared_but_for_one_line() {
        let file = "35 квартир\nВідбиток aaaabbbb-\nccccddddeeee; рядок 1 204 жур-\nналу. За ним впізнають. aaaabbbbccccdddd 3";
        let now = "35 квартир Відбиток 1111222233334444ffff; рядок 98 журналу. За ним впізнають. 1111222233334444 3";
        assert_eq!(words(file, OLD), words(now, NEW));
        for forged in [file.replace("35", "36"), file.replace("35", "3 5"), format!("{file} {OLD}"), format!("{OLD} {file}")] {
            assert_ne!(words(&forged, OLD), words(now, NEW), "{forged}");
        }
        assert_eq!(words("", OLD), words("", NEW));
        assert_ne!(words("щось", ""), words("", ""));
    }

    #[test]
    fn of_markup_everything_is_compared_but_addresses_and_one_line() {
        let page = |print: &str, position: &str| {
            format!(
                "<main><h1>Звіт &amp; усе</h1><a class=\"n\" href=\"/uk/r?as-of=2021\">35</a><details open><p>/uk/reports</p></details><code>{print}</code>, line {position} of the journal.</main>"
            )
        };
        let of = |markup: &str, print: &str| blanked(pieces(markup), print, LINE);
        let (file, now) = (page(OLD, "999"), page(NEW, "1,767").replace("?as-of=2021", "").replace(" open", ""));
        assert_eq!(of(&file, OLD), of(&now, NEW));
        for (from, to) in [
            ("35", "36"),
            ("35", "3 5"),
            ("35", "<span hidden>35</span>53"),
            ("35", "3aaaabbbbccccddddeeee5"),
            ("<main>", "<main hidden>"),
            ("</main>", "</main><p>53</p>"),
            ("class=\"n\"", "class=\"unseen\""),
            ("/uk/reports", "/uk/reports 53"),
        ] {
            let forged = file.replacen(from, to, 1);
            assert_ne!(of(&forged, OLD), of(&now, NEW), "{from} → {to}");
        }
        // Only of papers: a link is one where the office has an address on the web.
        let linked =
            "<w:hyperlink r:id=\"link1\"><w:r><w:rPr><w:rStyle w:val=\"Hyperlink\"/></w:rPr><w:t>х</w:t></w:r></w:hyperlink>";
        assert_eq!(of(linked, OLD), of("<w:r><w:t>х</w:t></w:r>", NEW));
        assert_eq!(bare("a class=\"x\" href=\"y\" hidden"), "a class=\"x\" hidden");
        assert_eq!(bare("details open"), "details");
        assert_eq!(bare("w:t xml:space=\"preserve\""), "w:t xml:space=\"preserve\"");
    }

    #[test]
    fn what_differs_is_told_with_what_stands_around_it() {
        let of = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let told = first(&of("<p> Разом 53 квартири </p>"), &of("<p> Разом 35 квартир </p>"));
        assert_eq!(told, ("Разом 53 квартири".to_owned(), "Разом 35 квартир".to_owned()));
    }
}
