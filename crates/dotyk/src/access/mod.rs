//! Who may do what: roles, the one policy table, and the permit that every write demands.
//!
//! A route names the action it is for. A store hands out a thing *for an action* and with it a [`Permit`], or refuses.
//! A write takes the permit and checks that it is for that very thing, so a check cannot be forgotten: without it the
//! code does not compile. Only this module makes permits. The table itself is in [`policy`].

mod policy;
mod subject;

use dotyk_db::{Error, Value, row};

pub use policy::{Action, Grant, POLICY, Role, grant};
pub use subject::{Head, Kind, Owner, Ref, Subject};

/// Who is at the door: a signed-in person, the public, or a command run by whoever holds the machine.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The office whose records are spoken of; nobody acts in two at once.
    pub office: String,
    /// Account id, or the name of a command such as `place import`; `public` for the public.
    pub id: String,
    /// As shown on the page.
    pub name: String,
    /// What decides.
    pub role: Role,
    /// The organisation of a contributor.
    pub organisation: Option<String>,
    /// The place of a contributor: everything in it is their own.
    pub place: Option<String>,
    /// What a private link lets its holder do besides.
    pub leave: Option<Leave>,
}

/// What a private link lets its holder do beside what anybody may: some actions, on one thing or on what is one owner's.
/// A holder has no role: the public's row of the policy and this are all there is. Why so: `decisions/0014-…`.
#[derive(Clone, Debug)]
pub struct Leave {
    /// On what.
    pub on: Scope,
    /// What.
    pub actions: Vec<(Kind, Action)>,
}

/// How far a private link reaches.
#[derive(Clone, Debug)]
pub enum Scope {
    /// One record
    Record(Ref),
    /// What is the own of any of these
    Owned(Vec<Owner>),
}

impl Leave {
    fn covers(&self, action: Action, subject: &Subject) -> bool {
        let mine = match &self.on {
            Scope::Record(record) => record.kind == subject.kind && record.id == subject.id,
            Scope::Owned(owners) => owners.iter().any(|owner| subject.owners.contains(owner)),
        };
        mine && self.actions.contains(&(subject.kind, action))
    }
}

impl Actor {
    /// Somebody who has not signed in.
    pub fn public(office: &str) -> Actor {
        Actor {
            office: office.into(),
            id: "public".into(),
            name: String::new(),
            role: Role::Public,
            organisation: None,
            place: None,
            leave: None,
        }
    }

    /// A command of the administrator's terminal.
    pub fn command(office: &str, name: &str) -> Actor {
        Actor {
            office: office.into(),
            id: name.into(),
            name: name.into(),
            role: Role::Administrator,
            organisation: None,
            place: None,
            leave: None,
        }
    }

    /// Who holds a private link: the public, with this leave. `id` is what the journal writes.
    pub fn holder(office: &str, id: String, leave: Leave) -> Actor {
        Actor { id, leave: Some(leave), ..Actor::public(office) }
    }

    /// Whether somebody has signed in.
    pub fn signed_in(&self) -> bool {
        self.role != Role::Public
    }

    /// Whether a thing is this actor's own: they made it, their organisation takes part in it, or it lies in their place.
    fn owns(&self, subject: &Subject) -> bool {
        subject.owners.iter().any(|owner| match owner {
            Owner::Account(id) => *id == self.id,
            Owner::Organisation(id) => self.organisation.as_ref() == Some(id),
            Owner::Place(code) => self.place.as_ref() == Some(code),
        })
    }

    /// Asks for a permit.
    ///
    /// # Errors
    /// [`Refused::Hidden`] when they may not even know that it exists, so that a page answers 404 and tells nothing;
    /// [`Refused::SignIn`] when signing in may help; else [`Refused::Forbidden`].
    pub fn may(&self, action: Action, subject: &Subject) -> Result<Permit, Refused> {
        if !self.granted(Action::Read, subject) {
            return Err(Refused::Hidden);
        }
        if self.granted(action, subject) {
            return Ok(Permit {
                office: self.office.clone(),
                actor: self.id.clone(),
                action,
                kind: subject.kind,
                id: subject.id.clone(),
            });
        }
        Err(if self.signed_in() { Refused::Forbidden } else { Refused::SignIn })
    }

    /// Whether [`Actor::may`] would agree; for showing or hiding a button.
    pub fn could(&self, action: Action, subject: &Subject) -> bool {
        self.granted(Action::Read, subject) && self.granted(action, subject)
    }

    fn granted(&self, action: Action, subject: &Subject) -> bool {
        let granted = match grant(self.role, subject.kind, action) {
            Grant::None => false,
            Grant::Shown => subject.published,
            Grant::Own => self.owns(subject),
            Grant::OwnOrShown => subject.published || self.owns(subject),
            Grant::All => true,
        };
        granted || self.leave.as_ref().is_some_and(|leave| leave.covers(action, subject))
    }

    /// A permit to make a new thing of a kind. What it belongs to is checked by its own permit, where there is one.
    ///
    /// # Errors
    /// As [`Actor::may`]; never hidden.
    pub fn may_create(&self, kind: Kind, id: &str) -> Result<Permit, Refused> {
        let left = self.leave.as_ref().is_some_and(|leave| leave.actions.contains(&(kind, Action::Create)));
        match grant(self.role, kind, Action::Create) {
            Grant::None if !left => Err(if self.signed_in() { Refused::Forbidden } else { Refused::SignIn }),
            _ => Ok(Permit { office: self.office.clone(), actor: self.id.clone(), action: Action::Create, kind, id: id.into() }),
        }
    }

    /// Whether this role may take an action on some thing of a kind at all: the first door of every route.
    pub fn ever(&self, kind: Kind, action: Action) -> Result<(), Refused> {
        match grant(self.role, kind, action) {
            Grant::None if self.signed_in() => Err(Refused::Forbidden),
            Grant::None => Err(Refused::SignIn),
            _ => Ok(()),
        }
    }

    /// Which things of a kind a list may show.
    pub fn visible(&self, kind: Kind) -> Visible {
        Visible {
            office: self.office.clone(),
            all: matches!(grant(self.role, kind, Action::Read), Grant::All),
            account: self.id.clone(),
            organisation: self.organisation.clone(),
            place: self.place.clone(),
        }
    }
}

/// Leave to take one action on one thing. Spent by the write that takes it; made only here.
#[derive(Debug)]
pub struct Permit {
    office: String,
    actor: String,
    action: Action,
    kind: Kind,
    id: String,
}

impl Permit {
    /// The office of the thing; every statement filters by it.
    pub fn office(&self) -> &str {
        &self.office
    }

    /// Who acts, as the journal writes it.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// What they do.
    pub fn action(&self) -> Action {
        self.action
    }

    /// The kind of the thing.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The thing.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Holds a write to what it was permitted for. A mismatch is a fault of the program, so it stops the request.
    ///
    /// # Panics
    /// When the permit is for another thing.
    pub fn holds_for(&self, kind: Kind, id: &str) {
        assert!(self.kind == kind && self.id == id, "a permit for {:?} {} was used for {kind:?} {id}", self.kind, self.id);
    }
}

/// Which things of a kind a list may show: all, or the published and one's own.
#[derive(Clone, Debug)]
pub struct Visible {
    /// First parameter of every list.
    pub office: String,
    /// Everything, drafts included.
    pub all: bool,
    /// Whose own things are shown besides.
    pub account: String,
    /// Likewise, of an organisation.
    pub organisation: Option<String>,
    /// Likewise, in a place.
    pub place: Option<String>,
}

impl Visible {
    /// The first five parameters of every list: `$1` office, `$2` 1 for everything, `$3` account, `$4` organisation, `$5` place.
    pub fn params(&self) -> Vec<Value> {
        row![&self.office, i64::from(self.all), &self.account, &self.organisation, &self.place]
    }
}

/// Why a store does not hand a thing out.
#[derive(Debug)]
pub enum Denied {
    /// There is none.
    Missing,
    /// There is one, and it is refused.
    Refused(Refused),
    /// The database failed.
    Db(Error),
}

impl From<Refused> for Denied {
    fn from(refused: Refused) -> Denied {
        Denied::Refused(refused)
    }
}

impl From<Error> for Denied {
    fn from(error: Error) -> Denied {
        Denied::Db(error)
    }
}

/// Why there is no permit.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Refused {
    /// They may not know that it exists.
    Hidden,
    /// It may be theirs once they sign in.
    SignIn,
    /// It is not for them.
    Forbidden,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contributor() -> Actor {
        Actor { organisation: Some("school".into()), ..Actor { role: Role::Contributor, ..Actor::public("o") } }
    }

    fn project(published: bool, owner: &str) -> Subject {
        Subject { kind: Kind::Project, id: "p".into(), published, owners: vec![Owner::Organisation(owner.into())] }
    }

    #[test]
    fn what_may_not_be_seen_is_not_found() {
        assert_eq!(Actor::public("o").may(Action::Edit, &project(false, "x")).unwrap_err(), Refused::Hidden);
        assert_eq!(Actor::public("o").may(Action::Edit, &project(true, "x")).unwrap_err(), Refused::SignIn);
        assert_eq!(contributor().may(Action::Edit, &project(true, "other")).unwrap_err(), Refused::Forbidden);
        assert_eq!(contributor().may(Action::Edit, &project(false, "other")).unwrap_err(), Refused::Hidden);
        assert!(contributor().may(Action::Edit, &project(false, "school")).is_ok());
    }

    #[test]
    fn a_private_link_reaches_its_own_and_no_further() {
        let leave = Leave {
            on: Scope::Owned(vec![Owner::Organisation("school".into())]),
            actions: vec![(Kind::Project, Action::Read), (Kind::Project, Action::Edit)],
        };
        let holder = Actor::holder("o", "link:1".into(), leave);
        assert!(holder.may(Action::Edit, &project(false, "school")).is_ok());
        assert_eq!(holder.may(Action::Publish, &project(false, "school")).unwrap_err(), Refused::SignIn);
        assert_eq!(holder.may(Action::Edit, &project(false, "other")).unwrap_err(), Refused::Hidden);
        assert_eq!(holder.may(Action::Edit, &project(true, "other")).unwrap_err(), Refused::SignIn);
        assert!(holder.may_create(Kind::Project, "new").is_err() && !holder.signed_in());
        let one = Leave { on: Scope::Record(Ref::new(Kind::Project, "p")), actions: vec![(Kind::Project, Action::Read)] };
        assert!(Actor::holder("o", "link:2".into(), one).may(Action::Read, &project(false, "other")).is_ok());
    }

    #[test]
    #[should_panic(expected = "was used for")]
    fn a_permit_is_for_one_thing() {
        let permit = Actor::command("o", "test").may(Action::Edit, &project(true, "x")).unwrap();
        permit.holds_for(Kind::Project, "another");
    }
}
