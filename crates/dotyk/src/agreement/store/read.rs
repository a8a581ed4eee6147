//! Lists of agreements, and what others ask of them.

use std::collections::{HashMap, HashSet};

use dotyk_db::{Error, Row, Tx, in_lists, params, row};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::sql::*;
use crate::access::{Kind, Ref, Visible};
use crate::agreement::life::{State, What};
use crate::agreement::model::{Agreement, AgreementKind, Field};
use crate::journal::stored::{self, Listed};
use crate::office::store::opt_when;
use crate::place;
use crate::web::deed::{Deed, Span, What as Done};
use crate::web::{Claim, Label, Options, Touch, find};

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
) -> Result<Vec<Listed<Agreement>>, Error> {
    let sql = if filter.organisation.is_some() { LIST_OF } else { LIST };
    stored::page(tx, visible, sql, filter.params(visible, day), after, limit)
}

/// How many there are in all.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<i64, Error> {
    let sql = if filter.organisation.is_some() { COUNT_OF } else { COUNT };
    stored::count(tx, sql, &filter.params(visible, day))
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
    Ok(Due { id: row.get("agreement")?, position: row.get("position")?, what: row.word("what", What::parse)?, day })
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
    stored::count(tx, COUNT_DUE, &params)
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
    stored::by_ids(tx, office, BY_IDS, params![office], ids)
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
    stored::around::<Agreement>(tx, visible, sql, &of.id)
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
    let found: Vec<Agreement> = stored::by_ids(tx, &visible.office, LABELS, &visible.params(), ids)?;
    let labels = found.into_iter().filter_map(|agreement| {
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

/// Who is bound by an agreement: who has signed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// Organisations, as they were named and as they are now.
    pub organisations: HashSet<String>,
    /// The places in which these lie.
    pub places: HashSet<String>,
    /// Whether others signed of whom the register does not know which organisations they are.
    pub unnamed: bool,
}

/// Who is bound by some agreements on a day; an agreement that nobody has signed by then is not among them.
///
/// # Errors
/// The database's.
pub fn bound(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<HashMap<String, Bound>, Error> {
    let mut bound: HashMap<String, Bound> = HashMap::new();
    for params in in_lists(params![office, day.to_string()], ids) {
        for row in tx.all(BOUND, &params)? {
            let one = bound.entry(row.get("agreement")?).or_default();
            let organisation: Option<String> = row.get("organisation")?;
            one.unnamed |= organisation.is_none();
            one.organisations.extend(organisation.into_iter().chain(row.get::<Option<String>>("merged_into")?));
            one.places.extend(row.get::<Option<String>>("place")?);
        }
    }
    Ok(bound)
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
            date: opt_when(row.get("date")?)?,
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

/// The agreements that lie with the ministry, as far as the actor may see them.
///
/// # Errors
/// The database's.
pub fn sent(tx: &mut Tx, visible: &Visible) -> Result<Vec<Agreement>, Error> {
    let rows = tx.all(SENT, &visible.params())?;
    stored::of_rows(tx, &visible.office, &rows)
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

/// The agreements of organisations, or of one, and the day of what happened to them last.
///
/// # Errors
/// The database's.
pub fn touched_on(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    Touch::ask(tx, Kind::Agreement, (TOUCHED, TOUCHED_ONE), office, day, of)
}
