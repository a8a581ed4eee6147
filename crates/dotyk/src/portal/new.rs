//! What is new: records that were published or changed of late, as a page, as data and as a feed (Atom, RFC 4287).
//!
//! It is the same for everybody: whoever asks, only what a visitor may see is in it, so a feed may be kept and passed on.
//! The journal says what changed and when; what a record is called is asked of the record, as a visitor would see it now.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::http::{StatusCode, header};
use dotyk_db::Tx;
use serde::Serialize;

use crate::access::{Actor, Kind, Ref};
use crate::journal;
use crate::web::feed::{self, Entry};
use crate::web::schema::{MAYBE_TEXT, Shape};
use crate::web::{About, Answer, Ctx, Face, Labels, Page, Problem, Record, Reply};
use crate::{figure, office};

/// How many records are shown.
const SHOWN: usize = 50;
/// Lines of the journal that are read at once, and how often: what a visitor may not see takes no place.
const LINES: (i64, usize) = (200, 10);

/// What it answers in data.
pub const NEW: About = About {
    title: "portal-new",
    query: &[],
    faces: &["json", "atom"],
    shape: &Shape::List(&Shape::Record(&[("updated", Shape::Text), ("state", Shape::Text), ("subject", MAYBE_TEXT)]), &[]),
};

/// What it shows.
#[derive(Template, Serialize)]
#[template(path = "portal/new.html")]
pub struct NewView<'a> {
    #[serde(skip)]
    pub page: Page<'a>,
    pub items: Vec<New>,
    pub total: usize,
    pub next: Option<String>,
}

/// A record that is new or changed.
#[derive(Serialize)]
pub struct New {
    #[serde(flatten)]
    pub record: Record,
    /// When it last changed.
    pub updated: String,
    /// The word of its stage or state today; empty when it has none.
    pub state: String,
    /// What a figure speaks of.
    pub subject: Option<String>,
}

impl New {
    /// Its state in words.
    fn said(&self, page: &Page) -> String {
        match (self.state.as_str(), self.record.kind) {
            ("", _) => String::new(),
            (state, kind) => page.word(crate::web::state_prefix(kind), state),
        }
    }
}

/// The page.
pub fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (head, _) = journal::head(tx, &ctx.actor.office)?;
    // Names and stages depend on the day too, and on the program that says them.
    let tag = format!("W/\"{}-{head}-{}-{}\"", ctx.lang, ctx.today(), env!("CARGO_PKG_VERSION"));
    let kept = |reply: Reply| reply.with(header::ETAG, tag.clone()).with(header::CACHE_CONTROL, "public, max-age=300".into());
    if ctx.face == Face::Atom && ctx.holds(&tag) {
        return Ok(kept(Reply::redirect(StatusCode::NOT_MODIFIED, String::new())));
    }
    let page = ctx.page(ctx.t("portal-new"));
    let items = items(ctx, tx, &page)?;
    let view = NewView { total: items.len(), items, next: None, page };
    match ctx.face {
        Face::Atom => Ok(kept(Reply {
            status: StatusCode::OK,
            headers: vec![(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8".into())],
            body: atom(ctx, &view).into(),
        })),
        _ => Reply::view(ctx, &view),
    }
}

/// The newest records that a visitor may see, each once, the last changed first.
fn items(ctx: &Ctx, tx: &mut Tx, page: &Page) -> Result<Vec<New>, Problem> {
    let office = office::store::find(tx, &ctx.actor.office)?;
    let mut items = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut before = i64::MAX;
    for _ in 0..LINES.1 {
        let lines = journal::lately(tx, &ctx.actor.office, before, LINES.0)?;
        let Some(last) = lines.last() else { break };
        before = last.0;
        let fresh: Vec<(String, Ref)> =
            lines.into_iter().filter(|(.., record)| seen.insert(record.clone())).map(|(_, at, record)| (at, record)).collect();
        let shown = shown(ctx, tx, page, &office, &fresh)?;
        items.extend(fresh.into_iter().filter_map(|(at, record)| {
            let (record, state, subject) = shown.get(&record)?.clone();
            Some(New { record, updated: at, state, subject })
        }));
        if items.len() >= SHOWN {
            break;
        }
    }
    items.truncate(SHOWN);
    Ok(items)
}

type Shown = HashMap<Ref, (Record, String, Option<String>)>;

/// Those of some records that a visitor may see, with state and, for a figure, what it speaks of.
fn shown(ctx: &Ctx, tx: &mut Tx, page: &Page, office: &office::Office, fresh: &[(String, Ref)]) -> Result<Shown, Problem> {
    let public = Actor::public(&ctx.actor.office);
    let ids: Vec<String> = fresh.iter().filter(|(_, of)| of.kind == Kind::Figure).map(|(_, of)| of.id.clone()).collect();
    let figures = figure::store::by_ids(tx, &ctx.actor.office, &ids)?;
    let mut refs: Vec<Ref> = fresh.iter().map(|(_, record)| record.clone()).collect();
    refs.extend(figure::refs(&figures));
    let labels: Labels = (ctx.state.labels)(&ctx.state, tx, &public, ctx.today(), &refs)?;
    let mut shown: Shown = BTreeMap::from_iter(fresh.iter().map(|(_, record)| (record.clone(), ())))
        .into_keys()
        .filter_map(|of| Some((of.clone(), (page.record(&labels, &of)?, labels.get(&of)?.state.clone(), None))))
        .collect();
    for figure in figure::show(page, office, &labels, &figures) {
        let record = Record { kind: figure.kind, id: figure.id.clone(), url: figure.url, label: figure.label };
        let subject = figure.subject.map(|subject| subject.label);
        shown.insert(Ref::new(Kind::Figure, figure.id), (record, String::new(), subject));
    }
    Ok(shown)
}

/// The feed.
fn atom(ctx: &Ctx, view: &NewView) -> String {
    let page = &view.page;
    let entry = |item: &New| {
        let said = [page.kind(&item.record.kind), item.said(page), item.subject.clone().unwrap_or_default()];
        let summary = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        Entry {
            record: item.record.clone(),
            updated: item.updated.clone(),
            summary,
            terms: vec![item.record.kind.word().to_owned()],
        }
    };
    feed::atom(ctx, page, "/new", &view.items.iter().map(entry).collect::<Vec<_>>())
}
