//! All statements about activities.

use dotyk_db::{in_list, statements};

macro_rules! dataset_columns {
    () => {
        "SELECT id, number, name, hash, bytes, said, publisher, publisher_name, publisher_key, iati_version, generated_at, state, work,
           created_at, created_by, worked_by, queued_at, seen, read, kept, faults, fresh, changed, vanished, replaced_by, undone_at,
           cleared_at, source, fault_key, fault_what, version
         FROM activity_dataset WHERE office = $1"
    };
}

/// One kind of parts of several activities of one file, in no order.
macro_rules! parts {
    ($columns:literal, $table:literal) => {
        concat!(
            "SELECT number, position, ",
            $columns,
            " FROM ",
            $table,
            " WHERE office = $1 AND dataset = $2 AND number IN ",
            in_list!(3)
        )
    };
}

/// The parts of one activity in one file, in their order.
macro_rules! part {
    ($columns:literal, $table:literal) => {
        concat!("SELECT ", $columns, " FROM ", $table, " WHERE office = $1 AND dataset = $2 AND number = $3 ORDER BY position")
    };
}

/// Deletes rows of a file between two numbers, but for activities that a newer file no longer has.
macro_rules! clear {
    ($table:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE office = $1 AND dataset = $2 AND number >= $3 AND number <= $4
               AND NOT EXISTS (SELECT 1 FROM activity k WHERE k.office = ",
            $table,
            ".office AND k.dataset = ",
            $table,
            ".dataset
                 AND k.number = ",
            $table,
            ".number AND k.vanished_by IS NOT NULL)"
        )
    };
}

/// Identifiers and names of an organisation, as statements take them.
macro_rules! who {
    () => {
        "(p.ref IN ($2,$3,$4,$5,$6,$7,$8,$9) OR p.name_key IN ($10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32,$33))"
    };
}

/// Activities `a` of current files in which an organisation has a part `p`; one that stands in several files is that of
/// the latest.
macro_rules! of_party {
    () => {
        concat!(
            "FROM activity_party p
             JOIN activity_dataset d ON d.office = p.office AND d.number = p.dataset AND d.state = 'current'
             JOIN activity a ON a.office = p.office AND a.dataset = p.dataset AND a.number = p.number
             WHERE p.office = $1 AND ", who!(), "
               AND NOT EXISTS (SELECT 1 FROM activity b JOIN activity_dataset e ON e.office = b.office AND e.number = b.dataset AND e.state = 'current'
                 WHERE b.office = a.office AND b.id = a.id AND b.dataset > a.dataset)"
        )
    };
}

statements! {
    pub(super) const DATASET = concat!(dataset_columns!(), " AND id = $2");
    pub(super) const DATASETS = concat!(dataset_columns!(), " AND (number < $2 OR $2 IS NULL) ORDER BY number DESC LIMIT $3");
    pub(super) const COUNT_DATASETS = "SELECT count(*) AS n FROM activity_dataset WHERE office = $1";
    pub(super) const DATASET_IDS = "SELECT id FROM activity_dataset WHERE office = $1 AND version > 0 ORDER BY id";
    /// The work that waits longest.
    pub(super) const NEXT = concat!(dataset_columns!(), " AND work IS NOT NULL ORDER BY queued_at, id LIMIT 1");
    pub(super) const AHEAD = "SELECT count(*) AS n FROM activity_dataset WHERE office = $1 AND work = 'read' AND (queued_at < $2 OR queued_at = $2 AND id < $3)";
    /// One with this content that is shown or on its way.
    pub(super) const SAME = concat!(dataset_columns!(), " AND hash = $2 AND state IN ('waiting', 'reading', 'current') ORDER BY number DESC LIMIT 1");
    pub(super) const LAST_NUMBER = "SELECT coalesce(max(number), 0) AS n FROM activity_dataset WHERE office = $1";
    pub(super) const ADD_DATASET =
        "INSERT INTO activity_dataset (office, id, number, name, hash, bytes, said, state, work, created_at, created_by, worked_by, queued_at,
           seen, read, kept, faults, fresh, changed, vanished, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 'read', $8, $9, $9, $8, 0, 0, 0, 0, 0, 0, 0, 0)";
    pub(super) const BEGIN =
        "UPDATE activity_dataset SET state = 'reading', publisher = $3, publisher_name = $4, publisher_key = $5, iati_version = $6, generated_at = $7
         WHERE office = $1 AND id = $2";
    pub(super) const PROGRESS = "UPDATE activity_dataset SET seen = $3, read = $4, kept = $5, faults = $6 WHERE office = $1 AND id = $2";
    pub(super) const MATCHED = "UPDATE activity_dataset SET seen = $3 WHERE office = $1 AND id = $2";
    pub(super) const WORK = "UPDATE activity_dataset SET work = $3, seen = 0 WHERE office = $1 AND id = $2";
    pub(super) const CURRENT =
        "UPDATE activity_dataset SET state = 'current', work = 'match', seen = 0, fresh = $3, changed = $4, vanished = $5, version = version + 1
         WHERE office = $1 AND id = $2";
    pub(super) const REFUSE = "UPDATE activity_dataset SET state = 'refused', work = 'clear', fault_key = $3, fault_what = $4 WHERE office = $1 AND id = $2";
    pub(super) const CLEARED = "UPDATE activity_dataset SET work = NULL, cleared_at = $3 WHERE office = $1 AND id = $2";
    pub(super) const REPLACE = "UPDATE activity_dataset SET state = 'replaced', replaced_by = $3, work = NULL WHERE office = $1 AND id = $2";
    /// The files before those that were just replaced: nobody goes back that far. From here on they count as cleared, though it
    /// takes some steps: what is half gone must not come back.
    pub(super) const FORGET =
        "UPDATE activity_dataset SET work = 'clear', queued_at = $3, cleared_at = $3 WHERE office = $1 AND state = 'replaced' AND cleared_at IS NULL AND replaced_by = $2";
    pub(super) const UNDO = "UPDATE activity_dataset SET state = 'undone', work = 'clear', undone_at = $3, worked_by = $4, queued_at = $3, version = version + 1 WHERE office = $1 AND id = $2";
    pub(super) const RESTORE = "UPDATE activity_dataset SET state = 'current' WHERE office = $1 AND state = 'replaced' AND cleared_at IS NULL AND replaced_by = $2";
    pub(super) const REPLACED = concat!(dataset_columns!(), " AND replaced_by = $2 ORDER BY number");
    pub(super) const SET_SOURCE = "UPDATE activity_dataset SET source = $3 WHERE office = $1 AND id = $2";
    /// The other current files of a publisher.
    pub(super) const RIVALS = concat!(dataset_columns!(), " AND publisher_key = $2 AND state = 'current' AND number <> $3 ORDER BY number");
    /// How much a file has in common with others, and how much of that says something else there.
    pub(super) const IN_COMMON =
        "SELECT o.dataset, count(*) AS in_both, cast(sum(CASE WHEN n.digest = o.digest THEN 0 ELSE 1 END) AS bigint) AS differ
         FROM activity n CROSS JOIN activity o
         WHERE n.office = $1 AND n.dataset = $2 AND o.office = n.office AND o.id = n.id AND o.dataset <> n.dataset GROUP BY o.dataset";
    pub(super) const VANISH =
        "UPDATE activity SET vanished_by = $3 WHERE office = $1 AND dataset = $2 AND vanished_by IS NULL
           AND NOT EXISTS (SELECT 1 FROM activity n WHERE n.office = activity.office AND n.id = activity.id AND n.dataset = $3)";
    /// What is left of a file that was cleared stays the last statement: that file does not come back.
    pub(super) const UNVANISH =
        "UPDATE activity SET vanished_by = NULL WHERE office = $1 AND vanished_by = $2
           AND NOT EXISTS (SELECT 1 FROM activity_dataset d WHERE d.office = activity.office AND d.number = activity.dataset AND d.cleared_at IS NOT NULL)";
    /// Who reports in a file: many do in one that somebody has gathered.
    pub(super) const REPORTERS = "SELECT DISTINCT coalesce(reporting_ref, reporting_name) AS reporter FROM activity WHERE office = $1 AND dataset = $2";
    pub(super) const IDS_IN = "SELECT id FROM activity WHERE office = $1 AND dataset = $2 ORDER BY number";
    pub(super) const FAULTS = "SELECT position, line, col, identifier, fault, what_uk, what_en FROM activity_fault WHERE office = $1 AND dataset = $2 AND position > $3 ORDER BY position LIMIT $4";
    /// The next rows of a file to delete.
    pub(super) const TO_CLEAR =
        "SELECT max(x.number) AS last, min(x.number) AS first FROM (SELECT number FROM activity WHERE office = $1 AND dataset = $2 AND vanished_by IS NULL ORDER BY number LIMIT $3) x";
    pub(super) const CLEAR_NARRATIVES = clear!("activity_narrative");
    pub(super) const CLEAR_PARTIES = clear!("activity_party");
    pub(super) const CLEAR_PLACES = clear!("activity_place");
    pub(super) const CLEAR_SECTORS = clear!("activity_sector");
    pub(super) const CLEAR_TRANSACTIONS = clear!("activity_transaction");
    pub(super) const CLEAR_BUDGETS = clear!("activity_budget");
    pub(super) const CLEAR_TOTALS = clear!("activity_total");
    pub(super) const CLEAR_RESULTS = clear!("activity_result");
    pub(super) const CLEAR_LINKS = clear!("activity_link");
    pub(super) const CLEAR_ACTIVITIES =
        "DELETE FROM activity WHERE office = $1 AND dataset = $2 AND number >= $3 AND number <= $4 AND vanished_by IS NULL";
    /// What files state of activities, but for their parts. Which of these files are shown is asked of them apart: joined, the
    /// engines begin with the files as long as they have no statistics, and read all that is in them.
    pub(super) const HEADS = concat!(
        "SELECT dataset, number, id, identifier, line, reporting_ref, reporting_name, secondary, title_uk, title_en, about_uk, about_en,
           status, planned_start, actual_start, planned_end, actual_end, first_year, last_year, hierarchy, currency, lang, updated_at,
           digest, vanished_by
         FROM activity WHERE office = $1 AND id IN ", in_list!());
    /// Files by their numbers.
    pub(super) const FILES = concat!(
        "SELECT id, number, name, publisher, publisher_name, state, created_at FROM activity_dataset WHERE office = $1 AND number IN ", in_list!());
    /// All that are shown.
    pub(super) const IDS =
        "SELECT DISTINCT a.id FROM activity a JOIN activity_dataset d ON d.office = a.office AND d.number = a.dataset
         WHERE a.office = $1 AND (d.state = 'current' OR a.vanished_by IS NOT NULL) ORDER BY a.id";
    /// Those of a file and of the files that it replaced.
    pub(super) const IDS_AROUND =
        "SELECT DISTINCT a.id FROM activity a JOIN activity_dataset d ON d.office = a.office AND d.number = a.dataset
         WHERE a.office = $1 AND (d.id = $2 OR d.replaced_by = $2)";
    /// A page of a file's activities, by their numbers.
    pub(super) const OF_DATASET = "SELECT number, id, identifier FROM activity WHERE office = $1 AND dataset = $2 AND number > $3 ORDER BY number LIMIT $4";
    pub(super) const NARRATIVES = part!("field, part, kind, lang, text", "activity_narrative");
    pub(super) const PARTIES = part!("role, ref, kind, name, activity", "activity_party");
    pub(super) const PLACES = part!("kind, code, vocabulary, name, share, lat, lon", "activity_place");
    pub(super) const SECTORS = part!("vocabulary, code, name, share", "activity_sector");
    pub(super) const TRANSACTIONS = part!("kind, date, value, cents, currency, value_date, provider_ref, provider_name, receiver_ref, receiver_name, ref", "activity_transaction");
    pub(super) const BUDGETS = part!("kind, status, period_start, period_end, value, cents, currency, value_date", "activity_budget");
    pub(super) const RESULTS = part!("kind, title, measure, indicator, baseline, baseline_year, period_start, period_end, target, actual", "activity_result");
    pub(super) const LINKS = part!("link, ref, kind, owner_ref, owner_name", "activity_link");
    pub(super) const TOTALS = "SELECT kind, currency, cents, parts FROM activity_total WHERE office = $1 AND dataset = $2 AND number = $3 ORDER BY kind, currency";
    /// Parts of several activities of one file, for lists and the index.
    pub(super) const PARTIES_OF = parts!("role, ref, kind, name, activity", "activity_party");
    pub(super) const PLACES_OF = parts!("kind, code, vocabulary, name, share, lat, lon", "activity_place");
    pub(super) const SECTORS_OF = parts!("vocabulary, code, name, share", "activity_sector");
    /// Their order does not matter.
    pub(super) const TOTALS_OF = concat!(
        "SELECT number, CAST(0 AS bigint) AS position, kind, currency, cents, parts FROM activity_total
         WHERE office = $1 AND dataset = $2 AND number IN ", in_list!(3));
    pub(super) const LINKS_OF = parts!("link, ref, kind, owner_ref, owner_name", "activity_link");
    /// Other identifiers in a part of a file.
    pub(super) const OTHERS =
        "SELECT number, ref FROM activity_link WHERE office = $1 AND dataset = $2 AND number > $3 AND number <= $4 AND link = 'other' ORDER BY number, position";
    /// What was decided, as it stands today: of a project that was withdrawn nothing is.
    pub(super) const TIES_OF = concat!(
        "SELECT t.activity, t.project, t.identifier, t.state, t.how, t.decided_at, t.decided_by FROM activity_tie t
         JOIN project p ON p.office = t.office AND p.id = t.project AND p.withdrawn_at IS NULL
         WHERE t.office = $1 AND t.activity IN ", in_list!());
    /// All that was ever decided of one, for the journal.
    pub(super) const ALL_TIES_OF = "SELECT activity, project, identifier, state, how, decided_at, decided_by FROM activity_tie WHERE office = $1 AND activity = $2 ORDER BY project";
    /// Those of some projects that were not withdrawn.
    pub(super) const STANDING = concat!("SELECT id FROM project WHERE office = $1 AND withdrawn_at IS NULL AND id IN ", in_list!());
    pub(super) const TIES_OF_PROJECT = "SELECT activity, project, identifier, state, how, decided_at, decided_by FROM activity_tie WHERE office = $1 AND project = $2 ORDER BY activity";
    /// Activities that were tied to some projects, whatever became of these.
    pub(super) const TIED_TO = concat!(
        "SELECT activity, project, identifier, state, how, decided_at, decided_by FROM activity_tie
         WHERE office = $1 AND state = 'tied' AND project IN ", in_list!());
    pub(super) const TIED_IDS = "SELECT DISTINCT activity AS id FROM activity_tie WHERE office = $1 ORDER BY activity";
    pub(super) const PUT_TIE =
        "INSERT INTO activity_tie (office, activity, project, identifier, state, how, decided_at, decided_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (office, activity, project) DO UPDATE SET state = excluded.state, how = excluded.how, decided_at = excluded.decided_at, decided_by = excluded.decided_by";
    pub(super) const REMOVE_TIE = "DELETE FROM activity_tie WHERE office = $1 AND activity = $2 AND project = $3";
    /// Tied activities by their ids, which are made of the identifiers they go by.
    pub(super) const TIED_BY = concat!(
        "SELECT t.identifier, t.project FROM activity_tie t
         JOIN project p ON p.office = t.office AND p.id = t.project AND p.withdrawn_at IS NULL
         WHERE t.office = $1 AND t.state = 'tied' AND t.activity IN ", in_list!());
    pub(super) const ADD_ACCEPTANCE =
        "INSERT INTO activity_acceptance (office, id, activity, project, fields, figures, version_before, version_after, accepted_at, accepted_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    pub(super) const ACCEPTANCE = "SELECT id, activity, project, fields, figures, version_before, version_after, accepted_at, accepted_by, undone_at FROM activity_acceptance WHERE office = $1 AND id = $2";
    /// What stands in projects of activities that no file has any more.
    pub(super) const ORPHANED =
        "SELECT c.id, c.activity, c.project, c.fields, c.figures, c.version_before, c.version_after, c.accepted_at, c.accepted_by, c.undone_at
         FROM activity_acceptance c WHERE c.office = $1 AND c.undone_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM activity a JOIN activity_dataset d ON d.office = a.office AND d.number = a.dataset
             WHERE a.office = c.office AND a.id = c.activity AND (d.state = 'current' OR a.vanished_by IS NOT NULL))
         ORDER BY c.accepted_at DESC, c.id DESC LIMIT 50";
    pub(super) const ACCEPTANCES = "SELECT id, activity, project, fields, figures, version_before, version_after, accepted_at, accepted_by, undone_at FROM activity_acceptance WHERE office = $1 AND activity = $2 ORDER BY accepted_at DESC, id DESC LIMIT 50";
    pub(super) const UNDO_ACCEPTANCE = "UPDATE activity_acceptance SET undone_at = $3 WHERE office = $1 AND id = $2";
    /// How many activities an organisation has a part in, by its role.
    pub(super) const ROLES_OF = concat!("SELECT p.role, count(DISTINCT a.id) AS n ", of_party!(), " GROUP BY p.role ORDER BY p.role");
    /// Sums of the activities in which an organisation has the role `$34`.
    pub(super) const SUMS_OF = concat!(
        "SELECT t.kind, t.currency, cast(sum(t.cents) AS bigint) AS cents, count(*) AS n FROM (SELECT DISTINCT p.office, p.dataset, p.number ", of_party!(),
        " AND p.role = $34) x JOIN activity_total t ON t.office = x.office AND t.dataset = x.dataset AND t.number = x.number
         GROUP BY t.kind, t.currency ORDER BY t.kind, t.currency");
    /// Countries of the activities in which an organisation has a part.
    pub(super) const COUNTRIES_OF = concat!(
        "SELECT y.code, count(*) AS n FROM (SELECT DISTINCT p.office, p.dataset, p.number ", of_party!(),
        ") x JOIN activity_place y ON y.office = x.office AND y.dataset = x.dataset AND y.number = x.number AND y.kind = 'country'
         WHERE y.code IS NOT NULL GROUP BY y.code ORDER BY count(*) DESC, y.code LIMIT 12");
}
