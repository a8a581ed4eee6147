//! Look-alike letters: a Latin `i` inside a Cyrillic word and its like, put right.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::chars::{Script, alphanumeric, apostrophe, cyrillic_twin, invisible, latin_twin, script};

/// What the letters of a word are, and what is to be done with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Cyrillic throughout, or a word without letters that keeps its neighbours apart.
    Cyrillic,
    /// Latin throughout.
    Latin,
    /// No letter of either script.
    Bare,
    /// Every Latin letter has a Cyrillic twin: the word becomes Cyrillic.
    ToCyrillic,
    /// Some Latin letter has no twin, but every Cyrillic one has: the word becomes Latin.
    ToLatin,
    /// Both scripts have letters of their own («Brandvilleом»): only runs of twins are mapped.
    InRuns,
}

struct Word {
    range: Range<usize>,
    fate: Fate,
}

/// Repairs letters of the wrong script inside words; everything else stays as written.
///
/// A word here is a run of letters, digits and the marks inside them (apostrophe, stress, soft
/// hyphen); a hyphen parts words, so in «USAID-проєкт» the first half stays Latin.
///
/// 1. A word with letters of both scripts whose Latin letters all have Cyrillic look-alikes
///    becomes Cyrillic: `мiсто` with a Latin `i`, `УФСI`, `IТ`.
/// 2. Otherwise, if all its Cyrillic letters have Latin look-alikes, it becomes Latin: `СOVID`
///    with a Cyrillic `С`.
/// 3. Otherwise it is a Latin word with a Ukrainian ending; only runs of look-alikes are mapped.
/// 4. A lone small `i`, `a`, `o` or `y` among Cyrillic words becomes the Ukrainian word it looks
///    like; numbers in between, Roman ones too, are passed over.
/// 5. An initial `I.` before a capitalised Cyrillic word or beside a Cyrillic initial becomes
///    `І.`, unless it opens a line in a text that also has an entry `II.`.
///
/// Wholly Latin words (USAID, COVID, Brandville, the numeral VI) stay Latin.
///
/// ```
/// use dotyk_uk::fold;
/// assert_eq!(fold("Марiя i Iван"), "Марія і Іван");
/// assert_eq!(fold("УФСI VI"), "УФСІ VI");
/// assert_eq!(fold("iм. I. Сiкорського"), "ім. І. Сікорського");
/// assert!(matches!(fold("проєкт USAID"), std::borrow::Cow::Borrowed(_)), "nothing to repair");
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    let repairs = repaired_words(text);
    if repairs.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + repairs.len());
    let mut done = 0;
    for (range, word) in repairs {
        out.push_str(&text[done..range.start]);
        out.push_str(&word);
        done = range.end;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// How many words of `text` [`fold`] would change: for the report of an import.
///
/// ```
/// assert_eq!(dotyk_uk::repairs("Марiя i Олена"), 2);
/// ```
pub fn repairs(text: &str) -> usize {
    repaired_words(text).len()
}

fn repaired_words(text: &str) -> Vec<(Range<usize>, String)> {
    // Without a Cyrillic letter nothing can be mixed; without a Latin one nothing needs repair.
    let has = |wanted| text.chars().any(|c| script(c) == Some(wanted));
    if !has(Script::Latin) || !has(Script::Cyrillic) {
        return Vec::new();
    }
    let mut words = words(text);
    initials(text, &mut words);
    lone_letters(text, &mut words);
    words
        .into_iter()
        .filter_map(|word| {
            let written = &text[word.range.clone()];
            let repaired: String = match word.fate {
                Fate::ToCyrillic => written.chars().map(to_cyrillic).collect(),
                Fate::ToLatin => written.chars().map(|c| latin_twin(c).unwrap_or(c)).collect(),
                Fate::InRuns => in_runs(written),
                Fate::Cyrillic | Fate::Latin | Fate::Bare => return None,
            };
            (repaired != written).then_some((word.range, repaired))
        })
        .collect()
}

fn to_cyrillic(c: char) -> char {
    cyrillic_twin(c).unwrap_or(c)
}

/// Splits `text` into words and decides each by its own letters.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside = alphanumeric(c) && !apostrophe(c)
            || start.is_some()
                && (is_combining_mark(c)
                    || invisible(c)
                    || apostrophe(c) && chars.peek().is_some_and(|(_, n)| script(*n).is_some()));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Word { range: from..at, fate: fate(&text[from..at]) });
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        words.push(Word { range: from..text.len(), fate: fate(&text[from..]) });
    }
    words
}

fn fate(word: &str) -> Fate {
    let (mut latin, mut cyrillic) = (false, false);
    let (mut latin_own, mut cyrillic_own) = (false, false);
    for c in word.chars() {
        match script(c) {
            Some(Script::Latin) => {
                latin = true;
                latin_own |= cyrillic_twin(c).is_none();
            }
            Some(Script::Cyrillic) => {
                cyrillic = true;
                cyrillic_own |= latin_twin(c).is_none();
            }
            _ => {}
        }
    }
    match (latin, cyrillic) {
        (false, false) => Fate::Bare,
        (true, false) => Fate::Latin,
        (false, true) => Fate::Cyrillic,
        (true, true) if !latin_own => Fate::ToCyrillic,
        (true, true) if !cyrillic_own => Fate::ToLatin,
        (true, true) => Fate::InRuns,
    }
}

/// Maps those unbroken runs of Latin letters that consist of look-alikes only.
fn in_runs(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut run = String::new();
    let flush = |run: &mut String, out: &mut String| {
        if run.chars().all(|c| cyrillic_twin(c).is_some()) {
            out.extend(run.chars().map(to_cyrillic));
        } else {
            out.push_str(run);
        }
        run.clear();
    };
    for c in word.chars() {
        if script(c) == Some(Script::Latin) {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    out
}

fn becomes_cyrillic(word: &Word) -> bool {
    matches!(word.fate, Fate::Cyrillic | Fate::ToCyrillic)
}

/// `I.` as the initial of a Cyrillic name.
fn initials(text: &str, words: &mut [Word]) {
    let entry = |word: &Word, name: &str| &text[word.range.clone()] == name && text[word.range.end..].starts_with('.');
    let numbered = words.iter().any(|word| entry(word, "II"));
    let opens_line = |at: usize| text[..at].trim_end_matches([' ', '\t']).ends_with('\n') || text[..at].trim().is_empty();

    // From the end, so that in "I. I. Сікорський" the second initial vouches for the first.
    for at in (0..words.len()).rev() {
        if !entry(&words[at], "I") || numbered && opens_line(words[at].range.start) {
            continue;
        }
        let Some(next) = words.get(at + 1) else {
            continue;
        };
        let gap = &text[words[at].range.end + 1..next.range.start];
        let name = text[next.range.clone()].chars().next();
        let near = gap.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'));
        if near && becomes_cyrillic(next) && name.is_some_and(char::is_uppercase) {
            words[at].fate = Fate::ToCyrillic;
        }
    }
    // And forward, for the second initial after a surname: "Сікорський О.I."
    for at in 1..words.len() {
        let previous = &words[at - 1];
        let initial = &text[previous.range.clone()];
        if entry(&words[at], "I")
            && becomes_cyrillic(previous)
            && initial.chars().count() == 1
            && initial.chars().all(char::is_uppercase)
            && &text[previous.range.end..words[at].range.start] == "."
        {
            words[at].fate = Fate::ToCyrillic;
        }
    }
}

/// Small one-letter words written with the Latin letter among Cyrillic words.
fn lone_letters(text: &str, words: &mut [Word]) {
    let lone = |word: &Word| word.fate == Fate::Latin && matches!(&text[word.range.clone()], "i" | "a" | "o" | "y");
    // Numbers, Roman ones too, say nothing of the language: the words beyond them do.
    let number = |word: &Word| {
        let roman = |c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M');
        let written = &text[word.range.clone()];
        match word.fate {
            Fate::Bare => true,
            Fate::Latin => written.chars().all(roman),
            Fate::ToLatin => written.chars().all(|c| roman(latin_twin(c).unwrap_or(c))),
            Fate::Cyrillic | Fate::ToCyrillic | Fate::InRuns => false,
        }
    };
    let mut at = 0;
    let mut before = None;
    while at < words.len() {
        if !lone(&words[at]) {
            if !number(&words[at]) {
                before = Some(becomes_cyrillic(&words[at]));
            }
            at += 1;
            continue;
        }
        // A run of lone letters and numbers shares its neighbours, so it is decided as one.
        let end = (at..words.len()).find(|&n| !number(&words[n]) && !lone(&words[n])).unwrap_or(words.len());
        let after = words.get(end).map(becomes_cyrillic);
        let among = before.or(after).is_some() && before.unwrap_or(true) && after.unwrap_or(true);
        for word in &mut words[at..end] {
            if among && lone(word) {
                word.fate = Fate::ToCyrillic;
            }
        }
        at = end;
    }
}
