//! What a PDF says, as running text: so that it is found by its words.

use lopdf::Document;

/// So many letters of a document are read; it is found by them.
const LETTERS: usize = 100_000;

/// What a PDF says, page after page; nothing of what is only pictures. Words stand one space apart.
///
/// # Errors
/// What is no PDF, or is locked.
pub fn text(pdf: &[u8]) -> Result<String, String> {
    let document = Document::load_mem(pdf).map_err(|error| error.to_string())?;
    if document.is_encrypted() {
        return Err("it is locked".into());
    }
    let (mut text, mut letters) = (String::new(), 0);
    for page in document.get_pages().keys() {
        // A page that cannot be read says nothing; the others do.
        let said = document.extract_text(&[*page]).unwrap_or_default();
        for word in said.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty()) {
            let word = word.replace('\u{ad}', "");
            letters += word.chars().count() + 1;
            if letters > LETTERS {
                return Ok(text);
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&word);
        }
    }
    Ok(text)
}
