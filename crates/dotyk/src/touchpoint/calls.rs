//! Calls that somebody may apply to: each held against its hard rules, which are named whether they hold or not.

use dotyk_db::Tx;

use super::ranking::Question;
use super::view::{Item, RuleShown};
use crate::access::{Kind, Ref};
use crate::organisation;
use crate::programme::{self, Asker, Fit, Offer, Rule};
use crate::web::{Ctx, Page, Problem};

/// So many are shown.
const SHOWN: usize = 10;

/// The calls that everybody may see and one may apply to on the day, those of which most is known to fit first. A call that is
/// closed, or is for another theme, is no answer; one that another rule stops is shown below with that rule, since the rule may
/// be what is to be changed: who applies, for how much.
///
/// # Errors
/// The database's.
pub fn calls(ctx: &Ctx, tx: &mut Tx, page: &Page, question: &Question) -> Result<Vec<Item>, Problem> {
    let asker = asker(ctx, tx, question)?;
    let day = ctx.today();
    let offers = programme::store::open_calls(tx, &ctx.actor.visible(Kind::Call), day)?;
    let offers = offers.into_iter().filter(|offer| offer.call.head.published_at.is_some());
    let held = offers.map(|offer| (programme::fits(&offer, &asker, day), offer));
    let mut fitting: Vec<(Fit, Offer)> = held.filter(|(fit, _)| is_answer(fit)).collect();
    fitting.sort_by(|(a, one), (b, other)| order(a).cmp(&order(b)).then_with(|| one.call.head.slug.cmp(&other.call.head.slug)));
    fitting.truncate(SHOWN);
    let refs: Vec<Ref> = fitting.iter().map(|(_, offer)| Ref::new(Kind::Call, &offer.call.head.id)).collect();
    let labels = ctx.labels(tx, &refs)?;
    let items = fitting.iter().zip(&refs).filter_map(|((fit, _), of)| {
        let record = page.record(&labels, of)?;
        Some(Item {
            key: crate::web::find::key(of),
            name: record.label.clone(),
            url: record.url.clone(),
            record: Some(record),
            rules: Rule::ALL.iter().map(|rule| RuleShown { rule: rule.word(), outcome: outcome(fit, *rule) }).collect(),
            ..Item::default()
        })
    });
    Ok(items.collect())
}

/// Who would apply, as far as the question says.
fn asker(ctx: &Ctx, tx: &mut Tx, question: &Question) -> Result<Asker, Problem> {
    let ids: Vec<String> = question.organisation.iter().cloned().collect();
    let told = organisation::store::told(tx, &ctx.actor.visible(Kind::Organisation), &ids)?;
    let about = &question.about;
    Ok(Asker {
        kind: told.into_values().next().map(|told| told.body.kind),
        places: about.places.clone(),
        sectors: about.sectors.iter().map(|(code, _)| code.clone()).collect(),
        // What it is about counts in dollars; a call in another currency is for a person to compare.
        amount: about.amount.map(|dollars| ((dollars * 100.0).round() as i64, "USD".to_owned())),
    })
}

fn is_answer(fit: &Fit) -> bool {
    let stops = |rule: Rule| fit.failed.contains(&rule);
    !stops(Rule::Window) && !stops(Rule::Theme) && fit.failed.len() <= 1
}

/// Fewer rules against it, then more for it, then a theme that is known to meet.
fn order(fit: &Fit) -> (usize, usize, bool) {
    (fit.failed.len(), Rule::ALL.len() - fit.passed.len(), !fit.passed.contains(&Rule::Theme))
}

fn outcome(fit: &Fit, rule: Rule) -> &'static str {
    if fit.passed.contains(&rule) {
        "passed"
    } else if fit.failed.contains(&rule) {
        "failed"
    } else {
        "unknown"
    }
}
