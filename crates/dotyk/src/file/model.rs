//! What a file is, and how it may be given out. Pure.

use serde::{Deserialize, Serialize};

use crate::access::{Kind, Owner, Ref, Subject};

/// A file and what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its id.
    pub id: String,
    /// What it belongs to.
    pub subject: Ref,
    /// What it was called where it came from.
    pub name: String,
    /// Its media type, by content.
    #[serde(rename = "type")]
    pub media: String,
    /// How many bytes.
    pub size: i64,
    /// SHA-256 of its content, in hex.
    pub hash: String,
    /// When it came.
    pub created_at: String,
    /// Who brought it.
    pub created_by: String,
    /// Since when the public may see it.
    pub published_at: Option<String>,
    /// Since when it is taken back.
    pub removed_at: Option<String>,
    /// Counts its edits.
    pub version: i64,
    /// How many letters a PDF says; none while nobody has read it, 0 of a picture of paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters: Option<i64>,
}

impl File {
    /// What the policy must know, beside the subject it belongs to.
    pub fn subject(&self, of: &Subject) -> Subject {
        let mut subject = of.part(Kind::File, &self.id).owned_by([Owner::Account(self.created_by.clone())]);
        subject.published &= self.published_at.is_some() && self.removed_at.is_none();
        subject
    }

    /// Whether a browser may show it in its window.
    pub fn inline(&self) -> bool {
        matches!(self.media.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp")
    }

    /// The type it is given out as: one of those that content can have, else bytes to keep.
    pub fn given_as(&self) -> &str {
        match self.media.as_str() {
            "application/pdf" | "application/zip" | "application/x-ole-storage" => &self.media,
            media if self.inline() => media,
            _ => "application/octet-stream",
        }
    }

    /// The last part of its type, for people: PDF, PNG.
    pub fn short_type(&self) -> String {
        let ending = self
            .name
            .rsplit_once('.')
            .map(|(_, ending)| ending)
            .filter(|ending| ending.len() <= 5 && ending.bytes().all(|b| b.is_ascii_alphanumeric()));
        match (self.given_as(), ending) {
            ("application/zip" | "application/x-ole-storage" | "application/octet-stream", Some(ending)) => ending.to_uppercase(),
            ("application/octet-stream" | "application/x-ole-storage", None) => String::new(),
            (media, _) => media.rsplit('/').next().unwrap_or_default().to_uppercase(),
        }
    }
}

/// Whether text is a digest, and so no path to elsewhere.
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// A name as it is kept: without marks that turn the order of letters or cannot be seen, and not hidden.
pub fn clean_name(name: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !unseen(*c)).take(120).collect();
    let clean = clean.trim().trim_start_matches('.').trim();
    if clean.is_empty() { "file".into() } else { clean.into() }
}

/// `Content-Disposition` (RFC 6266) with the name in UTF-8 (RFC 8187) and in ASCII for old programs. Nothing of the name
/// can end the header or its quotes.
pub fn disposition(inline: bool, name: &str) -> String {
    let ascii: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let mut utf8 = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => utf8.push(byte.into()),
            _ => utf8.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("{}; filename=\"{ascii}\"; filename*=UTF-8''{utf8}", if inline { "inline" } else { "attachment" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, media: &str) -> File {
        File {
            id: "f".into(),
            subject: Ref::new(Kind::Project, "p"),
            name: name.into(),
            media: media.into(),
            size: 1,
            hash: String::new(),
            created_at: String::new(),
            created_by: "a".into(),
            published_at: Some("now".into()),
            removed_at: None,
            version: 1,
            letters: None,
        }
    }

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            disposition(false, "акт 1.pdf"),
            "attachment; filename=\"____1.pdf\"; filename*=UTF-8''%D0%B0%D0%BA%D1%82%201.pdf"
        );
        let hostile = disposition(true, "a\"; filename=\"x.html\r\nSet-Cookie: a=b");
        assert!(!hostile.contains(['\r', '\n']) && hostile.matches('"').count() == 2, "{hostile}");
    }

    #[test]
    fn a_name_is_what_it_looks_like() {
        assert_eq!(clean_name("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(clean_name("../../.bashrc"), "bashrc");
        assert_eq!(clean_name(" \u{200b} "), "file");
    }

    #[test]
    fn only_pictures_open_in_the_browser() {
        for (media, inline, given) in [
            ("image/png", true, "image/png"),
            ("application/pdf", false, "application/pdf"),
            ("text/html", false, "application/octet-stream"),
            ("image/svg+xml", false, "application/octet-stream"),
        ] {
            let file = file("x", media);
            assert_eq!((file.inline(), file.given_as()), (inline, given), "{media}");
        }
        assert_eq!(file("Звіт.docx", "application/zip").short_type(), "DOCX");
        assert_eq!(file("scan", "application/pdf").short_type(), "PDF");
    }

    #[test]
    fn a_file_is_shown_with_its_subject_alone() {
        let shown = Subject::new(Kind::Project, "p", true);
        let draft = Subject::new(Kind::Project, "p", false);
        assert!(file("x", "image/png").subject(&shown).published);
        assert!(!file("x", "image/png").subject(&draft).published);
        assert!(!File { published_at: None, ..file("x", "image/png") }.subject(&shown).published);
        assert!(!File { removed_at: Some("now".into()), ..file("x", "image/png") }.subject(&shown).published);
    }

    #[test]
    fn a_hash_is_no_path() {
        assert!(is_hash(&"0a".repeat(32)));
        assert!(!is_hash("../../etc/passwd") && !is_hash(&"0A".repeat(32)) && !is_hash(""));
    }
}
