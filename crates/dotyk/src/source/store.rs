//! The source's SQL.

use std::collections::{BTreeMap, HashMap};

use dotyk_db::{Error, Row, Sql, Tx, Value, in_list, in_lists, params, row, statements};

use super::{Body, Cite, Passage, Source, SourceKind};
use dotyk_match::{Document, Visibility};

use crate::access::{Action, Actor, Denied, Kind, Permit, Ref, Visible};
use crate::journal::Write;
use crate::journal::stored::head;
use crate::office::store::opt_when;
use crate::web::{Label, find};

statements! {
    /// What the index holds, with [`SAID`].
    const TEXTS_OF = concat!(
        "SELECT id, title_uk, title_en, issuer_uk, issuer_en, author, speakers, published_at, created_by FROM source WHERE office = $1 AND id IN ", in_list!());
    const SAID = concat!("SELECT source, text_uk, text_en FROM source_passage WHERE office = $1 AND source IN ", in_list!(), " ORDER BY source, position");
    /// What is said in some sources, with what is doubtful of it; bounded, since it is read whole.
    const PASSAGES_OF = concat!(
        "SELECT source, locator, text_uk, text_en, doubt_uk, doubt_en FROM source_passage WHERE office = $1 AND source IN ", in_list!(),
        " ORDER BY source, position LIMIT 2000");
    /// What rests on some sources; bounded likewise.
    const CITED_OF = concat!(
        "SELECT source, kind, id, locator, doubt_uk, doubt_en FROM source_citation WHERE office = $1 AND source IN ", in_list!(),
        " ORDER BY source, locator, kind, id LIMIT 5000");
    /// What some records rest on.
    const CITES_OF = concat!(
        "SELECT kind, id, source, locator, doubt_uk, doubt_en FROM source_citation WHERE office = $1 AND kind = $2 AND id IN ",
        in_list!(3), " ORDER BY kind, id, position LIMIT 2000");
    const BY_SLUG =
        "SELECT id, slug, kind, title_uk, title_en, issuer_uk, issuer_en, author, speakers, date, date_note_uk, date_note_en, link, licence,
           doubt_uk, doubt_en, published_at, created_by, version
         FROM source WHERE office = $1 AND slug = $2";
    const BY_ID =
        "SELECT id, slug, kind, title_uk, title_en, issuer_uk, issuer_en, author, speakers, date, date_note_uk, date_note_en, link, licence,
           doubt_uk, doubt_en, published_at, created_by, version
         FROM source WHERE office = $1 AND id = $2";
    const PASSAGES =
        "SELECT locator, text_uk, text_en, question_uk, question_en, doubt_uk, doubt_en
         FROM source_passage WHERE office = $1 AND source = $2 ORDER BY position";
    /// A page of the list, after a sort key and id.
    const LIST =
        "SELECT id, slug, kind, title_uk, title_en, date, published_at, sort_key FROM source
         WHERE office = $1 AND (published_at IS NOT NULL OR $2 = 1 OR created_by = $3 OR id = $4 OR id = $5)
           AND (sort_key > $6 OR (sort_key = $6 AND id > $7)) AND search_key LIKE $8 ESCAPE '!'
         ORDER BY sort_key, id LIMIT $9";
    const COUNT =
        "SELECT count(*) AS n FROM source
         WHERE office = $1 AND (published_at IS NOT NULL OR $2 = 1 OR created_by = $3 OR id = $4 OR id = $5) AND search_key LIKE $6 ESCAPE '!'";
    const IDS = "SELECT id FROM source WHERE office = $1 ORDER BY id";
    const LABELS = concat!(
        "SELECT id, slug, title_uk, title_en, date FROM source
         WHERE office = $1 AND (published_at IS NOT NULL OR $2 = 1 OR created_by = $3 OR id = $4 OR id = $5) AND id IN ", in_list!(6));
    const RESOLVE = concat!("SELECT id, slug FROM source WHERE office = $1 AND slug IN ", in_list!());
    /// The slugs and titles that a form offers.
    const OPTIONS =
        "SELECT slug, title_uk, title_en FROM source
         WHERE office = $1 AND (published_at IS NOT NULL OR $2 = 1 OR created_by = $3 OR id = $4 OR id = $5) ORDER BY sort_key LIMIT 300";
    const SLUG_TAKEN = "SELECT 1 AS taken FROM source WHERE office = $1 AND slug = $2";
    const ADD =
        "INSERT INTO source (office, id, slug, kind, title_uk, title_en, issuer_uk, issuer_en, author, speakers, date, date_note_uk, date_note_en,
           link, licence, doubt_uk, doubt_en, published_at, created_by, sort_key, search_key, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1)";
    const SAVE =
        "UPDATE source SET kind = $3, title_uk = $4, title_en = $5, issuer_uk = $6, issuer_en = $7, author = $8, speakers = $9, date = $10,
           date_note_uk = $11, date_note_en = $12, link = $13, licence = $14, doubt_uk = $15, doubt_en = $16, sort_key = $17, search_key = $18,
           version = version + 1
         WHERE office = $1 AND id = $2 AND version = $19";
    const PUBLISH = "UPDATE source SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2";
    const CLEAR_PASSAGES = "DELETE FROM source_passage WHERE office = $1 AND source = $2";
    /// What a record rests on.
    const CITES =
        "SELECT source, locator, doubt_uk, doubt_en FROM source_citation WHERE office = $1 AND kind = $2 AND id = $3 ORDER BY position";
    const CLEAR_CITES = "DELETE FROM source_citation WHERE office = $1 AND kind = $2 AND id = $3";
    /// What rests on a source.
    const CITED =
        "SELECT kind, id, locator, doubt_uk, doubt_en FROM source_citation WHERE office = $1 AND source = $2 ORDER BY locator, kind, id";
}

fn source(tx: &mut Tx, office: &str, found: Option<Row>) -> Result<Option<Source>, Error> {
    let Some(row) = found else { return Ok(None) };
    let head = head(&row)?;
    let speakers: Option<String> = row.get("speakers")?;
    let body = Body {
        kind: SourceKind::parse(&row.get::<String>("kind")?).unwrap_or_default(),
        title_uk: row.get("title_uk")?,
        title_en: row.get("title_en")?,
        issuer_uk: row.get("issuer_uk")?,
        issuer_en: row.get("issuer_en")?,
        author: row.get("author")?,
        speakers: speakers.map(|text| text.split("; ").map(str::to_owned).collect()).unwrap_or_default(),
        date: opt_when(row.get("date")?)?,
        date_note_uk: row.get("date_note_uk")?,
        date_note_en: row.get("date_note_en")?,
        link: row.get("link")?,
        licence: row.get("licence")?,
        doubt_uk: row.get("doubt_uk")?,
        doubt_en: row.get("doubt_en")?,
        passages: passages(tx, office, &head.id)?,
    };
    Ok(Some(Source { head, body }))
}

fn passages(tx: &mut Tx, office: &str, id: &str) -> Result<Vec<Passage>, Error> {
    let rows = tx.all(PASSAGES, params![office, id])?;
    rows.iter()
        .map(|row| {
            Ok(Passage {
                locator: row.get("locator")?,
                text_uk: row.get("text_uk")?,
                text_en: row.get("text_en")?,
                question_uk: row.get("question_uk")?,
                question_en: row.get("question_en")?,
                doubt_uk: row.get("doubt_uk")?,
                doubt_en: row.get("doubt_en")?,
            })
        })
        .collect()
}

/// A source by its address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, slug: &str) -> Result<(Source, Permit), Denied> {
    let found = tx.first(BY_SLUG, params![&actor.office, slug])?;
    let source = source(tx, &actor.office, found)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &source.subject())?;
    Ok((source, permit))
}

/// A source as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Source>, Error> {
    let found = tx.first(BY_ID, params![office, id])?;
    source(tx, office, found)
}

/// The ids of all sources.
pub const ALL_IDS: Sql = IDS;

/// A row of the list.
#[derive(Debug)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its address.
    pub slug: String,
    /// Its kind.
    pub kind: SourceKind,
    /// Its title.
    pub title_uk: Option<String>,
    /// Its title.
    pub title_en: Option<String>,
    /// Its date.
    pub date: Option<crate::text::When>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Where the list goes on.
    pub sort_key: String,
}

/// A page of the list after a place in it, and how many there are in all.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, visible: &Visible, search: &str, after: (&str, &str), limit: i64) -> Result<(Vec<Listed>, i64), Error> {
    let mut count = visible.params();
    count.extend(row![search]);
    let total = tx.first(COUNT, &count)?.map_or(Ok(0), |row| row.get("n"))?;
    Ok((page(tx, visible, search, after, limit)?, total))
}

/// A page of the list alone.
///
/// # Errors
/// The database's.
pub fn page(tx: &mut Tx, visible: &Visible, search: &str, after: (&str, &str), limit: i64) -> Result<Vec<Listed>, Error> {
    let mut first = visible.params();
    first.extend(row![after.0, after.1, search, limit]);
    let rows = tx.all(LIST, &first)?;
    let items = rows.iter().map(|row| {
        Ok(Listed {
            id: row.get("id")?,
            slug: row.get("slug")?,
            kind: SourceKind::parse(&row.get::<String>("kind")?).unwrap_or_default(),
            title_uk: row.get("title_uk")?,
            title_en: row.get("title_en")?,
            date: opt_when(row.get("date")?)?,
            draft: row.get::<Option<String>>("published_at")?.is_none(),
            sort_key: row.get("sort_key")?,
        })
    });
    items.collect()
}

/// Labels of sources that the actor may see.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(LABELS, &params)? {
            let path = format!("/sources/{}", row.get::<String>("slug")?);
            let mut label = Label::new(row.get("title_uk")?, row.get("title_en")?, path);
            label.date = opt_when(row.get("date")?)?;
            labels.push((row.get("id")?, label));
        }
    }
    Ok(labels)
}

/// What the index holds of sources: also what their passages say.
///
/// # Errors
/// The database's.
pub fn documents(tx: &mut Tx, office: &str, ids: &[String]) -> Result<Vec<Document>, Error> {
    let mut said: HashMap<String, Vec<String>> = HashMap::new();
    let mut documents = Vec::with_capacity(ids.len());
    for params in in_lists(params![office], ids) {
        for row in tx.all(SAID, &params)? {
            let texts = [row.get::<Option<String>>("text_uk")?, row.get("text_en")?];
            said.entry(row.get("source")?).or_default().extend(texts.into_iter().flatten());
        }
        for row in tx.all(TEXTS_OF, &params)? {
            let id: String = row.get("id")?;
            let mut document = find::document(&Ref::new(Kind::Source, &id), &row.get("title_uk")?, &row.get("title_en")?);
            let mut body = said.remove(&id).unwrap_or_default();
            for column in ["issuer_uk", "issuer_en", "author", "speakers"] {
                body.extend(row.get::<Option<String>>(column)?);
            }
            document.body = body.join(" ");
            let tokens = vec![format!("account:{}", row.get::<String>("created_by")?)];
            document.visibility = Visibility { public: row.get::<Option<String>>("published_at")?.is_some(), tokens };
            documents.push(document);
        }
    }
    Ok(documents)
}

/// From slugs to ids; what is not found is not in the answer.
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

/// What a form offers: slugs with titles.
///
/// # Errors
/// The database's.
pub fn options(tx: &mut Tx, visible: &Visible) -> Result<Vec<(String, Option<String>, Option<String>)>, Error> {
    let rows = tx.all(OPTIONS, &visible.params())?;
    rows.iter().map(|row| Ok((row.get("slug")?, row.get("title_uk")?, row.get("title_en")?))).collect()
}

/// A slug of this title that is free.
///
/// # Errors
/// The database's.
pub fn free_slug(tx: &mut Tx, office: &str, wanted: &str) -> Result<String, Error> {
    crate::journal::free_slug(tx, SLUG_TAKEN, office, wanted)
}

/// Adds a source.
///
/// # Errors
/// The database's.
pub fn add(write: &mut Write, permit: &Permit, source: &Source) -> Result<(), Error> {
    permit.holds_for(Kind::Source, &source.head.id);
    let (head, b) = (&source.head, &source.body);
    let (sort, search) = keys(b);
    let values = row![
        permit.office(),
        &head.id,
        &head.slug,
        b.kind.word(),
        &b.title_uk,
        &b.title_en,
        &b.issuer_uk,
        &b.issuer_en,
        &b.author,
        joined(&b.speakers),
        b.date.as_ref().map(|d| d.as_str()),
        &b.date_note_uk,
        &b.date_note_en,
        &b.link,
        &b.licence,
        &b.doubt_uk,
        &b.doubt_en,
        &head.published_at,
        &head.created_by,
        sort,
        search
    ];
    write.tx().run(ADD, &values)?;
    put_passages(write, permit, source)?;
    write.record(permit, source)
}

/// Saves an edit made from the version that `source` carries.
///
/// # Errors
/// The database's; `Ok(false)` when the version is no longer the present one.
pub fn save(write: &mut Write, permit: &Permit, source: &Source) -> Result<bool, Error> {
    permit.holds_for(Kind::Source, &source.head.id);
    let (head, b) = (&source.head, &source.body);
    let (sort, search) = keys(b);
    let values = row![
        permit.office(),
        &head.id,
        b.kind.word(),
        &b.title_uk,
        &b.title_en,
        &b.issuer_uk,
        &b.issuer_en,
        &b.author,
        joined(&b.speakers),
        b.date.as_ref().map(|d| d.as_str()),
        &b.date_note_uk,
        &b.date_note_en,
        &b.link,
        &b.licence,
        &b.doubt_uk,
        &b.doubt_en,
        sort,
        search,
        head.version
    ];
    if write.tx().run(SAVE, &values)? == 0 {
        return Ok(false);
    }
    write.tx().run(CLEAR_PASSAGES, params![permit.office(), &head.id])?;
    put_passages(write, permit, source)?;
    journal(write, permit)?;
    Ok(true)
}

/// Shows a source to the public, or hides it.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, published_at: Option<String>) -> Result<(), Error> {
    write.tx().run(PUBLISH, params![permit.office(), permit.id(), published_at])?;
    journal(write, permit)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

fn put_passages(write: &mut Write, permit: &Permit, source: &Source) -> Result<(), Error> {
    let rows = source.body.passages.iter().enumerate().map(|(position, p)| {
        row![
            permit.office(),
            &source.head.id,
            &p.locator,
            position,
            &p.text_uk,
            &p.text_en,
            &p.question_uk,
            &p.question_en,
            &p.doubt_uk,
            &p.doubt_en
        ]
    });
    let columns =
        ["office", "source", "locator", "position", "text_uk", "text_en", "question_uk", "question_en", "doubt_uk", "doubt_en"];
    write.tx().bulk("source_passage", &columns, rows).map(drop)
}

fn joined(speakers: &[String]) -> Option<String> {
    (!speakers.is_empty()).then(|| speakers.join("; "))
}

fn keys(body: &Body) -> (String, String) {
    let parts = [&body.title_uk, &body.title_en, &body.issuer_uk, &body.issuer_en, &body.author];
    crate::journal::keys(&body.title_uk, &body.title_en, parts.into_iter().flatten().map(String::as_str))
}

/// What a record rests on, in its order.
///
/// # Errors
/// The database's.
pub fn cites(tx: &mut Tx, office: &str, record: &Ref) -> Result<Vec<Cite>, Error> {
    let rows = tx.all(CITES, params![office, record.kind.word(), &record.id])?;
    rows.iter()
        .map(|row| {
            Ok(Cite {
                source: row.get("source")?,
                locator: row.get("locator")?,
                doubt_uk: row.get("doubt_uk")?,
                doubt_en: row.get("doubt_en")?,
            })
        })
        .collect()
}

/// Puts what a record rests on, as part of the record's own write.
///
/// # Errors
/// The database's.
pub fn put_cites(write: &mut Write, permit: &Permit, cites: &[Cite]) -> Result<(), Error> {
    let (office, kind, id) = (permit.office(), permit.kind().word(), permit.id());
    if permit.action() != Action::Create {
        write.tx().run(CLEAR_CITES, params![office, kind, id])?;
    }
    if cites.is_empty() {
        return Ok(());
    }
    let rows = cites
        .iter()
        .enumerate()
        .map(|(position, c)| row![office, kind, id, position, &c.source, &c.locator, &c.doubt_uk, &c.doubt_en]);
    let columns = ["office", "kind", "id", "position", "source", "locator", "doubt_uk", "doubt_en"];
    write.tx().bulk("source_citation", &columns, rows).map(drop)
}

/// A passage of one of several sources.
#[derive(Clone, Debug)]
pub struct Said {
    /// Of which.
    pub source: String,
    /// Where in it.
    pub locator: String,
    /// What is said.
    pub text_uk: Option<String>,
    /// What is said.
    pub text_en: Option<String>,
    /// What is doubtful.
    pub doubt_uk: Option<String>,
    /// What is doubtful.
    pub doubt_en: Option<String>,
}

/// What is said in some sources, in their order. Whether they may be seen is up to the caller.
///
/// # Errors
/// The database's.
pub fn said(tx: &mut Tx, office: &str, sources: &[String]) -> Result<Vec<Said>, Error> {
    let mut said = Vec::new();
    for params in in_lists(params![office], sources) {
        for row in tx.all(PASSAGES_OF, &params)? {
            said.push(Said {
                source: row.get("source")?,
                locator: row.get("locator")?,
                text_uk: row.get("text_uk")?,
                text_en: row.get("text_en")?,
                doubt_uk: row.get("doubt_uk")?,
                doubt_en: row.get("doubt_en")?,
            });
        }
    }
    Ok(said)
}

/// What rests on some sources: each the source and what cites it.
///
/// # Errors
/// The database's.
pub fn resting(tx: &mut Tx, office: &str, sources: &[String]) -> Result<Vec<(String, Cited)>, Error> {
    citations(tx, CITED_OF, params![office], sources)
}

/// What some records rest on: each the source and what cites it.
///
/// # Errors
/// The database's.
pub fn cites_of(tx: &mut Tx, office: &str, records: &[Ref]) -> Result<Vec<(String, Cited)>, Error> {
    let mut by_kind: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    for record in records {
        by_kind.entry(record.kind).or_default().push(record.id.clone());
    }
    let mut cites = Vec::new();
    for (kind, ids) in by_kind {
        cites.extend(citations(tx, CITES_OF, params![office, kind.word()], &ids)?);
    }
    Ok(cites)
}

fn citations(tx: &mut Tx, sql: Sql, first: &[Value], ids: &[String]) -> Result<Vec<(String, Cited)>, Error> {
    let mut found = Vec::new();
    for params in in_lists(first, ids) {
        for row in tx.all(sql, &params)? {
            let Some(kind) = Kind::parse(&row.get::<String>("kind")?) else { continue };
            let cited = Cited {
                record: Ref::new(kind, row.get::<String>("id")?),
                locator: row.get("locator")?,
                doubt_uk: row.get("doubt_uk")?,
                doubt_en: row.get("doubt_en")?,
            };
            found.push((row.get("source")?, cited));
        }
    }
    Ok(found)
}

/// A record that rests on a source.
#[derive(Debug)]
pub struct Cited {
    /// Which.
    pub record: Ref,
    /// On which place.
    pub locator: Option<String>,
    /// What is doubtful about reading it so.
    pub doubt_uk: Option<String>,
    /// What is doubtful about reading it so.
    pub doubt_en: Option<String>,
}

/// All records that rest on a source.
///
/// # Errors
/// The database's.
pub fn cited(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Cited>, Error> {
    let mut cited = Vec::new();
    for row in tx.all(CITED, params![office, source])? {
        let Some(kind) = Kind::parse(&row.get::<String>("kind")?) else { continue };
        cited.push(Cited {
            record: Ref::new(kind, row.get::<String>("id")?),
            locator: row.get("locator")?,
            doubt_uk: row.get("doubt_uk")?,
            doubt_en: row.get("doubt_en")?,
        });
    }
    Ok(cited)
}
