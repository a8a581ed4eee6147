//! Writes what was ticked of an activity into a project, and takes it back; makes projects of activities.
//!
//! One write, through the project's own model, store and permit: the row, its line in the journal, the figures of money, the
//! organisations that had to be made, and the source that stands for the file. An undo brings back the state of the
//! version before, unless somebody has changed the project since.

use std::collections::{BTreeSet, HashMap};

use dotyk_db::{Error, Tx};
use jiff::civil::Date;

use super::compare::{Found, Offer, Take, accepted, differences};
use super::model::{Decision, How, Party};
use super::store::{self, Acceptance, Shown};
use crate::access::{Action, Actor, Denied, Head, Kind, Ref};
use crate::exchange::vocabulary;
use crate::figure::{self, Figure};
use crate::journal::{Stored, Write, state_version};
use crate::office::model::is_org_id;
use crate::office::{self, Office};
use crate::organisation::{self, Organisation};
use crate::place::{Candidate, Match};
use crate::project::{Body, Project};
use crate::source::{self, Source, SourceKind};
use crate::text::When;

/// Why nothing was written: a message and what stands in it.
#[derive(Debug)]
pub enum Refused {
    /// The project does not take it.
    Model(&'static str, String),
    /// There is no such record, or no leave.
    Denied(Denied),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused::Denied(error.into())
    }
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Refused {
        Refused::Denied(denied)
    }
}

impl From<crate::access::Refused> for Refused {
    fn from(refused: crate::access::Refused) -> Refused {
        Refused::Denied(refused.into())
    }
}

/// What the register knows of an activity: places by their codes and names, organisations by identifiers and names.
///
/// # Errors
/// The database's.
pub fn found(tx: &mut Tx, office: &str, one: &Shown, today: Date) -> Result<Found, Error> {
    let known = store::our_places(tx, office, today, [&one.stated].into_iter())?;
    let references: Vec<String> =
        one.stated.parties.iter().filter_map(|party| party.reference.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let names: Vec<String> =
        one.stated.parties.iter().filter_map(|party| party.name.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let mut organisations = HashMap::new();
    let mut several: HashMap<String, Vec<Candidate>> = HashMap::new();
    for (name, found) in organisation::store::resolve(tx, office, &names)? {
        let key = format!("name:{}", dotyk_uk::search_key(&name));
        match found {
            Match::Found(id) => drop(organisations.insert(key, id)),
            Match::Ambiguous(candidates) => drop(several.insert(key, candidates)),
            Match::Missing => {}
        }
    }
    // As it is written and in capitals: files write prefixes of identifiers in either.
    let capitals = references.iter().map(|one| one.trim().to_uppercase());
    let asked: Vec<String> = references.iter().cloned().chain(capitals).collect::<BTreeSet<_>>().into_iter().collect();
    for (reference, id) in organisation::store::by_references(tx, office, &asked)? {
        organisations.insert(format!("ref:{}", reference.trim().to_uppercase()), id);
    }
    let slugs: Vec<String> = several.values().flatten().map(|candidate| candidate.key.clone()).collect();
    let ids = organisation::store::resolve(tx, office, &slugs)?;
    let named = |candidate: Candidate| {
        let id = ids.get(&candidate.key)?.found()?.clone();
        let name = candidate.uk.or(candidate.en).unwrap_or_default();
        Some((id, format!("{name} ({})", candidate.key)))
    };
    let ambiguous = several.into_iter().map(|(key, all)| (key, all.into_iter().filter_map(named).collect())).collect();
    // What the file says holds for the day that it was made, or that the activity was last changed.
    let said = one.stated.updated_at.as_deref().and_then(|at| at.get(..10)?.parse::<Date>().ok());
    let taken = one.taken_at.get(..10).and_then(|day| day.parse::<Date>().ok());
    let day = said.or(taken).unwrap_or(today).min(today);
    Ok(Found { places: store::places_in(&one.stated, &known), organisations, ambiguous, day })
}

/// What differs between a project and an activity.
///
/// # Errors
/// The database's.
pub fn offers(tx: &mut Tx, office: &Office, project: &Project, one: &Shown, today: Date) -> Result<Vec<Offer>, Error> {
    let found = found(tx, &office.id, one, today)?;
    let me = Ref::new(Kind::Project, &project.head.id);
    let figures = figure::store::of_subjects(tx, &office.id, today, &[me])?;
    Ok(differences(project, &figures, office, &one.stated, &found, today))
}

/// Accepts some fields of an activity into a project: those that are still offered and may be taken.
///
/// # Errors
/// [`Refused`]: the whole write is rolled back.
pub fn accept(write: &mut Write, actor: &Actor, project: &Project, one: &Shown, fields: &[String]) -> Result<(), Refused> {
    let office = office::store::find(write.tx(), &actor.office)?;
    let today = write.moment().today();
    let offers = offers(write.tx(), &office, project, one, today)?;
    let chosen: Vec<&Offer> = offers.iter().filter(|offer| fields.contains(&offer.field)).collect();
    let takes: Vec<Take> = chosen.iter().filter_map(|offer| offer.take.clone().ok()).collect();
    if takes.is_empty() {
        return Err(Refused::Model("activity-nothing-chosen", String::new()));
    }
    let fields = chosen.iter().filter(|offer| offer.take.is_ok()).map(|offer| offer.field.clone()).collect();
    let permit = actor.may(Action::Edit, &project_subject(write.tx(), &actor.office, &project.head.id)?)?;
    let source = source_of(write, actor, one)?;
    let organisations = organisations(write, actor, one, &takes, today)?;
    let made = |party: &Party| store::party_keys(party).find_map(|key| organisations.get(&key).cloned());
    let body = accepted(project, &takes, &source, &one.stated, &made).map_err(|(key, what)| Refused::Model(key, what))?;
    // What was wrong before is not this write's to mend.
    let (before, after) = (project.body.faults(&office, &project.head.id), body.faults(&office, &project.head.id));
    if let Some((_, key, what)) = after.into_iter().find(|fault| !before.contains(fault)) {
        return Err(Refused::Model(key, what));
    }
    if !Project::save(write, &permit, &Project { body, ..project.clone() })? {
        return Err(Error::Busy("a write passed the office's turn".into()).into());
    }
    let figures = figures(write, actor, project, one, &takes, &source)?;
    remember(
        write,
        actor,
        one,
        project,
        Acceptance {
            id: String::new(),
            activity: one.stated.id.clone(),
            project: project.head.id.clone(),
            fields,
            figures,
            before: project.head.version,
            after: project.head.version + 1,
            accepted_at: String::new(),
            accepted_by: actor.id.clone(),
            undone_at: None,
        },
    )
}

fn remember(write: &mut Write, actor: &Actor, one: &Shown, project: &Project, acceptance: Acceptance) -> Result<(), Refused> {
    let permit = actor.may(Action::Edit, &store::activity_subject(&one.stated.id))?;
    let (id, accepted_at) = (write.id(), write.stamp());
    let acceptance = Acceptance { id, accepted_at, project: project.head.id.clone(), ..acceptance };
    Ok(store::add_acceptance(write, &permit, &acceptance)?)
}

fn project_subject(tx: &mut Tx, office: &str, id: &str) -> Result<crate::access::Subject, Refused> {
    Project::subject_of(tx, office, id)?.ok_or(Refused::Denied(Denied::Missing))
}

/// The figures of money among what was taken.
fn figures(
    write: &mut Write,
    actor: &Actor,
    project: &Project,
    one: &Shown,
    takes: &[Take],
    source: &str,
) -> Result<Vec<String>, Refused> {
    let mut made = Vec::new();
    for take in takes {
        let Take::Money(body) = take else { continue };
        let body =
            figure::Body { source: Some(source.to_owned()), locator: Some(one.stated.identifier.clone()), ..(**body).clone() };
        let id = write.id();
        let permit = actor.may_create(Kind::Figure, &id)?;
        let subject = Ref::new(Kind::Project, &project.head.id);
        figure::store::add(write, &permit, &Figure { id: id.clone(), subject, version: 1, removed_at: None, body })?;
        made.push(id);
    }
    Ok(made)
}

/// The source that stands for the file: made when something of it is first accepted.
fn source_of(write: &mut Write, actor: &Actor, one: &Shown) -> Result<String, Refused> {
    let dataset = store::get(write.tx(), &actor.office, &one.dataset_id)?.ok_or(Refused::Denied(Denied::Missing))?;
    if let Some(source) = dataset.source {
        return Ok(source);
    }
    // Who reports the activity: the file may be gathered of many, and its first reporter has issued nothing of this one.
    let who = one.stated.reporting_name.clone();
    let by = who.clone().unwrap_or_else(|| dataset.name.clone());
    let day = dataset.generated_at.as_deref().or(Some(&dataset.created_at)).and_then(|at| When::parse(at.get(..10)?));
    let body = source::Body {
        kind: SourceKind::Register,
        title_uk: Some(format!("Файл IATI «{}» ({by})", dataset.name)),
        title_en: Some(format!("IATI file “{}” ({by})", dataset.name)),
        issuer_uk: who.clone(),
        issuer_en: who,
        date: day,
        ..source::Body::default()
    };
    let id = write.id();
    let slug = source::store::free_slug(write.tx(), &actor.office, &format!("iati-{by}"))?;
    let head = Head::new(id.clone(), slug, &actor.id);
    let permit = actor.may_create(Kind::Source, &id)?;
    // What anybody can download is no secret here.
    let shown = actor.may(Action::Publish, &head.subject(Kind::Source)).is_ok();
    let head = Head { published_at: shown.then(|| write.stamp()), ..head };
    source::store::add(write, &permit, &Source { head, body })?;
    let permit = actor.may(Action::Edit, &store::subject(&dataset.id))?;
    store::set_source(write, &permit, &dataset.id, &id)?;
    Ok(id)
}

/// The organisations of the parties that were taken, by their keys: those of the register, and new drafts.
fn organisations(
    write: &mut Write,
    actor: &Actor,
    one: &Shown,
    takes: &[Take],
    today: Date,
) -> Result<HashMap<String, String>, Refused> {
    let mut known = found(write.tx(), &actor.office, one, today)?.organisations;
    let parties = takes.iter().flat_map(|take| match take {
        Take::Parties(_, parties) => parties.as_slice(),
        _ => &[],
    });
    for party in parties {
        let keys: Vec<String> = store::party_keys(party).collect();
        if keys.iter().any(|key| known.contains_key(key)) {
            continue;
        }
        let id = organisation(write, actor, party)?;
        known.extend(keys.into_iter().map(|key| (key, id.clone())));
    }
    Ok(known)
}

/// A new organisation, as a draft: what the file says of it.
fn organisation(write: &mut Write, actor: &Actor, party: &Party) -> Result<String, Refused> {
    let reference = party.reference.clone().filter(|reference| is_org_id(reference));
    let name = party.name.clone().or_else(|| party.reference.clone()).unwrap_or_default();
    let uk = name.chars().any(dotyk_uk::is_ukrainian_letter);
    let edrpou = reference.as_deref().and_then(|reference| reference.strip_prefix("UA-EDR-")).map(str::to_owned);
    let kind = vocabulary::organisation_kind(party.kind.as_deref().unwrap_or_default(), reference.as_deref().unwrap_or_default());
    let body = organisation::Body {
        kind: kind.unwrap_or(organisation::OrganisationKind::Donor),
        name_uk: uk.then(|| name.clone()),
        name_en: (!uk).then(|| name.clone()),
        edrpou: edrpou.filter(|code| organisation::is_edrpou(code)),
        org_id: reference,
        ..organisation::Body::default()
    };
    let id = write.id();
    let slug = organisation::store::free_slug(write.tx(), &actor.office, &name)?;
    let permit = actor.may_create(Kind::Organisation, &id)?;
    organisation::store::add(write, &permit, &Organisation::new(Head::new(id.clone(), slug, &actor.id), body))?;
    Ok(id)
}

/// Makes a draft project of an activity, with all that it says and the register takes; its address.
///
/// # Errors
/// [`Refused`]: the whole write is rolled back.
pub fn make(write: &mut Write, actor: &Actor, direction: &str, one: &Shown) -> Result<String, Refused> {
    let office = office::store::find(write.tx(), &actor.office)?;
    if office.direction(direction).is_none() {
        return Err(Refused::Model("activity-choose-direction", String::new()));
    }
    let today = write.moment().today();
    let s = &one.stated;
    let title = s.title_en.as_ref().or(s.title_uk.as_ref()).cloned().unwrap_or_default();
    let id = write.id();
    let slug = Project::free_slug(write.tx(), &actor.office, &title)?;
    let permit = actor.may_create(Kind::Project, &id)?;
    // A title in another language is better than none.
    let cut = |text: &Option<String>| text.as_ref().map(|text| text.chars().take(300).collect::<String>());
    let body =
        Body { direction: direction.to_owned(), title_uk: cut(&s.title_uk), title_en: cut(&s.title_en), ..Body::default() };
    let empty = Project::new(Head::new(id.clone(), slug.clone(), &actor.id), body);
    let offers = offers(write.tx(), &office, &empty, one, today)?;
    let takes: Vec<Take> = offers.iter().filter_map(|offer| offer.take.clone().ok()).collect();
    let source = source_of(write, actor, one)?;
    let organisations = organisations(write, actor, one, &takes, today)?;
    let made = |party: &Party| store::party_keys(party).find_map(|key| organisations.get(&key).cloned());
    let body = accepted(&empty, &takes, &source, s, &made).map_err(|(key, what)| Refused::Model(key, what))?;
    if let Some((_, key, what)) = body.faults(&office, &id).into_iter().next() {
        return Err(Refused::Model(key, what));
    }
    let project = Project { body, ..empty };
    Project::add(write, &permit, &project)?;
    let figures = figures(write, actor, &project, one, &takes, &source)?;
    let permit = actor.may(Action::Edit, &store::activity_subject(&s.id))?;
    store::decide(write, &permit, &s.identifier, &id, Decision::Tied, How::Made)?;
    remember(
        write,
        actor,
        one,
        &project,
        Acceptance {
            id: String::new(),
            activity: one.stated.id.clone(),
            project: id,
            fields: offers.into_iter().filter(|offer| offer.take.is_ok()).map(|offer| offer.field).collect(),
            figures,
            before: 0,
            after: 1,
            accepted_at: String::new(),
            accepted_by: actor.id.clone(),
            undone_at: None,
        },
    )?;
    Ok(slug)
}

/// Takes back what was accepted, unless the project was changed since; a project that was made of it is withdrawn.
///
/// # Errors
/// [`Refused`]: the whole write is rolled back.
pub fn undo(write: &mut Write, actor: &Actor, activity: &str, one: &Acceptance) -> Result<(), Refused> {
    if one.undone_at.is_some() {
        return Err(Refused::Model("activity-not-now", String::new()));
    }
    let office = actor.office.clone();
    let project = Project::get(write.tx(), &office, &one.project)?.ok_or(Refused::Denied(Denied::Missing))?;
    if project.head.version != one.after {
        return Err(Refused::Model("activity-changed-since", String::new()));
    }
    let me = Ref::new(Kind::Project, &one.project);
    let permit = actor.may(Action::Edit, &project_subject(write.tx(), &office, &one.project)?)?;
    if one.before == 0 {
        let stamp = write.stamp();
        Project::withdraw(write, &permit, Some(stamp))?;
        let permit = actor.may(Action::Edit, &store::activity_subject(activity))?;
        store::undecide(write, &permit, &one.project)?;
    } else {
        let state = state_version(write.tx(), &office, &me, one.before)?.ok_or(Refused::Denied(Denied::Missing))?;
        let body: Body =
            serde_json::from_value(state).map_err(|error| Error::Other(format!("a body that no longer reads: {error}")))?;
        if !Project::save(write, &permit, &Project { body, ..project })? {
            return Err(Error::Busy("a write passed the office's turn".into()).into());
        }
    }
    let subject = project_subject(write.tx(), &office, &one.project)?;
    for id in &one.figures {
        // A figure that somebody has edited since is theirs.
        let Some(figure) = figure::store::get(write.tx(), &office, id)?.filter(|figure| figure.version == 1) else { continue };
        let permit = actor.may(Action::Edit, &subject.part(Kind::Figure, &figure.id))?;
        figure::store::remove(write, &permit)?;
    }
    let permit = actor.may(Action::Edit, &store::activity_subject(activity))?;
    Ok(store::undo_acceptance(write, &permit, &one.id)?)
}
