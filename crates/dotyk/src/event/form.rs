//! The event's form: from what was sent to a body, and back.

use dotyk_db::Tx;

use super::model::{Format, Item, Registration, StateRow, read_time};
use super::view::FormView;
use super::{Body, Event, Sort, State, store};
use crate::access::{Head, Kind, Ref};
use crate::source::cites;
use crate::web::editor::{self, Edited, Sent, words};
use crate::web::fields::{Fields, Named, Names, keep_field};
use crate::web::{Answer, Ctx, Fault, Form, Labels, Problem, Reader};

impl Edited for Event {
    type Body = Body;

    const AT: &'static str = "/events";
    const NEW: &'static str = "event-new";
    const GIVEN: &'static [&'static str] = &["series", "project", "group", "kind", "place", "date"];

    fn of(head: Head, body: Body) -> Event {
        Event::new(head, body)
    }
    fn body(&self) -> &Body {
        &self.body
    }
    fn with(&self, body: Body) -> Event {
        Event { body, ..self.clone() }
    }
    fn name(body: &Body) -> [&Option<String>; 2] {
        [&body.title_uk, &body.title_en]
    }
    fn refs(body: &Body) -> Vec<Ref> {
        refs(body)
    }
    fn begin(ctx: &Ctx) -> Vec<(&'static str, String)> {
        vec![
            ("states.0.state", State::Planned.word().to_owned()),
            ("states.0.date", ctx.today().to_string()),
            ("registration", Registration::None.word().to_owned()),
        ]
    }
    fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: Option<&Event>) -> Result<(Body, Vec<Fault>), Problem> {
        read(ctx, tx, form, old)
    }
    fn keep_unseen(labels: &Labels, old: &Body, body: &mut Body) {
        keep_field(labels, Kind::Event, &old.series, &mut body.series);
        keep_field(labels, Kind::Project, &old.project, &mut body.project);
        let unseen = |id: &&String| !labels.contains_key(&Ref::new(Kind::Organisation, *id));
        let hidden: Vec<String> =
            old.organisers.iter().filter(unseen).filter(|id| !body.organisers.contains(id)).cloned().collect();
        body.organisers.extend(hidden);
        keep_rows(labels, old, body);
        cites::keep(labels, &old.cites, &mut body.cites);
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
            kinds: words(&page, "event-kind-", Sort::ALL.iter().map(|kind| kind.word())),
            formats: words(&page, "event-format-", Format::ALL.iter().map(|format| format.word())),
            registrations: words(&page, "event-registration-", Registration::ALL.iter().map(|one| one.word())),
            states: words(&page, "event-state-", State::ALL.iter().map(|state| state.word())),
            organisations: ctx.options(tx, Kind::Organisation)?,
            places: ctx.options(tx, Kind::Place)?,
            events: ctx.options(tx, Kind::Event)?,
            sources: ctx.options(tx, Kind::Source)?,
            filled: sent.filled,
            page,
        };
        editor::answer(ctx, sent.status, &view)
    }

    fn unfit(&self) -> Result<(), Problem> {
        // Nobody could tell whether it is to come or has been.
        if self.body.states.is_empty() { Err(Problem::bad("event-publish-needs-state", "")) } else { Ok(()) }
    }
}

/// What the form names.
const NAMES: Names = Names {
    fields: &[("place", Kind::Place), ("series", Kind::Event), ("project", Kind::Project), ("group", Kind::Group)],
    tables: &[
        ("organisers", "organisation", Kind::Organisation),
        ("items", "organisation", Kind::Organisation),
        ("items", "person", Kind::Person),
        ("states", "source", Kind::Source),
        cites::NAMES,
    ],
};

fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, old: Option<&Event>) -> Result<(Body, Vec<Fault>), Problem> {
    let named = Named::find(ctx, tx, form, &NAMES)?;
    let mut reader = Reader::new(form);
    let mut body = Body {
        title_uk: form.some("title_uk"),
        title_en: form.some("title_en"),
        kind: reader.choice("kind", Sort::parse).unwrap_or_default(),
        about_uk: form.some("about_uk"),
        about_en: form.some("about_en"),
        format: reader.choice("format", Format::parse),
        date: reader.when("date"),
        starts: clock(&mut reader, "starts", form.text("starts")),
        ends: clock(&mut reader, "ends", form.text("ends")),
        place: named.field(&mut reader, "place", Kind::Place),
        venue_uk: form.some("venue_uk"),
        venue_en: form.some("venue_en"),
        link: form.some("link"),
        organisers: named.column(&mut reader, "organisers", "organisation", Kind::Organisation),
        series: named.field(&mut reader, "series", Kind::Event),
        project: named.field(&mut reader, "project", Kind::Project),
        group: named.field(&mut reader, "group", Kind::Group),
        items: items(&named, &mut reader),
        registration: reader.choice("registration", Registration::parse).unwrap_or_default(),
        capacity: reader.read_of("capacity", form.text("capacity"), whole, "event-bad-capacity"),
        closes: reader.when("closes"),
        closes_hour: clock(&mut reader, "closes_hour", form.text("closes_hour")),
        minutes_uk: form.some("minutes_uk"),
        minutes_en: form.some("minutes_en"),
        states: states(&named, &mut reader),
        cites: cites::read(&named, &mut reader),
    };
    body.sort_states();
    let mut faults = reader.faults;
    faults.extend(body.faults());
    let known: Vec<&StateRow> = old.iter().flat_map(|event| &event.body.states).collect();
    let ahead = body.states.iter().enumerate().filter(|(_, row)| !known.contains(row) && row.told_ahead(ctx.today()));
    faults
        .extend(ahead.map(|(n, row)| {
            (format!("states.{n}.date"), "event-held-ahead", row.date.iter().map(ToString::to_string).collect())
        }));
    if let Some(id) = &body.series {
        let me = old.map(|event| event.head.id.as_str());
        let sessions = me.map_or(Ok(0), |id| store::count_sessions(tx, &ctx.actor.office, id))?;
        let series = store::series(tx, &ctx.actor.office, id)?;
        faults.extend(body.series_fault(me, sessions, series.as_ref()));
    }
    Ok((body, faults))
}

fn whole(text: &str) -> Option<i64> {
    text.split_whitespace().collect::<String>().parse().ok()
}

fn clock(reader: &mut Reader, field: &str, text: &str) -> Option<String> {
    reader.read_of(field, text, read_time, "event-bad-time")
}

fn items(named: &Named, reader: &mut Reader) -> Vec<Item> {
    let form = reader.form;
    let mut items = Vec::new();
    for (index, row) in form.rows("items").iter() {
        let field = |name: &str| format!("items.{index}.{name}");
        items.push(Item {
            at: clock(reader, &field("at"), row.text("at")),
            topic_uk: row.some("topic_uk"),
            topic_en: row.some("topic_en"),
            person: named.of(reader, Kind::Person, &field("person"), row.text("person")),
            organisation: named.of(reader, Kind::Organisation, &field("organisation"), row.text("organisation")),
            role_uk: row.some("role_uk"),
            role_en: row.some("role_en"),
        });
    }
    items
}

fn states(named: &Named, reader: &mut Reader) -> Vec<StateRow> {
    let form = reader.form;
    let mut states = Vec::new();
    for (index, row) in form.rows("states").iter() {
        let date = reader.when_of(&format!("states.{index}.date"), row.text("date"));
        let source = named.of(reader, Kind::Source, &format!("states.{index}.source"), row.text("source"));
        let state = reader.choice_of(&format!("states.{index}.state"), row.text("state"), State::parse);
        let (locator, note_uk, note_en) = (row.some("locator"), row.some("note_uk"), row.some("note_en"));
        states.extend(state.map(|state| StateRow { state, date, source, locator, note_uk, note_en }));
    }
    states
}

/// A speaker or a source that an editor may not see stood empty in their form: where the rest is the same, they stay.
fn keep_rows(labels: &Labels, old: &Body, body: &mut Body) {
    for row in &mut body.states {
        let same = |one: &&StateRow| one.state == row.state && one.date == row.date;
        if let Some(before) = old.states.iter().find(same) {
            keep_field(labels, Kind::Source, &before.source, &mut row.source);
        }
    }
    for item in &mut body.items {
        let same = |one: &&Item| one.topic_uk == item.topic_uk && one.topic_en == item.topic_en && one.at == item.at;
        if let Some(before) = old.items.iter().find(same) {
            keep_field(labels, Kind::Person, &before.person, &mut item.person);
            keep_field(labels, Kind::Organisation, &before.organisation, &mut item.organisation);
        }
    }
}

/// Everything a body names.
pub fn refs(b: &Body) -> Vec<Ref> {
    let mut refs: Vec<Ref> = cites::refs(&b.cites).collect();
    refs.extend(b.place.iter().map(|code| Ref::new(Kind::Place, code)));
    refs.extend(b.series.iter().map(|id| Ref::new(Kind::Event, id)));
    refs.extend(b.project.iter().map(|id| Ref::new(Kind::Project, id)));
    refs.extend(b.group.iter().map(|id| Ref::new(Kind::Group, id)));
    let organisations = b.organisers.iter().chain(b.items.iter().filter_map(|item| item.organisation.as_ref()));
    refs.extend(organisations.map(|id| Ref::new(Kind::Organisation, id)));
    refs.extend(b.items.iter().filter_map(|item| item.person.as_ref()).map(|id| Ref::new(Kind::Person, id)));
    refs.extend(b.states.iter().filter_map(|row| row.source.as_ref()).map(|id| Ref::new(Kind::Source, id)));
    refs
}

fn fill(labels: &Labels, b: &Body, version: i64) -> Form {
    let mut fields = Fields::new(labels, version);
    fields.texts(&[
        ("title_uk", &b.title_uk),
        ("title_en", &b.title_en),
        ("about_uk", &b.about_uk),
        ("about_en", &b.about_en),
        ("starts", &b.starts),
        ("ends", &b.ends),
        ("place", &b.place),
        ("venue_uk", &b.venue_uk),
        ("venue_en", &b.venue_en),
        ("link", &b.link),
        ("closes_hour", &b.closes_hour),
        ("minutes_uk", &b.minutes_uk),
        ("minutes_en", &b.minutes_en),
    ]);
    fields.put("kind", Some(b.kind.word()));
    fields.put("format", b.format.map(Format::word));
    fields.put("registration", Some(b.registration.word()));
    fields.put("capacity", b.capacity.map(|capacity| capacity.to_string()));
    fields.put("date", b.date.as_ref().map(ToString::to_string));
    fields.put("closes", b.closes.as_ref().map(ToString::to_string));
    fields.record("series", Kind::Event, &b.series);
    fields.record("project", Kind::Project, &b.project);
    fields.record("group", Kind::Group, &b.group);
    fields.column("organisers", "organisation", Kind::Organisation, &b.organisers);
    for (n, item) in b.items.iter().enumerate() {
        let field = |name: &str| format!("items.{n}.{name}");
        for (name, text) in [
            ("at", &item.at),
            ("topic_uk", &item.topic_uk),
            ("topic_en", &item.topic_en),
            ("role_uk", &item.role_uk),
            ("role_en", &item.role_en),
        ] {
            fields.put(&field(name), text.clone());
        }
        fields.record(&field("person"), Kind::Person, &item.person);
        fields.record(&field("organisation"), Kind::Organisation, &item.organisation);
    }
    for (n, row) in b.states.iter().enumerate() {
        let field = |name: &str| format!("states.{n}.{name}");
        fields.put(&field("state"), Some(row.state.word()));
        fields.put(&field("date"), row.date.as_ref().map(ToString::to_string));
        fields.record(&field("source"), Kind::Source, &row.source);
        for (name, text) in [("locator", &row.locator), ("note_uk", &row.note_uk), ("note_en", &row.note_en)] {
            fields.put(&field(name), text.clone());
        }
    }
    cites::fill(&mut fields, &b.cites);
    fields.form()
}
