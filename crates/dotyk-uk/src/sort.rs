//! Keys for ordering: plain ASCII that sorts the way a Ukrainian list does.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::chars::{Script, alphanumeric, apostrophe, invisible, plain_latin, script};
use crate::fold::fold;

/// Cyrillic letters in order; those that Ukrainian lacks stand beside their relatives.
const CYRILLIC: &str = "абвгґдђеєжзѕиіїйјклљмнњопрстћуўфхцчџшщъыьэюя";

// First bytes of the key, in order. Smaller ones end a level: see `sort_key`.
const GAP: u8 = 0x04;
const NUMBER: u8 = 0x08;
const CYRILLIC_FIRST: u8 = 0x10;
const CYRILLIC_OTHER: u8 = 0x50;
const LATIN_FIRST: u8 = 0x60;
const LATIN_OTHER: u8 = 0x80;
const ANY_OTHER: u8 = 0x90;

/// A key whose plain byte order is the order of a Ukrainian list.
///
/// The key is lower-case hexadecimal, so every database collation orders it alike. Numbers come
/// first and compare by value («Школа 2» before «Школа 10»), then the 33 letters in the order of
/// the alphabet, then Latin, then other scripts. Words are compared one by one: a shorter word
/// precedes a longer one that begins with it. Punctuation only parts words and counts for nothing
/// at the ends, so «Наша громада» in quotes stands under Н; apostrophes count for nothing at all.
/// Accents and stress, and after them capitals, decide only between texts that are otherwise
/// equal: small letters first. Look-alike letters are [folded](crate::fold) before. A letter costs
/// two characters of key; texts that differ in nothing of the above share a key.
///
/// ```
/// use dotyk_uk::sort_key;
/// let mut list = ["Ялта", "Їжак", "Іван", "Ґрунт", "Дім", "Школа 10", "Школа 2", "USAID"];
/// list.sort_by_key(|text| sort_key(text));
/// assert_eq!(list, ["Ґрунт", "Дім", "Іван", "Їжак", "Школа 2", "Школа 10", "Ялта", "USAID"]);
/// ```
pub fn sort_key(text: &str) -> String {
    let mut levels = Levels::default();
    let folded = fold(text);
    let mut chars = folded.nfc().peekable();
    let mut gap = false;
    while let Some(c) = chars.next() {
        if apostrophe(c) || invisible(c) {
            continue;
        }
        if !alphanumeric(c) {
            if is_combining_mark(c) {
                levels.mark(c);
                continue;
            }
            gap = !levels.letters.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            levels.letters.push(GAP);
        }
        if c.is_ascii_digit() {
            let mut digits = String::from(c);
            while let Some(next) = chars.next_if(char::is_ascii_digit) {
                digits.push(next);
            }
            levels.number(digits.trim_start_matches('0'));
        } else {
            levels.letter(c);
        }
    }
    levels.finish()
}

/// The three levels of a key, gathered side by side.
#[derive(Default)]
struct Levels {
    letters: Vec<u8>,
    /// For each accent: how many letters without one precede it, then which it is.
    accents: Vec<u8>,
    unaccented: usize,
    /// One bit for a letter: set for capitals.
    capitals: Vec<bool>,
}

impl Levels {
    /// Length before digits makes order by length, which is order by value.
    fn number(&mut self, digits: &str) {
        self.letters.push(NUMBER);
        match u8::try_from(digits.len()) {
            Ok(length) if length < 0xff => self.letters.push(length),
            _ => {
                self.letters.push(0xff);
                let length = u64::try_from(digits.len()).unwrap_or(u64::MAX);
                self.letters.extend(length.to_be_bytes());
            }
        }
        let digits: Vec<u8> = digits.bytes().map(|d| d - b'0').collect();
        let (odd, pairs) = digits.split_at(digits.len() % 2);
        self.letters.extend(odd);
        self.letters.extend(pairs.chunks(2).map(|pair| pair[0] << 4 | pair[1]));
    }

    fn letter(&mut self, c: char) {
        let lower = c.to_lowercase().next().unwrap_or(c);
        let capital = c != lower;
        match script(lower) {
            Some(Script::Cyrillic) => {
                let (base, dots) = if lower == 'ё' { ('е', true) } else { (lower, false) };
                match CYRILLIC.chars().position(|l| l == base) {
                    Some(place) => self.push(&[CYRILLIC_FIRST + place as u8], capital),
                    None => self.push(&other(CYRILLIC_OTHER, base), capital),
                }
                if dots {
                    self.mark('\u{308}');
                }
            }
            Some(Script::Latin) => self.latin(lower, capital),
            _ => self.push(&other(ANY_OTHER, lower), capital),
        }
    }

    fn latin(&mut self, lower: char, capital: bool) {
        if let Some(letters) = plain_latin(lower) {
            for letter in letters.bytes() {
                self.push(&[LATIN_FIRST + (letter - b'a')], capital);
            }
            self.mark('\u{338}');
            return;
        }
        for part in lower.nfd() {
            match part {
                'a'..='z' => self.push(&[LATIN_FIRST + (part as u8 - b'a')], capital),
                _ if is_combining_mark(part) => self.mark(part),
                _ => self.push(&other(LATIN_OTHER, part), capital),
            }
        }
    }

    fn push(&mut self, weight: &[u8], capital: bool) {
        self.letters.extend(weight);
        self.unaccented += 1;
        self.capitals.push(capital);
    }

    /// An accent on the letter before: the earlier it comes, the later the text.
    fn mark(&mut self, mark: char) {
        let mut before = self.unaccented.saturating_sub(1);
        while before > 0xf0 {
            self.accents.push(0x0f);
            before -= 0xf0;
        }
        self.accents.push(0xff - before as u8);
        let rank = (mark as u32).wrapping_sub(0x2ff);
        self.accents.push(u8::try_from(rank).map_or(0xfe, |rank| rank.clamp(1, 0xfe)));
        self.unaccented = 0;
    }

    /// Ends a level by a byte below all of the next letter: nothing, 01 for capitals, 02 for accents.
    fn finish(mut self) -> String {
        let mut key = self.letters;
        let last = self.capitals.iter().rposition(|&capital| capital);
        self.capitals.truncate(last.map_or(0, |last| last + 1));
        if !self.accents.is_empty() {
            key.push(0x02);
            key.extend(&self.accents);
            key.push(0x00);
        } else if !self.capitals.is_empty() {
            key.push(0x01);
        }
        key.extend(
            self.capitals
                .chunks(8)
                .map(|eight| eight.iter().enumerate().fold(0, |byte, (at, &capital)| byte | u8::from(capital) << (7 - at))),
        );
        const HEX: &[u8; 16] = b"0123456789abcdef";
        key.iter().flat_map(|byte| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]).map(char::from).collect()
    }
}

/// A weight for a letter outside the tables: its place in Unicode.
fn other(first: u8, c: char) -> [u8; 4] {
    let [_, high, middle, low] = (c as u32).to_be_bytes();
    [first, high, middle, low]
}
