//! The statements.

use dotyk_db::{in_list, statements};

use crate::{organisation, place};

macro_rules! columns {
    () => {
        "SELECT a.id, a.slug, a.kind, a.territorial, a.number, a.title_uk, a.title_en, a.about_uk, a.about_en, a.direction, a.drafted, a.agreed,
           a.planned, a.effective, a.until, a.term_note_uk, a.term_note_en, a.prolongs, a.notice, a.ended, a.ended_note_uk, a.ended_note_en,
           a.ended_source, a.ended_locator, a.replaces, a.replaced_day, a.published_at, a.withdrawn_at, a.created_by, a.sort_key, a.version
         FROM agreement a WHERE a.office = $1"
    };
}

/// Whether a list may show the agreement `a`: `$2` everything, `$3` account, `$4` organisation, `$5` place.
macro_rules! visible {
    () => {
        concat!(
            "a.withdrawn_at IS NULL AND (a.published_at IS NOT NULL OR $2 = 1 OR a.created_by = $3
               OR EXISTS (SELECT 1 FROM agreement_party x WHERE x.office = a.office AND x.agreement = a.id AND x.organisation = $4)
               OR EXISTS (SELECT 1 FROM agreement_place y WHERE y.office = a.office AND y.agreement = a.id AND ",
            place::lies_in!("y.place", "$5"),
            "))"
        )
    };
}

/// The state of the agreement `a` on the day `$6`; none when it was not there yet.
macro_rules! state {
    () => {
        "(SELECT s.state FROM agreement_state s WHERE s.office = a.office AND s.agreement = a.id AND s.day <= $6 ORDER BY s.day DESC LIMIT 1)"
    };
}

/// The filters of the list behind it: `$6` the day, `$7` state on it, `$8` kind, `$9` a party, `$10` place or one around it,
/// `$11` search key of a field, `$12` direction, `$13` the last day within which something must not be missed, `$14` 1 for
/// those that somebody has not signed, `$15` pattern of the search.
macro_rules! filters {
    () => {
        concat!(" AND (", of_party!(), " OR $9 IS NULL)", filters_of_any!())
    };
}

/// The agreement `a` has the party `$9`.
macro_rules! of_party {
    () => {
        concat!(
            "a.id IN (SELECT x.agreement FROM agreement_party x WHERE x.office = $1 AND x.organisation IN ",
            organisation::merged!("$9"),
            ")"
        )
    };
}

/// The same without the party.
macro_rules! filters_of_any {
    () => {
        concat!(
            " AND (a.kind = $8 OR $8 IS NULL)
              AND (a.direction = $12 OR $12 IS NULL)
              AND (EXISTS (SELECT 1 FROM agreement_field f WHERE f.office = a.office AND f.agreement = a.id AND (f.key_uk = $11 OR f.key_en = $11))
                   OR $11 IS NULL)
              AND (EXISTS (SELECT 1 FROM agreement_place y WHERE y.office = a.office AND y.agreement = a.id AND ",
            place::lies_in!("y.place", "$10"),
            ") OR $10 IS NULL)
              AND (EXISTS (SELECT 1 FROM agreement_deadline e WHERE e.office = a.office AND e.agreement = a.id AND e.day >= $6 AND e.day <= $13
                     AND e.settled_day > $6) OR $13 IS NULL)
              AND ($14 = 0 OR EXISTS (SELECT 1 FROM agreement_party z WHERE z.office = a.office AND z.agreement = a.id AND z.lacks_until > $6))
              AND a.search_key LIKE $15 ESCAPE '!'
              AND ((CAST($7 AS TEXT) IS NULL AND EXISTS (SELECT 1 FROM agreement_state s WHERE s.office = a.office AND s.agreement = a.id AND s.day <= $6))
                   OR ", state!(), " = $7)"
        )
    };
}

/// Of which part of the work the agreement `a` is: `$6` direction, `$7` a party, `$8` place or one around it.
macro_rules! part {
    () => {
        concat!(
            "(a.direction = $6 OR $6 IS NULL)
              AND (a.id IN (SELECT x.agreement FROM agreement_party x WHERE x.office = $1 AND x.organisation IN ",
            organisation::merged!("$7"),
            ") OR $7 IS NULL)
              AND (EXISTS (SELECT 1 FROM agreement_place y WHERE y.office = a.office AND y.agreement = a.id AND ",
            place::lies_in!("y.place", "$8"),
            ") OR $8 IS NULL)"
        )
    };
}

/// Of the deadline `d` and its agreement.
macro_rules! due {
    () => {
        "SELECT d.agreement, d.position, d.what, d.day FROM agreement_deadline d JOIN agreement a ON a.office = d.office AND a.id = d.agreement
         WHERE d.office = $1 AND d.settled_day > $6 AND "
    };
}

/// Days of agreements by `$2`, each with the party whose it is alone, none when it is of all; `$one` narrows the agreements.
macro_rules! days {
    ($($day:literal),+; $one:expr) => {
        concat!(
            "SELECT r.agreement, NULL AS party, r.date AS day FROM agreement_prolongation r
             WHERE r.office = $1 AND r.date <= $2 AND r.agreement", $one,
            " UNION ALL SELECT s.agreement, s.party, s.date FROM agreement_signature s
             WHERE s.office = $1 AND s.date <= $2 AND s.agreement", $one,
            $(" UNION ALL SELECT b.id, NULL, b.", $day, " FROM agreement b WHERE b.office = $1 AND b.", $day, " <= $2 AND b.id", $one),+
        )
    };
}

/// How much there is with organisations that are parties, and when something happened last: what all did, and what the party
/// itself signed or the set that it is one of. `$agreements` and `$parties` narrow it to one organisation.
macro_rules! touched {
    ($agreements:expr, $parties:expr) => {
        concat!(
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(DISTINCT p.agreement) AS n, max(d.day) AS latest
             FROM agreement_party p JOIN organisation o ON o.office = p.office AND o.id = p.organisation
             JOIN agreement a ON a.office = p.office AND a.id = p.agreement AND a.withdrawn_at IS NULL
             LEFT JOIN (SELECT t.agreement, t.party, max(t.day) AS day FROM (",
            days!("drafted", "agreed", "effective", "ended"; $agreements),
            ") t GROUP BY t.agreement, t.party) d
               ON d.agreement = p.agreement AND (d.party IS NULL OR d.party = p.party OR d.party = p.within)
             WHERE p.office = $1 AND p.organisation",
            $parties,
            " GROUP BY coalesce(o.merged_into, o.id)"
        )
    };
}

statements! {
    usual {
        /// The usual ones.
        AGREEMENT = agreement a: columns!(),
            saves [kind, territorial, number, title_uk, title_en, about_uk, about_en, direction, drafted, agreed, planned,
                   effective, until, term_note_uk, term_note_en, prolongs, notice, ended, ended_note_uk, ended_note_en,
                   ended_source, ended_locator, replaces, force_day, sort_key, search_key],
            clears [agreement_party, agreement_signature, agreement_approval, agreement_prolongation, agreement_amendment,
                    agreement_field, agreement_place];
    }
    pub(super) const BY_IDS = concat!(columns!(), " AND a.withdrawn_at IS NULL AND a.id IN ", in_list!());
    /// A page of the list, after a sort key and id.
    pub(super) const LIST = concat!(
        columns!(), " AND ", visible!(), filters!(), " AND (a.sort_key > $16 OR (a.sort_key = $16 AND a.id > $17)) ORDER BY a.sort_key, a.id LIMIT $18");
    /// Those that lie with the ministry: the last that is told is that they were sent.
    pub(super) const SENT = concat!(
        columns!(), " AND ", visible!(), " AND a.id IN (SELECT v.agreement FROM agreement_approval v WHERE v.office = $1 AND v.event = 'sent')
           AND (SELECT v.event FROM agreement_approval v WHERE v.office = a.office AND v.agreement = a.id ORDER BY v.position DESC LIMIT 1) = 'sent'
         ORDER BY a.sort_key, a.id LIMIT 200");
    /// What was signed within `$9` and `$10`, each signature as its source tells it, and what came to be talked about.
    pub(super) const DEEDS = concat!(
        "SELECT a.id, a.direction, s.date, s.source, s.locator, 1 AS signed
         FROM agreement_signature s JOIN agreement a ON a.office = s.office AND a.id = s.agreement
         WHERE s.office = $1 AND s.date >= substr($9, 1, 4) AND s.date <= $10 AND ", visible!(), " AND ", part!(), "
         UNION ALL
         SELECT a.id, a.direction, a.drafted, NULL, NULL, 0 FROM agreement a
         WHERE a.office = $1 AND a.drafted >= substr($9, 1, 4) AND a.drafted <= $10 AND ", visible!(), " AND ", part!(), "
         ORDER BY 1, 6, 3");
    /// The same of one party, which is found by its index.
    pub(super) const LIST_OF = concat!(
        columns!(), " AND ", visible!(), " AND ", of_party!(), filters_of_any!(),
        " AND (a.sort_key > $16 OR (a.sort_key = $16 AND a.id > $17)) ORDER BY a.sort_key, a.id LIMIT $18");
    pub(super) const COUNT_OF =
        concat!("SELECT count(*) AS n FROM agreement a WHERE a.office = $1 AND ", visible!(), " AND ", of_party!(), filters_of_any!());
    pub(super) const COUNT = concat!("SELECT count(*) AS n FROM agreement a WHERE a.office = $1 AND ", visible!(), filters!());
    /// Days from `$16` to `$17` that must not be missed, behind the day `$18`, the id `$19` and the position `$20`.
    pub(super) const DUE = concat!(
        due!(), visible!(), filters!(), " AND d.day >= $16 AND d.day <= $17
           AND (d.day > $18 OR (d.day = $18 AND (d.agreement > $19 OR (d.agreement = $19 AND d.position > $20))))
         ORDER BY d.day, d.agreement, d.position LIMIT $21");
    pub(super) const COUNT_DUE = concat!(
        "SELECT count(*) AS n FROM agreement_deadline d JOIN agreement a ON a.office = d.office AND a.id = d.agreement
         WHERE d.office = $1 AND d.settled_day > $6 AND ", visible!(), filters!(), " AND d.day >= $16 AND d.day <= $17");
    /// Signings that are late, the latest first.
    pub(super) const LATE = concat!(
        due!(), visible!(), filters!(), " AND d.what = 'signing' AND d.day < $6 ORDER BY d.day DESC, d.agreement LIMIT 200");
    /// What the office is reminded of, whoever may see it: days from `$2` to `$3`, and signings late since `$4`.
    pub(super) const TROUBLES =
        "SELECT d.agreement, d.position, d.what, d.day FROM agreement_deadline d JOIN agreement a ON a.office = d.office AND a.id = d.agreement
         WHERE d.office = $1 AND a.withdrawn_at IS NULL AND d.settled_day > $2
           AND ((d.day >= $2 AND d.day <= $3) OR (d.what = 'signing' AND d.day >= $4 AND d.day < $2))
         ORDER BY d.day, d.agreement, d.position LIMIT 2000";
    pub(super) const LABELS = concat!(columns!(), " AND ", visible!(), " AND a.id IN ", in_list!(6));
    /// Of a party, or in a place.
    pub(super) const OF_ORGANISATION = concat!(
        "SELECT a.id FROM agreement a WHERE a.office = $1 AND ", visible!(), "
           AND a.id IN (SELECT x.agreement FROM agreement_party x WHERE x.office = $1 AND x.organisation IN ", organisation::merged!("$6"), ")
         ORDER BY a.sort_key, a.id LIMIT 200");
    pub(super) const IN_PLACE = concat!(
        "SELECT a.id FROM agreement a WHERE a.office = $1 AND ", visible!(), "
           AND a.id IN (SELECT y.agreement FROM agreement_place y WHERE y.office = $1 AND y.place = $6)
         ORDER BY a.sort_key, a.id LIMIT 200");
    /// Who has signed some agreements by the day `$2`.
    pub(super) const BOUND = concat!(
        "SELECT p.agreement, p.organisation, o.merged_into, o.place FROM agreement_party p
           LEFT JOIN organisation o ON o.office = p.office AND o.id = p.organisation
         WHERE p.office = $1 AND p.role IN ('party', 'funder', 'recipient') AND p.lacks_until <= $2 AND p.agreement IN ", in_list!(3));
    /// What a form offers.
    pub(super) const OPTIONS = concat!(
        "SELECT a.slug, a.title_uk, a.title_en FROM agreement a WHERE a.office = $1 AND ", visible!(), " ORDER BY a.sort_key, a.id LIMIT 500");
    pub(super) const PARTIES = concat!(
        "SELECT agreement AS owner, party, organisation, who_uk, who_en, stated, within, role, signatory, copy FROM agreement_party
         WHERE office = $1 AND agreement IN ", in_list!(), " ORDER BY agreement, position");
    pub(super) const SIGNATURES = concat!(
        "SELECT agreement AS owner, party, date, date_note_uk, date_note_en, place, source, locator, doubt_uk, doubt_en FROM agreement_signature
         WHERE office = $1 AND agreement IN ", in_list!(), " ORDER BY agreement, position");
    pub(super) const APPROVALS = concat!(
        "SELECT agreement AS owner, event, date, number, note_uk, note_en FROM agreement_approval WHERE office = $1 AND agreement IN ", in_list!(),
        " ORDER BY agreement, position");
    pub(super) const PROLONGATIONS = concat!(
        "SELECT agreement AS owner, until, date, source, locator FROM agreement_prolongation WHERE office = $1 AND agreement IN ", in_list!(),
        " ORDER BY agreement, position");
    pub(super) const AMENDMENTS = concat!(
        "SELECT agreement AS owner, number, date, what_uk, what_en, source, locator FROM agreement_amendment WHERE office = $1 AND agreement IN ", in_list!(),
        " ORDER BY agreement, position");
    pub(super) const FIELDS =
        concat!("SELECT agreement AS owner, uk, en FROM agreement_field WHERE office = $1 AND agreement IN ", in_list!(), " ORDER BY agreement, position");
    pub(super) const PLACES =
        concat!("SELECT agreement AS owner, place FROM agreement_place WHERE office = $1 AND agreement IN ", in_list!(), " ORDER BY agreement, position");
    /// All fields that anybody named.
    pub(super) const FIELD_NAMES =
        "SELECT min(uk) AS uk, min(en) AS en FROM agreement_field WHERE office = $1 GROUP BY key_uk, key_en ORDER BY key_uk, key_en LIMIT 500";
    /// What a source says of signatures.
    pub(super) const CLAIMS = "SELECT agreement, date, locator FROM agreement_signature WHERE office = $1 AND source = $2 ORDER BY agreement, position";
    /// Those that replace one another, the older first, as far as they are not taken back.
    pub(super) const CHAIN = "SELECT id, replaces FROM agreement WHERE office = $1 AND chain = $2 AND withdrawn_at IS NULL ORDER BY created_at, id";
    pub(super) const CHAIN_OF = "SELECT chain, replaces FROM agreement WHERE office = $1 AND id = $2";
    pub(super) const SET_CHAIN = concat!("UPDATE agreement SET chain = $2 WHERE office = $1 AND id IN ", in_list!(3));
    /// Since when one that replaces it is in force.
    pub(super) const REPLACED =
        "SELECT min(force_day) AS day FROM agreement WHERE office = $1 AND replaces = $2 AND withdrawn_at IS NULL AND force_day <> ''";
    pub(super) const SET_REPLACED = "UPDATE agreement SET replaced_day = $3 WHERE office = $1 AND id = $2";
    pub(super) const CLEAR_STATES = "DELETE FROM agreement_state WHERE office = $1 AND agreement = $2";
    /// Of every organisation: `$2` the day.
    pub(super) const TOUCHED = touched!(" IS NOT NULL", " IS NOT NULL");
    /// Of one: `$3`.
    pub(super) const TOUCHED_ONE = touched!(
        concat!(" IN (SELECT q.agreement FROM agreement_party q WHERE q.office = $1 AND q.organisation IN ", organisation::merged!("$3"), ")"),
        concat!(" IN ", organisation::merged!("$3")));
    pub(super) const CLEAR_DEADLINES = "DELETE FROM agreement_deadline WHERE office = $1 AND agreement = $2";
}
