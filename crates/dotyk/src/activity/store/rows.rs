//! What a file states becomes rows: many at once, into all tables of parts.

use dotyk_db::{Error, Value, row};

use super::super::model::{Fault, Stated};
use crate::access::{Kind, Permit};
use crate::journal::Write;

/// Keeps activities of a file, and those that could not be kept.
///
/// # Errors
/// The database's.
pub fn put(write: &mut Write, permit: &Permit, of: i64, all: &[Stated], faults: &[Fault], first_fault: i64) -> Result<(), Error> {
    permit.holds_for(Kind::Dataset, permit.id());
    let office = permit.office();
    let tx = write.tx();
    tx.bulk("activity", ACTIVITY_COLUMNS, all.iter().map(|a| activity_row(office, of, a)))?;
    macro_rules! parts {
        ($table:literal, [$($column:literal),*], $list:ident, |$one:ident| [$($value:expr),*]) => {
            tx.bulk(
                $table,
                &[OFFICE, "dataset", "number", "position", $($column),*],
                all.iter().flat_map(|a| a.$list.iter().enumerate().map(move |(n, $one)| row![office, of, a.number, n, $($value),*])),
            )?;
        };
    }
    parts!("activity_narrative", ["field", "part", "kind", "lang", "text"], narratives, |n| [
        &n.field, n.part, &n.kind, &n.lang, &n.text
    ]);
    parts!("activity_party", ["role", "ref", "kind", "name", "name_key", "activity"], parties, |p| [
        &p.role,
        &p.reference,
        &p.kind,
        &p.name,
        p.name.as_deref().map(dotyk_uk::search_key),
        &p.activity
    ]);
    parts!("activity_place", ["kind", "code", "vocabulary", "name", "share", "lat", "lon"], places, |p| [
        &p.kind,
        &p.code,
        &p.vocabulary,
        &p.name,
        &p.share,
        p.lat,
        p.lon
    ]);
    parts!("activity_sector", ["vocabulary", "code", "name", "share"], sectors, |s| [&s.vocabulary, &s.code, &s.name, &s.share]);
    parts!(
        "activity_transaction",
        [
            "kind",
            "date",
            "value",
            "cents",
            "currency",
            "value_date",
            "provider_ref",
            "provider_name",
            "receiver_ref",
            "receiver_name",
            "ref"
        ],
        transactions,
        |t| [
            &t.kind,
            &t.date,
            &t.value,
            t.cents,
            &t.currency,
            &t.value_date,
            &t.provider_ref,
            &t.provider_name,
            &t.receiver_ref,
            &t.receiver_name,
            &t.reference
        ]
    );
    parts!(
        "activity_budget",
        ["kind", "status", "period_start", "period_end", "value", "cents", "currency", "value_date"],
        budgets,
        |b| [&b.kind, &b.status, &b.period_start, &b.period_end, &b.value, b.cents, &b.currency, &b.value_date]
    );
    parts!(
        "activity_result",
        ["kind", "title", "measure", "indicator", "baseline", "baseline_year", "period_start", "period_end", "target", "actual"],
        results,
        |r| [
            &r.kind,
            &r.title,
            &r.measure,
            &r.indicator,
            &r.baseline,
            &r.baseline_year,
            &r.period_start,
            &r.period_end,
            &r.target,
            &r.actual
        ]
    );
    parts!("activity_link", ["link", "ref", "kind", "owner_ref", "owner_name"], links, |l| [
        &l.link,
        &l.reference,
        &l.kind,
        &l.owner_ref,
        &l.owner_name
    ]);
    tx.bulk(
        "activity_total",
        &["office", "dataset", "number", "kind", "currency", "cents", "parts"],
        all.iter().flat_map(|a| a.totals.iter().map(move |t| row![office, of, a.number, &t.kind, &t.currency, t.cents, t.parts])),
    )?;
    let positions = (first_fault + 1..).zip(faults);
    tx.bulk(
        "activity_fault",
        &["office", "dataset", "position", "line", "col", "identifier", "fault", "what_uk", "what_en"],
        positions.map(|(n, f)| {
            let (uk, en) = f.what.clone().unzip();
            row![office, of, n, f.line, f.column, &f.identifier, &f.key, uk, en]
        }),
    )?;
    Ok(())
}

/// The first column of every table.
const OFFICE: &str = "office";

const ACTIVITY_COLUMNS: &[&str] = &[
    "office",
    "dataset",
    "number",
    "id",
    "identifier",
    "line",
    "reporting_ref",
    "reporting_name",
    "secondary",
    "title_uk",
    "title_en",
    "about_uk",
    "about_en",
    "status",
    "planned_start",
    "actual_start",
    "planned_end",
    "actual_end",
    "first_year",
    "last_year",
    "hierarchy",
    "currency",
    "lang",
    "updated_at",
    "digest",
];

fn activity_row(office: &str, of: i64, a: &Stated) -> Vec<Value> {
    row![
        office,
        of,
        a.number,
        &a.id,
        &a.identifier,
        a.line,
        &a.reporting_ref,
        &a.reporting_name,
        &a.secondary,
        &a.title_uk,
        &a.title_en,
        &a.about_uk,
        &a.about_en,
        &a.status,
        &a.planned_start,
        &a.actual_start,
        &a.planned_end,
        &a.actual_end,
        a.first_year,
        a.last_year,
        &a.hierarchy,
        &a.currency,
        &a.lang,
        &a.updated_at,
        &a.digest
    ]
}
