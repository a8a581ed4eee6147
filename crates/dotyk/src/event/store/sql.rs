//! The statements of events.

use dotyk_db::{in_list, statements};

use crate::{organisation, place};

macro_rules! columns {
    () => {
        "SELECT e.id, e.slug, e.title_uk, e.title_en, e.kind, e.about_uk, e.about_en, e.format, e.date, e.starts, e.ends, e.place, e.venue_uk,
           e.venue_en, e.link, e.series, e.project, e.working_group, e.registration, e.capacity, e.closes, e.closes_hour, e.minutes_uk, e.minutes_en, e.turn,
           e.published_at, e.withdrawn_at, e.created_by, e.day_key, e.version
         FROM event e WHERE e.office = $1"
    };
}

/// Whether a list may show the event `e`: `$2` everything, `$3` account, `$4` organisation, `$5` place.
macro_rules! visible {
    () => {
        concat!(
            "e.withdrawn_at IS NULL AND (e.published_at IS NOT NULL OR $2 = 1 OR e.created_by = $3
               OR EXISTS (SELECT 1 FROM event_organiser v WHERE v.office = e.office AND v.event = e.id AND v.organisation = $4) OR ",
            place::lies_in!("e.place", "$5"),
            ")"
        )
    };
}

/// The state of the event `e` on the day `$6`.
macro_rules! state {
    () => {
        "(SELECT s.state FROM event_state s WHERE s.office = e.office AND s.event = e.id AND s.day <= $6 ORDER BY s.day DESC, s.position DESC LIMIT 1)"
    };
}

/// Whether an organisation of `$column` is the one of `$parameter` or was merged into it, has called the event `e`, speaks at
/// it or takes part.
macro_rules! takes_part {
    ($parameter:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM organisation o WHERE o.office = e.office AND (o.id = ", $parameter, " OR o.merged_into = ", $parameter, ")
               AND (EXISTS (SELECT 1 FROM event_organiser r WHERE r.office = e.office AND r.event = e.id AND r.organisation = o.id)
                 OR EXISTS (SELECT 1 FROM event_item i WHERE i.office = e.office AND i.event = e.id AND i.organisation = o.id)
                 OR EXISTS (SELECT 1 FROM event_participant q WHERE q.office = e.office AND q.event = e.id AND q.organisation = o.id
                      AND q.state IN ('registered', 'attended'))))"
        )
    };
}

/// The filters of the list behind it: `$6` the day, `$7` state on it, `$8` kind, `$9` from a day, `$10` to a day, `$11` place,
/// `$12` organisation, `$13` series, `$14` project, `$15` 1 for those without minutes, `$16` pattern of the search, `$17` 1 for
/// those that are still to come.
macro_rules! filters {
    () => {
        concat!(
            " AND (", state!(), " = $7 OR $7 IS NULL)
              AND (EXISTS (SELECT 1 FROM event_state b WHERE b.office = e.office AND b.event = e.id AND b.day <= $6)
                   OR NOT EXISTS (SELECT 1 FROM event_state b WHERE b.office = e.office AND b.event = e.id))
              AND (e.kind = $8 OR $8 IS NULL)
              AND (e.last_day >= $9 OR $9 IS NULL)
              AND ((e.first_day <= $10 AND e.first_day <> '') OR $10 IS NULL)
              AND (", place::lies_in!("e.place", "$11"), " OR $11 IS NULL)
              AND (", takes_part!("$12"), " OR $12 IS NULL)
              AND (e.series = $13 OR $13 IS NULL)
              AND (e.project = $14 OR $14 IS NULL)
              AND ($15 = 0 OR (e.minutes_uk IS NULL AND e.minutes_en IS NULL
                   AND NOT EXISTS (SELECT 1 FROM file f WHERE f.office = e.office AND f.subject_kind = 'event' AND f.subject_id = e.id AND f.removed_at IS NULL)
                   AND NOT EXISTS (SELECT 1 FROM event c WHERE c.office = e.office AND c.series = e.id AND c.withdrawn_at IS NULL)))
              AND e.search_key LIKE $16 ESCAPE '!'
              AND ($17 = 0 OR coalesce(", state!(), ", 'planned') IN ('planned', 'announced', 'postponed'))"
        )
    };
}

/// How many events there are with organisations that have called them, speak at them or take part, and the last day on which
/// they met; what was called off or put off is no meeting.
macro_rules! touched {
    ($one:expr) => {
        concat!(
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(DISTINCT e.id) AS n,
               max(CASE WHEN e.first_day = '' OR e.first_day > $2 THEN NULL WHEN e.last_day > $2 THEN $2 ELSE e.last_day END) AS latest
             FROM (SELECT event, organisation FROM event_organiser WHERE office = $1
                 UNION SELECT event, organisation FROM event_item WHERE office = $1
                 UNION SELECT event, organisation FROM event_participant WHERE office = $1 AND state IN ('registered', 'attended')) p
               JOIN organisation o ON o.office = $1 AND o.id = p.organisation
               JOIN event e ON e.office = $1 AND e.id = p.event AND e.withdrawn_at IS NULL
             WHERE coalesce((SELECT s.state FROM event_state s WHERE s.office = e.office AND s.event = e.id AND s.day <= $2
                             ORDER BY s.day DESC, s.position DESC LIMIT 1), 'planned') NOT IN ('cancelled', 'postponed')",
            $one,
            " GROUP BY coalesce(o.merged_into, o.id)"
        )
    };
}

macro_rules! people {
    () => {
        "SELECT id, event, organisation, state, sealed, digest, forget_on FROM event_participant WHERE office = $1 "
    };
}

statements! {
    usual {
        /// The usual ones.
        EVENT = event e: columns!(),
            saves [title_uk, title_en, kind, about_uk, about_en, format, date, starts, ends, place, venue_uk, venue_en, link,
                   series, project, working_group, registration, capacity, closes, closes_hour, minutes_uk, minutes_en, first_day, last_day,
                   day_key, search_key],
            clears [event_state, event_organiser, event_item];
    }
    /// What was held within `$9` and `$10`; `$6` direction, `$7` who called it or pays for the project it is a part of, `$8` place.
    pub(super) const DEEDS = concat!(
        "SELECT e.id, p.direction, coalesce(e.date, s.date) AS date, s.source, s.locator FROM event_state s
           JOIN event e ON e.office = s.office AND e.id = s.event LEFT JOIN project p ON p.office = e.office AND p.id = e.project
         WHERE s.office = $1 AND s.state = 'held' AND s.day >= $9 AND s.day <= $10 AND ", visible!(), " AND (p.direction = $6 OR $6 IS NULL)
           AND (EXISTS (SELECT 1 FROM event_organiser r WHERE r.office = e.office AND r.event = e.id AND r.organisation IN ", organisation::merged!("$7"), ")
                OR EXISTS (SELECT 1 FROM project_party f
                  WHERE f.office = e.office AND f.project = e.project AND f.role = 'funder' AND f.organisation IN ", organisation::merged!("$7"), ") OR $7 IS NULL)
           AND (", place::lies_in!("e.place", "$8"), " OR $8 IS NULL) ORDER BY e.id, s.position");
    pub(super) const BY_LINK = concat!(columns!(), " AND e.link_digest = $2 AND e.withdrawn_at IS NULL");
    pub(super) const BY_IDS = concat!(columns!(), " AND e.withdrawn_at IS NULL AND e.id IN ", in_list!());
    /// A page of the list, the latest first: those without a day stand last.
    pub(super) const LATEST = concat!(
        columns!(), " AND ", visible!(), filters!(), " AND (e.day_key < $18 OR (e.day_key = $18 AND e.id < $19) OR $18 = '') ORDER BY e.day_key DESC, e.id DESC LIMIT $20");
    /// A page of the list, the nearest first.
    pub(super) const NEAREST = concat!(
        columns!(), " AND ", visible!(), filters!(), " AND (e.day_key > $18 OR (e.day_key = $18 AND e.id > $19)) ORDER BY e.day_key, e.id LIMIT $20");
    pub(super) const COUNT = concat!("SELECT count(*) AS n FROM event e WHERE e.office = $1 AND ", visible!(), filters!());
    pub(super) const LABELS = concat!(columns!(), " AND ", visible!(), " AND e.id IN ", in_list!(6));
    /// Those that a project, a working group, a place or an organisation had to do with, the latest first.
    pub(super) const AROUND = concat!(
        "SELECT e.id, e.day_key FROM event e WHERE e.office = $1 AND ", visible!(), " AND (e.project = $6 OR e.working_group = $6 OR ", place::lies_in!("e.place", "$6"),
        " OR ", takes_part!("$6"), ") ORDER BY e.day_key DESC, e.id DESC LIMIT 50");
    /// The sessions of a series, the first first.
    pub(super) const SESSIONS =
        concat!("SELECT e.id, e.day_key FROM event e WHERE e.office = $1 AND ", visible!(), " AND e.series = $6 ORDER BY e.day_key, e.id LIMIT 500");
    pub(super) const SESSION_COUNT = "SELECT count(*) AS n FROM event WHERE office = $1 AND series = $2 AND withdrawn_at IS NULL";
    pub(super) const OPTIONS = concat!(
        "SELECT e.slug, e.title_uk, e.title_en FROM event e WHERE e.office = $1 AND ", visible!(), " AND e.series IS NULL ORDER BY e.day_key DESC, e.id LIMIT 500");
    pub(super) const CLAIMS = "SELECT event, state, date, locator FROM event_state WHERE office = $1 AND source = $2 ORDER BY event, position";
    pub(super) const STATES = concat!(
        "SELECT event AS owner, state, date, source, locator, note_uk, note_en FROM event_state WHERE office = $1 AND event IN ", in_list!(), " ORDER BY event, position");
    pub(super) const ORGANISERS =
        concat!("SELECT event AS owner, organisation FROM event_organiser WHERE office = $1 AND event IN ", in_list!(), " ORDER BY event, position");
    pub(super) const ITEMS =
        "SELECT at, topic_uk, topic_en, person, organisation, role_uk, role_en FROM event_item WHERE office = $1 AND event = $2 ORDER BY position";
    pub(super) const TURN = "UPDATE event SET turn = $3, link_digest = $4, version = version + 1 WHERE office = $1 AND id = $2";
    /// Of every organisation: `$2` the day.
    pub(super) const TOUCHED = touched!("");
    /// Of one: `$3`.
    pub(super) const TOUCHED_ONE = touched!(concat!(" AND p.organisation IN ", organisation::merged!("$3")));
    pub(super) const TALLY =
        "SELECT organisation, state, count(*) AS n FROM event_participant WHERE office = $1 AND event = $2
         GROUP BY organisation, state ORDER BY organisation IS NULL, organisation, state";
    pub(super) const ATTENDED = "SELECT DISTINCT event AS id FROM event_participant WHERE office = $1 ORDER BY event";
    /// A page of the people, after an id.
    pub(super) const PEOPLE = concat!(
        people!(), "AND event = $2 AND (state = $3 OR CAST($3 AS TEXT) IS NULL) AND (organisation = $4 OR CAST($4 AS TEXT) IS NULL) AND id > $5 ORDER BY id LIMIT $6");
    pub(super) const PEOPLE_COUNT =
        "SELECT count(*) AS n FROM event_participant
         WHERE office = $1 AND event = $2 AND (state = $3 OR CAST($3 AS TEXT) IS NULL) AND (organisation = $4 OR CAST($4 AS TEXT) IS NULL)";
    pub(super) const PEOPLE_BY_IDS = concat!(people!(), "AND event = $2 AND id IN ", in_list!(3));
    pub(super) const PERSON_BY_DIGEST = concat!(people!(), "AND digest = $2");
    pub(super) const ONCE = concat!(people!(), "AND event = $2 AND once = $3");
    pub(super) const OWN_SINCE =
        "SELECT count(*) AS n FROM event_participant WHERE office = $1 AND event = $2 AND digest IS NOT NULL AND created_at > $3";
    pub(super) const MARK = concat!(
        "UPDATE event_participant SET state = $3, changed_at = $4 WHERE office = $1 AND event = $2 AND id IN ", in_list!(5));
    /// The person is destroyed; that somebody of the organisation was there stays.
    pub(super) const FORGET = concat!(
        "UPDATE event_participant SET sealed = NULL, digest = NULL, once = NULL, changed_at = $3 WHERE office = $1 AND event = $2 AND id IN ", in_list!(4));
    /// Events with somebody whose day has come.
    pub(super) const DUE =
        "SELECT DISTINCT event FROM event_participant WHERE office = $1 AND forget_on <= $2 AND sealed IS NOT NULL ORDER BY event LIMIT $3";
    pub(super) const FORGET_DUE =
        "UPDATE event_participant SET sealed = NULL, digest = NULL, once = NULL, changed_at = $4
         WHERE office = $1 AND event = $2 AND forget_on <= $3 AND sealed IS NOT NULL";
}
