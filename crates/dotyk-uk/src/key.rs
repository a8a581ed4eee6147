//! Keys for finding: one spelling for everything a person may type for the same word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::chars::{
    Script, alphanumeric, apostrophe, capital_twin, hyphen, invisible, is_ukrainian_letter, plain_latin, push_lower, script,
};
use crate::fold::fold;

/// The form of `text` that is indexed and looked up; never shown.
///
/// Look-alike letters are [folded](crate::fold), letters are composed and lower-case. Apostrophes,
/// the stress mark, soft hyphens and zero-width marks vanish; dashes, quotes, №, no-break spaces
/// and all other punctuation become single spaces. ґ is г and ё is е; Latin letters lose their
/// accents. A Latin word of at most three letters that all have a Cyrillic look-alike is written
/// in Cyrillic, so "IT" meets itself in any mix of scripts; longer words keep their script.
///
/// ```
/// use dotyk_uk::search_key;
/// assert_eq!(search_key("«Мар’їнка»\u{a0}— № 5"), "марїнка 5");
/// assert_eq!(search_key("IT"), search_key("іт"));
/// assert_ne!(search_key("Kremenna"), search_key("Кремінна"));
/// ```
pub fn search_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in normal(text).split([' ', '-']) {
        if !key.is_empty() {
            key.push(' ');
        }
        push_skeleton(word, &mut key);
    }
    key
}

/// The words of `text`, each normalised as in [`search_key`].
///
/// The apostrophe is a letter of its word. A word with hyphens comes first whole, with `-` between
/// its parts, and then part by part; so the words without a `-`, joined by spaces, are exactly the
/// search key, and a query that demands every word should leave out those with a `-`.
///
/// ```
/// let words: Vec<_> = dotyk_uk::tokens("П’ять IТ-компанiй").collect();
/// assert_eq!(words, ["пять", "іт-компаній", "іт", "компаній"]);
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = String> + use<> {
    let mut tokens = Vec::new();
    for word in normal(text).split(' ').filter(|w| !w.is_empty()) {
        let parts: Vec<String> = word.split('-').map(skeleton).collect();
        if parts.len() > 1 {
            tokens.push(parts.join("-"));
        }
        tokens.extend(parts);
    }
    tokens.into_iter()
}

/// Script-free form of a short word of look-alikes; other words as they are.
pub(crate) fn skeleton(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    push_skeleton(word, &mut out);
    out
}

fn push_skeleton(word: &str, out: &mut String) {
    let letters = word.chars().filter(|&c| script(c).is_some());
    if letters.clone().count() <= 3 && letters.clone().all(|c| capital_twin(c).is_some()) {
        out.extend(word.chars().map(|c| capital_twin(c).unwrap_or(c)));
    } else {
        out.push_str(word);
    }
}

/// Lower-case words with single spaces between words and `-` inside compounds.
fn normal(text: &str) -> String {
    let plain = plain(text);
    let folded = fold(&plain);
    let mut out = String::with_capacity(folded.len());
    let mut lower = String::with_capacity(folded.len());
    folded.chars().for_each(|c| push_lower(c, &mut lower));
    let mut chars = lower.chars().peekable();
    let mut gap = None;
    while let Some(c) = chars.next() {
        if alphanumeric(c) {
            if let Some(gap) = gap.take()
                && !out.is_empty()
            {
                out.push(gap);
            }
            out.push(c);
        } else if is_combining_mark(c) {
            // Left over after composition: it parts no word and finds none.
        } else if hyphen(c) && gap.is_none() && chars.peek().is_some_and(|n| alphanumeric(*n)) {
            gap = Some('-');
        } else {
            gap = Some(' ');
        }
    }
    out
}

/// `text` composed, without marks that search does not tell apart; case is kept for [`fold`].
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Nearly every text is made of these, and then there is nothing to compose.
    if text.chars().all(is_common) {
        text.chars().for_each(|c| push_plain(c, &mut out));
        return out;
    }
    let mut base = ' ';
    let unmarked = text.nfd().filter(|&c| {
        if apostrophe(c) || invisible(c) {
            return false;
        }
        if !is_combining_mark(c) {
            base = c;
            return true;
        }
        // й and ї keep their marks; stress, the dots of ё and Latin accents go.
        let stress = matches!(c, '\u{300}' | '\u{301}');
        let dots = c == '\u{308}';
        let accent = script(base) == Some(Script::Latin) && !(dots && matches!(base, 'i' | 'I'));
        !(stress || accent || dots && matches!(base, 'е' | 'Е'))
    });
    unmarked.nfc().for_each(|c| push_plain(c, &mut out));
    out
}

/// Characters that neither decompose nor combine: ASCII, the letters of Ukrainian, its punctuation.
fn is_common(c: char) -> bool {
    c.is_ascii() || is_ukrainian_letter(c) || matches!(c, '«' | '»' | '’' | 'ʼ' | '–' | '—' | '№' | '\u{a0}' | '\u{ad}')
}

fn push_plain(c: char, out: &mut String) {
    match c {
        'ґ' => out.push('г'),
        'Ґ' => out.push('Г'),
        c if c.is_ascii() && c != '\'' && c != '`' => out.push(c),
        c if apostrophe(c) || invisible(c) => {}
        c => match plain_latin(c) {
            Some(letters) => out.push_str(letters),
            None => out.push(c),
        },
    }
}
