//! Which open need and which open call suits which member of a cluster. Needs are asked of the index of points of contact, as a
//! need asks for helpers, only from the other side; calls are held against each member by their hard rules.

use std::collections::HashMap;

use axum::http::header;
use dotyk_db::Tx;

use super::model::{Body, Circle, Cluster, Member};
use super::view::{CallSuits, FitShown, Named, NeedSuits, SuitsView};
use crate::access::{Action, Kind, Ref, Subject};
use crate::journal::Stored;
use crate::programme::{self, Asker, Fit, Rule};
use crate::web::editor::Edited;
use crate::web::{Answer, Ctx, Labels, Page, Problem, Record, Reply};
use crate::{need, office, organisation, place, touchpoint};

/// So many calls are shown.
const SHOWN: usize = 10;

type Around = HashMap<String, Vec<String>>;

/// Whether the visitor may ask what suits a cluster: the office, as for any points of contact.
pub fn allowed(ctx: &Ctx, subject: &Subject) -> bool {
    ctx.actor.could(Action::Read, &subject.part(Kind::Touchpoint, &subject.id))
}

/// The page.
pub fn page(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (one, _) = Circle::<Cluster>::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let subject = one.subject();
    ctx.actor.may(Action::Read, &subject.part(Kind::Touchpoint, &subject.id))?;
    let page = ctx.page(ctx.t("circle-suits"));
    let body = &one.body;
    let members = body.members_on(ctx.today()).filter_map(|member| member.organisation.as_ref());
    let labels = ctx.labels(tx, &members.map(|id| Ref::new(Kind::Organisation, id)).collect::<Vec<_>>())?;
    let (needs, percent) = needs(ctx, tx, &page, &labels, &one)?;
    let view = SuitsView {
        of: Record { kind: Kind::Cluster, id: one.head.id.clone(), url: page.url(&one.address()), label: one.title(ctx) },
        percent,
        needs,
        calls: calls(ctx, tx, &page, &labels, body)?,
        page,
    };
    let reply = Reply::view(ctx, &view)?;
    // Without a word of script the page looks again by itself.
    Ok(if percent.is_some() { reply.with(header::REFRESH, "2".into()) } else { reply })
}

/// A member by name; none of an organisation that the visitor may not see.
fn named(page: &Page, labels: &Labels, member: &Member) -> Option<Named> {
    let organisation = member.organisation.as_ref().and_then(|id| page.record(labels, &Ref::new(Kind::Organisation, id)));
    (organisation.is_some() || member.name.is_some()).then(|| Named { organisation, name: member.name.clone() })
}

/// Open needs that are like what the cluster is for and can, each with the members of its category.
fn needs(
    ctx: &Ctx,
    tx: &mut Tx,
    page: &Page,
    labels: &Labels,
    one: &Circle<Cluster>,
) -> Result<(Vec<NeedSuits>, Option<i64>), Problem> {
    let (body, office) = (&one.body, &ctx.actor.office);
    let settings = office::store::find(tx, office)?;
    let around: Around = place::store::ancestors(tx, office, &body.places)?;
    let texts = [&body.aims_uk, &body.aims_en].into_iter().flatten().chain(&body.tags);
    let texts = texts.map(String::as_str).collect::<Vec<_>>().join(" ");
    let about = touchpoint::of_ability(&one.title(ctx), &texts, &competences(body, ctx), &body.places, &around, &settings);
    let (found, percent) = touchpoint::needs_like(ctx, tx, page, about)?;
    let found = found.unwrap_or_default();
    let ids: Vec<String> = found.iter().filter_map(|item| Some(item.record.as_ref()?.id.clone())).collect();
    let sectors: HashMap<String, String> =
        need::store::by_ids(tx, office, &ids)?.into_iter().filter_map(|need| Some((need.head.id, need.body.sector?))).collect();
    let suited = |item: touchpoint::Item| {
        let sector = item.record.as_ref().and_then(|record| sectors.get(&record.id));
        let able = sector.map(|sector| body.able(sector, ctx.today())).unwrap_or_default();
        NeedSuits { members: able.into_iter().filter_map(|member| named(page, labels, member)).collect(), need: item }
    };
    Ok((found.into_iter().map(suited).collect(), percent))
}

/// What the cluster and its members of the day can, each code once.
fn competences(body: &Body, ctx: &Ctx) -> Vec<String> {
    let members = body.members_on(ctx.today()).flat_map(|member| &member.sectors);
    let mut codes: Vec<String> = body.sectors.iter().chain(members).cloned().collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Open calls that everybody may see, with the members whom no rule that is known keeps out; those that most may apply to first.
fn calls(ctx: &Ctx, tx: &mut Tx, page: &Page, labels: &Labels, body: &Body) -> Result<Vec<CallSuits>, Problem> {
    let day = ctx.today();
    let askers = askers(ctx, tx, body)?;
    let offers = programme::store::open_calls(tx, &ctx.actor.visible(Kind::Call), day)?;
    let mut found: Vec<(Ref, Vec<FitShown>)> = Vec::new();
    for offer in offers.iter().filter(|offer| offer.call.head.published_at.is_some()) {
        let fits = askers.iter().map(|(member, asker)| (member, programme::fits(offer, asker, day)));
        let fits = fits.filter(|(_, fit)| fit.possible() && !fit.unknown.contains(&Rule::Theme));
        let shown = fits
            .map(|(member, fit)| FitShown { member: member.and_then(|member| named(page, labels, member)), rules: rules(&fit) });
        found.push((Ref::new(Kind::Call, &offer.call.head.id), shown.collect()));
    }
    found.retain(|(_, fits)| !fits.is_empty());
    found.sort_by_key(|(_, fits)| std::cmp::Reverse(fits.len()));
    found.truncate(SHOWN);
    let labels = ctx.labels(tx, &found.iter().map(|(call, _)| call.clone()).collect::<Vec<_>>())?;
    Ok(found.into_iter().filter_map(|(call, fits)| Some(CallSuits { call: page.record(&labels, &call)?, fits })).collect())
}

/// Who would apply: each member that the register knows; the cluster as a whole where it knows none.
fn askers<'b>(ctx: &Ctx, tx: &mut Tx, body: &'b Body) -> Result<Vec<(Option<&'b Member>, Asker)>, Problem> {
    let members: Vec<(&Member, &String)> =
        body.members_on(ctx.today()).filter_map(|member| Some((member, member.organisation.as_ref()?))).collect();
    let ids: Vec<String> = members.iter().map(|(_, id)| (*id).clone()).collect();
    let told = organisation::store::told(tx, &ctx.actor.visible(Kind::Organisation), &ids)?;
    let mut codes: Vec<String> = told.values().filter_map(|told| told.body.place.clone()).chain(body.places.clone()).collect();
    codes.sort();
    codes.dedup();
    let around: Around = place::store::ancestors(tx, &ctx.actor.office, &codes)?;
    let with_around = |codes: Vec<String>| -> Vec<String> {
        codes.iter().flat_map(|code| around.get(code)).flatten().cloned().chain(codes.clone()).collect()
    };
    let asker = |kind, place: Option<String>, sectors: &[String]| Asker {
        kind,
        places: with_around(place.map_or_else(|| body.places.clone(), |place| vec![place])),
        sectors: if sectors.is_empty() { body.sectors.clone() } else { sectors.to_vec() },
        amount: None,
    };
    let mut askers: Vec<(Option<&Member>, Asker)> = Vec::new();
    for (member, id) in members {
        let known = told.get(id).map(|told| &told.body);
        let place = known.and_then(|body| body.place.clone());
        askers.push((Some(member), asker(known.map(|body| body.kind), place, &member.sectors)));
    }
    if askers.is_empty() {
        askers.push((None, asker(None, None, &[])));
    }
    Ok(askers)
}

fn rules(fit: &Fit) -> Vec<(&'static str, &'static str)> {
    let outcome = |rule: &Rule| if fit.passed.contains(rule) { "passed" } else { "unknown" };
    Rule::ALL.iter().map(|rule| (rule.word(), outcome(rule))).collect()
}
