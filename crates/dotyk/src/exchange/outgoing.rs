//! What leaves as IATI: projects gathered in batches, each checked before it is written.
//!
//! A file for partners holds what is published and complete, whoever asks, and of everything around it only what the public
//! may see: it is made to be handed on. A project that our own checker finds an error in is left out with the reason, so
//! what leaves is valid.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;

use dotyk_db::{Error, Tx};
use dotyk_iati::{CodeLists, FileType, Header, Options, Severity, Writer, check_all};
use jiff::Timestamp;
use jiff::civil::Date;

use super::activity::{self, Held, Publisher};
use super::vocabulary;
use crate::access::{Actor, Kind, Ref};
use crate::figure::{self, Figure};
use crate::journal;
use crate::office::{self, Office};
use crate::organisation::{self, store::Told};
use crate::place::{self, Place};
use crate::project::{self, Project};
use crate::text::{Arg, Catalogue, Lang};
use crate::web::{Elsewhere, ElsewhereOf};

/// So many projects are gathered at once.
pub const AT_ONCE: i64 = 100;

/// A project that was left out, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Left {
    /// Its address.
    pub slug: String,
    /// What it lacks, in words.
    pub reasons: Vec<String>,
}

/// What leaves, for one moment and language.
pub struct Outgoing<'c> {
    office: Office,
    reference: String,
    kind: &'static str,
    words: &'c Catalogue,
    lang: Lang,
    today: Date,
    now: Timestamp,
    options: Options,
    elsewhere: ElsewhereOf,
}

/// Why nothing can leave at all.
#[derive(Debug)]
pub enum Barred {
    /// The office has no identifier.
    Nameless,
    /// The database's.
    Db(Error),
}

impl From<Error> for Barred {
    fn from(error: Error) -> Barred {
        Barred::Db(error)
    }
}

impl<'c> Outgoing<'c> {
    /// What leaves an office.
    ///
    /// # Errors
    /// An office without identifier; the database's.
    pub fn new(
        tx: &mut Tx,
        office: &str,
        words: &'c Catalogue,
        lang: Lang,
        now: Timestamp,
        today: Date,
        elsewhere: ElsewhereOf,
    ) -> Result<Outgoing<'c>, Barred> {
        let office = office::store::find(tx, office)?;
        let reference = office.iati_identifier.clone().ok_or(Barred::Nameless)?;
        let public = Actor::public(&office.id).visible(Kind::Organisation);
        let coded = organisation::Body {
            org_id: Some(reference.clone()),
            edrpou: reference.strip_prefix("UA-EDR-").map(str::to_owned),
            ..organisation::Body::default()
        };
        let own = organisation::store::same_code(tx, &office.id, "", &coded)?;
        let own = own.map_or(Ok(HashMap::new()), |id| organisation::store::told(tx, &public, &[id]))?.into_values().next();
        let own = own.map(|own| (own.body.kind, own.body.country));
        let (kind, country) = own.unwrap_or((organisation::OrganisationKind::Government, None));
        let kind = vocabulary::organisation_type(kind, country.as_deref());
        // As in every check: what is dated today is not in the future, wherever today has come first.
        let options = Options { code_lists: CodeLists::default(), ..Options::new(now) };
        Ok(Outgoing { office, reference, kind, words, lang, today, now, options, elsewhere })
    }

    fn say(&self, lang: Lang, key: &str) -> String {
        self.words.say(lang, key, &[])
    }

    fn publisher<'a>(&'a self, say: &'a dyn Fn(Lang, &str) -> String) -> Publisher<'a> {
        Publisher { office: &self.office, reference: &self.reference, kind: self.kind, lang: self.lang, today: self.today, say }
    }

    /// A file that begins.
    ///
    /// # Errors
    /// What hinders the writing.
    pub fn begin<W: Write>(&self, out: W, of: FileType) -> std::io::Result<Writer<W>> {
        let stamp = self.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        Writer::new(out, &Header { generated_datetime: Some(stamp.as_str().into()), ..Header::new(of) })
    }

    /// The office's own organisation file.
    ///
    /// # Errors
    /// What hinders the writing.
    pub fn organisation<W: Write>(&self, out: W) -> std::io::Result<W> {
        let say = |lang: Lang, key: &str| self.say(lang, key);
        let mut writer = self.begin(out, FileType::Organisations)?;
        writer.organisation(&activity::organisation(&self.publisher(&say)))?;
        writer.finish()
    }

    /// Writes the projects of some ids; those that cannot go out are told. `drafts`: also what is not published.
    ///
    /// # Errors
    /// What hinders the reading or the writing.
    pub fn write<W: Write>(
        &self,
        tx: &mut Tx,
        ids: &[String],
        drafts: bool,
        writer: &mut Writer<W>,
        left: &mut dyn FnMut(Left),
    ) -> Result<u64, Error> {
        let say = |lang: Lang, key: &str| self.say(lang, key);
        let gathered = Gathered::new(tx, &self.publisher(&say), self.elsewhere, ids)?;
        let mut written = 0;
        for project in &gathered.projects {
            let reasons = self.reasons(project, drafts);
            let outcome = if reasons.is_empty() { self.checked(&gathered.held(project)) } else { Err(reasons) };
            match outcome {
                Ok(activity) => {
                    writer.activity(&activity).map_err(|error| Error::Other(error.to_string()))?;
                    written += 1;
                }
                Err(reasons) => left(Left { slug: project.head.slug.clone(), reasons }),
            }
        }
        Ok(written)
    }

    /// What a project lacks so that it cannot go out.
    fn reasons(&self, project: &Project, drafts: bool) -> Vec<String> {
        let draft = (!drafts && project.head.published_at.is_none()).then(|| self.say(self.lang, "exchange-left-draft"));
        let lacks = project.body.lacks(true).into_iter().filter(|part| part.needed);
        let lacks = lacks.map(|part| self.say(self.lang, &format!("project-part-{}", part.word)));
        let nowhere = self.office.place.is_none() && project.body.places.is_empty();
        lacks.chain(draft).chain(nowhere.then(|| self.say(self.lang, "exchange-left-nowhere"))).collect()
    }

    /// The activity, when our own checker finds no error in it.
    fn checked(&self, held: &Held) -> Result<dotyk_iati::model::Activity, Vec<String>> {
        let say = |lang: Lang, key: &str| self.say(lang, key);
        let activity = activity::activity(&self.publisher(&say), held);
        let file = self.begin(Vec::new(), FileType::Activities).and_then(|mut writer| {
            writer.activity(&activity)?;
            writer.finish()
        });
        let file = file.map_err(|error| vec![error.to_string()])?;
        let report = check_all(file.as_slice(), &self.options);
        let lang = if self.lang == Lang::Uk { dotyk_iati::Lang::Uk } else { dotyk_iati::Lang::En };
        let reasons: Vec<String> = report
            .at_least(Severity::Error)
            .map(|finding| {
                let message = finding.message.text(lang);
                self.words.say(
                    self.lang,
                    "exchange-left-finding",
                    &[("id", Arg::Text(finding.id)), ("message", Arg::Text(&message))],
                )
            })
            .collect();
        if reasons.is_empty() { Ok(activity) } else { Err(reasons) }
    }
}

/// Projects and what is around them, read in a few questions.
struct Gathered {
    projects: Vec<Project>,
    figures: HashMap<String, Vec<Figure>>,
    organisations: HashMap<String, Told>,
    places: HashMap<String, Place>,
    related: HashMap<String, String>,
    elsewhere: HashMap<String, Vec<Elsewhere>>,
    updated: HashMap<String, String>,
}

impl Gathered {
    fn new(tx: &mut Tx, by: &Publisher, elsewhere: ElsewhereOf, ids: &[String]) -> Result<Gathered, Error> {
        let (office, today) = (by.office.id.as_str(), by.today);
        let projects = project::store::told(tx, office, ids)?;
        let public = Actor::public(office);
        let of = |projects: &[Project], pick: fn(&project::Body) -> Vec<String>| -> Vec<String> {
            projects.iter().flat_map(|project| pick(&project.body)).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let codes = of(&projects, |body| body.places.clone());
        // Of related projects only what their identifier depends on, and only of those that the public may see.
        let others = of(&projects, |body| body.related.iter().map(|r| r.project.clone()).collect());
        let seen = project::store::labels(tx, &public.visible(Kind::Project), today, &others)?;
        let around = project::store::told(tx, office, &seen.into_iter().map(|(id, _)| id).collect::<Vec<_>>())?;
        let party = |body: &project::Body| body.parties.iter().map(|party| party.organisation.clone()).collect();
        let parties: Vec<String> = [of(&projects, party), of(&around, party)].concat();
        let organisations = organisation::store::told(tx, &public.visible(Kind::Organisation), &parties)?;
        let all: Vec<String> = projects.iter().chain(&around).map(|project| project.head.id.clone()).collect();
        let elsewhere = elsewhere(tx, office, &all)?;
        let refs: Vec<Ref> = projects.iter().map(|project| Ref::new(Kind::Project, &project.head.id)).collect();
        let mut figures: HashMap<String, Vec<Figure>> = HashMap::new();
        for figure in figure::store::of_subjects(tx, office, today, &refs)? {
            figures.entry(figure.subject.id.clone()).or_default().push(figure);
        }
        let related = around.iter().map(|project| {
            let elsewhere = elsewhere.get(&project.head.id).map_or(&[][..], Vec::as_slice);
            (project.head.id.clone(), activity::identifiers(by, project, &organisations, elsewhere).0)
        });
        Ok(Gathered {
            places: place::store::find(tx, office, &codes)?,
            related: related.collect(),
            updated: updated(tx, office, &projects, &figures)?,
            organisations,
            elsewhere,
            figures,
            projects,
        })
    }

    fn held<'a>(&'a self, project: &'a Project) -> Held<'a> {
        let id = &project.head.id;
        Held {
            project,
            figures: self.figures.get(id).map_or(&[][..], Vec::as_slice),
            organisations: &self.organisations,
            places: &self.places,
            related: &self.related,
            elsewhere: self.elsewhere.get(id).map_or(&[][..], Vec::as_slice),
            updated: self.updated.get(id).map(String::as_str),
        }
    }
}

/// When projects were last written, or figures of them: both stand in the activity.
fn updated(
    tx: &mut Tx,
    office: &str,
    projects: &[Project],
    figures: &HashMap<String, Vec<Figure>>,
) -> Result<HashMap<String, String>, Error> {
    let ids: Vec<String> = projects.iter().map(|project| project.head.id.clone()).collect();
    let mut updated = journal::written_at(tx, office, Kind::Project, &ids)?;
    let numbers: Vec<String> = figures.values().flatten().map(|figure| figure.id.clone()).collect();
    let written = journal::written_at(tx, office, Kind::Figure, &numbers)?;
    for (project, figures) in figures {
        let last = figures.iter().filter_map(|figure| written.get(&figure.id)).max();
        if let (Some(at), Some(last)) = (updated.get_mut(project), last) {
            *at = at.clone().max(last.clone());
        }
    }
    Ok(updated)
}
