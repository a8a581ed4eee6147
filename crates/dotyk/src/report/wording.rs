//! What a file of a report says in words, beside what the same report says now. So a text that somebody changed within a page,
//! a paper or a workbook is found, though the line by which the file is known is the old one.
//!
//! Compared are the letters alone: where a line breaks, and how a word is parted there, is the typesetter's. The fingerprint,
//! and the journal's position behind it, differ by when the file was made, and addresses by where: they are no content.

use std::io::{Cursor, Read};

use sha2::{Digest, Sha256};

use super::frozen::Frozen;
use crate::journal::hex;
use crate::web::paper;

/// All that is unpacked of a file: 64 MiB.
const LONGEST: u64 = 64 << 20;
/// So many letters behind the fingerprint the journal's position stands.
const BEHIND: usize = 24;
/// Where the fingerprint stood: no letter of any text.
const STOOD: char = '\0';
/// So many letters are told before and behind what differs, and so many of it.
const AROUND: usize = 24;
const TOLD: usize = 120;

/// What a file says.
///
/// # Errors
/// Why that cannot be read, in words.
pub fn of(frozen: &Frozen, bytes: &[u8]) -> Result<String, String> {
    match frozen.face {
        "pdf" => paper::text(bytes.to_vec()).map_err(|error| error.to_string()),
        "docx" | "xlsx" => packed(bytes),
        _ => Ok(of_page(&String::from_utf8_lossy(bytes))),
    }
}

/// Of what is packed: the texts of its parts, and of each picture a digest.
fn packed(bytes: &[u8]) -> Result<String, String> {
    let broken = |error: &dyn std::fmt::Display| format!("this cannot be unpacked: {error}");
    let mut packed = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut names: Vec<String> = packed.file_names().flatten().map(|name| name.into_owned()).collect();
    names.sort();
    let (mut said, mut left) = (String::new(), LONGEST);
    for name in names {
        let text = ["word/document", "word/footer", "xl/worksheets/sheet", "xl/sharedStrings"];
        let text = text.iter().any(|start| name.starts_with(start)) && name.ends_with(".xml");
        if !text && !name.starts_with("word/media/") {
            continue;
        }
        let mut part = Vec::new();
        let opened = packed.by_name(&name).map_err(|error| broken(&error))?;
        opened.take(left).read_to_end(&mut part).map_err(|error| broken(&error))?;
        left -= part.len() as u64;
        match text {
            true => said.push_str(&untagged(&String::from_utf8_lossy(&part))),
            false => said.push_str(&format!("\n{name} {}\n", hex(&Sha256::digest(&part)))),
        }
    }
    Ok(said)
}

/// Of a page: its main part, without forms, which are no part of the report.
fn of_page(page: &str) -> String {
    let main = page.split_once("<main").map_or(page, |(_, main)| main);
    let mut main = main.split_once("</main>").map_or(main, |(main, _)| main).to_owned();
    for (from, to) in [("<form", "</form>"), ("<script", "</script>"), ("<style", "</style>")] {
        while let Some(start) = main.find(from) {
            let end = main[start..].find(to).map_or(main.len(), |end| start + end + to.len());
            main.replace_range(start..end, " ");
        }
    }
    untagged(&main)
}

/// The text between tags, each piece a line of its own, without addresses.
fn untagged(markup: &str) -> String {
    let mut said = String::with_capacity(markup.len() / 4);
    for piece in markup.split('<').filter_map(|piece| piece.split_once('>').map(|(_, text)| text.trim())) {
        let address = ["http://", "https://", "/uk/", "/en/"].iter().any(|start| piece.starts_with(start));
        if !piece.is_empty() && !address {
            said.push_str(piece);
            said.push('\n');
        }
    }
    let marks =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&apos;", "'"), ("&#38;", "&")];
    let said = marks.iter().fold(said, |said, (mark, letter)| said.replace(mark, letter));
    said.replace("&amp;", "&")
}

/// Where the text of a file first differs from what the report says: how it stands in the file, and how in the report.
pub fn differs(file: (&str, &str), now: (&str, &str)) -> Option<(String, String)> {
    let (mine, theirs) = (letters(file.0, file.1), letters(now.0, now.1));
    let same = |(one, other): &(&(usize, char), &(usize, char))| one.1 == other.1;
    let start = mine.iter().zip(&theirs).take_while(same).count();
    if start == mine.len() && start == theirs.len() {
        return None;
    }
    let least = mine.len().min(theirs.len()) - start;
    let end = mine.iter().rev().zip(theirs.iter().rev()).take(least).take_while(same).count();
    let told = |text: &str, letters: &[(usize, char)]| {
        let from = letters.get(start.saturating_sub(AROUND)).map_or(text.len(), |(at, _)| *at);
        let behind = (letters.len() - end + AROUND).min(start + TOLD);
        let to = letters.get(behind).map_or(text.len(), |(at, _)| *at);
        text[from..to.max(from)].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    Some((told(file.0, &mine), told(now.0, &theirs)))
}

/// The letters of a text and where they stand in it: without the fingerprint, its beginning, and the digits of the position.
fn letters(text: &str, fingerprint: &str) -> Vec<(usize, char)> {
    let no_letter = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{2011}');
    let mut letters: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !no_letter(*c)).collect();
    let whole: Vec<char> = fingerprint.chars().collect();
    let begun = &whole[..whole.len().min(16)];
    while let Some(at) = place(&letters, &whole) {
        letters.splice(at..at + whole.len(), [(letters[at].0, STOOD)]);
    }
    while let Some(at) = place(&letters, begun) {
        letters.drain(at..at + begun.len());
    }
    let mut passed = BEHIND + 1;
    letters.retain(|(_, c)| {
        passed = if *c == STOOD { 0 } else { passed + usize::from(!c.is_ascii_digit()) };
        *c != STOOD && (passed > BEHIND || !c.is_ascii_digit())
    });
    letters
}

fn place(letters: &[(usize, char)], phrase: &[char]) -> Option<usize> {
    let same = |window: &[(usize, char)]| window.iter().map(|(_, c)| c).eq(phrase);
    if phrase.is_empty() { None } else { letters.windows(phrase.len()).position(same) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "aaaabbbbccccddddeeee";
    const NEW: &str = "1111222233334444ffff";

    #[test]
    fn only_what_a_file_says_is_compared() {
        let file =
            "35 квар-\nтир\nВідбиток aaaabbbb\nccccddddeeee; позиція 1 204 За ним впізнають, чи це той звіт. aaaabbbbccccdddd 3";
        let now = "35 квартир Відбиток 1111222233334444ffff; позиція 98 За ним впізнають, чи це той звіт. 1111222233334444 3";
        assert_eq!(differs((file, OLD), (now, NEW)), None);
        let (there, here) = differs((&file.replace("35", "36"), OLD), (now, NEW)).expect("a difference");
        assert!(there.starts_with("36 квар") && here.starts_with("35 квар"), "{there} | {here}");
        let more = format!("{file} 4");
        assert!(differs((&more, OLD), (now, NEW)).is_some());
        assert_eq!(differs(("", OLD), ("", NEW)), None);
        assert_eq!(differs(("", ""), ("щось", "")), Some((String::new(), "щось".to_owned())));
    }

    #[test]
    fn of_a_page_only_the_report_is_read() {
        let page = "<body><nav>Меню</nav><main id=\"main\"><h1>Звіт &amp; усе</h1><form action=\"x\"><label>День</label></form><p>/uk/reports</p><p>35</p></main><footer>Низ</footer>";
        assert_eq!(of_page(page), "Звіт & усе\n35\n");
        assert_eq!(of_page("<form>"), "");
    }
}
