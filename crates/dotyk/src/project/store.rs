//! The project's SQL.

use std::collections::{HashMap, HashSet};

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::{Body, Event, Party, Project, Registration, Relation, RelationKind, Role, Sector, Stage, StageRow};
use crate::access::{Action, Actor, Denied, Head, Kind, Permit, Ref, Subject, Visible};
use crate::figure::Qualifier;
use crate::journal::stored::head;
use crate::journal::{Write, free_slug as free, keys};
use crate::office::store::{opt_when, when};
use crate::source::store::{cites, put_cites};
use crate::text::When;
use crate::web::deed::{Deed, Span, What};
use crate::web::{Claim, Label, Touch, find};
use crate::{organisation, place};

/// Whether a list may show the project `p`: `$2` everything, `$3` account, `$4` organisation, `$5` place.
macro_rules! visible {
    () => {
        "p.withdrawn_at IS NULL AND (p.published_at IS NOT NULL OR $2 = 1 OR p.created_by = $3
          OR EXISTS (SELECT 1 FROM project_party x WHERE x.office = p.office AND x.project = p.id AND x.organisation = $4)
          OR EXISTS (SELECT 1 FROM project_place y JOIN place c ON c.office = y.office AND c.code = y.place
               LEFT JOIN place m ON m.office = c.office AND m.code = c.parent
             WHERE y.office = p.office AND y.project = p.id AND (c.code = $5 OR c.parent = $5 OR m.parent = $5)))"
    };
}

pub(crate) use visible;

/// The part of the work that a report is of, for the project `p`: `$6` direction, `$7` who pays, `$8` a place or one around it.
macro_rules! part {
    () => {
        concat!(
            "(p.direction = $6 OR $6 IS NULL)
          AND (EXISTS (SELECT 1 FROM project_party x WHERE x.office = p.office AND x.project = p.id AND x.role = 'funder'
                 AND x.organisation IN ",
            $crate::organisation::merged!("$7"),
            ") OR $7 IS NULL)
          AND (EXISTS (SELECT 1 FROM project_place y WHERE y.office = p.office AND y.project = p.id AND ",
            $crate::place::lies_in!("y.place", "$8"),
            ") OR $8 IS NULL)"
        )
    };
}

pub(crate) use part;

/// All stages: what began on some day is found by stage and day, see `migrations/0025_report.sql`.
macro_rules! any_stage {
    () => {
        "('idea', 'negotiation', 'agreed', 'registered', 'implementing', 'completed', 'closed', 'refused', 'cancelled')"
    };
}

pub(crate) use any_stage;

/// The filters of the list behind it: `$6` direction, `$7` stage on the day `$8`, `$9` place or one around it,
/// `$10` organisation, `$11` sector, `$12` pattern of the search.
macro_rules! filters {
    () => {
        concat!(
            " AND (p.direction = $6 OR $6 IS NULL)
              AND ($7 = (SELECT s.stage FROM project_stage s WHERE s.office = p.office AND s.project = p.id AND s.day <= $8 ORDER BY s.day DESC, s.position DESC LIMIT 1)
                   OR $7 IS NULL)
              AND (EXISTS (SELECT 1 FROM project_stage s WHERE s.office = p.office AND s.project = p.id AND s.day <= $8)
                   OR NOT EXISTS (SELECT 1 FROM project_stage s WHERE s.office = p.office AND s.project = p.id))
              AND (EXISTS (SELECT 1 FROM project_place y JOIN place c ON c.office = y.office AND c.code = y.place
                     LEFT JOIN place m ON m.office = c.office AND m.code = c.parent LEFT JOIN place n ON n.office = m.office AND n.code = m.parent
                   WHERE y.office = p.office AND y.project = p.id AND (c.code = $9 OR m.code = $9 OR n.code = $9 OR n.parent = $9)) OR $9 IS NULL)
              AND (EXISTS (SELECT 1 FROM project_party x WHERE x.office = p.office AND x.project = p.id
                     AND x.organisation IN ",
            organisation::merged!("$10"),
            ") OR $10 IS NULL)
              AND (EXISTS (SELECT 1 FROM project_sector z WHERE z.office = p.office AND z.project = p.id AND z.code = $11) OR $11 IS NULL)
              AND p.search_key LIKE $12 ESCAPE '!'"
        )
    };
}

/// The places of the project `p`, each with those above it; `$9` is the place that they lie in.
macro_rules! where_it_lies {
    () => {
        " JOIN project_place y ON y.office = p.office AND y.project = p.id
          JOIN place c ON c.office = y.office AND c.code = y.place
          LEFT JOIN place m ON m.office = c.office AND m.code = c.parent
          LEFT JOIN place n ON n.office = m.office AND n.code = m.parent
          LEFT JOIN place o ON o.office = n.office AND o.code = n.parent
         WHERE p.office = $1 AND (c.code = $9 OR c.parent = $9 OR m.parent = $9 OR n.parent = $9) AND "
    };
}

/// The unit of the level `$13` among them; none when the place lies above it.
macro_rules! unit {
    () => {
        "CASE WHEN c.level = $13 THEN c.code WHEN m.level = $13 THEN m.code WHEN n.level = $13 THEN n.code WHEN o.level = $13 THEN o.code END AS unit"
    };
}

/// How much there is with organisations, and when something happened last.
macro_rules! touched {
    ($one:expr) => {
        concat!(
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(DISTINCT a.id) AS n, max(s.day) AS latest FROM project_party p
               JOIN organisation o ON o.office = p.office AND o.id = p.organisation
               JOIN project a ON a.office = p.office AND a.id = p.project AND a.withdrawn_at IS NULL
               LEFT JOIN project_stage s ON s.office = a.office AND s.project = a.id AND s.day <> '' AND s.day <= $2
             WHERE p.office = $1",
            $one,
            " GROUP BY coalesce(o.merged_into, o.id)"
        )
    };
}

statements! {
    const BY_SLUG =
        "SELECT id, slug, direction, title_uk, title_en, about_uk, about_en, published_at, withdrawn_at, created_by, version FROM project WHERE office = $1 AND slug = $2";
    const BY_ID =
        "SELECT id, slug, direction, title_uk, title_en, about_uk, about_en, published_at, withdrawn_at, created_by, version FROM project WHERE office = $1 AND id = $2";
    const BY_IDS = concat!(
        "SELECT id, direction, title_uk, title_en, about_uk, about_en, published_at, created_by, created_at FROM project WHERE office = $1 AND withdrawn_at IS NULL AND id IN ",
        in_list!()
    );
    const STAGES = concat!(
        "SELECT project, stage, date, date_note_uk, date_note_en, source, locator, note_uk, note_en, doubt_uk, doubt_en
         FROM project_stage WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    const PARTIES = concat!("SELECT project, organisation, role FROM project_party WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    const PLACES = concat!("SELECT project, place FROM project_place WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    const SECTORS = "SELECT code, share FROM project_sector WHERE office = $1 AND project = $2 ORDER BY position";
    const SHARES_OF =
        concat!("SELECT project, code, share FROM project_sector WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    const GOALS_OF = concat!("SELECT project, goal FROM project_goal WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, goal");
    const RELATIONS_OF =
        concat!("SELECT project, related, kind FROM project_relation WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    /// What a partner is told of projects, with the tables of parts.
    const TOLD = concat!(
        "SELECT id, slug, direction, title_uk, title_en, about_uk, about_en, published_at, created_by, version FROM project
         WHERE office = $1 AND withdrawn_at IS NULL AND id IN ", in_list!());
    /// All that are published, in the order of their ids.
    const PUBLISHED =
        "SELECT id FROM project WHERE office = $1 AND published_at IS NOT NULL AND withdrawn_at IS NULL AND id > $2 ORDER BY id LIMIT $3";
    const GOALS = "SELECT goal FROM project_goal WHERE office = $1 AND project = $2 ORDER BY goal";
    const PEOPLE = "SELECT person FROM project_person WHERE office = $1 AND project = $2 ORDER BY position";
    const RELATIONS = "SELECT related, kind FROM project_relation WHERE office = $1 AND project = $2 ORDER BY position";
    const RELATED_FROM = "SELECT project, kind FROM project_relation WHERE office = $1 AND related = $2 ORDER BY kind, project";
    const REGISTRATION = "SELECT event, date, number, note_uk, note_en FROM project_registration WHERE office = $1 AND project = $2 ORDER BY position";
    const REGISTRATIONS = concat!(
        "SELECT project, event, date, number, note_uk, note_en FROM project_registration WHERE office = $1 AND project IN ", in_list!(),
        " ORDER BY project, position");
    /// A page of the list, after a sort key and id.
    const LIST = concat!(
        "SELECT p.id, p.slug, p.direction, p.title_uk, p.title_en, p.published_at, p.sort_key FROM project p WHERE p.office = $1 AND ", visible!(), filters!(),
        " AND (p.sort_key > $13 OR (p.sort_key = $13 AND p.id > $14)) ORDER BY p.sort_key, p.id LIMIT $15");
    const COUNT = concat!("SELECT count(*) AS n FROM project p WHERE p.office = $1 AND ", visible!(), filters!());
    /// Rows of the list that the index found.
    const LISTED = concat!(
        "SELECT p.id, p.slug, p.direction, p.title_uk, p.title_en, p.published_at, p.sort_key FROM project p WHERE p.office = $1 AND p.id IN ",
        in_list!()
    );
    /// How many projects of each direction were at which stage on a day.
    const BY_DIRECTION = concat!(
        "SELECT d.direction, d.stage, count(*) AS n FROM (SELECT p.direction,
            (SELECT s.stage FROM project_stage s WHERE s.office = p.office AND s.project = p.id AND s.day <= $6 ORDER BY s.day DESC, s.position DESC LIMIT 1) AS stage
          FROM project p WHERE p.office = $1 AND ", visible!(), ") d WHERE d.stage IS NOT NULL GROUP BY d.direction, d.stage ORDER BY d.direction, d.stage");
    /// How many projects lie in each unit of a level within a place; one of several units counts in each.
    const BY_UNIT = concat!(
        "SELECT d.unit, count(DISTINCT d.project) AS n FROM (SELECT p.id AS project, ", unit!(), " FROM project p", where_it_lies!(), visible!(), filters!(),
        ") d GROUP BY d.unit");
    /// The sums of the measure `$14` that are said of a whole project, for each unit that it lies in.
    const MONEY_BY_UNIT = concat!(
        "SELECT DISTINCT d.project, d.figure, d.unit, d.currency, d.qualifier, d.value, d.source, d.day
         FROM (SELECT p.id AS project, f.id AS figure, f.currency, f.qualifier, f.value, f.source, f.day, ", unit!(), "
           FROM project p JOIN figure f ON f.office = p.office AND f.subject_kind = 'project' AND f.subject_id = p.id AND f.measure = $14
             AND f.currency IS NOT NULL AND f.per IS NULL AND f.place IS NULL AND f.removed_at IS NULL AND f.day <= $8", where_it_lies!(), visible!(), filters!(),
        ") d ORDER BY d.project, d.day, d.figure");
    /// Each project that was there on the day `$6` and its stage, once for each of its places and sectors.
    const SPREAD = concat!(
        "SELECT p.id, p.slug, p.title_uk, p.title_en, y.place, z.code, z.share,
           (SELECT s.stage FROM project_stage s WHERE s.office = p.office AND s.project = p.id AND s.day <= $6 ORDER BY s.day DESC, s.position DESC LIMIT 1) AS stage
         FROM project p JOIN project_place y ON y.office = p.office AND y.project = p.id
           LEFT JOIN project_sector z ON z.office = p.office AND z.project = p.id
         WHERE p.office = $1 AND ", visible!(), " ORDER BY p.id, y.position, z.position");
    /// Drafts, the newest first: what waits for the office.
    /// The newest published, for the home page.
    const NEWEST = concat!(
        "SELECT p.id, p.slug, p.direction, p.title_uk, p.title_en, p.published_at, p.sort_key FROM project p WHERE p.office = $1 AND ", visible!(),
        " AND p.published_at IS NOT NULL ORDER BY p.created_at DESC, p.id DESC LIMIT 6");
    const LABELS = concat!("SELECT p.id, p.slug, p.title_uk, p.title_en FROM project p WHERE p.office = $1 AND ", visible!(), " AND p.id IN ", in_list!(6));
    const RESOLVE = concat!("SELECT id, slug FROM project WHERE office = $1 AND slug IN ", in_list!());
    const SAME_TITLE = "SELECT p.slug, p.title_uk, p.title_en FROM project p WHERE p.office = $1 AND p.withdrawn_at IS NULL AND p.search_key LIKE $2 ESCAPE '!' AND p.id <> $3 LIMIT 5";
    /// Those with one of these titles, by the key of order: a table names a project so.
    const BY_TITLES = concat!(
        "SELECT id, slug, title_uk, title_en FROM project WHERE office = $1 AND withdrawn_at IS NULL AND sort_key IN ", in_list!(), " ORDER BY id");
    /// Those with one of these numbers of the registration card.
    const BY_NUMBERS = concat!(
        "SELECT DISTINCT number, project FROM project_registration WHERE office = $1 AND number IN ", in_list!(), " ORDER BY project");
    /// Stages that began within a span, and those without a day that a source of that time speaks of. What was told before is
    /// told again and not new.
    const DEEDS = concat!(
        "SELECT p.id, p.direction, s.stage, s.date, s.source, s.locator
         FROM (SELECT u.* FROM project_stage u WHERE u.office = $1 AND u.stage IN ", any_stage!(), " AND u.day >= $9 AND u.day <= $10
             UNION ALL
             SELECT u.* FROM project_stage u WHERE u.office = $1 AND u.stage IN ", any_stage!(), " AND u.day = ''
               AND EXISTS (SELECT 1 FROM source o WHERE o.office = u.office AND o.id = u.source AND o.date >= substr($9, 1, 4) AND o.date <= $10)) s
         CROSS JOIN project p
         WHERE p.office = $1 AND p.id = s.project
           AND NOT EXISTS (SELECT 1 FROM project_stage e WHERE e.office = s.office AND e.project = s.project AND e.day <> '' AND e.day || '' < $9
                 AND e.stage IN (s.stage, CASE s.stage WHEN 'closed' THEN 'completed' WHEN 'registered' THEN 'agreed' ELSE s.stage END))
           AND ", visible!(), " AND ", part!(), " ORDER BY p.id, s.position");
    const DIRECTIONS = concat!("SELECT id, direction FROM project WHERE office = $1 AND withdrawn_at IS NULL AND id IN ", in_list!());
    /// What a source says of stages.
    const CLAIMS = "SELECT project, stage, date, locator FROM project_stage WHERE office = $1 AND source = $2 ORDER BY project, position";
    const IDS = "SELECT id FROM project WHERE office = $1 ORDER BY id";
    const SLUG_TAKEN = "SELECT 1 AS taken FROM project WHERE office = $1 AND slug = $2";
    const ADD =
        "INSERT INTO project (office, id, slug, direction, title_uk, title_en, about_uk, about_en, published_at, created_at, created_by, sort_key, search_key, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    const SAVE =
        "UPDATE project SET direction = $3, title_uk = $4, title_en = $5, about_uk = $6, about_en = $7, sort_key = $8, search_key = $9, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $10";
    /// What was taken back is shown to nobody, however it is found.
    const PUBLISH =
        "UPDATE project SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2 AND withdrawn_at IS NULL";
    const WITHDRAW = "UPDATE project SET withdrawn_at = $3, published_at = NULL, version = version + 1 WHERE office = $1 AND id = $2";
    const CLEAR_STAGES = "DELETE FROM project_stage WHERE office = $1 AND project = $2";
    const CLEAR_PARTIES = "DELETE FROM project_party WHERE office = $1 AND project = $2";
    const CLEAR_PLACES = "DELETE FROM project_place WHERE office = $1 AND project = $2";
    const CLEAR_SECTORS = "DELETE FROM project_sector WHERE office = $1 AND project = $2";
    const CLEAR_GOALS = "DELETE FROM project_goal WHERE office = $1 AND project = $2";
    const CLEAR_PEOPLE = "DELETE FROM project_person WHERE office = $1 AND project = $2";
    const CLEAR_RELATIONS = "DELETE FROM project_relation WHERE office = $1 AND project = $2";
    const CLEAR_REGISTRATION = "DELETE FROM project_registration WHERE office = $1 AND project = $2";
    /// Of every organisation: `$2` the day.
    const TOUCHED = touched!("");
    /// Of one: `$3`.
    const TOUCHED_ONE = touched!(concat!(" AND p.organisation IN ", organisation::merged!("$3")));
}

/// The ids of all projects.
pub const ALL_IDS: Sql = IDS;

fn project(tx: &mut Tx, office: &str, found: Option<Row>) -> Result<Option<Project>, Error> {
    let Some(row) = found else { return Ok(None) };
    let head = head(&row)?;
    let ids = [head.id.clone()];
    let key = params![office, &head.id];
    let body = Body {
        direction: row.get("direction")?,
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        about_uk: row.get("about_uk")?,
        about_en: row.get("about_en")?,
        places: places(tx, office, &ids)?.remove(&head.id).unwrap_or_default(),
        parties: parties(tx, office, &ids)?.remove(&head.id).unwrap_or_default(),
        stages: stages(tx, office, &ids)?.remove(&head.id).unwrap_or_default(),
        sectors: tx
            .all(SECTORS, key)?
            .iter()
            .map(|r| Ok(Sector::of(r.get("code")?, r.get("share")?)))
            .collect::<Result<_, Error>>()?,
        goals: tx.all(GOALS, key)?.iter().map(|r| r.get("goal")).collect::<Result<_, Error>>()?,
        responsible: tx.all(PEOPLE, key)?.iter().map(|r| r.get("person")).collect::<Result<_, Error>>()?,
        related: tx.all(RELATIONS, key)?.iter().map(relation).collect::<Result<_, Error>>()?,
        registration: tx.all(REGISTRATION, key)?.iter().map(registration).collect::<Result<_, Error>>()?,
        cites: cites(tx, office, &Ref::new(Kind::Project, &head.id))?,
    };
    Ok(Some(Project { head, withdrawn_at: row.get("withdrawn_at")?, body }))
}

fn relation(row: &Row) -> Result<Relation, Error> {
    Ok(Relation { project: row.get("related")?, kind: row.word("kind", RelationKind::parse)? })
}

fn registration(row: &Row) -> Result<Registration, Error> {
    Ok(Registration {
        event: row.word("event", Event::parse)?,
        date: when(row.get("date")?)?,
        number: row.get("number")?,
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
    })
}

fn stage(row: &Row) -> Result<StageRow, Error> {
    Ok(StageRow {
        stage: row.word("stage", Stage::parse)?,
        date: opt_when(row.get("date")?)?,
        date_note_uk: row.get("date_note_uk")?,
        date_note_en: row.get("date_note_en")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
        doubt_uk: row.get("doubt_uk")?,
        doubt_en: row.get("doubt_en")?,
    })
}

/// Reads a table of parts of several projects, in one question each fifty.
fn parts<T>(
    tx: &mut Tx,
    sql: Sql,
    office: &str,
    ids: &[String],
    read: impl Fn(&Row) -> Result<T, Error>,
) -> Result<HashMap<String, Vec<T>>, Error> {
    let mut found: HashMap<String, Vec<T>> = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(sql, &params)? {
            found.entry(row.get("project")?).or_default().push(read(&row)?);
        }
    }
    Ok(found)
}

fn stages(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<StageRow>>, Error> {
    parts(tx, STAGES, office, ids, stage)
}

fn parties(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<Party>>, Error> {
    parts(tx, PARTIES, office, ids, |row| {
        Ok(Party { organisation: row.get("organisation")?, role: row.word("role", Role::parse)? })
    })
}

fn places(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Vec<String>>, Error> {
    parts(tx, PLACES, office, ids, |row| row.get("place"))
}

/// Projects as a partner is told of them, in the order of their ids: all but who answers for them, what they rest on and
/// their registration. Whether they may be told of is the asker's to know.
///
/// # Errors
/// The database's.
pub fn told(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Project>, Error> {
    let (mut stages, mut parties, mut places) = (stages(tx, office, ids)?, parties(tx, office, ids)?, places(tx, office, ids)?);
    let mut sectors = parts(tx, SHARES_OF, office, ids, |row| Ok(Sector::of(row.get("code")?, row.get("share")?)))?;
    let mut goals = parts(tx, GOALS_OF, office, ids, |row| row.get("goal"))?;
    let mut related = parts(tx, RELATIONS_OF, office, ids, relation)?;
    let mut told = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(TOLD, &params)? {
            let id: String = row.get("id")?;
            let body = Body {
                direction: row.get("direction")?,
                title_uk: row.get("title_uk")?,
                title_en: row.get("title_en")?,
                about_uk: row.get("about_uk")?,
                about_en: row.get("about_en")?,
                stages: stages.remove(&id).unwrap_or_default(),
                parties: parties.remove(&id).unwrap_or_default(),
                places: places.remove(&id).unwrap_or_default(),
                sectors: sectors.remove(&id).unwrap_or_default(),
                goals: goals.remove(&id).unwrap_or_default(),
                related: related.remove(&id).unwrap_or_default(),
                ..Body::default()
            };
            let (slug, created_by, version) = (row.get("slug")?, row.get("created_by")?, row.get("version")?);
            let head = Head { id: id.clone(), slug, published_at: row.get("published_at")?, created_by, version };
            told.insert(id, Project { head, withdrawn_at: None, body });
        }
    }
    Ok(ids.iter().filter_map(|id| told.remove(id)).collect())
}

/// The ids of published projects behind one, as many as asked for.
///
/// # Errors
/// The database's.
pub fn published(tx: &mut Tx, office: &str, after: &str, limit: i64) -> Result<Vec<String>, Error> {
    tx.all(PUBLISHED, params![office, after, limit])?.iter().map(|row| row.get("id")).collect()
}

/// What the policy must know: with the places around its own, so that what lies in a contributor's hromada is theirs.
fn subject(tx: &mut Tx, office: &str, project: &Project) -> Result<Subject, Error> {
    let around = place::store::ancestors(tx, office, &project.body.places)?;
    let codes: HashSet<String> = around.into_values().flatten().chain(project.body.places.iter().cloned()).collect();
    Ok(project.subject(&codes))
}

/// A project by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Project, Permit), Denied> {
    let found = tx.first(BY_SLUG, params![&actor.office, slug])?;
    let project = project(tx, &actor.office, found)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject(tx, &actor.office, &project)?)?;
    Ok((project, permit))
}

/// A project as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Project>, Error> {
    let found = tx.first(BY_ID, params![office, id])?;
    project(tx, office, found)
}

/// What the policy must know of a project.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    match get(tx, office, id)? {
        Some(project) => Ok(Some(subject(tx, office, &project)?)),
        None => Ok(None),
    }
}

/// What a list is filtered by.
#[derive(Debug, Default)]
pub struct Filter {
    /// A direction.
    pub direction: Option<String>,
    /// A stage on the day.
    pub stage: Option<Stage>,
    /// A place or one around it.
    pub place: Option<String>,
    /// An organisation that takes part.
    pub organisation: Option<String>,
    /// A DAC purpose code.
    pub sector: Option<String>,
    /// A pattern of the search key.
    pub search: String,
}

impl Filter {
    /// The same as the index asks: each facet with its accepted values. The words are asked apart.
    ///
    /// # Errors
    /// The database's.
    pub fn facets(&self, tx: &mut Tx, office: &str) -> Result<Vec<(String, Vec<String>)>, Error> {
        let stage = self.stage.map(|stage| stage.word().to_owned());
        let single =
            [("direction", &self.direction), ("stage", &stage), ("place", &self.place), ("sector", &self.sector)].into_iter();
        let mut facets: Vec<_> = single.filter_map(|(facet, value)| Some((facet.to_owned(), vec![value.clone()?]))).collect();
        if let Some(id) = &self.organisation {
            // What was merged into it still stands by its own id in the projects.
            facets.push(("organisation".into(), organisation::store::merged(tx, office, id)?));
        }
        Ok(facets)
    }
}

/// A row of the list.
#[derive(Debug)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its address.
    pub slug: String,
    /// Its direction.
    pub direction: String,
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title.
    pub title_en: Option<String>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Where the list goes on.
    pub sort_key: String,
    /// Its stage on the day.
    pub stage: Option<StageRow>,
    /// Its places.
    pub places: Vec<String>,
    /// Who takes part.
    pub parties: Vec<Party>,
}

fn listed(tx: &mut Tx, office: &str, day: Date, rows: &[Row]) -> Result<Vec<Listed>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
    let mut stages = stages(tx, office, &ids)?;
    let mut places = places(tx, office, &ids)?;
    let mut parties = parties(tx, office, &ids)?;
    rows.iter()
        .map(|row| {
            let id: String = row.get("id")?;
            let body = Body { stages: stages.remove(&id).unwrap_or_default(), ..Body::default() };
            Ok(Listed {
                slug: row.get("slug")?,
                direction: row.get("direction")?,
                title_uk: row.get("title_uk")?,
                title_en: row.get("title_en")?,
                draft: row.get::<Option<String>>("published_at")?.is_none(),
                sort_key: row.get("sort_key")?,
                stage: body.stage_on(day).cloned(),
                places: places.remove(&id).unwrap_or_default(),
                parties: parties.remove(&id).unwrap_or_default(),
                id,
            })
        })
        .collect()
}

/// A page of the list on a day, after a place in it, and how many there are in all.
///
/// # Errors
/// The database's.
pub fn list(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    let mut params = visible.params();
    params.extend(filter_params(filter, day));
    let total = tx.first(COUNT, &params)?.map_or(Ok(0), |row| row.get("n"))?;
    Ok((page(tx, visible, filter, day, after, limit)?, total))
}

/// A page of the list alone.
///
/// # Errors
/// The database's.
pub fn page(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    day: Date,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let mut params = visible.params();
    params.extend(filter_params(filter, day));
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(LIST, &params)?;
    listed(tx, &visible.office, day, &rows)
}

/// Rows of the list by their ids, in their order. Whether they may be seen was asked of the index.
///
/// # Errors
/// The database's.
pub fn by_ids(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Listed>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(LISTED, &params)?);
    }
    let mut listed = listed(tx, office, day, &rows)?;
    listed.sort_by_cached_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(listed)
}

/// The newest published projects.
///
/// # Errors
/// The database's.
pub fn newest(tx: &mut Tx, visible: &Visible, day: Date) -> Result<Vec<Listed>, Error> {
    let rows = tx.all(NEWEST, &visible.params())?;
    listed(tx, &visible.office, day, &rows)
}

/// How many projects of each direction were at which stage on a day.
///
/// # Errors
/// The database's.
pub fn by_direction(tx: &mut Tx, visible: &Visible, day: Date) -> Result<Vec<(String, Stage, i64)>, Error> {
    let mut params = visible.params();
    params.extend(row![day.to_string()]);
    tx.all(BY_DIRECTION, &params)?
        .iter()
        .map(|row| Ok((row.get("direction")?, row.word("stage", Stage::parse)?, row.get("n")?)))
        .collect()
}

/// What a count by places asks for.
#[derive(Debug)]
pub struct Within {
    /// The place and the other filters.
    pub filter: Filter,
    /// The day.
    pub day: Date,
    /// The level of the units.
    pub level: place::Level,
}

impl Within {
    fn params(&self, visible: &Visible) -> Vec<dotyk_db::Value> {
        let mut params = visible.params();
        params.extend(filter_params(&self.filter, self.day));
        params
    }
}

fn filter_params(filter: &Filter, day: Date) -> Vec<dotyk_db::Value> {
    row![
        &filter.direction,
        filter.stage.map(Stage::word),
        day.to_string(),
        &filter.place,
        &filter.organisation,
        &filter.sector,
        &filter.search
    ]
}

/// How many projects there are in all, and in each unit; under no unit those whose place lies above the level.
///
/// # Errors
/// The database's.
pub fn by_unit(tx: &mut Tx, visible: &Visible, within: &Within) -> Result<(i64, HashMap<Option<String>, i64>), Error> {
    let mut params = within.params(visible);
    let total = tx.first(COUNT, &params)?.map_or(Ok(0), |row| row.get("n"))?;
    params.extend(row![within.level.word()]);
    let rows = tx.all(BY_UNIT, &params)?;
    Ok((total, rows.iter().map(|row| Ok((row.get("unit")?, row.get("n")?))).collect::<Result<_, Error>>()?))
}

/// A sum that is said of a project, in a unit that it lies in.
#[derive(Clone, Debug)]
pub struct Sum {
    /// The project.
    pub project: String,
    /// The figure: it stands in as many rows as the project has units.
    pub figure: String,
    /// The unit; none when the project's place lies above the level.
    pub unit: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// How the number is meant.
    pub qualifier: Qualifier,
    /// Decimal text.
    pub value: Option<String>,
    /// Who says it.
    pub source: Option<String>,
    /// The first day it speaks of; empty when nobody says.
    pub day: String,
}

/// The sums of a measure by units, in the order of projects and days.
///
/// # Errors
/// The database's.
pub fn money_by_unit(tx: &mut Tx, visible: &Visible, within: &Within, measure: &str) -> Result<Vec<Sum>, Error> {
    let mut params = within.params(visible);
    params.extend(row![within.level.word(), measure]);
    let rows = tx.all(MONEY_BY_UNIT, &params)?;
    rows.iter()
        .map(|row| {
            Ok(Sum {
                project: row.get("project")?,
                figure: row.get("figure")?,
                unit: row.get("unit")?,
                currency: row.get("currency")?,
                qualifier: row.word("qualifier", Qualifier::parse)?,
                value: row.get("value")?,
                source: row.get("source")?,
                day: row.get("day")?,
            })
        })
        .collect()
}

/// A project with its stage on a day, where it lies and what it is for.
#[derive(Debug)]
pub struct Spread {
    /// Its id.
    pub id: String,
    /// Its address.
    pub slug: String,
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title.
    pub title_en: Option<String>,
    /// Its stage on the day; none when it had none yet.
    pub stage: Option<Stage>,
    /// Its places.
    pub places: Vec<String>,
    /// Its sectors with their shares in basis points.
    pub sectors: Vec<(String, i64)>,
}

/// All projects with a place that the actor may see, as they stood on a day, in the order of their ids: one statement.
///
/// # Errors
/// The database's.
pub fn spread(tx: &mut Tx, visible: &Visible, day: Date) -> Result<Vec<Spread>, Error> {
    let mut params = visible.params();
    params.extend(row![day.to_string()]);
    let mut all: Vec<Spread> = Vec::new();
    for row in tx.all(SPREAD, &params)? {
        let id: String = row.get("id")?;
        if all.last().is_none_or(|last| last.id != id) {
            let stage: Option<String> = row.get("stage")?;
            all.push(Spread {
                slug: row.get("slug")?,
                title_uk: row.get("title_uk")?,
                title_en: row.get("title_en")?,
                stage: stage.as_deref().and_then(Stage::parse),
                places: Vec::new(),
                sectors: Vec::new(),
                id,
            });
        }
        let Some(one) = all.last_mut() else { continue };
        let place: String = row.get("place")?;
        if !one.places.contains(&place) {
            one.places.push(place);
        }
        if let Some(code) = row.get::<Option<String>>("code")?
            && one.sectors.iter().all(|(known, _)| *known != code)
        {
            one.sectors.push((code, row.get("share")?));
        }
    }
    Ok(all)
}

/// Labels on a day of the projects that the actor may see and that were there.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(LABELS, &params)? {
            let path = format!("/projects/{}", row.get::<String>("slug")?);
            labels.push((row.get::<String>("id")?, Label::new(row.get("title_uk")?, row.get("title_en")?, path)));
        }
    }
    let seen: Vec<String> = labels.iter().map(|(id, _)| id.clone()).collect();
    let mut stages = stages(tx, &visible.office, &seen)?;
    let mut places = places(tx, &visible.office, &seen)?;
    labels.retain_mut(|(id, label)| {
        let body = Body { stages: stages.remove(id).unwrap_or_default(), ..Body::default() };
        if let Some(row) = body.stage_on(day) {
            label.state = row.stage.word().to_owned();
            label.date.clone_from(&row.date);
        }
        label.places = places.remove(id).unwrap_or_default();
        body.there_on(day)
    });
    Ok(labels)
}

/// From slugs to ids.
///
/// # Errors
/// The database's.
pub fn resolve(tx: &mut Tx, office: &str, slugs: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office], slugs) {
        for row in tx.all(RESOLVE, &params)? {
            found.insert(row.get("slug")?, row.get("id")?);
        }
    }
    Ok(found)
}

/// What happened to projects within a span.
///
/// # Errors
/// The database's.
pub fn deeds(tx: &mut Tx, visible: &Visible, span: &Span) -> Result<Vec<Deed>, Error> {
    let mut params = visible.params();
    params.extend(row![&span.direction, &span.funder, &span.place, span.from.to_string(), span.until.to_string()]);
    let mut deeds = Vec::new();
    tx.each(DEEDS, &params, |row| {
        let what = match row.word("stage", Stage::parse)? {
            Stage::Completed | Stage::Closed => What::Done,
            Stage::Implementing => What::Started,
            Stage::Agreed | Stage::Registered => What::Agreed,
            Stage::Idea | Stage::Negotiation | Stage::Refused | Stage::Cancelled => What::Other,
        };
        deeds.push(Deed {
            record: Ref::new(Kind::Project, row.get::<String>("id")?),
            what,
            date: opt_when(row.get("date")?)?,
            directions: vec![row.get("direction")?],
            source: row.get("source")?,
            locator: row.get("locator")?,
        });
        Ok::<_, Error>(())
    })?;
    Ok(deeds)
}

/// The directions of projects, by their ids.
///
/// # Errors
/// The database's.
pub fn directions(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut found = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(DIRECTIONS, &params)? {
            found.insert(row.get("id")?, row.get("direction")?);
        }
    }
    Ok(found)
}

/// What a source says of the stages of projects.
///
/// # Errors
/// The database's.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let rows = tx.all(CLAIMS, params![office, source])?;
    rows.iter()
        .map(|row| {
            let record = Ref::new(Kind::Project, row.get::<String>("project")?);
            Ok(Claim { record, locator: row.get("locator")?, state: row.get("stage")?, date: opt_when(row.get("date")?)? })
        })
        .collect()
}

/// What the index holds of projects on a day.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let (mut stages, mut parties, mut places) = (stages(tx, office, ids)?, parties(tx, office, ids)?, places(tx, office, ids)?);
    let mut sectors = parts(tx, SHARES_OF, office, ids, |row| Ok(Sector::of(row.get("code")?, row.get("share")?)))?;
    let mut codes: Vec<String> = places.values().flatten().cloned().collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    let mut documents = Vec::with_capacity(ids.len());
    for params in in_lists(params![office], ids) {
        for row in tx.all(BY_IDS, &params)? {
            let id: String = row.get("id")?;
            let body = Body {
                title_uk: row.get("title_uk")?,
                title_en: row.get("title_en")?,
                about_uk: row.get("about_uk")?,
                about_en: row.get("about_en")?,
                stages: stages.remove(&id).unwrap_or_default(),
                parties: parties.remove(&id).unwrap_or_default(),
                sectors: sectors.remove(&id).unwrap_or_default(),
                ..Body::default()
            };
            let own = places.remove(&id).unwrap_or_default();
            let above = own.iter().filter_map(|code| around.get(code)).flatten().cloned();
            let mut document = find::document(&Ref::new(Kind::Project, &id), &body.title_uk, &body.title_en);
            document.places = own.iter().cloned().chain(above).collect();
            document.places.sort();
            document.places.dedup();
            document.body =
                [body.about_uk.as_deref(), body.about_en.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
            document.facets.push(("direction".into(), row.get("direction")?));
            document.facets.extend(own.into_iter().map(|code| ("lies".to_owned(), code)));
            document.facets.extend(body.stage_on(day).map(|row| ("stage".to_owned(), row.stage.word().to_owned())));
            match row.get::<Option<String>>("published_at")? {
                Some(_) if body.is_exportable() => document.facets.push(("iati".into(), "complete".into())),
                Some(_) => {}
                None => document.facets.push(("draft".into(), "yes".into())),
            }
            document.facets.extend(body.sectors.iter().map(|sector| ("sector".to_owned(), sector.code.clone())));
            document.facets.extend(body.parties.iter().map(|party| ("organisation".to_owned(), party.organisation.clone())));
            document.visibility = Visibility {
                public: row.get::<Option<String>>("published_at")?.is_some(),
                tokens: [format!("account:{}", row.get::<String>("created_by")?)]
                    .into_iter()
                    .chain(body.parties.iter().map(|party| format!("org:{}", party.organisation)))
                    .chain(document.places.iter().map(|code| format!("place:{code}")))
                    .collect(),
            };
            documents.push(document);
        }
    }
    Ok(documents)
}

/// Projects that name this one as related, and what they are to it.
///
/// # Errors
/// The database's.
pub fn related_from(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<Relation>, Error> {
    let rows = tx.all(RELATED_FROM, params![office, id])?;
    rows.iter().map(|row| Ok(Relation { project: row.get("project")?, kind: row.word("kind", RelationKind::parse)? })).collect()
}

/// Other projects whose words contain this title: a warning before the same is entered twice.
///
/// # Errors
/// The database's.
pub fn like(
    tx: &mut Tx,
    office: &str,
    title: &str,
    except: &str,
) -> Result<Vec<(String, Option<String>, Option<String>)>, Error> {
    let rows = tx.all(SAME_TITLE, params![office, crate::journal::pattern(Some(title)), except])?;
    rows.iter().map(|row| Ok((row.get("slug")?, row.get("title_uk")?, row.get("title_en")?))).collect()
}

/// A project that a title names: its id and what to write to mean it.
#[derive(Clone, Debug)]
pub struct Titled {
    /// Its id.
    pub id: String,
    /// Its address and titles.
    pub candidate: place::Candidate,
}

/// Projects by whole titles, as their search keys say them.
///
/// # Errors
/// The database's.
pub fn by_titles(tx: &mut Tx, office: &str, titles: &[String]) -> Result<HashMap<String, Vec<Titled>>, Error> {
    let mut sorts: Vec<String> = titles.iter().map(|title| dotyk_uk::sort_key(title)).filter(|key| !key.is_empty()).collect();
    sorts.sort();
    sorts.dedup();
    let mut found: HashMap<String, Vec<Titled>> = HashMap::new();
    for params in in_lists(params![office], &sorts) {
        for row in tx.all(BY_TITLES, &params)? {
            let (uk, en): (Option<String>, Option<String>) = (row.get("title_uk")?, row.get("title_en")?);
            let candidate = place::Candidate { key: row.get("slug")?, uk, en };
            let titled = Titled { id: row.get("id")?, candidate };
            let title = titled.candidate.uk.as_deref().or(titled.candidate.en.as_deref()).unwrap_or_default();
            found.entry(dotyk_uk::search_key(title)).or_default().push(titled);
        }
    }
    Ok(found)
}

/// A project as official data sets name it.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// Its title, in Ukrainian where there is one.
    pub title: Option<String>,
    /// The number of the registration card in force.
    pub number: Option<String>,
}

/// Titles and registration numbers of projects, by their ids.
///
/// # Errors
/// The database's.
pub fn cards(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, Card>, Error> {
    let mut events = parts(tx, REGISTRATIONS, office, ids, registration)?;
    let mut cards = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(BY_IDS, &params)? {
            let id: String = row.get("id")?;
            let title = row.get::<Option<String>>("title_uk")?.or(row.get("title_en")?);
            let number = Registration::number_in_force(&events.remove(&id).unwrap_or_default());
            cards.insert(id, Card { title, number });
        }
    }
    Ok(cards)
}

/// Projects by the number of their registration card; a number that several have has several.
///
/// # Errors
/// The database's.
pub fn by_numbers(tx: &mut Tx, office: &str, numbers: &[String]) -> Result<HashMap<String, Vec<String>>, Error> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for params in in_lists(params![office], numbers) {
        for row in tx.all(BY_NUMBERS, &params)? {
            found.entry(row.get("number")?).or_default().push(row.get("project")?);
        }
    }
    Ok(found)
}

/// A slug like this that is free.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, office: &str, wanted: &str) -> Result<String, Error> {
    free(tx, SLUG_TAKEN, office, wanted)
}

fn keys_of(body: &Body) -> (String, String) {
    let parts = [&body.title_uk, &body.title_en, &body.about_uk, &body.about_en];
    keys(&body.title_uk, &body.title_en, parts.into_iter().flatten().map(String::as_str))
}

/// Adds a project.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, project: &Project) -> Result<(), Error> {
    permit.holds_for(Kind::Project, &project.head.id);
    let (head, b) = (&project.head, &project.body);
    let (sort, search) = keys_of(b);
    let stamp = write.stamp();
    let values = row![
        permit.office(),
        &head.id,
        &head.slug,
        &b.direction,
        &b.title_uk,
        &b.title_en,
        &b.about_uk,
        &b.about_en,
        &head.published_at,
        stamp,
        &head.created_by,
        sort,
        search
    ];
    write.tx().run(ADD, &values)?;
    put_parts(write, permit, None, b)?;
    write.record(permit, project)
}

/// Saves an edit of `before`; `false` when that is no longer the present version.
///
/// # Errors
/// The database's.
pub fn save(write: &mut Write, permit: &Permit, before: &Project, body: &Body) -> Result<bool, Error> {
    permit.holds_for(Kind::Project, &before.head.id);
    let (sort, search) = keys_of(body);
    let values = row![
        permit.office(),
        permit.id(),
        &body.direction,
        &body.title_uk,
        &body.title_en,
        &body.about_uk,
        &body.about_en,
        sort,
        search,
        before.head.version
    ];
    if write.tx().run(SAVE, &values)? == 0 {
        return Ok(false);
    }
    put_parts(write, permit, Some(&before.body), body)?;
    journal(write, permit)?;
    Ok(true)
}

/// Shows a project to the public, or hides it.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
    if write.tx().run(PUBLISH, params![permit.office(), permit.id(), published_at])? == 0 {
        return Ok(());
    }
    journal(write, permit)
}

/// Takes a project back: it stays, and is in no list; or brings it back as a draft.
///
/// # Errors
/// The database's.
pub fn withdraw(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
    write.tx().run(WITHDRAW, params![permit.office(), permit.id(), withdrawn_at])?;
    journal(write, permit)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Puts the tables of parts that changed.
fn put_parts(write: &mut Write, permit: &Permit, before: Option<&Body>, b: &Body) -> Result<(), Error> {
    let (office, id) = (permit.office(), permit.id());
    let mut put = |clear: Sql, changed: bool, table: &'static str, columns: &[&'static str], rows: Vec<Vec<dotyk_db::Value>>| {
        if !changed {
            return Ok(());
        }
        if before.is_some() {
            write.tx().run(clear, params![office, id])?;
        }
        if rows.is_empty() {
            return Ok(());
        }
        write.tx().bulk(table, columns, rows).map(drop)
    };
    let differs = |part: fn(&Body, &Body) -> bool| before.is_none_or(|before| part(before, b));
    put(CLEAR_STAGES, differs(|a, b| a.stages != b.stages), "project_stage", STAGE_COLUMNS, stage_rows(office, id, b))?;
    put(
        CLEAR_PARTIES,
        differs(|a, b| a.parties != b.parties),
        "project_party",
        &["office", "project", "position", "organisation", "role"],
        rows(&b.parties, |n, p| row![office, id, n, &p.organisation, p.role.word()]),
    )?;
    put(
        CLEAR_PLACES,
        differs(|a, b| a.places != b.places),
        "project_place",
        &["office", "project", "position", "place"],
        rows(&b.places, |n, place| row![office, id, n, place]),
    )?;
    put(
        CLEAR_SECTORS,
        differs(|a, b| a.sectors != b.sectors),
        "project_sector",
        &["office", "project", "position", "code", "share"],
        rows(&b.sectors, |n, s| row![office, id, n, &s.code, s.basis_points().unwrap_or_default()]),
    )?;
    put(
        CLEAR_GOALS,
        differs(|a, b| a.goals != b.goals),
        "project_goal",
        &["office", "project", "goal"],
        rows(&b.goals, |_, goal| row![office, id, *goal]),
    )?;
    put(
        CLEAR_PEOPLE,
        differs(|a, b| a.responsible != b.responsible),
        "project_person",
        &["office", "project", "position", "person"],
        rows(&b.responsible, |n, person| row![office, id, n, person]),
    )?;
    put(
        CLEAR_RELATIONS,
        differs(|a, b| a.related != b.related),
        "project_relation",
        &["office", "project", "position", "related", "kind"],
        rows(&b.related, |n, r| row![office, id, n, &r.project, r.kind.word()]),
    )?;
    put(
        CLEAR_REGISTRATION,
        differs(|a, b| a.registration != b.registration),
        "project_registration",
        &["office", "project", "position", "event", "date", "number", "note_uk", "note_en"],
        rows(&b.registration, |n, r| row![office, id, n, r.event.word(), r.date.as_str(), &r.number, &r.note_uk, &r.note_en]),
    )?;
    if before.is_none_or(|before| before.cites != b.cites) {
        put_cites(write, permit, &b.cites)?;
    }
    Ok(())
}

fn rows<T>(parts: &[T], row: impl Fn(usize, &T) -> Vec<dotyk_db::Value>) -> Vec<Vec<dotyk_db::Value>> {
    parts.iter().enumerate().map(|(position, part)| row(position, part)).collect()
}

const STAGE_COLUMNS: &[&str] = &[
    "office",
    "project",
    "position",
    "stage",
    "date",
    "day",
    "date_note_uk",
    "date_note_en",
    "source",
    "locator",
    "note_uk",
    "note_en",
    "doubt_uk",
    "doubt_en",
];

fn stage_rows(office: &str, id: &str, body: &Body) -> Vec<Vec<dotyk_db::Value>> {
    rows(&body.stages, |n, s| {
        let first = s.date.as_ref().map(|date| date.first().to_string()).unwrap_or_default();
        row![
            office,
            id,
            n,
            s.stage.word(),
            s.date.as_ref().map(When::as_str),
            first,
            &s.date_note_uk,
            &s.date_note_en,
            &s.source,
            &s.locator,
            &s.note_uk,
            &s.note_en,
            &s.doubt_uk,
            &s.doubt_en
        ]
    })
}

/// The projects of organisations, or of one, and the day of their last stage.
///
/// # Errors
/// The database's.
pub fn touched_on(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    Touch::ask(tx, Kind::Project, (TOUCHED, TOUCHED_ONE), office, day, of)
}
