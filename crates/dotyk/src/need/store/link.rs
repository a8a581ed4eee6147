//! Private links: whose they are, what was begun and sent through them, and how rounds stand by them.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_lists, params, row};

use super::sql::*;
use crate::access::{Kind, Permit};
use crate::journal::Write;
use crate::need::link::{Link, Purpose, digest};
use crate::need::model::Need;
use crate::person::Seal;

/// The ids of all private links.
pub const ALL_LINK_IDS: Sql = LINK_IDS;

fn link(row: &Row) -> Result<Link, Error> {
    let purposes: String = row.get("purposes")?;
    Ok(Link {
        id: row.get("id")?,
        organisation: row.get("organisation")?,
        need: row.get("need")?,
        known_as: Vec::new(),
        purposes: purposes.split(' ').filter_map(Purpose::parse).collect(),
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        expires_at: row.get("expires_at")?,
        revoked_at: row.get("revoked_at")?,
        draft: row.get("draft")?,
        round: row.get("round")?,
        nothing_at: row.get("nothing_at")?,
        seen_at: row.get("seen_at")?,
    })
}

/// The private link whose token has this digest.
///
/// # Errors
/// The database's.
pub fn link_by(tx: &mut Tx, office: &str, digest: &str) -> Result<Option<Link>, Error> {
    tx.first(LINK_BY_DIGEST, params![office, digest])?.as_ref().map(link).transpose()
}

/// A private link by id, as the journal sees it.
///
/// # Errors
/// The database's.
pub fn link_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Link>, Error> {
    tx.first(LINK_BY_ID, params![office, id])?.as_ref().map(link).transpose()
}

/// The private links by which a need can be reached.
///
/// # Errors
/// The database's.
pub fn links_of(tx: &mut Tx, office: &str, need: &Need) -> Result<Vec<Link>, Error> {
    let rows = tx.all(LINKS_OF, params![office, &need.head.id, &need.body.organisation])?;
    rows.iter().map(link).collect()
}

/// The private links of an organisation, the newest first.
///
/// # Errors
/// The database's.
pub fn links_of_organisation(tx: &mut Tx, office: &str, known_as: &[String]) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    for params in in_lists(params![office], known_as) {
        links.extend(tx.all(LINKS_OF_ORGANISATION, &params)?.iter().map(link).collect::<Result<Vec<_>, _>>()?);
    }
    links.sort_by(|a, b| (&b.created_at, &b.id).cmp(&(&a.created_at, &a.id)));
    Ok(links)
}

/// Makes a private link. Only the digest of its token is kept.
///
/// # Errors
/// The database's.
pub fn add_link(write: &mut Write, permit: &Permit, link: &Link, digest: &str) -> Result<(), Error> {
    permit.holds_for(Kind::Link, &link.id);
    let purposes = link.purposes.iter().map(|purpose| purpose.word()).collect::<Vec<_>>().join(" ");
    let values = row![
        permit.office(),
        &link.id,
        digest,
        &link.organisation,
        &link.need,
        purposes,
        &link.created_at,
        &link.created_by,
        &link.expires_at,
        &link.round
    ];
    write.tx().run(ADD_LINK, &values)?;
    write.record(permit, link)
}

/// Makes many links at once, each with its permit and the digest of its token.
///
/// # Errors
/// The database's.
pub fn add_links(write: &mut Write, links: &[(Link, String)], permits: &[Permit]) -> Result<(), Error> {
    let office = write.office().to_owned();
    let rows = links.iter().map(|(link, digest)| {
        let purposes = link.purposes.iter().map(|purpose| purpose.word()).collect::<Vec<_>>().join(" ");
        row![
            &office,
            &link.id,
            digest,
            &link.organisation,
            &link.need,
            purposes,
            &link.created_at,
            &link.created_by,
            &link.expires_at,
            &link.round
        ]
    });
    let columns =
        ["office", "id", "digest", "organisation", "need", "purposes", "created_at", "created_by", "expires_at", "round"];
    write.tx().bulk("need_link", &columns, rows)?;
    for ((link, _), permit) in links.iter().zip(permits) {
        permit.holds_for(Kind::Link, &link.id);
        write.record(permit, link)?;
    }
    Ok(())
}

/// What came of the links of a round, of one organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// How many links it was given: all but the first chased it.
    pub links: i64,
    /// When the last was made.
    pub last_at: Option<String>,
    /// When one was first opened.
    pub seen_at: Option<String>,
    /// When it said that it needs nothing.
    pub nothing_at: Option<String>,
    /// In how many of them it has written something that it has not sent.
    pub drafts: i64,
    /// How many needs it stated,
    pub needs: i64,
    /// and when the first.
    pub first_at: Option<String>,
}

/// What came of the links of a round, by organisation: two questions, however many were asked.
///
/// # Errors
/// The database's.
pub fn came(tx: &mut Tx, office: &str, round: &str) -> Result<HashMap<String, Came>, Error> {
    let mut came: HashMap<String, Came> = HashMap::new();
    for row in tx.all(ROUND_LINKS, params![office, round])? {
        let one = Came {
            links: row.get("links")?,
            last_at: row.get("last_at")?,
            seen_at: row.get("seen_at")?,
            nothing_at: row.get("nothing_at")?,
            drafts: row.get("drafts")?,
            ..Came::default()
        };
        came.insert(row.get("organisation")?, one);
    }
    for row in tx.all(ROUND_NEEDS, params![office, round])? {
        let Some(organisation) = row.get::<Option<String>>("organisation")? else { continue };
        let one = came.entry(organisation).or_default();
        (one.needs, one.first_at) = (row.get("needs")?, row.get("first_at")?);
    }
    Ok(came)
}

/// Remembers that links were opened for the first time. It is no record, so no line speaks of it.
///
/// # Errors
/// The database's.
pub fn links_seen(tx: &mut Tx, office: &str, at: &str, ids: &[String]) -> Result<(), Error> {
    for params in in_lists(params![office, at], ids) {
        tx.run(SEEN_LINKS, &params)?;
    }
    Ok(())
}

/// The holder of a link says that nothing is needed, or takes that back by stating a need.
///
/// # Errors
/// The database's.
pub fn nothing(write: &mut Write, permit: &Permit, at: Option<String>) -> Result<(), Error> {
    write.tx().run(NOTHING, params![permit.office(), permit.id(), at])?;
    let state = link_of(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Takes a private link back.
///
/// # Errors
/// The database's.
pub fn revoke(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let now = write.stamp();
    write.tx().run(REVOKE_LINK, params![permit.office(), permit.id(), &now])?;
    let state = link_of(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// Which link a sealed draft belongs to.
fn draft_at(office: &str, link: &str) -> String {
    format!("{office}/need_link/{link}")
}

/// Keeps the form that the holder of a link has not sent yet, sealed; or forgets it. It is no record, so no line speaks of it.
///
/// # Errors
/// The database's; also when nothing can be sealed.
pub fn keep_draft(write: &mut Write, seal: &Seal, link: &str, draft: Option<&str>) -> Result<(), Error> {
    let office = write.office().to_owned();
    let sealed = draft.map(|draft| seal.seal(&draft_at(&office, link), draft.as_bytes())).transpose()?;
    write.tx().run(KEEP_DRAFT, params![&office, link, sealed]).map(drop)
}

/// A form that was begun and not sent.
pub struct Draft {
    /// Its fields, as a form sends them.
    pub fields: String,
    /// By what it is known while it stays as it is: the link that it lies behind, and a digest.
    pub mark: String,
}

fn mark(link: &str, sealed: &str) -> String {
    format!("{link}.{}", digest(sealed))
}

/// What was begun through a link, opened; or else through another link of the same organisation in the same round, so that
/// whoever is asked again goes on.
///
/// # Errors
/// The database's.
pub fn open_draft(tx: &mut Tx, office: &str, seal: &Seal, link: &Link) -> Result<Option<Draft>, Error> {
    let (id, sealed): (String, String) = match &link.draft {
        Some(sealed) => (link.id.clone(), sealed.clone()),
        None => match tx.first(DRAFT_BESIDE, params![office, &link.round, &link.organisation])? {
            Some(row) => (row.get("id")?, row.get("draft")?),
            None => return Ok(None),
        },
    };
    let fields = seal.open(&draft_at(office, &id), &sealed).ok().and_then(|plain| String::from_utf8(plain).ok());
    Ok(fields.map(|fields| Draft { fields, mark: mark(&id, &sealed) }))
}

/// Forgets the draft behind another link that a form was begun from, unless somebody has gone on with it there.
///
/// # Errors
/// The database's.
pub fn draft_went_on(write: &mut Write, link: &Link, begun: &str) -> Result<(), Error> {
    let office = write.office().to_owned();
    let Some((id, _)) = begun.split_once('.').filter(|(id, _)| *id != link.id) else { return Ok(()) };
    let Some(other) = link_of(write.tx(), &office, id)? else { return Ok(()) };
    let own = other.organisation.as_ref().is_some_and(|of| link.organisation.as_ref() == Some(of) || link.known_as.contains(of));
    let alike = own && link.round.is_some() && other.round == link.round;
    match other.draft.filter(|sealed| alike && mark(id, sealed) == begun) {
        Some(_) => write.tx().run(KEEP_DRAFT, params![&office, id, None::<String>]).map(drop),
        None => Ok(()),
    }
}

/// Where the first sending of a form led; none when it was not sent before.
///
/// # Errors
/// The database's.
pub fn sent(tx: &mut Tx, office: &str, link: &str, once: &str) -> Result<Option<String>, Error> {
    tx.first(SENT, params![office, link, once])?.map(|row| row.get("answer")).transpose()
}

/// How many forms came through a link since a time.
///
/// # Errors
/// The database's.
pub fn sent_since(tx: &mut Tx, office: &str, link: &str, since: &str) -> Result<i64, Error> {
    tx.first(SENT_SINCE, params![office, link, since])?.map_or(Ok(0), |row| row.get("n"))
}

/// Remembers that a form was sent, and where that led.
///
/// # Errors
/// The database's.
pub fn add_sent(write: &mut Write, link: &str, once: &str, answer: &str) -> Result<(), Error> {
    let (office, now) = (write.office().to_owned(), write.stamp());
    write.tx().run(ADD_SENT, params![&office, link, once, answer, now]).map(drop)
}

/// Which number was given to what a form of the staff said when it was first sent; none when it was not sent before.
///
/// # Errors
/// The database's.
pub fn said(tx: &mut Tx, office: &str, need: &str, once: &str) -> Result<Option<Option<i64>>, Error> {
    tx.first(SAID, params![office, need, once])?.map(|row| row.get("number")).transpose()
}

/// Remembers that a form of the staff was sent, and which number what it said was given.
///
/// # Errors
/// The database's.
pub fn add_said(write: &mut Write, permit: &Permit, once: &str, number: Option<i64>) -> Result<(), Error> {
    permit.holds_for(Kind::Need, permit.id());
    let now = write.stamp();
    write.tx().run(ADD_SAID, params![permit.office(), permit.id(), once, number, now]).map(drop)
}
