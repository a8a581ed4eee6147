//! The rules of ranking: a form, and beside it what they do; and what somebody puts first or leaves out.

use axum::http::StatusCode;
use dotyk_db::Tx;

use super::gather;
use super::model::{self, BEST_IN_ALL, Choice, Chosen, Rule, Rules};
use super::period::Period;
use super::routes::scope;
use super::store::{self, Scope};
use super::view::{Moved, RulesView, WeightShown};
use crate::access::Ref;
use crate::journal::Write;
use crate::office::{self, Office};
use crate::web::{Answer, Ctx, Filled, Form, Problem, Reply};

/// A reason is told in so many letters.
const WHY: usize = 500;

/// The form; and, when rules stand in the address, what they would do.
pub fn page(ctx: &Ctx, tx: &mut Tx) -> Answer {
    ctx.permit(&store::subject(&ctx.actor.office))?;
    let office = office::store::find(tx, &ctx.actor.office)?;
    let kept = store::rules(tx, &office.id)?;
    let mut fields = kept.fields(&office);
    if fields.iter().any(|(name, _)| ctx.query(name).is_some()) {
        fields.iter_mut().for_each(|(name, value)| ctx.query(name).unwrap_or_default().clone_into(value));
    }
    let form = Form::of(fields);
    let (tried, faults) = kept.read(&office, &form);
    if !faults.is_empty() {
        return Reply::html(
            StatusCode::UNPROCESSABLE_ENTITY,
            &view(ctx, &office, &kept, Filled::wrong(form, ctx.errors(faults)), Vec::new()),
        );
    }
    let moved = moves(ctx, tx, &office, [&kept, &tried])?;
    Reply::page(ctx, &view(ctx, &office, &kept, Filled::new(form), moved))
}

fn view<'c>(ctx: &'c Ctx, office: &Office, kept: &Rules, filled: Filled, moved: Vec<Moved>) -> RulesView<'c> {
    let page = ctx.page(ctx.t("report-rules"));
    let weights = Rule::ALL.iter().map(|rule| WeightShown {
        rule: rule.word(),
        name: format!("weight.{}", rule.word()),
        usual: rule.usual(),
    });
    let measures = office.measures.iter().filter(|measure| !measure.money);
    RulesView {
        weights: weights.collect(),
        measures: measures
            .map(|one| (format!("counts.{}", one.slug), page.lang.of(&one.name_uk, &one.name_en).to_owned()))
            .collect(),
        counts: ["people", "lasting"].map(|word| (word.to_owned(), page.word("report-counts-", word))).into(),
        version: kept.version,
        saved: ctx.query("saved").is_some(),
        period: shown(ctx, kept).map(|period| period.text).unwrap_or_default(),
        filled,
        moved,
        page,
    }
}

/// The period whose ranking shows what the rules do: the one asked for, else the last whole year before the report's day.
fn shown(ctx: &Ctx, rules: &Rules) -> Option<Period> {
    let last = rules.as_of.as_ref().and_then(|day| day.parse().ok()).unwrap_or_else(|| ctx.today()).year() - 1;
    ctx.query("period").and_then(Period::parse).or_else(|| Period::parse(&last.to_string()))
}

/// Where each of the first stands by both rules.
fn moves(ctx: &Ctx, tx: &mut Tx, office: &Office, [kept, tried]: [&Rules; 2]) -> Result<Vec<Moved>, Problem> {
    let Some(period) = shown(ctx, kept) else { return Ok(Vec::new()) };
    let as_of = kept.day(&period, ctx.today());
    let scope = Scope { period, as_of, direction: None, funder: None, place: None };
    let gathered = gather::gather(ctx, tx, office, &scope)?;
    // What counts people or things is read by the database: its effect is seen once it is kept.
    let places = |rules: &Rules| -> Vec<Ref> {
        let ranking = model::ranking(&gathered.happened, &gathered.merits, rules, &scope.period.text);
        ranking.iter().take(BEST_IN_ALL).map(|one| gathered.happened[one.at].record.clone()).collect()
    };
    let (before, after) = (places(kept), places(tried));
    let place = |of: &[Ref], record: &Ref| of.iter().position(|one| one == record).map(|at| at + 1);
    let all: Vec<Ref> = after.iter().chain(before.iter().filter(|one| !after.contains(one))).cloned().collect();
    let labels = gather::labels(ctx, tx, &scope, &all)?;
    let page = ctx.page("");
    let moved = all.iter().filter_map(|record| {
        Some(Moved { record: page.record(&labels, record)?, before: place(&before, record), after: place(&after, record) })
    });
    Ok(moved.collect())
}

/// Keeps the rules.
pub fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let permit = ctx.permit(&store::subject(&ctx.actor.office))?;
    let office = office::store::find(write.tx(), &ctx.actor.office)?;
    let kept = store::rules(write.tx(), &office.id)?;
    let (read, mut faults) = kept.read(&office, form);
    if faults.is_empty() && form.version() != kept.version {
        faults.push(("weight.finished".to_owned(), "report-changed-meanwhile", String::new()));
    }
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return Reply::html(StatusCode::UNPROCESSABLE_ENTITY, &view(ctx, &office, &kept, filled, Vec::new()));
    }
    store::save(write, &permit, &read)?;
    Reply::see(ctx, "/reports/rules?saved=1")
}

/// Puts an achievement first, leaves it out, or takes such a decision back.
pub fn choose(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let permit = ctx.permit(&store::subject(&ctx.actor.office))?;
    let office = office::store::find(write.tx(), &ctx.actor.office)?;
    let mut rules = store::rules(write.tx(), &office.id)?;
    let scope = scope(ctx, write.tx(), &office, &rules)?;
    let record = ctx.refer(write.tx(), form.text("record"))?;
    let labels = gather::labels(ctx, write.tx(), &scope, std::slice::from_ref(&record))?;
    if !labels.contains_key(&record) {
        return Err(Problem::NotFound);
    }
    let period = scope.period.text;
    rules.choices.retain(|one| !(one.period == period && one.record == record));
    if !form.text("choice").is_empty() {
        let choice = Choice::parse(form.text("choice")).ok_or_else(|| Problem::bad("web-bad-query", form.text("choice")))?;
        let why = form.text("why").trim();
        if why.is_empty() || why.chars().count() > WHY {
            return Err(Problem::bad("report-why-needed", WHY.to_string()));
        }
        let (made_by, made_at) = (ctx.actor.id.clone(), write.stamp());
        rules.choices.push(Chosen { period: period.clone(), record, choice, why: why.to_owned(), made_by, made_at });
    }
    store::save(write, &permit, &rules)?;
    Reply::see(ctx, &format!("/reports/{period}#achievements"))
}
