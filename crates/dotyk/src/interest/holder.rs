//! What lies behind a partner's private link: the needs that fit, as a page and as a feed, and the end of the letters.

use std::collections::BTreeSet;

use axum::http::{HeaderName, StatusCode, header};
use dotyk_db::Tx;
use dotyk_match::{Order, Query};

use super::model::{Interest, Often, Reason, Shut, fits};
use super::store;
use crate::access::{Action, Actor, Kind, Leave, Permit, Ref, Scope};
use crate::account::neighbourhood;
use crate::journal::Write;
use crate::need::{self, Item, Need};
use crate::place;
use crate::web::feed;
use crate::web::{About, Answer, Ctx, Face, Form, Labels, Page, Problem, Reply, Shape, find};

/// So many needs are shown at once.
const SHOWN: usize = 100;

/// So many open needs are looked at, the most pressing first.
const LOOKED_AT: usize = 5000;

/// Needs that are read at a time.
const AT_ONCE: usize = 250;

/// The interest of the address, or why its link opens nothing. Each look at a token costs the same.
pub(super) fn open(ctx: &Ctx, tx: &mut Tx) -> Result<Result<Interest, Shut>, Problem> {
    if !matches!(ctx.face, Face::Html | Face::Atom) {
        return Err(Problem::NoSuchForm(ctx.face.suffix().to_owned()));
    }
    knock(ctx)?;
    let found = store::by_token(tx, &ctx.actor.office, ctx.param("token"))?;
    Ok(match found.as_ref().map(|interest| interest.shut(&ctx.moment.stamp())) {
        None => Err(missed(ctx)),
        Some(Some(shut)) => Err(shut),
        Some(None) => found.ok_or(Shut::Unknown),
    })
}

/// Whether somebody may try one more token.
pub(super) fn knock(ctx: &Ctx) -> Result<(), Problem> {
    match ctx.state.guesses.wait(&neighbourhood(&ctx.peer), ctx.moment.now) {
        Some(seconds) => Err(Problem::TooMany(seconds)),
        None => Ok(()),
    }
}

/// Counts a token that opens nothing.
pub(super) fn missed(ctx: &Ctx) -> Shut {
    ctx.state.guesses.missed(&neighbourhood(&ctx.peer), ctx.moment.now);
    Shut::Unknown
}

/// Says why a link opens nothing, and how to get another.
pub(super) fn shut_page(ctx: &Ctx, shut: Shut) -> Answer {
    let status = if shut == Shut::Unknown { StatusCode::NOT_FOUND } else { StatusCode::GONE };
    let page = ctx.page(ctx.t(shut.key()));
    let view = ShutView { help: page.t(&format!("{}-help", shut.key())), page };
    Ok(private(Reply::html(status, &view)?))
}

macro_rules! opened {
    ($ctx:expr, $tx:expr) => {
        match open($ctx, $tx)? {
            Ok(interest) => interest,
            Err(shut) => return shut_page($ctx, shut),
        }
    };
}

/// What lies behind a link is kept nowhere, shown to no machine, and tells nobody where its visitor came from.
pub(super) fn private(reply: Reply) -> Reply {
    reply
        .with(header::REFERRER_POLICY, "no-referrer".into())
        .with(header::CACHE_CONTROL, "no-store".into())
        .with(HeaderName::from_static("x-robots-tag"), "noindex, nofollow".into())
}

/// The open needs that everybody may see and that fit, the most pressing first, each with why.
fn fitting(ctx: &Ctx, tx: &mut Tx, interest: &Interest) -> Result<Vec<(Need, Vec<Reason>)>, Problem> {
    let filters = vec![("need_open".to_owned(), vec!["yes".to_owned()])];
    let query =
        Query { kind: Some(Kind::Need.word().into()), filters, limit: LOOKED_AT, order: Order::Boost, ..Query::default() };
    let found = ctx.find(tx, query)?;
    let ids: Vec<String> = found.hits.iter().filter_map(|hit| find::record(&hit.key)).map(|record| record.id).collect();
    let mut fitting = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let needs = need::store::by_ids(tx, &ctx.actor.office, some)?;
        let codes: BTreeSet<String> = needs.iter().filter_map(|need| need.body.place.clone()).collect();
        let above = place::store::ancestors(tx, &ctx.actor.office, &codes.into_iter().collect::<Vec<_>>())?;
        for need in needs.into_iter().filter(|need| need.head.published_at.is_some()) {
            let lies = need.body.place.iter().chain(need.body.place.iter().filter_map(|code| above.get(code)).flatten());
            if let Some(reasons) = fits(&interest.body, &need.body, &lies.cloned().collect::<Vec<_>>()) {
                fitting.push((need, reasons));
            }
        }
        if fitting.len() >= SHOWN {
            fitting.truncate(SHOWN);
            break;
        }
    }
    Ok(fitting)
}

/// Names as everybody sees them, whoever looks.
fn labels(ctx: &Ctx, tx: &mut Tx, interest: &Interest, fitting: &[(Need, Vec<Reason>)]) -> Result<Labels, Problem> {
    let mut wanted: Vec<Ref> = fitting.iter().flat_map(|(need, _)| need::refs(&need.body)).collect();
    wanted.extend(interest.body.places.iter().map(|code| Ref::new(Kind::Place, code)));
    let public = Actor::public(&ctx.actor.office);
    Ok((ctx.state.labels)(&ctx.state, tx, &public, ctx.today(), &wanted)?)
}

/// A reason in words.
fn said(page: &Page, labels: &Labels, interest: &Interest, reason: &Reason) -> String {
    match reason {
        Reason::Sector(code) => page.t1("interest-why-sector", "code", code),
        Reason::Place(code) => {
            let name = page.record(labels, &Ref::new(Kind::Place, code)).map_or_else(|| code.clone(), |place| place.label);
            page.t1("interest-why-place", "place", name)
        }
        Reason::Priority(priority) => page.word("need-priority-", priority.word()),
        Reason::Amount(value) => {
            page.t1("interest-why-amount", "amount", page.money(value, interest.body.currency.as_deref().unwrap_or_default()))
        }
        Reason::Any => page.t("interest-why-any"),
    }
}

/// `GET /i/{token}`.
pub fn home(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let interest = opened!(ctx, tx);
    let fitting = fitting(ctx, tx, &interest)?;
    let labels = labels(ctx, tx, &interest, &fitting)?;
    let renewal = need::store::renewal(tx, &ctx.actor.office, ctx.today())?;
    let page = ctx.page(ctx.t("interest-fits"));
    let items: Vec<Fitting> = fitting
        .iter()
        .map(|(need, reasons)| Fitting {
            item: need::item(&page, &labels, need, ctx.today(), renewal),
            reasons: reasons.iter().map(|reason| said(&page, &labels, &interest, reason)).collect(),
        })
        .collect();
    if ctx.face == Face::Atom {
        let entries = items.iter().zip(&fitting).map(|(shown, (need, _))| need::entry(&page, &shown.item, need));
        let reply = Reply {
            status: StatusCode::OK,
            headers: vec![(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8".into())],
            body: feed::atom(ctx, &page, &format!("/interests/{}", interest.id), &entries.collect::<Vec<_>>()).into(),
        };
        return Ok(private(reply));
    }
    let view = HomeView {
        name: interest.body.name.clone(),
        until: interest.expires_at.clone(),
        letters: interest.ended_at.is_none() && interest.body.often != Often::Never,
        ended: interest.ended_at.is_some(),
        feed: page.data_url("atom"),
        end: format!("{}/end", page.data_url("").split('?').next().unwrap_or_default()),
        edit: format!("{}/edit", page.data_url("").split('?').next().unwrap_or_default()),
        items,
        page,
    };
    Ok(private(Reply::html(StatusCode::OK, &view)?))
}

/// `GET /interests/{id}`: what the partner sees behind their link, for the office.
pub fn shown(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (interest, _) = store::take(tx, &ctx.actor, Action::Read, ctx.param("id"))?;
    let fitting = fitting(ctx, tx, &interest)?;
    let labels = labels(ctx, tx, &interest, &fitting)?;
    let renewal = need::store::renewal(tx, &ctx.actor.office, ctx.today())?;
    let page = ctx.page(ctx.t("interest-fits-them"));
    let why = |reasons: &Vec<Reason>| reasons.iter().map(|reason| said(&page, &labels, &interest, reason)).collect();
    let view = FittingView {
        items: fitting.iter().map(|(need, _)| need::item(&page, &labels, need, ctx.today(), renewal)).collect(),
        reasons: fitting.iter().map(|(_, reasons)| why(reasons)).collect(),
        total: fitting.len() as i64,
        next: None,
        name: interest.body.name.clone(),
        page,
    };
    Reply::view(ctx, &view)
}

/// `GET /i/{token}/end`: what a click in the letter opens. A look changes nothing, since machines look too.
pub fn ask(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let interest = opened!(ctx, tx);
    if ctx.face != Face::Html {
        return Err(Problem::NoSuchForm(ctx.face.suffix().to_owned()));
    }
    let page = ctx.page(ctx.t("interest-end"));
    let end = ctx.url(&ctx.path);
    let view = EndView {
        name: interest.body.name,
        ended: interest.ended_at.is_some(),
        back: end.trim_end_matches("/end").to_owned(),
        end,
        page,
    };
    Ok(private(Reply::html(StatusCode::OK, &view)?))
}

/// The leave of whoever holds the link: this interest and nothing else.
pub(super) fn leave(ctx: &Ctx, interest: &Interest) -> Result<Permit, Problem> {
    let leave = Leave {
        on: Scope::Record(Ref::new(Kind::Interest, &interest.id)),
        actions: vec![(Kind::Interest, Action::Read), (Kind::Interest, Action::Edit)],
    };
    let holder = Actor::holder(&ctx.actor.office, format!("interest:{}", interest.id), leave);
    Ok(holder.may(Action::Edit, &interest.subject())?)
}

/// `POST /i/{token}/end`: from the page, or from a mail program in one click (RFC 8058). Twice is as once.
pub fn end(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let interest = opened!(ctx, write.tx());
    if interest.ended_at.is_none() {
        store::end(write, &leave(ctx, &interest)?)?;
    }
    Reply::see(ctx, &ctx.path).map(private)
}

/// A need that fits, and why.
pub struct Fitting {
    pub item: Item,
    pub reasons: Vec<String>,
}

/// What fits, as the office sees it.
#[derive(askama::Template, serde::Serialize)]
#[template(path = "interest/fitting.html")]
pub struct FittingView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    /// What the interest is called.
    pub name: String,
    /// The needs, the most pressing first.
    pub items: Vec<Item>,
    /// Why each of them fits, in their order.
    pub reasons: Vec<Vec<String>>,
    pub total: i64,
    pub next: Option<String>,
}

/// The same, as data.
pub const FITTING: About = About {
    title: "interest-fits-them",
    query: &[],
    faces: &["json"],
    shape: &Shape::List(&need::ITEM, &[("name", Shape::Text), ("reasons", Shape::Many(&Shape::Many(&Shape::Text)))]),
};

/// What fits.
#[derive(askama::Template)]
#[template(path = "interest/holder.html")]
pub struct HomeView<'a> {
    pub page: Page<'a>,
    pub name: String,
    pub items: Vec<Fitting>,
    pub feed: String,
    pub end: String,
    pub edit: String,
    pub letters: bool,
    pub ended: bool,
    pub until: String,
}

/// The end of the letters.
#[derive(askama::Template)]
#[template(path = "interest/end.html")]
pub struct EndView<'a> {
    pub page: Page<'a>,
    pub name: String,
    pub ended: bool,
    pub end: String,
    pub back: String,
}

/// Why a link opens nothing.
#[derive(askama::Template)]
#[template(path = "interest/shut.html")]
pub struct ShutView<'a> {
    pub page: Page<'a>,
    pub help: String,
}
