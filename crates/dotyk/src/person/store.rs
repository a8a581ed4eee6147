//! The person's SQL.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, row, statements};
use serde_json::Value;

use super::model::Guarded;
use super::{Body, DigestKey, Person, Seal};
use crate::access::{Action, Actor, Denied, Kind, Owner, Permit, Ref, Subject, Visible};
use crate::journal::Write;
use crate::journal::stored::head;
use crate::office::store::opt_when;
use crate::text::Lang;
use crate::web::Label;
use crate::{organisation, place, source};

/// Whether the person `p` of the organisation `o` may be seen: the first five parameters are those of [`Visible`].
macro_rules! seen {
    () => {
        concat!(
            "(p.published_at IS NOT NULL OR $2 = 1 OR p.created_by = $3
              OR o.id IN (SELECT coalesce(m.merged_into, m.id) FROM organisation m WHERE m.office = $1 AND m.id = $4)
              OR ",
            place::lies_in!("o.place", "$5"),
            ")"
        )
    };
}

/// The columns of a person, with the organisation that it belongs to now: one that was merged is the one it went into.
macro_rules! people {
    () => {
        "SELECT p.id, p.slug, p.organisation, p.post_uk, p.post_en, p.purpose_uk, p.purpose_en, p.forget_on, p.rounds_at, p.published_at, p.sealed,
           p.digest_key, p.forgotten_at, p.created_by, p.version, o.id AS of_now
         FROM person p
           LEFT JOIN organisation a ON a.office = p.office AND a.id = p.organisation
           LEFT JOIN organisation o ON o.office = a.office AND o.id = coalesce(a.merged_into, a.id) "
    };
}

statements! {
    const BY_SLUG = concat!(people!(), "WHERE p.office = $1 AND p.slug = $2");
    /// One, whole: also as it lies, for the test that reads what is kept.
    pub(super) const BY_ID = concat!(people!(), "WHERE p.office = $1 AND p.id = $2");
    /// All that the visitor may see: names are sealed, so they are put in order after they are opened. People are few.
    const LIST = concat!(people!(), "WHERE p.office = $1 AND ", seen!(), " AND (o.id = $6 OR $6 IS NULL) AND p.id > $7 ORDER BY p.id LIMIT 1000");
    /// Those of some organisations of whom something is kept.
    /// Who agreed to be written to when needs are collected.
    const AGREED = concat!(people!(), "WHERE p.office = $1 AND p.rounds_at IS NOT NULL AND p.sealed IS NOT NULL AND o.id IN ", in_list!(), " ORDER BY p.id");
    const LABELS = concat!(people!(), "WHERE p.office = $1 AND ", seen!(), " AND p.id IN ", in_list!(6));
    const RESOLVE = concat!("SELECT id, slug FROM person WHERE office = $1 AND slug IN ", in_list!());
    const IDS = "SELECT id FROM person WHERE office = $1 ORDER BY id";
    const ADD =
        "INSERT INTO person (office, id, slug, organisation, post_uk, post_en, purpose_uk, purpose_en, forget_on, rounds_at, published_at, sealed, digest_key,
           created_by, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)";
    const SAVE =
        "UPDATE person SET organisation = $3, post_uk = $4, post_en = $5, purpose_uk = $6, purpose_en = $7, forget_on = $8,
           rounds_at = CASE WHEN coalesce($9, '') = '' THEN NULL ELSE coalesce(rounds_at, $9) END, sealed = $10,
           version = version + 1
         WHERE office = $1 AND id = $2 AND version = $11";
    const PUBLISH = "UPDATE person SET published_at = $3, version = version + 1 WHERE office = $1 AND id = $2";
    const FORGET =
        "UPDATE person SET sealed = NULL, digest_key = NULL, published_at = NULL, forgotten_at = $3, slug = $4, version = version + 1
         WHERE office = $1 AND id = $2";
}

/// Which record a sealed text belongs to.
fn at(office: &str, id: &str) -> String {
    format!("{office}/person/{id}")
}

/// Which record a sealed digest key belongs to.
fn key_at(office: &str, id: &str) -> String {
    format!("{office}/person/{id}/digest")
}

fn person(office: &str, seal: &Seal, row: &Row) -> Result<Person, Error> {
    let head = head(row)?;
    let (sealed, key): (Option<String>, Option<String>) = (row.get("sealed")?, row.get("digest_key")?);
    // Without the right key the register still works: it knows what is not guarded.
    let guarded = sealed.as_ref().map(|sealed| seal.open(&at(office, &head.id), sealed));
    let key = key.map(|key| seal.open(&key_at(office, &head.id), &key).and_then(|key| DigestKey::of(&key)));
    let closed = matches!(guarded, Some(Err(_))) || matches!(key, Some(Err(_)));
    let guarded = guarded.and_then(Result::ok).and_then(|plain| serde_json::from_slice::<Guarded>(&plain).ok());
    let body = Body {
        organisation: row.get("organisation")?,
        post_uk: row.get("post_uk")?,
        post_en: row.get("post_en")?,
        purpose_uk: Some(row.get("purpose_uk")?),
        purpose_en: row.get("purpose_en")?,
        forget_on: opt_when(row.get("forget_on")?)?,
        rounds: row.get::<Option<String>>("rounds_at")?.is_some(),
        ..Body::default()
    };
    Ok(Person {
        head,
        body: body.with(guarded.unwrap_or_default()),
        forgotten_at: row.get("forgotten_at")?,
        digest_key: key.and_then(Result::ok),
        closed,
    })
}

fn whole(tx: &mut Tx, office: &str, seal: &Seal, found: Option<Row>) -> Result<Option<Person>, Error> {
    let Some(row) = found else { return Ok(None) };
    let mut person = person(office, seal, &row)?;
    person.body.cites = source::store::cites(tx, office, &Ref::new(Kind::Person, &person.head.id))?;
    Ok(Some(person))
}

/// A person by address, for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, seal: &Seal, action: Action, slug: &str) -> Result<(Person, Permit), Denied> {
    let found = tx.first(BY_SLUG, params![&actor.office, slug])?;
    let person = whole(tx, &actor.office, seal, found)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &subject(tx, &actor.office, &person)?)?;
    Ok((person, permit))
}

/// A person by id.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, seal: &Seal, id: &str) -> Result<Option<Person>, Error> {
    let found = tx.first(BY_ID, params![office, id])?;
    whole(tx, office, seal, found)
}

/// A person as the journal sees it.
///
/// # Errors
/// The database's.
pub fn state(tx: &mut Tx, office: &str, seal: &Seal, id: &str) -> Result<Option<Value>, Error> {
    Ok(get(tx, office, seal, id)?.map(|person| person.state()))
}

/// What the policy must know of a person: they are also the own of whoever owns the organisation they speak for.
///
/// # Errors
/// The database's.
pub fn subject(tx: &mut Tx, office: &str, person: &Person) -> Result<Subject, Error> {
    let Some(id) = &person.body.organisation else { return Ok(person.subject()) };
    let labels = organisation::store::subject_of(tx, office, id)?;
    let owners = labels.map(|subject| subject.owners).unwrap_or_default();
    // Who made the organisation does not own its people; it and its places do.
    let owners = owners.into_iter().filter(|owner| !matches!(owner, Owner::Account(_)));
    Ok(person.subject().owned_by(owners))
}

/// As [`subject`], by id. Nothing needs to be opened for it.
///
/// # Errors
/// The database's.
pub fn subject_of(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Subject>, Error> {
    let Some(row) = tx.first(BY_ID, params![office, id])? else { return Ok(None) };
    let head = head(&row)?;
    let body = Body { organisation: row.get("organisation")?, ..Body::default() };
    subject(tx, office, &Person::new(head, body)).map(Some)
}

/// The ids of all people, forgotten ones too.
pub const ALL_IDS: Sql = IDS;

/// All people whom the visitor may see, of one organisation or of all, in the order of their names. Without what they cite.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, visible: &Visible, seal: &Seal, organisation: Option<&str>) -> Result<Vec<Person>, Error> {
    let mut params = visible.params();
    params.extend(row![organisation, ""]);
    let mut people: Vec<Person> = Vec::new();
    loop {
        let rows = tx.all(LIST, &params)?;
        for row in &rows {
            people.push(person(&visible.office, seal, row)?);
        }
        match people.last() {
            Some(last) if rows.len() == 1000 => *params.last_mut().expect("the cursor") = last.head.id.as_str().into(),
            _ => break,
        }
    }
    people.sort_by_cached_key(|person| (dotyk_uk::sort_key(&person.title(Lang::Uk)), person.head.id.clone()));
    Ok(people)
}

/// The people of an organisation whom the visitor may see. `organisation` is the id of one that was not merged.
///
/// # Errors
/// The database's.
pub fn of_organisation(tx: &mut Tx, visible: &Visible, seal: &Seal, organisation: &str) -> Result<Vec<Person>, Error> {
    list(tx, visible, seal, Some(organisation))
}

/// How organisations are written to when needs are collected: the first of their people who agreed to that and has an address,
/// the name and the address. Guarded.
///
/// # Errors
/// The database's.
pub fn mails_of(
    tx: &mut Tx,
    office: &str,
    seal: &Seal,
    organisations: &[String],
) -> Result<HashMap<String, (Option<String>, String)>, Error> {
    let mut mails = HashMap::new();
    for params in in_lists(params![office], organisations) {
        for row in tx.all(AGREED, &params)? {
            let person = person(office, seal, &row)?;
            if let (Some(of), Some(mail)) = (row.get::<Option<String>>("of_now")?, person.body.mail) {
                mails.entry(of).or_insert((person.body.name_uk.or(person.body.name_en), mail));
            }
        }
    }
    Ok(mails)
}

/// Labels of people whom the visitor may see: their names, or posts once they are forgotten.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, visible: &Visible, seal: &Seal, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    let mut labels = Vec::new();
    for params in in_lists(&visible.params(), ids) {
        for row in tx.all(LABELS, &params)? {
            let person = person(&visible.office, seal, &row)?;
            let path = format!("/people/{}", person.head.slug);
            labels.push((person.head.id.clone(), Label::new(Some(person.title(Lang::Uk)), Some(person.title(Lang::En)), path)));
        }
    }
    Ok(labels)
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

/// An address that tells nothing of who it is.
pub fn slug(id: &str) -> String {
    let digits: String = id.chars().filter(char::is_ascii_hexdigit).collect();
    format!("p-{}", &digits[digits.len().saturating_sub(12)..])
}

/// Adds a person, with a new key for the digests.
///
/// # Errors
/// The database's; also when nothing can be sealed.
pub fn add(write: &mut Write, permit: &Permit, seal: &Seal, person: &Person) -> Result<(), Error> {
    permit.holds_for(Kind::Person, &person.head.id);
    let person = Person { digest_key: Some(DigestKey::new()?), ..person.clone() };
    let (office, head, b) = (permit.office(), &person.head, &person.body);
    let key = person.digest_key.as_ref().map(|key| seal.seal(&key_at(office, &head.id), key.bytes())).transpose()?;
    let values = row![
        office,
        &head.id,
        &head.slug,
        &b.organisation,
        &b.post_uk,
        &b.post_en,
        b.purpose_uk.clone().unwrap_or_default(),
        &b.purpose_en,
        b.forget_on.as_ref().map(|on| on.as_str()),
        b.rounds.then(|| write.stamp()),
        &head.published_at,
        sealed(office, seal, &person)?,
        key,
        &head.created_by
    ];
    write.tx().run(ADD, &values)?;
    source::store::put_cites(write, permit, &b.cites)?;
    write.record(permit, &person.state())
}

fn sealed(office: &str, seal: &Seal, person: &Person) -> Result<String, Error> {
    let plain = serde_json::to_vec(&person.body.guarded()).map_err(|error| Error::Other(error.to_string()))?;
    Ok(seal.seal(&at(office, &person.head.id), &plain)?)
}

/// Saves an edit made from the version that `person` carries.
///
/// # Errors
/// The database's; `Ok(false)` when the version is no longer the present one.
pub fn save(write: &mut Write, permit: &Permit, seal: &Seal, person: &Person) -> Result<bool, Error> {
    permit.holds_for(Kind::Person, &person.head.id);
    let (office, head, b) = (permit.office(), &person.head, &person.body);
    let values = row![
        office,
        &head.id,
        &b.organisation,
        &b.post_uk,
        &b.post_en,
        b.purpose_uk.clone().unwrap_or_default(),
        &b.purpose_en,
        b.forget_on.as_ref().map(|on| on.as_str()),
        b.rounds.then(|| write.stamp()),
        sealed(office, seal, person)?,
        head.version
    ];
    if write.tx().run(SAVE, &values)? == 0 {
        return Ok(false);
    }
    source::store::put_cites(write, permit, &b.cites)?;
    journal(write, permit, seal)?;
    Ok(true)
}

/// Shows a person's name and post to the public, or hides them.
///
/// # Errors
/// The database's.
pub fn publish(write: &mut Write, permit: &Permit, seal: &Seal, published_at: Option<String>) -> Result<(), Error> {
    write.tx().run(PUBLISH, params![permit.office(), permit.id(), published_at])?;
    journal(write, permit, seal)
}

/// Destroys what is known of a person, for good: the sealed part, the key of the digests, and an address made of a name.
///
/// # Errors
/// The database's.
pub fn forget(write: &mut Write, permit: &Permit, seal: &Seal) -> Result<(), Error> {
    let stamp = write.stamp();
    write.tx().run(FORGET, params![permit.office(), permit.id(), stamp, slug(permit.id())])?;
    journal(write, permit, seal)
}

fn journal(write: &mut Write, permit: &Permit, seal: &Seal) -> Result<(), Error> {
    let state = state(write.tx(), permit.office(), seal, permit.id())?;
    write.record(permit, &state)
}
