//! Writing what the dry run showed, and taking it back: row by row through the records' own stores, with their permits.
//!
//! A row writes exactly what was shown: its record must still have the version that was checked. It is taken back only
//! while its record has the version that it left; what somebody changed since is theirs, and is listed.

use dotyk_db::Error;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::check::Old;
use super::store::{self, Done, Import, Outcome, Plan, Staged};
use crate::access::{Action, Actor, Denied, Head, Kind, Permit, Ref, Refused, Subject};
use crate::asset::{self, Asset};
use crate::figure::{self, Figure};
use crate::journal::{Stored, Write, state_version};
use crate::need::{self, Contact, Need};
use crate::organisation::{self, Organisation};
use crate::person::Seal;
use crate::place::{self, Place};
use crate::programme;
use crate::programme::model::{Call, Programme};
use crate::project::{self, Project};
use crate::step::{self, Step};
use crate::text::When;
use crate::web::State;

/// Why a row was left: a message.
type Left = &'static str;

/// What a row came to: the record and the version that it left, or why it was left.
type Came = Result<Result<(String, i64), Left>, Denied>;

/// In whose name rows are written.
pub struct Hand<'a> {
    /// The program.
    pub state: &'a State,
    /// Who.
    pub actor: &'a Actor,
    /// Leave to work on the import.
    pub permit: &'a Permit,
    /// The import.
    pub import: &'a Import,
}

impl Hand<'_> {
    /// Writes a row.
    ///
    /// # Errors
    /// The database's: the whole step is rolled back.
    pub fn apply(&self, write: &mut Write, row: &Staged) -> Result<(), Error> {
        let came = match row.outcome {
            Outcome::New => self.make(write, &row.plan),
            _ => self.change(write, row),
        };
        match came {
            Ok(Ok((record, version))) => {
                if let Some(key) = &row.plan.key {
                    store::put_key(write, self.permit, self.import.kind, key, &record)?;
                }
                store::applied(write, self.permit, row.number, &record, version)
            }
            Ok(Err(why)) => store::settle(write, self.permit, row.number, Done::Late, Some(why)),
            Err(denied) => store::settle(write, self.permit, row.number, Done::Failed, Some(refused(denied)?)),
        }
    }

    /// Takes a row back.
    ///
    /// # Errors
    /// The database's: the whole step is rolled back.
    pub fn undo(&self, write: &mut Write, row: &Staged) -> Result<(), Error> {
        match self.back(write, row) {
            Ok(Ok(_)) => store::settle(write, self.permit, row.number, Done::Undone, None),
            Ok(Err(why)) => store::settle(write, self.permit, row.number, Done::Kept, Some(why)),
            Err(denied) => store::settle(write, self.permit, row.number, Done::Kept, Some(refused(denied)?)),
        }
    }

    fn head(&self, write: &Write, id: String, slug: String, plan: &Plan) -> Head {
        let head = Head::new(id, slug, &self.actor.id);
        Head { published_at: (plan.published == Some(true)).then(|| write.stamp()), ..head }
    }

    /// What a figure or a step belongs to; to add to it is to edit it.
    fn subject(&self, write: &mut Write, plan: &Plan) -> Result<Result<Ref, Left>, Denied> {
        let Some(of) = plan.subject.clone() else { return Ok(Err("import-subject-gone")) };
        let Some(subject) = (self.state.subject)(write.tx(), &self.actor.office, &of)? else {
            return Ok(Err("import-subject-gone"));
        };
        self.actor.may(Action::Edit, &subject)?;
        Ok(Ok(of))
    }

    fn make(&self, write: &mut Write, plan: &Plan) -> Came {
        let (office, actor) = (self.actor.office.as_str(), self.actor);
        let id = write.id();
        match self.import.kind {
            Kind::Project => {
                let body: project::Body = body(&plan.body)?;
                let wanted =
                    plan.slug.as_ref().or(body.title_en.as_ref()).or(body.title_uk.as_ref()).cloned().unwrap_or_default();
                let slug = Project::free_slug(write.tx(), office, &wanted)?;
                let permit = actor.may_create(Kind::Project, &id)?;
                let project = Project::new(self.head(write, id.clone(), slug, plan), body);
                self.may_show(plan, &project.head)?;
                Project::add(write, &permit, &project)?;
            }
            Kind::Organisation => {
                let body: organisation::Body = body(&plan.body)?;
                let wanted = plan.slug.as_ref().or(body.name_en.as_ref()).or(body.name_uk.as_ref()).cloned().unwrap_or_default();
                let slug = organisation::store::free_slug(write.tx(), office, &wanted)?;
                let permit = actor.may_create(Kind::Organisation, &id)?;
                let organisation = Organisation::new(self.head(write, id.clone(), slug, plan), body);
                self.may_show(plan, &organisation.head)?;
                organisation::store::add(write, &permit, &organisation)?;
            }
            Kind::Asset => {
                let body: asset::Body = body(&plan.body)?;
                let wanted = plan.slug.as_ref().or(body.name_en.as_ref()).or(body.name_uk.as_ref()).cloned().unwrap_or_default();
                let slug = Asset::free_slug(write.tx(), office, &wanted)?;
                let permit = actor.may_create(Kind::Asset, &id)?;
                let asset = Asset::new(self.head(write, id.clone(), slug, plan), body);
                self.may_show(plan, &asset.head)?;
                Asset::add(write, &permit, &asset)?;
            }
            Kind::Need => {
                let mut body: need::Body = body(&plan.body)?;
                body.contact = self.contacts(plan)?.map(|(_, after)| after).unwrap_or_default();
                let wanted =
                    plan.slug.as_ref().or(body.title_en.as_ref()).or(body.title_uk.as_ref()).cloned().unwrap_or_default();
                let slug = need::store::free_slug(write.tx(), office, &wanted)?;
                let permit = actor.may_create(Kind::Need, &id)?;
                let need = Need::new(self.head(write, id.clone(), slug, plan), body);
                self.may_show(plan, &need.head)?;
                need::store::add(write, &permit, &self.seal(), &need)?;
            }
            Kind::Programme => {
                let body: programme::model::Body = body(&plan.body)?;
                let wanted = plan.slug.as_ref().or(body.name_en.as_ref()).or(body.name_uk.as_ref()).cloned().unwrap_or_default();
                let slug = Programme::free_slug(write.tx(), office, &wanted)?;
                let permit = actor.may_create(Kind::Programme, &id)?;
                let programme = Programme::new(self.head(write, id.clone(), slug, plan), body);
                self.may_show(plan, &programme.head)?;
                Programme::add(write, &permit, &programme)?;
            }
            Kind::Call => {
                let body: programme::model::CallBody = body(&plan.body)?;
                // As by hand: whoever adds a call must be able to change its programme.
                let of = Ref::new(Kind::Programme, &body.programme);
                let subject = (self.state.subject)(write.tx(), office, &of)?.ok_or(Denied::Missing)?;
                actor.may(Action::Edit, &subject)?;
                let wanted =
                    plan.slug.as_ref().or(body.title_en.as_ref()).or(body.title_uk.as_ref()).cloned().unwrap_or_default();
                let slug = Call::free_slug(write.tx(), office, &wanted)?;
                let permit = actor.may_create(Kind::Call, &id)?;
                let call = Call::new(self.head(write, id.clone(), slug, plan), body);
                self.may_show(plan, &call.head)?;
                Call::add(write, &permit, &call)?;
            }
            Kind::Figure => {
                let subject = match self.subject(write, plan)? {
                    Ok(subject) => subject,
                    Err(why) => return Ok(Err(why)),
                };
                let permit = actor.may_create(Kind::Figure, &id)?;
                let figure = Figure { id: id.clone(), subject, version: 1, removed_at: None, body: body(&plan.body)? };
                figure::store::add(write, &permit, &figure)?;
            }
            Kind::Step => {
                let subject = match self.subject(write, plan)? {
                    Ok(subject) => subject,
                    Err(why) => return Ok(Err(why)),
                };
                let body: step::Body = body(&plan.body)?;
                let wanted = plan.slug.as_ref().or(body.what_en.as_ref()).or(body.what_uk.as_ref()).cloned().unwrap_or_default();
                let slug = step::store::free_slug(write.tx(), office, &wanted)?;
                let permit = actor.may_create(Kind::Step, &id)?;
                let step = Step { id: id.clone(), slug, subject, part: None, created_by: actor.id.clone(), version: 1, body };
                step::store::add(write, &permit, &step)?;
            }
            _ => {
                // A place is its code, which the row keeps as its key of its own kind.
                let Some(code) = plan.slug.clone() else { return Ok(Err("import-gone")) };
                if place::store::get(write.tx(), office, &code)?.is_some() {
                    return Ok(Err("import-late"));
                }
                let permit = actor.may_create(Kind::Place, &code)?;
                let place = Place { code: code.clone(), version: 1, boundary: None, body: body(&plan.body)? };
                place::store::add(write, &permit, &place)?;
                return Ok(Ok((code, 1)));
            }
        }
        Ok(Ok((id, 1)))
    }

    fn seal(&self) -> Seal {
        Seal::new(self.state.data_key)
    }

    /// What a row says of people, before and after; none when it leaves that as it is.
    fn contacts(&self, plan: &Plan) -> Result<Option<(Contact, Contact)>, Error> {
        plan.sealed.as_ref().map(|sealed| super::need::opened(&self.seal(), &self.actor.office, sealed)).transpose()
    }

    /// What is made for the public to see is made and shown at once.
    fn may_show(&self, plan: &Plan, head: &Head) -> Result<(), Denied> {
        if plan.published == Some(true) {
            self.actor.may(Action::Publish, &head.subject(self.import.kind))?;
        }
        Ok(())
    }

    fn change(&self, write: &mut Write, row: &Staged) -> Came {
        let office = self.actor.office.as_str();
        let record = Ref::new(self.import.kind, row.record.clone().unwrap_or_default());
        let Some(old) = Old::get(write.tx(), office, &self.seal(), &record)? else { return Ok(Err("import-gone")) };
        if Some(old.version()) != row.before {
            return Ok(Err("import-late"));
        }
        let old = if old.withdrawn() { self.withdraw(write, old, None)? } else { old };
        let Some(old) = old_or_gone(old) else { return Ok(Err("import-gone")) };
        let contact = self.contacts(&row.plan)?.map(|(_, after)| after);
        let saved = self.save(write, &old, &row.plan.body, contact)?;
        let shown = row.plan.published.filter(|wanted| saved.published().is_some_and(|now| now != *wanted));
        let last = match shown {
            Some(wanted) => {
                let stamp = wanted.then(|| write.stamp());
                self.publish(write, saved, stamp)?
            }
            None => saved,
        };
        Ok(Ok((record.id, last.version())))
    }

    /// The record of a row as it was before the row; a new one is withdrawn, in the way of its kind.
    fn back(&self, write: &mut Write, row: &Staged) -> Came {
        let office = self.actor.office.as_str();
        let record = Ref::new(self.import.kind, row.record.clone().unwrap_or_default());
        let Some(now) = Old::get(write.tx(), office, &self.seal(), &record)? else { return Ok(Err("import-gone")) };
        if Some(now.version()) != row.after {
            return Ok(Err("import-changed-since"));
        }
        let Some(before) = row.before else { return self.take_back(write, now) };
        let Some(state) = state_version(write.tx(), office, &record, before)? else { return Ok(Err("import-past-unknown")) };
        let contact = self.contacts(&row.plan)?.map(|(before, _)| before);
        let now = self.save(write, &now, &state, contact)?;
        let stamp = state["published_at"].as_str().map(str::to_owned);
        let now =
            if now.published().is_some_and(|shown| shown != stamp.is_some()) { self.publish(write, now, stamp)? } else { now };
        let stamp = state["withdrawn_at"].as_str().map(str::to_owned);
        let now = if stamp.is_some() { self.withdraw(write, now, stamp)? } else { now };
        Ok(Ok((record.id, now.version())))
    }

    fn take_back(&self, write: &mut Write, now: Old) -> Came {
        let id = now.id().to_owned();
        match now {
            Old::Project(_) | Old::Organisation(_) | Old::Asset(_) | Old::Programme(_) | Old::Call(_) => {
                let stamp = write.stamp();
                let now = self.withdraw(write, now, Some(stamp))?;
                Ok(Ok((id, now.version())))
            }
            Old::Figure(figure) => {
                let permit = self.actor.may(Action::Edit, &self.part(write, &figure.subject, Kind::Figure, &figure.id)?)?;
                figure::store::remove(write, &permit)?;
                Ok(Ok((id, figure.version + 1)))
            }
            Old::Step(step) => {
                let permit = self.actor.may(Action::Edit, &self.part(write, &step.subject, Kind::Step, &step.id)?)?;
                let mut step = *step;
                let today = write.moment().today();
                let last = step.body.states.iter().filter_map(|row| row.date.as_ref().map(When::first)).max();
                // Behind whatever state the table gave it, also one of a day to come.
                let day = last.map_or(today, |last: Date| last.max(today));
                step.body.states.push(step::StateRow {
                    state: step::State::Dropped,
                    date: Some(When::day(day)),
                    source: None,
                    locator: None,
                });
                saved(step::store::save(write, &permit, &step)?)?;
                Ok(Ok((id, step.version + 1)))
            }
            Old::Need(need) => {
                let permit = self.actor.may(Action::Edit, &self.whole(write, &Old::Need(need.clone()))?)?;
                let today = write.moment().today();
                let last = need.body.events.last().map(|row| row.date.first());
                let day = last.map_or(today, |last| last.max(today));
                let word = need::EventRow { event: need::Event::Withdrawn, date: When::day(day), note: None };
                // What was promised or brought meanwhile would have changed its version.
                let Ok(need::Change(body)) = need.body.say(word) else { return Ok(Err("import-changed-since")) };
                saved(need::store::save(write, &permit, &self.seal(), &need, &body)?)?;
                let now = self.again(write, &Old::Need(need))?;
                let now = if now.published() == Some(true) { self.publish(write, now, None)? } else { now };
                Ok(Ok((id, now.version())))
            }
            // A code of the codifier stands whoever brought it.
            Old::Place(_) => Ok(Err("import-place-stays")),
        }
    }

    /// What the policy must know of a part: it is owned and seen like its subject.
    fn part(&self, write: &mut Write, of: &Ref, kind: Kind, id: &str) -> Result<Subject, Denied> {
        let subject = (self.state.subject)(write.tx(), &self.actor.office, of)?.ok_or(Denied::Missing)?;
        self.actor.may(Action::Edit, &subject)?;
        Ok(subject.part(kind, id))
    }

    /// `contact` is what a need is to know of people, where that changes: it stands in no state.
    fn save(&self, write: &mut Write, old: &Old, value: &Value, contact: Option<Contact>) -> Result<Old, Denied> {
        let actor = self.actor;
        match old {
            Old::Project(one) => {
                let permit = actor.may(Action::Edit, &self.whole(write, old)?)?;
                saved(Project::save(write, &permit, &Project { body: body(value)?, ..(**one).clone() })?)?;
            }
            Old::Organisation(one) => {
                let permit = actor.may(Action::Edit, &self.whole(write, old)?)?;
                let next = Organisation { body: body(value)?, ..(**one).clone() };
                saved(organisation::store::save(write, &permit, &next)?)?;
            }
            Old::Asset(one) => {
                let permit = actor.may(Action::Edit, &self.whole(write, old)?)?;
                let next = Asset { body: body(value)?, ..(**one).clone() };
                saved(Asset::save(write, &permit, &next)?)?;
            }
            Old::Figure(one) => {
                let permit = actor.may(Action::Edit, &self.part(write, &one.subject, Kind::Figure, &one.id)?)?;
                saved(figure::store::save(write, &permit, &Figure { body: body(value)?, ..(**one).clone() })?)?;
            }
            Old::Step(one) => {
                let permit = actor.may(Action::Edit, &self.part(write, &one.subject, Kind::Step, &one.id)?)?;
                saved(step::store::save(write, &permit, &Step { body: body(value)?, ..(**one).clone() })?)?;
            }
            Old::Need(one) => {
                let permit = actor.may(Action::Edit, &self.whole(write, old)?)?;
                let mut next: need::Body = body(value)?;
                next.contact = contact.unwrap_or_else(|| one.body.contact.clone());
                saved(need::store::save(write, &permit, &self.seal(), one, &next)?)?;
            }
            Old::Programme(one) => {
                let permit = actor.may(Action::Edit, &self.whole(write, old)?)?;
                let next = Programme { body: body(value)?, ..(**one).clone() };
                saved(Programme::save(write, &permit, &next)?)?;
            }
            Old::Call(one) => {
                let permit = actor.may(Action::Edit, &self.whole(write, old)?)?;
                saved(Call::save(write, &permit, &Call { body: body(value)?, ..(**one).clone() })?)?;
            }
            Old::Place(one) => {
                let permit = actor.may(Action::Edit, &one.subject())?;
                saved(place::store::save(write, &permit, &Place { body: body(value)?, ..(**one).clone() })?)?;
            }
        }
        self.again(write, old)
    }

    fn again(&self, write: &mut Write, old: &Old) -> Result<Old, Denied> {
        Old::get(write.tx(), &self.actor.office, &self.seal(), &Ref::new(self.import.kind, old.id()))?.ok_or(Denied::Missing)
    }

    fn whole(&self, write: &mut Write, old: &Old) -> Result<Subject, Denied> {
        let record = Ref::new(self.import.kind, old.id());
        (self.state.subject)(write.tx(), &self.actor.office, &record)?.ok_or(Denied::Missing)
    }

    fn publish(&self, write: &mut Write, old: Old, stamp: Option<String>) -> Result<Old, Denied> {
        let permit = self.actor.may(Action::Publish, &self.whole(write, &old)?)?;
        match self.import.kind {
            Kind::Project => Project::publish(write, &permit, stamp)?,
            Kind::Organisation => organisation::store::publish(write, &permit, stamp)?,
            Kind::Asset => Asset::publish(write, &permit, stamp)?,
            Kind::Need => need::store::publish(write, &permit, &self.seal(), stamp)?,
            Kind::Programme => Programme::publish(write, &permit, stamp)?,
            Kind::Call => Call::publish(write, &permit, stamp)?,
            _ => {}
        }
        self.again(write, &old)
    }

    fn withdraw(&self, write: &mut Write, old: Old, stamp: Option<String>) -> Result<Old, Denied> {
        let permit = self.actor.may(Action::Edit, &self.whole(write, &old)?)?;
        match self.import.kind {
            Kind::Project => Project::withdraw(write, &permit, stamp)?,
            Kind::Organisation => organisation::store::withdraw(write, &permit, stamp)?,
            Kind::Asset => Asset::withdraw(write, &permit, stamp)?,
            Kind::Programme => Programme::withdraw(write, &permit, stamp)?,
            Kind::Call => Call::withdraw(write, &permit, stamp)?,
            _ => {}
        }
        self.again(write, &old)
    }
}

/// A figure that was taken back cannot come back: its past is its own.
fn old_or_gone(old: Old) -> Option<Old> {
    (!old.withdrawn()).then_some(old)
}

/// A body out of a plan or of a line of the journal, which also holds what nobody edits.
fn body<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    serde_json::from_value(value.clone()).map_err(|error| Error::Other(format!("a body that no longer reads: {error}")))
}

/// The version was compared in this very write, which has the office's turn.
fn saved(done: bool) -> Result<(), Error> {
    if done { Ok(()) } else { Err(Error::Busy("a write passed the office's turn".into())) }
}

fn refused(denied: Denied) -> Result<Left, Error> {
    match denied {
        Denied::Db(error) => Err(error),
        Denied::Missing => Ok("import-gone"),
        Denied::Refused(Refused::Hidden | Refused::SignIn | Refused::Forbidden) => Ok("import-not-allowed"),
    }
}
