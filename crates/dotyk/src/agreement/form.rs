//! The agreement's form: from what was sent to a body, and back. Each of its tables: `rows`.

use std::collections::HashSet;

use dotyk_db::{Error, Tx};

use super::model::{Agreement, AgreementKind, Body, Event, Role, Territorial};
use super::rows::{self, Reading};
use super::store;
use super::view::FormView;
use crate::access::{Action, Head, Kind, Ref};
use crate::journal::Stored;
use crate::office;
use crate::source::cites;
use crate::step;
use crate::text::When;
use crate::web::editor::{self, Edited, Sent, words};
use crate::web::fields::{Fields, Names, keep_field};
use crate::web::{Answer, Ctx, Fault, Form, Labels, Problem};

impl Edited for Agreement {
    type Body = Body;

    const AT: &'static str = "/agreements";
    const NEW: &'static str = "agreement-new";
    const GIVEN: &'static [&'static str] = &["parties.0.organisation", "replaces"];

    fn of(head: Head, body: Body) -> Agreement {
        Agreement::new(head, body)
    }
    fn body(&self) -> &Body {
        &self.body
    }
    fn with(&self, body: Body) -> Agreement {
        Agreement { body, ..self.clone() }
    }
    fn name(body: &Body) -> [&Option<String>; 2] {
        [&body.title_uk, &body.title_en]
    }
    fn refs(body: &Body) -> Vec<Ref> {
        refs(body)
    }
    fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: Option<&Agreement>) -> Result<(Body, Vec<Fault>), Problem> {
        read(ctx, tx, form, old)
    }
    fn keep_unseen(labels: &Labels, old: &Body, body: &mut Body) {
        keep_field(labels, Kind::Agreement, &old.replaces, &mut body.replaces);
        rows::keep_unseen(labels, old, body);
        cites::keep(labels, &old.cites, &mut body.cites);
    }
    fn apart(before: &Body, theirs: &Body, mine: &mut Body) {
        mine.renumber(before, theirs);
    }
    fn fill(labels: &Labels, body: &Body, version: i64) -> Form {
        fill(labels, body, version)
    }
    fn page(ctx: &Ctx, tx: &mut Tx, sent: Sent) -> Answer {
        let page = ctx.page(sent.title.clone());
        let view = FormView {
            target: page.url(&sent.target),
            conflicted: sent.conflicted(),
            conflicts: sent.theirs(),
            staff: is_staff(ctx),
            kinds: words(&page, "agreement-kind-", AgreementKind::ALL.iter().map(|kind| kind.word())),
            territorials: words(&page, "agreement-territorial-", Territorial::ALL.iter().map(|sort| sort.word())),
            directions: directions(ctx, tx)?,
            roles: words(&page, "agreement-role-", Role::ALL.iter().map(|role| role.word())),
            events: words(&page, "agreement-event-", Event::ALL.iter().map(|event| event.word())),
            fields: field_names(ctx, tx)?,
            agreements: ctx.options(tx, Kind::Agreement)?,
            organisations: ctx.options(tx, Kind::Organisation)?,
            places: ctx.options(tx, Kind::Place)?,
            sources: ctx.options(tx, Kind::Source)?,
            filled: sent.filled,
            page,
        };
        editor::answer(ctx, sent.status, &view)
    }
}

/// Whether the visitor may see who signs for a party.
pub fn is_staff(ctx: &Ctx) -> bool {
    ctx.actor.ever(Kind::Agreement, Action::Unseal).is_ok()
}

/// The directions of the office's work.
pub fn directions(ctx: &Ctx, tx: &mut Tx) -> Result<Vec<(String, String)>, Error> {
    let directions = office::store::directions(tx, &ctx.actor.office)?;
    Ok(directions.into_iter().map(|one| (one.slug, ctx.lang.of(&one.name_uk, &one.name_en).to_owned())).collect())
}

/// Fields of cooperation that were named so far, in the language of the page.
pub fn field_names(ctx: &Ctx, tx: &mut Tx) -> Result<Vec<String>, Error> {
    let names = store::field_names(tx, &ctx.actor.office)?;
    let mut names: Vec<String> = names.iter().map(|name| ctx.lang.of(&name.uk, &name.en).to_owned()).collect();
    names.sort_by_cached_key(|name| dotyk_uk::sort_key(name));
    names.dedup();
    Ok(names)
}

/// What the form names.
const NAMES: Names = Names {
    fields: &[("replaces", Kind::Agreement), ("termination.source", Kind::Source)],
    tables: &[
        ("places", "place", Kind::Place),
        ("parties", "organisation", Kind::Organisation),
        ("parties", "signatory", Kind::Person),
        ("signatures", "place", Kind::Place),
        ("signatures", "source", Kind::Source),
        ("prolongations", "source", Kind::Source),
        ("amendments", "source", Kind::Source),
        cites::NAMES,
    ],
};

fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: Option<&Agreement>) -> Result<(Body, Vec<Fault>), Problem> {
    let mut reading = Reading::new(ctx, tx, form, &NAMES)?;
    let mut body = Body {
        kind: reading.reader.choice("kind", AgreementKind::parse).unwrap_or_default(),
        territorial: reading.reader.choice("territorial", Territorial::parse),
        number: form.some("number").map(|number| number.trim_start_matches(['№', ' ', '\u{a0}']).to_owned()),
        title_uk: form.some("title_uk"),
        title_en: form.some("title_en"),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        direction: form.some("direction"),
        fields: rows::fields(&mut reading),
        places: reading.named.column(&mut reading.reader, "places", "place", Kind::Place),
        parties: rows::parties(&mut reading),
        drafted: reading.reader.when("drafted"),
        agreed: reading.reader.when("agreed"),
        planned: reading.reader.when("planned"),
        signatures: rows::signatures(&mut reading),
        approval: rows::approval(&mut reading),
        effective: reading.reader.when("effective"),
        until: reading.reader.when("until"),
        term_note_uk: form.some("term_note_uk"),
        term_note_en: form.some("term_note_en"),
        prolongs: reading.whole("prolongs", form.text("prolongs")),
        notice: reading.whole("notice", form.text("notice")),
        prolongations: rows::prolongations(&mut reading),
        amendments: rows::amendments(&mut reading),
        termination: rows::termination(&mut reading),
        replaces: reading.named.field(&mut reading.reader, "replaces", Kind::Agreement),
        cites: cites::read(&reading.named, &mut reading.reader),
    };
    let before = old.map(|old| old.body.clone()).unwrap_or_default();
    let owed = match old {
        Some(old) => step::store::of_subjects(tx, &ctx.actor.office, &[Ref::new(Kind::Agreement, &old.head.id)])?,
        None => Vec::new(),
    };
    body.number_parties(&before, owed.iter().filter_map(|step| step.part).max().unwrap_or(0));
    let seen = ctx.labels(tx, &refs(&before))?;
    rows::keep_parties(&seen, &before, &mut body, is_staff(ctx));
    let mut faults = body.faults();
    faults.extend(ahead(ctx, &before, &body));
    faults.extend(renewal_fault(ctx, tx, old, &body)?);
    let labels = ctx.labels(tx, &refs(&body))?;
    name_twice(ctx, &labels, &body, &mut faults);
    Ok((body, reading.faults(faults)))
}

/// Days that have not come and are told as if they had; one that stood there before is not this form's to mend.
fn ahead(ctx: &Ctx, before: &Body, body: &Body) -> Vec<Fault> {
    let known: HashSet<&When> = before.past().into_iter().map(|(_, date)| date).collect();
    let new = body.past().into_iter().filter(|(_, date)| date.first() > ctx.today() && !known.contains(date));
    new.map(|(field, date)| (field, "agreement-ahead", date.to_string())).collect()
}

/// Names the party that stands there twice; one that is told in words may be an organisation of another row.
fn name_twice(ctx: &Ctx, labels: &Labels, body: &Body, faults: &mut Vec<Fault>) {
    let label = |id: &String| labels.get(&Ref::new(Kind::Organisation, id));
    for (n, party) in body.parties.iter().enumerate() {
        let field = format!("parties.{n}.organisation");
        let said: Vec<String> =
            [&party.who_uk, &party.who_en].into_iter().flatten().map(|who| dotyk_uk::search_key(who)).collect();
        let others = body.parties.iter().filter(|other| other.within == party.within && party.organisation.is_none());
        let called = |name: &Option<String>| name.as_ref().is_some_and(|name| said.contains(&dotyk_uk::search_key(name)));
        let same = others.filter_map(|other| label(other.organisation.as_ref()?)).find(|it| called(&it.uk) || called(&it.en));
        if let Some(same) = same {
            faults.push((field.clone(), "agreement-party-twice", ctx.lang.of(&same.uk, &same.en).to_owned()));
        }
        let twice = faults.iter_mut().find(|(at, key, _)| *at == field && *key == "agreement-party-twice");
        if let Some((fault, it)) = twice.zip(party.organisation.as_ref().and_then(label)) {
            fault.2 = ctx.lang.of(&it.uk, &it.en).to_owned();
        }
    }
}

/// Why it cannot replace what it is said to replace: that was never signed, or replaces this one.
fn renewal_fault(ctx: &Ctx, tx: &mut Tx, old: Option<&Agreement>, body: &Body) -> Result<Option<Fault>, Problem> {
    let before = old.and_then(|old| old.body.replaces.as_ref());
    let Some(replaces) = body.replaces.as_ref().filter(|id| Some(*id) != before) else { return Ok(None) };
    let fault = |key, what: String| Some(("replaces".to_owned(), key, what));
    let Some(other) = Agreement::get(tx, &ctx.actor.office, replaces)? else { return Ok(None) };
    let title = ctx.lang.of(&other.body.title_uk, &other.body.title_en).to_owned();
    let chain = store::chain(tx, &ctx.actor.office, replaces)?;
    let me = old.map(|me| me.head.id.as_str());
    if me.is_some_and(|me| super::model::is_circle(&chain, me, replaces)) {
        return Ok(fault("agreement-circle", title));
    }
    if chain.iter().any(|(id, before)| before.as_ref() == Some(replaces) && Some(id.as_str()) != me) {
        return Ok(fault("agreement-renewed-already", title));
    }
    Ok(if other.signed(ctx.today()).is_err() { fault("agreement-renews-draft", title) } else { None })
}

/// Everything a body names.
pub fn refs(b: &Body) -> Vec<Ref> {
    let mut refs: Vec<Ref> = cites::refs(&b.cites).collect();
    refs.extend(b.places.iter().map(|code| Ref::new(Kind::Place, code)));
    for party in &b.parties {
        refs.extend(party.organisation.iter().map(|id| Ref::new(Kind::Organisation, id)));
        refs.extend(party.signatory.iter().map(|id| Ref::new(Kind::Person, id)));
    }
    refs.extend(b.signatures.iter().filter_map(|one| one.place.as_ref()).map(|code| Ref::new(Kind::Place, code)));
    let signatures = b.signatures.iter().map(|one| &one.source);
    let later = b.prolongations.iter().map(|one| &one.source).chain(b.amendments.iter().map(|one| &one.source));
    let sources = signatures.chain(later).chain(b.termination.iter().map(|one| &one.source));
    refs.extend(sources.flatten().map(|id| Ref::new(Kind::Source, id)));
    refs.extend(b.replaces.iter().map(|id| Ref::new(Kind::Agreement, id)));
    refs.sort();
    refs.dedup();
    refs
}

fn fill(labels: &Labels, b: &Body, version: i64) -> Form {
    let mut fields = Fields::new(labels, version);
    fields.texts(&[
        ("number", &b.number),
        ("title_uk", &b.title_uk),
        ("title_en", &b.title_en),
        ("about_uk", &b.about_uk),
        ("about_en", &b.about_en),
        ("direction", &b.direction),
        ("term_note_uk", &b.term_note_uk),
        ("term_note_en", &b.term_note_en),
    ]);
    fields.put("kind", Some(b.kind.word()));
    fields.put("territorial", b.territorial.map(Territorial::word));
    for (field, date) in [
        ("drafted", &b.drafted),
        ("agreed", &b.agreed),
        ("planned", &b.planned),
        ("effective", &b.effective),
        ("until", &b.until),
    ] {
        fields.put(field, date.as_ref().map(ToString::to_string));
    }
    fields.put("prolongs", b.prolongs.map(|months| months.to_string()));
    fields.put("notice", b.notice.map(|days| days.to_string()));
    fields.record("replaces", Kind::Agreement, &b.replaces);
    if let Some(ended) = &b.termination {
        fields.put("termination.date", Some(ended.date.to_string()));
        fields.texts(&[
            ("termination.note_uk", &ended.note_uk),
            ("termination.note_en", &ended.note_en),
            ("termination.locator", &ended.locator),
        ]);
        fields.record("termination.source", Kind::Source, &ended.source);
    }
    fields.column("places", "place", Kind::Place, &b.places);
    rows::fill(&mut fields, b);
    cites::fill(&mut fields, &b.cites);
    fields.form()
}
