//! From the standard's own model to what is kept: one activity at a time. Pure.

use std::collections::{BTreeMap, BTreeSet};

use dotyk_iati::model::{self as iati, Activity, Narrative};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::model::{
    Budget, Fault, Link, MOST_CENTS, Narrated, Outcome, Party, Place, REPORTING, Sector, Stated, Total, Transaction, id_of,
};
use crate::journal::hex;

/// A text that may be longer than any title or name of use is cut here; the whole stands among the narratives.
const LONGEST_NAME: usize = 500;

/// What is kept of an activity.
///
/// # Errors
/// What is wrong with it, and where.
pub fn stated(activity: &Activity, number: i64) -> Result<Stated, Fault> {
    let identifier = activity.identifier().trim();
    let at = |key: &str, position: dotyk_iati::xml::Position| Fault {
        line: position.line.into(),
        column: position.column.into(),
        identifier: identifier.to_owned(),
        key: key.to_owned(),
        what: None,
    };
    if identifier.is_empty() {
        return Err(at("activity-fault-no-identifier", activity.at));
    }
    if identifier.chars().count() > LONGEST_NAME {
        return Err(Fault { identifier: cut(identifier), ..at("activity-fault-long-identifier", activity.at) });
    }
    let titles = activity.title.as_ref().map(|title| title.narratives.as_slice()).unwrap_or_default();
    if titles.iter().all(|narrative| narrative.text.trim().is_empty()) {
        return Err(at("activity-fault-no-title", activity.title.as_ref().map_or(activity.at, |title| title.at)));
    }
    let default = some(&activity.lang);
    let (title_uk, title_en) = two(titles, default.as_deref());
    let about = activity.descriptions.iter().find(|about| !about.narratives.is_empty());
    let (about_uk, about_en) = about.map(|about| two(&about.narratives, default.as_deref())).unwrap_or_default();
    let reporting = activity.reporting_org.as_ref();
    let date = |kind: &str| {
        let of = activity.activity_dates.iter().find(|date| text(&date.type_) == kind);
        of.and_then(|date| date.iso_date.as_ref()?.day()).map(|day| day.to_string())
    };
    let mut stated = Stated {
        number,
        id: id_of(identifier),
        identifier: identifier.to_owned(),
        line: activity.at.line.into(),
        reporting_ref: reporting.and_then(|org| some(&org.ref_)),
        reporting_name: reporting.and_then(|org| name(&org.narratives)),
        secondary: reporting.and_then(|org| org.secondary_reporter.as_ref()).map(|flag| flag.as_str().to_owned()),
        title_uk: title_uk.map(|title| cut(&title)),
        title_en: title_en.map(|title| cut(&title)),
        about_uk: about_uk.map(|about| start(&about)),
        about_en: about_en.map(|about| start(&about)),
        status: activity.activity_status.as_ref().and_then(|status| some(&status.code)),
        planned_start: date("1"),
        actual_start: date("2"),
        planned_end: date("3"),
        actual_end: date("4"),
        hierarchy: activity.hierarchy.as_ref().map(|number| number.as_str().to_owned()),
        currency: some(&activity.default_currency),
        lang: default,
        updated_at: activity.last_updated_datetime.as_ref().map(|moment| moment.as_str().to_owned()),
        parties: parties(activity),
        places: places(activity),
        sectors: activity.sectors.iter().filter_map(sector).collect(),
        transactions: activity.transactions.iter().map(|one| transaction(activity, one)).collect(),
        budgets: activity.budgets.iter().map(|one| budget(activity, one)).collect(),
        results: results(activity),
        links: links(activity),
        narratives: narratives(activity),
        ..Stated::default()
    };
    (stated.first_year, stated.last_year) = years(&stated);
    stated.totals = totals(&stated);
    stated.digest = digest(&stated);
    Ok(stated)
}

fn text(value: &Option<iati::Text>) -> &str {
    value.as_deref().unwrap_or_default().trim()
}

fn some(value: &Option<iati::Text>) -> Option<String> {
    Some(text(value)).filter(|text| !text.is_empty()).map(cut)
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The beginning of a description: one letter more than the register takes, so that it is known to be cut.
fn start(about: &str) -> String {
    about.chars().take(20_001).collect()
}

fn day(date: &Option<iati::Dated>) -> Option<String> {
    date.as_ref()?.iso_date.as_ref()?.day().map(|day| day.to_string())
}

/// The language of a narrative as two letters in lower case.
fn lang_of<'n>(narrative: &'n Narrative, default: Option<&'n str>) -> &'n str {
    let said = text(&narrative.lang);
    let lang = if said.is_empty() { default.unwrap_or("en") } else { said };
    lang.split(['-', '_']).next().unwrap_or_default()
}

/// Ukrainian, and English or else the first of any other language.
fn two(narratives: &[Narrative], default: Option<&str>) -> (Option<String>, Option<String>) {
    let full = |narrative: &&Narrative| !narrative.text.trim().is_empty();
    // Some write the country's code for the language's.
    let is =
        |narrative: &Narrative, codes: &[&str]| codes.iter().any(|code| lang_of(narrative, default).eq_ignore_ascii_case(code));
    let said = |narrative: &Narrative| narrative.text.trim().to_owned();
    let uk = narratives.iter().filter(full).find(|narrative| is(narrative, &["uk", "ua"]));
    let en = narratives.iter().filter(full).find(|narrative| is(narrative, &["en"]));
    let other = narratives.iter().filter(full).find(|narrative| !is(narrative, &["uk", "ua"]));
    (uk.map(said), en.or(other).map(said))
}

/// A name in one language: the first there is.
fn name(narratives: &[Narrative]) -> Option<String> {
    narratives.iter().map(|narrative| narrative.text.trim()).find(|text| !text.is_empty()).map(cut)
}

fn of(narratives: &Option<iati::Narratives>) -> &[Narrative] {
    narratives.as_ref().map(|of| of.narratives.as_slice()).unwrap_or_default()
}

/// Whether a text that stands for English is English: a narrative of this field says so, or the whole activity is in it.
pub fn is_english(stated: &Stated, field: &str, text: &str) -> bool {
    let lang = |narrated: &Narrated| {
        let lang = narrated.lang.as_deref().or(stated.lang.as_deref()).unwrap_or("en");
        lang.split(['-', '_']).next().is_some_and(|lang| lang.eq_ignore_ascii_case("en"))
    };
    stated.narratives.iter().any(|narrated| narrated.field == field && cut(&narrated.text) == cut(text) && lang(narrated))
}

fn parties(activity: &Activity) -> Vec<Party> {
    let reporting = activity.reporting_org.iter().map(|org| Party {
        role: REPORTING.to_owned(),
        reference: some(&org.ref_),
        kind: some(&org.type_),
        name: name(&org.narratives),
        activity: None,
    });
    let others = activity.participating_orgs.iter().map(|org| Party {
        role: cut(text(&org.role)),
        reference: some(&org.ref_),
        kind: some(&org.type_),
        name: name(&org.narratives),
        activity: some(&org.activity_id),
    });
    reporting.chain(others).filter(|party| party.reference.is_some() || party.name.is_some()).collect()
}

fn places(activity: &Activity) -> Vec<Place> {
    let share = |share: &Option<iati::Decimal>| share.as_ref().map(|share| cut(share.as_str().trim()));
    let countries = activity.recipient_countries.iter().map(|country| Place {
        kind: "country".into(),
        code: some(&country.code),
        name: name(&country.narratives),
        share: share(&country.percentage),
        ..Place::default()
    });
    let regions = activity.recipient_regions.iter().map(|region| Place {
        kind: "region".into(),
        code: some(&region.code),
        vocabulary: some(&region.vocabulary),
        name: name(&region.narratives),
        share: share(&region.percentage),
        ..Place::default()
    });
    countries.chain(regions).chain(activity.locations.iter().map(location)).collect()
}

fn location(location: &iati::Location) -> Place {
    let gazetteer = location.location_ids.iter().find_map(|id| Some((some(&id.code)?, some(&id.vocabulary))));
    let division = || location.administratives.iter().rev().find_map(|unit| Some((some(&unit.code)?, some(&unit.vocabulary))));
    let reference = || some(&location.ref_).map(|code| (code, None));
    let (code, vocabulary) = gazetteer.or_else(division).or_else(reference).unzip();
    let point = location.point.as_ref().and_then(|point| micro_degrees(&point.pos.as_ref()?.text)).unzip();
    Place {
        kind: "location".into(),
        code,
        vocabulary: vocabulary.flatten(),
        name: name(of(&location.name)),
        share: None,
        lat: point.0,
        lon: point.1,
    }
}

/// Latitude and longitude of a `pos`, in micro-degrees.
fn micro_degrees(position: &str) -> Option<(i64, i64)> {
    let mut numbers = position.split_ascii_whitespace().map(|number| {
        let micro = number.parse::<Decimal>().ok()?.checked_mul(Decimal::new(1_000_000, 0))?.round();
        i64::try_from(micro.mantissa()).ok()
    });
    let (lat, lon) = (numbers.next()??, numbers.next()??);
    (lat.abs() <= 90_000_000 && lon.abs() <= 180_000_000).then_some((lat, lon))
}

fn sector(sector: &iati::Sector) -> Option<Sector> {
    Some(Sector {
        code: some(&sector.code)?,
        vocabulary: some(&sector.vocabulary),
        name: name(&sector.narratives),
        share: sector.percentage.as_ref().map(|share| cut(share.as_str().trim())),
    })
}

/// A value as it stands, and in hundredths.
fn money(amount: &Option<iati::Amount>) -> (Option<String>, Option<i64>) {
    let Some(amount) = amount else { return (None, None) };
    let cents = amount.text.number().and_then(|number| {
        let cents = number.checked_mul(Decimal::ONE_HUNDRED)?.round();
        i64::try_from(cents.mantissa()).ok().filter(|cents| cents.abs() <= MOST_CENTS)
    });
    (Some(cut(amount.text.as_str().trim())).filter(|text| !text.is_empty()), cents)
}

/// ISO 4217, of the amount or of the activity.
fn currency(activity: &Activity, amount: &Option<iati::Amount>) -> Option<String> {
    amount.as_ref().and_then(|amount| some(&amount.currency)).or_else(|| some(&activity.default_currency))
}

fn value_date(amount: &Option<iati::Amount>) -> Option<String> {
    amount.as_ref()?.value_date.as_ref()?.day().map(|day| day.to_string())
}

fn transaction(activity: &Activity, one: &iati::Transaction) -> Transaction {
    let (value, cents) = money(&one.value);
    Transaction {
        kind: one.transaction_type.as_ref().and_then(|kind| some(&kind.code)),
        date: day(&one.transaction_date),
        value,
        cents,
        currency: currency(activity, &one.value),
        value_date: value_date(&one.value),
        provider_ref: one.provider_org.as_ref().and_then(|org| some(&org.ref_)),
        provider_name: one.provider_org.as_ref().and_then(|org| name(&org.narratives)),
        receiver_ref: one.receiver_org.as_ref().and_then(|org| some(&org.ref_)),
        receiver_name: one.receiver_org.as_ref().and_then(|org| name(&org.narratives)),
        reference: some(&one.ref_),
    }
}

fn budget(activity: &Activity, one: &iati::Budget) -> Budget {
    let (value, cents) = money(&one.value);
    Budget {
        kind: some(&one.type_),
        status: some(&one.status),
        period_start: day(&one.period_start),
        period_end: day(&one.period_end),
        value,
        cents,
        currency: currency(activity, &one.value),
        value_date: value_date(&one.value),
    }
}

/// The budgets that count: where one of a period was revised (type 2), the original one of that period no longer does.
pub fn counted(all: &[Budget]) -> impl Iterator<Item = &Budget> {
    let revised = |one: &Budget| one.kind.as_deref() == Some("2");
    let periods: BTreeSet<(Option<&str>, Option<&str>)> = all.iter().filter(|one| revised(one)).map(period).collect();
    all.iter().filter(move |one| revised(one) || !periods.contains(&period(one)))
}

fn period(one: &Budget) -> (Option<&str>, Option<&str>) {
    (one.period_start.as_deref(), one.period_end.as_deref())
}

/// Sums by kind and currency. What is no number is in none of them.
fn totals(stated: &Stated) -> Vec<Total> {
    let mut sums: BTreeMap<(&str, &str), (i64, i64)> = BTreeMap::new();
    let moved = stated.transactions.iter().map(|one| (one.kind.as_deref().unwrap_or_default(), &one.currency, one.cents));
    let meant = counted(&stated.budgets).map(|one| ("budget", &one.currency, one.cents));
    for (kind, currency, cents) in moved.chain(meant) {
        let Some(cents) = cents else { continue };
        let sum = sums.entry((kind, currency.as_deref().unwrap_or_default())).or_default();
        *sum = (sum.0.saturating_add(cents), sum.1 + 1);
    }
    let kept = sums.into_iter().filter(|(_, (cents, _))| cents.abs() <= MOST_CENTS);
    kept.map(|((kind, currency), (cents, parts))| Total { kind: kind.into(), currency: currency.into(), cents, parts }).collect()
}

/// The years that it speaks of: of its dates, else of its money.
fn years(stated: &Stated) -> (Option<i64>, Option<i64>) {
    let year = |day: &String| day.get(..4)?.parse::<i64>().ok();
    let dates = [&stated.planned_start, &stated.actual_start, &stated.planned_end, &stated.actual_end];
    let mut years: Vec<i64> = dates.into_iter().flatten().filter_map(year).collect();
    if years.is_empty() {
        years = stated.transactions.iter().filter_map(|one| one.date.as_ref().and_then(year)).collect();
    }
    (years.iter().min().copied(), years.iter().max().copied())
}

fn results(activity: &Activity) -> Vec<Outcome> {
    let mut rows = Vec::new();
    for result in &activity.results {
        let row = Outcome { kind: some(&result.type_), title: name(of(&result.title)), ..Outcome::default() };
        if result.indicators.is_empty() {
            rows.push(row.clone());
        }
        for indicator in &result.indicators {
            let base = indicator.baselines.first();
            let row = Outcome {
                measure: some(&indicator.measure),
                indicator: name(of(&indicator.title)),
                baseline: base.and_then(|base| some(&base.value)),
                baseline_year: base.and_then(|base| base.year.as_ref()).map(|year| cut(year.as_str().trim())),
                ..row.clone()
            };
            if indicator.periods.is_empty() {
                rows.push(row.clone());
            }
            rows.extend(indicator.periods.iter().map(|period| Outcome {
                period_start: day(&period.period_start),
                period_end: day(&period.period_end),
                target: measured(&period.targets),
                actual: measured(&period.actuals),
                ..row.clone()
            }));
        }
    }
    rows
}

/// What was aimed at or reached: several values are those of parts, such as women and men.
fn measured(values: &[iati::Measurement]) -> Option<String> {
    let shown = values.iter().filter_map(|one| {
        let value = some(&one.value)?;
        let of: Vec<&str> = one.dimensions.iter().map(|part| text(&part.value)).filter(|text| !text.is_empty()).collect();
        Some(if of.is_empty() { value } else { format!("{value} ({})", of.join(", ")) })
    });
    let shown = shown.collect::<Vec<_>>().join("; ");
    (!shown.is_empty()).then(|| cut(&shown))
}

fn links(activity: &Activity) -> Vec<Link> {
    let others = activity.other_identifiers.iter().filter_map(|other| {
        let owner = other.owner_org.as_ref();
        Some(Link {
            link: "other".into(),
            reference: some(&other.ref_)?,
            kind: some(&other.type_),
            owner_ref: owner.and_then(|owner| some(&owner.ref_)),
            owner_name: owner.and_then(|owner| name(&owner.narratives)),
        })
    });
    let related = activity.related_activities.iter().filter_map(|related| {
        Some(Link { link: "related".into(), reference: some(&related.ref_)?, kind: some(&related.type_), ..Link::default() })
    });
    others.chain(related).collect()
}

/// Gathers texts by the path they stand at.
struct Texts {
    rows: Vec<Narrated>,
}

impl Texts {
    fn put(&mut self, field: &str, part: usize, kind: Option<String>, narratives: &[Narrative]) {
        let full = narratives.iter().filter(|narrative| !narrative.text.trim().is_empty());
        self.rows.extend(full.map(|narrative| Narrated {
            field: field.to_owned(),
            part: part as i64,
            kind: kind.clone(),
            lang: some(&narrative.lang),
            text: narrative.text.trim().to_owned(),
        }));
    }

    fn each<'n>(&mut self, field: &str, parts: impl Iterator<Item = &'n [Narrative]>) {
        for (part, narratives) in parts.enumerate() {
            self.put(field, part, None, narratives);
        }
    }
}

/// Every text but those of contacts: people are not ours to keep.
fn narratives(activity: &Activity) -> Vec<Narrated> {
    let mut texts = Texts { rows: Vec::new() };
    texts.put("title", 0, None, of(&activity.title));
    for (part, about) in activity.descriptions.iter().enumerate() {
        texts.put("description", part, some(&about.type_), &about.narratives);
    }
    texts.each("reporting-org", activity.reporting_org.iter().map(|org| &org.narratives[..]));
    texts.each("participating-org", activity.participating_orgs.iter().map(|org| &org.narratives[..]));
    texts.each("activity-date", activity.activity_dates.iter().map(|date| &date.narratives[..]));
    texts.each("recipient-country", activity.recipient_countries.iter().map(|country| &country.narratives[..]));
    texts.each("recipient-region", activity.recipient_regions.iter().map(|region| &region.narratives[..]));
    texts.each("location/name", activity.locations.iter().map(|location| of(&location.name)));
    texts.each("location/description", activity.locations.iter().map(|location| of(&location.description)));
    texts.each("location/activity-description", activity.locations.iter().map(|location| of(&location.activity_description)));
    texts.each("sector", activity.sectors.iter().map(|sector| &sector.narratives[..]));
    texts.each("tag", activity.tags.iter().map(|tag| &tag.narratives[..]));
    texts.each("humanitarian-scope", activity.humanitarian_scopes.iter().map(|scope| &scope.narratives[..]));
    texts.each("policy-marker", activity.policy_markers.iter().map(|marker| &marker.narratives[..]));
    let conditions = activity.conditions.iter().flat_map(|all| &all.conditions);
    texts.each("conditions/condition", conditions.map(|condition| &condition.narratives[..]));
    texts.each("transaction/description", activity.transactions.iter().map(|one| of(&one.description)));
    for (part, one) in activity.transactions.iter().enumerate() {
        if let Some(org) = &one.provider_org {
            texts.put("transaction/provider-org", part, None, &org.narratives);
        }
        if let Some(org) = &one.receiver_org {
            texts.put("transaction/receiver-org", part, None, &org.narratives);
        }
    }
    texts.each("document-link/title", activity.document_links.iter().map(|link| of(&link.title)));
    let mut indicator_of = 0;
    for (part, result) in activity.results.iter().enumerate() {
        texts.put("result/title", part, None, of(&result.title));
        texts.put("result/description", part, None, of(&result.description));
        for indicator in &result.indicators {
            texts.put("result/indicator/title", indicator_of, None, of(&indicator.title));
            texts.put("result/indicator/description", indicator_of, None, of(&indicator.description));
            indicator_of += 1;
        }
    }
    texts.rows
}

/// A digest of all that is kept, without where it stands in which file.
fn digest(stated: &Stated) -> String {
    let mut digest = Sha256::new();
    let mut put = |parts: &[&str]| {
        for part in parts {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        }
    };
    let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
    let s = stated;
    for part in
        [&s.status, &s.planned_start, &s.actual_start, &s.planned_end, &s.actual_end, &s.hierarchy, &s.currency, &s.secondary]
    {
        put(&[part.as_deref().unwrap_or_default()]);
    }
    s.narratives.iter().for_each(|n| put(&[&n.field, &n.part.to_string(), &maybe(&n.kind), &maybe(&n.lang), &n.text]));
    s.parties.iter().for_each(|p| put(&[&p.role, &maybe(&p.reference), &maybe(&p.kind), &maybe(&p.activity)]));
    s.places.iter().for_each(|p| {
        put(&[&p.kind, &maybe(&p.code), &maybe(&p.vocabulary), &maybe(&p.share), &format!("{:?}{:?}", p.lat, p.lon)])
    });
    s.sectors.iter().for_each(|p| put(&[&maybe(&p.vocabulary), &p.code, &maybe(&p.share)]));
    for t in &s.transactions {
        put(&[&maybe(&t.kind), &maybe(&t.date), &maybe(&t.value), &maybe(&t.currency), &maybe(&t.value_date)]);
        put(&[&maybe(&t.provider_ref), &maybe(&t.receiver_ref), &maybe(&t.reference)]);
    }
    for b in &s.budgets {
        put(&[
            &maybe(&b.kind),
            &maybe(&b.status),
            &maybe(&b.period_start),
            &maybe(&b.period_end),
            &maybe(&b.value),
            &maybe(&b.currency),
        ]);
    }
    for r in &s.results {
        put(&[&maybe(&r.kind), &maybe(&r.measure), &maybe(&r.baseline), &maybe(&r.baseline_year)]);
        put(&[&maybe(&r.period_start), &maybe(&r.period_end), &maybe(&r.target), &maybe(&r.actual)]);
    }
    s.links.iter().for_each(|l| put(&[&l.link, &l.reference, &maybe(&l.kind), &maybe(&l.owner_ref)]));
    hex(&digest.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;
    use dotyk_iati::{Item, Reader};

    fn read(inside: &str) -> Result<Stated, Fault> {
        let file = format!(
            "<iati-activities version=\"2.03\"><iati-activity xml:lang=\"en\" default-currency=\"EUR\">{inside}</iati-activity></iati-activities>"
        );
        let Some(Ok(Item::Activity(activity))) = Reader::new(file.as_bytes()).unwrap().next() else { panic!("no activity") };
        stated(&activity, 1)
    }

    #[test]
    fn titles_go_by_their_language() {
        for (titles, uk, en) in [
            ("<narrative>A</narrative>", None, Some("A")),
            ("<narrative xml:lang=\"uk\">Б</narrative><narrative>A</narrative>", Some("Б"), Some("A")),
            ("<narrative xml:lang=\"FR\">C</narrative><narrative xml:lang=\"UK\">Б</narrative>", Some("Б"), Some("C")),
            ("<narrative xml:lang=\"ua\">Б</narrative>", Some("Б"), None),
            (
                "<narrative> </narrative><narrative xml:lang=\"fr\">C</narrative><narrative xml:lang=\"en\">A</narrative>",
                None,
                Some("A"),
            ),
        ] {
            let stated = read(&format!("<iati-identifier>X</iati-identifier><title>{titles}</title>")).unwrap();
            assert_eq!((stated.title_uk.as_deref(), stated.title_en.as_deref()), (uk, en), "{titles}");
        }
    }

    #[test]
    fn what_cannot_be_kept_says_why() {
        assert_eq!(read("<title><narrative>A</narrative></title>").unwrap_err().key, "activity-fault-no-identifier");
        let fault = read("<iati-identifier>X</iati-identifier>\n<title><narrative/></title>").unwrap_err();
        assert_eq!((fault.key.as_str(), fault.identifier.as_str(), fault.line), ("activity-fault-no-title", "X", 2));
    }

    #[test]
    fn money_adds_up_by_kind_and_currency() {
        let one = |kind: &str, value: &str| {
            format!("<transaction><transaction-type code=\"{kind}\"/><value>{value}</value></transaction>")
        };
        let body: String =
            [("2", "100.50"), ("3", "0.10"), ("3", "0.20"), ("3", "1e-10"), ("3", "99999999999999999"), ("3", "a lot")]
                .map(|(kind, value)| one(kind, value))
                .concat();
        let stated = read(&format!("<iati-identifier>X</iati-identifier><title><narrative>A</narrative></title>{body}")).unwrap();
        let totals: Vec<_> =
            stated.totals.iter().map(|sum| (sum.kind.as_str(), sum.currency.as_str(), sum.cents, sum.parts)).collect();
        assert_eq!(totals, [("2", "EUR", 10_050, 1), ("3", "EUR", 30, 2)]);
        // As it stands, what is no number is kept too.
        assert_eq!(stated.transactions[5].value.as_deref(), Some("a lot"));
    }

    #[test]
    fn a_revised_budget_takes_the_place_of_the_original_of_its_period() {
        let one = |kind: &str, year: &str, value: &str| {
            format!(
                "<budget{kind}><period-start iso-date=\"{year}-01-01\"/><period-end iso-date=\"{year}-12-31\"/><value>{value}</value></budget>"
            )
        };
        let (original, revised) = (" type=\"1\"", " type=\"2\"");
        let body =
            [(original, "2020", "100"), (revised, "2020", "150"), ("", "2020", "7"), ("", "2021", "10"), (original, "2022", "1")]
                .map(|(kind, year, value)| one(kind, year, value))
                .concat();
        let stated = read(&format!("<iati-identifier>X</iati-identifier><title><narrative>A</narrative></title>{body}")).unwrap();
        let totals: Vec<_> = stated.totals.iter().map(|sum| (sum.kind.as_str(), sum.cents, sum.parts)).collect();
        assert_eq!(totals, [("budget", 16_100, 3)]);
        assert_eq!(stated.budgets.len(), 5);
    }

    #[test]
    fn a_digest_changes_with_what_is_said_and_not_with_where() {
        let body = |value: &str| {
            format!(
                "<iati-identifier>X</iati-identifier><title><narrative>A</narrative></title><budget><value>{value}</value></budget>"
            )
        };
        let one = read(&body("1")).unwrap();
        assert_eq!(one.digest, read(&format!("\n\n{}", body("1"))).unwrap().digest);
        assert_ne!(one.digest, read(&body("2")).unwrap().digest);
    }
}
