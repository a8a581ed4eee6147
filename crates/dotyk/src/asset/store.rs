//! The asset's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Tx, Usual, Value, in_list, in_lists, params, row, statements};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;

use super::annex::{Others, Party};
use super::{Asset, Body, Intent, State};
use crate::access::{Head, Kind, Permit, Ref, Subject, Visible};
use crate::figure::Qualifier;
use crate::journal::stored::{self, Listed, Stored};
use crate::journal::{Write, keys};
use crate::office::store::opt_when;
use crate::source::store::{cites, put_cites};
use crate::text::When;
use crate::web::deed::{Deed, Span, What};
use crate::web::{Label, Touch, find};
use crate::{organisation, place, project};

macro_rules! columns {
    () => {
        "SELECT a.id, a.slug, a.name_uk, a.name_en, a.about_uk, a.about_en, a.uid, a.quantity, a.unit, a.value, a.qualifier, a.currency,
           a.project, a.recipient, a.implementer, a.place, a.intent, a.handed, a.act_number, a.act_date, a.balance_date, a.announced_date,
           a.announced_link, a.note_uk, a.note_en, a.published_at, a.withdrawn_at, a.created_by, a.sort_key, a.version
         FROM asset a WHERE a.office = $1"
    };
}

/// Whether a list may show the asset `a`: `$2` everything, `$3` account, `$4` organisation, `$5` place.
macro_rules! visible {
    () => {
        concat!(
            "a.withdrawn_at IS NULL AND (a.published_at IS NOT NULL OR $2 = 1 OR a.created_by = $3 OR a.recipient = $4 OR a.implementer = $4 OR ",
            place::lies_in!("a.place", "$5"),
            ")"
        )
    };
}

/// The filters of the list behind it: `$6` the day, `$7` state on it, `$8` project, `$9` organisation, `$10` place, `$11`
/// pattern of the search.
macro_rules! filters {
    () => {
        concat!(
            " AND (CASE WHEN a.announced_day <> '' AND a.announced_day <= $6 THEN 'announced' WHEN a.balance_day <> '' AND a.balance_day <= $6 THEN 'on_balance'
                 WHEN a.handed_day <> '' AND a.handed_day <= $6 THEN 'handed_over' ELSE a.intent END = $7 OR $7 IS NULL)
              AND (a.project = $8 OR $8 IS NULL)
              AND (a.recipient IN ", organisation::merged!("$9"), " OR a.implementer IN ", organisation::merged!("$9"), " OR $9 IS NULL)
              AND (", place::lies_in!("a.place", "$10"), " OR $10 IS NULL)
              AND a.search_key LIKE $11 ESCAPE '!'"
        )
    };
}

/// How much there is with organisations, and when something happened last.
macro_rules! touched {
    ($one:expr) => {
        concat!(
            "SELECT coalesce(o.merged_into, o.id) AS organisation, count(DISTINCT a.id) AS n, max(CASE WHEN a.handed_day <= $2 THEN a.handed_day ELSE '' END) AS latest FROM asset a
               JOIN organisation o ON o.office = a.office AND (o.id = a.recipient OR o.id = a.implementer)
             WHERE a.office = $1 AND a.withdrawn_at IS NULL",
            $one,
            " GROUP BY coalesce(o.merged_into, o.id)"
        )
    };
}

statements! {
    usual {
        /// The usual ones.
        ASSET = asset a: columns!(),
            saves [name_uk, name_en, about_uk, about_en, uid, quantity, unit, value, qualifier, currency, project, recipient,
                   implementer, place, intent, handed, act_number, act_date, balance_date, announced_date, announced_link,
                   note_uk, note_en, handed_day, balance_day, announced_day, sort_key, search_key];
    }
    const BY_IDS = concat!(columns!(), " AND a.withdrawn_at IS NULL AND a.id IN ", in_list!());
    /// A page of the list, after a sort key and id.
    const LIST = concat!(
        columns!(), " AND ", visible!(), filters!(), " AND (a.sort_key > $12 OR (a.sort_key = $12 AND a.id > $13)) ORDER BY a.sort_key, a.id LIMIT $14");
    const COUNT = concat!("SELECT count(*) AS n FROM asset a WHERE a.office = $1 AND ", visible!(), filters!());
    const LABELS = concat!(columns!(), " AND ", visible!(), " AND a.id IN ", in_list!(6));
    /// Of a project, or of an organisation that received or gave.
    const OF = concat!(
        "SELECT a.id, a.sort_key FROM asset a WHERE a.office = $1 AND ", visible!(), "
           AND (a.project = $6 OR a.recipient IN ", organisation::merged!("$6"), " OR a.implementer IN ", organisation::merged!("$6"), ")
         ORDER BY a.sort_key, a.id LIMIT 200");
    /// What was handed over within a span: `$6` direction of its project, `$7` who hands it over, `$8` place.
    const DEEDS = concat!(
        "SELECT a.id, a.handed, a.act_date, p.direction FROM asset a LEFT JOIN project p ON p.office = a.office AND p.id = a.project
         WHERE a.office = $1 AND a.handed_day >= $9 AND a.handed_day <= $10 AND ", visible!(), "
           AND (p.direction = $6 OR $6 IS NULL) AND (a.implementer = $7 OR $7 IS NULL) AND (", place::lies_in!("a.place", "$8"), " OR $8 IS NULL) ORDER BY a.id");
    /// Those that are called so, by the key of order: a table names them so.
    const BY_SORT_KEYS = concat!("SELECT a.id, a.sort_key FROM asset a WHERE a.office = $1 AND a.withdrawn_at IS NULL AND a.sort_key IN ", in_list!());
    /// Organisations as a row of the annex names them; of one that was merged, the one it went into.
    const PARTIES = concat!(
        "SELECT a.id, o.name_uk, o.name_en, o.edrpou, o.org_id, o.country FROM organisation a
           JOIN organisation o ON o.office = a.office AND o.id = coalesce(a.merged_into, a.id)
         WHERE a.office = $1 AND a.id IN ", in_list!());
    /// Of every organisation: `$2` the day.
    const TOUCHED = touched!("");
    /// Of one: `$3`.
    const TOUCHED_ONE = touched!(concat!(" AND o.id IN ", organisation::merged!("$3")));
}

impl Stored for Asset {
    const KIND: Kind = Kind::Asset;
    const SQL: Usual = ASSET;

    fn head(&self) -> &Head {
        &self.head
    }
    fn of_row(head: Head, row: &Row) -> Result<Asset, Error> {
        let qualifier: Option<String> = row.get("qualifier")?;
        let body = Body {
            name_uk: row.get("name_uk")?,
            name_en: row.get("name_en")?,
            about_uk: row.get("about_uk")?,
            about_en: row.get("about_en")?,
            uid: row.get("uid")?,
            quantity: row.get("quantity")?,
            unit: row.get("unit")?,
            value: row.get("value")?,
            qualifier: qualifier.as_deref().and_then(Qualifier::parse),
            currency: row.get("currency")?,
            project: row.get("project")?,
            recipient: row.get("recipient")?,
            implementer: row.get("implementer")?,
            place: row.get("place")?,
            intent: row.word("intent", Intent::parse)?,
            handed: opt_when(row.get("handed")?)?,
            act_number: row.get("act_number")?,
            act_date: opt_when(row.get("act_date")?)?,
            balance_date: opt_when(row.get("balance_date")?)?,
            announced_date: opt_when(row.get("announced_date")?)?,
            announced_link: row.get("announced_link")?,
            note_uk: row.get("note_uk")?,
            note_en: row.get("note_en")?,
            cites: Vec::new(),
        };
        Ok(Asset { head, withdrawn_at: row.get("withdrawn_at")?, body })
    }
    fn read_rest(&mut self, tx: &mut Tx, office: &str) -> Result<(), Error> {
        self.body.cites = cites(tx, office, &Ref::new(Kind::Asset, &self.head.id))?;
        Ok(())
    }
    fn as_subject(&self, tx: &mut Tx, office: &str) -> Result<Subject, Error> {
        Ok(self.subject(place::store::owners(tx, office, self.body.place.as_slice())?))
    }
    fn values(&self) -> Vec<Value> {
        let b = &self.body;
        let parts = [&b.name_uk, &b.name_en, &b.about_uk, &b.about_en, &b.uid, &b.act_number];
        let (sort, search) = keys(&b.name_uk, &b.name_en, parts.into_iter().flatten().map(String::as_str));
        let date = |date: &Option<When>| date.as_ref().map(|date| date.as_str().to_owned());
        row![
            &b.name_uk,
            &b.name_en,
            &b.about_uk,
            &b.about_en,
            &b.uid,
            &b.quantity,
            &b.unit,
            &b.value,
            b.qualifier.map(Qualifier::word),
            &b.currency,
            &b.project,
            &b.recipient,
            &b.implementer,
            &b.place,
            b.intent.word(),
            date(&b.handed),
            &b.act_number,
            date(&b.act_date),
            date(&b.balance_date),
            date(&b.announced_date),
            &b.announced_link,
            &b.note_uk,
            &b.note_en,
            b.handed_day().map(|day| day.to_string()).unwrap_or_default(),
            first(&b.balance_date),
            first(&b.announced_date),
            sort,
            search
        ]
    }
    fn put_parts(&self, write: &mut Write, permit: &Permit) -> Result<(), Error> {
        put_cites(write, permit, &self.body.cites)
    }
}

fn first(date: &Option<When>) -> String {
    date.as_ref().map(|date| date.first().to_string()).unwrap_or_default()
}

/// What a list is filtered by.
#[derive(Debug, Default)]
pub struct Filter {
    /// A state on the day.
    pub state: Option<State>,
    /// A project.
    pub project: Option<String>,
    /// An organisation that received or gave.
    pub organisation: Option<String>,
    /// A place or one around it.
    pub place: Option<String>,
    /// The pattern of a search; `%` finds everything.
    pub search: String,
}

impl Filter {
    fn params(&self, visible: &Visible, day: Date) -> Vec<Value> {
        let mut params = visible.params();
        let state = self.state.map(State::word);
        params.extend(row![day.to_string(), state, &self.project, &self.organisation, &self.place, &self.search]);
        params
    }
}

/// How many a filter finds.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, visible: &Visible, filter: &Filter, day: Date) -> Result<i64, Error> {
    stored::count(tx, COUNT, &filter.params(visible, day))
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
) -> Result<Vec<Listed<Asset>>, Error> {
    stored::page(tx, visible, LIST, filter.params(visible, day), after, limit)
}

/// What was handed over within a span, as far as a visitor may see it.
///
/// # Errors
/// The database's.
pub fn deeds(tx: &mut Tx, visible: &Visible, span: &Span) -> Result<Vec<Deed>, Error> {
    let mut params = visible.params();
    params.extend(row![&span.direction, &span.funder, &span.place, span.from.to_string(), span.until.to_string()]);
    let deed = |row: &Row| {
        let (handed, act) = (opt_when(row.get("handed")?)?, opt_when(row.get("act_date")?)?);
        Ok(Deed {
            record: Ref::new(Kind::Asset, row.get::<String>("id")?),
            what: What::Done,
            date: [handed, act].into_iter().flatten().min_by_key(When::first),
            directions: row.get::<Option<String>>("direction")?.into_iter().collect(),
            source: None,
            locator: None,
        })
    };
    tx.all(DEEDS, &params)?.iter().map(deed).collect()
}

/// What was received within a project, or what an organisation received or gave.
///
/// # Errors
/// The database's.
pub fn handed(tx: &mut Tx, visible: &Visible, of: &Ref) -> Result<Vec<Ref>, Error> {
    stored::around::<Asset>(tx, visible, OF, &of.id)
}

/// Labels of assets that the actor may see, with their states on a day.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, day: Date, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let found: Vec<Asset> = stored::by_ids(tx, &visible.office, LABELS, &visible.params(), ids)?;
    let labels = found.into_iter().map(|asset| {
        let path = format!("/assets/{}", asset.head.slug);
        let mut label = Label::new(asset.body.name_uk.clone(), asset.body.name_en.clone(), path);
        label.state = asset.body.on(day).word().to_owned();
        label.date = asset.body.since(day);
        label.places = asset.body.place.into_iter().collect();
        (asset.head.id, label)
    });
    Ok(labels.collect())
}

/// What the index holds of assets on a day.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let found: Vec<Asset> = stored::by_ids(tx, office, BY_IDS, params![office], ids)?;
    let mut codes: Vec<String> = found.iter().filter_map(|asset| asset.body.place.clone()).collect();
    codes.sort();
    codes.dedup();
    let around = place::store::ancestors(tx, office, &codes)?;
    let documents = found.into_iter().map(|asset| {
        let b = &asset.body;
        let mut document = find::document(&Ref::new(Kind::Asset, &asset.head.id), &b.name_uk, &b.name_en);
        document.names.extend([&b.uid, &b.act_number].into_iter().flatten().cloned());
        document.body = [&b.about_uk, &b.about_en].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        document.facets.push(("state".into(), b.on(day).word().into()));
        let above = b.place.iter().filter_map(|code| around.get(code)).flatten().cloned();
        document.places = b.place.iter().cloned().chain(above).collect();
        let organisations = [&b.recipient, &b.implementer].into_iter().flatten().map(|id| format!("org:{id}"));
        let tokens = [format!("account:{}", asset.head.created_by)].into_iter().chain(organisations);
        document.visibility = Visibility {
            public: asset.head.published_at.is_some(),
            tokens: tokens.chain(document.places.iter().map(|code| format!("place:{code}"))).collect(),
        };
        document
    });
    Ok(documents.collect())
}

/// What the register knows of the others in the rows of the annex, by the ids of the assets.
///
/// # Errors
/// The database's.
pub fn others(tx: &mut Tx, office: &str, assets: &[Asset]) -> Result<HashMap<String, Others>, Error> {
    let distinct = |ids: Vec<&String>| -> Vec<String> {
        let mut ids: Vec<String> = ids.into_iter().cloned().collect();
        ids.sort();
        ids.dedup();
        ids
    };
    let projects = distinct(assets.iter().filter_map(|asset| asset.body.project.as_ref()).collect());
    let cards = project::store::cards(tx, office, &projects)?;
    let organisations =
        distinct(assets.iter().flat_map(|asset| [&asset.body.recipient, &asset.body.implementer]).flatten().collect());
    let mut parties: HashMap<String, Party> = HashMap::new();
    for params in in_lists(params![office], &organisations) {
        for row in tx.all(PARTIES, &params)? {
            let name = row.get::<Option<String>>("name_uk")?.or(row.get("name_en")?);
            let party = Party { name, edrpou: row.get("edrpou")?, org_id: row.get("org_id")?, country: row.get("country")? };
            parties.insert(row.get("id")?, party);
        }
    }
    let party = |id: &Option<String>| id.as_ref().and_then(|id| parties.get(id)).cloned().unwrap_or_default();
    let others = assets.iter().map(|asset| {
        let card = asset.body.project.as_ref().and_then(|id| cards.get(id));
        let others = Others {
            project_number: card.and_then(|card| card.number.clone()),
            project_title: card.and_then(|card| card.title.clone()),
            recipient: party(&asset.body.recipient),
            implementer: party(&asset.body.implementer),
        };
        (asset.head.id.clone(), others)
    });
    Ok(others.collect())
}

/// Assets by whole names, as their search keys say them: the ids of each.
///
/// # Errors
/// The database's.
pub fn by_names(tx: &mut Tx, office: &str, names: &[String]) -> Result<HashMap<String, Vec<String>>, Error> {
    let mut sorts: Vec<String> = names.iter().map(|name| dotyk_uk::sort_key(name)).filter(|key| !key.is_empty()).collect();
    sorts.sort();
    sorts.dedup();
    let mut by_sort: HashMap<String, Vec<String>> = HashMap::new();
    for params in in_lists(params![office], &sorts) {
        for row in tx.all(BY_SORT_KEYS, &params)? {
            by_sort.entry(row.get("sort_key")?).or_default().push(row.get("id")?);
        }
    }
    Ok(names.iter().filter_map(|name| Some((name.clone(), by_sort.get(&dotyk_uk::sort_key(name))?.clone()))).collect())
}

/// What organisations, or one, received or gave, and the day of the last hand-over.
///
/// # Errors
/// The database's.
pub fn touched_on(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    Touch::ask(tx, Kind::Asset, (TOUCHED, TOUCHED_ONE), office, day, of)
}
