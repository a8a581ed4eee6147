//! A migration's text as single statements.

/// Splits SQL at its semicolons, leaving alone those in `'texts'`, `"names"`, `-- comments` and `/* comments */`.
/// A part with nothing but comments is left out.
///
/// ```
/// let text = "-- places; of one office\nCREATE TABLE a (b TEXT DEFAULT ';'); CREATE INDEX c ON a (b);\n-- end";
/// assert_eq!(dotyk_db::split(text).len(), 2);
/// ```
pub fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at, mut meant) = (0, 0, false);
    while let Some(next) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if next == ';' {
            if meant {
                parts.push(text[start..at].trim());
            }
            (start, meant) = (at + 1, false);
            1
        } else if next == '\'' || next == '"' {
            // A doubled quote inside is two quoted pieces side by side, which splits the same.
            meant = true;
            rest[1..].find(next).map_or(rest.len(), |end| end + 2)
        } else {
            meant |= !next.is_whitespace();
            next.len_utf8()
        };
        at += length;
    }
    if meant {
        parts.push(text[start..].trim());
    }
    parts
}
