//! Which address is answered by which handler, and the action it is for.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{ConnectInfo, RawPathParams, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, on};
use dotyk_db::{Error, Tx};
use http_body_util::{BodyExt, Limited};

use super::address::Address;
use super::answer::{Answer, Problem, Reply};
use super::ctx::{Ctx, State};
use super::examine::{self, Examine};
use super::form::{Form, unmask};
use super::schema::{About, Takes};
use super::server::Peer;
use super::shelf::Brought;
use super::upload;
use crate::access::{Action, Actor, Kind};
use crate::journal::Write;
use crate::text::Lang;

/// A form's body may be this large, in bytes.
pub const FORM_LIMIT: usize = 1024 * 1024;

/// The body of a form that may bring a file instead, in bytes: what would fill a table may be pasted into it. Who sends it is
/// known before it is taken, and may.
const PASTED_LIMIT: usize = 4 * FORM_LIMIT;

/// A body must be there within this time.
const BODY_TIME: Duration = Duration::from_secs(30);

/// What answers.
#[derive(Clone, Copy)]
pub enum Handler {
    /// Reads.
    Read(fn(&Ctx, &mut Tx) -> Answer),
    /// Reads the form, writes and journals.
    Write(fn(&Ctx, &Form, &mut Write) -> Answer),
    /// Works before the transaction with what must not hold the office's turn: hashing a password, taking in a file.
    /// What it returns is given to the write.
    Slow(fn(&Ctx, &Form, &mut Tx) -> Result<Form, Problem>, fn(&Ctx, &Form, &mut Write) -> Answer),
    /// Takes in a file: multipart, streamed to disk before the transaction. The form then holds `file.hash`,
    /// `file.name`, `file.size` and `file.type`.
    Upload(fn(&Ctx, &Form, &mut Write) -> Answer),
    /// Takes in a file only to look at it: no transaction, nothing kept; see [`examine`].
    Examine(Examine),
    /// The same from somebody without an account: the first function says, before a byte is taken, whether they may.
    Guest(fn(&Ctx, &mut Tx) -> Result<(), Problem>, fn(&Ctx, &Form, &mut Write) -> Answer),
}

/// One route.
#[derive(Clone, Copy)]
pub struct Route {
    /// Its method: GET or POST, as forms know them.
    pub get: bool,
    /// Its path, without language and suffix.
    pub path: &'static str,
    /// The kind of thing it is about.
    pub kind: Kind,
    /// What is done there.
    pub action: Action,
    /// What answers.
    pub handler: Handler,
    /// What it answers in data; none for a page that exists for people only.
    pub about: Option<&'static About>,
    /// What a program may send to it.
    pub takes: Option<&'static Takes>,
}

/// The routes of a noun. There is no way to add one without its action.
#[derive(Default)]
pub struct Routes {
    /// All of them.
    pub list: Vec<Route>,
}

impl Routes {
    /// A page.
    #[must_use]
    pub fn get(self, path: &'static str, kind: Kind, action: Action, handler: fn(&Ctx, &mut Tx) -> Answer) -> Routes {
        self.add(true, path, kind, action, Handler::Read(handler))
    }

    /// A write.
    #[must_use]
    pub fn post(self, path: &'static str, kind: Kind, action: Action, handler: fn(&Ctx, &Form, &mut Write) -> Answer) -> Routes {
        self.add(false, path, kind, action, Handler::Write(handler))
    }

    /// A write with work before it; see [`Handler::Slow`].
    #[must_use]
    pub fn slow(
        self,
        path: &'static str,
        kind: Kind,
        action: Action,
        before: fn(&Ctx, &Form, &mut Tx) -> Result<Form, Problem>,
        handler: fn(&Ctx, &Form, &mut Write) -> Answer,
    ) -> Routes {
        self.add(false, path, kind, action, Handler::Slow(before, handler))
    }

    /// A write that takes in a file.
    #[must_use]
    pub fn upload(
        self,
        path: &'static str,
        kind: Kind,
        action: Action,
        handler: fn(&Ctx, &Form, &mut Write) -> Answer,
    ) -> Routes {
        self.add(false, path, kind, action, Handler::Upload(handler))
    }

    /// A file that is looked at and not kept.
    #[must_use]
    pub fn examine(self, path: &'static str, kind: Kind, action: Action, handler: Examine) -> Routes {
        self.add(false, path, kind, action, Handler::Examine(handler))
    }

    /// A write that takes in a file from somebody without an account; see [`Handler::Guest`].
    #[must_use]
    pub fn guest(
        self,
        path: &'static str,
        kind: Kind,
        action: Action,
        before: fn(&Ctx, &mut Tx) -> Result<(), Problem>,
        handler: fn(&Ctx, &Form, &mut Write) -> Answer,
    ) -> Routes {
        self.add(false, path, kind, action, Handler::Guest(before, handler))
    }

    fn add(mut self, get: bool, path: &'static str, kind: Kind, action: Action, handler: Handler) -> Routes {
        self.list.push(Route { get, path, kind, action, handler, about: None, takes: None });
        self
    }

    /// Says what the route added last answers in data.
    #[must_use]
    pub fn about(mut self, about: &'static About) -> Routes {
        if let Some(route) = self.list.last_mut() {
            route.about = Some(about);
        }
        self
    }

    /// Says what a program may send to the route added last.
    #[must_use]
    pub fn takes(mut self, takes: &'static Takes) -> Routes {
        if let Some(route) = self.list.last_mut() {
            route.takes = Some(takes);
        }
        self
    }

    /// The router of all of them.
    pub(super) fn router(&self, state: &Arc<State>) -> Router {
        let mut paths: Vec<(&'static str, MethodRouter)> = Vec::new();
        for route in &self.list {
            let (route, state) = (*route, state.clone());
            let filter = if route.get { axum::routing::MethodFilter::GET } else { axum::routing::MethodFilter::POST };
            let serve = on(filter, move |params: Result<RawPathParams, RawPathParamsRejection>, request: Request| {
                answer(state.clone(), Some(route), params, request)
            });
            match paths.iter_mut().find(|(path, _)| *path == route.path) {
                Some((_, methods)) => *methods = std::mem::take(methods).merge(serve),
                None => paths.push((route.path, serve)),
            }
        }
        let mut router = Router::new();
        for (path, methods) in paths {
            let state = state.clone();
            router =
                router.route(path, methods.fallback(move |request: Request| refuse(state.clone(), request, Problem::Method)));
        }
        let state = state.clone();
        router.fallback(move |request: Request| refuse(state.clone(), request, Problem::NotFound))
    }
}

/// Answers with a problem where no route does.
async fn refuse(state: Arc<State>, request: Request, problem: Problem) -> Response {
    let ctx = context(&state, (Kind::Portal, Action::Read), None, Vec::new(), &request);
    if let Some(reply) = elsewhere(&ctx, &request) {
        return reply.into_response();
    }
    let aside = ctx.clone();
    let reply = state
        .db
        .read(move |tx| {
            let mut ctx = ctx;
            let problem = ctx.enter(tx).err().unwrap_or(problem);
            Ok::<Reply, Error>(problem.reply(&ctx))
        })
        .await;
    reply.map_or_else(|error| Stop::Db(error).response(&aside), Reply::into_response)
}

async fn answer(
    state: Arc<State>,
    route: Option<Route>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response {
    let Some(route) = route else { return StatusCode::NOT_FOUND.into_response_plain() };
    // Percent escapes that are no text name nothing.
    let Ok(params) = params else { return refuse(state, request, Problem::NotFound).await };
    let params = params.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let ctx = context(&state, (route.kind, route.action), route.about, params, &request);
    if let Some(reply) = elsewhere(&ctx, &request) {
        return reply.into_response();
    }
    // What is done behind a private link rests on no cookie, so no other site can borrow one; and the link's own pages,
    // which tell nobody where a visitor came from, cannot tell it us either.
    let behind_link = (route.kind, route.action) == (Kind::Link, Action::Read);
    let foreign = !route.get && !behind_link && !from_here(request.headers());
    let mut brought = Brought::new(&state);
    let (ctx, taken) = match route.handler {
        Handler::Examine(handler) => return examine::answer(state, ctx, handler, request, foreign).await,
        Handler::Read(_) => (ctx, Ok(Form::default())),
        // Nobody's bytes reach the disk before it is known whose they are.
        Handler::Upload(_) | Handler::Guest(..) => match admit(&state, route.handler, ctx.clone()).await {
            Ok(ctx) => {
                // Whom we do not know may bring one.
                let guest = matches!(route.handler, Handler::Guest(..));
                let (files, limit) = if guest { (1, FORM_LIMIT) } else { (upload::FILES, PASTED_LIMIT) };
                // Who has no file to send may send a form, or JSON.
                let whole = media(&request).starts_with("multipart/");
                let taken = match whole {
                    true => upload::take(&state, request, files, &mut brought).await,
                    false => take_form(request, limit).await,
                };
                (ctx, taken)
            }
            Err(stop) => return stop.response(&ctx),
        },
        _ => (ctx, take_form(request, FORM_LIMIT).await),
    };
    let response = run(state, route, ctx, taken, foreign).await;
    if response.status().as_u16() >= 400 {
        brought.refused().await;
    }
    response
}

/// Says that nobody waits any more.
struct Watch(Arc<AtomicBool>);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// The whole unit of work, on one blocking thread.
async fn run(state: Arc<State>, route: Route, ctx: Ctx, taken: Result<Form, Problem>, foreign: bool) -> Response {
    let (db, office) = (state.db.clone(), state.office.clone());
    // A database that fails at the commit, as on a full disk, takes the request with it; this one is for saying so.
    let aside = ctx.clone();
    // When the client hangs up this future is dropped, and with it the watch; the work on its thread sees that.
    let _watch = Watch(ctx.gone.clone());
    let outcome = match route.handler {
        Handler::Read(handler) => {
            db.read(move |tx| {
                let mut ctx = ctx;
                let answer = ctx.enter(tx).and_then(|()| guarded(|| handler(&ctx, tx)));
                // A transaction that met an error cannot be ended well; the problem's page is carried out beside it.
                answer.map_err(|problem| Stop::Reply(Box::new(problem.reply(&ctx))))
            })
            .await
        }
        // Answered before, without a transaction.
        Handler::Examine(_) => return StatusCode::NOT_FOUND.into_response_plain(),
        Handler::Write(handler) | Handler::Upload(handler) | Handler::Guest(_, handler) => {
            write(&db, office, ctx, taken, move |ctx, form| check_token(ctx, form, foreign), handler).await
        }
        Handler::Slow(before, handler) => {
            let prepared = db
                .read(move |tx| {
                    let mut ctx = ctx;
                    let form = ctx
                        .enter(tx)
                        .and(taken)
                        .and_then(|form| check_token(&ctx, &form, foreign).map(|()| form))
                        .and_then(|form| guarded(|| before(&ctx, &form, tx)));
                    match form {
                        Ok(form) => Ok((ctx, form)),
                        Err(problem) => Err(Stop::Reply(Box::new(problem.reply(&ctx)))),
                    }
                })
                .await;
            match prepared {
                Ok((ctx, form)) => write(&db, office, ctx, Ok(form), |_, _| Ok(()), handler).await,
                Err(stop) => Err(stop),
            }
        }
    };
    outcome.map_or_else(|stop| stop.response(&aside), Reply::into_response)
}

/// A panic is a fault of the program like any other: its page says so, and what was begun is rolled back.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Err(Problem::Fault(said.unwrap_or("a panic").to_owned()))
    })
}

/// Checks the door before a body is read.
pub(super) async fn admit(state: &Arc<State>, handler: Handler, ctx: Ctx) -> Result<Ctx, Stop> {
    state
        .db
        .read(move |tx| {
            let mut ctx = ctx;
            let before = |ctx: &Ctx, tx: &mut Tx| match handler {
                Handler::Guest(before, _) => guarded(|| before(ctx, tx)),
                _ => Ok(()),
            };
            match ctx.enter(tx).and_then(|()| before(&ctx, tx)) {
                Ok(()) => Ok(ctx),
                Err(problem) => Err(Stop::Reply(Box::new(problem.reply(&ctx)))),
            }
        })
        .await
}

async fn write(
    db: &dotyk_db::Db,
    office: String,
    ctx: Ctx,
    taken: Result<Form, Problem>,
    check: impl FnOnce(&Ctx, &Form) -> Result<(), Problem> + Send + 'static,
    handler: fn(&Ctx, &Form, &mut Write) -> Answer,
) -> Result<Reply, Stop> {
    db.write(move |tx| {
        let mut ctx = ctx;
        let entered = ctx.enter(tx).and(taken).and_then(|form| check(&ctx, &form).map(|()| form));
        let reply = entered.and_then(|form| {
            let mut write = Write::begin(tx, &office, ctx.moment.clone())?;
            let reply = guarded(|| handler(&ctx, &form, &mut write))?;
            if reply.status.as_u16() < 400 {
                write.finish()?;
            }
            Ok(reply)
        });
        let reply = reply.unwrap_or_else(|problem| problem.reply(&ctx));
        // From 400 on nothing was written: the error rolls the transaction back and carries the reply out.
        if reply.status.as_u16() < 400 { Ok(reply) } else { Err(Stop::Reply(Box::new(reply))) }
    })
    .await
}

/// Ends a transaction without its writes.
pub(super) enum Stop {
    Reply(Box<Reply>),
    Db(Error),
}

impl Stop {
    /// When the database fails at the very beginning or at the commit, the page that says so knows nobody.
    pub(super) fn response(self, ctx: &Ctx) -> Response {
        match self {
            Stop::Reply(reply) => reply.into_response(),
            Stop::Db(error) => {
                tracing::error!(%error, "database");
                let mut response = Problem::from(error).reply(ctx).into_response();
                response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("5"));
                response
            }
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Db(error)
    }
}

trait Plain {
    fn into_response_plain(self) -> Response;
}

impl Plain for StatusCode {
    fn into_response_plain(self) -> Response {
        let mut response = Response::new(Body::from(self.to_string()));
        *response.status_mut() = self;
        response
    }
}

/// Sends a visitor who named no language to the page in theirs.
fn elsewhere(ctx: &Ctx, request: &Request) -> Option<Reply> {
    let address = request.extensions().get::<Address>()?;
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    (!address.spoken && reads).then(|| {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let dot = if address.face == super::Face::Html { "" } else { "." };
        let target = format!("{}{dot}{}{query}", ctx.url(&address.path), address.face.suffix());
        Reply::redirect(StatusCode::TEMPORARY_REDIRECT, target).with(header::VARY, "Accept-Language".into())
    })
}

fn context(
    state: &Arc<State>,
    action: (Kind, Action),
    about: Option<&'static About>,
    params: Vec<(String, String)>,
    request: &Request,
) -> Ctx {
    let address = request.extensions().get::<Address>().cloned();
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let query = request.uri().query().unwrap_or_default();
    Ctx {
        state: state.clone(),
        actor: Actor::public(&state.office),
        lang: address.as_ref().map_or(Lang::Uk, |address| address.lang),
        face: address.as_ref().map_or(super::Face::Html, |address| address.face.clone()),
        moment: state.moment(),
        path: address.map_or_else(|| request.uri().path().to_owned(), |address| address.path),
        peer: peer(state, request),
        session: cookie(request.headers())
            .map(|cookie| crate::journal::hex(&sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(cookie)))),
        agent: header(header::USER_AGENT).chars().take(120).collect(),
        looks: matches!(*request.method(), Method::GET | Method::HEAD),
        action,
        params,
        query: form_urlencoded::parse(query.as_bytes()).map(|(k, v)| (k.into_owned(), v.trim().to_owned())).collect(),
        office: (None, None, None),
        csrf: None,
        past: std::cell::Cell::new(None),
        base_url: None,
        about,
        gone: Arc::default(),
        held: header(header::IF_NONE_MATCH).to_owned(),
    }
}

/// The visitor's address; behind a trusted proxy, the last one that it added.
fn peer(state: &State, request: &Request) -> String {
    let forwarded =
        request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok()).filter(|_| state.trusted_proxy);
    match (forwarded, request.extensions().get::<ConnectInfo<Peer>>()) {
        (Some(list), _) => list.rsplit(',').next().unwrap_or_default().trim().to_owned(),
        (None, Some(info)) => info.0.0.ip().to_string(),
        (None, None) => String::new(),
    }
}

/// The session's cookie.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix("dotyk="))
}

/// Whether a write comes from our own pages, as far as the browser says: `Sec-Fetch-Site`, else `Origin`. A client
/// that says neither is no browser, and is held to the token alone.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// Whoever is signed in must send the token of their session; nobody else's pages know it.
pub(super) fn check_token(ctx: &Ctx, form: &Form, foreign: bool) -> Result<(), Problem> {
    let held = ctx.csrf.as_ref().is_none_or(|csrf| unmask(form.text("_token"), csrf));
    if foreign || !held { Err(Problem::Forged) } else { Ok(()) }
}

/// The media type of a body, in small letters and without what stands behind it.
fn media(request: &Request) -> String {
    let media = request.headers().get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The body as a form: as browsers send it, or as JSON from a program.
async fn take_form(request: Request, limit: usize) -> Result<Form, Problem> {
    let json = media(&request) == "application/json";
    let body = request.into_body();
    match tokio::time::timeout(BODY_TIME, Limited::new(body, limit).collect()).await {
        Err(_) => Err(Problem::TooSlow),
        Ok(Err(error)) if error.downcast_ref::<http_body_util::LengthLimitError>().is_some() => Err(Problem::TooLarge(limit)),
        Ok(Err(_)) => Err(Problem::bad("web-bad-body", "")),
        Ok(Ok(body)) if json => Form::of_json(&body.to_bytes()).ok_or_else(|| Problem::bad("web-bad-body", "")),
        Ok(Ok(body)) => Ok(Form::parse(&body.to_bytes())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Cast;

    #[test]
    fn a_panic_is_a_page_and_writes_nothing() {
        let cast = Cast::new();
        let routes = Routes::default()
            .get("/", Kind::Portal, Action::Read, |ctx, _| Reply::see(ctx, "/"))
            .get("/look", Kind::Portal, Action::Read, |_, _| panic!("a fault"))
            .post("/write", Kind::Portal, Action::Read, |_, _, write| {
                write.tx().run(crate::office::store::STATEMENTS[0], &[]).expect("a statement that needs its parameter");
                unreachable!("the write goes wrong")
            });
        let visitor = cast.behind(&routes);
        visitor.get("/uk/look").is(500).hides("a fault").shows("Тестова установа");
        visitor.get("/en/look.json").is(500);
        visitor.post("/uk/write", &[]).is(500);
        visitor.get("/uk/").is(303);
    }
}
