//! Words typed with the other keyboard layout switched on.

use crate::chars::apostrophe;
use crate::pairs::{english, ukrainian};

/// The keys of an English keyboard and what a Ukrainian layout writes with them, without shift.
const KEYS: [(char, char); 33] = [
    ('q', 'й'),
    ('w', 'ц'),
    ('e', 'у'),
    ('r', 'к'),
    ('t', 'е'),
    ('y', 'н'),
    ('u', 'г'),
    ('i', 'ш'),
    ('o', 'щ'),
    ('p', 'з'),
    ('[', 'х'),
    (']', 'ї'),
    ('a', 'ф'),
    ('s', 'і'),
    ('d', 'в'),
    ('f', 'а'),
    ('g', 'п'),
    ('h', 'р'),
    ('j', 'о'),
    ('k', 'л'),
    ('l', 'д'),
    (';', 'ж'),
    ('\'', 'є'),
    ('z', 'я'),
    ('x', 'ч'),
    ('c', 'с'),
    ('v', 'м'),
    ('b', 'и'),
    ('n', 'т'),
    ('m', 'ь'),
    (',', 'б'),
    ('.', 'ю'),
    ('`', '\''),
];

/// The same with shift, where it is not simply the capital.
const SHIFTED: [(char, char); 8] =
    [('{', 'Х'), ('}', 'Ї'), (':', 'Ж'), ('"', 'Є'), ('<', 'Б'), ('>', 'Ю'), ('\\', 'ґ'), ('|', 'Ґ')];

/// How much better the other reading must look: more for three letters, which may be an acronym.
const MARGIN: f64 = 1.5;
const MARGIN_OF_THREE: f64 = 3.5;
/// What it costs a reading to leave keys as punctuation: before a word and after it.
const MARKS_BEFORE: f64 = 1.2;
const MARKS_AFTER: f64 = 0.5;
/// Longer than any word that is worth a guess.
const LONGEST: usize = 64;
/// What a word is worth that has letters of neither language.
const UNLIKELY: f64 = -4.0;
/// How good it must look by itself.
const PLAUSIBLE: f64 = 4.0;

/// What was meant when `text` was typed with the wrong keyboard layout, or `None` when nothing
/// suggests that it was.
///
/// Works both ways, for the usual Ukrainian and US layouts. Each word of three letters or more is
/// judged by how usual its letter pairs are in Ukrainian and in English, so it is a guess: offer
/// it («Можливо, ви шукали …»), never apply it unasked. Shorter words follow when every longer one
/// was repaired.
///
/// ```
/// use dotyk_uk::keyboard;
/// assert_eq!(keyboard("ghjtrn").as_deref(), Some("проект"));
/// assert_eq!(keyboard("руддщ").as_deref(), Some("hello"));
/// assert_eq!(keyboard("проєкт"), None);
/// assert_eq!(keyboard("USAID"), None);
/// ```
pub fn keyboard(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
    let repaired: Vec<Option<String>> = words.iter().map(|word| repair(word)).collect();
    if repaired.iter().all(Option::is_none) {
        return None;
    }
    let all_long = words
        .iter()
        .zip(&repaired)
        .all(|(word, repaired)| repaired.is_some() || word.chars().filter(|c| c.is_alphabetic()).count() < 3);
    let out = words.iter().zip(repaired).map(|(word, repaired)| match repaired {
        Some(repaired) => repaired,
        None if all_long => short(word),
        None => (*word).to_owned(),
    });
    Some(out.collect())
}

/// The other reading of one word, if it is the likelier one.
fn repair(word: &str) -> Option<String> {
    let margin = match word.chars().filter(|c| c.is_alphabetic()).count() {
        0..=2 => return None,
        _ if word.chars().count() > LONGEST => return None,
        3 => MARGIN_OF_THREE,
        _ => MARGIN,
    };
    if word.chars().any(|c| c.is_ascii_alphabetic()) {
        // Marks at the ends may be letters or may be marks: the better reading wins.
        let marks = |c: char| matches!(c, ',' | '.' | ';' | ':' | '"' | '\'' | '[' | ']' | '{' | '}' | '<' | '>');
        let whole = word.trim();
        let quoted = whole.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
        let whole = quoted.unwrap_or(whole);
        let starts = [whole, whole.trim_start_matches(marks)];
        let cores = starts.iter().flat_map(|core| {
            let end = core.trim_end_matches(marks).len();
            core[end..].char_indices().map(move |(at, _)| &core[..end + at]).chain([*core])
        });
        let judged = cores.filter_map(|core| {
            let meant: String = core.chars().map(to_ukrainian).collect();
            let likely = mean(&meant, ukrainian)?;
            let before = if whole.starts_with(core) { 0.0 } else { MARKS_BEFORE };
            let after = if whole.ends_with(core) { 0.0 } else { MARKS_AFTER };
            Some((core, meant, likely, likely - before - after))
        });
        let (core, meant, likely, _) = judged.max_by(|a, b| a.3.total_cmp(&b.3))?;
        let written = mean(core, english).unwrap_or(UNLIKELY);
        return (likely >= PLAUSIBLE && likely - written >= margin).then(|| word.replacen(core, &meant, 1));
    }
    let meant: String = word.chars().map(to_english).collect();
    let likely = mean(&meant, english)?;
    let written = mean(word, ukrainian).unwrap_or(UNLIKELY);
    (likely >= PLAUSIBLE && likely - written >= margin).then_some(meant)
}

/// A word too short to judge, in the company of repaired ones.
fn short(word: &str) -> String {
    if word.chars().any(|c| c.is_ascii_alphabetic()) {
        word.chars().map(to_ukrainian).collect()
    } else {
        word.chars().map(to_english).collect()
    }
}

/// The mean score of the parts of a word, or `None` when a letter belongs to neither language.
fn mean(word: &str, score: impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let plain: String = word.chars().filter(|&c| !apostrophe(c)).collect();
    let mut sum = 0.0;
    let mut letters = 0.0;
    for part in plain.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty()) {
        let weight = part.chars().count() as f64;
        sum += score(part)? * weight;
        letters += weight;
    }
    (letters > 0.0).then(|| sum / letters)
}

fn to_ukrainian(c: char) -> char {
    if let Some((_, other)) = KEYS.iter().chain(&SHIFTED).find(|(key, _)| *key == c) {
        return *other;
    }
    let lower = c.to_ascii_lowercase();
    match KEYS.iter().find(|(key, _)| *key == lower) {
        Some((_, other)) => other.to_uppercase().next().unwrap_or(*other),
        None => c,
    }
}

fn to_english(c: char) -> char {
    if let Some((key, _)) = SHIFTED.iter().chain(&KEYS).find(|(_, other)| *other == c) {
        return *key;
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    match KEYS.iter().find(|(_, other)| *other == lower) {
        Some((key, _)) => key.to_ascii_uppercase(),
        None => c,
    }
}
