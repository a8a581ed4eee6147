//! Ukrainian in Latin letters, by Resolution 55 of the Cabinet of Ministers of 27.01.2010.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::chars::{Script, apostrophe, invisible, plain_latin, script};
use crate::fold::fold;

/// Writes Ukrainian in Latin letters by Resolution 55 of 27.01.2010, as passports and maps do.
///
/// є ї й ю я have a fuller form at the start of a word; «зг» is `zgh`; ь and the apostrophe are
/// dropped. Look-alike letters are [folded](crate::fold) first. Capitals of several letters follow
/// their neighbours: «Щастя» is `Shchastia`, «ЩАСТЯ» is `SHCHASTIA`. Latin text, digits and
/// punctuation stay. The resolution knows Ukrainian letters only; of others ё becomes `io` (`yo`
/// at the start), ы `y`, э `e`, ў `u`, and ъ is dropped. Not reversible.
///
/// ```
/// use dotyk_uk::transliterate;
/// assert_eq!(transliterate("Сєвєродонецьк"), "Sievierodonetsk");
/// assert_eq!(transliterate("Юр’ївка, Згурівка"), "Yurivka, Zghurivka");
/// ```
pub fn transliterate(text: &str) -> String {
    let folded: Vec<char> = fold(text).nfc().filter(|&c| !invisible(c)).collect();
    let letter = |at: usize| folded.get(at).copied().filter(|&c| script(c).is_some());
    let mut out = String::with_capacity(folded.len());
    // Whether the character before belongs to the same word.
    let mut inside = false;
    for (at, &c) in folded.iter().enumerate() {
        let cyrillic = script(c) == Some(Script::Cyrillic);
        if !cyrillic {
            let after_cyrillic = at > 0 && script(folded[at - 1]) == Some(Script::Cyrillic);
            let mark = is_combining_mark(c) && (after_cyrillic || !inside && at > 0);
            let in_word = inside && after_cyrillic && apostrophe(c) && letter(at + 1).is_some();
            if in_word || after_cyrillic && mark {
                continue;
            }
            inside = script(c).is_some() || is_combining_mark(c) && inside;
            out.push(c);
            continue;
        }
        let lower = c.to_lowercase().next().unwrap_or(c);
        let before = at.checked_sub(1).and_then(letter).and_then(|b| b.to_lowercase().next());
        let latin = if lower == 'г' && before == Some('з') { "gh" } else { latin(lower, !inside) };
        inside = true;
        if c == lower {
            out.push_str(latin);
            continue;
        }
        let loud = match (letter(at + 1), at.checked_sub(1).and_then(letter)) {
            (Some(next), _) => next.is_uppercase(),
            (None, Some(previous)) => previous.is_uppercase(),
            (None, None) => false,
        };
        let mut letters = latin.chars();
        out.extend(letters.next().map(|l| l.to_ascii_uppercase()));
        out.extend(letters.map(|l| if loud { l.to_ascii_uppercase() } else { l }));
    }
    out
}

fn latin(c: char, start: bool) -> &'static str {
    match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "h",
        'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'є' => {
            if start {
                "ye"
            } else {
                "ie"
            }
        }
        'ё' => {
            if start {
                "yo"
            } else {
                "io"
            }
        }
        'ж' => "zh",
        'з' => "z",
        'и' | 'ы' => "y",
        'і' => "i",
        'ї' => {
            if start {
                "yi"
            } else {
                "i"
            }
        }
        'й' => {
            if start {
                "y"
            } else {
                "i"
            }
        }
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => {
            if start {
                "yu"
            } else {
                "iu"
            }
        }
        'я' => {
            if start {
                "ya"
            } else {
                "ia"
            }
        }
        _ => "",
    }
}

/// The longest slug, in characters.
const SLUG: usize = 80;

/// A piece of a web address out of a title: lower-case ASCII letters and digits, single hyphens.
///
/// Made through [`transliterate`]; accents are taken off Latin letters, letters of other scripts
/// are left out. At most 80 characters, cut between words where there is more than one. Empty when
/// the text has no letter or digit that can be written so: the caller then falls back to a code.
///
/// ```
/// use dotyk_uk::slug;
/// assert_eq!(slug("Бельгійський спадок: «Лисичанськ»"), "belhiiskyi-spadok-lysychansk");
/// assert_eq!(slug("Botoșani 2021"), "botosani-2021");
/// ```
pub fn slug(text: &str) -> String {
    let mut whole = String::new();
    let mut push = |c: char| {
        if c.is_ascii_alphanumeric() {
            whole.push(c.to_ascii_lowercase());
        } else if !(is_combining_mark(c) || apostrophe(c) || whole.is_empty() || whole.ends_with('-')) {
            whole.push('-');
        }
    };
    for c in transliterate(text).nfd() {
        match plain_latin(c) {
            Some(letters) => letters.chars().for_each(&mut push),
            None => push(c),
        }
    }
    let whole = whole.trim_end_matches('-');
    if whole.len() <= SLUG {
        return whole.to_owned();
    }
    // Only ASCII was pushed, so bytes are characters.
    let end = whole[..=SLUG].rfind('-').unwrap_or(SLUG);
    whole[..end].to_owned()
}
