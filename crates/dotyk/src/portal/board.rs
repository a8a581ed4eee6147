//! Boards: for whoever keeps the register, for a place and for an organisation, few numbers of what waits, each opening the
//! list that it counts. A board is a table of questions to our own lists ([`Ctx::tile`]); so what a visitor sees in it is
//! what the lists show them, and two visitors may see different numbers on one board.

use dotyk_db::Tx;
use jiff::ToSpan;
use serde::Serialize;

use super::view::BoardView;
use crate::access::{Action, Kind, Ref};
use crate::web::schema::{MAYBE_RECORD, MAYBE_TEXT, Shape};
use crate::web::tile::{TILE, Tile};
use crate::web::{Answer, Ctx, Problem, Record, Reply};
use crate::{organisation, place};

/// How far ahead the coordinator's home looks, in days.
const AHEAD: i64 = 7;

/// So many of a partner's interests stand on a board.
const INTERESTS: usize = 3;

/// What waits for somebody.
#[derive(Serialize)]
pub struct Board {
    /// The place or the organisation; none for the whole office.
    pub of: Option<Record>,
    /// The page of this board alone; none for the whole office.
    pub url: Option<String>,
    /// Its parts.
    pub groups: Vec<Group>,
}

/// Numbers of one kind of waiting.
#[derive(Serialize)]
pub struct Group {
    /// The key of its heading.
    pub word: &'static str,
    /// They.
    pub tiles: Vec<Tile>,
}

impl Group {
    /// What there is something of.
    pub fn waiting(&self) -> Vec<&Tile> {
        self.tiles.iter().filter(|tile| tile.count > 0).collect()
    }

    /// What there is nothing of: that it was looked for is said in one line.
    pub fn noughts(&self) -> Vec<&Tile> {
        self.tiles.iter().filter(|tile| tile.count == 0).collect()
    }
}

/// A part, as data.
pub const GROUP: Shape = Shape::Fields(&[("word", Shape::Text), ("tiles", Shape::Many(&TILE))]);

/// A board, as data.
pub const BOARD: Shape =
    Shape::Named("Board", &Shape::Fields(&[("of", MAYBE_RECORD), ("url", MAYBE_TEXT), ("groups", Shape::Many(&GROUP))]));

/// The heading of a part, and its numbers: what is counted, and the question to a list.
type Asked = (&'static str, Vec<(&'static str, String)>);

/// Asks the lists. Of one place or organisation, what is nought is left out.
fn groups(ctx: &Ctx, tx: &mut Tx, asked: Vec<Asked>, noughts: Noughts) -> Result<Vec<Group>, Problem> {
    let routes = (ctx.state.routes)();
    let mut groups = Vec::new();
    for (word, questions) in asked {
        let mut tiles = Vec::new();
        for (word, question) in questions {
            let tile = ctx.tile(tx, &routes, word, &question)?;
            tiles.extend(tile.filter(|tile| tile.count > 0 || noughts == Noughts::Shown));
        }
        if !tiles.is_empty() {
            groups.push(Group { word, tiles });
        }
    }
    Ok(groups)
}

/// Whether numbers of which there is nothing are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Noughts {
    Shown,
    Left,
}

/// The board of those who keep the register: today, overdue, to confirm, gone quiet.
///
/// # Errors
/// Those of the lists.
pub fn desk(ctx: &Ctx, tx: &mut Tx) -> Result<Board, Problem> {
    let ask = |word, question: &str| (word, question.to_owned());
    let week = ctx.day()?.saturating_add(AHEAD.days());
    let mut confirm = vec![
        ask("need-desk-confirm", "/needs?state=stated"),
        ask("portal-board-word", "/needs?word=1"),
        ask("need-desk-renew", "/needs?renew=1"),
        ask("portal-board-unknown", "/interests?unknown=1"),
        ask("portal-desk-silent", "/steps?waiting=silent"),
        ask("portal-board-failed", "/letters?state=failed"),
        ask("portal-board-unsure", "/letters?state=unsure"),
    ];
    // What was a draft on another day nobody knows.
    if ctx.as_of()?.is_none() {
        confirm.push(ask("portal-desk-drafts", "/projects?draft=1"));
    }
    // With a mail server letters that wait leave by themselves.
    if ctx.state.sender.is_none() {
        confirm.push(ask("portal-board-letters", "/letters?state=waiting"));
    }
    let asked = vec![
        (
            "portal-board-today",
            vec![
                ("portal-board-events", format!("/events?upcoming=1&to={week}")),
                ask("portal-desk-soon", "/steps?waiting=soon"),
                ask("call-desk-closing", "/calls?closing=14"),
                ask("agreement-desk", "/agreements/expiring"),
                ask("need-desk-urgent", "/needs?priority=urgent&open=1"),
            ],
        ),
        (
            "portal-board-overdue",
            vec![
                ask("portal-board-steps-overdue", "/steps?waiting=overdue"),
                ask("portal-board-unsigned", "/agreements/expiring?late=1"),
                ask("portal-board-ended", "/agreements?state=ended"),
                ask("event-desk-unwritten", "/events?state=held&unwritten=1"),
            ],
        ),
        ("portal-board-confirm", confirm),
        ("portal-board-quiet", vec![ask("portal-board-partners", "/partners/scorecard?quiet=1")]),
    ];
    Ok(Board { of: None, url: None, groups: groups(ctx, tx, asked, Noughts::Shown)? })
}

/// The board of a place or of an organisation; none when the visitor may not know of it.
///
/// # Errors
/// Those of the lists.
pub fn of(ctx: &Ctx, tx: &mut Tx, record: &Ref) -> Result<Option<Board>, Problem> {
    let labels = ctx.labels(tx, std::slice::from_ref(record))?;
    let Some(label) = labels.get(record) else { return Ok(None) };
    let key = label.path.rsplit('/').next().unwrap_or_default();
    let asked = match record.kind {
        Kind::Place => place_asks(key),
        _ => {
            let mut asked = organisation_asks(key, &calls_for(ctx, tx, &record.id)?);
            // What they look for, where it is written down and the visitor may know of it.
            let beside = (ctx.state.beside)(tx, &ctx.actor, record)?;
            let wanted = beside.into_iter().filter(|one| one.kind == Kind::Interest).take(INTERESTS);
            let wanted: Vec<_> = wanted.map(|one| ("portal-board-fitting", format!("/interests/{}", one.id))).collect();
            asked.push(("portal-board-wanted", wanted));
            asked
        }
    };
    let url = Some(ctx.url(&format!("{}/board", label.path)));
    Ok(Some(Board { of: ctx.page("").record(&labels, record), url, groups: groups(ctx, tx, asked, Noughts::Left)? }))
}

fn place_asks(code: &str) -> Vec<Asked> {
    let ask = |word, path: &str, question: &str| (word, format!("{path}?place={code}{question}"));
    vec![
        (
            "portal-board-needs",
            vec![
                ask("portal-board-open", "/needs", "&open=1"),
                ask("portal-board-promised", "/needs", "&promised=1"),
                ask("portal-board-word", "/needs", "&word=1"),
            ],
        ),
        (
            "portal-board-work",
            vec![
                ask("portal-board-implementing", "/projects", "&stage=implementing"),
                ask("portal-board-steps", "/steps", "&waiting=open"),
                ask("portal-board-steps-overdue", "/steps", "&waiting=overdue"),
            ],
        ),
        (
            "portal-board-ahead",
            vec![
                ask("portal-board-calls", "/calls", "&open=1"),
                ask("event-desk-upcoming", "/events", "&upcoming=1"),
                ask("agreement-desk", "/agreements/expiring", ""),
            ],
        ),
    ]
}

/// What is asked of an organisation, whether it helps or is helped. `calls`: the calls it might apply to.
fn organisation_asks(slug: &str, calls: &str) -> Vec<Asked> {
    let ask = |word, path: &str, question: &str| (word, format!("{path}?organisation={slug}{question}"));
    vec![
        (
            "portal-board-needs",
            vec![
                ask("portal-board-open", "/needs", "&open=1"),
                ask("portal-board-promised", "/needs", "&promised=1"),
                ask("portal-board-word", "/needs", "&word=1"),
                ("portal-board-helped", format!("/needs?helper={slug}")),
            ],
        ),
        (
            "portal-board-work",
            vec![
                ask("portal-board-projects", "/projects", ""),
                ask("portal-board-implementing", "/projects", "&stage=implementing"),
                ask("portal-board-steps-owed", "/steps", "&waiting=open"),
                ask("portal-board-steps-overdue", "/steps", "&waiting=overdue"),
                ask("portal-board-agreements", "/agreements", ""),
            ],
        ),
        (
            "portal-board-ahead",
            vec![
                ("portal-board-calls", calls.to_owned()),
                ("portal-board-own-calls", format!("/calls?open=1&funder={slug}")),
                ask("event-desk-upcoming", "/events", "&upcoming=1"),
                ask("agreement-desk", "/agreements/expiring", ""),
            ],
        ),
    ]
}

/// The question for the open calls that an organisation may apply to, by its kind and where it lies.
fn calls_for(ctx: &Ctx, tx: &mut Tx, id: &str) -> Result<String, Problem> {
    let Some(known) = organisation::store::get(tx, &ctx.actor.office, id)? else { return Err(Problem::NotFound) };
    let place = known.body.place.map(|code| format!("&place={code}")).unwrap_or_default();
    Ok(format!("/calls?open=1&applicant={}{place}", known.body.kind.word()))
}

/// `GET /places/{code}/board`.
pub fn place(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (place, _) = place::store::take(tx, &ctx.actor, Action::Read, ctx.param("code"))?;
    page(ctx, tx, &Ref::new(Kind::Place, place.code))
}

/// `GET /organisations/{slug}/board`.
pub fn organisation(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (organisation, _) = organisation::store::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    page(ctx, tx, &Ref::new(Kind::Organisation, organisation.head.id))
}

fn page(ctx: &Ctx, tx: &mut Tx, record: &Ref) -> Answer {
    let board = of(ctx, tx, record)?.ok_or(Problem::NotFound)?;
    let title = board.of.as_ref().map_or_else(String::new, |record| record.label.clone());
    let relation = (ctx.state.relation)(ctx, tx, record)?;
    let as_of = ctx.as_of()?.map(|day| day.to_string());
    Reply::view(ctx, &BoardView { board, relation, as_of, page: ctx.page(title) })?.tagged(ctx)
}
