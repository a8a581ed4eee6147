//! Calls of programmes.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, Value, in_lists, params, row};
use jiff::civil::Date;

use super::super::fit::chain;
use super::super::model::{Call, CallBody, Offer, Repetition, SOON, Scope, Window, after, minor, moment};
use super::sql::*;
use super::{Reach, gather, head, journal, put_scope, reaches, slugs, subject_of};
use crate::access::{Action, Actor, Denied, Kind, Permit, Ref, Subject, Visible};
use crate::journal::{Write, keys};
use crate::office::store::opt_when;
use crate::organisation::OrganisationKind;
use crate::source::store::{cites, put_cites};
use crate::text::When;
use crate::web::Label;

/// No more calls than this are held against one need.
pub(super) const MOST_OPEN: i64 = 5000;

/// A call without its scope and sources.
pub(super) fn call(row: &Row) -> Result<Call, Error> {
    let repetition: Option<String> = row.get("repetition")?;
    let body = CallBody {
        programme: row.get("programme")?,
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        about_uk: row.get("about_uk")?,
        about_en: row.get("about_en")?,
        scope: Scope::default(),
        eligible_uk: row.get("eligible_uk")?,
        eligible_en: row.get("eligible_en")?,
        link: row.get("link")?,
        opens: opt_when(row.get("opens")?)?,
        closes: opt_when(row.get("closes")?)?,
        closes_hour: row.get("closes_hour")?,
        repetition: repetition.as_deref().and_then(Repetition::parse),
        least: row.get("least")?,
        most: row.get("most")?,
        currency: row.get("currency")?,
        cofunding: row.get("cofunding")?,
        cites: Vec::new(),
    };
    Ok(Call { head: head(row)?, withdrawn_at: row.get("withdrawn_at")?, body })
}

/// From slugs to ids of calls.
///
/// # Errors
/// The database's.
pub fn resolve_calls(tx: &mut Tx, office: &str, keys: &[String]) -> Result<HashMap<String, String>, Error> {
    slugs(tx, RESOLVE_CALLS, office, keys)
}

pub(super) fn whole_call(tx: &mut Tx, office: &str, sql: Sql, key: &str) -> Result<Option<Call>, Error> {
    let Some(row) = tx.first(sql, params![office, key])? else { return Ok(None) };
    let mut call = call(&row)?;
    let reach = reaches(tx, office, std::slice::from_ref(&call.head.id))?.remove(&call.head.id).unwrap_or_default();
    call.body.scope = reach.scope;
    call.body.cites = cites(tx, office, &Ref::new(Kind::Call, &call.head.id))?;
    Ok(Some(call))
}

pub(super) fn call_subject(tx: &mut Tx, office: &str, call: &Call) -> Result<Option<Subject>, Error> {
    Ok(subject_of(tx, office, &call.body.programme)?.map(|programme| call.subject(&programme)))
}

/// A call by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take_call(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Call, Permit), Denied> {
    let call = whole_call(tx, &actor.office, CALL_BY_SLUG, slug)?.ok_or(Denied::Missing)?;
    let subject = call_subject(tx, &actor.office, &call)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject)?;
    Ok((call, permit))
}

/// A call as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get_call(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Call>, Error> {
    whole_call(tx, office, CALL_BY_ID, id)
}

/// What the policy must know of a call.
///
/// # Errors
/// The database's.
pub fn call_subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    let Some(call) = get_call(tx, office, id)? else { return Ok(None) };
    call_subject(tx, office, &call)
}

/// What a list of calls is filtered by.
#[derive(Debug, Default, Clone)]
pub struct Filter {
    /// The moment at which states are asked for; see [`moment`].
    pub at: String,
    /// A state at it.
    pub state: Option<Window>,
    /// Only those where one may apply.
    pub open: bool,
    /// Only those that are open and close within so many days.
    pub closing: Option<i64>,
    /// Of a programme.
    pub programme: Option<String>,
    /// Of a funder.
    pub funder: Option<String>,
    /// A DAC code that their themes meet.
    pub sector: Option<String>,
    /// A place from which one may apply, and those around it.
    pub places: Vec<String>,
    /// A kind of organisation that may apply.
    pub applicant: Option<OrganisationKind>,
    /// An amount in minor units that they give.
    pub amount: Option<i64>,
    /// Its currency.
    pub currency: Option<String>,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Filter {
    fn params(&self, visible: &Visible) -> Vec<Value> {
        let mut params = visible.params();
        let closing = self.closing.map(|days| after(&self.at, days));
        params.extend(row![&self.at, after(&self.at, SOON), self.state.map(Window::word), i64::from(self.open), closing]);
        params.extend(row![&self.programme, &self.funder]);
        let codes = self.sector.as_deref().map(chain).unwrap_or_default();
        let code = |n: usize| codes.get(n).or(codes.last()).cloned();
        params.extend(row![code(0), code(1), code(2), self.sector.as_deref().map(under)]);
        let place = |n: usize| self.places.get(n).or(self.places.first()).cloned();
        params.extend(row![place(0), place(1), place(2), place(3), place(4)]);
        params.extend(row![self.applicant.map(OrganisationKind::word), self.amount, &self.currency, &self.search]);
        params
    }
}

/// The pattern of the codes that lie under a DAC code: of a group those of its tens.
pub(super) fn under(code: &str) -> String {
    let stem = if code.len() == 3 { code.strip_suffix('0').unwrap_or(code) } else { code };
    format!("{stem}%")
}

/// A row of the list of calls, and where it goes on.
#[derive(Debug)]
pub struct ListedCall {
    /// The call with what holds for it, without what it rests on.
    pub offer: Offer,
    /// The key of order.
    pub sort_key: String,
}

pub(super) fn offers(tx: &mut Tx, office: &str, rows: &[Row]) -> Result<Vec<Offer>, Error> {
    let mut owners = Vec::new();
    for row in rows {
        owners.extend([row.get("id")?, row.get("programme")?]);
    }
    owners.sort();
    owners.dedup();
    let reaches = reaches(tx, office, &owners)?;
    rows.iter().map(|row| offer(row, &reaches)).collect()
}

pub(super) fn offer(row: &Row, reaches: &HashMap<String, Reach>) -> Result<Offer, Error> {
    let mut call = call(row)?;
    let own = reaches.get(&call.head.id).map(|reach| reach.scope.clone()).unwrap_or_default();
    let scope = match reaches.get(&call.body.programme) {
        Some(programme) => own.within(&programme.scope),
        None => own.clone(),
    };
    call.body.scope = own;
    Ok(Offer {
        call,
        scope,
        programme_slug: row.get("programme_slug")?,
        programme_uk: row.get("programme_uk")?,
        programme_en: row.get("programme_en")?,
        funder: row.get("funder")?,
    })
}

/// A page of the list of calls after a key of order and id: what is to come by its closing, then what is behind.
///
/// # Errors
/// The database's.
pub fn calls(tx: &mut Tx, visible: &Visible, filter: &Filter, after: (&str, &str), limit: i64) -> Result<Vec<ListedCall>, Error> {
    let mut params = filter.params(visible);
    params.extend(row![after.0, after.1, limit]);
    let rows = tx.all(CALLS, &params)?;
    let offers = offers(tx, &visible.office, &rows)?;
    let listed = offers.into_iter().map(|offer| {
        let (closing, closed) = offer.call.body.order();
        let behind = offer.call.body.at(&filter.at) == Window::Closed;
        ListedCall { sort_key: if behind { format!("1{closed}") } else { format!("0{closing}") }, offer }
    });
    Ok(listed.collect())
}

/// How many there are of them.
///
/// # Errors
/// The database's.
pub fn count_calls(tx: &mut Tx, visible: &Visible, filter: &Filter) -> Result<i64, Error> {
    tx.first(COUNT_CALLS, &filter.params(visible))?.map_or(Ok(0), |row| row.get("n"))
}

/// Calls that have not closed before a day, each with what holds for it, the nearest to close first: two statements,
/// however many there are, and at most five thousand calls.
///
/// # Errors
/// The database's.
pub fn open_calls(tx: &mut Tx, visible: &Visible, day: Date) -> Result<Vec<Offer>, Error> {
    let at = moment(day, None);
    let mut params = visible.params();
    params.extend(row![&at, MOST_OPEN]);
    let rows = tx.all(OPEN_CALLS, &params)?;
    let reaches = gather(&tx.all(OPEN_SCOPE, params![&visible.office, &at])?)?;
    rows.iter().map(|row| offer(row, &reaches)).collect()
}

/// Labels of calls that the actor may see, with their states on a day.
///
/// # Errors
/// The database's.
pub fn call_labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let at = moment(day, None);
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(CALL_LABELS, &params)? {
            let call = call(&row)?;
            let mut label =
                Label::new(call.body.title_uk.clone(), call.body.title_en.clone(), format!("/calls/{}", call.head.slug));
            label.state = call.body.at(&at).word().to_owned();
            label.date = call.body.closes.or(call.body.opens);
            labels.push((call.head.id, label));
        }
    }
    Ok(labels)
}

/// The calls of some programmes: who sees them is up to the programme, so they are found anew when it changes.
///
/// # Errors
/// The database's.
pub fn calls_of(tx: &mut Tx, office: &str, programmes: &[String]) -> Result<Vec<String>, Error> {
    let mut ids = Vec::new();
    for params in in_lists(params![office], programmes) {
        for row in tx.all(CALLS_OF, &params)? {
            ids.push(row.get("id")?);
        }
    }
    Ok(ids)
}

/// Calls by their programme and what they are called, folded as search folds: ids with addresses.
pub type Titled = HashMap<(String, String), Vec<(String, String)>>;

/// The calls of programmes by their titles in either language.
///
/// # Errors
/// The database's.
pub fn titles_of_calls(tx: &mut Tx, office: &str, programmes: &[String]) -> Result<Titled, Error> {
    let mut titled = Titled::new();
    for params in in_lists(params![office], programmes) {
        for row in tx.all(TITLES_OF_CALLS, &params)? {
            let (id, slug, of): (String, String, String) = (row.get("id")?, row.get("slug")?, row.get("programme")?);
            let titles = [row.get::<Option<String>>("title_uk")?, row.get("title_en")?];
            let mut keys: Vec<String> = titles.iter().flatten().map(|title| dotyk_uk::search_key(title)).collect();
            keys.dedup();
            for key in keys {
                titled.entry((of.clone(), key)).or_default().push((id.clone(), slug.clone()));
            }
        }
    }
    Ok(titled)
}

pub(super) fn call_values(b: &CallBody) -> Vec<Value> {
    let texts = [&b.title_uk, &b.title_en, &b.about_uk, &b.about_en].into_iter().flatten().map(String::as_str);
    let (_, search) = keys(&b.title_uk, &b.title_en, texts.chain(b.scope.tags.iter().map(String::as_str)));
    let date = |date: &Option<When>| date.as_ref().map(|date| date.as_str().to_owned());
    let units = |text: &Option<String>| text.as_deref().and_then(minor);
    let (closing, closed) = b.order();
    row![
        &b.title_uk,
        &b.title_en,
        &b.about_uk,
        &b.about_en,
        &b.eligible_uk,
        &b.eligible_en,
        &b.link,
        date(&b.opens),
        date(&b.closes),
        &b.closes_hour,
        b.repetition.map(Repetition::word),
        &b.least,
        units(&b.least),
        &b.most,
        units(&b.most),
        &b.currency,
        b.cofunding,
        b.opens_at(),
        b.closes_at(),
        closing,
        closed,
        search
    ]
}

pub(super) const CALL_COLUMNS: [&str; 22] = [
    "title_uk",
    "title_en",
    "about_uk",
    "about_en",
    "eligible_uk",
    "eligible_en",
    "link",
    "opens",
    "closes",
    "closes_hour",
    "repetition",
    "least",
    "least_minor",
    "most",
    "most_minor",
    "currency",
    "cofunding",
    "opens_at",
    "closes_at",
    "closing_key",
    "closed_key",
    "search_key",
];

/// Adds a call.
///
/// # Errors
/// The database's.
pub fn add_call(write: &mut Write, permit: &Permit, call: &Call) -> Result<(), Error> {
    permit.holds_for(Kind::Call, &call.head.id);
    let head = &call.head;
    let mut row = row![permit.office(), &head.id, &head.slug, &call.body.programme, &head.published_at, &call.withdrawn_at];
    row.extend(row![write.stamp(), &head.created_by, 1]);
    row.extend(call_values(&call.body));
    let columns = ["office", "id", "slug", "programme", "published_at", "withdrawn_at", "created_at", "created_by", "version"];
    let columns: Vec<&'static str> = columns.into_iter().chain(CALL_COLUMNS).collect();
    write.tx().bulk("programme_call", &columns, [row])?;
    put_scope(write, &head.id, &call.body.scope, &[])?;
    put_cites(write, permit, &call.body.cites)?;
    write.record(permit, call)
}

/// Saves an edit of a call; as [`save`].
///
/// # Errors
/// The database's.
pub fn save_call(write: &mut Write, permit: &Permit, call: &Call) -> Result<bool, Error> {
    permit.holds_for(Kind::Call, &call.head.id);
    let mut params = row![permit.office(), permit.id()];
    params.extend(call_values(&call.body));
    params.extend(row![call.head.version]);
    if write.tx().run(SAVE_CALL, &params)? == 0 {
        return Ok(false);
    }
    put_scope(write, permit.id(), &call.body.scope, &[])?;
    put_cites(write, permit, &call.body.cites)?;
    journal(write, permit)?;
    Ok(true)
}
