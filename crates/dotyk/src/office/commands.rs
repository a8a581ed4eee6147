//! `dotyk office add`.

use dotyk_db::{Db, Error};

use super::{Office, store};
use crate::access::{Action, Actor, Kind, Owner, Subject};
use crate::journal::{Moment, Write};

/// Makes an office with a name; the rest is set on its page.
///
/// # Errors
/// What is wrong with the name, that it is there already, or the database's.
pub fn add(db: &Db, moment: &Moment, id: &str, name_uk: Option<String>, name_en: Option<String>) -> Result<(), Error> {
    if dotyk_uk::slug(id) != id || id.is_empty() {
        return Err(Error::Other(format!("«{id}» will not do: short, lower-case ASCII letters, digits and hyphens")));
    }
    let office = Office { id: id.into(), name_uk, name_en, ..Office::default() };
    if office.faults().iter().any(|(field, ..)| field == "name_uk") {
        return Err(Error::Other("name it in at least one language: --name-uk or --name-en".into()));
    }
    db.write_blocking(|tx| {
        store::add(tx, id, &moment.stamp())?;
        let actor = Actor::command(id, "office add");
        let subject = Subject::new(Kind::Office, id, true).owned_by([Owner::Account(actor.id.clone())]);
        let permit = actor.may(Action::Edit, &subject).map_err(|_| Error::Other("not permitted".into()))?;
        let mut write = Write::begin(tx, id, moment.clone())?;
        store::save(&mut write, &permit, &office)?;
        write.finish().map(drop)
    })
}
