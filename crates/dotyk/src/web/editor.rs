//! The editor: what people make and change by a form, publish and take back goes one way.
//!
//! ```text
//! new ──► create ──► card ──► edit ──► save
//!            │                          │  wrong: the form again, with what is wrong (422)
//!            └── wrong: 422             └─ made from an older version: the form with both merged (409)
//! ```
//!
//! A noun says by [`Edited`] what its form reads and shows, and by [`Stored`] where its rows are; the handlers here are put into
//! its routes as they are: `.post("/assets/{slug}", Kind::Asset, Action::Edit, editor::save::<Asset>)`.

use std::collections::HashMap;

use axum::http::StatusCode;
use dotyk_db::Tx;
use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned};
use serde_json::Value;

use super::{Answer, Ctx, Fault, Filled, Form, Labels, Page, Problem, Reply, plain_value};
use crate::access::{Action, Head, Permit, Ref};
use crate::journal::{Change, Stored, Write, reconcile, state_version};

/// A kind of record that people make and change by a form, publish and take back.
pub trait Edited: Stored + Clone {
    /// What people enter.
    type Body: Clone + Serialize + DeserializeOwned;

    /// The address of all of them.
    const AT: &'static str;
    /// The word over an empty form.
    const NEW: &'static str;
    /// Fields of an empty form that the address may fill: `/assets/new?project=safe-school`.
    const GIVEN: &'static [&'static str] = &[];

    /// A new one: a draft.
    fn of(head: Head, body: Self::Body) -> Self;
    /// What people entered.
    fn body(&self) -> &Self::Body;
    /// The same record with this body.
    fn with(&self, body: Self::Body) -> Self;
    /// Its name, in Ukrainian and in English.
    fn name(body: &Self::Body) -> [&Option<String>; 2];
    /// Everything a body names.
    fn refs(body: &Self::Body) -> Vec<Ref>;

    /// What a new form begins with.
    fn begin(_ctx: &Ctx) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// Reads the form: of a record that is there, or of a new one.
    fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: Option<&Self>) -> Result<(Self::Body, Vec<Fault>), Problem>;
    /// Puts back into an edit what its editor could not see, so stood empty in their form. `labels` hold what they see.
    fn keep_unseen(_labels: &Labels, _old: &Self::Body, _body: &mut Self::Body) {}
    /// Tells rows of mine apart from rows that others numbered alike meanwhile; `before` are both made from.
    fn apart(_before: &Self::Body, _theirs: &Self::Body, _mine: &mut Self::Body) {}
    /// The form of a body.
    fn fill(labels: &Labels, body: &Self::Body, version: i64) -> Form;
    /// The page with the form.
    fn page(ctx: &Ctx, tx: &mut Tx, sent: Sent) -> Answer;

    /// The slug that the form of a new one asks for; [`Edited::read`] has checked that it is free.
    fn slug(_form: &Form) -> Option<String> {
        None
    }
    /// What else must hold before a new one is added: the permission to add to something else.
    fn before(_ctx: &Ctx, _tx: &mut Tx, _body: &Self::Body) -> Result<(), Problem> {
        Ok(())
    }
    /// Why it may not be published as it is.
    fn unfit(&self) -> Result<(), Problem> {
        Ok(())
    }

    /// Its address, without the language.
    fn address(&self) -> String {
        format!("{}/{}", Self::AT, self.head().slug)
    }
    /// Its name in the language of the page.
    fn title(&self, ctx: &Ctx) -> String {
        let [uk, en] = Self::name(self.body());
        ctx.lang.of(uk, en).to_owned()
    }
}

/// A form to show: for the first time, with what is wrong, or after a lost race.
#[derive(Default)]
pub struct Sent {
    /// The heading.
    pub title: String,
    /// Where it is sent, without the language.
    pub target: String,
    /// With what status.
    pub status: StatusCode,
    /// What stands in it.
    pub filled: Filled,
    /// What both changed.
    pub conflicts: Vec<Change>,
}

impl Sent {
    /// Whether the record is still to be made.
    pub fn is_new<E: Edited>(&self) -> bool {
        self.target == E::AT
    }

    /// Whether somebody else saved meanwhile.
    pub fn conflicted(&self) -> bool {
        self.status == StatusCode::CONFLICT
    }

    /// What both changed: the field's name and theirs.
    pub fn theirs(&self) -> Vec<(String, String)> {
        self.conflicts.iter().map(|change| (change.field.clone(), plain_value(&change.before))).collect()
    }

    fn wrong(self, ctx: &Ctx, form: &Form, faults: Vec<Fault>) -> Sent {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        Sent { status: StatusCode::UNPROCESSABLE_ENTITY, filled, ..self }
    }
}

/// Puts what people call records in the place of their ids, to show what others saved.
fn name(ctx: &Ctx, labels: &Labels, conflicts: &mut [Change]) {
    let names: HashMap<&str, &str> =
        labels.iter().map(|(record, label)| (record.id.as_str(), ctx.lang.of(&label.uk, &label.en))).collect();
    for change in conflicts {
        put_names(&names, &mut change.before);
    }
}

fn put_names(names: &HashMap<&str, &str>, value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(name) = names.get(text.as_str()) {
                *text = (*name).to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| put_names(names, item)),
        Value::Object(fields) => fields.values_mut().for_each(|field| put_names(names, field)),
        _ => {}
    }
}

/// The page of a form with its status: one that came back with what is wrong is no page to keep.
pub fn answer<V: askama::Template>(ctx: &Ctx, status: StatusCode, view: &V) -> Answer {
    match status {
        StatusCode::OK => Reply::page(ctx, view),
        _ => Reply::html(status, view),
    }
}

/// Whether a write was kept. Its version cannot have moved: a write has the office's turn.
pub fn kept(saved: bool) -> Result<(), Problem> {
    if saved { Ok(()) } else { Err(Problem::Unavailable("a write passed the office's turn".into())) }
}

/// Words of a closed set with their names, for a choice.
pub fn words<'w>(page: &Page, prefix: &str, words: impl IntoIterator<Item = &'w str>) -> Vec<(String, String)> {
    words.into_iter().map(|word| (word.to_owned(), page.word(prefix, word))).collect()
}

fn empty<E: Edited>(ctx: &Ctx) -> Sent {
    Sent { title: ctx.t(E::NEW), target: E::AT.to_owned(), ..Sent::default() }
}

fn of<E: Edited>(ctx: &Ctx, one: &E) -> Sent {
    Sent { title: one.title(ctx), target: one.address(), ..Sent::default() }
}

/// `GET /…/new`: an empty form.
pub fn new<E: Edited>(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let given = E::GIVEN.iter().filter_map(|name| Some((*name, ctx.query(name)?.to_owned())));
    let begun = Form::of(given.chain(E::begin(ctx)).map(|(name, value)| (name.to_owned(), value)));
    E::page(ctx, tx, Sent { filled: Filled::new(begun), ..empty::<E>(ctx) })
}

/// `POST /…`: makes one, a draft.
pub fn create<E: Edited>(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (body, faults) = E::read(ctx, write.tx(), form, None)?;
    if !faults.is_empty() {
        return E::page(ctx, write.tx(), empty::<E>(ctx).wrong(ctx, form, faults));
    }
    E::before(ctx, write.tx(), &body)?;
    let slug = match E::slug(form) {
        Some(slug) => slug,
        None => {
            let [uk, en] = E::name(&body);
            let wanted = en.as_deref().or(uk.as_deref()).unwrap_or_default().to_owned();
            E::free_slug(write.tx(), &ctx.actor.office, &wanted)?
        }
    };
    let one = E::of(Head::new(write.id(), slug, &ctx.actor.id), body);
    let permit = ctx.actor.may_create(E::KIND, &one.head().id)?;
    E::add(write, &permit, &one)?;
    Reply::see(ctx, &one.address())
}

/// `GET /…/{slug}/edit`: the form of one.
pub fn edit<E: Edited>(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (one, _) = E::take(tx, &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let labels = ctx.labels(tx, &E::refs(one.body()))?;
    let filled = Filled::new(E::fill(&labels, one.body(), one.head().version));
    E::page(ctx, tx, Sent { filled, ..of(ctx, &one) })
}

/// `POST /…/{slug}`: saves an edit, unless something is wrong or both changed the same.
pub fn save<E: Edited>(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = E::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let (mut body, faults) = E::read(ctx, write.tx(), form, Some(&one))?;
    if !faults.is_empty() {
        return E::page(ctx, write.tx(), of(ctx, &one).wrong(ctx, form, faults));
    }
    let labels = ctx.labels(write.tx(), &E::refs(one.body()))?;
    E::keep_unseen(&labels, one.body(), &mut body);
    let head = one.head();
    if form.version() != head.version {
        let me = Ref::new(E::KIND, &head.id);
        let base = state_version(write.tx(), &ctx.actor.office, &me, form.version())?;
        if let Some(before) = base.as_ref().and_then(|base| E::Body::deserialize(base).ok()) {
            E::apart(&before, one.body(), &mut body);
        }
        let (merged, mut conflicts) = reconcile(base.as_ref(), one.body(), &body);
        let labels = ctx.labels(write.tx(), &[E::refs(&merged), E::refs(one.body())].concat())?;
        name(ctx, &labels, &mut conflicts);
        let filled = Filled::new(E::fill(&labels, &merged, head.version));
        return E::page(ctx, write.tx(), Sent { status: StatusCode::CONFLICT, filled, conflicts, ..of(ctx, &one) });
    }
    keep(write, &permit, &one.with(body))?;
    Reply::see(ctx, &one.address())
}

/// Saves a change of the record as it is now.
pub fn keep<E: Edited>(write: &mut Write, permit: &Permit, one: &E) -> Result<(), Problem> {
    kept(E::save(write, permit, one)?)
}

/// `POST /…/{slug}/publication`: shows it to the public, or with `state=draft` hides it.
pub fn publish<E: Edited>(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = E::take(write.tx(), &ctx.actor, Action::Publish, ctx.param("slug"))?;
    let shown = form.text("state") != "draft";
    if shown {
        one.unfit()?;
    }
    let published_at = shown.then(|| write.stamp());
    E::publish(write, &permit, published_at)?;
    Reply::see(ctx, &one.address())
}

/// `POST /…/{slug}/withdrawal`: takes it back, or with `state=back` brings it back as a draft.
pub fn withdraw<E: Edited>(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (one, permit) = E::take(write.tx(), &ctx.actor, Action::Publish, ctx.param("slug"))?;
    let withdrawn_at = (form.text("state") != "back").then(|| write.stamp());
    E::withdraw(write, &permit, withdrawn_at)?;
    Reply::see(ctx, &one.address())
}
