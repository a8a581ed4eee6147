//! A feed (Atom, RFC 4287): records in the order in which they changed. Names of entries never change, whatever the
//! office's address becomes.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::{Ctx, Page, Record, escape};
use crate::journal::hex;

/// An entry of a feed.
pub struct Entry {
    /// Which record.
    pub record: Record,
    /// When it last changed, as rows keep it.
    pub updated: String,
    /// What there is to say of it.
    pub summary: String,
    /// What a reader may sort it by.
    pub terms: Vec<String>,
}

/// The feed of a page at this path. Its links are whole when the office has said how the outside reaches it.
pub fn atom(ctx: &Ctx, page: &Page, path: &str, entries: &[Entry]) -> String {
    let office = ctx.office_name();
    let updated = entries.iter().map(|entry| entry.updated.clone()).max().unwrap_or_else(|| ctx.moment.stamp());
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">\n\
         <id>{id}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n<author><name>{author}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{html}\"/>\n",
        lang = page.lang,
        id = urn(&[&ctx.actor.office, path.trim_start_matches('/'), &page.lang.to_string()]),
        title = xml(&format!("{}: {office}", page.title)),
        author = xml(&office),
        own = xml(&page.whole(&page.data_url("atom"))),
        html = xml(&page.whole(&page.data_url(""))),
    );
    for entry in entries {
        let categories: String = entry.terms.iter().map(|term| format!("<category term=\"{}\"/>\n", xml(term))).collect();
        // Whatever cannot be written into a string cannot be.
        let _ = write!(
            feed,
            "<entry>\n<id>{id}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{url}\"/>\n{categories}<summary>{summary}</summary>\n</entry>\n",
            id = urn(&[&ctx.actor.office, entry.record.kind.word(), &entry.record.id]),
            title = xml(&entry.record.label),
            updated = entry.updated,
            url = xml(&page.whole(&entry.record.url)),
            summary = xml(&entry.summary),
        );
    }
    feed.push_str("</feed>\n");
    feed
}

/// A name that never changes: a UUID made of the parts (RFC 9562, version 8).
fn urn(parts: &[&str]) -> String {
    let mut digest = [0u8; 16];
    digest.copy_from_slice(&Sha256::digest(parts.join("/"))[..16]);
    digest[6] = digest[6] & 0x0f | 0x80;
    digest[8] = digest[8] & 0x3f | 0x80;
    let text = hex(&digest);
    format!("urn:uuid:{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

/// Text for XML: escaped, and without the signs that XML 1.0 has no place for.
fn xml(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r') || *c >= ' ' && !matches!(*c, '\u{fffe}' | '\u{ffff}');
    escape(&text.chars().filter(allowed).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_entries_stay_and_texts_are_harmless() {
        let name = urn(&["office", "project", "1"]);
        assert_eq!(name, urn(&["office", "project", "1"]));
        assert_ne!(name, urn(&["office", "source", "1"]));
        assert!(uuid::Uuid::parse_str(name.trim_start_matches("urn:uuid:")).is_ok_and(|id| id.get_version_num() == 8));
        assert_eq!(xml("<a & \u{1}\u{ffff}'b'>"), "&lt;a &amp; &#39;b&#39;&gt;");
    }
}
