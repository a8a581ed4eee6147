//! Puts the files into a fresh office, in bounded writes, through models and permits.

use std::collections::HashMap;

use dotyk_db::Db;

use super::read::{Entry, OfficeFile, OutcomeFile, records, text};
use crate::access::{Action, Actor, Head, Kind, Owner, Permit, Ref, Role, Subject};
use crate::account::{self, Account};
use crate::agreement::{self, Agreement};
use crate::asset::{self, Asset};
use crate::circle::{self, Circle, Cluster, Group, Which};
use crate::emergency::{self, Emergency};
use crate::event::{self, Event};
use crate::figure::{self, Figure};
use crate::journal::{Moment, Stored, Write};
use crate::office::{self, Office};
use crate::organisation::{self, Organisation};
use crate::outcome;
use crate::partnership::{self, Partnership};
use crate::person::{self, Seal};
use crate::place::commands::put as put_places;
use crate::place::{Format, parse};
use crate::programme::model::{self, Application, Call, Programme};
use crate::project::{self, Project};
use crate::report;
use crate::source::{self, Cite, Source};
use crate::step::{self, Step};

/// Who may sign in to the sample office.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Their role.
    pub role: Role,
    /// Their login.
    pub login: String,
    /// Their password.
    pub password: String,
}

/// What was loaded.
#[derive(Debug)]
pub struct Loaded {
    /// The office's id.
    pub office: String,
    /// How many records of each kind.
    pub counts: Vec<(Kind, usize)>,
}

/// What the loader knows while it works.
struct Loader<'a> {
    db: &'a Db,
    actor: Actor,
    moment: Moment,
    seal: Seal,
    /// From the key of each file's records to their ids.
    ids: HashMap<Ref, String>,
    counts: Vec<(Kind, usize)>,
}

type Fallible<T> = Result<T, String>;

/// Makes the sample office in an empty database.
///
/// # Errors
/// What is wrong with which file, or the database's; what was loaded before it stays, so the database is to be thrown away.
pub fn load(db: &Db, moment: &Moment, data_key: [u8; 32], accounts: &[SignIn]) -> Fallible<Loaded> {
    let file: OfficeFile = toml::from_str(text("office.toml")?).map_err(|error| format!("office.toml: {error}"))?;
    let id = file.office.get("id").and_then(toml::Value::as_str).ok_or("office.toml has no id")?.to_owned();
    let mut loader = Loader {
        db,
        actor: Actor::command(&id, "demo"),
        moment: moment.clone(),
        seal: Seal::new(data_key),
        ids: HashMap::new(),
        counts: Vec::new(),
    };
    loader.office(&id, file)?;
    loader.places()?;
    loader.sources()?;
    loader.organisations()?;
    loader.accounts(accounts)?;
    loader.people()?;
    loader.projects()?;
    loader.emergencies()?;
    loader.circles::<Cluster>("clusters")?;
    loader.circles::<Group>("groups")?;
    loader.agreements()?;
    loader.events()?;
    loader.figures()?;
    loader.steps()?;
    loader.assets()?;
    loader.programmes()?;
    loader.calls()?;
    loader.applications()?;
    loader.partnerships()?;
    loader.outcomes()?;
    loader.report()?;
    Ok(Loaded { office: id, counts: loader.counts })
}

impl Loader<'_> {
    /// One bounded write.
    fn write(&self, what: &str, work: impl FnOnce(&mut Write) -> Result<(), String>) -> Fallible<()> {
        let mut said = String::new();
        let done = self.db.write_blocking(|tx| {
            let mut write = Write::begin(tx, &self.actor.office, self.moment.clone())?;
            if let Err(error) = work(&mut write) {
                said = error;
                return Err(dotyk_db::Error::Other(String::new()));
            }
            write.finish().map(drop)
        });
        done.map_err(|error| format!("{what}: {}", if said.is_empty() { error.to_string() } else { said }))
    }

    fn permit(&self, kind: Kind, id: &str) -> Fallible<Permit> {
        self.actor.may_create(kind, id).map_err(|refused| format!("{refused:?}"))
    }

    fn count(&mut self, kind: Kind, count: usize) {
        self.counts.push((kind, count));
    }

    /// The id of what a file names.
    fn id(&self, kind: Kind, key: &str) -> Fallible<String> {
        if kind == Kind::Place {
            return Ok(key.to_owned());
        }
        self.ids.get(&Ref::new(kind, key)).cloned().ok_or_else(|| format!("there is no {} «{key}»", kind.word()))
    }

    fn reference(&self, reference: &Ref) -> Fallible<Ref> {
        Ok(Ref::new(reference.kind, self.id(reference.kind, &reference.id)?))
    }

    fn opt(&self, kind: Kind, key: &mut Option<String>) -> Fallible<()> {
        if let Some(found) = key {
            *key = Some(self.id(kind, found)?);
        }
        Ok(())
    }

    fn cites(&self, cites: &mut [Cite]) -> Fallible<()> {
        for cite in cites {
            cite.source = self.id(Kind::Source, &cite.source)?;
        }
        Ok(())
    }

    /// Names the records of a file before they are written, so that they may name one another.
    fn name<B>(&mut self, kind: Kind, entries: &[Entry<B>]) -> Fallible<()> {
        for entry in entries {
            let id = self.moment.ids.next(self.moment.now);
            if self.ids.insert(Ref::new(kind, &entry.slug), id).is_some() {
                return Err(format!("{} «{}» stands twice", kind.word(), entry.slug));
            }
        }
        Ok(())
    }

    fn head<B>(&self, kind: Kind, entry: &Entry<B>) -> Fallible<Head> {
        let head = Head::new(self.id(kind, &entry.slug)?, entry.slug.clone(), &self.actor.id);
        Ok(Head { published_at: entry.published.then(|| self.moment.stamp()), ..head })
    }

    fn office(&mut self, id: &str, file: OfficeFile) -> Fallible<()> {
        let stamp = self.moment.stamp();
        self.db.write_blocking(|tx| office::store::add(tx, id, &stamp)).map_err(|error| format!("office: {error}"))?;
        let field =
            |name: &str| file.office.get(name).and_then(toml::Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        let office = Office {
            id: id.to_owned(),
            name_uk: field("name_uk"),
            name_en: field("name_en"),
            place: field("place"),
            mail: field("mail"),
            base_url: field("base_url"),
            iati_identifier: field("iati_identifier"),
            directions: file.direction,
            measures: file.measure,
            rates: file.rate.into_iter().map(|rate| office::Rate { set_by: self.actor.id.clone(), ..rate }).collect(),
            terms: file.term,
            version: 0,
        };
        let subject = Subject::new(Kind::Office, id, true).owned_by([Owner::Account(self.actor.id.clone())]);
        self.write("office", |write| {
            let permit = self.actor.may(Action::Edit, &subject).map_err(|refused| format!("{refused:?}"))?;
            office::store::save(write, &permit, &office).map_err(|error| error.to_string())
        })
    }

    fn places(&mut self) -> Fallible<()> {
        let mut count = 0;
        for name in ["places.csv", "foreign-places.csv", "points.csv", "points-osm.csv", "foreign-points.csv"] {
            let parsed = parse(text(name)?.as_bytes(), Format::Csv).map_err(|errors| format!("{name}: {errors:?}"))?;
            let actor = self.actor.clone();
            let mut rows = 0;
            self.write(name, |write| {
                rows = put_places(write, &actor, parsed).map_err(|error| error.to_string())?.put.added;
                Ok(())
            })?;
            count += rows;
        }
        self.count(Kind::Place, count);
        Ok(())
    }

    fn sources(&mut self) -> Fallible<()> {
        let entries = records::<source::Body>("sources", "source")?;
        self.name(Kind::Source, &entries)?;
        self.write("sources", |write| {
            for entry in &entries {
                let source = Source { head: self.head(Kind::Source, entry)?, body: entry.body.clone() };
                check(&entry.slug, source.body.faults())?;
                source::store::add(write, &self.permit(Kind::Source, &source.head.id)?, &source)
                    .map_err(|e| format!("{}: {e}", entry.slug))?;
            }
            Ok(())
        })?;
        self.count(Kind::Source, entries.len());
        Ok(())
    }

    fn organisations(&mut self) -> Fallible<()> {
        let entries = records::<organisation::Body>("organisations", "organisation")?;
        self.name(Kind::Organisation, &entries)?;
        let order = parents_first(&entries, |body| body.parent.iter().cloned().collect())?;
        self.write("organisations", |write| {
            for entry in order {
                let mut body = entry.body.clone();
                self.opt(Kind::Organisation, &mut body.parent)?;
                self.cites(&mut body.cites)?;
                let organisation = Organisation::new(self.head(Kind::Organisation, entry)?, body);
                check(&entry.slug, organisation.body.faults())?;
                let permit = self.permit(Kind::Organisation, &organisation.head.id)?;
                organisation::store::add(write, &permit, &organisation).map_err(|e| format!("{}: {e}", entry.slug))?;
            }
            Ok(())
        })?;
        self.count(Kind::Organisation, entries.len());
        Ok(())
    }

    fn accounts(&mut self, accounts: &[SignIn]) -> Fallible<()> {
        self.write("accounts", |write| {
            for sign_in in accounts {
                // The contributor of the sample keeps what is Kreminna's own.
                let own = (sign_in.role == Role::Contributor)
                    .then(|| self.id(Kind::Organisation, "kreminna-city-council").ok())
                    .flatten();
                let body = account::Body { name: sign_in.login.clone(), role: sign_in.role, organisation: own, place: None };
                let account = Account::new(write.id(), &sign_in.login, body, write.stamp());
                let hash = account::password::hash(&sign_in.password)?;
                let permit = self.permit(Kind::Account, &account.id)?;
                account::store::add_with_password(write, &permit, &account, &hash)
                    .map_err(|e| format!("{}: {e}", sign_in.login))?;
            }
            Ok(())
        })
    }

    fn people(&mut self) -> Fallible<()> {
        let entries = records::<person::Body>("people", "person")?;
        self.name(Kind::Person, &entries)?;
        self.write("people", |write| {
            for entry in &entries {
                let mut body = entry.body.clone();
                self.opt(Kind::Organisation, &mut body.organisation)?;
                self.cites(&mut body.cites)?;
                check(&entry.slug, body.faults())?;
                let head = self.head(Kind::Person, entry)?;
                let permit = self.permit(Kind::Person, &head.id)?;
                let person = person::Person::new(head, body);
                person::store::add(write, &permit, &self.seal, &person).map_err(|e| format!("{}: {e}", entry.slug))?;
            }
            Ok(())
        })?;
        self.count(Kind::Person, entries.len());
        Ok(())
    }

    fn projects(&mut self) -> Fallible<()> {
        let entries = records::<project::Body>("projects", "project")?;
        self.name(Kind::Project, &entries)?;
        let order = parents_first(&entries, |body| body.related.iter().map(|relation| relation.project.clone()).collect())?;
        let office =
            self.db.read_blocking(|tx| office::store::find(tx, &self.actor.office)).map_err(|error| error.to_string())?;
        self.write("projects", |write| {
            for entry in order {
                let said = |error: String| format!("{}: {error}", entry.slug);
                let body = self.project(&entry.body).map_err(said)?;
                let project = Project::new(self.head(Kind::Project, entry)?, body);
                check(&entry.slug, project.body.faults(&office, &project.head.id))?;
                Project::add(write, &self.permit(Kind::Project, &project.head.id)?, &project).map_err(|e| said(e.to_string()))?;
            }
            Ok(())
        })?;
        self.count(Kind::Project, entries.len());
        Ok(())
    }

    fn project(&self, body: &project::Body) -> Fallible<project::Body> {
        let mut body = body.clone();
        for party in &mut body.parties {
            party.organisation = self.id(Kind::Organisation, &party.organisation)?;
        }
        for person in &mut body.responsible {
            *person = self.id(Kind::Person, person)?;
        }
        for relation in &mut body.related {
            relation.project = self.id(Kind::Project, &relation.project)?;
        }
        for row in &mut body.stages {
            self.opt(Kind::Source, &mut row.source)?;
        }
        self.cites(&mut body.cites)?;
        body.sort_stages();
        Ok(body)
    }

    fn emergencies(&mut self) -> Fallible<()> {
        let entries = records::<emergency::Body>("emergencies", "emergency")?;
        self.name(Kind::Emergency, &entries)?;
        self.write("emergencies", |write| {
            for entry in &entries {
                let said = |error: String| format!("{}: {error}", entry.slug);
                let mut body = entry.body.clone();
                for study in &mut body.studies {
                    self.opt(Kind::Organisation, &mut study.organisation)?;
                    self.opt(Kind::Source, &mut study.source)?;
                }
                for talk in &mut body.talks {
                    self.opt(Kind::Organisation, &mut talk.organisation)?;
                    self.opt(Kind::Project, &mut talk.project)?;
                    for row in &mut talk.states {
                        self.opt(Kind::Source, &mut row.source)?;
                    }
                }
                self.cites(&mut body.cites)?;
                check(&entry.slug, body.all_faults())?;
                let one = Emergency::new(self.head(Kind::Emergency, entry)?, body);
                let permit = self.permit(Kind::Emergency, &one.head.id)?;
                Emergency::add(write, &permit, &one).map_err(|e| said(e.to_string()))?;
            }
            Ok(())
        })?;
        self.count(Kind::Emergency, entries.len());
        Ok(())
    }

    fn circles<K: Which>(&mut self, stem: &str) -> Fallible<()> {
        let entries = records::<circle::Body>(stem, K::KIND.word())?;
        self.name(K::KIND, &entries)?;
        let today = self.moment.today();
        self.write(stem, |write| {
            for entry in &entries {
                let said = |error: String| format!("{}: {error}", entry.slug);
                let body = self.circle(&entry.body).map_err(said)?;
                check(&entry.slug, body.faults(today))?;
                let one = Circle::<K>::new(self.head(K::KIND, entry)?, body);
                Circle::<K>::add(write, &self.permit(K::KIND, &one.head.id)?, &one).map_err(|e| said(e.to_string()))?;
            }
            Ok(())
        })?;
        self.count(K::KIND, entries.len());
        Ok(())
    }

    fn circle(&self, body: &circle::Body) -> Fallible<circle::Body> {
        let mut body = body.clone().settled();
        self.opt(Kind::Organisation, &mut body.organisation)?;
        for project in &mut body.projects {
            *project = self.id(Kind::Project, project)?;
        }
        for member in &mut body.members {
            self.opt(Kind::Organisation, &mut member.organisation)?;
            self.opt(Kind::Person, &mut member.person)?;
        }
        for source in body.stated.iter_mut().map(|one| &mut one.source).chain(body.states.iter_mut().map(|row| &mut row.source)) {
            self.opt(Kind::Source, source)?;
        }
        self.cites(&mut body.cites)?;
        Ok(body)
    }

    fn agreements(&mut self) -> Fallible<()> {
        let entries = records::<agreement::Body>("agreements", "agreement")?;
        self.name(Kind::Agreement, &entries)?;
        let order = parents_first(&entries, |body| body.replaces.iter().cloned().collect())?;
        self.write("agreements", |write| {
            for entry in order {
                let said = |error: String| format!("{}: {error}", entry.slug);
                let body = self.agreement(&entry.body).map_err(said)?;
                check(&entry.slug, body.faults())?;
                let agreement = Agreement::new(self.head(Kind::Agreement, entry)?, body);
                let permit = self.permit(Kind::Agreement, &agreement.head.id)?;
                Agreement::add(write, &permit, &agreement).map_err(|e| said(e.to_string()))?;
            }
            Ok(())
        })?;
        self.count(Kind::Agreement, entries.len());
        Ok(())
    }

    fn agreement(&self, body: &agreement::Body) -> Fallible<agreement::Body> {
        let mut body = body.clone();
        for party in &mut body.parties {
            self.opt(Kind::Organisation, &mut party.organisation)?;
            self.opt(Kind::Person, &mut party.signatory)?;
        }
        for signature in &mut body.signatures {
            self.opt(Kind::Source, &mut signature.source)?;
        }
        self.opt(Kind::Agreement, &mut body.replaces)?;
        self.cites(&mut body.cites)?;
        Ok(body)
    }

    fn events(&mut self) -> Fallible<()> {
        let entries = records::<event::Body>("events", "event")?;
        self.name(Kind::Event, &entries)?;
        let order = parents_first(&entries, |body| body.series.iter().cloned().collect())?;
        self.write("events", |write| {
            for entry in order {
                let mut body = entry.body.clone();
                self.opt(Kind::Event, &mut body.series)?;
                self.opt(Kind::Project, &mut body.project)?;
                body.organisers = body.organisers.iter().map(|one| self.id(Kind::Organisation, one)).collect::<Result<_, _>>()?;
                for item in &mut body.items {
                    self.opt(Kind::Person, &mut item.person)?;
                    self.opt(Kind::Organisation, &mut item.organisation)?;
                }
                for row in &mut body.states {
                    self.opt(Kind::Source, &mut row.source)?;
                }
                self.cites(&mut body.cites)?;
                body.sort_states();
                check(&entry.slug, body.faults())?;
                let event = Event::new(self.head(Kind::Event, entry)?, body);
                let permit = self.permit(Kind::Event, &event.head.id)?;
                Event::add(write, &permit, &event).map_err(|e| format!("{}: {e}", entry.slug))?;
            }
            Ok(())
        })?;
        self.count(Kind::Event, entries.len());
        Ok(())
    }

    fn figures(&mut self) -> Fallible<()> {
        let entries = records::<figure::Body>("figures", "figure")?;
        let office =
            self.db.read_blocking(|tx| office::store::find(tx, &self.actor.office)).map_err(|error| error.to_string())?;
        self.write("figures", |write| {
            for entry in &entries {
                let place = format!("a figure of {}, {}", entry.subject, entry.body.measure);
                let mut body = entry.body.clone();
                self.opt(Kind::Source, &mut body.source).map_err(|e| format!("{place}: {e}"))?;
                body.members = body.members.iter().map(|member| self.reference(member)).collect::<Result<_, _>>()?;
                let figure =
                    Figure { id: write.id(), subject: self.subject(&entry.subject)?, version: 1, removed_at: None, body };
                check(&place, figure.body.faults(&office))?;
                figure::store::add(write, &self.permit(Kind::Figure, &figure.id)?, &figure)
                    .map_err(|e| format!("{place}: {e}"))?;
            }
            Ok(())
        })?;
        self.count(Kind::Figure, entries.len());
        Ok(())
    }

    fn report(&mut self) -> Fallible<()> {
        let rules: report::Rules = toml::from_str(text("report.toml")?).map_err(|error| format!("report.toml: {error}"))?;
        let subject = report::store::subject(&self.actor.office);
        self.write("report", |write| {
            let permit = self.actor.may(Action::Edit, &subject).map_err(|refused| format!("{refused:?}"))?;
            report::store::save(write, &permit, &rules).map_err(|error| error.to_string())
        })
    }

    fn subject(&self, text: &str) -> Fallible<Ref> {
        let parts = text.split_once(':').and_then(|(kind, key)| Some(Ref::new(Kind::parse(kind)?, key)));
        self.reference(&parts.ok_or_else(|| format!("«{text}» is no subject"))?)
    }

    fn steps(&mut self) -> Fallible<()> {
        let entries = records::<step::Body>("steps", "step")?;
        self.name(Kind::Step, &entries)?;
        self.write("steps", |write| {
            for entry in &entries {
                let mut body = entry.body.clone();
                self.opt(Kind::Organisation, &mut body.organisation)?;
                self.cites(&mut body.cites)?;
                for row in &mut body.states {
                    self.opt(Kind::Source, &mut row.source)?;
                }
                check(&entry.slug, body.faults())?;
                let (id, subject) = (self.id(Kind::Step, &entry.slug)?, self.subject(&entry.subject)?);
                let step = Step {
                    id,
                    slug: entry.slug.clone(),
                    subject,
                    part: entry.part,
                    created_by: self.actor.id.clone(),
                    version: 1,
                    body,
                };
                step::store::add(write, &self.permit(Kind::Step, &step.id)?, &step)
                    .map_err(|e| format!("{}: {e}", entry.slug))?;
            }
            Ok(())
        })?;
        self.count(Kind::Step, entries.len());
        Ok(())
    }

    fn assets(&mut self) -> Fallible<()> {
        let entries = records::<asset::Body>("assets", "asset")?;
        self.name(Kind::Asset, &entries)?;
        self.write("assets", |write| {
            for entry in &entries {
                let said = |error: String| format!("{}: {error}", entry.slug);
                let mut body = entry.body.clone();
                self.opt(Kind::Project, &mut body.project)?;
                self.opt(Kind::Organisation, &mut body.recipient)?;
                self.opt(Kind::Organisation, &mut body.implementer)?;
                self.cites(&mut body.cites)?;
                check(&entry.slug, body.faults())?;
                let asset = Asset::new(self.head(Kind::Asset, entry)?, body);
                let permit = self.permit(Kind::Asset, &asset.head.id)?;
                Asset::add(write, &permit, &asset).map_err(|e| said(e.to_string()))?;
            }
            Ok(())
        })?;
        self.count(Kind::Asset, entries.len());
        Ok(())
    }
}

/// What is paid for, asked for and applied for.
impl Loader<'_> {
    fn programmes(&mut self) -> Fallible<()> {
        let entries = records::<model::Body>("programmes", "programme")?;
        self.name(Kind::Programme, &entries)?;
        self.write("programmes", |write| {
            for entry in &entries {
                let mut body = entry.body.clone();
                self.opt(Kind::Organisation, &mut body.funder)?;
                self.cites(&mut body.cites)?;
                check(&entry.slug, body.faults())?;
                let programme = Programme::new(self.head(Kind::Programme, entry)?, body);
                let permit = self.permit(Kind::Programme, &programme.head.id)?;
                Programme::add(write, &permit, &programme).map_err(|e| format!("{}: {e}", entry.slug))?;
            }
            Ok(())
        })?;
        self.count(Kind::Programme, entries.len());
        Ok(())
    }

    fn calls(&mut self) -> Fallible<()> {
        let entries = records::<model::CallBody>("calls", "call")?;
        self.name(Kind::Call, &entries)?;
        self.write("calls", |write| {
            for entry in &entries {
                let mut body = entry.body.clone();
                body.programme = self.id(Kind::Programme, &body.programme)?;
                self.cites(&mut body.cites)?;
                check(&entry.slug, body.faults())?;
                let call = Call::new(self.head(Kind::Call, entry)?, body);
                let permit = self.permit(Kind::Call, &call.head.id)?;
                Call::add(write, &permit, &call).map_err(|e| format!("{}: {e}", entry.slug))?;
            }
            Ok(())
        })?;
        self.count(Kind::Call, entries.len());
        Ok(())
    }

    fn applications(&mut self) -> Fallible<()> {
        let entries = records::<model::ApplicationBody>("applications", "application")?;
        self.name(Kind::Application, &entries)?;
        self.write("applications", |write| {
            for entry in &entries {
                let mut body = entry.body.clone();
                body.call = self.id(Kind::Call, &body.call)?;
                body.applicant = self.id(Kind::Organisation, &body.applicant)?;
                self.opt(Kind::Project, &mut body.project)?;
                for row in &mut body.states {
                    self.opt(Kind::Source, &mut row.source)?;
                }
                self.cites(&mut body.cites)?;
                check(&entry.slug, body.faults())?;
                let application = Application::new(self.head(Kind::Application, entry)?, body);
                let permit = self.permit(Kind::Application, &application.head.id)?;
                Application::add(write, &permit, &application).map_err(|e| format!("{}: {e}", entry.slug))?;
            }
            Ok(())
        })?;
        self.count(Kind::Application, entries.len());
        Ok(())
    }
}

/// Who is bound to whom, and what came of what.
impl Loader<'_> {
    fn partnerships(&mut self) -> Fallible<()> {
        let entries = records::<partnership::Body>("partnerships", "partnership")?;
        self.name(Kind::Partnership, &entries)?;
        self.write("partnerships", |write| {
            for entry in &entries {
                let mut body = entry.body.clone();
                self.opt(Kind::Project, &mut body.project)?;
                self.opt(Kind::Programme, &mut body.programme)?;
                for side in &mut body.sides {
                    self.opt(Kind::Organisation, &mut side.organisation)?;
                }
                for row in &mut body.states {
                    self.opt(Kind::Source, &mut row.source)?;
                }
                self.cites(&mut body.cites)?;
                check(&entry.slug, body.faults())?;
                let one = Partnership::new(self.head(Kind::Partnership, entry)?, body);
                let permit = self.permit(Kind::Partnership, &one.head.id)?;
                Partnership::add(write, &permit, &one).map_err(|e| format!("{}: {e}", entry.slug))?;
            }
            Ok(())
        })?;
        self.count(Kind::Partnership, entries.len());
        Ok(())
    }

    /// Behind everything that they name.
    fn outcomes(&mut self) -> Fallible<()> {
        let file: OutcomeFile = toml::from_str(text("outcomes.toml")?).map_err(|error| format!("outcomes.toml: {error}"))?;
        self.write("outcomes", |write| {
            for row in &file.outcome {
                let place = format!("outcomes.toml: {} → {}", row.from.id, row.to.id);
                let mut body = row.clone().body();
                (body.from, body.to) = (self.reference(&body.from)?, self.reference(&body.to)?);
                self.opt(Kind::Source, &mut body.source)?;
                check(&place, body.faults())?;
                let (known, above) = (
                    outcome::store::joined(write.tx(), &self.actor.office, &body).map_err(|e| e.to_string())?,
                    outcome::store::above(write.tx(), &self.actor.office, &body.from).map_err(|e| e.to_string())?,
                );
                check(&place, body.hindered(known, &above).into_iter().collect())?;
                let permit = self.permit(Kind::Outcome, &write.id())?;
                outcome::store::add(write, &permit, &body).map_err(|e| format!("{place}: {e}"))?;
            }
            Ok(())
        })?;
        self.count(Kind::Outcome, file.outcome.len());
        Ok(())
    }
}

/// What a model finds wrong with a record of a file.
fn check(place: &str, faults: Vec<(String, &'static str, String)>) -> Fallible<()> {
    match faults.first() {
        None => Ok(()),
        Some((field, key, what)) => Err(format!("{place}: {field}: {key} {what}")),
    }
}

/// The records in an order in which each stands behind those that it names.
fn parents_first<B>(entries: &[Entry<B>], names: impl Fn(&B) -> Vec<String>) -> Fallible<Vec<&Entry<B>>> {
    let mut left: Vec<&Entry<B>> = entries.iter().collect();
    let mut order: Vec<&Entry<B>> = Vec::new();
    while !left.is_empty() {
        let waits = |entry: &&Entry<B>| names(&entry.body).iter().any(|name| left.iter().any(|other| other.slug == *name));
        let (later, now): (Vec<_>, Vec<_>) = left.iter().copied().partition(waits);
        if now.is_empty() {
            return Err(format!("«{}» names itself through others", later[0].slug));
        }
        order.extend(now);
        left = later;
    }
    Ok(order)
}
