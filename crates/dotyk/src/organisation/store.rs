//! The organisation's SQL.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};

use dotyk_match::{Document, Visibility};

use super::{Alias, Body, Organisation, OrganisationKind};
use crate::access::{Action, Actor, Denied, Kind, Owner, Permit, Ref, Subject, Visible};
use crate::journal::Write;
use crate::journal::stored::head;
use crate::organisation;
use crate::place::{self, Candidate, Match};
use crate::source;
use crate::web::{Label, find};

/// Whether the organisation `o` may be seen: the first five parameters are those of [`Visible`].
macro_rules! seen {
    () => {
        concat!(
            "o.withdrawn_at IS NULL AND (o.published_at IS NOT NULL OR $2 = 1 OR o.created_by = $3
              OR o.id IN (SELECT coalesce(m.merged_into, m.id) FROM organisation m WHERE m.office = $1 AND m.id = $4)
              OR ",
            place::lies_in!("o.place", "$5"),
            ")"
        )
    };
}

statements! {
    const MERGED = concat!("SELECT m.id FROM ", organisation::merged!("$2"), " m");
    /// What the index holds, with [`NAMES_OF`].
    const TEXTS_OF = concat!(
        "SELECT id, kind, name_uk, name_en, short_uk, short_en, org_id, edrpou, country, place, about_uk, about_en, published_at, created_by
         FROM organisation WHERE office = $1 AND merged_into IS NULL AND withdrawn_at IS NULL AND id IN ", in_list!());
    const NAMES_OF = concat!("SELECT organisation, name FROM organisation_alias WHERE office = $1 AND organisation IN ", in_list!());
    /// By its address; the address of one that was merged finds the one it went into.
    const BY_SLUG =
        "SELECT o.id, o.slug, o.kind, o.name_uk, o.name_en, o.short_uk, o.short_en, o.org_id, o.edrpou, o.parent, o.place, o.country,
           o.website, o.about_uk, o.about_en, o.published_at, o.merged_into, o.withdrawn_at, o.created_by, o.version
         FROM organisation a JOIN organisation o ON o.office = a.office AND o.id = coalesce(a.merged_into, a.id)
         WHERE a.office = $1 AND a.slug = $2";
    const BY_ID =
        "SELECT id, slug, kind, name_uk, name_en, short_uk, short_en, org_id, edrpou, parent, place, country, website, about_uk, about_en,
           published_at, merged_into, withdrawn_at, created_by, version
         FROM organisation WHERE office = $1 AND id = $2";
    const ALIASES = "SELECT name, note_uk, note_en FROM organisation_alias WHERE office = $1 AND organisation = $2 ORDER BY position";
    /// A page of the list, after a sort key and id.
    const LIST = concat!(
        "SELECT o.id, o.slug, o.kind, o.name_uk, o.name_en, o.short_uk, o.short_en, o.place, o.published_at, o.sort_key FROM organisation o
         WHERE o.office = $1 AND o.merged_into IS NULL AND ", seen!(), "
           AND (o.sort_key > $6 OR (o.sort_key = $6 AND o.id > $7)) AND o.search_key LIKE $8 ESCAPE '!'
           AND (o.kind = $9 OR $9 IS NULL) AND (", place::lies_in!("o.place", "$10"), " OR $10 IS NULL)
         ORDER BY o.sort_key, o.id LIMIT $11");
    const COUNT = concat!(
        "SELECT count(*) AS n FROM organisation o
         WHERE o.office = $1 AND o.merged_into IS NULL AND ", seen!(), " AND o.search_key LIKE $6 ESCAPE '!'
           AND (o.kind = $7 OR $7 IS NULL) AND (", place::lies_in!("o.place", "$8"), " OR $8 IS NULL)");
    const IDS = "SELECT id FROM organisation WHERE office = $1 ORDER BY id";
    /// Labels by id; of one that was merged, that of the one it went into.
    const LABELS = concat!(
        "SELECT a.id, o.slug, o.name_uk, o.name_en, o.place
         FROM organisation a JOIN organisation o ON o.office = a.office AND o.id = coalesce(a.merged_into, a.id)
         WHERE a.office = $1 AND ", seen!(), " AND a.id IN ", in_list!(6));
    /// What a partner is told of organisations by their ids; of one that was merged, that of the one it went into.
    const TOLD = concat!(
        "SELECT a.id, o.id AS own, o.kind, o.name_uk, o.name_en, o.org_id, o.edrpou, o.country
         FROM organisation a JOIN organisation o ON o.office = a.office AND o.id = coalesce(a.merged_into, a.id)
         WHERE a.office = $1 AND ", seen!(), " AND a.id IN ", in_list!(6));
    const BY_SLUGS = concat!("SELECT slug, coalesce(merged_into, id) AS id FROM organisation WHERE office = $1 AND slug IN ", in_list!());
    /// One that was merged has no keys: the one it went into has them.
    const BY_KEYS = concat!(
        "SELECT k.search_key, o.id, o.slug, o.name_uk, o.name_en
         FROM organisation_key k JOIN organisation o ON o.office = k.office AND o.id = k.organisation
         WHERE k.office = $1 AND o.withdrawn_at IS NULL AND k.search_key IN ", in_list!(), " ORDER BY o.sort_key, o.id");
    const OPTIONS = concat!(
        "SELECT o.slug, o.name_uk, o.name_en FROM organisation o
         WHERE o.office = $1 AND o.merged_into IS NULL AND ", seen!(), " ORDER BY o.sort_key, o.id LIMIT 300");
    /// Those right below one, or below one that was merged into it.
    const CHILDREN = concat!(
        "SELECT o.id FROM organisation o
         WHERE o.office = $1 AND o.merged_into IS NULL AND ", seen!(), "
           AND o.parent IN ", organisation::merged!("$6"), "
         ORDER BY o.sort_key, o.id LIMIT 200");
    /// By identifiers and codes; one that was merged is the one it went into.
    const BY_CODES = concat!(
        "SELECT coalesce(merged_into, id) AS id, org_id, edrpou FROM organisation WHERE office = $1 AND withdrawn_at IS NULL AND (org_id IN ", in_list!(),
        " OR edrpou IN ", in_list!(), ")");
    const ABSORBED = "SELECT id FROM organisation WHERE office = $1 AND merged_into = $2 ORDER BY id";
    const PARENTS = "SELECT id, parent FROM organisation WHERE office = $1 AND parent IS NOT NULL";
    /// Another that has one of these codes.
    const SAME_CODE =
        "SELECT id FROM organisation WHERE office = $1 AND id <> $2 AND merged_into IS NULL AND (edrpou = $3 OR org_id = $4) ORDER BY id LIMIT 1";
    const SLUG_TAKEN = "SELECT 1 AS taken FROM organisation WHERE office = $1 AND slug = $2";
    const ADD =
        "INSERT INTO organisation (office, id, slug, kind, name_uk, name_en, short_uk, short_en, org_id, edrpou, parent, place, country, website,
           about_uk, about_en, published_at, created_by, sort_key, search_key, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 1)";
    const SAVE =
        "UPDATE organisation SET kind = $3, name_uk = $4, name_en = $5, short_uk = $6, short_en = $7, org_id = $8, edrpou = $9, parent = $10,
           place = $11, country = $12, website = $13, about_uk = $14, about_en = $15, sort_key = $16, search_key = $17, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $18";
    /// What was taken back is shown to nobody, however it is found.
    const PUBLISH =
        "UPDATE organisation SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2 AND withdrawn_at IS NULL";
    const MOVE = "UPDATE organisation SET merged_into = $3, version = version + 1 WHERE office = $1 AND id = $2";
    const WITHDRAW = "UPDATE organisation SET withdrawn_at = $3, published_at = NULL, version = version + 1 WHERE office = $1 AND id = $2";
    const CLEAR_ALIASES = "DELETE FROM organisation_alias WHERE office = $1 AND organisation = $2";
    const CLEAR_KEYS = "DELETE FROM organisation_key WHERE office = $1 AND organisation = $2";
}

fn organisation(tx: &mut Tx, office: &str, found: Option<Row>) -> Result<Option<Organisation>, Error> {
    let Some(row) = found else { return Ok(None) };
    let head = head(&row)?;
    let body = Body {
        kind: OrganisationKind::parse(&row.get::<String>("kind")?).unwrap_or_default(),
        name_uk: row.get("name_uk")?,
        name_en: row.get("name_en")?,
        short_uk: row.get("short_uk")?,
        short_en: row.get("short_en")?,
        org_id: row.get("org_id")?,
        edrpou: row.get("edrpou")?,
        parent: row.get("parent")?,
        place: row.get("place")?,
        country: row.get("country")?,
        website: row.get("website")?,
        about_uk: row.get("about_uk")?,
        about_en: row.get("about_en")?,
        aliases: aliases(tx, office, &head.id)?,
        cites: source::store::cites(tx, office, &Ref::new(Kind::Organisation, &head.id))?,
    };
    Ok(Some(Organisation { head, merged_into: row.get("merged_into")?, withdrawn_at: row.get("withdrawn_at")?, body }))
}

fn aliases(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<Alias>, Error> {
    let rows = tx.all(ALIASES, params![office, id])?;
    rows.iter()
        .map(|row| Ok(Alias { name: row.get("name")?, note_uk: row.get("note_uk")?, note_en: row.get("note_en")? }))
        .collect()
}

/// An organisation by its address, for an action. An address of one that was merged gives the one it went into.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Organisation, Permit), Denied> {
    let found = tx.first(BY_SLUG, params![&actor.office, slug])?;
    let organisation = organisation(tx, &actor.office, found)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject(tx, &actor.office, &organisation)?)?;
    Ok((organisation, permit))
}

/// What the policy must know of an organisation: it is also the own of those merged into it, and of the places it lies in.
///
/// # Errors
/// The database's.
pub fn subject(tx: &mut Tx, office: &str, organisation: &Organisation) -> Result<Subject, Error> {
    let place: Vec<String> = organisation.body.place.iter().cloned().collect();
    let owners = place::store::owners(tx, office, &place)?;
    let absorbed = absorbed(tx, office, &organisation.head.id)?.into_iter().map(Owner::Organisation);
    Ok(organisation.subject().owned_by(owners).owned_by(absorbed))
}

/// As [`subject`], by id.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    match get(tx, office, id)? {
        Some(organisation) => subject(tx, office, &organisation).map(Some),
        None => Ok(None),
    }
}

fn absorbed(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<String>, Error> {
    tx.all(ABSORBED, params![office, id])?.iter().map(|row| row.get("id")).collect()
}

/// An organisation as the journal sees it: a merged one as itself.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Organisation>, Error> {
    let found = tx.first(BY_ID, params![office, id])?;
    organisation(tx, office, found)
}

/// The ids of all organisations, merged ones too.
pub const ALL_IDS: Sql = IDS;

/// Every id that means the organisation with this address: its own, and of those merged into it. Empty when there is none.
///
/// # Errors
/// The database's.
pub fn ids_of(tx: &mut Tx, office: &str, slug: &str) -> Result<Vec<String>, Error> {
    let Some(Match::Found(id)) = resolve(tx, office, &[slug.to_owned()])?.remove(slug) else { return Ok(Vec::new()) };
    let mut ids = absorbed(tx, office, &id)?;
    ids.push(id);
    Ok(ids)
}

/// What a list asks for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this kind.
    pub kind: Option<OrganisationKind>,
    /// Only in this place or what lies in it.
    pub place: Option<String>,
    /// A pattern for names and codes, `%` for any.
    pub pattern: String,
}

/// A row of the list.
#[derive(Debug)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its address.
    pub slug: String,
    /// Its kind.
    pub kind: OrganisationKind,
    /// Its name.
    pub name_uk: Option<String>,
    /// Its name.
    pub name_en: Option<String>,
    /// Its short name.
    pub short_uk: Option<String>,
    /// Its short name.
    pub short_en: Option<String>,
    /// The code of its place.
    pub place: Option<String>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Where the list goes on.
    pub sort_key: String,
}

/// A page of the list after a place in it, and how many there are in all. Merged ones are not listed.
///
/// # Errors
/// The database's.
pub fn list(
    tx: &mut Tx,
    visible: &Visible,
    filter: &Filter,
    after: (&str, &str),
    limit: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    let kind = filter.kind.map(OrganisationKind::word);
    let mut count = visible.params();
    count.extend(row![&filter.pattern, kind, &filter.place]);
    let total = tx.first(COUNT, &count)?.map_or(Ok(0), |row| row.get("n"))?;
    Ok((page(tx, visible, filter, after, limit)?, total))
}

/// A page of the list alone.
///
/// # Errors
/// The database's.
pub fn page(tx: &mut Tx, visible: &Visible, filter: &Filter, after: (&str, &str), limit: i64) -> Result<Vec<Listed>, Error> {
    let kind = filter.kind.map(OrganisationKind::word);
    let mut first = visible.params();
    first.extend(row![after.0, after.1, &filter.pattern, kind, &filter.place, limit]);
    let rows = tx.all(LIST, &first)?;
    let items = rows.iter().map(|row| {
        Ok(Listed {
            id: row.get("id")?,
            slug: row.get("slug")?,
            kind: OrganisationKind::parse(&row.get::<String>("kind")?).unwrap_or_default(),
            name_uk: row.get("name_uk")?,
            name_en: row.get("name_en")?,
            short_uk: row.get("short_uk")?,
            short_en: row.get("short_en")?,
            place: row.get("place")?,
            draft: row.get::<Option<String>>("published_at")?.is_none(),
            sort_key: row.get("sort_key")?,
        })
    });
    items.collect()
}

/// The ids of those right below one that the visitor may see.
///
/// # Errors
/// The database's.
pub fn children(tx: &mut Tx, visible: &Visible, id: &str) -> Result<Vec<String>, Error> {
    let mut params = visible.params();
    params.extend(row![id]);
    tx.all(CHILDREN, &params)?.iter().map(|row| row.get("id")).collect()
}

/// Labels of organisations that the visitor may see; the id of a merged one has the label of the one it went into.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(LABELS, &params)? {
            let path = format!("/organisations/{}", row.get::<String>("slug")?);
            let mut label = Label::new(row.get("name_uk")?, row.get("name_en")?, path);
            label.places = row.get::<Option<String>>("place")?.into_iter().collect();
            labels.push((row.get("id")?, label));
        }
    }
    Ok(labels)
}

/// An organisation as a partner is told of it.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Its id; of one that was merged, that of the one it went into.
    pub id: String,
    /// Kind, names, codes and country.
    pub body: Body,
}

/// Organisations as a partner is told of them, by the ids asked for.
///
/// # Errors
/// The database's.
pub fn told(tx: &mut Tx, visible: &Visible, ids: &[String]) -> Result<HashMap<String, Told>, Error> {
    let mut told = HashMap::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(TOLD, &params)? {
            let kind: String = row.get("kind")?;
            let body = Body {
                kind: OrganisationKind::parse(&kind).ok_or_else(|| Error::Other(format!("«{kind}» in kind")))?,
                name_uk: row.get("name_uk")?,
                name_en: row.get("name_en")?,
                org_id: row.get("org_id")?,
                edrpou: row.get("edrpou")?,
                country: row.get("country")?,
                ..Body::default()
            };
            told.insert(row.get("id")?, Told { id: row.get("own")?, body });
        }
    }
    Ok(told)
}

/// An organisation and all that were merged into it.
///
/// # Errors
/// The database's.
pub fn merged(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<String>, Error> {
    // Ordered here: for an order of its own SQLite would go through all.
    let mut ids = tx.all(MERGED, params![office, id])?.iter().map(|row| row.get("id")).collect::<Result<Vec<String>, _>>()?;
    ids.sort_unstable();
    Ok(ids)
}

/// What the index holds of organisations. One that was merged is found as the one it went into.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Document>, Error> {
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    let mut documents = Vec::with_capacity(ids.len());
    for params in in_lists(params![office], ids) {
        for row in tx.all(NAMES_OF, &params)? {
            names.entry(row.get("organisation")?).or_default().push(row.get("name")?);
        }
        for row in tx.all(TEXTS_OF, &params)? {
            let id: String = row.get("id")?;
            let mut document = find::document(&Ref::new(Kind::Organisation, &id), &row.get("name_uk")?, &row.get("name_en")?);
            document.names = names.remove(&id).unwrap_or_default();
            for column in ["short_uk", "short_en", "org_id", "edrpou"] {
                document.names.extend(row.get::<Option<String>>(column)?);
            }
            let about = [row.get::<Option<String>>("about_uk")?, row.get("about_en")?];
            document.body = about.into_iter().flatten().collect::<Vec<_>>().join(" ");
            document.facets.push(("organisation-kind".into(), row.get("kind")?));
            document.facets.extend(row.get::<Option<String>>("country")?.map(|country| ("country".to_owned(), country)));
            document.places = row.get::<Option<String>>("place")?.into_iter().collect();
            let place = document.places.iter().map(|code| format!("place:{code}"));
            let tokens = [format!("account:{}", row.get::<String>("created_by")?), format!("org:{id}")].into_iter().chain(place);
            document.visibility =
                Visibility { public: row.get::<Option<String>>("published_at")?.is_some(), tokens: tokens.collect() };
            documents.push(document);
        }
    }
    Ok(documents)
}

/// From texts in a form or file to ids: a slug, or an exact name, short name or alias in either language. A name that several
/// have names none; what was merged is found as the one it went into.
///
/// # Errors
/// The database's.
pub fn resolve(tx: &mut Tx, office: &str, texts: &[String]) -> Result<HashMap<String, Match>, Error> {
    let mut matches = HashMap::new();
    for params in in_lists(params![office], texts) {
        for row in tx.all(BY_SLUGS, &params)? {
            matches.insert(row.get::<String>("slug")?, Match::Found(row.get("id")?));
        }
    }
    let rest: Vec<String> = texts.iter().filter(|text| !matches.contains_key(*text)).cloned().collect();
    let keys: Vec<String> = rest.iter().map(|text| dotyk_uk::search_key(text)).collect();
    let named = by_keys(tx, office, &keys)?;
    for (text, key) in rest.into_iter().zip(keys) {
        let found = match named.get(&key).map(Vec::as_slice) {
            None | Some([]) => Match::Missing,
            Some([(id, _)]) => Match::Found(id.clone()),
            Some(several) => Match::Ambiguous(several.iter().map(|(_, candidate)| candidate.clone()).collect()),
        };
        matches.insert(text, found);
    }
    Ok(matches)
}

fn by_keys(tx: &mut Tx, office: &str, keys: &[String]) -> Result<HashMap<String, Vec<(String, Candidate)>>, Error> {
    let keys: Vec<String> = keys.iter().filter(|key| !key.is_empty()).collect::<BTreeSet<_>>().into_iter().cloned().collect();
    let mut named: HashMap<String, Vec<(String, Candidate)>> = HashMap::new();
    for params in in_lists(params![office], &keys) {
        for row in tx.all(BY_KEYS, &params)? {
            let candidate = Candidate { key: row.get("slug")?, uk: row.get("name_uk")?, en: row.get("name_en")? };
            named.entry(row.get("search_key")?).or_default().push((row.get("id")?, candidate));
        }
    }
    Ok(named)
}

/// What a form offers: slugs with names.
///
/// # Errors
/// The database's.
pub fn options(tx: &mut Tx, visible: &Visible) -> Result<Vec<place::store::Choice>, Error> {
    let rows = tx.all(OPTIONS, &visible.params())?;
    rows.iter().map(|row| Ok((row.get("slug")?, row.get("name_uk")?, row.get("name_en")?))).collect()
}

/// The id of another organisation that has one of this one's codes.
///
/// # Errors
/// The database's.
pub fn same_code(tx: &mut Tx, office: &str, id: &str, body: &Body) -> Result<Option<String>, Error> {
    tx.first(SAME_CODE, params![office, id, &body.edrpou, &body.org_id])?.map(|row| row.get("id")).transpose()
}

/// The ids of other organisations that have one of these names.
///
/// # Errors
/// The database's.
pub fn same_name(tx: &mut Tx, office: &str, id: &str, keys: &[String]) -> Result<Vec<String>, Error> {
    let found: BTreeSet<String> = by_keys(tx, office, keys)?.into_values().flatten().map(|(id, _)| id).collect();
    Ok(found.into_iter().filter(|other| other != id).collect())
}

/// The organisations behind identifiers as IATI writes them: their own, or the one of their EDRPOU code.
///
/// # Errors
/// The database's.
pub fn by_references(tx: &mut Tx, office: &str, references: &[String]) -> Result<HashMap<String, String>, Error> {
    let code = |reference: &str| reference.strip_prefix("UA-EDR-").map(str::to_owned);
    let mut asked: Vec<String> = references.iter().flat_map(|one| [Some(one.clone()), code(one)]).flatten().collect();
    asked.sort();
    asked.dedup();
    let (mut by_id, mut by_code) = (HashMap::new(), HashMap::new());
    for params in in_lists(params![office], &asked) {
        for row in tx.all(BY_CODES, &params)? {
            let id: String = row.get("id")?;
            by_id.extend(row.get::<Option<String>>("org_id")?.map(|org_id| (org_id, id.clone())));
            by_code.extend(row.get::<Option<String>>("edrpou")?.map(|edrpou| (edrpou, id.clone())));
        }
    }
    let found = references.iter().filter_map(|one| {
        let id = by_id.get(one).or_else(|| by_code.get(&code(one)?))?;
        Some((one.clone(), String::clone(id)))
    });
    Ok(found.collect())
}

/// Who stands above whom.
///
/// # Errors
/// The database's.
pub fn parents(tx: &mut Tx, office: &str) -> Result<HashMap<String, String>, Error> {
    tx.all(PARENTS, params![office])?.iter().map(|row| Ok((row.get("id")?, row.get("parent")?))).collect()
}

/// A slug of this name that is free.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, office: &str, wanted: &str) -> Result<String, Error> {
    crate::journal::free_slug(tx, SLUG_TAKEN, office, wanted)
}

/// Adds an organisation.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, organisation: &Organisation) -> Result<(), Error> {
    permit.holds_for(Kind::Organisation, &organisation.head.id);
    let (head, b) = (&organisation.head, &organisation.body);
    let (sort, search) = keys(b);
    let values = row![
        permit.office(),
        &head.id,
        &head.slug,
        b.kind.word(),
        &b.name_uk,
        &b.name_en,
        &b.short_uk,
        &b.short_en,
        &b.org_id,
        &b.edrpou,
        &b.parent,
        &b.place,
        &b.country,
        &b.website,
        &b.about_uk,
        &b.about_en,
        &head.published_at,
        &head.created_by,
        sort,
        search
    ];
    write.tx().run(ADD, &values)?;
    put_names(write, permit, organisation)?;
    source::store::put_cites(write, permit, &b.cites)?;
    write.record(permit, organisation)
}

/// Saves an edit made from the version that `organisation` carries.
///
/// # Errors
/// The database's; `Ok(false)` when the version is no longer the present one.
pub fn save(write: &mut Write, permit: &Permit, organisation: &Organisation) -> Result<bool, Error> {
    permit.holds_for(Kind::Organisation, &organisation.head.id);
    let (head, b) = (&organisation.head, &organisation.body);
    let (sort, search) = keys(b);
    let values = row![
        permit.office(),
        &head.id,
        b.kind.word(),
        &b.name_uk,
        &b.name_en,
        &b.short_uk,
        &b.short_en,
        &b.org_id,
        &b.edrpou,
        &b.parent,
        &b.place,
        &b.country,
        &b.website,
        &b.about_uk,
        &b.about_en,
        sort,
        search,
        head.version
    ];
    if write.tx().run(SAVE, &values)? == 0 {
        return Ok(false);
    }
    write.tx().run(CLEAR_ALIASES, params![permit.office(), &head.id])?;
    write.tx().run(CLEAR_KEYS, params![permit.office(), &head.id])?;
    put_names(write, permit, organisation)?;
    source::store::put_cites(write, permit, &b.cites)?;
    journal(write, permit)?;
    Ok(true)
}

/// Shows an organisation to the public, or hides it.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
    if write.tx().run(PUBLISH, params![permit.office(), permit.id(), published_at])? == 0 {
        return Ok(());
    }
    journal(write, permit)
}

/// Takes an organisation back: it stays, and is in no list; or brings it back as a draft.
///
/// # Errors
/// The database's.
pub fn withdraw(write: &mut Write, permit: &Permit, withdrawn_at: Option<String>) -> Result<(), Error> {
    write.tx().run(WITHDRAW, params![permit.office(), permit.id(), withdrawn_at])?;
    journal(write, permit)
}

/// Merges `from` into `into`, for good: `from` keeps its id and leads on; `into` takes over its names, with a note of
/// where they come from. What was merged into `from` before leads to `into` from now on.
///
/// # Errors
/// [`Denied`] when the actor may not; the database's.
pub fn merge(
    write: &mut Write,
    actor: &Actor,
    from: &Organisation,
    into: &Organisation,
    note: &(Option<String>, Option<String>),
) -> Result<(), Denied> {
    let stays = actor.may(Action::Merge, &into.subject())?;
    let mut moved = vec![from.clone()];
    for id in absorbed(write.tx(), &actor.office, &from.head.id)? {
        moved.extend(get(write.tx(), &actor.office, &id)?);
    }
    for one in &moved {
        let permit = actor.may(Action::Merge, &one.subject())?;
        write.tx().run(MOVE, params![permit.office(), permit.id(), &into.head.id])?;
        write.tx().run(CLEAR_KEYS, params![permit.office(), permit.id()])?;
        journal(write, &permit)?;
    }
    if !save(write, &stays, &into.absorbing(from, note))? {
        return Err(Error::Busy("the organisation was changed meanwhile".into()).into());
    }
    Ok(())
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

fn put_names(write: &mut Write, permit: &Permit, organisation: &Organisation) -> Result<(), Error> {
    let (office, id, b) = (permit.office(), &organisation.head.id, &organisation.body);
    let rows = b.aliases.iter().enumerate().map(|(position, a)| row![office, id, position, &a.name, &a.note_uk, &a.note_en]);
    write.tx().bulk("organisation_alias", &["office", "organisation", "position", "name", "note_uk", "note_en"], rows)?;
    let keys = b.keys().into_iter().map(|key| row![office, id, key]);
    write.tx().bulk("organisation_key", &["office", "organisation", "search_key"], keys).map(drop)
}

fn keys(body: &Body) -> (String, String) {
    let codes = [&body.org_id, &body.edrpou].into_iter().flatten().map(String::as_str);
    crate::journal::keys(&body.name_uk, &body.name_en, body.names().chain(codes))
}
