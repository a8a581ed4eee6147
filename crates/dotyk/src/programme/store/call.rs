//! Calls of programmes.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Tx, Usual, Value, in_lists, params, row};
use jiff::civil::Date;

use super::super::model::{Call, CallBody, Offer, Programme, Repetition, SOON, Scope, Window, after, minor, moment};
use super::sql::*;
use super::{Reach, gather, put_scope, reaches};
use crate::access::{Head, Kind, Permit, Ref, Subject, Visible};
use crate::journal::stored::{self, Stored};
use crate::journal::{Write, keys};
use crate::office::store::opt_when;
use crate::organisation::OrganisationKind;
use crate::source::store::{cites, put_cites};
use crate::text::{When, sectors_over};
use crate::web::Label;

/// No more calls than this are held against one need.
pub(super) const MOST_OPEN: i64 = 5000;

impl Stored for Call {
    const KIND: Kind = Kind::Call;
    const SQL: Usual = CALL;

    fn head(&self) -> &Head {
        &self.head
    }
    fn of_row(head: Head, row: &Row) -> Result<Call, Error> {
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
        Ok(Call { head, withdrawn_at: row.get("withdrawn_at")?, body })
    }
    fn read_parts(tx: &mut Tx, office: &str, all: &mut [Call]) -> Result<(), Error> {
        let ids: Vec<String> = all.iter().map(|one| one.head.id.clone()).collect();
        let mut reaches = reaches(tx, office, &ids)?;
        for one in all {
            one.body.scope = reaches.remove(&one.head.id).unwrap_or_default().scope;
        }
        Ok(())
    }
    fn read_rest(&mut self, tx: &mut Tx, office: &str) -> Result<(), Error> {
        self.body.cites = cites(tx, office, &Ref::new(Kind::Call, &self.head.id))?;
        Ok(())
    }
    fn as_subject(&self, tx: &mut Tx, office: &str) -> Result<Subject, Error> {
        let programme = Programme::subject_of(tx, office, &self.body.programme)?;
        Ok(self.subject(&programme.ok_or_else(|| Error::Other("a call of no programme".into()))?))
    }
    fn born_with(&self, _: &mut Tx, _: &str) -> Result<Vec<(&'static str, Value)>, Error> {
        Ok(vec![("programme", (&self.body.programme).into())])
    }
    fn values(&self) -> Vec<Value> {
        let b = &self.body;
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
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error> {
        put_scope(write, &self.head.id, &self.body.scope, &[])?;
        put_cites(write, permit, &self.body.cites)
    }
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
        let codes = self.sector.as_deref().map(sectors_over).unwrap_or_default();
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
    let mut call = Call::of_row(stored::head(row)?, row)?;
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
    stored::count(tx, COUNT_CALLS, &filter.params(visible))
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
    let found: Vec<Call> = stored::by_ids(tx, &visible.office, CALL_LABELS, &visible.params(), ids)?;
    let labels = found.into_iter().map(|call| {
        let path = format!("/calls/{}", call.head.slug);
        let mut label = Label::new(call.body.title_uk.clone(), call.body.title_en.clone(), path);
        label.state = call.body.at(&at).word().to_owned();
        label.date = call.body.closes.or(call.body.opens);
        (call.head.id, label)
    });
    Ok(labels.collect())
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
