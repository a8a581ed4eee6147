//! The sheet to send: what happened, what is most needed, what is covered, whom to ask. As a page to print, and as a table
//! of all lines that still lack something. It is made to be handed on, so it is the same whoever makes it: what the public
//! may see, and the office's own address, never the contact of a need.

use std::collections::HashMap;

use dotyk_db::Tx;

use super::Emergency;
use super::routes::{gather, item, need_ids, needs_shown, place_refs};
use super::view::{OpenLine, SheetView};
use crate::access::{Action, Actor, Kind, Ref};
use crate::journal::Stored;
use crate::need::{self, Need};
use crate::web::editor::Edited;
use crate::web::{Answer, BATCH, Cell, Column, Ctx, Labels, Page, Reply, Sheet};
use crate::{figure, office};

/// So many lines stand on the page: one page is to be read. The table has all.
const SHOWN: usize = 15;

/// The lines as a table.
const LINES: Sheet<OpenLine> = Sheet {
    name: "emergency",
    columns: &[
        Column::new("priority", "need-priority", 14, |row| Cell::word("need-priority-", row.need.priority)),
        Column::new("needed_by", "need-needed-by", 14, |row| Cell::date(&row.need.needed_by)),
        Column::new("item", "need-field-item", 40, |row| Cell::text(&row.line.item)),
        Column::new("unit", "need-field-unit", 14, |row| Cell::text(row.line.unit)),
        Column::new("asked", "need-asked", 12, |row| Cell::Number(row.line.asked.clone())),
        Column::new("promised", "need-promised", 12, |row| Cell::Number(row.line.promised.clone())),
        Column::new("confirmed", "need-confirmed", 12, |row| Cell::Number(row.line.confirmed.clone())),
        Column::new("open", "need-open", 12, |row| Cell::Number(row.line.open.clone())),
        Column::new("cost", "need-field-cost", 14, |row| row.line.cost.clone().map_or(Cell::Empty, Cell::Number)),
        Column::new("currency", "need-field-currency", 10, |row| Cell::maybe(&row.line.currency)),
        Column::new("organisation", "web-kind-organisation", 36, |row| Cell::label(&row.need.organisation)),
        Column::new("place", "web-kind-place", 26, |row| Cell::label(&row.need.place)),
        Column::new("place_id", "need-column-place-id", 22, |row| {
            row.need.place.as_ref().map_or(Cell::Empty, |place| Cell::text(&place.id))
        }),
        Column::new("sector", "need-sector", 12, |row| Cell::maybe(&row.need.sector)),
        Column::new("need", "web-kind-need", 40, |row| Cell::text(&row.need.record.label)),
        Column::new("url", "web-column-url", 40, |row| Cell::Link(row.need.record.url.clone())),
    ],
    points: None,
};

/// Labels as the public sees them.
fn public(ctx: &Ctx, tx: &mut Tx, refs: &[Ref]) -> Result<Labels, crate::web::Problem> {
    Ok((ctx.state.labels)(&ctx.state, tx, &Actor::public(&ctx.actor.office), ctx.day()?, refs)?)
}

/// The lines of some needs that still lack something, told to the public.
fn lines(ctx: &Ctx, tx: &mut Tx, page: &Page, needs: &[Need]) -> Result<Vec<OpenLine>, crate::web::Problem> {
    let day = ctx.day()?;
    let renewal = need::store::renewal(tx, &ctx.actor.office, day)?;
    let told =
        |need: &&Need| need.head.published_at.is_some() && need.body.there_on(day) && need.body.state_on(day, renewal).open();
    let needs: Vec<&Need> = needs.iter().filter(told).collect();
    let wanted: Vec<Ref> = needs.iter().flat_map(|need| need::refs(&need.body)).collect();
    let labels = public(ctx, tx, &wanted)?;
    let rows = needs.iter().flat_map(|need| {
        let shown = need::item(page, &labels, need, day, renewal);
        let open: Vec<_> = shown.lines.iter().filter(|line| line.is_open()).cloned().collect();
        open.into_iter().map(move |line| OpenLine { need: shown.clone(), line })
    });
    Ok(rows.collect())
}

/// The sheet.
pub fn page(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (one, _) = Emergency::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let page = ctx.page(one.title(ctx));
    if ctx.wants_sheet() {
        let ids = need_ids(ctx, tx, &one.head.slug)?;
        return LINES.send(ctx, tx, &page, |tx, from: Option<usize>| {
            let from = from.unwrap_or(0);
            let batch = &ids[from.min(ids.len())..(from + BATCH as usize).min(ids.len())];
            let needs = need::store::by_ids(tx, &ctx.actor.office, batch)?;
            let rows = lines(ctx, tx, &page, &needs)?;
            let next = from + batch.len();
            Ok((rows, (next < ids.len()).then_some(next)))
        });
    }
    let (day, office) = (ctx.day()?, office::store::find(tx, &ctx.actor.office)?);
    let me = Ref::new(Kind::Emergency, &one.head.id);
    let gathered = gather(ctx, tx, &one.head.slug, true)?;
    let figures = figure::store::of_subjects(tx, &office.id, day, std::slice::from_ref(&me))?;
    let mut wanted = super::form::refs(&one.body);
    wanted.extend(place_refs(&gathered.overview));
    wanted.extend(figure::refs(&figures));
    let mut labels = public(ctx, tx, &wanted)?;
    // The sheet of a draft may be looked at before it is published.
    labels.extend(ctx.labels(tx, std::slice::from_ref(&me))?);
    let mut most = lines(ctx, tx, &page, &gathered.urgent)?;
    most.truncate(SHOWN);
    let open = HashMap::from([(one.head.slug.clone(), gathered.overview.all.open)]);
    let own = one.address();
    let view = SheetView {
        emergency: item(&page, &labels, &open, day, &one),
        about: page.lang.pick(&one.body.about_uk, &one.body.about_en).map(|(text, _)| text.to_owned()),
        figures: figure::show(&page, &office, &labels, &figures),
        needs: needs_shown(&page, &labels, &one.head.slug, &gathered.overview),
        lines: most,
        address: page.whole(&page.url(&own)),
        csv: page.url(&format!("{own}/sheet.csv")),
        xlsx: page.url(&format!("{own}/sheet.xlsx")),
        page,
    };
    Reply::page(ctx, &view)
}
