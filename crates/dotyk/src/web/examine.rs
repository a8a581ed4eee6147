//! Takes in a file only to look at it: nothing is written to the database, and the file has no name and is gone with the
//! answer.
//!
//! Anybody may send one, so all of it is bounded: its size and the time for it, how many are being received and looked at
//! at once, and how many one address may send. No transaction is held meanwhile: the door is asked first, in one of its own.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::response::Response;
use jiff::Timestamp;

use super::answer::{Answer, Problem, Reply};
use super::ctx::{Ctx, State};
use super::form::Form;
use super::upload::{self, clean_name};
use super::{
    Face,
    route::{self, Handler},
};

/// The largest file, in bytes.
pub const LARGEST: usize = 64 << 20;

/// A file must be there within this time, and looked at within as much again.
const TIME: Duration = Duration::from_secs(60);

/// So many are received at once: each has up to [`LARGEST`] bytes on the disk.
const RECEIVED: usize = 8;

/// So many are looked at at once.
const EXAMINED: usize = 2;

/// So many one address may send in [`WINDOW`].
const SENT: u32 = 30;
const WINDOW: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// So many addresses are remembered.
const REMEMBERED: usize = 10_000;

/// What answers: it reads the file and tells what it saw.
pub type Examine = fn(&Ctx, Examined) -> Answer;

/// A file to look at. Reading it ends with an error when it takes too long.
pub struct Examined {
    /// What it was called.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    file: File,
    until: Instant,
}

impl Read for Examined {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if Instant::now() > self.until {
            return Err(io::Error::from(io::ErrorKind::TimedOut));
        }
        self.file.read(buffer)
    }
}

impl Examined {
    /// Whether it took too long.
    pub fn is_late(&self) -> bool {
        Instant::now() > self.until
    }
}

/// How many are under way, and who has sent how many lately.
#[derive(Default)]
pub struct Places {
    received: AtomicUsize,
    examined: AtomicUsize,
    sent: Mutex<HashMap<String, (Timestamp, u32)>>,
}

impl Places {
    /// Counts one more of an address; the seconds to wait when there were too many.
    fn count(&self, peer: &str, now: Timestamp) -> Result<(), Problem> {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        if sent.len() >= REMEMBERED {
            sent.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
        }
        if sent.len() >= REMEMBERED {
            sent.clear();
        }
        let (since, count) = sent.entry(peer.to_owned()).or_insert((now, 0));
        if now.duration_since(*since) >= WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        let left = WINDOW.as_secs() - now.duration_since(*since).as_secs();
        if *count > SENT { Err(Problem::TooMany(left.max(1))) } else { Ok(()) }
    }
}

/// One of the places; given back when dropped, also when the visitor is gone.
struct Place(Arc<State>, fn(&Places) -> &AtomicUsize);

impl Place {
    fn take(state: &Arc<State>, of: fn(&Places) -> &AtomicUsize, most: usize) -> Result<Place, Problem> {
        // The place is given back by the drop also when there was none.
        let place = Place(state.clone(), of);
        if of(&state.places).fetch_add(1, Ordering::AcqRel) < most { Ok(place) } else { Err(Problem::Examining) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        (self.1)(&self.0.places).fetch_sub(1, Ordering::AcqRel);
    }
}

/// Answers a request with a file.
pub(super) async fn answer(state: Arc<State>, mut ctx: Ctx, handler: Examine, request: Request, foreign: bool) -> Response {
    if ctx.face == Face::Html && wants_json(&request) {
        ctx.face = Face::Json;
    }
    let aside = ctx.clone();
    let ctx = match route::admit(&state, Handler::Examine(handler), ctx).await {
        Ok(ctx) => ctx,
        Err(stop) => return stop.response(&aside),
    };
    let taken = match state.places.count(&ctx.peer, ctx.moment.now) {
        Ok(()) => take(&state, request).await,
        Err(problem) => Err(problem),
    };
    let place = taken.and_then(|(form, examined)| {
        route::check_token(&ctx, &form, foreign)?;
        Ok((examined, Place::take(&state, |places| &places.examined, EXAMINED)?))
    });
    let (examined, place) = match place {
        Ok(place) => place,
        Err(problem) => return problem.reply(&ctx).into_response(),
    };
    let looked = tokio::task::spawn_blocking(move || {
        let _place = place;
        let answer = route::guarded(|| handler(&ctx, examined));
        answer.unwrap_or_else(|problem| problem.reply(&ctx))
    });
    match looked.await {
        Ok(reply) => Reply::into_response(reply),
        Err(_) => route::Stop::Db(dotyk_db::Error::Other("a file was not looked at".into())).response(&aside),
    }
}

/// Whether a client that names no form in the address asks for data.
fn wants_json(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

async fn take(state: &Arc<State>, request: Request) -> Result<(Form, Examined), Problem> {
    let _place = Place::take(state, |places| &places.received, RECEIVED)?;
    let multipart = Multipart::from_request(request, &()).await.map_err(|_| Problem::bad("web-bad-body", ""))?;
    tokio::time::timeout(TIME, parts(state, multipart)).await.map_err(|_| Problem::TooSlow)?
}

async fn parts(state: &State, mut multipart: Multipart) -> Result<(Form, Examined), Problem> {
    let (mut fields, mut taken) = (Vec::new(), None);
    let broken = |_| Problem::bad("web-bad-body", "");
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(clean_name) {
            Some(of) if taken.is_none() => taken = Some((of, content(state, field).await?)),
            Some(_) => return Err(Problem::bad("web-bad-body", "")),
            None if fields.len() < 16 => fields.push((name, upload::text(field).await?)),
            None => return Err(Problem::bad("web-bad-body", "")),
        }
    }
    // A browser sends a file field in which nothing was chosen as a file without name and content.
    let (name, (file, size)) = taken.ok_or_else(|| Problem::bad("web-bad-body", ""))?;
    Ok((Form::of(fields), Examined { name, size, file, until: Instant::now() + TIME }))
}

async fn content(state: &State, mut field: Field<'_>) -> Result<(File, u64), Problem> {
    let full = |error: io::Error| Problem::Unavailable(format!("a file cannot be looked at: {error}"));
    let mut file = tempfile::tempfile_in(&state.files).or_else(|_| tempfile::tempfile()).map_err(full)?;
    let mut size = 0;
    while let Some(chunk) = field.chunk().await.map_err(|_| Problem::bad("web-bad-body", ""))? {
        size += chunk.len();
        if size > LARGEST {
            return Err(Problem::TooLarge(LARGEST));
        }
        file.write_all(&chunk).map_err(full)?;
    }
    file.rewind().map_err(full)?;
    Ok((file, size as u64))
}
