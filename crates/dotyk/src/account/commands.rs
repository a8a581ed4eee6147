//! `dotyk account add` and `dotyk account reset`: how the first administrator gets in, and the last one back in.

use dotyk_db::{Db, Error};

use super::model::{Account, Body, fold_login, login_fault};
use super::{password, store};
use crate::access::{Action, Actor, Kind, Role};
use crate::journal::{Moment, Write};

/// Invites somebody; the answer is the path of the one-time link that sets their password, without language.
///
/// # Errors
/// What is wrong with the name, or that it is taken; the database's.
pub fn add(db: &Db, office: &str, moment: &Moment, login: &str, name: &str, role: Role) -> Result<String, Error> {
    let login = fold_login(login);
    match login_fault(&login) {
        None => {}
        Some("account-login-mixed") => return Err(Error::Other(format!("«{login}» mixes Latin and Cyrillic letters"))),
        Some(_) => {
            return Err(Error::Other(format!("«{login}» will not do: 3 to 64 letters of one script, digits and . - _ @ +")));
        }
    }
    let body = Body { name: name.trim().into(), role, organisation: None, place: None };
    if let Some((field, ..)) = body.faults().first() {
        return Err(Error::Other(format!("the {field} is missing or will not do")));
    }
    let token = password::token().map_err(Error::Other)?;
    db.write_blocking(|tx| {
        if store::by_login(tx, office, &login)?.is_some() {
            return Err(Error::Other(format!("«{login}» is there already: `dotyk account reset` makes a new link")));
        }
        let mut write = Write::begin(tx, office, moment.clone())?;
        let account = Account::new(write.id(), &login, body, write.stamp());
        let actor = Actor::command(office, "account add");
        let permit = actor.may_create(Kind::Account, &account.id).map_err(|_| Error::Other("not permitted".into()))?;
        store::add(&mut write, &permit, &account)?;
        store::add_key(&mut write, &permit, &token)?;
        write.finish()
    })?;
    Ok(format!("/keys/{token}"))
}

/// Makes a new one-time link; the old password and all sessions end.
///
/// # Errors
/// There is no such account; the database's.
pub fn reset(db: &Db, office: &str, moment: &Moment, login: &str) -> Result<String, Error> {
    let (login, token) = (fold_login(login), password::token().map_err(Error::Other)?);
    db.write_blocking(|tx| {
        let Some((account, _)) = store::by_login(tx, office, &login)? else {
            return Err(Error::Other(format!("there is nobody called «{login}»")));
        };
        let mut write = Write::begin(tx, office, moment.clone())?;
        let actor = Actor::command(office, "account reset");
        let permit = actor.may(Action::Edit, &account.subject()).map_err(|_| Error::Other("not permitted".into()))?;
        store::set_password(&mut write, &permit, None, None)?;
        store::add_key(&mut write, &permit, &token)?;
        write.finish()
    })?;
    Ok(format!("/keys/{token}"))
}
