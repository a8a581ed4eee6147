//! The addresses of signing in, of one's own sessions, of one-time links, and of the administrator's accounts.

use axum::http::{StatusCode, header};
use dotyk_db::{Error, Tx};

use super::model::{Account, Body, fold_login, local, login_fault, password_fault};
use super::password::{Turn, hash_in, token, verify_in};
use super::store::{self, Counted};
use super::view::{self, CardView, FormView, Item, KeyView, LinkView, ListView, OwnSession, OwnView, Seen, SignInView};
use crate::access::{Action, Kind, Owner, Permit, Ref, Role, Subject};
use crate::journal::{Change, Write, reconcile, state_version};
use crate::web::editor;
use crate::web::{Answer, BATCH, Ctx, Fault, Filled, Form, List, PAGE_ROWS, Problem, Reader, Record, Reply, Routes, cut};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/session/new", Kind::Session, Action::Read, sign_in_page)
        .slow("/session", Kind::Session, Action::Create, check, sign_in)
        .get("/session", Kind::Session, Action::Read, own)
        .about(&view::OWN)
        .post("/session/end", Kind::Session, Action::Edit, end)
        .post("/session/others", Kind::Session, Action::Edit, end_others)
        .slow("/session/password", Kind::Session, Action::Edit, check_change, change)
        .get("/keys/{token}", Kind::Session, Action::Read, key)
        .slow("/keys/{token}", Kind::Session, Action::Create, check_key, use_key)
        .get("/accounts", Kind::Account, Action::Read, list)
        .about(&view::LIST)
        .get("/accounts/new", Kind::Account, Action::Create, new)
        .post("/accounts", Kind::Account, Action::Create, create)
        .get("/accounts/{id}", Kind::Account, Action::Read, card)
        .about(&view::CARD)
        .get("/accounts/{id}/edit", Kind::Account, Action::Edit, edit)
        .post("/accounts/{id}", Kind::Account, Action::Edit, save)
        .post("/accounts/{id}/reset", Kind::Account, Action::Edit, reset)
        .post("/accounts/{id}/disabling", Kind::Account, Action::Edit, disable)
}

fn sign_in_page(ctx: &Ctx, _: &mut Tx) -> Answer {
    let next = ctx.query("next").and_then(local);
    if ctx.actor.signed_in() {
        return Ok(Reply::redirect(StatusCode::SEE_OTHER, next.map_or_else(|| ctx.url("/session"), str::to_owned)));
    }
    let form = Form::of(next.map(|next| ("next".to_owned(), next.to_owned())));
    sign_in_form(ctx, StatusCode::OK, Filled::new(form))
}

fn sign_in_form(ctx: &Ctx, status: StatusCode, filled: Filled) -> Answer {
    let notice = if ctx.query("set").is_some() { Some("account-password-set") } else { None };
    let view = SignInView { page: ctx.page(ctx.t("account-sign-in")), filled, notice };
    if status == StatusCode::OK { Reply::page(ctx, &view) } else { Reply::html(status, &view) }
}

/// Before the transaction: who has to wait, and whether the password is right. What it returns is made anew, so that
/// nothing the visitor sent can pass for it.
fn check(ctx: &Ctx, form: &Form, tx: &mut Tx) -> Result<Form, Problem> {
    let (login, password) = (fold_login(form.text("login")), form.text("password"));
    let mut fields =
        vec![("login".to_owned(), login.clone()), ("given".into(), if password.is_empty() { "" } else { "1" }.into())];
    fields.extend(local(form.text("next")).map(|next| ("next".to_owned(), next.to_owned())));
    if login_fault(&login).is_some() || password.is_empty() {
        return Ok(Form::of(fields));
    }
    patience(ctx, tx, &Counted::new(&login, &ctx.peer))?;
    let found = store::by_login(tx, &ctx.actor.office, &login)?.filter(|(account, _)| account.disabled_at.is_none());
    let kept = found.as_ref().and_then(|(_, hash)| hash.as_deref());
    if verify_in(&Turn::soon()?, password, kept)
        && let Some((account, _)) = found
    {
        fields.push(("account".into(), account.id));
        fields.extend(account.password_at.map(|at| ("password_at".to_owned(), at)));
    }
    Ok(Form::of(fields))
}

fn patience(ctx: &Ctx, tx: &mut Tx, counted: &Counted) -> Result<(), Problem> {
    match store::wait(tx, &ctx.actor.office, counted, ctx.moment.now)? {
        0 => Ok(()),
        seconds => Err(Problem::TooMany(seconds)),
    }
}

fn sign_in(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let login = form.text("login");
    let faults = sign_in_faults(login, form);
    if !faults.is_empty() {
        return sign_in_form(ctx, StatusCode::UNPROCESSABLE_ENTITY, Filled::wrong(form.clone(), ctx.errors(faults)));
    }
    let counted = Counted::new(login, &ctx.peer);
    // Others may have failed on this name while the password was looked at.
    patience(ctx, write.tx(), &counted)?;
    let account = match form.some("account") {
        Some(id) => store::get(write.tx(), &ctx.actor.office, &id)?,
        None => None,
    };
    let account = account.filter(|account| account.disabled_at.is_none() && account.password_at == form.some("password_at"));
    let Some(account) = account else {
        store::failed(write, &counted)?;
        let wrong = vec![("login".to_owned(), "account-sign-in-failed", String::new())];
        return sign_in_form(ctx, StatusCode::OK, Filled::wrong(form.clone(), ctx.errors(wrong)));
    };
    store::passed(write, &counted)?;
    open(ctx, write, &account, local(form.text("next")))
}

fn sign_in_faults(login: &str, form: &Form) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(key @ ("web-required" | "account-login-mixed")) = login_fault(login) {
        faults.push(("login".into(), key, String::new()));
    }
    if form.text("given").is_empty() {
        faults.push(("password".into(), "web-required", String::new()));
    }
    faults
}

/// A session is always new, whatever cookie came with the request; the one it came with ends.
fn open(ctx: &Ctx, write: &mut Write, account: &Account, next: Option<&str>) -> Answer {
    if let Some(digest) = &ctx.session {
        store::end(write, &ctx.actor.office, &ctx.actor.id, &digest[..16])?;
    }
    let (cookie, csrf) = (token().map_err(Problem::fault)?, token().map_err(Problem::fault)?);
    let permit = ctx.actor.may_create(Kind::Session, &account.id)?;
    store::open(write, &permit, &cookie, &csrf, &ctx.agent)?;
    let target = next.map_or_else(|| ctx.url("/"), str::to_owned);
    let age = store::SESSION_TIME.as_secs();
    Ok(Reply::redirect(StatusCode::SEE_OTHER, target).with(header::SET_COOKIE, set_cookie(ctx, &cookie, age)))
}

fn set_cookie(ctx: &Ctx, cookie: &str, age: i64) -> String {
    let secure = if ctx.state.secure { "; Secure" } else { "" };
    format!("dotyk={cookie}; HttpOnly; SameSite=Lax; Path=/; Max-Age={age}{secure}")
}

/// The account of whoever is signed in.
fn myself(ctx: &Ctx, tx: &mut Tx) -> Result<Account, Problem> {
    if !ctx.actor.signed_in() {
        return Err(Problem::SignIn);
    }
    store::get(tx, &ctx.actor.office, &ctx.actor.id)?.ok_or(Problem::NotFound)
}

/// Leave to change what is one's own.
fn permit(ctx: &Ctx) -> Result<Permit, Problem> {
    let id = &ctx.actor.id;
    ctx.permit(&Subject::new(Kind::Session, id, false).owned_by([Owner::Account(id.clone())]))
}

fn own(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let account = myself(ctx, tx)?;
    own_page(ctx, tx, &account, StatusCode::OK, Filled::default())
}

fn own_page(ctx: &Ctx, tx: &mut Tx, account: &Account, status: StatusCode, filled: Filled) -> Answer {
    let sessions = store::sessions(tx, &ctx.actor.office, &account.id, &ctx.moment.stamp())?;
    let sessions = sessions.into_iter().map(|session| OwnSession {
        id: session.short().to_owned(),
        here: ctx.session.as_deref() == Some(&session.digest),
        agent: session.agent,
        created_at: session.created_at,
        expires_at: session.expires_at,
    });
    let sessions = sessions.collect();
    let changed = ctx.query("changed").is_some();
    let page = ctx.page(account.body.name.clone());
    let places = places(ctx, tx, account)?;
    let view = OwnView { account: Seen::new(account, &places), sessions, filled, changed, page };
    if status == StatusCode::OK && ctx.action() == Action::Read { Reply::view(ctx, &view) } else { Reply::html(status, &view) }
}

/// Signs out, or ends another session of one's own.
fn end(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let permit = permit(ctx)?;
    let here = ctx.session.as_deref().map_or("", |digest| &digest[..16]);
    let asked = form.some("session").unwrap_or_else(|| here.to_owned());
    store::end(write, permit.office(), permit.id(), &asked)?;
    if asked == here {
        return Ok(Reply::redirect(StatusCode::SEE_OTHER, ctx.url("/")).with(header::SET_COOKIE, set_cookie(ctx, "", 0)));
    }
    Reply::see(ctx, "/session")
}

fn end_others(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let permit = permit(ctx)?;
    store::end_others(write, permit.office(), permit.id(), ctx.session.as_deref())?;
    Reply::see(ctx, "/session")
}

/// Before the transaction: whether the old password is right, and the hash of the new one.
fn check_change(ctx: &Ctx, form: &Form, tx: &mut Tx) -> Result<Form, Problem> {
    let account = myself(ctx, tx)?;
    let mut fields = Vec::new();
    match change_faults(form.text("old"), form.text("new"), &account.login) {
        faults if !faults.is_empty() => {
            fields.extend(faults.into_iter().map(|(field, key, _)| (format!("fault.{field}"), key.to_owned())))
        }
        _ => {
            patience(ctx, tx, &Counted::new(&account.login, &ctx.peer))?;
            let kept = store::password(tx, &ctx.actor.office, &account.id)?;
            let turn = Turn::soon()?;
            if verify_in(&turn, form.text("old"), kept.as_deref()) {
                fields.push(("hash".into(), hash_in(&turn, form.text("new")).map_err(Problem::fault)?));
                fields.extend(account.password_at.map(|at| ("password_at".to_owned(), at)));
            }
        }
    }
    Ok(Form::of(fields))
}

fn change_faults(old: &str, new: &str, login: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if old.is_empty() {
        faults.push(("old".into(), "web-required", String::new()));
    }
    let fault = password_fault(new, login).or_else(|| (new == old).then_some("account-password-same"));
    faults.extend(fault.map(|key| ("new".to_owned(), key, String::new())));
    faults
}

fn change(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    permit(ctx)?;
    let account = myself(ctx, write.tx())?;
    let told = |field: &str| form.some(&format!("fault.{field}")).map(|key| (field.to_owned(), ctx.t(&key)));
    let errors: Vec<_> = ["old", "new"].into_iter().filter_map(told).collect();
    if !errors.is_empty() {
        return own_page(ctx, write.tx(), &account, StatusCode::UNPROCESSABLE_ENTITY, Filled::wrong(Form::default(), errors));
    }
    let counted = Counted::new(&account.login, &ctx.peer);
    patience(ctx, write.tx(), &counted)?;
    match form.some("hash").filter(|_| account.password_at == form.some("password_at")) {
        Some(hash) => {
            store::passed(write, &counted)?;
            store::set_password(write, &store::own(&ctx.actor.office, &account)?, Some(&hash), ctx.session.as_deref())?;
            Reply::see(ctx, "/session?changed=1")
        }
        None => {
            // Whoever found an open browser must not try passwords here without end either.
            store::failed(write, &counted)?;
            let errors = vec![("old".to_owned(), ctx.t("account-password-wrong"))];
            own_page(ctx, write.tx(), &account, StatusCode::OK, Filled::wrong(Form::default(), errors))
        }
    }
}

/// The account of a one-time link, or why it does not work: the message's key.
fn opened(ctx: &Ctx, tx: &mut Tx) -> Result<Result<Account, &'static str>, Error> {
    let now = ctx.moment.stamp();
    Ok(match store::key(tx, &ctx.actor.office, ctx.param("token"))? {
        None => Err("account-key-wrong"),
        Some(key) if key.used_at.is_some() => Err("account-key-spent"),
        Some(key) if key.expires_at <= now => Err("account-key-expired"),
        Some(key) if key.account.disabled_at.is_some() => Err("account-key-wrong"),
        Some(key) => Ok(key.account),
    })
}

fn key(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let opened = opened(ctx, tx)?;
    key_page(ctx, StatusCode::OK, opened, Vec::new())
}

/// The token stands in the address, so this page tells nobody where a visitor came from.
fn key_page(ctx: &Ctx, status: StatusCode, opened: Result<Account, &'static str>, errors: Vec<(String, String)>) -> Answer {
    let (title, status) = match opened {
        Ok(_) => ("account-key", status),
        Err("account-key-wrong") => ("account-key-wrong", StatusCode::NOT_FOUND),
        Err(key) => (key, StatusCode::GONE),
    };
    let view = KeyView {
        page: ctx.page(ctx.t(title)),
        account: opened.ok(),
        target: ctx.url(&format!("/keys/{}", ctx.param("token"))),
        filled: Filled::wrong(Form::default(), errors),
    };
    Ok(Reply::html(status, &view)?.with(header::REFERRER_POLICY, "no-referrer".into()))
}

/// Before the transaction: only a link that works is worth a hash.
fn check_key(ctx: &Ctx, form: &Form, tx: &mut Tx) -> Result<Form, Problem> {
    let Ok(account) = opened(ctx, tx)? else { return Ok(Form::default()) };
    let new = form.text("new");
    let field = match password_fault(new, &account.login) {
        Some(fault) => ("fault".to_owned(), fault.to_owned()),
        None => ("hash".to_owned(), hash_in(&Turn::soon()?, new).map_err(Problem::fault)?),
    };
    Ok(Form::of([field]))
}

fn use_key(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let opened = opened(ctx, write.tx())?;
    let (Ok(account), Some(hash)) = (&opened, form.some("hash")) else {
        let errors = form.some("fault").map(|key| ("new".to_owned(), ctx.t(&key)));
        return key_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, opened, errors.into_iter().collect());
    };
    store::set_password(write, &store::own(&ctx.actor.office, account)?, Some(&hash), None)?;
    Reply::see(ctx, "/session/new?set=1")
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let after = ctx.query("after").unwrap_or_default();
    if !after.is_empty() && login_fault(after).is_some() {
        return Err(Problem::bad("web-bad-cursor", after));
    }
    let item = |row: &Account| Item {
        record: record_of(ctx, row),
        login: row.login.clone(),
        role: row.body.role.word(),
        state: row.condition().word(),
    };
    if ctx.wants_sheet() {
        let page = ctx.page(ctx.t("account-title"));
        return view::SHEET.send(ctx, tx, &page, |tx, after: Option<String>| {
            let (rows, _) = store::list(tx, &ctx.actor.office, &after.unwrap_or_default(), BATCH)?;
            let next = rows.last().filter(|_| rows.len() as i64 >= BATCH).map(|row| row.login.clone());
            Ok((rows.iter().map(item).collect(), next))
        });
    }
    let (mut rows, total) = store::list(tx, &ctx.actor.office, after, PAGE_ROWS + 1)?;
    let next = cut(&mut rows, |row| row.login.clone());
    let page = ctx.page(ctx.t("account-title"));
    let list = List { items: rows.iter().map(item).collect(), total, next };
    Reply::view(ctx, &ListView { page, list })
}

fn record_of(ctx: &Ctx, account: &Account) -> Record {
    Record {
        kind: Kind::Account,
        id: account.id.clone(),
        url: ctx.url(&format!("/accounts/{}", account.id)),
        label: account.body.name.clone(),
    }
}

/// The organisation and place of a contributor, as records.
fn places(ctx: &Ctx, tx: &mut Tx, account: &Account) -> Result<Vec<Record>, Problem> {
    let refs = refs(&account.body);
    let labels = ctx.labels(tx, &refs)?;
    Ok(ctx.page(String::new()).records(&labels, &refs))
}

fn refs(body: &Body) -> Vec<Ref> {
    let organisation = body.organisation.iter().map(|id| Ref::new(Kind::Organisation, id));
    organisation.chain(body.place.iter().map(|code| Ref::new(Kind::Place, code))).collect()
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (account, _) = store::take(tx, &ctx.actor, Action::Read, ctx.param("id"))?;
    let places = places(ctx, tx, &account)?;
    let page = ctx.page(account.body.name.clone());
    let seen = Seen::new(&account, &places);
    let myself = account.id == ctx.actor.id;
    Reply::view(ctx, &CardView { record: record_of(ctx, &account), account: seen, myself, page })
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    form_page(ctx, tx, StatusCode::OK, ctx.t("account-new"), None, Filled::default(), Vec::new())
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let login = fold_login(form.text("login"));
    let (body, mut faults) = read(ctx, write.tx(), form)?;
    match login_fault(&login) {
        Some(key) => faults.insert(0, ("login".into(), key, login.clone())),
        None if store::by_login(write.tx(), &ctx.actor.office, &login)?.is_some() => {
            faults.insert(0, ("login".into(), "account-login-taken", login.clone()));
        }
        None => {}
    }
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, ctx.t("account-new"), None, filled, Vec::new());
    }
    let account = Account::new(write.id(), &login, body, write.stamp());
    let permit = ctx.actor.may_create(Kind::Account, &account.id)?;
    store::add(write, &permit, &account)?;
    link(ctx, write, &permit, &account)
}

/// Makes a one-time link and shows it: the one time that it can be seen. Not a redirect, since an address is remembered
/// by browsers and logs.
fn link(ctx: &Ctx, write: &mut Write, permit: &Permit, account: &Account) -> Answer {
    let token = token().map_err(Problem::fault)?;
    store::add_key(write, permit, &token)?;
    let base = store::base_url(write.tx(), permit.office())?;
    let path = ctx.url(&format!("/keys/{token}"));
    let view = LinkView {
        page: ctx.page(ctx.t("account-link")),
        record: record_of(ctx, account),
        login: account.login.clone(),
        whole: base.is_some(),
        link: format!("{}{path}", base.as_deref().unwrap_or_default().trim_end_matches('/')),
    };
    Reply::html(StatusCode::OK, &view)
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (account, _) = store::take(tx, &ctx.actor, Action::Edit, ctx.param("id"))?;
    let filled = Filled::new(fill(ctx, tx, &account.body, account.version)?);
    form_page(ctx, tx, StatusCode::OK, account.body.name.clone(), Some(&account), filled, Vec::new())
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut account, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("id"))?;
    let title = account.body.name.clone();
    let (body, mut faults) = read(ctx, write.tx(), form)?;
    if account.runs_the_office()
        && body.role != Role::Administrator
        && store::other_administrators(write.tx(), permit.office(), &account.id)? == 0
    {
        faults.push(("role".into(), "account-last-administrator", String::new()));
    }
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, title, Some(&account), filled, Vec::new());
    }
    if form.version() != account.version {
        let base = state_version(write.tx(), permit.office(), &Ref::new(Kind::Account, &account.id), form.version())?;
        let (merged, conflicts) = reconcile(base.as_ref(), &account.body, &body);
        let filled = Filled::new(fill(ctx, write.tx(), &merged, account.version)?);
        return form_page(ctx, write.tx(), StatusCode::CONFLICT, title, Some(&account), filled, conflicts);
    }
    account.body = body;
    editor::kept(store::save(write, &permit, &account)?)?;
    Reply::see(ctx, &format!("/accounts/{}", account.id))
}

/// The old password and every session end, and a new link is shown. For oneself there is the change of password: a link
/// that gets lost would leave nobody who could make another.
fn reset(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (account, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("id"))?;
    if account.id == ctx.actor.id {
        return Err(Problem::bad("account-reset-self", ""));
    }
    store::set_password(write, &permit, None, None)?;
    link(ctx, write, &permit, &account)
}

fn disable(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (account, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("id"))?;
    let disabled_at = (form.text("state") != "active").then(|| write.stamp());
    let last = account.runs_the_office() && store::other_administrators(write.tx(), permit.office(), &account.id)? == 0;
    if disabled_at.is_some() && last {
        return Err(Problem::bad("account-last-administrator", ""));
    }
    store::set_disabled(write, &permit, disabled_at)?;
    Reply::see(ctx, &format!("/accounts/{}", account.id))
}

fn form_page(
    ctx: &Ctx,
    tx: &mut Tx,
    status: StatusCode,
    title: String,
    account: Option<&Account>,
    filled: Filled,
    conflicts: Vec<Change>,
) -> Answer {
    let page = ctx.page(title);
    let roles = Role::ALL.iter().filter(|role| **role != Role::Public);
    let view = FormView {
        filled,
        login: account.map(|account| account.login.clone()),
        target: page.url(&account.map_or_else(|| "/accounts".to_owned(), |account| format!("/accounts/{}", account.id))),
        conflicted: status == StatusCode::CONFLICT,
        conflicts: conflicts.into_iter().map(|change| (change.field, crate::web::plain_value(&change.before))).collect(),
        organisations: ctx.options(tx, Kind::Organisation)?,
        places: ctx.options(tx, Kind::Place)?,
        roles: roles.map(|role| (role.word().to_owned(), page.word("web-role-", role.word()))).collect(),
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

fn read(ctx: &Ctx, tx: &mut Tx, form: &Form) -> Result<(Body, Vec<Fault>), Problem> {
    let mut reader = Reader::new(form);
    let role = reader.choice("role", |word| Role::parse(word).filter(|role| *role != Role::Public));
    if form.text("role").is_empty() {
        reader.wrong("role", "web-required", "");
    }
    let body = Body {
        name: form.text("name").to_owned(),
        // A role that was not understood is a fault already; until it is put right nothing is saved.
        role: role.unwrap_or(Role::Viewer),
        organisation: resolve(ctx, tx, &mut reader, "organisation", Kind::Organisation)?,
        place: resolve(ctx, tx, &mut reader, "place", Kind::Place)?,
    };
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

/// The id behind what was entered: an address or code, else an id itself.
fn resolve(ctx: &Ctx, tx: &mut Tx, reader: &mut Reader, field: &str, kind: Kind) -> Result<Option<String>, Problem> {
    let Some(text) = reader.form.some(field) else { return Ok(None) };
    let found = ctx.refers(tx, &[format!("{}:{text}", kind.word())])?;
    let record = found.into_values().find(|record| record.kind == kind).unwrap_or_else(|| Ref::new(kind, &text));
    if ctx.labels(tx, std::slice::from_ref(&record))?.contains_key(&record) {
        return Ok(Some(record.id));
    }
    reader.wrong(field, "web-bad-ref", &text);
    Ok(None)
}

fn fill(ctx: &Ctx, tx: &mut Tx, body: &Body, version: i64) -> Result<Form, Problem> {
    let labels = ctx.labels(tx, &refs(body))?;
    // The end of a record's address is what people know it by.
    let shown = |kind: Kind, id: &Option<String>| {
        let id = id.clone()?;
        let path = labels.get(&Ref::new(kind, &id)).and_then(|label| label.path.rsplit('/').next().map(str::to_owned));
        Some(path.unwrap_or(id))
    };
    let fields = [
        ("version", Some(version.to_string())),
        ("name", Some(body.name.clone())),
        ("role", Some(body.role.word().to_owned())),
        ("organisation", shown(Kind::Organisation, &body.organisation)),
        ("place", shown(Kind::Place, &body.place)),
    ];
    Ok(Form::of(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)))))
}
