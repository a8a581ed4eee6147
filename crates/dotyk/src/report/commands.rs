//! `dotyk report`: a report as a file, and whether a file still says what the records say.

use serde_json::Value;

use super::wording;

pub use super::frozen::{Frozen, differences};

/// Where the style of a page is, as it is asked for.
pub fn style(page: &str) -> Option<&str> {
    let link = page.split("<link rel=\"stylesheet\" href=\"").nth(1)?;
    link.split('"').next().map(|path| path.trim_start_matches('/'))
}

/// A page that can be read without the program: the style in it, and nothing that would be asked for elsewhere.
pub fn alone(page: &str, style: &str) -> String {
    let mut text = String::with_capacity(page.len() + style.len());
    for line in page.lines() {
        let start = line.trim_start();
        if start.starts_with("<link rel=\"stylesheet\"") {
            text.push_str("<style>\n");
            text.push_str(style);
            text.push_str("</style>\n");
        } else if !start.starts_with("<script ") && !start.starts_with("<link ") {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// Whether a file is the one that the report makes, `again`: in lines for people. Where that cannot be told, this is said, and
/// the file is taken by its line.
pub fn text(frozen: &Frozen, bytes: &[u8], again: &[u8]) -> (bool, Vec<String>) {
    match wording::differs(frozen, bytes, again) {
        Ok(None) => (true, vec!["the text of the file is the report’s".to_owned()]),
        Ok(Some((there, here))) => {
            let first = "the text of the file is not the report’s: somebody changed it, or it was made by another version or for somebody who was signed in";
            (false, vec![first.to_owned(), format!("in the file: {there}"), format!("in the report: {here}")])
        }
        Err(reason) => (true, vec![format!("the text of the file could not be compared: {reason}")]),
    }
}

/// What became of a report since a file of it was made, in lines for people.
pub fn verdict(frozen: &Frozen, now: &Value, changes: &Value) -> (bool, Vec<String>) {
    let same = now["content"].as_str() == Some(frozen.content.as_str());
    let mut lines = vec![match same {
        true => format!("the records still say what the file says: {}", frozen.fingerprint),
        false => "the records no longer say what the file says".to_owned(),
    }];
    let (then, position) = (frozen.position, now["position"].as_i64().unwrap_or_default());
    lines.push(format!("journal: position {then} then, {position} now"));
    match &frozen.said {
        Some(said) if !same => {
            lines.extend(differences(said, now).into_iter().map(|(at, then, now)| format!("{at}: {then} → {now}")));
        }
        _ => {}
    }
    let items = changes["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !items.is_empty() {
        lines.push(format!("records of the report that were written since: {}", changes["total"]));
        let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
        lines.extend(items.iter().map(|item| format!("  {}  {}", text(item, "url"), text(item, "label"))));
    }
    (same, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_alone_asks_for_nothing() {
        let page = "<head>\n  <link rel=\"stylesheet\" href=\"/static/a.css\">\n<link rel=\"icon\" href=\"/x.svg\">\n<script src=\"/static/a.js\" type=\"module\"></script>\n</head>";
        assert_eq!(style(page), Some("static/a.css"));
        let alone = alone(page, "p { color: red }\n");
        assert_eq!(alone, "<head>\n<style>\np { color: red }\n</style>\n</head>\n");
    }
}
