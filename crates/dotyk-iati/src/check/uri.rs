//! `xs:anyURI`: a reference by RFC 3986, after the characters that XML Schema lets stand
//! unescaped (blanks, quotes, braces, letters beyond ASCII …) are taken as escaped.

/// Whether the value can be read as a URI reference.
pub(crate) fn is_uri_reference(value: &str) -> bool {
    let (value, fragment) = cut(value, '#');
    let (value, query) = cut(value, '?');
    let escapes_sound =
        |text: &str| text.split('%').skip(1).all(|after| after.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2);
    let tail = |text: &str| escapes_sound(text) && !text.contains(['#', '[', ']']);
    if !fragment.is_none_or(tail) || !query.is_none_or(tail) {
        return false;
    }
    let (scheme, rest) = match value.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        _ => (None, value),
    };
    let path = match rest.strip_prefix("//") {
        None => rest,
        Some(after) => {
            let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
            if !escapes_sound(authority) || !is_authority(authority) {
                return false;
            }
            path
        }
    };
    // A relative reference must not have a colon in its first segment: it would be a scheme.
    let first = path.split('/').next().unwrap_or_default();
    let relative = scheme.is_none() && path.len() == rest.len();
    tail(path) && !(relative && first.contains(':'))
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(head, tail)| (head, Some(tail)))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

fn is_authority(text: &str) -> bool {
    let host = text.split_once('@').map_or(text, |(_, host)| host);
    let port = |text: &str| text.is_empty() || text.strip_prefix(':').is_some_and(|p| p.bytes().all(|b| b.is_ascii_digit()));
    if let Some(literal) = host.strip_prefix('[') {
        return literal.split_once(']').is_some_and(|(_, after)| port(after));
    }
    let (name, after) = host.split_at(host.find(':').unwrap_or(host.len()));
    port(after) && !name.contains(['@', '[', ']'])
}

#[cfg(test)]
mod tests {
    use super::is_uri_reference;

    #[test]
    fn references() {
        for good in [
            "",
            "http://a b/{x}|\\^ü",
            "http:///x",
            "//h/p",
            "a/b:c",
            "urn:x:y",
            "?q",
            "#f",
            "http://[::1]:80/",
            "mailto:a@b",
            "x?a:b",
            "http://h:/",
        ] {
            assert!(is_uri_reference(good), "{good:?}");
        }
        for bad in [
            "http://[x",
            ":foo",
            "http://h:x/",
            "a#b#c",
            "http://h/%E",
            "%zz",
            "http://a@b@c/",
            "1a:b",
            "http://x/[a]",
            "http://x/?[a]",
        ] {
            assert!(!is_uri_reference(bad), "{bad:?}");
        }
    }
}
