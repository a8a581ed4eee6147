//! What is read.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_lists, params, row};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::sql::*;
use crate::access::{Action, Actor, Denied, Head, Kind, Owner, Permit, Ref, Subject, Visible};
use crate::agreement::life::{State, What};
use crate::agreement::model::{
    Agreement, AgreementKind, Amendment, Approval, Body, Event, Field, Party, Prolongation, Role, Signature, Termination,
    Territorial,
};
use crate::office::store::{opt_when, when};
use crate::place;
use crate::source::store::cites;
use crate::text::When;
use crate::web::deed::{Deed, Span, What as Done};
use crate::web::{Claim, Label, Options, find};

/// A word of a column that must be one of ours.
fn word<T>(row: &Row, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| Error::Other(format!("«{text}» in {column} of an agreement")))
}

fn date(row: &Row, column: &str) -> Result<Option<When>, Error> {
    opt_when(row.get(column)?)
}

fn read(row: &Row) -> Result<Agreement, Error> {
    let head = Head {
        id: row.get("id")?,
        slug: row.get("slug")?,
        published_at: row.get("published_at")?,
        created_by: row.get("created_by")?,
        version: row.get("version")?,
    };
    let territorial: Option<String> = row.get("territorial")?;
    let replaced: String = row.get("replaced_day")?;
    let body = Body {
        kind: word(row, "kind", AgreementKind::parse)?,
        territorial: territorial.as_deref().and_then(Territorial::parse),
        number: row.get("number")?,
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        about_uk: row.get("about_uk")?,
        about_en: row.get("about_en")?,
        direction: row.get("direction")?,
        drafted: date(row, "drafted")?,
        agreed: date(row, "agreed")?,
        planned: date(row, "planned")?,
        effective: date(row, "effective")?,
        until: date(row, "until")?,
        term_note_uk: row.get("term_note_uk")?,
        term_note_en: row.get("term_note_en")?,
        prolongs: row.get("prolongs")?,
        notice: row.get("notice")?,
        termination: termination(row)?,
        replaces: row.get("replaces")?,
        ..Body::default()
    };
    Ok(Agreement { head, withdrawn_at: row.get("withdrawn_at")?, replaced: replaced.parse().ok(), body })
}

fn termination(row: &Row) -> Result<Option<Termination>, Error> {
    let Some(date) = date(row, "ended")? else { return Ok(None) };
    Ok(Some(Termination {
        date,
        note_uk: row.get("ended_note_uk")?,
        note_en: row.get("ended_note_en")?,
        source: row.get("ended_source")?,
        locator: row.get("ended_locator")?,
    }))
}

fn party(row: &Row) -> Result<Party, Error> {
    Ok(Party {
        id: row.get("party")?,
        organisation: row.get("organisation")?,
        who_uk: row.get("who_uk")?,
        who_en: row.get("who_en")?,
        stated: row.get("stated")?,
        within: row.get("within")?,
        role: word(row, "role", Role::parse)?,
        signatory: row.get("signatory")?,
        copy: date(row, "copy")?,
    })
}

fn signature(row: &Row) -> Result<Signature, Error> {
    Ok(Signature {
        party: row.get("party")?,
        date: date(row, "date")?,
        date_note_uk: row.get("date_note_uk")?,
        date_note_en: row.get("date_note_en")?,
        place: row.get("place")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
        doubt_uk: row.get("doubt_uk")?,
        doubt_en: row.get("doubt_en")?,
    })
}

fn approval(row: &Row) -> Result<Approval, Error> {
    Ok(Approval {
        event: word(row, "event", Event::parse)?,
        date: when(row.get("date")?)?,
        number: row.get("number")?,
        note_uk: row.get("note_uk")?,
        note_en: row.get("note_en")?,
    })
}

fn prolongation(row: &Row) -> Result<Prolongation, Error> {
    let (until, date) = (when(row.get("until")?)?, date(row, "date")?);
    Ok(Prolongation { until, date, source: row.get("source")?, locator: row.get("locator")? })
}

fn amendment(row: &Row) -> Result<Amendment, Error> {
    Ok(Amendment {
        number: row.get("number")?,
        date: date(row, "date")?,
        what_uk: row.get("what_uk")?,
        what_en: row.get("what_en")?,
        source: row.get("source")?,
        locator: row.get("locator")?,
    })
}

/// Reads a table of parts of several agreements, in one question each fifty.
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
            found.entry(row.get("agreement")?).or_default().push(read(&row)?);
        }
    }
    Ok(found)
}

/// Puts their parts into agreements; what they rest on comes only with [`get`].
fn whole(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Agreement>, Error> {
    let mut all: Vec<Agreement> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let ids: Vec<String> = all.iter().map(|one| one.head.id.clone()).collect();
    let mut parties = parts(tx, PARTIES, office, &ids, party)?;
    let mut signatures = parts(tx, SIGNATURES, office, &ids, signature)?;
    let mut approvals = parts(tx, APPROVALS, office, &ids, approval)?;
    let mut prolongations = parts(tx, PROLONGATIONS, office, &ids, prolongation)?;
    let mut amendments = parts(tx, AMENDMENTS, office, &ids, amendment)?;
    let mut fields = parts(tx, FIELDS, office, &ids, |row| Ok(Field { uk: row.get("uk")?, en: row.get("en")? }))?;
    let mut places = parts(tx, PLACES, office, &ids, |row| row.get("place"))?;
    for one in &mut all {
        let (id, body) = (&one.head.id, &mut one.body);
        body.parties = parties.remove(id).unwrap_or_default();
        body.signatures = signatures.remove(id).unwrap_or_default();
        body.approval = approvals.remove(id).unwrap_or_default();
        body.prolongations = prolongations.remove(id).unwrap_or_default();
        body.amendments = amendments.remove(id).unwrap_or_default();
        body.fields = fields.remove(id).unwrap_or_default();
        body.places = places.remove(id).unwrap_or_default();
    }
    Ok(all)
}

fn one(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Agreement>, Error> {
    let rows = tx.all(sql, params![office, key])?;
    let Some(mut agreement) = whole(tx, office, &rows)?.pop() else { return Ok(None) };
    agreement.body.cites = cites(tx, office, &Ref::new(Kind::Agreement, &agreement.head.id))?;
    Ok(Some(agreement))
}

fn subject(tx: &mut Tx, office: &str, agreement: &Agreement) -> Result<Subject, Error> {
    let codes = &agreement.body.places;
    let around: Vec<Owner> = if codes.is_empty() { Vec::new() } else { place::store::owners(tx, office, codes)? };
    Ok(agreement.subject(around))
}

/// An agreement by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Agreement, Permit), Denied> {
    let agreement = one(tx, &actor.office, BY_SLUG, slug)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject(tx, &actor.office, &agreement)?)?;
    Ok((agreement, permit))
}

/// An agreement as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Agreement>, Error> {
    one(tx, office, BY_ID, id)
}

/// What the policy must know of an agreement.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    match get(tx, office, id)? {
        Some(agreement) => Ok(Some(subject(tx, office, &agreement)?)),
        None => Ok(None),
    }
}

/// What a list is filtered by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A state on the day.
    pub state: Option<State>,
    /// What sort of agreement.
    pub kind: Option<AgreementKind>,
    /// A party.
    pub organisation: Option<String>,
    /// A place or one around it.
    pub place: Option<String>,
    /// A field of cooperation, in either language.
    pub field: Option<String>,
    /// A direction of the office's work.
    pub direction: Option<String>,
    /// The last day within which something must not be missed.
    pub until: Option<Date>,
    /// Only those that somebody has not signed.
    pub unsigned: bool,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Filter {
    fn params(&self, visible: &Visible, day: Date) -> Vec<dotyk_db::Value> {
        let mut params = visible.params();
        params.extend(row![
            day.to_string(),
            self.state.map(State::word),
            self.kind.map(AgreementKind::word),
            &self.organisation,
            &self.place,
            self.field.as_deref().map(dotyk_uk::search_key),
            &self.direction,
            self.until.map(|day| day.to_string()),
            i64::from(self.unsigned),
            &self.search
        ]);
        params
    }
}

/// A row of a list: the agreement without what it rests on, and where the list goes on.
#[derive(Debug)]
pub struct Listed {
    /// The agreement.
    pub agreement: Agreement,
    /// The key of order.
    pub sort_key: String,
}

/// A page of the list after a sort key and id.
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
    let mut params = filter.params(visible, day);
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(LIST, &params)?;
    let agreements = whole(tx, &visible.office, &rows)?;
    agreements.into_iter().zip(&rows).map(|(agreement, row)| Ok(Listed { agreement, sort_key: row.get("sort_key")? })).collect()
}

/// How many there are in all.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<i64, Error> {
    tx.first(COUNT, &filter.params(visible, day))?.map_or(Ok(0), |row| row.get("n"))
}

/// A day that must not be missed, and the agreement whose it is.
#[derive(Clone, Debug)]
pub struct Due {
    /// Which.
    pub id: String,
    /// Which of its days.
    pub position: i64,
    /// What.
    pub what: What,
    /// The day.
    pub day: Date,
}

fn due_row(row: &Row) -> Result<Due, Error> {
    let day: String = row.get("day")?;
    let day = day.parse().map_err(|_| Error::Other(format!("«{day}» is no day of an agreement")))?;
    Ok(Due { id: row.get("agreement")?, position: row.get("position")?, what: word(row, "what", What::parse)?, day })
}

/// Days within a span that must not be missed, as it stands on a day, behind one of them.
///
/// # Errors
/// The database's.
pub fn due(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    day: Date,
    span: (Date, Date),
    after: Option<&Due>,
    limit: i64,
) -> Result<Vec<Due>, Error> {
    let mut params = filter.params(visible, day);
    let behind = after.map(|due| (due.day.to_string(), due.id.clone(), due.position)).unwrap_or_default();
    params.extend(row![span.0.to_string(), span.1.to_string(), behind.0, behind.1, behind.2, limit]);
    tx.all(DUE, &params)?.iter().map(due_row).collect()
}

/// How many there are in all.
///
/// # Errors
/// The database's.
pub fn count_due(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date, span: (Date, Date)) -> Result<i64, Error> {
    let mut params = filter.params(visible, day);
    params.extend(row![span.0.to_string(), span.1.to_string()]);
    tx.first(COUNT_DUE, &params)?.map_or(Ok(0), |row| row.get("n"))
}

/// Signings that are late on a day, the latest first.
///
/// # Errors
/// The database's.
pub fn late(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<Vec<Due>, Error> {
    tx.all(LATE, &filter.params(visible, day))?.iter().map(due_row).collect()
}

/// What the office is reminded of on a day: what comes by `until`, and signings that are late since `since`.
///
/// # Errors
/// The database's.
pub fn troubles(tx: &mut Tx, office: &str, day: Date, until: Date, since: Date) -> Result<Vec<Due>, Error> {
    let params = params![office, day.to_string(), until.to_string(), since.to_string()];
    tx.all(TROUBLES, params)?.iter().map(due_row).collect()
}

/// Agreements by ids, those that are not taken back.
///
/// # Errors
/// The database's.
pub fn by_ids(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Agreement>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(params![office], ids) {
        rows.extend(tx.all(BY_IDS, &params)?);
    }
    whole(tx, office, &rows)
}

/// The agreements of a party or in a place, for its card.
///
/// # Errors
/// The database's.
pub fn beside(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    let sql = match of.kind {
        Kind::Organisation => OF_ORGANISATION,
        Kind::Place => IN_PLACE,
        _ => return Ok(Vec::new()),
    };
    let mut params = visible.params();
    params.extend(row![&of.id]);
    tx.all(sql, &params)?.iter().map(|row| Ok(Ref::new(Kind::Agreement, row.get::<String>("id")?))).collect()
}

/// What was signed within a span, and what came to be talked about. Whether a signature was everybody's is on the card.
///
/// # Errors
/// The database's.
pub fn deeds(tx: &mut Tx, visible: &Visible, span: &Span) -> Result<Vec<Deed>, Error> {
    let mut params = visible.params();
    params.extend(row![&span.direction, &span.funder, &span.place, span.from.to_string(), span.until.to_string()]);
    let deed = |row: &Row| {
        Ok(Deed {
            record: Ref::new(Kind::Agreement, row.get::<String>("id")?),
            what: if row.get::<i64>("signed")? == 1 { Done::Agreed } else { Done::Other },
            date: opt_when(row.get("date")?)?,
            directions: row.get::<Option<String>>("direction")?.into_iter().collect(),
            source: row.get("source")?,
            locator: row.get("locator")?,
        })
    };
    tx.all(DEEDS, &params)?.iter().map(deed).collect()
}

/// Labels of agreements that the actor may see and that were there on a day, with their states on it.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut rows = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        rows.extend(tx.all(LABELS, &params)?);
    }
    let labels = whole(tx, &visible.office, &rows)?.into_iter().filter_map(|agreement| {
        let turn = agreement.life().at(day)?;
        let path = format!("/agreements/{}", agreement.head.slug);
        let since = turn.day.map(|day| agreement.body.as_told(day));
        let mut label = Label::new(agreement.body.title_uk, agreement.body.title_en, path);
        label.state = turn.state.word().to_owned();
        label.date = since;
        label.places = agreement.body.places;
        Some((agreement.head.id, label))
    });
    Ok(labels.collect())
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

/// What a form offers.
///
/// # Errors
/// The database's.
pub fn options(tx: &mut Tx, visible: &Visible) -> Result<Options, Error> {
    let rows = tx.all(OPTIONS, &visible.params())?;
    rows.iter().map(|row| Ok((row.get("slug")?, row.get("title_uk")?, row.get("title_en")?))).collect()
}

/// Fields of cooperation that were named so far.
///
/// # Errors
/// The database's.
pub fn field_names(tx: &mut Tx, office: &str) -> Result<Vec<Field>, Error> {
    tx.all(FIELD_NAMES, params![office])?.iter().map(|row| Ok(Field { uk: row.get("uk")?, en: row.get("en")? })).collect()
}

/// What a source says of signatures.
///
/// # Errors
/// The database's.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let claim = |row: &Row| {
        Ok(Claim {
            record: Ref::new(Kind::Agreement, row.get::<String>("agreement")?),
            locator: row.get("locator")?,
            state: State::Signed.word().to_owned(),
            date: date(row, "date")?,
        })
    };
    tx.all(CLAIMS, params![office, source])?.iter().map(claim).collect()
}

/// Those that replace one another, of which this is one: each with the one that it replaces, in the order they were made.
///
/// # Errors
/// The database's.
pub fn chain(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<(String, Option<String>)>, Error> {
    let Some(row) = tx.first(CHAIN_OF, params![office, id])? else { return Ok(Vec::new()) };
    let rows = tx.all(CHAIN, params![office, row.get::<String>("chain")?])?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("replaces")?))).collect()
}

/// What the index holds of agreements on a day.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let found = by_ids(tx, office, ids)?;
    let mut codes: Vec<String> = found.iter().flat_map(|one| one.body.places.iter().cloned()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    let documents = found.into_iter().map(|one| {
        let b = &one.body;
        let mut document = find::document(&Ref::new(Kind::Agreement, &one.head.id), &b.title_uk, &b.title_en);
        document.names.extend(b.number.clone());
        let words = b.parties.iter().flat_map(|party| [&party.who_uk, &party.who_en]);
        let fields = b.fields.iter().flat_map(|field| [&field.uk, &field.en]);
        let texts = [&b.about_uk, &b.about_en].into_iter().chain(words).chain(fields);
        document.body = texts.flatten().cloned().collect::<Vec<_>>().join(" ");
        document.facets.push(("agreement_kind".into(), b.kind.word().into()));
        document.facets.extend(one.life().on(day).map(|state| ("agreement_state".into(), state.word().into())));
        let above = b.places.iter().filter_map(|code| around.get(code)).flatten().cloned();
        document.places = b.places.iter().cloned().chain(above).collect();
        let organisations = b.parties.iter().filter_map(|party| Some(format!("org:{}", party.organisation.as_ref()?)));
        let tokens = [format!("account:{}", one.head.created_by)].into_iter().chain(organisations);
        document.visibility = Visibility {
            public: one.head.published_at.is_some(),
            tokens: tokens.chain(document.places.iter().map(|code| format!("place:{code}"))).collect(),
        };
        document
    });
    Ok(documents.collect())
}
