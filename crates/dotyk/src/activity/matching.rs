//! Which activities are projects of the office, and what of them is accepted: pages for coordinators.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::http::StatusCode;
use dotyk_db::Tx;
use dotyk_match::Query;

use super::accept::{self, Refused};
use super::alike::{Alike, Projects, Traits};
use super::compare::{Offer, Side};
use super::model::{Decision, How, id_of};
use super::routes::{publisher, record, statements};
use super::store::{self, Shown};
use super::view::{AcceptanceShown, CompareView, OfferShown, OrphanShown, ProposalShown, ProposalsView};
use crate::access::{Action, Kind, Ref};
use crate::figure::Qualifier;
use crate::journal::{Stored, Write};
use crate::project::{self, Project};
use crate::text::Arg;
use crate::web::{Answer, Ctx, Form, Labels, List, PAGE_ROWS, Page, Problem, Record, Reply, find, refuse};
use crate::{account, office, organisation, place};

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Model(key, what) => Problem::bad(key, what),
            Refused::Denied(denied) => denied.into(),
        }
    }
}

/// The directions of the office: a project has one of its own.
///
/// # Errors
/// The database's.
pub fn directions(ctx: &Ctx, tx: &mut Tx) -> Result<Vec<(String, String)>, Problem> {
    let office = office::store::find(tx, &ctx.actor.office)?;
    Ok(office.directions.into_iter().map(|d| (d.slug, ctx.lang.of(&d.name_uk, &d.name_en).to_owned())).collect())
}

// --- what may be the same -----------------------------------------------------------------------------------------

/// Projects as they are compared.
fn projects(ctx: &Ctx, tx: &mut Tx) -> Result<Arc<Projects>, Problem> {
    ctx.remember(tx, "projects compared", |tx| {
        let office = ctx.actor.office.clone();
        let found =
            ctx.find(tx, Query { kind: Some(Kind::Project.word().into()), limit: u32::MAX as usize, ..Query::default() })?;
        let ids: Vec<String> = found.hits.iter().filter_map(|hit| find::record(&hit.key)).map(|record| record.id).collect();
        let mut all = Vec::with_capacity(ids.len());
        for ids in ids.chunks(1_000) {
            let rows = project::store::by_ids(tx, &office, ids)?;
            let codes: HashSet<String> = rows.iter().flat_map(|row| row.body.places.iter().cloned()).collect();
            let around = place::store::ancestors(tx, &office, &codes.into_iter().collect::<Vec<_>>())?;
            all.extend(rows.into_iter().map(|Project { head, body, .. }| {
                let traits = Traits::of_titles(body.title_uk.as_deref(), body.title_en.as_deref());
                let date = body.stage_on(ctx.today()).and_then(|stage| stage.date.as_ref());
                let years = date.map(|date| (i64::from(date.first().year()), i64::from(date.last().year())));
                let organisations = body.parties.into_iter().map(|party| party.organisation).collect();
                let above = body.places.iter().filter_map(|code| around.get(code)).flatten().cloned().collect();
                (head.id, Traits { organisations, places: body.places.into_iter().collect(), around: above, years, ..traits })
            }));
        }
        Ok(Projects::new(all))
    })
}

/// Organisations of the register by what they are called in files.
fn organisations(ctx: &Ctx, tx: &mut Tx) -> Result<Arc<HashMap<String, String>>, Problem> {
    ctx.remember(tx, "organisations compared", |tx| {
        let office = ctx.actor.office.clone();
        let rows = tx.all(organisation::store::ALL_IDS, dotyk_db::params![&office])?;
        let ids: Vec<String> = rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
        let mut known = HashMap::new();
        for document in organisation::store::documents(tx, &office, &ids)? {
            let Some(id) = find::record(&document.key).map(|record| record.id) else { continue };
            for name in document.names.iter().chain(&document.title_uk).chain(&document.title_en) {
                known.insert(format!("name:{}", dotyk_uk::search_key(name)), id.clone());
                known.insert(format!("ref:{}", name.to_uppercase()), id.clone());
                known.insert(format!("ref:UA-EDR-{}", name.to_uppercase()), id.clone());
            }
        }
        Ok(known)
    })
}

fn traits(
    one: &Shown,
    organisations: &HashMap<String, String>,
    known: &HashMap<String, String>,
    around: &HashMap<String, Vec<String>>,
) -> Traits {
    let s = &one.stated;
    let places = store::places_in(s, known);
    let parties = s.parties.iter().flat_map(store::party_keys).filter_map(|key| organisations.get(&key).cloned());
    Traits {
        organisations: parties.collect(),
        around: places.iter().filter_map(|code| around.get(code)).flatten().cloned().collect(),
        places: places.into_iter().collect(),
        years: s.first_year.zip(s.last_year),
        ..Traits::of_titles(s.title_uk.as_deref(), s.title_en.as_deref())
    }
}

/// Projects that some activities may be: none that was decided about already, and none of those that are tied.
fn likely(ctx: &Ctx, tx: &mut Tx, ids: &[String]) -> Result<Vec<(String, Alike)>, Problem> {
    let office = ctx.actor.office.clone();
    let (projects, organisations) = (projects(ctx, tx)?, organisations(ctx, tx)?);
    let mut likely = Vec::new();
    // In bounded memory, however many there are.
    for ids in ids.chunks(2_000) {
        let ties = store::ties(tx, &office, ids)?;
        let decided = |id: &String, project: &str| ties.get(id).into_iter().flatten().any(|tie| tie.project == project);
        let tied = |id: &String| ties.get(id).into_iter().flatten().any(|tie| tie.state == Decision::Tied);
        let open: Vec<String> = ids.iter().filter(|id| !tied(id)).cloned().collect();
        let found = store::listed(tx, &office, &open)?;
        let known = store::our_places(tx, &office, ctx.today(), found.values().flatten().map(|one| &one.stated))?;
        let codes: Vec<String> = known.values().cloned().collect::<HashSet<_>>().into_iter().collect();
        let around = place::store::ancestors(tx, &office, &codes)?;
        for id in open {
            let Some(one) = found.get(&id).and_then(|all| all.first()) else { continue };
            let alike = projects.alike(&traits(one, &organisations, &known, &around));
            likely.extend(alike.into_iter().filter(|alike| !decided(&id, &alike.project)).map(|alike| (id.clone(), alike)));
        }
    }
    likely.sort_by(|a, b| b.1.score.cmp(&a.1.score).then_with(|| (&a.0, &a.1.project).cmp(&(&b.0, &b.1.project))));
    Ok(likely)
}

fn shown(ctx: &Ctx, tx: &mut Tx, page: &Page, likely: &[(String, Alike)]) -> Result<Vec<ProposalShown>, Problem> {
    let refs: Vec<Ref> =
        likely.iter().flat_map(|(id, alike)| [Ref::new(Kind::Activity, id), Ref::new(Kind::Project, &alike.project)]).collect();
    let labels = ctx.labels(tx, &refs)?;
    let shown = likely.iter().filter_map(|(id, alike)| {
        Some(ProposalShown {
            activity: page.record(&labels, &Ref::new(Kind::Activity, id))?,
            project: page.record(&labels, &Ref::new(Kind::Project, &alike.project))?,
            score: alike.score,
            reasons: alike.reasons.clone(),
        })
    });
    Ok(shown.collect())
}

/// Projects that one activity may be.
///
/// # Errors
/// The database's.
pub fn proposals_of(ctx: &Ctx, tx: &mut Tx, id: &str) -> Result<Vec<ProposalShown>, Problem> {
    let likely = likely(ctx, tx, &[id.to_owned()])?;
    shown(ctx, tx, &ctx.page(""), &likely)
}

/// All activities that may be projects, the likeliest first.
///
/// # Errors
/// The database's.
pub fn proposals(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let offset = match ctx.query("after") {
        None => 0,
        Some(cursor) => cursor.parse::<u32>().map_err(|_| Problem::bad("web-bad-cursor", cursor))? as usize,
    };
    let all = ctx.remember(tx, "proposals", |tx| {
        let ids = store::all_ids(tx, &ctx.actor.office)?;
        likely(ctx, tx, &ids)
    })?;
    let page = ctx.page(ctx.t("activity-proposals"));
    let rest = all.get(offset..).unwrap_or_default();
    let items = shown(ctx, tx, &page, &rest[..rest.len().min(PAGE_ROWS as usize)])?;
    let next = offset + PAGE_ROWS as usize;
    let list = List { items, total: all.len() as i64, next: (all.len() > next).then(|| next.to_string()) };
    Reply::view(ctx, &ProposalsView { list, page })
}

/// Decides that an activity is a project, or is not, or that nothing is decided.
///
/// # Errors
/// As of every write.
pub fn decide(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let all = statements(ctx, write.tx())?;
    let s = &all[0].stated;
    let project = ctx.refer(write.tx(), &format!("project:{}", form.text("project")))?;
    ctx.owner(write.tx(), Action::Edit, &project)?;
    let permit = ctx.permit(&store::activity_subject(&s.id))?;
    let slug = Project::get(write.tx(), &ctx.actor.office, &project.id)?.ok_or(Problem::NotFound)?.head.slug;
    let card = format!("/activities/{}", s.id);
    let back = match form.text("decision") {
        "tied" => {
            store::decide(write, &permit, &s.identifier, &project.id, Decision::Tied, How::Chosen)?;
            format!("{card}/comparison?project={slug}")
        }
        "rejected" => {
            store::decide(write, &permit, &s.identifier, &project.id, Decision::Rejected, How::Chosen)?;
            if form.text("from") == "proposals" { "/activities/proposals".to_owned() } else { card }
        }
        "none" => {
            store::undecide(write, &permit, &project.id)?;
            card
        }
        other => return Err(Problem::bad("web-bad-query", other)),
    };
    Reply::see(ctx, &back)
}

// --- field by field -----------------------------------------------------------------------------------------------

/// The statement of the file asked for, with all its parts; the latest where none is.
fn statement(ctx: &Ctx, tx: &mut Tx, number: &str) -> Result<Shown, Problem> {
    let all = statements(ctx, tx)?;
    let at = match number {
        "" => 0,
        text => {
            let number = text.parse::<i64>().map_err(|_| Problem::bad("web-bad-query", text))?;
            // A file that was replaced meanwhile: the latest is compared, and the page says so.
            all.iter().position(|one| one.dataset == number).unwrap_or(0)
        }
    };
    let mut one = all.into_iter().nth(at).ok_or(Problem::NotFound)?;
    store::fill(tx, &ctx.actor.office, &mut one)?;
    Ok(one)
}

/// What is ours and what is theirs.
///
/// # Errors
/// 404 when no project is named and none is tied.
pub fn comparison(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let one = statement(ctx, tx, ctx.query("dataset").unwrap_or_default())?;
    let slug = match ctx.query("project") {
        Some(slug) => slug.to_owned(),
        None => {
            let id = one.stated.id.clone();
            let ties = store::ties(tx, &ctx.actor.office, std::slice::from_ref(&id))?;
            let tied = ties.get(&id).into_iter().flatten().find(|tie| tie.state == Decision::Tied);
            let project = refuse(tied.map(|tie| tie.project.clone()))?;
            refuse(Project::get(tx, &ctx.actor.office, &project)?)?.head.slug
        }
    };
    let (project, _) = Project::take(tx, &ctx.actor, Action::Edit, &slug)?;
    compared(ctx, tx, &one, &project, false)
}

fn compared(ctx: &Ctx, tx: &mut Tx, one: &Shown, project: &Project, late: bool) -> Answer {
    let office = office::store::find(tx, &ctx.actor.office)?;
    let offers = accept::offers(tx, &office, project, one, ctx.today())?;
    let id = one.stated.id.clone();
    let ties = store::ties(tx, &office.id, std::slice::from_ref(&id))?.remove(&id).unwrap_or_default();
    let accepted = store::acceptances(tx, &office.id, &id)?;
    let mut refs: Vec<Ref> = offers.iter().flat_map(|offer| offer.ours.refs.iter().chain(&offer.theirs.refs)).cloned().collect();
    refs.push(Ref::new(Kind::Project, &project.head.id));
    let labels = ctx.labels(tx, &refs)?;
    let mut who: Vec<String> = accepted.iter().map(|one| one.accepted_by.clone()).collect();
    who.sort();
    who.dedup();
    let names = account::store::names(tx, &office.id, &who)?;
    let page = ctx.page(ctx.t("activity-comparison"));
    let view = CompareView {
        record: record(&page, &one.stated),
        identifier: one.stated.identifier.clone(),
        publisher: publisher(one),
        project: refuse(page.record(&labels, &Ref::new(Kind::Project, &project.head.id)))?,
        slug: project.head.slug.clone(),
        version: project.head.version,
        dataset: one.dataset,
        digest: one.stated.digest.clone(),
        rows: offers.iter().map(|offer| offer_shown(ctx, &page, &labels, offer)).collect(),
        late,
        decision: ties.iter().find(|tie| tie.project == project.head.id).map_or("", |tie| tie.state.word()),
        acceptances: accepted
            .iter()
            .filter(|one| one.project == project.head.id)
            .map(|one| AcceptanceShown {
                id: one.id.clone(),
                fields: one.fields.iter().map(|field| label(&page, field)).collect::<Vec<_>>().join(", "),
                at: one.accepted_at.clone(),
                by: names.get(&one.accepted_by).cloned().unwrap_or_else(|| one.accepted_by.clone()),
                undone: one.undone_at.is_some(),
                undoable: one.undone_at.is_none() && one.after == project.head.version,
            })
            .collect(),
        page,
    };
    let status = if late { StatusCode::CONFLICT } else { StatusCode::OK };
    match ctx.action() {
        Action::Edit if late => Reply::html(status, &view),
        _ => Reply::page(ctx, &view),
    }
}

/// What was accepted, and not taken back, of activities that no file has any more.
///
/// # Errors
/// The database's.
pub fn orphans(ctx: &Ctx, tx: &mut Tx, page: &Page) -> Result<Vec<OrphanShown>, Problem> {
    let all = store::orphaned(tx, &ctx.actor.office)?;
    let refs: Vec<Ref> = all.iter().map(|one| Ref::new(Kind::Project, &one.project)).collect();
    let labels = ctx.labels(tx, &refs)?;
    let shown = all.into_iter().zip(&refs).filter_map(|(one, project)| {
        Some(OrphanShown {
            project: page.record(&labels, project)?,
            fields: one.fields.iter().map(|field| label(page, field)).collect::<Vec<_>>().join(", "),
            url: page.url(&format!("/activities/{}/undoing", one.activity)),
            id: one.id,
            at: one.accepted_at,
        })
    });
    Ok(shown.collect())
}

/// What a field is called.
fn label(page: &Page, field: &str) -> String {
    match field.strip_prefix("money-") {
        Some(currency) => format!("{} ({currency})", page.t("activity-compare-money")),
        None => page.word("activity-compare-", field),
    }
}

fn offer_shown(ctx: &Ctx, page: &Page, labels: &Labels, offer: &Offer) -> OfferShown {
    OfferShown {
        field: offer.field.clone(),
        label: label(page, &offer.field),
        ours: side(page, labels, &offer.ours),
        theirs: side(page, labels, &offer.theirs),
        refused: offer.take.as_ref().err().map(|(key, what)| ctx.state.words.say(ctx.lang, key, &[("what", Arg::Text(what))])),
    }
}

fn side(page: &Page, labels: &Labels, side: &Side) -> String {
    let records: Vec<Record> = page.records(labels, &side.refs);
    let stages = side.stages.iter().map(|(stage, date)| {
        let (word, day) = (page.word("project-stage-", stage.word()), page.when(date));
        if day.is_empty() { word } else { format!("{word}, {day}") }
    });
    let money = side.money.iter().map(|(qualifier, value, currency)| {
        let money = page.money(value, currency);
        // A sum of which a part is missing is no exact one, on either side.
        if *qualifier == Qualifier::Exact {
            money
        } else {
            format!("{} {money}", page.word("figure-qualifier-", qualifier.word()))
        }
    });
    let parts: Vec<String> =
        side.texts.iter().cloned().chain(records.into_iter().map(|record| record.label)).chain(stages).chain(money).collect();
    parts.join("; ")
}

/// Accepts what was ticked.
///
/// # Errors
/// 409 with a fresh comparison when the project or the file is another by now.
pub fn accept(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let one = statement(ctx, write.tx(), form.text("dataset"))?;
    let (project, _) = Project::take(write.tx(), &ctx.actor, Action::Edit, form.text("project"))?;
    if form.version() != project.head.version || form.text("digest") != one.stated.digest {
        return compared(ctx, write.tx(), &one, &project, true);
    }
    accept::accept(write, &ctx.actor, &project, &one, &form.all("field"))?;
    let id = one.stated.id.clone();
    let ties = store::ties(write.tx(), &ctx.actor.office, std::slice::from_ref(&id))?;
    if !ties.get(&id).into_iter().flatten().any(|tie| tie.project == project.head.id && tie.state == Decision::Tied) {
        // Whoever takes over what it says has said that it is the same.
        let permit = ctx.permit(&store::activity_subject(&id))?;
        store::decide(write, &permit, &one.stated.identifier, &project.head.id, Decision::Tied, How::Chosen)?;
    }
    Reply::see(ctx, &format!("/activities/{id}/comparison?project={}", project.head.slug))
}

/// Takes back what was accepted.
///
/// # Errors
/// 400 when the project was changed since.
pub fn undo(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    // Not by what files state: the one that it was accepted from may have been taken back meanwhile.
    let office = ctx.actor.office.clone();
    let one = refuse(store::acceptance(write.tx(), &office, form.text("acceptance"))?)?;
    let id = one.activity.clone();
    if ctx.param("id") != id && id_of(ctx.param("id")) != id {
        return Err(Problem::NotFound);
    }
    ctx.permit(&store::activity_subject(&id))?;
    accept::undo(write, &ctx.actor, &id, &one)?;
    let shown = store::heads(write.tx(), &office, std::slice::from_ref(&id))?.contains_key(&id);
    let project = Project::get(write.tx(), &office, &one.project)?.ok_or(Problem::NotFound)?;
    let path = match (one.before, shown) {
        (0, true) => format!("/activities/{id}"),
        (0, false) => "/datasets".to_owned(),
        (_, true) => format!("/activities/{id}/comparison?project={}", project.head.slug),
        (_, false) => format!("/projects/{}", project.head.slug),
    };
    Reply::see(ctx, &path)
}

/// Makes draft projects of activities.
///
/// # Errors
/// 400 when no activity or direction is chosen.
pub fn make(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let mut ids = form.all("activity");
    ids.truncate(PAGE_ROWS as usize);
    if ids.is_empty() {
        return Err(Problem::bad("activity-choose-activities", ""));
    }
    let office = ctx.actor.office.clone();
    let mut found = store::heads(write.tx(), &office, &ids)?;
    let ties = store::ties(write.tx(), &office, &ids)?;
    let mut last = String::new();
    for id in &ids {
        let tied = ties.get(id).into_iter().flatten().any(|tie| tie.state == Decision::Tied);
        // What is a project already is none once more.
        let Some(mut one) = found.remove(id).filter(|_| !tied).and_then(|all| all.into_iter().next()) else { continue };
        store::fill(write.tx(), &office, &mut one)?;
        last = accept::make(write, &ctx.actor, form.text("direction"), &one)?;
    }
    match (ids.len(), last.as_str()) {
        (_, "") => Err(Problem::bad("activity-choose-activities", "")),
        (1, slug) => Reply::see(ctx, &format!("/projects/{slug}")),
        _ => Reply::see(ctx, "/activities?tied=yes"),
    }
}
