//! The few files a page needs, inside the program: an address holds a digest of the content, so it never changes.

use std::sync::OnceLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode, header};
use sha2::{Digest, Sha256};

const FILES: &[(&str, &str, &[u8])] = &[
    ("dotyk.css", "text/css; charset=utf-8", include_bytes!("assets/dotyk.css")),
    ("dotyk.js", "text/javascript; charset=utf-8", include_bytes!("assets/dotyk.js")),
    ("draft.js", "text/javascript; charset=utf-8", include_bytes!("assets/draft.js")),
    ("dotyk.svg", "image/svg+xml", include_bytes!("assets/dotyk.svg")),
];

/// Digests of the files, in their order.
fn digests() -> &'static [String] {
    static DIGESTS: OnceLock<Vec<String>> = OnceLock::new();
    DIGESTS.get_or_init(|| FILES.iter().map(|(_, _, content)| crate::journal::hex(&Sha256::digest(content)[..6])).collect())
}

/// The address of a file.
pub fn url(name: &str) -> String {
    let digest = FILES.iter().position(|(file, ..)| *file == name).map_or("", |index| &digests()[index]);
    format!("/static/{digest}-{name}")
}

/// Gives a file out, for good when it is asked for by its digest.
pub async fn serve(Path(asked): Path<String>) -> Response<Body> {
    let (digest, name) = asked.split_once('-').unwrap_or(("", &asked));
    let Some(index) = FILES.iter().position(|(file, ..)| *file == name) else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    let keep = if digests()[index] == digest { "public, max-age=31536000, immutable" } else { "no-cache" };
    Response::builder()
        .header(header::CONTENT_TYPE, FILES[index].1)
        .header(header::CACHE_CONTROL, keep)
        .body(Body::from(FILES[index].2))
        .unwrap_or_default()
}
