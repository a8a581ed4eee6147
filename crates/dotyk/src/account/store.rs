//! The SQL of accounts, sessions, one-time links and attempts.

use std::collections::HashMap;

use dotyk_db::{Error, Row, Sql, Tx, in_list, in_lists, params, statements};
use jiff::{SignedDuration, Timestamp};

use super::model::{self, Account, Body};
use super::password::digest;
use crate::access::{Action, Actor, Denied, Kind, Permit, Role};
use crate::journal::{Moment, Write};
use crate::web::{Door, Label};

statements! {
    /// Who stands at the door, and what every page shows of the office.
    const DOOR =
        "SELECT o.name_uk, o.name_en, o.mail, o.base_url, s.csrf, a.id, a.name, a.role, a.organisation, a.place
         FROM office o
         LEFT JOIN account_session s ON s.office = o.office AND s.digest = $2 AND s.expires_at > $3
         LEFT JOIN account a ON a.office = s.office AND a.id = s.account AND a.disabled_at IS NULL
         WHERE o.office = $1";
    const BASE_URL = "SELECT base_url FROM office WHERE office = $1";
    const BY_ID =
        "SELECT id, login, name, role, organisation, place, password_at, created_at, disabled_at, version
         FROM account WHERE office = $1 AND id = $2";
    const BY_LOGIN =
        "SELECT id, login, name, role, organisation, place, password_at, created_at, disabled_at, version, password
         FROM account WHERE office = $1 AND login = $2";
    const BY_KEY =
        "SELECT a.id, a.login, a.name, a.role, a.organisation, a.place, a.password_at, a.created_at, a.disabled_at, a.version,
           k.expires_at, k.used_at
         FROM account_key k JOIN account a ON a.office = k.office AND a.id = k.account
         WHERE k.office = $1 AND k.digest = $2";
    const PASSWORD = "SELECT password FROM account WHERE office = $1 AND id = $2";
    /// A page of the list, after a name.
    const LIST =
        "SELECT id, login, name, role, organisation, place, password_at, created_at, disabled_at, version
         FROM account WHERE office = $1 AND login > $2 ORDER BY login LIMIT $3";
    const COUNT = "SELECT count(*) AS n FROM account WHERE office = $1";
    const IDS = "SELECT id FROM account WHERE office = $1 ORDER BY id";
    const NAMES = concat!("SELECT id, name FROM account WHERE office = $1 AND id IN ", in_list!());
    /// Active administrators beside one account.
    const OTHER_ADMINISTRATORS =
        "SELECT count(*) AS n FROM account
         WHERE office = $1 AND id <> $2 AND role = 'administrator' AND disabled_at IS NULL AND password IS NOT NULL";
    const ADD =
        "INSERT INTO account (office, id, login, name, role, organisation, place, password, password_at, created_at, disabled_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, 1)";
    const SAVE =
        "UPDATE account SET name = $3, role = $4, organisation = $5, place = $6, version = version + 1
         WHERE office = $1 AND id = $2 AND version = $7";
    const SET_PASSWORD =
        "UPDATE account SET password = $3, password_at = $4, version = version + 1 WHERE office = $1 AND id = $2";
    const SET_DISABLED = "UPDATE account SET disabled_at = $3, version = version + 1 WHERE office = $1 AND id = $2";
    const ADD_SESSION =
        "INSERT INTO account_session (office, digest, account, csrf, agent, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    const SESSIONS =
        "SELECT digest, agent, created_at, expires_at FROM account_session
         WHERE office = $1 AND account = $2 AND expires_at > $3 ORDER BY created_at DESC LIMIT 100";
    const END_SESSION = "DELETE FROM account_session WHERE office = $1 AND account = $2 AND substr(digest, 1, 16) = $3";
    const END_OTHERS = "DELETE FROM account_session WHERE office = $1 AND account = $2 AND digest <> $3";
    const END_EXPIRED = "DELETE FROM account_session WHERE office = $1 AND account = $2 AND expires_at <= $3";
    const ADD_KEY = "INSERT INTO account_key (office, digest, account, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    /// One that sets a password makes all others of the account useless.
    const SPEND_KEYS = "UPDATE account_key SET used_at = $3 WHERE office = $1 AND account = $2 AND used_at IS NULL";
    const ATTEMPTS = "SELECT subject, failures, last_at FROM account_attempt WHERE office = $1 AND subject IN ($2, $3)";
    const FAILED =
        "INSERT INTO account_attempt (office, subject, failures, last_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (office, subject) DO UPDATE SET failures = account_attempt.failures + 1, last_at = excluded.last_at";
    const CALENDAR = "SELECT created_at FROM account_calendar WHERE office = $1 AND account = $2";
    const CALENDAR_OWNER = "SELECT account FROM account_calendar WHERE office = $1 AND digest = $2";
    const SET_CALENDAR =
        "INSERT INTO account_calendar (office, account, digest, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (office, account) DO UPDATE SET digest = excluded.digest, created_at = excluded.created_at";
    const END_CALENDAR = "DELETE FROM account_calendar WHERE office = $1 AND account = $2";
    /// Who may sign in in a role.
    const OF_ROLE =
        "SELECT login, name FROM account WHERE office = $1 AND role = $2 AND disabled_at IS NULL AND password IS NOT NULL ORDER BY login LIMIT 200";
    const FORGET_ATTEMPTS = "DELETE FROM account_attempt WHERE office = $1 AND (subject = $2 OR last_at < $3)";
}

/// The ids of all accounts.
pub const ALL_IDS: Sql = IDS;

/// A session ends by itself after this.
pub const SESSION_TIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A one-time link works for this long.
pub const KEY_TIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Failures are forgotten after this.
const ATTEMPT_TIME: SignedDuration = SignedDuration::from_hours(24);

fn account(row: &Row) -> Result<Account, Error> {
    Ok(Account {
        id: row.get("id")?,
        login: row.get("login")?,
        body: Body {
            name: row.get("name")?,
            role: role(&row.get::<String>("role")?)?,
            organisation: row.get("organisation")?,
            place: row.get("place")?,
        },
        password_at: row.get("password_at")?,
        created_at: row.get("created_at")?,
        disabled_at: row.get("disabled_at")?,
        version: row.get("version")?,
    })
}

fn role(word: &str) -> Result<Role, Error> {
    Role::parse(word).ok_or_else(|| Error::Other(format!("an account has the role «{word}», which there is not")))
}

/// A moment from now, as rows keep it.
fn after(moment: &Moment, time: SignedDuration) -> String {
    format!("{:.3}", moment.now.saturating_add(time).unwrap_or(moment.now))
}

/// Who stands at the door with this session's digest, and what every page shows of the office. A session that has
/// expired, or whose account is disabled, is the public.
///
/// # Errors
/// The database's; also when there is no such office.
pub fn door(tx: &mut Tx, office: &str, session: Option<&str>, now: &str) -> Result<Door, Error> {
    let row = tx
        .first(DOOR, params![office, session, now])?
        .ok_or_else(|| Error::Other(format!("there is no office «{office}» in this database")))?;
    let mut door = Door {
        actor: Actor::public(office),
        csrf: None,
        office_uk: row.get("name_uk")?,
        office_en: row.get("name_en")?,
        mail: row.get("mail")?,
        base_url: row.get("base_url")?,
    };
    if let Some(id) = row.get::<Option<String>>("id")? {
        door.csrf = row.get("csrf")?;
        door.actor = Actor {
            office: office.into(),
            id,
            name: row.get("name")?,
            role: role(&row.get::<String>("role")?)?,
            organisation: row.get("organisation")?,
            place: row.get("place")?,
            leave: None,
        };
    }
    Ok(door)
}

/// How the outside reaches the office, for whole links.
///
/// # Errors
/// The database's.
pub fn base_url(tx: &mut Tx, office: &str) -> Result<Option<String>, Error> {
    tx.first(BASE_URL, params![office])?.map_or(Ok(None), |row| row.get("base_url"))
}

/// An account as the journal sees it.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Account>, Error> {
    tx.first(BY_ID, params![office, id])?.as_ref().map(account).transpose()
}

/// In whose name work goes on that somebody put there: an account's, as it is now, or a command's; nobody's when the account
/// was disabled or is gone.
///
/// # Errors
/// The database's.
pub fn acting(tx: &mut Tx, office: &str, by: &str, command: &str) -> Result<Option<Actor>, Error> {
    Ok(match get(tx, office, by)? {
        Some(account) if account.disabled_at.is_none() => Some(Actor {
            office: office.to_owned(),
            id: account.id,
            name: account.body.name,
            role: account.body.role,
            organisation: account.body.organisation,
            place: account.body.place,
            leave: None,
        }),
        None if by == command => Some(Actor::command(office, command)),
        _ => None,
    })
}

/// An account for an action.
///
/// # Errors
/// [`Denied`] when there is none, or it is not for this actor.
pub fn take(tx: &mut Tx, actor: &Actor, action: Action, id: &str) -> Result<(Account, Permit), Denied> {
    let account = get(tx, &actor.office, id)?.ok_or(Denied::Missing)?;
    let permit = actor.may(action, &account.subject())?;
    Ok((account, permit))
}

/// The account with a folded name, and the hash of its password.
///
/// # Errors
/// The database's.
pub fn by_login(tx: &mut Tx, office: &str, login: &str) -> Result<Option<(Account, Option<String>)>, Error> {
    let Some(row) = tx.first(BY_LOGIN, params![office, login])? else { return Ok(None) };
    Ok(Some((account(&row)?, row.get("password")?)))
}

/// The hash of an account's password.
///
/// # Errors
/// The database's.
pub fn password(tx: &mut Tx, office: &str, id: &str) -> Result<Option<String>, Error> {
    tx.first(PASSWORD, params![office, id])?.map_or(Ok(None), |row| row.get("password"))
}

/// A page of the list after a name, and how many there are in all.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, office: &str, after: &str, limit: i64) -> Result<(Vec<Account>, i64), Error> {
    let rows = tx.all(LIST, params![office, after, limit])?;
    let items = rows.iter().map(account).collect::<Result<_, Error>>()?;
    let total = tx.first(COUNT, params![office])?.map_or(Ok(0), |row| row.get("n"))?;
    Ok((items, total))
}

/// The names of accounts: who made a record, who did what. An id that is no account's is not in the answer.
///
/// # Errors
/// The database's.
pub fn names(tx: &mut Tx, office: &str, ids: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut names = HashMap::new();
    for params in in_lists(params![office], ids) {
        for row in tx.all(NAMES, &params)? {
            names.insert(row.get("id")?, row.get("name")?);
        }
    }
    Ok(names)
}

/// Labels of accounts, for whoever may read them.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, actor: &Actor, ids: &[String]) -> Result<Vec<(String, Label)>, Error> {
    if actor.ever(Kind::Account, Action::Read).is_err() {
        return Ok(Vec::new());
    }
    let names = names(tx, &actor.office, ids)?;
    let label = |id: &str, name: String| Label::new(Some(name.clone()), Some(name), format!("/accounts/{id}"));
    Ok(names
        .into_iter()
        .map(|(id, name)| {
            let l = label(&id, name);
            (id, l)
        })
        .collect())
}

/// How many active administrators there are beside one account.
///
/// # Errors
/// The database's.
pub fn other_administrators(tx: &mut Tx, office: &str, id: &str) -> Result<i64, Error> {
    tx.first(OTHER_ADMINISTRATORS, params![office, id])?.map_or(Ok(0), |row| row.get("n"))
}

/// Adds an account that has no password yet.
///
/// # Errors
/// The database's; [`Error::Unique`] when the name is taken.
pub fn add(write: &mut Write, permit: &Permit, account: &Account) -> Result<(), Error> {
    put(write, permit, account, None)
}

/// Adds an account with the hash of its password: for tests and the sample office.
///
/// # Errors
/// As [`add`].
pub fn add_with_password(write: &mut Write, permit: &Permit, account: &Account, hash: &str) -> Result<(), Error> {
    put(write, permit, account, Some(hash))
}

fn put(write: &mut Write, permit: &Permit, account: &Account, hash: Option<&str>) -> Result<(), Error> {
    permit.holds_for(Kind::Account, &account.id);
    let stamp = write.stamp();
    let (b, password_at) = (&account.body, hash.map(|_| stamp.as_str()));
    write.tx().run(
        ADD,
        params![
            permit.office(),
            &account.id,
            &account.login,
            &b.name,
            b.role.word(),
            &b.organisation,
            &b.place,
            hash,
            password_at,
            &account.created_at
        ],
    )?;
    journal(write, permit)
}

/// Saves an edit made from the version that `account` carries.
///
/// # Errors
/// The database's; `Ok(false)` when the version is no longer the present one.
pub fn save(write: &mut Write, permit: &Permit, account: &Account) -> Result<bool, Error> {
    permit.holds_for(Kind::Account, &account.id);
    let b = &account.body;
    let values = params![permit.office(), &account.id, &b.name, b.role.word(), &b.organisation, &b.place, account.version];
    if write.tx().run(SAVE, values)? == 0 {
        return Ok(false);
    }
    journal(write, permit)?;
    Ok(true)
}

/// Sets the hash of the password, or takes it away until a link is used. Every link made before is spent, and every
/// session but `kept` ends.
///
/// # Errors
/// The database's.
pub fn set_password(write: &mut Write, permit: &Permit, hash: Option<&str>, kept: Option<&str>) -> Result<(), Error> {
    let stamp = write.stamp();
    let at = hash.map(|_| stamp.as_str());
    write.tx().run(SET_PASSWORD, params![permit.office(), permit.id(), hash, at])?;
    write.tx().run(SPEND_KEYS, params![permit.office(), permit.id(), &stamp])?;
    end_others(write, permit.office(), permit.id(), kept)?;
    journal(write, permit)
}

/// Bars an account, or lets it in again; its sessions end.
///
/// # Errors
/// The database's.
pub fn set_disabled(write: &mut Write, permit: &Permit, disabled_at: Option<String>) -> Result<(), Error> {
    write.tx().run(SET_DISABLED, params![permit.office(), permit.id(), disabled_at])?;
    end_others(write, permit.office(), permit.id(), None)?;
    journal(write, permit)
}

fn journal(write: &mut Write, permit: &Permit) -> Result<(), Error> {
    let state = get(write.tx(), permit.office(), permit.id())?;
    write.record(permit, &state)
}

/// The permit of whoever has proved to be the account itself, by its password or its one-time link. The policy gives
/// accounts to administrators alone; this is the one thing that everybody does to their own.
///
/// # Errors
/// Never for an account; kept for the shape of a permit.
pub fn own(office: &str, account: &Account) -> Result<Permit, Denied> {
    Ok(Actor::command(office, &account.id).may(Action::Edit, &account.subject())?)
}

/// A session as its owner sees it.
#[derive(Debug)]
pub struct Session {
    /// The digest of its cookie.
    pub digest: String,
    /// The browser, as it calls itself.
    pub agent: Option<String>,
    /// Since when.
    pub created_at: String,
    /// Until when.
    pub expires_at: String,
}

impl Session {
    /// Enough of the digest to tell sessions apart.
    pub fn short(&self) -> &str {
        &self.digest[..16]
    }
}

/// The sessions of an account, the newest first.
///
/// # Errors
/// The database's.
pub fn sessions(tx: &mut Tx, office: &str, id: &str, now: &str) -> Result<Vec<Session>, Error> {
    let rows = tx.all(SESSIONS, params![office, id, now])?;
    rows.iter()
        .map(|row| {
            Ok(Session {
                digest: row.get("digest")?,
                agent: row.get("agent")?,
                created_at: row.get("created_at")?,
                expires_at: row.get("expires_at")?,
            })
        })
        .collect()
}

/// Opens a session for an account: the permit is for making it. `cookie` and `csrf` are random.
///
/// # Errors
/// The database's.
pub fn open(write: &mut Write, permit: &Permit, cookie: &str, csrf: &str, agent: &str) -> Result<(), Error> {
    let (now, until) = (write.stamp(), after(write.moment(), SESSION_TIME));
    write.tx().run(END_EXPIRED, params![permit.office(), permit.id(), &now])?;
    let values =
        params![permit.office(), digest(cookie), permit.id(), csrf, Some(agent).filter(|agent| !agent.is_empty()), &now, until];
    write.tx().run(ADD_SESSION, values).map(drop)
}

/// Ends one session of an account, by the beginning of its digest.
///
/// # Errors
/// The database's.
pub fn end(write: &mut Write, office: &str, id: &str, short: &str) -> Result<(), Error> {
    write.tx().run(END_SESSION, params![office, id, short]).map(drop)
}

/// Ends all sessions of an account but one.
///
/// # Errors
/// The database's.
pub fn end_others(write: &mut Write, office: &str, id: &str, kept: Option<&str>) -> Result<(), Error> {
    write.tx().run(END_OTHERS, params![office, id, kept.unwrap_or_default()]).map(drop)
}

/// What a one-time link opens.
#[derive(Debug)]
pub struct Key {
    /// Whose password it sets.
    pub account: Account,
    /// Until when.
    pub expires_at: String,
    /// When it was used, or made useless by another.
    pub used_at: Option<String>,
}

/// The one-time link with this token.
///
/// # Errors
/// The database's.
pub fn key(tx: &mut Tx, office: &str, token: &str) -> Result<Option<Key>, Error> {
    let Some(row) = tx.first(BY_KEY, params![office, digest(token)])? else { return Ok(None) };
    Ok(Some(Key { account: account(&row)?, expires_at: row.get("expires_at")?, used_at: row.get("used_at")? }))
}

/// Makes a one-time link for the permitted account; the token is shown once and kept nowhere.
///
/// # Errors
/// The database's.
pub fn add_key(write: &mut Write, permit: &Permit, token: &str) -> Result<(), Error> {
    let (now, until) = (write.stamp(), after(write.moment(), KEY_TIME));
    write.tx().run(SPEND_KEYS, params![permit.office(), permit.id(), &now])?;
    write.tx().run(ADD_KEY, params![permit.office(), digest(token), permit.id(), &now, until]).map(drop)
}

/// What is counted of somebody who tries to sign in: the name and the address, as digests.
pub struct Counted {
    login: String,
    peer: String,
}

impl Counted {
    /// Of a folded name and a visitor's address.
    pub fn new(login: &str, peer: &str) -> Counted {
        Counted { login: digest(&format!("login:{login}")), peer: digest(&format!("peer:{}", model::neighbourhood(peer))) }
    }
}

/// The seconds that somebody still has to wait before the next try.
///
/// # Errors
/// The database's.
pub fn wait(tx: &mut Tx, office: &str, counted: &Counted, now: Timestamp) -> Result<i64, Error> {
    let mut longest = 0;
    for row in tx.all(ATTEMPTS, params![office, &counted.login, &counted.peer])? {
        let last: String = row.get("last_at")?;
        let since = last.parse::<Timestamp>().map_or(SignedDuration::MAX, |last| now.duration_since(last));
        if since < ATTEMPT_TIME {
            let tries = if row.get::<String>("subject")? == counted.login { model::LOGIN_TRIES } else { model::PEER_TRIES };
            longest = longest.max(model::wait(row.get("failures")?, tries, since.as_secs()));
        }
    }
    Ok(longest)
}

/// When the private address of an account's calendar was made; none when it has none.
///
/// # Errors
/// The database's.
pub fn calendar(tx: &mut Tx, office: &str, id: &str) -> Result<Option<String>, Error> {
    tx.first(CALENDAR, params![office, id])?.map(|row| row.get("created_at")).transpose()
}

/// Whose calendar has an address of this digest.
///
/// # Errors
/// The database's.
pub fn calendar_owner(tx: &mut Tx, office: &str, digest: &str) -> Result<Option<String>, Error> {
    tx.first(CALENDAR_OWNER, params![office, digest])?.map(|row| row.get("account")).transpose()
}

/// Gives the calendar of an account a new address, which ends the one before.
///
/// # Errors
/// The database's.
pub fn set_calendar(write: &mut Write, office: &str, id: &str, digest: &str) -> Result<(), Error> {
    let now = write.stamp();
    write.tx().run(SET_CALENDAR, params![office, id, digest, now]).map(drop)
}

/// Ends the address of an account's calendar.
///
/// # Errors
/// The database's.
pub fn end_calendar(write: &mut Write, office: &str, id: &str) -> Result<(), Error> {
    write.tx().run(END_CALENDAR, params![office, id]).map(drop)
}

/// Who may sign in in a role: each by the name for signing in and the name that is shown.
///
/// # Errors
/// The database's.
pub fn signed_in_as(tx: &mut Tx, office: &str, role: Role) -> Result<Vec<(String, String)>, Error> {
    tx.all(OF_ROLE, params![office, role.word()])?.iter().map(|row| Ok((row.get("login")?, row.get("name")?))).collect()
}

/// Counts a failure.
///
/// # Errors
/// The database's.
pub fn failed(write: &mut Write, counted: &Counted) -> Result<(), Error> {
    let (office, now, day_ago) = (write.office().to_owned(), write.stamp(), after(write.moment(), -ATTEMPT_TIME));
    write.tx().run(FORGET_ATTEMPTS, params![&office, "", day_ago])?;
    write.tx().run(FAILED, params![&office, &counted.login, &now])?;
    write.tx().run(FAILED, params![&office, &counted.peer, &now]).map(drop)
}

/// Forgets the failures on a name that has signed in. Those of the address stay: else whoever has an account could
/// wipe them out at will.
///
/// # Errors
/// The database's.
pub fn passed(write: &mut Write, counted: &Counted) -> Result<(), Error> {
    let (office, day_ago) = (write.office().to_owned(), after(write.moment(), -ATTEMPT_TIME));
    write.tx().run(FORGET_ATTEMPTS, params![&office, &counted.login, day_ago]).map(drop)
}
