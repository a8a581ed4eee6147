//! Stems: what the forms of one word have in common.

use snowball_stemmers_rs::{Algorithm, Stemmer};

use crate::chars::{Script, script};
use crate::exceptions::{CLOSED_ENDS, FORM_STEMS, IY_ADJECTIVES, IY_NOUNS, KEPT_OK, KEPT_STEMS, KEPT_TS, VELAR_ENDS};
use crate::key::{skeleton, tokens};

/// Endings of declension and their like, longest first.
const ENDINGS: [&str; 61] = [
    "іями", "ього", "ьому", "ією", "іям", "іях", "іїв", "ієм", "ьою", "ьої", "ами", "ями", "ими", "іми", "їми", "ьми", "ого",
    "ому", "йму", "ові", "еві", "єві", "ам", "ям", "ом", "ем", "єм", "ою", "ею", "єю", "ах", "ях", "ів", "їв", "ей", "ій", "ий",
    "их", "іх", "їх", "им", "ім", "їм", "ої", "їй", "ія", "ії", "ію", "іє", "а", "я", "о", "е", "є", "и", "і", "ї", "у", "ю",
    "ь", "й",
];

/// The stem of a word: the same for its forms, not meant to be read.
///
/// The word is normalised as in [`search_key`](crate::search_key) first, look-alike letters and
/// all. Ukrainian words go through the rules of this crate, Latin ones through the English Porter2
/// stemmer, others stay. A stem may join close relatives (українець, українка), and short
/// homonyms meet (місто and міст, of which «міст» is a form).
///
/// ```
/// use dotyk_uk::stem;
/// assert_eq!(stem("шкіл"), stem("школа"));
/// assert_eq!(stem("лікарень"), stem("лiкарнями"));
/// assert_eq!(stem("проєкти"), stem("проектів"));
/// assert_eq!(stem("agreements"), stem("agreement"));
/// assert_ne!(stem("громада"), stem("громадянин"));
/// ```
///
/// Words joined by a hyphen or a space give their stems joined by a hyphen.
pub fn stem(word: &str) -> String {
    stems(word).join("-")
}

/// The stems of all words of `text`, in order; a hyphenated word gives the stem of each part.
///
/// ```
/// assert_eq!(dotyk_uk::stems("Потреби шкіл"), dotyk_uk::stems("потреба школи"));
/// ```
pub fn stems(text: &str) -> Vec<String> {
    tokens(text).filter(|word| !word.contains('-')).map(|word| stem_token(&word)).collect()
}

/// Spellings that live side by side: «проєкт» and «траєкторія» of 2019 and their older forms, and
/// the name of a city as three decades of documents write it.
const SPELLINGS: [(&str, &str); 4] =
    [("оєк", "оек"), ("аєкт", "аект"), ("северодонец", "сєвєродонец"), ("сєверодонец", "сєвєродонец")];

/// Cities of the region in Latin letters, as they were written by their Russian names.
const LATIN_SPELLINGS: [(&str, &str); 3] =
    [("severodonets", "sievierodonets"), ("lugansk", "luhansk"), ("lisichansk", "lysychansk")];

/// Longer than any word: what is pasted without spaces is left as it is.
const LONGEST: usize = 64;

fn stem_token(word: &str) -> String {
    if word.chars().count() > LONGEST {
        return word.to_owned();
    }
    let all = |wanted| word.chars().all(|c| script(c) == Some(wanted));
    if all(Script::Latin) {
        let spelt = LATIN_SPELLINGS.iter().find(|(one, _)| word.contains(one));
        let word = spelt.map_or_else(|| word.to_owned(), |(one, other)| word.replace(one, other));
        skeleton(&Stemmer::create(Algorithm::English).stem(&word))
    } else if all(Script::Cyrillic) {
        ukrainian(word)
    } else {
        word.to_owned()
    }
}

fn ukrainian(word: &str) -> String {
    let mut word = word.to_owned();
    for (one, other) in SPELLINGS {
        if word.contains(one) {
            word = word.replace(one, other);
        }
    }
    let word = unreflexive(&word);
    if let Some(stem) = FORM_STEMS.get(word) {
        return settle(stem);
    }
    if let Some(stem) = verb(word) {
        return settle(&stem);
    }
    // Stems that only look as if they had an ending.
    let kept = ENDINGS.iter().chain(&[""]).find_map(|ending| {
        let rest = word.strip_suffix(ending)?;
        KEPT_STEMS.holds(rest).then_some(rest)
    });
    if let Some(stem) = kept {
        return settle(stem);
    }
    if let Some(stem) = closed(word) {
        return settle(&stem);
    }
    for ending in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending).and_then(|rest| cut(rest, ending)) {
            return settle(&stem);
        }
    }
    settle(word)
}

fn vowel(c: char) -> bool {
    "аеєиіїоуюя".contains(c)
}

/// The last letter of a word, or a space where there is none.
fn last(word: &str) -> char {
    word.chars().next_back().unwrap_or(' ')
}

/// What is left when `ending` is taken off, or `None` when it is not an ending here.
fn cut(rest: &str, ending: &str) -> Option<String> {
    let length = rest.chars().count();
    let with_i = matches!(ending, "іями" | "ією" | "іям" | "іях" | "іїв" | "ієм" | "ія" | "ії" | "ію" | "іє");
    if with_i {
        return (length > 0).then(|| format!("{rest}і"));
    }
    let long = ending.chars().count() > 1;
    if length < 2 && !(ending == "ій" && length == 1) || long && !rest.chars().any(vowel) && ending != "ій" {
        return None;
    }
    match ending {
        // Adjectives in -овий and -евий are far more frequent than this dative.
        "ові" => ["тор", "ник", "ент", "іст", "ист", "нтр"].iter().any(|tail| rest.ends_with(tail)).then(|| rest.to_owned()),
        "еві" | "єві" => ["ител", "кар", "яр"].iter().any(|tail| rest.ends_with(tail)).then(|| rest.to_owned()),
        "ій" if noun_iy(rest) => Some(format!("{rest}і")),
        "ій" => (length > 1).then(|| rest.to_owned()),
        // A vowel before these belongs to another ending.
        "ом" | "ем" | "ам" | "ах" | "им" | "их" | "ий" if vowel(last(rest)) => None,
        "ьми" => matches!(last(rest), 'т' | 'д' | 'з').then(|| rest.to_owned()),
        "і" => Some(before_i(rest)),
        "ю" => Some(before_yu(rest)),
        _ => Some(rest.to_owned()),
    }
}

/// Whether «-ій» after `rest` ends a noun in -ія or -ій rather than an adjective.
fn noun_iy(rest: &str) -> bool {
    if IY_NOUNS.holds(rest) {
        return true;
    }
    matches!(last(rest), 'ц' | 'с' | 'з' | 'г' | 'ф' | 'р' | 'д' | 'п') && !IY_ADJECTIVES.holds(rest)
}

/// к, г, х have become ц, з, с before the -і of the dative and locative.
fn before_i(rest: &str) -> String {
    if let Some((head, tail)) = VELAR_ENDS.find(rest) {
        return format!("{head}{tail}");
    }
    if let Some(head) = rest.strip_suffix('ц')
        && !KEPT_TS.holds(rest)
        && (matches!(last(head), 'у' | 'ю' | 'е' | 'о' | 'і' | 'ї') || ["ти", "ди"].iter().any(|tail| head.ends_with(tail)))
    {
        return format!("{head}к");
    }
    rest.to_owned()
}

/// «ніччю», «сіллю», «активністю»: the syllable before this -ю is closed.
fn before_yu(rest: &str) -> String {
    let mut chars = rest.chars().rev();
    if let (Some(end), Some(before)) = (chars.next(), chars.next())
        && end == before
        && !vowel(end)
    {
        let single = &rest[..rest.len() - end.len_utf8()];
        let whole = CLOSED_ENDS.whole(&format!("{single}ь")).or_else(|| CLOSED_ENDS.whole(single));
        return whole.unwrap_or(single).to_owned();
    }
    closed(&format!("{rest}ь"))
        .filter(|_| rest.ends_with("іст") && !rest.ends_with("передміст"))
        .unwrap_or_else(|| rest.to_owned())
}

/// The stem of a bare form, with no ending or only ь, whose last vowel comes and goes.
fn closed(word: &str) -> Option<String> {
    if let Some((head, tail)) = CLOSED_ENDS.find(word) {
        return Some(format!("{head}{tail}"));
    }
    let long = |head: &str, letters| head.chars().count() >= letters;
    if let Some(head) = word.strip_suffix("ість").filter(|head| long(head, 2)) {
        return Some(format!("{head}ост"));
    }
    if let Some(head) = word.strip_suffix("ець").filter(|head| long(head, 2)) {
        return Some(format!("{head}ц"));
    }
    if let Some(head) = word.strip_suffix("єць").filter(|head| long(head, 1)) {
        return Some(format!("{head}йц"));
    }
    if let Some(head) = word.strip_suffix("ель").filter(|head| long(head, 2) && "бвмп".contains(last(head))) {
        return Some(format!("{head}л"));
    }
    if let Some(head) = word.strip_suffix("ок").or_else(|| word.strip_suffix("ек")).filter(|head| long(head, 2))
        && !KEPT_OK.holds(word)
    {
        return Some(format!("{head}к"));
    }
    None
}

/// Takes -ся and -сь off a verb.
fn unreflexive(word: &str) -> &str {
    let bare = word.strip_suffix("ся").or_else(|| word.strip_suffix("сь"));
    let verb = |bare: &&str| {
        bare.chars().count() >= 4
            && ["ти", "ть", "ав", "ів", "ив", "ув", "ла", "ло", "ли", "є", "ють", "уть", "мо", "те", "ш", "но"]
                .iter()
                .any(|tail| bare.ends_with(tail))
    };
    bare.filter(verb).unwrap_or(word)
}

/// Verbs in -увати and -ювати, the one kind that can be told from nouns by its looks.
fn verb(word: &str) -> Option<String> {
    const TAILS: [&str; 12] = ["вати", "вав", "вала", "вало", "вали", "є", "єш", "єть", "ємо", "єте", "ють", "ючи"];
    let head = TAILS.iter().find_map(|tail| word.strip_suffix(tail))?;
    let long = head.chars().count() > 2 && head.chars().rev().skip(1).any(vowel);
    (long && head.ends_with(['у', 'ю'])).then(|| format!("{head}в"))
}

/// The last touch, alike for all forms.
fn settle(written: &str) -> String {
    let mut stem = written.to_owned();
    // громадянин, громадян: one of many carries -ин.
    if ["янин", "чанин", "жанин", "шанин"].iter().any(|tail| stem.ends_with(tail)) {
        stem.truncate(stem.len() - "ин".len());
    }
    // переселенці is the plural of both переселенець and переселенка.
    if let Some(head) = stem.strip_suffix('ц')
        && head.chars().count() > 1
        && !vowel(last(head))
        && !KEPT_TS.holds(&stem)
    {
        stem = format!("{head}к");
    }
    // знання, знань: a doubled consonant counts once.
    let mut chars = stem.chars().rev();
    if let (Some(end), Some(before)) = (chars.next(), chars.next())
        && end == before
        && !vowel(end)
        && stem.chars().count() > 3
    {
        stem.truncate(stem.len() - end.len_utf8());
    }
    stem.retain(|c| c != 'ь');
    if stem.is_empty() { written.to_owned() } else { stem }
}
