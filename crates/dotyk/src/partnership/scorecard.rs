//! How we stand with each organisation: what there is with it, when something was last heard, what is owed and what is late.
//! Everything is computed from what each kind of record gives (`touched_on` in `records.rs`), in one question a kind.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use dotyk_db::Tx;
use jiff::civil::Date;

use super::view::{self, Score, ScoreView};
use crate::access::{Action, Kind, Ref};
use crate::text::When;
use crate::web::{Answer, Aside, AsideRow, Ctx, List, PAGE_ROWS, Page, Problem, Reply, Touch};
use crate::{need, step};

/// After so many days without a word somebody has gone quiet.
pub const QUIET: i64 = 180;

/// What is known of the relation with one organisation.
#[derive(Debug, Default, PartialEq, Eq)]
struct Relation {
    /// How many records of each kind there are with it.
    counts: BTreeMap<Kind, i64>,
    /// When something happened last.
    last: Option<When>,
    /// Promises on which nothing has come.
    promises: i64,
    /// Steps whose day has passed.
    overdue: i64,
}

impl Relation {
    /// The days since something was last heard; none when nothing ever was.
    fn days(&self, today: Date) -> Option<i64> {
        self.last.as_ref().map(|last| i64::from((today - last.last().min(today)).get_days()))
    }

    fn quiet(&self, today: Date) -> bool {
        self.days(today).is_none_or(|days| days > QUIET)
    }
}

/// Puts together what the kinds say, by organisation. Pure.
fn gather(touches: Vec<Touch>, promises: Vec<(String, i64)>, overdue: Vec<(String, i64)>) -> HashMap<String, Relation> {
    let mut relations: HashMap<String, Relation> = HashMap::new();
    for touch in touches {
        let relation = relations.entry(touch.organisation).or_default();
        *relation.counts.entry(touch.kind).or_default() += touch.count;
        let last = touch.last.as_deref().and_then(When::parse);
        // Of a year alone nobody knows how late in it something was.
        if last.as_ref().map(When::last) > relation.last.as_ref().map(When::last) {
            relation.last = last;
        }
    }
    for (organisation, count) in promises {
        relations.entry(organisation).or_default().promises = count;
    }
    for (organisation, count) in overdue {
        relations.entry(organisation).or_default().overdue = count;
    }
    relations
}

fn relations(ctx: &Ctx, tx: &mut Tx, day: Date, of: Option<&str>) -> Result<HashMap<String, Relation>, Problem> {
    let office = &ctx.actor.office;
    let touches = (ctx.state.touched)(tx, office, day, of)?;
    Ok(gather(touches, need::store::open_promises(tx, office, day, of)?, step::store::overdue(tx, office, day, of)?))
}

/// Whether the visitor is told how the office stands with others.
fn told(ctx: &Ctx) -> bool {
    ctx.actor.ever(Kind::Partnership, Action::Unseal).is_ok()
}

/// The relation with an organisation, for its card: for those who may read the scorecard.
///
/// # Errors
/// The database's, or a day that is none.
pub fn relation(ctx: &Ctx, tx: &mut Tx, of: &Ref) -> Result<Option<Aside>, Problem> {
    if !told(ctx) || ctx.past().is_some() || of.kind != Kind::Organisation {
        return Ok(None);
    }
    let day = ctx.day()?;
    let mut all = relations(ctx, tx, day, Some(&of.id))?;
    let relation = all.remove(&of.id).unwrap_or_default();
    let steps = step::store::nearest(tx, &ctx.actor.office, Some(&of.id))?;
    let next = steps.iter().find(|step| step.body.on(day).is_some_and(|row| row.state.open()));
    let page = ctx.page("");
    let labels = ctx.labels(tx, std::slice::from_ref(of))?;
    let slug = labels.get(of).and_then(|label| label.path.rsplit('/').next()).unwrap_or_default();
    let counted = relation.counts.iter().map(|(kind, count)| {
        let name = page.t(&format!("{}-title", kind.word()));
        AsideRow {
            list: list_of(*kind).map(|list| page.url(&format!("{list}={slug}"))),
            ..AsideRow::new(name, page.number(count))
        }
    });
    let mut rows: Vec<AsideRow> = counted.collect();
    let last = match &relation.last {
        Some(last) => format!("{} ({})", page.on(last), page.n("partnership-days", &relation.days(day).unwrap_or_default())),
        None => page.t("partnership-never"),
    };
    rows.push(AsideRow::new(page.t("partnership-last"), last));
    if let Some(step) = next {
        let due = step.body.due.as_ref().map(|due| format!(", {}", page.on(due))).unwrap_or_default();
        let what = format!("{}{due}", page.lang.of(&step.body.what_uk, &step.body.what_en));
        let list = Some(page.url(&format!("/steps/{}", step.id)));
        rows.push(AsideRow { list, ..AsideRow::new(page.t("partnership-next"), what) });
    }
    for (key, count) in [("partnership-promises", relation.promises), ("partnership-overdue", relation.overdue)] {
        if count > 0 {
            rows.push(AsideRow::new(page.t(key), page.number(&count)));
        }
    }
    Ok(Some(Aside {
        title: page.t("partnership-relation"),
        lead: page.t(if relation.quiet(day) { "partnership-relation-quiet" } else { "partnership-relation-lead" }),
        links: vec![(page.url("/partners/scorecard"), page.t("partnership-scorecard"))],
        rows,
    }))
}

/// The list of what there is with an organisation: its address up to the organisation.
fn list_of(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Project => Some("/projects?organisation"),
        // What it promised or brought; its own needs are another list.
        Kind::Need => Some("/needs?helper"),
        Kind::Agreement => Some("/agreements?organisation"),
        Kind::Event => Some("/events?organisation"),
        Kind::Asset => Some("/assets?organisation"),
        Kind::Partnership => Some("/partnerships?organisation"),
        Kind::Step => Some("/steps?organisation"),
        _ => None,
    }
}

/// By what the scorecard is sorted, the first as it is at first: the longest silence, promises, late steps, the name.
pub const SORTS: [&str; 4] = ["quiet", "promises", "overdue", "name"];

pub(super) fn scorecard(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let sort = ctx.query("sort").unwrap_or(SORTS[0]);
    if !SORTS.contains(&sort) {
        return Err(Problem::bad("web-bad-query", sort));
    }
    let day = ctx.day()?;
    // Of the register as it stands it is computed once a write: of a large one it takes longer than a page may.
    let all = match ctx.as_of()? {
        None => ctx.remember(tx, "relations", |tx| relations(ctx, tx, day, None))?,
        Some(_) => Arc::new(relations(ctx, tx, day, None)?),
    };
    let refs: Vec<Ref> = all.keys().map(|id| Ref::new(Kind::Organisation, id)).collect();
    let labels = ctx.labels(tx, &refs)?;
    let page = ctx.page(ctx.t("partnership-scorecard"));
    let mut scores: Vec<Score> = all
        .iter()
        .filter_map(|(id, relation)| Some(score(page.record(&labels, &Ref::new(Kind::Organisation, id))?, relation, day)))
        .collect();
    let quiet = scores.iter().filter(|score| score.quiet).count() as i64;
    if ctx.query("quiet").is_some() {
        scores.retain(|score| score.quiet);
    }
    order(&mut scores, sort);
    if ctx.wants_sheet() {
        let mut rows = Some(scores);
        return view::SCORES.send(ctx, tx, &page, |_, _: Option<()>| Ok((rows.take().unwrap_or_default(), None)));
    }
    let total = scores.len() as i64;
    let from = start(ctx)?;
    let next = (scores.len() > from + PAGE_ROWS as usize).then(|| (from + PAGE_ROWS as usize).to_string());
    let items = scores.into_iter().skip(from).take(PAGE_ROWS as usize).collect();
    let as_of = ctx.as_of()?.map(|day| day.to_string());
    Reply::view(ctx, &ScoreView { list: List { items, total, next }, quiet, as_of, sorts: sorts(&page), page })
}

/// Where the page begins: the scorecard is computed whole, so its cursor is a place in it.
fn start(ctx: &Ctx) -> Result<usize, Problem> {
    let Some(cursor) = ctx.query("after") else { return Ok(0) };
    cursor.parse().map_err(|_| Problem::bad("web-bad-cursor", cursor))
}

fn sorts(page: &Page) -> Vec<(&'static str, String, String)> {
    SORTS.iter().map(|sort| (*sort, page.with("sort", sort), page.word("partnership-sort-", sort))).collect()
}

fn score(record: crate::web::Record, relation: &Relation, day: Date) -> Score {
    let count = |kind| relation.counts.get(&kind).copied().unwrap_or(0);
    Score {
        record,
        last: relation.last.clone(),
        days: relation.days(day),
        quiet: relation.quiet(day),
        projects: count(Kind::Project),
        needs: count(Kind::Need),
        agreements: count(Kind::Agreement),
        events: count(Kind::Event),
        partnerships: count(Kind::Partnership),
        records: relation.counts.values().sum(),
        promises: relation.promises,
        overdue: relation.overdue,
    }
}

/// Sorts; what is alike stands by name. Nothing heard is the longest silence.
fn order(scores: &mut [Score], sort: &str) {
    let key = |score: &Score| match sort {
        "promises" => -score.promises,
        "overdue" => -score.overdue,
        "name" => 0,
        _ => -score.days.unwrap_or(i64::MAX),
    };
    scores.sort_by_cached_key(|score| (key(score), dotyk_uk::sort_key(&score.record.label), score.record.id.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn touch(organisation: &str, kind: Kind, count: i64, last: Option<&str>) -> Touch {
        Touch { organisation: organisation.into(), kind, count, last: last.map(str::to_owned) }
    }

    #[test]
    fn the_last_word_is_the_latest_of_all_kinds() {
        let touches = vec![
            touch("a", Kind::Project, 2, Some("2020-05-01")),
            touch("a", Kind::Need, 1, Some("2021-03")),
            touch("b", Kind::Programme, 1, None),
        ];
        let all = gather(touches, vec![("a".into(), 3)], vec![("c".into(), 1)]);
        let today = date(2021, 3, 31);
        assert_eq!((&all["a"].last, all["a"].days(today), all["a"].promises), (&When::parse("2021-03"), Some(0), 3));
        assert_eq!(all["a"].days(date(2021, 4, 10)), Some(10), "the month may have ended with it");
        assert_eq!(all["a"].counts.values().sum::<i64>(), 3);
        assert!(!all["a"].quiet(today) && all["a"].quiet(date(2021, 10, 1)) && all["b"].quiet(today));
        assert_eq!((all["b"].days(today), all["c"].overdue), (None, 1));
    }
}
