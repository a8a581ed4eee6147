//! All statements about programmes, their calls and applications.

use dotyk_db::{in_list, statements};

use crate::{organisation, place};

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
              AND (p.funder IN ", organisation::merged!("$12"), " OR $12 IS NULL)
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
              AND (a.applicant IN ", organisation::merged!("$10"), " OR $10 IS NULL)
              AND (a.project = $11 OR $11 IS NULL)
              AND a.search_key LIKE $12 ESCAPE '!'"
        )
    };
}

statements! {
    usual {
        /// Of programmes.
        PROGRAMME = programme p: programmes!(),
            saves [funder, name_uk, name_en, about_uk, about_en, eligible_uk, eligible_en, link, desk, sort_key, search_key];
        /// Of calls.
        CALL = programme_call c: calls!(),
            saves [title_uk, title_en, about_uk, about_en, eligible_uk, eligible_en, link, opens, closes, closes_hour,
                   repetition, least, least_minor, most, most_minor, currency, cofunding, opens_at, closes_at, closing_key,
                   closed_key, search_key];
        /// Of applications.
        APPLICATION = programme_application a: applications!(),
            saves [call, applicant, project, title_uk, title_en, asked, currency, note_uk, note_en, sort_key, search_key],
            without withdrawal;
    }
    pub(super) const BY_IDS = concat!(programmes!(), " AND p.withdrawn_at IS NULL AND p.id IN ", in_list!());
    /// A page of the list, after a sort key and id: `$6` funder, `$7` pattern of the search.
    pub(super) const LIST = concat!(
        programmes!(), " AND ", visible!(), "
           AND (p.funder IN ", organisation::merged!("$6"), " OR $6 IS NULL)
           AND p.search_key LIKE $7 ESCAPE '!' AND (p.sort_key > $8 OR (p.sort_key = $8 AND p.id > $9)) ORDER BY p.sort_key, p.id LIMIT $10");
    pub(super) const COUNT = concat!(
        "SELECT count(*) AS n FROM programme p WHERE p.office = $1 AND ", visible!(), "
           AND (p.funder IN ", organisation::merged!("$6"), " OR $6 IS NULL)
           AND p.search_key LIKE $7 ESCAPE '!'");
    pub(super) const LABELS = concat!(programmes!(), " AND ", visible!(), " AND p.id IN ", in_list!(6));
    pub(super) const OPTIONS = concat!("SELECT p.slug, p.name_uk, p.name_en FROM programme p WHERE p.office = $1 AND ", visible!(), " ORDER BY p.sort_key, p.id LIMIT 500");
    /// The calls that a form offers: those that close last first.
    pub(super) const CALL_OPTIONS = concat!(
        "SELECT c.slug, c.title_uk AS name_uk, c.title_en AS name_en FROM programme_call c JOIN programme p ON p.office = c.office AND p.id = c.programme
         WHERE c.office = $1 AND ", call_visible!(), " ORDER BY c.closing_key DESC, c.id LIMIT 500");
    pub(super) const SCOPE = concat!("SELECT owner, aspect, value FROM programme_scope WHERE office = $1 AND owner IN ", in_list!(), " ORDER BY owner, aspect, position");
    pub(super) const CLEAR_SCOPE = "DELETE FROM programme_scope WHERE office = $1 AND owner = $2";

    pub(super) const CALLS_BY_IDS = concat!(calls!(), " AND c.withdrawn_at IS NULL AND p.withdrawn_at IS NULL AND c.id IN ", in_list!());
    /// A page of the list of calls, after a key of order and id.
    pub(super) const CALLS = concat!(
        calls!(), " AND ", call_visible!(), filters!(), " AND (", order!(), " > $26 OR (", order!(), " = $26 AND c.id > $27))
        ORDER BY ", order!(), ", c.id LIMIT $28");
    pub(super) const COUNT_CALLS = concat!(
        "SELECT count(*) AS n FROM programme_call c JOIN programme p ON p.office = c.office AND p.id = c.programme WHERE c.office = $1 AND ",
        call_visible!(), filters!());
    pub(super) const CALL_LABELS = concat!(calls!(), " AND ", call_visible!(), " AND c.id IN ", in_list!(6));
    /// Those that have not closed before `$6`, with what holds for them in `OPEN_SCOPE`; so many at most.
    pub(super) const OPEN_CALLS = concat!(
        calls!(), " AND ", call_visible!(), " AND (c.closes_at = '' OR c.closes_at >= $6) ORDER BY c.closing_key, c.id LIMIT $7");
    pub(super) const OPEN_SCOPE =
        "SELECT s.owner, s.aspect, s.value FROM programme_scope s WHERE s.office = $1 AND s.owner IN (
           SELECT c.id FROM programme_call c WHERE c.office = $1 AND (c.closes_at = '' OR c.closes_at >= $2)
           UNION SELECT c.programme FROM programme_call c WHERE c.office = $1 AND (c.closes_at = '' OR c.closes_at >= $2))
         ORDER BY s.owner, s.aspect, s.position";
    pub(super) const CALLS_OF = concat!("SELECT id FROM programme_call WHERE office = $1 AND programme IN ", in_list!());
    /// The titles of calls of programmes.
    pub(super) const TITLES_OF_CALLS = concat!(
        "SELECT id, slug, programme, title_uk, title_en FROM programme_call WHERE office = $1 AND withdrawn_at IS NULL AND programme IN ",
        in_list!(), " ORDER BY id");
    pub(super) const APPLICATIONS_BY_IDS = concat!(applications!(), " AND a.id IN ", in_list!());
    pub(super) const APPLICATIONS = concat!(
        applications!(), " AND ", application_visible!(), application_filters!(), " AND (a.sort_key > $13 OR (a.sort_key = $13 AND a.id > $14))
        ORDER BY a.sort_key, a.id LIMIT $15");
    pub(super) const COUNT_APPLICATIONS = concat!(
        "SELECT count(*) AS n FROM programme_application a WHERE a.office = $1 AND ", application_visible!(), application_filters!());
    pub(super) const APPLICATION_LABELS = concat!(applications!(), " AND ", application_visible!(), " AND a.id IN ", in_list!(6));
    /// What an organisation or a project applied for.
    pub(super) const APPLIED = concat!(
        "SELECT a.id FROM programme_application a WHERE a.office = $1 AND ", application_visible!(), "
           AND (a.project = $6 OR a.applicant IN ", organisation::merged!("$6"), ")
         ORDER BY a.sort_key, a.id LIMIT 200");
    /// What some organisations applied for, each as what it was merged into, the latest first.
    pub(super) const APPLIED_BY = concat!(
        "SELECT a.id FROM programme_application a WHERE a.office = $1 AND ", application_visible!(), "
           AND a.applicant IN (SELECT o.id FROM organisation m
             JOIN organisation o ON o.office = m.office AND (o.id = coalesce(m.merged_into, m.id) OR o.merged_into = coalesce(m.merged_into, m.id))
             WHERE m.office = $1 AND m.id IN ", in_list!(6), ")
         ORDER BY a.id DESC LIMIT 200");
    /// What an organisation pays for.
    pub(super) const FUNDED = concat!(
        "SELECT p.id FROM programme p WHERE p.office = $1 AND ", visible!(), "
           AND p.funder IN ", organisation::merged!("$6"), "
         ORDER BY p.sort_key, p.id LIMIT 200");
    pub(super) const STATES = concat!(
        "SELECT application AS owner, state, date, amount, note, source, locator FROM programme_application_state WHERE office = $1 AND application IN ",
        in_list!(), " ORDER BY application, position");
    pub(super) const CLAIMS =
        "SELECT application, state, date, locator FROM programme_application_state WHERE office = $1 AND source = $2 ORDER BY application, position";
    /// Whose own is what some organisations pay or apply for.
    pub(super) const KEEPERS = concat!("SELECT o.id, o.merged_into, o.place FROM organisation o WHERE o.office = $1 AND o.id IN ", in_list!());
    pub(super) const CLEAR_STATES = "DELETE FROM programme_application_state WHERE office = $1 AND application = $2";
}
