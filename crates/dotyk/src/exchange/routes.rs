//! The addresses of exchange: the office's own organisation file, and what projects answer as `.xml`.

use axum::http::{StatusCode, header};
use dotyk_db::Tx;
use dotyk_iati::FileType;

use super::hxl;
use super::outgoing::{AT_ONCE, Barred, Outgoing};
use super::report::{Seen, as_json, options};
use super::view::{CheckView, ReportShown};
use crate::access::{Action, Kind};
use crate::text::Lang;
use crate::web::{Answer, Ctx, Examined, Face, NextIds, Problem, Reply, Routes, Spool, examine, sheet};
use crate::{office, project};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/projects/hxl", Kind::Project, Action::Read, hxl::five_w)
        .get("/iati/organisation", Kind::Portal, Action::Read, organisation)
        .get("/iati/check", Kind::Portal, Action::Read, check_form)
        .examine("/iati/check", Kind::Portal, Action::Read, check)
}

const MEDIA: &str = "application/xml; charset=utf-8";

fn outgoing<'c>(ctx: &'c Ctx, tx: &mut Tx) -> Result<Outgoing<'c>, Problem> {
    let outgoing =
        Outgoing::new(tx, &ctx.actor.office, &ctx.state.words, ctx.lang, ctx.moment.now, ctx.day()?, ctx.state.elsewhere);
    outgoing.map_err(|barred| match barred {
        Barred::Nameless => Problem::Incomplete(ctx.t("exchange-nameless")),
        Barred::Db(error) => error.into(),
    })
}

/// Projects as an IATI file; see [`crate::web::State::activities`].
///
/// # Errors
/// An office without identifier; a single project that lacks too much; as a sheet.
pub fn activities(ctx: &Ctx, tx: &mut Tx, alone: bool, next: &mut NextIds) -> Answer {
    let outgoing = outgoing(ctx, tx)?;
    let (mut spool, out) = Spool::new(ctx)?;
    let mut file = outgoing.begin(out, FileType::Activities).map_err(sheet::unwritten)?;
    let (mut written, mut lacks) = (0, Vec::new());
    loop {
        let ids = next(tx)?;
        if ids.is_empty() {
            break;
        }
        for batch in ids.chunks(AT_ONCE as usize) {
            written += outgoing.write(tx, batch, alone, &mut file, &mut |left| {
                if alone {
                    lacks = left.reasons;
                }
            })?;
        }
        if !alone {
            spool.go_on()?;
        }
    }
    if written == 0 {
        let none = || vec![ctx.t("exchange-none-complete")];
        return Err(Problem::Incomplete((if lacks.is_empty() { none() } else { lacks }).join("; ")));
    }
    let out = file.finish().map_err(sheet::unwritten)?;
    let name = if alone { ctx.param("slug").to_owned() } else { format!("activities-{}", ctx.day()?) };
    spool.send(out, MEDIA, &format!("{name}.xml"))
}

fn organisation(ctx: &Ctx, tx: &mut Tx) -> Answer {
    if ctx.face != Face::Xml {
        return Ok(Reply::redirect(StatusCode::TEMPORARY_REDIRECT, format!("{}.xml", ctx.url(&ctx.path))));
    }
    let file = outgoing(ctx, tx)?.organisation(Vec::new()).map_err(Problem::fault)?;
    let headers = vec![(header::CONTENT_TYPE, MEDIA.to_owned())];
    Ok(Reply { status: StatusCode::OK, headers, body: file.into() })
}

fn check_page<'a>(ctx: &'a Ctx, ours: bool, report: Option<ReportShown>) -> CheckView<'a> {
    let page = ctx.page(ctx.t("exchange-check-title"));
    CheckView { limit: page.number(&((examine::LARGEST >> 20) as i64)), ours, report, page }
}

fn check_form(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let mut next = project::store::published(tx, &ctx.actor.office, "", 1)?;
    let ours = next.pop().is_some() && office::store::find(tx, &ctx.actor.office)?.iati_identifier.is_some();
    Reply::page(ctx, &check_page(ctx, ours, None))
}

/// Looks at a partner's file and keeps nothing of it.
fn check(ctx: &Ctx, mut file: Examined) -> Answer {
    let lang = if ctx.lang == Lang::Uk { dotyk_iati::Lang::Uk } else { dotyk_iati::Lang::En };
    let name = file.name.clone();
    let seen = Seen::new(&mut file, &options(ctx.moment.now));
    if file.is_late() {
        return Err(Problem::TooSlow);
    }
    match ctx.face {
        Face::Json => {
            let report = as_json(&name, &seen.summary, seen.findings.iter(), seen.more, lang);
            Reply::json(StatusCode::OK, &report)
        }
        _ => Reply::page(ctx, &check_page(ctx, false, Some(ReportShown::new(name, &seen, lang)))),
    }
}
