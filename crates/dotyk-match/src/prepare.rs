//! Documents made ready for the index: the costly part of putting it in, done without the index.

use hashbrown::HashMap;

use crate::document::{Document, Span, Visibility};
use crate::vocabulary::{PLACES, Place, shortened};

/// Between the parts of a record's text.
const MARK: char = '\u{1f}';

/// Some documents together, their words gathered: each is looked up in the index once.
pub(crate) struct Batch {
    pub(crate) documents: Vec<Prepared>,
    /// For each word and place the documents that have it there, by their place in the batch.
    pub(crate) words: HashMap<String, [Vec<u32>; PLACES]>,
}

/// One document, but for its words.
pub(crate) struct Prepared {
    pub(crate) record: Record,
    pub(crate) boost: i64,
    pub(crate) facets: Vec<(String, String)>,
    pub(crate) spans: Vec<Span>,
    pub(crate) visibility: Visibility,
    /// How many words each title has, and each name.
    pub(crate) titles: Vec<usize>,
    pub(crate) names: Vec<usize>,
}

/// What is kept of a document to be shown and ordered.
#[derive(Default)]
pub(crate) struct Record {
    /// Key, kind, both titles and the names, one after another.
    text: Box<str>,
    key: u32,
    sort: Box<[u8]>,
}

impl Record {
    fn new(document: &Document) -> Record {
        let mut text = document.key.clone();
        let titles = [&document.title_uk, &document.title_en].map(|title| title.as_deref().unwrap_or_default());
        for part in [document.kind.as_str()].into_iter().chain(titles).chain(document.names.iter().map(String::as_str)) {
            text.push(MARK);
            text.extend(part.chars().map(|c| if c == MARK { ' ' } else { c }));
        }
        let shown = titles.into_iter().chain(document.names.iter().map(String::as_str)).find(|title| !title.is_empty());
        let sort = bytes(&dotyk_uk::sort_key(shown.unwrap_or(&document.key)));
        Record { text: text.into(), key: u32::try_from(document.key.len()).unwrap_or(u32::MAX), sort }
    }

    pub(crate) fn key(&self) -> &str {
        self.text.get(..self.key as usize).unwrap_or(&self.text)
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        self.text.get(self.key as usize + 1..).unwrap_or_default().split(MARK)
    }

    pub(crate) fn kind(&self) -> &str {
        self.parts().next().unwrap_or_default()
    }

    /// In Ukrainian and in English, where it has them.
    pub(crate) fn titles(&self) -> impl Iterator<Item = &str> {
        self.parts().skip(1).take(2).filter(|title| !title.is_empty())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts().skip(3)
    }

    /// By what it is ordered, as bytes.
    pub(crate) fn sort(&self) -> &[u8] {
        &self.sort
    }

    pub(crate) fn memory(&self) -> usize {
        size_of::<Record>() + self.text.len() + self.sort.len() + 16
    }
}

/// Hexadecimal digits in half the room.
fn bytes(hex: &str) -> Box<[u8]> {
    let digit = |c: u8| (c as char).to_digit(16).unwrap_or_default() as u8;
    hex.as_bytes().chunks(2).map(|pair| pair.iter().fold(0, |byte, c| byte << 4 | digit(*c))).collect()
}

/// Hands each word of `text` to `each`, and says how many there were; a compound counts as its parts.
///
/// Only a lone Latin letter is read by what stands around it. Without one each piece is read by
/// itself: Ukrainian ones, nearly all, by the short way.
pub(crate) fn words(text: &str, mut each: impl FnMut(&str)) -> usize {
    if has_lone_letter(text) {
        return key_words(text, &mut each);
    }
    let mut count = 0;
    for piece in text.split_whitespace() {
        let plain = piece.chars().all(is_plain);
        count += if plain { plain_words(piece, &mut each) } else { key_words(piece, &mut each) };
    }
    count
}

/// The words of a text by its search key.
fn key_words(text: &str, each: &mut impl FnMut(&str)) -> usize {
    let key = dotyk_uk::search_key(text);
    let words = key.split(' ').filter(|word| !word.is_empty());
    words.map(|word| each(shortened(word))).count()
}

/// Whether a letter that may need repair stands by itself.
fn has_lone_letter(text: &str) -> bool {
    // How many letters and digits in a row, and whether the last may need repair.
    let (mut row, mut doubtful) = (0, false);
    for c in text.chars() {
        // The Unicode tables are slow, and seldom needed.
        let plain = is_plain(c);
        if plain && dotyk_uk::is_ukrainian_letter(c) || c.is_ascii_alphanumeric() || !plain && c.is_alphanumeric() {
            row += 1;
            doubtful = !plain;
        } else {
            if row == 1 && doubtful {
                return true;
            }
            row = 0;
        }
    }
    row == 1 && doubtful
}

/// Ukrainian letters and the usual marks: no look-alikes to repair, nothing to compose.
fn is_plain(c: char) -> bool {
    dotyk_uk::is_ukrainian_letter(c)
        || c.is_ascii() && !c.is_ascii_alphabetic()
        || matches!(c, '«' | '»' | '’' | 'ʼ' | '–' | '—' | '№' | '\u{a0}')
}

/// The words of a text that [`is_plain`] throughout, as its search key has them, in one pass.
fn plain_words(text: &str, each: &mut impl FnMut(&str)) -> usize {
    let mut count = 0;
    let mut word = String::with_capacity(64);
    for c in text.chars().chain([' ']) {
        match c {
            'ґ' | 'Ґ' => word.push('г'),
            'а'..='я' | 'є' | 'і' | 'ї' | '0'..='9' => word.push(c),
            'А'..='Я' | 'Є' | 'І' | 'Ї' => word.extend(c.to_lowercase()),
            '\'' | '`' | '’' | 'ʼ' => {}
            _ if word.is_empty() => {}
            _ => {
                each(shortened(&word));
                word.clear();
                count += 1;
            }
        }
    }
    count
}

impl Batch {
    pub(crate) fn new(documents: impl IntoIterator<Item = Document>) -> Batch {
        let mut batch = Batch { documents: Vec::new(), words: HashMap::new() };
        documents.into_iter().for_each(|document| batch.add(document));
        batch
    }

    fn add(&mut self, mut document: Document) {
        let record = Record::new(&document);
        let titles = [&document.title_uk, &document.title_en].into_iter().flatten();
        let titles = titles.map(|title| self.add_text(title, Place::Title)).collect();
        let names = document.names.iter().map(|name| self.add_text(name, Place::Name)).collect();
        self.add_text(&document.body, Place::Body);
        let mut facets = std::mem::take(&mut document.facets);
        facets.push(("kind".into(), document.kind));
        facets.extend(document.places.into_iter().map(|place| ("place".into(), place)));
        let Document { boost, spans, visibility, .. } = document;
        self.documents.push(Prepared { record, boost, facets, spans, visibility, titles, names });
    }

    fn add_text(&mut self, text: &str, place: Place) -> usize {
        let at = self.documents.len() as u32;
        let mut first = place != Place::Body;
        words(text, |word| {
            let places = self.words.entry_ref(word).or_default();
            let mut note = |place: Place| {
                let documents = &mut places[place as usize];
                if documents.last() != Some(&at) {
                    documents.push(at);
                }
            };
            note(place);
            if std::mem::take(&mut first) {
                note(Place::First);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// The short way is the same way.
        #[test]
        fn words_are_those_of_the_search_key(text in prop_oneof![
            "[а-яіїєґА-ЯІЇЄҐ0-9 '`’ʼ.,;()/«»№\u{a0}–—\n-]{0,40}",
            "([а-яА-Я]{0,4}|[a-zA-Z]{0,4}|[iIaoyVX]|[іІаоуї]|[.,'’-]|[ \n]|\u{308}|\u{301}|\u{ad}|[0-9]){0,24}",
            any::<String>(),
        ]) {
            let mut words = Vec::new();
            let count = super::words(&text, |word| words.push(word.to_owned()));
            let key = dotyk_uk::search_key(&text);
            let expected: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).map(super::shortened).collect();
            prop_assert_eq!(count, expected.len());
            prop_assert_eq!(words, expected);
        }
    }
}
