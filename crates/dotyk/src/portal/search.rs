//! One search over everything, as you type, with facets. It knows only today, and says so.

use axum::http::StatusCode;
use dotyk_db::Tx;
use dotyk_match::{Answer as Found, Hit, Query};
use serde_json::json;

use super::view::{Facet, FacetValue, Found as FoundShown, SHEET, SearchView};
use crate::access::{Kind, Ref};
use crate::office::{self, Office};
use crate::web::{Answer, BATCH, Ctx, Face, Known, Labels, PAGE_ROWS, Page, Problem, Reply, find::record};

/// What a search can be narrowed by: the parameter of the address is the facet of the index.
const FACETS: [&str; 5] = ["kind", "direction", "stage", "need_state", "place"];

/// How many values of a facet are shown.
const VALUES: usize = 8;

/// The page of a search.
pub fn page(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let text = ctx.query("q").unwrap_or_default();
    // Whoever asks is answered: the box of every page takes questions too.
    if text.trim_end().ends_with('?') && ctx.face == Face::Html {
        return Ok(Reply::redirect(StatusCode::SEE_OTHER, ctx.page("").carry("/ask", &[("q", text)], &[])));
    }
    let offset = match ctx.query("from") {
        None => 0,
        Some(from) => from.parse::<u32>().map_err(|_| Problem::bad("web-bad-cursor", from))? as usize,
    };
    let limit = PAGE_ROWS as usize;
    let chosen = |name: &str| ctx.query(name).map(|value| (name.to_owned(), vec![value.to_owned()]));
    let query = Query {
        text: text.chars().take(200).collect(),
        filters: FACETS.into_iter().filter_map(chosen).collect(),
        offset,
        limit,
        facets: FACETS.map(str::to_owned).to_vec(),
        ..Query::default()
    };
    if ctx.wants_sheet() {
        return sheet(ctx, tx, query);
    }
    let found = ctx.find(tx, query)?;
    let office = office::store::find(tx, &ctx.actor.office)?;
    let mut refs: Vec<Ref> = found.hits.iter().filter_map(|hit| record(&hit.key)).collect();
    refs.extend(found.facets.get("place").into_iter().flatten().take(VALUES).map(|(code, _)| Ref::new(Kind::Place, code)));
    refs.extend(ctx.query("place").map(|code| Ref::new(Kind::Place, code)));
    let labels = ctx.labels(tx, &refs)?;
    let page = ctx.page(ctx.t("portal-search"));
    let next = offset + limit;
    let view = SearchView {
        items: shown(&page, &labels, &found.hits),
        total: found.total as i64,
        next: (found.total > next as u64).then(|| next.to_string()),
        facets: facets(ctx, &page, &office, &labels, &found),
        corrected: found.corrected,
        page,
    };
    Reply::view(ctx, &view)
}

/// All that is found.
fn sheet(ctx: &Ctx, tx: &mut Tx, query: Query) -> Answer {
    let found = ctx.find(tx, Query { offset: 0, limit: u32::MAX as usize, facets: Vec::new(), ..query })?;
    let page = ctx.page(ctx.t("portal-search"));
    let mut known = Known::default();
    SHEET.send(ctx, tx, &page, |tx, from: Option<usize>| {
        let rest = found.hits.get(from.unwrap_or(0)..).unwrap_or_default();
        let hits = &rest[..rest.len().min(BATCH as usize)];
        let refs: Vec<Ref> = hits.iter().filter_map(|hit| record(&hit.key)).collect();
        let next = (hits.len() < rest.len()).then_some(from.unwrap_or(0) + hits.len());
        Ok((shown(&page, known.ask(ctx, tx, &refs)?, hits), next))
    })
}

fn shown(page: &Page, labels: &Labels, hits: &[Hit]) -> Vec<FoundShown> {
    let hits = hits.iter().filter_map(|hit| {
        let reference = record(&hit.key)?;
        let state = labels.get(&reference)?.state.clone();
        Some(FoundShown { record: page.record(labels, &reference)?, state, name: hit.name.clone() })
    });
    hits.collect()
}

fn facets(ctx: &Ctx, page: &Page, office: &Office, labels: &Labels, found: &Found) -> Vec<Facet> {
    let label = |name: &str, value: &str| match name {
        "kind" => page.t(&format!("web-kind-{value}")),
        "direction" => office.direction(value).map(|d| page.lang.of(&d.name_uk, &d.name_en).to_owned()).unwrap_or_default(),
        "stage" => page.word("project-stage-", value),
        "need_state" => page.word("need-state-", value),
        _ => page.record(labels, &Ref::new(Kind::Place, value)).map(|place| place.label).unwrap_or_default(),
    };
    let facets = FACETS.into_iter().map(|name| {
        let counted = found.facets.get(name).into_iter().flatten();
        let mut values: Vec<FacetValue> = counted
            .map(|(value, count)| FacetValue {
                chosen: ctx.query(name) == Some(value.as_str()),
                label: label(name, value),
                value: value.clone(),
                count: *count,
            })
            .collect();
        // The chosen one is always there, so that it can be let go.
        values.sort_by_key(|value| !value.chosen);
        values.truncate(VALUES);
        values.retain(|value| !value.label.is_empty());
        Facet { name, values }
    });
    facets.filter(|facet| !facet.values.is_empty()).collect()
}

/// What to offer while somebody types: data only.
pub fn suggest(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let text: String = ctx.query("q").unwrap_or_default().chars().take(100).collect();
    let kind = ctx.query("kind").and_then(Kind::parse);
    let offers = ctx.suggest(tx, &text, kind, 8)?;
    let refs: Vec<Ref> = offers.iter().filter_map(|offer| record(&offer.key)).collect();
    let labels = ctx.labels(tx, &refs)?;
    let items = ctx.page(String::new()).records(&labels, &refs);
    Reply::json(StatusCode::OK, &json!({"total": items.len(), "next": null, "items": items}))
}
