//! `/uk/projects/school.json` is the page `/projects/school`, in Ukrainian, as JSON.

use axum::extract::Request;
use axum::http::{HeaderMap, Uri, header};

use crate::text::Lang;

/// The form in which a page is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Face {
    /// A page for people
    Html,
    /// The same as JSON
    Json,
    /// What a map shows, as GeoJSON
    GeoJson,
    /// All rows of a list as comma-separated values
    Csv,
    /// All rows of a list as a workbook
    Xlsx,
    /// What is new, as a feed
    Atom,
    /// Records as partners exchange them: IATI
    Xml,
    /// Days and deadlines, as a calendar
    Ics,
    /// A paper for a word processor
    Docx,
    /// A paper to print and to keep
    Pdf,
    /// A picture, readable alone
    Svg,
    /// A suffix that no page has
    Unknown(String),
}

impl Face {
    fn of(suffix: &str) -> Face {
        let faces = [
            Face::Json,
            Face::GeoJson,
            Face::Csv,
            Face::Xlsx,
            Face::Atom,
            Face::Xml,
            Face::Ics,
            Face::Docx,
            Face::Pdf,
            Face::Svg,
        ];
        faces.into_iter().find(|face| face.suffix() == suffix).unwrap_or_else(|| Face::Unknown(suffix.to_owned()))
    }

    /// The suffix that asks for it.
    pub fn suffix(&self) -> &str {
        match self {
            Face::Html => "",
            Face::Json => "json",
            Face::GeoJson => "geojson",
            Face::Csv => "csv",
            Face::Xlsx => "xlsx",
            Face::Atom => "atom",
            Face::Xml => "xml",
            Face::Ics => "ics",
            Face::Docx => "docx",
            Face::Pdf => "pdf",
            Face::Svg => "svg",
            Face::Unknown(suffix) => suffix,
        }
    }
}

/// What the address said beside the path.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub lang: Lang,
    /// Whether the language stood in the address; if not, the visitor is sent where it does.
    pub spoken: bool,
    pub face: Face,
    /// The path without language and suffix, as routes know it.
    pub path: String,
}

/// Takes language and suffix out of the address before it is routed.
pub(super) fn rewrite(mut request: Request) -> Request {
    let whole = request.uri().path();
    let Some(bare) = whole.strip_prefix('/') else {
        // `OPTIONS *`, or `CONNECT` with a host alone: nothing of ours.
        let address = Address { lang: preferred(request.headers()), spoken: true, face: Face::Html, path: "/".to_owned() };
        request.extensions_mut().insert(address);
        return request;
    };
    let (first, rest) = bare.split_once('/').unwrap_or((bare, ""));
    let (lang, spoken, path) = match Lang::parse(first) {
        Some(lang) => (lang, true, format!("/{rest}")),
        None => (preferred(request.headers()), false, whole.to_owned()),
    };
    let plain = ["/static/", "/files/", "/imports/templates/"].iter().any(|folder| path.starts_with(folder));
    let (path, face) = match path.rsplit_once('/') {
        Some((folder, name)) if !plain => match name.rsplit_once('.') {
            // Two days of a period: `2020-03-01..2020-09-30`.
            Some((_, suffix)) if suffix.starts_with(|c: char| c.is_ascii_digit()) => (path, Face::Html),
            Some((stem, suffix)) => (format!("{folder}/{stem}"), Face::of(suffix)),
            None => (path, Face::Html),
        },
        _ => (path, Face::Html),
    };
    // `/uk/projects/` is `/uk/projects`.
    let path = if path.len() > 1 { path.trim_end_matches('/').to_owned() } else { path };
    let path = if path.is_empty() { "/".to_owned() } else { path };
    let target = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.clone(),
    };
    if let Ok(uri) = target.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(Address { lang, spoken, face, path });
    request
}

/// English only for those whose browser asks for it before Ukrainian.
fn preferred(headers: &HeaderMap) -> Lang {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    asked.split(',').filter_map(|part| Lang::parse(part.trim().get(..2)?)).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn read(uri: &str) -> (String, Lang, bool, Face, String) {
        let request = rewrite(Request::builder().uri(uri).body(Body::empty()).unwrap());
        let address = request.extensions().get::<Address>().unwrap().clone();
        (request.uri().to_string(), address.lang, address.spoken, address.face, address.path)
    }

    #[test]
    fn language_and_suffix_are_not_part_of_the_path() {
        for (uri, routed, lang, spoken, face) in [
            ("/uk/projects", "/projects", Lang::Uk, true, Face::Html),
            ("/en/projects.json?direction=it", "/projects?direction=it", Lang::En, true, Face::Json),
            ("/uk/projects/school.json", "/projects/school", Lang::Uk, true, Face::Json),
            ("/uk/map.geojson?by=money", "/map?by=money", Lang::Uk, true, Face::GeoJson),
            ("/uk/figures.csv?measure=flats", "/figures?measure=flats", Lang::Uk, true, Face::Csv),
            ("/uk/figures.xlsx", "/figures", Lang::Uk, true, Face::Xlsx),
            ("/en/new.atom", "/new", Lang::En, true, Face::Atom),
            ("/uk/calls.ics?open=1", "/calls?open=1", Lang::Uk, true, Face::Ics),
            ("/uk/matrix.svg?show=gaps", "/matrix?show=gaps", Lang::Uk, true, Face::Svg),
            ("/en/projects.xml?stage=closed", "/projects?stage=closed", Lang::En, true, Face::Xml),
            ("/uk/", "/", Lang::Uk, true, Face::Html),
            ("/uk", "/", Lang::Uk, true, Face::Html),
            ("/uk/projects/", "/projects", Lang::Uk, true, Face::Html),
            ("/projects", "/projects", Lang::Uk, false, Face::Html),
            ("/uk/projects.exe", "/projects", Lang::Uk, true, Face::Unknown("exe".into())),
            ("/static/dotyk.css", "/static/dotyk.css", Lang::Uk, false, Face::Html),
            ("/healthz", "/healthz", Lang::Uk, false, Face::Html),
        ] {
            let (got, l, s, f, _) = read(uri);
            assert_eq!((got.as_str(), l, s, f), (routed, lang, spoken, face), "{uri}");
        }
    }
}
