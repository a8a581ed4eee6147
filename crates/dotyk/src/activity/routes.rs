//! The addresses of activities and of the files they come in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{StatusCode, header};
use dotyk_db::Tx;
use dotyk_match::{Order, Query, Span};
use rust_decimal::Decimal;

use super::matching;
use super::model::{REPORTING, State, Stated, id_of};
use super::store::{self, Dataset, Shown};
use super::view::{
    self, CardView, DatasetShown, DatasetView, DatasetsView, FaultShown, Item, LinkShown, ListView, MoneyShown, StatementShown,
    TieShown, status_word,
};
use super::work::kick;
use crate::access::{Action, Kind, Permit, Ref};
use crate::account;
use crate::journal::{self, Write};
use crate::organisation;
use crate::text::{Arg, Lang};
use crate::web::{
    Answer, Aside, AsideRow, BATCH, Ctx, Filled, Form, Known, Labels, List, PAGE_ROWS, Page, Problem, Record, Reply, Routes,
    find, refuse,
};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/activities", Kind::Activity, Action::Read, list)
        .about(&view::LIST)
        .get("/activities/proposals", Kind::Activity, Action::Edit, matching::proposals)
        .about(&view::PROPOSALS)
        .post("/activities/projects", Kind::Activity, Action::Edit, matching::make)
        .get("/activities/{id}", Kind::Activity, Action::Read, card)
        .about(&view::CARD)
        .post("/activities/{id}/ties", Kind::Activity, Action::Edit, matching::decide)
        .get("/activities/{id}/comparison", Kind::Activity, Action::Edit, matching::comparison)
        .post("/activities/{id}/acceptance", Kind::Activity, Action::Edit, matching::accept)
        .post("/activities/{id}/undoing", Kind::Activity, Action::Edit, matching::undo)
        .get("/datasets", Kind::Dataset, Action::Read, datasets)
        .about(&view::DATASETS)
        .upload("/datasets", Kind::Dataset, Action::Create, take_in)
        .get("/datasets/{id}", Kind::Dataset, Action::Read, dataset)
        .about(&view::DATASET)
        .post("/datasets/{id}/undoing", Kind::Dataset, Action::Edit, undo)
        .post("/datasets/{id}/reading", Kind::Dataset, Action::Edit, again)
}

// --- the list -----------------------------------------------------------------------------------------------------

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (query, of) = query(ctx, tx)?;
    if ctx.wants_sheet() {
        return sheet(ctx, tx, query);
    }
    let offset = match ctx.query("after") {
        None => 0,
        Some(cursor) => {
            let number = cursor.strip_prefix('n').and_then(|number| number.parse::<u32>().ok());
            number.ok_or_else(|| Problem::bad("web-bad-cursor", cursor))? as usize
        }
    };
    let found = ctx.find(tx, Query { offset, ..query })?;
    let refs: Vec<Ref> = of.iter().map(|(_, record)| record.clone()).collect();
    let labels = ctx.labels(tx, &refs)?;
    let page = ctx.page(ctx.t("activity-title"));
    let counted = |facet: &str, most: usize, label: &dyn Fn(&str) -> String| -> Vec<(String, String)> {
        let values = found.facets.get(facet).into_iter().flatten().take(most);
        values.map(|(value, count)| (value.clone(), format!("{} ({})", label(value), page.number(&(*count as i64))))).collect()
    };
    let next = offset + PAGE_ROWS as usize;
    let view = ListView {
        statuses: counted("activity-status", 20, &|code| status_word(&page, code)),
        funders: counted("funder", 100, &str::to_owned),
        countries: counted("country", 100, &str::to_owned),
        sectors: counted("sector", 100, &|code| page.sector(code)),
        of: of.iter().filter_map(|(name, record)| Some((*name, page.record(&labels, record)?))).collect(),
        may_edit: page.can(Kind::Activity, Action::Edit),
        directions: matching::directions(ctx, tx)?,
        list: List {
            items: items(ctx, tx, &page, &ids(&found), &mut Known::default())?,
            total: found.total as i64,
            next: (found.total > next as u64).then(|| format!("n{next}")),
        },
        page,
    };
    Reply::view(ctx, &view)
}

/// What the index is asked, and the records that the question names.
fn query(ctx: &Ctx, tx: &mut Tx) -> Result<(Query, Vec<(&'static str, Ref)>), Problem> {
    let mut of = Vec::new();
    for name in ["place", "organisation"] {
        if let Some(key) = ctx.query(name) {
            of.push((name, ctx.refer(tx, &format!("{name}:{key}"))?));
        }
    }
    let mut filters = Vec::new();
    for (name, facet) in
        [("status", "activity-status"), ("funder", "funder"), ("payer", "payer"), ("country", "country"), ("sector", "sector")]
    {
        filters.extend(ctx.query(name).map(|value| (facet.to_owned(), vec![value.to_owned()])));
    }
    for (name, record) in &of {
        match *name {
            "place" => filters.push(("place".to_owned(), vec![record.id.clone()])),
            _ => filters.push(("party".to_owned(), keys_of(tx, &ctx.actor.office, &record.id)?)),
        }
    }
    if let Some(tied) = ctx.query("tied") {
        // Whether a project that is still a draft has an activity is for those who see drafts.
        ctx.actor.ever(Kind::Activity, Action::Edit)?;
        filters.push(("tied".to_owned(), vec![tied.to_owned()]));
    }
    let spans = match ctx.query("year") {
        None => Vec::new(),
        Some(text) => {
            let year = text.parse::<i64>().map_err(|_| Problem::bad("web-bad-query", text))?;
            vec![Span { name: "years".into(), from: year, to: year }]
        }
    };
    let text: String = ctx.query("q").unwrap_or_default().chars().take(200).collect();
    let query = Query {
        order: if text.is_empty() { Order::Title } else { Order::Best },
        text,
        kind: Some(Kind::Activity.word().into()),
        filters,
        spans,
        limit: PAGE_ROWS as usize,
        facets: ["activity-status", "funder", "country", "sector"].map(str::to_owned).to_vec(),
        ..Query::default()
    };
    Ok((query, of))
}

/// What an organisation of the register is found by in files: its identifiers and all its names.
fn keys_of(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<String>, Problem> {
    let (references, names) = known_as(tx, office, id)?;
    let references = references.into_iter().map(|reference| format!("ref:{}", reference.to_uppercase()));
    Ok(references.chain(names.into_iter().map(|name| format!("name:{name}"))).collect())
}

/// Identifiers and search keys of the names of an organisation and of those that were merged into it.
fn known_as(tx: &mut Tx, office: &str, id: &str) -> Result<(Vec<String>, Vec<String>), Problem> {
    let (mut references, mut names) = (Vec::new(), Vec::new());
    // Few were ever merged into one.
    for id in organisation::store::merged(tx, office, id)? {
        let Some(one) = organisation::store::get(tx, office, &id)? else { continue };
        let edrpou = one.body.edrpou.as_ref().map(|code| format!("UA-EDR-{code}"));
        references.extend(one.body.org_id.iter().cloned().chain(edrpou));
        names.extend(one.body.keys());
    }
    for list in [&mut references, &mut names] {
        list.sort();
        list.dedup();
    }
    Ok((references, names))
}

/// The ids of what the index found, in its order.
fn ids(found: &dotyk_match::Answer) -> Vec<String> {
    found.hits.iter().filter_map(|hit| find::record(&hit.key)).map(|record| record.id).collect()
}

/// All rows of the list.
fn sheet(ctx: &Ctx, tx: &mut Tx, query: Query) -> Answer {
    let found = ids(&ctx.find(tx, Query { limit: u32::MAX as usize, facets: Vec::new(), ..query })?);
    let page = ctx.page(ctx.t("activity-title"));
    let mut known = Known::default();
    view::SHEET.send(ctx, tx, &page, |tx, from: Option<usize>| {
        let rest = found.get(from.unwrap_or(0)..).unwrap_or_default();
        let batch = &rest[..rest.len().min(BATCH as usize)];
        let next = (batch.len() < rest.len()).then_some(from.unwrap_or(0) + batch.len());
        Ok((items(ctx, tx, &page, batch, &mut known)?, next))
    })
}

fn items(ctx: &Ctx, tx: &mut Tx, page: &Page, ids: &[String], known: &mut Known) -> Result<Vec<Item>, Problem> {
    let office = &ctx.actor.office;
    let mut found = store::listed(tx, office, ids)?;
    let ties = store::ties(tx, office, ids)?;
    let projects: Vec<Ref> = tied(&ties).map(|(_, project)| project).collect();
    let labels = known.ask(ctx, tx, &projects)?;
    let of = store::grouped(tied(&ties));
    Ok(ids
        .iter()
        .filter_map(|id| Some(item(page, labels, found.remove(id)?, of.get(id).map(Vec::as_slice).unwrap_or_default())))
        .collect())
}

/// Activities with the projects that they are.
fn tied(ties: &HashMap<String, Vec<store::Tie>>) -> impl Iterator<Item = (String, Ref)> {
    let tied = ties.iter().flat_map(|(id, ties)| ties.iter().map(move |tie| (id, tie)));
    tied.filter(|(_, tie)| tie.state == super::model::Decision::Tied)
        .map(|(id, tie)| (id.clone(), Ref::new(Kind::Project, &tie.project)))
}

fn item(page: &Page, labels: &Labels, all: Vec<Shown>, projects: &[Ref]) -> Item {
    let files = all.iter().filter(|one| !one.vanished).count() as i64;
    let one = &all[0];
    let s = &one.stated;
    let codes = s.places.iter().filter(|place| place.kind == "country").filter_map(|place| place.code.clone());
    Item {
        record: record(page, s),
        identifier: s.identifier.clone(),
        status: s.status.clone().unwrap_or_default(),
        start: s.actual_start.clone().or_else(|| s.planned_start.clone()),
        end: s.actual_end.clone().or_else(|| s.planned_end.clone()),
        publisher: publisher(one),
        funders: of_role(s, "1"),
        countries: codes.collect(),
        sectors: s.sectors.iter().filter(|sector| store::is_dac(sector)).map(|sector| sector.code.clone()).collect(),
        files,
        vanished: one.vanished,
        projects: page.records(labels, projects),
    }
}

fn named(party: &super::model::Party) -> Option<String> {
    party.name.clone().or_else(|| party.reference.clone())
}

pub fn record(page: &Page, s: &Stated) -> Record {
    Record {
        kind: Kind::Activity,
        id: s.id.clone(),
        url: page.url(&format!("/activities/{}", s.id)),
        label: page.lang.of(&s.title_uk, &s.title_en).to_owned(),
    }
}

/// Who says it: whoever reports the activity; a file may gather those of many.
pub fn publisher(one: &Shown) -> String {
    let s = &one.stated;
    let said = [&s.reporting_name, &s.reporting_ref, &one.publisher_name, &one.publisher];
    said.into_iter().flatten().next().unwrap_or(&one.dataset_name).clone()
}

// --- one activity -------------------------------------------------------------------------------------------------

/// What all files state of the activity of this address; 404 when none does.
pub fn statements(ctx: &Ctx, tx: &mut Tx) -> Result<Vec<Shown>, Problem> {
    let id = ctx.param("id").to_owned();
    // An address with the identifier itself leads there as well.
    let ids = [id.clone(), id_of(&id)];
    let mut found = store::heads(tx, &ctx.actor.office, &ids)?;
    let all = refuse(found.remove(&ids[0]).or_else(|| found.remove(&ids[1])))?;
    ctx.permit(&store::activity_subject(&all[0].stated.id))?;
    Ok(all)
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let mut all = statements(ctx, tx)?;
    let office = ctx.actor.office.clone();
    let chosen = match ctx.query("dataset") {
        None => 0,
        Some(text) => {
            let number = text.parse::<i64>().map_err(|_| Problem::bad("web-bad-query", text))?;
            refuse(all.iter().position(|one| one.dataset == number))?
        }
    };
    store::fill(tx, &office, &mut all[chosen])?;
    let id = all[chosen].stated.id.clone();
    let ties = store::ties(tx, &office, std::slice::from_ref(&id))?.remove(&id).unwrap_or_default();
    let known = store::our_places(tx, &office, ctx.today(), [&all[chosen].stated].into_iter())?;
    let places: Vec<Ref> =
        store::places_in(&all[chosen].stated, &known).into_iter().map(|code| Ref::new(Kind::Place, code)).collect();
    let mut refs: Vec<Ref> = ties.iter().map(|tie| Ref::new(Kind::Project, &tie.project)).collect();
    refs.extend(places.iter().cloned());
    refs.extend(all[chosen].stated.links.iter().map(|link| Ref::new(Kind::Activity, id_of(&link.reference))));
    let labels = ctx.labels(tx, &refs)?;
    let s = all[chosen].stated.clone();
    let page = ctx.page(ctx.lang.of(&s.title_uk, &s.title_en).to_owned());
    let may_edit = page.can(Kind::Activity, Action::Edit);
    let decided = ties.iter().any(|tie| tie.state == super::model::Decision::Tied);
    let view = CardView {
        record: record(&page, &s),
        statements: all.iter().enumerate().map(|(n, one)| statement(one, n == chosen)).collect(),
        vanished: all[chosen].vanished,
        publisher: publisher(&all[chosen]),
        dataset: all[chosen].dataset,
        parties: parties(&s),
        places: s.places.iter().filter_map(place_name).collect(),
        known_places: page.records(&labels, &places),
        totals: s.totals.iter().map(|sum| (money_kind(&page, &sum.kind), cents(&page, sum.cents, &sum.currency))).collect(),
        links: links(&page, &labels, &s),
        transactions: transactions(&page, &s),
        budgets: budgets(&page, &s),
        ties: ties
            .iter()
            .filter(|tie| may_edit || tie.state == super::model::Decision::Tied)
            .filter_map(|tie| {
                let project = page.record(&labels, &Ref::new(Kind::Project, &tie.project))?;
                let (state, how) = (tie.state.word(), tie.how.word());
                let slug = project.url.rsplit('/').next().unwrap_or_default().to_owned();
                Some(TieShown { project, state, how, slug, decided_at: tie.decided_at.clone() })
            })
            .collect(),
        proposals: if may_edit && !decided { matching::proposals_of(ctx, tx, &id)? } else { Vec::new() },
        directions: if may_edit { matching::directions(ctx, tx)? } else { Vec::new() },
        decided,
        may_edit,
        activity: s,
        page,
    };
    Reply::view(ctx, &view)
}

fn statement(one: &Shown, chosen: bool) -> StatementShown {
    StatementShown {
        dataset: one.dataset,
        name: one.dataset_name.clone(),
        publisher: publisher(one),
        taken_at: one.taken_at.clone(),
        chosen,
        secondary: matches!(one.stated.secondary.as_deref(), Some("1" | "true")),
    }
}

fn links(page: &Page, labels: &Labels, s: &Stated) -> Vec<LinkShown> {
    let shown = s.links.iter().map(|link| LinkShown {
        related: link.link == "related",
        reference: link.reference.clone(),
        owner: link.owner_name.clone().or_else(|| link.owner_ref.clone()),
        record: page.record(labels, &Ref::new(Kind::Activity, id_of(&link.reference))),
    });
    shown.collect()
}

/// The organisations in a role by name, each once: a publisher names a government again for each of its ministries.
fn of_role(s: &Stated, role: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in s.parties.iter().filter(|party| party.role == role).filter_map(named) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn parties(s: &Stated) -> Vec<(&'static str, Vec<String>)> {
    let roles = ["1", "2", "3", "4", REPORTING];
    roles.into_iter().map(|role| (store::role_word(role), of_role(s, role))).filter(|(_, names)| !names.is_empty()).collect()
}

fn place_name(place: &super::model::Place) -> Option<String> {
    let name = place.name.clone().or_else(|| place.code.clone())?;
    Some(match &place.share {
        Some(share) if share != "100" => format!("{name} ({share} %)"),
        _ => name,
    })
}

fn money_kind(page: &Page, kind: &str) -> String {
    // By the number: `01` is no key of ours.
    let code = kind.parse::<u8>().ok().filter(|code| (1..=13).contains(code));
    match (kind, code) {
        ("budget", _) => page.word("activity-money-", kind),
        (_, Some(code)) => page.word("activity-money-", code.to_string()),
        _ => page.t("activity-money-other"),
    }
}

/// Hundredths as money.
fn cents(page: &Page, cents: i64, currency: &str) -> String {
    let value = Decimal::new(cents, 2).normalize().to_string();
    if currency.is_empty() { page.decimal(&value) } else { page.money(&value, currency) }
}

/// A value as it stands: as money where it is a number.
fn value(page: &Page, value: &Option<String>, hundredths: Option<i64>, currency: &Option<String>) -> String {
    match (hundredths, value) {
        (Some(hundredths), _) => cents(page, hundredths, currency.as_deref().unwrap_or_default()),
        (None, Some(text)) => format!("{text} {}", currency.as_deref().unwrap_or_default()).trim().to_owned(),
        (None, None) => String::new(),
    }
}

fn transactions(page: &Page, s: &Stated) -> Vec<MoneyShown> {
    let name = |name: &Option<String>, reference: &Option<String>| name.clone().or_else(|| reference.clone()).unwrap_or_default();
    let shown = s.transactions.iter().map(|one| MoneyShown {
        kind: money_kind(page, one.kind.as_deref().unwrap_or_default()),
        date: one.date.as_deref().map(|day| page.day_text(day)).unwrap_or_default(),
        value: value(page, &one.value, one.cents, &one.currency),
        from: name(&one.provider_name, &one.provider_ref),
        to: name(&one.receiver_name, &one.receiver_ref),
    });
    shown.collect()
}

fn budgets(page: &Page, s: &Stated) -> Vec<MoneyShown> {
    let day = |day: &Option<String>| day.as_deref().map(|day| page.day_text(day)).unwrap_or_default();
    let shown = s.budgets.iter().map(|one| MoneyShown {
        kind: money_kind(page, "budget"),
        date: String::new(),
        value: value(page, &one.value, one.cents, &one.currency),
        from: day(&one.period_start),
        to: day(&one.period_end),
    });
    shown.collect()
}

// --- what stands on the cards of other records --------------------------------------------------------------------

/// What files say of an organisation or a project of the register: on its card, apart from all that the office says itself.
///
/// # Errors
/// The database's.
pub fn aside(ctx: &Ctx, tx: &mut Tx, record: &Ref) -> Result<Option<Aside>, Problem> {
    match record.kind {
        Kind::Organisation => of_organisation(ctx, tx, &record.id),
        Kind::Project => of_project(ctx, tx, &record.id),
        _ => Ok(None),
    }
}

/// What files say of an organisation: added up once for each state of the journal, since anybody may ask and sums of all
/// that a large donor funds take their time.
fn funded(ctx: &Ctx, tx: &mut Tx, id: &str, references: &[String], names: &[String]) -> Result<Arc<store::Funded>, Problem> {
    type Known = Mutex<HashMap<(String, i64), Arc<store::Funded>>>;
    let known = ctx.remember(tx, "organisations funded", |_| Ok(Known::default()))?;
    let key = (id.to_owned(), journal::head(tx, &ctx.actor.office)?.0);
    if let Some(funded) = known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Ok(funded.clone());
    }
    let funded = Arc::new(store::funded(tx, &ctx.actor.office, references, names)?);
    known.lock().unwrap_or_else(PoisonError::into_inner).insert(key, funded.clone());
    Ok(funded)
}

fn of_organisation(ctx: &Ctx, tx: &mut Tx, id: &str) -> Result<Option<Aside>, Problem> {
    let (references, names) = known_as(tx, &ctx.actor.office, id)?;
    let funded = funded(ctx, tx, id, &references, &names)?;
    if funded.roles.is_empty() {
        return Ok(None);
    }
    let page = ctx.page("");
    let roles = store::grouped(funded.roles.iter().map(|(role, count)| (store::role_word(role), *count)));
    let mut rows: Vec<AsideRow> = roles
        .iter()
        .map(|(role, counts)| AsideRow::new(page.word("activity-role-", role), page.n("activity-count", &counts.iter().sum())))
        .collect();
    for (kind, currency, sum, count) in &funded.sums {
        let shown = format!("{} · {}", cents(&page, *sum, currency), page.n("activity-count", count));
        rows.push(AsideRow::new(money_kind(&page, kind), shown));
    }
    if !funded.countries.is_empty() {
        let shown = funded.countries.iter().map(|(code, count)| format!("{code} ({})", page.number(count)));
        rows.push(AsideRow::new(page.t("activity-countries"), shown.collect::<Vec<_>>().join(", ")));
    }
    let slug = organisation::store::get(tx, &ctx.actor.office, id)?.map(|one| one.head.slug).unwrap_or_default();
    let link = page.carry("/activities", &[("organisation", &slug)], &[]);
    Ok(Some(Aside {
        title: page.t("activity-aside-organisation"),
        lead: page.t("activity-aside-organisation-lead"),
        rows,
        links: vec![(link, page.t("activity-aside-all"))],
    }))
}

fn of_project(ctx: &Ctx, tx: &mut Tx, id: &str) -> Result<Option<Aside>, Problem> {
    let ties = store::ties_of_project(tx, &ctx.actor.office, id)?;
    let refs: Vec<Ref> = ties
        .iter()
        .filter(|tie| tie.state == super::model::Decision::Tied)
        .map(|tie| Ref::new(Kind::Activity, &tie.activity))
        .collect();
    let labels = ctx.labels(tx, &refs)?;
    let page = ctx.page("");
    let links: Vec<(String, String)> = page.records(&labels, &refs).into_iter().map(|one| (one.url, one.label)).collect();
    if links.is_empty() {
        return Ok(None);
    }
    Ok(Some(Aside {
        title: page.t("activity-aside-project"),
        lead: page.t("activity-aside-project-lead"),
        rows: Vec::new(),
        links,
    }))
}

// --- files --------------------------------------------------------------------------------------------------------

/// A file for this route's action.
fn take(ctx: &Ctx, tx: &mut Tx) -> Result<(Dataset, Permit), Problem> {
    let dataset = refuse(store::get(tx, &ctx.actor.office, ctx.param("id"))?)?;
    let permit = ctx.permit(&store::subject(&dataset.id))?;
    Ok((dataset, permit))
}

fn datasets(ctx: &Ctx, tx: &mut Tx) -> Answer {
    datasets_page(ctx, tx, StatusCode::OK, Filled::default())
}

fn datasets_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, filled: Filled) -> Answer {
    let before = match ctx.query("after") {
        None => None,
        Some(cursor) => Some(cursor.parse::<i64>().map_err(|_| Problem::bad("web-bad-cursor", cursor))?),
    };
    let (mut all, total) = store::datasets(tx, &ctx.actor.office, before, PAGE_ROWS + 1)?;
    let next = crate::web::cut(&mut all, |one| one.number.to_string());
    let names = names(ctx, tx, &all)?;
    let page = ctx.page(ctx.t("activity-datasets"));
    let items = all.iter().map(|one| dataset_shown(&page, one, &names)).collect();
    let limit = (ctx.state.upload_limit / (1024 * 1024)) as i64;
    let view = DatasetsView { list: List { items, total, next }, filled, limit, page };
    if status == StatusCode::OK { Reply::view(ctx, &view) } else { Reply::html(status, &view) }
}

fn names(ctx: &Ctx, tx: &mut Tx, all: &[Dataset]) -> Result<HashMap<String, String>, Problem> {
    let mut ids: Vec<String> = all.iter().map(|one| one.created_by.clone()).collect();
    ids.sort();
    ids.dedup();
    Ok(account::store::names(tx, &ctx.actor.office, &ids)?)
}

fn dataset_record(page: &Page, one: &Dataset) -> Record {
    Record { kind: Kind::Dataset, id: one.id.clone(), url: page.url(&format!("/datasets/{}", one.id)), label: one.name.clone() }
}

fn dataset_shown(page: &Page, one: &Dataset, names: &HashMap<String, String>) -> DatasetShown {
    DatasetShown {
        record: dataset_record(page, one),
        number: one.number,
        state: one.state,
        publisher: one.publisher_name.clone().or_else(|| one.publisher.clone()).or_else(|| one.said.clone()).unwrap_or_default(),
        created_at: one.created_at.clone(),
        by: names.get(&one.created_by).cloned().unwrap_or_else(|| one.created_by.clone()),
        bytes: one.bytes,
        read: one.read,
        activities: one.kept,
        faults: one.faults,
        fresh: one.fresh,
        changed: one.changed,
        vanished: one.vanished,
    }
}

fn take_in(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (hashes, file_names, sizes) = (form.all("file.hash"), form.all("file.name"), form.all("file.size"));
    if hashes.is_empty() || hashes.iter().any(|hash| !crate::file::is_hash(hash)) {
        let errors = vec![("file".to_owned(), ctx.t("activity-choose-file"))];
        return datasets_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, Filled::wrong(form.clone(), errors));
    }
    let said = form.some("publisher").map(|said| said.chars().take(300).collect::<String>());
    let mut last = String::new();
    for ((hash, name), size) in hashes.iter().zip(&file_names).zip(&sizes) {
        last = match store::same(write.tx(), &ctx.actor.office, hash)? {
            // The same content again changes nothing: its page says what came of it.
            Some(same) => same.id,
            None => {
                let id = write.id();
                let permit = ctx.actor.may_create(Kind::Dataset, &id)?;
                store::add(write, &permit, name, hash, size.parse().unwrap_or_default(), said.as_deref())?;
                id
            }
        };
    }
    kick(&ctx.state);
    let path = if hashes.len() == 1 { format!("/datasets/{last}") } else { "/datasets".to_owned() };
    Reply::see(ctx, &path)
}

fn dataset(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (dataset, _) = take(ctx, tx)?;
    let (office, works) = (ctx.actor.office.as_str(), dataset.works());
    if dataset.work.is_some() {
        // Whoever stopped in the middle goes on because somebody looks.
        kick(&ctx.state);
    }
    let after = match ctx.query("after") {
        None => 0,
        Some(text) => text.parse::<i64>().map_err(|_| Problem::bad("web-bad-cursor", text))?,
    };
    let mut faults = if works { Vec::new() } else { store::faults(tx, office, dataset.number, after, PAGE_ROWS + 1)? };
    let next = crate::web::cut(&mut faults, |(position, _)| position.to_string());
    let before = store::replaced(tx, office, &dataset.id)?;
    let newer = match &dataset.replaced_by {
        Some(id) if dataset.state == State::Replaced => store::get(tx, office, id)?,
        _ => None,
    };
    let ahead = if dataset.state == State::Waiting { store::ahead(tx, office, &dataset)? } else { 0 };
    let names = names(ctx, tx, std::slice::from_ref(&dataset))?;
    let page = ctx.page(dataset.name.clone());
    let gone = dataset.state == State::Undone && page.can(Kind::Activity, Action::Edit);
    let orphans = if gone { matching::orphans(ctx, tx, &page)? } else { Vec::new() };
    let view = DatasetView {
        orphans,
        works,
        ahead,
        refused: dataset
            .fault
            .as_ref()
            .map(|(key, what)| (page.t1(key, "what", what), page.t1(&format!("{key}-help"), "what", what))),
        replaces: before.iter().map(|one| dataset_record(&page, one)).collect(),
        lost: before.iter().filter(|one| one.cleared_at.is_some()).map(|one| dataset_record(&page, one)).collect(),
        replaced_by: newer.as_ref().map(|one| dataset_record(&page, one)),
        generated_at: dataset.generated_at.clone(),
        iati_version: dataset.iati_version.clone(),
        listed: faults.into_iter().map(|(_, fault)| fault_shown(ctx, fault)).collect(),
        next,
        undoable: dataset.state == State::Current && !works,
        again: matches!(dataset.state, State::Undone | State::Refused) || dataset.cleared_at.is_some(),
        dataset: dataset_shown(&page, &dataset, &names),
        page,
    };
    let reply = Reply::view(ctx, &view)?;
    // The page looks again by itself, with or without scripts.
    Ok(if works { reply.with(header::REFRESH, "2".into()) } else { reply })
}

fn fault_shown(ctx: &Ctx, fault: super::model::Fault) -> FaultShown {
    let what = fault.what.as_ref().map(|(uk, en)| if ctx.lang == Lang::Uk { uk } else { en });
    let what = what.map(String::as_str).unwrap_or_default();
    FaultShown { message: ctx.state.words.say(ctx.lang, &fault.key, &[("what", Arg::Text(what))]), fault }
}

fn undo(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (dataset, permit) = take(ctx, write.tx())?;
    if dataset.state != State::Current || dataset.works() {
        return Err(Problem::bad("activity-not-now", ""));
    }
    store::undo(write, &permit, &dataset)?;
    kick(&ctx.state);
    Reply::see(ctx, &format!("/datasets/{}", dataset.id))
}

/// Reads a file anew that is shown no more: from its kept content, as if it came now.
fn again(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (dataset, _) = take(ctx, write.tx())?;
    let gone = matches!(dataset.state, State::Undone | State::Refused) || dataset.cleared_at.is_some();
    if !gone || store::same(write.tx(), &ctx.actor.office, &dataset.hash)?.is_some() {
        return Err(Problem::bad("activity-not-now", ""));
    }
    let id = write.id();
    let permit = ctx.actor.may_create(Kind::Dataset, &id)?;
    store::add(write, &permit, &dataset.name, &dataset.hash, dataset.bytes, dataset.said.as_deref())?;
    kick(&ctx.state);
    Reply::see(ctx, &format!("/datasets/{id}"))
}
