//! The statements.

use dotyk_db::{in_list, statements};

use crate::{organisation, place};

macro_rules! columns {
    () => {
        "SELECT p.id, p.slug, p.direction, p.title_uk, p.title_en, p.about_uk, p.about_en, p.published_at, p.withdrawn_at, p.created_by,
           p.sort_key, p.version
         FROM project p WHERE p.office = $1"
    };
}

/// Whether a list may show the project `p`: `$2` everything, `$3` account, `$4` organisation, `$5` place.
macro_rules! visible {
    () => {
        concat!(
            "p.withdrawn_at IS NULL AND (p.published_at IS NOT NULL OR $2 = 1 OR p.created_by = $3
          OR EXISTS (SELECT 1 FROM project_party x WHERE x.office = p.office AND x.project = p.id AND x.organisation = $4)
          OR EXISTS (SELECT 1 FROM project_place y WHERE y.office = p.office AND y.project = p.id AND ",
            $crate::place::lies_in!("y.place", "$5"),
            "))"
        )
    };
}

pub(crate) use visible;

/// Whether the project `p` belongs to the direction `$6`, if one is asked for. Few belong to it beside their own, so these are
/// read once and not asked for each project.
macro_rules! of_direction {
    () => {
        "(p.direction = $6 OR $6 IS NULL
          OR p.id IN (SELECT w.project FROM project_other_direction w WHERE w.office = $1 AND w.direction = $6))"
    };
}

pub(crate) use of_direction;

/// The part of the work that a report is of, for the project `p`: `$6` direction, `$7` who pays, `$8` a place or one around it.
macro_rules! part {
    () => {
        concat!(
            $crate::project::store::of_direction!(),
            "
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
            " AND ",
            of_direction!(),
            "
              AND ($7 = (SELECT s.stage FROM project_stage s WHERE s.office = p.office AND s.project = p.id AND s.day <= $8 ORDER BY s.day DESC, s.position DESC LIMIT 1)
                   OR $7 IS NULL)
              AND (EXISTS (SELECT 1 FROM project_stage s WHERE s.office = p.office AND s.project = p.id AND s.day <= $8)
                   OR NOT EXISTS (SELECT 1 FROM project_stage s WHERE s.office = p.office AND s.project = p.id))
              AND (EXISTS (SELECT 1 FROM project_place y WHERE y.office = p.office AND y.project = p.id AND ",
            place::lies_in!("y.place", "$9"),
            ") OR $9 IS NULL)
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
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(DISTINCT a.id) AS n, max(s.day || s.date) AS latest FROM project_party p
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
    usual {
        /// The usual ones.
        PROJECT = project p: columns!(),
            saves [direction, title_uk, title_en, about_uk, about_en, sort_key, search_key],
            clears [project_other_direction, project_stage, project_party, project_place, project_sector, project_goal, project_person, project_relation,
                    project_registration];
    }
    /// As rows of what the index found.
    pub(super) const BY_IDS = concat!(columns!(), " AND p.withdrawn_at IS NULL AND p.id IN ", in_list!());
    /// A page of the list, after a sort key and id.
    pub(super) const LIST = concat!(
        columns!(), " AND ", visible!(), filters!(), " AND (p.sort_key > $13 OR (p.sort_key = $13 AND p.id > $14)) ORDER BY p.sort_key, p.id LIMIT $15");
    /// The newest published, for the home page.
    pub(super) const NEWEST = concat!(columns!(), " AND ", visible!(), " AND p.published_at IS NOT NULL ORDER BY p.created_at DESC, p.id DESC LIMIT 6");
    pub(super) const LABELS = concat!(columns!(), " AND ", visible!(), " AND p.id IN ", in_list!(6));
    pub(super) const STAGES = concat!(
        "SELECT project AS owner, stage, date, date_note_uk, date_note_en, source, locator, note_uk, note_en, doubt_uk, doubt_en
         FROM project_stage WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    pub(super) const OTHER_DIRECTIONS = concat!(
        "SELECT project AS owner, direction FROM project_other_direction WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    pub(super) const PARTIES = concat!("SELECT project AS owner, organisation, role FROM project_party WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    pub(super) const PLACES = concat!("SELECT project AS owner, place FROM project_place WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    pub(super) const SECTORS =
        concat!("SELECT project AS owner, code, share FROM project_sector WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    pub(super) const PEOPLE = concat!("SELECT project AS owner, person FROM project_person WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    pub(super) const GOALS = concat!("SELECT project AS owner, goal FROM project_goal WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, goal");
    pub(super) const RELATIONS =
        concat!("SELECT project AS owner, related, kind FROM project_relation WHERE office = $1 AND project IN ", in_list!(), " ORDER BY project, position");
    /// All that are published, in the order of their ids.
    pub(super) const PUBLISHED =
        "SELECT id FROM project WHERE office = $1 AND published_at IS NOT NULL AND withdrawn_at IS NULL AND id > $2 ORDER BY id LIMIT $3";
    pub(super) const RELATED_FROM = "SELECT project, kind FROM project_relation WHERE office = $1 AND related = $2 ORDER BY kind, project";
    pub(super) const REGISTRATION = concat!(
        "SELECT project AS owner, event, date, number, note_uk, note_en FROM project_registration WHERE office = $1 AND project IN ", in_list!(),
        " ORDER BY project, position");
    pub(super) const COUNT = concat!("SELECT count(*) AS n FROM project p WHERE p.office = $1 AND ", visible!(), filters!());
    /// How many projects of each direction were at which stage on a day; one of several directions counts in each.
    pub(super) const BY_DIRECTION = concat!(
        "SELECT d.direction, d.stage, count(*) AS n FROM (SELECT v.direction,
            (SELECT s.stage FROM project_stage s WHERE s.office = p.office AND s.project = p.id AND s.day <= $6 ORDER BY s.day DESC, s.position DESC LIMIT 1) AS stage
          FROM (SELECT direction, id FROM project WHERE office = $1 UNION ALL SELECT direction, project FROM project_other_direction WHERE office = $1) v
          JOIN project p ON p.id = v.id WHERE p.office = $1 AND ", visible!(), ") d WHERE d.stage IS NOT NULL GROUP BY d.direction, d.stage ORDER BY d.direction, d.stage");
    /// How many projects lie in each unit of a level within a place; one of several units counts in each.
    pub(super) const BY_UNIT = concat!(
        "SELECT d.unit, count(DISTINCT d.project) AS n FROM (SELECT p.id AS project, ", unit!(), " FROM project p", where_it_lies!(), visible!(), filters!(),
        ") d GROUP BY d.unit");
    /// The sums of the measure `$14` that are said of a whole project, for each unit that it lies in.
    pub(super) const MONEY_BY_UNIT = concat!(
        "SELECT DISTINCT d.project, d.figure, d.unit, d.currency, d.qualifier, d.value, d.source, d.day
         FROM (SELECT p.id AS project, f.id AS figure, f.currency, f.qualifier, f.value, f.source, f.day, ", unit!(), "
           FROM project p JOIN figure f ON f.office = p.office AND f.subject_kind = 'project' AND f.subject_id = p.id AND f.measure = $14
             AND f.currency IS NOT NULL AND f.per IS NULL AND f.place IS NULL AND f.removed_at IS NULL AND f.day <= $8", where_it_lies!(), visible!(), filters!(),
        ") d ORDER BY d.project, d.day, d.figure");
    /// Each project that was there on the day `$6` and its stage, once for each of its places and sectors.
    pub(super) const SPREAD = concat!(
        "SELECT p.id, p.slug, p.title_uk, p.title_en, y.place, z.code, z.share,
           (SELECT s.stage FROM project_stage s WHERE s.office = p.office AND s.project = p.id AND s.day <= $6 ORDER BY s.day DESC, s.position DESC LIMIT 1) AS stage
         FROM project p JOIN project_place y ON y.office = p.office AND y.project = p.id
           LEFT JOIN project_sector z ON z.office = p.office AND z.project = p.id
         WHERE p.office = $1 AND ", visible!(), " ORDER BY p.id, y.position, z.position");
    /// Those in which an organisation takes part.
    pub(super) const AROUND = concat!(
        "SELECT p.id, p.sort_key FROM project p WHERE p.office = $1 AND ", visible!(), "
           AND p.id IN (SELECT x.project FROM project_party x WHERE x.office = $1 AND x.organisation IN ", organisation::merged!("$6"), ")
         ORDER BY p.sort_key, p.id LIMIT 50");
    pub(super) const SAME_TITLE = "SELECT p.slug, p.title_uk, p.title_en FROM project p WHERE p.office = $1 AND p.withdrawn_at IS NULL AND p.search_key LIKE $2 ESCAPE '!' AND p.id <> $3 LIMIT 5";
    /// Those with one of these titles, by the key of order: a table names a project so.
    pub(super) const BY_TITLES = concat!(
        "SELECT id, slug, title_uk, title_en FROM project WHERE office = $1 AND withdrawn_at IS NULL AND sort_key IN ", in_list!(), " ORDER BY id");
    /// Those with one of these numbers of the registration card.
    pub(super) const BY_NUMBERS = concat!(
        "SELECT DISTINCT number, project FROM project_registration WHERE office = $1 AND number IN ", in_list!(), " ORDER BY project");
    /// Stages that began within a span, and those without a day that a source of that time speaks of. What was told before is
    /// told again and not new.
    pub(super) const DEEDS = concat!(
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
    /// The directions of projects, their own first.
    pub(super) const DIRECTIONS = concat!(
        "SELECT id, direction, -1 AS position FROM project WHERE office = $1 AND withdrawn_at IS NULL AND id IN ", in_list!(), "
         UNION ALL SELECT project, direction, position FROM project_other_direction WHERE office = $1 AND project IN ", in_list!(), "
         ORDER BY id, position");
    /// All directions beside their own, of all projects.
    pub(super) const OTHERS = "SELECT project, direction FROM project_other_direction WHERE office = $1 ORDER BY project, position";
    /// What a source says of stages.
    pub(super) const CLAIMS = "SELECT project, stage, date, locator FROM project_stage WHERE office = $1 AND source = $2 ORDER BY project, position";
    /// Of every organisation: `$2` the day.
    pub(super) const TOUCHED = touched!("");
    /// Of one: `$3`.
    pub(super) const TOUCHED_ONE = touched!(concat!(" AND p.organisation IN ", organisation::merged!("$3")));
}
