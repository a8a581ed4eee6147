//! What single characters are: their script, their look-alike, their role in a word.

/// The scripts this crate tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Other,
}

/// The script of a letter, or `None` for everything that is not a letter.
pub(crate) fn script(c: char) -> Option<Script> {
    let letter = match c {
        'a'..='z' | 'A'..='Z' => return Some(Script::Latin),
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => return Some(Script::Cyrillic),
        c if c.is_ascii() || !c.is_alphabetic() || apostrophe(c) => return None,
        c => c,
    };
    Some(match letter {
        'ª'
        | 'º'
        | 'À'..='ʯ'
        | '\u{2c60}'..='\u{2c7f}'
        | '\u{a722}'..='\u{a7ff}'
        | '\u{ab30}'..='\u{ab64}'
        | 'Ḁ'..='ỿ'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ' => Script::Latin,
        '\u{1c80}'..='\u{1c8a}' | '\u{a640}'..='\u{a69f}' => Script::Cyrillic,
        'Ͱ'..='Ͽ' | 'ἀ'..='ῼ' => Script::Greek,
        _ => Script::Other,
    })
}

/// Letters and digits; Cyrillic ones are answered without a look into the Unicode tables.
pub(crate) fn alphanumeric(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}') || c.is_alphanumeric()
}

/// Appends the small letter of `c`; a few letters have small forms of several characters.
pub(crate) fn push_lower(c: char, out: &mut String) {
    match c {
        'а'..='џ' | 'ґ' => out.push(c),
        'А'..='Я' => out.push(char::from_u32(c as u32 + 0x20).unwrap_or(c)),
        'Ѐ'..='Џ' => out.push(char::from_u32(c as u32 + 0x50).unwrap_or(c)),
        c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
        c => out.extend(c.to_lowercase()),
    }
}

/// The 33 letters of the Ukrainian alphabet in its own order.
pub(crate) const ALPHABET: &str = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя";

/// Whether `c` is one of the 33 letters of the Ukrainian alphabet, in either case.
///
/// The apostrophe belongs to Ukrainian words but is not a letter.
///
/// ```
/// assert!(dotyk_uk::is_ukrainian_letter('ґ'));
/// assert!(dotyk_uk::is_ukrainian_letter('Ї'));
/// assert!(!dotyk_uk::is_ukrainian_letter('ы'));
/// assert!(!dotyk_uk::is_ukrainian_letter('i'), "a Latin i");
/// ```
pub fn is_ukrainian_letter(c: char) -> bool {
    matches!(
        c,
        'а'..='щ' | 'А'..='Щ' | 'ь' | 'Ь' | 'ю' | 'Ю' | 'я' | 'Я' | 'ґ' | 'Ґ' | 'є' | 'Є' | 'і' | 'І' | 'ї' | 'Ї'
    )
}

/// Whether the letters of `text` come from more than one script.
///
/// Meant for sign-in names and codes, where two scripts in one name are a trap: the whole text is
/// looked at, so a Latin first name beside a Cyrillic surname counts as mixed. Digits, marks and
/// punctuation belong to no script. A name written wholly in look-alikes of another script
/// (Cyrillic «асе» for Latin "ace") is not mixed: compare [`search_key`](crate::search_key)s for
/// names up to three letters, or admit one script only.
///
/// ```
/// assert!(dotyk_uk::mixed_script("оlena"), "a Cyrillic о");
/// assert!(!dotyk_uk::mixed_script("olena.2021"));
/// assert!(!dotyk_uk::mixed_script("олена"));
/// ```
pub fn mixed_script(text: &str) -> bool {
    let mut seen = None;
    text.chars().filter_map(script).any(|s| *seen.get_or_insert(s) != s)
}

/// The marks that are written for the Ukrainian apostrophe.
pub(crate) fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | '‘' | '’' | '‛' | '′' | '＇')
}

/// Marks that join the halves of a compound word.
pub(crate) fn hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '\u{2011}')
}

/// Characters that stand inside a word unseen: soft hyphen, zero-width marks.
pub(crate) fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The Cyrillic letter that looks like this Latin one in print.
pub(crate) fn cyrillic_twin(c: char) -> Option<char> {
    Some(match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'k' => 'к',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' => 'у',
        'ï' => 'ї',
        'ë' => 'ё',
        'A' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' => 'Е',
        'H' => 'Н',
        'I' => 'І',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        'Y' => 'У',
        'Ï' => 'Ї',
        'Ë' => 'Ё',
        _ => return None,
    })
}

/// The Latin letter that looks like this Cyrillic one in print.
pub(crate) fn latin_twin(c: char) -> Option<char> {
    Some(match c {
        'а' => 'a',
        'с' => 'c',
        'е' => 'e',
        'і' => 'i',
        'к' => 'k',
        'о' => 'o',
        'р' => 'p',
        'х' => 'x',
        'у' => 'y',
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' => 'E',
        'Н' => 'H',
        'І' => 'I',
        'К' => 'K',
        'М' => 'M',
        'О' => 'O',
        'Р' => 'P',
        'Т' => 'T',
        'Х' => 'X',
        'У' => 'Y',
        _ => return None,
    })
}

/// The lower-case Cyrillic letter whose capital looks like the capital of this Latin letter.
pub(crate) fn capital_twin(c: char) -> Option<char> {
    let twin = cyrillic_twin(c.to_ascii_uppercase())?;
    c.is_ascii().then(|| twin.to_lowercase().next().unwrap_or(twin))
}

/// Plain letters for the Latin letters that do not decompose.
pub(crate) fn plain_latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'ẞ' => "SS",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'þ' => "th",
        'Þ' => "TH",
        'ħ' => "h",
        'Ħ' => "H",
        'ı' => "i",
        _ => return None,
    })
}
