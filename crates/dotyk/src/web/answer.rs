//! What a handler answers: a reply, or a problem that becomes a clear page in the visitor's language.

use std::future::Future;
use std::task::{Context, Poll, Waker};

use askama::Template;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use dotyk_db::Error;
use http_body_util::BodyExt;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::page::Page;
use super::{Ctx, Face};
use crate::journal::hex;

/// What every handler returns.
pub type Answer = Result<Reply, Problem>;

/// A response that is ready to send.
pub struct Reply {
    /// Its status; from 400 on, a write is rolled back.
    pub status: StatusCode,
    /// Its headers beyond the common ones.
    pub headers: Vec<(HeaderName, String)>,
    /// Its body.
    pub body: Body,
}

impl Reply {
    /// A page: the view as HTML, or as the data behind it, whichever the address asks for.
    ///
    /// # Errors
    /// A template that cannot be rendered: a fault of the program.
    pub fn view<V: Template + Serialize>(ctx: &Ctx, view: &V) -> Answer {
        match ctx.face {
            Face::Json => Reply::json(StatusCode::OK, &serde_json::to_value(view).map_err(Problem::fault)?),
            Face::Html => Reply::html(StatusCode::OK, view),
            _ => Err(Problem::NoSuchForm(ctx.face.suffix().to_owned())),
        }
    }

    /// A page that exists for people only, such as a form.
    ///
    /// # Errors
    /// No other form than HTML is offered; or as [`Reply::view`].
    pub fn page<V: Template>(ctx: &Ctx, view: &V) -> Answer {
        match ctx.face {
            Face::Html => Reply::html(StatusCode::OK, view),
            _ => Err(Problem::NoSuchForm(ctx.face.suffix().to_owned())),
        }
    }

    /// HTML with a status: a form that came back with errors is 422, a lost race 409.
    ///
    /// # Errors
    /// As [`Reply::view`].
    pub fn html<V: Template>(status: StatusCode, view: &V) -> Answer {
        let html = view.render().map_err(Problem::fault)?;
        Ok(Reply { status, headers: vec![(header::CONTENT_TYPE, "text/html; charset=utf-8".into())], body: html.into() })
    }

    /// A map: the view as [`Reply::view`] gives it, or what it draws as GeoJSON (RFC 7946).
    ///
    /// # Errors
    /// As [`Reply::view`].
    pub fn map<V: Template + Serialize>(ctx: &Ctx, view: &V, features: impl FnOnce(&V) -> serde_json::Value) -> Answer {
        match ctx.face {
            Face::GeoJson => {
                let mut reply = Reply::json(StatusCode::OK, &features(view))?;
                reply.headers = vec![(header::CONTENT_TYPE, "application/geo+json".into())];
                Ok(reply)
            }
            _ => Reply::view(ctx, view),
        }
    }

    /// JSON with a status.
    ///
    /// # Errors
    /// Never for a value; kept for the shape of a handler.
    pub fn json(status: StatusCode, value: &serde_json::Value) -> Answer {
        let body = serde_json::to_string(value).map_err(Problem::fault)?;
        Ok(Reply { status, headers: vec![(header::CONTENT_TYPE, "application/json; charset=utf-8".into())], body: body.into() })
    }

    /// After a write: look at what came of it.
    ///
    /// # Errors
    /// Never; kept for the shape of a handler.
    pub fn see(ctx: &Ctx, path: &str) -> Answer {
        Ok(Reply::redirect(StatusCode::SEE_OTHER, ctx.url(path)))
    }

    /// A redirect to a full address.
    pub fn redirect(status: StatusCode, target: String) -> Reply {
        Reply { status, headers: vec![(header::LOCATION, target)], body: Body::empty() }
    }

    /// The same with one more header.
    pub fn with(mut self, name: HeaderName, value: String) -> Reply {
        self.headers.push((name, value));
        self
    }

    /// The whole body, which is there already.
    ///
    /// # Errors
    /// A body that is still on its way, such as a file: a fault of the program.
    pub(super) fn into_bytes(self) -> Result<Bytes, Problem> {
        let mut body = std::pin::pin!(self.body.collect());
        match body.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(body) => Ok(body.map_err(Problem::fault)?.to_bytes()),
            Poll::Pending => Err(Problem::fault("a body that is not there yet")),
        }
    }

    /// The same with a tag of its content; to whom holds that already, nothing is sent anew.
    ///
    /// # Errors
    /// As [`Reply::view`].
    pub fn tagged(mut self, ctx: &Ctx) -> Answer {
        let (status, headers) = (self.status, std::mem::take(&mut self.headers));
        let body = self.into_bytes()?;
        let tag = format!("W/\"{}\"", hex(&Sha256::digest(&body)[..12]));
        let reply = match ctx.holds(&tag) {
            true => Reply::redirect(StatusCode::NOT_MODIFIED, String::new()),
            false => Reply { status, headers, body: body.into() },
        };
        Ok(reply.with(header::ETAG, tag))
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            // A value that is no header text can only come from an address; it is percent-encoded before.
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}

/// Why a request cannot be answered as asked.
#[derive(Debug)]
pub enum Problem {
    /// Nothing here, or nothing the visitor may know of: 404
    NotFound,
    /// The page exists, not in this form: 404
    NoSuchForm(String),
    /// A record that lacks too much for this form: 404, with what it lacks
    Incomplete(String),
    /// Signing in may help: to the sign-in page, 401 in data
    SignIn,
    /// Not for this role: 403
    Forbidden,
    /// A form from another site or without its token: 403
    Forged,
    /// Something in the address or body is wrong: 400, with the message and what was sent
    Bad(&'static str, String),
    /// The body is over its limit: 413, in bytes
    TooLarge(usize),
    /// The body came too slowly: 408
    TooSlow,
    /// Too many tries: 429, seconds to wait
    TooMany(i64),
    /// The method is not for this address: 405
    Method,
    /// Too many long lists are being made at this moment: 503, and soon again
    Crowded,
    /// Too many files are being looked at at this moment: 503, and soon again
    Examining,
    /// The database is busy or away: 503
    Unavailable(String),
    /// There is no room left on the disk, and nothing was written: 507
    Full(String),
    /// A fault of the program: 500
    Fault(String),
}

impl Problem {
    /// Something sent is wrong: the message's key, and what was sent.
    pub fn bad(key: &'static str, what: impl Into<String>) -> Problem {
        Problem::Bad(key, what.into())
    }

    /// A fault of the program; its text goes to the log and not to the page.
    pub fn fault(error: impl std::fmt::Display) -> Problem {
        Problem::Fault(error.to_string())
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound | Problem::NoSuchForm(_) | Problem::Incomplete(_) => StatusCode::NOT_FOUND,
            Problem::SignIn => StatusCode::UNAUTHORIZED,
            Problem::Forbidden | Problem::Forged => StatusCode::FORBIDDEN,
            Problem::Bad(..) => StatusCode::BAD_REQUEST,
            Problem::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Problem::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Problem::Method => StatusCode::METHOD_NOT_ALLOWED,
            Problem::Crowded | Problem::Examining | Problem::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
            Problem::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of its heading; the explanation stands at `…-help`.
    fn key(&self) -> &'static str {
        match self {
            Problem::NotFound => "web-not-found",
            Problem::NoSuchForm(_) => "web-no-such-form",
            Problem::Incomplete(_) => "web-incomplete",
            Problem::SignIn => "web-sign-in-first",
            Problem::Forbidden => "web-forbidden",
            Problem::Forged => "web-forged",
            Problem::Bad(key, _) => key,
            Problem::TooLarge(_) => "web-too-large",
            Problem::TooSlow => "web-too-slow",
            Problem::TooMany(_) => "web-too-many",
            Problem::Method => "web-method",
            Problem::Crowded => "web-crowded",
            Problem::Examining => "web-examining",
            Problem::Unavailable(_) => "web-unavailable",
            Problem::Full(_) => "web-full",
            Problem::Fault(_) => "web-fault",
        }
    }

    /// What was sent, or a number that helps.
    fn what(&self) -> String {
        match self {
            Problem::Bad(_, what) | Problem::NoSuchForm(what) => what.chars().take(80).collect(),
            Problem::Incomplete(what) => what.clone(),
            Problem::TooLarge(limit) => (limit / 1024).to_string(),
            Problem::TooMany(seconds) => seconds.to_string(),
            _ => String::new(),
        }
    }

    /// The page that says so, or the same as data.
    pub(super) fn reply(self, ctx: &Ctx) -> Reply {
        match &self {
            Problem::Fault(error) => tracing::error!(path = logged(&ctx.path), error, "fault"),
            Problem::Unavailable(error) => tracing::warn!(path = logged(&ctx.path), error, "unavailable"),
            Problem::Full(error) => tracing::error!(path = logged(&ctx.path), error, "no room is left"),
            _ => {}
        }
        let (status, key, what) = (self.status(), self.key(), self.what());
        let what = ctx.told(key, &what);
        let page = ctx.page(ctx.t1(key, "what", &what));
        let help = page.t1(&format!("{key}-help"), "what", &what);
        if matches!(ctx.face, Face::Json | Face::GeoJson) {
            let body = json!({"error": {"status": status.as_u16(), "code": key, "message": page.title, "help": help}});
            return self.soon(Reply::json(status, &body).unwrap_or_else(|_| plain(status)));
        }
        if matches!(self, Problem::SignIn) {
            let back =
                form_urlencoded::byte_serialize(ctx.url(if ctx.looks { &ctx.path } else { "/" }).as_bytes()).collect::<String>();
            return Reply::redirect(StatusCode::SEE_OTHER, ctx.url(&format!("/session/new?next={back}")));
        }
        let view = ProblemView { back: back(ctx), page, help, status: status.as_u16() };
        let reply = Reply::html(status, &view).unwrap_or_else(|_| plain(status));
        self.soon(reply)
    }

    /// When it is worth asking again.
    fn soon(&self, reply: Reply) -> Reply {
        let seconds = match self {
            Problem::TooMany(seconds) => *seconds,
            Problem::Crowded => 60,
            Problem::Examining => 10,
            _ => return reply,
        };
        reply.with(header::RETRY_AFTER, seconds.to_string())
    }
}

/// The page from which something was sent, as its address says: what is above it. None when this only looked.
fn back(ctx: &Ctx) -> Option<String> {
    let (above, _) = ctx.path.rsplit_once('/').filter(|(above, _)| !ctx.looks && !above.is_empty())?;
    Some(ctx.url(above))
}

/// A path as the log may hold it: a token in it is a key, and a log is read by many.
fn logged(path: &str) -> String {
    for keys in ["/n/", "/i/", "/c/", "/e/", "/v/", "/keys/"] {
        if let Some(token) = path.strip_prefix(keys) {
            let rest = token.split_once('/').map(|(_, rest)| format!("/{rest}")).unwrap_or_default();
            return format!("{keys}…{rest}");
        }
    }
    path.to_owned()
}

/// The last resort, when not even the page of a problem can be made.
fn plain(status: StatusCode) -> Reply {
    Reply { status, headers: Vec::new(), body: Body::from(status.to_string()) }
}

#[derive(Template)]
#[template(path = "web/problem.html")]
struct ProblemView<'a> {
    page: Page<'a>,
    help: String,
    back: Option<String>,
    status: u16,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match error {
            Error::Busy(_) | Error::Unavailable(_) => Problem::Unavailable(error.to_string()),
            Error::Full(_) => Problem::Full(error.to_string()),
            Error::Nul(_) => Problem::bad("web-bad-text", ""),
            // A form named something by an id that is not there: nobody's page does that.
            Error::ForeignKey { .. } => Problem::bad("web-bad-body", ""),
            other => Problem::Fault(other.to_string()),
        }
    }
}

impl Problem {
    /// Of a file that could not be written: no room for it, or a fault of the machine.
    pub fn unwritten(error: &std::io::Error) -> Problem {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Problem::Full(format!("a file cannot be written: {error}")),
            _ => Problem::fault(error),
        }
    }
}

/// Turns a missing thing into a 404.
///
/// # Errors
/// [`Problem::NotFound`] when there is none.
pub fn refuse<T>(thing: Option<T>) -> Result<T, Problem> {
    thing.ok_or(Problem::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_reaches_the_log() {
        assert_eq!(logged("/n/secret"), "/n/…");
        assert_eq!(logged("/n/secret/needs/oxygen"), "/n/…/needs/oxygen");
        assert_eq!(logged("/i/secret/end"), "/i/…/end");
        assert_eq!(logged("/c/secret"), "/c/…");
        assert_eq!(logged("/e/secret"), "/e/…");
        assert_eq!(logged("/v/secret/withdrawal"), "/v/…/withdrawal");
        assert_eq!(logged("/keys/secret"), "/keys/…");
        assert_eq!(logged("/needs/oxygen"), "/needs/oxygen");
    }
}
