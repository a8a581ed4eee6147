//! The addresses of sources.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use dotyk_db::Tx;

use super::store::{self, Cited};
use super::view::{self, Card, CardView, ClaimShown, Fact, FactRecord, FormView, Item, ListView};
use super::{Body, Passage, Source, SourceKind};
use crate::access::{Action, Head, Kind, Ref};
use crate::figure::{self, Shown};
use crate::journal::{Change, Write, pattern, reconcile, state_version};
use crate::office;
use crate::text::{Lang, When};
use crate::web::editor;
use crate::web::{Answer, BATCH, Claim, Ctx, Filled, Form, Labels, List, Page, Record, Reply, Routes, behind, cut};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/sources", Kind::Source, Action::Read, list)
        .about(&view::LIST)
        .get("/sources/new", Kind::Source, Action::Create, new)
        .post("/sources", Kind::Source, Action::Create, create)
        .get("/sources/{slug}", Kind::Source, Action::Read, card)
        .about(&view::CARD)
        .get("/sources/{slug}/edit", Kind::Source, Action::Edit, edit)
        .post("/sources/{slug}", Kind::Source, Action::Edit, save)
        .post("/sources/{slug}/publication", Kind::Source, Action::Publish, publish)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let visible = ctx.actor.visible(Kind::Source);
    let search = pattern(ctx.query("q"));
    if ctx.wants_sheet() {
        let page = ctx.page(ctx.t("source-title"));
        return view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
            let (key, id) = after.unwrap_or_default();
            let rows = store::page(tx, &visible, &search, (&key, &id), BATCH)?;
            let next = behind(&rows, |row| (row.sort_key.clone(), row.id.clone()));
            Ok((rows.into_iter().map(|row| item(&page, row)).collect(), next))
        });
    }
    let (mut rows, total) = store::list(tx, &visible, &search, ctx.after()?, crate::web::PAGE_ROWS + 1)?;
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, row.id));
    let page = ctx.page(ctx.t("source-title"));
    let items = rows.into_iter().map(|row| item(&page, row));
    let list = List { items: items.collect(), total, next };
    let may_create = page.can(Kind::Source, Action::Create);
    Reply::view(ctx, &ListView { page, list, may_create })
}

fn item(page: &Page, row: store::Listed) -> Item {
    Item {
        record: Record {
            kind: Kind::Source,
            url: page.url(&format!("/sources/{}", row.slug)),
            label: page.lang.of(&row.title_uk, &row.title_en).to_owned(),
            id: row.id,
        },
        source_kind: row.kind.word(),
        date: row.date,
        draft: row.draft,
    }
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (source, _) = store::take(tx, &ctx.actor, Action::Read, ctx.param("slug"))?;
    let source = ctx.as_known(tx, &Ref::new(Kind::Source, &source.head.id), source.clone())?;
    let office = office::store::find(tx, &ctx.actor.office)?;
    let figures = figure::store::of_source(tx, &ctx.actor.office, ctx.day()?, &source.head.id)?;
    let cited = store::cited(tx, &ctx.actor.office, &source.head.id)?;
    let claims = (ctx.state.claims)(tx, &ctx.actor.office, &source.head.id)?;
    let mut refs = figure::refs(&figures);
    refs.extend(claims.iter().map(|claim| claim.record.clone()));
    refs.extend(cited.iter().map(|cited| cited.record.clone()));
    let mut labels = ctx.labels(tx, &refs)?;
    let places: Vec<Ref> =
        labels.values().flat_map(|label| label.places.iter().map(|code| Ref::new(Kind::Place, code))).collect();
    labels.extend(ctx.labels(tx, &places)?);

    let page = ctx.page(page_title(ctx, &source));
    let shown = figure::show(&page, &office, &labels, &figures);
    let computed = |locator: &str| {
        let of: Vec<_> = figures.iter().filter(|f| f.body.locator.as_deref() == Some(locator)).cloned().collect();
        figure::totals(&page, &office, &of, &figures)
    };
    let facts = facts(&page, &source, &Said { cited: &cited, claims: &claims, labels: &labels, figures: &shown }, computed);
    let subject = source.subject();
    let view = CardView {
        source: Card { record: record_of(&page, &source), source: &source },
        facts,
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        may_edit: ctx.actor.could(Action::Edit, &subject),
        may_publish: ctx.actor.could(Action::Publish, &subject),
        page,
    };
    Reply::view(ctx, &view)
}

/// All that rests on a source.
struct Said<'a> {
    cited: &'a [Cited],
    claims: &'a [Claim],
    labels: &'a Labels,
    figures: &'a [Shown],
}

/// The passages in order, each with the records and figures that rest on it; then places that no passage speaks of.
fn facts(page: &Page, source: &Source, said: &Said, computed: impl Fn(&str) -> Vec<Shown>) -> Vec<Fact> {
    let lang = page.lang;
    let spoken: Vec<&str> = source.body.passages.iter().map(|passage| passage.locator.as_str()).collect();
    let cited_at = said.cited.iter().filter_map(|cited| cited.locator.as_deref());
    let claimed_at = said.claims.iter().filter_map(|claim| claim.locator.as_deref());
    let others = cited_at.chain(claimed_at).chain(said.figures.iter().filter_map(|f| f.locator.as_deref()));
    let others: BTreeSet<&str> = others.filter(|at| !spoken.contains(at)).collect();
    let silent = Passage::default();
    let passages = source.body.passages.iter().map(|p| (p.locator.as_str(), p)).chain(others.iter().map(|at| (*at, &silent)));
    passages
        .map(|(locator, passage)| {
            let mut figures: Vec<Shown> =
                said.figures.iter().filter(|figure| figure.locator.as_deref() == Some(locator)).cloned().collect();
            let records = records(page, said, locator, &figures);
            figures.extend(computed(locator));
            Fact {
                locator: locator.to_owned(),
                text: lang.pick(&passage.text_uk, &passage.text_en).map(|text| text.0.to_owned()),
                question: lang.pick(&passage.question_uk, &passage.question_en).map(|text| text.0.to_owned()),
                doubt: lang.pick(&passage.doubt_uk, &passage.doubt_en).map(|text| text.0.to_owned()),
                records,
                figures,
            }
        })
        .collect()
}

/// The records that rest on a passage: those that cite it, and the subjects of its figures.
fn records(page: &Page, said: &Said, locator: &str, figures: &[Shown]) -> Vec<FactRecord> {
    let at = |place: &Option<String>| place.as_deref() == Some(locator);
    let mut records: Vec<FactRecord> = said
        .cited
        .iter()
        .filter(|cited| at(&cited.locator))
        .filter_map(|cited| fact_record(page, said, &cited.record, locator, page.lang.pick(&cited.doubt_uk, &cited.doubt_en)))
        .collect();
    let claimed = said.claims.iter().filter(|claim| at(&claim.locator)).map(|claim| claim.record.clone());
    let counted = figures.iter().filter_map(|figure| figure.subject.as_ref()).map(|subject| Ref::new(subject.kind, &subject.id));
    for reference in claimed.chain(counted) {
        if !records.iter().any(|known| known.record.id == reference.id) {
            records.extend(fact_record(page, said, &reference, locator, None));
        }
    }
    records
}

fn fact_record(page: &Page, said: &Said, reference: &Ref, locator: &str, doubt: Option<(&str, Lang)>) -> Option<FactRecord> {
    let label = said.labels.get(reference)?;
    let places: Vec<Ref> = label.places.iter().map(|code| Ref::new(Kind::Place, code)).collect();
    let claims = said.claims.iter().filter(|claim| claim.record == *reference && claim.locator.as_deref() == Some(locator));
    Some(FactRecord {
        record: page.record(said.labels, reference)?,
        state: label.state.clone(),
        date: label.date.clone(),
        places: page.records(said.labels, &places),
        claims: claims.map(|claim| ClaimShown { state: claim.state.clone(), date: claim.date.clone() }).collect(),
        doubt: doubt.map(|(text, _)| text.to_owned()),
    })
}

fn page_title(ctx: &Ctx, source: &Source) -> String {
    ctx.lang.of(&source.body.title_uk, &source.body.title_en).to_owned()
}

fn record_of(page: &Page, source: &Source) -> Record {
    Record {
        kind: Kind::Source,
        id: source.head.id.clone(),
        url: page.url(&format!("/sources/{}", source.head.slug)),
        label: page.lang.of(&source.body.title_uk, &source.body.title_en).to_owned(),
    }
}

fn new(ctx: &Ctx, _: &mut Tx) -> Answer {
    form_page(ctx, StatusCode::OK, ctx.t("source-new"), "/sources", Filled::default(), Vec::new())
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (body, mut faults) = read(form);
    faults.extend(body.faults());
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, ctx.t("source-new"), "/sources", filled, Vec::new());
    }
    let title = body.title_en.as_deref().or(body.title_uk.as_deref()).unwrap_or_default().to_owned();
    let slug = store::free_slug(write.tx(), &ctx.actor.office, &title)?;
    let source = Source { head: Head::new(write.id(), slug, &ctx.actor.id), body };
    let permit = ctx.actor.may_create(Kind::Source, &source.head.id)?;
    store::add(write, &permit, &source)?;
    Reply::see(ctx, &format!("/sources/{}", source.head.slug))
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (source, _) = store::take(tx, &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let filled = Filled::new(fill(&source.body, source.head.version));
    form_page(ctx, StatusCode::OK, page_title(ctx, &source), &format!("/sources/{}", source.head.slug), filled, Vec::new())
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut source, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("slug"))?;
    let (title, target) = (page_title(ctx, &source), format!("/sources/{}", source.head.slug));
    let (body, mut faults) = read(form);
    faults.extend(body.faults());
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, title, &target, filled, Vec::new());
    }
    if form.version() != source.head.version {
        let base = state_version(write.tx(), &ctx.actor.office, &Ref::new(Kind::Source, &source.head.id), form.version())?;
        let (merged, conflicts) = reconcile(base.as_ref(), &source.body, &body);
        let filled = Filled::new(fill(&merged, source.head.version));
        return form_page(ctx, StatusCode::CONFLICT, title, &target, filled, conflicts);
    }
    source.body = body;
    editor::kept(store::save(write, &permit, &source)?)?;
    Reply::see(ctx, &target)
}

fn publish(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (source, permit) = store::take(write.tx(), &ctx.actor, Action::Publish, ctx.param("slug"))?;
    let published_at = (form.text("state") != "draft").then(|| write.stamp());
    store::publish(write, &permit, published_at)?;
    Reply::see(ctx, &format!("/sources/{}", source.head.slug))
}

fn form_page(ctx: &Ctx, status: StatusCode, title: String, target: &str, filled: Filled, conflicts: Vec<Change>) -> Answer {
    let page = ctx.page(title);
    let kinds = SourceKind::ALL.map(|kind| (kind.word().to_owned(), page.word("source-kind-", kind.word()))).to_vec();
    let conflicts = conflicts.into_iter().map(|change| (change.field, crate::web::plain_value(&change.before))).collect();
    let view = FormView { filled, target: page.url(target), conflicted: status == StatusCode::CONFLICT, conflicts, kinds, page };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

/// Faults found while reading: field, message, what was written.
type Faults = Vec<(String, &'static str, String)>;

fn read(form: &Form) -> (Body, Faults) {
    let mut faults = Faults::new();
    let kind = SourceKind::parse(form.text("kind")).unwrap_or_else(|| {
        faults.push(("kind".into(), "web-bad-choice", form.text("kind").into()));
        SourceKind::default()
    });
    let date = form.some("date").and_then(|text| {
        let date = When::parse(&text);
        if date.is_none() {
            faults.push(("date".into(), "web-bad-day", text));
        }
        date
    });
    let rows = form.rows("passage");
    let passages = rows.iter().map(|(_, row)| Passage {
        locator: row.text("locator").to_owned(),
        text_uk: row.some("text_uk"),
        text_en: row.some("text_en"),
        question_uk: row.some("question_uk"),
        question_en: row.some("question_en"),
        doubt_uk: row.some("doubt_uk"),
        doubt_en: row.some("doubt_en"),
    });
    let body = Body {
        kind,
        title_uk: form.some("title_uk"),
        title_en: form.some("title_en"),
        issuer_uk: form.some("issuer_uk"),
        issuer_en: form.some("issuer_en"),
        author: form.some("author"),
        speakers: form.text("speakers").split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        date,
        date_note_uk: form.some("date_note_uk"),
        date_note_en: form.some("date_note_en"),
        link: form.some("link"),
        licence: form.some("licence"),
        doubt_uk: form.some("doubt_uk"),
        doubt_en: form.some("doubt_en"),
        passages: passages.collect(),
    };
    (body, faults)
}

fn fill(body: &Body, version: i64) -> Form {
    let mut fields: Vec<(String, String)> = vec![
        ("version".into(), version.to_string()),
        ("kind".into(), body.kind.word().into()),
        ("speakers".into(), body.speakers.join("; ")),
        ("date".into(), body.date.as_ref().map(|date| date.to_string()).unwrap_or_default()),
    ];
    let mut put = |name: String, value: &Option<String>| fields.extend(value.clone().map(|value| (name, value)));
    for (name, value) in [
        ("title_uk", &body.title_uk),
        ("title_en", &body.title_en),
        ("issuer_uk", &body.issuer_uk),
        ("issuer_en", &body.issuer_en),
        ("author", &body.author),
        ("date_note_uk", &body.date_note_uk),
        ("date_note_en", &body.date_note_en),
        ("link", &body.link),
        ("licence", &body.licence),
        ("doubt_uk", &body.doubt_uk),
        ("doubt_en", &body.doubt_en),
    ] {
        put(name.into(), value);
    }
    for (index, p) in body.passages.iter().enumerate() {
        put(format!("passage.{index}.locator"), &Some(p.locator.clone()));
        for (name, value) in [
            ("text_uk", &p.text_uk),
            ("text_en", &p.text_en),
            ("question_uk", &p.question_uk),
            ("question_en", &p.question_en),
            ("doubt_uk", &p.doubt_uk),
            ("doubt_en", &p.doubt_en),
        ] {
            put(format!("passage.{index}.{name}"), value);
        }
    }
    Form::of(fields)
}
