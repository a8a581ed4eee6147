//! Needs for those who would help: a sheet to hand over, what presses most as a page and a feed, and all lines as a table
//! with HXL hashtags (Humanitarian Exchange Language 1.1). No contact is in any of them: they lead to the office.

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use dotyk_db::Tx;
use dotyk_match::{Order, Query};
use jiff::civil::Date;

use super::form::refs;
use super::model::Need;
use super::routes::{address, all_found, asked, ids, people, seal, shown, text};
use super::store;
use super::view::{LineShown, SheetView, UrgentView, measure};
use crate::access::{Action, Actor, Kind, Ref};
use crate::place::{self, Level};
use crate::web::feed::{self, Entry};
use crate::web::hxl::{Tagged, column};
use crate::web::{Answer, BATCH, Cell, Ctx, Face, Labels, Page, Problem, Reply, Sheet};

/// The sheet of one need: what, how many, for whom, by when, what is still open, and how to reach the office.
pub fn page(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (need, _) = store::take(tx, &ctx.actor, &seal(ctx), Action::Read, ctx.param("slug"))?;
    if ctx.wants_sheet() {
        return table(ctx, tx, need);
    }
    let labels = ctx.labels(tx, &refs(&need.body))?;
    let renewal = store::renewal(tx, &ctx.actor.office, ctx.today())?;
    let b = &need.body;
    let page = ctx.page(ctx.lang.of(&b.title_uk, &b.title_en).to_owned());
    // It is made to be handed on, so few people are not told even to those who know.
    let (people, few) = people(b, false);
    let view = SheetView {
        need: super::routes::item(&page, &labels, &need, ctx.today(), renewal),
        whom: text(&page, &b.whom_uk, &b.whom_en),
        people,
        few,
        why: text(&page, &b.why_uk, &b.why_en),
        address: page.whole(&page.url(&address(&need))),
        csv: page.url(&format!("{}/sheet.csv", address(&need))),
        xlsx: page.url(&format!("{}/sheet.xlsx", address(&need))),
        page,
    };
    Reply::page(ctx, &view)
}

/// The same as a table with HXL hashtags. It is handed on, so it names only whom the public may know.
fn table(ctx: &Ctx, tx: &mut Tx, need: Need) -> Answer {
    let page = ctx.page(ctx.lang.of(&need.body.title_uk, &need.body.title_en).to_owned());
    let public = Actor::public(&ctx.actor.office);
    let labels: Labels = (ctx.state.labels)(&ctx.state, tx, &public, ctx.today(), &refs(&need.body))?;
    let needs = [need];
    HXL.send(ctx, tx, &page, |tx, _: Option<()>| {
        let mut rows = vec![Row::Tags];
        rows.extend(tagged(ctx, tx, &page, &labels, &needs, ctx.today())?);
        Ok((rows, None))
    })
}

/// How many urgent needs are shown at once.
const SHOWN: usize = 100;

/// What presses most: urgent, open, and told to the public. The same for everybody, so that a feed may be passed on.
pub fn urgent(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let asked = asked(ctx, tx)?.today();
    let mut filters = asked.filters;
    filters.push(("priority".into(), vec!["urgent".into()]));
    filters.push(("need_open".into(), vec!["yes".into()]));
    let found = ctx.find(tx, Query { filters, limit: SHOWN, offset: 0, order: Order::Boost, ..asked })?;
    let mut needs = store::by_ids(tx, &ctx.actor.office, &ids(&found))?;
    needs.retain(|need| need.head.published_at.is_some());
    let wanted: Vec<Ref> = needs.iter().flat_map(|need| refs(&need.body)).collect();
    let public = Actor::public(&ctx.actor.office);
    let labels: Labels = (ctx.state.labels)(&ctx.state, tx, &public, ctx.today(), &wanted)?;
    let renewal = store::renewal(tx, &ctx.actor.office, ctx.today())?;
    let page = ctx.page(ctx.t("need-urgent"));
    let items = shown(&page, &labels, &needs, ctx.today(), renewal);
    if ctx.face == Face::Atom {
        let entries: Vec<Entry> = items.iter().zip(&needs).map(|(item, need)| entry(&page, item, need)).collect();
        return Ok(Reply {
            status: StatusCode::OK,
            headers: vec![
                (header::CONTENT_TYPE, "application/atom+xml; charset=utf-8".into()),
                (header::CACHE_CONTROL, "public, max-age=300".into()),
            ],
            body: feed::atom(ctx, &page, "/needs/urgent", &entries).into(),
        });
    }
    let total = items.len();
    let places = ctx.options(tx, Kind::Place)?;
    Reply::view(ctx, &UrgentView { items, total, next: None, places, page })
}

/// A need as a feed tells it.
pub fn entry(page: &Page, item: &super::Item, need: &Need) -> Entry {
    let open = item.lines.iter().filter(|line| line.is_open());
    let open = open.map(|line| format!("{}: {}", line.item, measure(page, line.unit, &line.open))).collect::<Vec<_>>().join("; ");
    let parts = [
        item.organisation.as_ref().map(|one| one.label.clone()),
        item.place.as_ref().map(|one| one.label.clone()),
        item.needed_by.as_ref().map(|by| page.t1("need-by", "day", page.until(&Some(by.clone())))),
        Some(page.t1("need-open-lines", "lines", open)),
    ];
    let terms = [item.sector.clone(), item.place.as_ref().map(|place| place.id.clone())];
    Entry {
        record: item.record.clone(),
        updated: updated(need),
        summary: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        terms: terms.into_iter().flatten().collect(),
    }
}

/// When something was last heard of a need, as a feed wants it: midnight of the day, or since when it is public.
fn updated(need: &Need) -> String {
    let heard = need.body.heard(jiff::civil::Date::MAX).map(|day| format!("{day}T00:00:00.000Z"));
    heard.into_iter().chain(need.head.published_at.clone()).max().unwrap_or_default()
}

/// A row of the HXL table.
type Row = Tagged<HxlLine>;

/// A line of a need with all that is said of the need.
struct HxlLine {
    item: super::Item,
    line: LineShown,
    people: Option<i64>,
    /// Names and codes of oblast, raion and hromada.
    units: [(Cell, Cell); 3],
}

macro_rules! hxl {
    ($($column:tt)*) => { column!(HxlLine, $($column)*) };
}

/// The table. Its second row holds the hashtags.
const HXL: Sheet<Row> = Sheet {
    name: "needs-hxl",
    columns: &[
        hxl!("need_id", "web-column-id", 38, "#meta+id+need", |row| Cell::text(&row.item.record.id)),
        hxl!("need", "web-kind-need", 50, "#activity+name", |row| Cell::text(&row.item.record.label)),
        hxl!("organisation", "web-kind-organisation", 36, "#org+name+beneficiary", |row| Cell::label(&row.item.organisation)),
        hxl!("adm1_code", "need-column-adm1", 12, "#adm1+code", |row| row.units[0].0.clone()),
        hxl!("adm1", "need-column-adm1", 24, "#adm1+name", |row| row.units[0].1.clone()),
        hxl!("adm2_code", "need-column-adm2", 12, "#adm2+code", |row| row.units[1].0.clone()),
        hxl!("adm2", "need-column-adm2", 24, "#adm2+name", |row| row.units[1].1.clone()),
        hxl!("adm3_code", "need-column-adm3", 12, "#adm3+code", |row| row.units[2].0.clone()),
        hxl!("adm3", "need-column-adm3", 24, "#adm3+name", |row| row.units[2].1.clone()),
        hxl!("place", "need-column-place-id", 22, "#loc+code+v_katottg", |row| {
            row.item.place.as_ref().map_or(Cell::Empty, |place| Cell::text(&place.id))
        }),
        hxl!("sector", "need-sector", 12, "#sector+code+v_dac", |row| Cell::maybe(&row.item.sector)),
        hxl!("emergency", "need-emergency", 18, "#crisis+code", |row| Cell::maybe(&row.item.emergency)),
        hxl!("priority", "need-priority", 14, "#severity+code", |row| Cell::word("need-priority-", row.item.priority)),
        hxl!("state", "need-state", 18, "#status+code", |row| Cell::word("need-state-", row.item.state)),
        hxl!("needed_by", "need-needed-by", 14, "#date+due", |row| Cell::date(&row.item.needed_by)),
        hxl!("heard", "need-heard", 14, "#date+reported", |row| Cell::date(&row.item.heard)),
        hxl!("people", "need-people", 12, "#inneed+ind", |row| Cell::whole(row.people)),
        hxl!("item", "need-field-item", 40, "#item+name", |row| Cell::text(&row.line.item)),
        hxl!("unit", "need-field-unit", 14, "#item+unit", |row| Cell::text(row.line.unit)),
        hxl!("asked", "need-asked", 12, "#item+num+requested", |row| Cell::Number(row.line.asked.clone())),
        hxl!("promised", "need-promised", 12, "#item+num+promised", |row| Cell::Number(row.line.promised.clone())),
        hxl!("delivered", "need-delivered", 12, "#item+num+delivered", |row| Cell::Number(row.line.delivered.clone())),
        hxl!("confirmed", "need-confirmed", 12, "#item+num+confirmed", |row| Cell::Number(row.line.confirmed.clone())),
        hxl!("open", "need-open", 12, "#item+num+gap", |row| Cell::Number(row.line.open.clone())),
        hxl!("cost", "need-field-cost", 14, "#value+estimated", |row| {
            row.line.cost.clone().map_or(Cell::Empty, Cell::Number)
        }),
        hxl!("currency", "need-field-currency", 10, "#currency+code", |row| Cell::maybe(&row.line.currency)),
        hxl!("url", "web-column-url", 40, "#meta+url", |row| Cell::Link(row.item.record.url.clone())),
    ],
    points: None,
};

/// All lines of the needs that are asked for.
pub fn hxl(ctx: &Ctx, tx: &mut Tx) -> Answer {
    if ctx.face != Face::Csv {
        return Err(Problem::NoSuchForm(ctx.face.suffix().to_owned()));
    }
    let asked = asked(ctx, tx)?;
    let found = all_found(ctx, tx, &asked)?;
    let day = ctx.day()?;
    let page = ctx.page(ctx.t("need-title"));
    HXL.send(ctx, tx, &page, |tx, from: Option<usize>| {
        let begins = from.is_none();
        let from = from.unwrap_or(0);
        let batch = &found[from.min(found.len())..(from + BATCH as usize).min(found.len())];
        let needs = store::by_ids(tx, &ctx.actor.office, batch)?;
        let wanted: Vec<Ref> = needs.iter().flat_map(|need| refs(&need.body)).collect();
        let labels = ctx.labels(tx, &wanted)?;
        let mut rows: Vec<Row> = begins.then_some(Row::Tags).into_iter().collect();
        rows.extend(tagged(ctx, tx, &page, &labels, &needs, day)?);
        let next = from + batch.len();
        Ok((rows, (next < found.len()).then_some(next)))
    })
}

/// The lines of some needs as rows of the table.
fn tagged(ctx: &Ctx, tx: &mut Tx, page: &Page, labels: &Labels, needs: &[Need], day: Date) -> Result<Vec<Row>, Problem> {
    let renewal = store::renewal(tx, &ctx.actor.office, day)?;
    let codes: BTreeSet<String> = needs.iter().filter_map(|need| need.body.place.clone()).collect();
    let units = place::units(ctx, tx, &codes.into_iter().collect::<Vec<_>>())?;
    let mut rows = Vec::new();
    for (item, need) in shown(page, labels, needs, day, renewal).into_iter().zip(needs) {
        let lies = need.body.place.as_ref().and_then(|code| units.get(code)).map(Vec::as_slice).unwrap_or_default();
        rows.extend(item.lines.iter().map(|line| {
            let units = [Level::Oblast, Level::Raion, Level::Hromada].map(|level| place::unit(ctx, lies, level));
            let people = people(&need.body, false).0;
            Row::line(HxlLine { item: item.clone(), line: line.clone(), people, units })
        }));
    }
    Ok(rows)
}
