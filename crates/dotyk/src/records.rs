//! What each kind of record gives to the rest of the program: one entry a kind, and the questions that lower rungs ask of
//! records above them, answered from the entries.
//!
//! A new noun writes its entry into [`RECORDS`] and is found, named, resolved, indexed, checked against the journal and shown
//! on the cards of others. What an entry leaves out, records of its kind do not have.

use std::collections::{BTreeMap, HashMap};

use dotyk_db::{Db, Error, Sql, Tx, params};
use dotyk_match::{Document, Visibility};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use crate::access::{Actor, Kind, Ref, Subject, Visible};
use crate::circle::{Circle, Cluster, Group};
use crate::journal::{self, Stored, Verifier};
use crate::person::Seal;
use crate::programme::model::{Application, Call, Programme};
use crate::web::deed::{Deed, Span};
use crate::web::points::{Doer, Point};
use crate::web::{Claim, Label, Labels, Options, State, Touch, find};
use crate::{
    account, activity, agreement, asset, circle, emergency, event, figure, file, interest, introduction, need, office,
    organisation, outcome, partnership, person, place, programme, project, report, round, source, step, touchpoint,
};

/// Who asks for labels, and of which day.
struct Asking<'a> {
    actor: &'a Actor,
    visible: Visible,
    day: Date,
    seal: Seal,
}

/// A label, and of a part of something the record that it belongs to: who may see that may see the part.
type Labelled = (String, Option<Ref>, Label);

/// From keys, as people write them, to ids.
type Resolve = fn(&mut Tx, &str, Date, &[String]) -> Result<Vec<(String, String)>, Error>;

/// From records to who carried them out.
type Doers = fn(&mut Tx, &str, &[String]) -> Result<Vec<(Ref, Vec<Doer>)>, Error>;

/// What there is with every organisation, or with one, on a day.
type TouchedOn = fn(&mut Tx, &str, Date, Option<&str>) -> Result<Vec<Touch>, Error>;

/// What a kind of record gives.
struct Entry {
    kind: Kind,
    /// The ids of all that the journal speaks of.
    ids: Option<Sql>,
    /// The present state of one, as its last line of the journal should have it.
    present: Option<fn(&mut Tx, &str, &Seal, &str) -> Result<Option<Value>, Error>>,
    /// Names, addresses and states on a day, of those that the visitor may see.
    labels: Option<fn(&mut Tx, &Asking, &[String]) -> Result<Vec<Labelled>, Error>>,
    /// What the policy must know of one.
    subject: Option<fn(&mut Tx, &str, &str) -> Result<Option<Subject>, Error>>,
    /// From keys, as people write them, to ids.
    resolve: Option<Resolve>,
    /// What a form offers.
    options: Option<fn(&mut Tx, &Actor) -> Result<Options, Error>>,
    /// What a source says of their states.
    claims: Option<fn(&mut Tx, &str, &str) -> Result<Vec<Claim>, Error>>,
    /// What the index holds of them on a day.
    documents: Option<fn(&mut Tx, &str, Date, &[String]) -> Result<Vec<Document>, Error>>,
    /// Those whose documents change with these records, or all that have one; without it, those of this kind.
    touched: Option<fn(&mut Tx, &str, Option<&[Ref]>) -> Result<Vec<String>, Error>>,
    /// What points of contact learn from those that everybody may see, on a day.
    points: Option<fn(&mut Tx, &str, Date, &[String]) -> Result<Vec<Point>, Error>>,
    /// Who carried out what they are about.
    doers: Option<Doers>,
    /// How much there is of them with organisations, or with one, and when something happened last, on a day.
    touched_on: Option<TouchedOn>,
    /// What happened to them within a span: what reports are made of.
    deeds: Option<fn(&mut Tx, &Visible, &Span) -> Result<Vec<Deed>, Error>>,
    /// Those that a card of another record shows beside it.
    beside: Option<fn(&mut Tx, &Visible, &Ref) -> Result<Vec<Ref>, Error>>,
}

impl Entry {
    /// What all give that are stored alike.
    const fn stored<T: Stored>() -> Entry {
        Entry {
            ids: Some(T::SQL.ids),
            present: Some(|tx, office, _, id| value(T::get(tx, office, id)?)),
            subject: Some(T::subject_of),
            resolve: Some(|tx, office, _, keys| pairs(T::resolve(tx, office, keys)?)),
            ..Entry::of(T::KIND)
        }
    }

    const fn of(kind: Kind) -> Entry {
        Entry {
            kind,
            ids: None,
            present: None,
            labels: None,
            subject: None,
            resolve: None,
            options: None,
            claims: None,
            documents: None,
            touched: None,
            points: None,
            doers: None,
            touched_on: None,
            deeds: None,
            beside: None,
        }
    }
}

/// All kinds that have records, in the order in which the index is filled.
const RECORDS: &[Entry] = &[
    Entry {
        labels: Some(|tx, asks, ids| plain(project::store::labels(tx, &asks.visible, asks.day, ids)?)),
        claims: Some(project::store::claims),
        documents: Some(project::store::documents),
        points: Some(touchpoint::projects),
        doers: Some(touchpoint::doers),
        touched_on: Some(project::store::touched_on),
        deeds: Some(project::store::deeds),
        beside: Some(project::store::around),
        ..Entry::stored::<project::Project>()
    },
    Entry {
        ids: Some(need::store::ALL_IDS),
        present: Some(need::store::state),
        labels: Some(|tx, asks, ids| plain(need::store::labels(tx, &asks.visible, asks.day, ids)?)),
        subject: Some(need::store::subject_of),
        resolve: Some(|tx, office, _, keys| pairs(need::store::resolve(tx, office, keys)?)),
        claims: Some(need::store::claims),
        documents: Some(need::store::documents),
        points: Some(touchpoint::needs),
        touched_on: Some(need::store::touched_on),
        ..Entry::of(Kind::Need)
    },
    Entry {
        ids: Some(round::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(round::store::get(tx, office, id)?)),
        labels: Some(|tx, asks, ids| plain(round::store::labels(tx, &asks.visible, ids)?)),
        subject: Some(round::store::subject_of),
        resolve: Some(|tx, office, _, keys| pairs(round::store::resolve(tx, office, keys)?)),
        ..Entry::of(Kind::Round)
    },
    Entry {
        labels: Some(|tx, asks, ids| plain(agreement::store::labels(tx, &asks.visible, asks.day, ids)?)),
        options: Some(|tx, actor| agreement::store::options(tx, &actor.visible(Kind::Agreement))),
        claims: Some(agreement::store::claims),
        documents: Some(agreement::store::documents),
        beside: Some(agreement::store::beside),
        deeds: Some(agreement::store::deeds),
        touched_on: Some(agreement::store::touched_on),
        ..Entry::stored::<agreement::Agreement>()
    },
    Entry {
        labels: Some(|tx, asks, ids| plain(programme::store::labels(tx, &asks.visible, ids)?)),
        options: Some(|tx, actor| programme::store::options(tx, &actor.visible(Kind::Programme), Kind::Programme)),
        claims: Some(programme::store::claims),
        documents: Some(|tx, office, _, ids| programme::store::documents(tx, office, ids)),
        beside: Some(programme::store::funded),
        ..Entry::stored::<Programme>()
    },
    Entry {
        labels: Some(|tx, asks, ids| plain(programme::store::call_labels(tx, &asks.visible, asks.day, ids)?)),
        options: Some(|tx, actor| programme::store::options(tx, &actor.visible(Kind::Call), Kind::Call)),
        documents: Some(programme::store::call_documents),
        touched: Some(calls_touched),
        ..Entry::stored::<Call>()
    },
    Entry {
        labels: Some(|tx, asks, ids| plain(programme::store::application_labels(tx, &asks.visible, asks.day, ids)?)),
        documents: Some(programme::store::application_documents),
        beside: Some(programme::store::applied),
        ..Entry::stored::<Application>()
    },
    Entry {
        ids: Some(need::store::ALL_LINK_IDS),
        present: Some(|tx, office, _, id| value(need::store::link_of(tx, office, id)?)),
        ..Entry::of(Kind::Link)
    },
    Entry {
        ids: Some(interest::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(interest::store::get(tx, office, id)?)),
        labels: Some(|tx, asks, ids| plain(interest::store::labels(tx, &asks.visible, ids)?)),
        beside: Some(interest::store::of_organisation),
        ..Entry::of(Kind::Interest)
    },
    Entry {
        ids: Some(source::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(source::store::get(tx, office, id)?)),
        labels: Some(|tx, asks, ids| plain(source::store::labels(tx, &asks.visible, ids)?)),
        subject: Some(|tx, office, id| Ok(source::store::get(tx, office, id)?.map(|source| source.subject()))),
        resolve: Some(|tx, office, _, keys| pairs(source::store::resolve(tx, office, keys)?)),
        options: Some(|tx, actor| source::store::options(tx, &actor.visible(Kind::Source))),
        documents: Some(|tx, office, _, ids| source::store::documents(tx, office, ids)),
        ..Entry::of(Kind::Source)
    },
    Entry {
        ids: Some(organisation::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(organisation::store::get(tx, office, id)?)),
        labels: Some(|tx, asks, ids| plain(organisation::store::labels(tx, &asks.visible, ids)?)),
        subject: Some(organisation::store::subject_of),
        resolve: Some(|tx, office, _, keys| certain(organisation::store::resolve(tx, office, keys)?)),
        options: Some(|tx, actor| organisation::store::options(tx, &actor.visible(Kind::Organisation))),
        documents: Some(|tx, office, _, ids| organisation::store::documents(tx, office, ids)),
        ..Entry::of(Kind::Organisation)
    },
    Entry {
        ids: Some(place::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(place::store::state(tx, office, id)?)),
        labels: Some(|tx, asks, ids| plain(place::store::labels(tx, &asks.actor.office, asks.day, ids)?)),
        subject: Some(|tx, office, id| Ok(place::store::get(tx, office, id)?.map(|place| place.subject()))),
        resolve: Some(|tx, office, day, keys| certain(place::store::resolve(tx, office, day, keys)?)),
        options: Some(|tx, actor| place::store::options(tx, &actor.office)),
        documents: Some(place::store::documents),
        ..Entry::of(Kind::Place)
    },
    Entry {
        labels: Some(|tx, asks, ids| plain(asset::store::labels(tx, &asks.visible, asks.day, ids)?)),
        documents: Some(asset::store::documents),
        deeds: Some(asset::store::deeds),
        beside: Some(asset::store::handed),
        touched_on: Some(asset::store::touched_on),
        ..Entry::stored::<asset::Asset>()
    },
    Entry {
        labels: Some(|tx, asks, ids| plain(emergency::store::labels(tx, &asks.visible, asks.day, ids)?)),
        options: Some(|tx, actor| emergency::store::options(tx, &actor.visible(Kind::Emergency))),
        documents: Some(emergency::store::documents),
        ..Entry::stored::<emergency::Emergency>()
    },
    Entry {
        labels: Some(|tx, asks, ids| plain(event::store::labels(tx, &asks.visible, asks.day, ids)?)),
        options: Some(|tx, actor| event::store::options(tx, &actor.visible(Kind::Event))),
        claims: Some(event::store::claims),
        documents: Some(event::store::documents),
        beside: Some(event::store::around),
        deeds: Some(event::store::deeds),
        touched_on: Some(event::store::touched_on),
        ..Entry::stored::<event::Event>()
    },
    // Who takes part in an event: the journal has the numbers, under the event's id.
    Entry {
        ids: Some(event::store::ALL_ATTENDED),
        present: Some(|tx, office, _, id| value(event::store::participant::state(tx, office, id)?)),
        labels: Some(|tx, asks, ids| match asks.visible.all {
            true => plain(event::store::labels(tx, &asks.visible, asks.day, ids)?),
            false => Ok(Vec::new()),
        }),
        ..Entry::of(Kind::Attendance)
    },
    Entry {
        ids: Some(activity::store::ALL_TIED),
        present: Some(|tx, office, _, id| value(activity::store::decided(tx, office, id)?)),
        labels: Some(|tx, asks, ids| plain(activity::store::labels(tx, &asks.actor.office, ids)?)),
        documents: Some(activity::store::documents),
        touched: Some(activities_touched),
        points: Some(activity::points),
        doers: Some(activity::doers),
        ..Entry::of(Kind::Activity)
    },
    Entry {
        ids: Some(activity::store::ALL_DATASETS),
        present: Some(|tx, office, _, id| value(activity::store::journaled(tx, office, id)?)),
        labels: Some(|tx, asks, ids| match asks.visible.all {
            true => plain(activity::store::dataset_labels(tx, &asks.actor.office, ids)?),
            false => Ok(Vec::new()),
        }),
        ..Entry::of(Kind::Dataset)
    },
    Entry {
        ids: Some(touchpoint::store::ALL_IDS),
        present: Some(|tx, office, _, _| value(touchpoint::store::state(tx, office)?)),
        ..Entry::of(Kind::Touchpoint)
    },
    Entry {
        ids: Some(introduction::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(introduction::store::get(tx, office, id)?)),
        labels: Some(|tx, asks, ids| plain(introduction::store::labels(tx, &asks.visible, ids)?)),
        subject: Some(introduction::store::subject_of),
        beside: Some(introduction::store::beside),
        touched_on: Some(introduction::store::touched_on),
        ..Entry::of(Kind::Introduction)
    },
    Entry {
        labels: Some(|tx, asks, ids| plain(partnership::store::labels(tx, &asks.visible, asks.day, ids)?)),
        claims: Some(partnership::store::claims),
        documents: Some(partnership::store::documents),
        beside: Some(partnership::store::tied),
        touched_on: Some(partnership::store::touched_on),
        ..Entry::stored::<partnership::Partnership>()
    },
    Entry {
        ids: Some(outcome::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(outcome::store::get(tx, office, id)?)),
        ..Entry::of(Kind::Outcome)
    },
    Entry {
        labels: Some(|tx, asks, ids| plain(circle::store::labels::<Cluster>(tx, &asks.visible, asks.day, ids)?)),
        claims: Some(circle::store::claims::<Cluster>),
        documents: Some(circle::store::documents::<Cluster>),
        beside: Some(circle::store::beside::<Cluster>),
        deeds: Some(circle::store::deeds::<Cluster>),
        ..Entry::stored::<Circle<Cluster>>()
    },
    Entry {
        labels: Some(|tx, asks, ids| plain(circle::store::labels::<Group>(tx, &asks.visible, asks.day, ids)?)),
        claims: Some(circle::store::claims::<Group>),
        documents: Some(circle::store::documents::<Group>),
        beside: Some(circle::store::beside::<Group>),
        deeds: Some(circle::store::deeds::<Group>),
        ..Entry::stored::<Circle<Group>>()
    },
    // Below what they belong to: a step is found by whoever may find its subject.
    Entry {
        ids: Some(step::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(step::store::get(tx, office, id)?)),
        labels: Some(|tx, asks, ids| parts(step::store::labels(tx, &asks.actor.office, asks.day, ids)?)),
        resolve: Some(|tx, office, _, keys| pairs(step::store::resolve(tx, office, keys)?)),
        claims: Some(step::store::claims),
        documents: Some(steps),
        touched: Some(steps_touched),
        touched_on: Some(step::store::touched_on),
        ..Entry::of(Kind::Step)
    },
    Entry {
        ids: Some(figure::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(figure::store::get(tx, office, id)?)),
        ..Entry::of(Kind::Figure)
    },
    Entry {
        ids: Some(file::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(file::store::get(tx, office, id)?)),
        labels: Some(|tx, asks, ids| parts(file::store::labels(tx, &asks.visible, ids)?)),
        documents: Some(files),
        touched: Some(files_touched),
        ..Entry::of(Kind::File)
    },
    // People are not in the index: their names are sealed, and their page lists them.
    Entry {
        ids: Some(person::store::ALL_IDS),
        present: Some(person::store::state),
        labels: Some(|tx, asks, ids| plain(person::store::labels(tx, &asks.visible, &asks.seal, ids)?)),
        subject: Some(person::store::subject_of),
        resolve: Some(|tx, office, _, keys| pairs(person::store::resolve(tx, office, keys)?)),
        ..Entry::of(Kind::Person)
    },
    Entry {
        ids: Some(account::store::ALL_IDS),
        present: Some(|tx, office, _, id| value(account::store::get(tx, office, id)?)),
        labels: Some(|tx, asks, ids| plain(account::store::labels(tx, asks.actor, ids)?)),
        ..Entry::of(Kind::Account)
    },
    Entry {
        ids: Some(report::store::ALL_IDS),
        present: Some(|tx, office, _, _| value(report::store::state(tx, office)?)),
        ..Entry::of(Kind::Report)
    },
    Entry { present: Some(|tx, office, _, _| value(Some(office::store::find(tx, office)?))), ..Entry::of(Kind::Office) },
];

fn entry(kind: Kind) -> Option<&'static Entry> {
    RECORDS.iter().find(|entry| entry.kind == kind)
}

fn value(record: Option<impl Serialize>) -> Result<Option<Value>, Error> {
    record.map(serde_json::to_value).transpose().map_err(|error| Error::Other(error.to_string()))
}

fn plain(labels: Vec<(String, Label)>) -> Result<Vec<Labelled>, Error> {
    Ok(labels.into_iter().map(|(id, label)| (id, None, label)).collect())
}

fn parts(labels: Vec<(String, Ref, Label)>) -> Result<Vec<Labelled>, Error> {
    Ok(labels.into_iter().map(|(id, of, label)| (id, Some(of), label)).collect())
}

fn pairs(found: HashMap<String, String>) -> Result<Vec<(String, String)>, Error> {
    Ok(found.into_iter().collect())
}

/// Only what is certain: a name that several have is nobody's.
fn certain(matches: HashMap<String, place::Match>) -> Result<Vec<(String, String)>, Error> {
    Ok(matches.into_iter().filter_map(|(text, found)| Some((text, found.found()?.clone()))).collect())
}

/// Labels of records on a day: those that the actor may see and that were there. A figure, a step or a file is seen by
/// whoever may see its subject.
pub fn labels(state: &State, tx: &mut Tx, actor: &Actor, day: Date, refs: &[Ref]) -> Result<Labels, Error> {
    let mut labels = Labels::new();
    let mut parts: Vec<(Ref, Ref, Label)> = Vec::new();
    for (kind, ids) in by_kind(refs) {
        let Some(read) = entry(kind).and_then(|entry| entry.labels) else { continue };
        let asks = Asking { actor, visible: actor.visible(kind), day, seal: Seal::new(state.data_key) };
        for (id, of, label) in read(tx, &asks, &ids)? {
            match of {
                None => drop(labels.insert(Ref::new(kind, id), label)),
                Some(of) => parts.push((Ref::new(kind, id), of, label)),
            }
        }
    }
    if !parts.is_empty() {
        let subjects: Vec<Ref> = parts.iter().map(|(_, subject, _)| subject.clone()).collect();
        // Subjects are no parts themselves, so this goes one level deep.
        let of = self::labels(state, tx, actor, day, &subjects)?;
        for (part, subject, mut label) in parts {
            if let Some(owner) = of.get(&subject) {
                label.places.clone_from(&owner.places);
                labels.insert(part, label);
            }
        }
    }
    Ok(labels)
}

fn by_kind(refs: &[Ref]) -> BTreeMap<Kind, Vec<String>> {
    let mut kinds: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    for reference in refs {
        kinds.entry(reference.kind).or_default().push(reference.id.clone());
    }
    for ids in kinds.values_mut() {
        ids.sort();
        ids.dedup();
    }
    kinds
}

/// What the policy must know of a record.
pub fn subject(tx: &mut Tx, office: &str, record: &Ref) -> Result<Option<Subject>, Error> {
    match entry(record.kind).and_then(|entry| entry.subject) {
        Some(subject) => subject(tx, office, &record.id),
        None => Ok(None),
    }
}

/// From `kind:key` to references: a slug, a code, an exact name, or an id as our own forms write it.
pub fn refer(tx: &mut Tx, office: &str, day: Date, texts: &[String]) -> Result<HashMap<String, Ref>, Error> {
    let mut found = HashMap::new();
    let mut wanted: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    for text in texts {
        let Some((kind, key)) = text.split_once(':').and_then(|(kind, key)| Some((Kind::parse(kind)?, key))) else { continue };
        // Ids are UUIDs, and nobody calls a thing so.
        if key.len() == 36 && key.bytes().filter(|b| *b == b'-').count() == 4 {
            found.insert(text.clone(), Ref::new(kind, key));
        } else {
            wanted.entry(kind).or_default().push(key.to_owned());
        }
    }
    for (kind, keys) in wanted {
        let Some(resolve) = entry(kind).and_then(|entry| entry.resolve) else { continue };
        let ids = resolve(tx, office, day, &keys)?;
        found.extend(ids.into_iter().map(|(key, id)| (format!("{}:{key}", kind.word()), Ref::new(kind, id))));
    }
    Ok(found)
}

/// What a form offers of a kind.
pub fn options(tx: &mut Tx, actor: &Actor, kind: Kind) -> Result<Options, Error> {
    match entry(kind).and_then(|entry| entry.options) {
        Some(options) => options(tx, actor),
        None => Ok(Vec::new()),
    }
}

/// What a source says of the states of records.
pub fn claims(tx: &mut Tx, office: &str, source: &str) -> Result<Vec<Claim>, Error> {
    let mut claims = Vec::new();
    for read in RECORDS.iter().filter_map(|entry| entry.claims) {
        claims.extend(read(tx, office, source)?);
    }
    Ok(claims)
}

/// What there is with every organisation, or with one, on a day: kind by kind.
pub fn touched(tx: &mut Tx, office: &str, day: Date, of: Option<&str>) -> Result<Vec<Touch>, Error> {
    let mut touches = Vec::new();
    for read in RECORDS.iter().filter_map(|entry| entry.touched_on) {
        touches.extend(read(tx, office, day, of)?);
    }
    Ok(touches)
}

/// What happened to records within a span, as far as everybody may see it. A step belongs to the direction of its subject.
pub fn deeds(state: &State, tx: &mut Tx, span: &Span) -> Result<Vec<Deed>, Error> {
    let public = Actor::public(&state.office);
    let mut deeds = Vec::new();
    for (kind, read) in RECORDS.iter().filter_map(|entry| Some((entry.kind, entry.deeds?))) {
        deeds.extend(read(tx, &public.visible(kind), span)?);
    }
    let steps = step::store::deeds(tx, &state.office, span)?;
    let subjects: Vec<Ref> = steps.iter().map(|(subject, _)| subject.clone()).collect();
    let seen = labels(state, tx, &public, span.until, &subjects)?;
    let directions = project::store::directions(tx, &state.office, &named(&subjects, Kind::Project))?;
    let known: HashMap<&Ref, &[String]> = deeds.iter().map(|deed| (&deed.record, deed.directions.as_slice())).collect();
    let of = |subject: &Ref| match directions.get(&subject.id) {
        Some(directions) => directions.clone(),
        None => known.get(subject).map(|known| known.to_vec()).unwrap_or_default(),
    };
    // Of a part of the work are the steps of what is in that part.
    let within = |subject: &Ref| span.whole() || known.contains_key(subject);
    let steps: Vec<Deed> = steps
        .into_iter()
        .filter(|(subject, _)| seen.contains_key(subject) && within(subject))
        .map(|(subject, deed)| Deed { directions: of(&subject), ..deed })
        .collect();
    deeds.extend(steps);
    Ok(deeds)
}

/// What is shown on the card of a record though it belongs to nouns above it, as far as the actor may see it: kind by kind.
pub fn beside(tx: &mut Tx, actor: &Actor, of: &Ref) -> Result<Vec<Ref>, Error> {
    let mut refs = Vec::new();
    for (kind, read) in RECORDS.iter().filter_map(|entry| Some((entry.kind, entry.beside?))) {
        refs.extend(read(tx, &actor.visible(kind), of)?);
    }
    Ok(refs)
}

/// The words that a card needs for the kinds beside it: a heading for each list, a name for each number of a relation.
#[cfg(test)]
pub fn words_beside() -> Vec<String> {
    let headings = RECORDS.iter().filter(|entry| entry.beside.is_some()).map(|entry| format!("{}-beside", entry.kind.word()));
    let names = RECORDS.iter().filter(|entry| entry.touched_on.is_some()).map(|entry| format!("{}-title", entry.kind.word()));
    headings.chain(names).collect()
}

/// The records that the index of points of contact may hold: all, or those to be read again since these changed.
pub fn point_records(tx: &mut Tx, office: &str, changed: Option<&[Ref]>) -> Result<Vec<Ref>, Error> {
    let mut records = Vec::new();
    for entry in RECORDS.iter().filter(|entry| entry.points.is_some()) {
        let ids = match (entry.touched, changed) {
            (Some(touched), _) => touched(tx, office, changed)?,
            (None, Some(changed)) => named(changed, entry.kind),
            (None, None) => ids(tx, office, entry.kind)?,
        };
        records.extend(ids.into_iter().map(|id| Ref::new(entry.kind, id)));
    }
    // What is said of a project's money is its amount.
    for id in named(changed.unwrap_or_default(), Kind::Figure) {
        let subject = figure::store::get(tx, office, &id)?.map(|figure| figure.subject);
        records.extend(subject.filter(|subject| subject.kind == Kind::Project));
    }
    records.sort();
    records.dedup();
    Ok(records)
}

/// What the index of points of contact holds of some records.
pub fn points(tx: &mut Tx, office: &str, day: Date, records: &[Ref]) -> Result<Vec<Point>, Error> {
    let mut points = Vec::new();
    for (kind, ids) in by_kind(records) {
        if let Some(read) = entry(kind).and_then(|entry| entry.points) {
            points.extend(read(tx, office, day, &ids)?);
        }
    }
    Ok(points)
}

/// Who carried out what some records are about.
pub fn doers(tx: &mut Tx, office: &str, records: &[Ref]) -> Result<Vec<(Ref, Vec<Doer>)>, Error> {
    let mut doers = Vec::new();
    for (kind, ids) in by_kind(records) {
        if let Some(read) = entry(kind).and_then(|entry| entry.doers) {
            doers.extend(read(tx, office, &ids)?);
        }
    }
    Ok(doers)
}

/// Records whose documents are read and put in at a time: so the memory of a fill is bounded, however large the office.
const AT_ONCE: usize = 4000;

/// What the index holds of these records, or of all, in pieces. What hangs on a changed record is brought along, since who
/// may find a step is up to its subject.
pub fn documents(
    state: &State,
    tx: &mut Tx,
    day: Date,
    records: Option<&[Ref]>,
    put: &mut dyn FnMut(Vec<Document>),
) -> Result<(), Error> {
    let office = &state.office;
    for entry in RECORDS {
        let Some(documents) = entry.documents else { continue };
        let wanted = match (entry.touched, records) {
            (Some(touched), _) => touched(tx, office, records)?,
            (None, Some(records)) => named(records, entry.kind),
            (None, None) => ids(tx, office, entry.kind)?,
        };
        for piece in wanted.chunks(AT_ONCE) {
            put(documents(tx, office, day, piece)?);
        }
    }
    Ok(())
}

fn named(records: &[Ref], kind: Kind) -> Vec<String> {
    records.iter().filter(|record| record.kind == kind).map(|record| record.id.clone()).collect()
}

/// A call is shown and found as far as its programme is.
fn calls_touched(tx: &mut Tx, office: &str, records: Option<&[Ref]>) -> Result<Vec<String>, Error> {
    let Some(records) = records else { return ids(tx, office, Kind::Call) };
    let mut ids = named(records, Kind::Call);
    ids.extend(programme::store::calls_of(tx, office, &named(records, Kind::Programme))?);
    ids.sort();
    ids.dedup();
    Ok(ids)
}

fn steps_touched(tx: &mut Tx, office: &str, records: Option<&[Ref]>) -> Result<Vec<String>, Error> {
    let Some(records) = records else { return ids(tx, office, Kind::Step) };
    let mut ids = named(records, Kind::Step);
    ids.extend(step::store::of_subjects(tx, office, records)?.into_iter().map(|step| step.id));
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// The journal speaks only of those activities that somebody decided on, the index of all that are shown.
fn activities_touched(tx: &mut Tx, office: &str, records: Option<&[Ref]>) -> Result<Vec<String>, Error> {
    let Some(records) = records else { return activity::store::all_ids(tx, office) };
    let mut ids = named(records, Kind::Activity);
    for dataset in named(records, Kind::Dataset) {
        ids.extend(activity::store::ids_around(tx, office, &dataset)?);
    }
    // Whether an activity counts as tied is up to its project: one that was withdrawn is none.
    let projects = named(records, Kind::Project);
    ids.extend(activity::store::tied_to(tx, office, &projects)?.into_iter().map(|tie| tie.activity));
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// Files that say something change with what they belong to, steps of it among that.
fn files_touched(tx: &mut Tx, office: &str, records: Option<&[Ref]>) -> Result<Vec<String>, Error> {
    let Some(records) = records else { return file::store::read_of(tx, office, None) };
    let steps = steps_touched(tx, office, Some(records))?.into_iter().map(|id| Ref::new(Kind::Step, id));
    let owners: Vec<Ref> = records.iter().cloned().chain(steps).collect();
    let mut ids = named(records, Kind::File);
    ids.extend(file::store::read_of(tx, office, Some(&owners))?);
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// Documents of steps, found by whoever may find what they belong to, and where that lies.
fn steps(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let parts = step::store::documents(tx, office, day, ids)?;
    let within = within(tx, office, day, &parts, &[Kind::Step])?;
    let seen = parts.into_iter().filter_map(|(subject, document)| {
        let (visibility, places) = within.get(&find::key(&subject))?.clone();
        Some(Document { visibility, places, ..document })
    });
    Ok(seen.collect())
}

/// Documents of files, found by whoever may find what they belong to, and by the public when both are published.
fn files(tx: &mut Tx, office: &str, day: Date, ids: &[String]) -> Result<Vec<Document>, Error> {
    let parts = file::store::documents(tx, office, ids)?;
    let within = within(tx, office, day, &parts, &[Kind::File])?;
    let seen = parts.into_iter().filter_map(|(subject, mut document)| {
        let (visibility, places) = within.get(&find::key(&subject))?.clone();
        document.visibility.public &= visibility.public;
        document.visibility.tokens.extend(visibility.tokens);
        Some(Document { places, ..document })
    });
    Ok(seen.collect())
}

/// Who may find what parts belong to, and where that lies, by its key. Parts of `never` would ask themselves for ever.
fn within(tx: &mut Tx, office: &str, day: Date, parts: &[(Ref, Document)], never: &[Kind]) -> Result<Within, Error> {
    let mut within = Within::new();
    for (kind, owners) in by_kind(&parts.iter().map(|(subject, _)| subject.clone()).collect::<Vec<_>>()) {
        let Some(read) = entry(kind).filter(|_| !never.contains(&kind)).and_then(|entry| entry.documents) else { continue };
        let documents = read(tx, office, day, &owners)?;
        within.extend(documents.into_iter().map(|document| (document.key, (document.visibility, document.places))));
    }
    Ok(within)
}

type Within = HashMap<String, (Visibility, Vec<String>)>;

/// The ids of all records of a kind that the journal speaks of.
fn ids(tx: &mut Tx, office: &str, kind: Kind) -> Result<Vec<String>, Error> {
    if kind == Kind::Office {
        return Ok(vec![office.to_owned()]);
    }
    let Some(sql) = entry(kind).and_then(|entry| entry.ids) else { return Ok(Vec::new()) };
    tx.all(sql, params![office])?.iter().map(|row| row.get("id")).collect()
}

/// Checks an office's journal against its register.
///
/// # Errors
/// The database's.
pub fn verify(db: &Db, office: &str, data_key: [u8; 32], expect: Option<(i64, String)>) -> Result<journal::Report, Error> {
    let seal = Seal::new(data_key);
    db.read_blocking(|tx| {
        let state = |tx: &mut Tx, office: &str, record: &Ref| match entry(record.kind).and_then(|entry| entry.present) {
            Some(present) => present(tx, office, &seal, &record.id),
            None => Ok(None),
        };
        journal::verify(tx, office, expect, &Verifier { state: &state, ids: &ids })
    })
}
