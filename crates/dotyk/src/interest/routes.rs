//! The addresses of interests, for those who keep the register. Those behind a private link are in `holder`.

use axum::http::{StatusCode, header};
use dotyk_db::Tx;

use super::model::{Body, Often};
use super::store::{self, Which};
use super::view::{self, FormView, Item, ListView, MadeView};
use super::{holder, request};
use crate::access::{Action, Kind, Ref};
use crate::journal::Write;
use crate::need::Priority;
use crate::person::Seal;
use crate::text::Lang;
use crate::web::{Answer, Ctx, Fault, Filled, Form, List, PAGE_ROWS, Page, Problem, Reader, Reply, Routes, cut};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/interests", Kind::Interest, Action::Read, list)
        .about(&view::LIST)
        .get("/interests/new", Kind::Interest, Action::Create, new)
        .post("/interests", Kind::Interest, Action::Create, create)
        .get("/interests/{id}", Kind::Interest, Action::Read, holder::shown)
        .about(&holder::FITTING)
        .post("/interests/{id}/link", Kind::Interest, Action::Edit, turn)
        .post("/interests/{id}/revocation", Kind::Interest, Action::Edit, revoke)
        .post("/interests/{id}/organisation", Kind::Interest, Action::Edit, name)
        .get("/i", Kind::Link, Action::Read, request::form)
        .post("/i", Kind::Link, Action::Read, request::ask)
        .get("/i/{token}/confirmation", Kind::Link, Action::Read, request::look)
        .post("/i/{token}/confirmation", Kind::Link, Action::Read, request::confirm)
        .get("/i/{token}", Kind::Link, Action::Read, holder::home)
        .get("/i/{token}/edit", Kind::Link, Action::Read, request::edit)
        .post("/i/{token}", Kind::Link, Action::Read, request::save)
        .get("/i/{token}/end", Kind::Link, Action::Read, holder::ask)
        .post("/i/{token}/end", Kind::Link, Action::Read, holder::end)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (_, below) = ctx.after()?;
    let seal = Seal::new(ctx.state.data_key);
    let of = if ctx.query("unknown").is_some() { Which::Unknown } else { Which::All };
    let visible = ctx.actor.visible(Kind::Interest);
    let mut interests = store::list(tx, &visible, &seal, of, below, PAGE_ROWS + 1)?;
    let next = cut(&mut interests, |interest| format!("~{}", interest.id));
    let mut wanted: Vec<Ref> = Vec::new();
    for interest in &interests {
        wanted.extend(interest.body.organisation.iter().map(|id| Ref::new(Kind::Organisation, id)));
        wanted.extend(interest.body.places.iter().map(|code| Ref::new(Kind::Place, code)));
    }
    let labels = ctx.labels(tx, &wanted)?;
    let (now, page) = (ctx.moment.stamp(), ctx.page(ctx.t("interest-title")));
    let items = interests.iter().map(|interest| Item::new(&page, &labels, interest, &now)).collect();
    // Of whom nobody knows who they are is the office's to find out.
    let unknown = if visible.all { store::unknown(tx, &ctx.actor.office)? } else { 0 };
    let total = if of == Which::Unknown { unknown } else { store::count(tx, &visible)? };
    let organisations = if unknown > 0 { ctx.options(tx, Kind::Organisation)? } else { Vec::new() };
    Reply::view(ctx, &ListView { list: List { items, total, next }, unknown, organisations, page })
}

fn new(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let organisation = ctx.query("organisation").unwrap_or_default().to_owned();
    let first = [("organisation", organisation), ("often", "weekly".to_owned()), ("lang", "en".to_owned())];
    let form = Form::of(first.map(|(name, value)| (name.to_owned(), value)));
    form_page(ctx, tx, StatusCode::OK, Filled::new(form))
}

fn form_page(ctx: &Ctx, tx: &mut Tx, status: StatusCode, filled: Filled) -> Answer {
    let page = ctx.page(ctx.t("interest-new"));
    let choices =
        |prefix: &str, words: &[&'static str]| words.iter().map(|word| ((*word).to_owned(), page.word(prefix, word))).collect();
    let view = FormView {
        priorities: priorities(&page),
        often: choices("interest-often-", &Often::ALL.iter().map(|one| one.word()).collect::<Vec<_>>()),
        langs: choices("interest-lang-", &["en", "uk"]),
        organisations: ctx.options(tx, Kind::Organisation)?,
        filled,
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        status => Reply::html(status, &view),
    }
}

/// How much a need may press.
pub(super) fn priorities(page: &Page) -> Vec<(String, String)> {
    Priority::ALL.iter().map(|one| (one.word().to_owned(), page.word("need-priority-", one.word()))).collect()
}

/// Words parted by commas, semicolons or ends of lines.
fn several(text: &str) -> Vec<String> {
    text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Reads the form. Which organisation it is only the office says: `of_office`.
pub(super) fn read(ctx: &Ctx, tx: &mut Tx, form: &Form, of_office: bool) -> Result<(Body, Vec<Fault>), Problem> {
    let organisation = if of_office { form.text("organisation") } else { "" };
    let places = several(form.text("places"));
    let mut texts: Vec<String> = places.iter().map(|place| format!("place:{place}")).collect();
    texts.extend(Some(organisation).filter(|text| !text.is_empty()).map(|text| format!("organisation:{text}")));
    let named = ctx.refers(tx, &texts)?;
    let mut reader = Reader::new(form);
    let whole = |text: &str| text.split_whitespace().collect::<String>().parse::<i64>().ok().filter(|n| *n >= 0);
    let id = |kind: &'static str| {
        let named = &named;
        move |text: &str| named.get(&format!("{kind}:{text}")).map(|found| found.id.clone())
    };
    let body = Body {
        name: form.some("name").unwrap_or_default(),
        organisation: reader.read_of("organisation", organisation, id("organisation"), "web-bad-ref"),
        sectors: form
            .text("sectors")
            .split([',', ';', ' ', '\n'])
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
        places: places.iter().filter_map(|place| reader.read_of("places", place, id("place"), "web-bad-ref")).collect(),
        priority: reader.choice("priority", Priority::parse),
        least: reader.read_of("least", form.text("least"), whole, "interest-bad-amount"),
        most: reader.read_of("most", form.text("most"), whole, "interest-bad-amount"),
        currency: form.some("currency").map(|code| code.to_ascii_uppercase()),
        lang: Lang::parse(form.text("lang")).unwrap_or(Lang::En),
        often: Often::parse(form.text("often")).unwrap_or(Often::Never),
        mail: form.some("mail"),
    };
    let mut faults = reader.faults;
    faults.extend(body.faults());
    Ok((body, faults))
}

fn create(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (body, faults) = read(ctx, write.tx(), form, true)?;
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, write.tx(), StatusCode::UNPROCESSABLE_ENTITY, filled);
    }
    let permit = ctx.actor.may_create(Kind::Interest, &write.id())?;
    let token = store::add(write, &permit, &ctx.state.data_key, &body)?;
    made(ctx, write, permit.id(), &token)
}

/// Shows a link: the one time that it can be seen. Not a redirect, since an address is remembered by browsers and logs.
fn made(ctx: &Ctx, write: &mut Write, id: &str, token: &str) -> Answer {
    let interest = store::get(write.tx(), &ctx.actor.office, id)?.ok_or(Problem::NotFound)?;
    let page = ctx.page(ctx.t("interest-made"));
    let view = MadeView {
        link: page.whole(&format!("/{}/i/{token}", interest.body.lang)),
        whole: ctx.base_url().is_some(),
        name: interest.body.name,
        until: interest.expires_at,
        page,
    };
    Ok(Reply::html(StatusCode::OK, &view)?.with(header::REFERRER_POLICY, "no-referrer".into()))
}

fn turn(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (interest, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("id"))?;
    let token = store::turn(write, &permit, &ctx.state.data_key, &interest)?;
    made(ctx, write, &interest.id, &token)
}

fn revoke(ctx: &Ctx, _: &Form, write: &mut Write) -> Answer {
    let (_, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("id"))?;
    store::revoke(write, &permit)?;
    Reply::see(ctx, "/interests")
}

/// Says which organisation asked by themselves.
fn name(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (interest, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("id"))?;
    let text = form.text("organisation").trim().to_owned();
    let found = ctx.refers(write.tx(), &[format!("organisation:{text}")])?;
    let organisation = found.into_values().next().ok_or_else(|| Problem::bad("interest-unknown-organisation", text))?;
    store::name(write, &permit, &organisation.id)?;
    Reply::see(ctx, &format!("/interests#{}", interest.id))
}
