//! The addresses of places.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use dotyk_db::Tx;

use super::boundaries::{Area, Bounds};
use super::draw::Frame;
use super::store::{self, Filter, Listed, Unit};
use super::view::{self, Card, CardView, FormView, Item, ListView, NameShown, Picture};
use super::{Body, Level, Name, Place, attribution_of, degrees, micro_degrees};
use crate::access::{Action, Kind, Ref};
use crate::journal::{Change, Write, hex, pattern, reconcile, state_version};
use crate::text::{Lang, When};
use crate::web::editor;
use crate::web::{Answer, BATCH, Ctx, Fault, Filled, Form, List, Page, Problem, Record, Reply, Routes, behind, cut};

/// The picture of a card may spend so many bytes on its paths.
const CARD_BUDGET: usize = 24_000;

/// All of them.
pub fn routes() -> Routes {
    Routes::default()
        .get("/places", Kind::Place, Action::Read, list)
        .about(&view::LIST)
        .get("/places/{code}", Kind::Place, Action::Read, card)
        .about(&view::CARD)
        .get("/places/{code}/edit", Kind::Place, Action::Edit, edit)
        .post("/places/{code}", Kind::Place, Action::Edit, save)
}

fn list(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (office, day) = (ctx.actor.office.as_str(), ctx.day()?);
    let filter = filter(ctx)?;
    if ctx.wants_sheet() {
        return sheet(ctx, tx, &filter);
    }
    let (sort_key, code) = ctx.after()?;
    let code = unhex(code).ok_or_else(|| Problem::bad("web-bad-cursor", code))?;
    let (mut rows, total) = store::list(tx, office, &filter, (sort_key, &code), crate::web::PAGE_ROWS + 1)?;
    // A cursor is hexadecimal, and codes of places abroad are not.
    let next = cut(&mut rows, |row| format!("{}~{}", row.sort_key, hex(row.place.code.as_bytes())));
    let parents: Vec<String> = rows.iter().filter_map(|row| row.place.body.parent.clone()).chain(filter.parent.clone()).collect();
    let above = store::find(tx, office, &parents)?;
    let page = ctx.page(ctx.t("place-title"));
    let items = rows.into_iter().map(|row| {
        let parent = row.place.body.parent.as_ref().and_then(|code| above.get(code)).map(|place| record(&page, place, day));
        item(&page, row, parent, day)
    });
    let list = List { items: items.collect(), total, next };
    let levels = Level::ALL.iter().map(|level| (level.word(), page.word("place-level-", level.word()))).collect();
    let within = filter.parent.as_ref().and_then(|code| above.get(code)).map(|place| record(&page, place, day));
    let as_of = ctx.as_of()?.map(|day| day.to_string());
    Reply::view(ctx, &ListView { list, levels, within, as_of, page })
}

/// All rows of the list.
fn sheet(ctx: &Ctx, tx: &mut Tx, filter: &Filter) -> Answer {
    let (office, day, page) = (ctx.actor.office.as_str(), ctx.day()?, ctx.page(ctx.t("place-title")));
    view::SHEET.send(ctx, tx, &page, |tx, after: Option<(String, String)>| {
        let (key, code) = after.unwrap_or_default();
        let rows = store::page(tx, office, filter, (&key, &code), BATCH)?;
        let next = behind(&rows, |row| (row.sort_key.clone(), row.place.code.clone()));
        let parents: Vec<String> =
            rows.iter().filter_map(|row| row.place.body.parent.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        let above = store::find(tx, office, &parents)?;
        let items = rows.into_iter().map(|row| {
            let parent = row.place.body.parent.as_ref().and_then(|code| above.get(code)).map(|place| record(&page, place, day));
            item(&page, row, parent, day)
        });
        Ok((items.collect(), next))
    })
}

fn filter(ctx: &Ctx) -> Result<Filter, Problem> {
    let level = match ctx.query("level") {
        Some(word) => Some(Level::parse(word).ok_or_else(|| Problem::bad("web-bad-query", word))?),
        None => None,
    };
    let code = super::parse::plain_code(ctx.query("q").unwrap_or_default());
    Ok(Filter { level, parent: ctx.query("parent").map(str::to_owned), pattern: pattern(ctx.query("q")), code })
}

fn unhex(text: &str) -> Option<String> {
    let digits = text.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes = digits.chunks(2).map(byte).collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok().filter(|_| digits.len().is_multiple_of(2))
}

fn item(page: &Page, row: Listed, parent: Option<Record>, day: jiff::civil::Date) -> Item {
    Item {
        record: record(page, &row.place, day),
        level: row.place.body.level.word(),
        parent,
        population: row.place.body.population,
        point: row.place.body.lon.zip(row.place.body.lat),
        children: row.children,
    }
}

fn record(page: &Page, place: &Place, day: jiff::civil::Date) -> Record {
    Record {
        kind: Kind::Place,
        id: place.code.clone(),
        url: page.url(&format!("/places/{}", place.code)),
        label: place.title(page.lang, day),
    }
}

fn card(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (place, _) = store::take(tx, &ctx.actor, Action::Read, ctx.param("code"))?;
    let place = ctx.as_known(tx, &Ref::new(Kind::Place, &place.code), place.clone())?;
    let (office, day) = (ctx.actor.office.as_str(), ctx.day()?);
    let mut above = store::ancestors(tx, office, std::slice::from_ref(&place.code))?.remove(&place.code).unwrap_or_default();
    above.reverse();
    let known = store::find(tx, office, &above)?;
    let children = store::children(tx, office, &place.code)?;
    let page = ctx.page(place.title(ctx.lang, day));
    let oblast = above.iter().find(|code| known.get(*code).is_some_and(|above| above.body.level == Level::Oblast));
    let picture = picture(&page, tx, office, &place, oblast)?;
    let name_now = Some(place.title(ctx.lang, ctx.today())).filter(|now| *now != page.title);
    let beside = ctx.beside(tx, &Ref::new(Kind::Place, &place.code))?;
    let view = CardView {
        parents: above.iter().filter_map(|code| known.get(code)).map(|parent| record(&page, parent, day)).collect(),
        children: children.iter().map(|child| record(&page, child, day)).collect(),
        names: names(&place, ctx.lang),
        name_now,
        point: place.body.lat.zip(place.body.lon).map(|(lat, lon)| (degrees(lat), degrees(lon))),
        as_of: ctx.as_of()?.map(|day| day.to_string()),
        picture,
        beside,
        may_edit: ctx.actor.could(Action::Edit, &place.subject()),
        place: Card { record: record(&page, &place, day), place: &place },
        page,
    };
    Reply::view(ctx, &view)
}

/// Where a place lies among the hromadas of its oblast; none when the register does not know where it is.
fn picture(page: &Page, tx: &mut Tx, office: &str, place: &Place, oblast: Option<&String>) -> Result<Option<Picture>, Problem> {
    let Some(oblast) = oblast else { return Ok(None) };
    let around = store::units(tx, office, oblast, Level::Hromada)?;
    // A raion is its hromadas; a settlement its own area or point, never the middle of something else.
    let level = if place.body.level == Level::Raion { Level::Hromada } else { place.body.level };
    let own = store::units(tx, office, &place.code, level)?;
    let mut units: Vec<(bool, Unit)> = Vec::new();
    units.extend(around.into_iter().filter(|unit| own.iter().all(|mine| mine.code != unit.code)).map(|unit| (false, unit)));
    units.extend(own.into_iter().map(|unit| (true, unit)));
    units.retain(|(_, unit)| unit.area.is_some() || unit.point.is_some());
    let corners = units.iter().flat_map(|(_, unit)| {
        let box_of = unit.area.as_ref().and_then(Area::bounds).map(|b| [(b.west, b.south), (b.east, b.north)]);
        box_of.into_iter().flatten().chain(unit.point)
    });
    let (Some(bounds), true) = (Bounds::around(corners), units.iter().any(|(mine, _)| *mine)) else { return Ok(None) };
    let frame = Frame::fit(bounds, (500, 500), 14);
    let drawn: Vec<(bool, &Area)> = units.iter().filter_map(|(mine, unit)| Some((*mine, unit.area.as_ref()?))).collect();
    let areas: Vec<&Area> = drawn.iter().map(|(_, area)| *area).collect();
    let dots = units.iter().filter(|(_, unit)| unit.area.is_none()).filter_map(|(mine, unit)| {
        let (x, y) = frame.at(unit.point?);
        Some((*mine, x, y, if *mine { 11 } else { 6 }))
    });
    let mut attribution: Vec<String> = units
        .iter()
        .flat_map(|(_, unit)| match &unit.area {
            Some(_) => unit.attribution.iter().cloned().collect::<Vec<_>>(),
            None => {
                let whose = unit.point_sources.iter().filter_map(|source| attribution_of(source));
                whose.map(|word| page.word("place-attribution-", word)).collect()
            }
        })
        .collect();
    attribution.sort();
    attribution.dedup();
    Ok(Some(Picture {
        width: frame.width,
        height: frame.height,
        areas: drawn.iter().map(|(mine, _)| *mine).zip(frame.paths(&areas, CARD_BUDGET)).collect(),
        dots: dots.collect(),
        attribution,
    }))
}

/// All names with the days between which they hold; shown when there is more than one.
fn names(place: &Place, lang: Lang) -> Vec<NameShown> {
    let names = &place.body.names;
    let shown = names.iter().enumerate().map(|(index, name)| NameShown {
        name: lang.of(&name.name_uk, &name.name_en).to_owned(),
        other: if lang == Lang::Uk { name.name_en.clone() } else { name.name_uk.clone() },
        from: name.valid_from.clone(),
        until: names.get(index + 1).and_then(|next| next.valid_from.clone()),
    });
    shown.collect()
}

fn edit(ctx: &Ctx, tx: &mut Tx) -> Answer {
    let (place, _) = store::take(tx, &ctx.actor, Action::Edit, ctx.param("code"))?;
    let filled = Filled::new(fill(&place.body, place.version));
    form_page(ctx, StatusCode::OK, &place, filled, Vec::new())
}

fn save(ctx: &Ctx, form: &Form, write: &mut Write) -> Answer {
    let (mut place, permit) = store::take(write.tx(), &ctx.actor, Action::Edit, ctx.param("code"))?;
    let (body, mut faults) = read(form, &place.body);
    faults.extend(body.faults());
    if !faults.is_empty() {
        let filled = Filled::wrong(form.clone(), ctx.errors(faults));
        return form_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, &place, filled, Vec::new());
    }
    if form.version() != place.version {
        let base = state_version(write.tx(), &ctx.actor.office, &Ref::new(Kind::Place, &place.code), form.version())?;
        let (merged, conflicts) = reconcile(base.as_ref(), &place.body, &body);
        let filled = Filled::new(fill(&merged, place.version));
        return form_page(ctx, StatusCode::CONFLICT, &place, filled, conflicts);
    }
    place.body = body;
    editor::kept(store::save(write, &permit, &place)?)?;
    Reply::see(ctx, &format!("/places/{}", place.code))
}

fn form_page(ctx: &Ctx, status: StatusCode, place: &Place, filled: Filled, conflicts: Vec<Change>) -> Answer {
    let page = ctx.page(place.title(ctx.lang, ctx.today()));
    // Names stand in the rows of a table, and its first field is where a conflict leads.
    let field = |field: String| if field == "names" { "name.0.name_uk".to_owned() } else { field };
    let shown = |change: Change| {
        let theirs = match (change.field.as_str(), change.before.as_i64()) {
            ("lat" | "lon", Some(micro)) => degrees(micro),
            _ => crate::web::plain_value(&change.before),
        };
        (field(change.field), theirs)
    };
    let view = FormView {
        filled,
        target: page.url(&format!("/places/{}", place.code)),
        conflicted: status == StatusCode::CONFLICT,
        conflicts: conflicts.into_iter().map(shown).collect(),
        code: place.code.clone(),
        page,
    };
    match status {
        StatusCode::OK => Reply::page(ctx, &view),
        _ => Reply::html(status, &view),
    }
}

/// What the form changes stands in it; the rest of `old` stays.
fn read(form: &Form, old: &Body) -> (Body, Vec<Fault>) {
    let mut faults: Vec<Fault> = Vec::new();
    let rows = form.rows("name");
    let names = rows.iter().map(|(index, row)| {
        let valid_from = row.some("valid_from").and_then(|text| {
            let when = When::parse(&text);
            if when.is_none() {
                faults.push((format!("name.{index}.valid_from"), "web-bad-day", text));
            }
            when
        });
        Name { name_uk: row.some("name_uk"), name_en: row.some("name_en"), valid_from }
    });
    let names = names.collect();
    let mut number = |field: &str, key: &'static str, read: fn(&str) -> Option<i64>| {
        let text = form.some(field)?;
        let value = read(&text);
        if value.is_none() {
            faults.push((field.into(), key, text));
        }
        value
    };
    let whole = |text: &str| text.replace([' ', '\u{a0}'], "").parse().ok();
    let body = Body {
        population: number("population", "place-bad-number", whole),
        population_year: number("population_year", "place-bad-year", whole),
        lat: number("lat", "place-bad-degrees", micro_degrees),
        lon: number("lon", "place-bad-degrees", micro_degrees),
        point_source: form.some("point_source"),
        names,
        ..old.clone()
    };
    (body, faults)
}

fn fill(body: &Body, version: i64) -> Form {
    let mut fields: Vec<(String, String)> = vec![("version".into(), version.to_string())];
    let mut put = |name: String, value: Option<String>| fields.extend(value.map(|value| (name, value)));
    put("population".into(), body.population.map(|people| people.to_string()));
    put("population_year".into(), body.population_year.map(|year| year.to_string()));
    put("lat".into(), body.lat.map(degrees));
    put("lon".into(), body.lon.map(degrees));
    put("point_source".into(), body.point_source.clone());
    for (index, name) in body.names.iter().enumerate() {
        put(format!("name.{index}.name_uk"), name.name_uk.clone());
        put(format!("name.{index}.name_en"), name.name_en.clone());
        put(format!("name.{index}.valid_from"), name.valid_from.as_ref().map(When::to_string));
    }
    Form::of(fields)
}
