//! The programme's SQL, with that of its calls and of applications to them.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, Value, in_list, in_lists, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::fit::chain;
use super::model::{
    Application, ApplicationBody, Body, Call, CallBody, Offer, Programme, Progress, ProgressRow, Repetition, SOON, Scope, Window,
    after, minor, moment,
};
use crate::access::{Action, Actor, Denied, Head, Kind, Owner, Permit, Ref, Subject, Visible};
use crate::journal::{Write, free_slug as free, keys};
use crate::office::store::{opt_when, when};
use crate::organisation::{self, OrganisationKind};
use crate::place;
use crate::source::store::{cites, put_cites};
use crate::text::When;
use crate::web::{Claim, Label, find};

macro_rules! programmes {
    () => {
        "SELECT p.id, p.slug, p.funder, p.name_uk, p.name_en, p.about_uk, p.about_en, p.eligible_uk, p.eligible_en, p.link, p.desk,
           p.published_at, p.withdrawn_at, p.created_by, p.sort_key, p.version FROM programme p WHERE p.office = $1"
    };
}

macro_rules! calls {
    () => {
        "SELECT c.id, c.slug, c.programme, c.title_uk, c.title_en, c.about_uk, c.about_en, c.eligible_uk, c.eligible_en, c.link, c.opens, c.closes,
           c.closes_hour, c.repetition, c.least, c.most, c.currency, c.cofunding, c.closing_key, c.closed_key, c.published_at, c.withdrawn_at,
           c.created_by, c.version, p.slug AS programme_slug, p.name_uk AS programme_uk, p.name_en AS programme_en, p.funder
         FROM programme_call c JOIN programme p ON p.office = c.office AND p.id = c.programme WHERE c.office = $1"
    };
}

macro_rules! applications {
    () => {
        "SELECT a.id, a.slug, a.call, a.applicant, a.project, a.title_uk, a.title_en, a.asked, a.currency, a.note_uk, a.note_en, a.published_at,
           a.created_by, a.sort_key, a.version FROM programme_application a WHERE a.office = $1"
    };
}

/// Whether an organisation is the actor's own: `$4` itself or what it was merged into, or it lies in their place `$5`.
macro_rules! mine {
    ($organisation:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM organisation f WHERE f.office = $1 AND f.id = ",
            $organisation,
            " AND (f.id = $4 OR f.merged_into = $4 OR ",
            place::lies_in!("f.place", "$5"),
            "))"
        )
    };
}

/// Whether a list may show the programme `p`: `$2` everything, `$3` account, `$4` organisation, `$5` place.
macro_rules! visible {
    () => {
        concat!(
            "p.withdrawn_at IS NULL AND (p.published_at IS NOT NULL OR $2 = 1 OR p.created_by = $3 OR ",
            mine!("p.funder"),
            ")"
        )
    };
}

/// Whether a list may show the call `c` of the programme `p`: the public sees it when it sees both.
macro_rules! call_visible {
    () => {
        concat!(
            "c.withdrawn_at IS NULL AND p.withdrawn_at IS NULL AND ((c.published_at IS NOT NULL AND p.published_at IS NOT NULL)
               OR $2 = 1 OR c.created_by = $3 OR p.created_by = $3 OR ",
            mine!("p.funder"),
            ")"
        )
    };
}

/// Whether a list may show the application `a`.
macro_rules! application_visible {
    () => {
        concat!("(a.published_at IS NOT NULL OR $2 = 1 OR a.created_by = $3 OR ", mine!("a.applicant"), ")")
    };
}

/// Whether a value of an aspect of what holds for the call `c` is so: its own where it names any, else its programme's.
macro_rules! scoped {
    ($aspect:literal, $is:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM programme_scope s WHERE s.office = c.office AND s.aspect = '", $aspect, "' AND s.owner =
               (CASE WHEN EXISTS (SELECT 1 FROM programme_scope o WHERE o.office = c.office AND o.owner = c.id AND o.aspect = '", $aspect, "')
                THEN c.id ELSE c.programme END)", $is, ")"
        )
    };
}

/// The state of the call `c` at the moment `$6`, when `$7` is the last moment of what closes soon; as [`CallBody::at`].
macro_rules! window {
    () => {
        "CASE WHEN c.closes_at <> '' AND c.closes_at < $6 THEN 'closed' WHEN c.opens_at <> '' AND c.opens_at > $6 THEN 'announced'
              WHEN c.closes_at <> '' AND c.closes_at <= $7 THEN 'closing_soon' WHEN c.closes_at <> '' OR c.repetition = 'continuous' THEN 'open'
              ELSE 'unknown' END"
    };
}

/// The key of order of the call `c` at the moment `$6`: what is to come before what is behind.
macro_rules! order {
    () => {
        "(CASE WHEN c.closes_at <> '' AND c.closes_at < $6 THEN '1' || c.closed_key ELSE '0' || c.closing_key END)"
    };
}

/// The filters of the list of calls: `$6` and `$7` as in `window!`, `$8` a state, `$9` 1 for those where one may apply,
/// `$10` the last moment by which they close, `$11` programme, `$12` funder, `$13` a DAC code, `$14` its category, `$15` its
/// group, `$16` the pattern of what lies under it, `$17` a place and `$18`–`$21` those around it, `$22` kind of applicant,
/// `$23` amount in minor units, `$24` its currency, `$25` pattern of the search.
macro_rules! filters {
    () => {
        concat!(
            " AND (", window!(), " = $8 OR $8 IS NULL)
              AND ($9 = 0 OR ", window!(), " IN ('open', 'closing_soon'))
              AND (c.closes_at <= $10 AND c.closes_at >= $6 AND (c.opens_at = '' OR c.opens_at <= $6) OR $10 IS NULL)
              AND (c.programme = $11 OR $11 IS NULL)
              AND (EXISTS (SELECT 1 FROM organisation o WHERE o.office = c.office AND o.id = p.funder AND (o.id = $12 OR o.merged_into = $12)) OR $12 IS NULL)
              AND (", scoped!("sector", " AND (s.value = $13 OR s.value = $14 OR s.value = $15 OR s.value LIKE $16)"), " OR $13 IS NULL)
              AND (", scoped!("place", " AND (s.value = $17 OR s.value = $18 OR s.value = $19 OR s.value = $20 OR s.value = $21)"), "
                   OR NOT ", scoped!("place", ""), " OR $17 IS NULL)
              AND (", scoped!("applicant", " AND s.value = $22"), " OR NOT ", scoped!("applicant", ""), " OR $22 IS NULL)
              AND ((c.least_minor <= $23 OR c.least_minor IS NULL) AND (c.most_minor >= $23 OR c.most_minor IS NULL) OR $23 IS NULL)
              AND (c.currency = $24 OR c.currency IS NULL OR $24 IS NULL)
              AND c.search_key LIKE $25 ESCAPE '!'"
        )
    };
}

/// The state of the application `a` on the day `$6`.
macro_rules! progress {
    () => {
        "(SELECT s.state FROM programme_application_state s WHERE s.office = a.office AND s.application = a.id AND s.day <= $6
          ORDER BY s.position DESC LIMIT 1)"
    };
}

/// The filters of the list of applications: `$6` the day, `$7` a state on it, `$8` call, `$9` programme, `$10` organisation
/// that applies, `$11` project, `$12` pattern of the search.
macro_rules! application_filters {
    () => {
        concat!(
            " AND (", progress!(), " = $7 OR $7 IS NULL)
              AND (a.call = $8 OR $8 IS NULL)
              AND (EXISTS (SELECT 1 FROM programme_call c WHERE c.office = a.office AND c.id = a.call AND c.programme = $9) OR $9 IS NULL)
              AND (EXISTS (SELECT 1 FROM organisation o WHERE o.office = a.office AND o.id = a.applicant AND (o.id = $10 OR o.merged_into = $10)) OR $10 IS NULL)
              AND (a.project = $11 OR $11 IS NULL)
              AND a.search_key LIKE $12 ESCAPE '!'"
        )
    };
}

statements! {
    const BY_SLUG = concat!(programmes!(), " AND p.slug = $2");
    const BY_ID = concat!(programmes!(), " AND p.id = $2");
    const BY_IDS = concat!(programmes!(), " AND p.withdrawn_at IS NULL AND p.id IN ", in_list!());
    /// A page of the list, after a sort key and id: `$6` funder, `$7` pattern of the search.
    const LIST = concat!(
        programmes!(), " AND ", visible!(), "
           AND (EXISTS (SELECT 1 FROM organisation o WHERE o.office = p.office AND o.id = p.funder AND (o.id = $6 OR o.merged_into = $6)) OR $6 IS NULL)
           AND p.search_key LIKE $7 ESCAPE '!' AND (p.sort_key > $8 OR (p.sort_key = $8 AND p.id > $9)) ORDER BY p.sort_key, p.id LIMIT $10");
    const COUNT = concat!(
        "SELECT count(*) AS n FROM programme p WHERE p.office = $1 AND ", visible!(), "
           AND (EXISTS (SELECT 1 FROM organisation o WHERE o.office = p.office AND o.id = p.funder AND (o.id = $6 OR o.merged_into = $6)) OR $6 IS NULL)
           AND p.search_key LIKE $7 ESCAPE '!'");
    const LABELS = concat!(programmes!(), " AND ", visible!(), " AND p.id IN ", in_list!(6));
    const OPTIONS = concat!("SELECT p.slug, p.name_uk, p.name_en FROM programme p WHERE p.office = $1 AND ", visible!(), " ORDER BY p.sort_key, p.id LIMIT 500");
    /// The calls that a form offers: those that close last first.
    const CALL_OPTIONS = concat!(
        "SELECT c.slug, c.title_uk AS name_uk, c.title_en AS name_en FROM programme_call c JOIN programme p ON p.office = c.office AND p.id = c.programme
         WHERE c.office = $1 AND ", call_visible!(), " ORDER BY c.closing_key DESC, c.id LIMIT 500");
    const IDS = "SELECT id FROM programme WHERE office = $1 ORDER BY id";
    const RESOLVE = concat!("SELECT id, slug FROM programme WHERE office = $1 AND slug IN ", in_list!());
    const SLUG_TAKEN = "SELECT 1 AS taken FROM programme WHERE office = $1 AND slug = $2";
    const SAVE =
        "UPDATE programme SET funder = $3, name_uk = $4, name_en = $5, about_uk = $6, about_en = $7, eligible_uk = $8, eligible_en = $9, link = $10,
           desk = $11, sort_key = $12, search_key = $13, version = version + 1 WHERE office = $1 AND id = $2 AND version = $14";
    const PUBLISH =
        "UPDATE programme SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2 AND withdrawn_at IS NULL";
    const WITHDRAW =
        "UPDATE programme SET withdrawn_at = $3, published_at = NULL, version = version + 1 WHERE office = $1 AND id = $2";

    const SCOPE = concat!("SELECT owner, aspect, value FROM programme_scope WHERE office = $1 AND owner IN ", in_list!(), " ORDER BY owner, aspect, position");
    const CLEAR_SCOPE = "DELETE FROM programme_scope WHERE office = $1 AND owner = $2";

    const CALL_BY_SLUG = concat!(calls!(), " AND c.slug = $2");
    const CALL_BY_ID = concat!(calls!(), " AND c.id = $2");
    const CALLS_BY_IDS = concat!(calls!(), " AND c.withdrawn_at IS NULL AND p.withdrawn_at IS NULL AND c.id IN ", in_list!());
    /// A page of the list of calls, after a key of order and id.
    const CALLS = concat!(
        calls!(), " AND ", call_visible!(), filters!(), " AND (", order!(), " > $26 OR (", order!(), " = $26 AND c.id > $27))
        ORDER BY ", order!(), ", c.id LIMIT $28");
    const COUNT_CALLS = concat!(
        "SELECT count(*) AS n FROM programme_call c JOIN programme p ON p.office = c.office AND p.id = c.programme WHERE c.office = $1 AND ",
        call_visible!(), filters!());
    const CALL_LABELS = concat!(calls!(), " AND ", call_visible!(), " AND c.id IN ", in_list!(6));
    /// Those that have not closed before `$6`, with what holds for them in `OPEN_SCOPE`; so many at most.
    const OPEN_CALLS = concat!(
        calls!(), " AND ", call_visible!(), " AND (c.closes_at = '' OR c.closes_at >= $6) ORDER BY c.closing_key, c.id LIMIT $7");
    const OPEN_SCOPE =
        "SELECT s.owner, s.aspect, s.value FROM programme_scope s WHERE s.office = $1 AND s.owner IN (
           SELECT c.id FROM programme_call c WHERE c.office = $1 AND (c.closes_at = '' OR c.closes_at >= $2)
           UNION SELECT c.programme FROM programme_call c WHERE c.office = $1 AND (c.closes_at = '' OR c.closes_at >= $2))
         ORDER BY s.owner, s.aspect, s.position";
    const CALLS_OF = concat!("SELECT id FROM programme_call WHERE office = $1 AND programme IN ", in_list!());
    const CALL_IDS = "SELECT id FROM programme_call WHERE office = $1 ORDER BY id";
    const RESOLVE_CALLS = concat!("SELECT id, slug FROM programme_call WHERE office = $1 AND slug IN ", in_list!());
    const CALL_SLUG_TAKEN = "SELECT 1 AS taken FROM programme_call WHERE office = $1 AND slug = $2";
    const SAVE_CALL =
        "UPDATE programme_call SET title_uk = $3, title_en = $4, about_uk = $5, about_en = $6, eligible_uk = $7, eligible_en = $8, link = $9, opens = $10,
           closes = $11, closes_hour = $12, repetition = $13, least = $14, least_minor = $15, most = $16, most_minor = $17, currency = $18, cofunding = $19,
           opens_at = $20, closes_at = $21, closing_key = $22, closed_key = $23, search_key = $24, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $25";
    const PUBLISH_CALL =
        "UPDATE programme_call SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2 AND withdrawn_at IS NULL";
    const WITHDRAW_CALL =
        "UPDATE programme_call SET withdrawn_at = $3, published_at = NULL, version = version + 1 WHERE office = $1 AND id = $2";

    const APPLICATION_BY_SLUG = concat!(applications!(), " AND a.slug = $2");
    const APPLICATION_BY_ID = concat!(applications!(), " AND a.id = $2");
    const APPLICATIONS_BY_IDS = concat!(applications!(), " AND a.id IN ", in_list!());
    const APPLICATIONS = concat!(
        applications!(), " AND ", application_visible!(), application_filters!(), " AND (a.sort_key > $13 OR (a.sort_key = $13 AND a.id > $14))
        ORDER BY a.sort_key, a.id LIMIT $15");
    const COUNT_APPLICATIONS = concat!(
        "SELECT count(*) AS n FROM programme_application a WHERE a.office = $1 AND ", application_visible!(), application_filters!());
    const APPLICATION_LABELS = concat!(applications!(), " AND ", application_visible!(), " AND a.id IN ", in_list!(6));
    /// What an organisation or a project applied for.
    const APPLIED = concat!(
        "SELECT a.id FROM programme_application a WHERE a.office = $1 AND ", application_visible!(), "
           AND (a.project = $6 OR a.applicant = $6
                OR EXISTS (SELECT 1 FROM organisation o WHERE o.office = a.office AND o.id = a.applicant AND o.merged_into = $6))
         ORDER BY a.sort_key, a.id LIMIT 200");
    /// What an organisation pays for.
    const FUNDED = concat!(
        "SELECT p.id FROM programme p WHERE p.office = $1 AND ", visible!(), "
           AND (p.funder = $6 OR EXISTS (SELECT 1 FROM organisation o WHERE o.office = p.office AND o.id = p.funder AND o.merged_into = $6))
         ORDER BY p.sort_key, p.id LIMIT 200");
    const STATES = concat!(
        "SELECT application, state, date, amount, note, source, locator FROM programme_application_state WHERE office = $1 AND application IN ",
        in_list!(), " ORDER BY application, position");
    const APPLICATION_IDS = "SELECT id FROM programme_application WHERE office = $1 ORDER BY id";
    const RESOLVE_APPLICATIONS = concat!("SELECT id, slug FROM programme_application WHERE office = $1 AND slug IN ", in_list!());
    const APPLICATION_SLUG_TAKEN = "SELECT 1 AS taken FROM programme_application WHERE office = $1 AND slug = $2";
    const CLAIMS =
        "SELECT application, state, date, locator FROM programme_application_state WHERE office = $1 AND source = $2 ORDER BY application, position";
    const SAVE_APPLICATION =
        "UPDATE programme_application SET call = $3, applicant = $4, project = $5, title_uk = $6, title_en = $7, asked = $8, currency = $9,
           note_uk = $10, note_en = $11, sort_key = $12, search_key = $13, version = version + 1 WHERE office = $1 AND id = $2 AND version = $14";
    const PUBLISH_APPLICATION = "UPDATE programme_application SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2";
    /// Whose own is what some organisations pay or apply for.
    const KEEPERS = concat!("SELECT o.id, o.merged_into, o.place FROM organisation o WHERE o.office = $1 AND o.id IN ", in_list!());
    const CLEAR_STATES = "DELETE FROM programme_application_state WHERE office = $1 AND application = $2";
}

/// The ids of all programmes.
pub const ALL_IDS: Sql = IDS;
/// The ids of all calls.
pub const ALL_CALL_IDS: Sql = CALL_IDS;
/// The ids of all applications.
pub const ALL_APPLICATION_IDS: Sql = APPLICATION_IDS;

/// No more calls than this are held against one need.
const MOST_OPEN: i64 = 5000;

fn head(row: &Row) -> Result<Head, Error> {
    Ok(Head {
        id: row.get("id")?,
        slug: row.get("slug")?,
        published_at: row.get("published_at")?,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
    })
}

/// A programme without its scope and sources.
fn programme(row: &Row) -> Result<Programme, Error> {
    let body = Body {
        funder: row.get("funder")?,
        name_uk: row.get("name_uk")?,
        name_en: row.get("name_en")?,
        about_uk: row.get("about_uk")?,
        about_en: row.get("about_en")?,
        eligible_uk: row.get("eligible_uk")?,
        eligible_en: row.get("eligible_en")?,
        link: row.get("link")?,
        desk: row.get("desk")?,
        ..Body::default()
    };
    Ok(Programme { head: head(row)?, withdrawn_at: row.get("withdrawn_at")?, body })
}

/// A call without its scope and sources.
fn call(row: &Row) -> Result<Call, Error> {
    let repetition: Option<String> = row.get("repetition")?;
    let body = CallBody {
        programme: row.get("programme")?,
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        about_uk: row.get("about_uk")?,
        about_en: row.get("about_en")?,
        scope: Scope::default(),
        eligible_uk: row.get("eligible_uk")?,
        eligible_en: row.get("eligible_en")?,
        link: row.get("link")?,
        opens: opt_when(row.get("opens")?)?,
        closes: opt_when(row.get("closes")?)?,
        closes_hour: row.get("closes_hour")?,
        repetition: repetition.as_deref().and_then(Repetition::parse),
        least: row.get("least")?,
        most: row.get("most")?,
        currency: row.get("currency")?,
        cofunding: row.get("cofunding")?,
        cites: Vec::new(),
    };
    Ok(Call { head: head(row)?, withdrawn_at: row.get("withdrawn_at")?, body })
}

/// An application without its history and sources.
fn application(row: &Row) -> Result<Application, Error> {
    let body = ApplicationBody {
        call: row.get("call")?,
        applicant: row.get("applicant")?,
        project: row.get("project")?,
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        asked: row.get("asked")?,
        currency: row.get("currency")?,
        states: Vec::new(),
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
        cites: Vec::new(),
    };
    Ok(Application { head: head(row)?, body })
}

fn progress(row: &Row) -> Result<ProgressRow, Error> {
    let state: String = row.get("state")?;
    Ok(ProgressRow {
        state: Progress::parse(&state).ok_or_else(|| Error::Other(format!("an application's state «{state}»")))?,
        date: when(row.get("date")?)?,
        amount: row.get("amount")?,
        note: row.get("note")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
    })
}

/// A scope with the people who know more, as rows say it.
#[derive(Clone, Debug, Default)]
struct Reach {
    scope: Scope,
    contacts: Vec<String>,
}

fn gather(rows: &[Row]) -> Result<HashMap<String, Reach>, Error> {
    let mut found: HashMap<String, Reach> = HashMap::new();
    for row in rows {
        let (aspect, value): (String, String) = (row.get("aspect")?, row.get("value")?);
        let reach = found.entry(row.get("owner")?).or_default();
        match aspect.as_str() {
            "sector" => reach.scope.sectors.push(value),
            "tag" => reach.scope.tags.push(value),
            "place" => reach.scope.places.push(value),
            "contact" => reach.contacts.push(value),
            _ => reach.scope.applicants.extend(OrganisationKind::parse(&value)),
        }
    }
    Ok(found)
}

fn reaches(tx: &mut Tx, office: &str, owners: &[String]) -> Result<HashMap<String, Reach>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], owners) {
        rows.extend(tx.all(SCOPE, &params)?);
    }
    gather(&rows)
}

fn put_scope(write: &mut Write, owner: &str, scope: &Scope, contacts: &[String]) -> Result<(), Error> {
    let office = write.office().to_owned();
    write.tx().run(CLEAR_SCOPE, params![&office, owner])?;
    let applicants: Vec<String> = scope.applicants.iter().map(|kind| kind.word().to_owned()).collect();
    let aspects: [(&str, &[String]); 5] = [
        ("sector", &scope.sectors),
        ("tag", &scope.tags),
        ("applicant", &applicants),
        ("place", &scope.places),
        ("contact", contacts),
    ];
    let mut rows = Vec::new();
    for (aspect, values) in aspects {
        for (position, value) in (0_i64..).zip(values) {
            rows.push(row![office.as_str(), owner, aspect, position, value]);
        }
    }
    write.tx().bulk("programme_scope", &["office", "owner", "aspect", "position", "value"], rows).map(drop)
}

/// Those whose own is what an organisation pays or applies for: it, what it was merged into, whoever keeps its place.
fn keepers(tx: &mut Tx, office: &str, organisation: Option<&str>) -> Result<Vec<Owner>, Error> {
    let Some(found) = organisation.map(|id| organisation::store::get(tx, office, id)).transpose()?.flatten() else {
        return Ok(Vec::new());
    };
    let codes: Vec<String> = found.body.place.into_iter().collect();
    let mut owners = if codes.is_empty() { Vec::new() } else { place::store::owners(tx, office, &codes)? };
    owners.extend([Some(found.head.id), found.merged_into].into_iter().flatten().map(Owner::Organisation));
    Ok(owners)
}

fn whole(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Programme>, Error> {
    let Some(row) = tx.first(sql, params![office, key])? else { return Ok(None) };
    let mut programme = programme(&row)?;
    let reach = reaches(tx, office, std::slice::from_ref(&programme.head.id))?.remove(&programme.head.id).unwrap_or_default();
    (programme.body.scope, programme.body.contacts) = (reach.scope, reach.contacts);
    programme.body.cites = cites(tx, office, &Ref::new(Kind::Programme, &programme.head.id))?;
    Ok(Some(programme))
}

fn subject(tx: &mut Tx, office: &str, programme: &Programme) -> Result<Subject, Error> {
    let keepers = keepers(tx, office, programme.body.funder.as_deref())?;
    Ok(programme.subject(&keepers))
}

/// A programme by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Programme, Permit), Denied> {
    let programme = whole(tx, &actor.office, BY_SLUG, slug)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject(tx, &actor.office, &programme)?)?;
    Ok((programme, permit))
}

/// A programme as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Programme>, Error> {
    whole(tx, office, BY_ID, id)
}

/// What the policy must know of a programme.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    let Some(programme) = get(tx, office, id)? else { return Ok(None) };
    subject(tx, office, &programme).map(Some)
}

/// A row of the list of programmes, and where it goes on.
#[derive(Debug)]
pub struct Listed {
    /// The programme, without what it rests on.
    pub programme: Programme,
    /// The key of order.
    pub sort_key: String,
}

/// Programmes as rows say, with their scopes.
fn listed(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Listed>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
    let mut reaches = reaches(tx, office, &ids)?;
    let read = |row: &Row| -> Result<Listed, Error> {
        let mut programme = programme(row)?;
        let reach = reaches.remove(&programme.head.id).unwrap_or_default();
        (programme.body.scope, programme.body.contacts) = (reach.scope, reach.contacts);
        Ok(Listed { programme, sort_key: row.get("sort_key")? })
    };
    rows.iter().map(read).collect()
}

/// A page of the programmes of a funder, or of all, after a sort key and id.
///
/// # Errors
/// The database's.
pub fn page(
    tx: &mut Tx,
    visible: &Visible,
    funder: Option<&str>,
    search: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let mut params = visible.params();
    params.extend(row![funder, search, after.0, after.1, limit]);
    let rows = tx.all(LIST, &params)?;
    listed(tx, &visible.office, &rows)
}

/// How many there are of them.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible, funder: Option<&str>, search: &str) -> Result<i64, Error> {
    let mut params = visible.params();
    params.extend(row![funder, search]);
    tx.first(COUNT, &params)?.map_or(Ok(0), |row| row.get("n"))
}

/// Labels of programmes that the actor may see.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(LABELS, &params)? {
            let path = format!("/programmes/{}", row.get::<String>("slug")?);
            labels.push((row.get("id")?, Label::new(row.get("name_uk")?, row.get("name_en")?, path)));
        }
    }
    Ok(labels)
}

/// What a form offers of programmes, or of calls.
///
/// # Errors
/// The database's.
pub fn options(tx: &mut Tx, visible: &Visible, kind: Kind) -> Result<Vec<place::store::Choice>, Error> {
    let rows = tx.all(if kind == Kind::Call { CALL_OPTIONS } else { OPTIONS }, &visible.params())?;
    rows.iter().map(|row| Ok((row.get("slug")?, row.get("name_uk")?, row.get("name_en")?))).collect()
}

fn slugs(tx: &mut Tx, sql: Sql, office: &str, slugs: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office], slugs) {
        for row in tx.all(sql, &params)? {
            found.insert(row.get("slug")?, row.get("id")?);
        }
    }
    Ok(found)
}

/// From slugs to ids of programmes.
///
/// # Errors
/// The database's.
pub fn resolve(tx: &mut Tx, office: &str, keys: &[String]) -> Result<HashMap<String, String>, Error> {
    slugs(tx, RESOLVE, office, keys)
}

/// From slugs to ids of calls.
///
/// # Errors
/// The database's.
pub fn resolve_calls(tx: &mut Tx, office: &str, keys: &[String]) -> Result<HashMap<String, String>, Error> {
    slugs(tx, RESOLVE_CALLS, office, keys)
}

/// From slugs to ids of applications.
///
/// # Errors
/// The database's.
pub fn resolve_applications(tx: &mut Tx, office: &str, keys: &[String]) -> Result<HashMap<String, String>, Error> {
    slugs(tx, RESOLVE_APPLICATIONS, office, keys)
}

/// A slug like this that is free. `new` is an address of its own.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, office: &str, kind: Kind, wanted: &str) -> Result<String, Error> {
    let taken = match kind {
        Kind::Call => CALL_SLUG_TAKEN,
        Kind::Application => APPLICATION_SLUG_TAKEN,
        _ => SLUG_TAKEN,
    };
    free(tx, taken, office, wanted)
}

/// What people enter of a programme, and its keys, in the order of [`COLUMNS`].
fn values(b: &Body) -> Vec<Value> {
    let texts = [&b.name_uk, &b.name_en, &b.about_uk, &b.about_en].into_iter().flatten().map(String::as_str);
    let (sort, search) = keys(&b.name_uk, &b.name_en, texts.chain(b.scope.tags.iter().map(String::as_str)));
    row![
        &b.funder,
        &b.name_uk,
        &b.name_en,
        &b.about_uk,
        &b.about_en,
        &b.eligible_uk,
        &b.eligible_en,
        &b.link,
        &b.desk,
        sort,
        search
    ]
}

const COLUMNS: [&str; 11] = [
    "funder",
    "name_uk",
    "name_en",
    "about_uk",
    "about_en",
    "eligible_uk",
    "eligible_en",
    "link",
    "desk",
    "sort_key",
    "search_key",
];

/// Adds a programme.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, programme: &Programme) -> Result<(), Error> {
    permit.holds_for(Kind::Programme, &programme.head.id);
    let head = &programme.head;
    let withdrawn = &programme.withdrawn_at;
    let mut row = row![permit.office(), &head.id, &head.slug, &head.published_at, withdrawn, write.stamp(), &head.created_by, 1];
    row.extend(values(&programme.body));
    let columns = ["office", "id", "slug", "published_at", "withdrawn_at", "created_at", "created_by", "version"];
    let columns: Vec<&'static str> = columns.into_iter().chain(COLUMNS).collect();
    write.tx().bulk("programme", &columns, [row])?;
    put_scope(write, &head.id, &programme.body.scope, &programme.body.contacts)?;
    put_cites(write, permit, &programme.body.cites)?;
    write.record(permit, programme)
}

/// Saves an edit made from the version that `programme` carries; `false` when that is no longer the present one.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, programme: &Programme) -> Result<bool, Error> {
    permit.holds_for(Kind::Programme, &programme.head.id);
    let mut params = row![permit.office(), permit.id()];
    params.extend(values(&programme.body));
    params.extend(row![programme.head.version]);
    if write.tx().run(SAVE, &params)? == 0 {
        return Ok(false);
    }
    put_scope(write, permit.id(), &programme.body.scope, &programme.body.contacts)?;
    put_cites(write, permit, &programme.body.cites)?;
    journal(write, permit)?;
    Ok(true)
}

/// Shows a programme, a call or an application to the public, or hides it. What was taken back is shown to nobody.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
    let sql = match permit.kind() {
        Kind::Call => PUBLISH_CALL,
        Kind::Application => PUBLISH_APPLICATION,
        _ => PUBLISH,
    };
    if write.tx().run(sql, params![permit.office(), permit.id(), published_at])? == 0 {
        return Ok(());
    }
    journal(write, permit)
}

/// Takes a programme or a call back: it stays, and is in no list; or brings it back as a draft.
///
/// # Errors
/// The database's.
pub fn withdraw(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
    let sql = if permit.kind() == Kind::Call { WITHDRAW_CALL } else { WITHDRAW };
    write.tx().run(sql, params![permit.office(), permit.id(), withdrawn_at])?;
    journal(write, permit)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    match permit.kind() {
        Kind::Call => {
            let state = get_call(write.tx(), permit.office(), permit.id())?;
            write.record(permit, &state)
        }
        Kind::Application => {
            let state = get_application(write.tx(), permit.office(), permit.id())?;
            write.record(permit, &state)
        }
        _ => {
            let state = get(write.tx(), permit.office(), permit.id())?;
            write.record(permit, &state)
        }
    }
}

// Calls.

fn whole_call(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Call>, Error> {
    let Some(row) = tx.first(sql, params![office, key])? else { return Ok(None) };
    let mut call = call(&row)?;
    let reach = reaches(tx, office, std::slice::from_ref(&call.head.id))?.remove(&call.head.id).unwrap_or_default();
    call.body.scope = reach.scope;
    call.body.cites = cites(tx, office, &Ref::new(Kind::Call, &call.head.id))?;
    Ok(Some(call))
}

fn call_subject(tx: &mut Tx, office: &str, call: &Call) -> Result<Option<Subject>, Error> {
    Ok(subject_of(tx, office, &call.body.programme)?.map(|programme| call.subject(&programme)))
}

/// A call by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take_call(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Call, Permit), Denied> {
    let call = whole_call(tx, &actor.office, CALL_BY_SLUG, slug)?.ok_or(Denied::Missing)?;
    let subject = call_subject(tx, &actor.office, &call)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject)?;
    Ok((call, permit))
}

/// A call as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get_call(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Call>, Error> {
    whole_call(tx, office, CALL_BY_ID, id)
}

/// What the policy must know of a call.
///
/// # Errors
/// The database's.
pub fn call_subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    let Some(call) = get_call(tx, office, id)? else { return Ok(None) };
    call_subject(tx, office, &call)
}

/// What a list of calls is filtered by.
#[derive(Debug, Default, Clone)]
pub struct Filter {
    /// The moment at which states are asked for; see [`moment`].
    pub at: String,
    /// A state at it.
    pub state: Option<Window>,
    /// Only those where one may apply.
    pub open: bool,
    /// Only those that are open and close within so many days.
    pub closing: Option<i64>,
    /// Of a programme.
    pub programme: Option<String>,
    /// Of a funder.
    pub funder: Option<String>,
    /// A DAC code that their themes meet.
    pub sector: Option<String>,
    /// A place from which one may apply, and those around it.
    pub places: Vec<String>,
    /// A kind of organisation that may apply.
    pub applicant: Option<OrganisationKind>,
    /// An amount in minor units that they give.
    pub amount: Option<i64>,
    /// Its currency.
    pub currency: Option<String>,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Filter {
    fn params(&self, visible: &Visible) -> Vec<Value> {
        let mut params = visible.params();
        let closing = self.closing.map(|days| after(&self.at, days));
        params.extend(row![&self.at, after(&self.at, SOON), self.state.map(Window::word), i64::from(self.open), closing]);
        params.extend(row![&self.programme, &self.funder]);
        let codes = self.sector.as_deref().map(chain).unwrap_or_default();
        let code = |n: usize| codes.get(n).or(codes.last()).cloned();
        params.extend(row![code(0), code(1), code(2), self.sector.as_deref().map(under)]);
        let place = |n: usize| self.places.get(n).or(self.places.first()).cloned();
        params.extend(row![place(0), place(1), place(2), place(3), place(4)]);
        params.extend(row![self.applicant.map(OrganisationKind::word), self.amount, &self.currency, &self.search]);
        params
    }
}

/// The pattern of the codes that lie under a DAC code: of a group those of its tens.
fn under(code: &str) -> String {
    let stem = if code.len() == 3 { code.strip_suffix('0').unwrap_or(code) } else { code };
    format!("{stem}%")
}

/// A row of the list of calls, and where it goes on.
#[derive(Debug)]
pub struct ListedCall {
    /// The call with what holds for it, without what it rests on.
    pub offer: Offer,
    /// The key of order.
    pub sort_key: String,
}

fn offers(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Offer>, Error> {
    let mut owners = Vec::new();
    for row in rows {
        owners.extend([row.get("id")?, row.get("programme")?]);
    }
    owners.sort();
    owners.dedup();
    let reaches = reaches(tx, office, &owners)?;
    rows.iter().map(|row| offer(row, &reaches)).collect()
}

fn offer(row: &Row, reaches: &HashMap<String, Reach>) -> Result<Offer, Error> {
    let mut call = call(row)?;
    let own = reaches.get(&call.head.id).map(|reach| reach.scope.clone()).unwrap_or_default();
    let scope = match reaches.get(&call.body.programme) {
        Some(programme) => own.within(&programme.scope),
        None => own.clone(),
    };
    call.body.scope = own;
    Ok(Offer {
        call,
        scope,
        programme_slug: row.get("programme_slug")?,
        programme_uk: row.get("programme_uk")?,
        programme_en: row.get("programme_en")?,
        funder: row.get("funder")?,
    })
}

/// A page of the list of calls after a key of order and id: what is to come by its closing, then what is behind.
///
/// # Errors
/// The database's.
pub fn calls(tx: &mut Tx, visible: &Visible, filter: &Filter, after: (&str, &str), limit: i64) -> Result<Vec<ListedCall>, Error> {
    let mut params = filter.params(visible);
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(CALLS, &params)?;
    let offers = offers(tx, &visible.office, &rows)?;
    let listed = offers.into_iter().map(|offer| {
        let (closing, closed) = offer.call.body.order();
        let behind = offer.call.body.at(&filter.at) == Window::Closed;
        ListedCall { sort_key: if behind { format!("1{closed}") } else { format!("0{closing}") }, offer }
    });
    Ok(listed.collect())
}

/// How many there are of them.
///
/// # Errors
/// The database's.
pub fn count_calls(tx: &mut Tx, visible: &Visible, filter: &Filter) -> Result<i64, Error> {
    tx.first(COUNT_CALLS, &filter.params(visible))?.map_or(Ok(0), |row| row.get("n"))
}

/// Calls that have not closed before a day, each with what holds for it, the nearest to close first: two statements,
/// however many there are, and at most five thousand calls.
///
/// # Errors
/// The database's.
pub fn open_calls(tx: &mut Tx, visible: &Visible, day: Date) -> Result<Vec<Offer>, Error> {
    let at = moment(day, None);
    let mut params = visible.params();
    params.extend(row![&at, MOST_OPEN]);
    let rows = tx.all(OPEN_CALLS, &params)?;
    let reaches = gather(&tx.all(OPEN_SCOPE, params![&visible.office, &at])?)?;
    rows.iter().map(|row| offer(row, &reaches)).collect()
}

/// Labels of calls that the actor may see, with their states on a day.
///
/// # Errors
/// The database's.
pub fn call_labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let at = moment(day, None);
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(CALL_LABELS, &params)? {
            let call = call(&row)?;
            let mut label =
                Label::new(call.body.title_uk.clone(), call.body.title_en.clone(), format!("/calls/{}", call.head.slug));
            label.state = call.body.at(&at).word().to_owned();
            label.date = call.body.closes.or(call.body.opens);
            labels.push((call.head.id, label));
        }
    }
    Ok(labels)
}

/// The calls of some programmes: who sees them is up to the programme, so they are found anew when it changes.
///
/// # Errors
/// The database's.
pub fn calls_of(tx: &mut Tx, office: &str, programmes: &[String]) -> Result<Vec<String>, Error> {
    let mut ids = Vec::new();
    for params in in_lists(params![office], programmes) {
        for row in tx.all(CALLS_OF, &params)? {
            ids.push(row.get("id")?);
        }
    }
    Ok(ids)
}

fn call_values(b: &CallBody) -> Vec<Value> {
    let texts = [&b.title_uk, &b.title_en, &b.about_uk, &b.about_en].into_iter().flatten().map(String::as_str);
    let (_, search) = keys(&b.title_uk, &b.title_en, texts.chain(b.scope.tags.iter().map(String::as_str)));
    let date = |date: &Option<When>| date.as_ref().map(|date| date.as_str().to_owned());
    let units = |text: &Option<String>| text.as_deref().and_then(minor);
    let (closing, closed) = b.order();
    row![
        &b.title_uk,
        &b.title_en,
        &b.about_uk,
        &b.about_en,
        &b.eligible_uk,
        &b.eligible_en,
        &b.link,
        date(&b.opens),
        date(&b.closes),
        &b.closes_hour,
        b.repetition.map(Repetition::word),
        &b.least,
        units(&b.least),
        &b.most,
        units(&b.most),
        &b.currency,
        b.cofunding,
        b.opens_at(),
        b.closes_at(),
        closing,
        closed,
        search
    ]
}

const CALL_COLUMNS: [&str; 22] = [
    "title_uk",
    "title_en",
    "about_uk",
    "about_en",
    "eligible_uk",
    "eligible_en",
    "link",
    "opens",
    "closes",
    "closes_hour",
    "repetition",
    "least",
    "least_minor",
    "most",
    "most_minor",
    "currency",
    "cofunding",
    "opens_at",
    "closes_at",
    "closing_key",
    "closed_key",
    "search_key",
];

/// Adds a call.
///
/// # Errors
/// The database's.
pub fn add_call(write: &mut Write, permit: &Permit, call: &Call) -> Result<(), Error> {
    permit.holds_for(Kind::Call, &call.head.id);
    let head = &call.head;
    let mut row = row![permit.office(), &head.id, &head.slug, &call.body.programme, &head.published_at, &call.withdrawn_at];
    row.extend(row![write.stamp(), &head.created_by, 1]);
    row.extend(call_values(&call.body));
    let columns = ["office", "id", "slug", "programme", "published_at", "withdrawn_at", "created_at", "created_by", "version"];
    let columns: Vec<&'static str> = columns.into_iter().chain(CALL_COLUMNS).collect();
    write.tx().bulk("programme_call", &columns, [row])?;
    put_scope(write, &head.id, &call.body.scope, &[])?;
    put_cites(write, permit, &call.body.cites)?;
    write.record(permit, call)
}

/// Saves an edit of a call; as [`save`].
///
/// # Errors
/// The database's.
pub fn save_call(write: &mut Write, permit: &Permit, call: &Call) -> Result<bool, Error> {
    permit.holds_for(Kind::Call, &call.head.id);
    let mut params = row![permit.office(), permit.id()];
    params.extend(call_values(&call.body));
    params.extend(row![call.head.version]);
    if write.tx().run(SAVE_CALL, &params)? == 0 {
        return Ok(false);
    }
    put_scope(write, permit.id(), &call.body.scope, &[])?;
    put_cites(write, permit, &call.body.cites)?;
    journal(write, permit)?;
    Ok(true)
}

// Applications.

fn histories(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<ProgressRow>>, Error> {
    let mut found: HashMap<String, Vec<ProgressRow>> = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(STATES, &params)? {
            found.entry(row.get("application")?).or_default().push(progress(&row)?);
        }
    }
    Ok(found)
}

/// Applications as rows say, with their histories.
fn with_histories(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Application>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
    let mut histories = histories(tx, office, &ids)?;
    let read = |row: &Row| -> Result<Application, Error> {
        let mut application = application(row)?;
        application.body.states = histories.remove(&application.head.id).unwrap_or_default();
        Ok(application)
    };
    rows.iter().map(read).collect()
}

fn whole_application(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Application>, Error> {
    let Some(row) = tx.first(sql, params![office, key])? else { return Ok(None) };
    let Some(mut application) = with_histories(tx, office, std::slice::from_ref(&row))?.pop() else { return Ok(None) };
    application.body.cites = cites(tx, office, &Ref::new(Kind::Application, &application.head.id))?;
    Ok(Some(application))
}

/// An application by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take_application(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Application, Permit), Denied> {
    let application = whole_application(tx, &actor.office, APPLICATION_BY_SLUG, slug)?.ok_or(Denied::Missing)?;
    let keepers = keepers(tx, &actor.office, Some(&application.body.applicant))?;
    let permit = actor.may(action, &application.subject(&keepers))?;
    Ok((application, permit))
}

/// An application as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get_application(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Application>, Error> {
    whole_application(tx, office, APPLICATION_BY_ID, id)
}

/// What the policy must know of an application.
///
/// # Errors
/// The database's.
pub fn application_subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    let Some(application) = get_application(tx, office, id)? else { return Ok(None) };
    let keepers = keepers(tx, office, Some(&application.body.applicant))?;
    Ok(Some(application.subject(&keepers)))
}

/// What a list of applications is filtered by.
#[derive(Debug, Default)]
pub struct Applied {
    /// A state on the day.
    pub state: Option<Progress>,
    /// To a call.
    pub call: Option<String>,
    /// To the calls of a programme.
    pub programme: Option<String>,
    /// Of an organisation.
    pub applicant: Option<String>,
    /// For a project.
    pub project: Option<String>,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Applied {
    fn params(&self, visible: &Visible, day: Date) -> Vec<Value> {
        let mut params = visible.params();
        params.extend(row![day.to_string(), self.state.map(Progress::word), &self.call, &self.programme]);
        params.extend(row![&self.applicant, &self.project, &self.search]);
        params
    }
}

/// A row of the list of applications, and where it goes on.
#[derive(Debug)]
pub struct ListedApplication {
    /// The application, without what it rests on.
    pub application: Application,
    /// The key of order.
    pub sort_key: String,
}

/// A page of the list of applications after a sort key and id.
///
/// # Errors
/// The database's.
pub fn applications(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Applied,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<ListedApplication>, Error> {
    let mut params = filter.params(visible, day);
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(APPLICATIONS, &params)?;
    let found = with_histories(tx, &visible.office, &rows)?;
    let with_keys = found.into_iter().zip(&rows);
    with_keys.map(|(application, row)| Ok(ListedApplication { application, sort_key: row.get("sort_key")? })).collect()
}

/// How many there are of them.
///
/// # Errors
/// The database's.
pub fn count_applications(tx: &mut Tx, visible: &Visible, filter: &Applied, day: Date) -> Result<i64, Error> {
    tx.first(COUNT_APPLICATIONS, &filter.params(visible, day))?.map_or(Ok(0), |row| row.get("n"))
}

/// Labels of applications that the actor may see, with their states on a day.
///
/// # Errors
/// The database's.
pub fn application_labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        rows.extend(tx.all(APPLICATION_LABELS, &params)?);
    }
    let found = with_histories(tx, &visible.office, &rows)?;
    let labels = found.into_iter().map(|application| {
        let b = &application.body;
        let path = format!("/applications/{}", application.head.slug);
        let mut label = Label::new(b.title_uk.clone(), b.title_en.clone(), path);
        if let Some(row) = b.row_on(day) {
            (label.state, label.date) = (row.state.word().to_owned(), Some(row.date.clone()));
        }
        (application.head.id.clone(), label)
    });
    Ok(labels.collect())
}

/// What an organisation or a project applied for, as far as the actor may see it.
///
/// # Errors
/// The database's.
pub fn applied(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    let mut params = visible.params();
    params.extend(row![&of.id]);
    tx.all(APPLIED, &params)?.iter().map(|row| Ok(Ref::new(Kind::Application, row.get::<String>("id")?))).collect()
}

/// The programmes that an organisation pays for, as far as the actor may see them.
///
/// # Errors
/// The database's.
pub fn funded(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    let mut params = visible.params();
    params.extend(row![&of.id]);
    tx.all(FUNDED, &params)?.iter().map(|row| Ok(Ref::new(Kind::Programme, row.get::<String>("id")?))).collect()
}

/// What a source says of applications: how one stood.
///
/// # Errors
/// The database's.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let claim = |row: &Row| -> Result<Claim, Error> {
        let record = Ref::new(Kind::Application, row.get::<String>("application")?);
        Ok(Claim { record, locator: row.get("locator")?, state: row.get("state")?, date: opt_when(row.get("date")?)? })
    };
    tx.all(CLAIMS, params![office, source])?.iter().map(claim).collect()
}

fn application_values(b: &ApplicationBody) -> Vec<Value> {
    let texts = [&b.title_uk, &b.title_en, &b.note_uk, &b.note_en].into_iter().flatten().map(String::as_str);
    let (sort, search) = keys(&b.title_uk, &b.title_en, texts);
    row![&b.call, &b.applicant, &b.project, &b.title_uk, &b.title_en, &b.asked, &b.currency, &b.note_uk, &b.note_en, sort, search]
}

const APPLICATION_COLUMNS: [&str; 11] =
    ["call", "applicant", "project", "title_uk", "title_en", "asked", "currency", "note_uk", "note_en", "sort_key", "search_key"];

fn put_states(write: &mut Write, application: &str, states: &[ProgressRow]) -> Result<(), Error> {
    let office = write.office().to_owned();
    write.tx().run(CLEAR_STATES, params![&office, application])?;
    let rows = (0_i64..).zip(states).map(|(position, state)| {
        let (word, date, day) = (state.state.word(), state.date.as_str(), state.date.first().to_string());
        let mut row = row![office.as_str(), application, position, word, date, day];
        row.extend(row![&state.amount, &state.note, &state.source, &state.locator]);
        row
    });
    let columns = ["office", "application", "position", "state", "date", "day", "amount", "note", "source", "locator"];
    write.tx().bulk("programme_application_state", &columns, rows).map(drop)
}

/// Adds an application.
///
/// # Errors
/// The database's.
pub fn add_application(write: &mut Write, permit: &Permit, application: &Application) -> Result<(), Error> {
    permit.holds_for(Kind::Application, &application.head.id);
    let head = &application.head;
    let mut row = row![permit.office(), &head.id, &head.slug, &head.published_at, write.stamp(), &head.created_by, 1];
    row.extend(application_values(&application.body));
    let columns = ["office", "id", "slug", "published_at", "created_at", "created_by", "version"];
    let columns: Vec<&'static str> = columns.into_iter().chain(APPLICATION_COLUMNS).collect();
    write.tx().bulk("programme_application", &columns, [row])?;
    put_states(write, &head.id, &application.body.states)?;
    put_cites(write, permit, &application.body.cites)?;
    write.record(permit, application)
}

/// Saves an edit of an application; as [`save`].
///
/// # Errors
/// The database's.
pub fn save_application(write: &mut Write, permit: &Permit, application: &Application) -> Result<bool, Error> {
    permit.holds_for(Kind::Application, &application.head.id);
    let mut params = row![permit.office(), permit.id()];
    params.extend(application_values(&application.body));
    params.extend(row![application.head.version]);
    if write.tx().run(SAVE_APPLICATION, &params)? == 0 {
        return Ok(false);
    }
    put_states(write, permit.id(), &application.body.states)?;
    put_cites(write, permit, &application.body.cites)?;
    journal(write, permit)?;
    Ok(true)
}

// What the index holds.

/// Tokens of those whose own is what an organisation pays or applies for, by the organisation; as [`keepers`].
fn tokens(tx: &mut Tx, office: &str, organisations: Vec<&String>) -> Result<HashMap<String, Vec<String>>, Error> {
    let mut ids: Vec<String> = organisations.into_iter().cloned().collect();
    ids.sort();
    ids.dedup();
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    let mut lies: Vec<(String, String)> = Vec::new();
    for params in in_lists(params![office], &ids) {
        for row in tx.all(KEEPERS, &params)? {
            let (id, into): (String, Option<String>) = (row.get("id")?, row.get("merged_into")?);
            found.insert(id.clone(), [Some(id.clone()), into].into_iter().flatten().map(|id| format!("org:{id}")).collect());
            lies.extend(row.get::<Option<String>>("place")?.map(|code| (id, code)));
        }
    }
    let mut codes: Vec<String> = lies.iter().map(|(_, code)| code.clone()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    for (id, code) in lies {
        let all = std::iter::once(&code).chain(around.get(&code).into_iter().flatten());
        found.entry(id).or_default().extend(all.map(|code| format!("place:{code}")));
    }
    Ok(found)
}

fn theme(document: &mut Document, scope: &Scope, texts: &[&Option<String>]) {
    let texts = texts.iter().copied().flatten().cloned().chain(scope.tags.iter().cloned());
    document.body = texts.collect::<Vec<_>>().join(" ");
    document.facets.extend(scope.sectors.iter().map(|code| ("sector".to_owned(), code.clone())));
    document.places.clone_from(&scope.places);
}

/// What the index holds of programmes.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Document>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(BY_IDS, &params)?);
    }
    let found = listed(tx, office, &rows)?;
    let keepers = tokens(tx, office, found.iter().filter_map(|row| row.programme.body.funder.as_ref()).collect())?;
    let document = |row: &Listed| {
        let (head, b) = (&row.programme.head, &row.programme.body);
        let mut document = find::document(&Ref::new(Kind::Programme, &head.id), &b.name_uk, &b.name_en);
        theme(&mut document, &b.scope, &[&b.about_uk, &b.about_en, &b.eligible_uk, &b.eligible_en]);
        let mut tokens = vec![format!("account:{}", head.created_by)];
        tokens.extend(b.funder.iter().filter_map(|id| keepers.get(id)).flatten().cloned());
        document.visibility = Visibility { public: head.published_at.is_some(), tokens };
        document
    };
    Ok(found.iter().map(document).collect())
}

/// What the index holds of calls on a day.
///
/// # Errors
/// The database's.
pub fn call_documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(CALLS_BY_IDS, &params)?);
    }
    let offers = offers(tx, office, &rows)?;
    let mut programmes: Vec<String> = offers.iter().map(|offer| offer.call.body.programme.clone()).collect();
    programmes.sort();
    programmes.dedup();
    let above: HashMap<String, Visibility> =
        documents(tx, office, &programmes)?.into_iter().map(|document| (document.key, document.visibility)).collect();
    let at = moment(day, None);
    let document = |offer: &Offer| {
        let (head, b) = (&offer.call.head, &offer.call.body);
        let mut document = find::document(&Ref::new(Kind::Call, &head.id), &b.title_uk, &b.title_en);
        let texts = [&b.about_uk, &b.about_en, &b.eligible_uk, &b.eligible_en, &offer.programme_uk, &offer.programme_en];
        theme(&mut document, &offer.scope, &texts);
        document.facets.push(("call_state".into(), b.at(&at).word().into()));
        let programme = above.get(&find::key(&Ref::new(Kind::Programme, &b.programme)));
        let mut tokens = vec![format!("account:{}", head.created_by)];
        tokens.extend(programme.map(|above| above.tokens.clone()).unwrap_or_default());
        let public = head.published_at.is_some() && programme.is_some_and(|above| above.public);
        document.visibility = Visibility { public, tokens };
        document
    };
    Ok(offers.iter().map(document).collect())
}

/// What the index holds of applications on a day.
///
/// # Errors
/// The database's.
pub fn application_documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(APPLICATIONS_BY_IDS, &params)?);
    }
    let found = with_histories(tx, office, &rows)?;
    let keepers = tokens(tx, office, found.iter().map(|application| &application.body.applicant).collect())?;
    let document = |application: &Application| {
        let (head, b) = (&application.head, &application.body);
        let mut document = find::document(&Ref::new(Kind::Application, &head.id), &b.title_uk, &b.title_en);
        document.body = [&b.note_uk, &b.note_en].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        document.facets.extend(b.on(day).map(|state| ("application_state".to_owned(), state.word().to_owned())));
        let mut tokens = vec![format!("account:{}", head.created_by)];
        tokens.extend(keepers.get(&b.applicant).into_iter().flatten().cloned());
        document.visibility = Visibility { public: head.published_at.is_some(), tokens };
        document
    };
    Ok(found.iter().map(document).collect())
}
