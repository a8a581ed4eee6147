//! The page of the weights: a form, and beside it what they do to the ranking of a need.

use std::collections::HashMap;

use axum::http::{StatusCode, header};
use dotyk_db::Tx;
use dotyk_match::points::Signal;

use super::model::{Ranking, Weighting, signals, usual};
use super::routes::{ask_need, compare, open_needs};
use super::view::{Moved, WeightShown, WeightsView};
use super::{ranking, store};
use crate::journal::Write;
use crate::web::{Answer, Ctx, Filled, Form, Page, Problem, Record, Reply};

/// The form; and, when weights stand in the address, what they would do.
pub fn page(ctx: &Ctx, tx: &mut Tx) -> Answer {
    ctx.permit(&store::subject(&ctx.actor.office))?;
    let kept = store::weighting(tx, &ctx.actor.office)?;
    let mut fields = kept.fields();
    let tried = fields.iter().any(|(name, _)| ctx.query(name).is_some());
    if tried {
        fields.iter_mut().for_each(|(name, value)| ctx.query(name).unwrap_or_default().clone_into(value));
    }
    let form = Form::of(fields);
    let (read, faults) = kept.read(&form);
    if !faults.is_empty() {
        return wrong(ctx, &kept, form, ctx.errors(faults));
    }
    let page = ctx.page(ctx.t("touchpoint-weights"));
    let needs = open_needs(ctx, tx, &page)?;
    let preview = preview(ctx, tx, &page, &needs, [&kept, &read])?;
    let percent = preview.percent;
    let view = view(ctx, page, &kept, Filled::new(form), needs, preview);
    let reply = Reply::page(ctx, &view)?;
    Ok(if percent.is_some() { reply.with(header::REFRESH, "2".into()) } else { reply })
}

fn wrong(ctx: &Ctx, kept: &Weighting, form: Form, errors: Vec<(String, String)>) -> Answer {
    let page = ctx.page(ctx.t("touchpoint-weights"));
    let view = view(ctx, page, kept, Filled::wrong(form, errors), Vec::new(), Preview::default());
    Reply::html(StatusCode::UNPROCESSABLE_ENTITY, &view)
}

/// Keeps the weights.
pub fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let permit = ctx.permit(&store::subject(&ctx.actor.office))?;
    let kept = store::weighting(write.tx(), &ctx.actor.office)?;
    let (read, mut faults) = kept.read(form);
    if faults.is_empty() && form.version() != kept.version {
        faults.push(("support.words".to_owned(), "touchpoint-changed-meanwhile", String::new()));
    }
    if !faults.is_empty() {
        return wrong(ctx, &kept, form.clone(), ctx.errors(faults));
    }
    store::save(write, &permit, &read)?;
    back(ctx, form.some("need").as_deref())
}

/// The usual weights again.
pub fn restore(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let permit = ctx.permit(&store::subject(&ctx.actor.office))?;
    store::save(write, &permit, &Weighting { id: ctx.actor.office.clone(), ..Weighting::default() })?;
    back(ctx, form.some("need").as_deref())
}

fn back(ctx: &Ctx, need: Option<&str>) -> Answer {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("saved", "1");
    if let Some(need) = need {
        query.append_pair("need", need);
    }
    Reply::see(ctx, &format!("/touchpoints/weights?{}", query.finish()))
}

/// What weights do to the ranking of a need.
#[derive(Default)]
struct Preview {
    need: Option<Record>,
    moved: Vec<Moved>,
    percent: Option<i64>,
}

fn slug(record: &Record) -> String {
    record.url.rsplit('/').next().unwrap_or_default().to_owned()
}

fn preview(ctx: &Ctx, tx: &mut Tx, page: &Page, needs: &[Record], weightings: [&Weighting; 2]) -> Result<Preview, Problem> {
    // Without a choice the most pressing need shows what the weights do.
    let Some(need) = ctx.query("need").map(str::to_owned).or_else(|| needs.first().map(slug)) else {
        return Ok(Preview::default());
    };
    let asked = match ask_need(ctx, tx, &need) {
        Err(Problem::NotFound) => return Err(Problem::bad("touchpoint-no-such-need", need)),
        asked => asked?,
    };
    let [before, after] = weightings.map(Weighting::weights);
    let (found, percent) = compare(ctx, tx, &asked.question, [&before, &after])?;
    let need = asked.question.me.map(|me| Record { kind: me.kind, id: me.id, url: page.url(&asked.path), label: asked.title });
    let Some([before, after]) = found else { return Ok(Preview { need, moved: Vec::new(), percent }) };
    let names = before.funders().chain(after.funders()).map(|(key, name)| (key.to_owned(), name.to_owned())).collect();
    let called = ranking::called(ctx, tx, page, &names)?;
    Ok(Preview { need, moved: moves(&before, &after, &called), percent })
}

fn view<'c>(
    ctx: &Ctx,
    page: Page<'c>,
    kept: &Weighting,
    filled: Filled,
    needs: Vec<Record>,
    preview: Preview,
) -> WeightsView<'c> {
    let field = |ranking: Ranking, signal: Signal| (format!("{}.{}", ranking.word(), signal.name()), usual(ranking, signal));
    let alike = signals(Ranking::Alike);
    let weights = signals(Ranking::Support).into_iter().map(|signal| WeightShown {
        signal: signal.name(),
        support: field(Ranking::Support, signal),
        alike: alike.contains(&signal).then(|| field(Ranking::Alike, signal)),
    });
    WeightsView {
        weights: weights.collect(),
        version: kept.version,
        usual: kept.support.is_empty() && kept.alike.is_empty(),
        saved: ctx.query("saved").is_some(),
        needs: needs.iter().map(|record| (slug(record), record.label.clone())).collect(),
        need: preview.need,
        moved: preview.moved,
        percent: preview.percent,
        filled,
        page,
    }
}

/// Where each funder of either ranking stands in both.
fn moves(before: &ranking::Raw, after: &ranking::Raw, called: &HashMap<String, String>) -> Vec<Moved> {
    let places = |raw: &ranking::Raw| -> Vec<(String, String)> {
        raw.funders().map(|(key, name)| (key.to_owned(), called.get(key).map_or(name, String::as_str).to_owned())).collect()
    };
    let (before, after) = (places(before), places(after));
    let place = |of: &[(String, String)], key: &str| of.iter().position(|(one, _)| one == key).map(|at| at + 1);
    let gone = before.iter().filter(|(key, _)| place(&after, key).is_none());
    let moved = after.iter().chain(gone);
    moved.map(|(key, name)| Moved { name: name.clone(), before: place(&before, key), after: place(&after, key) }).collect()
}
