//! The addresses of the office's settings.

use axum::http::StatusCode;
use dotyk_db::Tx;

use super::model::{Direction, Measure, Office, Rate, Term};
use super::view::{self, FormView, OfficeView, RatesView, SECTIONS, Section};
use super::{rates, store};
use crate::access::{Action, Kind, Permit, Ref, Subject};
use crate::journal::{Change, Write, reconcile, state_version};
use crate::text::When;
use crate::web::{Answer, Ctx, Fault, Filled, Form, Problem, Reader, Reply, Routes, content_path};

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/office", Kind::Office, Action::Read, show)
        .about(&view::SHOW)
        .get("/office/rates", Kind::Office, Action::Read, show_rates)
        .about(&view::RATES)
        .post("/office/rates", Kind::Office, Action::Edit, add_rate)
        .upload("/office/rates/import", Kind::Office, Action::Edit, import_rates)
        .get("/office/{section}/edit", Kind::Office, Action::Edit, edit)
        .post("/office/{section}", Kind::Office, Action::Edit, save)
}

/// The settings, for an action.
fn take(ctx: &Ctx, tx: &mut Tx) -> Result<(Office, Permit), Problem> {
    let permit = ctx.permit(&Subject::new(Kind::Office, &ctx.actor.office, false))?;
    Ok((store::find(tx, &ctx.actor.office)?, permit))
}

fn show(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (office, _) = take(ctx, tx)?;
    let place: Vec<Ref> = office.place.iter().map(|code| Ref::new(Kind::Place, code)).collect();
    let labels = ctx.labels(tx, &place)?;
    let page = ctx.page(ctx.t("office-title"));
    let may_edit = page.can(Kind::Office, Action::Edit);
    let place = page.records(&labels, &place).pop();
    let rates = newest(&office);
    Reply::view(ctx, &OfficeView { page, office, place, rates, may_edit })
}

/// The rate of each currency that holds today.
fn newest(office: &Office) -> Vec<Rate> {
    let mut rows: Vec<Rate> = Vec::new();
    for rate in &office.rates {
        match rows.iter_mut().find(|row| row.currency == rate.currency) {
            Some(row) if row.day.first() <= rate.day.first() => *row = rate.clone(),
            Some(_) => {}
            None => rows.push(rate.clone()),
        }
    }
    rows
}

fn section(ctx: &Ctx) -> Result<Section, Problem> {
    SECTIONS.into_iter().find(|section| section.word() == ctx.param("section")).ok_or(Problem::NotFound)
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let section = section(ctx)?;
    let (office, _) = take(ctx, tx)?;
    form_page(ctx, StatusCode::OK, section, Filled::new(fill(section, &office, office.version)), Vec::new())
}

/// Saves one section. An edit that comes too late is made again on what it was made from, so that only what both
/// changed is asked about.
fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let section = section(ctx)?;
    let (office, permit) = take(ctx, write.tx())?;
    let late = form.version() != office.version;
    let base = match late {
        true => state_version(write.tx(), permit.office(), &Ref::new(Kind::Office, &office.id), form.version())?,
        false => None,
    };
    let mut mine = base.clone().and_then(|base| serde_json::from_value(base).ok()).unwrap_or_else(|| office.clone());
    let mut faults = apply(section, form, &mut mine);
    if section == Section::Settings {
        faults.extend(mine.faults().into_iter().filter(|(field, ..)| !matches!(field.as_str(), "rate" | "currency")));
        faults.extend(place_fault(ctx, write.tx(), &office, &mine)?);
    }
    if !faults.is_empty() {
        return form_page(
            ctx,
            StatusCode::UNPROCESSABLE_ENTITY,
            section,
            Filled::wrong(form.clone(), ctx.errors(faults)),
            Vec::new(),
        );
    }
    if late {
        let (merged, conflicts) = reconcile(base.as_ref(), &office, &mine);
        return form_page(ctx, StatusCode::CONFLICT, section, Filled::new(fill(section, &merged, office.version)), conflicts);
    }
    store::save(write, &permit, &mine)?;
    Reply::see(ctx, "/office")
}

/// A new territory must be one that there is.
fn place_fault(ctx: &Ctx, tx: &mut Tx, before: &Office, mine: &Office) -> Result<Option<Fault>, Problem> {
    let Some(code) = mine.place.as_ref().filter(|_| mine.place != before.place) else { return Ok(None) };
    let place = Ref::new(Kind::Place, code);
    let known = ctx.labels(tx, std::slice::from_ref(&place))?.contains_key(&place);
    Ok((!known).then(|| ("place".to_owned(), "web-bad-ref", code.clone())))
}

fn form_page(ctx: &Ctx, status: StatusCode, section: Section, filled: Filled, conflicts: Vec<Change>) -> Answer {
    let page = ctx.page(ctx.t(section.title()));
    let view = FormView {
        filled,
        section,
        target: page.url(&format!("/office/{}", section.word())),
        conflicted: status == StatusCode::CONFLICT,
        conflicts: conflicts.into_iter().map(|change| (change.field, crate::web::plain_value(&change.before))).collect(),
        yes_no: [("", "office-no"), ("1", "office-yes")].map(|(value, key)| (value.to_owned(), page.t(key))).to_vec(),
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

/// Puts what the form says of a section into the settings.
fn apply(section: Section, form: &Form, office: &mut Office) -> Vec<Fault> {
    match section {
        Section::Settings => {
            office.name_uk = form.some("name_uk");
            office.name_en = form.some("name_en");
            office.place = form.some("place");
            office.mail = form.some("mail");
            office.base_url = form.some("base_url").map(|url| url.trim_end_matches('/').to_owned());
            office.iati_identifier = form.some("iati_identifier");
            Vec::new()
        }
        Section::Directions => directions(form, office),
        Section::Measures => measures(form, office),
        Section::Terms => terms(form, office),
    }
}

/// The names of a row's fields in the form, for what is wrong with it.
fn named(prefix: &str, number: usize, faults: Vec<(&'static str, &'static str, String)>) -> impl Iterator<Item = Fault> {
    faults.into_iter().map(move |(field, key, what)| (format!("{prefix}.{number}.{field}"), key, what))
}

fn directions(form: &Form, office: &mut Office) -> Vec<Fault> {
    let (mut faults, mut rows) = (Vec::new(), Vec::new());
    for (number, row) in form.rows("direction").iter() {
        let order = row.text("order").parse::<i64>();
        if order.is_err() && !row.text("order").is_empty() {
            faults.push((format!("direction.{number}.order"), "office-bad-order", row.text("order").to_owned()));
        }
        let direction = Direction { slug: row.text("slug").into(), name_uk: row.some("name_uk"), name_en: row.some("name_en") };
        if rows.iter().any(|(_, known): &(_, Direction)| known.slug == direction.slug) {
            faults.push((format!("direction.{number}.slug"), "office-slug-twice", direction.slug.clone()));
        }
        faults.extend(named("direction", number, direction.faults()));
        rows.push((order.unwrap_or(i64::MAX), direction));
    }
    rows.sort_by_key(|(order, _)| *order);
    let said: Vec<Direction> = rows.into_iter().map(|(_, direction)| direction).collect();
    let kept = std::mem::take(&mut office.directions)
        .into_iter()
        .filter(|known| !said.iter().any(|row| row.slug == known.slug))
        .collect::<Vec<_>>();
    office.directions = said.into_iter().chain(kept).collect();
    faults
}

fn measures(form: &Form, office: &mut Office) -> Vec<Fault> {
    let (mut faults, mut rows) = (Vec::new(), Vec::<Measure>::new());
    for (number, row) in form.rows("measure").iter() {
        let measure = Measure {
            slug: row.text("slug").into(),
            unit: row.text("unit").into(),
            money: !row.text("money").is_empty(),
            named: !row.text("named").is_empty(),
            key_order: if row.text("key_order").is_empty() { 0 } else { row.text("key_order").parse().unwrap_or(-1) },
            name_uk: row.some("name_uk"),
            name_en: row.some("name_en"),
            forms_uk: row.some("forms_uk"),
            forms_en: row.some("forms_en"),
        };
        if rows.iter().any(|known| known.slug == measure.slug) {
            faults.push((format!("measure.{number}.slug"), "office-slug-twice", measure.slug.clone()));
        }
        faults.extend(named("measure", number, measure.faults()));
        rows.push(measure);
    }
    let kept = std::mem::take(&mut office.measures)
        .into_iter()
        .filter(|known| !rows.iter().any(|row| row.slug == known.slug))
        .collect::<Vec<_>>();
    office.measures = rows.into_iter().chain(kept).collect();
    // The order in which the settings are read back, so that a change of order is no change.
    office.measures.sort_by(|a, b| a.slug.cmp(&b.slug));
    faults
}

fn terms(form: &Form, office: &mut Office) -> Vec<Fault> {
    let (mut faults, mut rows) = (Vec::new(), Vec::<Term>::new());
    for (number, row) in form.rows("term").iter() {
        let valid_from = When::parse(row.text("valid_from"));
        if valid_from.is_none() {
            faults.push((format!("term.{number}.valid_from"), "web-bad-day", row.text("valid_from").to_owned()));
        }
        let Some(valid_from) = valid_from else { continue };
        let term = Term {
            slug: row.text("slug").into(),
            valid_from,
            days: row.text("days").parse().unwrap_or(0),
            working: !row.text("working").is_empty(),
            law_uk: row.some("law_uk"),
            law_en: row.some("law_en"),
            doubt_uk: row.some("doubt_uk"),
            doubt_en: row.some("doubt_en"),
        };
        if rows.iter().any(|known| known.slug == term.slug && known.valid_from == term.valid_from) {
            faults.push((format!("term.{number}.slug"), "office-slug-twice", term.slug.clone()));
        }
        faults.extend(named("term", number, term.faults()));
        rows.push(term);
    }
    rows.sort_by(|a, b| (&a.slug, a.valid_from.as_str()).cmp(&(&b.slug, b.valid_from.as_str())));
    office.terms = rows;
    faults
}

fn fill(section: Section, office: &Office, version: i64) -> Form {
    let mut fields: Vec<(String, String)> = vec![("version".into(), version.to_string())];
    let mut put = |name: String, value: &Option<String>| fields.extend(value.clone().map(|value| (name, value)));
    let text = |value: &str| Some(value.to_owned());
    match section {
        Section::Settings => {
            for (name, value) in [
                ("name_uk", &office.name_uk),
                ("name_en", &office.name_en),
                ("place", &office.place),
                ("mail", &office.mail),
                ("base_url", &office.base_url),
                ("iati_identifier", &office.iati_identifier),
            ] {
                put(name.into(), value);
            }
        }
        Section::Directions => {
            for (index, d) in office.directions.iter().enumerate() {
                let order = Some((index + 1).to_string());
                for (name, value) in [
                    ("order", &order),
                    ("slug", &text(&d.slug)),
                    ("known", &text("1")),
                    ("name_uk", &d.name_uk),
                    ("name_en", &d.name_en),
                ] {
                    put(format!("direction.{index}.{name}"), value);
                }
            }
        }
        Section::Measures => {
            for (index, m) in office.measures.iter().enumerate() {
                let (money, named) = (m.money.then(|| "1".to_owned()), m.named.then(|| "1".to_owned()));
                let key_order = (m.key_order > 0).then(|| m.key_order.to_string());
                for (name, value) in [
                    ("slug", &text(&m.slug)),
                    ("known", &text("1")),
                    ("unit", &text(&m.unit)),
                    ("money", &money),
                    ("named", &named),
                    ("key_order", &key_order),
                    ("name_uk", &m.name_uk),
                    ("name_en", &m.name_en),
                    ("forms_uk", &m.forms_uk),
                    ("forms_en", &m.forms_en),
                ] {
                    put(format!("measure.{index}.{name}"), value);
                }
            }
        }
        Section::Terms => {
            for (index, t) in office.terms.iter().enumerate() {
                let working = t.working.then(|| "1".to_owned());
                for (name, value) in [
                    ("slug", &text(&t.slug)),
                    ("valid_from", &text(t.valid_from.as_str())),
                    ("days", &Some(t.days.to_string())),
                    ("working", &working),
                    ("law_uk", &t.law_uk),
                    ("law_en", &t.law_en),
                    ("doubt_uk", &t.doubt_uk),
                    ("doubt_en", &t.doubt_en),
                ] {
                    put(format!("term.{index}.{name}"), value);
                }
            }
        }
    }
    Form::of(fields)
}

fn show_rates(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (office, _) = take(ctx, tx)?;
    if ctx.wants_sheet() {
        let page = ctx.page(ctx.t("office-rates"));
        let currency = ctx.query("currency").unwrap_or_default().to_uppercase();
        let mut rates = office.rates;
        rates.retain(|row| currency.is_empty() || row.currency == currency);
        rates.sort_by_key(|row| std::cmp::Reverse(row.day.first()));
        // They are read whole with the office's settings.
        return view::SHEET.send(ctx, tx, &page, |_, _: Option<()>| Ok((std::mem::take(&mut rates), None)));
    }
    rates_page(ctx, StatusCode::OK, office, Filled::default(), Vec::new())
}

fn rates_page(ctx: &Ctx, status: StatusCode, office: Office, filled: Filled, wrong_rows: Vec<String>) -> Answer {
    let mut rates = office.rates;
    rates.sort_by_key(|row| std::cmp::Reverse(row.day.first()));
    let (total, currency) = (rates.len(), ctx.query("currency").unwrap_or_default().to_uppercase());
    rates.retain(|row| currency.is_empty() || row.currency == currency);
    if status == StatusCode::OK && ctx.face == crate::web::Face::Html {
        rates.truncate(100);
    }
    let page = ctx.page(ctx.t("office-rates"));
    let added = ctx.query("added").and_then(|count| count.parse::<i64>().ok());
    let may_edit = page.can(Kind::Office, Action::Edit);
    let view = RatesView { page, items: rates, total, next: None, filled, wrong_rows, added, may_edit };
    if status == StatusCode::OK { Reply::view(ctx, &view) } else { Reply::html(status, &view) }
}

fn add_rate(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut office, permit) = take(ctx, write.tx())?;
    let cells = ["currency", "day", "rate", "source_uk"].map(|field| form.text(field).to_owned());
    let rate = match rates::rate(&cells, &ctx.actor.id) {
        Ok(rate) => rate,
        Err((key, what)) => {
            let mut reader = Reader::new(form);
            let field = match key {
                "office-bad-currency" => "currency",
                "office-bad-rate-day" => "day",
                _ => "rate",
            };
            reader.wrong(field, key, &what);
            let filled = Filled::wrong(form.clone(), ctx.errors(reader.faults));
            return rates_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, office, filled, Vec::new());
        }
    };
    office.set_rate(rate);
    store::save(write, &permit, &office)?;
    Reply::see(ctx, "/office/rates?added=1")
}

/// A table that was pasted, or sent as a file; the file itself is not kept and is swept at the next start.
fn import_rates(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut office, permit) = take(ctx, write.tx())?;
    let table = match form.some("file.hash").filter(|hash| form.text("csv").is_empty() && is_hash(hash)) {
        Some(_) if form.text("file.size").parse::<usize>().is_ok_and(|size| size > TABLE_LIMIT) => {
            return Err(Problem::TooLarge(TABLE_LIMIT));
        }
        Some(hash) => std::fs::read(content_path(&ctx.state.files, &hash)).map_err(Problem::fault)?,
        None => form.text("csv").as_bytes().to_vec(),
    };
    match rates::read(&table, &ctx.actor.id) {
        Ok(rates) => {
            let count = rates.len();
            office.set_rates(rates);
            store::save(write, &permit, &office)?;
            Reply::see(ctx, &format!("/office/rates?added={count}"))
        }
        Err(faults) => {
            let page = ctx.page(String::new());
            let said = |(row, key, what): (usize, &'static str, String)| {
                format!("{} {}", page.t1("office-row", "row", row.to_string()), page.t1(key, "what", &what))
            };
            let wrong_rows: Vec<String> = faults.into_iter().map(said).collect();
            let errors = vec![("csv".to_owned(), page.n("office-rows-wrong", &(wrong_rows.len() as i64)))];
            rates_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, office, Filled::wrong(form.clone(), errors), wrong_rows)
        }
    }
}

/// A table of rates is small, whatever else may be sent.
const TABLE_LIMIT: usize = 2 * 1024 * 1024;

/// Whether text is a digest, and so no path to elsewhere.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}
