//! Studies, recommendations and talks: each has a small form of its own, all alike.

use std::collections::HashMap;

use axum::http::StatusCode;
use dotyk_db::Tx;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::form::name;
use super::model::{Body, Change, Emergency, Recommendation, Study, StudyState, Talk, TalkRow, TalkState, Wrong};
use super::view::{Field, Input, PartView};
use crate::access::{Action, Kind, Ref};
use crate::figure::read_number;
use crate::journal::{self, Stored, Write, reconcile, state_version};
use crate::text::When;
use crate::web::editor::{self, Edited};
use crate::web::{Answer, Ctx, Filled, Form, Page, Problem, Reader, Record, Reply, plain_value, refuse};

/// What a form names, by `kind:text`.
type Named = HashMap<String, Ref>;

/// A part of an emergency that has a number and a form.
pub trait Part: Serialize + DeserializeOwned + Clone + Default {
    /// Its word in addresses, which is also its field in the emergency's state.
    const FOLDER: &'static str;
    /// The key of the heading over a new one.
    const NEW: &'static str;
    /// Fields that name another record.
    const NAMES: &'static [(&'static str, Kind)];

    /// Its number.
    fn number(&self) -> i64;
    /// All of an emergency.
    fn all(body: &Body) -> &[Self];
    /// The emergency with this one.
    ///
    /// # Errors
    /// What is wrong with it.
    fn put(self, body: &Body) -> Result<Change, Wrong>;
    /// The form's fields; `fresh` for a new one.
    fn fields(page: &Page, fresh: bool) -> Vec<Field>;
    /// Reads the form; what is not in it stays as in `kept`.
    fn read(ctx: &Ctx, reader: &mut Reader, named: &Named, kept: Option<&Self>) -> Self;
    /// What stands in the form: plain values, and ids of records by field.
    fn fill(&self) -> (Vec<(&'static str, Option<String>)>, Vec<(&'static str, &Option<String>)>);
}

fn choices<'w>(page: &Page, prefix: &str, words: impl Iterator<Item = &'w str>) -> Vec<(String, String)> {
    words.map(|word| (word.to_owned(), page.word(prefix, word))).collect()
}

/// The id behind what a field names.
fn id(reader: &mut Reader, named: &Named, field: &str, kind: Kind) -> Option<String> {
    let found = |text: &str| named.get(&format!("{}:{text}", kind.word())).map(|reference| reference.id.clone());
    let text = reader.form.text(field);
    reader.read_of(field, text, found, "web-bad-ref")
}

impl Part for Study {
    const FOLDER: &'static str = "studies";
    const NEW: &'static str = "emergency-study-new";
    const NAMES: &'static [(&'static str, Kind)] = &[("organisation", Kind::Organisation), ("source", Kind::Source)];

    fn number(&self) -> i64 {
        self.id
    }

    fn all(body: &Body) -> &[Study] {
        &body.studies
    }

    fn put(self, body: &Body) -> Result<Change, Wrong> {
        body.put_study(self)
    }

    fn fields(page: &Page, _: bool) -> Vec<Field> {
        let states = choices(page, "emergency-study-", StudyState::ALL.iter().map(|state| state.word()));
        vec![
            Field::new("title_uk", "emergency-field-title-uk", "", Input::Text),
            Field::new("title_en", "emergency-field-title-en", "", Input::Text),
            Field::new("state", "emergency-field-state", "", Input::Choice(states)),
            Field::new("organisation", "emergency-field-maker", "emergency-field-maker-hint", Input::Listed("organisations")),
            Field::new("who", "emergency-field-who", "emergency-field-who-hint", Input::Text),
            Field::new("date", "emergency-field-date", "figure-as-of-hint", Input::Text),
            Field::new("link", "emergency-field-link", "emergency-field-link-hint", Input::Text),
            Field::new("covers_uk", "emergency-field-covers-uk", "emergency-field-covers-hint", Input::Area),
            Field::new("covers_en", "emergency-field-covers-en", "", Input::Area),
            Field::new("source", "web-source", "emergency-field-source-hint", Input::Listed("sources")),
            Field::new("locator", "source-field-locator", "", Input::Text),
        ]
    }

    fn read(_: &Ctx, reader: &mut Reader, named: &Named, kept: Option<&Study>) -> Study {
        Study {
            id: kept.map_or(0, |kept| kept.id),
            title_uk: reader.form.some("title_uk"),
            title_en: reader.form.some("title_en"),
            state: reader.choice("state", StudyState::parse).unwrap_or_default(),
            organisation: id(reader, named, "organisation", Kind::Organisation),
            who: reader.form.some("who"),
            date: reader.when("date"),
            link: reader.form.some("link"),
            covers_uk: reader.form.some("covers_uk"),
            covers_en: reader.form.some("covers_en"),
            source: id(reader, named, "source", Kind::Source),
            locator: reader.form.some("locator"),
        }
    }

    fn fill(&self) -> (Vec<(&'static str, Option<String>)>, Vec<(&'static str, &Option<String>)>) {
        let plain = vec![
            ("title_uk", self.title_uk.clone()),
            ("title_en", self.title_en.clone()),
            ("state", Some(self.state.word().to_owned())),
            ("who", self.who.clone()),
            ("date", self.date.as_ref().map(ToString::to_string)),
            ("link", self.link.clone()),
            ("covers_uk", self.covers_uk.clone()),
            ("covers_en", self.covers_en.clone()),
            ("locator", self.locator.clone()),
        ];
        (plain, vec![("organisation", &self.organisation), ("source", &self.source)])
    }
}

impl Part for Recommendation {
    const FOLDER: &'static str = "recommendations";
    const NEW: &'static str = "emergency-recommendation-new";
    const NAMES: &'static [(&'static str, Kind)] = &[];

    fn number(&self) -> i64 {
        self.id
    }

    fn all(body: &Body) -> &[Recommendation] {
        &body.recommendations
    }

    fn put(self, body: &Body) -> Result<Change, Wrong> {
        body.put_recommendation(self)
    }

    fn fields(_: &Page, fresh: bool) -> Vec<Field> {
        let mut fields = vec![
            Field::new("what_uk", "emergency-field-what-uk", "emergency-field-what-hint", Input::Area),
            Field::new("what_en", "emergency-field-what-en", "", Input::Area),
            Field::new("locator", "emergency-field-locator", "", Input::Text),
        ];
        if fresh {
            fields.push(Field::new("study", "emergency-field-study", "", Input::Hidden));
        }
        fields
    }

    fn read(_: &Ctx, reader: &mut Reader, _: &Named, kept: Option<&Recommendation>) -> Recommendation {
        let number = |text: &str| text.parse::<i64>().ok();
        let study = reader.form.text("study");
        Recommendation {
            id: kept.map_or(0, |kept| kept.id),
            study: match kept {
                Some(kept) => kept.study,
                None => reader.read_of("study", study, number, "web-bad-ref").unwrap_or_default(),
            },
            what_uk: reader.form.some("what_uk"),
            what_en: reader.form.some("what_en"),
            locator: reader.form.some("locator"),
        }
    }

    fn fill(&self) -> (Vec<(&'static str, Option<String>)>, Vec<(&'static str, &Option<String>)>) {
        let plain = vec![
            ("what_uk", self.what_uk.clone()),
            ("what_en", self.what_en.clone()),
            ("locator", self.locator.clone()),
            ("study", (self.study > 0).then(|| self.study.to_string())),
        ];
        (plain, Vec::new())
    }
}

impl Part for Talk {
    const FOLDER: &'static str = "talks";
    const NEW: &'static str = "emergency-talk-new";
    const NAMES: &'static [(&'static str, Kind)] =
        &[("organisation", Kind::Organisation), ("project", Kind::Project), ("source", Kind::Source)];

    fn number(&self) -> i64 {
        self.id
    }

    fn all(body: &Body) -> &[Talk] {
        &body.talks
    }

    fn put(self, body: &Body) -> Result<Change, Wrong> {
        body.put_talk(self)
    }

    fn fields(page: &Page, fresh: bool) -> Vec<Field> {
        let mut fields = vec![
            Field::new("organisation", "emergency-field-funder", "emergency-field-maker-hint", Input::Listed("organisations")),
            Field::new("who", "emergency-field-who", "emergency-field-who-hint", Input::Text),
            Field::new("about_uk", "emergency-field-talk-uk", "emergency-field-talk-hint", Input::Area),
            Field::new("about_en", "emergency-field-talk-en", "", Input::Area),
            Field::new("amount", "emergency-field-amount", "", Input::Text),
            Field::new("currency", "emergency-field-currency", "emergency-field-currency-hint", Input::Text),
            Field::new("next", "emergency-field-next", "emergency-field-next-hint", Input::Text),
            Field::new("next_due", "emergency-field-next-due", "figure-as-of-hint", Input::Text),
            Field::new("project", "emergency-field-project", "emergency-field-project-hint", Input::Text),
        ];
        if fresh {
            let states = choices(page, "emergency-talk-", TalkState::ALL.iter().map(|state| state.word()));
            fields.extend([
                Field::new("state", "emergency-field-state", "", Input::Choice(states)),
                Field::new("date", "emergency-field-since", "figure-as-of-hint", Input::Text),
                Field::new("note", "emergency-field-note", "", Input::Text),
                Field::new("source", "web-source", "", Input::Listed("sources")),
                Field::new("locator", "source-field-locator", "", Input::Text),
            ]);
        }
        fields
    }

    fn read(ctx: &Ctx, reader: &mut Reader, named: &Named, kept: Option<&Talk>) -> Talk {
        let amount = reader.form.text("amount");
        let states = match kept {
            Some(kept) => kept.states.clone(),
            None => talk_row(ctx, reader, named).into_iter().collect(),
        };
        Talk {
            id: kept.map_or(0, |kept| kept.id),
            organisation: id(reader, named, "organisation", Kind::Organisation),
            who: reader.form.some("who"),
            about_uk: reader.form.some("about_uk"),
            about_en: reader.form.some("about_en"),
            amount: reader.read_of("amount", amount, read_number, "web-bad-decimal"),
            currency: reader.form.some("currency").map(|currency| currency.to_uppercase()),
            next: reader.form.some("next"),
            next_due: reader.when("next_due"),
            project: id(reader, named, "project", Kind::Project),
            states,
        }
    }

    fn fill(&self) -> (Vec<(&'static str, Option<String>)>, Vec<(&'static str, &Option<String>)>) {
        let plain = vec![
            ("who", self.who.clone()),
            ("about_uk", self.about_uk.clone()),
            ("about_en", self.about_en.clone()),
            ("amount", self.amount.clone()),
            ("currency", self.currency.clone()),
            ("next", self.next.clone()),
            ("next_due", self.next_due.as_ref().map(ToString::to_string)),
        ];
        (plain, vec![("organisation", &self.organisation), ("project", &self.project)])
    }
}

/// How far a talk is, from the form; today when it names no day.
fn talk_row(ctx: &Ctx, reader: &mut Reader, named: &Named) -> Option<TalkRow> {
    let state = reader.choice("state", TalkState::parse);
    let date = reader.when("date");
    let source = id(reader, named, "source", Kind::Source);
    let (note, locator) = (reader.form.some("note"), reader.form.some("locator"));
    Some(TalkRow { state: state?, date: date.unwrap_or_else(|| When::day(ctx.today())), note, source, locator })
}

/// Everything a form of these fields names.
fn named(ctx: &Ctx, tx: &mut Tx, form: &Form, names: &[(&str, Kind)]) -> Result<Named, Problem> {
    let wanted: Vec<String> =
        names.iter().filter_map(|(field, kind)| Some(format!("{}:{}", kind.word(), form.some(field)?))).collect();
    Ok(ctx.refers(tx, &wanted)?)
}

/// The part that an address names.
fn asked<P: Part>(ctx: &Ctx, body: &Body) -> Result<P, Problem> {
    let number: i64 = refuse(ctx.param("id").parse().ok())?;
    refuse(P::all(body).iter().find(|part| part.number() == number).cloned())
}

/// An empty form; a recommendation says of which study it is.
pub fn new<P: Part>(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (of, _) = Emergency::take(tx, &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let given = ["study"].iter().filter_map(|name| Some(((*name).to_owned(), ctx.query(name)?.to_owned())));
    let form = Form::of(given.chain([("version".to_owned(), of.head.version.to_string())]));
    form_page::<P>(ctx, tx, &of, None, StatusCode::OK, Filled::new(form), Vec::new())
}

/// The form of a part.
pub fn edit<P: Part>(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (of, _) = Emergency::take(tx, &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let part: P = asked(ctx, &of.body)?;
    let form = fill(ctx, tx, &part, of.head.version)?;
    form_page::<P>(ctx, tx, &of, Some(part.number()), StatusCode::OK, Filled::new(form), Vec::new())
}

fn fill<P: Part>(ctx: &Ctx, tx: &mut Tx, part: &P, version: i64) -> Result<Form, Problem> {
    let (plain, ids) = part.fill();
    let kind = |field: &str| P::NAMES.iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind);
    let refs: Vec<Ref> = ids.iter().filter_map(|(field, id)| Some(Ref::new(kind(field)?, id.as_ref()?))).collect();
    let labels = ctx.labels(tx, &refs)?;
    let names = ids.into_iter().filter_map(|(field, id)| Some((field, Some(name(&labels, kind(field)?, id.as_ref()?)))));
    let fields = plain.into_iter().chain(names).chain([("version", Some(version.to_string()))]);
    Ok(Form::of(fields.filter_map(|(name, value)| Some((name.to_owned(), value?)))))
}

/// Takes a new part in.
pub fn create<P: Part>(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    put::<P>(ctx, form, write, |_| Ok(None))
}

/// Takes a part in that was changed.
pub fn save<P: Part>(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    put::<P>(ctx, form, write, |body| asked(ctx, body).map(Some))
}

fn put<P: Part>(ctx: &Ctx, form: &Form, write: &mut Write, kept: impl Fn(&Body) -> Result<Option<P>, Problem>) -> Answer {
    let (of, permit) = Emergency::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let kept = kept(&of.body)?;
    let named = named(ctx, write.tx(), form, P::NAMES)?;
    let mut reader = Reader::new(form);
    let part = P::read(ctx, &mut reader, &named, kept.as_ref());
    let mut faults = reader.faults;
    let number = kept.as_ref().map(Part::number);
    if let Some((now, base)) = kept.as_ref().zip(changed_since(ctx, write.tx(), form, &of, kept.as_ref())?) {
        let (merged, conflicts) = reconcile(Some(&base), now, &part);
        let filled = Filled::new(fill(ctx, write.tx(), &merged, of.head.version)?);
        return form_page::<P>(ctx, write.tx(), &of, number, StatusCode::CONFLICT, filled, conflicts);
    }
    let already: Vec<String> = faults.iter().map(|(field, ..)| field.clone()).collect();
    match part.put(&of.body) {
        Ok(Change(body)) if faults.is_empty() => {
            editor::keep(write, &permit, &of.with(body))?;
            Reply::see(ctx, &of.address())
        }
        other => {
            let more = other.err().unwrap_or_default();
            faults.extend(more.into_iter().filter(|(field, ..)| !already.contains(field)));
            let filled = Filled::wrong(form.clone(), ctx.errors(faults));
            form_page::<P>(ctx, write.tx(), &of, number, StatusCode::UNPROCESSABLE_ENTITY, filled, Vec::new())
        }
    }
}

/// The part as it was when the form was made, when it has changed since. What else changed of the emergency does not
/// matter to it.
fn changed_since<P: Part>(
    ctx: &Ctx,
    tx: &mut Tx,
    form: &Form,
    of: &Emergency,
    now: Option<&P>,
) -> Result<Option<Value>, Problem> {
    let Some(now) = now.filter(|_| form.version() != of.head.version) else { return Ok(None) };
    let record = Ref::new(Kind::Emergency, &of.head.id);
    let base = state_version(tx, &ctx.actor.office, &record, form.version())?.unwrap_or_default();
    let before = base[P::FOLDER].as_array().into_iter().flatten().find(|part| part["id"] == now.number()).cloned();
    let now = serde_json::to_value(now).map_err(Problem::fault)?;
    Ok(before.filter(|before| *before != now))
}

fn form_page<P: Part>(
    ctx: &Ctx,
    tx: &mut Tx,
    of: &Emergency,
    number: Option<i64>,
    status: StatusCode,
    filled: Filled,
    conflicts: Vec<journal::Change>,
) -> Answer {
    let page = ctx.page(ctx.t(P::NEW));
    let own = of.address();
    let view = PartView {
        of: Record { kind: Kind::Emergency, id: of.head.id.clone(), url: page.url(&own), label: of.title(ctx) },
        target: page.url(&match number {
            Some(number) => format!("{own}/{}/{number}", P::FOLDER),
            None => format!("{own}/{}", P::FOLDER),
        }),
        conflicted: status == StatusCode::CONFLICT,
        conflicts: conflicts.into_iter().map(|change| (change.field, plain_value(&change.before))).collect(),
        fields: P::fields(&page, number.is_none()),
        organisations: ctx.options(tx, Kind::Organisation)?,
        sources: ctx.options(tx, Kind::Source)?,
        filled,
        page,
    };
    editor::answer(ctx, status, &view)
}

/// A talk goes on: the quick way from the card.
pub fn move_talk(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (of, permit) = Emergency::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let talk: Talk = asked(ctx, &of.body)?;
    let named = named(ctx, write.tx(), form, &[("source", Kind::Source)])?;
    let mut reader = Reader::new(form);
    let row = talk_row(ctx, &mut reader, &named);
    if let Some((field, _, what)) = reader.faults.pop() {
        return Err(Problem::bad(if field == "date" { "web-bad-date" } else { "web-bad-query" }, what));
    }
    let Some(row) = row else { return Err(Problem::bad("web-bad-query", form.text("state"))) };
    let Change(body) = of.body.move_talk(talk.id, row).map_err(refused)?;
    editor::keep(write, &permit, &of.with(body))?;
    Reply::see(ctx, &format!("{}#talks", of.address()))
}

fn refused(wrong: Wrong) -> Problem {
    match wrong.into_iter().next() {
        Some((_, key, what)) => Problem::Bad(key, what),
        None => Problem::NotFound,
    }
}
