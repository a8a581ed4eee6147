//! The statements.

use dotyk_db::{in_list, statements};

use crate::{organisation, place};

/// The columns of a need.
macro_rules! needs {
    () => {
        "SELECT n.id, n.slug, n.title_uk, n.title_en, n.organisation, n.place, n.whom_uk, n.whom_en, n.people, n.spot, n.why_uk, n.why_en, n.needed_by,
           n.sector, n.priority, n.emergency, n.contact, n.digest_key, n.published_at, n.created_by, n.version, n.lines_made, n.round FROM need n "
    };
}

/// The needs `n` that an actor may see (`$2` everything, `$3` account, `$4` organisation, `$5` place), of the emergency `$6`
/// where one is asked for.
macro_rules! shown {
    () => {
        concat!(
            "n.office = $1 AND (n.published_at IS NOT NULL OR $2 = 1 OR n.created_by = $3
               OR n.organisation IN ",
            organisation::merged!("$4"),
            " OR ",
            place::lies_in!("n.place", "$5"),
            ") AND (n.emergency = $6 OR $6 IS NULL)"
        )
    };
}

/// A table of parts `x` of all those needs.
macro_rules! parts_shown {
    ($columns:literal, $table:literal, $order:literal) => {
        concat!(
            "SELECT x.need, ",
            $columns,
            " FROM need n JOIN ",
            $table,
            " x ON x.office = n.office AND x.need = n.id WHERE ",
            shown!(),
            " ORDER BY x.need, x.",
            $order
        )
    };
}

/// How much there is with organisations, and when something happened last.
macro_rules! touched {
    ($one:expr) => {
        concat!(
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(DISTINCT p.need) AS n, max(CASE WHEN d.date > p.date THEN d.date ELSE p.date END) AS latest FROM need_promise p
               JOIN organisation o ON o.office = p.office AND o.id = p.organisation
               LEFT JOIN need_delivery d ON d.office = p.office AND d.need = p.need AND d.promise = p.promise AND d.date <= $2 AND (d.withdrawn IS NULL OR d.withdrawn > $2)
             WHERE p.office = $1 AND p.date <= $2 AND p.withdrawn IS NULL",
            $one,
            " GROUP BY coalesce(o.merged_into, o.id)"
        )
    };
}

statements! {
    pub(super) const BY_SLUG = concat!(needs!(), "WHERE n.office = $1 AND n.slug = $2");
    /// One, whole: also as it lies, for the test that reads what is kept.
    pub const BY_ID = concat!(needs!(), "WHERE n.office = $1 AND n.id = $2");
    pub(super) const BY_IDS = concat!(needs!(), "WHERE n.office = $1 AND n.id IN ", in_list!());
    /// Of an organisation and of those merged into it, the newest first: what its private link shows.
    pub(super) const OF_ORGANISATION = concat!(needs!(),
        "WHERE n.office = $1 AND n.organisation IN ", organisation::merged!("$2"), "
         ORDER BY n.created_at DESC, n.id DESC LIMIT 200");
    pub(super) const EVENTS = concat!("SELECT need, event, date, note FROM need_event WHERE office = $1 AND need IN ", in_list!(), " ORDER BY need, position");
    pub(super) const LINES = concat!(
        "SELECT need, line, item_uk, item_en, unit, quantity, cost, currency FROM need_line WHERE office = $1 AND need IN ", in_list!(),
        " ORDER BY need, position");
    pub(super) const PROMISES = concat!(
        "SELECT need, promise, line, organisation, who, quantity, date, note, source, locator, withdrawn FROM need_promise WHERE office = $1 AND need IN ",
        in_list!(), " ORDER BY need, promise");
    pub(super) const DELIVERIES = concat!(
        "SELECT need, delivery, line, promise, who, quantity, date, note, withdrawn, reason FROM need_delivery WHERE office = $1 AND need IN ", in_list!(),
        " ORDER BY need, delivery");
    pub(super) const CONFIRMATIONS = concat!(
        "SELECT need, confirmation, delivery, quantity, dispute, date, note, file, said_by FROM need_confirmation WHERE office = $1 AND need IN ",
        in_list!(), " ORDER BY need, confirmation");
    /// All that are shown, and each table of their parts: one statement a table, however many there are.
    pub(super) const SHOWN = concat!(needs!(), "WHERE ", shown!(), " ORDER BY n.id");
    pub(super) const SHOWN_EVENTS = parts_shown!("x.event, x.date, x.note", "need_event", "position");
    pub(super) const SHOWN_LINES = parts_shown!("x.line, x.item_uk, x.item_en, x.unit, x.quantity, x.cost, x.currency", "need_line", "position");
    pub(super) const SHOWN_PROMISES = parts_shown!(
        "x.promise, x.line, x.organisation, x.who, x.quantity, x.date, x.note, x.source, x.locator, x.withdrawn", "need_promise", "promise");
    pub(super) const SHOWN_DELIVERIES = parts_shown!(
        "x.delivery, x.line, x.promise, x.who, x.quantity, x.date, x.note, x.withdrawn, x.reason", "need_delivery", "delivery");
    pub(super) const SHOWN_CONFIRMATIONS = parts_shown!(
        "x.confirmation, x.delivery, x.quantity, x.dispute, x.date, x.note, x.file, x.said_by", "need_confirmation", "confirmation");
    /// Who knows more of needs of organisations, the newest first: whom they gave when they stated them.
    pub(super) const CONTACTS_OF = concat!(
        "SELECT id, organisation, contact FROM need WHERE office = $1 AND contact IS NOT NULL AND organisation IN ", in_list!(),
        " ORDER BY created_at DESC, id DESC");
    /// The titles of what organisations need.
    pub(super) const TITLES_OF = concat!("SELECT id, slug, organisation, title_uk, title_en FROM need WHERE office = $1 AND organisation IN ", in_list!());
    pub(super) const LABELS = concat!(
        "SELECT n.id, n.slug, n.title_uk, n.title_en, n.place FROM need n
         WHERE n.office = $1 AND (n.published_at IS NOT NULL OR $2 = 1 OR n.created_by = $3
           OR n.organisation IN ", organisation::merged!("$4"), " OR ",
        place::lies_in!("n.place", "$5"), ") AND n.id IN ", in_list!(6));
    pub(super) const RESOLVE = concat!("SELECT id, slug FROM need WHERE office = $1 AND slug IN ", in_list!());
    pub(super) const IDS = "SELECT id FROM need WHERE office = $1 ORDER BY id";
    pub(super) const SLUG_TAKEN = "SELECT 1 AS taken FROM need WHERE office = $1 AND slug = $2";
    /// What a source says was promised.
    pub(super) const CLAIMS = "SELECT need, date, locator FROM need_promise WHERE office = $1 AND source = $2 ORDER BY need, promise";
    pub(super) const ADD =
        "INSERT INTO need (office, id, slug, title_uk, title_en, organisation, place, whom_uk, whom_en, people, why_uk, why_en, needed_by, sector,
           priority, emergency, contact, digest_key, published_at, created_at, created_by, version, lines_made, round, spot)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1, $22, $23, $24)";
    pub(super) const SAVE =
        "UPDATE need SET title_uk = $3, title_en = $4, organisation = $5, place = $6, whom_uk = $7, whom_en = $8, people = $9, why_uk = $10,
           why_en = $11, needed_by = $12, sector = $13, priority = $14, emergency = $15, contact = $16, lines_made = $18, spot = $19, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $17";
    pub(super) const PUBLISH = "UPDATE need SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2";
    pub(super) const CLEAR_EVENTS = "DELETE FROM need_event WHERE office = $1 AND need = $2";
    pub(super) const CLEAR_LINES = "DELETE FROM need_line WHERE office = $1 AND need = $2";
    pub(super) const CLEAR_PROMISES = "DELETE FROM need_promise WHERE office = $1 AND need = $2";
    pub(super) const CLEAR_DELIVERIES = "DELETE FROM need_delivery WHERE office = $1 AND need = $2";
    pub(super) const CLEAR_CONFIRMATIONS = "DELETE FROM need_confirmation WHERE office = $1 AND need = $2";
    pub(super) const LINK_BY_DIGEST =
        "SELECT id, organisation, need, purposes, created_at, created_by, expires_at, revoked_at, draft, round, nothing_at, seen_at FROM need_link WHERE office = $1 AND digest = $2";
    pub(super) const LINK_BY_ID =
        "SELECT id, organisation, need, purposes, created_at, created_by, expires_at, revoked_at, draft, round, nothing_at, seen_at FROM need_link WHERE office = $1 AND id = $2";
    /// The links by which a need can be reached: its own and its organisation's.
    pub(super) const LINKS_OF =
        "SELECT id, organisation, need, purposes, created_at, created_by, expires_at, revoked_at, draft, round, nothing_at, seen_at FROM need_link
         WHERE office = $1 AND (need = $2 OR organisation = $3) ORDER BY created_at DESC, id DESC LIMIT 50";
    /// The links of an organisation, by all ids that it has.
    pub(super) const LINKS_OF_ORGANISATION = concat!(
        "SELECT id, organisation, need, purposes, created_at, created_by, expires_at, revoked_at, draft, round, nothing_at, seen_at FROM need_link
         WHERE office = $1 AND organisation IN ", in_list!());
    pub(super) const LINK_IDS = "SELECT id FROM need_link WHERE office = $1 ORDER BY id";
    pub(super) const ADD_LINK =
        "INSERT INTO need_link (office, id, digest, organisation, need, purposes, created_at, created_by, expires_at, round)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// With what its holder had not sent yet.
    pub(super) const REVOKE_LINK = "UPDATE need_link SET revoked_at = $3, draft = NULL WHERE office = $1 AND id = $2 AND revoked_at IS NULL";
    /// First looked at.
    pub(super) const SEEN_LINKS = concat!("UPDATE need_link SET seen_at = $2 WHERE office = $1 AND seen_at IS NULL AND id IN ", in_list!(3));
    pub(super) const NOTHING = "UPDATE need_link SET nothing_at = $3 WHERE office = $1 AND id = $2";
    /// Of each organisation of a round: its links, and what they were used for.
    pub(super) const ROUND_LINKS =
        "SELECT organisation, count(*) AS links, max(created_at) AS last_at, min(seen_at) AS seen_at, max(nothing_at) AS nothing_at,
           count(draft) AS drafts
         FROM need_link WHERE office = $1 AND round = $2 AND organisation IS NOT NULL GROUP BY organisation";
    /// The needs stated through each organisation's links of a round.
    pub(super) const ROUND_NEEDS =
        "SELECT l.organisation, count(*) AS needs, min(n.created_at) AS first_at FROM need n
         JOIN need_link l ON l.office = n.office AND l.id = substr(n.created_by, 6)
         WHERE n.office = $1 AND n.round = $2 GROUP BY l.organisation";
    pub(super) const KEEP_DRAFT = "UPDATE need_link SET draft = $3 WHERE office = $1 AND id = $2";
    /// What was begun through another link of an organisation in a round.
    pub(super) const DRAFT_BESIDE = concat!(
        "SELECT id, draft FROM need_link WHERE office = $1 AND round = $2 AND draft IS NOT NULL AND organisation IN ",
        organisation::merged!("$3"),
        " ORDER BY created_at DESC, id DESC LIMIT 1"
    );
    pub(super) const SENT = "SELECT answer FROM need_sent WHERE office = $1 AND link = $2 AND once = $3";
    pub(super) const SENT_SINCE = "SELECT count(*) AS n FROM need_sent WHERE office = $1 AND link = $2 AND sent_at > $3";
    pub(super) const ADD_SENT = "INSERT INTO need_sent (office, link, once, answer, sent_at) VALUES ($1, $2, $3, $4, $5)";
    pub(super) const SAID = "SELECT number FROM need_said WHERE office = $1 AND need = $2 AND once = $3";
    pub(super) const ADD_SAID = "INSERT INTO need_said (office, need, once, number, sent_at) VALUES ($1, $2, $3, $4, $5)";
    /// Of every organisation: `$2` the day.
    pub(super) const TOUCHED = touched!("");
    /// Of one: `$3`.
    pub(super) const TOUCHED_ONE = touched!(concat!(" AND p.organisation IN ", organisation::merged!("$3")));
    /// Promises that hold and on which nothing has come: `$2` the day, `$3` an organisation.
    pub(super) const OPEN_PROMISES =
        "SELECT coalesce(o.merged_into, o.id) AS organisation, count(*) AS n FROM need_promise p
           JOIN organisation o ON o.office = p.office AND o.id = p.organisation
         WHERE p.office = $1 AND p.date <= $2 AND (p.withdrawn IS NULL OR p.withdrawn > $2)
           AND NOT EXISTS (SELECT 1 FROM need_delivery d WHERE d.office = p.office AND d.need = p.need AND d.promise = p.promise AND d.date <= $2
             AND (d.withdrawn IS NULL OR d.withdrawn > $2))
           AND (o.id = $3 OR o.merged_into = $3 OR CAST($3 AS TEXT) IS NULL)
         GROUP BY coalesce(o.merged_into, o.id)";
}
